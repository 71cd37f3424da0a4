"""Trade exposure as exhibits: dependence on the US market, China beside it, products, tariffs, flows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.domain import N_
from dashboard.views import cells, charts, events, maps
from dashboard.views.charts import Bar, Line, Stack
from dashboard.views.exhibit import Exhibit
from dashboard.views.metric import Metric
from dashboard.views.style import Look

if TYPE_CHECKING:
    from dashboard.evidence.events import Marked
    from dashboard.evidence.trade import Exposure, Flow, NotCollected, Partners, Published, TariffPath
    from dashboard.i18n import Translator

LAYOUTS = {
    "map": N_("Map"),
    "ranking": N_("Ranking"),
    "china": N_("US and China"),
    "concentration": N_("Concentration"),
    "table": N_("Table"),
}
SPANS = {"month": N_("By month"), "year": N_("By year")}
TARIFFS = {"grounds": N_("By legal ground"), "collected": N_("Law and collection")}
AUTHORITIES = {
    "mfn": N_("Ordinary duty"),
    "s232": N_("Section 232 (national security)"),
    "ieepa": N_("IEEPA (emergency powers)"),
    "s122": N_("Section 122 (balance of payments)"),
    "s301": N_("Section 301 (unfair practices)"),
    "other": N_("Other"),
}
MONTHS_FROM = pd.Timestamp(2019, 1, 1)  # shown in the chart by month; the table has all
GDP_FLAGS = {
    "staff_estimate": N_("GDP is an estimate of IMF staff"),
    "fiscal_year": N_("GDP of the fiscal year"),
    "official_exchange_rate": N_("GDP at the official exchange rate"),
    "no_usable_figure": N_("no usable GDP in dollars"),
}
TENTH = 10.0  # per cent of GDP


# The page's sentence and figures --------------------------------------------------------------------------------------


def headline(exposure: Exposure, iso3: str | None, t: Translator) -> str:
    """The most exposed countries, or how exposed the selected one is."""
    if iso3 is None:
        leading = exposure.ranked.head(3)
        named = [
            t("{country} {share}", country=t.country(str(code)), share=t.percent(share))
            for code, share in leading["gdp_share_pct"].items()
        ]
        return t(
            "Most exposed, goods sold to the US as a share of GDP in {year}: {list}",
            year=exposure.year,
            list=t.listing(named),
        )
    row = exposure.frame.loc[iso3]
    if pd.isna(row["gdp_share_pct"]):
        return t(
            "{country}: {value} of goods sold to the US in {year}, no usable GDP to compare with",
            country=t.country(iso3),
            value=t.usd_m(row["us_imports_usd_m"]),
            year=exposure.year,
        )
    return t(
        "{country}: goods sold to the US were {share} of GDP in {year}; their average US tariff is now {rate}",
        country=t.country(iso3),
        share=t.percent(row["gdp_share_pct"]),
        year=exposure.year,
        rate=cells.small_percent(row["rate_pct"], t),
    )


def metrics(exposure: Exposure, partners: Partners, flow: Flow, iso3: str | None, t: Translator) -> tuple[Metric, ...]:
    """US imports of the newest full year, of the running year, the average tariff, the US share of trade."""
    if iso3 is None:
        newest, change = exposure.us_imports_newest_usd_m, exposure.region_change_pct
        rate, rate_before = exposure.region_rate_pct, exposure.region_rate_before_pct
        us, china = partners.us_share_pct, partners.china_share_pct
    else:
        row: Any = exposure.frame.loc[iso3]
        newest, change = row["us_imports_newest_usd_m"], row["change_pct"]
        rate, rate_before = row["rate_pct"], row["rate_before_pct"]
        us, china = partners.frame["us_share_pct"][iso3], partners.frame["china_share_pct"][iso3]
    start = date(flow.newest.year, 1, 1)
    return (
        Metric(
            t("US goods imports {year}", year=exposure.newest_year),
            t.usd_m(cells.number(newest)),
            _change(change, t),
            t("General imports, customs value."),
        ),
        Metric(
            t("Imports, {start} to {end}", start=t.month(start), end=t.month(flow.newest)),
            t.usd_m(flow.year_to_date_usd_m),
            _change(flow.change_pct, t),
            t("US goods imports in a part of a year, against the same months of the year before."),
        ),
        Metric(
            t("Average US tariff, {day}", day=t.day(exposure.since)),
            cells.small_percent(rate, t),
            t("{rate} in January 2025", rate=cells.small_percent(rate_before, t)),
            " ".join(
                (
                    t(
                        "Statutory rates weighted with imports of {year}; derived. Not what was collected.",
                        year=exposure.year,
                    ),
                    *(cells.rate_caveats(iso3, exposure.since, t) if iso3 else ()),
                )
            ),
        ),
        Metric(
            t("US share of goods trade, {year}", year=partners.year),
            t.percent(us) if us == us else t("no data"),
            t("China {share}", share=t.percent(china)) if china == china else None,
            t("Share of exports and imports together, 32 countries without Cuba."),
        ),
    )


def _change(value: float | None, t: Translator) -> str | None:
    return (
        None
        if value is None or value != value
        else t("{change} on a year before", change=t.percent(value, 0, signed=True))
    )


# Dependence -----------------------------------------------------------------------------------------------------------


def dependence(exposure: Exposure, layout: str, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Goods sold to the US as a share of GDP, as a map or as a ranking of all 33."""
    ranked = exposure.ranked
    share = {str(code): cells.number(value) for code, value in ranked["gdp_share_pct"].items()}
    first = ranked.iloc[0]
    title = t.plural(
        "{count} country sells goods worth a tenth of its GDP or more to the US; {first}: {share}",
        "{count} countries sell goods worth a tenth of their GDP or more to the US; {first}: {share}",
        exposure.at_least(TENTH),
        first=t.country(str(first.name)),
        share=t.percent(first["gdp_share_pct"]),
    )
    graphic = (
        maps.filled(
            share,
            t,
            look,
            write=cells.share(t),
            hover={c: _dependence_words(exposure, c, t) for c in share},
        )
        if layout == "map"
        else charts.ranked_bars(
            [Bar(t.country(c), value, hover=_dependence_words(exposure, c, t)) for c, value in share.items()],
            t,
            look,
            color=look.channel("tariff"),
            write=t.percent,
            highlight=t.country(iso3) if iso3 else "",
            room=0.3,
        )
    )
    ratio, value, gdp = (
        t("Share of GDP (%)"),
        t("US imports (US$ million)"),
        t("GDP (US$ million)"),
    )
    return Exhibit(
        headline=title,
        subtitle=t("US goods imports {year} (Census) as a share of GDP {year} (IMF), per cent", year=exposure.year),
        alt=title,
        table=pd.DataFrame(
            {
                t("Country"): [t.country(c) for c in share],
                ratio: ranked["gdp_share_pct"].to_numpy(),
                value: ranked["us_imports_usd_m"].to_numpy(),
                gdp: ranked["gdp_usd_m"].to_numpy(),
                t("Remark"): [_gdp_remark(row, t) for _, row in ranked.iterrows()],
            }
        ),
        sources=(*exposure.trade_sources, *exposure.gdp_sources),
        graphic=graphic,
        notes=(
            t(
                "Customs value of goods only, no services. Cuba: no usable GDP in dollars. {venezuela}: GDP is "
                "an estimate of "
                "IMF staff; {haiti}: GDP of the fiscal year. Goods that pass through, such as oil in storage, "
                "count in full.",
                venezuela=t.country("VEN"),
                haiti=t.country("HTI"),
            ),
        ),
        formats={ratio: lambda v: t.number(v, 1), value: t.compact, gdp: t.number},
        file_name="us_dependence",
    )


def _dependence_words(exposure: Exposure, iso3: str, t: Translator) -> str:
    row: Any = exposure.frame.loc[iso3]
    ratio = cells.number(row["gdp_share_pct"])
    share = "" if ratio is None else t("{share} of GDP", share=t.percent(ratio))
    lines = [f"<b>{t.country(iso3)}</b>", share, t.usd_m(row["us_imports_usd_m"]), _gdp_remark(row, t)]
    return "<br>".join(line for line in lines if line)


def _gdp_remark(row: Any, t: Translator) -> str:
    flag = row["gdp_flag"]
    if isinstance(flag, str):
        return t(GDP_FLAGS[flag])
    return t("GDP is a projection") if row["gdp_is_projection"] == 1 else ""


def china_dots(partners: Partners, published: Published, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """The share of the US and of China in each country's goods trade."""
    ranked = partners.ranked
    us, china = t("United States"), t("China")
    blue, ochre = look.channel("response"), look.channel("china")
    title = t(
        "The US takes {us} of the region's goods trade, China {china}",
        us=t.percent(partners.us_share_pct),
        china=t.percent(partners.china_share_pct),
    )
    ahead = t.plural(
        "Of the two, China is the larger partner for {count} country.",
        "Of the two, China is the larger partner for {count} countries.",
        partners.china_ahead,
    )
    rows = [
        (_stressed(str(code), iso3, t), cells.number(row["us_share_pct"]), cells.number(row["china_share_pct"]))
        for code, row in ranked.iterrows()
    ]
    names = [t("US share (%)"), t("China's share (%)"), t("Goods trade (US$ million)")]
    table = ranked[["us_share_pct", "china_share_pct", "trade_usd_m"]].set_axis(names, axis=1)
    table.insert(0, t("Country"), [t.country(str(code)) for code in ranked.index])
    fig = charts.paired_dots(rows, t, look, first=(us, blue), second=(china, ochre), write=t.percent)
    fig.update_xaxes(ticksuffix="%", nticks=5)
    return Exhibit(
        headline=title,
        subtitle=t("Share of goods exports and imports together, per cent, {year}", year=partners.year),
        alt=f"{title}. {ahead}",
        table=table.reset_index(drop=True),
        sources=(*partners.sources, *published.sources),
        graphic=fig,
        legend=((blue, us), (ochre, china)),
        notes=(
            t(
                "{ahead} 32 countries, {us_value} with the US and {china_value} with China.",
                ahead=ahead,
                us_value=t.usd_m(partners.us_usd_m),
                china_value=t.usd_m(partners.china_usd_m),
            ),
            t(
                "An article with UNCTAD's figures gives {us} and {china} for the same year. The differences: "
                "Cuba and trade "
                "with Taiwan are not in this matrix, values are without freight, and re-exports are counted "
                "otherwise. For small Caribbean "
                "states customs data differ much.",
                us=t.percent(published.us_pct, 0),
                china=t.percent(published.china_pct, 0),
            ),
        ),
        formats={names[0]: lambda v: t.number(v, 1), names[1]: lambda v: t.number(v, 1), names[2]: t.compact},
        file_name="us_china_shares",
    )


def _stressed(code: str, iso3: str | None, t: Translator) -> str:
    return f"<b>{t.country(code)}</b>" if code == iso3 else t.country(code)


# One country's tariff over time and its flows ------------------------------------------------------------------------


def tariff_steps(path: TariffPath, iso3: str, t: Translator, look: Look) -> Exhibit:
    """The statutory average by legal ground over time, and the collected rate as a line of its own."""
    frame = path.frame
    groups = [group for group in frame.columns if group != "total"]
    shades = {group: look.ground(group) for group in groups}
    now: float = frame["total"].iloc[-1]
    top_day: Any = frame["total"].idxmax()
    days: Any = frame.index
    newest = path.newest_collected
    title = t(
        "{country}: {now} in law, after {peak} in {month}",
        country=t.country(iso3),
        now=cells.small_percent(now, t),
        peak=cells.small_percent(frame["total"].max(), t),
        month=t.month(top_day.date()),
    )
    if frame["total"].max() == now:
        title = t(
            "{country}: {now} in law, the highest since January 2025", country=t.country(iso3), now=t.percent(now)
        )
    if newest is not None:
        title = t(
            "{statement}; {rate} was collected in {month}",
            statement=title,
            rate=cells.small_percent(newest[1], t),
            month=t.month(newest[0]),
        )
    collected = Line(
        # A month's rate stands at its middle: the areas change by the day.
        t("Collected"),
        [f"{str(month)[:7]}-15" for month in path.collected.index],
        [float(v) for v in path.collected],
        look.ink,
        width=2.0,
    )
    parts = [Stack(t(AUTHORITIES[g]), [float(v) for v in frame[g]], shades[g]) for g in groups]
    fig = charts.step_areas(
        [day.date() for day in days],
        parts,
        path.through,
        t,
        look,
        write=lambda v: t.percent(v, 2),
        line=None if path.collected.empty else collected,
    )
    fig.update_yaxes(ticksuffix="%")
    fig.update_xaxes(range=[days[0].date().isoformat(), path.through.isoformat()])
    names = {group: t(AUTHORITIES[group]) for group in groups} | {"total": t("In law, total (%)")}
    table = frame.rename(columns=names)
    table.insert(0, t("From"), [day.date().isoformat() for day in days])
    return Exhibit(
        headline=title,
        subtitle=t(
            "Average US tariff on goods of the country, per cent of customs value: areas are the law, {start} "
            "to {end}; "
            "the line is what customs calculated each month",
            start=t.day(days[0].date()),
            end=t.day(path.through),
        ),
        alt=title,
        table=table.reset_index(drop=True),
        sources=(*path.sources, *path.collected_sources),
        graphic=fig,
        legend=(*((shades[g], names[g]) for g in groups), *(((look.ink, t("Collected rate")),) if newest else ())),
        notes=(
            t(
                "Two different measures. In law: statutory rates weighted with imports of 2024, to January 2026 "
                "from the Yale "
                "tracker, then our own calculation. Collected: duties of the month as a share of its imports. "
                "They are compared "
                "by eye, never subtracted: goods and weights differ."
            ),
            *cells.rate_caveats(iso3, days[-1].date(), t),
            *((t("No imports in the months without a point."),) if len(path.collected) < _months(path) else ()),
        ),
        formats=dict.fromkeys(names.values(), lambda v: t.number(v, 2)),
        file_name=f"us_tariff_path_{iso3.lower()}",
    )


def _months(path: TariffPath) -> int:
    first: Any = path.collected.index.min()
    last: Any = path.collected.index.max()
    return 0 if path.collected.empty else (last.year - first.year) * 12 + last.month - first.month + 1


def law_and_collected(path: TariffPath, gap: NotCollected, iso3: str, t: Translator, look: Look) -> Exhibit:
    """The average in law and the rate that customs collected, month by month, as two lines."""
    frame = path.by_month
    both: Any = frame.dropna()
    last = both.iloc[-1] if len(both) else None
    title = (
        t("{country}: no collected rate is published", country=t.country(iso3))
        if last is None
        else t(
            "{country}: in {month} the law came to {law} on average, customs collected {collected}",
            country=t.country(iso3),
            month=t.month(both.index[-1].date()),
            law=cells.small_percent(last["law_pct"], t),
            collected=cells.small_percent(last["collected_pct"], t),
        )
    )
    months: Any = frame.index
    x = [day.date().isoformat() for day in months]
    fig = charts.lines(
        [
            Line(t("In law"), x, cells.numbers(frame["law_pct"]), look.channel("tariff"), width=2.6),
            Line(t("Collected"), x, cells.numbers(frame["collected_pct"]), look.ink, width=2.0),
        ],
        t,
        look,
        write=lambda v: t.percent(v, 2),
        label_room=100,
    )
    fig.update_yaxes(ticksuffix="%")
    law, collected = t("In law, mean of the days (%)"), t("Collected (%)")
    named = gap.partner == iso3
    message = (
        N_("The Yale Budget Lab estimates for this country that {share} of the duty in law is not collected.")
        if named
        else N_(
            "The Yale Budget Lab estimates that {share} of the duty in law is not collected from partners that it does "
            "not name, this country among them."
        )
    )
    return Exhibit(
        headline=title,
        subtitle=t("Average US tariff on goods of the country by month, per cent of customs value, two measures"),
        alt=title,
        table=pd.DataFrame(
            {
                t("Month"): [str(day)[:7] for day in months],
                law: frame["law_pct"].to_numpy(),
                collected: frame["collected_pct"].to_numpy(),
            }
        ),
        sources=(*path.sources, *path.collected_sources, *gap.sources),
        graphic=fig,
        notes=(
            t(
                "Why the lines can differ: the law is weighted with imports of 2024, the collection with what arrived "
                "in the month; buyers can move to goods with lower rates; goods already at sea can be spared; "
                "preferences can be claimed more often. The two are compared by eye, never subtracted."
            ),
            t(message, share=t.percent(gap.share_pct, 0)),
        ),
        formats=dict.fromkeys((law, collected), lambda v: t.number(v, 2)),
        file_name=f"us_tariff_law_and_collected_{iso3.lower()}",
    )


def flow_chart(flow: Flow, marked: Marked, span: str, iso3: str, t: Translator, look: Look) -> Exhibit:
    """US imports from a country by month with the tariff dates, or by full year since the series begins."""
    return _by_month(flow, marked, iso3, t, look) if span == "month" else _by_year(flow, iso3, t, look)


def _by_month(flow: Flow, marked: Marked, iso3: str, t: Translator, look: Look) -> Exhibit:
    months = flow.monthly[flow.monthly.index >= MONTHS_FROM]
    days: Any = months.index
    title = t(
        "{country}: {value} from {start} to {end}, {change} on the same months of the year before",
        country=t.country(iso3),
        value=t.usd_m(flow.year_to_date_usd_m),
        start=t.month(date(flow.newest.year, 1, 1)),
        end=t.month(flow.newest),
        change=t.percent(flow.change_pct, 0, signed=True),
    )
    series = Line(
        "",
        [day.date().isoformat() for day in days],
        [float(v) for v in months["us_imports_usd_m"]],
        look.channel("tariff"),
        width=1.8,
        fill=True,
    )
    fig = charts.lines([series], t, look, write=t.usd_m, label_room=16)
    fig.update_yaxes(tickformat=",", nticks=6)
    events.mark_events(fig, marked, look, t)
    value = t("US imports (US$ million)")
    return Exhibit(
        headline=title,
        subtitle=t(
            "US goods imports from the country, US$ million per month, not adjusted for season, {start} to {end}",
            start=t.month(days[0].date()),
            end=t.month(flow.newest),
        ),
        alt=title,
        table=_flow_table(flow.monthly, [str(day)[:7] for day in flow.monthly.index], t("Month"), t),
        sources=(*flow.sources, *marked.sources),
        graphic=fig,
        notes=(
            t("In small states one shipment moves the line. The table begins in January 2010."),
            *events.event_key(marked, t),
        ),
        formats={value: t.compact, t("US exports (US$ million)"): t.compact},
        file_name=f"us_imports_monthly_{iso3.lower()}",
    )


def _by_year(flow: Flow, iso3: str, t: Translator, look: Look) -> Exhibit:
    years = flow.annual
    labels: list[int] = years.index.tolist()
    first, last = labels[0], labels[-1]
    title = t(
        "{country}: {now} in {last}, {then} in {first}",
        country=t.country(iso3),
        now=t.usd_m(years["us_imports_usd_m"].iloc[-1]),
        last=last,
        then=t.usd_m(years["us_imports_usd_m"].iloc[0]),
        first=first,
    )
    column = Stack(t("US imports"), [float(v) for v in years["us_imports_usd_m"]], look.channel("tariff"))
    fig = charts.stacked_columns(labels, [column], t, look, write=t.usd_m)
    fig.update_yaxes(tickformat=",", nticks=6)
    return Exhibit(
        headline=title,
        subtitle=t(
            "US goods imports from the country, current US$ million, full years {first} to {last}",
            first=first,
            last=last,
        ),
        alt=title,
        table=_flow_table(years, [str(year) for year in labels], t("Year"), t),
        sources=flow.sources,
        graphic=fig,
        notes=(
            t(
                "{start} to {end}: {value}. Part of a year, so it is not in the columns.",
                start=t.month(date(flow.newest.year, 1, 1)),
                end=t.month(flow.newest),
                value=t.usd_m(flow.year_to_date_usd_m),
            ),
        ),
        formats={t("US imports (US$ million)"): t.compact, t("US exports (US$ million)"): t.compact},
        file_name=f"us_imports_annual_{iso3.lower()}",
    )


def _flow_table(frame: pd.DataFrame, labels: list[str], label: str, t: Translator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            label: labels,
            t("US imports (US$ million)"): frame["us_imports_usd_m"].to_numpy(),
            t("US exports (US$ million)"): frame["us_exports_usd_m"].to_numpy(),
        }
    )


# All countries --------------------------------------------------------------------------------------------------------


def ranking(exposure: Exposure, partners: Partners, t: Translator) -> Exhibit:
    """All 33 countries: imports, dependence, tariff and the US share, in one table."""
    frame = exposure.frame.sort_values("us_imports_newest_usd_m", ascending=False)
    highest = frame.sort_values("rate_pct", ascending=False).iloc[0]
    title = t(
        "Highest average tariff in law: {country}, {rate}; all 33 countries together {region}",
        country=t.country(str(highest.name)),
        rate=t.percent(highest["rate_pct"]),
        region=t.percent(exposure.region_rate_pct),
    )
    value, change = (
        t("US imports {year} (US$ million)", year=exposure.newest_year),
        t("Change on {year} (%)", year=exposure.newest_year - 1),
    )
    columns = {
        value: frame["us_imports_newest_usd_m"],
        change: frame["change_pct"],
        t("Share of GDP {year} (%)", year=exposure.year): frame["gdp_share_pct"],
        t("US share of trade {year} (%)", year=partners.year): partners.frame["us_share_pct"].reindex(frame.index),
        t("Tariff now (%)"): frame["rate_pct"],
        t("Tariff January 2025 (%)"): frame["rate_before_pct"],
    }
    table = pd.DataFrame({t("Country"): [t.country(str(code)) for code in frame.index]}).assign(
        **{name: column.to_numpy() for name, column in columns.items()}
    )
    formats: dict[str, Any] = dict.fromkeys(columns, lambda v: t.number(v, 1))
    return Exhibit(
        headline=title,
        subtitle=t("All 33 countries by US goods imports; average tariff since {day}", day=t.day(exposure.since)),
        alt=title,
        table=table,
        sources=(*exposure.sources, *partners.sources),
        notes=(
            t(
                "The tariff is derived: statutory rates weighted with imports of {year}; the region's average "
                "weighs the "
                "countries in the same way. Small states: rates of change rest on few shipments.",
                year=exposure.year,
            ),
        ),
        formats=formats | {value: t.compact, change: lambda v: t.number(v, 0, signed=True)},
        file_name="us_trade_ranking",
    )
