"""`dashboard sweep` as a user meets it: progress, one line for what is wrong, and nothing lost by a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from dashboard import cli
from dashboard.domain import InputError
from dashboard.workspace import design, sweep

GRID = """
layer: GE-1S
metrics: [real_income_pct]
countries: [COL, MEX]
random: {count: 1600, ranges: {tariff_pp: [0, 60], eps_ge: [2.5, 8]}}
"""

LAYERS = {layer.id: tuple(layer.metrics) for layer in sweep.layers().values()}


@pytest.fixture
def grid(tmp_path):
    path = tmp_path / "grid.yaml"
    path.write_text(GRID)
    return path


def small(grid) -> None:
    grid.write_text(GRID.replace("1600", "40"))


def test_sweep_writes_blocks_and_says_how_far_it_is(grid, tmp_path, capsys):
    small(grid)
    out = tmp_path / "out"
    assert cli.main(["sweep", str(grid), "--out", str(out), "--block-size", "20", "--seed", "5"]) == 0
    said = capsys.readouterr()
    assert said.out == f"40 scenarios in 2 files, {out}\n"
    lines = said.err.splitlines()
    assert lines[0] == "0 of 40 scenarios"
    assert lines[-1].startswith("40 of 40 scenarios, ")
    assert lines[-1].endswith(" a second, 0 s left")
    assert pq.read_table(out).num_rows == 80

    assert cli.main(["sweep", str(grid), "--out", str(out), "--block-size", "20", "--seed", "5"]) == 0
    assert capsys.readouterr().err == "40 of 40 scenarios\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("{grid}", "--out", "{out}", "--block-size", "0"), "Block size: 0"),
        (("{grid}", "--out", "{out}", "--seed", "-1"), "seed is -1"),
        (("missing.yaml", "--out", "{out}"), "missing.yaml” cannot be read: No such file"),
        (("{grid}", "--out", "{grid}"), "cannot be written to"),
        (("{grid}", "--out", "/proc/corridor"), "cannot be written to"),
        (("{grid}",), "--out"),
        (("{grid}", "--out", ""), "--out is empty"),
    ],
)
def test_bad_use_is_one_line_and_status_2(grid, tmp_path, capsys, arguments, words):
    small(grid)
    places = {"grid": grid, "out": tmp_path / "out"}
    try:
        status = cli.main(["sweep", *(argument.format(**places) for argument in arguments)])
    except SystemExit as leaving:  # argparse
        status = int(leaving.code or 0)
    said = capsys.readouterr()
    assert (status, said.out) == (2, "")
    (line,) = said.err.splitlines()
    assert line.startswith("dashboard: ")
    assert words in line


def test_a_failure_on_the_way_keeps_what_is_done(grid, tmp_path, capsys, monkeypatch):
    small(grid)
    solve = sweep.solve_block

    def failing(plan, number):
        if number == 2:
            raise InputError("something is wrong.")
        return solve(plan, number)

    monkeypatch.setattr(sweep, "solve_block", failing)
    out = tmp_path / "out"
    assert cli.main(["sweep", str(grid), "--out", str(out), "--block-size", "10"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "dashboard: something is wrong."
    assert pq.read_table(out).num_rows == 40


def test_interrupt_says_how_to_go_on(grid, tmp_path, capsys, monkeypatch):
    small(grid)

    def interrupted(plan, number):
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "solve_block", interrupted)
    assert cli.main(["sweep", str(grid), "--out", str(tmp_path / "out")]) == 130
    assert "run the same command to go on" in capsys.readouterr().err


@pytest.mark.thorough
def test_kill_and_resume_equals_a_sweep_that_was_left_alone(grid, tmp_path):
    """kill -9 in the middle, then the same command: no block is lost, none is there twice, all rows are the same."""
    killed, alone = tmp_path / "killed", tmp_path / "alone"

    def start(out) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dashboard.cli", "sweep", str(grid), "--out", str(out), "--block-size", "100"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    first = start(killed)
    deadline = time.monotonic() + 600
    while len(list(killed.glob("block-*"))) < 3:
        assert first.poll() is None, "the sweep ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    kept = {path: path.stat().st_mtime_ns for path in killed.glob("block-*")}
    assert 3 <= len(kept) < 16

    again = start(killed)
    _, progress = again.communicate(timeout=1200)
    assert again.returncode == 0
    assert progress.decode().splitlines()[0] == f"{100 * len(kept):,} of 1,600 scenarios"
    assert all(path.stat().st_mtime_ns == when for path, when in kept.items())
    assert cli.main(["sweep", str(grid), "--out", str(alone), "--block-size", "100"]) == 0
    rows = pq.read_table(killed).to_pandas()
    assert rows["scenario"].tolist() == [number for number in range(1600) for _ in range(2)]
    pd.testing.assert_frame_equal(rows, pq.read_table(alone).to_pandas())


# SIGTERM -------------------------------------------------------------------------------------------------------------


def terminate(process: subprocess.Popen[bytes]) -> tuple[int, list[str]]:
    """Send SIGTERM; returns the exit status and what the process said on stderr."""
    process.send_signal(signal.SIGTERM)
    out, said = process.communicate(timeout=60)
    assert out == b""
    return process.returncode, said.decode().splitlines()


def catches_sigterm(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process has come as far as its own handler: before that it is only loading libraries."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    (mask,) = (int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(mask >> (signal.SIGTERM - 1) & 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux which signals a process catches")
@pytest.mark.parametrize(
    "arguments",
    [
        ("estimate", "all_10", "--draws", "16384", "--long-run"),
        ("coalition", "--members", "ALL", "--tariff-pp", "25", "--draws", "16384"),
        ("validate",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_sigterm_of_a_command_is_one_line_and_status_143(arguments):
    command = [sys.executable, "-m", "dashboard.cli", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while not catches_sigterm(process):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    assert terminate(process) == (143, ["dashboard: stopped by SIGTERM"])


def test_sigterm_of_a_sweep_keeps_finished_blocks_and_says_how_to_go_on(grid, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "dashboard.cli", "sweep", str(grid), "--out", str(out), "--block-size", "20"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while len(list(out.glob("block-*"))) < 2:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    status, said = terminate(process)
    assert (status, said[-1]) == (
        143,
        "dashboard: stopped by SIGTERM; finished blocks are kept, run the same command to go on",
    )
    kept = {path.name: path.stat().st_mtime_ns for path in out.glob("block-*")}
    assert 2 <= len(kept) < 80
    assert {path.name for path in out.iterdir()} == {*kept, ".lock", sweep.MANIFEST}, "nothing half written"

    small_plan = sweep.plan(design.read_design(grid.read_bytes(), LAYERS), 20)
    assert sweep.missing_blocks(small_plan, out) == list(range(len(kept), 80))


# No trace of what was refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("manifest", ["{", "", "[" * 100_000, "[]", "\xff", "null", "{}", '{"design_sha256": 1}'])
def test_a_folder_with_a_broken_manifest_is_left_as_it_is(grid, tmp_path, capsys, manifest):
    small(grid)
    out = tmp_path / "out"
    out.mkdir()
    (out / sweep.MANIFEST).write_bytes(manifest.encode("latin-1"))
    assert cli.main(["sweep", str(grid), "--out", str(out)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("choose another folder.")
    assert [path.name for path in out.iterdir()] == [sweep.MANIFEST]
    assert (out / sweep.MANIFEST).read_bytes() == manifest.encode("latin-1")


@pytest.mark.parametrize("kind", ["folder", "pipe", "blocks"])
def test_a_folder_of_somebody_else_is_left_as_it_is(grid, tmp_path, capsys, kind):
    small(grid)
    out = tmp_path / "out"
    out.mkdir()
    if kind == "folder":
        (out / sweep.MANIFEST).mkdir()
    elif kind == "pipe":
        os.mkfifo(out / sweep.MANIFEST)
    else:
        (out / "block-000000.parquet").write_bytes(b"")
    before = sorted(out.rglob("*"))
    assert cli.main(["sweep", str(grid), "--out", str(out)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("choose another folder.")
    assert sorted(out.rglob("*")) == before


def test_a_folder_that_could_not_be_made_leaves_none_above_it(grid, tmp_path, capsys):
    """And nothing is said of finished blocks, of which there are none."""
    small(grid)
    for name in ("x" * 300, "made/above/" + "x" * 300, "grid.yaml/inside"):
        assert cli.main(["sweep", str(grid), "--out", str(tmp_path / name)]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert "finished blocks" not in line
        assert list(tmp_path.iterdir()) == [grid]


def test_a_scheduler_is_asked_for_before_anything_is_written(grid, tmp_path, capsys, monkeypatch):
    small(grid)
    monkeypatch.setitem(sys.modules, "distributed", None)  # as where the extra is not installed
    for address, words in (("tcp://127.0.0.1:9", "needs the package distributed"), ("", "is empty"), (" ", "is empty")):
        assert cli.main(["sweep", str(grid), "--out", str(tmp_path / "a" / "b"), "--scheduler", address]) == 2
        said = capsys.readouterr()
        assert words in said.err and said.err.count("\n") == 1
        assert list(tmp_path.iterdir()) == [grid]
