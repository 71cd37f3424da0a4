"""Sections of the remittances page that show one of several views."""

from __future__ import annotations

import streamlit as st

from dashboard.evidence import diaspora, events, remittances, transfer_costs
from dashboard.evidence.common import Series
from dashboard.ui import choice, exhibit, state
from dashboard.ui.state import table
from dashboard.views import diaspora as people_views
from dashboard.views import transfer_costs as cost_views
from dashboard.views import transfers


def mexico() -> None:
    """Mexico's remittances by month with the dates of policy, or by the sender's US state."""
    t, look = state.t(), state.look()
    st.markdown(f"**{t('Mexico, the only country with figures by month and by US state')}**")
    view = choice.one_of("remittances_mexico", t("Remittances to Mexico"), transfers.MEXICO)
    if view == "states":
        states = remittances.mexico_states(table("mexico_remittances_us_state"))
        exhibit.show(transfers.mexico_states(states, t, look), "states")
        return
    monthly = remittances.mexico_monthly(table("mexico_remittances_monthly"))
    marked = events.on_chart(table("events"), "remittances", transfers.MONTHS_FROM.date(), monthly.latest)
    exhibit.show(transfers.mexico_months(monthly, marked, t, look), "months")


def people(groups: Series) -> None:
    """People in the US: by legal situation, with a status that can end, or as agencies counted them."""
    t, look, country, counts = state.t(), state.look(), state.country(), table("migrants_us_status")
    view = choice.one_of("remittances_people", t("People in the United States"), people_views.PEOPLE)
    if view == "groups":
        shown = people_views.group_bars(groups, country, t, look)
    elif view == "protected":
        exposed = diaspora.protected(
            counts, groups, table("macro_annual"), table("events"), table("programme_coverage")
        )
        shown = people_views.protected_bars(exposed, country, t, look)
    elif country:
        shown = people_views.counts_table(diaspora.status_counts(counts, country), country, t)
    else:
        shown = people_views.counts_matrix(diaspora.count_matrix(counts), t)
    exhibit.show(shown, f"people_{view}")


def costs(law: Series) -> None:
    """The US tax on transfers, its bill by country, fees, and newer single figures on fees."""
    t, look, country = state.t(), state.look(), state.country()
    view = choice.one_of("remittances_cost", t("Cost of sending"), cost_views.VIEWS)
    if view == "tax":
        shown = cost_views.tax_steps(law, t, look)
    elif view == "bill":
        bills = transfer_costs.tax_bills(table("remittance_tax_by_country"))
        shown = cost_views.tax_bills(bills, country, t, look)
    elif view == "fees":
        shown = cost_views.cost_bars(transfer_costs.costs(table("remittance_costs")), country, t, look)
    else:
        shown = cost_views.single_costs(transfer_costs.single_costs(table("remittance_channels")), country, t)
    exhibit.show(shown, f"cost_{view}")
