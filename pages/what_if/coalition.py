"""Alone or together: what a threat costs each country, and what it costs US buyers."""

import streamlit as st

from dashboard.ui import coalition, heading, link, state
from dashboard.ui.text import md
from dashboard.views import coalition as views

t, country = state.t(), state.country()

title, answer = st.empty(), st.empty()
tiles = [column.empty() for column in st.columns(4)]
chosen = coalition.controls()

result = coalition.result(chosen.threat, chosen.members) if chosen else None

if chosen is None:
    heading.title(t("No country is in the coalition yet: choose at least one"), title)
    link.expect("coalition_view")
elif result is None:
    heading.title(t(state.NO_ESTIMATE), title)
    link.expect("coalition_view")
else:
    heading.title(md(views.headline(result, chosen.name, country, t)), title)
    answer.markdown(md(views.explanation(result, coalition.joined(chosen), country, t)))
    for tile, figure in zip(tiles, views.metrics(result, country, t), strict=True):
        tile.metric(md(figure.label), figure.value, figure.change, "off", delta_arrow="off", help=md(figure.help or ""))
    coalition.section(chosen, result)
