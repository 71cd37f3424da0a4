"""Value types: what they refuse, what they answer."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from datetime import date

import pytest

from dashboard.domain import QUALITIES, Assumption, Impact, InputError, Instrument, Programme, Scenario

DAY = date(2026, 1, 1)


def assumption(**changes) -> Assumption:
    values = {
        "id": "x",
        "block": "pe",
        "description": "An assumption",
        "low": 1.0,
        "central": 2.0,
        "high": 3.0,
        "unit": "share",
        "distribution": "pert",
        "source_ids": ("somebody",),
        "quality": "primary",
    }
    return Assumption(**(values | changes))


def programme(**changes) -> Programme:
    values = {
        "id": "p",
        "column": "c",
        "kind": "layer",
        "valid_from": DAY,
        "valid_to": date(2026, 1, 31),
        "authority": "A",
        "legal_status": "in force",
        "source_ids": ("somebody",),
    }
    return Programme(**(values | changes))


@pytest.mark.parametrize("bounds", [(2.1, 2.0, 3.0), (1.0, 3.1, 3.0), (3.0, 2.0, 1.0), (float("nan"), 2.0, 3.0)])
def test_the_range_of_an_assumption_does_not_decrease(bounds):
    low, central, high = bounds
    with pytest.raises(InputError, match=r"^Assumption x: low .* must not decrease\.$"):
        assumption(low=low, central=central, high=high)


def test_a_range_may_be_a_point():
    assert assumption(low=2.0, high=2.0).central == 2.0


def test_an_assumption_and_a_programme_need_a_source():
    with pytest.raises(InputError, match="Assumption x: at least one source"):
        assumption(source_ids=())
    with pytest.raises(InputError, match="Programme p: at least one source"):
        programme(source_ids=())


def test_a_programme_ends_after_it_starts():
    with pytest.raises(InputError, match="valid_to 2025-12-31 is before valid_from 2026-01-01"):
        programme(valid_to=date(2025, 12, 31))


def test_a_programme_is_in_force_on_its_first_and_its_last_day():
    inside = [date(2026, 1, 1), date(2026, 1, 15), date(2026, 1, 31)]
    assert all(programme().in_force(day) for day in inside)
    assert not any(programme().in_force(day) for day in (date(2025, 12, 31), date(2026, 2, 1)))
    assert programme(valid_to=None).in_force(date(2999, 1, 1))


def test_the_baseline_of_a_dated_instrument_follows_the_law():
    dated = ((date(2020, 1, 1), 3.0), (date(2026, 1, 1), 1.0))
    lever = Instrument("tax", "remittance", "number", "Tax", "Help", "percent", 1.0, dated=dated)
    assert lever.baseline(date(2025, 12, 31)) == 3.0
    assert lever.baseline(date(2026, 1, 1)) == 1.0
    assert lever.baseline(date(2019, 12, 31)) == 1.0  # before the records: the default
    assert Instrument("x", "y", "number", "X", "H", "", 7.0).baseline(DAY) == 7.0


def test_a_scenario_is_current_law_unless_it_says_otherwise():
    scenario = Scenario(settings=(("tariff_pp", 10.0),))
    assert scenario.get("tariff_pp") == 10.0
    assert scenario.get("horizon_q") is None
    assert Scenario().settings == Scenario().assumptions == ()


def test_a_scenario_is_a_value():
    one = Scenario("a", (("tariff_pp", 10.0),), (("phi_pt", 0.9),))
    assert hash(one) == hash(Scenario("a", (("tariff_pp", 10.0),), (("phi_pt", 0.9),)))
    with pytest.raises(FrozenInstanceError):
        one.id = "b"  # type: ignore[misc]


def test_an_estimate_without_a_value_is_not_a_zero():
    impact = Impact("CUB", "tariff", "tariff_gdp_pct", "PE", "Q4", "percent_of_gdp", None, flags=("embargo",))
    assert impact.central is None
    assert impact.p05 is None
    assert impact.p95 is None


# The contract of `dashboard estimate --format json` (DESIGN section 7).
def test_an_estimate_has_the_promised_fields():
    promised = ["iso3", "channel", "metric", "layer", "horizon", "unit", "central", "p05", "p95"]
    assert [field.name for field in fields(Impact)] == [*promised, "p25", "p50", "p75", "flags", "sources"]


def test_bad_input_is_a_value_error_and_qualities_are_distinct():
    assert issubclass(InputError, ValueError)
    assert len(set(QUALITIES)) == len(QUALITIES)
