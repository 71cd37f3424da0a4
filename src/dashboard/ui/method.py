"""Draw the sections of the method: texts, formulas, lists and static tables that wrap on a narrow screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.ui import state
from dashboard.ui.text import md

if TYPE_CHECKING:
    from dashboard.views.method import Part, Section


def contents(sections: tuple[Section, ...]) -> None:
    """Links to the sections."""
    st.markdown(" · ".join(f"[{section.title}](#{section.anchor})" for section in sections))


def show(section: Section) -> None:
    """One section under its heading."""
    st.header(section.title, anchor=section.anchor, divider="gray")
    for part in section.parts:
        _show_part(part)


def _show_part(part: Part) -> None:
    if part.kind == "formula":
        st.latex(part.text)
    elif part.kind == "head":
        st.subheader(md(part.text), anchor=False)
    elif part.frame is None:
        st.markdown(md(part.text))
    elif part.text:  # a labelled table is a long one: folded, but there for search and print
        with st.expander(f"{part.text} ({state.t().number(len(part.frame))})"):
            st.table(part.frame.map(md), border="horizontal", hide_index=True)
    else:
        st.table(part.frame.map(md), border="horizontal", hide_index=True)
