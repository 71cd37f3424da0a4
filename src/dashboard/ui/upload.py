"""The one place where a reader gives the app a file, and which sessions show it: the server lets in no other file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

PLACED = "_uploader_placed"
_expecting: set[str] = set()
_lock = Lock()


def place(label: str, types: Sequence[str], key: str, on_change: Callable[[], None], **words: Any) -> None:
    """Draw an uploader and let this session's files in."""
    st.file_uploader(label, type=list(types), key=key, on_change=on_change, **words)
    st.session_state[PLACED] = True
    session = _session()
    if session:
        with _lock:
            _expecting.add(session)


def end_of_run() -> None:
    """Let no more files in when the page that was just drawn has no uploader; called after each whole run."""
    session = _session()
    if not st.session_state.pop(PLACED, False) and session:
        with _lock:
            _expecting.discard(session)
            _expecting.difference_update(
                [each for each in _expecting if not Runtime.instance().is_active_session(each)]
            )


def expected(session: str) -> bool:
    """Whether a session shows an uploader now."""
    return session in _expecting


def _session() -> str | None:
    """This session's id; None where a page runs without a server, as in tests."""
    context = get_script_run_ctx()
    return context.session_id if context is not None and Runtime.exists() else None
