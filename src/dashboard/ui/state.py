"""What every page needs from the session and from the process: language, look, country, checked tables."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import workspace
from dashboard.data import registry, scenarios, tables
from dashboard.domain import ALL_COUNTRIES, InputError, Scenario
from dashboard.i18n import DEFAULT_LANGUAGE, Translator, translator
from dashboard.ui.text import md
from dashboard.views.style import Look

if TYPE_CHECKING:
    from dashboard.data.tables import Table
    from dashboard.domain import Source
    from dashboard.workspace import ImpactResult, ProductHit

DRAWS = workspace.DEFAULT_DRAWS
DEFAULT_PRESET = "all_10"
KEPT_RESULTS = 256
RANGES_AFTER_SECONDS = 0.1
WAITING = "_ranges_of"
KEEPING = Lock()


def t() -> Translator:
    """The translator of this session."""
    return translator(st.session_state.get("lang", DEFAULT_LANGUAGE))


def look() -> Look:
    """The colours of the reader's theme."""
    return Look(dark=st.context.theme.type == "dark")


def country() -> str | None:
    """The selected country's code, or None when all 33 are shown."""
    selected = st.session_state.get("country", ALL_COUNTRIES)
    return None if selected == ALL_COUNTRIES else selected


def table(table_id: str) -> Table:
    """A checked table, loaded once per process."""
    return tables.load_table(table_id)


def source(source_id: str) -> Source:
    """A registered source."""
    return registry.sources()[source_id]


@st.cache_resource(show_spinner=False)
def chapters() -> dict[str, str]:
    """Product chapters: two-digit code and message id of the name."""
    frame = tables.load_table("hs_chapters").frame
    return dict(zip(frame["hs2"], frame["chapter"], strict=True))


@st.cache_resource(show_spinner=False)
def _finished() -> dict[tuple[Scenario, int], ImpactResult]:
    """Results with ranges by scenario and number of draws, shared by all sessions, newest last."""
    return {}


def estimate(scenario: Scenario) -> ImpactResult | None:
    """The result with ranges where it is known already, else the central run, whose ranges `follow` brings.

    None, with a sentence on the page, when the model cannot combine the scenario's values.
    """
    try:
        return _finished().get((scenario, DRAWS)) or workspace.estimate(scenario, draws=0)
    except InputError as error:
        st.warning(md(str(error)), icon=":material/info:")
        return None


def finish(scenario: Scenario, draws: int = DRAWS) -> ImpactResult:
    """The result with ranges; computed once for all sessions."""
    known = _finished()
    found = known.get((scenario, draws))
    if found is None:
        found = workspace.estimate(scenario, draws=draws)
        with KEEPING:  # sessions run in threads of one process
            known[scenario, draws] = found
            while len(known) > KEPT_RESULTS:
                known.pop(next(iter(known)))
    return found


def follow(scenario: Scenario) -> None:
    """Bring the ranges a moment after the central result: the page is there first, then it is drawn again with them."""
    if (scenario, DRAWS) in _finished():
        return

    @st.fragment(run_every=RANGES_AFTER_SECONDS)
    def ranges() -> None:
        # The first call is part of the page's own run; the browser makes the next one.
        if st.session_state.get(WAITING) != scenario:
            st.session_state[WAITING] = scenario
            return
        finish(scenario)
        st.rerun()

    ranges()


@st.cache_resource(show_spinner=False, max_entries=128)
def products_hit(scenario: Scenario, iso3: str) -> tuple[ProductHit, ...]:
    """Product headings of a country that a scenario changes most."""
    return workspace.products_hit(scenario, iso3)


def largest_loss(result: ImpactResult) -> str:
    """The country whose exports to the US fall most, among those with data."""
    values = [result.value("tariff", "exports_to_us_usd_m", iso3) for iso3 in registry.lac33()]
    return min((v for v in values if v.central is not None), key=lambda v: v.central or 0.0).iso3


def warm() -> list[str]:
    """Load all tables and registries and the libraries that draw; return what is wrong with them."""
    import pydeck  # noqa: F401 - imported here so that the first visitor does not pay for it

    errors = tables.check_tables(lambda _: None)
    for load in (registry.assumptions, registry.instruments, registry.programmes, registry.presets):
        try:
            load()
        except (InputError, OSError) as error:
            errors.append(str(error))
    if not errors:  # the first what-if builds the market and the draws
        finish(scenarios.of_preset(DEFAULT_PRESET))
    return errors


def show_failure(error: BaseException) -> None:
    """One sentence in the reader's language; the cause only when it was written for readers."""
    words = t()
    if isinstance(error, InputError):
        st.error(words("This page cannot be shown: {reason}", reason=str(error)), icon=":material/report:")
    else:
        st.error(
            words("Something on this page failed. The other pages still work; the cause is in the server's log."),
            icon=":material/report:",
        )
