"""Plain text into Markdown."""

from __future__ import annotations


def md(text: str) -> str:
    """Escape what Markdown would take for markup: two dollar signs would start a formula, tildes strike out."""
    return text.replace("$", "\\$").replace("~", "\\~")
