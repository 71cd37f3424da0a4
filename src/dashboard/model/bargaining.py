"""Arithmetic of acting together: leverage, when joining pays, and how a pool shares the cost.

A *coalition* is a row of truth values [member]. A *game* gives every coalition a value, here what a tariff on its
members costs US buyers; it is called with many coalitions at once, [coalition, member], and returns [coalition].

Shapley 1953: a member's value is what it adds to those who came before it, on average over all orders of arrival.
The values sum to the value of the whole coalition, and a member that adds nothing to anybody gets nothing.
Functions raise InputError for input outside the stated bounds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.domain import InputError
from dashboard.model.arrays import is_whole, read

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Game = Callable[[BoolArray], FloatArray]

EXACT_MEMBERS = 12
ORDERS = 512


@dataclass(frozen=True, eq=False)
class Shapley:
    """Values [member] in the unit of the game, with the standard error of sampling [member]; 0 when exact."""

    values: FloatArray
    standard_errors: FloatArray
    exact: bool


def subsets(members: int) -> BoolArray:
    """All coalitions of `members` members, [2**members, member]; row r holds the bits of r."""
    found: BoolArray = (np.arange(2**members)[:, None] >> np.arange(members)) & 1 == 1
    return found


def shapley(game: Game, members: int, *, orders: int = ORDERS, seed: int = 2026) -> Shapley:
    """Shapley values: exact up to `EXACT_MEMBERS` members, above from `orders` random orders of arrival."""
    if not is_whole(members) or members < 1:
        raise InputError("A coalition needs at least one member.")
    if members <= EXACT_MEMBERS:
        return Shapley(_exact(game, members), np.zeros(members), True)
    if orders < 2:
        raise InputError("A sampled Shapley value needs at least two orders of arrival.")
    return _sampled(game, members, orders, np.random.default_rng(seed))


def _exact(game: Game, members: int) -> FloatArray:
    coalitions = subsets(members)
    value = _called(game, coalitions)
    size = coalitions.sum(axis=1)
    # How often those before a member are a given coalition of s others: s! (n - s - 1)! / n!.
    often = np.array([1.0 / (members * math.comb(members - 1, s)) for s in range(members)])
    values = np.empty(members)
    for member in range(members):
        without = np.flatnonzero(~coalitions[:, member])
        values[member] = often[size[without]] @ (value[without + 2**member] - value[without])
    return values


def _sampled(game: Game, members: int, orders: int, rng: np.random.Generator) -> Shapley:
    arrival = np.argsort(rng.random((orders, members)), axis=1)
    place = np.argsort(arrival, axis=1)
    # Coalition p of an order holds those who came at places below p.
    coalitions = place[:, None, :] < np.arange(members + 1)[None, :, None]
    value = _called(game, coalitions.reshape(-1, members)).reshape(orders, members + 1)
    added = np.take_along_axis(np.diff(value, axis=1), place, axis=1)
    return Shapley(added.mean(axis=0), added.std(axis=0, ddof=1) / math.sqrt(orders), False)


def _called(game: Game, coalitions: BoolArray) -> FloatArray:
    value = np.asarray(game(coalitions), dtype=np.float64)
    if value.shape != coalitions.shape[:1] or not np.isfinite(value).all():
        raise InputError("A game must give every coalition one finite value.")
    return value


def expected_cost(probability: ArrayLike, cost: ArrayLike) -> FloatArray:
    """Probability that a threat is carried out (0 to 1) times what it then costs, in the unit of `cost`."""
    chance = read("probability", probability)
    if not np.all((chance >= 0.0) & (chance <= 1.0)):
        raise InputError("A probability must lie between 0 and 1.")
    expected: FloatArray = chance * read("cost", cost)
    return expected


def break_even_ratio(cost_alone: ArrayLike, cost_joint: ArrayLike) -> FloatArray:
    """The ratio pi_joint / pi_alone below which refusing together costs less in expectation than refusing alone.

    pi_joint C_joint < pi_alone C_alone holds exactly when pi_joint / pi_alone < C_alone / C_joint. NaN where either
    is no cost (zero, a gain or missing): then no ratio of probabilities decides.
    """
    alone, joint = np.broadcast_arrays(read("cost_alone", cost_alone), read("cost_joint", cost_joint))
    both = (alone > 0.0) & (joint > 0.0)
    ratio: FloatArray = np.divide(alone, joint, out=np.full(alone.shape, np.nan), where=both)
    return ratio


def transfers(cost: ArrayLike, weight: ArrayLike) -> FloatArray:
    """What each member pays into a common pool, negative for what it receives; the sum is 0. Unit of `cost`, [member].

    Afterwards member c bears its part of the common cost: w_c sum(C) instead of C_c, with `weight` scaled to sum to 1.
    """
    costs, weights = read("cost", cost), read("weight", weight)
    if costs.shape != weights.shape or costs.ndim != 1:
        raise InputError("Costs and weights must have one entry per member.")
    if not (np.isfinite(costs).all() and np.isfinite(weights).all()):
        raise InputError("Costs and weights must be finite numbers: leave out members without data.")
    if np.any(weights < 0.0) or not weights.sum() > 0.0:
        raise InputError("Weights must not be negative and must not all be zero.")
    paid: FloatArray = weights / weights.sum() * costs.sum() - costs
    paid -= paid.mean()  # rounding left in the sum is spread evenly
    return paid
