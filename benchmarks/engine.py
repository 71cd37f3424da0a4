"""How long the model itself takes, without server and browser: medians of 20 runs.

Run by hand: .venv/bin/python benchmarks/engine.py

Limits on 2 free cores: a range of 1,024 draws <= 1 s; the central run <= 50 ms, so that it can come first; tariffs by
product for one scenario <= 20 ms; remittances of 33 countries over 12 quarters <= 5 ms; 4,096 draws of both <= 1.5 s; a
sweep of 100,000 scenarios in general equilibrium (one sector) into files, in this process, <= 60 s.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is imported

import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
from common import milliseconds, row

from dashboard import workspace
from dashboard.data import scenarios
from dashboard.model import channels, partial
from dashboard.workspace import design, impacts, inputs, sweep

SWEEP = 100_000
GRID = f"""
layer: GE-1S
random: {{count: {SWEEP}, ranges: {{tariff_pp: [0, 60], retaliation_pp: [0, 50], eps_ge: [2.5, 8]}}}}
"""
PRESETS = ("all_10", "colombia_25", "remittance_tax_5", "removals_1m")


def main() -> None:
    for preset in PRESETS:
        scenario = scenarios.of_preset(preset)
        central = milliseconds(lambda scenario=scenario: workspace.estimate(scenario, draws=0))
        row(f"{preset}: central", statistics.median(central), "ms", 50)
        drawn = milliseconds(lambda scenario=scenario: workspace.estimate(scenario, draws=1024))
        row(f"{preset}: 1,024 draws", statistics.median(drawn), "ms", 1000)
    scenario = scenarios.of_preset("all_10")
    hit = milliseconds(lambda: workspace.products_hit(scenario, "NIC"))
    row("products hit, one country", statistics.median(hit), "ms")
    row("market and law, once a law", statistics.median(milliseconds(baseline())), "ms")
    row("partial.solve, dense 5,486 x 36", statistics.median(milliseconds(dense_market())), "ms")
    row("remittance channel, 1,024 draws", statistics.median(milliseconds(projection(1024))), "ms")
    row("tariffs by product, one scenario", statistics.median(milliseconds(tariffs(0))), "ms", 20)
    row("remittances, 33 x 12, one scenario", statistics.median(milliseconds(projection(0))), "ms", 5)
    both = [tariffs(4096), projection(4096)]
    row(
        "tariffs and remittances, 4,096 draws", statistics.median(milliseconds(lambda: [f() for f in both])), "ms", 1500
    )
    row(f"sweep of {SWEEP:,} scenarios, one sector", sweep_seconds(), "s", 60)


def dense_market():
    """A market of the size of the HS6 table with every supplier in every product."""
    rng = np.random.default_rng(1)
    share = rng.dirichlet(np.full(36, 0.3), size=5486)
    shock = np.where(rng.random(share.shape) < 0.9, np.log(1.1), 0.0)
    return lambda: partial.solve(share, shock, sigma=3.0, eta=1.0, pass_through=0.9)


def tariffs(draws: int):
    """The tariff channel as the page calls it, market and law at hand: 10 % on all 33 countries."""
    scenario = scenarios.of_preset("all_10")
    assumed, _ = impacts.assumed_by_row(scenario, draws, workspace.DEFAULT_SEED)
    used = {name: assumed[name] for name in channels.TARIFF.assumptions}
    given = inputs.tariff_inputs(scenario, scenarios.baseline_day(scenario))
    return lambda: channels.estimate_tariffs(given, used)


def baseline():
    """What all scenarios of one law share: kinds of cells, their order, and sums."""
    law = inputs.law(scenarios.baseline_day(scenarios.of_preset("all_10")))
    return lambda: partial.Baseline.of(inputs.market(), replace(law))


def sweep_seconds() -> float:
    """Time of one whole sweep, files included, with all metrics of the 33 countries."""
    known = {layer.id: tuple(layer.metrics) for layer in sweep.layers().values()}
    plan = sweep.plan(design.read_design(GRID, known))
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        sweep.run(plan, Path(folder), lambda done: None)
        return perf_counter() - start


def projection(draws: int):
    """The remittance model as the page calls it: remittances.project on published corridors, with drawn behaviour."""
    scenario = scenarios.of_preset("removals_1m")
    assumed, _ = impacts.assumed_by_row(scenario, draws, workspace.DEFAULT_SEED)
    given = inputs.remittance_inputs(scenario, scenarios.baseline_day(scenario))
    used = {name: assumed[name] for name in channels.REMITTANCE.assumptions}
    return lambda: channels.estimate_remittances(given, used)


if __name__ == "__main__":
    main()
