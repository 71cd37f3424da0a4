"""A day's law is read from what was in force on that day: rates, coverage of Section 232, and what a measure adds."""

import dataclasses
import re
from datetime import date

import numpy as np
import pytest

from dashboard.data import registry, scenarios
from dashboard.domain import InputError, Programme
from dashboard.model import tariffs
from dashboard.workspace import inputs

DAYS = [str(day) for day in registry.instruments()["baseline_date"].options]


def added(day, mode, points, **exempt):
    """Rates of all cells before and after a measure on the 33, and which cells are theirs."""
    settings = {"targets": ["ALL"], "baseline_date": day, "tariff_pp": points, "tariff_mode": mode, **exempt}
    given = inputs.tariff_inputs(scenarios.build(settings), date.fromisoformat(day))
    hit = np.isin(given.market.suppliers, registry.lac33())[given.market.cell_supplier]
    return given, hit


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("points", [10, 25, 50])
def test_a_measure_without_exemptions_adds_its_points_to_what_is_not_under_section_232(day, points):
    for mode in ("add", "set"):
        given, hit = added(day, mode, points, energy_exempt=0, usmca_exempt=0)
        before, after, value = given.before, given.after, given.market.value_usd_m
        outside = 1.0 - before.covered_232
        start = before.layers if mode == "add" else 0.0
        change = after.layers - start
        np.testing.assert_allclose(change[hit], points / 100 * outside[hit], atol=1e-15)
        for iso3 in registry.lac33():
            cells = given.market.cell_supplier == given.market.suppliers.index(iso3)
            weight = (value * outside)[cells].sum()
            if weight > 0.0:
                assert (value * change)[cells].sum() / weight == pytest.approx(points / 100, abs=1e-12), iso3
        assert np.array_equal(after.layers[~hit], before.layers[~hit])


@pytest.mark.parametrize("day", DAYS)
def test_section_232_covers_nothing_that_it_has_no_rate_on(day):
    law = inputs.law(date.fromisoformat(day))
    assert (law.covered_232[law.s232 == 0.0] == 0.0).all()
    assert ((law.covered_232 >= 0.0) & (law.covered_232 <= 1.0)).all()


def test_coverage_of_january_2025_is_that_of_january_2025():
    """Steel and aluminium of 2018; Canada, Mexico, Argentina and Brazil were exempt or had quotas."""
    law, market = inputs.law(date(2025, 1, 15)), inputs.market()
    value = np.bincount(market.cell_supplier, market.value_usd_m)
    covered = np.bincount(market.cell_supplier, market.value_usd_m * law.covered_232) / value
    share = dict(zip(market.suppliers, covered, strict=True))
    assert share["MEX"] == share["CAN"] == share["BRA"] == share["ARG"] == 0.0
    assert 0.01 < share["DOM"] < 0.02  # aluminium and steel were 1.8 % of its sales
    assert max(share.values()) < 0.02
    metals = np.isin([code[:2] for code in market.products], ["72", "73", "76"])[market.cell_product]
    assert (law.covered_232[~metals] == 0.0).all()


@pytest.mark.parametrize(
    ("preset", "iso3", "points"), [("mexico_canada_25", "MEX", 25), ("mexico_canada_25", "CAN", 25)]
)
def test_all_goods_means_all_goods(preset, iso3, points):
    given = inputs.tariff_inputs(scenarios.of_preset(preset), date(2025, 1, 15))
    cells = given.market.cell_supplier == given.market.suppliers.index(iso3)
    value = given.market.value_usd_m[cells]
    mean = ((given.after.layers - given.before.layers)[cells] * value).sum() / value.sum()
    assert 100 * mean == pytest.approx(25, abs=1e-9)


@pytest.mark.parametrize("day", DAYS)
def test_law_never_reads_rates_of_a_programme_that_is_not_in_force(day, monkeypatch):
    """Rates and coverage of all other programmes made unusable: the day's law stays as it is."""
    when, detail = date.fromisoformat(day), inputs._detail()
    known = inputs.law(when)
    active = tariffs.in_force(registry.programmes(), when)
    rates = {name: values.copy() for name, values in detail.rates.items()}
    covered = {name: values.copy() for name, values in detail.covered.items()}
    for name in set(rates) - {programme.column for programme in active}:
        rates[name][:] = 7.0
    for name in set(covered) - {programme.covered_column for programme in active}:
        covered[name][:] = 7.0
    other = dataclasses.replace(detail, rates=rates, covered=covered)
    monkeypatch.setattr(inputs, "_detail", lambda: other)
    inputs.law.cache_clear(), inputs._section_232.cache_clear()
    try:
        again = inputs.law(when)
    finally:
        inputs.law.cache_clear(), inputs._section_232.cache_clear()
    for name in ("mfn", "s232", "layers", "covered_232"):
        np.testing.assert_array_equal(getattr(again, name), getattr(known, name), err_msg=name)


def test_a_column_named_after_a_date_is_used_from_that_date_on():
    """Or its programme's note says what stands in for what."""
    for programme in registry.programmes():
        found = re.search(r"_(20\d\d)_(\d\d)(?:_(\d\d))?$", programme.column)
        if found:
            year, month, day = (int(part or 1) for part in found.groups())
            if programme.valid_from < date(year, month, day) and "stand for it" not in programme.note:
                # A list published some days after it took effect.
                assert (date(year, month, day) - programme.valid_from).days < 14, programme.id


def test_coverage_that_cannot_be_used():
    start = date(2025, 1, 1)
    rates = np.array([0.25, 0.0])

    def programme(column):
        return Programme("x", "x", "s232", start, None, "a", "s", ("source",), covered_column=column)

    assert tariffs.covered_at({}, [programme(None)], start, rates).tolist() == [1.0, 0.0]
    assert tariffs.covered_at({}, [], start, rates).tolist() == [0.0, 0.0]
    with pytest.raises(InputError, match="needs the column lists"):
        tariffs.covered_at({}, [programme("lists")], start, rates)
    with pytest.raises(InputError, match="must hold shares"):
        tariffs.covered_at({"lists": np.array([50.0, 0.0])}, [programme("lists")], start, rates)
