"""How far to trust the model: published results beside ours, the backtest and the collected rates, as tables.

`tables` computes everything, `write` puts it into data/validation, from where the pages read it, and a test compares
the two, so that they cannot drift apart.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.data import csv_files, manifest, registry, tables
from dashboard.data.tables import load_table
from dashboard.domain import InputError, Scenario
from dashboard.model import channels, scores
from dashboard.model.channels import FloatArray
from dashboard.workspace import backtest, equilibrium, inputs, outlook

DIGITS = 4
OUTLOOK_WINDOWS = ("newest_12_months", "all_months")
TABLE_IDS = (
    "validation_scores",
    "validation_trade",
    "validation_trade_monthly",
    "validation_remittances",
    "validation_collected",
    "validation_collected_summary",
    "validation_published",
)


def compute() -> dict[str, pd.DataFrame]:
    """All validation tables by id, in the columns of their specifications."""
    trade = _trade()
    remittances = _remittances()
    collected = _collected()
    found = {
        "validation_scores": _scores(trade, remittances, collected),
        "validation_trade": trade,
        "validation_trade_monthly": _trade_monthly(),
        "validation_remittances": remittances,
        "validation_collected": collected,
        "validation_collected_summary": _collected_summary(collected),
        "validation_published": published(),
    }
    return {table_id: _as_stored(frame, table_id) for table_id, frame in found.items()}


def write(found: Mapping[str, pd.DataFrame]) -> tuple[Path, ...]:
    """Write computed tables to their files, all of them or none, and declare them in the manifest.

    Raises InputError when that is not possible.
    """
    paths = {tables.specs()[table_id].path: frame for table_id, frame in found.items()}
    parts = {path: path.with_name(f"{path.name}.part") for path in paths}
    path = Path()
    try:
        for path, frame in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            csv_files.write_frame(frame, parts[path])
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink()
    tables.load_table.cache_clear()
    if (manifest.folder() / manifest.NAME).exists():
        manifest.renew(only=tuple(paths))
    return tuple(paths)


def summary(found: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """The main scores and every country in plain lines, for a terminal."""
    table = found["validation_scores"]

    def own_of(part: str, window: str, benchmark: str) -> dict[str, float]:
        rows = table[(table["part"] == part) & (table["window"] == window) & (table["benchmark"] == benchmark)]
        return dict(zip(rows["statistic"], rows["value"], strict=True))

    trade = found["validation_trade"]
    lines = ["US imports by country, change against the same months of 2024; predicted from the tariffs in force"]
    for window in backtest.WINDOWS:
        for benchmark in backtest.BENCHMARKS:
            own = own_of("trade", window, benchmark)
            lines.append(
                f"  {window:17}{benchmark:13} direction right {own['sign_share']:4.0%} of {own['count']:.0f}   "
                f"rank correlation {own['rank_correlation']:5.2f}   "
                f"mean error {own['error']:5.1f} (no change: {own['error_no_change']:.1f}) points"
            )
    for window in OUTLOOK_WINDOWS:
        own = own_of("outlook", window, "all_partners")
        lines += [
            f"Effect, {window}: outturns moved {own['slope']:.2f} (standard error {own['slope_error']:.2f}) times as "
            f"predicted; in {own['windows']:.0f} windows without a shock {own['placebo_slope']:.2f} (spread "
            f"{own['placebo_slope_spread']:.2f}); rank correlation of a perfect model "
            f"{own['rank_correlation_if_right']:.2f}",
            f"Outlook, {window}: of the outturns {own['inside_50']:.0%} lay in the inner 50 % and "
            f"{own['inside_90']:.0%} in the inner 90 %, without a shock {own['inside_50_placebo']:.0%} and "
            f"{own['inside_90_placebo']:.0%}; score (CRPS) {own['crps']:.3f}, the same swings without the model "
            f"{own['crps_without_model']:.3f}, that is {own['crps_gain']:.0%} better; width {own['width_90']:.2f} and "
            f"{own['width_90_without_model']:.2f}",
        ]
    own = own_of("remittances", "2025", "own_trend")
    lines += [
        f"Remittances 2025: direction right {own['sign_share']:.0%} of {own['count']:.0f}, inside the range "
        f"{own['inside_share']:.0%}, mean error {own['error']:.1f} (no change: {own['error_no_change']:.1f}) points",
    ]
    own = own_of("collected", "all_months", "none")
    lines += [
        f"Collected rates: model above collection by {own['bias_pp']:.1f} points on average, mean gap "
        f"{own['error_pp']:.1f}; share of the programmes that fits, median country: "
        f"{own['median_implied_ratio']:.2f}",
    ]
    checks = found["validation_published"].query("role == 'check'")
    ranged = checks["inside"].dropna()
    lines += [
        f"Published results: same direction {checks['same_direction'].sum()} of {len(checks)}, inside our range "
        f"{ranged.sum()} of {len(ranged)}",
        "",
        f"{'':5}{'effect':>10}{'5 %':>8}{'95 %':>8}{'realised':>10}   newest 12 months, relative to all partners, %",
    ]
    newest = trade[(trade["window"] == "newest_12_months") & (trade["benchmark"] == "all_partners")]
    for row in newest.to_dict("records"):
        verdict = "not scored" if not row["scored"] else "right" if row["direction_right"] else "wrong"
        numbers = (row["predicted_pct"], row["p05_pct"], row["p95_pct"], row["realised_pct"])
        cells = "".join(f"{value:{width}.1f}" for value, width in zip(numbers, (10, 8, 8, 10), strict=True))
        lines.append(f"{row['iso3']:5}{cells}   {verdict}")
    return tuple(lines)


def _as_stored(frame: pd.DataFrame, table_id: str) -> pd.DataFrame:
    """Columns in the order of the specification, rounded: more digits would be noise."""
    rounded = frame[list(tables.specs()[table_id].columns)].copy()
    floats = rounded.select_dtypes("float").columns
    rounded[floats] = rounded[floats].round(DIGITS) + 0.0  # no minus zero
    return rounded


# Backtest ------------------------------------------------------------------------------------------------------------


def _trade() -> pd.DataFrame:
    parts = []
    for window in backtest.WINDOWS:
        for benchmark in backtest.BENCHMARKS:
            frame = backtest.trade_outturns(window, benchmark).reset_index()
            parts.append(frame.assign(window=window, benchmark=benchmark))
    return pd.concat(parts, ignore_index=True)


def _trade_monthly() -> pd.DataFrame:
    parts = [backtest.month_outturns(month) for month in backtest.months()]
    return pd.concat(parts, ignore_index=True).sort_values(["iso3", "month"], ignore_index=True)


def _remittances() -> pd.DataFrame:
    return backtest.remittance_outturns()


def _scores(trade: pd.DataFrame, remittances: pd.DataFrame, collected: pd.DataFrame) -> pd.DataFrame:
    """One row per statistic: part, window, benchmark, statistic, value."""
    rows: list[dict[str, object]] = []

    def add(part: str, window: str, benchmark: str, found: Mapping[str, float]) -> None:
        for statistic, value in found.items():
            label = {"part": part, "window": window, "benchmark": benchmark}
            rows.append({**label, "statistic": statistic, "value": float(value)})

    for (window, benchmark), frame in trade.groupby(["window", "benchmark"], sort=False):
        add("trade", str(window), str(benchmark), _compared(frame))
        known = frame[frame["scored"] == 1]
        unusual = (known["realised_pct"] - known["predicted_pct"]).abs() > known["usual_swing_pct"]
        add("trade", str(window), str(benchmark), {"beyond_usual_swing_share": unusual.mean()})
    for window in OUTLOOK_WINDOWS:
        add("outlook", window, "all_partners", outlook.scores(window))
    add("remittances", "2025", "own_trend", _compared(remittances[remittances["period"] == "2025"]))
    countries = collected[collected["iso3"].isin(registry.lac33())]
    add("collected", "all_months", "none", _gaps(countries))
    large = trade.loc[trade["scored"] == 1, "iso3"].unique()
    ratios = [backtest.implied_ratio(part) for iso3, part in countries.groupby("iso3") if iso3 in large]
    add("collected", "all_months", "none", {"median_implied_ratio": np.nanmedian(ratios)})
    newest = countries[countries["month"] == countries["month"].max()]
    add("collected", "newest_month", "none", _gaps(newest))
    world = collected[collected["iso3"] == backtest.WORLD]
    add("collected_world", "all_months", "none", _gaps(world))
    return pd.DataFrame(rows)


def _compared(frame: pd.DataFrame) -> dict[str, float]:
    """Scores of the rows that count."""
    known = frame[frame["scored"] == 1]
    return asdict(scores.compare(known["predicted_pct"], known["p05_pct"], known["p95_pct"], known["realised_pct"]))


# Collected rates -----------------------------------------------------------------------------------------------------


def _collected() -> pd.DataFrame:
    return backtest.collected_outturns()


def _gaps(rates: pd.DataFrame) -> dict[str, float]:
    """Mean gaps between a rate and what was collected, percentage points, each row counting the same."""
    model, law = (rates[column] - rates["collected_pct"] for column in ("model_pct", "statutory_pct"))
    return {
        "count": len(rates),
        "law_error_pp": law.abs().mean(),
        "law_bias_pp": law.mean(),
        "error_pp": model.abs().mean(),
        "bias_pp": model.mean(),
        "implied_ratio": backtest.implied_ratio(rates),
    }


def _collected_summary(collected: pd.DataFrame) -> pd.DataFrame:
    """Gaps by country over all months, and by month over the 33 countries."""
    countries = collected[collected["iso3"].isin(registry.lac33())]
    rows = [{"dimension": "country", "item": str(iso3), **_gaps(part)} for iso3, part in collected.groupby("iso3")]
    rows += [
        {"dimension": "month", "item": pd.Timestamp(month).strftime("%Y-%m"), **_gaps(part)}  # type: ignore[arg-type]
        for month, part in countries.groupby("month")
    ]
    return pd.DataFrame(rows)


# Published results ---------------------------------------------------------------------------------------------------


TAX_BY_SHOCK = {"remittance_tax_1": 0.01, "remittance_tax_3_5": 0.035, "remittance_tax_5": 0.05}
QUARTER = 4
LONG_RUN_DRAWS = 64


def published() -> pd.DataFrame:
    """Published estimates beside ours for the same shock, one row each.

    `same_direction` and `inside` (the published value, or any part of its range, lies in our 5-95 % range) are
    empty where we give no range or where the published number is an input of the model.
    """
    frame = _estimates()
    ours = np.array(
        [
            OURS[quantity](shock, tuple(areas.split()))
            for quantity, shock, areas in zip(frame["quantity"], frame["shock"], frame["areas"], strict=True)
        ]
    )
    lowest = frame["low"].fillna(frame["central"])
    highest = frame["high"].fillna(frame["central"])
    frame["published_low"], frame["published_high"] = frame["low"], frame["high"]
    frame["published_central"] = frame["central"].fillna((lowest + highest) / 2.0)
    frame["ours_p05"], frame["ours_central"], frame["ours_p95"] = ours.T
    is_check = frame["role"] == "check"
    same = np.sign(frame["ours_central"]) == np.sign(frame["published_central"])
    inside = (lowest <= frame["ours_p95"]) & (highest >= frame["ours_p05"])
    frame["same_direction"] = same.astype("Int64").where(is_check)
    frame["inside"] = inside.astype("Int64").where(is_check & frame["ours_p05"].notna())
    return frame


def _estimates() -> pd.DataFrame:
    """Published estimates, with those of the tax by country that have a table of their own."""
    own = load_table("published_estimates").frame
    by_country = load_table("remittance_tax_by_country").frame
    tax = pd.DataFrame(
        {
            "study": "cemla_2025",
            "areas": by_country["iso3"],
            "quantity": "remittance_tax_paid",
            "shock": "remittance_tax_1",
            "unit": "usd_m_a_year",
            "role": "input",  # the shares of cash come from these amounts; what is left is our share of the US
            "low": by_country["tax_low_usd_m"].astype(float),
            "central": np.nan,
            "high": by_country["tax_high_usd_m"].astype(float),
            "source_id": by_country["source_id"],
            "quality": by_country["quality"],
        }
    )
    return pd.concat([own[list(tax.columns)], tax], ignore_index=True)


def _remittances_lost(shock: str, areas: tuple[str, ...]) -> tuple[float, float, float]:
    return _interval(-_tax_run(TAX_BY_SHOCK[shock])["remittances_usd_m"], areas)


def _tax_paid(shock: str, areas: tuple[str, ...]) -> tuple[float, float, float]:
    """The tax before anybody switches or sends less, as the published estimates reckon it."""
    return _interval(_tax_run(TAX_BY_SHOCK[shock], responding=False)["remittance_tax_usd_m"], areas)


def _interval(values: FloatArray, areas: tuple[str, ...]) -> tuple[float, float, float]:
    """5 %, central and 95 % of the sum over countries of values [row, country]."""
    columns = [registry.lac33().index(iso3) for iso3 in areas]
    total = values[:, columns].sum(axis=1)
    low, high = np.quantile(total[1:], (0.05, 0.95))
    return float(low), float(total[0]), float(high)


@cache
def _tax_run(rate: float, *, responding: bool = True) -> dict[str, FloatArray]:
    """Remittances and tax under a tax on all corridors against none, US$ million a year [row, country]."""
    assumed = backtest.with_central(channels.REMITTANCE.assumptions)
    if not responding:
        assumed |= {name: np.zeros_like(assumed[name]) for name in ("a_avoid", "eps_fee")}
    shock = replace(inputs.remittance_inputs(Scenario(), backtest.BEFORE), tax_rate=rate, baseline_tax_rate=0.0)
    values = channels.estimate_remittances(shock, assumed).values
    return {
        name: values[name][:, :, QUARTER - 1 : QUARTER][..., 0]
        for name in ("remittances_usd_m", "remittance_tax_usd_m")
    }


def _effective_rate(shock: str, areas: tuple[str, ...]) -> tuple[float, float, float]:
    """Average rate in the law on a day, per cent: a table, not a model, so without a range."""
    day = date.fromisoformat(shock.removeprefix("law_of_"))
    law = load_table("us_effective_rates").frame
    row = law[
        (law["iso3"] == areas[0])
        & (law["authority"] == "total")
        & (law["date_from"].dt.date <= day)
        & (law["date_to"].isna() | (law["date_to"].dt.date >= day))
    ]
    return np.nan, float(row["rate_pct"].iloc[0]), np.nan


def _pass_through(shock: str, areas: tuple[str, ...]) -> tuple[float, float, float]:
    """Share of the duties added in 2025 that exporters' prices do not bear, per cent, December 2025."""
    run = backtest.predict()
    rows = 100.0 * run.pass_through[:, run.months.index(pd.Timestamp(2025, 12, 1))]
    low, high = np.quantile(rows[1:], (0.05, 0.95))
    return float(low), float(rows[0]), float(high)


def _collected_share(shock: str, areas: tuple[str, ...]) -> tuple[float, float, float]:
    """Rate the model charges as a share of the rate in the law in a month, per cent; the range is that of rho_act."""
    month = pd.Timestamp(shock.removeprefix("law_of_")).replace(day=1)
    mfn, total = (backtest.rate_of_month(month, areas[0], kind) for kind in ("mfn", "total"))
    rho, share = registry.assumptions()["rho_act"], inputs.collected_share(areas[0])
    low, central, high = (
        100.0 * (mfn + min(share * x / rho.central, 1.0) * (total - mfn)) / total
        for x in (rho.low, rho.central, rho.high)
    )
    return low, central, high


def _real_income(shock: str, areas: tuple[str, ...]) -> tuple[float, float, float]:
    """Long-run real income under one tariff on all goods from all partners, per cent; ROW is all but the US.

    The default world of two sectors, from free trade, without retaliation; the range is that of the elasticity.
    """
    around, change = _uniform_tariff(float(shock.removeprefix("uniform_")) / 100.0)
    us = around.index(equilibrium.US)
    income = around.trade.sum(axis=(0, 2))
    others = np.arange(income.size) != us
    rows = change[:, us] if areas == (equilibrium.US,) else change[:, others] @ income[others] / income[others].sum()
    low, high = np.quantile(rows[1:], (0.05, 0.95))
    return float(low), float(rows[0]), float(high)


@cache
def _uniform_tariff(rate: float) -> tuple[equilibrium.World, FloatArray]:
    """The default world, and the change of real income by region under the tariff, per cent [row, region]."""
    around = equilibrium.world("two_sector")
    elasticity = backtest.with_central(("eps_ge",), LONG_RUN_DRAWS)["eps_ge"]
    after = np.full((1, len(around.regions)), rate)
    solved = [
        equilibrium.solve_world(
            around, us_tariff_before=np.zeros_like(after), us_tariff_after=after, elasticity=float(eps)
        ).welfare_pct
        for eps in elasticity
    ]
    return around, np.stack(solved)


OURS: dict[str, Callable[[str, tuple[str, ...]], tuple[float, float, float]]] = {
    "remittances_lost": _remittances_lost,
    "remittance_tax_paid": _tax_paid,
    "effective_rate": _effective_rate,
    "pass_through": _pass_through,
    "collected_share_of_law": _collected_share,
    "real_income": _real_income,
}
