"""The table registry: what each file under data/tables must look like, and the one way to read it.

A table is a CSV file and a `TableSpec`. `load_table` checks columns, types, bounds, codes, the unique key
and that every source is registered; the first broken rule is reported with table, row, column and value.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboard.data.columns import Broken, Column, read_column
from dashboard.data.files import DATA, ROOT, decoded, read
from dashboard.domain import N_, InputError

__all__ = [
    "DATA",
    "ROOT",
    "TABLES",
    "Table",
    "TableError",
    "TableSpec",
    "coverage",
    "load_table",
    "read_table",
    "specs",
]

TABLES = DATA / "tables"

Subject = Literal[
    "geography", "encounters", "removals", "routes", "policy", "trade", "tariffs", "remittances", "macro", "model"
]


class TableError(InputError):
    """A table that breaks its own rules."""


@dataclass(frozen=True)
class TableSpec:
    """What a table holds, its columns and its key.

    `title` and `concept` are message ids (translated for display): the concept says what is counted and
    with what it must not be mixed. `period` and `country` name the columns that give coverage.
    `translated` lists text columns whose values are message ids. `folder` tells what was compiled ("tables") from
    what `dashboard validate --write` computes ("validation").
    """

    id: str
    subject: Subject
    title: str
    concept: str
    keys: tuple[str, ...]
    columns: dict[str, Column]
    period: tuple[str, ...] = ()
    country: tuple[str, ...] = ("iso3",)
    translated: tuple[str, ...] = ()
    default_source: str = ""
    folder: Literal["tables", "validation"] = "tables"

    @property
    def path(self) -> Path:
        directory = TABLES if self.folder == "tables" else TABLES.with_name(self.folder)
        return directory / f"{self.id}.csv"


@dataclass(frozen=True)
class Table:
    """A checked table: its frame (do not change it in place) and the ids of the sources it rests on."""

    spec: TableSpec
    frame: pd.DataFrame
    source_ids: tuple[str, ...]


@cache
def specs() -> dict[str, TableSpec]:
    """All registered tables by id, in registry order."""
    from dashboard.data.schemas import ALL

    found = {spec.id: spec for spec in ALL}
    if len(found) != len(ALL):
        raise TableError(N_("Two tables in dashboard.data.schemas share an id."))
    return found


@cache
def load_table(table_id: str) -> Table:
    """Read and check one table, also that it is the file that the manifest declares.

    Raises TableError, in one sentence, for an unknown id, a missing file or the first broken rule.
    """
    from dashboard.data import manifest

    if table_id not in specs():
        known = ", ".join(specs())
        raise TableError(N_("Table {table} is not registered; known tables: {known}."), table=table_id, known=known)
    spec = specs()[table_id]
    table = read_table(spec, spec.path)
    undeclared = manifest.undeclared(spec)
    if undeclared is not None:
        raise TableError(N_("Table {table}: {reason}"), table=spec.id, reason=undeclared)
    return table


def read_table(spec: TableSpec, path: Path, known_sources: Iterable[str] | None = None) -> Table:
    """Read `path` as the table `spec`; the same checks as `load_table` but for the manifest, for any file."""
    try:
        content = read(path)
    except InputError as error:
        raise TableError(N_("Table {table}: {reason}"), table=spec.id, reason=error) from error
    return parse_table(spec, content, known_sources)


def parse_table(spec: TableSpec, content: bytes, known_sources: Iterable[str] | None = None) -> Table:
    """The bytes of a CSV file as the table `spec`; the same checks as `load_table`."""
    try:
        text = decoded(content, f"{spec.id}.csv")
    except InputError as error:
        raise TableError(N_("Table {table}: {reason}"), table=spec.id, reason=error) from error
    frame = _checked_cells(spec, _parsed(spec, text))
    twice = frame.duplicated(list(spec.keys), keep="first")
    if twice.any():
        row = int(twice.to_numpy().argmax())
        key = ", ".join(f"{name}={frame[name].iloc[row]!s}" for name in spec.keys)
        raise TableError(
            N_("Table {table}, row {row}: key {key} occurs twice; keys must be unique."),
            table=spec.id,
            row=row + 2,
            key=key,
        )
    _check_other_tables(spec, frame)
    return Table(spec, frame, _checked_sources(spec, frame, known_sources))


def _parsed(spec: TableSpec, content: str) -> pd.DataFrame:
    """The cells as texts and numbers, in the registered columns."""
    if not content.strip():
        raise TableError(N_("Table {table}: the file is empty."), table=spec.id)
    if not content.endswith("\n"):
        line = content.count("\n") + 1
        raise TableError(
            N_("Table {table}, row {row}: the last line has no end; it was cut off."), table=spec.id, row=line
        )
    _check_header(spec, content[: content.index("\n")])
    _check_widths(spec, content)
    dtypes = {name: "str" for name, column in spec.columns.items() if column.kind in ("text", "day")}
    try:
        frame = pd.read_csv(StringIO(content), dtype=dtypes, keep_default_na=False, na_values=[""], low_memory=False)
    except (ValueError, OverflowError) as error:  # pandas' own parser errors are ValueErrors
        reason = " ".join(str(error).split()).rstrip(".")
        raise TableError(
            N_("Table {table}: it cannot be read as CSV ({reason})."), table=spec.id, reason=reason
        ) from error
    if frame.empty:
        raise TableError(N_("Table {table}: it has a header but no rows."), table=spec.id)
    return frame


def _check_header(spec: TableSpec, header: str) -> None:
    names = [name.strip('"') for name in header.split(",")]
    known = ", ".join(spec.columns)
    for name in spec.columns:
        if name not in names:
            message = N_("Table {table}: column {column} is missing; the columns are {known}.")
            raise TableError(message, table=spec.id, column=name, known=known)
    for position, name in enumerate(names):
        if name not in spec.columns:
            message = N_("Table {table}: column {column} is not part of the table; the columns are {known}.")
            raise TableError(message, table=spec.id, column=name[:40], known=known)
        if name in names[:position]:
            message = N_("Table {table}: column {column} is there twice; the columns are {known}.")
            raise TableError(message, table=spec.id, column=name, known=known)
    if names != list(spec.columns):
        raise TableError(N_("Table {table}: the columns must be in the order {known}."), table=spec.id, known=known)


def _check_widths(spec: TableSpec, content: str) -> None:
    """Each row has as many cells as the header: pandas would fill up or shift the others."""
    lines = content[:-1].split("\n")
    widths: Iterable[int]
    if '"' in content:
        try:
            widths = [len(row) for row in csv.reader(lines, strict=True)]
        except csv.Error as error:
            message = N_("Table {table}: it cannot be read as CSV ({reason}).")
            raise TableError(message, table=spec.id, reason=str(error)) from error
    else:
        widths = (line.count(",") + 1 if line else 0 for line in lines)
    for row, width in enumerate(widths, start=1):
        if width != len(spec.columns):
            raise TableError(
                N_("Table {table}, row {row}: it has {cells} cells; the header names {columns} columns."),
                table=spec.id,
                row=row,
                cells=width,
                columns=len(spec.columns),
            )


def _checked_cells(spec: TableSpec, frame: pd.DataFrame) -> pd.DataFrame:
    """The cells as their kinds. Of several broken rules the one in the first row is reported."""
    read: dict[str, pd.Series] = {}
    broken: dict[str, Broken] = {}
    for name, column in spec.columns.items():
        cells = read_column(column, frame[name])
        if isinstance(cells, Broken):
            broken[name] = cells
        else:
            read[name] = cells
    if broken:
        name = min(broken, key=lambda each: broken[each].row)
        raise _cell_error(spec, broken[name].row, name, broken[name].value, broken[name].rule)
    return pd.DataFrame(read)


def _cell_error(spec: TableSpec, row: int, column: str, value: Any, rule: InputError) -> TableError:
    plain: Any = value.item() if isinstance(value, np.generic) else value
    return TableError(
        N_("Table {table}, row {row}, column {column}: value {value} breaks the rule: {rule}."),
        table=spec.id,
        row=row + 2,
        column=column,
        value=N_("(empty)") if plain is None or pd.isna(plain) else repr(plain)[:60],
        rule=rule,
    )


def _check_other_tables(spec: TableSpec, frame: pd.DataFrame) -> None:
    """Codes that another table must know."""
    for name, column in spec.columns.items():
        if column.table:
            table_id, _, other = column.table.partition(".")
            known = {*column.allowed, *load_table(table_id).frame[other]}
            _check_known(spec, frame, name, known, InputError(N_("a value of {table}"), table=column.table))


def _check_known(spec: TableSpec, frame: pd.DataFrame, name: str, known: set[str], rule: InputError) -> None:
    for value in frame[name].dropna().unique():
        if value not in known:
            raise _cell_error(spec, int((frame[name] == value).to_numpy().argmax()), name, value, rule)


def _checked_sources(spec: TableSpec, frame: pd.DataFrame, known: Iterable[str] | None) -> tuple[str, ...]:
    from dashboard.data.registry import sources

    allowed = set(sources() if known is None else known)
    columns = [column for column in frame if str(column).endswith("source_id")]
    if not columns and not spec.default_source:
        raise TableError(N_("Table {table}: it needs a source_id column or a default source."), table=spec.id)
    rule = InputError(N_("a source of data/sources.yaml"))
    for column in columns:
        _check_known(spec, frame, str(column), allowed, rule)
    for column in (column for column in frame if str(column).endswith("source_ids")):
        for row, value in enumerate(frame[column]):
            if not allowed.issuperset(value.split(" ")):
                raise _cell_error(spec, row, str(column), value, rule)
    if not columns and spec.default_source not in allowed:
        message = N_("Table {table}: its source {source} is not in data/sources.yaml.")
        raise TableError(message, table=spec.id, source=spec.default_source)
    used = {} if columns else {spec.default_source: None}
    return tuple(used | dict.fromkeys(source for name in columns for source in frame[name].dropna().unique()))


def coverage(table: Table) -> dict[str, Any]:
    """Rows, countries, period, newest source version and the mix of source quality of one table."""
    from dashboard.data.registry import sources

    spec, frame = table.spec, table.frame
    countries = {value for column in spec.country if column in frame for value in frame[column].dropna()}
    lac = _lac33()
    periods = [frame[column].dropna() for column in spec.period if column in frame]
    periods = [p for p in periods if len(p)]
    cited = frame["source_id"] if "source_id" in frame.columns else pd.Series(table.source_ids)
    quality = frame["quality"] if "quality" in frame.columns else cited.map(lambda source: sources()[source].quality)
    return {
        "id": spec.id,
        "subject": spec.subject,
        "rows": len(frame),
        "countries": len(countries & lac),
        "period_start": min((_period(p.min()) for p in periods), default=""),
        "period_end": max((_period(p.max()) for p in periods), default=""),
        "vintage": max((sources()[s].version for s in table.source_ids), default=""),
        "quality": {str(k): int(v) for k, v in quality.value_counts().items()},
        "source_ids": table.source_ids,
    }


def _period(value: Any) -> str:
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


@cache
def _lac33() -> frozenset[str]:
    from dashboard.data.registry import countries

    return frozenset(iso3 for iso3, country in countries().items() if country.in_lac33)
