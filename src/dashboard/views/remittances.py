"""Remittances and diaspora: evidence in, exhibits out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.domain import N_
from dashboard.i18n import Translator
from dashboard.views import charts, maps, words
from dashboard.views.exhibit import Exhibit
from dashboard.views.metric import Metric
from dashboard.views.style import Look, rgba

if TYPE_CHECKING:
    from dashboard.evidence.remittances import Aid, CountMatrix, Dependence, History, Monthly, Series, States

SHOWN_GROUPS = 15  # countries drawn in the chart of groups; the table has all
SHOWN_STATES = 12
MONTHS_SHOWN = 137  # since January 2015
HIGH_PCT = 10.0

SHARE_METHODS = {
    "central_bank": N_("Central bank"),
    "central_bank_survey": N_("Central bank, survey of senders"),
    "idb": N_("Inter-American Development Bank"),
    "model_estimate": N_("World Bank model of 2017"),
}
SHARE_FLAGS = {
    "year": N_("full year"),
    "part_year": N_("part of a year"),
    "single_month": N_("one month"),
    "share_of_senders": N_("share of senders, not of money"),
    "lower_bound": N_("lower bound"),
    "unreliable": N_("unreliable"),
}
FLOW_FLAGS = {
    "rounded_estimate": N_("rounded estimate"),
    "repeated_value": N_("value repeated from the year before"),
    "level_break": N_("break in the level"),
}
CONCEPTS = {"central_bank": N_("Central bank"), "idb_estimate": N_("Development bank, estimate")}
FIGURE_TYPES = {
    "actual": N_("counted"),
    "first_published": N_("first published"),
    "estimate": N_("estimate of November 2025"),
}
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
COUNT_FLAGS = {
    "lower_bound": N_("lower bound"),
    "upper_bound": N_("upper bound"),
    "uncertain_reading": N_("uncertain reading"),
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
MEASURES = {"disbursements": N_("Paid (disbursements)"), "obligations": N_("Promised by contract (obligations)")}
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


# Head of the page ----------------------------------------------------------------------------------------------------


def title(dep: Dependence, iso3: str | None, t: Translator) -> str:
    """The page's question answered in one sentence."""
    if iso3 is not None:
        return _country_sentence(dep, iso3, t)
    top = dep.ranked.head(3)
    return t(
        "{countries}: remittances make up {low} to {high} of GDP, and {share_low} to {share_high} of them come from "
        "the United States",
        countries=t.listing(t.country(str(code)) for code in top.index),
        low=t.percent(float(top["remittances_gdp_pct"].min()), 0),
        high=t.percent(float(top["remittances_gdp_pct"].max()), 0),
        share_low=t.percent(float(top["us_share_pct"].min()), 0),
        share_high=t.percent(float(top["us_share_pct"].max()), 0),
    )


def _country_sentence(dep: Dependence, iso3: str, t: Translator) -> str:
    row, name = _row(dep.frame, iso3), t.country(iso3)
    if pd.isna(row["remittances_gdp_pct"]):
        if pd.isna(row["last_year"]):
            return t("{country}: no figure on remittances is published", country=name)
        return t(
            "{country}: the last published figure on remittances is of {year}", country=name, year=int(row["last_year"])
        )
    ratio, share = _small(float(row["remittances_gdp_pct"]), t), t.percent(_number(row["us_share_pct"]), 0)
    if not row["usable"]:
        return t(
            "{country}: remittances are {ratio} of GDP; the share from the United States is not known",
            country=name,
            ratio=ratio,
        )
    message = (
        N_("{country}: remittances are {ratio} of GDP, and {share} of them come from the United States")
        if row["counted"]
        else N_("{country}: remittances are {ratio} of GDP, and at least {share} of them come from the United States")
    )
    return t(message, country=name, ratio=ratio, share=share)


def metrics(dep: Dependence, groups: Series, law: Series, iso3: str | None, t: Translator) -> tuple[Metric, ...]:
    """Four figures at the head of the page."""
    enacted = law.frame[law.frame["status"] == "in_force"].iloc[-1]
    tax = Metric(
        t("Tax on cash transfers"),
        t.percent(float(enacted["tax_pct"]), 0),
        t("since {day}", day=t.day(enacted["applies_from"])),
        t("US tax on transfers paid with cash, money order or cashier's cheque; accounts and US cards are exempt."),
    )
    if iso3 is None:
        return (
            Metric(
                t("Remittances received in {year}", year=dep.year),
                t.usd_m(dep.total_usd_m),
                t("{change} on the year before", change=t.percent(dep.total_change_pct, signed=True)),
                t.plural(
                    "{count} country of 33, World Bank concept.",
                    "{count} countries of 33, World Bank concept.",
                    dep.countries,
                ),
            ),
            Metric(
                t("Share from the United States"),
                t("about {share}", share=t.percent(dep.us_share_pct, 0)),
                None,
                t(
                    "Derived: newest share of each country, weighted by its remittances. Shares from a model of 2017 "
                    "are lower bounds, so the true share is rather higher."
                ),
            ),
            _people_metric(groups.frame, t),
            tax,
        )
    row = _row(dep.frame, iso3)
    return (
        Metric(
            t("Remittances received in {year}", year=dep.year),
            t.usd_m(_number(row["remittances_usd_m"])),
            t("{change} on the year before", change=t.percent(float(row["change_pct"]), signed=True))
            if pd.notna(row["change_pct"])
            else None,
            t("World Bank concept: transfers between households and pay for short work abroad, from all countries."),
        ),
        Metric(
            t("Share from the United States"),
            _share_words(row, t) if row["usable"] else t("not known"),
            _flag(row["us_flag"], SHARE_FLAGS, t) or None if row["usable"] else None,
            _share_method(row, t),
        ),
        _people_metric(groups.frame.loc[[iso3]], t),
        tax,
    )


def _people_metric(frame: pd.DataFrame, t: Translator) -> Metric:
    total = float(frame["total"].sum(min_count=1))
    settled = float(frame["settled"].sum(min_count=1))
    return Metric(
        t("People in the United States"),
        t("about {number}", number=t.number(_about(total))) if total > 0 else t("no data"),
        t("{share} settled", share=t.percent(100.0 * settled / total, 0)) if total > 0 else None,
        t("Born in the country; our own split by legal situation, derived from survey totals of 2022 to 2024."),
    )


# Dependence ----------------------------------------------------------------------------------------------------------


def gdp_map(dep: Dependence, t: Translator, look: Look) -> Exhibit:
    """Remittances as a share of GDP on the map."""
    values = {str(code): _number(value) for code, value in dep.frame["remittances_gdp_pct"].items()}
    high = [code for code, value in values.items() if value is not None and value >= HIGH_PCT]
    headline = t.plural(
        "{count} country of 33 receives remittances worth {limit} of GDP or more",
        "{count} countries of 33 receive remittances worth {limit} of GDP or more",
        len(high),
        limit=t.percent(HIGH_PCT, 0),
    )
    return Exhibit(
        headline=headline,
        subtitle=t("Remittances received from all countries, per cent of GDP, {year}", year=dep.year),
        alt=f"{headline}: {t.listing(t.country(code) for code in high)}.",
        table=_dependence_table(dep, t),
        formats=_dependence_formats(t),
        sources=(*dep.received_sources, *dep.gdp_sources),
        graphic=maps.filled(values, t, look, write=lambda v: t.percent(v, 1 if 0 < v < HIGH_PCT else 0)),
        notes=_dependence_notes(dep, t),
        file_name="remittances_gdp",
    )


def exposure_bars(dep: Dependence, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """All 33: remittances as a share of GDP, the part from the US told apart."""
    rows = []
    for code, row in dep.ranked.iterrows():
        ratio, us = _number(row["remittances_gdp_pct"]), _number(row["from_us_gdp_pct"])
        known = None if ratio is None or us is None else us
        rest = None if ratio is None or us is None else ratio - us
        text = _small(ratio, t)
        if us is not None:
            text = f"{text} ({'' if row['counted'] else '≥ '}{_small(us, t)})"
        name = t.country(str(code))
        rows.append(charts.SplitBar(name, (known, rest, ratio if us is None else None), text))
    top = dep.frame.nlargest(3, "from_us_gdp_pct")
    headline = (
        t(
            "{countries}: transfers from the United States alone are worth {low} of GDP or more",
            countries=t.listing(t.country(str(code)) for code in top.index),
            low=t.percent(float(top["from_us_gdp_pct"].min()), 0),
        )
        if iso3 is None
        else _exposure_sentence(dep, iso3, t)
    )
    color = look.channel("remittance")
    return Exhibit(
        headline=headline,
        subtitle=t(
            "Remittances received, per cent of GDP, {year}; in brackets those from the United States", year=dep.year
        ),
        alt=headline + ".",
        table=_dependence_table(dep, t),
        formats=_dependence_formats(t),
        sources=dep.sources,
        graphic=charts.split_bars(
            rows, (color, rgba(color, 0.4), look.muted), t, look, room=0.9, highlight=t.country(iso3) if iso3 else ""
        ),
        notes=(
            t(
                "Derived: remittances of {year} times the newest share from the United States. “≥” means at least: "
                "the share comes from a model of 2017 that is too low wherever it can be tested.",
                year=dep.year,
            ),
        ),
        legend=(
            (color, t("from the United States")),
            (rgba(color, 0.4), t("from other countries")),
            (look.muted, t("origin not known")),
        ),
        file_name="remittances_exposure",
    )


def _exposure_sentence(dep: Dependence, iso3: str, t: Translator) -> str:
    row, name = _row(dep.frame, iso3), t.country(iso3)
    if pd.isna(row["from_us_gdp_pct"]):
        return t("{country}: transfers from the United States cannot be compared with GDP", country=name)
    amount, share = t.usd_m(float(row["from_us_usd_m"])), _small(float(row["from_us_gdp_pct"]), t)
    message = (
        N_("{country}: about {amount} a year come from the United States, {share} of GDP")
        if row["counted"]
        else N_("{country}: at least {amount} a year come from the United States, {share} of GDP")
    )
    return t(message, country=name, amount=amount, share=share)


def share_dots(dep: Dependence, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """US share of remittances by country; counted, modelled and unreliable shares have different marks."""
    known = dep.frame[dep.frame["us_share_pct"].notna()]
    order = known.sort_values(["counted", "us_share_pct"], ascending=[False, False])
    missing = [code for code in dep.frame.index if code not in known.index]
    marks = [_share_mark(str(code), row, t, look) for code, row in order.iterrows()]
    counted = known[known["counted"]].sort_values("us_share_pct")
    if iso3 is None:
        low, high = counted.iloc[0], counted.iloc[-1]
        headline = t(
            "Counted shares run from {low} ({low_country}) to {high} ({high_country}); {modelled} countries have "
            "only a model of 2017",
            low=t.percent(float(low["us_share_pct"]), 0),
            low_country=t.country(str(low.name)),
            high=t.percent(float(high["us_share_pct"]), 0),
            high_country=t.country(str(high.name)),
            modelled=t.number(float((~known["counted"]).sum())),
        )
    elif iso3 in missing:
        headline = t("{country}: no share from the United States was found", country=t.country(iso3))
    elif not _row(known, iso3)["usable"]:
        headline = t("{country}: the only share from the United States is unreliable", country=t.country(iso3))
    else:
        row = _row(known, iso3)
        headline = t(
            "{country}: {share} of remittances come from the United States ({how})",
            country=t.country(iso3),
            share=_share_words(row, t),
            how=_share_method(row, t),
        )
    rows = [*(t.country(str(code)) for code in order.index), *(t.country(str(code)) for code in missing)]
    return Exhibit(
        headline=headline,
        subtitle=t("Share of remittances that comes from the United States, per cent, newest figure of each country"),
        alt=headline + ".",
        table=_dependence_table(dep, t),
        formats=_dependence_formats(t),
        sources=dep.share_sources,
        graphic=charts.dots(
            rows, marks, t, look, axis=(0, 118), highlight=t.country(iso3) if iso3 else "", ticks=False
        ),
        notes=(
            t(
                "Modelled shares are lower bounds: where both exist, the model of 2017 is below the count (Ecuador "
                "43 against 73.5 per cent). Counted shares can cover a part of a year or senders instead of money; "
                "the table says which."
            ),
        ),
        legend=(
            (look.channel("remittance"), t("● counted: central bank or development bank")),
            (look.muted, t("○ model of 2017, lower bound; × unreliable")),
        ),
        file_name="remittances_us_share",
    )


def _share_words(row: pd.Series, t: Translator) -> str:
    share = t.percent(float(row["us_share_pct"]), 0)
    return share if row["counted"] else t("at least {share}", share=share)


def _share_mark(code: str, row: pd.Series, t: Translator, look: Look) -> charts.Dot:
    name, share = t.country(code), t.percent(float(row["us_share_pct"]), 0)
    hover = f"{name}: {_share_words(row, t)}, {_share_method(row, t)}"
    if row["counted"]:
        return charts.Dot(name, float(row["us_share_pct"]), look.channel("remittance"), share, hover=hover)
    if not row["usable"]:
        text = t("{share}, unreliable", share=share)
        return charts.Dot(name, float(row["us_share_pct"]), look.muted, text, "x-thin", hover)
    return charts.Dot(name, float(row["us_share_pct"]), look.muted, f"≥ {share}", "circle-open", hover)


def _share_method(row: pd.Series, t: Translator) -> str:
    if pd.isna(row["us_share_pct"]):
        return t("no share was found")
    period = words.period(t, row["us_from"].date(), row["us_to"].date())
    return t(
        "{method}, {period}, {flag}",
        method=_flag(row["us_method"], SHARE_METHODS, t),
        period=period,
        flag=_flag(row["us_flag"], SHARE_FLAGS, t),
    )


def _dependence_table(dep: Dependence, t: Translator) -> pd.DataFrame:
    frame = dep.ranked
    return pd.DataFrame(
        {
            t("Country"): [t.country(str(code)) for code in frame.index],
            t("Remittances, US$ million"): frame["remittances_usd_m"].to_list(),
            t("GDP, US$ million"): frame["gdp_usd_m"].to_list(),
            t("Remittances, % of GDP"): frame["remittances_gdp_pct"].to_list(),
            t("Share from the US, %"): frame["us_share_pct"].to_list(),
            t("From the US, US$ million"): frame["from_us_usd_m"].to_list(),
            t("From the US, % of GDP"): frame["from_us_gdp_pct"].to_list(),
            t("Origin of the share"): [_share_method(row, t) for _, row in frame.iterrows()],
            t("Note on remittances"): [_flag(value, FLOW_FLAGS, t) for value in frame["remittances_flag"]],
        }
    )


def _dependence_formats(t: Translator) -> dict[str, Callable[[Any], str]]:
    money, share = _money(t), _share(t)
    return {
        t("Remittances, US$ million"): money,
        t("GDP, US$ million"): money,
        t("Remittances, % of GDP"): share,
        t("Share from the US, %"): share,
        t("From the US, US$ million"): money,
        t("From the US, % of GDP"): share,
    }


def _dependence_notes(dep: Dependence, t: Translator) -> tuple[str, ...]:
    missing = dep.frame[dep.frame["remittances_gdp_pct"].isna()]
    notes = []
    if len(missing):
        notes.append(
            t("No data: {countries}.", countries=t.listing(_why_missing(str(c), r, t) for c, r in missing.iterrows()))
        )
    estimates = dep.frame[dep.frame["gdp_is_estimate"] & dep.frame["remittances_gdp_pct"].notna()].index
    if len(estimates):
        notes.append(
            t(
                "GDP of {year} is still an estimate: {countries}.",
                year=dep.year,
                countries=t.listing(t.country(str(c)) for c in estimates),
            )
        )
    flagged = dep.frame[dep.frame["remittances_flag"].notna()]
    if len(flagged):
        named = (f"{t.country(str(c))} ({_flag(r['remittances_flag'], FLOW_FLAGS, t)})" for c, r in flagged.iterrows())
        notes.append(t("Weaker figures: {countries}.", countries=t.listing(named)))
    return tuple(notes)


def _why_missing(code: str, row: pd.Series, t: Translator) -> str:
    if pd.isna(row["last_year"]):
        return t("{country} (not published)", country=t.country(code))
    return t("{country} (not since {year})", country=t.country(code), year=int(row["last_year"]))


# History -------------------------------------------------------------------------------------------------------------


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
                _values(own["remittances_usd_m"]),
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
        flag=[_flag(value, FLOW_FLAGS, t) for value in history.frame["flag"]],
    )
    table.columns = [t("Country"), t("Year"), t("Remittances, US$ million"), t("Note")]
    graphic = charts.lines(lines, t, look, write=t.compact, label_room=150)
    graphic.update_yaxes(separatethousands=True, exponentformat="none")
    graphic.update_xaxes(range=[2000, history.last_year])
    flagged = history.frame[history.frame["flag"].notna()]
    notes = tuple(
        f"{t.country(str(code))}: {_flag(flag, FLOW_FLAGS, t)} ({t.listing(str(int(y)) for y in rows['year'])})."
        for (code, flag), rows in flagged.groupby(["iso3", "flag"])
    )
    return Exhibit(
        headline=headline,
        subtitle=t("Remittances received a year, US$ million, current prices, World Bank concept"),
        alt=headline + ".",
        table=table,
        formats={t("Remittances, US$ million"): _money(t), t("Year"): str},
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
            concept=_flag(best["concept"], CONCEPTS, t),
        )
    else:
        by_change = counted.sort_values("change_pct")
        low, high = by_change.iloc[0], by_change.iloc[-1]
        headline = t(
            "{year}: changes on the year before ran from {low} ({low_country}) to {high} ({high_country})",
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
            t("Whose figure"): [_flag(value, CONCEPTS, t) for value in frame["concept"]],
            t("Kind"): [_flag(value, FIGURE_TYPES, t) for value in frame["figure_type"]],
        }
    )
    return Exhibit(
        headline=headline,
        subtitle=t("Newest figures of central banks and of the Inter-American Development Bank, US$ million"),
        alt=headline + ".",
        table=table,
        formats={
            t("Remittances, US$ million"): _money(t),
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


def mexico_months(monthly: Monthly, t: Translator, look: Look) -> Exhibit:
    """Mexico by month, with the mean of twelve months."""
    frame = monthly.frame.tail(MONTHS_SHOWN)
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
            charts.Line(t("Month"), months, _values(frame["inflow_usd_m"]), rgba(color, 0.55), width=1.2),
            charts.Line(t("Mean of twelve months"), months, _values(frame["mean_12_usd_m"]), color, width=2.8),
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
        formats={t("Remittances, US$ million"): _money(t), t("Mean of twelve months, US$ million"): _money(t)},
        sources=monthly.sources,
        graphic=graphic,
        notes=(t("Another concept than the yearly World Bank series: do not join them."),),
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
        formats={t("Remittances, US$ million"): _money(t), t("Share, %"): _share(t)},
        sources=states.sources,
        graphic=charts.ranked_bars(bars, t, look, color=look.channel("remittance"), write=t.compact),
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


# People --------------------------------------------------------------------------------------------------------------


def group_bars(groups: Series, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """People in the US by legal situation, shares of each country's total."""
    frame = groups.frame
    known = frame[frame["total"].notna()]
    order = [str(code) for code in known.head(SHOWN_GROUPS).index]
    if iso3 is not None and iso3 not in order:
        order = [*order[: SHOWN_GROUPS - 1], iso3]
    rows = []
    for code in order:
        row = _row(frame, code)
        name = _judged(t.country(code), row)
        total = _number(row["total"])
        parts = [None if total is None else 100.0 * (_number(row[g]) or 0.0) / total for g in GROUP_NAMES]
        rows.append(charts.SplitBar(name, parts, t.compact(_about(total) / 1000.0) if total else ""))
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
            total=t.number(_about(total)),
            **shares,
        )
    color = look.channel("removals")
    colors = (look.channel("united_states"), rgba(color, 0.5), color)
    table = pd.DataFrame(
        {
            t("Country"): [t.country(str(code)) for code in frame.index],
            **{t(name): frame[group].to_list() for group, name in GROUP_NAMES.items()},
            t("Total, people"): frame["total"].to_list(),
            t("Method for those without authorisation"): [_flag(v, GROUP_METHODS, t) for v in frame["method"]],
        }
    )
    people = _people(t)
    highlight = _judged(t.country(iso3), _row(frame, iso3)) if iso3 is not None else ""
    notes = [
        t(
            "Derived by us from published totals. An asterisk marks judgement: no published estimate exists, so 58% "
            "of the non-citizens in the survey of 2021 stand for people without authorisation (Haiti: people with a "
            "final order)."
        ),
        t("Surveys miss people: groups are rather too small. People protected for a time overlap with other counts."),
    ]
    if iso3 is not None and pd.notna(_row(frame, iso3)["method"]):
        notes.insert(
            0,
            t(
                "{country}: method {method}.",
                country=t.country(iso3),
                method=_flag(_row(frame, iso3)["method"], GROUP_METHODS, t),
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
        formats=dict.fromkeys(columns.values(), _people(t)),
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
                t("Category"): [_flag(value, CATEGORIES, t) for value in frame["category"]],
                t("People"): frame["people"].astype(float).to_list(),
                t("As of"): [t.day(day.date()) for day in frame["as_of"]],
                t("Counted by"): [_flag(value, AGENCIES, t) for value in frame["agency"]],
                t("Note"): [_flag(value, COUNT_FLAGS, t) for value in frame["flag"]],
            }
        ),
        formats={t("People"): _people(t)},
        sources=counts.sources,
        notes=(t("Categories overlap and agencies count differently: never add them."),),
        file_name=f"migrants_documented_counts_{iso3.lower()}",
    )


# Cost, tax, aid ------------------------------------------------------------------------------------------------------


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
            f"{t.day(row['as_of'])}: {_flag(row['stage'], STAGES, t)}",
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
            t("Stage"): [_flag(value, STAGES, t) for value in frame["stage"]],
            t("Rate, %"): frame["tax_pct"].to_list(),
            t("Who pays"): [_flag(value, SENDERS, t) for value in frame["senders"]],
            t("On what"): [_flag(value, INSTRUMENTS, t) for value in frame["instruments"]],
            t("Applies from"): [t.day(day) if pd.notna(day) else t("not applied") for day in frame["applies_from"]],
            t("Status"): [_flag(value, STATUS, t) for value in frame["status"]],
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
        graphic=charts.ranked_bars(bars, t, look, color=color, write=lambda v: t.percent(v, 1 if v % 1 else 0)),
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
        formats={t("Low, US$ million"): _money(t), t("High, US$ million"): _money(t)},
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
        formats={t("Cost, %"): _share(t)},
        sources=costs.sources,
        graphic=charts.ranked_bars(
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
                t("What"): [_flag(value, COST_NAMES, t) for value in frame["indicator"]],
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


def aid_columns(aid: Aid, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """US foreign assistance by fiscal year; partly reported years are paler and say so."""
    frame = aid.frame
    who = t("All 33 countries") if iso3 is None else t.country(iso3)
    if aid.complete_usd_m is None or aid.complete_year is None:
        headline = t("{country}: no US foreign assistance is on record", country=who)
    else:
        headline = t(
            "{country}: {amount} of US foreign assistance in fiscal year {year}, the newest that is fully reported",
            country=who,
            amount=t.usd_m(aid.complete_usd_m),
            year=aid.complete_year,
        )
    labels = [
        f"{year}*" if partial else str(year)
        for year, partial in zip(frame["fiscal_year"], frame["is_partial"], strict=True)
    ]
    color = look.channel("aid")
    full = [float(v) if not p else None for v, p in zip(frame["usd_m"], frame["is_partial"], strict=True)]
    part = [float(v) if p else None for v, p in zip(frame["usd_m"], frame["is_partial"], strict=True)]
    graphic = charts.stacked_columns(
        labels,
        (charts.Stack(t("fully reported"), full, color), charts.Stack(t("partly reported"), part, rgba(color, 0.4))),
        t,
        look,
        write=t.usd_m,
        height=340,
    )
    graphic.update_xaxes(type="category")
    graphic.update_yaxes(separatethousands=True, exponentformat="none")
    return Exhibit(
        headline=headline,
        subtitle=t(
            "{measure}, current US$ million by US fiscal year (October to September)", measure=t(MEASURES[aid.measure])
        ),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Fiscal year"): frame["fiscal_year"].to_list(),
                t("US$ million"): frame["usd_m"].to_list(),
                t("Reporting"): [t("partly reported") if p else t("fully reported") for p in frame["is_partial"]],
                t("Countries"): frame["countries"].to_list(),
            }
        ),
        formats={t("Fiscal year"): str, t("US$ million"): _money(t)},
        sources=aid.sources,
        graphic=graphic,
        notes=(
            t(
                "Years with an asterisk were partly reported in the copy of December 2025: later reports will raise "
                "them. Regional programmes are not included; a negative amount is money taken back."
            ),
        ),
        legend=((color, t("fully reported")), (rgba(color, 0.4), t("partly reported*"))),
        file_name="us_foreign_assistance",
    )


# Small helpers -------------------------------------------------------------------------------------------------------


def _row(frame: pd.DataFrame, iso3: str) -> pd.Series:
    """The row of one country in a frame indexed by country."""
    row = frame.loc[iso3]
    assert isinstance(row, pd.Series)
    return row


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _values(column: pd.Series) -> Sequence[float | None]:
    return [_number(value) for value in column]


def _flag(value: Any, names: dict[str, str], t: Translator) -> str:
    """A code in words; an empty text when it is missing."""
    return "" if value is None or pd.isna(value) else t(names.get(str(value), str(value)))


def _about(value: float) -> float:
    """A derived count of people to three digits: more would pretend to know more."""
    return float(f"{value:.3g}")


def _small(value: float | None, t: Translator) -> str:
    """A percentage with a second decimal where one would show 0.0."""
    return t.percent(value, 2 if value is not None and 0 < abs(value) < 0.1 else 1)


def _money(t: Translator) -> Callable[[Any], str]:
    return lambda value: t.compact(_number(value))


def _people(t: Translator) -> Callable[[Any], str]:
    return lambda value: t.number(_number(value))


def _share(t: Translator) -> Callable[[Any], str]:
    return lambda value: _small(_number(value), t)
