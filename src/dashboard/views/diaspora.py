"""People of each country in the United States as exhibits: legal situation, published counts, who came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.domain import N_
from dashboard.views import cells, charts, words
from dashboard.views.exhibit import Exhibit
from dashboard.views.overview import EVENT_STATUS
from dashboard.views.style import Look, rgba

if TYPE_CHECKING:
    from dashboard.evidence.common import Series
    from dashboard.evidence.diaspora import CountMatrix, Protected, Returned
    from dashboard.i18n import Translator

SHOWN_GROUPS = 15  # countries drawn in the chart of groups; the table has all
GROUP_NAMES = {
    "settled": N_("Settled: citizens and permanent residents"),
    "liminal": N_("Protected for a time: TPS, DACA, parole"),
    "unauthorised": N_("Without authorisation"),
}
GROUP_METHODS = {
    "pew_2023": N_("Pew Research Center 2023"),
    "mpi_2021": N_("Migration Policy Institute 2021"),
    "noncitizen_upper_bound_scaled": N_("Judgement: 58% of non-citizens in the survey of 2021"),
    "final_orders_floor": N_("Judgement: people with a final removal order"),
}
CATEGORIES = {
    "all_residents": N_("All residents born in the country"),
    "chnv_parole_arrivals": N_("Arrived with CHNV parole"),
    "daca_recipients": N_("DACA recipients"),
    "final_orders": N_("Final removal order, not detained"),
    "irregular_home_government": N_("Without regular status, home government"),
    "non_detained_docket": N_("Immigration court docket, not detained (cases)"),
    "tps_holders": N_("Temporary Protected Status"),
    "tps_pending_applications": N_("Pending TPS applications, renewals included"),
    "unauthorised": N_("Without authorisation, estimate"),
    "unauthorised_asylum_pending": N_("Without authorisation: asylum claim pending"),
    "unauthorised_court_date": N_("Without authorisation: court date"),
    "unauthorised_paroled": N_("Without authorisation: parole"),
    "unauthorised_protected": N_("Without authorisation: protected from removal"),
}
SHORT_CATEGORIES = {
    "tps_holders": N_("TPS holders"),
    "chnv_parole_arrivals": N_("CHNV parole"),
    "daca_recipients": N_("DACA"),
    "final_orders": N_("Final order"),
}
AGENCIES = {
    "pew": N_("Pew Research Center"),
    "mpi": N_("Migration Policy Institute"),
    "cms": N_("Center for Migration Studies"),
    "dhs": N_("US Department of Homeland Security"),
    "uscis": N_("US Citizenship and Immigration Services"),
    "cbp": N_("US Customs and Border Protection"),
    "ice": N_("US Immigration and Customs Enforcement"),
    "secmca": N_("Central American Monetary Council"),
    "peru_mre": N_("Ministry of Foreign Affairs, Peru"),
}
NEWER_COUNTS = {
    "holders": N_("holders in the press"),
    "affected": N_("affected by the end"),
    "lost_status": N_("had lost the status"),
}
ORIGINS = {
    "USA": N_("from the United States"),
    "USA_MEX": N_("from the United States and Mexico"),
    "ALL": N_("from all countries"),
}
PEOPLE = {
    "groups": N_("Legal situation"),
    "protected": N_("Temporary status"),
    "counts": N_("Published counts"),
}
COUNT_FLAGS = {
    "lower_bound": N_("lower bound"),
    "upper_bound": N_("upper bound"),
    "uncertain_reading": N_("uncertain reading"),
}


def group_bars(groups: Series, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """People in the US by legal situation, shares of each country's total."""
    frame = groups.frame
    known = frame[frame["total"].notna()]
    order = [str(code) for code in known.head(SHOWN_GROUPS).index]
    if iso3 is not None and iso3 not in order:
        order = [*order[: SHOWN_GROUPS - 1], iso3]
    rows = []
    for code in order:
        row = cells.row(frame, code)
        name = _judged(t.country(code), row)
        total = cells.number(row["total"])
        parts = [None if total is None else 100.0 * (cells.number(row[g]) or 0.0) / total for g in GROUP_NAMES]
        rows.append(charts.SplitBar(name, parts, t.compact(cells.about(total) / 1000.0) if total else ""))
    scope = known if iso3 is None else frame.loc[[iso3]]
    total = float(scope["total"].sum(min_count=1))
    shares = {g: t.percent(100.0 * float(scope[g].sum()) / total, 0) for g in GROUP_NAMES} if total > 0 else {}
    if not shares:
        headline = t("{country}: no estimate by legal situation exists", country=t.country(iso3 or ""))
    else:
        who = (
            t.plural("{count} country of the region", "{count} countries of the region", len(known))
            if iso3 is None
            else t.country(iso3)
        )
        headline = t(
            "{who}: of about {total} people in the United States {settled} are settled, {liminal} are protected for "
            "a time, {unauthorised} are without authorisation",
            who=who,
            total=t.number(cells.about(total)),
            **shares,
        )
    color = look.channel("removals")
    colors = (look.channel("united_states"), rgba(color, 0.5), color)
    table = pd.DataFrame(
        {
            t("Country"): [t.country(str(code)) for code in frame.index],
            **{t(name): frame[group].to_list() for group, name in GROUP_NAMES.items()},
            t("Total, people"): frame["total"].to_list(),
            t("Method for those without authorisation"): [cells.flag(v, GROUP_METHODS, t) for v in frame["method"]],
        }
    )
    people = cells.people(t)
    highlight = _judged(t.country(iso3), cells.row(frame, iso3)) if iso3 is not None else ""
    notes = [
        t(
            "Derived by us from published totals. An asterisk marks judgement: no published estimate exists, so 58% "
            "of the non-citizens in the survey of 2021 stand for people without authorisation (Haiti: people with a "
            "final order)."
        ),
        t("Surveys miss people: groups are rather too small. People protected for a time overlap with other counts."),
    ]
    if iso3 is not None and pd.notna(cells.row(frame, iso3)["method"]):
        notes.insert(
            0,
            t(
                "{country}: method {method}.",
                country=t.country(iso3),
                method=cells.flag(cells.row(frame, iso3)["method"], GROUP_METHODS, t),
            ),
        )
    missing = [str(code) for code in frame.index if pd.isna(frame.loc[code, "total"])]
    if missing:
        notes.append(t("No data: {countries}.", countries=t.listing(t.country(code) for code in missing)))
    return Exhibit(
        headline=headline,
        subtitle=t(
            "People born in each country who live in the United States, shares of the total (thousand, at the "
            "right); the largest groups, stocks of 2021 to 2024"
        ),
        alt=headline + ".",
        table=table,
        formats={**{t(name): people for name in GROUP_NAMES.values()}, t("Total, people"): people},
        sources=groups.sources,
        graphic=charts.split_bars(rows, colors, t, look, room=0.35, highlight=highlight),
        notes=tuple(notes),
        legend=tuple(zip(colors, (t(name) for name in GROUP_NAMES.values()), strict=True)),
        file_name="migrants_by_legal_situation",
    )


def _judged(name: str, row: pd.Series) -> str:
    return f"{name} *" if row["quality"] == "judgement" else name


def counts_matrix(matrix: CountMatrix, t: Translator) -> Exhibit:
    """Documented counts by country, four categories that overlap."""
    frame = matrix.frame
    tps = frame["tps_holders"].dropna()
    headline = t(
        "{country}: {people} people with Temporary Protected Status, more than any other country of the region",
        country=t.country(str(tps.idxmax())),
        people=t.number(float(tps.max())),
    )
    columns = {code: f"{t(SHORT_CATEGORIES[code])}, {t.month(matrix.as_of[code])}" for code in frame.columns}
    return Exhibit(
        headline=headline,
        subtitle=t(
            "Documented counts of people at the date in the column. TPS: Temporary Protected Status; CHNV: parole "
            "for four nationalities; DACA: arrived as children; final order: of removal, not detained"
        ),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Country"): [t.country(str(code)) for code in frame.index],
                **{columns[code]: frame[code].to_list() for code in frame.columns},
            }
        ),
        formats=dict.fromkeys(columns.values(), cells.people(t)),
        sources=matrix.sources,
        notes=(
            t(
                "Categories overlap and have different dates: never add them. A dash means no count was found, not "
                "zero."
            ),
        ),
        file_name="migrants_documented_counts",
    )


def counts_table(counts: Series, iso3: str, t: Translator) -> Exhibit:
    """All documented counts of one country."""
    frame = counts.frame
    headline = t.plural(
        "{country}: {count} documented count of people in the United States by legal situation",
        "{country}: {count} documented counts of people in the United States by legal situation",
        len(frame),
        country=t.country(iso3),
    )
    return Exhibit(
        headline=headline,
        subtitle=t("People (court docket: cases), newest date of each category and agency"),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Category"): [cells.flag(value, CATEGORIES, t) for value in frame["category"]],
                t("People"): frame["people"].astype(float).to_list(),
                t("As of"): [t.day(day.date()) for day in frame["as_of"]],
                t("Counted by"): [cells.flag(value, AGENCIES, t) for value in frame["agency"]],
                t("Note"): [cells.flag(value, COUNT_FLAGS, t) for value in frame["flag"]],
            }
        ),
        formats={t("People"): cells.people(t)},
        sources=counts.sources,
        notes=(t("Categories overlap and agencies count differently: never add them."),),
        file_name=f"migrants_documented_counts_{iso3.lower()}",
    )


# Who could lose a temporary status, who came back --------------------------------------------------------------------


def protected_bars(found: Protected, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """People with a status that the executive can end, as a share of all people of the country in the US."""
    frame = found.frame.sort_values("diaspora_pct", ascending=False)
    colors = {"tps_holders": look.channel("visas"), "chnv_parole_arrivals": look.channel("removals")}
    rows = []
    for code, row in frame.iterrows():
        parts = [None if row["counted_as"] != name else float(row["diaspora_pct"]) for name in colors]
        share, people = t.percent(row["diaspora_pct"], 0), t.number(row["people"])
        home = cells.number(row["population_pct"])
        hover = (
            t("{country}: {people} people, {share} of its people in the US.", country=t.country(str(code)),
              people=people, share=share)
            if home is None
            else t(
                "{country}: {people} people, {share} of its people in the US; at home they would be {home} of the "
                "population.",
                country=t.country(str(code)), people=people, share=share, home=t.percent(home),
            )
        )  # fmt: skip
        rows.append(charts.SplitBar(t.country(str(code)), parts, f"{share}  <b>{people}</b>", hover=hover))
    names = {name: f"{t(SHORT_CATEGORIES[name])}, {t.month(found.as_of[name])}" for name in colors}
    diaspora = t("People in the US, estimate")
    population = t("Population at home {year}", year=found.population_year)
    of_diaspora, of_home = t("Share of people in the US (%)"), t("Share of the population at home (%)")
    headline = _protected_sentence(found, iso3, t)
    later = " ".join(
        t(
            "{country}: {count} ({what}, {day}).",
            country=t.country(str(row["iso3"])),
            count=words.counted(t, float(row["count"]), str(row["qualifier"])),
            what=t(NEWER_COUNTS[row["measure"]]),
            day=words.partial_date(t, str(row["as_of"])),
        )
        for row in found.newer.to_dict("records")
        if iso3 in (None, row["iso3"])
    )
    return Exhibit(
        headline=headline,
        subtitle=t(
            "People with Temporary Protected Status or arrived with CHNV parole, the larger of the two counts, per "
            "cent of all people of the country in the US; number of people in bold"
        ),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Country"): [t.country(str(code)) for code in frame.index],
                **{names[name]: frame[name].to_list() for name in colors},
                diaspora: frame["diaspora_people"].to_list(),
                population: frame["population_people"].astype(float).to_list(),
                of_diaspora: frame["diaspora_pct"].to_list(),
                of_home: frame["population_pct"].astype(float).to_list(),
                t("Last step"): [t(event) for event in frame["last_event"]],
                t("Day"): [t.day(day.date()) for day in frame["last_date"]],
                t("Status"): [t(EVENT_STATUS[status]) for status in frame["last_status"]],
            }
        ),
        formats={
            **dict.fromkeys((*names.values(), diaspora, population), cells.people(t)),
            of_diaspora: cells.share(t),
            of_home: cells.share(t),
        },
        sources=found.sources,
        graphic=charts.split_bars(
            rows,
            tuple(colors.values()),
            t,
            look,
            room=0.4,
            highlight=t.country(iso3) if iso3 and iso3 in frame.index else "",
        ),
        legend=tuple((color, names[name]) for name, color in colors.items()),
        notes=(
            t(
                "Only these countries have counts. The two counts overlap and are never added; the parole counts are "
                "lower bounds. Holders are newer than the surveys behind the number of people in the US, so shares of "
                "fast-growing groups are rather too high."
            ),
            *([later] if later else []),
        ),
        file_name="temporary_status",
    )


def _protected_sentence(found: Protected, iso3: str | None, t: Translator) -> str:
    frame = found.frame
    if iso3 is not None and iso3 not in frame.index:
        return t("{country}: no TPS holders and no CHNV parole are on record", country=t.country(iso3))
    code = str(frame.index[0]) if iso3 is None else iso3
    row = cells.row(frame, code)
    if iso3 is None:
        return t(
            "{country}: {people} people with a status that Washington can end, more than any other country",
            country=t.country(code),
            people=t.number(float(row["people"])),
        )
    return t(
        "{country}: {people} people with a status that Washington can end, {share} of its people in the US",
        country=t.country(code),
        people=t.number(float(row["people"])),
        share=t.percent(float(row["diaspora_pct"]), 0),
    )


def returned_bars(found: Returned, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Returned nationals per 1,000 inhabitants, newest full year of each country that counts."""
    frame = found.frame
    color = look.channel("removals")
    shades = {"USA": color, "USA_MEX": rgba(color, 0.65), "ALL": rgba(color, 0.4)}
    bars = [
        charts.Bar(
            t("{country}, {year}", country=t.country(row["iso3"]), year=row["year"]),
            cells.number(row["per_1000"]),
            color=shades[row["returned_from"]],
            hover=t(
                "{country}: {people} returned people in {year}, {origin}.",
                country=t.country(row["iso3"]),
                people=words.counted(t, float(row["people"]), str(row["qualifier"])),
                year=row["year"],
                origin=t(ORIGINS[row["returned_from"]]),
            ),
        )
        for row in frame.to_dict("records")
    ]
    rate = t("Per 1,000 inhabitants")
    headline = _returned_sentence(found, iso3, t)
    present = [origin for origin in ORIGINS if (frame["returned_from"] == origin).any()]
    return Exhibit(
        headline=headline,
        subtitle=t(
            "Returned nationals per 1,000 inhabitants, newest full calendar year, counted by the country itself"
        ),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Country"): [t.country(code) for code in frame["iso3"]],
                t("Year"): frame["year"].astype(str).to_list(),
                t("Returned from"): [t(ORIGINS[origin]) for origin in frame["returned_from"]],
                t("Returned people"): [
                    words.counted(t, float(people), str(qualifier))
                    for people, qualifier in zip(frame["people"], frame["qualifier"], strict=True)
                ],
                rate: frame["per_1000"].to_list(),
            }
        ),
        formats={rate: lambda value: t.number(cells.number(value), 2)},
        sources=found.sources,
        graphic=charts.bar_list(
            bars,
            t,
            look,
            color=color,
            write=lambda value: t.number(value, 2),
            highlight=next((bar.label for bar, code in zip(bars, frame["iso3"], strict=True) if code == iso3), ""),
        ),
        legend=tuple((shades[origin], t(ORIGINS[origin])) for origin in present),
        notes=(
            t(
                "Each country counts in its own way (Brazil charter flights only, Mexico its reception programme), "
                "some print people from the US, some from everywhere: compare sizes, not decimals. A person returned "
                "twice counts twice. These are returns that the country received, not US removals."
            ),
            t("No full year was found: {countries}.", countries=t.listing(t.country(code) for code in found.others)),
        ),
        file_name="returned_per_1000",
    )


def _returned_sentence(found: Returned, iso3: str | None, t: Translator) -> str:
    frame = found.frame
    own = frame[frame["iso3"] == iso3] if iso3 else frame.head(1)
    if own.empty:
        return t("{country}: no full-year count of returned nationals was found", country=t.country(iso3 or ""))
    row = own.iloc[0]
    people = words.counted(t, float(row["people"]), str(row["qualifier"]))
    if iso3 is None:
        return t(
            "{country}: {rate} returned people per 1,000 inhabitants in {year}, the most of the countries that count",
            country=t.country(row["iso3"]),
            rate=t.number(float(row["per_1000"]), 1),
            year=row["year"],
        )
    if pd.isna(row["per_1000"]):
        return t(
            "{country}: {people} returned people in {year}; no population of the same source to compare with",
            country=t.country(iso3),
            people=people,
            year=row["year"],
        )
    return t(
        "{country}: {people} returned people in {year}, {rate} per 1,000 inhabitants",
        country=t.country(iso3),
        people=people,
        year=row["year"],
        rate=t.number(float(row["per_1000"]), 2),
    )
