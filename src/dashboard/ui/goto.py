"""Links from one page to another that carry settings and vanish while their page is not built."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import frame
from dashboard.ui.text import md


def page(page_id: str, label: str, **query: str) -> None:
    """A link to a page of the menu with `query` in its address."""
    for entry in frame.built():
        if entry.id == page_id:
            st.page_link(frame.path(entry), label=md(label), icon=entry.icon, query_params=query or None)
