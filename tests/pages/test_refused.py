"""Values that the model cannot combine: every page has a title and says in words what clashes and how to mend it."""

from __future__ import annotations

import pytest
from reading import headline

from dashboard.data import registry, scenarios
from dashboard.domain import InputError
from dashboard.i18n import LANGUAGES, translator
from dashboard.model.general import NoEquilibriumError
from dashboard.ui import state
from dashboard.views.impact import VIEWS

CLASH = {"sigma_sup": "1.2", "eta_imp": "3"}


def sentence(lang: str) -> str:
    """By hand: 3 + 0.1 for the first, 1.2 - 0.1 for the second."""
    t = translator(lang)
    first, second = (t(registry.assumptions()[name].description) for name in CLASH)
    point = "," if lang == "pt" else "."
    return t(
        "“{first}” is {value} and “{second}” is {least}: the first must be at least {step} above the second. Set the "
        "first to {enough} or more, or the second to {most} or less.",
        first=first, second=second, value=f"1{point}20", least=f"3{point}00", step=f"0{point}1",
        enough=f"3{point}10", most=f"1{point}10",
    )  # fmt: skip


def refused(app, lang="en") -> None:
    assert headline(app) == translator(lang)(state.NO_ESTIMATE)
    assert [warning.value for warning in app.warning] == [sentence(lang)]
    assert not app.error


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page_id", ["impact", "compare"])
def test_the_clash_is_said_in_words_in_every_language(open_page, page_id, lang):
    own = {"own": "tariff_pp=10;sigma_sup=1.2;eta_imp=3", "scenarios": "own,all_10"}
    app = open_page(page_id, lang=lang, **(own if page_id == "compare" else CLASH))
    refused(app, lang)
    assert not app.info  # the view of the link is kept for when the values are mended


@pytest.mark.parametrize("view", VIEWS)
def test_the_clash_in_every_view(open_page, view):
    app = open_page("impact", country="MEX", view=view, **CLASH)
    refused(app)
    assert not app.info
    app.slider(key="sigma_sup").set_value(3.1).run()
    app.run()
    assert headline(app).startswith("Mexico")
    assert app.session_state["view"] == view
    assert not app.warning


def test_one_slider_alone_can_clash_with_a_default(open_page):
    app = open_page("impact", eta_imp="3")
    assert headline(app) == state.NO_ESTIMATE
    assert "is 2.53 and" in app.warning[0].value
    app.button[0].click().run()  # the drawer lies open: reset all assumptions
    app.run()
    assert not app.warning
    assert headline(app) != state.NO_ESTIMATE


def test_a_file_with_the_clash_says_the_same(open_page, monkeypatch):
    text = "settings:\n  tariff_pp: 10\nassumptions:\n  sigma_sup: 1.2\n  eta_imp: 3\n"
    app = open_page("impact")
    app.expander  # noqa: B018 - the page is there
    made = scenarios.from_yaml(text)
    assert dict(made.assumptions) == {"sigma_sup": 1.2, "eta_imp": 3.0}
    app.session_state["share"] = True
    app.run()
    app.file_uploader(key="scenario_file").upload("scenario.yaml", text.encode(), "application/yaml").run()
    refused(app)


def test_from_compare_the_scenario_is_mended_on_its_page(open_page):
    app = open_page("compare", own="tariff_pp=10;sigma_sup=1.2;eta_imp=3", scenarios="own,all_10")
    links = [link for link in app.get("page_link") if "sigma_sup=1.2" in link.proto.query_string]
    assert len(links) == 1
    assert "eta_imp=3" in links[0].proto.query_string


@pytest.mark.parametrize("page_id", ["coalition", "country_brief"])
def test_pages_that_do_not_read_assumptions_say_so_and_answer(open_page, page_id):
    app = open_page(page_id, country="COL", **CLASH)
    assert headline(app) != state.NO_ESTIMATE
    assert "sigma\\_sup" in app.info[0].value
    assert not app.warning


@pytest.mark.parametrize(
    "query",
    [
        {"tariff_mode": "set", "tariff_products": "09"},
        {"targets": ","},
        {"tariff_mode": "set", "tariff_products": "87"},
    ],
)
def test_settings_that_clash(open_page, query):
    app = open_page("impact", **query)
    if "targets" in query:
        app.multiselect(key="targets").set_value([]).run()
    assert headline(app) == state.NO_ESTIMATE
    assert len(app.warning) == 1
    assert app.multiselect(key="targets")


def unsolved(*_arguments, **_named):
    raise NoEquilibriumError("No prices that clear all markets were found: choose a smaller shock.", ())


@pytest.mark.parametrize("view", ["long_run", "models"])
def test_no_equilibrium_is_a_sentence_under_the_title(open_page, monkeypatch, view):
    monkeypatch.setattr("dashboard.workspace.long_run", unsolved)
    app = open_page("impact", view=view, tariff_pp="17")
    assert headline(app) != state.NO_ESTIMATE
    assert any("No prices that clear all markets" in warning.value for warning in app.warning)


def test_ranges_that_cannot_be_found_are_tried_once(open_page, monkeypatch):
    tried = []
    estimate = state.workspace.estimate

    def central_only(scenario, *, draws):
        if draws:
            tried.append(draws)
            raise InputError("The ranges cannot be found.")
        return estimate(scenario, draws=0)

    monkeypatch.setattr("dashboard.workspace.estimate", central_only)
    app = open_page("impact", tariff_pp="19")
    for _ in range(3):
        app.run()
    assert headline(app).startswith("All 33 countries")
    assert [warning.value for warning in app.warning] == ["The ranges cannot be found."]
    assert len(tried) == 1


def test_no_equilibrium_in_a_coalition(open_page, monkeypatch):
    monkeypatch.setattr("dashboard.workspace.responses.long_run_of", unsolved)
    app = open_page("coalition", coalition_view="long_run", threat_pp="35")
    assert headline(app) != state.NO_ESTIMATE
    assert len(app.warning) == 1
    monkeypatch.setattr("dashboard.workspace.responses.coalition", unsolved)
    app = open_page("coalition", threat_pp="45")
    assert headline(app) == state.NO_ESTIMATE
    assert len(app.warning) == 1
