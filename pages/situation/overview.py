"""What is the state of play today? One sentence, six figures, the map, the last events, and ways on."""

import streamlit as st

from dashboard.evidence import overview as evidence
from dashboard.ui import exhibit, goto, link, state, summary
from dashboard.ui.text import md
from dashboard.views import overview as views

t, look, country = state.t(), state.look(), state.country()
found = evidence.current()

st.title(md(views.title(found, country, t)), anchor=False)
st.caption(t("What Washington does with deportation, tariffs and remittances, and what each of the 33 states faces."))
own = (evidence.encounters_of(country), evidence.removals_of(country)) if country else (None, None)
summary.figures(views.figures(found, country, *own, t))

st.space("small")
channels = list(views.CHANNELS)
link.arrive("overview_channel", channels[0], link.one_of(channels))
on_map, beside = st.columns([3, 2], gap="large")
with on_map:
    channel = st.segmented_control(
        t("Exposure"), channels, required=True, format_func=lambda key: t(views.CHANNELS[key]), key="overview_channel",
        persist_state="session", wrap=True,
    )  # fmt: skip
    exhibit.show(views.exposure_map(found.exposed[channel], country, t, look), "exposure")
with beside:
    st.subheader(t("Most exposed"), anchor=False)
    summary.rankings(views.rankings(found, country, t))
link.depart("overview_channel", channel, channels[0])

st.space("small")
last, ways = st.columns([3, 2], gap="large")
steps = evidence.events(country, 6)
with last:
    st.subheader(t("What happened last"), anchor=False)
    summary.events(views.event_list(steps.past, t))
    if not steps.ahead.empty:
        st.subheader(t("Dates ahead"), anchor=False)
        summary.events(views.event_list(steps.ahead, t))
with ways:
    st.subheader(t("Go on"), anchor=False)
    goto.page("routes", t("Who is sent where, and who takes whom"))
    goto.page("encounters", t("Encounters and removals over time"))
    goto.page("trade", t("Who depends on the US market"))
    goto.page("remittances", t("Who lives from remittances"))
    if country:
        goto.page("impact", t("What if: a tariff of 25%"), targets=country, tariff_pp="25")
        goto.page("impact", t("What if: a remittance tax of 3.5%"), remit_tax_pct="3.5")
    else:
        goto.page("impact", t("What if: 25% on Colombia (January 2025)"), targets="COL", tariff_pp="25",
                  baseline_date="2025-01-15", energy_exempt="0")  # fmt: skip
        goto.page("impact", t("What if: a remittance tax of 3.5%"), remit_tax_pct="3.5", baseline_date="2025-11-25")
        goto.page("impact", t("What if: one million removals a year"), removals_k="729")
