"""The route map, the tables and the card: complete, sourced, in every language."""

from __future__ import annotations

import json
from dataclasses import replace
from textwrap import wrap

import pytest

from dashboard.data.geometry import geometry
from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import route_layers as layers
from dashboard.evidence import routes as evidence
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import route_layers, route_map, routes
from dashboard.views.route_marks import Scene
from dashboard.views.style import Look

ALL = tuple(layer.id for layer in route_layers.LAYERS)
FIRST = layers.default_choice()
T = translator("en")


@pytest.fixture(scope="module")
def found():
    return evidence.current()


def _scene(found, view="hemisphere", selected=None, t=T, dark=False, **choice):
    made = replace(FIRST, **choice)
    figure = layers.figure(made.fill) if made.fill in layers.FIGURES else None
    return Scene(found, layers.chosen(made), figure, t, Look(dark), view, selected)


def _draw(found, shown=ALL, **scene):
    return route_map.route_map(_scene(found, **scene), shown)


def _impact(values):
    known = dict.fromkeys(lac33()) | values
    return layers.Figure(layers.IMPACT, known, "gdp_pct", ("imf_weo_2025_10",), quarters=4, scenario="Own")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", route_map.VIEWS)
@pytest.mark.parametrize("dark", [False, True])
def test_map_draws_everywhere(found, language, view, dark):
    shown = _draw(found, view=view, t=translator(language), dark=dark, selected="MEX")
    assert shown.headline
    assert shown.alt
    assert shown.legend
    assert set(shown.sources) <= set(sources())
    json.loads(shown.graphic.to_json())


def test_there_are_seven_layers():
    assert len(ALL) == len(set(ALL)) == 7
    assert set(route_layers.DEFAULT_LAYERS) <= set(ALL)


@pytest.mark.parametrize("layer", route_layers.LAYERS, ids=lambda layer: layer.id)
def test_each_layer_has_legend_table_sources_and_caveat(found, layer):
    part = layer.build(_scene(found))
    assert all(color and label for color, label in part.legend)
    assert part.finding
    assert part.notes
    assert set(part.sources) <= set(sources())
    shown = _draw(found, (layer.id,))
    assert shown.headline == part.finding.rstrip(".")
    assert list(shown.table.iloc[:, 0].unique()) == [layer.label]
    assert (shown.table["Unit"] != "").all()
    assert (shown.table["Period or date"] != "").all()
    targets = next(drawn for drawn in shown.graphic.layers if drawn.id == "states_all")
    assert {row["iso3"] for row in targets.data} == set(lac33())


@pytest.mark.parametrize("layer", [name for name in ALL if name != "stance"])
def test_a_layer_shows_one_unit_and_one_period(found, layer):
    table = _draw(found, (layer,)).table
    assert table["Unit"].nunique() == 1
    if layer != "transfers":  # each count of transfers has its own last day
        assert table["Period or date"].nunique() == 1


CHOICES = (
    [("land", {"land": value}) for value in layers.land_periods()]
    + [("places", {"places": value}) for value in ("flights", "missions", "encounters")]
    + [("places", {"places": "encounters", "sector_year": year}) for year in (2000, 2020)]
    + [("northward", {"darien_year": year}) for year in (2010, 2020, 2025)]
    + [("northward", {"nationality": "VEN"}), ("northward", {"nationality": "GTM"})]
    + [("historic", {"network": str(year)}) for year in (2011, 2018)]
    + [("stance", {"fill": fill}) for fill in layers.FIGURES]
)


@pytest.mark.parametrize(("layer", "choice"), CHOICES)
def test_every_choice_draws_its_own_period(found, layer, choice):
    shown = _draw(found, (layer,), **choice)
    assert shown.legend
    assert len(shown.table)
    assert shown.table["Unit"].nunique() == 1
    assert set(shown.sources) <= set(sources())
    json.loads(shown.graphic.to_json())


@pytest.mark.parametrize(("layer", "kind", "drop"), [
    ("removals", "removals_all", 0), ("transfers", "transfers_all", 0), ("land", "land_all", 0),
    ("places", "places_all", 0), ("stance", "states_all", 8),
])  # fmt: skip
def test_the_table_lists_what_the_map_shows(found, layer, kind, drop):
    shown = _draw(found, (layer,))
    marks = next(drawn for drawn in shown.graphic.layers if drawn.id == kind).data
    # The eight island states of the column stand on the map twice.
    assert len(marks) - drop == len(shown.table)
    assert {mark["title"] for mark in marks} == set(shown.table["Country or place"])


def test_places_without_a_count_are_named_and_not_zero(found):
    table = _draw(found, ("land",)).table
    tijuana = table[table["Country or place"] == "Tijuana"].iloc[0]
    assert tijuana["Figure"] != tijuana["Figure"]
    assert "no published count" in tijuana["Detail"]
    assert not (table["Figure"] == 0).any()


def test_the_land_note_says_that_the_parts_do_not_add_up(found):
    assert "190,838" in " ".join(_draw(found, ("land",), land="2024-11").notes)
    assert "add up" not in " ".join(_draw(found, ("land",), land="2025-12").notes)


def test_nationality_without_crossings_has_no_counted_path(found):
    def lines(nationality):
        shown = _draw(found, ("northward",), nationality=nationality)
        return next(drawn for drawn in shown.graphic.layers if drawn.id == "northward_all").data, shown.table

    assert len(lines("VEN")[0]) == 2
    paths, table = lines("GTM")
    assert len(paths) == 1
    assert table["Figure"].isna().all()


def test_darien_table_adds_to_the_total(found):
    table = _draw(found, ("northward",), darien_year=2023).table
    assert table["Figure"].iloc[0] == table["Figure"].iloc[1:].sum() == 520_085


def test_northward_goes_north():
    assert route_layers.DARIEN[0][0] > route_layers.DARIEN[-1][0]
    assert layers.onward_path()[0][-1][1] < route_layers.US_BORDER[1]


def test_all_layers_have_different_colours(found):
    colors = [color for color, _ in _draw(found).legend]
    assert len(colors) == len(set(colors)) == 11


def test_layers_together_are_explained_and_alone_not(found):
    together = _draw(found, ("removals", "historic"))
    assert "cannot be compared" in together.notes[0]
    units = " ".join(words for _, words in together.legend)
    assert "people a month" in units
    assert "missions" in units
    assert "cannot be compared" not in _draw(found, ("removals",)).notes[0]


@pytest.mark.parametrize("layers", [route_layers.DEFAULT_LAYERS, ("stance", "transfers"), ("land", "places")])
def test_the_notes_under_two_layers_are_four_short_ones(found, layers):
    notes = _draw(found, layers).notes
    assert len(notes) == 4
    assert max(map(len, notes)) <= 340  # characters: four lines beside the card


def test_labels_are_of_one_layer(found):
    def labels(shown):
        return next(drawn for drawn in _draw(found, shown).graphic.layers if drawn.id == "figures").data

    assert labels(ALL) == labels(("removals",))
    assert labels(("places",)) != labels(("land",))


def test_the_map_always_says_what_is_not_known(found):
    for shown in ((), ("removals",), ALL):
        assert _draw(found, shown).notes[-1].startswith("Not known:")


def test_steps_cover_every_value_and_missing_is_grey(found):
    for fill in route_layers.STEPS:
        assert fill in layers.FIGURES
        figure = layers.figure(fill)
        steps = route_layers.steps(figure, Look(), T)
        assert sorted(iso3 for step in steps for iso3 in step[2]) == sorted(figure.known)
        shown = _draw(found, ("stance",), fill=fill)
        assert shown.legend[-1][0] == Look().no_data
        assert shown.table.loc[shown.table["Figure"].isna(), "Detail"].tolist() == ["no data"] * len(figure.missing)


def test_steps_of_a_scenario_are_symmetric():
    steps = route_layers.steps(_impact({"MEX": -2.0, "COL": -0.3, "BRA": 0.01, "PER": 0.3}), Look(), T)
    color = {iso3: color for color, _, members in steps for iso3 in members}
    place = {iso3: Look().diverging.index(color[iso3]) for iso3 in color}
    assert place["BRA"] == 4
    assert place["MEX"] < place["COL"] < 4
    assert place["COL"] + place["PER"] == 8


def test_no_effect_is_one_step_and_no_data_none():
    assert [step[1] for step in route_layers.steps(_impact(dict.fromkeys(lac33(), 0.0)), Look(), T)] == ["no effect"]
    assert route_layers.steps(_impact({}), Look(), T) == []


def test_a_scenario_on_the_map_is_named_and_sends_to_its_range(found):
    scene = Scene(found, layers.chosen(FIRST), _impact({"MEX": -2.0}), T, Look(), "hemisphere")
    shown = route_map.route_map(scene, ("stance",))
    assert "Own" in shown.headline
    assert "−2.00%" in shown.headline
    assert "see Impact" in " ".join(shown.notes)
    empty = route_map.route_map(replace(scene, figure=_impact({})), ("stance",))
    assert "no country has data" in empty.headline


def test_no_layer_leaves_an_empty_map_with_all_states(found):
    shown = _draw(found, ())
    assert shown.table.empty
    assert shown.graphic is not None
    assert shown.headline


def test_layers_that_are_off_send_no_data(found):
    def kinds(shown):
        return {drawn.id for drawn in _draw(found, shown).graphic.layers}

    assert not {f"{layer}_all" for layer in ALL} & kinds(())
    assert len(_draw(found, ALL, view="border").graphic.to_json()) < 150_000
    assert len(_draw(found, route_layers.DEFAULT_LAYERS).graphic.to_json()) < 60_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_the_column_fit_a_phone(language):
    t = translator(language)
    for iso3 in route_map.CALLOUTS:
        assert max(map(len, wrap(t.country(iso3), route_map.CALLOUT_LINE))) <= route_map.CALLOUT_LINE
        assert len(wrap(t.country(iso3), route_map.CALLOUT_LINE)) <= 2


def test_every_state_can_be_clicked_and_said_in_words(found):
    deck = json.loads(_draw(found).graphic.to_json())
    targets = next(layer for layer in deck["layers"] if layer["id"] == "states_all")
    assert {row["iso3"] for row in targets["data"]} == set(lac33())
    assert all(row["title"] and row["text"] for row in targets["data"])


def test_pickable_layers_change_their_id_with_the_selection(found):
    before = {layer.id for layer in _draw(found).graphic.layers if layer.pickable}
    after = {layer.id for layer in _draw(found, selected="COL").graphic.layers if layer.pickable}
    assert not before & after


def test_small_islands_do_not_overlap_from_afar():
    assert set(route_map.CALLOUTS) <= set(geometry().small)
    lats = sorted(route_map.CALLOUTS.values())
    assert min(b - a for a, b in zip(lats, lats[1:], strict=False)) > 2.9


def test_the_map_asks_no_other_host(found):
    text = _draw(found).graphic.to_json()
    assert "http" not in text.replace("https://deck.gl", "")
    assert json.loads(text)["mapProvider"] is None if "mapProvider" in text else True


def test_receiving_countries_lists_all_33(found):
    shown = routes.receiving_countries(found, T, "VEN")
    assert len(shown.table) == 33
    assert shown.table.iloc[0, 0] == "Venezuela"
    assert shown.sources


def test_ranking_and_title_say_the_same(found):
    assert "68%" in routes.title(found, T)
    assert "68%" in routes.ranking(found, T, Look()).headline


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iso3", lac33())
def test_card(found, language, iso3):
    known = evidence.profile(found, load_table("flights_by_destination"), iso3)
    card = routes.country_card(known, translator(language))
    assert card.title
    assert len(card.facts) >= 2
    assert card.unknown
    assert set(card.sources) <= set(sources())
    assert not any("nan" in fact.text.lower().split() or "None" in fact.text for fact in card.facts)
