"""The search box finds countries, pages and instruments whatever the accents, and opens what it finds."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33
from dashboard.i18n import LANGUAGES, translator
from dashboard.ui import frame, search


def _first(words, language):
    hits = search.find(words, translator(language))
    return (hits[0].kind, hits[0].id) if hits else None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", ["Haití", "haiti", "Haiti", "HTI", "  haITI "])
def test_haiti_with_and_without_its_accent(words, language):
    assert _first(words, language) == ("country", "HTI")


def test_names_count_in_the_readers_language_and_in_english():
    assert _first("Impacto", "es") == ("page", "impact")
    assert _first("impact", "es") == ("page", "impact")
    assert _first("Brazil", "pt") == ("country", "BRA")
    assert _first("nevis", "en") == ("country", "KNA")
    assert ("steps", "tariff") in {(hit.kind, hit.id) for hit in search.find("tariffs", translator("es"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_and_page_is_found_by_its_own_name(language):
    t = translator(language)
    for iso3 in lac33():
        assert ("country", iso3) in {(hit.kind, hit.id) for hit in search.find(t.country(iso3), t)}
    for entry in frame.built():
        assert ("page", entry.id) in {(hit.kind, hit.id) for hit in search.find(t(entry.title), t)}


@pytest.mark.parametrize("words", ["", "   ", "zzzz", "<script>", "(", "x" * 500])
def test_nothing_is_found_for_nothing(words):
    assert search.find(words, translator("en")) == ()


def test_a_found_country_becomes_the_selected_one(open_page):
    app = open_page("trade", lang="es")
    app.sidebar.text_input(key="search").set_value("haiti").run()
    app.sidebar.button(key="search_HTI").click().run()
    assert not app.exception
    assert app.session_state["country"] == "HTI"
    assert app.title[0].value.startswith("Haití")
    assert app.sidebar.text_input(key="search").value == ""


def test_a_found_page_and_instrument_are_links(open_page):
    app = open_page("overview", lang="es")
    app.sidebar.text_input(key="search").set_value("impacto").run()
    assert any(link.proto.label == "Impacto" for link in app.sidebar.get("page_link"))
    app.sidebar.text_input(key="search").set_value("tariffs").run()
    assert any("tracker_instrument=tariff" in link.proto.query_string for link in app.sidebar.get("page_link"))


def test_an_empty_box_adds_nothing_and_a_word_without_a_hit_says_so(open_page):
    app = open_page("overview")
    assert not app.sidebar.button
    assert not app.sidebar.caption
    app.sidebar.text_input(key="search").set_value("zzzz").run()
    assert "Nothing found" in app.sidebar.caption[0].value


@pytest.mark.parametrize("words", ["remittance tax", "sanctions"])
def test_a_found_lever_opens_its_group_of_controls(open_page, words):
    app = open_page("overview")
    app.sidebar.text_input(key="search").set_value(words).run()
    lever = next(hit.id for hit in search.find(words, translator("en")) if hit.kind == search.LEVER)
    link = next(link for link in app.sidebar.get("page_link") if f"control={lever}" in link.proto.query_string)
    assert link.proto.page == "impact"

    def drawn(app):
        return lever in {widget.key for kind in (app.slider, app.selectbox, app.toggle) for widget in kind}

    assert not drawn(open_page("impact"))
    app = open_page("impact", control=lever)
    assert drawn(app)
    assert "control" not in app.query_params
