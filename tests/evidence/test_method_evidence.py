"""What the method page reads from the registries, and its comparisons with figures."""

from __future__ import annotations

import pytest

from dashboard.data import registry
from dashboard.data.tables import load_table
from dashboard.evidence import method
from dashboard.evidence.remittances import dependence


def test_register_holds_everything():
    register = method.register()
    listed = {item.assumption.id for block in register.assumptions.values() for item in block}
    assert listed == set(registry.assumptions())
    assert {item.id for item in register.instruments} == set(registry.instruments())
    assert register.programmes == registry.programmes()
    assert register.assumption_count >= register.used_count > 0
    assert (register.draws, register.seed) == (1024, 2026)


def test_used_by_follows_the_channels():
    register = method.register()
    used = {item.assumption.id: item.used_by for block in register.assumptions.values() for item in block}
    assert used["sigma_sup"] == ("tariff", "sanctions")
    assert used["theta_repl"] == ("remittance",)


def test_amount_per_sender_by_hand():
    check = method.amounts_per_sender(
        load_table("remittances_received"), load_table("remittances_us_share"), load_table("migrants_by_status_group")
    )
    dep = dependence(load_table("remittances_received"), load_table("macro_annual"), load_table("remittances_us_share"))
    # El Salvador: 719,946 settled, 201,735 protected, 648,265 unauthorised; central shares 0.35, 0.55, 0.65 x 0.9.
    senders = 719_946 * 0.35 + 201_735 * 0.55 + 648_265 * 0.65 * 0.9
    assert check.frame.loc["SLV", "per_sender_usd"] == pytest.approx(
        1e6 * dep.frame.loc["SLV", "from_us_usd_m"] / senders
    )
    assert check.frame.loc["SLV", "plausible"]
    assert not check.frame.loc["NIC", "plausible"]
    assert check.frame.loc[["CUB", "SUR", "BHS", "VEN"], "per_sender_usd"].isna().all()
    assert set(check.sources) <= set(registry.sources())


def test_collected_rates_use_a_month_under_one_law():
    check = method.collected_rates(load_table("us_effective_rates"), load_table("us_collected_rate_monthly"))
    law = load_table("us_effective_rates").frame
    started = law[(law["authority"] == "total") & (law["date_from"].dt.date > check.month)]["date_from"]
    assert (started.dt.to_period("M").astype(str) != check.month.strftime("%Y-%m")).all()
    assert len(check.frame) == 33
    assert 0 < check.median_ratio < 1.2


def test_example_is_the_model_itself():
    example = method.example()
    assumed = {name: item.central for name, item in registry.assumptions().items()}
    behaviour = (assumed["sigma_sup"], assumed["eta_imp"], assumed["phi_pt"])
    assert example.exports_change_pct < 0 < example.rival_change_pct
    assert 0 < example.us_price_change_pct < 100 * example.tariff
    assert behaviour[0] > behaviour[1]


def test_sources_have_names():
    names = method.source_names(("corridor_judgement", "wdi_remittances_2024"))
    assert all(name for name, _ in names)
