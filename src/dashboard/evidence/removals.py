"""Removals by destination, to third countries, and through the year: counts that differ in publisher, period and unit.

Removals of US Immigration and Customs Enforcement, press lists, shares from arrest records and people returned by
Mexico are different counts; no function adds one to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import sources
from dashboard.evidence.encounters import Years

if TYPE_CHECKING:
    from dashboard.data.tables import Table

DEPARTED_TO = ("MEX", "GTM", "HND", "SLV")  # destinations that are told apart; the others are summed
QUALIFIERS = ("at_least", "up_to", "approx")
RETURNED_BY_MEXICO = ("GTM", "HND", "SLV")


@dataclass(frozen=True)
class Rows:
    """Rows of a ranking or list over one period, with the sources of exactly these rows."""

    frame: pd.DataFrame
    start: date
    end: date
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Destinations:
    """Average removals per month by destination, as printed and rounded by the press.

    Columns of `rows.frame`: place (iso3 or a continent's id), removals_monthly_people, share_pct. `total` is the
    printed total of all destinations and `elsewhere` what the list leaves of it.
    """

    rows: Rows
    total: int

    @property
    def elsewhere(self) -> int:
        return self.total - int(self.rows.frame["removals_monthly_people"].sum())


def destinations(table: Table) -> Destinations:
    """Removals per month by destination, 20 January to 28 July 2025, largest first."""
    frame = table.frame[table.frame["measure"] == "destination"]
    every = frame[frame["place"] == "all"].iloc[0]
    total = int(every["removals_monthly_people"])
    rows = frame[frame["place"] != "all"].sort_values("removals_monthly_people", ascending=False)
    rows = rows[["place", "removals_monthly_people"]].reset_index(drop=True)
    rows["share_pct"] = rows["removals_monthly_people"] / total * 100
    span = (every["period_start"].date(), every["period_end"].date())
    return Destinations(Rows(rows, *span, tuple(dict.fromkeys(frame["source_id"]))), total)


def reported(table: Table) -> Rows:
    """Removals by citizenship from January to October 2025 as printed by the press, largest first."""
    rows = table.frame.sort_values("removals_people", ascending=False).reset_index(drop=True)
    return Rows(rows, rows["period_start"].min().date(), rows["period_end"].max().date(), table.source_ids)


@dataclass(frozen=True)
class Running:
    """Removals since 1 October by release of the statistics.

    Columns of `frame`: fiscal_year, release_date, removals_events (cumulative), since (day of the release before in
    the same fiscal year, missing for the first), per_day (mean removals per day since then). The data end up to about
    a week before a release, so the mean per day is approximate.
    """

    frame: pd.DataFrame
    sources: tuple[str, ...]


def running(ytd: Table) -> Running:
    """The releases at hand in their order."""
    frame = ytd.frame.sort_values("release_date").reset_index(drop=True)
    by_year = frame.groupby("fiscal_year")
    since = by_year["release_date"].shift()
    days = (frame["release_date"] - since).dt.days
    frame = frame.assign(since=since, per_day=by_year["removals_events"].diff() / days)
    return Running(frame, ytd.source_ids)


def third_country(table: Table) -> Rows:
    """Third-country removals that a list of press reports names, by receiving country, largest first.

    Columns: iso3, received_people (missing where no number was printed), qualifier (one of QUALIFIERS for the sum),
    groups (rows of the list).
    """
    by_country = table.frame.groupby("iso3")
    found = pd.DataFrame(
        {
            "received_people": by_country["received_people"].sum(min_count=1),
            "qualifier": by_country["qualifier"].agg(_weakest),
            "groups": by_country.size(),
        }
    )
    found = found.sort_values("received_people", ascending=False, na_position="last").reset_index()
    # Most rows have no date of their own: the list covers 2025 up to the day of its version.
    return Rows(found, date(2025, 1, 20), date.fromisoformat(sources()[table.source_ids[0]].version), table.source_ids)


def _weakest(kinds: pd.Series) -> str:
    """What can be said of a sum of counts: a bound if one of them is a bound."""
    return next((kind for kind in QUALIFIERS if kind in set(kinds)), "exact")


def departures(table: Table) -> pd.DataFrame:
    """Where people left to whose recorded destination is not their country: shares in per cent by citizenship.

    Index iso3 (seven citizenships), columns DEPARTED_TO and `rest`; own country missing. Largest share first.
    """
    pivot = table.frame.pivot_table(index="iso3", columns="partner_iso3", values="departures_share", aggfunc="sum")
    found = pivot.reindex(columns=list(DEPARTED_TO)) * 100
    found["rest"] = pivot.drop(columns=list(DEPARTED_TO), errors="ignore").sum(axis=1) * 100
    found.columns.name = None
    return found.sort_values("MEX", ascending=False, na_position="last")


def returned_by_mexico(table: Table, iso3: str | None = None) -> Years:
    """People returned by Mexico by calendar year: three nationalities and the rest, or one nationality alone."""
    frame = table.frame.assign(year=table.frame["month"].dt.year)
    newest = frame["month"].max().date()
    by_nationality = frame.pivot_table(
        index="year", columns="iso3", values="expelled_people", aggfunc="sum", fill_value=0
    )
    every = by_nationality.sum(axis=1)
    if iso3 is None:
        found = by_nationality[list(RETURNED_BY_MEXICO)].copy()
        found["rest"] = every - found.sum(axis=1)
    else:
        found = by_nationality.reindex(columns=[iso3], fill_value=0)
    found.columns.name = None
    partial = {} if newest.month == 12 else {newest.year: newest}
    totals: dict[Any, Any] = every.to_dict()
    whole = {int(year): int(count) for year, count in totals.items()}
    return Years(found, partial, whole, table.source_ids, "calendar")
