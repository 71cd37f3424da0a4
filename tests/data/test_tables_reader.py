"""The one way to read a table, what it says about a broken file, and what the registered tables cite."""

from __future__ import annotations

import math
import re

import pycountry
import pytest

from dashboard.data import checks, columns, registry, tables
from dashboard.data.tables import TableError, TableSpec, coverage, load_table, read_table, specs
from dashboard.domain import InputError
from dashboard.model import channels
from dashboard.workspace import inputs

SPEC = TableSpec(
    id="small",
    subject="trade",
    title="A small table",
    concept="For tests.",
    keys=("iso3", "year"),
    columns={
        "iso3": columns.area(),
        "year": columns.whole(1990, 2030),
        "hs2": columns.code(r"\d{2}"),
        "kind": columns.choice("import", "export", nullable=True),
        "trade_usd_m": columns.number(0, 100, nullable=True),
        "source_id": columns.source_id(),
    },
    period=("year",),
)
HEAD = "iso3,year,hs2,kind,trade_usd_m,source_id\n"
GOOD = HEAD + "MEX,2024,01,import,1.5,somebody\nCOL,2024,09,,,somebody\n"


@pytest.fixture
def read(tmp_path):
    """A function that reads a text as the small table."""

    def call(text: str | bytes, spec: TableSpec = SPEC):
        path = tmp_path / "small.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table(spec, path, {"somebody"})

    return call


def test_a_good_file(read):
    table = read(GOOD)
    assert table.source_ids == ("somebody",)
    assert len(table.frame) == 2


def test_digit_codes_keep_their_zeros(read):
    assert list(read(GOOD).frame["hs2"]) == ["01", "09"]
    assert load_table("hs_chapters").frame["hs2"].iloc[0] == "01"
    assert load_table("us_imports_hs6").frame["hs6"].str.fullmatch(r"\d{6}").all()


def test_empty_cells_are_missing_and_na_is_text(read):
    """Namibia's code and the word NA are text; only an empty cell is missing."""
    frame = read(GOOD).frame
    assert frame["trade_usd_m"].isna().tolist() == [False, True]
    assert frame["kind"].isna().tolist() == [False, True]
    assert read(GOOD.replace("MEX", "NAM")).frame["iso3"].iloc[0] == "NAM"


BROKEN = {
    "negative": ("COL,2024,09,,-3,somebody", "trade_usd_m", "-3", "from 0 to 100"),
    "text for a number": ("COL,2024,09,,abc,somebody", "trade_usd_m", "'abc'", "a number"),
    "fraction for a year": ("COL,2024.5,09,,1,somebody", "year", "2024.5", "a whole number"),
    "year out of range": ("COL,1066,09,,1,somebody", "year", "1066", "from 1990 to 2030"),
    "no year": ("COL,,09,,1,somebody", "year", "(empty)", "not empty"),
    "lower case code": ("col,2024,09,,1,somebody", "iso3", "'col'", "a code of data/areas.csv"),
    "no code": (",2024,09,,1,somebody", "iso3", "(empty)", "not empty"),
    "lost zero": ("COL,2024,9,,1,somebody", "hs2", "'9'", "of the form"),
    "not in the list": ("COL,2024,09,both,1,somebody", "kind", "'both'", "one of import, export"),
    "not finite": ("COL,2024,09,,inf,somebody", "trade_usd_m", "inf", "a finite number"),
    "a thousand times too large": ("COL,2024,09,,1500,somebody", "trade_usd_m", "1500", "from 0 to 100"),
    "nobody's code": ("QQQ,2024,09,,1,somebody", "iso3", "'QQQ'", "a code of data/areas.csv"),
    "space at an end": ("COL,2024,09, import,1,somebody", "kind", "' import'", "no space at the ends"),
    "unknown source": ("COL,2024,09,,1,nobody", "source_id", "'nobody'", "data/sources.yaml"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_bad_cell_is_named(read, case):
    line, column, value, rule = BROKEN[case]
    with pytest.raises(TableError) as caught:
        read(GOOD + "GTM,2024,10,export,7,somebody\n" + line.replace("COL", "PER").replace("col", "per") + "\n")
    message = str(caught.value)
    assert_one_sentence(message)
    for part in ("Table small", "row 5", f"column {column}", rule):
        assert part in message
    assert value.lower().replace("col", "per") in message.lower()


@pytest.mark.parametrize(
    ("name", "content"),
    [("countries", b"iso3,iso2\nARG,\xff\n"), ("sources", b"- id: a\n  title: \xff\n"), ("assumptions", b"- [\n- a\n")],
)
def test_a_registry_that_is_not_text_is_one_sentence(tmp_path, monkeypatch, name, content):
    file = tmp_path / ("countries.csv" if name == "countries" else f"{name}.yaml")
    file.write_bytes(content)
    monkeypatch.setattr(registry, "DATA", tmp_path)
    with pytest.raises(InputError, match=f"{file.name}(, line 2: not text|: line 2 is not valid)") as caught:
        getattr(registry, name).__wrapped__()
    assert_one_sentence(str(caught.value))


def test_a_missing_column_is_named(read):
    text = "".join(line.rsplit(",", 2)[0] + "," + line.rsplit(",", 1)[1] + "\n" for line in GOOD.strip().split("\n"))
    with pytest.raises(TableError, match="column trade_usd_m is missing") as caught:
        read(text)
    assert_one_sentence(str(caught.value))


def test_an_extra_column_is_named(read):
    text = "".join(line + f",{'note' if line.startswith('iso3') else 'x'}\n" for line in GOOD.strip().split("\n"))
    with pytest.raises(TableError, match="column note is not part of the table") as caught:
        read(text)
    assert_one_sentence(str(caught.value))


def test_cells_without_a_column_are_an_error(read):
    """Every row has a cell more than the header: shifting all columns by one would be the worst answer."""
    text = HEAD + "\n".join(line + ",x" for line in GOOD.strip().split("\n")[1:]) + "\n"
    with pytest.raises(TableError) as caught:
        read(text)
    assert_one_sentence(str(caught.value))


def test_a_duplicate_key_is_named(read):
    with pytest.raises(TableError, match=r"^Table small, row 4: key iso3=MEX, year=2024 occurs twice") as caught:
        read(GOOD + "MEX,2024,09,export,2,somebody\n")
    assert_one_sentence(str(caught.value))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\x89PNG\r\n\x1a\n\x00\xff",
        b"PK\x03\x04\xff\xfe\x00",
        HEAD.encode() + b'MEX,"2024',
        b"a,b\n1,2,3\n4,5,6,7\n",
    ],
)
def test_what_is_no_csv_is_one_sentence(read, content):
    with pytest.raises(TableError) as caught:
        read(content)
    assert "Table small" in str(caught.value)
    assert_one_sentence(str(caught.value))


def test_a_ragged_row_is_one_sentence(read):
    with pytest.raises(TableError) as caught:
        read(GOOD + "PER,2024,09,,1,somebody,more,and more\n")
    assert_one_sentence(str(caught.value))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TableError, match=r"^Table small: small\.csv is missing; restore it from the repository\.$"):
        read_table(SPEC, tmp_path / "small.csv")


def test_an_unknown_table_is_named():
    with pytest.raises(TableError, match="Table nope is not registered"):
        load_table("nope")


def test_a_table_without_any_source_is_refused(read):
    spec = TableSpec("small", "trade", "T", "C", ("iso3",), {"iso3": columns.area()})
    with pytest.raises(TableError, match="needs a source_id column or a default source"):
        read("iso3\nMEX\n", spec)


def test_two_tables_may_not_share_an_id(monkeypatch):
    import dashboard.data.schemas as schemas

    monkeypatch.setattr(schemas, "ALL", (SPEC, SPEC))
    with pytest.raises(TableError, match="share an id"):
        tables.specs.__wrapped__()


def test_a_header_alone_is_refused(read):
    with pytest.raises(TableError, match="Table small: it has a header but no rows") as caught:
        read(HEAD)
    assert_one_sentence(str(caught.value))


def assert_one_sentence(message: str) -> None:
    assert "\n" not in message.strip("\n")
    assert message == message.strip()
    assert message.endswith(".")
    assert "Traceback" not in message
    assert len(message) < 400, message


def test_coverage_counts_rows_countries_and_period(read):
    text = GOOD + "USA,2019,09,,3,somebody\nMEX,2020,09,,3,somebody\n"
    frame = read(text).frame.assign(source_id="corridor_judgement")
    record = coverage(tables.Table(SPEC, frame, ("corridor_judgement",)))
    assert record["rows"] == 4
    assert record["countries"] == 2  # the United States is not one of the 33
    assert (record["period_start"], record["period_end"]) == ("2019", "2024")
    assert record["quality"] == {"judgement": 4}
    assert record["vintage"] == registry.sources()["corridor_judgement"].version


# The registered tables -----------------------------------------------------------------------------------------------

# Codes in data/areas.csv beside ISO 3166-1: what they are. Whatever is not here is a mistake.
SPECIAL_CODES = {
    "EUN": "European Union",
    "XKX": "Kosovo, user-assigned code",
    "XKO": "Kosovo, as ICE wrote it",
    "ANT": "Netherlands Antilles, dissolved 2010",
    "CSK": "Czechoslovakia, dissolved 1992",
    "SCG": "Serbia and Montenegro, dissolved 2006",
    "YUG": "Yugoslavia, renamed 2003",
}


@pytest.mark.parametrize("table_id", specs())
def test_every_registered_table_loads(table_id):
    table = load_table(table_id)
    assert len(table.frame) > 0
    record = coverage(table)
    assert record["rows"] == len(table.frame)
    assert 0 <= record["countries"] <= 33
    assert sum(record["quality"].values()) > 0
    assert record["period_start"] <= record["period_end"]
    assert record["vintage"]


def test_areas_are_iso_and_what_is_listed_here():
    assert registry.areas() == {country.alpha_3 for country in pycountry.countries} | set(SPECIAL_CODES)


@pytest.mark.parametrize("spec", specs().values(), ids=specs())
def test_every_column_of_countries_has_a_register(spec):
    for name, column in spec.columns.items():
        if re.fullmatch(r"(\w+_)?iso3(_list)?|areas|citizenships?|place", name):
            assert column.register or set(column.allowed) <= {"MEX", "CAN", "USA"}, name


@pytest.mark.parametrize("spec", specs().values(), ids=specs())
def test_every_number_has_bounds_that_a_thousandfold_would_leave(spec):
    """The largest value of a column is below its bound, and not so far that the thousandfold would be."""
    frame = load_table(spec.id).frame
    for name, column in spec.columns.items():
        if column.kind not in ("number", "whole"):
            continue
        assert math.isfinite(column.minimum) and math.isfinite(column.maximum), name
        assert column.minimum <= column.maximum, name
        values = frame[name].dropna().astype(float)
        if (values != 0).any():
            largest = float(values.abs().max())
            assert not column.minimum <= largest * 1000 <= column.maximum, name


def test_no_special_code_is_left_over():
    used = set()
    for table_id in specs():
        frame = load_table(table_id).frame
        for column in [name for name in frame.columns if re.fullmatch(r"(\w+_)?iso3", name)]:
            used |= set(frame[column].dropna())
    assert not set(SPECIAL_CODES) - used


@pytest.mark.parametrize("table_id", specs())
def test_every_source_resolves_and_none_is_unverified(table_id):
    found = {source: registry.sources()[source].quality for source in load_table(table_id).source_ids}
    assert found
    assert not [source for source, quality in found.items() if quality == "unverified"]


def test_every_file_is_registered_and_every_table_has_one_file():
    for folder in {spec.folder for spec in specs().values()}:
        listed = {spec.id for spec in specs().values() if spec.folder == folder}
        assert {path.stem for path in tables.TABLES.with_name(folder).iterdir()} == listed


def test_keys_and_named_columns_exist():
    for spec in specs().values():
        named = {*spec.keys, *spec.period, *spec.translated}
        assert named <= set(spec.columns), spec.id
        assert spec.title.strip(), spec.id
        assert spec.concept.strip(), spec.id
        assert all(isinstance(column, columns.Column) for column in spec.columns.values())


def test_the_checks_report_each_table_once_and_find_no_problem():
    seen = []
    assert checks.problems(lambda record: seen.append(record["id"])) == []
    assert seen == list(specs())


# The registries ------------------------------------------------------------------------------------------------------


def test_registries_cite_registered_sources():
    owners = [*registry.assumptions().values(), *registry.programmes(), *registry.presets().values()]
    cited = {source for owner in owners for source in owner.source_ids}
    assert not cited - set(registry.sources())


def test_every_assumption_is_used_by_a_channel_or_the_long_run():
    used = {assumption.id for assumption in inputs.used_assumptions()}
    assert used == set(registry.assumptions())
    declared = {name for channel in channels.CHANNELS for name in channel.assumptions}
    assert declared | set(inputs.LONG_RUN_ASSUMPTIONS) | set(inputs.RULES) == used


def test_every_instrument_belongs_to_a_channel_or_to_the_scenario():
    moved = {setting for channel in channels.CHANNELS for setting in channel.settings}
    scenario = {i.id for i in registry.instruments().values() if i.channel == "scenario"}
    # The countries' own tariffs are felt in the long run only: no channel of the first quarters has them.
    assert moved | scenario | {"retaliation_pp"} == set(registry.instruments())
    assert not moved & scenario


def test_every_declared_table_is_registered():
    assert {table for channel in channels.CHANNELS for table in channel.tables} <= set(specs())


def test_ids_of_instruments_and_assumptions_are_disjoint():
    ids = [*registry.instruments(), *registry.assumptions(), "preset", "lang", "country"]
    assert len(ids) == len(set(ids))


def test_bounds_of_sliders_hold_their_range():
    for a in registry.assumptions().values():
        if a.minimum is not None:
            assert a.maximum is not None
            assert a.minimum <= a.low <= a.high <= a.maximum, a.id
    for i in registry.instruments().values():
        if i.kind == "number":
            assert i.minimum is not None
            assert i.maximum is not None
            assert i.step
            assert i.minimum <= i.default <= i.maximum


def test_programmes_name_columns_that_exist():
    columns = load_table("us_imports_hs6").frame.columns
    assert {f"{programme.column}_pct" for programme in registry.programmes()} <= set(columns)


def test_a_countrys_row_agrees_with_iso():
    for iso3, country in registry.countries().items():
        known = pycountry.countries.get(alpha_3=iso3)
        if known is not None:
            assert (country.iso2, country.m49) == (known.alpha_2, known.numeric)
    assert len(registry.lac33()) == 33
