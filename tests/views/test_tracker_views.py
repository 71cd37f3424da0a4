"""The tracker's exhibits: every row that a reader sees has a date and a source, in every language."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import tracker as evidence
from dashboard.i18n import LANGUAGES, translator
from dashboard.ui import drawn
from dashboard.views import tracker as views
from dashboard.views.overview import event_list
from dashboard.views.policy_charts import calendar
from dashboard.views.style import Look

T = translator("en")


@pytest.fixture(scope="module")
def matrix():
    return evidence.matrix(
        load_table("country_stance"), load_table("receiving_stance"), load_table("us_effective_rates")
    )


def _steps(iso3=None):
    return evidence.steps(load_table("events"), iso3)


def _entries():
    return evidence.entries(load_table("instrument_entries"))


def _complete(shown):
    assert shown.headline
    assert shown.subtitle
    assert shown.alt
    assert shown.sources
    assert set(shown.sources) <= set(sources())


def _span(found, period="all"):
    months = found.months(period)
    return months[0], months[-1]


def test_months_shown_cut_the_steps_at_both_ends():
    found = _steps()
    months = found.months("since_2025")
    assert months[0] == "2025-01"
    assert months[11:13] == ("2025-12", "2026-01")
    shown = views.timeline(found, found, ("2025-03", "2025-04"), None, T, Look())
    days = pd.to_datetime([day for trace in shown.graphic.data for day in trace.x])
    everything = found.frame["date"]
    assert len(days) == ((everything >= "2025-03-01") & (everything < "2025-05-01")).sum() > 0
    assert shown.subtitle.startswith("Dated steps by instrument, 1 Mar 2025 to 30 Apr 2025")
    december = views.timeline(found, found, ("2025-12", "2025-12"), None, T, Look())
    assert "31 Dec 2025" in december.subtitle


def test_every_row_on_the_page_has_source_and_date(matrix):
    found = _steps()
    for shown in (views.timeline(found, found, _span(found), None, T, Look()), views.standing(found, None, T),
                  views.recent(found, None, T)):  # fmt: skip
        _complete(shown)
        assert (shown.table[["Date", "Document of", "Source", "Step", "Status"]] != "").all().all()
        assert not (shown.table[["Date", "Document of", "Source"]] == "–").any().any()
    agreements = views.agreement_table(evidence.agreements(load_table("third_country_agreements")), T)
    _complete(agreements)
    assert not (agreements.table[["As of", "Source", "Status"]] == "–").any().any()
    entries = views.entry_table(_entries(), T)
    _complete(entries)
    assert (entries.table != "").all().all()
    assert not (entries.table[["As of", "Source"]] == "–").any().any()
    grid = views.stance_matrix(matrix, "us", None, T, Look())
    _complete(grid)
    for column in views.COLUMNS.values():
        undated = grid.table[grid.table[f"{column}: as of"] == "–"]
        assert set(undated[column]) <= {"no record"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_exhibits_in_every_language(matrix, language, dark):
    t, found = translator(language), _steps("MEX")
    for shown in (
        views.timeline(found, found, _span(found), "MEX", t, Look(dark)), views.standing(found, "MEX", t),
        views.recent(found, "MEX", t), views.stance_matrix(matrix, "us", "MEX", t, Look(dark)),
        views.stance_matrix(matrix, "states", "MEX", t, Look(dark)),
        views.agreement_table(evidence.agreements(load_table("third_country_agreements"), "MEX"), t),
        views.entry_table(_entries(), t),
    ):  # fmt: skip
        _complete(shown)
        text = shown.table.to_csv()
        assert "nan" not in text.lower().split(",")
        assert "{" not in shown.headline


@pytest.mark.thorough
@pytest.mark.parametrize("iso3", lac33())
def test_every_country_has_a_sentence_and_a_calendar(iso3):
    found = _steps(iso3)
    assert views.title(_entries(), found, iso3, T).startswith(T.country(iso3))
    shown = views.timeline(found, found.within("last_year"), _span(found, "last_year"), iso3, T, Look())
    _complete(shown)
    assert shown.graphic is not None


def test_timeline_has_one_trace_per_family_and_stays_small():
    found = _steps()
    chosen = found.within("since_2025")
    figure = views.timeline(found, chosen, _span(found, "since_2025"), None, T, Look()).graphic
    assert len(figure.data) == chosen.frame["family"].nunique()
    assert sum(len(trace.x) for trace in figure.data) == len(chosen.frame)
    assert len(figure.to_json()) < 60 * 1024


def test_status_is_told_by_shape_and_word():
    assert set(views.SYMBOLS) == set(views.GLYPHS) == set(views.GROUPS) == set(evidence.GROUPS)
    assert len(set(views.SYMBOLS.values())) == len(set(views.GLYPHS.values())) == len(evidence.GROUPS)
    assert set(views.CELLS) | {"none"} == set(evidence.SIGNS) | {"unlisted"}


def test_every_value_of_the_matrix_has_words(matrix):
    rows = matrix.frame[~matrix.frame["sign"].isin(["rate", "unlisted"]) & (matrix.frame["value"] != "no_record")]
    for row in rows.to_dict("records"):
        assert row["value"] in views.VALUES[row["column"]], row
    assert set(views.COLUMNS) == set(evidence.COLUMNS)


def test_two_grids_draw_every_cell_once(matrix):
    grids = [views.stance_matrix(matrix, grid, "KNA", T, Look()).graphic for grid in views.GRIDS]
    assert sum(len(grid.signs) for grid in grids) == len(matrix.frame)
    for grid in grids:
        assert [len(row) for _, row in grid.lines()] == [len(grid.columns)] * 33
        assert grid.rows[0] == grid.strong == "St. Kitts and Nevis"


def test_a_grid_says_in_words_what_its_signs_show(matrix):
    shown = views.stance_matrix(matrix, "us", "HTI", T, Look())
    made = drawn.signs(shown.graphic, shown.alt, Look())
    haiti = made[made.index(">Haiti<") :].split("</tr>")[0]
    assert haiti.count("<td") == len(shown.graphic.columns)
    assert 'aria-hidden="true" style="color:' in haiti
    for sign in dict(shown.graphic.lines())["Haiti"]:
        assert f'<span class="said">{sign.said}</span>' in haiti
    assert made.count("font-weight:600") == 1


@pytest.mark.parametrize(
    ("start", "end", "tick"),
    [
        (date(2025, 1, 1), date(2026, 10, 31), "M12"),  # two Januaries
        (date(2018, 1, 1), date(2027, 1, 31), "M36"),  # ten
        (date(2025, 10, 1), date(2026, 10, 31), None),
    ],
)
def test_ticks_of_the_calendar_fit_a_phone(start, end, tick):
    figure = calendar(["row"], [], {}, (start, end), (end, "now"), T, Look())
    assert figure.layout.xaxis.dtick == tick
    assert (figure.layout.xaxis.nticks == 3) == (tick is None)


def test_an_empty_choice_says_so():
    found = _steps("KNA")
    nothing = found.chosen("detention", "regional", "lapsed")
    shown = views.timeline(found, nothing, _span(found), "KNA", T, Look())
    assert "No step" in shown.headline
    assert shown.graphic is None
    assert views.standing(nothing, "KNA", T).table.empty


def test_only_done_steps_are_listed_when_asked():
    done = _steps().chosen(None, None, "done")
    assert len(views.standing(done, None, T).table) == len(done.frame)


def test_recent_list_and_table_are_the_same_steps():
    found = _steps()
    assert len(event_list(found.recent().frame, T)) == len(views.recent(found, None, T).table)


def test_entries_show_two_texts_a_date_and_sources():
    groups = views.entry_groups(_entries(), T)
    shown = [entry for _, items in groups for entry in items]
    assert len(shown) == len(_entries().frame)
    assert all(entry.what and entry.stands and entry.as_of and entry.sources for entry in shown)
