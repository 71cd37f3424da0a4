"""From a scenario to estimates: composes inputs and model, and carries sources and missing inputs along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.data import registry, scenarios
from dashboard.domain import ALL_COUNTRIES, Impact, InputError, Scenario
from dashboard.model import channels, uncertainty
from dashboard.model.arrays import is_whole
from dashboard.model.channels import QUARTERS, FloatArray, Outcome
from dashboard.workspace import inputs
from dashboard.workspace.base import gdp_usd_m

DEFAULT_DRAWS = 1024
DEFAULT_SEED = 2026
# With fewer, the 5th and 95th percentile are the lowest and the highest draws: a range may leave the estimate out.
MIN_DRAWS, MAX_DRAWS = 2**6, 2**14
TOTAL = "total"
ALL = slice(None)
# Without a measure, what is missing for the channels of the presets is what a reader may want to know.
BASIC = (channels.TARIFF.id, channels.REMITTANCE.id)


@dataclass(frozen=True, eq=False)
class Band:
    """Central run with percentiles of the draws, arrays of one shape; NaN is no data, None is not yet drawn."""

    central: FloatArray
    p05: FloatArray | None = None
    p95: FloatArray | None = None
    p25: FloatArray | None = None
    p50: FloatArray | None = None
    p75: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class ImpactResult:
    """Everything one scenario yields, for the 33 countries and, last, their sum ("ALL").

    `bands[channel, metric]` [area] are results at the horizon, `paths[channel, metric]` [area, quarter] those over
    all quarters, with percentiles for the total alone. `flags[channel][iso3]` say what is missing or weak;
    `sources[channel]` what the channel rests on; `active` which channels the scenario touches. `driver_shares`
    [assumption, area] is the share of the variance of the total effect on GDP that each assumption explains alone.
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
            p25=at(band.p25),
            p50=at(band.p50),
            p75=at(band.p75),
            flags=(*self.flags[channel].get(area, ()), *inputs.metric_flags().get(metric, {}).get(area, ())),
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
CHANNEL_PATHS = (
    *((channel.id, f"{channel.id}_gdp_pct") for channel in channels.CHANNELS),
    (channels.REMITTANCE.id, "remittances_usd_m"),
)


def estimate(scenario: Scenario, *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> ImpactResult:
    """Estimate a scenario for all 33 countries.

    `draws` is a power of two, or 0 for the central run alone; the same seed gives the same numbers.
    Raises InputError for an unusable number of draws or values that the model cannot combine.
    """
    assumed, ids = assumed_by_row(scenario, draws, seed)
    day = scenarios.baseline_day(scenario)
    horizon = horizon_of(scenario)
    active = touched(scenario)
    outcomes = run(scenario, assumed)

    # All draws at the horizon; over all quarters the central run of each channel, and all draws of the total.
    quarter = slice(horizon - 1, horizon)
    series: dict[tuple[str, str], FloatArray] = {}
    paths: dict[tuple[str, str], Band] = {}
    for channel_id, outcome in outcomes.items():
        if channel_id in active:
            found, path = _at(horizon, channel_id, outcome), _paths(channel_id, outcome)
        else:
            found, path = _untouched_at(horizon, channel_id, day)
        series |= found
        paths |= {key: Band(values.copy()) for key, values in path.items()}
    total, shown = total_gdp(outcomes, active)
    percent = percent_of(total, gdp_usd_m(), shown)
    series[TOTAL, "gdp_usd_m"] = with_sum(total[..., quarter], shown)[..., 0]
    series[TOTAL, "gdp_pct"] = percent[..., horizon - 1]

    sources = {channel.id: inputs.sources_of(channel.tables) for channel in channels.CHANNELS}
    flags = inputs.scenario_flags(scenario)
    flags[TOTAL] = {
        area: tuple(dict.fromkeys(flag for channel in active or BASIC for flag in flags[channel].get(area, ())))
        for area in (*registry.lac33(), ALL_COUNTRIES)
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
        bands={key: band_of(values, draws) for key, values in series.items()},
        paths={(TOTAL, "gdp_pct"): band_of(percent, draws)} | paths,
        flags=flags,
        sources=sources,
        us_buyers_cost=band_of(outcomes[channels.TARIFF.id].us_buyers_cost_usd_m, draws),
        driver_ids=ids if draws else (),
        driver_shares=_drivers(assumed, ids, active, series[TOTAL, "gdp_usd_m"][1:]),
    )


def _at(horizon: int, channel_id: str, outcome: Outcome) -> dict[tuple[str, str], FloatArray]:
    """All metrics of a channel in one quarter, [row, area]."""
    found = series_of(channel_id, outcome, quarters=slice(horizon - 1, horizon))
    return {(channel_id, metric): values[..., 0] for metric, values in found.items()}


def _paths(channel_id: str, outcome: Outcome) -> dict[tuple[str, str], FloatArray]:
    """What is shown of a channel over all quarters, in the central run, [area, quarter]."""
    return {
        key: metric_of(channel_id, outcome, key[1], rows=slice(1))[0] for key in CHANNEL_PATHS if key[0] == channel_id
    }


@lru_cache(maxsize=128)
def _untouched_at(
    horizon: int, channel_id: str, day: date
) -> tuple[dict[tuple[str, str], FloatArray], dict[tuple[str, str], FloatArray]]:
    """`_at` and `_paths` of a channel that a scenario leaves alone: the same for all scenarios of a day."""
    outcome = _untouched(channel_id, day)
    return _at(horizon, channel_id, outcome), _paths(channel_id, outcome)


def series_of(channel_id: str, outcome: Outcome, *, quarters: slice = ALL) -> dict[str, FloatArray]:
    """All metrics of a channel [row, area, quarter], areas being the 33 countries and their sum; NaN is no data."""
    percent = (metric.replace("_usd_m", "_pct") for metric in outcome.bases)
    return {metric: metric_of(channel_id, outcome, metric, quarters=quarters) for metric in (*outcome.values, *percent)}


def metric_of(
    channel_id: str, outcome: Outcome, metric: str, *, rows: slice = ALL, quarters: slice = ALL
) -> FloatArray:
    """One metric of a channel [row, area, quarter], for some of the rows and quarters."""
    shown, part = inputs.shown(channel_id), (rows, slice(None), quarters)
    if metric in outcome.values:
        return with_sum(outcome.values[metric][part], shown)
    flow = metric.replace("_pct", "_usd_m")
    return percent_of(outcome.values[flow][part], outcome.bases[flow], shown)


def assumed_by_row(scenario: Scenario, draws: int, seed: int) -> tuple[dict[str, FloatArray], tuple[str, ...]]:
    """Values of all assumptions the channels read, [row]: row 0 is the central run, the rest are draws."""
    if not is_whole(draws) or (draws and (not MIN_DRAWS <= draws <= MAX_DRAWS or draws & (draws - 1))):
        raise InputError(
            f"Number of draws (--draws): {draws} must be 0, for no range, "
            f"or a power of two from {MIN_DRAWS} to {MAX_DRAWS:,}."
        )
    uncertainty.check_seed(seed)
    scenarios.check(scenario)
    register = inputs.used_assumptions()
    overrides = dict(scenario.assumptions)
    central = uncertainty.central_values(register, overrides)
    if not draws:
        return {name: np.array([value]) for name, value in central.items()}, tuple(central)
    drawn = uncertainty.draws(register, count=draws, seed=seed, overrides=overrides)
    return {name: np.concatenate(([central[name]], drawn[name])) for name in drawn.ids}, drawn.ids


def horizon_of(scenario: Scenario) -> int:
    """The quarter after the start that the scenario's results are for."""
    return int(float(scenarios.value(scenario, "horizon_q")))  # type: ignore[arg-type]


def touched(scenario: Scenario) -> tuple[str, ...]:
    """Ids of the channels whose levers the scenario moves; how a tariff would fall does not matter without one."""
    return tuple(
        channel.id for channel in channels.CHANNELS if any(scenario.get(lever) is not None for lever in channel.levers)
    )


def read_by(active: tuple[str, ...]) -> frozenset[str]:
    """Ids of the assumptions that these channels read."""
    return frozenset(name for channel in channels.CHANNELS if channel.id in active for name in channel.assumptions)


def run(scenario: Scenario, assumed: Mapping[str, FloatArray]) -> dict[str, Outcome]:
    """The outcome of every channel for the rows of the assumptions; a channel that is not touched has one row."""
    day, active = scenarios.baseline_day(scenario), touched(scenario)
    return {
        channel.id: channel.estimate(
            inputs.BUILDERS[channel.id](scenario, day), {name: assumed[name] for name in channel.assumptions}
        )
        if channel.id in active
        else _untouched(channel.id, day)
        for channel in channels.CHANNELS
    }


@lru_cache(maxsize=64)
def _untouched(channel_id: str, day: date) -> Outcome:
    """The outcome of a channel under the law of a day: no effect, whatever the assumptions, so one row says it all."""
    channel = next(channel for channel in channels.CHANNELS if channel.id == channel_id)
    central = uncertainty.central_values(inputs.used_assumptions())
    law = scenarios.build({"baseline_date": day.isoformat()})
    return channel.estimate(
        inputs.BUILDERS[channel_id](law, day), {name: np.array([central[name]]) for name in channel.assumptions}
    )


def with_sum(values: FloatArray, shown: NDArray[np.bool_]) -> FloatArray:
    """[row, country, quarter] with the sum over the countries that have data as a last area; the others become NaN."""
    if _steady(values):  # keep it one number per country
        summed = with_sum(values[..., :1], shown)
        return np.broadcast_to(summed, (*summed.shape[:2], values.shape[-1]))
    found = np.empty((len(values), values.shape[1] + 1, values.shape[2]))
    countries, total = found[:, :-1], found[:, -1]
    countries[...] = values
    countries[:, ~shown] = 0.0
    np.sum(countries, axis=1, out=total)
    if np.isnan(
        total
    ).any():  # of the countries shown too some have no data; looking for them first takes twice as long
        np.nansum(countries, axis=1, out=total)
    countries[:, ~shown] = np.nan
    return found


def _steady(values: FloatArray) -> bool:
    """Whether the values are one number repeated over the quarters (a broadcast axis), which is cheap to know."""
    return values.shape[-1] > 1 and values.strides[-1] == 0


def percent_of(values: FloatArray, base: FloatArray, shown: NDArray[np.bool_]) -> FloatArray:
    """Per cent of `base` [country]; for the sum, of the bases of the countries that have data on both."""
    both = shown & ~np.isnan(base) & (base > 0) & ~np.isnan(values[0, :, 0])
    whole = np.append(np.where(both, base, np.nan), base[both].sum() if both.any() else np.nan)
    percent = with_sum(values, both)
    if percent.flags.writeable:
        percent *= 100.0 / whole[:, None]
        return percent
    return percent * (100.0 / whole[:, None])


def band_of(values: FloatArray, draws: int) -> Band:
    """Central run (row 0) and percentiles of the draws; a single row has no spread."""
    central = values[0].copy()  # a view would keep all draws alive in the cache
    if not draws:
        return Band(central)
    if len(values) == 1:
        return Band(*(central,) * 6)
    return Band(central, *uncertainty.percentiles(values[1:], (0.05, 0.95, 0.25, 0.5, 0.75)))


def total_gdp(outcomes: Mapping[str, Outcome], active: tuple[str, ...]) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Effect on GDP of the active channels [row, country, quarter], and which countries have data for all of them.

    Where a channel contains what a tariff does, the tariff's own result is left out.
    """
    shown = ~np.isnan(gdp_usd_m())
    effects = []
    contained = np.zeros(len(shown), dtype=np.bool_)
    for channel in active:
        if (contains := outcomes[channel].contains_tariff) is not None:
            contained |= contains
    for channel in active:
        effect, known = outcomes[channel].gdp_usd_m, inputs.shown(channel)
        if channel == channels.TARIFF.id and contained.any():
            effect, known = np.where(contained[:, None], 0.0, effect), known | contained
        effects.append(effect)
        shown = shown & known
    total = sum(effects, start=np.zeros((1, len(shown), QUARTERS)))
    return total, shown & ~np.isnan(total[0, :, 0])


def _drivers(
    assumed: Mapping[str, FloatArray], ids: tuple[str, ...], active: tuple[str, ...], total: FloatArray
) -> FloatArray | None:
    """Share of the variance of the total [draw, area] due to each assumption alone, [assumption, area].

    Only what the active channels read can have one; None when there are too few draws to tell those apart.
    """
    read = read_by(active)
    places = [i for i, name in enumerate(ids) if name in read]
    if not places or len(total) < uncertainty.draws_for_shares(len(places)):
        return None
    shares = np.zeros((len(ids), total.shape[1]))
    shares[places] = uncertainty.first_order_shares(
        np.stack([assumed[ids[place]][1:] for place in places], axis=1), total
    )
    return shares
