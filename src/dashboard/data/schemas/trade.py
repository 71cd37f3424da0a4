"""Tables on goods trade, tourism, trade elasticities and what exports carry in jobs and value added.

Money is current US$ million, seen from the side that the column names. US trade is Census customs data;
the world matrix is BACI, reconciled between exporters and importers: the two are never mixed in one series.
"""

from __future__ import annotations

from dashboard.data.columns import QUALITY, area, choice, code, country, day, number, source_id, state, text, whole
from dashboard.data.tables import TableSpec
from dashboard.domain import N_

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        id="us_goods_trade_annual",
        subject="trade",
        title=N_("US goods trade with each country, yearly"),
        concept=N_(
            "US general imports (customs value) from, and total exports (with re-exports) to, each country, Census "
            "basis, not adjusted for season. EUN and WORLD are published groups: never add them to countries. "
            "months_covered is 7 in 2026: part of a year. To 2024 the edition of April 2025, from 2025 that of "
            "October 2026; world rows start in 1987, EU rows in 1997, small states in 1992. Cuba's zeros are real "
            "(embargo)."
        ),
        keys=("iso3", "year"),
        columns={
            "iso3": country("WORLD"),
            "year": whole(1985, 2027),
            "months_covered": whole(1, 12),
            "us_imports_usd_m": number(0, 15_000_000),
            "us_exports_usd_m": number(0, 8_000_000),
            "source_id": source_id(),
        },
        period=("year",),
    ),
    TableSpec(
        id="us_goods_trade_monthly",
        subject="trade",
        title=N_("US goods trade with each country, monthly"),
        concept=N_(
            "The same figures as the yearly table, by month, not adjusted for season. EUN and WORLD are published "
            "groups. Values of 0.1 million in small states are rounding noise: growth rates there mean nothing."
        ),
        keys=("iso3", "month"),
        columns={
            "iso3": country("WORLD"),
            "month": day(),
            "us_imports_usd_m": number(0, 1_500_000),
            "us_exports_usd_m": number(0, 800_000),
            "source_id": source_id(),
        },
        period=("month",),
    ),
    TableSpec(
        id="trade_by_partner",
        subject="trade",
        title=N_("Goods trade with main partners 2023"),
        concept=N_(
            "Goods exports and imports by partner, BACI values reconciled between both sides; 32 states without Cuba, "
            "and the USA, China and Canada. LAC33 as a partner is the same 32 states. The partners add to WORLD with "
            "ROW as the rest, except that a country's own group holds its trade with the others only. For small "
            "Caribbean states the level of the US leg differs much from US Census data: prefer Census."
        ),
        keys=("iso3", "partner_iso3"),
        columns={
            "iso3": country(),
            "partner_iso3": area("ROW", "WORLD", "LAC33"),
            "year": whole(2023, 2023),
            "exports_usd_m": number(0, 15_000_000),
            "imports_usd_m": number(0, 10_000_000),
        },
        period=("year",),
        default_source="cepii_baci_202501",
    ),
    TableSpec(
        id="trade_matrix_2023",
        subject="model",
        title=N_("World trade matrix of the model 2023"),
        concept=N_(
            "Goods sold by each of 42 regions (rows) to each region (importer), 2023. Off the diagonal BACI trade; a "
            "zero is no trade recorded. On the diagonal a region's sales to itself: GDP minus its exports to the "
            "other regions, from IMF GDP (basis own_imf_gdp) or, for regions without it, World Bank GDP "
            "(own_wdi_gdp). A closing of the model, not a statistic: row sums are GDP. No Cuba, no Taiwan."
        ),
        keys=("exporter_iso3", "importer_iso3"),
        columns={
            "exporter_iso3": area("ROW"),
            "importer_iso3": area("ROW"),
            "trade_usd_m": number(0, 80_000_000),
            "basis": choice("baci", "own_imf_gdp", "own_wdi_gdp"),
            "source_id": source_id(),
        },
        country=("exporter_iso3",),
    ),
    TableSpec(
        id="trade_cube_2022",
        subject="model",
        title=N_("World sales by sector of the model 2022"),
        concept=N_(
            "Sales of each of 17 regions to each region, in 28 sectors, from the OECD inter-country tables; sales at "
            "home included, so the sum is the gross output of the world. Basic prices, without duty. EUN is "
            "the EU, ROW the rest of the world with all states of Latin America and the Caribbean that are not named. "
            "Tariffs are averages of the rates applied in 2022, before the increases from 2025 on. Tariffs on services "
            "in the original are a defect and are set to 0 here."
        ),
        keys=("sector", "exporter_iso3", "importer_iso3"),
        columns={
            "sector": text(),
            "exporter_iso3": area("ROW"),
            "importer_iso3": area("ROW"),
            "trade_usd_m": number(0, 150_000_000),
            "applied_tariff_pct": number(0, 100),
        },
        country=("exporter_iso3",),
        default_source="oecd_icio_2022",
    ),
    TableSpec(
        id="dva_shares_2022",
        subject="model",
        title=N_("Domestic value added in exports 2022"),
        concept=N_(
            "Part of the value of exports of seven countries that is wages, profits and taxes at home, from the OECD "
            "national tables with product taxes counted as domestic. Imports are split among users in proportion, so "
            "that the foreign content of Mexican assembly is understated."
        ),
        keys=("iso3", "sector", "destination"),
        columns={
            "iso3": state(),
            "sector": choice("goods", "agriculture", "mining", "manufacturing"),
            "destination": choice("world", "usa"),
            "gross_exports_usd_m": number(0, 2_000_000),
            "domestic_value_added_share_pct": number(0, 100),
        },
        default_source="oecd_iot_2022",
    ),
    TableSpec(
        id="input_shares_2022",
        subject="model",
        title=N_("Inputs of each sector of the model 2022"),
        concept=N_(
            "What a sector of a region spends on the goods of each sector, at home and from abroad, as a share of its "
            "gross output, from the OECD national tables of the edition of the sales table. What is left is value "
            "added with taxes on products. The rest of the world has no table: its shares are those of the 38 tables "
            "in it, balanced so that no final use is negative. An empty cell is a sector without output."
        ),
        keys=("iso3", "using_sector", "supplying_sector"),
        columns={
            "iso3": area("ROW"),
            "using_sector": text(),
            "supplying_sector": text(),
            "input_share": number(0, 1, nullable=True),
            "basis": choice("national_table", "balanced"),
        },
        default_source="oecd_iot_2022",
    ),
    TableSpec(
        id="hs_icio_sectors",
        subject="model",
        title=N_("Products of the tariff law by sector of the OECD tables"),
        concept=N_(
            "Which of the 28 sectors a product chapter or heading of the Harmonized System belongs to; a heading goes "
            "before its chapter. Our own assignment by main use, to average tariffs by sector; electricity counts as "
            "a service there. Not for statistics of trade by industry."
        ),
        keys=("hs_prefix",),
        columns={"hs_prefix": code(r"\d{2}|\d{4}"), "sector": text()},
        country=(),
        default_source="corridor_judgement",
    ),
    TableSpec(
        id="trade_elasticities",
        subject="model",
        title=N_("Published trade elasticities by sector"),
        concept=N_(
            "How strongly trade reacts to trade costs: per cent less trade for one per cent more cost, as a positive "
            "number. classification icio: eight sets brought to the 28 sectors of the OECD tables; the others keep "
            "the sectors of each study. yale_tariff_model_2026 holds long-run substitution coefficients of GTAP "
            "sectors, a different concept, as published. Some values are extreme (petroleum 64.85)."
        ),
        keys=("study", "classification", "sector"),
        columns={
            "study": code(r"[a-z0-9_]+"),
            "classification": choice("icio", "isic_rev2", "isic_rev3", "sitc_rev2", "tiva2016", "gtap", "all"),
            "sector": text(),
            "trade_elasticity": number(0, 100),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        country=(),
    ),
    TableSpec(
        id="jobs_per_value_added",
        subject="model",
        title=N_("Direct jobs per US$ million of value added 2023"),
        concept=N_(
            "Direct jobs, informal work included, per million of value added in a whole broad sector. Not jobs per "
            "million of exports: export firms are more productive, so the industry figure is a ceiling. Countries "
            "with a missing input have no row."
        ),
        keys=("iso3", "sector"),
        columns={
            "iso3": country(),
            "sector": choice("agriculture", "industry", "services", "all"),
            "year": whole(2023, 2023),
            "employment_people": whole(0, 3_000_000_000),
            "value_added_usd_m": number(0, 100_000_000),
            "direct_jobs_per_usd_m": number(0, 2000),
        },
        period=("year",),
        default_source="corridor_jobs_per_value_added_2023",
    ),
    TableSpec(
        id="domestic_value_added_statements",
        subject="model",
        title=N_("Published shares of domestic value added in exports"),
        concept=N_(
            "Single published statements for Mexico, Brazil, the USA, Canada and China; years, publishers and scope "
            "differ. No table by country and sector was found."
        ),
        keys=("iso3", "year", "scope"),
        columns={
            "iso3": country(),
            "year": whole(2010, 2020),
            "scope": choice("goods_services_exports", "gross_exports"),
            "domestic_value_added_share": number(0, 1),
            "source_id": source_id(),
        },
        period=("year",),
    ),
    TableSpec(
        id="tourism_us_share",
        subject="trade",
        title=N_("Visitors from the United States, share of arrivals"),
        concept=N_(
            "US share of arrivals where a count or a printed share was found. Periods and concepts differ and part- "
            "year shares are seasonal: never compare countries or take a month for a year. The Bahamas figure is a "
            "press estimate with cruise visitors. CARIBBEAN is the area of the Caribbean Tourism Organization."
        ),
        keys=("iso3", "period_from", "period_to"),
        columns={
            "iso3": state("CARIBBEAN"),
            "period_from": day(),
            "period_to": day(),
            "concept": choice(
                "stayover_arrivals",
                "air_arrivals",
                "air_arrivals_main_airports",
                "arrivals_of_foreigners",
                "visitors_with_cruise",
            ),
            "from_us_people": whole(0, 60_000_000, nullable=True),
            "all_markets_people": whole(0, 150_000_000, nullable=True),
            "us_share": number(0, 1),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("period_from", "period_to"),
    ),
    TableSpec(
        id="tourism_arrivals",
        subject="trade",
        title=N_("Tourist arrivals and receipts"),
        concept=N_(
            "arrivals_wb: World Bank series to 2020, which mix stay-over, cruise and day visitors between countries; "
            "2020 is the pandemic year. stayover_arrivals and arrivals_sitca: later rounded counts. Concepts must not "
            "be joined into one series."
        ),
        keys=("iso3", "concept", "year"),
        columns={
            "iso3": country(),
            "year": whole(2005, 2024),
            "concept": choice("arrivals_wb", "stayover_arrivals", "arrivals_sitca"),
            "arrivals_people": whole(0, 600_000_000, nullable=True),
            "receipts_usd_m": number(0, 800_000, nullable=True),
            "source_id": source_id(),
        },
        period=("year",),
    ),
    TableSpec(
        id="travel_spending",
        subject="trade",
        title=N_("Travel spending abroad as a share of imports"),
        concept=N_(
            "What residents spend on travel abroad, passenger fares included, in per cent of imports of goods and "
            "services. All destinations together: no full table by destination was found. 2020 is the pandemic year."
        ),
        keys=("iso3", "year"),
        columns={
            "iso3": state(),
            "year": whole(2005, 2020),
            "travel_spending_imports_pct": number(0, 100),
            "source_id": source_id(),
        },
        period=("year",),
    ),
    TableSpec(
        id="top_commodities",
        subject="trade",
        title=N_("Main goods exported and imported 2023"),
        concept=N_(
            "The five main goods of each country by flow, in order, without values, as listed by the CIA World "
            "Factbook."
        ),
        keys=("iso3", "flow", "rank"),
        columns={
            "iso3": state(),
            "flow": choice("exports", "imports"),
            "rank": whole(1, 5),
            "commodity": text(),
            "year": whole(2023, 2023),
        },
        period=("year",),
        translated=("commodity",),
        default_source="cia_factbook_trade_2023",
    ),
)
