"""The trade page works in every language and for every country."""

from __future__ import annotations

import json

import pytest

from dashboard.data.registry import lac33


def _check(app) -> None:
    assert not app.exception, [e.value for e in app.exception]
    assert app.title[0].value
    assert any("Source" in caption.value for caption in app.caption)


@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, country):
    _check(open_page("trade", country=country))


@pytest.mark.parametrize(
    "values",
    [
        {"trade_layout": "china", "trade_span": "year", "trade_country": "BRA"},
        {"trade_layout": "concentration", "trade_level": "hs4", "trade_rivals": "supplier"},
        {"trade_layout": "table", "trade_tariff": "collected", "trade_country": "KNA"},
        {"trade_layout": "ranking", "trade_span": "month"},
    ],
)
def test_views_arrive_by_link(open_page, values):
    app = open_page("trade", **values)
    _check(app)
    assert {key: app.session_state[key] for key in values} == values


def test_a_broken_value_falls_back_with_a_notice(open_page):
    app = open_page("trade", trade_level="hs9")
    _check(app)
    assert app.session_state["trade_level"] == "hs2"
    assert any("hs9" in info.value for info in app.info)


def test_the_largest_seller_stands_for_all_where_no_country_is_chosen(open_page):
    headlines = [found.value for found in open_page("trade").subheader]
    assert any(text.startswith("Mexico: the largest product chapter is vehicles") for text in headlines)


def test_headline_names_the_most_exposed(open_page):
    title = open_page("trade").title[0].value
    assert "Mexico 27.2%" in title
    assert "Nicaragua 23.5%" in title


def test_cuba_has_no_ratio(open_page):
    assert "no usable GDP" in open_page("trade", country="CUB").title[0].value


def test_the_first_column_of_a_table_holds_its_names(open_page):
    app = open_page("trade", lang="es", trade_layout="table")
    columns = json.loads(app.dataframe[0].proto.columns)
    assert columns["País"]["width"] >= 7 * len("San Vicente y las Granadinas")
