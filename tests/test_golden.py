"""Every preset gives the numbers on record. A change is a visible difference with a reason in the changelog."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import pytest

from dashboard.data import registry

GOLDEN = Path(__file__).parent / "golden"
_spec = importlib.util.spec_from_file_location("golden_regenerate", GOLDEN / "regenerate.py")
assert _spec is not None
assert _spec.loader is not None
regenerate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(regenerate)


def test_every_preset_has_a_golden_file_and_no_other():
    assert {str(path.relative_to(GOLDEN).with_suffix("")) for path in GOLDEN.rglob("*.csv")} == set(regenerate.files())
    assert set(registry.presets()) < set(regenerate.files())


@pytest.mark.parametrize("name", regenerate.files())
def test_the_numbers_are_those_on_record(name):
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        expected = [tuple(row) for row in csv.reader(lines)]
    found = [regenerate.COLUMNS, *regenerate.files()[name]()]
    assert [row[:4] for row in found] == [row[:4] for row in expected]
    wrong = [
        (old, new)
        for old, new in zip(expected[1:], found[1:], strict=True)
        for a, b in zip(old[4:], new[4:], strict=True)
        if (a == "") != (b == "") or (a and float(b) != pytest.approx(float(a), rel=1e-6, abs=1e-9))
    ]
    assert not wrong, f"{len(wrong)} numbers differ, first on record and now: {wrong[0]}"
