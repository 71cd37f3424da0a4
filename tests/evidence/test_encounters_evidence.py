"""Encounter and removal figures against published totals and hand sums."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import encounters

NATIONWIDE = load_table("encounters_nationwide")
TOTALS = load_table("encounters_totals")
REMOVALS = load_table("removals_by_citizenship")
DEC_2023 = date(2023, 12, 1)


@pytest.fixture(scope="module")
def southwest():
    return encounters.series(TOTALS, "southwest_usbp")


def test_fiscal_year_starts_in_october():
    assert encounters.fiscal_year(date(2025, 9, 30)) == 2025
    assert encounters.fiscal_year(date(2025, 10, 1)) == 2026


def test_published_fiscal_years_nationwide():
    years = encounters.citizenship_years(NATIONWIDE)
    assert years.whole == {
        2020: 646_822, 2021: 1_956_519, 2022: 2_766_582, 2023: 3_201_144, 2024: 2_901_142, 2025: 691_906, 2026: 348_733,
    }  # fmt: skip
    assert years.partial == {2026: date(2026, 8, 1)}
    assert (years.frame.sum(axis=1) == pd.Series(years.whole)).all()


def test_parts_add_to_the_whole():
    for column in ("demographic", "region", "authority"):
        years = encounters.breakdown(NATIONWIDE, column)
        assert years.whole[2023] == 3_201_144
    assert encounters.breakdown(NATIONWIDE, "region").frame.loc[2023, "southwest"] == 2_475_669


def test_border_patrol_fiscal_years():
    frame = encounters.components(TOTALS).frame
    published = {2018: 396_579, 2019: 851_508, 2021: 1_659_206, 2022: 2_206_436, 2023: 2_045_838, 2024: 1_530_523}
    assert {year: int(frame.loc[year, "usbp"]) for year in published} == published


def test_newest_month_and_peak(southwest):
    reading = encounters.reading(southwest)
    assert (reading.month, reading.count, reading.year_before) == (date(2026, 8, 1), 8_870, 6_317)
    assert reading.change_pct == pytest.approx(40.41, abs=0.01)
    assert (reading.peak_month, reading.peak) == (DEC_2023, 249_740)
    assert reading.below_peak_pct == pytest.approx(-96.45, abs=0.01)


def test_calendar_years_above_two_million(southwest):
    years = encounters.calendar_years(southwest)
    assert (years[2022], years[2023]) == (2_344_538, 2_040_601)
    assert 1999 not in years
    assert 2026 not in years


def test_running_year_compares_the_same_months():
    running = encounters.running_year(encounters.series(TOTALS, "nationwide_total"))
    assert (running.fiscal_year, running.months, running.count) == (2026, 11, 348_733)
    assert running.before == 691_906 - 26_002  # fiscal year 2025 without September


def test_running_year_is_silent_when_a_month_is_missing():
    months = tuple(date(2024 + (m > 12), (m - 1) % 12 + 1, 1) for m in range(10, 24))
    counts = tuple(None if m == date(2024, 10, 1) else 5 for m in months)
    assert encounters.running_year(encounters.Monthly(months, counts, ("x",))).before is None


def test_calendar_years_leave_out_the_first_without_all_months():
    years = encounters.citizenship_years(NATIONWIDE, "calendar")
    assert list(years.frame.index) == list(range(2020, 2027))  # the table starts in October 2019
    assert years.partial == {2026: date(2026, 8, 1)}
    assert years.basis == "calendar"
    months = NATIONWIDE.frame[NATIONWIDE.frame["month"].dt.year == 2022]
    assert years.whole[2022] == months["encounters_events"].sum()
    assert encounters.components(TOTALS, "calendar").frame.index.min() == 2018


def test_fiscal_and_calendar_years_hold_the_same_months(southwest):
    sectors = encounters.sector_years(load_table("encounters_sector"), load_table("border_sectors"), "calendar")
    assert sectors.whole[2023] == encounters.calendar_years(southwest)[2023] == 2_040_601


def test_sectors_add_to_the_published_border():
    years = encounters.sector_years(load_table("encounters_sector"), load_table("border_sectors"))
    assert {year: years.whole[year] for year in (2021, 2022, 2023, 2024)} == {
        2021: 1_659_206, 2022: 2_206_436, 2023: 2_045_838, 2024: 1_530_523,
    }  # fmt: skip
    assert len(years.frame.columns) == 9
    assert list(years.frame.columns)[0] == "san_diego"


def test_title_42_is_the_law_of_its_months():
    years = encounters.breakdown(NATIONWIDE, "authority").frame
    rows = NATIONWIDE.frame[NATIONWIDE.frame["authority"] == "title_42"]
    start, end = encounters.TITLE_42
    assert (rows["month"].min().date(), rows["month"].max().date()) == (start.replace(day=1), end.replace(day=1))
    assert years.loc[2024, "title_42"] == 0
    assert years.sum(axis=1)[2023] == 3_201_144


def test_breakdown_of_one_citizenship_keeps_all_years():
    for column in encounters.GROUPS_OF:
        years = encounters.breakdown(NATIONWIDE, column, "CUB")
        assert list(years.frame.index) == list(range(2020, 2027))
        assert (years.frame.sum(axis=1) == encounters.country_years(NATIONWIDE, "CUB").frame["CUB"]).all()


def test_components_of_a_citizenship_need_all_months():
    table = load_table("encounters_southwest_component")
    years = encounters.components_of(table, "VEN")
    # Citizenship starts in October 2019; from June to November 2025 it is published for five groups or not at all.
    assert list(years.frame.index) == [2020, 2021, 2022, 2023, 2024]
    assert list(encounters.components_of(table, "MEX", "calendar").frame.index) == [2020, 2021, 2022, 2023, 2024]
    assert encounters.components_of(table, "KNA") is None


def test_only_twelve_of_the_33_are_named():
    named = {iso3 for iso3 in lac33() if encounters.of_citizens(NATIONWIDE, iso3) is not None}
    assert len(named) == 12
    assert encounters.country_years(NATIONWIDE, "DOM") is None
    assert encounters.country_years(NATIONWIDE, "OTHER") is None


def test_country_share():
    years = encounters.country_years(NATIONWIDE, "NIC")
    assert years.frame.loc[2022, "NIC"] == 164_600
    assert years.share_pct("NIC")[2022] == pytest.approx(164_600 / 2_766_582 * 100)


def test_rounded_series_leaves_gaps_missing():
    table = load_table("encounters_usbp_citizenship")
    years = encounters.between_ports_years(table, "DOM")
    assert years.frame.loc[2023, "DOM"] == 36_010
    assert years.partial == {2025: date(2024, 11, 1)}
    assert encounters.between_ports_years(table, "KNA").frame["KNA"].isna().all()


def test_sector_sums_need_twelve_months():
    found = encounters.sectors(load_table("encounters_sector"), load_table("border_sectors"))
    frame = found.frame.set_index("area")
    usbp = frame[(frame["component"] == "usbp") & (frame["region"] == "southwest")]
    assert len(usbp) == 9
    last = encounters.series(TOTALS, "southwest_usbp")
    assert usbp["last_events"].sum() == sum(last.counts[-12:])
    assert usbp["before_events"].sum() == sum(last.counts[-24:-12])
    assert frame.loc["miami", "before_events"] != frame.loc["miami", "before_events"]


def test_removals():
    ranking = encounters.removals_ranking(REMOVALS).frame
    assert len(ranking) == 33
    assert list(ranking["iso3"].head(3)) == ["MEX", "GTM", "HND"]
    assert ranking.set_index("iso3").loc["URY", "removals_events"] != 0  # not listed is not zero
    total = encounters.removals_total(load_table("removals_totals"), load_table("removals_ytd"))
    assert (total.fiscal_year, total.events, total.before) == (2024, 271_484, 142_580)
    assert total.running == ((2025, date(2025, 9, 24), 319_980), (2026, date(2025, 12, 22), 92_181))
    history = encounters.removals_history(REMOVALS, encounters.removals_ranking(REMOVALS), "KNA").frame
    assert history.columns[0] == "KNA"
    assert history.loc[2014, "MEX"] == 176_968


def test_returns_keep_their_spans():
    table = load_table("returns_received")
    frame = encounters.returns(table).frame
    assert frame["iso3"].nunique() == 12
    assert frame.groupby("iso3").size().max() <= 2
    newest = frame[frame["iso3"] == "MEX"].iloc[0]
    assert (int(newest["returned_people"]), newest["period_end"]) == (189_830, pd.Timestamp(2026, 3, 18))
    assert 48_405 in set(frame.loc[frame["iso3"] == "GTM", "returned_people"])
    assert encounters.returns(table, "ARG").frame.empty


def test_a_week_does_not_stand_for_a_country():
    # Guatemala's newest count spans six days (286 people); its last whole year has 48,405 from the United States.
    found = encounters.returns(load_table("returns_received"), "GTM").frame
    assert list(found["returned_people"].head(2)) == [48_405, 286]
    assert found["returned_from"].iloc[0] == "USA"
    assert (found["period_end"].diff().dt.days.iloc[2:] <= 0).all()
    # Haiti has one day only, which is better than nothing.
    assert encounters.returns(load_table("returns_received"), "HTI").frame["returned_people"].iloc[0] == 21


def test_darien_by_year(southwest):
    years = encounters.transits(load_table("darien_transits"), southwest)
    people = years.frame["transits_people"]
    assert [people[year] for year in (2021, 2022, 2023, 2024)] == [133_726, 248_284, 520_085, 302_203]
    assert years.partial == {2025: date(2025, 4, 1)}
    assert years.frame.loc[2022, "southwest_usbp_events"] == 2_344_538


def test_darien_by_month():
    everyone = encounters.transits_monthly(load_table("darien_transits"))
    assert sum(count for month, count in zip(everyone.months, everyone.counts, strict=True) if month.year == 2023) == (
        520_085
    )
    assert sum(count is None for month, count in zip(everyone.months, everyone.counts, strict=True)) == 3
    venezuela = encounters.transits_monthly(load_table("darien_transits"), "VEN")
    gaps = [i for i, count in enumerate(everyone.counts) if count is None]
    assert [i for i, count in enumerate(venezuela.counts) if count is None] == gaps
    assert all(a <= b for a, b in zip(venezuela.counts, everyone.counts, strict=True) if b is not None)


def test_sources_are_registered():
    for found in (encounters.citizenship_years(NATIONWIDE), encounters.removals_ranking(REMOVALS)):
        assert found.sources
        assert set(found.sources) <= set(sources())
