"""Draws meet the stated percentiles, repeat bit for bit, and name the right drivers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain import Assumption, Distribution, InputError
from dashboard.model.uncertainty import (
    FloatArray,
    central_values,
    draws,
    first_order_shares,
    quantile,
    quantiles,
    tornado,
)


def assumption(
    name: str, low: float, central: float, high: float, distribution: Distribution, **options: Any
) -> Assumption:
    options = {"unit": "share"} | options
    return Assumption(
        id=name, block="T", description=name, low=low, central=central, high=high, distribution=distribution,
        source_ids=("a",), quality="judgement", **options,
    )  # fmt: skip


SIGMA = assumption("sigma_sup", 1.5, 2.53, 5.0, "lognormal", unit="elasticity", minimum=1.2, maximum=8.0)
ETA = assumption("eta_imp", 0.76, 1.2, 2.0, "lognormal", unit="elasticity")
THETA = assumption("theta_repl", 0.0, 0.3, 0.8, "pert")
PSI = assumption("psi_prec", -0.05, 0.05, 0.2, "pert")
PHI = assumption("phi_pt", 0.8, 0.94, 1.0, "pert")
DISCOUNT = assumption("price_disc", 0.0, 0.05, 0.15, "triangular")
MU = assumption("mu_x", 0.8, 1.0, 1.5, "triangular", unit="ratio")
KAPPA = assumption("kappa_ls", 0.0, 0.0, 0.5, "fixed", unit="elasticity")
REGISTER = (SIGMA, ETA, THETA, PSI, PHI, DISCOUNT, MU, KAPPA)


# Distributions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", REGISTER[:-1], ids=lambda one: one.id)
def test_low_and_high_are_the_percentiles(one: Assumption) -> None:
    at = quantile(one, np.array((0.05, 0.95)))
    assert at == pytest.approx([one.low, one.high], abs=1e-12)


@given(st.floats(-5, 5), st.floats(0.01, 10), st.floats(0, 1), st.sampled_from(("pert", "triangular")))
@settings(max_examples=60, deadline=None)
def test_any_range_and_mode_can_be_met(low: float, width: float, place: float, distribution: Distribution) -> None:
    high = low + width
    one = assumption("any", low, min(max(low + place * width, low), high), high, distribution, unit="ratio")
    values = quantile(one, np.linspace(0.01, 0.99, 99))
    assert values[[4, 94]] == pytest.approx([low, high], abs=1e-7 * width)
    assert (np.diff(values) >= 0).all()


@pytest.mark.parametrize("one", [PSI, MU], ids=lambda one: one.id)
def test_central_is_the_mode(one: Assumption) -> None:
    """Quantiles are closest together where the density is highest."""
    probability = np.linspace(0.001, 0.999, 999)
    values = quantile(one, probability)
    assert values[np.argmin(np.diff(values))] == pytest.approx(one.central, abs=0.02 * (one.high - one.low))


def test_median_of_a_lognormal_is_the_geometric_mean_of_its_bounds() -> None:
    assert quantile(ETA, np.array([0.5])) == pytest.approx([np.sqrt(0.76 * 2.0)])


@pytest.mark.parametrize(
    ("one", "bound"), [(THETA, 0.0), (DISCOUNT, 0.0), (PHI, 1.0)], ids=lambda x: getattr(x, "id", "")
)
def test_impossible_values_are_moved_to_the_bound(one: Assumption, bound: float) -> None:
    values = draws((one,))[one.id]
    assert values.min() >= 0
    assert values.max() <= 1
    assert 0.04 < (values == bound).mean() <= 0.052


def test_negative_values_stay_where_they_are_meant() -> None:
    assert draws((PSI,))["psi_prec"].min() < -0.05


@pytest.mark.parametrize("count", [1024, 4096])
def test_drawn_percentiles(count: int) -> None:
    drawn = draws(REGISTER, count=count)
    for one in REGISTER[:-1]:
        found = np.quantile(drawn[one.id], (0.05, 0.95))
        # sigma is eta plus a gap, each with its own column: known to the accuracy of the sequence only.
        slack = (20 if one is SIGMA else 4) / count * (one.high - one.low)
        assert found == pytest.approx([one.low, one.high], abs=slack), one.id
    assert (drawn["kappa_ls"] == 0).all()


# Draws ---------------------------------------------------------------------------------------------------------------


def test_same_seed_same_bits() -> None:
    first = draws(REGISTER).values.tobytes()
    draws(REGISTER, seed=1)
    assert draws(REGISTER).values.tobytes() == first
    assert draws(REGISTER, seed=1).values.tobytes() != first


def test_draws_can_be_changed_without_changing_the_next() -> None:
    draws(REGISTER).values[:] = 0
    assert draws(REGISTER).values[:, 0].min() > 0


def test_suppliers_stay_closer_substitutes() -> None:
    for overrides in ({}, {"eta_imp": 2.4}, {"sigma_sup": 1.4}, {"sigma_sup": 1.7, "eta_imp": 1.3}):
        drawn = draws(REGISTER, overrides=overrides and {"eta_imp": 1.2} | overrides)
        assert (drawn["sigma_sup"] - drawn["eta_imp"]).min() >= 0.1 - 1e-12


def test_overridden_assumption_is_held_and_the_others_do_not_move() -> None:
    free, held = draws(REGISTER), draws(REGISTER, overrides={"theta_repl": 0.5})
    assert (held["theta_repl"] == 0.5).all()
    assert held.held == ("theta_repl",)
    for one in REGISTER:
        if one is not THETA:
            assert np.array_equal(free[one.id], held[one.id])


def test_held_elasticity_carries_or_caps_its_neighbour() -> None:
    free = draws(REGISTER)
    low = draws(REGISTER, overrides={"eta_imp": 0.9})
    assert low["sigma_sup"] - 0.9 == pytest.approx(free["sigma_sup"] - free["eta_imp"])
    capped = draws(REGISTER, overrides={"sigma_sup": 1.5})
    assert np.array_equal(capped["eta_imp"], np.minimum(free["eta_imp"], 1.4))


def test_central_values_are_the_registers_but_for_overrides() -> None:
    values = central_values(REGISTER, {"theta_repl": 0.5})
    assert values == {one.id: one.central for one in REGISTER} | {"theta_repl": 0.5}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: draws(REGISTER, count=1000), "Number of draws: 1000 must be a power of two"),
        (lambda: draws(REGISTER, count=0), "power of two"),
        (lambda: draws(REGISTER, count=4.0), "4.0 must be a power of two"),
        (lambda: draws(REGISTER, count=True), "True must be a power of two"),
        (lambda: draws(REGISTER, seed=-1), "Seed: -1 must be a whole number from 0"),
        (lambda: draws(REGISTER, seed=1.5), "Seed: 1.5 must be a whole number from 0"),
        (lambda: draws(REGISTER, overrides={"mu_x": "much"}), "much must be a number"),
        (lambda: draws(REGISTER, overrides={"theta": 0.5}), "theta is not known"),
        (lambda: draws(REGISTER, overrides={"sigma_sup": 9.0}), "9.0 must be a number from 1.2 to 8.0"),
        (lambda: draws(REGISTER, overrides={"mu_x": float("nan")}), "nan must be a number"),
        (lambda: draws(REGISTER, overrides={"eta_imp": 2.5}), "sigma_sup: 2.53 must be at least 0.1 above eta_imp"),
        (lambda: draws((THETA, THETA)), "listed once"),
        (lambda: draws((assumption("x", 0, 1, 2, "lognormal"),)), "a lognormal needs a low above 0"),
        (
            lambda: draws((assumption("sigma_sup", 0.8, 1.9, 2.0, "lognormal"), ETA)),
            "its range 0.8 to 2.0 leaves no room above that of eta_imp",
        ),
        (lambda: first_order_shares(np.random.default_rng(1).random((8, 3)), np.zeros(8)), "at least 20"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=message) as refusal:
        call()
    assert str(refusal.value).endswith(".")


# Intervals -----------------------------------------------------------------------------------------------------------


def test_quantiles_of_known_samples() -> None:
    samples = np.stack((np.arange(101.0), 10 * np.arange(101.0)), axis=1)
    interval = quantiles(samples, np.array((50.0, 2000.0)))
    assert interval.p05 == pytest.approx([5, 50])
    assert interval.p50 == pytest.approx([50, 500])
    assert interval.p95 == pytest.approx([95, 950])
    assert interval.holds_central.tolist() == [True, False]
    assert interval.central.tolist() == [50, 2000]


def test_one_unknown_outcome_leaves_the_others_known() -> None:
    samples = np.ones((8, 3))
    samples[2, 1] = np.nan
    interval = quantiles(samples, np.array((1.0, np.nan, 1.0)))
    assert np.isnan(interval.p50).tolist() == [False, True, False]
    assert interval.holds_central.tolist() == [True, False, True]


def test_doubling_the_draws_hardly_moves_a_smooth_result() -> None:
    def result(count: int) -> FloatArray:
        x = draws(REGISTER, count=count)
        return -x["sigma_sup"] * x["phi_pt"] * 0.1 + x["psi_prec"] * (1 - x["theta_repl"]) + 0.2 * x["mu_x"] ** 2

    few, many = (quantiles(result(count), np.array(0.0)) for count in (1024, 2048))
    span = many.p95 - many.p05
    for percentile in ("p05", "p50", "p95"):
        assert abs(getattr(few, percentile) - getattr(many, percentile)) < 0.03 * span


# Drivers -------------------------------------------------------------------------------------------------------------


def test_shares_of_a_sum_are_its_variances() -> None:
    """Standard uniform terms with weights 1, 2, 3: variances 1, 4, 9 of 14."""
    names = ("a", "b", "c", "idle")
    drawn = draws(tuple(assumption(name, 0.05, 0.5, 0.95, "pert") for name in names))
    values = drawn.values / drawn.values.std(axis=0)
    shares = first_order_shares(drawn.values, values @ np.array((1.0, 2.0, 3.0, 0.0)))
    assert shares == pytest.approx([1 / 14, 4 / 14, 9 / 14, 0.0], abs=0.01)


def test_interaction_is_nobodys_share() -> None:
    drawn = draws(tuple(assumption(name, -0.5, 0.0, 0.5, "pert", unit="ratio") for name in "ab"))
    assert first_order_shares(drawn.values, drawn["a"] * drawn["b"]) == pytest.approx([0, 0], abs=0.02)


def test_no_idle_parameter_is_shown_as_a_driver() -> None:
    """Sobol columns 10 to 45 include pairs that are aligned bin by bin; none may be given the effect of another."""
    many = tuple(assumption(f"p{number}", 0.1, 0.3, 0.8, "pert") for number in range(45))
    for seed in (1, 2026):
        values = draws(many, seed=seed).values
        shares = first_order_shares(values, np.exp(2 * values))
        assert np.diag(shares).min() > 0.99
        assert (shares - np.diag(np.diag(shares))).max() < 1e-3


def test_drivers_of_unknown_constant_and_held() -> None:
    drawn = draws(REGISTER, overrides={"theta_repl": 0.5})
    results = np.stack((drawn["mu_x"], np.full(1024, 0.1), np.full(1024, np.nan)), axis=1)
    shares = first_order_shares(drawn.values, results)
    assert shares.shape == (len(REGISTER), 3)
    assert shares[drawn.ids.index("mu_x"), 0] > 0.99
    assert not shares[drawn.ids.index("theta_repl"), :2].any()
    assert not shares[:, 1].any()
    assert np.isnan(shares[:, 2]).all()


def test_tornado_by_hand() -> None:
    calls = []

    def evaluate(values: Mapping[str, FloatArray]) -> FloatArray:
        calls.append(values)
        return 100 * values["mu_x"] - 1000 * values["psi_prec"] + values["kappa_ls"]

    swings = tornado(evaluate, (MU, PSI, THETA, KAPPA), overrides={"kappa_ls": 0.25})
    assert len(calls) == 1
    assert [swing.assumption_id for swing in swings] == ["psi_prec", "mu_x", "theta_repl"]
    # Centre 100 - 50 + 0.25; psi from -0.05 to 0.2 takes it to 150.25 and -99.75, mu from 0.8 to 1.5 to 30.25, 100.25.
    assert (swings[0].central, swings[0].at_low, swings[0].at_high) == pytest.approx((50.25, 150.25, -99.75))
    assert (swings[1].at_low, swings[1].at_high) == pytest.approx((30.25, 100.25))
    assert [swing.span for swing in swings] == pytest.approx([250, 70, 0])


def test_tornado_keeps_suppliers_closer_substitutes() -> None:
    def evaluate(values: Mapping[str, FloatArray]) -> FloatArray:
        assert (values["sigma_sup"] - values["eta_imp"] >= 0.1 - 1e-12).all()
        return values["eta_imp"]

    (swing,) = tornado(evaluate, (SIGMA, ETA), overrides={"sigma_sup": 1.6})
    assert swing.at_high == pytest.approx(1.5)
