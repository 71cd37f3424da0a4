"""Parts of a scenario: each alone is its own run, they sum to the joint run, and what contains another replaces it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import workspace
from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.workspace import TOTAL, combination, estimate
from dashboard.workspace.base import gdp_usd_m

EVERYTHING = {
    "tariff_pp": 25,
    "remit_tax_pct": 5,
    "removals_k": 300,
    "visa_months": 12,
    "aid_cut": 1,
    "sanction_level": "2",
    "sanction_sectors": ["09"],
    "tour_switch": 0.2,
    "targets": ["SLV", "COL", "MEX"],
}


def central(result, channel: str, metric: str, area: str) -> float | None:
    return result.value(channel, metric, area).central


@pytest.fixture(scope="module")
def parts():
    made = scenarios.build(EVERYTHING)
    return made, workspace.waterfall(made, draws=256), estimate(made, draws=256)


def test_every_instrument_has_its_bar_in_order(parts):
    assert [step.id for step in parts[1].steps] == [part.id for part in combination.PARTS] + ["interaction"]


def test_bars_sum_to_the_joint_run(parts):
    _, found, joint = parts
    gdp = np.append(gdp_usd_m(), np.nansum(gdp_usd_m()))
    summed = sum(step.usd_m.central for step in found.steps)
    expected = joint.bands[TOTAL, "gdp_usd_m"]
    known = ~np.isnan(expected.central)
    assert known.sum() > 25
    assert (np.abs(summed - expected.central) <= 1e-9 * gdp)[known].all()
    for name in ("central", "p05", "p25", "p50", "p75", "p95"):
        assert getattr(found.total.usd_m, name) == pytest.approx(getattr(expected, name), rel=1e-9, nan_ok=True), name


@pytest.mark.parametrize("part", combination.PARTS, ids=lambda part: part.id)
def test_each_bar_is_a_run_of_its_own(parts, part):
    made, found, _ = parts
    single = estimate(combination.alone(made, part.settings), draws=0)
    step = next(step for step in found.steps if step.id == part.id)
    for area in ("SLV", "COL", "MEX"):
        alone = central(single, part.channel.id, part.metric, area)
        assert step.usd_m.central[found.areas.index(area)] == pytest.approx(alone, rel=1e-9, abs=1e-12)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "tariff_pp": st.integers(0, 100),
            "remit_tax_pct": st.sampled_from([0.0, 3.5, 10.0]),
            "removals_k": st.integers(0, 1000),
            "visa_months": st.integers(0, 36),
            "aid_cut": st.sampled_from([0.0, 0.5, 1.0]),
            "sanction_level": st.sampled_from(["0", "1", "2", "3", "4"]),
            "tour_switch": st.sampled_from([0.0, 0.5]),
            "horizon_q": st.integers(1, 12),
            "targets": st.sampled_from([["ALL"], ["COL"], ["caricom"]]),
        },
    )
)
@settings(max_examples=12, deadline=None)
def test_any_mixture_sums_to_its_joint_run(mixture):
    made = scenarios.build(mixture)
    found, joint = workspace.waterfall(made, draws=0), estimate(made, draws=0)
    summed = sum((step.usd_m.central for step in found.steps), np.zeros(34))
    gdp = np.append(gdp_usd_m(), np.nansum(gdp_usd_m()))
    expected = joint.bands[TOTAL, "gdp_usd_m"].central
    known = ~np.isnan(expected)
    assert (np.abs(summed - expected) <= 1e-9 * gdp)[known].all()


def test_broad_sanctions_take_the_place_of_the_tariff():
    alone = estimate(scenarios.build({"sanction_level": "3", "targets": ["COL"]}), draws=0)
    both = estimate(scenarios.build({"sanction_level": "3", "targets": ["COL"], "tariff_pp": 25}), draws=0)
    assert central(both, TOTAL, "gdp_usd_m", "COL") == central(alone, TOTAL, "gdp_usd_m", "COL")
    # A year at -0.7 points: 0.7 % of GDP in the fourth quarter.
    assert central(alone, TOTAL, "gdp_pct", "COL") == pytest.approx(-0.7)
    assert "sanctions_contain_tariff" in both.flags[TOTAL]["COL"]
    assert central(both, TOTAL, "gdp_usd_m", "HND") > 0  # others still gain what the tariff moves to them


def test_sanctions_on_persons_have_no_effect_and_say_so():
    result = estimate(scenarios.build({"sanction_level": "1", "targets": ["COL"]}), draws=0)
    assert result.active == ("sanctions",)
    assert central(result, TOTAL, "gdp_usd_m", "COL") == 0.0
    assert result.flags[TOTAL]["COL"] == ("sanctions_on_persons",)


def test_what_a_tariff_has_stopped_is_not_blocked_again():
    settings = {"sanction_level": "2", "sanction_sectors": ["09"], "targets": ["COL"]}
    free = estimate(scenarios.build(settings), draws=0)
    taxed = estimate(scenarios.build(settings | {"tariff_pp": 50}), draws=0)
    blocked = [central(result, "sanctions", "blocked_exports_usd_m", "COL") for result in (free, taxed)]
    frame = load_table("us_imports_hs6").frame
    coffee = frame[(frame["iso3"] == "COL") & frame["hs6"].str.startswith("09")]["imports_usd_m"].sum()
    assert blocked[0] == pytest.approx(-coffee)
    assert blocked[0] < blocked[1] < 0


def test_aid_and_visas_are_the_published_figures():
    """US$ 708.5727 million of aid to Colombia in fiscal year 2023; 4,738 + 12,081 visas of Jamaica in 2024."""
    result = estimate(scenarios.build({"aid_cut": 1, "visa_months": 12}), draws=0)
    assert central(result, "aid", "aid_usd_m", "COL") == pytest.approx(-708.5727)
    assert central(result, "aid", "aid_gdp_usd_m", "COL") == pytest.approx(-708.5727 * 0.6 * 0.5)
    assert central(result, "visas", "work_visas", "JAM") == -16819
    assert central(result, "visas", "visa_remittances_usd_m", "JAM") == pytest.approx(-16819 * 6 * 2800 * 0.5 / 1e6)


def test_a_country_without_an_input_is_named():
    result = estimate(scenarios.build({"tour_switch": 0.2}), draws=0)
    assert central(result, "response", "travel_in_us_usd_m", "GUY") is None
    assert "no_travel_spending" in result.flags["response"]["GUY"]
    assert central(result, "response", "tourism_receipts_usd_m", "GUY") > 0
    assert central(result, "response", "travel_in_us_usd_m", "MEX") < 0


def test_jobs_follow_the_exports_and_the_fallback_is_said():
    result = estimate(scenarios.build({"tariff_pp": 10}), draws=0)
    jobs = result.value("tariff", "jobs_supported_people", "CRI")
    assert jobs.central < 0
    assert jobs.flags == result.flags["tariff"]["CRI"]
    frame = load_table("jobs_per_value_added").frame.query("iso3 == 'CRI'").set_index("sector")["direct_jobs_per_usd_m"]
    added = central(result, "tariff", "value_added_usd_m", "CRI")
    low, high = sorted(frame[["industry", "agriculture"]])
    assert low <= jobs.central / added <= high
    assert "jobs_whole_economy" in result.value("tariff", "jobs_supported_people", "VEN").flags
    missing = result.value("tariff", "jobs_supported_people", "DMA")
    assert missing.central is None
    assert "no_jobs" in missing.flags


def test_elasticities_that_grow_give_small_losses_first():
    path = {}
    for mode in ("constant", "over_time"):
        path[mode] = [
            central(
                estimate(scenarios.build({"tariff_pp": 25, "elasticity_path": mode, "horizon_q": quarter}), draws=0),
                "tariff",
                "exports_to_us_usd_m",
                "ALL",
            )
            for quarter in (1, 4, 8, 12)
        ]
    assert len(set(path["constant"])) == 1
    first, fourth, eighth, twelfth = path["over_time"]
    assert first == fourth > eighth > twelfth  # losses: stronger later
    assert first > path["constant"][0]
    assert twelfth < path["constant"][0]  # 0.76 + 1.24 (1 - exp(-8/14)) = 1.30 is above 1.2


def test_the_widest_swing_leads_and_its_ends_are_runs_of_their_own():
    made = scenarios.build({"aid_cut": 1, "targets": ["HTI"]})
    found = workspace.swings(made, "HTI")
    assert [swing.assumption_id for swing in found] == ["mu_aid", "offshore_aid"]
    assumption = registry.assumptions()["mu_aid"]
    held = estimate(scenarios.build({"aid_cut": 1, "targets": ["HTI"]}, {"mu_aid": assumption.low}), draws=0)
    assert found[0].at_low == pytest.approx(central(held, TOTAL, "gdp_pct", "HTI"))
    assert found[0].span >= found[1].span
    assert workspace.swings(scenarios.build({}), "HTI") == ()
    assert workspace.swings(made, "CUB") == ()


def test_another_channel_leaves_the_ranges_of_a_channel_alone():
    one = estimate(scenarios.build({"aid_cut": 1}), draws=256)
    two = estimate(scenarios.build({"aid_cut": 1, "visa_months": 12, "removals_k": 100}), draws=256)
    for name in ("p05", "p25", "p50", "p75", "p95"):
        a, b = (getattr(result.bands["aid", "aid_gdp_usd_m"], name) for result in (one, two))
        assert np.array_equal(a, b, equal_nan=True)
