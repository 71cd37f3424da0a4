"""Flows at the border and removals, by citizenship, sector and group, and after which policy steps."""

import streamlit as st

from dashboard.evidence import encounters as evidence
from dashboard.evidence import windows
from dashboard.ui import choice, encounters, heading, state
from dashboard.ui.text import md
from dashboard.views import encounters as views

t, country = state.t(), state.country()
nationwide, totals = state.table("encounters_nationwide"), state.table("encounters_totals")
everyone, southwest = evidence.series(totals, "nationwide_total"), evidence.series(totals, "southwest_usbp")
own = evidence.of_citizens(nationwide, country) if country else None
newest, named = evidence.reading(southwest), country if own else None
removed = evidence.removals_total(state.table("removals_totals"), state.table("removals_ytd"))
own_newest = own and evidence.reading(own)
own_removals = evidence.removals_of(state.table("removals_by_citizenship"), country)

heading.title(md(views.headline(newest, own_newest, own_removals, country, t)))
st.caption(t("Encounters, removals, returns and transits are different counts: shown apart and never added."))
whole, year = evidence.reading(own or everyone), evidence.running_year(own or everyone)
for column, figure in zip(st.columns(4), views.metrics(whole, year, newest, removed, named, t), strict=True):
    column.metric(figure.label, figure.value, figure.change, "off", delta_arrow="off", help=figure.help)

st.space("small")
words = {key: t(message) for key, message in views.VIEWS.items()}
view = choice.one("encounters_view", t("View"), words, hidden=True)
if view == "time":
    encounters.over_time(southwest, newest, country, named)
elif view == "around":
    series = {
        "southwest_usbp": southwest, "southwest_ofo": evidence.series(totals, "southwest_ofo"),
        "nationwide_total": everyone, **({"own": own} if own else {}),
        "darien": evidence.transits_monthly(state.table("darien_transits")),
        "leaving_detention": windows.leaving_detention(state.table("detention_monthly")),
    }  # fmt: skip
    encounters.around(series, country)
elif view == "removals":
    encounters.removed(country, removed)
elif view == "destinations":
    encounters.destinations(country)
elif view == "received":
    encounters.received(country)
elif view == "darien":
    encounters.darien(southwest, country)
else:
    encounters.releases()
