"""What each country sells to the US product by product: today's rate, what is exempt, how concentrated, who competes.

Values are US imports for consumption of 2024. Rates are the law of one day, read from the same columns and the same
calendar of programmes as the engine reads them. Averages weigh the six-digit rates with these imports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from dashboard.data import imports, registry
from dashboard.data.imports import CHINA, REST
from dashboard.data.registry import lac33
from dashboard.data.tables import Table, load_table
from dashboard.model import tariffs

YEAR = 2024
CANADA = "CAN"
LEVELS = {"hs2": 2, "hs4": 4}
NAMES = {"hs2": "hs_chapters", "hs4": "hs_heading_names"}
HHI_SCALE = 10_000.0
# A few shipments without papers leave a preference with a trace of duty: such a product is free to all purposes.
FREE_BELOW_PCT = 0.5
PARTS = ("mfn_pct", "s232_pct", "s301_pct")
# Who supplies a heading, as a reader asks it: the country itself, its region, the two large neighbours, the rest.
GROUPS = ("own", "region", CANADA, CHINA, REST)


@dataclass(frozen=True, eq=False)
class Rated:
    """All flows with the rates of one day.

    Columns of `frame`: iso3, hs6, imports_usd_m, mfn_pct, s232_pct, s301_pct (the measures that add up) and their sum
    rate_pct, s232_covered_share, usmca_claim_share, is_energy. China and the rest of the world have no rates by
    product: `average_pct` gives their averages over all goods, and their rate columns are missing.
    """

    frame: pd.DataFrame
    day: date
    as_of: date
    average_pct: dict[str, float]
    sources: tuple[str, ...]
    average_sources: tuple[str, ...]


@cache
def rated() -> Rated:
    """Every flow of 2024 under the law of the engine's default day."""
    day = date.fromisoformat(str(registry.instruments()["baseline_date"].default))
    cells = imports.cells()
    known = (~cells["iso3"].isin((CHINA, REST))).to_numpy()
    columns = {
        programme.column: cells.loc[known, f"{programme.column}_pct"].to_numpy(np.float64)
        for programme in tariffs.in_force(registry.programmes(), day)
    }
    frame = cells[["iso3", "hs6", "imports_usd_m", "s232_covered_share", "usmca_claim_share", "is_energy"]].reset_index(
        drop=True
    )
    for name, values in zip(PARTS, tariffs.schedule_at(columns, registry.programmes(), day), strict=True):
        frame[name] = pd.Series(values, index=frame.index[known])
    frame["rate_pct"] = frame[list(PARTS)].sum(axis=1, skipna=False)
    rates = load_table("us_effective_rates").frame
    totals = rates[(rates["authority"] == "total") & rates["date_to"].isna()].set_index("iso3")
    averages = totals.loc[[CHINA, "WORLD"]]
    used = tuple(
        dict.fromkeys(s for name in ("us_imports_hs6", "us_imports_hs6_world") for s in load_table(name).source_ids)
    )
    versions = {registry.sources()[source].version for source in used}
    return Rated(
        frame=frame,
        day=day,
        as_of=date.fromisoformat(max(versions)),
        average_pct={CHINA: float(averages["rate_pct"][CHINA]), REST: float(averages["rate_pct"]["WORLD"])},
        sources=used,
        average_sources=tuple(dict.fromkeys(averages["source_id"])),
    )


def _weighted(rows: pd.DataFrame, by: pd.Series | None = None) -> pd.DataFrame:
    """Value and average rates (weighted with the value) of groups of rows, or of each row's country."""
    value = rows["imports_usd_m"]
    names = [*PARTS, "rate_pct"]
    duties = rows[names].mul(value, axis=0).assign(imports_usd_m=value)
    sums = duties.groupby(rows["iso3"] if by is None else by, observed=True).sum()
    sums[names] = sums[names].div(sums["imports_usd_m"], axis=0)
    return sums


# Products ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Products:
    """What one country sells to the US by chapter ("hs2") or heading ("hs4"), with the average rate of the law.

    Columns of `frame`: code, name (a message id; the chapter's where the heading has no short name), imports_usd_m,
    share_pct, rate_pct and its parts mfn_pct, s232_pct, s301_pct, and free_pct (share of the value in six-digit
    products with a rate under FREE_BELOW_PCT); largest first. `rate_pct` is the average over all goods.
    """

    frame: pd.DataFrame
    level: str
    imports_usd_m: float
    rate_pct: float | None
    year: int
    as_of: date
    sources: tuple[str, ...]
    free_below_pct: float = FREE_BELOW_PCT


def products(law: Rated, iso3: str, level: str = "hs2") -> Products:
    """Imports of 2024 of one country by chapter or heading."""
    rows = law.frame[law.frame["iso3"] == iso3]
    code = rows["hs6"].str[: LEVELS[level]].rename("code")
    frame = _weighted(rows, code)
    value = frame["imports_usd_m"]
    total = float(value.sum())
    free = rows["imports_usd_m"].where(rows["rate_pct"] < FREE_BELOW_PCT, 0.0).groupby(code).sum()
    frame["free_pct"] = 100.0 * free / value
    frame["share_pct"] = 100.0 * value / total
    frame["name"] = [named(code) for code in frame.index]
    rate = float((frame["rate_pct"] * value).sum() / total) if total else None
    frame = frame.sort_values("imports_usd_m", ascending=False, kind="stable").reset_index()
    return Products(frame, level, total, rate, YEAR, law.as_of, (*law.sources, *load_table(NAMES[level]).source_ids))


def named(code: str) -> str:
    """Message id of a chapter's or heading's short name; a heading without one has its chapter's."""
    return _names().get(code) or _names()[code[:2]]


@cache
def _names() -> dict[str, str]:
    chapters, headings = load_table("hs_chapters").frame, load_table("hs_heading_names").frame
    return dict(zip(chapters["hs2"], chapters["chapter"], strict=True)) | dict(
        zip(headings["hs4"], headings["short_name"], strict=True)
    )


@dataclass(frozen=True)
class Exempt:
    """Shares of one country's sales to the US by how the law treats them today; the parts overlap.

    `parts` maps an id to per cent of the value: free (a rate under FREE_BELOW_PCT), energy, ordinary_only (the ordinary
    duty and nothing else), s301 (six-digit products that meet Section 301), s232 (value on the lists of Section 232),
    usmca (value claimed under the agreement, Mexico only).
    """

    parts: dict[str, float]
    imports_usd_m: float
    rate_pct: float
    year: int
    as_of: date
    sources: tuple[str, ...]
    free_below_pct: float = FREE_BELOW_PCT


def exempt(law: Rated, iso3: str) -> Exempt | None:
    """What pays no duty and what pays which; None for a country without recorded sales."""
    rows = law.frame[law.frame["iso3"] == iso3]
    value = rows["imports_usd_m"]
    total = float(value.sum())
    if total == 0.0:
        return None
    shares: dict[str, Any] = {
        "free": rows["rate_pct"] < FREE_BELOW_PCT,
        "energy": rows["is_energy"],
        "ordinary_only": (rows["mfn_pct"] >= FREE_BELOW_PCT) & (rows["s232_pct"] == 0.0) & (rows["s301_pct"] == 0.0),
        "s301": rows["s301_pct"] >= FREE_BELOW_PCT,
        "s232": rows["s232_covered_share"],
    }
    if rows["usmca_claim_share"].notna().any():
        shares["usmca"] = rows["usmca_claim_share"].fillna(0.0)
    parts = {name: 100.0 * float((value * share.astype(float)).sum()) / total for name, share in shares.items()}
    return Exempt(parts, total, float((rows["rate_pct"] * value).sum() / total), YEAR, law.as_of, law.sources)


# Concentration -------------------------------------------------------------------------------------------------------


def hhi(values: Sequence[float] | pd.Series) -> float:
    """Herfindahl-Hirschman index, 0 to 10,000: the sum of squared shares; NaN where nothing is sold."""
    amounts = np.asarray(values, dtype=np.float64)
    total = amounts.sum()
    return HHI_SCALE * float(np.square(amounts / total).sum()) if total > 0 else float("nan")


def equal_parts(index: float) -> float:
    """How many parts of equal size have the same index: 4 for four equal products, 1 for a single one."""
    return HHI_SCALE / index


@dataclass(frozen=True)
class Concentration:
    """How many products and how many markets each country's goods exports rest on.

    Columns of `frame` (index iso3, all 33): products_hhi, products_equal (as many products of equal size), first_name
    and first_share_pct (largest heading) of sales to the US; markets_hhi, markets_equal, first_market and
    first_market_share_pct of exports to all; missing without figures. Products are four-digit headings of 2024.
    Markets are states of 2023, the European Union as one; `rest_share_pct` of the exports goes to markets that are not
    told apart and count as very many small ones, so the index of markets is a lower bound; no index where that is more
    than half of the exports.
    """

    frame: pd.DataFrame
    year: int
    markets_year: int
    sources: tuple[str, ...]
    market_sources: tuple[str, ...]

    @property
    def ranked(self) -> pd.DataFrame:
        """The frame, fewest products first; countries without figures last."""
        return self.frame.sort_values("products_equal", na_position="last", kind="stable")


def concentration(law: Rated, matrix: Table, matrix_year: int = 2023) -> Concentration:
    """The two indices of all 33 countries; `matrix` holds exports by market."""
    rows = law.frame[law.frame["iso3"].isin(lac33())]
    sold = rows.groupby(["iso3", rows["hs6"].str[:4].rename("hs4")])["imports_usd_m"].sum()
    trade = matrix.frame[matrix.frame["exporter_iso3"] != matrix.frame["importer_iso3"]]
    bought = trade.pivot_table(index="exporter_iso3", columns="importer_iso3", values="trade_usd_m", aggfunc="sum")
    records = {}
    for iso3 in lac33():
        own = sold[iso3] if iso3 in sold.index.get_level_values(0) else pd.Series(dtype=float)
        record: dict[str, Any] = {"products_hhi": hhi(own)}
        if len(own):
            record |= {"first_name": named(str(own.idxmax())), "first_share_pct": 100.0 * own.max() / own.sum()}
        if iso3 in bought.index:
            markets = bought.loc[iso3].dropna()
            total, single = markets.sum(), markets.drop(REST)
            record |= {
                "markets_hhi": HHI_SCALE * float(np.square(single / total).sum()) if single.sum() > total / 2 else None,
                "first_market": single.idxmax(),
                "first_market_share_pct": 100.0 * single.max() / total,
                "rest_share_pct": 100.0 * markets[REST] / total,
            }
        records[iso3] = record
    frame = pd.DataFrame.from_dict(records, orient="index").reindex(pd.Index(lac33(), name="iso3"))
    frame["products_equal"] = equal_parts(frame["products_hhi"])  # type: ignore[arg-type]
    frame["markets_equal"] = equal_parts(frame["markets_hhi"])  # type: ignore[arg-type]
    return Concentration(frame, YEAR, matrix_year, law.sources, tuple(dict.fromkeys(trade["source_id"])))


# Rivals --------------------------------------------------------------------------------------------------------------


def similarity(own: pd.Series, others: pd.DataFrame) -> pd.Series:
    """Export similarity (Finger and Kreinin) of one basket with each column, per cent: the common part of the two.

    Rows are products; 100 means equal shares, 0 no product in common.
    """
    shares = others.div(others.sum())
    return 100.0 * shares.clip(upper=own.div(own.sum()), axis=0).sum()


@dataclass(frozen=True)
class Rivals:
    """Who supplies the US with the four-digit headings that a country sells.

    `headings` (largest first): code, name, imports_usd_m (from the country), us_imports_usd_m (from all), the shares
    in per cent of GROUPS, rival (largest other named supplier), rival_share_pct and rate_pct (the country's own).
    `suppliers` (index iso3, the country's own row first, then by share): share_pct, each supplier's share of US
    imports in the country's headings, weighted as the country sells them (the shares of all add up to 100);
    similarity_pct; rate_pct, its rate on these headings, weighted with its own sales. China's and the rest of the
    world's rates are averages over all goods.
    """

    iso3: str
    headings: pd.DataFrame
    suppliers: pd.DataFrame
    year: int
    as_of: date
    sources: tuple[str, ...]

    @property
    def first(self) -> str | None:
        """The largest single rival: a state, not the rest of the world."""
        others = self.suppliers.index.drop([self.iso3, REST], errors="ignore")
        return str(others[0]) if len(others) else None


def rivals(law: Rated, iso3: str, count: int = 8) -> Rivals | None:
    """Suppliers of the same headings; `count` headings in the list, all of them in the weights. None without sales."""
    values, duties = _by_heading(law)
    if values[iso3].sum() == 0.0:
        return None
    own = values[iso3][values[iso3] > 0.0]
    whole = values.loc[own.index]
    shares = whole.div(whole.sum(axis=1), axis=0) * 100.0
    weight = own / own.sum()
    with_sales = whole.columns[whole.sum() > 0.0]
    suppliers = pd.DataFrame(
        {
            "share_pct": shares[with_sales].mul(weight, axis=0).sum(),
            "similarity_pct": similarity(values[iso3], values[with_sales]),
            "rate_pct": duties.loc[own.index, with_sales].sum() / whole[with_sales].sum(),
        }
    )
    for code, rate in law.average_pct.items():
        if code in suppliers.index:
            suppliers.loc[code, "rate_pct"] = rate
    order = suppliers.drop(index=iso3).sort_values("share_pct", ascending=False, kind="stable").index
    top = own.sort_values(ascending=False, kind="stable").head(count).index
    region = [code for code in lac33() if code != iso3]
    others = shares.loc[top].drop(columns=[iso3, REST])
    headings = pd.DataFrame(
        {
            "name": [named(code) for code in top],
            "imports_usd_m": own[top],
            "us_imports_usd_m": whole.loc[top].sum(axis=1),
            "own": shares.loc[top, iso3],
            "region": shares.loc[top, region].sum(axis=1),
            **{group: shares.loc[top, group] for group in GROUPS[2:]},
            "rival": others.idxmax(axis=1).where(others.max(axis=1) > 0.0),
            "rival_share_pct": others.max(axis=1),
            "rate_pct": duties.loc[top, iso3] / own[top],
        },
        index=top,
    )
    return Rivals(
        iso3=iso3,
        headings=headings.rename_axis("code").reset_index(),
        suppliers=suppliers.loc[[iso3, *order]].rename_axis("iso3"),
        year=YEAR,
        as_of=law.as_of,
        sources=tuple(dict.fromkeys((*law.sources, *law.average_sources))),
    )


@cache
def _by_heading(law: Rated) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Value, and value times rate, by four-digit heading (rows) and supplier (columns)."""
    rows = law.frame.assign(hs4=law.frame["hs6"].str[:4], duty=law.frame["imports_usd_m"] * law.frame["rate_pct"])
    value, duty = (
        rows.pivot_table(index="hs4", columns="iso3", values=name, aggfunc="sum").reindex(
            columns=[*lac33(), CANADA, CHINA, REST]
        )
        for name in ("imports_usd_m", "duty")
    )
    return value.fillna(0.0), duty
