"""Marked policy dates: flags that never touch on a phone, and a key that says each of them."""

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
def test_flags_name_every_event_and_meet_nothing(subject, iso3):
    marked = evidence.on_chart(EVENTS, subject, START, END, iso3)
    fig = views.mark_events(_figure(), marked, Look(), translator("en"))
    flags = [note for note in fig.layout.annotations if str(note.text).startswith("<b>")]
    named = [[int(number) for number in flag.text[3:-4].split("–")] for flag in flags]
    assert [n for ends in named for n in range(ends[0], ends[-1] + 1)] == list(range(1, len(marked.frame) + 1))
    pixel = views.NARROW / (END - START).days
    places = [(date.fromisoformat(flag.x) - START).days * pixel for flag in flags]
    for i, flag in enumerate(flags):
        for j in range(i + 1, len(flags)):  # a line to the right that a flag reaches ends below the flag
            if places[j] < places[i] + 8 * (len(flag.text) - 7) + 5:
                assert flag.yshift > flags[j].yshift
    assert fig.layout.margin.t >= 12 + max(flag.yshift for flag in flags) + views.LINE
    assert fig.layout.margin.r >= max(places) + 8 - views.NARROW


# Worked by hand: lines at 0 and 4 share a flag of 29 pixels, which reaches the line at 20 but not the one at 40.
def test_flags_by_hand():
    flags = views.flags_of([0.0, 4.0, 20.0, 40.0])
    assert [(flag.text, flag.row) for flag in flags] == [("1–2", 1), ("3", 0), ("4", 0)]
    assert views.flags_of([]) == ()


def test_what_was_drawn_before_stays():
    marked = evidence.on_chart(EVENTS, "border", START, END)
    fig = views.mark_events(_figure(), marked, Look(), translator("en"))
    flags = [note for note in fig.layout.annotations if str(note.text).startswith("<b>")]
    assert len(fig.layout.shapes) == 1 + len(marked.frame) + len(flags)


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
