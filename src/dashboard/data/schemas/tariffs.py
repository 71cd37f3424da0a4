"""Tables on US tariffs: rates by product and country, measures, collected duties, USMCA claims.

Rates are per cent of customs value. Statutory, effective and collected rates are different things and
live in different tables.
"""

from __future__ import annotations

from dashboard.data.columns import QUALITY, choice, code, country, day, number, source_id, state, text, whole
from dashboard.data.tables import TableSpec
from dashboard.domain import N_

AUTHORITIES = (
    "mfn",
    "s201",
    "s232",
    "s301_china",
    "s301_brazil",
    "s301_forced_labor",
    "s301_nicaragua",
    "s122",
    "s338",
    "ieepa_reciprocal",
    "ieepa_fentanyl",
    "ieepa_brazil",
    "agreement",
    "other",
)

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        id="us_imports_hs6",
        subject="tariffs",
        title=N_("US imports 2024 and US tariff rates by product and country"),
        concept=N_(
            "US imports for consumption 2024, customs value, by six-digit product from each of the 33 states and "
            "Canada, with the rate of each tariff programme as a share of that value. Exemptions, USMCA claims and "
            "the exclusion of Section 232 goods are already inside each programme's rate; the rate in force since 24 "
            "July 2026 is the sum of the ordinary duty, Section 232 (June 2026) and the two Section 301 columns. "
            "Flows under 0.05 million are left out. Shares of coverage, USMCA claims and exemptions are derived by "
            "us. Duties by weight count as zero."
        ),
        keys=("iso3", "hs6"),
        columns={
            "iso3": country(),
            "hs6": code(r"\d{6}", table="us_imports_hs6_world.hs6"),
            "imports_usd_m": number(0.05, 300_000),
            # Most-favoured-nation duty after preferences (trade agreements, USMCA claims); ad valorem part only.
            "mfn_after_preferences_pct": number(0, 400),
            # Section 232 of 2018, to 2025-03-11: 25 % on steel (7206.10 to 7216.50, 7216.99 to 7301.10, 7302.10,
            # 7302.40 to 7302.90, 7304.10 to 7306.90; Proclamation 9705) but from Argentina, Brazil (quotas), Canada and
            # Mexico; 10 % on aluminium (7601, 7604 to 7609; Proclamation 9704) but from Argentina (quota), Canada and
            # Mexico.
            "s232_2018_pct": number(0, 25),
            # Section 232 from 2026-04-06 (metals annex regime) and from 2026-06-08 (annex 1c and annex 3 widened);
            # without patented medicines, which start on 2026-07-31. January 2026 is not at hand by product.
            "s232_2026_04_pct": number(0, 150),
            "s232_2026_06_pct": number(0, 150),
            "s301_forced_labor_2026_pct": number(0, 40),  # from 2026-07-24
            "s301_brazil_2026_pct": number(0, 80),  # from 2026-07-22, Brazil only
            "s122_2026_pct": number(0, 30),  # 2026-02-24 to 2026-07-23
            # IEEPA tariffs on the dates in the names; empty = not computed (Canada, Mexico). Brazil includes the added
            # 40 % of Executive Order 14323: exact where no exempt code touches the product (0 or 40 x the share outside
            # Section 232), otherwise the rest of the published chapter rate is spread evenly over the touched products.
            "ieepa_2025_08_07_pct": number(0, 150, nullable=True),
            "ieepa_2025_11_21_pct": number(0, 150, nullable=True),
            # Share of the value inside the Section 232 lists of June 2026. None of the lists touch the product: 0.
            # Other countries than Canada and Mexico: 1 - s122/10 where no Section 122 exemption touches the product,
            # 1 - s301/full rate where only that list does not, else s232_2026_06 / full annex rate (50, 25, 23.76 cars
            # and car parts, 10, or 15 less the ordinary duty); where several annex rates meet, the value between the
            # bounds that gives the published coverage of the chapter. Canada and Mexico: 1 where a heading or
            # subheading is listed whole, s232/rate for metals; car parts A/(A+B), A = s232/rate, B = s122/10.
            "s232_covered_share": number(0, 1),
            # Canada and Mexico: share of the value claiming the USMCA, July 2025 to February 2026, at 2024 weights.
            # 1 - s122/10/(1 - covered) where no exemption touches the product; vehicles (1 - s232/rate)/0.40; car parts
            # 1 - s232/rate; elsewhere the chapter's published share less what is known, spread evenly. Only sums by
            # chapter are firm. Empty for all other countries.
            "usmca_claim_share": number(0, 1, nullable=True),
            # 1 for HS 2701 to 2716: every Section 122 rate in these headings is zero.
            "is_energy": whole(0, 1),
            # Share of the value outside Section 232 that the Section 122 lists exempt for other reasons than energy
            # (and, for CAFTA-DR countries, textiles and clothing entering duty free):
            # 1 - s122/10/((1 - covered)(1 - claimed)); 0 where all is covered; energy rows hold 0, see is_energy.
            # Canada and Mexico with nothing left to see (all claimed): the import-weighted share of other countries.
            "annex_exempt_share": number(0, 1),
        },
        default_source="corridor_tariff_calculation_2026_10",
    ),
    TableSpec(
        id="us_imports_hs6_world",
        subject="tariffs",
        title=N_("US imports 2024 by product, from the world and from China"),
        concept=N_(
            "US imports for consumption 2024, customs value, by six-digit product: all countries, and China. The base "
            "for market shares of the same products in the table by country."
        ),
        keys=("hs6",),
        columns={
            "hs6": code(r"\d{6}"),
            "imports_world_usd_m": number(0, 500_000),
            "imports_china_usd_m": number(0, 150_000),
        },
        country=(),
        default_source="corridor_tariff_calculation_2026_10",
    ),
    TableSpec(
        id="hs_headings",
        subject="tariffs",
        title=N_("Texts of the tariff headings"),
        concept=N_(
            "Four-digit headings of the US tariff schedule with the official English text, cut at a sensible place; a "
            "few are shortened so that no two read the same."
        ),
        keys=("hs4",),
        columns={"hs4": code(r"\d{4}"), "heading": text()},
        country=(),
        default_source="usitc_hts_2026_rev10",
    ),
    TableSpec(
        id="hs_chapters",
        subject="tariffs",
        title=N_("Short names of the tariff chapters"),
        concept=N_(
            "The 97 chapters of the Harmonized System with short names in plain words. Chapter 77 is not in use."
        ),
        keys=("hs2",),
        columns={"hs2": code(r"\d{2}"), "chapter": text()},
        country=(),
        translated=("chapter",),
        default_source="corridor_hs_chapters",
    ),
    TableSpec(
        id="hs_heading_names",
        subject="tariffs",
        title=N_("Short names of tariff headings"),
        concept=N_(
            "Short names in plain words for the four-digit headings that lead the sales of some country to the United "
            "States. A short name cannot hold all that the official text covers."
        ),
        keys=("hs4",),
        columns={"hs4": code(r"\d{4}", table="hs_headings.hs4"), "short_name": text()},
        country=(),
        translated=("short_name",),
        default_source="corridor_hs_heading_names",
    ),
    TableSpec(
        id="us_effective_rates",
        subject="tariffs",
        title=N_("Average US tariff by country and date, by legal authority"),
        concept=N_(
            "Trade-weighted average of the statutory US rates on the goods of each country, with imports of 2024 as "
            "weights; not what was collected. Each period runs from date_from to date_to, both included; empty "
            "date_to is in force. An authority without a row is zero, except where the total's not_computed names it: "
            "Section 338 duties on Canada, and so in the world rate, are not computed. To 31 January 2026 the rates "
            "come from the Yale tracker, then from our own calculation. The added 40% on Brazil of 2025 is inside "
            "ieepa_reciprocal. From 29 September 2026 Argentina's rate holds 4.2 points on one pharmaceutical line, "
            "uncertain."
        ),
        keys=("iso3", "date_from", "authority"),
        columns={
            "iso3": country("WORLD"),
            "date_from": day(),
            "date_to": day(planned=True, nullable=True),
            "authority": choice(
                "mfn",
                "s201",
                "s232",
                "s301_china",
                "s301_brazil",
                "s301_forced_labor",
                "s122",
                "s338",
                "ieepa_reciprocal",
                "ieepa_fentanyl",
                "other",
                "total",
            ),
            "rate_pct": number(0, 400),
            "not_computed": choice("s338", nullable=True),
            "basis": choice("tracker", "derived"),
            "source_id": source_id(),
        },
        period=("date_from",),
    ),
    TableSpec(
        id="us_tariff_measures",
        subject="tariffs",
        title=N_("US tariff measures in law, 2018 to 2028"),
        concept=N_(
            "Each measure with its dates, country, rate, scope and rule as written in law. Rates of different "
            "measures must not be added without their rules. rate_kind: add = on top of the ordinary duty; "
            "floor_total = tops the ordinary duty up to this rate; exempt, end, info and none carry no duty. Status "
            "as of 21 November 2026. ALL is every country unless the rule says otherwise."
        ),
        keys=("measure",),
        columns={
            "measure": code(r"[a-z0-9_]+"),
            "date_from": day(planned=True),
            "date_to": day(planned=True, nullable=True),
            "iso3": country("ALL"),
            "authority": choice(*AUTHORITIES),
            "scope": text(),
            "rate_pct": number(0, 400, nullable=True),
            "rate_kind": choice("add", "floor_total", "exempt", "end", "info", "none"),
            "rule": text(nullable=True),
            "status": choice("in_force", "ended", "struck_down", "scheduled", "agreed", "not_covered", "ruling"),
            "legal_reference": text(),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("date_from",),
        translated=("scope", "rule"),
    ),
    TableSpec(
        id="us_collected_duties_annual",
        subject="tariffs",
        title=N_("US duties on imports by country, yearly"),
        concept=N_(
            "Duties calculated by US customs on imports for consumption, and their ratio to the customs value of all "
            "these imports, duty-free ones included. Not Treasury receipts and not a statutory rate; imports for "
            "consumption are not general imports. months_covered below 12 is part of a year and must not be shown as "
            "a year."
        ),
        keys=("iso3", "year"),
        columns={
            "iso3": country("WORLD"),
            "year": whole(2024, 2026),
            "months_covered": whole(1, 12),
            "calculated_duties_usd_m": number(0, 800_000),
            "imports_for_consumption_usd_m": number(0, 15_000_000),
            "collected_rate_pct": number(0, 100),
        },
        period=("year",),
        default_source="census_duties_2026_10",
    ),
    TableSpec(
        id="us_collected_rate_monthly",
        subject="tariffs",
        title=N_("US duties as a share of imports by country, monthly"),
        concept=N_(
            "Calculated duties divided by the customs value of imports for consumption of the month. A month without "
            "imports has no row. In small states one shipment moves the rate."
        ),
        keys=("iso3", "month"),
        columns={"iso3": country("WORLD"), "month": day(), "collected_rate_pct": number(0, 200)},
        period=("month",),
        default_source="census_duties_2026_10",
    ),
    TableSpec(
        id="mexico_fixed_weight_rate",
        subject="tariffs",
        title=N_("US duties on goods from Mexico at the weights of 2024, monthly"),
        concept=N_(
            "Duties over imports from Mexico: as collected, and with the ten-digit products weighted as in 2024. The "
            "second is what is charged; it lies above the first by as much as trade moved to goods that are taxed less."
        ),
        keys=("month",),
        columns={"month": day(), "collected_rate_pct": number(0, 50), "fixed_weight_rate_pct": number(0, 50)},
        period=("month",),
        country=(),
        default_source="tradewartracker_restrictiveness_2026_07",
    ),
    TableSpec(
        id="collection_ratios",
        subject="tariffs",
        title=N_("Share of the announced programmes that customs collects, by country"),
        concept=N_(
            "Estimate from collected duties of September 2025 to June 2026, at unchanged weights: what trade moved to "
            "goods that are taxed less is not in it. Countries are drawn towards the average by the error of their "
            "own months (own_ratio, own_error); without usable months the average stands."
        ),
        keys=("iso3",),
        columns={
            "iso3": state(),
            "basis": choice("own", "pooled"),
            "ratio": number(0, 1),
            "standard_error": number(0, 1),
            "own_ratio": number(-10, 10, nullable=True),
            "own_error": number(0, 10, nullable=True),
            "months": whole(0, 60),
        },
        default_source="corridor_collection_estimate",
    ),
    TableSpec(
        id="us_tariff_hs2",
        subject="tariffs",
        title=N_("US tariff by country and product chapter"),
        concept=N_(
            "Imports for consumption 2024 and the rates in force since 24 July 2026 by chapter, weighted by these "
            "imports. current_total_pct = ordinary duty after preferences + Section 232 (June 2026) + Section 301; "
            "without Section 338 and the duty on patented medicines; empty for China. Lines with duties by weight "
            "count as zero in the statutory rate and are told by specific_duty_share; totals of Uruguay and Argentina "
            "are therefore low."
        ),
        keys=("iso3", "hs2"),
        columns={
            "iso3": country(),
            "hs2": code(r"\d{2}", table="hs_chapters.hs2"),
            "imports_usd_m": number(0, 500_000),
            "mfn_statutory_pct": number(0, 400),
            "specific_duty_share": number(0, 1),
            "mfn_after_preferences_pct": number(0, 100),
            "usmca_claim_share": number(0, 1, nullable=True),
            "s232_scope_share": number(0, 1),
            "s232_pct": number(0, 150),
            "s301_forced_labor_pct": number(0, 40),
            "s301_brazil_pct": number(0, 80),
            "current_total_pct": number(0, 200, nullable=True),
        },
        default_source="corridor_tariff_calculation_2026_10",
    ),
    TableSpec(
        id="usmca_claims",
        subject="tariffs",
        title=N_("USMCA claims on US imports from Canada and Mexico"),
        concept=N_(
            "Share of the import value that claims the USMCA, by month and chapter (TOTAL = all goods). The level "
            "breaks between June and July 2025 for a reason not known: do not read it as a change across these "
            "months."
        ),
        keys=("month", "iso3", "hs2"),
        columns={
            "month": day(),
            "iso3": choice("CAN", "MEX"),
            "hs2": code(r"\d{2}", "98", "TOTAL", table="hs_chapters.hs2"),
            "imports_usd_m": number(0, 150_000),
            "usmca_claim_share": number(0, 1, nullable=True),
        },
        period=("month",),
        default_source="usitc_usmca_claims_2026_02",
    ),
    TableSpec(
        id="statutory_collected_gap",
        subject="tariffs",
        title=N_("Share of the statutory tariff that is not collected"),
        concept=N_(
            "Estimate of the Yale Budget Lab by trading partner or by GTAP sector; a negative share means that more "
            "is collected than the statute gives. The two dimensions must not be combined."
        ),
        keys=("dimension", "item"),
        columns={
            "dimension": choice("partner", "gtap_sector"),
            "item": text(),
            "not_collected_share": number(-0.2, 1),
        },
        country=(),
        default_source="yale_etas_2026_07",
    ),
    TableSpec(
        id="tariff_pass_through",
        subject="tariffs",
        title=N_("Studies of tariff pass-through"),
        concept=N_(
            "How much of a tariff reached prices, per cent. Border and retail prices are different things, and two "
            "rows are assumptions of a formula or a model, not measurements."
        ),
        keys=("study",),
        columns={
            "study": code(r"[a-z0-9_]+"),
            "period_from": text(),
            "period_to": text(),
            "measured": choice(
                "border_prices_duty_included", "border_prices", "retail_prices", "assumed_by_ustr", "assumed_in_model"
            ),
            "pass_through_pct": number(0, 200),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("period_from", "period_to"),
        country=(),
    ),
)
