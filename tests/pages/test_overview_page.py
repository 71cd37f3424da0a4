"""The overview page: its figures, the exposure by link, contrasts and changes."""

from __future__ import annotations

import pytest


def _check(app):
    assert not app.exception, [error.value for error in app.exception]
    assert not app.error, [error.value for error in app.error]
    assert any("Source" in caption.value for caption in app.caption)


def test_six_figures_and_three_contrasts_of_two(open_page):
    assert len(open_page("overview").metric) == 6 + 3 * 2


@pytest.mark.parametrize("channel", ["remittances", "removals", "nonsense"])
def test_channel_arrives_by_link(open_page, channel):
    app = open_page("overview", overview_channel=channel)
    _check(app)
    assert app.session_state["overview_channel"] == (channel if channel != "nonsense" else "trade")
    assert bool(app.info) == (channel == "nonsense")


def test_what_changed_is_there(open_page):
    text = " ".join(item.value for item in open_page("overview").markdown)
    assert "Section 301, forced labour" in text
    assert "Encounters at the southwest border, Aug 2026" in text
