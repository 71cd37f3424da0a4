"""Two figures of the policy tracker: marks on a calendar, and a grid of signs. Shapes carry what colours carry too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from dashboard.i18n import Translator
from dashboard.views.style import Look, styled

LANES = (0.0, 0.27, -0.27)  # marks of one row that stand close take turns
MARK = 11  # pixels
ROW = 38


@dataclass(frozen=True)
class Moment:
    """A dated mark in a row of the calendar; `trace` names its colour group."""

    row: str
    when: date
    trace: str
    symbol: str
    hover: str


def calendar(
    rows: Sequence[str],
    moments: Sequence[Moment],
    colors: Mapping[str, str],
    span: tuple[date, date],
    now: tuple[date, str],
    t: Translator,
    look: Look,
) -> go.Figure:
    """One row per instrument in the order given, one mark per step, one trace per colour group.

    `span` is the first and last day shown; `now` is the day to which the records go, with its words.
    """
    place = {row: len(rows) - 1 - i for i, row in enumerate(rows)}
    height = _lanes(moments, span)
    fig = go.Figure()
    for trace, color in colors.items():
        own = [(moment, offset) for moment, offset in zip(moments, height, strict=True) if moment.trace == trace]
        if not own:
            continue
        fig.add_scatter(
            x=[moment.when.isoformat() for moment, _ in own],
            y=[place[moment.row] + offset for moment, offset in own],
            mode="markers",
            marker={
                "color": color,
                "symbol": [moment.symbol for moment, _ in own],
                "size": MARK,
                "line": {"width": 1.6, "color": color},
            },
            text=[moment.hover for moment, _ in own],
            hovertemplate="%{text}<extra></extra>",
            cliponaxis=False,
        )
    styled(
        fig, look, t, height=ROW * len(rows) + 60,
        xaxis={"showgrid": True, "side": "top", "range": [day.isoformat() for day in span], "tickangle": 0,
               **_few_ticks(span)},
        yaxis={
            "showgrid": True, "tickvals": list(place.values()), "ticktext": list(place), "fixedrange": True,
            "range": [-1.1, len(rows) - 0.4], "tickfont": {"color": look.ink, "size": 13}, "ticklabelstandoff": 8,
        },
        margin={"l": 8, "r": 14, "t": 8, "b": 26},
    )  # fmt: skip
    day, words = now
    if not span[0] <= day <= span[1]:
        return fig
    fig.add_vline(x=day.isoformat(), line={"color": look.muted, "width": 1, "dash": "dot"})
    fig.add_annotation(
        x=day.isoformat(), y=0, yref="paper", text=words, showarrow=False, xanchor="right", yanchor="bottom",
        font={"size": 12, "color": look.muted},
    )  # fmt: skip
    return fig


def _few_ticks(span: tuple[date, date]) -> dict[str, object]:
    """Ticks few enough that their upright labels keep apart on a phone: years where two begin in the span."""
    start, end = span
    years = end.year - start.year + (start == date(start.year, 1, 1))
    return {"nticks": 3} if years < 2 else {"tick0": "2000-01-01", "dtick": f"M{12 * (1 + years // 5)}"}


def _lanes(moments: Sequence[Moment], span: tuple[date, date]) -> list[float]:
    """An offset for each mark, so that marks of a row that stand closer than a mark's width do not cover each other."""
    gap = timedelta(days=(span[1] - span[0]).days * 0.014)
    last: dict[tuple[str, int], date] = {}
    offsets = [0.0] * len(moments)
    for i in sorted(range(len(moments)), key=lambda i: moments[i].when):
        moment = moments[i]
        free = [
            lane
            for lane in range(len(LANES))
            if (moment.row, lane) not in last or moment.when - last[moment.row, lane] >= gap
        ]
        lane = free[0] if free else min(range(len(LANES)), key=lambda lane: last[moment.row, lane])
        last[moment.row, lane] = moment.when
        offsets[i] = LANES[lane]
    return offsets


@dataclass(frozen=True)
class Sign:
    """One cell of a grid: a shape or a figure, and in words what it says."""

    row: str
    column: str
    color: str
    text: str
    said: str


@dataclass(frozen=True)
class SignGrid:
    """Rows and columns of small signs that the page draws itself; `strong` is the row to stress."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    signs: tuple[Sign, ...]
    strong: str = ""

    def lines(self) -> Iterator[tuple[str, list[Sign]]]:
        """Each row's name with its signs in the order of the columns."""
        cells = {(sign.row, sign.column): sign for sign in self.signs}
        yield from ((row, [cells[row, column] for column in self.columns]) for row in self.rows)
