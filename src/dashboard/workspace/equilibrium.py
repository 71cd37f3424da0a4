"""The long run: from checked tables to worlds in general equilibrium, and from a scenario to real income.

Three worlds, from coarse to fine. Each is a snapshot of trade that the solvers of `dashboard.model.general` shock.

- one_sector: goods and services as one good, 42 regions, 2023; sales at home are GDP minus exports. For comparison.
- two_sector: goods and services, each made with inputs of both, 42 regions, 2023. The default. Goods output is the
  value added of farming and industry over its share in output, sales at home are output minus exports but at least
  5 % of exports, services are the rest of value added over its share in output and are not traded.
- many_sectors: 27 goods and services with input-output links, 17 regions, 2022; seven of the 33 countries, the others
  are in the rest. What each sector of each region buys from each other one is that of the OECD tables.

The tariffs of the US are those of our law, averaged over products at the trade of the base year; other tariffs are
those of the table, 0 where there is none. A shock is a set of arrays (`solve_world`); a scenario is one way to make it.

The long run and the quarters (`impacts`) are two views of one shock: a `LongRun` is no `ImpactResult`, carries the
layer "GE" and the horizon "LR", and nothing adds the two up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache, partial
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.domain import ALL_COUNTRIES, Impact, Scenario
from dashboard.kept import kept
from dashboard.model import channels, general
from dashboard.model.general import Deficits, Equilibrium
from dashboard.model.interpolation import interpolation
from dashboard.model.tariffs import FloatArray, IntArray
from dashboard.workspace import base, impacts, inputs
from dashboard.workspace.impacts import Band

Model = Literal["one_sector", "two_sector", "many_sectors"]
MODELS: Final[tuple[Model, ...]] = ("one_sector", "two_sector", "many_sectors")

US: Final = "USA"
REST: Final = "ROW"
SERVICES: Final = "SERVICES"
TRADE_YEARS: Final = {"one_sector": 2023, "two_sector": 2023, "many_sectors": 2022}

LAYER: Final = "GE"
HORIZON: Final = "LR"
CHANNEL: Final = "long_run"
SANCTIONS_ON_PRODUCTS: Final = "2"
ENOUGH: Final = 0.99999  # of the variance of the transfers
# What a power of the main component of the transfers, and of another one, takes of a polynomial's degree.
STEP_OF_MAIN_COMPONENT: Final = 1.5
STEP_OF_COMPONENT: Final = 2.5
SOLVED_AT_ONCE: Final = 8  # more worlds would no longer fit the processor's cache
CENTRAL: Final = np.zeros(1, dtype=np.int64)  # the row of the central run
LAST_QUARTER: Final = channels.QUARTERS - 1


# Worlds --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class World:
    """Trade before duty between regions, US$ million [sector, exporter, importer], and what it is made with.

    `tariff` are the applied tariffs other than those of the US, fractions of the same shape. `value_added_share` is
    [sector], None for the model without inputs; with `input_share` [using sector, supplying sector, region] it is
    [sector, region]. Goods are the sectors that tariffs fall on. `flags[iso3]` are ids of
    what is weak in the world's data. Trade and shares may have draws in front (`drawn_world`).
    """

    model: Model
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    trade: FloatArray
    tariff: FloatArray
    value_added_share: FloatArray | None
    flags: Mapping[str, tuple[str, ...]]
    input_share: FloatArray | None = None

    @property
    def goods(self) -> NDArray[np.bool_]:
        return np.array([sector != SERVICES for sector in self.sectors])

    def index(self, region: str) -> int:
        return self.regions.index(region)


@kept()
def world(model: Model, beta_goods: float | None = None, beta_serv: float | None = None) -> World:
    """A world; value-added shares other than the central ones change the two-sector world alone."""
    if model == "one_sector":
        return _one_sector()
    if model == "many_sectors":
        return _many_sectors()
    known = registry.assumptions()
    return _two_sector(
        known["beta_goods"].central if beta_goods is None else beta_goods,
        known["beta_serv"].central if beta_serv is None else beta_serv,
    )


@cache
def _matrix() -> pd.DataFrame:
    """Trade of the 42 regions [exporter, importer], own sales by the closing with GDP."""
    frame = load_table("trade_matrix_2023").frame
    matrix = frame.pivot_table(index="exporter_iso3", columns="importer_iso3", values="trade_usd_m", observed=True)
    return matrix.loc[matrix.index, matrix.index]


def _one_sector() -> World:
    matrix = _matrix()
    trade = matrix.to_numpy()[None]
    return World("one_sector", tuple(matrix.index), ("all",), trade, np.zeros_like(trade), None, _weak({}))


def _two_sector(beta_goods: float, beta_serv: float) -> World:
    regions = tuple(_matrix().index)
    trade, floored = _two_sector_trade(np.asarray(beta_goods), np.asarray(beta_serv))
    found = {iso3: ("no_goods_share",) for iso3 in _goods_shares(regions)[1]}
    for iso3 in np.array(regions)[floored]:
        found[str(iso3)] = (*found.get(str(iso3), ()), "home_sales_floor")
    return World(
        "two_sector",
        regions,
        ("goods", SERVICES),
        trade,
        np.zeros_like(trade),
        np.array([beta_goods, beta_serv]),
        _weak(found),
    )


def drawn_world(model: Model, beta_goods: FloatArray, beta_serv: FloatArray) -> World:
    """A world for each of some draws of the value-added shares [draw]; flags are those of the central world.

    Only the two-sector world depends on them; of the others there is one for all draws.
    """
    around = world(model)
    if model != "two_sector":
        return around
    trade, _ = _two_sector_trade(beta_goods, beta_serv)
    return replace(around, trade=trade, value_added_share=np.stack((beta_goods, beta_serv), axis=-1))


def _two_sector_trade(beta_goods: FloatArray, beta_serv: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Trade [..., sector, exporter, importer] for shares [...], and whether sales at home are at the floor."""
    matrix = _matrix()
    regions = tuple(matrix.index)
    values = matrix.to_numpy()
    gdp, own = values.sum(axis=1), np.arange(len(regions))
    abroad = values * (1.0 - np.eye(len(regions)))
    exports = abroad.sum(axis=1)
    share, _ = _goods_shares(regions)
    home = gdp * share / beta_goods[..., None] - exports
    floor = registry.assumptions()["home_sales_floor"].central * exports
    trade = np.zeros((*home.shape[:-1], 2, len(regions), len(regions)))
    goods, services = trade[..., 0, :, :], trade[..., 1, :, :]
    goods[...] = abroad
    goods[..., own, own] = np.maximum(home, floor)
    services[..., own, own] = (gdp - beta_goods[..., None] * goods.sum(axis=-1)) / beta_serv[..., None]
    return trade, np.asarray(home < floor)


@lru_cache(maxsize=4)
def _goods_shares(regions: tuple[str, ...]) -> tuple[FloatArray, tuple[str, ...]]:
    """Goods in value added [region], fractions, and the states among the 33 without a usable figure.

    Regions without national accounts in our tables, and those states, take the share of the OECD tables; states that
    are in its rest of the world take that of the rest.
    """
    published = load_table("macro_structure").frame.set_index("iso3")["goods_va_share_pct"] / 100.0
    cube = _many_sectors()
    assert cube.value_added_share is not None
    added = cube.value_added_share * cube.trade.sum(axis=2)
    by_region = dict(zip(cube.regions, added[cube.goods].sum(axis=0) / added.sum(axis=0), strict=True))
    shares = []
    for region in regions:
        known = published.get(region, np.nan)
        shares.append(float(known) if not np.isnan(known) else by_region.get(region, by_region[REST]))
    states = set(registry.lac33())
    estimated = tuple(r for r in regions if r in states and np.isnan(published.get(r, np.nan)))
    return np.array(shares), estimated


@cache
def _many_sectors() -> World:
    frame = load_table("trade_cube_2022").frame
    sectors, regions = sorted(frame["sector"].unique()), sorted(frame["exporter_iso3"].unique())
    shape = (len(sectors), len(regions), len(regions))
    ordered = frame.sort_values(["sector", "exporter_iso3", "importer_iso3"])
    tariff = ordered["applied_tariff_pct"].to_numpy().reshape(shape) / 100.0
    # A region of many countries has tariffs inside; the model sees one country, whose sales at home pay none.
    tariff[:, range(shape[1]), range(shape[1])] = 0.0
    trade = ordered["trade_usd_m"].to_numpy().reshape(shape)
    table = load_table("input_shares_2022").frame.sort_values(["using_sector", "supplying_sector", "iso3"])
    inputs_bought = table["input_share"].fillna(0.0).to_numpy().reshape(shape[0], shape[0], shape[1])
    # Taxes on products count with value added: what is not spent on inputs is income at home.
    added = 1.0 - inputs_bought.sum(axis=1)
    return World(
        "many_sectors", tuple(regions), tuple(sectors), trade, tariff, added, _weak({}), input_share=inputs_bought
    )


def _weak(found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What is weak in GDP and in the product detail behind the tariffs, before what the world itself found."""
    known = inputs.flags()[channels.TARIFF.id]
    weak = ("weak_gdp", "detail_below_total")
    return {iso3: (*(flag for flag in known[iso3] if flag in weak), *found.get(iso3, ())) for iso3 in registry.lac33()}


# Tariffs of the United States ----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class UsTariffs:
    """Average US tariff on goods by region, weighted with trade before the shock; fractions [sector, region].

    The model without sectors has one row, which holds for all goods. `fixed` is what is collected of ordinary duties
    and Section 232; of the `layers`, relative to the average country, the share rho is; `added` is the change of the
    layers by a scenario's measure. `in_law` are the three as the law says them.
    """

    fixed: FloatArray
    layers: FloatArray
    added: FloatArray
    in_law: tuple[FloatArray, FloatArray, FloatArray]

    def before(self, rho: float | FloatArray) -> FloatArray:
        """Rate collected before the measure, [..., sector, region] for rho [...]."""
        collected: FloatArray = self.fixed + _lead(rho) * self.layers
        return collected

    def after(self, rho: float | FloatArray, hit: NDArray[np.bool_] | None = None) -> FloatArray:
        """Rate collected after it; with `hit` [..., region] the measure reaches these regions only."""
        added = self.added if hit is None else self.added * np.asarray(hit)[..., None, :]
        collected: FloatArray = self.fixed + _lead(rho) * (self.layers + added)
        return collected


def _lead(rho: float | FloatArray) -> FloatArray:
    return np.asarray(rho, dtype=np.float64)[..., None, None]


def us_tariffs(around: World, scenario: Scenario) -> UsTariffs:
    """The law of the scenario's baseline day and what its measure adds, averaged for the regions of a world."""
    day = scenarios.baseline_day(scenario)
    law, average = inputs.tariff_inputs(scenario, day), _averaging(around.model)
    return UsTariffs(
        fixed=_published(around, average(law.before.fixed), day),
        layers=average(law.before.charged),
        added=average(law.after.charged - law.before.charged),
        in_law=(
            _published(around, average(law.before.mfn + law.before.s232), day),
            average(law.before.layers),
            average(law.after.layers - law.before.layers),
        ),
    )


def _published(around: World, fixed: FloatArray, day: date) -> FloatArray:
    """The averages from product detail, and the published rate of the regions without: the EU's own or the world's."""
    rates = fixed.copy()
    suppliers = inputs.market().suppliers
    for region in around.regions:
        if region not in suppliers:
            listed = region if region == "EUN" else "WORLD"
            rates[:, around.index(region)] = inputs.published_rate(listed, "total", day)
    rates[:, around.index(US)] = 0.0
    return rates


@dataclass(frozen=True, eq=False)
class _Averaging:
    """Averages over the cells of the product detail, [sector, region] from [cell]."""

    cell: NDArray[np.int64]
    weight: FloatArray
    shape: tuple[int, int]
    total: FloatArray

    def __call__(self, values: FloatArray) -> FloatArray:
        duty = np.bincount(self.cell, self.weight * values, self.total.size).reshape(self.shape)
        total = self.total.reshape(self.shape)
        sold = total.sum(axis=0)
        of_all = np.divide(duty.sum(axis=0), sold, out=np.zeros_like(sold), where=sold > 0.0)
        # A sector without sales to the US has no weight in trade; the average over all goods stands in for it.
        average: FloatArray = np.divide(duty, total, out=np.broadcast_to(of_all, self.shape).copy(), where=total > 0.0)
        return average


@cache
def _averaging(model: Model) -> _Averaging:
    """How cells fall on sectors and regions; regions without product detail share that of the rest of the world."""
    around, market = world(model), inputs.market()
    place = {region: i for i, region in enumerate(around.regions)}
    region = np.array([place.get(supplier, place[REST]) for supplier in market.suppliers])[market.cell_supplier]
    weight: FloatArray = market.value_usd_m.copy()
    if model == "many_sectors":
        goods = {sector: i for i, sector in enumerate(np.array(around.sectors)[around.goods])}
        sector_of = load_table("hs_icio_sectors").frame.set_index("hs_prefix")["sector"]
        code = pd.Series(market.products)
        named = code.str[:4].map(sector_of).fillna(code.str[:2].map(sector_of))
        sector = named.map(goods).fillna(-1).to_numpy(np.int64)[market.cell_product]
        weight[sector < 0] = 0.0  # electricity is a service there
        # In the detail the rest of the world is all partners without detail; here it is those without a region.
        sold = _matrix()[US]
        partners = [partner for partner in sold.index if partner not in market.suppliers and partner != US]
        of_rest = market.cell_supplier == market.suppliers.index(REST)
        weight[of_rest] *= sold[REST] / (sold[partners].sum() + sold[REST])
    else:
        goods, sector = {"goods": 0}, np.zeros(len(region), dtype=np.int64)
    cell = np.maximum(sector, 0) * len(place) + region
    total = np.bincount(cell, weight, len(goods) * len(place)).astype(np.float64)
    return _Averaging(cell, weight, (len(goods), len(place)), total)


# Shocks and results --------------------------------------------------------------------------------------------------


def solve_world(
    around: World,
    *,
    us_tariff_before: FloatArray,
    us_tariff_after: FloatArray,
    elasticity: float | FloatArray,
    retaliation: FloatArray | None = None,
    transfer: FloatArray | None = None,
    cut: FloatArray | None = None,
    cost_hat: FloatArray | None = None,
    deficits: Deficits = "fixed",
) -> Equilibrium:
    """Solve a world for a shock given as arrays; the one place where the shocks of this layer are applied.

    `us_tariff_before` and `us_tariff_after` are rates on goods, fractions [sector, region] with one row for all goods
    (see `UsTariffs`); `retaliation` [region] is what a region adds to its tariff on US goods; `transfer` [region], US$
    million of the base year, is received from the US, which pays their sum; `cut` [sector, region], rows as for the
    tariffs, is the share of exports to the US that is forbidden, 1 for an embargo; `cost_hat` [exporter, importer] is
    a factor on the trade costs of goods. All may carry a leading axis [draw], for example one subset of a coalition
    each, and so may a world with inputs; the tariff before has one in the model with inputs only. `elasticity` is one
    number, [sector] or [draw, sector]; [draw] in the model with one sector. `deficits` as in the solvers.

    Raises NoEquilibriumError if no equilibrium is found.
    """
    us, goods = around.index(US), np.flatnonzero(around.goods)
    size = len(around.regions)
    foreign = np.arange(size) != us

    def with_us(tariff: FloatArray, us_tariff: FloatArray, lead: tuple[int, ...]) -> FloatArray:
        """Tariffs [lead, sector, exporter, importer] with those of the US in place."""
        rates = np.broadcast_to(tariff, (*lead, *tariff.shape[-3:])).copy()
        # A view first: an index of sectors and one of importers in one go would move the sectors before the draws.
        rates[..., us][..., goods, :] = np.broadcast_to(us_tariff * foreign, (*lead, len(goods), size))
        return rates

    before = with_us(around.tariff, us_tariff_before, us_tariff_before.shape[:-2])
    lead = _lead_shape((us_tariff_before, 2), (us_tariff_after, 2), (retaliation, 1))
    after = with_us(before, us_tariff_after, lead)
    if retaliation is not None:
        after[..., goods, us, :] += np.broadcast_to((retaliation * foreign)[..., None, :], (*lead, len(goods), size))
    forbidden = factor = received = None
    if cut is not None:
        forbidden = np.zeros((*cut.shape[:-2], *around.tariff.shape))
        forbidden[..., us][..., goods, :] = np.broadcast_to(cut * foreign, (*cut.shape[:-2], len(goods), size))
    if cost_hat is not None:
        factor = np.ones((*cost_hat.shape[:-2], *around.tariff.shape))
        factor[..., goods, :, :] = cost_hat[..., None, :, :]
    if transfer is not None:
        received = transfer * foreign
        received[..., us] = -received.sum(axis=-1)
    if around.value_added_share is None:
        return general.solve_one_sector(
            around.trade[0],
            before[..., 0, :, :],
            after[..., 0, :, :],
            elasticity=elasticity,
            cut=None if forbidden is None else forbidden[..., 0, :, :],
            cost_hat=None if factor is None else factor[..., 0, :, :],
            transfer=received,
            deficits=deficits,
        )
    if around.input_share is None:
        solve = partial(general.solve_with_inputs, value_added_share=around.value_added_share)
    else:
        solve = partial(
            general.solve_input_output, value_added_share=around.value_added_share, input_share=around.input_share
        )
    return solve(
        around.trade,
        before,
        after,
        elasticity=elasticity,
        cut=forbidden,
        cost_hat=factor,
        transfer=received,
        deficits=deficits,
    )


def _lead_shape(*arrays: tuple[FloatArray | None, int]) -> tuple[int, ...]:
    """The common leading axes of arrays, each given with the number of its own axes."""
    return np.broadcast_shapes(*(array.shape[: array.ndim - axes] for array, axes in arrays if array is not None))


AREAS: Final = (ALL_COUNTRIES, US, "WORLD")
"""What stands after the 33 countries: their sum, the United States, the world."""


@dataclass(frozen=True)
class Metric:
    """A reported quantity and its unit; see `LongRun` for what each is."""

    id: str
    unit: str


METRICS: Final = (
    Metric("real_income_pct", "percent"),
    Metric("real_income_usd_m", "usd_m"),
    Metric("real_wage_pct", "percent"),
    Metric("terms_of_trade_pct", "percent"),
    Metric("import_price_pct", "percent"),
    Metric("exports_to_us_pct", "percent"),
    Metric("exports_to_rest_pct", "percent"),
)


def areas() -> tuple[str, ...]:
    """The 33 countries and what stands after them."""
    return (*registry.lac33(), *AREAS)


def measured(around: World, after: Equilibrium) -> dict[str, FloatArray]:
    """The metrics of `LongRun` from one equilibrium, each [..., area]; NaN where a country is not in the world.

    Exports are goods at prices before the shock. In US$ million of the base year real income is the change in per cent
    of GDP. The sum over the 33 countries is that of the countries with data.
    """
    volume = _goods_volume(around, after)
    before = _goods_volume(around, None)
    place = [around.regions.index(iso3) if iso3 in around.regions else -1 for iso3 in registry.lac33()]
    here = np.array(place) >= 0
    us = around.index(US)
    gdp = _gdp_usd_m()
    shown = here & ~np.isnan(gdp[:-1])

    def listed(values: FloatArray) -> FloatArray:
        """[..., region] as [..., country]; NaN for countries without a region of their own."""
        found: FloatArray = np.where(here, values[..., place], np.nan)
        return found

    def with_rest(countries: FloatArray, total: FloatArray, us_value: FloatArray, whole: FloatArray) -> FloatArray:
        return np.concatenate([countries, *(np.asarray(v)[..., None] for v in (total, us_value, whole))], axis=-1)

    nothing = np.full(after.welfare_pct.shape[:-1], np.nan)
    income = listed(after.welfare_pct)
    money = income / 100.0 * gdp[:-1]
    total = money[..., shown].sum(axis=-1)
    found = {
        "real_income_pct": with_rest(
            income,
            100.0 * total / gdp[:-1][shown].sum(),
            after.welfare_pct[..., us],
            after.world_welfare_pct,
        ),
        "real_income_usd_m": with_rest(money, total, after.welfare_pct[..., us] / 100.0 * gdp[-1], nothing),
    }
    for name in ("real_wage_pct", "terms_of_trade_pct", "import_price_pct"):
        values = getattr(after, name)
        found[name] = with_rest(listed(values), nothing, values[..., us], nothing)
    to_us, to_us_before = volume[..., us], before[..., us]
    sold, sold_before = volume.sum(axis=-1), before.sum(axis=-1)
    for name, new, old in (
        ("exports_to_us_pct", to_us, to_us_before),
        ("exports_to_rest_pct", sold - to_us, sold_before - to_us_before),
    ):
        own = np.array(place)[here]
        whole = 100.0 * (new[..., own].sum(axis=-1) / old[..., own].sum(axis=-1) - 1.0)
        change = 100.0 * np.divide(new - old, old, out=np.full(new.shape, np.nan), where=old > 0.0)
        us_value = change[..., us] if name == "exports_to_rest_pct" else nothing
        found[name] = with_rest(listed(change), whole, us_value, nothing)
    return found


def _goods_volume(around: World, after: Equilibrium | None) -> FloatArray:
    """Goods trade between regions at prices before the shock, US$ million [..., exporter, importer].

    The trade before the shock if `after` is None.
    """
    abroad = 1.0 - np.eye(len(around.regions))
    if after is None:
        flows = around.trade[..., around.goods, :, :].sum(axis=-3)
    elif around.value_added_share is None:
        flows = after.trade_after / after.export_price_hat[..., None]
    else:
        flows = (after.trade_after / after.export_price_hat[..., None])[..., around.goods, :, :].sum(axis=-3)
    volume: FloatArray = flows * abroad
    return volume


@cache
def _gdp_usd_m() -> FloatArray:
    """GDP of the base year of the 33 countries and, last, of the US; NaN where there is none."""
    annual = load_table("macro_annual").frame
    of_us = annual[(annual["year"] == base.BASE_YEAR) & (annual["iso3"] == US)]["gdp_usd_m"].iloc[0]
    return np.append(base.gdp_usd_m(), float(of_us))


# Scenarios -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Partner:
    """A destination of a country's goods: exports before, and their change at prices before the shock, US$ million."""

    region: str
    before_usd_m: float
    change_usd_m: float


@dataclass(frozen=True)
class TariffFaced:
    """Average US tariff on a country's goods, per cent of customs value at the trade of the base year.

    `ordinary_pct` are ordinary duties and Section 232, collected in full; `layers_pct` the country-wide programmes and
    `added_pct` the measure, as announced; `before_pct` and `after_pct` what is collected, and enters the long run.
    """

    ordinary_pct: float
    layers_pct: float
    added_pct: float
    before_pct: float
    after_pct: float


@dataclass(frozen=True, eq=False)
class LongRun:
    """What one scenario yields when all has adjusted: two equilibria compared.

    `bands[metric]` [area] hold real income (`real_income_pct`, in money `real_income_usd_m`), what a wage buys
    (`real_wage_pct`), export over import prices before duty (`terms_of_trade_pct`), what imports cost their buyers
    (`import_price_pct`), and the volume of goods sold to the US and elsewhere. Areas are `areas()`; where a metric
    means nothing for an area it is NaN. `touched` says whether the scenario has a shock that the model knows, `outside`
    which of its channels the model does not know. `flags[iso3]` say what is missing or weak, `residual` is the largest
    imbalance of any market in the central run.
    """

    scenario: Scenario
    baseline_date: date
    data_vintage: str
    model: Model
    draws: int
    seed: int
    areas: tuple[str, ...]
    targets: tuple[str, ...]
    touched: bool
    outside: tuple[str, ...]
    bands: dict[str, Band]
    flags: dict[str, tuple[str, ...]]
    sources: tuple[str, ...]
    residual: float
    regions: tuple[str, ...]
    exports_before_usd_m: FloatArray
    exports_after_usd_m: FloatArray
    tariffs: UsTariffs
    rho: float

    @property
    def trade_year(self) -> int:
        """Year of the trade, and of the prices it is counted in."""
        return TRADE_YEARS[self.model]

    def value(self, metric: str, area: str) -> Impact:
        """One estimate, for a country or one of `AREAS`."""
        band, row = self.bands[metric], self.areas.index(area)

        def at(values: FloatArray | None) -> float | None:
            return None if values is None or np.isnan(values[row]) else float(values[row])

        return Impact(
            iso3=area,
            channel=CHANNEL,
            metric=metric,
            layer=LAYER,
            horizon=HORIZON,
            unit=UNITS[metric],
            central=at(band.central),
            p05=at(band.p05),
            p95=at(band.p95),
            p25=at(band.p25),
            p50=at(band.p50),
            p75=at(band.p75),
            flags=self.flags.get(area, ()),
            sources=self.sources,
        )

    @property
    def impacts(self) -> tuple[Impact, ...]:
        """All estimates for the 33 countries and the US."""
        return tuple(self.value(metric.id, iso3) for metric in METRICS for iso3 in (*registry.lac33(), US))

    def partners(self, iso3: str) -> tuple[Partner, ...]:
        """The destinations whose purchases from a country change, largest change first; central run."""
        if iso3 not in self.regions:
            return ()
        row = self.regions.index(iso3)
        before, change = self.exports_before_usd_m[row], (self.exports_after_usd_m - self.exports_before_usd_m)[row]
        largest = [i for i in np.argsort(-np.abs(change), kind="stable") if change[i] != 0.0]
        return tuple(Partner(self.regions[i], float(before[i]), float(change[i])) for i in largest)

    def tariff(self, iso3: str) -> TariffFaced | None:
        """What the country's goods face in the US; None for a country without a region of its own."""
        if iso3 not in self.regions:
            return None
        of, row = self.tariffs, self.regions.index(iso3)
        rates = (*of.in_law, of.before(self.rho), of.after(self.rho))
        weight = _averaging(self.model).total.reshape(of.fixed.shape)[:, row]
        return TariffFaced(*(float(100.0 * np.average(rate[:, row], weights=weight)) for rate in rates))


UNITS: Final = {metric.id: metric.unit for metric in METRICS}


def long_run(
    scenario: Scenario,
    *,
    model: Model = "two_sector",
    draws: int = 0,
    seed: int = impacts.DEFAULT_SEED,
    elasticity: float | FloatArray | None = None,
    deficits: Deficits = "fixed",
) -> LongRun:
    """Compare the equilibrium after a scenario with the one before it.

    `elasticity`, a number or [sector], takes the place of the assumption eps_ge in the central run and in all draws.
    `draws` and `seed` as in `impacts.estimate`: a draw is the same world in both. The model is solved at some of the
    draws and interpolated for the others (`Shocks.at_draws`).

    Raises InputError as `impacts.estimate`, and NoEquilibriumError if no equilibrium is found.
    """
    assumed, _ = impacts.assumed_by_row(scenario, draws, seed)
    around, shocks = world(model), Shocks.of(model, scenario, assumed)
    solve = partial(shocks.solve, elasticity=elasticity, deficits=deficits)
    here, central = solve(CENTRAL)
    rows = _stacked(measured(here, central))
    sold = _goods_volume(here, central)[0]
    if not shocks.touched:  # zero to the last bit, not to rounding
        rows, sold = 0.0 * rows, _goods_volume(around, None)
    elif draws:
        rows = np.concatenate((rows, shocks.at_draws(lambda some: _stacked(measured(*solve(some))))))
    rows[:, :, : len(shocks.missing)][..., shocks.missing] = np.nan
    names = [metric.id for metric in METRICS]
    tables = (*TABLES[model], *(channels.REMITTANCE.tables if shocks.transfer is not None else ()))
    return LongRun(
        scenario=scenario,
        baseline_date=scenarios.baseline_day(scenario),
        data_vintage=inputs.data_vintage(),
        model=model,
        draws=draws,
        seed=seed,
        areas=areas(),
        targets=scenarios.targets(scenario),
        touched=shocks.touched,
        outside=_outside(scenario),
        bands={name: impacts.band_of(rows[:, i], draws) for i, name in enumerate(names)},
        flags=_flags(around, shocks.missing),
        sources=inputs.sources_of(tables),
        residual=central.residual,
        regions=around.regions,
        exports_before_usd_m=_goods_volume(around, None),
        exports_after_usd_m=sold,
        tariffs=shocks.tariffs,
        rho=float(assumed["rho_act"][0]),
    )


USED: Final = (*inputs.LONG_RUN_ASSUMPTIONS, "rho_act")
OF_TWO_SECTORS: Final = ("beta_goods", "beta_serv")
_DETAIL: Final = ("us_imports_hs6", "us_imports_hs6_world", "us_effective_rates")
TABLES: Final[dict[Model, tuple[str, ...]]] = {
    "one_sector": ("trade_matrix_2023", "macro_annual", *_DETAIL),
    "two_sector": (
        "trade_matrix_2023",
        "macro_structure",
        "trade_cube_2022",
        "input_shares_2022",
        "macro_annual",
        *_DETAIL,
    ),
    "many_sectors": ("trade_cube_2022", "input_shares_2022", "hs_icio_sectors", "macro_annual", *_DETAIL),
}


@dataclass(frozen=True)
class Polynomial:
    """What stands for the draws: `steps` are what a power of each assumption of `USED` takes of the `degree`.

    `surplus` is the share of solves beyond one per term; see `model.interpolation`.
    """

    degree: int
    steps: tuple[float, ...]
    surplus: float


ALL_METRICS: Final = Polynomial(degree=5, steps=(1.0, 1.5, 1.5, 1.0), surplus=0.6)


def _stacked(metrics: Mapping[str, FloatArray]) -> FloatArray:
    """[row, metric, area]."""
    return np.stack([*metrics.values()], axis=-2)


@dataclass(frozen=True, eq=False)
class Shocks:
    """What a scenario does to a world, under each row of the assumptions `assumed` [row].

    `retaliation` [region], `cut` [sector, region] and `transfer` [row, region] as for `solve_world`; None where the
    scenario has none. `missing` [country] marks those whose change of remittances is not known.
    """

    model: Model
    assumed: Mapping[str, FloatArray]
    tariffs: UsTariffs
    retaliation: FloatArray
    cut: FloatArray | None
    transfer: FloatArray | None
    missing: NDArray[np.bool_]

    @classmethod
    def of(cls, model: Model, scenario: Scenario, assumed: Mapping[str, FloatArray]) -> Shocks:
        """The shocks of a scenario; raises InputError as `long_run`."""
        around = world(model)
        transfer, missing = transfers(around, scenario, assumed)
        return cls(
            model=model,
            assumed=assumed,
            tariffs=us_tariffs(around, scenario),
            retaliation=retaliation_by_region(around, scenario),
            cut=blocked_by_region(around, scenario),
            transfer=transfer,
            missing=missing,
        )

    @property
    def touched(self) -> bool:
        """Whether there is a shock at all."""
        shocks = (self.tariffs.added, self.retaliation, self.cut, self.transfer)
        return any(bool(shock.any()) for shock in shocks if shock is not None)

    def solve(
        self,
        rows: IntArray,
        *,
        elasticity: float | FloatArray | None = None,
        hit: NDArray[np.bool_] | None = None,
        deficits: Deficits = "fixed",
    ) -> tuple[World, Equilibrium]:
        """The worlds at some rows of the assumptions and their equilibria.

        `elasticity`, a number or [sector], takes the place of the assumption eps_ge. With `hit` [row, region] what
        happens to trade happens to these regions only; a tax on remittances makes no such difference.
        """
        values = {name: self.assumed[name][rows] for name in USED}
        here = drawn_world(self.model, values["beta_goods"], values["beta_serv"])
        eps = values["eps_ge"]
        reached = np.ones((len(rows), len(here.regions)), dtype=np.bool_) if hit is None else hit
        return here, solve_world(
            here,
            us_tariff_before=self.tariffs.before(values["rho_act"]),
            us_tariff_after=self.tariffs.after(values["rho_act"], reached),
            elasticity=(eps if here.value_added_share is None else np.tile(eps[:, None], len(here.sectors)))
            if elasticity is None
            else elasticity,
            retaliation=self.retaliation * reached,
            transfer=None if self.transfer is None else self.transfer[rows],
            cut=None if self.cut is None else self.cut * reached[:, None, :],
            deficits=deficits,
        )

    def at_draws(self, evaluate: Callable[[IntArray], FloatArray], by: Polynomial = ALL_METRICS) -> FloatArray:
        """Results of all rows but the first, [draw, ...], from those at few, which `evaluate` gives [row, ...].

        Results are a polynomial in the four assumptions of the long run and in the main components of the transfers,
        which all countries' transfers move with. With `ALL_METRICS` the 5, 25, 50, 75 and 95 % points are off by less
        than 1 % of the distance from 5 to 95 against solving every draw, in every metric, area and preset
        (test_equilibrium).
        """
        points = np.stack([np.log(self.assumed["eps_ge"]), *(self.assumed[name] for name in USED[1:])], axis=1)[1:]
        # Only the world of two sectors is made of the shares of value added.
        matters = [name not in OF_TWO_SECTORS or self.model == "two_sector" for name in USED]
        points = points[:, matters]
        steps = tuple(step for step, counts in zip(by.steps, matters, strict=True) if counts)
        if self.transfer is not None:
            scores = _components(self.transfer[1:])
            points = np.concatenate((points, scores), axis=1)
            further = scores.shape[1] - 1  # -1 where assumptions held at a value leave the transfers without a draw
            steps = (*steps, *(STEP_OF_MAIN_COMPONENT, *[STEP_OF_COMPONENT] * further)[: further + 1])
        rule = interpolation(points, by.degree, steps=steps, surplus=by.surplus)
        parts = (1 + rule.nodes[at : at + SOLVED_AT_ONCE] for at in range(0, len(rule.nodes), SOLVED_AT_ONCE))
        at_nodes = np.concatenate([evaluate(rows) for rows in parts])
        results: FloatArray = rule(at_nodes.reshape(len(at_nodes), -1)).reshape(len(points), *at_nodes.shape[1:])
        return results


def _components(transfer: FloatArray) -> FloatArray:
    """Scores of the draws on the main components of the transfers [draw, region], [draw, component].

    All countries weigh the same, however much they receive.
    """
    centred = transfer - transfer.mean(axis=0)
    scale = centred.std(axis=0)
    moving = scale > 1e-9 * np.abs(transfer).max()
    left, size, _ = np.linalg.svd(centred[:, moving] / scale[moving], full_matrices=False)
    explained = np.cumsum(np.square(size)) / np.square(size).sum()
    count = int((explained < ENOUGH).sum()) + 1 if moving.any() else 0
    scores: FloatArray = left[:, :count]
    return scores


def transfers(
    around: World, scenario: Scenario, assumed: Mapping[str, FloatArray]
) -> tuple[FloatArray | None, NDArray[np.bool_]]:
    """Change of remittances received from the US in the last quarter, annual rate, US$ million [row, region].

    None if the scenario leaves remittances alone. Countries whose change is not known are marked [country]: their
    long run has no number, and the others are solved as if theirs did not change.
    """
    nobody = np.zeros(len(registry.lac33()), dtype=np.bool_)
    if channels.REMITTANCE.id not in impacts.touched(scenario):
        return None, nobody
    channel = channels.REMITTANCE
    outcome = channel.estimate(
        inputs.BUILDERS[channel.id](scenario, scenarios.baseline_day(scenario)),
        {name: assumed[name] for name in channel.assumptions},
    )
    change = outcome.values["remittances_usd_m"][:, :, LAST_QUARTER:][..., 0]
    missing = np.asarray(np.isnan(change).any(axis=0))
    return _gathered(around, np.where(missing, 0.0, change)), missing


def _gathered(around: World, values: FloatArray) -> FloatArray:
    """[..., country] summed to [..., region]; countries without a region of their own are part of the rest."""
    total = np.zeros((*values.shape[:-1], len(around.regions)))
    for i, iso3 in enumerate(registry.lac33()):
        total[..., around.index(iso3 if iso3 in around.regions else REST)] += values[..., i]
    return total


def retaliation_by_region(around: World, scenario: Scenario) -> FloatArray:
    """What the countries aimed at add to their tariff on US goods, fraction [region].

    In a region that holds several countries it is the average, weighted with what the US sells to them.
    """
    rate = float(scenarios.value(scenario, "retaliation_pp")) / 100.0  # type: ignore[arg-type]
    bought = _matrix().loc[US].drop(US)
    aimed = bought * bought.index.isin(scenarios.targets(scenario))
    own = np.zeros((2, len(around.regions)))
    for i, part in enumerate((aimed, bought)):
        for region, value in part.items():
            own[i, around.index(str(region) if region in around.regions else REST)] += value
    share = np.divide(own[0], own[1], out=np.zeros(len(around.regions)), where=own[1] > 0.0)
    answer: FloatArray = rate * share
    return answer


def blocked_by_region(around: World, scenario: Scenario) -> FloatArray | None:
    """Share of exports to the US that sanctions on products block, [sector, region]; None without such sanctions."""
    if str(scenarios.value(scenario, "sanction_level")) != SANCTIONS_ON_PRODUCTS:
        return None
    market, chapters = inputs.market(), scenarios.value(scenario, "sanction_sectors")
    hit = np.isin(market.suppliers, scenarios.targets(scenario))[market.cell_supplier]
    if chapters:
        chosen = np.array([code[:2] in chapters for code in market.products])  # type: ignore[operator]
        hit = hit & chosen[market.cell_product]
    share = float(scenarios.value(scenario, "sanction_share"))  # type: ignore[arg-type]
    return _averaging(around.model)(np.where(hit, share, 0.0))


def _outside(scenario: Scenario) -> tuple[str, ...]:
    """Channels that the scenario touches and the long run does not know."""
    known = {channels.TARIFF.id, channels.REMITTANCE.id}
    if str(scenarios.value(scenario, "sanction_level")) == SANCTIONS_ON_PRODUCTS:
        known.add(channels.SANCTIONS.id)
    return tuple(channel for channel in impacts.touched(scenario) if channel not in known)


def assumptions_read(scenario: Scenario, *, long_run: bool = False) -> frozenset[str]:
    """Ids of the assumptions that the effects by quarter of a scenario depend on; with `long_run` also that."""
    active = impacts.touched(scenario)
    known = set(active) - set(_outside(scenario)) or scenario.get("retaliation_pp") is not None
    return impacts.read_by(active) | frozenset(USED if long_run and known else ())


def _flags(around: World, missing: NDArray[np.bool_]) -> dict[str, tuple[str, ...]]:
    """What is missing or weak, by country."""
    of_transfers = inputs.flags()[channels.REMITTANCE.id]
    found = {}
    for iso3, lost in zip(registry.lac33(), missing, strict=True):
        absent = () if iso3 in around.regions else ("not_in_matrix",)
        lacking = tuple(flag for flag in of_transfers[iso3] if flag.startswith("no_")) if lost else ()
        found[iso3] = tuple(dict.fromkeys((*absent, *lacking, *around.flags[iso3])))
    return found


# What other models say -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Variant:
    """Real income in per cent [area] of one model with one set of trade elasticities; None if it has no equilibrium.

    `elasticities` is a study of the table trade_elasticities, "uniform" for the assumption eps_ge in all sectors, or
    "balanced" for that in a world whose trade is balanced first; `elasticity` is the average over goods, weighted with
    trade between regions.
    """

    model: Model
    elasticities: str
    elasticity: float
    real_income_pct: FloatArray | None
    sources: tuple[str, ...]

    def value(self, area: str) -> float | None:
        """Real income of an area, None where the model has no number for it."""
        if self.real_income_pct is None or np.isnan(self.real_income_pct[areas().index(area)]):
            return None
        return float(self.real_income_pct[areas().index(area)])


UNIFORM: Final = "uniform"
BALANCED: Final = "balanced"


@kept()
def structural(scenario: Scenario) -> tuple[Variant, ...]:
    """Central real income of a scenario in all models: uncertainty about the model, which no draw contains.

    The three models with the scenario's elasticity, with deficits as they are and with balanced trade, then the eight
    published sets: in the model with two sectors as their average over goods, in that with many sectors one by one.
    """
    assumed, _ = impacts.assumed_by_row(scenario, 0, impacts.DEFAULT_SEED)
    uniform = float(assumed["eps_ge"][0])
    variants: list[tuple[Model, str, float, float | FloatArray]] = [
        (model, kind, uniform, uniform) for kind in (UNIFORM, BALANCED) for model in MODELS
    ]
    for study, by_sector in elasticity_sets().items():
        average = _average_elasticity(world("many_sectors"), by_sector)
        variants.append(("two_sector", study, average, average))
        variants.append(("many_sectors", study, average, by_sector))
    return tuple(_variant(scenario, *variant) for variant in variants)


def _variant(scenario: Scenario, model: Model, study: str, average: float, elasticity: float | FloatArray) -> Variant:
    frame = load_table("trade_elasticities").frame
    rows = frame[(frame["classification"] == "icio") & (frame["study"] == study)]
    cited = tuple(dict.fromkeys(rows["source_id"]))
    try:
        run = long_run(
            scenario, model=model, elasticity=elasticity, deficits="balanced" if study == BALANCED else "fixed"
        )
    except general.NoEquilibriumError:
        return Variant(model, study, average, None, (*inputs.sources_of(TABLES[model]), *cited))
    return Variant(model, study, average, run.bands["real_income_pct"].central, (*run.sources, *cited))


@cache
def elasticity_sets() -> dict[str, FloatArray]:
    """Published trade elasticities by study, [sector] in the order of the world of many sectors."""
    frame = load_table("trade_elasticities").frame
    own = frame[frame["classification"] == "icio"]
    by_sector = own.pivot_table(values="trade_elasticity", index="sector", columns="study", observed=True)
    sectors = list(world("many_sectors").sectors)
    return {str(study): by_sector.loc[sectors, study].to_numpy() for study in by_sector.columns}


def _average_elasticity(cube: World, by_sector: FloatArray) -> float:
    abroad = (cube.trade * (1.0 - np.eye(len(cube.regions)))).sum(axis=(1, 2))
    return float(np.average(by_sector[cube.goods], weights=abroad[cube.goods]))
