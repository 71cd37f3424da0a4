"""Exhibits of the encounters page: complete for every country, honest about gaps."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import encounters as evidence
from dashboard.evidence import events, windows
from dashboard.evidence import removals as removed
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import encounters as views
from dashboard.views import removals as removal_views
from dashboard.views import windows as window_views
from dashboard.views.style import Look

T = load_table
EN, LOOK = translator("en"), Look()
VERSIONS = {source_id: source.version for source_id, source in sources().items()}


def _complete(exhibit) -> None:
    assert exhibit.headline
    assert exhibit.subtitle
    assert exhibit.alt
    assert exhibit.sources
    assert set(exhibit.sources) <= set(sources())
    assert len(exhibit.table)
    assert exhibit.table.columns.is_unique
    assert set(exhibit.formats) <= set(exhibit.table.columns)


def _long(t, look):
    southwest = evidence.series(T("encounters_totals"), "southwest_usbp")
    marked = events.on_chart(T("events"), "border", southwest.months[0], southwest.newest)
    return views.long_series(southwest, evidence.reading(southwest), marked, evidence.TITLE_42, t, look)


def _common(t, look):
    nationwide, totals = T("encounters_nationwide"), T("encounters_totals")
    sectors, places = T("encounters_sector"), T("border_sectors")
    yield _long(t, look)
    yield views.sector_dots(evidence.sectors(sectors, places), t, look)
    for basis in evidence.BASES:
        years = evidence.citizenship_years(nationwide, basis)
        each = evidence.citizenships(nationwide, basis)
        yield views.citizenship_columns(years, each, evidence.largest_shift(years), t, look)
        yield views.breakdown_columns(evidence.components(totals, basis), "component", None, t, look)
        for kind in evidence.GROUPS_OF:
            yield views.breakdown_columns(evidence.breakdown(nationwide, kind, None, basis), kind, None, t, look)
        in_years = evidence.sector_years(sectors, places, basis)
        yield views.sector_lines(in_years, evidence.sector_names(places), t, look)
    yield window_views.releases(windows.releases(totals, T("article_facts")), VERSIONS, t)
    yield removal_views.running(removed.running(T("removals_ytd")), t, look)
    left = windows.leaving_detention(T("detention_monthly"))
    marked = events.on_chart(T("events"), "removals", left.months[0], left.newest)
    yield removal_views.leaving_detention(left, marked, t, look)


def _of_country(iso3, t, look):
    nationwide, removals = T("encounters_nationwide"), T("removals_by_citizenship")
    own = evidence.country_years(nationwide, iso3)
    if own is not None:
        yield views.country_columns(own, iso3, t, look)
        yield views.breakdown_columns(evidence.breakdown(nationwide, "region", iso3), "region", iso3, t, look)
    else:
        rounded = evidence.between_ports_years(T("encounters_usbp_citizenship"), iso3)
        yield views.country_columns_rounded(rounded, iso3, t, look)
    ranking = evidence.removals_ranking(removals)
    total = evidence.removals_total(T("removals_totals"), T("removals_ytd"))
    yield views.removals_bars(ranking, total, iso3, t, look)
    yield views.removals_lines(evidence.removals_history(removals, ranking, iso3), iso3, t, look)
    returned = T("returns_received")
    yield views.returns_list(evidence.returns(returned), evidence.returns(returned, iso3), iso3, t)
    southwest = evidence.series(T("encounters_totals"), "southwest_usbp")
    everyone = evidence.transits(T("darien_transits"), southwest)
    yield views.darien_panels(everyone, evidence.transits(T("darien_transits"), southwest, iso3), iso3, t, look)
    by_month = evidence.transits_monthly(T("darien_transits"))
    marked = events.on_chart(T("events"), "darien", by_month.months[0], southwest.newest, iso3)
    own_months = evidence.transits_monthly(T("darien_transits"), iso3)
    yield views.darien_months(by_month, southwest, own_months, iso3, marked, t, look)
    yield removal_views.destinations(removed.destinations(T("removals_by_destination_2025")), iso3, t, look)
    yield removal_views.reported(removed.reported(T("removals_reported_2025")), iso3, t, look)
    yield removal_views.third_country(removed.third_country(T("third_country_transfers_reported")), iso3, t, look)
    shares = T("third_country_departure_shares")
    yield removal_views.departures(removed.departures(shares), shares.source_ids, iso3, t, look)
    by_mexico = removed.returned_by_mexico(T("mexico_expulsions"), iso3)
    yield removal_views.returned_by_mexico(by_mexico, iso3, t, look)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_common_exhibits_are_complete(language, dark):
    for exhibit in _common(translator(language), Look(dark)):
        _complete(exhibit)


@pytest.mark.thorough
@pytest.mark.parametrize("iso3", lac33())
def test_country_exhibits_are_complete_and_name_the_country(iso3):
    exhibits = list(_of_country(iso3, EN, LOOK))
    for exhibit in exhibits:
        _complete(exhibit)
    assert exhibits[0].headline.startswith(f"{EN.country(iso3)}:")


def test_missing_is_said():
    headlines = " ".join(exhibit.headline for exhibit in _of_country("BRB", EN, LOOK))
    assert "no data on encounters" in headlines
    assert "no count of returns" in headlines
    assert "no crossing of the Darien" in headlines


def test_no_chart_is_empty():
    for iso3 in ("BRB", "KNA", "URY"):
        for exhibit in _of_country(iso3, EN, LOOK):
            if exhibit.graphic is not None:
                assert all(
                    any(v is not None for v in (trace.y if len(trace.y) else trace.x)) for trace in exhibit.graphic.data
                )


def test_a_country_that_is_not_listed_is_not_zero():
    ranking = evidence.removals_ranking(T("removals_by_citizenship"))
    total = evidence.removals_total(T("removals_totals"), T("removals_ytd"))
    exhibit = views.removals_bars(ranking, total, "URY", EN, LOOK)
    assert "no data" in exhibit.graphic.to_json()


def test_partial_years_are_marked():
    years = evidence.citizenship_years(T("encounters_nationwide"))
    exhibit = views.citizenship_columns(
        years, evidence.citizenships(T("encounters_nationwide")), evidence.largest_shift(years), EN, LOOK
    )
    assert "2026 (to Aug 2026)" in exhibit.table.columns
    assert exhibit.graphic.data[0].x[-1] == "2026<br>to Aug 2026"


def test_title_42_is_shaded_from_its_first_to_its_last_day():
    shapes = _long(EN, LOOK).graphic.layout.shapes
    shaded = [shape for shape in shapes if shape.type == "rect"]
    assert [(shape.x0, shape.x1) for shape in shaded] == [("2020-03-21", "2023-05-11")]


def test_revisions_are_told():
    exhibit = window_views.releases(windows.releases(T("encounters_totals"), T("article_facts")), VERSIONS, EN)
    assert "\u221229 events" in exhibit.headline
    moved = exhibit.table[exhibit.table["Change"] != 0]
    assert list(exhibit.table.index[: len(moved)]) == list(moved.index)  # the revised months stand first


@pytest.mark.parametrize(("event_id", "length"), [("ev061", 12), ("ev242", 6), ("ev021", 3)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_before_and_after_names_incomplete_windows(event_id, length, language):
    t = translator(language)
    step = T("events").frame[T("events").frame["event_id"] == event_id]
    monthly = evidence.series(T("encounters_totals"), "southwest_ofo")
    found = windows.around(monthly, step["date"].iloc[0].date(), length)
    exhibit = window_views.around_event(found, step, "southwest_ofo", None, t, LOOK)
    _complete(exhibit)
    incomplete = sum(w.mean is None for w in (found.before, found.after, found.before_year_ago, found.after_year_ago))
    assert len(exhibit.notes) == 1 + incomplete
    assert exhibit.table.iloc[:, -1].isna().sum() == incomplete
    if event_id == "ev242":  # its months after are not published yet
        assert incomplete >= 1
        assert found.change_pct is None


def test_before_and_after_is_worded_as_description():
    step = T("events").frame[T("events").frame["event_id"] == "ev061"]
    monthly = evidence.series(T("encounters_totals"), "southwest_usbp")
    exhibit = window_views.around_event(
        windows.around(monthly, step["date"].iloc[0].date(), 6), step, "southwest_usbp", None, EN, LOOK
    )
    assert "not an effect" in exhibit.notes[0]
    assert not any(word in exhibit.headline.lower() for word in ("because", "caused", "effect", "due to"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_to_choose_has_a_short_name_of_its_own(language):
    for country in (None, *lac33()):
        names = list(window_views.event_names(windows.choices(T("events"), country), translator(language)).values())
        assert len(names) == len(set(names))
        assert max(map(len, names)) <= 64  # characters with the date: a list's width beside its arrow
        assert not any("…" in name or "nan" in name for name in names)


def test_bounds_stand_at_the_names():
    found = removed.third_country(T("third_country_transfers_reported"))
    exhibit = removal_views.third_country(found, "MEX", EN, LOOK)
    assert "Mexico (at least)" in exhibit.graphic.to_json()
    assert "at least 6,500" in exhibit.headline


# Figures of the tables of removals in 2025; Belize is in none of them.
@pytest.mark.parametrize(
    ("iso3", "monthly", "printed", "third"),
    [
        ("HND", "Honduras: about 2,600 removals a month", "Honduras: about 27,000", "Mexico: at least 6,500"),
        ("CHL", "Mexico: about 10,000 removals a month", "Chile: 224 removals", "Mexico: at least 6,500"),
        ("BLZ", "Mexico: about 10,000 removals a month", "Mexico: about 111,000", "Mexico: at least 6,500"),
        ("CRI", "Mexico: about 10,000 removals a month", "Costa Rica: 112 removals", "Costa Rica: about 200"),
    ],
)
def test_headlines_tell_the_selected_country_where_it_is_listed(iso3, monthly, printed, third):
    drawn = removal_views.destinations(removed.destinations(T("removals_by_destination_2025")), iso3, EN, LOOK)
    assert drawn.headline.startswith(monthly)
    assert removal_views.reported(removed.reported(T("removals_reported_2025")), iso3, EN, LOOK).headline.startswith(
        printed
    )
    found = removed.third_country(T("third_country_transfers_reported"))
    assert removal_views.third_country(found, iso3, EN, LOOK).headline.startswith(third)


def test_returns_of_one_day_and_of_a_year_name_it_once():
    table = T("returns_received")

    def headline(iso3):
        return views.returns_list(evidence.returns(table), evidence.returns(table, iso3), iso3, EN).headline

    assert headline("GTM") == "Guatemala: 48,405 people returned, 2025 (from: United States)"
    assert headline("HTI") == "Haiti: 21 people returned, 4 Feb 2025 (from: United States)"


def test_names_of_sectors_fit_beside_the_lines():
    years = evidence.sector_years(T("encounters_sector"), T("border_sectors"), "calendar")
    drawn = views.sector_lines(years, evidence.sector_names(T("border_sectors")), EN, LOOK)
    labels = [note.text for note in drawn.graphic.layout.annotations]
    assert "Rio Grande Valley" in labels
    assert max(map(len, labels)) * 7 <= drawn.graphic.layout.margin.r  # pixels a letter, about


def test_nearly_all_is_not_written_as_all():
    shares = T("third_country_departure_shares")
    exhibit = removal_views.departures(removed.departures(shares), shares.source_ids, "CUB", EN, LOOK)
    assert exhibit.headline == "Cuba: 99.7% of departures to other countries went to one, Mexico"


def test_columns_of_millions_are_in_thousands_and_the_subtitle_says_so():
    exhibit = next(drawn for drawn in _common(EN, LOOK) if drawn.file_name == "encounters_by_citizenship")
    totals = next(trace for trace in exhibit.graphic.data if trace.type == "scatter")
    assert totals.text[3] == "3,201"  # 3,201,144 encounters in fiscal year 2023
    assert "thousand events" in exhibit.subtitle
    own = evidence.breakdown(T("encounters_nationwide"), "region", "CUB")
    small = views.breakdown_columns(own, "region", "CUB", EN, LOOK)
    assert "thousand" not in small.subtitle
