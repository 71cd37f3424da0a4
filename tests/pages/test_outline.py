"""The headings of every page are an outline: one title, and no level is skipped on the way down."""

from __future__ import annotations

import re

import pytest

from dashboard.ui import frame
from dashboard.views import coalition, encounters, impact

PAGES = [entry.id for entry in frame.built()]
VIEWS = (
    *(("impact", {"view": view}) for view in impact.VIEWS),
    *(("coalition", {"coalition_view": view}) for view in coalition.VIEWS),
    *(("encounters", {"encounters_view": view}) for view in encounters.VIEWS),
    ("country_brief", {"country": "COL", "beside": "PER"}),
    ("impact", {"sigma_sup": "1.2", "eta_imp": "3"}),
    ("compare", {"own": "sigma_sup=1.2;eta_imp=3", "scenarios": "own,all_10"}),
)


def levels(app) -> list[int]:
    """Levels of the headings in the order of the page: widgets of Streamlit, Markdown and our own HTML."""
    assert not app.exception, [error.value for error in app.exception]
    found: list[int] = []
    for element in app.main:
        kind = getattr(element, "type", "")
        if kind in ("title", "header", "subheader"):
            found.append(int(element.tag.removeprefix("h")))
        elif kind == "markdown":
            found += [len(signs) for signs in re.findall(r"^(#{1,6}) ", element.value, re.MULTILINE)]
            found += [int(level) for level in re.findall(r"<h([1-6])", element.value)]
        elif kind == "html":
            found += [int(level) for level in re.findall(r"<h([1-6])", element.proto.body)]
    return found


def check(found: list[int]) -> None:
    assert found[:1] == [1], found
    assert found.count(1) == 1, found
    assert all(after <= before + 1 for before, after in zip(found, found[1:], strict=False)), found


# The browser tests look at the same pages without a country.
@pytest.mark.parametrize(("page_id", "country"), [*((page, "MEX") for page in PAGES), ("country_brief", None)])
def test_no_level_is_skipped(open_page, page_id, country):
    found = levels(open_page(page_id, country=country))
    check(found)
    assert len(found) > 1 or (page_id, country) == ("country_brief", None)


@pytest.mark.parametrize(("page_id", "query"), VIEWS)
def test_no_level_is_skipped_in_any_view(open_page, page_id, query):
    check(levels(open_page(page_id, **query)))
