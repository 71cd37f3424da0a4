"""The model against what happened since January 2025: tariffs and removals as they were, outturns beside predictions.

Nothing is fitted to an outturn: the model sees trade of 2024, the law of each month and the registered assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from dashboard.data import registry
from dashboard.data.imports import REST
from dashboard.data.tables import load_table
from dashboard.domain import Scenario
from dashboard.model import channels, partial, tariffs, uncertainty
from dashboard.model.channels import FloatArray
from dashboard.model.tariffs import Schedule
from dashboard.workspace import inputs

BASE_YEAR = 2024
FIRST_MONTH = pd.Timestamp(2025, 1, 1)
BEFORE = date(2025, 1, 1)
# Product lists of a blanket tariff with its exempt goods, for months whose own programme has no rates by product.
PATTERN_DAY = date(2026, 5, 1)
DRAWS = 256
SEED = 2026
TRADE_ASSUMPTIONS = ("rho_act", "sigma_sup", "eta_imp", "phi_pt", "eta_imp_sr", "eta_imp_lr", "tau_e_quarters")
# Below this a plane-load or a tanker makes the year: shown, but not scored.
SCORED_FROM_USD_M = 100.0
ORDINARY_YEARS = (2015, 2016, 2017, 2018, 2019, 2022, 2023, 2024)
WINDOWS = ("newest_month", "newest_12_months", "all_months")
BENCHMARKS = ("all_partners", "own_trend")
WORLD = "WORLD"


# Tariffs in force ----------------------------------------------------------------------------------------------------


@cache
def rates_of_month(month: pd.Timestamp) -> pd.DataFrame:
    """Published averages of the law in a month by partner (index iso3), per cent of customs value.

    Columns: `mfn_pct` ordinary duty; `s232_pct` Section 232; `layers_pct` all other programmes; `total_pct` their sum.
    A change of law within the month counts by days.
    """
    table = load_table("us_effective_rates").frame
    last = month + pd.offsets.MonthEnd(0)
    start = table["date_from"].where(table["date_from"] > month, month)
    end = table["date_to"].where(table["date_to"] < last, last)  # an open end is beyond every month
    days = ((end - start).dt.days + 1).clip(lower=0)
    weighted = table.assign(rate=table["rate_pct"] * days / last.day)
    kind = weighted["authority"].where(weighted["authority"].isin(("mfn", "s232", "total")), "layers")
    by_kind = weighted.pivot_table(index="iso3", columns=kind, values="rate", aggfunc="sum", fill_value=0.0)
    wide = by_kind.reindex(columns=["mfn", "s232", "layers", "total"], fill_value=0.0)
    return wide.add_suffix("_pct").rename_axis(columns=None)


def rate_of_month(month: pd.Timestamp, iso3: str, kind: str = "total") -> float:
    """One published average of a month, per cent; `kind` is mfn, s232, layers or total."""
    return float(rates_of_month(month)[f"{kind}_pct"].to_dict()[iso3])


def tariffs_in_force(month: pd.Timestamp) -> Schedule:
    """The law of a month by cell: published averages by partner, spread over products as the lists say.

    Section 232 follows the lists of April 2026 or the law of the month, the other programmes the programme of the
    month or, where that has no rates by product, the exempt lists of Section 122. China and the rest of the world
    have no rates by product here: theirs follow the Latin American suppliers of the same product.
    """
    market = inputs.tariff_inputs(Scenario(), PATTERN_DAY).market
    supplier = np.array(market.suppliers)
    reference = inputs.law(PATTERN_DAY)
    own = inputs.law((month + pd.Timedelta(days=14)).date())
    averaged = np.isin(supplier, ("CHN", REST))[market.cell_supplier]
    rates = _rates_by_supplier(month, market)

    has_own = np.bincount(market.cell_supplier, own.layers, len(supplier))[market.cell_supplier] > 0.0
    layers = np.where(has_own, own.layers, reference.layers)
    layers = np.where(averaged, _by_product(market, reference.layers), layers)
    s232 = np.where(averaged, _by_product(market, reference.s232), reference.s232)
    mfn = np.where(averaged, rates["mfn"][market.cell_supplier], reference.mfn)
    return replace(
        reference,
        mfn=mfn,
        s232=_at_average(market, s232, rates["s232"]),
        layers=_at_average(market, layers, rates["layers"]),
    )


def _rates_by_supplier(month: pd.Timestamp, market: partial.Market) -> dict[str, FloatArray]:
    """Published averages as fractions [supplier]; the rest of the world is what the world's average leaves."""
    frame = rates_of_month(month) / 100.0
    value = np.bincount(market.cell_supplier, market.value_usd_m, len(market.suppliers))
    rest = market.suppliers.index(REST)
    found = {}
    for kind in ("mfn", "s232", "layers"):
        rate = frame[f"{kind}_pct"].reindex(list(market.suppliers)).to_numpy(dtype=np.float64, copy=True)
        rate[rest] = 0.0
        world = rate_of_month(month, WORLD, kind) / 100.0
        rate[rest] = max((world * value.sum() - rate @ value) / value[rest], 0.0)
        found[kind] = rate
    return found


def _by_product(market: partial.Market, rates: FloatArray) -> FloatArray:
    """Average rate of the product over its Latin American suppliers but Mexico, else over all named; [cell]."""
    names = np.array(market.suppliers)[market.cell_supplier]
    count = len(market.products)

    def mean(cells: FloatArray) -> FloatArray:
        weight = np.bincount(market.cell_product, market.value_usd_m * cells, count)
        duty = np.bincount(market.cell_product, market.value_usd_m * cells * rates, count)
        averages: FloatArray = np.divide(duty, weight, out=np.full(count, np.nan), where=weight > 0.0)
        return averages

    named = ~np.isin(names, ("CHN", REST))
    plain = named & ~np.isin(names, ("MEX", "CAN"))
    average = mean(plain.astype(np.float64))
    average = np.where(np.isnan(average), mean(named.astype(np.float64)), average)
    everyone = float((market.value_usd_m * rates)[plain].sum() / market.value_usd_m[plain].sum())
    by_cell: FloatArray = np.where(np.isnan(average), everyone, average)[market.cell_product]
    return by_cell


def _at_average(market: partial.Market, pattern: FloatArray, target: FloatArray) -> FloatArray:
    """The pattern [cell] scaled so that each supplier's average is `target` [supplier]; flat where it has none."""
    size = len(market.suppliers)
    average = tariffs.country_average(pattern, market.value_usd_m, market.cell_supplier, size)
    scale = np.divide(target, average, out=np.zeros(size), where=average > 0.0)
    flat = np.where(average > 0.0, 0.0, target)
    scaled: FloatArray = pattern * scale[market.cell_supplier] + flat[market.cell_supplier]
    return scaled


# Predicted and realised imports --------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Predicted:
    """Change of US imports due to the tariffs, fractions: `by_country` [row, month, partner], `world` [row, month].

    Row 0 is the central run, the others are draws. `partners` are the 33 states. `pass_through` [row, month] is the
    share of the added duties that is not taken from exporters' prices; NaN while nothing was added.
    """

    months: tuple[pd.Timestamp, ...]
    partners: tuple[str, ...]
    by_country: FloatArray
    world: FloatArray
    pass_through: FloatArray


def months() -> tuple[pd.Timestamp, ...]:
    """The months of the backtest: from January 2025 to the newest with trade figures."""
    last = load_table("us_goods_trade_monthly").frame["month"].max()
    return tuple(pd.date_range(FIRST_MONTH, last, freq="MS"))


def quarter_of(month: pd.Timestamp) -> int:
    """The quarter of a month, counted from January 2025 as the first."""
    return 1 + (month.year - FIRST_MONTH.year) * 4 + (month.month - 1) // 3


@cache
def predict(count: int = DRAWS, seed: int = SEED) -> Predicted:
    """Predict the change of US imports of each month against the law of 1 January 2025, with `count` draws.

    The elasticity of total imports follows the quarters since January 2025: it starts at its first-year value.
    """
    assumed = with_central(TRADE_ASSUMPTIONS, count, seed)
    market = inputs.tariff_inputs(Scenario(), PATTERN_DAY).market
    baseline = partial.Baseline.of(market, tariffs_in_force(pd.Timestamp(2025, 1, 1)))
    partners = registry.lac33()
    columns = [market.suppliers.index(iso3) for iso3 in partners]
    changes, world, passed = [], [], []
    for month in months():
        quarter = quarter_of(month)
        run = baseline.solve_draws(
            tariffs_in_force(month),
            rho=assumed["rho_act"],
            sigma=assumed["sigma_sup"],
            eta=channels.import_elasticity(assumed, quarter)[:, -1],
            pass_through=assumed["phi_pt"],
        )
        changes.append(run.change[:, columns] / run.value_before[columns])
        world.append(run.change.sum(axis=1) / run.value_before.sum())
        with np.errstate(divide="ignore", invalid="ignore"):  # no new duty in the first month
            passed.append(1.0 + run.price.sum(axis=1) / (run.duty_after - run.duty_before).sum(axis=1))
    return Predicted(months(), partners, np.stack(changes, axis=1), np.stack(world, axis=1), np.stack(passed, axis=1))


def with_central(ids: tuple[str, ...], count: int = DRAWS, seed: int = SEED) -> dict[str, FloatArray]:
    """Central values (row 0) and draws of assumptions, [row]."""
    known = tuple(registry.assumptions()[name] for name in ids)
    central = uncertainty.central_values(known)
    drawn = uncertainty.draws(known, count=count, seed=seed)
    return {name: np.concatenate(([central[name]], drawn[name])) for name in ids}


def imports_usd_m(months: Sequence[pd.Timestamp], partners: Sequence[str]) -> FloatArray:
    """US general imports, US$ million [month, partner]; NaN where not published."""
    frame = load_table("us_goods_trade_monthly").frame
    wide = frame.pivot_table(index="month", columns="iso3", values="us_imports_usd_m", aggfunc="sum", min_count=1)
    return wide.reindex(index=list(months), columns=list(partners)).to_numpy(dtype=np.float64)


def window_months(window: str) -> tuple[pd.Timestamp, ...]:
    """The months of a window, ending with the newest."""
    return {"newest_month": months()[-1:], "newest_12_months": months()[-12:], "all_months": months()}[window]


def _base_of(month: pd.Timestamp) -> pd.Timestamp:
    """The same month of the year before the tariffs: seasons cancel."""
    return month.replace(year=BASE_YEAR)


def trade_outturns(window: str, benchmark: str, count: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Predicted and realised change of US imports over a window by country (index iso3), per cent.

    Both compare the months of the window with the same months of 2024. Benchmark "all_partners": relative to US
    imports from all partners, in the prediction and in the outturn, so that what moves all imports drops out.
    "own_trend": the outturn relative to 2024 carried on at the country's median growth in ordinary years.
    """
    run = predict(count, seed)
    now = window_months(window)
    then = [_base_of(month) for month in now]
    base, after = imports_usd_m(then, run.partners), imports_usd_m(now, run.partners)
    world_base, world_after = (imports_usd_m(span, (WORLD,))[:, 0] for span in (then, now))
    whole = np.where(base.sum(axis=0) > 0, base.sum(axis=0), np.nan)
    weight = base / whole
    predicted = predicted_ratios(window, count, seed, relative=benchmark == "all_partners")
    realised = after.sum(axis=0) / whole
    if benchmark == "all_partners":
        realised = realised / (world_after.sum() / world_base.sum())
    else:
        years = np.array([month.year - BASE_YEAR for month in now])
        realised = realised / (weight * (1.0 + own_growth(run.partners)) ** years[:, None]).sum(axis=0)
    predicted = 100.0 * (predicted - 1.0)
    low, high = np.quantile(predicted[1:], (0.05, 0.95), axis=0)
    frame = pd.DataFrame(
        {
            "period_start": now[0],
            "period_end": now[-1],
            "imports_before_usd_m": base.sum(axis=0),
            "imports_after_usd_m": after.sum(axis=0),
            "tariff_change_pp": [_tariff_change(iso3, now) for iso3 in run.partners],
            "predicted_pct": predicted[0],
            "p05_pct": low,
            "p95_pct": high,
            "realised_pct": 100.0 * (realised - 1.0),
            "usual_swing_pct": usual_swing_pct(run.partners),
        },
        index=pd.Index(run.partners, name="iso3"),
    )
    year = pd.date_range(f"{BASE_YEAR}-01-01", periods=12, freq="MS")
    large = imports_usd_m(tuple(year), run.partners).sum(axis=0) >= SCORED_FROM_USD_M
    frame["scored"] = (large & ~frame.index.isin(inputs.EMBARGO) & frame["realised_pct"].notna()).astype(int)
    same = np.sign(frame["predicted_pct"]) * np.sign(frame["realised_pct"]) > 0
    frame["direction_right"] = same.astype(int)
    frame["inside"] = frame["realised_pct"].between(frame["p05_pct"], frame["p95_pct"]).astype(int)
    return frame


def predicted_ratios(window: str, count: int = DRAWS, seed: int = SEED, *, relative: bool = True) -> FloatArray:
    """Predicted US imports of a window over those of the same months of 2024, [row, country]; row 0 is central.

    With `relative` over the same ratio of imports from all partners.
    """
    run = predict(count, seed)
    now = window_months(window)
    then = [_base_of(month) for month in now]
    base, world = imports_usd_m(then, run.partners), imports_usd_m(then, (WORLD,))[:, 0]
    at = [run.months.index(month) for month in now]
    weight = base / np.where(base.sum(axis=0) > 0, base.sum(axis=0), np.nan)
    ratios: FloatArray = np.einsum("rmp,mp->rp", 1.0 + run.by_country[:, at], weight)
    if relative:
        ratios = ratios / ((1.0 + run.world[:, at]) @ world / world.sum())[:, None]
    return ratios


def month_outturns(month: pd.Timestamp) -> pd.DataFrame:
    """Predicted and realised change of one month against the same month of 2024, relative to all partners, per cent.

    Single months are noisy: a ship that docks a week later is a change. They are for the path, not for scores.
    """
    run = predict()
    at, base = run.months.index(month), _base_of(month)
    predicted = 100.0 * ((1.0 + run.by_country[:, at]) / (1.0 + run.world[:, at, None]) - 1.0)
    low, high = np.quantile(predicted[1:], (0.05, 0.95), axis=0)
    before, after = imports_usd_m((base, month), run.partners)
    world_before, world_after = imports_usd_m((base, month), (WORLD,))[:, 0]
    change = np.divide(after, before, out=np.full_like(after, np.nan), where=before > 0)
    realised = change / (world_after / world_before)
    return pd.DataFrame(
        {
            "iso3": run.partners,
            "month": month,
            "tariff_pct": [rate_of_month(month, iso3) for iso3 in run.partners],
            "predicted_pct": predicted[0],
            "p05_pct": low,
            "p95_pct": high,
            "realised_pct": 100.0 * (realised - 1.0),
        }
    )


def _tariff_change(iso3: str, window: tuple[pd.Timestamp, ...]) -> float:
    """Average rate in the law over the window less that of 1 January 2025, percentage points."""
    return float(np.mean([rate_of_month(month, iso3) for month in window])) - rate_of_month(FIRST_MONTH, iso3)


def _ordinary_growth(partners: Sequence[str]) -> FloatArray:
    """Yearly growth of US imports in ordinary years before the tariffs, fractions [year, partner].

    The pandemic years and the rebound are left out.
    """
    trade = load_table("us_goods_trade_annual").frame
    annual = trade.pivot_table(index="year", columns="iso3", values="us_imports_usd_m")
    growth = annual.where(annual > 0).pct_change(fill_method=None)
    return growth.reindex(index=list(ORDINARY_YEARS), columns=list(partners)).to_numpy(dtype=np.float64)


def own_growth(partners: Sequence[str]) -> FloatArray:
    """Median yearly growth of US imports in ordinary years, fraction [partner]."""
    growth: FloatArray = np.nanmedian(_ordinary_growth(partners), axis=0)
    return growth


def usual_swing_pct(partners: Sequence[str]) -> FloatArray:
    """Median absolute yearly change relative to imports from all partners in ordinary years, per cent [partner]."""
    relative = (1.0 + _ordinary_growth(partners)) / (1.0 + _ordinary_growth((WORLD,))) - 1.0
    swing: FloatArray = 100.0 * np.nanmedian(np.abs(relative), axis=0)
    return swing


# Remittances ---------------------------------------------------------------------------------------------------------


REMITTANCE_TAX_FROM = pd.Timestamp(2026, 1, 1)
REPORTED_MONTHS = 10


@cache
def removals_2025() -> pd.DataFrame:
    """Recorded removals (index iso3): pace of 2025 a year, fiscal year 2024, and the difference, people a year.

    Rates of ten months by citizenship; El Salvador, not among them, by destination.
    """
    reported = load_table("removals_reported_2025").frame.set_index("iso3")["removals_people"] * 12.0 / REPORTED_MONTHS
    flown = load_table("removals_by_destination_2025").frame.dropna(subset=["iso3"]).set_index("iso3")
    pace = reported.combine_first(12.0 * flown["removals_monthly_people"])
    recorded = load_table("removals_by_citizenship").frame
    before = recorded[recorded["fiscal_year"] == BASE_YEAR].set_index("iso3")["removals_events"]
    frame = pd.DataFrame({"removals_2025_people": pace, "removals_fy2024_people": before.reindex(pace.index)})
    frame["added_people"] = frame["removals_2025_people"] - frame["removals_fy2024_people"]
    return frame.dropna()


@cache
def predict_remittances(count: int = DRAWS, seed: int = SEED) -> FloatArray:
    """Change of remittances received from all countries, fraction [row, country, quarter from 2025 Q1].

    The shock is the recorded removals of 2025 above those of fiscal year 2024, and the tax from 2026 on.
    """
    assumed = with_central(channels.REMITTANCE.assumptions, count, seed)
    nothing = inputs.remittance_inputs(Scenario(), BEFORE)
    added = removals_2025()["added_people"].reindex(list(registry.lac33())).to_numpy(dtype=np.float64)
    without_tax = replace(nothing, removals_people=added, tax_rate=0.0, baseline_tax_rate=0.0)
    law = float(registry.instruments()["remit_tax_pct"].baseline(REMITTANCE_TAX_FROM.date())) / 100.0  # type: ignore[arg-type]
    with_tax = replace(without_tax, tax_rate=law)
    before, after = (
        channels.estimate_remittances(shock, assumed).values["remittances_usd_m"] for shock in (without_tax, with_tax)
    )
    change = np.concatenate((before[:, :, :4], after[:, :, 4:]), axis=-1)
    fraction: FloatArray = change / nothing.corridors.annual_received_usd_m[:, None]
    return fraction


@dataclass(frozen=True)
class _Period:
    """Remittances of one country in a period and in the same months of 2024, one concept, US$ million."""

    iso3: str
    period: str
    before: float
    after: float
    years: float
    quarters: slice
    source: str


def _remittance_periods() -> list[_Period]:
    """Countries with the same concept in 2024 and in 2025: the central bank where it has both, else the IDB."""
    annual = load_table("remittances_central_bank").frame
    full = annual[(annual["period_end"].dt.month == 12) & (annual["figure_type"] != "first_published")]
    periods = []
    for iso3 in registry.lac33():
        own = full[full["iso3"] == iso3]
        for concept in ("central_bank", "idb_estimate"):
            rows = own[own["concept"] == concept]
            by_year = rows.set_index(rows["period_start"].dt.year)
            if {BASE_YEAR, BASE_YEAR + 1} <= set(by_year.index):
                before, after = (float(by_year.loc[year, "remittances_usd_m"]) for year in (BASE_YEAR, BASE_YEAR + 1))
                source = str(by_year.loc[BASE_YEAR + 1, "source_id"])
                periods.append(_Period(iso3, "2025", before, after, 1.0, slice(0, 4), source))
                break
    monthly = load_table("mexico_remittances_monthly").frame.set_index("month")["inflow_usd_m"]
    newest = monthly.loc[REMITTANCE_TAX_FROM:]
    base = monthly.loc[[_base_of(month) for month in newest.index]]
    quarters = slice(4, 4 + -(-len(newest) // 3))
    label = f"{newest.index[-1]:%Y-%m}"  # from January to this month
    source = load_table("mexico_remittances_monthly").source_ids[0]
    periods.append(_Period("MEX", label, float(base.sum()), float(newest.sum()), 2.0, quarters, source))
    return periods


def remittance_outturns(count: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Predicted and realised change of remittances, per cent, one row per country and period.

    The outturn is relative to 2024 carried on at the country's median growth of ordinary years
    (World Bank series); `growth_pct` is the plain change against the same months of 2024.
    """
    run = predict_remittances(count, seed)
    growth = _ordinary_remittance_growth()
    known = removals_2025()
    rows = []
    for item in _remittance_periods():
        path = 100.0 * run[:, registry.lac33().index(item.iso3), item.quarters].mean(axis=-1)
        low, high = np.quantile(path[1:], (0.05, 0.95))
        trend = (1.0 + float(growth.get(item.iso3, np.nan))) ** item.years
        rows.append(
            {
                "iso3": item.iso3,
                "period": item.period,
                "remittances_before_usd_m": item.before,
                "remittances_after_usd_m": item.after,
                "added_removals_people": known["added_people"].get(item.iso3, np.nan),
                "predicted_pct": path[0],
                "p05_pct": low,
                "p95_pct": high,
                "growth_pct": 100.0 * (item.after / item.before - 1.0),
                "trend_pct": 100.0 * (trend - 1.0),
                "realised_pct": 100.0 * (item.after / item.before / trend - 1.0),
                "source_id": item.source,
            }
        )
    frame = pd.DataFrame(rows)
    ready = frame["predicted_pct"].notna() & frame["realised_pct"].notna()
    frame["scored"] = ready.astype(int)
    frame["direction_right"] = (np.sign(frame["predicted_pct"]) * np.sign(frame["realised_pct"]) > 0).astype(int)
    frame["inside"] = frame["realised_pct"].between(frame["p05_pct"], frame["p95_pct"]).astype(int)
    return frame


def _ordinary_remittance_growth() -> pd.Series[float]:
    """Median yearly growth of remittances received in ordinary years, fraction."""
    received = load_table("remittances_received").frame
    annual = received.pivot_table(index="year", columns="iso3", values="remittances_usd_m")
    growth = annual.where(annual > 0).pct_change(fill_method=None)
    return growth.loc[list(ORDINARY_YEARS)].median()


# Statutory and collected rates ---------------------------------------------------------------------------------------


def collected_outturns() -> pd.DataFrame:
    """Rate in the law, rate the model charges and rate collected, per cent, by country and month from January 2025.

    The model charges ordinary duties in full, and the country's share of the other programmes.
    """
    collected = load_table("us_collected_rate_monthly").frame
    collected = collected[collected["month"] >= FIRST_MONTH]
    parts = []
    for month, rows in collected.groupby("month"):
        rates = rates_of_month(pd.Timestamp(month))  # type: ignore[arg-type]
        rates = rates.reindex(rows["iso3"])
        parts.append(
            pd.DataFrame(
                {
                    "iso3": rows["iso3"].to_numpy(),
                    "month": month,
                    "mfn_pct": rates["mfn_pct"].to_numpy(),
                    "s232_pct": rates["s232_pct"].to_numpy(),
                    "layers_pct": rates["layers_pct"].to_numpy(),
                    "statutory_pct": rates["total_pct"].to_numpy(),
                    "model_pct": charged_pct(rates).to_numpy(),
                    "collected_pct": rows["collected_rate_pct"].to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True).sort_values(["iso3", "month"], ignore_index=True)


def charged_pct(rates: pd.DataFrame) -> pd.Series[float]:
    """What the model charges under published rates of the law (index iso3), at the weights of 2024, per cent."""
    share = rates.index.map(inputs.collected_share).to_numpy()
    charged: pd.Series[float] = rates["mfn_pct"] + share * (rates["s232_pct"] + rates["layers_pct"])
    return charged


def implied_ratio(rates: pd.DataFrame) -> float:
    """Share of the programmes that was collected of the goods of the month, over all rows of `collected_outturns`.

    Weighted with the imports of each month: (collected - ordinary duty) / (Section 232 + other programmes). It contains
    what trade moved to goods that are taxed less; `collection` takes that out.
    """
    months, partners = sorted(rates["month"].unique()), sorted(rates["iso3"].unique())
    trade = imports_usd_m(months, partners)
    weight = trade[[months.index(m) for m in rates["month"]], [partners.index(iso3) for iso3 in rates["iso3"]]]
    programmes = float((weight * (rates["s232_pct"] + rates["layers_pct"])).sum())
    if programmes <= 0.0:
        return float("nan")
    return float((weight * (rates["collected_pct"] - rates["mfn_pct"])).sum()) / programmes
