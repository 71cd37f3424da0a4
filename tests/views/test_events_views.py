"""Marked policy dates: numbers that never touch on a phone, and a key that says each of them."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import pytest

from dashboard.data.tables import load_table
from dashboard.evidence import events as evidence
from dashboard.i18n import LANGUAGES, translator
from dashboard.views import events as views
from dashboard.views.style import Look

EVENTS = load_table("events")
START, END = date(2018, 1, 1), date(2026, 8, 1)


def _figure():
    fig = go.Figure(go.Scatter(x=[START.isoformat(), END.isoformat()], y=[0, 1]))
    fig.add_vline(x="2020-01-01")
    return fig


@pytest.mark.parametrize("subject", evidence.SUBJECTS)
@pytest.mark.parametrize("iso3", [None, "MEX", "KNA"])
def test_numbers_on_one_row_keep_apart(subject, iso3):
    marked = evidence.on_chart(EVENTS, subject, START, END, iso3)
    fig = views.mark_events(_figure(), marked, Look(), translator("en"))
    numbers = [note for note in fig.layout.annotations if str(note.text).startswith("<b>")]
    assert [note.text for note in numbers] == [f"<b>{i}</b>" for i in range(1, len(marked.frame) + 1)]
    pixels = (END - START).days / views.NARROW
    for row in {note.yshift for note in numbers}:
        days = [date.fromisoformat(note.x) for note in numbers if note.yshift == row]
        assert all((b - a).days / pixels >= views.NUMBER for a, b in zip(days, days[1:], strict=False))
    assert fig.layout.margin.t >= 12 + max(note.yshift for note in numbers) + views.LINE


def test_what_was_drawn_before_stays():
    marked = evidence.on_chart(EVENTS, "border", START, END)
    fig = views.mark_events(_figure(), marked, Look(), translator("en"))
    assert len(fig.layout.shapes) == 1 + len(marked.frame)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_says_every_number_with_its_date(language):
    marked = evidence.on_chart(EVENTS, "border", START, END)
    (key,) = views.event_key(marked, translator(language))
    assert len(key.split("\n")) == 1 + len(marked.frame)
    assert [line.split(":")[0] for line in key.split("\n")[1:]] == [str(i + 1) for i in range(len(marked.frame))]
    assert translator(language).day(date(2023, 5, 11)) in key


def test_no_event_is_no_note():
    nothing = evidence.on_chart(EVENTS, "border", date(1999, 1, 1), date(2000, 1, 1))
    assert views.event_key(nothing, translator("en")) == ()
    assert not views.mark_events(_figure(), nothing, Look(), translator("en")).layout.annotations


def test_steps_that_name_the_country_come_first_and_the_count_holds():
    marked = evidence.on_chart(EVENTS, "tariff", START, END, "BRA", count=4)
    assert len(marked.frame) == 4
    assert {"ev107", "ev226"} <= set(marked.frame["event_id"])  # the duties on Brazil of 2025 and 2026
    assert marked.frame["date"].is_monotonic_increasing
    assert set(marked.sources) == set(marked.frame["source_id"])


@pytest.mark.parametrize("subject", evidence.SUBJECTS)
def test_every_landmark_is_in_the_table(subject):
    assert set(evidence.SUBJECTS[subject].landmarks) <= set(EVENTS.frame["event_id"])
