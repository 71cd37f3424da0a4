"""`dashboard threats`: the rankings of the Coalition page in three forms, and one clear line on bad input."""

from __future__ import annotations

import csv
import io
import json

import pytest

from dashboard import cli
from dashboard.data import scenarios
from dashboard.workspace import responses


def run(capsys, *arguments):
    status = cli.main(["threats", *arguments])
    return status, capsys.readouterr()


@pytest.mark.parametrize("by", responses.LOSSES)
def test_headings_are_those_of_the_engine(capsys, by):
    status, said = run(capsys, "HND", "--by", by, "--tariff-pp", "10", "--draws", "64", "--format", "json")
    assert status == 0
    rows = json.loads(said.out)["rows"]
    threat = scenarios.build({"targets": ["HND"], "tariff_pp": 10})
    expected = responses.product_threats(threat, "HND", by=by, draws=64).items
    assert [row["id"] for row in rows] == [each.heading for each in expected]
    losses = [each.jobs if by == "jobs" else each.loss for each in expected]
    assert [row["central"] for row in rows] == pytest.approx([float(loss.central) for loss in losses])
    assert [row["p95"] for row in rows] == pytest.approx([float(loss.p95) for loss in losses])
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))


def test_levers_are_ranked_by_gdp_and_those_without_data_come_last(capsys):
    status, said = run(capsys, "KNA", "--by", "instrument", "--draws", "0", "--format", "csv")
    assert status == 0
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert {row["id"] for row in rows} == set(responses.REFERENCES)
    known = [float(row["central"]) for row in rows if row["central"]]
    assert known == sorted(known)
    assert all(row["central"] for row in rows[: len(known)])
    assert all(row["p05"] == "" for row in rows)


def test_the_table_names_products(capsys):
    status, said = run(capsys, "CRI", "--draws", "0")
    assert status == 0
    first = said.out.splitlines()[1].split()
    assert first[0] == "1" and first[1].isdigit() and first[-1] == "usd_m_a_year"


def test_no_data_is_said(capsys):
    status, said = run(capsys, "CUB", "--draws", "0")
    assert (status, said.out.splitlines()[-1]) == (0, "no data")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("XYZ",), "XYZ"),
        (("caricom",), "caricom stands for 1"),
        (("COL", "--tariff-pp", "-5"), "tariff_pp"),
        (("COL", "--by", "luck"), "luck"),
        (("COL", "--draws", "3"), "power of two"),
    ],
)
def test_bad_input_is_one_line_and_status_2(capsys, arguments, words):
    try:
        status, said = run(capsys, *arguments)
    except SystemExit as stop:
        status, said = stop.code, capsys.readouterr()
    assert status == 2
    assert said.out == ""
    assert len(said.err.splitlines()) == 1 and words in said.err
