"""A country's card: short labelled facts with their dates and sources, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """One line of a card: a label, what is known, and a remark in smaller type."""

    label: str
    text: str
    remark: str = ""


@dataclass(frozen=True)
class Card:
    """What a page says about one country beside a graphic that shows them all."""

    title: str
    facts: tuple[Fact, ...]
    unknown: tuple[str, ...]
    sources: tuple[str, ...]
