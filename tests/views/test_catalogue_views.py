"""The catalogue and the method in words."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.data import registry
from dashboard.data.tables import load_table, specs
from dashboard.evidence import catalogue as catalogues
from dashboard.evidence import method, validation
from dashboard.i18n import LANGUAGES, translator
from dashboard.ui.catalogue import fact_pages
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
    titles = {spec.id: spec.title for spec in specs().values()}
    table = views.facts_table(facts, "agrees", titles, {"encounters_totals": "Encounters and removals"}, T)
    december = table[table["The article says"].str.contains("December 2023")].iloc[0]
    assert (december["Its figure"], december["Our figure"]) == ("249,741 encounters", "249,740 encounters")
    assert december["Why, and how to read it"]
    assert december["Our table"].endswith("(page: Encounters and removals)")
    assert len(views.facts_brief(table).columns) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_listed_once_and_shown_somewhere_or_explained(language):
    t = translator(language)
    facts = catalogues.facts(load_table(catalogues.FACTS_TABLE))
    titles = {spec.id: spec.title for spec in specs().values()}
    pages = fact_pages()
    assert set(catalogues.FACT_PAGES) == set(pages)  # every page named there is in the menu
    listed = pd.concat([views.facts_table(facts, check, titles, pages, t) for check in catalogues.CHECKS])
    assert sorted(listed.iloc[:, 0]) == sorted(t(statement) for statement in facts.frame["statement"])
    assert len(listed) == 101
    for row, fact in zip(listed.itertuples(index=False), _in_order(facts), strict=True):
        said, _, ours, why, table = row
        assert said == t(fact["statement"])
        if fact["check"] == "not_covered":
            assert not table
            assert why, f"{fact['fact_id']}: why is it not shown?"
        else:
            assert table, f"{fact['fact_id']}: where is it shown?"
        if fact["check"] == "differs":
            assert why, f"{fact['fact_id']}: why does it differ?"
        assert bool(ours) == pd.notna(fact["our_value"])


def _in_order(facts):
    parts = [facts.frame[facts.frame["check"] == check] for check in catalogues.CHECKS]
    return pd.concat(parts).to_dict("records")


def test_differences_with_primary_sources_are_explained():
    notes = load_table(catalogues.FACTS_TABLE).frame.set_index("fact_id")["difference_note"]
    assert "26 January 2025" in notes["fact_001"]  # the Colombia stand-off
    assert "18 of the 33 states" in notes["fact_052"]  # the signatories of the Declaration
    stance = load_table("country_stance").frame
    signed = stance[(stance["indicator"] == "la_declaration_signatory") & (stance["value"] == "yes")]
    assert len(signed) == 18
    events = load_table("events").frame.set_index("event_id")
    assert str(events.at["ev064", "date"].date()) == str(events.at["ev066", "date"].date()) == "2025-01-26"


def test_comparisons_mark_what_is_outside_and_missing():
    check = method.amounts_per_sender(
        load_table("remittances_received"), load_table("remittances_us_share"), load_table("migrants_by_status_group")
    )
    exhibit = method_views.sender_bars(check, "NIC", T, Look())
    assert [row.label for row in exhibit.graphic.rows if row.strong] == ["Nicaragua *"]
    assert "Cuba" in exhibit.notes[1]
    paid = method.collected_rates(load_table("us_effective_rates"), load_table("us_collected_rate_monthly"))
    assert method_views.collected_dots(paid, 0.85, T, Look()).headline


def test_formulas_are_balanced(catalogue):
    verdict = validation.verdict({name: load_table(name) for name in validation.VERDICT_TABLES})
    sections = method_views.sections(method.register(), catalogue, method.example(), verdict, method.source_names, T)
    formulas = [part.text for section in sections for part in section.parts if part.kind == "formula"]
    assert len(formulas) >= 10
    for formula in formulas:
        assert formula.count("{") == formula.count("}")
        assert formula.count(r"\left") == formula.count(r"\right")
    assert len({section.anchor for section in sections}) == len(sections)
