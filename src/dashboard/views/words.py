"""Small phrases that several exhibits write the same way: periods, partial dates, counted people."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import OWN_PUBLISHER
from dashboard.domain import N_, InputError
from dashboard.model.uncertainty import LadderError

if TYPE_CHECKING:
    from dashboard.domain import Assumption, Source
    from dashboard.i18n import Translator

QUALIFIED = {
    "exact": N_("{number}"),
    "rounded": N_("about {number}"),
    "about": N_("about {number}"),
    "nearly": N_("nearly {number}"),
    "at_least": N_("at least {number}"),
    "more_than": N_("more than {number}"),
    "up_to": N_("up to {number}"),
    "range": N_("about {number}"),
}
OPTION_NAMES = {
    "constant": N_("Same from the start"),
    "over_time": N_("Little first, more later"),
    "0": N_("None"),
    "1": N_("1: on persons"),
    "2": N_("2: on products"),
    "3": N_("3: broad, by the US"),
    "4": N_("4: full, by many countries"),
}
CHANNEL_NAMES = {
    "tariff": N_("Tariff"),
    "remittance": N_("Remittances and removals"),
    "visas": N_("Visas"),
    "aid": N_("Aid"),
    "sanctions": N_("Sanctions"),
    "response": N_("Tourism switch"),
    "total": N_("All channels"),
}


def period(t: Translator, start: date, end: date) -> str:
    """A span of days, both included; one year or one day where the span is exactly that."""
    if start == date(start.year, 1, 1) and end == date(start.year, 12, 31):
        return str(start.year)
    if start == end:
        return t.day(start)
    return t("{start} to {end}", start=t.day(start), end=t.day(end))


def partial_date(t: Translator, value: str) -> str:
    """An ISO date of which only the year, or the year and the month, may be known."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return str(parts[0])
    if len(parts) == 2:
        return t.month(date(parts[0], parts[1], 1))
    return t.day(date(parts[0], parts[1], parts[2]))


def counted(t: Translator, value: float, qualifier: str) -> str:
    """A number with the word of its publisher: about, at least, more than."""
    return t(QUALIFIED[qualifier], number=t.number(value))


def flights_counted(row: Mapping[Any, Any], t: Translator) -> str:
    """A sentence on the longest count of removal flights of 2025; empty where nobody published one."""
    if pd.isna(row["flights"]):
        return ""
    span = period(t, row["flights_start"].date(), row["flights_end"].date())
    return t("Removal flights counted: {flights} ({period}).", flights=t.number(row["flights"]), period=span)


def capitalised(text: str) -> str:
    """The text with a capital first letter: months are lower case in Spanish and Portuguese, sentences are not."""
    return text[:1].upper() + text[1:]


def cited(source: Source, t: Translator) -> Source:
    """A source in the reader's language where it is our own table; others keep their publisher's words."""
    if not source.publisher.startswith(OWN_PUBLISHER):
        return source
    return replace(source, publisher=t(source.publisher), title=t(source.title))


def refusal(error: InputError, assumptions: Mapping[str, Assumption], t: Translator) -> str:
    """Why values cannot be used and what would be right; assumptions that clash by what they say, not by their ids."""
    if not isinstance(error, LadderError):
        return t.error(error)
    said = error.values
    value, least, step = (float(str(said[name])) for name in ("value", "least", "step"))
    return t(
        "“{first}” is {value} and “{second}” is {least}: the first must be at least {step} above the second. Set the "
        "first to {enough} or more, or the second to {most} or less.",
        first=t(assumptions[str(said["upper"])].description),
        value=t.number(value, 2),
        second=t(assumptions[str(said["lower"])].description),
        least=t.number(least, 2),
        step=t.number(step, 1),
        enough=t.number(math.ceil((least + step) * 100 - 1e-6) / 100, 2),
        most=t.number(math.floor((value - step) * 100 + 1e-6) / 100, 2),
    )


def sort_key(name: str) -> str:
    """A name as it sorts: without accents and case."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def lower(text: str) -> str:
    """A label as it stands inside a sentence or after a colon; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
