"""From checked tables to visas, aid and travel: what the channels besides tariffs and remittances read."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.domain import Scenario
from dashboard.model import channels
from dashboard.model.channels import FloatArray
from dashboard.workspace.base import BASE_YEAR, aimed_at, by_country, gdp_flags, gdp_usd_m

AID_YEAR = 2023  # later fiscal years were only partly reported
FISCAL_YEARS = {"visas_h2": BASE_YEAR, "visas_nonimmigrant": BASE_YEAR, "us_foreign_assistance": AID_YEAR}
TRAVEL_YEAR = 2019  # the last before the pandemic; the series ends in 2020


def _number(scenario: Scenario, setting: str) -> float:
    return float(scenarios.value(scenario, setting))  # type: ignore[arg-type]


def visa_inputs(scenario: Scenario, day: date) -> channels.VisaInputs:
    """Visas issued in the base year and the scenario's suspension."""
    return channels.VisaInputs(
        work_visas=_visas("visas_h2", ("h2a_visas", "h2b_visas")),
        visitor_visas=_visas("visas_nonimmigrant", ("visitor_visas",)),
        gdp_usd_m=gdp_usd_m(),
        aimed=aimed_at(scenario),
        share=_number(scenario, "h2_cut"),
        months=_number(scenario, "visa_months"),
    )


@cache
def _visas(table: str, columns: tuple[str, ...]) -> FloatArray:
    """Visas of the base year, whose twelve months are all covered, [country]."""
    frame = load_table(table).frame
    issued = frame[frame["fiscal_year"] == BASE_YEAR].set_index("iso3")[list(columns)]
    return by_country(issued.sum(axis=1, skipna=False))


def aid_inputs(scenario: Scenario, day: date) -> channels.AidInputs:
    """Disbursements of the last fully reported year and the share of them that ends."""
    frame = load_table("us_foreign_assistance").frame
    paid = frame[(frame["fiscal_year"] == AID_YEAR) & (frame["transaction_type"] == "disbursements")]
    return channels.AidInputs(
        aid_usd_m=by_country(paid.set_index("area")["current_usd_m"]),
        gdp_usd_m=gdp_usd_m(),
        share=np.where(aimed_at(scenario), _number(scenario, "aid_cut"), 0.0),
    )


def travel_inputs(scenario: Scenario, day: date) -> channels.TravelInputs:
    """Travel spending abroad (its share of imports before the pandemic, on base-year imports), arrivals, distances."""
    imports = by_country(load_table("macro_structure").frame.set_index("iso3")["imports_goods_services_usd_m"])
    share, _ = _before_pandemic("travel_spending", "travel_spending_imports_pct")
    arrivals, _ = _before_pandemic("tourism_arrivals", "arrivals_people")
    return channels.TravelInputs(
        spending_abroad_usd_m=imports * share / 100.0,
        arrivals_people=arrivals,
        distance_km=_distances(),
        gdp_usd_m=gdp_usd_m(),
        share=np.where(aimed_at(scenario), _number(scenario, "tour_switch"), 0.0),
    )


@cache
def _before_pandemic(table: str, column: str) -> tuple[FloatArray, FloatArray]:
    """The newest figure up to 2019 and its year, both [country]."""
    frame = load_table(table).frame
    if "concept" in frame:
        frame = frame[frame["concept"] == "arrivals_wb"]
    frame = frame[(frame["year"] <= TRAVEL_YEAR) & frame[column].notna()].sort_values("year")
    last = frame.groupby("iso3").last()
    return by_country(last[column]), by_country(last["year"])


@cache
def _distances() -> FloatArray:
    """Kilometres between capitals [from, to]; 0 from a country to itself."""
    frame = load_table("capital_distances").frame
    wide = frame.pivot_table(index="iso3", columns="partner_iso3", values="distance_km")
    square: pd.DataFrame = wide.reindex(index=registry.lac33(), columns=registry.lac33())
    return np.where(np.eye(len(square), dtype=np.bool_), 0.0, square.to_numpy(dtype=np.float64))


@cache
def flags() -> dict[str, dict[str, tuple[str, ...]]]:
    """Ids of what is missing ("no_...") or weak in these inputs, by channel and country."""
    nothing = Scenario()
    day = scenarios.baseline_day(nothing)
    aid, travel = aid_inputs(nothing, day), travel_inputs(nothing, day)
    _, spending_year = _before_pandemic("travel_spending", "travel_spending_imports_pct")
    _, arrivals_year = _before_pandemic("tourism_arrivals", "arrivals_people")
    found: dict[str, dict[str, tuple[str, ...]]] = {"visas": {}, "aid": {}, "response": {}}
    for i, iso3 in enumerate(registry.lac33()):
        gdp = gdp_flags()[iso3]
        found["visas"][iso3] = gdp
        found["aid"][iso3] = gdp + (("no_aid",) if np.isnan(aid.aid_usd_m[i]) else ())
        weak = []
        if np.isnan(travel.arrivals_people[i]):
            weak.append("no_arrivals")
        if np.isnan(travel.spending_abroad_usd_m[i]):
            weak.append("no_travel_spending")
        if min(spending_year[i], arrivals_year[i]) < TRAVEL_YEAR:
            weak.append("old_travel_figures")
        found["response"][iso3] = (*gdp, *weak)
    return found
