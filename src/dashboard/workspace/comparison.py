"""Several scenarios in the same worlds: what one does more than another, with the range of the difference.

A draw is one world, the same for all scenarios, so differences are taken draw by draw. The range of a difference is
therefore much narrower than two ranges side by side suggest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.domain import N_, InputError, Scenario
from dashboard.model import channels
from dashboard.model.channels import FloatArray
from dashboard.workspace import base, impacts
from dashboard.workspace.impacts import DEFAULT_DRAWS, DEFAULT_SEED, TOTAL, Band, ImpactResult

FEWEST, MOST = 2, 4


@dataclass(frozen=True, eq=False)
class Comparison:
    """Results of the scenarios in their order, and how their effects on GDP are made up and differ.

    `parts[k][channel]` [area] is what scenario k does through a channel, per cent of GDP at its horizon; channels are
    added one after the other in the order of the model, so that the parts sum to "total". `differences[k][channel]`
    is the part of scenario k + 1 less that of the first. NaN is no data.
    """

    results: tuple[ImpactResult, ...]
    parts: tuple[dict[str, Band], ...]
    differences: tuple[dict[str, Band], ...]
    channels: tuple[str, ...]


def compare(scenarios: tuple[Scenario, ...], *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> Comparison:
    """Estimate two to four scenarios in the same worlds; 0 draws give the central runs alone.

    Raises InputError for another number of scenarios, or as `estimate`.
    """
    if not FEWEST <= len(scenarios) <= MOST:
        raise InputError(
            N_("Scenarios to compare: {given} given; choose {fewest} to {most}."),
            given=len(scenarios),
            fewest=FEWEST,
            most=MOST,
        )
    results = tuple(impacts.estimate(scenario, draws=draws, seed=seed) for scenario in scenarios)
    touched = {channel for result in results for channel in result.active}
    order = tuple(channel.id for channel in channels.CHANNELS if channel.id in touched)
    made = [_parts(scenario, order, draws, seed) for scenario in scenarios]
    return Comparison(
        results=results,
        parts=tuple({name: impacts.band_of(values, draws) for name, values in parts.items()} for parts in made),
        differences=tuple(
            {name: impacts.band_of(parts[name] - made[0][name], draws) for name in parts} for parts in made[1:]
        ),
        channels=order,
    )


def _parts(scenario: Scenario, order: tuple[str, ...], draws: int, seed: int) -> dict[str, FloatArray]:
    """Effect on GDP by channel and in total, per cent [row, area] at the horizon."""
    assumed, _ = impacts.assumed_by_row(scenario, draws, seed)
    outcomes = impacts.run(scenario, assumed)
    active = impacts.touched(scenario)
    quarter = impacts.horizon_of(scenario) - 1

    def effect(included: tuple[str, ...]) -> FloatArray:
        total, shown = impacts.total_gdp(outcomes, included)
        percent: FloatArray = impacts.percent_of(total, base.gdp_usd_m(), shown)[..., quarter]
        return np.broadcast_to(percent, (1 + draws, percent.shape[1]))

    before, found = effect(()), {}
    for place, channel in enumerate(order):
        after = effect(tuple(name for name in order[: place + 1] if name in active))
        found[channel] = after - before
        before = after
    found[TOTAL] = before
    return found
