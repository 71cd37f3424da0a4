"""The state of play on one page: newest figures with their change, exposure by channel, and the last events.

Figures come from the evidence of the pages that explain them; only removals per inhabitant and the choice of events
are made here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.data.registry import lac33
from dashboard.data.tables import load_table
from dashboard.evidence import encounters, remittances, routes, trade
from dashboard.evidence.events import concerning

if TYPE_CHECKING:
    from dashboard.data.tables import Table

PER = 100_000
CHANNELS = ("trade", "remittances", "removals")


@dataclass(frozen=True)
class Exposed:
    """One channel's exposure of the 33 countries.

    `values` (index iso3) is largest first and missing where an input is missing; `unit` is `gdp_pct` or
    `per_100k_people`; `year` is a calendar year, for removals a US fiscal year.
    """

    channel: str
    values: pd.Series
    year: int
    unit: str
    sources: tuple[str, ...]

    def rank(self, iso3: str) -> int | None:
        """Place in the order, 1 is the most exposed; None without a value."""
        return list(self.values.index).index(iso3) + 1 if pd.notna(self.values[iso3]) else None

    @property
    def known(self) -> int:
        """Countries with a value."""
        return int(self.values.notna().sum())

    @property
    def missing(self) -> tuple[str, ...]:
        """Countries without a value."""
        return tuple(sorted(self.values.index[self.values.isna()]))


@dataclass(frozen=True)
class Removals:
    """Removals of one citizenship in the newest fiscal year with citizenships; None where it is not listed."""

    fiscal_year: int
    events: int | None
    change_pct: float | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """What the start page shows of all 33 countries."""

    southwest: encounters.Reading
    removals: encounters.RemovalsTotal
    stances: routes.Stances
    exports: trade.Exposure
    partners: trade.Partners
    transfers: remittances.Dependence
    mexico: remittances.Monthly
    exposed: dict[str, Exposed]


@cache
def current() -> Overview:
    """The state of play in the tables of this release; they do not change while the process runs."""
    macro = load_table("macro_annual")
    exports = trade.exposure(
        load_table("us_goods_trade_annual"), macro, load_table("us_effective_rates"), load_table("us_imports_hs6")
    )
    transfers = remittances.dependence(load_table("remittances_received"), macro, load_table("remittances_us_share"))
    return Overview(
        southwest=encounters.reading(encounters.series(load_table("encounters_totals"), "southwest_total")),
        removals=encounters.removals_total(load_table("removals_totals"), load_table("removals_ytd")),
        stances=routes.current().stances,
        exports=exports,
        partners=trade.partners(load_table("trade_by_partner")),
        transfers=transfers,
        mexico=remittances.mexico_monthly(load_table("mexico_remittances_monthly")),
        exposed={
            "trade": Exposed(
                "trade", _ordered(exports.frame["gdp_share_pct"]), exports.year, "gdp_pct",
                (*exports.trade_sources, *exports.gdp_sources),
            ),
            "remittances": Exposed(
                "remittances", _ordered(transfers.frame["remittances_gdp_pct"]), transfers.year, "gdp_pct",
                (*transfers.received_sources, *transfers.gdp_sources),
            ),
            "removals": removals_per_inhabitant(load_table("removals_by_citizenship"), macro),
        },
    )  # fmt: skip


def removals_per_inhabitant(removals: Table, macro: Table) -> Exposed:
    """Removals of the newest fiscal year by citizenship, per 100,000 inhabitants of the country."""
    year = int(removals.frame["fiscal_year"].max())
    rows = removals.frame[removals.frame["fiscal_year"] == year]
    people = macro.frame[macro.frame["year"] == year]
    events = rows.set_index("iso3")["removals_events"].reindex(lac33())
    values = events / people.set_index("iso3")["population_people"].reindex(lac33()) * PER
    known = set(values.dropna().index)
    sources = [*rows.loc[rows["iso3"].isin(known), "source_id"], *people.loc[people["iso3"].isin(known), "source_id"]]
    return Exposed("removals", _ordered(values), year, "per_100k_people", tuple(dict.fromkeys(sources)))


def removals_of(iso3: str) -> Removals:
    """Removals of one citizenship in the newest fiscal year, with the change on the year before."""
    frame = load_table("removals_by_citizenship").frame
    year = int(frame["fiscal_year"].max())
    rows = frame[(frame["iso3"] == iso3) & frame["fiscal_year"].isin([year - 1, year])]
    events = dict(zip(rows["fiscal_year"].astype(int), rows["removals_events"].astype(int), strict=True))
    now, before = events.get(year), events.get(year - 1)
    change = None if now is None else encounters.change_pct(now, before)
    sources = tuple(dict.fromkeys(rows["source_id"])) or tuple(
        dict.fromkeys(frame.loc[frame["fiscal_year"] == year, "source_id"])
    )
    return Removals(year, now, change, sources)


def encounters_of(iso3: str) -> encounters.Reading | None:
    """Encounters of one citizenship in the newest month; None when the publisher does not name it."""
    monthly = encounters.of_citizens(load_table("encounters_nationwide"), iso3)
    return None if monthly is None else encounters.reading(monthly)


@dataclass(frozen=True)
class Events:
    """Steps of policy, newest first, and the ones with a date ahead, nearest first (rows of the table `events`)."""

    past: pd.DataFrame
    ahead: pd.DataFrame


def events(iso3: str | None, count: int) -> Events:
    """The last `count` events that concern the region or one country; steps with status scheduled lie ahead."""
    frame = load_table("events").frame
    if iso3 is None:
        region = set(lac33())
        listed = frame["iso3_list"].fillna("").map(lambda codes: bool(region & set(codes.split())))
        frame = frame[listed | (frame["scope"] != "listed")]
    else:
        frame = frame[concerning(frame, iso3)]
    frame = frame.sort_values(["date", "event_id"], ascending=False)
    ahead = frame["status"] == "scheduled"
    return Events(frame[~ahead].head(count).reset_index(drop=True), frame[ahead].iloc[::-1].reset_index(drop=True))


def _ordered(values: pd.Series) -> pd.Series:
    return values.astype("float64").sort_values(ascending=False, na_position="last", kind="stable")
