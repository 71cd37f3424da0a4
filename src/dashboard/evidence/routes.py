"""Routes and receiving countries: removals a month, flights, the historic network, transfers and stances.

People, flights and missions are three different counts with three different periods. No function adds or divides
one by another; flights stand beside people only with their own period.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import lac33
from dashboard.data.tables import load_table
from dashboard.evidence.common import no_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from dashboard.data.tables import Table

# What the newest document says on nationals of other countries, put into five groups (our reading).
STANCE_GROUPS: dict[str, tuple[str, ...]] = {
    "took": ("agreement_in_force", "arrangement_in_use", "one_operation"),
    "agreed": ("signed", "announced"),
    "talks": ("negotiating",),
    "declined": ("refused", "denied"),
    "none": ("no_record",),
}
SINCE = pd.Timestamp(2025, 1, 1)


@dataclass(frozen=True)
class Destinations:
    """People removed a month by receiving country, largest first.

    Columns: iso3, people, share_pct (of `total`), flights, flights_start, flights_end (longest count inside 2025,
    missing where nobody published one), flights_source. `unnamed` is what the total leaves for all places in the
    world that the publisher does not name.
    """

    frame: pd.DataFrame
    total: int
    unnamed: int
    start: date
    end: date
    sources: tuple[str, ...]

    def largest(self, count: int) -> tuple[tuple[str, ...], int, float]:
        """The first `count` countries, the people they receive a month together, and their share in per cent."""
        top = self.frame.head(count)
        people = int(top["people"].sum())
        return tuple(top["iso3"]), people, people / self.total * 100

    def row(self, iso3: str) -> Mapping[Any, Any] | None:
        """One country's row; None when the publisher does not name it."""
        return _row(self.frame, iso3)


@dataclass(frozen=True)
class Hub:
    """The US airport with most removal flights in the newest count."""

    icao: str
    city: str
    lon: float
    lat: float
    flights: int
    start: date
    end: date
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Network:
    """Airport pairs of the historic network to the 33 states, most missions first.

    Columns: origin_icao, origin_city, origin_lon, origin_lat, dest_icao, dest_city, dest_lon, dest_lat, iso3, missions.
    """

    frame: pd.DataFrame
    missions: int
    start: date
    end: date
    sources: tuple[str, ...]

    def by_country(self) -> dict[str, int]:
        """Missions by receiving country, most first."""
        sums = self.frame.groupby("iso3")["missions"].sum().sort_values(ascending=False)
        return {str(iso3): int(missions) for iso3, missions in sums.items()}


@dataclass(frozen=True)
class Stances:
    """All 33 states: own nationals, nationals of other countries, and how many were received.

    Columns of the table `receiving_stance` plus `group` (see STANCE_GROUPS).
    """

    frame: pd.DataFrame
    sources: tuple[str, ...]

    def count(self, *groups: str) -> int:
        """How many states are in these groups."""
        return int(self.frame["group"].isin(groups).sum())

    def row(self, iso3: str) -> Mapping[Any, Any]:
        """One country's row; raises InputError when there is none."""
        found = _row(self.frame, iso3)
        if found is None:
            raise no_data("receiving_stance", iso3)
        return found

    def received(self) -> pd.DataFrame:
        """States that are documented to have received at least one national of another country, most first."""
        rows = self.frame[self.frame["received_people"].fillna(0) > 0]
        return rows.sort_values("received_people", ascending=False).reset_index(drop=True)


@dataclass(frozen=True)
class LandShare:
    """Returns to Mexico by land and in all, counted by its interior ministry."""

    land: int
    total: int
    share_pct: float
    start: date
    end: date
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """What is known about one country; `missing` names what is not: `people`, `flights`, `received`, `agreements`."""

    iso3: str
    stance: Mapping[Any, Any]
    people: int | None
    share_pct: float | None
    flights: pd.DataFrame
    agreements: pd.DataFrame
    missions: int | None
    missing: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Routes:
    """Everything that the map shows."""

    destinations: Destinations
    hub: Hub
    network: Network
    stances: Stances
    agreements: pd.DataFrame
    land: LandShare
    agreement_sources: tuple[str, ...]


def destinations(removals: Table, flights: Table, countries: Iterable[str]) -> Destinations:
    """Average removals a month in 2025 by receiving country, with the longest count of removal flights in 2025."""
    rows = removals.frame[removals.frame["measure"] == "destination"]
    whole = rows[rows["place"] == "all"].iloc[0]
    named = rows[rows["iso3"].isin(list(countries))].sort_values("removals_monthly_people", ascending=False)
    counted = _longest_2025(flights)
    frame = pd.DataFrame({"iso3": named["iso3"], "people": named["removals_monthly_people"]}).reset_index(drop=True)
    total = int(whole["removals_monthly_people"])
    unnamed = total - int(rows.loc[rows["place"] != "all", "removals_monthly_people"].sum())
    frame["share_pct"] = frame["people"] / total * 100
    frame = frame.merge(counted, on="iso3", how="left")
    sources = (*_ids(named["source_id"]), *_ids(frame["flights_source"].dropna()))
    return Destinations(frame, total, unnamed, whole["period_start"].date(), whole["period_end"].date(), sources)


def _longest_2025(flights: Table) -> pd.DataFrame:
    rows = flights.frame
    inside = (rows["period_start"] >= SINCE) & (rows["period_end"] < pd.Timestamp(2026, 1, 1))
    rows = rows[inside & (rows["flight_type"] == "removal") & rows["iso3"].notna()]
    rows = rows.assign(days=(rows["period_end"] - rows["period_start"]).dt.days).sort_values("days", ascending=False)
    rows = rows.groupby("iso3").head(1)
    names = {"period_start": "flights_start", "period_end": "flights_end", "source_id": "flights_source"}
    return rows[["iso3", "flights", *names]].rename(columns=names)


def hub(hubs: Table, airports: Table) -> Hub:
    """The airport from which most removal flights left in the newest period that counts them."""
    counted = hubs.frame[hubs.frame["removal_flights"].notna()]
    first = counted.sort_values(["period_end", "removal_flights"], ascending=False).iloc[0]
    place = airports.frame.set_index("icao").loc[first["icao"]]
    return Hub(
        str(first["icao"]), str(place["city"]), float(place["lon"]), float(place["lat"]), int(first["removal_flights"]),
        first["period_start"].date(), first["period_end"].date(), (str(first["source_id"]), str(place["source_id"])),
    )  # fmt: skip


def network(air_network: Table, airports: Table, countries: Iterable[str]) -> Network:
    """Removal legs of the historic network that end in the 33 states."""
    rows = air_network.frame
    rows = rows[(rows["route_type"] == "removal") & rows["dest_iso3"].isin(list(countries))]
    places = airports.frame.set_index("icao")[["city", "lon", "lat"]]
    frame = rows.join(places.add_prefix("origin_"), on="origin_icao").join(places.add_prefix("dest_"), on="dest_icao")
    frame = frame.sort_values("missions", ascending=False).reset_index(drop=True)
    ends = [f"{end}_{column}" for end in ("origin", "dest") for column in ("icao", "city", "lon", "lat")]
    frame = frame.assign(iso3=frame["dest_iso3"])[[*ends, "iso3", "missions"]]
    return Network(
        frame, int(frame["missions"].sum()), rows["period_start"].min().date(), rows["period_end"].max().date(),
        (*_ids(rows["source_id"]), *airports.source_ids),
    )  # fmt: skip


def stances(receiving: Table) -> Stances:
    """The stance table with its groups."""
    groups = {value: group for group, values in STANCE_GROUPS.items() for value in values}
    frame = receiving.frame.assign(group=receiving.frame["stance_third"].map(groups))
    every = pd.concat([frame["source_id"], frame["own_source_id"], frame["received_source_id"].dropna()])
    return Stances(frame, _ids(every))


def land_share(returns: Table) -> LandShare:
    """How much of the returns to Mexico came by land, in the newest count that tells land from air."""
    rows = returns.frame
    rows = rows[(rows["series"] == "interior_ministry") & (rows["level"] == "country")]
    rows = rows[rows["period_end"] == rows["period_end"].max()].set_index("mode")
    land, total = int(rows.at["land", "returns_events"]), int(rows.at["all", "returns_events"])
    first = rows.iloc[0]
    return LandShare(
        land, total, land / total * 100, first["period_start"].date(), first["period_end"].date(),
        _ids(rows["source_id"]),
    )  # fmt: skip


def routes(tables: Mapping[str, Table], countries: Sequence[str]) -> Routes:
    """All layers from the tables in `ROUTE_TABLES`."""
    agreements = tables["third_country_agreements"]
    in_region = agreements.frame[agreements.frame["iso3"].isin(list(countries))]
    return Routes(
        destinations(tables["removals_by_destination_2025"], tables["flights_by_destination"], countries),
        hub(tables["hubs"], tables["airports"]),
        network(tables["air_network"], tables["airports"], countries),
        stances(tables["receiving_stance"]),
        in_region,
        land_share(tables["returns_to_mexico"]),
        _ids(in_region["source_id"]),
    )


@cache
def current() -> Routes:
    """All layers from the tables of this release; they do not change while the process runs."""
    return routes({table_id: load_table(table_id) for table_id in ROUTE_TABLES}, lac33())


ROUTE_TABLES = (
    "removals_by_destination_2025", "flights_by_destination", "hubs", "airports", "air_network", "receiving_stance",
    "third_country_agreements", "returns_to_mexico",
)  # fmt: skip


def profile(found: Routes, flights: Table, iso3: str) -> Profile:
    """One country: stance, people a month, flights counted since 2025, agreements, and what is not known."""
    stance = found.stances.row(iso3)
    people = found.destinations.row(iso3)
    counted = flights.frame
    counted = counted[(counted["iso3"] == iso3) & (counted["period_start"] >= SINCE)]
    counted = _spread(counted.assign(days=(counted["period_end"] - counted["period_start"]).dt.days))
    agreements = found.agreements[found.agreements["iso3"] == iso3]
    agreements = agreements.sort_values("signed_or_announced", ascending=False, na_position="last")
    missing = [
        name
        for name, known in (
            ("people", people is not None),
            ("flights", not counted.empty),
            ("received", pd.notna(stance["received_people"])),
            ("agreements", not agreements.empty),
        )
        if not known
    ]
    used = [str(stance["own_source_id"]), str(stance["source_id"])]
    if pd.notna(stance["received_source_id"]):
        used.append(str(stance["received_source_id"]))
    if people is not None:
        used += found.destinations.sources[:1]
    missions = found.network.by_country().get(iso3)
    if missions is not None:
        used += found.network.sources[:1]
    sources = (*used, *_ids(counted["source_id"]), *_ids(agreements["source_id"]))
    return Profile(
        iso3, stance, None if people is None else int(people["people"]),
        None if people is None else float(people["share_pct"]),
        counted, agreements, missions, tuple(missing), tuple(dict.fromkeys(sources)),
    )  # fmt: skip


def _spread(flights: pd.DataFrame) -> pd.DataFrame:
    """At most three counts that say different things: the longest of each kind, then the newest month."""
    longest = flights.sort_values(["flight_type", "days"], ascending=[False, False]).groupby("flight_type").head(1)
    removal = flights[(flights["flight_type"] == "removal") & (flights["period_type"] == "month")]
    newest = removal.sort_values("period_end", ascending=False).head(1)
    both = pd.concat([longest, newest])
    return both[~both.index.duplicated()].sort_values("days", ascending=False).reset_index(drop=True)


def _row(frame: pd.DataFrame, iso3: str) -> Mapping[Any, Any] | None:
    rows = frame[frame["iso3"] == iso3]
    return None if rows.empty else rows.iloc[0].to_dict()


def _ids(source_ids: pd.Series) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source_ids))
