"""Who is sent where, by which route, and who takes whom: the map, a country's card, and all 33 answers."""

import streamlit as st

from dashboard.evidence import routes as evidence
from dashboard.ui import exhibit, heading, routes, state
from dashboard.ui.text import md
from dashboard.views import routes as views

t, country = state.t(), state.country()
found = evidence.current()

heading.title(md(views.title(found, t)))
st.caption(md(views.caption(found, t)))
routes.board(found)
exhibit.show(views.receiving_countries(found, t, country), "receiving")
