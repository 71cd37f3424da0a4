"""The views of the encounters page, by link."""

from __future__ import annotations

import pytest

from dashboard.views import encounters as views

COUNTRIES = ("KNA", *(pytest.param(iso3, marks=pytest.mark.thorough) for iso3 in (None, "MEX", "HTI")))


def _check(app) -> None:
    assert not app.exception, [error.value for error in app.exception]
    assert not app.error, [error.value for error in app.error]
    assert app.title[0].value
    assert any("Source" in caption.value for caption in app.caption)


@pytest.mark.parametrize("view", views.VIEWS)
@pytest.mark.parametrize("country", COUNTRIES)
def test_views_arrive_by_link(open_page, view, country):
    app = open_page("encounters", country=country, encounters_view=view)
    _check(app)
    assert app.session_state["encounters_view"] == view
    assert not app.info
    assert 1 <= len(app.header) <= 4  # one view at a time


def test_mexico_is_no_origin_of_its_own_returns(open_page):
    app = open_page("encounters", country="MEX", encounters_view="received")
    assert app.header[1].value.startswith("Returned by Mexico (people): 181,163 in 2015")


@pytest.mark.parametrize(("by", "years"), list(zip(views.BREAKDOWNS, [*views.YEARS] * 3, strict=True)))
def test_breakdowns_and_years_arrive_by_link(open_page, by, years):
    app = open_page("encounters", country="VEN", encounters_by=by, encounters_years=years)
    _check(app)
    assert (app.session_state["encounters_by"], app.session_state["encounters_years"]) == (by, years)


def test_a_step_count_and_window_arrive_by_link(open_page):
    app = open_page(
        "encounters", encounters_view="around", encounters_event="ev045", encounters_series="nationwide_total",
        encounters_window="12",
    )  # fmt: skip
    _check(app)
    assert "12 months before" in app.header[0].value
    assert "11 May 2023" in app.caption[1].value


def test_a_series_of_a_country_ends_with_the_country(open_page):
    app = open_page("encounters", country="MEX", encounters_view="around", encounters_series="own")
    _check(app)
    assert app.header[0].value.startswith("Mexico")
    app.sidebar.selectbox(key="country").set_value("KNA").run()
    _check(app)
    assert app.session_state["encounters_series"] == "southwest_usbp"


def test_broken_values_fall_back(open_page):
    app = open_page(
        "encounters", encounters_view="around", encounters_event="ev999", encounters_series="<b>", encounters_window="7"
    )
    _check(app)
    assert app.session_state["encounters_event"] == "ev061"
    assert app.session_state["encounters_window"] == "6"
    assert len(app.info) == 3


def test_headline_states_the_newest_month_and_the_peak(open_page):
    title = open_page("encounters").title[0].value
    assert "8,870" in title
    assert "Aug 2026" in title
