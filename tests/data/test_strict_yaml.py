"""The YAML reader: what it takes, what it refuses, and that neither takes long."""

from __future__ import annotations

import math
import sys
import time

import hostile_yaml
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data import registry, scenarios, strict_yaml
from dashboard.domain import InputError
from dashboard.i18n import translator

KINDS = {
    # Null and truth
    "": None, "~": None, "null": None, "Null": None, "NULL": None, "nUll": "nUll", "None": "None",
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "yes": "yes", "no": "no", "on": "on", "off": "off", "y": "y", "n": "n", "Yes": "Yes", "NO": "NO",
    # Whole numbers
    "0": 0, "5": 5, "+1": 1, "-1": -1, "-0": 0, "0o7": 7, "0o17": 15, "0x1F": 31, "0xff": 255,
    "0o8": "0o8", "0b11": "0b11", "-0x1": "-0x1", "1_0": "1_0", "010": "010", "09": "09", "00": "00", "1:30": "1:30",
    # Other numbers
    "1.5": 1.5, "1.": 1.0, ".5": 0.5, "+.5": 0.5, "-1.5": -1.5, "1e3": 1000.0, "1E3": 1000.0, "1.5e-3": 0.0015,
    "1e+3": 1000.0, ".inf": math.inf, "+.inf": math.inf, "-.Inf": -math.inf, ".INF": math.inf,
    "inf": "inf", "nan": "nan", ".": ".", "e3": "e3", "1e": "1e", "01.5": "01.5", "1_0.5": "1_0.5", "1,5": "'1,5'",
    "1e999": math.inf,
    # Texts
    "2026-01-15": "2026-01-15", "2026-01-15T10:00:00Z": "2026-01-15T10:00:00Z", "=": "=", "١٠": "١٠", "'5'": "5",
    '"true"': "true", "'~'": "~", "a b": "a b",
}  # fmt: skip


@pytest.mark.parametrize("written", KINDS)
def test_plain_values_are_those_of_yaml_1_2(written):
    expected = KINDS[written]
    found = strict_yaml.read(f"a: {written}" if expected != "'1,5'" else "a: '''1,5'''", "File")["a"]
    assert (found, type(found)) == (expected, type(expected))


def test_not_a_number_is_one():
    assert all(math.isnan(value) for value in strict_yaml.read("[.nan, .NaN, .NAN]", "File"))


def test_texts_of_every_style_and_an_empty_file():
    assert strict_yaml.read("a: |\n  b\n  c\nd: >\n  e\n  f\n'g h': \"i\\tj\"\n", "File") == {
        "a": "b\nc\n",
        "d": "e f\n",
        "g h": "i\tj",
    }
    assert strict_yaml.read("# nothing\n", "File") is None
    assert strict_yaml.read("---\n- [a: 1]\n...\n", "File") == [[{"a": 1}]]


def test_a_mark_and_line_ends_of_another_editor_change_nothing():
    plain = "a: [1, b]\nc: {d: 2}\n"
    expected = {"a": [1, "b"], "c": {"d": 2}}
    assert strict_yaml.read(b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode(), "File") == expected
    assert strict_yaml.read("\ufeff" + plain, "File") == expected


@pytest.mark.parametrize("path", sorted(registry.DATA.rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_projects_own_files_say_the_same_to_every_reader(path):
    """Nothing in them needs what is refused here, nor hangs on the version of YAML; days are read as texts."""
    text = path.read_text(encoding="utf-8")
    assert strict_yaml.read(text, path.name) == yaml.load(text, Loader=_WithoutDays)


class _WithoutDays(yaml.SafeLoader):
    pass


_WithoutDays.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


# What strangers send -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es", "pt"])
@pytest.mark.parametrize("name", hostile_yaml.TEXTS)
def test_a_hostile_file_is_one_sentence_in_every_language(name, language):
    with pytest.raises(InputError) as caught:
        scenarios.from_yaml(hostile_yaml.TEXTS[name])
    said = translator(language).error(caught.value)
    assert said.endswith((".", "?")) and said.isprintable() and len(said) <= 240
    assert not said.startswith("{")
    assert language == "en" or said != str(caught.value)


def best_of_three(read) -> float:
    """Processor time; the machine may be busy with something else once."""
    took = []
    for _ in range(3):
        start = time.process_time()
        read()
        took.append(time.process_time() - start)
    return min(took)


def test_hostile_files_cost_no_more_than_a_plain_one():
    """Beside a plain list of the largest size, read by the library as it is; so on a slow machine too."""
    plain = "a: [" + ", ".join(["1"] * 1300) + "]"
    allowed = 2.0 * best_of_three(lambda: yaml.safe_load(plain))

    def refused(text):
        with pytest.raises(InputError):
            scenarios.from_yaml(text)

    for name, text in hostile_yaml.TEXTS.items():
        assert best_of_three(lambda text=text: refused(text)) < allowed, name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("an empty integer", "line 1 has a tag"),
        ("a tag without a handle", "line 1 has a tag"),
        ("binary", "line 1 has a tag"),
        ("billion laughs", "line 3 has an alias"),
        ("a merge list", "line 2 has a merge key"),
        ("a version", "line 1 has a directive"),
        ("two documents", "line 2 begins a second document"),
        ("an empty second document", "line 2 begins a second document"),
        ("empty", "it is empty"),
        ("comments only", "it is empty"),
        ("a list at the top", "must hold keys and values"),
        ("a number as key", "line 1 has a key that is not a name"),
        ("a list as key", "line 1 has a key that is not a name"),
        ("a key twice, once quoted", "the key tariff_pp is there twice"),
        ("no value", "tariff_pp has no value"),
        ("an empty target", "targets has no value"),
        ("an underscore", "tariff_pp is 1_0; it must be a number"),
        ("a truth for a number", "tariff_pp is true; it must be a number"),
        ("infinite", "tariff_pp is inf; it must be a number"),
        ("an integer of 900 digits", "line 1 has a number of more than 400 digits"),
        ("settings as zero", "settings and assumptions must be lists"),
        ("deep over lines", "line 10 is nested more than 10 levels deep"),
        ("deep by indents", "line 11 is nested more than 10 levels deep"),
        ("a long line", "line 1 is longer than 1000 characters"),
        ("ten thousand keys", "larger than 4 kilobytes"),
        ("NUL", "line 1 has a control character"),
        ("NUL in an escape", "line 1 has a control character"),
        ("half a surrogate in an escape", "line 1 has a control character"),
        ("UTF-16, little end first", "not valid YAML in UTF-8"),
        ("a wrong indent", "line 3 is not valid YAML"),
    ],
)
def test_the_sentence_says_what_is_wrong(name, words):
    with pytest.raises(InputError) as caught:
        scenarios.from_yaml(hostile_yaml.TEXTS[name])
    assert words in str(caught.value)


def test_the_fullest_scenario_is_far_below_the_limit():
    """Every setting and assumption off its baseline, with as many targets and products as there are."""
    chosen: dict[str, object] = {}
    for instrument in registry.instruments().values():
        if instrument.kind == "number":
            chosen[instrument.id] = instrument.maximum
        elif instrument.kind == "choice":
            chosen[instrument.id] = instrument.options[0]
    chosen |= {"targets": list(registry.lac33()), "tariff_mode": "add"}
    chosen["tariff_products"] = [f"{chapter:02}" for chapter in range(1, 98) if chapter != 77]
    assumed = {
        a.id: (a.low if a.central != a.low else a.high) for a in registry.assumptions().values() if a.id != "eta_imp"
    }
    text = scenarios.to_yaml(scenarios.build(chosen, assumed))
    assert len(text) < scenarios.MAX_YAML_BYTES
    assert scenarios.from_yaml(text) == scenarios.build(chosen, assumed)


def operations(text: str | bytes) -> int:
    """Lines of Python that a file costs, refused or not."""
    count = 0

    def each(frame: object, event: str, _: object) -> object:
        nonlocal count
        count += event == "line"
        return each

    before = sys.gettrace()
    sys.settrace(each)
    try:
        found = strict_yaml.read_mapping(text, "File", scenarios.FILE_LIMITS)
        assert isinstance(found, dict)
    except InputError as error:
        refused = error
    else:
        refused = None
    finally:
        sys.settrace(before)
    assert refused is None or str(refused).startswith("File: ")
    return count


PER_CHARACTER = 400  # at most some 255 were seen
ALWAYS = 3_000

_PIECES = st.lists(
    st.sampled_from(
        ["a", "b", ": ", ":", "- ", "? ", "\n", "  ", " ", "[", "]", "{", "}", ", ", "'", '"', "\\", "&a ", "*a",
         "!!int ", "! ", "<<", "---\n", "...\n", "%YAML 1.2\n", "#", "|", ">", "|2-\n", "\t", "\r", "~", "1_0", "0x1",
         ".inf", "é", "\ufeff", "\x85", "\u2028", "\0", "\\x00", "\\U00110000", "@", "`", "settings: ", "tariff_pp"]
    ),
    max_size=600,
).map("".join)  # fmt: skip


@given(text=st.one_of(_PIECES, st.text(max_size=4_000), st.binary(max_size=4_000)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_keys_and_values_or_one_sentence_within_bounds(text):
    assert operations(text) <= ALWAYS + PER_CHARACTER * len(text)


_ON_ONE_LINE = ["[", "{", "- ", "? ", "[a: ", "{a: ", '"', "'", "\\", ": ", "'' ", "[],", "a,"]
_ON_MANY = ["[\n", "{\n", "- \n", "[a: \n", "'\n", '"\\\n', "[],[],\n", "{a: 1},\n", "|\n ", "a,\n",
            "a:\n", "#\n", "a\n\n"]  # fmt: skip


@pytest.mark.parametrize("start", ["", "s: [", "s: {", "s: '", 's: "', "s: |\n "])
@pytest.mark.parametrize("piece", _ON_ONE_LINE + _ON_MANY)
def test_repetition_costs_no_more_than_its_length(start, piece):
    """A work that grows with the square of the length would show: one line of 900 signs, or 3,900 on many."""
    text = start + piece * ((900 if piece in _ON_ONE_LINE else 3_900) // len(piece))
    assert operations(text) <= ALWAYS + PER_CHARACTER * len(text)
