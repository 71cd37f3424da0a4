"""What is new and what stands out: the last 90 days of data, and the sharpest contrasts in the newest figures.

A contrast holds two figures of one unit, or two changes over one period. The ratio of its sides orders contrasts of
one family; families are never compared with each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import lac33, programmes, sources
from dashboard.data.tables import load_table
from dashboard.evidence import encounters, tracker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.domain import Programme
    from dashboard.evidence.overview import Overview

DAYS = tracker.DAYS
DATED = re.compile(r"\d{4}-\d{2}(-\d{2})?")


@dataclass(frozen=True)
class Contrast:
    """Two figures that stand far apart.

    `topic` names what is measured: trade, remittances, removals, tariff (countries); flows (counts); tariff,
    southwest, encounters, darien (time). `first_of` and `second_of` say whose or when the figures are: iso3 codes, or
    days. `own` is the selected country's figure beside two other countries'. `through` is the day to which a running
    count goes that stands for a whole year, so that its change is at least what is given.
    """

    family: str
    topic: str
    first: float
    second: float
    first_of: Any
    second_of: Any
    ratio: float
    sources: tuple[str, ...]
    iso3: str | None = None
    own: float | None = None
    through: date | None = None


@dataclass(frozen=True)
class NewFigure:
    """The newest month of a series; `value` in events or US$ million, as the series has it."""

    series: str
    month: date
    value: float
    change_pct: float | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """The last 90 days of data.

    `started` and `ended` are tariff programmes by their first day in force and the first day without them. `higher`
    and `lower` count the states whose average US tariff today is above or below that of the first day.
    """

    start: date
    end: date
    figures: tuple[NewFigure, ...]
    started: tuple[tuple[date, Programme], ...]
    ended: tuple[tuple[date, Programme], ...]
    higher: int
    lower: int
    rate_before_pct: float | None
    rate_pct: float | None
    steps: tracker.Steps
    rate_sources: tuple[str, ...]


# Contrasts -----------------------------------------------------------------------------------------------------------


def contrasts(found: Overview, iso3: str | None = None) -> tuple[Contrast, ...]:
    """The sharpest contrast of each family: between countries, between two counts, between two dates.

    With `iso3`, those of its own citizens and rates where they are published, else those of the region.
    """
    counts = (_counts_of(iso3) if iso3 else None) or _counts()
    over_time = list(_times_of(found, iso3)) if iso3 else []
    chosen = [_sharpest(_between_countries(found, iso3)), counts, _sharpest(over_time or _times(found))]
    return tuple(chosen)


def _sharpest(items: Iterable[Contrast]) -> Contrast:
    return max(items, key=lambda item: item.ratio)


def _between_countries(found: Overview, iso3: str | None) -> Iterable[Contrast]:
    """The most against the least exposed country of each channel, and the highest tariff against the lowest."""
    ranked = {topic: (exposed.values, exposed.sources) for topic, exposed in found.exposed.items()}
    rates = found.exports.frame["rate_pct"].sort_values(ascending=False)
    ranked["tariff"] = (rates, found.exports.rate_sources)
    for topic, (values, cited) in ranked.items():
        known = values.dropna()
        known = known[known > 0]
        own = None if iso3 is None or pd.isna(values[iso3]) else float(values[iso3])
        yield Contrast(
            "countries", topic, float(known.iloc[0]), float(known.iloc[-1]), str(known.index[0]), str(known.index[-1]),
            float(known.iloc[0] / known.iloc[-1]), tuple(dict.fromkeys(cited)), iso3, own,
        )  # fmt: skip


def _counts() -> Contrast:
    """Encounters and removals in one fiscal year, each against the year before; the newest year decides if sharper."""
    nationwide = load_table("encounters_nationwide")
    caught = encounters.citizenship_years(nationwide)
    removed = encounters.removals_total(load_table("removals_totals"), load_table("removals_ytd"))
    cited = (*nationwide.source_ids, *removed.sources)
    items = []
    if removed.change_pct is not None:
        items.append(_pair(caught.whole, removed.fiscal_year, removed.change_pct, cited))
    for year, day, events in removed.running:
        # A running count is a lower bound of its year and may stand only against the closed year before.
        if year == removed.fiscal_year + 1 and year not in caught.partial and year in caught.whole:
            change = encounters.change_pct(events, removed.events) or 0.0
            items.append(_pair(caught.whole, year, change, cited, through=day))
    return _sharpest(items)


def _counts_of(iso3: str) -> Contrast | None:
    """The same of one citizenship, in the newest closed year of removals; None where one of the two is not named."""
    years = encounters.country_years(load_table("encounters_nationwide"), iso3)
    removed = encounters.removals_of(load_table("removals_by_citizenship"), iso3)
    if years is None or len(removed.frame) == 0:
        return None
    by_year = removed.frame.set_index("fiscal_year")["removals_events"]
    newest = int(by_year.index[-1])
    if newest - 1 not in by_year.index:
        return None
    change = encounters.change_pct(int(by_year[newest]), int(by_year[newest - 1])) or 0.0
    own: dict[Any, Any] = years.frame[iso3].to_dict()
    return _pair(own, newest, change, (*years.sources, *removed.sources), iso3=iso3)


def _pair(
    by_year: Any, year: int, removals_pct: float, cited: tuple[str, ...], *, iso3: str | None = None,
    through: date | None = None,
) -> Contrast:  # fmt: skip
    caught_pct = encounters.change_pct(by_year[year], by_year[year - 1]) or 0.0
    grown, fell = 1 + max(caught_pct, removals_pct) / 100, 1 + min(caught_pct, removals_pct) / 100
    ratio = grown / fell if fell > 0 else float("inf")
    return Contrast(
        "counts", "flows", caught_pct, removals_pct, year, year - 1, ratio, tuple(dict.fromkeys(cited)), iso3,
        through=through,
    )  # fmt: skip


def _times(found: Overview) -> Iterable[Contrast]:
    """The region's tariff, encounters at the border and Darien crossings: then and now."""
    exports = found.exports
    yield _then_and_now(
        "tariff", exports.region_rate_before_pct, exports.region_rate_pct, date(2025, 1, 1), exports.since,
        exports.rate_sources,
    )  # fmt: skip
    southwest = found.southwest
    yield _then_and_now(
        "southwest", southwest.peak, southwest.count, southwest.peak_month, southwest.month, southwest.sources
    )
    yield from _reading("darien", encounters.transits_monthly(load_table("darien_transits")))


def _times_of(found: Overview, iso3: str | None) -> Iterable[Contrast]:
    """The same of one country: its tariff, encounters of its citizens, its nationals in the Darien."""
    if iso3 is None:
        return
    row: Any = found.exports.frame.loc[iso3]
    if row["rate_before_pct"] > 0 and row["rate_pct"] > 0:
        yield _then_and_now(
            "tariff", row["rate_before_pct"], row["rate_pct"], date(2025, 1, 1), found.exports.since,
            found.exports.rate_sources, iso3,
        )  # fmt: skip
    monthly = encounters.of_citizens(load_table("encounters_nationwide"), iso3)
    if monthly is not None:
        yield from _reading("encounters", monthly, iso3)


def _reading(topic: str, monthly: encounters.Monthly, iso3: str | None = None) -> Iterable[Contrast]:
    found = encounters.reading(monthly)
    if found.count:
        yield _then_and_now(topic, found.peak, found.count, found.peak_month, found.month, found.sources, iso3)


def _then_and_now(
    topic: str, then: float, now: float, then_day: date, now_day: date, cited: tuple[str, ...], iso3: str | None = None
) -> Contrast:
    ratio = max(then, now) / min(then, now)
    return Contrast(
        "time", topic, float(then), float(now), then_day, now_day, float(ratio), tuple(dict.fromkeys(cited)), iso3
    )


# The last 90 days of data --------------------------------------------------------------------------------------------


def changes(iso3: str | None = None) -> Changes:
    """What is new in the 90 days to the newest dated step, for the region or for one country."""
    steps = tracker.steps(load_table("events"), iso3)
    end = steps.newest
    start = end - timedelta(days=DAYS - 1)
    rates = load_table("us_effective_rates")
    before, now = _rates(rates.frame, start), _rates(rates.frame, end)
    moved = (now - before).dropna().round(6)
    after = [(p.valid_to + timedelta(days=1), p) for p in programmes() if p.valid_to is not None]
    return Changes(
        start=start,
        end=end,
        figures=tuple(figure for figure in _figures(iso3) if _released(figure) >= start),
        started=tuple((p.valid_from, p) for p in programmes() if start <= p.valid_from <= end),
        ended=tuple((day, p) for day, p in after if start <= day <= end),
        higher=int((moved > 0).sum()),
        lower=int((moved < 0).sum()),
        rate_before_pct=None if iso3 is None else _one(before, iso3),
        rate_pct=None if iso3 is None else _one(now, iso3),
        steps=steps.recent(DAYS),
        rate_sources=rates.source_ids,
    )


def _rates(frame: pd.DataFrame, day: date) -> pd.Series:
    """Average US tariff in law by country on a day, in per cent."""
    when = pd.Timestamp(day)
    total = frame[(frame["authority"] == "total") & (frame["date_from"] <= when)]
    total = total[total["date_to"].isna() | (total["date_to"] >= when)]
    return total.set_index("iso3")["rate_pct"].reindex(lac33())


def _one(values: pd.Series, iso3: str) -> float | None:
    return None if pd.isna(values[iso3]) else float(values[iso3])


def _figures(iso3: str | None) -> Iterable[NewFigure]:
    """The newest month of the monthly series."""
    own = encounters.of_citizens(load_table("encounters_nationwide"), iso3) if iso3 else None
    southwest = encounters.series(load_table("encounters_totals"), "southwest_total")
    read = encounters.reading(own or southwest)
    series = "encounters" if own else "southwest"
    yield NewFigure(series, read.month, read.count, read.change_pct, read.sources)
    goods = load_table("us_goods_trade_monthly").frame
    rows = goods[goods["iso3"].isin([iso3] if iso3 else lac33())]
    yield from _newest_sum("own_imports" if iso3 else "imports", rows, "us_imports_usd_m")
    if iso3 in (None, "MEX"):
        inflow = load_table("mexico_remittances_monthly").frame
        yield from _newest_sum("mexico_remittances", inflow, "inflow_usd_m")


def _newest_sum(series: str, frame: pd.DataFrame, column: str) -> Iterable[NewFigure]:
    """The sum of the newest month; its change counts the countries that have a figure in both months."""
    known = frame.dropna(subset=column)
    if known.empty:
        return
    month = known["month"].max()
    rows, earlier = (
        known[known["month"] == when].set_index("iso3")[column] for when in (month, month - pd.DateOffset(years=1))
    )
    both = rows.index.intersection(earlier.index)
    change = encounters.change_pct(float(rows[both].sum()), float(earlier[both].sum())) if len(both) else None
    cited = tuple(dict.fromkeys(known.loc[known["month"] == month, "source_id"]))
    yield NewFigure(series, month.date(), float(rows.sum()), change, cited)


def _released(figure: NewFigure) -> date:
    """The newest day among the versions of the figure's sources; a month stands for its first day."""
    cited = [sources()[source_id] for source_id in figure.sources]
    texts = [text for source in cited for text in (source.version, source.published)]
    return max((date.fromisoformat(f"{text}-01"[:10]) for text in texts if DATED.fullmatch(text)), default=date.min)
