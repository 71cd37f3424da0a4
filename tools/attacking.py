"""What the attacks share: a count of what was tried, and how to tell that an answer is wrong."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "browser"), str(ROOT / "tests" / "data")]

from talking import FAILED, Run  # noqa: E402

SEED = 20_261_128
PAGES = (
    "overview", "routes", "encounters", "trade", "remittances", "tracker", "impact", "compare", "coalition",
    "country_brief", "data", "method",
)  # fmt: skip
SORRY = ("Something on this page failed", "This page cannot be shown")
LEAKS = (b"Traceback (most recent", b"site-packages", b"/src/dashboard/", b'File "/')


@dataclass
class Tally:
    """What one part tried, and what went wrong."""

    part: str
    tried: int = 0
    failures: list[str] = field(default_factory=list)

    def note(self, attack: str, problems: list[str]) -> None:
        """Count one attack with its problems, if any."""
        self.tried += 1
        if problems:
            self.failures.append(f"{attack}: {'; '.join(dict.fromkeys(problems))[:300]}")

    def __str__(self) -> str:
        return f"{self.part:12} tried {self.tried:5}, failed {len(self.failures)}"


def wrong(run: Run, *, whole: bool = True) -> list[str]:
    """What is wrong with a run of a page: an error, a trace of the program, no title on a `whole` page."""
    found = ["the run failed"] if run.finished in (None, FAILED) else []
    found += [
        f"says {leak.decode()}"
        for leak in LEAKS
        for message in run.messages
        if message.WhichOneof("type") != "new_session" and leak in raw(message)
    ]  # it names the script by nature
    titles = 0
    for element in run.elements:
        kind = element.WhichOneof("type")
        if kind == "exception":
            found.append(f"exception: {element.exception.type} {element.exception.message[:80]}")
        elif kind == "alert" and element.alert.body.startswith(SORRY):
            found.append(f"page failed: {element.alert.body[:80]}")
        elif kind == "heading" and element.heading.tag == "h1":
            titles += 1
    return found + (["no title"] if whole and not titles else [])


def raw(message: object) -> bytes:
    """A message as it travelled."""
    return message.SerializeToString()  # type: ignore[attr-defined, no-any-return]


@dataclass(frozen=True)
class Widget:
    """A widget of a page: its id, its kind, and the texts that it offers."""

    id: str
    kind: str
    options: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name that the page gave it."""
        return self.id.split("-", 2)[-1]


def widgets(runs: list[Run]) -> dict[str, Widget]:
    """Every widget that was drawn by its id, containers that open included."""
    found = []
    for run in runs:
        for element in run.elements:
            kind = element.WhichOneof("type") or ""
            drawn = getattr(element, kind, None)
            if getattr(drawn, "id", "").startswith("$$ID"):
                offered = getattr(drawn, "options", ())
                texts = (option if isinstance(option, str) else option.content for option in offered)
                found.append(Widget(drawn.id, kind, tuple(texts)))
        for block in run.blocks:
            if block.WhichOneof("type") == "expandable" and block.id.startswith("$$ID"):
                found.append(Widget(block.id, "expander"))
    return {widget.id: widget for widget in found}
