"""The seven layers of the route map and its 33 countries, light and dark, on a desk and on a phone.

Each layer draws in its own colour and has its table; each country has the colour of its value.
"""

from __future__ import annotations

import io
from math import asinh, radians, tan
from time import monotonic

import pytest
from conftest import DESKTOP, PHONE
from PIL import Image, ImageChops
from playwright.sync_api import expect
from running import LOAD_MS

from dashboard.data.registry import lac33
from dashboard.evidence import route_layers as layers
from dashboard.evidence import routes as evidence
from dashboard.i18n import translator
from dashboard.views import route_map
from dashboard.views.route_layers import LAYERS
from dashboard.views.route_marks import Scene, point
from dashboard.views.style import Look

EN = translator("en")
LAND_COLORS = 20  # the land alone has more colours than this, with its smoothed edges
CHANGED = 60  # pixels that a layer changes at least: the smallest is a dozen rings on the border
DIFFERENT = 24  # of 255, in any of the three colours
ALIKE = 50  # of 255, in all of the three colours: marks are a little transparent
IN_COLOR = 10  # pixels of a layer's own colour that it adds at least: rings are a pixel wide
NEAR = 7  # pixels from a country's point within which its colour must be seen
SCREENS = pytest.mark.parametrize(("width", "dark"), [(DESKTOP, False), (DESKTOP, True), (PHONE, False), (PHONE, True)])
BETWEEN_MS = 100  # two pictures in a row are that far apart at least: longer than one step of a moving map


def map_of(page):
    return page.page.get_by_test_id("stDeckGlJsonChart").first


def picture(page):
    """The map as it stands, once two pictures in a row are the same."""
    before = None
    until = monotonic() + LOAD_MS / 1000
    while monotonic() < until:
        map_of(page).evaluate("map => map.scrollIntoView({block: 'center'})")  # legends above the map come and go
        now = Image.open(io.BytesIO(page.page.screenshot(clip=map_of(page).bounding_box()))).convert("RGB")
        at_rest = before is not None and not ImageChops.difference(now, before).getbbox()
        if at_rest and len(now.getcolors(1 << 24)) > LAND_COLORS:
            return now
        before = now
        page.page.wait_for_timeout(BETWEEN_MS)
    raise AssertionError("the map stays blank or never comes to rest")


def changed(one, other):
    """How many pixels differ clearly."""
    assert one.size == other.size
    red, green, blue = ImageChops.difference(one, other).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(strongest.histogram()[DIFFERENT + 1 :])


def added(now, before, color):
    """How many pixels have a colour now and did not have it before."""

    def near(picture):
        red, green, blue = (
            band.point(lambda value: 255 * (value < ALIKE))
            for band in ImageChops.difference(picture, Image.new("RGB", picture.size, color)).split()
        )
        return ImageChops.darker(ImageChops.darker(red, green), blue)

    return ImageChops.subtract(near(now), near(before)).histogram()[255]


def scene_of(figure=None, *, dark=False):
    """What the page draws without any choice of the reader."""
    choice = layers.chosen(layers.default_choice())
    return Scene(evidence.current(), choice, figure, EN, Look(dark), "hemisphere")


def expected(*ids, dark=False):
    """The map's exhibit with these layers, by the functions that draw the page."""
    return route_map.route_map(scene_of(dark=dark), ids)


def pixel(size, at):
    """Where a longitude and latitude stand on the picture of the whole hemisphere (web Mercator, tiles of 512)."""
    _, lon, lat, zoom = route_map.VIEWS["hemisphere"]
    scale = 512 * 2**zoom / 360

    def northing(degrees):
        return asinh(tan(radians(degrees))) / radians(1)

    return (round(size[0] / 2 + (at[0] - lon) * scale), round(size[1] / 2 - (northing(at[1]) - northing(lat)) * scale))


def switch_on(page, layer, exhibit):
    """Press the switch of a layer and wait until the map says in words what it shows now.

    The address is no sign to wait for: it leaves out the default layers.
    """
    page.page.locator(".st-key-routes_layers").get_by_text(EN(layer.label), exact=True).click()
    expect(map_of(page)).to_have_attribute("aria-label", exhibit.alt)
    page.settle()


def each_layer_draws(page, *, dark=False):
    """Switch one layer on after the other; yield what the map shows after each, which must differ from before."""
    before, on, known = picture(page), [], set()
    for layer in LAYERS:
        on.append(layer.id)
        exhibit = expected(*on, dark=dark)
        switch_on(page, layer, exhibit)
        now = picture(page)
        assert changed(now, before) > CHANGED, f"{layer.id} changes nothing"
        colors = {color for color, _ in exhibit.legend} - known
        seen = max(added(now, before, color) for color in colors)
        assert seen > IN_COLOR, f"{layer.id} is not seen in its colours {colors}"
        known |= colors
        yield exhibit
        before = now


def test_each_layer_draws_and_has_its_table_and_a_view_moves_the_map(visit):
    page = visit("routes", routes_layers="")
    page.page.locator(".st-key-exhibit_routes summary").click()
    grid = page.page.locator('.st-key-exhibit_routes [role="grid"]')
    for exhibit in each_layer_draws(page):
        head = 1  # the head of the table is a row
        expect(grid).to_have_attribute("aria-rowcount", str(len(exhibit.table) + head))
    whole = picture(page)
    page.page.locator(".st-key-routes_view").get_by_text(EN("Caribbean"), exact=True).click()
    page.page.wait_for_function("() => location.href.includes('routes_view=caribbean')")
    page.settle()
    assert changed(picture(page), whole) > 10 * CHANGED


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (PHONE, True), (DESKTOP, True)])
def test_each_layer_draws_on_every_screen(visit, width, dark):
    page = visit("routes", width=width, dark=dark, routes_layers="")
    assert len(list(each_layer_draws(page, dark=dark))) == len(LAYERS)
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


@SCREENS
def test_all_33_countries_are_in_view_in_the_colour_of_their_value(visit, width, dark):
    page = visit("routes", width=width, dark=dark, routes_layers="stance", routes_fill="exports")
    seen = picture(page)
    stance = next(layer for layer in LAYERS if layer.id == "stance")
    fill = stance.build(scene_of(layers.figure("exports"), dark=dark)).fill
    assert set(fill) == set(lac33())
    for iso3, color in fill.items():
        lon = route_map.CALLOUT_LON if iso3 in route_map.CALLOUTS else None
        at = point(iso3) if lon is None else [lon, route_map.CALLOUTS[iso3]]
        x, y = pixel(seen.size, at)
        assert NEAR < x < seen.width - NEAR, f"{iso3} is out of view"
        assert NEAR < y < seen.height - NEAR, f"{iso3} is out of view"
        around = seen.crop((x - NEAR, y - NEAR, x + NEAR, y + NEAR))
        distance = ImageChops.difference(around, Image.new("RGB", around.size, color)).convert("RGB")
        assert any(max(one) < DIFFERENT / 2 for _, one in distance.getcolors(1 << 12)), f"{iso3} is not {color}"


def test_the_fill_has_all_33_countries():
    assert set(expected("stance").table["Country or place"]) == {EN.country(iso3) for iso3 in lac33()}
