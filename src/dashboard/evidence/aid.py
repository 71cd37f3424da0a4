"""US foreign assistance to the 33 countries by fiscal year; what was paid and what was promised are never added."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.data.registry import lac33
from dashboard.data.tables import Table
from dashboard.evidence.common import used

MEASURES = ("disbursements", "obligations")


@dataclass(frozen=True)
class Aid:
    """US foreign assistance by US fiscal year, current US$ million: fiscal_year, usd_m, is_partial, countries.

    The sum over the 33 country programmes, or one country; regional programmes are not included. `complete` is the
    newest fully reported year.
    """

    frame: pd.DataFrame
    measure: str
    complete_year: int | None
    complete_usd_m: float | None
    sources: tuple[str, ...]


def aid(table: Table, iso3: str | None, measure: str) -> Aid:
    """Aid to one country or to all 33, one of the two measures (they are never added)."""
    frame = table.frame
    rows = frame[(frame["area_type"] == "country") & (frame["transaction_type"] == measure)]
    rows = rows[rows["area"].isin(lac33() if iso3 is None else (iso3,))]
    by_year = rows.groupby("fiscal_year").agg(
        usd_m=("current_usd_m", "sum"), is_partial=("is_partial", "max"), countries=("area", "nunique")
    )
    by_year = by_year.reset_index()
    full = by_year[by_year["is_partial"] == 0]
    return Aid(
        frame=by_year,
        measure=measure,
        complete_year=int(full["fiscal_year"].iloc[-1]) if len(full) else None,
        complete_usd_m=float(full["usd_m"].iloc[-1]) if len(full) else None,
        sources=used(rows),
    )
