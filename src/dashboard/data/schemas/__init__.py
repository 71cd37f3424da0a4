"""Specifications of all tables, one module per topic."""

from __future__ import annotations

from dashboard.data.schemas import flows, places, policy, remittances, tariffs, tracker, trade, validation
from dashboard.data.tables import TableSpec

ALL: tuple[TableSpec, ...] = (
    *places.TABLES,
    *flows.TABLES,
    *policy.TABLES,
    *tracker.TABLES,
    *trade.TABLES,
    *tariffs.TABLES,
    *remittances.TABLES,
    *validation.TABLES,
)
