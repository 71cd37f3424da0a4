"""Map geometry: a build step that writes it under the name of its own content, and a reader for run time.

`python -m dashboard.data.geometry` builds. The source is a TopoJSON file, so borders are simplified once per
shared arc and neighbours keep touching. The running app only reads the index and hands the browser a URL.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

from dashboard.data.files import DATA, ROOT, read
from dashboard.data.registry import lac33, parse, read_json
from dashboard.domain import N_, InputError

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
Bounds = tuple[float, float, float, float]

SOURCE = DATA / "geo" / "countries-50m.json"
INDEX = DATA / "geo" / "geometry.json"
OUTLINES = DATA / "geo" / "outlines.json"
STATIC = ROOT / "src" / "dashboard" / "static"

TOLERANCE_DEGREES = 0.04
FAR_NORTH = 60.0  # latitude from which arcs are context only and may be coarser
FAR_NORTH_TOLERANCE_DEGREES = 0.1
EAST_LIMIT = -30.0  # everything drawn lies west of this; it also drops the Aleutians beyond the date line
SMALL_RING = 0.6  # degrees: islands below this extent keep their full detail and three decimals
SPECK = 0.03  # square degrees: islets below this (or a thousandth of the main part) are dropped from larger countries
SMALL_KM2 = 6_000.0
KM2_PER_SQUARE_DEGREE = 12_364.0  # at the equator, on the sphere

# The map that a page draws itself: west, south, east, north; its width in units of half a pixel. Longitude and latitude
# run in even steps, true to scale at one latitude.
VIEW: Bounds = (-119.0, -56.0, -33.0, 34.0)
VIEW_WIDTH = 960
TRUE_LATITUDE = 20.0

# Drawn without data, for orientation: ISO numeric code -> alpha-3.
CONTEXT = {
    "060": "BMU", "092": "VGB", "136": "CYM", "238": "FLK", "500": "MSR", "531": "CUW", "533": "ABW", "534": "SXM",
    "630": "PRI", "652": "BLM", "660": "AIA", "663": "MAF", "666": "SPM", "796": "TCA", "850": "VIR",
}  # fmt: skip
# Parts of European states in the region: country -> (code, bounds) of each part.
OVERSEAS: dict[str, tuple[tuple[str, Bounds], ...]] = {
    "250": (
        ("GUF", (-55.0, 2.0, -51.0, 6.0)),
        ("GLP", (-62.0, 15.8, -60.9, 16.6)),
        ("MTQ", (-61.4, 14.3, -60.7, 15.0)),
    ),
    "528": (("BES", (-68.6, 11.9, -62.8, 17.8)),),
}


@dataclass(frozen=True)
class Geometry:
    """Where the browser finds the map, each country's view box (west, south, east, north) and who needs a marker."""

    url: str
    bounds: dict[str, Bounds]
    small: tuple[str, ...]


@dataclass(frozen=True)
class _Index:
    __pydantic_config__ = {"extra": "forbid", "allow_inf_nan": False}

    file: str
    bounds: dict[str, Bounds]
    small: tuple[str, ...]


@cache
def geometry() -> Geometry:
    """The built geometry (data/geo/geometry.json).

    Raises InputError when the index or the file that it names is missing or not as it was built.
    """
    index: _Index = parse(INDEX, _Index, read_json(INDEX))
    for iso3, (west, south, east, north) in index.bounds.items():
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise InputError(N_("{file}: the view box of {iso3} is not on the Earth."), file=INDEX.name, iso3=iso3)
    _check_all_there(INDEX, index.bounds)
    path = STATIC / "geo" / Path(index.file).name
    if hashlib.sha256(read(path)).hexdigest()[:16] != path.stem:
        raise InputError(N_("{file} is not as it was built; restore it from the repository."), file=path.name)
    return Geometry(url=f"app/static/geo/{path.name}", bounds=index.bounds, small=index.small)


@dataclass(frozen=True)
class Outlines:
    """The countries as SVG paths in whole units of a view box of `width` by `height`; `project` gives the units."""

    __pydantic_config__ = {"extra": "forbid"}

    width: int
    height: int
    paths: dict[str, str]


@cache
def outlines() -> Outlines:
    """The built outlines (data/geo/outlines.json).

    Raises InputError when the file is missing or not as it was built.
    """
    built: Outlines = parse(OUTLINES, Outlines, read_json(OUTLINES))
    _check_all_there(OUTLINES, built.paths)
    for iso3, path in built.paths.items():
        if not PATH.fullmatch(path):
            raise InputError(N_("{file}: the outline of {iso3} is not an SVG path."), file=OUTLINES.name, iso3=iso3)
    return built


PATH = re.compile(r"(M-?\d+ -?\d+l[-\d ]+z)+")


def _check_all_there(path: Path, shapes: Mapping[str, object]) -> None:
    missing = [iso3 for iso3 in lac33() if iso3 not in shapes]
    if missing:
        raise InputError(N_("{file}: {iso3} is missing."), file=path.name, iso3=missing[0])


def project(lon: float, lat: float) -> tuple[int, int]:
    """Degrees to units of the outlines, from the upper left corner."""
    unit = VIEW_WIDTH / (VIEW[2] - VIEW[0])
    return round((lon - VIEW[0]) * unit), round((VIEW[3] - lat) * unit / cos(radians(TRUE_LATITUDE)))


def build() -> Path:
    """Write the hashed GeoJSON, its index and the outlines; return the path of the GeoJSON."""
    features = [_feature(iso3, kind, polygons) for iso3, kind, polygons in sorted(_shapes())]
    content = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()
    folder = STATIC / "geo"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.geojson"
    for stale in folder.glob("*.geojson"):
        stale.unlink()
    target.write_bytes(content)
    states = [feature for feature in features if feature["properties"]["kind"] == "state"]
    index = {
        "file": target.name,
        "bounds": {feature["id"]: _view_box(feature["geometry"]["coordinates"]) for feature in states},
        "small": [f["id"] for f in states if _largest_km2(f["geometry"]["coordinates"]) < SMALL_KM2],
    }
    INDEX.write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    _write_outlines(features)
    return target


def _write_outlines(features: list[dict[str, Any]]) -> None:
    from shapely import box  # type: ignore[import-untyped]
    from shapely.geometry import shape  # type: ignore[import-untyped]

    window = box(*VIEW).buffer(1.0)
    paths = {}
    for feature in features:
        seen = shape(feature["geometry"]).intersection(window)
        path = "".join(_path(ring.coords) for part in _parts(seen) for ring in (part.exterior, *part.interiors))
        if path:
            paths[feature["id"]] = path
    width, height = project(VIEW[2], VIEW[1])
    content = {"width": width, "height": height, "paths": paths}
    OUTLINES.write_text(json.dumps(content, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")


def _parts(geometry: Any) -> list[Any]:
    return [part for part in getattr(geometry, "geoms", [geometry]) if part.geom_type == "Polygon"]


def _path(ring: Any) -> str:
    """A closed SVG path in whole units, as steps; empty when less than a triangle is left of the ring."""
    points = [project(x, y) for x, y in ring]
    corners = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]][:-1]
    if len(corners) < 3:
        return ""
    steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(corners))
    return f"M{corners[0][0]} {corners[0][1]}l{steps}z"


def _shapes() -> Iterator[tuple[str, str, list[Polygon]]]:
    topology = json.loads(SOURCE.read_text(encoding="utf-8"))
    arcs = [_simplified(arc) for arc in _decoded(topology)]
    states = _states()
    for shape in topology["objects"]["countries"]["geometries"]:
        number = str(shape.get("id", ""))
        if number not in states and number not in CONTEXT and number not in OVERSEAS:
            continue
        polygons = _polygons(shape, arcs)
        if number in OVERSEAS:
            for iso3, box in OVERSEAS[number]:
                yield iso3, "context", [p for p in polygons if _within(p, box)]
        elif number in CONTEXT:
            yield CONTEXT[number], "context", polygons
        else:
            yield states[number], "state", _without_specks([p for p in polygons if p[0][0][0] < EAST_LIMIT])


def _states() -> dict[str, str]:
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["m49"]: row["iso3"] for row in rows if row["in_lac33"] == "true" or row["iso3"] in ("USA", "CAN")}


def _decoded(topology: dict[str, Any]) -> Iterator[Ring]:
    """Arcs in degrees: TopoJSON stores whole-number steps."""
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + shift_x, y * scale_y + shift_y))
        yield points


def _simplified(arc: Ring) -> Ring:
    """Fewer points with the same two ends, rounded; a closed arc keeps at least a triangle."""
    from shapely import LineString

    west, south, east, north = _box(arc)
    closed = arc[0] == arc[-1]
    if closed and max(east - west, north - south) < SMALL_RING:
        return _rounded(LineString(arc).simplify(0.004).coords, 3)
    tolerance = FAR_NORTH_TOLERANCE_DEGREES if south > FAR_NORTH else TOLERANCE_DEGREES
    shorter = _rounded(LineString(arc).simplify(tolerance).coords, 2)
    return shorter if not closed or len(shorter) > 3 else _rounded(arc, 2)


def _rounded(points: Any, decimals: int) -> Ring:
    kept: Ring = []
    for x, y in points:
        point = (round(x, decimals), round(y, decimals))
        if not kept or point != kept[-1]:
            kept.append(point)
    return kept


def _polygons(shape: dict[str, Any], arcs: list[Ring]) -> list[Polygon]:
    nested = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    polygons = [[_ring(ring, arcs) for ring in rings] for rings in nested]
    return [[ring for ring in rings if len(ring) > 3] for rings in polygons if len(rings[0]) > 3]


def _ring(indexes: list[int], arcs: list[Ring]) -> Ring:
    """Join arcs end to end; a negative index is that arc backwards."""
    ring: Ring = []
    for index in indexes:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(points[1:] if ring else points)
    return ring


def _without_specks(polygons: list[Polygon]) -> list[Polygon]:
    largest = max(_area(p[0]) for p in polygons)
    return [p for p in polygons if _area(p[0]) >= min(SPECK, largest / 1000)] if largest > 0.1 else polygons


def _feature(iso3: str, kind: str, polygons: list[Polygon]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": iso3,
        "properties": {"iso3": iso3, "kind": kind},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def _view_box(polygons: list[Polygon]) -> Bounds:
    """Box around the parts of at least a twentieth of the largest part: far islets would spoil the zoom."""
    largest = max(_area(p[0]) for p in polygons)
    points = [point for p in polygons if _area(p[0]) >= largest / 20 for point in p[0]]
    return _box(points)


def _largest_km2(polygons: list[Polygon]) -> float:
    return max(_area(p[0]) * KM2_PER_SQUARE_DEGREE * cos(radians(p[0][0][1])) for p in polygons)


def _area(ring: Ring) -> float:
    """Square degrees (shoelace)."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def _box(points: Ring) -> Bounds:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _within(polygon: Polygon, box: Bounds) -> bool:
    west, south, east, north = _box(polygon[0])
    return west >= box[0] and south >= box[1] and east <= box[2] and north <= box[3]


if __name__ == "__main__":
    build()
