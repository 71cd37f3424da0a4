"""All checks of everything under data/, in one place: the start of the server and `dashboard check` use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.data import geometry, manifest, registry, scenarios, tables
from dashboard.domain import N_, InputError

REGISTRIES: tuple[Callable[[], object], ...] = (
    registry.sources,
    registry.countries,
    registry.areas,
    registry.assumptions,
    registry.instruments,
    registry.programmes,
    registry.presets,
)


def problems(
    report: Callable[[dict[str, Any]], None] = lambda _: None, *, with_manifest: bool = True
) -> list[InputError]:
    """Whatever is wrong with registries, tables, geometry, citations, presets and the manifest; it never raises.

    `report` gets the coverage of each good table.
    """
    found = [error for load in REGISTRIES for error in _caught(load)]
    registries_good = not found
    broken = set()
    for spec in tables.specs().values():
        errors = _caught(lambda each: report(tables.coverage(_table(each, with_manifest))), spec)
        if errors:
            broken.add(f"{spec.folder}/{spec.id}.csv")
        found += errors
    found += _caught(geometry.geometry) + _caught(geometry.outlines)
    if registries_good:
        found += _caught(_citations) + _caught(_presets)
    if with_manifest:
        found += _caught(lambda: manifest.differences(skip=broken))
    return list({str(error): error for error in found}.values())  # a table may name another one that is broken


def _table(spec: tables.TableSpec, with_manifest: bool) -> tables.Table:
    return tables.load_table(spec.id) if with_manifest else tables.read_table(spec, spec.path)


def _caught(step: Callable[..., object], *arguments: object) -> list[InputError]:
    """What a step finds, or why it failed; a failure that nobody foresaw is a finding too."""
    try:
        made = step(*arguments)
    except InputError as error:
        return [error]
    except Exception as error:  # the promise is that no file can stop the server
        reason = f"{type(error).__name__}: {error}"[:200]
        return [InputError(N_("The data cannot be checked: {reason}."), reason=reason)]
    return made if isinstance(made, list) else []


def _citations() -> list[InputError]:
    """Source ids that assumptions, programmes or presets cite and nobody registered."""
    cited = [(f"assumptions.yaml, {a.id}", a.source_ids) for a in registry.assumptions().values()]
    cited += [(f"programmes.yaml, {p.id}", p.source_ids) for p in registry.programmes()]
    cited += [(f"scenarios/{p.id}.yaml", p.source_ids) for p in registry.presets().values()]
    return [
        InputError(N_("{place}: source {source} is not in data/sources.yaml."), place=owner, source=repr(source))
        for owner, sources in cited
        for source in sources
        if source not in registry.sources()
    ]


def _presets() -> list[InputError]:
    """What is wrong with the settings of presets, one sentence for each."""
    errors = []
    for preset_id in registry.presets():
        try:
            scenarios.of_preset(preset_id)
        except InputError as error:
            errors.append(InputError(N_("Preset {preset}: {reason}"), preset=preset_id, reason=error))
    return errors
