"""CSV that a spreadsheet opens: no text becomes a formula, and no number becomes a text."""

from __future__ import annotations

import ast
import csv
import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import dashboard
from dashboard.data import csv_files, tables

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "=cmd|' /C calc'!A0",
    "-",
    "+a",
    "＝1",
    "-1 people",
]
HARMLESS = ["", "a=1", "1-2", "'=1", "café", "a,b", 'a"b', " ", "2026-10-10", "-0.7", "+5", "-1e-05", "-.5"]
NUMBERS = [-1.5, -3, 0, 2.25, -1e-9, True]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_marked_as_text(text):
    assert csv_files.cell(text) == "'" + text


@pytest.mark.parametrize("value", [*HARMLESS, *NUMBERS])
def test_all_else_is_left_alone(value):
    assert csv_files.cell(value) is value


def test_rows_and_their_heading():
    out = io.StringIO()
    csv_files.write_rows(("=a", "b"), [("=1", -1.5), (None, -3), ("+x", 0.1)], out)
    assert out.getvalue() == "'=a,b\n'=1,-1.5\n,-3\n'+x,0.1\n"


def test_a_frame_keeps_its_numbers_and_days():
    frame = pd.DataFrame(
        {
            "text": ["=1", None, "-1"],
            "mixed": [-1, "=x", None],
            "number": [-1.5, float("nan"), 2.0],
            "count": [-1, 0, 1],
            "when": pd.to_datetime(["2026-01-02", None, "2026-01-03"]),
            "day": [date(2026, 1, 2), None, date(2026, 1, 3)],
            "kind": pd.Categorical(["@a", "b", "@a"]),
            "=head": [True, False, True],
        }
    )
    before = frame.copy(deep=True)
    out = io.StringIO()
    csv_files.write_frame(frame, out)
    assert read(out.getvalue()) == [
        ["text", "mixed", "number", "count", "when", "day", "kind", "'=head"],
        ["'=1", "-1", "-1.5", "-1", "2026-01-02", "2026-01-02", "'@a", "True"],
        ["", "'=x", "", "0", "", "", "b", "False"],
        ["-1", "", "2.0", "1", "2026-01-03", "2026-01-03", "'@a", "True"],
    ]
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("table_id", ["validation_scores", "bloc_membership", "us_imports_hs6"])
def test_a_table_without_formulas_is_written_as_pandas_writes_it(table_id):
    frame = tables.load_table(table_id).frame.head(500)
    out = io.StringIO()
    csv_files.write_frame(frame, out)
    assert out.getvalue() == frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")


def test_there_is_no_other_writer_of_csv():
    """Every `to_csv`, `csv.writer` and `csv.DictWriter` of the package is in the one module that marks texts."""
    found = set()
    for path in Path(dashboard.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("to_csv", "DictWriter", "writer", "writerow"):
                found.add(path.name)
    assert found == {"csv_files.py"}
