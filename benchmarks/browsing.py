"""First renders of a page, in a new and in a warm browser."""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from common import ROOT, row
from running import IDLE, SETTLED, Server, Visit, server

WARM = 7
PAUSE_MS = 300
# Milliseconds since the address was entered: to the page's words and figures (its run is finished), and until every
# chart is drawn too.
MARKS = f"""() => {{
    const at = window.__marks ??= {{stands: null, drawn: null}};
    const settled = {SETTLED};
    if (at.stands === null && document.querySelector('{IDLE}') && document.querySelector('[data-testid="stMain"] h1'))
        at.stands = performance.now();
    if (at.drawn === null && settled()) at.drawn = performance.now();
    return at.drawn !== null;
}}"""


@dataclass
class Render:
    """A first render of a page, in milliseconds, and the page itself with the sizes of the messages it receives."""

    visit: Visit
    received: list[int] = field(default_factory=list)
    stands: float = float("nan")
    drawn: float = float("nan")


def render(context: Any, app: Server, path: str, *, keep: bool = False, **query: str) -> Render:
    """Open a page afresh and wait until everything is drawn; it is closed again unless it is to be kept."""
    made = Render(Visit(context.new_page(), app))
    made.visit.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda data: made.received.append(len(data)))
    )
    _enter(made, f"{app.url}/{path}?{urlencode(query)}")
    if not keep:
        made.visit.page.close()
    return made


def _enter(made: Render, address: str) -> None:
    made.visit.page.goto(address, wait_until="commit")
    made.visit.page.wait_for_function(MARKS, polling=25)
    at = made.visit.page.evaluate("window.__marks")
    made.stands, made.drawn = at["stands"], at["drawn"]


def first_renders(browser: Any, app: Server, path: str, cold_limit: float | None, warm_limit: float) -> None:
    """Print how long a first render takes in a new and in a warm browser, and what a plain page takes on this machine.

    A page "stands" when its run is finished: its words and figures can be read; it is "drawn" when its charts are, too.
    Warm is a new tab of a browser that has the files, and a tab that showed the app before and has its code in memory.
    """
    cold, warm, same_tab = _renders(browser, app, path)
    row("first render, cold browser: stands", cold.stands, "ms")
    row("first render, cold browser: drawn", cold.drawn, "ms", cold_limit)
    with tempfile.TemporaryDirectory() as folder:
        script = str(ROOT / "benchmarks" / "plain_page.py")
        with server(Path(folder) / "log.txt", script, "/_stcore/health") as yardstick:
            _, plain, plain_in_same_tab = _renders(browser, yardstick, "")
    for tab, of_ours, of_plain in (("new tab", warm, plain), ("same tab", same_tab, plain_in_same_tab)):
        for mark in ("stands", "drawn"):
            ours, theirs = (statistics.median(getattr(each, mark) for each in pages) for pages in (of_ours, of_plain))
            row(f"first render, warm, {tab}: {mark} (median of {WARM})", ours, "ms", warm_limit)
            row(f"  the same of a plain page (x {ours / theirs:.2f})", theirs, "ms")


def _renders(browser: Any, app: Server, path: str) -> tuple[Render, list[Render], list[Render]]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    cold = render(context, app, path, lang="en")
    render(context, app, path, lang="en")  # the browser compiles and keeps scripts at their second visit
    warm = [render(context, app, path, lang="en") for _ in range(WARM)]
    same_tab = _in_one_tab(context, app, path)
    context.close()
    return cold, warm, same_tab


def _in_one_tab(context: Any, app: Server, path: str) -> list[Render]:
    """First renders in a tab that has shown the page before, and something else in between."""
    page, found = context.new_page(), []
    for turn in range(WARM + 2):
        page.goto("about:blank")
        page.wait_for_timeout(PAUSE_MS)
        made = Render(Visit(page, app))
        _enter(made, f"{app.url}/{path}?lang=en")
        if turn > 1:
            found.append(made)
    return found
