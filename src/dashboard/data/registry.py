"""Registries kept as data: sources, countries, assumptions, instruments and presets, parsed into domain types."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from dashboard.data.tables import DATA
from dashboard.domain import Assumption, Country, InputError, Instrument, Preset, Programme, Source

T = TypeVar("T")
OWN_PUBLISHER = "Corridor"  # the publishers of our own tables begin with it


def _parse(path: Path, kind: Any, content: Any = None) -> Any:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) if content is None else content
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path.name}, {where or 'whole file'}: {first['msg']} (value {first['input']!r}).") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} is not valid YAML in UTF-8 ({' '.join(str(error).split())}).") from error


def _by_id(items: tuple[T, ...], path: Path) -> dict[str, T]:
    found: dict[str, T] = {}
    for item in items:
        key = item.id  # type: ignore[attr-defined]
        if key in found:
            raise InputError(f"{path.name}: id {key} occurs twice.")
        found[key] = item
    return found


@cache
def sources() -> dict[str, Source]:
    """All sources by id (data/sources.yaml)."""
    path = DATA / "sources.yaml"
    return _by_id(_parse(path, tuple[Source, ...]), path)


@cache
def countries() -> dict[str, Country]:
    """The 33 states and the model's other regions by ISO code (data/countries.csv)."""
    path = DATA / "countries.csv"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} cannot be read as CSV in UTF-8 ({error}).") from error
    parsed = _parse(path, tuple[Country, ...], rows)
    return {country.iso3: country for country in parsed}


@cache
def lac33() -> tuple[str, ...]:
    """ISO codes of the 33 states, alphabetical."""
    return tuple(sorted(iso3 for iso3, country in countries().items() if country.in_lac33))


@cache
def assumptions() -> dict[str, Assumption]:
    """The parameter register by id (data/assumptions.yaml)."""
    path = DATA / "assumptions.yaml"
    return _by_id(_parse(path, tuple[Assumption, ...]), path)


@cache
def programmes() -> tuple[Programme, ...]:
    """The calendar of US tariff programmes (data/programmes.yaml)."""
    path = DATA / "programmes.yaml"
    return tuple(_by_id(_parse(path, tuple[Programme, ...]), path).values())


@cache
def instruments() -> dict[str, Instrument]:
    """Levers of the what-if panel by id (data/instruments.yaml)."""
    path = DATA / "instruments.yaml"
    return _by_id(_parse(path, tuple[Instrument, ...]), path)


@cache
def presets() -> dict[str, Preset]:
    """Published scenarios by id, one file each under data/scenarios."""
    found = {}
    for path in sorted((DATA / "scenarios").glob("*.yaml")):
        preset = _parse(path, Preset)
        if preset.id != path.stem:
            raise InputError(f"{path.name}: id {preset.id} must equal the file name.")
        found[preset.id] = preset
    return found
