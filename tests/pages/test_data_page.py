"""The data page lists every table, shows any of them and explains the articles' figures."""

from __future__ import annotations

import pytest

from dashboard.data import registry, tables


def _check(app) -> None:
    assert not app.exception, [e.value for e in app.exception]
    assert app.title[0].value


def test_every_table_and_source_is_listed(open_page):
    app = open_page("data")
    _check(app)
    assert any("Source" in caption.value for caption in app.caption)
    listed = [set(frame.value["Table"]) for frame in app.dataframe if "Table" in frame.value]
    assert {spec.title for spec in tables.specs().values()} in listed
    publishers = next(frame.value for frame in app.dataframe if "Publisher" in frame.value)
    assert len(publishers) == len(registry.sources())


@pytest.mark.parametrize("table_id", ("macro_annual", "capital_points", "us_imports_hs6", "remittances_us_share"))
def test_any_table_can_be_opened(open_page, table_id):
    app = open_page("data", data_table=table_id)
    _check(app)
    assert any(tables.specs()[table_id].title == heading.value for heading in app.subheader)
    preview = app.dataframe[1].value
    assert list(preview.columns) == list(tables.specs()[table_id].columns)
    assert len(preview) <= 200


def test_subject_and_search_narrow_the_list(open_page):
    app = open_page("data", data_subject="remittances")
    _check(app)
    frame = app.dataframe[0].value
    assert set(frame["Subject"]) == {"Remittances and migrants"}
    app.text_input(key="data_search").set_value("cost of sending").run()
    _check(app)
    assert "Average cost of sending 200 dollars" in set(app.dataframe[0].value["Table"])
    app.text_input(key="data_search").set_value("zzzz").run()
    _check(app)
    assert app.info


def test_article_figures_are_explained(open_page):
    app = open_page("data", data_facts="agrees")
    _check(app)
    text = app.table[0].value.to_string()
    for figure in ("249,741", "249,740", "58,038", "58,009", "2,344,538", "2,040,601", "1,062,900", "183,038"):
        assert figure in text
    text = open_page("data", data_facts="differs").table[0].value.to_string()
    assert "458,100" in text


def test_broken_link_values_fall_back_with_a_notice(open_page):
    app = open_page("data", data_table="no_such_table", data_subject="nowhere")
    _check(app)
