"""Charts that must hold on a narrow screen and in three languages: long names, room for numbers, date ticks, words."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.i18n import translator
from dashboard.views import cells, charts, words
from dashboard.views.charts import Bar, Line, SplitBar
from dashboard.views.style import Look

T, LOOK = translator("en"), Look()
LONG = "8703 Passenger cars with a long name"


def bars(*labels):
    rows = [Bar(label, 10.0 - i) for i, label in enumerate(labels)]
    return charts.ranked_bars(rows, T, LOOK, color="#000000", write=T.number)


def test_a_long_name_stands_above_its_bar_and_a_short_one_beside():
    above, beside = bars("Short", LONG), bars("Short", "St. Vincent and Grenadines")
    assert above.layout.yaxis.showticklabels is False
    assert [(note.text, note.y) for note in above.layout.annotations] == [(LONG, LONG), ("Short", "Short")]
    assert beside.layout.yaxis.showticklabels is None
    assert not beside.layout.annotations
    assert above.layout.height > beside.layout.height


def test_names_stand_where_the_bars_start():
    rows = [Bar(LONG, -10.0), Bar("Short", -5.0)]
    fig = charts.ranked_bars(rows, T, LOOK, color="#000000", write=T.number)
    assert {(note.x, note.xanchor) for note in fig.layout.annotations} == {(1, "right")}
    assert {(note.x, note.xanchor) for note in bars("Short", LONG).layout.annotations} == {(0, "left")}


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_marks_of_one_row_stand_one_under_the_other(count):
    row = ("Chile", [charts.Ranged(1.0, 0.5, 1.5)] * count)
    fig = charts.range_dots([row], [("x", "#000000")] * count, T, LOOK, write=T.number)
    places = [trace.y[0] for trace in fig.data]
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == len({trace.marker.symbol for trace in fig.data}) == count
    assert max(places) < 0.5 > -min(places)


def test_a_bar_may_bring_its_own_number():
    fig = charts.ranked_bars([Bar("Chile", 23_480.0, text="23,000")], T, LOOK, color="#000000", write=T.number)
    assert [text.strip() for trace in fig.data[1:] for text in trace.text] == ["23,000"]


def test_bold_marks_do_not_count_as_letters():
    name = "x" * charts.LONG_NAME
    rows = [SplitBar(name, (1.0,), "1")]
    fig = charts.split_bars(rows, ("#000000",), T, LOOK, highlight=name)
    assert not fig.layout.annotations


def test_the_number_at_the_longest_bar_fits_on_a_phone():
    text = "135,381  14.0%"
    fig = charts.split_bars([SplitBar("Vehicles", (100.0,), text)], ("#000000",), T, LOOK, room=0.0)
    share = 1.0 - 100.0 / fig.layout.xaxis.range[1]
    width = charts.PHONE - charts.LETTER * len("Vehicles") - 14
    assert share * width >= charts.LETTER * len(text)


@pytest.mark.parametrize(("language", "written"), [("en", None), ("es", "%m/%Y"), ("pt", "%m/%Y")])
def test_months_on_a_date_axis_are_figures_where_plotly_knows_only_english(language, written):
    t = translator(language)
    dated = charts.lines([Line("", [date(2025, 1, 1), date(2025, 7, 1)], [1.0, 2.0], "#000000")], t, LOOK, write=str)
    years = charts.lines([Line("", [2024, 2025], [1.0, 2.0], "#000000")], t, LOOK, write=str)
    stops = dated.layout.xaxis.tickformatstops
    assert [stop.value for stop in stops][1:2] == ([written] if written else [])
    assert not years.layout.xaxis.tickformatstops


@pytest.mark.parametrize(
    ("label", "inside"), [("Tariff of 25%", "tariff of 25%"), ("GDP is uncertain", "GDP is uncertain"), ("", "")]
)
def test_an_abbreviation_keeps_its_capitals(label, inside):
    assert words.lower(label) == inside


def test_a_period_of_one_day_is_one_date():
    day = date(2025, 2, 4)
    assert words.period(T, day, day) == T.day(day)


def test_colours_with_a_meaning_never_fade_the_stressed_row_has_a_band():
    rows = [SplitBar("A", (2.0, 1.0), "3"), SplitBar("B", (1.0, 1.0), "2")]
    two = charts.split_bars(rows, ("#111111", "#222222"), T, LOOK, highlight="A")
    assert [set(trace.marker.color) for trace in two.data if trace.type == "bar"] == [{"#111111"}, {"#222222"}]
    assert [(shape.y0, shape.y1) for shape in two.layout.shapes] == [(0.5, 1.5)]  # rows are drawn from below
    one = charts.split_bars([SplitBar("A", (2.0,), "2"), rows[1]], ("#111111",), T, LOOK, highlight="A")
    assert list(one.data[0].marker.color) == ["rgba(17,17,17,0.5)", "#111111"]
    assert list(one.data[0].marker.line.width) == [0.0, 0.0]  # a grey that is clear enough needs no outline
    assert not one.layout.shapes
    own = [Bar("A", 2.0, color="#333333"), Bar("B", 1.0)]
    fig = charts.ranked_bars(own, T, LOOK, color="#000000", write=T.number, highlight="A")
    assert list(fig.data[0].marker.color) == ["#000000", "#333333"]
    assert len(fig.layout.shapes) == 1


def test_years_of_panels_keep_apart_and_end_with_the_newest():
    years = [str(year) for year in range(2010, 2026)]
    fig = charts.panels(years, [charts.Panel("P", [1.0] * 16, "#000000")], T, LOOK, write=T.number)
    assert list(fig.layout.xaxis.tickvals) == [15, 13, 11, 9, 7, 5, 3, 1]


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0%"), (0.004, "under 0.01%"), (0.07, "0.07%"), (7.26, "7.3%"), (None, "–")]
)
def test_none_at_all_has_no_decimals(value, said):
    assert cells.small_percent(value, T) == said
