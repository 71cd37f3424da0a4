"""Policy tracker: which instrument was used on whom, when, with what outcome, and what is in force."""

import streamlit as st

from dashboard.evidence import tracker as evidence
from dashboard.ui import choice, exhibit, goto, heading, link, state, tracker
from dashboard.ui.text import md
from dashboard.views import tracker as views
from dashboard.views.overview import event_list

t, look, country = state.t(), state.look(), state.country()
found = evidence.steps(state.table("events"), country)
instruments = evidence.entries(state.table("instrument_entries"))

heading.title(md(views.title(instruments, found, country, t)))
st.caption(md(views.caption(instruments, t)))
tracker.metrics(views.metrics(found, t))

st.space("small")
ALL = "all"
filters = {
    "instrument": (t("Instrument"), t("All instruments"), views.INSTRUMENTS),
    "actor": (t("Who acted"), t("All actors"), views.ACTORS),
    "status": (t("Status"), t("All statuses"), views.GROUPS),
}
picked: dict[str, str] = {}
for column, (name, (label, everything, words)) in zip(st.columns(3), filters.items(), strict=True):
    names = {ALL: everything, **{key: t(message) for key, message in words.items()}}
    link.arrive(f"tracker_{name}", ALL, link.one_of(tuple(names)))
    with column:
        picked[name] = st.selectbox(
            label, list(names), format_func=names.get, key=f"tracker_{name}", persist_state="session"
        )
    link.depart(f"tracker_{name}", picked[name], ALL)
periods = list(views.PERIODS)
link.arrive("tracker_period", "since_2025", link.one_of(periods))
period = st.segmented_control(
    t("Period"), periods, required=True, format_func=lambda key: t(views.PERIODS[key]), key="tracker_period",
    persist_state="session",
)  # fmt: skip
link.depart("tracker_period", period, "since_2025")
chosen = found.chosen(*(None if picked[name] == ALL else picked[name] for name in filters))
months = tracker.months(period, found.months(period))
exhibit.show(views.timeline(found, chosen.within(period), months, country, t, look), "timeline")
exhibit.show(views.standing(chosen.within(period), country, t), "standing")

tracker.dated(views.recent(found, country, t), event_list(found.recent().frame, t), "recent")
agreements = evidence.agreements(state.table("third_country_agreements"), country)
exhibit.show(views.agreement_table(agreements, t), "agreements")
stances = evidence.matrix(
    state.table("country_stance"), state.table("receiving_stance"), state.table("us_effective_rates")
)
grid = choice.one_of("tracker_grid", t("By country"), views.GRIDS)
exhibit.show(views.stance_matrix(stances, grid, country, t, look), "matrix")
tracker.entries(views.entry_table(instruments, t), views.entry_groups(instruments, t), "entries")
goto.page("data", t("Facts of five articles, checked against our tables"))
