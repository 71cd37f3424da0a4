"""The view in the address: values that a link carries, checked when they arrive and written when they change.

Streamlit's own binding writes option *labels* to the address, so a link made in Spanish would not open in English.
Here the address holds ids. A broken value falls back to the default and leaves a notice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TypeVar

import streamlit as st

from dashboard.domain import InputError
from dashboard.i18n import Translator
from dashboard.ui.text import literal

NOTICES = "_notices"
NOTICE_SECONDS = 10
T = TypeVar("T")


def arrive(key: str, default: T, parse: Callable[[str], T]) -> None:
    """Put the address's value for `key` into the session, once per session or when the address brings a new one."""
    raw = st.query_params.get(key)
    seen = f"_link_{key}"
    if key in st.session_state and (raw is None or raw == st.session_state.get(seen)):
        return
    value = st.session_state.get(key, default)
    if raw is not None:
        try:
            value = parse(raw)
        except (InputError, ValueError):
            st.session_state.setdefault(NOTICES, []).append((key, raw[:40], monotonic()))
            value = default
        st.session_state[seen] = raw
    st.session_state[key] = value


def depart(key: str, value: T, default: T, write: Callable[[T], str] = str) -> None:
    """Write `value` to the address; the default is left out, so that links stay short."""
    seen = f"_link_{key}"
    if value == default:
        st.session_state.pop(seen, None)
        if key in st.query_params:
            del st.query_params[key]
        return
    text = write(value)
    st.session_state[seen] = text
    if st.query_params.get(key) != text:
        st.query_params[key] = text


def forget(key: str) -> None:
    """Drop a value that is no option any more, in the session and, where it came from there, in the address."""
    seen = st.session_state.pop(f"_link_{key}", None)
    del st.session_state[key]
    if seen is not None and st.query_params.get(key) == seen:
        del st.query_params[key]


def one_of(options: Sequence[str]) -> Callable[[str], str]:
    """A parser that accepts ids from a closed list, in any case."""
    known = {option.lower(): option for option in options}

    def parse(raw: str) -> str:
        if raw.lower() not in known:
            raise InputError(f"{raw} is not one of {', '.join(options[:6])}.")
        return known[raw.lower()]

    return parse


def some_of(options: Sequence[str]) -> Callable[[str], list[str]]:
    """A parser of ids from a closed list, joined by commas; the order of the list is kept and empty means none."""
    parse_one = one_of(options)

    def parse(raw: str) -> list[str]:
        wanted = {parse_one(part) for part in raw.split(",") if part}
        return [option for option in options if option in wanted]

    return parse


def show_notices(t: Translator) -> None:
    """Tell the reader which parts of the address could not be used.

    A notice stays for some seconds: a page may run again by itself, and what it said must not vanish with that.
    """
    recent = [notice for notice in st.session_state.get(NOTICES, []) if monotonic() - notice[2] < NOTICE_SECONDS]
    st.session_state[NOTICES] = recent
    for key, raw, _ in recent:
        st.info(
            t(
                "The link's value “{value}” for “{name}” is not valid here; the default is shown.",
                value=literal(raw),
                name=key,
            ),
            icon=":material/link_off:",
        )
