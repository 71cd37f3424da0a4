"""The route map, the tables and the card: complete, sourced, in every language."""

from __future__ import annotations

import json

import pytest

from dashboard.data.geometry import geometry
from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import routes as evidence
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import route_map, routes
from dashboard.views.style import Look

ALL = tuple(layer.id for layer in route_map.LAYERS)
T = translator("en")


@pytest.fixture(scope="module")
def found():
    return evidence.current()


def _draw(found, shown=ALL, view="hemisphere", selected=None, t=T, dark=False):
    return route_map.route_map(found, shown, view, t, Look(dark), selected)


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


@pytest.mark.parametrize("layer", route_map.LAYERS, ids=lambda layer: layer.id)
def test_each_layer_has_legend_table_sources_and_caveat(found, layer):
    shown = _draw(found, (layer.id,))
    assert shown.legend
    assert len(shown.table)
    assert shown.sources
    assert shown.notes


def test_all_layers_have_different_colours(found):
    colors = [color for color, _ in _draw(found).legend]
    assert len(colors) == len(set(colors)) == 8


def test_two_periods_together_are_explained(found):
    assert "cannot be compared" in _draw(found).notes[0]
    assert "cannot be compared" not in _draw(found, ("removals",)).notes[0]


def test_no_layer_leaves_an_empty_map_with_all_states(found):
    shown = _draw(found, ())
    assert shown.table.empty
    assert shown.graphic is not None


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
    assert min(b - a for a, b in zip(lats, lats[1:], strict=False)) > 2.4


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
