"""The routes page works in every language and for every country."""

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
    app = open_page("routes", lang=lang, country=country)
    assert not app.exception, [e.value for e in app.exception]
    assert not app.error, [e.value for e in app.error]
    assert app.title[0].value
    assert app.caption


@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, country):
    _check(open_page("routes", country=country))


def test_layers_and_view_arrive_by_link(open_page):
    app = open_page("routes", routes_layers="transfers,historic", routes_view="caribbean")
    _check(app)
    assert app.session_state["routes_layers"] == ["transfers", "historic"]
    assert app.session_state["routes_view"] == "caribbean"


def test_no_layer_and_broken_values(open_page):
    _check(open_page("routes", routes_layers=""))
    app = open_page("routes", routes_layers="removals,<script>", routes_view="moon")
    _check(app)
    assert app.session_state["routes_view"] == "hemisphere"
