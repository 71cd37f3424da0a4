"""Draw what a country brief is made of: dated lines with their sources, charts or the reason for none, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.data import registry, scenarios
from dashboard.evidence import brief as evidence
from dashboard.ui import controls, exhibit, goto, heading, link, state, summary
from dashboard.ui.text import md
from dashboard.views import brief as views
from dashboard.views.words import lower, sort_key

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.evidence.brief import Brief, Threat
    from dashboard.views.brief import Section
    from dashboard.views.exhibit import Exhibit
    from dashboard.workspace import ImpactResult

DRAWS = 256  # the fewest that a spread and its drivers need; five what-ifs stand on one page
LIST_COLUMNS = 3
PAPER = Path(__file__).parent / "paper.css"
# A chart keeps its width in pixels when it is printed: how much smaller it must be to fit between A4's margins.
FIT_TO_PAPER = """<script>
window.onbeforeprint = () => document.querySelectorAll('[data-testid="stPlotlyChart"]').forEach((chart) =>
  chart.closest('[data-testid="stElementContainer"]').style.setProperty(
    '--to-paper', Math.min(1, 700 / chart.offsetWidth)));
</script>"""
BLOC_TARIFF = 25
BESIDE, NOBODY = "beside", "none"


def answers(iso3: str) -> tuple[tuple[Threat, ImpactResult], ...]:
    """The fixed threats, estimated; those that one run answers for all countries are shared between briefs."""
    return tuple(
        (threat, state.finish(scenarios.build({**threat.settings, **targets}), DRAWS))
        for threat in evidence.threats()
        for targets in ({} if threat.target_all else {"targets": [iso3]},)
    )


def paper() -> None:
    """Let the browser's own print give a clean page."""
    st.html(PAPER)
    st.html(FIT_TO_PAPER, unsafe_allow_javascript=True)


def section(found: Section) -> None:
    """Lines in two columns, then in one paragraph what is missing."""
    t = state.t()
    half = (len(found.lines) + 1) // 2
    for column, lines in zip(st.columns(2, gap="large"), (found.lines[:half], found.lines[half:]), strict=True):
        with column, st.container(gap="small"):
            for line in lines:
                fact = line.fact
                remark = f"{md(fact.remark)} " if fact.remark else ""
                when = md(t("Date: {date}.", date=line.as_of))
                small = f":small[{remark}{when} {summary.source_line(line.sources)}]"
                st.markdown(f"**{md(fact.label)}:** {md(fact.text)}  \n{small}")
    missing(found.missing)


def missing(words: Sequence[str]) -> None:
    """What is not known, named; nothing when nothing is missing."""
    if words:
        t = state.t()
        st.caption(md(t("Not known. {list}", list=" ".join(words))))


def chart(shown: Exhibit | None, key: str, otherwise: str) -> None:
    """The exhibit, or in one line why there is none."""
    if shown is None:
        st.caption(md(otherwise))
    else:
        exhibit.show(shown, key)


def threat_links(iso3: str | None) -> None:
    """Each threat on the what-if page, with exactly these settings in the address; none without an estimate."""
    t = state.t()
    threats = evidence.threats() if iso3 else ()
    columns = st.columns(LIST_COLUMNS)
    for place, threat in enumerate(threats):
        targets = () if threat.id in ("remittance_tax", "more_removals") else (str(iso3),)
        with columns[place % LIST_COLUMNS]:
            goto.page("impact", t("What if: {threat}", threat=lower(t(views.THREATS[threat.id]))),
                      **address(threat.settings, targets))  # fmt: skip


def bloc_links(found: Brief) -> None:
    """The same tariff on all members of each bloc: alone or together, the full answer, and beside other scenarios."""
    t = state.t()
    alone, joint = st.columns(2)
    for bloc in found.blocs:
        with alone:
            goto.page("coalition", t("Alone or together: {bloc}", bloc=bloc_name(bloc.id)), coalition=bloc.id)
        label = t("What if: tariff of 25% on all members: {bloc}", bloc=bloc_name(bloc.id))
        with joint:
            goto.page("impact", label, **address({"tariff_pp": BLOC_TARIFF}, (bloc.id,)))
    goto.page("compare", t("Compare scenarios side by side"))


def address(settings: Mapping[str, Any], targets: tuple[str, ...]) -> dict[str, str]:
    """Every lever of the what-if page: those named here, all others as in current law, whatever was set before."""
    return controls.address(scenarios.build({**settings, "targets": list(targets)} if targets else settings))


def bloc_name(bloc_id: str) -> str:
    """A bloc in the reader's language."""
    return controls.target_label(bloc_id, state.t())


def beside(iso3: str) -> str | None:
    """The second country, chosen here and kept in the address; None when there is none."""
    t = state.t()
    others = [code for code in countries() if code != iso3]
    link.arrive(BESIDE, NOBODY, link.one_of((NOBODY, *registry.lac33())))
    if st.session_state[BESIDE] == iso3:
        st.session_state[BESIDE] = NOBODY
    chosen = st.selectbox(
        t("Compare with"), [NOBODY, *others], key=BESIDE, persist_state="session", width=360,
        format_func=lambda code: t("no other country") if code == NOBODY else t.country(code),
    )  # fmt: skip
    link.depart(BESIDE, chosen, NOBODY)
    return None if chosen == NOBODY else str(chosen)


def side_by_side(table: pd.DataFrame, source_ids: Sequence[str]) -> None:
    """Key figures of two countries."""
    t = state.t()
    heading.headline(md(t("{countries}: key figures", countries=t.listing(table.columns[1:]))))
    st.table(table, border="horizontal", hide_index=True)
    exhibit.cite(tuple(source_ids))


def bullets(lines: Sequence[str]) -> None:
    """Sentences as a list."""
    st.markdown("\n".join(f"- {md(line)}" for line in lines))


def countries() -> list[str]:
    """The 33 in the order of the reader's alphabet."""
    t = state.t()
    return sorted(registry.lac33(), key=lambda code: sort_key(t.country(code)))


def choose() -> None:
    """A link to the brief of each of the 33 countries."""
    t = state.t()
    codes = countries()
    per_column = -(-len(codes) // LIST_COLUMNS)
    for i, column in enumerate(st.columns(LIST_COLUMNS)):
        with column, st.container(gap="xsmall"):
            for code in codes[i * per_column : (i + 1) * per_column]:
                goto.page("country_brief", t.country(code), country=code)


def sources(source_ids: Sequence[str]) -> None:
    """Every source once: publisher, title, version, quality, address."""
    t = state.t()
    lines = []
    for source_id in dict.fromkeys(source_ids):
        source = state.source(source_id)
        words = f"{source.publisher}, {source.title}".replace("[", "(").replace("]", ")")
        linked = f"[{md(words)}]({source.url})" if source.url.startswith("http") else md(words)
        remarks = ", ".join(part for part in (source.version, t(source.quality)) if part)
        lines.append(f"- :small[{linked} ({md(remarks)})]")
    with st.container(key="brief_sources"):
        st.caption(t.plural("Source: {count} document", "Sources: {count} documents", len(lines)))
        st.markdown("\n".join(lines))
