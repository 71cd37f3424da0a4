"""General equilibrium: hand-worked numbers, closed forms, identities, and worlds drawn at random."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_worlds import CHANGES, HATS, RESULTS, random_tariff, random_world, sectoral_world

from dashboard.domain import InputError
from dashboard.model import general
from dashboard.model.general import NoEquilibriumError, solve_one_sector, solve_with_inputs


@dataclasses.dataclass
class Case:
    """A world and its model: one sector where `beta` is None, else sectors with inputs."""

    trade: np.ndarray
    before: np.ndarray
    eps: object
    beta: np.ndarray | None = None

    @property
    def model(self):
        return "one sector" if self.beta is None else "with inputs"

    def solve(self, after, **shock):
        if self.beta is None:
            return solve_one_sector(self.trade, self.before, after, elasticity=self.eps, **shock)
        parameters = {"elasticity": self.eps, "value_added_share": self.beta}
        return solve_with_inputs(self.trade, self.before, after, **parameters, **shock)


def cases(seed, regions=7, *, highest=0.5, **parameters):
    """One random world for each model, tariffs before the shock up to `highest`."""
    rng = np.random.default_rng(seed)
    goods = random_world(rng, regions, **parameters)
    many, beta, eps = sectoral_world(rng, regions, 3, **parameters)
    before = random_tariff(rng, many.shape, highest)
    before[-1] = 0.0
    return Case(goods, random_tariff(rng, goods.shape, highest), rng.uniform(2.0, 8.0)), Case(many, before, eps, beta)


# By hand -------------------------------------------------------------------------------------------------------------

# Two equal countries that spend a quarter on each other's goods. eps 2; both put 100 % on imports.
HAND = np.array([[75.0, 25.0], [25.0, 75.0]])
WAR = np.array([[0.0, 1.0], [1.0, 0.0]])


def test_two_countries_by_hand():
    solved = solve_one_sector(HAND, 0.0 * HAND, WAR, elasticity=2.0)
    # K: home 3/4, abroad 1/4 * 2**-2 = 1/16, sum 13/16. Share of imports in spending 1/13, half of it duty: 1/26.
    # P = (13/16)**-1/2, E = 100 / (1 - 1/26) = 104, revenue 4, imports before duty 4.
    np.testing.assert_allclose(solved.price_hat, (13 / 16) ** -0.5, rtol=1e-14)
    np.testing.assert_allclose(solved.expenditure, 104.0, rtol=1e-14)
    np.testing.assert_allclose(solved.tariff_revenue, 4.0, rtol=1e-13)
    np.testing.assert_allclose(solved.trade_after, [[96.0, 4.0], [4.0, 96.0]], rtol=1e-13)
    np.testing.assert_allclose(solved.welfare_pct, 100.0 * (1.04 * (13 / 16) ** 0.5 - 1.0), rtol=1e-12)
    np.testing.assert_allclose(solved.real_wage_pct, 100.0 * ((13 / 16) ** 0.5 - 1.0), rtol=1e-12)
    np.testing.assert_allclose(solved.import_price_pct, 100.0, rtol=1e-12)
    np.testing.assert_allclose(solved.terms_of_trade_pct, 0.0, atol=1e-12)


def test_one_sided_tariff_clears_markets_by_hand():
    # Only country 1 taxes (row 0, column 1). With q = w_0 / w_1 the market for goods of 0, in units of w_1, is
    # 100 q = 100 q * 75 q**-2 / (75 q**-2 + 25) + 100 * (25/8) q**-2 / ((25/8) q**-2 + 75): a root in q alone,
    # where 25/8 is 25 * 2**-2 shipped over 1 + 1 of duty.
    tariff = np.array([[0.0, 1.0], [0.0, 0.0]])
    solved = solve_one_sector(HAND, 0.0 * HAND, tariff, elasticity=2.0)
    q = solved.wage_hat[0] / solved.wage_hat[1]
    at_home = 75 * q**-2 / (75 * q**-2 + 25)
    abroad = 25 / 8 * q**-2 / (25 / 8 * q**-2 + 75)
    assert 100 * q == pytest.approx(100 * q * at_home + 100 * abroad, rel=1e-12)
    assert q < 1.0
    np.testing.assert_allclose(solved.terms_of_trade_pct, [100 * (q - 1), 100 * (1 / q - 1)], rtol=1e-11)
    assert solved.welfare_pct[0] < 0.0


def test_arrays_are_exporter_by_importer():
    # Country 1 taxes imports from 0, so 1 has the revenue and 0 the lower wage; the transposed matrix says the reverse.
    trade = random_world(np.random.default_rng(5), 3)
    tariff = np.zeros((3, 3))
    tariff[0, 1] = 0.5
    for solved in (
        solve_one_sector(trade, 0 * trade, tariff, elasticity=4.0),
        solve_with_inputs(trade[None], 0 * trade[None], tariff[None], elasticity=4.0, value_added_share=0.8),
    ):
        assert solved.tariff_revenue[1] > 0.0
        np.testing.assert_allclose(solved.tariff_revenue[[0, 2]], 0.0, atol=1e-12 * trade.sum())
        assert solved.terms_of_trade_pct[0] < 0.0
        assert solved.trade_after[..., 0, 1].sum() < trade[0, 1]


# Closed forms --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lam", [0.3, 0.9])
@pytest.mark.parametrize("tariff", [0.1, 1.0])
@pytest.mark.parametrize("eps", [2.0, 8.0])
def test_symmetric_tariff_war(lam, tariff, eps):
    trade = np.array([[lam, 1 - lam], [1 - lam, lam]])
    solved = solve_one_sector(trade, 0 * trade, tariff * WAR, elasticity=eps)
    abroad = (1 - lam) * (1 + tariff) ** -eps
    revenue_share = tariff / (1 + tariff) * abroad / (lam + abroad)
    welfare = (lam + abroad) ** (1 / eps) / (1 - revenue_share) - 1
    np.testing.assert_allclose(solved.welfare_pct / 100, welfare, atol=1e-12)


def balanced_world(rng, regions):
    trade = random_world(rng, regions)
    return (trade + trade.T) / 2


def test_prohibitive_tariffs_are_autarky():
    trade = balanced_world(np.random.default_rng(1), 6)
    home = np.diag(trade) / trade.sum(axis=0)
    embargo = 1.0 - np.eye(6)
    for eps in (2.0, 4.0, 10.0):
        loss = home ** (1 / eps) - 1
        by_tariff = solve_one_sector(trade, 0 * trade, 1e9 * embargo, elasticity=eps)
        by_cut = solve_one_sector(trade, 0 * trade, 0 * trade, elasticity=eps, cut=embargo)
        for solved in (by_tariff, by_cut):
            np.testing.assert_allclose(solved.welfare_pct / 100, loss, atol=1e-10)
        assert np.all(np.isinf(by_cut.import_price_pct))


def test_autarky_with_inputs():
    # At home alone ln P = sum_k a_k ((1 - beta_k) ln P - ln(lam_k) / eps_k) at unchanged wages.
    rng = np.random.default_rng(2)
    trade = np.stack([balanced_world(rng, 5) for _ in range(3)])
    beta, eps = np.array([0.4, 0.6, 0.9]), np.array([3.0, 5.0, 8.0])
    bought = trade.sum(axis=1)
    budget = bought / bought.sum(axis=0)
    home = np.einsum("knn->kn", trade) / bought
    price = -(budget * np.log(home) / eps[:, None]).sum(axis=0) / (budget * beta[:, None]).sum(axis=0)
    solved = solve_with_inputs(
        trade, 0 * trade, 0 * trade, elasticity=eps, value_added_share=beta, cut=1.0 - np.eye(5) + 0 * trade
    )
    np.testing.assert_allclose(solved.price_hat / solved.wage_hat, np.exp(price), rtol=1e-9)
    np.testing.assert_allclose(solved.real_wage_pct / 100, np.exp(-price) - 1, atol=1e-10)


@pytest.mark.parametrize("eps", [2.0, 4.0, 8.0])
def test_optimal_tariff_of_a_small_country(eps):
    small = 1e-7
    trade = np.array([[0.6 * small, 0.4 * small], [0.4 * small, 1.0]])
    step = 0.01
    grid = np.arange(0.0, 1.0, step)
    tariff = np.zeros((grid.size, 2, 2))
    tariff[:, 1, 0] = grid
    solved = solve_one_sector(trade, 0 * trade, tariff, elasticity=eps)
    assert grid[solved.welfare_pct[:, 0].argmax()] == pytest.approx(1 / eps, abs=step)


def test_free_trade_in_one_good_with_inputs_magnifies_by_the_value_added_share():
    trade = balanced_world(np.random.default_rng(3), 4)[None]
    home = np.einsum("knn->n", trade) / trade.sum(axis=(0, 1))
    solved = solve_with_inputs(
        trade, 0 * trade, 0 * trade, elasticity=5.0, value_added_share=0.5, cut=1.0 - np.eye(4)[None]
    )
    np.testing.assert_allclose(solved.welfare_pct / 100, home ** (1 / (5.0 * 0.5)) - 1, atol=1e-10)


# Identities ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deficits", ["fixed", "balanced"])
def test_no_shock_is_exactly_nothing(deficits):
    for case in cases(4):
        solved = case.solve(case.before, deficits=deficits)
        for name in CHANGES:
            np.testing.assert_array_equal(getattr(solved, name), 0.0)
        for name in HATS:
            np.testing.assert_array_equal(getattr(solved, name), 1.0)
        np.testing.assert_allclose(solved.trade_after, solved.trade_before, rtol=1e-12)
        np.testing.assert_array_equal(solved.tariff_revenue, solved.tariff_revenue_before)
        assert solved.iterations == 0
        assert solved.residual <= 1e-12


@pytest.mark.parametrize("deficits", ["fixed", "balanced"])
def test_markets_clear_and_accounts_add_up(deficits):
    rng = np.random.default_rng(6)
    for case in cases(6, 8, highest=0.3):
        after = random_tariff(rng, case.trade.shape, 1.0)
        gift = rng.uniform(-1e-4, 1e-4, 8) * case.trade.sum()
        gift -= gift.mean()
        cut = rng.uniform(0.0, 0.5, case.trade.shape)
        solved = case.solve(after, deficits=deficits, transfer=gift, cut=cut, cost_hat=1.0 + cut)

        base, flows, rates = (array.reshape(-1, 8, 8) for array in (solved.trade_before, solved.trade_after, after))
        beta = np.ones(1) if case.beta is None else case.beta
        value_added = solved.wage_hat * (beta @ base.sum(axis=2))
        revenue = (rates * flows).sum(axis=(0, 1))
        sales, absorbed = flows.sum(axis=2), flows.sum(axis=(0, 1))
        world = base.sum()
        # Every labour market, none dropped (Walras), and the level of world income.
        np.testing.assert_allclose(beta @ sales, value_added, rtol=1e-10)
        np.testing.assert_allclose(value_added.sum(), (beta @ base.sum(axis=2)).sum(), rtol=1e-12)
        assert solved.residual <= 1e-10
        # Expenditure = income + inputs; income = value added + revenue + what is received; deficits are the transfers.
        np.testing.assert_allclose(solved.tariff_revenue, revenue, atol=1e-12 * world)
        np.testing.assert_allclose(solved.expenditure, absorbed + revenue, rtol=1e-12)
        np.testing.assert_allclose(solved.income, value_added + revenue + solved.deficit, rtol=1e-10)
        np.testing.assert_allclose(solved.expenditure, solved.income + (1 - beta) @ sales, rtol=1e-9)
        np.testing.assert_allclose(absorbed - sales.sum(axis=0), solved.deficit, atol=1e-10 * world)
        assert abs(solved.deficit.sum()) <= 1e-9 * world
        if deficits == "balanced":
            np.testing.assert_allclose(solved.deficit, gift, atol=1e-12 * world)


def test_units_and_order_of_countries_do_not_matter():
    rng = np.random.default_rng(7)
    for case in cases(7):
        after = random_tariff(rng, case.trade.shape, 1.0)
        solved = case.solve(after)
        scaled = dataclasses.replace(case, trade=7.0 * case.trade).solve(after)
        order = rng.permutation(7)
        mixed = tuple(array[..., order, :][..., order] for array in (case.trade, case.before, after))
        relabelled = dataclasses.replace(case, trade=mixed[0], before=mixed[1]).solve(mixed[2])
        for name in HATS:
            np.testing.assert_allclose(getattr(scaled, name), getattr(solved, name), rtol=1e-12)
            np.testing.assert_allclose(getattr(relabelled, name), getattr(solved, name)[..., order], rtol=1e-12)
        np.testing.assert_allclose(scaled.welfare_pct, solved.welfare_pct, atol=1e-10)
        np.testing.assert_allclose(relabelled.welfare_pct, solved.welfare_pct[order], atol=1e-10)
        np.testing.assert_allclose(scaled.trade_after, 7.0 * solved.trade_after, rtol=1e-11)


def test_one_sector_without_inputs_is_the_one_sector_model():
    one, _ = cases(8)
    rng = np.random.default_rng(8)
    after, cut = random_tariff(rng, one.trade.shape, 1.0), rng.uniform(0.0, 1.0, one.trade.shape)
    shock = {"transfer": np.array([1.0, -1.0, 0, 0, 0, 0, 0]) * 1e-3 * one.trade.sum()}
    many = Case(one.trade[None], one.before[None], one.eps, np.ones(1)).solve(after[None], cut=cut[None], **shock)
    solved = one.solve(after, cut=cut, **shock)
    for name in RESULTS:
        actual = getattr(many, name)
        expected = getattr(solved, name).reshape(actual.shape)
        scale = 1.0 if name in CHANGES + HATS else one.trade.sum()
        np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-9 * scale, err_msg=name)


def test_sectors_that_differ_in_nothing_are_one_sector():
    one, _ = cases(9)
    after = random_tariff(np.random.default_rng(9), one.trade.shape, 1.0)
    split = np.array([0.2, 0.5, 0.3])[:, None, None]
    repeated = [np.broadcast_to(rates, (3, 7, 7)) for rates in (one.before, after)]
    many = Case(split * one.trade, repeated[0], one.eps, np.ones(3)).solve(repeated[1])
    np.testing.assert_allclose(many.welfare_pct, one.solve(after).welfare_pct, rtol=1e-9)


def test_small_shocks_are_linear_and_large_ones_are_not():
    for case in cases(10, highest=0.2):
        pattern = np.zeros(case.trade.shape)
        pattern[(1, 0) if case.beta is None else (slice(0, 2), 1, 0)] = 1.0

        def loss(size, case=case, pattern=pattern):
            return case.solve(case.before + size * pattern).welfare_pct[1]

        assert loss(1e-4) / loss(2e-4) == pytest.approx(0.5, rel=1e-3)
        curvature = loss(0.5) / loss(1.0) - 0.5
        assert abs(curvature) > 0.05, f"{case.model}: curvature {curvature:.3f}"


def test_a_higher_tariff_lowers_own_exports_and_raises_the_price_of_imports():
    grid = np.linspace(0.0, 1.0, 21)
    for case in cases(11, highest=0.2):
        after = np.repeat(case.before[None], grid.size, axis=0)
        goods = slice(None) if case.beta is None else slice(0, 2)
        tariff = after[..., 1, 0] if case.beta is None else after[:, goods, 1, 0]
        tariff += grid.reshape(-1, *[1] * (tariff.ndim - 1))
        solved = case.solve(after)
        exports = solved.trade_after[..., 1, 0].reshape(grid.size, -1).sum(axis=1)
        assert np.all(np.diff(exports) < 0.0)
        assert np.all(np.diff(solved.import_price_pct[:, 0]) > 0.0)
        assert np.all(np.diff(solved.welfare_pct[:, 1]) < 0.0)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    regions=st.integers(2, 8),
    highest=st.floats(0.0, 1.0),
    deficits=st.sampled_from(["fixed", "balanced"]),
)
def test_no_shock_to_free_trade_makes_the_world_richer(seed, regions, highest, deficits):
    rng = np.random.default_rng(seed)
    for case in cases(seed, regions, highest=0.0, noise=0.5):
        after = random_tariff(rng, case.trade.shape, highest)
        cut = rng.uniform(0.0, 1.0, case.trade.shape) * rng.integers(0, 2)
        solved = case.solve(after, cut=cut, deficits=deficits)
        assert solved.world_welfare_pct <= 1e-10


def test_transfers_hurt_the_giver_and_cheaper_trade_helps_the_world():
    for case in cases(12, highest=0.0):
        gift = np.array([1.0, -1.0, 0, 0, 0, 0, 0]) * 1e-3 * case.trade.sum()
        given_ = case.solve(case.before, transfer=gift)
        assert given_.welfare_pct[1] < 0.0 < given_.welfare_pct[0]
        assert given_.world_welfare_pct <= 1e-10
        cheaper = case.solve(case.before, cost_hat=np.where(np.eye(7) > 0, 1.0, 0.9) * np.ones_like(case.trade))
        assert cheaper.world_welfare_pct > 0.0


def test_retaliation_costs_both():
    for case in cases(13, highest=0.0):
        attack = case.before.copy()
        attack[..., 1, 0] = 0.25
        answer = attack.copy()
        answer[..., 0, 1] = 0.25
        assert case.solve(answer).welfare_pct[0] < case.solve(attack).welfare_pct[0]


# Solver --------------------------------------------------------------------------------------------------------------


def system_of(case, after, transfer):
    axes = ("sector", "exporter", "importer")[-case.trade.ndim :]
    world, eps = general._read_world(case.trade, case.before, axes), np.asarray(case.eps)
    shock = general._read_shock(world, eps, (), after, None, None, transfer)
    return (
        general._OneSector.of(world, shock, eps)
        if case.beta is None
        else general._WithInputs.of(world, shock, eps, case.beta)
    )


def test_jacobian_is_the_derivative_of_the_gaps():
    rng = np.random.default_rng(14)
    for case in cases(14, 6, noise=0.3):
        gift = np.array([1.0, -1.0, 0, 0, 0, 0]) * 1e-3 * case.trade.sum()
        system = system_of(case, random_tariff(rng, case.trade.shape, 1.0), gift)
        point = rng.uniform(-0.1, 0.1, system.start.shape)
        ways = np.eye(point.size) * 1e-5
        differences = np.array([(system.gap(point + way) - system.gap(point - way)) / 2e-5 for way in ways]).T
        np.testing.assert_allclose(system.jacobian(point), differences, atol=1e-8)
        # Homogeneous: the level of wages and prices moves no gap.
        np.testing.assert_allclose(system.jacobian(point).sum(axis=1), 0.0, atol=1e-12)
        np.testing.assert_allclose(system.gap(point + 0.3), system.gap(point), atol=1e-12)


@pytest.mark.parametrize("regions", [2, 5, 17, 45])
@pytest.mark.parametrize("deficits", ["fixed", "balanced"])
def test_random_worlds_converge(regions, deficits):
    rng = np.random.default_rng(regions)
    for seed in range(8 if regions < 45 else 2):
        for case in cases(seed, regions, highest=1.0 * (seed % 2), spread=2.0):
            scale = rng.uniform(2.0, 10.0) / np.mean(case.eps)
            tougher = dataclasses.replace(case, eps=case.eps * scale)
            solved = tougher.solve(random_tariff(rng, case.trade.shape, 1.0), deficits=deficits)
            assert solved.residual <= 1e-10
            assert solved.iterations <= 25
            assert all(np.isfinite(getattr(solved, name)).all() for name in RESULTS)


def test_a_shock_too_large_for_one_go_is_solved_in_pieces(monkeypatch):
    case, _ = cases(15)
    after = random_tariff(np.random.default_rng(15), case.trade.shape, 1.0)
    expected = case.solve(after)
    monkeypatch.setattr(general, "_ITERATIONS", 3)
    solved = case.solve(after)
    assert solved.iterations > expected.iterations
    np.testing.assert_allclose(solved.wage_hat, expected.wage_hat, rtol=1e-10)


def test_draws_are_the_single_solves():
    rng = np.random.default_rng(16)
    for case in cases(16):
        after = random_tariff(rng, (4, *case.trade.shape), 1.0)
        after[2] = case.before
        eps = np.multiply.outer(rng.uniform(0.5, 1.5, 4), case.eps)
        beta = {} if case.beta is None else {"beta": case.beta * rng.uniform(0.9, 1.1, (4, 1))}
        for deficits in ("fixed", "balanced"):
            together = dataclasses.replace(case, eps=eps, **beta).solve(after, deficits=deficits)
            for draw in range(4):
                own = {name: values[draw] for name, values in beta.items()}
                alone = dataclasses.replace(case, eps=eps[draw], **own).solve(after[draw], deficits=deficits)
                for name in RESULTS:
                    np.testing.assert_allclose(
                        getattr(together, name)[draw], getattr(alone, name), rtol=1e-10, atol=1e-10, err_msg=name
                    )


def test_draws_may_be_worlds_of_their_own():
    rng = np.random.default_rng(25)
    for case in cases(25):
        trade = case.trade * rng.uniform(0.8, 1.2, (3, *case.trade.shape))
        before, after = (random_tariff(rng, trade.shape, 0.5) for _ in range(2))
        together = dataclasses.replace(case, trade=trade, before=before).solve(after)
        for draw in range(3):
            alone = dataclasses.replace(case, trade=trade[draw], before=before[draw]).solve(after[draw])
            for name in RESULTS:
                np.testing.assert_allclose(
                    getattr(together, name)[draw], getattr(alone, name), rtol=1e-10, atol=1e-10, err_msg=name
                )


def test_a_region_cut_off_from_all_others():
    # Region 2 of a balanced world loses all trade; it lives on its own goods, and the rest of the world goes on.
    trade = balanced_world(np.random.default_rng(17), 5)
    cut = np.zeros((5, 5))
    cut[2, :] = cut[:, 2] = 1.0
    cut[2, 2] = 0.0
    solved = solve_one_sector(trade, 0 * trade, 0 * trade, elasticity=4.0, cut=cut)
    home = trade[2, 2] / trade[:, 2].sum()
    assert solved.welfare_pct[2] / 100 == pytest.approx(home ** (1 / 4.0) - 1, abs=1e-10)
    rest = np.delete(np.arange(5), 2)
    np.testing.assert_array_equal(solved.trade_after[2, rest], 0.0)
    assert np.all(solved.welfare_pct[rest] < 0.0)


@pytest.mark.parametrize("seed", range(5))
def test_two_worlds_that_do_not_trade_are_two_worlds(seed):
    # Relative to one another their wages have no level; within each, nothing depends on tariffs in the other.
    rng = np.random.default_rng(seed)
    trade = np.stack([balanced_world(rng, 9) for _ in range(2)])
    cut = np.zeros((2, 9, 9))
    cut[:, :4, 4:] = cut[:, 4:, :4] = 1.0
    tariff = random_tariff(rng, trade.shape, 1.0)
    halves = (slice(0, 4), slice(4, 9))
    for case in (Case(trade[0], 0 * trade[0], 4.0), Case(trade, 0 * trade, np.array([3.0, 6.0]), np.array([0.5, 0.8]))):
        one_sector = case.beta is None
        after, forbidden = (tariff[0], cut[0]) if one_sector else (tariff, cut)
        together = case.solve(after, cut=forbidden)
        for half in halves:
            own = case.solve(np.where(np.isin(np.arange(9), np.arange(9)[half])[:, None], after, 0.0), cut=forbidden)
            np.testing.assert_allclose(together.welfare_pct[half], own.welfare_pct[half], atol=1e-9)


def test_a_sector_nobody_buys_in_one_region():
    _, case = cases(18)
    trade = case.trade.copy()
    trade[0, :, 3] = 0.0
    trade[1, 2, :] = 0.0
    case = dataclasses.replace(case, trade=trade)
    solved = case.solve(random_tariff(np.random.default_rng(18), trade.shape, 0.5))
    assert solved.residual <= 1e-9
    np.testing.assert_array_equal(solved.trade_after[0, :, 3], 0.0)
    assert np.isfinite(solved.welfare_pct).all()


def test_regions_without_trade_have_no_terms_of_trade():
    trade = np.diag([1.0, 2.0, 3.0])
    trade[0, 1] = trade[1, 0] = 0.2
    solved = solve_one_sector(trade, 0 * trade, 0.1 * (1 - np.eye(3)), elasticity=4.0)
    for values in (solved.terms_of_trade_pct, solved.import_price_pct):
        np.testing.assert_array_equal(np.isnan(values), [False, False, True])


# Errors --------------------------------------------------------------------------------------------------------------


def test_a_debt_that_cannot_be_paid_raises():
    # Region 0 owes a quarter of its income abroad and may not export: no wages clear its market.
    trade = np.array([[70.0, 30.0], [5.0, 95.0]])
    cut = np.array([[0.0, 1.0], [0.0, 0.0]])
    with pytest.raises(NoEquilibriumError, match="clear all markets") as caught:
        solve_one_sector(trade, 0 * trade, 0 * trade, elasticity=4.0, cut=cut)
    assert isinstance(caught.value, InputError)
    with pytest.raises(NoEquilibriumError) as caught:
        solve_one_sector(trade, 0 * trade, 0 * trade, elasticity=4.0, cut=np.stack([0 * cut, cut]))
    assert caught.value.draws == (1,)
    with pytest.raises(NoEquilibriumError):
        solve_with_inputs(
            trade[None], 0 * trade[None], 0 * trade[None], elasticity=4.0, value_added_share=0.8, cut=cut[None]
        )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"elasticity": 0.0}, "elasticity"),
        ({"elasticity": -4.0}, "elasticity"),
        ({"elasticity": np.nan}, "elasticity"),
        ({"elasticity": "four"}, "elasticity"),
        ({"trade": -HAND}, "negative"),
        ({"trade": np.array([[np.inf, 1.0], [1.0, 1.0]])}, "finite"),
        ({"trade": HAND[:1]}, "as many exporters"),
        ({"trade": HAND[None, None]}, "shape"),
        ({"trade": np.array([[1.0, 0.0], [1.0, 0.0]])}, "buy something"),
        ({"trade": np.array([[1.0, 1.0], [0.0, 0.0]])}, "sell and buy"),
        ({"tariff_before": np.full((2, 2), -1.0)}, "tariff_before must be above"),
        ({"tariff_before": np.zeros((3, 3))}, "shape"),
        ({"tariff_after": np.full((2, 2), -1.5)}, "tariff_after must be above"),
        ({"tariff_after": np.full((2, 2), np.nan)}, "tariff_after must be finite"),
        ({"tariff_after": np.zeros((2, 3))}, "shape"),
        ({"tariff_after": 0.0}, "shape"),
        ({"deficits": "none"}, "deficits"),
        ({"deficits": np.zeros(2)}, "deficits must be fixed or balanced"),
        ({"trade": HAND + 1j}, "trade must be an array of numbers"),
        ({"elasticity": []}, "elasticity must have the shape"),
        ({"elasticity": np.full((2, 2), 4.0)}, "elasticity must have the shape"),
        ({"elasticity": [4.0, 5.0], "tariff_after": np.zeros((3, 2, 2))}, "same number of them, not 2 and 3"),
        ({"trade": np.stack([HAND] * 2), "tariff_before": np.zeros((3, 2, 2))}, "not 2 and 3"),
        ({"cut": np.zeros((2, 2, 2)), "cost_hat": np.ones((3, 2, 2))}, "not 2 and 3"),
        ({"transfer": np.zeros((2, 2)), "tariff_after": np.zeros((3, 2, 2))}, "not 2 and 3"),
        ({"cost_hat": np.zeros((2, 2))}, "cost_hat"),
        ({"cut": np.full((2, 2), 1.1)}, "cut"),
        ({"cut": np.full((2, 2), -0.1)}, "cut"),
        ({"cut": np.ones((2, 2))}, "nobody to buy from"),
        ({"transfer": np.array([1.0, 1.0])}, "sum to 0"),
        ({"transfer": np.array([1.0, -1.0, 0.0])}, "shape"),
        ({"transfer": np.array([1e4, -1e4])}, "leave every region an income"),
    ],
)
def test_bad_input_gives_one_sentence(change, message):
    given_ = {"trade": HAND, "tariff_before": 0 * HAND, "tariff_after": WAR, "elasticity": 4.0, **change}
    with pytest.raises(InputError, match=message) as caught:
        solve_one_sector(**given_)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value_added_share": 0.0}, "value_added_share"),
        ({"value_added_share": 1.1}, "value_added_share"),
        ({"value_added_share": [0.5, 0.5]}, "value_added_share"),
        ({"value_added_share": np.nan}, "value_added_share"),
        ({"elasticity": [4.0, 4.0]}, "elasticity"),
        ({"elasticity": np.full((2, 1), 4.0), "value_added_share": np.full((3, 1), 0.5)}, "not 2 and 3"),
        ({"trade": HAND}, "as many exporters"),
        # Region 0 sells 100 and makes 30 of it itself, but buys 51 only: it would owe 49 of 30.
        ({"trade": np.array([[[50.0, 50.0], [1.0, 99.0]]]), "value_added_share": 0.3}, "more on inputs"),
    ],
)
def test_bad_input_with_inputs(change, message):
    zero = np.zeros((1, 2, 2))
    given_ = {"trade": HAND[None], "tariff_before": zero, "tariff_after": zero, "elasticity": 4.0}
    with pytest.raises(InputError, match=message):
        solve_with_inputs(**{**given_, "value_added_share": 0.5, **change})
