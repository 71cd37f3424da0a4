"""Policy dates on a chart over time: numbered lines on the figure, and what the numbers stand for below it.

Words at the lines would collide on a phone and on long series; a number needs no room and no pointer. An exhibit that
marks events puts `event_key` into its notes and the events' sources into its sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from dashboard.views.overview import event_list

if TYPE_CHECKING:
    from dashboard.evidence.events import Marked
    from dashboard.i18n import Translator
    from dashboard.views.style import Look

NARROW = 300  # pixels of a plot on the smallest phone
TOGETHER = 5  # pixels within which lines cannot be told apart there: their numbers share a flag
DIGIT = 8  # pixels of a character of a flag
LINE = 18  # pixels between two rows of flags


@dataclass(frozen=True)
class Flag:
    """The numbers of events that stand close together, at the line of the first; `row` counts from the plot upwards."""

    first: int
    last: int
    row: int

    @property
    def text(self) -> str:
        """One number, or the first and the last."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def width(self) -> int:
        """Pixels that it takes, with the gap to its line and to the next one."""
        return DIGIT * len(self.text) + 5


def mark_events(figure: go.Figure, events: Marked, look: Look, t: Translator) -> go.Figure:
    """Draw a line for each event on a figure whose x axis holds dates, and its number as a flag above the plot."""
    days = [day.date() for day in events.frame["date"]]
    start, end = _span(figure)
    pixels = [(day - start).days * NARROW / max((end - start).days, 1) for day in days]
    flags = flags_of(pixels)
    stroke = {"color": look.muted, "width": 1, "dash": "dot"}
    shapes: list[dict[str, Any]] = [
        {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "layer": "below", "line": stroke}
        for x in (day.isoformat() for day in days)
    ]
    notes = []
    for flag in flags:
        x = days[flag.first - 1].isoformat()
        shapes.append(
            {
                "type": "line", "x0": x, "x1": x, "yref": "paper", "ysizemode": "pixel", "yanchor": 1, "y0": 0,
                "y1": LINE * (flag.row + 1) - 3, "layer": "below", "line": stroke,
            }
        )  # fmt: skip
        notes.append(
            {
                "x": x, "y": 1, "yref": "paper", "xanchor": "left", "xshift": 1, "yanchor": "bottom",
                "yshift": LINE * flag.row, "text": f"<b>{flag.text}</b>", "showarrow": False,
                "font": {"size": 13, "color": look.ink}, "hovertext": _hover(events, flag, t),
            }
        )  # fmt: skip
    drawn = figure.layout.to_plotly_json()
    given = drawn.get("margin", {})
    beyond = max((pixels[flag.first - 1] + flag.width - NARROW for flag in flags), default=0.0)
    margin = {
        **given,
        "t": 12 + LINE * (max((flag.row for flag in flags), default=-1) + 1),
        "r": max(given.get("r", 0), round(beyond)),
    }
    figure.update_layout(
        shapes=[*drawn.get("shapes", ()), *shapes], annotations=[*drawn.get("annotations", ()), *notes], margin=margin
    )
    return figure


def flags_of(pixels: Sequence[float]) -> tuple[Flag, ...]:
    """A flag for each group of lines at `pixels` (in order), so that no flag meets another one or a line that rises.

    Flags stand at the right of their lines. Where one would reach the next line it stands above that line's flag.
    """
    starts: list[int] = []
    for place, pixel in enumerate(pixels):
        if not starts or pixel - pixels[starts[-1]] > TOGETHER:
            starts.append(place)
    flags: list[Flag] = []  # from the right to the left
    for first, after in reversed(list(pairwise([*starts, len(pixels)]))):
        flag = Flag(first + 1, after, 0)
        reach = pixels[first] + flag.width
        met = [other.row for other in flags if pixels[other.first - 1] < reach]
        flags.append(replace(flag, row=max(met, default=-1) + 1))
    return tuple(reversed(flags))


def event_key(events: Marked, t: Translator) -> tuple[str, ...]:
    """What the numbers on the figure stand for, as one note with a line per event; none without events."""
    if events.frame.empty:
        return ()
    lines = [
        t("{number}: {day}. {event}", number=i, day=event.date, event=event.what)
        for i, event in enumerate(event_list(events.frame, t), start=1)
    ]
    said = t("Marked dates, which do not say what caused a change:")
    return ("  \n".join([said, *lines]),)


def _hover(events: Marked, flag: Flag, t: Translator) -> str:
    listed = event_list(events.frame.iloc[flag.first - 1 : flag.last], t)
    return "<br>".join(f"{event.date}: {event.what}" for event in listed)


def _span(figure: go.Figure) -> tuple[date, date]:
    """First and last day of the figure's axis, or of its data where the axis is left to Plotly."""
    axis: Any = figure.layout.xaxis.range
    ends = [str(x)[:10] for trace in figure.data for x in trace.x] if axis is None else [str(x)[:10] for x in axis]
    return date.fromisoformat(min(ends)), date.fromisoformat(max(ends))
