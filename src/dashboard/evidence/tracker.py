"""The policy tracker: dated steps of policy, what is in force, agreements, and a matrix of countries and instruments.

A step is one row of the table `events`; an instrument is one row of `instrument_entries`. Their counts are different
things and are never added. Dates are as exact as the documents: a year, a month or a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import lac33, sources
from dashboard.evidence import routes
from dashboard.evidence.events import concerning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.data.tables import Table

# Instruments of the table `events`, in the order of the rows of the timeline, and the family that gives the colour.
FAMILIES: dict[str, str] = {
    "deportation_flights": "removals",
    "third_country": "removals",
    "border_policy": "removals",
    "detention": "removals",
    "tps_parole": "visas",
    "visa": "visas",
    "legal_pathway": "visas",
    "tariff": "tariff",
    "trade_agreement": "tariff",
    "remittance_tax": "remittance",
    "sanctions": "sanctions",
    "aid": "aid",
    "cooperation": "response",
    "darien": "response",
    "diplomacy": "response",
    "other": "other",
}
# What became of a step or an instrument, in groups that a mark can show. A step without a status is unclear.
GROUPS: dict[str, tuple[str, ...]] = {
    "in_force": ("in_force",),
    "ahead": ("announced", "scheduled", "pending"),
    "stopped": ("struck_down", "withdrawn", "suspended"),
    "over": ("lapsed", "ended"),
    "unclear": ("unclear",),
    "done": ("done",),
}
DAYS = 90
AGREEMENT_GROUPS: dict[str, tuple[str, ...]] = {
    "used": ("in_operation", "used", "one_operation"),
    "agreed": ("signed", "announced", "reported", "draft_published", "no_arrivals"),
    "talks": ("negotiating",),
    "declined": ("refused", "denied"),
    "over": ("ended",),
}
PERIODS = ("all", "since_2025", "last_year")
# Columns of the matrix and their family; the ids of `country_stance` except for the first three.
COLUMNS: dict[str, str] = {
    "tariff_rate": "tariff",
    "own_nationals": "removals",
    "third_nationals": "removals",
    "us_military_flights": "removals",
    "us_entry_ban": "visas",
    "us_immigrant_visa_pause": "visas",
    "protected_status_2025": "visas",
    "four_nationality_parole": "visas",
    "h2b_set_aside": "visas",
    "safe_mobility_office_host": "response",
    "la_declaration_signatory": "response",
    "quito_process_founder": "response",
    "visa_for_venezuelans": "response",
}
# Lists of the US: a country without a row is not on the list. Elsewhere no row means that no document was found.
US_LISTS = (
    "us_entry_ban", "us_immigrant_visa_pause", "protected_status_2025", "four_nationality_parole", "h2b_set_aside",
    "safe_mobility_office_host",
)  # fmt: skip
SIGNS: dict[str, tuple[str, ...]] = {
    "yes": ("yes", "accepted", "full", "visa_required", "agreement_in_force", "arrangement_in_use",
            "one_operation"),
    "part": ("limited", "partial", "e_visa", "refused_then_accepted", "signed", "announced", "negotiating"),
    "over": ("ended",),
    "no": ("no", "refused", "denied", "visa_free"),
    "none": ("no_record", "no_refusal_found"),
}  # fmt: skip
_SIGN = {value: sign for sign, values in SIGNS.items() for value in values}


@dataclass(frozen=True)
class Steps:
    """Dated steps, newest first.

    Columns of the table `events` plus family, group (see FAMILIES, GROUPS) and document: the date of the document
    that the row rests on, missing for an undated one. `newest` is the last step that has happened in the whole table.
    """

    frame: pd.DataFrame
    newest: date

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of exactly these rows."""
        return _ids(self.frame["source_id"])

    def count(self, *groups: str) -> int:
        """How many steps are in these groups."""
        return int(self.frame["group"].isin(groups).sum())

    def chosen(self, instrument: str | None, actor: str | None, group: str | None) -> Steps:
        """The steps of an instrument, an actor and a group; None stands for all."""
        frame = self.frame
        for column, value in (("instrument", instrument), ("actor", actor), ("group", group)):
            if value is not None:
                frame = frame[frame[column] == value]
        return Steps(frame, self.newest)

    def within(self, period: str) -> Steps:
        """The steps of a period of PERIODS, with the ones that lie ahead."""
        start = self.start(period)
        return self if start is None else Steps(self.frame[self.frame["date"] >= pd.Timestamp(start)], self.newest)

    def between(self, first: str, last: str) -> Steps:
        """The steps of the months from `first` to `last`, as YYYY-MM."""
        months = self.frame["date"].dt.strftime("%Y-%m")
        return Steps(self.frame[(months >= first) & (months <= last)], self.newest)

    def months(self, period: str) -> tuple[str, ...]:
        """All months from the start of a period to its last step, as YYYY-MM; at least two."""
        first = self.start(period) or self.frame["date"].min().date()
        last = max(self.frame["date"].max().date(), self.newest)
        span = range(
            12 * first.year + first.month - 1, max(12 * last.year + last.month, 12 * first.year + first.month + 1)
        )
        return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in span)

    def start(self, period: str) -> date | None:
        """First day of a period; None where it is that of the records."""
        return {"since_2025": date(2025, 1, 1), "last_year": self.newest - timedelta(days=365)}.get(period)

    def by_instrument(self) -> dict[str, int]:
        """Steps by instrument, most first."""
        return {str(key): int(count) for key, count in self.frame["instrument"].value_counts().items()}

    def recent(self, days: int = DAYS, *, before: int = 0) -> Steps:
        """Steps of the last `days` days to the newest step, or of the `days` days that end `before` days earlier."""
        end = pd.Timestamp(self.newest) - pd.Timedelta(days=before)
        inside = (self.frame["date"] > end - pd.Timedelta(days=days)) & (self.frame["date"] <= end)
        return Steps(self.frame[inside], self.newest)


@dataclass(frozen=True)
class Entries:
    """Instruments in their order; columns of `instrument_entries` plus group."""

    frame: pd.DataFrame

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of both sentences of all rows."""
        columns = ("source_id", "what_source_id", "other_source_id")
        return _ids(pd.concat([self.frame[column] for column in columns]).dropna())

    def count(self, *groups: str) -> int:
        """How many instruments are in these groups."""
        return int(self.frame["group"].isin(groups).sum())


@dataclass(frozen=True)
class Agreements:
    """Agreements and requests, those of the region first; columns of the table plus group, in_region and as_of."""

    frame: pd.DataFrame
    sources: tuple[str, ...]

    def count(self, *groups: str) -> int:
        """How many of the region are in these groups."""
        region = self.frame[self.frame["in_region"]]
        return int(region["group"].isin(groups).sum())

    @property
    def in_region(self) -> int:
        return int(self.frame["in_region"].sum())


@dataclass(frozen=True)
class Matrix:
    """Country by instrument, all 33 states.

    Columns: iso3, column (see COLUMNS), family, sign (a key of SIGNS, `rate`, or `unlisted` for a US list without the
    country), value (id of the word), rate_pct, as_of, source_id. `sign` none has neither date nor source unless a
    search is documented.
    """

    frame: pd.DataFrame

    @property
    def sources(self) -> tuple[str, ...]:
        return _ids(self.frame["source_id"].dropna())

    def row(self, iso3: str) -> pd.DataFrame:
        """The cells of one country, in the order of COLUMNS."""
        return self.frame[self.frame["iso3"] == iso3]

    def count(self, column: str, *signs: str) -> int:
        """Countries with one of these signs in a column."""
        return int(((self.frame["column"] == column) & self.frame["sign"].isin(signs)).sum())


def steps(events: Table, iso3: str | None = None) -> Steps:
    """All steps, or those that concern one country: it is named, or the step applies to the region or its group."""
    frame = events.frame
    newest = frame.loc[frame["status"] != "scheduled", "date"].max().date()
    if iso3 is not None:
        frame = frame[concerning(frame, iso3)]
    groups = {status: group for group, statuses in GROUPS.items() for status in statuses}
    frame = frame.assign(
        family=frame["instrument"].map(FAMILIES),
        group=frame["status"].map(groups).fillna("unclear"),
        document=frame["source_id"].map(document_date),
    )
    return Steps(frame.sort_values(["date", "event_id"], ascending=False).reset_index(drop=True), newest)


def entries(table: Table) -> Entries:
    """The instruments with the group of their status."""
    groups = {status: group for group, statuses in GROUPS.items() for status in statuses}
    frame = table.frame.assign(group=table.frame["status"].map(groups))
    return Entries(frame.sort_values("order").reset_index(drop=True))


def agreements(table: Table, iso3: str | None = None) -> Agreements:
    """All agreements; the selected country first, then the region, then elsewhere; newest first within a group."""
    groups = {status: group for group, statuses in AGREEMENT_GROUPS.items() for status in statuses}
    order = {group: place for place, group in enumerate(AGREEMENT_GROUPS)}
    frame = table.frame.assign(
        group=table.frame["status"].map(groups), in_region=table.frame["iso3"].isin(lac33()),
        as_of=[_newest_date(row) for row in table.frame.to_dict("records")],
    )  # fmt: skip
    frame = frame.sort_values("signed_or_announced", ascending=False, na_position="last", kind="stable")
    place = frame["group"].map(order) + 10 * ~frame["in_region"] - 100 * (frame["iso3"] == iso3)
    frame = frame.assign(place=place).sort_values("place", kind="stable").drop(columns="place").reset_index(drop=True)
    return Agreements(frame, _ids(frame["source_id"]))


def matrix(stance: Table, receiving: Table, rates: Table) -> Matrix:
    """Each state in each column: the newest value with its date and source, or what its absence means."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rates.frame[(rates.frame["authority"] == "total") & rates.frame["date_to"].isna()].to_dict("records"):
        found[row["iso3"], "tariff_rate"] = {
            "sign": "rate", "value": "rate", "rate_pct": row["rate_pct"],
            "as_of": row["date_from"].date().isoformat(), "source_id": row["source_id"],
        }  # fmt: skip
    for row in routes.stances(receiving).frame.to_dict("records"):
        found[row["iso3"], "own_nationals"] = _cell(row["stance_own"], row["stance_own_as_of"], row["own_source_id"])
        found[row["iso3"], "third_nationals"] = _cell(row["stance_third"], row["stance_third_as_of"], row["source_id"])
    for row in stance.frame.to_dict("records"):
        if row["indicator"] in COLUMNS:
            found[row["iso3"], row["indicator"]] = _cell(row["value"], row["as_of"], row["source_id"])
    absent = {column: _absent(column, stance.frame) for column in COLUMNS}
    rows = [
        {"iso3": iso3, "column": column, "family": family, **found.get((iso3, column), absent[column])}
        for iso3 in lac33()
        for column, family in COLUMNS.items()
    ]
    return Matrix(pd.DataFrame(rows))


def document_date(source_id: str) -> str | None:
    """The date of a source: of its version, else of its publication; None for an undated document."""
    source = sources()[source_id]
    dated = [text for text in (source.version, source.published) if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text)]
    return dated[0] if dated else None


def _cell(value: str, as_of: str, source_id: str) -> dict[str, Any]:
    return {"sign": _SIGN[value], "value": value, "rate_pct": None, "as_of": as_of, "source_id": source_id}


def _absent(column: str, stance: pd.DataFrame) -> dict[str, Any]:
    """A country that a US list does not name is known by the list itself; elsewhere nothing is known."""
    if column not in US_LISTS:
        return {"sign": "none", "value": "no_record", "rate_pct": None, "as_of": None, "source_id": None}
    newest = stance[stance["indicator"] == column].sort_values("as_of").iloc[-1]
    return {
        "sign": "unlisted", "value": "unlisted", "rate_pct": None, "as_of": newest["as_of"],
        "source_id": newest["source_id"],
    }  # fmt: skip


def _newest_date(row: Mapping[Any, Any]) -> str:
    """The newest date of an agreement's row and its document."""
    names = ("signed_or_announced", "in_force", "received_as_of")
    known: list[str] = [str(row[name]) for name in names if pd.notna(row[name])]
    document = document_date(row["source_id"])
    return max(known if document is None else [*known, document])


def _ids(source_ids: pd.Series) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source_ids))
