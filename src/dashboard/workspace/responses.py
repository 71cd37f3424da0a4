"""What countries can do about a threat: bear it alone or together, sell elsewhere, and know where it would hurt most.

A *threat* is a scenario whose tariff and remittance tax would fall on whoever refuses; its targets are replaced by the
coalition. `cost` is the GDP a member loses at the horizon, US$ million a year, positive for a loss.

The quarters (partial equilibrium, `coalition`) and the long run (general equilibrium, `long_run_of`) are two views of
one shock and never added. What US buyers pay more for imports is not what the United States loses: duties come back to
its treasury, and the long run counts both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import pandas as pd

from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.domain import InputError, Scenario, shown
from dashboard.model import bargaining, channels
from dashboard.model import coalition as game
from dashboard.model.partial import solve_draws
from dashboard.model.tariffs import BoolArray, FloatArray, IntArray
from dashboard.workspace import equilibrium, impacts, inputs
from dashboard.workspace.base import BASE_YEAR, by_country, gdp_usd_m
from dashboard.workspace.impacts import DEFAULT_SEED, Band, band_of

DRAWS: Final = 256
Weight = Literal["gdp", "population", "equal", "shapley"]
WEIGHTS: Final[tuple[Weight, ...]] = ("gdp", "population", "equal", "shapley")

# What a threat may hold; other measures of a scenario are left out.
_TAX: Final = "remit_tax_pct"
_KEPT: Final = (*channels.TARIFF.settings, _TAX, "baseline_date", "horizon_q")


# Alone or together ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Coalition:
    """Members of a coalition under a threat, each hit alone and all hit together.

    Row 0 is the central run, the others are draws: `cost_alone` and `cost_joint` [row, member] (NaN is no data),
    `buyers_alone` [row, member] and `buyers_joint` [row] are what US buyers pay more, before duty is returned, and
    `duty_joint` [row] is the duty that is returned when all are hit.
    `gdp_usd_m` is [member]; `flags[iso3]` say what is missing or weak.
    """

    threat: Scenario
    baseline_date: date
    horizon: int
    draws: int
    members: tuple[str, ...]
    cost_alone: FloatArray
    cost_joint: FloatArray
    buyers_alone: FloatArray
    buyers_joint: FloatArray
    duty_joint: FloatArray
    gdp_usd_m: FloatArray
    flags: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]

    def band(self, rows: FloatArray) -> Band:
        """Central run, 5th and 95th percentile of a result of this coalition [row, ...]."""
        return band_of(rows, self.draws)

    @property
    def counted(self) -> BoolArray:
        """Members with a cost, [member]; the others are in no sum."""
        known: BoolArray = ~np.isnan(self.cost_joint[0])
        return known

    def per_cent(self, cost: FloatArray) -> FloatArray:
        """A cost [row, member] in per cent of the member's GDP."""
        share: FloatArray = 100.0 * cost / self.gdp_usd_m
        return share

    def total(self, cost: FloatArray) -> FloatArray:
        """A cost [row, member] summed over the members with data, [row]."""
        total: FloatArray = cost[:, self.counted].sum(axis=1)
        return total

    @property
    def us_net_joint(self) -> FloatArray:
        """What the United States bears when all are hit, after the duty has come back to its treasury, [row]."""
        net: FloatArray = self.buyers_joint - self.duty_joint
        return net

    @property
    def break_even(self) -> FloatArray:
        """The ratio pi_joint / pi_alone below which joining is cheaper in expectation, [row, member]."""
        return bargaining.break_even_ratio(self.cost_alone, self.cost_joint)


def coalition(threat: Scenario, members: tuple[str, ...], *, draws: int = DRAWS, seed: int = DEFAULT_SEED) -> Coalition:
    """Cost of a threat to every member, alone and together, and to US buyers.

    Members are codes of the 33 countries, each once. With one member, alone and together are the run of
    `workspace.estimate` on it. Raises InputError for no member, an unknown one, or an unusable threat.
    """
    aimed = _aimed(threat, members)
    day = scenarios.baseline_day(aimed)
    assumed, _ = impacts.assumed_by_row(aimed, draws, seed)
    given = inputs.tariff_inputs(aimed, day)
    place = np.array([given.market.suppliers.index(iso3) for iso3 in members])
    parameters = _parameters(assumed)
    member_of = _columns(place, len(given.market.suppliers))[given.market.cell_supplier]
    alone = game.solve_alone(given.market, given.before, given.after, member_of, len(members), **parameters)
    joint = solve_draws(given.market, given.before, given.after, **parameters)  # type: ignore[arg-type]

    quarter = _horizon(aimed) - 1
    economy = given.economy.some([registry.lac33().index(iso3) for iso3 in members])
    shown = np.array([iso3 not in inputs.EMBARGO for iso3 in members])

    def cost(change: FloatArray, lost: FloatArray) -> FloatArray:
        gdp = channels.through_exports(change, lost, assumed, economy)[2][:, :, quarter : quarter + 1][..., 0]
        return np.where(shown, transfers_lost - gdp, np.nan)

    transfers_lost = _remittance_cost(aimed, day, assumed)[:, [registry.lac33().index(iso3) for iso3 in members]]
    used = [channels.TARIFF] + ([channels.REMITTANCE] if aimed.get(_TAX) is not None else [])
    return Coalition(
        threat=aimed,
        baseline_date=day,
        horizon=quarter + 1,
        draws=draws,
        members=members,
        cost_alone=cost(alone.change, alone.lost),
        cost_joint=cost(joint.change[:, place], joint.lost[:, place]),
        buyers_alone=alone.buyers_cost,
        buyers_joint=joint.buyers_cost,
        duty_joint=(joint.duty_after - joint.duty_before).sum(axis=1),
        gdp_usd_m=_of_members(gdp_usd_m(), members),
        flags={
            iso3: tuple(dict.fromkeys(flag for channel in used for flag in inputs.flags()[channel.id][iso3]))
            for iso3 in members
        },
        sources=tuple(dict.fromkeys(source for channel in used for source in inputs.sources_of(channel.tables))),
    )


def _aimed(threat: Scenario, members: tuple[str, ...], retaliation_pp: float = 0.0) -> Scenario:
    """The threat on these countries; what else the scenario holds is left out."""
    if not members:
        raise InputError("The coalition is empty; name at least one country.")
    if len(set(members)) < len(members):
        raise InputError("A coalition names every country once.")
    unknown = [iso3 for iso3 in members if iso3 not in registry.lac33()]
    if unknown:
        raise InputError(f"{shown(unknown[0])} is not one of the 33 countries; use ISO codes such as COL.")
    kept = {key: value for key, value in threat.settings if key in _KEPT}
    answer = {"retaliation_pp": retaliation_pp} if retaliation_pp else {}
    return scenarios.build({**kept, **answer, "targets": members}, dict(threat.assumptions))


def _horizon(threat: Scenario) -> int:
    return int(float(scenarios.value(threat, "horizon_q")))  # type: ignore[arg-type]


def _parameters(assumed: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    names = {"rho": "rho_act", "sigma": "sigma_sup", "eta": "eta_imp", "pass_through": "phi_pt"}
    return {name: assumed[assumption] for name, assumption in names.items()}


def _columns(place: IntArray, size: int) -> IntArray:
    """For each of `size` suppliers its number among the members, -1 for others."""
    column = np.full(size, -1, dtype=np.int64)
    column[place] = np.arange(place.size)
    return column


def _of_members(values: FloatArray, members: tuple[str, ...]) -> FloatArray:
    return values[[registry.lac33().index(iso3) for iso3 in members]]


def _remittance_cost(aimed: Scenario, day: date, assumed: Mapping[str, FloatArray]) -> FloatArray:
    """GDP lost through a tax on remittances [row, country]; a country's loss does not depend on who else is taxed."""
    if aimed.get(_TAX) is None:
        return np.zeros((1, len(registry.lac33())))
    channel = channels.REMITTANCE
    taken = {name: assumed[name] for name in channel.assumptions}
    outcome = channel.estimate(inputs.BUILDERS[channel.id](aimed, day), taken)
    lost: FloatArray = -outcome.gdp_usd_m[..., _horizon(aimed) - 1]
    return lost


# The long run --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class LongRunOf:
    """Real income when all has adjusted, per cent, for members hit alone and hit together.

    Members answer with a tariff of `retaliation_pp` on US goods when they are hit: alone, it alone; together, all.
    `alone` and `joint` are bands [member] (NaN is no data), `us_alone` [member] and `us_joint`, one number, the real
    income of the United States then.
    """

    members: tuple[str, ...]
    retaliation_pp: float
    alone: Band
    joint: Band
    us_alone: Band
    us_joint: Band
    flags: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]


OWN_INCOME: Final = equilibrium.Polynomial(degree=5, steps=(1.0, 2.0, 2.0, 1.0), surplus=0.0)
"""For members hit alone: own and US income are smoother than faint effects on third countries, and need fewer solves.

Against solving every draw the 5 and 95 % points are off by less than 1 % of their distance (test_responses).
"""


def long_run_of(
    threat: Scenario,
    members: tuple[str, ...],
    retaliation_pp: float = 0.0,
    *,
    draws: int = DRAWS,
    seed: int = DEFAULT_SEED,
) -> LongRunOf:
    """Real income of the members and of the US under a threat; raises InputError as `coalition`."""
    aimed = _aimed(threat, members, retaliation_pp)
    central = equilibrium.long_run(aimed, seed=seed)
    assumed, _ = impacts.assumed_by_row(aimed, draws, seed)
    shocks = equilibrium.Shocks.of(central.model, aimed, assumed)
    us = central.regions.index(equilibrium.US)
    place = np.array([central.regions.index(iso3) if iso3 in central.regions else -1 for iso3 in members])
    unknown = (place < 0) | shocks.missing[[registry.lac33().index(iso3) for iso3 in members]]
    only = np.arange(len(central.regions)) == place[:, None]

    def of_each(rows: IntArray) -> FloatArray:
        """Own and US income of each member hit alone, [row, member, 2]."""
        row, member = np.repeat(rows, len(members)), np.tile(np.arange(len(members)), len(rows))
        found = np.empty((len(row), 2))
        for at in range(0, len(row), equilibrium.SOLVED_AT_ONCE):
            part = slice(at, at + equilibrium.SOLVED_AT_ONCE)
            income = shocks.solve(row[part], hit=only[member[part]])[1].welfare_pct
            found[part] = np.stack((income[np.arange(len(income)), place[member[part]]], income[:, us]), axis=-1)
        return found.reshape(len(rows), len(members), 2)

    def of_all(rows: IntArray) -> FloatArray:
        """Income of the members and, last, of the US with all hit, [row, member + 1]."""
        return shocks.solve(rows)[1].welfare_pct[:, [*place, us]]

    def over_rows(evaluate: Callable[[IntArray], FloatArray], by: equilibrium.Polynomial) -> FloatArray:
        rows = evaluate(equilibrium.CENTRAL)
        return np.concatenate((rows, shocks.at_draws(evaluate, by))) if draws else rows

    each, together = over_rows(of_each, OWN_INCOME), over_rows(of_all, equilibrium.ALL_METRICS)
    each[:, unknown] = np.nan
    together[:, :-1][:, unknown] = np.nan
    return LongRunOf(
        members=members,
        retaliation_pp=retaliation_pp,
        alone=band_of(each[..., 0], draws),
        joint=band_of(together[:, :-1], draws),
        us_alone=band_of(each[..., 1], draws),
        us_joint=band_of(together[:, -1], draws),
        flags={iso3: central.flags[iso3] for iso3 in members},
        sources=central.sources,
    )


@dataclass(frozen=True)
class Membership:
    """How a bloc's members are recorded: dates (ISO, possibly without day or month), qualities and sources."""

    members: tuple[str, ...]
    as_of: tuple[str, ...]
    qualities: tuple[str, ...]
    sources: tuple[str, ...]


def membership(bloc: str) -> Membership:
    """The record of a bloc's members among the 33 countries; raises InputError for an unknown bloc."""
    if bloc not in scenarios.blocs():
        raise InputError(f"{shown(bloc)} is not a bloc; use one of {', '.join(scenarios.blocs())}.")
    members = scenarios.blocs()[bloc]
    frame = load_table("bloc_membership").frame
    rows = frame[(frame["bloc"] == bloc) & frame["iso3"].isin(members)]
    as_of, qualities, sources = (tuple(sorted(map(str, set(rows[c])))) for c in ("as_of", "quality", "source_id"))
    return Membership(members, as_of, qualities, sources)


# Leverage ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Leverage:
    """What each member adds to the cost of US buyers, central run, US$ million a year.

    `shapley` is its average addition over all orders of joining, [member], with the standard error of sampling where
    it was sampled; `order` lists the members from the largest cost alone, `cumulative` [step] what US buyers bear when
    they join in that order, and `added` [step] what each then adds.
    """

    members: tuple[str, ...]
    shapley: FloatArray
    standard_errors: FloatArray
    exact: bool
    order: tuple[str, ...]
    cumulative: FloatArray

    @property
    def added(self) -> FloatArray:
        return np.diff(self.cumulative, prepend=0.0)


def leverage(threat: Scenario, members: tuple[str, ...]) -> Leverage:
    """Shapley values of US buyers' cost, exact up to twelve members; raises InputError as `coalition`."""
    buyers = _buyers_cost(threat, members)
    found = bargaining.shapley(buyers, len(members))
    alone = buyers(np.eye(len(members), dtype=np.bool_))
    order = np.argsort(-alone, kind="stable")
    joined = np.empty((len(members), len(members)), dtype=np.bool_)
    joined[:, order] = np.tri(len(members), dtype=np.bool_)
    return Leverage(
        members=members,
        shapley=found.values,
        standard_errors=found.standard_errors,
        exact=found.exact,
        order=tuple(members[i] for i in order),
        cumulative=buyers(joined),
    )


def _buyers_cost(threat: Scenario, members: tuple[str, ...]) -> game.BuyersCost:
    """The game of a coalition in the central run."""
    aimed = _aimed(threat, members)
    given = inputs.tariff_inputs(aimed, scenarios.baseline_day(aimed))
    assumed, _ = impacts.assumed_by_row(aimed, 0, DEFAULT_SEED)
    place = np.array([given.market.suppliers.index(iso3) for iso3 in members])
    central = {name: float(values[0]) for name, values in _parameters(assumed).items()}
    return game.BuyersCost.of(given.market, given.before, given.after, place, **central)


# Sharing the cost ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Pool:
    """Payments into a common pool, [row, payer], US$ million a year, negative for what is received; rows sum to 0.

    `payers` are the members with a cost and a weight, `weight` [payer] sums to 1.
    """

    payers: tuple[str, ...]
    weight: FloatArray
    paid: FloatArray
    left_out: tuple[str, ...]


def pool(result: Coalition, weight: Weight, shares: Leverage | None = None) -> Pool:
    """Who pays whom so that every member bears the joint cost in proportion to its weight.

    Weights are GDP, population, one each, or the Shapley values of `shares`. Raises InputError for an unknown weight.
    """
    raw = _weights(result, weight, shares)
    able = result.counted & np.isfinite(raw)
    scaled = np.maximum(raw[able], 0.0)
    costs = result.cost_joint[:, able]
    paid = np.stack([bargaining.transfers(row, scaled) for row in costs]) if able.any() else costs
    return Pool(
        payers=tuple(iso3 for iso3, in_pool in zip(result.members, able, strict=True) if in_pool),
        weight=scaled / scaled.sum() if able.any() else scaled,
        paid=paid,
        left_out=tuple(iso3 for iso3, in_pool in zip(result.members, able, strict=True) if not in_pool),
    )


def _weights(result: Coalition, weight: Weight, shares: Leverage | None) -> FloatArray:
    if weight == "gdp":
        return result.gdp_usd_m
    if weight == "equal":
        return np.ones(len(result.members))
    if weight == "population":
        return _of_members(_population(), result.members)
    if weight == "shapley" and shares is not None and shares.members == result.members:
        return shares.shapley
    raise InputError(f"{weight} is not a weight; use one of {', '.join(WEIGHTS)}.")


@lru_cache(maxsize=1)
def _population() -> FloatArray:
    frame = load_table("macro_annual").frame
    return by_country(frame[frame["year"] == BASE_YEAR].set_index("iso3")["population_people"])


# Where it would hurt most --------------------------------------------------------------------------------------------


Loss = Literal["value_added", "jobs"]
LOSSES: Final[tuple[Loss, ...]] = ("value_added", "jobs")


@dataclass(frozen=True, eq=False)
class ProductThreat:
    """A tariff on one product heading of one country, and on nothing else.

    `loss` and `loss_pct` are value added lost, US$ million a year and per cent of GDP; `jobs` the direct jobs that this
    value added supports, NaN where there is no figure. `buyers_cost_usd_m` is what US buyers then pay more and
    `loss_per_buyers_usd` the loss per dollar of it, both in the central run. `top_share` is the share of the draws in
    which the heading is among the three that hurt most.
    """

    heading: str
    exports_usd_m: float
    loss: Band
    loss_pct: Band
    jobs: Band
    buyers_cost_usd_m: float
    loss_per_buyers_usd: float
    top_share: float


@dataclass(frozen=True, eq=False)
class ProductThreats:
    """The headings of a country, ranked by value added or by jobs, the largest central loss first.

    `items` is empty where no product is hit, and for a ranking by jobs where there is no figure for them.
    `flags` say what is missing or weak about jobs, `without_jobs` are all countries that lack a figure.
    """

    iso3: str
    by: Loss
    items: tuple[ProductThreat, ...]
    flags: tuple[str, ...]
    without_jobs: tuple[str, ...]
    sources: tuple[str, ...]


TOP: Final = 3


def product_threats(
    threat: Scenario,
    iso3: str,
    *,
    by: Loss = "value_added",
    count: int = 12,
    digits: int = 4,
    draws: int = DRAWS,
    seed: int = DEFAULT_SEED,
) -> ProductThreats:
    """The product headings of a country that a tariff on each alone would hurt most.

    `digits` is 4 for headings or 2 for chapters. Products do not touch one another in partial equilibrium, so the
    tariff on one heading is that heading's part of the tariff on all. Raises InputError as `coalition`.
    """
    aimed = _aimed(threat, (iso3,))
    given = inputs.tariff_inputs(aimed, scenarios.baseline_day(aimed))
    market = given.market
    hit = (given.after.layers != given.before.layers) & (market.cell_supplier == market.suppliers.index(iso3))
    codes = np.array([code[:digits] for code in market.products])[market.cell_product[hit]]
    headings, first, group = np.unique(codes, return_index=True, return_inverse=True)
    per_usd_m = _of_members(given.jobs_per_usd_m, (iso3,))[0]
    flags = inputs.metric_flags()["jobs_supported_people"]
    no_items = iso3 in inputs.EMBARGO or not headings.size or (by == "jobs" and bool(np.isnan(per_usd_m).any()))
    items: tuple[ProductThreat, ...] = ()
    if not no_items:
        group_of = np.full(market.value_usd_m.shape, -1, dtype=np.int64)
        group_of[hit] = group
        assumed, _ = impacts.assumed_by_row(aimed, draws, seed)
        found = game.solve_alone(market, given.before, given.after, group_of, headings.size, **_parameters(assumed))
        quarter = slice(_horizon(aimed) - 1, _horizon(aimed))
        own = np.repeat(given.economy.value_added[registry.lac33().index(iso3)], headings.size)
        lost = -channels.value_added(found.change, found.lost, assumed, own)[1][:, :, quarter][..., 0]
        jobs = lost * per_usd_m[given.sector[hit][first]]  # no heading is in two sectors
        percent = 100.0 * lost / _of_members(gdp_usd_m(), (iso3,))[0]
        ranking = jobs if by == "jobs" else lost
        ranked = np.argsort(-ranking, axis=1, kind="stable")[:, :TOP]
        often = np.bincount(ranked[min(1, draws) :].ravel(), minlength=headings.size) / max(draws, 1)
        items = tuple(
            ProductThreat(
                heading=str(headings[i]),
                exports_usd_m=float(found.value_before[i]),
                loss=band_of(lost[:, i], draws),
                loss_pct=band_of(percent[:, i], draws),
                jobs=band_of(jobs[:, i], draws),
                buyers_cost_usd_m=float(found.buyers_cost[0, i]),
                loss_per_buyers_usd=float(lost[0, i] / found.buyers_cost[0, i]),
                top_share=float(often[i]),
            )
            for i in np.argsort(-ranking[0], kind="stable")[:count]
        )
    return ProductThreats(
        iso3=iso3,
        by=by,
        items=items,
        flags=flags[iso3],
        without_jobs=tuple(country for country in registry.lac33() if "no_jobs" in flags[country]),
        sources=inputs.sources_of(channels.TARIFF.tables),
    )


REFERENCES: Final[Mapping[str, Mapping[str, float | str]]] = {
    "tariff_10": {"tariff_pp": 10},
    "remittance_tax_5": {"remit_tax_pct": 5},
    "removals_added_1m": {"removals_k": 1000},
    "status_loss_all": {"status_loss_pct": 100},
    "work_visas_year": {"visa_months": 12, "h2_cut": 1},
    "aid_all": {"aid_cut": 1},
    "sanctions_broad": {"sanction_level": "3"},
}
"""One reference size for each lever of the United States, so that they can be set side by side."""
_SHARED_OUT: Final = ("removals_added_1m",)  # a number of people for the region, of whom each country gets its share


@dataclass(frozen=True, eq=False)
class InstrumentThreat:
    """A lever at its reference size, aimed at one country: effect on GDP in per cent (a loss is negative)."""

    id: str
    scenario: Scenario
    channel: str
    gdp_pct: Band
    flags: tuple[str, ...]
    sources: tuple[str, ...]


def instrument_threats(iso3: str, *, draws: int = DRAWS, seed: int = DEFAULT_SEED) -> tuple[InstrumentThreat, ...]:
    """Every lever at its reference size, by the size of its central loss; levers without data come last."""
    found = []
    for name, settings in REFERENCES.items():
        target = "ALL" if name in _SHARED_OUT else iso3
        scenario = scenarios.build({**settings, "targets": [target]}, scenario_id=name)
        result = impacts.estimate(scenario, draws=draws, seed=seed)
        value = result.value(impacts.TOTAL, "gdp_pct", iso3)
        effect = _number(result, impacts.TOTAL, "gdp_pct", iso3)
        channel = registry.instruments()[next(iter(settings))].channel
        found.append(InstrumentThreat(name, scenario, channel, effect, value.flags, value.sources))
    return tuple(sorted(found, key=lambda threat: (np.isnan(threat.gdp_pct.central), float(threat.gdp_pct.central))))


RANKINGS: Final = (*LOSSES, "instrument")
ThreatRow = tuple[str, str, float | None, float | None, float | None]


def threat_rows(
    threat: Scenario, iso3: str, by: str, *, draws: int = DRAWS, seed: int = DEFAULT_SEED
) -> list[ThreatRow]:
    """A ranking for other programs, the worst first: heading or lever, unit, central, p05, p95; None is no data.

    `by` is one of `RANKINGS`: headings by value added or by jobs lost, or levers at their reference size by their
    effect on GDP (a loss is negative). Raises InputError for another one, and as `product_threats`.
    """
    if by == "instrument":
        return [
            (each.id, "percent_of_gdp", *_known(each.gdp_pct))
            for each in instrument_threats(iso3, draws=draws, seed=seed)
        ]
    for loss in LOSSES:
        if by == loss:
            ranked = product_threats(threat, iso3, by=loss, draws=draws, seed=seed).items
            if loss == "jobs":
                return [(each.heading, "people", *_known(each.jobs)) for each in ranked]
            return [(each.heading, "usd_m_a_year", *_known(each.loss)) for each in ranked]
    raise InputError(f"{by} is not a ranking; use one of {', '.join(RANKINGS)}.")


# Selling elsewhere ---------------------------------------------------------------------------------------------------

_US: Final = "USA"
_REST: Final = "ROW"


@dataclass(frozen=True)
class Destination:
    """A partner that takes freed sales, US$ million a year: sales now, what is added by the end, and the limit."""

    iso3: str
    sales_usd_m: float
    added_usd_m: float
    limit_usd_m: float


@dataclass(frozen=True, eq=False)
class Plan:
    """Moving part of a country's US sales to other partners within some years: a rule, not an optimum.

    Money is US$ million a year when the plan is complete. `discount` is what the lower price of moved sales costs,
    `cost_before` and `cost_after` what the threat costs the country alone without and with the plan (bands of numbers).
    """

    iso3: str
    cut_pct: float
    years: int
    us_sales_usd_m: float
    all_sales_usd_m: float
    freed_usd_m: float
    destinations: tuple[Destination, ...]
    discount: Band
    cost_before: Band
    cost_after: Band
    sources: tuple[str, ...]

    @property
    def placed_usd_m(self) -> float:
        """Sales that find a new partner."""
        return sum(destination.added_usd_m for destination in self.destinations)

    @property
    def us_share_pct(self) -> tuple[float, float]:
        """Share of the US in goods exports before and after, per cent."""
        before = 100.0 * self.us_sales_usd_m / self.all_sales_usd_m
        return before, before * (1.0 - self.placed_usd_m / self.us_sales_usd_m)


def diversify(
    threat: Scenario, iso3: str, *, cut_pct: float, years: int, draws: int = DRAWS, seed: int = DEFAULT_SEED
) -> Plan | None:
    """A plan that moves `cut_pct` per cent of a country's US sales to other partners within `years` years.

    Freed sales go to partners in proportion to all they import over the distance to them, and no partner takes more
    than the growth of div_growth_year of what it buys from the country today; what is capped goes to the others. Who
    buys which product from whom is not in our tables, nor are partners' tariffs: the rule works on totals and takes
    access as equal. The sales that move are a cut through all products sold to the US, so the cost of the threat
    shrinks in proportion. None where there is no trade matrix row (Cuba).

    Raises InputError for a cut outside 0 to 100 %, years outside 1 to 10, or as `coalition`.
    """
    if not 0.0 <= cut_pct <= 100.0:
        raise InputError(f"The cut of US sales is {cut_pct:g} per cent; it must be from 0 to 100.")
    if not 1 <= years <= 10:
        raise InputError(f"The plan runs {years} years; it must be from 1 to 10.")
    matrix = _bilateral()
    if iso3 not in matrix.index:
        return None
    names, values = [str(name) for name in matrix.index], matrix.to_numpy()
    sales = dict(zip(names, values[names.index(iso3)].tolist(), strict=True))
    del sales[iso3]
    to_us = sales[_US]
    partners = [name for name, value in sales.items() if name not in (_US, _REST) and value > 0.0]
    distance = load_table("capital_distances").frame.query("iso3 == @iso3").set_index("partner_iso3")["distance_km"]
    bought = dict(zip(names, values.sum(axis=0) - np.diag(values), strict=True))
    pull = np.array([bought[name] / float(distance[name]) for name in partners])
    now = np.array([sales[name] for name in partners])
    assumed, _ = impacts.assumed_by_row(threat, draws, seed)
    limit = now * ((1.0 + float(assumed["div_growth_year"][0])) ** years - 1.0)
    freed = to_us * cut_pct / 100.0
    added = _fill(freed, pull, limit)
    alone = coalition(threat, (iso3,), draws=draws, seed=seed)
    before = alone.cost_alone[:, 0]
    moved = float(added.sum()) / to_us
    order = np.argsort(-added, kind="stable")
    return Plan(
        iso3=iso3,
        cut_pct=cut_pct,
        years=years,
        us_sales_usd_m=to_us,
        all_sales_usd_m=sum(sales.values()),
        freed_usd_m=freed,
        destinations=tuple(
            Destination(partners[i], float(now[i]), float(added[i]), float(limit[i])) for i in order if added[i] > 0.0
        ),
        discount=band_of(assumed["price_disc"] * float(added.sum()), draws),
        cost_before=band_of(before, draws),
        cost_after=band_of(before * (1.0 - moved), draws),
        sources=(*inputs.sources_of(("trade_matrix_2023", "capital_distances")), *alone.sources),
    )


@lru_cache(maxsize=1)
def _bilateral() -> pd.DataFrame:
    """Goods trade by exporter and importer, US$ million; own sales on the diagonal."""
    frame = load_table("trade_matrix_2023").frame
    matrix = frame.pivot_table(index="exporter_iso3", columns="importer_iso3", values="trade_usd_m", observed=True)
    return matrix.loc[matrix.index, matrix.index]


def _fill(amount: float, pull: FloatArray, limit: FloatArray) -> FloatArray:
    """Share `amount` in proportion to `pull`, nobody above its `limit`; what is capped goes to those with room."""
    added = np.zeros_like(limit)
    room = limit > 0.0
    while room.any() and amount - added.sum() > 1e-9 * max(amount, 1.0):
        offer = np.where(room, pull, 0.0) / pull[room].sum() * (amount - added.sum())
        added = np.minimum(added + offer, limit)
        room = room & (added < limit)
    return added


# Other answers -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Return:
    """A number of people a year who return and are received: public cost, work and remittances, US$ million a year.

    Bands of numbers in the last quarter; NaN is no data.
    """

    iso3: str
    people: int
    cost: Band
    work: Band
    remittances: Band
    flags: tuple[str, ...]
    sources: tuple[str, ...]


def receive(iso3: str, people: int, *, draws: int = DRAWS, seed: int = DEFAULT_SEED) -> Return:
    """What `people` returnees a year cost a country and give it after three years; InputError for an unknown code."""
    settings = {"targets": [iso3], "removals_k": people / 1000.0, "horizon_q": channels.QUARTERS}
    result = impacts.estimate(scenarios.build(settings), draws=draws, seed=seed)
    id_ = channels.REMITTANCE.id
    return Return(
        iso3=iso3,
        people=people,
        cost=_number(result, id_, "reintegration_cost_usd_m", iso3),
        work=_number(result, id_, "returnee_gdp_usd_m", iso3),
        remittances=_number(result, id_, "remittance_gdp_usd_m", iso3),
        flags=result.flags[id_].get(iso3, ()),
        sources=result.sources[id_],
    )


@dataclass(frozen=True, eq=False)
class Travel:
    """Travel spending of the members switched from the US to the region, US$ million a year.

    `receipts` and `gdp` are bands [country] of the 33: what each takes in and what it adds to GDP; `leaves_us` is what
    the United States no longer receives.
    """

    members: tuple[str, ...]
    share_pct: float
    countries: tuple[str, ...]
    receipts: Band
    gdp: Band
    leaves_us: Band
    sources: tuple[str, ...]


def switch_travel(
    members: tuple[str, ...], share_pct: float, *, draws: int = DRAWS, seed: int = DEFAULT_SEED
) -> Travel:
    """A share of the members' travel spending in the US moves to the region; InputError as `coalition`."""
    aimed = _aimed(Scenario(), members)
    scenario = scenarios.build({**dict(aimed.settings), "tour_switch": share_pct / 100.0})
    result = impacts.estimate(scenario, draws=draws, seed=seed)
    id_ = channels.RESPONSE.id
    size = len(registry.lac33())

    def of(metric: str, rows: slice | int) -> Band:
        return _at(result.bands[id_, metric], rows)

    return Travel(
        members=members,
        share_pct=share_pct,
        countries=registry.lac33(),
        receipts=of("tourism_receipts_usd_m", slice(size)),
        gdp=of("response_gdp_usd_m", slice(size)),
        leaves_us=of("travel_in_us_usd_m", size),
        sources=result.sources[id_],
    )


def _at(values: Band, rows: slice | int) -> Band:
    return Band(*(None if part is None else part[rows] for part in (values.central, values.p05, values.p95)))  # type: ignore[arg-type]


def _number(result: impacts.ImpactResult, channel: str, metric: str, iso3: str) -> Band:
    """One result as a band of numbers, NaN for no data."""
    value = result.value(channel, metric, iso3)
    numbers = (value.central, value.p05, value.p95)
    return Band(*(np.asarray(np.nan if number is None else number) for number in numbers))


def _known(values: Band) -> tuple[float | None, float | None, float | None]:
    """Central value and ends of the range as plain numbers, None where there is none."""
    central, low, high = (
        None if part is None or np.isnan(part) else float(part) for part in (values.central, values.p05, values.p95)
    )
    return central, low, high


# As rows -------------------------------------------------------------------------------------------------------------

Row = tuple[str, str, str, str, bool, float | None, float | None, float | None]


def as_rows(found: Coalition, long_run: LongRunOf, shares: Leverage) -> list[Row]:
    """Results for other programs: iso3, measure, layer, unit, together, central, p05, p95; None is no data.

    Rows of the United States are its buyers' cost (quarters) and its real income (long run).
    """
    rows: list[Row] = []

    def add(iso3: str, measure: str, layer: str, unit: str, together: bool, values: Band) -> None:
        rows.append((iso3, measure, layer, unit, together, *_known(values)))

    for i, iso3 in enumerate(found.members):
        for together, cost, income in (
            (False, found.cost_alone, long_run.alone),
            (True, found.cost_joint, long_run.joint),
        ):
            add(iso3, "gdp_lost", "PE", "usd_m", together, found.band(cost[:, i]))
            add(iso3, "gdp_lost_pct", "PE", "percent_of_gdp", together, found.band(found.per_cent(cost)[:, i]))
            add(iso3, "real_income_pct", "GE", "percent", together, _at(income, i))
        add(iso3, "us_buyers_cost", "PE", "usd_m", False, found.band(found.buyers_alone[:, i]))
        add(iso3, "us_real_income_pct", "GE", "percent", False, _at(long_run.us_alone, i))
        add(iso3, "shapley", "PE", "usd_m", True, Band(shares.shapley[i]))
    add(_US, "us_buyers_cost", "PE", "usd_m", True, found.band(found.buyers_joint))
    add(_US, "us_real_income_pct", "GE", "percent", True, long_run.us_joint)
    return rows
