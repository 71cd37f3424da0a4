"""Each line of each brief has words, a date and a source, in every language; charts or a reason for none."""

from __future__ import annotations

import re

import pytest

from dashboard.data import scenarios
from dashboard.data.registry import lac33, sources
from dashboard.evidence import brief as evidence
from dashboard.evidence import overview
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import brief as views
from dashboard.views import overview as start
from dashboard.views.style import Look
from dashboard.workspace import estimate

T = translator("en")
QUICK = ("MEX", "KNA", "CUB")
EVERY = [pytest.param(iso3, marks=() if iso3 in QUICK else pytest.mark.thorough) for iso3 in lac33()]


@pytest.fixture(scope="module")
def shared():
    """The threats for all countries at once, central runs: words do not depend on draws."""
    return {threat.id: estimate(scenarios.build(dict(threat.settings)), draws=0) for threat in evidence.threats()}


@pytest.fixture(scope="module")
def answers(shared):
    return tuple((threat, shared[threat.id]) for threat in evidence.threats())


def _sections(iso3, t):
    found = evidence.of(iso3)
    return (
        views.demanded(found, t),
        views.people(found, t),
        views.dependence(found, overview.current(), t),
        views.together(found, str.upper, t),
    )


@pytest.mark.thorough
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iso3", EVERY)
def test_every_fact_has_words_a_date_and_registered_sources(iso3, language):
    known = set(sources())
    for section in _sections(iso3, translator(language)):
        assert section.lines or section.missing, "no empty part"
        for line in section.lines:
            assert line.fact.label, line
            assert line.fact.text, line
            assert re.search(r"\d{4}", line.as_of) or line.as_of == translator(language)("no date published"), line
            assert line.sources, line
            assert set(line.sources) <= known
            words = "|".join((line.fact.label, line.fact.text, line.fact.remark, line.as_of))
            assert not re.search(r"\bnan\b|\bNaT\b|None\b|<NA>|\.\.|  |\{", words), words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iso3", EVERY)
def test_figures_and_steps_have_a_year_and_registered_sources(iso3, language):
    t, found, known = translator(language), evidence.of(iso3), set(sources())
    tiles = start.figures(overview.current(), iso3, found.reading, found.removals, t)
    for tile in tiles:
        metric = tile.metric
        if metric.value != t("not published"):
            assert re.search(r"20\d\d", f"{metric.label} {metric.change} {tile.remark}"), tile
    steps = start.event_list(found.events.past, t)
    assert steps
    for step in steps:
        assert re.search(r"20\d\d", step.date), step
    for item in (*tiles, *steps):
        assert item.sources, item
        assert set(item.sources) <= known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iso3", EVERY)
def test_title_charts_and_gaps(iso3, language, answers):
    t = translator(language)
    found = evidence.of(iso3)
    assert views.title(found, answers, t).startswith(t.country(iso3))
    charts = (
        views.flows(found, t, Look()),
        views.chapters(found, t, Look()),
        views.threats(found, answers, t, Look(True)),
        views.partners(found, t, Look()),
    )
    for chart in charts:
        if chart is not None:
            assert chart.headline.startswith(t.country(iso3))
            assert chart.alt
            assert chart.subtitle
            assert len(chart.table)
            assert set(chart.sources) <= set(sources())
    gaps = views.uncertain(found, answers, _sections(iso3, t), t)
    assert len(gaps) >= 2
    assert all(gap.endswith(".") for gap in gaps)


def test_without_an_estimate_the_reasons_stand_in_place(answers):
    found = evidence.of("CUB")
    assert views.threats(found, answers, T, Look()) is None
    assert "embargo" in views.no_estimate(found, answers, T)
    title = views.title(found, answers, T)
    assert "embargo" in title
    assert "cannot be estimated" in title


def test_title_gives_the_range_and_its_lead_counts_only_what_was_estimated(answers):
    found = evidence.of("VEN")
    threat, _ = answers[0]
    drawn = ((threat, estimate(scenarios.build({**threat.settings, "targets": ["VEN"]}), draws=64)), *answers[1:])
    title = views.title(found, drawn, T)
    assert "costliest threat: tariff of 25%" in title
    assert "2 threats estimated." in views.lead(found, drawn, T)
    assert views.lead(found, drawn, T).startswith("Nationals of other countries: ")
    row = views.threats(found, drawn, T, Look()).table.iloc[0]
    low, high = (T.percent(row[end], 2, signed=True) for end in ("5%", "95%"))
    assert title.endswith(f"({low} to {high})")


def test_an_answer_is_not_said_twice():
    lines = views.demanded(evidence.of("URY"), T).lines
    assert [line.fact.text for line in lines[:2]] == ["No refusal found, no recent document", "No document found"]
    assert [line.fact.remark for line in lines[:2]] == ["", "This is not a refusal."]


def test_two_averages_of_one_tariff_are_explained():
    different = views.chapters(evidence.of("ARG"), T, Look())
    assert any(note == "The other average, that of part 1: 13.6%." for note in different.notes)
    same = views.chapters(evidence.of("DOM"), T, Look())  # 10.8% by both
    assert not any("part 1" in note for note in same.notes)


def test_members_stand_in_the_order_of_the_alphabet():
    section = views.together(evidence.of("HTI"), str.upper, translator("pt"))
    names = next(line.fact.text for line in section.lines if line.fact.label.startswith("CARICOM"))
    assert names.index("São Vicente") < names.index("Suriname") < names.index("Trinidad")


def test_a_modelled_share_of_remittances_is_a_lower_bound():
    def share(iso3):
        lines = views.dependence(evidence.of(iso3), overview.current(), T).lines
        return next(line.fact.text for line in lines if line.fact.label == "Remittances from the US, share of all")

    assert [share(iso3) for iso3 in ("BOL", "MEX")] == ["at least 12%", "97%"]


def test_a_quarter_more_removals_says_of_how_many(answers):
    note = views.threats(evidence.of("MEX"), answers, T, Look()).notes[-1]
    assert note == (
        "A quarter more removals: 68,000 more a year from all countries, in round thousands; shared as in the records, "
        "from this country 21,942 people."
    )


def test_members_beyond_the_region_are_named():
    lines = views.together(evidence.of("HND"), str.upper, T).lines
    remarks = {line.fact.label.split(",")[0]: line.fact.remark for line in lines}
    assert remarks["CAFTA_DR"].endswith("Not counted: United States.")
    assert remarks["SICA"].endswith("Derived.")


def test_threats_are_ranked_by_loss_and_missing_ones_last(answers):
    shown = views.threats(evidence.of("HND"), answers, T, Look())
    effects = shown.table["Effect on GDP, %"].dropna().tolist()
    assert effects == sorted(effects)
    assert len(shown.table) == 5
    last = views.threats(evidence.of("VEN"), answers, T, Look()).table.iloc[-1]
    assert last["Missing or weak"]


def test_small_effects_are_told_apart_from_none(answers):
    t = translator("es")
    table = views.compared(((evidence.of("BRA"), answers), (evidence.of("KNA"), answers)), overview.current(), t)
    effects = " ".join(table.iloc[-len(answers) :, 1:].to_numpy().ravel())
    assert t("almost 0%") in effects
    assert "0.00%" not in effects


def test_comparison_has_one_column_a_country(answers):
    pair = ((evidence.of("MEX"), answers), (evidence.of("KNA"), answers))
    table = views.compared(pair, overview.current(), T)
    assert list(table.columns) == ["Figure", "Mexico", "St. Kitts and Nevis"]
    assert (table != "").all().all()
    for label, *values in table.iloc[: -len(answers)].itertuples(index=False):
        assert all(re.search(r"20\d\d", f"{label} {value}") or value == "not published" for value in values), label
    assert set(views.compared_sources(pair, overview.current())) <= set(sources())


def test_all_sources_hold_those_of_every_part(answers):
    sections = _sections("MEX", T)
    found = evidence.of("MEX")
    exhibits = (views.flows(found, T, Look()), None)
    dated = (
        *start.figures(overview.current(), "MEX", found.reading, found.removals, T),
        *start.event_list(found.events.past, T),
    )
    every = views.all_sources(sections, exhibits, dated, answers, overview.current())
    for part in (*sections, *dated, exhibits[0]):
        assert set(part.sources) <= set(every)
    assert len(every) == len(set(every))
