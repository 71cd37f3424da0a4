"""A server of our own and pages in a Chromium: what the browser tests and the benchmarks share."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import find_browser
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
GUARD = Path(__file__).parent / "guard"
# Without these Chromium itself asks other hosts; --disable-gpu draws WebGL in software, as on a machine without a card.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Limits, not waits: every wait ends with its condition. A page takes a few seconds and a start some twenty; a machine
# with other work on every core takes many times as long.
START_S = 600
LOAD_MS = 300_000
expect.set_options(timeout=LOAD_MS)
OWN_HOSTS = ("localhost", "127.0.0.1")

IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
SETTLED = f"""() => {{
    const all = (selector) => [...document.querySelectorAll(selector)];
    return document.querySelector('{IDLE}') !== null
        && document.querySelector('[data-testid="stMain"] h1') !== null
        && all('[data-testid="stSkeleton"], [data-stale="true"]').length === 0
        && all('[data-testid="stPlotlyChart"]').every((chart) => chart.querySelector('.main-svg'))
        && all('[data-testid="stDeckGlJsonChart"]').every((deck) => deck.querySelector('canvas'));
}}"""


@dataclass(frozen=True)
class Server:
    """A running app, with a guard at its door that notes every attempt to reach another machine."""

    url: str
    pid: int
    notes: Path
    asked: list[str]

    @property
    def outbound(self) -> list[str]:
        """What the server's process asked of other machines: by socket or name, and through a proxy."""
        tried = self.notes.read_text(encoding="utf-8").splitlines() if self.notes.exists() else []
        return [*tried, *self.asked]

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers in lower case and body of a plain request."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=START_S) as response:
                return response.status, {k.lower(): v for k, v in response.headers.items()}, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


@contextmanager
def server(
    log: Path, script: str = "app.py", ready: str = "/readyz", folder: Path = ROOT, **settings: str
) -> Iterator[Server]:
    """Start a Streamlit script on a free port, wait until it is ready, stop it afterwards; its output goes to `log`.

    It runs in `folder`. `settings` are more environment variables. Streamlit's own settings from outside do not count.
    """
    port = free_port()
    notes = log.with_name(f"{log.stem}-outbound.txt")
    with _listening_proxy() as (proxy, asked), log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)],
            cwd=folder,
            env=_environment(proxy, notes) | settings,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            running = Server(f"http://localhost:{port}", process.pid, notes, asked)
            _wait_until_ready(running, process, log, ready)
            yield running
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _environment(proxy: str, notes: Path) -> dict[str, str]:
    """Ours, with all traffic to other hosts led to a proxy, and the guard in front of everything that Python loads."""
    outside = ("STREAMLIT_", "NO_PROXY", "no_proxy")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(outside)}
    proxies = {name: proxy for each in ("http_proxy", "https_proxy", "all_proxy") for name in (each, each.upper())}
    path = os.pathsep.join(filter(None, (str(GUARD), kept.get("PYTHONPATH"))))
    return kept | proxies | {"OUTBOUND_NOTES": str(notes), "PYTHONPATH": path}


@contextmanager
def _listening_proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that leads nowhere and notes what it was asked for: its address and the first lines of the requests."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_note_requests, args=(door, asked), daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}", asked


def _note_requests(door: socket.socket, asked: list[str]) -> None:
    while True:
        try:
            caller, _ = door.accept()
        except OSError:  # the door was closed: the server that it belonged to has stopped
            return
        with caller:
            caller.settimeout(5)
            try:
                asked.append(caller.recv(500).decode("latin-1").split("\r\n")[0])
            except OSError as error:
                asked.append(f"a connection without a request ({error})")


def _wait_until_ready(running: Server, process: subprocess.Popen[bytes], log: Path, path: str) -> None:
    deadline = time.monotonic() + START_S
    answer = "no answer"
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server stopped with exit code {process.returncode}:\n{_tail(log)}")
        try:
            status, _, body = running.get(path)
        except OSError:
            time.sleep(0.1)
            continue
        if status == 200:
            return
        answer = f"{status} {body.decode(errors='replace')[:2000]}"
        time.sleep(0.5)
    raise RuntimeError(f"The server was not ready after {START_S} s; {path}: {answer}\n{_tail(log)}")


def _tail(log: Path, lines: int = 30) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the system's, else Playwright's own."""
    executable = find_browser.find()
    if executable is None:
        raise RuntimeError("No browser: run python tests/browser/find_browser.py first.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A page of the app in the browser, with everything it asked for and complained about since it was opened."""

    page: Page
    server: Server
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(LOAD_MS)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        address = str(message.location.get("url", ""))
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({address})")

    def open(self, path: str, **query: Any) -> None:
        """Go to a page of the app, named by its id, and wait until everything is drawn."""
        path = "" if path == "overview" else path  # the first page of the menu lives at the root
        self.page.goto(f"{self.server.url}/{path}?{urlencode(query)}")
        self.settle()

    def settle(self) -> None:
        """Wait until the script is done and all charts and maps are drawn."""
        self.page.wait_for_function(SETTLED)

    def resize(self, width: int) -> None:
        """Change the width of the window and let the page lay itself out anew."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        self.settle()

    @property
    def title(self) -> str:
        """The page's headline."""
        return self.page.locator('[data-testid="stMain"] h1').first.inner_text()

    @property
    def address(self) -> str:
        """The address as the reader could copy it (Playwright's own notion lags behind)."""
        return str(self.page.evaluate("location.href"))

    @property
    def strangers(self) -> list[str]:
        """Requests to any other host than ours."""
        schemes = ("http", "https", "ws", "wss")
        split = ((url, urlsplit(url)) for url in self.requests)
        return [url for url, parts in split if parts.scheme in schemes and parts.hostname not in OWN_HOSTS]


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens on a port of this machine."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The program that should listen on port {port} ended with {process.returncode}.")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"Nobody listened on port {port} after {START_S} s.")
