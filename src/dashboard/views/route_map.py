"""The route map and its layers.

A further layer is one entry in `LAYERS`. Rows for deck.gl hold finished, translated text: `title` and `text` are the
tooltip, `iso3` is what a click selects.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
import pydeck as pdk

from dashboard.data.geometry import geometry
from dashboard.data.registry import countries, lac33, sources
from dashboard.domain import N_
from dashboard.views.exhibit import Exhibit
from dashboard.views.maps import GEOJSON_ROOT
from dashboard.views.stances import OWN, STANCE_GROUPS, STANCE_LABELS, THIRD
from dashboard.views.style import FONT, Look, rgb
from dashboard.views.words import counted, flights_counted, partial_date, period

if TYPE_CHECKING:
    from dashboard.evidence.routes import Routes
    from dashboard.i18n import Translator

Row = dict[Any, Any]
WIDEST = 16.0  # pixels of the widest arc
HISTORIC_MINIMUM = 10  # pairs with fewer missions are in the table, not on the map

# Longitude, latitude and zoom: chosen so that a map of 360 to 1100 pixels shows the named part.
VIEWS: dict[str, tuple[str, float, float, float]] = {
    "hemisphere": (N_("Region"), -74.5, -11.0, 1.93),
    "central": (N_("Central America"), -94.5, 18.5, 3.45),
    "caribbean": (N_("Caribbean"), -66.8, 17.5, 3.8),
}
# The eastern Caribbean seen from afar: markers stand in a column in the Atlantic, joined to their islands.
CALLOUT_LON = -53.5
CALLOUTS = {
    "KNA": 26.6, "ATG": 23.9, "DMA": 21.2, "LCA": 18.5, "BRB": 15.8, "VCT": 13.1, "GRD": 10.4, "TTO": 7.7,
}  # fmt: skip

STANCE_COLORS = {
    "took": ("#6f8cc9", "#6c8bd0"),
    "agreed": ("#a9bce3", "#47609a"),
    "talks": ("#d6e0f3", "#33415f"),
    "declined": ("#e6c59a", "#8f6a3a"),
    "none": ("#d3d0c9", "#3a4048"),
}
STANCE_SIGNS = {"took": "●", "agreed": "◐", "talks": "○", "declined": "×", "none": ""}


@dataclass(frozen=True)
class Drawn:
    """What a layer adds to the map: deck.gl layers, colours of countries, legend, table rows, sources and caveats."""

    legend: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, float | None, str, str, str], ...]
    sources: tuple[str, ...]
    layers: tuple[pdk.Layer, ...] = ()
    labels: tuple[Row, ...] = ()
    fill: dict[str, str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layer:
    """A layer of the map: its id in addresses, its name, and the function that draws it.

    `build` gets the evidence, the reader's language and look, and the id suffix that every pickable layer carries.
    """

    id: str
    label: str
    build: Callable[[Routes, Translator, Look, str], Drawn]


# Layers --------------------------------------------------------------------------------------------------------------


def _removals(found: Routes, t: Translator, look: Look, suffix: str) -> Drawn:
    there, hub = found.destinations, found.hub
    span, color = period(t, there.start, there.end), look.channel("removals")
    widest = float(there.frame["people"].max())
    arcs, labels, rows = [], [], []
    for row in there.frame.to_dict("records"):
        iso3 = str(row["iso3"])
        text = t(
            "About {people} people a month, {share} of all removals ({period}).",
            people=t.number(row["people"]), share=t.percent(row["share_pct"], 0), period=span,
        )  # fmt: skip
        flights = flights_counted(row, t)
        place = _point(iso3)
        arcs.append(
            {"iso3": iso3, "title": t.country(iso3), "text": f"{text} {flights}".strip(), "from": [hub.lon, hub.lat],
             "to": place, "width": max(WIDEST * row["people"] / widest, 1.4)}
        )  # fmt: skip
        labels.append({"iso3": iso3, "at": place, "label": t.number(row["people"])})
        rows.append((t.country(iso3), _from(hub.city), float(row["people"]), t("people a month"), span, flights))
    note = t(
        "The origin of each person is not published: all arcs start at {airport}, the airport with most removal "
        "flights ({flights}, {period}). Figures are rounded by the publisher.",
        airport=hub.city, flights=t.number(hub.flights), period=period(t, hub.start, hub.end),
    )  # fmt: skip
    land = t(
        "{share} of the returns to Mexico came by land ({period}); the arc to Mexico stands for them too.",
        share=t.percent(found.land.share_pct, 0), period=period(t, found.land.start, found.land.end),
    )  # fmt: skip
    legend = _legend_line(t("Removals, width: people a month"), span, there.sources[0])
    return Drawn(
        ((color, legend),), tuple(rows), (*there.sources, *hub.sources, *found.land.sources),
        (_arcs("removals", suffix, arcs, color, tilt=14),), tuple(labels), notes=(note, land),
    )  # fmt: skip


def _historic(found: Routes, t: Translator, look: Look, suffix: str) -> Drawn:
    net = found.network
    span, color = period(t, net.start, net.end), look.channel("united_states")
    pairs = net.frame.to_dict("records")
    drawn = [pair for pair in pairs if pair["missions"] >= HISTORIC_MINIMUM]
    widest = float(net.frame["missions"].max())
    arcs = [
        {
            "iso3": pair["iso3"],
            "title": f"{pair['origin_city']} – {pair['dest_city']}",
            "text": t("{missions} missions ({period}).", missions=t.number(pair["missions"]), period=span),
            "from": [pair["origin_lon"], pair["origin_lat"]],
            "to": [pair["dest_lon"], pair["dest_lat"]],
            "width": max(10 * pair["missions"] / widest, 1.0),
        }
        for pair in drawn
    ]
    rows = tuple(
        (t.country(pair["iso3"]), f"{_end(pair, 'origin')} – {_end(pair, 'dest')}", float(pair["missions"]),
         t("missions"), span, "")
        for pair in pairs
    )  # fmt: skip
    note = t(
        "Historic network: missions of ICE Air with a removal leg, shown from the US airport to the last stop; not "
        "comparable with people or flights of 2025. The map leaves out pairs with fewer than {minimum} missions; the "
        "table has all {count}.",
        minimum=t.number(HISTORIC_MINIMUM), count=t.number(len(pairs)),
    )  # fmt: skip
    legend = _legend_line(t("Historic network, width: missions in the whole period"), span, net.sources[0])
    return Drawn(
        ((color, legend),),
        rows,
        net.sources,
        (_arcs("historic", suffix, arcs, color, tilt=24),),
        notes=(note,),
    )


def _transfers(found: Routes, t: Translator, look: Look, suffix: str) -> Drawn:
    color, hub = look.channel("visas"), found.hub
    arcs, rows, used = [], [], []
    for row in found.stances.received().to_dict("records"):
        iso3 = str(row["iso3"])
        people = counted(t, row["received_people"], row["received_qualifier"])
        until = partial_date(t, row["received_as_of"])
        text = t("Nationals of other countries received: {people} (to {date}).", people=people, date=until)
        detail = f"{t(THIRD[row['stance_third']])}. {t(row['note_third'])}"
        arcs.append(
            {"iso3": iso3, "title": t.country(iso3), "text": f"{text} {detail}", "from": [hub.lon, hub.lat],
             "to": _point(iso3), "width": _step(row["received_people"])}
        )  # fmt: skip
        rows.append(
            (t.country(iso3), _from(hub.city), float(row["received_people"]), t("people in all"), until, detail)
        )
        used += [row["source_id"], row["received_source_id"]]
    note = t(
        "Transfers: documented counts since January 2025, a lower bound; the arcs have three widths: up to 20 people, "
        "up to 1,000, more. Transfers to countries outside the region are not on this map."
    )
    publishers = dict.fromkeys(sources()[source].publisher for source in used)
    legend = t("Transfers of nationals of other countries, width: people received since January 2025 ({publishers})",
               publishers=t("{count} publishers", count=t.number(len(publishers))))  # fmt: skip
    return Drawn(
        ((color, legend),), tuple(rows), tuple(dict.fromkeys(used)),
        (_arcs("transfers", suffix, arcs, color, tilt=-24),), notes=(note,),
    )  # fmt: skip


def _stance(found: Routes, t: Translator, look: Look, suffix: str) -> Drawn:
    frame = found.stances.frame
    groups = dict(zip(frame["iso3"], frame["group"], strict=True))
    rows = tuple(
        (t.country(row["iso3"]), t(STANCE_LABELS[row["group"]]),
         None if pd.isna(row["received_people"]) else float(row["received_people"]), t("people received"),
         partial_date(t, row["stance_third_as_of"]), t(THIRD[row["stance_third"]]))
        for row in frame.to_dict("records")
    )  # fmt: skip
    counts = {group: found.stances.count(group) for group in STANCE_GROUPS}
    legend = tuple(
        (_stance_color(group, look),
         f"{STANCE_SIGNS[group]} {t.number(counts[group])} {t(STANCE_LABELS[group])}".strip())
        for group in STANCE_GROUPS
    )  # fmt: skip
    note = t(
        "Colour and sign of a country: its newest documented answer on nationals of other countries. The five groups "
        "are our reading of the documents; dates and sources are in the table below."
    )
    return Drawn(
        legend, rows, found.stances.sources,
        fill={iso3: _stance_color(group, look) for iso3, group in groups.items()},
        signs={iso3: STANCE_SIGNS[group] for iso3, group in groups.items()}, notes=(note,),
    )  # fmt: skip


LAYERS: tuple[Layer, ...] = (
    Layer("removals", N_("Removals 2025"), _removals),
    Layer("stance", N_("Receiving countries"), _stance),
    Layer("transfers", N_("Third-country transfers"), _transfers),
    Layer("historic", N_("Network 2010–2019"), _historic),
)
DEFAULT_LAYERS = ("removals", "stance")


# The map -------------------------------------------------------------------------------------------------------------


def route_map(
    found: Routes, shown: tuple[str, ...], view: str, t: Translator, look: Look, selected: str | None
) -> Exhibit:
    """The map with the chosen layers, in the order of the registry; a click on a country selects it."""
    # A new id after each selection makes the browser forget the click, so nothing is dimmed and the view stays.
    suffix = selected or "all"
    drawn = [(layer, layer.build(found, t, look, suffix)) for layer in LAYERS if layer.id in shown]
    fill: dict[str, str] = {}
    signs: dict[str, str] = {}
    for _, part in drawn:
        fill |= part.fill
        signs |= part.signs
    labels = [label for _, part in drawn for label in part.labels]
    layers = [_land(fill, look, selected)]
    layers += _callout_lines(look) if view == "hemisphere" else []
    layers += [_targets(found, t, suffix)]
    layers += [layer for _, part in drawn for layer in part.layers]
    layers += [_dots(view, fill, look, selected), _signs(view, signs, look), *_labels(labels, view, look, t, selected)]
    _, lon, lat, zoom = VIEWS[view]
    deck = pdk.Deck(
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
    columns = [t("Layer"), t("Country"), t("Route or answer"), t("Figure"), t("Unit"), t("Period or date"), t("Detail")]
    table = pd.DataFrame([(t(layer.label), *row) for layer, part in drawn for row in part.rows], columns=columns)
    table[columns[3]] = table[columns[3]].astype("float64")
    notes = [note for _, part in drawn for note in part.notes]
    if {"removals", "historic"} <= set(shown):
        notes.insert(
            0,
            t(
                "Two layers with different periods and units are on the map: people a month in 2025, and missions from "
                "2010 to 2019. Their widths cannot be compared."
            ),
        )
    top, people, _ = found.destinations.largest(3)
    return Exhibit(
        headline=t("Where people are sent, and who takes nationals of other countries"),
        subtitle=t("Click on a country for its card; double-click to zoom in; drag to move"),
        alt=t(
            "Map of the hemisphere. {countries} receive most removals, about {people} people a month together; "
            "{count} states took nationals of other countries.",
            countries=t.listing(t.country(iso3) for iso3 in top), people=t.number(people),
            count=t.number(found.stances.count("took")),
        ),
        table=table,
        sources=tuple(dict.fromkeys(source for _, part in drawn for source in part.sources)),
        graphic=deck,
        notes=tuple(notes),
        file_name="routes",
        legend=tuple(entry for _, part in drawn for entry in part.legend),
        map_height=600,
        formats={columns[3]: t.number},
    )  # fmt: skip


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
    if selected:
        outline = f"properties.iso3 == '{selected}' ? {rgb(look.ink)} : {outline}"
        width = f"properties.iso3 == '{selected}' ? 2.2 : {width}"
    return pdk.Layer(
        "GeoJsonLayer",
        id="land",
        data=f"{GEOJSON_ROOT}{geometry().url}",
        filled=True,
        stroked=True,
        pickable=False,
        get_fill_color=expression,
        get_line_color=outline,
        get_line_width=width,
        line_width_units=pdk.types.String("pixels"),
        update_triggers={"getFillColor": [expression], "getLineColor": [outline], "getLineWidth": [width]},
    )


def _targets(found: Routes, t: Translator, suffix: str) -> pdk.Layer:
    """What the pointer meets: one unseen disc per country, about as large as the country; small ones lie on top."""
    rows = []
    for row in found.stances.frame.to_dict("records"):
        iso3 = str(row["iso3"])
        text = t(
            "Own nationals: {own}. Nationals of other countries: {third} ({date}).", own=t(OWN[row["stance_own"]]),
            third=t(THIRD[row["stance_third"]]), date=partial_date(t, row["stance_third_as_of"]),
        )  # fmt: skip
        area = countries()[iso3].area_km2
        rows.append(
            {
                "iso3": iso3,
                "title": t.country(iso3),
                "text": text,
                "at": _point(iso3),
                "radius": 420 * area**0.5,
                "area": area,
            }
        )
    rows.sort(key=lambda row: -row["area"])
    hidden = [{**row, "at": [CALLOUT_LON, CALLOUTS[row["iso3"]]]} for row in rows if row["iso3"] in CALLOUTS]
    return pdk.Layer(
        "ScatterplotLayer",
        id=f"states_{suffix}",
        data=rows + hidden,
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
            "line": rgb(look.ink if iso3 == selected else look.muted),
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


def _signs(view: str, signs: dict[str, str], look: Look) -> pdk.Layer:
    rows = [
        {"at": _marker(iso3, view), "label": sign, "shift": [0, 0], "side": "middle"}
        for iso3, sign in signs.items()
        if sign
    ]
    return _text("signs", rows, look.ink, look, size=14)


def _callout_lines(look: Look) -> list[pdk.Layer]:
    rows = [{"from": _point(iso3), "to": [CALLOUT_LON, lat]} for iso3, lat in CALLOUTS.items()]
    return [
        pdk.Layer(
            "LineLayer", id="callouts", data=rows, pickable=False, get_source_position="from",
            get_target_position="to", get_color=rgb(look.muted, 150), get_width=1,
        )
    ]  # fmt: skip


def _labels(labels: list[Row], view: str, look: Look, t: Translator, selected: str | None) -> list[pdk.Layer]:
    """Figures at their countries and names at the small islands; with a selection only what belongs to it."""
    sides = CARIBBEAN_SIDES if view == "caribbean" else dict.fromkeys(CALLOUTS, "start") if view == "hemisphere" else {}
    names = [_name(iso3, t.country(iso3), view, side) for iso3, side in sides.items() if iso3 != selected]
    layers = [_text("names", names, look.muted, look, size=11)]
    if selected is None:
        rows = [{"side": "middle", "shift": LABEL_SHIFT.get(label["iso3"], [14, 0]), **label} for label in labels]
        return [*layers, _text("figures", rows, look.ink, look, size=14)]
    figure = "".join(f"  {label['label']}" for label in labels if label["iso3"] == selected)
    name = _name(selected, t.country(selected) + figure, view, sides.get(selected, "below"))
    return [*layers, _text("selected", [name], look.ink, look, size=15)]


def _name(iso3: str, words: str, view: str, side: str) -> Row:
    anchor, shift = SIDES[side]
    return {"at": _marker(iso3, view), "label": words, "side": anchor, "shift": shift}


# On which side of its island a name stands, so that neighbours keep apart and phones do not cut it.
CARIBBEAN_SIDES = {
    "KNA": "end", "ATG": "above", "DMA": "end", "LCA": "end", "VCT": "end", "BRB": "below", "GRD": "end", "TTO": "end",
    "BHS": "start",
}  # fmt: skip
SIDES: dict[str, tuple[str, list[int]]] = {
    "start": ("start", [11, 0]),
    "end": ("end", [-11, 0]),
    "above": ("middle", [16, -15]),
    "below": ("middle", [0, 20]),
}

# Where a country's figure stands beside its point, in pixels, so that neighbours keep apart.
LABEL_SHIFT = {"GTM": [-26, 6], "SLV": [-22, 20], "HND": [26, -2], "MEX": [20, 16], "DOM": [20, -10], "ECU": [-28, 0],
               "PER": [-24, 6], "COL": [-24, 6], "VEN": [12, 16], "BRA": [26, 0]}  # fmt: skip


def _text(layer_id: str, rows: list[Row], color: str, look: Look, *, size: int) -> pdk.Layer:
    """Words at points; rows carry `at`, `label`, `shift` (pixels) and `side` (the end of the words that is there)."""
    return pdk.Layer(
        "TextLayer",
        id=layer_id,
        data=rows,
        pickable=False,
        get_position="at",
        get_text="label",
        get_size=size,
        get_color=rgb(color),
        character_set=pdk.types.String("auto"),
        font_family=pdk.types.String(FONT),
        font_weight=600,
        font_settings={"sdf": True, "radius": 12},
        outline_width=4,
        outline_color=rgb(look.paper),
        parameters={"depthCompare": "always"},  # arcs rise above the ground and would hide the words
        get_pixel_offset="shift",
        get_text_anchor="side",
    )


def _arcs(kind: str, suffix: str, rows: list[Row], color: str, *, tilt: int) -> pdk.Layer:
    """Arcs that grow stronger towards the receiving end; faint where another country is selected."""
    for row in rows:
        faint = suffix not in ("all", row["iso3"])
        row["start"], row["end"] = rgb(color, 30 if faint else 90), rgb(color, 70 if faint else 235)
    return pdk.Layer(
        "ArcLayer",
        id=f"{kind}_{suffix}",
        data=rows,
        pickable=True,
        auto_highlight=True,
        get_source_position="from",
        get_target_position="to",
        get_source_color="start",
        get_target_color="end",
        get_width="width",
        get_tilt=tilt,
        get_height=0.4,
    )


def _marker(iso3: str, view: str) -> list[float]:
    return [CALLOUT_LON, CALLOUTS[iso3]] if view == "hemisphere" and iso3 in CALLOUTS else _point(iso3)


def _point(iso3: str) -> list[float]:
    return [countries()[iso3].lon, countries()[iso3].lat]


def _step(people: float) -> float:
    return 2.0 if people <= 20 else 5.0 if people <= 1000 else 10.0


def _from(city: str) -> str:
    return f"{city} –"


def _end(pair: Row, end: str) -> str:
    return f"{pair[f'{end}_city']} ({pair[f'{end}_icao']})"


def _legend_line(what: str, span: str, source_id: str) -> str:
    return f"{what} ({span}; {sources()[source_id].publisher})"


def _stance_color(group: str, look: Look) -> str:
    return STANCE_COLORS[group][1 if look.dark else 0]
