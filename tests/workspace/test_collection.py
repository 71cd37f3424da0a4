"""What customs collects: the pooling by hand, the table as the code computes it, and where the shares enter."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.workspace import backtest, collection, inputs

STORED = load_table("collection_ratios").frame.set_index("iso3")


def test_pooling_by_hand():
    # Equal errors of 0.1, ratios 0.6 and 1.0: mean 0.8, Q = 8, one degree of freedom, C = 200 - 100: between**2 = 0.07.
    whole = collection.pool(np.array([0.6, 1.0]), np.array([0.1, 0.1]))
    assert whole.ratio == pytest.approx(0.8)
    assert whole.between == pytest.approx(0.07**0.5)
    assert whole.standard_error == pytest.approx((0.08 / 2) ** 0.5)
    alike = collection.pool(np.array([0.8, 0.8, 0.8]), np.array([0.1, 0.2, 0.3]))
    assert (alike.ratio, alike.between) == (pytest.approx(0.8), 0.0)
    weighted = collection.pool(np.array([0.8, 0.81]), np.array([0.1, 0.2]))  # no spread: by precision
    assert weighted.ratio == pytest.approx((0.8 * 100 + 0.81 * 25) / 125)


@pytest.mark.thorough
def test_the_table_and_the_register_are_what_the_code_computes():
    frame, whole, _ = collection.ratios()
    pd.testing.assert_frame_equal(
        collection.as_stored(frame).set_index("iso3"), STORED, check_dtype=False, check_exact=False, atol=2e-3
    )
    assumed = registry.assumptions()["rho_act"]
    assert assumed.central == pytest.approx(whole.ratio, abs=0.005)
    assert (assumed.low, assumed.high) == pytest.approx(collection.range_of(frame, whole), abs=0.01)


def test_mexico_is_the_published_rate_at_fixed_weights():
    """Charged at weights of 2024, less ordinary duty, over the programmes of the law; months as they come."""
    fixed = load_table("mexico_fixed_weight_rate").frame.set_index("month")["fixed_weight_rate_pct"]
    ratios = []
    for month in (pd.Timestamp(month) for months in collection.MONTHS.values() for month in months):
        law = backtest.rates_of_month(month).loc["MEX"]
        ratios.append((fixed[month] - law["mfn_pct"]) / (law["s232_pct"] + law["layers_pct"]))
    assert STORED["own_ratio"]["MEX"] == pytest.approx(np.mean(ratios), abs=1e-3)


def test_months_are_whole_months_of_one_programme():
    """No programme begins or ends in them, by the calendar."""
    steps = {step for p in registry.programmes() for step in (p.valid_from, p.valid_to) if step}
    for month in (pd.Timestamp(month) for months in collection.MONTHS.values() for month in months):
        inside = [step for step in steps if (step.year, step.month) == (month.year, month.month)]
        # Lists of Section 232 changed in April and June 2026, the country-wide programme did not.
        assert all(step in (date(2026, 4, 5), date(2026, 4, 6), date(2026, 6, 7), date(2026, 6, 8)) for step in inside)


def test_shrinkage_keeps_between_own_and_average():
    average = registry.assumptions()["rho_act"].central
    own = STORED.dropna(subset=["own_ratio"])
    low, high = np.minimum(own["own_ratio"], average), np.maximum(own["own_ratio"], average)
    assert ((own["ratio"] >= np.minimum(low, 1.0) - 0.01) & (own["ratio"] <= np.minimum(high, 1.0) + 0.01)).all()
    assert (STORED.loc[STORED["basis"] == "pooled", "ratio"] - average).abs().max() < 0.005
    assert len(own) >= 20


def test_the_share_falls_on_programmes_and_not_on_ordinary_duties():
    law, market = inputs.law(date(2026, 10, 10)), inputs.market()
    for iso3 in ("MEX", "BRA", "ATG"):
        cells = market.cell_supplier == market.suppliers.index(iso3)
        share = inputs.collected_share(iso3)
        collected = law.fixed + registry.assumptions()["rho_act"].central * law.charged
        expected = law.mfn + share * (law.s232 + law.layers)
        np.testing.assert_allclose(collected[cells], expected[cells], rtol=1e-12)


def test_the_share_scales_what_a_new_tariff_does():
    """In the central run a country that is charged half pays half of an announced tariff."""
    made = scenarios.build({"targets": ["CRI"], "tariff_pp": 1, "baseline_date": "2025-01-15", "energy_exempt": 0})
    given = inputs.tariff_inputs(made, date(2025, 1, 15))
    cells = given.market.cell_supplier == given.market.suppliers.index("CRI")
    rho = registry.assumptions()["rho_act"].central
    paid = rho * (given.after.charged - given.before.charged)[cells]
    announced = (given.after.layers - given.before.layers)[cells]
    np.testing.assert_allclose(paid, inputs.collected_share("CRI") * announced, rtol=1e-12)
