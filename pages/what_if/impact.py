"""If Washington acts, what does it cost each country? Scenario in, impact out."""

import streamlit as st

from dashboard.ui import controls, exhibit, state
from dashboard.ui.text import md
from dashboard.views import impact as views

t, look, country = state.t(), state.look(), state.country()

title, note, answer = st.empty(), st.empty(), st.empty()
tiles = [column.empty() for column in st.columns(4)]
left, right = st.columns([1, 2.4], gap="large")
with left:
    scenario = controls.scenario()

# The central run comes first; its range follows a moment later.
for draws in (0, state.DRAWS):
    result = state.estimate(scenario, draws) if scenario else None
    if not result:
        break
    title.title(md(views.headline(result, country, t)), anchor=False)
    note.caption(md(controls.preset_note(t)))
    answer.markdown(md(views.explanation(result, country, t)))
    for tile, figure in zip(tiles, views.metrics(result, country, t), strict=True):
        tile.metric(figure.label, figure.value, figure.change, delta_color="off", delta_arrow="off", help=figure.help)

if scenario and result:
    with right:
        exhibit.show(views.gdp_map(result, t, look), "gdp_map")
        exhibit.show(views.ranking(result, country, t, look), "ranking")
        exhibit.show(views.path(result, country, t, look), "path")
        if "tariff" in result.active:
            hit = country or state.largest_loss(result)
            exhibit.show(
                views.products(state.products_hit(scenario, hit), result, hit, state.chapters(), t, look), "products"
            )
        if result.active:
            exhibit.show(views.drivers(result, country, t, look), "drivers")
        exhibit.show(views.details(result, country, t), "details")
        st.caption(
            t(
                "Partial equilibrium: effects of the first quarters and years, product by product. "
                "It is a what-if, not a forecast."
            )
        )
