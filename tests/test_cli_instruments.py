"""The command line with visas, aid, sanctions and answers: same numbers as the engine; a mistake is one line."""

from __future__ import annotations

import csv
import io

import pytest

from dashboard import cli, workspace
from dashboard.data import scenarios
from dashboard.domain import Scenario

MADE = {
    "aid": ["targets=SLV", "aid_cut=0.5"],
    "visas": ["targets=MEX", "visa_months=6", "h2_cut=0.5"],
    "persons": ["targets=NIC", "sanction_level=1"],
    "products": ["targets=NIC", "sanction_level=2", "sanction_sectors=09,71", "sanction_share=0.5"],
    "broad": ["targets=NIC", "sanction_level=3"],
    "comprehensive": ["targets=NIC", "sanction_level=4"],
    "travel": ["targets=ALL", "tour_switch=0.2"],
    "over time": ["targets=ALL", "tariff_pp=10", "elasticity_path=over_time"],
}
WRONG = ("aid_cut=1.5", "sanction_level=5", "visa_months=37", "tariff_pp=-5", "tour_switch=half", "aid_cuts=0.5")


def pairs(settings: list[str]) -> list[str]:
    return [part for pair in settings for part in ("--set", pair)]


@pytest.mark.parametrize("case", MADE)
def test_the_command_gives_the_numbers_of_the_engine(capsys, case):
    status = cli.main(["estimate", "current_law", "--draws", "0", "--format", "csv", *pairs(MADE[case])])
    captured = capsys.readouterr()
    assert (status, captured.err) == (0, "")
    found = {
        (row["iso3"], row["channel"], row["metric"]): row["central"]
        for row in csv.DictReader(io.StringIO(captured.out))
    }
    result = workspace.estimate(scenarios.with_pairs(Scenario(), MADE[case]), draws=0)
    active = [i for i in result.impacts if i.channel in result.active]
    assert len(active) > 50
    for i in active:
        text = found[i.iso3, i.channel, i.metric]
        assert (text == "") == (i.central is None)
        if i.central is not None:
            assert float(text) == pytest.approx(i.central, rel=1e-9, abs=1e-12)
    effects = [abs(i.central) for i in active if i.central]
    assert (not effects) == (case == "persons")


@pytest.mark.parametrize("pair", WRONG)
def test_a_mistake_is_one_line(capsys, pair):
    status = cli.main(["estimate", "current_law", *pairs([pair])])
    captured = capsys.readouterr()
    assert (status, captured.out) == (2, "")
    assert captured.err.count("\n") == 1
    assert pair.partition("=")[0] in captured.err
    assert "Traceback" not in captured.err
