"""How the parts of a scenario make up its effect: each instrument alone, what they do to one another, all together.

The parts are runs of their own with the other levers at the baseline. They need not sum to the joint run: removals
shrink what a remittance tax falls on, and broad sanctions contain what a tariff does. The difference is a bar of its
own. Tariffs enter as the product model gives them; the long run in general equilibrium is another view of the same
shock and has no place in this sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.data import registry, scenarios
from dashboard.domain import ALL_COUNTRIES, Scenario
from dashboard.model import channels, uncertainty
from dashboard.model.channels import Channel, FloatArray, Outcome, Redirected
from dashboard.model.uncertainty import Swing
from dashboard.workspace import impacts, inputs
from dashboard.workspace.base import gdp_usd_m

INTERACTION = "interaction"
COMMON = ("targets", "baseline_date", "horizon_q")


@dataclass(frozen=True)
class Part:
    """One bar: the settings it keeps, and the metric of a channel that it reads."""

    id: str
    settings: tuple[str, ...]
    channel: Channel
    metric: str


_REMOVALS = ("removals_k", "status_loss_pct")
PARTS = (
    Part("tariff", channels.TARIFF.settings, channels.TARIFF, "tariff_gdp_usd_m"),
    Part("remittance_tax", ("remit_tax_pct",), channels.REMITTANCE, "remittance_gdp_usd_m"),
    Part("removals", _REMOVALS, channels.REMITTANCE, "remittance_gdp_usd_m"),
    Part("returnees", _REMOVALS, channels.REMITTANCE, "returnee_gdp_usd_m"),
    Part("visas", channels.VISAS.settings, channels.VISAS, "visas_gdp_usd_m"),
    Part("aid", channels.AID.settings, channels.AID, "aid_gdp_usd_m"),
    Part(
        "sanctions",
        tuple(setting for setting in channels.SANCTIONS.settings if setting not in channels.TARIFF.settings),
        channels.SANCTIONS,
        "sanctions_gdp_usd_m",
    ),
    Part("response", channels.RESPONSE.settings, channels.RESPONSE, "response_gdp_usd_m"),
)


@dataclass(frozen=True, eq=False)
class Step:
    """One bar of the waterfall, [area]: US$ million at annual rates and per cent of GDP, at the horizon."""

    id: str
    usd_m: impacts.Band
    percent: impacts.Band


@dataclass(frozen=True, eq=False)
class Waterfall:
    """The instruments of a scenario alone, their interaction, and the joint run, for the 33 countries and their sum.

    The steps sum to `total` in every area, and in the sum only countries with data for every channel are counted.
    """

    steps: tuple[Step, ...]
    total: Step
    areas: tuple[str, ...]


def alone(scenario: Scenario, settings: tuple[str, ...]) -> Scenario:
    """The scenario with these settings only; targets, horizon, baseline day and assumptions stay."""
    kept = tuple((key, value) for key, value in scenario.settings if key in settings or key in COMMON)
    return Scenario("custom", kept, scenario.assumptions)


def waterfall(scenario: Scenario, *, draws: int = impacts.DEFAULT_DRAWS, seed: int = impacts.DEFAULT_SEED) -> Waterfall:
    """Run the scenario, and every instrument that it moves alone, with the same draws.

    Raises InputError as `estimate`.
    """
    assumed, _ = impacts.assumed_by_row(scenario, draws, seed)
    horizon = impacts.horizon_of(scenario)
    active = impacts.touched(scenario)
    outcomes = impacts.run(scenario, assumed)
    joint, shown = impacts.total_gdp(outcomes, active)
    parts = [part for part in PARTS if impacts.touched(alone(scenario, part.settings))]
    quarter = slice(horizon - 1, horizon)
    effects = {part.id: _effect(part, scenario, assumed, outcomes[part.channel.id])[:, :, quarter] for part in parts}
    total = joint[..., quarter]
    if len(effects) > 1:
        effects[INTERACTION] = total - sum(effects.values())
    return Waterfall(
        steps=tuple(_step(name, values, shown, draws) for name, values in effects.items()),
        total=_step(impacts.TOTAL, total, shown, draws),
        areas=(*registry.lac33(), ALL_COUNTRIES),
    )


def _effect(
    part: Part, scenario: Scenario, assumed: Mapping[str, FloatArray], joint: Outcome
) -> FloatArray | Redirected:
    """Effect on GDP of one instrument alone [row, country, quarter]; the joint outcome where nothing else matters."""
    single = alone(scenario, part.settings)
    if all(single.get(setting) == scenario.get(setting) for setting in part.channel.settings):
        return joint.values[part.metric]
    given = inputs.BUILDERS[part.channel.id](single, scenarios.baseline_day(single))
    return part.channel.estimate(given, {name: assumed[name] for name in part.channel.assumptions}).values[part.metric]


def _step(name: str, values: FloatArray, shown: NDArray[np.bool_], draws: int) -> Step:
    usd, percent = impacts.with_sum(values, shown), impacts.percent_of(values, gdp_usd_m(), shown)
    return Step(name, impacts.band_of(usd[..., 0], draws), impacts.band_of(percent[..., 0], draws))


def swings(scenario: Scenario, area: str) -> tuple[Swing, ...]:
    """The effect on an area's GDP, in per cent at the horizon, with one assumption at a time at its low and its high.

    Widest span first; assumptions that move nothing are left out. Empty when no channel is touched or the area has no
    result. Raises InputError for assumptions that do not combine.
    """
    active, overrides = impacts.touched(scenario), dict(scenario.assumptions)
    read = impacts.read_by(active)
    register = inputs.used_assumptions()
    central = uncertainty.central_values(register, overrides)
    row, horizon = (*registry.lac33(), ALL_COUNTRIES).index(area), impacts.horizon_of(scenario)

    def evaluate(values: Mapping[str, FloatArray]) -> FloatArray:
        assumed = {name: np.array([value]) for name, value in central.items()} | dict(values)
        total, shown = impacts.total_gdp(impacts.run(scenario, assumed), active)
        found: FloatArray = impacts.percent_of(total[..., horizon - 1 : horizon], gdp_usd_m(), shown)[:, row, 0]
        return found

    if not active or np.isnan(evaluate({})[0]):
        return ()
    moved = [assumption for assumption in register if assumption.id in read]
    held = {name: value for name, value in overrides.items() if name in read}
    return tuple(swing for swing in uncertainty.tornado(evaluate, moved, overrides=held) if swing.span > 0.0)
