"""Input-output links: the special cases that other solvers know, another way to solve, identities, bad input."""

import numpy as np
import pytest
from made_worlds import CHANGES, HATS, RESULTS, random_tariff, random_world, sectoral_world
from scipy.optimize import root

from dashboard.domain import InputError
from dashboard.model.general import NoEquilibriumError, solve_input_output, solve_one_sector, solve_with_inputs


def technology(rng, sectors, regions):
    """Value added [sector, region] and inputs [using, supplying, region], together 1."""
    beta = rng.uniform(0.25, 0.85, (sectors, regions))
    weight = rng.dirichlet(np.ones(sectors), (sectors, regions)).transpose(0, 2, 1)
    return beta, weight * (1.0 - beta)[:, None, :]


def economy(seed, regions=5, sectors=4, highest=0.4):
    """A world of goods and a service with inputs of its own in every region, which its accounts bring about."""
    rng = np.random.default_rng(seed)
    trade, _, eps = sectoral_world(rng, regions, sectors)
    before, after = (random_tariff(rng, trade.shape, highest) for _ in range(2))
    before[-1] = after[-1] = 0.0
    beta, inputs = technology(rng, sectors, regions)
    final = rng.dirichlet(np.ones(sectors), regions).T
    settled = solve_input_output(
        trade, before, before, elasticity=eps, value_added_share=beta, input_share=inputs, final_share=final
    )
    return settled.trade_before, before, after, eps, {"value_added_share": beta, "input_share": inputs}, final


@pytest.mark.parametrize("deficits", ["share", "balanced"])
@pytest.mark.parametrize("seed", range(6))
def test_one_composite_for_all_is_the_round_about_model(seed, deficits):
    rng = np.random.default_rng(seed)
    trade, beta, eps = sectoral_world(rng, 6, 4)
    before, after = (random_tariff(rng, trade.shape, 0.4) for _ in range(2))
    spending = (trade * (1.0 + before)).sum(axis=1)
    basket = spending / spending.sum(axis=0)
    inputs = (1.0 - beta)[:, None, None] * basket
    # The round-about model balances trade at the shares of absorption, which its accounts close in each world.
    whole = {"elasticity": eps, "deficits": deficits}
    known = solve_with_inputs(trade, before, after, value_added_share=beta, **whole)
    found = solve_input_output(
        trade,
        before,
        after,
        value_added_share=np.tile(beta[:, None], 6),
        input_share=inputs,
        final_share=basket,
        **whole,
    )
    for name in RESULTS:
        np.testing.assert_allclose(getattr(found, name), getattr(known, name), rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("seed", range(4))
def test_labour_alone_is_the_one_sector_model(seed):
    rng = np.random.default_rng(seed)
    trade = random_world(rng, 6)
    before, after = (random_tariff(rng, trade.shape, 0.4) for _ in range(2))
    known = solve_one_sector(trade, before, after, elasticity=4.0)
    found = solve_input_output(
        trade[None],
        before[None],
        after[None],
        elasticity=4.0,
        value_added_share=np.ones((1, 6)),
        input_share=np.zeros((1, 1, 6)),
    )
    for name in ("welfare_pct", "wage_hat", "price_hat", "income", "tariff_revenue", "terms_of_trade_pct"):
        np.testing.assert_allclose(getattr(found, name), getattr(known, name), rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("seed", range(4))
def test_another_way_to_solve_finds_the_same_world(seed):
    """All equations at once, in levels and with one price level, by a general root finder that knows no derivatives."""
    trade, before, after, eps, parts, final = economy(seed, regions=3, sectors=3)
    beta, inputs = parts["value_added_share"], parts["input_share"]
    sectors, regions = beta.shape
    added = (beta * trade.sum(axis=2)).sum(axis=0)
    deficit = trade.sum(axis=(0, 1)) - trade.sum(axis=(0, 2))
    spent = (trade * (1 + before)).sum(axis=1)
    share = trade * (1 + before) / spent[:, None, :]

    def unfold(unknown):
        wage = np.exp(unknown[:regions])
        price = np.exp(unknown[regions : regions + sectors * regions].reshape(sectors, regions))
        spending = spent * np.exp(unknown[regions + sectors * regions :].reshape(sectors, regions))
        cost = wage**beta * np.prod(price[None] ** inputs, axis=1)
        power = share * (cost[:, :, None] * (1 + after) / (1 + before)) ** -eps[:, None, None]
        return wage, price, spending, power

    def gaps(unknown):
        wage, price, spending, power = unfold(unknown)
        sold = power / power.sum(axis=1, keepdims=True) * spending[:, None, :] / (1 + after)
        output = sold.sum(axis=2)
        revenue = (sold * after).sum(axis=(0, 1))
        income = wage * added + deficit * (wage * added).sum() / added.sum() + revenue
        needed = np.einsum("kjn,kn->jn", inputs, output) + final * income
        labour = ((beta * output).sum(axis=0) - wage * added) / added
        labour[-1] = (wage * added).sum() / added.sum() - 1.0  # in place of the market that the others imply
        prices = np.log(price) + np.log(power.sum(axis=1)) / eps[:, None]
        return np.concatenate((labour, prices.ravel(), (needed / spending - 1.0).ravel()))

    other = root(gaps, np.zeros(regions + 2 * sectors * regions), tol=1e-13)
    assert np.abs(gaps(other.x)).max() < 1e-10
    wage, price, _, _ = unfold(other.x)
    found = solve_input_output(trade, before, after, elasticity=eps, final_share=final, **parts)
    np.testing.assert_allclose(found.wage_hat, wage, rtol=1e-8)
    np.testing.assert_allclose(found.price_hat, np.prod(price**final, axis=0), rtol=1e-8)


@pytest.mark.parametrize("deficits", ["share", "balanced"])
@pytest.mark.parametrize("seed", range(4))
def test_no_shock_is_exactly_nothing(seed, deficits):
    """Also where the accounts of the data do not close, and the world is settled first."""
    trade, before, _, eps, parts, final = economy(seed)
    rough = trade * np.random.default_rng(seed).uniform(0.9, 1.1, trade.shape)
    for data in (trade, rough):
        solved = solve_input_output(data, before, before, elasticity=eps, final_share=final, deficits=deficits, **parts)
        for name in CHANGES:
            assert np.array_equal(getattr(solved, name), np.zeros_like(getattr(solved, name))), name
        for name in HATS:
            assert np.array_equal(getattr(solved, name), np.ones_like(getattr(solved, name))), name


@pytest.mark.parametrize("seed", range(4))
def test_a_world_whose_accounts_close_stays_as_it_is(seed):
    trade, before, after, eps, parts, final = economy(seed)
    solved = solve_input_output(trade, before, after, elasticity=eps, final_share=final, **parts)
    np.testing.assert_allclose(solved.trade_before, trade, rtol=1e-9, atol=1e-12 * trade.sum())
    implied = solve_input_output(trade, before, after, elasticity=eps, **parts)
    np.testing.assert_allclose(implied.welfare_pct, solved.welfare_pct, atol=1e-9)


@pytest.mark.parametrize("deficits", ["share", "balanced"])
@pytest.mark.parametrize("seed", range(4))
def test_markets_clear_and_accounts_add_up(seed, deficits):
    trade, before, after, eps, parts, final = economy(seed)
    solved = solve_input_output(trade, before, after, elasticity=eps, final_share=final, deficits=deficits, **parts)
    beta, inputs = parts["value_added_share"], parts["input_share"]
    output, spending = solved.trade_after.sum(axis=2), (solved.trade_after * (1 + after)).sum(axis=1)
    wages = (beta * output).sum(axis=0)
    base = (beta * solved.trade_before.sum(axis=2)).sum(axis=0)
    np.testing.assert_allclose(wages, solved.wage_hat * base, rtol=1e-10)
    used = np.einsum("kjn,kn->jn", inputs, output)
    np.testing.assert_allclose(spending, used + final * solved.income, rtol=1e-9, atol=1e-10 * spending.sum())
    np.testing.assert_allclose(solved.tariff_revenue, (solved.trade_after * after).sum(axis=(0, 1)), rtol=1e-9)
    np.testing.assert_allclose(solved.income, wages + solved.tariff_revenue + solved.deficit, rtol=1e-9)
    if deficits == "balanced":
        abroad = solved.trade_after.sum(axis=0)
        np.testing.assert_allclose(abroad.sum(axis=0), abroad.sum(axis=1), rtol=1e-9)


def test_units_and_order_do_not_matter():
    trade, before, after, eps, parts, final = economy(11)
    known = solve_input_output(trade, before, after, elasticity=eps, final_share=final, **parts)
    at_scale = solve_input_output(1e6 * trade, before, after, elasticity=eps, final_share=final, **parts)
    np.testing.assert_allclose(at_scale.welfare_pct, known.welfare_pct, atol=1e-9)
    sector, region = np.array([2, 0, 3, 1]), np.array([4, 1, 0, 3, 2])

    def turned(values):
        return values[sector][:, region][:, :, region]

    moved = solve_input_output(
        turned(trade),
        turned(before),
        turned(after),
        elasticity=eps[sector],
        value_added_share=parts["value_added_share"][sector][:, region],
        input_share=parts["input_share"][sector][:, sector][:, :, region],
        final_share=final[sector][:, region],
    )
    np.testing.assert_allclose(moved.welfare_pct, known.welfare_pct[region], atol=1e-9)


def test_draws_are_solved_as_one_by_one():
    trade, before, after, eps, parts, final = economy(3)
    rng = np.random.default_rng(0)
    many = {
        "elasticity": eps * rng.uniform(0.7, 1.4, (5, 1)),
        "tariffs": after * rng.uniform(0.0, 2.0, (5, 1, 1, 1)),
    }
    together = solve_input_output(
        trade, before, many["tariffs"], elasticity=many["elasticity"], final_share=final, **parts
    )
    for draw in range(5):
        alone = solve_input_output(
            trade, before, many["tariffs"][draw], elasticity=many["elasticity"][draw], final_share=final, **parts
        )
        np.testing.assert_allclose(together.welfare_pct[draw], alone.welfare_pct, atol=1e-9)


def test_elasticities_as_high_as_that_of_petroleum_do_not_overflow():
    trade, before, _, _, parts, final = economy(5)
    after = before.copy()
    after[0, 1:, 0] += 5.0
    solved = solve_input_output(
        trade, before, after, elasticity=np.array([64.85, 5.0, 5.0, 5.0]), final_share=final, **parts
    )
    assert solved.residual < 1e-10
    assert np.isfinite(solved.welfare_pct).all()
    # Prices of five times the world's at a power of 65 leave nothing to buy.
    assert solved.trade_after[0, 1:, 0].sum() < 1e-9 * trade[0, 1:, 0].sum()


def test_a_sector_that_a_region_has_not_needs_no_shares():
    trade, before, after, eps, parts, final = economy(7)
    gone = trade.copy()
    gone[1, 2] = 0.0
    shares = {name: values.copy() for name, values in parts.items()}
    shares["value_added_share"][1, 2] = 0.0
    shares["input_share"][1, :, 2] = 0.0
    solved = solve_input_output(gone, before, after, elasticity=eps, final_share=final, **shares)
    assert solved.residual < 1e-10
    assert not solved.trade_after[1, 2].any()


def test_rounded_shares_are_closed():
    trade, before, after, eps, parts, final = economy(9)
    exact = solve_input_output(trade, before, after, elasticity=eps, final_share=final, **parts)
    rounded = {name: values.round(3) for name, values in parts.items()}
    rough = solve_input_output(trade, before, after, elasticity=eps, final_share=final.round(3), **rounded)
    np.testing.assert_allclose(rough.welfare_pct, exact.welfare_pct, atol=0.02)


def test_input_that_cannot_be_used():
    trade, before, after, eps, parts, final = economy(1)

    def refused(match, **changed):
        given = {"elasticity": eps, "final_share": final, **parts, **changed}
        with pytest.raises(InputError, match=match) as said:
            solve_input_output(trade, before, after, **given)
        assert "\n" not in str(said.value)
        assert len(str(said.value)) < 200

    beta, inputs = parts["value_added_share"], parts["input_share"]
    refused("must add to 1; sector", input_share=1.2 * inputs)
    refused("must add to 1; sector", input_share=0.0 * inputs)
    refused("must not be negative", input_share=np.where(inputs == inputs.max(), -0.1, inputs))
    refused("input_share must have the shape", input_share=inputs[0])
    refused("value_added_share must be above 0", value_added_share=0.0 * beta)
    refused("value_added_share must have the shape", value_added_share=beta[0])
    refused("final_share must be at least 0 and add to 1", final_share=2.0 * final)
    refused("final_share must be at least 0 and add to 1", final_share=-final)
    refused("deficits must be fixed or balanced", deficits="none")
    refused("elasticity, the trade elasticity, must be above 0", elasticity=0.0)
    refused("final_share", final_share=np.full_like(final, np.nan))
    gone = trade.copy()
    gone[1, :, 2] = 0.0
    with pytest.raises(InputError, match="uses an input that it neither makes nor imports"):
        solve_input_output(gone, before, after, elasticity=eps, final_share=final, **parts)
    # A sector that is all input of another leaves nothing that its accounts could be closed with.
    greedy = np.zeros_like(inputs)
    greedy[:, 0] = 1.0 - beta
    with pytest.raises(InputError, match="uses more of sector 0"):
        solve_input_output(trade, before, after, elasticity=eps, value_added_share=beta, input_share=greedy)


def test_a_world_without_a_solution_says_so():
    trade, before, after, eps, parts, final = economy(2)
    owed = np.zeros(5)
    owed[0], owed[1] = -0.9, 0.9
    with pytest.raises(InputError):
        solve_input_output(
            trade,
            before,
            after,
            elasticity=eps,
            final_share=final,
            transfer=owed * 10.0 * trade[:, 0].sum(),
            **parts,
        )
    assert issubclass(NoEquilibriumError, InputError)
