"""Draw what the start page is made of: figures with their sources, short rankings, dated events."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import state
from dashboard.ui.text import md
from dashboard.views.overview import Event, Figure, Ranking, publishers

SHOWN_SOURCES = 2


def figures(items: tuple[Figure, ...], per_row: int = 3) -> None:
    """Metrics in rows, each with its remark and source below."""
    for start in range(0, len(items), per_row):
        for column, item in zip(st.columns(per_row, gap="medium"), items[start : start + per_row], strict=False):
            with column, st.container(gap="xsmall"):
                metric = item.metric
                st.metric(md(metric.label), metric.value, metric.change, delta_color="off", delta_arrow="off")
                st.caption(f"{md(item.remark)} {source_line(item.sources)}".strip())


def rankings(items: tuple[Ranking, ...]) -> None:
    """Short ordered lists, one per channel."""
    for item in items:
        lines = [f"**{md(item.title)}**"]
        for place, country, value, selected in item.rows:
            # An escaped full stop: a number with a bare one would start a list and be renumbered.
            position = f"{place}\\." if place else "–"
            words = f"{position} {md(country)} · {md(value)}"
            lines.append(f"**{words}**" if selected else words)
        with st.container(gap="xsmall"):
            st.markdown("  \n".join(lines))
            st.caption(source_line(item.sources))


def events(items: tuple[Event, ...]) -> None:
    """Dated steps, one paragraph each."""
    t = state.t()
    for item in items:
        status = f" · :small[{md(item.status)}]" if item.status else ""
        outcome = f" {md(item.outcome)}" if item.outcome else ""
        text = f"**{md(item.date)}** · {md(item.who)}{status}  \n{md(item.what)}{outcome}"
        st.markdown(f"{text} :small[{source_line(item.sources)}]")
    if not items:
        st.caption(t("No dated step in the records."))


def source_line(source_ids: tuple[str, ...]) -> str:
    """Publishers with their addresses, the first two by name."""
    t = state.t()
    found = publishers(source_ids)
    links = [
        f"[{md(name.replace('[', '(').replace(']', ')'))}]({url})" if url.startswith("http") else md(name)
        for name, url in found[:SHOWN_SOURCES]
    ]
    rest = len(found) - len(links)
    more = " " + t.plural("and {count} more", "and {count} more", rest) if rest else ""
    return f"{t('Source')}: {', '.join(links)}{more}"
