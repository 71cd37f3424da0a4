"""If Washington acts, what does it cost each country? Scenario in, impact out."""

import streamlit as st

from dashboard.evidence import validation
from dashboard.evidence.products import named
from dashboard.ui import choice, compare, controls, exhibit, heading, link, long_run, method, state
from dashboard.ui.text import md
from dashboard.views import combination, outlook
from dashboard.views import impact as views

t, look, country = state.t(), state.look(), state.country()
title, note, answer = st.empty(), st.empty(), st.empty()
tiles = [column.empty() for column in st.columns(4)]
scenario = controls.scenario()
result = state.estimate(scenario) if scenario else None

if scenario and result:
    headline, explanation, figures = long_run.answer(result)
    heading.title(md(headline), title)
    note.caption(md(controls.preset_note(t)))
    answer.markdown(md(explanation))
    for tile, figure in zip(tiles, figures, strict=True):
        tile.metric(figure.label, figure.value, figure.change, delta_color="off", delta_arrow="off", help=figure.help)
    state.head_start()
else:
    heading.title(t(state.NO_ESTIMATE), title)
    link.expect("view")

left, right = st.columns([1, 2.4], gap="large")
with left:
    controls.draw(scenario, refused=bool(scenario) and result is None)
if scenario and result:
    with right:
        view = choice.one("view", t("View"), views.views_of(result, t), hidden=True)
        if view == "map":
            exhibit.show(views.gdp_map(result, t, look), "gdp_map")
            exhibit.show(views.ranking(result, country, t, look), "ranking")
        elif view == "channels":
            exhibit.show(combination.channels(state.waterfall(result), result, country, t, look), "channels")
        elif view == "path":
            exhibit.show(views.path(result, country, t, look), "path")
        elif view == "products":
            hit = country or state.largest_loss(result)
            hits = state.products_hit(scenario, hit)
            exhibit.show(
                views.products(hits, result, hit, {each.heading: named(each.heading) for each in hits}, t, look),
                "products",
            )
        elif view == "drivers":
            exhibit.show(combination.tornado(state.swings(scenario, country), result, country, t, look), "tornado")
            shares = views.drivers(result, country, t, look)
            if shares.graphic:  # not before the ranges are there, nor where nothing moves
                exhibit.show(shares, "drivers")
        elif view == "next_year":
            record = validation.outlook(state.table("validation_scores"))
            exhibit.show(outlook.next_year(state.next_year(scenario), record, country, t, look), "next_year")
        elif view in long_run.VIEWS:
            long_run.show(scenario, view)
        else:
            exhibit.show(views.details(result, country, t), "details")
        if view not in long_run.VIEWS:
            st.caption(t("Effects of the first quarters and years, product by product: a what-if, not a forecast."))
            if difference := long_run.beside(result):
                st.caption(md(difference))
            if "tariff" in result.active:
                method.record()
        compare.offer(scenario)
    state.follow(scenario, long_run=view in long_run.VIEWS)
