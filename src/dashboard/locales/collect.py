"""Collect message ids from code, registries and tables into every language's catalogue.

Run by `make translations`. New messages arrive empty, messages that no longer occur are dropped, translations that
exist are kept. Nothing is guessed: a changed message is a new one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from dashboard.data import registry, tables
from dashboard.domain import QUALITIES
from dashboard.i18n import DEFAULT_LANGUAGE, LANGUAGES, LOCALES, OWN_NAMES

START = datetime(2026, 11, 21, tzinfo=UTC)
CALLS = {"t", "N_", "words", "self"}


def messages() -> Iterator[str | tuple[str, str]]:
    """All message ids: plain, or (singular, plural)."""
    for folder in (tables.ROOT / "src" / "dashboard", tables.ROOT / "pages"):
        for path in sorted(folder.rglob("*.py")):
            yield from code_messages(path.read_text(encoding="utf-8"))
    yield from QUALITIES
    yield from data_messages()


def code_messages(code: str) -> Iterator[str | tuple[str, str]]:
    """Message ids in Python code: literal first arguments of the calls in `CALLS`, the first two of `.plural`.

    The syntax tree is read, not tokens: a call such as t(row["note"]) has no literal argument, and calls inside
    f-strings count.
    """
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if isinstance(node.func, ast.Name) and node.func.id in CALLS and len(node.args) == len(texts) == 1:
            yield texts[0]
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "plural" and len(texts) == 2:
            yield texts[0], texts[1]


def data_messages() -> Iterator[str]:
    """Message ids that live in registries and tables."""
    for instrument in registry.instruments().values():
        yield from (instrument.label, instrument.help, instrument.unit)
    for assumption in registry.assumptions().values():
        yield from (assumption.description, assumption.note, assumption.unit, assumption.distribution)
    for preset in registry.presets().values():
        yield from (preset.title, preset.summary, preset.fate)
    for programme in registry.programmes():
        yield from (programme.authority, programme.legal_status, programme.note)
    for source in registry.sources().values():
        if source.publisher.startswith(registry.OWN_PUBLISHER):
            yield from (source.publisher, source.title)
    for spec in tables.specs().values():
        yield from (spec.title, spec.concept)
        frame = tables.load_table(spec.id).frame
        for column in spec.translated:
            yield from frame[column].dropna().unique()


def template() -> Catalog:
    """A catalogue of all message ids, without translations."""
    catalog = Catalog(project="Corridor", charset="utf-8", fuzzy=False)
    for message in messages():
        if message:
            catalog.add(message)
    return catalog


def update(language: str) -> tuple[int, int]:
    """Bring one catalogue up to date; returns how many messages it has and how many lack a translation."""
    path = LOCALES / f"{language}.po"
    known = {}
    if path.exists():
        with path.open("rb") as po:
            known = {message.id: message.string for message in read_po(po, locale=language) if message.id}
    catalog = Catalog(
        locale=language,
        header_comment=f"# Messages of Corridor in {OWN_NAMES[language]}; collected by `make translations`.",
        project="Corridor",
        version="1",
        copyright_holder="The Corridor authors",
        msgid_bugs_address="the issue tracker",
        # Constant dates: collecting again without a change must not change the file.
        creation_date=START,
        revision_date=START,
        last_translator="The Corridor authors",
        language_team=OWN_NAMES[language],
        charset="utf-8",
        fuzzy=False,
    )
    for message in template():
        if message.id:
            catalog.add(message.id, known.get(message.id) or ("" if isinstance(message.id, str) else ("", "")))
    with path.open("wb") as po:
        write_po(po, catalog, width=120, sort_output=True, omit_header=False)
    missing = [m for m in catalog if m.id and not all([m.string] if isinstance(m.string, str) else m.string or [""])]
    return len(catalog), len(missing)


def main() -> int:
    """Update all catalogues and say what is missing."""
    for language in LANGUAGES:
        if language != DEFAULT_LANGUAGE:
            count, missing = update(language)
            print(f"{Path(f'{language}.po')}: {count} messages, {missing} without translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
