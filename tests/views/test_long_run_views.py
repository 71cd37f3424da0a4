"""Long-run exhibits: complete in every language and for every country, ranges drawn, by-products named as such."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.data import scenarios
from dashboard.data.registry import lac33, sources
from dashboard.domain import Scenario
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import impact as impact_views
from dashboard.views import long_run as views
from dashboard.views.style import Look
from dashboard.workspace import long_run, structural

EN, LOOK = translator("en"), Look()
MADE = scenarios.build({"tariff_pp": 25, "targets": ["ALL"], "remit_tax_pct": 5, "retaliation_pp": 10, "aid_cut": 0.5})


@pytest.fixture(scope="module")
def run():
    return long_run(MADE, draws=64)


@pytest.fixture(scope="module")
def variants():
    return structural(MADE)


def _complete(exhibit) -> None:
    assert exhibit.headline
    assert exhibit.subtitle
    assert exhibit.alt
    assert exhibit.sources
    assert set(exhibit.sources) <= set(sources())
    assert exhibit.table.columns.is_unique
    assert set(exhibit.formats) <= set(exhibit.table.columns)
    for text in (exhibit.headline, exhibit.subtitle, *exhibit.notes):
        assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", [None, "MEX", "KNA", "CUB", "VEN"])
def test_exhibits_are_complete(run, variants, language, country):
    t = translator(language)
    _complete(views.income_map(run, t, LOOK))
    _complete(views.ranking(run, country, t, Look(dark=True)))
    _complete(views.detail(run, country, t))
    _complete(views.partners(run, country or views.hit_most(run), t, LOOK))
    _complete(views.models(variants, run, country, t, LOOK))


@pytest.mark.thorough
@pytest.mark.parametrize("iso3", lac33())
def test_every_country_has_its_exhibits(run, variants, iso3):
    for exhibit in (
        views.detail(run, iso3, EN),
        views.partners(run, iso3, EN, LOOK),
        views.models(variants, run, iso3, EN, LOOK),
    ):
        _complete(exhibit)
        assert EN.country(iso3) in exhibit.headline


def test_ranking_lists_all_with_ranges_and_no_zero_for_missing(run):
    exhibit = views.ranking(run, "MEX", EN, LOOK)
    bars = exhibit.graphic.data[0]
    assert len(bars.y) == 33
    assert list(bars.y)[0] in {
        EN.country(iso3) for iso3 in lac33() if run.value("real_income_pct", iso3).central is None
    }
    assert bars.x[list(bars.y).index("Cuba")] is None
    assert np.max(bars.error_x.array) > 0.0
    row = exhibit.table.set_index("Country").loc["Cuba"]
    assert row.isna()["Real income, %"]
    assert impact_views.FLAGS["not_in_matrix"] in row["Missing or weak"]


def test_the_headline_is_the_figure(run):
    value = run.value("real_income_pct", "MEX")
    exhibit = views.detail(run, "MEX", EN)
    assert EN.percent(value.central, 2, signed=True) in exhibit.headline
    assert EN.percent(value.p95, 2, signed=True) in exhibit.headline
    assert any("by-products" in note for note in exhibit.notes)
    rows = exhibit.screen.set_index("Result")["Central"]
    assert rows["Real income"] == EN.percent(value.central, 2, signed=True)
    of_us = run.value("real_income_pct", "USA").central
    assert rows["United States: real income"] == EN.percent(of_us, 2, signed=True)
    assert exhibit.table.set_index("Result")["Central"]["Real income"] == value.central  # downloads keep all digits


def test_what_is_outside_is_said(run):
    notes = " ".join(views.income_map(run, EN, LOOK).notes)
    assert "Not part of the long run: Aid." in notes
    assert "never add it" in notes
    assert "Cuba" in notes


def test_without_a_measure_nothing_is_claimed():
    run = long_run(Scenario())
    assert views.ranking(run, None, EN, LOOK).headline == "No measure that the long-run model knows, no effect"
    assert "0.00%" in views.detail(run, "COL", EN).headline
    assert len(views.partners(run, "COL", EN, LOOK).table) == 0


def test_a_country_without_a_result_has_no_destinations():
    """Venezuela is in the trade matrix, yet without remittances what removals do to it is not known."""
    shown = views.partners(long_run(scenarios.of_preset("removals_1m"), draws=0), "VEN", EN, LOOK)
    assert shown.headline == "Venezuela: no long-run result"
    assert len(shown.table) == 0


def test_models_are_told_apart_and_the_range_is_behind_them(run, variants):
    exhibit = views.models(variants, run, "MEX", EN, LOOK)
    marks = next(trace for trace in exhibit.graphic.data if trace.mode == "markers")
    assert len(marks.x) == len(variants) == 22
    assert set(marks.marker.symbol) == {"circle", "diamond", "square-open"}
    (band,) = exhibit.graphic.layout.shapes
    value = run.value("real_income_pct", "MEX")
    assert (band.x0, band.x1) == (value.p05, value.p95)
    assert exhibit.table["Real income, %"].min() == pytest.approx(min(v.value("MEX") for v in variants))
    of_sum = views.models(variants, run, None, EN, LOOK)
    assert "28 sectors, 17 regions" not in set(of_sum.table["Model"])
