"""The catalogue of tables in words: list, freshness, details, sources and the facts checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.data.registry import lac33
from dashboard.domain import N_
from dashboard.i18n import MISSING, Translator
from dashboard.views import charts, words
from dashboard.views.exhibit import Exhibit
from dashboard.views.metric import Metric
from dashboard.views.style import Look

if TYPE_CHECKING:
    from dashboard.evidence.catalogue import Catalogue, Entry, Facts

ALL_SUBJECTS = "all"
SUBJECTS = {
    ALL_SUBJECTS: N_("All subjects"),
    "geography": N_("Geography"),
    "encounters": N_("Encounters"),
    "removals": N_("Removals and returns"),
    "routes": N_("Routes"),
    "policy": N_("Policy"),
    "trade": N_("Trade"),
    "tariffs": N_("Tariffs"),
    "remittances": N_("Remittances and migrants"),
    "macro": N_("Economy"),
    "model": N_("Model"),
}
QUALITIES = {
    "primary": N_("read in the publisher's own document"),
    "secondary": N_("read in a copy or a press report"),
    "derived": N_("computed by us from published figures"),
    "judgement": N_("our judgement"),
    "unverified": N_("not verified"),
}
CHECKS = {
    "differs": N_("Differs"),
    "agrees": N_("Agrees"),
    "same_source": N_("Same source"),
    "not_covered": N_("Not covered"),
}
UNITS = {
    "people": N_("{number} people"),
    "events": N_("{number} encounters"),
    "countries": N_("{number} countries"),
    "visas": N_("{number} visas"),
    "days": N_("{number} days"),
    "actions": N_("{number} actions"),
    "pct": N_("{number}%"),
    "usd_m": N_("US$ {number} million"),
}
FEW = 12  # up to so many countries are named as covered, above it the missing ones are named


def title(catalogue: Catalogue, t: Translator) -> str:
    """How much there is and how new it is, in one sentence."""
    newest = catalogue.newest_by_subject()
    return t(
        "{tables} tables from {sources} sources: encounters run to {encounters}, tariff law to {tariffs}, "
        "remittances to {remittances}",
        tables=t.number(len(catalogue.entries)),
        sources=t.number(catalogue.source_count),
        encounters=t.month(newest.get("encounters")),
        tariffs=t.month(newest.get("tariffs")),
        remittances=t.month(newest.get("remittances")),
    )


def metrics(catalogue: Catalogue, t: Translator) -> tuple[Metric, ...]:
    """Size and quality of the collection."""
    shares = catalogue.quality_shares_pct
    ours = shares.get("derived", 0.0) + shares.get("judgement", 0.0)
    complete = sum(entry.countries == 33 for entry in catalogue.entries)
    return (
        Metric(
            t("Tables"), t.number(len(catalogue.entries)), None, t("Each passes its own checks before it is shown.")
        ),
        Metric(t("Rows"), t.number(catalogue.rows), None, t("One row is one figure or one fact with its source.")),
        Metric(
            t("Tables with all 33 countries"),
            t.number(complete),
            None,
            t("The other tables name the countries they lack, or are not by country."),
        ),
        Metric(
            t("Rows computed by us"),
            t.percent(ours, 0),
            None,
            t("Derived from published figures or judgement; everything else was read from a publisher or a copy."),
        ),
    )


def freshness(catalogue: Catalogue, t: Translator, look: Look) -> Exhibit:
    """The newest period of every table, one line per subject."""
    dated = [entry for entry in catalogue.entries if entry.newest is not None]
    newest = catalogue.newest_by_subject()
    order = sorted(newest, key=lambda subject: newest[subject], reverse=True)
    names = {subject: t(SUBJECTS[subject]) for subject in order}
    rows = {subject: f"{name}<br>{t.month(newest[subject])}" for subject, name in names.items()}
    first, leaders = set(), []
    for entry in dated:
        if entry.newest == newest[entry.subject] and entry.subject not in first:
            first.add(entry.subject)
            leaders.append(entry)
    color = look.channel("united_states")
    marks = [
        charts.Dot(
            rows[entry.subject],
            entry.newest.isoformat() if entry.newest else "",
            look.channel("remittance") if entry in leaders else color,
            "",
            "circle" if entry in leaders else "circle-open",
            f"{t(entry.title)}: {t.month(entry.newest)}",
        )
        for entry in sorted(dated, key=lambda entry: entry in leaders)  # the newest on top
    ]
    old = sorted(dated, key=lambda entry: entry.newest or catalogue.compiled)
    start = (old[0].newest or catalogue.compiled) - timedelta(days=120)
    end = catalogue.compiled + timedelta(days=60)
    headline = t(
        "Newest figures by subject: from {oldest} ({old_subject}) to {newest} ({new_subject})",
        oldest=t.month(newest[order[-1]]),
        old_subject=names[order[-1]],
        newest=t.month(newest[order[0]]),
        new_subject=names[order[0]],
    )
    graphic = charts.dots(list(rows.values()), marks, t, look, axis=(start.isoformat(), end.isoformat()), row_height=46)
    years = range(catalogue.compiled.year, start.year, -2)
    graphic.update_xaxes(
        tickvals=[f"{year}-01-01" for year in years], ticktext=[str(year) for year in years], tickangle=0
    )
    ages = sorted(dated, key=lambda entry: entry.newest or catalogue.compiled, reverse=True)
    return Exhibit(
        headline=headline,
        subtitle=t("Newest period of each table; the filled mark is the newest of its subject"),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Table"): [t(entry.title) for entry in ages],
                t("Subject"): [t(SUBJECTS[entry.subject]) for entry in ages],
                t("Newest period"): [t.month(entry.newest) for entry in ages],
                t("Read from a publication of"): [entry.vintage for entry in ages],
            }
        ),
        sources=tuple(dict.fromkeys(entry.source_ids[0] for entry in leaders)),
        graphic=graphic,
        notes=(
            t(
                "Years and months that are only partly covered count as whole; projections do not count. Oldest: "
                "{tables}.",
                tables=t.listing(f"{t(entry.title)} ({t.month(entry.newest)})" for entry in old[:3]),
            ),
        ),
        file_name="freshness",
    )


def filtered(entries: Sequence[Entry], subject: str, search: str, t: Translator) -> list[Entry]:
    """The tables of a subject in whose title, description or publishers every word of the search occurs."""
    wanted = _plain(search).split()
    return [
        entry
        for entry in entries
        if subject in (ALL_SUBJECTS, entry.subject)
        and all(
            word in _plain(" ".join((entry.id, t(entry.title), t(entry.concept), *entry.publishers))) for word in wanted
        )
    ]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def listing(entries: Sequence[Entry], t: Translator) -> pd.DataFrame:
    """One row per table with display names as columns."""
    return pd.DataFrame(
        {
            t("Table"): [t(entry.title) for entry in entries],
            t("Subject"): [t(SUBJECTS[entry.subject]) for entry in entries],
            t("Countries of 33"): [entry.countries if entry.by_country else None for entry in entries],
            t("Newest period"): [t.month(entry.newest) for entry in entries],
            t("Period"): [_period(entry, t) for entry in entries],
            t("Rows"): [entry.rows for entry in entries],
            t("Vintage"): [entry.vintage for entry in entries],
            t("Quality"): [_quality(entry, t) for entry in entries],
            t("Publishers"): [_some(entry.publishers, t) for entry in entries],
            t("Licence"): [_some(entry.licences, t) for entry in entries],
            t("What is counted, and what it must not be mixed with"): [t(entry.concept) for entry in entries],
        }
    ).astype({t("Countries of 33"): "Int64"})


@dataclass(frozen=True)
class Detail:
    """A table in words: title, concept and (label, text) pairs."""

    title: str
    concept: str
    facts: tuple[tuple[str, str], ...]


def detail(entry: Entry, t: Translator) -> Detail:
    """What to know about one table before using it."""
    facts = [
        (t("Rows"), t.number(entry.rows)),
        (t("Period"), _period(entry, t)),
        (t("Countries"), _countries(entry, t)),
        (t("Read from a publication of"), entry.vintage or MISSING),
        (t("Quality"), _quality(entry, t)),
        (t("Publishers"), _some(entry.publishers, t)),
        (t("Licence"), _some(entry.licences, t)),
    ]
    return Detail(t(entry.title), t(entry.concept), tuple(facts))


def _period(entry: Entry, t: Translator) -> str:
    if not entry.period_start:
        return t("one moment")
    ends = (words.partial_date(t, entry.period_start), words.partial_date(t, entry.period_end))
    return ends[0] if ends[0] == ends[1] else t("{start} to {end}", start=ends[0], end=ends[1])


def _countries(entry: Entry, t: Translator) -> str:
    if not entry.by_country:
        return t("not by country")
    if not entry.missing:
        return t("all 33")
    if entry.countries <= FEW:
        here = [iso3 for iso3 in lac33() if iso3 not in entry.missing]
        return t("{count} of 33: {countries}", count=entry.countries, countries=t.listing(t.country(c) for c in here))
    return t(
        "{count} of 33; missing: {countries}",
        count=entry.countries,
        countries=t.listing(t.country(c) for c in entry.missing),
    )


def _quality(entry: Entry, t: Translator) -> str:
    total = sum(count for _, count in entry.quality)
    if len(entry.quality) == 1:
        return t(QUALITIES[entry.quality[0][0]])
    return t.listing(
        f"{t(QUALITIES[name])} ({t.percent(100.0 * count / total, 0 if count * 100 >= total else 1)})"
        for name, count in sorted(entry.quality, key=lambda pair: -pair[1])
    )


def _some(names: Sequence[str], t: Translator, shown: int = 4) -> str:
    rest = len(names) - shown
    if rest <= 0:
        return "; ".join(names)
    return "; ".join(names[:shown]) + "; " + t.plural("{count} more", "{count} more", rest)


def as_exhibit(entry: Entry, frame: pd.DataFrame, t: Translator) -> Exhibit:
    """A whole table as an exhibit, for its download with sources."""
    return Exhibit(
        headline=t(entry.title),
        subtitle=t(entry.concept),
        alt=t(entry.title),
        table=frame,
        sources=entry.source_ids,
        file_name=entry.id,
    )


def sources_frame(frame: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """The registry of sources with display names as columns; the last column holds addresses."""
    return pd.DataFrame(
        {
            t("Publisher"): frame["publisher"],
            t("Title"): frame["title"],
            t("Version"): frame["version"],
            t("Quality"): [t(QUALITIES[quality]) for quality in frame["quality"]],
            t("Licence"): frame["licence"],
            t("Read on"): [t.day(day) for day in frame["accessed"]],
            t("Tables"): frame["tables"],
            t("Address"): frame["url"],
        }
    )


def facts_headline(facts: Facts, t: Translator) -> str:
    """How far our series reproduce the articles."""
    return t(
        "{articles} articles, {total} facts: {agree} of {covered} that our tables cover agree, {differ} differ with "
        "the reason given",
        articles=facts.articles,
        total=len(facts.frame),
        agree=facts.counts["agrees"],
        covered=facts.covered,
        differ=facts.counts["differs"],
    )


def facts_table(facts: Facts, check: str, titles: dict[str, str], pages: dict[str, str], t: Translator) -> pd.DataFrame:
    """The facts with one result of the check; `titles` has each table's title, `pages` that of the page showing it."""
    frame = facts.frame[facts.frame["check"] == check]
    rows = []
    for _, fact in frame.iterrows():
        theirs, ours = _amount(fact["value"], fact["unit"], t), _amount(fact["our_value"], fact["unit"], t)
        covered = "" if pd.isna(fact["covered_by"]) else t(titles[fact["covered_by"]])
        if fact["covered_by"] in pages:
            covered = t("{table} (page: {page})", table=covered, page=t(pages[fact["covered_by"]]))
        note = "" if pd.isna(fact["difference_note"]) else t(fact["difference_note"])
        rows.append((t(fact["statement"]), theirs, ours, note, covered))
    columns = (
        t("The article says"),
        t("Its figure"),
        t("Our figure"),
        t("Why, and how to read it"),
        t("Our table"),
    )
    return pd.DataFrame(rows, columns=list(columns))


def facts_brief(facts: pd.DataFrame) -> pd.DataFrame:
    """The facts in three columns, which fit a narrow screen: statement, both figures, reason and table."""
    said, theirs, ours, why, table = facts.columns
    figures = [" → ".join(text for text in (row[theirs], row[ours]) if text) for _, row in facts.iterrows()]
    reasons = [" · ".join(text for text in (row[why], row[table]) if text) for _, row in facts.iterrows()]
    return pd.DataFrame({said: facts[said], f"{theirs} → {ours}": figures, f"{why} · {table}": reasons})


def _amount(value: float | None, unit: str | None, t: Translator) -> str:
    if value is None or pd.isna(value):
        return ""
    digits = 0 if float(value).is_integer() else 1
    return t(UNITS[str(unit)], number=t.number(value, digits))
