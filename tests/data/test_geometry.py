"""The map: complete, valid, without gaps, small, and named by its content."""

from __future__ import annotations

import hashlib
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from dashboard.data import geometry as module
from dashboard.data.registry import countries, lac33
from dashboard.domain import InputError

FOLDER = module.STATIC / "geo"
NEIGHBOURS = {
    "Central America": ["MEX", "GTM", "BLZ", "HND", "SLV", "NIC", "CRI", "PAN", "COL"],
    "South America": ["ARG", "BOL", "BRA", "CHL", "COL", "ECU", "GUF", "GUY", "PRY", "PER", "SUR", "URY", "VEN"],
    "Hispaniola": ["HTI", "DOM"],
}


@pytest.fixture(scope="module")
def path() -> Path:
    return module.STATIC.parent / module.geometry().url.removeprefix("app/")


@pytest.fixture(scope="module")
def collection(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shapes(collection: dict[str, Any]) -> dict[str, BaseGeometry]:
    return {feature["id"]: shape(feature["geometry"]) for feature in collection["features"]}


def test_name_is_the_hash_of_the_content(path: Path) -> None:
    assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(path.stem)
    assert [file.name for file in FOLDER.glob("*.geojson")] == [path.name]


def test_building_again_gives_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STATIC", tmp_path)
    monkeypatch.setattr(module, "INDEX", tmp_path / "geometry.json")
    assert module.geometry().url.endswith(module.build().name)
    assert (tmp_path / "geometry.json").read_bytes() == (module.DATA / "geo" / "geometry.json").read_bytes()
    assert module.build().name == module.geometry().url.rpartition("/")[2]


def test_the_file_is_small_enough_to_send(path: Path) -> None:
    assert path.stat().st_size <= 160 * 1024


def test_every_state_is_there_and_context_is_marked(collection: dict[str, Any]) -> None:
    kinds = {feature["id"]: feature["properties"]["kind"] for feature in collection["features"]}
    assert {iso3 for iso3, kind in kinds.items() if kind == "state"} == {*lac33(), "USA", "CAN"}
    assert {"GUF", "PRI"} <= {iso3 for iso3, kind in kinds.items() if kind == "context"}
    for feature in collection["features"]:
        assert set(feature["properties"]) == {"iso3", "kind"}
        assert feature["properties"]["iso3"] == feature["id"]


def test_shapes_are_valid_and_in_the_west(shapes: dict[str, BaseGeometry]) -> None:
    for iso3, geometry in shapes.items():
        assert geometry.is_valid, iso3
        west, south, east, north = geometry.bounds
        assert -180 <= west < east < -26, iso3
        assert -60 < south < north < 84, iso3


def test_outer_rings_run_clockwise(collection: dict[str, Any]) -> None:
    # Plotly draws on the sphere: a counter-clockwise ring fills the rest of the world.
    for feature in collection["features"]:
        assert not any(Polygon(polygon[0]).exterior.is_ccw for polygon in feature["geometry"]["coordinates"])


@pytest.mark.parametrize("codes", NEIGHBOURS.values(), ids=NEIGHBOURS.keys())
def test_neighbours_touch_without_gap_or_overlap(codes: list[str], shapes: dict[str, BaseGeometry]) -> None:
    union = unary_union([shapes[iso3] for iso3 in codes])
    assert union.area == pytest.approx(sum(shapes[iso3].area for iso3 in codes), rel=1e-9)
    assert not any(part.interiors for part in union.geoms if max(_size(part)) > 1)
    for one, other in combinations(codes, 2):
        assert shapes[one].intersection(shapes[other]).area < 1e-9


def _size(part: BaseGeometry) -> tuple[float, float]:
    west, south, east, north = part.bounds
    return east - west, north - south


def test_no_state_shrinks_in_the_simplification(shapes: dict[str, BaseGeometry]) -> None:
    from math import cos, radians

    for iso3 in lac33():
        country = countries()[iso3]
        km2 = shapes[iso3].area * 12_364 * cos(radians(shapes[iso3].centroid.y))
        assert km2 == pytest.approx(country.area_km2, rel=0.25), iso3


def test_view_boxes_cover_the_states_and_leave_out_far_islets() -> None:
    bounds = module.geometry().bounds
    assert set(lac33()) <= set(bounds)
    assert bounds["CHL"][0] > -80  # without Easter Island
    assert bounds["ECU"][0] > -82  # without the Galapagos


def test_small_states_need_a_marker() -> None:
    # All states under 1,000 km2 and the two whose islands are spread or narrow.
    small = set(module.geometry().small)
    assert {iso3 for iso3 in lac33() if countries()[iso3].area_km2 < 1_000} <= small
    assert small == {"ATG", "BHS", "BRB", "DMA", "GRD", "KNA", "LCA", "TTO", "VCT"}


@pytest.mark.parametrize("name", ["world_110m", "world_50m", "north-america_50m", "south-america_50m"])
def test_plotly_finds_an_empty_base_map(name: str) -> None:
    topology = json.loads((module.STATIC / "topojson" / f"{name}.json").read_text(encoding="utf-8"))
    assert set(topology["objects"]) == {"coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"}
    assert all(layer["geometries"] == [] for layer in topology["objects"].values())


def test_a_missing_index_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "INDEX", tmp_path / "absent.json")
    with pytest.raises(InputError, match=r"geometry\.json is missing"):
        module.geometry.__wrapped__()
