"""The view in the address: values that a link carries, checked when they arrive and written when they change.

Streamlit's own binding writes option *labels* to the address, so a link made in Spanish would not open in English.
Here the address holds ids. What a link brings and the page cannot use is named in a notice: a broken value, which
falls back to the default, a parameter that stands there twice, and one that nothing on the page reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

import streamlit as st

from dashboard.domain import N_, InputError
from dashboard.i18n import Translator
from dashboard.ui.text import literal

NOTICES = "_notices"
NOTICE_SECONDS = 10
PAGE, READ, IDLE = "_link_page", "_link_read", "_link_idle"
SHOWN_NAMES, SHOWN_SIGNS = 5, 40
INVALID = N_("The link's value “{value}” for “{name}” is not valid here; the default is shown.")
REPEATED = N_("The link has “{name}” more than once; its last value counts.")
T = TypeVar("T")


@dataclass
class Notice:
    """What could not be used of a link: `text` with its places, and since when the reader sees it."""

    text: str
    name: str
    value: str = ""
    since: float | None = None

    @property
    def over(self) -> bool:
        """Whether it stood long enough; the time runs from its first showing, not from a slow page's start."""
        return self.since is not None and monotonic() - self.since >= NOTICE_SECONDS


def begin(page_id: str) -> None:
    """A run of a page starts: nothing of the address is read yet; what another page left unread is forgotten."""
    if st.session_state.get(PAGE) != page_id:
        st.session_state[PAGE] = page_id
        st.session_state[IDLE] = {}
    st.session_state[READ] = set()


def expect(*keys: str) -> None:
    """Name parameters that the page reads in another state of itself, so that the reader is not told of them."""
    st.session_state.setdefault(READ, set()).update(keys)


def arrive(key: str, default: T, parse: Callable[[str], T]) -> None:
    """Put the address's value for `key` into the session, once per session or when the address brings a new one."""
    expect(key)
    raw = st.query_params.get(key)
    seen = f"_link_{key}"
    if key in st.session_state and (raw is None or raw == st.session_state.get(seen)):
        return
    value = st.session_state.get(key, default)
    if raw is not None:
        if len(st.query_params.get_all(key)) > 1:
            _notice(REPEATED, key)
        try:
            value = parse(raw)
        except (InputError, ValueError):
            _notice(INVALID, key, raw)
            value = default
        st.session_state[seen] = raw
    st.session_state[key] = value


def take(key: str, parse: Callable[[str], T]) -> T | None:
    """The address's value for `key`, which it then no longer has: it counts on arrival only."""
    expect(key)
    raw = st.query_params.pop(key, None)
    if raw is None:
        return None
    try:
        return parse(raw)
    except (InputError, ValueError):
        _notice(INVALID, key, raw)
        return None


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
    if st.query_params.get_all(key) != [text]:
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
    """Tell the reader which parts of the address could not be used; called when the page has read what it reads.

    A notice stays for some seconds: a page may run again by itself, and what it said must not vanish with that.
    """
    notices = [notice for notice in st.session_state.get(NOTICES, []) if not notice.over]
    st.session_state[NOTICES] = notices
    for notice in notices:
        notice.since = monotonic() if notice.since is None else notice.since
        st.info(t(notice.text, name=notice.name, value=_quoted(notice.value)), icon=":material/link_off:")
    idle = _idle()
    if idle:
        named = [f"“{_quoted(name)}”" for name in idle[:SHOWN_NAMES]] + ["…"] * (len(idle) > SHOWN_NAMES)
        words = t("Nothing shown on this page uses the link's {names}.", names=", ".join(named))
        st.info(words, icon=":material/link_off:")


def _notice(text: str, name: str, value: str = "") -> None:
    st.session_state.setdefault(NOTICES, []).append(Notice(text, name, value))


def _idle() -> list[str]:
    """Parameters that a link brought and nothing on the page read, for as long as the reader is told of them.

    What the app itself wrote is none of them: the choice of a view that the reader has left stays in the address.
    """
    told, read, now = st.session_state[IDLE], st.session_state[READ], monotonic()
    unread = {key for key, raw in st.query_params.items() if key not in read and raw != _seen(key)}
    # One that left the address and comes again is told again.
    st.session_state[IDLE] = since = {key: told.get(key, now) for key in sorted(unread)}
    return [key for key, first in since.items() if now - first < NOTICE_SECONDS]


def _seen(key: str) -> str | None:
    """The value of the address that is in the session already."""
    found: str | None = st.session_state.get(f"_link_{key}")
    return found


def _quoted(text: str) -> str:
    """The beginning of a text from outside, on one line, sign by sign."""
    return literal("".join(sign if sign.isprintable() else " " for sign in text[:SHOWN_SIGNS]))
