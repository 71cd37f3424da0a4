"""All of one country on one page, in the order a minister would ask; a second country can stand beside it."""

import streamlit as st

from dashboard.evidence import brief as evidence
from dashboard.evidence import overview
from dashboard.ui import brief as ui
from dashboard.ui import heading, state, summary
from dashboard.ui.text import md
from dashboard.views import brief as views
from dashboard.views import overview as figures

t, look, country = state.t(), state.look(), state.country()
if country is None:
    heading.title(t("One page for each of the 33 countries: choose one"))
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
    heading.title(md(views.title(brief, answers, t)))
    st.caption(md(views.lead(brief, answers, t)))
    tiles = figures.figures(found, country, brief.reading, brief.removals, t)
    summary.figures(tiles)
    compared: tuple[str, ...] = ()
    if beside := ui.beside(country):
        pair = ((brief, answers), (evidence.of(beside), ui.answers(beside)))
        compared = views.compared_sources(pair, found)
        ui.side_by_side(views.compared(pair, found, t), compared)

    heading.section(t("1. What is demanded, agreed and in force"), anchor=False)
    ui.section(demanded)
    heading.headline(t("Last steps"))
    summary.events(events)

    heading.section(t("2. How many people, from where, how"), anchor=False)
    ui.section(people)
    ui.chart(flows, "flows", t("No chart: neither encounters nor removals are published."))

    heading.section(t("3. What the country depends on"), anchor=False)
    ui.section(dependence)
    ui.chart(chapters, "chapters", t("No chart: no sales to the US by product."))

    heading.section(t("4. What would hurt most"), anchor=False)
    ui.chart(threats, "threats", views.no_estimate(brief, answers, t))
    ui.threat_links(country if threats else None)

    heading.section(t("5. What can be done, alone and with whom"), anchor=False)
    ui.section(together)
    ui.chart(partners, "partners", t("No chart: the source on trade by partner has no figure for this country."))
    ui.bloc_links(brief)

    heading.section(t("6. What is uncertain or missing"), anchor=False)
    ui.bullets(views.uncertain(brief, answers, sections, t))

    heading.section(t("7. Sources"), anchor=False)
    exhibits = (flows, chapters, threats, partners)
    ui.sources((*views.all_sources(sections, exhibits, (*tiles, *events), answers, found), *compared))
