"""Who depends on the US market, for which products, at which tariff, and how large China is beside it.

US imports are general imports of the US Census, the shares of partners are BACI. Tariff averages have two concepts
that are never joined: in law (statutory rates at weights of 2024) and collected (duties of a month over its imports).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import lac33, sources
from dashboard.evidence.common import no_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.data.tables import Table

YEAR = 2024  # newest closed year with imports by product and with a published GDP for nearly all countries
MONTHS = 12
LAW_BEFORE = pd.Timestamp(2025, 1, 1)
# Legal grounds put together as a reader meets them; the order is the order of the stack.
AUTHORITIES: dict[str, tuple[str, ...]] = {
    "mfn": ("mfn",),
    "s232": ("s232", "s201"),
    "ieepa": ("ieepa_reciprocal", "ieepa_fentanyl"),
    "s122": ("s122",),
    "s301": ("s301_forced_labor", "s301_brazil", "s301_china"),
    "other": ("s338", "other"),
}


@dataclass(frozen=True)
class Exposure:
    """One row for each of the 33 countries and what the region adds up to.

    Columns of `frame` (index iso3): us_imports_usd_m (2024), us_imports_newest_usd_m (newest full year), change_pct,
    gdp_usd_m, gdp_flag, gdp_is_projection, gdp_share_pct, rate_pct (statutory average in force), rate_before_pct
    (January 2025). The region's rate weighs the countries with their imports of 2024 by product.
    """

    frame: pd.DataFrame
    year: int
    newest_year: int
    since: date
    us_imports_usd_m: float
    us_imports_newest_usd_m: float
    region_change_pct: float
    region_rate_pct: float
    region_rate_before_pct: float
    trade_sources: tuple[str, ...]
    gdp_sources: tuple[str, ...]
    rate_sources: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """All three kinds of sources."""
        return tuple(dict.fromkeys((*self.trade_sources, *self.gdp_sources, *self.rate_sources)))

    @property
    def ranked(self) -> pd.DataFrame:
        """The frame by share of GDP, largest first; without a ratio last."""
        return self.frame.sort_values("gdp_share_pct", ascending=False, na_position="last")

    def at_least(self, gdp_share_pct: float) -> int:
        """Countries that sell goods worth this share of their GDP or more to the US."""
        return int((self.frame["gdp_share_pct"] >= gdp_share_pct).sum())

    @property
    def largest(self) -> str:
        """The country that sells most to the US."""
        return str(self.frame["us_imports_usd_m"].idxmax())


def exposure(annual: Table, macro: Table, rates: Table, hs6: Table) -> Exposure:
    """Exports to the US against GDP and the tariff they meet."""
    full = annual.frame[annual.frame["iso3"].isin(lac33()) & (annual.frame["months_covered"] == MONTHS)]
    newest = int(full["year"].max())
    imports = full.pivot_table(index="iso3", columns="year", values="us_imports_usd_m", aggfunc="sum")
    gdp = macro.frame[(macro.frame["year"] == YEAR) & macro.frame["iso3"].isin(lac33())].set_index("iso3")
    totals = rates.frame[rates.frame["authority"] == "total"]
    now = totals[totals["date_to"].isna()].set_index("iso3")
    before = totals[totals["date_from"] == LAW_BEFORE].set_index("iso3")
    frame = pd.DataFrame(index=pd.Index(lac33(), name="iso3"))
    frame["us_imports_usd_m"] = imports[YEAR]
    frame["us_imports_newest_usd_m"] = imports[newest]
    frame["change_pct"] = (imports[newest] / imports[newest - 1].where(imports[newest - 1] > 0) - 1) * 100
    frame[["gdp_usd_m", "gdp_flag", "gdp_is_projection"]] = gdp[["gdp_usd_m", "gdp_flag", "gdp_is_projection"]]
    frame["gdp_share_pct"] = frame["us_imports_usd_m"] / frame["gdp_usd_m"] * 100
    frame["rate_pct"] = now["rate_pct"]
    frame["rate_before_pct"] = before["rate_pct"]
    weights = hs6.frame.groupby("iso3")["imports_usd_m"].sum().reindex(lac33())
    used = full[full["year"].isin([YEAR, newest, newest - 1])]
    return Exposure(
        frame=frame,
        year=YEAR,
        newest_year=newest,
        since=now["date_from"].max().date(),
        us_imports_usd_m=float(frame["us_imports_usd_m"].sum()),
        us_imports_newest_usd_m=float(frame["us_imports_newest_usd_m"].sum()),
        region_change_pct=float(
            (frame["us_imports_newest_usd_m"].sum() / imports[newest - 1].reindex(lac33()).sum() - 1) * 100
        ),
        region_rate_pct=_average(frame["rate_pct"], weights),
        region_rate_before_pct=_average(frame["rate_before_pct"], weights),
        trade_sources=_ids(used),
        gdp_sources=_ids(gdp),
        rate_sources=_ids(now, before),
    )


@dataclass(frozen=True)
class Partners:
    """Shares of the US and of China in each country's goods trade, and the region's totals (32 states, no Cuba).

    Columns of `frame` (index iso3): us_share_pct, china_share_pct, trade_usd_m; missing without figures.
    """

    frame: pd.DataFrame
    year: int
    us_usd_m: float
    china_usd_m: float
    us_share_pct: float
    china_share_pct: float
    sources: tuple[str, ...]

    @property
    def ranked(self) -> pd.DataFrame:
        """By US share, largest first; countries without figures last."""
        return self.frame.sort_values("us_share_pct", ascending=False, na_position="last")

    @property
    def china_ahead(self) -> int:
        """Countries whose trade with China is larger than with the US."""
        return int((self.frame["china_share_pct"] > self.frame["us_share_pct"]).sum())


def partners(trade_by_partner: Table) -> Partners:
    """Goods trade (exports and imports) with the US and China."""
    rows = trade_by_partner.frame[trade_by_partner.frame["iso3"].isin(lac33())]
    both = rows.assign(trade=rows["exports_usd_m"] + rows["imports_usd_m"])
    table = both.pivot_table(index="iso3", columns="partner_iso3", values="trade", aggfunc="sum").reindex(lac33())
    frame = pd.DataFrame(
        {
            "us_share_pct": table["USA"] / table["WORLD"] * 100,
            "china_share_pct": table["CHN"] / table["WORLD"] * 100,
            "trade_usd_m": table["WORLD"],
        }
    )
    us, china, world = (float(table[partner].sum()) for partner in ("USA", "CHN", "WORLD"))
    return Partners(
        frame, int(rows["year"].max()), us, china, us / world * 100, china / world * 100, trade_by_partner.source_ids
    )


@dataclass(frozen=True)
class Published:
    """Shares of the region's trade as an article printed them (per cent)."""

    us_pct: float
    china_pct: float
    sources: tuple[str, ...]


def published_shares(article_facts: Table) -> Published:
    """What the article with UNCTAD's figures says of the same shares."""
    frame = article_facts.frame
    rows = frame[frame["indicator"].isin(["us_share_of_merchandise_trade", "china_share_of_merchandise_trade"])]
    value = dict(zip(rows["indicator"], rows["value"], strict=True))
    return Published(value["us_share_of_merchandise_trade"], value["china_share_of_merchandise_trade"], _ids(rows))


@dataclass(frozen=True)
class TariffPath:
    """The statutory average of one country by legal ground over time, and the collected rate by month.

    `frame`: index date_from, columns as AUTHORITIES without the empty ones, and total; a period lasts to the next.
    `through` is the day to which the law was read. `starts` gives the first day of each added ground; `ended` the day
    from which a ground is no longer charged. `not_computed` names grounds that the total leaves out.
    """

    frame: pd.DataFrame
    through: date
    starts: Mapping[str, date]
    ended: Mapping[str, date]
    collected: pd.Series
    not_computed: tuple[str, ...]
    sources: tuple[str, ...]
    collected_sources: tuple[str, ...]

    @property
    def newest_collected(self) -> tuple[date, float] | None:
        """The last month with a collected rate."""
        if self.collected.empty:
            return None
        month: Any = self.collected.index[-1]
        return month.date(), float(self.collected.iloc[-1])

    @property
    def by_month(self) -> pd.DataFrame:
        """Rates of each month, per cent: law_pct, the mean over its days, and collected_pct, missing without imports.

        From the first month of the law to the last month with both.
        """
        if self.collected.empty:
            return pd.DataFrame(columns=["law_pct", "collected_pct"])
        last: Any = self.collected.index[-1]
        days = pd.date_range(self.frame.index[0], last + pd.offsets.MonthEnd(0), freq="D")
        law = self.frame["total"].reindex(days, method="ffill").resample("MS").mean()
        return pd.DataFrame({"law_pct": law, "collected_pct": self.collected.reindex(law.index)})


def tariff_path(rates: Table, collected: Table, iso3: str) -> TariffPath:
    """Statutory average by date and legal ground, and what was collected, of one country.

    Raises InputError when the table has no rates of the country.
    """
    rows = rates.frame[rates.frame["iso3"] == iso3]
    if rows.empty:
        raise no_data(rates.spec.id, iso3)
    # By the table's rule an authority without a row in a period is zero in it.
    table = rows.pivot_table(index="date_from", columns="authority", values="rate_pct", aggfunc="sum", fill_value=0.0)
    frame = pd.DataFrame(index=table.index)
    for group, members in AUTHORITIES.items():
        parts = table.reindex(columns=list(members), fill_value=0.0).sum(axis=1)
        if (parts > 0).any():
            frame[group] = parts
    frame["total"] = table["total"]
    index: Any = frame.index
    added = [group for group in frame.columns if group not in ("mfn", "total")]
    charged = {group: index[frame[group] > 0] for group in added}
    own = collected.frame[collected.frame["iso3"] == iso3].set_index("month")["collected_rate_pct"].sort_index()
    return TariffPath(
        frame=frame,
        through=_as_of(_ids(rows)),
        starts={group: days[0].date() for group, days in charged.items()},
        ended={group: index[index > days[-1]][0].date() for group, days in charged.items() if days[-1] < index[-1]},
        collected=own,
        not_computed=tuple(rows["not_computed"].dropna().unique()),
        sources=_ids(rows),
        collected_sources=collected.source_ids,
    )


@dataclass(frozen=True)
class NotCollected:
    """Share of the duty in law that customs did not collect, per cent, as a study estimated it.

    `partner` is the country itself where the study has it, else ROW: all partners that it does not name.
    """

    partner: str
    share_pct: float
    sources: tuple[str, ...]


def not_collected(gap: Table, iso3: str) -> NotCollected:
    """The published estimate for a country or for the partners that are not named."""
    rows = gap.frame[gap.frame["dimension"] == "partner"].set_index("item")["not_collected_share"]
    partner = iso3 if iso3 in rows.index else "ROW"
    return NotCollected(partner, 100.0 * float(rows[partner]), gap.source_ids)


@dataclass(frozen=True)
class Flow:
    """US goods trade with one country or with the 33: by month and by year (US$ million).

    `monthly` is indexed by month, `annual` by year, both with us_imports_usd_m and us_exports_usd_m; `annual` holds
    full years only. The part-year figures compare the newest year so far with the same months of the year before.
    """

    monthly: pd.DataFrame
    annual: pd.DataFrame
    newest: date
    year_to_date_usd_m: float
    same_months_before_usd_m: float
    change_pct: float | None
    sources: tuple[str, ...]


def flow(annual: Table, monthly: Table, iso3: str | None) -> Flow:
    """US goods imports from and exports to a country, or to all 33 together."""
    wanted = list(lac33()) if iso3 is None else [iso3]
    by_month = monthly.frame[monthly.frame["iso3"].isin(wanted)]
    by_year = annual.frame[annual.frame["iso3"].isin(wanted) & (annual.frame["months_covered"] == MONTHS)]
    columns = ["us_imports_usd_m", "us_exports_usd_m"]
    months = by_month.groupby("month")[columns].sum()
    newest: Any = months.index.max()
    this = months.loc[pd.Timestamp(newest.year, 1, 1) :, "us_imports_usd_m"].sum()
    year_ago = newest - pd.DateOffset(years=1)
    before = months.loc[pd.Timestamp(year_ago.year, 1, 1) : year_ago, "us_imports_usd_m"].sum()
    return Flow(
        monthly=months,
        annual=by_year.groupby("year")[columns].sum(),
        newest=newest.date(),
        year_to_date_usd_m=float(this),
        same_months_before_usd_m=float(before),
        change_pct=float((this / before - 1) * 100) if before else None,
        sources=_ids(by_month, by_year),
    )


def _average(rates: pd.Series, weights: pd.Series) -> float:
    known = rates.notna() & weights.notna()
    return float((rates[known] * weights[known]).sum() / weights[known].sum())


def _as_of(source_ids: tuple[str, ...]) -> date:
    """The newest day that stands as version of these sources: how far the law was read."""
    days = []
    for source_id in source_ids:
        try:
            days.append(date.fromisoformat(sources()[source_id].version))
        except ValueError:
            continue
    return max(days)


def _ids(*frames: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(source) for frame in frames for source in frame["source_id"]))
