"""Draw the policy tracker's texts: figures, lists that a table would cut off, and the choice of steps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dashboard.ui import choice, exhibit, heading, state, summary
from dashboard.ui.text import md
from dashboard.views.overview import publishers

T = TypeVar("T")

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.views.exhibit import Exhibit
    from dashboard.views.metric import Metric
    from dashboard.views.overview import Event
    from dashboard.views.tracker import Entry


def metrics(items: tuple[Metric, ...]) -> None:
    """Figures in one row."""
    for column, item in zip(st.columns(len(items)), items, strict=True):
        column.metric(md(item.label), item.value, item.change, "off", delta_arrow="off", help=md(item.help or ""))


def months(period: str, options: tuple[str, ...]) -> tuple[str, str]:
    """The first and the last month that the calendar shows: two lists, for the mouse and the keyboard alike."""
    t = state.t()
    names = {month: t.month(date.fromisoformat(f"{month}-01")) for month in options}
    left, right = st.columns(2)
    with left:
        first = choice.from_list(f"tracker_from_{period}", t("Calendar from"), names)
    later = {month: name for month, name in names.items() if month >= first}
    with right:
        return first, choice.from_list(f"tracker_to_{period}", t("Calendar to"), later, options[-1])


def dated(shown: Exhibit, steps: tuple[Event, ...], key: str) -> None:
    """An exhibit whose content is a dated list, each step with its source, and the download of its table."""
    with st.container(key=f"exhibit_{key}", gap="small"):
        heading.headline(md(shown.headline))
        st.caption(md(shown.subtitle))
        for column, half in zip(st.columns(2, gap="large"), _halves(steps), strict=True):
            with column:
                summary.events(half) if half or not steps else None
        _download(shown, key)


def entries(shown: Exhibit, groups: Iterable[tuple[str, tuple[Entry, ...]]], key: str) -> None:
    """The instruments in words, by family, and the download of their table."""
    with st.container(key=f"exhibit_{key}", gap="small"):
        heading.headline(md(shown.headline))
        st.caption(md(shown.subtitle))
        for family, items in groups:
            heading.part(md(family))
            for column, half in zip(st.columns(2, gap="large"), _halves(items), strict=True):
                for entry in half:
                    column.markdown(_entry(entry))
        _download(shown, key)


def _entry(entry: Entry) -> str:
    t = state.t()
    links = ", ".join(
        f"[{md(name.replace('[', '(').replace(']', ')'))}]({url})" if url.startswith("http") else md(name)
        for name, url in publishers(entry.sources, t)
    )
    cited = f"{md(t('As of {date}', date=entry.as_of))}. {t('Source')}: {links}"
    return (
        f"**{md(entry.name)}** · :small[{md(entry.status)}]  \n{md(entry.what)}  \n{md(entry.stands)} :small[{cited}]"
    )


def _halves(items: tuple[T, ...]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    middle = (len(items) + 1) // 2
    return items[:middle], items[middle:]


def _download(shown: Exhibit, key: str) -> None:
    t = state.t()
    st.download_button(
        t("Download as CSV"), data=lambda: exhibit.as_csv(shown, t), file_name=f"{shown.file_name}.csv",
        mime="text/csv", key=f"{key}_csv", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
