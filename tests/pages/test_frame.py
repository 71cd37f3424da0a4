"""The frame: every page in every language, what travels between pages, and what a failing page shows."""

from __future__ import annotations

import sys
from base64 import b64decode
from pathlib import Path

import pytest
import streamlit as st
from reading import LONGEST_S
from streamlit.testing.v1 import AppTest, local_script_runner

from dashboard import server
from dashboard.data import checks, registry, tables
from dashboard.domain import InputError
from dashboard.i18n import LANGUAGES, Translator, translator
from dashboard.locales import collect
from dashboard.ui import frame, state
from dashboard.views.words import sort_key

MAIN = Path(__file__).resolve().parents[2] / "src/dashboard/main.py"


def go(app: AppTest, entry: frame.Entry) -> AppTest:
    return app.switch_page(str(frame.path(entry))).run()


def problems(app: AppTest) -> list[str]:
    return [error.value for error in (*app.exception, *app.error)]


# One visitor per language walks through all pages; the tests below look at what was seen.


@pytest.fixture(scope="module")
def asked():
    """Message ids that pages ask the translator for."""
    return set()


@pytest.fixture(scope="module", params=LANGUAGES)
def walk(request, asked):
    """Language and, by page, the finished run's title, captions, problems and selections."""
    lang = request.param
    call, plural = Translator.__call__, Translator.plural

    def recording(self, message, /, **values):
        asked.add(message)
        return call(self, message, **values)

    def recording_plural(self, one, many, count, /, **values):
        asked.add((one, many))
        return plural(self, one, many, count, **values)

    seen = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Translator, "__call__", recording)
        patch.setattr(Translator, "plural", recording_plural)
        app = AppTest.from_file(str(MAIN), default_timeout=LONGEST_S)
        app.query_params["lang"] = lang
        app.query_params["country"] = "HND"
        app.run()
        for entry in frame.built():
            if entry.id != "overview":
                go(app, entry)
            seen[entry.id] = {
                "title": [title.value for title in app.title],
                "captions": [caption.value for caption in app.caption],
                "problems": problems(app),
                "country": app.session_state["country"],
                "lang": app.session_state["lang"],
                "boxes": {box.key: box.value for box in app.sidebar.selectbox},
                "query": set(app.query_params),
            }
    return lang, seen


@pytest.mark.parametrize("page_id", [entry.id for entry in frame.built()])
def test_every_page_opens_in_every_language(walk, page_id):
    _, seen = walk
    page = seen[page_id]
    assert not page["problems"]
    assert page["title"]
    assert page["title"][0].strip()
    assert "{" not in page["title"][0]


@pytest.mark.parametrize("page_id", [entry.id for entry in frame.built()])
def test_the_footer_is_under_every_page(walk, page_id):
    lang, seen = walk
    newest = max(source.accessed for source in registry.sources().values())
    last = seen[page_id]["captions"][-1]
    assert last.startswith("Corridor")
    assert translator(lang).day(newest, "long") in last


@pytest.mark.parametrize("page_id", [entry.id for entry in frame.built()])
def test_language_and_country_travel_with_the_visitor(walk, page_id):
    lang, seen = walk
    page = seen[page_id]
    assert (page["lang"], page["country"]) == (lang, "HND")
    assert page["boxes"] == {"country": "HND", "lang": lang}
    assert {"lang", "country"} <= page["query"]


def test_every_message_a_page_asks_for_is_in_the_catalogue(walk, asked):
    """A message that the collection does not find can never be translated."""
    known = {message.id for message in collect.template() if message.id}
    known |= {form for message in known if isinstance(message, tuple) for form in message}
    names = {message for message in asked if isinstance(message, str) and message.isupper()}  # CARICOM, CAFTA-DR
    assert not sorted(map(str, asked - known - names - {""}))


# The registry of pages -----------------------------------------------------------------------------------------------


def test_pages_are_registered_once_and_in_known_sections():
    ids = [entry.id for entry in frame.PAGES]
    assert len(ids) == len(set(ids))
    assert {entry.section for entry in frame.PAGES} <= set(frame.SECTIONS)
    assert frame.PAGES[0].id == "overview"


def test_every_page_file_is_registered():
    files = {path.stem for path in (MAIN.parents[2] / "pages").rglob("*.py")}
    assert files <= {entry.id for entry in frame.PAGES}


def test_only_pages_with_a_file_are_in_the_menu():
    assert all(frame.path(entry).is_file() for entry in frame.built())
    kind, _, picture = frame.ICON.partition(",")
    assert kind == "data:image/png;base64"
    assert b64decode(picture).startswith(b"\x89PNG")


# Sessions ------------------------------------------------------------------------------------------------------------


def test_two_visitors_in_two_languages_do_not_meet(open_page):
    one = open_page("impact", lang="es", country="MEX", preset="remittance_tax_1")
    other = open_page("impact", lang="pt", country="BRA", preset="remittance_tax_5")
    titles = [app.title[0].value for app in (one, other)]
    one.run()
    other.run()
    assert [app.title[0].value for app in (one, other)] == titles
    assert titles[0].startswith("México")
    assert titles[1].startswith("Brasil")
    assert [app.session_state["lang"] for app in (one, other)] == ["es", "pt"]
    assert "," in titles[1].split("%")[0]
    other.selectbox(key="country").set_value("CUB").run()
    assert one.run().title[0].value == titles[0]


def test_the_language_of_the_link_wins_and_changes_at_once(open_page):
    app = open_page("overview", lang="pt")
    assert app.sidebar.selectbox(key="lang").value == "pt"
    app.sidebar.selectbox(key="lang").set_value("es").run()
    assert app.session_state["lang"] == "es"
    assert dict(app.query_params)["lang"] in ("es", ["es"])
    assert not app.exception


def test_countries_are_listed_by_name_in_the_readers_alphabet(open_page):
    app = open_page("overview", lang="es")
    options = app.sidebar.selectbox(key="country").options
    assert len(options) == 34
    plain = [sort_key(name) for name in options[1:]]
    assert plain == sorted(plain)


# Failures ------------------------------------------------------------------------------------------------------------


def clear_caches():
    """Forget everything that was computed from tables."""
    st.cache_resource.clear()
    st.cache_data.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith("dashboard"):
            for thing in list(vars(module).values()):
                if hasattr(thing, "cache_clear") and not isinstance(thing, type):
                    thing.cache_clear()


@pytest.fixture
def served(monkeypatch):
    """Pages fail as they do behind the server: with its error handler."""
    prepare = local_script_runner.LocalScriptRunner.__init__

    def with_handler(self, *arguments, **named):
        prepare(self, *arguments, **named)
        self._on_script_error = server.on_script_error

    monkeypatch.setattr(local_script_runner.LocalScriptRunner, "__init__", with_handler)


@pytest.fixture
def no_tables(monkeypatch, tmp_path):
    clear_caches()
    monkeypatch.setattr(tables, "TABLES", tmp_path)
    yield
    monkeypatch.undo()
    clear_caches()


@pytest.mark.usefixtures("served", "no_tables")
def test_a_missing_table_is_one_sentence_on_the_page():
    app = AppTest.from_file(str(MAIN), default_timeout=LONGEST_S)
    app.query_params["lang"] = "en"
    app.run()
    for entry in frame.built():
        if entry.id != "overview":
            go(app, entry)
        if entry.id in ("impact", "trade", "remittances"):  # these cannot do without
            assert app.error, entry.id
        shown = [error.value for error in app.error]
        assert not app.exception, entry.id
        assert len(shown) <= 1, (entry.id, shown)
        for sentence in shown:
            assert "is missing; restore it from the repository." in sentence
            assert "Traceback" not in sentence
            assert "\n" not in sentence
        assert len(app.sidebar.selectbox) == 2  # the way on


@pytest.mark.usefixtures("served")
def test_an_unforeseen_failure_is_one_sentence_without_its_cause(open_page, monkeypatch):
    def broken(*_arguments, **_named):
        raise RuntimeError("secret path /etc")

    monkeypatch.setattr(state, "largest_loss", broken)
    monkeypatch.setattr("dashboard.views.impact.headline", broken)
    app = open_page("impact")
    assert not app.exception
    assert len(app.error) == 1
    assert "secret" not in app.error[0].value
    assert "Traceback" not in app.error[0].value


def test_the_server_is_not_ready_when_a_table_is_broken(monkeypatch):
    monkeypatch.setattr(checks, "problems", lambda: [InputError("Table hubs: broken.")])
    assert state.warm() == ["Table hubs: broken."]
