"""Draw what the start page is made of: figures with their sources, short rankings, dated events."""

from __future__ import annotations

import streamlit as st

from dashboard.ui import goto, state
from dashboard.ui.text import md
from dashboard.views.overview import Event, Figure, Pair, Ranking, publishers

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


def pairs(items: tuple[Pair, ...]) -> None:
    """Contrasts side by side: two figures with their names, what they measure and their source."""
    for column, item in zip(st.columns(len(items), gap="large"), items, strict=True):
        with column, st.container(gap="xsmall"):
            st.markdown(f"**{md(item.title)}**")
            with st.container(horizontal=True, gap="large"):
                for value, name in item.sides:
                    st.metric(md(name), value, width="content")
            st.caption(f"{md(item.remark)} {source_line(item.sources)}")


def lines(items: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    """Short statements, each with its source."""
    for words, source_ids in items:
        st.markdown(f"{md(words)}. :small[{source_line(source_ids, shown=1)}]")


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


def ways_on(country: str | None) -> None:
    """Links into the evidence pages and to what-ifs, of one country where one is selected."""
    t = state.t()
    goto.page("routes", t("Who is sent where, and who takes whom"))
    goto.page("encounters", t("Encounters and removals over time"))
    goto.page("trade", t("Who depends on the US market"))
    goto.page("remittances", t("Who lives from remittances"))
    if country:
        goto.page("country_brief", t("All of one country on one page"), country=country)
        goto.page("impact", t("What if: a tariff of 25%"), targets=country, tariff_pp="25")
        goto.page("impact", t("What if: a remittance tax of 3.5%"), remit_tax_pct="3.5")
    else:
        goto.page("impact", t("What if: 25% on Colombia (January 2025)"), preset="colombia_25")
        goto.page("impact", t("What if: a remittance tax of 3.5%"), preset="remittance_tax_3_5")
        goto.page("impact", t("What if: one million removals a year"), preset="removals_1m")


def source_line(source_ids: tuple[str, ...], shown: int = SHOWN_SOURCES) -> str:
    """Publishers with their addresses, the first `shown` by name."""
    t = state.t()
    found = publishers(source_ids, t)
    links = [
        f"[{md(name.replace('[', '(').replace(']', ')'))}]({url})" if url.startswith("http") else md(name)
        for name, url in found[:shown]
    ]
    rest = len(found) - len(links)
    more = " " + t.plural("and {count} more", "and {count} more", rest) if rest else ""
    return f"{t('Source')}: {', '.join(links)}{more}"
