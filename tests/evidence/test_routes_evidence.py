"""Routes: figures against the publisher's table, groups complete, nothing mixed."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.data.registry import lac33
from dashboard.data.tables import load_table
from dashboard.evidence import route_layers as layers
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


def test_land_returns_of_2024_are_the_published_states():
    found = layers.land_returns("2024-11")
    counted = dict(zip(found.counted["name"], found.counted["count"], strict=True))
    # Unidad de Política Migratoria, January to November 2024, as printed
    assert counted == {
        "Sonora": 65240, "Tamaulipas": 45367, "Baja California": 40390, "Felipe Ángeles": 15976, "Chihuahua": 13835,
        "Coahuila": 7491,
    }  # fmt: skip
    assert found.whole == 190_491
    assert found.parts == 190_491 + 347  # five states 172,323 and other states 18,515: more than the printed total
    assert (found.start, found.end) == (date(2024, 1, 1), date(2024, 11, 30))


@pytest.mark.parametrize("period", layers.land_periods())
def test_land_returns_have_one_period_and_no_place_twice(period):
    found = layers.land_returns(period)
    assert found.frame["name"].is_unique
    assert not found.counted.empty
    assert found.frame[["lon", "lat"]].notna().all().all()
    rows = load_table("returns_to_mexico").frame
    same = rows[(rows["period_start"].dt.date == found.start) & (rows["period_end"].dt.date == found.end)]
    assert set(found.counted["count"]) <= set(same["returns_events"])


def test_the_newest_land_period_has_most_places():
    assert layers.land_periods()[0] == "2025-12"
    assert len(layers.land_returns("2025-12").counted) == 3


def test_departure_airports_are_in_the_united_states():
    flights, missions = layers.departure_airports("flights"), layers.departure_airports("missions")
    assert list(flights.frame["count"]) == [290, 185, 167, 53]  # January to July 2025, as printed
    assert missions.frame["name"].iloc[0] == "Alexandria (KAEX)"
    assert missions.frame["count"].iloc[0] == 4332
    assert missions.end < flights.start
    assert not any("(M" in name for name in missions.frame["name"])  # Guatemala, Honduras, ... are destinations


@pytest.mark.parametrize(("year", "total"), [(2018, 396_579), (2023, 2_045_838), (2024, 1_530_523)])
def test_sectors_add_to_the_published_years(year, total):
    found = layers.sectors(year)
    assert len(found.frame) == 9
    assert found.whole == found.frame["count"].sum() == total  # CBP, Border Patrol southwest


def test_the_running_fiscal_year_says_how_far_it_goes():
    found = layers.sectors(layers.sector_years()[0])
    assert (found.start, found.end) == (date(2025, 10, 1), date(2026, 8, 31))


@pytest.mark.parametrize(("year", "total"), [(2021, 133_726), (2022, 248_284), (2023, 520_085), (2024, 302_203)])
def test_darien_years_are_the_published_ones(year, total):
    found = layers.northward(year, layers.EVERYONE)
    assert found.people == found.total == found.frame["people"].sum() == total
    assert found.months == 12
    assert found.largest == 520_085


def test_darien_by_nationality_and_incomplete_years():
    assert layers.northward(2024, "VEN").people == 209_897
    assert layers.northward(2024, "GTM").people is None  # no row in that year
    assert layers.northward(2025, layers.EVERYONE).through == date(2025, 4, 30)
    assert layers.northward(2020, layers.EVERYONE).months == 9
    assert layers.full_darien_year() == 2024


def test_passengers_by_year_stay_within_the_published_total():
    assert layers.network_years() == tuple(range(2011, 2019))
    assert layers.passengers(2011).total == 182_447
    assert layers.passengers(2018).total == 133_289
    for year in layers.network_years():
        assert layers.passengers(year).frame["people"].sum() <= layers.passengers(year).total


@pytest.mark.parametrize("fill", layers.FIGURES)
def test_figures_name_every_state_and_keep_missing_apart(fill):
    found = layers.figure(fill)
    assert set(found.values) == set(lac33())
    assert len(found.known) + len(found.missing) == 33
    assert found.missing
    assert all(value > 0 for value in found.known.values())
    assert found.sources


def test_removals_per_inhabitant():
    frame = load_table("removals_by_citizenship").frame
    events = frame[(frame["fiscal_year"] == 2024) & (frame["iso3"] == "HND")]["removals_events"].iloc[0]
    macro = load_table("macro_annual").frame
    people = macro[(macro["year"] == 2024) & (macro["iso3"] == "HND")]["population_people"].iloc[0]
    assert layers.figure("removals_rate").values["HND"] == pytest.approx(events / people * 100_000)


def test_defaults_are_offered():
    first = layers.default_choice()
    assert first.fill in layers.FILLS
    assert first.land in layers.land_periods()
    assert first.sector_year in layers.sector_years()
    assert first.darien_year in layers.darien_years()
    assert first.nationality in layers.nationalities()
