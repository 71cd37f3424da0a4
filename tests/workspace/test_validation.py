"""The backtest and the comparisons: cells by hand, no look-ahead, and files that are what the code computes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.data import registry, tables
from dashboard.data.tables import Table, load_table
from dashboard.domain import InputError
from dashboard.model import tariffs
from dashboard.workspace import backtest, inputs, validation

pytestmark = pytest.mark.xdist_group("validation")  # all that follows from one run of the backtest, in one process


@pytest.fixture(scope="module")
def found():
    return validation.compute()


@pytest.mark.thorough
@pytest.mark.parametrize("table_id", validation.TABLE_IDS)
def test_the_files_are_what_the_code_computes(found, table_id):
    """After a change of model or data: `dashboard validate --write`, and say why in the commit."""
    stored = load_table(table_id).frame
    computed = found[table_id]
    assert list(stored.columns) == list(computed.columns)
    assert len(stored) == len(computed)
    for name in stored.columns:
        if pd.api.types.is_float_dtype(computed[name]):
            np.testing.assert_allclose(computed[name], stored[name], rtol=1e-3, atol=1e-3, err_msg=name)
        else:
            ours, kept = (frame[name].astype("string").fillna("") for frame in (computed, stored))
            assert list(ours) == list(kept), name


# Tariffs in force ----------------------------------------------------------------------------------------------------


def test_rates_of_a_month_are_weighted_by_days():
    # March 2025, Mexico: the emergency tariff starts on the 4th; published 0 before, then steps on 7 and 12 March.
    law = load_table("us_effective_rates").frame
    own = law[(law["iso3"] == "MEX") & (law["authority"] == "total")].set_index("date_from")["rate_pct"]
    days = pd.date_range("2025-03-01", "2025-03-31")
    expected = np.mean([own[own.index <= day].iloc[-1] for day in days])
    assert backtest.rate_of_month(pd.Timestamp(2025, 3, 1), "MEX") == pytest.approx(expected)


@pytest.mark.parametrize("month", ["2025-01", "2025-06", "2025-12", "2026-07"])
def test_tariffs_in_force_meet_the_published_averages(month):
    day = pd.Timestamp(f"{month}-01")
    market, schedule = inputs.market(), backtest.tariffs_in_force(day)
    for kind, rates in (("s232", schedule.s232), ("layers", schedule.layers)):
        average = tariffs.country_average(rates, market.value_usd_m, market.cell_supplier, len(market.suppliers))
        for iso3 in registry.lac33():
            published = backtest.rate_of_month(day, iso3, kind) / 100.0
            assert average[market.suppliers.index(iso3)] == pytest.approx(published, abs=1e-9), (iso3, kind)


@pytest.mark.thorough
def test_before_the_measures_nothing_is_predicted():
    run = backtest.predict()
    assert np.abs(run.by_country[:, 0]).max() < 1e-12
    assert np.abs(run.world[:, 0]).max() < 1e-12


@pytest.mark.thorough
def test_a_country_hit_harder_than_its_rivals_loses():
    run = backtest.predict()
    october = run.months.index(pd.Timestamp(2025, 10, 1))
    brazil = run.by_country[:, october, run.partners.index("BRA")]
    assert brazil[0] < run.world[0, october]
    assert (brazil[1:] < 0.0).mean() > 0.95


# Windows and benchmarks ----------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_colombia_by_hand():
    """Realised: sums of the monthly table, over those of the same months of 2024, relative to all partners."""
    frame = load_table("us_goods_trade_monthly").frame.set_index(["iso3", "month"])["us_imports_usd_m"]
    now = pd.date_range("2025-08-01", "2026-07-01", freq="MS")
    then = [month.replace(year=2024) for month in now]

    def growth(iso3: str) -> float:
        return sum(frame[iso3, m] for m in now) / sum(frame[iso3, m] for m in then)

    row = backtest.trade_outturns("newest_12_months", "all_partners").loc["COL"]
    assert row["realised_pct"] == pytest.approx(100.0 * (growth("COL") / growth("WORLD") - 1.0))
    assert row["imports_before_usd_m"] == pytest.approx(17_690.348)  # the calendar year 2024, published
    assert row["direction_right"] == int(np.sign(row["predicted_pct"]) == np.sign(row["realised_pct"]))
    assert row["p05_pct"] <= row["predicted_pct"] <= row["p95_pct"]


@pytest.mark.thorough
def test_small_states_and_cuba_are_listed_but_not_scored():
    frame = backtest.trade_outturns("all_months", "own_trend")
    assert len(frame) == 33
    left_out = set(frame.index[frame["scored"] == 0])
    assert left_out == {"ATG", "BLZ", "BRB", "CUB", "DMA", "GRD", "KNA", "LCA", "SUR", "VCT"}


@pytest.mark.thorough
def test_no_look_ahead(monkeypatch):
    """Outturns of 2025 and 2026 do not touch the predictions, whatever they are."""
    before = backtest.trade_outturns("newest_12_months", "own_trend")
    trade = load_table("us_goods_trade_monthly")
    changed = trade.frame.copy()
    changed.loc[changed["month"] >= backtest.FIRST_MONTH, "us_imports_usd_m"] *= 3.0
    other = Table(trade.spec, changed, trade.source_ids)
    monkeypatch.setattr(
        backtest, "load_table", lambda table_id: other if table_id == trade.spec.id else load_table(table_id)
    )
    after = backtest.trade_outturns("newest_12_months", "own_trend")
    for name in ("predicted_pct", "p05_pct", "p95_pct", "usual_swing_pct", "scored"):
        pd.testing.assert_series_equal(before[name], after[name])
    assert (after["realised_pct"] > before["realised_pct"]).any()


# Remittances, rates, published results -------------------------------------------------------------------------------


def test_removals_added_in_2025_by_hand():
    added = backtest.removals_2025()
    assert added.loc["MEX", "added_people"] == pytest.approx(111_000 * 1.2 - 87_298)
    assert added.loc["SLV", "added_people"] == pytest.approx(12 * 1_000 - 15_284)  # by destination


@pytest.mark.thorough
def test_mexico_2025_by_hand(found):
    row = found["validation_remittances"].query("iso3 == 'MEX' and period == '2025'").iloc[0]
    assert row["growth_pct"] == pytest.approx(100 * (62_471.7 / 65_016.8 - 1), abs=1e-3)
    assert row["realised_pct"] == pytest.approx(
        100 * ((1 + row["growth_pct"] / 100) / (1 + row["trend_pct"] / 100) - 1), abs=1e-2
    )
    assert row["scored"] == 1


def test_implied_ratio_of_one_row():
    rates = pd.DataFrame(
        {
            "iso3": ["BRA"],
            "month": [pd.Timestamp(2025, 9, 1)],
            "mfn_pct": [1.0],
            "s232_pct": [4.0],
            "layers_pct": [16.0],
            "collected_pct": [11.0],
        }
    )
    assert backtest.implied_ratio(rates) == pytest.approx(0.5)
    assert np.isnan(backtest.implied_ratio(rates.assign(layers_pct=0.0, s232_pct=0.0)))


@pytest.mark.thorough
def test_collected_rates_add_up(found):
    rates = found["validation_collected"]
    parts = rates["mfn_pct"] + rates["s232_pct"] + rates["layers_pct"]
    np.testing.assert_allclose(parts, rates["statutory_pct"], atol=0.02)
    assert (rates["model_pct"] <= rates["statutory_pct"] + 0.02).all()


@pytest.mark.thorough
def test_published_results_keep_their_sources_and_inputs_prove_nothing(found):
    rows = found["validation_published"]
    assert set(rows["source_id"]) <= set(registry.sources())
    inputs_ = rows[rows["role"] == "input"]
    assert len(inputs_)
    assert inputs_["inside"].isna().all()
    tax = rows[(rows["study"] == "cemla_2025") & (rows["areas"] == "MEX")].iloc[0]
    assert (tax["published_low"], tax["published_central"], tax["published_high"]) == (250, 272, 294)


@pytest.mark.thorough
def test_write_says_what_is_wrong(found, monkeypatch, tmp_path):
    blocked = tmp_path / "tables"
    (tmp_path / "validation").write_text("a file where the folder should be")
    monkeypatch.setattr(tables, "TABLES", blocked)
    with pytest.raises(InputError, match="cannot be written"):
        validation.write(found)
