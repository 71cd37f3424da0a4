"""The `dashboard` command: what it prints, in which form, and what it says about bad input."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard import cli, workspace
from dashboard.data import registry, scenarios, tables
from dashboard.domain import Scenario
from dashboard.workspace import validation

DRAWS = ("--draws", "256")
NUMBERS = ["central", "p05", "p95", "p25", "p50", "p75"]
FIELDS = ["iso3", "channel", "metric", "layer", "horizon", "unit", *NUMBERS, "flags", "sources"]
CUSTOM = {
    "tariff_and_tax": ["targets=HND,caricom", "tariff_pp=17", "remit_tax_pct=2.5", "horizon_q=9", "phi_pt=0.88"],
    "products": ["targets=COL", "tariff_pp=30", "tariff_products=06,09", "baseline_date=2026-03-15", "sigma_sup=3.5"],
}


@pytest.fixture
def run(capsys):
    """A function that runs the command and returns its status, output and errors."""

    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            status = cli.main(arguments)
        except SystemExit as leaving:  # argparse
            status = int(leaving.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def numbers(result) -> dict[tuple[str, str, str], tuple[float | None, ...]]:
    return {(i.iso3, i.channel, i.metric): (i.central, i.p05, i.p95) for i in result.impacts}


def assert_same(one, other):
    assert one.keys() == other.keys()
    for key, values in one.items():
        for a, b in zip(values, other[key], strict=True):
            assert (a is None) == (b is None), key
            assert a is None or a == pytest.approx(b, rel=1e-9, abs=1e-12), key


# check ---------------------------------------------------------------------------------------------------------------


def test_check_prints_one_line_per_table_and_a_count(run):
    status, out, err = run("check")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in lines[:-1]] == list(tables.specs())
    assert lines[-1].startswith(f"{len(tables.specs())} tables, ")
    assert all("/33" in line and "vintage" in line for line in lines[:-1])


def test_quiet_check_prints_the_count_only(run):
    status, out, err = run("check", "--quiet")
    assert (status, err) == (0, "")
    assert out.count("\n") == 1


def test_check_names_what_is_broken(run, monkeypatch, tmp_path):
    """A table without its file: status 2, the table named, no traceback."""
    spec = tables.specs()["hubs"]
    monkeypatch.setattr(tables, "specs", lambda: {spec.id: spec})
    monkeypatch.setattr(tables, "TABLES", tmp_path)
    tables.load_table.cache_clear()
    try:
        status, _, err = run("check")
    finally:
        tables.load_table.cache_clear()
    assert status == 2
    assert err.startswith("Table hubs: hubs.csv is missing; restore it from the repository.\n")
    assert "Traceback" not in err


def test_check_tries_the_settings_of_every_preset(run, monkeypatch):
    broken = replace(registry.presets()["all_10"], settings={"tariff_pp": -10.0})
    monkeypatch.setattr(registry, "presets", lambda: {broken.id: broken})
    status, _, err = run("check", "--quiet")
    assert status == 2
    assert err.startswith("Preset all_10: tariff_pp is -10")
    assert err.count("\n") == 1


# estimate ------------------------------------------------------------------------------------------------------------


def test_json_has_the_promised_shape(run):
    status, out, err = run("estimate", "colombia_25", *DRAWS, "--format", "json", "--seed", "5")
    assert (status, err) == (0, "")
    content = json.loads(out)
    assert content["scenario"] == {
        "id": "colombia_25",
        "settings": {"baseline_date": "2025-01-15", "energy_exempt": 0.0, "targets": ["COL"], "tariff_pp": 25.0},
        "assumptions": {},
    }
    assert content["baseline_date"] == "2025-01-15"
    assert content["data_vintage"] == workspace.data_vintage()
    assert (content["draws"], content["seed"]) == (256, 5)
    assert all(list(impact) == FIELDS for impact in content["impacts"])
    assert {impact["iso3"] for impact in content["impacts"]} == set(registry.lac33())
    assert len(content["impacts"]) == 33 * len(workspace.METRICS)
    cuba = next(i for i in content["impacts"] if (i["iso3"], i["metric"]) == ("CUB", "exports_to_us_usd_m"))
    assert (cuba["central"], cuba["p05"], cuba["p95"]) == (None, None, None)
    assert "embargo" in cuba["flags"]
    assert set(cuba["sources"]) <= set(registry.sources())
    assert "NaN" not in out
    assert "Infinity" not in out


def test_csv_has_one_row_per_estimate(run):
    status, out, err = run("estimate", "all_10", *DRAWS, "--format", "csv", "--countries", "COL,cub")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (status, err) == (0, "")
    assert list(rows[0]) == FIELDS
    assert {row["iso3"] for row in rows} == {"COL", "CUB"}
    assert len(rows) == 2 * len(workspace.METRICS)
    empty = next(row for row in rows if (row["iso3"], row["metric"]) == ("CUB", "gdp_pct"))
    assert empty["central"] == empty["p05"] == ""


def test_the_long_run_is_another_layer(run):
    options = ("--draws", "0", "--countries", "MEX,CUB")
    status, out, err = run("estimate", "mexico_canada_25", *options, "--long-run", "--format", "csv")
    assert (status, err) == (0, "")
    rows = [row for row in csv.DictReader(io.StringIO(out)) if row["layer"] == "GE"]
    assert {row["horizon"] for row in rows} == {"LR"}
    assert {row["iso3"] for row in rows} == {"MEX", "CUB", "USA"}
    expected = workspace.long_run(scenarios.of_preset("mexico_canada_25")).value("real_income_pct", "MEX").central
    (income,) = [row for row in rows if (row["iso3"], row["metric"]) == ("MEX", "real_income_pct")]
    assert float(income["central"]) == expected
    assert all(row["central"] == "" and "not_in_matrix" in row["flags"] for row in rows if row["iso3"] == "CUB")
    _, table, _ = run("estimate", "mexico_canada_25", *options, "--long-run")
    assert "Do not add to the above" in table
    _, plain, _ = run("estimate", "mexico_canada_25", *options, "--format", "csv")
    assert "GE" not in plain


def test_the_table_is_for_people(run):
    status, out, err = run("estimate", "all_10", *DRAWS)
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert "all_10" in lines[0]
    assert "256 draws, seed 2026" in lines[0]
    assert [line[:4].strip() for line in lines[3:]] == list(registry.lac33())
    assert all("(" in line and " to " in line for line in lines[3:] if not line.startswith("CUB"))
    assert len({len(line) for line in lines[2:]}) == 1  # columns stand under each other


def test_without_draws_there_is_no_range(run):
    status, out, _ = run("estimate", "all_10", "--draws", "0", "--format", "json", "--countries", "MEX")
    assert status == 0
    impacts = json.loads(out)["impacts"]
    assert all(i["p05"] is None and i["p95"] is None and i["central"] is not None for i in impacts)


def test_current_law_is_zero(run):
    status, out, _ = run("estimate", "current_law", *DRAWS, "--format", "json")
    assert status == 0
    assert {i[key] for i in json.loads(out)["impacts"] for key in ("central", "p05", "p95")} <= {0.0, None}


def test_settings_lie_over_the_scenario(run):
    status, out, _ = run(
        "estimate", "colombia_25", *DRAWS, "--format", "json", "--set", "tariff_pp=30", "--set", "phi_pt=0.9"
    )
    assert status == 0
    scenario = json.loads(out)["scenario"]
    assert scenario["id"] == "custom"
    assert scenario["settings"]["tariff_pp"] == 30.0
    assert scenario["settings"]["energy_exempt"] == 0.0
    assert scenario["assumptions"] == {"phi_pt": 0.9}


def test_a_file_gives_the_numbers_of_its_preset(run, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(scenarios.to_yaml(scenarios.of_preset("colombia_50")), encoding="utf-8")
    from_file = run("estimate", str(path), *DRAWS, "--format", "json")
    from_name = run("estimate", "colombia_50", *DRAWS, "--format", "json")
    assert from_file == from_name
    assert from_file[0] == 0


@pytest.mark.parametrize("draws", ["64", "128"])
def test_few_draws_are_enough(run, draws):
    status, _, err = run("estimate", "colombia_25", "--draws", draws)
    assert (status, err) == (0, "")


# Bad input: status 2 and exactly one line ----------------------------------------------------------------------------

BAD = {
    "unknown preset": ["nope"],
    "missing file": ["nowhere.yaml"],
    "a folder": ["tests.yaml"],
    "a file of another kind": ["README.md"],
    "unknown setting": ["all_10", "--set", "tarif=5"],
    "no equals sign": ["all_10", "--set", "tariff_pp"],
    "below zero": ["all_10", "--set", "tariff_pp=-5"],
    "not a number": ["all_10", "--set", "tariff_pp=abc"],
    "nan": ["all_10", "--set", "tariff_pp=nan"],
    "infinite": ["all_10", "--set", "tariff_pp=inf"],
    "beyond floats": ["all_10", "--set", "tariff_pp=1e999"],
    "unknown target": ["all_10", "--set", "targets=XXX"],
    "no target": ["all_10", "--set", "targets="],
    "assumption out of bounds": ["all_10", "--set", "phi_pt=3"],
    "values that do not combine": ["all_10", "--set", "sigma_sup=1.2", "--set", "eta_imp=3"],
    "unknown country": ["all_10", "--countries", "COL,USA"],
    "three draws": ["all_10", "--draws", "3"],
    "negative draws": ["all_10", "--draws", "-4"],
    "too many draws": ["all_10", "--draws", str(2**40)],
    "text for draws": ["all_10", "--draws", "many"],
    "negative seed": ["all_10", "--draws", "256", "--seed", "-1"],
    "unknown form": ["all_10", "--format", "xml"],
    "no scenario": [],
    "a preset nearly": ["all_1O"],
    "a line break": ["all\n10"],
    "a line break in a file's name": ["no\nwhere.yaml"],
    "a line break in an argument": ["all_10", "--no\nsuch"],
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_status_2_and_one_line(run, case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests.yaml").mkdir()
    status, out, err = run("estimate", *BAD[case])
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1, err
    assert err.startswith("dashboard")
    assert "Traceback" not in err
    assert len(err) <= cli.LONGEST_ERROR + 1


@pytest.mark.parametrize(
    "content", ["settings: [", "settings: {tariff_pp: -5}", "a: 1", "", "settings: {baseline_date: 2025-13-45}"]
)
def test_a_bad_file_is_one_line(run, tmp_path, content):
    path = tmp_path / "bad.yml"
    path.write_text(content, encoding="utf-8")
    status, out, err = run("estimate", str(path), *DRAWS)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1


def test_a_file_that_is_not_text_is_one_line(run, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\x00")
    status, _, err = run("estimate", str(path))
    assert status == 2
    assert err.count("\n") == 1


def test_the_installed_command_says_the_same():
    """Through the shell: the entry point, its status and its streams."""
    command = [str(Path(sys.executable).parent / "dashboard"), "estimate", "nope"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("dashboard: nope is not a preset;")
    assert done.stderr.count("\n") == 1


COMMAND = str(Path(sys.executable).parent / "dashboard")


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_full_disk_is_one_line(form):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [COMMAND, "estimate", "current_law", "--draws", "0", "--format", form],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=600,
        )
    assert done.returncode == 2
    assert done.stderr == "dashboard: The output cannot be written: No space left on device.\n"


def test_a_reader_that_goes_away_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [COMMAND, "estimate", "current_law", "--draws", "0", "--countries", "COL"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=600,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_output_at_all_is_one_line(monkeypatch, capsys):
    with monkeypatch.context() as closed:
        closed.setattr(sys, "stdout", None)
        assert cli.main(["estimate", "current_law", "--draws", "0"]) == 2
    assert capsys.readouterr().err.startswith("dashboard: Standard output is closed;")


def test_an_unreadable_file_is_one_line(run, tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    (tmp_path / "mine.yaml").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "open", refuse)
    status, out, err = run("estimate", "mine.yaml")
    assert (status, out) == (2, "")
    assert err == "dashboard: The scenario file “mine.yaml” cannot be read: Permission denied.\n"


# The same numbers by every way ---------------------------------------------------------------------------------------


def written(made: Scenario) -> list[str]:
    """What the page writes into the address and under "command line": one `id=value` for each difference."""
    return [f"{key}={scenarios.write(v)}" for key, v in (*made.settings, *made.assumptions)]


@pytest.mark.thorough
@pytest.mark.parametrize("name", [*registry.presets(), *CUSTOM])
def test_every_way_gives_the_same_numbers(run, name, tmp_path):
    preset = name in registry.presets()
    made = scenarios.of_preset(name) if preset else scenarios.with_pairs(Scenario(), CUSTOM[name])
    expected = numbers(workspace.estimate(made, draws=256))

    arguments = [name] if preset else ["current_law", *(part for pair in CUSTOM[name] for part in ("--set", pair))]
    _, out, _ = run("estimate", *arguments, *DRAWS, "--format", "json")
    read = {
        (i["iso3"], i["channel"], i["metric"]): (i["central"], i["p05"], i["p95"]) for i in json.loads(out)["impacts"]
    }
    assert_same(read, expected)

    path = tmp_path / "scenario.yaml"
    path.write_text(scenarios.to_yaml(made), encoding="utf-8")
    assert cli.load_scenario(str(path)) == made
    assert_same(numbers(workspace.estimate(scenarios.from_yaml(path.read_text(encoding="utf-8")), draws=256)), expected)

    from_address = scenarios.with_pairs(Scenario(), written(made))
    assert (from_address.settings, from_address.assumptions) == (made.settings, made.assumptions)
    assert_same(numbers(workspace.estimate(from_address, draws=256)), expected)


def test_the_command_under_the_scenario_gives_the_scenario():
    from dashboard.ui import controls

    for pairs in CUSTOM.values():
        made = scenarios.with_pairs(Scenario(), pairs)
        words = controls.command(made).split()
        assert words[:3] == ["dashboard", "estimate", "current_law"]
        again = scenarios.with_pairs(
            Scenario(), [pair for word, pair in zip(words[3::2], words[4::2], strict=True) if word]
        )
        assert (again.settings, again.assumptions) == (made.settings, made.assumptions)
    assert controls.command(scenarios.of_preset("colombia_25")) == "dashboard estimate colombia_25"


# validate ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def stored(monkeypatch):
    """The tables as they are kept: computing them again is for the tests of the workspace."""
    found = {table_id: tables.load_table(table_id).frame for table_id in validation.TABLE_IDS}
    monkeypatch.setattr(validation, "compute", lambda: found)
    return found


def test_validate_prints_the_verdict_and_every_country(run, stored):
    status, out, err = run("validate")
    assert (status, err) == (0, "")
    assert "direction right" in out
    assert sum(line[:3].isupper() and line[3] == " " for line in out.splitlines() if len(line) > 3) == 33


def test_validate_as_csv_and_json(run, stored):
    status, out, err = run("validate", "--format", "csv", "--table", "validation_trade")
    assert (status, err) == (0, "")
    assert out.splitlines()[0].startswith("window,benchmark,iso3,period_start")
    assert len(out.splitlines()) == 1 + 2 * 3 * 33
    status, out, err = run("validate", "--format", "json")
    assert (status, err) == (0, "")
    assert set(json.loads(out)) == set(validation.TABLE_IDS)


@pytest.mark.parametrize("arguments", [("--format", "xml"), ("--table", "nothing"), ("--draws", "5")])
def test_validate_refuses_bad_arguments_in_one_line(run, arguments):
    status, out, err = run("validate", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("dashboard: ")
    assert err.count("\n") == 1


def test_validate_says_when_it_cannot_write(run, stored, monkeypatch, tmp_path):
    (tmp_path / "validation").write_text("")
    monkeypatch.setattr(tables, "TABLES", tmp_path / "tables")
    status, _, err = run("validate", "--write")
    assert status == 2
    assert err.startswith("dashboard: ")
    assert err.count("\n") == 1


# Ctrl-C --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "arguments"),
    [
        ("dashboard.workspace.estimate", ("estimate", "all_10", *DRAWS)),
        ("dashboard.workspace.long_run", ("estimate", "all_10", "--long-run", "--format", "json", *DRAWS)),
        ("dashboard.workspace.responses.coalition", ("coalition", "--members", "sica", "--tariff-pp", "25", *DRAWS)),
        ("dashboard.workspace.responses.leverage", ("coalition", "--members", "sica", "--tariff-pp", "25", *DRAWS)),
        ("dashboard.workspace.responses.threat_rows", ("threats", "COL", "--format", "csv", *DRAWS)),
        ("dashboard.workspace.validation.compute", ("validate", "--write")),
    ],
)
def test_an_interrupt_is_one_line_and_status_130(run, monkeypatch, target, arguments):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(target, interrupted)
    assert run(*arguments) == (130, "", "dashboard: stopped\n")


def test_an_interrupt_while_tables_are_written_leaves_the_old_ones(run, monkeypatch, tmp_path):
    """The second of two tables is stopped half way: both keep what they had and nothing lies beside them."""
    monkeypatch.setattr(tables, "TABLES", tmp_path / "tables")
    folder = tmp_path / "validation"
    folder.mkdir()
    for name in validation.TABLE_IDS:
        (folder / f"{name}.csv").write_text("old\n")
    written: list[Path] = []

    def half(self, path, **_):
        Path(path).write_text("new and cut o")
        written.append(Path(path))
        if len(written) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(validation, "compute", lambda: dict.fromkeys(validation.TABLE_IDS, pd.DataFrame()))
    monkeypatch.setattr(validation, "summary", lambda _: ("a summary",))
    monkeypatch.setattr(pd.DataFrame, "to_csv", half)
    status, _, errors = run("validate", "--write")
    assert (status, errors) == (130, "dashboard: stopped\n")
    assert len(written) == 2
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        f"{name}.csv": "old\n" for name in validation.TABLE_IDS
    }
