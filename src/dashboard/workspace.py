"""From a scenario to estimates: composes tables and model, and carries sources and missing inputs along.

`estimate(scenario)` is what the page, the command line and scenario files all call, so they show the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.data import registry, scenarios
from dashboard.data.tables import Table, load_table
from dashboard.domain import Assumption, Impact, Scenario
from dashboard.model import channels, partial, tariffs, uncertainty
from dashboard.model.channels import QUARTERS, Channel, FloatArray, Outcome
from dashboard.model.remittances import GROUPS, Corridors
from dashboard.model.tariffs import Measure, Schedule

BASE_YEAR = 2024
DEFAULT_DRAWS = 1024
DEFAULT_SEED = 2026
TOTAL = "total"
# Cuba's trade with the US is cut by the embargo; a tariff on what is left says nothing.
EMBARGO = ("CUB",)
DETAIL_COVERAGE = 0.9
FEW_PRODUCTS = 20
SECTION_232_BY_PRODUCT = date(2026, 4, 6)


@dataclass(frozen=True, eq=False)
class Band:
    """A result by country and quarter: central run and 5 % and 95 % bounds, [country, quarter]; NaN is no data."""

    central: FloatArray
    p05: FloatArray | None = None
    p95: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class ImpactResult:
    """Everything one scenario yields, for the 33 countries in the order of `countries`.

    `bands[channel, metric]` hold central values and intervals; `flags[channel][iso3]` say what is missing or weak;
    `sources[channel]` are the sources the channel rests on; `active` are the channels that the scenario touches.
    `drivers` has, per country and for the region, the share of the variance of the total that each assumption explains.
    """

    scenario: Scenario
    baseline_date: date
    data_vintage: str
    horizon: int
    draws: int
    seed: int
    countries: tuple[str, ...]
    targets: tuple[str, ...]
    active: tuple[str, ...]
    bands: dict[tuple[str, str], Band]
    flags: dict[str, dict[str, tuple[str, ...]]]
    sources: dict[str, tuple[str, ...]]
    us_buyers_cost: tuple[float, float | None, float | None]
    driver_ids: tuple[str, ...] = ()
    driver_shares: FloatArray | None = None

    def value(self, channel: str, metric: str, iso3: str, quarter: int | None = None) -> Impact:
        """One estimate for one country at the scenario's horizon, or at another quarter."""
        band = self.bands[channel, metric]
        row, column = self.countries.index(iso3), (quarter or self.horizon) - 1

        def at(values: FloatArray | None) -> float | None:
            return None if values is None or np.isnan(values[row, column]) else float(values[row, column])

        spec = METRICS[channel, metric]
        return Impact(
            iso3=iso3, channel=channel, metric=metric, layer=spec.layer, horizon=f"Q{column + 1}", unit=spec.unit,
            central=at(band.central), p05=at(band.p05), p95=at(band.p95),
            flags=self.flags[channel].get(iso3, ()), sources=self.sources[channel],
        )

    @property
    def impacts(self) -> tuple[Impact, ...]:
        """All estimates at the scenario's horizon."""
        return tuple(
            self.value(channel, metric, iso3) for channel, metric in self.bands for iso3 in self.countries
        )


METRICS: dict[tuple[str, str], channels.Metric] = {
    (channel.id, metric.id): metric for channel in channels.CHANNELS for metric in channel.metrics
}
# Channels with different shocks add up; this is never a sum of two views of one shock.
METRICS[TOTAL, "gdp_usd_m"] = channels.Metric("gdp_usd_m", "usd_m", "PE")
METRICS[TOTAL, "gdp_pct"] = channels.Metric("gdp_pct", "percent_of_gdp", "PE")


def estimate(
    scenario: Scenario, *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED
) -> ImpactResult:
    """Estimate a scenario for all 33 countries.

    `draws` is a power of two, or 0 for the central run alone; the same seed gives the same numbers.
    Raises InputError for an unusable number of draws or values that the model cannot combine.
    """
    assumed, ids = _assumed(scenario, draws, seed)
    day = scenarios.baseline_day(scenario)
    outcomes = {
        channels.TARIFF.id: channels.TARIFF.estimate(
            tariff_inputs(scenario, day), _only(assumed, channels.TARIFF)
        ),
        channels.REMITTANCE.id: channels.REMITTANCE.estimate(
            remittance_inputs(scenario, day), _only(assumed, channels.REMITTANCE)
        ),
    }
    active = tuple(channel.id for channel in channels.CHANNELS if _touches(scenario, channel))
    countries = registry.lac33()
    flags = {channel: dict(found) for channel, found in _flags().items()}
    bands: dict[tuple[str, str], Band] = {}
    for channel_id, outcome in outcomes.items():
        hidden = _hidden(channel_id)
        for metric, values in outcome.values.items():
            bands[channel_id, metric] = _band(values, hidden)
    total, percent = _total(outcomes, active)
    bands[TOTAL, "gdp_usd_m"] = _band(total, ())
    bands[TOTAL, "gdp_pct"] = _band(percent, ())
    flags[TOTAL] = {
        iso3: tuple(dict.fromkeys(flag for channel in active for flag in flags[channel].get(iso3, ()))) for iso3 in countries
    }
    sources = {channel.id: _sources(channel.tables) for channel in channels.CHANNELS}
    sources[TOTAL] = tuple(dict.fromkeys(source for channel in (active or sources) for source in sources[channel]))
    cost = outcomes["tariff"].extra["buyers_cost_usd_m"]
    low, high = (float(v) for v in np.quantile(cost[1:], (0.05, 0.95))) if draws else (None, None)
    horizon = int(float(scenarios.value(scenario, "horizon_q")))  # type: ignore[arg-type]
    return ImpactResult(
        scenario=scenario, baseline_date=day, data_vintage=data_vintage(), horizon=horizon, draws=draws, seed=seed,
        countries=countries, targets=scenarios.targets(scenario), active=active, bands=bands, flags=flags,
        sources=sources, us_buyers_cost=(float(cost[0]), low, high), driver_ids=ids if draws else (),
        driver_shares=_drivers(assumed, ids, total[:, :, horizon - 1]) if draws else None,
    )


def _assumed(scenario: Scenario, draws: int, seed: int) -> tuple[dict[str, FloatArray], tuple[str, ...]]:
    """Values of all assumptions the channels read, [row]: row 0 is the central run, the rest are draws."""
    register = used_assumptions()
    overrides = dict(scenario.assumptions)
    central = uncertainty.central_values(register, overrides)
    if not draws:
        return {name: np.array([value]) for name, value in central.items()}, tuple(central)
    drawn = uncertainty.draws(register, count=draws, seed=seed, overrides=overrides)
    return {name: np.concatenate(([central[name]], drawn[name])) for name in drawn.ids}, drawn.ids


@cache
def used_assumptions() -> tuple[Assumption, ...]:
    """The assumptions that some channel declares, in registry order."""
    declared = {name for channel in channels.CHANNELS for name in channel.assumptions}
    return tuple(assumption for assumption in registry.assumptions().values() if assumption.id in declared)


def _only(assumed: Mapping[str, FloatArray], channel: Channel) -> dict[str, FloatArray]:
    return {name: assumed[name] for name in channel.assumptions}


def _touches(scenario: Scenario, channel: Channel) -> bool:
    if scenario.get("tariff_pp") is None and scenario.get("tariff_mode") is None and channel is channels.TARIFF:
        return False
    return any(scenario.get(setting) is not None for setting in channel.settings)


def _band(values: FloatArray, hidden: tuple[int, ...]) -> Band:
    """Central run and percentiles of [row, country, quarter]; hidden countries become no data."""
    central = np.array(values[0])
    low = high = None
    if len(values) > 1:
        low, high = np.quantile(values[1:], (0.05, 0.95), axis=0) if _moves(values) else _repeat(values)
    for part in (central, low, high):
        if part is not None:
            part[list(hidden)] = np.nan
    return Band(central, low, high)


def _moves(values: FloatArray) -> bool:
    """Whether quarters differ; a broadcast array has stride 0 there and needs one quantile, not twelve."""
    return values.strides[-1] != 0


def _repeat(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    low, high = np.quantile(values[1:, :, 0], (0.05, 0.95), axis=0)
    return np.repeat(low[:, None], QUARTERS, axis=1), np.repeat(high[:, None], QUARTERS, axis=1)


def _total(outcomes: Mapping[str, Outcome], active: tuple[str, ...]) -> tuple[FloatArray, FloatArray]:
    """Effect on GDP of all active channels, [row, country, quarter]: US$ million at an annual rate, and % of GDP."""
    rows = max(outcome.gdp_usd_m.shape[0] for outcome in outcomes.values())
    total = np.zeros((rows, len(registry.lac33()), QUARTERS))
    for channel in active:
        part = outcomes[channel].gdp_usd_m
        total += part
        total[:, list(_hidden(channel))] = np.nan
    gdp = gdp_usd_m()
    total[:, np.isnan(gdp)] = np.where(active, np.nan, total[:, np.isnan(gdp)])[:1] if active else total[:, np.isnan(gdp)]
    return total, 100.0 * total / gdp[:, None]


def _drivers(assumed: Mapping[str, FloatArray], ids: tuple[str, ...], total: FloatArray) -> FloatArray:
    """First-order shares [assumption, country + region]; the region is the sum over countries with data."""
    region = np.nansum(total[1:], axis=1, keepdims=True)
    results = np.concatenate([total[1:], region], axis=1)
    return uncertainty.first_order_shares(np.stack([assumed[name][1:] for name in ids], axis=1), results)


# Tariff inputs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Detail:
    """US imports by product and supplier with the rates of each programme, one entry per cell."""

    market: partial.Market
    rates: dict[str, FloatArray]
    covered_232: FloatArray
    usmca_claim: FloatArray
    energy: NDArray[np.bool_]
    chapter: NDArray[np.str_]


REST = "ROW"


@cache
def _detail() -> _Detail:
    """Cells: the 33 states and Canada from their own rows, China from the world table, the rest as a residual."""
    own = load_table("us_imports_hs6").frame
    world = load_table("us_imports_hs6_world").frame
    named = own.groupby("hs6")["imports_usd_m"].sum().reindex(world["hs6"], fill_value=0.0).to_numpy()
    china = world["imports_china_usd_m"].to_numpy()
    rest = np.maximum(world["imports_world_usd_m"].to_numpy() - named - china, 0.0)
    others = pd.concat(
        [
            pd.DataFrame({"iso3": "CHN", "hs6": world["hs6"], "imports_usd_m": china}),
            pd.DataFrame({"iso3": REST, "hs6": world["hs6"], "imports_usd_m": rest}),
        ]
    )
    cells = pd.concat([own, others[others["imports_usd_m"] > 0]], ignore_index=True)
    suppliers = (*registry.lac33(), "CAN", "CHN", REST)
    products = tuple(sorted(cells["hs6"].unique()))
    cells["product"] = cells["hs6"].map({code: i for i, code in enumerate(products)})
    cells["supplier"] = cells["iso3"].map({code: i for i, code in enumerate(suppliers)})
    cells = cells.sort_values(["product", "supplier"], kind="stable")
    market = partial.Market(
        products=products,
        suppliers=suppliers,
        cell_product=cells["product"].to_numpy(np.int64),
        cell_supplier=cells["supplier"].to_numpy(np.int64),
        value_usd_m=cells["imports_usd_m"].to_numpy(np.float64),
    )
    columns = {programme.column for programme in registry.programmes()}
    return _Detail(
        market=market,
        rates={column: cells[f"{column}_pct"].to_numpy(np.float64) / 100.0 for column in columns},
        covered_232=cells["s232_covered_share"].fillna(0.0).to_numpy(np.float64),
        usmca_claim=cells["usmca_claim_share"].fillna(0.0).to_numpy(np.float64),
        energy=cells["is_energy"].fillna(0).to_numpy(np.float64) > 0.5,
        chapter=cells["hs6"].str[:2].to_numpy(str),
    )


@lru_cache(maxsize=16)
def law(day: date) -> Schedule:
    """The rates of all cells on a day.

    China and the rest of the world enter with their average rate, which only weights the shares. Emergency tariffs on
    Mexico and Canada are published by country, not by product: their average is spread over the goods it fell on,
    those not claimed under the trade agreement and not under Section 232.
    """
    detail = _detail()
    market = detail.market
    supplier = np.array(market.suppliers)[market.cell_supplier]
    average = np.isin(supplier, ("CHN", REST))
    rates = {}
    for column, values in detail.rates.items():
        filled = np.where(average, 0.0, values)
        for iso3 in ("MEX", "CAN"):
            missing = (supplier == iso3) & np.isnan(filled)
            if missing.any():
                filled[missing] = _spread_average(detail, iso3, day)[missing]
        rates[column] = filled
    mfn, s232, layers = tariffs.schedule_at(rates, registry.programmes(), day)
    mfn = np.array(mfn)
    if day < SECTION_232_BY_PRODUCT:
        s232 = s232 * _scale_to_published(detail, s232, "s232", day)
    mfn[supplier == "CHN"] = _published_rate("CHN", "total", day)
    mfn[supplier == REST] = _published_rate("WLD", "total", day)
    return Schedule(mfn, s232, layers, detail.covered_232, detail.usmca_claim, detail.energy)


def _spread_average(detail: _Detail, iso3: str, day: date) -> FloatArray:
    exposed = (1.0 - detail.usmca_claim) * (1.0 - detail.covered_232)
    own = detail.market.cell_supplier == detail.market.suppliers.index(iso3)
    value = detail.market.value_usd_m
    base = float((value * exposed)[own].sum())
    level = _published_rate(iso3, "ieepa_fentanyl", day) * float(value[own].sum()) / base
    spread: FloatArray = level * exposed
    return spread


def _scale_to_published(detail: _Detail, rates: FloatArray, authority: str, day: date) -> FloatArray:
    """Factor per cell, at most 1, that brings each country's average of `rates` down to the published one."""
    market = detail.market
    size = len(market.suppliers)
    average = tariffs.country_average(rates, market.value_usd_m, market.cell_supplier, size)
    published = np.array([_published_rate(supplier, authority, day) for supplier in market.suppliers])
    factor = np.divide(published, average, out=np.ones(size), where=average > 0.0)
    return np.minimum(factor, 1.0)[market.cell_supplier]


def _published_rate(iso3: str, authority: str, day: date) -> float:
    """Average rate of a supplier on a day as a fraction; 0 when the table has no row, which there means none."""
    frame = load_table("us_effective_rates").frame
    stamp = pd.Timestamp(day)
    row = frame[
        (frame["iso3"] == iso3) & (frame["authority"] == authority) & (frame["date_from"] <= stamp)
        & (frame["date_to"].isna() | (frame["date_to"] >= stamp))
    ]
    return float(row["rate_pct"].iloc[0]) / 100.0 if len(row) else 0.0


def measure(scenario: Scenario) -> Measure | None:
    """The tariff measure of a scenario, None when it has none."""
    rate = float(scenarios.value(scenario, "tariff_pp")) / 100.0  # type: ignore[arg-type]
    mode = str(scenarios.value(scenario, "tariff_mode"))
    if rate == 0.0 and mode == "add":
        return None
    market, chosen = _detail().market, scenarios.value(scenario, "tariff_products")
    products = np.array([code[:2] in chosen for code in market.products]) if chosen else None  # type: ignore[operator]
    return Measure(
        added=rate,
        targets=np.isin(market.suppliers, scenarios.targets(scenario)),
        mode="product" if chosen else mode,  # type: ignore[arg-type]
        products=products,
        energy_exempt=scenarios.value(scenario, "energy_exempt") == 1,
        usmca_exempt=scenarios.value(scenario, "usmca_exempt") == 1,
    )


def tariff_inputs(scenario: Scenario, day: date) -> channels.TariffInputs:
    """Market and law before and after the scenario's measure."""
    market, before = _detail().market, law(day)
    return channels.TariffInputs(
        market=market,
        before=before,
        after=channels.new_schedule(market, before, measure(scenario)),
        columns=np.array([market.suppliers.index(iso3) for iso3 in registry.lac33()]),
        gdp_usd_m=gdp_usd_m(),
    )


def products_hit(scenario: Scenario, iso3: str, count: int = 12) -> pd.DataFrame:
    """The product headings of a country that change most in the central run, largest change first.

    Columns: hs4, exports_before_usd_m, change_usd_m, tariff_before_pct, tariff_after_pct, us_share_pct (the country's
    share of US imports of the heading).
    """
    day = scenarios.baseline_day(scenario)
    inputs = tariff_inputs(scenario, day)
    values = uncertainty.central_values(used_assumptions(), dict(scenario.assumptions))
    result = partial.solve_cells(
        inputs.market, inputs.before, inputs.after, rho=values["rho_act"], sigma=values["sigma_sup"],
        eta=values["eta_imp"], pass_through=values["phi_pt"],
    )
    market = inputs.market
    own = market.cell_supplier == market.suppliers.index(iso3)
    heading = np.array([code[:4] for code in market.products])[market.cell_product]
    cells = pd.DataFrame(
        {
            "hs4": heading,
            "exports_before_usd_m": market.value_usd_m,
            "change_usd_m": result.change,
            "duty_before": market.value_usd_m * result.tariff_before,
            "duty_rate_after": market.value_usd_m * result.tariff_after,
        }
    )
    everyone = cells.groupby("hs4")["exports_before_usd_m"].sum()
    table = cells[own].groupby("hs4").sum()
    table = table[table["change_usd_m"] != 0]
    table["tariff_before_pct"] = 100 * table["duty_before"] / table["exports_before_usd_m"]
    table["tariff_after_pct"] = 100 * table["duty_rate_after"] / table["exports_before_usd_m"]
    table["us_share_pct"] = 100 * table["exports_before_usd_m"] / everyone.reindex(table.index)
    order = table["change_usd_m"].abs().sort_values(ascending=False).index[:count]
    columns = ["exports_before_usd_m", "change_usd_m", "tariff_before_pct", "tariff_after_pct", "us_share_pct"]
    return table.loc[order, columns].reset_index()


# Remittance inputs ---------------------------------------------------------------------------------------------------


def remittance_inputs(scenario: Scenario, day: date) -> channels.RemittanceInputs:
    """Corridors and the scenario's shock; only the countries aimed at are hit."""
    countries = registry.lac33()
    aimed = np.isin(countries, scenarios.targets(scenario))
    added = 1000.0 * float(scenarios.value(scenario, "removals_k"))  # type: ignore[arg-type]
    baseline_tax = float(registry.instruments()["remit_tax_pct"].baseline(day)) / 100.0  # type: ignore[arg-type]
    tax = float(scenarios.value(scenario, "remit_tax_pct")) / 100.0  # type: ignore[arg-type]
    status = float(scenarios.value(scenario, "status_loss_pct")) / 100.0  # type: ignore[arg-type]
    return channels.RemittanceInputs(
        corridors=corridors(),
        removals_people=added * _removal_shares(tuple(code for code, hit in zip(countries, aimed, strict=True) if hit)),
        tax_rate=tax,
        baseline_tax_rate=baseline_tax,
        status_loss_share=np.where(aimed, status, 0.0),
        uses_mexican_cash_share=np.array([iso3 == "MEX" for iso3 in countries]),
    )


@cache
def corridors() -> Corridors:
    """Remittances, migrants and macro inputs of the 33 countries; NaN where there is no figure."""
    received = load_table("remittances_received").frame
    share = load_table("remittances_us_share").frame.set_index("iso3")["us_share_pct"]
    people = load_table("migrants_by_status_group").frame.pivot(index="iso3", columns="status_group", values="people")
    structure = load_table("macro_structure").frame.set_index("iso3")
    gdp = gdp_usd_m()
    return Corridors(
        annual_received_usd_m=_by_country(received[received["year"] == BASE_YEAR].set_index("iso3")["remittances_usd_m"]),
        us_share=_by_country(share) / 100.0,
        people=np.stack([_by_country(people[group]) for group in GROUPS], axis=1),
        gdp_usd_m=gdp,
        consumption_usd_m=gdp * _by_country(structure["household_consumption_gdp_pct"]) / 100.0,
        goods_imports_usd_m=_by_country(structure["imports_goods_services_usd_m"]),
        employment_people=_by_country(structure["employment_people"]),
    )


@lru_cache(maxsize=64)
def _removal_shares(aimed: tuple[str, ...]) -> FloatArray:
    """How added removals are shared among the countries aimed at: as ICE removals by citizenship in the last full year.

    The largest countries are listed in every year; one that is not listed had few removals and gets none.
    """
    frame = load_table("removals_by_citizenship").frame
    last = frame[frame["fiscal_year"] == frame["fiscal_year"].max()].set_index("iso3")["removals_events"]
    events = np.array([float(last.get(iso3, 0)) if iso3 in aimed else 0.0 for iso3 in registry.lac33()])
    if aimed and len(aimed) == 1 and events.sum() == 0:
        return np.array([1.0 if iso3 in aimed else 0.0 for iso3 in registry.lac33()])
    # Aimed at all: citizens of other parts of the world take their share too.
    everyone = float(last.sum()) if set(aimed) >= set(registry.lac33()) else events.sum()
    return events / everyone if everyone else events


@cache
def gdp_usd_m() -> FloatArray:
    """GDP of the base year [country], US$ million; NaN where no usable figure exists (Cuba)."""
    frame = load_table("macro_annual").frame
    return _by_country(frame[frame["year"] == BASE_YEAR].set_index("iso3")["gdp_usd_m"])


def _by_country(series: pd.Series[Any]) -> FloatArray:
    return series.reindex(list(registry.lac33())).to_numpy(dtype=np.float64, na_value=np.nan)


# What is missing or weak ---------------------------------------------------------------------------------------------


def _hidden(channel_id: str) -> tuple[int, ...]:
    return tuple(registry.lac33().index(iso3) for iso3 in EMBARGO) if channel_id == channels.TARIFF.id else ()


@cache
def _flags() -> dict[str, dict[str, tuple[str, ...]]]:
    """Ids of what is missing ("no_...") or weak in the inputs, by channel and country."""
    known = corridors()
    share = load_table("remittances_us_share").frame.set_index("iso3")
    method = load_table("migrants_by_status_group").frame.drop_duplicates("iso3").set_index("iso3")["method"]
    gdp_flag = load_table("macro_annual").frame.query("year == @BASE_YEAR").set_index("iso3")["gdp_flag"]
    detail = _detail().market
    counts = np.bincount(detail.cell_supplier, minlength=len(detail.suppliers))
    covered = _coverage_of_detail()
    tariff: dict[str, tuple[str, ...]] = {}
    remittance: dict[str, tuple[str, ...]] = {}
    for i, iso3 in enumerate(registry.lac33()):
        weak_gdp = isinstance(gdp_flag.get(iso3), str)
        of_gdp = ("no_gdp",) if np.isnan(known.gdp_usd_m[i]) else ("weak_gdp",) if weak_gdp else ()
        found = list(of_gdp)
        if iso3 in EMBARGO:
            found.insert(0, "embargo")
        if counts[detail.suppliers.index(iso3)] < FEW_PRODUCTS:
            found.append("few_products")
        if covered.get(iso3, 1.0) < DETAIL_COVERAGE:
            found.append("detail_below_total")
        tariff[iso3] = tuple(found)
        found = list(of_gdp)
        if np.isnan(known.annual_received_usd_m[i]):
            found.append("no_remittances")
        if np.isnan(known.us_share[i]):
            found.append("no_us_share")
        elif share.loc[iso3, "method"] == "model_estimate":
            found.append("us_share_lower_bound")
        if np.isnan(known.people[i]).any():
            found.append("no_migrants")
        elif str(method.get(iso3, "")) in ("noncitizen_upper_bound_scaled", "final_orders_floor"):
            found.append("migrants_judged")
        if np.isnan(known.employment_people[i]):
            found.append("no_employment")
        remittance[iso3] = tuple(found)
    return {channels.TARIFF.id: tariff, channels.REMITTANCE.id: remittance}


@cache
def _coverage_of_detail() -> dict[str, float]:
    """Product detail (imports for consumption) as a share of the general imports that Census reports, by country."""
    detail = load_table("us_imports_hs6").frame.groupby("iso3")["imports_usd_m"].sum()
    annual = load_table("us_goods_trade_annual").frame
    general = annual[annual["year"] == BASE_YEAR].set_index("iso3")["us_imports_usd_m"]
    return {iso3: float(detail[iso3] / general[iso3]) for iso3 in registry.lac33() if general.get(iso3, 0.0) > 0}


def _sources(table_ids: tuple[str, ...]) -> tuple[str, ...]:
    tables: list[Table] = [load_table(table_id) for table_id in table_ids]
    return tuple(dict.fromkeys(source for table in tables for source in _used(table)))


def _used(table: Table) -> tuple[str, ...]:
    """Sources of the rows that the model reads: the base year where a table has years."""
    frame = table.frame
    if "source_id" not in frame:
        return table.source_ids
    if table.spec.id in ("macro_annual", "remittances_received"):
        frame = frame[frame["year"] == BASE_YEAR]
    if table.spec.id == "removals_by_citizenship":
        frame = frame[frame["fiscal_year"] == frame["fiscal_year"].max()]
    return tuple(dict.fromkeys(frame["source_id"]))


@cache
def data_vintage() -> str:
    """The newest vintage among the sources that the channels rest on."""
    ids = {source for channel in channels.CHANNELS for source in _sources(channel.tables)}
    return max(registry.sources()[source].version for source in ids)


def at_horizon(result: ImpactResult, quarter: int) -> ImpactResult:
    """The same estimates read at another quarter."""
    return replace(result, horizon=quarter)
