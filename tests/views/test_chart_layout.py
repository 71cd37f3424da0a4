"""Charts that must hold on a narrow screen and in three languages: long names, room for numbers, date ticks, words."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.i18n import translator
from dashboard.views import charts, words
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
