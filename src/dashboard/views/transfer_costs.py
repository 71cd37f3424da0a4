"""What sending money costs as exhibits: fees, the US tax on transfers and its estimated bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.domain import N_
from dashboard.views import cells, charts, words
from dashboard.views.exhibit import Exhibit
from dashboard.views.style import Look, rgba

if TYPE_CHECKING:
    from dashboard.evidence.common import Series
    from dashboard.i18n import Translator

VIEWS = {
    "tax": N_("The tax"),
    "bill": N_("Bill by country"),
    "fees": N_("Fees"),
    "single": N_("Newer figures"),
}
COST_NAMES = {
    "cost_200usd_from_us": N_("200 dollars from the United States"),
    "cost_200usd_all_origins": N_("200 dollars, all countries of origin"),
    "cost_350usd": N_("350 dollars"),
    "average_cost_survey": N_("Average in a survey of receivers"),
}
AREAS = {"CENTRAL_AMERICA": N_("Central America")}
STAGES = {
    "house_committee_draft": N_("House committee draft"),
    "house_passed": N_("Passed by the House"),
    "senate_finance_draft": N_("Senate committee draft"),
    "enacted": N_("Law"),
}
SENDERS = {"non_citizens": N_("non-citizens"), "everyone": N_("everyone"), "not_stated": N_("not stated")}
INSTRUMENTS = {"all": N_("all transfers"), "cash_and_similar": N_("cash, money order, cashier's cheque")}
STATUS = {"superseded": N_("superseded"), "in_force": N_("in force")}


def tax_steps(law: Series, t: Translator, look: Look) -> Exhibit:
    """From the first draft to the law."""
    frame = law.frame
    first, last = frame.iloc[0], frame.iloc[-1]
    headline = t(
        "Proposed at {first} in {first_month}, enacted at {last}: the tax applies to cash transfers since {day}",
        first=t.percent(float(first["tax_pct"]), 1 if first["tax_pct"] % 1 else 0),
        first_month=t.month(first["as_of"]),
        last=t.percent(float(last["tax_pct"]), 1 if last["tax_pct"] % 1 else 0),
        day=t.day(last["applies_from"], "long"),
    )
    color = look.channel("remittance")
    bars = [
        charts.Bar(
            f"{t.day(row['as_of'])}: {cells.flag(row['stage'], STAGES, t)}",
            float(row["tax_pct"]),
            color=color if row["status"] == "in_force" else rgba(color, 0.4),
        )
        for _, row in frame.iterrows()
    ]
    revenue = [
        t.usd_m(float(low))
        if low == high
        else t("{low} to {high}", low=t.number(float(low)), high=t.usd_m(float(high)))
        for low, high in zip(frame["revenue_10y_low_usd_m"], frame["revenue_10y_high_usd_m"], strict=True)
    ]
    table = pd.DataFrame(
        {
            t("Date"): [t.day(day) for day in frame["as_of"]],
            t("Stage"): [cells.flag(value, STAGES, t) for value in frame["stage"]],
            t("Rate, %"): frame["tax_pct"].to_list(),
            t("Who pays"): [cells.flag(value, SENDERS, t) for value in frame["senders"]],
            t("On what"): [cells.flag(value, INSTRUMENTS, t) for value in frame["instruments"]],
            t("Applies from"): [t.day(day) if pd.notna(day) else t("not applied") for day in frame["applies_from"]],
            t("Status"): [cells.flag(value, STATUS, t) for value in frame["status"]],
            t("Revenue in ten years, official estimate"): [text.replace("nan", "–") for text in revenue],
        }
    )
    return Exhibit(
        headline=headline,
        subtitle=t("US tax on money sent abroad, per cent of the amount, by stage of the law"),
        alt=headline + ".",
        table=table,
        formats={t("Rate, %"): lambda v: t.percent(v)},
        sources=law.sources,
        graphic=charts.bar_list(bars, t, look, color=color, write=lambda v: t.percent(v, 1 if v % 1 else 0)),
        notes=(
            t(
                "The law taxes transfers paid with cash, money order, cashier's cheque or the like, whoever the "
                "sender is. Money from a bank account or paid with a US card is exempt. The House drafts were aimed "
                "at non-citizens."
            ),
        ),
        file_name="remittance_tax_law",
    )


def tax_bills(bills: Series, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Estimated yearly bill of the tax by country of destination."""
    frame = bills.frame
    own = frame[frame["iso3"] == iso3] if iso3 else frame.head(1)
    if own.empty:
        headline = t("{country}: no estimate of the tax bill was published", country=t.country(iso3 or ""))
    else:
        row = own.iloc[0]
        headline = t(
            "{country}: senders would pay US$ {low} to {high} million of tax a year if nobody changed how they pay",
            country=t.country(row["iso3"]),
            low=t.number(float(row["tax_low_usd_m"])),
            high=t.number(float(row["tax_high_usd_m"])),
        )
    rows = [
        (t.country(row["iso3"]), float(row["tax_low_usd_m"]), float(row["tax_high_usd_m"]))
        for _, row in frame.iterrows()
    ]
    color = look.channel("remittance")
    return Exhibit(
        headline=headline,
        subtitle=t("Estimated bill of the 1% tax by country of destination, US$ million a year, remittances of 2024"),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Country"): [row[0] for row in rows],
                t("Low, US$ million"): [row[1] for row in rows],
                t("High, US$ million"): [row[2] for row in rows],
                t("Quality"): [t(q) for q in frame["quality"]],
            }
        ),
        formats={t("Low, US$ million"): cells.money(t), t("High, US$ million"): cells.money(t)},
        sources=bills.sources,
        graphic=charts.paired_dots(
            rows, t, look, first=(t("low"), rgba(color, 0.5)), second=(t("high"), color), write=t.compact
        ),
        notes=(
            t(
                "Upper bounds: the estimates assume that nobody moves from cash to an account or card. Nine "
                "countries were estimated; Jamaica is derived by us from the printed total."
            ),
        ),
        legend=((rgba(color, 0.5), t("low estimate")), (color, t("high estimate"))),
        file_name="remittance_tax_bill",
    )


def cost_bars(costs: Series, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Average cost of sending 200 dollars, newest common year."""
    frame = costs.frame
    known, missing = frame[frame["cost_pct"].notna()], frame[frame["cost_pct"].isna()]
    cheap, dear = known.iloc[0], known.iloc[-1]
    year = int(cheap["year"])
    own = known[known["iso3"] == iso3]
    if iso3 is not None and own.empty:
        headline = t("{country}: no average cost of sending was published", country=t.country(iso3))
    elif iso3 is not None:
        headline = t(
            "{country}: sending 200 dollars cost {cost} in {year}",
            country=t.country(iso3),
            cost=t.percent(float(own.iloc[0]["cost_pct"])),
            year=year,
        )
    else:
        headline = t(
            "Sending 200 dollars cost between {low} ({cheap}) and {high} ({dear}) in {year}",
            low=t.percent(float(cheap["cost_pct"])),
            cheap=t.country(cheap["iso3"]),
            high=t.percent(float(dear["cost_pct"])),
            dear=t.country(dear["iso3"]),
            year=year,
        )
    bars = [charts.Bar(t.country(row["iso3"]), float(row["cost_pct"])) for _, row in known.iterrows()]
    if iso3 is not None and own.empty:
        bars.append(charts.Bar(t.country(iso3), None))
    return Exhibit(
        headline=headline,
        subtitle=t(
            "Fee and exchange margin for 200 US dollars from all surveyed countries of origin, per cent, {year}",
            year=year,
        ),
        alt=headline + ".",
        table=pd.DataFrame(
            {t("Country"): [t.country(c) for c in frame["iso3"]], t("Cost, %"): frame["cost_pct"].to_list()}
        ),
        formats={t("Cost, %"): cells.share(t)},
        sources=costs.sources,
        graphic=charts.bar_list(
            bars,
            t,
            look,
            color=look.channel("remittance"),
            write=lambda v: t.percent(v),
            highlight=t.country(iso3) if iso3 else "",
        ),
        notes=(
            t("The newest yearly average at hand is of {year}; newer single figures stand below.", year=year),
            t("No data: {countries}.", countries=t.listing(t.country(c) for c in missing["iso3"])),
        ),
        file_name="remittance_costs",
    )


def single_costs(costs: Series, iso3: str | None, t: Translator) -> Exhibit:
    """Newer single figures on cost, each with its own definition."""
    frame = costs.frame.sort_values("area", key=lambda area: area.ne(iso3 or ""), kind="stable")
    from_us = frame[frame["indicator"] == "cost_200usd_from_us"]["value"]
    headline = t(
        "Newer single figures: 200 dollars from the United States to Central America cost {low} to {high} in 2024",
        low=t.percent(float(from_us.min())),
        high=t.percent(float(from_us.max())),
    )
    return Exhibit(
        headline=headline,
        subtitle=t("Published single figures; each has its own definition"),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Country"): [t(AREAS[a]) if a in AREAS else t.country(a) for a in frame["area"]],
                t("What"): [cells.flag(value, COST_NAMES, t) for value in frame["indicator"]],
                t("Cost"): [
                    t.percent(float(v), 2) if u == "pct_of_amount" else t("US$ {amount}", amount=t.number(float(v), 2))
                    for v, u in zip(frame["value"], frame["unit"], strict=True)
                ],
                t("Period"): [
                    words.period(t, a.date(), b.date())
                    for a, b in zip(frame["period_start"], frame["period_end"], strict=True)
                ],
            }
        ),
        sources=costs.sources,
        notes=(t("Do not chain or average these figures, nor compare them with the yearly averages above."),),
        file_name="remittance_costs_single",
    )
