"""`dashboard coalition`: numbers of the engine in three forms, and one clear line on bad input."""

from __future__ import annotations

import csv
import io
import json

import pytest

from dashboard import cli
from dashboard.data import scenarios
from dashboard.workspace import responses


def run(capsys, *arguments):
    status = cli.main(["coalition", *arguments])
    return status, capsys.readouterr()


def test_json_holds_the_engine_s_numbers(capsys):
    status, said = run(capsys, "--members", "GTM,HND", "--tariff-pp", "25", "--draws", "64", "--format", "json")
    assert status == 0
    found = json.loads(said.out)
    assert found["members"] == ["GTM", "HND"]
    expected = responses.coalition(scenarios.build({"tariff_pp": 25}), ("GTM", "HND"), draws=64)
    rows = {(row["iso3"], row["measure"], row["together"]): row for row in found["rows"]}
    assert rows["HND", "gdp_lost", False]["central"] == pytest.approx(expected.cost_alone[0, 1])
    assert rows["USA", "us_buyers_cost", True]["central"] == pytest.approx(expected.buyers_joint[0])
    assert rows["USA", "us_real_income_pct", True]["layer"] == "GE"
    shared = sum(rows[iso3, "shapley", True]["central"] for iso3 in ("GTM", "HND"))
    assert shared == pytest.approx(expected.buyers_joint[0])


def test_a_bloc_and_csv(capsys):
    arguments = ("--members", "andean_community", "--tariff-pp", "10", "--draws", "0", "--format", "csv")
    status, said = run(capsys, *arguments)
    assert status == 0
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert {row["iso3"] for row in rows} == {"BOL", "COL", "ECU", "PER", "USA"}
    assert all(row["p05"] == "" for row in rows)


def test_an_answer_lowers_us_income(capsys):
    found = []
    for points in ("0", "25"):
        arguments = ("--members", "COL", "--tariff-pp", "25", "--draws", "0", "--retaliation-pp", points)
        _, said = run(capsys, *arguments, "--format", "json")
        rows = json.loads(said.out)["rows"]
        found.append(next(row["central"] for row in rows if row["iso3"] == "USA" and row["layer"] == "GE"))
    assert found[1] < found[0]


def test_table_says_no_data_for_cuba(capsys):
    status, said = run(capsys, "--members", "CUB", "--tariff-pp", "25", "--draws", "0")
    assert status == 0
    line = next(line for line in said.out.splitlines() if line.startswith("CUB") and "gdp_lost " in line)
    assert line.split()[4] == "-"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--members", "XXX", "--tariff-pp", "25"), "XXX is not a country or bloc"),
        (("--members", ",", "--tariff-pp", "25"), "The coalition is empty"),
        (("--members", "CAN", "--tariff-pp", "25"), "CAN is not one of the 33 countries"),
        (("--members", "COL", "--tariff-pp", "-5"), "tariff_pp is -5"),
        (("--members", "COL", "--tariff-pp", "1e9"), "tariff_pp is 1000000000"),
        (("--members", "COL", "--tariff-pp", "25", "--retaliation-pp", "-1"), "retaliation_pp is -1"),
        (("--members", "COL", "--tariff-pp", "25", "--draws", "3"), "power of two"),
    ],
)
def test_bad_input_is_one_line_and_status_2(capsys, arguments, words):
    status, said = run(capsys, *arguments)
    assert status == 2
    assert said.out == ""
    assert words in said.err
    assert said.err.count("\n") == 1
