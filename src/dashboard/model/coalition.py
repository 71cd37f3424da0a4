"""A tariff on one country alone, on several together, and on every subset of them, without solving each by itself.

Products do not touch one another in partial equilibrium, and in the composite price of a product (see
`dashboard.model.partial`) the suppliers hit only meet in a sum:

    L_k(S) = log1p(u sum over i in S of e_ki) / (u (1 - g)),    e_ki = s_ki (e**(u phi d_ki) - 1) / u

So what a supplier loses when it is hit alone needs its own cells only, and the cost to US buyers of a tariff on any
set S of suppliers, U(S) = sum_k M_k (e**L_k(S) - 1) with M_k their spending, is one matrix product away: all 4,096
subsets of twelve countries take about as long as twenty runs.

Values are US$ million of customs value. Functions raise InputError for input outside the bounds of the solver.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from dashboard.domain import InputError
from dashboard.model.partial import Behaviour, Market, sum_by
from dashboard.model.tariffs import FloatArray, IntArray, Schedule, dlog_tariff, rate

# Numbers of one array at a time: they should stay in the processor's cache.
_BLOCK = 200_000


@dataclass(frozen=True, eq=False)
class Alone:
    """What happens to a supplier that is hit by itself, [draw, group]; groups are members or their products.

    `value_before` is [group]. `lost` is the sum over cells of max(-change, 0); `buyers_cost` is what US buyers pay
    more for the products hit, all suppliers together.
    """

    value_before: FloatArray
    change: FloatArray
    lost: FloatArray
    buyers_cost: FloatArray


def solve_alone(
    market: Market,
    before: Schedule,
    after: Schedule,
    group: IntArray,
    size: int,
    *,
    rho: FloatArray,
    sigma: FloatArray,
    eta: FloatArray,
    pass_through: FloatArray,
) -> Alone:
    """Solve every cell as if its supplier were the only one hit, and sum over groups of cells.

    `group` [cell] is a number from 0 to size - 1, or -1 for cells that are left out; a group belongs to one supplier.
    The same numbers as `partial.solve_draws` for a schedule in which only that supplier's cells change.
    Parameters are [draw].
    """
    if group.shape != market.value_usd_m.shape or (group.size and group.max() >= size):
        raise InputError(f"groups must have one entry per cell and be below {size}.")
    behaviour = Behaviour(sigma, eta, pass_through)
    cells = np.flatnonzero((group >= 0) & (market.value_usd_m > 0.0))
    supplier_of = np.full(size, -1, dtype=np.int64)
    supplier_of[group[cells]] = market.cell_supplier[cells]
    if np.any(supplier_of[group[cells]] != market.cell_supplier[cells]):
        raise InputError("A group of cells must belong to one supplier.")
    product, value = market.cell_product[cells], market.value_usd_m[cells]
    paid = _spending(market, before)
    into = csr_array((np.ones(cells.size), (group[cells], np.arange(cells.size))), shape=(size, cells.size))
    sums = {name: np.empty((size, rho.size)) for name in ("change", "lost", "buyers_cost")}
    step = max(1, _BLOCK // max(cells.size, 1))
    for start in range(0, rho.size, step):
        draws = slice(start, start + step)
        part = Behaviour(behaviour.sigma[draws], behaviour.eta[draws], behaviour.phi[draws])
        ratio = rho[draws]
        t0 = before.fixed[cells, None] + ratio * before.charged[cells, None]
        dlog = dlog_tariff(t0, after.fixed[cells, None] + ratio * after.charged[cells, None])
        spending = paid[0][product, None] + ratio * paid[1][product, None]
        share = value[:, None] * (1.0 + t0) / spending
        composite = part.composite_price(share * np.expm1(part.exponent * part.phi * dlog) / part.exponent)
        change = value[:, None] * np.expm1(part.revenue * (part.gap * composite - part.sigma * dlog))
        sums["change"][:, draws] = into @ change
        sums["lost"][:, draws] = into @ np.maximum(-change, 0.0)
        sums["buyers_cost"][:, draws] = into @ (spending * np.expm1(composite))
    return Alone(sum_by(group[cells], value, size), **{name: total.T for name, total in sums.items()})


def _spending(market: Market, schedule: Schedule) -> tuple[FloatArray, FloatArray]:
    """Spending on a product, duty included, is the first plus rho times the second, [product]."""
    count = len(market.products)
    return (
        sum_by(market.cell_product, market.value_usd_m * (1.0 + schedule.fixed), count),
        sum_by(market.cell_product, market.value_usd_m * schedule.charged, count),
    )


@dataclass(frozen=True, eq=False)
class BuyersCost:
    """The game of a coalition: what a tariff on its members costs US buyers, at one set of parameters.

    `pull` [product, member] is e_ki above, `exponent` u and `power` 1 / (u (1 - g)); only products with a cell hit.
    """

    pull: FloatArray
    spending: FloatArray
    exponent: float
    power: float

    @classmethod
    def of(
        cls,
        market: Market,
        before: Schedule,
        after: Schedule,
        members: IntArray,
        *,
        rho: float,
        sigma: float,
        eta: float,
        pass_through: float,
    ) -> BuyersCost:
        """The game of `members` [member], indices of suppliers; `after` is the law with all of them hit."""
        behaviour = Behaviour(*(np.array([number]) for number in (sigma, eta, pass_through)))
        column = np.full(len(market.suppliers), -1, dtype=np.int64)
        column[members] = np.arange(members.size)
        own = np.flatnonzero(column[market.cell_supplier] >= 0)
        product = market.cell_product[own]
        t0, t1 = rate(before, rho)[own], rate(after, rho)[own]
        fixed, layers = _spending(market, before)
        spending = fixed + rho * layers
        u = float(behaviour.exponent[0])
        pull = np.zeros((len(market.products), members.size))
        pull[product, column[market.cell_supplier[own]]] = (
            market.value_usd_m[own]
            * (1.0 + t0)
            / spending[product]
            * np.expm1(u * pass_through * dlog_tariff(t0, t1))
            / u
        )
        hit = (pull != 0.0).any(axis=1)
        return cls(pull[hit], spending[hit], u, float(1.0 / (u * (1.0 - behaviour.feedback[0]))))

    def __call__(self, coalitions: NDArray[np.bool_]) -> FloatArray:
        """US$ million a year for each coalition [coalition, member]."""
        total = np.zeros(len(coalitions))
        chosen = coalitions.astype(np.float64).T
        # A product with one member adds its cost to every coalition with that member: no need to go through them all.
        single = (self.pull != 0.0).sum(axis=1) == 1
        own = self._cost(self.pull[single], self.spending[single, None])
        total += own.sum(axis=0) @ chosen
        shared, spending = self.pull[~single], self.spending[~single, None]
        step = max(1, _BLOCK // max(len(coalitions), 1))
        for start in range(0, len(shared), step):
            rows = slice(start, start + step)
            total += self._cost(shared[rows] @ chosen, spending[rows]).sum(axis=0)
        return total

    def _cost(self, mean: FloatArray, spending: FloatArray) -> FloatArray:
        composite = np.log1p(self.exponent * mean)
        composite *= self.power
        np.expm1(composite, out=composite)
        composite *= spending
        return composite
