"""All of one country on one page, in the order a minister would ask; a second country can stand beside it."""

import streamlit as st

from dashboard.evidence import brief as evidence
from dashboard.evidence import overview
from dashboard.ui import brief as ui
from dashboard.ui import state, summary
from dashboard.ui.text import md
from dashboard.views import brief as views
from dashboard.views import overview as figures

t, look, country = state.t(), state.look(), state.country()
if country is None:
    state.title(t("One page for each of the 33 countries: choose one"))
    st.caption(t("Choose a country here or in the sidebar. Its brief has the order in which a minister would ask."))
    ui.choose()
else:
    found, brief, answers = overview.current(), evidence.of(country), ui.answers(country)
    demanded, people = views.demanded(brief, t), views.people(brief, t)
    dependence, together = views.dependence(brief, found, t), views.together(brief, ui.bloc_name, t)
    sections = (demanded, people, dependence, together)
    flows, chapters = views.flows(brief, t, look), views.chapters(brief, t, look)
    threats, partners = views.threats(brief, answers, t, look), views.partners(brief, t, look)
    events = figures.event_list(brief.events.past, t)

    ui.paper()
    state.title(md(views.title(brief, answers, t)))
    st.caption(md(views.lead(brief, answers, t)))
    tiles = figures.figures(found, country, brief.reading, brief.removals, t)
    summary.figures(tiles)
    compared: tuple[str, ...] = ()
    if beside := ui.beside(country):
        pair = ((brief, answers), (evidence.of(beside), ui.answers(beside)))
        compared = views.compared_sources(pair, found)
        ui.side_by_side(views.compared(pair, found, t), compared)

    st.header(t("1. What is demanded, agreed and in force"), divider="gray", anchor=False)
    ui.section(demanded)
    st.subheader(t("Last steps"), anchor=False)
    summary.events(events)

    st.header(t("2. How many people, from where, how"), divider="gray", anchor=False)
    ui.section(people)
    ui.chart(flows, "flows", t("No chart: neither encounters nor removals are published."))

    st.header(t("3. What the country depends on"), divider="gray", anchor=False)
    ui.section(dependence)
    ui.chart(chapters, "chapters", t("No chart: no sales to the US by product."))

    st.header(t("4. What would hurt most"), divider="gray", anchor=False)
    ui.chart(threats, "threats", views.no_estimate(brief, answers, t))
    ui.threat_links(country if threats else None)

    st.header(t("5. What can be done, alone and with whom"), divider="gray", anchor=False)
    ui.section(together)
    ui.chart(partners, "partners", t("No chart: the source on trade by partner has no figure for this country."))
    ui.bloc_links(brief)

    st.header(t("6. What is uncertain or missing"), divider="gray", anchor=False)
    ui.bullets(views.uncertain(brief, answers, sections, t))

    st.header(t("7. Sources"), divider="gray", anchor=False)
    exhibits = (flows, chapters, threats, partners)
    ui.sources((*views.all_sources(sections, exhibits, (*tiles, *events), answers, found), *compared))
