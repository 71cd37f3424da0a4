"""Sessions that come and go for as long as one likes: what the server's memory does, and whether it comes back.

Run by hand: .venv/bin/python benchmarks/soak.py [--minutes 30] [--sessions 30] [--scenarios 20]

So many people are on the Impact page at any time. Each speaks Streamlit's own protocol (the client of sessions.py),
looks at the page's first view, every fourth at another one, and makes scenarios that nobody else makes; then it leaves,
without a word as a closed tab does, and another comes. Printed are the server's resident memory every 30 seconds, its
peak, its slope in the second half with a standard error, and its level two minutes after the last one left, also as a
ratio to the level that one visitor to each view had left before.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from common import p95, resident_mib, row
from running import server
from sessions import LANGUAGES, THINK_S, Seen, Session, visit

from dashboard.data import registry
from dashboard.views.impact import VIEWS

LOOK_S = 1.0
PRINT_S = 30.0
AFTERWARDS_S = 120.0
PEAK_MIB = 500
OTHER_VIEW = 4  # every fourth visitor looks at another view than the first one, each in turn
FIRST_ONES = range(0, OTHER_VIEW * len(VIEWS), OTHER_VIEW)
BACK_RATIO = 1.15


@dataclass
class Memory:
    """The server's resident memory in MiB, looked at every second since the first visitor came."""

    pid: int
    began: float = field(default_factory=time.monotonic)
    seconds: list[float] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)

    async def watch(self) -> None:
        """Look until cancelled; print a line now and then."""
        said = -PRINT_S
        while True:
            self.seconds.append(time.monotonic() - self.began)
            self.mib.append(resident_mib(self.pid))
            if self.seconds[-1] - said >= PRINT_S:
                said = self.seconds[-1]
                print(f"{said:7.0f} s {self.mib[-1]:8.1f} MiB", flush=True)
            await asyncio.sleep(LOOK_S)

    def between(self, start: float, end: float) -> tuple[list[float], list[float]]:
        """Hours and levels, each the mean of `PRINT_S`: what happens within is one look, not many."""
        means: dict[int, list[float]] = {}
        for second, level in zip(self.seconds, self.mib, strict=True):
            if start <= second < end:
                means.setdefault(int((second - start) / PRINT_S), []).append(level)
        hours = [(start + (part + 0.5) * PRINT_S) / 3600 for part in means]
        return hours, [statistics.mean(levels) for levels in means.values()]


def slope(hours: Sequence[float], levels: Sequence[float]) -> tuple[float, float]:
    """Least-squares slope in MiB an hour and its standard error; NaN with too few points."""
    if len(hours) < 3:
        return math.nan, math.nan
    fitted = statistics.linear_regression(hours, levels)
    rest = sum((level - fitted.intercept - fitted.slope * hour) ** 2 for hour, level in zip(hours, levels, strict=True))
    middle = statistics.mean(hours)
    spread = sum((hour - middle) ** 2 for hour in hours)
    return fitted.slope, math.sqrt(rest / (len(hours) - 2) / spread)


def visitor(number: int) -> Session:
    """A visitor whose scenarios are nobody else's: its country and its levers besides the tariff it will move."""
    session = Session(number=number, lang=LANGUAGES[number % len(LANGUAGES)], iso3=registry.lac33()[number % 33])
    views = list(VIEWS)
    own = {
        "view": views[number // OTHER_VIEW % len(views)] if number % OTHER_VIEW == 0 else views[0],
        "horizon_q": 1 + number // 33 % 12,
        "remit_tax_pct": 2 + number // (33 * 12) % 8,
    }
    session.address += "&" + urlencode(own)
    return session


async def one_after_another(numbers: count[int], url: str, end: float, stay: float, gone: list[Session]) -> None:
    """One place on the server, never empty for long, until the end."""
    while time.monotonic() < end:
        session = visitor(next(numbers))
        seen: list[Seen] = []
        try:
            await visit(session, url, min(stay, end - time.monotonic()), seen)
        except Exception as error:  # noqa: BLE001 - counted; the other visitors go on
            session.errors.append(f"{type(error).__name__}: {error}")
        gone.append(session)


async def first_ones(url: str) -> None:
    """One visitor to each view, in all languages: what does not depend on their scenarios is loaded after that."""
    for number in FIRST_ONES:
        seen: list[Seen] = []
        await visit(visitor(number), url, 1.0, seen)


async def soak(url: str, memory: Memory, minutes: float, at_once: int, scenarios: int) -> tuple[list[Session], float]:
    """All visits, and two minutes more; who was there, and when the last one left."""
    numbers, gone = count(FIRST_ONES.stop), []
    stay = scenarios * statistics.mean(THINK_S)
    end = memory.began + 60 * minutes
    watching = asyncio.create_task(memory.watch())
    await asyncio.gather(*(one_after_another(numbers, url, end, stay, gone) for _ in range(at_once)))
    left = time.monotonic() - memory.began
    await asyncio.sleep(AFTERWARDS_S)
    watching.cancel()
    return gone, left


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0, help="how long visitors come")
    parser.add_argument("--sessions", type=int, default=30, help="how many are there at once")
    parser.add_argument("--scenarios", type=int, default=20, help="about how many each makes before it leaves")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "log.txt") as app:
        started = resident_mib(app.pid)
        asyncio.run(first_ones(app.url))
        warmed = resident_mib(app.pid)
        memory = Memory(app.pid)
        gone, left = asyncio.run(soak(app.url, memory, chosen.minutes, chosen.sessions, chosen.scenarios))
        back = resident_mib(app.pid)
    first = [value for session in gone for value in session.first]
    errors = [error for session in gone for error in session.errors]
    if not first:
        print("no session got an answer", *errors[:3], sep="\n")
        return 1
    growth, error_of_growth = slope(*memory.between(left / 2, left))
    peak = max(memory.mib)
    row(f"{chosen.sessions} at once, {chosen.minutes:g} min: sessions", len(gone), "")
    row("scenarios", len(first), "")
    row("step to the finished run, median", statistics.median(first), "ms")
    row("step to the finished run, p95", p95(first), "ms")
    row("errors", len(errors), "", 0)
    row("memory, started", started, "MiB")
    row("memory, warmed by one visitor to each view", warmed, "MiB")
    row("memory, peak", peak, "MiB", PEAK_MIB)
    row("memory, two minutes after the last one left", back, "MiB", BACK_RATIO * warmed)
    row("  as a ratio to the warmed level, x 100", 100 * back / warmed, "%", 100 * BACK_RATIO)
    row("slope in the second half", growth, "MiB/h")
    row("  its standard error", error_of_growth, "MiB/h")
    flat = not growth > 2 * error_of_growth
    print(f"the second half is {'flat' if flat else 'RISING'} within two standard errors")
    for error in errors[:3]:
        print(error)
    return 0 if not errors and peak <= PEAK_MIB and back <= BACK_RATIO * warmed and flat else 1


if __name__ == "__main__":
    sys.exit(main())
