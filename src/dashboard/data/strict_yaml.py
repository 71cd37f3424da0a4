"""YAML as this project takes it: one document of plain values. What strangers send and what the repository holds alike.

Plain values are null, true and false, numbers, texts, lists, and mappings whose keys are texts, each key once. Of the
rest of YAML nothing is taken: no tags, anchors, aliases, merge keys, directives or second document. Words and numbers
are those of YAML 1.2 (core schema), not 1.1: `yes`, `on`, `1_0`, `1:30` and 2026-01-15 are texts. One exception: a
number with a zero in front is a text, because 010 is 8 in YAML 1.1, 10 in YAML 1.2, and a product chapter in a list
of those.

Text becomes tokens one at a time, and what is refused is refused at its first token: nothing is built before, and no
depth of nesting reaches Python's stack or the scanner's own lists, whose work would grow with its square.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import yaml
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.scanner import Scanner

from dashboard.domain import N_, InputError, shown

MAX_DEPTH = 10


@dataclass(frozen=True)
class Limits:
    """How large a file may be, in bytes, and its longest line, in characters; None is no limit."""

    size: int | None = None
    line: int | None = None


_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)")
_NOT_A_NUMBER = re.compile(r"\.(nan|NaN|NAN)")
_MANY_DIGITS = 400  # more than any number of double precision has

_NOT_TEXT: Final = Reader.NON_PRINTABLE


class _RefusedError(Exception):
    """What a file must not hold: `message`, with places for `what`, `line` and `values`."""

    def __init__(self, message: str, line: int, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, {"line": line, **values}


_TAG = N_("{what}: line {line} has a tag (!); write the value without it.")
_ALIAS = N_("{what}: line {line} has an alias (& or *); write the values out.")
_MERGE = N_("{what}: line {line} has a merge key (<<); write the values out.")
_DIRECTIVE = N_("{what}: line {line} has a directive (%); leave it out.")
_DEEP = N_("{what}: line {line} is nested more than {depth} levels deep.")
_TWICE = N_("{what}: the key {key} is there twice; keep one of the two.")
_KEY = N_("{what}: line {line} has a key that is not a name; write name: value.")
_DOCUMENTS = N_("{what}: line {line} begins a second document (---); keep one.")
_CONTROL = N_("{what}: line {line} has a control character; write plain text in UTF-8.")
_DIGITS = N_("{what}: line {line} has a number of more than {digits} digits.")
_LONG = N_("{what}: line {line} is longer than {longest} characters; break it up.")
_LARGE = N_("{what}: larger than {size} kilobytes; it needs far less.")
_ENCODING = N_("{what}: not valid YAML in UTF-8.")
_SYNTAX = N_("{what}: line {line} is not valid YAML.")
_EMPTY = N_("{what}: it is empty; it must hold keys and values, as in id: value.")
_MAPPING = N_("{what}: it must hold keys and values, as in id: value.")


class _Events(Reader, Scanner, Parser):
    """The events of a text, up to the first token that is refused."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def next(self) -> Any:
        """Take the next event."""
        return self.get_event()  # type: ignore[no-untyped-call]

    def ahead(self) -> Any:
        """Look at the next event."""
        return self.peek_event()  # type: ignore[no-untyped-call]

    def _refuse(self, message: str, **values: object) -> None:
        raise _RefusedError(message, self.line + 1, **values)

    def fetch_tag(self) -> None:
        self._refuse(_TAG)

    def fetch_anchor(self) -> None:
        self._refuse(_ALIAS)

    def fetch_alias(self) -> None:
        self._refuse(_ALIAS)

    def fetch_directive(self) -> None:
        self._refuse(_DIRECTIVE)

    def fetch_flow_collection_start(self, TokenClass: Any) -> None:  # noqa: N803 - PyYAML's name
        self._go_deeper()
        super().fetch_flow_collection_start(TokenClass)

    def add_indent(self, column: int) -> bool:
        if self.indent < column:
            self._go_deeper()
        return super().add_indent(column)

    def _go_deeper(self) -> None:
        if len(self.indents) + self.flow_level >= MAX_DEPTH:
            self._refuse(_DEEP, depth=MAX_DEPTH)


def read(text: str | bytes, what: str, limits: Limits | None = None) -> Any:
    """The plain value that a YAML text holds, None for an empty one; no limits are those of the project's own files.

    Raises InputError, in one sentence that names `what` (a message), for anything else.
    """
    limits = limits or Limits()
    try:
        decoded = _decoded(text, limits)
        return _document(_Events(decoded))
    except _RefusedError as error:
        raise InputError(error.message, what=what, **error.values) from error
    except ReaderError as error:
        raise InputError(_CONTROL, what=what, line=decoded.count("\n", 0, error.position) + 1) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark is not None:
            raise InputError(_SYNTAX, what=what, line=mark.line + 1) from error
        raise InputError(_ENCODING, what=what) from error
    except (UnicodeError, ValueError, OverflowError) as error:  # also \U escapes beyond Unicode
        raise InputError(_ENCODING, what=what) from error


def read_mapping(text: str | bytes, what: str, limits: Limits | None = None) -> dict[str, Any]:
    """The keys and values of a YAML text that must be a mapping; raises InputError as `read` does."""
    content = read(text, what, limits)
    if content is None:
        raise InputError(_EMPTY, what=what)
    if not isinstance(content, dict):
        raise InputError(_MAPPING, what=what)
    return content


def _decoded(text: str | bytes, limits: Limits) -> str:
    """The text, of a size that is allowed."""
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if limits.size is not None and size > limits.size:
        raise _RefusedError(_LARGE, 1, size=limits.size // 1000)
    decoded = text.decode("utf-8") if isinstance(text, bytes) else text
    if limits.line is not None:
        for number, line in enumerate(decoded.split("\n"), start=1):
            if len(line) > limits.line:
                raise _RefusedError(_LONG, number, longest=limits.line)
    return decoded


def _document(events: _Events) -> Any:
    """The value of the one document of a stream."""
    events.next()  # start of stream
    if events.check_event(yaml.StreamEndEvent):
        return None
    events.next()  # start of document
    content = _value(events)
    events.next()  # end of document
    if not events.check_event(yaml.StreamEndEvent):
        raise _RefusedError(_DOCUMENTS, events.ahead().start_mark.line + 1)
    return content


def _value(events: _Events) -> Any:
    """The next value; it calls itself once for each level of nesting, of which there are few."""
    event = events.next()
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not events.check_event(yaml.SequenceEndEvent):
            items.append(_value(events))
        events.next()
        return items
    if isinstance(event, yaml.MappingStartEvent):
        made: dict[str, Any] = {}
        while not events.check_event(yaml.MappingEndEvent):
            key = _key(events)
            if key in made:
                raise _RefusedError(_TWICE, events.line + 1, key=shown(key))
            made[key] = _value(events)
        events.next()
        return made
    return _scalar(event)


def _key(events: _Events) -> str:
    event = events.ahead()
    line = event.start_mark.line + 1
    if not isinstance(event, yaml.ScalarEvent):
        raise _RefusedError(_KEY, line)
    if event.value == "<<" and event.style is None:
        raise _RefusedError(_MERGE, line)
    key = _scalar(events.next())
    if not isinstance(key, str):
        raise _RefusedError(_KEY, line)
    return key


def _scalar(event: Any) -> Any:
    """A value of its kind: plain scalars by the core schema, quoted and block scalars as texts."""
    text: str = event.value
    if _NOT_TEXT.search(text):  # an escape in quotes, such as "\0"
        raise _RefusedError(_CONTROL, event.start_mark.line + 1)
    return text if event.style is not None else _plain(text, event.start_mark.line + 1)


def _plain(text: str, line: int) -> Any:
    if _NULL.fullmatch(text):
        return None
    if _BOOLEAN.fullmatch(text):
        return text.lower() == "true"
    for pattern, base in ((_INTEGER, 10), (_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            if len(text) > _MANY_DIGITS:
                raise _RefusedError(_DIGITS, line, digits=_MANY_DIGITS)
            return int(text if base == 10 else text[2:], base)
    if _FLOAT.fullmatch(text):
        return float(text)
    if infinite := _INFINITE.fullmatch(text):
        return float(infinite[1] + "inf")
    return float("nan") if _NOT_A_NUMBER.fullmatch(text) else text
