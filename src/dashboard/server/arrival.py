"""What a page is told on arrival, and what it is not told."""

from __future__ import annotations

import json

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.config import get_option
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

UNCHANGED = (b"accept-encoding", b"if-none-match", b"if-modified-since")


class KnownServer:
    """ASGI middleware that tells a page on arrival which server it talks to, as Streamlit lets a host do.

    Without it a browser that follows a link to a page asks for the server beside that page, is refused, asks again at
    the root and only then connects: three journeys to the server, of which the readers far away wait longest.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and scope["method"] == "GET"
        if not asked or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        page = b""

        async def send_introduced(message: Message) -> None:
            nonlocal start, page
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            else:
                page += message.get("body", b"")
                if not message.get("more_body", False):
                    page = page.replace(b"<head>", b"<head>" + introduction(scope).encode(), 1)
                    headers = MutableHeaders(scope=start)
                    headers["content-length"] = str(len(page))
                    for name in ("etag", "last-modified"):  # they name the file without the introduction
                        del headers[name]
                    await send(start)
                    await send({"type": "http.response.body", "body": page})

        # A compressed page could not be changed, and one that the browser already has could be another; it is 8 KB.
        plain = [pair for pair in scope["headers"] if pair[0] not in UNCHANGED]
        await self.app({**scope, "headers": plain}, receive, send_introduced)


def _is_page(start: Message) -> bool:
    return start["status"] == 200 and MutableHeaders(scope=start).get("content-type", "").startswith("text/html")


def introduction(scope: Scope) -> str:
    """The script that names the server: where the page stands in the browser, less the page's own name.

    A proxy may serve the app below a path of its own and take that path off, so only the browser knows the whole
    address; only the server knows which part of it is the page. Where the two do not fit, nothing is said and Streamlit
    looks for its server itself.
    """
    base = str(get_option("server.baseUrlPath")).strip("/")
    page = str(scope["path"]).removeprefix(str(scope.get("root_path", "")).rstrip("/"))
    page = page.removeprefix(f"/{base}") if base else page
    # In JSON a page named "</script>" would still end the script.
    name = json.dumps(page if page.startswith("/") else f"/{page}").replace("<", "\\u003c")
    return (
        f"<script>((page) => {{const path = location.pathname.endsWith('/') || page !== '/' ? location.pathname "
        f": location.pathname + '/'; if (path.endsWith(page)) window.__streamlit = {{"
        f"BACKEND_BASE_URL: location.origin + path.slice(0, path.length - page.length) + '/', "
        f"HOST_CONFIG: {{allowedOrigins: [location.origin], useExternalAuthToken: false}}}}}})({name})</script>"
    )


class NoPaths:
    """ASGI middleware that keeps the place of our files on this machine from visitors: they learn a file's name only.

    Streamlit sends the main script's absolute path with every run; the browser uses it as a name for the app.
    """

    def __init__(self, app: ASGIApp, folder: str) -> None:
        self.app = app
        self.folder = f"{folder.rstrip('/')}/".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_without_paths(message: Message) -> None:
            data = message.get("bytes")
            if data and self.folder in data:
                message = {**message, "bytes": self._named_only(data)}
            await send(message)

        await self.app(scope, receive, send_without_paths if scope["type"] == "websocket" else send)

    def _named_only(self, data: bytes) -> bytes:
        message = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "new_session":
            path = message.new_session.main_script_path
            message.new_session.main_script_path = path.replace("\\", "/").rpartition("/")[2]
        return bytes(message.SerializeToString())
