"""How well predictions met outturns: signs, order, errors and intervals, for numbers of one unit.

Every function leaves out pairs in which a value is missing. Nothing here knows countries or tariffs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from dashboard.domain import InputError

FloatArray = NDArray[np.float64]
_FEWEST_RANKED = 3


@dataclass(frozen=True)
class Scores:
    """Comparison of predictions with outturns.

    `count` is the number of pairs. `sign_share` is the share with the same sign, pairs with an exact zero counted as
    wrong; `inside_share` the share of outturns within the 5-95 % interval; `rank_correlation` is Spearman's. Errors
    are mean absolute errors in the unit of the data: of the prediction, and of the naive prediction that nothing
    changes. `bias` is the mean of prediction minus outturn. NaN where there are too few pairs.
    """

    count: int
    sign_share: float
    rank_correlation: float
    inside_share: float
    error: float
    error_no_change: float
    bias: float


def compare(predicted: ArrayLike, low: ArrayLike, high: ArrayLike, realised: ArrayLike) -> Scores:
    """Scores of predictions with their interval against outturns, all [pair] and in one unit.

    Raises InputError when the arrays differ in length or an interval is upside down.
    """
    arrays = [np.asarray(values, dtype=np.float64) for values in (predicted, low, high, realised)]
    if any(values.ndim != 1 or values.size != arrays[0].size for values in arrays):
        raise InputError("Scores: predicted, low, high and realised must have one entry per pair.")
    known = np.isfinite(np.stack(arrays)).all(axis=0)
    guess, low_, high_, truth = (values[known] for values in arrays)
    if np.any(low_ > high_):
        raise InputError("Scores: low must not be above high.")
    if not guess.size:
        return Scores(0, *(float("nan"),) * 6)
    return Scores(
        count=int(guess.size),
        sign_share=float(np.mean(np.sign(guess) * np.sign(truth) > 0.0)),
        rank_correlation=rank_correlation(guess, truth),
        inside_share=float(np.mean((truth >= low_) & (truth <= high_))),
        error=float(np.mean(np.abs(guess - truth))),
        error_no_change=float(np.mean(np.abs(truth))),
        bias=float(np.mean(guess - truth)),
    )


def rank_correlation(first: FloatArray, second: FloatArray) -> float:
    """Spearman's rank correlation with mean ranks for ties; NaN for fewer than three pairs or a constant."""
    if first.size < _FEWEST_RANKED or np.ptp(first) == 0.0 or np.ptp(second) == 0.0:
        return float("nan")
    return float(np.corrcoef(rankdata(first), rankdata(second))[0, 1])
