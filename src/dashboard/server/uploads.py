"""Uploaded files: only where a page asks for one, few and small, and gone when nobody needs them.

Streamlit takes files from any session at any time, as many as it likes, and keeps them until the session ends.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import suppress

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from dashboard.ui import upload

ROUTE = "/_stcore/upload_file/"
FILES_PER_SESSION = 2  # the one being replaced, and the one that replaces it
TOTAL_BYTES = 32 * 2**20
AT_ONCE = 32
SECONDS = 20.0
READ_BEFORE_REFUSING = 8 * 2**20  # who is still sending hears no answer, only a broken connection


class BoundedUploads:
    """ASGI middleware that lets files in only from sessions that show an uploader, and bounds count, bytes and time."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: OrderedDict[tuple[str, str], int] = OrderedDict()
        self.arriving: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or ROUTE not in scope["path"]:
            await self.app(scope, receive, send)
            return
        session, _, file = str(scope["path"]).partition(ROUTE)[2].partition("/")
        refusal = self._refusal(session)
        if refusal:
            await _read_rest(receive)
            await PlainTextResponse(refusal[1], status_code=refusal[0])(scope, receive, send)
            return
        self.arriving.add(session)
        answered = False

        async def send_noted(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await asyncio.wait_for(self._let_in(session, file, scope, receive, send_noted), SECONDS)
        except TimeoutError:
            if not answered:
                await PlainTextResponse("The file took too long.", status_code=408)(scope, receive, send)
        finally:
            self.arriving.discard(session)

    def _refusal(self, session: str) -> tuple[int, str] | None:
        if not upload.expected(session):
            return 403, "No page of this session asks for a file."
        if session in self.arriving:
            return 429, "Another file of this session is on its way."
        if len(self.arriving) >= AT_ONCE:
            return 503, "Many files are on their way; try again."
        return None

    async def _let_in(self, session: str, file: str, scope: Scope, receive: Receive, send: Send) -> None:
        size = 0
        whole = False

        async def receive_counted() -> Message:
            nonlocal size, whole
            message = await receive()
            size += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            return message

        async def send_when_heard(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400 and not whole:
                await _read_rest(receive)
            await send(message)

        await self.app(scope, receive_counted, send_when_heard)
        self._keep(session, file, size)

    def _keep(self, session: str, file: str, size: int) -> None:
        """Count the file, and drop those that must go: of ended sessions, too many of one, too much of all."""
        files = Runtime.instance().uploaded_file_mgr
        if not Runtime.instance().is_active_session(session):  # it ended while the file was on its way
            files.remove_session_files(session)
            return
        self.kept.pop((session, file), None)
        self.kept[session, file] = size
        ended = [key for key in self.kept if not Runtime.instance().is_active_session(key[0])]
        own = [key for key in self.kept if key[0] == session]
        for key in [*ended, *own[:-FILES_PER_SESSION]]:
            self._drop(*key)
        while sum(self.kept.values()) > TOTAL_BYTES:  # a file is read as soon as it is there: the oldest has been
            self._drop(*next(iter(self.kept)))

    def _drop(self, session: str, file: str) -> None:
        del self.kept[session, file]
        files = Runtime.instance().uploaded_file_mgr
        assert isinstance(files, MemoryUploadedFileManager)  # Streamlit has no other
        files.remove_file(session, file)


async def _read_rest(receive: Receive) -> None:
    """Read what a sender still sends, keeping nothing, up to a bound of bytes and time."""
    read = 0

    async def read_on() -> None:
        nonlocal read
        while read < READ_BEFORE_REFUSING:
            message = await receive()
            read += len(message.get("body", b""))
            if not message.get("more_body", False):
                return

    with suppress(TimeoutError):
        await asyncio.wait_for(read_on(), SECONDS)
