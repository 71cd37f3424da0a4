"""What sending money costs: average fees, single newer figures, the US tax on transfers and its estimated bill."""

from __future__ import annotations

import pandas as pd

from dashboard.data.registry import lac33
from dashboard.data.tables import Table
from dashboard.evidence.common import Series, used


def costs(table: Table) -> Series:
    """Average cost of sending 200 dollars in the newest year: iso3 (33 rows), year, cost_pct; cheapest first."""
    frame = table.frame[table.frame["iso3"].isin(lac33())]
    frame = frame[frame["year"] == frame["year"].max()]
    out = frame.set_index("iso3")[["year", "cost_200usd_pct"]].rename(columns={"cost_200usd_pct": "cost_pct"})
    out = out.reindex(pd.Index(lac33(), name="iso3")).sort_values("cost_pct", na_position="last", kind="stable")
    return Series(out.reset_index(), used(frame))


def single_costs(table: Table) -> Series:
    """Newer single figures on the cost of sending: area, indicator, period_start, period_end, value, unit."""
    frame = table.frame[table.frame["indicator"].str.contains("cost")]
    columns = ["area", "indicator", "period_start", "period_end", "value", "unit"]
    return Series(frame[columns].reset_index(drop=True), used(frame))


def tax_steps(table: Table) -> Series:
    """The drafts and the law on the remittance tax, oldest first."""
    frame = table.frame.sort_values("as_of").reset_index(drop=True)
    return Series(frame.drop(columns="source_id"), used(frame))


def tax_bills(table: Table) -> Series:
    """Estimated yearly bill of the 1 % tax by country of destination: iso3, tax_low_usd_m, tax_high_usd_m, quality."""
    frame = table.frame.sort_values("tax_high_usd_m", ascending=False).reset_index(drop=True)
    return Series(frame[["iso3", "year", "tax_low_usd_m", "tax_high_usd_m", "quality"]], used(frame))
