"""The overview page works in every language and for every country."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33
from dashboard.i18n import LANGUAGES


def _check(app, source="Source"):
    assert not app.exception, [e.value for e in app.exception]
    assert not app.error, [e.value for e in app.error]
    assert app.title[0].value
    assert any(source in caption.value for caption in app.caption)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("country", [None, "MEX", "KNA", "CUB", "VEN"])
def test_language_and_country(open_page, lang, country):
    app = open_page("overview", lang=lang, country=country)
    assert not app.exception, [e.value for e in app.exception]
    assert not app.error, [e.value for e in app.error]
    assert app.title[0].value
    assert app.caption


@pytest.mark.parametrize("country", lac33())
def test_every_country(open_page, country):
    _check(open_page("overview", country=country))


def test_the_region_has_six_figures(open_page):
    assert len(open_page("overview").metric) == 6


@pytest.mark.parametrize("channel", ["remittances", "removals", "nonsense"])
def test_channel_arrives_by_link(open_page, channel):
    _check(open_page("overview", overview_channel=channel))
