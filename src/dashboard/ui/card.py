"""Draw a country's card."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import exhibit, heading, state
from dashboard.ui.text import md
from dashboard.views.card import Card


def show(card: Card, key: str) -> None:
    """Draw `card`; `key` is unique on the page."""
    t = state.t()
    with st.container(key=f"card_{key}", gap="small"):
        heading.headline(md(card.title))
        for fact in card.facts:
            remark = f"  \n:small[{md(fact.remark)}]" if fact.remark else ""
            st.markdown(f"**{md(fact.label)}**  \n{md(fact.text)}{remark}")
        if card.unknown:
            st.markdown(f"**{md(t('Not known'))}**  \n" + "  \n".join(md(line) for line in card.unknown))
        exhibit.cite(card.sources)
