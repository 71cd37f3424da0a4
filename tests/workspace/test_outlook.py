"""The outlook for US imports: windows without a shock, calibration, the effect inside it."""

import numpy as np
import pandas as pd
import pytest

from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.workspace import backtest, estimate, next_year, outlook

SCORES = load_table("validation_scores").frame
WINDOWS = ("newest_12_months", "all_months")


def stored(window):
    rows = SCORES[(SCORES["part"] == "outlook") & (SCORES["window"] == window)]
    return dict(zip(rows["statistic"], rows["value"], strict=True))


@pytest.mark.parametrize("shape", [outlook.NEXT_YEAR, *(outlook.shape_of(backtest.window_months(w)) for w in WINDOWS)])
def test_windows_touch_no_shock_and_nothing_since_2025(shape):
    years, changes = outlook.placebo_changes(shape)
    last = max(ahead for ahead, _ in shape)
    for base in years:
        touched = set(range(base, base + last + 1))
        assert not touched & {2018, 2019, 2020, 2021}
        assert max(touched) <= 2024
    assert len(years) >= 6
    assert changes.shape == (len(years), len(outlook.scored()))


def test_a_change_is_that_of_the_table():
    years, changes = outlook.placebo_changes(outlook.NEXT_YEAR)
    trade = load_table("us_goods_trade_monthly").frame
    by_year = trade.assign(year=trade["month"].dt.year).groupby(["iso3", "year"])["us_imports_usd_m"].sum()
    at, base = outlook.scored().index("MEX"), 2013
    own, world = (by_year[iso3, base + 1] / by_year[iso3, base] for iso3 in ("MEX", "WORLD"))
    assert changes[years.index(base), at] == pytest.approx(np.log(own / world))


@pytest.mark.parametrize("window", WINDOWS)
def test_what_the_outlook_promises_on_windows_without_a_shock(window):
    found = stored(window)
    assert 0.85 <= found["inside_90_placebo"] <= 0.95
    assert 0.42 <= found["inside_50_placebo"] <= 0.58
    assert found["crps_gain"] >= 0.05
    assert found["rank_correlation_if_right"] < 0.35


def test_nothing_is_fitted_to_the_period_of_the_tariffs(monkeypatch):
    """Outturns since 2025 made ten times as large: the swings stay as they are."""
    known = outlook.swings()
    table = load_table("us_goods_trade_monthly")
    frame = table.frame.copy()
    recent = frame["month"] >= pd.Timestamp(2025, 1, 1)
    frame.loc[recent, "us_imports_usd_m"] *= 10.0
    other = type(table)(**{**vars(table), "frame": frame})
    monkeypatch.setattr(outlook, "load_table", lambda name: other if name == table.spec.id else load_table(name))
    outlook.placebo_changes.cache_clear()
    try:
        _, changes = outlook.placebo_changes(outlook.NEXT_YEAR)
    finally:
        outlook.placebo_changes.cache_clear()
    np.testing.assert_array_equal(outlook.model.swings(changes, known.shrinkage), known.scale)


def test_the_effect_is_that_of_the_estimate_and_the_year_is_wider():
    made = scenarios.of_preset("mexico_canada_25")
    year = next_year(made)
    result = estimate(made, draws=256)
    assert [one.iso3 for one in year.countries][0] == "MEX"
    assert year.windows == len(outlook.swings().base_years)
    for one in year.countries:
        central = result.value("tariff", "exports_to_us_pct", one.iso3)
        assert one.effect[0] == pytest.approx(central.central, abs=1e-9)
        assert one.effect[1] == pytest.approx(central.p05, rel=0.02, abs=0.02)
        assert one.outlook[1] < one.effect[1]
        assert one.outlook[4] > one.effect[4]


def test_without_a_measure_the_outlook_is_the_swings_alone():
    year = next_year(scenarios.build({}))
    for one in year.countries:
        assert one.effect == (0.0,) * 5
        assert one.outlook[1] < 0.0 < one.outlook[4]
    assert set(one.iso3 for one in year.countries) < set(registry.lac33())
