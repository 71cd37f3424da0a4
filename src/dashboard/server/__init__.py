"""The server around the pages: warm start, readiness, security, and what a user sees when a page fails."""

from __future__ import annotations

import logging
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from streamlit.config import get_option

from dashboard.server import messages
from dashboard.server.arrival import KnownServer, NoPaths
from dashboard.server.handshakes import OwnOriginsOnly
from dashboard.server.headers import SecurityHeaders
from dashboard.server.uploads import BoundedUploads
from dashboard.server.warmup import Warmup

log = logging.getLogger(__name__)
PACKAGE = Path(__file__).resolve().parents[1]
MAIN = PACKAGE / "main.py"


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
# Where the app is served below a path, Streamlit's own routes move there; these must be found there too.
BASE = str(get_option("server.baseUrlPath")).strip("/")
ROUTES = [
    Route(f"{base}{path}", answer)
    for base in dict.fromkeys(("", f"/{BASE}" if BASE else ""))
    for path, answer in (("/readyz", WARMUP.ready), ("/overview", start_page))
]
MIDDLEWARE = [
    Middleware(SecurityHeaders),
    Middleware(OwnOriginsOnly),
    Middleware(BoundedUploads),
    Middleware(NoPaths, folder=str(PACKAGE.parent)),
    Middleware(messages.KnownMessages),
    Middleware(KnownServer),
]
messages.install()
