"""Scenarios in and out: whatever way a scenario arrives, the same rules hold and mistakes are one sentence."""

from __future__ import annotations

import pickle
import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.domain import ALL_COUNTRIES, InputError, Scenario
from dashboard.i18n import translator

NUMBERS = [i for i in registry.instruments().values() if i.kind == "number" and i.id != "horizon_q"]
SWITCHES = [i for i in registry.instruments().values() if i.kind == "switch"]
SLIDERS = [a for a in registry.assumptions().values() if a.minimum is not None]
DAYS = registry.instruments()["baseline_date"].options
CODES = (*registry.lac33(), "CAN", *scenarios.blocs())


def assert_one_sentence(message: str) -> None:
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message) < 1000


def amounts(instrument):
    """Whole numbers where the slider moves in whole steps."""
    if float(instrument.step).is_integer():
        return st.integers(int(instrument.minimum), int(instrument.maximum))
    return st.floats(instrument.minimum, instrument.maximum)


@st.composite
def drafts(draw):
    """Settings as a person could write them, and assumptions."""
    chosen = {i.id: draw(amounts(i)) for i in draw(st.sets(st.sampled_from(NUMBERS)))}
    chosen |= {i.id: draw(st.sampled_from([0, 1, 0.0, 1.0])) for i in draw(st.sets(st.sampled_from(SWITCHES)))}
    chosen["horizon_q"] = draw(st.integers(1, 12))
    chosen["baseline_date"] = draw(st.sampled_from(DAYS))
    chosen["targets"] = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=4))
    if draw(st.booleans()):
        chosen["tariff_mode"] = "set"
    else:
        chosen["tariff_products"] = draw(st.lists(st.sampled_from(["09", "27", "87"]), max_size=3))
    moved = draw(st.sets(st.sampled_from(range(len(SLIDERS))), max_size=3))
    return chosen, {SLIDERS[i].id: draw(st.floats(SLIDERS[i].minimum, SLIDERS[i].maximum)) for i in moved}


# Round trips ---------------------------------------------------------------------------------------------------------


@given(draft=drafts())
@settings(max_examples=25, deadline=None)
def test_a_scenario_survives_its_file(draft):
    made = scenarios.build(*draft)
    assert scenarios.from_yaml(scenarios.to_yaml(made)) == made
    assert scenarios.from_yaml(scenarios.to_yaml(made).encode()) == made


@given(draft=drafts())
@settings(max_examples=25, deadline=None)
def test_building_twice_changes_nothing(draft):
    made = scenarios.build(*draft)
    assert scenarios.build(dict(made.settings), dict(made.assumptions)) == made
    assert list(made.settings) == sorted(made.settings)
    assert list(made.assumptions) == sorted(made.assumptions)


@given(draft=drafts())
@settings(max_examples=25, deadline=None)
def test_a_scenario_survives_text(draft):
    """Written into an address or onto a command line and read again, value by value."""
    made = scenarios.build(*draft)
    pairs = [f"{key}={scenarios.write(v)}" for key, v in (*made.settings, *made.assumptions)]
    assert scenarios.with_pairs(Scenario(), pairs).settings == made.settings
    assert scenarios.with_pairs(Scenario(), pairs).assumptions == made.assumptions


@given(draft=drafts())
@settings(max_examples=6, deadline=None)
def test_values_hold_for_every_setting(draft):
    made = scenarios.build(*draft)
    for instrument_id in registry.instruments():
        again = scenarios.build(
            {"baseline_date": draft[0]["baseline_date"], instrument_id: scenarios.value(made, instrument_id)}
        )
        assert scenarios.value(again, instrument_id) == scenarios.value(made, instrument_id)


# Defaults and the dated law ------------------------------------------------------------------------------------------


def test_defaults_are_dropped():
    defaults = {i.id: i.default for i in registry.instruments().values()}
    central = {a.id: a.central for a in SLIDERS}
    assert scenarios.build(defaults, central) == Scenario()
    assert scenarios.build({"tariff_pp": 0, "energy_exempt": "on", "targets": ["all"]}) == Scenario()


def test_instrument_defaults_are_the_baseline():
    for instrument in registry.instruments().values():
        day = scenarios.baseline_day(Scenario())
        assert scenarios.value(Scenario(), instrument.id) == scenarios.parse(
            instrument, scenarios.write(scenarios.value(Scenario(), instrument.id))
        )
        if instrument.dated:
            assert float(instrument.default) == float(instrument.baseline(day))


@pytest.mark.parametrize(
    ("day", "percent"), [("2025-11-25", 0.0), ("2025-01-15", 0.0), ("2026-01-15", 1.0), ("2026-10-10", 1.0)]
)
def test_the_tax_in_law_depends_on_the_day(day, percent):
    scenario = scenarios.build({"baseline_date": day})
    assert scenarios.value(scenario, "remit_tax_pct") == percent
    assert scenario.get("remit_tax_pct") is None
    assert scenarios.build({"baseline_date": day, "remit_tax_pct": percent}) == scenario
    assert scenarios.build({"baseline_date": day, "remit_tax_pct": 3}).get("remit_tax_pct") == 3.0


def test_the_tax_follows_the_day_that_the_command_line_moves():
    moved = scenarios.with_pairs(scenarios.of_preset("remittance_tax_1"), ["baseline_date=2026-10-10"])
    assert moved.get("remit_tax_pct") is None


def test_blocs_become_their_members():
    found = scenarios.targets(scenarios.build({"targets": ["caricom", "COL"]}))
    assert set(found) == {*scenarios.blocs()["caricom"], "COL"}
    assert scenarios.targets(Scenario()) == registry.lac33()
    assert "CAN" in scenarios.targets(scenarios.build({"targets": ["ALL", "CAN", "COL"]}))


def test_codes_are_read_in_any_case():
    assert scenarios.build({"targets": ["col", "Caricom"]}).get("targets") == ("COL", "caricom")
    assert scenarios.build({"targets": "col"}).get("targets") == ("COL",)
    assert scenarios.build({"targets": ["COL", "ALL"]}).get("targets") is None


def test_chapters_keep_their_zero():
    assert scenarios.build({"tariff_products": [9, "09", "87"]}).get("tariff_products") == ("09", "87")


# Bad input -----------------------------------------------------------------------------------------------------------

BAD = {
    "unknown setting": {"tarif": 10},
    "below zero": {"tariff_pp": -5},
    "far too large": {"tariff_pp": 1e9},
    "not a number": {"tariff_pp": float("nan")},
    "infinite": {"tariff_pp": float("inf")},
    "minus infinite": {"tariff_pp": float("-inf")},
    "text": {"tariff_pp": "ten"},
    "empty text": {"tariff_pp": ""},
    "nothing": {"tariff_pp": None},
    "list": {"tariff_pp": [10]},
    "mapping": {"tariff_pp": {"a": 1}},
    "yes for a number": {"tariff_pp": True},
    "an integer beyond floats": {"tariff_pp": 10**400},
    "half a switch": {"energy_exempt": 0.5},
    "line breaks": {"targets": ["CO\nL"]},
    "control characters": {"tariff_pp": "\x1b[31m5"},
    "text for a switch": {"energy_exempt": "maybe"},
    "half a quarter": {"horizon_q": 2.5},
    "quarter zero": {"horizon_q": 0},
    "quarter thirteen": {"horizon_q": 13},
    "unknown country": {"targets": ["XXX"]},
    "a country outside": {"targets": ["USA"]},
    "no target": {"targets": []},
    "missing target": {"targets": [None]},
    "number for targets": {"targets": 5},
    "mapping for targets": {"targets": {"COL": 1}},
    "dicts in targets": {"targets": [{"iso3": "COL"}]},
    "unknown day": {"baseline_date": "1999-01-01"},
    "no day": {"baseline_date": "tomorrow"},
    "unknown mode": {"tariff_mode": "multiply"},
    "unknown chapter": {"tariff_products": ["00"]},
    "chapter with letters": {"tariff_products": ["../etc"]},
    "products with a replacing tariff": {"tariff_mode": "set", "tariff_products": ["87"]},
}


@pytest.mark.parametrize("case", BAD)
def test_bad_settings_are_one_sentence(case):
    with pytest.raises(InputError) as caught:
        scenarios.build(BAD[case])
    message = str(caught.value)
    assert_one_sentence(message)
    assert any(key in message for key in BAD[case]) or "country or bloc" in message


@pytest.mark.parametrize(
    "bad",
    [
        {"nope": 1},
        {"phi_pt": 0.1},
        {"phi_pt": 2},
        {"phi_pt": "high"},
        {"phi_pt": float("nan")},
        {"phi_pt": None},
        {"phi_pt": [0.9]},
        {"phi_pt": True},
        {"phi_pt": 10**400},
        {"x" * 5000: 1},
    ],
)
def test_bad_assumptions_are_one_sentence(bad):
    with pytest.raises(InputError) as caught:
        scenarios.build({}, bad)
    assert_one_sentence(str(caught.value))


def test_the_wrong_value_is_quoted_only_in_part():
    with pytest.raises(InputError) as caught:
        scenarios.build({"targets": ["<script>" * 1000]})
    assert len(str(caught.value)) < 300


FILES = {
    "not YAML": "settings: [",
    "tabs": "settings:\n\t- a",
    "no mapping": "- tariff_pp: 10",
    "a number": "5",
    "nothing": "",
    "a python object": "!!python/object/apply:os.system ['true']",
    "a python object inside": "settings: !!python/object:dashboard.domain.Scenario {}",
    "a list of mappings": "settings:\n- tariff_pp: 10",
    "settings as text": "settings: tariff_pp",
    "assumptions as a list": "assumptions: [phi_pt]",
    "an unknown key": "setings: {tariff_pp: 10}",
    "wrong type": "settings: {tariff_pp: {value: 10}}",
    "no such day of the calendar": "settings: {baseline_date: 2025-13-45}",
    "an integer of 5,000 digits": "settings: {tariff_pp: " + "9" * 5000 + "}",
    "an integer of 400 digits": "settings: {tariff_pp: " + "9" * 400 + "}",
    "not UTF-8": b"settings: {targets: [\xff\xfe]}",
    "binary": b"\x00\x01\x02PK\x03\x04",
    "control characters": "settings: {tariff_pp: \x07}",
    "too long": "# " + "x" * 30_000,
    "deep": "settings: " + "[" * 500,
    "a key twice": "settings:\n  tariff_pp: 5\n  tariff_pp: 50",
    "settings twice": "settings: {tariff_pp: 5}\nsettings: {tariff_pp: 50}",
    "an alias": "settings: &a {tariff_pp: 5}\nassumptions: *a",
    "two documents": "settings: {tariff_pp: 5}\n---\nsettings: {tariff_pp: 6}",
    "hours and minutes": "settings: {tariff_pp: 1:30}",
    "an octal chapter": "settings: {tariff_products: [010]}",
    "a list that says it is a mapping": "settings: !!map [a]",
}


@pytest.mark.parametrize("case", FILES)
def test_bad_files_are_one_sentence(case):
    with pytest.raises(InputError) as caught:
        scenarios.from_yaml(FILES[case])
    assert_one_sentence(str(caught.value))


@pytest.mark.parametrize("language", ["es", "pt"])
@pytest.mark.parametrize("case", FILES)
def test_what_is_wrong_with_a_file_is_said_in_the_reader_s_language(case, language):
    with pytest.raises(InputError) as caught:
        scenarios.from_yaml(FILES[case])
    said = translator(language).error(caught.value)
    assert_one_sentence(said)
    assert said != str(caught.value)


@pytest.mark.parametrize(
    ("settings", "assumptions", "words"),
    [
        ({"tarif_pp": 5}, {}, "tarif_pp is not a setting; did you mean tariff_pp?"),
        ({"Targets": ["COL"]}, {}, "Targets is not a setting; did you mean targets?"),
        ({}, {"eps_eg": 4}, "eps_eg is neither a setting nor an assumption; did you mean eps_ge?"),
    ],
)
def test_a_misspelling_is_met_with_the_near_id(settings, assumptions, words):
    with pytest.raises(InputError) as caught:
        scenarios.build(settings, assumptions)
    assert str(caught.value) == words


def test_a_file_is_refused_where_it_is_wrong():
    with pytest.raises(InputError, match="line 3 is not valid YAML"):
        scenarios.from_yaml("id: x\nsettings:\n\ttariff_pp: 5")
    with pytest.raises(InputError, match="the key tariff_pp is there twice"):
        scenarios.from_yaml(FILES["a key twice"])
    with pytest.raises(InputError, match="has an alias"):
        scenarios.from_yaml(FILES["an alias"])


@pytest.mark.parametrize("written", ["5", "5.0", "+5", "05", "5e0", "'5'", "5."])
def test_numbers_in_a_file_are_decimal(written):
    assert scenarios.from_yaml(f"settings: {{tariff_pp: {written}}}").get("tariff_pp") == 5.0


def test_a_file_of_another_editor_is_the_same_file():
    """A byte order mark and line ends of another system change nothing."""
    plain = "settings:\n  tariff_pp: 5\n  targets: [COL]\n"
    other = b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()
    assert scenarios.from_yaml(other) == scenarios.from_yaml(plain)


def test_units_inside_a_message_are_translated_and_values_are_kept():
    with pytest.raises(InputError) as caught:
        scenarios.build({"visa_months": 99})
    assert str(caught.value) == "visa_months is 99; it must be a number from 0 to 36 (months)."
    assert translator("es").error(caught.value) == "visa_months es 99; debe ser un número de 0 a 36 (meses)."


def test_an_error_survives_the_way_between_processes():
    """A sweep's workers send it back; Python rebuilds an exception from its arguments."""
    with pytest.raises(InputError) as caught:
        scenarios.build({"tariff_pp": -5})
    back = pickle.loads(pickle.dumps(caught.value))
    assert (str(back), back.message, back.values) == (
        str(caught.value),
        caught.value.message,
        caught.value.values,
    )


def test_no_code_runs_from_a_file(tmp_path):
    mark = tmp_path / "ran"
    with pytest.raises(InputError):
        scenarios.from_yaml(f"!!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{mark}']]")
    assert not mark.exists()


def test_a_small_file_cannot_grow_in_memory():
    """Aliases of aliases: 20 levels of nine would be 10^19 entries. They are refused before they are spelled out."""
    # Five levels are enough to see the growth and too few to hurt when the guard is missing.
    lines = ["&a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"&a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 6)]
    started = time.process_time()
    with pytest.raises(InputError) as caught:
        scenarios.from_yaml("settings:\n  targets:\n" + "".join(f"  - {line}\n" for line in lines))
    assert_one_sentence(str(caught.value))
    assert "alias" in str(caught.value).lower() or "YAML" in str(caught.value)
    assert time.process_time() - started < 0.5


def test_the_id_of_a_file_is_an_id():
    """It becomes a file name and a line of output: a line break or a mapping is no id."""
    for bad in ("id: {a: [1]}", 'id: "a\\nb"', "id: ../../etc/passwd", "id: " + "x" * 500):
        try:
            made = scenarios.from_yaml(bad)
        except InputError as error:
            assert_one_sentence(str(error))
        else:
            assert made.id.replace("_", "").isalnum(), made.id
            assert len(made.id) < 100


def test_a_file_with_a_preset_s_name_and_other_numbers_is_not_the_preset():
    made = scenarios.from_yaml("id: all_10\nsettings: {tariff_pp: 99}")
    assert made.id != "all_10" or made == scenarios.of_preset("all_10")


@pytest.mark.parametrize(
    "pair", ["tariff_pp", "=5", "", "tariff_pp=", "tariff_pp=ten", "nope=1", "targets=", "phi_pt="]
)
def test_bad_pairs_are_one_sentence(pair):
    with pytest.raises(InputError) as caught:
        scenarios.with_pairs(Scenario(), [pair])
    assert_one_sentence(str(caught.value))


def test_pairs_lie_over_the_scenario():
    made = scenarios.with_pairs(scenarios.of_preset("colombia_25"), ["tariff_pp=30", "targets=COL,ecu", "phi_pt=0.9"])
    assert made.id == "custom"
    assert dict(made.settings)["tariff_pp"] == 30.0
    assert dict(made.settings)["targets"] == ("COL", "ECU")
    assert dict(made.settings)["energy_exempt"] == 0.0
    assert dict(made.assumptions) == {"phi_pt": 0.9}
    assert scenarios.with_pairs(scenarios.of_preset("colombia_25"), []) == scenarios.of_preset("colombia_25")


# Presets -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset_id", registry.presets())
def test_every_preset_builds(preset_id):
    preset, made = registry.presets()[preset_id], scenarios.of_preset(preset_id)
    assert made.id == preset_id
    assert bool(made.settings) == (preset_id != "current_law")
    # Nothing in the file is dropped as a default except what names the whole of the region.
    dropped = set(preset.settings) - dict(made.settings).keys()
    assert dropped <= ({"targets"} if list(preset.settings.get("targets", [])) == [ALL_COUNTRIES] else set())
    text = (preset.title, preset.summary, preset.fate)
    assert all(part.strip() for part in text)


def test_the_promised_presets_are_there():
    promised = (
        "current_law colombia_25 colombia_50 mexico_canada_25 all_10 brazil_50 "
        "remittance_tax_1 remittance_tax_3_5 remittance_tax_5 removals_1m parole_tps_end"
    )
    assert set(promised.split()) <= set(registry.presets())


def test_the_cut_of_aid_in_2025_is_that_of_the_table():
    """The table's own note: LAC-33 disbursements of 3,074 (2023) and 1,408 US$ million (2025, partial)."""
    rows = load_table("us_foreign_assistance").frame.query(
        "area_type == 'country' and transaction_type == 'disbursements'"
    )
    paid = rows.groupby("fiscal_year")["current_usd_m"].sum()
    assert (round(paid[2025]), round(paid[2023])) == (1408, 3074)
    fallen = 1.0 - paid[2025] / paid[2023]
    preset = registry.presets()["aid_2025"]
    assert preset.settings["aid_cut"] == pytest.approx(fallen, abs=0.025)  # in the steps of the control
    assert f"US$ 1,408 million to the 33 countries for fiscal year 2025, {fallen:.0%} less" in preset.summary


def test_current_law_is_the_empty_scenario():
    assert scenarios.of_preset("current_law") == Scenario("current_law")


def test_an_unknown_preset_is_named():
    with pytest.raises(InputError, match="nope is not a preset; the nearest are .* list all"):
        scenarios.of_preset("nope")


def test_a_preset_file_is_a_scenario_file():
    for path in sorted((registry.DATA / "scenarios").glob("*.yaml")):
        assert scenarios.from_yaml(path.read_bytes()) == scenarios.of_preset(path.stem)
        assert set(yaml.safe_load(path.read_text(encoding="utf-8"))) >= {"id", "title", "fate", "source_ids"}
