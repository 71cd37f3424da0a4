"""Visas, aid, sanctions and travel by hand: products of figures, conservation, limits of the product model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.model import other, partial

ONE = np.ones(1)


# Visas ---------------------------------------------------------------------------------------------------------------


def suspend(months: float, share: float = 1.0, work=(1000.0,), multiplier: float = 0.5) -> other.VisaEffect:
    return other.suspend_visas(
        np.array(work),
        np.full(len(work), 300.0),
        share=share,
        months=months,
        stay_months=6 * ONE,
        net_earnings_usd=2_000 * ONE,
        remitted_share=0.5 * ONE,
        multiplier=multiplier * ONE,
        felt_at_once=0.4 * ONE,
        quarters=12,
    )


def test_a_suspension_of_a_year_by_hand():
    """1,000 visas x 6 months x US$ 2,000 x a half = US$ 6 million a year; lags 0.4, 0.7, 0.9, 1 of half of it."""
    effect = suspend(12)
    assert effect.sent_home_usd_m[0, 0] == pytest.approx([-6.0] * 4 + [0.0] * 8)
    assert effect.gdp_usd_m[0, 0, :4] == pytest.approx([-1.2, -2.1, -2.7, -3.0])
    assert effect.gdp_usd_m[0, 0, 4:8] == pytest.approx([-1.8, -0.9, -0.3, 0.0], abs=1e-12)
    assert effect.work_visas[0, :5] == pytest.approx([-1000.0] * 4 + [0.0])
    assert effect.visitor_visas[0, 0] == -300.0


def test_months_cover_quarters_in_part():
    assert other.suspended_share(7, 4) == pytest.approx([1.0, 1.0, 1 / 3, 0.0])
    assert other.suspended_share(0, 12).sum() == 0.0
    assert other.suspended_share(36, 12).sum() == 12.0


def test_no_suspension_is_exactly_nothing_and_unknown_visas_stay_unknown():
    assert not suspend(0).gdp_usd_m.any()
    assert not suspend(12, share=0.0).gdp_usd_m.any()
    effect = suspend(12, work=(np.nan, 10.0))
    assert np.isnan(effect.gdp_usd_m[0, 0]).all()
    assert np.isfinite(effect.gdp_usd_m[0, 1]).all()


# Aid -----------------------------------------------------------------------------------------------------------------


def test_aid_by_hand():
    """Half of US$ 200 million ends, 40 % was spent abroad, 0.5 of GDP for each dollar at home: 30 million."""
    effect = other.cut_aid(
        np.array([200.0, np.nan]), share=np.array([0.5, 0.5]), offshore=0.4 * ONE, multiplier=0.5 * ONE
    )
    assert effect[0, 0] == pytest.approx(-30.0)
    assert np.isnan(effect[0, 1])


# Sanctions -----------------------------------------------------------------------------------------------------------

# Two products; three suppliers of the first, two of the second.
VALUE = np.array([50.0, 30.0, 20.0, 40.0, 60.0])
PRODUCT = np.array([0, 0, 0, 1, 1])
SUPPLIER = np.array([0, 1, 2, 0, 1])


def block(share: float, *, sigma=2.53, eta=1.2, phi=0.94, cells=(0,)) -> other.BlockedTrade:
    blocked = np.zeros(5)
    blocked[list(cells)] = share
    return other.block_exports(
        VALUE,
        VALUE,
        blocked,
        product=PRODUCT,
        supplier=SUPPLIER,
        suppliers=3,
        sigma=np.array([sigma]),
        eta=np.array([eta]),
        pass_through=np.array([phi]),
    )


def test_blocking_half_of_the_market_by_hand():
    """Full pass-through: LP = ln(1/2) / (1 - 2) and what is left is worth exp((2 - 1) LP) = 2 times as much."""
    trade = block(1.0, sigma=2.0, eta=1.0, phi=1.0)
    assert trade.change_usd_m[0] == pytest.approx([-50.0, 30.0, 20.0])
    assert trade.lost_usd_m[0] == pytest.approx([50.0, 0.0, 0.0])


@pytest.mark.parametrize(("sigma", "eta", "phi"), [(2.53, 1.2, 0.94), (4.0, 0.8, 0.8), (1.6, 1.5, 1.0)])
def test_the_gains_of_rivals_are_the_limit_of_the_product_model(sigma, eta, phi):
    """`partial.solve` with the blocked flow left out of the market: a tariff so high that its share is nothing."""
    trade = block(1.0, sigma=sigma, eta=eta, phi=phi)
    share, dlog = np.array([[0.5, 0.3, 0.2]]), np.array([[np.log(1e30), 0.0, 0.0]])
    solution = partial.solve(share, dlog, sigma=sigma, eta=eta, pass_through=phi)
    rivals = VALUE[1:3] * np.expm1(solution.dlog_exporter_price + solution.dlog_quantity)[0, 1:]
    assert trade.change_usd_m[0, 1:] == pytest.approx(rivals, rel=1e-6)


def test_nothing_blocked_is_exactly_nothing_and_everything_blocked_leaves_nothing_to_gain():
    assert not block(0.0).change_usd_m.any()
    assert block(1.0, cells=(0, 1, 2)).change_usd_m[0] == pytest.approx([-50.0, -30.0, -20.0])


@given(st.floats(0.0, 0.99), st.floats(1.6, 5.0), st.floats(1.0, 1.5), st.floats(0.7, 1.0))
def test_more_blocked_is_never_better_for_the_country_and_never_worse_for_its_rivals(share, sigma, eta, phi):
    """With eta from 1: below it, a large supplier that sells a little less at a higher price may earn more."""
    less, more = (block(part, sigma=sigma, eta=eta, phi=phi).change_usd_m[0] for part in (share, share + 0.01))
    assert more[0] <= less[0] + 1e-9
    assert (more[1:] >= less[1:] - 1e-9).all()
    assert less[0] >= -VALUE[0] - 1e-9


def test_slower_growth_compounds():
    gdp = np.array([1000.0, 500.0, np.nan])
    effect = other.slower_growth(gdp, np.array([True, False, True]), np.array([-0.8]), quarters=12)
    # A year at 0.8 % less leaves 0.992, a quarter its fourth root, three years its cube: 0.992**3 is 0.976191.
    assert effect[0, 0, [0, 3, 11]] == pytest.approx([1000 * (0.992**0.25 - 1), -8.0, 1000 * (0.992**3 - 1)])
    assert effect[0, 0, 11] > -24.0  # what adding up would say
    assert not effect[0, 1].any()
    assert np.isnan(effect[0, 2]).all()


# Travel --------------------------------------------------------------------------------------------------------------

DISTANCE = np.array([[0.0, 100.0, 400.0], [100.0, 0.0, 200.0], [400.0, 200.0, 0.0]])


def switch(share=(0.5, 0.0, 0.0), spending=(100.0, 50.0, 10.0), arrivals=(1.0, 2.0, 4.0), leakage=0.2):
    return other.switch_travel(
        np.array(spending),
        np.array(arrivals),
        DISTANCE,
        share=np.array(share),
        us_share=np.array([0.4]),
        leakage=np.array([leakage]),
    )


def test_travel_by_hand():
    """Half of 0.4 x 100 moves; the second country, at a quarter of the longest distance, takes all but the leakage."""
    effect = switch()
    assert effect.spent_in_us_usd_m[0] == pytest.approx([-20.0, 0.0, 0.0])
    # Weights of the destinations: 2 x (1 - 1/4) and 4 x (1 - 1).
    assert effect.received_usd_m[0] == pytest.approx([0.0, 16.0, 0.0])
    assert effect.leakage_usd_m == pytest.approx([4.0])


@given(
    st.lists(st.floats(0, 0.5), min_size=3, max_size=3),
    st.lists(st.floats(0, 1e5), min_size=3, max_size=3),
    st.lists(st.floats(1, 1e7), min_size=3, max_size=3),
    st.floats(0, 1),
)
def test_money_that_leaves_the_us_arrives_or_leaks(share, spending, arrivals, leakage):
    effect = switch(share, spending, arrivals, leakage)
    left = -effect.spent_in_us_usd_m.sum()
    assert left == pytest.approx(effect.received_usd_m.sum() + effect.leakage_usd_m[0], rel=1e-9, abs=1e-9)


def test_unknown_spending_moves_nothing_that_is_known_and_unknown_arrivals_are_no_destination():
    effect = switch(share=(0.5, 0.5, 0.5), spending=(100.0, np.nan, 10.0), arrivals=(1.0, 2.0, np.nan))
    assert np.isnan(effect.spent_in_us_usd_m[0, 1])
    assert np.isnan(effect.received_usd_m[0, 2])
    known = -np.nansum(effect.spent_in_us_usd_m)
    assert known == pytest.approx(np.nansum(effect.received_usd_m) + effect.leakage_usd_m[0])
