"""Chart builders: prepared values in, a styled figure out. Labels stand at the marks, not in a legend.

All builders take the reader's `Translator` and `Look`; texts arrive translated and numbers arrive in the unit that
the exhibit's subtitle names. `graph_objects` from lists, never `plotly.express`: the latter costs twenty times more.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.i18n import Translator
from dashboard.views.bar_list import BarList, BarRow
from dashboard.views.style import FONT, Look, marker, rgba, styled

ROW = 27  # pixels per bar
LONG_NAME = 28  # characters; longer names stand above their bars, because beside them they would take half a phone
SERIES_HEIGHT = 9  # pixels that a row needs for each series beyond the second
TALL_ROW = 46  # pixels per bar with its name above
BAR = 18  # pixels of a bar's own thickness there
NAME_WIDTH = 50  # characters of a name above its bar that fit into one line of a phone
NAME_LINE = 17  # pixels of every further line
PHONE = 350  # pixels that a figure has on a narrow screen
LETTER = 6.8  # pixels of an average character in 13 px
_MARKUP = re.compile(r"<[^>]*>")
# How the marks of several series are told apart without colour; the second row is for legends.
SYMBOLS = ("circle", "diamond", "square", "triangle-up")
GLYPHS = "●◆■▲○✕"
LABEL_GAP = 17  # pixels that keep two direct labels apart


@dataclass(frozen=True)
class Bar:
    """One row of a ranking; `value` None means "no data" and is drawn as such, never as zero.

    `low` and `high` are the ends of the whisker; `inner` is the part of it that holds the middle half of the outcomes.
    `text` stands at the end of the bar instead of the value as the chart writes it.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    color: str | None = None
    hover: str = ""
    inner: tuple[float, float] | None = None
    text: str = ""


@dataclass(frozen=True)
class Line:
    """One series over time; `y` may hold None where nothing was published, and the line breaks there."""

    label: str
    x: Sequence[Any]
    y: Sequence[float | None]
    color: str
    width: float = 2.2
    dash: str = "solid"
    fill: bool = False


@dataclass(frozen=True)
class Mark:
    """A dated event drawn as a thin vertical line with its words on top."""

    when: date
    label: str
    left: bool = False  # words on the left of the line, for marks near the right edge


@dataclass(frozen=True)
class Stack:
    """One part of stacked columns."""

    label: str
    y: Sequence[float | None]
    color: str


def ranked_bars(
    bars: Sequence[Bar],
    t: Translator,
    look: Look,
    *,
    color: str,
    write: Callable[[float], str],
    highlight: str = "",
    room: float = 0.16,
) -> go.Figure:
    """Horizontal bars in the order given (largest first reads best), with whiskers where a range is known.

    `write` formats a value for its label; `highlight` is the label of the row to stress; `room` is the least part of
    the width that is kept free beyond the longest bar. Long names stand above their bars.
    """
    rows = list(reversed(bars))
    names = [f"<b>{bar.label}</b>" if bar.label == highlight else bar.label for bar in rows]
    fading = not any(bar.color for bar in rows)
    shades = [_shade(bar, color, highlight if fading else "") for bar in rows]
    fig = go.Figure(
        go.Bar(
            x=[bar.value for bar in rows],
            y=names,
            orientation="h",
            marker=marker(shades, look),
            error_x=_whiskers(rows, look),
            hovertext=[
                bar.hover or f"{bar.label}: {write(bar.value) if bar.value is not None else t('no data')}"
                for bar in rows
            ],
            hoverinfo="text",
        )
    )
    inner_whiskers(fig, [(name, bar.inner) for name, bar in zip(names, rows, strict=True) if bar.inner], look)
    ends = [bar.value if bar.value is not None else 0.0 for bar in rows]
    all_left = all(end <= 0 for end in ends) and any(end < 0 for end in ends)
    texts = [bar.text or (write(bar.value) if bar.value is not None else t("no data")) for bar in rows]
    _bar_labels(fig, rows, names, all_left, texts, look)
    low = min([*ends, *(bar.low for bar in rows if bar.low is not None), 0.0])
    high = max([*ends, *(bar.high for bar in rows if bar.high is not None), 0.0])
    room = (high - low or 1.0) * max(room, _room_for(texts, names, sides=2 if low < 0 < high else 1))
    axis, place = name_axis(names, look, right=high <= 0 and low < 0)
    return styled(
        fig,
        look,
        t,
        **place,
        xaxis={
            "range": [low - (room if low < 0 else 0), high + (room if high > 0 or low == 0 else 0)],
            "showticklabels": False,
            "zeroline": True,
            "zerolinecolor": look.faint,
        },
        yaxis=axis,
        shapes=[] if fading else _band([bar.label for bar in rows], highlight, look),
    )


def bar_list(
    bars: Sequence[Bar],
    t: Translator,
    look: Look,
    *,
    color: str,
    write: Callable[[float], str],
    highlight: str = "",
) -> BarList:
    """Bars as `ranked_bars` takes them, drawn by the page itself: for what is only looked at, a second less."""
    return BarList(
        tuple(
            BarRow(
                bar.label,
                bar.value,
                text := bar.text or (write(bar.value) if bar.value is not None else t("no data")),
                bar.hover or f"{bar.label}: {text}",
                bar.low,
                bar.high,
                bar.inner,
                strong=bar.label == highlight,
                color=bar.color or "",
            )
            for bar in bars
        ),
        color,
        look.ink,
        look.faint,
    )


def name_axis(names: Sequence[str], look: Look, *, right: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """The axis of a bar chart's `names`, from the lowest row up, and the layout that it needs; for `styled`.

    Short names stand beside the bars. When one is long all of them stand above their bars, from the left edge, or up
    to the `right` edge where all bars start there.
    """
    count = len(names)
    axis = {"showgrid": False, "tickfont": {"color": look.ink, "size": 13}, "dtick": 1}
    if not _above(names):
        return {**axis, "ticklabelstandoff": 6, "range": [-0.7, count - 0.3]}, {"height": ROW * count + 40}
    texts = ["<br>".join(textwrap.wrap(name, NAME_WIDTH)) for name in names]
    row = TALL_ROW + NAME_LINE * max(text.count("<br>") for text in texts)
    written = [
        {
            "text": text,
            "x": int(right),
            "xref": "paper",
            "xanchor": "right" if right else "left",
            "xshift": -3 if right else 3,
            "y": name,
            "yanchor": "bottom",
            "yshift": BAR // 2,
            "align": "right" if right else "left",
            "bgcolor": rgba(look.paper, 0.85),
            "borderpad": 0,
            "showarrow": False,
            "font": {"color": look.ink, "size": 13},
        }
        for name, text in zip(names, texts, strict=True)
    ]
    return (
        {**axis, "showticklabels": False, "range": [-0.5, count - 0.25]},
        {"height": row * count + 40, "bargap": 1.0 - BAR / row, "annotations": written},
    )


def _above(names: Sequence[str]) -> bool:
    return _longest(names) > LONG_NAME


def _longest(texts: Sequence[str]) -> int:
    return max((len(_MARKUP.sub("", text)) for text in texts), default=0)


def _room_for(texts: Sequence[str], names: Sequence[str], sides: int = 1) -> float:
    """Space that the longest of `texts` needs at the end of a bar on a narrow screen, as a share of the bars' span."""
    beside = 0.0 if _above(names) else LETTER * _longest(names) + 14
    need = LETTER * _longest(texts) + 14
    return need / max(PHONE - beside - sides * need, need)


def inner_whiskers(fig: go.Figure, rows: Sequence[tuple[str, tuple[float, float]]], look: Look) -> None:
    """A thicker line from the 25th to the 75th percentile, over the thin one of the whole range; as one trace."""
    if not rows:
        return
    fig.add_scatter(
        x=[end for _, ends in rows for end in (*ends, None)],
        y=[place for name, _ in rows for place in (name, name, None)],
        mode="lines",
        line={"color": look.ink, "width": 3.5},
        hoverinfo="skip",
    )


def _bar_labels(
    fig: go.Figure,
    rows: Sequence[Bar],
    names: Sequence[str],
    all_left: bool,
    texts: Sequence[str],
    look: Look,
) -> None:
    """Values at the ends of the bars, as one trace: an annotation each would take ten times as long to build."""
    placed = [_label_end(bar, all_left) for bar in rows]
    fig.add_scatter(
        x=[end for end, _ in placed],
        y=list(names),
        mode="text",
        text=[f"{text}\u2002" if left else f"\u2002{text}" for text, (_, left) in zip(texts, placed, strict=True)],
        textposition=["middle left" if left else "middle right" for _, left in placed],
        textfont={"size": 13, "color": [look.ink if bar.value is not None else look.muted for bar in rows]},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _band(labels: Sequence[str], highlight: str, look: Look) -> list[dict[str, Any]]:
    """A band behind the stressed row, where colours have meanings: a faded colour could pass for another one."""
    return [
        {
            "type": "rect",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": row - 0.5,
            "y1": row + 0.5,
            "fillcolor": look.faint,
            "opacity": 0.6,
            "line": {"width": 0},
            "layer": "below",
        }
        for row, label in enumerate(labels)
        if highlight and label == highlight
    ]


def _shade(bar: Bar, color: str, highlight: str) -> str:
    own = bar.color or color
    return rgba(own, 0.45) if highlight and bar.label != highlight else own


def _label_end(bar: Bar, all_left: bool) -> tuple[float, bool]:
    """Where a bar's label stands and whether to its left; words for missing values stay on the bars' side."""
    if bar.value is None:
        return 0.0, all_left
    if bar.value < 0 or (bar.value == 0 and all_left):
        return min(v for v in (bar.value, bar.low, bar.high) if v is not None), True
    return max(v for v in (bar.value, bar.low, bar.high) if v is not None), False


def _whiskers(rows: Sequence[Bar], look: Look) -> dict[str, Any] | None:
    if not any(bar.low is not None and bar.high is not None for bar in rows):
        return None
    plus = [bar.high - bar.value if bar.high is not None and bar.value is not None else 0.0 for bar in rows]
    minus = [bar.value - bar.low if bar.low is not None and bar.value is not None else 0.0 for bar in rows]
    return {
        "type": "data",
        "array": plus,
        "arrayminus": minus,
        "symmetric": False,
        "color": look.ink,
        "thickness": 1.2,
        "width": 3,
    }


def lines(
    series: Sequence[Line],
    t: Translator,
    look: Look,
    *,
    write: Callable[[float], str],
    marks: Sequence[Mark] = (),
    mark_levels: int = 2,
    height: int = 380,
    zero: bool = True,
    label_room: int = 150,
    band: tuple[Sequence[Any], Sequence[float], Sequence[float], str] | None = None,
    inner: tuple[Sequence[float], Sequence[float]] | None = None,
) -> go.Figure:
    """Lines over time with their names at the right end.

    `band` is (x, low, high, colour), drawn behind the lines; `inner` is (low, high) of a darker band inside it.
    """
    fig = go.Figure()
    if band is not None:
        x, low, high, color = band
        for floor, ceiling in ((low, high), *([inner] if inner else [])):
            fig.add_scatter(
                x=[*x, *reversed(list(x))],
                y=[*ceiling, *reversed(list(floor))],
                fill="toself",
                mode="lines",
                line={"width": 0},
                fillcolor=rgba(color, 0.18),
                hoverinfo="skip",
            )
    for line in series:
        fig.add_scatter(
            x=list(line.x),
            y=list(line.y),
            mode="lines",
            connectgaps=False,
            line={"color": line.color, "width": line.width, "dash": line.dash},
            fill="tozeroy" if line.fill else None,
            fillcolor=rgba(line.color, 0.12) if line.fill else None,
            name=line.label,
            **_said(line.label, line.y, write),
        )
    styled(fig, look, t, height=height)
    top = max((v for line in series for v in line.y if v is not None), default=1.0)
    bottom = min((v for line in series for v in line.y if v is not None), default=0.0)
    if band is not None:
        top, bottom = max(top, *band[2]), min(bottom, *band[1])
    low_edge = min(0.0, bottom) if zero else bottom - (top - bottom) * 0.08
    span = (top - low_edge) or 1.0
    fig.update_yaxes(range=[low_edge - (span * 0.04 if low_edge < 0 else 0), top + span * (0.16 if marks else 0.06)])
    _end_labels(fig, series, height, span * 1.16)
    for i, mark in enumerate(marks):
        fig.add_vline(x=mark.when.isoformat(), line={"color": look.muted, "width": 1, "dash": "dot"})
        fig.add_annotation(
            x=mark.when.isoformat(),
            y=1.0 - 0.075 * (i % mark_levels),
            yref="paper",
            text=mark.label,
            showarrow=False,
            xanchor="right" if mark.left else "left",
            xshift=-4 if mark.left else 4,
            yanchor="top",
            bgcolor=rgba(look.paper, 0.85),
            font={"size": 12, "color": look.muted},
        )
    fig.update_layout(margin={"l": 8, "r": label_room, "t": 12, "b": 8}, hovermode="x unified")
    return fig


def shaded(fig: go.Figure, start: date, end: date, label: str, look: Look) -> None:
    """Shade the days from `start` to `end` on a date axis, with words on top inside the plot."""
    fig.add_vrect(
        x0=start.isoformat(), x1=end.isoformat(), fillcolor=rgba(look.muted, 0.16), line_width=0, layer="below"
    )
    fig.add_annotation(
        x=(start + (end - start) / 2).isoformat(),
        y=1,
        yref="paper",
        yanchor="top",
        text=label,
        showarrow=False,
        bgcolor=rgba(look.paper, 0.7),
        font={"size": 12, "color": look.muted},
    )


def _said(label: str, y: Sequence[float | None], write: Callable[[float], str]) -> dict[str, Any]:
    """Hover words of a series: its name stands once in the template, only the numbers go out point by point."""
    return {
        "customdata": [write(v) if v is not None else "" for v in y],
        "hovertemplate": f"{label}: %{{customdata}}<extra></extra>" if label else "%{customdata}<extra></extra>",
    }


def _end_labels(fig: go.Figure, series: Sequence[Line], height: int, span: float) -> None:
    """Names at the last points, moved apart where they would overlap."""
    ends = sorted(
        ((known[-1], line) for line in series if line.label and (known := [v for v in line.y if v is not None])),
        key=lambda end: end[0],
    )
    gap = span * LABEL_GAP / max(height - 60, 1)
    lowest = -float("inf")
    for end, line in ends:
        y = lowest = max(end, lowest + gap)
        fig.add_annotation(
            x=1.0,
            xref="paper",
            y=y,
            text=line.label,
            showarrow=False,
            xanchor="left",
            xshift=8,
            align="left",
            font={"size": 13, "color": line.color, "family": FONT},
        )


def stacked_columns(
    x: Sequence[Any],
    parts: Sequence[Stack],
    t: Translator,
    look: Look,
    *,
    write: Callable[[float], str],
    height: int = 380,
    marks: Sequence[Mark] = (),
    totals: Sequence[str] = (),
    categories: bool = False,
) -> go.Figure:
    """Columns over time or categories; the legend is drawn by the exhibit from the parts' colours.

    `categories` keeps labels such as "2026, to August" among years, which Plotly would else read as numbers and drop.
    """
    fig = go.Figure()
    for part in parts:
        fig.add_bar(
            x=list(x),
            y=list(part.y),
            name=part.label,
            marker=marker(part.color, look, gap=0.6),
            **_said(part.label, part.y, write),
        )
    styled(fig, look, t, height=height)
    if totals:
        sums = [sum(v for part in parts if (v := part.y[i]) is not None) for i in range(len(x))]
        fig.add_scatter(
            x=list(x),
            y=sums,
            mode="text",
            text=list(totals),
            textposition="top center",
            textfont={"size": 13, "color": look.ink},
            hoverinfo="skip",
            cliponaxis=False,
        )
    for mark in marks:
        fig.add_vline(x=mark.when.isoformat(), line={"color": look.muted, "width": 1, "dash": "dot"})
        fig.add_annotation(
            x=mark.when.isoformat(),
            y=1.0,
            yref="paper",
            text=mark.label,
            showarrow=False,
            xanchor="left",
            xshift=4,
            yanchor="top",
            font={"size": 12, "color": look.muted},
        )
    fig.update_layout(barmode="relative", bargap=0.25, hovermode="x unified")
    fig.update_yaxes(rangemode="tozero")  # the totals, which are text, would else make room below zero
    if categories:
        fig.update_xaxes(type="category", tickangle=0)
    return fig


def paired_dots(
    rows: Sequence[tuple[str, float | None, float | None]],
    t: Translator,
    look: Look,
    *,
    first: tuple[str, str],
    second: tuple[str, str],
    write: Callable[[float], str],
) -> go.Figure:
    """Two values per row joined by a line: for example the US share and China's share. `first` is (label, colour)."""
    ordered = list(reversed(rows))
    names = [row[0] for row in ordered]
    fig = go.Figure()
    for name, a, b in ordered:
        if a is not None and b is not None:
            fig.add_scatter(
                x=[a, b], y=[name, name], mode="lines", line={"color": look.faint, "width": 3}, hoverinfo="skip"
            )
    values = ([row[1] for row in ordered], [row[2] for row in ordered])
    for (label, color), column in zip((first, second), values, strict=True):
        fig.add_scatter(
            x=column,
            y=names,
            mode="markers",
            marker={"color": color, "size": 11},
            name=label,
            customdata=[write(value) if value is not None else "" for value in column],
            hovertemplate=f"%{{y}}, {label}: %{{customdata}}<extra></extra>",
        )
    missing = [row[0] for row in ordered if row[1] is None and row[2] is None]
    for name in missing:
        fig.add_annotation(
            x=0,
            y=name,
            text=t("no data"),
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"size": 12, "color": look.muted},
        )
    styled(fig, look, t, height=ROW * len(ordered) + 60)
    fig.update_yaxes(
        showgrid=False,
        tickfont={"color": look.ink, "size": 13},
        dtick=1,
        categoryorder="array",
        categoryarray=names,
        range=[-0.7, len(names) - 0.3],
    )
    fig.update_xaxes(
        showgrid=True,
        gridcolor=look.faint,
        rangemode="tozero",
        side="top",
        separatethousands=True,
        exponentformat="none",  # never Plotly's "k", which is English
    )
    return fig


@dataclass(frozen=True)
class Panel:
    """Columns of one quantity in a row of small charts; `partial` gives a sign for columns that are not complete."""

    title: str
    y: Sequence[float | None]
    color: str
    partial: Mapping[int, str] = field(default_factory=dict)


def panels(
    x: Sequence[Any],
    rows: Sequence[Panel],
    t: Translator,
    look: Look,
    *,
    write: Callable[[float], str],
    height: int = 190,
) -> go.Figure:
    """Small charts on one time axis, each with its own scale: for quantities that must not be mixed."""
    fig = make_subplots(rows=len(rows), cols=1, shared_xaxes=True, vertical_spacing=0.5 / (len(rows) + 2))
    styled(fig, look, t, height=height * len(rows) + 30)
    for i, panel in enumerate(rows, start=1):
        faint = rgba(panel.color, 0.45)
        fig.add_bar(
            x=list(x),
            y=list(panel.y),
            row=i,
            col=1,
            marker=marker([faint if k in panel.partial else panel.color for k in range(len(x))], look),
            **_said(panel.title, panel.y, write),
            text=[panel.partial.get(k, "") for k in range(len(x))],
            textposition="outside",
            textangle=0,
            constraintext="none",  # as small as a column the sign could not be read
            cliponaxis=False,
            textfont={"size": 16, "color": look.ink},
        )
        axis = "y" if i == 1 else f"y{i}"
        fig.add_annotation(
            x=0,
            xref="paper",
            y=1,
            yref=f"{axis} domain",
            text=f"<b>{panel.title}</b>",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            yshift=6,
            font={"size": 13, "color": panel.color},
        )
    fig.update_layout(margin={"l": 8, "r": 8, "t": 30, "b": 8}, bargap=0.25)
    # Counted from the newest column; more than eight labels would touch on a phone.
    every = max(1, -(-len(x) // 8))
    fig.update_xaxes(type="category", tickangle=0, tickvals=list(range(len(x) - 1, -1, -every)))
    fig.update_yaxes(rangemode="tozero", nticks=4, tickformat=",.0f")
    return fig


def line_panels(
    x: Sequence[date], rows: Sequence[Panel], t: Translator, look: Look, *, write: Callable[[float], str]
) -> go.Figure:
    """Filled lines over one date axis, each with its own scale and unit: for quantities that must not be mixed."""
    fig = make_subplots(rows=len(rows), cols=1, shared_xaxes=True, vertical_spacing=0.5 / (len(rows) + 2))
    styled(fig, look, t, height=190 * len(rows) + 40)
    days = [day.isoformat() for day in x]
    for i, panel in enumerate(rows, start=1):
        fig.add_scatter(
            x=days,
            y=list(panel.y),
            row=i,
            col=1,
            mode="lines",
            line={"color": panel.color, "width": 2},
            fill="tozeroy",
            fillcolor=rgba(panel.color, 0.12),
            hovertext=[f"{panel.title}: {write(v)}" if v is not None else "" for v in panel.y],
            hoverinfo="x+text",
        )
        _panel_title(fig, panel, i, look)
    fig.update_layout(margin={"l": 8, "r": 12, "t": 30, "b": 8})
    fig.update_xaxes(range=[days[0], days[-1]])
    fig.update_yaxes(nticks=4, tickformat=",.0f")
    for i, panel in enumerate(rows, start=1):  # room for the title above the highest point
        fig.update_yaxes(range=[0, 1.3 * max((v for v in panel.y if v is not None), default=1.0)], row=i, col=1)
    return fig


def _panel_title(fig: go.Figure, panel: Panel, place: int, look: Look) -> None:
    """The title inside the upper edge of a panel, where numbered dates above the figure do not meet it."""
    fig.add_annotation(
        x=0,
        xref="paper",
        y=1,
        yref=f"{'y' if place == 1 else f'y{place}'} domain",
        text=f"<b>{panel.title}</b>",
        showarrow=False,
        xanchor="left",
        yanchor="top",
        xshift=4,
        bgcolor=rgba(look.paper, 0.85),
        font={"size": 13, "color": panel.color},
    )


@dataclass(frozen=True)
class SplitBar:
    """One row of parts side by side; a part may be None. `text` stands at the end of the row."""

    label: str
    parts: Sequence[float | None]
    text: str
    hover: str = ""


def split_bars(
    rows: Sequence[SplitBar],
    colors: Sequence[str],
    t: Translator,
    look: Look,
    *,
    room: float = 0.4,
    highlight: str = "",
) -> go.Figure:
    """Horizontal bars made of parts, in the order given, with one text at the end of each row.

    `colors` has one colour per part; `room` is the least space for the texts as a share of the longest bar. A row
    without any part is "no data". The meaning of the colours belongs in the exhibit's legend.
    """
    ordered = list(reversed(rows))
    names = [f"<b>{row.label}</b>" if row.label == highlight else row.label for row in ordered]
    hover = [row.hover or f"{row.label}: {row.text}" for row in ordered]
    fading = len(colors) == 1
    faded = [fading and bool(highlight) and row.label != highlight for row in ordered]
    fig = go.Figure()
    for i, color in enumerate(colors):
        fig.add_bar(
            x=[row.parts[i] for row in ordered],
            y=names,
            orientation="h",
            hovertext=hover,
            hoverinfo="text",
            marker=marker([rgba(color, 0.5) if pale else color for pale in faded], look),
        )
    sums = [sum(part or 0.0 for part in row.parts) for row in ordered]
    known = [any(part is not None for part in row.parts) for row in ordered]
    texts = [row.text if here else t("no data") for row, here in zip(ordered, known, strict=True)]
    _right_labels(fig, sums, names, texts, [look.ink if here else look.muted for here in known])
    axis, place = name_axis(names, look)
    return styled(
        fig,
        look,
        t,
        **place,
        xaxis={
            "range": [0, (max(sums, default=0.0) or 1.0) * (1.0 + max(room, _room_for(texts, names)))],
            "showticklabels": False,
            "zeroline": True,
            "zerolinecolor": look.faint,
        },
        yaxis=axis,
        barmode="stack",
        shapes=[] if fading else _band([row.label for row in ordered], highlight, look),
    )


def _right_labels(
    fig: go.Figure, x: Sequence[Any], y: Sequence[Any], texts: Sequence[str], colors: Sequence[str], gap: int = 1
) -> None:
    """Texts to the right of points, as one trace: an annotation each would take ten times as long to build."""
    fig.add_scatter(
        x=list(x),
        y=list(y),
        mode="text",
        text=["\u2002" * gap + text for text in texts],
        textposition="middle right",
        textfont={"size": 13, "color": list(colors)},
        hoverinfo="skip",
        cliponaxis=False,
    )


@dataclass(frozen=True)
class Dot:
    """One mark in a row of dots. An open or otherwise different `symbol` tells kinds apart without colour."""

    row: str
    x: Any
    color: str
    text: str = ""
    symbol: str = "circle"
    hover: str = ""


def dots(
    rows: Sequence[str],
    marks: Sequence[Dot],
    t: Translator,
    look: Look,
    *,
    highlight: str = "",
    axis: tuple[Any, Any] | None = None,
    row_height: int = ROW,
    ticks: bool = True,
) -> go.Figure:
    """Marks on one scale, one line per row in the order given; a row without a mark is "no data".

    `axis` is the (lowest, highest) value shown; dates are given as ISO strings.
    """
    names = {row: f"<b>{row}</b>" if row == highlight else row for row in reversed(rows)}
    fig = go.Figure()
    if axis is not None:  # a faint stem leads the eye from the name to the last mark
        ends = {row: max(mark.x for mark in marks if mark.row == row) for row in {mark.row for mark in marks}}
        fig.add_scatter(
            x=[x for end in ends.values() for x in (axis[0], end, None)],
            y=[name for row in ends for name in (names[row], names[row], None)],
            mode="lines",
            line={"color": look.faint, "width": 1},
            hoverinfo="skip",
        )
    fig.add_scatter(
        x=[mark.x for mark in marks],
        y=[names[mark.row] for mark in marks],
        mode="markers",
        marker={
            "color": [mark.color for mark in marks],
            "symbol": [mark.symbol for mark in marks],
            "size": 11,
            "line": {"width": 2, "color": [mark.color for mark in marks]},
        },
        hovertext=[mark.hover or f"{mark.row}: {mark.text}" for mark in marks],
        hoverinfo="text",
        cliponaxis=False,
    )
    told = [mark for mark in marks if mark.text]
    silent = {row: names[row] for row in rows if row not in {mark.row for mark in marks}}
    start = axis[0] if axis else min((mark.x for mark in marks if mark.x < 0), default=0)
    _right_labels(
        fig,
        [*(mark.x for mark in told), *(start for _ in silent)],
        [*(names[mark.row] for mark in told), *silent.values()],
        [*(mark.text for mark in told), *(t("no data") for _ in silent)],
        [*(look.ink for _ in told), *(look.muted for _ in silent)],
        gap=2,  # the marks are wide
    )
    return styled(
        fig,
        look,
        t,
        height=row_height * len(rows) + (46 if ticks else 24),
        xaxis={
            "showgrid": ticks,
            "side": "top",
            "range": list(axis) if axis else None,
            "showticklabels": ticks,
            "showline": ticks,
        },
        yaxis={
            "showgrid": False,
            "tickfont": {"color": look.ink, "size": 13},
            "dtick": 1,
            "ticklabelstandoff": 6,
            "categoryorder": "array",
            "categoryarray": list(names.values()),
            "range": [-0.7, len(rows) - 0.3],
        },
    )


def step_areas(
    x: Sequence[date],
    parts: Sequence[Stack],
    end: date,
    t: Translator,
    look: Look,
    *,
    write: Callable[[float], str],
    line: Line | None = None,
    height: int = 400,
) -> go.Figure:
    """Parts of a rate in law, stacked; each value holds from its day to the next one, the last to `end`.

    `line` is another measure of the same unit on top, for example what was collected; it is not part of the stack. All
    are named in a legend: a name at the end of the line would take a quarter of a phone's width.
    """
    fig = go.Figure()
    days = [*(day.isoformat() for day in x), end.isoformat()]
    for part in parts:
        y = [*part.y, part.y[-1]]
        fig.add_scatter(
            x=days,
            y=y,
            mode="lines",
            line={"width": 0.6, "color": look.paper, "shape": "hv"},
            stackgroup="law",
            fillcolor=part.color,
            **_said(part.label, [v or None for v in y], write),
        )
    tops = [sum(part.y[i] or 0.0 for part in parts) for i in range(len(x))]
    if line is not None:
        fig.add_scatter(  # an edge that keeps the line apart from every area
            x=list(line.x),
            y=list(line.y),
            mode="lines",
            line={"color": look.paper, "width": line.width + 3},
            hoverinfo="skip",
        )
        fig.add_scatter(
            x=list(line.x),
            y=list(line.y),
            mode="lines+markers",
            line={"color": line.color, "width": line.width},
            marker={"size": 5},
            **_said(line.label, line.y, write),
        )
        tops += [v for v in line.y if v is not None]
    styled(fig, look, t, height=height)
    top = max(tops, default=1.0) or 1.0
    fig.update_yaxes(range=[0, top * 1.12], nticks=6)
    fig.update_layout(margin={"l": 8, "r": 16, "t": 12, "b": 8}, hovermode="x unified")
    return fig


@dataclass(frozen=True)
class Ranged:
    """A value with its 5 and 95 % bounds; None is no data."""

    value: float | None
    low: float | None = None
    high: float | None = None


def range_dots(
    rows: Sequence[tuple[str, Sequence[Ranged]]],
    series: Sequence[tuple[str, str]],
    t: Translator,
    look: Look,
    *,
    write: Callable[[float], str],
    highlight: str = "",
    suffix: str = "",
    missing: str = "",
) -> go.Figure:
    """Estimates with their whiskers, one mark per series in every row; `series` are (label, colour), at most four.

    Each series has one of `SYMBOLS`, so that they can be told apart without colour. A row without any value is
    marked with `missing`, by default "no data". `suffix` goes behind the numbers of the axis.
    """
    ordered = list(reversed(rows))
    fig = go.Figure()
    row_height = ROW + 4 + SERIES_HEIGHT * max(len(series) - 2, 0)
    step = 10.5 / row_height  # pixels from one mark to the next, as a share of the row
    places = [step * ((len(series) - 1) / 2 - k) for k in range(len(series))]
    for k, (offset, symbol, (label, color)) in enumerate(zip(places, SYMBOLS, series, strict=False)):
        here = [(i, mark, mark.value) for i, (_, marks) in enumerate(ordered) if (mark := marks[k]).value is not None]
        fig.add_scatter(
            x=[value for _, _, value in here],
            y=[i + offset for i, _, _ in here],
            mode="markers",
            marker={"color": color, "size": 9, "symbol": symbol},
            error_x={
                "type": "data",
                "array": [mark.high - value if mark.high is not None else 0.0 for _, mark, value in here],
                "arrayminus": [value - mark.low if mark.low is not None else 0.0 for _, mark, value in here],
                "symmetric": False,
                "color": rgba(color, 0.55),
                "thickness": 1.4,
                "width": 0,
            },
            hovertext=[f"{ordered[i][0]}, {label}: {write(value)}" for i, _, value in here],
            hoverinfo="text",
        )
    silent = [i for i, (_, marks) in enumerate(ordered) if all(mark.value is None for mark in marks)]
    if silent:
        start = min([0.0, *(end for _, marks in rows for m in marks for end in (m.value, m.low) if end is not None)])
        words = missing or t("no data")
        _right_labels(fig, [start] * len(silent), silent, [words] * len(silent), [look.muted] * len(silent))
    names = [f"<b>{name}</b>" if name == highlight else name for name, _ in ordered]
    return styled(
        fig,
        look,
        t,
        height=row_height * len(ordered) + 60,
        xaxis={"showgrid": True, "side": "top", "ticksuffix": suffix, "zeroline": True, "zerolinecolor": look.muted},
        yaxis={
            "showgrid": False,
            "tickmode": "array",
            "tickvals": list(range(len(ordered))),
            "ticktext": names,
            "tickfont": {"color": look.ink, "size": 13},
            "ticklabelstandoff": 6,
            "range": [-0.7, len(ordered) - 0.3],
        },
    )
