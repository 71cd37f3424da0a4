"""Scenarios in and out: presets, YAML files, addresses and command lines, all checked by the same rules."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

import yaml

from dashboard.data import registry, strict_yaml
from dashboard.data.tables import load_table
from dashboard.domain import ALL_COUNTRIES, N_, InputError, Instrument, Scenario, SettingValue, shown

# Far more than a file that changes every setting and assumption has.
MAX_YAML_BYTES = 4_000
FILE_LIMITS = strict_yaml.Limits(MAX_YAML_BYTES, line=1_000)
ID = re.compile(r"[a-z0-9_]{1,60}")
_RANGE = N_("{key} is {value}; it must be a number from {low:g} to {high:g}.")
_RANGE_OF_UNIT = N_("{key} is {value}; it must be a number from {low:g} to {high:g} ({unit}).")
_NO_VALUE = N_("{key} has no value; give it one, or leave it out.")
_NO_SETTING = N_(
    "{key} is not a setting; the nearest are {near}, and the Method page and “dashboard settings” list all."
)
_NO_ASSUMPTION = N_(
    "{key} is neither a setting nor an assumption; the nearest are {near}, "
    "and the Method page and “dashboard settings” list all."
)
_NO_PRESET = N_(
    "{preset} is not a preset; the nearest are {near}, and the Impact page and “dashboard settings” list all."
)
_DECIMAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_FILE_KEYS = {"id", "settings", "assumptions", "title", "summary", "announced", "fate", "source_ids"}


def build(
    settings: Mapping[str, Any], assumptions: Mapping[str, Any] | None = None, scenario_id: str = "custom"
) -> Scenario:
    """A checked scenario that keeps only what differs from the baseline.

    Raises InputError, in one sentence, for an unknown id or a value that cannot be used.
    """
    known = registry.instruments()
    unknown = [key for key in settings if key not in known]
    if unknown:
        near = _near(unknown[0], known)
        if near:
            raise InputError(N_("{key} is not a setting; did you mean {near}?"), key=shown(unknown[0]), near=near)
        raise InputError(_NO_SETTING, key=shown(unknown[0]), near=nearest(unknown[0], known))
    clean = {key: _clean(known[key], value) for key, value in settings.items()}
    day = date.fromisoformat(str(clean.get("baseline_date", known["baseline_date"].default)))
    if clean.get("tariff_products") and clean.get("tariff_mode") == "set":
        raise InputError(
            N_("tariff_products goes with tariff_mode add only; a tariff that replaces others is for all goods.")
        )
    kept = {key: value for key, value in clean.items() if value != _baseline(key, day)}
    return Scenario(scenario_id, tuple(sorted(kept.items())), _assumptions(assumptions or {}))


def check(scenario: Scenario) -> None:
    """Raises InputError for a scenario put together by hand, not by `build`, that `build` would refuse."""
    build(dict(scenario.settings), dict(scenario.assumptions))


def baseline_day(scenario: Scenario) -> date:
    """The day whose law the scenario is compared with."""
    return date.fromisoformat(str(value(scenario, "baseline_date")))


def value(scenario: Scenario, setting_id: str) -> SettingValue:
    """A setting's value, the law of the baseline day where the scenario leaves it alone."""
    chosen = scenario.get(setting_id)
    if chosen is not None:
        return chosen
    instrument = registry.instruments()[setting_id]
    if not instrument.dated:
        return _baseline(setting_id, date.min)
    return _baseline(setting_id, baseline_day(scenario))


@lru_cache(maxsize=512)
def _baseline(setting_id: str, day: date) -> SettingValue:
    """What a setting is in law on a day; kept, because every run of a page asks for all of them."""
    instrument = registry.instruments()[setting_id]
    return _clean(instrument, instrument.baseline(day))


def targets(scenario: Scenario) -> tuple[str, ...]:
    """The ISO codes that the scenario's targets stand for, blocs resolved to their members."""
    found: set[str] = set()
    for target in value(scenario, "targets"):  # type: ignore[union-attr]
        if target == ALL_COUNTRIES:
            found.update(registry.lac33())
        elif target in blocs():
            found.update(blocs()[target])
        else:
            found.add(target)
    return tuple(sorted(found))


@cache
def blocs() -> dict[str, tuple[str, ...]]:
    """Members among the 33 states of each bloc, as recorded."""
    frame = load_table("bloc_membership").frame
    members = frame[frame["status"].isin(("member", "signatory")) & frame["iso3"].isin(registry.lac33())]
    found = {str(bloc): tuple(sorted(group)) for bloc, group in members.groupby("bloc")["iso3"]}
    return {bloc: group for bloc, group in found.items() if len(group) > 1}


def of_preset(preset_id: str) -> Scenario:
    """The scenario of a preset; raises InputError for an unknown id."""
    presets = registry.presets()
    if preset_id not in presets:
        near = _near(preset_id, presets)
        if near:
            raise InputError(N_("{preset} is not a preset; did you mean {near}?"), preset=shown(preset_id), near=near)
        raise InputError(_NO_PRESET, preset=shown(preset_id), near=nearest(preset_id, presets))
    preset = presets[preset_id]
    return build(preset.settings, preset.assumptions, preset.id)


def with_pairs(scenario: Scenario, pairs: Iterable[str]) -> Scenario:
    """The scenario with `id=value` texts laid over it, as the command line gives them."""
    settings: dict[str, Any] = dict(scenario.settings)
    assumptions: dict[str, Any] = dict(scenario.assumptions)
    pairs = tuple(pairs)
    seen: set[str] = set()
    for pair in pairs:
        key, sign, raw = pair.partition("=")
        if not sign or not key:
            raise InputError(
                N_("“{text}” is not a setting; write it as id=value, for example tariff_pp=25."), text=shown(pair)
            )
        if key in seen:
            raise InputError(N_("{key} is set twice; keep one of the two."), key=shown(key))
        seen.add(key)
        if key in registry.instruments():
            settings[key] = parse(registry.instruments()[key], raw)
        else:
            assumptions[key] = raw
    return build(settings, assumptions, scenario.id if not pairs else "custom")


def parse(instrument: Instrument, raw: str) -> SettingValue:
    """A setting's value from text; lists are written with commas."""
    parts: Any = (
        [part.strip() for part in raw.split(",") if part.strip()] if instrument.kind in ("targets", "products") else raw
    )
    return _clean(instrument, parts)


def write(setting: SettingValue) -> str:
    """A setting's value as text, such that `parse` reads it back."""
    if isinstance(setting, tuple):
        return ",".join(setting)
    if isinstance(setting, float):
        return repr(int(setting) if setting.is_integer() else setting)
    return str(setting)


def to_yaml(scenario: Scenario) -> str:
    """The scenario as a file for people: only what differs from the baseline."""
    content: dict[str, Any] = {"id": scenario.id}
    content["settings"] = {key: list(v) if isinstance(v, tuple) else v for key, v in scenario.settings}
    content["assumptions"] = dict(scenario.assumptions)
    return (
        "# A Corridor scenario. Settings and assumptions that are not named keep their baseline values.\n"
        + yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    )


def from_yaml(text: str | bytes) -> Scenario:
    """Read a scenario file; raises InputError with one sentence for anything it cannot use."""
    content = strict_yaml.read_mapping(text, N_("Scenario file"), FILE_LIMITS)
    extra = set(content) - _FILE_KEYS
    if extra:
        raise InputError(
            N_("The scenario file has the unknown key {key}; the keys are id, settings and assumptions."),
            key=shown(sorted(extra)[0]),
        )
    parts = [content.get(key) for key in ("settings", "assumptions")]
    settings, assumptions = ({} if part is None else part for part in parts)  # a heading alone is an empty list
    if not isinstance(settings, dict) or not isinstance(assumptions, dict):
        raise InputError(N_("In the scenario file, settings and assumptions must be lists of id: value."))
    made = build(
        settings,
        assumptions,
        name if isinstance(name := content.get("id"), str) and ID.fullmatch(name) else "custom",
    )
    # A file may carry a preset's name only with the preset's numbers.
    if made.id in registry.presets() and made != of_preset(made.id):
        return replace(made, id="custom")
    return made


def _near(key: str, known: Iterable[str]) -> str:
    """The known id that `key` is most likely a misspelling of, empty if none is near."""
    return next(iter(difflib.get_close_matches(key[:60].lower(), list(known), n=1, cutoff=0.75)), "")


def decimal(raw: object) -> float:
    """A number, or a text that writes one in decimals; NaN for all else, also for what only Python reads as a number.

    That is 1_0, digits of other scripts, `infinity` and true.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return math.nan
    if isinstance(raw, str) and not _DECIMAL.fullmatch(raw.strip(" ")):
        return math.nan
    try:
        return float(raw)
    except OverflowError:  # a whole number beyond floats
        return math.inf


def nearest(key: str, known: Iterable[str]) -> str:
    """The three known ids most like `key`, which need not be like it at all: lists of all are too long for a line."""
    return ", ".join(difflib.get_close_matches(key[:60].lower(), list(known), n=3, cutoff=0.0))


def _clean(instrument: Instrument, raw: Any) -> SettingValue:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        raise InputError(_NO_VALUE, key=instrument.id)
    if instrument.kind in ("number", "switch"):
        return _number(instrument, raw)
    if instrument.kind == "choice":
        text = str(raw)
        if text not in instrument.options:
            raise InputError(
                N_("{key} is “{value}”; it must be one of {known}."),
                key=instrument.id,
                value=shown(text),
                known=", ".join(instrument.options),
            )
        return text
    parts = [raw] if isinstance(raw, str) else list(raw) if isinstance(raw, list | tuple) else None
    if parts is None:
        raise InputError(N_("{key} must be a list of codes."), key=instrument.id)
    return _targets(parts) if instrument.kind == "targets" else _products(instrument, parts)


_SWITCH_WORDS = {"on": 1, "off": 0, "true": 1, "false": 0, "yes": 1, "no": 0}


def _number(instrument: Instrument, raw: Any) -> float:
    words = _SWITCH_WORDS if instrument.kind == "switch" else {}
    number = decimal(words.get(str(raw).lower(), raw))
    said = {"key": instrument.id, "value": shown(raw), "unit": instrument.unit}
    if instrument.kind == "switch" and number not in (0.0, 1.0):
        raise InputError(N_("{key} is {value}; it must be 1 (on) or 0 (off)."), **said)
    low, high = instrument.minimum, instrument.maximum
    if not math.isfinite(number) or (low is not None and number < low) or (high is not None and number > high):
        raise InputError(_RANGE_OF_UNIT if instrument.unit else _RANGE, **said, low=low, high=high)
    if instrument.kind == "number" and float(instrument.step or 1).is_integer() and number != int(number):
        raise InputError(N_("{key} is {value}; it must be a whole number ({unit})."), **said)
    return number


def _targets(parts: list[Any]) -> tuple[str, ...]:
    codes = (ALL_COUNTRIES, "CAN", *registry.lac33(), *blocs())
    known = {code.lower(): code for code in codes}
    if any(part is None or not str(part).strip() for part in parts):
        raise InputError(_NO_VALUE, key="targets")
    wrong = [str(part) for part in parts if str(part).lower() not in known]
    if wrong:
        raise InputError(
            N_("{code} is not a country or bloc; use ISO codes such as COL, a bloc such as caricom, or ALL."),
            code=shown(wrong[0]),
        )
    found = sorted({known[str(part).lower()] for part in parts})
    if not found:
        raise InputError(N_("targets is empty; name at least one country, or ALL."))
    return tuple(code for code in found if code in (ALL_COUNTRIES, "CAN")) if ALL_COUNTRIES in found else tuple(found)


def _products(instrument: Instrument, parts: list[Any]) -> tuple[str, ...]:
    chapters = set(load_table("hs_chapters").frame["hs2"])
    found = sorted({str(part).zfill(2) for part in parts})
    wrong = [part for part in found if part not in chapters]
    if wrong:
        raise InputError(
            N_("{key} has “{value}”; it takes two-digit product chapters such as 09 or 87."),
            key=instrument.id,
            value=shown(wrong[0]),
        )
    return tuple(found)


def _assumptions(raw: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    known = registry.assumptions()
    kept = {}
    for key, text in raw.items():
        if key not in known:
            near = _near(key, [*registry.instruments(), *known])
            if near:
                raise InputError(
                    N_("{key} is neither a setting nor an assumption; did you mean {near}?"), key=shown(key), near=near
                )
            raise InputError(_NO_ASSUMPTION, key=shown(key), near=nearest(key, [*registry.instruments(), *known]))
        assumption = known[key]
        low = assumption.minimum if assumption.minimum is not None else assumption.low
        high = assumption.maximum if assumption.maximum is not None else assumption.high
        if text is None or (isinstance(text, str) and not text.strip()):
            raise InputError(_NO_VALUE, key=key)
        number = decimal(text)
        if not (math.isfinite(number) and low <= number <= high):
            raise InputError(_RANGE, key=key, value=shown(text), low=low, high=high)
        if number != assumption.central:
            kept[key] = number
    return tuple(sorted(kept.items()))
