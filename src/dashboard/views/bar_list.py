"""A ranking that the page draws itself: bars of one unit from zero, without a chart library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class BarRow:
    """One bar: its name, its length, what stands beside it, and what the pointer is told.

    `value` None means "no data": no bar is drawn, and `text` says so. `low` and `high` are the ends of the range,
    `inner` holds its middle half. Where a row is `strong`, the others step back, unless a `color` of their own tells
    rows apart.
    """

    label: str
    value: float | None
    text: str
    hover: str = ""
    low: float | None = None
    high: float | None = None
    inner: tuple[float, float] | None = None
    strong: bool = False
    color: str = ""

    def ends(self) -> Iterator[float]:
        """All that must be inside the axis."""
        yield from (end for end in (self.value, self.low, self.high) if end is not None)


@dataclass(frozen=True)
class BarList:
    """Bars in the order given; `color` fills them, `ink` draws their ranges and `zero` the line that they start from.

    Plotly takes about a second of a page's first drawing, and a tenth of one for every step of a slider: a ranking of
    which nothing is zoomed or selected does without.
    """

    rows: tuple[BarRow, ...]
    color: str
    ink: str
    zero: str

    @cached_property
    def axis(self) -> tuple[float, float]:
        """The lowest and the highest value of any bar or range; zero is always between them."""
        ends = [end for row in self.rows for end in row.ends()]
        return min([0.0, *ends]), max([0.0, *ends])

    def faded(self, row: BarRow) -> bool:
        """Whether a row steps back behind a strong one."""
        return self._one_is_strong and not row.strong

    @cached_property
    def _one_is_strong(self) -> bool:
        return any(row.strong for row in self.rows) and not any(row.color for row in self.rows)

    def place(self, value: float) -> float:
        """Where a value stands between the ends of the axis, in percent."""
        low, high = self.axis
        return 100 * (value - low) / (high - low) if high > low else 0.0

    def span(self, first: float, second: float) -> tuple[float, float]:
        """Start and width, in percent of the axis, of what lies between two values."""
        start, end = sorted((self.place(first), self.place(second)))
        return start, end - start
