"""The what-if page: answer first, every scenario by link, broken links survive, numbers are those of the model."""

from __future__ import annotations

import re

import pytest
from reading import headline, plain, words_table

from dashboard import workspace
from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.domain import Impact, Scenario
from dashboard.i18n import LANGUAGES, translator
from dashboard.ui import link
from dashboard.views import impact as views

RANGE = re.compile(r"[−+]?\d+\.\d\d%")
MINUS = "\u2212"


def expected_headline(made: Scenario, country: str | None = None, lang: str = "en") -> str:
    return views.headline(workspace.estimate(made), country, translator(lang))


def reading(text: str) -> float:
    """The number in a cell or tile of the English page."""
    found = re.search(rf"[{MINUS}+]?[\d,]+(\.\d+)?", text)
    assert found, text
    return float(found.group().replace(",", "").replace(MINUS, "-"))


def near(text: str, impact: Impact, value: float) -> bool:
    """Whether a text is the value to a twentieth of half its range, or as the text is rounded."""
    return close(text, value) or abs(reading(text) - value) <= (impact.p95 - impact.p05) / 40


def close(text: str, value: float) -> bool:
    """Whether a text is the value, rounded as the text is."""
    digits = len(text.split("%")[0].partition(".")[2].split(" ")[0]) if "." in text else 0
    return abs(reading(text) - value) <= 0.5000001 * 10.0**-digits


# Arriving ------------------------------------------------------------------------------------------------------------


def test_the_answer_leads_with_its_range(open_page):
    app = open_page("impact")
    text = headline(app)
    assert text == expected_headline(scenarios.of_preset("all_10"))
    assert len(RANGE.findall(text)) == 3
    assert "All 33 countries" in text
    assert len(app.metric) == 4
    assert all("US$" in plain(metric.label) and metric.delta for metric in app.metric)
    assert not app.info
    assert not app.warning
    assert not app.error
    assert any("nine in ten" in part.value for part in app.markdown)
    assert any("forecast" in caption.value for caption in app.caption)


def test_the_central_result_comes_first_and_its_range_follows(open_page):
    app = open_page("impact", tariff_pp="37")
    assert len(RANGE.findall(headline(app))) == 3
    slider = next(s for s in app.slider if s.key == "tariff_pp")
    slider.set_value(38).run()
    assert len(RANGE.findall(headline(app))) == 1
    assert all(metric.delta for metric in app.metric)
    app.run()
    assert len(RANGE.findall(headline(app))) == 3


@pytest.mark.thorough
@pytest.mark.parametrize("preset_id", [p for p in registry.presets() if p != "all_10"])
def test_every_preset_arrives_by_link(open_page, preset_id):
    app = open_page("impact", preset=preset_id, country="COL")
    assert headline(app) == expected_headline(scenarios.of_preset(preset_id), "COL")
    assert app.session_state["preset"] == preset_id
    preset = registry.presets()[preset_id]
    assert any(preset.fate in plain(caption.value) for caption in app.caption)
    assert not app.info
    assert dict(app.query_params)["preset"] in (preset_id, [preset_id])


def test_current_law_says_that_nothing_happens(open_page):
    app = open_page("impact", preset="current_law")
    assert headline(app) == "No new measure: no effect on any country"
    assert all("not touched" in metric.delta for metric in app.metric)
    assert not any("NaN" in part.value or "nan" in part.value.split() for part in app.markdown)


def test_settings_arrive_by_link(open_page):
    query = {
        "preset": "current_law",
        "targets": "HND,caricom",
        "tariff_pp": "17",
        "remit_tax_pct": "2.5",
        "horizon_q": "9",
        "phi_pt": "0.88",
        "usmca_exempt": "0",
        "baseline_date": "2026-03-15",
    }
    app = open_page("impact", country="HND", **query)
    made = scenarios.with_pairs(Scenario(), [f"{key}={v}" for key, v in query.items() if key != "preset"])
    assert headline(app) == expected_headline(made, "HND")
    assert not app.info
    left = {key: v[0] if isinstance(v, list) else v for key, v in dict(app.query_params).items()}
    assert left == {"lang": "en", "country": "HND", **query}


def test_products_arrive_by_link(open_page):
    app = open_page(
        "impact", country="COL", preset="current_law", targets="COL", tariff_pp="30", tariff_products="09,06"
    )
    made = scenarios.build({"targets": ["COL"], "tariff_pp": 30, "tariff_products": ["06", "09"]})
    assert headline(app) == expected_headline(made, "COL")


# Broken links --------------------------------------------------------------------------------------------------------

BROKEN = {
    "words and bounds": {"tariff_pp": "abc", "horizon_q": "2.5", "remit_tax_pct": "-5", "removals_k": "1e9"},
    "below zero": {"tariff_pp": "-5", "energy_exempt": "7", "status_loss_pct": "nan", "tariff_products": "00"},
    "unknown ids": {
        "preset": "nope",
        "targets": "XXX",
        "baseline_date": "1999",
        "tariff_mode": "x",
        "sigma_sup": "0.1",
    },
    "markup": {
        "preset": "<script>alert(1)</script>",
        "targets": '"><img src=x onerror=alert(1)>',
        "tariff_pp": "${7*7}",
        "phi_pt": "[x](javascript:alert(1))",
    },
    "very long": {"targets": "COL," * 5000 + "X", "tariff_pp": "9" * 20_000, "preset": "a" * 20_000},
    "empty and odd": {
        "targets": "",
        "tariff_pp": "",
        "preset": "",
        "eta_imp": "inf",
        "baseline_date": "2026-10-10T00:00",
    },
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_link_falls_back_with_a_notice(open_page, case, monkeypatch):
    query = BROKEN[case]
    app = open_page("impact", **query)
    assert headline(app) == expected_headline(scenarios.of_preset("all_10"))
    notices = " ".join(notice.value for notice in app.info)
    for name in query:
        assert f"“{name}”" in notices, (name, notices)
    assert len(notices) < 1000
    assert "[x]" not in notices  # punctuation of a link's value is escaped: it cannot bring links or pictures along
    assert "Traceback" not in notices
    monkeypatch.setattr(link, "NOTICE_SECONDS", 0)
    app.run()
    assert not app.info  # said for some seconds, not for ever


@pytest.mark.parametrize("query", [{"lang": "xx"}, {"country": "ZZZ"}, {"lang": "<b>", "country": "../../etc"}])
def test_a_broken_frame_link_falls_back_with_a_notice(open_page, query):
    app = open_page("overview", **({"lang": "en"} | query))
    assert not app.exception
    notices = " ".join(notice.value for notice in app.info)
    for name in query:
        assert f"“{name}”" in notices
    assert app.session_state["lang"] in LANGUAGES
    assert app.session_state["country"] == "ALL"


def test_one_broken_value_does_not_cost_the_others(open_page):
    app = open_page("impact", preset="colombia_25", tariff_pp="abc", horizon_q="12")
    made = scenarios.with_pairs(scenarios.of_preset("colombia_25"), ["horizon_q=12"])
    assert headline(app) == expected_headline(made)


def test_a_fraction_is_used_or_refused_but_not_cut(open_page):
    """The command line takes 12.5 points; the page must show the same numbers or say that it cannot."""
    app = open_page("impact", preset="colombia_25", tariff_pp="12.5")
    text, told = headline(app), list(app.info)
    used = app.session_state["tariff_pp"]
    assert used == 12.5 or (used == 25 and told), (used, text)


def test_elasticities_that_do_not_combine_are_one_sentence(open_page):
    app = open_page("impact", sigma_sup="1.2", eta_imp="3")
    assert not app.exception
    assert len(app.warning) == 1
    sentence = app.warning[0].value
    assert "sigma_sup" in sentence or "supplier" in sentence
    assert sentence.count("\n") == 0
    assert any(caption.value.startswith("Corridor") for caption in app.caption)  # the page is whole


@pytest.mark.parametrize(
    ("language", "start"), [("es", "“Facilidad con que los compradores"), ("pt", "“Facilidade com que os compradores")]
)
def test_what_does_not_combine_is_said_in_the_reader_s_language(open_page, language, start):
    app = open_page("impact", lang=language, sigma_sup="1.2", eta_imp="3")
    (warning,) = app.warning
    assert warning.value.startswith(start)


def test_products_and_a_replacing_tariff_are_one_sentence(open_page):
    app = open_page("impact", preset="current_law", tariff_pp="10", tariff_mode="set", tariff_products="87")
    assert not app.exception
    assert len(app.warning) == 1


# Using the page ------------------------------------------------------------------------------------------------------


def test_moving_a_slider_changes_the_answer_and_the_link(open_page):
    app = open_page("impact")
    before = headline(app)
    app.slider(key="tariff_pp").set_value(40).run().run()
    made = scenarios.with_pairs(scenarios.of_preset("all_10"), ["tariff_pp=40"])
    assert headline(app) == expected_headline(made) != before
    assert dict(app.query_params)["tariff_pp"] in ("40", ["40"])
    app.slider(key="tariff_pp").set_value(10).run()
    assert headline(app) == before
    assert "tariff_pp" not in app.query_params


def test_choosing_a_preset_moves_the_sliders_and_forgets_the_old_ones(open_page):
    app = open_page("impact", tariff_pp="40", sigma_sup="4")
    app.selectbox(key="preset").set_value("colombia_50").run().run()
    assert headline(app) == expected_headline(scenarios.of_preset("colombia_50"))
    assert app.slider(key="tariff_pp").value == 50
    assert app.session_state["sigma_sup"] == registry.assumptions()["sigma_sup"].central
    assert set(app.query_params) == {"lang", "preset"}


def test_the_language_changes_and_the_scenario_stays(open_page):
    app = open_page("impact", preset="colombia_25", country="COL", tariff_pp="40")
    made = scenarios.with_pairs(scenarios.of_preset("colombia_25"), ["tariff_pp=40"])
    for lang in ("es", "pt"):
        app.selectbox(key="lang").set_value(lang).run()
        assert headline(app) == expected_headline(made, "COL", lang)
        assert app.session_state["tariff_pp"] == 40
        assert app.session_state["preset"] == "colombia_25"
        assert not app.info


def test_no_target_is_one_sentence(open_page):
    app = open_page("impact")
    app.multiselect(key="targets").set_value([]).run()
    assert not app.exception
    assert len(app.warning) == 1
    app.multiselect(key="targets").set_value(["COL"]).run()
    assert headline(app).startswith("All 33 countries")


@pytest.mark.parametrize(
    ("levers", "codes"),
    [
        ({"removals_k": "500"}, registry.lac33()),
        ({"removals_k": "500", "tariff_pp": "10"}, ("CUB", "VEN", "SUR", "KNA")),
    ],
)
def test_every_country_has_its_answer_or_its_reason(open_page, levers, codes):
    """One visitor who looks at one country after the other; a tariff adds the products, which cost time to draw."""
    app = open_page("impact", preset="current_law", **levers)
    t = translator("en")
    result = workspace.estimate(scenarios.with_pairs(Scenario(), [f"{key}={v}" for key, v in levers.items()]))
    for iso3 in codes:
        app.selectbox(key="country").set_value(iso3).run()
        assert headline(app) == views.headline(result, iso3, t)
        known = result.value("total", "gdp_pct", iso3).central is not None
        assert ("cannot be estimated" in headline(app)) != known
        text = " ".join(part.value for part in app.markdown)
        for flag in result.flags["total"][iso3]:
            assert t(views.FLAGS[flag]) in text


def test_the_numbers_on_the_page_are_those_of_the_model(open_page):
    app = open_page("impact", preset="mexico_canada_25", country="MEX", view="results")
    result = workspace.estimate(scenarios.of_preset("mexico_canada_25"))
    tiles = (
        ("total", "gdp_usd_m"),
        ("tariff", "exports_to_us_usd_m"),
        ("tariff", "duty_bill_usd_m"),
        ("remittance", "remittances_usd_m"),
    )
    for shown, (channel, metric) in zip(app.metric, tiles, strict=True):
        impact = result.value(channel, metric, "MEX")
        assert near(plain(shown.value).replace("US$", ""), impact, impact.central)
        if impact.p05 != impact.p95:
            low, high = shown.delta.split(" to ")
            assert near(low, impact, impact.p05)
            assert near(high, impact, impact.p95)

    head, *table = words_table(app)
    rows = [(channel, metric) for channel in (*result.active, "total") for metric in views.reading_order(channel)]
    assert len(table) == len(rows)
    for cells, (channel, metric) in zip(table, rows, strict=True):
        row = dict(zip(head, cells, strict=True))
        impact = result.value(channel, metric, "MEX")
        assert row["Result"] == views.METRIC_NAMES[metric]
        for column, value in (("Central", impact.central), ("5%", impact.p05), ("95%", impact.p95)):
            assert near(row[column], impact, value), (metric, column, row[column], value)


def test_the_command_on_the_page_is_the_scenario(open_page):
    app = open_page("impact", preset="colombia_25", tariff_pp="40", phi_pt="0.9")
    from dashboard.ui import controls

    made = scenarios.with_pairs(scenarios.of_preset("colombia_25"), ["tariff_pp=40", "phi_pt=0.9"])
    assert headline(app) == expected_headline(made)
    assert "--set tariff_pp=40" in controls.command(made)
    assert "--set phi_pt=0.9" in controls.command(made)


def test_an_estimate_of_tariffs_stands_beside_its_record(open_page):
    outturns = load_table("validation_trade").frame
    newest = outturns[(outturns["window"] == "newest_12_months") & (outturns["benchmark"] == "all_partners")]
    counted = newest[newest["scored"] == 1]
    said = f"right for {counted['direction_right'].sum()} of {len(counted)} countries"
    assert any(said in note.value for note in open_page("impact", preset="all_10").caption)
    assert not any("right for" in note.value for note in open_page("impact", preset="remittance_tax_5").caption)


# Files ---------------------------------------------------------------------------------------------------------------


BAD_FILES = {
    "markup": b'settings: {"[x](javascript:alert(1)) <img src=x onerror=alert(1)>": 1}',
    "value": b"settings: {tariff_pp: '![x](http://example.org/x.png)'}",
    "target": b"settings: {targets: ['<b>COL</b>']}",
    "a bomb": b"a: &a [1, 1]\nb: &b [*a, *a]\nsettings: {targets: *b}",
    "binary": bytes(range(256)) * 40,
    "deep": b"[" * 20_000,
    "huge": b"#" * 900_000,
    "a list": b"- tariff_pp",
    "wrong types": b"settings: {tariff_pp: [1, 2], targets: {a: 1}}\nassumptions: 5",
    "empty": b"",
    "a tag": b"!!python/object/apply:os.system ['true']",
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_one_sentence_without_its_markup(open_page, case):
    app = open_page("impact")
    before = headline(app)
    app.session_state["share"] = True
    app.run()
    app.file_uploader(key="scenario_file").set_value(("scenario.yaml", BAD_FILES[case], "application/yaml")).run()
    assert not app.exception
    (error,) = app.error
    assert error.value.startswith("The file was not loaded: ")
    assert len(error.value) < 600
    assert "\n" not in error.value
    assert not re.search(r"(?<!\\)[\[<!]", error.value), error.value  # no link, tag or picture of the file's writer
    assert headline(app) == before


def test_a_file_is_the_scenario(open_page):
    made = scenarios.build({"targets": ["COL"], "tariff_pp": 35}, {"phi_pt": 0.9})
    app = open_page("impact")
    app.session_state["share"] = True
    app.run()
    content = scenarios.to_yaml(made).encode()
    app.file_uploader(key="scenario_file").set_value(("scenario.yaml", content, "application/yaml")).run().run()
    assert not app.error
    assert headline(app) == expected_headline(made)
