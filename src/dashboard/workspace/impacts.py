"""From a scenario to estimates: composes inputs and model, and carries sources and missing inputs along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from dashboard.data import registry, scenarios
from dashboard.domain import ALL_COUNTRIES, Impact, InputError, Scenario
from dashboard.model import channels, uncertainty
from dashboard.model.channels import QUARTERS, Channel, FloatArray, Outcome
from dashboard.workspace import inputs

DEFAULT_DRAWS = 1024
DEFAULT_SEED = 2026
MAX_DRAWS = 2**14
# Fewer cannot tell the drivers apart: two draws per coefficient of the fit.
MIN_DRIVER_DRAWS = 256
TOTAL = "total"


@dataclass(frozen=True, eq=False)
class Band:
    """Central run with its 5 % and 95 % bounds, arrays of one shape; NaN is no data, None is not yet drawn."""

    central: FloatArray
    p05: FloatArray | None = None
    p95: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class ImpactResult:
    """Everything one scenario yields, for the 33 countries and, last, their sum ("ALL").

    `bands[channel, metric]` [area] are results at the horizon, `paths[channel, metric]` [area, quarter] those over
    all quarters. `flags[channel][iso3]` say what is missing or weak; `sources[channel]` what the channel rests on;
    `active` which channels the scenario touches. `driver_shares` [assumption, area] is the share of the variance of
    the total effect on GDP that each assumption explains alone.
    """

    scenario: Scenario
    baseline_date: date
    data_vintage: str
    horizon: int
    draws: int
    seed: int
    areas: tuple[str, ...]
    targets: tuple[str, ...]
    active: tuple[str, ...]
    bands: dict[tuple[str, str], Band]
    paths: dict[tuple[str, str], Band]
    flags: dict[str, dict[str, tuple[str, ...]]]
    sources: dict[str, tuple[str, ...]]
    us_buyers_cost: Band
    driver_ids: tuple[str, ...] = ()
    driver_shares: FloatArray | None = None

    def value(self, channel: str, metric: str, area: str) -> Impact:
        """One estimate at the horizon, for a country or for "ALL"."""
        band, row, spec = self.bands[channel, metric], self.areas.index(area), METRICS[channel, metric]

        def at(values: FloatArray | None) -> float | None:
            return None if values is None or np.isnan(values[row]) else float(values[row])

        return Impact(
            iso3=area,
            channel=channel,
            metric=metric,
            layer=spec.layer,
            horizon=f"Q{self.horizon}",
            unit=spec.unit,
            central=at(band.central),
            p05=at(band.p05),
            p95=at(band.p95),
            flags=self.flags[channel].get(area, ()),
            sources=self.sources[channel],
        )

    @property
    def impacts(self) -> tuple[Impact, ...]:
        """All estimates for the 33 countries at the horizon."""
        return tuple(self.value(channel, metric, iso3) for channel, metric in self.bands for iso3 in registry.lac33())


METRICS: dict[tuple[str, str], channels.Metric] = {
    (channel.id, metric.id): metric for channel in channels.CHANNELS for metric in channel.metrics
}
# Channels carry different shocks, so their effects on GDP add up; two views of one shock never do.
METRICS[TOTAL, "gdp_usd_m"] = channels.Metric("gdp_usd_m", "usd_m", "SUM")
METRICS[TOTAL, "gdp_pct"] = channels.Metric("gdp_pct", "percent_of_gdp", "SUM")
PATHS = (
    (TOTAL, "gdp_pct"),
    (channels.TARIFF.id, "tariff_gdp_pct"),
    (channels.REMITTANCE.id, "remittance_gdp_pct"),
    (channels.REMITTANCE.id, "remittances_usd_m"),
)


def estimate(scenario: Scenario, *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> ImpactResult:
    """Estimate a scenario for all 33 countries.

    `draws` is a power of two, or 0 for the central run alone; the same seed gives the same numbers.
    Raises InputError for an unusable number of draws or values that the model cannot combine.
    """
    assumed, ids = assumed_by_row(scenario, draws, seed)
    day = scenarios.baseline_day(scenario)
    horizon = int(float(scenarios.value(scenario, "horizon_q")))  # type: ignore[arg-type]
    active = tuple(channel.id for channel in channels.CHANNELS if _touches(scenario, channel))
    outcomes = {}
    for channel in channels.CHANNELS:
        # No shock is no effect, whatever the assumptions: then the central row says it all.
        rows = slice(None) if channel.id in active else slice(1)
        outcomes[channel.id] = channel.estimate(
            inputs.BUILDERS[channel.id](scenario, day), {name: assumed[name][rows] for name in channel.assumptions}
        )

    series: dict[tuple[str, str], FloatArray] = {}
    for channel_id, outcome in outcomes.items():
        shown = inputs.shown(channel_id)
        for metric, values in outcome.values.items():
            series[channel_id, metric] = _with_sum(values, shown)
        for metric, base in outcome.bases.items():
            name = metric.replace("_usd_m", "_pct")
            series[channel_id, name] = _percent(outcome.values[metric], base, shown)
    total, shown = _total(outcomes, active)
    series[TOTAL, "gdp_usd_m"] = _with_sum(total, shown)
    series[TOTAL, "gdp_pct"] = _percent(total, inputs.gdp_usd_m(), shown)

    sources = {channel.id: inputs.sources_of(channel.tables) for channel in channels.CHANNELS}
    flags = {channel: dict(found) for channel, found in inputs.flags().items()}
    flags[TOTAL] = {
        iso3: tuple(
            dict.fromkeys(flag for channel in active or inputs.flags() for flag in flags[channel].get(iso3, ()))
        )
        for iso3 in registry.lac33()
    }
    sources[TOTAL] = tuple(dict.fromkeys(source for channel in (active or sources) for source in sources[channel]))
    return ImpactResult(
        scenario=scenario,
        baseline_date=day,
        data_vintage=inputs.data_vintage(),
        horizon=horizon,
        draws=draws,
        seed=seed,
        areas=(*registry.lac33(), ALL_COUNTRIES),
        targets=scenarios.targets(scenario),
        active=active,
        bands={key: _band(values[..., horizon - 1], draws) for key, values in series.items()},
        paths={key: _band(series[key], draws) for key in PATHS},
        flags=flags,
        sources=sources,
        us_buyers_cost=_band(outcomes[channels.TARIFF.id].us_buyers_cost_usd_m, draws),
        driver_ids=ids if draws else (),
        driver_shares=_drivers(assumed, ids, series[TOTAL, "gdp_usd_m"][1:, :, horizon - 1])
        if active and draws >= MIN_DRIVER_DRAWS
        else None,
    )


def assumed_by_row(scenario: Scenario, draws: int, seed: int) -> tuple[dict[str, FloatArray], tuple[str, ...]]:
    """Values of all assumptions the channels read, [row]: row 0 is the central run, the rest are draws."""
    if draws > MAX_DRAWS:
        raise InputError(f"Number of draws: {draws} must be at most {MAX_DRAWS}.")
    if seed < 0:
        raise InputError(f"Seed: {seed} must be a whole number from 0.")
    register = inputs.used_assumptions()
    overrides = dict(scenario.assumptions)
    central = uncertainty.central_values(register, overrides)
    if not draws:
        return {name: np.array([value]) for name, value in central.items()}, tuple(central)
    drawn = uncertainty.draws(register, count=draws, seed=seed, overrides=overrides)
    return {name: np.concatenate(([central[name]], drawn[name])) for name in drawn.ids}, drawn.ids


def _touches(scenario: Scenario, channel: Channel) -> bool:
    """Whether the scenario moves a lever of the channel; how a tariff would fall does not matter without one."""
    if channel is channels.TARIFF:
        return scenario.get("tariff_pp") is not None or scenario.get("tariff_mode") is not None
    return any(scenario.get(setting) is not None for setting in channel.settings)


def _with_sum(values: FloatArray, shown: NDArray[np.bool_]) -> FloatArray:
    """[row, country, quarter] with the sum over the countries that have data as a last area; the others become NaN."""
    if _steady(values):  # keep it one number per country
        summed = _with_sum(values[..., :1], shown)
        return np.broadcast_to(summed, (*summed.shape[:2], values.shape[-1]))
    hidden = np.where(shown[:, None], values, np.nan)
    return np.concatenate([hidden, np.nansum(hidden, axis=1, keepdims=True)], axis=1)


def _steady(values: FloatArray) -> bool:
    """Whether the values are one number repeated over the quarters (a broadcast axis), which is cheap to know."""
    return values.shape[-1] > 1 and values.strides[-1] == 0


def _percent(values: FloatArray, base: FloatArray, shown: NDArray[np.bool_]) -> FloatArray:
    """Per cent of `base` [country]; for the sum, of the bases of the countries that have data on both."""
    both = shown & ~np.isnan(base) & (base > 0) & ~np.isnan(values[0, :, 0])
    whole = np.append(np.where(both, base, np.nan), base[both].sum() if both.any() else np.nan)
    percent: FloatArray = 100.0 * _with_sum(values, both) / whole[:, None]
    return percent


def _band(values: FloatArray, draws: int) -> Band:
    """Central run (row 0) and percentiles of the draws; a single row has no spread."""
    central = values[0].copy()  # a view would keep all draws alive in the cache
    if not draws:
        return Band(central)
    if len(values) == 1:
        return Band(central, central, central)
    if values.ndim > 2 and _steady(values):
        flat = _band(values[..., 0], draws)
        low, high = (np.broadcast_to(part[..., None], central.shape) for part in (flat.p05, flat.p95))  # type: ignore[index]
        return Band(central, low, high)
    low, high = np.quantile(values[1:], (0.05, 0.95), axis=0)
    return Band(central, low, high)


def _total(outcomes: Mapping[str, Outcome], active: tuple[str, ...]) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Effect on GDP of the active channels [row, country, quarter], and which countries have data for all of them."""
    shown = ~np.isnan(inputs.gdp_usd_m())
    rows = max((outcomes[channel].gdp_usd_m.shape[0] for channel in active), default=1)
    total = np.zeros((rows, len(shown), QUARTERS))
    for channel in active:
        total += outcomes[channel].gdp_usd_m
        shown = shown & inputs.shown(channel)
    return total, shown & ~np.isnan(total[0, :, 0])


def _drivers(assumed: Mapping[str, FloatArray], ids: tuple[str, ...], total: FloatArray) -> FloatArray:
    """Share of the variance of the total [draw, area] due to each assumption alone, [assumption, area]."""
    return uncertainty.first_order_shares(np.stack([assumed[name][1:] for name in ids], axis=1), total)
