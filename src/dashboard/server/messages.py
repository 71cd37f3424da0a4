"""What a browser may say: the messages of a page, and for each widget values that the widget can have.

Streamlit believes the browser. A value of the wrong type, a number that is none, or an option that was never offered
stays in the session and makes every following run fail; "clear the cache" takes everybody's results away. Here such
messages and values are dropped on arrival: the page runs on with the value before, and the log says what was dropped.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime import state as runtime_state
from streamlit.runtime.state.common import (
    RegisterWidgetResult,
    WidgetMetadata,
    is_element_id,
    unpack_widget_state_value,
)
from streamlit.runtime.state.session_state import Serialized, SessionState

log = logging.getLogger(__name__)
T = TypeVar("T")

# What a page's own script sends. The others are tools of developers: they clear the caches of all sessions, follow
# files, ask git, or stop the server.
KINDS = frozenset(
    ("rerun_script", "stop_script", "file_urls_request", "app_heartbeat", "backend_operation_request")
)  # fmt: skip
FILES = 1  # that the scenario's uploader takes at a time
LONGEST_NAME = 60  # characters of a text that the log repeats


class KnownMessages:
    """ASGI middleware that hands on those messages of a websocket which a page sends, and drops all others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_known() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                reason = refused_message(message.get("bytes"))
                if reason is None:
                    return message
                log.warning("dropped a message: %s", reason)

        await self.app(scope, receive_known if scope["type"] == "websocket" else receive, send)


def refused_message(data: bytes | None) -> str | None:
    """Why a message is none of a page's; None when it is one."""
    if data is None:
        return "text"
    try:
        message = BackMsg.FromString(data)
    except Exception:  # the library's own error has no types
        return "not in the protocol"
    kind = message.WhichOneof("type")
    if kind not in KINDS:
        return f"of kind {kind}"
    if kind == "file_urls_request" and len(message.file_urls_request.file_names) > FILES:
        return "asks for many files"
    return None


@dataclass
class CheckedState(SessionState):
    """A session's state that takes from the browser only values that the widgets can have.

    Values are checked when they arrive, before Streamlit calls what a page wants done on a change, and those for a
    widget that is not known yet when it is drawn first.
    """

    known: dict[str, WidgetMetadata[Any]] = field(default_factory=dict)
    """The widgets as they were drawn last (Streamlit's own record changes with the type of what arrives)."""

    def set_widgets_from_proto(self, widget_states: WidgetStates) -> None:
        """Take over the values that are possible."""
        kept = WidgetStates()
        for state in widget_states.widgets:
            widget = self.known.get(state.id)
            # A widget that is not known here may be one of a session that ended, which the browser brings along.
            if accepted(widget, state) if widget else is_element_id(state.id):
                kept.widgets.append(state)
        super().set_widgets_from_proto(kept)

    def register_widget(self, metadata: WidgetMetadata[T], user_key: str | None) -> RegisterWidgetResult[T]:
        """Register a widget, without a value that came before it and that it cannot have."""
        self.known[metadata.id] = metadata
        waiting = self._new_widget_state.states.get(metadata.id)
        if isinstance(waiting, Serialized) and not accepted(metadata, waiting.value):
            del self._new_widget_state[metadata.id]
        return super().register_widget(metadata, user_key)


def accepted(widget: WidgetMetadata[Any], state: WidgetState) -> bool:
    """Whether a widget can have a value; if not, the log says why."""
    reason = refused_value(widget, state)
    if reason is not None:
        log.warning("dropped a value of %.*s: %s", LONGEST_NAME, widget.id, reason)
    return reason is None


def refused_value(widget: WidgetMetadata[Any], state: WidgetState) -> str | None:
    """Why a widget cannot have a value; None when it can.

    No page has a widget that can be cleared to nothing: each single choice is required, as `test_messages` holds.
    """
    kind = state.WhichOneof("value")
    if kind != widget.value_type:
        return f"{kind} instead of {widget.value_type}"
    try:
        value = unpack_widget_state_value(state)
        widget.deserializer(value)
    except Exception as error:  # whatever the widget says to it; it would say it again in every run
        return type(error).__name__
    if kind == "double_array_value" and not all(map(math.isfinite, value)):
        return "no number"
    if widget.formatted_options is not None and kind in ("string_value", "string_array_value"):
        chosen = [value] if kind == "string_value" else list(value)
        if not set(chosen) <= set(widget.formatted_options):
            return "no option"
        if len(set(chosen)) < len(chosen):
            return "an option twice"
        most = widget.max_array_length
        if kind == "string_array_value" and most is not None and (len(chosen) > most or (most == 1 and not chosen)):
            return f"{len(chosen)} options"
    return None


def install() -> None:
    """Let every session that begins from now on check what its browser sends."""
    runtime_state.SessionState = CheckedState  # type: ignore[misc]  # where a new session looks for it
