"""The answer of the what-if page in words, from real runs with few draws."""

from __future__ import annotations

import pytest

from dashboard.data import scenarios
from dashboard.evidence.products import named
from dashboard.i18n import translator
from dashboard.views import combination
from dashboard.views import impact as views
from dashboard.views.style import Look
from dashboard.workspace import estimate, products_hit, swings, waterfall

T, LOOK = translator("en"), Look()


@pytest.mark.parametrize(
    ("settings", "iso3", "pattern"),
    [
        ({"tariff_pp": 10}, "HND", "Honduras: a loss of {size} of GDP ({small} to {large})"),
        ({"tour_switch": 0.5}, "BHS", "Bahamas: a gain of {size} of GDP ({small} to {large})"),
        (
            {"removals_k": 700},
            "HND",
            "Honduras: between a loss of {loss} and a gain of {gain} of GDP, central value {central}",
        ),
        ({"aid_cut": 0.05, "targets": ["HND"]}, "CHL", "Chile: no effect, the scenario does not touch it"),
        ({"aid_cut": 0.0005, "targets": ["HND"]}, "HND", "Honduras: an effect on GDP of less than 0.01%"),
        ({"removals_k": 100}, "COL", "Colombia: almost no effect on GDP ({low} to {high})"),
    ],
)
def test_a_loss_is_called_a_loss(settings, iso3, pattern):
    result = estimate(scenarios.build(settings), draws=64)
    impact = result.value("total", "gdp_pct", iso3)
    small, large = sorted((abs(impact.p05), abs(impact.p95)))
    expected = pattern.format(
        size=T.percent(abs(impact.central), 2),
        small=T.percent(small, 2),
        large=T.percent(large, 2),
        loss=T.percent(-impact.p05, 2),
        gain=T.percent(impact.p95, 2),
        central=T.percent(impact.central, 2, signed=True),
        low=T.percent(impact.p05, 2, signed=True),
        high=T.percent(impact.p95, 2, signed=True),
    )
    assert views.headline(result, iso3, T) == expected


def test_products_have_the_names_of_their_headings():
    made = scenarios.build({"tariff_pp": 10})
    hits = products_hit(made, "HND")
    shown = views.products(
        hits, estimate(made, draws=64), "HND", {hit.heading: named(hit.heading) for hit in hits}, T, LOOK
    )
    assert list(shown.table["Product"]) == [named(hit.heading) for hit in hits]
    assert len(set(shown.table["Product"])) > len({hit.heading[:2] for hit in hits})
    assert "Sweaters, US$ " in shown.headline


def test_bars_of_all_channels_are_paler_than_their_whiskers():
    for look in (Look(), Look(dark=True)):
        assert look.bar("total") not in (look.channel("total"), look.ink)
        assert look.bar("tariff") == look.channel("tariff")


@pytest.mark.parametrize(
    ("settings", "pattern"),
    [
        ({"tariff_pp": 10}, "Nicaragua: the largest loss, {size} of GDP ({near} to {far})"),
        ({"removals_k": 729}, "Honduras: the largest loss, {central} of GDP ({low} to {high})"),
        ({"visa_months": 12, "targets": ["COL"]}, "Effect on GDP by country"),  # less than 0.01 %
        ({}, "Effect on GDP by country"),
    ],
)
def test_the_map_says_a_loss_once_and_with_its_range(settings, pattern):
    """Without a minus where all of the range is a loss; with signs where it holds a gain."""
    result = estimate(scenarios.build(settings), draws=64)
    title = views.gdp_map(result, T, LOOK).headline
    worst = next((i for i in result.impacts if i.metric == "gdp_pct" and title.startswith(T.country(i.iso3))), None)
    words = {}
    if worst:
        words = {"size": -worst.central, "near": -worst.p95, "far": -worst.p05}
        words = {name: T.percent(value, 2) for name, value in words.items()}
        signed = {"central": worst.central, "low": worst.p05, "high": worst.p95}
        words |= {name: T.percent(value, 2, signed=True) for name, value in signed.items()}
    assert title == pattern.format(**words)


@pytest.mark.parametrize(
    ("effects", "words"),
    [
        ((-0.2, -0.005, -0.004, 0.0), "2 countries lose at least a hundredth of a per cent of GDP"),
        ((-0.2, 0.3, 0.1), "1 of 3 countries loses at least a hundredth of a per cent of GDP; gains of that size: 2"),
        ((0.3, -0.004), "1 country gains at least a hundredth of a per cent of GDP, none loses as much"),
        ((0.004, -0.004), "No country loses or gains a hundredth of a per cent of GDP"),
    ],
)
def test_the_ranking_counts_gains_too(effects, words):
    assert views._losing_and_gaining(effects, T) == words


def test_what_a_scenario_does_not_touch_is_not_pinned_on_a_country():
    result = estimate(scenarios.build({"aid_cut": 0.9, "targets": ["HND"]}), draws=64)
    assert (
        views.products((), result, "ARG", {}, T, LOOK).headline == "No tariff in this scenario, so no product changes"
    )
    assert views.path(result, "CHL", T, LOOK).headline == "Chile: less than 0.01% of GDP in every quarter"
    assert views.path(result, "HND", T, LOOK).headline.startswith("Honduras: from ")


def test_the_embargo_is_not_called_a_lack_of_data():
    words = views.explanation(estimate(scenarios.build({"tariff_pp": 10}), draws=64), None, T)
    assert "Not applicable (embargo) and in no sum: Cuba." in words
    assert "lack of data" not in words


def test_a_country_without_an_estimate_is_not_called_certain():
    made = scenarios.build({"tariff_pp": 10})
    result = estimate(made, draws=64)
    for shown in (
        combination.tornado(swings(made, "CUB"), result, "CUB", T, LOOK),
        views.drivers(result, "CUB", T, LOOK),
    ):
        assert shown.headline == "Cuba: the effect on GDP cannot be estimated"
        assert shown.graphic is None


def test_one_instrument_is_one_bar_and_needs_no_word_on_the_others():
    made = scenarios.build({"aid_cut": 0.9})
    shown = combination.channels(waterfall(made, draws=64), estimate(made, draws=64), "HND", T, LOOK)
    assert list(shown.table["Part"]) == ["Cut of US aid"]
    assert not shown.notes


def test_a_small_effect_is_moved_by_no_assumption_alone():
    made = scenarios.of_preset("colombia_visas")
    shown = combination.tornado(swings(made, "ALL"), estimate(made, draws=64), None, T, LOOK)
    assert shown.headline == (
        "All 33 countries: no assumption alone moves the effect by a hundredth of a per cent of GDP"
    )


def test_the_table_of_results_is_rounded_on_screen_and_whole_in_the_download():
    result = estimate(scenarios.build({"tariff_pp": 10}), draws=64)
    shown = views.details(result, None, T)
    exports = result.value("tariff", "exports_to_us_usd_m", "ALL")
    first = shown.table.iloc[0]
    assert (first["Central"], first["5%"], first["95%"]) == (exports.central, exports.p05, exports.p95)
    within = (exports.p05, exports.p95)
    on_screen = shown.screen.iloc[0]
    assert on_screen["Central"] == T.compact(exports.central, signed=True, within=within) != T.number(exports.central)
    names = list(shown.table["Result"])
    assert [name.startswith("of which") for name in names[:5]] == [False, True, True, True, False]


def test_under_the_embargo_no_product_is_named():
    made = scenarios.build({"tariff_pp": 10})
    hits = products_hit(made, "CUB")
    assert hits  # a few paintings
    names = {hit.heading: named(hit.heading) for hit in hits}
    shown = views.products(hits, estimate(made, draws=64), "CUB", names, T, LOOK)
    assert shown.headline == "Cuba: the embargo leaves no trade to threaten, so a tariff does not apply"
    assert shown.table.empty
    assert shown.graphic is None
