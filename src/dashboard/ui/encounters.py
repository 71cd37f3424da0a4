"""Draw the views of the encounters page: one at a time, each with the controls that belong to it."""

from __future__ import annotations

import streamlit as st

from dashboard.evidence import encounters as evidence
from dashboard.evidence import events, removals, windows
from dashboard.evidence.encounters import Monthly, Reading
from dashboard.ui import choice, exhibit, state
from dashboard.views import encounters as views
from dashboard.views import removals as removal_views
from dashboard.views import windows as window_views

DEFAULT_WINDOW = "6"
DARIEN_MONTHS, DARIEN_YEARS = "months", "years"


def over_time(southwest: Monthly, newest: Reading, country: str | None, named: str | None) -> None:
    """The long series, the selected country, and one breakdown by fiscal or calendar year."""
    t, look = state.t(), state.look()
    marked = _marked("border", southwest, country)
    exhibit.show(views.long_series(southwest, newest, marked, evidence.TITLE_42, t, look), "long_series")
    left, right = st.columns([2, 1])
    with left:
        by = choice.one("encounters_by", t("Break down by"), {key: t(words) for key, words in views.BREAKDOWNS.items()})
    with right:
        basis = choice.one("encounters_years", t("Years"), {key: t(words) for key, words in views.YEARS.items()})
    nationwide = state.table("encounters_nationwide")
    if by == "citizenship":
        if named and (own := evidence.country_years(nationwide, named, basis)):
            exhibit.show(views.country_columns(own, named, t, look), "country")
        elif country:
            rounded = evidence.between_ports_years(state.table("encounters_usbp_citizenship"), country, basis)
            exhibit.show(views.country_columns_rounded(rounded, country, t, look), "country")
        years, each = evidence.citizenship_years(nationwide, basis), evidence.citizenships(nationwide, basis)
        shift = evidence.largest_shift(years)
        exhibit.show(views.citizenship_columns(years, each, shift, t, look), "citizenship")
    elif by == "sector":
        sectors, places = state.table("encounters_sector"), state.table("border_sectors")
        exhibit.show(views.sector_dots(evidence.sectors(sectors, places), t, look), "sectors")
        names = evidence.sector_names(places)
        exhibit.show(views.sector_lines(evidence.sector_years(sectors, places, basis), names, t, look), "sector_years")
    else:
        own_parts = None
        if by == "component":
            if named:
                own_parts = evidence.components_of(state.table("encounters_southwest_component"), named, basis)
            parts = own_parts or evidence.components(state.table("encounters_totals"), basis)
        else:
            parts = evidence.breakdown(nationwide, by, named, basis)
            own_parts = parts if named else None
        exhibit.show(views.breakdown_columns(parts, by, named if own_parts else None, t, look), "breakdown")


def around(series: dict[str, Monthly], country: str | None) -> None:
    """Months before and after a step of policy that the reader chooses."""
    t, look = state.t(), state.look()
    choices = windows.choices(state.table("events"), country)
    names = window_views.event_names(choices, t)
    event_id = choice.from_list("encounters_event", t("Step of policy"), names, windows.DEFAULT_EVENT)
    left, right = st.columns([2, 1])
    with left:
        counts = {key: t(words) for key, words in window_views.SERIES.items() if key in series}
        counted = choice.from_list("encounters_series", t("Count"), counts)
    with right:
        lengths = {str(length): t.number(length) for length in windows.LENGTHS}
        length = choice.one("encounters_window", t("Months before and after"), lengths, DEFAULT_WINDOW)
    step = choices[choices["event_id"] == event_id]
    found = windows.around(series[counted], step["date"].iloc[0].date(), int(length))
    exhibit.show(window_views.around_event(found, step, counted, country, t, look), "around")


def removed(country: str | None, total: evidence.RemovalsTotal) -> None:
    """Removals by citizenship, over the years, and through the running year."""
    t, look = state.t(), state.look()
    table = state.table("removals_by_citizenship")
    ranking = evidence.removals_ranking(table)
    exhibit.show(views.removals_bars(ranking, total, country, t, look), "removals")
    history = evidence.removals_history(table, ranking, country)
    exhibit.show(views.removals_lines(history, country, t, look), "removals_history")
    exhibit.show(removal_views.running(removals.running(state.table("removals_ytd")), t, look), "running")
    left = windows.leaving_detention(state.table("detention_monthly"))
    marked = _marked("removals", left, country)
    exhibit.show(removal_views.leaving_detention(left, marked, t, look), "leaving_detention")


def destinations(country: str | None) -> None:
    """Where removals went in 2025, removals to third countries, and what the receiving side counts."""
    t, look = state.t(), state.look()
    went = removals.destinations(state.table("removals_by_destination_2025"))
    exhibit.show(removal_views.destinations(went, country, t, look), "destinations")
    printed = removals.reported(state.table("removals_reported_2025"))
    exhibit.show(removal_views.reported(printed, country, t, look), "reported")
    third = removals.third_country(state.table("third_country_transfers_reported"))
    exhibit.show(removal_views.third_country(third, country, t, look), "third_country")
    shares = state.table("third_country_departure_shares")
    left = removals.departures(shares)
    exhibit.show(removal_views.departures(left, shares.source_ids, country, t, look), "departures")


def received(country: str | None) -> None:
    """Returns that the receiving countries count, and foreigners returned by Mexico."""
    t, look = state.t(), state.look()
    returned = state.table("returns_received")
    own = evidence.returns(returned, country) if country else None
    exhibit.show(views.returns_list(evidence.returns(returned), own, country, t), "returns")
    foreign = None if country == "MEX" else country  # Mexico sends nobody back to itself: all nationalities instead
    by_mexico = removals.returned_by_mexico(state.table("mexico_expulsions"), foreign)
    exhibit.show(removal_views.returned_by_mexico(by_mexico, foreign, t, look), "returned_by_mexico")


def darien(southwest: Monthly, country: str | None) -> None:
    """Crossings of the Darien beside encounters at the southwest border, by month or by year."""
    t, look = state.t(), state.look()
    kinds = {DARIEN_MONTHS: t("By month since 2020"), DARIEN_YEARS: t("By year since 2010")}
    kind = choice.one("encounters_darien", t("Period"), kinds)
    table = state.table("darien_transits")
    if kind == DARIEN_YEARS:
        own_years = evidence.transits(table, southwest, country) if country else None
        everyone_years = evidence.transits(table, southwest)
        exhibit.show(views.darien_panels(everyone_years, own_years, country, t, look), "darien")
        return
    everyone = evidence.transits_monthly(table)
    own = evidence.transits_monthly(table, country) if country else None
    marked = events.on_chart(state.table("events"), "darien", everyone.months[0], southwest.newest, country)
    exhibit.show(views.darien_months(everyone, southwest, own, country, marked, t, look), "darien")


def releases() -> None:
    """Figures at first release against revised ones."""
    t = state.t()
    found = windows.releases(state.table("encounters_totals"), state.table("article_facts"))
    versions = {source_id: state.source(source_id).version for source_id in found.sources}
    exhibit.show(window_views.releases(found, versions, t), "releases")


def _marked(subject: str, monthly: Monthly, country: str | None) -> events.Marked:
    return events.on_chart(state.table("events"), subject, monthly.months[0], monthly.newest, country)
