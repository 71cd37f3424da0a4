"""Thirty people on the Impact page at once: how long an answer takes, and whether everyone gets their own.

Run by hand: .venv/bin/python benchmarks/sessions.py [SESSIONS] [SECONDS]

Each session speaks Streamlit's own protocol over a websocket, without a browser: it opens the page in one of the three
languages, aimed at a country of its own, then moves the tariff slider every 2 to 5 seconds and takes in all that the
page sends, the run that follows with the ranges included. Times are from the step to the end of the first run that
answers it, and to the end of the run with the ranges. Every headline is compared with `workspace.estimate` for that
session's scenario in that session's language; a foreign number or language is an error.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from common import p95, resident_mib, row
from running import server
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from talking import Visitor, connected

from dashboard import workspace
from dashboard.data import registry, scenarios
from dashboard.i18n import translator
from dashboard.ui import controls
from dashboard.ui.text import md
from dashboard.views import impact

LANGUAGES = ("en", "es", "pt")
THINK_S = (2.0, 5.0)
SLIDER = "tariff_pp"

Seen = tuple["Session", int, str, str]
"""A session, the tariff it chose, the headline it then saw, and its address."""


@dataclass
class Session(Visitor):
    """One visitor: what the page last showed, and what it cost to get it."""

    number: int = 0
    lang: str = LANGUAGES[0]
    iso3: str = ""
    slider: str = ""
    title: str = ""
    first: list[float] = field(default_factory=list)
    ranges: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sent: int = 0

    def __post_init__(self) -> None:
        self.name = "impact"
        self.address = urlencode({"lang": self.lang, "targets": self.iso3})

    def step(self, tariff: int) -> BackMsg:
        """A run of the page with the slider at another value."""
        self.states[self.slider] = WidgetState(id=self.slider)
        self.states[self.slider].double_array_value.data.append(tariff)
        return self.ask()

    def take(self, message: ForwardMsg) -> None:
        """Keep what matters of a message: the slider, the headline, what went wrong."""
        super().take(message)
        if message.WhichOneof("type") != "delta" or message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        if element.WhichOneof("type") == "slider" and SLIDER in element.slider.id:
            self.slider = element.slider.id
        if element.WhichOneof("type") == "heading" and element.heading.tag == "h1":
            self.title = element.heading.body
        if element.WhichOneof("type") == "exception":
            self.errors.append(element.exception.message[:200])


async def visit(session: Session, url: str, seconds: float, seen: list[Seen]) -> None:
    """Open the page, then move the slider until the time is over."""
    dice = random.Random(session.number)
    await asyncio.sleep(dice.uniform(0.0, THINK_S[1]))
    async with connected(url) as socket:

        async def run(message: BackMsg) -> list[str]:
            """A run of the page; fragments that it wants to be run after it."""
            run = await session.run(socket, message.SerializeToString())
            session.sent += run.size
            return run.fragments

        wanted = await run(session.ask())
        for fragment in wanted:
            await run(session.ask(fragment, by_itself=True))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.sleep(dice.uniform(*THINK_S))
            tariff = dice.randint(1, 60)
            start = time.perf_counter()
            wanted = await run(session.step(tariff))
            session.first.append(1000 * (time.perf_counter() - start))
            for fragment in wanted:
                await run(session.ask(fragment, by_itself=True))
            if wanted:
                session.ranges.append(1000 * (time.perf_counter() - start))
            seen.append((session, tariff, session.title, session.address))


def wrong(session: Session, tariff: int, title: str, address: str) -> bool:
    """Whether a headline is not that of the session's own scenario in its own language."""
    known = registry.instruments()
    # An address holds what differs from the preset the page starts from.
    settings = dict(scenarios.of_preset(controls.DEFAULT_PRESET).settings)
    settings |= {name: scenarios.parse(known[name], raw) for name, raw in parse_qsl(address) if name in known}
    if settings.get("targets") != (session.iso3,):
        return True
    result = workspace.estimate(scenarios.build({**settings, SLIDER: tariff}))
    return title != md(impact.headline(result, None, translator(session.lang)))


async def everyone(sessions: list[Session], url: str, seconds: float) -> list[Seen]:
    """All visits at once; what each headline said after each step."""
    seen: list[Seen] = []
    ends = await asyncio.gather(*(visit(s, url, seconds, seen) for s in sessions), return_exceptions=True)
    for session, end in zip(sessions, ends, strict=True):
        if end is not None:
            session.errors.append(f"{type(end).__name__}: {end}")
    return seen


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    sessions = [Session(number=i, lang=LANGUAGES[i % 3], iso3=registry.lac33()[i % 33]) for i in range(count)]
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "log.txt") as app:
        before = resident_mib(app.pid)
        seen = asyncio.run(everyone(sessions, app.url, seconds))
        after = resident_mib(app.pid)
    first = [value for session in sessions for value in session.first]
    ranges = [value for session in sessions for value in session.ranges]
    if not first or not ranges:
        print("no session got an answer", *(error for session in sessions for error in session.errors), sep="\n")
        return 1
    foreign = [step for step in seen if wrong(*step)]
    errors = [error for session in sessions for error in session.errors]
    row(f"{count} sessions: steps in {seconds:.0f} s", len(first), "")
    row("step to the finished run, median", statistics.median(first), "ms")
    row("step to the finished run, p95", p95(first), "ms")
    row("step to the run with ranges, median", statistics.median(ranges), "ms")
    row("step to the run with ranges, p95", p95(ranges), "ms")
    row("sent per step", statistics.mean(s.sent for s in sessions) / max(len(first) / count, 1) / 1024, "KiB")
    row("errors", len(errors), "", 0)
    row("headlines of another scenario or language", len(foreign), "", 0)
    row("server memory, warmed", before, "MiB")
    row("server memory at the end", after, "MiB")
    for error in errors[:3]:
        print(error)
    for session, tariff, title, address in foreign[:3]:
        print(session.lang, session.iso3, tariff, title, address)
    return 1 if errors or foreign else 0


if __name__ == "__main__":
    sys.exit(main())
