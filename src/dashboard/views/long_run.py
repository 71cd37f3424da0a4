"""Exhibits of the long run: general equilibrium as another view of the scenario, and what other models say.

The long run and the quarters are two views of one shock: nothing here is added to what `views.impact` shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import lac33
from dashboard.domain import ALL_COUNTRIES, N_, Impact
from dashboard.i18n import MISSING, Range, Translator
from dashboard.views import maps
from dashboard.views.charts import Bar, Dot, dots, ranked_bars
from dashboard.views.exhibit import Exhibit
from dashboard.views.impact import FLAGS, SEEN_PCT, area_of, flag_notes, gdp_range, loss_and_range, sentence
from dashboard.views.metric import Metric
from dashboard.views.style import Look, rgba
from dashboard.views.words import CHANNEL_NAMES, lower

if TYPE_CHECKING:
    from dashboard.workspace import ImpactResult, LongRun, Variant

METRIC_NAMES = {
    "real_income_pct": N_("Real income"),
    "real_income_usd_m": N_("Real income, US$ million"),
    "real_wage_pct": N_("What a wage buys"),
    "terms_of_trade_pct": N_("Export over import prices, before duty"),
    "import_price_pct": N_("Import prices as buyers pay them"),
    "exports_to_us_pct": N_("Goods sold to the United States, volume"),
    "exports_to_rest_pct": N_("Goods sold to other countries, volume"),
}
MODELS = {
    "two_sector": N_("This page: goods and services"),
    "one_sector": N_("One good"),
    "many_sectors": N_("28 sectors, 17 regions"),
}
# Studies are proper names; the two others are not.
STUDIES = {
    "bagwell_staiger_yurukoglu_2021": "Bagwell, Staiger, Yurukoglu 2021",
    "caliendo_parro_2015": "Caliendo, Parro 2015",
    "fontagne_guimbard_orefice_2022": "Fontagné, Guimbard, Orefice 2022",
    "giri_yi_yilmazkuday_2021": "Giri, Yi, Yilmazkuday 2021",
    "lashkaripour_lugovskyy_2023": "Lashkaripour, Lugovskyy 2023",
    "shapiro_2016": "Shapiro 2016",
    "in_sample": N_("Estimate on the trade data themselves"),
    "uniform_4": N_("4 for all goods"),
}
BALANCED = "balanced"
SYMBOLS = {"two_sector": "circle", "one_sector": "diamond", "many_sectors": "square-open"}
DIGITS = 2
TOP_PARTNERS = 5
ROOM = 0.28  # for numbers on both sides of zero, also on a phone
TILES = ("real_income_pct", "real_income_usd_m", "exports_to_us_pct", "exports_to_rest_pct")
BESIDE_INCOME = ("real_income_usd_m", "real_wage_pct", "exports_to_us_pct", "exports_to_rest_pct")


def headline(run: LongRun, country: str | None, t: Translator) -> str:
    """The answer in one sentence, with its range as soon as there is one."""
    return _answer(run, area_of(country), t)


def explanation(run: LongRun, country: str | None, t: Translator) -> str:
    """Second sentence where only the long run knows the scenario: what it is, what is missing."""
    flags = run.flags.get(area_of(country), ())
    answer = t("An answer alone: its effects are in the long run")
    return " ".join((f"{answer}.", *_notes(run, t), *(f"{t(FLAGS[flag])}." for flag in flags)))


def beside(run: LongRun, result: ImpactResult, country: str | None, t: Translator) -> str:
    """How the long run differs from the effect by quarter, and why; empty where one of the two has no number."""
    area = area_of(country)
    later, now = run.value("real_income_pct", area), result.value("total", "gdp_pct", area)
    if later.central is None or now.central is None or not run.touched:
        return ""
    return t(
        "{country}: {now} of GDP in quarter {quarter}, {later} of real income in the long run. The first counts what "
        "lost sales and money cost while workers and capital still depend on them, and fades; by the second they have "
        "found other uses, at other pay, and prices have moved.",
        country=t.country(area),
        now=_percent(now.central, t),
        later=_percent(later.central, t),
        quarter=result.horizon,
    )


def metrics(run: LongRun, country: str | None, t: Translator) -> tuple[Metric, ...]:
    """Four figures with their ranges, for a scenario that only the long run knows."""
    found = [run.value(metric, area_of(country)) for metric in TILES]
    return tuple(
        Metric(
            t(METRIC_NAMES[i.metric]),
            _written(i, i.central, t, (i.p05, i.p95)),
            _bounds(i, t),
            t("When all has adjusted."),
        )
        for i in found
    )


def income_map(run: LongRun, t: Translator, look: Look) -> Exhibit:
    """Real income of each country on the map."""
    found = _incomes(run)
    title = _largest(run, t)
    figure = maps.filled(
        {iso3: impact.central for iso3, impact in found.items()},
        t,
        look,
        write=lambda v: _percent(v, t),
        diverging=True,
        hover={iso3: sentence(impact, t) for iso3, impact in found.items()},
    )
    return Exhibit(
        headline=title,
        subtitle=_subtitle(run, t),
        alt=title,
        table=_table(run, t),
        sources=run.sources,
        graphic=figure,
        formats=_formats(t),
        file_name=f"corridor-long-run-{run.scenario.id}",
        notes=_notes(run, t),
    )


def ranking(run: LongRun, country: str | None, t: Translator, look: Look) -> Exhibit:
    """Real income of the 33 countries from the largest loss to the largest gain, with ranges; no data last."""
    found = sorted(_incomes(run).values(), key=lambda i: (i.central is None, i.central or 0.0, t.country(i.iso3)))
    bars = [Bar(t.country(i.iso3), i.central, i.p05, i.p95, hover=sentence(i, t)) for i in found]
    figure = ranked_bars(
        bars,
        t,
        look,
        color=look.bar("total"),
        write=lambda v: _percent(v, t),
        highlight=t.country(country) if country else "",
        room=ROOM,
    )
    known = [impact for impact in found if impact.central is not None]
    losing = sum(1 for impact in known if (impact.central or 0.0) < -0.005)
    gaining = sum(1 for impact in known if (impact.central or 0.0) > 0.005)
    title = (
        t(
            "{losing} of {all} countries lose in the long run, {gaining} gain",
            losing=losing,
            gaining=gaining,
            all=len(known),
        )
        if run.touched
        else t("No measure that the long-run model knows, no effect")
    )
    return Exhibit(
        headline=title,
        subtitle=_subtitle(run, t),
        alt=title,
        table=_table(run, t),
        sources=run.sources,
        graphic=figure,
        formats=_formats(t),
        file_name=f"corridor-long-run-ranking-{run.scenario.id}",
        notes=(
            t("Whiskers: 5 to 95% of the outcomes that the assumptions allow."),
            t("Gains and losses of at least a hundredth of a per cent are counted."),
        ),
    )


def detail(run: LongRun, country: str | None, t: Translator) -> Exhibit:
    """Every long-run result of an area, and of the United States and the world as by-products."""
    area = area_of(country)
    rows = [run.value(metric, area) for metric in METRIC_NAMES]
    by_products = [
        *(run.value(metric, "USA") for metric in ("real_income_pct", "real_income_usd_m", "real_wage_pct")),
        run.value("real_income_pct", "WORLD"),
    ]
    shown = [impact for impact in (*rows, *by_products) if impact.central is not None or impact.iso3 == area]
    if area == ALL_COUNTRIES:  # prices and wages belong to one economy
        shown = [impact for impact in shown if impact.central is not None]
    table = pd.DataFrame(
        {
            t("Result"): [_named(i, area, t) for i in shown],
            t("Central"): [i.central for i in shown],
            t("5%"): [i.p05 for i in shown],
            t("95%"): [i.p95 for i in shown],
            t("Unit"): [t("US$ million") if i.unit == "usd_m" else "%" for i in shown],
        }
    )
    written = table.assign(
        **{
            t("Central"): [_written(i, i.central, t, (i.p05, i.p95)) for i in shown],
            t("5%"): [_written(i, i.p05, t, (i.p05, i.p95)) for i in shown],
            t("95%"): [_written(i, i.p95, t, (i.p05, i.p95)) for i in shown],
        }
    )
    title = _answer(run, area, t)
    notes = list(flag_notes(run.flags.get(area, ()), t))
    faced = run.tariff(area)
    if faced is not None:
        notes.append(
            t(
                "Average US tariff on its goods that enters here: {before} before, {after} after; as announced "
                "{ordinary} ordinary duties and product tariffs, {layers} country-wide programmes, {added} added.",
                before=_rate(faced.before_pct, t),
                after=_rate(faced.after_pct, t),
                ordinary=_rate(faced.ordinary_pct, t),
                layers=_rate(faced.layers_pct, t),
                added=_rate(faced.added_pct, t),
            )
        )
    notes.append(
        t(
            "The lines for the United States and the world are by-products for comparison, not an estimate of what US "
            "policy costs: without an answer from others a tariff can raise US income through prices and revenue."
        )
    )
    return Exhibit(
        headline=title,
        subtitle=t(
            "Change between two equilibria, % or US$ million at the GDP of 2024; trade of {year}",
            year=str(run.trade_year),
        ),
        alt=title,
        table=table,
        screen=written.drop(columns=t("Unit")),
        sources=run.sources,
        file_name=f"corridor-long-run-{run.scenario.id}-{area}",
        notes=tuple(notes),
    )


def partners(run: LongRun, iso3: str, t: Translator, look: Look) -> Exhibit:
    """The destinations whose purchases from a country change most."""
    known = run.value("real_income_pct", iso3).central is not None
    everywhere = run.partners(iso3) if known else ()
    found = everywhere[:TOP_PARTNERS]
    bars = [
        Bar(
            t.country(partner.region),
            partner.change_usd_m,
            color=look.channel("united_states") if partner.region == "USA" else None,
            hover=t(
                "{partner}: {change}; {before} before",
                partner=t.country(partner.region),
                change=t.usd_m(partner.change_usd_m, signed=True),
                before=t.usd_m(partner.before_usd_m),
            ),
        )
        for partner in found
    ]
    elsewhere = sum(partner.change_usd_m for partner in everywhere if partner.region != "USA")
    lost = next((partner for partner in everywhere if partner.region == "USA"), None)
    name = t.country(iso3)
    if lost is not None and lost.change_usd_m < 0.0 < elsewhere:
        title = t(
            "{country}: {lost} less sold to the United States, {found} more elsewhere",
            country=name,
            lost=t.usd_m(-lost.change_usd_m),
            found=t.usd_m(elsewhere),
        )
    elif found:
        title = t("{country}: where its goods go in the long run", country=name)
    elif not known:
        title = t("{country}: no long-run result", country=name)
    else:
        title = t("{country}: no change of sales to show", country=name)
    return Exhibit(
        headline=title,
        subtitle=t(
            "Change of goods exports by destination, US$ million at the prices of {year}", year=str(run.trade_year)
        ),
        alt=title,
        table=pd.DataFrame(
            {
                t("Destination"): [t.country(partner.region) for partner in found],
                t("Before"): [partner.before_usd_m for partner in found],
                t("Change"): [partner.change_usd_m for partner in found],
            }
        ),
        sources=run.sources,
        graphic=ranked_bars(
            bars, t, look, color=look.channel("response"), write=lambda v: t.compact(v, signed=True), room=ROOM
        )
        if bars
        else None,
        formats={t("Before"): lambda v: t.number(v, 1), t("Change"): lambda v: t.number(v, 1)},
        file_name=f"corridor-destinations-{run.scenario.id}-{iso3}",
        notes=(t("The five destinations that change most; central values of the long run."),),
    )


def models(variants: Sequence[Variant], run: LongRun, country: str | None, t: Translator, look: Look) -> Exhibit:
    """Real income of one area in all models and under all published elasticities, beside the range on this page."""
    area = area_of(country)
    # The sum over the countries of the detailed model is a sum over seven.
    shown = [v for v in variants if v.value(area) is not None and (area != ALL_COUNTRIES or v.model != "many_sectors")]
    rows = [*MODELS, BALANCED, *STUDIES]
    labels = {
        **{model: t(name) for model, name in MODELS.items()},
        BALANCED: t("Trade balanced first"),
        **{study: t(name) for study, name in STUDIES.items()},
    }
    colors = {
        "two_sector": look.channel("total"),
        "one_sector": look.channel("response"),
        "many_sectors": look.channel("tariff"),
    }
    marks = [
        Dot(
            labels[row],
            variant.value(area),
            colors[variant.model],
            symbol=SYMBOLS[variant.model],
            hover=t(
                "{model}, {elasticities}: {value}",
                model=t(MODELS[variant.model]),
                elasticities=_elasticities(variant, t),
                value=_percent(variant.value(area), t),
            ),
        )
        for variant in shown
        for row in [variant.model if variant.elasticities == "uniform" else variant.elasticities]
    ]
    values = [variant.value(area) or 0.0 for variant in shown]
    impact = run.value("real_income_pct", area)
    name = t.country(area)
    said = {_percent(value, t) for value in (*values, impact.central)}
    if not values or impact.central is None:
        title = t("{country}: no model has a number", country=name)
    elif not run.touched:
        title = t("No measure that the long-run model knows, no effect")
    elif len(said) == 1:
        title = t("{country}: {value} of real income in every model", country=name, value=said.pop())
    else:
        title = t(
            "{country}: from {low} to {high} over all models; this page says {value}",
            country=name,
            low=_percent(min(values), t),
            high=_percent(max(values), t),
            value=_percent(impact.central, t),
        )
    ends = [*values, *(v for v in (impact.p05, impact.p95) if v is not None)]
    margin = 0.08 * (max(ends, default=1.0) - min(ends, default=0.0) or 1.0)
    kept = [row for row in rows if any(mark.row == labels[row] for mark in marks)]
    table = pd.DataFrame(
        {
            t("Model"): [t(MODELS[v.model]) for v in shown],
            t("Elasticities"): [_elasticities(v, t) for v in shown],
            t("Average elasticity"): [v.elasticity for v in shown],
            t("Real income, %"): [v.value(area) for v in shown],
        }
    )
    figure = None
    if marks:
        axis = (min(ends) - margin, max(ends) + margin)
        figure = dots([labels[row] for row in kept], marks, t, look, axis=axis)
        # Only the two ends: on a phone the names leave no room for more numbers.
        figure.update_xaxes(
            tickvals=[min(ends), max(ends)], ticktext=[_percent(end, t) for end in (min(ends), max(ends))]
        )
        figure.update_xaxes(tickangle=0, ticklabeloverflow="allow")
        if impact.p05 is not None and impact.p95 is not None:
            figure.add_vrect(
                x0=impact.p05, x1=impact.p95, fillcolor=rgba(look.channel("total"), 0.08), line_width=0, layer="below"
            )
    notes = [
        t(
            "The range of the other views comes from the assumptions of one model. These points show what another "
            "model, or another published estimate of how trade reacts to its cost, would say instead."
        )
    ]
    if run.touched:
        notes.append(_of_us(variants, t))
    if impact.p05 is not None and run.touched:
        notes.append(t("Shaded: the range of the model on this page, {range}.", range=gdp_range(impact, t)))
    if not any(v.model == "many_sectors" for v in shown):
        notes.append(t("The model with 28 sectors has only seven of the countries as regions of their own."))
    return Exhibit(
        headline=title,
        subtitle=t(
            "Change of real income in the long run, %, central values; one row per estimate of how trade reacts to "
            "its cost"
        ),
        alt=title,
        table=table,
        sources=tuple(dict.fromkeys(source for variant in shown for source in variant.sources)) or run.sources,
        graphic=figure,
        legend=tuple((colors[model], t(MODELS[model])) for model in MODELS if any(v.model == model for v in shown)),
        formats={t("Average elasticity"): lambda v: t.number(v, 1), t("Real income, %"): lambda v: t.number(v, 3)},
        file_name=f"corridor-models-{run.scenario.id}-{area}",
        notes=tuple(notes),
    )


def _of_us(variants: Sequence[Variant], t: Translator) -> str:
    """What the models say of the United States; that the sign depends on the model, where it does."""
    values = [value for variant in variants if (value := variant.value("USA")) is not None]
    low, high = (_percent(end, t) for end in (min(values), max(values)))
    if min(values) < 0.0 < max(values):
        return t(
            "Real income of the United States: from {low} to {high} over all models. Its sign depends on the model.",
            low=low,
            high=high,
        )
    return t(
        "Real income of the United States: from {low} to {high} over all models. None has labour supply or scale, "
        "which can turn a gain into a loss.",
        low=low,
        high=high,
    )


def hit_most(run: LongRun) -> str:
    """The country whose real income falls most, among those with data."""
    known = [impact for impact in _incomes(run).values() if impact.central is not None]
    return min(known, key=lambda impact: impact.central or 0.0).iso3


def _incomes(run: LongRun) -> dict[str, Impact]:
    return {iso3: run.value("real_income_pct", iso3) for iso3 in lac33()}


def _elasticities(variant: Variant, t: Translator) -> str:
    return t(STUDIES[variant.elasticities]) if variant.elasticities in STUDIES else t("as on this page")


def _answer(run: LongRun, area: str, t: Translator) -> str:
    impact = run.value("real_income_pct", area)
    name = t.country(area)
    if impact.central is None:
        return t("{country}: no long-run result", country=name)
    if impact.p05 is None or not run.touched:
        return t(
            "{country}: real income changes by {value} in the long run", country=name, value=_percent(impact.central, t)
        )
    return t(
        "{country}: real income changes by {value} in the long run ({range})",
        country=name,
        value=_percent(impact.central, t),
        range=gdp_range(impact, t),
    )


def _largest(run: LongRun, t: Translator) -> str:
    worst = run.value("real_income_pct", hit_most(run))
    if not run.touched or (worst.central or 0.0) > -SEEN_PCT:
        return t("Real income in the long run, by country")
    loss, span = loss_and_range(worst, t)
    words = {"country": t.country(worst.iso3), "value": loss}
    if not span:
        return t("{country}: the largest loss in the long run, {value} of real income", **words)
    return t("{country}: the largest loss in the long run, {value} of real income ({range})", range=span, **words)


def _subtitle(run: LongRun, t: Translator) -> str:
    return t(
        "Change of real income between two equilibria, %, against the law of {day}; trade of {year}",
        day=t.day(run.baseline_date),
        year=str(run.trade_year),
    )


def _notes(run: LongRun, t: Translator) -> tuple[str, ...]:
    notes = [
        t(
            "The long run compares two equilibria: trade, wages and prices have adjusted. It has no date, no "
            "unemployment, no exchange rate and no credit. It is another view of the same measures: never add it to "
            "the effects by quarter."
        )
    ]
    if run.outside:
        names = t.listing(t(CHANNEL_NAMES[channel]) for channel in run.outside)
        notes.append(t("Not part of the long run: {channels}.", channels=names))
    missing = [iso3 for iso3, impact in _incomes(run).items() if impact.central is None]
    if missing:
        notes.append(t("No data: {countries}.", countries=t.listing(map(t.country, missing))))
    return tuple(notes)


def _table(run: LongRun, t: Translator) -> pd.DataFrame:
    """All 33 countries with the main results; what is missing is said in words."""
    rows: list[dict[str, Any]] = []
    for iso3 in sorted(lac33(), key=t.country):
        income = run.value("real_income_pct", iso3)
        row: dict[str, Any] = {
            t("Country"): t.country(iso3),
            t("Real income, %"): income.central,
            t("5%"): income.p05,
            t("95%"): income.p95,
        }
        for metric in BESIDE_INCOME:
            row[t(METRIC_NAMES[metric])] = run.value(metric, iso3).central
        row[t("Missing or weak")] = "; ".join(t(FLAGS[flag]) for flag in run.flags.get(iso3, ()))
        rows.append(row)
    return pd.DataFrame(rows)


def _formats(t: Translator) -> dict[str, Any]:
    names = [t("Real income, %"), t("5%"), t("95%"), *(t(METRIC_NAMES[metric]) for metric in BESIDE_INCOME)]
    found: dict[str, Any] = {name: lambda v: t.number(v, 3) for name in names}
    return found | {t(METRIC_NAMES["real_income_usd_m"]): lambda v: t.number(v, 1)}


def _written(impact: Impact, value: float | None, t: Translator, within: Range) -> str:
    if value is None:
        return MISSING
    return t.compact(value, signed=True, within=within) if impact.unit == "usd_m" else _percent(value, t)


def _bounds(impact: Impact, t: Translator) -> str | None:
    if impact.p05 is None or impact.p95 is None:
        return None
    low, high = (_written(impact, end, t, (impact.p05, impact.p95)) for end in (impact.p05, impact.p95))
    return t("{low} to {high}", low=low, high=high)


def _named(impact: Impact, area: str, t: Translator) -> str:
    """What a row holds; whose it is where that is not the area that the table is about."""
    name = t(METRIC_NAMES[impact.metric])
    return name if impact.iso3 == area else t("{country}: {result}", country=t.country(impact.iso3), result=lower(name))


def _percent(value: float | None, t: Translator) -> str:
    return t.percent(value, DIGITS, signed=True)


def _rate(value: float, t: Translator) -> str:
    return t.percent(value, 1)
