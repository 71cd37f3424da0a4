"""Exhibits of the page that sets scenarios side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.data.registry import lac33
from dashboard.domain import ALL_COUNTRIES, N_
from dashboard.i18n import Translator
from dashboard.views.charts import GLYPHS, Bar, Ranged, name_axis, range_dots, ranked_bars
from dashboard.views.exhibit import Exhibit
from dashboard.views.impact import SEEN_PCT, answered, area_of, loss_and_range
from dashboard.views.style import Look, styled
from dashboard.views.words import CHANNEL_NAMES

if TYPE_CHECKING:
    from dashboard.model.channels import FloatArray
    from dashboard.workspace import Band, Comparison

LETTERS = "ABCD"
TOTAL = "total"
VIEWS = {
    "channels": N_("By channel"),
    "difference": N_("Difference"),
    "countries": N_("All countries"),
}


def lettered(names: Sequence[str]) -> list[str]:
    """Names with the letter that stands for the scenario in charts."""
    return [f"{letter} · {name}" for letter, name in zip(LETTERS, names, strict=False)]


def headline(found: Comparison, names: Sequence[str], country: str | None, t: Translator) -> str:
    """Which scenario costs the area most, in one sentence."""
    area = area_of(country)
    values = [(result.value(TOTAL, "gdp_pct", area), name) for result, name in zip(found.results, names, strict=True)]
    known = [(impact.central, impact, name) for impact, name in values if impact.central is not None]
    if not known:
        return t("{country}: the effect on GDP cannot be estimated", country=t.country(area))
    central, impact, name = min(known, key=lambda item: item[0])
    if central > -SEEN_PCT:
        return t("{country}: none of these scenarios costs GDP in the central run", country=t.country(area))
    loss, span = loss_and_range(impact, t)
    return t(
        "{country}: “{scenario}” costs most, {value} of GDP ({range})",
        country=t.country(area),
        scenario=name,
        value=loss,
        range=span,
    )


def differing_frames(found: Comparison, t: Translator) -> str:
    """A warning when the scenarios start from different law or look at different quarters; else empty."""
    days = {result.baseline_date for result in found.results}
    quarters = {result.horizon for result in found.results}
    if len(days) > 1:
        listed = [
            f"{letter}: {t.day(result.baseline_date)}" for letter, result in zip(LETTERS, found.results, strict=False)
        ]
        return t(
            "The scenarios are measured against the law of different days ({days}), so a part of the difference is the "
            "law that was there before.",
            days=t.listing(listed),
        )
    if len(quarters) > 1:
        listed = [f"{letter}: {result.horizon}" for letter, result in zip(LETTERS, found.results, strict=False)]
        return t("The scenarios look at different quarters after the start ({quarters}).", quarters=t.listing(listed))
    return ""


def totals(found: Comparison, names: Sequence[str], country: str | None, t: Translator, look: Look) -> Exhibit:
    """The effect of each scenario on the area, with its range."""
    area = area_of(country)
    values = [result.value(TOTAL, "gdp_pct", area) for result in found.results]
    labels = lettered(names)
    bars = [Bar(label, v.central, v.p05, v.p95) for label, v in zip(labels, values, strict=True)]
    figure = ranked_bars(bars, t, look, color=look.bar(TOTAL), write=lambda v: _pct(v, t))
    certain = sum(1 for v in values if (v.central or 0.0) <= -SEEN_PCT and v.p95 is not None and v.p95 < 0.0)
    title = t(
        "{country}: in {count} of {all} scenarios the whole range is a loss",
        country=t.country(area),
        count=t.number(certain),
        all=t.number(len(values)),
    )
    table = pd.DataFrame(
        {
            t("Scenario"): labels,
            t("Central, % of GDP"): [v.central for v in values],
            t("5%"): [v.p05 for v in values],
            t("95%"): [v.p95 for v in values],
        }
    )
    return Exhibit(
        headline=title,
        subtitle=_subtitle(found, t),
        alt=title,
        table=table,
        sources=_sources(found),
        graphic=figure,
        formats=_formats(table, t),
        file_name=f"corridor-compare-{area}",
        notes=(
            t("Whiskers: 5 to 95% of the outcomes that the assumptions allow."),
            *_not_counted(found, area, t),
            *_left_out(found, t),
        ),
    )


def _not_counted(found: Comparison, area: str, t: Translator) -> tuple[str, ...]:
    """The countries that the sum of each scenario leaves out; empty for a single country."""
    if area != ALL_COUNTRIES:
        return ()
    missing = [
        [iso3 for iso3 in lac33() if result.value(TOTAL, "gdp_pct", iso3).central is None] for result in found.results
    ]
    told = [
        f"{letter}: {', '.join(map(t.country, codes))}"
        for letter, codes in zip(LETTERS, missing, strict=False)
        if codes
    ]
    return (t("In no sum: {countries}.", countries="; ".join(told)),) if told else ()


def _left_out(found: Comparison, t: Translator) -> tuple[str, ...]:
    """Which scenarios hold an answer, which only the long run knows."""
    letters = [letter for letter, result in zip(LETTERS, found.results, strict=False) if answered(result)]
    if not letters:
        return ()
    return (
        t(
            "Without the tariff with which the countries answer, which only the long run knows: {scenarios}.",
            scenarios=t.listing(letters),
        ),
    )


def by_channel(found: Comparison, names: Sequence[str], country: str | None, t: Translator, look: Look) -> Exhibit:
    """What each scenario's effect is made of: parts that add up to the total."""
    area = area_of(country)
    row = found.results[0].areas.index(area)
    labels = lettered(names)
    figure = go.Figure()
    for channel in found.channels:
        figure.add_bar(
            y=labels,
            x=[_at(parts[channel], row) for parts in found.parts],
            orientation="h",
            marker={"color": look.channel(channel), "line": {"width": 0}},
            hovertext=[
                f"{label}<br>{t(CHANNEL_NAMES[channel])}: {_pct(_at(parts[channel], row), t)}"
                for label, parts in zip(labels, found.parts, strict=True)
            ],
            hoverinfo="text",
        )
    sums = [_at(parts[TOTAL], row) for parts in found.parts]
    figure.add_scatter(
        y=labels,
        x=sums,
        mode="markers",
        marker={"symbol": "line-ns", "size": 12, "line": {"width": 3, "color": look.ink}},
        hovertext=[f"{label}: {_pct(total, t)}" for label, total in zip(labels, sums, strict=True)],
        hoverinfo="text",
    )
    upwards = labels[::-1]
    axis, place = name_axis(upwards, look)
    styled(
        figure,
        look,
        t,
        **place,
        barmode="relative",
        xaxis={
            "ticksuffix": "%",
            "zeroline": True,
            "zerolinecolor": look.muted,
            "showgrid": True,
            "nticks": 6,
            "tickangle": 0,
        },
        yaxis={**axis, "categoryorder": "array", "categoryarray": upwards},
    )
    largest = [_largest(parts, found.channels, row) for parts in found.parts]
    told = [
        t(
            "{channel} ({scenarios})",
            channel=t(CHANNEL_NAMES[channel]),
            scenarios=", ".join(letter for letter, own in zip(LETTERS, largest, strict=False) if own == channel),
        )
        for channel in found.channels
        if channel in largest
    ]
    known = any(total is not None for total in sums)
    if not known:
        title = t("{country}: the effect on GDP cannot be estimated", country=t.country(area))
    elif told:
        title = t("Largest part of the effect: {parts}", parts="; ".join(told))
    else:
        title = t("No measure, no effect")
    table = pd.DataFrame(
        {t("Scenario"): labels}
        | {t(CHANNEL_NAMES[name]): [_at(p[name], row) for p in found.parts] for name in (*found.channels, TOTAL)}
    )
    return Exhibit(
        headline=title,
        subtitle=_subtitle(found, t),
        alt=title,
        table=table,
        sources=_sources(found),
        graphic=figure if known else None,
        legend=tuple((look.channel(channel), t(CHANNEL_NAMES[channel])) for channel in found.channels),
        formats=_formats(table, t),
        file_name=f"corridor-compare-channels-{area}",
        notes=(t("The vertical line marks the total of all channels; the parts are central values and add up to it."),),
    )


def difference(found: Comparison, names: Sequence[str], country: str | None, t: Translator, look: Look) -> Exhibit:
    """What the other scenarios do beyond the first, by channel, with the range of the difference."""
    area = area_of(country)
    row = found.results[0].areas.index(area)
    rows = []
    for letter, parts in zip(LETTERS[1:], found.differences, strict=False):
        for channel in (TOTAL, *(found.channels if len(found.channels) > 1 else ())):
            band = parts[channel]
            label = t(
                "{second} less {first}: {channel}",
                second=letter,
                first=LETTERS[0],
                channel=t(CHANNEL_NAMES[channel]),
            )
            rows.append((label, channel, _at(band, row), _bound(band.p05, row), _bound(band.p95, row)))
    bars = [Bar(label, value, low, high, color=look.bar(channel)) for label, channel, value, low, high in rows]
    figure = ranked_bars(bars, t, look, color=look.bar(TOTAL), write=lambda v: t.number(v, 2, signed=True))
    title = _largest_difference([_at(parts[TOTAL], row) for parts in found.differences], names, area, t)
    table = pd.DataFrame(
        {
            t("Difference"): [r[0] for r in rows],
            t("Central, percentage points of GDP"): [r[2] for r in rows],
            t("5%"): [r[3] for r in rows],
            t("95%"): [r[4] for r in rows],
        }
    )
    return Exhibit(
        headline=title,
        subtitle=t("{country}: difference of the effects on GDP, percentage points of GDP", country=t.country(area)),
        alt=title,
        table=table,
        sources=_sources(found),
        graphic=figure,
        formats=_formats(table, t),
        file_name=f"corridor-difference-{area}",
        notes=(
            "; ".join(lettered(names)),
            t(
                "The range of a difference is taken world by world, with the same assumptions in both scenarios: it "
                "can be narrow where the two ranges overlap."
            ),
        ),
    )


def _largest_difference(values: Sequence[float | None], names: Sequence[str], area: str, t: Translator) -> str:
    """`values` are the differences of the second, third, ... scenario from the first."""
    known = [(value, name) for value, name in zip(values, names[1:], strict=True) if value is not None]
    if not known:
        return t("{country}: no data for this comparison", country=t.country(area))
    value, second = max(known, key=lambda pair: abs(pair[0]))
    places = {"points": t.points(abs(value), 2), "second": second, "first": names[0], "country": t.country(area)}
    if abs(value) < SEEN_PCT:
        return t("{country}: no visible difference between these scenarios", country=t.country(area))
    if value > 0.0:
        return t("{country}: GDP {points} higher under “{second}” than under “{first}”", **places)
    return t("{country}: GDP {points} lower under “{second}” than under “{first}”", **places)


def countries(found: Comparison, names: Sequence[str], country: str | None, t: Translator, look: Look) -> Exhibit:
    """All 33 countries, one mark per scenario."""
    impacts = {iso3: [result.value(TOTAL, "gdp_pct", iso3) for result in found.results] for iso3 in lac33()}
    values = {iso3: [impact.central for impact in row] for iso3, row in impacts.items()}

    def lowest(iso3: str) -> tuple[bool, float, str]:
        known = [value for value in values[iso3] if value is not None]
        return (not known, min(known, default=0.0), t.country(iso3))

    order = sorted(values, key=lowest)
    labels = lettered(names)
    series = tuple(zip(labels, _shades(look), strict=False))
    figure = range_dots(
        [(t.country(iso3), [Ranged(i.central, i.p05, i.p95) for i in impacts[iso3]]) for iso3 in order],
        series,
        t,
        look,
        write=lambda v: _pct(v, t),
        highlight=t.country(country) if country else "",
        suffix="%",
    )
    told = [
        t(
            "{count} of {all} under {scenario}",
            scenario=letter,
            count=t.number(sum(1 for more in losses if more >= 2 * SEEN_PCT)),
            all=t.number(len(losses)),
        )
        for letter, losses in zip(LETTERS[1:], _further_losses(list(values.values())), strict=False)
    ]
    title = t("Countries that lose more than under {first}: {list}", first=LETTERS[0], list=t.listing(told))
    table = pd.DataFrame(
        {t("Country"): [t.country(iso3) for iso3 in order]}
        | {label: [values[iso3][i] for iso3 in order] for i, label in enumerate(labels)}
    )
    return Exhibit(
        headline=title,
        subtitle=_subtitle(found, t),
        alt=title,
        table=table,
        sources=_sources(found),
        graphic=figure,
        legend=tuple((shade, f"{mark} {label}") for (label, shade), mark in zip(series, GLYPHS, strict=False)),
        formats=_formats(table, t),
        file_name="corridor-compare-countries",
        notes=(
            t("Whiskers: 5 to 95% of the outcomes that the assumptions allow."),
            t(
                "No mark: no data for that scenario. Counted are countries with data for both, from a hundredth of a "
                "percentage point on."
            ),
        ),
    )


def _further_losses(values: Sequence[Sequence[float | None]]) -> list[list[float]]:
    """What countries with data for both lose beyond the first scenario, per cent of GDP, for each of the others."""
    pairs = [[(effects[0], effects[place]) for effects in values] for place in range(1, len(values[0]))]
    return [[a - b for a, b in each if a is not None and b is not None] for each in pairs]


def _shades(look: Look) -> tuple[str, ...]:
    """Colours of the scenarios: neutral ones, because a channel's colour would say the wrong thing."""
    return (look.ink, look.channel("response"), look.channel("china"), look.channel("united_states"))


def _largest(parts: dict[str, Band], channels: Sequence[str], row: int) -> str:
    """The channel with the largest part, empty when all are zero or missing."""
    sizes = {name: abs(_at(parts[name], row) or 0.0) for name in channels}
    name = max(sizes, key=lambda channel: sizes[channel], default="")
    return name if sizes.get(name, 0.0) > 0 else ""


def _at(band: Band, row: int) -> float | None:
    value = band.central[row]
    return None if pd.isna(value) else float(value)


def _bound(values: FloatArray | None, row: int) -> float | None:
    return None if values is None or pd.isna(values[row]) else float(values[row])


def _subtitle(found: Comparison, t: Translator) -> str:
    first = found.results[0]
    if len({result.horizon for result in found.results}) == 1:
        return t("Effect on GDP, % at annual rates, quarter {quarter} after the start", quarter=first.horizon)
    return t("Effect on GDP, % at annual rates, at the quarter chosen in each scenario")


def _sources(found: Comparison) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for result in found.results for source in result.sources[TOTAL]))


def _formats(table: pd.DataFrame, t: Translator) -> dict[str, Callable[[Any], str]]:
    return {name: lambda v: t.number(v, 3) for name in table.columns[1:]}


def _pct(value: float | None, t: Translator) -> str:
    return t("no data") if value is None else t.percent(value, 2, signed=True)
