"""Which scenarios stand side by side: presets, and the reader's own, all of them in the address."""

from __future__ import annotations

import streamlit as st

from dashboard.data import registry, scenarios
from dashboard.domain import N_, InputError, Scenario
from dashboard.kept import LARGE, kept
from dashboard.ui import controls, goto, link, state
from dashboard.workspace import Comparison, comparison

OWN = "own"
CHOSEN = "scenarios"
DEFAULT = ("all_10", "removals_1m", "remittance_tax_5")
DRAWS = state.DRAWS


def choose() -> tuple[tuple[str, ...], tuple[Scenario, ...]]:
    """Draw the choice; names and scenarios in the order chosen, empty with a sentence when there are too few."""
    t = state.t()
    own = _own()
    options = [*registry.presets(), *([OWN] if own else [])]
    link.arrive(CHOSEN, list(DEFAULT), lambda raw: _in_order(raw, options))
    st.session_state[CHOSEN] = [name for name in st.session_state[CHOSEN] if name in options]
    chosen = st.multiselect(
        t("Scenarios, the first is what the others are compared with"),
        options,
        key=CHOSEN,
        format_func=_name,
        max_selections=comparison.MOST,
        persist_state="session",
        help=t("A scenario that you set on the Impact page can be chosen here as well."),
    )
    link.depart(CHOSEN, list(chosen), list(DEFAULT), ",".join)
    if len(chosen) < comparison.FEWEST:
        st.info(t("Choose at least two scenarios."), icon=":material/info:")
        return (), ()
    made = tuple(own if name == OWN and own else scenarios.of_preset(name) for name in chosen)
    return tuple(_name(name) for name in chosen), made


def find(made: tuple[Scenario, ...]) -> Comparison | None:
    """The comparison; None, with a sentence on the page, when the model cannot combine a scenario's values."""
    found = state.attempt(lambda: _compared(made))
    own = next((scenario for scenario in made if scenario.id == "custom"), None)
    if found is None and own:
        goto.page("impact", state.t()("Change the own scenario"), **controls.address(own))
    return found


@kept(LARGE, still_wanted=state.still_wanted)
def _compared(made: tuple[Scenario, ...]) -> Comparison:
    return comparison.compare(made, draws=DRAWS)


def offer(scenario: Scenario) -> None:
    """A link to the comparison with this scenario and the law as it is."""
    t = state.t()
    label = t("Compare this scenario with others")
    if scenario.id == "custom":
        goto.page("compare", label, own=_write(scenario), scenarios=f"{OWN},current_law")
    elif scenario.id == "current_law":
        goto.page("compare", label)
    else:
        goto.page("compare", label, scenarios=f"{scenario.id},current_law")


def _own() -> Scenario | None:
    """The reader's scenario: as the Impact page of this session has it, else as the address brings it."""
    link.arrive(OWN, "", lambda raw: _write(_read(raw)))
    if "preset" in st.session_state and controls.current().id == "custom":
        st.session_state[OWN] = _write(controls.current())
    link.depart(OWN, st.session_state[OWN], "")
    return _read(st.session_state[OWN]) if st.session_state[OWN] else None


def _read(raw: str) -> Scenario:
    return scenarios.with_pairs(Scenario(), [pair for pair in raw.split(";") if pair])


def _write(scenario: Scenario) -> str:
    return ";".join(f"{key}={scenarios.write(value)}" for key, value in (*scenario.settings, *scenario.assumptions))


def _in_order(raw: str, options: list[str]) -> list[str]:
    """Ids joined by commas, in the order of the address, each once."""
    parse = link.one_of(options)
    found = list(dict.fromkeys(parse(part) for part in raw.split(",") if part))
    if len(found) > comparison.MOST:
        raise InputError(N_("At most {count} scenarios can be compared."), count=comparison.MOST)
    return found


def _name(name: str) -> str:
    t = state.t()
    return t("Own scenario") if name == OWN else t(registry.presets()[name].title)
