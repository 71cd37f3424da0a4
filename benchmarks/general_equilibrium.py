"""How long one general-equilibrium scenario takes: `python benchmarks/general_equilibrium.py`, from the project root.

Medians of 20 solves, checks of the input included, each of another shock. Solved on the matrix of the model (42
regions) and on synthetic worlds of the sizes in the table. BLAS runs on one thread: at these sizes a second one gains
little on an idle machine and waits for the first on a busy one. `processor` is the median of processor time,
without the waiting for other programs.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is imported

import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from dashboard.data.tables import load_table
from dashboard.model.general import Equilibrium, solve_one_sector, solve_with_inputs
from dashboard.model.tariffs import FloatArray

SOLVES = 20
BLOCK = 32
GOODS_BETA, SERVICES_BETA, GOODS_SHARE = 0.33, 0.56, 0.35

Case = Callable[[FloatArray], Equilibrium]


def model_matrix() -> FloatArray:
    frame = load_table("trade_matrix_2023").frame
    matrix = frame.pivot(index="exporter_iso3", columns="importer_iso3", values="trade_usd_m")
    return matrix.to_numpy(dtype=np.float64)


def synthetic(rng: np.random.Generator, regions: int) -> FloatArray:
    """Trade of regions of very different size, home shares from a third to five sixths."""
    size = rng.lognormal(0.0, 1.5, regions)
    trade = rng.lognormal(0.0, 1.0, (regions, regions)) * np.outer(size, size)
    np.fill_diagonal(trade, 0.0)
    np.fill_diagonal(trade, np.maximum(trade.sum(axis=0), trade.sum(axis=1)) * rng.uniform(0.5, 5.0, regions))
    return trade


def two_sectors(trade: FloatArray) -> FloatArray:
    """Goods and services from a matrix with GDP as row sums, a share of it in goods; services are not traded."""
    gdp = trade.sum(axis=1)
    goods = trade.copy()
    np.fill_diagonal(goods, 0.0)
    exports = goods.sum(axis=1)
    np.fill_diagonal(goods, np.maximum(gdp * GOODS_SHARE / GOODS_BETA - exports, 0.05 * exports))
    return np.stack((goods, np.diag(gdp * (1.0 - GOODS_SHARE) / SERVICES_BETA)))


def shocks(rng: np.random.Generator, shape: tuple[int, ...], highest: float, count: int) -> FloatArray:
    """Tariffs of everybody on everybody, up to `highest`; none on domestic sales."""
    tariff = rng.uniform(0.0, highest, (count, *shape))
    tariff[..., range(shape[-1]), range(shape[-1])] = 0.0
    return tariff


def timed(name: str, target_ms: float, solve: Case, tariffs: FloatArray, per: int = 1) -> bool:
    """Print one row; returns whether the median meets the target."""
    solve(tariffs[0])
    milliseconds, processor, iterations, residual = [], [], 0, 0.0
    for tariff in tariffs:
        start, start_processor = time.perf_counter(), time.process_time()
        solved = solve(tariff)
        processor.append((time.process_time() - start_processor) * 1e3 / per)
        milliseconds.append((time.perf_counter() - start) * 1e3 / per)
        iterations, residual = max(iterations, solved.iterations), max(residual, solved.residual)
    met = median(milliseconds) < target_ms
    print(
        f"{name:<58}{median(milliseconds):>9.2f}{median(processor):>11.2f}{target_ms:>9.1f}"
        f"{iterations:>7}{residual:>10.0e}  {'ok' if met else 'SLOW'}"
    )
    return met


def main() -> int:
    rng = np.random.default_rng(2026)
    matrix = model_matrix()
    regions = len(matrix)
    print(f"{'ms per scenario':<58}{'median':>9}{'processor':>11}{'target':>9}{'steps':>7}{'residual':>10}")

    def one_sector(trade: FloatArray) -> Case:
        zero = np.zeros_like(trade)
        return lambda tariff: solve_one_sector(trade, zero, tariff, elasticity=4.0)

    def with_inputs(trade: FloatArray, elasticity: FloatArray, beta: FloatArray) -> Case:
        zero = np.zeros_like(trade)
        return lambda tariff: solve_with_inputs(trade, zero, tariff, elasticity=elasticity, value_added_share=beta)

    met = []
    for name, trade, target in (
        (f"one sector, {regions} regions (data)", matrix, 1.0),
        ("one sector, 45 regions", synthetic(rng, 45), 1.0),
        ("one sector, 194 regions", synthetic(rng, 194), 15.0),
    ):
        met.append(timed(f"{name}, to 100 %", target, one_sector(trade), shocks(rng, trade.shape, 1.0, SOLVES)))
    block = shocks(rng, (BLOCK, *matrix.shape), 1.0, SOLVES)
    met.append(timed(f"the first, {BLOCK} scenarios at once", 0.6, one_sector(matrix), block, per=BLOCK))

    for name, goods in ((f"{regions} regions (data)", matrix), ("45 regions", synthetic(rng, 45))):
        trade = two_sectors(goods)
        tariffs = shocks(rng, trade.shape, 0.6, SOLVES)
        tariffs[:, 1] = 0.0
        solve = with_inputs(trade, np.array((4.0, 4.0)), np.array((GOODS_BETA, SERVICES_BETA)))
        met.append(timed(f"goods and services with inputs, {name}, to 60 %", 20.0, solve, tariffs))

    trade = np.stack([synthetic(rng, 17) for _ in range(28)])
    tariffs = shocks(rng, trade.shape, 0.6, SOLVES)
    solve = with_inputs(trade, rng.uniform(3.0, 10.0, 28), rng.uniform(0.32, 0.56, 28))
    met.append(timed("28 sectors with inputs, 17 regions, to 60 %", 60.0, solve, tariffs))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
