"""What the files under data/ are: `manifest.csv` has a row for each, and any change that nobody declared is found.

Rules of columns cannot see a lost row or a changed digit. `dashboard check --renew` writes the manifest again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass, fields
from io import StringIO
from pathlib import Path

from dashboard.data import registry, tables
from dashboard.data.csv_files import write_rows
from dashboard.data.files import read
from dashboard.domain import N_, InputError

NAME = "manifest.csv"


@dataclass(frozen=True)
class Entry:
    """A file and what is in it, as texts; empty where it does not apply.

    `keys` counts the different values of the first key column; `countries` those of the 33 that a table names.
    """

    file: str
    rows: str
    keys: str
    first: str
    last: str
    countries: str
    sha256: str


FACTS = {
    "rows": N_("{file}: rows went from {before} to {now}."),
    "keys": N_("{file}: the values of its first key went from {before} to {now}."),
    "first": N_("{file}: the first period went from {before} to {now}."),
    "last": N_("{file}: the last period went from {before} to {now}."),
    "countries": N_("{file}: the countries went from {before} to {now}."),
}
"""What may differ between a file and the manifest, the most telling first."""


def folder() -> Path:
    """The folder that the manifest describes, the one around the tables."""
    return tables.TABLES.parent


def files(root: Path) -> Iterator[Path]:
    """All data files, without the manifest and what an editor or a system left there."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.name != NAME and not path.name.startswith(".") and not path.name.endswith("~"):
            yield path


def entry(path: Path, root: Path) -> Entry:
    """A file as it is; raises InputError when it cannot be read."""
    content = read(path)
    name = path.relative_to(root).as_posix()
    spec = tables.specs().get(path.stem)
    if spec is not None and path.parent == root / spec.folder:
        return entry_of_table(spec, content)
    return Entry(name, _rows(path), "", "", "", "", hashlib.sha256(content).hexdigest())


def entry_of_table(spec: tables.TableSpec, content: bytes) -> Entry:
    """The entry that the bytes of a table would have; raises InputError when they are not that table."""
    table = tables.parse_table(spec, content)
    record = tables.coverage(table)
    return Entry(
        f"{spec.folder}/{spec.id}.csv",
        str(record["rows"]),
        str(table.frame[spec.keys[0]].nunique()),
        record["period_start"],
        record["period_end"],
        str(record["countries"]),
        hashlib.sha256(content).hexdigest(),
    )


def _rows(path: Path) -> str:
    """How many entries a registry has."""
    if path.suffix == ".csv":
        return str(len(registry.csv_rows(path)))
    content = registry.read_yaml(path) if path.suffix == ".yaml" else None
    return str(len(content)) if isinstance(content, list) else ""


def recorded(root: Path) -> dict[str, Entry]:
    """The manifest by file; raises InputError when it cannot be used."""
    path = root / NAME
    rows = registry.csv_rows(path)
    names = [field.name for field in fields(Entry)]
    if not rows or list(rows[0]) != names:
        raise InputError(N_("{file}: the columns must be {known}."), file=NAME, known=", ".join(names))
    found = {row["file"]: Entry(**row) for row in rows}
    if len(found) != len(rows):
        raise InputError(N_("{file}: a file is listed twice."), file=NAME)
    return found


def differences(root: Path | None = None, skip: Iterable[str] = ()) -> list[InputError]:
    """What is not as the manifest says, one sentence for each file; files in `skip` are known to be broken."""
    root = folder() if root is None else root
    try:
        listed = recorded(root)
        present = {path.relative_to(root).as_posix(): path for path in files(root)}
    except InputError as error:
        return [error]
    except OSError as error:
        return [InputError(N_("{file} cannot be read: {reason}."), file=root.name, reason=str(error.strerror))]
    found = [
        InputError(N_("{file} is in {manifest} but missing; restore it from the repository."), file=name, manifest=NAME)
        for name in listed
        if name not in present
    ]
    for name, path in present.items():
        if name not in listed:
            found.append(InputError(N_("{file} is not in {manifest}."), file=name, manifest=NAME))
        elif name not in skip:
            try:
                if hashlib.sha256(read(path)).hexdigest() != listed[name].sha256:
                    found.append(difference(listed[name], entry(path, root)))
            except InputError as error:
                found.append(error)
    return found


def undeclared(spec: tables.TableSpec) -> InputError | None:
    """How the file of a table differs from the manifest's entry for it.

    None if it does not; None, too, without an entry to hold it against: that is a finding of `differences`.
    """
    root, name = folder(), f"{spec.folder}/{spec.id}.csv"
    try:
        declared = recorded(root).get(name)
    except InputError:
        return None
    if declared is None or hashlib.sha256(read(spec.path)).hexdigest() == declared.sha256:
        return None
    return difference(declared, entry(spec.path, root))


def difference(before: Entry, now: Entry) -> InputError:
    """What an entry of the manifest and the file as it is do not share, the most telling alone."""
    was, found = asdict(before), asdict(now)
    for name, message in FACTS.items():
        if was[name] != found[name]:
            return InputError(message, file=before.file, before=was[name] or "-", now=found[name] or "-")
    return InputError(N_("{file}: its contents differ from {manifest}."), file=before.file, manifest=NAME)


def renew(root: Path | None = None, only: Iterable[Path] | None = None) -> list[str]:
    """Write the manifest as the files are, all or `only` some; return the files whose entries changed.

    Raises InputError, and writes nothing, when a file cannot be read.
    """
    root = folder() if root is None else root
    before = recorded(root) if (root / NAME).exists() else {}
    after = {} if only is None else dict(before)
    for path in files(root) if only is None else only:
        made = entry(path, root)
        after[made.file] = made
    text = StringIO()
    write_rows([field.name for field in fields(Entry)], [astuple(after[name]) for name in sorted(after)], text)
    (root / NAME).write_text(text.getvalue(), encoding="utf-8", newline="\n")
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
