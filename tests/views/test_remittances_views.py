"""Exhibits on remittances: complete, honest about what is missing, for every country and language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table as table
from dashboard.evidence import aid, diaspora, events, transfer_costs
from dashboard.evidence import remittances as r
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import aid as aid_views
from dashboard.views import diaspora as people_views
from dashboard.views import remittances as v
from dashboard.views import transfer_costs as cost_views
from dashboard.views import transfers
from dashboard.views.charts import GLYPHS
from dashboard.views.exhibit import Exhibit
from dashboard.views.style import Look

LOOK = Look()
MARKED = events.on_chart(table("events"), "remittances", date(2015, 1, 1), date(2026, 5, 1))
GROUPS = diaspora.status_groups(table("migrants_by_status_group"))
PROTECTED = diaspora.protected(
    table("migrants_us_status"), GROUPS, table("macro_annual"), table("events"), table("programme_coverage")
)
RETURNED = diaspora.returned(table("returns_received"), table("macro_annual"))


@pytest.fixture(scope="module")
def dep():
    return r.dependence(table("remittances_received"), table("macro_annual"), table("remittances_us_share"))


def _exhibits(dep, iso3, t) -> Iterator[Exhibit]:
    received, status = table("remittances_received"), table("migrants_us_status")
    yield v.gdp_map(dep, t, LOOK)
    yield v.exposure_bars(dep, iso3, t, LOOK)
    yield v.share_dots(dep, iso3, t, LOOK)
    yield transfers.history_lines(r.history(received, r.shown_in_history(received, iso3)), iso3, t, LOOK)
    yield transfers.newest_table(r.newest(table("remittances_central_bank"), iso3), iso3, t)
    yield people_views.group_bars(diaspora.status_groups(table("migrants_by_status_group")), iso3, t, LOOK)
    yield (
        people_views.counts_table(diaspora.status_counts(status, iso3), iso3, t)
        if iso3
        else people_views.counts_matrix(diaspora.count_matrix(status), t)
    )
    yield people_views.protected_bars(PROTECTED, iso3, t, LOOK)
    yield people_views.returned_bars(RETURNED, iso3, t, LOOK)
    yield cost_views.tax_steps(transfer_costs.tax_steps(table("remittance_tax_law")), t, LOOK)
    yield cost_views.tax_bills(transfer_costs.tax_bills(table("remittance_tax_by_country")), iso3, t, LOOK)
    yield cost_views.cost_bars(transfer_costs.costs(table("remittance_costs")), iso3, t, LOOK)
    yield cost_views.single_costs(transfer_costs.single_costs(table("remittance_channels")), iso3, t)
    yield aid_views.aid_columns(aid.aid(table("us_foreign_assistance"), iso3, "disbursements"), iso3, t, LOOK)
    yield transfers.mexico_months(r.mexico_monthly(table("mexico_remittances_monthly")), MARKED, t, LOOK)
    yield transfers.mexico_states(r.mexico_states(table("mexico_remittances_us_state")), t, LOOK)


@pytest.mark.thorough
@pytest.mark.parametrize(("lang", "iso3"), [*((lang, None) for lang in LANGUAGES), *(("en", c) for c in lac33())])
def test_every_exhibit_is_complete(dep, lang, iso3):
    for exhibit in _exhibits(dep, iso3, translator(lang)):
        assert exhibit.headline and exhibit.subtitle and exhibit.alt
        assert "nan" not in f"{exhibit.headline}{exhibit.alt}{exhibit.notes}".lower().split()
        assert exhibit.sources and set(exhibit.sources) <= set(sources())
        assert len(exhibit.table)
        assert set(exhibit.formats) <= set(exhibit.table.columns)
        for name, write in exhibit.formats.items():
            assert all(isinstance(write(value), str) for value in exhibit.table[name])


def test_title_answers_the_question(dep):
    t = translator("en")
    # The three shares are 83, 88 and 92 per cent, that of Honduras one of senders: no range of them.
    assert v.title(dep, None, t) == (
        "Nicaragua, Honduras, and El Salvador: remittances make up 24% to 27% of GDP, most of them from the United "
        "States"
    )
    assert v.title(dep, "HND", t) == (
        "Honduras: remittances are 25.7% of GDP, and 88% of their senders are in the United States"
    )
    assert v.title(dep, "SLV", t).endswith("and 92% of them come from the United States")
    assert "at least 31%" in v.title(dep, "COL", t)
    assert "no figure" in v.title(dep, "CUB", t)
    assert "2016" in v.title(dep, "VEN", t)
    assert "not known" in v.title(dep, "BHS", t)


def test_all_33_stand_in_map_bars_and_dots(dep):
    t = translator("en")
    names = {t.country(iso3) for iso3 in lac33()}
    bars = v.exposure_bars(dep, None, t, LOOK)
    assert set(bars.graphic.data[0].y) == names
    texts = [text.strip() for text in bars.graphic.data[-1].text]
    assert texts.count("no data") == 2  # Cuba, Venezuela
    dots = v.share_dots(dep, None, t, LOOK)
    assert set(dots.graphic.layout.yaxis.categoryarray) == names
    assert "Cuba (not published) and Venezuela (not since 2016)" in v.gdp_map(dep, t, LOOK).notes[0]


def test_lower_bounds_differ_by_mark_and_by_words(dep):
    t = translator("en")
    figure = v.share_dots(dep, None, t, LOOK).graphic
    marks = next(trace for trace in figure.data if trace.mode == "markers")
    by_name = dict(zip(marks.y, marks.marker.symbol, strict=True))
    assert (by_name["Mexico"], by_name["Colombia"], by_name["Suriname"]) == ("circle", "circle-open", "x-thin")
    keys = [label for _, label in v.share_dots(dep, None, t, LOOK).legend]
    assert [key[0] in GLYPHS for key in keys] == [True] * 3  # the key shows the mark itself, not a square
    assert "≥ 31%" in [text.strip() for text in figure.data[-1].text]


def test_a_share_of_senders_is_not_called_one_of_money(dep):
    t = translator("en")
    assert v.share_dots(dep, "HND", t, LOOK).headline.startswith("Honduras: 88% of the senders of remittances are in")
    assert v.share_dots(dep, "SLV", t, LOOK).headline.startswith("El Salvador: 92% of remittances come from")
    assert "Shares of senders, not of money: Honduras." in v.exposure_bars(dep, None, t, LOOK).notes


def test_newest_changes_are_said_of_central_banks_only():
    found = r.newest(table("remittances_central_bank"), None)
    shown = transfers.newest_table(found, None, translator("en"))
    assert shown.headline == "Central banks, 2025: changes on the year before from −3.9% (Mexico) to +25.3% (Honduras)"
    assert found.frame["change_pct"].max() > 25.3  # an estimate of the development bank


def test_judgement_is_marked(dep):
    t = translator("en")
    groups = diaspora.status_groups(table("migrants_by_status_group"))
    exhibit = people_views.group_bars(groups, "KNA", t, LOOK)
    assert "<b>St. Kitts and Nevis *</b>" in exhibit.graphic.data[0].y
    assert any("judgement" in note.lower() for note in exhibit.notes)


def test_partial_years_are_told_apart(dep):
    exhibit = aid_views.aid_columns(
        aid.aid(table("us_foreign_assistance"), None, "disbursements"), None, translator("en"), LOOK
    )
    full, part = exhibit.graphic.data
    assert list(full.x)[-3:] == [2023, 2024, 2025]
    assert [y is None for y in full.y[-3:]] == [False, True, True]
    assert [y is None for y in part.y[-3:]] == [True, False, False]


def test_metrics_say_at_least_for_lower_bounds(dep):
    t = translator("en")
    groups = diaspora.status_groups(table("migrants_by_status_group"))
    law = transfer_costs.tax_steps(table("remittance_tax_law"))
    assert [m.value for m in v.metrics(dep, groups, law, None, t)][1] == "about 81%"
    assert v.metrics(dep, groups, law, "COL", t)[1].value == "at least 31%"
    assert [m.value for m in v.metrics(dep, groups, law, "SUR", t)][1:3] == ["not known", "no data"]


def test_who_could_lose_a_status():
    t = translator("en")
    venezuela = people_views.protected_bars(PROTECTED, "VEN", t, LOOK)
    assert "605,015 people" in venezuela.headline
    assert venezuela.notes[-1].count("Jan") == 2  # two later figures of the press
    assert "no TPS holders" in people_views.protected_bars(PROTECTED, "KNA", t, LOOK).headline


def test_who_came_back():
    t = translator("en")
    assert "Honduras: 4.0 returned people per 1,000" in people_views.returned_bars(RETURNED, None, t, LOOK).headline
    assert "at least 3,294" in people_views.returned_bars(RETURNED, "BRA", t, LOOK).headline
    assert "no population" in people_views.returned_bars(RETURNED, "CUB", t, LOOK).headline
    assert "no full-year count" in people_views.returned_bars(RETURNED, "KNA", t, LOOK).headline


def test_dates_of_the_tax_stand_on_mexicos_months():
    exhibit = transfers.mexico_months(
        r.mexico_monthly(table("mexico_remittances_monthly")), MARKED, translator("en"), LOOK
    )
    lines = [shape for shape in exhibit.graphic.layout.shapes if shape.ysizemode is None]
    assert len(lines) == len(MARKED.frame) > 0
    assert set(MARKED.sources) <= set(exhibit.sources)
