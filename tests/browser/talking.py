"""A visitor without a browser: Streamlit's own protocol over its websocket, for benchmarks and attacks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

ANSWER_S = 60.0
STREAM = "/_stcore/stream"
DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
FAILED = ForwardMsg.FINISHED_WITH_COMPILE_ERROR


@dataclass
class Run:
    """What the server sent from the start of a run to its end."""

    messages: list[ForwardMsg] = field(default_factory=list)
    size: int = 0
    fragments: list[str] = field(default_factory=list)
    """Those that the page wants to be run by themselves after it."""

    @property
    def elements(self) -> Iterator[Element]:
        """Everything that was drawn."""
        for message in self.messages:
            if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
                yield message.delta.new_element

    @property
    def blocks(self) -> Iterator[Block]:
        """Every container."""
        for message in self.messages:
            if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "add_block":
                yield message.delta.add_block

    @property
    def finished(self) -> int | None:
        """How it ended; None while it has not."""
        last = self.messages[-1] if self.messages else ForwardMsg()
        return last.script_finished if last.WhichOneof("type") == "script_finished" else None


@dataclass
class Visitor:
    """One visitor: where it is, and what its widgets hold."""

    address: str = ""
    name: str = ""
    """The page to begin with, as the address names it."""
    page: str = ""
    id: str = ""
    states: dict[str, WidgetState] = field(default_factory=dict)

    def ask(self, fragment: str = "", *, by_itself: bool = False) -> BackMsg:
        """A run of the page with the widgets as they are."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.address
        state.page_script_hash = self.page
        state.page_name = "" if self.page else self.name
        state.fragment_id = fragment
        state.is_auto_rerun = by_itself
        state.widget_states.widgets.extend(self.states.values())
        return message

    def take(self, message: ForwardMsg) -> None:
        """Keep what a browser keeps: session, page, address, and values that the server gives its widgets."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.id = message.new_session.initialize.session_id or self.id
        elif kind == "page_info_changed":
            self.address = message.page_info_changed.query_string
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            state = given(message.delta.new_element)
            if state is not None:
                self.states[state.id] = state

    async def run(self, socket: ClientConnection, message: bytes) -> Run:
        """Send, and take in messages until the run is over."""
        await socket.send(message)
        return await self.listen(socket)

    async def listen(self, socket: ClientConnection) -> Run:
        """Take in messages until the end of a run that begins now: the one before may still be ending."""
        run = Run()
        started = False
        while True:
            data = await asyncio.wait_for(socket.recv(), ANSWER_S)
            assert isinstance(data, bytes)
            answer = ForwardMsg.FromString(data)
            self.take(answer)
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                started, run = True, Run(size=run.size)
            run.messages.append(answer)
            run.size += len(data)
            if kind == "auto_rerun":
                run.fragments.append(answer.auto_rerun.fragment_id)
            if started and kind == "script_finished" and answer.script_finished in (*DONE, FAILED):
                return run

    async def run_whole(self, socket: ClientConnection, message: BackMsg | None = None) -> list[Run]:
        """A run of the page, and those of the fragments that it wants to be run by themselves."""
        first = await self.run(socket, (message or self.ask()).SerializeToString())
        return [
            first,
            *[await self.run(socket, self.ask(f, by_itself=True).SerializeToString()) for f in first.fragments],
        ]


def given(element: Element) -> WidgetState | None:
    """The value that the server gives a widget, in the form in which a browser sends it back; None for none."""
    kind = element.WhichOneof("type")
    if kind not in ("slider", "checkbox", "selectbox", "multiselect", "button_group"):
        return None
    widget = getattr(element, kind)
    if not widget.set_value:
        return None
    state = WidgetState(id=widget.id)
    if kind == "slider":
        state.double_array_value.data.extend(widget.value)
    elif kind == "checkbox":
        state.bool_value = widget.value
    elif kind == "selectbox":
        state.string_value = widget.raw_value
    else:
        state.string_array_value.data.extend(widget.raw_values)
    return state


@asynccontextmanager
async def connected(url: str, session: str = "") -> AsyncIterator[ClientConnection]:
    """A websocket to the app; with `session`, one that goes on with that session."""
    known = ["streamlit", "none", session] if session else ["streamlit"]
    address = url.replace("http", "ws", 1) + STREAM
    async with connect(address, subprotocols=known, origin=url, max_size=None, compression=None) as socket:  # type: ignore[arg-type]
        yield socket
