"""The search box by keyboard alone: what is typed is found, and a found country becomes the selected one."""

from __future__ import annotations

from dashboard.i18n import translator


def test_a_country_is_found_and_selected_by_keyboard(visit):
    page = visit("trade", "es")
    page.page.locator(".st-key-search input").focus()
    page.page.keyboard.type("haiti")
    found = page.page.locator(".st-key-search_HTI button")
    found.wait_for()
    for _ in range(3):
        page.page.keyboard.press("Tab")
        if found.evaluate("button => button === document.activeElement"):
            break
    page.page.keyboard.press("Enter")
    page.page.wait_for_function("() => location.search.includes('country=HTI')")
    page.settle()
    assert page.page.locator(".st-key-country").get_by_role("combobox").input_value() == translator("es").country("HTI")
    assert page.page.locator(".st-key-search input").input_value() == ""
