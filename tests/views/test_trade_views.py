"""Exhibits of the trade page: complete for every country, concepts named."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
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
@pytest.mark.parametrize("layout", list(views.LAYOUTS))
def test_common_exhibits_are_complete(language, layout):
    t = translator(language)
    _complete(views.dependence(EXPOSURE, layout, None, t, LOOK))
    _complete(views.china_dots(PARTNERS, evidence.published_shares(T("article_facts")), "MEX", t, LOOK))
    _complete(views.ranking(EXPOSURE, PARTNERS, t))


@pytest.mark.parametrize("iso3", lac33())
def test_country_exhibits_are_complete(iso3):
    sold = evidence.chapters(T("us_imports_hs6"), T("hs_chapters"), iso3)
    path = evidence.tariff_path(T("us_effective_rates"), T("us_collected_rate_monthly"), iso3)
    flow = evidence.flow(T("us_goods_trade_annual"), T("us_goods_trade_monthly"), iso3)
    exhibits = [views.chapter_bars(sold, iso3, EN, LOOK), views.tariff_steps(path, iso3, EN, Look(dark=True))]
    exhibits += [views.flow_chart(flow, path, span, iso3, EN, LOOK) for span in views.SPANS]
    for exhibit in exhibits:
        _complete(exhibit)
        assert exhibit.headline.startswith(f"{EN.country(iso3)}:")
    assert views.headline(EXPOSURE, iso3, EN).startswith(f"{EN.country(iso3)}:")
    assert len(views.metrics(EXPOSURE, PARTNERS, flow, iso3, EN)) == 4


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
    path = evidence.tariff_path(T("us_effective_rates"), T("us_collected_rate_monthly"), "BRA")
    exhibit = views.tariff_steps(path, "BRA", EN, LOOK)
    assert "17.3% in law" in exhibit.headline
    assert "9.8% was collected in Jul 2026" in exhibit.headline
    assert any("never subtracted" in note for note in exhibit.notes)


def test_the_running_year_is_not_a_column():
    path = evidence.tariff_path(T("us_effective_rates"), T("us_collected_rate_monthly"), "CHL")
    flow = evidence.flow(T("us_goods_trade_annual"), T("us_goods_trade_monthly"), "CHL")
    exhibit = views.flow_chart(flow, path, "year", "CHL", EN, LOOK)
    assert max(exhibit.graphic.data[0].x) == 2025
    assert any("Part of a year" in note for note in exhibit.notes)
