"""How fast the routes page draws its map and switches its layers, seen from the browser.

Run by hand: .venv/bin/python benchmarks/routes_page.py

Limits on 2 free cores, WebGL drawn in software: first render <= 3.5 s with a cold browser and <= 1.5 s with a warm one
(a plain page of the same libraries tells how fast the machine is); a layer switched on or off, settled, p95 <= 800 ms
over 28 switches; <= 80 KiB sent per rerun, with all layers on too. "Settled" is the second frame that the browser
draws after the last change of the page. The load of the machine is printed too: on a busy one, times say little.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path

from browsing import Render, first_renders, render
from common import p95, resident_mib, row
from running import chromium, server

from dashboard.i18n import translator
from dashboard.views.route_layers import LAYERS

KIB = 1024
ROUNDS = 2  # each layer is switched twice a round
WATCH = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const at = window.__at = {press: null, last: null, drawn: null};
    const look = () => {
        if (at.press === null) return;
        at.last = performance.now();
        at.drawn = null;
        requestAnimationFrame(() => requestAnimationFrame(() => { at.drawn = performance.now(); }));
    };
    window.__watch?.disconnect();
    window.__watch = new MutationObserver(look);
    window.__watch.observe(app, {attributes: true, childList: true, subtree: true, characterData: true});
    if (!window.__clicks) window.__clicks = document.addEventListener(
        'click', () => { window.__at.press = performance.now(); }, true) || true;
}"""
QUIET = """() => {
    const at = window.__at, app = document.querySelector('[data-testid="stApp"]');
    return at.last !== null && at.drawn !== null && app.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
        && performance.now() - at.last > 400;
}"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "log.txt") as app, chromium() as browser:
        first_renders(browser, app, "routes", 3500, 1500)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        settled, sizes = switches(render(context, app, "routes", keep=True, lang="en"))
        layers = ",".join(layer.id for layer in LAYERS)
        every, whole = switches(render(context, app, "routes", keep=True, lang="en", routes_layers=layers))
        row("layer switched, settled, median", statistics.median(settled), "ms")
        row("layer switched, settled, p95", p95(settled), "ms", 800)
        row("the same with all other layers on, p95", p95(every), "ms")
        row("sent per switch, median", statistics.median(sizes) / KIB, "KiB", 80)
        row("sent per switch, largest", max(sizes) / KIB, "KiB", 80)
        row("the same with all other layers on, largest", max(whole) / KIB, "KiB", 80)
        row("server memory at the end", resident_mib(app.pid), "MiB")
        row(f"load of the machine ({os.cpu_count()} cores)", os.getloadavg()[0], "")


def switches(made: Render) -> tuple[list[float], list[int]]:
    """Milliseconds until settled and bytes received, of each layer switched over and back."""
    t, page = translator("en"), made.visit.page
    settled, sizes = [], []
    for turn in range(ROUNDS):
        for layer in LAYERS:
            for _ in range(2):
                page.evaluate(WATCH)
                made.received.clear()
                page.locator(".st-key-routes_layers").get_by_text(t(layer.label), exact=True).click()
                page.wait_for_function(QUIET)
                at = page.evaluate("window.__at")
                if turn or layer is not LAYERS[0]:  # the first switch loads what only a change needs
                    settled.append(at["drawn"] - at["press"])
                    sizes.append(sum(made.received))
    return settled, sizes


if __name__ == "__main__":
    main()
