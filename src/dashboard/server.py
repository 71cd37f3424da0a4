"""The server around the pages: warm start, readiness, security headers and what a user sees when a page fails."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.config import get_option

from dashboard import tidy

log = logging.getLogger(__name__)
MAIN = Path(__file__).parent / "main.py"

# 'unsafe-eval' is not needed by Plotly, deck.gl or Streamlit; without it the policy is also a hard guarantee
# that a page can reach no other host.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self' data: blob:",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
}


class SecurityHeaders:
    """ASGI middleware that adds `HEADERS` to every HTTP response (a plain class: it must not buffer downloads)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


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
                    page = page.replace(b"<head>", b"<head>" + _introduction().encode(), 1)
                    headers = MutableHeaders(scope=start)
                    headers["content-length"] = str(len(page))
                    for name in ("etag", "last-modified"):  # they name the file without the introduction
                        del headers[name]
                    await send(start)
                    await send({"type": "http.response.body", "body": page})

        # A compressed page could not be changed, and one that the browser already has could be another; it is 8 KB.
        plain = [pair for pair in scope["headers"] if pair[0] not in UNCHANGED]
        await self.app({**scope, "headers": plain}, receive, send_introduced)


UNCHANGED = (b"accept-encoding", b"if-none-match", b"if-modified-since")


def _is_page(start: Message) -> bool:
    return start["status"] == 200 and MutableHeaders(scope=start).get("content-type", "").startswith("text/html")


def _introduction() -> str:
    path = str(get_option("server.baseUrlPath")).strip("/")
    return (
        f'<script>window.__streamlit = {{BACKEND_BASE_URL: location.origin + "/{path}", '
        "HOST_CONFIG: {allowedOrigins: [location.origin], useExternalAuthToken: false}}</script>"
    )


class Warmup:
    """Loads and checks everything once at the start, and answers whether that went well."""

    def __init__(self) -> None:
        self.errors: tuple[str, ...] = ("not started",)

    @asynccontextmanager
    async def lifespan(self, _app: Any) -> AsyncIterator[None]:
        """Warm the process before the first visitor arrives, and keep it tidy as long as it serves."""
        from dashboard.ui import state

        tidy.share_one_heap()
        self.errors = tuple(state.warm())
        for error in self.errors:
            log.error("%s", error)
        # What is loaded now lives as long as the process: keep the garbage collector from walking it on every rerun.
        gc.collect()
        gc.freeze()
        tidy.give_back()
        tidying = asyncio.create_task(tidy.keep_tidy())
        yield
        tidying.cancel()

    async def ready(self, _request: Request) -> JSONResponse:
        """200 when all tables and registries passed their checks, else 503 with what failed."""
        status = 503 if self.errors else 200
        return JSONResponse({"ready": not self.errors, "errors": list(self.errors)}, status_code=status)


def on_script_error(error: BaseException) -> bool:
    """Show one sentence instead of a traceback; the traceback goes to the log."""
    from dashboard.ui import state

    log.error("page failed", exc_info=error)
    state.show_failure(error)
    return True


async def start_page(request: Request) -> RedirectResponse:
    """The start page lives at the root: Streamlit knows no other address for it; the query goes along."""
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


WARMUP = Warmup()
ROUTES = [Route("/readyz", WARMUP.ready), Route("/overview", start_page)]
MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(KnownServer)]
