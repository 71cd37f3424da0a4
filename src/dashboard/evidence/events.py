"""Which dated steps of policy are marked on a chart over time: a few per subject, and those that name a country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.data.scenarios import blocs

if TYPE_CHECKING:
    from dashboard.data.tables import Table

COUNT = 6


@dataclass(frozen=True)
class Subject:
    """What a chart is about: steps that changed the law for the whole region, and the instruments that belong to it."""

    landmarks: tuple[str, ...]
    instruments: tuple[str, ...]


SUBJECTS: dict[str, Subject] = {
    # Title 42 from and to, parole for four nationalities, the asylum proclamation of 2024, the orders of January 2025.
    "border": Subject(("ev021", "ev041", "ev045", "ev052", "ev061"), ("border_policy", "legal_pathway")),
    "removals": Subject(("ev061", "ev082", "ev097", "ev242"), ("deportation_flights", "third_country", "tps_parole")),
    "darien": Subject(("ev021", "ev041", "ev042", "ev045", "ev061"), ("darien", "legal_pathway")),
    # Reciprocal tariffs, the court's ruling, the surcharge from and to.
    "tariff": Subject(("ev089", "ev140", "ev141", "ev227"), ("tariff",)),
    "remittances": Subject(("ev094", "ev100", "ev125", "ev244"), ("remittance_tax",)),
}


@dataclass(frozen=True)
class Marked:
    """Dated steps of a chart, oldest first; rows of the table `events`."""

    frame: pd.DataFrame

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of exactly these rows."""
        return tuple(dict.fromkeys(self.frame["source_id"]))


def naming(frame: pd.DataFrame, iso3: str) -> pd.Series:
    """Which rows of `events` name a country."""
    named: pd.Series = frame["iso3_list"].fillna("").map(lambda codes: iso3 in codes.split())
    return named


def concerning(frame: pd.DataFrame, iso3: str) -> pd.Series:
    """Which rows of `events` concern a country: it is named, or the step applies to the region or to its group."""
    scopes = ("lac", "caricom") if iso3 in blocs()["caricom"] else ("lac",)
    concerned: pd.Series = naming(frame, iso3) | frame["scope"].isin(scopes)
    return concerned


def on_chart(
    events: Table, subject: str, start: date, end: date, iso3: str | None = None, count: int = COUNT
) -> Marked:
    """At most `count` steps of a subject of SUBJECTS from `start` to `end`, both included.

    With `iso3`, steps that name this country take up to half of the places: those that name the fewest others, then
    the newest. Steps of the whole region take the rest, the newest if there are too many.
    """
    frame = events.frame
    frame = frame[(frame["date"] >= pd.Timestamp(start)) & (frame["date"] <= pd.Timestamp(end))]
    chosen = SUBJECTS[subject]
    landmarks = frame[frame["event_id"].isin(chosen.landmarks)]
    own = frame.iloc[:0]
    if iso3 is not None:
        named = naming(frame, iso3)
        own = frame[named & frame["instrument"].isin(chosen.instruments) & ~frame["event_id"].isin(chosen.landmarks)]
        own = own.assign(_named=own["iso3_list"].str.count(" "))
        own = own.sort_values(["_named", "date"], ascending=[True, False]).head(count // 2).drop(columns="_named")
    rest = landmarks.sort_values(["date", "event_id"]).tail(count - len(own))
    return Marked(pd.concat([rest, own]).sort_values(["date", "event_id"]).reset_index(drop=True))
