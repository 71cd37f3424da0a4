"""The map: complete, valid, without gaps, small, and named by its content."""

from __future__ import annotations

import hashlib
import json
import re
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
    monkeypatch.setattr(module, "OUTLINES", tmp_path / "outlines.json")
    assert module.geometry().url.endswith(module.build().name)
    for name in ("geometry.json", "outlines.json"):
        assert (tmp_path / name).read_bytes() == (module.DATA / "geo" / name).read_bytes()
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


def _drawn(path: str) -> list[list[tuple[int, int]]]:
    """The corners of each ring of an outline."""
    rings = []
    for ring in re.findall(r"M(-?\d+) (-?\d+)l([^z]+)z", path):
        steps = [int(number) for number in ring[2].split()]
        corners = [(int(ring[0]), int(ring[1]))]
        for x, y in zip(steps[::2], steps[1::2], strict=True):
            corners.append((corners[-1][0] + x, corners[-1][1] + y))
        rings.append(corners)
    return rings


def test_outlines_show_every_state_inside_the_view() -> None:
    built = module.outlines()
    assert set(lac33()) <= set(built.paths)
    assert "CAN" not in built.paths
    for iso3 in lac33():
        corners = [corner for ring in _drawn(built.paths[iso3]) for corner in ring]
        assert corners, iso3
        assert all(0 <= x <= built.width and 0 <= y <= built.height for x, y in corners), iso3


def test_outlines_follow_the_geometry(shapes: dict[str, BaseGeometry]) -> None:
    # The same area, with a scale of 11.16 units per degree of longitude and 11.88 per degree of latitude.
    unit = 960 / 86
    for iso3 in ("MEX", "BRA", "NIC", "URY"):
        units = sum(Polygon(ring).area for ring in _drawn(module.outlines().paths[iso3]))
        assert units / (unit * unit / 0.93969) == pytest.approx(shapes[iso3].area, rel=0.02), iso3


def test_neighbours_share_their_drawn_border() -> None:
    brazil, uruguay = ({c for r in _drawn(module.outlines().paths[iso3]) for c in r} for iso3 in ("BRA", "URY"))
    assert len(brazil & uruguay) >= 10


def test_a_place_is_projected_by_hand() -> None:
    # 86 degrees of longitude are 960 units: the equator at 76 W is 43 degrees, half of them, from the western edge.
    x, y = module.project(-76.0, 0.0)
    assert x == 480
    assert y == round(34 * 960 / 86 / 0.9396926)


def test_outlines_are_sent_once_because_they_are_large_and_stay_small_enough() -> None:
    assert 10_000 < len(module.OUTLINES.read_text()) <= 24 * 1024


def test_a_missing_index_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "INDEX", tmp_path / "absent.json")
    monkeypatch.setattr(module, "OUTLINES", tmp_path / "absent.json")
    with pytest.raises(InputError, match=r"absent\.json is missing"):
        module.geometry.__wrapped__()
    with pytest.raises(InputError, match=r"absent\.json is missing"):
        module.outlines.__wrapped__()
