"""Plain text into Markdown."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def md(text: str) -> str:
    """Escape what Markdown would take for markup: two dollar signs would start a formula, tildes strike out.

    An amount in dollars is not parted from its sign at the end of a line.
    """
    return text.replace("US$ ", "US$\N{NO-BREAK SPACE}").replace("$", "\\$").replace("~", "\\~")


def literal(text: str) -> str:
    """Text from outside, shown sign by sign: no link, picture or markup of whoever wrote the address or file."""
    return _PUNCTUATION.sub(r"\\\1", text)
