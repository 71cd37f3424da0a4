"""Data: every table with its coverage, freshness, publishers, licence, quality and download."""

import streamlit as st

from dashboard.evidence import catalogue as evidence
from dashboard.ui import catalogue as ui
from dashboard.ui import exhibit, heading, link, state
from dashboard.ui.text import md
from dashboard.views import catalogue as views

t, look = state.t(), state.look()
catalogue = evidence.catalogue()

heading.title(md(views.title(catalogue, t)))
st.caption(t("Which tables, from whom, how fresh, how sure?"))
for column, metric in zip(st.columns(4), views.metrics(catalogue, t), strict=True):
    column.metric(md(metric.label), md(metric.value), metric.change, help=metric.help and md(metric.help))
ui.offer_all()

exhibit.show(views.freshness(catalogue, t, look), "freshness")

heading.section(t("All tables"))
subjects = {subject: t(views.SUBJECTS[subject]) for subject in (views.ALL_SUBJECTS, *catalogue.subjects)}
link.arrive("data_subject", views.ALL_SUBJECTS, link.one_of(tuple(subjects)))
subject = st.segmented_control(
    t("Subject"), subjects, key="data_subject", format_func=subjects.get, required=True, persist_state="session"
)
link.depart("data_subject", subject, views.ALL_SUBJECTS)
search = st.text_input(t("Search in titles, descriptions and publishers"), key="data_search", max_chars=60)
found = views.filtered(catalogue.entries, subject, search, t)
if found:
    ui.show_list(views.listing(found, t), t("All tables"), "data_list")
else:
    st.info(t("No table has all of these words. Try one word, or another subject."), icon=":material/search_off:")

heading.section(t("One table"))
titles = {entry.id: t(entry.title) for entry in found or catalogue.entries}
link.arrive("data_table", next(iter(titles)), link.one_of(tuple(entry.id for entry in catalogue.entries)))
if st.session_state["data_table"] not in titles:
    st.session_state["data_table"] = next(iter(titles))
chosen = st.selectbox(t("Table"), titles, key="data_table", format_func=titles.get, persist_state="session")
link.depart("data_table", chosen, "")
ui.show_table(catalogue.entry(chosen))

heading.section(t("Figures from the five source articles"))
facts = evidence.facts(state.table(evidence.FACTS_TABLE))
heading.headline(views.facts_headline(facts, t))
checks = {check: f"{t(views.CHECKS[check])} ({facts.counts[check]})" for check in evidence.CHECKS}
link.arrive("data_facts", "differs", link.one_of(evidence.CHECKS))
check = st.segmented_control(
    t("Result of the check"), checks, key="data_facts", format_func=checks.get, required=True, persist_state="session"
)
link.depart("data_facts", check, "differs")
rows = views.facts_table(facts, check, {entry.id: entry.title for entry in catalogue.entries}, ui.fact_pages(), t)
st.table(views.facts_brief(rows), border="horizontal", hide_index=True)
exhibit.cite(facts.sources)

heading.section(t("All sources"))
ui.show_list(views.sources_frame(evidence.source_registry(), t), t("All sources"), "data_sources")
