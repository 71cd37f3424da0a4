"""The start page: its sentence, six figures, the exposure map, the most exposed countries and the last events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import sources
from dashboard.domain import N_
from dashboard.views import cells
from dashboard.views.exhibit import Exhibit
from dashboard.views.maps import filled
from dashboard.views.metric import Metric
from dashboard.views.stances import STANCE_LABELS, THIRD
from dashboard.views.words import capitalised, cited, lower, partial_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.evidence.changes import Changes, Contrast
    from dashboard.evidence.encounters import Reading
    from dashboard.evidence.overview import Exposed, Overview, Removals
    from dashboard.i18n import Translator
    from dashboard.views.style import Look

TOP = 3
CHANNELS = {
    "trade": N_("Exports to the US"),
    "remittances": N_("Remittances"),
    "removals": N_("Removals"),
}
UNITS = {
    "trade": N_("Exports to the US, % of GDP, {year}"),
    "remittances": N_("Remittances received, % of GDP, {year}"),
    "removals": N_("Removals per 100,000 inhabitants, US fiscal year {year}"),
}
EVENT_STATUS = {
    "in_force": N_("in force"),
    "announced": N_("announced"),
    "scheduled": N_("scheduled"),
    "pending": N_("pending"),
    "suspended": N_("suspended"),
    "struck_down": N_("struck down"),
    "withdrawn": N_("withdrawn"),
    "lapsed": N_("lapsed"),
    "ended": N_("ended"),
    "done": N_("done"),
    "unclear": N_("unclear"),
}


@dataclass(frozen=True)
class Figure:
    """A metric with the sentence and the sources that stand under it."""

    metric: Metric
    remark: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """The most exposed countries of one channel: (place, country, value, whether it is the selected one)."""

    title: str
    rows: tuple[tuple[int | None, str, str, bool], ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """A contrast in words: two figures with their names, and what both measure."""

    title: str
    sides: tuple[tuple[str, str], tuple[str, str]]
    remark: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """A dated step with whom it concerns, what became of it, and its source."""

    date: str
    who: str
    what: str
    outcome: str
    status: str
    sources: tuple[str, ...]


def title(found: Overview, iso3: str | None, t: Translator) -> str:
    """The state of play in one sentence."""
    if iso3 is None:
        return t(
            "The US tariff on the region averages {rate}, after {before} in January 2025; border encounters are {drop} "
            "below their peak; {count} of the 33 states took or agreed to take nationals of other countries",
            rate=t.percent(found.exports.region_rate_pct),
            before=t.percent(found.exports.region_rate_before_pct),
            drop=t.percent(-found.southwest.below_peak_pct, 0),
            count=t.number(found.stances.count("took", "agreed")),
        )
    row: Any = found.exports.frame.loc[iso3]
    shares = row["gdp_share_pct"], found.exposed["remittances"].values[iso3]
    rates = {
        "country": t.country(iso3),
        "rate": _known(row["rate_pct"], cells.share(t), t),
        "before": _known(row["rate_before_pct"], cells.share(t), t),
    }
    if all(pd.isna(value) for value in shares):
        return t(
            "{country}: average US tariff {rate}; no usable GDP in dollars, so no exposure as a share of it",
            country=rates["country"],
            rate=rates["rate"],
        )
    exports, remittances = (_known(value, cells.share(t), t) for value in shares)
    return t(
        "{country}: average US tariff {rate}, after {before} in January 2025; as a share of GDP, exports to the US: "
        "{exports}, remittances: {remittances}",
        **rates,
        exports=exports,
        remittances=remittances,
    )


def figures(
    found: Overview, iso3: str | None, encounters: Reading | None, removals: Removals | None, t: Translator
) -> tuple[Figure, ...]:
    """Six figures with their change, of the region or of one country (then with its own encounters and removals)."""
    if iso3 is None or removals is None:
        return (
            _southwest(found.southwest, t), _all_removals(found, t), _agreements(found, t), _region_tariff(found, t),
            _region_exports(found, t), _region_remittances(found, t),
        )  # fmt: skip
    return (
        _encounters_of(encounters, found, t), _removals_of(removals, t), _stance_of(found, iso3, t),
        _tariff_of(found, iso3, t), _exports_of(found, iso3, t), _remittances_of(found, iso3, t),
    )  # fmt: skip


def _southwest(reading: Reading, t: Translator) -> Figure:
    return Figure(
        Metric(
            t("Encounters at the southwest border, {month}", month=t.month(reading.month)),
            t.number(reading.count),
            _on_year(reading.change_pct, t),
        ),
        t(
            "Between and at ports of entry; events, not people. Peak: {count} in {month}.",
            count=t.number(reading.peak),
            month=t.month(reading.peak_month),
        ),
        reading.sources[-1:],
    )


def _all_removals(found: Overview, t: Translator) -> Figure:
    removals = found.removals
    since = [
        t("{count} in fiscal year {year} to {day}", count=t.number(events), year=year, day=t.day(day))
        for year, day, events in removals.running
    ]
    return Figure(
        Metric(
            t("ICE removals, fiscal year {year}", year=removals.fiscal_year),
            t.number(removals.events),
            _on_year(removals.change_pct, t),
        ),
        t("Newest closed year with a report. Since then: {counts}.", counts=t.listing(since)) if since else "",
        removals.sources,
    )


def _agreements(found: Overview, t: Translator) -> Figure:
    took, agreed = found.stances.count("took"), found.stances.count("agreed")
    newest = max(found.stances.frame.loc[found.stances.frame["group"].isin(["took", "agreed"]), "stance_third_as_of"])
    return Figure(
        Metric(
            t("Third-country transfers: states"),
            t("{count} of {total}", count=t.number(took + agreed), total=t.number(len(found.stances.frame))),
            t("{took} received people, {agreed} signed or announced", took=t.number(took), agreed=t.number(agreed)),
        ),
        t(
            "States that took, or agreed to take, nationals of other countries; newest document {date}.",
            date=partial_date(t, newest),
        ),
        found.stances.sources,
    )


def _region_tariff(found: Overview, t: Translator) -> Figure:
    rate, before = found.exports.region_rate_pct, found.exports.region_rate_before_pct
    return Figure(
        Metric(t("Average US tariff on the region"), t.percent(rate), _in_january_2025(before, t)),
        t("In law since {day}, weighted with imports of 2024; not what was collected.", day=t.day(found.exports.since)),
        found.exports.rate_sources,
    )


def _region_exports(found: Overview, t: Translator) -> Figure:
    exports, partners = found.exports, found.partners
    return Figure(
        Metric(
            t("Exports to the US, {year}", year=exports.newest_year),
            t.usd_m(exports.us_imports_newest_usd_m),
            _on_year((exports.us_imports_newest_usd_m / exports.us_imports_usd_m - 1) * 100, t),
        ),
        t("The US has {share} of the region's goods trade ({year}, without Cuba).",
          share=t.percent(partners.us_share_pct, 0), year=partners.year),
        (*exports.trade_sources, *partners.sources),
    )  # fmt: skip


def _region_remittances(found: Overview, t: Translator) -> Figure:
    transfers, mexico = found.transfers, found.mexico
    newest = mexico.frame.iloc[-1]
    return Figure(
        Metric(
            t("Remittances received, {year}", year=transfers.year),
            t.usd_m(transfers.total_usd_m),
            _on_year(transfers.total_change_pct, t),
        ),
        t(
            "From all countries; {count} of 33 states report. Mexico in {month}: {amount} ({change} on a year before).",
            count=t.number(transfers.countries), month=t.month(mexico.latest), amount=t.usd_m(newest["inflow_usd_m"]),
            change=t.percent(mexico.month_change_pct, signed=True),
        ),
        (*transfers.received_sources, *mexico.sources),
    )  # fmt: skip


def _encounters_of(reading: Reading | None, found: Overview, t: Translator) -> Figure:
    if reading is None:
        return Figure(
            Metric(t("Encounters of its citizens"), t("not published")),
            t("The tables of the US agency do not name this country; it is part of the other citizenships."),
            found.southwest.sources[-1:],
        )
    return Figure(
        Metric(
            t("Encounters of its citizens, {month}", month=t.month(reading.month)),
            t.number(reading.count),
            _on_year(reading.change_pct, t),
        ),
        t("Whole US. Events, not people. Peak: {count} in {month}.",
          count=t.number(reading.peak), month=t.month(reading.peak_month)),
        reading.sources[-1:],
    )  # fmt: skip


def _removals_of(removals: Removals, t: Translator) -> Figure:
    if removals.events is None:
        remark = t("Not listed by citizenship in that year: a small number, not zero.")
        value = t("not listed")
    else:
        remark = t("By citizenship, not by destination.")
        value = t.number(removals.events)
    label = t("ICE removals, fiscal year {year}", year=removals.fiscal_year)
    return Figure(Metric(label, value, _on_year(removals.change_pct, t)), remark, removals.sources)


def _stance_of(found: Overview, iso3: str, t: Translator) -> Figure:
    row: Any = found.stances.row(iso3)
    remark = "" if pd.isna(row["note_third"]) else t(row["note_third"])
    return Figure(
        Metric(
            t("Nationals of other countries"),
            # A tile holds few words; the remark says that this is no refusal.
            t("No document") if row["stance_third"] == "no_record" else t(THIRD[row["stance_third"]]),
            partial_date(t, row["stance_third_as_of"]),
        ),
        remark or t(STANCE_LABELS[row["group"]]),
        (row["source_id"],),
    )


def _tariff_of(found: Overview, iso3: str, t: Translator) -> Figure:
    row: Any = found.exports.frame.loc[iso3]
    rate, before, since = row["rate_pct"], row["rate_before_pct"], found.exports.since
    in_law = t("In law since {day}, weighted with imports of 2024; not what was collected.", day=t.day(since))
    return Figure(
        Metric(t("Average US tariff on its goods"), _known(rate, cells.share(t), t), _in_january_2025(before, t)),
        " ".join((in_law, *cells.rate_caveats(iso3, since, t))),
        found.exports.rate_sources,
    )


def _exports_of(found: Overview, iso3: str, t: Translator) -> Figure:
    row: Any = found.exports.frame.loc[iso3]
    gdp_share = _known(row["gdp_share_pct"], cells.share(t), t)
    return Figure(
        Metric(
            t("Exports to the US, {year}", year=found.exports.newest_year),
            _known(row["us_imports_newest_usd_m"], t.usd_m, t),
            _on_year(row["change_pct"], t),
        ),
        t("Share of GDP in {year}: {share}.", year=found.exports.year, share=gdp_share),
        (*found.exports.trade_sources, *found.exports.gdp_sources),
    )


def _remittances_of(found: Overview, iso3: str, t: Translator) -> Figure:
    row: Any = found.transfers.frame.loc[iso3]
    exposed = found.exposed["remittances"]
    gdp_share = _known(exposed.values[iso3], cells.share(t), t)
    return Figure(
        Metric(
            t("Remittances received, {year}", year=found.transfers.year),
            _known(row["remittances_usd_m"], t.usd_m, t),
            _on_year(row["change_pct"], t),
        ),
        t("From all countries. Share of GDP: {share}.", share=gdp_share),
        exposed.sources,
    )


def _known(value: Any, write: Callable[[float], str], t: Translator) -> str:
    return t("no data") if value is None or pd.isna(value) else write(float(value))


def _on_year(change: float | None, t: Translator) -> str | None:
    if change is None or pd.isna(change):
        return None
    return t("{change} on a year before", change=t.percent(change, 0, signed=True))


def _in_january_2025(rate_pct: float, t: Translator) -> str | None:
    """The rate before; a difference would not agree with the rounded rates that a reader can subtract."""
    return None if pd.isna(rate_pct) else t("{rate} in January 2025", rate=cells.small_percent(rate_pct, t))


# Exposure ------------------------------------------------------------------------------------------------------------


def exposure_map(exposed: Exposed, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """The 33 states coloured by their exposure through one channel."""
    write = _writer(exposed, t)
    unit = t(UNITS[exposed.channel], year=exposed.year)
    first = str(exposed.values.index[0])
    subject = iso3 if iso3 and exposed.rank(iso3) else first
    value, rank = write(float(exposed.values[subject])), exposed.rank(subject)
    headline = (
        t("{country} comes first of {count} countries: {value}",
          country=t.country(subject), value=value, count=t.number(exposed.known))
        if rank == 1
        else t("{country}: {value}, place {rank} of {count} countries",
               country=t.country(subject), value=value, rank=t.number(rank), count=t.number(exposed.known))
    )  # fmt: skip
    notes = []
    if exposed.missing:
        names = t.listing(t.country(code) for code in exposed.missing)
        notes.append(t("No data: {countries}.", countries=names))
    if exposed.channel == "removals":
        notes.append(
            t("Removals by citizenship over inhabitants of the country; countries not listed had few removals.")
        )
    columns = [t("Country"), unit]
    table = pd.DataFrame([(t.country(str(code)), value) for code, value in exposed.values.items()], columns=columns)
    return Exhibit(
        headline=headline,
        subtitle=unit,
        alt=t("Map of the 33 states. {headline}.", headline=headline),
        table=table,
        sources=tuple(dict.fromkeys(exposed.sources)),
        graphic=filled({str(code): value for code, value in exposed.values.items()}, t, look, write=write),
        notes=tuple(notes),
        file_name=f"exposure_{exposed.channel}",
        formats={unit: write},
    )


def rankings(found: Overview, iso3: str | None, t: Translator) -> tuple[Ranking, ...]:
    """The three most exposed countries per channel, and the selected one with its place."""
    return tuple(_ranking(exposed, iso3, t) for exposed in found.exposed.values())


def _ranking(exposed: Exposed, iso3: str | None, t: Translator) -> Ranking:
    write = _writer(exposed, t)
    codes = [str(code) for code in exposed.values.index[:TOP]]
    if iso3 and iso3 not in codes:
        codes.append(iso3)
    rows = tuple(
        (exposed.rank(code), t.country(code), _known(exposed.values[code], write, t), code == iso3) for code in codes
    )
    return Ranking(t(UNITS[exposed.channel], year=exposed.year), rows, tuple(dict.fromkeys(exposed.sources)))


def _writer(exposed: Exposed, t: Translator) -> Callable[[float], str]:
    return cells.share(t) if exposed.unit == "gdp_pct" else t.number


# Contrasts and changes -----------------------------------------------------------------------------------------------

LEVELS = {
    "tariff": N_("Average US tariff in law, %"),
    "southwest": N_("Encounters at the southwest border, events per month"),
    "encounters": N_("Encounters in the whole US, events per month"),
    "darien": N_("Darien crossings, people per month"),
}
SERIES = {
    "southwest": N_("Encounters at the southwest border"),
    "encounters": N_("Encounters of its citizens in the whole US"),
    "imports": N_("US imports of goods from the region"),
    "own_imports": N_("US imports of its goods"),
    "mexico_remittances": N_("Remittances to Mexico"),
}
EVENTS = ("southwest", "encounters")  # counted in events, the other series in US$ million
SMALLEST_USD_M = 0.05  # the publisher rounds months to 0.1 million


def pairs(contrasts: tuple[Contrast, ...], found: Overview, t: Translator) -> tuple[Pair, ...]:
    """The sharpest contrasts, each with its unit and period."""
    words = {"countries": _between_countries, "counts": _between_counts, "time": _between_dates}
    return tuple(words[contrast.family](contrast, found, t) for contrast in contrasts)


def _between_countries(contrast: Contrast, found: Overview, t: Translator) -> Pair:
    exposed = found.exposed.get(contrast.topic)
    write = t.percent if exposed is None else _writer(exposed, t)
    unit = t(LEVELS["tariff"]) if exposed is None else t(UNITS[contrast.topic], year=exposed.year)
    # Of a small figure one decimal may be nothing; two keep it apart from zero.
    least = t.number(contrast.second, 2) if contrast.second < 1 else write(contrast.second)
    remark = t("The most and the least of the countries with a figure.")
    if contrast.iso3 is not None:
        own = t("no data") if contrast.own is None else write(contrast.own)
        remark = t("{statement} {country}: {value}.", statement=remark, country=t.country(contrast.iso3), value=own)
    return Pair(
        unit,
        ((write(contrast.first), t.country(contrast.first_of)), (least, t.country(contrast.second_of))),
        remark,
        contrast.sources,
    )


def _between_counts(contrast: Contrast, found: Overview, t: Translator) -> Pair:
    removals = t.percent(contrast.second, 0, signed=True)
    remark = t("Two counts of events, never added: encounters by CBP and removals by ICE.")
    if contrast.through is not None:
        removals = f"≥ {removals}"
        remark = t(
            "{statement} Removals of the year are known to {day} and are already above the whole year before.",
            statement=remark, day=t.day(contrast.through),
        ) if contrast.second > 0 else t(
            "{statement} Removals of the year are known to {day}.", statement=remark, day=t.day(contrast.through)
        )  # fmt: skip
    title = t(
        "{country}: {statement}",
        country=t("All citizenships") if contrast.iso3 is None else t.country(contrast.iso3),
        statement=lower(
            t("Change in US fiscal year {year} against {before}", year=contrast.first_of, before=contrast.second_of)
        ),
    )
    return Pair(
        title,
        ((t.percent(contrast.first, 0, signed=True), t("Encounters")), (removals, t("Removals"))),
        remark,
        contrast.sources,
    )


def _between_dates(contrast: Contrast, found: Overview, t: Translator) -> Pair:
    write = cells.share(t) if contrast.topic == "tariff" else t.number
    title = t(LEVELS[contrast.topic])
    if contrast.iso3 is not None:
        title = t("{country}: {statement}", country=t.country(contrast.iso3), statement=lower(title))
    remark = (
        t("Weighted with imports of 2024; not what was collected.")
        if contrast.topic == "tariff"
        else t("The highest month of the series and the newest one on record.")
    )
    return Pair(
        title,
        (
            (write(contrast.first), capitalised(t.month(contrast.first_of))),
            (write(contrast.second), capitalised(t.month(contrast.second_of))),
        ),
        remark,
        contrast.sources,
    )


def change_title(changed: Changes, iso3: str | None, t: Translator) -> str:
    """What the last 90 days of data brought, in one line."""
    count = len(changed.steps.frame)
    words = t.plural(
        "{count} dated step of policy from {start} to {end}", "{count} dated steps of policy from {start} to {end}",
        count, start=t.day(changed.start), end=t.day(changed.end),
    )  # fmt: skip
    return words if iso3 is None else t("{country}: {statement}", country=t.country(iso3), statement=words)


def rate_lines(changed: Changes, iso3: str | None, t: Translator) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Tariffs that came into force or lapsed, and what became of the average rates: (words, sources)."""
    dated = [
        (day, t(words, day=t.day(day), measure=t(programme.authority)), programme)
        for words, steps in (
            (N_("{measure}: in force from {day}"), changed.started),
            (N_("{measure}: no longer in force from {day}"), changed.ended),
        )
        for day, programme in steps
    ]
    lines = [(words, p.source_ids) for _, words, p in sorted(dated, key=lambda item: item[0])]
    if iso3 is not None and changed.rate_pct is not None and changed.rate_before_pct is not None:
        now, before = (cells.small_percent(rate, t) for rate in (changed.rate_pct, changed.rate_before_pct))
        day = t.day(changed.start)
        words = (
            t("Average US tariff on its goods: {now}, as on {day}", now=now, day=day)
            if now == before
            else t("Average US tariff on its goods: {now}, after {before} on {day}", now=now, before=before, day=day)
        )
    else:
        words = t(
            "Since {day} the average US tariff rose for {higher} of 33 states and fell for {lower}",
            day=t.day(changed.start), higher=t.number(changed.higher), lower=t.number(changed.lower),
        )  # fmt: skip
    return (*lines, (words, changed.rate_sources))


def new_figures(changed: Changes, t: Translator) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Monthly figures released in the last 90 days of data: (words, sources)."""
    found = []
    for figure in changed.figures:
        if figure.series in EVENTS:
            value = t.number(figure.value)
        elif figure.value < SMALLEST_USD_M:
            value = t("under {amount}", amount=t.usd_m(SMALLEST_USD_M))
        else:
            value = t.usd_m(figure.value)
        if change := _on_year(figure.change_pct, t):
            value = t("{value} ({change})", value=value, change=change)
        series, month = t(SERIES[figure.series]), t.month(figure.month)
        found.append((t("{series}, {month}: {value}", series=series, month=month, value=value), figure.sources[-1:]))
    return tuple(found)


# Events --------------------------------------------------------------------------------------------------------------


def event_list(rows: pd.DataFrame, t: Translator) -> tuple[Event, ...]:
    """Rows of the events table in the reader's language."""
    return tuple(_event(row, t) for row in rows.to_dict("records"))


def _event(row: dict[Any, Any], t: Translator) -> Event:
    day = row["date"].date()
    when = {"day": t.day(day), "month": t.month(day), "approx": t("about {date}", date=t.day(day))}[
        row["date_precision"]
    ]
    if pd.isna(row["iso3_list"]):
        who = "CARICOM" if row["scope"] == "caricom" else t.country("LAC33")
    else:
        codes = row["iso3_list"].split()
        who = t.listing(t.country(code) for code in codes) if len(codes) <= TOP else t.plural(
            "{count} country", "{count} countries", len(codes)
        )  # fmt: skip
    return Event(
        date=when,
        who=who,
        what=t(row["event"]),
        outcome="" if pd.isna(row["outcome"]) else t(row["outcome"]),
        status="" if pd.isna(row["status"]) else t(EVENT_STATUS[row["status"]]),
        sources=(row["source_id"],),
    )


def publishers(source_ids: tuple[str, ...], t: Translator) -> tuple[tuple[str, str], ...]:
    """Publisher and address of each source, without repeating a publisher."""
    found: dict[str, str] = {}
    for source_id in source_ids:
        source = cited(sources()[source_id], t)
        found.setdefault(source.publisher, source.url)
    return tuple(found.items())
