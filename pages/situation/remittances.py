"""Remittances and diaspora: who lives from transfers, from whom in the US, and at what cost."""

import streamlit as st

from dashboard.evidence import aid, diaspora, transfer_costs
from dashboard.evidence import remittances as evidence
from dashboard.ui import choice, exhibit, heading, remittances, state
from dashboard.ui.text import md
from dashboard.views import aid as aid_views
from dashboard.views import diaspora as people_views
from dashboard.views import remittances as views
from dashboard.views import transfers

t, look, country, table = state.t(), state.look(), state.country(), state.table

received, macro = table("remittances_received"), table("macro_annual")
dependence = evidence.dependence(received, macro, table("remittances_us_share"))
groups = diaspora.status_groups(table("migrants_by_status_group"))
law = transfer_costs.tax_steps(table("remittance_tax_law"))
heading.title(md(views.title(dependence, country, t)))
st.caption(t("Who lives from transfers, from whom in the US, and at what cost?"))
for column, metric in zip(st.columns([5, 4, 4, 3]), views.metrics(dependence, groups, law, country, t), strict=True):
    column.metric(md(metric.label), md(metric.value), metric.change, "off", help=md(metric.help), delta_arrow="off")

heading.section(t("Who depends on it"))
layout = choice.one_of("remittances_layout", t("Show as"), views.LAYOUTS)
exhibit.show(views.dependence(dependence, layout, country, t, look), f"dependence_{layout}")

heading.section(t("How it developed"))
history = evidence.history(received, evidence.shown_in_history(received, country))
exhibit.show(transfers.history_lines(history, country, t, look), "history")
if country in (None, "MEX"):
    remittances.mexico()
newest = evidence.newest(table("remittances_central_bank"), country)
exhibit.show(transfers.newest_table(newest, country, t), "newest")

heading.section(t("Who sends it, and with which status"))
remittances.people(groups)

heading.section(t("Who came back"))
returned = diaspora.returned(table("returns_received"), macro)
exhibit.show(people_views.returned_bars(returned, country, t, look), "returned")

heading.section(t("What sending costs"))
remittances.costs(law)

heading.section(t("US foreign assistance"))
measure = choice.one_of("remittances_aid", t("Measure"), aid_views.MEASURES)
given = aid.aid(table("us_foreign_assistance"), country, measure)
exhibit.show(aid_views.aid_columns(given, country, t, look), "aid")
