"""Every page opens in every language and for every country, by a link, without an error."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33
from dashboard.i18n import LANGUAGES
from dashboard.ui import frame

COUNTRIES = (None, "MEX", "KNA", "CUB", "VEN", "HTI")
PAGES = [entry.id for entry in frame.built()]
WALKED = ("overview", "encounters", "tracker")  # the other pages about countries walk through them in their own tests
# Every page in every language and for every kind of country; each country of a page in one language, in turn.
PAIRS = [
    (page_id, tuple(LANGUAGES)[(at + turn) % len(LANGUAGES)], country)
    for at, page_id in enumerate(PAGES)
    for turn, country in enumerate(COUNTRIES)
]


def _check(app) -> None:
    assert not app.exception, [error.value for error in app.exception]
    assert not app.error, [error.value for error in app.error]
    assert app.title[0].value.strip()
    assert "{" not in app.title[0].value
    assert app.caption


@pytest.mark.parametrize(("page_id", "lang", "country"), PAIRS)
def test_language_and_country(open_page, page_id, lang, country):
    _check(open_page(page_id, lang=lang, country=country))


@pytest.mark.parametrize("page_id", WALKED)
@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, page_id, country):
    _check(open_page(page_id, country=country))


@pytest.mark.thorough
@pytest.mark.parametrize("page_id", PAGES)
def test_a_broken_address_falls_back(open_page, page_id):
    app = open_page(page_id, lang="xx", country="<script>")
    _check(app)
    assert app.session_state["country"] == "ALL"
    assert app.session_state["lang"] in LANGUAGES
    assert app.info
