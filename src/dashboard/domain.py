"""Value types shared by every layer. Frozen, comparable, standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Quality = Literal["primary", "secondary", "derived", "judgement", "unverified"]
Distribution = Literal["lognormal", "pert", "triangular", "fixed"]
ProgrammeKind = Literal["mfn", "s232", "layer"]
SettingValue = float | str | tuple[str, ...]

ALL_COUNTRIES = "ALL"
EARTH_KM2 = 510e6


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a message for translation without translating it here."""
    return message


QUALITIES: tuple[Quality, ...] = ("primary", "secondary", "derived", "judgement", "unverified")


class InputError(ValueError):
    """A value from outside (file, link, command line) that cannot be used.

    The message is one sentence that names the input and says what would be right. It may have named places for
    `values`; a page says it in the reader's language (`Translator.error`), the command line in English.
    """

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.message = message
        self.values = values


def shown(value: object, longest: int = 40) -> str:
    """A value from outside as a message quotes it: its beginning, on one line, without control characters."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "".join(sign if sign.isprintable() else " " for sign in text[:longest])


@dataclass(frozen=True)
class Source:
    """Where figures come from: publisher's document and the copy they were read from."""

    __pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}

    id: str
    publisher: str
    title: str
    url: str
    version: str
    accessed: date
    licence: str
    quality: Quality
    published: str = ""
    copy: str = ""
    note: str = ""


@dataclass(frozen=True)
class Country:
    """A state or model region; names come from CLDR, never from here."""

    __pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}

    iso3: str
    iso2: str
    m49: str
    region: str
    lon: float
    lat: float
    area_km2: float
    in_lac33: bool

    def __post_init__(self) -> None:
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90 and 0 < self.area_km2 < EARTH_KM2):
            raise InputError(
                N_("{iso3}: longitude {lon}, latitude {lat} or area {area} is not on the Earth."),
                iso3=self.iso3,
                lon=self.lon,
                lat=self.lat,
                area=self.area_km2,
            )


@dataclass(frozen=True)
class Area:
    """A country of the world or a group that tables may name, by its code."""

    __pydantic_config__ = {"extra": "forbid"}

    code: str
    kind: Literal["iso", "former", "user_assigned", "group"]


@dataclass(frozen=True)
class Assumption:
    """A model parameter with its central value and its 5 % and 95 % bounds."""

    __pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}

    id: str
    block: str
    description: str
    low: float
    central: float
    high: float
    unit: str
    distribution: Distribution
    source_ids: tuple[str, ...]
    quality: Quality
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise InputError(
                N_("Assumption {id}: low {low}, central {central} and high {high} must not decrease."),
                id=self.id,
                low=self.low,
                central=self.central,
                high=self.high,
            )
        if not self.source_ids:
            raise InputError(N_("Assumption {id}: at least one source id is needed."), id=self.id)


@dataclass(frozen=True)
class Instrument:
    """A lever of policy; its default is the baseline, so default settings change nothing.

    `dated` gives the baseline by day where the law changed: (first day, value), oldest first.
    """

    __pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}

    id: str
    channel: str
    kind: Literal["number", "switch", "choice", "targets", "products"]
    label: str
    help: str
    unit: str
    default: SettingValue
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    options: tuple[str, ...] = ()
    dated: tuple[tuple[date, float], ...] = ()

    def baseline(self, day: date) -> SettingValue:
        """The value in law on `day`; the default when the law does not change over time."""
        in_force = [value for start, value in self.dated if start <= day]
        return in_force[-1] if in_force else self.default


@dataclass(frozen=True)
class Programme:
    """A tariff programme in the calendar: which column of rates applies from when to when (both days included).

    `valid_to` is None while the programme is in force. Programmes of kind "mfn" and "s232" replace one another over
    time; those of kind "layer" add up. `covered_column` is for kind "s232": the share of a product's value that the
    programme's lists cover; None: the whole value of what has a rate.
    """

    __pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}

    id: str
    column: str
    kind: ProgrammeKind
    valid_from: date
    valid_to: date | None
    authority: str
    legal_status: str
    source_ids: tuple[str, ...]
    note: str = ""
    covered_column: str | None = None

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise InputError(
                N_("Programme {id}: valid_to {last} is before valid_from {first}."),
                id=self.id,
                last=self.valid_to,
                first=self.valid_from,
            )
        if not self.source_ids:
            raise InputError(N_("Programme {id}: at least one source id is needed."), id=self.id)

    def in_force(self, day: date) -> bool:
        """Whether the programme applies to goods entered on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Scenario:
    """What differs from the baseline: policy settings and overridden assumptions, apart.

    Both are sorted tuples of (id, value); `Scenario()` is current law and has no impact.
    """

    id: str = "custom"
    settings: tuple[tuple[str, SettingValue], ...] = ()
    assumptions: tuple[tuple[str, float], ...] = ()

    def get(self, setting_id: str) -> SettingValue | None:
        """The value of a setting, None when the scenario leaves it at the baseline."""
        return dict(self.settings).get(setting_id)


@dataclass(frozen=True)
class Preset:
    """A published scenario with its date and what became of it."""

    __pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}

    id: str
    title: str
    summary: str
    announced: date | None
    fate: str
    source_ids: tuple[str, ...]
    settings: dict[str, float | str | list[str]] = field(default_factory=dict)
    assumptions: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Impact:
    """One estimated effect on one country.

    `central` is None when an input is missing; then `flags` names the input.
    `horizon` is quarters after the start (1 to 12) or "LR" for the long run.
    """

    iso3: str
    channel: str
    metric: str
    layer: str
    horizon: str
    unit: str
    central: float | None
    p05: float | None = None
    p95: float | None = None
    p25: float | None = None
    p50: float | None = None
    p75: float | None = None
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
