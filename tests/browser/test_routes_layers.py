"""The seven layers of the route map, on a light desk and on a dark phone: each draws, and each has its table."""

from __future__ import annotations

import io

from conftest import PHONE
from PIL import Image, ImageChops
from playwright.sync_api import expect
from running import LOAD_MS

from dashboard.data.registry import lac33
from dashboard.evidence import route_layers as layers
from dashboard.evidence import routes as evidence
from dashboard.i18n import translator
from dashboard.views import route_map
from dashboard.views.route_layers import LAYERS
from dashboard.views.route_marks import Scene
from dashboard.views.style import Look

EN = translator("en")
LAND_COLORS = 20  # the land alone has more colours than this, with its smoothed edges
CHANGED = 60  # pixels that a layer changes at least: the smallest is a dozen rings on the border
DIFFERENT = 24  # of 255, in any of the three colours
TRIES, WAIT_MS = 40, 100


def map_of(page):
    return page.page.get_by_test_id("stDeckGlJsonChart").first


def picture(page):
    """The map as it stands, once two pictures in a row are the same."""
    before = None
    for _ in range(TRIES):
        map_of(page).evaluate("map => map.scrollIntoView({block: 'center'})")  # legends above the map come and go
        now = Image.open(io.BytesIO(page.page.screenshot(clip=map_of(page).bounding_box()))).convert("RGB")
        at_rest = before is not None and not ImageChops.difference(now, before).getbbox()
        if at_rest and len(now.getcolors(1 << 24)) > LAND_COLORS:
            return now
        before = now
        page.page.wait_for_timeout(WAIT_MS)
    raise AssertionError("the map stays blank or never comes to rest")


def changed(one, other):
    """How many pixels differ clearly."""
    assert one.size == other.size
    red, green, blue = ImageChops.difference(one, other).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(strongest.histogram()[DIFFERENT + 1 :])


def expected(*ids):
    """The map's exhibit with these layers, by the functions that draw the page."""
    scene = Scene(evidence.current(), layers.chosen(layers.default_choice()), None, EN, Look(), "hemisphere")
    return route_map.route_map(scene, ids)


def switch_on(page, layer, exhibit):
    """Press the switch of a layer and wait until the map says in words what it shows now.

    The address is no sign to wait for: it leaves out the default layers.
    """
    page.page.locator(".st-key-routes_layers").get_by_text(EN(layer.label), exact=True).click()
    expect(map_of(page)).to_have_attribute("aria-label", exhibit.alt, timeout=LOAD_MS)
    page.settle()


def each_layer_draws(page):
    """Switch one layer on after the other; yield what the map shows after each, which must differ from before."""
    before, on = picture(page), []
    for layer in LAYERS:
        on.append(layer.id)
        exhibit = expected(*on)
        switch_on(page, layer, exhibit)
        now = picture(page)
        assert changed(now, before) > CHANGED, f"{layer.id} changes nothing"
        yield exhibit
        before = now


def test_each_layer_draws_and_has_its_table_and_a_view_moves_the_map(visit):
    page = visit("routes", routes_layers="")
    page.page.locator(".st-key-exhibit_routes summary").click()
    grid = page.page.locator('.st-key-exhibit_routes [role="grid"]')
    for exhibit in each_layer_draws(page):
        head = 1  # the head of the table is a row
        expect(grid).to_have_attribute("aria-rowcount", str(len(exhibit.table) + head), timeout=LOAD_MS)
    whole = picture(page)
    page.page.locator(".st-key-routes_view").get_by_text(EN("Caribbean"), exact=True).click()
    page.page.wait_for_function("() => location.href.includes('routes_view=caribbean')")
    page.settle()
    assert changed(picture(page), whole) > 10 * CHANGED


def test_each_layer_draws_on_a_dark_phone(visit):
    page = visit("routes", width=PHONE, dark=True, routes_layers="")
    assert len(list(each_layer_draws(page))) == len(LAYERS)
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_the_fill_has_all_33_countries():
    assert set(expected("stance").table["Country or place"]) == {EN.country(iso3) for iso3 in lac33()}
