"""Exhibits of the what-if page, from one result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.data.registry import assumptions, lac33
from dashboard.domain import ALL_COUNTRIES, N_, Impact
from dashboard.i18n import MISSING, Translator
from dashboard.views import maps
from dashboard.views.bar_list import BarList, BarRow
from dashboard.views.charts import Bar, Line, ranked_bars
from dashboard.views.charts import lines as line_chart
from dashboard.views.exhibit import Exhibit
from dashboard.views.metric import Metric
from dashboard.views.style import Look
from dashboard.views.words import capitalised, lower

if TYPE_CHECKING:
    from dashboard.workspace import ImpactResult, ProductHit

FLAGS = {
    "not_in_matrix": N_("Not in the world trade matrix of the long-run model"),
    "no_goods_share": N_("No recent share of goods in the economy: that of the rest of the world stands in for it"),
    "home_sales_floor": N_("Exports exceed the estimated output of goods, so sales at home are set to a minimum"),
    "embargo": N_("The embargo leaves almost no trade, so the tariff channel does not apply"),
    "no_gdp": N_("No usable GDP in dollars"),
    "weak_gdp": N_("GDP in dollars is uncertain"),
    "few_products": N_("Few products: one plant can change the answer"),
    "detail_below_total": N_("The product detail covers less than 90% of recorded US imports"),
    "no_remittances": N_("No remittances published for the base year"),
    "no_us_share": N_("No reliable figure for the share of remittances from the United States"),
    "us_share_lower_bound": N_("The share from the United States is a model figure of 2017, a lower bound"),
    "no_migrants": N_("No figure for migrants by legal status"),
    "migrants_judged": N_("Migrants by legal status are our own judgement"),
    "per_sender_implausible": N_(
        "The published flow and the number of migrants do not fit together, so losses from removals may be too large"
    ),
    "no_employment": N_("No employment figure, so what returning people earn is not known"),
    "no_jobs": N_("No figure for jobs"),
    "jobs_whole_economy": N_("Jobs by the average of the whole economy, for want of figures by sector"),
    "no_aid": N_("No US foreign assistance on record"),
    "no_arrivals": N_("No figure for tourist arrivals, so what the country would receive is not known"),
    "no_travel_spending": N_("No figure for travel spending abroad, so its residents' trips are not in the result"),
    "old_travel_figures": N_("Travel figures from before 2019"),
    "sanctions_on_persons": N_("Sanctions on persons have no effect on GDP in this model"),
    "sanctions_contain_tariff": N_(
        "The effect of the sanctions holds for average sanctions of the past and takes the place of the tariff effect"
    ),
}
METRIC_NAMES = {
    "exports_to_us_usd_m": N_("Exports to the United States"),
    "creation_usd_m": N_("of which: US buyers import less"),
    "diversion_usd_m": N_("of which: US buyers switch to other suppliers"),
    "exporter_price_usd_m": N_("of which: lower prices for exporters"),
    "exports_all_markets_usd_m": N_("Exports after sales redirected to other markets"),
    "duty_bill_usd_m": N_("Duty bill, first paid by US importers"),
    "value_added_usd_m": N_("Value added of exports"),
    "tariff_gdp_usd_m": N_("Effect on GDP through exports"),
    "jobs_supported_people": N_("Jobs supported by these exports"),
    "remittances_usd_m": N_("Remittances from the United States"),
    "remittances_received_usd_m": N_("Remittances received, informal ways included"),
    "remittance_tax_usd_m": N_("Tax paid by senders"),
    "returned_people": N_("People returning, a year"),
    "reintegration_cost_usd_m": N_("Public cost of reintegration"),
    "returnee_gdp_usd_m": N_("Effect on GDP through returning workers"),
    "remittance_gdp_usd_m": N_("Effect on GDP through remittances"),
    "work_visas": N_("Visas for temporary workers not issued"),
    "visitor_visas": N_("Visitor visas, if suspended too (GDP unchanged)"),
    "visa_remittances_usd_m": N_("Money that temporary workers do not send home"),
    "visas_gdp_usd_m": N_("Effect on GDP through work visas"),
    "aid_usd_m": N_("US aid"),
    "aid_pct": N_("US aid, % of GDP"),
    "aid_gdp_usd_m": N_("Effect on GDP through aid"),
    "blocked_exports_usd_m": N_("Exports to the US blocked by sanctions"),
    "sanctioned_exports_usd_m": N_("Exports to the US, gains of other suppliers included"),
    "sanctions_gdp_usd_m": N_("Effect on GDP through sanctions"),
    "travel_in_us_usd_m": N_("Residents' travel spending in the United States"),
    "tourism_receipts_usd_m": N_("Tourism receipts from the region"),
    "response_gdp_usd_m": N_("Effect on GDP through tourism from the region"),
    "gdp_usd_m": N_("Effect on GDP, all channels"),
    "gdp_pct": N_("Effect on GDP, all channels, %"),
    "exports_to_us_pct": N_("Exports to the United States, %"),
    "remittances_pct": N_("Remittances from the United States, %"),
}
VIEWS = {
    "map": N_("Map"),
    "channels": N_("Measures"),
    "path": N_("Over time"),
    "products": N_("Products"),
    "drivers": N_("Range"),
    "next_year": N_("Next year"),
    "long_run": N_("Long run"),
    "models": N_("Models"),
    "results": N_("Table"),
}
LONG_RUN_VIEWS = ("long_run", "models")
TILES = {
    "gdp_usd_m": N_("GDP, US$ million"),
    "exports_to_us_usd_m": N_("Exports to the US, US$ million"),
    "duty_bill_usd_m": N_("Duty bill, US$ million"),
    "remittances_usd_m": N_("Remittances, US$ million"),
    "visa_remittances_usd_m": N_("Sent by work-visa holders, US$ million"),
    "aid_usd_m": N_("US aid, US$ million"),
    "sanctions_gdp_usd_m": N_("GDP through sanctions, US$ million"),
    "tourism_receipts_usd_m": N_("Tourism receipts, US$ million"),
}
SHOWN = {
    "tariff": (
        "exports_to_us_usd_m",
        "exports_to_us_pct",
        "creation_usd_m",
        "diversion_usd_m",
        "exporter_price_usd_m",
        "exports_all_markets_usd_m",
        "duty_bill_usd_m",
        "value_added_usd_m",
        "tariff_gdp_usd_m",
        "jobs_supported_people",
    ),
    "remittance": (
        "remittances_usd_m",
        "remittances_pct",
        "remittances_received_usd_m",
        "remittance_tax_usd_m",
        "returned_people",
        "reintegration_cost_usd_m",
        "remittance_gdp_usd_m",
        "returnee_gdp_usd_m",
    ),
    "visas": ("work_visas", "visa_remittances_usd_m", "visas_gdp_usd_m", "visitor_visas"),
    "aid": ("aid_usd_m", "aid_pct", "aid_gdp_usd_m"),
    "sanctions": ("blocked_exports_usd_m", "sanctioned_exports_usd_m", "sanctions_gdp_usd_m"),
    "response": ("travel_in_us_usd_m", "tourism_receipts_usd_m", "response_gdp_usd_m"),
    "total": ("gdp_usd_m", "gdp_pct"),
}
PARTS = ("creation_usd_m", "diversion_usd_m", "exporter_price_usd_m")  # of the first metric of their channel
# Names of the channels as parts of an effect on GDP.
CHANNELS = {
    "tariff": N_("Exports"),
    "remittance": N_("Remittances"),
    "visas": N_("Work visas"),
    "aid": N_("Aid"),
    "sanctions": N_("Sanctions"),
    "response": N_("Tourism"),
}
PATH_NOTES = {
    "tariff": N_("The export channel eases as lost sales find other markets."),
    "remittance": N_("The remittance channel follows the people who send."),
    "visas": N_("Money from work visas is missing while they are suspended and is felt for three more quarters."),
    "sanctions": N_("Broad sanctions take away growth year by year, so the effect adds up."),
}
BROAD_SANCTIONS = ("3", "4")
PERCENT_DIGITS = 2
SEEN_PCT = 0.5 * 10.0**-PERCENT_DIGITS  # the smallest effect that is not printed as zero
TOP_DRIVERS = 8


def area_of(country: str | None) -> str:
    """The area that the page speaks about: the selected country, else all 33 together."""
    return country or ALL_COUNTRIES


def gdp_range(impact: Impact, t: Translator) -> str:
    """`a to b` in per cent; empty while the interval is not there."""
    if impact.p05 is None or impact.p95 is None:
        return ""
    return t("{low} to {high}", low=_pct(impact.p05, t), high=_pct(impact.p95, t))


def headline(result: ImpactResult, country: str | None, t: Translator) -> str:
    """The answer in one sentence, with its range as soon as there is one."""
    area = area_of(country)
    impact = result.value("total", "gdp_pct", area)
    name = t.country(area)
    if not result.active:
        return (
            t("An answer alone: its effects are in the long run")
            if answered(result)
            else t("No new measure: no effect on any country")
        )
    if impact.central is None:
        return t("{country}: the effect on GDP cannot be estimated", country=name)
    return _gain_or_loss(impact, impact.central, t)


def loss_and_range(impact: Impact, t: Translator) -> tuple[str, str]:
    """A loss of GDP and its range, without signs where all of the range is a loss; no range until it is there."""
    central, low, high = impact.central or 0.0, impact.p05, impact.p95
    if low is None or high is None:
        return t.percent(abs(central), PERCENT_DIGITS), ""
    if high >= SEEN_PCT:
        return _pct(central, t), gdp_range(impact, t)
    near, far = (t.percent(abs(end), PERCENT_DIGITS) for end in (high, low))
    return t.percent(abs(central), PERCENT_DIGITS), t("{low} to {high}", low=near, high=far)


def _gain_or_loss(impact: Impact, central: float, t: Translator) -> str:
    """A loss or a gain of GDP in plain words; both where the range holds both."""
    name, size, span = t.country(impact.iso3), t.percent(abs(central), PERCENT_DIGITS), gdp_range(impact, t)
    low, high = impact.p05, impact.p95
    if central == 0.0 and not low and not high:
        return t("{country}: no effect, the scenario does not touch it", country=name)
    if abs(central) < SEEN_PCT:
        if any(abs(end) >= SEEN_PCT for end in (low or 0.0, high or 0.0)):
            return t("{country}: almost no effect on GDP ({range})", country=name, range=span)
        return t("{country}: an effect on GDP of less than {limit}", country=name, limit=t.percent(2 * SEEN_PCT, 2))
    if low is None or high is None:
        return (
            t("{country}: a loss of {value} of GDP", country=name, value=size)
            if central < 0
            else t("{country}: a gain of {value} of GDP", country=name, value=size)
        )
    if low <= -SEEN_PCT and high >= SEEN_PCT:
        return t(
            "{country}: between a loss of {loss} and a gain of {gain} of GDP, central value {value}",
            country=name,
            loss=t.percent(-low, PERCENT_DIGITS),
            gain=t.percent(high, PERCENT_DIGITS),
            value=_pct(central, t),
        )
    ends = sorted((abs(low), abs(high)))
    small, large = (t.percent(end, PERCENT_DIGITS) for end in ends)
    return (
        t("{country}: a loss of {value} of GDP ({low} to {high})", country=name, value=size, low=small, high=large)
        if central < 0
        else t("{country}: a gain of {value} of GDP ({low} to {high})", country=name, value=size, low=small, high=large)
    )


def in_long_run_only(result: ImpactResult) -> bool:
    """Whether the scenario holds nothing but an answer: zero in every quarter, and yet not without effect."""
    return not result.active and answered(result)


def views_of(result: ImpactResult, t: Translator) -> dict[str, str]:
    """The views that have something to show, in words: without an effect by quarter those of the long run."""
    shown = LONG_RUN_VIEWS if in_long_run_only(result) else tuple(VIEWS)
    return {view: t(VIEWS[view]) for view in shown if view != "next_year" or "tariff" in result.active}


def answered(result: ImpactResult) -> bool:
    """Whether the countries answer with a tariff of their own, which only the long run knows."""
    return result.scenario.get("retaliation_pp") is not None


def explanation(result: ImpactResult, country: str | None, t: Translator) -> str:
    """Second sentence: horizon, baseline, main driver of the range, what is missing."""
    area = area_of(country)
    parts = [
        t(
            "Quarter {quarter} after the start, at annual rates, compared with the law of {day}; the range holds nine "
            "in ten of the outcomes that the assumptions allow.",
            quarter=result.horizon,
            day=t.day(result.baseline_date, "long"),
        )
    ]
    top = drivers_of(result, area)
    if top:
        parts.append(t("What moves it most: {driver}.", driver=lower(t(assumptions()[top[0][0]].description))))
    if answered(result):
        parts.append(
            t(
                "The effects by quarter leave out the tariff with which the countries answer: see the view “{view}”.",
                view=t(VIEWS["long_run"]),
            )
        )
    flags = result.flags["total"].get(area, ())
    parts += [f"{t(FLAGS[flag])}." for flag in flags]
    if area == ALL_COUNTRIES and result.active:
        parts += left_out(result, t)
    return " ".join(parts)


def left_out(result: ImpactResult, t: Translator) -> list[str]:
    """Sentences on the countries that the sum over all 33 leaves out, and why."""
    missing = [iso3 for iso3 in lac33() if result.value("total", "gdp_pct", iso3).central is None]
    embargoed = [t.country(iso3) for iso3 in missing if "embargo" in result.flags["total"].get(iso3, ())]
    unknown = [name for name in map(t.country, missing) if name not in embargoed]
    parts = []
    if embargoed:
        parts.append(t("Not applicable (embargo) and in no sum: {countries}.", countries=t.listing(embargoed)))
    if unknown:
        parts.append(t("Not in the sum, for lack of data: {countries}.", countries=t.listing(unknown)))
    return parts


def metrics(result: ImpactResult, country: str | None, t: Translator) -> tuple[Metric, ...]:
    """The four figures of `tiles`, each with its range."""
    area = area_of(country)
    helps = {
        "gdp_usd_m": t("Sum of the channels that the scenario touches, US$ million a year."),
        "exports_to_us_usd_m": t(
            "Change of the customs value of exports to the United States, before duty, US$ million a year."
        ),
        "duty_bill_usd_m": t(
            "Change of the duties on this trade. Importers pay them first; it is not the exporters' loss."
        ),
        "remittances_usd_m": t("Change of the money sent from the United States, US$ million a year."),
        "visa_remittances_usd_m": t("Money that holders of H-2A and H-2B visas would have sent, US$ million a year."),
        "aid_usd_m": t("US foreign assistance that ends, US$ million a year."),
        "sanctions_gdp_usd_m": t("Effect of the sanctions on GDP, US$ million a year."),
        "tourism_receipts_usd_m": t("What visitors from the region spend more in the country, US$ million a year."),
    }
    return tuple(
        Metric(
            label=t(TILES[metric]),
            value=t.compact(impact.central, signed=True, within=(impact.p05, impact.p95)),
            change=_range(impact, t) or None,
            help=helps[metric],
        )
        for channel, metric in tiles(result)
        for impact in (result.value(channel, metric, area),)
    )


def tiles(result: ImpactResult) -> tuple[tuple[str, str], ...]:
    """Channel and metric of the four tiles: GDP, then what the scenario touches; exports, duty and remittances else."""
    usual = (("tariff", "exports_to_us_usd_m"), ("tariff", "duty_bill_usd_m"), ("remittance", "remittances_usd_m"))
    others = (
        ("visas", "visa_remittances_usd_m"),
        ("aid", "aid_usd_m"),
        ("sanctions", "sanctions_gdp_usd_m"),
        ("response", "tourism_receipts_usd_m"),
    )
    touched = [tile for tile in (*usual, *others) if tile[0] in result.active]
    idle = [tile for tile in usual if tile not in touched]
    shown = [*touched, *idle][: len(usual)]
    order = (*usual, *others)
    return (("total", "gdp_usd_m"), *sorted(shown, key=order.index))


def gdp_map(result: ImpactResult, t: Translator, look: Look) -> Exhibit:
    """Effect on GDP of each country on the map."""
    impacts = _gdp(result)
    hover = {iso3: sentence(impact, t) for iso3, impact in impacts.items()}
    figure = maps.filled(
        {iso3: impact.central for iso3, impact in impacts.items()},
        t,
        look,
        write=lambda v: _pct(v, t),
        diverging=True,
        hover=hover,
    )
    known = [impact for impact in impacts.values() if impact.central is not None]
    worst = min(known, key=lambda impact: impact.central or 0.0)
    loss, span = loss_and_range(worst, t)
    name = t.country(worst.iso3)
    if not result.active or (worst.central or 0.0) > -SEEN_PCT:
        title = t("Effect on GDP by country")
    elif span:
        title = t("{country}: the largest loss, {value} of GDP ({range})", country=name, value=loss, range=span)
    else:
        title = t("{country}: the largest loss, {value} of GDP", country=name, value=loss)
    return Exhibit(
        headline=title,
        subtitle=subtitle(result, t),
        alt=title,
        table=_table(result, t),
        sources=result.sources["total"],
        graphic=figure,
        formats=_formats(t),
        file_name=f"corridor-impact-{result.scenario.id}",
        notes=(
            t(
                "Outlined: no data, see the table for the reason. "
                "Effects smaller than the last digit are shown as zero."
            ),
        ),
    )


def ranking(result: ImpactResult, country: str | None, t: Translator, look: Look) -> Exhibit:
    """All 33 countries from the largest loss to the largest gain, with ranges; those without data last."""
    impacts = sorted(_gdp(result).values(), key=lambda i: (i.central is None, i.central or 0.0, t.country(i.iso3)))
    color = look.bar("total" if len(result.active) != 1 else result.active[0])
    bars = tuple(
        BarRow(
            t.country(i.iso3),
            i.central,
            t("no data") if i.central is None else _pct(i.central, t),
            sentence(i, t),
            low=i.p05,
            high=i.p95,
            inner=middle_half(i),
            strong=i.iso3 == country,
        )
        for i in impacts
    )
    title = (
        _losing_and_gaining([i.central for i in impacts if i.central is not None], t)
        if result.active
        else t("By quarter nothing changes")
        if answered(result)
        else t("No measure, no effect")
    )
    return Exhibit(
        headline=title,
        subtitle=subtitle(result, t),
        alt=title,
        table=_table(result, t),
        sources=result.sources["total"],
        graphic=BarList(bars, color, look.ink, look.muted),
        formats=_formats(t),
        file_name=f"corridor-impact-{result.scenario.id}",
        notes=(t("Thin line: 5 to 95% of the outcomes that the assumptions allow; thick line: their middle half."),),
    )


def _losing_and_gaining(effects: Sequence[float], t: Translator) -> str:
    """How many countries lose, and gain, what is not printed as zero."""
    losing, gaining = (sum(1 for effect in effects if sign * effect >= SEEN_PCT) for sign in (-1, 1))
    if not losing and not gaining:
        return t("No country loses or gains a hundredth of a per cent of GDP")
    if not losing:
        return t.plural(
            "{count} country gains at least a hundredth of a per cent of GDP, none loses as much",
            "{count} countries gain at least a hundredth of a per cent of GDP, none loses as much",
            gaining,
        )
    if gaining:
        return t.plural(
            "{count} of {all} countries loses at least a hundredth of a per cent of GDP; gains of that size: {gaining}",
            "{count} of {all} countries lose at least a hundredth of a per cent of GDP; gains of that size: {gaining}",
            losing,
            gaining=t.number(gaining),
            all=t.number(len(effects)),
        )
    return t.plural(
        "{count} country loses at least a hundredth of a per cent of GDP",
        "{count} countries lose at least a hundredth of a per cent of GDP",
        losing,
    )


def middle_half(impact: Impact) -> tuple[float, float] | None:
    """The 25th and the 75th percentile, None until they are there."""
    return (impact.p25, impact.p75) if impact.p25 is not None and impact.p75 is not None else None


def path(result: ImpactResult, country: str | None, t: Translator, look: Look) -> Exhibit:
    """Effect on GDP over twelve quarters, with its range, and by channel when there is more than one."""
    area = area_of(country)
    row = result.areas.index(area)
    quarters = list(range(1, result.paths["total", "gdp_pct"].central.shape[1] + 1))
    series = []
    total = result.paths["total", "gdp_pct"]
    if len(result.active) > 1:
        for channel in result.active:
            values = result.paths[channel, f"{channel}_gdp_pct"].central[row]
            series.append(Line(t(CHANNELS[channel]), quarters, _numbers(values), look.channel(channel), width=1.8))
    series.append(
        Line(
            t("All channels") if len(result.active) > 1 else "",
            quarters,
            _numbers(total.central[row]),
            look.channel("total"),
            width=2.6,
        )
    )
    known = total.p05 is not None and total.p95 is not None and not pd.isna(total.p05[row]).any()
    band = (quarters, list(total.p05[row]), list(total.p95[row]), look.channel("total")) if known else None  # type: ignore[index]
    figure = line_chart(
        series,
        t,
        look,
        write=lambda v: _pct(v, t),
        band=band,
        inner=(list(total.p25[row]), list(total.p75[row])) if band else None,  # type: ignore[index]
        height=330,
        label_room=110 if len(result.active) > 1 else 20,
    )
    figure.update_xaxes(dtick=1, title_text=t("Quarter"))
    figure.add_vline(x=result.horizon, line={"color": look.muted, "width": 1, "dash": "dot"})
    figure.update_yaxes(ticksuffix="%")
    last, now = total.central[row, -1], total.central[row, 0]
    if pd.isna(last):
        title = t("{country}: no data for this path", country=t.country(area))
    elif abs(total.central[row]).max() < SEEN_PCT:
        title = t(
            "{country}: less than {limit} of GDP in every quarter",
            country=t.country(area),
            limit=t.percent(2 * SEEN_PCT, PERCENT_DIGITS),
        )
    else:
        title = t(
            "{country}: from {start} of GDP in the first quarter to {end} in the twelfth",
            country=t.country(area),
            start=_pct(now, t),
            end=_pct(last, t),
        )
    columns = {t("Quarter"): quarters, t("Central"): total.central[row]}
    if known:
        columns |= {t("5%"): total.p05[row], t("95%"): total.p95[row]}  # type: ignore[index]
    table = pd.DataFrame(columns)
    return Exhibit(
        headline=title,
        subtitle=t(
            "Effect on GDP, % at annual rates, by quarter after the start; band: 5 to 95%, darker: the middle half"
        ),
        alt=title,
        table=table,
        sources=result.sources["total"],
        graphic=figure,
        formats={name: lambda v: t.number(v, 3) for name in table.columns[1:]},
        file_name=f"corridor-path-{result.scenario.id}-{area}",
        notes=tuple(
            t(PATH_NOTES[channel])
            for channel in result.active
            if channel in PATH_NOTES
            and (channel != "sanctions" or result.scenario.get("sanction_level") in BROAD_SANCTIONS)
        ),
    )


def details(result: ImpactResult, country: str | None, t: Translator) -> Exhibit:
    """Every result for the area, with range."""
    area = area_of(country)
    channels = [*result.active, "total"] if result.active else ["total"]
    rows = [result.value(channel, metric, area) for channel in channels for metric in reading_order(channel)]
    table = pd.DataFrame(
        {
            t("Result"): [t(METRIC_NAMES[i.metric]) for i in rows],
            t("Central"): [i.central for i in rows],
            t("5%"): [i.p05 for i in rows],
            t("95%"): [i.p95 for i in rows],
            t("Unit"): [_unit(i, t) for i in rows],
        }
    )
    written = {
        t("Central"): [_written(i, i.central, t) for i in rows],
        t("5%"): [_written(i, i.p05, t) for i in rows],
        t("95%"): [_written(i, i.p95, t) for i in rows],
    }
    title = t("{country}: every result of this scenario", country=t.country(area))
    return Exhibit(
        headline=title,
        subtitle=subtitle(result, t, unit=False),
        alt=title,
        table=table,
        screen=table.assign(**written),
        sources=result.sources["total"],
        file_name=f"corridor-results-{result.scenario.id}-{area}",
        notes=flag_notes(result.flags["total"].get(area, ()), t),
    )


def reading_order(channel: str) -> tuple[str, ...]:
    """The metrics of a channel, parts right after what they are parts of."""
    first, *others = SHOWN[channel]
    return tuple(sorted((first, *others), key=lambda metric: (metric != first, metric not in PARTS)))


def flag_notes(flags: Sequence[str], t: Translator) -> tuple[str, ...]:
    """What is missing or weak, as one note."""
    return (" ".join(f"{t(FLAGS[flag])}." for flag in flags),) if flags else ()


def products(
    hits: Sequence[ProductHit], result: ImpactResult, iso3: str, names: Mapping[str, str], t: Translator, look: Look
) -> Exhibit:
    """The product headings of a country that change most; `names` are message ids of short names by heading."""
    embargoed = "embargo" in result.flags["total"].get(iso3, ())
    if embargoed:  # the channel does not apply, so neither does its detail
        hits = ()
    labels = [f"{hit.heading} · {t(names[hit.heading])}" for hit in hits]
    bars = [
        Bar(
            label,
            hit.change_usd_m,
            hover=t(
                "{product}: {change}; duty {before} before, {after} after; share of US imports {share}",
                product=label,
                change=t.usd_m(hit.change_usd_m, signed=True),
                before=t.percent(hit.tariff_before_pct),
                after=t.percent(hit.tariff_after_pct),
                share=t.percent(hit.us_share_pct),
            ),
        )
        for label, hit in zip(labels, hits, strict=True)
    ]
    table = pd.DataFrame(
        {
            t("Heading"): [hit.heading for hit in hits],
            t("Product"): [t(names[hit.heading]) for hit in hits],
            t("Exports before, US$ million"): [hit.exports_before_usd_m for hit in hits],
            t("Change, US$ million"): [hit.change_usd_m for hit in hits],
            t("Duty before, %"): [hit.tariff_before_pct for hit in hits],
            t("Duty after, %"): [hit.tariff_after_pct for hit in hits],
            t("Share of US imports, %"): [hit.us_share_pct for hit in hits],
        }
    )
    figure = (
        ranked_bars(bars, t, look, color=look.channel("tariff"), write=lambda v: t.compact(v, signed=True))
        if bars
        else None
    )
    if "tariff" not in result.active:
        title = t("No tariff in this scenario, so no product changes")
    elif embargoed:
        title = t(
            "{country}: the embargo leaves no trade to threaten, so a tariff does not apply", country=t.country(iso3)
        )
    else:
        title = _most_changed(hits, iso3, names, t)
    return Exhibit(
        headline=title,
        subtitle=t("Change of exports to the United States, US$ million a year, central run, by four-digit heading"),
        alt=title,
        table=table,
        sources=result.sources["tariff"],
        graphic=figure,
        formats={name: lambda v: t.number(v, 1) for name in table.columns[2:]},
        file_name=f"corridor-products-{result.scenario.id}-{iso3}",
        notes=_jobs_note(result, iso3, t),
    )


def _most_changed(hits: Sequence[ProductHit], iso3: str, names: Mapping[str, str], t: Translator) -> str:
    country = t.country(iso3)
    if not hits:
        return t("{country}: no product changes", country=country)
    product, change = t(names[hits[0].heading]), hits[0].change_usd_m
    amount = t.usd_m(abs(change))
    return (
        t("{country}: the largest loss of sales to the US: {product}, {amount} a year", country=country,
          product=product, amount=amount)
        if change < 0
        else t("{country}: the largest gain of sales to the US: {product}, {amount} a year", country=country,
               product=product, amount=amount)
    )  # fmt: skip


def _jobs_note(result: ImpactResult, iso3: str, t: Translator) -> tuple[str, ...]:
    """The change of jobs supported by the exports, in words; empty where there is no change or no figure."""
    jobs = result.value("tariff", "jobs_supported_people", iso3)
    if not jobs.central:
        return ()
    within = (jobs.p05, jobs.p95)
    value = t.compact(jobs.central, signed=True, within=within)
    if jobs.p05 is None or jobs.p95 is None:
        text = t("Jobs supported by these exports, all products: {value}.", value=value)
    else:
        text = t(
            "Jobs supported by these exports, all products: {value} ({low} to {high}).",
            value=value,
            low=t.compact(jobs.p05, signed=True, within=within),
            high=t.compact(jobs.p95, signed=True, within=within),
        )
    weak = tuple(f"{t(FLAGS[flag])}." for flag in jobs.flags if flag == "jobs_whole_economy")
    return (
        text,
        t("Direct jobs by sector averages: exports of this size support them; nobody's job is counted."),
        *weak,
    )


def drivers(result: ImpactResult, country: str | None, t: Translator, look: Look) -> Exhibit:
    """Which assumptions move the result most."""
    area = area_of(country)
    found = drivers_of(result, area)
    bars = [Bar(t(assumptions()[name].description), 100 * share) for name, share in found]
    figure: go.Figure | None = None
    if bars:
        figure = ranked_bars(bars, t, look, color=look.channel("response"), write=lambda v: t.percent(v, 0))
    title = (
        t(
            "{country}: the range comes most from one question: {driver}",
            country=t.country(area),
            driver=lower(bars[0].label),
        )
        if bars
        else t("{country}: the effect on GDP cannot be estimated", country=t.country(area))
        if result.value("total", "gdp_pct", area).central is None
        else t("Nothing moves, so nothing is uncertain")
    )
    table = pd.DataFrame(
        {
            t("Assumption"): [bar.label for bar in bars],
            t("Share of the variance, %"): [bar.value for bar in bars],
            t("Default"): [assumptions()[name].central for name, _ in found],
            t("Low (5%)"): [assumptions()[name].low for name, _ in found],
            t("High (95%)"): [assumptions()[name].high for name, _ in found],
            t("Basis"): [t(assumptions()[name].quality) for name, _ in found],
        }
    )
    cited = (
        tuple(dict.fromkeys(s for name, _ in found for s in assumptions()[name].source_ids)) or result.sources["total"]
    )
    return Exhibit(
        headline=title,
        subtitle=t("Share of the variance of the effect on GDP that each assumption explains alone, %"),
        alt=title,
        table=table,
        sources=cited,
        graphic=figure,
        formats={name: lambda v: t.number(v, 2) for name in table.columns[1:5]},
        file_name=f"corridor-drivers-{result.scenario.id}-{area}",
        notes=(t("Uncertainty about the model itself is not in the range: see Method."),),
    )


def drivers_of(result: ImpactResult, area: str) -> list[tuple[str, float]]:
    """Assumption ids with their share of the variance, largest first; empty without draws or without effect."""
    if result.driver_shares is None:
        return []
    shares = result.driver_shares[:, result.areas.index(area)]
    found = sorted(zip(result.driver_ids, map(float, shares), strict=True), key=lambda pair: -pair[1])
    return [(name, share) for name, share in found[:TOP_DRIVERS] if share > 0.01]


def two_lines(text: str, width: int = 38) -> str:
    """A label for an axis, broken into lines of about `width` letters."""
    words, lines = text.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def _gdp(result: ImpactResult) -> dict[str, Impact]:
    return {iso3: result.value("total", "gdp_pct", iso3) for iso3 in lac33()}


def sentence(impact: Impact, t: Translator) -> str:
    """A country and its effect with the range, for a map or a bar; the reasons where there is no data."""
    name = t.country(impact.iso3)
    if impact.central is None:
        reasons = "<br>".join(t(FLAGS[flag]) for flag in impact.flags)
        return f"<b>{name}</b><br>{t('no data')}<br>{reasons}"
    text = gdp_range(impact, t)
    return f"<b>{name}</b><br>{_pct(impact.central, t)}" + (f" ({text})" if text else "")


def _table(result: ImpactResult, t: Translator) -> pd.DataFrame:
    """All 33 countries with the main results; what is missing is said in words."""
    rows: list[dict[str, Any]] = []
    shown = [
        ("total", "gdp_pct", ""),
        ("tariff", "exports_to_us_usd_m", ""),
        ("tariff", "duty_bill_usd_m", ""),
        ("remittance", "remittances_usd_m", ""),
    ]
    for iso3 in sorted(lac33(), key=t.country):
        row: dict[str, Any] = {t("Country"): t.country(iso3)}
        for channel, metric, _ in shown:
            impact = result.value(channel, metric, iso3)
            name = t(METRIC_NAMES[metric])
            row[name] = impact.central
            row[t("{name}, 5%", name=name)] = impact.p05
            row[t("{name}, 95%", name=name)] = impact.p95
        row[t("Missing or weak")] = "; ".join(t(FLAGS[flag]) for flag in result.flags["total"].get(iso3, ()))
        rows.append(row)
    return pd.DataFrame(rows)


def _formats(t: Translator) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for metric, digits in (
        ("gdp_pct", 3),
        ("exports_to_us_usd_m", 1),
        ("duty_bill_usd_m", 1),
        ("remittances_usd_m", 1),
    ):
        name = t(METRIC_NAMES[metric])
        for column in (name, t("{name}, 5%", name=name), t("{name}, 95%", name=name)):
            found[column] = lambda v, digits=digits: t.number(v, digits)
    return found


def subtitle(result: ImpactResult, t: Translator, *, unit: bool = True) -> str:
    """Unit, quarter and the law that the result is compared with."""
    when = t(
        "quarter {quarter}, annual rates, against the law of {day}",
        quarter=result.horizon,
        day=t.day(result.baseline_date),
    )
    return t("Effect on GDP, %; {when}", when=when) if unit else capitalised(when)


def _range(impact: Impact, t: Translator) -> str:
    if impact.central is None:
        return ""
    if impact.p05 is None or impact.p95 is None:
        return t("range follows")
    if impact.p05 == impact.p95 == 0.0:
        return t("not touched by this scenario")
    if impact.p05 == impact.p95:
        return t("a published figure, no range")
    low, high = (t.compact(end, signed=True, within=(impact.p05, impact.p95)) for end in (impact.p05, impact.p95))
    return t("{low} to {high}", low=low, high=high)


def _written(impact: Impact, value: float | None, t: Translator) -> str:
    if value is None:
        return MISSING
    if impact.unit.startswith("percent"):
        return t.number(value, PERCENT_DIGITS, signed=True)
    return t.compact(value, signed=True, within=(impact.p05, impact.p95))


def _unit(impact: Impact, t: Translator) -> str:
    words = {
        "usd_m": N_("US$ million a year"),
        "percent": N_("% of the flow before"),
        "percent_of_gdp": N_("% of GDP"),
        "people_a_year": N_("people a year"),
        "visas_a_year": N_("visas a year"),
        "jobs": N_("jobs"),
    }
    return t(words[impact.unit])


def _pct(value: float | None, t: Translator) -> str:
    return t.percent(value, PERCENT_DIGITS, signed=True)


def _numbers(values: Any) -> list[float | None]:
    return [None if pd.isna(v) else float(v) for v in values]
