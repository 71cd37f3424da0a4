"""Who may open a session: pages that this server sent, and programs; never a page of another site.

Streamlit asks other hosts for this machine's public address when a page of another site connects, and does so in the
event loop, so that everyone waits. Here such a handshake is refused before Streamlit sees it.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.config import get_option, is_manually_set

POLICY_VIOLATION = 1008
THIS_MACHINE = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104 - names that a browser may call it by, nothing is bound


class OwnOriginsOnly:
    """ASGI middleware that refuses a websocket from a page of another site.

    The same origins pass as in Streamlit, but for this machine's public address behind a router: nobody can know it
    without asking another host, so it must be named in `server.corsAllowedOrigins`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin, host = headers.get("origin"), headers.get("host")
        if origin is None:  # a program: browsers always send it
            await self.app(scope, receive, send)
        elif is_own(origin, host):
            await self.app(_from_own_host(scope, origin, host), receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})


def is_own(origin: str, host: str | None) -> bool:
    """Whether a page of `origin` may connect to the server that it reached as `host`."""
    try:
        parts = urlsplit(origin)
        name, _ = parts.hostname, parts.port  # "localhost:1.evil.example" has the name localhost, but no port
    except ValueError:
        return False
    if not get_option("server.enableCORS"):
        return True
    if parts.scheme not in ("http", "https") or not name:
        return False
    return parts.netloc == host or name in (*THIS_MACHINE, *_configured()) or _is_address_here(name)


def _configured() -> tuple[str, ...]:
    """Host names that the operator has said to be this server's."""
    named = [str(get_option("browser.serverAddress"))] if is_manually_set("browser.serverAddress") else []
    allowed = [*named, *(str(each).strip() for each in get_option("server.corsAllowedOrigins"))]
    return tuple(name for each in allowed if (name := urlsplit(each if "//" in each else f"//{each}").hostname))


def _is_address_here(name: str) -> bool:
    """Whether `name` is an IP address of this machine: only such a one can be bound. Nothing is sent."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((name, 0))
    except OSError:
        return False
    return True


def _from_own_host(scope: Scope, origin: str, host: str | None) -> Scope:
    """The handshake with an origin that Streamlit takes for its own at once, without asking anyone."""
    if host is None or urlsplit(origin).netloc == host:
        return scope
    own = f"{urlsplit(origin).scheme}://{host}".encode("latin-1")
    return {**scope, "headers": [(key, own if key == b"origin" else value) for key, value in scope["headers"]]}
