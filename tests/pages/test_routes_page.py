"""The routes page works in every language and for every country."""

from __future__ import annotations

import pandas as pd
import pytest
from reading import words_table

from dashboard.data import registry
from dashboard.data.registry import lac33
from dashboard.evidence.route_layers import FILLS, default_choice
from dashboard.i18n import LANGUAGES, MISSING, translator
from dashboard.ui import drawn, frame
from dashboard.views.route_layers import LAYERS
from dashboard.views.style import Look


def _check(app, source="Source"):
    assert not app.exception, [e.value for e in app.exception]
    assert not app.error, [e.value for e in app.error]
    assert app.title[0].value
    assert any(source in caption.value for caption in app.caption)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("country", [None, "MEX", "KNA", "CUB", "VEN"])
def test_language_and_country(open_page, lang, country):
    app = open_page("routes", lang=lang, country=country)
    assert not app.exception, [e.value for e in app.exception]
    assert not app.error, [e.value for e in app.error]
    assert app.title[0].value
    assert app.caption


@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, country):
    _check(open_page("routes", country=country))


def test_layers_and_view_arrive_by_link(open_page):
    app = open_page("routes", routes_layers="transfers,historic", routes_view="caribbean")
    _check(app)
    assert app.session_state["routes_layers"] == ["transfers", "historic"]
    assert app.session_state["routes_view"] == "caribbean"


def test_no_layer_and_broken_values(open_page):
    _check(open_page("routes", routes_layers=""))
    app = open_page("routes", routes_layers="removals,<script>", routes_view="moon")
    _check(app)
    assert app.session_state["routes_view"] == "hemisphere"


ALL = ",".join(layer.id for layer in LAYERS)
GOOD = {
    "routes_fill": "exports", "routes_network": "2015", "routes_land": "2024-11", "routes_places": "encounters",
    "routes_sector_year": "2001", "routes_darien": "2021", "routes_nationality": "HTI",
}  # fmt: skip


def _one(value):
    """A value of the address: what a test put there is text, what the page wrote is a list of one."""
    return value if isinstance(value, str) else value[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_choice_arrives_by_link(open_page, lang):
    app = open_page("routes", lang=lang, routes_layers=ALL, **GOOD)
    _check(app, translator(lang)("Source"))
    assert {key: app.session_state[key] for key in GOOD} == GOOD
    assert {key: _one(app.query_params[key]) for key in GOOD} == GOOD
    labels = {box.label for box in app.selectbox}
    assert len({box.key for box in app.selectbox} & set(GOOD)) == len(GOOD), labels


@pytest.mark.parametrize(("layers", "broken"), [(ALL, "1066"), ("", "<script>alert(1)</script>")])
def test_broken_choices_fall_back_with_a_notice(open_page, layers, broken):
    app = open_page("routes", routes_layers=layers, **dict.fromkeys(GOOD, broken))
    _check(app)
    first = default_choice()
    kept = [app.session_state[key] for key in GOOD]
    assert kept == [
        first.fill, first.network, first.land, first.places, str(first.sector_year), str(first.darien_year),
        first.nationality,
    ]  # fmt: skip
    assert len(app.info) == len(GOOD)
    assert not set(GOOD) & set(app.query_params)


@pytest.mark.parametrize("fill", sorted(set(FILLS) - {default_choice().fill, GOOD["routes_fill"]}))  # not yet seen
def test_every_colour_of_the_countries(open_page, fill):
    app = open_page("routes", routes_layers="stance", routes_fill=fill, country="CUB")
    _check(app)


def test_only_layers_that_are_on_offer_a_choice(open_page):
    app = open_page("routes", routes_layers="removals")
    assert not {box.key for box in app.selectbox} & set(GOOD)
    app = open_page("routes", routes_layers="places")
    assert {box.key for box in app.selectbox} & set(GOOD) == {"routes_places"}


def test_search_selects_the_country_for_all_pages(open_page):
    app = open_page("routes")
    app.selectbox(key="routes_country").select("JAM").run()
    _check(app)
    assert app.session_state["country"] == "JAM"
    assert _one(app.query_params["country"]) == "JAM"
    assert any("Jamaica" in heading.value for heading in app.header)


def test_the_impact_on_the_map_is_that_of_the_impact_page(open_page):
    app = open_page("impact", preset="remittance_tax_5")
    entry = next(entry for entry in frame.PAGES if entry.id == "routes")
    app.query_params["routes_layers"], app.query_params["routes_fill"] = "stance", "impact"
    app.switch_page(str(frame.path(entry)))
    app.run()
    _check(app)
    title = translator("en")(registry.presets()["remittance_tax_5"].title)
    assert any(title in heading.value for heading in app.header)


def test_all_answers_are_one_table_of_words(open_page):
    app = open_page("routes", country="KNA")
    head, *rows = words_table(app)
    assert rows[0][0] == "St. Kitts and Nevis"
    assert {name for name, *_ in rows} == {translator("en").country(iso3) for iso3 in lac33()}
    assert {len(row) for row in rows} == {len(head)}
    assert not app.dataframe


def test_words_in_a_table_are_never_markup():
    table = pd.DataFrame({"<i>": ["<script>alert(1)</script>", None], "B": ["a & b", '"']})
    made = drawn.words(table, 'said "so"', Look())
    assert "<script" not in made and "<i>" not in made
    assert "&lt;script&gt;" in made and "a &amp; b" in made and MISSING in made
    assert 'aria-label="said &quot;so&quot;"' in made
