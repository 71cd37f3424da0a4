"""Policy dates on a chart over time: numbered lines on the figure, and what the numbers stand for below it.

Words at the lines would collide on a phone and on long series; a number needs no room and no pointer. An exhibit that
marks events puts `event_key` into its notes and the events' sources into its sources.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from dashboard.views.overview import event_list

if TYPE_CHECKING:
    from dashboard.evidence.events import Marked
    from dashboard.i18n import Translator
    from dashboard.views.style import Look

NARROW = 300  # pixels of a plot on the smallest phone
NUMBER = 20  # pixels that a number takes
LINE = 18  # pixels between two rows of numbers


def mark_events(figure: go.Figure, events: Marked, look: Look, t: Translator) -> go.Figure:
    """Draw a numbered line for each event on a figure whose x axis holds dates; numbers stand above the plot.

    Numbers that would touch on a narrow screen are set in different rows.
    """
    days = [day.date() for day in events.frame["date"]]
    rows = _rows(days, *_span(figure))
    shapes, notes = [], []
    for i, (day, row) in enumerate(zip(days, rows, strict=True), start=1):
        x = day.isoformat()
        shapes.append(
            {
                "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
                "line": {"color": look.muted, "width": 1, "dash": "dot"},
            }
        )  # fmt: skip
        notes.append(
            {
                "x": x, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": LINE * row, "text": f"<b>{i}</b>",
                "showarrow": False, "font": {"size": 13, "color": look.ink}, "hovertext": _hover(events, i - 1, t),
            }
        )  # fmt: skip
    drawn = figure.layout.to_plotly_json()
    margin = {**drawn.get("margin", {}), "t": 12 + LINE * (max(rows, default=-1) + 1)}
    figure.update_layout(
        shapes=[*drawn.get("shapes", ()), *shapes], annotations=[*drawn.get("annotations", ()), *notes], margin=margin
    )
    return figure


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


def _hover(events: Marked, place: int, t: Translator) -> str:
    event = event_list(events.frame.iloc[[place]], t)[0]
    return f"{event.date}: {event.what}"


def _span(figure: go.Figure) -> tuple[date, date]:
    """First and last day of the figure's axis, or of its data where the axis is left to Plotly."""
    axis: Any = figure.layout.xaxis.range
    ends = [str(x)[:10] for trace in figure.data for x in trace.x] if axis is None else [str(x)[:10] for x in axis]
    return date.fromisoformat(min(ends)), date.fromisoformat(max(ends))


def _rows(days: list[date], start: date, end: date) -> list[int]:
    """A row for each number, from the plot upwards, so that no two numbers of a row touch."""
    gap = max((end - start).days, 1) * NUMBER / NARROW
    last: list[date] = []
    rows = []
    for day in days:
        row = next((i for i, seen in enumerate(last) if (day - seen).days >= gap), len(last))
        last[row : row + 1] = [day]
        rows.append(row)
    return rows
