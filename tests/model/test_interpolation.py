import numpy as np
import pytest
from scipy.stats import qmc

from dashboard.model.interpolation import DEGREE, interpolation


def points(count, width):
    return qmc.Sobol(width, rng=7).random(count)


def test_a_polynomial_of_the_degree_is_met_to_rounding():
    x = points(1024, 3)
    truth = np.stack([1 + x[:, 0] ** 4 * x[:, 1] ** 2 - x[:, 2] ** 6, 5 * x[:, 1] - 2], axis=1)
    fit = interpolation(x)
    assert len(fit.nodes) < 100
    assert fit(truth[fit.nodes]) == pytest.approx(truth, abs=1e-10)


def test_a_smooth_function_is_met_closely_also_in_the_tails():
    x = np.exp(0.4 * np.sqrt(2) * points(1024, 2))
    truth = np.exp(-x[:, :1]) / (1 + x[:, 1:])
    fit = interpolation(x)
    assert fit(truth[fit.nodes]) == pytest.approx(truth, rel=1e-5)


def test_at_the_nodes_nothing_is_changed():
    x = points(512, 2)
    values = np.random.default_rng(1).normal(size=(len(interpolation(x).nodes), 3))
    fit = interpolation(x)
    assert (fit(values)[fit.nodes] == values).all()


def test_few_points_are_all_nodes():
    x = points(64, 4)
    fit = interpolation(x)
    assert (fit.nodes == np.arange(64)).all()
    assert (fit(x) == x).all()


@pytest.mark.parametrize("case", ["held", "tied"])
def test_parameters_that_do_not_vary_freely_do_no_harm(case):
    x = points(1024, 3)
    x[:, 2] = 0.5 if case == "held" else 2 * x[:, 0] + 1
    truth = (x[:, 0] * x[:, 1] + x[:, 2])[:, None]
    fit = interpolation(x)
    assert fit(truth[fit.nodes]) == pytest.approx(truth, abs=1e-9)


def test_one_free_parameter_needs_one_node_more_than_the_degree():
    x = np.full((256, 3), 2.0)
    x[:, 1] = np.linspace(0, 1, 256)
    assert len(interpolation(x).nodes) == DEGREE + 1


def test_steps_say_which_powers_a_coordinate_has():
    x = points(1024, 3)
    fit = interpolation(x, 3, steps=(1, 1.5, 3))
    # 1 a a2 a3, b ab b2, c: powers a + 1.5 b + 3 c of at most 3.
    assert len(fit.nodes) == 8
    truth = np.stack([x[:, 0] * x[:, 1] - x[:, 2], x[:, 0] ** 3 + x[:, 1] ** 2], axis=1)
    assert fit(truth[fit.nodes]) == pytest.approx(truth, abs=1e-10)
    curved = x[:, 2:] ** 2
    assert np.abs(fit(curved[fit.nodes]) - curved).max() > 0.01


def test_a_surplus_of_nodes_lowers_the_typical_error():
    x = points(1024, 3)
    truth = np.exp(-2.0 * x[:, :1]) / (1 + x[:, 1:2] + x[:, 2:])
    few, more = (interpolation(x, 3, surplus=surplus) for surplus in (0.0, 0.4))
    assert (len(few.nodes), len(more.nodes)) == (20, 28)
    assert set(few.nodes) < set(more.nodes)
    error, better = (np.sqrt(np.square(fit(truth[fit.nodes]) - truth).mean()) for fit in (few, more))
    assert better < 0.9 * error


def test_nothing_free_needs_one_node():
    fit = interpolation(np.ones((256, 2)))
    assert len(fit.nodes) == 1
    assert (fit(np.full((1, 4), 3.0)) == 3.0).all()
