"""CSV as this project writes it, for spreadsheets too: a text must not become a formula there.

A spreadsheet computes a cell that begins with =, +, - or @, also behind a tab or a line break, and such a cell can send
data elsewhere. Texts that begin so get an apostrophe in front, the spreadsheet's own mark of a text. Numbers are
numbers and stay as they are, with their sign.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd

# The last four are the wide forms of the first: spreadsheets with East Asian settings take them for the same.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(value: Any) -> Any:
    """A value as it may stand in a cell: None is an empty cell, a text that could be a formula is marked as a text."""
    if value is None:
        return ""
    return "'" + value if isinstance(value, str) and value.startswith(_RISKY) else value


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """A heading and rows."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell(column) for column in columns])
    writer.writerows([cell(value) for value in row] for row in rows)


def write_frame(frame: pd.DataFrame, out: TextIO | Path) -> None:
    """A frame without its index; days without hours."""
    safe = frame.copy()
    for place, dtype in enumerate(frame.dtypes):
        if not (pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)):
            marked = [cell(value) if isinstance(value, str) else value for value in frame.iloc[:, place]]
            safe.isetitem(place, np.array(marked, dtype=object))
    safe.columns = [cell(str(column)) for column in frame.columns]
    safe.to_csv(out, index=False, lineterminator="\n", date_format="%Y-%m-%d")
