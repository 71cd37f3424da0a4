"""How fast the Impact page answers a step of the tariff slider, seen from the browser.

Run by hand: .venv/bin/python benchmarks/impact_page.py

Limits on 2 free cores, over 20 keyboard steps: first changed figure p95 <= 150 ms; page settled p95 <= 400 ms; ranges
of 1,024 draws on the page <= 1 s; <= 60 KiB sent per rerun; a first render with warm server and browser <= 1.5 s (a
plain page of the same libraries tells how fast the machine is); the server <= 350 MiB after first use. A step makes
two reruns: the central result ("settled" is the last change that the browser draws of it), then, a moment later, the
same page with its ranges.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from browsing import Render, first_renders, render
from common import p95, resident_mib, row
from running import chromium, server

STEPS = 20
KIB = 1024
# Times are taken in the page: from the key press to the first changed headline, and to the end of the last change.
WATCH = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    const app = document.querySelector('[data-testid="stApp"]');
    const at = window.__at = {title: main.querySelector('h1').textContent, press: null, first: null, last: null,
                              central: null, state: 'notRunning', runs: 0};
    const look = () => {
        const now = performance.now(), state = app.dataset.testScriptState;
        if (at.press === null) return;
        if (state === 'running' && at.state !== 'running') at.runs += 1;
        at.state = state;
        at.last = now;
        if (at.runs <= 1) at.central = now;
        if (at.first === null && main.querySelector('h1')?.textContent !== at.title) at.first = now;
    };
    window.__watch?.disconnect();
    window.__watch = new MutationObserver(look);
    window.__watch.observe(app, {attributes: true, childList: true, subtree: true, characterData: true});
    if (!window.__keys) window.__keys = document.addEventListener(
        'keydown', () => { window.__at.press = performance.now(); }, true) || true;
}"""
QUIET = """() => {
    const at = window.__at, app = document.querySelector('[data-testid="stApp"]');
    const main = document.querySelector('[data-testid="stMain"]');
    return at.first !== null && app.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
        && main.querySelector('h1').textContent.includes('(') && performance.now() - at.last > 400;
}"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "log.txt") as app, chromium() as browser:
        before = resident_mib(app.pid)
        first_renders(browser, app, "impact", None, 1500)
        first_use = resident_mib(app.pid)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        first, settled, ranges, sizes = steps(render(context, app, "impact", keep=True, lang="en"))
        row("first changed figure, median", statistics.median(first), "ms")
        row("first changed figure, p95", p95(first), "ms", 150)
        row("settled, median", statistics.median(settled), "ms")
        row("settled, p95", p95(settled), "ms", 400)
        row("ranges on the page, median", statistics.median(ranges), "ms")
        row("ranges on the page, p95", p95(ranges), "ms", 1000)
        row("sent per rerun, median (half of a step)", statistics.median(sizes) / KIB / 2, "KiB", 60)
        row("server memory, warmed", before, "MiB")
        row("server memory after first use", first_use, "MiB", 350)
        row("server memory at the end", resident_mib(app.pid), "MiB")


def steps(made: Render) -> tuple[list[float], list[float], list[float], list[int]]:
    """Times to the first figure, to the settled central page and to its ranges, and bytes received, of each step."""
    page = made.visit.page
    slider = page.locator(".st-key-tariff_pp").get_by_role("slider")
    first, settled, ranges, sizes = [], [], [], []
    for number in range(STEPS + 1):
        page.evaluate(WATCH)
        made.received.clear()
        slider.press("ArrowRight")
        page.wait_for_function(QUIET, polling=50)
        at = page.evaluate("window.__at")
        if number:  # the first step loads what only a change needs
            first.append(at["first"] - at["press"])
            settled.append(at["central"] - at["press"])
            ranges.append(at["last"] - at["press"])
            sizes.append(sum(made.received))
    return first, settled, ranges, sizes


if __name__ == "__main__":
    main()
