"""The channels through which a policy reaches a country, each with the inputs it declares.

A channel's `estimate` sees only the tables and assumptions named here; what is not declared is not there, so the
sources under a result are exactly the sources it rests on. Estimates are vectorised over draws: row 0 is the central
run, the others are draws of the assumptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dashboard.model import other, partial, remittances, tariffs
from dashboard.model.remittances import Behaviour, Corridors, Projection, Shock
from dashboard.model.tariffs import Measure, Schedule
from dashboard.model.uncertainty import LADDER

FloatArray = NDArray[np.float64]
Layer = Literal["PE", "REM", "OTH", "SUM"]
QUARTERS = 12
_FIRST_YEAR = 4  # quarters in which the elasticity of import demand is that of the short run


@dataclass(frozen=True)
class Metric:
    """A reported quantity: id, unit and the layer that makes it. Flows are at annual rates."""

    id: str
    unit: str
    layer: Layer


@dataclass(frozen=True)
class Channel:
    """One way a policy reaches a country, with its declared inputs.

    `settings` are all it reads from a scenario; without one of its `levers` the others change nothing.
    """

    id: str
    layer: Layer
    settings: tuple[str, ...]
    levers: tuple[str, ...]
    tables: tuple[str, ...]
    assumptions: tuple[str, ...]
    metrics: tuple[Metric, ...]
    estimate: Callable[[Any, Mapping[str, FloatArray]], Outcome]


@dataclass(frozen=True, eq=False)
class Redirected:
    """A change in the US market of which part finds other buyers over time, times some factors.

    It reads as an array [row, country, quarter], by a slice of each, and computes what is read: of a thousand draws
    most results are wanted in one quarter. `change` and `lost`, the losing flows as positive numbers, are [row,
    country, quarter] or have one quarter for all; `redirected_share` in the long run, the
    quarters in which 63 % of it are reached, `discount` are [row], the
    `multiplier` of all that is [row, country, quarter].
    """

    change: FloatArray
    lost: FloatArray
    redirected_share: FloatArray
    tau_quarters: FloatArray
    discount: FloatArray
    multiplier: FloatArray | Multiplier | None = None

    def __getitem__(self, part: tuple[slice, slice, slice]) -> FloatArray:
        rows, countries, quarters = part
        at = (rows, countries, quarters if self.change.shape[2] > 1 else slice(None))
        values = partial.net_of_redirection(
            self.change[at],
            self.lost[at],
            redirected_share=partial.redirected_share_at(
                np.arange(1, QUARTERS + 1)[quarters],
                long_run=self.redirected_share[rows, None, None],
                tau_q=self.tau_quarters[rows, None, None],
            ),
            discount=self.discount[rows, None, None],
        )
        return values if self.multiplier is None else values * self.multiplier[part]


@dataclass(frozen=True, eq=False)
class Outcome:
    """Results of one channel.

    `values[metric]` [row, country, quarter], read by a slice of each, add up over countries; `bases[metric]` [country]
    is what a percentage of the same name without its unit is taken of. `gdp_usd_m` [row, country, quarter] is the
    effect on GDP at an annual rate, the only thing that channels add up. `us_buyers_cost_usd_m` [row] is what US buyers
    pay more in duty and price. `contains_tariff` [country] marks countries whose effect already holds that of a tariff.
    """

    values: Mapping[str, FloatArray | Redirected]
    bases: dict[str, FloatArray]
    gdp_usd_m: FloatArray
    us_buyers_cost_usd_m: FloatArray = field(default_factory=lambda: np.zeros(1))
    contains_tariff: NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class Economy:
    """What the multiplier of a country's lost exports depends on, [country].

    `regime` is 1 for a hard peg, 0 for a soft peg or unknown, -1 for a float; `openness` trade over GDP less that of
    the median country, at most 1 either way, 0 where it is not known. `value_added` is the share of the value of
    exports that stays at home over dva_default, 1 where it is not known.
    """

    regime: FloatArray
    openness: FloatArray
    value_added: FloatArray

    def some(self, countries: NDArray[np.int64] | list[int]) -> Economy:
        """The same for some of the countries."""
        return Economy(self.regime[countries], self.openness[countries], self.value_added[countries])


@dataclass(frozen=True, eq=False)
class TariffInputs:
    """Market and law before, law after, and GDP [country]; `columns` says which supplier each country is.

    `sector` [cell] is the place of the product in `jobs_per_usd_m` [country, sector], jobs per US$ million of value
    added; the groups of the baseline are suppliers within sectors (`sector_groups`). With `over_time`, import demand is
    weak in the first year and grows; US buyers' cost is that of `quarter`.
    """

    baseline: partial.Baseline
    after: Schedule
    columns: NDArray[np.int64]
    gdp_usd_m: FloatArray
    economy: Economy
    sector: NDArray[np.int64]
    jobs_per_usd_m: FloatArray
    over_time: bool
    quarter: int

    @property
    def market(self) -> partial.Market:
        return self.baseline.market

    @property
    def before(self) -> Schedule:
        return self.baseline.law


@dataclass(frozen=True, eq=False)
class RemittanceInputs:
    """Corridors and the shock; removals are given as totals [country] and split by the assumption interior_share.

    `cash_share_low` and `cash_share_high` [country] are the ends of the published share of the money that is paid in
    with cash or the like; NaN without one, for which e_cash_default stands.
    """

    corridors: Corridors
    removals_people: FloatArray
    tax_rate: float
    baseline_tax_rate: float
    status_loss_share: FloatArray
    cash_share_low: FloatArray
    cash_share_high: FloatArray


@dataclass(frozen=True, eq=False)
class VisaInputs:
    """Visas issued a year [country], GDP [country], and the suspension; its share is [country]."""

    work_visas: FloatArray
    visitor_visas: FloatArray
    gdp_usd_m: FloatArray
    aimed: NDArray[np.bool_]
    share: float
    months: float


@dataclass(frozen=True, eq=False)
class AidInputs:
    """Aid a year [country], GDP [country], and the share of it that ends [country]."""

    aid_usd_m: FloatArray
    gdp_usd_m: FloatArray
    share: FloatArray


@dataclass(frozen=True, eq=False)
class SanctionInputs:
    """Level of the sanctions (0 to 4), the countries hit [country], GDP, and for level 2 the flows of their products.

    Flows [cell] are those after the scenario's tariff: `value_usd_m` before duty, `paid_usd_m` with it, and the
    share blocked; `country` is the place of the supplier among the countries, -1 for others.
    """

    level: int
    hit: NDArray[np.bool_]
    gdp_usd_m: FloatArray
    economy: Economy
    value_usd_m: FloatArray
    paid_usd_m: FloatArray
    blocked: FloatArray
    product: NDArray[np.int64]
    country: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TravelInputs:
    """Residents' travel spending abroad and arrivals [country], distances [from, to], share of US trips switched."""

    spending_abroad_usd_m: FloatArray
    arrivals_people: FloatArray
    distance_km: FloatArray
    gdp_usd_m: FloatArray
    share: FloatArray


def sector_groups(market: partial.Market, sector: NDArray[np.int64]) -> NDArray[np.int64]:
    """The group of each cell [cell], suppliers within sectors, from the sector of each cell [cell]."""
    return sector * len(market.suppliers) + market.cell_supplier


def new_schedule(market: partial.Market, before: Schedule, measure: Measure | None) -> Schedule:
    """The law after the measure; the same object when there is none."""
    if measure is None:
        return before
    return tariffs.apply(before, measure, cell_supplier=market.cell_supplier, cell_product=market.cell_product)


def estimate_tariffs(inputs: TariffInputs, assumed: Mapping[str, FloatArray]) -> Outcome:
    """Exports, duties, value added and GDP under a tariff; partial equilibrium by product at the US border."""
    solved, value_before, buyers_cost = _solve(inputs, assumed)
    by_country = {name: values.sum(axis=1) for name, values in solved.items()}
    net, added, in_gdp = through_exports(by_country["change"], by_country["lost"], assumed, inputs.economy)
    # Jobs follow value added sector by sector, and both exports and what is redirected are linear in the flows.
    share = assumed["dva_default"][:, None, None, None] * inputs.economy.value_added[:, None]
    per_export = inputs.jobs_per_usd_m.T[..., None] * share
    jobs = _redirected((solved["change"] * per_export).sum(axis=1), (solved["lost"] * per_export).sum(axis=1), assumed)
    gdp = in_gdp[:, :, :]
    return Outcome(
        values={
            "exports_to_us_usd_m": _constant(by_country["change"]),
            "creation_usd_m": _constant(by_country["creation"]),
            "diversion_usd_m": _constant(by_country["diversion"]),
            "exporter_price_usd_m": _constant(by_country["price"]),
            "exports_all_markets_usd_m": net,
            "duty_bill_usd_m": _constant(by_country["duty"]),
            "value_added_usd_m": added,
            "tariff_gdp_usd_m": gdp,
            "jobs_supported_people": jobs,
        },
        bases={"exports_to_us_usd_m": value_before, "tariff_gdp_usd_m": inputs.gdp_usd_m},
        gdp_usd_m=gdp,
        us_buyers_cost_usd_m=buyers_cost,
    )


def _solve(
    inputs: TariffInputs, assumed: Mapping[str, FloatArray]
) -> tuple[dict[str, FloatArray], FloatArray, FloatArray]:
    """Results by name [row, sector, country, quarter], value before [country], and US buyers' cost [row].

    There is one quarter when elasticities are the same in all of them.
    """
    suppliers, sectors = len(inputs.market.suppliers), inputs.jobs_per_usd_m.shape[1]

    def solve(eta: FloatArray) -> partial.GroupDraws:
        return inputs.baseline.interpolate_draws(
            inputs.after,
            rho=assumed["rho_act"],
            sigma=assumed["sigma_sup"],
            eta=eta,
            pass_through=assumed["phi_pt"],
        )

    if inputs.over_time:
        eta = import_elasticity(assumed)
        first = solve(eta[:, 0])
        found = [first] * _FIRST_YEAR + [solve(eta[:, quarter]) for quarter in range(_FIRST_YEAR, QUARTERS)]
    else:
        found = [solve(assumed["eta_imp"])]

    def by_country(values: list[FloatArray]) -> FloatArray:
        """[row, group] of every quarter as [row, sector, country, quarter]."""
        found = [one.reshape(len(one), sectors, suppliers).take(inputs.columns, axis=-1) for one in values]
        return np.stack(found, axis=-1)

    names = ("change", "creation", "diversion", "price", "lost")
    results = {name: by_country([getattr(one, name) for one in found]) for name in names}
    results["duty"] = by_country([one.duty_after - one.duty_before for one in found])
    before = found[0].value_before.reshape(sectors, suppliers).sum(axis=0)[inputs.columns]
    return results, before, found[min(inputs.quarter, len(found)) - 1].buyers_cost


def import_elasticity(assumed: Mapping[str, FloatArray], quarters: int = QUARTERS) -> FloatArray:
    """Elasticity of import demand by quarter [row, quarter] when it grows from its short to its long run value.

    It stays below the elasticity between suppliers by the step of the assumptions' ladder.
    """
    grown = partial.elasticity_at(
        np.arange(1, quarters + 1),
        short_run=assumed["eta_imp_sr"][:, None],
        long_run=assumed["eta_imp_lr"][:, None],
        tau_q=assumed["tau_e_quarters"][:, None],
    )
    found: FloatArray = np.minimum(grown, assumed["sigma_sup"][:, None] - LADDER[2])
    return found


def estimate_remittances(inputs: RemittanceInputs, assumed: Mapping[str, FloatArray]) -> Outcome:
    """Remittances, the tax paid on them, and what returning people earn, over the quarters."""
    corridors = inputs.corridors
    count = assumed["theta_repl"].size
    behaviour = Behaviour.of(assumed, e_cash=cash_share(inputs, assumed))
    # Without removals nobody returns: zero, also where the input that would scale it is missing.
    returning = (inputs.removals_people != 0)[:, None]
    annual = 4.0
    names = (
        *("remittances_usd_m", "remittances_received_usd_m", "remittance_tax_usd_m", "returned_people"),
        *("reintegration_cost_usd_m", "returnee_gdp_usd_m", "remittance_gdp_usd_m"),
    )
    values = {name: np.empty((count, len(inputs.removals_people), QUARTERS)) for name in names}
    for draws, part in _with_interior_share(inputs, behaviour, assumed["interior_share"]):
        quarterly = (
            *(part.change_usd_m, part.received_change_usd_m, part.tax_paid_change_usd_m, part.returned_people),
            *(part.reintegration_cost_usd_m, np.where(returning, part.labour_gain_usd_m, 0.0), part.gdp_effect_usd_m),
        )
        for name, amounts in zip(names, quarterly, strict=True):
            np.multiply(annual, amounts, out=values[name][draws])
    return Outcome(
        values=values,
        bases={
            "remittances_usd_m": annual * corridors.quarterly_usd_m,
            "remittance_gdp_usd_m": corridors.gdp_usd_m,
        },
        gdp_usd_m=values["remittance_gdp_usd_m"] + values["returnee_gdp_usd_m"],
    )


def cash_share(inputs: RemittanceInputs, assumed: Mapping[str, FloatArray]) -> FloatArray:
    """Share of the money that is paid in with cash or the like, before anybody switches, [row, country]."""
    low, high = inputs.cash_share_low, inputs.cash_share_high
    published = low + assumed["e_cash_place"][:, None] * (high - low)
    share: FloatArray = np.where(np.isnan(low), assumed["e_cash_default"][:, None], np.clip(published, 0.0, 1.0))
    return share


def per_sender_implausible(inputs: RemittanceInputs, assumed: Mapping[str, FloatArray]) -> NDArray[np.bool_]:
    """Countries where the yearly amount per sender that the central run implies is out of bounds, [country]."""
    behaviour = Behaviour.of(assumed, e_cash=np.zeros((1, inputs.removals_people.size)))
    _, projection = next(_with_interior_share(inputs, behaviour, assumed["interior_share"]))
    found: NDArray[np.bool_] = projection.per_sender_implausible[0]
    return found


def _with_interior_share(
    inputs: RemittanceInputs, behaviour: Behaviour, share: FloatArray
) -> Iterator[tuple[slice, Projection]]:
    """Project, some draws at a time, with removals split into interior and border by draw.

    The shock is the same in all draws, the split is not. Interior and border removals enter the flow of leavers
    linearly, so a draw's interior share can be carried by its sending intensities instead: lambda_dep and chi_vol
    scaled by the share, lambda_border by the rest. What depends on the interior flow itself, the alarm and the people
    who return, uses the central share (row 0) and all removals.
    """
    central = float(share[0])
    scale = share / central if central > 0 else np.ones(share.size)
    rest = (1.0 - share) / (1.0 - central) if central < 1 else np.ones(share.size)
    scaled = Behaviour(
        **{
            **{name: getattr(behaviour, name) for name in Behaviour.__dataclass_fields__},
            "lambda_dep": behaviour.lambda_dep * scale,
            "chi_vol": behaviour.chi_vol * scale,
            "lambda_border": behaviour.lambda_border * rest,
        }
    )
    nothing = np.zeros_like(inputs.removals_people)
    shock = Shock(
        interior_removals_people=inputs.removals_people * central,
        border_removals_people=inputs.removals_people * (1.0 - central),
        tax_rate=np.full_like(nothing, inputs.tax_rate),
        status_loss_share=inputs.status_loss_share,
        arrivals_people=nothing,
        third_country_people=nothing,
    )
    return remittances.project_chunks(
        inputs.corridors, shock, scaled, baseline_tax_rate=inputs.baseline_tax_rate, quarters=QUARTERS
    )


def estimate_visas(inputs: VisaInputs, assumed: Mapping[str, FloatArray]) -> Outcome:
    """Visas not issued, and what their holders would have sent home, at annual rates."""
    aimed = np.where(inputs.aimed, 1.0, 0.0)
    effect = other.suspend_visas(
        inputs.work_visas * aimed,
        inputs.visitor_visas * aimed,
        share=inputs.share,
        months=inputs.months,
        stay_months=assumed["h2_stay_months"],
        net_earnings_usd=assumed["h2_net_earnings_usd"],
        remitted_share=assumed["h2_remit_share"],
        multiplier=assumed["mu_r"],
        felt_at_once=assumed["gdp_first"],
        quarters=QUARTERS,
    )
    rows = assumed["mu_r"].size
    return Outcome(
        values={
            "work_visas": np.broadcast_to(effect.work_visas, (rows, *effect.work_visas.shape)),
            "visitor_visas": np.broadcast_to(effect.visitor_visas, (rows, *effect.visitor_visas.shape)),
            "visa_remittances_usd_m": effect.sent_home_usd_m,
            "visas_gdp_usd_m": effect.gdp_usd_m,
        },
        bases={"visas_gdp_usd_m": inputs.gdp_usd_m},
        gdp_usd_m=effect.gdp_usd_m,
    )


def estimate_aid(inputs: AidInputs, assumed: Mapping[str, FloatArray]) -> Outcome:
    """Aid that ends, and the part of GDP that goes with it, a year."""
    gdp = other.cut_aid(
        inputs.aid_usd_m, share=inputs.share, offshore=assumed["offshore_aid"], multiplier=assumed["mu_aid"]
    )
    ended = np.broadcast_to(0.0 - inputs.share * inputs.aid_usd_m, gdp.shape)
    return Outcome(
        values={"aid_usd_m": _constant(ended), "aid_gdp_usd_m": _constant(gdp)},
        bases={"aid_usd_m": inputs.gdp_usd_m, "aid_gdp_usd_m": inputs.gdp_usd_m},
        gdp_usd_m=_constant(gdp),
    )


def estimate_sanctions(inputs: SanctionInputs, assumed: Mapping[str, FloatArray]) -> Outcome:
    """Sanctions by level: 0 none, 1 on persons, 2 on products, 3 broad by the US, 4 comprehensive by many.

    Levels 0 and 1 have no effect on GDP by construction. Levels 3 and 4 give no exports: lost growth contains them.
    """
    rows, countries = assumed["mu_x"].size, len(inputs.hit)
    change, blocked = np.zeros((rows, countries)), np.zeros((rows, countries))
    gdp = np.zeros((rows, countries, QUARTERS))
    contains = np.zeros(countries, dtype=np.bool_)
    if inputs.level == 2 and inputs.blocked.any():
        trade = other.block_exports(
            inputs.value_usd_m,
            inputs.paid_usd_m,
            inputs.blocked,
            product=inputs.product,
            supplier=np.where(inputs.country < 0, countries, inputs.country),
            suppliers=countries + 1,
            sigma=assumed["sigma_sup"],
            eta=assumed["eta_imp"],
            pass_through=assumed["phi_pt"],
        )
        change, blocked = trade.change_usd_m[:, :countries], trade.lost_usd_m[:, :countries]
        gdp = through_exports(change, blocked, assumed, inputs.economy)[2][:, :, :]
    elif inputs.level > 2:
        growth = assumed["sanction_growth_l3" if inputs.level == 3 else "sanction_growth_l4"]
        gdp = other.slower_growth(inputs.gdp_usd_m, inputs.hit, growth, quarters=QUARTERS)
        change = np.broadcast_to(np.where(inputs.hit, np.nan, 0.0), (rows, countries))
        blocked, contains = change, inputs.hit
    return Outcome(
        values={
            "blocked_exports_usd_m": _constant(0.0 - blocked),
            "sanctioned_exports_usd_m": _constant(change),
            "sanctions_gdp_usd_m": gdp,
        },
        bases={"sanctions_gdp_usd_m": inputs.gdp_usd_m},
        gdp_usd_m=gdp,
        contains_tariff=contains,
    )


def estimate_travel(inputs: TravelInputs, assumed: Mapping[str, FloatArray]) -> Outcome:
    """Travel spending that moves from the United States to the region, and what it adds to GDP there, a year."""
    effect = other.switch_travel(
        inputs.spending_abroad_usd_m,
        inputs.arrivals_people,
        inputs.distance_km,
        share=inputs.share,
        us_share=assumed["tour_us_share"],
        leakage=assumed["tour_leak"],
    )
    gdp = _constant(assumed["tour_va"][:, None] * effect.received_usd_m)
    return Outcome(
        values={
            "travel_in_us_usd_m": _constant(effect.spent_in_us_usd_m),
            "tourism_receipts_usd_m": _constant(effect.received_usd_m),
            "response_gdp_usd_m": gdp,
        },
        bases={"response_gdp_usd_m": inputs.gdp_usd_m},
        gdp_usd_m=gdp,
    )


@dataclass(frozen=True, eq=False)
class Multiplier:
    """GDP per dollar of value added lost, read as an array [row, country, quarter] by a slice of each.

    It begins at `start` [row, country] and falls towards `end` [row] with the time constant `tau_quarters` [row]; it is
    never negative. `times` [row, country] multiplies it.
    """

    start: FloatArray
    end: FloatArray
    tau_quarters: FloatArray
    times: FloatArray

    def __getitem__(self, part: tuple[slice, slice, slice]) -> FloatArray:
        rows, countries, quarters = part
        left = np.exp(-np.arange(1, QUARTERS + 1)[quarters] / self.tau_quarters[rows, None])[:, None, :]
        end = self.end[rows, None, None]
        found = self.start[rows, countries, None] - end
        found = np.maximum(end + found * left, 0.0)
        found *= self.times[rows, countries, None]
        return found


def multiplier(assumed: Mapping[str, FloatArray], economy: Economy, times: FloatArray | None = None) -> Multiplier:
    """The multiplier of each country: it starts at mu_x, by regime and openness, and falls to mu_x_lr."""
    start = (
        assumed["mu_x"][:, None]
        + assumed["mu_regime"][:, None] * economy.regime
        - assumed["mu_open"][:, None] * economy.openness
    )
    return Multiplier(
        start=start,
        end=assumed["mu_x_lr"],
        tau_quarters=assumed["tau_mu_quarters"],
        times=np.ones_like(start) if times is None else times,
    )


def value_added(
    change: FloatArray, lost: FloatArray, assumed: Mapping[str, FloatArray], share: FloatArray
) -> tuple[Redirected, Redirected]:
    """Change of exports to all markets and of the value added in them, [row, country, quarter].

    `change` in the US market and `lost`, its losing flows as positive numbers, are [row, country] or, where they
    differ between quarters, [row, country, quarter]; part of what is lost finds other buyers over time. `share`
    [country] is that of value added over dva_default.
    """
    net = _redirected(change, lost, assumed)
    return net, replace(net, multiplier=_by_country(assumed["dva_default"][:, None] * share))


def _by_country(values: FloatArray) -> FloatArray:
    """[row, country] as [row, country, quarter] without copying."""
    return np.broadcast_to(values[..., None], (*values.shape, QUARTERS))


def through_exports(
    change: FloatArray, lost: FloatArray, assumed: Mapping[str, FloatArray], economy: Economy
) -> tuple[Redirected, Redirected, Redirected]:
    """As `value_added`, and the change of GDP, [row, country, quarter]."""
    net, added = value_added(change, lost, assumed, economy.value_added)
    share = assumed["dva_default"][:, None] * economy.value_added
    return net, added, replace(net, multiplier=multiplier(assumed, economy, share))


def _redirected(change: FloatArray, lost: FloatArray, assumed: Mapping[str, FloatArray]) -> Redirected:
    """What is left of a change in the US market, given as for `through_exports`, when lost sales find other buyers."""
    return Redirected(
        change=change if change.ndim > 2 else change[..., None],
        lost=lost if lost.ndim > 2 else lost[..., None],
        redirected_share=assumed["delta_div"],
        tau_quarters=assumed["tau_div_quarters"],
        discount=assumed["price_disc"],
    )


def _constant(values: FloatArray) -> FloatArray:
    """[row, country], with or without a last axis of one quarter, as [row, country, quarter] without copying."""
    by_quarter = values if values.ndim > 2 else values[..., None]
    return np.broadcast_to(by_quarter, (*values.shape[:2], QUARTERS))


MULTIPLIER = ("mu_x", "mu_x_lr", "tau_mu_quarters", "mu_regime", "mu_open")
TARIFF = Channel(
    id="tariff",
    layer="PE",
    settings=("tariff_pp", "tariff_mode", "tariff_products", "energy_exempt", "usmca_exempt", "elasticity_path"),
    levers=("tariff_pp", "tariff_mode"),
    tables=(
        *("us_imports_hs6", "us_imports_hs6_world", "us_effective_rates", "collection_ratios", "macro_annual"),
        *("macro_structure", "exchange_rate_regimes", "dva_shares_2022", "jobs_per_value_added"),
    ),
    assumptions=(
        *("sigma_sup", "eta_imp", "phi_pt", "rho_act", "delta_div", "tau_div_quarters", "price_disc"),
        *("dva_default", *MULTIPLIER),
        *("eta_imp_sr", "eta_imp_lr", "tau_e_quarters"),
    ),
    metrics=(
        Metric("exports_to_us_usd_m", "usd_m", "PE"),
        Metric("creation_usd_m", "usd_m", "PE"),
        Metric("diversion_usd_m", "usd_m", "PE"),
        Metric("exporter_price_usd_m", "usd_m", "PE"),
        Metric("exports_all_markets_usd_m", "usd_m", "PE"),
        Metric("duty_bill_usd_m", "usd_m", "PE"),
        Metric("value_added_usd_m", "usd_m", "PE"),
        Metric("tariff_gdp_usd_m", "usd_m", "PE"),
        Metric("jobs_supported_people", "jobs", "PE"),
        Metric("exports_to_us_pct", "percent", "PE"),
        Metric("tariff_gdp_pct", "percent_of_gdp", "PE"),
    ),
    estimate=estimate_tariffs,
)
REMITTANCE = Channel(
    id="remittance",
    layer="REM",
    settings=("remit_tax_pct", "removals_k", "status_loss_pct"),
    levers=("remit_tax_pct", "removals_k", "status_loss_pct"),
    tables=(
        "remittances_received",
        "remittances_us_share",
        "migrants_by_status_group",
        "remittance_cash_share",
        "removals_by_citizenship",
        "macro_annual",
        "macro_structure",
    ),
    assumptions=(*remittances.PARAMETERS, "interior_share", "e_cash_place", "e_cash_default"),
    metrics=(
        Metric("remittances_usd_m", "usd_m", "REM"),
        Metric("remittances_received_usd_m", "usd_m", "REM"),
        Metric("remittance_tax_usd_m", "usd_m", "REM"),
        Metric("returned_people", "people_a_year", "REM"),
        Metric("reintegration_cost_usd_m", "usd_m", "REM"),
        Metric("returnee_gdp_usd_m", "usd_m", "REM"),
        Metric("remittance_gdp_usd_m", "usd_m", "REM"),
        Metric("remittances_pct", "percent", "REM"),
        Metric("remittance_gdp_pct", "percent_of_gdp", "REM"),
    ),
    estimate=estimate_remittances,
)
VISAS = Channel(
    id="visas",
    layer="OTH",
    settings=("visa_months", "h2_cut"),
    levers=("visa_months",),
    tables=("visas_h2", "visas_nonimmigrant", "macro_annual"),
    assumptions=("h2_stay_months", "h2_net_earnings_usd", "h2_remit_share", "mu_r", "gdp_first"),
    metrics=(
        Metric("work_visas", "visas_a_year", "OTH"),
        Metric("visitor_visas", "visas_a_year", "OTH"),
        Metric("visa_remittances_usd_m", "usd_m", "OTH"),
        Metric("visas_gdp_usd_m", "usd_m", "OTH"),
        Metric("visas_gdp_pct", "percent_of_gdp", "OTH"),
    ),
    estimate=estimate_visas,
)
AID = Channel(
    id="aid",
    layer="OTH",
    settings=("aid_cut",),
    levers=("aid_cut",),
    tables=("us_foreign_assistance", "macro_annual"),
    assumptions=("offshore_aid", "mu_aid"),
    metrics=(
        Metric("aid_usd_m", "usd_m", "OTH"),
        Metric("aid_gdp_usd_m", "usd_m", "OTH"),
        Metric("aid_pct", "percent_of_gdp", "OTH"),
        Metric("aid_gdp_pct", "percent_of_gdp", "OTH"),
    ),
    estimate=estimate_aid,
)
SANCTIONS = Channel(
    id="sanctions",
    layer="OTH",
    # What a product sanction blocks is what a tariff has left.
    settings=("sanction_level", "sanction_sectors", "sanction_share", *TARIFF.settings),
    levers=("sanction_level",),
    tables=(
        *("us_imports_hs6", "us_imports_hs6_world", "us_effective_rates", "collection_ratios", "macro_annual"),
        *("macro_structure", "exchange_rate_regimes", "dva_shares_2022"),
    ),
    assumptions=(
        *("sigma_sup", "eta_imp", "phi_pt", "delta_div", "tau_div_quarters", "price_disc", "dva_default", *MULTIPLIER),
        *("sanction_growth_l3", "sanction_growth_l4"),
    ),
    metrics=(
        Metric("blocked_exports_usd_m", "usd_m", "OTH"),
        Metric("sanctioned_exports_usd_m", "usd_m", "OTH"),
        Metric("sanctions_gdp_usd_m", "usd_m", "OTH"),
        Metric("sanctions_gdp_pct", "percent_of_gdp", "OTH"),
    ),
    estimate=estimate_sanctions,
)
RESPONSE = Channel(
    id="response",
    layer="OTH",
    settings=("tour_switch",),
    levers=("tour_switch",),
    tables=("travel_spending", "tourism_arrivals", "macro_structure", "capital_distances", "macro_annual"),
    assumptions=("tour_us_share", "tour_leak", "tour_va"),
    metrics=(
        Metric("travel_in_us_usd_m", "usd_m", "OTH"),
        Metric("tourism_receipts_usd_m", "usd_m", "OTH"),
        Metric("response_gdp_usd_m", "usd_m", "OTH"),
        Metric("response_gdp_pct", "percent_of_gdp", "OTH"),
    ),
    estimate=estimate_travel,
)
CHANNELS = (TARIFF, REMITTANCE, VISAS, AID, SANCTIONS, RESPONSE)
