"""The table registry: what each file under data/tables must look like, and the one way to read it.

A table is a CSV file and a `TableSpec`. `load_table` checks columns, types, ranges, the unique key
and that every source is registered; the first broken rule is reported with table, row, column and value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from dashboard.domain import InputError

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "data"
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
    columns: dict[str, pa.Column]
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


def code(*, nullable: bool = False, pattern: str = r"[A-Z]{3}") -> pa.Column:
    """A short code; ISO 3166-1 alpha-3 unless another pattern is given."""
    return pa.Column(str, pa.Check.str_matches(rf"^(?:{pattern})$"), nullable=nullable)


def choice(*allowed: str, nullable: bool = False) -> pa.Column:
    """One of a closed list of ids."""
    return pa.Column(str, pa.Check.isin(allowed), nullable=nullable)


def text(*, nullable: bool = False) -> pa.Column:
    """Free text or an open id."""
    return pa.Column(str, pa.Check.str_length(min_value=1), nullable=nullable)


def number(minimum: float | None = None, maximum: float | None = None, *, nullable: bool = False) -> pa.Column:
    """A measured quantity; the unit is the suffix of the column name."""
    return pa.Column(float, _bounds(minimum, maximum), nullable=nullable, coerce=True)


def whole(minimum: float | None = 0, maximum: float | None = None, *, nullable: bool = False) -> pa.Column:
    """A count or a year; `Int64` when it may be missing."""
    return pa.Column("Int64" if nullable else "int64", _bounds(minimum, maximum), nullable=nullable, coerce=True)


def day(*, nullable: bool = False) -> pa.Column:
    """An ISO date, read as a timestamp."""
    return pa.Column("datetime64[us]", nullable=nullable, coerce=True)


def _bounds(minimum: float | None, maximum: float | None) -> list[pa.Check]:
    checks = []
    if minimum is not None:
        checks.append(pa.Check.ge(minimum))
    if maximum is not None:
        checks.append(pa.Check.le(maximum))
    return checks


def source_id() -> pa.Column:
    """Id of a row in data/sources.yaml."""
    return pa.Column(str, pa.Check.str_matches(r"^[a-z0-9_]+$"))


QUALITY = choice("primary", "secondary", "derived", "judgement", "unverified")


@cache
def specs() -> dict[str, TableSpec]:
    """All registered tables by id, in registry order."""
    from dashboard.data.schemas import ALL

    found = {spec.id: spec for spec in ALL}
    if len(found) != len(ALL):
        raise TableError("Two tables in dashboard.data.schemas share an id.")
    return found


@cache
def load_table(table_id: str) -> Table:
    """Read and check one table.

    Raises TableError, in one sentence, for an unknown id, a missing file or the first broken rule.
    """
    if table_id not in specs():
        raise TableError(f"Table {table_id} is not registered; known tables: {', '.join(specs())}.")
    return read_table(specs()[table_id], specs()[table_id].path)


def read_table(spec: TableSpec, path: Path, known_sources: Iterable[str] | None = None) -> Table:
    """Read `path` as the table `spec`; the same checks as `load_table`, for any file."""
    if not path.exists():
        raise TableError(f"Table {spec.id}: file {path.name} is missing; restore it from the repository.")
    dtypes = {name: "str" for name, column in spec.columns.items() if str(column.dtype).startswith("str")}
    try:
        frame = pd.read_csv(path, dtype=dtypes, keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise TableError(
            f"Table {spec.id}: {path.name} cannot be read as CSV ({' '.join(str(error).split())})."
        ) from error
    if not isinstance(frame.index, pd.RangeIndex):  # pandas took the first column for row labels
        raise TableError(f"Table {spec.id}: the rows of {path.name} have more cells than its header.")
    frame = _validated(spec, frame)
    return Table(spec, frame, _checked_sources(spec, frame, known_sources))


def _validated(spec: TableSpec, frame: pd.DataFrame) -> pd.DataFrame:
    _refuse_fractions(spec, frame)
    schema = pa.DataFrameSchema(dict(spec.columns), strict=True)
    try:
        frame = schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        raise TableError(_first_failure(spec, error.failure_cases, frame)) from error
    twice = frame.duplicated(list(spec.keys), keep="first")
    if twice.any():
        row = int(twice.to_numpy().argmax())
        key = ", ".join(f"{name}={frame[name].iloc[row]!s}" for name in spec.keys)
        raise TableError(f"Table {spec.id}, row {row + 2}: key {key} occurs twice; keys must be unique.")
    return frame


def _refuse_fractions(spec: TableSpec, frame: pd.DataFrame) -> None:
    """Coercion to a whole number would cut the fraction off."""
    for name, column in spec.columns.items():
        if name in frame and str(column.dtype).lower() == "int64" and pd.api.types.is_float_dtype(frame[name]):
            broken = (frame[name].notna() & (frame[name] % 1 != 0)).to_numpy()
            if broken.any():
                row = int(broken.argmax())
                raise TableError(_broken(spec, row, name, frame[name].iloc[row], "coerce_dtype('int64')"))


_RULES = {
    "coerce_dtype('int64')": "whole number",
    "coerce_dtype('Int64')": "whole number",
    "coerce_dtype('float64')": "number",
    "coerce_dtype('datetime64[ns]')": "date such as 2025-01-31",
    "coerce_dtype('datetime64[us]')": "date such as 2025-01-31",
    "not_nullable": "not empty",
}
"""What pandera calls the rules that a reader meets most, in words."""


def _broken(spec: TableSpec, row: int, column: str, value: Any, rule: str) -> str:
    plain: Any = value.item() if isinstance(value, np.generic) else value
    shown = "(empty)" if pd.isna(plain) else repr(plain)
    return f"Table {spec.id}, row {row + 2}, column {column}: value {shown} breaks the rule {_RULES.get(rule, rule)}."


def _first_failure(spec: TableSpec, failures: pd.DataFrame, frame: pd.DataFrame) -> str:
    # A column that could not be converted fails its other checks with a TypeError that says nothing to the reader.
    unreadable = failures["failure_case"].astype(str).str.startswith("TypeError(")
    failures = failures if unreadable.all() else failures[~unreadable]
    by_row = failures.sort_values("index", na_position="first", kind="stable").iloc[0]
    column, rule, value = by_row["column"], by_row["check"], by_row["failure_case"]
    if rule == "column_in_dataframe":
        return f"Table {spec.id}: column {value} is missing; the columns are {', '.join(spec.columns)}."
    if rule == "column_in_schema":
        return f"Table {spec.id}: column {value} is not part of the table; the columns are {', '.join(spec.columns)}."
    if pd.isna(by_row["index"]):
        return f"Table {spec.id}, column {column}: {value} breaks the rule {rule}."
    row = int(by_row["index"])
    shown: Any = frame.at[row, column] if column in frame and row in frame.index else value
    return _broken(spec, row, str(column), shown, str(rule))


def _checked_sources(spec: TableSpec, frame: pd.DataFrame, known: Iterable[str] | None) -> tuple[str, ...]:
    from dashboard.data.registry import sources

    allowed = set(sources() if known is None else known)
    columns = [column for column in frame if str(column).endswith("source_id")]
    if not columns and not spec.default_source:
        raise TableError(f"Table {spec.id}: it needs a source_id column or a default source.")
    used: dict[str, None] = {} if columns else {spec.default_source: None}
    for column in columns:
        for source in frame[column].dropna().unique():
            used[source] = None
            if source not in allowed:
                row = int((frame[column] == source).to_numpy().argmax()) + 2
                raise TableError(
                    f"Table {spec.id}, row {row}, column {column}: value {source!r} is not in data/sources.yaml."
                )
    return tuple(used)


def check_tables(report: Callable[[dict[str, Any]], None]) -> list[str]:
    """Validate every registered table; call `report` with one coverage record each and return the errors."""
    errors = []
    for spec in specs().values():
        try:
            report(coverage(load_table(spec.id)))
        except TableError as error:
            errors.append(str(error))
    return errors


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
