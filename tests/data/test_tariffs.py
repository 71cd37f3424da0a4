"""Published totals and invariants of the tariff tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.data.registry import lac33
from dashboard.data.schemas.tariffs import TABLES
from dashboard.data.tables import load_table

HS6 = "us_imports_hs6"


def frame(table: str) -> pd.DataFrame:
    return load_table(table).frame


def rate(iso3: str, day: str, authority: str = "total") -> float:
    """Effective rate of a country on a day."""
    rows = frame("us_effective_rates").query("iso3 == @iso3 and authority == @authority")
    at = pd.Timestamp(day)
    rows = rows[(rows.date_from <= at) & (rows.date_to.isna() | (rows.date_to >= at))]
    assert len(rows) <= 1
    return float(rows.rate_pct.sum())


def average(table: pd.DataFrame, column: str, iso3: str) -> float:
    rows = table[table.iso3 == iso3]
    return float((rows[column] * rows.imports_usd_m).sum() / rows.imports_usd_m.sum())


@pytest.mark.parametrize("table", [spec.id for spec in TABLES])
def test_every_table_passes_its_schema(table: str) -> None:
    assert len(frame(table)) > 0


def test_products_cover_the_33_states_and_canada() -> None:
    assert set(frame(HS6).iso3) == {*lac33(), "CAN"}


# Expected totals: sums of the calculation by HTS10 and country, US imports for consumption 2024 (Census).
@pytest.mark.parametrize(
    ("iso3", "usd_m"),
    [("MEX", 491603.0), ("CAN", 392452.2), ("BRA", 39988.8), ("COL", 17548.9), ("GTM", 4959.6), ("CUB", 4.8267)],
)
def test_product_flows_add_to_the_country(iso3: str, usd_m: float) -> None:
    rows = frame(HS6).query("iso3 == @iso3")
    assert rows.imports_usd_m.sum() == pytest.approx(usd_m, rel=1e-4)


# The weights of the calculation total 3,123.8 billion.
def test_weights_total() -> None:
    assert frame("us_imports_hs6_world").imports_world_usd_m.sum() == pytest.approx(3_123_800, rel=1e-4)


def test_a_country_never_sells_more_of_a_product_than_the_world() -> None:
    world = frame("us_imports_hs6_world").set_index("hs6").imports_world_usd_m
    flows = frame(HS6).groupby("hs6").imports_usd_m.sum()
    assert (flows <= world.reindex(flows.index) + 0.01).all()


# Brazil 3.20 and Guatemala 2.82: the country file and the product file print the same average.
@pytest.mark.parametrize(("iso3", "expected"), [("BRA", 3.20), ("GTM", 2.82)])
def test_forced_labour_rate_by_product_adds_to_the_country(iso3: str, expected: float) -> None:
    by_product = average(frame(HS6), "s301_forced_labor_2026_pct", iso3)
    assert by_product == pytest.approx(expected, abs=0.01)
    assert rate(iso3, "2026-08-01", "s301_forced_labor") == pytest.approx(by_product, abs=0.01)


# The columns of Section 232 must carry the regime that their name says: they add to the country rates of these dates.
@pytest.mark.parametrize("iso3", ["MEX", "CAN", "BRA", "ARG", "COL", "HND", "DOM", "CHL"])
@pytest.mark.parametrize(("column", "day"), [("s232_2026_04_pct", "2026-04-10"), ("s232_2026_06_pct", "2026-06-10")])
def test_section_232_columns_match_their_dates(iso3: str, column: str, day: str) -> None:
    assert average(frame(HS6), column, iso3) == pytest.approx(rate(iso3, day, "s232"), abs=0.006)


@pytest.mark.parametrize("iso3", lac33())
def test_section_122_rate_by_product_adds_to_the_country(iso3: str) -> None:
    # Flows under 0.05 million are left out: that shows in states that sell less than 100 million.
    small = frame(HS6).query("iso3 == @iso3").imports_usd_m.sum() < 100
    expected = rate(iso3, "2026-03-01", "s122")
    assert average(frame(HS6), "s122_2026_pct", iso3) == pytest.approx(expected, abs=0.27 if small else 0.02)


# Brazil's chapters under the IEEPA orders average 19.45 on 2025-08-07 and 14.31 on 2025-11-21; coffee paid 50.
def test_brazil_ieepa_includes_the_added_forty() -> None:
    table = frame(HS6)
    assert average(table, "ieepa_2025_08_07_pct", "BRA") == pytest.approx(19.45, abs=0.05)
    assert average(table, "ieepa_2025_11_21_pct", "BRA") == pytest.approx(14.31, abs=0.05)
    coffee = table.query("iso3 == 'BRA' and hs6 == '090111'").iloc[0]
    assert coffee.ieepa_2025_08_07_pct == pytest.approx(50)
    assert coffee.ieepa_2025_11_21_pct < 2


def test_ieepa_is_empty_only_for_canada_and_mexico() -> None:
    table = frame(HS6)
    assert set(table[table.ieepa_2025_08_07_pct.isna()].iso3) == {"CAN", "MEX"}


def test_usmca_share_is_given_only_for_canada_and_mexico() -> None:
    table = frame(HS6)
    assert set(table[table.usmca_claim_share.notna()].iso3) == {"CAN", "MEX"}
    assert table[table.iso3.isin(["CAN", "MEX"])].usmca_claim_share.notna().all()


def test_section_122_is_rebuilt_from_the_derived_shares() -> None:
    table = frame(HS6)
    left = (1 - table.s232_covered_share) * (1 - table.usmca_claim_share.fillna(0)) * (1 - table.annex_exempt_share)
    rebuilt = 10 * left * (1 - table.is_energy)
    close = (rebuilt - table.s122_2026_pct).abs() <= 0.05
    assert table.imports_usd_m[close].sum() / table.imports_usd_m.sum() >= 0.997


# The control is the published coverage and USMCA share of each chapter in the same calculation.
@pytest.mark.parametrize(
    ("derived", "chapter", "tolerance"),
    [("s232_covered_share", "s232_scope_share", 0.001), ("usmca_claim_share", "usmca_claim_share", 0.002)],
)
def test_derived_shares_add_to_the_chapters(derived: str, chapter: str, tolerance: float) -> None:
    rows = frame(HS6).assign(hs2=lambda t: t.hs6.str[:2], part=lambda t: t[derived] * t.imports_usd_m)
    if derived == "usmca_claim_share":
        rows = rows[rows.iso3.isin(["CAN", "MEX"])]
    sums = rows.groupby(["iso3", "hs2"])[["part", "imports_usd_m"]].sum()
    given = frame("us_tariff_hs2").set_index(["iso3", "hs2"])[chapter].reindex(sums.index)
    error = (sums.part - given * sums.imports_usd_m).abs().sum() / sums.imports_usd_m.sum()
    assert error < tolerance


def test_energy_is_hs_2701_to_2716_and_was_never_in_section_122() -> None:
    table = frame(HS6)
    energy = table[table.is_energy == 1]
    assert energy.hs6.str[:4].between("2701", "2716").all()
    assert (energy.s122_2026_pct == 0).all()
    assert (table[table.hs6.str[:2] == "27"].is_energy == 1).all()
    assert (energy.annex_exempt_share == 0).all()


# Cars from Mexico: 23.7625 x (1 - 0.40 x claimed), the rule on content made in the US.
def test_usmca_vehicles_follow_the_content_rule() -> None:
    cars = frame(HS6).query("iso3 == 'MEX' and hs6 == '870323'").iloc[0]
    assert cars.s232_covered_share == 1
    assert 23.7625 * (1 - 0.40 * cars.usmca_claim_share) == pytest.approx(cars.s232_2026_06_pct, abs=0.01)


def test_headings_and_chapters_cover_every_product() -> None:
    products = set(frame("us_imports_hs6_world").hs6) | set(frame(HS6).hs6)
    assert {p[:4] for p in products} <= set(frame("hs_headings").hs4)
    chapters = frame("hs_chapters")
    assert list(chapters.hs2) == [f"{n:02d}" for n in range(1, 98)]
    assert chapters.chapter.str.len().max() <= 40
    assert frame("hs_headings").heading.str.len().max() <= 90


def test_authorities_add_to_the_total() -> None:
    rates = frame("us_effective_rates")
    key = ["iso3", "date_from"]
    total = rates[rates.authority == "total"].set_index(key).rate_pct
    parts = rates[rates.authority != "total"].groupby(key).rate_pct.sum().reindex(total.index).fillna(0)
    assert np.abs(total - parts).max() < 0.001


def test_effective_periods_follow_each_other_without_gap_or_overlap() -> None:
    total = frame("us_effective_rates").query("authority == 'total'").sort_values(["iso3", "date_from"])
    assert set(lac33()) <= set(total.iso3)
    for _, rows in total.groupby("iso3"):
        assert rows.date_from.iloc[0] == pd.Timestamp("2025-01-01")
        assert rows.date_to.iloc[-1] is pd.NaT
        assert (rows.date_to.iloc[:-1] + pd.Timedelta(days=1) == rows.date_from.iloc[1:].to_numpy()).all()


# Printed rates of the country file: Mexico, Canada and Brazil.
@pytest.mark.parametrize(
    ("iso3", "day", "expected"),
    [
        ("MEX", "2025-01-01", 0.237),
        ("MEX", "2026-10-10", 7.4476),
        ("CAN", "2026-10-10", 6.01),
        ("BRA", "2025-08-10", 29.242),
        ("BRA", "2026-08-01", 17.2951),
    ],
)
def test_total_rate_on_a_day(iso3: str, day: str, expected: float) -> None:
    assert rate(iso3, day) == pytest.approx(expected, abs=0.001)


def test_section_338_is_marked_as_not_computed_and_has_no_rate() -> None:
    rates = frame("us_effective_rates")
    assert "s338" not in set(rates.authority)
    marked = rates[rates.not_computed == "s338"]
    assert set(marked.iso3) == {"CAN", "WORLD"}
    assert marked.date_from.min() == pd.Timestamp("2026-07-24")
    assert set(marked.authority) == {"total"}


def test_struck_down_measures_end_before_collection_ended() -> None:
    measures = frame("us_tariff_measures")
    struck = measures[measures.status == "struck_down"]
    assert len(struck) > 0
    assert (struck.date_to == pd.Timestamp("2026-02-23")).all()
    assert struck.authority.str.startswith("ieepa").all()


# Brazil: 40 (order 14323) + 10 in 2025; 25 + 12.5 since July 2026. The forced-labour action names 18 of the 33.
def test_measures_on_brazil_and_reach_of_the_forced_labour_action() -> None:
    measures = frame("us_tariff_measures")
    brazil = measures[measures.iso3 == "BRA"].set_index("authority").rate_pct
    assert brazil["ieepa_brazil"] == 40
    assert brazil["s301_brazil"] == 25
    assert brazil["s301_forced_labor"] == 12.5
    forced = measures[(measures.authority == "s301_forced_labor") & measures.iso3.isin(lac33())]
    assert set(forced.iso3) == set(lac33())
    assert (forced.rate_kind == "add").sum() == 18
    assert forced[forced.rate_kind == "add"].rate_pct.isin([10, 12.5]).all()


def test_measures_carry_no_rate_without_a_duty() -> None:
    measures = frame("us_tariff_measures")
    assert measures[measures.rate_kind.isin(["exempt", "end", "none"])].rate_pct.isna().all()
    assert (measures.date_to.isna() | (measures.date_to >= measures.date_from)).all()


# 33 states 2024: 2.274 billion of duties on 660.8 billion of imports for consumption, 0.344 %.
def test_duties_of_the_33_states_2024() -> None:
    rows = frame("us_collected_duties_annual").query("year == 2024")
    rows = rows[rows.iso3.isin(lac33())]
    assert len(rows) == 33
    duties, imports = rows.calculated_duties_usd_m.sum(), rows.imports_for_consumption_usd_m.sum()
    assert duties == pytest.approx(2274, abs=0.5)
    assert imports == pytest.approx(660_800, abs=50)
    assert 100 * duties / imports == pytest.approx(0.344, abs=0.0005)


@pytest.mark.parametrize(
    ("iso3", "expected"),
    [
        ("URY", 8.62),
        ("PRY", 6.44),
        ("NIC", 1.28),
        ("BRA", 1.28),
        ("ARG", 1.04),
        ("GTM", 1.01),
        ("MEX", 0.244),
        ("CAN", 0.104),
        ("CHN", 10.93),
        ("WORLD", 2.36),
    ],
)
def test_collected_rate_2024(iso3: str, expected: float) -> None:
    row = frame("us_collected_duties_annual").query("iso3 == @iso3 and year == 2024").iloc[0]
    assert row.collected_rate_pct == pytest.approx(expected, abs=0.006)


def test_collected_rate_is_duties_over_imports() -> None:
    rows = frame("us_collected_duties_annual")
    ratio = 100 * rows.calculated_duties_usd_m / rows.imports_for_consumption_usd_m
    assert (ratio - rows.collected_rate_pct).abs().max() < 0.0002
    assert set(rows[rows.months_covered < 12].year) == {2026}


# National rate: peak 10.8 % in October 2025, 6.5 % in July 2026.
def test_national_monthly_rate_peak_and_last() -> None:
    world = frame("us_collected_rate_monthly").query("iso3 == 'WORLD'").set_index("month").collected_rate_pct
    assert world.idxmax() == pd.Timestamp("2025-10-01")
    assert world.max() == pytest.approx(10.8, abs=0.05)
    assert world[pd.Timestamp("2026-07-01")] == pytest.approx(6.5, abs=0.05)
    assert len(world) == 31


def test_monthly_rates_lie_around_the_annual_rate() -> None:
    monthly = frame("us_collected_rate_monthly").assign(year=lambda t: t.month.dt.year)
    bounds = monthly.groupby(["iso3", "year"]).collected_rate_pct.agg(["min", "max"])
    annual = frame("us_collected_duties_annual").set_index(["iso3", "year"]).collected_rate_pct
    both = bounds.join(annual, how="inner")
    assert len(both) == len(annual)
    assert ((both["min"] <= both.collected_rate_pct + 1e-3) & (both.collected_rate_pct <= both["max"] + 1e-3)).all()


# Printed shares of all goods: Mexico 48 % in June and 87 % in July 2025, Canada 57 and 86 %.
@pytest.mark.parametrize(
    ("iso3", "month", "expected"),
    [
        ("MEX", "2025-06-01", 0.4753),
        ("MEX", "2025-07-01", 0.8688),
        ("CAN", "2025-06-01", 0.5731),
        ("CAN", "2025-07-01", 0.8596),
    ],
)
def test_usmca_claims_of_all_goods(iso3: str, month: str, expected: float) -> None:
    rows = frame("usmca_claims")
    row = rows[(rows.iso3 == iso3) & (rows.month == pd.Timestamp(month)) & (rows.hs2 == "TOTAL")].iloc[0]
    assert row.usmca_claim_share == pytest.approx(expected, abs=1e-3)


def test_usmca_chapters_add_to_all_goods() -> None:
    rows = frame("usmca_claims")
    total = rows[rows.hs2 == "TOTAL"].set_index(["month", "iso3"]).imports_usd_m
    parts = rows[rows.hs2 != "TOTAL"].groupby(["month", "iso3"]).imports_usd_m.sum()
    assert (parts / total - 1).abs().max() < 1e-4


def test_chapter_total_is_the_sum_of_its_programmes() -> None:
    rows = frame("us_tariff_hs2")
    parts = rows[["mfn_after_preferences_pct", "s232_pct", "s301_forced_labor_pct", "s301_brazil_pct"]].sum(axis=1)
    known = rows.current_total_pct.notna()
    assert (parts - rows.current_total_pct)[known].abs().max() < 0.001
    assert set(rows[~known].iso3) == {"CHN"}


# The Yale gap file: Canada 0.438, Mexico 0.371; 8 partners and 45 sectors.
def test_collection_gap() -> None:
    rows = frame("statutory_collected_gap").set_index(["dimension", "item"]).not_collected_share
    assert rows["partner", "CAN"] == pytest.approx(0.43781)
    assert rows["partner", "MEX"] == pytest.approx(0.37118)
    assert rows.groupby(level=0).size().to_dict() == {"partner": 8, "gtap_sector": 45}


def test_no_figure_rests_on_memory() -> None:
    assert "fajgelbaum" not in " ".join(frame("tariff_pass_through").study)
    assert not frame("us_tariff_measures").scope.str.contains("GSP").any()
