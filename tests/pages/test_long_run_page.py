"""The long-run views of the what-if page: opened by link, with ranges, for any country and in every language."""

from __future__ import annotations

import pytest
from reading import plain

from dashboard import workspace
from dashboard.data import scenarios
from dashboard.i18n import LANGUAGES, translator
from dashboard.ui import state
from dashboard.views import long_run as views


def headlines(app) -> list[str]:
    assert not app.exception, [e.value for e in app.exception]
    return [plain(entry.value) for entry in app.header]


def test_the_long_run_arrives_by_link_with_its_range(open_page):
    app = open_page("impact", country="COL", view="long_run", preset="colombia_50", retaliation_pp="10")
    made = scenarios.with_pairs(scenarios.of_preset("colombia_50"), ["retaliation_pp=10"])
    run = workspace.long_run(made, draws=state.DRAWS)
    expected = views.detail(run, "COL", translator("en"))
    found = headlines(app)
    assert expected.headline in found
    assert any(text.startswith("Colombia:") and "United States" in text for text in found)
    assert app.session_state["retaliation_pp"] == 10
    notes = " ".join(caption.value for caption in app.caption)
    assert "by-products" in notes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", ["CUB", "VEN"])
def test_any_country_and_language(open_page, language, country):
    t = translator(language)
    for view in ("long_run", "models"):
        app = open_page("impact", lang=language, country=country, view=view)
        assert any(text.startswith(t.country(country)) for text in headlines(app))


@pytest.mark.thorough
@pytest.mark.parametrize("country", ["BRA", "CUB", "HTI", "KNA", "MEX", "VEN"])
def test_walk_through_both_views(open_page, country):
    """Countries with all data, with weak data, without a region of their own: one visitor, measures of three kinds."""
    t = translator("en")
    app = open_page(
        "impact", country=country, view="long_run", tariff_pp="25", remit_tax_pct="5", retaliation_pp="10", aid_cut="1"
    )
    for view, count in (("long_run", 3), ("models", 1)):
        app.session_state["view"] = view
        app.run()
        found = headlines(app)
        assert len(found) == count, (view, found)
        assert found[0].startswith(t.country(country))
        text = " ".join(part.value for part in (*app.caption, *app.markdown))
        assert "nan" not in text.lower().split()
    unknown = country in ("CUB", "VEN")  # no trade matrix row; no figure for the remittances
    assert (f"{t.country(country)}: no model has a number" in found) == unknown


def test_a_test_may_ask_for_fewer_draws(monkeypatch):
    made = scenarios.build({"tariff_pp": 3, "targets": ["COL"]})
    monkeypatch.setattr(state, "DRAWS", 64)
    assert state.finish(made).draws == 64
    assert state.finish_long_run(made).draws == 64
    assert state.finish(made, 128).draws == 128


def test_all_countries_together(open_page):
    for view, count in (("long_run", 4), ("models", 1)):
        assert len(headlines(open_page("impact", view=view))) == count
