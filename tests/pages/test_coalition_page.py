"""The coalition page works in every language, for every country, and by link."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33
from dashboard.i18n import LANGUAGES
from dashboard.views.coalition import OF_TRADE, VIEWS


def _check(app) -> str:
    assert not app.exception, [e.value for e in app.exception]
    assert any("Source" in caption.value for caption in app.caption)
    return app.title[0].value


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("country", [None, "CUB"])
def test_language_and_country(open_page, lang, country):
    app = open_page("coalition", lang=lang, country=country, coalition="caricom")
    assert not app.exception, [e.value for e in app.exception]
    assert app.title[0].value


@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, country):
    _check(open_page("coalition", country=country))


@pytest.mark.parametrize("view", VIEWS)
def test_every_view(open_page, view):
    app = open_page("coalition", country="HND", coalition="sica", coalition_view=view)
    title = _check(app)
    assert title.startswith("Honduras: refusing alone costs it")
    assert app.session_state["coalition_view"] == view


def test_the_threat_arrives_by_link(open_page):
    app = open_page("coalition", coalition="free", members="COL,ECU", threat_pp="50", threat_energy_exempt="0")
    assert "Own choice" in _check(app)
    assert app.session_state["members"] == ["COL", "ECU"]
    assert app.session_state["threat_pp"] == 50
    assert app.session_state["threat_energy_exempt"] is False
    assert app.query_params["members"] in ("COL,ECU", ["COL,ECU"])


def test_an_empty_coalition_gets_a_sentence(open_page):
    app = open_page("coalition", coalition="free", members="COL")
    app.multiselect(key="members").set_value([]).run()
    assert not app.exception
    assert app.title[0].value == "No country is in the coalition yet: choose at least one"


def test_broken_values_fall_back(open_page):
    app = open_page("coalition", coalition="nato", threat_pp="1000", coalition_view="secret")
    _check(app)
    assert app.session_state["coalition"] == "ALL"
    assert app.session_state["threat_pp"] == 25
    assert app.session_state["coalition_view"] == "together"
    assert len(app.info) == 3


def test_a_higher_tariff_costs_more(open_page):
    low = open_page("coalition", coalition="sica", threat_pp="10")
    high = open_page("coalition", coalition="sica", threat_pp="50")
    first = [float(app.metric[0].value.replace(",", "")) for app in (low, high)]
    assert first[0] < first[1]


def test_cuba_is_not_applicable(open_page):
    app = open_page("coalition", country="CUB")
    assert "embargo" in _check(app)
    assert app.metric[0].value == "–"


@pytest.mark.parametrize("view", VIEWS)
def test_a_coalition_without_trade_claims_nothing(open_page, view):
    app = open_page("coalition", coalition="free", members="CUB", coalition_view=view)
    assert not app.exception
    assert app.title[0].value == "Own choice: no member has trade to threaten"
    assert {figure.value for figure in app.metric} == {"–"}
    if view in OF_TRADE:
        assert not app.header
        assert any("The embargo leaves almost no trade" in notice.value for notice in app.info)


def test_a_threat_of_nothing_is_no_threat(open_page):
    app = open_page("coalition", threat_pp="0")
    assert app.session_state["threat_pp"] == 25
    assert any("“threat_pp”" in notice.value for notice in app.info)
