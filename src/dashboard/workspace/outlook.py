"""What the next year may bring: US imports from each country, with the effect of a scenario and the ordinary swings.

The effect is what a measure does, all else equal. A year also brings harvests, prices, new plants and old ones closed:
those swings are taken from windows in which US imports from a country, relative to all partners, moved without a shock
to the trade of all. Windows that touch the tariffs of 2018 and 2019 or the pandemic and its rebound are left out, and
the period of the tariffs since 2025 is scored once and never fitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
import pandas as pd

from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.domain import Scenario
from dashboard.model import channels
from dashboard.model import outlook as model
from dashboard.model.outlook import Calibration, FloatArray
from dashboard.model.scores import rank_correlation
from dashboard.workspace import backtest, impacts, inputs
from dashboard.workspace.base import BASE_YEAR

Points = tuple[float, float, float, float, float]
Shape = tuple[tuple[int, int], ...]
"""Months of a window as (years after the base year, month); each is compared with its month of the base year."""

SHOCK_YEARS: Final = (2018, 2019, 2020, 2021)
SHRINKAGES: Final = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)
NEXT_YEAR: Final[Shape] = tuple((1, month) for month in range(1, 13))
SALES: Final = "exports_to_us_usd_m"
MOST_EFFECTS: Final = 256
SIMULATED: Final = 400
SEED: Final = 2026


def shape_of(months: tuple[pd.Timestamp, ...]) -> Shape:
    """The shape of a window of the backtest."""
    return tuple((month.year - BASE_YEAR, month.month) for month in months)


@cache
def scored() -> tuple[str, ...]:
    """Countries that sell enough to the US that a single ship does not make the year."""
    year = tuple(pd.date_range(f"{BASE_YEAR}-01-01", periods=12, freq="MS"))
    large = backtest.imports_usd_m(year, registry.lac33()).sum(axis=0) >= backtest.SCORED_FROM_USD_M
    return tuple(
        iso3 for iso3, counts in zip(registry.lac33(), large, strict=True) if counts and iso3 not in inputs.EMBARGO
    )


@lru_cache(maxsize=4)
def placebo_changes(shape: Shape) -> tuple[tuple[int, ...], FloatArray]:
    """Base years of the windows without a shock, and log changes relative to all partners [window, scored country]."""
    trade = load_table("us_goods_trade_monthly").frame
    wide = trade.pivot_table(index="month", columns="iso3", values="us_imports_usd_m", aggfunc="sum", min_count=1)
    last = max(years for years, _ in shape)
    years = [
        base
        for base in range(wide.index.min().year, BASE_YEAR - last + 1)
        if not set(range(base, base + last + 1)) & set(SHOCK_YEARS)
    ]
    columns = [*scored(), backtest.WORLD]
    rows = []
    for base in years:
        after, before = (
            wide.reindex([pd.Timestamp(base + move * ahead, month, 1) for ahead, month in shape], columns=columns).sum(
                min_count=len(shape)
            )
            for move in (1, 0)
        )
        change = np.log((after / before).where((after > 0.0) & (before > 0.0)).to_numpy(dtype=np.float64))
        rows.append(change[:-1] - change[-1])
    return tuple(years), np.stack(rows)


@dataclass(frozen=True, eq=False)
class Swings:
    """Ordinary swings for windows of one shape: s [scored country], z [any], and how the windows score themselves."""

    countries: tuple[str, ...]
    base_years: tuple[int, ...]
    shrinkage: float
    scale: FloatArray
    shape: FloatArray
    placebo: Calibration


@lru_cache(maxsize=4)
def swings(shape: Shape = NEXT_YEAR) -> Swings:
    """The swings of windows of a shape; the weight of the median country is that of the best placebo score."""
    years, changes = placebo_changes(shape)
    shrinkage = model.choose(changes, SHRINKAGES)
    return Swings(
        countries=scored(),
        base_years=years,
        shrinkage=shrinkage,
        scale=model.swings(changes, shrinkage),
        shape=model.residuals(changes, shrinkage).ravel(),
        placebo=model.placebo(changes, shrinkage),
    )


@dataclass(frozen=True)
class NextYear:
    """US imports from one country a year from now against now, relative to all partners, per cent.

    `effect` and `outlook` are the central value with the 5, 25, 75 and 95 % points; `swing_pct` is the half width of
    the range without any effect.
    """

    iso3: str
    effect: Points
    outlook: Points
    swing_pct: float


@dataclass(frozen=True)
class YearAhead:
    """The outlook of all countries that sell enough to the US, largest seller first.

    `windows` without a shock gave the swings; `inside_90` is the share of their outturns that the range of nine in ten
    held when each was left out.
    """

    countries: tuple[NextYear, ...]
    windows: int
    inside_90: float
    sources: tuple[str, ...]


def next_year(scenario: Scenario, *, draws: int = MOST_EFFECTS, seed: int = impacts.DEFAULT_SEED) -> YearAhead:
    """What a year may bring to every country that sells enough to the US, largest seller first.

    The effect is that on sales to the US a year from now, its draws those of `impacts.estimate`.
    """
    known = swings()
    assumed, _ = impacts.assumed_by_row(scenario, draws, seed)
    channel = channels.TARIFF
    outcome = channel.estimate(
        inputs.tariff_inputs(scenario, scenarios.baseline_day(scenario)),
        {name: assumed[name] for name in channel.assumptions},
    )
    quarter = impacts.horizon_of(scenario)
    changes = outcome.values[SALES][:, :, quarter - 1 : quarter][..., 0]
    bases = outcome.bases[SALES]
    own = [registry.lac33().index(iso3) for iso3 in known.countries]
    effect = np.log1p(np.maximum(changes[:, own] / bases[own], -0.999))
    wide = model.combine(effect[1:] if draws else effect, known.scale, known.shape)
    levels = (0.05, 0.25, 0.75, 0.95)
    around = np.quantile(model.combine(np.zeros((1, len(own))), known.scale, known.shape), (0.05, 0.95), axis=0)
    found = []
    for at, iso3 in enumerate(known.countries):
        narrow = np.quantile(effect[1:, at] if draws else effect[:, at], levels)
        broad = np.quantile(wide[:, at], levels)
        central = 100.0 * np.expm1(effect[0, at])
        swing = 50.0 * float(np.expm1(around[1, at]) - np.expm1(around[0, at]))
        found.append(NextYear(iso3, _in_percent(central, narrow), _in_percent(central, broad), swing))
    value = dict(zip(registry.lac33(), bases, strict=True))
    return YearAhead(
        countries=tuple(sorted(found, key=lambda one: -value[one.iso3])),
        windows=len(known.base_years),
        inside_90=known.placebo.inside_90,
        sources=inputs.sources_of(("us_goods_trade_monthly", *channels.TARIFF.tables)),
    )


def _in_percent(central: float, points: FloatArray) -> Points:
    p05, p25, p75, p95 = (float(value) for value in 100.0 * np.expm1(points))
    return float(central), p05, p25, p75, p95


# Against what happened -----------------------------------------------------------------------------------------------


def scores(window: str) -> dict[str, float]:
    """How effect and outlook did since January 2025 in a window of the backtest, relative to all partners.

    `slope` and `slope_error`: of outturns on central predictions; `placebo_slope` and `placebo_slope_spread`: mean and
    standard deviation of the same with the changes of windows without a shock. `inside_50`, `inside_90`, `crps` and
    `width_90` are those of the outlook, with `_without_model` those of the same swings around no change, with
    `_placebo` those of windows left out in turn; `crps_gain` is the share by which the model lowers the score.
    `rank_correlation_if_right` is the mean rank correlation that central predictions would have if they were the truth.
    """
    months = backtest.window_months(window)
    known = swings(shape_of(months))
    frame = backtest.trade_outturns(window, "all_partners").loc[list(known.countries)]
    effect = _effect(window, known.countries)
    central, realised = (
        np.log1p(frame[name].to_numpy(dtype=np.float64) / 100.0) for name in ("predicted_pct", "realised_pct")
    )
    nothing = np.zeros((1, len(known.countries)))
    with_model = model.calibration([model.combine(effect, known.scale, known.shape)], [realised])
    without = model.calibration([model.combine(nothing, known.scale, known.shape)], [realised])
    found, error = model.slope(central, realised, known.scale)
    _, changes = placebo_changes(shape_of(months))
    others = [model.slope(central, change, known.scale)[0] for change in changes]
    return {
        "count": float(with_model.count),
        "slope": found,
        "slope_error": error,
        "placebo_slope": float(np.mean(others)),
        "placebo_slope_spread": float(np.std(others, ddof=1)),
        **_named(with_model, ""),
        **_named(without, "_without_model"),
        **_named(known.placebo, "_placebo"),
        "crps_gain": 1.0 - with_model.crps / without.crps,
        "rank_correlation_if_right": _rank_if_right(central, known),
        "windows": float(len(known.base_years)),
        "shrinkage": known.shrinkage,
    }


def _named(of: Calibration, ending: str) -> dict[str, float]:
    values = {"inside_50": of.inside_50, "inside_90": of.inside_90, "crps": of.crps, "width_90": of.width_90}
    return {f"{name}{ending}": value for name, value in values.items()}


def _effect(window: str, countries: tuple[str, ...]) -> FloatArray:
    """Draws of the log change relative to all partners in a window of the backtest, [draw, country]."""
    ratios = backtest.predicted_ratios(window)[1:]
    own = [registry.lac33().index(iso3) for iso3 in countries]
    drawn: FloatArray = np.log(ratios[:, own])
    return drawn


def _rank_if_right(central: FloatArray, known: Swings) -> float:
    rng = np.random.default_rng(SEED)
    pooled = known.shape[np.isfinite(known.shape)]
    drawn = central + known.scale * rng.choice(pooled, (SIMULATED, len(central)))
    return float(np.mean([rank_correlation(central, one) for one in drawn]))
