"""The keyboard alone: each stop has a name and a ring that is seen, in both themes; the map has words of its own."""

from __future__ import annotations

import pytest

from dashboard.i18n import OWN_NAMES, translator
from dashboard.views.style import CONTRAST, Look, contrast

MOST = 140  # stops; no page has more than that before the keyboard leaves it
# Boxes that scroll: the browser itself makes them stops, and Streamlit gives them no name.
SCROLLED = ("stMain", "stDataFrameResizable")
STOP = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const words = (ids) => (ids || '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    const labels = [...(at.labels ?? [])].map((label) => label.textContent).join(' ');
    const name = [at.getAttribute('aria-label'), words(at.getAttribute('aria-labelledby')), labels, at.title,
        at.matches('input, canvas, div, main') ? '' : at.textContent,
        // A grid is drawn on a canvas; the name is that of the table of cells which stands in or around it.
        at.matches('canvas') ? at.querySelector('[role="grid"]')?.getAttribute('aria-label') : '',
        at.matches('canvas') ? at.closest('[aria-label]')?.getAttribute('aria-label') : '',
    ].find((text) => text?.trim()) ?? '';
    let ring = null;
    for (let node = at, up = 0; node && up < 4 && !ring; node = node.parentElement, up += 1) {
        const style = getComputedStyle(node);
        const box = node.getBoundingClientRect();
        if (style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2 && box.width > 4 && box.height > 4)
            ring = style.outlineColor;
    }
    const place = at.closest('[data-testid]')?.dataset.testid ?? '';
    return {name: name.trim(), ring, place, what: at.outerHTML.slice(0, 160)};
}"""
PAGES = {
    "impact": {},
    "coalition": {"coalition": "free", "coalition_view": "break_even"},
    "routes": {},
    "data": {},
    "tracker": {},
}


def hexed(color: str) -> str:
    """rgb(…) as the browser says it, in hex."""
    parts = color[color.index("(") + 1 : -1].split(",")
    return "#" + "".join(f"{int(part):02x}" for part in parts[:3])


# One rule of the style sheet draws the ring on every page: in the dark one page shows its colour.
@pytest.mark.parametrize(("page_id", "dark"), [*((page, False) for page in PAGES), ("impact", True)])
def test_every_stop_has_a_name_and_a_ring(visit, page_id, dark):
    page = visit(page_id, dark=dark, **PAGES[page_id]).page
    stops = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)
    places = {stop["place"] for stop in stops}
    assert {"stSidebarNavLink", "stSelectbox", "stExpander"} <= places, places
    nameless = [stop["what"] for stop in stops if not stop["name"] and stop["place"] not in SCROLLED]
    assert not nameless, nameless
    without = [stop["what"] for stop in stops if not stop["ring"]]
    assert not without, without
    for color in {stop["ring"] for stop in stops}:
        assert contrast(hexed(color), Look(dark)) >= CONTRAST, color


@pytest.mark.parametrize("lang", OWN_NAMES)
def test_the_map_says_in_the_reader_s_language_what_its_keys_do(visit, lang):
    words = translator(lang)("Map: the arrow keys move it, plus and minus change its scale")
    page = visit("routes", lang).page
    page.get_by_role("application", name=words, exact=True).wait_for()
    page.locator(".st-key-routes_view").get_by_role("radio").nth(1).click()  # a map that is drawn anew
    page.wait_for_function("() => location.search.includes('routes_view=')")
    page.get_by_role("application", name=words, exact=True).wait_for()
