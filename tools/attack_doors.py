"""Hostile requests beside the pages: paths, methods and headers, handshakes of strangers, uploads nobody asked for."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from urllib.parse import urlsplit

from attacking import PAGES, SEED, Tally, wrong
from running import Server
from talking import STREAM, Visitor, connected
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus

REFUSED = 403
AT_ONCE = 200
GROWTH_MIB = 20
SECRETS = (b"root:x:0", b"frame.run()", b"Traceback (most recent", b"[tool.ruff]", b"enableXsrfProtection")
HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options")
OWN_REFUSAL = b"Invalid HTTP request received."  # of the HTTP server itself, before the app


@dataclass(frozen=True)
class Answer:
    """An answer to a plain request."""

    status: int
    headers: HTTPMessage
    body: bytes


def ask(
    url: str, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Answer | None:
    """The answer to a request whose path travels as it is written; None when the server hangs up."""
    where = urlsplit(url)
    door = http.client.HTTPConnection(where.hostname or "localhost", where.port, timeout=30)
    try:
        door.putrequest(method, "/", skip_accept_encoding=True)
        door._buffer[0] = f"{method} {path} HTTP/1.1".encode("latin-1", "replace")  # type: ignore[attr-defined]
        for name, value in (headers or {}).items():
            door.putheader(name, value)
        if body is not None and "Transfer-Encoding" not in (headers or {}):
            door.putheader("Content-Length", str(len(body)))
        door.endheaders(body)
        got = door.getresponse()
        return Answer(got.status, got.headers, got.read())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        door.close()


# Paths, methods, headers ---------------------------------------------------------------------------------------------

OUTSIDE = ("etc/passwd", "app.py", "pyproject.toml", "src/dashboard/main.py", ".streamlit/config.toml")
UP = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "....//", "%252e%252e%252f", "..;/", "..%c0%af", "%00../")
ROOTS = (
    "/",
    "/app/static/",
    "/static/",
    "/media/",
    "/component/",
    "/_stcore/",
    "/_stcore/bidi-components/",
    "/impact/",
)
AWAY = (
    "//evil.example", "//evil.example/overview", "/\\evil.example", "/%5cevil.example", "/overview//evil.example",
    "/overview?x=//evil.example", "/overview?//evil.example", "///evil.example/..", "/%2f%2fevil.example",
    "/overview/%0d%0ax-evil:%201", "/overview?%0d%0ax-evil:%201", "http://evil.example/", "/.//evil.example",
    "/oauth2callback?next=//evil.example", "/auth/login?provider=//evil.example", "/overview?next=https://evil.example",
    "/overview@evil.example", "//evil.example%2f..", "/https://evil.example", "/./overview?x",
)  # fmt: skip
METHODS = ("HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "EVIL")


def requests() -> Iterator[tuple[str, str, dict[str, str], bytes | None]]:
    """Method, path, headers and body of every hostile request."""
    for root in ROOTS:
        for up in UP:
            for file in OUTSIDE[:2] if root == "/impact/" else OUTSIDE:
                yield "GET", root + up * 6 + file, {}, None
        for absolute in ("/etc/passwd", "%2fetc%2fpasswd", "file:///etc/passwd", "C:\\x", "\\\\evil.example\\x"):
            yield "GET", root + absolute, {}, None
    for path in AWAY:
        yield "GET", path, {}, None
        yield "GET", path, {"Accept": "text/html"}, None
    for method in METHODS:
        for path in ("/", "/overview", "/impact", "/readyz", "/_stcore/health", "/app/static/geo/x.geojson"):
            yield method, path, {}, b"x" if method in ("POST", "PUT", "PATCH") else None
    for path in ("/", "/impact", "/overview", "/readyz"):
        for headers in (
            {"X-Long": "x" * 30_000}, {"X-Long": "x" * 200_000}, {f"X-{i}": "x" for i in range(150)},
            {"Cookie": "a=" + "b" * 20_000}, {"Cookie": "\xff=;;;=,"}, {"Accept-Language": "x" * 5000},
            {"Accept-Encoding": "gzip;q=nan, *;q=-1"}, {"Range": "bytes=0-0,1-1," * 500}, {"Accept": "text/html" * 500},
            {"If-None-Match": '"' + "x" * 5000}, {"If-Modified-Since": "never"}, {"Content-Length": "-1"},
            {"Content-Length": "9" * 30}, {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "javascript"},
            {"X-Original-URL": "/etc/passwd"}, {"Host": "evil.example"}, {"Upgrade": "x", "Connection": "Upgrade"},
        ):  # fmt: skip
            yield "GET", path, headers, None


def run_headers(url: str, *, quick: bool) -> Tally:
    """The part of plain requests: nothing outside is served, nobody is sent away, every answer has its headers."""
    tally = Tally("headers")
    tries = list(requests())
    for method, path, headers, body in random.Random(SEED).sample(tries, 60) if quick else tries:
        answer = ask(url, path, method, headers, body)
        named = ", ".join(f"{name}: {value[:20]}" for name, value in headers.items())[:60]
        tally.note(f"{method} {path[:80]} {named}", [] if answer is None else _wrong_answer(answer))
    alive = ask(url, "/readyz")
    tally.note("alive at the end", [] if alive and alive.status == 200 else ["not ready any more"])
    return tally


def _wrong_answer(answer: Answer) -> list[str]:
    found = [f"status {answer.status}"] if answer.status >= 500 else []
    found += [f"serves {secret.decode()}" for secret in SECRETS if secret in answer.body]
    where = answer.headers.get("location", "").replace("\\", "/")
    if urlsplit(where).scheme not in ("", "http") or urlsplit(where).hostname not in (None, "localhost"):
        found.append(f"sends to {where}")
    if answer.headers.get("x-evil"):
        found.append("takes a header from the address")
    if answer.body != OWN_REFUSAL:
        found += [f"without {name}" for name in HEADERS if not answer.headers.get(name)]
    return found


# Handshakes ----------------------------------------------------------------------------------------------------------


Handshake = tuple[str | None, dict[str, str], list[str] | None]
"""Origin, headers and subprotocols."""


def foreign(url: str) -> dict[str, Handshake]:
    """Handshakes of pages of other sites, by name: each must be refused."""
    own = urlsplit(url).netloc
    origins = (
        "https://evil.example", f"http://{own}.evil.example", f"http://evil.example/{own}", "null", "file://", "", "x",
        f"https://evil{own}", f"http://{own}@evil.example", "http://[", "http://192.0.2.99", "javascript:alert(1)",
        "http://localhost.evil.example:8501", "http://evil.example:8501", "//evil.example", f"http://evil.example#{own}",
    )  # fmt: skip
    made: dict[str, Handshake] = {f"origin {origin!r}": (origin, {}, ["streamlit"]) for origin in origins}
    made["host forwarded"] = ("http://evil.example", {"X-Forwarded-Host": "evil.example"}, ["streamlit"])
    made["no subprotocol"] = ("http://evil.example", {}, None)
    return made


def odd(url: str) -> dict[str, Handshake]:
    """Handshakes of programs, and of names that this machine could have: they may be let in, but never looked up."""
    return {
        "no origin": (None, {}, ["streamlit"]),
        "another port": ("http://localhost:1", {}, ["streamlit"]),
        "host of a stranger": (url, {"Host": "evil.example"}, ["streamlit"]),
        "host and origin of a stranger": ("http://evil.example", {"Host": "evil.example"}, ["streamlit"]),
        "no host": (url, {"Host": ""}, ["streamlit"]),
        "other subprotocol": (url, {}, ["evil"]),
        "many subprotocols": (url, {}, ["streamlit", "x" * 5000, "y", "z"]),
        "no subprotocol": (url, {}, None),
    }


async def shake(url: str, handshake: Handshake, *, refused: bool) -> list[str]:
    """What is wrong with the answer to a handshake: a stranger let in, a broken server."""
    origin, headers, protocols = handshake
    address = url.replace("http", "ws", 1) + STREAM
    try:
        async with connect(address, origin=origin, additional_headers=headers, subprotocols=protocols):  # type: ignore[arg-type]
            return ["let in"] if refused else []
    except InvalidStatus as answer:
        status = answer.response.status_code
        return [] if status in (REFUSED, 400) else [f"status {status}"]
    except InvalidHandshake as error:  # a subprotocol that was not offered, for one
        return [type(error).__name__] if refused else []
    except (OSError, TimeoutError) as error:
        return [type(error).__name__]


async def shake_all(app: Server, tally: Tally) -> None:
    """Every stranger by itself, then many at once while a visitor opens a page."""
    url = app.url
    for refused, handshakes in ((True, foreign(url)), (False, odd(url))):
        for what, handshake in handshakes.items():
            before = len(app.outbound)
            problems = await shake(url, handshake, refused=refused)
            tally.note(what, problems + ["the server asked another host"] * (len(app.outbound) > before))
    before = len(app.outbound)
    stranger = ("https://evil.example", {}, ["streamlit"])
    crowd = [shake(url, stranger, refused=True) for _ in range(AT_ONCE)]
    visitor = Visitor()

    async def visit() -> list[str]:
        async with connected(url) as socket:
            return wrong(await visitor.run(socket, visitor.ask().SerializeToString()))

    *refusals, page = await asyncio.gather(*crowd, visit())
    tally.note(f"{AT_ONCE} at once", [problem for problems in refusals for problem in problems])
    tally.note(f"{AT_ONCE} at once, other hosts", ["the server asked another host"] * (len(app.outbound) > before))
    tally.note(f"a visitor beside {AT_ONCE}", page)


def run_handshakes(app: Server) -> Tally:
    """The part of handshakes; none may make the server ask another host."""
    tally = Tally("handshakes")
    asyncio.run(shake_all(app, tally))
    return tally


# Uploads -------------------------------------------------------------------------------------------------------------


def run_uploads(url: str, pid: int, *, quick: bool) -> Tally:
    """The part of uploads: none is taken where no uploader stands, and memory stays as it was."""
    tally = Tally("uploads")
    asyncio.run(_upload_all(url, pid, tally, 20 if quick else 100))
    return tally


async def _upload_all(url: str, pid: int, tally: Tally, count: int) -> None:
    dice = random.Random(SEED)
    token = _token(url)
    before = resident_mib(pid)
    for method in ("PUT", "POST"):
        for session in ("x", "..", "%2e%2e", str(uuid.UUID(int=dice.getrandbits(128)))):
            tally.note(f"{method} for session {session}", await _send(url, method, session, token, 1000))
    for page in PAGES[:1] if count < 100 else PAGES:  # none of them shows the uploader before it is asked for
        visitor = Visitor(name="" if page == "overview" else page)
        async with connected(url) as socket:
            await visitor.run_whole(socket)
            for number in range(count):
                problems = await _send(url, "PUT", visitor.id, token, 900_000)
                tally.note(f"{page} file {number}", problems)
            tally.note(f"{page} without a token", await _send(url, "PUT", visitor.id, "", 1000))
            tally.note(f"{page} large", await _send(url, "PUT", visitor.id, token, 30_000_000))
            tally.note(f"{page} in pieces", await _send(url, "PUT", visitor.id, token, 30_000_000, pieces=True))
            tally.note(f"{page} after it", wrong((await visitor.run_whole(socket))[0]))
    grown = resident_mib(pid) - before
    tally.note("memory", [f"grew by {grown:.0f} MiB"] if grown > GROWTH_MIB else [])


def _token(url: str) -> str:
    """The token against forged requests, which any visitor gets."""
    answer = ask(url, "/_stcore/host-config")
    cookie = answer.headers.get("set-cookie", "") if answer else ""
    return cookie.partition("_streamlit_xsrf=")[2].partition(";")[0]


async def _send(url: str, method: str, session: str, token: str, size: int, *, pieces: bool = False) -> list[str]:
    """What is wrong with the answer to an upload that must not be taken."""
    name = f"/_stcore/upload_file/{session}/{uuid.uuid4()}"
    form = (
        b"--edge\r\nContent-Disposition: form-data; name=x; filename=x.yaml\r\n\r\n" + b"a" * size + b"\r\n--edge--\r\n"
    )
    headers = {
        "Content-Type": "multipart/form-data; boundary=edge",
        "X-Xsrftoken": token,
        "Cookie": f"_streamlit_xsrf={token}",
        "Origin": url,
    }
    if pieces:
        headers["Transfer-Encoding"] = "chunked"
        form = b"%x\r\n" % len(form) + form + b"\r\n0\r\n\r\n"
    answer = await asyncio.to_thread(ask, url, name, method, headers, form)
    if answer is None or 400 <= answer.status < 500:
        return []
    return [f"status {answer.status}"]


def resident_mib(pid: int) -> float:
    """Memory of a process."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return float("inf")  # the server is gone
