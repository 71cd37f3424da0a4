"""Draw the sections of the method: texts, formulas, lists and static tables that wrap on a narrow screen."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.evidence import validation as evidence
from dashboard.ui import choice, drawn, exhibit, goto, heading, state
from dashboard.ui.text import md
from dashboard.views import validation as views

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.evidence.validation import Trade, Verdict
    from dashboard.views.method import Part, Section

RUNNING = ("text", "list", "formula")


def contents(sections: tuple[Section, ...]) -> None:
    """Links to the sections."""
    st.markdown(" · ".join(f"[{section.title}](#{section.anchor})" for section in sections))


def show(section: Section) -> None:
    """One section under its heading."""
    heading.section(section.title, anchor=section.anchor)
    for running, parts in groupby(section.parts, lambda part: part.kind in RUNNING):
        if running:
            st.markdown(_flow(parts))
        else:
            for part in parts:
                _show_part(part)


def trust(verdict: Verdict) -> None:
    """The comparisons behind the verdict, one at a time: only the chosen one is drawn."""
    t, look, country = state.t(), state.look(), state.country()
    view = choice.one_of("trust_view", t("Compare with"), views.VIEWS)
    if view in ("imports", "countries"):
        window = choice.one_of("trust_window", t("Period"), views.WINDOWS)
        found = evidence.trade(state.table("validation_trade"), state.table("validation_scores"), window)
        shown = (
            views.imports_scatter(found, country, t, look) if view == "imports" else views.imports_by_country(found, t)
        )
    elif view == "remittances":
        shown = views.remittance_dots(verdict.remittances, t, look)
    elif view == "rates":
        shown = views.rate_dots(verdict.rates, t, look)
    else:
        shown = views.published_table(verdict.published, t)
    exhibit.show(shown, f"trust_{view}")


@st.cache_resource(show_spinner=False)
def _backtest() -> Trade:
    return evidence.trade(state.table("validation_trade"), state.table("validation_scores"))


def record() -> None:
    """Beside an estimate of tariffs: how the model did where the outcome is known, and the way to all comparisons."""
    t = state.t()
    st.caption(md(views.record(_backtest(), t)))
    goto.page("method", t("How far to trust this"))


def _flow(parts: Iterable[Part]) -> str:
    """Texts, lists and formulas that follow one another, as one Markdown text: few long ones are drawn faster."""
    return "\n\n".join(f"$$\n{part.text}\n$$" if part.kind == "formula" else md(part.text) for part in parts)


def _show_part(part: Part) -> None:
    if part.frame is None:
        heading.headline(md(part.text))
    elif part.text:  # a labelled table is a long one: folded, but there for search and print
        with st.expander(f"{part.text} ({state.t().number(len(part.frame))})"):
            st.html(drawn.sentences(part.frame, state.look()))
    else:
        st.html(drawn.sentences(part.frame, state.look()))
