"""One country on one page: its sentence, dated lines in the order of a minister's questions, and compact charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.domain import N_
from dashboard.i18n import MISSING
from dashboard.views import cells, charts, diaspora, encounters, products, remittances
from dashboard.views.card import Fact
from dashboard.views.charts import Bar, Panel
from dashboard.views.exhibit import Exhibit
from dashboard.views.impact import FLAGS, PERCENT_DIGITS
from dashboard.views.routes import NEVER_KNOWN, UNKNOWN, agreement
from dashboard.views.stances import OWN, THIRD
from dashboard.views.trade import AUTHORITIES
from dashboard.views.words import counted, lower, partial_date, period, sort_key

if TYPE_CHECKING:
    from dashboard.domain import Impact
    from dashboard.evidence.brief import Brief, Listed, Threat
    from dashboard.evidence.overview import Overview
    from dashboard.i18n import Translator
    from dashboard.views.overview import Event, Figure
    from dashboard.views.style import Look
    from dashboard.workspace import ImpactResult

    Answers = Sequence[tuple[Threat, ImpactResult]]

NEAR_ZERO_PCT = 0.5 * 10.0**-PERCENT_DIGITS  # smaller effects would be printed as zero
MANY = 14  # more members than this are counted, not named
FIRST_YEAR = 2014  # the removals by citizenship begin here
LISTS = {
    "us_entry_ban": N_("US entry ban"),
    "us_immigrant_visa_pause": N_("US pause of immigrant visas"),
    "us_military_flights": N_("US military removal flights"),
    "ice_cooperation_rating": N_("US rating of cooperation on removals"),
    "four_nationality_parole": N_("Parole programme for four nationalities"),
}
LIST_VALUES = {
    "full": N_("full"),
    "partial": N_("partial"),
    "yes": N_("on the list"),
    "accepted": N_("permission given"),
    "refused": N_("permission refused"),
    "refused_then_accepted": N_("permission refused, then given"),
    "uncooperative": N_("uncooperative"),
    "ended": N_("ended"),
}
MEASURES = {
    "s301_forced_labor": N_("Section 301, forced labour"),
    "s301_brazil": N_("Section 301, Brazil"),
    "s301_nicaragua": N_("Section 301, Nicaragua"),
    "agreement": N_("Framework agreement on trade"),
    "ieepa_reciprocal": N_("Emergency powers, reciprocal tariff"),
    "ieepa_fentanyl": N_("Emergency powers, fentanyl tariff"),
    "ieepa_brazil": N_("Emergency powers, Brazil tariff"),
}
MEASURE_STATUS = {
    "in_force": N_("in force"),
    "scheduled": N_("laid down, not yet in force"),
    "agreed": N_("agreed, not in force"),
    "not_covered": N_("does not apply"),
    "struck_down": N_("struck down in court"),
}
ORDER = ("in_force", "not_covered", "scheduled", "agreed", "struck_down")
VISITORS = {
    "stayover_arrivals": N_("visitors who stay overnight"),
    "air_arrivals": N_("visitors by air"),
    "air_arrivals_main_airports": N_("visitors by air, main airports"),
    "arrivals_of_foreigners": N_("visitors from abroad"),
}
THREATS = {
    "tariff_25": N_("Tariff of 25%"),
    "tariff_10": N_("Tariff of 10%"),
    "remittance_tax": N_("Remittance tax of 3.5%"),
    "status_end": N_("End of temporary status"),
    "more_removals": N_("A quarter more removals"),
}
CHANNEL_OF = {
    "tariff_25": "tariff",
    "tariff_10": "tariff",
    "remittance_tax": "remittance",
    "status_end": "removals",
    "more_removals": "removals",
}
RANKINGS = {
    "trade": N_("exports to the US as a share of GDP"),
    "remittances": N_("remittances as a share of GDP"),
    "removals": N_("removals per inhabitant"),
}
# Answers whose words say all: their note would say it again.
NOTES = {"no_record": N_("This is not a refusal."), "no_refusal_found": ""}
# Precision of a published count as a word of its own.
REPORTED = {"rounded_thousand": "rounded", "exact": "exact"}


@dataclass(frozen=True)
class Line:
    """A fact with the day or period it holds for and the sources of exactly this fact."""

    fact: Fact
    as_of: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """Lines on one question, and in words what is missing for it."""

    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of all lines."""
        return tuple(dict.fromkeys(source for line in self.lines for source in line.sources))


# The page's sentence --------------------------------------------------------------------------------------------------


def title(brief: Brief, answers: Answers, t: Translator) -> str:
    """The country in one sentence: the tariff today and the costliest of the threats."""
    worst = worst_of(answers, brief.iso3)
    country = t.country(brief.iso3)
    rate = _known(brief.exports["rate_pct"], t.percent, t)
    if worst is None and any("embargo" in result.flags["total"].get(brief.iso3, ()) for _, result in answers):
        return t(
            "{country}: under the US embargo; the cost of a new threat cannot be estimated",
            country=country,
        )
    if worst is None:
        return t(
            "{country}: average US tariff {rate}; the cost of a new threat cannot be estimated",
            country=country,
            rate=rate,
        )
    threat, impact = worst
    return t(
        "{country}: average US tariff {rate}; costliest threat: {threat}, {value} of GDP ({low} to {high})",
        country=country,
        rate=rate,
        threat=lower(t(THREATS[threat.id])),
        value=_pct(impact.central, t),
        low=_pct(impact.p05, t),
        high=_pct(impact.p95, t),
    )


def lead(brief: Brief, answers: Answers, t: Translator) -> str:
    """The line under the title: the answer on nationals of other countries, and how many threats were estimated."""
    stance = lower(t(THIRD[brief.profile.stance["stance_third"]]))
    parts = [t("Nationals of other countries: {stance}.", stance=stance)]
    estimated = sum(_effect(result, brief.iso3).central is not None for _, result in answers)
    if estimated:
        parts.append(t.plural("{count} threat estimated.", "{count} threats estimated.", estimated))
    return " ".join((*parts, t("All of one country on one page. Each line has its date and its source; no advice.")))


def worst_of(answers: Answers, iso3: str) -> tuple[Threat, Impact] | None:
    """The threat with the largest loss of GDP; None when none can be estimated or none is a loss."""
    known = [(threat, _effect(result, iso3)) for threat, result in answers]
    losses = [(threat, impact) for threat, impact in known if impact.central is not None and impact.central < 0]
    return min(losses, key=lambda pair: pair[1].central or 0.0, default=None)


# 1 What is demanded ---------------------------------------------------------------------------------------------------


def demanded(brief: Brief, t: Translator) -> Section:
    """Both answers on returns, agreements, US lists, tariffs by legal ground, the remittance tax."""
    stance = brief.profile.stance
    lines = [
        Line(
            Fact(t("Own nationals"), t(OWN[stance["stance_own"]]),
                 _note(NOTES.get(stance["stance_own"], stance["note_own"]), t)),
            partial_date(t, stance["stance_own_as_of"]),
            (str(stance["own_source_id"]),),
        ),
        Line(
            Fact(t("Nationals of other countries"), t(THIRD[stance["stance_third"]]),
                 _note(NOTES.get(stance["stance_third"], stance["note_third"]), t)),
            partial_date(t, stance["stance_third_as_of"]),
            (str(stance["source_id"]),),
        ),
    ]  # fmt: skip
    for row in brief.profile.agreements.to_dict("records"):
        day = row["signed_or_announced"]
        when = t("no date published") if pd.isna(day) else partial_date(t, day)
        lines.append(Line(agreement(row, t), when, (str(row["source_id"]),)))
    lines += [_listed(item, t) for item in brief.listed]
    lines += _tariffs(brief, t)
    lines.append(_tax(brief, t))
    return Section(tuple(lines))


def _listed(item: Listed, t: Translator) -> Line:
    text = t("not on the list") if item.value is None else t(LIST_VALUES[item.value])
    return Line(Fact(t(LISTS[item.indicator]), _upper(text)), partial_date(t, item.as_of), item.sources)


def _tariffs(brief: Brief, t: Translator) -> list[Line]:
    lines = []
    now = brief.law.frame.iloc[-1]
    parts = [
        t("{ground} {rate}", ground=t(AUTHORITIES[str(group)]), rate=t.percent(rate))
        for group, rate in now.items()
        if group != "total" and rate >= 0.05
    ]
    rate = brief.exports["rate_pct"]
    if pd.notna(rate):
        before, today = t.percent(brief.exports["rate_before_pct"]), t.percent(rate)
        lines.append(
            Line(
                Fact(
                    t("Average US tariff on its goods"),
                    t("{rate}, as in January 2025", rate=today) if today == before
                    else t("{rate}, after {before} in January 2025", rate=today, before=before),
                    t("Of which: {parts}. In law, weighted with imports of 2024; not what was collected.",
                      parts=t.listing(parts)) if parts
                    else t("In law, weighted with imports of 2024; not what was collected."),
                ),
                t.day(brief.law.through),
                brief.law.sources,
            )
        )  # fmt: skip
    rows = sorted(brief.measures.to_dict("records"), key=lambda row: (ORDER.index(row["status"]), row["date_from"]))
    if not any(row["status"] == "struck_down" for row in rows):
        rows.append(dict(brief.surcharge_struck_down))
    lines += [_measure(row, t) for row in rows]
    lines.append(
        Line(
            Fact(
                t("Product tariffs for national security (Section 232)"),
                t.plural("{count} measure in force for all countries", "{count} measures in force for all countries",
                         brief.product_tariffs),
                t("Steel, aluminium, copper, vehicles, timber, furniture, chips, medicines; rules differ by product."),
            ),
            t.day(brief.law.through),
            brief.product_tariffs_source,
        )
    )  # fmt: skip
    return lines


def _measure(row: dict[Any, Any], t: Translator) -> Line:
    status = t(MEASURE_STATUS[row["status"]])
    if row["status"] == "not_covered":
        text = _upper(status)
    else:
        text = t("{rate}, {status}", rate=t.percent(row["rate_pct"], 0 if row["rate_pct"] % 1 == 0 else 1),
                 status=status)  # fmt: skip
    remark = t(row["scope"]) if pd.isna(row["rule"]) else f"{t(row['scope'])}. {t(row['rule'])}"
    start, end = row["date_from"].date(), row["date_to"]
    when = t("from {day}", day=t.day(start)) if pd.isna(end) else period(t, start, end.date())
    return Line(Fact(t(MEASURES[row["authority"]]), text, f"{remark}."), when, (str(row["source_id"]),))


def _tax(brief: Brief, t: Translator) -> Line:
    row = brief.tax
    return Line(
        Fact(
            t("US tax on remittances"),
            t("{rate} of transfers paid for in cash or similar", rate=t.percent(row["tax_pct"], 0)),
            t("The same for all countries; transfers from a bank account or card are free of it."),
        ),
        t("from {day}", day=t.day(row["applies_from"].date())),
        (str(row["source_id"]),),
    )


# 2 People -------------------------------------------------------------------------------------------------------------


def people(brief: Brief, t: Translator) -> Section:
    """Removals, encounters, returns counted at home, nationals of other countries received, Darien: never added."""
    lines: list[Line] = []
    missing: list[str] = []
    removals = brief.removals
    if removals.events is None:
        missing.append(t("Removals by citizenship in fiscal year {year}: not listed, a small number and not zero.",
                         year=removals.fiscal_year))  # fmt: skip
    else:
        change = _on_year(removals.change_pct, t)
        lines.append(
            Line(
                Fact(t("Removals of its citizens by ICE, per US fiscal year"), t.number(removals.events),
                     t("{change}. Events; newest year by citizenship.", change=change) if change
                     else t("Events; newest year by citizenship.")),
                t("fiscal year {year}", year=removals.fiscal_year),
                removals.sources,
            )
        )  # fmt: skip
    lines += _removals_2025(brief, t)
    lines += _encountered(brief, missing, t)
    lines += [_returned(row, t) for row in brief.returns.frame.to_dict("records")]
    if brief.returns.frame.empty:
        missing.append(t("Returns counted by its own offices: no count found."))
    lines += _received_and_flown(brief, t)
    missing += [t(UNKNOWN[name]) for name in ("people", "received", "flights") if name in brief.profile.missing]
    return Section(tuple(lines), tuple(missing))


def _removals_2025(brief: Brief, t: Translator) -> list[Line]:
    lines = []
    profile = brief.profile
    if profile.people is not None:
        lines.append(
            Line(
                Fact(
                    t("People removed to the country, per month"),
                    t("about {people} people, {share} of all", people=t.number(profile.people),
                      share=t.percent(profile.share_pct, 0)),
                    t("By destination, not by citizenship; rounded by the publisher."),
                ),
                period(t, *brief.monthly_span),
                brief.monthly_sources,
            )
        )  # fmt: skip
    if brief.reported is not None:
        row = brief.reported
        lines.append(
            Line(
                Fact(t("People removed in part of 2025"),
                     counted(t, row["removals_people"], REPORTED[row["precision"]]),
                     t("Read by press from ICE records.")),
                period(t, row["period_start"].date(), row["period_end"].date()),
                row["sources"],
            )
        )  # fmt: skip
    return lines


def _encountered(brief: Brief, missing: list[str], t: Translator) -> list[Line]:
    if brief.reading is None or brief.running is None:
        missing.append(t("Encounters by month: the US agency does not name this citizenship."))
        return []
    reading, running = brief.reading, brief.running
    change = _on_year(reading.change_pct, t)
    peak = t("Peak: {count} in {month}.", count=t.number(reading.peak), month=t.month(reading.peak_month))
    return [
        Line(
            Fact(t("Encounters of its citizens in the newest month"), t.number(reading.count),
                 t("{change}. {peak} Events, not people.", change=change, peak=peak) if change else peak),
            t.month(reading.month),
            reading.sources[-1:],
        ),
        Line(
            Fact(t("Encounters of its citizens, the fiscal year so far"), t.number(running.count),
                 "" if running.before is None
                 else t("Same months of the year before: {count}.", count=t.number(running.before))),
            t("fiscal year {year} to {month}", year=running.fiscal_year, month=t.month(running.through)),
            running.sources[-1:],
        ),
    ]  # fmt: skip


def _returned(row: dict[Any, Any], t: Translator) -> Line:
    origin = encounters.origin(row["returned_from"], t)
    return Line(
        Fact(
            t("Returns counted at home"),
            t("{people} people, from: {origin}", people=encounters.returned(row, t), origin=origin),
            " ".join(
                part for part in (_note(row["note"], t), t("Counted on arrival; not the US count of removals.")) if part
            ),
        ),
        period(t, row["period_start"].date(), row["period_end"].date()),
        (str(row["source_id"]),),
    )


def _received_and_flown(brief: Brief, t: Translator) -> list[Line]:
    lines = []
    stance = brief.profile.stance
    if pd.notna(stance["received_people"]):
        text = counted(t, stance["received_people"], stance["received_qualifier"])
        lines.append(
            Line(Fact(t("People received from other countries"), text),
                 t("to {date}", date=partial_date(t, stance["received_as_of"])),
                 (str(stance["received_source_id"]),))
        )  # fmt: skip
    flights = brief.profile.flights
    for row in flights.head(1).to_dict("records"):
        label = (
            t("Military removal flights counted") if row["flight_type"] == "military" else t("Removal flights counted")
        )
        lines.append(
            Line(Fact(label, t.number(row["flights"]), t("Flights are not people.")),
                 period(t, row["period_start"].date(), row["period_end"].date()), (str(row["source_id"]),))
        )  # fmt: skip
    if brief.land is not None:
        land = brief.land
        lines.append(
            Line(Fact(t("Returns by land"), t.percent(land.share_pct, 0),
                      t("{land} of {total} returns, counted at home.", land=t.number(land.land),
                        total=t.number(land.total))),
                 period(t, land.start, land.end), land.sources)
        )  # fmt: skip
    if brief.darien is not None:
        counts = brief.darien.frame["transits_people"].dropna()
        newest, top = int(counts.index.max()), int(counts.sort_values().index[-1])
        label = (
            t("Crossings of the Darien to the north, all nationalities")
            if brief.iso3 == "PAN"
            else t("Crossings of the Darien to the north, its citizens")
        )
        when = str(newest) if newest not in brief.darien.partial else t(
            "{start} to {end}", start=t.month(date(newest, 1, 1)), end=t.month(brief.darien.partial[newest])
        )  # fmt: skip
        lines.append(
            Line(Fact(label, t.number(counts[newest]),
                      t("Most: {count} in {year}. People, counted in Panama.", count=t.number(counts[top]), year=top)),
                 when, brief.darien.sources[:1])
        )  # fmt: skip
    return lines


def flows(brief: Brief, t: Translator, look: Look) -> Exhibit | None:
    """Encounters and removals of the citizens by US fiscal year, one panel each; None without any figure."""
    met = brief.years.frame[brief.iso3].dropna()
    met = met[met.index >= FIRST_YEAR]
    removed = brief.removed_before.frame.set_index("fiscal_year")["removals_events"].dropna()
    if met.empty and removed.empty:
        return None
    known = sorted({int(year) for year in (*met.index, *removed.index)})
    years = list(range(known[0], known[-1] + 1))
    panels: list[Panel] = []
    sources: list[str] = []
    encounters_name, removals_name = t("Encounters"), t("Removals by ICE")
    if not met.empty:
        partial = {years.index(year): "*" for year in brief.years.partial if year in years}
        values = [_none(met.get(year)) for year in years]
        panels.append(Panel(encounters_name, values, look.channel("united_states"), partial))
        sources += brief.years.sources
    if not removed.empty:
        panels.append(Panel(removals_name, [_none(removed.get(year)) for year in years], look.channel("removals")))
        sources += brief.removed_before.sources
    fig = charts.panels([str(year) for year in years], panels, t, look, write=t.number, height=150)
    fig.update_xaxes(dtick=2)  # thirteen years do not fit beside each other on a phone
    headline = _flows_headline(brief, met, removed, t)
    notes = [t("Two counts of events by two agencies: never add them. A year without a column was not published.")]
    if not met.empty and brief.rounded:
        notes.append(t("Encounters: Border Patrol only, rounded by the publisher."))
    notes += [
        t("Fiscal year {year} (*): to {month} only.", year=year, month=t.month(last))
        for year, last in brief.years.partial.items()
        if year in met.index
    ]
    return Exhibit(
        headline=headline,
        subtitle=t("Events per US fiscal year (October to September), citizens of the country"),
        alt=headline,
        table=pd.DataFrame(
            {
                t("Fiscal year"): [str(year) for year in years],
                encounters_name: [_none(met.get(year)) for year in years],
                removals_name: [_none(removed.get(year)) for year in years],
            }
        ),
        formats={encounters_name: t.number, removals_name: t.number},
        sources=tuple(dict.fromkeys(sources)),
        graphic=fig,
        notes=tuple(notes),
        file_name=f"brief_flows_{brief.iso3.lower()}",
    )


def _flows_headline(brief: Brief, met: pd.Series, removed: pd.Series, t: Translator) -> str:
    name = t.country(brief.iso3)
    if removed.empty:
        return t(
            "{country}: most encounters in fiscal year {year}", country=name, year=int(met.sort_values().index[-1])
        )
    first, last = int(removed.index.min()), int(removed.index.max())
    return t(
        "{country}: {now} removals in fiscal year {last}, {before} in {first}", country=name,
        now=t.number(removed[last]), last=last, before=t.number(removed[first]), first=first,
    )  # fmt: skip


# 3 Dependence ---------------------------------------------------------------------------------------------------------


def dependence(brief: Brief, found: Overview, t: Translator) -> Section:
    """The US market, remittances and who sends them, China beside the US, aid, tourism."""
    lines: list[Line] = []
    missing: list[str] = []
    lines += _market(brief, found, missing, t)
    lines += _transfers(brief, found, missing, t)
    lines += _diaspora(brief, missing, t)
    lines += _aid_and_visitors(brief, missing, t)
    return Section(tuple(lines), tuple(missing))


def _market(brief: Brief, found: Overview, missing: list[str], t: Translator) -> list[Line]:
    row, lines = brief.exports, []
    exports = found.exports
    if pd.isna(row["gdp_share_pct"]):
        missing.append(t("Exports to the US as a share of GDP: no usable GDP in dollars."))
    else:
        lines.append(
            Line(Fact(t("Goods exports to the US, share of GDP"), cells.small_percent(row["gdp_share_pct"], t),
                      t("Derived. GDP is a projection of the publisher.") if row["gdp_is_projection"]
                      else t("Derived.")),
                 str(exports.year), (*exports.trade_sources, *exports.gdp_sources))
        )  # fmt: skip
    if pd.notna(row["us_imports_newest_usd_m"]):
        change = _on_year(_none(row["change_pct"]), t)
        lines.append(
            Line(Fact(t("Goods exports to the US"), t.usd_m(row["us_imports_newest_usd_m"]),
                      t("{change}. As US customs records them.", change=change) if change
                      else t("As US customs records them.")),
                 str(exports.newest_year), exports.trade_sources)
        )  # fmt: skip
    if pd.isna(brief.both["us_share_pct"]):
        missing.append(t("Trade by partner: the source has no figure for this country."))
    else:
        lines.append(
            Line(Fact(t("Goods trade with the US and with China"),
                      t("US {us}, China {china}", us=t.percent(brief.both["us_share_pct"]),
                        china=t.percent(brief.both["china_share_pct"])),
                      t("Shares of exports and imports together.")),
                 str(found.partners.year), found.partners.sources)
        )  # fmt: skip
    return lines


def _transfers(brief: Brief, found: Overview, missing: list[str], t: Translator) -> list[Line]:
    row, lines, transfers = brief.transfers, [], found.transfers
    if pd.isna(row["remittances_usd_m"]):
        missing.append(t("Remittances received in {year}: not published.", year=transfers.year))
    else:
        gdp_share = _known(row["remittances_gdp_pct"], lambda value: cells.small_percent(value, t), t)
        lines.append(
            Line(Fact(t("Remittances received, all countries"),
                      t("{amount}, share of GDP: {share}", amount=t.usd_m(row["remittances_usd_m"]), share=gdp_share),
                      t("{change}.", change=_on_year(_none(row["change_pct"]), t) or t("No figure a year before"))),
                 str(transfers.year), (*transfers.received_sources, *transfers.gdp_sources))
        )  # fmt: skip
    if pd.isna(row["us_share_pct"]) or not row["usable"]:
        missing.append(t("Share of remittances from the US: no reliable figure."))
    else:
        remark = [t(remittances.SHARE_METHODS[row["us_method"]])]
        if isinstance(row["us_flag"], str):
            remark.append(t(remittances.SHARE_FLAGS[row["us_flag"]]))
        lines.append(
            Line(Fact(t("Remittances from the US, share of all"), remittances.share_words(row, t),
                      f"{'; '.join(remark)}."),
                 period(t, row["us_from"].date(), row["us_to"].date()), brief.share_sources)
        )  # fmt: skip
    return lines


def _diaspora(brief: Brief, missing: list[str], t: Translator) -> list[Line]:
    row, lines = brief.people, []
    if pd.isna(row["total"]):
        missing.append(t("People in the US by legal situation: no figure."))
    else:
        parts = [
            t("{share} {group}", share=t.percent(100 * row[group] / row["total"], 0), group=lower(t(words)))
            for group, words in diaspora.GROUP_NAMES.items()
            if pd.notna(row[group]) and row[group] >= 0.005 * row["total"]
        ]
        method = diaspora.GROUP_METHODS.get(str(row["method"]))
        lines.append(
            Line(Fact(t("People born there who live in the US"),
                      t("about {number}", number=t.number(float(f"{row['total']:.3g}"))),
                      f"{'; '.join(parts)}. {t('Derived.')}" + (f" {t(method)}." if method else "")),
                 str(brief.people_year), brief.people_sources)
        )  # fmt: skip
    lines += [
        Line(Fact(t(diaspora.CATEGORIES[item.category]), t.number(item.people)), t.day(item.as_of), item.sources)
        for item in brief.counted
    ]
    return lines


def _aid_and_visitors(brief: Brief, missing: list[str], t: Translator) -> list[Line]:
    lines = []
    aid = brief.aid
    if aid.complete_usd_m is None:
        missing.append(t("US foreign assistance: no record."))
    else:
        later = aid.frame[aid.frame["is_partial"] == 1].tail(1).to_dict("records")
        remark = [t("Paid; newest fully reported year.")]
        remark += [t("{year}, reported in part: {amount}.", year=int(row["fiscal_year"]), amount=t.usd_m(row["usd_m"]))
                   for row in later]  # fmt: skip
        lines.append(
            Line(Fact(t("US foreign assistance"), t.usd_m(aid.complete_usd_m), " ".join(remark)),
                 t("fiscal year {year}", year=aid.complete_year), aid.sources)
        )  # fmt: skip
    if brief.tourism is None:
        missing.append(t("US share of visitors: no figure that could be checked."))
    else:
        visitors = brief.tourism
        lines.append(
            Line(Fact(t("Visitors from the US, share of all"), t.percent(visitors.share_pct, 0),
                      _upper(f"{t(VISITORS[visitors.concept])}.")),
                 period(t, visitors.start, visitors.end), visitors.sources)
        )  # fmt: skip
    return lines


def chapters(brief: Brief, t: Translator, look: Look) -> Exhibit | None:
    """The largest chapters sold to the US with today's rate; None without a sale."""
    if brief.chapters.frame.empty:
        return None
    shown = products.product_bars(brief.chapters, brief.iso3, t, look)
    whole, by_product = t.percent(brief.exports["rate_pct"]), t.percent(brief.chapters.rate_pct)
    if whole == by_product:
        return shown
    note = t("The other average, that of part 1: {average}.", average=whole)
    return replace(shown, notes=(*shown.notes, note))


# 4 What would hurt ----------------------------------------------------------------------------------------------------


def threats(brief: Brief, answers: Answers, t: Translator, look: Look) -> Exhibit | None:
    """Effect of the fixed threats on GDP, largest loss first, with whiskers; None when none can be estimated."""
    iso3 = brief.iso3
    found = [(threat, result, _effect(result, iso3)) for threat, result in answers]
    found.sort(key=lambda item: (item[2].central is None, item[2].central or 0.0))
    if all(impact.central is None for _, _, impact in found):
        return None
    bars = [
        Bar(t(THREATS[threat.id]), impact.central, impact.p05, impact.p95, color=look.channel(CHANNEL_OF[threat.id]),
            hover=_threat_words(threat, impact, t))
        for threat, _, impact in found
    ]  # fmt: skip
    worst = worst_of(answers, iso3)
    name = t.country(iso3)
    headline = (
        t("{country}: none of the threats that can be estimated costs GDP in the central run", country=name)
        if worst is None
        else t("{country}: largest loss: {threat}, {value} of GDP ({low} to {high})", country=name,
               threat=lower(t(THREATS[worst[0].id])), value=_pct(worst[1].central, t), low=_pct(worst[1].p05, t),
               high=_pct(worst[1].p95, t))
    )  # fmt: skip
    first = found[0][1]
    dollars = [result.value("total", "gdp_usd_m", iso3) for _, result, _ in found]
    columns = [t("Threat"), t("Effect on GDP, %"), t("5%"), t("95%"), t("US$ million a year"), t("Missing or weak")]
    table = pd.DataFrame(
        [
            (t(THREATS[threat.id]), impact.central, impact.p05, impact.p95, usd.central,
             "; ".join(t(FLAGS[flag]) for flag in impact.flags))
            for (threat, _, impact), usd in zip(found, dollars, strict=True)
        ],
        columns=columns,
    )  # fmt: skip
    return Exhibit(
        headline=headline,
        subtitle=t("Effect on GDP, %, quarter {quarter} after the start at annual rates, against the law of {day}",
                   quarter=first.horizon, day=t.day(first.baseline_date)),
        alt=headline,
        table=table,
        sources=tuple(dict.fromkeys(source for _, result in answers for source in result.sources["total"])),
        graphic=charts.ranked_bars(bars, t, look, color=look.channel("total"), write=lambda v: _pct(v, t), room=0.3),
        formats={columns[1]: lambda v: t.number(v, 3), columns[2]: lambda v: t.number(v, 3),
                 columns[3]: lambda v: t.number(v, 3), columns[4]: lambda v: t.compact(v, signed=True)},
        notes=(t("Whiskers: 5 to 95% of the outcomes that the assumptions allow. A what-if, not a forecast. Each "
                 "threat alone; tariffs on this country only, the remittance tax on all transfers in cash or similar."),
               t("{draws} draws here, more on the Impact page: the ends of a range can differ a little.",
                 draws=t.number(first.draws)),
               _more_note(brief, answers, t)),
        file_name=f"brief_threats_{iso3.lower()}",
    )  # fmt: skip


def no_estimate(brief: Brief, answers: Answers, t: Translator) -> str:
    """Why there is no chart of the threats, in one line."""
    return t("No estimate. {reasons}.", reasons=". ".join(_reasons(brief, answers, t)))


def _reasons(brief: Brief, answers: Answers, t: Translator) -> tuple[str, ...]:
    flags = dict.fromkeys(flag for _, result in answers for flag in result.flags["total"].get(brief.iso3, ()))
    return tuple(t(FLAGS[flag]) for flag in flags)


def _more_note(brief: Brief, answers: Answers, t: Translator) -> str:
    threat = next(threat for threat, _ in answers if threat.id == "more_removals")
    more = threat.people.get(brief.iso3)
    if more is None:
        return t("A quarter more removals: the records do not list this citizenship, so none is added.")
    return t(
        "A quarter more removals: {total} more a year from all countries, in round thousands; shared as in the "
        "records, from this country {people}.",
        total=t.number(1000 * float(threat.settings["removals_k"])),
        people=t.plural("{count} person", "{count} people", max(round(more), 1)),
    )


def _threat_words(threat: Threat, impact: Impact, t: Translator) -> str:
    name = t(THREATS[threat.id])
    if impact.central is None:
        return "<br>".join([f"{name}: {t('no data')}", *(t(FLAGS[flag]) for flag in impact.flags)])
    return t("{threat}: effect on GDP {value}", threat=name, value=_ranged(impact, t))


def _effect(result: ImpactResult, iso3: str) -> Impact:
    return result.value("total", "gdp_pct", iso3)


# 5 Choices ------------------------------------------------------------------------------------------------------------


def together(brief: Brief, bloc_name: Callable[[str], str], t: Translator) -> Section:
    """Blocs with their members and weight, and the countries that are exposed alike."""
    lines = []
    for bloc in brief.blocs:
        others = [t.country(code) for code in bloc.members if code != brief.iso3]
        names = t.listing(sorted(others, key=sort_key)) if len(others) <= MANY else t.plural(
            "{count} country", "{count} countries", len(others)
        )  # fmt: skip
        lines.append(
            Line(
                Fact(
                    t("{bloc}, other members", bloc=bloc_name(bloc.id)),
                    names,
                    " ".join([
                        t("All members together: {amount} of US goods imports in 2024, {share} of all. Derived.",
                          amount=t.usd_m(bloc.us_imports_usd_m),
                          share=t.percent(bloc.us_imports_share_pct, 3 if bloc.us_imports_share_pct < 0.1 else 1)),
                        *([t("Not counted: {countries}.", countries=t.listing(map(t.country, bloc.beyond)))]
                          if bloc.beyond else []),
                    ]),
                ),
                partial_date(t, bloc.as_of),
                bloc.sources,
            )
        )  # fmt: skip
    missing = []
    if brief.alike is None:
        missing.append(t("Countries exposed alike: this country has a place in fewer than two rankings of exposure."))
    else:
        rankings = t.listing(t(RANKINGS[name]) for name in brief.alike.rankings)
        lines.append(
            Line(
                Fact(
                    t("Exposed alike"),
                    t.listing(
                        t("{country} ({places} places away)", country=t.country(code), places=t.number(gap, 1))
                        for code, gap in brief.alike.nearest
                    ),
                    t("Rule: mean distance of the places among the 33 in the rankings by {rankings}. Derived.",
                      rankings=rankings),
                ),
                t.listing(str(year) for year in dict.fromkeys(brief.alike.years)),
                brief.alike.sources,
            )
        )  # fmt: skip
    return Section(tuple(lines), tuple(missing))


def partners(brief: Brief, t: Translator, look: Look) -> Exhibit | None:
    """Where the goods go, by partner; None for a country that the source leaves out."""
    found = brief.partners
    if found is None:
        return None
    colors = {"USA": look.channel("united_states"), "CHN": look.channel("china")}
    bars = [
        Bar(t.country(item.id), item.share_pct, color=colors.get(item.id, look.channel("response")),
            hover=f"{t.country(item.id)}: {t.percent(item.share_pct)}, {t.usd_m(item.exports_usd_m)}")
        for item in found.items
    ]  # fmt: skip
    first = found.items[0]
    headline = t(
        "{country}: largest buyer among these: {partner}, {share} of goods exports", country=t.country(brief.iso3),
        partner=t.country(first.id), share=t.percent(first.share_pct, 0),
    )  # fmt: skip
    columns = [t("Partner"), t("Share (%)"), t("Goods exports (US$ million)")]
    table = pd.DataFrame(
        [(t.country(item.id), item.share_pct, item.exports_usd_m) for item in found.items], columns=columns
    )
    return Exhibit(
        headline=headline,
        subtitle=t("Share of goods exports, per cent, {year}", year=found.year),
        alt=headline,
        table=table,
        sources=found.sources,
        graphic=charts.ranked_bars(bars, t, look, color=look.channel("response"), write=t.percent),
        formats={columns[1]: lambda v: t.number(v, 1), columns[2]: t.compact},
        notes=(t("Latin America and the Caribbean: the other states of the region, without Cuba."),),
        file_name=f"brief_partners_{brief.iso3.lower()}",
    )


# 6 and 7 Uncertain or missing, sources --------------------------------------------------------------------------------


def uncertain(brief: Brief, answers: Answers, sections: Sequence[Section], t: Translator) -> tuple[str, ...]:
    """What the estimates lack or rest on weakly for this country, then what each part lacks, in words."""
    weak = [t("Estimate: {reason}.", reason=lower(words)) for words in _reasons(brief, answers, t)]
    if "agreements" in brief.profile.missing:
        weak.append(t(UNKNOWN["agreements"]))
    gaps = [words for section in sections for words in section.missing]
    model = t("Estimate: answers of other governments, retaliation and effects on prices at home are not in it.")
    return (*weak, *gaps, model, t(NEVER_KNOWN))


def all_sources(
    sections: Sequence[Section],
    exhibits: Sequence[Exhibit | None],
    dated: Sequence[Figure | Event],
    answers: Answers,
    found: Overview,
) -> tuple[str, ...]:
    """Every source of the page; `dated` are the figures and the events that stand outside the sections."""
    used = [source for section in sections for source in section.sources]
    used += [source for item in dated for source in item.sources]
    used += [source for exhibit in exhibits if exhibit for source in exhibit.sources]
    used += [*found.exports.sources, *(source for _, result in answers for source in result.sources["total"])]
    return tuple(dict.fromkeys(used))


# Two countries side by side -------------------------------------------------------------------------------------------


def compared(briefs: Sequence[tuple[Brief, Answers]], found: Overview, t: Translator) -> pd.DataFrame:
    """Key figures of two countries, one column each."""
    rows: list[tuple[str, Callable[[Brief], str]]] = [
        (t("Nationals of other countries"),
         lambda b: t("{answer} ({date})", answer=t(THIRD[b.profile.stance["stance_third"]]),
                     date=partial_date(t, b.profile.stance["stance_third_as_of"]))),
        (t("US entry ban"), lambda b: _dated(_listed(b.listed[0], t), t)),
        (t("US pause of immigrant visas"), lambda b: _dated(_listed(b.listed[1], t), t)),
        (t("Average US tariff, {day}", day=t.day(briefs[0][0].law.through)),
         lambda b: _known(b.exports["rate_pct"], t.percent, t)),
        (t("Exports to the US, % of GDP, {year}", year=found.exports.year),
         lambda b: _known(b.exports["gdp_share_pct"], lambda value: cells.small_percent(value, t), t)),
        (t("Goods trade with the US, %, {year}", year=found.partners.year),
         lambda b: _known(b.both["us_share_pct"], t.percent, t)),
        (t("Goods trade with China, %, {year}", year=found.partners.year),
         lambda b: _known(b.both["china_share_pct"], t.percent, t)),
        (t("Remittances received, % of GDP, {year}", year=found.transfers.year),
         lambda b: _known(b.transfers["remittances_gdp_pct"], lambda value: cells.small_percent(value, t), t)),
        (t("Removals by ICE, US fiscal year {year}", year=briefs[0][0].removals.fiscal_year),
         lambda b: t("not listed") if b.removals.events is None else t.number(b.removals.events)),
        (t("Encounters in the newest month"),
         lambda b: t("not published") if b.reading is None
         else t("{count} ({month})", count=t.number(b.reading.count), month=t.month(b.reading.month))),
    ]  # fmt: skip
    columns = {t("Figure"): [label for label, _ in rows]}
    columns[t("Figure")] += [t("{threat}: effect on GDP", threat=t(THREATS[threat.id])) for threat, _ in briefs[0][1]]
    for brief, answers in briefs:
        effects = [_ranged(_effect(result, brief.iso3), t) for _, result in answers]
        columns[t.country(brief.iso3)] = [*(write(brief) for _, write in rows), *effects]
    return pd.DataFrame(columns)


def compared_sources(briefs: Sequence[tuple[Brief, Answers]], found: Overview) -> tuple[str, ...]:
    """What the comparison rests on."""
    used: list[str] = []
    for brief, answers in briefs:
        used += [str(brief.profile.stance["source_id"]), *(s for item in brief.listed[:2] for s in item.sources)]
        used += [*brief.law.sources, *brief.removals.sources, *(brief.reading.sources if brief.reading else ())]
        used += [source for _, result in answers for source in result.sources["total"]]
    used += [*found.exports.sources, *found.partners.sources, *found.transfers.sources]
    return tuple(dict.fromkeys(used))


# Small helpers --------------------------------------------------------------------------------------------------------


def _dated(line: Line, t: Translator) -> str:
    return t("{answer} ({date})", answer=line.fact.text, date=line.as_of)


def _ranged(impact: Impact, t: Translator) -> str:
    ends = (impact.p05, impact.central, impact.p95)
    if impact.central is None:
        return t("no data")
    if all(value is not None and abs(value) < NEAR_ZERO_PCT for value in ends):
        return t("almost 0% (range within {limit} either way)", limit=t.percent(NEAR_ZERO_PCT, PERCENT_DIGITS + 1))
    return t("{value} ({low} to {high})", value=_pct(impact.central, t), low=_pct(impact.p05, t),
             high=_pct(impact.p95, t))  # fmt: skip


def _pct(value: float | None, t: Translator) -> str:
    """Per cent of GDP; a small effect is told apart from none."""
    if value is None:
        return MISSING
    small = value != 0 and abs(value) < NEAR_ZERO_PCT
    return t("almost 0%") if small else t.percent(value, PERCENT_DIGITS, signed=True)


def _known(value: Any, write: Callable[[float], str], t: Translator) -> str:
    return t("no data") if value is None or pd.isna(value) else write(float(value))


def _on_year(change: float | None, t: Translator) -> str | None:
    if change is None or pd.isna(change):
        return None
    return t("{change} on a year before", change=t.percent(change, 0, signed=True))


def _note(value: Any, t: Translator) -> str:
    return t(value) if isinstance(value, str) else ""


def _none(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
