"""Encounters, removals, returns and transits as exhibits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.domain import N_
from dashboard.views import charts
from dashboard.views.charts import Bar, Line, Panel, Stack
from dashboard.views.events import event_key, mark_events
from dashboard.views.exhibit import Exhibit
from dashboard.views.metric import Metric
from dashboard.views.style import Look, tints
from dashboard.views.words import capitalised, period

if TYPE_CHECKING:
    from dashboard.evidence.encounters import (
        Frame,
        Monthly,
        Reading,
        RemovalsTotal,
        RunningYear,
        Shift,
        Years,
    )
    from dashboard.evidence.events import Marked
    from dashboard.i18n import Translator

GROUPS = {
    "mexico": N_("Mexico"),
    "northern_central_america": N_("El Salvador, Guatemala, Honduras"),
    "parole_programme": N_("Cuba, Haiti, Nicaragua, Venezuela"),
    "south_america": N_("Brazil, Colombia, Ecuador, Peru"),
    "rest": N_("Other 21 countries of the region and rest of the world"),
}
VIEWS = {
    "time": N_("Encounters"),
    "around": N_("Before and after"),
    "removals": N_("Removals"),
    "destinations": N_("Destinations and third countries"),
    "received": N_("Returns"),
    "darien": N_("Darien"),
    "releases": N_("Revisions"),
}
BREAKDOWNS = {
    "citizenship": N_("Citizenship"),
    "demographic": N_("Group"),
    "component": N_("Ports of entry"),
    "sector": N_("Sector"),
    "region": N_("Border"),
    "authority": N_("Legal basis"),
}
YEARS = {"fiscal": N_("US fiscal years"), "calendar": N_("Calendar years")}
PER = {"fiscal": N_("US fiscal year (October to September)"), "calendar": N_("calendar year")}
PARTS = {
    "single_adults": N_("Single adults"),
    "family_units": N_("People in families"),
    "unaccompanied_children": N_("Unaccompanied children"),
    "accompanied_minors": N_("Accompanied minors at ports of entry"),
    "southwest": N_("Southwest land border"),
    "northern": N_("Northern land border"),
    "other": N_("Airports, sea and inland"),
    "usbp": N_("Between ports of entry (Border Patrol)"),
    "ofo": N_("At ports of entry (Field Operations)"),
    "title_8": N_("Immigration law (Title 8)"),
    "title_42": N_("Expulsion under the health rule (Title 42)"),
}
QUALIFIERS = {
    "exact": N_("as printed"),
    "approx": N_("about"),
    "at_least": N_("at least"),
    "up_to": N_("at most"),
    "unknown": N_("not stated"),
}
LISTED = 15  # rows of a ranking before it becomes a list
EVENTS = N_("Encounters are events, not people: one person can be counted several times.")


# The page's sentence and figures --------------------------------------------------------------------------------------


def headline(southwest: Reading, own: Reading | None, removals: Frame | None, iso3: str | None, t: Translator) -> str:
    """The answer in one sentence: the region's newest month, or the selected country's."""
    if iso3 is None:
        return t(
            "{month}: {count} Border Patrol encounters at the southwest border, {below} below the peak of {peak_month}",
            month=capitalised(t.month(southwest.month)),
            count=t.number(southwest.count),
            below=t.percent(-southwest.below_peak_pct, 0),
            peak_month=t.month(southwest.peak_month),
        )
    if own is not None:
        return t(
            "{country}: {count} encounters in the whole US in {month}, against {before} in the same month a "
            "year before",
            country=t.country(iso3),
            count=t.number(own.count),
            month=t.month(own.month),
            before=t.number(own.year_before),
        )
    rows = None if removals is None or removals.frame.empty else removals.frame.iloc[-1]
    if rows is None:
        return t("{country}: not named in the encounter tables and without removal figures", country=t.country(iso3))
    return t.plural(
        "{country}: {count} removal in US fiscal year {year}; the monthly encounter tables do not name this country",
        "{country}: {count} removals in US fiscal year {year}; the monthly encounter tables do not name this country",
        int(rows["removals_events"]),
        country=t.country(iso3),
        year=int(rows["fiscal_year"]),
    )


def metrics(
    whole: Reading,
    year: RunningYear,
    southwest: Reading,
    removals: RemovalsTotal,
    iso3: str | None,
    t: Translator,
) -> tuple[Metric, ...]:
    """Four figures with their change in words; `whole` and `year` are of `iso3` or, without it, of everyone."""
    who = t.country(iso3) if iso3 else t("Whole US")
    running = [
        t("{number} by the release of {day}", number=t.number(events), day=t.day(day))
        for _, day, events in removals.running
    ]
    return (
        Metric(
            t("{subject}, {month}", subject=who, month=t.month(whole.month)),
            t.number(whole.count),
            _change(whole.change_pct, N_("{change} on a year before"), t),
            t(EVENTS),
        ),
        Metric(
            t("Border Patrol, southwest, {month}", month=t.month(southwest.month)),
            t.number(southwest.count),
            _change(southwest.change_pct, N_("{change} on a year before"), t),
            t(
                "Between ports of entry; with those at ports the border has more. Peak: {count} in {month}.",
                count=t.number(southwest.peak),
                month=t.month(southwest.peak_month),
            ),
        ),
        Metric(
            t(
                "{subject}, {start} to {end}",
                subject=who,
                start=t.month(date(year.fiscal_year - 1, 10, 1)),
                end=t.month(year.through),
            ),
            t.number(year.count),
            _change(year.change_pct, N_("{change} on the same months before"), t),
            t(
                "Encounters in US fiscal year {year}, which runs from October to September; {count} months are in.",
                year=year.fiscal_year,
                count=year.months,
            ),
        ),
        Metric(
            t("All removals, fiscal year {year}", year=removals.fiscal_year),
            t.number(removals.events),
            _change(removals.change_pct, N_("{change} on the year before"), t),
            t("Removals by ICE, events. Since then, fiscal years to date: {listing}.", listing=t.listing(running)),
        ),
    )


def _change(value: float | None, message: str, t: Translator) -> str | None:
    return None if value is None or value != value else t(message, change=t.percent(value, 0, signed=True))


# Encounters -----------------------------------------------------------------------------------------------------------


def long_series(
    monthly: Monthly, reading: Reading, events: Marked, title_42: tuple[date, date], t: Translator, look: Look
) -> Exhibit:
    """Border Patrol encounters at the southwest border since 1999, with the changes of law; Title 42 is shaded."""
    color = look.channel("total")
    line = Line("", [month.isoformat() for month in monthly.months], list(monthly.counts), color, width=1.8, fill=True)
    fig = charts.lines([line], t, look, write=t.number, label_room=16, height=420)
    # Room above the peak for the words of the shaded months.
    fig.update_yaxes(range=[0, reading.peak * 1.16], tickformat=",.0f", nticks=6)
    fig.update_xaxes(range=[monthly.months[0].isoformat(), monthly.newest.isoformat()])
    start, end = title_42
    charts.shaded(fig, start, end, t("Title 42"), look)
    mark_events(fig, events, look, t)
    title = t(
        "From {peak} in {peak_month}, the highest month since {start}, to {count} in {month}",
        peak=t.number(reading.peak),
        peak_month=t.month(reading.peak_month),
        start=t.month(monthly.months[0]),
        count=t.number(reading.count),
        month=t.month(reading.month),
    )
    return Exhibit(
        headline=title,
        subtitle=t(
            "Border Patrol encounters between ports of entry at the southwest border, events per month, {start} "
            "to {end}",
            start=t.month(monthly.months[0]),
            end=t.month(monthly.newest),
        ),
        alt=title,
        table=pd.DataFrame({t("Month"): [m.isoformat()[:7] for m in monthly.months], t("Encounters"): monthly.counts}),
        formats={t("Encounters"): t.number},
        sources=(*monthly.sources, *events.sources),
        graphic=fig,
        notes=(
            t(
                "{events} Shaded: expulsions under the health rule Title 42 from {start} to {end}, which raised "
                "repeated attempts.",
                events=t(EVENTS),
                start=t.day(start),
                end=t.day(end),
            ),
            *event_key(events, t),
        ),
        file_name="encounters_southwest_border_patrol",
    )


def citizenship_columns(years: Years, each: Frame, shift: Shift, t: Translator, look: Look) -> Exhibit:
    """Nationwide encounters by fiscal year, stacked by groups of citizenships; the table names each of them."""
    title = t(
        "{countries}: {then} of encounters ({year}), then {now} ({newest})",
        countries=t(GROUPS[shift.group]),
        then=t.percent(shift.peak_share_pct, 0),
        year=_named_year(shift.peak_year, years, t),
        now=t.percent(shift.newest_share_pct, 0),
        newest=_named_year(shift.newest_year, years, t),
    )
    table = each.frame.copy()
    table["iso3"] = [_citizenship(code, t) for code in table["iso3"]]
    names = {"iso3": t("Citizenship")} | {year: _year_words(int(year), years.partial, t) for year in table.columns[1:]}
    return Exhibit(
        headline=title,
        subtitle=t("Encounters in the whole United States by citizenship, {events} per {year}", **_per(years, t)),
        alt=t(
            "{title}. Most encounters: {year}, {count}.",
            title=title,
            year=_named_year(shift.peak_year, years, t),
            count=t.number(years.whole[shift.peak_year]),
        ),
        table=table.rename(columns=names),
        formats=dict.fromkeys(list(names.values())[1:], t.number),
        sources=years.sources,
        graphic=_columns(years, GROUPS, shift.group, t, look),
        legend=_legend(years, GROUPS, shift.group, t, look),
        notes=(
            t(
                "The publisher names twelve of the 33 countries. The other 21 are inside its residual group of other "
                "citizenships and cannot be told apart from the rest of the world."
            ),
            *_partial_note(years, t),
        ),
        file_name="encounters_by_citizenship",
    )


def country_columns(years: Years, iso3: str, t: Translator, look: Look) -> Exhibit:
    """One named country by fiscal year, with its share of all encounters."""
    counts = years.frame[iso3]
    top: Any = counts.idxmax()
    newest = int(counts.index.max())
    shares = years.share_pct(iso3)
    title = t(
        "{country}: most encounters {most} ({top}); {now} ({year})",
        country=t.country(iso3),
        top=_named_year(int(top), years, t),
        most=t.number(counts[top]),
        now=t.number(counts[newest]),
        year=_named_year(newest, years, t),
    )
    words = [t.percent(share) for share in shares]  # the counts are on the axis: both would collide on a phone
    column = Stack(t.country(iso3), [int(v) for v in counts], look.channel("removals"))
    fig = charts.stacked_columns(_labels(years, t), [column], t, look, write=t.number, categories=True, totals=words)
    fig.update_yaxes(range=[0, max(counts) * 1.2 or 1], tickformat=",.0f", nticks=6)
    return Exhibit(
        headline=title,
        subtitle=t(
            "Encounters in the whole United States, events per {year}, with the share of all citizenships",
            year=t(PER[years.basis]),
        ),
        alt=title,
        table=pd.DataFrame(
            {
                t("Year"): [_year_words(int(y), years.partial, t) for y in counts.index],
                t("Encounters"): counts.to_numpy(),
                t("Share of all encounters (%)"): shares.to_numpy(),
            }
        ),
        formats={t("Encounters"): t.number, t("Share of all encounters (%)"): lambda v: t.number(v, 1)},
        sources=years.sources,
        graphic=fig,
        notes=(t(EVENTS), *_partial_note(years, t)),
        file_name=f"encounters_{iso3.lower()}",
    )


def country_columns_rounded(years: Years, iso3: str, t: Translator, look: Look) -> Exhibit:
    """A country inside the publisher's residual group: the rounded long series, or the sentence that there is none."""
    subtitle = t(
        "Border Patrol encounters between ports of entry, all borders, events per {year}, rounded to 10",
        year=t(PER[years.basis]),
    )
    inside = t(
        "Since October 2019 the monthly tables count this country inside the residual group of other citizenships. "
        "The long series ends in November 2024, leaves out ports of entry and months with fewer than five encounters."
    )
    counts = years.frame[iso3]
    known = counts.dropna()
    if known.empty:
        return Exhibit(
            headline=t("{country}: no data on encounters", country=t.country(iso3)),
            subtitle=subtitle,
            alt=t("{country}: no month of the long series reached five encounters.", country=t.country(iso3)),
            table=pd.DataFrame({t("Country"): [t.country(iso3)], t("Encounters"): [t("no data")]}),
            sources=years.sources,
            notes=(
                t("No month since October 1999 reached five encounters, the smallest number that is published."),
                inside,
            ),
            file_name=f"encounters_{iso3.lower()}",
        )
    top: Any = known.idxmax()
    title = t(
        "{country}: most Border Patrol encounters {most} ({top})",
        country=t.country(iso3),
        top=_named_year(int(top), years, t),
        most=t.number(known[top]),
    )
    return Exhibit(
        headline=title,
        subtitle=subtitle,
        alt=title,
        table=pd.DataFrame(
            {
                t("Year"): [_year_words(int(y), years.partial, t) for y in counts.index],
                t("Encounters"): counts.to_numpy(),
            }
        ),
        formats={t("Encounters"): t.number},
        sources=years.sources,
        graphic=charts.stacked_columns(
            [int(year) for year in counts.index],
            [Stack(t.country(iso3), [_none(v) for v in counts], look.channel("removals"))],
            t,
            look,
            write=t.number,
        ),
        notes=(inside, *_partial_note(years, t)),
        file_name=f"encounters_{iso3.lower()}",
    )


def breakdown_columns(years: Years, column: str, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Encounters by year and group of people, border, kind of place or legal basis; `iso3` if of one citizenship."""
    newest = int(years.frame.index.max())
    largest = str(years.frame.loc[newest].idxmax())
    title = t(
        "{part}: {share} of encounters ({year})",
        part=t(PARTS[largest]),
        share=t.percent(years.share_pct(largest)[newest], 0),
        year=_named_year(newest, years, t),
    )
    if column == "authority":
        largest = "title_42"
        top: Any = years.share_pct(largest).idxmax()
        title = t(
            "{part}: at most {share} of encounters ({year})",
            part=t(PARTS[largest]),
            share=t.percent(years.share_pct(largest)[top], 0),
            year=_named_year(int(top), years, t),
        )
    if iso3:
        title = _about(iso3, title, t)
    where = {
        "demographic": N_("Encounters in the whole United States by group of people, {events} per {year}"),
        "region": N_("Encounters in the whole United States by border, {events} per {year}"),
        "component": N_("Encounters at the southwest border, between and at ports of entry, {events} per {year}"),
        "authority": N_("Encounters in the whole United States by legal basis, {events} per {year}"),
    }[column]
    names = {part: t(PARTS[part]) for part in years.frame.columns}
    table = years.frame.rename(columns=names)
    table.insert(0, t("Year"), [_year_words(int(y), years.partial, t) for y in table.index])
    labels = {part: PARTS[part] for part in years.frame.columns}
    notes = [*_partial_note(years, t)]
    if iso3 and column == "component":
        notes.append(t("Only years in which each month was published by citizenship."))
    return Exhibit(
        headline=title,
        subtitle=t(where, **_per(years, t)),
        alt=title,
        table=table.reset_index(drop=True),
        formats=dict.fromkeys(names.values(), t.number),
        sources=years.sources,
        graphic=_columns(years, labels, largest, t, look),
        legend=_legend(years, labels, largest, t, look),
        notes=tuple(notes),
        file_name=f"encounters_by_{column}",
    )


def sector_lines(years: Years, names: Mapping[str, str], t: Translator, look: Look) -> Exhibit:
    """Border Patrol encounters by southwest sector since 2000, in complete years."""
    frame = years.frame.drop(index=[year for year in years.partial if year in years.frame.index])
    newest = int(frame.index.max())
    now, top = str(frame.loc[newest].idxmax()), str(frame.max().idxmax())
    top_year: Any = frame[top].idxmax()
    title = t(
        "{sector}: {count} encounters ({year}), {share} of the southwest sectors",
        sector=names[now],
        count=t.number(_none(frame.loc[newest, now])),
        year=_named_year(newest, years, t),
        share=t.percent(years.share_pct(now)[newest], 0),
    )
    # The sector that leads now and the one with the highest year of all; names of the others are in the table.
    order = sorted(frame.columns, key=lambda area: area in (now, top))
    series = [
        Line(
            names[area].removesuffix(" Sector") if area in (now, top) else "",  # as wide as the room for labels
            list(frame.index),
            [_none(v) for v in frame[area]],
            look.channel("removals") if area == now else look.ink if area == top else look.faint,
            width=2.6 if area in (now, top) else 1.4,
        )
        for area in order
    ]
    fig = charts.lines(series, t, look, write=t.number, label_room=120)
    for trace, area in zip(fig.data, order, strict=True):
        trace.hovertemplate = f"{names[area]}: %{{customdata}}<extra></extra>"
    fig.update_layout(hovermode="closest")
    fig.update_yaxes(tickformat=",.0f", nticks=6)
    fig.update_xaxes(tickformat="d")
    table = frame.rename(columns=dict(names)).reset_index(drop=True)
    table.insert(0, t("Year"), [str(year) for year in frame.index])
    return Exhibit(
        headline=title,
        subtitle=t(
            "Border Patrol encounters by southwest sector, events per {year}, complete years since {start}",
            year=t(PER[years.basis]),
            start=str(frame.index.min()),
        ),
        alt=t(
            "{title}. Highest year of any sector: {top}, {most} ({year}).",
            title=title,
            top=names[top],
            most=t.number(_none(frame.loc[top_year, top])),
            year=_named_year(int(top_year), years, t),
        ),
        table=table,
        formats={names[area]: t.number for area in frame.columns},
        sources=years.sources,
        graphic=fig,
        notes=(
            t(
                "Named: the sector with the most encounters now and the one with the highest year of all; grey: the "
                "other sectors."
            ),
        ),
        file_name="encounters_sector_years",
    )


def sector_dots(sectors: Frame, t: Translator, look: Look) -> Exhibit:
    """Southwest sectors and field offices: the last twelve months against the twelve before."""
    frame = sectors.frame
    southwest = frame[frame["region"] == "southwest"]
    first = southwest.iloc[0]
    start, end = frame.attrs["from"], frame.attrs["to"]
    title = t(
        "{sector}: {count} encounters in twelve months, the most of all ({change} on the twelve months before)",
        sector=first["name"],
        count=t.number(first["last_events"]),
        change=t.percent(first["change_pct"], 0, signed=True),
    )
    last, before = t("last 12 months"), t("12 months before")
    areas: Any = southwest.itertuples(index=False)
    rows = [(row.name, _none(row.before_events), _none(row.last_events)) for row in areas]
    table = frame[["name", "component", "region", "last_events", "before_events", "change_pct"]].copy()
    table["component"] = [t(PARTS[c]) for c in table["component"]]
    table["region"] = [t(PARTS[r]) if r in PARTS else t("Coast") for r in table["region"]]
    table.columns = pd.Index([t("Sector or field office"), t("Where"), t("Border"), last, before, t("Change (%)")])
    grey, ink = look.muted, look.channel("removals")
    return Exhibit(
        headline=title,
        subtitle=t(
            "Encounters by southwest border sector (Border Patrol) and field office (ports of entry), events, "
            "{start} to {end}",
            start=t.month(start),
            end=t.month(end),
        ),
        alt=title,
        table=table,
        formats={last: t.number, before: t.number, t("Change (%)"): lambda v: t.number(v, 0, signed=True)},
        sources=sectors.sources,
        graphic=charts.paired_dots(rows, t, look, first=(before, grey), second=(last, ink), write=t.number),
        legend=((ink, last), (grey, before)),
        notes=(
            t(
                "Northern and coastal sectors are in the table only: their figures of May 2025 were not found, "
                "so the twelve "
                "months before have no sum."
            ),
        ),
        file_name="encounters_by_sector",
    )


# Removals and returns -------------------------------------------------------------------------------------------------


def removals_bars(ranking: Frame, total: RemovalsTotal, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Removals by citizenship in the newest fiscal year with this breakdown."""
    frame = ranking.frame
    year = frame.attrs["fiscal_year"]
    leading = frame.head(3)
    title = t(
        "{countries}: {share} of removals in fiscal year {year}",
        countries=t.listing([t.country(code) for code in leading["iso3"]]),
        share=t.percent(leading["share_pct"].sum(), 0),
        year=year,
    )
    shown = frame.head(LISTED)
    if iso3 is not None and iso3 not in set(shown["iso3"]):
        shown = pd.concat([shown, frame[frame["iso3"] == iso3]])
    chosen = t.country(iso3) if iso3 else ""
    listed: Any = shown.itertuples()
    bars = [Bar(t.country(row.iso3), _none(row.removals_events), hover=_removals_hover(row, year, t)) for row in listed]
    now, before, share = (
        t("Removals {year}", year=year),
        t("Removals {year}", year=year - 1),
        t("Share of listed citizenships (%)"),
    )
    table = frame.assign(iso3=[t.country(code) for code in frame["iso3"]])
    table.columns = pd.Index([t("Country"), now, before, share])
    running = [
        t("fiscal year {year}: {number} by the release of {day}", year=fy, number=t.number(events), day=t.day(day))
        for fy, day, events in total.running
    ]
    return Exhibit(
        headline=title,
        subtitle=t(
            "Removals by US Immigration and Customs Enforcement by citizenship, events, fiscal year {year}", year=year
        ),
        alt=title,
        table=table,
        formats={now: t.number, before: t.number, share: lambda v: t.number(v, 1)},
        sources=(*ranking.sources, *total.sources),
        graphic=charts.ranked_bars(
            bars, t, look, color=look.channel("removals"), write=t.number, highlight=chosen, room=0.3
        ),
        notes=(
            t(
                "By citizenship, not by destination. “No data” means that the report does not list the country, "
                "not zero. "
                "All 33 countries are in the table."
            ),
            t(
                "No table by citizenship was found after fiscal year {year}. Running totals without "
                "citizenship, data to about "
                "a week before the release: {listing}. They are not full years.",
                year=year,
                listing="; ".join(running),
            ),
        ),
        file_name="removals_by_citizenship",
    )


def _removals_hover(row: Any, year: int, t: Translator) -> str:
    before = t.number(_none(row.before_events))
    return t(
        "{country}: {now} in {year}, {before} in {last}",
        country=t.country(row.iso3),
        now=t.number(_none(row.removals_events)),
        year=year,
        before=before,
        last=year - 1,
    )


def removals_lines(history: Frame, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Removals since fiscal year 2014 of the largest citizenships and of the selected country."""
    frame = history.frame
    subject = iso3 or str(frame.columns[0])
    shades = [look.channel("removals") if code == subject else look.muted for code in frame.columns]
    series = [
        Line(
            t.country(code),
            list(frame.index),
            [_none(v) for v in frame[code]],
            shade,
            width=3.0 if code == subject else 1.6,
            dash="solid",
        )
        for code, shade in zip(frame.columns, shades, strict=True)
    ]
    known = frame[subject].dropna()
    title = (
        t(
            "{country}: {now} removals in fiscal year {year}, {then} in {first}",
            country=t.country(subject),
            now=t.number(known.iloc[-1]),
            year=int(known.index[-1]),
            then=t.number(known.iloc[0]),
            first=int(known.index[0]),
        )
        if len(known)
        else t("{country}: no data on removals", country=t.country(subject))
    )
    table = frame.rename(columns={code: t.country(code) for code in frame.columns})
    names = list(table.columns)
    table.insert(0, t("Fiscal year"), [str(year) for year in table.index])
    fig = charts.lines(series, t, look, write=t.number, label_room=140)
    fig.update_yaxes(tickformat=",.0f", nticks=6)
    fig.update_xaxes(dtick=2, tickformat="d")
    return Exhibit(
        headline=title,
        subtitle=t(
            "Removals by citizenship, events per US fiscal year, {first} to {last}",
            first=int(frame.index[0]),
            last=int(frame.index[-1]),
        ),
        alt=title,
        table=table.reset_index(drop=True),
        formats=dict.fromkeys(names, t.number),
        sources=history.sources,
        graphic=fig,
        notes=(
            t(
                "Each year as printed in the report of that time; later revisions are not carried back. In "
                "years other than "
                "2017 and 2018 small countries are not listed: the line breaks there."
            ),
        ),
        file_name="removals_history",
    )


def returns_list(everyone: Frame, own: Frame | None, iso3: str | None, t: Translator) -> Exhibit:
    """Returns counted by the receiving countries, each with its own dates; the selected country's own counts if any."""
    missing = iso3 is not None and (own is None or own.frame.empty)
    shown = everyone if own is None or own.frame.empty else own
    frame = shown.frame
    first = frame.iloc[0]
    title = (
        t("{country}: no count of returns by its own offices was found", country=t.country(str(iso3)))
        if missing
        else t(
            "{country}: {people} people returned, {period} (from: {origin})",
            country=t.country(first["iso3"]),
            people=returned(first, t),
            origin=origin(first["returned_from"], t),
            period=period(t, first["period_start"].date(), first["period_end"].date()),
        )
    )
    table = pd.DataFrame(
        {
            t("Country"): [t.country(code) for code in frame["iso3"]],
            t("People"): [int(v) for v in frame["returned_people"]],
            t("From"): [t.day(day) for day in frame["period_start"]],
            t("To"): [t.day(day) for day in frame["period_end"]],
            t("Returned from"): [origin(code, t) for code in frame["returned_from"]],
            t("Count"): [t(QUALIFIERS[qualifier]) for qualifier in frame["qualifier"]],
            t("Note"): [t(note) if isinstance(note, str) else "" for note in frame["note"]],
        }
    )
    return Exhibit(
        headline=title,
        subtitle=t(
            "People returned, as counted by the receiving country over the dates given; spans differ and overlap"
        ),
        alt=title,
        table=table,
        formats={t("People"): t.number},
        sources=shown.sources,
        notes=(
            *((t("Shown instead: the countries with a count."),) if missing else ()),
            t(
                "Read from press reports of the countries' own offices. They are not US removals, and the rows "
                "overlap: "
                "they must not be added or compared without their dates."
            ),
        ),
        file_name="returns_received",
    )


def returned(row: Any, t: Translator) -> str:
    """People of one row of returns, as their publisher counts them."""
    number = t.number(row["returned_people"])
    return t("at least {number}", number=number) if row["qualifier"] == "at_least" else number


def origin(code: str, t: Translator) -> str:
    """Where people were returned from."""
    if code == "USA_MEX":
        return t.listing([t.country("USA"), t.country("MEX")])
    return {"ALL": t("all origins"), "OTHER": t("other countries")}.get(code) or t.country(code)


def darien_panels(everyone: Years, own: Years | None, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Northward crossings of the Darien and encounters at the US southwest border: two units, two panels.

    A country without a crossing on record is named in the headline and all nationalities are drawn.
    """
    missing = own is not None and own.frame["transits_people"].isna().all()
    transits = everyone if own is None or missing else own
    counts, southwest = transits.frame["transits_people"], transits.frame["southwest_usbp_events"]
    years = [int(year) for year in counts.index]
    known = counts.dropna()
    if missing:
        title = t("no crossing of the Darien on record")
    else:
        title = t("Darien crossings (people): {most} in {top}", most=t.number(known.max()), top=str(known.idxmax()))
        for last, through in transits.partial.items():
            if last in known.index:
                title = t(
                    "{statement}; {now} from {start} to {month}",
                    statement=title,
                    now=t.number(known[last]),
                    start=t.month(date(last, 1, 1)),
                    month=t.month(through),
                )
    if iso3:
        title = _about(iso3, title, t)
    crossings = t("Darien crossings (people)")
    encounters = t("Southwest border encounters (events)")
    until = {years.index(year): "*" for year in transits.partial}
    return Exhibit(
        headline=title,
        subtitle=t(
            "Per calendar year, {first} to {last}. Crossings by nationality, Border Patrol encounters of all "
            "citizenships; "
            "each panel has its own unit and scale",
            first=years[0],
            last=years[-1],
        ),
        alt=title,
        table=pd.DataFrame(
            {
                t("Year"): [_year_words(year, transits.partial, t) for year in years],
                crossings: counts.to_numpy(),
                encounters: southwest.to_numpy(),
            }
        ),
        formats={crossings: t.number, encounters: t.number},
        sources=transits.sources,
        graphic=charts.panels(
            [str(year) for year in years],
            [
                Panel(crossings, [_none(v) for v in counts], look.channel("response"), until),
                Panel(encounters, [_none(v) for v in southwest], look.channel("united_states")),
            ],
            t,
            look,
            write=t.number,
        ),
        notes=(
            t(
                "Crossings are people recorded by Panama on entry from Colombia. Three months of 2020 have no "
                "record; Panama later "
                "gave a higher figure for that year."
            ),
            *((t("Shown instead: all nationalities."),) if missing else ()),
            *(
                t("{year} (*): the record at hand ends in {month}.", year=year, month=t.month(through))
                for year, through in transits.partial.items()
            ),
        ),
        file_name="darien_transits",
    )


def darien_months(
    everyone: Monthly,
    southwest: Monthly,
    own: Monthly | None,
    iso3: str | None,
    events: Marked,
    t: Translator,
    look: Look,
) -> Exhibit:
    """Northward crossings of the Darien and encounters at the US southwest border by month: two units, two panels."""
    missing = own is not None and not any(own.counts)
    crossed = everyone if own is None or missing else own
    known = {month: count for month, count in zip(crossed.months, crossed.counts, strict=True) if count is not None}
    top, last = max(known, key=lambda month: known[month]), max(known)
    title = t(
        "Darien crossings (people): {most} in {top}, the most; {now} in {month}",
        most=t.number(known[top]), top=t.month(top), now=t.number(known[last]), month=t.month(last),
    )  # fmt: skip
    if missing:
        title = t("no crossing of the Darien on record")
    if iso3:
        title = _about(iso3, title, t)
    months = [month for month in southwest.months if month >= crossed.months[0]]
    people, events_at_border = [known.get(month) for month in months], [southwest.at(month) for month in months]
    names = t("Darien crossings (people)"), t("Southwest border encounters (events)")
    panels = [
        Panel(names[0], people, look.channel("response")),
        Panel(names[1], events_at_border, look.channel("united_states")),
    ]
    fig = mark_events(charts.line_panels(months, panels, t, look, write=t.number), events, look, t)
    return Exhibit(
        headline=title,
        subtitle=t(
            "Per month, {first} to {last}. Crossings by nationality, Border Patrol encounters of all citizenships; "
            "each panel has its own unit and scale",
            first=t.month(months[0]),
            last=t.month(months[-1]),
        ),
        alt=title,
        table=pd.DataFrame(
            {t("Month"): [m.isoformat()[:7] for m in months], names[0]: people, names[1]: events_at_border}
        ),
        formats=dict.fromkeys(names, t.number),
        sources=(*crossed.sources, *southwest.sources, *events.sources),
        graphic=fig,
        notes=(
            *((t("Shown instead: all nationalities."),) if missing else ()),
            t(
                "Crossings are people recorded by Panama; the record at hand ends in {month} and has no figure for "
                "three months of 2020. Encounters are events.",
                month=t.month(crossed.months[-1]),
            ),
            *event_key(events, t),
        ),
        file_name="darien_months",
    )


def _about(iso3: str, statement: str, t: Translator) -> str:
    return t("{country}: {statement}", country=t.country(iso3), statement=statement)


# Shared pieces --------------------------------------------------------------------------------------------------------


def _columns(years: Years, labels: Mapping[str, str], stressed: str, t: Translator, look: Look) -> Any:
    shades = _shades(years, stressed, look)
    scale = _scale(years)
    parts = [
        Stack(t(labels[part]), [v / scale for v in years.frame[part]], shades[part]) for part in years.frame.columns
    ]
    totals = [t.number(years.whole[int(year)] / scale) for year in years.frame.index]
    fig = charts.stacked_columns(
        _labels(years, t), parts, t, look, write=lambda v: t.number(v * scale), totals=totals, categories=True
    )
    fig.update_yaxes(tickformat=",.0f", nticks=6)
    return fig


def _scale(years: Years) -> int:
    """Events to a unit of the columns: millions written out would stand over each other on a phone."""
    return 1000 if max(years.whole[int(year)] for year in years.frame.index) >= 1_000_000 else 1


def _per(years: Years, t: Translator) -> dict[str, str]:
    """The unit of the columns and the kind of year, for a subtitle."""
    return {"events": t("thousand events") if _scale(years) > 1 else t("events"), "year": t(PER[years.basis])}


def _shades(years: Years, stressed: str, look: Look) -> dict[str, str]:
    """The part that the headline is about in colour, the others in steps of grey."""
    others = [part for part in years.frame.columns if part != stressed]
    return dict(zip(others, tints(look.channel("united_states"), look, len(others)), strict=True)) | {
        stressed: look.channel("removals")
    }


def _legend(
    years: Years, labels: Mapping[str, str], stressed: str, t: Translator, look: Look
) -> tuple[tuple[str, str], ...]:
    shades = _shades(years, stressed, look)
    return tuple((shades[part], t(labels[part])) for part in years.frame.columns)


def _labels(years: Years, t: Translator) -> list[str]:
    return [_year_label(int(year), years.partial, t) for year in years.frame.index]


def _year_label(year: int, partial: Mapping[int, date], t: Translator) -> str:
    """A year under a column; a year that is not complete says until when, on a second line."""
    return f"{year}<br>{t('to {month}', month=t.month(partial[year]))}" if year in partial else str(year)


def _named_year(year: int, years: Years, t: Translator) -> str:
    """A year with its kind, and until when if it is not complete."""
    name = t("fiscal year {year}", year=year) if years.basis == "fiscal" else str(year)
    return t("{year}, to {month}", year=name, month=t.month(years.partial[year])) if year in years.partial else name


def _year_words(year: int, partial: Mapping[int, date], t: Translator) -> str:
    return t("{year} (to {month})", year=year, month=t.month(partial[year])) if year in partial else str(year)


def _partial_note(years: Years, t: Translator) -> tuple[str, ...]:
    return tuple(
        t(
            "The last year is not complete: {start} to {month}.",
            start=t.month(date(year - 1, 10, 1) if years.basis == "fiscal" else date(year, 1, 1)),
            month=t.month(through),
        )
        for year, through in years.partial.items()
    )


def _citizenship(code: str, t: Translator) -> str:
    return t("Other citizenships (residual group)") if code == "OTHER" else t.country(code)


def _none(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
