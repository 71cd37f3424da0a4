"""Method: equations in words and formulas, assumptions with ranges and sources, checks, and what is not said."""

import streamlit as st

from dashboard.evidence import catalogue as catalogues
from dashboard.evidence import method as evidence
from dashboard.evidence import validation
from dashboard.ui import exhibit, heading, state
from dashboard.ui import method as ui
from dashboard.ui.text import md
from dashboard.views import method as views

t, look, country, table = state.t(), state.look(), state.country(), state.table

register, catalogue = evidence.register(), catalogues.catalogue()
verdict = validation.verdict({table_id: table(table_id) for table_id in validation.VERDICT_TABLES})
sections = views.sections(register, catalogue, evidence.example(), verdict, evidence.source_names, t)

heading.title(md(views.title(register, catalogue, t)))
st.caption(t("How is it computed, and what does it not say?"))
ui.contents(sections)

for section in sections:
    ui.show(section)
    if section.anchor == "trust":
        ui.trust(verdict)
    if section.anchor == "checks":
        received, shares = table("remittances_received"), table("remittances_us_share")
        senders = evidence.amounts_per_sender(received, shares, table("migrants_by_status_group"))
        paid = evidence.collected_rates(table("us_effective_rates"), table("us_collected_rate_monthly"))
        left, right = st.columns(2, gap="large")
        with left:
            exhibit.show(views.sender_bars(senders, country, t, look), "senders")
        with right:
            exhibit.show(views.collected_dots(paid, register.value("rho_act"), t, look), "collected")
