"""No damage to a table passes the checks, no broken file stops them, and nothing under data/ is read on import."""

from __future__ import annotations

import collections
import os
import subprocess
import sys
from pathlib import Path

import damage
import pytest

from dashboard.data import checks, columns, files, geometry, manifest, registry, scenarios, tables
from dashboard.domain import InputError
from dashboard.i18n import translator

SAMPLE = 19  # every 19th pair of a kind and a table: prime to the number of kinds, so that each kind has its turn


def wrong(cases):
    return {name: words for name, good, words in cases if not good}


def test_no_damage_passes_in_a_sample():
    assert len(damage.KINDS) >= 30
    assert len(damage.KINDS) % SAMPLE
    assert not wrong(damage.try_all(SAMPLE))


@pytest.mark.thorough
def test_no_damage_passes():
    assert not wrong(damage.try_all())


@pytest.mark.parametrize("kind", damage.KINDS.values(), ids=damage.KINDS)
def test_each_kind_applies_to_a_table_and_changes_it(kind):
    for spec in tables.specs().values():
        if len(damage.original(spec)) > 60_000:
            continue
        damaged = kind.apply(spec, damage.original(spec))
        if damaged is not None:
            assert damaged.content != damage.original(spec).encode()
            return
    pytest.fail(f"{kind.name} applies to no table")


def test_undamaged_tables_pass():
    for spec in tables.specs().values():
        if len(damage.original(spec)) < 60_000:
            listed = manifest.recorded(manifest.folder())[f"{spec.folder}/{spec.id}.csv"]
            assert manifest.entry_of_table(spec, damage.original(spec).encode()) == listed


def test_a_broken_rule_is_said_in_the_readers_language():
    spec = tables.specs()["remittance_costs"]
    text = damage.original(spec)
    broken = damage.KINDS["infinite"].apply(spec, text)
    with pytest.raises(InputError) as caught:
        tables.parse_table(spec, broken.content)
    words = {lang: translator(lang).error(caught.value) for lang in ("en", "es", "pt")}
    assert words["en"] == str(caught.value)
    assert words["es"].startswith("Tabla remittance_costs, fila ")
    assert words["es"].endswith("no cumple la regla: un número finito.")
    assert words["pt"].endswith("não cumpre a regra: um número finito.")


def test_a_number_column_without_bounds_cannot_be_made():
    with pytest.raises(TypeError):
        columns.number()
    with pytest.raises(TypeError):
        columns.whole(0)


# Registries and geometry ---------------------------------------------------------------------------------------------

REGISTERS = {
    "sources.yaml": registry.sources,
    "countries.csv": registry.countries,
    "areas.csv": registry.areas,
    "assumptions.yaml": registry.assumptions,
    "programmes.yaml": registry.programmes,
    "instruments.yaml": registry.instruments,
    "scenarios/all_10.yaml": registry.presets,
    "geo/geometry.json": geometry.geometry,
    "geo/outlines.json": geometry.outlines,
}


def _twice(text: str, name: str) -> str:
    if name.endswith(".csv"):
        return text + text.splitlines(keepends=True)[1]
    if name.endswith(".json"):
        return text.replace("{", '{"file": "x", "file": "y", ', 1)
    return text + text.splitlines()[2].rstrip() + "\n" if name.startswith("scenarios") else text + text


def _unknown_key(text: str, name: str) -> str:
    if name.endswith(".csv"):
        first, rest = text.split("\n", 1)
        return first + ",colour\n" + rest.replace("\n", ",red\n")
    if name.endswith(".json"):
        return text.replace("{", '{"colour": "red", ', 1)
    return text + ("colour: red\n" if name.startswith("scenarios") else "  colour: red\n")


def _key_missing(text: str, name: str) -> str:
    if name.endswith(".csv"):
        return "\n".join(line.rsplit(",", 1)[0] for line in text.splitlines()) + "\n"
    if name.endswith(".json"):
        return text.replace('"bounds"' if "bounds" in text else '"paths"', '"bound"')
    key = "title" if name.startswith(("sources", "scenarios")) else "source_ids" if "source_ids" in text else "label"
    return text.replace(f"  {key}:" if not name.startswith("scenarios") else f"{key}:", "  #", 1)


BREAKS = {
    "empty": lambda _text, _name: "",
    "no entries": lambda _text, name: "[]\n" if not name.endswith("csv") else "iso3,iso2\n",
    "a word": lambda _text, _name: "nothing\n",
    "a number": lambda _text, _name: "12\n",
    "null": lambda _text, _name: "null\n",
    "other type": lambda _text, name: "a: [1]\n" if name.endswith("yaml") else '{"a": [1]}\n',
    "list of lists": lambda _text, _name: "[[[1, 2]], null]\n",
    "not the language": lambda _text, _name: "- [\n- }a: \x01\n",
    "cut off": lambda text, _name: text[: len(text) // 2] + '"',
    "unknown key": _unknown_key,
    "key missing": _key_missing,
    "twice": _twice,
    "zero byte": lambda text, _name: text + "\x00\n",
    "Windows": lambda text, _name: text.replace("\n", "\r\n"),
    "deep": lambda _text, _name: "[" * 100_000,
    "aliases": lambda _text, name: "- &a [x]\n- *a\n" if name.endswith("yaml") else "&a",
    "python": lambda _text, _name: "!!python/object/apply:os.system ['true']\n",
    "merge conflict": lambda text, _name: "<<<<<<< HEAD\n" + text,
}


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A copy of the registries and the geometry that the readers take for the data folder."""
    for name in REGISTERS:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        text = (files.DATA / name).read_text(encoding="utf-8")
        if name == "sources.yaml":  # a few of them are enough, and read sooner
            text = "\n- id: ".join(text.split("\n- id: ")[:6]) + "\n"
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(registry, "DATA", tmp_path)
    monkeypatch.setattr(geometry, "INDEX", tmp_path / "geo/geometry.json")
    monkeypatch.setattr(geometry, "OUTLINES", tmp_path / "geo/outlines.json")
    return tmp_path


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("name", REGISTERS)
def test_an_undamaged_copy_is_read(name):
    assert REGISTERS[name].__wrapped__()


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("name", REGISTERS)
def test_a_broken_registry_is_one_sentence(elsewhere, name, how):
    path = elsewhere / name
    text = path.read_text(encoding="utf-8")
    broken = BREAKS[how](text, name)
    assert broken != text
    path.write_bytes(broken.encode())
    refused(name)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _huge(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(files.LARGEST_MB * 1_000_000 + 1)


def _endless_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


FILES = {
    "missing": Path.unlink,
    "a folder": _folder,
    "a pipe": _pipe,
    "huge": _huge,
    "a link to itself": _endless_link,
    "bad UTF-8": lambda path: path.write_bytes(path.read_bytes() + b"\xff\n"),
    "UTF-16": lambda path: path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16")),
    "byte order mark": lambda path: path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes()),
}


@pytest.mark.parametrize("how", FILES)
@pytest.mark.parametrize("name", [name for name in REGISTERS if not name.startswith("scenarios")])
def test_a_registry_that_is_no_good_file_is_one_sentence(elsewhere, name, how):
    FILES[how](elsewhere / name)
    refused(name)


@pytest.mark.parametrize("how", FILES)
def test_a_table_that_is_no_good_file_is_one_sentence(tmp_path, how):
    spec = tables.specs()["hubs"]
    path = tmp_path / "hubs.csv"
    path.write_bytes(spec.path.read_bytes())
    assert len(tables.read_table(spec, path).frame)
    FILES[how](path)
    with pytest.raises(tables.TableError, match=r"^Table hubs: hubs\.csv[^\n]*\.$"):
        tables.read_table(spec, path)


def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path, monkeypatch):
    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "x.yaml"
    path.write_text("a: 1\n")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match=r"^x\.yaml cannot be read: Permission denied\.$"):
        registry.read_yaml(path)


def refused(name: str) -> None:
    with pytest.raises(InputError) as caught:
        REGISTERS[name].__wrapped__()
    words = str(caught.value)
    assert Path(name).name in words or "scenarios" in words
    assert words.endswith(".")
    assert "\n" not in words
    assert len(words) < 500


def test_a_source_with_an_infinite_number_or_a_wrong_place_is_refused(elsewhere):
    path = elsewhere / "assumptions.yaml"
    path.write_text(path.read_text().replace("high: 5.0", "high: .inf", 1))
    with pytest.raises(InputError, match="sigma_sup.high: value inf breaks the rule: a finite number"):
        registry.assumptions.__wrapped__()
    path = elsewhere / "countries.csv"
    path.write_text(path.read_text().replace("-65.2,-35.4", "-652,-35.4", 1))
    with pytest.raises(InputError, match="ARG: longitude -652.0"):
        registry.countries.__wrapped__()


def test_geometry_without_a_country_or_changed_is_refused(elsewhere, monkeypatch):
    path = elsewhere / "geo/outlines.json"
    path.write_text(path.read_text().replace('"COL"', '"QQQ"'))
    with pytest.raises(InputError, match=r"outlines\.json: COL is missing"):
        geometry.outlines.__wrapped__()
    changed = elsewhere / "static"
    (changed / "geo").mkdir(parents=True)
    name = Path(geometry.geometry().url).name
    (changed / "geo" / name).write_text("{}")
    monkeypatch.setattr(geometry, "STATIC", changed)
    with pytest.raises(InputError, match="is not as it was built"):
        geometry.geometry.__wrapped__()


# All checks together -------------------------------------------------------------------------------------------------

CACHED = [*REGISTERS.values(), registry.lac33, tables.load_table, tables._lac33, scenarios.blocs]


@pytest.fixture
def fresh():
    for function in CACHED:
        function.cache_clear()
    yield
    for function in CACHED:
        function.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_without_any_data_every_file_is_named_and_nothing_is_raised(tmp_path, monkeypatch):
    for module, name, path in (
        (registry, "DATA", "data"),
        (tables, "TABLES", "data/tables"),
        (geometry, "INDEX", "data/geo/geometry.json"),
        (geometry, "OUTLINES", "data/geo/outlines.json"),
    ):
        monkeypatch.setattr(module, name, tmp_path / path)
    found = [str(error) for error in checks.problems()]
    for name in ("sources.yaml", "countries.csv", "hubs.csv", "geometry.json", "manifest.csv", "data/scenarios"):
        assert any(name in words for words in found), name
    assert len(found) == len(set(found)) > len(tables.specs())


@pytest.mark.usefixtures("fresh")
def test_a_failure_that_nobody_foresaw_is_a_problem_too(monkeypatch):
    def fail(_table):
        raise KeyError("surprise")

    monkeypatch.setattr(tables, "coverage", fail)
    found = [str(error) for error in checks.problems(with_manifest=False)]
    assert found == ["The data cannot be checked: KeyError: 'surprise'."]


# The manifest --------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path):
    """A data folder of two tables and a registry, with its manifest."""
    for name in ("tables/hubs.csv", "tables/encounters_totals.csv", "sources.yaml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((files.DATA / name).read_bytes())
    assert manifest.renew(tmp_path) == ["sources.yaml", "tables/encounters_totals.csv", "tables/hubs.csv"]
    assert manifest.differences(tmp_path) == []
    return tmp_path


def only(root: Path) -> str:
    (error,) = manifest.differences(root)
    return str(error)


def test_the_manifest_says_what_changed(small):
    path = small / "tables/encounters_totals.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-3]))
    assert only(small) == f"tables/encounters_totals.csv: rows went from {len(lines) - 1} to {len(lines) - 4}."
    path.write_text("".join([lines[0], *lines[:0:-1]]))
    assert only(small) == "tables/encounters_totals.csv: its contents differ from manifest.csv."
    path.unlink()
    assert only(small).startswith("tables/encounters_totals.csv is in manifest.csv but missing")


def test_the_manifest_names_files_that_it_does_not_list(small):
    (small / "tables/.hidden").write_text("an editor's")
    assert manifest.differences(small) == []
    (small / "tables/new.csv").write_text("a\n1\n")
    assert only(small) == "tables/new.csv is not in manifest.csv."


def test_renewing_is_idempotent_and_can_be_for_some_files(small):
    assert manifest.renew(small) == []
    (small / "sources.yaml").write_text("- id: other\n")
    assert manifest.renew(small, only=[small / "tables/hubs.csv"]) == []
    assert only(small).startswith("sources.yaml: rows went from")
    assert manifest.renew(small) == ["sources.yaml"]
    assert manifest.differences(small) == []


@pytest.mark.parametrize("content", ["", "file\nx\n", "file,rows\n", "\x00", "nothing"])
def test_a_broken_manifest_is_one_sentence(small, content):
    (small / manifest.NAME).write_text(content)
    assert "manifest.csv" in only(small)


def test_the_committed_manifest_lists_every_file():
    listed = set(manifest.recorded(files.DATA))
    assert listed == {path.relative_to(files.DATA).as_posix() for path in files.DATA.rglob("*") if path.is_file()} - {
        manifest.NAME
    }


def test_kinds_by_guard_are_stated():
    counts = collections.Counter(kind.guard for kind in damage.KINDS.values())
    assert counts["schema"] > counts["manifest"] > 5


# Import --------------------------------------------------------------------------------------------------------------

IMPORT_ALL = """
import importlib, pkgutil, sys

def hook(event, arguments):
    if event == "open" and str(arguments[0]).startswith(sys.argv[1]):
        raise RuntimeError(f"{arguments[0]} is read on import")

import dashboard
sys.addaudithook(hook)
names = [module.name for module in pkgutil.walk_packages(dashboard.__path__, "dashboard.")]
for name in names:
    if name != "dashboard.main":  # the script of the pages itself
        importlib.import_module(name)
print(len(names))
"""


def test_no_module_reads_data_when_it_is_imported():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORT_ALL, str(files.DATA)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(files.ROOT / "src")},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 100
