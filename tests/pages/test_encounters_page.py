"""The encounters page works in every language and for every country."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33
from dashboard.i18n import LANGUAGES

COUNTRIES = (None, "MEX", "KNA", "CUB", "VEN")


def _check(app) -> None:
    assert not app.exception, [e.value for e in app.exception]
    assert app.title[0].value
    assert any("Source" in caption.value for caption in app.caption)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("country", COUNTRIES)
def test_language_and_country(open_page, lang, country):
    app = open_page("encounters", lang=lang, country=country)
    assert not app.exception, [e.value for e in app.exception]
    assert app.title[0].value


@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, country):
    _check(open_page("encounters", country=country))


@pytest.mark.parametrize("by", ["demographic", "region", "component"])
def test_breakdowns_arrive_by_link(open_page, by):
    app = open_page("encounters", encounters_by=by)
    _check(app)
    assert app.session_state["encounters_by"] == by


def test_headline_states_the_newest_month_and_the_peak(open_page):
    title = open_page("encounters").title[0].value
    assert "8,870" in title
    assert "Aug 2026" in title
    assert "96%" in title
    assert "Dec 2023" in title


def test_a_country_that_is_not_named_says_so(open_page):
    app = open_page("encounters", country="DOM")
    assert "do not name this country" in app.title[0].value
