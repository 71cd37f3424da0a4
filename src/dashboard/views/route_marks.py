"""What the layers of the route map are drawn with: arcs, circles, paths and words at points.

Rows for deck.gl hold finished, translated text: `title` and `text` are the tooltip, `iso3` is what a click selects.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pydeck as pdk

from dashboard.data.registry import countries
from dashboard.views.style import FONT, Look, rgb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.evidence.route_layers import Chosen, Figure
    from dashboard.evidence.routes import Routes
    from dashboard.i18n import Translator

Row = dict[Any, Any]
WIDEST = 16.0  # pixels of the widest arc or path
THINNEST = 0.8  # pixels
LARGEST = 15.0  # pixels from the middle of the largest circle to its edge
NO_COUNT = 3.0  # the same for a place without a published count


class CompactDeck(pdk.Deck):  # type: ignore[misc]
    """A deck without the blanks of its JSON: with them, every number of a colour stands on a line of its own."""

    def to_json(self) -> str:
        """The deck as JSON on one line."""
        return json.dumps(json.loads(super().to_json()), separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True)
class Scene:
    """What every layer is built from: the evidence that the reader chose, language and look, and the selected country.

    `figure` holds the countries' values where they are coloured by a figure; None where they show their stance.
    `fine` scales widths and circles of all layers alike, for a map with many of them.
    """

    found: Routes
    chosen: Chosen
    figure: Figure | None
    t: Translator
    look: Look
    view: str
    selected: str | None = None
    fine: float = 1.0

    @property
    def suffix(self) -> str:
        """The end of the id of every pickable layer.

        A new id after each selection makes the browser forget the click, so nothing is dimmed and the view stays.
        """
        return self.selected or "all"


@dataclass(frozen=True)
class Drawn:
    """What a layer adds to the map.

    `finding` is one sentence on what it shows, `legend` pairs colours with words that give unit and period, `rows`
    are the table twin: country or place, route or answer, figure, unit, period or date, detail.
    `fill`, `signs` and `texts` are colours, signs and tooltips of countries by code.
    """

    finding: str
    legend: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, float | None, str, str, str], ...]
    sources: tuple[str, ...]
    layers: tuple[pdk.Layer, ...] = ()
    labels: tuple[Row, ...] = ()
    fill: dict[str, str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def point(iso3: str) -> list[float]:
    """Where a country is marked: longitude and latitude."""
    return [countries()[iso3].lon, countries()[iso3].lat]


def arcs(kind: str, scene: Scene, rows: list[Row], color: str, *, tilt: int) -> pdk.Layer:
    """Arcs that grow stronger towards the receiving end; faint where another country is selected."""
    start: str | list[int] = rgb(color, 90)
    end: str | list[int] = rgb(color, 235)
    if scene.selected:  # otherwise one colour for all, which need not be sent with every arc
        for row in rows:
            own = row["iso3"] == scene.selected
            row["start"], row["end"] = rgb(color, 90 if own else 30), rgb(color, 235 if own else 70)
        start, end = "start", "end"
    for row in rows:
        row["width"] = round(max(row["width"] * scene.fine, THINNEST), 1)
    return pdk.Layer(
        "ArcLayer",
        id=f"{kind}_{scene.suffix}",
        data=rows,
        pickable=True,
        auto_highlight=True,
        get_source_position="from",
        get_target_position="to",
        get_source_color=start,
        get_target_color=end,
        get_width="width",
        get_tilt=tilt,
        get_height=0.4,
    )


def circles(kind: str, scene: Scene, rows: list[Row], color: str) -> pdk.Layer:
    """Circles whose area stands for `count`; a small ring where the count is missing. Rows carry `at` and `count`."""
    largest = max((row["count"] for row in rows if row["count"] is not None), default=1.0)
    data = []
    for row in rows:
        count = row["count"]
        size = NO_COUNT if count is None else max(LARGEST * (count / largest) ** 0.5, NO_COUNT)
        mark = {"radius": round(size * scene.fine, 1), "color": rgb(color, 0 if count is None else 115)}
        data.append({**{key: row[key] for key in ("at", "title", "text")}, **mark})
    return pdk.Layer(
        "ScatterplotLayer",
        id=f"{kind}_{scene.suffix}",
        data=data,
        pickable=True,
        auto_highlight=True,
        stroked=True,
        get_position="at",
        get_radius="radius",
        radius_units=pdk.types.String("pixels"),
        get_fill_color="color",
        get_line_color=rgb(color),
        line_width_units=pdk.types.String("pixels"),
        get_line_width=1.2,
        parameters={"depthCompare": "always"},
    )


def path(kind: str, scene: Scene, rows: list[Row], color: str) -> pdk.Layer:
    """Lines along `path`, `width` pixels wide and `alpha` of 255 opaque."""
    for row in rows:
        row["width"] = round(max(row["width"] * scene.fine, THINNEST), 1)
        row["color"] = rgb(color, row.pop("alpha"))
    return pdk.Layer(
        "PathLayer",
        id=f"{kind}_{scene.suffix}",
        data=rows,
        pickable=True,
        get_path="path",
        get_width="width",
        width_units=pdk.types.String("pixels"),
        get_color="color",
        cap_rounded=True,
        joint_rounded=True,
        parameters={"depthCompare": "always"},
    )


def words(layer_id: str, rows: Sequence[Row], color: str, look: Look, *, size: int) -> pdk.Layer:
    """Words at points; rows carry `at`, `label`, `shift` (pixels) and `side` (the end of the words that is there)."""
    return pdk.Layer(
        "TextLayer",
        id=layer_id,
        data=list(rows),
        pickable=False,
        get_position="at",
        get_text="label",
        get_size=size,
        get_color=rgb(color),
        character_set=pdk.types.String("auto"),
        font_family=pdk.types.String(FONT),
        font_weight=600,
        font_settings={"sdf": True, "radius": 12},
        line_height=1.0,
        outline_width=4,
        outline_color=rgb(look.paper),
        parameters={"depthCompare": "always"},  # arcs rise above the ground and would hide the words
        get_pixel_offset="shift",
        get_text_anchor="side",
    )
