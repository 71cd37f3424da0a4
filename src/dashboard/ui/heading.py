"""Headings that never skip a level: a screen reader's list of them is the outline of the page.

The title is the first level. A page with sections has its headlines on the third, a page without them on the second;
readable.css gives a headline the same size on both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

PAGE, TITLED, SECTIONS = "_page_name", "_has_title", "_has_sections"


def begin(page: str) -> None:
    """A run of a page starts, which the menu calls `page`: no title and no section yet."""
    st.session_state[PAGE] = page
    st.session_state[TITLED] = st.session_state[SECTIONS] = False


def title(text: str, place: DeltaGenerator | None = None) -> None:
    """The page's title, here or in `place`."""
    (place or st).title(text, anchor=False)
    st.session_state[TITLED] = True


def ensure_title() -> None:
    """The page's name in the menu for a title, if it came to none of its own."""
    if not st.session_state.get(TITLED):
        title(st.session_state.get(PAGE, "Corridor"))


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
