"""Published totals and invariants of the trade tables."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.data.registry import lac33
from dashboard.data.schemas.trade import TABLES
from dashboard.data.tables import load_table

FLOWS = ["us_imports_usd_m", "us_exports_usd_m"]


def frame(table: str) -> pd.DataFrame:
    return load_table(table).frame


def annual(iso3: str, year: int) -> pd.Series:
    rows = frame("us_goods_trade_annual")
    return rows[(rows.iso3 == iso3) & (rows.year == year)].iloc[0]


@pytest.mark.parametrize("table", [spec.id for spec in TABLES])
def test_every_table_passes_its_schema(table: str) -> None:
    assert len(frame(table)) > 0


# US general imports 2024, Census country file, edition of April 2025.
@pytest.mark.parametrize(
    ("iso3", "usd_m"),
    [("MEX", 505_851), ("BRA", 42_316), ("COL", 17_690), ("CHN", 438_947), ("CAN", 412_696), ("WORLD", 3_267_461)],
)
def test_us_imports_2024(iso3: str, usd_m: float) -> None:
    assert annual(iso3, 2024).us_imports_usd_m == pytest.approx(usd_m, abs=0.6)


def test_us_exports_to_the_world_2024() -> None:
    assert annual("WORLD", 2024).us_exports_usd_m == pytest.approx(2_065_131, abs=0.6)


# Published goods deficit 2025, Census basis: 1,234,619; the sum of regions is 21 million off.
def test_us_goods_deficit_2025() -> None:
    row = annual("WORLD", 2025)
    assert row.us_imports_usd_m - row.us_exports_usd_m == pytest.approx(1_234_619, abs=22)


# Two-way goods trade of the USA with the 33 states 2023: 1,136.7 billion; imports 620.2, exports 516.5.
def test_us_trade_with_the_33_states_2023() -> None:
    rows = frame("us_goods_trade_annual").query("year == 2023")
    rows = rows[rows.iso3.isin(lac33())]
    assert len(rows) == 33
    assert rows.us_imports_usd_m.sum() == pytest.approx(620_200, abs=60)
    assert rows.us_exports_usd_m.sum() == pytest.approx(516_500, abs=60)


def test_months_add_to_years() -> None:
    monthly = frame("us_goods_trade_monthly").assign(year=lambda t: t.month.dt.year)
    sums = monthly.groupby(["iso3", "year"])[FLOWS].sum()
    months = monthly.groupby(["iso3", "year"]).size()
    years = frame("us_goods_trade_annual").set_index(["iso3", "year"])
    both = sums.add_suffix("_months").join(years, how="inner")
    assert len(both) == len(sums)
    for flow in FLOWS:
        old = both[both.source_id == "census_country_2025_04"]
        assert (old[f"{flow}_months"] - old[flow]).abs().max() < 0.01
        # The later edition prints one decimal: rounding of up to twelve months and six regions.
        assert (both[f"{flow}_months"] - both[flow]).abs().max() < 2
    assert (months.reindex(both.index) == both.months_covered).all()


def test_all_33_states_have_every_month_and_the_last_is_july_2026() -> None:
    monthly = frame("us_goods_trade_monthly")
    assert set(lac33()) <= set(monthly.iso3)
    assert monthly.month.min() == pd.Timestamp("2010-01-01")
    assert monthly.month.max() == pd.Timestamp("2026-07-01")
    assert (monthly.groupby("iso3").size() == 199).all()


def test_2026_is_marked_as_part_of_a_year() -> None:
    rows = frame("us_goods_trade_annual")
    assert set(rows[rows.year == 2026].months_covered) == {7}
    assert set(rows[rows.year < 2026].months_covered) == {12}


def test_the_33_states_are_less_than_the_world_and_no_total_is_stored() -> None:
    rows = frame("us_goods_trade_annual").query("year == 2024").set_index("iso3")
    assert rows.loc[list(lac33()), "us_imports_usd_m"].sum() < 0.25 * rows.loc["WORLD", "us_imports_usd_m"]
    assert not set(rows.index) - set(lac33()) - {"CAN", "CHN", "EUN", "WORLD"}


# BACI 2023, 32 states, exports + imports: USA 1,062.9 billion (38.8 %), China 458.1 (16.7 %), Mexico-USA 751.9.
def test_trade_of_the_region_by_partner_2023() -> None:
    rows = frame("trade_by_partner")
    rows = rows[rows.iso3.isin(lac33())].assign(both=lambda t: t.exports_usd_m + t.imports_usd_m)
    by_partner = rows.groupby("partner_iso3").both.sum()
    assert rows.iso3.nunique() == 32
    assert by_partner["USA"] == pytest.approx(1_062_900, abs=60)
    assert by_partner["CHN"] == pytest.approx(458_100, abs=60)
    assert 100 * by_partner["USA"] / by_partner["WORLD"] == pytest.approx(38.8, abs=0.05)
    assert 100 * by_partner["CHN"] / by_partner["WORLD"] == pytest.approx(16.7, abs=0.05)
    mexico = rows[(rows.iso3 == "MEX") & (rows.partner_iso3 == "USA")].both.sum()
    assert mexico == pytest.approx(751_900, abs=100)  # printed cut off, 751.97


# Without trade inside the region on either side the US share is 45.6 %.
def test_us_share_without_trade_inside_the_region() -> None:
    rows = frame("trade_by_partner")
    rows = rows[rows.iso3.isin(lac33())].assign(both=lambda t: t.exports_usd_m + t.imports_usd_m)
    by_partner = rows.groupby("partner_iso3").both.sum()
    assert 100 * by_partner["USA"] / (by_partner["WORLD"] - by_partner["LAC33"]) == pytest.approx(45.6, abs=0.05)


# BACI: the region's exports to the USA 591.8 billion, its imports from the USA 471.1.
def test_region_and_the_usa_in_both_directions_2023() -> None:
    rows = frame("trade_by_partner").query("partner_iso3 == 'USA'")
    rows = rows[rows.iso3.isin(lac33())]
    assert rows.exports_usd_m.sum() == pytest.approx(591_800, abs=60)
    assert rows.imports_usd_m.sum() == pytest.approx(471_100, abs=60)


def test_partners_add_to_the_world() -> None:
    rows = frame("trade_by_partner")
    for flow in ("exports_usd_m", "imports_usd_m"):
        wide = rows.pivot_table(index="iso3", columns="partner_iso3", values=flow)
        assert (wide.drop(columns="WORLD").sum(axis=1) / wide.WORLD - 1).abs().max() < 1e-4


def matrix() -> pd.DataFrame:
    return frame("trade_matrix_2023").pivot_table("trade_usd_m", "exporter_iso3", "importer_iso3")


def test_matrix_is_square_and_complete() -> None:
    wide = matrix()
    assert wide.shape == (42, 42)
    assert list(wide.index) == list(wide.columns)
    assert wide.notna().all().all()
    assert set(lac33()) - set(wide.index) == {"CUB"}


def test_matrix_agrees_with_the_partner_table() -> None:
    wide = matrix()
    partners = frame("trade_by_partner").set_index(["iso3", "partner_iso3"])
    for iso3 in ("MEX", "BRA", "COL", "GTM", "URY"):
        assert wide.loc[iso3, "USA"] == pytest.approx(partners.exports_usd_m[iso3, "USA"], rel=1e-4)
        assert wide.loc["CHN", iso3] == pytest.approx(partners.imports_usd_m[iso3, "CHN"], rel=1e-4)


# IMF World Economic Outlook October 2025, GDP 2023: Venezuela 102,377; Mexico 1,798,318; USA 27,811,500.
@pytest.mark.parametrize(("iso3", "gdp"), [("VEN", 102_377), ("MEX", 1_798_318), ("USA", 27_811_500), ("HTI", 19_603)])
def test_matrix_rows_add_to_gdp(iso3: str, gdp: float) -> None:
    assert matrix().loc[iso3].sum() == pytest.approx(gdp, rel=1e-5)


def test_matrix_flags_the_diagonal() -> None:
    rows = frame("trade_matrix_2023")
    own = rows.exporter_iso3 == rows.importer_iso3
    assert (rows[~own].basis == "baci").all()
    assert (rows[own].trade_usd_m > 0).all()
    assert set(rows[own & (rows.basis == "own_wdi_gdp")].exporter_iso3) == {
        "EUN",
        "GBR",
        "IND",
        "JPN",
        "KOR",
        "ROW",
        "VNM",
    }


# Published: gross output of the world 199,691,318; all that the United States buys from Mexico 409,897.
def test_sales_by_sector_add_up_to_the_published_totals() -> None:
    rows = frame("trade_cube_2022")
    assert rows.trade_usd_m.sum() == pytest.approx(199_691_318, abs=1)
    from_mexico = rows[(rows.exporter_iso3 == "MEX") & (rows.importer_iso3 == "USA")]
    assert from_mexico.trade_usd_m.sum() == pytest.approx(409_897, abs=1)
    assert rows.groupby("sector").size().eq(17 * 17).all()
    assert rows.sector.nunique() == 28
    assert (rows[rows.sector == "SERVICES"].applied_tariff_pct == 0.0).all()
    inside = rows[(rows.exporter_iso3 == rows.importer_iso3) & (rows.applied_tariff_pct > 0.0)]
    assert set(inside.exporter_iso3) == {"ROW"}  # the only region whose countries levy tariffs on one another


def test_every_product_has_a_sector() -> None:
    prefixes = set(frame("hs_icio_sectors").hs_prefix)
    assert set(frame("us_imports_hs6_world").hs6.str[:2]) <= prefixes | {"98", "99"}
    assert set(frame("hs_icio_sectors").sector) <= set(frame("trade_cube_2022").sector)


# Published values: Caliendo-Parro petroleum 64.85, uniform set 4, Caliendo-Parro agriculture 9.11.
def test_trade_elasticities() -> None:
    rows = frame("trade_elasticities").set_index(["study", "classification", "sector"]).trade_elasticity
    icio = rows.xs("icio", level="classification")
    assert icio.groupby("study").size().eq(28).all()
    assert icio.index.get_level_values("study").nunique() == 8
    assert icio["caliendo_parro_2015"].max() == pytest.approx(64.85)
    assert set(icio["uniform_4"]) == {4.0}
    assert rows["caliendo_parro_2015", "isic_rev3", "01-05"] == pytest.approx(9.11)


# Argentina 2023: 44.7 jobs per million in agriculture, 26.6 in industry, 31.6 in all.
@pytest.mark.parametrize(("sector", "expected"), [("agriculture", 44.7), ("industry", 26.6), ("all", 31.6)])
def test_jobs_per_value_added_of_argentina(sector: str, expected: float) -> None:
    rows = frame("jobs_per_value_added")
    row = rows[(rows.iso3 == "ARG") & (rows.sector == sector)].iloc[0]
    assert row.direct_jobs_per_usd_m == pytest.approx(expected, abs=0.05)
    assert row.employment_people / row.value_added_usd_m == pytest.approx(expected, abs=0.06)


# Caribbean Tourism Organization 2024: 16.8 of 34.2 million = 49.1 %; Barbados 176,614 of 636,540 = 27.7 %.
def test_us_share_of_visitors() -> None:
    rows = frame("tourism_us_share")
    counted = rows[rows.from_us_people.notna() & rows.all_markets_people.notna()]
    ratio = counted.from_us_people.astype(float) / counted.all_markets_people.astype(float)
    assert (ratio - counted.us_share).abs().max() < 0.001
    assert (rows.period_to > rows.period_from).all()
    assert set(rows.quality) <= {"primary", "secondary"}


def test_arrivals_keep_their_concepts_apart() -> None:
    rows = frame("tourism_arrivals")
    assert rows[rows.concept == "arrivals_wb"].year.max() == 2020
    barbados = rows[(rows.iso3 == "BRB") & (rows.concept == "stayover_arrivals")].iloc[0]
    assert barbados.arrivals_people == 636_540
    assert rows[["arrivals_people", "receipts_usd_m"]].notna().any(axis=1).all()


def test_top_commodities_are_five_per_country_and_flow() -> None:
    rows = frame("top_commodities")
    assert set(rows.iso3) == set(lac33())
    assert (rows.groupby(["iso3", "flow"])["rank"].agg(sorted).map(tuple) == (1, 2, 3, 4, 5)).all()
