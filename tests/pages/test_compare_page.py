"""Scenarios side by side, through the frame."""

import pytest

from dashboard.data import registry, scenarios
from dashboard.i18n import translator
from dashboard.ui import compare
from dashboard.views import compare as views
from dashboard.views.style import Look
from dashboard.workspace import comparison


def titles(t, *names):
    return tuple(t(registry.presets()[name].title) for name in names)


def select(app, key):
    return next(widget for widget in app.multiselect if widget.key == key)


@pytest.mark.parametrize(("lang", "country"), [("en", None), ("es", "MEX"), ("pt", "CUB"), ("en", "KNA")])
def test_the_answer_is_that_of_the_model(open_page, lang, country):
    app = open_page("compare", lang=lang, country=country)
    assert not app.exception
    t = translator(lang)
    found = comparison.compare(tuple(scenarios.of_preset(name) for name in compare.DEFAULT))
    assert app.title[0].value == views.headline(found, titles(t, *compare.DEFAULT), country, t)


@pytest.mark.parametrize("view", views.VIEWS)
def test_every_view_opens(open_page, view):
    app = open_page("compare", country="HND", detail=view)
    assert not app.exception
    assert len(app.header) == 2
    assert any("Source" in caption.value for caption in app.caption)


def test_the_order_of_the_address_is_kept(open_page):
    app = open_page("compare", scenarios="colombia_50,colombia_25")
    assert select(app, "scenarios").value == ["colombia_50", "colombia_25"]


def test_an_own_scenario_arrives_by_link(open_page):
    app = open_page("compare", own="tariff_pp=25;targets=MEX,CUB", scenarios="own,current_law", country="MEX")
    made = scenarios.with_pairs(scenarios.of_preset("current_law"), ["tariff_pp=25", "targets=MEX,CUB"])
    found = comparison.compare((made, scenarios.of_preset("current_law")))
    assert not app.exception
    assert app.title[0].value == views.headline(found, ("Own scenario", "Current law"), "MEX", translator("en"))


@pytest.mark.parametrize(
    "query",
    [
        {"scenarios": "nonsense"},
        {"scenarios": "all_10,brazil_50,colombia_25,colombia_50,removals_1m"},
        {"scenarios": "own,all_10"},
        {"own": "tariff_pp=-5"},
        {"own": "<script>"},
        {"detail": "x"},
    ],
)
def test_a_broken_link_falls_back_with_a_notice(open_page, query):
    app = open_page("compare", **query)
    assert not app.exception
    assert select(app, "scenarios").value == list(compare.DEFAULT)
    assert any("is not valid here" in info.value for info in app.info)


@pytest.mark.parametrize("chosen", [[], ["all_10"]])
def test_too_few_is_one_sentence(open_page, chosen):
    app = open_page("compare")
    select(app, "scenarios").set_value(chosen).run()
    assert not app.exception
    assert [info.value for info in app.info] == ["Choose at least two scenarios."]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("remittance_tax_1", "all_10"), "Honduras: “All countries, 10%” costs most, "),
        (("current_law", "brazil_50"), "Honduras: none of these scenarios costs GDP in the central run"),
    ],
)
def test_the_title_names_the_costliest_scenario(names, sentence):
    found = comparison.compare(tuple(scenarios.of_preset(name) for name in names), draws=64)
    assert views.headline(found, titles(translator("en"), *names), "HND", translator("en")).startswith(sentence)


def test_the_largest_difference_has_a_direction(open_page):
    for order, word in (("all_10,remittance_tax_1", "higher"), ("remittance_tax_1,all_10", "lower")):
        app = open_page("compare", country="HND", detail="difference", scenarios=order)
        assert any(f" percentage points {word} under “" in head.value for head in app.header)


def test_what_cannot_be_estimated_is_not_called_no_effect(open_page):
    app = open_page("compare", country="CUB")
    headlines = [element.value for element in app.header]
    assert not any("No measure, no effect" in text for text in headlines)
    assert any("Cuba: the effect on GDP cannot be estimated" in text for text in headlines)


def test_countries_are_counted_among_those_with_data_for_both():
    """Worked by hand: two of the three pairs with data lose at least 0.01 more; the fourth country has no pair."""
    values = [[-0.1, -0.2], [0.0, -0.01], [-0.5, 0.5], [-0.3, None]]
    (losses,) = views._further_losses(values)
    assert losses == pytest.approx([0.1, 0.01, -1.0])
    names = ("all_10", "removals_1m")
    found = comparison.compare(tuple(map(scenarios.of_preset, names)), draws=0)
    t = translator("en")
    shown = views.countries(found, titles(t, *names), None, t, Look())
    both = shown.table.iloc[:, 1:].notna().all(axis=1).sum()
    assert both < 33
    assert f"of {both} under B" in shown.headline
    (note,) = [n for n in views.totals(found, titles(t, *names), None, t, Look()).notes if n.startswith("In no sum")]
    assert note.startswith("In no sum: A: Cuba; B: Antigua and Barbuda, ")
    assert not any("In no sum" in n for n in views.totals(found, titles(t, *names), "HND", t, Look()).notes)


def test_a_loss_too_small_to_print_is_not_counted_as_one():
    names = ("all_10", "colombia_visas", "remittance_tax_5")
    found = comparison.compare(tuple(map(scenarios.of_preset, names)), draws=256)
    small = found.results[1].value("total", "gdp_pct", "ALL")
    assert -0.005 < small.p05 < small.p95 < 0.0
    t = translator("en")
    shown = views.totals(found, titles(t, *names), None, t, Look())
    assert shown.headline == "All 33 countries: in 2 of 3 scenarios the whole range is a loss"
