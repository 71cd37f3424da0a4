"""Further layers of the route map: land returns, airports, border sectors, the Darien, passengers by year, figures.

Each layer shows one count of one period at a time; `Choice` says which. Returns, flights, missions, encounters and
crossings are different counts: no function adds or divides one by another.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import lac33
from dashboard.data.tables import load_table
from dashboard.evidence import overview
from dashboard.evidence.encounters import fiscal_year

if TYPE_CHECKING:
    from collections.abc import Mapping


WHOLE_PERIOD = "all"
EVERYONE = "ALL"
AIRPORT_COUNTS = {"flights": "removal_flights", "missions": "pickup_missions"}
SECTORS = "encounters"
STANCE, IMPACT = "stance", "impact"
# Figures that can colour the countries: id here -> exposure of the start page.
FIGURES = {"removals_rate": "removals", "remittances": "remittances", "exports": "trade"}
FILLS = (STANCE, *FIGURES, IMPACT)
NATIONALITIES = 12
PLACE_LEVELS = ("border_state", "border_city", "airport")


@dataclass(frozen=True)
class Choice:
    """Which period, count or figure each layer shows; ids as in addresses.

    `network` is "all" (airport pairs, whole period) or a fiscal year (passengers by citizenship); `land` the last
    month of a count of returns; `places` a key of AIRPORT_COUNTS or SECTORS; `nationality` a code or EVERYONE.
    """

    fill: str
    network: str
    land: str
    places: str
    sector_year: int
    darien_year: int
    nationality: str


@dataclass(frozen=True)
class Points:
    """Counts at places in one period, largest first.

    Columns of `frame`: name, lon, lat, count (missing: a known place without a published count) and kind.
    `whole` is the published total of the same count and period, None where there is none; `parts` is what the
    published parts add up to, None where they are not meant to add up.
    """

    frame: pd.DataFrame
    start: date
    end: date
    whole: int | None
    parts: int | None
    sources: tuple[str, ...]

    @property
    def counted(self) -> pd.DataFrame:
        """Places with a count."""
        return self.frame[self.frame["count"].notna()]


@dataclass(frozen=True)
class Northward:
    """People recorded on entry to Panama through the Darien in one calendar year.

    Columns of `frame`: iso3 (nationality), people; largest first. `people` is the chosen nationality's count, None
    where none was recorded; `largest` is the highest count of that nationality in any year, for widths.
    """

    frame: pd.DataFrame
    year: int
    nationality: str
    people: int | None
    total: int
    largest: int
    months: int
    through: date
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Passengers:
    """Removal passengers of ICE Air in one fiscal year by citizenship, most first; columns iso3, people.

    `airport` is where most people were picked up in the whole network: the passengers' own airports are not published.
    """

    frame: pd.DataFrame
    year: int
    total: int
    largest: int
    airport: str
    lon: float
    lat: float
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """One figure for each of the 33 countries, None without data.

    `id` is one of FILLS, `unit` is gdp_pct or per_100k_people. `year` is a calendar year, for removals a US fiscal
    year; for the impact of a scenario it is None, `quarters` is the horizon and `scenario` the reader's name of it.
    """

    id: str
    values: Mapping[str, float | None]
    unit: str
    sources: tuple[str, ...]
    year: int | None = None
    quarters: int | None = None
    scenario: str = ""

    @property
    def known(self) -> dict[str, float]:
        """Countries with a value, largest first."""
        found = {iso3: value for iso3, value in self.values.items() if value is not None}
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    @property
    def missing(self) -> tuple[str, ...]:
        """Countries without a value."""
        return tuple(iso3 for iso3 in lac33() if self.values.get(iso3) is None)


@dataclass(frozen=True)
class Chosen:
    """What the layers show under one choice; `passengers` is None while the network shows its whole period.

    `onward` are capitals from Panama to Mexico (longitude, latitude), for the schematic way on.
    """

    choice: Choice
    land: Points
    places: Points
    northward: Northward
    passengers: Passengers | None
    onward: tuple[tuple[float, float], ...]
    onward_sources: tuple[str, ...]

    @property
    def everyone(self) -> bool:
        """Whether the Darien shows all nationalities."""
        return self.choice.nationality == EVERYONE


# Which periods there are ---------------------------------------------------------------------------------------------


@cache
def land_periods() -> tuple[str, ...]:
    """Last months of the periods that have a count by place, the one with most places of the newest year first."""
    rows = _place_returns()
    ends = rows.groupby(rows["period_end"].dt.strftime("%Y-%m")).agg(places=("area", "size"), end=("period_end", "max"))
    ends = ends.assign(year=ends["end"].dt.year).sort_values(["year", "places"], ascending=False)
    return tuple(str(end) for end in ends.index)


@cache
def network_years() -> tuple[int, ...]:
    """Fiscal years whose removal passengers are known by citizenship, oldest first."""
    frame = load_table("air_passengers").frame
    return tuple(sorted({int(year) for year in frame.loc[frame["level"] == "named", "fiscal_year"]}))


@cache
def sector_years() -> tuple[int, ...]:
    """Fiscal years with encounters by border sector, newest first."""
    return tuple(sorted(set(_sector_frame().index.get_level_values("fiscal_year")), reverse=True))


@cache
def darien_years() -> tuple[int, ...]:
    """Years with recorded crossings of the Darien, newest first."""
    return tuple(sorted({int(year) for year in load_table("darien_transits").frame["period_start"].dt.year})[::-1])


def full_darien_year() -> int:
    """The newest year with all twelve months."""
    return next(year for year in darien_years() if northward(year, EVERYONE).months == 12)


@cache
def nationalities() -> tuple[str, ...]:
    """Everyone, then the nationalities with most crossings since 2010, and all of the 33 states that have any."""
    frame = load_table("darien_transits").frame
    sums = frame[frame["iso3"].str.len() == 3].groupby("iso3")["transits_people"].sum().sort_values(ascending=False)
    first = list(sums.head(NATIONALITIES).index)
    return (EVERYONE, *first, *(iso3 for iso3 in sums.index if iso3 in lac33() and iso3 not in first))


def default_choice() -> Choice:
    """What the layers show before the reader chooses."""
    return Choice(STANCE, WHOLE_PERIOD, land_periods()[0], "flights", sector_years()[0], full_darien_year(), EVERYONE)


# Layers --------------------------------------------------------------------------------------------------------------


@cache
def land_returns(period: str) -> Points:
    """Returns to Mexico by place of entry in one period; a state stands at the middle of its border cities."""
    rows = _place_returns()
    rows = rows[rows["period_end"].dt.strftime("%Y-%m") == period]
    places = load_table("return_points").frame
    states = places[places["kind"] == "border_city"].groupby("state")[["lon", "lat"]].mean().round(4)
    found: list[dict[str, Any]] = []
    for area, level, count in rows[["area", "level", "returns_events"]].itertuples(index=False):
        if level == "border_state":
            name = next(str(state) for state in states.index if _slug(str(state)) == area)
            where = states.loc[name]
        else:
            where = places.set_index("point_id").loc[area]
            name = str(where["name"])
        found.append({"name": name, "lon": where["lon"], "lat": where["lat"], "count": float(count), "kind": level})
    covered = {row["name"] for row in found}
    uncounted = places[~places["name"].isin(covered) & ~places["state"].isin(covered)]
    for name, kind, lon, lat in uncounted[["name", "kind", "lon", "lat"]].itertuples(index=False):
        found.append({"name": name, "lon": lon, "lat": lat, "count": float("nan"), "kind": kind})
    frame = pd.DataFrame(found).sort_values("count", ascending=False, na_position="last").reset_index(drop=True)
    span = _same_period(rows)
    country = span[(span["level"] == "country") & (span["mode"] == "all")]
    parts = span[span["level"].isin(["border_state", "other_states"])]
    return Points(
        frame, rows["period_start"].iloc[0].date(), rows["period_end"].iloc[0].date(),
        None if country.empty else int(country["returns_events"].iloc[0]),
        None if parts.empty else int(parts["returns_events"].sum()),
        _ids(rows["source_id"], country["source_id"], places["source_id"]),
    )  # fmt: skip


def _place_returns() -> pd.DataFrame:
    rows = load_table("returns_to_mexico").frame
    return rows[rows["level"].isin(PLACE_LEVELS)]


def _same_period(rows: pd.DataFrame) -> pd.DataFrame:
    """All rows of the table with the series and the period of `rows`."""
    keys = ["series", "period_start", "period_end"]
    return load_table("returns_to_mexico").frame.merge(rows[keys].drop_duplicates(), on=keys)


@cache
def departure_airports(count: str) -> Points:
    """US airports by removal flights of the newest count, or by missions that picked people up there, 2010 to 2019."""
    column = AIRPORT_COUNTS[count]
    rows = load_table("hubs").frame
    rows = rows[rows[column].notna()]
    rows = rows[rows["period_end"] == rows["period_end"].max()]
    places = load_table("airports").frame.set_index("icao")
    rows = rows.join(places[["iso3", "city", "lon", "lat"]], on="icao")
    rows = rows[rows["iso3"] == "USA"].sort_values(column, ascending=False)
    named = [f"{city} ({icao})" for city, icao in zip(rows["city"], rows["icao"], strict=True)]
    frame = rows[["lon", "lat"]].assign(name=named, count=rows[column].astype("float64"), kind="airport")
    return Points(
        frame.reset_index(drop=True), rows["period_start"].iloc[0].date(), rows["period_end"].iloc[0].date(),
        None, None, _ids(rows["source_id"], places.loc[list(rows["icao"]), "source_id"]),
    )  # fmt: skip


@cache
def sectors(year: int) -> Points:
    """Border Patrol encounters by southwest sector in one fiscal year, as far as it has gone."""
    counts = _sector_frame().loc[year]
    named = load_table("border_sectors")
    frame = (
        named.frame.set_index("area")
        .loc[list(counts.index), ["name", "lon", "lat"]]
        .assign(count=counts["events"].astype("float64"), kind="sector")
    )
    end = counts["last"].max()
    used = load_table("encounters_sector").frame
    used = used[(used["month"] >= pd.Timestamp(year - 1, 10, 1)) & (used["month"] <= end)]
    return Points(
        frame.sort_values("count", ascending=False).reset_index(drop=True), date(year - 1, 10, 1),
        date(end.year, end.month, calendar.monthrange(end.year, end.month)[1]), int(counts["events"].sum()), None,
        tuple(dict.fromkeys((*_ids(used["source_id"]), *named.source_ids))),
    )  # fmt: skip


@cache
def _sector_frame() -> pd.DataFrame:
    """Encounters (`events`) and last month by fiscal year and southwest sector of the Border Patrol."""
    places = load_table("border_sectors").frame
    drawn = set(places.loc[places["lon"].notna(), "area"])
    rows = load_table("encounters_sector").frame
    rows = rows[rows["area"].isin(drawn)]
    rows = rows.assign(fiscal_year=rows["month"].map(fiscal_year))
    return rows.groupby(["fiscal_year", "area"]).agg(events=("encounters_events", "sum"), last=("month", "max"))


@cache
def northward(year: int, nationality: str) -> Northward:
    """Crossings of the Darien in one calendar year, of everyone or of one nationality."""
    table = load_table("darien_transits")
    years = table.frame["period_start"].dt.year
    rows = table.frame[years == year]
    sums = rows.groupby("iso3")["transits_people"].sum().sort_values(ascending=False)
    frame = sums.rename("people").reset_index()
    chosen = table.frame if nationality == EVERYONE else table.frame[table.frame["iso3"] == nationality]
    people = int(sums.sum()) if nationality == EVERYONE else int(sums.get(nationality, 0)) or None
    by_month = rows[rows["period_kind"] == "month"]
    through = by_month["period_start"].max() if len(by_month) else pd.Timestamp(year, 12, 1)
    return Northward(
        frame, year, nationality, people, int(sums.sum()),
        int(chosen.groupby(chosen["period_start"].dt.year)["transits_people"].sum().max()),
        int(by_month["period_start"].nunique()) if len(by_month) else 12,
        date(through.year, through.month, calendar.monthrange(through.year, through.month)[1]), table.source_ids,
    )  # fmt: skip


@cache
def onward_path() -> tuple[tuple[tuple[float, float], ...], tuple[str, ...]]:
    """Capitals from Panama to Mexico (longitude, latitude), for the schematic way on, and their source."""
    table = load_table("capital_points")
    points = table.frame.set_index("iso3")
    way = points.loc[["CRI", "NIC", "HND", "GTM", "MEX"], ["lon", "lat"]]
    return tuple((float(lon), float(lat)) for lon, lat in way.itertuples(index=False)), table.source_ids


@cache
def passengers(year: int) -> Passengers:
    """Removal passengers of one fiscal year whose citizenship is one of the 33 states."""
    table = load_table("air_passengers")
    rows = table.frame[table.frame["kind"] == "removal"]
    named = rows[rows["citizenship"].isin(lac33())]
    of_year = named[named["fiscal_year"] == year].sort_values("passengers_people", ascending=False)
    frame = of_year[["citizenship", "passengers_people"]].set_axis(["iso3", "people"], axis=1).reset_index(drop=True)
    total = rows.loc[(rows["fiscal_year"] == year) & (rows["level"] == "total"), "passengers_people"].iloc[0]
    hubs = load_table("hubs").frame
    first = hubs.sort_values("picked_up_people", ascending=False).iloc[0]
    place = load_table("airports").frame.set_index("icao").loc[first["icao"]]
    return Passengers(
        frame, year, int(total), int(named["passengers_people"].max()), str(place["city"]), float(place["lon"]),
        float(place["lat"]), _ids(of_year["source_id"], hubs.loc[hubs["icao"] == first["icao"], "source_id"].head(1)),
    )  # fmt: skip


@cache
def figure(fill: str) -> Figure:
    """A figure of the start page's exposure for all 33 countries; the newest year that has it."""
    exposed = overview.current().exposed[FIGURES[fill]]
    values = {iso3: None if pd.isna(value) else float(value) for iso3, value in exposed.values.items()}
    return Figure(fill, {iso3: values.get(iso3) for iso3 in lac33()}, exposed.unit, exposed.sources, year=exposed.year)


def chosen(choice: Choice) -> Chosen:
    """The evidence of all layers under a choice; each part is computed once for the process."""
    whole = choice.network == WHOLE_PERIOD
    return Chosen(
        choice, land_returns(choice.land),
        sectors(choice.sector_year) if choice.places == SECTORS else departure_airports(choice.places),
        northward(choice.darien_year, choice.nationality), None if whole else passengers(int(choice.network)),
        *onward_path(),
    )  # fmt: skip


def _slug(state: str) -> str:
    return f"state_{state.lower().replace(' ', '_')}"


def _ids(*source_ids: pd.Series) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(source) for ids in source_ids for source in ids))
