"""The answer of the what-if page in words, from real runs with few draws."""

from __future__ import annotations

import pytest

from dashboard.data import scenarios
from dashboard.evidence.products import named
from dashboard.i18n import translator
from dashboard.views import impact as views
from dashboard.views.style import Look
from dashboard.workspace import estimate, products_hit

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
        ({"aid_cut": 0.05, "targets": ["HND"]}, "CHL", "Chile: an effect on GDP of less than 0.01%"),
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
