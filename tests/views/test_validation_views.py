"""Exhibits on trust: complete in every language, and saying what the tables say."""

from __future__ import annotations

import pytest

from dashboard.data.registry import sources
from dashboard.data.tables import load_table
from dashboard.evidence import validation as evidence
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import deviations
from dashboard.views import validation as views
from dashboard.views.style import Look

LOOK = Look()
FOUND = evidence.verdict({table_id: load_table(table_id) for table_id in evidence.VERDICT_TABLES})


def _exhibits(t):
    for window in views.WINDOWS:
        trade = evidence.trade(load_table("validation_trade"), load_table("validation_scores"), window)
        yield views.imports_scatter(trade, "BRA", t, LOOK)
        yield views.imports_scatter(trade, "CUB", t, Look(dark=True))
        yield views.imports_by_country(trade, t)
    yield views.remittance_dots(FOUND.remittances, t, LOOK)
    yield views.rate_dots(FOUND.rates, t, LOOK)
    yield views.published_table(FOUND.published, t)


@pytest.mark.parametrize("language", LANGUAGES)
def test_exhibits_are_complete(language):
    for exhibit in _exhibits(translator(language)):
        assert exhibit.headline
        assert exhibit.subtitle
        assert exhibit.alt
        assert set(exhibit.sources) <= set(sources())
        assert exhibit.table.columns.is_unique
        assert set(exhibit.formats) <= set(exhibit.table.columns)
        assert len(exhibit.table)


def test_verdict_counts_the_table():
    trade = FOUND.trade
    counted = trade.frame[trade.frame["scored"] == 1]
    assert len(trade.right) == counted["direction_right"].sum()
    assert trade.outlook is not None
    inside = round(trade.outlook.inside_90 * trade.outlook.count)
    text = views.verdict(trade, translator("en"))
    assert f"right for {len(trade.right)} of {len(counted)} countries" in text
    assert f"{inside} of {len(counted)} outturns" in text
    assert text in views.record(trade, translator("en"))


def test_misses_are_the_largest_errors():
    error = (FOUND.trade.counted["realised_pct"] - FOUND.trade.counted["predicted_pct"]).abs()
    assert error[FOUND.trade.misses(1)[0]] == error.max()


def test_every_country_is_listed_and_bad_results_are_not_hidden():
    t = translator("en")
    table = views.imports_by_country(FOUND.trade, t).table
    assert len(table) == 33
    assert set(table[t("Direction")]) >= {t("wrong"), t("not scored")}


def test_published_inputs_are_told_apart():
    t = translator("en")
    table = views.published_table(FOUND.published, t).table
    assert list(table[t("Inside our range")]).count(t("taken from the study")) == 10  # nine are CEMLA's
    assert len(table) == len(load_table("validation_published").frame)


def test_every_name_has_words():
    rows = load_table("validation_published").frame
    assert set(rows["study"]) <= set(views.STUDIES)
    assert set(rows["quantity"]) <= set(views.QUANTITIES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_deviations_have_headings_with_content(language):
    for title, items in deviations.groups(translator(language)):
        assert title
        assert all(item.startswith("**") for item in items)
