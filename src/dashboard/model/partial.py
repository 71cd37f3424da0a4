"""Partial equilibrium at the US border, product by product: exports, prices, duties and buyers' cost.

US buyers of a product choose between its suppliers with elasticity sigma, and between its imports as a whole and
everything else with elasticity eta <= sigma (nested CES; the nesting of Fajgelbaum, Goldberg, Kennedy, Khandelwal
2020, with the elasticities of Boehm, Levchenko, Pandalai-Nayar 2023 for the horizon). Pass-through phi is the share
of a tariff that reaches the US price at a given composite price; phi = 1 is perfectly elastic export supply.

The model in logs, for supplier i of one product with duty-inclusive share s_i and tariff change d_i = dln(1 + t_i):

    p_i  = phi d_i + g L                         price at the border, duty included; g = (sigma - eta)(1 - phi) / sigma
    L    = ln(sum_i s_i e**((1 - sigma) p_i)) / (1 - sigma)                      composite price of imports
    q_i  = -sigma p_i + (sigma - eta) L          quantity
    px_i = p_i - d_i                             price the exporter receives

g L is the same for all suppliers of the product, so it leaves the sum and the fixed point in L has a closed form:

    L = g L + A    =>    L = A / (1 - g),    A = ln(sum_i s_i e**((1 - sigma) phi d_i)) / (1 - sigma)

Here 1 - g >= phi > 0. With u = 1 - sigma and m(x) = (e**(u x) - 1) / u, A is the generalised mean
m**-1(sum_i s_i m(phi d_i)) = log1p(u sum_i s_i m(phi d_i)) / u: exactly 0 without a tariff change, accurate for small
ones, and the share-weighted mean of phi d_i in the limit sigma = 1. Substituting back, everything a supplier does
follows from z_i, the fall or rise of demand for it at an unchanged border price:

    z_i = (sigma - eta) L - sigma d_i,    q_i = phi z_i,    px_i = ((1 - phi) / sigma) z_i,    ln(V1/V0) = kappa z_i

with kappa = phi + (1 - phi) / sigma. So phi = 1 leaves exporters' prices unchanged exactly, sigma = eta leaves rivals
unchanged exactly, and all suppliers of a product without a tariff change of their own change by one common factor:
the draws below evaluate that factor once per product and the rest only for the cells hit.

Two remarks. For a tariff on all suppliers alike, pass-through is sigma phi / (sigma phi + eta (1 - phi)) >= phi. The
error of L from rounding stays under 1e-9 for tariff changes up to 1,000 %, in `solve` for any.

Values are US$ million of customs value, before duty; shares, rates and log changes are fractions. Functions raise
InputError for input outside the stated bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csc_array, csr_array

from dashboard.domain import InputError
from dashboard.model.arrays import read, read_finite, read_only
from dashboard.model.interpolation import interpolation
from dashboard.model.tariffs import FloatArray, IntArray, Schedule, dlog_tariff, rate, same_rows

_SHARE_TOLERANCE = 1e-9
_OF_DRAWS = (7, (1.0, 1.0, 2.0, 2.0))  # degree, and what powers of the four parameters take of it
_FIRST_YEAR = 4.0  # quarters in which an elasticity is that of the short run: the study measures it over a year
# Pairs and draws solved at once: the arrays [pair, draw] of one block should stay in the processor's cache.
_BLOCK_PAIRS = 2800
_BLOCK_DRAWS = 32


# --- Behaviour ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Behaviour:
    """Elasticities and what follows from them, arrays that broadcast against one another."""

    sigma: FloatArray
    eta: FloatArray
    phi: FloatArray

    def __post_init__(self) -> None:
        if not all(np.isfinite(values).all() for values in (self.sigma, self.eta, self.phi)):
            raise InputError("sigma, eta and pass_through must be finite numbers.")
        if np.any(self.sigma <= 0.0):
            raise InputError("sigma, the elasticity between suppliers, must be above 0.")
        if np.any(self.eta < 0.0):
            raise InputError("eta, the elasticity of total import demand, must not be negative.")
        if np.any(self.sigma < self.eta):
            raise InputError("sigma must not be below eta: suppliers are closer substitutes than imports and the rest.")
        if np.any((self.phi <= 0.0) | (self.phi > 1.0)):
            raise InputError("pass_through must be above 0 and at most 1.")

    @cached_property
    def gap(self) -> FloatArray:
        """How strongly buyers switch between suppliers, sigma - eta."""
        return self.sigma - self.eta

    @cached_property
    def supply(self) -> FloatArray:
        """Change of the exporter's price per unit of z, (1 - phi) / sigma."""
        return (1.0 - self.phi) / self.sigma

    @cached_property
    def feedback(self) -> FloatArray:
        """Border price of every supplier per unit of the composite price, g."""
        return self.gap * self.supply

    @cached_property
    def revenue(self) -> FloatArray:
        """Log change of the export value per unit of z, kappa."""
        return self.phi + self.supply

    @cached_property
    def exponent(self) -> FloatArray:
        """The exponent u = 1 - sigma, with 0 replaced by 1e-15: the limit to the last digit of a double."""
        u = 1.0 - self.sigma
        return np.where(u == 0.0, 1e-15, u)

    def composite_price(self, mean: FloatArray) -> FloatArray:
        """The composite price L from the share-weighted sum of m(phi d_i)."""
        return self.composite_of_log(np.log1p(self.exponent * mean))

    def composite_of_log(self, log_sum: FloatArray) -> FloatArray:
        """The composite price L from ln(sum_i s_i e**(u phi d_i))."""
        composite: FloatArray = log_sum / (self.exponent * (1.0 - self.feedback))
        return composite


def _expm1_ratio(x: FloatArray) -> FloatArray:
    """(e**x - 1) / x, and 1 at x = 0: the log-mean of 1 and e**x."""
    safe = np.where(x == 0.0, 1e-15, x)
    ratio: FloatArray = np.expm1(safe) / safe
    return ratio


# --- Dense: one array [product, supplier] ---------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Solution:
    """Log changes: arrays [product, supplier], `dlog_composite_price` [product].

    `dlog_creation` and `dlog_diversion` add up to `dlog_quantity`. With border price p and composite price L,
    creation -eta p is what the supplier would lose if buyers did not switch between suppliers, and diversion
    -(sigma - eta)(p - L) is what they switch: its share-weighted sum over suppliers is 0 to first order.
    """

    dlog_quantity: FloatArray
    dlog_exporter_price: FloatArray
    dlog_composite_price: FloatArray
    dlog_creation: FloatArray
    dlog_diversion: FloatArray


@dataclass(frozen=True, eq=False)
class ValueChange:
    """Change of exports to the US, US$ million of customs value, one array of any common shape each.

    `change` = `creation` + `diversion` + `price`; `duty_after` is the duty bill on the new value.
    """

    change: FloatArray
    creation: FloatArray
    diversion: FloatArray
    price: FloatArray
    duty_after: FloatArray


def duty_inclusive_shares(value_usd_m: ArrayLike, tariff: ArrayLike) -> FloatArray:
    """Shares in US spending on imports of each product, duty included, [product, supplier]; rows sum to 1."""
    value, rates = _table("value_usd_m", value_usd_m), _table("tariff", tariff)
    if value.shape != rates.shape or np.any(value < 0.0) or np.any(rates <= -1.0):
        raise InputError("value_usd_m, none negative, and tariff, all above -1, must have the same shape.")
    spending = value * (1.0 + rates)
    total = spending.sum(axis=1, keepdims=True)
    if not np.all(total > 0.0):
        raise InputError(f"{np.count_nonzero(~(total > 0.0))} products have no imports: leave them out.")
    share: FloatArray = spending / total
    return share


def solve(
    share: ArrayLike, dlog_tariff: ArrayLike, *, sigma: ArrayLike, eta: ArrayLike, pass_through: ArrayLike
) -> Solution:
    """Solve all products at once for a tariff change dln(1 + t).

    `share` and `dlog_tariff` are [product, supplier]; the rows of `share` (duty included) sum to 1.
    sigma >= eta >= 0 and 0 < pass_through <= 1 are numbers, or one per product [product].
    """
    shares, dlog = _table("share", share), _table("dlog_tariff", dlog_tariff)
    _check_shares(shares, dlog)
    names = {"sigma": sigma, "eta": eta, "pass_through": pass_through}
    per_product = [read(name, values) for name, values in names.items()]
    if any(values.ndim > 0 and values.shape != shares.shape[:1] for values in per_product):
        raise InputError("sigma, eta and pass_through must be single numbers or have one entry per product.")
    behaviour = Behaviour(*(values[..., None] for values in per_product))
    log_sum = _log_mean_exp(shares, behaviour.exponent * behaviour.phi * dlog)
    return _response(behaviour, behaviour.composite_of_log(log_sum), dlog)


def _log_mean_exp(share: FloatArray, x: FloatArray) -> FloatArray:
    """ln(sum_i s_i e**x_i) by row, [product, 1]: accurate for small x, and finite for any, as prohibitive tariffs are.

    Measured from the largest x of a supplier with a share, the sum lies between that share and 1.
    """
    largest = np.max(x, axis=1, keepdims=True, initial=-np.inf, where=share > 0.0)
    below = np.where(share > 0.0, x - largest, 0.0)
    near = (share * np.expm1(below)).sum(axis=1, keepdims=True)  # keeps the digits of a sum near 1 ...
    far = (share * np.exp(below)).sum(axis=1, keepdims=True)  # ... and this those of a sum near 0
    log_sum: FloatArray = largest + np.where(near > -0.5, np.log1p(np.maximum(near, -0.5)), np.log(far))
    return log_sum


def _response(behaviour: Behaviour, composite: FloatArray, dlog: FloatArray) -> Solution:
    demand = behaviour.gap * composite - behaviour.sigma * dlog
    exporter_price = behaviour.supply * demand
    border_price = dlog + exporter_price
    return Solution(
        dlog_quantity=behaviour.phi * demand,
        dlog_exporter_price=exporter_price,
        dlog_composite_price=composite[..., 0],
        dlog_creation=-behaviour.eta * border_price,
        dlog_diversion=behaviour.gap * (composite - border_price),
    )


def _table(name: str, values: ArrayLike) -> FloatArray:
    table = read_finite(name, values)
    if table.ndim != 2:
        raise InputError(f"{name} must be an array [product, supplier].")
    return table


def _check_shares(share: FloatArray, dlog: FloatArray) -> None:
    if share.shape != dlog.shape:
        raise InputError("share and dlog_tariff must be two arrays [product, supplier] of the same shape.")
    if np.any(share < 0.0):
        raise InputError("share must not be negative.")
    if np.any(np.abs(share.sum(axis=1) - 1.0) > _SHARE_TOLERANCE):
        raise InputError("The shares of each product must sum to 1; leave out products without imports.")


def value_changes(value_usd_m: FloatArray, tariff_after: FloatArray, solution: Solution) -> ValueChange:
    """Changes of export value before duty and the new duty bill, from values before duty, [product, supplier].

    The change is split in proportion to its three log parts, weighted with the log-mean of the values before and
    after (additive log-mean Divisia index, Ang 2004): exact, no residual, and the same for a tariff and its removal.
    """
    log_change = solution.dlog_quantity + solution.dlog_exporter_price
    change = value_usd_m * np.expm1(log_change)
    weight = value_usd_m * _expm1_ratio(log_change)
    return ValueChange(
        change=change,
        creation=weight * solution.dlog_creation,
        diversion=weight * solution.dlog_diversion,
        price=weight * solution.dlog_exporter_price,
        duty_after=tariff_after * (value_usd_m + change),
    )


def us_price_changes(solution: Solution) -> FloatArray:
    """Relative change of the US price of each product's imports, duty included, fraction [product]."""
    change: FloatArray = np.expm1(solution.dlog_composite_price)
    return change


def buyers_cost(value_usd_m: FloatArray, tariff_before: FloatArray, solution: Solution) -> FloatArray:
    """Extra cost of the imports US buyers bought before, US$ million [product], before any duty is returned to them.

    The base is their spending before the shock, duty included; values and rates are [product, supplier].
    """
    spending: FloatArray = (value_usd_m * (1.0 + tariff_before)).sum(axis=1)
    return spending * us_price_changes(solution)


# --- Time and other markets -----------------------------------------------------------------------------------------


def elasticity_at(quarter: ArrayLike, *, short_run: ArrayLike, long_run: ArrayLike, tau_q: ArrayLike) -> FloatArray:
    """Elasticity (sigma or eta) `quarter` quarters after the start; math.inf is the long run. Arrays broadcast.

    It stays at `short_run` for a year, then approaches `long_run` with time constant `tau_q` quarters
    (Boehm, Levchenko, Pandalai-Nayar 2023).
    """
    time, tau = _times(quarter, tau_q)
    short, long = np.asarray(short_run, dtype=np.float64), np.asarray(long_run, dtype=np.float64)
    found: FloatArray = short + (long - short) * -np.expm1(-np.maximum(time - _FIRST_YEAR, 0.0) / tau)
    return found


def redirected_share_at(quarter: ArrayLike, *, long_run: ArrayLike, tau_q: ArrayLike) -> FloatArray:
    """Share of lost quantity sold elsewhere `quarter` quarters after the start; math.inf is the long run.

    Arrays broadcast.
    """
    time, tau = _times(quarter, tau_q)
    share: FloatArray = np.asarray(long_run, dtype=np.float64) * -np.expm1(-time / tau)
    return share


def _times(quarter: ArrayLike, tau_q: ArrayLike) -> tuple[FloatArray, FloatArray]:
    time, tau = np.asarray(quarter, dtype=np.float64), np.asarray(tau_q, dtype=np.float64)
    if not (np.all(time >= 0.0) and np.all(tau > 0.0)):
        raise InputError(f"quarter ({time}) must not be negative and tau_q ({tau}) must be above 0.")
    return time, tau


def net_of_redirection(
    change: FloatArray, lost: FloatArray, *, redirected_share: ArrayLike, discount: ArrayLike
) -> FloatArray:
    """Change in all markets, US$ million: part of what is lost in the US is sold elsewhere at a discount.

    `change` is the change in the US market and `lost` its losing flows as a positive number: max(-change, 0) for
    a single flow. The two shares (fractions) broadcast against them.
    """
    shares = (np.asarray(redirected_share, dtype=np.float64), np.asarray(discount, dtype=np.float64))
    if not all(np.all((values >= 0.0) & (values <= 1.0)) for values in shares):
        raise InputError("redirected_share and discount must lie between 0 and 1.")
    return change + shares[0] * (1.0 - shares[1]) * lost


# --- Sparse: one entry per cell -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Market:
    """US imports before the shock in coordinate form: one cell per flow that exists, sorted by product.

    `cell_product` and `cell_supplier` index `products` and `suppliers`; `value_usd_m` is the customs value.
    The cells of a product are all its suppliers, the rest of the world included, or the shares are wrong.
    """

    products: tuple[str, ...]
    suppliers: tuple[str, ...]
    cell_product: IntArray
    cell_supplier: IntArray
    value_usd_m: FloatArray

    def __post_init__(self) -> None:
        for name in ("cell_product", "cell_supplier", "value_usd_m"):
            if np.ndim(getattr(self, name)) != 1 or np.shape(getattr(self, name)) != np.shape(self.value_usd_m):
                raise InputError(f"Market: {name} must have one entry per cell, as many as value_usd_m.")
        for name, ids in (("cell_product", self.products), ("cell_supplier", self.suppliers)):
            index = getattr(self, name)
            if index.size and (index.min() < 0 or index.max() >= len(ids)):
                raise InputError(f"Market: {name} must lie between 0 and {len(ids) - 1}.")
        order = self.cell_product * len(self.suppliers) + self.cell_supplier
        if np.any(np.diff(self.cell_product) < 0) or np.unique(order).size != order.size:
            raise InputError("Market: cells must be sorted by product, each product and supplier at most once.")
        if not np.all((self.value_usd_m >= 0.0) & np.isfinite(self.value_usd_m)):
            raise InputError("Market: value_usd_m must be finite and not negative.")
        if not np.all(np.bincount(self.cell_product, self.value_usd_m, len(self.products)) > 0.0):
            raise InputError("Market: every product needs imports above 0.")


@dataclass(frozen=True, eq=False)
class CellResult(ValueChange):
    """Central result by cell, for the table of products hit; `us_price_change` and `buyers_cost` are [product]."""

    tariff_before: FloatArray
    tariff_after: FloatArray
    us_price_change: FloatArray
    buyers_cost: FloatArray


@dataclass(frozen=True, eq=False)
class GroupDraws:
    """Results by draw and group of cells, US$ million, [draw, group]; by default a group is a supplier.

    `change` = `creation` + `diversion` + `price`; `lost` is the sum over cells of max(-change, 0), which redirection
    needs. `value_before` is [group], `buyers_cost` [draw]: the cost to US buyers of all products together.
    """

    value_before: FloatArray
    change: FloatArray
    creation: FloatArray
    diversion: FloatArray
    price: FloatArray
    lost: FloatArray
    duty_before: FloatArray
    duty_after: FloatArray
    buyers_cost: FloatArray


def sum_by(index: IntArray, values: FloatArray, size: int) -> FloatArray:
    """Sums of `values` [cell] over the cells of each index, [size]."""
    return np.bincount(index, values, size).astype(np.float64, copy=False)


def _check_schedules(market: Market, *schedules: Schedule) -> None:
    if any(schedule.mfn.shape != market.value_usd_m.shape for schedule in schedules):
        raise InputError("Schedules must have one entry per cell of the market.")


def solve_cells(
    market: Market, before: Schedule, after: Schedule, *, rho: float, sigma: float, eta: float, pass_through: float
) -> CellResult:
    """Solve one set of parameters on all cells: the change from one schedule to another, cell by cell."""
    _check_schedules(market, before, after)
    behaviour = Behaviour(*(np.asarray([values], dtype=np.float64) for values in (sigma, eta, pass_through)))
    product, count = market.cell_product, len(market.products)
    tariff_before, tariff_after = rate(before, rho), rate(after, rho)
    dlog = dlog_tariff(tariff_before, tariff_after)
    paid = market.value_usd_m * (1.0 + tariff_before)
    spending = sum_by(product, paid, count)
    u = behaviour.exponent
    mean = sum_by(product, paid * np.expm1(u * behaviour.phi * dlog), count) / (u * spending)
    composite = behaviour.composite_price(mean)
    solution = _response(behaviour, composite[product, None], dlog[:, None])
    cells = value_changes(market.value_usd_m[:, None], tariff_after[:, None], solution)
    price_change = np.expm1(composite)
    return CellResult(
        change=cells.change[:, 0],
        creation=cells.creation[:, 0],
        diversion=cells.diversion[:, 0],
        price=cells.price[:, 0],
        duty_after=cells.duty_after[:, 0],
        tariff_before=tariff_before,
        tariff_after=tariff_after,
        us_price_change=price_change,
        buyers_cost=spending * price_change,
    )


def top_cells(market: Market, result: CellResult, supplier: str, count: int) -> IntArray:
    """Cells of a supplier with the largest absolute change of value, largest first; cells without change left out."""
    if supplier not in market.suppliers:
        raise InputError(f"Supplier {supplier} is not in the market.")
    own = np.flatnonzero(market.cell_supplier == market.suppliers.index(supplier))
    own = own[result.change[own] != 0.0]
    largest: IntArray = own[np.argsort(-np.abs(result.change[own]), kind="stable")[:count]]
    return largest


def solve_draws(
    market: Market,
    before: Schedule,
    after: Schedule,
    *,
    rho: ArrayLike,
    sigma: ArrayLike,
    eta: ArrayLike,
    pass_through: ArrayLike,
    groups: IntArray | None = None,
    group_count: int | None = None,
) -> GroupDraws:
    """`Baseline.solve_draws` for one run; who runs more under one law keeps its `Baseline`."""
    baseline = Baseline.of(market, before, groups, group_count)
    return baseline.solve_draws(after, rho=rho, sigma=sigma, eta=eta, pass_through=pass_through)


# --- What every run under one law shares ----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Baseline:
    """US imports under one law, their cells grouped, and what follows from that whatever comes next: made once.

    `group` [cell] is a number below `size`, by default the supplier. `order` lists the cells by product and, within
    one, by the kind of their rates (`Schedule.alike`), so that cells that respond alike are neighbours. Sums, US$
    million: `value` and duty at the fixed rate and at the layers' rate by group [group], `spending_fixed` and
    `spending_layers` by product [product] (their sum, the second times rho, is spending with duty). Arrays made here
    are read-only, so that threads can share them.
    """

    market: Market
    law: Schedule
    group: IntArray
    size: int
    order: IntArray
    value: FloatArray
    duty_fixed: FloatArray
    duty_layers: FloatArray
    spending_fixed: FloatArray
    spending_layers: FloatArray

    @classmethod
    def of(cls, market: Market, law: Schedule, groups: IntArray | None = None, group_count: int | None = None) -> Self:
        """The baseline of a market under a law; raises InputError for arrays that do not match."""
        _check_schedules(market, law)
        group = market.cell_supplier if groups is None else groups
        size = len(market.suppliers) if group_count is None else group_count
        if group.shape != market.value_usd_m.shape or (group.size and (group.min() < 0 or group.max() >= size)):
            raise InputError(f"groups must have one entry per cell between 0 and {size - 1}.")
        value, product, count = market.value_usd_m, market.cell_product, len(market.products)
        return cls(
            market=market,
            law=law,
            group=group,
            size=size,
            order=read_only(np.lexsort((*law.alike[::-1], product))),
            value=read_only(sum_by(group, value, size)),
            duty_fixed=read_only(sum_by(group, value * law.fixed, size)),
            duty_layers=read_only(sum_by(group, value * law.charged, size)),
            spending_fixed=read_only(sum_by(product, value * (1.0 + law.fixed), count)),
            spending_layers=read_only(sum_by(product, value * law.charged, count)),
        )

    def solve_draws(
        self, after: Schedule, *, rho: ArrayLike, sigma: ArrayLike, eta: ArrayLike, pass_through: ArrayLike
    ) -> GroupDraws:
        """Solve many draws of the parameters; each is one number or one per draw [draw], for all products alike.

        The same numbers as `solve_cells` draw by draw, summed over groups of cells. The duty-inclusive shares follow
        rho in each draw. Only products with a cell hit are solved, in blocks of products and draws.
        """
        _check_schedules(self.market, after)
        given = (np.atleast_1d(np.asarray(values, dtype=np.float64)) for values in (rho, sigma, eta, pass_through))
        try:
            ratio, *elasticities = np.broadcast_arrays(*given)
        except ValueError as error:
            raise InputError(
                "rho, sigma, eta and pass_through must be single numbers or have one entry per draw."
            ) from error
        if ratio.ndim != 1 or not np.all((ratio >= 0.0) & np.isfinite(ratio)):
            raise InputError("rho must be finite and not negative, one number or one per draw.")
        behaviour = Behaviour(*elasticities)

        totals = {field.name: np.zeros((self.size, ratio.size)) for field in fields(_Block)}
        buyers = np.zeros(ratio.size)
        hits = _Hits.of(self.law, after)
        # Few draws leave room for more pairs in a block: a central run needs one block.
        plans = list(_plans(self, hits, _BLOCK_PAIRS * max(1, _BLOCK_DRAWS // ratio.size)))
        work = np.empty((4, max((plan.row.size for plan in plans), default=0), min(_BLOCK_DRAWS, ratio.size)))
        for start in range(0, ratio.size, _BLOCK_DRAWS):
            draws = slice(start, start + _BLOCK_DRAWS)
            part = Behaviour(behaviour.sigma[draws], behaviour.eta[draws], behaviour.phi[draws])
            steps = hits.steps(part, ratio[draws])
            for plan in plans:
                block, cost = plan.solve(part, ratio[draws], steps, work)
                buyers[draws] += cost
                for name, total in totals.items():
                    total[:, draws] += getattr(block, name)

        def by_group(change: FloatArray) -> FloatArray:
            return sum_by(self.group[hits.cell], self.market.value_usd_m[hits.cell] * change, self.size)

        duty_before = self.duty(ratio)
        on_old_value = by_group(hits.fixed_change) + ratio[:, None] * by_group(hits.layers_change)
        return GroupDraws(
            value_before=self.value,
            duty_before=duty_before,
            duty_after=duty_before + on_old_value + totals.pop("duty_on_change").T,
            buyers_cost=buyers,
            **{name: total.T for name, total in totals.items()},
        )

    def interpolate_draws(
        self, after: Schedule, *, rho: FloatArray, sigma: FloatArray, eta: FloatArray, pass_through: FloatArray
    ) -> GroupDraws:
        """`solve_draws` for many draws at once: the first, a central run, exactly, the rest interpolated.

        All results are smooth in the four parameters, so a polynomial through some hundred of the draws gives the
        others; they bend most with the elasticities, so powers of the other two take twice of its degree. Against
        solving all 1,024 the 5th, 50th and 95th percentiles move by less than 1 % of the distance between the 5th and
        the 95th. Parameters are [draw]; with few draws all are solved.
        """
        # The gap, not sigma: it is drawn independently of eta. Logarithms, because both are spread that way.
        safe_gap, safe_eta = (np.maximum(values[1:], 1e-9) for values in (sigma - eta, eta))
        points = np.stack((np.log(safe_gap), np.log(safe_eta), pass_through[1:], rho[1:]), axis=1)
        if not len(points):
            return self.solve_draws(after, rho=rho, sigma=sigma, eta=eta, pass_through=pass_through)
        fit = interpolation(points, *_OF_DRAWS)
        some = np.concatenate(([0], 1 + fit.nodes))
        found = self.solve_draws(
            after, rho=rho[some], sigma=sigma[some], eta=eta[some], pass_through=pass_through[some]
        )
        # Duty before follows rho exactly; what is fitted is the change of duty, exactly 0 where nothing changes.
        parts = {
            name: getattr(found, name) for name in ("change", "creation", "diversion", "price", "lost", "buyers_cost")
        } | {"duty_after": found.duty_after - found.duty_before}
        columns = np.concatenate([values.reshape(len(some), -1) for values in parts.values()], axis=1)
        moved = columns.any(axis=0)  # where nothing happens at any node, nothing happens
        filled = np.zeros((len(rho), moved.size))
        filled[0] = columns[0]
        filled[1:, moved] = fit(columns[1:, moved])
        ends = np.cumsum([values[0].size for values in parts.values()])[:-1]
        fitted = {
            name: part.reshape(len(rho), *values.shape[1:])
            for (name, values), part in zip(parts.items(), np.split(filled, ends, axis=1), strict=True)
        }
        duty_before = self.duty(rho)
        fitted["duty_after"] = fitted["duty_after"] + duty_before
        return GroupDraws(value_before=self.value, duty_before=duty_before, **fitted)

    def duty(self, rho: FloatArray) -> FloatArray:
        """Duty on the trade before the shock, US$ million, [draw, group]."""
        duty: FloatArray = self.duty_fixed + rho[:, None] * self.duty_layers
        return duty


@dataclass(frozen=True, eq=False)
class _Block:
    """Results of one block of products and draws, [group, draw]; `duty_on_change` is new duty on changed value."""

    change: FloatArray
    creation: FloatArray
    diversion: FloatArray
    price: FloatArray
    lost: FloatArray
    duty_on_change: FloatArray


@dataclass(frozen=True, eq=False)
class _Steps:
    """What a tariff step does to a cell hit, whatever its product, [kind, draw].

    `spending` is what it adds to the composite price's sum per US$ of customs value, `own` its effect on the export
    value at a given composite price, relative, `log_own` the same in logs, `tariff_after` the new rate.
    """

    spending: FloatArray
    own: FloatArray
    log_own: FloatArray
    tariff_after: FloatArray


@dataclass(frozen=True, eq=False)
class _Hits:
    """The cells hit, `cell` [hit], and their tariff steps: the change of their two rates [hit].

    Many flows face the same step. Logarithms and exponentials are taken once per kind of step, not once per cell:
    `kind` [hit] is its number and `one` [kind] the place of a cell of that kind among those hit.
    """

    cell: IntArray
    fixed_change: FloatArray
    layers_change: FloatArray
    kind: IntArray
    fixed: FloatArray
    layers: FloatArray
    one: IntArray

    @classmethod
    def of(cls, before: Schedule, after: Schedule) -> Self:
        """The cells that differ between two schedules."""
        changes = after.fixed - before.fixed, after.charged - before.charged
        cell = np.flatnonzero((changes[0] != 0.0) | (changes[1] != 0.0))
        fixed_change, layers_change = (change[cell] for change in changes)
        fixed, layers = before.fixed[cell], before.charged[cell]
        # The kinds of the law are those of the steps of most measures, and known: no need to sort cells for each.
        for known in before.alike:
            place = np.full(known.size, -1, dtype=np.int64)
            place[known[cell]] = np.arange(cell.size)
            like = place[known[cell]]
            if np.array_equal(fixed_change[like], fixed_change) and np.array_equal(layers_change[like], layers_change):
                used = place >= 0
                one, kind = place[used], (np.cumsum(used) - 1)[known[cell]]
                break
        else:
            one, kind = same_rows(fixed, layers, fixed_change, layers_change)
        return cls(cell, fixed_change, layers_change, kind, fixed, layers, one)

    def steps(self, behaviour: Behaviour, rho: FloatArray) -> _Steps:
        """The steps under each draw of a block, computed in place: fresh memory would cost more than arithmetic."""
        fixed, layers, fixed_change, layers_change = (
            rates[self.one, None] for rates in (self.fixed, self.layers, self.fixed_change, self.layers_change)
        )
        factor = rho * layers
        factor += 1.0 + fixed
        after = rho * layers_change
        after += fixed_change
        log_own = after / factor
        np.log1p(log_own, out=log_own)  # dln(1 + t)
        spending = (behaviour.exponent * behaviour.phi) * log_own
        np.expm1(spending, out=spending)
        spending *= factor
        log_own *= -behaviour.revenue * behaviour.sigma
        after += factor
        after -= 1.0
        return _Steps(spending=spending, own=np.expm1(log_own), log_own=log_own, tariff_after=after)


@dataclass(frozen=True, eq=False)
class _Plan:
    """What does not depend on the draw, for one block of products.

    Cells hit of one product with the same kind of step respond alike and are one pair; `kind` and `row` [pair] give
    its tariff step and its product.
    Weighted sums over cells are products with sparse matrices: `by_product` [product, pair], `hit` [group, pair],
    `rest` [3 * group, product]. The last holds the cells of these products whose own rate stays: their value, and
    below it their duty at the fixed rate and at the layers' rate.
    """

    row: IntArray
    kind: IntArray
    spending_fixed: FloatArray
    spending_layers: FloatArray
    by_product: csr_array
    hit: csc_array
    rest: csc_array

    def solve(
        self, behaviour: Behaviour, rho: FloatArray, steps: _Steps, work: FloatArray
    ) -> tuple[_Block, FloatArray]:
        """Solve a block of draws; the second result is the buyers' cost [draw].

        `work` [4, pair, draw] is overwritten: asking for fresh memory would cost more than the arithmetic.
        """
        sigma, eta, phi, gap = behaviour.sigma, behaviour.eta, behaviour.phi, behaviour.gap
        supply, feedback, kappa = behaviour.supply, behaviour.feedback, behaviour.revenue

        def of_pairs(source: FloatArray, index: IntArray, out: FloatArray) -> FloatArray:
            return np.take(source, index, axis=0, out=out, mode="clip")

        first, second, relative, fourth = work[:, : self.row.size, : rho.size]
        spending = self.spending_fixed + rho * self.spending_layers
        added = self.by_product @ of_pairs(steps.spending, self.kind, first)
        added /= spending
        composite = behaviour.composite_of_log(np.log1p(added))

        # Cells not hit: one factor per product, and fixed proportions between the parts of the change.
        growth = kappa * gap * composite
        common = np.expm1(growth)
        others, others_fixed, others_layers = np.split(self.rest @ common, 3)
        others_lost = np.split(self.rest @ np.minimum(common, 0.0), 3)[0] if (common < 0.0).any() else 0.0
        # Cells hit: the relative change is common + own + common * own.
        own = of_pairs(steps.own, self.kind, first)
        of_pairs(common, self.row, relative)
        np.multiply(relative, own, out=second)
        relative += own
        relative += second
        change = self.hit @ relative
        # Log-mean of the values before and after, relative to before: the relative over the log change of the value.
        # 1e-300 makes it 1 where nothing changes. The parts of the log change are linear in the composite price and
        # in the tariff step, and the whole is the change: one weighted sum gives the split.
        grown = of_pairs(growth, self.row, first)
        log_change = of_pairs(steps.log_own, self.kind, second)
        log_change += grown
        log_change += 1e-300
        log_mean = np.add(relative, 1e-300, out=fourth)
        log_mean /= log_change
        log_mean *= grown
        of_growth = self.hit @ log_mean
        switched = of_growth / kappa  # gap times the sum weighted with the composite price
        of_tariff = (of_growth - change) / (kappa * sigma)
        tariff_after = of_pairs(steps.tariff_after, self.kind, first)
        tariff_after *= relative
        duty_on_change = self.hit @ tariff_after
        losses = np.minimum(relative, 0.0, out=second)

        block = _Block(
            change=change + others,
            creation=-eta * (phi * of_tariff + supply * switched) - (eta * supply / kappa) * others,
            diversion=(1.0 - feedback) * switched - gap * phi * of_tariff + ((1.0 - feedback) / kappa) * others,
            price=supply * switched - (1.0 - phi) * of_tariff + (supply / kappa) * others,
            lost=0.0 - self.hit @ losses - others_lost,
            duty_on_change=duty_on_change + others_fixed + rho * others_layers,
        )
        return block, np.einsum("pd,pd->d", spending, np.expm1(composite))


def _plans(baseline: Baseline, hits: _Hits, block_pairs: int) -> Iterator[_Plan]:
    """One plan per block of touched products, in the order of the products; a block has about `block_pairs` pairs.

    Cells are in the baseline's order, by product and pair, so a block is a slice of every array and the compressed
    forms of the matrices are known without sorting anything.
    """
    market, group = baseline.market, baseline.group
    kind = np.full(market.value_usd_m.size, -1, dtype=np.int64)
    kind[hits.cell] = hits.kind
    is_hit = (kind >= 0)[baseline.order]
    hit = baseline.order[is_hit]
    if not hit.size:
        return
    product = market.cell_product[hit]
    touched = np.zeros(len(market.products), dtype=np.bool_)
    touched[product] = True
    row = np.cumsum(touched) - 1
    rest = baseline.order[touched[market.cell_product[baseline.order]] & ~is_hit]
    kinds = kind[hit]
    first = np.flatnonzero((np.diff(product, prepend=-1) != 0) | (np.diff(kinds, prepend=-1) != 0))
    pair_row = row[product[first]]
    pair_value = np.add.reduceat(market.value_usd_m[hit], first)
    rows = np.arange(row[-1] + 2)
    row_pair = np.searchsorted(pair_row, rows)  # first pair of every row, and the end
    row_rest = np.searchsorted(row[market.cell_product[rest]], rows)
    pair_cell = np.append(first, hit.size)
    spending = [values[touched, None] for values in (baseline.spending_fixed, baseline.spending_layers)]
    law, of_rest = baseline.law, market.value_usd_m[rest, None]
    weights = of_rest * np.stack((np.ones(rest.size), law.fixed[rest], law.charged[rest]), axis=1)
    places = group[rest][:, None] + baseline.size * np.arange(3)
    values, groups = market.value_usd_m[hit], group[hit]
    block = (row_pair[1:] - 1) // block_pairs
    ends = np.append(np.flatnonzero(np.diff(block)) + 1, row[-1] + 1)
    for top, end in zip((0, *ends[:-1]), ends, strict=True):
        pairs = slice(row_pair[top], row_pair[end])
        cells = slice(pair_cell[pairs.start], pair_cell[pairs.stop])
        others = slice(row_rest[top], row_rest[end])
        count = pairs.stop - pairs.start
        yield _Plan(
            row=pair_row[pairs] - top,
            kind=kinds[first[pairs]],
            spending_fixed=spending[0][top:end],
            spending_layers=spending[1][top:end],
            by_product=csr_array(
                (pair_value[pairs], np.arange(count), row_pair[top : end + 1] - pairs.start), shape=(end - top, count)
            ),
            hit=csc_array(
                (values[cells], groups[cells], pair_cell[pairs.start : pairs.stop + 1] - cells.start),
                shape=(baseline.size, count),
            ),
            rest=csc_array(
                (weights[others].ravel(), places[others].ravel(), 3 * (row_rest[top : end + 1] - others.start)),
                shape=(3 * baseline.size, end - top),
            ),
        )
