"""Published totals of encounters, removals, returns and transits, computed from our own tables."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.schemas import flows
from dashboard.data.tables import load_table


def by_fiscal_year(frame: pd.DataFrame, column: str = "encounters_events") -> pd.Series:
    """Sum by US fiscal year: October to September, named after the year in which it ends."""
    year = frame["month"].dt.year + (frame["month"].dt.month >= 10)
    return frame.groupby(year)[column].sum()


def series(name: str) -> pd.DataFrame:
    frame = load_table("encounters_totals").frame
    return frame[frame["series"] == name]


def at(frame: pd.DataFrame, month: str) -> int:
    return int(frame.loc[frame["month"] == month, "encounters_events"].sum())


def months(start: str, end: str) -> set[pd.Timestamp]:
    return set(pd.date_range(start, end, freq="MS"))


# Encounters

NATIONWIDE = {  # CBP, nationwide encounters, closed fiscal years; 2026 to August
    2020: 646_822, 2021: 1_956_519, 2022: 2_766_582, 2023: 3_201_144, 2024: 2_901_142, 2025: 691_906, 2026: 348_733,
}  # fmt: skip
SOUTHWEST = {  # CBP, southwest land border encounters, the same years
    2020: 458_088, 2021: 1_734_686, 2022: 2_378_944, 2023: 2_475_669, 2024: 2_135_005, 2025: 443_671, 2026: 128_012,
}  # fmt: skip
USBP_SOUTHWEST = {  # CBP, Border Patrol southwest by fiscal year; 2000 from the Border Patrol's long series
    2000: 1_643_679, 2018: 396_579, 2019: 851_508, 2020: 400_651, 2021: 1_659_206, 2022: 2_206_436, 2023: 2_045_838,
    2024: 1_530_523,
}  # fmt: skip


@pytest.mark.parametrize(("year", "events"), NATIONWIDE.items())
def test_nationwide_fiscal_years(year: int, events: int) -> None:
    assert by_fiscal_year(load_table("encounters_nationwide").frame)[year] == events
    assert by_fiscal_year(series("nationwide_total"))[year] == events


@pytest.mark.parametrize(("year", "events"), SOUTHWEST.items())
def test_southwest_fiscal_years(year: int, events: int) -> None:
    frame = load_table("encounters_nationwide").frame
    assert by_fiscal_year(frame[frame["region"] == "southwest"])[year] == events
    assert by_fiscal_year(series("southwest_total"))[year] == events


@pytest.mark.parametrize(("year", "events"), USBP_SOUTHWEST.items())
def test_border_patrol_southwest_fiscal_years(year: int, events: int) -> None:
    assert by_fiscal_year(series("southwest_usbp"))[year] == events
    frame = load_table("encounters_sector").frame
    sectors = frame[(frame["component"] == "usbp") & (frame["region"] == "southwest")]
    assert by_fiscal_year(sectors)[year] == events


def test_border_patrol_whole_country_in_fiscal_year_2026() -> None:
    # 110,118 from October 2025 to August 2026: annual figure of the copier of the September 2026 file.
    assert by_fiscal_year(series("nationwide_usbp"))[2026] == 110_118


def test_newspaper_checkpoints_within_a_revision() -> None:
    # Press at first release: 249,741 in December 2023 and 58,038 in August 2024; later revised by CBP.
    usbp = series("southwest_usbp")
    assert at(usbp, "2023-12-01") == 249_740
    assert at(usbp, "2024-08-01") == 58_009
    assert at(usbp, "2023-12-01") == pytest.approx(249_741, rel=0.001)
    assert at(usbp, "2024-08-01") == pytest.approx(58_038, rel=0.001)


def test_calendar_years_2022_and_2023_are_above_two_million() -> None:
    usbp = series("southwest_usbp")
    by_year = usbp.groupby(usbp["month"].dt.year)["encounters_events"].sum()
    assert (by_year[2022], by_year[2023]) == (2_344_538, 2_040_601)


def test_monthly_average_february_2021_to_january_2025() -> None:
    # Article: about 180,000 a month; Border Patrol and ports together.
    for name, average in (("southwest_total", 183_038), ("southwest_usbp", 152_852)):
        frame = series(name)
        frame = frame[frame["month"].between("2021-02-01", "2025-01-01")]
        assert len(frame) == 48
        assert frame["encounters_events"].mean() == pytest.approx(average, abs=1)


def test_long_series_have_no_holes_but_the_stated_ones() -> None:
    spans = {
        "southwest_usbp": months("1999-10", "2026-08"),
        "southwest_ofo": months("2017-10", "2026-08"),
        "southwest_total": months("2017-10", "2026-08"),
        "nationwide_total": months("2019-10", "2026-08"),
        "nationwide_usbp": months("1999-10", "2026-08") - months("2019-10", "2025-01") - months("2025-05", "2025-05"),
    }
    for name, expected in spans.items():
        assert set(series(name)["month"]) == expected, name


def test_nationwide_table_has_every_month_and_names_twelve_of_the_33() -> None:
    frame = load_table("encounters_nationwide").frame
    assert set(frame["month"]) == months("2019-10", "2026-08")
    named = set(frame["iso3"]) & set(lac33())
    assert named == {"BRA", "COL", "CUB", "ECU", "SLV", "GTM", "HTI", "HND", "MEX", "NIC", "PER", "VEN"}
    assert frame["iso3"].nunique() == 22


def test_title_42_lasts_from_march_2020_to_may_2023() -> None:
    for table in ("encounters_nationwide", "encounters_southwest_component", "encounters_sector"):
        frame = load_table(table).frame
        expelled = frame.loc[frame["authority"] == "title_42", "month"]
        assert expelled.min() == pd.Timestamp("2020-03-01"), table
        assert expelled.max() == pd.Timestamp("2023-05-01"), table


def test_components_equal_the_southwest_total_but_for_the_running_revision() -> None:
    parts = load_table("encounters_southwest_component").frame.groupby("month")["encounters_events"].sum()
    total = series("southwest_total").set_index("month")["encounters_events"]
    difference = (parts - total).abs()
    assert difference.max() <= 9
    assert difference[:"2024-09-01"].max() == 0


def test_component_table_never_mixes_a_total_with_its_parts() -> None:
    frame = load_table("encounters_southwest_component").frame
    for _, group in frame.groupby(["month", "component"]):
        codes = set(group["iso3"])
        assert "ALL" not in codes or codes == {"ALL"}
        assert not {"OTHER", "OTHER_THAN_MEX_GTM_HND_SLV"} <= codes


def test_sectors_are_known_and_the_nine_of_the_southwest_have_a_point() -> None:
    areas = load_table("border_sectors").frame.set_index("area")
    assert set(load_table("encounters_sector").frame["area"]) == set(areas.index)
    southwest = areas[(areas["region"] == "southwest") & (areas["component"] == "usbp")]
    assert list(southwest["west_to_east_order"].sort_values()) == list(range(1, 10))
    assert southwest.sort_values("west_to_east_order")["lon"].is_monotonic_increasing
    assert areas["lon"].notna().sum() == 9


def test_rounded_citizenship_series_agrees_with_the_exact_one() -> None:
    # OHSS rounds to 10; Border Patrol southwest FY2023 by country agrees within 0.1 % above 10,000.
    rounded = load_table("encounters_usbp_citizenship").frame
    exact = load_table("encounters_southwest_component").frame
    window = ("2022-10-01", "2023-09-01")
    rounded = rounded[(rounded["region"] == "southwest") & rounded["month"].between(*window)]
    exact = exact[(exact["component"] == "usbp") & exact["month"].between(*window)]
    ours, theirs = (f.groupby("iso3")["encounters_events"].sum() for f in (rounded, exact))
    large = [iso3 for iso3 in theirs.index if theirs[iso3] > 10_000 and iso3 in lac33()]
    assert len(large) >= 9
    for iso3 in large:
        assert ours[iso3] == pytest.approx(theirs[iso3], rel=0.001), iso3
    assert ours.sum() == pytest.approx(USBP_SOUTHWEST[2023], rel=0.001)


def test_rounded_series_forms_the_border_totals_but_for_the_first_year() -> None:
    # In fiscal year 2000 the statistics office counts 4.7 % fewer than the Border Patrol's own series.
    rounded = load_table("encounters_usbp_citizenship").frame
    assert set(rounded["iso3"]) <= {*lac33(), "OTHER"}
    ours = by_fiscal_year(rounded[rounded["region"] == "southwest"])
    published = by_fiscal_year(series("southwest_usbp"))
    for year in range(2001, 2025):
        assert ours[year] == pytest.approx(published[year], rel=0.004 if year == 2001 else 0.002), year
    assert ours[2000] / published[2000] == pytest.approx(0.953, abs=0.001)


# Removals and detention


@pytest.mark.parametrize(
    ("year", "events"),
    # ICE reports FY2018 and FY2024; detention statistics workbooks FY2019, FY2020, FY2023.
    [(2017, 226_119), (2018, 256_085), (2019, 267_258), (2020, 185_884), (2023, 142_580), (2024, 271_484)],
)
def test_removals_by_fiscal_year(year: int, events: int) -> None:
    totals = load_table("removals_totals").frame.set_index("fiscal_year")["removals_events"]
    assert totals[year] == events


def test_removals_by_citizenship_add_up() -> None:
    # Complete tables for 2017 and 2018; elsewhere the listed countries are 98.3 to 99.7 % of the total.
    listed = load_table("removals_by_citizenship").frame.groupby("fiscal_year")["removals_events"].sum()
    totals = load_table("removals_totals").frame.set_index("fiscal_year")["removals_events"]
    assert listed[2017] == totals[2017]
    assert listed[2018] == totals[2018]
    for year, total in totals.items():
        assert 0.983 * total <= listed[year] <= total, year


@pytest.mark.parametrize(
    ("year", "iso3", "events"),
    # ICE reports: FY2014 table; FY2018 report; FY2024 annual report.
    [(2014, "MEX", 176_968), (2014, "GTM", 54_423), (2014, "HND", 40_695), (2018, "MEX", 141_045),
     (2024, "MEX", 87_298)],
)  # fmt: skip
def test_removals_of_single_countries(year: int, iso3: str, events: int) -> None:
    removals = load_table("removals_by_citizenship").frame.set_index(["fiscal_year", "iso3"])["removals_events"]
    assert removals[year, iso3] == events


def test_all_33_have_removals_in_the_complete_years() -> None:
    frame = load_table("removals_by_citizenship").frame
    for year in (2017, 2018):
        assert set(lac33()) <= set(frame.loc[frame["fiscal_year"] == year, "iso3"])


def test_totals_known_only_from_memory_are_left_out() -> None:
    assert not set(load_table("removals_totals").frame["fiscal_year"]) & {2014, 2015, 2016, 2021, 2022}


def test_cumulative_removals_grow_within_a_fiscal_year() -> None:
    frame = load_table("removals_ytd").frame.sort_values("release_date")
    for _, year in frame.groupby("fiscal_year"):
        assert year["removals_events"].is_monotonic_increasing
    last = frame.set_index("release_date")["removals_events"]
    assert (last["2025-09-24"], last["2025-12-22"]) == (319_980, 92_181)  # ICE workbooks of these days


def test_press_figures_add_to_the_printed_total() -> None:
    # Prensa Libre 2025-12-30: Mexico is 53 % of all Latin Americans, so about 209,000 in the list.
    removals = load_table("removals_reported_2025").frame.set_index("iso3")["removals_people"]
    assert removals.sum() == 209_336
    assert removals["MEX"] / removals.sum() == pytest.approx(0.53, abs=0.005)


def test_detention_parts_add_to_the_printed_total() -> None:
    frame = load_table("detention_monthly").frame.dropna(subset=["cbp_arrest_people"])
    difference = frame["cbp_arrest_people"] + frame["ice_arrest_people"] - frame["total_people"]
    assert difference.abs().max() < 0.11  # each figure is rounded to a tenth
    assert set(frame["month"]) == months("2018-10", "2025-12")


# Returns counted by receiving countries


def returned(iso3: str, start: str, end: str, origin: str) -> int:
    frame = load_table("returns_received").frame
    row = frame[
        (frame["iso3"] == iso3) & (frame["period_start"] == start) & (frame["period_end"] == end)
        & (frame["returned_from"] == origin)
    ]  # fmt: skip
    assert len(row) == 1
    return int(row["returned_people"].iloc[0])


@pytest.mark.parametrize(
    ("iso3", "origin", "people"),
    # Full year 2025, national migration offices, as printed by the press (one article each).
    [
        ("GTM", "USA", 48_405), ("MEX", "USA", 142_706), ("BRA", "USA", 3_294), ("DOM", "USA", 3_986),
        ("HND", "ALL", 42_928), ("SLV", "ALL", 16_051), ("CUB", "ALL", 1_669), ("VEN", "USA", 14_000),
    ],
)  # fmt: skip
def test_returns_in_2025(iso3: str, origin: str, people: int) -> None:
    assert returned(iso3, "2025-01-01", "2025-12-31", origin) == people


def test_guatemala_2024_is_the_same_in_both_tables() -> None:
    # IGM: 61,680 people from the United States in 2024.
    frame = load_table("returns_guatemala").frame
    year = frame[frame["month"].between("2024-01-01", "2024-12-01")]
    assert year.loc[year["returned_from"] == "USA", "returned_people"].sum() == 61_680
    assert returned("GTM", "2024-01-01", "2024-12-31", "USA") == 61_680
    assert year["returned_people"].sum() == returned("GTM", "2024-01-01", "2024-12-31", "USA_MEX") == 76_768


@pytest.mark.parametrize(("month", "people"), [("2025-02", 3_078), ("2025-03", 2_912), ("2025-04", 2_839)])
def test_guatemala_months_are_the_printed_ones(month: str, people: int) -> None:
    # IGM through Soy502, 2026-01-05.
    frame = load_table("returns_guatemala").frame
    assert frame.loc[frame["month"] == f"{month}-01", "returned_people"].sum() == people
    assert returned("GTM", f"{month}-01", str(pd.Period(month).end_time.date()), "USA_MEX") == people


def test_guatemala_unlabelled_rows_are_the_united_states() -> None:
    # Reuters printed 23,753 for February to August 2025: January to August less January.
    frame = load_table("returns_guatemala").frame
    january = frame[(frame["month"] == "2025-01-01") & (frame["returned_from"] == "USA")]["returned_people"].sum()
    assert returned("GTM", "2025-01-01", "2025-08-31", "USA") - january == 23_753
    assert returned("GTM", "2025-02-01", "2025-08-31", "USA") == 23_753


@pytest.mark.parametrize(
    ("start", "end"),
    [("2025-01-01", "2025-06-30"), ("2025-01-01", "2025-10-31"), ("2026-01-01", "2026-01-15")],
)
def test_origins_of_returns_to_honduras_add_up(start: str, end: str) -> None:
    frame = load_table("returns_received").frame
    rows = frame[(frame["iso3"] == "HND") & (frame["period_start"] == start) & (frame["period_end"] == end)]
    people = rows.set_index("returned_from")["returned_people"]
    assert people.drop("ALL").sum() == people["ALL"]


def test_returns_have_ordered_dates_and_sources_of_their_own() -> None:
    frame = load_table("returns_received").frame
    assert (frame["period_end"] >= frame["period_start"]).all()
    assert set(frame["iso3"]) == {
        "BRA", "COL", "CUB", "DOM", "ECU", "GTM", "HND", "HTI", "JAM", "MEX", "SLV", "VEN",
    }  # fmt: skip
    assert (frame["returned_people"].notna() | frame["arrival_flights"].notna()).all()
    assert all(sources()[source].url.startswith("http") for source in frame["source_id"])


def test_conflicting_split_of_guatemala_is_left_out() -> None:
    # One article's split for 16 December 2025 contradicts the figures of two days before and of the year.
    frame = load_table("returns_received").frame
    rows = frame[(frame["iso3"] == "GTM") & (frame["period_end"] == "2025-12-16")]
    assert list(rows["returned_from"]) == ["USA_MEX"]


# Routes and third countries


@pytest.mark.parametrize(
    ("year", "people"),
    # Servicio Nacional de Migracion of Panama, yearly totals.
    [(2021, 133_726), (2022, 248_284), (2023, 520_085), (2024, 302_203)],
)
def test_darien_years(year: int, people: int) -> None:
    frame = load_table("darien_transits").frame
    frame = frame[frame["period_start"].dt.year == year]
    assert set(frame["period_kind"]) == {"month"}
    assert frame["transits_people"].sum() == people


def test_darien_years_and_months_do_not_overlap() -> None:
    frame = load_table("darien_transits").frame
    kinds = frame.groupby("period_kind")["period_start"]
    assert kinds.max()["year"] < kinds.min()["month"]
    assert frame.loc[frame["period_start"].dt.year == 2020, "period_start"].nunique() == 9


def test_third_country_transfers_to_the_region() -> None:
    # List of 7 October 2025: 252 Venezuelans to El Salvador, about 200 to Costa Rica, about 300 to Panama.
    frame = load_table("third_country_transfers_reported").frame
    frame = frame[frame["transfer"] == 1].set_index("iso3")
    assert frame["received_people"].reindex(["SLV", "CRI", "PAN", "MEX"]).tolist() == [252, 200, 300, 6_500]
    assert frame.loc["MEX", "qualifier"] == "at_least"
    assert pd.isna(frame.loc["GTM", "received_people"])


def test_departure_shares_add_to_one() -> None:
    frame = load_table("third_country_departure_shares").frame
    assert frame.groupby("iso3")["departures_share"].sum().to_numpy() == pytest.approx(1, abs=0.001)
    assert (frame["iso3"] != frame["partner_iso3"]).all()


@pytest.mark.parametrize("table", [spec.id for spec in flows.TABLES])
def test_tables_are_small_and_sorted_by_key(table: str) -> None:
    loaded = load_table(table)
    assert loaded.spec.path.stat().st_size < 1_200_000
    keys = loaded.frame[list(loaded.spec.keys)]
    assert keys.equals(keys.sort_values(list(loaded.spec.keys), kind="stable"))
