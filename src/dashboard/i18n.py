"""Words, numbers, dates and country names in a given language.

The language is a value that travels with the session, never process state: one server speaks all of them at once.
"""

from __future__ import annotations

import gettext
import io
import math
from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from dashboard.domain import InputError

LOCALES = Path(__file__).parent / "locales"
# CLDR locale per language: number marks and country names of the readers we serve.
LANGUAGES = {"en": "en_US", "es": "es_419", "pt": "pt_BR"}
OWN_NAMES = {"en": "English", "es": "Español", "pt": "Português"}
DEFAULT_LANGUAGE = "en"
MISSING = "–"
Range = tuple[float | None, float | None]


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    path = LOCALES / f"{language}.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as po:
        catalog = read_po(po, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def translator(language: str) -> Translator:
    """The translator for a language code; unknown codes get English."""
    return Translator(language if language in LANGUAGES else DEFAULT_LANGUAGE)


def guess_language(locale: str | None) -> str:
    """The supported language nearest to a browser locale such as `pt-PT`."""
    base = (locale or "").split("-")[0].split("_")[0].lower()
    return base if base in LANGUAGES else DEFAULT_LANGUAGE


DAY_FIRST = {"medium": "d MMM y", "long": "d MMMM y"}


class Translator:
    """Everything that depends on the reader's language. Immutable after construction."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(LANGUAGES[language])
        self._catalog = _catalog(language)

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate a message id and fill its named places."""
        if not message:
            return ""
        text = self._catalog.gettext(message)
        return text.format(**values) if values else text

    def error(self, error: InputError) -> str:
        """What is wrong with an input; a place that holds a message itself, a unit or a rule, is translated too."""
        values = {
            key: self.error(value)
            if isinstance(value, InputError)
            else self(value)
            if isinstance(value, str)
            else value
            for key, value in error.values.items()
        }
        return self(error.message, **values)

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Translate a counted message; `{count}` is filled with the grouped number."""
        text = self._catalog.ngettext(one, many, count)
        return text.format(count=self.number(count), **values)

    def number(self, value: float | None, digits: int = 0, *, signed: bool = False) -> str:
        """A grouped number with a fixed count of decimals; a dash when missing.

        Fewer than none round to tens, hundreds and so on.
        """
        if value is None or value != value:
            return MISSING
        rounded = round(float(value), digits) + 0.0  # no "-0"
        pattern = "#,##0" + ("." + "0" * digits if digits > 0 else "")
        text = format_decimal(abs(rounded), pattern, locale=self.locale)
        if rounded < 0:
            return f"\u2212{text}"
        return f"+{text}" if signed and rounded > 0 else text

    def percent(self, value: float | None, digits: int = 1, *, signed: bool = False) -> str:
        """A number that is already in per cent, with its sign as the language writes it."""
        text = self.number(value, digits, signed=signed)
        return text if text == MISSING else self("{number}%", number=text)

    def points(self, value: float | None, digits: int = 1, *, signed: bool = False) -> str:
        """A difference of two percentages."""
        text = self.number(value, digits, signed=signed)
        return text if text == MISSING else self("{number} percentage points", number=text)

    def usd_m(self, value: float | None, *, signed: bool = False, within: Range | None = None) -> str:
        """US$ million, written out: never "B" or "bn", which mean different things across languages.

        `within` is the range of an estimate, as in `compact`.
        """
        text = self.compact(value, signed=signed, within=within)
        if text == MISSING:
            return text
        # Portuguese says "0,50 milhão" and "1,40 milhão": what counts is whether there are two whole ones.
        return self.plural("US$ {amount} million", "US$ {amount} million", max(1, int(abs(value or 0.0))), amount=text)

    def compact(self, value: float | None, *, signed: bool = False, within: Range | None = None) -> str:
        """A number with about three significant digits, for labels on charts.

        Of an estimate with the range `within` (low and high) no more digits are written than the range supports.
        """
        return self.number(value, _digits(value, within), signed=signed)

    def day(self, value: date | None, style: str = "medium") -> str:
        """A calendar day, `medium` or `long`; the day comes first in all languages, as in the texts of the tables."""
        pattern = DAY_FIRST[style] if self.language == "en" else style
        return MISSING if value is None or value != value else format_date(value, pattern, locale=self.locale)

    def month(self, value: date | None) -> str:
        """Month and year."""
        return MISSING if value is None or value != value else format_date(value, "MMM y", locale=self.locale)

    def country(self, iso3: str) -> str:
        """Name of a country or region code; the code itself when it has no name."""
        return self._names.get(iso3) or self._regions.get(iso3) or iso3

    def listing(self, items: Iterable[str]) -> str:
        """`a, b and c`."""
        return str(format_list(list(items), locale=self.locale))

    @property
    def separators(self) -> str:
        """Plotly's `layout.separators`: decimal mark, then group mark."""
        symbols = self.locale.number_symbols["latn"]
        return f"{symbols['decimal']}{symbols['group']}"

    @cached_property
    def _regions(self) -> dict[str, str]:
        return {
            "ALL": self("All 33 countries"),
            "ROW": self("Rest of the world"),
            "EUN": self("European Union"),
            "EUU": self("European Union"),
            "LAC33": self("Latin America and the Caribbean"),
            "LAC": self("Latin America and the Caribbean"),
            "WORLD": self("World"),
            "WLD": self("World"),
            "OTHER": self("Other"),
        }

    @cached_property
    def _names(self) -> dict[str, str]:
        from babel.core import get_global

        territories = self.locale.territories
        alpha3 = {}
        for alias, targets in get_global("territory_aliases").items():
            if len(alias) == 3 and alias.isalpha() and len(targets) == 1 and targets[0] in territories:
                alpha3[alias] = str(territories[targets[0]])
        # CLDR's English names of two states carry an ampersand; running text wants the word.
        return {code: name.replace(" & ", f" {self('and')} ") for code, name in alpha3.items()}


def _digits(value: float | None, within: Range | None = None) -> int:
    """Decimals to write; negative for whole tens, hundreds and so on."""
    if value is None or value != value:
        return 0
    size = abs(value)
    digits = 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2
    low, high = within or (None, None)
    if low is None or high is None or not high > low:
        return digits
    # Two digits of half the range: a third one would be far inside what the assumptions leave open.
    return min(digits, 1 - math.floor(math.log10((high - low) / 2)))
