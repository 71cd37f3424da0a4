"""Remittances over time as exhibits: yearly series, newest figures, Mexico by month and by US state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.domain import N_
from dashboard.views import cells, charts, events, words
from dashboard.views.exhibit import Exhibit
from dashboard.views.remittances import FLOW_FLAGS
from dashboard.views.style import Look, rgba

if TYPE_CHECKING:
    from dashboard.evidence.common import Series
    from dashboard.evidence.events import Marked
    from dashboard.evidence.remittances import History, Monthly, States
    from dashboard.i18n import Translator

SHOWN_STATES = 12
MONTHS_FROM = pd.Timestamp(2015, 1, 1)  # shown in the chart; the table has all
MEXICO = {"months": N_("By month"), "states": N_("By US state")}
CONCEPTS = {"central_bank": N_("Central bank"), "idb_estimate": N_("Development bank, estimate")}
FIGURE_TYPES = {
    "actual": N_("counted"),
    "first_published": N_("first published"),
    "estimate": N_("estimate of November 2025"),
}
# Postal codes: the Bank of Mexico reports the sender's state.
US_STATES = {
    "AK": N_("Alaska"),
    "AL": N_("Alabama"),
    "AR": N_("Arkansas"),
    "AZ": N_("Arizona"),
    "CA": N_("California"),
    "CO": N_("Colorado"),
    "CT": N_("Connecticut"),
    "DC": N_("District of Columbia"),
    "DE": N_("Delaware"),
    "FL": N_("Florida"),
    "GA": N_("Georgia (US state)"),
    "HI": N_("Hawaii"),
    "IA": N_("Iowa"),
    "ID": N_("Idaho"),
    "IL": N_("Illinois"),
    "IN": N_("Indiana"),
    "KS": N_("Kansas"),
    "KY": N_("Kentucky"),
    "LA": N_("Louisiana"),
    "MA": N_("Massachusetts"),
    "MD": N_("Maryland"),
    "ME": N_("Maine"),
    "MI": N_("Michigan"),
    "MN": N_("Minnesota"),
    "MO": N_("Missouri"),
    "MS": N_("Mississippi"),
    "MT": N_("Montana"),
    "NC": N_("North Carolina"),
    "ND": N_("North Dakota"),
    "NE": N_("Nebraska"),
    "NH": N_("New Hampshire"),
    "NJ": N_("New Jersey"),
    "NM": N_("New Mexico"),
    "NV": N_("Nevada"),
    "NY": N_("New York"),
    "OH": N_("Ohio"),
    "OK": N_("Oklahoma"),
    "OR": N_("Oregon"),
    "PA": N_("Pennsylvania"),
    "PR": N_("Puerto Rico"),
    "RI": N_("Rhode Island"),
    "SC": N_("South Carolina"),
    "SD": N_("South Dakota"),
    "TN": N_("Tennessee"),
    "TX": N_("Texas"),
    "UT": N_("Utah"),
    "VA": N_("Virginia"),
    "VT": N_("Vermont"),
    "WA": N_("Washington (US state)"),
    "WI": N_("Wisconsin"),
    "WV": N_("West Virginia"),
    "WY": N_("Wyoming"),
}


def history_lines(history: History, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Remittances since 2000: the selected country, or the largest receivers."""
    palette = ("remittance", "tariff", "removals", "aid", "sanctions", "visas")
    lines, spans = [], {}
    for name, code in zip(palette, history.countries, strict=False):
        own = history.frame[history.frame["iso3"] == code]
        if own.empty:
            continue
        spans[code] = (own.iloc[0], own.iloc[-1])
        lines.append(
            charts.Line(
                t.country(code),
                [int(y) for y in own["year"]],
                cells.numbers(own["remittances_usd_m"]),
                look.channel(name),
                fill=len(history.countries) == 1,
            )
        )
    if iso3 is None:
        headline = t(
            "The {count} largest receivers took in {share} of the region's remittances in {year}",
            count=len(history.countries),
            share=t.percent(history.share_pct, 0),
            year=history.last_year,
        )
    elif iso3 in spans:
        first, last = spans[iso3]
        headline = t(
            "{country}: from {start} in {first_year} to {end} in {last_year}",
            country=t.country(iso3),
            start=t.usd_m(float(first["remittances_usd_m"])),
            first_year=int(first["year"]),
            end=t.usd_m(float(last["remittances_usd_m"])),
            last_year=int(last["year"]),
        )
    else:
        headline = t("{country}: no yearly series is published; the largest receivers instead", country=t.country(iso3))
    table = history.frame.assign(
        iso3=[t.country(code) for code in history.frame["iso3"]],
        flag=[cells.flag(value, FLOW_FLAGS, t) for value in history.frame["flag"]],
    )
    table.columns = [t("Country"), t("Year"), t("Remittances, US$ million"), t("Note")]
    graphic = charts.lines(lines, t, look, write=t.compact, label_room=150)
    graphic.update_yaxes(separatethousands=True, exponentformat="none")
    graphic.update_xaxes(range=[2000, history.last_year])
    flagged = history.frame[history.frame["flag"].notna()]
    notes = tuple(
        f"{t.country(str(code))}: {cells.flag(flag, FLOW_FLAGS, t)} ({t.listing(str(int(y)) for y in rows['year'])})."
        for (code, flag), rows in flagged.groupby(["iso3", "flag"])
    )
    return Exhibit(
        headline=headline,
        subtitle=t("Remittances received a year, US$ million, current prices, World Bank concept"),
        alt=headline + ".",
        table=table,
        formats={t("Remittances, US$ million"): cells.money(t), t("Year"): str},
        sources=history.sources,
        graphic=graphic,
        notes=notes,
        file_name="remittances_history",
    )


def newest_table(newest: Series, iso3: str | None, t: Translator) -> Exhibit:
    """Newest figures of central banks and of the development bank, each with its concept."""
    frame = newest.frame
    counted = frame[(frame["concept"] == "central_bank") & frame["change_pct"].notna()]
    if iso3 is not None and not (frame["iso3"] == iso3).any():
        headline = t(
            "{country}: no newer figure was found; the other countries for comparison", country=t.country(iso3)
        )
    elif iso3 is not None:
        best = frame.iloc[0]
        headline = t(
            "{country}: {amount} ({period}, {concept})",
            country=t.country(iso3),
            amount=t.usd_m(float(best["remittances_usd_m"])),
            period=words.period(t, best["period_start"].date(), best["period_end"].date()),
            concept=cells.flag(best["concept"], CONCEPTS, t),
        )
    else:
        by_change = counted.sort_values("change_pct")
        low, high = by_change.iloc[0], by_change.iloc[-1]
        headline = t(
            "Central banks, {year}: changes on the year before from {low} ({low_country}) to {high} ({high_country})",
            year=int(high["period_start"].year),
            low=t.percent(float(low["change_pct"]), signed=True),
            low_country=t.country(low["iso3"]),
            high=t.percent(float(high["change_pct"]), signed=True),
            high_country=t.country(high["iso3"]),
        )
    table = pd.DataFrame(
        {
            t("Country"): [t.country(code) for code in frame["iso3"]],
            t("Period"): [
                words.period(t, a.date(), b.date())
                for a, b in zip(frame["period_start"], frame["period_end"], strict=True)
            ],
            t("Remittances, US$ million"): frame["remittances_usd_m"].to_list(),
            t("Change on the year before, %"): frame["change_pct"].to_list(),
            t("Whose figure"): [cells.flag(value, CONCEPTS, t) for value in frame["concept"]],
            t("Kind"): [cells.flag(value, FIGURE_TYPES, t) for value in frame["figure_type"]],
        }
    )
    return Exhibit(
        headline=headline,
        subtitle=t("Newest figures of central banks and of the Inter-American Development Bank, US$ million"),
        alt=headline + ".",
        table=table,
        formats={
            t("Remittances, US$ million"): cells.money(t),
            t("Change on the year before, %"): lambda v: t.percent(v, signed=True),
        },
        sources=newest.sources,
        notes=(
            t(
                "Central banks and the development bank count differently from the World Bank: compare figures of "
                "one publisher only. Changes compare full years of the same publisher."
            ),
        ),
        file_name="remittances_newest",
    )


def mexico_months(monthly: Monthly, marked: Marked, t: Translator, look: Look) -> Exhibit:
    """Mexico by month, with the mean of twelve months and the dates of policy."""
    frame = monthly.frame[monthly.frame["month"] >= MONTHS_FROM]
    months = [day.date().isoformat() for day in frame["month"]]
    color = look.channel("remittance")
    headline = t(
        "{country}: {month_change} in {month} on a year before; twelve months together {year_change}",
        country=t.country("MEX"),
        month=t.month(monthly.latest),
        month_change=t.percent(monthly.month_change_pct, signed=True),
        year_change=t.percent(monthly.change_pct, signed=True),
    )
    table = monthly.frame.sort_values("month", ascending=False)
    table = pd.DataFrame(
        {
            t("Month"): [t.month(day) for day in table["month"]],
            t("Remittances, US$ million"): table["inflow_usd_m"].to_list(),
            t("Mean of twelve months, US$ million"): table["mean_12_usd_m"].to_list(),
        }
    )
    graphic = charts.lines(
        (
            charts.Line(t("Month"), months, cells.numbers(frame["inflow_usd_m"]), rgba(color, 0.55), width=1.2),
            charts.Line(t("Mean of twelve months"), months, cells.numbers(frame["mean_12_usd_m"]), color, width=2.8),
        ),
        t,
        look,
        write=t.compact,
        height=320,
        label_room=160,
    )
    graphic.update_yaxes(separatethousands=True, exponentformat="none")
    return Exhibit(
        headline=headline,
        subtitle=t("Family remittances by month, US$ million, Bank of Mexico; revised series"),
        alt=headline + ".",
        table=table,
        formats={
            t("Remittances, US$ million"): cells.money(t),
            t("Mean of twelve months, US$ million"): cells.money(t),
        },
        sources=(*monthly.sources, *marked.sources),
        graphic=events.mark_events(graphic, marked, look, t),
        notes=(t("Another concept than the yearly World Bank series: do not join them."), *events.event_key(marked, t)),
        file_name="remittances_mexico_monthly",
    )


def mexico_states(states: States, t: Translator, look: Look) -> Exhibit:
    """Remittances to Mexico by the sender's US state."""
    frame = states.frame
    shown = frame.head(SHOWN_STATES)
    first, second = shown.iloc[0], shown.iloc[1]
    headline = t(
        "{first} sends {first_share} and {second} {second_share} of what Mexico receives from the United States",
        first=t(US_STATES[first["us_state"]]),
        first_share=t.percent(float(first["share_pct"]), 0),
        second=t(US_STATES[second["us_state"]]),
        second_share=t.percent(float(second["share_pct"]), 0),
    )
    bars = [
        charts.Bar(t(US_STATES.get(code, code)), float(value))
        for code, value in zip(shown["us_state"], shown["inflow_usd_m"], strict=True)
    ]
    return Exhibit(
        headline=headline,
        subtitle=t(
            "Family remittances by US state of the sender, US$ million, four quarters from {start} to {end}",
            start=t.month(states.first_quarter),
            end=t.month(states.last_quarter),
        ),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("US state"): [t(US_STATES.get(code, code)) for code in frame["us_state"]],
                t("Remittances, US$ million"): frame["inflow_usd_m"].to_list(),
                t("Share, %"): frame["share_pct"].to_list(),
            }
        ),
        formats={t("Remittances, US$ million"): cells.money(t), t("Share, %"): cells.share(t)},
        sources=states.sources,
        graphic=charts.bar_list(bars, t, look, color=look.channel("remittance"), write=t.compact),
        notes=(
            t(
                "Quarters are named by their first month. {amount} have no known state.",
                amount=t.usd_m(states.unknown_usd_m),
            ),
            t(
                "The table has all states; a state's change over time is not shown because some states were counted "
                "anew."
            ),
        ),
        file_name="remittances_mexico_us_states",
    )
