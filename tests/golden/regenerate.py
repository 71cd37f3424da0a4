"""Write the expected output of every preset: `python tests/golden/regenerate.py`.

Run by hand, only when numbers change for a reason, and name the reason in the changelog: the difference of these
files is what reviewers read. Never run it to get a test green.

Each file holds the channels that its preset touches, and the total. The other channels are zero, which has its own
test. Numbers carry nine significant digits, so that a file agrees with a run to a relative 1e-8; the test asks for
1e-6, which leaves room for another machine's rounding.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from dashboard import workspace
from dashboard.data import registry, scenarios
from dashboard.views.impact import SHOWN
from dashboard.workspace import METRICS, ImpactResult

HERE = Path(__file__).parent
COLUMNS = ("iso3", "channel", "metric", "unit", "central", "p05", "p95")
DIGITS = 9


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
                numbers = ["" if v is None else f"{v:.{DIGITS}g}" for v in (i.central, i.p05, i.p95)]
                rows.append((area, channel, metric, i.unit, *numbers))
    return rows


def main() -> None:
    """Write one file per preset."""
    for preset_id in registry.presets():
        result = workspace.estimate(scenarios.of_preset(preset_id))
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(golden_rows(result))
        (HERE / f"{preset_id}.csv").write_text(out.getvalue(), encoding="utf-8")
        print(f"{preset_id}.csv: {out.getvalue().count(chr(10)) - 1} rows")


if __name__ == "__main__":
    main()
