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

from dashboard.data import registry, scenarios
from dashboard.data.tables import Table, load_table
from dashboard.domain import Assumption, Scenario
from dashboard.model import channels, partial, tariffs, uncertainty
from dashboard.model.channels import FloatArray
from dashboard.model.remittances import GROUPS, Corridors
from dashboard.model.tariffs import Measure, Schedule

BASE_YEAR = 2024
# Cuba's trade with the US is cut by the embargo; a tariff on what is left says nothing.
EMBARGO = ("CUB",)
DETAIL_COVERAGE = 0.9
FEW_PRODUCTS = 20
SECTION_232_BY_PRODUCT = date(2026, 4, 6)
REST = "ROW"


@cache
def used_assumptions() -> tuple[Assumption, ...]:
    """The assumptions that some channel declares, in registry order."""
    declared = {name for channel in channels.CHANNELS for name in channel.assumptions}
    return tuple(assumption for assumption in registry.assumptions().values() if assumption.id in declared)


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
    mfn[supplier == REST] = _published_rate("WORLD", "total", day)
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
    scale: FloatArray = np.minimum(factor, 1.0)[market.cell_supplier]
    return scale


def _published_rate(iso3: str, authority: str, day: date) -> float:
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
    market, before = _detail().market, law(day)
    return channels.TariffInputs(
        market=market,
        before=before,
        after=channels.new_schedule(market, before, measure(scenario)),
        columns=np.array([market.suppliers.index(iso3) for iso3 in registry.lac33()]),
        gdp_usd_m=gdp_usd_m(),
    )


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
    market, values = inputs.market, uncertainty.central_values(used_assumptions(), dict(scenario.assumptions))
    result = partial.solve_cells(
        market,
        inputs.before,
        inputs.after,
        rho=values["rho_act"],
        sigma=values["sigma_sup"],
        eta=values["eta_imp"],
        pass_through=values["phi_pt"],
    )
    headings = sorted({code[:4] for code in market.products})
    place = {heading: i for i, heading in enumerate(headings)}
    index = np.array([place[code[:4]] for code in market.products])[market.cell_product]
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
    shares = load_table("remittances_us_share").frame
    # Two model shares contradict all else that is known of the country; such a share is no share.
    share = shares[shares["flag"] != "unreliable"].set_index("iso3")["us_share_pct"]
    migrants = load_table("migrants_by_status_group").frame
    people = [migrants[migrants["status_group"] == group].set_index("iso3")["people"] for group in GROUPS]
    structure = load_table("macro_structure").frame.set_index("iso3")
    gdp = gdp_usd_m()
    return Corridors(
        annual_received_usd_m=_by_country(
            received[received["year"] == BASE_YEAR].set_index("iso3")["remittances_usd_m"]
        ),
        us_share=_by_country(share) / 100.0,
        people=np.stack([_by_country(group) for group in people], axis=1),
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


# What each channel reads; a new channel gets its line here.
BUILDERS: dict[str, Callable[[Scenario, date], Any]] = {
    channels.TARIFF.id: tariff_inputs,
    channels.REMITTANCE.id: remittance_inputs,
}


# What is missing or weak ---------------------------------------------------------------------------------------------


def shown(channel_id: str) -> NDArray[np.bool_]:
    """Countries for which the channel means anything, [country]."""
    return np.array([not (channel_id == channels.TARIFF.id and iso3 in EMBARGO) for iso3 in registry.lac33()])


@cache
def flags() -> dict[str, dict[str, tuple[str, ...]]]:
    """Ids of what is missing ("no_...") or weak in the inputs, by channel and country."""
    known = corridors()
    share = load_table("remittances_us_share").frame.set_index("iso3")
    method = load_table("migrants_by_status_group").frame.drop_duplicates("iso3").set_index("iso3")["method"]
    gdp_flag = load_table("macro_annual").frame.query("year == @BASE_YEAR").set_index("iso3")["gdp_flag"]
    detail = _detail().market
    counts = np.bincount(detail.cell_supplier, minlength=len(detail.suppliers))
    covered = _coverage_of_detail()
    central = uncertainty.central_values(used_assumptions())
    nothing = channels.RemittanceInputs(
        corridors=known,
        removals_people=np.zeros(len(registry.lac33())),
        tax_rate=0.0,
        baseline_tax_rate=0.0,
        status_loss_share=np.zeros(len(registry.lac33())),
        uses_mexican_cash_share=np.zeros(len(registry.lac33()), dtype=np.bool_),
    )
    implausible = channels.per_sender_implausible(nothing, {name: np.array([v]) for name, v in central.items()})
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
        if implausible[i]:
            found.append("per_sender_implausible")
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
    return tuple(dict.fromkeys(frame["source_id"]))


@cache
def data_vintage() -> str:
    """The newest vintage among the sources that the channels rest on."""
    ids = {source for channel in channels.CHANNELS for source in sources_of(channel.tables)}
    return max(registry.sources()[source].version for source in ids)
