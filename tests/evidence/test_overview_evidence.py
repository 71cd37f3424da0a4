"""The start page's own arithmetic: removals per inhabitant, ranks, and the choice of events."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33
from dashboard.data.tables import load_table
from dashboard.evidence import overview


@pytest.fixture(scope="module")
def found():
    return overview.current()


def test_removals_per_inhabitant(found):
    exposed = found.exposed["removals"]
    events = load_table("removals_by_citizenship").frame.set_index(["fiscal_year", "iso3"])["removals_events"]
    people = load_table("macro_annual").frame.set_index(["year", "iso3"])["population_people"]
    expected = events[2024, "HND"] / people[2024, "HND"] * 100_000
    assert exposed.year == 2024
    assert exposed.values["HND"] == pytest.approx(expected)
    assert exposed.rank("HND") == 1


@pytest.mark.parametrize("channel", overview.CHANNELS)
def test_exposure_lists_all_states_and_leaves_missing_missing(found, channel):
    exposed = found.exposed[channel]
    assert sorted(exposed.values.index) == sorted(lac33())
    assert exposed.known + len(exposed.missing) == 33
    assert all(exposed.rank(iso3) is None for iso3 in exposed.missing)
    assert not (exposed.values == 0).any()


def test_cuba_has_no_ratio_to_gdp(found):
    assert "CUB" in found.exposed["trade"].missing
    assert "CUB" in found.exposed["remittances"].missing


def test_removals_of_one_citizenship():
    mexico = overview.removals_of("MEX")
    assert (mexico.fiscal_year, mexico.events) == (2024, 87_298)
    nobody = overview.removals_of("URY")
    assert nobody.events is None
    assert nobody.change_pct is None
    assert nobody.sources


def test_encounters_of_an_unnamed_citizenship():
    assert overview.encounters_of("KNA") is None
    assert overview.encounters_of("MEX").count > 0


def test_events_are_past_and_newest_first():
    steps = overview.events(None, 7)
    assert len(steps.past) == 7
    assert steps.past["date"].is_monotonic_decreasing
    assert "scheduled" not in set(steps.past["status"])
    assert set(steps.ahead["status"]) <= {"scheduled"}


@pytest.mark.parametrize("iso3", lac33())
def test_events_of_a_country_concern_it(iso3):
    for row in overview.events(iso3, 8).past.to_dict("records"):
        listed = row["iso3_list"] == row["iso3_list"] and iso3 in str(row["iso3_list"]).split()
        assert listed or row["scope"] in ("lac", "caricom")
