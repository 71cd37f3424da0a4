"""Remittances and diaspora: evidence in, exhibits out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.domain import N_
from dashboard.views import cells, charts, maps, words
from dashboard.views.exhibit import Exhibit
from dashboard.views.metric import Metric
from dashboard.views.style import Look, rgba

if TYPE_CHECKING:
    from dashboard.evidence.common import Series
    from dashboard.evidence.remittances import Dependence
    from dashboard.i18n import Translator

HIGH_PCT = 10.0
HALF_PCT = 50.0
LAYOUTS = {"map": N_("Map"), "exposure": N_("Ranking"), "share": N_("US share of remittances")}
SHARE_METHODS = {
    "central_bank": N_("Central bank"),
    "central_bank_survey": N_("Central bank, survey of senders"),
    "idb": N_("Inter-American Development Bank"),
    "model_estimate": N_("World Bank model of 2017"),
}
SENDERS = "share_of_senders"
SHARE_FLAGS = {
    "year": N_("full year"),
    "part_year": N_("part of a year"),
    "single_month": N_("one month"),
    SENDERS: N_("share of senders, not of money"),
    "lower_bound": N_("lower bound"),
    "unreliable": N_("unreliable"),
}
FLOW_FLAGS = {
    "rounded_estimate": N_("rounded estimate"),
    "repeated_value": N_("value repeated from the year before"),
    "level_break": N_("break in the level"),
}


# Head of the page ----------------------------------------------------------------------------------------------------


def title(dep: Dependence, iso3: str | None, t: Translator) -> str:
    """The page's question answered in one sentence."""
    if iso3 is not None:
        return _country_sentence(dep, iso3, t)
    top = dep.ranked.head(3)
    # Some shares count senders, not money: a range of both would mix them.
    message = (
        N_("{countries}: remittances make up {low} to {high} of GDP, most of them from the United States")
        if (top["us_share_pct"] > HALF_PCT).all()
        else N_("{countries}: remittances make up {low} to {high} of GDP")
    )
    return t(
        message,
        countries=t.listing(t.country(str(code)) for code in top.index),
        low=t.percent(float(top["remittances_gdp_pct"].min()), 0),
        high=t.percent(float(top["remittances_gdp_pct"].max()), 0),
    )


def _country_sentence(dep: Dependence, iso3: str, t: Translator) -> str:
    row, name = cells.row(dep.frame, iso3), t.country(iso3)
    if pd.isna(row["remittances_gdp_pct"]):
        if pd.isna(row["last_year"]):
            return t("{country}: no figure on remittances is published", country=name)
        return t(
            "{country}: the last published figure on remittances is of {year}", country=name, year=int(row["last_year"])
        )
    ratio, share = (
        cells.small_percent(float(row["remittances_gdp_pct"]), t),
        t.percent(cells.number(row["us_share_pct"]), 0),
    )
    if row["us_flag"] == SENDERS:
        return t(
            "{country}: remittances are {ratio} of GDP, and {share} of their senders are in the United States",
            country=name,
            ratio=ratio,
            share=share,
        )
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
        t("Remittance tax"),
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
                t("US share of remittances"),
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
    row = cells.row(dep.frame, iso3)
    return (
        Metric(
            t("Remittances received in {year}", year=dep.year),
            t.usd_m(cells.number(row["remittances_usd_m"])) if pd.notna(row["remittances_usd_m"]) else t("no data"),
            t("{change} on the year before", change=t.percent(float(row["change_pct"]), signed=True))
            if pd.notna(row["change_pct"])
            else None,
            t("World Bank concept: transfers between households and pay for short work abroad, from all countries."),
        ),
        Metric(
            t("US share of remittances"),
            share_words(row, t) if row["usable"] else t("not known"),
            cells.flag(row["us_flag"], SHARE_FLAGS, t) or None if row["usable"] else None,
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
        t("about {number}", number=t.number(cells.about(total))) if total > 0 else t("no data"),
        t("{share} settled", share=t.percent(100.0 * settled / total, 0)) if total > 0 else None,
        t("Born in the country; our own split by legal situation, derived from totals of 2021 to 2024."),
    )


# Dependence ----------------------------------------------------------------------------------------------------------


def dependence(dep: Dependence, layout: str, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Dependence as one of LAYOUTS: the map, the ranking with the part from the US, or that part alone."""
    if layout == "map":
        return gdp_map(dep, t, look)
    builder = exposure_bars if layout == "exposure" else share_dots
    return builder(dep, iso3, t, look)


def gdp_map(dep: Dependence, t: Translator, look: Look) -> Exhibit:
    """Remittances as a share of GDP on the map."""
    values = {str(code): cells.number(value) for code, value in dep.frame["remittances_gdp_pct"].items()}
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
        ratio, us = cells.number(row["remittances_gdp_pct"]), cells.number(row["from_us_gdp_pct"])
        known = None if ratio is None or us is None else us
        rest = None if ratio is None or us is None else ratio - us
        text = cells.small_percent(ratio, t)
        if us is not None:
            text = f"{text} ({'' if row['counted'] else '≥ '}{cells.small_percent(us, t)})"
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
            t(
                "Shares of senders, not of money: {countries}.",
                countries=t.listing(t.country(str(code)) for code in dep.frame.index[dep.frame["us_flag"] == SENDERS]),
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
    row, name = cells.row(dep.frame, iso3), t.country(iso3)
    if pd.isna(row["from_us_gdp_pct"]):
        return t("{country}: transfers from the United States cannot be compared with GDP", country=name)
    amount, share = t.usd_m(float(row["from_us_usd_m"])), cells.small_percent(float(row["from_us_gdp_pct"]), t)
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
    elif not cells.row(known, iso3)["usable"]:
        headline = t("{country}: the only share from the United States is unreliable", country=t.country(iso3))
    else:
        row = cells.row(known, iso3)
        message = (
            N_("{country}: {share} of the senders of remittances are in the United States ({how})")
            if row["us_flag"] == SENDERS
            else N_("{country}: {share} of remittances come from the United States ({how})")
        )
        headline = t(
            message,
            country=t.country(iso3),
            share=share_words(row, t),
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
            (look.muted, t("○ model of 2017, lower bound")),
            (look.muted, t("✕ model of 2017, unreliable")),
        ),
        file_name="remittances_us_share",
    )


def share_words(row: pd.Series | Mapping[str, Any], t: Translator) -> str:
    """The US share of remittances; one from a model is a lower bound."""
    share = t.percent(float(row["us_share_pct"]), 0)
    return share if row["counted"] else t("at least {share}", share=share)


def _share_mark(code: str, row: pd.Series, t: Translator, look: Look) -> charts.Dot:
    name, share = t.country(code), t.percent(float(row["us_share_pct"]), 0)
    hover = f"{name}: {share_words(row, t)}, {_share_method(row, t)}"
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
        method=cells.flag(row["us_method"], SHARE_METHODS, t),
        period=period,
        flag=cells.flag(row["us_flag"], SHARE_FLAGS, t),
    )


def _dependence_table(dep: Dependence, t: Translator) -> pd.DataFrame:
    frame = dep.ranked
    return pd.DataFrame(
        {
            t("Country"): [t.country(str(code)) for code in frame.index],
            t("Remittances, US$ million"): frame["remittances_usd_m"].to_list(),
            t("GDP, US$ million"): frame["gdp_usd_m"].to_list(),
            t("Remittances, % of GDP"): frame["remittances_gdp_pct"].to_list(),
            t("US share of remittances, %"): frame["us_share_pct"].to_list(),
            t("From the US, US$ million"): frame["from_us_usd_m"].to_list(),
            t("From the US, % of GDP"): frame["from_us_gdp_pct"].to_list(),
            t("Origin of the share"): [_share_method(row, t) for _, row in frame.iterrows()],
            t("Note on remittances"): [cells.flag(value, FLOW_FLAGS, t) for value in frame["remittances_flag"]],
        }
    )


def _dependence_formats(t: Translator) -> dict[str, Callable[[Any], str]]:
    money, share = cells.money(t), cells.share(t)
    return {
        t("Remittances, US$ million"): money,
        t("GDP, US$ million"): money,
        t("Remittances, % of GDP"): share,
        t("US share of remittances, %"): share,
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
        named = (
            f"{t.country(str(c))} ({cells.flag(r['remittances_flag'], FLOW_FLAGS, t)})" for c, r in flagged.iterrows()
        )
        notes.append(t("Weaker figures: {countries}.", countries=t.listing(named)))
    return tuple(notes)


def _why_missing(code: str, row: pd.Series, t: Translator) -> str:
    if pd.isna(row["last_year"]):
        return t("{country} (not published)", country=t.country(code))
    return t("{country} (not since {year})", country=t.country(code), year=int(row["last_year"]))
