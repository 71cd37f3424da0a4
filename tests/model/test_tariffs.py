"""Which rate does each flow face? Four cells: two products from two suppliers, with rates easy to follow by hand."""

from datetime import date

import numpy as np
import pytest

from dashboard.domain import InputError, Programme
from dashboard.model import tariffs
from dashboard.model.tariffs import Measure, Schedule

PRODUCT = np.array([0, 0, 1, 1])
SUPPLIER = np.array([0, 1, 0, 1])
VALUE = np.array([100.0, 300.0, 50.0, 0.0])
BOTH = np.array([True, True])
FIRST = np.array([True, False])


def schedule(**changed):
    base = {
        "mfn": np.array([0.02, 0.0, 0.05, 0.0]),
        "s232": np.array([0.25, 0.0, 0.0, 0.0]),
        "layers": np.array([0.0, 0.10, 0.125, 0.0]),
        "covered_232": np.array([1.0, 0.0, 0.4, 0.0]),
        "usmca_claim": np.array([0.0, 0.6, 0.0, 0.0]),
        "energy": np.array([False, False, False, True]),
    }
    return Schedule(**{**base, **changed})


def layers_after(measure):
    return tariffs.apply(schedule(), measure, cell_supplier=SUPPLIER, cell_product=PRODUCT).layers


def test_rho_scales_the_layers_but_not_mfn_nor_section_232():
    # 0.02 + 0.25; 0.5 * 0.10; 0.05 + 0.5 * 0.125; nothing
    np.testing.assert_allclose(tariffs.rate(schedule(), 0.5), [0.27, 0.05, 0.1125, 0.0], atol=1e-15)
    draws = tariffs.rate(schedule(), np.array([0.0, 1.0]))
    np.testing.assert_allclose(draws, [[0.27, 0.0, 0.05, 0.0], [0.27, 0.10, 0.175, 0.0]], atol=1e-15)


def test_add_puts_the_measure_on_top_of_the_programmes_net_of_exemptions():
    # Covered by Section 232: nothing. USMCA claim 60 %: 0.4 * 0.2. 232 on 40 % of value: 0.6 * 0.2. Energy: nothing.
    np.testing.assert_allclose(layers_after(Measure(0.2, BOTH)), [0.0, 0.10 + 0.08, 0.125 + 0.12, 0.0], atol=1e-15)


def test_switches_bring_usmca_goods_and_energy_in():
    np.testing.assert_allclose(
        layers_after(Measure(0.2, BOTH, usmca_exempt=False)), [0.0, 0.30, 0.245, 0.0], atol=1e-15
    )
    np.testing.assert_allclose(
        layers_after(Measure(0.2, BOTH, energy_exempt=False)), [0.0, 0.18, 0.245, 0.2], atol=1e-15
    )


def test_set_replaces_the_programmes_of_the_targets_only():
    np.testing.assert_allclose(layers_after(Measure(0.2, FIRST, mode="set")), [0.0, 0.10, 0.12, 0.0], atol=1e-15)
    np.testing.assert_array_equal(layers_after(Measure(0.0, BOTH, mode="set")), np.zeros(4))


def test_product_hits_the_chosen_products_only():
    second = np.array([False, True])
    measure = Measure(0.2, BOTH, mode="product", products=second)
    np.testing.assert_allclose(layers_after(measure), [0.0, 0.10, 0.245, 0.0], atol=1e-15)


def test_measures_compose_and_leave_the_rest_of_the_schedule_alone():
    once = tariffs.apply(schedule(), Measure(0.1, FIRST), cell_supplier=SUPPLIER, cell_product=PRODUCT)
    twice = tariffs.apply(once, Measure(0.3, ~FIRST), cell_supplier=SUPPLIER, cell_product=PRODUCT)
    np.testing.assert_allclose(twice.layers, [0.0, 0.10 + 0.12, 0.125 + 0.06, 0.0], atol=1e-15)
    np.testing.assert_array_equal(twice.fixed, schedule().fixed)


def test_adding_nothing_changes_nothing():
    np.testing.assert_array_equal(layers_after(Measure(0.0, BOTH)), schedule().layers)


def test_log_change_of_the_tariff_factor():
    assert tariffs.dlog_tariff(0.0, 0.25) == pytest.approx(np.log(1.25), abs=1e-16)
    assert tariffs.dlog_tariff(0.10, 0.10) == 0.0
    assert tariffs.dlog_tariff(0.05, 0.05 + 1e-9) == pytest.approx(1e-9 / 1.05, rel=1e-6)


def test_country_average_is_weighted_with_trade_and_missing_without_trade():
    average = tariffs.country_average(np.array([0.3, 0.1, 0.0, 0.5]), VALUE, SUPPLIER, 3)
    # supplier 0: (100 * 0.3 + 50 * 0) / 150; supplier 1: 0.1 on 300, the empty cell does not count; supplier 2: none
    np.testing.assert_allclose(average, [0.2, 0.1, np.nan])


def programme(name, kind, start, end=None):
    return Programme(name, name, kind, start, end, "authority", "status", ("source",))


CALENDAR = (
    programme("mfn", "mfn", date(2025, 1, 1)),
    programme("metals", "s232", date(2025, 8, 7), date(2026, 4, 5)),
    programme("annex", "s232", date(2026, 4, 6)),
    programme("surcharge", "layer", date(2026, 2, 24), date(2026, 7, 23)),
    programme("brazil", "layer", date(2026, 7, 22)),
    programme("labour", "layer", date(2026, 7, 24)),
)
COLUMNS = {
    "mfn": np.array([0.02, 0.0]),
    "metals": np.array([0.50, 0.0]),
    "annex": np.array([0.25, 0.0]),
    "surcharge": np.array([0.10, 0.10]),
    "brazil": np.array([0.25, 0.0]),
    "labour": np.array([0.125, 0.10]),
}


@pytest.mark.parametrize(
    ("day", "s232", "layer"),
    [
        (date(2025, 1, 1), 0.0, 0.0),
        (date(2025, 8, 6), 0.0, 0.0),
        (date(2025, 8, 7), 0.50, 0.0),
        (date(2026, 2, 23), 0.50, 0.0),
        (date(2026, 2, 24), 0.50, 0.10),
        (date(2026, 4, 5), 0.50, 0.10),
        (date(2026, 4, 6), 0.25, 0.10),
        (date(2026, 7, 22), 0.25, 0.35),
        (date(2026, 7, 23), 0.25, 0.35),
        (date(2026, 7, 24), 0.25, 0.375),
    ],
)
def test_programmes_apply_on_their_first_and_last_day(day, s232, layer):
    in_force = tariffs.schedule_at(COLUMNS, CALENDAR, day)
    assert [part[0] for part in in_force] == pytest.approx([0.02, s232, layer])


def test_regime_dates_are_the_days_on_which_the_law_changes():
    assert tariffs.regime_dates(CALENDAR[:4]) == (
        date(2025, 1, 1),
        date(2025, 8, 7),
        date(2026, 2, 24),
        date(2026, 4, 6),
        date(2026, 7, 24),
    )


def test_schedule_at_does_not_change_the_columns():
    kept = {name: values.copy() for name, values in COLUMNS.items()}
    tariffs.schedule_at(COLUMNS, CALENDAR, date(2026, 7, 24))
    for name, values in kept.items():
        np.testing.assert_array_equal(COLUMNS[name], values)


@pytest.mark.parametrize(
    ("columns", "programmes", "day", "message"),
    [
        (COLUMNS, CALENDAR, date(2024, 12, 31), "No most-favoured-nation duty is on record for 2024-12-31"),
        ({"mfn": COLUMNS["mfn"]}, CALENDAR, date(2025, 8, 7), "needs the column metals"),
        ({**COLUMNS, "labour": np.array([np.nan, 0.1])}, CALENDAR, date(2026, 8, 1), "no rate for 1 flows"),
        (COLUMNS, (*CALENDAR, programme("annex", "s232", date(2026, 1, 1))), date(2026, 2, 1), "another programme"),
    ],
)
def test_calendar_refuses_what_it_cannot_answer(columns, programmes, day, message):
    with pytest.raises(InputError, match=message):
        tariffs.schedule_at(columns, programmes, day)


def test_missing_rates_of_a_programme_not_in_force_do_no_harm():
    columns = {**COLUMNS, "labour": np.array([np.nan, np.nan])}
    assert np.isfinite(tariffs.schedule_at(columns, CALENDAR, date(2026, 2, 24))).all()


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: schedule(layers=np.array([10.0, 12.5, 0.0, 0.0])), "layers must hold fractions"),
        (lambda: schedule(mfn=np.array([0.1, np.nan, 0.0, 0.0])), "mfn must hold fractions"),
        (lambda: schedule(usmca_claim=np.array([0.0, 60.0, 0.0, 0.0])), "usmca_claim must hold shares"),
        (lambda: schedule(s232=np.zeros(3)), "s232 must have one entry per cell"),
        (lambda: schedule(energy=np.array([0, 2, 0, 0])), "energy must hold true or false"),
        (lambda: Measure(25.0, BOTH), "must be a fraction"),
        (lambda: Measure(-0.1, BOTH), "must be a fraction"),
        (lambda: Measure(0.1, BOTH, mode="product"), "a product mask is needed"),
        (lambda: Measure(0.1, BOTH, products=BOTH), "a product mask is needed"),
        (lambda: Measure(0.1, BOTH, mode="multiply"), 'must be "add", "set" or "product"'),
        (lambda: programme("x", "layer", date(2026, 2, 1), date(2026, 1, 1)), "is before valid_from"),
        (lambda: Programme("x", "x", "layer", date(2026, 1, 1), None, "", "", ()), "at least one source id"),
    ],
)
def test_bad_input_is_refused_with_one_sentence(build, message):
    with pytest.raises(InputError, match=message) as caught:
        build()
    assert str(caught.value).endswith((".", ")."))
