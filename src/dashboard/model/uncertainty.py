"""From the ranges of the assumptions to the range of a result: draws, intervals, drivers.

One draw is one world: a value for every assumption, used for all countries at once. The points are a scrambled
Sobol sequence, so the same seed gives the same draws bit for bit and 1,024 points do the work of many more random
ones. The central result is not a statistic of the draws: it is a run of its own at `central_values`.

An assumption states its 5th percentile (`low`), its 95th (`high`) and a `central` value. Each distribution meets
`low` and `high` exactly; what `central` means depends on the distribution:

- `lognormal`: the median is sqrt(low * high); `central` is used in the central run only.
- `pert`, `triangular`: `central` is the mode. Only one shape puts the mode there, and its support then follows.
- `fixed`: every draw is `central`.

The support that meets both percentiles may reach past what the quantity can be: a share of kin replacement with
5th percentile 0 would be negative in one draw out of twenty. Such draws are moved to the bound. The percentiles stay
exact and no impossible value is drawn; the price is an atom of at most 5 % on the bound. The bounds are 0 for a
quantity whose `low` is not negative, and 1 for a share whose `high` is not above 1.

An assumption the user has set is held at that value in every draw: the interval then answers "if this were so, how
uncertain is the rest?". It keeps its column of the sequence, so that the other draws stay as they were and moving a
slider shows its effect without noise. The id decides the column (`_columns`): where an assumption stands in the
register does not matter, and a new one leaves the draws of nearly all others alone.

What is outside: correlation between assumptions other than `LADDER`, and uncertainty about the model itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from numbers import Real
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, root
from scipy.special import betaincinv, ndtr, ndtri
from scipy.stats import qmc

from dashboard.domain import N_, Assumption, Distribution, InputError
from dashboard.model.arrays import is_whole

FloatArray = NDArray[np.float64]
Overrides = Mapping[str, float]
Evaluate = Callable[[Mapping[str, FloatArray]], FloatArray]

LADDER: Final = ("sigma_sup", "eta_imp", 0.1)
"""Suppliers of one product are closer substitutes than imports and US output, by at least this much."""


class LadderError(InputError):
    """Elasticities that break `LADDER`: its `values` are `upper` and `lower` (ids), `value`, `least` and `step`."""


Z95: Final = float(ndtri(0.95))
_SOBOL_BITS: Final = 30
_SOBOL_COLUMNS: Final = 128
"""Columns of the sequence to choose from; scrambling looks at their number, so it must not change."""
_CUBIC: Final = 3


# Draws ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Draws:
    """Values of all assumptions, `values[draw, assumption]`, each in its own unit.

    `draws["psi_prec"]` is one column [draw]; `held` lists the assumptions kept at the user's value.
    """

    ids: tuple[str, ...]
    values: FloatArray
    seed: int
    held: tuple[str, ...] = ()

    def __getitem__(self, assumption_id: str) -> FloatArray:
        return self.values[:, self.ids.index(assumption_id)]

    def columns(self) -> dict[str, FloatArray]:
        """Every assumption id with its draws [draw]."""
        return dict(zip(self.ids, self.values.T, strict=True))


def central_values(assumptions: Sequence[Assumption], overrides: Overrides | None = None) -> dict[str, float]:
    """The value of every assumption in the central run: the user's where there is one, else the central one.

    Raises InputError for an override that is unknown, not finite or outside the assumption's bounds, and
    LadderError for elasticities that break `LADDER`.
    """
    overrides = overrides or {}
    known = {assumption.id: assumption for assumption in assumptions}
    if len(known) < len(assumptions):
        raise InputError("Assumptions: every id must be listed once.")
    for name, value in overrides.items():
        if name not in known:
            raise InputError(f"Assumption {name} is not known: choose an id from the list of assumptions.")
        minimum, maximum = known[name].minimum, known[name].maximum
        lowest = -math.inf if minimum is None else minimum
        highest = math.inf if maximum is None else maximum
        if not (isinstance(value, Real) and math.isfinite(value) and lowest <= value <= highest):
            raise InputError(f"Assumption {name}: {value} must be a number from {lowest} to {highest}.")
    values = {name: float(overrides.get(name, assumption.central)) for name, assumption in known.items()}
    upper, lower, step = LADDER
    # The tolerance lets 1.3 pass above 1.2 + 0.1 = 1.3000000000000003.
    if {upper, lower} <= values.keys() and values[upper] < values[lower] + step - 1e-9:
        raise LadderError(
            N_("Assumption {upper}: {value:g} must be at least {step:g} above {lower}, which is {least:g}."),
            upper=upper,
            value=values[upper],
            step=step,
            lower=lower,
            least=values[lower],
        )
    return values


def draws(
    assumptions: Sequence[Assumption], *, count: int = 1024, seed: int = 2026, overrides: Overrides | None = None
) -> Draws:
    """Draw `count` worlds (a power of two); see the module for the distributions and for what overriding means.

    Raises InputError for a bad count, seed or override (as `central_values`) and for a range no distribution can meet.
    """
    if not is_whole(count) or count < 1 or count & (count - 1):
        raise InputError(f"Number of draws: {count} must be a power of two, such as 1024.")
    check_seed(seed)
    overrides = overrides or {}
    central_values(assumptions, overrides)
    values = _register_draws(tuple(assumptions), count, seed).copy(order="F")
    ids = tuple(assumption.id for assumption in assumptions)
    drawn = Draws(ids, values, seed, tuple(name for name in ids if name in overrides))
    upper, lower, step = LADDER
    if {upper, lower} <= set(ids):
        if lower in overrides:
            drawn[upper][:] += overrides[lower] - drawn[lower]  # the gap between the two is what was drawn
        if upper in overrides:
            drawn[lower][:] = np.minimum(drawn[lower], overrides[upper] - step)
    for name, value in overrides.items():
        drawn[name][:] = value
    return drawn


def check_seed(seed: int) -> None:
    """Raises InputError for a seed that is no whole number from 0."""
    if not is_whole(seed) or seed < 0:
        raise InputError(f"Seed: {seed} must be a whole number from 0.")


@lru_cache(maxsize=8)
def _register_draws(assumptions: tuple[Assumption, ...], count: int, seed: int) -> FloatArray:
    """Draws [draw, assumption] without overrides; read-only and kept, since inverting a beta takes most of the time."""
    # Points are multiples of 2^-30; the middle of the cell keeps them off 0 and 1, where a lognormal has no value.
    columns = _columns(tuple(assumption.id for assumption in assumptions))
    size = -(-len(columns) // _SOBOL_COLUMNS) * _SOBOL_COLUMNS
    points: FloatArray = qmc.Sobol(size, scramble=True, rng=seed, bits=_SOBOL_BITS).random(count)
    points = points[:, list(columns)]
    points += 2.0 ** -(_SOBOL_BITS + 1)
    values = np.empty_like(points, order="F")
    for column, assumption in enumerate(assumptions):
        values[:, column] = quantile(assumption, points[:, column])
    place = {assumption.id: column for column, assumption in enumerate(assumptions)}
    upper, lower, step = LADDER
    if {upper, lower} <= place.keys():
        log_median, log_spread = _fit_gap(assumptions[place[upper]], assumptions[place[lower]], step)
        values[:, place[upper]] = np.exp(log_median + log_spread * ndtri(points[:, place[upper]]))  # the gap
        values[:, place[upper]] += values[:, place[lower]] + step
    values.setflags(write=False)
    return values


@lru_cache(maxsize=8)
def _columns(ids: tuple[str, ...]) -> tuple[int, ...]:
    """A column of the sequence for each id, in the order given: that of its checksum, or the next that is free.

    Places are taken in the order of the checksums, not in that of the list. The two assumptions of `LADDER`, of which
    one is made of both columns, have the first two: no other pair fills the square as evenly.
    """
    size = -(-len(ids) // _SOBOL_COLUMNS) * _SOBOL_COLUMNS
    taken: dict[int, str] = dict(enumerate(LADDER[:2]))
    for name in sorted(set(ids) - set(taken.values()), key=lambda name: (crc32(name.encode()), name)):
        column = crc32(name.encode()) % size
        while column in taken:
            column = (column + 1) % size
        taken[column] = name
    of = {name: column for column, name in taken.items()}
    return tuple(of[name] for name in ids)


# Distributions -------------------------------------------------------------------------------------------------------


def quantile(assumption: Assumption, probability: FloatArray) -> FloatArray:
    """Values of the assumption, in its unit, at probabilities strictly between 0 and 1 (any shape).

    Raises InputError when a lognormal is asked for with a bound that is not positive.
    """
    if assumption.distribution == "fixed" or assumption.low == assumption.high:
        return np.full_like(probability, assumption.central)
    if assumption.distribution == "lognormal":
        if assumption.low <= 0:
            raise InputError(f"Assumption {assumption.id}: a lognormal needs a low above 0, not {assumption.low}.")
        log_low, log_high = math.log(assumption.low), math.log(assumption.high)
        deviations = np.asarray(ndtri(probability), dtype=np.float64)
        return np.exp((log_low + log_high) / 2 + (log_high - log_low) / (2 * Z95) * deviations)
    start, width, mode = _support(assumption)
    floor = 0.0 if assumption.low >= 0 else -np.inf
    ceiling = 1.0 if assumption.unit == "share" and assumption.high <= 1 else np.inf
    return np.clip(start + width * _unit_quantile(assumption.distribution, mode, probability), floor, ceiling)


@cache
def _support(assumption: Assumption) -> tuple[float, float, float]:
    """Start, width and relative mode of the PERT or triangular with p5 = low, mode = central, p95 = high.

    On [0, 1] the shape depends on the mode alone, and the place of the mode between p5 and p95 rises with it from
    below 0 to above 1: one root gives the shape, and low and high then give start and width.
    """
    shape = assumption.distribution
    target = (assumption.central - assumption.low) / (assumption.high - assumption.low)
    tails = np.array((0.05, 0.95))

    def misplaced(mode: float) -> float:
        p05, p95 = _unit_quantile(shape, mode, tails)
        return float((mode - p05) / (p95 - p05) - target)

    mode = float(brentq(misplaced, 0.0, 1.0, xtol=1e-14))
    p05, p95 = _unit_quantile(shape, mode, tails)
    width = (assumption.high - assumption.low) / float(p95 - p05)
    return assumption.low - width * float(p05), width, mode


def _unit_quantile(shape: Distribution, mode: float, probability: FloatArray) -> FloatArray:
    """Quantiles of the PERT (weight 4 on the mode, a beta distribution) or triangular on [0, 1]."""
    if shape == "pert":
        return np.asarray(betaincinv(1 + 4 * mode, 5 - 4 * mode, probability), dtype=np.float64)
    rising = np.sqrt(mode * probability)
    falling = 1 - np.sqrt((1 - mode) * (1 - probability))
    return np.where(probability < mode, rising, falling)


@cache
def _fit_gap(upper: Assumption, lower: Assumption, step: float) -> tuple[float, float]:
    """Log median and log spread of the lognormal gap for which lower + step + gap has the p5 and p95 of `upper`.

    Raises InputError when there is none.
    """
    others = quantile(lower, (np.arange(4096) + 0.5) / 4096)

    def missed(law: FloatArray) -> FloatArray:
        room = np.maximum(np.array((upper.low, upper.high))[:, None] - others - step, 1e-300)
        reached = ndtr((np.log(room) - law[0]) / math.exp(law[1])).mean(axis=1)
        return np.asarray(ndtri(np.clip(reached, 1e-12, 1 - 1e-12)) - np.array((-Z95, Z95)), dtype=np.float64)

    guess = math.log(max(upper.central - lower.central - step, step))
    solution = root(missed, np.array((guess, math.log(0.7))))
    if not solution.success:
        raise InputError(
            f"Assumption {upper.id}: its range {upper.low} to {upper.high} leaves no room above that of {lower.id}."
        )
    return float(solution.x[0]), math.exp(float(solution.x[1]))


# Intervals -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Interval:
    """Central run and percentiles of the draws, all [outcome...], in the unit of the result."""

    central: FloatArray
    p05: FloatArray
    p25: FloatArray
    p50: FloatArray
    p75: FloatArray
    p95: FloatArray

    @property
    def holds_central(self) -> NDArray[np.bool_]:
        """Whether the central run lies in [p05, p95], to 1e-9 of its size; False where there are no data.

        Nothing moves the central result into the interval: where this is False, the assumption behind it is lopsided
        and the reader must be told.
        """
        slack = 1e-9 * np.maximum(np.abs(self.p05), np.abs(self.p95))
        return (self.central >= self.p05 - slack) & (self.central <= self.p95 + slack)


def percentiles(samples: FloatArray, shares: Sequence[float]) -> FloatArray:
    """Percentiles over axis 0 of samples [draw, outcome...], as shares of one: [share, outcome...].

    Linear between draws; NaN where any draw is NaN. Sorting whole rows in place takes half the time of numpy's search.
    """
    ordered = np.ascontiguousarray(np.moveaxis(samples, 0, -1))
    if np.shares_memory(ordered, samples):
        ordered = ordered.copy()
    ordered.sort(axis=-1)
    place = np.asarray(shares) * (ordered.shape[-1] - 1)
    below, above = np.floor(place).astype(np.int64), np.ceil(place).astype(np.int64)
    found = ordered[..., below] + (ordered[..., above] - ordered[..., below]) * (place - below)
    found[np.isnan(ordered[..., -1])] = np.nan  # sorting puts NaN last
    return np.moveaxis(found, -1, 0)


def quantiles(samples: FloatArray, central: FloatArray) -> Interval:
    """Percentiles over axis 0 of samples [draw, outcome...], beside the central result [outcome...].

    An outcome with NaN in any draw is NaN in all percentiles: an interval over the draws that happened to have a
    value would look better known than it is. Other outcomes are not touched.
    """
    p05, p25, p50, p75, p95 = percentiles(samples, (0.05, 0.25, 0.5, 0.75, 0.95))
    return Interval(np.asarray(central, dtype=np.float64), p05, p25, p50, p75, p95)


# Drivers -------------------------------------------------------------------------------------------------------------


def first_order_shares(parameters: FloatArray, results: FloatArray) -> FloatArray:
    """Share of the variance of results [draw, outcome...] due to each parameter [draw, parameter] alone.

    Returns [parameter, outcome...], each from 0 to 1. Results are fitted, by least squares and in one go, with a cubic
    in every parameter; a share is the variance of the parameter's cubic over the total. Shares sum to
    about 1 for an additive result; what is missing is interaction and what no cubic follows. Parameters and results
    that do not vary have share 0, NaN results NaN.

    Why not the variance of means in rank bins: with dozens of parameters some pairs of Sobol columns are aligned bin
    by bin (at 1,024 points and 32 bins, one of 45 columns tells another almost exactly), so that a parameter the
    result does not depend on would be shown as its driver. Smooth curves, fitted jointly, do not see that alignment.

    Raises InputError when there are fewer than two draws per coefficient.
    """
    count = len(parameters)
    varies = np.ptp(parameters, axis=0) > 0
    needed = draws_for_shares(int(varies.sum()))
    if len(results) != count or count < needed:
        raise InputError(f"Drivers: {len(results)} results of {count} draws must match and number at least {needed}.")
    flat = results.reshape(count, -1)
    missing = np.isnan(flat).any(axis=0)
    flat = np.where(missing, 0.0, flat)
    deviations = flat - flat.mean(axis=0)
    total = np.square(deviations).mean(axis=0)
    # A constant result has a total of rounding errors, which nothing explains.
    explainable = total > 1e-24 * np.square(flat).mean(axis=0)

    values = parameters[:, varies].T
    values = (values - values.mean(axis=1, keepdims=True)) / values.std(axis=1, keepdims=True)
    powers = np.stack([values**power for power in range(1, _CUBIC + 1)], axis=-1)
    curves = np.linalg.qr(powers - powers.mean(axis=1, keepdims=True)).Q  # [parameter, draw, power]
    basis = np.moveaxis(curves, 0, 1).reshape(count, -1)
    fitted = np.linalg.solve(basis.T @ basis, basis.T @ deviations).reshape(-1, _CUBIC, flat.shape[1])
    variances = np.square(fitted).sum(axis=1) / count  # the curves of one parameter are orthonormal

    shares = np.zeros((len(varies), flat.shape[1]))
    shares[varies] = np.divide(variances, total, out=np.zeros_like(variances), where=explainable)
    shares[:, missing] = np.nan
    return np.minimum(shares, 1.0).reshape(len(varies), *results.shape[1:])


def draws_for_shares(parameters: int) -> int:
    """The fewest draws that tell so many parameters apart: two per coefficient of the fit."""
    return 2 * (_CUBIC * parameters + 1)


@dataclass(frozen=True)
class Swing:
    """The result at the central run and with one assumption at its 5th and its 95th percentile, in its unit."""

    assumption_id: str
    central: float
    at_low: float
    at_high: float

    @property
    def span(self) -> float:
        """Distance between the lowest and the highest of the three results."""
        return max(self.central, self.at_low, self.at_high) - min(self.central, self.at_low, self.at_high)


def tornado(
    evaluate: Evaluate, assumptions: Sequence[Assumption], *, overrides: Overrides | None = None
) -> tuple[Swing, ...]:
    """Move one assumption at a time from the central run to its low and its high; widest span first.

    `evaluate` takes the values of all assumptions, each [point], and returns one result [point]; it is called once.
    Held and fixed assumptions are left out. Where a move would break `LADDER` it stops there.
    Raises InputError as `central_values`.
    """
    overrides = overrides or {}
    centre = central_values(assumptions, overrides)
    moved = [a for a in assumptions if a.id not in overrides and a.distribution != "fixed" and a.low < a.high]
    values = {name: np.full(1 + 2 * len(moved), value) for name, value in centre.items()}
    upper, lower, step = LADDER
    for place, assumption in enumerate(moved):
        ends = np.array((assumption.low, assumption.high))
        if assumption.id == upper and lower in centre:
            ends = np.maximum(ends, centre[lower] + step)
        elif assumption.id == lower and upper in centre:
            ends = np.minimum(ends, centre[upper] - step)
        values[assumption.id][1 + 2 * place : 3 + 2 * place] = ends
    central, *results = (float(result) for result in evaluate(values))
    swings = (
        Swing(assumption.id, central, at_low, at_high)
        for assumption, at_low, at_high in zip(moved, results[::2], results[1::2], strict=True)
    )
    return tuple(sorted(swings, key=lambda swing: -swing.span))
