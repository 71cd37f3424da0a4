"""Instruments of policy and the answers to them, each explained in two sentences with its state and date."""

from __future__ import annotations

from dashboard.data.columns import choice, code, moment, source_id, text, whole
from dashboard.data.schemas.policy import EVENT_STATUS, SNAKE
from dashboard.data.tables import TableSpec
from dashboard.domain import N_

FAMILIES = ("removals", "visas", "tariff", "remittance", "sanctions", "aid", "response")

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        id="instrument_entries",
        subject="policy",
        title=N_("Instruments and answers, explained"),
        concept=N_(
            "One row for each instrument: what it is and where it stands. The status is our reading of the newest "
            "document, and as of is the day or month that this document speaks of; a document that is not found does "
            "not mean that nothing happened."
        ),
        keys=("instrument_id",),
        columns={
            "instrument_id": code(SNAKE),
            "order": whole(1, 150),
            "family": choice(*FAMILIES),
            "name": text(),
            "status": choice(*EVENT_STATUS),
            "what": text(),
            "what_source_id": source_id(),
            "stands": text(),
            "as_of": moment(),
            "source_id": source_id(),
            "other_source_id": code(SNAKE, nullable=True),
        },
        period=("as_of",),
        country=(),
        translated=("name", "what", "stands"),
    ),
)
