"""From checked tables to what the model reads: market and law, corridors, GDP, and what is missing or weak in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.data import imports, registry, scenarios
from dashboard.data.imports import CHINA, REST
from dashboard.data.tables import Table, load_table
from dashboard.domain import ALL_COUNTRIES, Assumption, Scenario
from dashboard.kept import kept
from dashboard.model import channels, partial, tariffs, uncertainty
from dashboard.model.arrays import read_only
from dashboard.model.channels import FloatArray
from dashboard.model.remittances import GROUPS, Corridors
from dashboard.model.tariffs import Measure, Schedule
from dashboard.workspace import other_inputs
from dashboard.workspace.base import BASE_YEAR, aimed_at, by_country, gdp_flags, gdp_usd_m

# Cuba's trade with the US is cut by the embargo; a tariff on what is left says nothing.
EMBARGO = ("CUB",)
DETAIL_COVERAGE = 0.9
FEW_PRODUCTS = 20
SANCTION_FLAGS = {"1": "sanctions_on_persons", "3": "sanctions_contain_tariff", "4": "sanctions_contain_tariff"}
REGIMES = {"hard_peg": 1.0, "soft_peg": 0.0, "floating": -1.0}
LAST_FARM_CHAPTER = "14"  # animals, fish and plants as they leave the farm; processed food is industry
SECTION_232_BY_PRODUCT = date(2026, 4, 6)
LONG_RUN_ASSUMPTIONS = ("eps_ge", "beta_goods", "beta_serv")
RULES = ("div_growth_year", "home_sales_floor")  # of the diversification rule and of the two-sector world


@cache
def used_assumptions() -> tuple[Assumption, ...]:
    """The assumptions that something declares, in registry order: one draw is one world for all."""
    by_quarter = {name for channel in channels.CHANNELS for name in channel.assumptions}
    declared = by_quarter | set(LONG_RUN_ASSUMPTIONS) | set(RULES)
    return tuple(assumption for assumption in registry.assumptions().values() if assumption.id in declared)


# Tariff inputs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Detail:
    """US imports by product and supplier with rates and Section 232 coverage of each programme, one entry per cell.

    `chapter` [cell] has two digits; `heading` [cell] is the place among the four-digit `headings`, `sector` [cell] that
    in `jobs_per_usd_m`; `columns` [country] says which supplier each of the 33 countries is.
    """

    market: partial.Market
    rates: dict[str, FloatArray]
    covered: dict[str, FloatArray]
    usmca_claim: FloatArray
    energy: NDArray[np.bool_]
    chapter: NDArray[np.str_]
    sector: NDArray[np.int64]
    columns: NDArray[np.int64]
    heading: NDArray[np.int64]
    headings: tuple[str, ...]


@cache
def _detail() -> _Detail:
    """One entry per product and supplier with imports, ordered by both."""
    cells = imports.cells().copy()
    suppliers = (*registry.lac33(), "CAN", CHINA, REST)
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
    chapter = cells["hs6"].str[:2].to_numpy(str)
    headings, heading_of = np.unique([code[:4] for code in products], return_inverse=True)
    return _Detail(
        market=market,
        rates={column: cells[f"{column}_pct"].to_numpy(np.float64) / 100.0 for column in columns},
        covered={
            programme.covered_column: cells[programme.covered_column].fillna(0.0).to_numpy(np.float64)
            for programme in registry.programmes()
            if programme.covered_column is not None
        },
        usmca_claim=cells["usmca_claim_share"].fillna(0.0).to_numpy(np.float64),
        energy=cells["is_energy"].fillna(0).to_numpy(np.float64) > 0.5,
        chapter=chapter,
        sector=read_only(np.where(chapter <= LAST_FARM_CHAPTER, 1, 0)),
        columns=read_only(np.array([suppliers.index(iso3) for iso3 in registry.lac33()])),
        heading=read_only(heading_of[market.cell_product]),
        headings=tuple(map(str, headings)),
    )


def market() -> partial.Market:
    """US imports of the base year by product and supplier."""
    return _detail().market


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
    average = np.isin(supplier, (CHINA, REST))
    rates = {}
    for column, values in detail.rates.items():
        filled = np.where(average, 0.0, values)
        for iso3 in ("MEX", "CAN"):
            missing = (supplier == iso3) & np.isnan(filled)
            if missing.any():
                filled[missing] = _spread_average(detail, iso3, day)[missing]
        rates[column] = filled
    s232, covered = _section_232(day)
    mfn, _, layers = tariffs.schedule_at(rates, registry.programmes(), day)
    mfn = np.array(mfn)
    mfn[supplier == CHINA] = published_rate(CHINA, "total", day)
    mfn[supplier == REST] = published_rate("WORLD", "total", day)
    share, relative = _collected()
    return Schedule(mfn, s232, layers, covered, detail.usmca_claim, detail.energy, share, relative)


def collected_share(iso3: str) -> float:
    """Share of the programmes that customs collects from a country; that of the average one where it is not known."""
    known = load_table("collection_ratios").frame.set_index("iso3")["ratio"]
    return float(known.get(iso3, registry.assumptions()["rho_act"].central))


@cache
def _collected() -> tuple[FloatArray, FloatArray]:
    """Shares collected of every cell's programmes, and the same relative to the average country's."""
    market = _detail().market
    share = np.array([collected_share(supplier) for supplier in market.suppliers])[market.cell_supplier]
    return read_only(share), read_only(share / registry.assumptions()["rho_act"].central)


@lru_cache(maxsize=16)
def _section_232(day: date) -> tuple[FloatArray, FloatArray]:
    """Section 232 on a day: the rate of every cell, a fraction, and the share of its value that is covered."""
    detail = _detail()
    own = [programme for programme in registry.programmes() if programme.kind == "s232"]
    rates = {programme.column: np.nan_to_num(detail.rates[programme.column]) for programme in own}
    in_force = tariffs.in_force(own, day)
    s232 = rates[in_force[0].column] if in_force else np.zeros(len(detail.usmca_claim))
    covered = tariffs.covered_at(detail.covered, own, day, s232)
    if day < SECTION_232_BY_PRODUCT:
        scale = _scale_to_published(detail, s232, "s232", day)
        s232, covered = s232 * scale, covered * scale
    return read_only(s232), read_only(covered)


@lru_cache(maxsize=4)
def baseline(day: date) -> partial.Baseline:
    """US imports under the law of a day, suppliers by sector: what all scenarios of that day start from."""
    detail = _detail()
    groups = channels.sector_groups(detail.market, detail.sector)
    return partial.Baseline.of(
        detail.market, law(day), read_only(groups), len(detail.market.suppliers) * jobs_per_usd_m().shape[1]
    )


def _spread_average(detail: _Detail, iso3: str, day: date) -> FloatArray:
    exposed = (1.0 - detail.usmca_claim) * (1.0 - _section_232(day)[1])
    own = detail.market.cell_supplier == detail.market.suppliers.index(iso3)
    value = detail.market.value_usd_m
    base = float((value * exposed)[own].sum())
    level = published_rate(iso3, "ieepa_fentanyl", day) * float(value[own].sum()) / base
    spread: FloatArray = level * exposed
    return spread


def _scale_to_published(detail: _Detail, rates: FloatArray, authority: str, day: date) -> FloatArray:
    """Factor per cell, at most 1, that brings each country's average of `rates` down to the published one."""
    market = detail.market
    size = len(market.suppliers)
    average = tariffs.country_average(rates, market.value_usd_m, market.cell_supplier, size)
    published = np.array([published_rate(supplier, authority, day) for supplier in market.suppliers])
    factor = np.divide(published, average, out=np.ones(size), where=average > 0.0)
    scale: FloatArray = np.minimum(factor, 1.0)[market.cell_supplier]
    return scale


@lru_cache(maxsize=1024)
def published_rate(iso3: str, authority: str, day: date) -> float:
    """Average rate of a supplier on a day as a fraction; 0 when the table has no row, which there means none."""
    frame = load_table("us_effective_rates").frame
    stamp = pd.Timestamp(day)
    row = frame[
        (frame["iso3"] == iso3)
        & (frame["authority"] == authority)
        & (frame["date_from"] <= stamp)
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
    detail, start = _detail(), baseline(day)
    return channels.TariffInputs(
        baseline=start,
        after=channels.new_schedule(start.market, start.law, measure(scenario)),
        columns=detail.columns,
        gdp_usd_m=gdp_usd_m(),
        economy=economy(),
        sector=detail.sector,
        jobs_per_usd_m=jobs_per_usd_m(),
        over_time=scenarios.value(scenario, "elasticity_path") == "over_time",
        quarter=int(float(scenarios.value(scenario, "horizon_q"))),  # type: ignore[arg-type]
    )


@cache
def economy() -> channels.Economy:
    """Exchange-rate regime, openness and value added in exports of the 33 countries."""
    regimes = load_table("exchange_rate_regimes").frame.set_index("iso3")
    group = regimes["regime_group"].where(regimes["usable"] == 1).map(REGIMES).astype(float)
    structure = load_table("macro_structure").frame.set_index("iso3")
    trade = by_country(structure["exports_goods_services_usd_m"] + structure["imports_goods_services_usd_m"])
    share = trade / gdp_usd_m()
    content = load_table("dva_shares_2022").frame
    content = content[(content["sector"] == "goods") & (content["destination"] == "usa")].set_index("iso3")
    known = by_country(content["domestic_value_added_share_pct"]) / 100.0
    default = registry.assumptions()["dva_default"].central
    return channels.Economy(
        regime=read_only(np.nan_to_num(by_country(group))),
        openness=read_only(np.nan_to_num(np.clip(share - np.nanmedian(share), -1.0, 1.0))),
        value_added=read_only(np.where(np.isnan(known), 1.0, known / default)),
    )


@cache
def jobs_per_usd_m() -> FloatArray:
    """Jobs per US$ million of value added [country, sector], sectors being industry and agriculture.

    Where a country has no figures by sector, that of its whole economy stands for both; NaN without any.
    """
    frame = load_table("jobs_per_value_added").frame
    by_sector = {name: group.set_index("iso3")["direct_jobs_per_usd_m"] for name, group in frame.groupby("sector")}
    columns = [by_sector[name].combine_first(by_sector["all"]) for name in ("industry", "agriculture")]
    return np.stack([by_country(column) for column in columns], axis=1)


def sanction_inputs(scenario: Scenario, day: date) -> channels.SanctionInputs:
    """Level and countries of the scenario's sanctions and, for product sanctions, the flows of the products hit.

    The flows are those that the scenario's tariff leaves in the central run: what it has stopped already cannot be
    blocked again.
    """
    level, hit = int(str(scenarios.value(scenario, "sanction_level"))), aimed_at(scenario)
    none = np.zeros(0)
    flows = {"value_usd_m": none, "paid_usd_m": none, "blocked": none}
    product = country = np.zeros(0, dtype=np.int64)
    if level == 2:
        market, chapters = _detail().market, scenarios.value(scenario, "sanction_sectors")
        targets = np.isin(market.suppliers, [iso3 for iso3, aimed in zip(registry.lac33(), hit, strict=True) if aimed])
        aimed = targets[market.cell_supplier]
        if chapters:
            aimed = aimed & np.isin(_detail().chapter, chapters)
        rivals = np.isin(market.cell_product, np.unique(market.cell_product[aimed]))
        value, rate = _after_tariff(scenario, day)
        share = float(scenarios.value(scenario, "sanction_share"))  # type: ignore[arg-type]
        flows = {
            "value_usd_m": value[rivals],
            "paid_usd_m": (value * (1.0 + rate))[rivals],
            "blocked": np.where(aimed, share, 0.0)[rivals],
        }
        _, product = np.unique(market.cell_product[rivals], return_inverse=True)
        place = {iso3: i for i, iso3 in enumerate(registry.lac33())}
        country = np.array([place.get(supplier, -1) for supplier in market.suppliers])[market.cell_supplier][rivals]
    return channels.SanctionInputs(
        level=level, hit=hit, gdp_usd_m=gdp_usd_m(), economy=economy(), product=product, country=country, **flows
    )


def _after_tariff(scenario: Scenario, day: date) -> tuple[FloatArray, FloatArray]:
    """Trade in US$ million and the rate collected on it [cell], after the scenario's tariff in the central run."""
    given, values = tariff_inputs(scenario, day), _central(scenario)
    rates = tariffs.rate(given.after, values["rho_act"])
    if given.after is given.before:
        return given.market.value_usd_m, rates
    change = _solve_central(given, values).change
    return given.market.value_usd_m + change, rates


def _central(scenario: Scenario) -> dict[str, float]:
    return uncertainty.central_values(used_assumptions(), dict(scenario.assumptions))


def _solve_central(given: channels.TariffInputs, values: dict[str, float]) -> partial.CellResult:
    return partial.solve_cells(
        given.market,
        given.before,
        given.after,
        rho=values["rho_act"],
        sigma=values["sigma_sup"],
        eta=_eta(given, values),
        pass_through=values["phi_pt"],
    )


def _eta(given: channels.TariffInputs, values: dict[str, float]) -> float:
    """Elasticity of import demand in the central run, at the scenario's quarter where it changes over time."""
    if not given.over_time:
        return values["eta_imp"]
    by_quarter = channels.import_elasticity({name: np.array([value]) for name, value in values.items()})
    return float(by_quarter[0, given.quarter - 1])


@dataclass(frozen=True)
class ProductHit:
    """A four-digit product heading of one country in the central run.

    Values are US$ million a year, rates are per cent of customs value; `us_share_pct` is the country's share of US
    imports of the heading.
    """

    heading: str
    exports_before_usd_m: float
    change_usd_m: float
    tariff_before_pct: float
    tariff_after_pct: float
    us_share_pct: float


def products_hit(scenario: Scenario, iso3: str, count: int = 12) -> tuple[ProductHit, ...]:
    """The product headings of a country that change most in the central run, largest change first."""
    inputs = tariff_inputs(scenario, scenarios.baseline_day(scenario))
    market, result = inputs.market, _solve_central(inputs, _central(scenario))
    headings, index = _detail().headings, _detail().heading
    own = market.cell_supplier == market.suppliers.index(iso3)

    def total(values_usd_m: FloatArray, cells: NDArray[np.bool_] | slice = own) -> FloatArray:
        summed: FloatArray = np.bincount(index[cells], values_usd_m[cells], len(headings)).astype(np.float64)
        return summed

    value = market.value_usd_m
    before, change = total(value), total(result.change)
    duty_before, duty_after = total(value * result.tariff_before), total(value * result.tariff_after)
    everyone = total(value, slice(None))
    largest = [i for i in np.argsort(-np.abs(change), kind="stable")[:count] if change[i] != 0.0]
    return tuple(
        ProductHit(
            headings[i],
            float(before[i]),
            float(change[i]),
            float(100 * duty_before[i] / before[i]),
            float(100 * duty_after[i] / before[i]),
            float(100 * before[i] / everyone[i]),
        )
        for i in largest
    )


# Remittance inputs ---------------------------------------------------------------------------------------------------


def remittance_inputs(scenario: Scenario, day: date) -> channels.RemittanceInputs:
    """Corridors and the scenario's shock; only the countries aimed at are hit."""
    countries = registry.lac33()
    aimed = aimed_at(scenario)
    cash = load_table("remittance_cash_share").frame.set_index("iso3")
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
        cash_share_low=by_country(cash["cash_share_low"]),
        cash_share_high=by_country(cash["cash_share_high"]),
    )


@cache
def corridors() -> Corridors:
    """Remittances, migrants and macro inputs of the 33 countries; NaN where there is no figure."""
    received = load_table("remittances_received").frame
    shares = load_table("remittances_us_share").frame
    # Two model shares contradict all else that is known of the country; such a share is no share.
    share = shares[shares["flag"] != "unreliable"].set_index("iso3")["us_share_pct"]
    migrants = load_table("migrants_by_status_group").frame
    people = [migrants[migrants["status_group"] == group].set_index("iso3")["people"] for group in GROUPS]
    structure = load_table("macro_structure").frame.set_index("iso3")
    gdp = gdp_usd_m()
    return Corridors(
        annual_received_usd_m=by_country(
            received[received["year"] == BASE_YEAR].set_index("iso3")["remittances_usd_m"]
        ),
        us_share=by_country(share) / 100.0,
        people=np.stack([by_country(group) for group in people], axis=1),
        gdp_usd_m=gdp,
        consumption_usd_m=gdp * by_country(structure["household_consumption_gdp_pct"]) / 100.0,
        goods_imports_usd_m=by_country(structure["imports_goods_services_usd_m"]),
        employment_people=by_country(structure["employment_people"]),
    )


@kept()
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


# What each channel reads; a new channel gets its line here.
BUILDERS: dict[str, Callable[[Scenario, date], Any]] = {
    channels.TARIFF.id: tariff_inputs,
    channels.REMITTANCE.id: remittance_inputs,
    channels.VISAS.id: other_inputs.visa_inputs,
    channels.AID.id: other_inputs.aid_inputs,
    channels.SANCTIONS.id: sanction_inputs,
    channels.RESPONSE.id: other_inputs.travel_inputs,
}


# What is missing or weak ---------------------------------------------------------------------------------------------


@cache
def shown(channel_id: str) -> NDArray[np.bool_]:
    """Countries for which the channel means anything, [country]; read-only."""
    embargo = EMBARGO if channel_id == channels.TARIFF.id else ()
    return read_only(np.array([iso3 not in embargo for iso3 in registry.lac33()]))


@cache
def flags() -> dict[str, dict[str, tuple[str, ...]]]:
    """Ids of what is missing ("no_...") or weak in the inputs, by channel and country."""
    known = corridors()
    share = load_table("remittances_us_share").frame.set_index("iso3")
    method = load_table("migrants_by_status_group").frame.drop_duplicates("iso3").set_index("iso3")["method"]
    detail = _detail().market
    counts = np.bincount(detail.cell_supplier, minlength=len(detail.suppliers))
    covered = _coverage_of_detail()
    central = uncertainty.central_values(used_assumptions())
    nothing = remittance_inputs(Scenario(), scenarios.baseline_day(Scenario()))
    implausible = channels.per_sender_implausible(nothing, {name: np.array([v]) for name, v in central.items()})
    tariff: dict[str, tuple[str, ...]] = {}
    remittance: dict[str, tuple[str, ...]] = {}
    for i, iso3 in enumerate(registry.lac33()):
        found = list(gdp_flags()[iso3])
        if iso3 in EMBARGO:
            found.insert(0, "embargo")
        if counts[detail.suppliers.index(iso3)] < FEW_PRODUCTS:
            found.append("few_products")
        if covered.get(iso3, 1.0) < DETAIL_COVERAGE:
            found.append("detail_below_total")
        tariff[iso3] = tuple(found)
        found = list(gdp_flags()[iso3])
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
        if implausible[i]:
            found.append("per_sender_implausible")
        if np.isnan(known.employment_people[i]):
            found.append("no_employment")
        remittance[iso3] = tuple(found)
    return {
        channels.TARIFF.id: tariff,
        channels.REMITTANCE.id: remittance,
        channels.SANCTIONS.id: gdp_flags(),
        **other_inputs.flags(),
    }


@cache
def metric_flags() -> dict[str, dict[str, tuple[str, ...]]]:
    """What is missing or weak for single results, by metric and country; the rest of the channel does not need it."""
    sectors = set(load_table("jobs_per_value_added").frame.query("sector == 'industry'")["iso3"])
    jobs: dict[str, tuple[str, ...]] = {
        iso3: ("no_jobs",) if np.isnan(known).any() else () if iso3 in sectors else ("jobs_whole_economy",)
        for iso3, known in zip(registry.lac33(), jobs_per_usd_m(), strict=True)
    }
    return {"jobs_supported_people": jobs}


def scenario_flags(scenario: Scenario) -> dict[str, dict[str, tuple[str, ...]]]:
    """`flags`, with what the level of the scenario's sanctions means for the countries hit and for their sum."""
    found = {channel: dict(by_country) for channel, by_country in flags().items()}
    level = str(scenarios.value(scenario, "sanction_level"))
    if level in SANCTION_FLAGS:
        sanctions = found[channels.SANCTIONS.id]
        for iso3 in (*np.array(registry.lac33())[aimed_at(scenario)], ALL_COUNTRIES):
            sanctions[str(iso3)] = (*sanctions.get(str(iso3), ()), SANCTION_FLAGS[level])
    return found


@cache
def _coverage_of_detail() -> dict[str, float]:
    """Product detail (imports for consumption) as a share of the general imports that Census reports, by country."""
    detail = load_table("us_imports_hs6").frame.groupby("iso3")["imports_usd_m"].sum()
    annual = load_table("us_goods_trade_annual").frame
    general = annual[annual["year"] == BASE_YEAR].set_index("iso3")["us_imports_usd_m"]
    return {iso3: float(detail[iso3] / general[iso3]) for iso3 in registry.lac33() if general.get(iso3, 0.0) > 0}


@cache
def sources_of(table_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Sources of the rows that the model reads from these tables."""
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
    if table.spec.id in other_inputs.FISCAL_YEARS:
        frame = frame[frame["fiscal_year"] == other_inputs.FISCAL_YEARS[table.spec.id]]
    if table.spec.id == "tourism_arrivals":
        frame = frame[frame["concept"] == "arrivals_wb"]
    return tuple(dict.fromkeys(frame["source_id"]))


@cache
def data_vintage() -> str:
    """The newest vintage among the sources that the channels rest on."""
    ids = {source for channel in channels.CHANNELS for source in sources_of(channel.tables)}
    return max(registry.sources()[source].version for source in ids)
