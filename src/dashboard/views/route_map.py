"""The route map: the chosen layers on the hemisphere's own geometry, with names and figures that keep apart."""

from __future__ import annotations

from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING

import pandas as pd
import pydeck as pdk

from dashboard.data.geometry import geometry
from dashboard.data.registry import countries, lac33
from dashboard.domain import N_
from dashboard.views.exhibit import Exhibit
from dashboard.views.route_layers import LAYERS, stance_texts
from dashboard.views.route_marks import CompactDeck, Row, Scene, point, words
from dashboard.views.style import Look, edge, rgb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Translator

# Longitude, latitude and zoom: chosen so that a map of 350 to 1100 pixels shows the named part. The hemisphere reaches
# from Tijuana (117 degrees west) to the eastern tip of Brazil (35).
VIEWS: dict[str, tuple[str, float, float, float]] = {
    "hemisphere": (N_("Whole hemisphere"), -76.2, -13.5, 1.6),
    "border": (N_("US–Mexico border"), -106.0, 25.5, 3.75),
    "central": (N_("Central America"), -92.0, 17.5, 3.4),
    "caribbean": (N_("Caribbean"), -67.6, 17.5, 3.6),
}
# The eastern Caribbean seen from afar: markers stand in a column in the Atlantic, joined to their islands. Names are
# broken into short lines, so that a phone's map does not cut them.
CALLOUT_LON = -56.5
CALLOUTS = {
    "KNA": 35.2, "ATG": 30.9, "DMA": 27.2, "LCA": 24.2, "BRB": 21.2, "VCT": 17.6, "GRD": 13.8, "TTO": 9.8,
}  # fmt: skip
CALLOUT_LINE = 14  # characters
# The same for the figures of the northern triangle, where most lines end: they stand in the Pacific.
TRIANGLE_LON = -91.5
TRIANGLE = {"GTM": 7.0, "SLV": 2.0, "HND": -3.0}
CROWDED, FINE = 4, 0.6  # from so many layers on, lines and circles on the hemisphere are drawn at this part of size
# On which side of its island a name stands, so that neighbours keep apart and phones do not cut it.
CARIBBEAN_SIDES = {
    "KNA": "end", "ATG": "above", "DMA": "end", "LCA": "end", "VCT": "end", "BRB": "below", "GRD": "end", "TTO": "end",
    "BHS": "start",
}  # fmt: skip
SIDES: dict[str, tuple[str, list[int]]] = {
    "start": ("start", [10, 0]),
    "end": ("end", [-11, 0]),
    "above": ("middle", [16, -15]),
    "below": ("middle", [0, 20]),
}
# Where a country's figure stands beside its point, in pixels, so that neighbours keep apart.
LABEL_SHIFT = {"GTM": [-26, 6], "SLV": [-22, 20], "HND": [26, -2], "MEX": [24, 20], "DOM": [20, -10], "ECU": [-28, 0],
               "PER": [-24, 6], "COL": [-24, 6], "VEN": [12, 16], "BRA": [26, 0], "CUB": [0, -14],
               "HTI": [-22, -8]}  # fmt: skip
NOT_KNOWN = N_(
    "Not known: routes by month in 2026, flights by country and month after July 2025, removals by citizenship after "
    "September 2024, the origin of each person, and what is not in public documents."
)


def route_map(scene: Scene, shown: tuple[str, ...]) -> Exhibit:
    """The map with the layers `shown`, in the order of the registry; a click on a country selects it."""
    t, look, view = scene.t, scene.look, scene.view
    if view == "hemisphere" and len(shown) >= CROWDED:
        scene = replace(scene, fine=FINE)
    drawn = [(layer, layer.build(scene)) for layer in LAYERS if layer.id in shown]
    fill: dict[str, str] = {}
    signs: dict[str, str] = {}
    texts: dict[str, str] = {}
    for _, part in drawn:
        fill |= part.fill
        signs |= part.signs
        texts |= part.texts
    # Figures of one layer only: two units in the same type would be read as one.
    labels = next((part.labels for _, part in drawn if part.labels), ())
    layers = [_land(fill, look, scene.selected)]
    layers += _callout_lines(scene, labels) if view == "hemisphere" else []
    layers += [_targets(texts or stance_texts(scene), scene)]
    layers += [layer for _, part in drawn for layer in part.layers]
    layers += [_dots(view, fill, look, scene.selected), _signs(view, signs, look), *_labels(labels, scene)]
    _, lon, lat, zoom = VIEWS[view]
    deck = CompactDeck(
        layers=layers,
        initial_view_state=pdk.ViewState(longitude=lon, latitude=lat, zoom=zoom),
        views=[pdk.View(type="MapView", controller={"scrollZoom": False, "dragRotate": False, "touchRotate": False})],
        map_provider=None,
        tooltip={
            "html": "<b>{title}</b><br>{text}",
            "style": {"backgroundColor": look.paper, "color": look.ink, "border": f"1px solid {look.faint}",
                      "fontSize": "14px", "maxWidth": "240px",
                      "marginLeft": "-120px", "marginTop": "16px", "borderRadius": "4px", "zIndex": "10"},
        },
    )  # fmt: skip
    columns = [t("Layer"), t("Country or place"), t("Route or answer"), t("Figure"), t("Unit"), t("Period or date"),
               t("Detail")]  # fmt: skip
    table = pd.DataFrame([(t(layer.label), *row) for layer, part in drawn for row in part.rows], columns=columns)
    table[columns[3]] = table[columns[3]].astype("float64")
    notes = [note for _, part in drawn for note in part.notes]
    if len(drawn) > 1:
        notes.insert(0, t(
            "{count} layers, each with its own unit and period: widths, sizes and colours cannot be compared.",
            count=t.number(len(drawn)),
        ))  # fmt: skip
    findings = [part.finding for _, part in drawn]
    return Exhibit(
        headline=findings[0].rstrip(".") if findings else t("The 33 countries; no layer is switched on"),
        subtitle=t("Click on a country or choose it above for its card; double-click to zoom in; drag to move"),
        alt=" ".join([t("Map of the hemisphere."), *findings]),
        table=table,
        sources=tuple(dict.fromkeys(source for _, part in drawn for source in part.sources)),
        graphic=deck,
        notes=(*notes, t(NOT_KNOWN)),
        file_name="routes",
        legend=tuple(entry for _, part in drawn for entry in part.legend),
        map_height=540,
        formats={columns[3]: lambda value: t.number(value, 0 if float(value).is_integer() else 2)},
    )


def _land(fill: dict[str, str], look: Look, selected: str | None) -> pdk.Layer:
    """All land; geometry comes by address, so colours are an expression over the country code."""
    states = {iso3: fill.get(iso3, look.faint) for iso3 in lac33()}
    by_color: dict[str, list[str]] = {}
    for iso3, color in states.items():
        by_color.setdefault(color, []).append(iso3)
    expression = str(rgb(look.land))
    for color, codes in by_color.items():
        test = " || ".join(f"properties.iso3 == '{iso3}'" for iso3 in codes)
        expression = f"({test}) ? {rgb(color)} : {expression}"
    outline = str(rgb(look.paper))
    width = "0.8"
    for color, codes in by_color.items():
        if line := edge(color, look):
            test = " || ".join(f"properties.iso3 == '{iso3}'" for iso3 in codes)
            outline = f"({test}) ? {rgb(line)} : {outline}"
    if without := by_color.get(look.no_data):
        test = " || ".join(f"properties.iso3 == '{iso3}'" for iso3 in without)
        outline = f"({test}) ? {rgb(look.no_data_line)} : {outline}"
        width = f"({test}) ? 1.4 : {width}"
    if selected:
        outline = f"properties.iso3 == '{selected}' ? {rgb(look.ink)} : {outline}"
        width = f"properties.iso3 == '{selected}' ? 2.2 : {width}"
    return pdk.Layer(
        "GeoJsonLayer",
        id="land",
        data=f"/{geometry().url}",
        filled=True,
        stroked=True,
        pickable=False,
        get_fill_color=expression,
        get_line_color=outline,
        get_line_width=width,
        line_width_units=pdk.types.String("pixels"),
        update_triggers={"getFillColor": [expression], "getLineColor": [outline], "getLineWidth": [width]},
    )


def _targets(texts: dict[str, str], scene: Scene) -> pdk.Layer:
    """What the pointer meets: one unseen disc per country, about as large as the country; small ones lie on top."""
    rows = []
    for iso3 in sorted(lac33(), key=lambda code: -countries()[code].area_km2):
        disc = {"iso3": iso3, "title": scene.t.country(iso3), "text": texts[iso3],
                "radius": round(420 * countries()[iso3].area_km2 ** 0.5)}  # fmt: skip
        rows.append({**disc, "at": point(iso3)})
        if scene.view == "hemisphere" and iso3 in CALLOUTS:
            rows.append({**disc, "at": _marker(iso3, scene.view)})
    return pdk.Layer(
        "ScatterplotLayer",
        id=f"states_{scene.suffix}",
        data=rows,
        pickable=True,
        opacity=0,
        get_position="at",
        get_radius="radius",
        radius_min_pixels=9,
    )


def _dots(view: str, fill: dict[str, str], look: Look, selected: str | None) -> pdk.Layer:
    small = set(geometry().small)
    rows = [
        {
            "at": _marker(iso3, view),
            "radius": 7.5 if iso3 == selected else 5.5 if iso3 in small else 0,
            "color": rgb(fill.get(iso3, look.faint)),
            "line": rgb(_ring(iso3, fill, look, selected)),
        }
        for iso3 in lac33()
        if iso3 in small or iso3 == selected
    ]
    return pdk.Layer(
        "ScatterplotLayer",
        id="dots",
        data=rows,
        pickable=False,
        stroked=True,
        get_position="at",
        get_radius="radius",
        radius_units=pdk.types.String("pixels"),
        get_fill_color="color",
        get_line_color="line",
        line_width_min_pixels=1,
    )


def _ring(iso3: str, fill: dict[str, str], look: Look, selected: str | None) -> str:
    if iso3 == selected:
        return look.ink
    return look.no_data_line if fill.get(iso3) == look.no_data else look.muted


def _signs(view: str, signs: dict[str, str], look: Look) -> pdk.Layer:
    rows = [
        {"at": _marker(iso3, view), "label": sign, "shift": [0, 0], "side": "middle"}
        for iso3, sign in signs.items()
        if sign
    ]
    return words("signs", rows, look.ink, look, size=11 if view == "hemisphere" else 14)


def _callout_lines(scene: Scene, labels: Sequence[Row]) -> list[pdk.Layer]:
    look = scene.look
    rows = [{"from": point(iso3), "to": [CALLOUT_LON, lat]} for iso3, lat in CALLOUTS.items()]
    if scene.selected is None:
        rows += [{"from": point(row["iso3"]), "to": [TRIANGLE_LON + 0.5, TRIANGLE[row["iso3"]]]}
                 for row in labels if row.get("iso3") in TRIANGLE]  # fmt: skip
    return [
        pdk.Layer(
            "LineLayer", id="callouts", data=rows, pickable=False, get_source_position="from",
            get_target_position="to", get_color=rgb(look.muted, 150), get_width=1,
        )
    ]  # fmt: skip


def _labels(labels: Sequence[Row], scene: Scene) -> list[pdk.Layer]:
    """Figures at their places and names at the small islands; with a selection only what belongs to it."""
    t, view, look, selected = scene.t, scene.view, scene.look, scene.selected
    sides = CARIBBEAN_SIDES if view == "caribbean" else dict.fromkeys(CALLOUTS, "start") if view == "hemisphere" else {}
    names = [_name(iso3, t, view, side) for iso3, side in sides.items() if iso3 != selected]
    layers = [words("names", names, look.muted, look, size=11)]
    of_places = [label for label in labels if "iso3" not in label]
    of_countries = [label for label in labels if "iso3" in label]
    if selected is None:
        rows = [_beside(label, t, view) for label in of_countries]
        return [*layers, words("figures", [*rows, *of_places], look.ink, look, size=14)]
    figure = "".join(f"  {label['label']}" for label in of_countries if label["iso3"] == selected)
    name = _name(selected, t, view, sides.get(selected, "below"), figure)
    return [*layers, words("selected", [name, *of_places], look.ink, look, size=15)]


def _beside(label: Row, t: Translator, view: str) -> Row:
    """A country's figure beside its point; in the crowd of the northern triangle with its name in the Pacific."""
    iso3 = label["iso3"]
    if view == "hemisphere" and iso3 in TRIANGLE:
        words = f"{t.country(iso3)}  {label['label']}"
        return {"at": [TRIANGLE_LON, TRIANGLE[iso3]], "label": words, "side": "end", "shift": [0, 0]}
    return {"at": label["at"], "label": label["label"], "side": "middle", "shift": LABEL_SHIFT.get(iso3, [14, 0])}


def _name(iso3: str, t: Translator, view: str, side: str, figure: str = "") -> Row:
    """A country's name at its marker; in the column of islands broken into lines that fit a phone."""
    anchor, shift = SIDES[side]
    called_out = view == "hemisphere" and iso3 in CALLOUTS
    lines = wrap(t.country(iso3), CALLOUT_LINE) if called_out else [t.country(iso3)]
    return {"at": _marker(iso3, view), "label": "\n".join(lines) + figure, "side": anchor, "shift": shift}


def _marker(iso3: str, view: str) -> list[float]:
    return [CALLOUT_LON, CALLOUTS[iso3]] if view == "hemisphere" and iso3 in CALLOUTS else point(iso3)
