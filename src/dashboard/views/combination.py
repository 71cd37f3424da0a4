"""Exhibits on how the parts of a scenario combine and on which assumption moves the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from dashboard.data.registry import assumptions
from dashboard.domain import N_
from dashboard.i18n import Translator
from dashboard.views.charts import ROW, inner_whiskers, name_axis
from dashboard.views.exhibit import Exhibit
from dashboard.views.impact import PERCENT_DIGITS, area_of, subtitle, two_lines
from dashboard.views.style import Look, marker, rgba, styled
from dashboard.views.words import lower

if TYPE_CHECKING:
    from dashboard.model.uncertainty import FloatArray, Swing
    from dashboard.workspace import ImpactResult, Step, Waterfall

STEPS = {
    "tariff": (N_("Tariff"), "tariff"),
    "remittance_tax": (N_("Tax on remittances"), "remittance"),
    "removals": (N_("Removals and lost status: money sent home"), "removals"),
    "returnees": (N_("Removals: work of those who return"), "removals"),
    "visas": (N_("Suspension of work visas"), "visas"),
    "aid": (N_("Cut of US aid"), "aid"),
    "sanctions": (N_("Sanctions"), "sanctions"),
    "response": (N_("Travel switched to the region"), "response"),
    "interaction": (N_("What they do to one another"), "united_states"),
    "total": (N_("All together"), "total"),
}
TOP_SWINGS = 8
BAR_HEIGHT = 0.62


def channels(found: Waterfall, result: ImpactResult, country: str | None, t: Translator, look: Look) -> Exhibit:
    """Each instrument alone, what they do to one another, and the joint run, as a waterfall."""
    area = area_of(country)
    row = found.areas.index(area)
    name = t.country(area)
    known = bool(found.steps) and not pd.isna(found.total.percent.central[row])
    several = len(found.steps) > 1
    steps = (*found.steps, *((found.total,) if several else ())) if known else ()
    figure = _waterfall(steps, row, t, look) if known else None
    title = _title(found, row, name, t) if known else t("{country}: no parts to show", country=name)
    columns = {
        t("Part"): [t(STEPS[step.id][0]) for step in steps],
        t("Effect on GDP, US$ million"): [step.usd_m.central[row] for step in steps],
        t("Effect on GDP, %"): [step.percent.central[row] for step in steps],
    }
    if steps and found.total.percent.p05 is not None:
        columns |= {
            t("5%"): [step.percent.p05[row] for step in steps],
            t("95%"): [step.percent.p95[row] for step in steps],
        }
    table = pd.DataFrame(columns)
    return Exhibit(
        headline=title,
        subtitle=subtitle(result, t),
        alt=title,
        table=table,
        sources=result.sources["total"],
        graphic=figure,
        formats={column: (lambda v: t.number(v, 3)) for column in table.columns[2:]}
        | {column: (lambda v: t.number(v, 1)) for column in table.columns[1:2]},
        file_name=f"corridor-channels-{result.scenario.id}-{area}",
        notes=_waterfall_notes(several, "tariff" in result.active, t),
    )


def _waterfall_notes(several: bool, tariff: bool, t: Translator) -> tuple[str, ...]:
    notes = []
    if several:
        notes.append(
            t(
                "Each bar is a run with that instrument alone. What they do to one another is the rest: removals, for "
                "example, leave less money for a tax to fall on."
            )
        )
    if tariff:
        notes.append(
            t("Exports enter as the product model has them; the long-run model is another view and is not added.")
        )
    return tuple(notes)


def _title(found: Waterfall, row: int, name: str, t: Translator) -> str:
    largest = max(found.steps, key=lambda step: abs(step.percent.central[row]))
    total = t.percent(float(found.total.percent.central[row]), PERCENT_DIGITS, signed=True)
    if len(found.steps) == 1:
        return t("{country}: one instrument, {value} of GDP", country=name, value=total)
    return t(
        "{country}: the largest part is “{part}”, {value} of GDP; all together {total}",
        country=name,
        part=t(STEPS[largest.id][0]),
        value=t.percent(float(largest.percent.central[row]), PERCENT_DIGITS, signed=True),
        total=total,
    )


def _waterfall(steps: Sequence[Step], row: int, t: Translator, look: Look) -> go.Figure:
    """Bars from where the one before ended; the last one from zero. Top to bottom."""
    labels = [two_lines(t(STEPS[step.id][0]), 28) for step in steps]
    sizes = [float(step.percent.central[row]) for step in steps]
    starts = [*(float(sum(sizes[:i])) for i in range(len(sizes) - 1)), 0.0]
    written = [t.percent(size, PERCENT_DIGITS, signed=True) for size in sizes]
    colors = [rgba(look.channel(STEPS[step.id][1]), 0.7) for step in steps]  # the whiskers must be seen on them
    fig = go.Figure(
        go.Bar(
            x=sizes,
            base=starts,
            y=labels,
            orientation="h",
            width=BAR_HEIGHT,
            marker=marker(colors, look),
            hovertext=[
                f"{t(STEPS[step.id][0])}: {text}{_range(step, row, t)}"
                for step, text in zip(steps, written, strict=True)
            ],
            hoverinfo="text",
        )
    )
    # A thin line from the end of each bar to the next one.
    ends = [start + size for start, size in zip(starts, sizes, strict=True)]
    fig.add_scatter(
        x=[x for end in ends[:-1] for x in (end, end, None)],
        y=[y for i in range(len(ends) - 1) for y in (labels[i], labels[i + 1], None)],
        mode="lines",
        line={"color": look.muted, "width": 1, "dash": "dot"},
        hoverinfo="skip",
    )
    low, high = min(0.0, *starts, *ends), max(0.0, *starts, *ends)
    right = [max(start, end) for start, end in zip(starts, ends, strict=True)]
    whole = [
        _between(step.percent.p05, step.percent.p95, row, start) for step, start in zip(steps, starts, strict=True)
    ]
    half = [_between(step.percent.p25, step.percent.p75, row, start) for step, start in zip(steps, starts, strict=True)]
    whiskers = [(label, reach) for label, reach in zip(labels, whole, strict=True) if reach]
    if whiskers:
        fig.add_scatter(
            x=[x for _, reach in whiskers for x in (*reach, None)],
            y=[y for label, _ in whiskers for y in (label, label, None)],
            mode="lines",
            line={"color": look.ink, "width": 1.2},
            hoverinfo="skip",
        )
        inner_whiskers(fig, [(label, reach) for label, reach in zip(labels, half, strict=True) if reach], look)
        low, high = min(low, *(reach[0] for _, reach in whiskers)), max(high, *(reach[1] for _, reach in whiskers))
        right = [max(end, reach[1]) if reach else end for end, reach in zip(right, whole, strict=True)]
    fig.add_scatter(
        x=right,
        y=labels,
        mode="text",
        text=[f"\u2002{text}" for text in written],
        textposition="middle right",
        textfont={"size": 13, "color": look.ink},
        hoverinfo="skip",
        cliponaxis=False,
    )
    span = (high - low) or 1.0
    styled(
        fig,
        look,
        t,
        height=int(1.7 * ROW * max(len(steps), 2)) + 40,
        xaxis={
            "range": [low - 0.03 * span, high + 0.34 * span],
            "ticksuffix": "%",
            "showgrid": True,
            "gridcolor": rgba(look.faint, 0.7),
            "zeroline": True,
            "zerolinecolor": look.muted,
        },
        yaxis={
            "autorange": "reversed",
            "showgrid": False,
            "tickfont": {"color": look.ink, "size": 13},
            "ticklabelstandoff": 6,
        },
    )
    return fig


def _between(low: FloatArray | None, high: FloatArray | None, row: int, start: float) -> tuple[float, float] | None:
    """Two percentiles of a bar that begins at `start`, None until they are there."""
    return None if low is None or high is None else (start + float(low[row]), start + float(high[row]))


def _range(step: Step, row: int, t: Translator) -> str:
    if step.percent.p05 is None or step.percent.p95 is None:
        return ""
    low, high = (
        t.percent(float(part[row]), PERCENT_DIGITS, signed=True) for part in (step.percent.p05, step.percent.p95)
    )
    return f" ({t('{low} to {high}', low=low, high=high)})"


def tornado(swings: Sequence[Swing], result: ImpactResult, country: str | None, t: Translator, look: Look) -> Exhibit:
    """The effect on GDP when one assumption at a time goes to its low and its high, widest first."""
    area = area_of(country)
    top = tuple(swings)[:TOP_SWINGS]
    name = t.country(area)
    first = assumptions()[top[0].assumption_id] if top else None
    ends = sorted((top[0].at_low, top[0].at_high)) if top else []
    low, high = (t.percent(end, PERCENT_DIGITS, signed=True) for end in ends or (0.0, 0.0))
    if result.value("total", "gdp_pct", area).central is None:
        title = t("{country}: the effect on GDP cannot be estimated", country=name)
    elif first is None:
        title = t("{country}: no assumption moves the result", country=name)
    elif low == high:
        title = t("{country}: no assumption alone moves the effect by a hundredth of a per cent of GDP", country=name)
    else:
        title = t(
            "{country}: from {low} to {high} of GDP, by one assumption alone: {driver}",
            country=name,
            low=low,
            high=high,
            driver=lower(t(first.description)),
        )
    register = [assumptions()[swing.assumption_id] for swing in swings]
    table = pd.DataFrame(
        {
            t("Assumption"): [t(item.description) for item in register],
            t("Low (5%)"): [item.low for item in register],
            t("High (95%)"): [item.high for item in register],
            t("Effect at the low, % of GDP"): [swing.at_low for swing in swings],
            t("Effect at the high, % of GDP"): [swing.at_high for swing in swings],
            t("What it does"): [t(item.note) for item in register],
        }
    )
    notes = [t("The others stay at their central value. Pale: at the low end; full colour: at the high end.")]
    if first is None:
        notes = []
    elif first.note:
        notes.insert(0, t(first.note))
    return Exhibit(
        headline=title,
        subtitle=t("Effect on GDP, %, with one assumption at a time at the ends of its range"),
        alt=title,
        table=table,
        sources=tuple(dict.fromkeys(s for item in register for s in item.source_ids)) or result.sources["total"],
        graphic=_swing_bars(top, t, look) if top else None,
        formats={column: (lambda v: t.number(v, 3)) for column in table.columns[1:5]},
        file_name=f"corridor-tornado-{result.scenario.id}-{area}",
        notes=tuple(notes),
    )


def _swing_bars(swings: Sequence[Swing], t: Translator, look: Look) -> go.Figure:
    """Two bars per assumption from the central result: to the low end pale, to the high end full."""
    labels = [t(assumptions()[swing.assumption_id].description) for swing in swings]
    centre = swings[0].central
    color = look.channel("response")
    fig = go.Figure()
    for ends, shade, words in (
        ([swing.at_low for swing in swings], rgba(color, 0.45), t("at its low end")),
        ([swing.at_high for swing in swings], color, t("at its high end")),
    ):
        fig.add_bar(
            x=[end - centre for end in ends],
            base=centre,
            y=labels,
            orientation="h",
            marker=marker(shade, look),
            hovertext=[
                f"{label}<br>{words}: {t.percent(end, PERCENT_DIGITS, signed=True)}"
                for label, end in zip(labels, ends, strict=True)
            ],
            hoverinfo="text",
        )
    low = min(min(swing.at_low, swing.at_high) for swing in swings)
    high = max(max(swing.at_low, swing.at_high) for swing in swings)
    upwards = labels[::-1]
    axis, place = name_axis(upwards, look)
    styled(
        fig,
        look,
        t,
        **place,
        barmode="overlay",
        xaxis={
            "range": [low - 0.06 * (high - low), high + 0.06 * (high - low)],
            "ticksuffix": "%",
            "showgrid": True,
            "nticks": 6,
            "tickangle": 0,
        },
        yaxis={**axis, "categoryorder": "array", "categoryarray": upwards},
    )
    fig.add_vline(x=centre, line={"color": look.ink, "width": 1.2})
    return fig
