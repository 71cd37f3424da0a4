"""Removals by destination, to third countries, through the year, and people returned by Mexico, as exhibits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.domain import N_
from dashboard.views import charts
from dashboard.views.charts import Bar, Line, SplitBar, Stack
from dashboard.views.events import event_key, mark_events
from dashboard.views.exhibit import Exhibit
from dashboard.views.style import tints
from dashboard.views.words import QUALIFIED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.evidence.encounters import Monthly, Years
    from dashboard.evidence.events import Marked
    from dashboard.evidence.removals import Destinations, Rows, Running
    from dashboard.i18n import Translator
    from dashboard.views.style import Look

CONTINENTS = {"africa": N_("Africa"), "asia": N_("Asia"), "europe": N_("Europe")}
REST = N_("Other countries")
COUNTED = {
    key: QUALIFIED[word]
    for key, word in {"exact": "exact", "approx": "about", "at_least": "at_least", "up_to": "up_to"}.items()
}
BOUNDS = {
    "exact": N_("{country}"),
    "approx": N_("{country} (about)"),
    "at_least": N_("{country} (at least)"),
    "up_to": N_("{country} (at most)"),
}


def destinations(found: Destinations, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Average removals per month by destination in 2025."""
    rows = found.rows.frame.to_dict("records")
    names = {row["place"]: _place(row["place"], t) for row in rows}
    told = _told(rows, "place", iso3)
    title = t(
        "{place}: about {count} removals a month, {share} of all",
        place=names[told["place"]], count=t.number(told["removals_monthly_people"]),
        share=t.percent(told["share_pct"], 0),
    )  # fmt: skip
    notes = [
        t(
            "Read from a chart of the press and rounded by it. The places named leave {count} of {total} removals a "
            "month to other destinations.",
            count=t.number(found.elsewhere),
            total=t.number(found.total),
        )
    ]
    if iso3 is not None and iso3 not in names:
        notes.append(
            t("{country}: not named in this list, which is not zero.", country=t.country(iso3))
        )  # fmt: skip
    number, share = t("Removals per month"), t("Share of all (%)")
    return Exhibit(
        headline=title,
        subtitle=t(
            "Removals by destination, people per month on average, {start} to {end}",
            start=t.day(found.rows.start),
            end=t.day(found.rows.end),
        ),
        alt=title,
        table=pd.DataFrame(
            {
                t("Destination"): list(names.values()),
                number: [row["removals_monthly_people"] for row in rows],
                share: [row["share_pct"] for row in rows],
            }
        ),
        formats={number: t.number, share: lambda v: t.number(v, 0)},
        sources=found.rows.sources,
        graphic=charts.ranked_bars(
            [Bar(names[row["place"]], float(row["removals_monthly_people"])) for row in rows],
            t, look, color=look.channel("removals"), write=t.number, highlight=names.get(iso3 or "", ""), room=0.2,
        ),
        notes=tuple(notes),
        file_name="removals_by_destination",
    )  # fmt: skip


def reported(found: Rows, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Removals by citizenship in 2025 as the press printed them: a ranking, not a total."""
    rows = found.frame.to_dict("records")
    told = _told(rows, "iso3", iso3)
    exact = told["precision"] == "exact"
    title = t(
        N_("{country}: {count} removals from {start} to {end}")
        if exact
        else N_("{country}: about {count} removals from {start} to {end}"),
        country=t.country(told["iso3"]), count=t.number(told["removals_people"]), start=t.month(found.start),
        end=t.month(found.end),
    )  # fmt: skip
    notes = [
        t(
            "Mostly rounded to thousands. The printed list is incomplete: El Salvador is not in it. It is not added to "
            "other removals."
        )
    ]
    listed = {row["iso3"] for row in rows}
    if iso3 is not None and iso3 not in listed:
        notes.append(t("{country}: not named in this list, which is not zero.", country=t.country(iso3)))
    people = t("People")
    return Exhibit(
        headline=title,
        subtitle=t(
            "Removals by citizenship as printed by the press, people, {start} to {end}",
            start=t.month(found.start),
            end=t.month(found.end),
        ),
        alt=title,
        table=pd.DataFrame(
            {
                t("Country"): [t.country(row["iso3"]) for row in rows],
                people: [row["removals_people"] for row in rows],
                t("Precision"): [
                    t("as printed") if row["precision"] == "exact" else t("rounded to thousands") for row in rows
                ],
            }
        ),
        formats={people: t.number},
        sources=found.sources,
        graphic=charts.ranked_bars(
            [Bar(t.country(row["iso3"]), float(row["removals_people"])) for row in rows],
            t, look, color=look.channel("removals"), write=t.number, highlight=_named(iso3, listed, t),
            room=0.2,
        ),
        notes=tuple(notes),
        file_name="removals_reported_2025",
    )  # fmt: skip


def running(found: Running, t: Translator, look: Look) -> Exhibit:
    """Removals since 1 October by release of the statistics: one line per fiscal year, never a full year."""
    frame = found.frame
    last = frame.iloc[-1]
    before = frame[(frame["fiscal_year"] < last["fiscal_year"]) & frame["per_day"].notna()]
    title = t(
        "About {pace} removals a day from {since} to {day}; about {earlier} a day in the releases of {month}",
        pace=t.number(last["per_day"]), since=t.day(last["since"]), day=t.day(last["release_date"]),
        earlier=t.number(before.iloc[-1]["per_day"]), month=t.month(before.iloc[-1]["release_date"]),
    )  # fmt: skip
    shades = [look.muted, look.channel("removals")]
    years = [t("fiscal year {year}", year=year) for year in frame["fiscal_year"].unique()]
    series = [
        Line(
            "", [day.date().isoformat() for day in rows["release_date"]],
            [float(v) for v in rows["removals_events"]], color, width=2.6,
        )
        for (_, rows), color in zip(frame.groupby("fiscal_year"), shades, strict=True)
    ]  # fmt: skip
    fig = charts.lines(series, t, look, write=t.number, label_room=16, height=320)
    for trace, year in zip(fig.data, years, strict=True):
        trace.mode = "lines+markers"
        trace.hovertext = [f"{year}: {t.number(value)}" for value in trace.y]
    fig.update_yaxes(tickformat=",.0f", nticks=5)
    total, pace = t("Removals since 1 October"), t("Per day since the release before")
    return Exhibit(
        headline=title,
        subtitle=t(
            "Removals by ICE since 1 October by release of the statistics, events, {start} to {end}",
            start=t.day(frame["release_date"].min()),
            end=t.day(last["release_date"]),
        ),
        alt=title,
        table=pd.DataFrame(
            {
                t("Fiscal year"): [str(year) for year in frame["fiscal_year"]],
                t("Release"): [day.date().isoformat() for day in frame["release_date"]],
                total: frame["removals_events"].to_numpy(),
                pace: frame["per_day"].to_numpy(),
            }
        ),
        formats={total: t.number, pace: t.number},
        sources=found.sources,
        graphic=fig,
        legend=tuple(zip(shades, years, strict=True)),
        notes=(
            t(
                "Cumulative within a fiscal year. The data end up to about a week before each release, so the mean per "
                "day is derived and approximate. Releases after {day} were not found.",
                day=t.day(last["release_date"]),
            ),
        ),
        file_name="removals_releases",
    )


def leaving_detention(monthly: Monthly, events: Marked, t: Translator, look: Look) -> Exhibit:
    """People who left detention to be removed, by month: the nearest monthly figure to removals."""
    known = {month: count for month, count in zip(monthly.months, monthly.counts, strict=True) if count is not None}
    first, last = min(known), max(known)
    title = t(
        "{now} people left detention to be removed in {month}, {then} in {start}",
        now=t.number(known[last]), month=t.month(last), then=t.number(known[first]), start=t.month(first),
    )  # fmt: skip
    line = Line(
        "", [m.isoformat() for m in monthly.months], list(monthly.counts), look.channel("removals"), width=2.6
    )  # fmt: skip
    fig = charts.lines([line], t, look, write=t.number, label_room=16, height=320)
    fig.update_yaxes(tickformat=",.0f", nticks=5)
    mark_events(fig, events, look, t)
    cut = [month for month, count in zip(monthly.months, monthly.counts, strict=True) if count is None]
    return Exhibit(
        headline=title,
        subtitle=t(
            "People who left immigration detention to be removed, per month, {start} to {end}",
            start=t.month(first),
            end=t.month(last),
        ),
        alt=title,
        table=pd.DataFrame({t("Month"): [m.isoformat()[:7] for m in monthly.months], t("People"): monthly.counts}),
        formats={t("People"): t.number},
        sources=(*monthly.sources, *events.sources),
        graphic=fig,
        notes=(
            t(
                "The nearest monthly figure to removals, but not all of them. Months that a release cut off are left "
                "out: {months}.",
                months=t.listing(t.month(month) for month in cut),
            ),
            *event_key(events, t),
        ),
        file_name="left_detention",
    )


# Third countries -----------------------------------------------------------------------------------------------------


def third_country(found: Rows, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Third-country removals in 2025 by receiving country, as a press list counts them."""
    rows = found.frame.to_dict("records")
    words = {row["iso3"]: _received(row, t) for row in rows}
    told = _told([row for row in rows if not pd.isna(row["received_people"])], "iso3", iso3)
    title = t(
        "{country}: {people} people of other nationalities",
        country=t.country(told["iso3"]),
        people=words[told["iso3"]],
    )
    names = {row["iso3"]: t(BOUNDS[row["qualifier"]], country=t.country(row["iso3"])) for row in rows}
    bars = [
        Bar(
            names[row["iso3"]], None if pd.isna(row["received_people"]) else float(row["received_people"]),
            hover=t("{country}: {people} people", country=t.country(row["iso3"]), people=words[row["iso3"]]),
        )
        for row in rows
    ]  # fmt: skip
    notes = [t("From a list of press reports, incomplete. “No data” means that no number was printed.")]
    if iso3 is not None and iso3 not in names:
        notes.append(t("{country}: not named in this list, which is not zero.", country=t.country(iso3)))
    return Exhibit(
        headline=title,
        subtitle=t(
            "People removed by the US to a country that is not their own, by receiving country, 2025, list of {end}",
            end=t.day(found.end),
        ),
        alt=title,
        table=pd.DataFrame(
            {
                t("Receiving country"): [t.country(row["iso3"]) for row in rows],
                t("People"): list(words.values()),
                t("Reports"): [row["groups"] for row in rows],
            }
        ),
        sources=found.sources,
        graphic=charts.ranked_bars(
            bars, t, look, color=look.channel("removals"), write=t.number, room=0.2,
            highlight=names.get(iso3 or "", ""),
        ),
        notes=tuple(notes),
        file_name="third_country_removals",
    )  # fmt: skip


def _received(row: dict[Any, Any], t: Translator) -> str:
    if pd.isna(row["received_people"]):
        return t("no data")
    return t(COUNTED[row["qualifier"]], number=t.number(row["received_people"]))


def departures(
    shares: pd.DataFrame, source_ids: tuple[str, ...], iso3: str | None, t: Translator, look: Look
) -> Exhibit:
    """Where people left to whose destination is not their own country, by citizenship."""
    columns = [*(column for column in shares.columns if column != "rest"), "rest"]
    names = {column: t(REST) if column == "rest" else t.country(column) for column in columns}
    colors = dict(zip(columns, tints(look.channel("removals"), look, len(columns)), strict=True))
    rows = []
    largest: dict[str, tuple[str, float]] = {}
    for row in shares.reset_index().to_dict("records"):
        known = {column: float(row[column]) for column in columns if not pd.isna(row[column])}
        top = max(known, key=lambda column: known[column])
        largest[row["iso3"]] = (top, known[top])
        text = t("{place}: {share}", place=names[top], share=_part(known[top], t))
        rows.append(SplitBar(t.country(row["iso3"]), [known.get(column) for column in columns], text))
    first = iso3 if iso3 in largest else next(iter(largest))
    title = t(
        "{country}: {share} of departures to other countries went to one, {place}",
        country=t.country(first), share=_part(largest[first][1], t), place=names[largest[first][0]],
    )  # fmt: skip
    table = shares[columns].rename(columns=names)
    table.insert(0, t("Citizenship"), [t.country(str(code)) for code in shares.index])
    notes = [
        t(
            "Arrests from September 2023 to June 2025. Shares only: the numbers behind them are not published with the "
            "chart. Seven citizenships are given."
        )
    ]
    if iso3 is not None and iso3 not in shares.index:
        notes.append(t("{country}: not named in this list, which is not zero.", country=t.country(iso3)))
    return Exhibit(
        headline=title,
        subtitle=t(
            "Among people arrested by ICE whose recorded country of departure is not their own: per cent by country of "
            "departure"
        ),
        alt=title,
        table=table.reset_index(drop=True),
        formats={name: lambda v: t.number(v, 1) for name in names.values()},
        sources=source_ids,
        graphic=charts.split_bars(
            rows, list(colors.values()), t, look, highlight=_named(iso3, set(shares.index), t), room=0.5
        ),
        legend=tuple((colors[column], names[column]) for column in columns),
        notes=tuple(notes),
        file_name="third_country_departures",
    )


def _part(share_pct: float, t: Translator) -> str:
    """A part of a whole; nearly all is not written as all."""
    return t.percent(share_pct, 1 if 99.5 <= share_pct < 100 else 0)


def returned_by_mexico(years: Years, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """People returned by Mexico by calendar year."""
    none = iso3 is not None and not years.frame[iso3].any()
    counts = years.frame.sum(axis=1)
    top: Any = counts.idxmax()
    last: Any = max(year for year in counts.index if year not in years.partial)
    title = t(
        "Returned by Mexico (people): {most} in {top}, the most; {now} in {last}",
        top=str(top), most=t.number(counts[top]), last=str(last), now=t.number(counts[last]),
    )  # fmt: skip
    if none:
        title = t("no return by Mexico on record since {year}", year=str(years.frame.index.min()))
    if iso3:
        title = t("{country}: {statement}", country=t.country(iso3), statement=title)
    labels = {code: t(REST) if code == "rest" else t.country(code) for code in years.frame.columns}
    shades = dict(zip(labels, tints(look.channel("response"), look, len(labels)), strict=True))
    table = years.frame.rename(columns=labels)
    table.insert(0, t("Year"), [str(year) for year in table.index])
    columns = [str(year) for year in years.frame.index]
    fig = charts.stacked_columns(
        columns, [Stack(labels[c], [int(v) for v in years.frame[c]], shades[c]) for c in labels], t, look,
        write=t.number, categories=True, height=320,
    )  # fmt: skip
    fig.update_yaxes(tickformat=",.0f", nticks=5)
    return Exhibit(
        headline=title,
        subtitle=t("Foreigners deported from Mexico or returned with assistance, people per calendar year"),
        alt=title,
        table=table.reset_index(drop=True),
        formats=dict.fromkeys(labels.values(), t.number),
        sources=years.sources,
        graphic=None if none else fig,
        legend=() if none else tuple((shades[c], labels[c]) for c in labels),
        notes=(
            t("Counted by Mexico and never mixed with US removals."),
            *(
                t("{year} is not complete: January to {month}.", year=year, month=t.month(through))
                for year, through in years.partial.items()
            ),
        ),
        file_name="returned_by_mexico",
    )


def _told(rows: Sequence[dict[Any, Any]], key: str, iso3: str | None) -> dict[Any, Any]:
    """The row that a headline tells: the selected country's where the list has it, else the first."""
    return next((row for row in rows if row[key] == iso3), rows[0])


def _place(code: str, t: Translator) -> str:
    return t(CONTINENTS[code]) if code in CONTINENTS else t.country(code)


def _named(iso3: str | None, listed: set[str], t: Translator) -> str:
    """The row to stress: the selected country where it is listed."""
    return t.country(iso3) if iso3 is not None and iso3 in listed else ""
