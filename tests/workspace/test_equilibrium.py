"""The long run on our data: zero is zero, markets clear, identities and directions hold, few solves stand for many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dashboard.data import registry, scenarios
from dashboard.domain import ALL_COUNTRIES, InputError, Scenario
from dashboard.model import tariffs
from dashboard.workspace import LongRun, equilibrium, estimate, impacts, inputs, long_run
from dashboard.workspace.equilibrium import MODELS, World, solve_world, us_tariffs, world

RHO = 0.85
EPS = 4.0
ALL_SHOCKS = {"tariff_pp": 20, "removals_k": 500, "remit_tax_pct": 5, "retaliation_pp": 10, "targets": ["ALL"]}


def scenario(**settings) -> Scenario:
    return scenarios.build(settings)


def central(run: LongRun, metric: str, area: str) -> float:
    value = run.value(metric, area).central
    assert value is not None
    return value


def solved(around: World, made: Scenario, **shock):
    law = us_tariffs(around, made)
    return solve_world(
        around,
        us_tariff_before=law.before(RHO),
        us_tariff_after=law.after(RHO),
        **{"elasticity": EPS, **shock},
    )


# Worlds --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_worlds_are_complete(model):
    around = world(model)
    size = len(around.regions)
    assert around.trade.shape == around.tariff.shape == (len(around.sectors), size, size)
    assert (around.trade >= 0.0).all()
    assert (around.trade.sum(axis=0).diagonal() > 0.0).all()
    assert set(around.flags) == set(registry.lac33())


def test_two_sectors_keep_the_gdp_and_the_trade_of_the_data():
    around, coarse = world("two_sector"), world("one_sector")
    added = (around.value_added_share[:, None] * around.trade.sum(axis=2)).sum(axis=0)
    assert added == pytest.approx(coarse.trade[0].sum(axis=1), rel=1e-12)  # its rows sum to GDP
    abroad = ~np.eye(len(around.regions), dtype=bool)
    assert (around.trade[0][abroad] == coarse.trade[0][abroad]).all()
    assert (around.trade[1][abroad] == 0.0).all()


def test_goods_output_is_value_added_over_its_share():
    """Mexico 2023: goods 35.5 % of a GDP of 1,798,318, over 0.33."""
    around = world("two_sector")
    mexico = around.index("MEX")
    assert around.trade[0, mexico].sum() == pytest.approx(0.355 * 1_798_318.0 / 0.33, rel=1e-4)


def test_sales_at_home_have_a_floor_that_is_flagged():
    """With nothing but value added in output, some countries export more goods than they make."""
    low, usual = world("two_sector", 1.0, 1.0), world("two_sector")
    bound = {iso3 for iso3, flags in low.flags.items() if "home_sales_floor" in flags}
    assert {"NIC", "TTO"} <= bound
    for iso3 in bound:
        i = low.index(iso3)
        exports = low.trade[0, i].sum() - low.trade[0, i, i]
        assert low.trade[0, i, i] == pytest.approx(0.05 * exports)
    assert not any("home_sales_floor" in flags for flags in usual.flags.values())


def test_venezuela_stands_on_a_share_that_is_not_its_own():
    flags = world("two_sector").flags
    assert "no_goods_share" in flags["VEN"]
    assert "weak_gdp" in flags["VEN"]
    assert [iso3 for iso3 in flags if "no_goods_share" in flags[iso3]] == ["VEN"]


def test_tariffs_of_the_us_are_the_averages_of_the_law():
    """Two ways to the average: ours, and that of the tariff module on all suppliers."""
    made = scenarios.of_preset("all_10")
    law = inputs.law(scenarios.baseline_day(made))
    market = inputs.market()
    expected = tariffs.country_average(
        tariffs.rate(law, RHO), market.value_usd_m, market.cell_supplier, len(market.suppliers)
    )
    around = world("two_sector")
    found = us_tariffs(around, made).before(RHO)
    for supplier in (*(iso3 for iso3 in registry.lac33() if iso3 != "CUB"), "CAN", "CHN"):
        assert found[0, around.index(supplier)] == pytest.approx(expected[market.suppliers.index(supplier)], abs=1e-12)
    assert found[0, around.index("USA")] == 0.0


def test_sectors_average_to_the_country():
    """Weighted with trade, the tariffs by sector are those of all goods, but for electricity, a service there."""
    made = scenario(tariff_pp=25, targets=["COL", "MEX"], energy_exempt=1)
    fine, coarse = world("many_sectors"), world("two_sector")
    by_sector, average = us_tariffs(fine, made).after(1.0), us_tariffs(coarse, made).after(1.0)
    weight = equilibrium._averaging("many_sectors").total.reshape(by_sector.shape)
    for iso3 in ("COL", "MEX", "BRA"):
        i = fine.index(iso3)
        assert np.average(by_sector[:, i], weights=weight[:, i]) == pytest.approx(
            average[0, coarse.index(iso3)], abs=2e-4
        )
    crude = fine.sectors.index("B06")
    assert us_tariffs(fine, made).added[crude, fine.index("COL")] == 0.0  # energy is spared
    assert us_tariffs(fine, made).added[:, fine.index("COL")].max() > 0.2


# Zero ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_current_law_is_exactly_nothing(model):
    run = long_run(Scenario(), model=model, draws=64)
    assert not run.touched
    for name, band in run.bands.items():
        for values in (band.central, band.p05, band.p95):
            assert values is not None
            known = values[~np.isnan(values)]
            assert (known == 0.0).all(), name
            assert known.size >= (5 if model == "many_sectors" else 30), name
    assert (run.exports_after_usd_m == run.exports_before_usd_m).all()
    assert run.partners("MEX") == ()


@pytest.mark.parametrize("day", ["2025-01-15", "2026-02-15"])
def test_no_measure_is_nothing_under_any_law_and_elasticity(day):
    around = world("many_sectors")
    made = scenario(baseline_date=day)
    for elasticity in (2.0, equilibrium.elasticity_sets()["caliendo_parro_2015"]):
        after = solved(around, made, elasticity=elasticity)
        assert np.abs(after.welfare_pct).max() <= 1e-12
        assert np.abs(after.wage_hat - 1.0).max() <= 1e-12


# Identities ----------------------------------------------------------------------------------------------------------


def value_added_shares(around):
    """[sector, region], or so that it broadcasts to that."""
    share = np.ones(1) if around.value_added_share is None else around.value_added_share
    return share if share.ndim == 2 else share[:, None]


@pytest.mark.parametrize("model", MODELS)
def test_markets_clear_and_accounts_add_up(model):
    around = world(model)
    rng = np.random.default_rng(1)
    transfer = 0.001 * rng.normal(size=len(around.regions)) * around.trade.sum(axis=(0, 2))
    made = scenario(tariff_pp=50, targets=["ALL", "CAN"], energy_exempt=0, usmca_exempt=0)
    answer = 0.2 * (np.arange(len(around.regions)) % 2)
    after = solved(around, made, retaliation=answer, transfer=transfer)
    assert after.residual <= 1e-10
    total = around.trade.sum()
    assert abs(after.deficit.sum()) <= 1e-9 * total
    us = around.index("USA")
    given = np.delete(transfer, us)
    before = around.trade.sum(axis=(0, 1)) - around.trade.sum(axis=(0, 2))
    assert after.deficit[us] - before[us] == pytest.approx(-given.sum(), abs=1e-6 * total / len(given))
    shipped = after.trade_after if after.trade_after.ndim == 3 else after.trade_after[None]
    share = value_added_shares(around)
    added = (share * shipped.sum(axis=2)).sum(axis=0)
    income = after.wage_hat * (share * around.trade.sum(axis=2)).sum(axis=0)
    assert added == pytest.approx(income, rel=1e-8)  # labour markets, every one of them: none is dropped (Walras)
    # Final spending is income, revenue and what comes from abroad.
    level = income.sum() / (share * around.trade.sum(axis=2)).sum()
    assert after.income == pytest.approx(income + after.tariff_revenue + after.deficit * level, rel=1e-8)


@pytest.mark.parametrize("model", ["two_sector", "many_sectors"])
def test_units_and_order_of_regions_do_not_matter(model):
    around = world(model)
    made = scenarios.of_preset("mexico_canada_25")
    law, plain = us_tariffs(around, made), solved(around, made)
    seven = replace(around, trade=7.0 * around.trade)
    assert solved(seven, made).wage_hat == pytest.approx(plain.wage_hat, abs=1e-12)
    order = np.random.default_rng(2).permutation(len(around.regions))
    turned = replace(
        around,
        regions=tuple(around.regions[i] for i in order),
        trade=around.trade[:, order][:, :, order],
        tariff=around.tariff[:, order][:, :, order],
        value_added_share=around.value_added_share[..., order]
        if around.input_share is not None
        else around.value_added_share,
        input_share=None if around.input_share is None else around.input_share[..., order],
    )
    permuted = solve_world(
        turned,
        us_tariff_before=law.before(RHO)[:, order],
        us_tariff_after=law.after(RHO)[:, order],
        elasticity=EPS,
    )
    assert permuted.welfare_pct == pytest.approx(plain.welfare_pct[order], abs=1e-10)


def test_one_sector_without_inputs_is_the_one_sector_world():
    """Identity 8 on the data: value added alone makes output, services are no more than a second good at home."""
    coarse = world("one_sector")
    fine = replace(
        coarse,
        model="two_sector",
        sectors=("goods",),
        value_added_share=np.ones(1),
    )
    made = scenarios.of_preset("all_10")
    assert solved(fine, made).welfare_pct == pytest.approx(solved(coarse, made).welfare_pct, abs=1e-9)


def test_draws_are_the_single_solves():
    """A leading axis holds one shock each: here the subsets of a coalition."""
    around = world("two_sector")
    law = us_tariffs(around, scenario(tariff_pp=25, targets=["ALL"]))
    hit = np.array([[region in members for region in around.regions] for members in (("COL",), ("COL", "BRA"), ())])
    answer = 0.1 * hit
    both = solve_world(
        around,
        us_tariff_before=law.before(RHO),
        us_tariff_after=law.after(RHO, hit),
        elasticity=EPS,
        retaliation=answer,
        transfer=100.0 * hit,
        cut=0.5 * hit[:, None, :],
    )
    for draw in range(3):
        alone = solve_world(
            around,
            us_tariff_before=law.before(RHO),
            us_tariff_after=law.after(RHO, hit[draw]),
            elasticity=EPS,
            retaliation=answer[draw],
            transfer=100.0 * hit[draw],
            cut=0.5 * hit[draw][None],
        )
        assert both.welfare_pct[draw] == pytest.approx(alone.welfare_pct, abs=1e-9)
    assert np.abs(both.welfare_pct[2]).max() <= 1e-9


# Directions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("iso3", ["MEX", "COL", "CRI"])
def test_a_higher_tariff_never_raises_own_sales_to_the_us(model, iso3):
    sold = [
        central(long_run(scenario(tariff_pp=rate, targets=[iso3]), model=model), "exports_to_us_pct", iso3)
        for rate in (1, 10, 40, 100)
    ]
    assert 0.0 > sold[0] > sold[1] > sold[2] > sold[3] > -100.0


def test_losses_are_linear_when_small_and_not_when_large():
    def loss(rate: float) -> float:
        around = world("two_sector")
        law = us_tariffs(around, scenario(tariff_pp=1, targets=["MEX"], usmca_exempt=0))
        after = solve_world(
            around,
            us_tariff_before=law.before(RHO),
            us_tariff_after=law.before(RHO) + rate * (law.added > 0.0),
            elasticity=EPS,
        )
        return float(after.welfare_pct[around.index("MEX")])

    assert loss(1e-4) / loss(2e-4) == pytest.approx(0.5, abs=1e-3)
    assert loss(0.5) / loss(1.0) > 0.6


def test_inputs_add_to_the_loss_where_sales_are_given():
    """In the tables with 28 sectors inputs add half to Mexico's loss: what it sells is given, not what it earns.

    The two worlds of 42 regions both start from GDP, so that inputs raise output at home as well, and agree.
    """
    around, made = world("many_sectors"), scenarios.of_preset("mexico_canada_25")
    without = replace(around, value_added_share=np.ones(len(around.sectors)), input_share=None)
    mexico = around.index("MEX")
    ratio = solved(without, made).welfare_pct[mexico] / solved(around, made).welfare_pct[mexico]
    assert 0.6 < ratio < 0.75
    coarse, fine = (long_run(made, model=model) for model in ("one_sector", "two_sector"))
    ratio = central(coarse, "real_income_pct", "MEX") / central(fine, "real_income_pct", "MEX")
    assert 0.9 < ratio < 1.1


def test_an_embargo_on_oil_stops_what_is_oil():
    run = long_run(scenario(sanction_level="2", sanction_sectors=["27"], targets=["GUY"], energy_exempt=1))
    assert run.touched
    assert run.outside == ()
    assert central(run, "exports_to_us_pct", "GUY") < -80.0
    assert central(run, "real_income_pct", "GUY") < -1.0
    assert central(run, "real_income_pct", "TTO") != 0.0


def test_cheaper_trade_with_others_helps():
    around = world("two_sector")
    none = us_tariffs(around, Scenario()).before(RHO)
    cost = np.ones((len(around.regions),) * 2)
    cost[around.index("COL"), around.index("EUN")] = 0.9
    after = solve_world(around, us_tariff_before=none, us_tariff_after=none, elasticity=EPS, cost_hat=cost)
    assert after.welfare_pct[around.index("COL")] > 0.0


# Scenarios -----------------------------------------------------------------------------------------------------------


def test_money_sent_home_is_the_quarters_money():
    """The transfers are the last quarter of the remittance channel, and the US keeps what others lose."""
    made = scenarios.of_preset("removals_1m")
    around = world("two_sector")
    assumed, _ = impacts.assumed_by_row(made, 0, 2026)
    transfer, missing = equilibrium.transfers(around, made, assumed)
    path = estimate(made, draws=0).paths["remittance", "remittances_usd_m"].central
    place = {iso3: i for i, iso3 in enumerate(registry.lac33())}
    assert transfer is not None
    for iso3 in ("MEX", "HND", "SLV", "DOM"):
        assert transfer[0, around.index(iso3)] == pytest.approx(path[place[iso3], -1], rel=1e-12)
        assert not missing[place[iso3]]
    run = long_run(made)
    assert central(run, "real_income_pct", "HND") < central(run, "real_income_pct", "MEX") < 0.0
    assert central(run, "real_income_pct", "USA") > 0.0


def test_missing_stays_missing():
    run = long_run(scenario(**ALL_SHOCKS))
    assert run.value("real_income_pct", "CUB").central is None
    assert "not_in_matrix" in run.flags["CUB"]
    lost = [iso3 for iso3 in registry.lac33() if run.value("real_income_pct", iso3).central is None]
    for iso3 in lost:
        assert any(flag.startswith(("no_", "not_")) for flag in run.flags[iso3]), iso3
        assert all(run.value(metric.id, iso3).central is None for metric in equilibrium.METRICS)
    # Where the money sent home is not known, a tariff alone has a number.
    by_tariff = long_run(scenario(tariff_pp=20, targets=["ALL"]))
    unknown = [iso3 for iso3 in lost if iso3 != "CUB"]
    assert unknown
    assert all(by_tariff.value("real_income_pct", iso3).central is not None for iso3 in unknown)


def test_the_sum_is_that_of_the_countries_with_data():
    run = long_run(scenarios.of_preset("all_10"))
    parts = [run.value("real_income_usd_m", iso3).central for iso3 in registry.lac33()]
    known = [part for part in parts if part is not None]
    assert len(known) == 32
    assert central(run, "real_income_usd_m", ALL_COUNTRIES) == pytest.approx(sum(known))
    gdp = sum(g for g, part in zip(inputs.gdp_usd_m(), parts, strict=True) if part is not None)
    assert central(run, "real_income_pct", ALL_COUNTRIES) == pytest.approx(100.0 * sum(known) / gdp)


def test_sales_by_destination_add_up():
    run = long_run(scenarios.of_preset("mexico_canada_25"))
    partners = run.partners("MEX")
    assert partners[0].region == "USA"
    assert [abs(p.change_usd_m) for p in partners] == sorted((abs(p.change_usd_m) for p in partners), reverse=True)
    lost = partners[0]
    assert 100.0 * lost.change_usd_m / lost.before_usd_m == pytest.approx(central(run, "exports_to_us_pct", "MEX"))
    rest = [p for p in partners if p.region != "USA"]
    before = run.exports_before_usd_m[run.regions.index("MEX")].sum() - lost.before_usd_m
    change = 100.0 * sum(p.change_usd_m for p in rest) / before
    assert change == pytest.approx(central(run, "exports_to_rest_pct", "MEX"))


def test_the_tariff_that_enters_is_reported():
    faced = long_run(scenario(tariff_pp=10, targets=["COL"], energy_exempt=0)).tariff("COL")
    assert faced is not None
    share = inputs.collected_share("COL")
    assert faced.after_pct - faced.before_pct == pytest.approx(share * faced.added_pct)
    # Ordinary duties are collected in full, everything else at the country's share.
    announced = faced.ordinary_pct + faced.layers_pct
    assert share * announced < faced.before_pct < announced
    assert 8.0 < faced.added_pct <= 10.0


def test_an_answer_moves_the_long_run_and_nothing_else():
    settings = {"tariff_pp": 25, "targets": ["BRA"]}
    silent, answered = scenario(**settings), scenario(**settings, retaliation_pp=25)
    quarters = [estimate(made, draws=0).bands["total", "gdp_usd_m"].central for made in (silent, answered)]
    assert np.array_equal(*quarters, equal_nan=True)
    before, after = long_run(silent), long_run(answered)
    assert central(after, "import_price_pct", "BRA") > central(before, "import_price_pct", "BRA") + 1.0
    assert central(after, "real_income_pct", "USA") < central(before, "real_income_pct", "USA")
    assert long_run(scenario(retaliation_pp=25, targets=["BRA"])).touched


def test_what_the_model_does_not_know_is_named():
    run = long_run(scenario(aid_cut=0.5, targets=["HTI"]))
    assert run.outside == ("aid",)
    assert not run.touched
    assert central(run, "real_income_pct", "HTI") == 0.0


def test_assumptions_reach_the_long_run():
    made = {"tariff_pp": 25, "targets": ["MEX"]}
    soft = long_run(scenarios.build(made, {"eps_ge": 10}))
    hard = long_run(scenarios.build(made, {"eps_ge": 2}))
    assert central(soft, "real_income_pct", "MEX") > central(hard, "real_income_pct", "MEX")
    assert central(soft, "exports_to_us_pct", "MEX") < central(hard, "exports_to_us_pct", "MEX")
    with pytest.raises(InputError, match="eps_ge"):
        long_run(scenarios.build(made, {"eps_ge": 0.5}))


# Two views -----------------------------------------------------------------------------------------------------------


def test_the_two_views_cannot_be_added():
    made = scenarios.of_preset("all_10")
    quarters, settled = estimate(made, draws=0), long_run(made)
    with pytest.raises(TypeError):
        quarters + settled  # type: ignore[operator]
    assert {impact.layer for impact in settled.impacts} == {"GE"}
    assert {impact.horizon for impact in settled.impacts} == {"LR"}
    assert "GE" not in {impact.layer for impact in quarters.impacts}
    assert "LR" not in {impact.horizon for impact in quarters.impacts}
    assert not isinstance(settled, type(quarters))


# Ranges --------------------------------------------------------------------------------------------------------------


def test_same_seed_same_numbers():
    made = scenarios.of_preset("colombia_50")
    first, second, other = (long_run(made, draws=64, seed=seed) for seed in (5, 5, 6))
    assert np.array_equal(first.bands["real_income_pct"].p05, second.bands["real_income_pct"].p05, equal_nan=True)  # type: ignore[arg-type]
    assert not np.array_equal(first.bands["real_income_pct"].p05, other.bands["real_income_pct"].p05, equal_nan=True)  # type: ignore[arg-type]


@pytest.mark.thorough
@pytest.mark.parametrize("preset", ["colombia_50", "joint_refusal_caricom", "remittance_tax_5", "removals_1m"])
def test_few_solves_stand_for_all_draws(preset, monkeypatch):
    """Largest error of all percentiles, metrics and areas below 1 % of the distance from 5 to 95, however faint."""
    made, draws = scenarios.of_preset(preset), 1024
    few = long_run(made, draws=draws).bands

    def one_by_one(self, evaluate, by=None):
        return np.concatenate([evaluate(rows) for rows in np.split(np.arange(1, 1 + draws), draws // 8)])

    monkeypatch.setattr(equilibrium.Shocks, "at_draws", one_by_one)
    every = long_run(made, draws=draws).bands
    for metric, exact in every.items():
        width = exact.p95 - exact.p05  # type: ignore[operator]
        known = np.isfinite(width) & (width > 0.0)
        assert known.sum() >= 25, metric
        for name in ("p05", "p25", "p50", "p75", "p95"):
            error = np.abs(getattr(few[metric], name) - getattr(exact, name))[known]
            assert (error / width[known]).max() < 0.01, (metric, name)


@pytest.mark.thorough
@pytest.mark.parametrize("preset", ["all_10", "remittance_tax_5"])
def test_the_central_run_is_inside_its_range(preset):
    run = long_run(scenarios.of_preset(preset), draws=64)
    hit = [i for i, area in enumerate(run.areas) if area in (*run.targets, ALL_COUNTRIES)]
    for name in ("real_income_pct", "exports_to_us_pct"):
        band = run.bands[name]
        assert band.p05 is not None
        assert band.p95 is not None
        known = [i for i in hit if not np.isnan(band.central[i])]
        assert (band.p05[known] <= band.central[known] + 1e-12).all()
        assert (band.central[known] <= band.p95[known] + 1e-12).all()


# Other models --------------------------------------------------------------------------------------------------------


def test_other_models_say_the_same_kind_of_thing():
    variants = equilibrium.structural(scenarios.of_preset("mexico_canada_25"))
    assert len(variants) == 2 * 3 + 2 * 8
    uniform = {v.model: v.value("MEX") for v in variants if v.elasticities == "uniform"}
    assert set(uniform) == set(MODELS)
    balanced = {v.model: v.value("MEX") for v in variants if v.elasticities == "balanced"}
    assert set(balanced) == set(MODELS)
    assert all(0.5 < balanced[model] / uniform[model] < 1.5 for model in MODELS)  # type: ignore[operator]
    assert balanced != uniform
    by_four = {v.model: v.value("MEX") for v in variants if v.elasticities == "uniform_4"}
    for model in ("two_sector", "many_sectors"):
        assert by_four[model] == pytest.approx(uniform[model], abs=1e-9)  # type: ignore[arg-type]
    assert all(v.value("MEX") is not None and v.value("MEX") < 0.0 for v in variants)  # type: ignore[operator]
    assert all((v.value("HND") is None) == (v.model == "many_sectors") for v in variants)


def test_published_elasticities_are_complete():
    found = equilibrium.elasticity_sets()
    assert len(found) == 8
    cube = world("many_sectors")
    assert found["caliendo_parro_2015"][cube.sectors.index("C19")] == pytest.approx(64.85)
    assert found["caliendo_parro_2015"][cube.sectors.index("A01")] == pytest.approx(9.11)
    assert (found["uniform_4"] == 4.0).all()


def test_every_baseline_day_has_an_equilibrium():
    for option in registry.instruments()["baseline_date"].options:
        run = long_run(scenario(baseline_date=option, tariff_pp=10, targets=["ALL"]))
        assert run.baseline_date == date.fromisoformat(option)
        assert run.residual <= 1e-10


def test_transfers_that_no_draw_moves_have_a_long_run_with_ranges():
    """A cost of sending held at no effect leaves the tax without a range: the tariff in answer still has one."""
    held = {"eps_fee": 0.0}
    both = scenarios.build({"targets": ["MEX"], "remit_tax_pct": 10, "retaliation_pp": 50}, held)
    answer = scenarios.build({"targets": ["MEX"], "retaliation_pp": 50}, held)
    found, alone = (long_run(made, draws=256).value("real_income_pct", "MEX") for made in (both, answer))
    assert found.p05 < found.central < found.p95
    assert (found.p05, found.central, found.p95) == pytest.approx((alone.p05, alone.central, alone.p95), abs=1e-6)
