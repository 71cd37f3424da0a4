"""The trade page works in every language and for every country."""

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
    app = open_page("trade", lang=lang, country=country)
    assert not app.exception, [e.value for e in app.exception]
    assert app.title[0].value


@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, country):
    _check(open_page("trade", country=country))


@pytest.mark.parametrize(("layout", "span"), [("map", "year"), ("ranking", "month")])
def test_views_arrive_by_link(open_page, layout, span):
    app = open_page("trade", trade_layout=layout, trade_span=span, trade_country="BRA")
    _check(app)
    assert app.session_state["trade_layout"] == layout
    assert app.session_state["trade_span"] == span
    assert app.session_state["trade_country"] == "BRA"


def test_headline_names_the_most_exposed(open_page):
    title = open_page("trade").title[0].value
    assert "Mexico 27.2%" in title
    assert "Nicaragua 23.5%" in title


def test_cuba_has_no_ratio(open_page):
    assert "no usable GDP" in open_page("trade", country="CUB").title[0].value
