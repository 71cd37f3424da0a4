"""The long-run views of the what-if page: opened by link, with ranges, for any country and in every language."""

from __future__ import annotations

import pytest

from dashboard import workspace
from dashboard.data import scenarios
from dashboard.i18n import LANGUAGES, translator
from dashboard.ui import state
from dashboard.views import long_run as views


def headlines(app) -> list[str]:
    assert not app.exception, [e.value for e in app.exception]
    return [entry.value.replace("\\", "") for entry in app.subheader]


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


def test_all_countries_together(open_page):
    for view, count in (("long_run", 4), ("models", 1)):
        assert len(headlines(open_page("impact", view=view))) == count
