"""Scores of a toy table whose answers are plain to see."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.domain import InputError
from dashboard.model import scores

PREDICTED = [1.0, 2.0, -3.0, 4.0]
LOW, HIGH = [0.0, 1.0, -4.0, 3.0], [2.0, 3.0, -2.0, 5.0]
REALISED = [2.0, -1.0, -3.5, 10.0]


def test_by_hand():
    found = scores.compare(PREDICTED, LOW, HIGH, REALISED)
    assert found.count == 4
    assert found.sign_share == 0.75  # the second is wrong
    assert found.inside_share == 0.5  # the first, on the bound, and the third
    assert found.error == pytest.approx((1 + 3 + 0.5 + 6) / 4)
    assert found.error_no_change == pytest.approx((2 + 1 + 3.5 + 10) / 4)
    assert found.bias == pytest.approx((-1 + 3 + 0.5 - 6) / 4)
    # Ranks 2 3 1 4 and 3 2 1 4: 1 - 6 (1 + 1) / (4 (16 - 1)) = 0.8.
    assert found.rank_correlation == pytest.approx(0.8)


def test_missing_pairs_are_left_out():
    found = scores.compare([*PREDICTED, np.nan, 5.0], [*LOW, 0, 0], [*HIGH, 1, 9], [*REALISED, 1.0, np.nan])
    assert found == scores.compare(PREDICTED, LOW, HIGH, REALISED)


def test_a_prediction_of_nothing_has_no_sign():
    assert scores.compare([0.0], [-1.0], [1.0], [0.5]).sign_share == 0.0


def test_nothing_to_score():
    found = scores.compare([np.nan], [0.0], [1.0], [1.0])
    assert found.count == 0
    assert np.isnan(found.error)


def test_ties_and_too_few():
    assert scores.rank_correlation(np.array([1.0, 1.0, 2.0]), np.array([1.0, 1.0, 5.0])) == pytest.approx(1.0)
    assert np.isnan(scores.rank_correlation(np.array([1.0, 2.0]), np.array([1.0, 2.0])))
    assert np.isnan(scores.rank_correlation(np.ones(3), np.arange(3.0)))


@pytest.mark.parametrize(
    "arrays", [([1.0], [0.0], [2.0], [1.0, 2.0]), ([1.0], [3.0], [2.0], [1.0])], ids=["length", "upside_down"]
)
def test_refused(arrays):
    with pytest.raises(InputError):
        scores.compare(*arrays)
