"""What the benchmarks share: the server and the browser of the browser tests, and a table of results."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))


def milliseconds(run: Callable[[], object], count: int = 20) -> list[float]:
    """Times of `count` runs after one to warm up."""
    run()
    times = []
    for _ in range(count):
        start = perf_counter()
        run()
        times.append(1000 * (perf_counter() - start))
    return times


def p95(values: Sequence[float]) -> float:
    """95th percentile, interpolated."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def row(name: str, value: float, unit: str, limit: float | None = None) -> None:
    """Print one line of the table; a missed limit is marked."""
    verdict = "" if limit is None else f"limit {limit:>7,.0f}  {'ok' if value <= limit else 'MISSED'}"
    print(f"{name:44} {value:>10,.1f} {unit:4} {verdict}", flush=True)


def resident_mib(pid: int) -> float:
    """Memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")
