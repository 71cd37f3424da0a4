"""Words, numbers, dates and names in three languages, and the catalogues behind them."""

from __future__ import annotations

import re
import string
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data import registry, tables
from dashboard.domain import QUALITIES
from dashboard.i18n import DEFAULT_LANGUAGE, LANGUAGES, LOCALES, MISSING, OWN_NAMES, guess_language, translator
from dashboard.locales import collect

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

MINUS = "\u2212"
TRANSLATED = [language for language in LANGUAGES if language != DEFAULT_LANGUAGE]
DAY = date(2026, 10, 1)


# Numbers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "1,234,567.89"), ("es", "1,234,567.89"), ("pt", "1.234.567,89")]
)
def test_numbers_are_grouped_as_the_language_does(language, expected):
    assert translator(language).number(1234567.891, 2) == expected


@pytest.mark.parametrize(("language", "expected"), [("en", ".,"), ("es", ".,"), ("pt", ",.")])
def test_plotly_gets_decimal_then_group_mark(language, expected):
    assert translator(language).separators == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_loss_has_a_true_minus_sign(language):
    text = translator(language).number(-1234.5, 1)
    assert text.startswith(MINUS)
    assert "-" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [-0.0, -0.4, -1e-12, 0.0, 0.4])
def test_zero_has_no_sign(language, value):
    assert translator(language).number(value) == "0"
    assert translator(language).number(value, signed=True) == "0"


def test_a_gain_has_a_plus_only_when_asked():
    t = translator("en")
    assert t.number(5, 1, signed=True) == "+5.0"
    assert t.number(5, 1) == "5.0"
    assert t.number(0.004, 2, signed=True) == "0.00"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_what_is_missing_is_a_dash(language, missing):
    t = translator(language)
    missing = float("nan") if missing is pd.NA else missing  # pandas' own missing never reaches the translator
    for write in (t.number, t.percent, t.points, t.usd_m, t.compact, t.day, t.month):
        assert write(missing) == MISSING


@given(value=st.floats(-1e9, 1e9), digits=st.integers(0, 4))
@settings(max_examples=200, deadline=None)
def test_a_written_number_reads_back(value, digits):
    for language in LANGUAGES:
        t = translator(language)
        decimal, group = t.separators
        text = t.number(value, digits)
        read = float(text.replace(group, "").replace(decimal, ".").replace(MINUS, "-"))
        assert read == pytest.approx(round(value, digits), abs=10.0**-digits * 1e-6 + 1e-6)
        assert text not in {f"{MINUS}0", "-0", "+0"}


@pytest.mark.parametrize(("value", "expected"), [(0, "0"), (0.1234, "0.12"), (12.345, "12.3"), (1234.5, "1,234")])
def test_labels_have_about_three_digits(value, expected):
    assert translator("en").compact(value) == expected


# Half the range of the first is 8,089: two digits of it are hundreds. By hand from there on.
@pytest.mark.parametrize(
    ("value", "within", "expected"),
    [
        (-10_280.0, (-20_700.0, -4_522.0), "−10,300"),
        (-45_261.0, (-77_676.0, -20_141.0), "−45,000"),
        (-1_384.0, (-6_553.0, 3_920.0), "−1,400"),
        (-1.07, (-2.0, -0.54), "−1.07"),
        (3.4, (-90.0, 110.0), "0"),
        (1_234.0, (1_234.0, 1_234.0), "1,234"),
        (1_234.0, (None, None), "1,234"),
        (1_234.0, (1_233.9, 1_234.1), "1,234"),
    ],
)
def test_an_estimate_has_the_digits_that_its_range_supports(value, within, expected):
    assert translator("en").compact(value, within=within) == expected
    assert expected in translator("en").usd_m(value, within=within)


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "milhão"), (1.4, "milhão"), (-1.9, "milhão"), (2, "milhões"), (1234, "milhões")]
)
def test_portuguese_counts_millions_by_their_whole_part(value, text):
    assert translator("pt").usd_m(value).endswith(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_units_stand_beside_the_number(language):
    t = translator(language)
    assert re.fullmatch(rf"{re.escape(t.number(12.3, 1))}\s?%", t.percent(12.34))
    assert t.number(1234) in t.usd_m(1234)
    assert "US$" in t.usd_m(1234) or "USD" in t.usd_m(1234)
    assert t.number(1.5, 1) in t.points(1.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_billions_are_never_written(language):
    text = t = translator(language).usd_m(5_000_000)
    assert text.count("0") == 6, t


def test_counts_choose_singular_or_plural():
    t = translator("en")
    one, many = "{count} country", "{count} countries"
    assert t.plural(one, many, 1) == "1 country"
    assert t.plural(one, many, 0) == "0 countries"
    assert t.plural(one, many, 1234) == "1,234 countries"


# Dates, names, lists -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "long", "month"),
    [
        ("en", "1 October 2026", "Oct 2026"),
        ("es", "1 de octubre de 2026", "oct 2026"),
        ("pt", "1 de outubro de 2026", "out. 2026"),
    ],
)
def test_days_and_months(language, long, month):
    t = translator(language)
    assert t.day(DAY, "long") == long
    assert t.month(DAY) == month
    assert "2026" in t.day(pd.Timestamp(DAY))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iso3", (*registry.lac33(), "USA", "CAN", "CHN"))
def test_every_country_has_a_name(language, iso3):
    name = translator(language).country(iso3)
    assert name.strip()
    assert name != iso3
    assert "&" not in name


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_tell_countries_apart(language):
    names = [translator(language).country(iso3) for iso3 in registry.lac33()]
    assert len(set(names)) == 33


@pytest.mark.parametrize(("language", "name"), [("en", "Brazil"), ("es", "Brasil"), ("pt", "Brasil")])
def test_names_are_in_the_readers_language(language, name):
    assert translator(language).country("BRA") == name


def test_an_unknown_code_stands_for_itself():
    assert translator("en").country("XQX") == "XQX"


@pytest.mark.parametrize(("language", "word"), [("en", "and"), ("es", "y"), ("pt", "e")])
def test_lists_read_as_sentences(language, word):
    t = translator(language)
    assert re.fullmatch(rf"a, b,? {word} c", t.listing(["a", "b", "c"]))
    assert t.listing(name for name in ["a"]) == "a"
    assert t.listing([]) == ""


# Languages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "language"),
    [("pt-PT", "pt"), ("es_MX", "es"), ("EN-gb", "en"), ("fr-FR", "en"), (None, "en"), ("", "en"), ("<b>", "en")],
)
def test_the_nearest_language_is_guessed(locale, language):
    assert guess_language(locale) == language


def test_an_unknown_language_gets_english():
    assert translator("xx").language == DEFAULT_LANGUAGE


def test_translators_do_not_share_state():
    english, portuguese = translator("en"), translator("pt")
    assert [english.number(1.5, 1), portuguese.number(1.5, 1), english.number(1.5, 1)] == ["1.5", "1,5", "1.5"]
    assert set(OWN_NAMES) == set(LANGUAGES)


def test_braces_in_values_are_left_alone():
    assert translator("en")("Source: {title}", title="{not a place}") == "Source: {not a place}"


# Catalogues ----------------------------------------------------------------------------------------------------------


def places(text: str) -> Counter[str]:
    """Named places of a message and how often they occur."""
    return Counter(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def forms(message: Message) -> list[tuple[str, str]]:
    """Pairs of an id and a translation that exists; each form of a counted message is compared with its plural."""
    if isinstance(message.id, str):
        return [(message.id, message.string)] if message.string else []
    return [(message.id[1], form) for form in message.string or () if form]


@pytest.fixture(scope="module", params=TRANSLATED)
def catalog(request) -> Catalog:
    with (LOCALES / f"{request.param}.po").open("rb") as po:
        return read_po(po, locale=request.param, abort_invalid=True)


@pytest.fixture(scope="module")
def collected() -> set[str | tuple[str, str]]:
    return {message.id for message in collect.template() if message.id}


def test_no_entry_is_fuzzy_or_obsolete(catalog):
    assert not [message.id for message in catalog if message.fuzzy and message.id]
    assert not catalog.obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_entry_occurs_twice(language):
    entries = re.split(r"\n\n+", (LOCALES / f"{language}.po").read_text(encoding="utf-8"))
    ids = [entry[entry.index("msgid") : entry.index("msgstr")] for entry in entries if "msgid" in entry]
    assert not [found for found, count in Counter(ids).items() if count > 1]


def test_translations_have_the_same_places(catalog):
    pairs = [pair for message in catalog if message.id for pair in forms(message)]
    wrong = [(original, text) for original, text in pairs if places(original) != places(text)]
    assert not wrong


def test_translations_keep_their_edges(catalog):
    """Parts of a sentence are joined by code: a lost space or full stop shows on screen."""
    pairs = [pair for message in catalog if message.id for pair in forms(message)]
    # "EE. UU." and "p.p." end in a full stop of their own.
    ends = re.compile(r"(?<!\b\w)(?<!\b\w\w)\.$")
    wrong = [
        (original, text)
        for original, text in pairs
        if text != text.strip()
        or "\n" in text
        or bool(ends.search(original))
        and not text.endswith(".")
        or bool(ends.search(text))
        and not original.endswith(".")
    ]
    assert not wrong


def test_the_catalogue_is_up_to_date_with_the_sources(catalog, collected):
    """`make translations` has been run: the file holds exactly the messages that code and data ask for."""
    on_disk = {message.id for message in catalog if message.id}
    assert not sorted(map(str, collected - on_disk)), "run `make translations`"
    assert not sorted(map(str, on_disk - collected)), "run `make translations`"


def test_no_message_lacks_a_translation(catalog):
    count = catalog.num_plurals
    missing = [
        message.id
        for message in catalog
        if message.id
        and (not message.string if isinstance(message.id, str) else len([s for s in message.string if s]) < count)
    ]
    assert not missing, f"{len(missing)} messages lack a translation"


def test_collection_covers_registries_and_tables(collected):
    wanted = {QUALITIES[0]}
    for instrument in registry.instruments().values():
        wanted |= {instrument.label, instrument.help, instrument.unit}
    for assumption in registry.assumptions().values():
        wanted |= {assumption.description, assumption.note}
    for preset in registry.presets().values():
        wanted |= {preset.title, preset.summary, preset.fate}
    for programme in registry.programmes():
        wanted |= {programme.authority, programme.legal_status, programme.note}
    for spec in tables.specs().values():
        wanted |= {spec.title, spec.concept}
    assert not wanted - {""} - collected


def test_collection_covers_code():
    """A sample of each way in which code asks for words."""
    found = set(collect.messages())
    for message in ("Situation", "Start from", "{number} percentage points", "Rest of the world", "primary"):
        assert message in found
    assert any(isinstance(message, tuple) for message in found)


def test_messages_inside_f_strings_are_collected():
    """Before Python 3.12 an f-string is one token; a collection by tokens would not see the message in it."""
    assert set(collect.code_messages("f'**{t('A message')}**'".replace("'A message'", '"A message"'))) == {"A message"}


def test_places_of_collected_messages_are_named(collected):
    """A place without a name cannot change its order in another language; a lone brace would fail on screen."""
    for message in collected:
        for text in (message,) if isinstance(message, str) else message:
            assert all(name.isidentifier() for name in places(text)), text
