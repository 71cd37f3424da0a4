"""What data there are: every table with its coverage, freshness, quality and sources, and the facts they check."""

from __future__ import annotations

import calendar
import io
import zipfile
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from dashboard.data import registry, tables
from dashboard.data.tables import DATA, Table

PREVIEW_ROWS = 200
FACTS_TABLE = "article_facts"
# Where a reader meets the figures of a table that covers facts: page ids; the others are on the data page alone.
FACT_PAGES = {
    "country_stance": "tracker",
    "encounters_totals": "encounters",
    "events": "tracker",
    "flights_by_destination": "routes",
    "instrument_entries": "tracker",
    "programme_coverage": "remittances",
    "receiving_stance": "routes",
    "third_country_agreements": "tracker",
    "trade_by_partner": "trade",
    "us_foreign_assistance": "remittances",
    "us_tariff_measures": "country_brief",
}
CHECKS = ("differs", "agrees", "same_source", "not_covered")
REGISTRIES = ("sources.yaml", "countries.csv", "assumptions.yaml", "instruments.yaml", "programmes.yaml")


@dataclass(frozen=True)
class Entry:
    """One table: `title` and `concept` are message ids, `newest` is the last day its figures speak of.

    `missing` names the countries of the 33 without a row; empty for tables that are not by country (`by_country`).
    `quality` counts rows per quality. Days after the compilation are projections or ends of law and do not count.
    """

    id: str
    subject: str
    title: str
    concept: str
    rows: int
    by_country: bool
    countries: int
    missing: tuple[str, ...]
    period_start: str
    period_end: str
    newest: date | None
    vintage: str
    quality: tuple[tuple[str, int], ...]
    publishers: tuple[str, ...]
    licences: tuple[str, ...]
    source_ids: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All tables in registry order, and what they amount to."""

    entries: tuple[Entry, ...]
    source_count: int
    compiled: date

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(entry.rows for entry in self.entries)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Subjects that have a table, in registry order."""
        return tuple(dict.fromkeys(entry.subject for entry in self.entries))

    @property
    def quality_shares_pct(self) -> dict[str, float]:
        """Share of all rows by quality, per cent."""
        counts: dict[str, float] = {}
        for entry in self.entries:
            judged = sum(count for _, count in entry.quality)  # rows, or sources where a table has one quality for all
            for name, count in entry.quality:
                counts[name] = counts.get(name, 0.0) + entry.rows * count / judged
        return {name: 100.0 * count / sum(counts.values()) for name, count in counts.items()}

    def newest_by_subject(self) -> dict[str, date]:
        """The newest day of each subject that has one."""
        found: dict[str, date] = {}
        for entry in self.entries:
            if entry.newest is not None:
                found[entry.subject] = max(found.get(entry.subject, entry.newest), entry.newest)
        return found

    def entry(self, table_id: str) -> Entry:
        """A table by its id."""
        return next(entry for entry in self.entries if entry.id == table_id)


@cache
def catalogue() -> Catalogue:
    """Every registered table; loads those that no page has asked for yet."""
    compiled = max(source.accessed for source in registry.sources().values())
    return Catalogue(
        entries=tuple(_entry(tables.load_table(table_id), compiled) for table_id in tables.specs()),
        source_count=len(registry.sources()),
        compiled=compiled,
    )


def _entry(table: Table, compiled: date) -> Entry:
    spec, cover = table.spec, tables.coverage(table)
    used = [registry.sources()[source] for source in table.source_ids]
    present = {v for column in spec.country if column in table.frame for v in table.frame[column].dropna()}
    by_country = bool(present & set(registry.lac33()))
    return Entry(
        id=spec.id,
        subject=spec.subject,
        title=spec.title,
        concept=spec.concept,
        rows=cover["rows"],
        by_country=by_country,
        countries=cover["countries"],
        missing=tuple(iso3 for iso3 in registry.lac33() if iso3 not in present) if by_country else (),
        period_start=cover["period_start"],
        period_end=cover["period_end"],
        newest=newest_day(table, compiled),
        vintage=cover["vintage"],
        quality=tuple(cover["quality"].items()),
        publishers=tuple(dict.fromkeys(source.publisher for source in used)),
        licences=tuple(dict.fromkeys(source.licence for source in used)),
        source_ids=table.source_ids,
    )


def newest_day(table: Table, compiled: date) -> date | None:
    """The last day, not after `compiled`, that a figure of the table speaks of; None without a period.

    A year or month that is only partly covered counts as a whole.
    """
    days = []
    for column in (name for name in table.spec.period if name in table.frame):
        values = table.frame[column].dropna().drop_duplicates()
        days += [day for day in (last_day(value, column) for value in values) if day is not None and day <= compiled]
    return max(days, default=None)


def last_day(value: Any, column: str) -> date | None:
    """The last day of a year, a US fiscal year, a quarter, a month or a day as the tables write them.

    None for a text that is not a date.
    """
    if isinstance(value, pd.Timestamp):
        if column == "month":
            return _month_end(value.year, value.month)
        return _month_end(value.year, value.month + 2) if column == "quarter_start" else value.date()
    parts = str(value).split("-")
    if not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
        return None
    year, *rest = (int(part) for part in parts)
    if not rest:
        return date(year, 9, 30) if column == "fiscal_year" else date(year, 12, 31)
    return _month_end(year, rest[0]) if len(rest) == 1 else date(year, rest[0], rest[1])


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


# Sources and facts ---------------------------------------------------------------------------------------------------


def source_registry() -> pd.DataFrame:
    """All sources: id, publisher, title, version, quality, licence, accessed, url, tables (how many rest on it)."""
    uses: dict[str, int] = {}
    for entry in catalogue().entries:
        for source in entry.source_ids:
            uses[source] = uses.get(source, 0) + 1
    return pd.DataFrame(
        [
            {
                "id": s.id,
                "publisher": s.publisher,
                "title": s.title,
                "version": s.version,
                "quality": s.quality,
                "licence": s.licence,
                "accessed": s.accessed,
                "url": s.url if s.url.startswith("http") else None,
                "tables": uses.get(s.id, 0),
            }
            for s in sorted(registry.sources().values(), key=lambda s: (s.publisher.lower(), s.title.lower()))
        ]
    )


@dataclass(frozen=True)
class Facts:
    """Statements of the source articles beside our figures; `counts` by result of the check."""

    frame: pd.DataFrame
    counts: dict[str, int]
    articles: int
    sources: tuple[str, ...]

    @property
    def covered(self) -> int:
        """Facts that a table of ours covers and that do not rest on the same article."""
        return self.counts["agrees"] + self.counts["differs"]


def facts(table: Table) -> Facts:
    """The checked facts, those with numbers first; columns as in the table."""
    frame = table.frame.assign(numeric=table.frame["our_value"].notna())
    frame = frame.sort_values(["numeric", "fact_id"], ascending=[False, True], kind="stable").drop(columns="numeric")
    found = frame["check"].value_counts()
    return Facts(
        frame=frame.reset_index(drop=True),
        counts={check: int(found.get(check, 0)) for check in CHECKS},
        articles=int(frame["article_id"].nunique()),
        sources=table.source_ids,
    )


# Downloads -----------------------------------------------------------------------------------------------------------


def preview(table_id: str) -> pd.DataFrame:
    """The first rows of a table, days without their hours."""
    return _dates_as_days(tables.load_table(table_id).frame.head(PREVIEW_ROWS))


def full(table_id: str) -> pd.DataFrame:
    """All rows of a table, days without their hours."""
    return _dates_as_days(tables.load_table(table_id).frame)


def _dates_as_days(frame: pd.DataFrame) -> pd.DataFrame:
    stamps = frame.select_dtypes("datetime").columns
    return frame.assign(**{column: frame[column].dt.date for column in stamps})


def archive() -> bytes:
    """All tables and registries in one ZIP file, with a list of contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        lines = ["Corridor: all tables. Sources, with their licences, are in sources.yaml (column source_id).", ""]
        for entry in catalogue().entries:
            spec = tables.specs()[entry.id]
            pack.write(spec.path, f"tables/{spec.path.name}")
            lines += [f"tables/{spec.path.name}: {spec.title}", f"  {spec.concept}", ""]
        for name in REGISTRIES:
            pack.write(DATA / name, name)
        pack.writestr("README.txt", "\n".join(lines))
    return out.getvalue()
