"""The remittances page works in every language and for every country."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33


def _check(app, source: str = "Source") -> None:
    assert not app.exception, [e.value for e in app.exception]
    assert app.title[0].value
    assert any(source in caption.value for caption in app.caption)


@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, country):
    _check(open_page("remittances", country=country))


def test_headline_names_the_most_dependent(open_page):
    assert "Nicaragua, Honduras, and El Salvador" in open_page("remittances").title[0].value


@pytest.mark.parametrize(("view", "start"), [("months", "Mexico: +"), ("states", "California")])
def test_mexico_has_months_and_states(open_page, view, start):
    headlines = [s.value for s in open_page("remittances", country="MEX", remittances_mexico=view).subheader]
    assert any(text.startswith(start) for text in headlines)


@pytest.mark.parametrize(
    "values",
    [
        {"remittances_layout": "exposure", "remittances_people": "protected", "remittances_cost": "bill"},
        {"remittances_layout": "share", "remittances_people": "counts", "remittances_cost": "single"},
        {"remittances_mexico": "states", "remittances_cost": "fees"},
    ],
)
@pytest.mark.parametrize("country", [None, "HTI"])
def test_views_arrive_by_link(open_page, country, values):
    app = open_page("remittances", country=country, **values)
    _check(app)
    shown = {key: value for key, value in values.items() if country is None or key != "remittances_mexico"}
    assert {key: app.session_state[key] for key in shown} == shown


def test_aid_measure_arrives_by_link(open_page):
    app = open_page("remittances", remittances_aid="obligations")
    _check(app)
    assert app.session_state["remittances_aid"] == "obligations"
