"""What countries can do about a threat, on the real data: identities first, then what must hold for every country."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard import workspace
from dashboard.data import registry, scenarios
from dashboard.domain import InputError
from dashboard.workspace import equilibrium, responses

DRAWS = 64
CENTRAL_AMERICA = ("GTM", "HND", "SLV", "NIC", "CRI")


@pytest.fixture(scope="module")
def threat():
    """Twenty-five points on all goods and a remittance tax of 5 %."""
    return scenarios.build({"tariff_pp": 25, "remit_tax_pct": 5})


@pytest.fixture(scope="module")
def group(threat):
    return responses.coalition(threat, CENTRAL_AMERICA, draws=DRAWS)


def test_one_member_is_the_single_run(threat):
    """MODEL 12.15: S = {c} equals the run of the engine on c, alone and together, with its range."""
    found = responses.coalition(threat, ("HND",), draws=DRAWS)
    single = workspace.estimate(scenarios.build({**dict(threat.settings), "targets": ["HND"]}), draws=DRAWS)
    value = single.value("total", "gdp_usd_m", "HND")
    for cost in (found.cost_alone, found.cost_joint):
        band = found.band(cost[:, 0])
        assert -float(band.central) == pytest.approx(value.central, rel=1e-9)
        assert -float(band.p95) == pytest.approx(value.p05, rel=1e-9)
        assert -float(band.p05) == pytest.approx(value.p95, rel=1e-9)
    buyers = single.us_buyers_cost
    for rows in (found.buyers_alone[:, 0], found.buyers_joint):
        assert float(found.band(rows).central) == pytest.approx(float(buyers.central), rel=1e-9)
        assert float(found.band(rows).p95) == pytest.approx(float(buyers.p95), rel=1e-9)


def test_joint_is_the_run_on_all(threat, group):
    joint = workspace.estimate(scenarios.build({**dict(threat.settings), "targets": CENTRAL_AMERICA}), draws=DRAWS)
    for place, iso3 in enumerate(CENTRAL_AMERICA):
        assert -group.cost_joint[0, place] == pytest.approx(joint.value("total", "gdp_usd_m", iso3).central, rel=1e-9)
    assert group.buyers_joint[0] == pytest.approx(float(joint.us_buyers_cost.central), rel=1e-9)


def test_us_buyers_bear_more_with_every_member(threat, group):
    shares = responses.leverage(threat, CENTRAL_AMERICA)
    assert (shares.added > 0.0).all()
    assert shares.cumulative[-1] == pytest.approx(group.buyers_joint[0], rel=1e-9)
    assert shares.shapley.sum() == pytest.approx(group.buyers_joint[0], abs=1e-6)
    assert shares.exact
    assert set(shares.order) == set(CENTRAL_AMERICA)
    assert (group.buyers_joint >= group.buyers_alone.max(axis=1) - 1e-9).all()


def test_rivals_hit_together_lose_less(group):
    """Central American clothing and coffee compete: together US buyers have fewer suppliers to turn to."""
    assert (group.cost_joint < group.cost_alone).all()
    assert (group.break_even > 1.0).all()


@pytest.mark.parametrize("weight", responses.WEIGHTS)
def test_payments_sum_to_zero_in_every_draw(threat, group, weight):
    shares = responses.leverage(threat, CENTRAL_AMERICA)
    found = responses.pool(group, weight, shares)
    assert found.payers == CENTRAL_AMERICA
    assert np.abs(found.paid.sum(axis=1)).max() < 1e-9
    borne = group.cost_joint + found.paid
    assert borne[0] == pytest.approx(found.weight * group.cost_joint[0].sum(), rel=1e-9)


def test_a_pool_by_leverage_needs_the_leverage(group):
    with pytest.raises(InputError, match="weight"):
        responses.pool(group, "shapley")


def test_cuba_is_not_applicable(threat):
    found = responses.coalition(threat, ("CUB", "DOM"), draws=DRAWS)
    assert np.isnan(found.cost_alone[:, 0]).all()
    assert np.isnan(found.cost_joint[:, 0]).all()
    assert "embargo" in found.flags["CUB"]
    assert found.counted.tolist() == [False, True]
    assert found.total(found.cost_joint) == pytest.approx(found.cost_joint[:, 1])
    assert responses.pool(found, "gdp").left_out == ("CUB",)
    assert responses.product_threats(threat, "CUB", draws=DRAWS).items == ()
    assert responses.diversify(threat, "CUB", cut_pct=20, years=5, draws=DRAWS) is None


@pytest.mark.parametrize(
    ("members", "words"),
    [((), "empty"), (("XXX",), "XXX is not one of the 33"), (("COL", "COL"), "once"), (("USA",), "USA is not one")],
)
def test_bad_coalitions_get_one_sentence(threat, members, words):
    with pytest.raises(InputError, match=words):
        responses.coalition(threat, members, draws=0)


def test_a_tax_brings_the_flags_of_its_data(threat):
    """No figure for the US share of Argentina's remittances: no cost, and the reason is named."""
    found = responses.coalition(threat, ("ARG",), draws=0)
    missing = [flag for flag in found.flags["ARG"] if flag.startswith("no_")]
    assert bool(missing) == bool(np.isnan(found.cost_alone[0, 0]))


def test_membership_is_of_a_bloc():
    found = responses.membership("la_declaration")
    assert len(found.members) == 18
    assert found.as_of == ("2022-06-10",)
    assert found.qualities == ("primary",)
    with pytest.raises(InputError, match="nato is not a bloc"):
        responses.membership("nato")


def test_other_measures_are_left_out(threat):
    """A threat is the tariff and the tax: removals in the same scenario are not the coalition's to bear."""
    more = scenarios.build({**dict(threat.settings), "removals_k": 500})
    one, two = (responses.coalition(s, ("HND",), draws=0) for s in (threat, more))
    assert np.array_equal(one.cost_joint, two.cost_joint)


# Products and levers -------------------------------------------------------------------------------------------------


def test_headings_add_up_to_the_country():
    """Without redirection across headings the losses of all headings sum to the country's loss of value added."""
    threat = scenarios.build({"tariff_pp": 25})
    found = responses.product_threats(threat, "HND", count=10_000, draws=DRAWS).items
    single = workspace.estimate(scenarios.build({"tariff_pp": 25, "targets": ["HND"]}), draws=0)
    total = sum(float(item.loss.central) for item in found)
    assert total == pytest.approx(-single.value("tariff", "value_added_usd_m", "HND").central, rel=1e-9)
    assert sum(item.top_share for item in found) == pytest.approx(3.0)
    assert [float(i.loss.central) for i in found] == sorted((float(i.loss.central) for i in found), reverse=True)


def test_jobs_of_all_headings_are_those_of_the_country_and_rank_differently():
    threat = scenarios.build({"tariff_pp": 25})
    by_value, by_jobs = (
        responses.product_threats(threat, "HND", by=by, count=10_000, draws=DRAWS) for by in responses.LOSSES
    )
    single = workspace.estimate(scenarios.build({"tariff_pp": 25, "targets": ["HND"]}), draws=0)
    jobs = [float(item.jobs.central) for item in by_jobs.items]
    assert sum(jobs) == pytest.approx(-single.value("tariff", "jobs_supported_people", "HND").central, rel=1e-9)
    assert jobs == sorted(jobs, reverse=True)
    assert sum(item.top_share for item in by_jobs.items) == pytest.approx(3.0)
    first = by_jobs.items[0]
    assert first.jobs.p05 < first.jobs.central < first.jobs.p95
    assert first.heading == "0901"  # coffee: farm work carries more jobs a dollar than factories
    assert by_value.items[0].heading != "0901"
    assert {item.heading for item in by_jobs.items} == {item.heading for item in by_value.items}


def test_without_a_figure_for_jobs_there_is_no_ranking_by_them():
    threat = scenarios.build({"tariff_pp": 25})
    for iso3 in ("ATG", "CUB", "DMA", "GRD", "KNA"):
        found = responses.product_threats(threat, iso3, by="jobs", draws=0)
        assert found.items == ()
        assert iso3 in found.without_jobs
    by_value = responses.product_threats(threat, "ATG", draws=0)
    assert by_value.items
    assert all(np.isnan(item.jobs.central) for item in by_value.items)
    assert responses.product_threats(threat, "VEN", by="jobs", draws=0).flags == ("jobs_whole_economy",)


def test_chapters_hold_their_headings():
    threat = scenarios.build({"tariff_pp": 25})
    headings = responses.product_threats(threat, "GTM", count=10_000, draws=0).items
    chapters = responses.product_threats(threat, "GTM", count=10_000, digits=2, draws=0).items
    by_chapter = {item.heading: float(item.loss.central) for item in chapters}
    summed = {}
    for item in headings:
        summed[item.heading[:2]] = summed.get(item.heading[:2], 0.0) + float(item.loss.central)
    assert by_chapter == pytest.approx(summed, rel=1e-9)


def test_levers_are_ordered_and_named():
    found = responses.instrument_threats("HTI", draws=DRAWS)
    assert {item.id for item in found} == set(responses.REFERENCES)
    known = [float(item.gdp_pct.central) for item in found if not np.isnan(item.gdp_pct.central)]
    assert known == sorted(known)
    assert all(item.sources for item in found)


# Selling elsewhere ---------------------------------------------------------------------------------------------------


def test_plan_by_hand(threat):
    """Colombia moves a fifth of its US sales: within the limits, all placed, the cost falls by a fifth."""
    plan = responses.diversify(threat, "COL", cut_pct=20, years=5, draws=DRAWS)
    assert plan.freed_usd_m == pytest.approx(0.2 * plan.us_sales_usd_m)
    assert plan.placed_usd_m == pytest.approx(plan.freed_usd_m, rel=1e-9)
    before, after = plan.us_share_pct
    assert after == pytest.approx(0.8 * before)
    assert plan.cost_after.central == pytest.approx(0.8 * plan.cost_before.central)
    assert plan.discount.central == pytest.approx(0.05 * plan.placed_usd_m)
    for place in plan.destinations:
        assert place.added_usd_m <= place.limit_usd_m + 1e-9
        assert place.limit_usd_m == pytest.approx(place.sales_usd_m * (1.1**5 - 1))


def test_a_plan_too_fast_leaves_a_rest(threat):
    plan = responses.diversify(threat, "MEX", cut_pct=50, years=1, draws=0)
    assert plan.placed_usd_m < plan.freed_usd_m
    assert plan.placed_usd_m == pytest.approx(sum(place.limit_usd_m for place in plan.destinations))


@pytest.mark.parametrize(("cut", "years"), [(-1, 5), (101, 5), (20, 0), (20, 11)])
def test_plans_out_of_range_are_refused(threat, cut, years):
    with pytest.raises(InputError):
        responses.diversify(threat, "COL", cut_pct=cut, years=years, draws=0)


# Long run ------------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize("points", [0.0, 20.0])
@pytest.mark.parametrize("more", [{}, {"remit_tax_pct": 5}])
def test_long_run_of_one_and_of_all_are_the_solver_s(points, more):
    threat = scenarios.build({"tariff_pp": 25, **more})
    found = responses.long_run_of(threat, ("COL", "ECU"), points)
    for members, mine, us in (
        (["COL"], found.alone, responses._at(found.us_alone, 0)),
        (["COL", "ECU"], found.joint, found.us_joint),
    ):
        settings = {"tariff_pp": 25, **more, "targets": members, "retaliation_pp": points}
        run = equilibrium.long_run(scenarios.build(settings), draws=responses.DRAWS)
        for area, band in (("COL", responses._at(mine, 0)), (equilibrium.US, us)):
            value = run.value("real_income_pct", area)
            assert band.central == pytest.approx(value.central, abs=1e-7)
            width = value.p95 - value.p05
            assert band.p05 == pytest.approx(value.p05, abs=0.01 * width)
            assert band.p95 == pytest.approx(value.p95, abs=0.01 * width)


@pytest.mark.thorough
def test_few_solves_stand_for_all_draws_of_members_hit_alone(monkeypatch):
    """Errors of p5 and p95 below 1 % of their distance, own income and that of the US, by far the smallest included."""
    threat, members = scenarios.build({"tariff_pp": 25}), ("BRA", "DMA", "LCA", "HTI", "MEX")
    few = responses.long_run_of(threat, members, 25.0)

    def one_by_one(self, evaluate, by):
        return np.concatenate([evaluate(rows) for rows in np.split(np.arange(1, 1 + responses.DRAWS), 32)])

    monkeypatch.setattr(equilibrium.Shocks, "at_draws", one_by_one)
    every = responses.long_run_of(threat, members, 25.0)
    for name in ("alone", "joint", "us_alone", "us_joint"):
        found, exact = getattr(few, name), getattr(every, name)
        width = exact.p95 - exact.p05
        assert (np.abs(found.p05 - exact.p05) < 0.01 * width).all(), name
        assert (np.abs(found.p95 - exact.p95) < 0.01 * width).all(), name
        assert (width > 0.0).all()


def test_long_run_has_no_number_for_cuba():
    found = responses.long_run_of(scenarios.build({"tariff_pp": 25}), ("CUB", "DOM"), draws=0)
    assert np.isnan(found.joint.central[0])
    assert found.joint.central[1] < 0.0


# Other answers -------------------------------------------------------------------------------------------------------


def test_receiving_people_costs_in_proportion():
    small, large = (responses.receive("GTM", people, draws=0) for people in (5_000, 10_000))
    assert large.cost.central == pytest.approx(2 * small.cost.central, rel=1e-9)
    assert large.work.central > small.work.central > 0.0


def test_travel_moves_to_the_region_and_leaves_the_us():
    found = responses.switch_travel(("BRA", "MEX"), 20.0, draws=0)
    received = np.nansum(found.receipts.central)
    assert 0.0 < received < -float(found.leaves_us.central)


@pytest.mark.thorough
def test_all_33_together():
    threat = scenarios.build({"tariff_pp": 25})
    found = responses.coalition(threat, registry.lac33(), draws=DRAWS)
    assert (~found.counted).sum() == 1
    shares = responses.leverage(threat, registry.lac33())
    assert not shares.exact
    assert shares.shapley.sum() == pytest.approx(found.buyers_joint[0], rel=1e-9)
    assert (shares.added >= 0.0).all()


# What the United States bears ----------------------------------------------------------------------------------------


def test_net_cost_is_what_duty_does_not_bring_back():
    found = responses.coalition(scenarios.build({"tariff_pp": 25}), ("BRA", "ARG"), draws=0)
    assert found.us_net_joint[0] == pytest.approx(found.buyers_joint[0] - found.duty_joint[0])
    assert 0.0 < found.us_net_joint[0] < found.buyers_joint[0]
    alone = workspace.estimate(scenarios.build({"tariff_pp": 25, "targets": ["BRA"]}), draws=0)
    one = responses.coalition(scenarios.build({"tariff_pp": 25}), ("BRA",), draws=0)
    own = alone.value("tariff", "duty_bill_usd_m", "BRA").central
    # Other suppliers sell more and pay their ordinary duty on it.
    assert own < one.duty_joint[0] < 1.2 * own
