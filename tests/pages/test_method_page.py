"""The method page holds every assumption, lever, programme and table, whatever the registries say."""

from __future__ import annotations

from html import unescape

import pytest
from reading import plain

from dashboard.data import registry, tables
from dashboard.data.registry import lac33
from dashboard.i18n import translator
from dashboard.views import validation


def _tables(app) -> str:
    return "".join(element.proto.body for element in app.get("html") if 'class="sentences"' in element.proto.body)


def _text(app) -> str:
    return plain(" ".join((*(item.value for item in app.markdown), unescape(_tables(app)))))


def _check(app) -> None:
    assert not app.exception, [e.value for e in app.exception]
    assert app.title[0].value
    assert any("Source" in caption.value for caption in app.caption)


@pytest.fixture(scope="module")
def text(open_page):
    app = open_page("method")
    _check(app)
    return _text(app)


@pytest.mark.parametrize("country", lac33()[::4])
def test_countries(open_page, country):
    _check(open_page("method", country=country))


@pytest.mark.parametrize("assumption_id", registry.assumptions())
def test_every_assumption_with_range_and_quality(text, assumption_id):
    item = registry.assumptions()[assumption_id]
    t = translator("en")
    assert item.description in text
    digits = len(f"{item.central:.10g}".partition(".")[2])
    assert f"<strong>{t.number(item.central, digits)}</strong>" in text
    if item.quality in ("judgement", "unverified"):
        marked = {"judgement": "our judgement", "unverified": "not verified"}[item.quality]
        assert f"<strong>{marked}</strong>" in text


@pytest.mark.parametrize("instrument_id", registry.instruments())
def test_every_lever(text, instrument_id):
    item = registry.instruments()[instrument_id]
    assert item.label in text
    assert item.help in text


def test_every_programme(text):
    for programme in registry.programmes():
        assert programme.authority in text
        assert programme.legal_status in text


@pytest.mark.parametrize("table_id", tables.specs())
def test_every_table(text, table_id):
    assert tables.specs()[table_id].title in text
    assert tables.specs()[table_id].concept in text


def test_formulas_and_limits_are_there(open_page):
    app = open_page("method")
    formulas = sum(item.value.count("\n$$\n\\begin{gathered}") for item in app.markdown)
    assert formulas + sum(item.value.startswith("$$\n\\begin{gathered}") for item in app.markdown) >= 10
    assert any("not a forecast" in item.value for item in app.markdown)


def test_tables_leave_no_markup_behind(open_page):
    written = _tables(open_page("method"))
    assert written.count("<a href=") > 30
    assert "**" not in written
    assert "](" not in written


@pytest.mark.parametrize("view", validation.VIEWS)
def test_how_far_to_trust_shows_one_comparison_at_a_time(open_page, view):
    app = open_page("method", country="BRA", trust_view=view)
    _check(app)
    assert any("the direction was right for" in item.value for item in app.subheader)
    assert len(app.get("plotly_chart")) == 1 + (view not in ("countries", "published"))


def test_a_broken_view_falls_back(open_page):
    app = open_page("method", trust_view="nonsense")
    _check(app)
    assert len(app.get("plotly_chart")) == 2
