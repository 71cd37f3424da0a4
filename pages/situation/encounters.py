"""Flows at the border and removals, by citizenship, sector and group, and after which policy steps."""

import streamlit as st

from dashboard.evidence import encounters as evidence
from dashboard.ui import exhibit, link, state
from dashboard.ui.text import md
from dashboard.views import encounters as views

t, look, country = state.t(), state.look(), state.country()
nationwide, totals = state.table("encounters_nationwide"), state.table("encounters_totals")
removals, returned = state.table("removals_by_citizenship"), state.table("returns_received")
everyone, southwest = evidence.series(totals, "nationwide_total"), evidence.series(totals, "southwest_usbp")
own = evidence.of_citizens(nationwide, country) if country else None
newest, named = evidence.reading(southwest), country if own else None
removed = evidence.removals_total(state.table("removals_totals"), state.table("removals_ytd"))
own_newest, own_removals = own and evidence.reading(own), evidence.removals_of(removals, country)

st.title(md(views.headline(newest, own_newest, own_removals, country, t)), anchor=False)
st.caption(t("Encounters, removals, returns and transits are different counts: shown apart and never added."))
whole, year = evidence.reading(own or everyone), evidence.running_year(own or everyone)
for column, figure in zip(st.columns(4), views.metrics(whole, year, newest, removed, named, t), strict=True):
    column.metric(figure.label, figure.value, figure.change, "off", delta_arrow="off", help=figure.help)

steps, facts = evidence.policy_steps(state.table("events")), state.table("article_facts")
revised = evidence.revisions(facts, southwest)
exhibit.show(views.long_series(southwest, newest, steps, revised, t, look), "long_series")
if named:
    exhibit.show(views.country_columns(evidence.country_years(nationwide, named), named, t, look), "country")
elif country:
    rounded = evidence.between_ports_years(state.table("encounters_usbp_citizenship"), country)
    exhibit.show(views.country_columns_rounded(rounded, country, t, look), "country")
years, each = evidence.citizenship_years(nationwide), evidence.citizenships(nationwide)
exhibit.show(views.citizenship_columns(years, each, evidence.largest_shift(years), t, look), "citizenship")

kinds = list(views.BREAKDOWNS)
link.arrive("encounters_by", kinds[0], link.one_of(kinds))
by = st.segmented_control(
    t("Break down by"), kinds, required=True, format_func=lambda kind: t(views.BREAKDOWNS[kind]), key="encounters_by",
    persist_state="session",
)  # fmt: skip
link.depart("encounters_by", by, kinds[0])
parts = evidence.components(totals) if by == "component" else evidence.breakdown(nationwide, by, named)
exhibit.show(views.breakdown_columns(parts, by, named, t, look), "breakdown")
areas = evidence.sectors(state.table("encounters_sector"), state.table("border_sectors"))
exhibit.show(views.sector_dots(areas, t, look), "sectors")

ranking = evidence.removals_ranking(removals)
exhibit.show(views.removals_bars(ranking, removed, country, t, look), "removals")
history = evidence.removals_history(removals, ranking, country)
exhibit.show(views.removals_lines(history, country, t, look), "removals_history")
counted = evidence.returns(returned, country) if country else None
exhibit.show(views.returns_list(evidence.returns(returned), counted, country, t), "returns")
darien = state.table("darien_transits")
crossed = evidence.transits(darien, southwest, country) if country else None
exhibit.show(views.darien_panels(evidence.transits(darien, southwest), crossed, country, t, look), "darien")
