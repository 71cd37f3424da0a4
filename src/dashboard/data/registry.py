"""Registries kept as data: sources, countries, assumptions, instruments and presets, parsed into domain types."""

from __future__ import annotations

import csv
import json
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from dashboard.data import strict_yaml
from dashboard.data.files import DATA, read_text
from dashboard.domain import N_, Area, Assumption, Country, InputError, Instrument, Preset, Programme, Source

T = TypeVar("T")
OWN_PUBLISHER = "Corridor"  # the publishers of our own tables begin with it


def read_yaml(path: Path) -> Any:
    """The content of a YAML file of ours; raises InputError, in one sentence, for any other file."""
    return strict_yaml.read(read_text(path), path.name)


def read_json(path: Path) -> Any:
    """The content of a JSON file of ours, each key once; raises InputError for any other file."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a key is there twice")
        return dict(pairs)

    text = read_text(path)
    try:
        return json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise InputError(N_("{file}: not valid JSON ({problem})."), file=path.name, problem=str(error)) from error


def parse(path: Path, kind: Any, content: Any) -> Any:
    """Plain values of a file as a type; raises InputError that names file, place, value and rule."""
    try:
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, InputError):  # a rule of our own, from the type itself
            raise InputError(N_("{file}: {reason}"), file=path.name, reason=cause) from error
        raise InputError(
            N_("{file}, {place}: value {value} breaks the rule: {rule}."),
            file=path.name,
            place=_place(first["loc"], content) or N_("whole file"),
            value=repr(first["input"])[:60],
            rule=_RULES.get(first["type"]) or first["msg"],
        ) from error


_RULES = {
    "missing": N_("a key that must be there is missing"),
    "unexpected_keyword_argument": N_("only known keys"),
    "extra_forbidden": N_("only known keys"),
    "tuple_type": N_("a list of entries"),
    "dataclass_type": N_("keys and values"),
    "string_type": N_("a text"),
    "float_parsing": N_("a number"),
    "float_type": N_("a number"),
    "finite_number": N_("a finite number"),
    "bool_parsing": N_("true or false"),
    "date_from_datetime_parsing": N_("a date such as 2025-01-31"),
    "date_parsing": N_("a date such as 2025-01-31"),
    "date_type": N_("a date such as 2025-01-31"),
}
"""What pydantic calls the rules that a reader meets most, in words; others stay as pydantic says them."""


def _place(steps: tuple[int | str, ...], content: Any) -> str:
    """Where in a file a value is, with the id of the entry rather than its number."""
    words = [str(step) for step in steps]
    if words and isinstance(steps[0], int) and isinstance(content, list | tuple) and steps[0] < len(content):
        entry = content[steps[0]]
        if isinstance(entry, dict):
            words[0] = str(entry.get("id") or entry.get("iso3") or entry.get("code") or f"entry {steps[0] + 1}")
    return ".".join(words)


def _by_id(items: tuple[T, ...], path: Path, key: str = "id") -> dict[str, T]:
    found: dict[str, T] = {}
    for item in items:
        name = getattr(item, key)
        if name in found:
            raise InputError(N_("{file}: {key} {name} occurs twice."), file=path.name, key=key, name=name)
        found[name] = item
    if not found:
        raise InputError(N_("{file}: it has no entries."), file=path.name)
    return found


def _register(name: str, kind: type[T]) -> dict[str, T]:
    path = DATA / name
    return _by_id(parse(path, tuple[kind, ...], read_yaml(path)), path)  # type: ignore[valid-type]


def csv_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a small CSV file, each with a cell for each column."""
    lines = csv.reader(StringIO(read_text(path)), strict=True)
    try:
        head, *rows = list(lines) or [[]]
    except csv.Error as error:
        raise InputError(N_("{file} cannot be read as CSV ({reason})."), file=path.name, reason=str(error)) from error
    for number, row in enumerate(rows, start=2):
        if len(row) != len(head) or len(set(head)) != len(head):
            raise InputError(
                N_("{file}, row {row}: it has {cells} cells; the header names {columns} columns."),
                file=path.name,
                row=number,
                cells=len(row),
                columns=len(set(head)),
            )
    return [dict(zip(head, row, strict=True)) for row in rows]


@cache
def sources() -> dict[str, Source]:
    """All sources by id (data/sources.yaml)."""
    return _register("sources.yaml", Source)


@cache
def countries() -> dict[str, Country]:
    """The 33 states and the model's other regions by ISO code (data/countries.csv)."""
    path = DATA / "countries.csv"
    return _by_id(parse(path, tuple[Country, ...], csv_rows(path)), path, "iso3")


@cache
def areas() -> frozenset[str]:
    """ISO codes of all countries, with some that were and the European Union (data/areas.csv)."""
    path = DATA / "areas.csv"
    return frozenset(_by_id(parse(path, tuple[Area, ...], csv_rows(path)), path, "code"))


@cache
def lac33() -> tuple[str, ...]:
    """ISO codes of the 33 states, alphabetical."""
    return tuple(sorted(iso3 for iso3, country in countries().items() if country.in_lac33))


@cache
def assumptions() -> dict[str, Assumption]:
    """The parameter register by id (data/assumptions.yaml)."""
    return _register("assumptions.yaml", Assumption)


@cache
def programmes() -> tuple[Programme, ...]:
    """The calendar of US tariff programmes (data/programmes.yaml)."""
    return tuple(_register("programmes.yaml", Programme).values())


@cache
def instruments() -> dict[str, Instrument]:
    """Levers of the what-if panel by id (data/instruments.yaml)."""
    return _register("instruments.yaml", Instrument)


@cache
def presets() -> dict[str, Preset]:
    """Published scenarios by id, one file each under data/scenarios."""
    found = {}
    for path in sorted((DATA / "scenarios").glob("*.yaml")):
        preset = parse(path, Preset, read_yaml(path))
        if preset.id != path.stem:
            raise InputError(N_("{file}: id {id} must equal the file name."), file=path.name, id=preset.id)
        found[preset.id] = preset
    if not found:
        raise InputError(N_("{file}: it has no entries."), file="data/scenarios")
    return found
