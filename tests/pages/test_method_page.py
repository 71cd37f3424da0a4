"""The method page holds every assumption, lever, programme and table, whatever the registries say."""

from __future__ import annotations

import pytest
from reading import plain

from dashboard.data import registry, tables
from dashboard.data.registry import lac33
from dashboard.i18n import translator
from dashboard.views import validation


def _text(app) -> str:
    frames = [" ".join(frame.value.astype(str).to_numpy().ravel()) for frame in app.table]
    return plain(" ".join((*(item.value for item in app.markdown), *frames)))


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
    assert f"**{t.number(item.central, digits)}**" in text
    if item.quality in ("judgement", "unverified"):
        assert {"judgement": "**our judgement**", "unverified": "**not verified**"}[item.quality] in text


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
    assert len(app.latex) >= 10
    assert any("not a forecast" in item.value for item in app.markdown)


@pytest.mark.parametrize("view", validation.VIEWS)
def test_how_far_to_trust_shows_one_comparison_at_a_time(open_page, view):
    app = open_page("method", country="BRA", trust_view=view)
    _check(app)
    assert any("the direction was right for" in item.value for item in app.subheader)
    assert len(app.get("plotly_chart")) == 2 + (view not in ("countries", "published"))


def test_a_broken_view_falls_back(open_page):
    app = open_page("method", trust_view="nonsense")
    _check(app)
    assert len(app.get("plotly_chart")) == 3
