"""Every option of every command with what it cannot use: one short line on stderr, status 2, nothing written."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import hostile_yaml
import pytest

from dashboard import cli, workspace
from dashboard.data import registry, scenarios
from dashboard.domain import InputError
from dashboard.workspace import responses

GRID = "layer: GE-1S\nmetrics: [real_income_pct]\ncountries: [COL]\ngrid: {tariff_pp: [0, 10]}\n"
NEVER = ["", " ", "\0", "\n", "x" * 5000, "x y " * 2000, "\x1b[31m", "１０", "١٠", "💥", "\udcff", "-", "="]
NO_NUMBER = [*NEVER, "nan", "inf", "-inf", "1e999", "1_0", "0x10", "ten", "1,5", "[5]", "9" * 5000]
NO_WHOLE = [*NO_NUMBER, "-1", "1.5", "1e3", "true"]
NO_DRAWS = [*NO_WHOLE, "1", "2", "32", "63", "65", "100", "32768", str(2**40)]
NO_COUNTRY = [*NEVER, ",", "USA", "XXX", "COL,,XXX", "COL;MEX", "../etc", "caricom"]

ESTIMATE = ("estimate", "current_law", "--draws", "0")
COALITION = ("coalition", "--members", "COL", "--tariff-pp", "5", "--draws", "0")
THREATS = ("threats", "COL", "--draws", "0")
SWEEP = ("sweep", "{grid}", "--out", "{out}")
SETTINGS = [*NEVER, "tariff_pp", "=5", "tariff_pp=", "tariff_pp= ", "tariff_pp=nan", "tariff_pp=1_0", "tariff_pp=1e999",
            "tariff_pp=-1", "nope=1", "nope" * 2000 + "=1", "targets=", "targets=,", "targets=XXX", "tariff_mode=",
            "baseline_date=2026-13-45", "tariff_products=010", "phi_pt=", "phi_pt=1_0", "phi_pt=nan", "horizon_q=2.5",
            "energy_exempt=maybe", "tariff_pp\0=5"]  # fmt: skip

# Command and option, without the value; None stands for a value in its own place, first of the command.
TABLE: list[tuple[tuple[str, ...], str | None, list[str]]] = [
    (("estimate", "--draws", "0"), None, [*NEVER, "nope", "nope.yaml", "NOPE", ".yaml", "/", "all_10 ", "--", "x.yml"]),
    (ESTIMATE, "--set", SETTINGS),
    (ESTIMATE, "--countries", NO_COUNTRY),
    (ESTIMATE[:2], "--draws", NO_DRAWS),
    (ESTIMATE, "--seed", NO_WHOLE),
    (ESTIMATE, "--format", [*NEVER, "xml", "CSV"]),
    (("coalition", "--tariff-pp", "5"), "--members", [*NO_COUNTRY[:-1], "CAN"]),
    (("coalition", "--members", "COL"), "--tariff-pp", [*NO_NUMBER, "-1", "101"]),
    (COALITION, "--retaliation-pp", [*NO_NUMBER, "-1", "101"]),
    (COALITION, "--set", SETTINGS),
    (COALITION[:5], "--draws", NO_DRAWS),
    (COALITION, "--seed", NO_WHOLE),
    (COALITION, "--format", [*NEVER, "xml"]),
    (("threats", "--draws", "0"), None, [*NO_COUNTRY, "ALL"]),
    (THREATS, "--by", [*NEVER, "nope"]),
    (THREATS, "--tariff-pp", [*NO_NUMBER, "-1", "101"]),
    (THREATS, "--set", SETTINGS),
    (THREATS[:2], "--draws", NO_DRAWS),
    (THREATS, "--seed", NO_WHOLE),
    (THREATS, "--format", [*NEVER, "xml"]),
    (("sweep", "--out", "{out}"), None, [*NEVER, "nope.yaml", "/", "/dev/zero", "/dev/null", "."]),
    (("sweep", "{grid}"), "--out", ["", " ", "\0", "x" * 5000, "a/" * 3000, "{grid}", "{grid}/in", "a/b/" + "x" * 300]),
    (SWEEP, "--scheduler", [*NEVER, "127.0.0.1", "tcp://", "tcp://127.0.0.1:x", "nope://127.0.0.1:9"]),
    (SWEEP, "--block-size", [*NO_WHOLE, "0", "65537"]),
    (SWEEP, "--seed", [*NO_WHOLE, str(2**32)]),
    (("validate",), "--format", [*NEVER, "xml"]),
    (("validate", "--format", "csv"), "--table", [*NEVER, "nope"]),
    (("settings",), "--format", [*NEVER, "xml"]),
    (("check",), None, ["nope", "--nope", "x" * 5000]),
    ((), None, [*NEVER[:-2], "nope", "--nope", "estimat"]),
]  # fmt: skip
CASES = [(words, option, value) for words, option, values in TABLE for value in values]


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """A function that runs a command in an empty folder and returns its status, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dashboard.workspace.sweep._ANSWER_S", 1)
    (tmp_path / "grid.yaml").write_text(GRID)
    places = {"{grid}": str(tmp_path / "grid.yaml"), "{out}": str(tmp_path / "out")}

    def call(*words: str) -> tuple[int, str, str]:
        for name, place in places.items():
            words = tuple(word.replace(name, place) for word in words)
        try:
            status = cli.main(words)
        except SystemExit as leaving:  # argparse
            status = int(leaving.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def assert_refused(found: tuple[int, str, str]) -> None:
    status, out, err = found
    assert (status, out) == (2, ""), found
    assert err.startswith("dashboard: ") and err.endswith("\n")
    assert err[:-1].isprintable() and len(err) <= cli.LONGEST_ERROR + 1, err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", {words: None for words, *_ in TABLE}, ids=" ".join)
def test_what_an_option_cannot_use_is_refused(run, tmp_path, words):
    """Also where it is long, empty, in another script, or no text: and no file or folder is left."""
    before = sorted(tmp_path.rglob("*"))
    for own, option, value in CASES:
        if own == words:
            given = (*words[:1], value, *words[1:]) if option is None else (*words, f"{option}={value}")
            assert_refused(run(*given))
            assert sorted(tmp_path.rglob("*")) == before, given


def test_every_option_that_takes_a_value_is_in_the_table():
    parser = cli._parser()
    (commands,) = (action.choices for action in parser._actions if action.choices)
    for name, command in commands.items():
        options = {
            action.option_strings[-1] for action in command._actions if action.option_strings and action.nargs != 0
        }
        tried = {option for words, option, _ in TABLE if words[:1] == (name,) and option}
        assert options == tried, name
        places = [action for action in command._actions if not action.option_strings]
        assert not places or any(words[:1] == (name,) and option is None for words, option, _ in TABLE), name


@pytest.mark.parametrize("words", [ESTIMATE, COALITION, THREATS])
def test_a_setting_twice_is_refused(run, words):
    assert_refused(found := run(*words, "--set", "horizon_q=5", "--set", "horizon_q=6"))
    assert found[2] == "dashboard: horizon_q is set twice; keep one of the two.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("estimate", "all_10", "--draws", "1"), "Number of draws (--draws): 1 must be 0, for no range, or a power of two"),
        (("estimate", "all_10", "--set", "tariff=5"), "tariff is neither a setting nor an assumption; did you mean"),
        (("estimate", "all_10", "--set", "zzzzzz=5"), "“dashboard settings” list all."),
        (("estimate", "zzzzzz"), "“dashboard settings” list all."),
        (("estimate", "all_10", "--countries", ""), "--countries is empty"),
        (("estimate", ""), "The scenario is empty"),
        ((*SWEEP, "--scheduler", ""), "--scheduler is empty"),
        (("sweep", "/dev/zero", "--out", "{out}"), "it is not a file"),
        (("coalition", "--members", "COL", "--tariff-pp", "1_0"), "“1_0” is not a number, such as 25"),
        (("threats", "COL", "--draws", "1_0"), "“1_0” is not a whole number"),
    ],
)  # fmt: skip
def test_the_line_says_what_would_be_right(run, words, said):
    assert_refused(found := run(*words))
    assert said in found[2]


@pytest.mark.parametrize("draws", [1, 2, 32, 63, 100, -64, 2**15, 64.0, True])
def test_too_few_draws_are_refused_in_the_library_too(draws):
    """A 5-95 % range of one or two draws can leave the estimate itself out."""
    made = scenarios.of_preset("all_10")
    ways = (
        lambda: workspace.estimate(made, draws=draws),
        lambda: workspace.long_run(made, draws=draws),
        lambda: workspace.waterfall(made, draws=draws),
        lambda: workspace.compare((made, made), draws=draws),
        lambda: responses.coalition(made, ("COL",), draws=draws),
        lambda: responses.threat_rows(
            scenarios.build({"targets": ["COL"], "tariff_pp": 5}), "COL", "jobs", draws=draws
        ),
    )
    for way in ways:
        with pytest.raises(InputError, match="must be 0, for no range, or a power of two from 64 to 16,384"):
            way()


# Files ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", hostile_yaml.TEXTS)
def test_a_hostile_file_is_one_line_for_both_commands_that_read_one(run, tmp_path, name):
    path = tmp_path / "mine.yaml"
    path.write_bytes(hostile_yaml.TEXTS[name])
    assert_refused(run("estimate", str(path), "--draws", "0"))
    assert_refused(run("sweep", str(path), "--out", "{out}"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["pipe", "folder", "socket", "link to a pipe", "link to nothing", "link to itself"])
def test_what_is_no_file_is_not_opened(run, tmp_path, kind):
    """A named pipe without a writer would wait for ever."""
    path = tmp_path / "mine.yaml"
    with socket.socket(socket.AF_UNIX) as server:
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "folder":
            path.mkdir()
        elif kind == "socket":
            here = Path.cwd()
            os.chdir(tmp_path)  # the name of a socket has at most a hundred characters
            server.bind("mine.yaml")
            os.chdir(here)
        elif kind == "link to a pipe":
            os.mkfifo(tmp_path / "pipe")
            path.symlink_to(tmp_path / "pipe")
        else:
            path.symlink_to("mine.yaml" if kind == "link to itself" else "nowhere")
        for words in (("estimate", "mine.yaml"), ("sweep", "mine.yaml", "--out", "{out}")):
            assert_refused(found := run(*words))
            assert "mine.yaml” cannot be read: " in found[2]


def test_a_link_to_a_file_is_the_file(run, tmp_path):
    (tmp_path / "there.yaml").write_text("settings: {tariff_pp: 5}")
    (tmp_path / "mine.yaml").symlink_to("there.yaml")
    assert run("estimate", "mine.yaml", "--draws", "0", "--countries", "COL")[0] == 0


def test_a_large_file_is_not_read_whole(run, tmp_path, monkeypatch):
    with (tmp_path / "mine.yaml").open("wb") as file:
        file.truncate(2**40)  # a terabyte of nothing
    assert_refused(found := run("estimate", "mine.yaml"))
    assert "larger than 4 kilobytes" in found[2]


# settings ------------------------------------------------------------------------------------------------------------


def test_settings_lists_all_that_a_scenario_is_made_of(run):
    import csv
    import io

    status, out, err = run("settings", "--format", "csv")
    rows = {(row["kind"], row["id"]): row for row in csv.DictReader(io.StringIO(out))}
    assert (status, err) == (0, "")
    assert [name for kind, name in rows if kind == "setting"] == list(registry.instruments())
    assert [name for kind, name in rows if kind == "assumption"] == list(registry.assumptions())
    assert [name for kind, name in rows if kind == "preset"] == list(registry.presets())
    assert [name for kind, name in rows if kind == "bloc"] == list(scenarios.blocs())
    assert rows["setting", "tariff_pp"] | {"name": ""} == {
        "kind": "setting", "id": "tariff_pp", "unit": "percentage points", "range": "0 to 100", "default": "0", "name": "",
    }  # fmt: skip
    for (kind, name), row in rows.items():
        if kind in ("setting", "assumption") and row["default"]:
            made = scenarios.with_pairs(scenarios.of_preset("current_law"), [f"{name}={row['default']}"])
            assert (made.settings, made.assumptions) == ((), ())
    assert run("settings")[1].count("\n") == len(rows) + 1
