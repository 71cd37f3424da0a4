"""Months before and after a dated step of policy, and months that were published twice.

A comparison of months is a description: it says nothing about causes, and the same months a year earlier stand beside
it because encounters have seasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import sources
from dashboard.evidence.encounters import Monthly, change_pct
from dashboard.evidence.events import naming

if TYPE_CHECKING:
    from dashboard.data.tables import Table

LENGTHS = (3, 6, 12)  # months before and after
# Instruments whose steps can be chosen; for a country also the steps on its nationals that name it.
INSTRUMENTS = ("border_policy", "legal_pathway", "darien")
OF_COUNTRY = ("deportation_flights", "tps_parole", "visa")
DEFAULT_EVENT = "ev061"  # the orders of 20 January 2025


@dataclass(frozen=True)
class Window:
    """Consecutive months; the mean per month is None unless each month has a figure."""

    months: tuple[date, ...]
    counts: tuple[int | None, ...]

    @property
    def known(self) -> int:
        """Months with a figure."""
        return sum(count is not None for count in self.counts)

    @property
    def mean(self) -> float | None:
        """Mean per month of a complete window."""
        known = [count for count in self.counts if count is not None]
        return sum(known) / len(known) if len(known) == len(self.months) else None


@dataclass(frozen=True)
class Around:
    """Windows of equal length before and after a day, and the same months a year earlier.

    The month of the event belongs to neither window; `middle` is that month, `path` runs through all months.
    """

    day: date
    before: Window
    after: Window
    before_year_ago: Window
    after_year_ago: Window
    path: Window
    path_year_ago: Window
    sources: tuple[str, ...]

    @property
    def change_pct(self) -> float | None:
        """Mean after against mean before; None when one of the windows is incomplete."""
        return None if self.after.mean is None else change_pct(self.after.mean, self.before.mean)

    @property
    def change_year_ago_pct(self) -> float | None:
        """The same change a year earlier."""
        return None if self.after_year_ago.mean is None else change_pct(
            self.after_year_ago.mean, self.before_year_ago.mean
        )  # fmt: skip


def around(monthly: Monthly, day: date, length: int) -> Around:
    """The `length` months before and after the month of `day`, and all of them a year earlier."""
    counts = dict(zip(monthly.months, monthly.counts, strict=True))

    def window(first: int, last: int) -> Window:
        months = tuple(_shifted(day, k) for k in range(first, last + 1))
        return Window(months, tuple(counts.get(month) for month in months))

    return Around(
        day=day,
        before=window(-length, -1),
        after=window(1, length),
        before_year_ago=window(-length - 12, -13),
        after_year_ago=window(-11, length - 12),
        path=window(-length, length),
        path_year_ago=window(-length - 12, length - 12),
        sources=monthly.sources,
    )


def choices(events: Table, iso3: str | None = None) -> pd.DataFrame:
    """Steps that can be chosen, newest first; rows of the table `events` that have happened."""
    frame = events.frame[events.frame["status"] != "scheduled"]
    chosen = frame["instrument"].isin(INSTRUMENTS)
    if iso3 is not None:
        chosen |= naming(frame, iso3) & frame["instrument"].isin(OF_COUNTRY)
    return frame[chosen].sort_values(["date", "event_id"], ascending=False).reset_index(drop=True)


def leaving_detention(detention: Table) -> Monthly:
    """People who left detention to be removed, by month; a month cut by its release is missing, not small."""
    rows = detention.frame[detention.frame["measure"] == "book_outs_release_to_remove"].sort_values("month")
    full = rows["coverage"] == "full"
    counts = tuple(
        int(value) if here else None for value, here in zip(rows["total_people"], full, strict=True)
    )  # fmt: skip
    return Monthly(tuple(month.date() for month in rows["month"]), counts, detention.source_ids)


# Months that were published twice ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Releases:
    """Months with a figure in two releases of the same count.

    Columns of `frame`: series (`southwest_usbp` or `southwest_total`), month, first, later (events), first_source_id,
    later_source_id, change (events). `stable` counts the months whose figure did not change.
    """

    frame: pd.DataFrame

    @property
    def stable(self) -> int:
        return int((self.frame["change"] == 0).sum())

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.frame["first_source_id"], *self.frame["later_source_id"]]))


def releases(totals: Table, article_facts: Table) -> Releases:
    """Southwest encounters in two releases of the same count.

    They are the border total of one file against the sum of the two components of another, and figures that an
    article printed at first release against those of today. Which release is the older one follows from the versions
    of the sources; months of one release only are left out.
    """
    figures = {
        (row["series"], row["month"]): (int(row["encounters_events"]), str(row["source_id"]))
        for row in totals.frame.to_dict("records")
    }
    found: list[dict[str, Any]] = []
    for month in sorted(month for series, month in figures if series == "southwest_ofo"):
        parts = [figures[series, month] for series in ("southwest_usbp", "southwest_ofo")]
        total, files = figures["southwest_total", month], {source_id for _, source_id in parts}
        if len(files) == 1 and total[1] not in files:
            summed = (sum(count for count, _ in parts), parts[0][1])
            first, later = sorted([summed, total], key=lambda figure: _version(figure[1]))
            found.append(_pair("southwest_total", month, first, later))
    facts = article_facts.frame
    facts = facts[(facts["indicator"] == "us_mexico_border_encounters") & facts["value"].notna()]
    for row in facts.to_dict("records"):
        month = pd.Timestamp(f"{row['date']}-01")
        printed = (int(row["value"]), str(row["source_id"]))
        found.append(_pair("southwest_usbp", month, printed, figures["southwest_usbp", month]))
    frame = pd.DataFrame(found).sort_values(["series", "month"], ascending=[True, False]).reset_index(drop=True)
    return Releases(frame)


def _pair(series: str, month: pd.Timestamp, first: tuple[int, str], later: tuple[int, str]) -> dict[str, Any]:
    return {
        "series": series, "month": month, "first": first[0], "later": later[0], "change": later[0] - first[0],
        "first_source_id": first[1], "later_source_id": later[1],
    }  # fmt: skip


def _version(source_id: str) -> str:
    return sources()[source_id].version


def _shifted(day: date, months: int) -> date:
    """The first day of the month that lies `months` after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
