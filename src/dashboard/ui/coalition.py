"""The coalition page's controls and its sections; every choice stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard.data import registry, scenarios
from dashboard.domain import ALL_COUNTRIES, Scenario
from dashboard.evidence.products import named
from dashboard.i18n import Translator
from dashboard.kept import LARGE, kept
from dashboard.ui import choice, exhibit, link, state
from dashboard.ui.controls import target_label
from dashboard.ui.text import md
from dashboard.views import coalition as views
from dashboard.views.impact import FLAGS
from dashboard.workspace import responses
from dashboard.workspace.responses import Coalition, Leverage

FREE = "free"
EXEMPTIONS = ("energy_exempt", "usmca_exempt")
START = ("BRA", "COL", "MEX")


@dataclass(frozen=True)
class Chosen:
    """A coalition and the threat it faces."""

    name: str
    members: tuple[str, ...]
    threat: Scenario


def controls() -> Chosen | None:
    """Draw the controls; None while no country is chosen."""
    t = state.t()
    who, tariff, exempt = st.columns([2, 2, 1.6], gap="medium", vertical_alignment="bottom")
    options = [ALL_COUNTRIES, *sorted(scenarios.blocs()), FREE]
    with who:
        group = choice.from_list(
            "coalition", t("Who refuses together"), {code: _group_name(code, t) for code in options}
        )
    with tariff:
        points = _slider(
            "threat_pp", t("Threatened tariff"), (5, 100, 25, 5), "%d pp", t("Percentage points on all goods.")
        )
    with exempt:
        switches = {key: _toggle(f"threat_{key}", t(registry.instruments()[key].label)) for key in EXEMPTIONS}
    members = _free_members(t) if group == FREE else _members_of(group)
    if not members:
        return None
    if group in scenarios.blocs():
        st.caption(md(views.membership_note(responses.membership(group), t)))
    settings = {"targets": list(members), "tariff_pp": points, **{key: int(on) for key, on in switches.items()}}
    return Chosen(_group_name(group, t) if group != FREE else t("Own choice"), members, scenarios.build(settings))


def _group_name(code: str, t: Translator) -> str:
    return t("Own choice of countries") if code == FREE else target_label(code, t)


def _members_of(group: str) -> tuple[str, ...]:
    return registry.lac33() if group == ALL_COUNTRIES else scenarios.blocs()[group]


def _free_members(t: Translator) -> tuple[str, ...]:
    countries = registry.lac33()
    link.arrive("members", list(START), link.some_of(countries))
    picked = st.multiselect(
        t("Members"),
        sorted(countries, key=t.country),
        format_func=t.country,
        key="members",
        placeholder=t("Choose countries"),
        persist_state="session",
    )
    link.depart("members", picked, list(START), ",".join)
    return tuple(iso3 for iso3 in countries if iso3 in picked)


# Results, shared by all sessions -------------------------------------------------------------------------------------


@kept(LARGE, still_wanted=state.still_wanted)
def _result(threat: Scenario, members: tuple[str, ...]) -> Coalition:
    return responses.coalition(threat, members)


def result(threat: Scenario, members: tuple[str, ...]) -> Coalition | None:
    """Costs alone and together with their ranges; None, with a sentence on the page, when the model refuses them."""
    return state.attempt(lambda: _result(threat, members))


def joined(chosen: Chosen) -> Coalition | None:
    """The coalition with the selected country in it, where that is not a member."""
    country = state.country()
    if country is None or country in chosen.members:
        return None
    return result(chosen.threat, tuple(sorted((*chosen.members, country))))


@kept(LARGE, still_wanted=state.still_wanted)
def _leverage(threat: Scenario, members: tuple[str, ...]) -> Leverage:
    return responses.leverage(threat, members)


@kept()
def _long_run(threat: Scenario, members: tuple[str, ...], points: int) -> responses.LongRunOf:
    return responses.long_run_of(threat, members, float(points))


@kept(LARGE, still_wanted=state.still_wanted)
def _products(threat: Scenario, iso3: str, by: responses.Loss) -> responses.ProductThreats:
    return responses.product_threats(threat, iso3, by=by)


@kept()
def _instruments(iso3: str) -> tuple[responses.InstrumentThreat, ...]:
    return responses.instrument_threats(iso3)


# Sections ------------------------------------------------------------------------------------------------------------


def section(chosen: Chosen, found: Coalition) -> None:
    """Draw the view that the reader chooses; a sentence says so where the model refuses its values."""
    t = state.t()
    view = choice.one("coalition_view", t("View"), _words(views.VIEWS, t), hidden=True)
    if view in views.OF_TRADE and not found.counted.any():
        st.info(f"{t(FLAGS['embargo'])}.", icon=":material/info:")
        return
    state.attempt(lambda: SECTIONS[view](chosen, found))


def _together(_: Chosen, found: Coalition) -> None:
    exhibit.show(views.together(found, state.country(), state.t(), state.look()), "together")


def _leverage_section(chosen: Chosen, found: Coalition) -> None:
    t, look, country = state.t(), state.look(), state.country()
    shares = _leverage(chosen.threat, chosen.members)
    exhibit.show(views.joining(shares, found, country, t, look), "joining")
    exhibit.show(views.shapley(shares, found, country, t, look), "shapley")


def _break_even(chosen: Chosen, found: Coalition) -> None:
    t, look, country = state.t(), state.look(), state.country()
    st.caption(t("Two chances that nobody can estimate: enter your own."))
    left, right = st.columns(2, gap="medium")
    with left:
        alone = _slider(
            "chance_alone", t("Chance that the threat on one country is carried out"), (0, 100, 50, 5), "%d%%"
        )
    with right:
        joint = _slider(
            "chance_joint", t("Chance that the threat on all of them is carried out"), (0, 100, 50, 5), "%d%%"
        )
    exhibit.show(views.break_even(found, views.Chances(alone, joint), country, t, look), "break_even")
    weight = choice.one("pool_weight", t("How the joint cost is shared"), _words(views.WEIGHTS, t))
    shares = _leverage(chosen.threat, chosen.members) if weight == "shapley" else None
    shared = responses.pool(found, weight, shares)  # type: ignore[arg-type]
    exhibit.show(views.pool_bars(found, shared, weight, country, t, look), "pool")


def _long_run_section(chosen: Chosen, _: Coalition) -> None:
    t, look = state.t(), state.look()
    answered = _toggle("answers", t("Members answer with a tariff on US goods"), default=False)
    points = _slider("answer_pp", t("Tariff in answer"), (5, 50, 25, 5), "%d pp") if answered else 0
    with st.spinner(t("Solving the long run")):
        found = _long_run(chosen.threat, chosen.members, points)
    exhibit.show(views.long_run(found, state.country(), t, look), "long_run")


def _diversify(chosen: Chosen, _: Coalition) -> None:
    t, look = state.t(), state.look()
    left, right, where = st.columns(3, gap="medium")
    with left:
        cut = _slider("plan_cut", t("Part of US sales to move"), (5, 50, 20, 5), "%d%%")
    with right:
        years = _slider("plan_years", t("Within years"), (1, 10, 5, 1), "%d")
    with where:
        iso3 = _country("plan_country", chosen.members[0])
    found = responses.diversify(chosen.threat, iso3, cut_pct=cut, years=years)
    if found is None:
        st.info(t("{country}: not in the trade matrix, so there is no plan to compute.", country=t.country(iso3)))
        return
    exhibit.show(views.plan_bars(found, t, look), "plan")


def _threats(chosen: Chosen, _: Coalition) -> None:
    t, look = state.t(), state.look()
    left, right = st.columns(2, gap="medium")
    with left:
        level = choice.one("threat_level", t("Compare"), _words(views.LEVELS, t))
    with right:
        iso3 = _country("threat_country", chosen.members[0])
    if level == "instruments":
        exhibit.show(views.instrument_bars(_instruments(iso3), iso3, t, look), "levers")
        return
    products = _products(chosen.threat, iso3, level)  # type: ignore[arg-type]
    names = {item.heading: named(item.heading) for item in products.items}
    exhibit.show(views.product_bars(products, names, t, look), "products")


def _answers(chosen: Chosen, _: Coalition) -> None:
    t, look = state.t(), state.look()
    left, right = st.columns(2, gap="medium")
    with left:
        people = _slider("returnees", t("People who return, a year"), (1000, 100000, 10000, 1000), "localized")
    with right:
        iso3 = _country("returns_country", chosen.members[0])
    exhibit.show(views.returnees(responses.receive(iso3, people), t, look), "returnees")
    share = _slider(
        "travel_share", t("Travel spending in the US that members move to the region"), (5, 50, 20, 5), "%d%%"
    )
    exhibit.show(views.travel(responses.switch_travel(chosen.members, float(share)), t, look), "travel")


SECTIONS: dict[str, Callable[[Chosen, Coalition], None]] = {
    "together": _together,
    "leverage": _leverage_section,
    "break_even": _break_even,
    "long_run": _long_run_section,
    "diversify": _diversify,
    "threats": _threats,
    "answers": _answers,
}


# Widgets -------------------------------------------------------------------------------------------------------------


def _words(names: Mapping[str, str], t: Translator) -> dict[str, str]:
    return {key: t(name) for key, name in names.items()}


def _country(key: str, default: str) -> str:
    """The country selected for all pages, else one chosen here."""
    t = state.t()
    names = {iso3: t.country(iso3) for iso3 in sorted(registry.lac33(), key=t.country)}
    return state.country() or choice.from_list(key, t("Country"), names, default)


def _slider(key: str, label: str, numbers: tuple[int, int, int, int], written: str, words: str | None = None) -> int:
    """A slider of whole numbers (lowest, highest, default, step) that the address carries."""
    low, high, default, step = numbers
    link.arrive(key, default, _whole(low, high, step))
    chosen = st.slider(label, low, high, step=step, key=key, format=written, help=words, persist_state="session")
    link.depart(key, chosen, default)
    return int(chosen)


def _whole(low: int, high: int, step: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        number = int(raw)
        if not low <= number <= high or (number - low) % step:
            raise ValueError(raw)
        return number

    return parse


def _toggle(key: str, label: str, *, default: bool = True) -> bool:
    parse = link.one_of(("0", "1"))
    link.arrive(key, default, lambda raw: parse(raw) == "1")
    chosen = st.toggle(label, key=key, persist_state="session")
    link.depart(key, chosen, default, lambda value: str(int(value)))
    return bool(chosen)
