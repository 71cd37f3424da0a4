"""What does one scenario do that another does not? Two to four side by side, the difference by channel."""

import streamlit as st

from dashboard.ui import choice, compare, exhibit, heading, link, state
from dashboard.ui.text import md
from dashboard.views import compare as views

t, look, country = state.t(), state.look(), state.country()

title, note = st.empty(), st.empty()
names, made = compare.choose()
found = compare.find(made) if made else None

if not found:
    question = t("What does one scenario do that another does not?")
    heading.title(t(state.NO_ESTIMATE) if made else question, title)
    link.expect("detail")
else:
    heading.title(md(views.headline(found, names, country, t)), title)
    note.caption(md(views.differing_frames(found, t)))
    exhibit.show(views.totals(found, names, country, t, look), "totals")
    view = choice.one("detail", t("View"), {name: t(words) for name, words in views.VIEWS.items()}, hidden=True)
    build = {"channels": views.by_channel, "difference": views.difference, "countries": views.countries}[view]
    exhibit.show(build(found, names, country, t, look), view)
    st.caption(t("Effects of the first quarters and years, product by product: a what-if, not a forecast."))
