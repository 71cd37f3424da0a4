"""The map that a page draws itself: colours, scale, missing figures, words for the pointer, safe markup."""

from __future__ import annotations

import re

import pytest

from dashboard.data.registry import lac33
from dashboard.i18n import translator
from dashboard.ui import drawn
from dashboard.views.maps import filled
from dashboard.views.style import DIVERGING, SEQUENTIAL, Look, shade

EN, LOOK = translator("en"), Look()
VALUES = {iso3: float(number) for number, iso3 in enumerate(lac33())}


def area(made, iso3):
    return next(area for area in made.areas if area.iso3 == iso3)


def written(value):
    return f"{value:.0f}%"


# Two colours, a quarter of the way: 0 + (200 - 0) / 4 = 50 = 0x32; ends stay ends beyond the scale.
@pytest.mark.parametrize(("part", "color"), [(0.25, "#323232"), (0.0, "#000000"), (1.0, "#c8c8c8"), (7.0, "#c8c8c8")])
def test_a_colour_between_two_by_hand(part, color):
    assert shade(("#000000", "#c8c8c8"), part) == color


def test_a_colour_of_the_scale_stands_at_its_place():
    for number, color in enumerate(SEQUENTIAL):
        assert shade(SEQUENTIAL, number / (len(SEQUENTIAL) - 1)) == color


def test_every_state_is_drawn_once_and_markers_lie_on_top():
    made = filled(VALUES, EN, LOOK, write=written)
    assert sorted(area.iso3 for area in made.areas) == sorted(lac33())
    marked = [area.place is not None for area in made.areas]
    assert marked == sorted(marked) and any(marked)


def test_zero_is_the_middle_of_a_diverging_scale():
    made = filled({"MEX": -4.0, "BRA": 0.0, "CHL": 2.0}, EN, LOOK, write=written, diverging=True)
    assert area(made, "BRA").color == DIVERGING[len(DIVERGING) // 2]
    assert made.ticks == ("-4%", "0%", "4%")


def test_values_beyond_the_scale_are_said_on_it():
    made = filled({**VALUES, "MEX": 1000.0}, EN, LOOK, write=written)
    assert made.ticks[2].startswith("≥ ") and not made.ticks[0].startswith("≤")
    assert area(made, "MEX").color == SEQUENTIAL[-1]


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_a_missing_figure_is_outlined_and_said(nothing):
    made = filled({**VALUES, "CUB": nothing}, EN, LOOK, write=written)
    cuba = area(made, "CUB")
    assert not cuba.known and cuba.color == LOOK.no_data
    assert cuba.words == ("Cuba", "no data")
    assert "no data" in drawn.country_map(made, "alt", LOOK).split('class="scale"')[1]
    assert "no data" not in drawn.country_map(filled(VALUES, EN, LOOK, write=written), "alt", LOOK)


def test_no_figure_at_all_still_draws():
    made = filled({}, EN, LOOK, write=written)
    assert not any(area.known for area in made.areas)
    assert drawn.country_map(made, "alt", LOOK).count("<g>") == 33


def test_equal_values_have_one_colour():
    made = filled(dict.fromkeys(lac33(), 0.0), EN, LOOK, write=written)
    assert len({area.color for area in made.areas}) == 1


def test_lines_for_the_pointer_are_text():
    made = filled(VALUES, EN, LOOK, write=written, hover={"MEX": "<b>Mexico</b><br>a < b & <script>"})
    assert area(made, "MEX").words == ("Mexico", "a < b & <script>")
    page = drawn.country_map(made, 'the "map"', LOOK)
    assert "<p>Mexico&#10;a &lt; b &amp; &lt;script&gt;" in page
    assert 'aria-label="the &quot;map&quot;"' in page and "\n" not in page  # an empty line would end the markup


def test_every_shape_that_a_map_refers_to_exists_once():
    names = re.findall(r'id="land-(\w+)"', drawn.outlines())
    assert len(names) == len(set(names))
    page = drawn.country_map(filled(VALUES, EN, LOOK, write=written), "alt", LOOK)
    assert set(re.findall(r'href="#land-(\w+)"', page)) == set(names)
