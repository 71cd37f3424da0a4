"""The seven layers of the route map, on a desk in light and dark and on a phone: each draws, and each has its table."""

from __future__ import annotations

import io

import pytest
from conftest import DESKTOP, PHONE
from PIL import Image, ImageChops

from dashboard.data.registry import lac33
from dashboard.evidence import route_layers as layers
from dashboard.evidence import routes as evidence
from dashboard.i18n import translator
from dashboard.views import route_map
from dashboard.views.route_layers import LAYERS
from dashboard.views.route_marks import Scene
from dashboard.views.style import Look

EN = translator("en")
LOOKS = {"light": (DESKTOP, False), "dark": (DESKTOP, True), "phone": (PHONE, False)}
LAND_COLORS = 20  # the land alone has more colours than this, with its smoothed edges
CHANGED = 60  # pixels that a layer changes at least: the smallest is a dozen rings on the border
DIFFERENT = 24  # of 255, in any of the three colours
TRIES, WAIT_MS = 24, 250


def picture(page):
    """The map as it stands, once two pictures in a row are the same."""
    deck = page.page.get_by_test_id("stDeckGlJsonChart").first
    before = None
    for _ in range(TRIES):
        deck.evaluate("map => map.scrollIntoView({block: 'center'})")  # legends above the map come and go
        now = Image.open(io.BytesIO(page.page.screenshot(clip=deck.bounding_box()))).convert("RGB")
        drawn = len(now.getcolors(1 << 24)) > LAND_COLORS
        if drawn and before is not None and not ImageChops.difference(now, before).getbbox():
            return now
        before = now
        page.page.wait_for_timeout(WAIT_MS)
    return now


def changed(one, other):
    """How many pixels differ clearly."""
    assert one.size == other.size
    red, green, blue = ImageChops.difference(one, other).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(strongest.histogram()[DIFFERENT + 1 :])


def switch(page, layer):
    """Click the switch of a layer and wait until its legend has come or gone."""
    pills = page.page.locator(".st-key-routes_layers")
    pills.get_by_text(EN(layer.label), exact=True).click()
    page.page.wait_for_function(
        "wanted => new URL(location.href).searchParams.has('routes_layers') === true"
        " && new URL(location.href).searchParams.get('routes_layers').split(',').includes(wanted)",
        arg=layer.id,
    )
    page.settle()


def expected(layer):
    """Rows of the table twin, by the functions that draw the page."""
    scene = Scene(evidence.current(), layers.chosen(layers.default_choice()), None, EN, Look(), "hemisphere")
    return route_map.route_map(scene, (layer.id,)).table


@pytest.mark.parametrize("name", LOOKS)
def test_each_layer_draws_and_has_its_table(visit, name):
    width, dark = LOOKS[name]
    page = visit("routes", width=width, dark=dark, routes_layers="")
    page.page.locator(".st-key-exhibit_routes summary").click()
    page.settle()
    before, rows = picture(page), 0
    assert len(before.getcolors(1 << 24)) > LAND_COLORS, "the map is blank"
    for layer in LAYERS:
        switch(page, layer)
        now = picture(page)
        assert changed(now, before) > CHANGED, f"{layer.id} changes nothing"
        rows += len(expected(layer))
        grid = page.page.locator('.st-key-exhibit_routes [role="grid"]')
        grid.wait_for(state="attached")
        page.page.wait_for_function(
            "wanted => document.querySelector('.st-key-exhibit_routes [role=\"grid\"]')?.ariaRowCount === wanted",
            arg=str(rows + 1),  # the head is a row
        )
        before = now
    assert not page.strangers
    assert not page.complaints
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_the_fill_has_all_33_countries():
    table = expected(next(layer for layer in LAYERS if layer.id == "stance"))
    assert set(table["Country or place"]) == {EN.country(iso3) for iso3 in lac33()}


def test_a_view_of_its_own_moves_the_map(visit):
    page = visit("routes", routes_layers="stance")
    whole = picture(page)
    page.page.locator(".st-key-routes_view").get_by_text(EN("Caribbean"), exact=True).click()
    page.page.wait_for_function("() => location.href.includes('routes_view=caribbean')")
    page.settle()
    assert changed(picture(page), whole) > 10 * CHANGED
