"""Who lives from transfers, from whom in the US, with which status, at what cost of sending.

Three concepts of remittances exist and are never joined or subtracted: the World Bank's personal remittances (yearly,
every country), family remittances of the central banks and estimates of the Inter-American Development Bank (newest).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.data.registry import lac33
from dashboard.data.tables import Table
from dashboard.evidence.common import Series, used

YEAR = 2024  # newest year with remittances and GDP for nearly all countries
COUNTED = ("central_bank", "central_bank_survey", "idb")


# Dependence ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dependence:
    """Remittances of one year against GDP, and the part from the US; one row for each of the 33 countries.

    Columns of `frame` (index iso3): remittances_usd_m, change_pct (on the year before), remittances_flag, last_year
    (newest year with a figure), gdp_usd_m, gdp_is_estimate, remittances_gdp_pct, us_share_pct, us_method, us_flag,
    us_from, us_to, counted (the share is counted, not modelled), usable (the share may be multiplied), from_us_usd_m,
    from_us_gdp_pct.
    Totals cover the countries with the figures they need.
    """

    frame: pd.DataFrame
    year: int
    total_usd_m: float
    total_change_pct: float
    countries: int
    us_share_pct: float
    received_sources: tuple[str, ...]
    gdp_sources: tuple[str, ...]
    share_sources: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """All three kinds of sources."""
        return tuple(dict.fromkeys((*self.received_sources, *self.gdp_sources, *self.share_sources)))

    @property
    def ranked(self) -> pd.DataFrame:
        """The frame, most dependent first, countries without a ratio last."""
        return self.frame.sort_values("remittances_gdp_pct", ascending=False, na_position="last", kind="stable")


def dependence(received: Table, macro: Table, us_share: Table, year: int = YEAR) -> Dependence:
    """World Bank remittances over International Monetary Fund GDP of the same year, per cent."""
    countries = pd.Index(lac33(), name="iso3")
    flows = received.frame
    now = flows[flows["year"] == year].set_index("iso3")
    before = flows[flows["year"] == year - 1].set_index("iso3")["remittances_usd_m"]
    economy = macro.frame[macro.frame["year"] == year].set_index("iso3").reindex(countries)
    share = us_share.frame.set_index("iso3").reindex(countries)

    frame = pd.DataFrame(index=countries)
    frame["remittances_usd_m"] = now["remittances_usd_m"].reindex(countries)
    frame["change_pct"] = 100.0 * (frame["remittances_usd_m"] / before.reindex(countries) - 1.0)
    frame["remittances_flag"] = now["flag"].reindex(countries)
    frame["last_year"] = flows.groupby("iso3")["year"].max().reindex(countries)
    frame["gdp_usd_m"] = economy["gdp_usd_m"]
    frame["gdp_is_estimate"] = economy["gdp_is_projection"].fillna(0).astype(bool)
    frame["remittances_gdp_pct"] = 100.0 * frame["remittances_usd_m"] / frame["gdp_usd_m"]
    frame["us_share_pct"] = share["us_share_pct"]
    frame["us_method"] = share["method"]
    frame["us_flag"] = share["flag"]
    frame["us_from"] = share["period_start"]
    frame["us_to"] = share["period_end"]
    frame["counted"] = share["method"].isin(COUNTED)
    frame["usable"] = share["us_share_pct"].notna() & (share["flag"] != "unreliable")
    usable_share = frame["us_share_pct"].where(frame["usable"])
    frame["from_us_usd_m"] = frame["remittances_usd_m"] * usable_share / 100.0
    frame["from_us_gdp_pct"] = frame["remittances_gdp_pct"] * usable_share / 100.0

    both = now["remittances_usd_m"].index.intersection(before.index).intersection(countries)
    known = frame[frame["from_us_usd_m"].notna()]
    with_gdp = economy[frame["remittances_gdp_pct"].notna()]
    return Dependence(
        frame=frame,
        year=year,
        total_usd_m=float(frame["remittances_usd_m"].sum()),
        total_change_pct=float(100.0 * (now["remittances_usd_m"][both].sum() / before[both].sum() - 1.0)),
        countries=int(frame["remittances_usd_m"].notna().sum()),
        us_share_pct=float(100.0 * known["from_us_usd_m"].sum() / known["remittances_usd_m"].sum()),
        received_sources=used(now.reset_index()),
        gdp_sources=used(with_gdp),
        share_sources=used(share),
    )


# History and newest figures ------------------------------------------------------------------------------------------


def largest_receivers(received: Table, count: int = 6, year: int = YEAR) -> tuple[str, ...]:
    """The countries that received most in a year, largest first."""
    frame = received.frame[(received.frame["year"] == year) & received.frame["iso3"].isin(lac33())]
    return tuple(frame.nlargest(count, "remittances_usd_m")["iso3"])


def shown_in_history(received: Table, iso3: str | None) -> tuple[str, ...]:
    """The selected country, or the largest receivers when none is selected or it has no series."""
    known = iso3 is not None and (received.frame["iso3"] == iso3).any()
    return (str(iso3),) if known else largest_receivers(received)


@dataclass(frozen=True)
class History:
    """Remittances received by country and year: iso3, year, remittances_usd_m, flag; gaps stay gaps.

    `share_pct` is what these countries received of all that the 33 received in `last_year`.
    """

    frame: pd.DataFrame
    countries: tuple[str, ...]
    last_year: int
    share_pct: float
    sources: tuple[str, ...]


def history(received: Table, countries: Sequence[str], year: int = YEAR) -> History:
    """The yearly series of some countries, one concept (World Bank) only."""
    flows = received.frame[received.frame["iso3"].isin(lac33())]
    frame = flows[flows["iso3"].isin(countries)]
    now = flows[flows["year"] == year].set_index("iso3")["remittances_usd_m"]
    return History(
        frame=frame[["iso3", "year", "remittances_usd_m", "flag"]].reset_index(drop=True),
        countries=tuple(countries),
        last_year=year,
        share_pct=float(100.0 * now.reindex(list(countries)).sum() / now.sum()),
        sources=used(frame),
    )


def newest(central_bank: Table, iso3: str | None) -> Series:
    """Newest figures of central banks and the development bank.

    Columns: iso3, concept, figure_type, period_start, period_end, remittances_usd_m, change_pct (against the year
    before, same concept, full years only). For one country all rows, newest first; for all countries, and for a
    country without rows, the newest full year of each country, the central bank's figure where there is one.
    """
    frame = central_bank.frame.copy()
    days = (frame["period_end"] - frame["period_start"]).dt.days
    frame["year"] = frame["period_start"].dt.year.where(days >= 364)
    revised = frame[frame["year"].notna() & (frame["figure_type"] != "first_published")]
    previous = revised.set_index(["iso3", "concept", "year"])["remittances_usd_m"]
    keys = pd.MultiIndex.from_arrays([frame["iso3"], frame["concept"], frame["year"] - 1])
    base = previous.reindex(keys).to_numpy()
    comparable = frame["figure_type"] != "first_published"
    frame["change_pct"] = (100.0 * (frame["remittances_usd_m"] / base - 1.0)).where(comparable)
    if iso3 is None or not (frame["iso3"] == iso3).any():
        full = frame[frame["year"].notna() & comparable]
        full = full[full["year"] == full["year"].max()]
        frame = full.sort_values(["iso3", "concept"]).drop_duplicates("iso3")  # central_bank sorts before idb_estimate
        frame = frame.sort_values("remittances_usd_m", ascending=False)
    else:
        frame = frame[frame["iso3"] == iso3].sort_values(["concept", "period_end"], ascending=[True, False])
    columns = ["iso3", "concept", "figure_type", "period_start", "period_end", "remittances_usd_m", "change_pct"]
    return Series(frame[columns].reset_index(drop=True), used(frame))


@dataclass(frozen=True)
class Monthly:
    """Mexico's remittances by month, US$ million, and the newest twelve months against the twelve before."""

    frame: pd.DataFrame
    latest: date
    last_year_usd_m: float
    change_pct: float
    month_change_pct: float
    sources: tuple[str, ...]


def mexico_monthly(table: Table) -> Monthly:
    """Columns: month, inflow_usd_m, mean_12_usd_m (mean of the twelve months that end there)."""
    frame = table.frame.sort_values("month")[["month", "inflow_usd_m", "source_id"]].reset_index(drop=True)
    frame["mean_12_usd_m"] = frame["inflow_usd_m"].rolling(12).mean()
    flows = frame["inflow_usd_m"]
    year, before = float(flows.iloc[-12:].sum()), float(flows.iloc[-24:-12].sum())
    return Monthly(
        frame=frame.drop(columns="source_id"),
        latest=frame["month"].iloc[-1].date(),
        last_year_usd_m=year,
        change_pct=100.0 * (year / before - 1.0),
        month_change_pct=100.0 * (float(flows.iloc[-1]) / float(flows.iloc[-13]) - 1.0),
        sources=used(frame),
    )


@dataclass(frozen=True)
class States:
    """Remittances to Mexico by US state over the newest four quarters; `unknown_usd_m` has no known state.

    Columns: us_state, inflow_usd_m, share_pct (of the total with the unknown part). No change over time: some states
    jump from one year to the next in a way that looks like a new attribution of senders, not like a flow.
    """

    frame: pd.DataFrame
    first_quarter: date
    last_quarter: date
    total_usd_m: float
    unknown_usd_m: float
    sources: tuple[str, ...]


def mexico_states(table: Table) -> States:
    """The US states that most of Mexico's remittances come from."""
    frame = table.frame
    quarters = sorted(frame["quarter_start"].unique())
    newest_four = quarters[-4:]
    recent = frame[frame["quarter_start"].isin(newest_four)]
    sums = recent.groupby("us_state")["inflow_usd_m"].sum()
    out = pd.DataFrame({"inflow_usd_m": sums, "share_pct": 100.0 * sums / sums.sum()})
    known = out.drop(index="XX", errors="ignore").sort_values("inflow_usd_m", ascending=False)
    return States(
        frame=known.reset_index(),
        first_quarter=pd.Timestamp(newest_four[0]).date(),
        last_quarter=pd.Timestamp(newest_four[-1]).date(),
        total_usd_m=float(sums.sum()),
        unknown_usd_m=float(sums.get("XX", 0.0)),
        sources=used(recent),
    )
