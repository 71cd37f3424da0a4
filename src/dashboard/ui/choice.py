"""Choices that live in the address: one of a closed list of ids, shown in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from dashboard.ui import link, state


def one(key: str, label: str, options: Mapping[str, str], default: str | None = None, *, hidden: bool = False) -> str:
    """Draw a segmented control of `options` (id and words) and return the chosen id; `hidden` hides the label."""
    ids = _arrive(key, options, default)
    chosen = st.segmented_control(
        label, ids, required=True, format_func=options.__getitem__, key=key, persist_state="session", wrap=True,
        label_visibility="collapsed" if hidden else "visible",
    )  # fmt: skip
    link.depart(key, str(chosen), default or ids[0])
    return str(chosen)


def one_of(key: str, label: str, names: Mapping[str, str]) -> str:
    """The same for message ids, as the views list them; the first is the default."""
    return one(key, label, {name: state.t()(message) for name, message in names.items()})


def country(key: str, label: str, default: str, options: Iterable[str]) -> str:
    """The country selected for all pages; where none is, a list to choose one for this part of the page."""
    selected, t = state.country(), state.t()
    return selected or from_list(key, label, {iso3: t.country(iso3) for iso3 in options}, default)


def from_list(key: str, label: str, options: Mapping[str, str], default: str | None = None) -> str:
    """The same as a list to open and type into, for more options than a control can hold."""
    ids = _arrive(key, options, default)
    chosen: str = st.selectbox(label, ids, format_func=options.__getitem__, key=key, persist_state="session")
    link.depart(key, chosen, default or ids[0])
    return chosen


def _arrive(key: str, options: Mapping[str, str], default: str | None) -> list[str]:
    """The ids of the options; a value kept from before that is no option any more gives way to the default."""
    ids = list(options)
    if st.session_state.get(key, ids[0]) not in ids:
        link.forget(key)
    link.arrive(key, default or ids[0], link.one_of(ids))
    return ids
