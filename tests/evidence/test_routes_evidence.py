"""Routes: figures against the publisher's table, groups complete, nothing mixed."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.data.registry import lac33
from dashboard.data.tables import load_table
from dashboard.evidence import routes


@pytest.fixture(scope="module")
def found():
    return routes.current()


def test_destinations_repeat_the_publisher(found):
    there = found.destinations
    assert there.total == 23_000
    assert (there.start, there.end) == (date(2025, 1, 20), date(2025, 7, 28))
    assert there.largest(3)[:2] == (("MEX", "GTM", "HND"), 15_700)
    assert there.largest(3)[2] == pytest.approx(15_700 / 23_000 * 100)
    assert there.frame["people"].sum() == 20_150  # the ten countries of the region that the publisher names
    assert there.unnamed == 23_000 - 21_700
    assert there.row("KNA") is None


def test_flights_stand_beside_people_with_their_own_span(found):
    guatemala = found.destinations.row("GTM")
    assert guatemala["flights"] == 532
    assert guatemala["flights_start"].date() == date(2025, 1, 1)
    assert guatemala["flights_end"].date() == date(2025, 12, 31)


def test_the_anchor_is_the_airport_with_most_removal_flights(found):
    assert (found.hub.icao, found.hub.flights) == ("KAEX", 290)


def test_network_adds_to_the_missions_of_the_removal_legs(found):
    frame = load_table("air_network").frame
    legs = frame[(frame["route_type"] == "removal") & frame["dest_iso3"].isin(lac33())]
    assert found.network.missions == legs["missions"].sum() == sum(found.network.by_country().values())
    assert found.network.frame.iloc[0][["origin_icao", "dest_icao", "missions"]].tolist() == ["KIWA", "MGGT", 1031]
    assert not found.network.frame.isna().any().any()


def test_every_state_is_in_one_group(found):
    assert sorted(found.stances.frame["iso3"]) == sorted(lac33())
    assert found.stances.frame["group"].notna().all()
    assert sum(found.stances.count(group) for group in routes.STANCE_GROUPS) == 33
    assert found.stances.count("took") == len(found.stances.received()) == 6


def test_received_people_are_the_documented_counts(found):
    received = dict(zip(found.stances.received()["iso3"], found.stances.received()["received_people"], strict=True))
    assert received == {"MEX": 6500, "PAN": 299, "SLV": 252, "CRI": 200, "HND": 16, "GTM": 3}


def test_land_share_of_returns_to_mexico(found):
    assert (found.land.land, found.land.total) == (116_156, 145_537)
    assert found.land.share_pct == pytest.approx(79.8, abs=0.05)


@pytest.mark.parametrize("iso3", lac33())
def test_a_profile_names_what_is_missing(found, iso3):
    known = routes.profile(found, load_table("flights_by_destination"), iso3)
    assert ("people" in known.missing) == (known.people is None)
    assert ("flights" in known.missing) == known.flights.empty
    assert len(known.flights) <= 3
    assert known.sources


def test_profile_of_a_state_without_documents(found):
    known = routes.profile(found, load_table("flights_by_destination"), "URY")
    assert known.missing == ("people", "flights", "received", "agreements")
    assert known.sources == ("corridor_document_search_2026_11",)
