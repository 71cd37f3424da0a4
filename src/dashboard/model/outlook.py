"""What a year may bring: an effect with its own uncertainty, and a country's ordinary swings around it.

Changes are in logs, relative to all partners, [window, country]: a window compares some months with the same months of
a base year in which nothing happened that the effect is about. NaN where a country has no change. With n windows of a
country whose root mean square is r, and m the median of r over countries,

    s_c**2 = (n r**2 + K m**2) / (n + K)             shrunk towards the median country with the weight of K windows
    z      = y[w, c] / s_c without window w          pooled over windows and countries: the shape of the swings
    outlook = effect draw + s_c z

Nothing is fitted to the period of the effect; K is chosen on the windows alone (`choose`), each left out in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.domain import InputError

FloatArray = NDArray[np.float64]


def swings(changes: FloatArray, shrinkage: float) -> FloatArray:
    """S of every country from changes [window, country]; that of the median country where it has none.

    Raises InputError for a negative shrinkage, or if no country has a change.
    """
    if not shrinkage >= 0.0:
        raise InputError(f"Outlook: the weight of the median country is {shrinkage} and must be 0 or more.")
    known = np.isfinite(changes)
    count = known.sum(axis=0)
    if not count.any():
        raise InputError("Outlook: no country has a change in any window.")
    squares = np.where(known, np.square(changes), 0.0).sum(axis=0)
    middle = float(np.median(squares[count > 0] / count[count > 0]))
    weight = count + shrinkage
    scale: FloatArray = np.sqrt(
        np.divide(squares + shrinkage * middle, weight, out=np.full(len(count), middle), where=weight > 0)
    )
    return scale


def residuals(changes: FloatArray, shrinkage: float) -> FloatArray:
    """Z [window, country]: every change over the swing of its country in all other windows; NaN where there is none."""
    found = np.full_like(changes, np.nan)
    for window in range(len(changes)):
        others = np.delete(changes, window, axis=0)
        found[window] = changes[window] / swings(others, shrinkage)
    return found


def combine(effect: FloatArray, scale: FloatArray, shape: FloatArray) -> FloatArray:
    """Every draw of the effect [draw, country] with every swing: [draw times swing, country]."""
    pooled = shape[np.isfinite(shape)]
    drawn = effect[:, None, :] + pooled[None, :, None] * scale
    return drawn.reshape(-1, effect.shape[-1])


def crps(samples: FloatArray, outturn: FloatArray) -> FloatArray:
    """Continuous ranked probability score of samples [draw, country] against outturns [country]; lower is better.

    E|x - y| - E|x - x'| / 2, in the unit of the data; NaN where the outturn is missing.
    """
    ordered = np.sort(samples, axis=0)
    count = len(ordered)
    rank = (2.0 * np.arange(1, count + 1) - count - 1.0)[:, None]
    spread = (rank * ordered).sum(axis=0) / count**2
    score: FloatArray = np.abs(samples - outturn).mean(axis=0) - spread
    return score


@dataclass(frozen=True)
class Calibration:
    """How often outturns lay in the inner 50 and 90 per cent, mean score and mean width of the 90 per cent range."""

    count: int
    inside_50: float
    inside_90: float
    crps: float
    width_90: float


def calibration(samples: Sequence[FloatArray], outturns: Sequence[FloatArray]) -> Calibration:
    """Over some windows: samples [draw, country] and outturns [country] of each."""
    inner, outer, score, width = [], [], [], []
    for drawn, real in zip(samples, outturns, strict=True):
        known = np.isfinite(real) & np.isfinite(drawn).all(axis=0)
        p05, p25, p75, p95 = np.quantile(drawn[:, known], (0.05, 0.25, 0.75, 0.95), axis=0)
        inner += list((real[known] >= p25) & (real[known] <= p75))
        outer += list((real[known] >= p05) & (real[known] <= p95))
        score += list(crps(drawn[:, known], real[known]))
        width += list(p95 - p05)
    return Calibration(len(outer), *(float(np.mean(values)) for values in (inner, outer, score, width)))


def placebo(changes: FloatArray, shrinkage: float) -> Calibration:
    """Every window predicted from the others, without any effect."""
    samples, outturns = [], []
    nothing = np.zeros((1, changes.shape[1]))
    for window in range(len(changes)):
        others = np.delete(changes, window, axis=0)
        samples.append(combine(nothing, swings(others, shrinkage), residuals(others, shrinkage)))
        outturns.append(changes[window])
    return calibration(samples, outturns)


def choose(changes: FloatArray, candidates: Sequence[float]) -> float:
    """The shrinkage of the lowest placebo score."""
    return min(candidates, key=lambda shrinkage: placebo(changes, shrinkage).crps)


def slope(predicted: FloatArray, realised: FloatArray, scale: FloatArray) -> tuple[float, float]:
    """Slope of outturns on predictions through the origin, weighted by 1 / s**2, and its standard error.

    1 is a model that is right on average; the error is that of the swings alone. NaN without a prediction.
    """
    known = np.isfinite(predicted) & np.isfinite(realised)
    weight = 1.0 / np.square(scale[known])
    power = float((weight * np.square(predicted[known])).sum())
    if power == 0.0:
        return float("nan"), float("nan")
    return float((weight * predicted[known] * realised[known]).sum() / power), power**-0.5
