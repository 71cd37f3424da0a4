"""The start page's parts for the region and for each country."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33, sources
from dashboard.evidence import changes
from dashboard.evidence import overview as evidence
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import overview as views
from dashboard.views.style import Look
from dashboard.views.words import cited

T = translator("en")


@pytest.fixture(scope="module")
def found():
    return evidence.current()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iso3", [None, *lac33()])
def test_title_and_six_figures(found, language, iso3):
    t = translator(language)
    own = (evidence.encounters_of(iso3), evidence.removals_of(iso3)) if iso3 else (None, None)
    figures = views.figures(found, iso3, *own, t)
    assert len(figures) == 6
    for figure in figures:
        assert figure.metric.label
        assert figure.metric.value
        assert "nan" not in f"{figure.metric.value} {figure.metric.change} {figure.remark}".lower().split()
        assert figure.sources
        assert set(figure.sources) <= set(sources())
    title = views.title(found, iso3, t)
    assert iso3 is None or title.startswith(t.country(iso3))


def test_what_is_missing_is_said(found):
    figures = views.figures(found, "CUB", evidence.encounters_of("CUB"), evidence.removals_of("CUB"), T)
    assert figures[5].metric.value == "no data"
    unnamed = views.figures(found, "KNA", evidence.encounters_of("KNA"), evidence.removals_of("KNA"), T)
    assert unnamed[0].metric.value == "not published"


@pytest.mark.parametrize("channel", evidence.CHANNELS)
@pytest.mark.parametrize("iso3", [None, "MEX", "CUB", "KNA"])
def test_exposure_map(found, channel, iso3):
    shown = views.exposure_map(found.exposed[channel], iso3, T, Look())
    assert len(shown.table) == 33
    assert shown.headline
    assert shown.alt
    assert shown.sources
    if found.exposed[channel].missing:
        assert any(note.startswith("No data") for note in shown.notes)


def test_rankings_have_three_places_and_the_selected_country(found):
    for ranking in views.rankings(found, None, T):
        assert [row[0] for row in ranking.rows] == [1, 2, 3]
    for ranking in views.rankings(found, "CUB", T):
        assert ranking.rows[-1][1] == "Cuba"
        assert ranking.rows[-1][3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_can_be_shown(language):
    steps = evidence.events(None, 1000)
    for event in views.event_list(steps.past, translator(language)):
        assert event.date
        assert event.who
        assert event.what
        assert views.publishers(event.sources, T)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iso3", [None, "MEX", "KNA", "CUB", "VEN", "HTI"])
def test_contrasts_say_unit_and_period(found, language, iso3):
    t = translator(language)
    pairs = views.pairs(changes.contrasts(found, iso3), found, t)
    assert len(pairs) == 3
    for pair in pairs:
        assert pair.title
        assert pair.remark
        assert all(value and name for value, name in pair.sides)
        assert pair.sides[0] != pair.sides[1]
        assert set(pair.sources) <= set(sources())


def test_a_running_year_is_a_lower_bound(found):
    pair = views.pairs(changes.contrasts(found), found, T)[1]
    assert pair.sides[1][0] == "\u2265 +18%"
    assert "24 Sep 2025" in pair.remark


def test_a_rounded_zero_and_an_equal_rate_are_said_so():
    # July 2026: Census prints 0.0 million of imports from Cuba, and no month a year before to divide by.
    figures = [words for words, _ in views.new_figures(changes.changes("CUB"), T)]
    assert "US imports of its goods, Jul 2026: under US$ 0.05 million" in figures
    rate = views.rate_lines(changes.changes("MEX"), "MEX", T)[-1][0]
    assert rate == "Average US tariff on its goods: 7.4%, as on 5 Jul 2026"


def test_a_rate_that_needs_a_caveat_carries_it(found):
    def remark(iso3):
        return views.figures(found, iso3, evidence.encounters_of(iso3), evidence.removals_of(iso3), T)[3].remark

    assert remark("ARG").endswith(
        "Argentina: 4.2 points of the rate since 29 Sep 2026 rest on one pharmaceutical line and are uncertain."
    )
    assert remark("CUB").endswith("Cuba: under the embargo only art is recorded.")
    assert remark("BRA").endswith("not what was collected.")


def test_small_rates_and_shares_keep_a_figure(found):
    # In law since 29 September 2026 and on 1 January 2025: no rate is written 0.0%, and none is subtracted.
    tile = views.figures(found, "GRD", evidence.encounters_of("GRD"), evidence.removals_of("GRD"), T)[3]
    assert (tile.metric.value, tile.metric.change) == ("0.2%", "0.04% in January 2025")
    assert views.title(found, "GRD", T).startswith("Grenada: average US tariff 0.2%, after 0.04% in January 2025;")
    chile = views.figures(found, "CHL", evidence.encounters_of("CHL"), evidence.removals_of("CHL"), T)[5]
    assert chile.remark.endswith("Share of GDP: 0.03%.")


def test_our_own_tables_are_cited_in_the_readers_language():
    t = translator("es")
    own, other = sources()["corridor_tariff_calculation_2026_10"], sources()["census_country_2026_10"]
    assert cited(own, t).title == t(own.title)
    assert cited(own, t).publisher == t(own.publisher)
    assert cited(other, t) == other


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iso3", [None, "KNA", "CUB", "HTI"])
def test_what_changed_is_said_with_its_sources(language, iso3):
    t, changed = translator(language), changes.changes(iso3)
    lines = (*views.new_figures(changed, t), *views.rate_lines(changed, iso3, t))
    assert len(lines) >= 4
    assert all(words and cited and set(cited) <= set(sources()) for words, cited in lines)
    assert views.change_title(changed, iso3, t)
