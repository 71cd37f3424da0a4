"""Rankings that the page draws itself: where bars and ranges stand, worked by hand."""

from __future__ import annotations

import tomllib

import pandas as pd
import pytest

from dashboard.data.tables import ROOT
from dashboard.ui import drawn
from dashboard.views.bar_list import BarList, BarRow
from dashboard.views.style import Look


def bars(*rows: BarRow) -> BarList:
    return BarList(rows, "#b5532a", "#000000", "#cccccc")


def test_zero_is_on_the_axis_and_ranges_are_inside_it():
    found = bars(BarRow("A", -2.0, "−2", low=-6.0, high=-1.0), BarRow("B", 1.0, "1", low=0.5, high=2.0))
    assert found.axis == (-6.0, 2.0)
    assert found.place(0.0) == 75.0
    assert found.span(0.0, -2.0) == (50.0, 25.0)
    assert found.span(0.5, 2.0) == pytest.approx((81.25, 18.75))


@pytest.mark.parametrize(("values", "axis"), [((1.0, 3.0), (0.0, 3.0)), ((-1.0, -3.0), (-3.0, 0.0)), ((), (0.0, 0.0))])
def test_bars_of_one_sign_start_at_the_edge(values, axis):
    found = bars(*(BarRow("A", value, "") for value in values))
    assert found.axis == axis
    assert found.place(0.0) == (100.0 if axis[0] < 0 else 0.0)


def test_nothing_happens_without_a_length():
    found = bars(BarRow("A", 0.0, "0"), BarRow("B", None, "no data"))
    assert found.span(0.0, 0.0) == (0.0, 0.0)


def test_the_others_step_back_behind_a_strong_row():
    strong, other = BarRow("A", 1.0, "1", strong=True), BarRow("B", 1.0, "1")
    assert [bars(strong, other).faded(row) for row in (strong, other)] == [False, True]
    assert not bars(other).faded(other)


def test_what_is_missing_has_no_bar_and_names_are_escaped():
    made = drawn.bars(bars(BarRow("<b>A", None, "no data"), BarRow("B", 1.0, "1")), "all")
    assert "<b>A" not in made
    assert "&lt;b&gt;A" in made
    assert made.count("#b5532a") == 1


def test_rows_with_a_colour_of_their_own_do_not_step_back():
    strong, other = BarRow("A", 1.0, "1", strong=True, color="#111111"), BarRow("B", 1.0, "1", color="#222222")
    found = bars(strong, other)
    assert not found.faded(other)
    made = drawn.bars(found, "all")
    assert made.count("#111111") == made.count("#222222") == 1
    assert "#b5532a" not in made


def test_a_table_of_sentences_knows_bold_words_and_links_only():
    cell = "**A & B.** 1 < 2; [x](https://example.org/?a=1&b=2) [y](javascript:alert(1))"
    made = drawn.sentences(pd.DataFrame({"What": [cell]}), Look())
    assert "<strong>A &amp; B.</strong> 1 &lt; 2; " in made
    assert '<a href="https://example.org/?a=1&amp;b=2" target="_blank">x</a>' in made
    assert made.count("<a ") == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_link_that_the_page_draws_has_the_colour_of_the_theme(theme):
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert Look(theme == "dark").link == config["theme"][theme]["linkColor"]
