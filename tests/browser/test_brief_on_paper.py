"""The country brief on paper: ink on white from either theme, no parts of the screen, no chart wider than the page."""

from __future__ import annotations

import pytest

INK, WHITE = "rgb(29, 36, 48)", "rgb(255, 255, 255)"
A4_WIDTH_PX = (210 - 2 * 12) / 25.4 * 96  # between the margins of paper.css
SCREEN_ONLY = ("stSidebar", "stHeader", "stExpander", "stPageLink", "stSelectbox")
MEASURE = """(parts) => ({
    seen: parts.filter((id) => [...document.querySelectorAll(`[data-testid="${id}"]`)]
        .some((node) => node.getClientRects().length)),
    charts: [...document.querySelectorAll('.js-plotly-plot .main-svg')]
        .map((svg) => [svg.getBoundingClientRect().width, svg.closest('[class*="st-key-exhibit_"]') !== null]),
    whole: [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
        .map((node) => getComputedStyle(node).breakInside),
    led: [...document.querySelectorAll('[class*="st-key-exhibit_"]')]
        .map((node) => getComputedStyle(node.firstElementChild).breakAfter),
    ink: [...new Set([...document.querySelectorAll('[data-testid="stMain"] :is(h1, h2, p)')]
        .map((node) => getComputedStyle(node).color))],
    axis: [...new Set([...document.querySelectorAll('.js-plotly-plot text')]
        .map((text) => getComputedStyle(text).fill))],
    behind: [...new Set([...document.querySelectorAll('.js-plotly-plot .annotation .bg')]
        .map((box) => getComputedStyle(box).fill))],
    paper: getComputedStyle(document.body).backgroundColor,
})"""


@pytest.mark.parametrize("dark", [False, True])
def test_print(visit, dark):
    page = visit("country_brief", "es", dark=dark, country="KNA").page
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length >= 4")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # what a browser says before it prints
    page.emulate_media(media="print")
    found = page.evaluate(MEASURE, list(SCREEN_ONLY))
    assert found["seen"] == []
    assert len(found["charts"]) >= 4
    assert all(width <= A4_WIDTH_PX and kept for width, kept in found["charts"])
    assert set(found["whole"]) == {"avoid"}  # no chart is cut in two, and none is parted from its headline
    assert set(found["led"]) == {"avoid"}
    assert set(found["ink"]) == set(found["axis"]) == {INK}
    assert set(found["behind"]) == {WHITE}
    assert found["paper"] == WHITE
    page.emulate_media(media="screen")
