"""Assumptions as they are used: published totals, draws that belong to ids, no constant beside the register."""

import dataclasses
import random
import re
from pathlib import Path

import numpy as np
import pytest

from dashboard import workspace
from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.model import uncertainty
from dashboard.workspace import inputs

CASH = load_table("remittance_cash_share").frame.set_index("iso3")
NO_RESPONSE = {"a_avoid": 0, "eps_fee": 0}


def tax_paid(place):
    """Tax of 1 % a year by country, US$ million, when nobody switches or sends less."""
    settings = {"targets": ["ALL"], "baseline_date": "2025-11-25", "remit_tax_pct": 1}
    run = workspace.estimate(scenarios.build(settings, {**NO_RESPONSE, "e_cash_place": place}), draws=0)
    return {iso3: run.value("remittance", "remittance_tax_usd_m", iso3).central for iso3 in CASH.index}


@pytest.mark.parametrize(("place", "published"), [(0, 625), (1, 702)])
def test_the_tax_on_nine_countries_is_that_of_cemla(place, published):
    """Its printed total; the difference is our shares of the US, above all of Colombia (31 against 53 %)."""
    assert sum(tax_paid(place).values()) == pytest.approx(published, rel=0.015)


@pytest.mark.parametrize(("place", "end"), [(0, "low"), (1, "high")])
def test_each_countrys_tax_is_that_of_cemla_at_its_own_denominator(place, end):
    corridors = inputs.corridors()
    from_us = dict(zip(registry.lac33(), 4.0 * corridors.quarterly_usd_m, strict=True))
    for iso3, paid in tax_paid(place).items():
        at_its_denominator = paid * CASH["us_origin_usd_m"][iso3] / from_us[iso3]
        # Shares are printed in whole per cent, taxes in whole millions.
        assert at_its_denominator == pytest.approx(CASH[f"tax_{end}_usd_m"][iso3], rel=0.02, abs=0.5), iso3


def test_cash_shares_differ_by_country_and_keep_to_their_ranges():
    settings = {"targets": ["ALL"], "baseline_date": "2025-11-25", "remit_tax_pct": 1}
    run = workspace.estimate(scenarios.build(settings, NO_RESPONSE), draws=1024)
    sent = {iso3: value for iso3, value in zip(registry.lac33(), 4 * inputs.corridors().quarterly_usd_m, strict=True)}
    for iso3 in CASH.index:
        tax = run.value("remittance", "remittance_tax_usd_m", iso3)
        low, high = (0.01 * sent[iso3] * CASH[f"cash_share_{end}"][iso3] for end in ("low", "high"))
        assert tax.p05 == pytest.approx(low, rel=0.01)
        assert tax.p95 == pytest.approx(high, rel=0.01)
    other = run.value("remittance", "remittance_tax_usd_m", "ECU")
    assert other.p95 - other.p05 > 0.4 * 0.01 * sent["ECU"]


def test_draws_belong_to_the_id_and_not_to_the_place():
    known = list(registry.assumptions().values())
    shuffled = known.copy()
    random.Random(1).shuffle(shuffled)
    assert [a.id for a in shuffled] != [a.id for a in known]
    first, second = (uncertainty.draws(tuple(some), count=256) for some in (known, shuffled))
    for name in first.ids:
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)


def test_a_new_assumption_leaves_nearly_all_draws_alone():
    known = list(registry.assumptions().values())
    new = dataclasses.replace(known[0], id="something_new")
    first, second = uncertainty.draws(tuple(known), count=64), uncertainty.draws((new, *known), count=64)
    moved = [name for name in first.ids if not np.array_equal(first[name], second[name])]
    assert len(moved) <= 3


def test_columns_of_draws_are_used_once():
    ids = tuple(registry.assumptions())
    columns = uncertainty._columns(ids)
    assert len(set(columns)) == len(ids)
    assert max(columns) < uncertainty._SOBOL_COLUMNS


@pytest.mark.parametrize(
    "pattern",
    [
        r"exp\(-.*/ *4\.0\)",  # redirection, typed again
        r"expm1\(.*tau_e",  # the path of import demand, typed again
        r"chance / 100\.0 \* cost",  # expected cost, typed again
        r"^(RISK_WEIGHT|ALARM_SCALE|GDP_LAGS|LABOUR_PHASE_IN|_?HALF_LIFE|GROWTH_A_YEAR|FLOOR_OF_HOME_SALES)\b",
        r"map\(lambda codes: iso3 in codes\.split\(\)\)",  # which steps name a country
    ],
)
def test_a_formula_or_constant_of_the_register_stands_in_one_place(pattern):
    package = Path(workspace.__file__).parents[1]
    found = [
        f"{path.name}:{number}"
        for path in package.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert len(found) <= (1 if "lambda codes" in pattern else 0), found
