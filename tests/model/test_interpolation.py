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


def test_nothing_free_needs_one_node():
    fit = interpolation(np.ones((256, 2)))
    assert len(fit.nodes) == 1
    assert (fit(np.full((1, 4), 3.0)) == 3.0).all()
