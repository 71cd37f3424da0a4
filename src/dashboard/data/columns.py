"""What a column of a table may hold: the kinds of columns, their rules, and the first cell that breaks one.

Every number has plausible bounds, about three times the largest value of the data; every code stands in a register.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboard.domain import N_, InputError

Register = Literal["", "lac33", "countries", "areas"]
PLANNED = "2035-12-31"
"""No law that we know of begins or ends later."""
SHOWN = 12  # of a closed list, as a message quotes it


@dataclass(frozen=True)
class Column:
    """The rules of one column.

    A text is one of `allowed`, or matches `pattern`, or is a code of `register`; without any of them it is free.
    `several` codes in one cell have a space between them. `table` names the column of another table, as
    "hs_chapters.hs2", in which every other value must occur. `latest` is the last day that a cell may name.
    """

    kind: Literal["text", "number", "whole", "day"]
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    register: Register = ""
    several: bool = False
    table: str = ""
    dated: bool = False
    earliest: str = ""
    latest: str = ""


@dataclass(frozen=True)
class Broken:
    """The first cell of a column that breaks a rule: its row (from 0), its value, and the rule in words."""

    row: int
    value: Any
    rule: InputError


def text(*, nullable: bool = False) -> Column:
    """Free text or an open id."""
    return Column("text", nullable)


def choice(*allowed: str, nullable: bool = False) -> Column:
    """One of a closed list of ids."""
    return Column("text", nullable, allowed=allowed)


def code(pattern: str, *allowed: str, table: str = "", nullable: bool = False) -> Column:
    """A code of a given form, or one of `allowed`; `table` is where it must be known, as in "hs_chapters.hs2"."""
    return Column("text", nullable, allowed=allowed, pattern=pattern, table=table)


def state(*others: str, several: bool = False, pattern: str = "", nullable: bool = False) -> Column:
    """ISO code of one of the 33 states, one of `others`, or what matches `pattern`."""
    return Column("text", nullable, allowed=others, pattern=pattern, register="lac33", several=several)


def country(*others: str, several: bool = False, pattern: str = "", nullable: bool = False) -> Column:
    """As `state`, for the rows of data/countries.csv: the 33 states and the model's other regions."""
    return Column("text", nullable, allowed=others, pattern=pattern, register="countries", several=several)


def area(*others: str, several: bool = False, pattern: str = "", nullable: bool = False) -> Column:
    """As `state`, for the rows of data/areas.csv: all countries of the world, and some that were."""
    return Column("text", nullable, allowed=others, pattern=pattern, register="areas", several=several)


def source_id() -> Column:
    """Id of a row in data/sources.yaml."""
    return Column("text", pattern="[a-z0-9_]+")


def number(minimum: float, maximum: float, *, nullable: bool = False) -> Column:
    """A measured quantity, finite and within plausible bounds; the unit is the suffix of the column's name."""
    return Column("number", nullable, minimum, maximum)


def whole(minimum: float, maximum: float, *, nullable: bool = False) -> Column:
    """A count or a year within plausible bounds; `Int64` when it may be missing."""
    return Column("whole", nullable, minimum, maximum)


def day(*, planned: bool = False, nullable: bool = False) -> Column:
    """An ISO date, read as a timestamp: of the past, unless laws are planned for it."""
    return Column("day", nullable, earliest="1990-01-01", latest=PLANNED if planned else "")


def moment(*, planned: bool = False, nullable: bool = False) -> Column:
    """A year, month or day as printed: 2025, 2025-01 or 2025-01-31."""
    return Column("text", nullable, dated=True, latest=PLANNED if planned else "")


QUALITY = choice("primary", "secondary", "derived", "judgement", "unverified")

_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_MOMENT = re.compile(r"(1[89]|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_WHOLE, _NUMBER = N_("a whole number"), N_("a number")


def read_column(column: Column, cells: pd.Series) -> pd.Series | Broken:
    """The cells of a column as their kind, or the first cell that breaks a rule."""
    missing = cells.isna().to_numpy()
    if missing.any() and not column.nullable:
        return Broken(int(missing.argmax()), None, InputError(N_("not empty")))
    if column.kind == "text":
        return _text(column, cells)
    return _day(column, cells, missing) if column.kind == "day" else _number(column, cells, missing)


def _first(wrong: np.ndarray, cells: pd.Series, rule: str, **values: object) -> Broken:
    row = int(wrong.argmax())
    return Broken(row, cells.iloc[row], InputError(rule, **values))


def _number(column: Column, cells: pd.Series, missing: np.ndarray) -> pd.Series | Broken:
    rule = _WHOLE if column.kind == "whole" else _NUMBER
    if pd.api.types.is_bool_dtype(cells):
        return _first(~missing, cells, rule)
    # A column of numbers is read as numbers; a single other cell turns all of it into texts.
    if not pd.api.types.is_numeric_dtype(cells):
        wrong = (pd.to_numeric(cells, errors="coerce").isna()).to_numpy() & ~missing
        if not wrong.any():  # words for numbers that `read_csv` does not take, such as Infinity between texts
            wrong = ~missing
        return _first(wrong, cells, rule)
    values = cells.to_numpy(dtype=float, na_value=np.nan)
    if (wrong := ~np.isfinite(values) & ~missing).any():
        return _first(wrong, cells, N_("a finite number"))
    if column.kind == "whole" and (wrong := (values % 1 != 0) & ~missing).any():
        return _first(wrong, cells, _WHOLE)
    if (wrong := ((values < column.minimum) | (values > column.maximum)) & ~missing).any():
        return _first(wrong, cells, N_("from {low} to {high}"), low=column.minimum, high=column.maximum)
    if column.kind == "number":
        return cells.astype("float64")
    return cells.astype("Int64" if column.nullable else "int64")


def _day(column: Column, cells: pd.Series, missing: np.ndarray) -> pd.Series | Broken:
    form = N_("a date such as 2025-01-31")
    unlike = [value for value in cells.dropna().unique() if not _DAY.fullmatch(value)]
    if unlike:
        return _first(cells.isin(unlike).to_numpy(), cells, form)
    days = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
    if (wrong := days.isna().to_numpy() & ~missing).any():  # the 31st of a month that has 30
        return _first(wrong, cells, form)
    latest = column.latest or _newest_access()
    outside = (days < pd.Timestamp(column.earliest)) | (days > pd.Timestamp(latest))
    if (wrong := outside.to_numpy()).any():
        return _first(wrong, cells, N_("from {low} to {high}"), low=column.earliest, high=latest)
    return days.astype("datetime64[ns]")


def _text(column: Column, cells: pd.Series) -> pd.Series | Broken:
    known = _codes(column.register)
    latest = (column.latest or _newest_access()) if column.dated else ""
    for value in cells.dropna().unique():
        rule = _rule_of_text(column, value, known, latest)
        if rule is not None:
            row = int((cells == value).to_numpy(dtype=bool, na_value=False).argmax())
            return Broken(row, value, rule)
    return cells


def _rule_of_text(column: Column, value: str, known: frozenset[str], latest: str) -> InputError | None:
    """The rule that a text breaks, None for a good one."""
    if value != value.strip() or not value.isprintable():
        return InputError(N_("no space at the ends, no control sign"))
    if column.dated:
        if _MOMENT.fullmatch(value) and value <= latest:
            return None
        return InputError(N_("a year, month or day such as 2025-01-31, not after {latest}"), latest=latest)
    if not (column.allowed or column.pattern or column.register):
        return None
    for part in value.split(" ") if column.several else [value]:
        if part in column.allowed or part in known or (column.pattern and re.fullmatch(column.pattern, part)):
            continue
        if column.register:
            return InputError(_REGISTERS[column.register])
        if column.pattern:
            return InputError(N_("of the form {form}"), form=column.pattern)
        shown = ", ".join(column.allowed[:SHOWN]) + (" …" if len(column.allowed) > SHOWN else "")
        return InputError(N_("one of {known}"), known=shown)
    return None


_REGISTERS: dict[Register, str] = {
    "lac33": N_("the code of one of the 33 countries"),
    "countries": N_("a code of data/countries.csv"),
    "areas": N_("a code of data/areas.csv"),
}


def _codes(register: Register) -> frozenset[str]:
    from dashboard.data import registry

    if register == "areas":
        return registry.areas()
    return frozenset(registry.lac33() if register == "lac33" else registry.countries() if register else ())


def _newest_access() -> str:
    """The newest day on which we read a source: nothing that was counted can be later."""
    from dashboard.data import registry

    return max((source.accessed for source in registry.sources().values()), default=date.min).isoformat()
