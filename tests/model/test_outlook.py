"""Swings, scores and calibration of outlooks: closed forms, and worlds in which the truth is known."""

import numpy as np
import pytest

from dashboard.domain import InputError
from dashboard.model import outlook
from dashboard.model.outlook import calibration, choose, combine, crps, placebo, residuals, slope, swings


def world(seed, windows=9, countries=23):
    """Swings of different size by country, the same shape for all: changes [window, country] and the true scale."""
    rng = np.random.default_rng(seed)
    scale = rng.lognormal(-2.0, 0.5, countries)
    return scale * rng.standard_t(6, (windows, countries)) / np.sqrt(1.5), scale


def test_swings_by_hand():
    changes = np.array([[0.1, 0.3], [-0.1, np.nan]])
    # Mean squares 0.01 and 0.09, the median 0.05; K = 2 windows of it: (0.02 + 0.10) / 4 and (0.09 + 0.10) / 3.
    assert swings(changes, 2.0) == pytest.approx(np.sqrt([0.03, 0.19 / 3]))
    assert swings(changes, 0.0) == pytest.approx([0.1, 0.3])
    assert swings(changes, 1e12) == pytest.approx(np.sqrt([0.05, 0.05]), rel=1e-6)
    assert swings(np.array([[0.1, np.nan]]), 0.0)[1] == pytest.approx(0.1)  # without a window: the median country


def test_residuals_leave_their_own_window_out():
    changes = np.array([[0.2], [0.1], [0.1]])
    assert residuals(changes, 0.0)[:, 0] == pytest.approx([2.0, 0.1 / np.sqrt(0.025), 0.1 / np.sqrt(0.025)])
    changes[0] = 9.0
    assert residuals(changes, 0.0)[0, 0] == pytest.approx(90.0)  # its own size does not hide it


def test_score_of_a_normal_range_is_the_closed_form():
    """CRPS of N(0, 1) at y: y (2 Phi(y) - 1) + 2 phi(y) - 1 / sqrt(pi)."""
    from scipy.stats import norm

    points = norm.ppf((np.arange(20_000) + 0.5) / 20_000)[:, None]
    for y in (0.0, 0.7, -2.5):
        known = y * (2 * norm.cdf(y) - 1) + 2 * norm.pdf(y) - np.pi**-0.5
        assert crps(points, np.array([y]))[0] == pytest.approx(known, abs=2e-4)
    assert crps(np.full((5, 1), 3.0), np.array([1.0]))[0] == pytest.approx(2.0)  # a point forecast: its error
    assert np.isnan(crps(points, np.array([np.nan]))).all()


def test_score_is_the_definition():
    rng = np.random.default_rng(1)
    drawn, y = rng.normal(size=(60, 1)), 0.3
    pairs = np.abs(drawn[:, 0][:, None] - drawn[:, 0][None, :]).mean()
    assert crps(drawn, np.array([y]))[0] == pytest.approx(np.abs(drawn - y).mean() - pairs / 2, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_placebo_windows_of_a_known_world_are_covered(seed):
    changes, _ = world(seed)
    found = placebo(changes, choose(changes, (0.0, 2.0, 8.0)))
    assert found.count == changes.size
    assert 0.42 < found.inside_50 < 0.58
    assert 0.85 < found.inside_90 < 0.95


def test_a_right_model_scores_better_than_none_and_a_wrong_one_worse():
    gains = {"right": [], "wrong": []}
    for seed in range(20):
        changes, scale = world(seed)
        rng = np.random.default_rng(1000 + seed)
        effect = rng.normal(0.0, 1.5, scale.size) * scale
        real = effect + scale * rng.standard_t(6, scale.size) / np.sqrt(1.5)
        shape, size = residuals(changes, 2.0), swings(changes, 2.0)

        def score(drawn, real=real, size=size, shape=shape):
            return calibration([combine(drawn[None], size, shape)], [real]).crps

        without = score(np.zeros_like(effect))
        gains["right"].append(1 - score(effect) / without)
        gains["wrong"].append(1 - score(-effect) / without)
    assert np.mean(gains["right"]) > 0.15
    assert np.mean(gains["wrong"]) < -0.15


def test_slope_by_hand_and_under_noise():
    predicted, scale = np.array([1.0, -1.0, 2.0, np.nan]), np.array([1.0, 1.0, 2.0, 1.0])
    # Weights 1, 1, 1/4: (1 * 2 + 1 * 2 + 2 * 4 / 4) / (1 + 1 + 4 / 4) = 6 / 3, and 3**-0.5.
    assert slope(predicted, np.array([2.0, -2.0, 4.0, 5.0]), scale) == pytest.approx((2.0, 3.0**-0.5))
    assert np.isnan(slope(np.zeros(3), np.ones(3), np.ones(3))).all()
    rng = np.random.default_rng(3)
    given = rng.normal(size=30)
    error = slope(given, given, np.ones(30))[1]
    found = [slope(given, given + rng.normal(size=30), np.ones(30))[0] for _ in range(4000)]
    assert np.mean(found) == pytest.approx(1.0, abs=0.02)
    assert np.std(found) == pytest.approx(error, rel=0.05)


def test_effect_and_swings_add_as_independent_draws():
    effect = np.array([[0.0, 1.0], [2.0, 3.0]])
    found = combine(effect, np.array([1.0, 10.0]), np.array([-1.0, 1.0, np.nan]))
    assert found.shape == (4, 2)
    assert sorted(found[:, 0]) == [-1.0, 1.0, 1.0, 3.0]
    assert found[:, 1].mean() == pytest.approx(effect[:, 1].mean())


def test_bad_input_is_one_sentence():
    with pytest.raises(InputError, match="must be 0 or more"):
        swings(np.ones((2, 2)), -1.0)
    with pytest.raises(InputError, match="no country has a change"):
        swings(np.full((2, 2), np.nan), 1.0)
    assert outlook.placebo(np.ones((3, 2)) * 0.1, 1.0).count == 6
