"""Scenarios in the same worlds: parts add up, equals differ by nothing, and a difference has its own range."""

import numpy as np
import pytest

from dashboard.data import scenarios
from dashboard.domain import InputError, Scenario
from dashboard.workspace import TOTAL, compare

DRAWS = 256
ALL_10 = scenarios.of_preset("all_10")
TAX = scenarios.of_preset("remittance_tax_5")


@pytest.fixture(scope="module")
def found():
    both = scenarios.with_pairs(ALL_10, ["remit_tax_pct=5"])
    return compare((ALL_10, both, TAX), draws=DRAWS)


def test_the_parts_add_up_to_the_total_that_the_what_if_shows(found):
    for result, parts in zip(found.results, found.parts, strict=True):
        together = sum(parts[channel].central for channel in found.channels)
        expected = result.bands[TOTAL, "gdp_pct"].central
        assert np.allclose(together, expected, atol=1e-12, equal_nan=True)
        assert np.allclose(parts[TOTAL].p05, result.bands[TOTAL, "gdp_pct"].p05, atol=1e-12, equal_nan=True)


def test_a_difference_is_second_less_first(found):
    first, second, _ = found.results
    gap = second.bands[TOTAL, "gdp_pct"].central - first.bands[TOTAL, "gdp_pct"].central
    assert np.allclose(found.differences[0][TOTAL].central, gap, atol=1e-12, equal_nan=True)


def test_the_range_of_a_difference_is_taken_world_by_world(found):
    """The second scenario has the first one's tariff: in every world that part cancels, so it has no range at all."""
    tariff = found.differences[0]["tariff"]
    assert np.nanmax(np.abs(tariff.p95 - tariff.p05)) < 1e-12
    alone = found.results[0].bands[TOTAL, "gdp_pct"]
    assert np.nanmax(alone.p95 - alone.p05) > 0.1


def test_a_scenario_does_not_differ_from_itself():
    for band in compare((TAX, TAX), draws=DRAWS).differences[0].values():
        assert np.nanmax(np.abs([band.central, band.p05, band.p95])) == 0.0


def test_against_no_measure_the_difference_is_the_effect():
    found = compare((Scenario(), ALL_10), draws=0)
    effect = found.results[1].bands[TOTAL, "gdp_pct"].central
    assert np.allclose(found.differences[0][TOTAL].central, effect, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_another_number_of_scenarios_is_one_clear_sentence(count):
    with pytest.raises(InputError, match=f"Scenarios to compare: {count} given; choose 2 to 4."):
        compare((TAX,) * count, draws=0)
