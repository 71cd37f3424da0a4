"""What the modules of this layer share: the sources of rows, and a frame that carries them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


def used(*frames: pd.DataFrame) -> tuple[str, ...]:
    """Ids of the sources of exactly these rows, in the order of their first use."""
    return tuple(dict.fromkeys(str(s) for frame in frames for s in frame["source_id"].dropna()))


@dataclass(frozen=True)
class Series:
    """Long frame with its sources; the columns are named by the function that made it."""

    frame: pd.DataFrame
    sources: tuple[str, ...]
