"""Who is sent where, by which route, and who takes whom: the map, a country's card, and all 33 answers."""

import streamlit as st

from dashboard.evidence import routes as evidence
from dashboard.ui import card, exhibit, goto, link, state
from dashboard.ui.text import md
from dashboard.views import route_map as maps
from dashboard.views import routes as views

t, look, country = state.t(), state.look(), state.country()
found = evidence.current()

st.title(md(views.title(found, t)))
st.caption(md(views.caption(found, t)))

layer_names = {layer.id: t(layer.label) for layer in maps.LAYERS}
view_names = {view: t(entry[0]) for view, entry in maps.VIEWS.items()}
link.arrive("routes_layers", list(maps.DEFAULT_LAYERS), link.some_of(tuple(layer_names)))
link.arrive("routes_view", "hemisphere", link.one_of(tuple(view_names)))
left, right = st.columns([3, 2])
with left:
    shown = st.pills(
        t("Layers"), list(layer_names), selection_mode="multi", format_func=layer_names.get, key="routes_layers",
        persist_state="session", wrap=True,
    )  # fmt: skip
with right:
    view = st.segmented_control(
        t("View"), list(view_names), format_func=view_names.get, key="routes_view", persist_state="session",
        required=True, wrap=True,
    )  # fmt: skip
link.depart("routes_layers", shown, list(maps.DEFAULT_LAYERS), ",".join)
link.depart("routes_view", view, "hemisphere")

on_map, beside = st.columns([5, 3], gap="large")
with on_map:
    exhibit.show(maps.route_map(found, tuple(shown), view, t, look, country), "routes", selects_country=True)
with beside:
    if country:
        card.show(
            views.country_card(evidence.profile(found, state.table("flights_by_destination"), country), t), "routes"
        )
        goto.page("impact", t("What if: estimate the impact on this country"), targets=country)
        goto.page("encounters", t("Encounters and removals over time"))
    else:
        exhibit.show(views.ranking(found, t, look), "ranking")
exhibit.show(views.receiving_countries(found, t, country), "receiving")
