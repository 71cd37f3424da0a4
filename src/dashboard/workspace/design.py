"""Which scenarios a sweep computes: a grid of values, or random points in ranges, read from a YAML file.

A design is a function from the number of a scenario to its values, never a list of them: a slice can be had alone, in
any process, and it is the same wherever and whenever it is taken. Numbers run from 0. In a grid the last listed
value moves fastest; random points are a scrambled Sobol sequence (Owen 1998), so any first half of them already
covers the ranges evenly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from dashboard.data import registry, scenarios, strict_yaml
from dashboard.domain import InputError, Scenario, SettingValue, shown
from dashboard.model import uncertainty

MAX_SCENARIOS = 10_000_000
# Room for some thousands of values, in a few long lists: a file that lists more is better a random design.
MAX_YAML_BYTES = 20_000
FILE_LIMITS = strict_yaml.Limits(MAX_YAML_BYTES, line=10_000)
DEFAULT_SEED = 2026
_SOBOL_BITS = 30
_KEYS = ("base", "settings", "assumptions", "layer", "metrics", "countries", "grid", "random", "seed")
_COMBINATIONS_CHECKED = 10_000


@dataclass(frozen=True)
class Listed:
    """A setting or assumption of a grid and the values it takes, in this order."""

    id: str
    values: tuple[SettingValue, ...]


@dataclass(frozen=True)
class Ranged:
    """A setting or assumption of a random design, from `low` to `high`; in whole steps from `low` if `step` is set."""

    id: str
    low: float
    high: float
    step: float | None = None

    def at(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values at points of the unit interval, each step equally likely."""
        if self.step is None:
            return self.low + (self.high - self.low) * points
        steps = math.floor((self.high - self.low) / self.step + 1e-9) + 1
        return self.low + self.step * np.minimum(np.floor(points * steps), steps - 1)


@dataclass(frozen=True)
class Design:
    """The scenarios of a sweep, `size` of them, and what is kept of each.

    Either all of `swept` are `Listed` or all are `Ranged`. `layers` are ids of the sweep's layers; empty `metrics`
    and `countries` keep all.
    """

    base: Scenario
    swept: tuple[Listed, ...] | tuple[Ranged, ...]
    size: int
    seed: int
    layers: tuple[str, ...]
    metrics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """What is swept, settings and assumptions."""
        return tuple(item.id for item in self.swept)

    def points(self, start: int, stop: int) -> dict[str, list[SettingValue]]:
        """Values of the scenarios `start` to `stop` - 1, a list for each swept id."""
        stop = min(stop, self.size)
        found: dict[str, list[SettingValue]] = {}
        listed = [item for item in self.swept if isinstance(item, Listed)]
        if listed:
            places = np.unravel_index(np.arange(start, stop), [len(item.values) for item in listed])
            for item, place in zip(listed, places, strict=True):
                found[item.id] = [item.values[i] for i in place]
            return found
        ranged = [item for item in self.swept if isinstance(item, Ranged)]
        sequence = qmc.Sobol(len(ranged), scramble=True, rng=self.seed, bits=_SOBOL_BITS)
        if start:
            sequence.fast_forward(start)
        # Whole powers of two: scipy warns of anything else at the start of a sequence.
        points = sequence.random(1 << (stop - start - 1).bit_length())[: stop - start]
        for column, span in enumerate(ranged):
            found[span.id] = span.at(points[:, column]).tolist()
        return found


def read_design(text: str | bytes, layers: Mapping[str, tuple[str, ...]], seed: int | None = None) -> Design:
    """A checked design from a YAML file; `layers` names the layers there are and the metrics of each.

    `seed` goes before that of the file. Raises InputError, in one sentence, for anything that cannot be used.
    """
    content = strict_yaml.read_mapping(text, "Grid file", FILE_LIMITS)
    extra = [key for key in content if key not in _KEYS]
    if extra:
        raise InputError(f"The grid file has the unknown key {shown(extra[0])}; the keys are {', '.join(_KEYS)}.")
    if ("grid" in content) == ("random" in content):
        raise InputError("The grid file must hold either grid (lists of values) or random (count and ranges).")
    base = _base(content)
    swept, size = _grid(content["grid"], base) if "grid" in content else _random(content["random"], base)
    _check_together(base, swept)
    kept = _names(content, "layer", tuple(layers))
    if not kept:
        raise InputError(f"The grid file must name a layer; the layers are {', '.join(layers)}.")
    return Design(
        base=base,
        swept=swept,
        size=size,
        seed=_whole("seed", content.get("seed", DEFAULT_SEED) if seed is None else seed, 0, 2**32 - 1),
        layers=kept,
        metrics=_names(content, "metrics", tuple(dict.fromkeys(metric for layer in kept for metric in layers[layer]))),
        countries=_names(content, "countries", registry.lac33()),
    )


def _base(content: Mapping[str, Any]) -> Scenario:
    name = content.get("base", "current_law")
    preset = scenarios.of_preset(str(name))
    settings, assumptions = (_mapping(content, key) for key in ("settings", "assumptions"))
    return scenarios.build({**dict(preset.settings), **settings}, {**dict(preset.assumptions), **assumptions})


def _grid(raw: Any, base: Scenario) -> tuple[tuple[Listed, ...], int]:
    if not isinstance(raw, dict) or not raw:
        raise InputError("grid is empty; it must list values, for example tariff_pp: [0, 10, 25].")
    swept = []
    for key, values in raw.items():
        if not isinstance(values, list) or not values:
            raise InputError(f"grid: {shown(key)} must be a list of at least one value.")
        cleaned = tuple(_clean(base, str(key), value) for value in values)
        if len(set(cleaned)) < len(cleaned):
            raise InputError(f"grid: {key} lists a value twice.")
        swept.append(Listed(str(key), cleaned))
    size = math.prod(len(item.values) for item in swept)
    if size > MAX_SCENARIOS:
        raise InputError(f"grid has {size:,} scenarios; it must have at most {MAX_SCENARIOS:,}.")
    return tuple(swept), size


def _random(raw: Any, base: Scenario) -> tuple[tuple[Ranged, ...], int]:
    if not isinstance(raw, dict) or set(raw) != {"count", "ranges"}:
        raise InputError("random must hold count and ranges, for example ranges: {tariff_pp: [0, 60]}.")
    count = _whole("random: count", raw["count"], 1, MAX_SCENARIOS)
    if not isinstance(raw["ranges"], dict) or not raw["ranges"]:
        raise InputError("random: ranges is empty; it must hold ranges, for example tariff_pp: [0, 60].")
    swept = []
    for key, span in raw["ranges"].items():
        name = str(key)
        instrument = registry.instruments().get(name)
        if instrument is not None and instrument.kind != "number":
            raise InputError(f"random: {name} has no range because it is not a number; list its values in a grid.")
        if not isinstance(span, list) or len(span) != 2:
            raise InputError(f"random: {shown(name)} must be a range [low, high].")
        low, high = (float(_clean(base, name, end)) for end in span)  # type: ignore[arg-type]
        if not low < high:
            raise InputError(f"random: the range of {name} must run from a lower to a higher number.")
        swept.append(Ranged(name, low, high, instrument.step if instrument else None))
    return tuple(swept), count


def _clean(base: Scenario, key: str, value: Any) -> SettingValue:
    """The value as the scenario rules read it; raises InputError where they refuse it."""
    if key in registry.instruments():
        made = scenarios.build({**dict(base.settings), key: value})
        return scenarios.value(made, key)
    scenarios.build({}, {key: value})
    return float(value)


def _check_together(base: Scenario, swept: tuple[Listed, ...] | tuple[Ranged, ...]) -> None:
    """Values that are good alone may not be together: try the words of a grid, and elasticities at their closest."""
    words = [
        item
        for item in swept
        if isinstance(item, Listed) and item.id in registry.instruments() and isinstance(item.values[0], str | tuple)
    ]
    if math.prod(len(item.values) for item in words) > _COMBINATIONS_CHECKED:
        raise InputError(f"grid combines its lists of names in more than {_COMBINATIONS_CHECKED:,} ways; split it.")
    for values in product(*(item.values for item in words)):
        scenarios.build({**dict(base.settings), **dict(zip((item.id for item in words), values, strict=True))})
    upper, lower, _ = uncertainty.LADDER
    closest = dict(base.assumptions)
    for item in swept:
        ends = item.values if isinstance(item, Listed) else (item.low, item.high)
        if item.id in (upper, lower):
            closest[item.id] = float((min if item.id == upper else max)(ends))  # type: ignore[arg-type]
    uncertainty.central_values(tuple(registry.assumptions().values()), closest)


def _names(content: Mapping[str, Any], key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The names under a key, one or a list of them, in the order in which they are known."""
    raw = content.get(key, [])
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, list):
        raise InputError(f"{key} must be a name or a list of names.")
    wrong = [str(name) for name in given if name not in known]
    if wrong:
        near = scenarios.nearest(wrong[0], known)
        raise InputError(f"{key}: {shown(wrong[0])} is not known; the nearest of {len(known)} are {near}.")
    return tuple(name for name in known if name in given)


def _mapping(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    raw = content.get(key) or {}
    if not isinstance(raw, dict):
        raise InputError(f"{key} must be a list of id: value.")
    return {str(name): value for name, value in raw.items()}


def _whole(name: str, raw: Any, low: int, high: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
        raise InputError(f"{name} is {shown(raw)}; it must be a whole number from {low} to {high:,}.")
    return raw
