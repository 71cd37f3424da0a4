"""The country brief works for every country, alone and beside another, and without one."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33

PARTS = 7


def _flat(node):
    """Elements of a page in their order on it."""
    children = getattr(node, "children", None)
    return [leaf for child in children.values() for leaf in _flat(child)] if children else [node]


def _empty_headings(app):
    """Headings that nothing follows before the next one of the same or a higher rank."""
    ranks = {"title": 0, "header": 1, "subheader": 2}
    shown = [node for node in _flat(app.main) if node.type not in ("column", "flex_container")]
    pairs = zip(shown, [*shown[1:], None], strict=True)
    return [
        node.value
        for node, following in pairs
        if node.type in ranks and (following is None or ranks.get(following.type, 3) <= ranks[node.type])
    ]


def _check(app):
    assert not app.exception, [e.value for e in app.exception]
    assert not app.error, [e.value for e in app.error]
    assert app.title[0].value
    assert not _empty_headings(app)


@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, country):
    app = open_page("country_brief", country=country)
    _check(app)
    assert len(app.header) == PARTS
    assert any("Source" in caption.value for caption in app.caption)


@pytest.mark.parametrize("lang", ["es", "pt"])
@pytest.mark.parametrize("country", ["MEX", "KNA", "CUB", "VEN", "GTM", "URY"])
def test_language_and_country(open_page, lang, country):
    app = open_page("country_brief", lang=lang, country=country)
    _check(app)
    assert len(app.header) == PARTS


@pytest.mark.parametrize("lang", ["en", "es", "pt"])
def test_without_a_country_all_33_are_offered(open_page, lang):
    app = open_page("country_brief", lang=lang)
    _check(app)
    links = [element for element in app.main if element.type == "page_link"]
    nested = app.get("page_link")
    assert len(nested or links) == 33


def test_second_country_arrives_by_link(open_page):
    app = open_page("country_brief", country="MEX", beside="GTM")
    _check(app)
    assert app.session_state["beside"] == "GTM"
    assert len(app.table) == 1
    assert list(app.table[0].value.columns)[1:] == ["Mexico", "Guatemala"]


@pytest.mark.parametrize("beside", ["MEX", "XXX"])
def test_itself_or_nonsense_is_no_second_country(open_page, beside):
    app = open_page("country_brief", country="MEX", beside=beside)
    _check(app)
    assert app.session_state["beside"] == "none"
    assert not app.table


def test_links_to_the_what_if_carry_all_settings(open_page):
    app = open_page("country_brief", country="GTM")
    queries = [link.proto.query_string for link in app.get("page_link")]
    tariff = [query for query in queries if "tariff_pp=25" in query and "targets=GTM" in query]
    assert tariff
    assert all("preset=current_law" in query and "removals_k=0" in query for query in tariff)
    assert any("targets=caricom" in query or "targets=sica" in query for query in queries)
