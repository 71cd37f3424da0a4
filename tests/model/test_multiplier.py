"""The multiplier of lost exports: by regime and openness at first, the same for all in the end."""

import numpy as np
import pytest

from dashboard.model import channels

ASSUMED = {
    "mu_x": np.array([1.0, 1.2]),
    "mu_x_lr": np.array([0.5, 0.4]),
    "tau_mu_quarters": np.array([12.0, 6.0]),
    "mu_regime": np.array([0.15, 0.3]),
    "mu_open": np.array([0.3, 0.0]),
}
ALL = (slice(None), slice(None), slice(None))
COUNTRIES = channels.Economy(np.array([1.0, 0.0, -1.0]), np.array([0.5, 0.0, -0.2]), np.array([1.0, 1.0, 0.9]))


def test_by_hand():
    found = channels.multiplier(ASSUMED, COUNTRIES)[ALL]
    assert found.shape == (2, 3, channels.QUARTERS)
    # Hard peg, open by a half: starts at 1 + 0.15 - 0.15; after h quarters 0.5 + 0.5 exp(-h / 12).
    assert found[0, 0, [0, 3]] == pytest.approx(0.5 + 0.5 * np.exp([-1 / 12, -4 / 12]))
    assert found[0, 2, 0] == pytest.approx(0.5 + (1.0 - 0.15 + 0.06 - 0.5) * np.exp(-1 / 12))
    assert found[1, 0, 5] == pytest.approx(0.4 + 1.1 * np.exp(-1.0))


def test_it_falls_to_the_long_run_and_is_never_negative():
    found = channels.multiplier({**ASSUMED, "tau_mu_quarters": np.array([0.5, 0.5])}, COUNTRIES)[ALL]
    assert found[0, :, -1] == pytest.approx(0.5)
    assert (np.diff(channels.multiplier(ASSUMED, COUNTRIES)[ALL], axis=-1) < 0).all()
    wild = channels.multiplier({**ASSUMED, "mu_open": np.array([9.0, 9.0])}, COUNTRIES)[ALL]
    assert (wild >= 0.0).all()


def test_exports_go_through_value_added_and_multiplier():
    assumed = {
        **ASSUMED,
        "delta_div": np.zeros(2),
        "tau_div_quarters": np.full(2, 4.0),
        "price_disc": np.zeros(2),
        "dva_default": np.array([0.7, 0.6]),
    }
    change = np.array([[-100.0, 50.0, -20.0]] * 2)
    net, added, gdp = channels.through_exports(change, np.maximum(-change, 0.0), assumed, COUNTRIES)
    assert net[ALL][0, 0, 0] == -100.0
    assert added[ALL][0, 2, 0] == pytest.approx(-20.0 * 0.7 * 0.9)
    mu = channels.multiplier(assumed, COUNTRIES)[ALL]
    np.testing.assert_allclose(gdp[ALL], added[ALL] * mu)
    part = (slice(1, 2), slice(0, 2), slice(3, 4))
    np.testing.assert_allclose(gdp[part], gdp[ALL][part])
