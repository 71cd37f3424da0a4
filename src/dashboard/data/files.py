"""Where the data lie, and the one way to read a file of them: whatever is wrong with a file is an InputError."""

from __future__ import annotations

import stat
from pathlib import Path

from dashboard.domain import N_, InputError

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "data"
LARGEST_MB = 20  # the largest file of ours has 1.1


def read(path: Path) -> bytes:
    """The bytes of a file.

    Raises InputError, in one sentence, for a file that is missing, no plain file, too large or not readable.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a folder; or a pipe, on which a reader would wait for ever
            raise InputError(N_("{file} is not a file; restore it from the repository."), file=path.name)
        if found.st_size > LARGEST_MB * 1_000_000:
            raise InputError(N_("{file} is larger than {size} MB."), file=path.name, size=LARGEST_MB)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(N_("{file} is missing; restore it from the repository."), file=path.name) from error
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(N_("{file} cannot be read: {reason}."), file=path.name, reason=reason) from error


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, without marks or signs that no text file of ours has.

    Raises InputError as `read` does, and for other bytes.
    """
    return decoded(read(path), path.name)


def decoded(content: bytes, name: str) -> str:
    """The text that the bytes of a file are; raises InputError that names the file for other bytes."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(N_("{file}, line {line}: not text in UTF-8."), file=name, line=line) from error
    for sign, words in (
        ("\ufeff", N_("a byte order mark")),
        ("\x00", N_("a zero byte")),
        ("\r", N_("a carriage return")),
    ):
        if sign in text:
            line = text.count("\n", 0, text.index(sign)) + 1
            raise InputError(
                N_("{file}, line {line}: it has {sign}; lines of text in UTF-8 end with a line feed alone."),
                file=name,
                line=line,
                sign=words,
            )
    return text
