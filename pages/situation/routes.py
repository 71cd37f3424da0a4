"""Who is sent where, by which route, and who takes whom: the map, a country's card, and all 33 answers."""

import streamlit as st

from dashboard.evidence import routes as evidence
from dashboard.ui import card, exhibit, goto, routes, state
from dashboard.ui.text import md
from dashboard.views import route_map as maps
from dashboard.views import routes as views

t, look, country = state.t(), state.look(), state.country()
found = evidence.current()

st.title(md(views.title(found, t)))
st.caption(md(views.caption(found, t)))

left, right = st.columns([3, 2])
with left:
    shown = routes.layers()
with right:
    view = routes.view()
scene = routes.scene(found, shown, view)

on_map, beside = st.columns([5, 3], gap="large")
with on_map:
    exhibit.show(maps.route_map(scene, shown), "routes", selects_country=True)
with beside:
    if country:
        card.show(
            views.country_card(evidence.profile(found, state.table("flights_by_destination"), country), t), "routes"
        )
        goto.page("country_brief", t("Brief on this country"), country=country)
        goto.page("impact", t("What if: estimate the impact on this country"), targets=country)
        goto.page("tracker", t("Policy steps that concern this country"), country=country)
        goto.page("encounters", t("Encounters and removals over time"))
    else:
        exhibit.show(views.ranking(found, t, look), "ranking")
exhibit.show(views.receiving_countries(found, t, country), "receiving")
