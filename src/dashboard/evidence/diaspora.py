"""People of each country in the United States: how many, with which status, who could lose it, and who came back.

Stocks are derived from survey totals; counts are published by agencies, overlap and are never summed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.data.registry import lac33
from dashboard.data.tables import Table
from dashboard.evidence.common import Series, used
from dashboard.evidence.events import naming

GROUPS = ("settled", "liminal", "unauthorised")
COUNTS = ("tps_holders", "chnv_parole_arrivals", "daca_recipients", "final_orders")


def status_groups(table: Table) -> Series:
    """People in the US by legal situation: one row per country of the 33 (index iso3), largest total first.

    Columns: settled, liminal, unauthorised, total (people; missing group = no documented holder; a country without
    any row stays empty), method, quality. The sources are those of the inputs.
    """
    wide = table.frame.pivot_table(index="iso3", columns="status_group", values="people", aggfunc="sum")
    wide = wide.reindex(index=pd.Index(lac33(), name="iso3"), columns=list(GROUPS)).astype(float)
    wide["total"] = wide[list(GROUPS)].sum(axis=1, min_count=1)
    facts = table.frame.groupby("iso3")[["method", "quality"]].first()
    wide["method"], wide["quality"] = facts["method"], facts["quality"]
    inputs = [source for text in table.frame["input_source_ids"] for source in text.split()]
    ordered = wide.sort_values("total", ascending=False, na_position="last", kind="stable")
    ordered.columns.name = None
    return Series(ordered, tuple(dict.fromkeys(inputs)))


def status_counts(table: Table, iso3: str) -> Series:
    """Published counts of people from one country in the US by category, newest date of each category and agency.

    Columns: category, agency, as_of, people, flag.
    """
    rows = table.frame[table.frame["iso3"] == iso3].sort_values("as_of")
    rows = rows.drop_duplicates(["category", "agency"], keep="last").sort_values(
        ["category", "as_of"], ascending=[True, False]
    )
    return Series(rows[["category", "agency", "as_of", "people", "flag"]].reset_index(drop=True), used(rows))


@dataclass(frozen=True)
class CountMatrix:
    """Documented counts by country (index iso3, 33 rows) and category; `as_of` is the day of each category."""

    frame: pd.DataFrame
    as_of: dict[str, date]
    sources: tuple[str, ...]


def count_matrix(table: Table, categories: Iterable[str] = COUNTS) -> CountMatrix:
    """Counts at the newest day that each category was published for, people; missing where no count was found."""
    columns, days, rows = {}, {}, []
    for category in categories:
        found = table.frame[(table.frame["category"] == category) & table.frame["iso3"].isin(lac33())]
        day = found["as_of"].max()
        found = found[found["as_of"] == day]
        columns[category] = found.set_index("iso3")["people"].astype(float)
        days[category] = day.date()
        rows.append(found)
    frame = pd.DataFrame(columns).reindex(pd.Index(lac33(), name="iso3"))
    # Ordered by the largest single count: the categories overlap and are never summed.
    order = frame.max(axis=1).sort_values(ascending=False, na_position="last", kind="stable").index
    return CountMatrix(frame.loc[order], days, used(*rows))


# Who could lose a temporary status ----------------------------------------------------------------------------------

NEWER = ("holders", "affected", "lost_status")
PROTECTED = ("tps_holders", "chnv_parole_arrivals")
STATUS_EVENTS = "tps_parole"


@dataclass(frozen=True)
class Protected:
    """Countries whose nationals hold, or arrived with, a status that the executive can end.

    `frame` (index iso3, most people first): tps_holders and chnv_parole_arrivals (people; the two overlap and are
    never added), diaspora_people (all born in the country who live in the US, derived), population_people (at home,
    `population_year`), and of the larger of the two counts: counted_as (its category), people, diaspora_pct,
    population_pct. Then what was last decided: last_date, last_event (a message id), last_status. `as_of` is the day
    of each count. `newer` has later single figures of the press: iso3, measure, as_of, count, qualifier.
    """

    frame: pd.DataFrame
    newer: pd.DataFrame
    as_of: dict[str, date]
    population_year: int
    sources: tuple[str, ...]


def protected(
    status: Table, groups: Series, macro: Table, events: Table, coverage: Table, year: int = 2025
) -> Protected:
    """TPS holders and parole arrivals against the diaspora and the population at home."""
    matrix = count_matrix(status, PROTECTED)
    frame = matrix.frame.dropna(how="all").copy()
    people = frame.max(axis=1)
    population = macro.frame[macro.frame["year"] == year].set_index("iso3")
    frame["diaspora_people"] = groups.frame["total"].reindex(frame.index)
    frame["population_people"] = population["population_people"].reindex(frame.index)
    frame["people"] = people
    frame["counted_as"] = matrix.frame.loc[frame.index].idxmax(axis=1)
    frame["diaspora_pct"] = 100.0 * people / frame["diaspora_people"]
    frame["population_pct"] = 100.0 * people / frame["population_people"]
    steps = events.frame[events.frame["instrument"] == STATUS_EVENTS].sort_values(["date", "event_id"])
    newest = [_newest_naming(steps, str(iso3)) for iso3 in frame.index]
    for name, column in (("last_date", "date"), ("last_event", "event"), ("last_status", "status")):
        frame[name] = [row[column] for row in newest]
    later = coverage.frame[
        (coverage.frame["programme"] == "tps")
        & coverage.frame["measure"].isin(NEWER)
        & coverage.frame["iso3"].isin(frame.index)
        & (coverage.frame["as_of"] > matrix.as_of["tps_holders"].isoformat())
    ]
    cited = [row["source_id"] for row in newest]
    return Protected(
        frame=frame.sort_values("people", ascending=False, kind="stable"),
        newer=later[["iso3", "measure", "as_of", "count", "qualifier"]].sort_values(["iso3", "as_of"]),
        as_of=matrix.as_of,
        population_year=year,
        sources=tuple(
            dict.fromkeys((*matrix.sources, *groups.sources, *used(population.reindex(frame.index), later), *cited))
        ),
    )


def _newest_naming(steps: pd.DataFrame, iso3: str) -> pd.Series:
    named = steps[naming(steps, iso3)]
    newest: pd.Series = named.iloc[-1]
    return newest


# Who came back -------------------------------------------------------------------------------------------------------

# From the widest to the narrowest: where a country prints several origins, the row of the US is kept.
ORIGINS = ("USA", "USA_MEX", "ALL")


@dataclass(frozen=True)
class Returned:
    """Nationals whom each country counted as returned in the newest full year, against its inhabitants.

    `frame`: iso3, year, returned_from (USA, USA_MEX or ALL), people, qualifier, population_people, per_1000; the most
    per 1,000 first. Countries count differently: by charter flight only, by all ways, from the US or from everywhere.
    `others` lists the 33 without a full year.
    """

    frame: pd.DataFrame
    others: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def from_us(self) -> pd.DataFrame:
        """Rows whose people came from the US alone."""
        return self.frame[self.frame["returned_from"] == "USA"]


def returned(table: Table, macro: Table) -> Returned:
    """The newest full calendar year of each country; of its origins the one nearest to the US."""
    rows = table.frame[(table.frame["period_kind"] == "year") & table.frame["returned_people"].notna()]
    rows = rows[rows["returned_from"].isin(ORIGINS) & rows["iso3"].isin(lac33())]
    rows = rows.assign(year=rows["period_start"].dt.year, place=rows["returned_from"].map(ORIGINS.index))
    rows = rows.sort_values(["iso3", "year", "place"], ascending=[True, False, True]).drop_duplicates("iso3")
    population = macro.frame.set_index(["iso3", "year"])["population_people"]
    keys = pd.MultiIndex.from_frame(rows[["iso3", "year"]])
    frame = pd.DataFrame(
        {
            "iso3": rows["iso3"].to_numpy(),
            "year": rows["year"].to_numpy(),
            "returned_from": rows["returned_from"].to_numpy(),
            "people": rows["returned_people"].astype(float).to_numpy(),
            "qualifier": rows["qualifier"].to_numpy(),
            "population_people": population.reindex(keys).to_numpy(dtype=float),
        }
    )
    frame["per_1000"] = 1000.0 * frame["people"] / frame["population_people"]
    inhabitants = macro.frame[pd.MultiIndex.from_frame(macro.frame[["iso3", "year"]]).isin(keys)]
    return Returned(
        frame=frame.sort_values("per_1000", ascending=False, na_position="last", kind="stable").reset_index(drop=True),
        others=tuple(code for code in lac33() if code not in set(frame["iso3"])),
        sources=used(rows, inhabitants),
    )
