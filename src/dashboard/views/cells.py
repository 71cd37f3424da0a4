"""Cells of a pandas frame as charts and tables want them: missing is None, codes are words, numbers are formatted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    from dashboard.i18n import Translator

EMBARGO = "CUB"  # its goods enter the US as art only


def number(value: Any) -> float | None:
    """A number, None when it is missing."""
    return None if value is None or pd.isna(value) else float(value)


def numbers(column: Iterable[Any]) -> list[float | None]:
    """Numbers of a column, None where one is missing."""
    return [number(value) for value in column]


def row(frame: pd.DataFrame, iso3: str) -> pd.Series[Any]:
    """The row of one country in a frame indexed by country."""
    found = frame.loc[iso3]
    assert isinstance(found, pd.Series)
    return found


def flag(value: Any, names: Mapping[str, str], t: Translator) -> str:
    """A code in words; an empty text when it is missing."""
    return "" if value is None or pd.isna(value) else t(names.get(str(value), str(value)))


def about(value: float) -> float:
    """A derived count of people to three digits: more would pretend to know more."""
    return float(f"{value:.3g}")


def small_percent(value: float | None, t: Translator) -> str:
    """A percentage with a second decimal where one would show 0.0; a smaller one is told apart from none, 0."""
    if value == 0:
        return t.percent(0, 0)
    if value is not None and 0 < value < 0.005:
        return t("under {amount}", amount=t.percent(0.01, 2))
    return t.percent(value, 2 if value is not None and 0 < abs(value) < 0.1 else 1)


def rate_caveats(iso3: str, since: date, t: Translator) -> tuple[str, ...]:
    """What must stand beside a country's newest rate in law, in force since a day; nothing for most countries."""
    if iso3 == "ARG":
        return (
            t(
                "{country}: 4.2 points of the rate since {day} rest on one pharmaceutical line and are uncertain.",
                country=t.country(iso3),
                day=t.day(since),
            ),
        )
    return (t("Cuba: under the embargo only art is recorded."),) if iso3 == EMBARGO else ()


def money(t: Translator) -> Callable[[Any], str]:
    """How a table writes US$ million."""
    return lambda value: t.compact(number(value))


def people(t: Translator) -> Callable[[Any], str]:
    """How a table writes counts of people."""
    return lambda value: t.number(number(value))


def share(t: Translator) -> Callable[[Any], str]:
    """How a table writes percentages that can be very small."""
    return lambda value: small_percent(number(value), t)
