"""What is the state of play today? One sentence, six figures, the map, contrasts, what changed, and ways on."""

import streamlit as st

from dashboard.evidence import changes as news
from dashboard.evidence import overview as evidence
from dashboard.ui import choice, exhibit, goto, heading, state, summary
from dashboard.ui.text import md
from dashboard.views import overview as views

t, look, country = state.t(), state.look(), state.country()
found = evidence.current()

heading.title(md(views.title(found, country, t)))
st.caption(t("What Washington does with deportation, tariffs and remittances, and what each of the 33 states faces."))
own = (evidence.encounters_of(country), evidence.removals_of(country)) if country else (None, None)
summary.figures(views.figures(found, country, *own, t))

st.space("small")
on_map, beside = st.columns([3, 2], gap="large")
with on_map:
    channels = {key: t(words) for key, words in views.CHANNELS.items()}
    channel = choice.one("overview_channel", t("Exposure"), channels)
    exhibit.show(views.exposure_map(found.exposed[channel], country, t, look), "exposure")
with beside:
    heading.headline(t("Most exposed"))
    summary.rankings(views.rankings(found, country, t))

st.space("small")
heading.headline(t("The sharpest contrasts"))
summary.pairs(views.pairs(news.contrasts(found, country), found, t))

st.space("small")
changed = news.changes(country)
last, ways = st.columns([3, 2], gap="large")
with last:
    heading.headline(t("What changed in the last 90 days of data"))
    st.caption(md(views.change_title(changed, country, t)))
    steps = evidence.events(country, 6)
    summary.events(views.event_list(steps.past, t))
    goto.page("tracker", t("All dated steps of policy"))
    if not steps.ahead.empty:
        heading.headline(t("Dates ahead"))
        summary.events(views.event_list(steps.ahead, t))
with ways:
    heading.headline(t("New figures and rates"))
    summary.lines((*views.new_figures(changed, t), *views.rate_lines(changed, country, t)))
    heading.headline(t("Go on"))
    summary.ways_on(country)
