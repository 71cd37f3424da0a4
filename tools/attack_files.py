"""Hostile files: scenarios that a reader could load, and damaged tables."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import time
from pathlib import Path

import damage
from attacking import ROOT, Tally

from dashboard import cli
from dashboard.data import scenarios
from dashboard.domain import InputError

sys.path.insert(0, str(ROOT / "tests" / "data"))
SLOW_S = 1.0  # of the processor's time
TEXTS: dict[str, bytes] = {
    "empty": b"",
    "no text": b"\xff\xfe\x00",
    "NUL": b"settings: {tariff_pp: \0}",
    "tag": b"settings: !!python/object/apply:os.system ['true']",
    "other tag": b"id: !x y",
    "bombs": b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
    b"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nsettings: *d",
    "loop": b"settings: &a {tariff_pp: *a}",
    "deep": b"settings: " + b"[" * 5000 + b"]" * 5000,
    "deep map": b"{a: " * 2000 + b"1" + b"}" * 2000,
    "list": b"- settings",
    "scalar": b"5",
    "two documents": b"id: a\n---\nid: b",
    "two keys": b"settings: {tariff_pp: 1, tariff_pp: 2}",
    "keys of other kinds": b"settings: {1: 2, null: 3, [a]: 4}",
    "not a number": b"settings: {tariff_pp: .nan}",
    "infinite": b"settings: {tariff_pp: .inf}",
    "huge": b"settings: {tariff_pp: 1e999}",
    "huge integer": b"settings: {tariff_pp: " + b"9" * 5000 + b"}",
    "sexagesimal": b"settings: {tariff_pp: 190:20:30}",
    "date": b"settings: {tariff_pp: 2026-01-01}",
    "binary": b"settings: {tariff_pp: !!binary aGk=}",
    "unknown country": b"settings: {targets: [XXX]}",
    "no list": b"settings: {targets: {a: b}}",
    "unknown setting": b"settings: {rm: -rf}",
    "unknown key": b"evil: 1",
    "path": b"id: ../../../etc/passwd",
    "markup": b"id: '<script>alert(1)</script>'\nsettings: {'[x](https://evil.example)': 1}",
    "long": b"#" * 2_000_000,
    "lines": b"a:\n" * 200_000,
}


def texts() -> dict[str, bytes]:
    """Hostile scenario files, those of the tests with ours."""
    import hostile_yaml

    return {**TEXTS, **hostile_yaml.TEXTS}


def read(text: bytes) -> list[str]:
    """What goes wrong when the page reads a file: anything but a scenario or one sentence, or a long time."""
    start = time.thread_time()
    try:
        scenarios.from_yaml(text)
    except InputError:
        pass
    except Exception as error:  # a reader would see "something failed", and the log a traceback
        return [f"{type(error).__name__}: {error}"]
    return ["slow"] if time.thread_time() - start > SLOW_S else []


def estimate(text: bytes) -> list[str]:
    """What goes wrong when the command reads a file."""
    said, problems = io.StringIO(), []
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        file = Path(folder) / "scenario.yaml"
        file.write_bytes(text)
        try:
            status = cli.main(["estimate", str(file), "--draws", "0", "--countries", "MEX"])
        except (Exception, SystemExit) as error:
            return [f"{type(error).__name__}: {error}"]
    if status not in (0, 2):
        problems.append(f"exit status {status}")
    if status == 2 and (not said.getvalue().startswith("dashboard: ") or said.getvalue().count("\n") > 1):
        problems.append(f"says {said.getvalue()[:80]!r}")
    return problems


def run(_url: str, *, quick: bool) -> Tally:
    """The part of scenario files."""
    tally = Tally("yaml")
    scenarios.from_yaml(b"settings: {tariff_pp: 5, targets: [caricom]}")  # the registers are read once
    for name, text in texts().items():
        tally.note(f"{name}, read", read(text))
        tally.note(f"{name}, estimated", estimate(text))
    return tally


def run_tables(_url: str, *, quick: bool) -> Tally:
    """The part of damaged tables: each must be named on load, by the tests' own list of damages."""
    tally = Tally("tables")
    for what, named, words in damage.try_all(sample=40 if quick else None):
        tally.note(what, [] if named else [words or "nothing was found wrong"])
    return tally
