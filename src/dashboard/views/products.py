"""What a country sells to the US as exhibits: products and their rates, what is exempt, concentration, rivals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.domain import N_
from dashboard.views import cells, charts
from dashboard.views.charts import Bar, SplitBar
from dashboard.views.exhibit import Exhibit
from dashboard.views.style import Look, rgba
from dashboard.views.words import lower

if TYPE_CHECKING:
    from dashboard.evidence.products import Concentration, Exempt, Products, Rivals
    from dashboard.i18n import Translator

LEVELS = {"hs2": N_("Chapters"), "hs4": N_("Headings")}
RIVALS = {"heading": N_("By product"), "supplier": N_("By supplier")}
SHOWN = 10  # products in the chart; all are in the table
SUPPLIERS = 10
RATES = {
    "mfn_pct": N_("Ordinary duty (%)"),
    "s232_pct": N_("Section 232 (%)"),
    "s301_pct": N_("Section 301 (%)"),
}
PARTS = {
    "free": N_("Free of duty or nearly"),
    "energy": N_("Energy"),
    "ordinary_only": N_("Ordinary duty only"),
    "s301": N_("Products that meet Section 301"),
    "s232": N_("Goods on the Section 232 lists"),
    "usmca": N_("Claimed under the USMCA"),
}
GROUPS = {
    "own": N_("the country"),
    "region": N_("other 32 countries"),
    "CAN": N_("Canada"),
    "CHN": N_("China"),
    "ROW": N_("rest of the world"),
}


def product_bars(sold: Products, iso3: str, t: Translator, look: Look) -> Exhibit:
    """The largest products sold to the US, the part free of duty told apart, with today's average rate of each."""
    frame = sold.frame
    first: Any = frame.iloc[0]
    message = (
        N_("{country}: the largest product chapter is {chapter}, {share} of sales to the US, average tariff {rate}")
        if sold.level == "hs2"
        else N_("{country}: the largest product is {chapter}, {share} of sales to the US, average tariff {rate}")
    )
    title = t(
        message,
        country=t.country(iso3),
        chapter=lower(t(first["name"])),
        share=t.percent(first["share_pct"], 0),
        rate=cells.small_percent(first["rate_pct"], t),
    )
    top: Any = frame.head(SHOWN).itertuples()
    bars = []
    for row in top:
        free = row.imports_usd_m * row.free_pct / 100.0
        value, rate = t.compact(row.imports_usd_m), cells.small_percent(row.rate_pct, t)
        hover = t(
            "{product}: {value}, {share} of sales to the US. Average rate {rate}; {free} of the value pays less than "
            "{limit}.",
            product=t(row.name),
            value=t.usd_m(row.imports_usd_m),
            share=t.percent(row.share_pct),
            rate=rate,
            free=t.percent(row.free_pct, 0),
            limit=t.percent(sold.free_below_pct),
        )
        label = t(row.name) if sold.level == "hs2" else f"{row.code} {t(row.name)}"
        bars.append(SplitBar(label, (row.imports_usd_m - free, free), f"{value}  <b>{rate}</b>", hover=hover))
    value, share, rate, free = (
        t("US imports (US$ million)"),
        t("Share (%)"),
        t("Average tariff (%)"),
        t("Free or nearly free (%)"),
    )
    columns = {value: "imports_usd_m", share: "share_pct", rate: "rate_pct"}
    columns |= {t(name): part for part, name in RATES.items()} | {free: "free_pct"}
    table = pd.DataFrame({name: frame[column] for name, column in columns.items()})
    table.insert(0, t("Product"), [f"{c} {t(name)}" for c, name in zip(frame["code"], frame["name"], strict=True)])
    color = look.channel("tariff")
    subtitle = (
        N_(
            "US imports for consumption {year} by tariff chapter, US$ million; in bold the average rate in law in "
            "{month}"
        )
        if sold.level == "hs2"
        else N_(
            "US imports for consumption {year} by four-digit heading, US$ million; in bold the average rate in law in "
            "{month}"
        )
    )
    month = t.month(sold.as_of)
    return Exhibit(
        headline=title,
        subtitle=t(subtitle, year=sold.year, month=month),
        alt=title,
        table=table,
        sources=sold.sources,
        graphic=charts.split_bars(bars, [color, rgba(color, 0.35)], t, look, room=1.1),
        legend=(
            (color, t("pays duty today")),
            (rgba(color, 0.35), t("free or nearly free: under {limit}", limit=t.percent(sold.free_below_pct))),
        ),
        notes=(
            t(
                "All goods here: {rate}. Derived: ordinary duty after preferences, Section 232 and Section 301, "
                "six-digit rates weighted with imports of {year}. Duties by weight, the duty on patented medicines "
                "and anything decided after {month} are not in it. The country's average tariff in law over time "
                "counts the first two, so the two averages differ.",
                rate=cells.small_percent(sold.rate_pct, t),
                year=sold.year,
                month=month,
            ),
        ),
        formats={value: t.compact}
        | dict.fromkeys((share, rate, free, *(t(name) for name in RATES.values())), lambda v: t.number(v, 1)),
        file_name=f"us_tariff_by_product_{iso3.lower()}",
    )


def exempt_bars(found: Exempt, iso3: str, t: Translator, look: Look) -> Exhibit:
    """How much of a country's sales pays no duty today, and what the rest meets."""
    parts = found.parts
    title = t(
        "{country}: {free} of sales to the US enter free or nearly free of duty, {section} stand on the lists of "
        "Section 232",
        country=t.country(iso3),
        free=t.percent(parts["free"], 0),
        section=t.percent(parts["s232"], 0),
    )
    bars = [
        Bar(t(PARTS[name]), value, color=look.muted if name in ("free", "energy", "usmca") else None)
        for name, value in parts.items()
    ]
    share, value = t("Share of sales (%)"), t("US imports (US$ million)")
    return Exhibit(
        headline=title,
        subtitle=t(
            "Share of US imports for consumption {year} from the country, per cent, under the law of {month}; rows "
            "overlap",
            year=found.year,
            month=t.month(found.as_of),
        ),
        alt=title,
        table=pd.DataFrame(
            {
                t("Part"): [t(PARTS[name]) for name in parts],
                share: list(parts.values()),
                value: [v * found.imports_usd_m / 100.0 for v in parts.values()],
            }
        ),
        sources=found.sources,
        graphic=charts.ranked_bars(bars, t, look, color=look.channel("tariff"), write=cells.share(t)),
        notes=(
            t(
                "Derived. Free or nearly: six-digit products with an average rate under {limit}; others count as "
                "paying in full, also where a part of them is exempt. Goods on the Section 232 lists may pay less than "
                "the full rate. Energy is exempt from the added tariffs.",
                limit=t.percent(found.free_below_pct),
            ),
            *(
                (t("A USMCA claim frees from the ordinary duty and from Section 301; under Section 232 rules differ."),)
                if "usmca" in parts
                else ()
            ),
            *((t("Cuba: under the embargo only art is recorded."),) if iso3 == cells.EMBARGO else ()),
        ),
        formats={share: lambda v: t.number(v, 1), value: t.compact},
        file_name=f"us_tariff_exempt_{iso3.lower()}",
    )


def concentration_dots(found: Concentration, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """How many products and markets of equal size would be as concentrated as each country's exports."""
    ranked = found.ranked
    products, markets = look.channel("tariff"), look.channel("response")
    rows = [
        (
            f"<b>{t.country(str(code))}</b>" if code == iso3 else t.country(str(code)),
            cells.number(row["products_equal"]),
            cells.number(row["markets_equal"]),
        )
        for code, row in ranked.iterrows()
    ]
    columns = {
        t("Products of equal size"): ranked["products_equal"],
        t("Index of products (HHI)"): ranked["products_hhi"],
        t("Share of the largest heading (%)"): ranked["first_share_pct"],
        t("Markets of equal size"): ranked["markets_equal"],
        t("Index of markets (HHI)"): ranked["markets_hhi"],
        t("Share of the largest market (%)"): ranked["first_market_share_pct"],
    }
    table = pd.DataFrame({t("Country"): [t.country(str(code)) for code in ranked.index]}).assign(
        **{name: column.to_numpy() for name, column in columns.items()}
    )
    table.insert(3, t("Largest heading"), [_said(code, t) for code in ranked["first_name"]])
    table.insert(
        7, t("Largest market"), ["" if pd.isna(code) else t.country(str(code)) for code in ranked["first_market"]]
    )
    write = _one_digit(t)
    graphic = charts.paired_dots(
        rows, t, look, first=(t("products sold to the US"), products), second=(t("markets"), markets), write=write
    )
    title = _concentration_sentence(found, iso3, t)
    unknown = [t.country(str(code)) for code in ranked.index if pd.isna(ranked.loc[code, "markets_equal"])]
    return Exhibit(
        headline=title,
        subtitle=t(
            "As many products and markets of equal size as would give the same concentration (10,000 divided by the "
            "Herfindahl-Hirschman index); products {year}, markets of all goods exports {markets_year}",
            year=found.year,
            markets_year=found.markets_year,
        ),
        alt=title,
        table=table,
        sources=(*found.sources, *found.market_sources),
        graphic=graphic,
        legend=((products, t("products sold to the US")), (markets, t("markets of all goods exports"))),
        notes=(
            t(
                "The index adds squared shares: 10,000 is one product or one market. Products are four-digit headings "
                "of sales to the US. Markets come from another source and count the European Union as one; countries "
                "that are not told apart count as many small ones, so the number of markets is rather too high."
            ),
            t(
                "No number of markets, because none is recorded or more than half of the exports goes to places that "
                "are not told apart: {countries}.",
                countries=t.listing(unknown),
            ),
        ),
        formats=dict.fromkeys(columns, write)
        | {t("Index of products (HHI)"): t.number, t("Index of markets (HHI)"): t.number},
        file_name="export_concentration",
    )


def _said(name: Any, t: Translator) -> str:
    return "" if pd.isna(name) else t(str(name))


def _one_digit(t: Translator) -> Any:
    return lambda value: t.number(cells.number(value), 1)


def _concentration_sentence(found: Concentration, iso3: str | None, t: Translator) -> str:
    if iso3 is None:
        ranked = found.ranked.drop(index=cells.EMBARGO)["products_equal"].dropna()
        return t(
            "Narrowest base of sales to the US: {narrow}; widest: {wide}",
            narrow=t.listing(t.country(str(code)) for code in ranked.index[:3]),
            wide=t.listing(t.country(str(code)) for code in ranked.index[:-3:-1]),
        )
    row = cells.row(found.frame, iso3)
    if pd.isna(row["products_equal"]):
        return t("{country}: no recorded sales of goods to the US", country=t.country(iso3))
    return t(
        "{country}: sales to the US are as concentrated as {count} products of equal size; {product} alone is {share}",
        country=t.country(iso3),
        count=t.number(float(row["products_equal"]), 1),
        product=lower(t(str(row["first_name"]))),
        share=t.percent(float(row["first_share_pct"]), 0),
    )


def rival_bars(found: Rivals, view: str, t: Translator, look: Look) -> Exhibit:
    """Who else supplies the US with what a country sells, product by product or by supplier."""
    name, rival = t.country(found.iso3), found.first
    own_rate = cells.small_percent(cells.row(found.suppliers, found.iso3)["rate_pct"], t)
    if rival is None:
        title = t("{country}: no other state supplies these products", country=name)
    else:
        row = cells.row(found.suppliers, rival)
        title = t(
            "{country}: the largest rival in its own products is {rival}, {share} of what the US imports of them; rate "
            "{rate} against {own}",
            country=name,
            rival=t.country(rival),
            share=t.percent(float(row["share_pct"]), 0),
            rate=cells.small_percent(float(row["rate_pct"]), t),
            own=own_rate,
        )
    by_heading = view == "heading"
    subtitle = (
        N_("Shares of US imports {year} in the country's largest headings, per cent; at the right its largest rival")
        if by_heading
        else N_(
            "Share of US imports {year} in the country's headings, weighted as the country sells them, per cent; in "
            "bold today's average rate on these headings"
        )
    )
    graphic, legend = _heading_rows(found, t, look) if by_heading else (_supplier_rows(found, t, look), ())
    return Exhibit(
        headline=title,
        subtitle=t(subtitle, year=found.year),
        alt=title,
        table=_heading_table(found, t) if by_heading else _supplier_table(found, t),
        sources=found.sources,
        graphic=graphic,
        legend=legend,
        notes=(
            t(
                "Named suppliers are the 33 countries, Canada and China. The rates of China and of the rest of the "
                "world are averages over all their goods, not rates of these products: customs tables by product are "
                "at hand for the others only. A four-digit heading can hold goods that do not compete."
            ),
        ),
        formats=dict.fromkeys(
            (t("Share (%)"), t("Similarity of the baskets (%)"), t("Average tariff (%)")), _one_digit(t)
        )
        if not by_heading
        else dict.fromkeys(
            (*_group_columns(t).values(), t("Rival's share (%)"), t("Average tariff (%)")), _one_digit(t)
        )
        | {t("From the country (US$ million)"): t.compact, t("US imports (US$ million)"): t.compact},
        file_name=f"us_import_rivals_{found.iso3.lower()}",
    )


def _group_columns(t: Translator) -> dict[str, str]:
    return {group: t("{part} (%)", part=t(words)) for group, words in GROUPS.items()}


def _heading_rows(found: Rivals, t: Translator, look: Look) -> tuple[Any, tuple[tuple[str, str], ...]]:
    colors = (
        look.channel("tariff"),
        rgba(look.channel("tariff"), 0.4),
        look.channel("united_states"),
        look.channel("china"),
        look.no_data,
    )
    rows: Any = found.headings.itertuples()
    bars = [
        SplitBar(
            f"{row.code} {t(row.name)}",
            [getattr(row, group) for group in GROUPS],
            t("{country} {share}", country=t.country(row.rival), share=t.percent(row.rival_share_pct, 0))
            if isinstance(row.rival, str)
            else "",
            hover=t(
                "{product}: the country supplies {own} of US imports, other countries of the region {region}, Canada "
                "{canada}, China {china}. The country's rate is {rate}.",
                product=t(row.name),
                own=cells.small_percent(row.own, t),
                region=t.percent(row.region),
                canada=t.percent(row.CAN),
                china=t.percent(row.CHN),
                rate=t.percent(row.rate_pct),
            ),
        )
        for row in rows
    ]
    legend = tuple(zip(colors, (t(words) for words in GROUPS.values()), strict=True))
    return charts.split_bars(bars, colors, t, look, room=0.8), legend


def _supplier_rows(found: Rivals, t: Translator, look: Look) -> Any:
    shown = found.suppliers.head(SUPPLIERS)
    write = cells.share(t)
    bars = [
        SplitBar(
            t.country(str(code)),
            (float(row["share_pct"]),),
            f"{write(row['share_pct'])}  <b>{write(row['rate_pct'])}</b>",
            hover=t(
                "{supplier}: {share} of US imports in these headings; {similarity} of its basket is the same.",
                supplier=t.country(str(code)),
                share=write(row["share_pct"]),
                similarity=t.percent(float(row["similarity_pct"]), 0),
            ),
        )
        for code, row in shown.iterrows()
    ]
    return charts.split_bars(bars, (look.channel("tariff"),), t, look, room=0.8, highlight=t.country(found.iso3))


def _heading_table(found: Rivals, t: Translator) -> pd.DataFrame:
    frame = found.headings
    named = [f"{code} {t(name)}" for code, name in zip(frame["code"], frame["name"], strict=True)]
    return pd.DataFrame(
        {
            t("Product"): named,
            t("From the country (US$ million)"): frame["imports_usd_m"],
            t("US imports (US$ million)"): frame["us_imports_usd_m"],
            **{words: frame[group] for group, words in _group_columns(t).items()},
            t("Largest rival"): [t.country(str(code)) if isinstance(code, str) else "" for code in frame["rival"]],
            t("Rival's share (%)"): frame["rival_share_pct"],
            t("Average tariff (%)"): frame["rate_pct"],
        }
    )


def _supplier_table(found: Rivals, t: Translator) -> pd.DataFrame:
    frame = found.suppliers
    return pd.DataFrame(
        {
            t("Supplier"): [t.country(str(code)) for code in frame.index],
            t("Share (%)"): frame["share_pct"].to_numpy(),
            t("Similarity of the baskets (%)"): frame["similarity_pct"].to_numpy(),
            t("Average tariff (%)"): frame["rate_pct"].to_numpy(),
        }
    )
