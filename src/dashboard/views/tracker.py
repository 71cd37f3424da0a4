"""The policy tracker: the state of play, the calendar, what is in force, agreements, the matrix and the entries."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import sources
from dashboard.domain import N_
from dashboard.views.exhibit import Exhibit
from dashboard.views.metric import Metric
from dashboard.views.overview import EVENT_STATUS, event_list
from dashboard.views.policy_charts import Moment, Sign, SignGrid, calendar
from dashboard.views.routes import CAPS, FORMS, STATUS
from dashboard.views.stances import OWN, THIRD
from dashboard.views.words import partial_date

if TYPE_CHECKING:
    from dashboard.evidence.tracker import Agreements, Entries, Matrix, Steps
    from dashboard.i18n import Translator
    from dashboard.views.style import Look

Row = dict[Any, Any]

INSTRUMENTS = {
    "deportation_flights": N_("Removal flights"),
    "third_country": N_("Third-country transfers"),
    "border_policy": N_("Asylum at the border"),
    "detention": N_("Detention abroad"),
    "tps_parole": N_("TPS and parole"),
    "visa": N_("Visas"),
    "legal_pathway": N_("Legal pathways"),
    "tariff": N_("Tariffs"),
    "trade_agreement": N_("Trade agreements"),
    "remittance_tax": N_("Remittance tax"),
    "sanctions": N_("Sanctions"),
    "aid": N_("Aid"),
    "cooperation": N_("Regional talks"),
    "darien": N_("Darien"),
    "diplomacy": N_("Diplomacy"),
    "other": N_("Elections and other"),
}
ACTORS = {
    "us": N_("United States"),
    "us_court": N_("US courts"),
    "country": N_("Country of the region"),
    "bilateral": N_("US and a country together"),
    "regional": N_("Several countries"),
    "international": N_("International organisations"),
}
FAMILIES = {
    "removals": N_("Removals and asylum"),
    "visas": N_("Visas and status"),
    "tariff": N_("Tariffs and trade"),
    "remittance": N_("Remittance tax"),
    "sanctions": N_("Sanctions"),
    "aid": N_("Aid"),
    "response": N_("Answers and cooperation"),
    "other": N_("Elections and other"),
}
GROUPS = {
    "in_force": N_("In force"),
    "ahead": N_("Announced or pending"),
    "stopped": N_("Struck down, withdrawn or suspended"),
    "over": N_("Lapsed or ended"),
    "unclear": N_("Unclear or not stated"),
    "done": N_("Done on the day"),
}
GLYPHS = {"in_force": "●", "ahead": "○", "stopped": "✕", "over": "□", "unclear": "◇", "done": "|"}
SYMBOLS = {
    "in_force": "circle", "ahead": "circle-open", "stopped": "x-thin", "over": "square-open",
    "unclear": "diamond-open", "done": "line-ns",
}  # fmt: skip
PERIODS = {"all": N_("Since 2018"), "since_2025": N_("Since 2025"), "last_year": N_("Last 12 months")}
LISTED = ("in_force", "ahead", "stopped", "over", "unclear")
COLUMNS = {
    "tariff_rate": N_("US tariff, %"),
    "own_nationals": N_("Takes own nationals"),
    "third_nationals": N_("Takes other nationals"),
    "us_military_flights": N_("Military flights"),
    "us_entry_ban": N_("US entry ban"),
    "us_immigrant_visa_pause": N_("Immigrant visas paused"),
    "protected_status_2025": N_("TPS in 2025"),
    "four_nationality_parole": N_("Parole"),
    "h2b_set_aside": N_("H-2B set-aside"),
    "safe_mobility_office_host": N_("Safe Mobility Office"),
    "la_declaration_signatory": N_("LA Declaration"),
    "quito_process_founder": N_("Quito Process"),
    "visa_for_venezuelans": N_("Visa for Venezuelans"),
}
# Two grids: on a phone thirteen columns would stand over each other.
GRIDS = {"us": N_("US measures"), "states": N_("Answers of states")}
ANSWERS = ("own_nationals", "third_nationals", "us_military_flights", "safe_mobility_office_host",
           "la_declaration_signatory", "quito_process_founder", "visa_for_venezuelans")  # fmt: skip
VALUES: dict[str, dict[str, str]] = {
    "own_nationals": OWN,
    "third_nationals": THIRD,
    "us_military_flights": {
        "accepted": N_("accepted"), "refused": N_("refused"), "refused_then_accepted": N_("refused, then accepted"),
    },
    "us_entry_ban": {"full": N_("full ban"), "partial": N_("partial ban")},
    "us_immigrant_visa_pause": {"yes": N_("paused")},
    "protected_status_2025": {"yes": N_("people held it")},
    "four_nationality_parole": {"ended": N_("ended")},
    "h2b_set_aside": {"yes": N_("in the set-aside")},
    "safe_mobility_office_host": {"ended": N_("closed")},
    "la_declaration_signatory": {"yes": N_("signed"), "no": N_("not signed")},
    "quito_process_founder": {"yes": N_("founder"), "no": N_("not a founder")},
    "visa_for_venezuelans": {
        "visa_required": N_("visa"), "e_visa": N_("electronic visa"), "visa_free": N_("no visa"),
    },
}  # fmt: skip
UNLISTED = N_("not on the list")
NO_RECORD = N_("no record")
CELLS = {"yes": "■", "part": "◆", "over": "□", "no": "✕", "unlisted": "–"}
WRAP = 58


@dataclass(frozen=True)
class Entry:
    """An instrument in words: what it is, where it stands, and on which day and whose word that rests."""

    name: str
    status: str
    what: str
    stands: str
    as_of: str
    sources: tuple[str, ...]


# The sentence and the figures ----------------------------------------------------------------------------------------


def title(instruments: Entries, found: Steps, iso3: str | None, t: Translator) -> str:
    """The state of play in one sentence."""
    recent = len(found.recent().frame)
    if iso3 is not None:
        return t(
            "{country}: {force} steps of policy in force, {ahead} announced or pending; {recent} in the 90 days to "
            "{day}",
            country=t.country(iso3), force=t.number(found.count("in_force")), ahead=t.number(found.count("ahead")),
            recent=t.number(recent), day=t.day(found.newest),
        )  # fmt: skip
    return t(
        "{force} of {total} instruments are in force, {ahead} are announced or pending, {past} are struck down, "
        "withdrawn or over; {recent} dated steps in the 90 days to {day}",
        force=t.number(instruments.count("in_force")), total=t.number(len(instruments.frame)),
        ahead=t.number(instruments.count("ahead")), past=t.number(instruments.count("stopped", "over")),
        recent=t.number(recent), day=t.day(found.newest),
    )  # fmt: skip


def caption(instruments: Entries, t: Translator) -> str:
    """How to read it, and how much is unclear."""
    return t(
        "A status is our reading of the newest document found, each with its date and source; for {count} instruments "
        "no document says where they stand today.",
        count=t.number(instruments.count("unclear")),
    )


def metrics(found: Steps, t: Translator) -> tuple[Metric, ...]:
    """Four counts of steps of the records or of one country."""
    recent, before = len(found.recent().frame), len(found.recent(before=90).frame)
    help_text = t("Dated steps since 2018; one instrument can have many.")
    return (
        Metric(t("Steps in force"), t.number(found.count("in_force")), None, help_text),
        Metric(t("Steps announced or pending"), t.number(found.count("ahead")), None, help_text),
        Metric(t("Steps stopped or over"), t.number(found.count("stopped", "over")), None,
               t("Struck down, withdrawn, suspended, lapsed or ended.")),
        Metric(t("Steps in the last 90 days"), t.number(recent),
               t("{count} in the 90 days before", count=t.number(before)),
               t("90 days to the newest step in the records, {day}.", day=t.day(found.newest))),
    )  # fmt: skip


# The calendar --------------------------------------------------------------------------------------------------------


def timeline(
    found: Steps, chosen: Steps, months: tuple[str, str], iso3: str | None, t: Translator, look: Look
) -> Exhibit:
    """One row per instrument, a mark per step, from the first to the last of two `months` (YYYY-MM).

    `found` are all steps of the choice of country.
    """
    chosen = chosen.between(*months)
    if chosen.frame.empty:
        return _nothing(found, iso3, t)
    counts = chosen.by_instrument()
    first = next(iter(counts))
    start, end = date.fromisoformat(f"{months[0]}-01"), _month_end(months[1])
    slack = timedelta(days=max(8, (end - start).days * 0.02))
    events = chosen.frame.to_dict("records")
    moments = [
        Moment(t(INSTRUMENTS[row["instrument"]]), row["date"].date(), row["family"], SYMBOLS[row["group"]],
               _hover(row, t))
        for row in events
    ]  # fmt: skip
    families = [family for family in FAMILIES if family in set(chosen.frame["family"])]
    colors = {family: _color(family, look) for family in families}
    headline = t(
        "{instrument}: {count} of {total} steps, more than on any other instrument",
        instrument=t(INSTRUMENTS[first]), count=t.number(counts[first]), total=t.number(len(events)),
    )  # fmt: skip
    if len(counts) == 1:
        headline = t("{instrument}: {count} steps", instrument=t(INSTRUMENTS[first]), count=t.number(counts[first]))
    return Exhibit(
        headline=_named(headline, iso3, t),
        subtitle=t("Dated steps by instrument, {start} to {end}. Shapes: {key}.",
                   start=t.day(start), end=t.day(end), key=_key(chosen, t)),
        alt=t("Calendar of {total} dated steps. {headline}.", total=t.number(len(events)), headline=headline),
        table=_step_table(events, t),
        sources=chosen.sources,
        graphic=calendar(
            [t(words) for instrument, words in INSTRUMENTS.items() if instrument in counts], moments, colors,
            (start - slack, end + slack), (chosen.newest, t("records to {day}", day=t.day(chosen.newest))), t, look,
        ),
        notes=(t("Steps that apply to the whole region are shown for each country. A mark is a document, not a "
                 "measure of weight; where only the month is known the mark stands on its first day."),),
        file_name="policy_steps",
        legend=tuple((colors[family], t(FAMILIES[family])) for family in families),
    )  # fmt: skip


def _month_end(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def _hover(row: Row, t: Translator) -> str:
    event = event_list(pd.DataFrame([row]), t)[0]
    text = "<br>".join(textwrap.wrap(event.what, WRAP))
    return f"<b>{event.date}</b> · {event.who}<br>{text}<br>{t(GROUPS[row['group']])}"


def _key(steps: Steps, t: Translator) -> str:
    present = set(steps.frame["group"])
    return ", ".join(f"{GLYPHS[group]} {t(words).lower()}" for group, words in GROUPS.items() if group in present)


def _color(family: str, look: Look) -> str:
    return look.channel("united_states" if family == "other" else family)


def _named(headline: str, iso3: str | None, t: Translator) -> str:
    return headline if iso3 is None else t("{country}. {finding}", country=t.country(iso3), finding=headline)


def _nothing(found: Steps, iso3: str | None, t: Translator) -> Exhibit:
    words = t("No step in the records fits this choice")
    return Exhibit(
        headline=_named(words, iso3, t), subtitle=t("Choose another instrument, actor, status or period."), alt=words,
        table=_step_table([], t), sources=found.sources, file_name="policy_steps",
    )  # fmt: skip


def _step_table(rows: list[Row], t: Translator) -> pd.DataFrame:
    columns = [
        t("Status"), t("Date"), t("Document of"), t("Instrument"), t("Step"), t("What became of it"), t("Country"),
        t("Who acted"), t("Source"),
    ]  # fmt: skip
    cells = []
    for row, event in zip(rows, event_list(pd.DataFrame(rows), t), strict=True):
        status: str = t("not stated") if pd.isna(row["status"]) else t(EVENT_STATUS[row["status"]])
        document = _document(row, t)
        who: str = event.who if pd.isna(row["iso3_list"]) else t.listing(map(t.country, row["iso3_list"].split()))
        cells.append(
            (f"{GLYPHS[row['group']]} {status}", event.date, document,
             t(INSTRUMENTS[row["instrument"]]), event.what, event.outcome, who, t(ACTORS[row["actor"]]),
             sources()[row["source_id"]].publisher)
        )  # fmt: skip
    return pd.DataFrame(cells, columns=columns)


def _document(row: Row, t: Translator) -> str:
    """The date of the cited document, or the day on which an undated one was read."""
    if pd.isna(row["document"]):
        return t("read on {day}", day=t.day(sources()[row["source_id"]].accessed))
    return partial_date(t, row["document"])


# What is in force ----------------------------------------------------------------------------------------------------


def standing(chosen: Steps, iso3: str | None, t: Translator) -> Exhibit:
    """The steps grouped by what became of them: those in force first, newest first."""
    if chosen.frame.empty:
        return _nothing(chosen, iso3, t)
    groups = set(chosen.frame["group"])
    shown = [group for group in LISTED if group in groups] or ["done"]
    order = {group: place for place, group in enumerate(shown)}
    rows = sorted(
        (row for row in chosen.frame.to_dict("records") if row["group"] in order), key=lambda row: order[row["group"]]
    )
    left = len(chosen.frame) - len(rows)
    counts = " · ".join(f"{t(GROUPS[group])}: {t.number(chosen.count(group))}" for group in shown)
    notes = [t("The status was compared with all documents at hand when the data were compiled; “document of” is the "
               "date of the document that the row cites.")]  # fmt: skip
    if left:
        notes.append(t.plural("{count} step that was over on its day is not listed here; the calendar has it.",
                              "{count} steps that were over on their day are not listed here; the calendar has them.",
                              left))  # fmt: skip
    return Exhibit(
        headline=_named(counts, iso3, t),
        subtitle=t("Steps of the chosen period by status, newest first; records to {day}", day=t.day(chosen.newest)),
        alt=t("Table of steps by status. {counts}.", counts=counts),
        table=_step_table(rows, t),
        sources=tuple(dict.fromkeys(row["source_id"] for row in rows)),
        notes=tuple(notes),
        file_name="policy_status",
    )


def recent(found: Steps, iso3: str | None, t: Translator) -> Exhibit:
    """The steps of the last 90 days of data."""
    now, before = found.recent(), found.recent(before=90)
    return Exhibit(
        headline=_named(t("{count} steps in the last 90 days of data, {before} in the 90 days before",
                          count=t.number(len(now.frame)), before=t.number(len(before.frame))), iso3, t),
        subtitle=t("{start} to {end}, newest first", start=t.day(found.newest - timedelta(days=89)),
                   end=t.day(found.newest)),
        alt=t("Dated list of {count} steps.", count=t.number(len(now.frame))),
        table=_step_table(now.frame.to_dict("records"), t),
        sources=now.sources or found.sources,
        file_name="policy_last_90_days",
    )  # fmt: skip


# Agreements ----------------------------------------------------------------------------------------------------------


def agreement_table(found: Agreements, t: Translator) -> Exhibit:
    """Agreements, practices and requests on nationals of other countries."""
    columns = [
        t("Country"), t("Status"), t("Form"), t("Signed or announced"), t("In force"), t("Limit"), t("Nationalities"),
        t("People received"), t("Counted to"), t("Paid by the US"), t("As of"), t("Note"), t("Source"),
    ]  # fmt: skip
    table = pd.DataFrame([_agreement(row, t) for row in found.frame.to_dict("records")], columns=columns)
    return Exhibit(
        headline=t("{used} of {total} agreements and requests in the region were used, {agreed} are signed or "
                   "announced, {talks} are in talks",
                   used=t.number(found.count("used")), total=t.number(found.in_region),
                   agreed=t.number(found.count("agreed")), talks=t.number(found.count("talks"))),
        subtitle=t("Agreements, practices and requests on nationals of other countries since 2019; the region first"),
        alt=t("Table of {count} agreements and requests with form, dates, limits and people received.",
              count=t.number(len(found.frame))),
        table=table,
        sources=found.sources,
        notes=(t("A dash is not known, not zero. Elsewhere in the world only arrangements that took people of the "
                 "region, or that serve as context, are listed."),),
        file_name="third_country_agreements",
    )  # fmt: skip


def _agreement(row: Row, t: Translator) -> tuple[str, ...]:
    def text(value: Any) -> str:
        return "–" if pd.isna(value) else t(value)

    def day(value: Any) -> str:
        return "–" if pd.isna(value) else partial_date(t, value)

    limit: str = "–" if pd.isna(row["cap_people"]) else t(CAPS[row["cap_period"]], count=t.number(row["cap_people"]))
    received: Any = None if pd.isna(row["received_people"]) else row["received_people"]
    signed = day(row["signed_or_announced"])
    if row["date_precision"] == "approx":
        signed = t("about {date}", date=signed)
    paid: str = "–" if pd.isna(row["us_payment_usd"]) else t.usd_m(row["us_payment_usd"] / 1e6)
    return (
        t.country(row["iso3"]), t(STATUS[row["status"]]), t(FORMS[row["legal_form"]]), signed, day(row["in_force"]),
        limit, text(row["nationalities"]), t.number(received),
        day(row["received_as_of"]), paid, partial_date(t, row["as_of"]), text(row["note"]),
        sources()[row["source_id"]].publisher,
    )  # fmt: skip


# The matrix ----------------------------------------------------------------------------------------------------------


def stance_matrix(found: Matrix, grid: str, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """All 33 states against US measures or their own answers (`grid`, of GRIDS), as lists and statements say them."""
    rows = found.frame.to_dict("records")
    drawn = [column for column in COLUMNS if (column in ANSWERS) == (grid == "states")]
    order = sorted({row["iso3"] for row in rows}, key=lambda code: (code != iso3, t.country(code)))
    shown = [row for row in rows if row["column"] in drawn]
    cells = {(row["iso3"], row["column"]): row for row in rows}
    paused, banned = found.count("us_immigrant_visa_pause", "yes"), found.count("us_entry_ban", "yes", "part")
    columns = [t("Country")]
    for column in COLUMNS.values():
        columns += [t(column), t("{column}: as of", column=t(column))]
    table = pd.DataFrame(
        [
            (t.country(code), *(text for column in COLUMNS for text in _written(cells[code, column], t)))
            for code in order
        ],
        columns=columns,
    )
    families = list(dict.fromkeys(row["family"] for row in shown))
    headline = (
        t("On record, {own} of 33 states take their own nationals back and {took} took nationals of other countries",
          own=t.number(found.count("own_nationals", "yes")), took=t.number(found.count("third_nationals", "yes")))
        if grid == "states"
        else t("Immigrant visas are paused for {paused} of 33 states, {banned} have an entry ban",
               paused=t.number(paused), banned=t.number(banned))
    )  # fmt: skip
    notes = {
        "states": N_("No record means that no document was found; it is no refusal. Visas for Venezuelans are those of "
                     "January 2025."),
        "us": N_("US tariff: average rate in law, weighted with imports of 2024. TPS in 2025 says whose nationals held "
                 "it in March 2025, not that it still stands."),
    }  # fmt: skip
    return Exhibit(
        headline=headline,
        subtitle=t("Newest documented value by country. Shapes: ■ yes, ◆ in part or agreed, □ ended, ✕ no or refused, "
                   "– not on the US list, ? no record."),
        alt=t("Grid of 33 states and {count} instruments; the table below says each value with its date.",
              count=t.number(len(drawn))),
        table=table,
        sources=found.sources,
        graphic=SignGrid(
            tuple(t.country(code) for code in order), tuple(t(COLUMNS[column]) for column in drawn),
            tuple(_sign(row, t, look) for row in shown), t.country(iso3) if iso3 else "",
        ),
        notes=(t(notes[grid]), t("The table below has the columns of both grids.")),
        file_name="stance_matrix",
        legend=tuple((_color(family, look), t(FAMILIES[family])) for family in families),
    )  # fmt: skip


def _sign(row: Row, t: Translator, look: Look) -> Sign:
    value, as_of = _written(row, t)
    country, column = t.country(row["iso3"]), t(COLUMNS[row["column"]])
    said = value if row["sign"] == "none" and row["as_of"] is None else t("{value} ({date})", value=value, date=as_of)
    if row["sign"] == "none":
        return Sign(country, column, look.muted, "?", said)
    color = look.muted if row["sign"] == "unlisted" else _color(row["family"], look)
    if row["sign"] == "rate":
        known = pd.notna(row["rate_pct"])
        return Sign(country, column, color, t.number(row["rate_pct"], 1) if known else "–", said)
    return Sign(country, column, color, CELLS[row["sign"]], said)


def _written(row: Row, t: Translator) -> tuple[str, str]:
    """A cell in words, and its date."""
    as_of: str = "–" if pd.isna(row["as_of"]) else partial_date(t, row["as_of"])
    if row["sign"] == "rate":
        return t.percent(row["rate_pct"]), as_of
    if row["sign"] == "unlisted":
        return t(UNLISTED), as_of
    return t(VALUES[row["column"]].get(row["value"], NO_RECORD)), as_of


# The entries ---------------------------------------------------------------------------------------------------------


def entry_groups(found: Entries, t: Translator) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """The instruments in words, by family."""
    rows = found.frame.to_dict("records")
    families = dict.fromkeys(row["family"] for row in rows)
    return tuple((t(FAMILIES[family]), tuple(_entry(row, t) for row in rows if row["family"] == family))
                 for family in families)  # fmt: skip


def entry_table(found: Entries, t: Translator) -> Exhibit:
    """The entries as a table, for the download."""
    columns = [t("Family"), t("Instrument"), t("Status"), t("What it is"), t("Where it stands"), t("As of"),
               t("Source")]  # fmt: skip
    cells = [
        (family, entry.name, entry.status, entry.what, entry.stands, entry.as_of,
         "; ".join(sources()[source_id].publisher for source_id in entry.sources))
        for family, group in entry_groups(found, t)
        for entry in group
    ]  # fmt: skip
    return Exhibit(
        headline=t("{count} instruments and answers: what each is and where it stands",
                   count=t.number(len(cells))),
        subtitle=t("Two sentences each, with the date of the newest document and its source"),
        alt=t("List of {count} instruments with status, date and source.", count=t.number(len(cells))),
        table=pd.DataFrame(cells, columns=columns),
        sources=found.sources,
        file_name="instruments",
    )  # fmt: skip


def _entry(row: Row, t: Translator) -> Entry:
    cited = [row["source_id"], row["what_source_id"], row["other_source_id"]]
    return Entry(
        name=t(row["name"]),
        status=f"{GLYPHS[row['group']]} {t(EVENT_STATUS[row['status']])}",
        what=t(row["what"]),
        stands=t(row["stands"]),
        as_of=partial_date(t, row["as_of"]),
        sources=tuple(dict.fromkeys(source_id for source_id in cited if not pd.isna(source_id))),
    )
