"""Partial equilibrium at the US border: hand-worked numbers, identities, and the fast version against the plain one."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain import InputError
from dashboard.model import partial, tariffs
from dashboard.model.partial import Market
from dashboard.model.tariffs import Measure, Schedule

# --- By hand --------------------------------------------------------------------------------------------------------

# Two products, three suppliers, no duty before, so duty-inclusive shares are value shares. sigma 2, eta 1, phi 1.
# Product 0: supplier 0 (20 of 100) gets a 25 % tariff. Product 1: nothing happens.
VALUE = np.array([[20.0, 50.0, 30.0], [10.0, 0.0, 40.0]])
TARIFF = np.array([[0.25, 0.0, 0.0], [0.0, 0.0, 0.0]])
HAND = {"sigma": 2.0, "eta": 1.0, "pass_through": 1.0}


def solved(value=VALUE, before=None, after=TARIFF, **parameters):
    before = np.zeros_like(value) if before is None else before
    share = partial.duty_inclusive_shares(value, before)
    return partial.solve(share, tariffs.dlog_tariff(before, after), **{**HAND, **parameters})


def test_two_products_three_suppliers_by_hand():
    solution = solved()
    # With phi = 1, g = 0 and sigma = 2 the composite price is a harmonic mean: 1 / (0.2 / 1.25 + 0.8) = 1 / 0.96.
    assert np.exp(solution.dlog_composite_price) == pytest.approx([1 / 0.96, 1.0], abs=1e-15)
    # Quantities: p**-2 * P. Own 1.25**-2 / 0.96 = 2 / 3, rivals 1 / 0.96.
    expected = [[2 / 3, 1 / 0.96, 1 / 0.96], [1.0, 1.0, 1.0]]
    np.testing.assert_allclose(np.exp(solution.dlog_quantity), expected, rtol=1e-14)
    values = partial.value_changes(VALUE, TARIFF, solution)
    # Exports before duty: 20 -> 13.33, 50 -> 52.08, 30 -> 31.25. Duty bill 0.25 * 13.33.
    np.testing.assert_allclose(values.change[0], [-20 / 3, 50 / 24, 30 / 24], rtol=1e-13)
    np.testing.assert_allclose(values.duty_after[0], [10 / 3, 0.0, 0.0], rtol=1e-14)
    # Spending with duty 13.33 * 1.25 + 52.08 + 31.25 is 100 as before: eta = 1 is a constant budget.
    # Split of the loss: creation ln(1.25), diversion ln(1.25) - ln(1 / 0.96), each over their sum ln(1.5).
    creation = -20 / 3 * math.log(1.25) / math.log(1.5)
    np.testing.assert_allclose(values.creation[0], [creation, 0.0, 0.0], rtol=1e-13)
    np.testing.assert_allclose(values.diversion[0, 0], -20 / 3 - creation, rtol=1e-13)
    np.testing.assert_array_equal(values.price, 0.0)
    np.testing.assert_array_equal(values.change[1], 0.0)
    # US price +1/24 on 100 of spending.
    assert partial.us_price_changes(solution) == pytest.approx([1 / 24, 0.0])
    assert partial.buyers_cost(VALUE, np.zeros_like(VALUE), solution) == pytest.approx([100 / 24, 0.0])


def test_sole_supplier_with_upward_sloping_supply_by_hand():
    # One supplier: A = phi d, g = (2 - 1) * 0.5 / 2 = 1 / 4, so L = 0.5 d / 0.75 = 2 d / 3: of 30 % in logs, 20 %
    # reaches the US price, 10 % lowers the exporter's price, and quantity falls by eta * 20 %.
    one = partial.solve(np.ones((1, 1)), np.full((1, 1), 0.3), sigma=2.0, eta=1.0, pass_through=0.5)
    assert one.dlog_composite_price == pytest.approx(0.2, abs=1e-15)
    assert one.dlog_exporter_price == pytest.approx(-0.1, abs=1e-15)
    assert one.dlog_quantity == pytest.approx(-0.2, abs=1e-15)
    assert one.dlog_diversion == pytest.approx(0.0, abs=1e-15)


# --- The closed form is the fixed point -------------------------------------------------------------------------------


def fixed_point(share, dlog, sigma, eta, phi):
    """The iteration of the specification, written out without any shortcut."""
    g = (sigma - eta) * phi * (1 / phi - 1) / sigma
    composite = (share * phi * dlog).sum(axis=1)
    for _ in range(500):
        price = phi * dlog + g * composite[:, None]
        if sigma == 1.0:
            composite = (share * price).sum(axis=1)
        else:
            composite = np.log((share * np.exp((1 - sigma) * price)).sum(axis=1)) / (1 - sigma)
    price = phi * dlog + g * composite[:, None]
    return composite, -sigma * price + (sigma - eta) * composite[:, None], price - dlog


@pytest.mark.parametrize(
    ("sigma", "eta", "phi"), [(2.53, 1.2, 0.94), (8.0, 0.5, 0.5), (1.0, 0.5, 0.7), (0.8, 0.0, 0.9), (4.0, 4.0, 0.6)]
)
def test_closed_form_equals_the_fixed_point(sigma, eta, phi):
    rng = np.random.default_rng(1)
    share = rng.dirichlet(np.full(6, 0.4), 40)
    dlog = rng.uniform(-0.1, 0.7, (40, 6)) * (rng.random((40, 6)) < 0.5)
    composite, quantity, price = fixed_point(share, dlog, sigma, eta, phi)
    solution = partial.solve(share, dlog, sigma=sigma, eta=eta, pass_through=phi)
    np.testing.assert_allclose(solution.dlog_composite_price, composite, atol=1e-12)
    np.testing.assert_allclose(solution.dlog_quantity, quantity, atol=1e-12)
    np.testing.assert_allclose(solution.dlog_exporter_price, price, atol=1e-12)
    np.testing.assert_allclose(solution.dlog_creation + solution.dlog_diversion, quantity, atol=1e-12)


@pytest.mark.parametrize("offset", [0.0, 1e-16, 1e-13, 1e-10, 1e-7])
def test_sigma_near_one_meets_the_log_limit(offset):
    share = np.array([[0.3, 0.7]])
    dlog = np.array([[0.2, 0.05]])
    # Second-order expansion of the generalised mean around the arithmetic one: mean + u / 2 * variance.
    mean, variance = 0.3 * 0.2 + 0.7 * 0.05, 0.3 * 0.7 * 0.15**2
    near = partial.solve(share, dlog, sigma=1.0 + offset, eta=0.5, pass_through=1.0)
    assert near.dlog_composite_price[0] == pytest.approx(mean - offset / 2 * variance, abs=1e-14)


def test_parameters_may_differ_by_product():
    both = solved(sigma=np.array([2.0, 3.0]), eta=np.array([1.0, 0.5]), pass_through=np.array([0.9, 1.0]))
    first = solved(pass_through=0.9)
    np.testing.assert_array_equal(both.dlog_quantity[0], first.dlog_quantity[0])


# --- Identities -------------------------------------------------------------------------------------------------------

ETA = st.floats(0.0, 3.0)
GAP = st.floats(0.0, 6.0)
PHI = st.floats(0.05, 1.0)
SEED = st.integers(0, 10_000)


@settings(max_examples=60, deadline=None)
@given(eta=ETA, gap=GAP, phi=PHI, seed=SEED)
def test_no_shock_no_change_exactly(eta, gap, phi, seed):
    share = np.random.default_rng(seed).dirichlet(np.ones(4), 3)
    sigma = eta + max(gap, 0.01)
    solution = partial.solve(share, np.zeros((3, 4)), sigma=sigma, eta=eta, pass_through=phi)
    values = partial.value_changes(share, share, solution)
    for result in (*vars(solution).values(), values.change, values.creation, values.diversion, values.price):
        np.testing.assert_array_equal(result, 0.0)


@settings(max_examples=60, deadline=None)
@given(eta=ETA, gap=GAP, phi=PHI, seed=SEED, low=st.floats(0.0, 0.7), rise=st.floats(0.0, 0.7))
def test_a_higher_tariff_never_helps_the_supplier_hit_nor_hurts_its_rivals(eta, gap, phi, seed, low, rise):
    share = np.random.default_rng(seed).dirichlet(np.full(4, 0.5), 5)
    value = []
    for tariff in (low, low + rise):
        dlog = np.zeros((5, 4))
        dlog[:, 0] = tariff
        solution = partial.solve(share, dlog, sigma=eta + max(gap, 0.01), eta=eta, pass_through=phi)
        value.append(partial.value_changes(share, np.zeros((5, 4)), solution).change)
    change = value[1] - value[0]
    assert np.all(change[:, 0] <= 1e-12)
    assert np.all(change[:, 1:] >= -1e-12)


@settings(max_examples=60, deadline=None)
@given(eta=ETA, gap=GAP, phi=PHI, seed=SEED)
def test_parts_sum_to_the_change(eta, gap, phi, seed):
    rng = np.random.default_rng(seed)
    share, dlog = rng.dirichlet(np.full(4, 0.5), 5), rng.uniform(-0.2, 0.7, (5, 4))
    solution = partial.solve(share, dlog, sigma=eta + max(gap, 0.01), eta=eta, pass_through=phi)
    values = partial.value_changes(100.0 * share, np.expm1(dlog), solution)
    np.testing.assert_allclose(values.creation + values.diversion + values.price, values.change, atol=1e-9)


def test_small_shocks_are_linear_and_large_ones_are_not():
    def change(points):
        values = partial.value_changes(VALUE, TARIFF, solved(after=TARIFF / 0.25 * points, pass_through=0.9))
        return values.change[0]

    np.testing.assert_allclose(change(1e-4) / change(2e-4), 0.5, atol=1e-3)
    curvature = change(0.25) / change(0.50)
    assert np.all(np.abs(curvature - 0.5) > 0.02)


@pytest.mark.parametrize("phi", [1.0, 0.94, 0.6])
def test_elasticities_of_small_shocks(phi):
    # phi = 1: own -(sigma (1 - s) + eta s), cross (sigma - eta) s.
    # Otherwise cross phi (sigma - eta) phi s / (1 - g), and own the same less phi sigma.
    sigma, eta, share, shock = 2.5, 1.2, np.array([[0.2, 0.5, 0.3]]), 1e-6
    g = (sigma - eta) * (1 - phi) / sigma
    dlog = np.array([[shock, 0.0, 0.0]])
    quantity = partial.solve(share, dlog, sigma=sigma, eta=eta, pass_through=phi).dlog_quantity[0] / shock
    cross = phi * (sigma - eta) * phi * 0.2 / (1 - g)
    np.testing.assert_allclose(quantity, [cross - phi * sigma, cross, cross], atol=1e-5)
    if phi == 1.0:
        assert quantity[0] == pytest.approx(-(sigma * 0.8 + eta * 0.2), abs=1e-5)
        assert quantity[1] == pytest.approx((sigma - eta) * 0.2, abs=1e-5)


def test_diversion_is_zero_sum_for_small_shocks():
    share = np.array([[0.2, 0.5, 0.3]])
    solution = partial.solve(share, np.array([[1e-5, 0.0, 3e-5]]), sigma=3.0, eta=1.0, pass_through=0.9)
    assert (share * solution.dlog_diversion).sum() == pytest.approx(0.0, abs=1e-9)


def test_full_pass_through_leaves_exporters_prices_unchanged_exactly():
    np.testing.assert_array_equal(solved(pass_through=1.0).dlog_exporter_price, 0.0)


@pytest.mark.parametrize("phi", [1.0, 0.7])
def test_equal_elasticities_mean_no_diversion_exactly(phi):
    solution = solved(sigma=1.7, eta=1.7, pass_through=phi)
    np.testing.assert_array_equal(solution.dlog_diversion, 0.0)
    np.testing.assert_array_equal(solution.dlog_quantity[:, 1:], 0.0)
    np.testing.assert_array_equal(solution.dlog_exporter_price[:, 1:], 0.0)
    assert solution.dlog_quantity[0, 0] < 0.0


def test_tariff_on_all_suppliers_passes_through_at_the_stated_rate():
    solution = partial.solve(np.array([[0.4, 0.6]]), np.full((1, 2), 0.1), sigma=3.0, eta=1.0, pass_through=0.8)
    assert solution.dlog_composite_price[0] == pytest.approx(0.1 * 3.0 * 0.8 / (3.0 * 0.8 + 1.0 * 0.2), abs=1e-15)


# --- Time and other markets -------------------------------------------------------------------------------------------


def test_elasticities_stay_for_a_year_and_then_rise():
    path = {"short_run": 0.76, "long_run": 2.0, "tau_q": 14.0}
    assert partial.elasticity_at(0, **path) == partial.elasticity_at(4, **path) == 0.76
    assert partial.elasticity_at(18, **path) == pytest.approx(0.76 + 1.24 * (1 - math.exp(-1)))
    assert partial.elasticity_at(math.inf, **path) == 2.0


def test_redirection():
    assert partial.redirected_share_at(0, long_run=0.25, tau_q=4.0) == 0.0
    assert partial.redirected_share_at(4, long_run=0.25, tau_q=4.0) == pytest.approx(0.25 * (1 - math.exp(-1)))
    assert partial.redirected_share_at(math.inf, long_run=0.25, tau_q=4.0) == 0.25
    # A quarter of a loss of 100 is sold elsewhere 5 % cheaper: 23.75 comes back. Gains are not redirected.
    change = np.array([-100.0, 40.0])
    net = partial.net_of_redirection(change, np.maximum(-change, 0.0), redirected_share=0.25, discount=0.05)
    np.testing.assert_allclose(net, [-76.25, 40.0])


# --- Fast versions against the plain one ------------------------------------------------------------------------------

SUPPLIERS = 7


def small_market(seed=3, products=60):
    rng = np.random.default_rng(seed)
    present = rng.random((products, SUPPLIERS)) < 0.5
    present[:, -1] = True
    product, supplier = np.nonzero(present)
    cells = product.size
    market = Market(
        tuple(f"{k:06d}" for k in range(products)),
        tuple("ABCDEFG"),
        product,
        supplier,
        rng.lognormal(1.0, 2.0, cells),
    )
    before = Schedule(
        mfn=rng.uniform(0, 0.1, cells),
        s232=np.where(rng.random(cells) < 0.2, 0.25, 0.0),
        layers=rng.uniform(0, 0.2, cells),
        covered_232=np.where(rng.random(cells) < 0.2, 1.0, 0.0),
        usmca_claim=np.where(supplier == 0, 0.6, 0.0),
        energy=rng.random(cells) < 0.1,
    )
    return market, before


def hit(market, before, targets, added=0.25, **options):
    mask = np.isin(np.arange(SUPPLIERS), targets)
    measure = Measure(added, mask, **options)
    return tariffs.apply(before, measure, cell_supplier=market.cell_supplier, cell_product=market.cell_product)


def dense(market, before, after, rho, sigma, eta, phi):
    shape = (len(market.products), len(market.suppliers))
    value, start, end = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    at = (market.cell_product, market.cell_supplier)
    value[at], start[at], end[at] = market.value_usd_m, tariffs.rate(before, rho), tariffs.rate(after, rho)
    share = partial.duty_inclusive_shares(value, start)
    solution = partial.solve(share, tariffs.dlog_tariff(start, end), sigma=sigma, eta=eta, pass_through=phi)
    return value, start, partial.value_changes(value, end, solution), partial.buyers_cost(value, start, solution)


def draws(count=5, seed=4):
    rng = np.random.default_rng(seed)
    eta = rng.uniform(0.2, 2.0, count)
    parameters = {
        "rho": rng.uniform(0.4, 1.0, count),
        "sigma": eta + rng.uniform(0.1, 3.0, count),
        "eta": eta,
        "pass_through": rng.uniform(0.5, 1.0, count),
    }
    parameters["sigma"][0], parameters["eta"][0] = 1.0, 0.6  # the log limit
    parameters["sigma"][1] = parameters["eta"][1]  # no diversion
    parameters["pass_through"][2] = 1.0
    return parameters


SHOCKS = {
    "one supplier": lambda market, before: hit(market, before, [1]),
    "all but the rest of the world": lambda market, before: hit(market, before, range(6), energy_exempt=False),
    "a cut": lambda market, before: hit(market, before, [0, 2], added=0.0, mode="set"),
    "another regime": lambda market, before: Schedule(
        before.mfn, before.s232[::-1].copy(), before.layers, before.covered_232, before.usmca_claim, before.energy
    ),
}


def test_cells_that_respond_alike_are_solved_as_one():
    """Few different rates, so that many suppliers of a product face the same step: fewer pairs, the same numbers."""
    market, some = small_market()
    rates = {"mfn": np.round(some.mfn, 1), "layers": np.full_like(some.layers, 0.1)}
    before = replace(some, **rates, usmca_claim=np.zeros_like(some.mfn))
    after = hit(market, before, range(6))
    hits = partial._Hits.of(before, after)
    plans = list(partial._plans(partial.Baseline.of(market, before), hits, 10**6))
    assert sum(plan.row.size for plan in plans) < 0.8 * hits.cell.size
    parameters = draws()
    found = partial.solve_draws(market, before, after, **parameters)
    for draw, (rho, sigma, eta, phi) in enumerate(zip(*parameters.values(), strict=True)):
        _, _, change, cost = dense(market, before, after, rho, sigma, eta, phi)
        for name in ("change", "creation", "diversion", "price"):
            assert getattr(found, name)[draw] == pytest.approx(getattr(change, name).sum(axis=0), rel=1e-10, abs=1e-10)
        assert found.lost[draw] == pytest.approx(np.maximum(-change.change, 0.0).sum(axis=0), rel=1e-10, abs=1e-10)
        assert found.buyers_cost[draw] == pytest.approx(cost.sum(), rel=1e-10)


def test_a_law_and_a_baseline_cannot_be_written_to():
    market, before = small_market()
    baseline = partial.Baseline.of(market, before)
    made = [getattr(baseline, name) for name in ("order", "value", "duty_fixed", "duty_layers", "spending_fixed")]
    for array in (*made, baseline.spending_layers, before.fixed, *before.alike):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


@pytest.mark.parametrize("shock", SHOCKS)
@pytest.mark.parametrize("block", [(700, 64), (10, 2)])
def test_draws_equal_the_dense_solution(monkeypatch, shock, block):
    monkeypatch.setattr(partial, "_BLOCK_PAIRS", block[0])
    monkeypatch.setattr(partial, "_BLOCK_DRAWS", block[1])
    market, before = small_market()
    after = SHOCKS[shock](market, before)
    parameters = draws()
    result = partial.solve_draws(market, before, after, **parameters)
    for number in range(5):
        one = [parameters[name][number] for name in ("rho", "sigma", "eta", "pass_through")]
        value, start, changes, cost = dense(market, before, after, *one)
        expected = {
            "change": changes.change,
            "creation": changes.creation,
            "diversion": changes.diversion,
            "price": changes.price,
            "lost": np.maximum(-changes.change, 0.0),
            "duty_before": start * value,
            "duty_after": changes.duty_after,
        }
        for name, by_cell in expected.items():
            actual = getattr(result, name)[number]
            np.testing.assert_allclose(actual, by_cell.sum(axis=0), rtol=1e-10, atol=1e-10, err_msg=name)
        np.testing.assert_allclose(result.value_before, value.sum(axis=0), rtol=1e-14)
        assert result.buyers_cost[number] == pytest.approx(cost.sum(), rel=1e-10)
    np.testing.assert_array_equal(result.diversion[1], 0.0)
    np.testing.assert_array_equal(result.price[2], 0.0)
    np.testing.assert_allclose(result.creation + result.diversion + result.price, result.change, atol=1e-9)


def test_cells_equal_the_dense_solution_and_sum_to_the_country_totals():
    market, before = small_market()
    after = hit(market, before, [0, 1, 2])
    one = {"rho": 0.85, "sigma": 2.53, "eta": 1.2, "pass_through": 0.94}
    cells = partial.solve_cells(market, before, after, **one)
    _, _, changes, cost = dense(market, before, after, *one.values())
    at = (market.cell_product, market.cell_supplier)
    for name in ("change", "creation", "diversion", "price", "duty_after"):
        np.testing.assert_allclose(getattr(cells, name), getattr(changes, name)[at], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(cells.buyers_cost, cost, rtol=1e-12, atol=1e-12)
    totals = partial.solve_draws(market, before, after, **one)
    for name in ("change", "duty_after"):
        summed = np.bincount(market.cell_supplier, getattr(cells, name))
        np.testing.assert_allclose(getattr(totals, name)[0], summed, rtol=1e-11)
    # The duty bill is the rate of the schedule on the new value.
    np.testing.assert_allclose(
        cells.duty_after, tariffs.rate(after, 0.85) * (market.value_usd_m + cells.change), rtol=1e-14
    )


def test_cells_without_a_tariff_change_of_their_own_move_with_their_product():
    market, before = small_market()
    cells = partial.solve_cells(market, before, hit(market, before, [1]), rho=1.0, sigma=3.0, eta=1.0, pass_through=0.8)
    still = cells.tariff_after == cells.tariff_before
    factor = 1.0 + cells.change / market.value_usd_m
    for product in range(len(market.products)):
        same = factor[still & (market.cell_product == product)]
        # exp(((sigma - eta) + (1 - sigma) g) L) with g = (3 - 1) * 0.2 / 3
        expected = (1.0 + cells.us_price_change[product]) ** (2.0 - 2.0 * 0.4 / 3.0)
        np.testing.assert_allclose(same, expected, rtol=1e-12)


def test_no_shock_in_any_draw_is_exactly_nothing():
    market, before = small_market()
    for after in (before, hit(market, before, range(7), added=0.0)):
        result = partial.solve_draws(market, before, after, **draws())
        for name in ("change", "creation", "diversion", "price", "lost", "buyers_cost"):
            np.testing.assert_array_equal(getattr(result, name), 0.0)
        np.testing.assert_array_equal(result.duty_after, result.duty_before)
    cells = partial.solve_cells(market, before, before, rho=0.8, sigma=2.0, eta=1.0, pass_through=0.9)
    np.testing.assert_array_equal(cells.change, 0.0)
    np.testing.assert_array_equal(cells.buyers_cost, 0.0)


def test_any_grouping_of_cells_sums_to_the_same_total():
    market, before = small_market()
    after = hit(market, before, [0, 1])
    by_supplier = partial.solve_draws(market, before, after, **draws())
    sector = market.cell_supplier * 4 + market.cell_product % 4
    by_sector = partial.solve_draws(market, before, after, **draws(), groups=sector, group_count=28)
    folded = by_sector.change.reshape(-1, SUPPLIERS, 4).sum(axis=2)
    np.testing.assert_allclose(folded, by_supplier.change, rtol=1e-11, atol=1e-11)


def test_the_same_draws_give_the_same_bits():
    market, before = small_market()
    after = hit(market, before, [0, 1])
    first, second = (partial.solve_draws(market, before, after, **draws()) for _ in range(2))
    np.testing.assert_array_equal(first.change, second.change)


def test_buyers_pay_more_the_more_suppliers_are_hit():
    market, before = small_market()
    cost = [
        partial.solve_draws(market, before, hit(market, before, range(members)), **draws()).buyers_cost
        for members in range(1, 7)
    ]
    assert np.all(np.diff(cost, axis=0) > 0.0)


def test_top_cells_are_the_largest_changes_of_one_supplier():
    market, before = small_market()
    cells = partial.solve_cells(market, before, hit(market, before, [1]), rho=1.0, sigma=3.0, eta=1.0, pass_through=0.8)
    top = partial.top_cells(market, cells, "B", 3)
    own = market.cell_supplier == 1
    assert np.all(own[top])
    assert np.abs(cells.change[top]).tolist() == sorted(np.abs(cells.change[own]), reverse=True)[:3]
    assert (
        partial.top_cells(
            market, partial.solve_cells(market, before, before, rho=1.0, sigma=3.0, eta=1.0, pass_through=0.8), "B", 3
        ).size
        == 0
    )


# --- Extremes and other forms of input --------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [1e3, 1e6, 1e300])
@pytest.mark.parametrize(("sigma", "eta", "phi"), [(8.0, 0.5, 1.0), (3.0, 2.0, 0.94), (0.8, 0.2, 0.5)])
def test_a_prohibitive_tariff_on_all_suppliers_passes_through_at_the_stated_rate(rate, sigma, eta, phi):
    """The closed form for a tariff on all alike holds however high it is; a third supplier sells nothing."""
    dlog = math.log1p(rate)
    share, change = np.array([[0.4, 0.6, 0.0]]), np.array([[dlog, dlog, 0.0]])
    solution = partial.solve(share, change, sigma=sigma, eta=eta, pass_through=phi)
    expected = sigma * phi / (sigma * phi + eta * (1 - phi)) * dlog
    assert solution.dlog_composite_price[0] == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(solution.dlog_quantity[0, :2], -eta * expected, rtol=1e-11)


def test_a_prohibitive_tariff_leaves_the_rivals_alone_by_hand():
    # Only the rival's quarter is still bought: the composite price of a CES index is 0.25 ** (1 / (1 - sigma)).
    solution = partial.solve([[0.75, 0.25]], [[1e3, 0]], sigma=5, eta=1, pass_through=1)
    assert solution.dlog_composite_price[0] == pytest.approx(math.log(0.25) / -4, rel=1e-14)
    assert solution.dlog_quantity[0, 1] == pytest.approx(math.log(4), rel=1e-14)


def test_lists_integers_and_read_only_arrays_are_numbers_too():
    expected = solved()
    share = partial.duty_inclusive_shares(VALUE.astype(int).tolist(), np.zeros((2, 3), dtype=int))
    dlog = np.asfortranarray(np.log1p(TARIFF))
    for array in (share, dlog):
        array.setflags(write=False)
    for given_ in ((share, dlog), (share.tolist(), dlog.tolist())):
        found = partial.solve(*given_, sigma=[2, 2], eta=1, pass_through=1)
        np.testing.assert_allclose(found.dlog_quantity, expected.dlog_quantity, rtol=1e-15)


# --- Bad input --------------------------------------------------------------------------------------------------------

GOOD = {
    "share": np.array([[0.5, 0.5]]),
    "dlog_tariff": np.zeros((1, 2)),
    "sigma": 2.0,
    "eta": 1.0,
    "pass_through": 0.9,
}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"dlog_tariff": np.zeros((2, 2))}, "of the same shape"),
        ({"share": np.array([0.5, 0.5]), "dlog_tariff": np.zeros(2)}, r"share must be an array \[product, supplier\]"),
        ({"share": np.array([[-0.5, 1.5]])}, "share must not be negative"),
        ({"share": np.array([[0.5, 0.4]])}, "must sum to 1"),
        ({"share": np.zeros((1, 2))}, "leave out products without imports"),
        ({"share": np.array([[np.nan, 0.5]])}, "must be finite"),
        ({"dlog_tariff": np.array([[np.inf, 0.0]])}, "must be finite"),
        ({"sigma": 0.0, "eta": 0.0}, "sigma, the elasticity between suppliers, must be above 0"),
        ({"sigma": 0.9}, "sigma must not be below eta"),
        ({"eta": -0.1}, "eta, the elasticity of total import demand"),
        ({"pass_through": 0.0}, "pass_through must be above 0"),
        ({"pass_through": 1.1}, "pass_through must be above 0 and at most 1"),
        ({"sigma": np.nan}, "must be finite numbers"),
        ({"sigma": "two"}, "sigma must be an array of numbers"),
        ({"share": [["half", 0.5]]}, "share must be an array of numbers"),
        ({"share": [[0.5, 0.5], [1.0]]}, "share must be an array of numbers"),
        ({"share": GOOD["share"] + 0j}, "share must be an array of numbers"),
        ({"sigma": np.array([2.0, 2.0])}, "one entry per product"),
    ],
)
def test_solve_refuses_bad_input(changed, message):
    with pytest.raises(InputError, match=message):
        partial.solve(**{**GOOD, **changed})


def market_of(product=(0, 0, 1), supplier=(0, 1, 0), value=(1.0, 2.0, 3.0)):
    return Market(("010121", "010129"), ("BRA", "ROW"), np.array(product), np.array(supplier), np.array(value))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: market_of(product=(1, 0, 0)), "sorted by product"),
        (lambda: market_of(supplier=(0, 0, 0)), "at most once"),
        (lambda: market_of(supplier=(0, 2, 0)), "cell_supplier must lie between 0 and 1"),
        (lambda: market_of(value=(1.0, -2.0, 3.0)), "finite and not negative"),
        (lambda: market_of(value=(1.0, 2.0, 0.0)), "every product needs imports"),
        (lambda: market_of(value=(1.0, 2.0)), "one entry per cell"),
        (lambda: partial.duty_inclusive_shares(np.zeros((2, 2)), np.zeros((2, 2))), "2 products have no imports"),
        (lambda: partial.duty_inclusive_shares([[3.0, -1.0]], [[0.0, 0.0]]), "none negative"),
        (lambda: partial.duty_inclusive_shares([[3.0, 1.0]], [[0.0, -1.0]]), "above -1"),
        (lambda: partial.duty_inclusive_shares([[3.0, 1.0]], [[0.0], [0.0]]), "same shape"),
        (lambda: partial.elasticity_at(-1, short_run=1.0, long_run=2.0, tau_q=4.0), "must not be negative"),
        (lambda: partial.redirected_share_at(1, long_run=0.2, tau_q=0.0), "must be above 0"),
        (
            lambda: partial.net_of_redirection(np.zeros(1), np.zeros(1), redirected_share=25.0, discount=0.05),
            "between 0 and 1",
        ),
    ],
)
def test_other_bad_input_is_refused(build, message):
    with pytest.raises(InputError, match=message):
        build()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sigma": np.array([2.0, 2.0])}, "one entry per draw"),
        ({"rho": -0.1}, "rho must be finite and not negative"),
        ({"pass_through": 94.0}, "pass_through must be above 0 and at most 1"),
        ({"groups": np.full(3, 9)}, "groups must have one entry per cell"),
    ],
)
def test_draws_refuse_bad_input(changed, message):
    market, before = small_market()
    with pytest.raises(InputError, match=message):
        partial.solve_draws(market, before, before, **{**draws(), **changed})


def test_schedules_must_belong_to_the_market():
    _, before = small_market()
    with pytest.raises(InputError, match="one entry per cell of the market"):
        partial.solve_cells(market_of(), before, before, rho=1.0, sigma=2.0, eta=1.0, pass_through=1.0)
