"""The route map with its controls, and what they make of the address and the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import workspace
from dashboard.data import registry
from dashboard.domain import ALL_COUNTRIES
from dashboard.evidence import route_layers as evidence
from dashboard.evidence.routes import Routes, profile
from dashboard.ui import card, controls, exhibit, goto, link, state
from dashboard.views import route_layers as views
from dashboard.views import route_map as maps
from dashboard.views import routes as answers
from dashboard.views.route_marks import Scene
from dashboard.views.words import period, sort_key


@st.fragment
def board(found: Routes) -> None:
    """The map with its controls, and beside it the selected country's card or the ranking.

    A fragment: a switch of a layer draws these parts again and leaves the rest of the page alone.
    """
    if state.selecting():
        st.rerun()
    t, country = state.t(), state.country()
    left, right = st.columns([3, 2])
    with left:
        shown = layers()
    with right:
        part = view()
    drawn = scene(found, shown, part)
    on_map, beside = st.columns([5, 3], gap="large")
    with on_map:
        exhibit.show(maps.route_map(drawn, shown), "routes", selects_country=True)
    with beside:
        if country:
            flights = state.table("flights_by_destination")
            card.show(answers.country_card(profile(found, flights, country), t), "routes")
            goto.page("country_brief", t("Brief on this country"), country=country)
            goto.page("impact", t("What if: estimate the impact on this country"), targets=country)
            goto.page("tracker", t("Policy steps that concern this country"), country=country)
            goto.page("encounters", t("Encounters and removals over time"))
        else:
            exhibit.show(answers.ranking(found, t, drawn.look), "ranking")


def layers() -> tuple[str, ...]:
    """The layers that are switched on."""
    t = state.t()
    names = {layer.id: t(layer.label) for layer in views.LAYERS}
    default = list(views.DEFAULT_LAYERS)
    link.arrive("routes_layers", default, link.some_of(tuple(names)))
    shown = st.pills(
        t("Layers"), list(names), selection_mode="multi", format_func=lambda name: names[name], key="routes_layers",
        persist_state="session", wrap=True,
    )  # fmt: skip
    link.depart("routes_layers", shown, default, ",".join)
    return tuple(shown)


def view() -> str:
    """The part of the map in view."""
    t = state.t()
    names = {name: t(entry[0]) for name, entry in maps.VIEWS.items()}
    link.arrive("routes_view", "hemisphere", link.one_of(tuple(names)))
    chosen = st.segmented_control(
        t("View"), list(names), format_func=lambda name: names[name], key="routes_view",
        persist_state="session", required=True, wrap=True,
    )  # fmt: skip
    link.depart("routes_view", chosen, "hemisphere")
    return str(chosen)


def search() -> None:
    """Choose a country by typing its name; the same choice as the menu's, for all pages."""
    t = state.t()
    options = [ALL_COUNTRIES, *sorted(registry.lac33(), key=lambda iso3: sort_key(t.country(iso3)))]
    st.session_state["routes_country"] = st.session_state.get("country", ALL_COUNTRIES)
    st.selectbox(t("Find a country"), options, format_func=t.country, key="routes_country", on_change=_found, width=260)


def _found() -> None:
    state.select(st.session_state["routes_country"])


def scene(found: Routes, shown: Sequence[str], part: str) -> Scene:
    """Everything that the map is drawn from; offers a choice of period or figure for each layer that has one."""
    t, first = state.t(), evidence.default_choice()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search()
        choice = evidence.Choice(
            fill=_pick("routes_fill", t("Colour of countries"), evidence.FILLS, first.fill,
                       lambda fill: t(views.FILL_NAMES[fill]), offered="stance" in shown),
            land=_pick("routes_land", t("Land returns, period"), evidence.land_periods(), first.land,
                       _land_period, offered="land" in shown),
            places=_pick("routes_places", t("Airports or sectors"), tuple(views.PLACES), first.places,
                         lambda places: t(views.PLACES[places]), offered="places" in shown),
            sector_year=int(_pick(
                "routes_sector_year", t("Sectors, US fiscal year"), tuple(map(str, evidence.sector_years())),
                str(first.sector_year), str,
                offered="places" in shown and st.session_state.get("routes_places") == evidence.SECTORS,
            )),
            darien_year=int(_pick("routes_darien", t("Darien, year"), tuple(map(str, evidence.darien_years())),
                                  str(first.darien_year), str, offered="northward" in shown)),
            nationality=_pick("routes_nationality", t("Darien, nationality"), evidence.nationalities(),
                              first.nationality, _nationality, offered="northward" in shown),
            network=_pick("routes_network", t("Network, years"),
                          (evidence.WHOLE_PERIOD, *map(str, evidence.network_years())), first.network,
                          _network_period, offered="historic" in shown),
        )  # fmt: skip
    figure = _figure(choice.fill) if "stance" in shown else None
    return Scene(found, evidence.chosen(choice), figure, t, state.look(), part, state.country())


def _pick(
    key: str, label: str, options: tuple[str, ...], default: str, name: Callable[[str], str], *, offered: bool
) -> str:
    """A choice from a list; it is kept, and stays in the address, while its layer is off and it is not `offered`."""
    link.arrive(key, default, link.one_of(options))
    if offered:
        st.selectbox(label, options, format_func=name, key=key, persist_state="session", width=330)
    chosen = str(st.session_state[key])
    link.depart(key, chosen, default)
    return chosen


def _land_period(month: str) -> str:
    points = evidence.land_returns(month)
    return period(state.t(), points.start, points.end)


def _nationality(code: str) -> str:
    t = state.t()
    return t("All nationalities") if code == evidence.EVERYONE else t.country(code)


def _network_period(network: str) -> str:
    t = state.t()
    if network == evidence.WHOLE_PERIOD:
        return t("2010–2019, missions by airport pair")
    return t("Fiscal year {year}, passengers by citizenship", year=network)


def _figure(fill: str) -> evidence.Figure | None:
    """The figure that colours the countries; None for their stance, or when the scenario cannot be computed."""
    if fill == evidence.STANCE:
        return None
    if fill != evidence.IMPACT:
        return evidence.figure(fill)
    result = state.estimate(controls.current())
    if result is None:
        return None
    total = {iso3: result.value(workspace.TOTAL, "gdp_pct", iso3) for iso3 in registry.lac33()}
    used = (source for value in total.values() for source in value.sources)
    return evidence.Figure(
        fill, {iso3: value.central for iso3, value in total.items()}, "gdp_pct", tuple(dict.fromkeys(used)),
        quarters=result.horizon, scenario=controls.current_name(state.t()),
    )  # fmt: skip
