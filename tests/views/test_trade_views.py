"""Exhibits of the trade page: complete for every country, concepts named."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import events
from dashboard.evidence import trade as evidence
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import trade as views
from dashboard.views.style import Look

T = load_table
EN, LOOK = translator("en"), Look()
EXPOSURE = evidence.exposure(
    T("us_goods_trade_annual"), T("macro_annual"), T("us_effective_rates"), T("us_imports_hs6")
)
PARTNERS = evidence.partners(T("trade_by_partner"))


def _complete(exhibit) -> None:
    assert exhibit.headline
    assert exhibit.subtitle
    assert exhibit.alt
    assert exhibit.sources
    assert set(exhibit.sources) <= set(sources())
    assert len(exhibit.table)
    assert exhibit.table.columns.is_unique
    assert set(exhibit.formats) <= set(exhibit.table.columns)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", ["map", "ranking"])
def test_common_exhibits_are_complete(language, layout):
    t = translator(language)
    _complete(views.dependence(EXPOSURE, layout, None, t, LOOK))
    _complete(views.china_dots(PARTNERS, evidence.published_shares(T("article_facts")), "MEX", t, LOOK))
    _complete(views.ranking(EXPOSURE, PARTNERS, t))


def _path(iso3):
    return evidence.tariff_path(T("us_effective_rates"), T("us_collected_rate_monthly"), iso3)


def _flow(iso3):
    return evidence.flow(T("us_goods_trade_annual"), T("us_goods_trade_monthly"), iso3)


def _marked(iso3):
    return events.on_chart(T("events"), "tariff", views.MONTHS_FROM.date(), date(2026, 7, 1), iso3)


@pytest.mark.thorough
@pytest.mark.parametrize("iso3", lac33())
def test_country_exhibits_are_complete(iso3):
    path, flow, gap = _path(iso3), _flow(iso3), evidence.not_collected(T("statutory_collected_gap"), iso3)
    exhibits = [views.tariff_steps(path, iso3, EN, Look(dark=True)), views.law_and_collected(path, gap, iso3, EN, LOOK)]
    exhibits += [views.flow_chart(flow, _marked(iso3), span, iso3, EN, LOOK) for span in views.SPANS]
    for exhibit in exhibits:
        _complete(exhibit)
        assert exhibit.headline.startswith(f"{EN.country(iso3)}:")
    assert views.headline(EXPOSURE, iso3, EN).startswith(f"{EN.country(iso3)}:")
    assert len(views.metrics(EXPOSURE, PARTNERS, flow, iso3, EN)) == 4


@pytest.mark.parametrize(("iso3", "caveat"), [("ARG", "uncertain."), ("CUB", "only art is recorded.")])
def test_a_rate_that_needs_a_caveat_carries_it(iso3, caveat):
    assert views.metrics(EXPOSURE, PARTNERS, _flow(iso3), iso3, EN)[2].help.endswith(caveat)
    drawn = views.tariff_steps(_path(iso3), iso3, EN, LOOK)
    assert any(note.endswith(caveat) for note in drawn.notes)


def test_tariff_dates_stand_on_the_months_of_brazil():
    marked = _marked("BRA")
    exhibit = views.flow_chart(_flow("BRA"), marked, "month", "BRA", EN, LOOK)
    assert sum(shape.ysizemode is None for shape in exhibit.graphic.layout.shapes) == len(marked.frame) > 0
    assert set(marked.sources) <= set(exhibit.sources)
    assert exhibit.graphic.data[0].x[0] == "2019-01-01"
    assert exhibit.table["Month"].iloc[0] == "2010-01"


def test_law_and_collection_are_two_lines():
    gap = evidence.not_collected(T("statutory_collected_gap"), "MEX")
    exhibit = views.law_and_collected(_path("MEX"), gap, "MEX", EN, LOOK)
    assert [trace.name for trace in exhibit.graphic.data] == ["In law", "Collected"]
    assert "for this country that 37%" in exhibit.notes[1]
    assert set(exhibit.table.columns) == {"Month", "In law, mean of the days (%)", "Collected (%)"}


def test_all_33_are_in_ranking_and_map():
    for exhibit in (views.dependence(EXPOSURE, "ranking", None, EN, LOOK), views.ranking(EXPOSURE, PARTNERS, EN)):
        assert len(exhibit.table) == 33


def test_cuba_is_no_data_not_zero():
    exhibit = views.dependence(EXPOSURE, "ranking", None, EN, LOOK)
    assert "no data" in exhibit.graphic.to_json()
    cuba = exhibit.table[exhibit.table["Country"] == "Cuba"].iloc[0]
    assert cuba["Share of GDP (%)"] != cuba["Share of GDP (%)"]
    assert cuba["Remark"] == "no usable GDP in dollars"


def test_law_and_collection_are_told_apart():
    exhibit = views.tariff_steps(_path("BRA"), "BRA", EN, LOOK)
    assert "17.3% in law" in exhibit.headline
    assert "9.8% was collected in Jul 2026" in exhibit.headline
    assert any("never subtracted" in note for note in exhibit.notes)


def test_the_running_year_is_not_a_column():
    exhibit = views.flow_chart(_flow("CHL"), _marked("CHL"), "year", "CHL", EN, LOOK)
    assert max(exhibit.graphic.data[0].x) == 2025
    assert any("Part of a year" in note for note in exhibit.notes)
