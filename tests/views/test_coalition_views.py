"""The coalition's exhibits say what the numbers say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dashboard.data import scenarios
from dashboard.i18n import LANGUAGES, MISSING, translator
from dashboard.views import coalition as views
from dashboard.views.style import Look
from dashboard.workspace import responses

DRAWS = 64
MEMBERS = ("CUB", "GTM", "HND", "NIC")
LOOK = Look()
T = translator("en")


@pytest.fixture(scope="module")
def threat():
    return scenarios.build({"tariff_pp": 25})


@pytest.fixture(scope="module")
def group(threat):
    return responses.coalition(threat, MEMBERS, draws=DRAWS)


@pytest.fixture(scope="module")
def shares(threat):
    return responses.leverage(threat, MEMBERS)


def _written(group, draws, t):
    """An amount to the digits that its range supports."""
    band = group.band(draws)
    return t.usd_m(float(band.central), within=(float(band.p05), float(band.p95)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_has_the_three_numbers(group, lang):
    t = translator(lang)
    title = views.headline(group, "SICA", "HND", t)
    share = 100.0 * group.cost_alone[0, 2] / group.gdp_usd_m[2]
    assert t.percent(share, 2) in title
    assert t.percent(100.0 * group.cost_joint[0, 2] / group.gdp_usd_m[2], 2) in title
    assert t.country("HND") in title
    assert _written(group, group.buyers_joint, t) in views.explanation(group, None, "HND", t)


def test_a_difference_that_no_digit_shows_is_not_told(group):
    same = views.headline(replace(group, cost_joint=group.cost_alone), "SICA", "HND", T)
    assert same.endswith("alone or with the whole group")


def test_without_a_country_the_title_is_about_the_group(group):
    title = views.headline(group, "Own choice", None, T)
    assert title.startswith("Own choice: ")
    assert _written(group, group.total(group.cost_joint), T) in title


def test_cuba_is_told_apart(group):
    assert "embargo" in views.headline(group, "SICA", "CUB", T)
    tiles = views.metrics(group, "CUB", T)
    assert tiles[0].value == "–"
    assert tiles[0].change == "not applicable (embargo)"
    assert "Cuba" in views.explanation(group, None, None, T)


def test_a_country_outside_sees_what_joining_would_do(threat, group):
    joined = responses.coalition(threat, ("CUB", "GTM", "HND", "NIC", "SLV"), draws=0)
    words = views.explanation(group, joined, "SLV", T)
    assert "El Salvador is not a member" in words
    assert T.percent(joined.per_cent(joined.cost_joint)[0, 4], 2) in words


def test_members_stand_by_their_loss_with_ranges(group):
    shown = views.together(group, "HND", T, LOOK)
    assert shown.headline == "Together is cheaper than alone for 3 members"
    assert list(shown.table["Country"]) == ["Nicaragua", "Honduras", "Guatemala", "Cuba"]
    assert np.isnan(shown.table["Alone, % of GDP"].iloc[3])
    assert (shown.table["Alone, % of GDP, 5%"] < shown.table["Alone, % of GDP"])[:3].all()
    texts = [text for trace in shown.graphic.data if trace.mode == "text" for text in trace.text]
    assert any("not applicable (embargo)" in text for text in texts)
    assert shown.sources


def test_a_difference_that_no_number_shows_counts_for_nobody(group):
    # Cheaper together by 0.009% of GDP: less than the last decimal that is printed.
    close = group.cost_alone - 0.009 / 100.0 * group.gdp_usd_m
    unseen = views.together(replace(group, cost_joint=close), None, T, LOOK)
    assert unseen.headline == "Together costs each member about the same as alone"
    seen = views.together(replace(group, cost_joint=group.cost_alone - 0.011 / 100.0 * group.gdp_usd_m), None, T, LOOK)
    assert seen.headline == "Together is cheaper than alone for 3 members"
    assert "Counted as cheaper or dearer: from 0.01% of GDP on." in seen.notes


def test_a_bloc_tells_who_and_as_of_when():
    words = views.membership_note(responses.membership("mercosur"), T)
    for part in ("Bolivia", "Uruguay", "Feb 2026", "5 Jul 2024", "secondary"):
        assert part in words
    assert "Venezuela" not in words


def test_leverage_ends_at_the_joint_cost(group, shares):
    shown = views.joining(shares, group, "HND", T, LOOK)
    assert shown.table["US buyers then bear, US$ million"].iloc[-1] == pytest.approx(group.buyers_joint[0])
    parts = views.shapley(shares, group, None, T, LOOK)
    assert parts.table["Part of the leverage, %"].sum() == pytest.approx(100.0)
    assert "Exact" in parts.notes[0]


def test_chances_decide_who_gains(group):
    """With equal chances joining pays where it is cheaper; ten times as likely together, it pays for nobody."""
    even = views.break_even(group, views.Chances(50, 50), None, T, LOOK)
    assert even.headline == "With your chances, joining costs less for 3 of the 3 members with data"
    never = views.break_even(group, views.Chances(10, 100), None, T, LOOK)
    assert never.headline == "With your chances, joining costs less for 0 of the 3 members with data"
    assert "nothing here estimates them" in even.notes[0]


def test_no_chance_alone_has_no_ratio(group):
    shown = views.break_even(group, views.Chances(0, 50), None, T, LOOK)
    assert not shown.graphic.layout.shapes


@pytest.mark.parametrize("weight", views.WEIGHTS)
def test_the_pool_balances_and_names_who_is_out(group, shares, weight):
    found = responses.pool(group, weight, shares)
    shown = views.pool_bars(group, found, weight, "HND", T, LOOK)
    assert shown.table["Pays, US$ million"].sum() == pytest.approx(0.0, abs=1e-9)
    assert "Cuba" in shown.notes[1]


def test_views_offer_what_the_workspace_has():
    assert set(views.INSTRUMENTS) == set(responses.REFERENCES)
    assert tuple(views.WEIGHTS) == responses.WEIGHTS


def test_the_united_states_keeps_its_sign(threat):
    found = [responses.long_run_of(threat, ("GTM", "HND"), points, draws=0) for points in (0.0, 20.0)]
    for run in found:
        shown = views.long_run(run, "HND", T, LOOK)
        row = shown.table.set_index("Country").loc["United States"]
        assert row["Together, %"] == pytest.approx(float(run.us_joint.central))
        sign = "+" if run.us_joint.central > 0 else "\u2212"
        assert sign in shown.headline.split("United States")[1]
    assert found[1].us_joint.central < found[0].us_joint.central


def test_every_member_has_a_range_in_the_long_run(threat):
    run = responses.long_run_of(threat, ("CUB", "GTM", "HND"), draws=64)
    shown = views.long_run(run, None, T, LOOK).table.set_index("Country")
    for country in ("Guatemala", "Honduras", "United States"):
        row = shown.loc[country]
        assert row["Together, %, 5%"] < row["Together, %"] < row["Together, %, 95%"]
    assert shown.loc["Guatemala", "Alone, %, 5%"] < shown.loc["Guatemala", "Alone, %"]
    assert shown.loc["Cuba"].isna().all()
    assert np.isnan(shown.loc["United States", "Alone, %"])  # one number per member, and none is selected


def test_a_plan_tells_cost_and_saving(threat):
    plan = responses.diversify(threat, "COL", cut_pct=20, years=5, draws=DRAWS)
    shown = views.plan_bars(plan, T, LOOK)
    assert T.usd_m(plan.cost_before.central - plan.cost_after.central) in shown.headline
    assert any("A rule, not an optimum" in note for note in shown.notes)
    assert shown.table["Added, US$ million"].sum() == pytest.approx(plan.placed_usd_m)


def test_a_rest_without_partner_is_said(threat):
    plan = responses.diversify(threat, "MEX", cut_pct=50, years=1, draws=0)
    assert any("stay exposed" in note for note in views.plan_bars(plan, T, LOOK).notes)


def test_levers_and_headings_have_their_table(threat):
    products = responses.product_threats(threat, "HND", draws=DRAWS)
    shown = views.product_bars(products, _codes(products), T, LOOK)
    assert list(shown.table["Heading"]) == [item.heading for item in products.items]
    empty = views.product_bars(responses.product_threats(threat, "CUB", draws=0), {}, T, LOOK)
    assert "no product" in empty.headline
    levers = views.instrument_bars(responses.instrument_threats("HND", draws=DRAWS), "HND", T, LOOK)
    assert len(levers.table) == len(responses.REFERENCES)


def _codes(found):
    return {item.heading: item.heading for item in found.items}


def test_jobs_have_a_ranking_of_their_own(threat):
    products = responses.product_threats(threat, "HND", by="jobs", draws=DRAWS)
    shown = views.product_bars(products, _codes(products), T, LOOK)
    jobs = shown.table["Jobs supported by it"]
    assert list(jobs) == sorted(jobs, reverse=True)
    within = tuple(shown.table[f"Jobs supported by it, {end}"][0] for end in ("5%", "95%"))
    assert T.compact(jobs[0], within=within) in shown.headline
    assert T.compact(jobs[0], within=within) != T.compact(jobs[0])
    assert any(T.country("KNA") in note for note in shown.notes)
    lacking = views.product_bars(responses.product_threats(threat, "KNA", by="jobs", draws=0), {}, T, LOOK)
    assert lacking.headline == f"{T.country('KNA')}: no figure for jobs, so no ranking by them"
    assert lacking.graphic is None
    assert set(views.LEVELS) == {*responses.LOSSES, "instruments"}


def test_what_the_work_of_returnees_adds_is_not_a_dash():
    unknown = views.returnees(responses.receive("KNA", 10_000, draws=DRAWS), T, LOOK)
    assert unknown.headline.endswith("what their work adds is not known")


def test_returnees_cost_points_left():
    shown = views.returnees(responses.receive("GTM", 10_000, draws=DRAWS), T, LOOK)
    table = shown.table.set_index("Result")
    assert (
        table.loc["Public cost of reintegration", "Central"]
        < 0
        < table.loc["Effect on GDP through returning workers", "Central"]
    )
    assert (table["5%"] <= table["95%"]).all()


def test_travel_names_what_leaves():
    shown = views.travel(responses.switch_travel(("BRA", "MEX"), 20.0, draws=DRAWS), T, LOOK)
    assert "leaves it" in shown.headline
    assert len(shown.table) > 5


def test_what_the_pool_moves_has_its_range(group):
    shared = responses.pool(group, "equal")
    moved = np.maximum(shared.paid, 0.0).sum(axis=1)
    shown = views.pool_bars(group, shared, "equal", None, T, LOOK)
    within = tuple(np.percentile(moved[1:], (5, 95)))
    low, high = (T.compact(float(end), within=within) for end in within)
    assert shown.headline.endswith(f"a year among the members ({low} to {high})")
    assert "Not in the pool (embargo): Cuba." in shown.notes


def test_buyers_of_what_the_embargo_leaves_are_no_figure(group):
    assert [figure.value for figure in views.metrics(group, "CUB", T)[:3]] == [MISSING] * 3
