"""The policy tracker's filters, by link and with nothing to show."""

from __future__ import annotations


def _check(app, source="Source"):
    assert not app.exception, [e.value for e in app.exception]
    assert not app.error, [e.value for e in app.error]
    assert app.title[0].value
    assert any(source in caption.value for caption in app.caption)


def test_filters_arrive_by_link(open_page):
    app = open_page("tracker", tracker_instrument="tariff", tracker_actor="us_court", tracker_period="all")
    _check(app)
    assert app.session_state["tracker_instrument"] == "tariff"
    assert any("Tariffs: 3 steps" in header.value for header in app.header)


def test_a_choice_without_steps_and_broken_values(open_page):
    app = open_page("tracker", tracker_instrument="detention", tracker_status="over")
    _check(app)
    assert any("No step" in header.value for header in app.header)
    app = open_page("tracker", tracker_instrument="<b>", tracker_period="moon")
    _check(app)
    assert app.session_state["tracker_period"] == "since_2025"


def test_the_months_of_the_calendar_arrive_by_link_and_fall_back(open_page):
    app = open_page("tracker", tracker_from_since_2025="2025-03", tracker_to_since_2025="2025-04")
    _check(app)
    assert any("1 Mar 2025 to 30 Apr 2025" in caption.value for caption in app.caption)
    app.selectbox(key="tracker_from_since_2025").select("2025-06").run()  # beyond the end, which gives way
    _check(app)
    assert any("1 Jun 2025 to" in caption.value for caption in app.caption)
    assert app.session_state["tracker_to_since_2025"] > "2026"
    app = open_page("tracker", tracker_from_since_2025="1066-01", tracker_to_since_2025="<b>")
    _check(app)
    assert app.session_state["tracker_from_since_2025"] == "2025-01"
