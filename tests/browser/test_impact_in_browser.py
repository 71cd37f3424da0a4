"""The main job end to end: move a lever, read the answer, share it, take it away."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml
from conftest import PHONE
from playwright.sync_api import expect

from dashboard.data import registry
from dashboard.i18n import OWN_NAMES, translator
from dashboard.views.impact import VIEWS

EN = translator("en")
TARIFF = registry.instruments()["tariff_pp"]


def query(visit):
    return {key: values[0] for key, values in parse_qs(urlsplit(visit.address).query).items()}


def tariff(visit, lang="en"):
    """The handle of the tariff slider, with the role and the name that a screen reader says."""
    label = re.compile(re.escape(translator(lang)(TARIFF.label)))
    return visit.page.locator(f".st-key-{TARIFF.id}").get_by_role("slider", name=label)


def step(visit, lang="en", key="ArrowRight"):
    """One keyboard step of the tariff; returns the headline once it changed and its range is there."""
    before = visit.title
    tariff(visit, lang).press(key)
    headline = visit.page.locator("h1").first
    expect(headline).not_to_have_text(before)
    expect(headline).to_have_text(re.compile(r"\(.+\)"))
    visit.settle()
    return visit.title


def choose(visit, label, option):
    """Choose an option of a select box by what the reader sees."""
    visit.page.get_by_role("combobox", name=re.compile(re.escape(label))).click()
    visit.page.get_by_role("option", name=option, exact=True).click()


def drawer(visit, key):
    """Open a drawer and wait for its content."""
    box = visit.page.locator(f".st-key-{key}")
    box.locator("summary").click()
    visit.settle()
    return box


def test_a_step_of_the_slider_is_in_title_and_address(visit):
    page = visit("impact")
    start = int(tariff(page).input_value())
    title = step(page)
    assert tariff(page).input_value() == str(start + 1)
    assert query(page)["tariff_pp"] == str(start + 1)
    again = visit("impact", **{key: value for key, value in query(page).items() if key != "lang"})
    assert again.title == title
    assert tariff(again).input_value() == str(start + 1)


def test_back_to_the_preset_leaves_no_trace(visit):
    page = visit("impact")
    title = page.title
    step(page)
    assert step(page, key="ArrowLeft") == title
    assert "tariff_pp" not in query(page)


def test_presets(visit):
    page = visit("impact")
    title, preset = page.title, registry.presets()["removals_1m"]
    choose(page, EN("Start from"), EN(preset.title))
    expect(page.page.locator("h1").first).not_to_have_text(title)
    chosen = title_with_range(page)
    assert query(page)["preset"] == "removals_1m"
    assert title_with_range(visit("impact", preset="removals_1m")) == chosen


def title_with_range(page) -> str:
    """The headline once the ranges, which follow the central result, have come."""
    page.page.wait_for_function("() => / to | between /.test(document.querySelector('h1').innerText)")
    page.settle()
    return page.title


def test_no_measure_no_effect_also_on_a_phone(visit):
    page = visit("impact", "en", PHONE, preset="current_law")
    assert page.title == EN("No new measure: no effect on any country")


def test_the_scenario_survives_a_change_of_language(visit):
    page = visit("impact", tariff_pp="37", country="COL")
    choose(page, EN("Language"), OWN_NAMES["pt"])
    page.page.wait_for_function("() => document.documentElement.lang === 'pt'")
    page.settle()
    now = query(page)
    assert (now["tariff_pp"], now["country"], now["lang"]) == ("37", "COL", "pt")
    assert tariff(page, "pt").input_value() == "37"
    assert translator("pt").country("COL") in page.title


def test_table_with_its_sources(visit):
    page = visit("impact")
    box = drawer(page, "exhibit_ranking")
    with page.page.expect_download() as waiting:
        box.get_by_test_id("stDownloadButton").get_by_role("button").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert any(line.startswith(f"# {EN('Source')}: ") for line in head)
    assert len(text.splitlines()) == len(head) + 1 + 33
    assert waiting.value.suggested_filename.endswith(".csv")


def test_the_scenario_as_a_file_and_back(visit, tmp_path):
    page = visit("impact", preset="colombia_25", tariff_pp="31")
    title = page.title
    box = drawer(page, "share")
    with page.page.expect_download() as waiting:
        box.get_by_test_id("stDownloadButton").get_by_role("button").click()
    saved = tmp_path / "scenario.yaml"
    waiting.value.save_as(saved)
    content = yaml.safe_load(saved.read_text(encoding="utf-8"))
    assert content["settings"]["tariff_pp"] == 31
    assert content["settings"]["targets"] == ["COL"]

    other = visit("impact")
    before = other.title
    drawer(other, "share").locator('input[type="file"]').set_input_files(saved)
    expect(other.page.locator("h1").first).not_to_have_text(before)
    other.settle()
    assert other.title == title
    assert query(other)["tariff_pp"] == "31"


def test_a_broken_file_gets_one_sentence(visit, tmp_path):
    broken = tmp_path / "scenario.yaml"
    broken.write_text("settings: [unclosed\n", encoding="utf-8")
    page = visit("impact")
    title = page.title
    drawer(page, "share").locator('input[type="file"]').set_input_files(broken)
    alert = page.page.locator('.st-key-share [data-testid="stAlertContentError"]')
    expect(alert).to_have_count(1)
    words = alert.get_by_test_id("stMarkdownContainer").last.inner_text()
    assert words.startswith(EN("The file was not loaded: {reason}", reason=""))
    assert "Traceback" not in words
    assert page.title == title


def test_two_readers_in_two_languages_at_once(visit):
    spanish, portuguese = visit("impact", "es", country="BRA"), visit("impact", "pt", country="BRA")
    for page, lang in ((spanish, "es"), (portuguese, "pt"), (spanish, "es")):
        step(page, lang)
    for page, lang in ((spanish, "es"), (portuguese, "pt")):
        t = translator(lang)
        assert page.page.evaluate("document.documentElement.lang") == lang
        assert f"{t('Source')}: " in page.page.get_by_test_id("stMain").inner_text()
        assert page.page.get_by_role("combobox", name=re.compile(re.escape(t("Start from")))).count() == 1
    assert query(spanish)["tariff_pp"] == "12"
    assert query(portuguese)["tariff_pp"] == "11"


def test_the_views_stand_in_one_row(visit):
    """On a wide screen, in every language."""
    for lang in OWN_NAMES:
        page = visit("impact", lang=lang)
        buttons = page.page.get_by_test_id("stMain").get_by_test_id("stButtonGroup").first.get_by_role("radio")
        tops = {round(box["y"]) for box in (button.bounding_box() for button in buttons.all()) if box}
        assert buttons.count() == len(VIEWS)
        assert len(tops) == 1, (lang, tops)


def test_the_uploader_speaks_the_reader_s_language(visit):
    for lang in ("es", "pt"):
        page = visit("impact", lang=lang)
        box = drawer(page, "share").get_by_test_id("stFileUploaderDropzone")
        t = translator(lang)
        expect(box.get_by_role("button", name=t("Choose a file"), exact=True)).to_be_visible()
        expect(box).not_to_contain_text("Upload", use_inner_text=True)
