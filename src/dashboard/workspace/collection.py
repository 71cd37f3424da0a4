"""What customs collects of the programmes that the law announces: estimated by country from collected duties.

The rate that customs collects in a month lies below that of the law for two reasons, which must not be mixed up:

- trade moved to goods that are taxed less. That is substitution; the engine makes it itself.
- less is charged than the law seems to say: claims under agreements, content made in the US, goods in transit,
  exclusions. That is the ratio estimated here, at unchanged weights.

For a country and month the product model says which rate would be collected, with its own substitution, if customs took
a share r of all programmes: rate(r). The month's estimate is the r at which this is the rate that was collected. For
Mexico the rate at fixed weights of 2024 is published (from ten-digit imports), and r follows from it directly.

Countries are then pooled, each with the error that the spread of its months gives: the variance between countries is
that of DerSimonian and Laird (1986), and each country's ratio is shrunk towards the pooled one by its error against
that variance. Months in which a programme began or ended are left out: goods on the water paid the old rate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from dashboard.data import registry
from dashboard.data.tables import load_table
from dashboard.model import channels, partial, uncertainty
from dashboard.model.tariffs import FloatArray, Schedule
from dashboard.workspace import backtest, inputs

MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "ieepa": ("2025-09", "2025-10", "2025-12", "2026-01"),
    "s122": ("2026-03", "2026-04", "2026-05", "2026-06"),
}
"""Whole months of a programme by product, without those in which its lists changed."""
SHARES: Final = np.linspace(0.0, 1.5, 7)  # above 1: the law of the country is measured too low
LEAST_PROGRAMMES_PCT: Final = 1.0  # points of programmes in the law, below which a ratio says nothing
NOISE_PP: Final = 0.3  # least error of a month's rate
MONTHS_ALIKE: Final = 2.0  # neighbouring months share their goods: so many tell as much as one
HIGHEST: Final = 1.0
POOLED: Final = "pooled"
OWN: Final = "own"


@dataclass(frozen=True)
class Pooled:
    """The average ratio over countries, its standard error, and the standard deviation between countries."""

    ratio: float
    standard_error: float
    between: float


def monthly() -> pd.DataFrame:
    """The ratio of every country and month: iso3, month, programme, ratio, points (programmes in the law, per cent)."""
    market = inputs.market()
    start = partial.Baseline.of(market, _in_law(backtest.tariffs_in_force(pd.Timestamp(2025, 1, 1))))
    known = registry.assumptions()
    central = {name: np.full(len(SHARES), known[name].central) for name in backtest.TRADE_ASSUMPTIONS}
    monthly_rates = load_table("us_collected_rate_monthly").frame
    collected = monthly_rates.set_index(["iso3", "month"])["collected_rate_pct"].to_dict()
    fixed = load_table("mexico_fixed_weight_rate").frame.set_index("month")["fixed_weight_rate_pct"].to_dict()
    columns = {iso3: market.suppliers.index(iso3) for iso3 in registry.lac33()}
    rows = []
    for programme, months in MONTHS.items():
        for month in map(pd.Timestamp, months):
            law = (backtest.rates_of_month(month) / 100.0).to_dict("index")
            rates = _rates(start, month, central)
            for iso3, column in columns.items():
                if iso3 not in law or (iso3, month) not in collected:
                    continue
                points = law[iso3]["s232_pct"] + law[iso3]["layers_pct"]
                if iso3 == "MEX":
                    ratio = (fixed[month] / 100.0 - law[iso3]["mfn_pct"]) / points
                else:
                    ratio = float(np.interp(collected[iso3, month] / 100.0, rates[:, column], SHARES))
                if np.isfinite(ratio) and 100.0 * points >= LEAST_PROGRAMMES_PCT:
                    rows.append((iso3, month, programme, ratio, 100.0 * points))
    return pd.DataFrame(rows, columns=["iso3", "month", "programme", "ratio", "points"])


def _in_law(law: Schedule) -> Schedule:
    return replace(law, s232_collected=None, layers_relative=None)


def _rates(start: partial.Baseline, month: pd.Timestamp, central: dict[str, FloatArray]) -> FloatArray:
    """Rates collected if customs takes each of SHARES of all programmes, with substitution, [share, supplier]."""
    law = _in_law(backtest.tariffs_in_force(month))
    eta = channels.import_elasticity(central, backtest.quarter_of(month))[:, -1]
    found = []
    for at, share in enumerate(SHARES):
        run = start.solve_draws(
            replace(law, s232=share * law.s232),
            rho=share,
            sigma=central["sigma_sup"][at],
            eta=eta[at],
            pass_through=central["phi_pt"][at],
        )
        with np.errstate(invalid="ignore"):
            found.append((run.duty_after / (run.value_before + run.change))[0])
    # Substitution bends the curve at very high rates; the lower branch is the one in question.
    return np.maximum.accumulate(np.array(found), axis=0)


def pool(ratio: FloatArray, error: FloatArray) -> Pooled:
    """Random effects over countries (DerSimonian, Laird 1986) for ratios and their standard errors [country]."""
    weight = 1.0 / np.square(error)
    common = (weight * ratio).sum() / weight.sum()
    spread = (weight * np.square(ratio - common)).sum() - (len(ratio) - 1)
    between = max(spread / (weight.sum() - np.square(weight).sum() / weight.sum()), 0.0)
    weight = 1.0 / (np.square(error) + between)
    return Pooled(float((weight * ratio).sum() / weight.sum()), float(weight.sum() ** -0.5), float(between**0.5))


def ratios() -> tuple[pd.DataFrame, Pooled, dict[str, Pooled]]:
    """The ratio of every country, the pooled one, and that of each programme.

    Columns: iso3, basis (own or pooled), ratio, standard_error, own_ratio and own_error (missing without months),
    months. `ratio` is shrunk, and at most 1.
    """
    found = monthly()
    scored = load_table("us_collected_duties_annual").frame
    traded = scored[scored["year"] == backtest.BASE_YEAR].set_index("iso3")["imports_for_consumption_usd_m"]
    found = found[found["iso3"].map(traded).fillna(0.0) >= backtest.SCORED_FROM_USD_M]
    own = _by_country(found)
    whole = pool(own["own_ratio"].to_numpy(), own["own_error"].to_numpy())
    by_programme = {}
    for programme, part in found.groupby("programme"):
        one = _by_country(part)
        by_programme[str(programme)] = pool(one["own_ratio"].to_numpy(), one["own_error"].to_numpy())
    frame = own.reindex(registry.lac33())
    weight = whole.between**2 / (whole.between**2 + np.square(frame["own_error"]))
    shrunk = whole.ratio + weight * (frame["own_ratio"] - whole.ratio)
    error = np.sqrt(weight) * frame["own_error"]
    spread = (whole.between**2 + whole.standard_error**2) ** 0.5
    frame["ratio"] = shrunk.fillna(whole.ratio).clip(upper=HIGHEST)
    frame["standard_error"] = error.fillna(spread)
    frame["basis"] = np.where(frame["own_ratio"].isna(), POOLED, OWN)
    frame["months"] = frame["months"].fillna(0).astype(int)
    return frame.reset_index(names="iso3"), whole, by_programme


def _by_country(found: pd.DataFrame) -> pd.DataFrame:
    """Mean ratio of a country's months, its error, and how many they are; index iso3.

    The error of a month's ratio is at least NOISE_PP over the programmes' points.
    """
    grouped = found.groupby("iso3")
    months = grouped["ratio"].count()
    spread = grouped["ratio"].std(ddof=1).fillna(0.0)
    noise = NOISE_PP / grouped["points"].mean()
    error = np.sqrt(np.square(spread) + np.square(noise)) / np.sqrt(np.maximum(months / MONTHS_ALIKE, 1.0))
    return pd.DataFrame({"own_ratio": grouped["ratio"].mean(), "own_error": error, "months": months})


def range_of(frame: pd.DataFrame, whole: Pooled) -> tuple[float, float]:
    """The 5th and 95th percentile of the average ratio: its own error, and that of a country's ratio around it."""
    own = frame.loc[frame["basis"] == OWN, "standard_error"]
    spread = float(np.sqrt(whole.standard_error**2 + np.square(own).mean()))
    return whole.ratio - uncertainty.Z95 * spread, min(whole.ratio + uncertainty.Z95 * spread, HIGHEST)


def as_stored(frame: pd.DataFrame) -> pd.DataFrame:
    """The table `collection_ratios`: columns in its order, numbers rounded to what they can bear."""
    columns = ["iso3", "basis", "ratio", "standard_error", "own_ratio", "own_error", "months"]
    return frame[columns].round(3)
