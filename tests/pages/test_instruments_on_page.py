"""Instruments on the Impact page: each arrives by link, falls back when broken, moves the answer; every view opens."""

from __future__ import annotations

import pytest
from reading import headline, plain

from dashboard import workspace
from dashboard.data import registry, scenarios
from dashboard.domain import Scenario
from dashboard.i18n import translator
from dashboard.views import impact as views
from dashboard.views import long_run as long_run_views
from dashboard.workspace import ImpactResult

pytestmark = pytest.mark.thorough

# Instrument: a value that moves the answer, what it needs beside it, and a value that cannot be used.
ARRIVING = {
    "elasticity_path": ("over_time", {"tariff_pp": "10"}, "later"),
    "visa_months": ("12", {}, "37"),
    "h2_cut": ("0.5", {"visa_months": "12"}, "1.5"),
    "aid_cut": ("0.5", {}, "-0.5"),
    "sanction_level": ("3", {"targets": "NIC"}, "5"),
    "sanction_sectors": ("09", {"sanction_level": "2", "targets": "NIC"}, "00"),
    "sanction_share": ("0.5", {"sanction_level": "2", "targets": "NIC"}, "2"),
    "tour_switch": ("0.2", {}, "0.9"),
    "retaliation_pp": ("10", {}, "51"),
}
EVERYTHING = {
    "preset": "current_law",
    "targets": "SLV,COL,MEX",
    "tariff_pp": "25",
    "remit_tax_pct": "5",
    "removals_k": "300",
    "visa_months": "12",
    "aid_cut": "0.5",
    "sanction_level": "2",
    "sanction_sectors": "09",
    "tour_switch": "0.2",
    "retaliation_pp": "10",
}
OPENED = ("channels", "map", "path", "products", "drivers", "results")


def shown(app) -> str:
    """Title and the sentence below it."""
    return " ".join((headline(app), *(plain(part.value) for part in app.markdown)))


def expected(query: dict[str, str]) -> ImpactResult:
    made = scenarios.with_pairs(Scenario(), [f"{key}={value}" for key, value in query.items() if key != "preset"])
    return workspace.estimate(made)


@pytest.mark.parametrize("instrument", ARRIVING)
def test_it_arrives_by_link_and_changes_the_answer(open_page, instrument):
    value, needed, _ = ARRIVING[instrument]
    query = {"preset": "current_law", **needed, instrument: value}
    app = open_page("impact", country="NIC", **query)
    t = translator("en")
    result, without = expected(query), expected(needed)
    assert not app.info
    if instrument == "retaliation_pp":
        assert headline(app).startswith("Nicaragua: real income changes by")
    else:
        assert headline(app) == views.headline(result, "NIC", t)
        there, here = (run.value("total", "gdp_usd_m", "NIC").central for run in (without, result))
        assert there != here
    kept = app.query_params[instrument]
    assert (kept[0] if isinstance(kept, list) else kept) == value


def test_broken_values_fall_back_with_a_notice_each(open_page):
    broken = {instrument: bad for instrument, (_, _, bad) in ARRIVING.items()}
    app = open_page("impact", preset="current_law", **broken)
    assert headline(app) == "No new measure: no effect on any country"
    notices = " ".join(notice.value for notice in app.info)
    for instrument in broken:
        assert f"“{instrument}”" in notices
        assert instrument not in app.query_params


def test_every_instrument_of_the_register_is_tested():
    older = {"targets", "baseline_date", "horizon_q", "tariff_pp", "tariff_mode", "tariff_products", "energy_exempt"}
    older |= {"usmca_exempt", "remit_tax_pct", "removals_k", "status_loss_pct"}
    assert set(registry.instruments()) == older | set(ARRIVING)


@pytest.mark.parametrize("country", [None, "MEX", "CUB", "KNA"])
def test_every_view_opens(open_page, country):
    """One visitor who goes through the views of a scenario that moves everything; the long run has tests of its own."""
    app = open_page("impact", country=country, **EVERYTHING)
    headlines = set()
    for view in OPENED:
        app.session_state["view"] = view
        app.run()
        headline(app)
        found = [plain(entry.value) for entry in app.header]
        assert found, view
        headlines.add(found[0])
        assert app.query_params.get("view", ["map"])[0] in (view, view[0])
        assert not any("nan" in entry.value.lower().split() for entry in (*app.caption, *app.markdown))
    assert len(headlines) == len(OPENED)


def test_missing_countries_are_named(open_page):
    app = open_page("impact", **EVERYTHING)
    result = expected(EVERYTHING)
    missing = [iso3 for iso3 in registry.lac33() if result.value("total", "gdp_pct", iso3).central is None]
    assert "CUB" in missing
    text = shown(app)
    assert all(translator("en").country(iso3) in text for iso3 in missing)


@pytest.mark.parametrize("country", [None, "BRA", "CUB"])
def test_an_answer_alone_opens_in_the_long_run(open_page, country):
    """Every quarter has zero: the page says what the long run says, and offers no map of zeros."""
    t = translator("en")
    app = open_page("impact", country=country, preset="current_law", retaliation_pp="10", targets="BRA,MEX")
    made = scenarios.with_pairs(Scenario(), ["retaliation_pp=10", "targets=BRA,MEX"])
    run = workspace.long_run(made, draws=workspace.DEFAULT_DRAWS)
    assert headline(app) == long_run_views.headline(run, country, t)
    assert "An answer alone" in shown(app)
    assert [plain(metric.label) for metric in app.metric][0] == "Real income"
    offered = next(control for control in app.segmented_control if control.key == "view")
    assert tuple(offered.options) == ("Long run", "Models")
    assert not app.info
    if country != "CUB":
        income = run.value("real_income_pct", country or "ALL")
        assert income.central != 0.0
        assert app.metric[0].value == t.percent(income.central, 2, signed=True)


def test_a_view_that_is_gone_gives_way_without_a_notice(open_page):
    app = open_page("impact", preset="current_law", tariff_pp="10", view="path")
    app.session_state["retaliation_pp"] = 10
    app.session_state["tariff_pp"] = 0
    app.run()
    assert app.session_state["view"] == "long_run"
    assert "view" not in app.query_params
    assert not app.info


def test_an_answer_beside_a_measure_points_to_the_long_run(open_page):
    joined = open_page("impact", preset="current_law", retaliation_pp="10", tariff_pp="10")
    assert headline(joined).startswith("All 33 countries: a loss of ")
    assert "“Long run”" in shown(joined)


def test_the_drawer_knows_that_the_long_run_reads_more(open_page):
    for view, read in (("map", False), ("long_run", True), ("models", True)):
        app = open_page("impact", preset="colombia_25", view=view)
        app.session_state["assumptions"] = True
        app.run()
        assert ("eps_ge" in {slider.key for slider in app.slider}) == read, view


def test_the_drawer_has_first_what_the_scenario_reads(open_page):
    app = open_page("impact", preset="current_law", aid_cut="0.5", phi_pt="0.9")
    app.session_state["assumptions"] = True
    app.run()
    sliders = {slider.key for slider in app.slider}
    read = {a.id for a in registry.assumptions().values() if a.minimum is not None and a.step is not None}
    assert sliders & read == ({"offshore_aid", "mu_aid"} & read) | {"phi_pt"}
    toggle = next(toggle for toggle in app.toggle if toggle.key == "_all_assumptions")
    toggle.set_value(True).run()
    assert {slider.key for slider in app.slider} >= read
