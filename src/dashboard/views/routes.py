"""Receiving countries: the page's sentence, the ranking, the table of all 33 states and a country's card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import sources
from dashboard.domain import N_
from dashboard.views.bar_list import BarList, BarRow
from dashboard.views.card import Card, Fact
from dashboard.views.exhibit import Exhibit
from dashboard.views.stances import OWN, STANCE_GROUPS, THIRD
from dashboard.views.words import counted, flights_counted, partial_date, period

if TYPE_CHECKING:
    from dashboard.evidence.routes import Profile, Routes
    from dashboard.i18n import Translator
    from dashboard.views.style import Look

Row = dict[Any, Any]

FORMS = {
    "executive_agreement": N_("Executive agreement"),
    "bilateral_agreement": N_("Agreement between two governments"),
    "memorandum": N_("Memorandum"),
    "non_binding_memorandum": N_("Non-binding memorandum"),
    "government_announcement": N_("Announcement of the government"),
    "temporary_arrangement": N_("Temporary arrangement"),
    "no_signed_agreement": N_("Practice without a signed agreement"),
    "not_published": N_("Arrangement, text not published"),
    "under_negotiation": N_("Talks"),
    "request": N_("Request of the US"),
    "press_report": N_("Press report"),
}
STATUS = {
    "in_operation": N_("in operation"),
    "used": N_("used"),
    "one_operation": N_("one operation"),
    "signed": N_("signed"),
    "announced": N_("announced"),
    "reported": N_("reported"),
    "draft_published": N_("draft published"),
    "negotiating": N_("in talks"),
    "no_arrivals": N_("no arrivals"),
    "denied": N_("denied"),
    "refused": N_("refused"),
    "ended": N_("ended"),
}
CAPS = {
    "one_off": N_("up to {count} people once"),
    "week": N_("up to {count} people a week"),
    "year": N_("up to {count} people a year"),
    "total": N_("up to {count} people in all"),
}
UNKNOWN = {
    "people": N_("People removed a month: the publisher names ten countries of the region, this is not one of them."),
    "flights": N_("Flights since 2025: no published count."),
    "received": N_("Nationals of other countries received: no published count."),
    "agreements": N_("Agreement or request on nationals of other countries: no document found."),
}
NEVER_KNOWN = N_("Routes by month in 2026: nobody publishes them.")


def title(found: Routes, t: Translator) -> str:
    """The answer to the page's question in one sentence."""
    top, _, share = found.destinations.largest(3)
    return t(
        "{countries}: {share} of all people removed; {count} of the 33 states took nationals of other countries",
        countries=t.listing(t.country(iso3) for iso3 in top),
        share=t.percent(share, 0),
        count=t.number(found.stances.count("took")),
    )


def caption(found: Routes, t: Translator) -> str:
    """What the title leaves out: the period, the agreements without arrivals, and the flow that does not fly."""
    return t(
        "About {total} people were removed a month, {period}. Another {agreed} states signed or announced that they "
        "would take nationals of other countries, {talks} are in talks, {declined} refused or denied it. {land} of the "
        "returns to Mexico come by land, not by air.",
        period=period(t, found.destinations.start, found.destinations.end),
        total=t.number(found.destinations.total),
        agreed=t.number(found.stances.count("agreed")),
        talks=t.number(found.stances.count("talks")),
        declined=t.number(found.stances.count("declined")),
        land=t.percent(found.land.share_pct, 0),
    )


def ranking(found: Routes, t: Translator, look: Look) -> Exhibit:
    """People removed a month by receiving country."""
    there = found.destinations
    rows = there.frame.to_dict("records")
    top, people, share = there.largest(3)
    bars = tuple(
        BarRow(t.country(str(row["iso3"])), float(row["people"]), t.number(row["people"]), flights_counted(row, t))
        for row in rows
    )
    columns = [
        t("Country"),
        t("People a month"),
        t("Share of all removals (%)"),
        t("Removal flights"),
        t("Flights counted in"),
    ]
    table = pd.DataFrame(
        [
            (t.country(str(row["iso3"])), row["people"], row["share_pct"], row["flights"],
             "" if pd.isna(row["flights"]) else period(t, row["flights_start"].date(), row["flights_end"].date()))
            for row in rows
        ],
        columns=columns,
    )  # fmt: skip
    return Exhibit(
        headline=t("Three countries receive {share} of all removals", share=t.percent(share, 0)),
        subtitle=t("People removed a month, {period}, rounded", period=period(t, there.start, there.end)),
        alt=t("{countries}: about {people} of {total} people a month.",
              countries=t.listing(t.country(iso3) for iso3 in top), people=t.number(people),
              total=t.number(there.total)),
        table=table,
        sources=there.sources,
        graphic=BarList(bars, look.channel("removals"), look.ink, look.faint),
        notes=(t("The publisher names {named} of the 33 states. All places in the world that it does not name have "
                 "about {people} people a month together.", named=t.number(len(rows)),
                 people=t.number(there.unnamed)),),
        file_name="removals_by_destination",
        formats={columns[1]: t.number, columns[2]: t.number, columns[3]: t.number},
    )  # fmt: skip


def receiving_countries(found: Routes, t: Translator, selected: str | None) -> Exhibit:
    """All 33 states with their two answers, the dates and the sources; the selected country first."""
    order = {group: i for i, group in enumerate(STANCE_GROUPS)}
    rows = sorted(
        found.stances.frame.to_dict("records"),
        key=lambda row: (row["iso3"] != selected, order[row["group"]], t.country(row["iso3"])),
    )
    columns = [
        t("Country"), t("Nationals of other countries"), t("As of"), t("People received"), t("Counted to"),
        t("Own nationals"), t("As of (own nationals)"), t("What the document says"), t("Source"),
    ]  # fmt: skip
    table = pd.DataFrame(
        [
            (
                t.country(row["iso3"]), t(THIRD[row["stance_third"]]), partial_date(t, row["stance_third_as_of"]),
                _received(row, t), "–" if pd.isna(row["received_as_of"]) else partial_date(t, row["received_as_of"]),
                t(OWN[row["stance_own"]]), partial_date(t, row["stance_own_as_of"]),
                t("" if pd.isna(row["note_third"]) else row["note_third"]), sources()[row["source_id"]].publisher,
            )
            for row in rows
        ],
        columns=columns,
    )  # fmt: skip
    took = found.stances.received()
    none = found.stances.count("none")
    return Exhibit(
        headline=t("All 33 states: {took} took nationals of other countries, {agreed} signed or announced it",
                   took=t.number(found.stances.count("took")), agreed=t.number(found.stances.count("agreed"))),
        subtitle=t("Newest documented answer and people received from the United States"),
        alt=t("Table of the 33 states. Received nationals of other countries: {countries}.",
              countries=t.listing(t.country(iso3) for iso3 in took["iso3"])),
        table=table,
        sources=found.stances.sources,
        notes=(t("A dash is a count that nobody published, not zero. For {count} states our search of November 2026 "
                 "found no document; this is our judgement and no refusal.", count=t.number(none)),),
        file_name="receiving_countries",
    )  # fmt: skip


def country_card(known: Profile, t: Translator) -> Card:
    """One country: both answers with their dates, the numbers, the agreements, and what is not known."""
    stance = known.stance
    facts = [
        Fact(t("Own nationals"), f"{t(OWN[stance['stance_own']])} ({partial_date(t, stance['stance_own_as_of'])})",
             "" if pd.isna(stance["note_own"]) else t(stance["note_own"])),
        Fact(t("Nationals of other countries"),
             f"{t(THIRD[stance['stance_third']])} ({partial_date(t, stance['stance_third_as_of'])})",
             "" if pd.isna(stance["note_third"]) else t(stance["note_third"])),
    ]  # fmt: skip
    if not pd.isna(stance["received_people"]):
        people = counted(t, stance["received_people"], stance["received_qualifier"])
        facts.append(Fact(t("People received from other countries"),
                          f"{people} ({t('to {date}', date=partial_date(t, stance['received_as_of']))})"))  # fmt: skip
    if known.people is not None:
        share = t.percent(known.share_pct, 0)
        text = t("about {people} people, {share} of all", people=t.number(known.people), share=share)
        facts.append(Fact(t("Removals a month, January to July 2025"), text))
    if not known.flights.empty:
        facts.append(Fact(t("Flights counted"), t.listing(_flight(row, t) for row in known.flights.to_dict("records")),
                          t("Flights are not people, and the spans overlap.")))  # fmt: skip
    if known.missions is not None:
        facts.append(Fact(t("Historic network, October 2010 to May 2019"),
                          t.plural("{count} mission", "{count} missions", known.missions)))  # fmt: skip
    facts += [agreement(row, t) for row in known.agreements.to_dict("records")]
    unknown = (*(t(UNKNOWN[name]) for name in known.missing), t(NEVER_KNOWN))
    return Card(t.country(known.iso3), tuple(facts), unknown, known.sources)


def _received(row: Row, t: Translator) -> str:
    missing = pd.isna(row["received_people"])
    return "–" if missing else counted(t, row["received_people"], row["received_qualifier"])


def _flight(row: Row, t: Translator) -> str:
    span = period(t, row["period_start"].date(), row["period_end"].date())
    if row["flight_type"] == "military":
        return t("{flights} military ({period})", flights=t.number(row["flights"]), period=span)
    return f"{t.number(row['flights'])} ({span})"


def agreement(row: Row, t: Translator) -> Fact:
    """An agreement, arrangement or request on nationals of other countries as one line."""
    parts = [t(STATUS[row["status"]])]
    if not pd.isna(row["signed_or_announced"]):
        parts.append(partial_date(t, row["signed_or_announced"]))
    if not pd.isna(row["cap_people"]):
        parts.append(t(CAPS[row["cap_period"]], count=t.number(row["cap_people"])))
    if not pd.isna(row["received_people"]) and row["received_people"] > 0:
        people = t.plural("{count} person received", "{count} people received", int(row["received_people"]))
        parts.append(f"{people} ({t('to {date}', date=partial_date(t, row['received_as_of']))})")
    if not pd.isna(row["nationalities"]):
        parts.append(t(row["nationalities"]))
    return Fact(t(FORMS[row["legal_form"]]), " · ".join(parts), "" if pd.isna(row["note"]) else t(row["note"]))
