"""The seven layers of the route map. A further layer is one entry in `LAYERS`.

Each layer shows one count of one period and says so in its legend; nothing on the map adds two layers up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.data.registry import lac33, sources
from dashboard.domain import N_
from dashboard.views.route_marks import WIDEST, Drawn, Row, Scene, arcs, circles, path, point, words
from dashboard.views.stances import OWN, STANCE_GROUPS, STANCE_LABELS, THIRD
from dashboard.views.style import Look
from dashboard.views.words import counted, flights_counted, lower, partial_date, period

if TYPE_CHECKING:
    import pydeck as pdk

    from dashboard.evidence.route_layers import Figure, Passengers, Points
    from dashboard.i18n import Translator

# Ids of choices, as in addresses.
STANCE, IMPACT, SECTORS = "stance", "impact", "encounters"
HISTORIC_MINIMUM = 10  # pairs with fewer missions are in the table, not on the map
NAMED_NATIONALITIES = 12  # rows of the table for one year of the Darien; the others stand in one row

STANCE_COLORS = {
    "took": ("#6f8cc9", "#6c8bd0"),
    "agreed": ("#a9bce3", "#47609a"),
    "talks": ("#d6e0f3", "#33415f"),
    "declined": ("#e6c59a", "#8f6a3a"),
    "none": ("#d3d0c9", "#3a4048"),
}
STANCE_SIGNS = {"took": "●", "agreed": "◐", "talks": "○", "declined": "×", "none": ""}
# Layers that belong to no channel have colours that no channel has.
LAND_COLOR = ("#b0307c", "#ea86bd")
NORTH_COLOR = ("#0f7d6c", "#4ec4b0")

FIGURE_NAMES = {
    "removals_rate": N_("Removals per 100,000 inhabitants, US fiscal year {year}"),
    "remittances": N_("Remittances received, % of GDP, {year}"),
    "exports": N_("Exports to the US, % of GDP, {year}"),
    IMPACT: N_("Effect on GDP after {quarters} quarters, %, central run of the scenario “{scenario}”"),
}
FILL_NAMES = {
    STANCE: N_("Answer on nationals of other countries"),
    "removals_rate": N_("Removals per 100,000 inhabitants"),
    "remittances": N_("Remittances, % of GDP"),
    "exports": N_("Exports to the US, % of GDP"),
    IMPACT: N_("Impact of the current what-if scenario"),
}
STEPS = {"removals_rate": (1, 5, 20, 60, 200), "remittances": (1, 5, 10, 15, 20), "exports": (1, 3, 8, 15, 25)}
PLACES = {
    "flights": N_("Departure airports, removal flights"),
    "missions": N_("Departure airports, missions 2010–2019"),
    SECTORS: N_("Border sectors, encounters"),
}
PLACE_UNITS = {
    "flights": N_("removal flights"),
    "missions": N_("missions that picked people up"),
    SECTORS: N_("encounters (events)"),
}
KINDS = {
    "border_state": N_("border state, by land"),
    "border_city": N_("border city, by land"),
    "airport": N_("airport"),
    "sector": N_("Border Patrol sector"),
}
# The Darien crossing as it is counted: from the Gulf of Urabá in Colombia over the border into Panama, then, drawn in
# the same width so that it can be seen from afar, to the western end of Panama. Longitude and latitude, schematic.
DARIEN = ((-76.7, 8.0), (-77.4, 8.6), (-79.4, 9.1), (-80.9, 8.3), (-82.8, 8.5))
US_BORDER = (-99.5, 27.5)
EAST_OF = -100.0  # longitude from which labels of places stand to the right
NORTH_WIDEST = 11.0  # pixels; the counted part is short, a wider line would look like an area


@dataclass(frozen=True)
class Layer:
    """A layer of the map: its id in addresses, its name, and the function that draws it."""

    id: str
    label: str
    build: Callable[[Scene], Drawn]


# People and aircraft going south -------------------------------------------------------------------------------------


def _removals(scene: Scene) -> Drawn:
    there, hub, t = scene.found.destinations, scene.found.hub, scene.t
    span, color = period(t, there.start, there.end), scene.look.channel("removals")
    widest = float(there.frame["people"].max())
    lines, labels, rows = [], [], []
    for row in there.frame.to_dict("records"):
        iso3 = str(row["iso3"])
        text = t(
            "About {people} people a month, {share} of all removals ({period}).",
            people=t.number(row["people"]), share=t.percent(row["share_pct"], 0), period=span,
        )  # fmt: skip
        flights = flights_counted(row, t)
        place = point(iso3)
        lines.append(
            {"iso3": iso3, "title": t.country(iso3), "text": f"{text} {flights}".strip(), "from": [hub.lon, hub.lat],
             "to": place, "width": max(WIDEST * row["people"] / widest, 1.4)}
        )  # fmt: skip
        labels.append({"iso3": iso3, "at": place, "label": t.number(row["people"])})
        rows.append((t.country(iso3), _from(hub.city), float(row["people"]), t("people a month"), span, flights))
    by_land = scene.found.land
    note = t(
        "Removals: all arcs start at {airport}, the airport with most removal flights ({flights}, {period}), because "
        "the origin of each person is not published. Figures are rounded by the publisher. {share} of the returns to "
        "Mexico came by land ({by_land}); its arc stands for them too.",
        airport=hub.city, flights=t.number(hub.flights), period=period(t, hub.start, hub.end),
        share=t.percent(by_land.share_pct, 0), by_land=period(t, by_land.start, by_land.end),
    )  # fmt: skip
    top, people, _ = there.largest(3)
    return Drawn(
        t("{countries}: about {people} of {total} people a month.", countries=t.listing(t.country(c) for c in top),
          people=t.number(people), total=t.number(there.total)),
        ((color, _legend_line(t("Removals, width: people a month"), span, there.sources)),),
        tuple(rows), (*there.sources, *hub.sources, *by_land.sources),
        (arcs("removals", scene, lines, color, tilt=14),), tuple(labels), notes=(note,),
    )  # fmt: skip


def _transfers(scene: Scene) -> Drawn:
    t, hub, color = scene.t, scene.found.hub, scene.look.channel("visas")
    lines, rows, used = [], [], []
    received = scene.found.stances.received()
    for row in received.to_dict("records"):
        iso3 = str(row["iso3"])
        people = counted(t, row["received_people"], row["received_qualifier"])
        until = partial_date(t, row["received_as_of"])
        text = t("Nationals of other countries received: {people} (to {date}).", people=people, date=until)
        detail = f"{t(THIRD[row['stance_third']])}. {t(row['note_third'])}"
        lines.append(
            {"iso3": iso3, "title": t.country(iso3), "text": f"{text} {detail}", "from": [hub.lon, hub.lat],
             "to": point(iso3), "width": _step(row["received_people"])}
        )  # fmt: skip
        rows.append(
            (t.country(iso3), _from(hub.city), float(row["received_people"]), t("people in all"), until, detail)
        )
        used += [row["source_id"], row["received_source_id"]]
    note = t(
        "Transfers: documented counts, a lower bound; three widths: up to 20 people, up to 1,000, more. Countries "
        "outside the region are not on this map."
    )
    publishers = dict.fromkeys(sources()[source].publisher for source in used)
    legend = t("Transfers of nationals of other countries, width: people received since January 2025 ({publishers})",
               publishers=t("{count} publishers", count=t.number(len(publishers))))  # fmt: skip
    return Drawn(
        t("Documented as having received nationals of other countries: {countries}.",
          countries=t.listing(t.country(iso3) for iso3 in received["iso3"])),
        ((color, legend),), tuple(rows), tuple(dict.fromkeys(used)),
        (arcs("transfers", scene, lines, color, tilt=-24),), notes=(note,),
    )  # fmt: skip


def _historic(scene: Scene) -> Drawn:
    if scene.chosen.passengers is not None:
        return _passengers(scene, scene.chosen.passengers)
    net, t, color = scene.found.network, scene.t, scene.look.channel("united_states")
    span = period(t, net.start, net.end)
    pairs = net.frame.to_dict("records")
    widest = float(net.frame["missions"].max())
    lines = [
        {
            "iso3": pair["iso3"],
            "title": f"{pair['origin_city']} – {pair['dest_city']}",
            "text": t("{missions} missions ({period}).", missions=t.number(pair["missions"]), period=span),
            "from": _rounded(pair["origin_lon"], pair["origin_lat"]),
            "to": _rounded(pair["dest_lon"], pair["dest_lat"]),
            "width": max(10 * pair["missions"] / widest, 1.0),
        }
        for pair in pairs
        if pair["missions"] >= HISTORIC_MINIMUM
    ]
    rows = tuple(
        (t.country(pair["iso3"]), f"{_end(pair, 'origin')} – {_end(pair, 'dest')}", float(pair["missions"]),
         t("missions"), span, "")
        for pair in pairs
    )  # fmt: skip
    note = t(
        "Historic network: missions of ICE Air with a removal leg, from the US airport to the last stop; not "
        "comparable with people or flights of 2025. Pairs with fewer than {minimum} missions are in the table only, "
        "{count} pairs in all. Pairs are published for the whole period, not by year.",
        minimum=t.number(HISTORIC_MINIMUM), count=t.number(len(pairs)),
    )  # fmt: skip
    first = list(net.by_country())[:3]
    return Drawn(
        t("Destinations with most missions of ICE Air: {countries} ({period}).",
          countries=t.listing(t.country(iso3) for iso3 in first), period=span),
        ((color, _legend_line(t("Historic network, width: missions in the whole period"), span, net.sources)),),
        rows, net.sources, (arcs("historic", scene, lines, color, tilt=24),), notes=(note,),
    )  # fmt: skip


def _passengers(scene: Scene, flown: Passengers) -> Drawn:
    """The historic network by fiscal year: people by citizenship, because airport pairs have no years."""
    t, color = scene.t, scene.look.channel("united_states")
    span = t("US fiscal year {year}", year=flown.year)
    lines, rows, labels = [], [], []
    for iso3, people in flown.frame.itertuples(index=False):
        text = t.plural(
            "{count} passenger on removal flights of ICE Air ({period}).",
            "{count} passengers on removal flights of ICE Air ({period}).",
            int(people),
            period=span,
        )
        lines.append({"iso3": iso3, "title": t.country(iso3), "text": text, "from": _rounded(flown.lon, flown.lat),
                      "to": point(iso3), "width": max(WIDEST * people / flown.largest, 1.0)})  # fmt: skip
        labels.append({"iso3": iso3, "at": point(iso3), "label": t.number(people)})
        rows.append((t.country(iso3), _from(flown.airport), float(people), t("passengers"), span, ""))
    note = t(
        "Historic network by year: passengers by citizenship, {total} in all with other countries; one person can "
        "travel more than once. Their airports are not published: all arcs start at {airport}, where most people were "
        "picked up from 2010 to 2019. Fiscal year 2019 has no citizenships.",
        total=t.number(flown.total), airport=flown.airport,
    )  # fmt: skip
    first = flown.frame.iloc[0]
    return Drawn(
        t("{country}: {people} of {total} passengers on removal flights in {period}.", country=t.country(first["iso3"]),
          people=t.number(first["people"]), total=t.number(flown.total), period=span),
        ((color, _legend_line(t("Historic network, width: passengers by citizenship"), span, flown.sources)),),
        tuple(rows), flown.sources, (arcs("historic", scene, lines, color, tilt=24),), tuple(labels), notes=(note,),
    )  # fmt: skip


# Places --------------------------------------------------------------------------------------------------------------


def _land(scene: Scene) -> Drawn:
    t, found, color = scene.t, scene.chosen.land, _of(LAND_COLOR, scene.look)
    span = period(t, found.start, found.end)
    layer, labels, rows = _points("land", scene, found, color, t("returns (events)"), span)
    known = found.counted
    parts = [
        t("Land returns: Mexico's migration statistics, from press. A city's count is worked out from its published "
          "share; a state stands at the middle of its border cities; a ring has no published count in this "
          "period. No count by place and month was found for 2026.")
    ]  # fmt: skip
    if found.whole is not None:
        parts.append(t("Returns to the whole of Mexico in the same count and period: {count}.",
                       count=t.number(found.whole)))  # fmt: skip
    if found.whole is not None and found.parts is not None and found.parts != found.whole:
        parts.append(t("The published parts add up to {parts}; the source does not explain the difference.",
                       parts=t.number(found.parts)))  # fmt: skip
    return Drawn(
        t("{place}: {count} returns to Mexico, the highest count of a place ({period}).", place=known.iloc[0]["name"],
          count=t.number(known.iloc[0]["count"]), period=span),
        ((color, _legend_line(t("Returns to Mexico, area: events"), span, found.sources)),),
        rows, found.sources, (layer,), labels, notes=(" ".join(parts),),
    )  # fmt: skip


def _places(scene: Scene) -> Drawn:
    t, color, kind = scene.t, scene.look.channel("total"), scene.chosen.choice.places
    sectors = kind == SECTORS
    found = scene.chosen.places
    span, unit = period(t, found.start, found.end), t(PLACE_UNITS[kind])
    layer, labels, rows = _points("places", scene, found, color, unit, span)
    top = found.frame.iloc[0]
    if sectors:
        note = t(
            "Border sectors: encounters between ports of entry on the southwest border, events and not people. The "
            "point is the city that names the sector or its headquarters; boundaries are not published. Field offices "
            "at ports of entry have no point."
        )
    else:
        note = t(
            "Departure airports: only the airports that the publisher names. Flights by airport are not published "
            "after July 2025; people by airport are not published after May 2019."
        )
    return Drawn(
        t("{place} is first with {count} {unit}, {period}.", place=top["name"], count=t.number(top["count"]),
          unit=unit, period=span),
        ((color, _legend_line(t("{name}, area: count", name=t(PLACES[kind])), span, found.sources)),),
        rows, found.sources, (layer,), labels, notes=(note,),
    )  # fmt: skip


def _points(
    kind: str, scene: Scene, found: Points, color: str, unit: str, span: str
) -> tuple[pdk.Layer, tuple[Row, ...], tuple[tuple[str, str, float | None, str, str, str], ...]]:
    """Circles, labels and table rows of counts at places; afar only the three largest are labelled."""
    t = scene.t
    marks: list[Row] = []
    labels: list[Row] = []
    rows = []
    for row in found.frame.to_dict("records"):
        count = None if pd.isna(row["count"]) else float(row["count"])
        what = t("no published count for this period") if count is None else f"{t.number(count)} {unit}"
        at = _rounded(row["lon"], row["lat"])
        marks.append(
            {"at": at, "count": count, "title": row["name"], "text": f"{what} ({span}). {t(KINDS[row['kind']])}"}
        )
        rows.append((row["name"], t(KINDS[row["kind"]]), count, unit, span, "" if count is not None else what))
        if count is not None:
            labels.append({"at": at, "label": t.number(count)})
    if scene.view != "border":
        labels = labels[:3]
    # From west to east above and below in turn, in the east to the right, so that neighbours on the border keep apart.
    labels.sort(key=lambda label: float(label["at"][0]))
    placed = [
        {**label, "shift": [20, 0], "side": "start"}
        if label["at"][0] > EAST_OF
        else {**label, "shift": [0, 25 if i % 2 else -25], "side": "middle"}
        for i, label in enumerate(labels)
    ]
    return circles(kind, scene, marks, color), tuple(placed), tuple(rows)


# Northward -----------------------------------------------------------------------------------------------------------


def _northward(scene: Scene) -> Drawn:
    t, color = scene.t, _of(NORTH_COLOR, scene.look)
    found, everyone = scene.chosen.northward, scene.chosen.everyone
    who = t("All nationalities") if everyone else t.country(found.nationality)
    whole = found.months == 12
    span = str(found.year) if whole else t(
        "{year}, {months} months with records, to {month}", year=found.year, months=found.months,
        month=t.month(found.through),
    )  # fmt: skip
    unit = t("people recorded")
    first = [t("{country}: {people}", country=t.country(row["iso3"]), people=t.number(row["people"]))
             for row in found.frame.head(4).to_dict("records")]  # fmt: skip
    text = t("{who}: {people} recorded on entry to Panama through the Darien ({period}).", who=who,
             people=t.number(found.people), period=span)  # fmt: skip
    finding = text
    if everyone:
        text = f"{text} {t.listing(first)}."
    title = t("Darien, northward")
    lines = [{
        "path": [list(DARIEN[-1]), *(list(at) for at in scene.chosen.onward), list(US_BORDER)],
        "width": 2.5, "alpha": 220,
        "title": t("Onward to the US border"),
        "text": t("Schematic, along the capitals; how many people went on is not counted here."),
    }]  # fmt: skip
    marks: tuple[Row, ...] = ()
    if found.people is not None:
        lines.append({"path": [list(at) for at in DARIEN], "alpha": 235, "title": title, "text": text,
                      "width": round(max(NORTH_WIDEST * found.people / found.largest, 3.0), 1)})  # fmt: skip
        marks = ({"at": list(DARIEN[1]), "label": t.number(found.people), "shift": [0, 20], "side": "middle"},)
    arrow = {"at": list(US_BORDER), "label": "▲", "shift": [0, 0], "side": "middle"}
    head = words("northward_head", [arrow], color, scene.look, size=16)
    rows = [(who, title, None if found.people is None else float(found.people), unit, span,
             "" if found.people is not None else t("none recorded"))]  # fmt: skip
    if everyone:
        named = found.frame[found.frame["iso3"] != "OTHER"]
        shown = named[(named.index < NAMED_NATIONALITIES) | named["iso3"].isin(lac33())]
        rows += [(t.country(row["iso3"]), title, float(row["people"]), unit, span, "")
                 for row in shown.to_dict("records")]  # fmt: skip
        rows.append((t("All others"), title, float(found.total - shown["people"].sum()), unit, span, ""))
    return Drawn(
        finding,
        ((color, _legend_line(t("Northward through the Darien ({who}), width: people recorded", who=who), span,
                              found.sources)),),
        tuple(rows), (*found.sources, *scene.chosen.onward_sources), (path("northward", scene, lines, color), head),
        marks,
        notes=(t("Northward: people recorded by Panama; the path is schematic, and the thin part beyond Panama stands "
                 "for no count. No record was found after April 2025, and three months of 2020 have none."),),
    )  # fmt: skip


# Colours of the countries --------------------------------------------------------------------------------------------


def _receiving(scene: Scene) -> Drawn:
    return _stance(scene) if scene.figure is None else _figure(scene, scene.figure)


def _stance(scene: Scene) -> Drawn:
    t, look, stances = scene.t, scene.look, scene.found.stances
    frame = stances.frame
    groups = dict(zip(frame["iso3"], frame["group"], strict=True))
    rows = tuple(
        (t.country(row["iso3"]), t(STANCE_LABELS[row["group"]]),
         None if pd.isna(row["received_people"]) else float(row["received_people"]), t("people received"),
         partial_date(t, row["stance_third_as_of"]), t(THIRD[row["stance_third"]]))
        for row in frame.to_dict("records")
    )  # fmt: skip
    counts = {group: stances.count(group) for group in STANCE_GROUPS}
    legend = tuple(
        (_of(STANCE_COLORS[group], look),
         f"{t(STANCE_LABELS[group])}: {t.number(counts[group])} {STANCE_SIGNS[group]}".strip())
        for group in STANCE_GROUPS
    )  # fmt: skip
    note = t(
        "Colour and sign: a country's newest documented answer on nationals of other countries, in five groups that "
        "are our reading; dates and sources are in the table below."
    )
    return Drawn(
        t("{count} of the 33 states took nationals of other countries.", count=t.number(stances.count("took"))),
        legend, rows, stances.sources,
        fill={iso3: _of(STANCE_COLORS[group], look) for iso3, group in groups.items()},
        signs={iso3: STANCE_SIGNS[group] for iso3, group in groups.items()}, texts=stance_texts(scene), notes=(note,),
    )  # fmt: skip


def stance_texts(scene: Scene) -> dict[str, str]:
    """Both answers of each country in a sentence."""
    t = scene.t
    return {
        str(row["iso3"]): t(
            "Own nationals: {own}. Nationals of other countries: {third} ({date}).", own=t(OWN[row["stance_own"]]),
            third=t(THIRD[row["stance_third"]]), date=partial_date(t, row["stance_third_as_of"]),
        )
        for row in scene.found.stances.frame.to_dict("records")
    }  # fmt: skip


def _figure(scene: Scene, figure: Figure) -> Drawn:
    """Countries coloured in steps by a figure; pale with an outline without data."""
    t, look = scene.t, scene.look
    name = t(FIGURE_NAMES[figure.id], year=figure.year, quarters=figure.quarters, scenario=figure.scenario)
    signed = figure.id == IMPACT
    digits = 2 if signed else 1

    def write(value: float) -> str:
        rate = figure.unit == "per_100k_people"
        return t.number(value, digits) if rate else t.percent(value, digits, signed=signed)

    colors, legend = {}, []
    for color, label, members in steps(figure, look, t):
        colors.update(dict.fromkeys(members, color))
        legend.append((color, label))
    if figure.missing:
        colors.update(dict.fromkeys(figure.missing, look.no_data))
        legend.append((look.no_data, t("no data: {countries}",
                                       countries=t.listing(t.country(iso3) for iso3 in figure.missing))))  # fmt: skip
    publishers = dict.fromkeys(sources()[source].publisher for source in figure.sources)
    told = t("{count} publishers", count=t.number(len(publishers))) if len(publishers) > 3 else ", ".join(publishers)
    notes = [t("Pale with an outline is no data, not zero.")]
    if signed:
        notes.append(t("No range on a map: see Impact, where each effect has its range. A what-if, not a forecast."))
    rows = tuple(
        (t.country(iso3), name, value, t("% of GDP") if figure.unit == "gdp_pct" else t("per 100,000 inhabitants"),
         _when(figure, t), t("no data") if value is None else "")
        for iso3, value in figure.values.items()
    )  # fmt: skip
    known = figure.known
    # The strongest effect of a scenario is a loss more often than a gain; sizes decide.
    first = max(known, key=lambda iso3: abs(known[iso3])) if known else None
    finding = t("{figure}: no country has data.", figure=name) if first is None else t(
        "{country} is first with {value}: {figure}; {count} of 33 countries have data.", figure=lower(name),
        country=t.country(first), value=write(known[first]), count=t.number(len(known)),
    )  # fmt: skip
    return Drawn(
        finding, (("transparent", f"{name} ({told}):"), *legend), rows, figure.sources, fill=colors,
        texts={iso3: f"{name}: {t('no data') if value is None else write(value)}"
               for iso3, value in figure.values.items()},
        notes=(" ".join(notes),),
    )  # fmt: skip


def steps(figure: Figure, look: Look, t: Translator) -> list[tuple[str, str, tuple[str, ...]]]:
    """Colour, label and countries of each step that has any; values on an edge belong to the step above.

    Effects are symmetric about zero: the outer step begins at the size that nine in ten countries do not exceed, or
    the next round number.
    """
    known = figure.known
    if not known:
        return []
    edges: list[float] = []
    if figure.id == IMPACT:
        top = _round_up(sorted(abs(value) for value in known.values())[int(0.9 * (len(known) - 1))])
        if top == 0:
            return [(look.diverging[4], t("no effect"), tuple(known))]
        sizes = (1.0, 0.5, 0.2, 0.05)
        edges = [*(-top * size for size in sizes), *(top * size for size in reversed(sizes))]
        colors = list(look.diverging)
        labels = [t.number(edge, _decimals(top / 20), signed=True) for edge in edges]
    else:
        edges = [float(edge) for edge in STEPS[figure.id]]
        colors = list(look.sequential[1:])
        labels = [t.number(edge) for edge in edges]
    spans = [
        t("under {value}", value=labels[0]),
        *(t("{low} to {high}", low=low, high=high) for low, high in zip(labels, labels[1:], strict=False)),
        t("{value} or more", value=labels[-1]),
    ]
    place = {iso3: sum(value >= edge for edge in edges) for iso3, value in known.items()}
    found = [
        (color, word, tuple(iso3 for iso3 in known if place[iso3] == i))
        for i, (color, word) in enumerate(zip(colors, spans, strict=True))
    ]
    return [step for step in found if step[2]]


def _round_up(value: float) -> float:
    """The next of 1, 2, 4 times a power of ten."""
    if value < 1e-6:
        return 0.0
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1.0, 2.0, 4.0, 10.0) if step * power >= value)


def _decimals(value: float) -> int:
    return next(digits for digits in range(7) if abs(round(value, digits) - value) < 1e-9 * value)


def _when(figure: Figure, t: Translator) -> str:
    if figure.quarters is not None:
        return t("after {quarters} quarters", quarters=figure.quarters)
    if figure.id == "removals_rate":
        return t("US fiscal year {year}", year=figure.year)
    return str(figure.year)


LAYERS: tuple[Layer, ...] = (
    Layer("removals", N_("Removals 2025"), _removals),
    Layer("stance", N_("Receiving countries"), _receiving),
    Layer("transfers", N_("Third-country transfers"), _transfers),
    Layer("land", N_("Land returns"), _land),
    Layer("places", N_("Airports and border sectors"), _places),
    Layer("northward", N_("Northward route"), _northward),
    Layer("historic", N_("Network 2010–2019"), _historic),
)
DEFAULT_LAYERS = ("removals", "stance")


def _rounded(lon: float, lat: float) -> list[float]:
    """A place to about a kilometre, which is less than a pixel here."""
    return [round(lon, 2), round(lat, 2)]


def _step(people: float) -> float:
    return 2.0 if people <= 20 else 5.0 if people <= 1000 else 10.0


def _from(city: str) -> str:
    return f"{city} –"


def _end(pair: Row, end: str) -> str:
    return f"{pair[f'{end}_city']} ({pair[f'{end}_icao']})"


def _legend_line(what: str, span: str, source_ids: tuple[str, ...]) -> str:
    return f"{what} ({span}; {sources()[source_ids[0]].publisher})"


def _of(pair: tuple[str, str], look: Look) -> str:
    return pair[1 if look.dark else 0]
