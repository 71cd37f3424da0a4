"""An exhibit: a graphic together with everything that must never be separated from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Exhibit:
    """What a page shows as one unit; built by pure functions, drawn by `dashboard.ui.exhibit.show`.

    `headline` states the finding in the reader's language, `subtitle` gives unit and period, `alt` says the
    finding to those who do not see the graphic, `table` is the graphic's content with display names as columns,
    `formats` says how its numbers are written on screen (downloads keep them raw), `sources` are ids of
    data/sources.yaml and `notes` are caveats that stand under the graphic. `legend` pairs a colour with a label.
    `screen` is the table as it is written on screen where one column mixes units; downloads hold `table`.
    `graphic` is a Plotly Figure, a pydeck Deck, a BarList, a SignGrid, a CountryMap, or None when the table
    itself is the exhibit.
    """

    headline: str
    subtitle: str
    alt: str
    table: pd.DataFrame
    sources: tuple[str, ...]
    graphic: Any = None
    notes: tuple[str, ...] = ()
    file_name: str = "corridor"
    legend: tuple[tuple[str, str], ...] = ()
    map_height: int = 560
    formats: dict[str, Callable[[Any], str]] = field(default_factory=dict)
    screen: pd.DataFrame | None = None
