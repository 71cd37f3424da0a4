"""Bargaining arithmetic against closed forms: known games, efficiency, symmetry, null players, balanced pools."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from dashboard.domain import InputError
from dashboard.model import bargaining

COSTS = npst.arrays(np.float64, st.integers(1, 8), elements=st.floats(-1e6, 1e6))


def additive(weights):
    return lambda coalitions: coalitions @ np.asarray(weights, dtype=float)


def gloves(coalitions):
    """One left glove (member 0), two right gloves: a pair is worth 1."""
    return (coalitions[:, 0] & (coalitions[:, 1] | coalitions[:, 2])).astype(float)


def curved(coalitions):
    """A concave game of 14 members: the square root of the sum of 1..14 over those present."""
    return np.sqrt(coalitions @ np.arange(1.0, coalitions.shape[1] + 1.0))


def test_subsets_are_the_bits_of_their_row():
    assert bargaining.subsets(2).tolist() == [[False, False], [True, False], [False, True], [True, True]]


def test_additive_game_gives_each_its_own():
    found = bargaining.shapley(additive([3.0, -1.0, 0.5]), 3)
    assert found.exact
    assert found.values == pytest.approx([3.0, -1.0, 0.5], abs=1e-12)


def test_glove_game_closed_form():
    """Shapley's classic: the scarce glove gets 2/3, the two others 1/6 each."""
    assert bargaining.shapley(gloves, 3).values == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-12)


def test_symmetric_members_share_equally():
    found = bargaining.shapley(lambda c: c.sum(axis=1).astype(float) ** 2, 12)
    assert found.values == pytest.approx(np.full(12, 12.0), abs=1e-9)


def test_null_player_gets_nothing():
    found = bargaining.shapley(lambda c: np.sqrt(c[:, :3] @ np.array([1.0, 2.0, 3.0])), 4)
    assert found.values[3] == 0.0
    assert found.values[:3].min() > 0.0


@given(seed=st.integers(0, 2**32 - 1), members=st.integers(1, 7))
def test_values_sum_to_the_whole(seed, members):
    value = np.random.default_rng(seed).normal(size=2**members) * 1e3
    value[0] = 0.0
    found = bargaining.shapley(lambda c: value[c @ (1 << np.arange(members))], members)
    assert found.values.sum() == pytest.approx(value[-1], abs=1e-9)


def test_sampled_values_agree_with_exact_ones(monkeypatch):
    monkeypatch.setattr(bargaining, "EXACT_MEMBERS", 14)
    exact = bargaining.shapley(curved, 14).values
    monkeypatch.setattr(bargaining, "EXACT_MEMBERS", 12)
    found = bargaining.shapley(curved, 14)
    assert not found.exact
    assert found.values.sum() == pytest.approx(float(curved(np.ones((1, 14), dtype=bool))[0]), abs=1e-9)
    deviation = (found.values - exact) / found.standard_errors
    assert np.abs(deviation).max() < 3.5  # 14 normal deviates exceed 3.5 once in 150 seeds
    assert 0.4 < np.sqrt(np.mean(deviation**2)) < 1.8  # the errors are neither too small nor too large


def test_more_orders_narrow_the_error():
    few, many = (bargaining.shapley(curved, 14, orders=n).standard_errors.mean() for n in (128, 2048))
    assert few / many == pytest.approx(4.0, rel=0.25)


@pytest.mark.parametrize("members", [0, -1, 2.0, "two"])
def test_empty_coalition_is_refused(members):
    with pytest.raises(InputError, match="at least one member"):
        bargaining.shapley(gloves, members)


def test_game_must_be_finite():
    with pytest.raises(InputError, match="finite"):
        bargaining.shapley(lambda c: np.full(len(c), np.nan), 2)


def test_break_even_by_hand():
    """Alone 10, together 8: joining pays while the joint threat is at most 1.25 times as likely."""
    assert bargaining.break_even_ratio(10.0, 8.0) == pytest.approx(1.25)
    ratio = float(bargaining.break_even_ratio(10.0, 8.0))
    for chance, better in ((0.4 * ratio * 0.99, True), (0.4 * ratio * 1.01, False)):
        assert (bargaining.expected_cost(chance, 8.0) < bargaining.expected_cost(0.4, 10.0)) is np.bool_(better)


@pytest.mark.parametrize(("alone", "joint"), [(0.0, 1.0), (1.0, 0.0), (-1.0, 2.0), (np.nan, 1.0)])
def test_no_break_even_without_costs(alone, joint):
    assert np.isnan(bargaining.break_even_ratio(alone, joint))


@pytest.mark.parametrize("chance", [-0.01, 1.01, np.nan])
def test_probabilities_are_checked(chance):
    with pytest.raises(InputError, match="between 0 and 1"):
        bargaining.expected_cost(chance, 1.0)


@pytest.mark.parametrize("call", [bargaining.expected_cost, bargaining.break_even_ratio, bargaining.transfers])
def test_words_are_no_numbers(call):
    with pytest.raises(InputError, match="must be an array of numbers"):
        call(["much"], [1.0])


def test_transfers_by_hand():
    """Costs 6 and 2, shared 1 to 3: the second bears 6 of 8, so it pays 4 and the first receives 4."""
    assert bargaining.transfers(np.array([6.0, 2.0]), np.array([1.0, 3.0])) == pytest.approx([-4.0, 4.0])
    assert bargaining.transfers([6, 2], [1, 3]) == pytest.approx([-4.0, 4.0])


@given(costs=COSTS, seed=st.integers(0, 2**32 - 1))
def test_transfers_sum_to_zero(costs, seed):
    weight = np.random.default_rng(seed).random(costs.size) + 1e-6
    paid = bargaining.transfers(costs, weight)
    assert abs(paid.sum()) <= 1e-9 * max(1.0, np.abs(costs).sum())
    assert paid + costs == pytest.approx(weight / weight.sum() * costs.sum(), abs=1e-6)


@pytest.mark.parametrize("weight", [[0.0, 0.0], [-1.0, 2.0], [np.nan, 1.0], [1.0]])
def test_weights_are_checked(weight):
    with pytest.raises(InputError):
        bargaining.transfers(np.array([1.0, 2.0]), np.array(weight))
