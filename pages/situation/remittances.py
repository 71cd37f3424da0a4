"""Remittances and diaspora: who lives from transfers, from whom in the US, and at what cost."""

import streamlit as st

from dashboard.evidence import remittances as evidence
from dashboard.ui import exhibit, link, state
from dashboard.ui.text import md
from dashboard.views import remittances as views

t, look, country, table = state.t(), state.look(), state.country(), state.table

received, counts = table("remittances_received"), table("migrants_us_status")
dependence = evidence.dependence(received, table("macro_annual"), table("remittances_us_share"))
groups = evidence.status_groups(table("migrants_by_status_group"))
law = evidence.tax_steps(table("remittance_tax_law"))
st.title(md(views.title(dependence, country, t)))
st.caption(t("Who lives from transfers, from whom in the US, and at what cost?"))
for column, metric in zip(st.columns(4), views.metrics(dependence, groups, law, country, t), strict=True):
    column.metric(md(metric.label), md(metric.value), metric.change, "off", help=md(metric.help), delta_arrow="off")

st.header(t("Who depends on it"), divider="gray")
exhibit.show(views.gdp_map(dependence, t, look), "map")
left, right = st.columns(2, gap="large")
with left:
    exhibit.show(views.exposure_bars(dependence, country, t, look), "exposure")
with right:
    exhibit.show(views.share_dots(dependence, country, t, look), "share")

st.header(t("How it developed"), divider="gray")
history = evidence.history(received, evidence.shown_in_history(received, country))
exhibit.show(views.history_lines(history, country, t, look), "history")
if country == "MEX":
    exhibit.show(views.mexico_months(evidence.mexico_monthly(table("mexico_remittances_monthly")), t, look), "months")
    exhibit.show(views.mexico_states(evidence.mexico_states(table("mexico_remittances_us_state")), t, look), "states")
exhibit.show(views.newest_table(evidence.newest(table("remittances_central_bank"), country), country, t), "newest")

st.header(t("Who sends it"), divider="gray")
exhibit.show(views.group_bars(groups, country, t, look), "groups")
all_counts = views.counts_matrix(evidence.count_matrix(counts), t)
own = views.counts_table(evidence.status_counts(counts, country), country, t) if country else all_counts
exhibit.show(own, "counts")

st.header(t("What sending costs"), divider="gray")
left, right = st.columns(2, gap="large")
with left:
    exhibit.show(views.tax_steps(law, t, look), "tax")
    exhibit.show(views.tax_bills(evidence.tax_bills(table("remittance_tax_by_country")), country, t, look), "bill")
with right:
    exhibit.show(views.cost_bars(evidence.costs(table("remittance_costs")), country, t, look), "cost")
exhibit.show(views.single_costs(evidence.single_costs(table("remittance_channels")), country, t), "single")

st.header(t("US foreign assistance"), divider="gray")
link.arrive("remittances_aid", "disbursements", link.one_of(evidence.MEASURES))
names = {measure: t(views.MEASURES[measure]) for measure in evidence.MEASURES}
measure = st.segmented_control(
    t("Measure"), names, key="remittances_aid", format_func=names.get, required=True, persist_state="session"
)
link.depart("remittances_aid", measure, "disbursements")
exhibit.show(views.aid_columns(evidence.aid(table("us_foreign_assistance"), country, measure), country, t, look), "aid")
