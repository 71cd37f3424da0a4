"""Tables on remittances, migrants in the United States, visas, aid and the macro inputs of the model."""

from __future__ import annotations

from dashboard.data.columns import QUALITY, area, choice, code, country, day, number, source_id, state, text, whole
from dashboard.data.tables import TableSpec
from dashboard.domain import N_

MACRO = (
    TableSpec(
        id="macro_annual",
        subject="macro",
        title=N_("Size, growth and public finances of each economy"),
        concept=N_(
            "International Monetary Fund figures of October 2025 for 2015 to 2030, in current US dollars and "
            "per cent. Years after the last published one are projections (gdp_is_projection says so for GDP; "
            "other columns can turn to projections earlier, in some countries many years). Venezuela: staff "
            "estimates with wide revisions. Haiti: fiscal years, and the dollar value swings with the exchange "
            "rate. Cuba has no usable dollar GDP, only its population (World Bank). Fund population counts of "
            "small islands are rounded to thousands and up to 13 per cent above the United Nations ones. Do not"
            " mix with World Bank GDP."
        ),
        keys=("iso3", "year"),
        columns={
            "iso3": country(),
            "year": whole(2015, 2031),
            "gdp_usd_m": number(0, 150_000_000, nullable=True),
            "gdp_is_projection": whole(0, 1, nullable=True),
            "gdp_flag": choice(
                "staff_estimate", "fiscal_year", "official_exchange_rate", "no_usable_figure", nullable=True
            ),
            "gdp_per_capita_usd": number(0, 400_000, nullable=True),
            "population_people": whole(0, 5_000_000_000, nullable=True),
            "real_gdp_growth_pct": number(-100, 200, nullable=True),
            "inflation_pct": number(-10, 200_000, nullable=True),
            "unemployment_pct": number(0, 100, nullable=True),
            "current_account_gdp_pct": number(-100, 100, nullable=True),
            "government_revenue_gdp_pct": number(0, 150, nullable=True),
            "government_expenditure_gdp_pct": number(0, 150, nullable=True),
            "government_debt_gdp_pct": number(0, 500, nullable=True),
            "export_volume_growth_pct": number(-100, 800, nullable=True),
            "import_volume_growth_pct": number(-100, 300, nullable=True),
            "source_id": source_id(),
        },
        period=("year",),
    ),
    TableSpec(
        id="macro_areas_annual",
        subject="macro",
        title=N_("Size and growth of the world and of the region"),
        concept=N_(
            "International Monetary Fund aggregates of October 2025, 2015 to 2030. The Fund's group of Latin "
            "American and Caribbean economies is not the list of 33 states used elsewhere."
        ),
        keys=("area", "year"),
        columns={
            "area": choice("world", "latin_america_caribbean_imf"),
            "year": whole(2015, 2031),
            "gdp_usd_m": number(0, 500_000_000),
            "real_gdp_growth_pct": number(-30, 30, nullable=True),
            "inflation_pct": number(-100, 50, nullable=True),
            "source_id": source_id(),
        },
        period=("year",),
        country=("area",),
    ),
    TableSpec(
        id="macro_structure",
        subject="macro",
        title=N_("Structure of each economy: latest figures"),
        concept=N_(
            "One row per country, each figure with its own year. Goods share: value added of farming and "
            "industry in GDP, industry with mining, construction and utilities, so it is an upper bound for "
            "goods that can be traded; Venezuela's (2011) is left out as too old. Imports and exports are goods"
            " and services together. Employment is the labour force times one minus the unemployment rate; "
            "households are population divided by a household size that often dates from 2008 to 2017, so they "
            "are rough and probably too few. An empty cell means no usable figure."
        ),
        keys=("iso3",),
        columns={
            "iso3": country(),
            "goods_va_share_pct": number(0, 100, nullable=True),
            "goods_va_year": whole(2020, 2025, nullable=True),
            "household_consumption_gdp_pct": number(0, 150, nullable=True),
            "household_consumption_year": whole(2015, 2025, nullable=True),
            "labour_force_people": whole(0, 3_000_000_000, nullable=True),
            "labour_force_year": whole(2020, 2025, nullable=True),
            "unemployment_pct": number(0, 100, nullable=True),
            "unemployment_year": whole(2020, 2025, nullable=True),
            "employment_people": whole(0, 3_000_000_000, nullable=True),
            "employment_year": whole(2020, 2025, nullable=True),
            "household_size_people": number(1, 10, nullable=True),
            "households": whole(0, 1_500_000_000, nullable=True),
            "exports_goods_services_usd_m": number(0, 15_000_000, nullable=True),
            "exports_year": whole(2015, 2025, nullable=True),
            "imports_goods_services_usd_m": number(0, 15_000_000, nullable=True),
            "imports_year": whole(2020, 2025, nullable=True),
            "reserves_usd_m": number(0, 15_000_000, nullable=True),
            "reserves_year": whole(2020, 2025, nullable=True),
            "government_revenue_gdp_pct": number(0, 100, nullable=True),
            "government_expenditure_gdp_pct": number(0, 100, nullable=True),
            "government_year": whole(2020, 2025, nullable=True),
            "quality": QUALITY,
            "source_id": source_id(),
        },
        period=("goods_va_year", "household_consumption_year", "exports_year", "imports_year", "reserves_year"),
    ),
    TableSpec(
        id="growth_projections",
        subject="macro",
        title=N_("Growth projections by publisher and date"),
        concept=N_(
            "Growth of real GDP as projected by the International Monetary Fund and by the United Nations "
            "commission for the region, by date of publication. Compare vintages of one publisher; do not "
            "average publishers. printed_differently marks figures that two newspapers print with different "
            "values."
        ),
        keys=("area", "year", "publisher", "vintage"),
        columns={
            "area": country("latin_america_caribbean_eclac", "latin_america_caribbean_imf", "world"),
            "year": whole(2025, 2028),
            "publisher": choice("imf", "eclac"),
            "vintage": text(),
            "real_gdp_growth_pct": number(-10, 80),
            "flag": choice("printed_differently", nullable=True),
            "source_id": source_id(),
        },
        period=("year",),
        country=("area",),
    ),
)

RECEIVED = (
    TableSpec(
        id="remittances_received",
        subject="remittances",
        title=N_("Remittances received by country and year"),
        concept=N_(
            "World Bank concept: personal remittances received, that is transfers between households plus pay "
            "earned abroad for short work; all sending countries together. Not comparable with central-bank "
            "family remittances or with the estimates of the Inter-American Development Bank: never subtract "
            "one from another. The share of GDP is the World Bank's own, as reprinted in the World Factbook. "
            "Cuba is not published, Venezuela ends in 2016, the Bahamas start in 2020. Flags: rounded estimate,"
            " value repeated from the year before, break in the level."
        ),
        keys=("iso3", "year"),
        columns={
            "iso3": state(),
            "year": whole(2000, 2025),
            "remittances_usd_m": number(0, 300_000),
            "remittances_gdp_pct_published": number(0, 100, nullable=True),
            "flag": choice("rounded_estimate", "repeated_value", "level_break", nullable=True),
            "source_id": source_id(),
        },
        period=("year",),
    ),
    TableSpec(
        id="remittances_central_bank",
        subject="remittances",
        title=N_("Newest remittance figures: central banks and development bank"),
        concept=N_(
            "Two concepts, told apart by the column concept and never subtracted from each other: family "
            "remittances counted by the central bank, and estimates of the Inter-American Development Bank of "
            "November 2025. first_published is the figure before the central bank revised it. Periods shorter "
            "than a year are not to be compared with years."
        ),
        keys=("iso3", "period_start", "period_end", "concept", "figure_type"),
        columns={
            "iso3": state(),
            "period_start": day(),
            "period_end": day(),
            "concept": choice("central_bank", "idb_estimate"),
            "figure_type": choice("actual", "first_published", "estimate"),
            "remittances_usd_m": number(0, 200_000),
            "quality": QUALITY,
            "source_id": source_id(),
        },
        period=("period_start", "period_end"),
    ),
    TableSpec(
        id="remittances_idb_areas",
        subject="remittances",
        title=N_("Remittances to the region as a whole"),
        concept=N_(
            "Totals for groups of countries as estimated by the Inter-American Development Bank in November "
            "2025. Not the sum of any other table here."
        ),
        keys=("area", "year"),
        columns={
            "area": choice("latin_america_caribbean", "caribbean", "central_america"),
            "year": whole(2020, 2026),
            "remittances_usd_m": number(0, 600_000),
            "source_id": source_id(),
        },
        period=("year",),
        country=("area",),
    ),
    TableSpec(
        id="remittances_gdp_share_2025",
        subject="remittances",
        title=N_("Remittances as a share of GDP in 2025"),
        concept=N_(
            "Estimates of the Inter-American Development Bank of November 2025, nine countries. The bank's own "
            "remittances and GDP: not comparable with World Bank shares."
        ),
        keys=("iso3", "year"),
        columns={
            "iso3": state(),
            "year": whole(2025, 2026),
            "remittances_gdp_pct": number(0, 100),
            "source_id": source_id(),
        },
        period=("year",),
    ),
    TableSpec(
        id="remittances_us_share",
        subject="remittances",
        title=N_("Share of remittances that comes from the United States"),
        concept=N_(
            "One row per country, the best figure found. Central banks where they publish it; otherwise a World"
            " Bank model of 2017, which is too low wherever it can be tested (Ecuador 43 against 73.5 per "
            "cent), so those shares are lower bounds. Some figures cover one month or count senders, not money:"
            " see flag. Cuba and the Bahamas have none."
        ),
        keys=("iso3",),
        columns={
            "iso3": state(),
            "us_share_pct": number(0, 100),
            "period_start": day(),
            "period_end": day(),
            "method": choice("central_bank", "central_bank_survey", "idb", "model_estimate"),
            "flag": choice("year", "part_year", "single_month", "share_of_senders", "lower_bound", "unreliable"),
            "quality": QUALITY,
            "source_id": source_id(),
        },
        period=("period_start", "period_end"),
    ),
    TableSpec(
        id="exchange_rate_regimes",
        subject="macro",
        title=N_("Exchange-rate regimes"),
        concept=N_(
            "Broad group of the de facto regime in the newest report of the International Monetary Fund that was seen, "
            "2014 to 2023 by country. usable is 0 where there is no group, or where the report is too old for a "
            "country whose regime has moved since: the model then makes no difference for it."
        ),
        keys=("iso3",),
        columns={
            "iso3": state(),
            "regime_group": choice("hard_peg", "soft_peg", "floating", "other", nullable=True),
            "dollarised": whole(0, 1),
            "as_of_year": whole(2010, 2026, nullable=True),
            "usable": whole(0, 1),
            "source_id": source_id(),
        },
    ),
    TableSpec(
        id="remittance_cash_share",
        subject="remittances",
        title=N_("Share of remittances from the US that is paid in with cash or the like"),
        concept=N_(
            "Nine countries, estimate of the Center for Latin American Monetary Studies (CEMLA) of August 2025 of what "
            "a tax of one per cent would bring in a year, low and high. For Mexico and Guatemala the share is printed; "
            "for the others it is that amount over one per cent of the money from the United States in 2024. It is a "
            "share of the money, before anybody switches to a card or an account."
        ),
        keys=("iso3",),
        columns={
            "iso3": state(),
            "cash_share_low": number(0, 1),
            "cash_share_high": number(0, 1),
            "tax_low_usd_m": number(0, 2_000),
            "tax_high_usd_m": number(0, 2_000),
            "us_origin_usd_m": number(0, 200_000),
            "us_origin_basis": choice("printed", "central_bank", "all_remittances", "share_of_total"),
            "share_basis": choice("printed", "implied"),
            "source_id": source_id(),
        },
    ),
    TableSpec(
        id="remittance_costs",
        subject="remittances",
        title=N_("Average cost of sending 200 dollars"),
        concept=N_(
            "World Bank: average cost of sending 200 US dollars to the country from all surveyed countries of "
            "origin, fee and exchange margin together, per cent of the amount, 2011 to 2020. Newer single "
            "figures are in the table of channels and are not the same average."
        ),
        keys=("iso3", "year"),
        columns={
            "iso3": state(),
            "year": whole(2010, 2021),
            "cost_200usd_pct": number(0, 100),
            "source_id": source_id(),
        },
        period=("year",),
    ),
    TableSpec(
        id="remittance_channels",
        subject="remittances",
        title=N_("How remittances travel and what they cost: single figures"),
        concept=N_(
            "Single published figures; each has its own definition, so never chain or average them. Receipt "
            "channels say how the family is paid, not how the sender pays: they say nothing about the share "
            "that the tax on cash would touch."
        ),
        keys=("area", "indicator", "period_start", "period_end"),
        columns={
            "area": state("CENTRAL_AMERICA", "LAC"),
            "indicator": code(r"[a-z0-9_]+"),
            "period_start": day(),
            "period_end": day(),
            "value": number(0, 100_000_000),
            "unit": choice(
                "pct_of_amount", "pct_of_value", "pct_of_senders", "pct_of_income", "pct_of_population", "usd", "count"
            ),
            "source_id": source_id(),
        },
        period=("period_start", "period_end"),
        country=("area",),
    ),
    TableSpec(
        id="remittance_tax_law",
        subject="remittances",
        title=N_("The US tax on remittances: drafts and law"),
        concept=N_(
            "Stages of the US tax on money sent abroad. The law in force since 2026-01-01 taxes transfers paid "
            "with cash, money order, cashier's cheque or the like at 1 per cent, whoever the sender is; money "
            "taken from a bank account or paid with a US card is exempt. Revenue figures are official estimates"
            " for ten years as printed in the press."
        ),
        keys=("stage",),
        columns={
            "stage": choice("house_committee_draft", "house_passed", "senate_finance_draft", "enacted"),
            "as_of": day(),
            "tax_pct": number(0, 100),
            "senders": choice("non_citizens", "everyone", "not_stated"),
            "instruments": choice("all", "cash_and_similar"),
            "applies_from": day(planned=True, nullable=True),
            "status": choice("superseded", "in_force"),
            "revenue_10y_low_usd_m": number(0, 80_000, nullable=True),
            "revenue_10y_high_usd_m": number(0, 80_000, nullable=True),
            "source_id": source_id(),
        },
        period=("as_of",),
        country=(),
    ),
    TableSpec(
        id="remittance_tax_by_country",
        subject="remittances",
        title=N_("Estimated yearly bill of the one per cent tax by country of destination"),
        concept=N_(
            "Estimates of the Latin American monetary studies centre (August 2025) for remittances of 2024, low"
            " and high. They assume that nobody switches from cash to an account or card, so they are upper "
            "bounds. Jamaica is our difference between the printed total and the other eight countries, because"
            " the newspaper prints it ten times too large."
        ),
        keys=("iso3",),
        columns={
            "iso3": state(),
            "year": whole(2020, 2025),
            "tax_low_usd_m": number(0, 800),
            "tax_high_usd_m": number(0, 1000),
            "quality": QUALITY,
            "source_id": source_id(),
        },
        period=("year",),
    ),
)

MEXICO = (
    TableSpec(
        id="mexico_remittances_monthly",
        subject="remittances",
        title=N_("Remittances to and from Mexico by month"),
        concept=N_(
            "Bank of Mexico: family remittances by month from all countries, revised series read in July 2026; "
            "money sent out of Mexico since 2013. First published yearly totals differ (2024: 64,745 million)."
        ),
        keys=("iso3", "month"),
        columns={
            "iso3": choice("MEX"),
            "month": day(),
            "inflow_usd_m": number(0, 20_000),
            "inflow_transfers": whole(0, 50_000_000),
            "average_transfer_usd": number(0, 1500),
            "outflow_usd_m": number(0, 400, nullable=True),
            "source_id": source_id(),
        },
        period=("month",),
    ),
    TableSpec(
        id="mexico_remittances_us_quarterly",
        subject="remittances",
        title=N_("Remittances to Mexico from the United States by quarter"),
        concept=N_(
            "Bank of Mexico: family remittances by quarter, all countries and from the United States. The "
            "quarter is named by its first day."
        ),
        keys=("iso3", "quarter_start"),
        columns={
            "iso3": choice("MEX"),
            "quarter_start": day(),
            "inflow_usd_m": number(0, 60_000),
            "inflow_from_us_usd_m": number(0, 60_000),
            "source_id": source_id(),
        },
        period=("quarter_start",),
    ),
    TableSpec(
        id="mexico_remittances_us_state",
        subject="remittances",
        title=N_("Remittances to Mexico by US state"),
        concept=N_(
            "Bank of Mexico: family remittances by US state of the sender and quarter. XX is money whose state "
            "is not known; with it the states add up to the total from the United States."
        ),
        keys=("iso3", "quarter_start", "us_state"),
        columns={
            "iso3": choice("MEX"),
            "quarter_start": day(),
            "us_state": code(r"[A-Z]{2}"),
            "inflow_usd_m": number(0, 20_000),
            "source_id": source_id(),
        },
        period=("quarter_start",),
    ),
)

MIGRANTS = (
    TableSpec(
        id="migrants_us",
        subject="remittances",
        title=N_("People born in each country who live in the United States"),
        concept=N_(
            "Four series that are never mixed or differenced: United Nations stock 2024 revision (18 countries)"
            " and 2020 revision (33), American Community Survey by place of birth (counts children born abroad "
            "to US parents, which matters for Panama, the Bahamas and Mexico), and the same survey's "
            "non-citizens (permanent residents included). Surveys miss people: consulates and central banks "
            "count more."
        ),
        keys=("iso3", "year", "series"),
        columns={
            "iso3": state(),
            "year": whole(2000, 2025),
            "series": choice("un_desa_2024", "un_desa_2020", "acs_foreign_born", "acs_noncitizens"),
            "people": whole(0, 40_000_000),
            "source_id": source_id(),
        },
        period=("year",),
    ),
    TableSpec(
        id="migrants_us_status",
        subject="remittances",
        title=N_("People in the United States by legal situation: published counts"),
        concept=N_(
            "Published counts and estimates only; ALL is every country of origin. Categories overlap: holders "
            "of Temporary Protected Status, parole and DACA are inside the unauthorised totals of the Pew "
            "Research Center, so never add them. Agencies differ in method and date. Pending applications "
            "include renewals. The court docket counts cases. Estimates of 2023 are rounded by their "
            "publishers."
        ),
        keys=("iso3", "category", "as_of", "agency"),
        columns={
            "iso3": state("ALL"),
            "category": choice(
                "all_residents",
                "chnv_parole_arrivals",
                "daca_recipients",
                "final_orders",
                "irregular_home_government",
                "non_detained_docket",
                "tps_holders",
                "tps_pending_applications",
                "unauthorised",
                "unauthorised_paroled",
                "unauthorised_court_date",
                "unauthorised_asylum_pending",
                "unauthorised_protected",
            ),
            "as_of": day(),
            "agency": choice("pew", "mpi", "cms", "dhs", "uscis", "cbp", "ice", "secmca", "peru_mre"),
            "people": whole(0, 50_000_000),
            "flag": choice("lower_bound", "upper_bound", "uncertain_reading", nullable=True),
            "quality": QUALITY,
            "source_id": source_id(),
        },
        period=("as_of",),
    ),
    TableSpec(
        id="migrants_by_status_group",
        subject="model",
        title=N_("People in the United States in three groups by legal situation"),
        concept=N_(
            "Our own split for the model. Total: United Nations stock of 2024, else the American Community "
            "Survey of 2022. Protected for a time (liminal): holders of Temporary Protected Status (March "
            "2024), arrivals with CHNV parole (April 2024, lower bounds) and DACA recipients (September 2023), "
            "dates chosen to match the estimates of 2023; someone with both parole and protected status counts "
            "twice; pending asylum claims are not known by country and stay with the unauthorised. pew_2023 and"
            " mpi_2021: unauthorised = published total minus the protected, settled = total minus the published"
            " unauthorised total. noncitizen_upper_bound_scaled, a judgement: 58 per cent of the non-citizens "
            "of 2021, the ratio of Colombia and Brazil, minus holders of protected status and DACA. "
            "final_orders_floor (Haiti): that rest was negative, so the people with a final removal order stand"
            " in. settled is what remains of the total. Suriname has no estimate; an absent group means no "
            "documented holder. Survey totals miss people, so the groups are rather too small."
        ),
        keys=("iso3", "status_group"),
        columns={
            "iso3": state(),
            "status_group": choice("settled", "liminal", "unauthorised"),
            "people": whole(0, 30_000_000),
            "year": whole(2020, 2025),
            "method": choice("pew_2023", "mpi_2021", "noncitizen_upper_bound_scaled", "final_orders_floor"),
            "quality": QUALITY,
            "input_source_ids": text(),
            "source_id": source_id(),
        },
        period=("year",),
    ),
    TableSpec(
        id="venezuelans_abroad",
        subject="remittances",
        title=N_("People from Venezuela living abroad"),
        concept=N_(
            "Refugees and migrants from Venezuela by host country, as counted by governments for the R4V "
            "platform; the date is that of the article. ALL is the world, LAC the region; host rows are rounded"
            " and do not cover all hosts."
        ),
        keys=("host_iso3", "as_of"),
        columns={
            "host_iso3": area("ALL", "LAC"),
            "as_of": day(),
            "people": whole(0, 30_000_000),
            "source_id": source_id(),
        },
        period=("as_of",),
        country=("host_iso3",),
    ),
)

VISAS = (
    TableSpec(
        id="visas_h2",
        subject="policy",
        title=N_("Visas for seasonal and temporary workers"),
        concept=N_(
            "H-2A (farm) and H-2B (other) visas issued by nationality and US fiscal year: visas, not people or "
            "stays; one person can get one each year. Yearly table to 2023; 2024 and 2025 are sums of monthly "
            "lists, accurate to about 0.3 per cent; 2025 has eight months (October to May). Zero in 2024 and "
            "2025 means that no list has a line. WORLD is all nationalities."
        ),
        keys=("iso3", "fiscal_year"),
        columns={
            "iso3": state("WORLD"),
            "fiscal_year": whole(2000, 2027),
            "h2a_visas": whole(0, 1_000_000),
            "h2b_visas": whole(0, 500_000),
            "months_covered": whole(1, 12),
            "quality": QUALITY,
            "source_id": source_id(),
        },
        period=("fiscal_year",),
    ),
    TableSpec(
        id="visas_nonimmigrant",
        subject="policy",
        title=N_("Temporary visas issued by nationality"),
        concept=N_(
            "Visas issued, not journeys. visitor_visas is our sum of the five visitor classes and contains "
            "border_card_visas (Mexican border crossing cards); all_visas contains every class, also those not "
            "listed and the H-2 visas. 2025 has eight months. TN visas of 2024 and 2025 are left out: the "
            "monthly lists give half the level of the yearly table."
        ),
        keys=("iso3", "fiscal_year"),
        columns={
            "iso3": state("WORLD"),
            "fiscal_year": whole(2000, 2027),
            "all_visas": whole(0, 40_000_000),
            "visitor_visas": whole(0, 30_000_000),
            "border_card_visas": whole(0, 6_000_000),
            "f1_visas": whole(0, 2_000_000),
            "j1_visas": whole(0, 1_500_000),
            "h1b_visas": whole(0, 800_000),
            "tn_visas": whole(0, 150_000, nullable=True),
            "months_covered": whole(1, 12),
            "quality": QUALITY,
            "source_id": source_id(),
        },
        period=("fiscal_year",),
    ),
    TableSpec(
        id="visas_immigrant",
        subject="policy",
        title=N_("Immigrant visas issued by country"),
        concept=N_(
            "Immigrant visas issued at consulates by country of chargeability: sums of monthly lists, not "
            "checked against a yearly table, for order of size only. 2025 has eight months (October to May)."
        ),
        keys=("iso3", "fiscal_year"),
        columns={
            "iso3": state("WORLD"),
            "fiscal_year": whole(2000, 2027),
            "immigrant_visas": whole(0, 2_000_000),
            "months_covered": whole(1, 12),
            "source_id": source_id(),
        },
        period=("fiscal_year",),
    ),
)

AID = (
    TableSpec(
        id="us_foreign_assistance",
        subject="policy",
        title=N_("US foreign assistance by country and year"),
        concept=N_(
            "Obligations (promised by contract) and disbursements (paid) are two measures of the same money: "
            "never add them. US fiscal years, current dollars. From 2015 the copy of December 2025, before that"
            " the copy of September 2023. 2024 and 2025 were only partly reported. Regional programmes are not "
            "part of country rows; regions may overlap. A missing row means no amount in the copy; negative "
            "amounts are money taken back."
        ),
        keys=("area", "fiscal_year", "transaction_type"),
        columns={
            "area": state(
                "caribbean",
                "central_america",
                "central_america_caribbean",
                "latin_america",
                "latin_america_caribbean",
                "north_central_america",
                "south_america",
                "western_hemisphere",
                "world",
            ),
            "area_type": choice("country", "regional_programme", "world"),
            "fiscal_year": whole(2000, 2027),
            "transaction_type": choice("obligations", "disbursements"),
            "current_usd_m": number(-50, 300_000),
            "is_partial": whole(0, 1),
            "source_id": source_id(),
        },
        period=("fiscal_year",),
        country=("area",),
    ),
    TableSpec(
        id="us_aid_statements",
        subject="policy",
        title=N_("Single statements on US aid to the region"),
        concept=N_(
            "Figures printed in the press and in reports to Congress around the cuts of 2025; each has its own "
            "definition, and some do not say whether the year is a US fiscal year. Not comparable with the "
            "table of US foreign assistance."
        ),
        keys=("area", "fiscal_year", "statement"),
        columns={
            "area": state("LAC"),
            "fiscal_year": whole(2000, 2027),
            "statement": choice(
                "usaid_funds",
                "usaid_disbursements",
                "usaid_budget",
                "share_of_usaid_lac",
                "wfp_transfer",
                "budget_request",
            ),
            "value": number(0, 8000),
            "unit": choice("usd_m", "pct"),
            "source_id": source_id(),
        },
        period=("fiscal_year",),
        country=("area",),
    ),
)

TABLES: tuple[TableSpec, ...] = (*MACRO, *RECEIVED, *MEXICO, *MIGRANTS, *VISAS, *AID)
