"""A map of the 33 states coloured by a figure, which the page draws itself: no chart library, nothing to load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboard.data.geometry import geometry, project
from dashboard.data.registry import countries, lac33
from dashboard.i18n import Translator
from dashboard.views.style import Look, edge, shade


@dataclass(frozen=True)
class Area:
    """One state: its colour, whether it has a figure, what the pointer is told (lines, the name first).

    `place` is where a small island state gets a marker, in units of the outlines; `edge` the outline of a pale colour.
    """

    iso3: str
    color: str
    known: bool
    words: tuple[str, ...]
    place: tuple[int, int] | None = None
    edge: str = ""


@dataclass(frozen=True)
class CountryMap:
    """The states in drawing order, the colours of the scale from low to high with `ticks` at ends and middle.

    `no_data` names the outline of states without a figure; it is empty when all have one.
    """

    areas: tuple[Area, ...]
    scale: tuple[str, ...]
    ticks: tuple[str, str, str]
    no_data: str


def filled(
    values: Mapping[str, float | None],
    t: Translator,
    look: Look,
    *,
    write: Callable[[float], str],
    diverging: bool = False,
    hover: Mapping[str, str] | None = None,
    limits: tuple[float, float] | None = None,
) -> CountryMap:
    """The 33 states coloured by a figure; pale with an outline without data; small island states as markers.

    `limits` fixes the scale; without it a few extreme values do not set it: values beyond the scale take the end
    colour and its label says so. A diverging scale is centred on zero. `hover` has lines parted by <br>.
    """
    shown = {iso3: value for iso3, value in values.items() if value is not None and value == value}
    low, high = limits or _limits(shown, diverging)
    colors = look.diverging if diverging else look.sequential
    words = hover or {}

    def area(iso3: str) -> Area:
        known = iso3 in shown
        said = words.get(iso3) or f"{t.country(iso3)}<br>{write(shown[iso3]) if known else t('no data')}"
        country = countries()[iso3]
        part = (shown[iso3] - low) / (high - low) if known and high > low else 0.5
        color = shade(colors, part) if known else look.no_data
        end = colors[0] if diverging and part < 0.5 else colors[-1]
        return Area(
            iso3,
            color,
            known,
            tuple(said.replace("<b>", "").replace("</b>", "").split("<br>")),
            project(country.lon, country.lat) if iso3 in geometry().small else None,
            edge(color, look, end) if known else look.no_data_line,
        )

    # Outlines of states without data lie over their neighbours' borders, markers over everything.
    areas = sorted(map(area, lac33()), key=lambda each: (each.place is not None, not each.known, bool(each.edge)))
    return CountryMap(
        areas=tuple(areas),
        scale=colors,
        ticks=_tick_labels(low, high, shown, write),
        no_data="" if all(each.known for each in areas) else t("no data"),
    )


def _limits(shown: Mapping[str, float], diverging: bool) -> tuple[float, float]:
    """Ends of the scale: the value that nine in ten countries do not exceed."""
    if not shown:
        return (-1.0, 1.0) if diverging else (0.0, 1.0)
    sizes = sorted(abs(value) for value in shown.values())
    reach = sizes[min(len(sizes) - 1, int(0.9 * len(sizes)))] or sizes[-1] or 1.0
    if diverging:
        return -reach, reach
    return min(0.0, *shown.values()), reach


def _tick_labels(
    low: float, high: float, shown: Mapping[str, float], write: Callable[[float], str]
) -> tuple[str, str, str]:
    below = "≤ " if any(value < low for value in shown.values()) else ""
    above = "≥ " if any(value > high for value in shown.values()) else ""
    return below + write(low), write((low + high) / 2), above + write(high)
