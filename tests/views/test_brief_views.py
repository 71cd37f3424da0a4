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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iso3", lac33())
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
@pytest.mark.parametrize("iso3", lac33())
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
    assert "cannot be estimated" in views.title(found, answers, T)


def test_threats_are_ranked_by_loss_and_missing_ones_last(answers):
    shown = views.threats(evidence.of("HND"), answers, T, Look())
    effects = shown.table["Effect on GDP, %"].dropna().tolist()
    assert effects == sorted(effects)
    assert len(shown.table) == 5
    last = views.threats(evidence.of("VEN"), answers, T, Look()).table.iloc[-1]
    assert last["Missing or weak"]


def test_comparison_has_one_column_a_country(answers):
    pair = ((evidence.of("MEX"), answers), (evidence.of("KNA"), answers))
    table = views.compared(pair, overview.current(), T)
    assert list(table.columns) == ["Figure", "Mexico", "St. Kitts and Nevis"]
    assert (table != "").all().all()
    assert set(views.compared_sources(pair, overview.current())) <= set(sources())


def test_all_sources_hold_those_of_every_part(answers):
    sections = _sections("MEX", T)
    found = evidence.of("MEX")
    exhibits = (views.flows(found, T, Look()), None)
    events = start.event_list(found.events.past, T)
    every = views.all_sources(sections, exhibits, events, answers, overview.current())
    for part in (*sections, *events, exhibits[0]):
        assert set(part.sources) <= set(every)
    assert len(every) == len(set(every))
