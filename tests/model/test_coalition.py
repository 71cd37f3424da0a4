"""Hit alone, together and in every subset, against the solver run on each: the same numbers, only quicker."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain import InputError
from dashboard.model import bargaining, coalition, partial, tariffs

SUPPLIERS, PRODUCTS, MEMBERS = 5, 6, np.array([0, 1, 3])
PARAMETERS = {"rho": 0.85, "sigma": 2.53, "eta": 1.2, "pass_through": 0.94}


def world(seed: int = 1):
    """A market of five suppliers and six products with gaps, the law, and a tariff of 25 % on suppliers 0, 1 and 3."""
    rng = np.random.default_rng(seed)
    value = rng.lognormal(3, 1.5, (PRODUCTS, SUPPLIERS)) * (rng.random((PRODUCTS, SUPPLIERS)) < 0.75)
    value[:, 4] += 1.0  # the rest of the world sells everything
    product, supplier = np.nonzero(value)
    market = partial.Market(
        products=tuple(f"p{k}" for k in range(PRODUCTS)),
        suppliers=tuple(f"s{i}" for i in range(SUPPLIERS)),
        cell_product=product,
        cell_supplier=supplier,
        value_usd_m=value[product, supplier],
    )
    cells, none = product.size, np.zeros(product.size)
    before = tariffs.Schedule(
        mfn=rng.random(cells) * 0.1,
        s232=none,
        layers=rng.random(cells) * 0.1,
        covered_232=none,
        usmca_claim=none,
        energy=np.zeros(cells, dtype=bool),
    )
    return market, before


def hit(market, before, who):
    """The law with a tariff of 25 % on the suppliers `who`."""
    targets = np.isin(np.arange(SUPPLIERS), who)
    measure = tariffs.Measure(added=0.25, targets=targets)
    return tariffs.apply(before, measure, cell_supplier=market.cell_supplier, cell_product=market.cell_product)


def solved(market, before, who, **changed):
    return partial.solve_draws(market, before, hit(market, before, who), **{**PARAMETERS, **changed})


def game(market, before):
    return coalition.BuyersCost.of(market, before, hit(market, before, MEMBERS), MEMBERS, **PARAMETERS)


def test_alone_is_the_single_run():
    market, before = world()
    column = np.full(SUPPLIERS, -1)
    column[MEMBERS] = range(3)
    draws = {"rho": [0.5, 1.0, 0.8], "sigma": [2.0, 5.0, 1.0], "eta": [0.8, 2.0, 0.7], "pass_through": [0.8, 1.0, 0.94]}
    given = {name: np.array(values) for name, values in draws.items()}
    after = hit(market, before, MEMBERS)
    found = coalition.solve_alone(market, before, after, column[market.cell_supplier], 3, **given)
    for place, member in enumerate(MEMBERS):
        one = solved(market, before, [member], **given)
        assert found.value_before[place] == pytest.approx(one.value_before[member], rel=1e-12)
        assert found.change[:, place] == pytest.approx(one.change[:, member], rel=1e-9)
        assert found.lost[:, place] == pytest.approx(one.lost[:, member], rel=1e-9)
        assert found.buyers_cost[:, place] == pytest.approx(one.buyers_cost, rel=1e-9)


def test_every_subset_is_a_run_of_its_own():
    market, before = world()
    coalitions = bargaining.subsets(3)
    values = game(market, before)(coalitions)
    assert values[0] == 0.0
    for row, value in zip(coalitions, values, strict=True):
        assert value == pytest.approx(solved(market, before, MEMBERS[row]).buyers_cost[0], rel=1e-9, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_buyers_cost_never_falls_when_a_member_joins(seed):
    market, before = world(seed)
    values = game(market, before)(bargaining.subsets(3))
    for mask in range(8):
        for member in range(3):
            assert values[mask | 1 << member] >= values[mask] - 1e-12


def test_shapley_values_sum_to_the_joint_cost():
    market, before = world()
    found = bargaining.shapley(game(market, before), 3)
    joint = solved(market, before, MEMBERS).buyers_cost[0]
    assert found.values.sum() == pytest.approx(joint, abs=1e-9)
    assert (found.values > 0.0).all()


def test_products_add_up_to_their_supplier():
    """A tariff on one heading is that heading's part of the tariff on all: products do not touch one another."""
    market, before = world()
    one = {name: np.array([value]) for name, value in PARAMETERS.items()}
    group = np.where(market.cell_supplier == 0, market.cell_product, -1)
    found = coalition.solve_alone(market, before, hit(market, before, [0]), group, PRODUCTS, **one)
    assert found.change.sum() == pytest.approx(solved(market, before, [0]).change[0, 0], rel=1e-12)


def test_a_group_has_one_supplier():
    market, before = world()
    one = {name: np.array([value]) for name, value in PARAMETERS.items()}
    with pytest.raises(InputError, match="one supplier"):
        coalition.solve_alone(market, before, before, np.zeros(market.value_usd_m.size, dtype=int), 1, **one)
