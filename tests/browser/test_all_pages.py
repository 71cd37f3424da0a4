"""Every page of the menu, in every language, on a desk and on a phone."""

from __future__ import annotations

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, PHONE
from running import Visit

from dashboard.i18n import OWN_NAMES, translator
from dashboard.ui import frame

PAGES = [entry.id for entry in frame.built()]
# Findings inside widgets of Streamlit that a page cannot change, as (rule, selector of the part); each with its reason.
UPSTREAM = {
    ("list", '[data-testid="stSidebarNav"]'): "Streamlit wraps each section of its menu in a div between ul and li.",
    ("listitem", '[data-testid="stSidebarNav"]'): "The same div, seen from the li.",
    ("scrollable-region-focusable", ".katex-display"): (
        "Streamlit makes every formula a scrolling box, two pixels too narrow; browsers let the keyboard scroll it."
    ),
}
# A brief has figures, and so sources, once a country is chosen.
NEEDS = {"country_brief": {"country": "KNA"}}
# The pages with most kinds of widgets: their contrast is measured in the dark theme as well. The free coalition adds
# the tags of a multiselect.
DARK = {"impact": {}, "coalition": {"coalition": "free"}}
# Levels of the headings in the order in which a screen reader lists them, whatever drew them.
HEADINGS = """[...document.querySelectorAll('h1, h2, h3, h4, h5, h6, [role="heading"]')]
    .map((node) => Number(node.getAttribute('aria-level') || node.tagName.slice(1)))"""


def check(page: Visit, lang: str) -> None:
    t = translator(lang)
    inside = page.page
    assert inside.locator('[data-testid="stException"]').count() == 0
    errors = inside.locator('[data-testid="stAlertContentError"]').all_inner_texts()
    assert not errors, errors
    assert page.title.strip()
    assert inside.title().strip()
    assert inside.evaluate("document.documentElement.lang") == lang
    wide, window = inside.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window + 1, f"the page is {wide} px wide in a window of {window} px"
    levels = inside.evaluate(HEADINGS)
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    sources = inside.get_by_test_id("stCaptionContainer").filter(has_text=f"{t('Source')}: ")
    assert sources.count() > 0, "no source line"
    assert page.strangers == []


def serious(page: Visit) -> list[str]:
    """Serious and critical findings of axe that are ours to mend."""
    found = []
    for rule in Axe().run(page.page).response["violations"]:
        if rule["impact"] not in ("serious", "critical"):
            continue
        for node in rule["nodes"]:
            target = " ".join(map(str, node["target"]))
            known = [part for name, part in UPSTREAM if name == rule["id"] and inside_of(page, target, part)]
            if not known:
                found.append(f"{rule['id']} ({rule['impact']}): {target}: {node['html'][:160]}")
    return found


def inside_of(page: Visit, target: str, part: str) -> bool:
    return bool(page.page.evaluate("([t, p]) => document.querySelector(t)?.closest(p) != null", [target, part]))


@pytest.mark.parametrize("page_id", PAGES)
@pytest.mark.parametrize("lang", [lang for lang in OWN_NAMES if lang != "es"])
def test_page(visit, page_id, lang):
    page = visit(page_id, lang, DESKTOP, **NEEDS.get(page_id, {}))
    check(page, lang)
    page.resize(PHONE)
    check(page, lang)


# The language with the longest words is looked at more closely.
@pytest.mark.parametrize("page_id", PAGES)
def test_page_in_spanish_and_its_accessibility(visit, page_id):
    page = visit(page_id, "es", DESKTOP, **NEEDS.get(page_id, {}))
    check(page, "es")
    found = serious(page)
    page.resize(PHONE)
    check(page, "es")
    found += serious(page)
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.parametrize("page_id", PAGES)
def test_dark(visit, page_id):
    page = visit(page_id, "en", DESKTOP, dark=True, **NEEDS.get(page_id, {}))
    check(page, "en")
    color = page.page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    red, green, blue = (int(part) for part in color.removeprefix("rgb(").removesuffix(")").split(","))
    assert max(red, green, blue) < 60, color
    assert page.page.locator('[data-testid="stMain"] h1').first.is_visible()


@pytest.mark.parametrize("page_id", DARK)
def test_accessibility_in_dark(visit, page_id):
    page = visit(page_id, "en", DESKTOP, dark=True, **DARK[page_id])
    found = serious(page)
    assert not found, "\n".join(found)
