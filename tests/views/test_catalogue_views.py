"""The catalogue and the method in words."""

from __future__ import annotations

import pytest

from dashboard.data import registry
from dashboard.data.tables import load_table
from dashboard.evidence import catalogue as catalogues
from dashboard.evidence import method
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import catalogue as views
from dashboard.views import method as method_views
from dashboard.views.style import Look

T = translator("en")


@pytest.fixture(scope="module")
def catalogue():
    return catalogues.catalogue()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_head_and_freshness(catalogue, lang):
    t = translator(lang)
    assert str(len(catalogue.entries)) in views.title(catalogue, t)
    assert all(metric.value for metric in views.metrics(catalogue, t))
    exhibit = views.freshness(catalogue, t, Look())
    assert exhibit.headline and exhibit.alt and exhibit.sources and len(exhibit.table)


def test_list_has_every_table_and_its_missing_countries(catalogue):
    assert list(views.listing(catalogue.entries, T)["Table"]) == [entry.title for entry in catalogue.entries]
    facts = dict(views.detail(catalogue.entry("remittances_received"), T).facts)
    assert facts["Countries"] == "32 of 33; missing: Cuba"
    assert dict(views.detail(catalogue.entry("mexico_remittances_monthly"), T).facts)["Countries"] == "1 of 33: Mexico"


def test_search_takes_all_words_without_accents(catalogue):
    found = views.filtered(catalogue.entries, views.ALL_SUBJECTS, "banco mexico", T)
    assert {entry.id for entry in found} >= {"mexico_remittances_monthly"}
    assert views.filtered(catalogue.entries, "geography", "", T) == [
        entry for entry in catalogue.entries if entry.subject == "geography"
    ]
    assert views.filtered(catalogue.entries, views.ALL_SUBJECTS, "no such words", T) == []


def test_every_subject_and_quality_has_words(catalogue):
    assert set(catalogue.subjects) <= set(views.SUBJECTS)
    assert {source.quality for source in registry.sources().values()} <= set(views.QUALITIES)


def test_facts_show_both_figures_and_the_reason():
    facts = catalogues.facts(load_table(catalogues.FACTS_TABLE))
    table = views.facts_table(facts, "agrees", {}, T)
    december = table[table["The article says"].str.contains("December 2023")].iloc[0]
    assert (december["Its figure"], december["Our figure"]) == ("249,741 encounters", "249,740 encounters")
    assert december["Why, and how to read it"]
    assert len(views.facts_brief(table).columns) == 3


def test_comparisons_mark_what_is_outside_and_missing():
    check = method.amounts_per_sender(
        load_table("remittances_received"), load_table("remittances_us_share"), load_table("migrants_by_status_group")
    )
    exhibit = method_views.sender_bars(check, "NIC", T, Look())
    assert "<b>Nicaragua *</b>" in exhibit.graphic.data[0].y
    assert "Cuba" in exhibit.notes[1]
    paid = method.collected_rates(load_table("us_effective_rates"), load_table("us_collected_rate_monthly"))
    assert method_views.collected_dots(paid, 0.85, T, Look()).headline


def test_formulas_are_balanced(catalogue):
    sections = method_views.sections(method.register(), catalogue, method.example(), method.source_names, T)
    formulas = [part.text for section in sections for part in section.parts if part.kind == "formula"]
    assert len(formulas) >= 10
    for formula in formulas:
        assert formula.count("{") == formula.count("}")
        assert formula.count(r"\left") == formula.count(r"\right")
    assert len({section.anchor for section in sections}) == len(sections)
