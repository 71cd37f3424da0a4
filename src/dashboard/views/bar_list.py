"""A short ranking that the page draws itself: bars of one unit from zero, without a chart library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BarRow:
    """One bar: its name, its length, what stands at its end, and what the pointer is told."""

    label: str
    value: float
    text: str
    hover: str = ""


@dataclass(frozen=True)
class BarList:
    """Bars in the order given, all in one colour; values are not negative.

    Plotly takes about a second of a page's first drawing: a page that needs it for ten bars only does without.
    """

    rows: tuple[BarRow, ...]
    color: str

    def share(self, row: BarRow) -> float:
        """Length of a bar in percent of the longest."""
        longest = max((each.value for each in self.rows), default=0.0)
        return 100 * row.value / longest if longest else 0.0
