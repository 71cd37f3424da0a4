"""How long one general-equilibrium scenario takes: `python benchmarks/general_equilibrium.py`, from the project root.

Medians of 20 solves, checks of the input included, each of another shock. Solved on the matrix of the model (42
regions) and on synthetic worlds of the sizes in the table. BLAS runs on one thread: at these sizes a second one gains
little on an idle machine and waits for the first on a busy one. `processor` is the median of processor time,
without the waiting for other programs.

The last part needs the package gegravity 0.3 (MIT; `pip install gegravity`), for this comparison alone. It runs the
package's own example (`examples/examples_OneSectorGE.py`: 30 countries, 2006, Canada and Japan sign a trade agreement,
sigma 5) on its own data (`sample_data_set.dlm`, MIT, Peter R. Herman; in gegravity_example.csv each pair stands once,
because all variables are symmetric) and solves the same shock on the same trade here. The two do not mean quite the
same: gegravity keeps spending over output, and output at its old value within the price equations, so that trade after
the shock does not add up to output (the row "not cleared"); here deficits are fixed and all markets clear. Compared is
real output, output over the price index, which does not depend on the numeraire.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is imported

import importlib
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from dashboard.data.tables import load_table
from dashboard.model.general import Equilibrium, solve_one_sector, solve_with_inputs
from dashboard.model.tariffs import FloatArray

SOLVES = 20
BLOCK = 32
GOODS_BETA, SERVICES_BETA, GOODS_SHARE = 0.33, 0.56, 0.35

EXAMPLE = Path(__file__).parent / "gegravity_example.csv"
# Estimates of the example, and its elasticity of substitution.
GRAVITY = {
    "lndist": -0.3898623,
    "contiguity": 0.891577,
    "common_language": 0.0326249,
    "pta": 0.4711383,
    "international": -3.412584,
    "constant": 16.32434,
}
SIGMA = 5
RATIO = 500
POINTS = 0.02

Case = Callable[[FloatArray], Equilibrium]


def model_matrix() -> FloatArray:
    frame = load_table("trade_matrix_2023").frame
    matrix = frame.pivot(index="exporter_iso3", columns="importer_iso3", values="trade_usd_m")  # noqa: PD010
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
    met.append(against_gegravity())
    return 0 if all(met) else 1


def against_gegravity() -> bool:
    """Agreement and speed on gegravity's example, printed; False when a limit is missed or it is not installed."""
    try:
        gegravity = importlib.import_module("gegravity")
    except ImportError:
        print("gegravity is not installed: no comparison with it (pip install gegravity)")
        return False
    pairs = pd.read_csv(EXAMPLE)  # noqa: TID251 - no table of the project
    own = pairs[pairs["country"] == pairs["partner"]].set_index("country").sort_index()
    there = pairs.rename(columns={"country": "exporter", "partner": "importer"})
    back = pairs[pairs["country"] != pairs["partner"]].rename(columns={"country": "importer", "partner": "exporter"})
    rows = pd.concat([there, back], ignore_index=True).rename(columns={"distance_log": "lndist"})
    rows["Y"], rows["E"] = rows["exporter"].map(own["output_usd_m"]), rows["importer"].map(own["expenditure_usd_m"])
    rows["international"] = (rows["exporter"] != rows["importer"]).astype(int)
    rows = rows.assign(constant=1, year=2006, trade=1.0)  # its solution does not read observed trade
    names = list(own.index)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = gegravity.OneSectorGE(
            baseline=gegravity.BaselineData(
                rows,
                imp_var_name="importer",
                exp_var_name="exporter",
                year_var_name="year",
                trade_var_name="trade",
                expend_var_name="E",
                output_var_name="Y",
            ),
            cost_coeff_values=gegravity.CostCoeffs(
                estimates=pd.DataFrame({"var": GRAVITY.keys(), "beta": GRAVITY.values(), "stderr": 0.0}),
                identifier_col="var",
                coeff_col="beta",
                stderr_col="stderr",
            ),
            cost_variables=list(GRAVITY),
            year="2006",
            reference_importer="DEU",
            sigma=SIGMA,
            quiet=True,
        )
        model.build_baseline(omr_rescale=1)
        signed = model.baseline_data.copy()
        both = signed["exporter"].isin(("CAN", "JPN")) & signed["importer"].isin(("CAN", "JPN"))
        signed.loc[both & (signed["exporter"] != signed["importer"]), "pta"] = 1
        model.define_experiment(signed)
        start = time.perf_counter()
        model.simulate()
        theirs_s = time.perf_counter() - start

    flows = model.bilateral_trade_results
    before, after = (
        flows[name].unstack().loc[names, names].to_numpy()  # noqa: PD010
        for name in ("baseline modeled trade", "experiment trade")
    )
    cost = np.ones_like(before)
    canada, japan = names.index("CAN"), names.index("JPN")
    cost[canada, japan] = cost[japan, canada] = np.exp(GRAVITY["pta"] / (1 - SIGMA))
    zero, seconds = np.zeros_like(before), []
    for _ in range(SOLVES):
        start = time.perf_counter()
        ours = solve_one_sector(before, zero, zero, elasticity=SIGMA - 1.0, cost_hat=cost)
        seconds.append(time.perf_counter() - start)

    theirs = model.country_results.loc[names, "GDP change (percent)"].to_numpy()
    output = model.outputs_expenditures.loc[names, "experiment output"].to_numpy()
    cleared = (after.sum(axis=1) / after.sum()) / (output / output.sum()) - 1.0
    gap, ratio = float(np.abs(theirs - ours.real_wage_pct).max()), theirs_s / median(seconds)
    print(f"\ngegravity's example: {theirs_s * 1e3:,.0f} ms there, {median(seconds) * 1e3:.2f} ms here")
    print(
        f"  speed ratio                                  {ratio:>10,.0f}    at least {RATIO}  {verdict(ratio >= RATIO)}"
    )
    print(f"  real output, largest difference, points      {gap:>10.4f}    limit {POINTS}   {verdict(gap <= POINTS)}")
    print(f"  real output of Canada, per cent: there, here {theirs[canada]:>10.4f}{ours.real_wage_pct[canada]:>10.4f}")
    print(f"  real output of Japan, per cent: there, here  {theirs[japan]:>10.4f}{ours.real_wage_pct[japan]:>10.4f}")
    open_there, open_here = 100.0 * float(np.abs(cleared).max()), 100.0 * ours.residual
    print(f"  not cleared, per cent: there, here           {open_there:>10.4f}{open_here:>10.0e}")
    return ratio >= RATIO and gap <= POINTS


def verdict(met: bool) -> str:
    return "ok" if met else "MISSED"


if __name__ == "__main__":
    sys.exit(main())
