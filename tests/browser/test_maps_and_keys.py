"""Maps arrive with their geometry, and the keyboard reaches what the mouse reaches."""

from __future__ import annotations

import io
from time import monotonic

import pytest
from PIL import Image
from running import LOAD_MS

from dashboard.data.registry import lac33
from dashboard.i18n import OWN_NAMES, translator
from dashboard.ui import frame

EN = translator("en")
PAGES = [entry.id for entry in frame.built()]
FILLED = [page_id for page_id in ("overview", "trade", "remittances", "impact") if page_id in PAGES]
DECKS = [page_id for page_id in ("routes",) if page_id in PAGES]


@pytest.mark.parametrize("page_id", FILLED)
def test_a_filled_map_has_its_countries_and_says_their_figures(visit, page_id):
    page = visit(page_id).page
    drawn = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.country-map g')].map((state) => [
            state.querySelector('use').getAttribute('href').slice('#land-'.length),
            state.querySelector('use').getBoundingClientRect().width]))"""
    )
    assert set(drawn) == set(lac33())
    assert all(drawn.values()), drawn
    said = page.locator(".country-map g", has=page.locator('use[href="#land-BRA"]')).locator("p")
    assert not said.is_visible()
    page.locator('.country-map use[href="#land-BRA"]').hover()
    assert said.inner_text().startswith("Brazil\n")
    page.locator('.country-map use[href="#land-TTO"] + circle').hover()
    assert not said.is_visible()
    assert page.locator(".country-map p:visible").count() == 1


@pytest.mark.parametrize("page_id", DECKS)
def test_route_map_is_drawn(visit, page_id):
    page = visit(page_id)
    deck = page.page.get_by_test_id("stDeckGlJsonChart").first
    deck.scroll_into_view_if_needed()
    until = monotonic() + LOAD_MS / 1000
    colors = []
    while len(colors) <= 100 and monotonic() < until:  # deck.gl draws when the geometry has arrived
        colors = Image.open(io.BytesIO(deck.screenshot())).convert("RGB").getcolors(1 << 24)
    assert len(colors) > 100
    assert any("/app/static/geo/" in url for url in page.requests)


def test_the_keyboard_reaches_menu_and_language(visit):
    page = visit(PAGES[-1])
    reached = set()
    for _ in range(30):
        page.page.keyboard.press("Tab")
        reached.add(
            page.page.evaluate(
                "(() => { const at = document.activeElement;"
                " return at.dataset.testid === 'stSidebarNavLink' ? 'link' : at.getAttribute('aria-label') || ''; })()"
            )
        )
        if "link" in reached and any(EN("Language") in name for name in reached):
            break
    assert "link" in reached
    assert any(EN("Language") in name for name in reached), reached


def test_the_calendar_is_zoomed_by_keyboard(visit):
    page = visit("tracker")
    page.page.locator(".st-key-tracker_from_since_2025").get_by_role("combobox").focus()
    page.page.keyboard.press("ControlOrMeta+a")
    page.page.keyboard.type("Feb 2025")
    page.page.get_by_role("option", name="Feb 2025").wait_for()
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("() => location.search.includes('tracker_from_since_2025=2025-02')")
    page.settle()
    assert page.page.locator(".st-key-exhibit_timeline").get_by_text("1 Feb 2025", exact=False).count() > 0
    upright = page.page.locator(".st-key-exhibit_timeline .xtick text, .st-key-exhibit_timeline .xaxislayer-above text")
    turns = [label.get_attribute("transform") or "" for label in upright.all()]
    assert turns
    assert not any("rotate" in turn and "rotate(0" not in turn for turn in turns)


def test_the_menu_keeps_country_and_language(visit):
    page = visit("impact" if "impact" in PAGES else PAGES[0], "pt", country="GTM")
    t = translator("pt")
    target = next(entry for entry in frame.built() if entry.id == PAGES[-1])
    page.page.get_by_test_id("stSidebarNavLink").filter(has_text=t(target.title)).click()
    page.page.wait_for_function(f"() => location.pathname.endsWith('/{target.id}')")
    page.settle()
    assert page.page.locator(".st-key-country").get_by_role("combobox").input_value() == t.country("GTM")
    assert page.page.locator(".st-key-lang").get_by_role("combobox").input_value() == OWN_NAMES["pt"]
    assert page.page.evaluate("document.documentElement.lang") == "pt"
    assert "country=GTM" in page.address
    assert "lang=pt" in page.address


def test_the_tab_has_the_page_s_name_and_our_icon_at_every_step(visit):
    """Title, icon and width are sent only when they change: the browser must keep them over reruns and pages."""

    def tab():
        page.page.wait_for_function("() => document.title.includes('·')")
        return page.page.title(), page.page.evaluate(
            "[document.querySelector('link[rel~=icon]').href.startsWith('data:image/png'),"
            " document.querySelector('[data-testid=stMainBlockContainer]').offsetWidth > 900]"
        )

    page = visit("impact", "es")
    page.resize(1440)
    t = translator("es")
    assert tab() == (f"{t('Impact')} · Corridor", [True, True])
    page.page.locator(".st-key-tariff_pp").get_by_role("slider").press("ArrowRight")
    page.page.wait_for_function("() => location.search.includes('tariff_pp=11')")
    page.settle()
    assert tab() == (f"{t('Impact')} · Corridor", [True, True])
    target = next(entry for entry in frame.built() if entry.id == "method")
    page.page.get_by_test_id("stSidebarNavLink").filter(has_text=t(target.title)).click()
    page.page.wait_for_function("() => location.pathname.endsWith('/method')")
    page.settle()
    assert tab() == (f"{t(target.title)} · Corridor", [True, True])
    assert page.strangers == []
