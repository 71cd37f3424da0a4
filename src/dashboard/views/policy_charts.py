"""Two figures of the policy tracker: marks on a calendar, and a grid of signs. Shapes carry what colours carry too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from dashboard.i18n import Translator
from dashboard.views.style import Look, styled

LANES = (0.0, 0.27, -0.27)  # marks of one row that stand close take turns
MARK = 11  # pixels
ROW = 38
CELL = 25


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
    """One cell of a grid: a shape, or words in its place; `said` completes "row, column: ..."."""

    row: str
    column: str
    color: str
    said: str
    symbol: str = ""
    words: str = ""


def sign_grid(
    rows: Sequence[str],
    columns: Sequence[str],
    signs: Sequence[Sign],
    t: Translator,
    look: Look,
    *,
    highlight: str = "",
) -> go.Figure:
    """Rows and columns of small signs; columns have their names on top, written upwards."""
    wide = {sign.column for sign in signs if sign.words and len(sign.words) > 1}
    across: dict[str, float] = {}
    for column in columns:  # a column of figures needs the room of two
        before = max(across.values(), default=-1.0)
        across[column] = before + (1.4 if column in wide or before in [across[c] for c in wide & set(across)] else 1.0)
    down = {row: len(rows) - 1 - i for i, row in enumerate(rows)}
    fig = go.Figure()
    drawn = [sign for sign in signs if sign.symbol]
    fig.add_scatter(
        x=[across[sign.column] for sign in drawn],
        y=[down[sign.row] for sign in drawn],
        mode="markers",
        marker={
            "color": [sign.color for sign in drawn],
            "symbol": [sign.symbol for sign in drawn],
            "opacity": 1,  # with a list of sizes Plotly would draw them pale
            "size": [6 if sign.symbol == "line-ew" else 9 for sign in drawn],
            # Filled signs have no outline: on a phone they would grow together.
            "line": {
                "width": [0 if sign.symbol in ("square", "diamond") else 1.6 for sign in drawn],
                "color": [sign.color for sign in drawn],
            },
        },
        customdata=[sign.said for sign in drawn],
        hovertemplate="%{y}, %{x}: %{customdata}<extra></extra>",
    )
    written = [sign for sign in signs if sign.words]
    fig.add_scatter(
        x=[across[sign.column] for sign in written],
        y=[down[sign.row] for sign in written],
        mode="text",
        text=[sign.words for sign in written],
        textfont={"size": 12, "color": [sign.color for sign in written]},
        customdata=[sign.said for sign in written],
        hovertemplate="%{y}, %{x}: %{customdata}<extra></extra>",
    )
    if highlight in down:
        fig.add_hrect(
            y0=down[highlight] - 0.5, y1=down[highlight] + 0.5, fillcolor=look.faint, opacity=0.6, layer="below",
            line_width=0,
        )  # fmt: skip
    return styled(
        fig, look, t, height=CELL * len(rows) + 190,
        xaxis={
            "side": "top", "tickvals": list(across.values()), "ticktext": list(across), "tickangle": -75,
            "ticklabeloverflow": "allow",
            "range": [-0.5, max(across.values()) + 0.9],  # the last name leans beyond its column
            "tickfont": {"color": look.ink, "size": 12},
        },
        yaxis={
            "showgrid": False, "tickvals": list(down.values()),
            "ticktext": [f"<b>{row}</b>" if row == highlight else row for row in down],
            "range": [-1.1, len(rows) - 0.4], "tickfont": {"color": look.ink, "size": 13}, "ticklabelstandoff": 6,
        },
        margin={"l": 8, "r": 26, "t": 8, "b": 8},
    )  # fmt: skip
