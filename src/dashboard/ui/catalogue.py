"""Draw the catalogue: lists of tables and sources, and one table with its preview and download."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pandas as pd
import streamlit as st

from dashboard.evidence import catalogue as evidence
from dashboard.i18n import MISSING
from dashboard.ui import exhibit, heading, state
from dashboard.ui.frame import built
from dashboard.ui.text import md
from dashboard.views import catalogue as views

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.evidence.catalogue import Entry

LIST_HEIGHT = 460
WIDEST = 420  # pixels of a column in a list


def show_list(frame: pd.DataFrame, alt: str, key: str) -> None:
    """A long list in a window of its own; columns that hold addresses become links."""
    t = state.t()
    texts = [str(name) for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    columns: dict[str, Any] = {
        name: st.column_config.Column(width=exhibit.width_of(frame[name], WIDEST)) for name in texts
    }
    columns[t("Address")] = st.column_config.LinkColumn(display_text=t("open"))
    height = min(LIST_HEIGHT, 35 * (len(frame) + 1) + 3)
    numbers: dict[Any, str | Callable[[object], str] | None] = {
        name: lambda value: t.number(cast(float, value)) for name in (t("Rows"), t("Tables")) if name in frame
    }
    shown = frame.style.format(numbers)
    st.dataframe(shown, hide_index=True, height=height, column_config=columns, placeholder=MISSING, alt=alt, key=key)


def show_table(entry: Entry) -> None:
    """One table: what it holds, who is missing, the first rows, and the whole of it as a file with its sources."""
    t = state.t()
    detail = views.detail(entry, t)
    heading.headline(md(detail.title))
    st.markdown(md(detail.concept))
    st.markdown("\n".join(f"- **{md(label)}:** {md(text)}" for label, text in detail.facts))
    preview = evidence.preview(entry.id)
    caption = t.plural("The first {count} row", "The first {count} rows", len(preview))
    st.caption(f"{caption}: {entry.id}.csv")
    height = min(LIST_HEIGHT, 35 * (len(preview) + 1) + 3)
    st.dataframe(preview, hide_index=True, height=height, placeholder=MISSING, alt=detail.title, key="data_preview")
    exhibit.cite(entry.source_ids)
    st.download_button(
        t("Download this table as CSV, with its sources"),
        data=lambda: exhibit.as_csv(views.as_exhibit(entry, evidence.full(entry.id), t), t),
        file_name=f"{entry.id}.csv",
        mime="text/csv",
        key="data_table_csv",
        icon=":material/download:",
        on_click="ignore",
    )


def offer_all() -> None:
    """Everything as one file."""
    t = state.t()
    st.download_button(
        t("Download all tables and sources (ZIP)"),
        data=evidence.archive,
        file_name="corridor-data.zip",
        mime="application/zip",
        key="data_zip",
        icon=":material/folder_zip:",
        on_click="ignore",
    )


def fact_pages() -> dict[str, str]:
    """Title (message id) of the page that shows a table with facts of the articles, by table."""
    titles = {entry.id: entry.title for entry in built()}
    return {table: titles[page] for table, page in evidence.FACT_PAGES.items() if page in titles}
