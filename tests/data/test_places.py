"""Countries, blocs and distances against published counts and independent codes."""

from __future__ import annotations

import pycountry
import pytest

from dashboard.data.geometry import geometry
from dashboard.data.registry import countries, lac33
from dashboard.data.tables import load_table

MODEL_REGIONS = {"USA", "CAN", "CHN", "EUN"}


def test_countries_are_the_33_states_and_the_model_regions() -> None:
    assert len(lac33()) == 33
    assert set(countries()) == set(lac33()) | MODEL_REGIONS


@pytest.mark.parametrize("iso3", sorted(set(countries()) - {"EUN"}))
def test_country_codes_agree_with_iso_3166(iso3: str) -> None:
    country, official = countries()[iso3], pycountry.countries.get(alpha_3=iso3)
    assert official is not None
    assert (country.iso2, country.m49) == (official.alpha_2, official.numeric)


def test_regions_have_the_usual_number_of_states() -> None:
    # Seven states of Central America, 13 of the Caribbean, 12 of South America, and Mexico (UN member states).
    found = [countries()[iso3].region for iso3 in lac33()]
    assert {region: found.count(region) for region in set(found)} == {
        "north_america": 1, "central_america": 7, "caribbean": 13, "south_america": 12,
    }  # fmt: skip


@pytest.mark.parametrize("iso3", lac33())
def test_label_point_lies_in_the_view_box(iso3: str) -> None:
    country = countries()[iso3]
    west, south, east, north = geometry().bounds[iso3]
    assert west < country.lon < east
    assert south < country.lat < north


@pytest.mark.parametrize(
    ("iso3", "area_km2"),
    # National statistics offices: total area; measured land differs by lakes and generalisation.
    [("BRA", 8_510_418), ("MEX", 1_964_375), ("ARG", 2_780_400), ("JAM", 10_991), ("BRB", 430), ("SLV", 21_041)],
)
def test_area_is_near_the_official_figure(iso3: str, area_km2: float) -> None:
    assert countries()[iso3].area_km2 == pytest.approx(area_km2, rel=0.04)


@pytest.mark.parametrize(
    ("bloc", "members"),
    # The blocs' own lists of members; Venezuela is suspended from Mercosur and Bolivia from ALBA.
    [
        ("caricom", 14), ("sica", 8), ("celac", 33), ("andean_community", 4), ("pacific_alliance", 4), ("oecs", 6),
        ("alba", 9), ("cafta_dr", 7), ("usmca", 3), ("mercosur", 5),
    ],
)  # fmt: skip
def test_blocs_have_their_published_number_of_members(bloc: str, members: int) -> None:
    table = load_table("bloc_membership").frame
    assert ((table["bloc"] == bloc) & (table["status"] == "member")).sum() == members


def test_suspensions_are_not_members() -> None:
    table = load_table("bloc_membership").frame.set_index(["bloc", "iso3"])["status"]
    assert table["mercosur", "VEN"] == "suspended"
    assert table["alba", "BOL"] == "suspended"


def test_all_33_are_in_celac() -> None:
    table = load_table("bloc_membership").frame
    assert set(table.loc[table["bloc"] == "celac", "iso3"]) == set(lac33())


def test_los_angeles_declaration_has_18_of_the_33_and_20_in_all() -> None:
    # Text of 10 June 2022 with its list of signatories.
    table = load_table("bloc_membership").frame
    signed = set(table.loc[table["bloc"] == "la_declaration", "iso3"])
    assert len(signed) == 20
    assert len(signed & set(lac33())) == 18


def test_distances_are_symmetric_and_complete() -> None:
    table = load_table("capital_distances").frame
    km = table.set_index(["iso3", "partner_iso3"])["distance_km"]
    assert all(km[b, a] == value for (a, b), value in km.items())
    codes = set(table["iso3"])
    assert len(table) == len(codes) * (len(codes) - 1)
    assert set(lac33()) | MODEL_REGIONS <= codes


@pytest.mark.parametrize(
    ("iso3", "partner_iso3", "km"),
    # Great-circle distances between cities as given by common calculators.
    [("MEX", "USA", 3_035), ("BRA", "ARG", 2_335), ("CUB", "JAM", 820)],
)
def test_distances_are_the_known_ones(iso3: str, partner_iso3: str, km: float) -> None:
    table = load_table("capital_distances").frame.set_index(["iso3", "partner_iso3"])["distance_km"]
    assert table[iso3, partner_iso3] == pytest.approx(km, rel=0.02)


def test_capital_lies_in_or_next_to_its_country() -> None:
    capitals = load_table("capital_points").frame.set_index("iso3")
    for iso3 in lac33():
        west, south, east, north = geometry().bounds[iso3]
        assert west - 0.2 <= capitals.at[iso3, "lon"] <= east + 0.2, iso3
        assert south - 0.2 <= capitals.at[iso3, "lat"] <= north + 0.2, iso3
