"""What the modules of this layer share: the sources of rows, and a frame that carries them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.domain import N_, InputError

NO_DATA = N_("Table {table} has no data of {country}.")


def no_data(table_id: str, iso3: str) -> InputError:
    """What a page says instead of a figure that needs a row of a country and finds none."""
    return InputError(NO_DATA, table=table_id, country=iso3)


def used(*frames: pd.DataFrame) -> tuple[str, ...]:
    """Ids of the sources of exactly these rows, in the order of their first use."""
    return tuple(dict.fromkeys(str(s) for frame in frames for s in frame["source_id"].dropna()))


@dataclass(frozen=True)
class Series:
    """Long frame with its sources; the columns are named by the function that made it."""

    frame: pd.DataFrame
    sources: tuple[str, ...]
