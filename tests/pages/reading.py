"""What a visitor reads on a page that has been run."""

from __future__ import annotations

import re
from html import unescape

from streamlit.testing.v1 import AppTest

LONGEST_S = 600  # a limit, not a wait: a page runs in seconds, beside other work on every core in many times that


def plain(text: str) -> str:
    """Markdown's escapes undone, and spaces that do not break made plain."""
    return text.replace("\\$", "$").replace("\\~", "~").replace("\N{NO-BREAK SPACE}", " ")


def headline(app: AppTest) -> str:
    """The page's only title; the run must have ended well."""
    assert not app.exception, [e.value for e in app.exception]
    assert len(app.title) == 1, [w.value for w in app.warning]
    return plain(app.title[0].value)


def words_table(app: AppTest) -> list[list[str]]:
    """The cells of the last table of words on the page, row by row, its head first."""
    written = "".join(element.proto.body for element in app.get("html"))
    table = written[written.rindex('<div class="words-table"') :]
    rows = re.findall(r"<tr>(.*?)</tr>", table)
    return [[unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]
