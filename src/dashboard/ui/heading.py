"""Headings that never skip a level: a screen reader's list of them is the outline of the page.

The title is the first level. A page with sections has its headlines on the third, a page without them on the second;
readable.css gives a headline the same size on both.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

SECTIONS = "_has_sections"


def begin() -> None:
    """A run of a page starts: no section yet."""
    st.session_state[SECTIONS] = False


def section(text: str, *, anchor: str | Literal[False] | None = None) -> None:
    """A part of the page, under a line: what follows belongs to it."""
    st.session_state[SECTIONS] = True
    st.header(text, anchor=anchor, divider="gray")


def headline(text: str) -> None:
    """The headline of an exhibit, a card or a list."""
    (st.subheader if st.session_state.get(SECTIONS) else st.header)(text, anchor=False)


def part(text: str) -> None:
    """A part of what stands under a headline."""
    st.markdown(f"{'#' * (4 if st.session_state.get(SECTIONS) else 3)} {text}")
