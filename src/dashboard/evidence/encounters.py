"""Encounters, removals, returns and transits: monthly series and what they are compared with.

Encounters are events of US Customs and Border Protection, removals are events of US Immigration and Customs
Enforcement, returns are people counted by the receiving country, transits are people counted by Panama. No function
adds one to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import lac33

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.data.tables import Table

FISCAL_START = 10  # US fiscal years run from October of the year before to September
YEAR = 12
DEMOGRAPHICS = ("single_adults", "family_units", "unaccompanied_children", "accompanied_minors")
REGIONS = ("southwest", "northern", "other")
COMPONENTS = ("usbp", "ofo")
AUTHORITIES = ("title_8", "title_42")
GROUPS_OF = {"demographic": DEMOGRAPHICS, "region": REGIONS, "authority": AUTHORITIES}
# Citizenships that the publisher names, put together by the legal regime they met; the rest is the world.
CITIZENSHIP_GROUPS: dict[str, tuple[str, ...]] = {
    "mexico": ("MEX",),
    "northern_central_america": ("GTM", "HND", "SLV"),
    "parole_programme": ("CUB", "HTI", "NIC", "VEN"),
    "south_america": ("BRA", "COL", "ECU", "PER"),
    "rest": (),
}
SHORTEST_DAYS = 27  # a later count over less than a month says nothing about the flow
ORIGINS = {"USA": 0, "ALL": 1, "USA_MEX": 2}  # of returns, in the order in which they are preferred
# First and last day of expulsions under the health rule; the tables by authority hold its months.
TITLE_42 = (date(2020, 3, 21), date(2023, 5, 11))
BASES = ("fiscal", "calendar")


@dataclass(frozen=True)
class Monthly:
    """A monthly count; None where the publisher gives no figure."""

    months: tuple[date, ...]
    counts: tuple[int | None, ...]
    sources: tuple[str, ...]

    @property
    def newest(self) -> date:
        """The last month with a figure."""
        return next(
            month
            for month, count in zip(reversed(self.months), reversed(self.counts), strict=True)
            if count is not None
        )

    def at(self, month: date) -> int | None:
        """The figure of one month."""
        return dict(zip(self.months, self.counts, strict=True)).get(month)


@dataclass(frozen=True)
class Reading:
    """The newest month of a series with the same month a year before and the highest month since the start."""

    month: date
    count: int
    year_before: int | None
    change_pct: float | None
    peak_month: date
    peak: int
    below_peak_pct: float
    sources: tuple[str, ...]


@dataclass(frozen=True)
class RunningYear:
    """The newest fiscal year so far beside the same months of the year before."""

    fiscal_year: int
    through: date
    months: int
    count: int
    before: int | None
    change_pct: float | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Years:
    """Counts by fiscal or calendar year (rows) and group (columns).

    `partial` gives, for a last year without all its months, the last month that is in it; a first year without all
    its months is left out. `whole` is the total of which the columns are parts or, for one country, the figure of all
    countries. `basis` is one of BASES.
    """

    frame: pd.DataFrame
    partial: Mapping[int, date]
    whole: Mapping[int, int]
    sources: tuple[str, ...]
    basis: str = "fiscal"

    def share_pct(self, column: str) -> pd.Series:
        """A column as per cent of the whole of each year."""
        return self.frame[column] / pd.Series(self.whole, dtype="float64") * 100


@dataclass(frozen=True)
class Shift:
    """How the share of one group changed from the year with the most encounters to the newest."""

    group: str
    peak_year: int
    peak_share_pct: float
    newest_year: int
    newest_share_pct: float


@dataclass(frozen=True)
class Frame:
    """Rows of a ranking or list, with the sources of exactly these rows."""

    frame: pd.DataFrame
    sources: tuple[str, ...]


def fiscal_year(month: date) -> int:
    """The US fiscal year of a day."""
    return month.year + (month.month >= FISCAL_START)


def series(totals: Table, series_id: str) -> Monthly:
    """One of the long series of the totals table."""
    rows = totals.frame[totals.frame["series"] == series_id]
    return _monthly(rows, "encounters_events", fill=None)


def named(nationwide: Table) -> frozenset[str]:
    """Citizenships that the nationwide table names one by one."""
    return frozenset(nationwide.frame["iso3"]) - {"OTHER"}


def of_citizens(nationwide: Table, iso3: str) -> Monthly | None:
    """Encounters of one citizenship in the whole country; None when the publisher does not name it.

    By the table's rule a month without a row had no encounter, so it counts as zero here.
    """
    if iso3 not in named(nationwide):
        return None
    months = nationwide.frame["month"]
    return _monthly(
        nationwide.frame[nationwide.frame["iso3"] == iso3],
        "encounters_events",
        fill=0,
        span=(months.min().date(), months.max().date()),
    )


def reading(monthly: Monthly) -> Reading:
    """The newest month, a year before, and the peak."""
    known = {month: count for month, count in zip(monthly.months, monthly.counts, strict=True) if count is not None}
    month = max(known)
    before = known.get(date(month.year - 1, month.month, 1))
    peak_month = max(known, key=lambda m: known[m])
    return Reading(
        month=month,
        count=known[month],
        year_before=before,
        change_pct=change_pct(known[month], before),
        peak_month=peak_month,
        peak=known[peak_month],
        below_peak_pct=change_pct(known[month], known[peak_month]) or 0.0,
        sources=monthly.sources,
    )


def running_year(monthly: Monthly) -> RunningYear:
    """The newest fiscal year to date; `before` is None when one of the earlier months is missing."""
    known = {month: count for month, count in zip(monthly.months, monthly.counts, strict=True) if count is not None}
    through = max(known)
    year = fiscal_year(through)
    months = [month for month in known if fiscal_year(month) == year]
    earlier = [known.get(date(month.year - 1, month.month, 1)) for month in months]
    before = None if any(count is None for count in earlier) else sum(count or 0 for count in earlier)
    total = sum(known[month] for month in months)
    return RunningYear(year, through, len(months), total, before, change_pct(total, before), monthly.sources)


def calendar_years(monthly: Monthly) -> dict[int, int]:
    """Sums of the calendar years that have all twelve months."""
    found: dict[int, list[int]] = {}
    for month, count in zip(monthly.months, monthly.counts, strict=True):
        if count is not None:
            found.setdefault(month.year, []).append(count)
    return {year: sum(counts) for year, counts in found.items() if len(counts) == YEAR}


def citizenship_years(nationwide: Table, basis: str = "fiscal") -> Years:
    """Nationwide encounters by year and group of citizenships."""
    by_citizenship = _by_year(nationwide.frame, "iso3", basis)
    frame = pd.DataFrame(
        {
            group: by_citizenship.reindex(columns=list(members)).sum(axis=1)
            for group, members in CITIZENSHIP_GROUPS.items()
        }
    )
    frame["rest"] = by_citizenship.sum(axis=1) - frame.sum(axis=1)
    return _years(nationwide, frame, basis)


def largest_shift(years: Years) -> Shift:
    """The named group whose share changed most since the year with the most encounters."""
    peak, newest = max(years.whole, key=lambda year: years.whole[year]), max(years.whole)
    shares = {group: years.share_pct(group) for group in years.frame.columns if group != "rest"}
    group = max(shares, key=lambda name: abs(shares[name][newest] - shares[name][peak]))
    return Shift(group, peak, float(shares[group][peak]), newest, float(shares[group][newest]))


def citizenships(nationwide: Table, basis: str = "fiscal") -> Frame:
    """Nationwide encounters by year (columns) and named citizenship, largest in the newest year first."""
    frame = _by_year(nationwide.frame, "iso3", basis).T.rename_axis("iso3")
    frame = frame.sort_values(frame.columns.max(), ascending=False).reset_index()
    frame.columns.name = None
    return Frame(frame, nationwide.source_ids)


def country_years(nationwide: Table, iso3: str, basis: str = "fiscal") -> Years | None:
    """One citizenship by year, with the national total beside it; None when it is not named."""
    by_citizenship = _by_year(nationwide.frame, "iso3", basis)
    if iso3 == "OTHER" or iso3 not in by_citizenship:
        return None
    return _years(nationwide, by_citizenship[[iso3]], basis, by_citizenship.sum(axis=1))


def between_ports_years(usbp_citizenship: Table, iso3: str, basis: str = "fiscal") -> Years:
    """Border Patrol encounters of one citizenship by year since 2000, all regions, rounded by the publisher.

    A year without a row stayed below the publisher's rounding: it is missing, not zero. `whole` is empty.
    """
    frame = usbp_citizenship.frame
    rows = frame[frame["iso3"] == iso3]
    oldest, newest = frame["month"].min().date(), frame["month"].max().date()
    years = range(_first_year(oldest, basis), _year(newest, basis) + 1)
    sums = rows.groupby(_year_of(rows["month"], basis))["encounters_events"].sum()
    return Years(sums.reindex(years).to_frame(iso3), _partial(newest, basis), {}, usbp_citizenship.source_ids, basis)


def breakdown(nationwide: Table, column: str, iso3: str | None = None, basis: str = "fiscal") -> Years:
    """Nationwide encounters by year and a column of GROUPS_OF, of everyone or of one citizenship.

    By the table's rule a combination without a row had no encounter, so it counts as zero.
    """
    rows = nationwide.frame if iso3 is None else nationwide.frame[nationwide.frame["iso3"] == iso3]
    years = _by_year(nationwide.frame, column, basis).index
    oldest = nationwide.frame["month"].min().date()
    frame = _by_year(rows, column, basis, oldest).reindex(index=years, columns=list(GROUPS_OF[column]), fill_value=0)
    return _years(nationwide, frame, basis)


def components(totals: Table, basis: str = "fiscal") -> Years:
    """Southwest encounters by year: between ports (Border Patrol) and at ports (Field Operations)."""
    rows = totals.frame[totals.frame["series"].isin([f"southwest_{component}" for component in COMPONENTS])]
    ports = rows.loc[rows["series"] == "southwest_ofo", "month"].min()
    rows = rows[rows["month"] >= ports]
    frame = _by_year(rows, "series", basis).rename(columns=lambda name: name.removeprefix("southwest_"))
    newest = rows["month"].max().date()
    return Years(frame[list(COMPONENTS)], _partial(newest, basis), _whole(frame), _ids(rows["source_id"]), basis)


def components_of(component_table: Table, iso3: str, basis: str = "fiscal") -> Years | None:
    """One citizenship at the southwest border, between and at ports, in the years that are published in full.

    A month without any row that names citizenships leaves its year out. None when the citizenship is not named.
    """
    frame = component_table.frame
    named_rows = frame[~frame["iso3"].isin(["ALL", "OTHER_THAN_MEX_GTM_HND_SLV"])]
    of_four = set(frame.loc[frame["iso3"] == "OTHER_THAN_MEX_GTM_HND_SLV", "month"])
    rows = named_rows[named_rows["iso3"] == iso3]
    if rows.empty or iso3 == "OTHER":
        return None
    published = pd.Series(sorted(set(named_rows["month"]) - (of_four - set(rows["month"]))))
    months = published.groupby(_year_of(published, basis)).size()
    full = months.index[months == YEAR]
    oldest = published.min().date()
    sums = _by_year(rows, "component", basis, oldest).reindex(index=full, columns=list(COMPONENTS), fill_value=0)
    return Years(sums, {}, _whole(sums), _ids(rows["source_id"]), basis)


def sector_years(encounters_sector: Table, border_sectors: Table, basis: str = "fiscal") -> Years:
    """Southwest Border Patrol encounters by year since 2000 and sector, from west to east."""
    frame = encounters_sector.frame
    rows = frame[(frame["component"] == "usbp") & (frame["region"] == "southwest")]
    order = border_sectors.frame.dropna(subset="west_to_east_order").sort_values("west_to_east_order")["area"]
    by_area = _by_year(rows, "area", basis)[list(order)]
    newest = rows["month"].max().date()
    sources = (*_ids(rows["source_id"]), *border_sectors.source_ids)
    return Years(by_area, _partial(newest, basis), _whole(by_area), sources, basis)


def sector_names(border_sectors: Table) -> dict[str, str]:
    """Names of the sectors and field offices by area."""
    frame = border_sectors.frame
    return dict(zip(frame["area"], frame["name"], strict=True))


def sectors(encounters_sector: Table, border_sectors: Table) -> Frame:
    """Sectors and field offices: the last twelve months and the twelve before, largest first.

    Columns: area, component, region, name, last_events, before_events (missing when a month is missing), change_pct.
    """
    frame = encounters_sector.frame
    newest = frame["month"].max()
    start, before = newest - pd.DateOffset(months=YEAR - 1), newest - pd.DateOffset(months=2 * YEAR - 1)
    last_rows = frame[frame["month"] >= start]
    before_rows = frame[(frame["month"] >= before) & (frame["month"] < start)]
    found = border_sectors.frame.set_index("area")[["component", "region", "name"]].copy()
    found["last_events"] = _full_sums(last_rows)
    found["before_events"] = _full_sums(before_rows)
    found["change_pct"] = (found["last_events"] / found["before_events"] - 1) * 100
    found = found.dropna(subset="last_events").sort_values("last_events", ascending=False).reset_index()
    used = pd.concat([last_rows, before_rows])["source_id"]
    found.attrs["from"], found.attrs["to"] = start.date(), newest.date()
    return Frame(found, (*_ids(used), *border_sectors.source_ids))


def removals_of(removals: Table, iso3: str | None) -> Frame:
    """Removals of one citizenship by fiscal year; a year without a row was not listed (columns fiscal_year, events)."""
    rows = removals.frame[removals.frame["iso3"] == iso3].sort_values("fiscal_year")
    return Frame(rows[["fiscal_year", "removals_events"]].reset_index(drop=True), _ids(rows["source_id"]))


def removals_ranking(removals: Table) -> Frame:
    """Removals in the newest fiscal year with citizenships, for the 33 countries; missing = not listed.

    Columns: iso3, removals_events, before_events, share_pct (of all listed citizenships of that year).
    """
    frame = removals.frame
    year = int(frame["fiscal_year"].max())
    table = frame.pivot_table(index="iso3", columns="fiscal_year", values="removals_events", aggfunc="sum")
    found = pd.DataFrame({"iso3": lac33()})
    found["removals_events"] = found["iso3"].map(table[year])
    found["before_events"] = found["iso3"].map(table[year - 1])
    found["share_pct"] = found["removals_events"] / table[year].sum() * 100
    found = found.sort_values("removals_events", ascending=False, na_position="last").reset_index(drop=True)
    found.attrs["fiscal_year"] = year
    return Frame(found, _ids(frame.loc[frame["fiscal_year"].isin([year, year - 1]), "source_id"]))


def removals_history(removals: Table, ranking: Frame, iso3: str | None = None, count: int = 5) -> Frame:
    """Removals by fiscal year (rows) of `iso3` and the first `count` of a ranking (columns); missing = not listed."""
    chosen = list(dict.fromkeys([*([iso3] if iso3 else []), *ranking.frame["iso3"].head(count)]))
    frame = removals.frame
    years = sorted(set(frame["fiscal_year"]))
    rows = frame[frame["iso3"].isin(chosen)]
    table = rows.pivot_table(index="fiscal_year", columns="iso3", values="removals_events", aggfunc="sum")
    return Frame(table.reindex(index=years, columns=chosen), _ids(rows["source_id"]))


@dataclass(frozen=True)
class RemovalsTotal:
    """All removals in the newest closed fiscal year, the year before, and the running counts after it.

    `running` holds (fiscal year, day of release, removals since 1 October); a running count is never a full year.
    """

    fiscal_year: int
    events: int
    before: int | None
    change_pct: float | None
    running: tuple[tuple[int, date, int], ...]
    sources: tuple[str, ...]


def removals_total(totals: Table, ytd: Table) -> RemovalsTotal:
    """The newest closed fiscal year and the last release of each later one."""
    by_year = totals.frame.set_index("fiscal_year")
    counts: dict[Any, int] = by_year["removals_events"].to_dict()
    year = max(counts)
    events, before = counts[year], counts.get(year - 1)
    later: Any = ytd.frame[ytd.frame["fiscal_year"] > year].sort_values("release_date").groupby("fiscal_year").tail(1)
    running = tuple(
        (int(row.fiscal_year), row.release_date.date(), int(row.removals_events)) for row in later.itertuples()
    )
    used = _ids(by_year.loc[by_year.index >= year - 1, "source_id"])
    return RemovalsTotal(year, events, before, change_pct(events, before), running, (*used, *ytd.source_ids))


def returns(returns_received: Table, iso3: str | None = None) -> Frame:
    """Counts of the receiving countries: per country the fullest one of 2025 and the newest later one.

    With `iso3`, every printed count since 2025 of that country: first the newest over a month or more, from the US
    before other origins, then the others, newest first. Rows keep their span and origin and are not compared.
    """
    rows = returns_received.frame
    rows = rows[rows["returned_people"].notna() & (rows["period_end"] >= pd.Timestamp(2025, 1, 1))]
    if iso3 is not None:
        rows = rows[rows["iso3"] == iso3].sort_values(["period_end", "period_start"], ascending=[False, True])
        long_enough = (rows["period_end"] - rows["period_start"]).dt.days >= SHORTEST_DAYS
        rank = rows["returned_from"].map(ORIGINS).fillna(len(ORIGINS))
        best = rows.assign(_rank=rank)[long_enough].sort_values(
            ["period_end", "_rank"], ascending=[False, True], kind="stable"
        )
        rows = rows.loc[[*best.index[:1], *rows.index.difference(best.index[:1], sort=False)]]
        return Frame(rows.reset_index(drop=True), _ids(rows["source_id"]))
    # Counts from the United States first, then mixed origins; single countries of transit are left out.
    rank = rows["returned_from"].map(ORIGINS)
    rows = rows.assign(_rank=rank, _days=(rows["period_end"] - rows["period_start"]).dt.days)[rank.notna()]
    order = ["period_end", "_days", "_rank"]
    in_2025 = rows[rows["period_end"].dt.year == 2025].sort_values(
        ["iso3", "_days", "_rank"], ascending=[True, False, True]
    )
    later = rows[(rows["period_end"].dt.year > 2025) & (rows["_days"] >= SHORTEST_DAYS)].sort_values(
        ["iso3", *order], ascending=[True, False, False, True]
    )
    picked = pd.concat([later.groupby("iso3").head(1), in_2025.groupby("iso3").head(1)])
    largest = picked.groupby("iso3")["returned_people"].transform("max")
    picked = picked.assign(_size=largest).sort_values(["_size", "iso3", "period_end"], ascending=[False, True, False])
    return Frame(picked.drop(columns=["_rank", "_days", "_size"]).reset_index(drop=True), _ids(picked["source_id"]))


def transits(darien: Table, southwest_usbp: Monthly, iso3: str | None = None) -> Years:
    """People who crossed the Darien by calendar year, all or of one nationality; missing where none is recorded.

    The column `southwest_usbp_events` stands beside them for comparison in time only: another count, another unit,
    complete years only.
    """
    frame = darien.frame
    rows = frame if iso3 is None else frame[frame["iso3"] == iso3]
    newest = frame["period_start"].max().date()
    found = pd.DataFrame(index=pd.RangeIndex(frame["period_start"].min().year, newest.year + 1, name="year"))
    found["transits_people"] = rows.groupby(rows["period_start"].dt.year)["transits_people"].sum()
    found["southwest_usbp_events"] = pd.Series(calendar_years(southwest_usbp))
    partial = {newest.year: newest} if newest.month < YEAR else {}
    return Years(found, partial, {}, (*darien.source_ids, *southwest_usbp.sources), "calendar")


def transits_monthly(darien: Table, iso3: str | None = None) -> Monthly:
    """People who crossed the Darien by month since 2020, all or of one nationality.

    A month without any record is missing; in a recorded month a nationality without a row had no crossing.
    """
    months = darien.frame[darien.frame["period_kind"] == "month"].rename(columns={"period_start": "month"})
    everyone = _monthly(months.assign(source_id=darien.source_ids[0]), "transits_people", fill=None)
    if iso3 is None:
        return everyone
    own = months[months["iso3"] == iso3].groupby("month")["transits_people"].sum()
    known = {month.date(): int(count) for month, count in own.items()}  # type: ignore[attr-defined]
    counts = tuple(
        None if count is None else known.get(month, 0)
        for month, count in zip(everyone.months, everyone.counts, strict=True)
    )
    return Monthly(everyone.months, counts, everyone.sources)


def change_pct(now: float, before: float | None) -> float | None:
    """Change in per cent; None without a base."""
    return None if not before else (now / before - 1) * 100


def _year_of(months: pd.Series, basis: str) -> pd.Series:
    years: pd.Series = months.dt.year + (months.dt.month >= FISCAL_START if basis == "fiscal" else 0)
    return years.rename("year")


def _year(month: date, basis: str) -> int:
    return fiscal_year(month) if basis == "fiscal" else month.year


def _first_year(oldest: date, basis: str) -> int:
    """The first year that has all its months."""
    start = FISCAL_START if basis == "fiscal" else 1
    return _year(oldest, basis) + (oldest.month != start)


def _partial(newest: date, basis: str = "fiscal") -> dict[int, date]:
    last = FISCAL_START - 1 if basis == "fiscal" else YEAR
    return {} if newest.month == last else {_year(newest, basis): newest}


def _by_year(rows: pd.DataFrame, column: str, basis: str = "fiscal", oldest: date | None = None) -> pd.DataFrame:
    """Encounters by year (rows) and the values of `column` (columns), from the first full year after `oldest`.

    Without `oldest` that is the first month of these rows.
    """
    with_year = rows.assign(year=_year_of(rows["month"], basis))
    frame = with_year.pivot_table(index="year", columns=column, values="encounters_events", aggfunc="sum", fill_value=0)
    frame.columns.name = None
    return frame[frame.index >= _first_year(oldest or rows["month"].min().date(), basis)]


def _years(table: Table, frame: pd.DataFrame, basis: str, whole: pd.Series | None = None) -> Years:
    newest = table.frame["month"].max().date()
    totals = _whole(frame if whole is None else whole.to_frame())
    return Years(frame, _partial(newest, basis), totals, table.source_ids, basis)


def _whole(frame: pd.DataFrame) -> dict[int, int]:
    sums: dict[Any, Any] = frame.sum(axis=1).to_dict()
    return {int(year): int(count) for year, count in sums.items()}


def _monthly(rows: pd.DataFrame, value: str, *, fill: int | None, span: tuple[date, date] | None = None) -> Monthly:
    sums: dict[Any, Any] = rows.groupby("month")[value].sum().to_dict()
    start, end = span or (min(sums).date(), max(sums).date())
    months = [day.date() for day in pd.date_range(start, end, freq="MS")]
    known = {month.date(): int(count) for month, count in sums.items()}
    return Monthly(tuple(months), tuple(known.get(month, fill) for month in months), _ids(rows["source_id"]))


def _full_sums(rows: pd.DataFrame) -> pd.Series:
    """Sum per area, only where all twelve months have a figure."""
    by_area = rows.groupby("area")
    return by_area["encounters_events"].sum().where(by_area["month"].nunique() == YEAR).astype("float64")


def _ids(source_ids: pd.Series) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source_ids))
