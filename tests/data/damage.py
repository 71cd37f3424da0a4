"""Kinds of damage that a table can come to, each a pure function on the text of its CSV file.

`KINDS` lists them. `schema` means that the rules of the table must refuse it; `manifest` that no rule can see it (a
row is gone, a digit is another) and the manifest must. `try_all` damages tables and says what the checks answer.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dashboard.data import manifest, tables
from dashboard.data.columns import Column
from dashboard.domain import InputError

Guard = Literal["schema", "manifest"]


@dataclass(frozen=True)
class Damaged:
    """The bytes of a damaged file and where the damage is: row of the file (header is 1), column and value."""

    content: bytes
    row: int | None = None
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of damage; `apply` answers None for a table to which it does not apply."""

    name: str
    guard: Guard
    apply: Callable[[tables.TableSpec, str], Damaged | None]


KINDS: dict[str, Kind] = {}


def kind(guard: Guard):
    def register(function: Callable[[tables.TableSpec, str], Damaged | None]):
        KINDS[function.__name__] = Kind(function.__name__, guard, function)
        return function

    return register


# Helpers -------------------------------------------------------------------------------------------------------------


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]))


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


@cache
def _lines(text: str) -> tuple[str, ...]:
    return tuple(text[:-1].split("\n"))


def _joined(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _middle(lines: tuple[str, ...], column: int) -> int | None:
    """A row in the middle of the table whose cell in the column is not empty."""
    for number in [*range(len(lines) // 2, len(lines)), *range(1, len(lines) // 2)]:
        if number and _cells(lines[number])[column]:
            return number
    return None


def _column(spec: tables.TableSpec, good: Callable[[Column], object]) -> int | None:
    return next((i for i, column in enumerate(spec.columns.values()) if good(column)), None)


def _with_cell(
    spec: tables.TableSpec, text: str, column: int | None, new: Callable[[str], str | None]
) -> Damaged | None:
    """The text with one cell changed by `new`, which answers None where the damage makes no sense."""
    lines = _lines(text)
    number = None if column is None else _middle(lines, column)
    if column is None or number is None:
        return None
    return _changed(spec, lines, number, column, new(_cells(lines[number])[column]))


def _changed(
    spec: tables.TableSpec, lines: tuple[str, ...], number: int, column: int, value: str | None
) -> Damaged | None:
    cells = _cells(lines[number])
    if value is None or value == cells[column]:
        return None
    cells[column] = value
    changed = [*lines]
    changed[number] = _line(cells)
    return Damaged(_joined(changed), number + 1, list(spec.columns)[column], value)


def _is_number(column: Column) -> bool:
    return column.kind in ("number", "whole")


def _largest(spec: tables.TableSpec, text: str) -> tuple[int, int, float] | None:
    """Row, column and value of the largest number in the first numeric column that is not all zero."""
    rows = [_cells(line) for line in _lines(text)]
    for position, column in enumerate(spec.columns.values()):
        if _is_number(column):
            found = [(abs(float(row[position])), number) for number, row in enumerate(rows) if number and row[position]]
            if found and max(found)[0] > 0:
                number = max(found)[1]
                return number, position, float(rows[number][position])
    return None


def _scaled(spec: tables.TableSpec, text: str, factor: float) -> Damaged | None:
    found = _largest(spec, text)
    if found is None:
        return None
    number, position, value = found
    column = list(spec.columns.values())[position]
    if column.minimum <= value * factor <= column.maximum:
        return None
    return _changed(spec, _lines(text), number, position, repr(value * factor))


# A number ------------------------------------------------------------------------------------------------------------


def _number_as(name: str, value: str) -> None:
    def apply(spec: tables.TableSpec, text: str) -> Damaged | None:
        return _with_cell(spec, text, _column(spec, _is_number), lambda _: value)

    KINDS[name] = Kind(name, "schema", apply)


for _name, _value in {
    "infinite": "inf",
    "minus_infinite": "-inf",
    "infinity_word": "Infinity",
    "nan_word": "NaN",
    "huge": "1e308",
    "huge_negative": "-1e308",
    "beyond_double": "1e400",
    "text_for_a_number": "about twelve",
    "decimal_comma": "1,5",
    "thousands_comma": "12,345",
    "dash_for_a_number": "-",
    "not_available": "N/A",
    "spreadsheet_error": "#REF!",
    "boolean_for_a_number": "True",
}.items():
    _number_as(_name, _value)


@kind("schema")
def a_thousand_times_as_much(spec, text):
    return _scaled(spec, text, 1000.0)


@kind("schema")
def negated(spec, text):
    return _scaled(spec, text, -1.0)


@kind("schema")
def fraction_of_a_whole(spec, text):
    return _with_cell(spec, text, _column(spec, lambda c: c.kind == "whole"), lambda old: f"{old}.5")


# A text, a code, a day -----------------------------------------------------------------------------------------------


@kind("schema")
def unknown_country(spec, text):
    return _with_cell(spec, text, _column(spec, lambda c: c.register and not c.several), lambda _: "QQQ")


@kind("schema")
def country_of_another_register(spec, text):
    return _with_cell(spec, text, _column(spec, lambda c: c.register in ("lac33", "countries")), lambda _: "FRA")


@kind("schema")
def unknown_country_in_a_list(spec, text):
    return _with_cell(spec, text, _column(spec, lambda c: c.several), lambda old: f"{old} QQQ")


@kind("schema")
def code_in_lower_case(spec, text):
    return _with_cell(spec, text, _column(spec, lambda c: c.register), lambda old: f"{old.lower()}")


@kind("schema")
def space_before_a_code(spec, text):
    return _with_cell(spec, text, _column(spec, lambda c: c.kind == "text"), lambda old: f" {old}")


@kind("schema")
def space_after_a_code(spec, text):
    return _with_cell(spec, text, _column(spec, lambda c: c.kind == "text"), lambda old: f"{old} ")


@kind("schema")
def unknown_choice(spec, text):
    return _with_cell(
        spec, text, _column(spec, lambda c: c.allowed and not c.pattern and not c.register), lambda _: "something_else"
    )


@kind("schema")
def unknown_source(spec, text):
    column = next((i for i, name in enumerate(spec.columns) if name.endswith("source_id")), None)
    return _with_cell(spec, text, column, lambda _: "nobody_1999")


@kind("schema")
def code_that_another_table_lacks(spec, text):
    digits = {"[a-z_]+": "nowhere", "[A-Z]{4}": "QQQQ", r"\d{2}": "00", r"\d{4}": "0000", r"\d{6}": "000000"}
    column = _column(spec, lambda c: c.table)
    return (
        None
        if column is None
        else _with_cell(spec, text, column, lambda _: digits[list(spec.columns.values())[column].pattern])
    )


@kind("schema")
def empty_cell(spec, text):
    damaged = _with_cell(spec, text, _column(spec, lambda c: not c.nullable), lambda _: "")
    return damaged and Damaged(damaged.content, damaged.row, damaged.column, "(empty)")


def _is_day(column: Column) -> bool:
    return column.kind == "day" or column.dated


@kind("schema")
def day_of_the_future(spec, text):
    return _with_cell(spec, text, _column(spec, _is_day), lambda _: "2099-01-01")


@kind("schema")
def day_of_the_distant_past(spec, text):
    return _with_cell(spec, text, _column(spec, _is_day), lambda _: "0202-01-01")


@kind("schema")
def impossible_day(spec, text):
    return _with_cell(spec, text, _column(spec, lambda c: c.kind == "day"), lambda _: "2025-02-30")


@kind("schema")
def impossible_month(spec, text):
    return _with_cell(spec, text, _column(spec, _is_day), lambda _: "2025-13-01")


@kind("schema")
def day_as_americans_write_it(spec, text):
    return _with_cell(spec, text, _column(spec, _is_day), lambda _: "01/31/2025")


@kind("schema")
def year_of_the_future(spec, text):
    column = next((i for i, n in enumerate(spec.columns) if n in ("year", "fiscal_year")), None)
    return _with_cell(spec, text, column, lambda _: "2093")


# Columns and the file as a whole -------------------------------------------------------------------------------------


def _headed(text: str, names: list[str]) -> bytes:
    return _joined([",".join(names), *_lines(text)[1:]])


@kind("schema")
def two_column_names_swapped(spec, text):
    first, second, *rest = spec.columns
    return Damaged(_headed(text, [second, first, *rest]))


@kind("schema")
def two_columns_swapped(spec, text):
    rows = [_cells(line) for line in _lines(text)]
    return Damaged(_joined([_line([row[1], row[0], *row[2:]]) for row in rows]))


@kind("schema")
def column_missing(spec, text):
    return Damaged(_joined([_line(_cells(line)[:-1]) for line in _lines(text)]), column=list(spec.columns)[-1])


@kind("schema")
def column_too_many(spec, text):
    first, *rest = _lines(text)
    return Damaged(_joined([f"{first},extra", *(f"{line},1" for line in rest)]), column="extra")


@kind("schema")
def column_renamed(spec, text):
    return Damaged(_headed(text, ["First", *list(spec.columns)[1:]]), column=next(iter(spec.columns)))


@kind("schema")
def column_named_twice(spec, text):
    first, _, *rest = spec.columns
    return Damaged(_headed(text, [first, first, *rest]), column=list(spec.columns)[1])


@kind("schema")
def header_missing(spec, text):
    return Damaged(_joined([*_lines(text)[1:]]))


@kind("schema")
def header_twice(spec, text):
    first, *rest = _lines(text)
    return Damaged(_joined([first, first, *rest]), row=2)


@kind("schema")
def row_twice(spec, text):
    lines = _lines(text)
    return Damaged(_joined([*lines, lines[1]]), row=len(lines) + 1)


@kind("schema")
def cell_too_many(spec, text):
    lines = [*_lines(text)]
    lines[-1] += ",1"
    return Damaged(_joined(lines), row=len(lines))


@kind("schema")
def cell_too_few(spec, text):
    lines = [*_lines(text)]
    lines[1] = _line(_cells(lines[1])[:-1])
    return Damaged(_joined(lines), row=2)


@kind("schema")
def header_alone(spec, text):
    return Damaged(_joined([_lines(text)[0]]))


@kind("schema")
def empty_file(spec, text):
    return Damaged(b"")


@kind("schema")
def blank_line(spec, text):
    lines = [*_lines(text)]
    return Damaged(_joined([*lines[:2], "", *lines[2:]]), row=3)


@kind("schema")
def cut_off_in_a_line(spec, text):
    cut = text[: len(text) // 2].rstrip("\n") + "x"
    return Damaged(cut.encode(), row=cut.count("\n") + 1)


@kind("schema")
def other_delimiter(spec, text):
    return Damaged(text.replace(",", ";").encode())


@kind("schema")
def tabs(spec, text):
    return Damaged(text.replace(",", "\t").encode())


@kind("schema")
def quote_never_closed(spec, text):
    lines = [*_lines(text)]
    lines[-1] = '"' + lines[-1].replace('"', "")
    return Damaged(_joined(lines))


@kind("schema")
def zero_byte(spec, text):
    return Damaged(text[:-1].encode() + b"\x00\n", row=text.count("\n"))


@kind("schema")
def latin_1(spec, text):
    lines = [*_lines(text)]
    return Damaged(_joined(lines[:-1]) + lines[-1].encode() + b"\xe9\n", row=len(lines))


@kind("schema")
def byte_order_mark(spec, text):
    return Damaged(b"\xef\xbb\xbf" + text.encode())


@kind("schema")
def utf_16(spec, text):
    return Damaged(text.encode("utf-16"))


@kind("schema")
def line_ends_of_windows(spec, text):
    return Damaged(text.replace("\n", "\r\n").encode())


@kind("schema")
def one_line_end_of_windows(spec, text):
    lines = [*_lines(text)]
    lines[len(lines) // 2] += "\r"
    return Damaged(_joined(lines), row=len(lines) // 2 + 1)


@kind("schema")
def merge_conflict(spec, text):
    lines = [*_lines(text)]
    return Damaged(_joined([lines[0], "<<<<<<< HEAD", *lines[1:]]), row=2)


@kind("schema")
def web_page_instead(spec, text):
    return Damaged(b"<!DOCTYPE html>\n<html><body>404</body></html>\n")


@kind("schema")
def large_file_pointer(spec, text):
    return Damaged(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n")


# What no rule of a column can see ------------------------------------------------------------------------------------


@kind("manifest")
def half_of_the_rows(spec, text):
    lines = _lines(text)
    return Damaged(_joined([*lines[: len(lines) // 2 + 1]])) if len(lines) > 3 else None


@kind("manifest")
def one_row_removed(spec, text):
    lines = [*_lines(text)]
    return Damaged(_joined(lines[:-1])) if len(lines) > 2 else None


def _without(spec: tables.TableSpec, text: str, column: int | None) -> Damaged | None:
    """Without all rows that share a value with the row in the middle."""
    lines = _lines(text)
    number = None if column is None else _middle(lines, column)
    if column is None or number is None:
        return None
    gone = _cells(lines[number])[column]
    kept = [line for line in lines if _cells(line)[column] != gone]
    return Damaged(_joined(kept)) if 1 < len(kept) < len(lines) else None


@kind("manifest")
def one_country_removed(spec, text):
    return _without(spec, text, _column(spec, lambda c: c.register))


@kind("manifest")
def one_period_removed(spec, text):
    return _without(spec, text, next((i for i, n in enumerate(spec.columns) if n in spec.period), None))


@kind("manifest")
def one_source_removed(spec, text):
    return _without(spec, text, next((i for i, n in enumerate(spec.columns) if n == "source_id"), None))


def _digits(spec: tables.TableSpec, text: str, change: Callable[[str], str]) -> Damaged | None:
    damaged = _with_cell(spec, text, _column(spec, _is_number), change)
    return damaged and Damaged(damaged.content)


@kind("manifest")
def one_digit_changed(spec, text):
    return _digits(spec, text, lambda old: old.replace(old[-1], "7" if old[-1] != "7" else "3", 1))


@kind("manifest")
def two_last_digits_swapped(spec, text):
    return _digits(spec, text, lambda old: old[:-2] + old[:-3:-1])


@kind("manifest")
def a_zero_appended_to_a_decimal(spec, text):
    return _digits(spec, text, lambda old: f"{old}0" if "." in old else old)


@kind("manifest")
def rows_upside_down(spec, text):
    first, *rest = _lines(text)
    return Damaged(_joined([first, *rest[::-1]])) if len(rest) > 1 else None


@kind("manifest")
def a_word_changed(spec, text):
    column = _column(spec, lambda c: c.kind == "text" and not (c.allowed or c.pattern or c.register or c.dated))
    damaged = _with_cell(spec, text, column, lambda old: f"{old}s")
    return damaged and Damaged(damaged.content)


@kind("manifest")
def an_optional_cell_emptied(spec, text):
    damaged = _with_cell(spec, text, _column(spec, lambda c: c.nullable), lambda _: "")
    return damaged and Damaged(damaged.content)


@kind("manifest")
def another_good_choice(spec, text):
    column = _column(spec, lambda c: len(c.allowed) > 1 and not c.register)
    if column is None:
        return None
    allowed = list(spec.columns.values())[column].allowed
    damaged = _with_cell(spec, text, column, lambda old: next(each for each in allowed if each != old))
    return damaged and Damaged(damaged.content)


# Trying it out -------------------------------------------------------------------------------------------------------


def original(spec: tables.TableSpec) -> str:
    return _original(spec.id)


@cache
def _original(table_id: str) -> str:
    return tables.specs()[table_id].path.read_text(encoding="utf-8")


def cases() -> Iterator[tuple[Kind, tables.TableSpec]]:
    """Every kind with every table, table by table."""
    for spec in tables.specs().values():
        for each in KINDS.values():
            yield each, spec


def answer(each: Kind, spec: tables.TableSpec) -> tuple[Damaged, str, str] | None:
    """What was damaged, which guard refused it ("" for none) and its words; None where the kind does not apply."""
    damaged = each.apply(spec, original(spec))
    if damaged is None:
        return None
    listed = _recorded()[f"{spec.folder}/{spec.id}.csv"]
    try:
        now = manifest.entry_of_table(spec, damaged.content)
    except InputError as error:
        return damaged, "schema", str(error)
    if hashlib.sha256(damaged.content).hexdigest() == listed.sha256:
        return damaged, "", "not noticed"
    return damaged, "manifest", str(manifest.difference(listed, now))


@cache
def _recorded() -> dict[str, manifest.Entry]:
    return manifest.recorded(manifest.folder())


def verdict(each: Kind, spec: tables.TableSpec) -> tuple[bool, str] | None:
    """Whether the damage was refused by the guard that must, in words that say where; None where it cannot be done."""
    found = answer(each, spec)
    if found is None:
        return None
    damaged, guard, words = found
    good = guard != "" and (each.guard == "manifest" or guard == "schema") and spec.id in words and "\n" not in words
    if damaged.row is not None:
        good = good and f"row {damaged.row}" in words.replace("line", "row")
    if damaged.column:
        good = good and f"column {damaged.column}" in words
    if damaged.value:
        good = good and "breaks the rule: " in words and _named(damaged.value, words)
    return good, words


def _named(value: str, words: str) -> bool:
    shown = {value, repr(value)[:60]}
    with contextlib.suppress(ValueError):
        number = float(value)
        shown |= {repr(number), str(int(number)) if math.isfinite(number) else value}
    return any(each in words for each in shown)


def try_all(sample: int | None = None) -> Iterator[tuple[str, bool, str]]:
    """Name, whether the checks answered as they must, and their words, for each case or every `sample`-th one."""
    for number, (each, spec) in enumerate(cases()):
        if sample and number % sample:
            continue
        found = verdict(each, spec)
        if found is not None:
            yield f"{each.name} in {spec.id}", *found
