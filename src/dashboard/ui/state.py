"""What every page needs from the session and from the process: language, look, country, checked tables."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dashboard import workspace
from dashboard.data import checks, registry, scenarios, tables
from dashboard.domain import ALL_COUNTRIES, N_, InputError, Scenario
from dashboard.i18n import DEFAULT_LANGUAGE, Translator, translator
from dashboard.kept import LARGE, SMALL, Kept, kept
from dashboard.ui import heading
from dashboard.ui.text import md
from dashboard.views.style import Look
from dashboard.views.words import cited, refusal

if TYPE_CHECKING:
    from dashboard.data.tables import Table
    from dashboard.domain import Source
    from dashboard.model.uncertainty import Swing
    from dashboard.workspace import ImpactResult, LongRun, ProductHit, Waterfall, YearAhead

DRAWS = workspace.DEFAULT_DRAWS
DEFAULT_PRESET = "all_10"
RANGES_AFTER_S = 0.1
HEAD_START_S = 0.015
WAITING, REFUSED = "_ranges_of", "_ranges_refused"
NO_ESTIMATE = N_("No estimate: the scenario cannot be computed with these values")
SELECTED = "_selected_country"
R = TypeVar("R")


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


def select(iso3: str) -> None:
    """Select a country for all pages, with the whole run that must follow.

    A fragment cannot write to the country's own widget: the browser's value would override it.
    """
    st.session_state[SELECTED] = iso3


def selecting() -> bool:
    """Whether a selection waits for a whole run."""
    return SELECTED in st.session_state


def take_selected() -> bool:
    """Make the country that waits the selected one; called at the start of a whole run, before its widget."""
    waiting = st.session_state.pop(SELECTED, None)
    if waiting is not None:
        st.session_state["country"] = waiting
    return waiting is not None


def table(table_id: str) -> Table:
    """A checked table, loaded once per process."""
    return tables.load_table(table_id)


def source(source_id: str) -> Source:
    """A registered source, as it is cited to this reader."""
    return cited(registry.sources()[source_id], t())


@st.cache_resource(show_spinner=False)
def chapters() -> dict[str, str]:
    """Product chapters: two-digit code and message id of the name."""
    frame = tables.load_table("hs_chapters").frame
    return dict(zip(frame["hs2"], frame["chapter"], strict=True))


def still_wanted() -> None:
    """End the run here if the reader has moved on or left: where the session is read, Streamlit looks for that."""
    st.session_state.get(WAITING)


@kept(SMALL, still_wanted=still_wanted)
def _central(scenario: Scenario) -> ImpactResult:
    return workspace.estimate(scenario, draws=0)


@kept(SMALL, still_wanted=still_wanted)
def _central_long_run(scenario: Scenario) -> LongRun:
    return workspace.long_run(scenario, draws=0)


@kept(LARGE, still_wanted=still_wanted)
def _finished(scenario: Scenario, draws: int) -> ImpactResult:
    return workspace.estimate(scenario, draws=draws)


@kept(LARGE, still_wanted=still_wanted)
def _finished_long_run(scenario: Scenario, draws: int) -> LongRun:
    return workspace.long_run(scenario, draws=draws)


def estimate(scenario: Scenario) -> ImpactResult | None:
    """The result with ranges where it is known already, else the central run, whose ranges `follow` brings.

    None, with a sentence on the page, when the model cannot combine the scenario's values.
    """
    return _best(_finished, _central, scenario)


def long_run(scenario: Scenario) -> LongRun | None:
    """The long run, with ranges or without, as `estimate`."""
    return _best(_finished_long_run, _central_long_run, scenario)


def head_start() -> None:
    """Let the server's own thread send what the page has so far: the answer does not wait for the charts below it."""
    time.sleep(HEAD_START_S)


def _best(finished: Kept[[Scenario, int], R], central: Kept[[Scenario], R], scenario: Scenario) -> R | None:
    return attempt(lambda: finished.known(scenario, DRAWS) or central(scenario))


def attempt(compute: Callable[[], R]) -> R | None:
    """What `compute` finds; None, with a sentence on the page, when the model cannot combine the values."""
    try:
        return compute()
    except InputError as error:
        _refuse(error)
        return None


def _refuse(error: InputError) -> None:
    st.warning(md(why(error)), icon=":material/info:")


def finish(scenario: Scenario, draws: int | None = None) -> ImpactResult:
    """The result with ranges, from `DRAWS` draws unless said; computed once for all sessions."""
    result = _finished(scenario, draws or DRAWS)
    _central.forget(scenario)  # `estimate` prefers the ranges
    return result


def finish_long_run(scenario: Scenario) -> LongRun:
    """The long run with ranges; computed once for all sessions."""
    run = _finished_long_run(scenario, DRAWS)
    _central_long_run.forget(scenario)
    return run


def follow(scenario: Scenario, *, long_run: bool = False) -> None:
    """Bring the ranges a moment after the central result: the page is there first, then it is drawn again with them.

    With `long_run` those of the long run too.
    """
    if _finished.known(scenario, DRAWS) and (not long_run or _finished_long_run.known(scenario, DRAWS)):
        return
    refused = st.session_state.get(REFUSED)
    if refused and refused[0] == (scenario, long_run):  # it would be refused again at every call
        _refuse(refused[1])
        return

    @st.fragment(run_every=RANGES_AFTER_S)
    def ranges() -> None:
        # The first call is part of the page's own run; the browser makes the next one.
        if st.session_state.get(WAITING) != (scenario, long_run):
            st.session_state[WAITING] = (scenario, long_run)
            return
        try:
            finish(scenario)
            if long_run:
                finish_long_run(scenario)
        except InputError as error:
            st.session_state[REFUSED] = (scenario, long_run), error
        st.rerun()

    ranges()


@kept(SMALL, still_wanted=still_wanted)
def products_hit(scenario: Scenario, iso3: str) -> tuple[ProductHit, ...]:
    """Product headings of a country that a scenario changes most."""
    return workspace.products_hit(scenario, iso3)


@kept(SMALL, still_wanted=still_wanted)
def _central_waterfall(scenario: Scenario) -> Waterfall:
    return workspace.waterfall(scenario, draws=0)


@kept(LARGE, still_wanted=still_wanted)
def _waterfall(scenario: Scenario, draws: int) -> Waterfall:
    return workspace.waterfall(scenario, draws=draws)


def waterfall(result: ImpactResult) -> Waterfall:
    """The parts of a result, with ranges when the result has them."""
    return _waterfall(result.scenario, result.draws) if result.draws else _central_waterfall(result.scenario)


@kept(SMALL, still_wanted=still_wanted)
def swings(scenario: Scenario, iso3: str | None) -> tuple[Swing, ...]:
    """What single assumptions do to the effect on a country's GDP, or on all together."""
    return workspace.swings(scenario, iso3 or ALL_COUNTRIES)


@kept(SMALL, still_wanted=still_wanted)
def next_year(scenario: Scenario) -> YearAhead:
    """What a year may bring to every country."""
    return workspace.next_year(scenario)


def largest_loss(result: ImpactResult) -> str:
    """The country whose exports to the US fall most, among those with data."""
    values = [result.value("tariff", "exports_to_us_usd_m", iso3) for iso3 in registry.lac33()]
    return min((v for v in values if v.central is not None), key=lambda v: v.central or 0.0).iso3


def warm() -> list[str]:
    """Load all tables and registries and the libraries that draw; return what is wrong with them."""
    import pydeck  # noqa: F401 - imported here so that the first visitor does not pay for it

    errors = [str(error) for error in checks.problems()]
    if not errors:  # the first what-if builds the market and the draws
        finish(scenarios.of_preset(DEFAULT_PRESET))
    return errors


def why(error: InputError) -> str:
    """The reason in the reader's language; assumptions that clash by their names, where their register can be read."""
    try:
        return refusal(error, registry.assumptions(), t())
    except InputError:
        return t().error(error)


def show_failure(error: BaseException) -> None:
    """One sentence in the reader's language; the cause only when it was written for readers.

    Below the page's title, which is its name in the menu when the page did not come to one of its own.
    """
    words = t()
    heading.ensure_title()
    if isinstance(error, InputError):
        reason = why(error)
        st.error(words("This page cannot be shown: {reason}", reason=reason), icon=":material/report:")
    else:
        st.error(
            words("Something on this page failed. The other pages still work; the cause is in the server's log."),
            icon=":material/report:",
        )
