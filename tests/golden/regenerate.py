"""Write the expected output of every preset and of the long run and coalitions: `python tests/golden/regenerate.py`.

Run by hand, only when numbers change for a reason, and name the reason in the changelog: the difference of these
files is what reviewers read. Never run it to get a test green.

Each file beside this one holds the channels that its preset touches, and the total. The other channels are zero, which
has its own test. `long_run/` and `coalition/` hold some presets; the outturns of the backtest are on record in
data/validation. Numbers carry nine significant digits, so that a file agrees with a run to a relative 1e-8; the test
asks for 1e-6, which leaves room for another machine's rounding.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

from dashboard import workspace
from dashboard.data import registry, scenarios
from dashboard.views.impact import SHOWN
from dashboard.workspace import METRICS, ImpactResult, equilibrium, responses

HERE = Path(__file__).parent
COLUMNS = ("iso3", "channel", "metric", "unit", "central", "p05", "p95")
DIGITS = 9
DRAWS = 256
LONG_RUN = ("all_10", "mexico_canada_25", "brazil_50", "remittance_tax_5", "joint_refusal_all")
COALITIONS = {"all_10": "caricom", "mexico_canada_25": "mercosur", "remittance_tax_5": "sica"}


def golden_metrics(channel: str) -> tuple[str, ...]:
    """Metrics of a channel that the page shows, and those in per cent."""
    percent = tuple(metric for owner, metric in METRICS if owner == channel and metric.endswith("_pct"))
    return tuple(dict.fromkeys((*SHOWN[channel], *percent)))


def golden_rows(result: ImpactResult) -> list[tuple[str, ...]]:
    """One row per area and metric, numbers as text; an empty cell is no data."""
    rows = []
    for channel in (*result.active, workspace.TOTAL):
        for metric in golden_metrics(channel):
            for area in result.areas:
                i = result.value(channel, metric, area)
                rows.append((area, channel, metric, i.unit, *_numbers(i.central, i.p05, i.p95)))
    return rows


def long_run_rows(preset_id: str) -> list[tuple[str, ...]]:
    """One row per model, metric and area; the column `channel` holds the model."""
    rows = []
    for model in equilibrium.MODELS:
        result = equilibrium.long_run(scenarios.of_preset(preset_id), model=model, draws=DRAWS)
        for metric in equilibrium.METRICS:
            for area in result.areas:
                i = result.value(metric.id, area)
                rows.append((area, model, metric.id, metric.unit, *_numbers(i.central, i.p05, i.p95)))
    return rows


def coalition_rows(preset_id: str) -> list[tuple[str, ...]]:
    """What the preset costs the members of a bloc alone and together, and US buyers, US$ million a year."""
    members = scenarios.blocs()[COALITIONS[preset_id]]
    result = responses.coalition(scenarios.of_preset(preset_id), members, draws=DRAWS)
    rows = []
    for name in ("cost_alone", "cost_joint"):
        band = result.band(getattr(result, name))
        for at, iso3 in enumerate(members):
            ends = (band.central[at], *(None if end is None else end[at] for end in (band.p05, band.p95)))
            rows.append((iso3, COALITIONS[preset_id], name, "usd_m", *_numbers(*ends)))
    return rows


def _numbers(*values: float | None) -> tuple[str, ...]:
    return tuple("" if value is None or value != value else f"{value:.{DIGITS}g}" for value in values)


def files() -> dict[str, Callable[[], list[tuple[str, ...]]]]:
    """What makes the rows of each file, by its path without the ending."""
    return {
        **{name: partial(_preset_rows, name) for name in registry.presets()},
        **{f"long_run/{name}": partial(long_run_rows, name) for name in LONG_RUN},
        **{f"coalition/{name}": partial(coalition_rows, name) for name in COALITIONS},
    }


def _preset_rows(preset_id: str) -> list[tuple[str, ...]]:
    return golden_rows(workspace.estimate(scenarios.of_preset(preset_id)))


def main() -> None:
    """Write every file."""
    for name, make in files().items():
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(make())
        path = HERE / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(out.getvalue(), encoding="utf-8")
        print(f"{name}.csv: {out.getvalue().count(chr(10)) - 1} rows")


if __name__ == "__main__":
    main()
