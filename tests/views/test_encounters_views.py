"""Exhibits of the encounters page: complete for every country, honest about gaps."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import encounters as evidence
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import encounters as views
from dashboard.views.style import Look

T = load_table
EN, LOOK = translator("en"), Look()


def _complete(exhibit) -> None:
    assert exhibit.headline
    assert exhibit.subtitle
    assert exhibit.alt
    assert exhibit.sources
    assert set(exhibit.sources) <= set(sources())
    assert len(exhibit.table)
    assert exhibit.table.columns.is_unique
    assert set(exhibit.formats) <= set(exhibit.table.columns)


def _common(t, look):
    southwest = evidence.series(T("encounters_totals"), "southwest_usbp")
    nationwide = T("encounters_nationwide")
    years = evidence.citizenship_years(nationwide)
    yield views.long_series(
        southwest,
        evidence.reading(southwest),
        evidence.policy_steps(T("events")),
        evidence.revisions(T("article_facts"), southwest),
        t,
        look,
    )
    yield views.citizenship_columns(years, evidence.citizenships(nationwide), evidence.largest_shift(years), t, look)
    for kind in views.BREAKDOWNS:
        parts = (
            evidence.components(T("encounters_totals")) if kind == "component" else evidence.breakdown(nationwide, kind)
        )
        yield views.breakdown_columns(parts, kind, None, t, look)
    yield views.sector_dots(evidence.sectors(T("encounters_sector"), T("border_sectors")), t, look)


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_common_exhibits_are_complete(language, dark):
    for exhibit in _common(translator(language), Look(dark)):
        _complete(exhibit)


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


def test_revisions_are_noted():
    notes = " ".join(next(iter(_common(EN, LOOK))).notes)
    assert "249,741 at first release, 249,740 now" in notes
    assert "58,038 at first release, 58,009 now" in notes
