"""A link from elsewhere must work as the very first request after a start: the frame, the language, the country."""

from __future__ import annotations

import running
from running import Visit

from dashboard.i18n import OWN_NAMES, translator
from dashboard.ui import frame


def test_deep_link_first(chromium, tmp_path):
    t = translator("es")
    with running.server(tmp_path / "log.txt") as server:
        page = chromium.new_page()
        try:
            visit = Visit(page, server)
            visit.open("impact", lang="es", country="COL")
            assert page.evaluate("document.documentElement.lang") == "es"
            assert page.get_by_test_id("stSidebarNavLink").count() == len(frame.built())
            menu = page.get_by_test_id("stSidebarNav").inner_text()
            for entry in frame.built():
                assert t(entry.title) in menu
            assert page.locator(".st-key-country").get_by_role("combobox").input_value() == t.country("COL")
            assert page.locator(".st-key-lang").get_by_role("combobox").input_value() == OWN_NAMES["es"]
            assert t.country("COL") in visit.title
            assert page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count() == 0
            assert visit.strangers == []
            assert visit.complaints == []
        finally:
            page.close()
