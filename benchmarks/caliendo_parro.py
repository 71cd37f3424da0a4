"""The solver with input-output links against the article that it follows: `python benchmarks/caliendo_parro.py FOLDER`.

Caliendo and Parro, "Estimates of the Trade and Welfare Effects of NAFTA", Review of Economic Studies 82(1), 2015: 31
countries, 40 sectors (20 traded), 1993; the tariffs between Canada, Mexico and the United States of 1993 become those
of 2005. FOLDER holds the authors' replication data, which say no licence and are not part of this project, as tidy
tables (a copy of the original files: github.com/powell001/Caliendo_Parro_2015_Python, commit 59738390, folder
data/original_data):

    countries.csv               iso3, position
    sectors_theta.csv           sector, tradable, theta
    trade_tariffs_1993.csv      sector, exporter, importer, trade_1993_thousand_usd, tariff_1993_pct, tariff_2005_pct
    output_value_added_1993.csv iso3, sector, gross_output_as_found (US dollars), value_added_share
    io_shares_wide_1993.csv     iso3, using_sector, input_s01 ... (shares of spending on inputs)

The experiment starts from a world without deficits. Welfare in the article is the sum of its two parts, changes of
prices and of volumes at the weights of the base; for Mexico, whose imports double, that is far from the exact change of
real income, which stands in the last column.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.model.general import Equilibrium, solve_input_output
from dashboard.model.tariffs import FloatArray

BLOC = ("CAN", "MEX", "USA")
THOUSAND = 1_000.0
# Of the article, per cent. Welfare and trade in whole per cent were read in its abstract; the parts of welfare, real
# wages and the decimals of trade were recalled and not checked against the article itself.
# In order: terms of trade, volume of trade, welfare, real wages, imports from the bloc.
PUBLISHED = {
    "MEX": (-0.41, 1.72, 1.31, 1.72, 118.28),
    "CAN": (-0.11, 0.04, -0.06, 0.32, 11.11),
    "USA": (0.04, 0.04, 0.08, 0.11, 40.52),
}
TOLERANCES = (0.01, 0.01, 0.015, 0.01, 0.05)


def _table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv")  # noqa: TID251 - not a table of this project


def read(folder: Path) -> tuple[list[str], dict[str, FloatArray]]:
    """Countries, and the arrays of the solver, [sector, exporter, importer] or [sector, region]."""
    countries = _table(folder, "countries").sort_values("position")["iso3"].tolist()
    sectors = _table(folder, "sectors_theta").sort_values("sector")
    names = sectors["sector"].tolist()
    shape = (len(names), len(countries))

    def place(values: pd.Series, of: list[str]) -> FloatArray:
        return values.map({name: i for i, name in enumerate(of)}).to_numpy()

    pairs = _table(folder, "trade_tariffs_1993")
    at = (place(pairs["sector"], names), place(pairs["exporter"], countries), place(pairs["importer"], countries))
    trade, before, later = (np.zeros((*shape, shape[1])) for _ in range(3))
    trade[at] = THOUSAND * pairs["trade_1993_thousand_usd"]
    before[at], later[at] = pairs["tariff_1993_pct"] / 100.0, pairs["tariff_2005_pct"] / 100.0

    made = _table(folder, "output_value_added_1993")
    output, beta = np.zeros(shape), np.zeros(shape)
    cell = (place(made["sector"], names), place(made["iso3"], countries))
    output[cell], beta[cell] = made["gross_output_as_found"], made["value_added_share"]
    wide = _table(folder, "io_shares_wide_1993")
    inputs = np.zeros((shape[0], *shape))
    using, region = place(wide["using_sector"], names), place(wide["iso3"], countries)
    inputs[using, :, region] = wide[[f"input_{name}" for name in names]].to_numpy()
    inputs = np.maximum(inputs, 0.0)  # one share is negative
    spent = inputs.sum(axis=1, keepdims=True)
    inputs *= (1.0 - beta)[:, None, :] / np.where(spent > 0.0, spent, 1.0)

    own = np.arange(shape[1])
    exports = trade.sum(axis=2)
    trade[:, own, own] = np.maximum(output - exports, 0.0)  # output is below exports in 26 cells
    inside = np.isin(countries, BLOC)
    after = np.where(np.outer(inside, inside), later, before)
    before[:, own, own] = after[:, own, own] = 0.0

    used = np.einsum("kjn,kn->jn", inputs, trade.sum(axis=2))
    final = np.maximum((trade * (1.0 + before)).sum(axis=1) - used, 0.0)
    return countries, {
        "trade": trade,
        "tariff_before": before,
        "tariff_after": after,
        "elasticity": sectors["theta"].fillna(5.0).to_numpy(),  # of no consequence where nothing is traded
        "value_added_share": beta,
        "input_share": inputs,
        "final_share": final / final.sum(axis=0),
    }


def figures(solved: Equilibrium, tariff: FloatArray, region: int, bloc: list[int]) -> tuple[float, ...]:
    """The article's five figures of a country, per cent, and the exact change of its real income."""
    before, after = (trade * (1.0 - np.eye(trade.shape[-1])) for trade in (solved.trade_before, solved.trade_after))
    price = solved.export_price_hat - 1.0
    income = solved.income_before[region]
    sold, bought = before[:, region, :].sum(axis=1), before[:, :, region]
    terms = (sold * price[:, region]).sum() - (bought * price).sum()
    growth = np.divide(after[:, :, region], bought, out=np.ones_like(bought), where=bought > 0.0) - 1.0
    volume = (tariff[:, :, region] * bought * (growth - price)).sum()
    partners = [other for other in bloc if other != region]
    trade = after[:, partners, region].sum() / before[:, partners, region].sum() - 1.0
    parts = (terms / income, volume / income, (terms + volume) / income)
    found = (*(100.0 * part for part in parts), solved.real_wage_pct[region], 100.0 * trade, solved.welfare_pct[region])
    return tuple(float(value) for value in found)


def main() -> int:
    """Print found and published figures; status 1 if one differs by more than rounding."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    countries, data = read(Path(sys.argv[1]))
    started = time.perf_counter()
    solved = solve_input_output(**data, deficits="balanced")
    print(f"solved in {time.perf_counter() - started:.2f} s, imbalance {solved.residual:.0e}\n")
    print("per cent            terms of trade  volume  welfare  real wage  imports from bloc  real income, exact")
    off = False
    for iso3, published in PUBLISHED.items():
        found = figures(solved, data["tariff_before"], countries.index(iso3), [countries.index(b) for b in BLOC])
        print(f"{iso3} found     " + "".join(f"{value:13.2f}" for value in found))
        print("    published " + "".join(f"{value:13.2f}" for value in published))
        off |= any(abs(a - b) > by for a, b, by in zip(found, published, TOLERANCES, strict=False))
    return int(off)


if __name__ == "__main__":
    sys.exit(main())
