"""General equilibrium in exact hat algebra: real income, wages, prices and trade after a change of tariffs.

The long-run comparison of two equilibria of the world: every region's buyers choose between origins with trade
elasticity eps, wages clear labour markets, tariff revenue is spent at home, trade deficits are transfers. Because the
model is solved in changes (hat = after / before), the trade matrix and eps are all it needs (Dekle, Eaton, Kortum
2007; with tariffs Costinot, Rodriguez-Clare 2014). Armington, Eaton-Kortum and Krugman give the same numbers.

One sector
----------
Data: trade X[i,n] from exporter i to importer n before duty, domestic sales on the diagonal, tariff t0. Income is
Y_i = sum_n X[i,n], spending before duty Z_n = sum_i X[i,n], deficit D_n = Z_n - Y_n. With duty-inclusive shares
lam[i,n] proportional to X (1 + t0), new tariffs t1, trade-cost factors d and cuts x,

    K[i,n] = lam[i,n] ((1 + t1) d / (1 + t0))**-eps (1 - x)      P_n = (sum_i K[i,n] w_i**-eps)**(-1 / eps)
    spending with duty on i = share times E_n, shipments before duty = that over 1 + t1

Duty goes from buyers to buyers, so it drops out of the market for shipments. With k[i,n] = K[i,n] / (1 + t1) and
shares of spending *before* duty S[i,n] = k[i,n] w_i**-eps / sum_j k[j,n] w_j**-eps, all that is to be solved is

    Q_i = sum_n S[i,n] Z_n = w_i Y_i,    Z_n = w_n Y_n + D_n',    D' = D (sum w Y) / (sum Y)

and then E_n = Z_n / (1 - tau_n), with the revenue share 1 - tau_n = (sum_i k w**-eps) / (sum_i K w**-eps), revenue
E - Z, real income E / P. Newton runs in x = ln w, with the gap g = ln(Q / wY) as the measure of progress. From
dln S[i,n] = -eps (dx_i - sum_j S[j,n] dx_j),

    dg/dx = diag(1/Q) (eps S diag(Z) S' + S diag(wY) + (S D') (wY)' / sum wY) - (1 + eps) I

Scaling all wages changes no gap and Q - wY sums to zero over regions (Walras): the matrix has rank N - 1.
Subtracting 1 v', with v the shares in world income, fixes the level without singling out a region: all N equations are
solved, none is dropped.

Sectors and inputs
------------------
Sectors k with value-added share beta_k and eps_k, Cobb-Douglas shares a[k,n] of gross absorption, one composite for
final use and inputs (Caliendo, Parro 2015, with a round-about composite):

    unit cost      ln c[k,i] = beta_k x_i + (1 - beta_k) p_i
    shares         lam1[k,i,n] = K[k,i,n] c[k,i]**-eps_k / den[k,n],    den[k,n] = sum_i K[k,i,n] c[k,i]**-eps_k
    composite      p_n = -sum_k a[k,n] ln(den[k,n]) / eps_k
    before duty    S[k,i,n] = a[k,n] lam1[k,i,n] / (1 + t1[k,i,n]) / b_n,  b_n such that the sum over k and i is 1
    sales          Q[k,i] = sum_n S[k,i,n] Z_n
    labour         w_i VA_i = sum_k beta_k Q[k,i]
    absorption     Z_n = w_n VA_n + D_n' + sum_k (1 - beta_k) Q[k,n]

The unknowns are x = ln w, p = ln P and z = ln(Z / Z before), the gaps those of labour, composite and absorption, all
in logs. One Newton runs on the 3 N of them, with a closed-form matrix (`_WithInputs.jacobian`). Gross absorption with
duty is E = Z / b, revenue E - Z, income what is left for final use, w VA + D' + revenue, and real income that over P.

Input-output links
------------------
Here sector k of region n buys the composite of each sector j at the share g[k,j,n] of its gross output, and households
have shares a[j,n] of their own (Caliendo, Parro 2015, equations 2 to 8). With beta[k,n] + sum_j g[k,j,n] = 1,

    unit cost      ln c[k,n] = beta[k,n] x_n + sum_j g[k,j,n] p[j,n]
    composite      p[k,n] = -ln(den[k,n]) / eps_k,    den[k,n] = sum_i K[k,i,n] c[k,i]**-eps_k
    before duty    S[k,i,n] = lam1[k,i,n] / (1 + t1[k,i,n]),    Q[k,i] = sum_n S[k,i,n] X[k,n]
    spending       X[j,n] = sum_k g[k,j,n] Q[k,n] + a[j,n] I_n,    I_n = w_n VA_n + D_n' + R_n,
                   R_n = sum_j (1 - sum_i S[j,i,n]) X[j,n]
    labour         w_n VA_n = sum_k beta[k,n] Q[k,n]

Given wages, prices and then spending are the limits of contractions (a step of prices keeps at most the largest input
share of a difference, a step of spending what neither labour nor nobody gets), so that Newton runs on the N wages
alone; its matrix comes from the same two contractions, linearised.

Units: money in that of `trade` (US$ million of the baseline year); tariffs, cuts and shares are fractions; `_hat` is
the ratio after / before and `_pct` its change in per cent. Wages, prices and money after the shock are in units of
world income: sum wY = sum Y. Functions raise InputError for input that cannot be used and NoEquilibriumError, which is
one, when no equilibrium was found: they never return numbers that do not clear all markets.

Every function takes many shocks at once: arrays of the shock, of the world before it, and the elasticity, may carry a
leading axis [draw], which all results then have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, Protocol, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.domain import N_, InputError
from dashboard.model.arrays import read_finite
from dashboard.model.tariffs import FloatArray

Deficits = Literal["share", "fixed", "balanced"]
"""A region's deficit is a fixed share of world income ("fixed" says the same), or there are none."""

TOLERANCE: Final = 1e-12
"""Newton stops when every market clears to this share of its size ..."""

ACCEPTED: Final = 1e-10
"""... or where rounding stops it, if every market clears to this share; anything else is an error."""

_ITERATIONS = 50
_LONGEST_STEP = 2.0  # in logs
_SHORTEST_STEP = 2.0**-12  # of the Newton step
# A region that trades with nobody clears its market at any wage: the ridge keeps that wage near where it was. In all
# other directions the derivatives are many orders larger, and the steps the same.
_RIDGE = 1e-9
_SMALLEST_PIECE = 2.0**-8  # of the shock
_TRANSFER_TOLERANCE = 1e-9  # of world income
_ROUNDING = 0.005  # by which published shares may miss their sum, or 0 from below
_LIMIT_TOLERANCE = 1e-14  # of a contraction: in logs of prices, as a share of a region's spending
_SLOPE_TOLERANCE = 1e-9  # of a contraction for derivatives, which only steer
_LIMIT_STEPS = 5000


class NoEquilibriumError(InputError):
    """No wages and prices that clear all markets were found; `draws` are the positions of the shocks concerned."""

    def __init__(self, message: str, draws: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.draws = draws


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """The world after the shock, beside the world before it; arrays [region] unless said, [draw, region] for draws.

    `trade_before` and `trade_after` are shipments before duty, as the `trade` given ([exporter, importer] or [sector,
    exporter, importer]); with balanced deficits `trade_before` is the balanced world. Money after the shock is in
    units of world income.
    """

    welfare_pct: FloatArray
    """Real income: income, with tariff revenue and transfers, over the price of consumption."""
    real_wage_pct: FloatArray
    wage_hat: FloatArray
    price_hat: FloatArray
    """Price of the composite that households and firms buy, duty included."""
    export_price_hat: FloatArray
    """Unit cost, which is the price before trade costs and duty, [exporter] or [sector, exporter]."""
    terms_of_trade_pct: FloatArray
    """Price of exports over price of imports, both before duty and at the weights of trade before the shock.

    Duty is kept out of it. NaN for a region without exports or imports.
    """
    import_price_pct: FloatArray
    """Price of imports as buyers pay it, with duty and trade costs; inf if all are cut, NaN if there were none.

    Within a sector the exact price of the imported part, across sectors at the weights before the shock.
    """
    trade_before: FloatArray
    trade_after: FloatArray
    expenditure: FloatArray
    """Absorption with duty: of consumers, and of firms buying inputs."""
    income_before: FloatArray
    income: FloatArray
    """Value added, tariff revenue and transfers; without inputs the same as `expenditure`."""
    tariff_revenue_before: FloatArray
    tariff_revenue: FloatArray
    deficit: FloatArray
    """What the region receives from abroad; sums to 0."""
    residual: float
    """Largest imbalance of any market, as a share of its size; over all draws."""
    iterations: int
    """Newton steps; the most of any draw."""

    @property
    def world_welfare_pct(self) -> FloatArray:
        """Change of the world's real income: the mean of `welfare_pct` at the incomes before the shock.

        Not positive for any shock to a world without tariffs, cuts and subsidies (first welfare theorem).
        """
        weight = self.income_before / self.income_before.sum(axis=-1, keepdims=True)
        total: FloatArray = (weight * self.welfare_pct).sum(axis=-1)
        return total


def solve_one_sector(
    trade: ArrayLike,
    tariff_before: ArrayLike,
    tariff_after: ArrayLike,
    *,
    elasticity: ArrayLike,
    deficits: Deficits = "fixed",
    cost_hat: ArrayLike | None = None,
    cut: ArrayLike | None = None,
    transfer: ArrayLike | None = None,
) -> Equilibrium:
    """Solve the one-sector model; arrays [exporter, importer], `trade` before duty with domestic sales on its diagonal.

    `elasticity` is the trade elasticity, one number or one per draw. The shocks, any of them together: `tariff_after`,
    all tariffs then applied, retaliation included; `cost_hat`, the factor on trade costs; `cut`, the share of trade
    that is forbidden at given prices, 1 for an embargo; `transfer` [region], money of the baseline year that a region
    receives on top of its deficit, with sum 0. With deficits "fixed" the deficit of a region is a fixed share of world
    income; with "balanced" the world is solved without deficits first, and the shock hits that world.

    Raises InputError for input that cannot be used and NoEquilibriumError if no equilibrium is found.
    """
    world = _read_world(trade, tariff_before, ("exporter", "importer"))
    eps = _fitting("elasticity", _read_elasticity(elasticity), ())

    def build(world: _World, shock: _Shock) -> _OneSector:
        return _OneSector.of(world, shock, eps)

    return _compare(build, world, eps, eps.shape, deficits, tariff_after, cost_hat, cut, transfer)


def solve_with_inputs(
    trade: ArrayLike,
    tariff_before: ArrayLike,
    tariff_after: ArrayLike,
    *,
    elasticity: ArrayLike,
    value_added_share: ArrayLike,
    deficits: Deficits = "fixed",
    cost_hat: ArrayLike | None = None,
    cut: ArrayLike | None = None,
    transfer: ArrayLike | None = None,
) -> Equilibrium:
    """Solve the model with sectors and inputs; arrays [sector, exporter, importer], otherwise as `solve_one_sector`.

    `elasticity` and `value_added_share` (above 0, at most 1) are one number, [sector] or [draw, sector]. A region need
    not produce or buy in every sector.
    """
    world = _read_world(trade, tariff_before, ("sector", "exporter", "importer"))
    sectors = world.trade.shape[-3]
    eps = _per_sector("elasticity", _read_elasticity(elasticity), sectors)
    beta = _per_sector("value_added_share", read_finite("value_added_share", value_added_share), sectors)
    if not np.all((beta > 0.0) & (beta <= 1.0)):
        raise InputError("value_added_share must be above 0 and at most 1.")

    def build(world: _World, shock: _Shock) -> _WithInputs:
        return _WithInputs.of(world, shock, eps, beta)

    draws = _same_draws(eps.shape[:-1], beta.shape[:-1])
    return _compare(build, world, eps, draws, deficits, tariff_after, cost_hat, cut, transfer)


def solve_input_output(
    trade: ArrayLike,
    tariff_before: ArrayLike,
    tariff_after: ArrayLike,
    *,
    elasticity: ArrayLike,
    value_added_share: ArrayLike,
    input_share: ArrayLike,
    final_share: ArrayLike | None = None,
    deficits: Deficits = "share",
    cost_hat: ArrayLike | None = None,
    cut: ArrayLike | None = None,
    transfer: ArrayLike | None = None,
) -> Equilibrium:
    """Solve the model with input-output links; trade [sector, exporter, importer], otherwise as `solve_one_sector`.

    `value_added_share` [sector, region] and `input_share` [using sector, supplying sector, region] are shares of gross
    output, duty included in the cost of inputs; together they are 1 for every sector that a region sells something of
    (the others are not read). `final_share` [sector, region] is that of households' spending, with sum 1; if None, what
    the accounts of trade and inputs leave. Shares of published tables miss such sums by rounding: misses of up to
    0.005, and shares as little below 0, are closed by scaling the inputs (or final shares), larger ones are refused.
    `elasticity` is one number or [sector]. All may have draws in front.

    Trade that these shares would not bring about is first settled: the world before the shock is the equilibrium of the
    given import shares, tariffs and deficits (with deficits "balanced", of no deficits), which is `trade` itself where
    its accounts close.

    Raises InputError for input that cannot be used and NoEquilibriumError if no equilibrium is found.
    """
    world = _read_world(trade, tariff_before, ("sector", "exporter", "importer"))
    sectors, regions = world.shape[:2]
    eps = _per_sector("elasticity", _read_elasticity(elasticity), sectors)
    beta, inputs = _read_technology(world, value_added_share, input_share)
    final = _implied_final_share(world, inputs) if final_share is None else _read_final_share(world, final_share)
    _same_draws(beta.shape[:-2], inputs.shape[:-3], final.shape[:-2])

    def build(world: _World, shock: _Shock) -> _InputOutput:
        return _InputOutput.of(world, shock, eps, beta, inputs, final)

    draws = _same_draws(eps.shape[:-1], beta.shape[:-2], inputs.shape[:-3], final.shape[:-2])
    return _compare(build, world, eps, draws, deficits, tariff_after, cost_hat, cut, transfer, settle=True)


# Input ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _World:
    """The world before the shock: shipments before duty, tariffs and what each region receives from abroad.

    `axes` is the number of axes of trade without draws: 2 for one sector, 3 for several.
    """

    trade: FloatArray
    tariff: FloatArray
    deficit: FloatArray
    axes: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the trade in one draw."""
        return self.trade.shape[-self.axes :]

    @cached_property
    def share(self) -> FloatArray:
        """Shares of exporters in spending with duty, [..., exporter, importer]; 0 where nothing is bought."""
        spending = self.trade * (1.0 + self.tariff)
        total = spending.sum(axis=-2, keepdims=True)
        share: FloatArray = spending / np.where(total > 0.0, total, 1.0)
        return share


@dataclass(frozen=True, eq=False)
class _Shock:
    """What the solvers need of a shock: K of the module's formulas, the tariffs after it, the transfers."""

    demand: FloatArray
    tariff: FloatArray
    transfer: FloatArray

    @staticmethod
    def none(world: _World) -> _Shock:
        return _Shock(world.share, world.tariff, np.zeros_like(world.deficit))

    def part(self, world: _World, size: float) -> _Shock:
        """A shock between none (size 0) and this one (size 1)."""
        return _Shock(
            (1.0 - size) * world.share + size * self.demand,
            (1.0 - size) * world.tariff + size * self.tariff,
            size * self.transfer,
        )


def _read_world(trade: ArrayLike, tariff: ArrayLike, axes: tuple[str, ...]) -> _World:
    values, rates = read_finite("trade", trade), _tariffs("tariff_before", tariff)
    count = len(axes)
    if values.ndim < count or values.shape[-1] != values.shape[-2] or values.size == 0:
        raise InputError(f"trade must be an array [{', '.join(axes)}] with as many exporters as importers.")
    shape = values.shape[-count:]
    _fitting("trade", values, shape)
    _fitting("tariff_before", rates, shape)
    _same_draws(values.shape[:-count], rates.shape[:-count])
    if np.any(values < 0.0):
        raise InputError("trade must not be negative.")
    sectors = tuple(range(-2, count - 4))  # the one before the regions, if there is one
    sold, bought = (values.sum(axis=axis).sum(axis=sectors) for axis in (-1, -2))
    if not np.all((sold > 0.0) & (bought > 0.0)):
        raise InputError("trade: every region must sell and buy something; leave out those that do not.")
    return _World(values, rates, bought - sold, count)


def _read_shock(
    world: _World,
    eps: FloatArray,
    draws: tuple[int, ...],
    tariff_after: ArrayLike,
    cost_hat: ArrayLike | None,
    cut: ArrayLike | None,
    transfer: ArrayLike | None,
) -> _Shock:
    shape, share = world.shape, world.share
    tariff = _fitting("tariff_after", _tariffs("tariff_after", tariff_after), shape)
    factor, forbidden, received = np.ones(shape), np.zeros(shape), np.zeros(shape[-1])
    if cost_hat is not None:
        factor = _fitting("cost_hat", read_finite("cost_hat", cost_hat), shape)
        if np.any(factor <= 0.0):
            raise InputError("cost_hat must be above 0; forbid trade with cut.")
    if cut is not None:
        forbidden = _fitting("cut", read_finite("cut", cut), shape)
        if np.any((forbidden < 0.0) | (forbidden > 1.0)):
            raise InputError("cut must be a share from 0 to 1.")
    if transfer is not None:
        received = _fitting("transfer", read_finite("transfer", transfer), shape[-1:])
        if np.any(np.abs(received.sum(axis=-1)) > _TRANSFER_TOLERANCE * world.trade.sum(axis=(-1, -2)).min()):
            raise InputError("transfer must sum to 0: what some regions receive, others pay.")
    shocks = (values.shape[: -world.axes] for values in (tariff, factor, forbidden))
    _same_draws(draws, *shocks, received.shape[:-1])
    log_cost = np.log((1.0 + tariff) / (1.0 + world.tariff))
    if cost_hat is not None:
        log_cost = log_cost + np.log(factor)
    demand = share * np.exp(-eps[..., None, None] * log_cost)
    if cut is not None:
        demand = demand * (1.0 - forbidden)
    if np.any((demand.sum(axis=-2) == 0.0) & (share.sum(axis=-2) > 0.0)):
        raise InputError(N_("The shock leaves a region nobody to buy from: lower cut, cost_hat or the tariffs."))
    return _Shock(demand, tariff, received)


def _tariffs(name: str, values: ArrayLike) -> FloatArray:
    rates = read_finite(name, values)
    if np.any(rates <= -1.0):
        raise InputError(f"{name} must be above -1 (-100 %).")
    return rates


def _fitting(name: str, values: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    if values.size == 0 or values.ndim - len(shape) not in (0, 1) or values.shape[values.ndim - len(shape) :] != shape:
        raise InputError(f"{name} must have the shape {shape}, or that with draws in front, not {values.shape}.")
    return values


def _same_draws(*leads: tuple[int, ...]) -> tuple[int, ...]:
    """The axis [draw] that arrays with these axes in front of their own have together, () if none has one."""
    counts = sorted({count for lead in leads for count in lead} - {1})
    if len(counts) > 1:
        raise InputError(f"Arrays with draws must all have the same number of them, not {counts[0]} and {counts[1]}.")
    return tuple(counts) or max(leads, key=len)


def _read_elasticity(elasticity: ArrayLike) -> FloatArray:
    eps = read_finite("elasticity", elasticity)
    if np.any(eps <= 0.0):
        raise InputError("elasticity, the trade elasticity, must be above 0.")
    return eps


def _per_sector(name: str, values: FloatArray, sectors: int) -> FloatArray:
    if values.ndim == 0:
        return np.full(sectors, values)
    return _fitting(name, values, (sectors,))


def _read_technology(world: _World, value_added_share: ArrayLike, input_share: ArrayLike) -> tuple[FloatArray, ...]:
    """Shares of value added [..., sector, region] and of inputs [..., using, supplying, region], which add to 1."""
    sectors, regions = world.shape[:2]
    beta = _fitting("value_added_share", read_finite("value_added_share", value_added_share), (sectors, regions))
    inputs = _fitting("input_share", read_finite("input_share", input_share), (sectors, sectors, regions))
    made = world.trade.sum(axis=-1) > 0.0
    if np.any(made & ~((beta > 0.0) & (beta <= 1.0))):
        raise InputError("value_added_share must be above 0 and at most 1 where a region sells something.")
    made_with = made[..., :, None, :]
    inputs = np.where(made_with, inputs, 0.0)
    if np.any(inputs < -_ROUNDING):
        raise InputError("input_share must not be negative.")
    inputs = np.maximum(inputs, 0.0)
    beta = np.where(made, beta, 1.0)
    total = inputs.sum(axis=-2)
    off = np.abs(beta + total - 1.0)
    if np.any(off > _ROUNDING):
        sector, region = np.unravel_index(int(off.argmax()), off.shape)[-2:]
        raise InputError(
            f"value_added_share and input_share must add to 1; sector {sector} of region {region} has "
            f"{np.broadcast_to(beta + total, off.shape).flat[int(off.argmax())]:.4f}."
        )
    # A sector whose inputs are all rounded away uses labour alone.
    beta = np.where(total > 0.0, beta, 1.0)
    inputs = inputs * ((1.0 - beta) / np.where(total > 0.0, total, 1.0))[..., :, None, :]
    bought = world.trade.sum(axis=-2) > 0.0
    if np.any((inputs > 0.0) & ~bought[..., None, :, :]):
        raise InputError("input_share: a region uses an input that it neither makes nor imports in trade.")
    return beta, inputs


def _read_final_share(world: _World, final_share: ArrayLike) -> FloatArray:
    values = _fitting("final_share", read_finite("final_share", final_share), world.shape[:2])
    total = np.maximum(values, 0.0).sum(axis=-2)
    if np.any(values < -_ROUNDING) or np.any(np.abs(total - 1.0) > _ROUNDING):
        raise InputError("final_share must be at least 0 and add to 1 in every region.")
    if np.any((values > 0.0) & (world.trade.sum(axis=-2) <= 0.0)):
        raise InputError("final_share: a region consumes a good that it neither makes nor imports in trade.")
    share: FloatArray = np.maximum(values, 0.0) / total[..., None, :]
    return share


def _implied_final_share(world: _World, inputs: FloatArray) -> FloatArray:
    """What spending with duty leaves for final use when all inputs are paid for, as shares of it."""
    spending = (world.trade * (1.0 + world.tariff)).sum(axis=-2)
    used = (inputs * world.trade.sum(axis=-1)[..., :, None, :]).sum(axis=-3)
    final = spending - used
    if np.any(final < -_ROUNDING * spending.sum(axis=-2, keepdims=True)):
        sector, region = np.unravel_index(int(final.argmin()), final.shape)[-2:]
        raise InputError(f"input_share: region {region} uses more of sector {sector} as input than it has.")
    final = np.maximum(final, 0.0)
    share: FloatArray = final / final.sum(axis=-2, keepdims=True)
    return share


# Equations -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What the unknowns imply, prices in logs and money; `log_cost` is the unit cost [..., sector, exporter]."""

    log_wage: FloatArray
    log_price: FloatArray
    log_cost: FloatArray
    trade: FloatArray
    expenditure: FloatArray
    income: FloatArray
    revenue: FloatArray


class _System(Protocol):
    """The equations of a model: gaps [..., equation], and their derivatives by the unknowns, all in logs.

    The first unknowns and equations are the wages and the labour markets. `in_money` [equation] tells markets, with the
    unknown of the same position on one side, from prices. No gap changes when all unknowns move
    together, the level of wages and prices; it is fixed by holding world income, the sum of value added, where it was.
    """

    @property
    def value_added(self) -> FloatArray: ...
    @property
    def world_income(self) -> FloatArray: ...
    @property
    def in_money(self) -> NDArray[np.bool_]: ...
    @property
    def start(self) -> FloatArray: ...
    def gap(self, unknown: FloatArray) -> FloatArray: ...
    def jacobian(self, unknown: FloatArray) -> FloatArray: ...
    def outcome(self, unknown: FloatArray) -> _Outcome: ...


@dataclass(frozen=True, eq=False)
class _OneSector:
    """One sector; the unknowns are the log wages x. `demand` is K, `shipped` is k = K / (1 + t1)."""

    value_added: FloatArray
    deficit: FloatArray
    demand: FloatArray
    shipped: FloatArray
    eps: FloatArray

    @staticmethod
    def of(world: _World, shock: _Shock, eps: FloatArray) -> _OneSector:
        return _OneSector(
            value_added=world.trade.sum(axis=-1),
            deficit=world.deficit + shock.transfer,
            demand=shock.demand,
            shipped=shock.demand / (1.0 + shock.tariff),
            eps=eps[..., None],
        )

    @cached_property
    def world_income(self) -> FloatArray:
        total: FloatArray = self.value_added.sum(axis=-1, keepdims=True)
        return total

    @cached_property
    def in_money(self) -> NDArray[np.bool_]:
        return np.ones(self.deficit.shape[-1], dtype=np.bool_)

    @property
    def start(self) -> FloatArray:
        regions = (*self.eps.shape[:-1], self.deficit.shape[-1])
        return np.zeros(np.broadcast_shapes(self.shipped.shape[:-1], self.deficit.shape, regions))

    def _spending(self, unknown: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Factor incomes wY and spending before duty Z."""
        income = np.exp(unknown) * self.value_added
        level = income.sum(axis=-1, keepdims=True) / self.world_income
        return income, income + self.deficit * level

    def gap(self, unknown: FloatArray) -> FloatArray:
        income, spending = self._spending(unknown)
        power = np.exp(-self.eps * unknown)
        sales = power * np.matvec(self.shipped, spending / np.vecmat(power, self.shipped))
        # Nobody spends less than nothing: a guess at which a transfer is more than a region can pay has no gap.
        gap: FloatArray = np.where(spending > 0.0, np.log(sales / income), np.nan)
        return gap

    def jacobian(self, unknown: FloatArray) -> FloatArray:
        income, spending = self._spending(unknown)
        power = np.exp(-self.eps * unknown)
        share = power[..., :, None] * self.shipped / np.vecmat(power, self.shipped)[..., None, :]
        per_sales = 1.0 / np.matvec(share, spending)
        response = (self.eps * spending)[..., :, None] * np.swapaxes(share, -1, -2)
        _add_to_diagonal(response, income)
        slope: FloatArray = (per_sales[..., :, None] * share) @ response
        by_level = per_sales * np.matvec(share, self.deficit) / self.world_income
        slope += by_level[..., :, None] * income[..., None, :]
        _add_to_diagonal(slope, -(1.0 + self.eps))
        return slope

    def outcome(self, unknown: FloatArray) -> _Outcome:
        _, spending = self._spending(unknown)
        power = np.exp(-self.eps * unknown)
        with_duty, before_duty = np.vecmat(power, self.demand), np.vecmat(power, self.shipped)
        expenditure = spending * with_duty / before_duty
        return _Outcome(
            log_wage=unknown,
            log_price=-np.log(with_duty) / self.eps,
            log_cost=unknown[..., None, :],
            trade=power[..., :, None] * self.shipped * (spending / before_duty)[..., None, :],
            expenditure=expenditure,
            income=expenditure,
            revenue=expenditure - spending,
        )


@dataclass(frozen=True, eq=False)
class _WithInputs:
    """Sectors with inputs; the unknowns are x = ln w, p = ln P and z = ln(Z / Z before), one after the other.

    `demand` is K, `shipped` K / (1 + t1); `budget` is a[k,n]; `unused` is 1 where a region buys nothing of a sector,
    else 0. Parameters `eps`, `beta` and `gamma` = 1 - beta are [..., sector, 1].
    """

    value_added: FloatArray
    absorption: FloatArray
    deficit: FloatArray
    demand: FloatArray
    shipped: FloatArray
    budget: FloatArray
    unused: FloatArray
    eps: FloatArray
    beta: FloatArray
    gamma: FloatArray

    @staticmethod
    def of(world: _World, shock: _Shock, eps: FloatArray, beta: FloatArray) -> _WithInputs:
        spending = (world.trade * (1.0 + world.tariff)).sum(axis=-2)
        return _WithInputs(
            value_added=(beta[..., None] * world.trade.sum(axis=-1)).sum(axis=-2),
            absorption=world.trade.sum(axis=(-2, -3)),
            deficit=world.deficit + shock.transfer,
            demand=shock.demand,
            shipped=shock.demand / (1.0 + shock.tariff),
            budget=spending / spending.sum(axis=-2, keepdims=True),
            unused=np.where(spending > 0.0, 0.0, 1.0),
            eps=eps[..., None],
            beta=beta[..., None],
            gamma=1.0 - beta[..., None],
        )

    @cached_property
    def world_income(self) -> FloatArray:
        total: FloatArray = self.value_added.sum(axis=-1, keepdims=True)
        return total

    @cached_property
    def in_money(self) -> NDArray[np.bool_]:
        return np.repeat((True, False, True), self.deficit.shape[-1])

    @property
    def start(self) -> FloatArray:
        regions = self.deficit.shape[-1]
        lead = np.broadcast_shapes(
            self.shipped.shape[:-3], self.deficit.shape[:-1], self.eps.shape[:-2], self.value_added.shape[:-1]
        )
        return np.zeros((*lead, 3 * regions))

    def _values(self, unknown: FloatArray) -> tuple[FloatArray, ...]:
        """Incomes w VA, deficits D', absorption Z, c**-eps [..., sector, exporter] and den [..., sector, importer]."""
        wage, price, absorption = np.split(unknown, 3, axis=-1)
        income = np.exp(wage) * self.value_added
        level = income.sum(axis=-1, keepdims=True) / self.world_income
        power = np.exp(-self.eps * self._log_cost(wage, price))
        denominator = np.vecmat(power, self.demand) + self.unused
        return income, self.deficit * level, np.exp(absorption) * self.absorption, power, denominator

    def _log_cost(self, wage: FloatArray, price: FloatArray) -> FloatArray:
        cost: FloatArray = self.beta * wage[..., None, :] + self.gamma * price[..., None, :]
        return cost

    def gap(self, unknown: FloatArray) -> FloatArray:
        income, received, absorption, power, denominator = self._values(unknown)
        scale = self.budget / denominator
        before_duty = (scale * np.vecmat(power, self.shipped)).sum(axis=-2)
        sales = power * np.matvec(self.shipped, scale * (absorption / before_duty)[..., None, :])
        labour = np.log((self.beta * sales).sum(axis=-2) / income)
        composite = np.split(unknown, 3, axis=-1)[1] + (self.budget * np.log(denominator) / self.eps).sum(axis=-2)
        spending = np.log((income + received + (self.gamma * sales).sum(axis=-2)) / absorption)
        return np.concatenate((labour, composite, spending), axis=-1)

    def jacobian(self, unknown: FloatArray) -> FloatArray:
        """Derivatives of the gaps; sums over sectors of per-sector matrices, with weights beta and gamma.

        With V = S diag(Z) the sales and dln S[k,i,n] = -eps_k (dln c[k,i] - sum_j lam1[k,j,n] dln c[k,j]) - dln b_n,

            dQ_k     = V_k (dz - dln b) + eps_k (V_k lam1_k' - diag(Q_k)) dln c_k
            dln b_n  = -sum_k eps_k sum_i (S[k,i,n] - s[k,n] lam1[k,i,n]) dln c[k,i],    s[k,n] = sum_i S[k,i,n]
            dln c_k  = beta_k dx + gamma_k dp
        """
        income, received, absorption, power, denominator = self._values(unknown)
        bought = power[..., :, None] * self.demand / denominator[..., None, :]
        share = power[..., :, None] * self.shipped * (self.budget / denominator)[..., None, :]
        share /= share.sum(axis=(-2, -3), keepdims=True)
        value = share * absorption[..., None, None, :]
        sales = value.sum(axis=-1)
        used = self.gamma * sales
        spending = income + received + used.sum(axis=-2)
        hired = (self.beta * sales).sum(axis=-2)

        switching = value @ np.swapaxes(bought, -1, -2)
        _add_to_diagonal(switching, -sales)
        # dln b by ln c, its sign turned: positive where a dearer origin shifts spending to duty.
        to_duty = np.swapaxes(share - share.sum(axis=-2, keepdims=True) * bought, -1, -2)

        def mixed(matrices: FloatArray, *weights: FloatArray) -> FloatArray:
            weight = np.ones_like(self.eps)
            for factor in weights:
                weight = weight * factor
            total: FloatArray = (weight[..., None] * matrices).sum(axis=-3)
            return total

        eps, beta, gamma = self.eps, self.beta, self.gamma
        by_wage, by_price = mixed(to_duty, eps, beta), mixed(to_duty, eps, gamma)
        rows = []
        for weight, total in ((beta, hired), (gamma, spending)):
            sold = mixed(value, weight)
            blocks = (
                mixed(switching, eps, weight, beta) + sold @ by_wage,
                mixed(switching, eps, weight, gamma) + sold @ by_price,
                sold,
            )
            rows.append([block / total[..., :, None] for block in blocks])
        basket = np.swapaxes(bought * self.budget[..., None, :], -1, -2)
        labour, absorbing = rows
        regions = income.shape[-1]
        composite = [-mixed(basket, beta), -mixed(basket, gamma), np.zeros_like(labour[0])]
        one = np.ones(regions)
        _add_to_diagonal(labour[0], -one)
        _add_to_diagonal(composite[1], one)
        _add_to_diagonal(absorbing[2], -one)
        _add_to_diagonal(absorbing[0], income / spending)
        weight = income / income.sum(axis=-1, keepdims=True)
        absorbing[0] += (received / spending)[..., :, None] * weight[..., None, :]
        return np.concatenate([np.concatenate(row, axis=-1) for row in (labour, composite, absorbing)], axis=-2)

    def outcome(self, unknown: FloatArray) -> _Outcome:
        income, received, absorption, power, denominator = self._values(unknown)
        wage, price, _ = np.split(unknown, 3, axis=-1)
        share = power[..., :, None] * self.shipped * (self.budget / denominator)[..., None, :]
        expenditure = absorption / share.sum(axis=(-2, -3))
        revenue = expenditure - absorption
        return _Outcome(
            log_wage=wage,
            log_price=price,
            log_cost=self._log_cost(wage, price),
            trade=share * expenditure[..., None, None, :],
            expenditure=expenditure,
            income=income + received + revenue,
            revenue=revenue,
        )


@dataclass(frozen=True, eq=False)
class _InputOutput:
    """Input-output links; the unknowns are the log wages x.

    `demand` is K, `shipped` K / (1 + t1); `spending` is X before the shock, where the contraction for X starts, and
    `bought` [sector, importer] tells whether there is any. `inputs` is g as [..., region, using, supplying], `final` is
    a, `eps` is [..., sector, 1].
    """

    value_added: FloatArray
    deficit: FloatArray
    demand: FloatArray
    shipped: FloatArray
    spending: FloatArray
    eps: FloatArray
    beta: FloatArray
    inputs: FloatArray
    final: FloatArray

    @staticmethod
    def of(
        world: _World, shock: _Shock, eps: FloatArray, beta: FloatArray, inputs: FloatArray, final: FloatArray
    ) -> _InputOutput:
        return _InputOutput(
            value_added=(beta * world.trade.sum(axis=-1)).sum(axis=-2),
            deficit=world.deficit + shock.transfer,
            demand=shock.demand,
            shipped=shock.demand / (1.0 + shock.tariff),
            spending=(world.trade * (1.0 + world.tariff)).sum(axis=-2),
            eps=eps[..., None],
            beta=beta,
            inputs=np.moveaxis(inputs, -1, -3).copy(),
            final=final,
        )

    @cached_property
    def world_income(self) -> FloatArray:
        total: FloatArray = self.value_added.sum(axis=-1, keepdims=True)
        return total

    @cached_property
    def bought(self) -> NDArray[np.bool_]:
        return np.asarray(self.demand.sum(axis=-2) > 0.0)

    @cached_property
    def in_money(self) -> NDArray[np.bool_]:
        return np.ones(self.deficit.shape[-1], dtype=np.bool_)

    @property
    def start(self) -> FloatArray:
        lead = np.broadcast_shapes(
            self.shipped.shape[:-3], self.deficit.shape[:-1], self.eps.shape[:-2], self.value_added.shape[:-1]
        )
        return np.zeros((*lead, self.deficit.shape[-1]))

    def _cost(self, wage: FloatArray, price: FloatArray) -> FloatArray:
        """Log unit cost [..., sector, exporter]."""
        used = np.matvec(self.inputs, np.swapaxes(price, -1, -2))
        cost: FloatArray = self.beta * wage[..., None, :] + np.swapaxes(used, -1, -2)
        return cost

    def _denominator(self, cost: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """c**-eps, den, both over the largest c**-eps of the sector, and ln den; den is 1 where nothing is bought.

        The largest is taken out because elasticities of 60 (petroleum) would overflow.
        """
        exponent = -self.eps * cost
        largest = exponent.max(axis=-1, keepdims=True)
        power = np.exp(exponent - largest)
        scaled = np.where(self.bought, np.vecmat(power, self.demand), 1.0)
        return power, scaled, np.where(self.bought, np.log(scaled) + largest, 0.0)

    def _prices(self, wage: FloatArray) -> tuple[FloatArray, ...]:
        """Log prices of composites [..., sector, importer], log unit costs, and lam1 with K and with K / (1 + t1)."""
        price = np.zeros((*wage.shape[:-1], *self.bought.shape[-2:]))

        def step(price: FloatArray) -> FloatArray:
            return -self._denominator(self._cost(wage, price))[2] / self.eps

        price = _limit(step, price, _largest, _LIMIT_TOLERANCE)
        cost = self._cost(wage, price)
        power, scaled, _ = self._denominator(cost)
        weight = power[..., :, None] / scaled[..., None, :]
        return price, cost, weight * self.demand, weight * self.shipped

    def _markets(self, wage: FloatArray, share: FloatArray) -> tuple[FloatArray, ...]:
        """Factor incomes, spending X, sales Q [..., sector, exporter] and what duty leaves of spending."""
        income = np.exp(wage) * self.value_added
        received = self.deficit * income.sum(axis=-1, keepdims=True) / self.world_income
        kept = share.sum(axis=-2)
        given = self.final * (income + received)[..., None, :]
        size = (income + np.abs(received))[..., None, :]

        def step(spending: FloatArray) -> FloatArray:
            revenue = ((1.0 - kept) * self.bought * spending).sum(axis=-2)
            sales = np.matvec(share, spending)
            needed: FloatArray = given + self._used(sales) + self.final * revenue[..., None, :]
            return needed

        spending = _limit(step, self.spending, lambda moved: _largest(moved / size), _LIMIT_TOLERANCE)
        return income, received, spending, np.matvec(share, spending), kept

    def _used(self, sales: FloatArray) -> FloatArray:
        """Spending on inputs [..., supplying sector, region] of sectors that sell so much."""
        used: FloatArray = np.swapaxes(np.vecmat(np.swapaxes(sales, -1, -2), self.inputs), -1, -2)
        return used

    def gap(self, unknown: FloatArray) -> FloatArray:
        _, _, _, share = self._prices(unknown)
        income, _, spending, sales, _ = self._markets(unknown, share)
        gap: FloatArray = np.log((self.beta * sales).sum(axis=-2) / income)
        # Nobody spends less than nothing: where a transfer is more than a region can pay there is no gap.
        known: FloatArray = np.where((spending.sum(axis=-2) > 0.0) & (spending >= 0.0).all(axis=-2), gap, np.nan)
        return known

    def jacobian(self, unknown: FloatArray) -> FloatArray:
        """Derivatives of the gaps [..., region, wage] from the linearised contractions; d is by the wage of region r.

        dc[k,n] = beta dx_n + sum_j g dp[j,n],    dp[k,n] = sum_i lam1[k,i,n] dc[k,i]
        dS[k,i,n] = -eps_k S (dc[k,i] - dp[k,n]),    dQ[k,i] = sum_n (S dX[k,n] + X dS[k,i,n])
        dR_n = sum_j ((1 - sum_i S) dX[j,n] - X sum_i dS[j,i,n])
        """
        _, _, bought, share = self._prices(unknown)
        income, received, spending, sales, kept = self._markets(unknown, share)
        regions = income.shape[-1]
        # [..., sector, region, r] throughout
        by_wage = self.beta[..., None] * np.eye(regions)
        transposed, to_home = np.swapaxes(bought, -1, -2), np.swapaxes(share, -1, -2)

        def by_inputs(values: FloatArray, inputs: FloatArray) -> FloatArray:
            spread: FloatArray = np.swapaxes(inputs @ np.swapaxes(values, -2, -3), -2, -3)
            return spread

        lead = unknown.shape[:-1]
        shape = (*lead, *self.beta.shape[-2:], regions)
        price = _limit(
            lambda price: transposed @ (by_wage + by_inputs(price, self.inputs)),
            np.zeros(shape),
            _largest,
            _SLOPE_TOLERANCE,
        )
        cost = by_wage + by_inputs(price, self.inputs)
        eps = self.eps[..., None]
        value = share * spending[..., None, :]
        substituted = eps * (value @ price - sales[..., None] * cost)
        to_duty = -eps * spending[..., None] * (kept[..., None] * price - to_home @ cost)
        wages = income[..., None] * np.eye(regions)
        level = received[..., None] * (income / income.sum(axis=-1, keepdims=True))[..., None, :]
        suppliers = np.swapaxes(self.inputs, -1, -2)
        given = (
            by_inputs(substituted, suppliers)
            + self.final[..., None] * (wages + level + to_duty.sum(axis=-3))[..., None, :, :]
        )
        taxed = ((1.0 - kept) * self.bought)[..., None]
        size = (income + np.abs(received))[..., None, :, None]

        def step(change: FloatArray) -> FloatArray:
            revenue = (taxed * change).sum(axis=-3)
            on_inputs, on_final = by_inputs(share @ change, suppliers), self.final[..., None] * revenue[..., None, :, :]
            moved: FloatArray = given + on_inputs + on_final
            return moved

        change = _limit(step, given, lambda moved: _largest(moved / size), _SLOPE_TOLERANCE)
        hired = (self.beta * sales).sum(axis=-2)
        slope: FloatArray = (self.beta[..., None] * (substituted + share @ change)).sum(axis=-3) / hired[..., None]
        _add_to_diagonal(slope, -np.ones(regions))
        return slope

    def outcome(self, unknown: FloatArray) -> _Outcome:
        price, cost, _, share = self._prices(unknown)
        income, received, spending, _, kept = self._markets(unknown, share)
        revenue = ((1.0 - kept) * self.bought * spending).sum(axis=-2)
        return _Outcome(
            log_wage=unknown,
            log_price=(self.final * price).sum(axis=-2),
            log_cost=cost,
            trade=share * spending[..., None, :],
            expenditure=spending.sum(axis=-2),
            income=income + received + revenue,
            revenue=revenue,
        )


def _largest(moved: FloatArray) -> float:
    """The largest change of any number; those that are none, at a guess too far, do not count."""
    return float(np.fmax.reduce(np.abs(moved), axis=None, initial=0.0))


def _limit(
    step: Callable[[FloatArray], FloatArray],
    start: FloatArray,
    distance: Callable[[FloatArray], float],
    tolerance: float,
) -> FloatArray:
    """The limit of a contraction, NaN if it has none."""
    here = start
    for _ in range(_LIMIT_STEPS):
        there = step(here)
        moved = distance(there - here)
        here = there
        if moved <= tolerance:
            return here
    return np.full_like(here, np.nan)


def _add_to_diagonal(matrices: FloatArray, values: FloatArray) -> None:
    """Add `values` [..., n] to the diagonals of `matrices` [..., n, n], in place."""
    diagonal = np.einsum("...ii->...i", matrices)  # a view
    diagonal += values


# Solver --------------------------------------------------------------------------------------------------------------


def _solve_shock(
    build: Callable[[_World, _Shock], _System], world: _World, shock: _Shock
) -> tuple[_Outcome, float, int]:
    """The outcome, the largest imbalance and the number of steps.

    Newton starts at the wages before the shock. Where it does not arrive, mostly because a region can barely pay what
    it owes abroad, the shock is applied in pieces, each solved from the equilibrium of the piece before.
    """
    system = build(world, shock)
    try:
        unknown, residual, iterations = _solve(system, system.start)
    except NoEquilibriumError:
        unknown, residual, iterations = system.start, 0.0, 0
        done, piece = 0.0, 0.5
        while done < 1.0:
            reached = min(done + piece, 1.0)
            try:
                unknown, residual, steps = _solve(build(world, shock.part(world, reached)), unknown)
            except NoEquilibriumError:
                piece /= 2.0
                if piece < _SMALLEST_PIECE:
                    raise
            else:
                done, piece, iterations = reached, 2.0 * piece, iterations + steps
    return system.outcome(unknown), residual, iterations


def _solve(system: _System, unknown: FloatArray) -> tuple[FloatArray, float, int]:
    """The unknowns, the largest imbalance and the number of Newton steps, each shortened until the gaps shrink."""
    with np.errstate(all="ignore"):  # a step too far gives NaN and is shortened
        gap = system.gap(unknown)
        size = np.abs(gap).max(axis=-1)
        moving = ~(size <= TOLERANCE)
        iterations = 0
        while moving.any() and iterations < _ITERATIONS:
            iterations += 1
            step = _newton_step(system, unknown, gap)
            length = np.where(moving, np.minimum(1.0, _LONGEST_STEP / np.abs(step).max(axis=-1)), 0.0)
            while True:
                trial = unknown + np.where(length[..., None] > 0.0, length[..., None] * step, 0.0)
                gap = system.gap(trial)
                reached = np.abs(gap).max(axis=-1)
                worse = (length > 0.0) & ~(reached < size)
                if not worse.any():
                    break
                length = np.where(worse, length / 2.0, length)
                length[length < _SHORTEST_STEP] = 0.0
            unknown, size = trial, reached
            moving = (length > 0.0) & (size > TOLERANCE)
    _require(
        size <= ACCEPTED, "No prices that clear all markets were found: choose a smaller shock, or balanced deficits."
    )
    return _levelled(system, unknown), float(np.expm1(size.max())), iterations


def _newton_step(system: _System, unknown: FloatArray, gap: FloatArray) -> FloatArray:
    """Newton for the markets in money, (Q - wY) / Q at given Q, which is 1 - e**-gap, and for prices in logs.

    Imbalances in money sum to zero at any wages, in the world and among regions that only trade with one another: so
    the step exists where those regions' wages have no level, or nearly none.
    """
    matrix = system.jacobian(unknown)
    regions = system.value_added.shape[-1]
    matrix[..., :regions, :regions] -= (system.value_added / system.world_income)[..., None, :]
    imbalance = -np.expm1(-gap) * system.in_money
    _add_to_diagonal(matrix, imbalance - _RIDGE)
    try:
        step = np.linalg.solve(matrix, -np.where(system.in_money, imbalance, gap)[..., None])[..., 0]
    except np.linalg.LinAlgError:
        step = np.full_like(unknown, np.nan)
    return np.asarray(step, dtype=np.float64)


def _levelled(system: _System, unknown: FloatArray) -> FloatArray:
    """The same relative wages and prices at unchanged world income."""
    income = system.value_added * np.exp(unknown[..., : system.value_added.shape[-1]])
    level: FloatArray = np.log(income.sum(axis=-1, keepdims=True) / system.world_income)
    return unknown - level


def _require(solved: NDArray[np.bool_] | np.bool_, message: str) -> None:
    if not np.all(solved):
        draws = tuple(int(draw) for draw in np.flatnonzero(~np.asarray(solved))) if np.ndim(solved) else ()
        raise NoEquilibriumError(message, draws)


# Before and after ----------------------------------------------------------------------------------------------------


def _compare(
    build: Callable[[_World, _Shock], _System],
    world: _World,
    eps: FloatArray,
    draws: tuple[int, ...],
    deficits: Deficits,
    tariff_after: ArrayLike,
    cost_hat: ArrayLike | None,
    cut: ArrayLike | None,
    transfer: ArrayLike | None,
    settle: bool = False,
) -> Equilibrium:
    """Solve the world before the shock where it must be balanced or settled, then the shock; report the changes.

    A world to settle is one whose data need not be an equilibrium of its parameters.
    """
    draws = _same_draws(draws, world.trade.shape[: -world.axes], world.tariff.shape[: -world.axes])
    if not isinstance(deficits, str) or deficits not in get_args(Deficits):
        raise InputError(f"deficits must be fixed or balanced (share is another word for fixed), not {deficits}.")
    if deficits == "balanced" or settle:
        deficit = np.zeros_like(world.deficit) if deficits == "balanced" else world.deficit
        balancing = replace(_Shock.none(world), transfer=deficit - world.deficit)
        balanced, _, _ = _solve_shock(build, world, balancing)
        world = replace(world, trade=balanced.trade, deficit=deficit)
    shock = _read_shock(world, eps, draws, tariff_after, cost_hat, cut, transfer)
    status_quo = build(world, _Shock.none(world))
    before = status_quo.outcome(status_quo.start)
    if not np.all(before.income > 0.0):
        raise InputError("A region spends more on inputs than it absorbs: raise value_added_share or its absorption.")
    if not np.all(before.income + shock.transfer > 0.0):
        raise InputError("transfer must leave every region an income.")
    after, residual, iterations = _solve_shock(build, world, shock)
    _require(
        (after.income > 0.0).all(axis=-1),
        "The shock leaves a region without income: choose a smaller shock or transfer.",
    )

    price, wage = after.log_price - before.log_price, after.log_wage - before.log_wage
    log_cost = after.log_cost - before.log_cost
    cost = np.exp(log_cost)
    one_sector = world.axes == 2
    return Equilibrium(
        welfare_pct=_pct(np.log(after.income / before.income) - price),
        real_wage_pct=_pct(wage - price),
        wage_hat=np.exp(wage),
        price_hat=np.exp(price),
        export_price_hat=cost[..., 0, :] if one_sector else cost,
        terms_of_trade_pct=_pct(_terms_of_trade(world, log_cost)),
        import_price_pct=_pct(_import_price(world, shock, eps, log_cost)),
        trade_before=world.trade,
        trade_after=after.trade,
        expenditure=after.expenditure,
        income_before=before.income,
        income=after.income,
        tariff_revenue_before=before.revenue,
        tariff_revenue=after.revenue,
        deficit=world.deficit + shock.transfer,
        residual=residual,
        iterations=iterations,
    )


def _pct(log_change: FloatArray) -> FloatArray:
    change: FloatArray = 100.0 * np.expm1(log_change)
    return change


def _foreign(world: _World, flows: FloatArray) -> FloatArray:
    """Flows between regions, [..., sector, exporter, importer] also for one sector."""
    abroad: FloatArray = flows * (1.0 - np.eye(flows.shape[-1]))
    return abroad if world.axes == 3 else abroad[..., None, :, :]


def _terms_of_trade(world: _World, log_cost: FloatArray) -> FloatArray:
    """Log change of export over import prices before duty, [..., region]; see Equilibrium.terms_of_trade_pct."""
    foreign = _foreign(world, world.trade)
    exports, imports = foreign.sum(axis=-1), foreign.sum(axis=(-2, -3))
    with np.errstate(invalid="ignore"):
        export_price = (exports * log_cost).sum(axis=-2) / exports.sum(axis=-2)
        import_price = np.vecmat(log_cost, foreign).sum(axis=-2) / imports
    difference: FloatArray = export_price - import_price
    return difference


def _import_price(world: _World, shock: _Shock, eps: FloatArray, log_cost: FloatArray) -> FloatArray:
    """Log change of what imports cost their buyers, [..., region]; see Equilibrium.import_price_pct."""
    exponent = eps[..., None] if world.axes == 3 else eps[..., None, None]
    before = _foreign(world, world.share)
    imported = np.vecmat(np.ones(before.shape[:-1]), before)
    weight = imported * (world.trade * (1.0 + world.tariff)).sum(axis=-2).reshape(imported.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        remaining = np.vecmat(np.exp(-exponent * log_cost), _foreign(world, shock.demand)) / imported
        weight = weight / weight.sum(axis=-2, keepdims=True)
        price: FloatArray = np.where(weight == 0.0, 0.0, -weight * np.log(remaining) / exponent).sum(axis=-2)
    return price
