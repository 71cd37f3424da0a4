"""Contrasts and the last 90 days of data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.data.registry import lac33, sources
from dashboard.evidence import changes, overview

FAMILIES = ["countries", "counts", "time"]


@pytest.fixture(scope="module")
def found():
    return overview.current()


@pytest.mark.parametrize("iso3", [None, *lac33()])
def test_one_contrast_of_each_family(found, iso3):
    contrasts = changes.contrasts(found, iso3)
    assert [contrast.family for contrast in contrasts] == FAMILIES
    for contrast in contrasts:
        assert contrast.ratio > 1
        assert contrast.sources
        assert set(contrast.sources) <= set(sources())


def test_between_countries_is_the_widest_of_all_channels(found):
    contrast = changes.contrasts(found)[0]
    ratios = []
    for exposed in found.exposed.values():
        known = exposed.values.dropna()
        ratios.append(known.max() / known[known > 0].min())
    assert contrast.ratio == pytest.approx(max(ratios))


def test_encounters_and_removals_of_one_fiscal_year(found):
    contrast = changes.contrasts(found)[1]
    # Encounters 691,906 after 2,901,142; removals 319,980 by 24 September 2025 after 271,484 in all of 2024.
    assert (contrast.first_of, contrast.second_of) == (2025, 2024)
    assert contrast.first == pytest.approx((691_906 / 2_901_142 - 1) * 100)
    assert contrast.second == pytest.approx((319_980 / 271_484 - 1) * 100)
    assert contrast.through == date(2025, 9, 24)


def test_then_and_now(found):
    contrast = changes.contrasts(found)[2]
    assert (contrast.topic, contrast.first, contrast.second) == ("darien", 81_946, 73)
    assert contrast.ratio == pytest.approx(81_946 / 73)


def test_the_last_ninety_days():
    changed = changes.changes()
    assert changed.end - changed.start == timedelta(days=89)
    assert {programme.id for _, programme in changed.started} == {"s301_brazil", "s301_forced_labour"}
    assert [(day, programme.id) for day, programme in changed.ended] == [(date(2026, 7, 24), "s122")]
    assert changed.higher + changed.lower <= 33
    assert {figure.series for figure in changed.figures} == {"southwest", "imports", "mexico_remittances"}
    assert changed.steps.frame["date"].min().date() >= changed.start


def test_a_country_has_its_own_rate_and_figures():
    changed = changes.changes("HTI")
    assert changed.rate_before_pct > 9
    assert changed.rate_pct < 1
    assert {figure.series for figure in changed.figures} == {"encounters", "own_imports"}
    assert changes.changes("KNA").figures[0].series == "southwest"
