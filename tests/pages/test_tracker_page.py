"""The policy tracker works in every language, for every country, and by link."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33
from dashboard.i18n import LANGUAGES


def _check(app, source="Source"):
    assert not app.exception, [e.value for e in app.exception]
    assert not app.error, [e.value for e in app.error]
    assert app.title[0].value
    assert any(source in caption.value for caption in app.caption)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("country", [None, "MEX", "KNA", "CUB", "VEN"])
def test_language_and_country(open_page, lang, country):
    app = open_page("tracker", lang=lang, country=country)
    assert not app.exception, [e.value for e in app.exception]
    assert not app.error, [e.value for e in app.error]
    assert app.title[0].value
    assert app.caption


@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, country):
    _check(open_page("tracker", country=country))


def test_filters_arrive_by_link(open_page):
    app = open_page("tracker", tracker_instrument="tariff", tracker_actor="us_court", tracker_period="all")
    _check(app)
    assert app.session_state["tracker_instrument"] == "tariff"
    assert any("Tariffs: 3 steps" in header.value for header in app.subheader)


def test_a_choice_without_steps_and_broken_values(open_page):
    app = open_page("tracker", tracker_instrument="detention", tracker_status="over")
    _check(app)
    assert any("No step" in header.value for header in app.subheader)
    app = open_page("tracker", tracker_instrument="<b>", tracker_period="moon")
    _check(app)
    assert app.session_state["tracker_period"] == "since_2025"
