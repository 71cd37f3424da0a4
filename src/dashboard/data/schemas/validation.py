"""Tables on how far to trust the model: published estimates, and what `dashboard validate --write` computes.

The computed tables are kept in data/validation; a test computes them again and compares.
"""

from __future__ import annotations

from dashboard.data.tables import QUALITY, TableSpec, choice, code, day, number, source_id, text, whole
from dashboard.domain import N_

AREA = code(pattern="[A-Z]{3}|WORLD")
AREAS = code(pattern=r"(?:[A-Z]{3}|WORLD)(?: [A-Z]{3})*")
CHANGE = number(-100)
CHANGE_OR_MISSING = number(-100, nullable=True)
YES_NO = whole(0, 1)
YES_NO_OR_MISSING = whole(0, 1, nullable=True)
WINDOW = choice("newest_month", "newest_12_months", "all_months")
QUANTITY = choice(
    "remittances_lost", "remittance_tax_paid", "effective_rate", "pass_through", "collected_share_of_law", "real_income"
)
SHOCK = code(pattern=r"remittance_tax_(1|3_5|5)|law_of_\d{4}-\d{2}-\d{2}|tariffs_of_2025|uniform_19")
UNIT = choice("usd_m_a_year", "percent")
ROLE = choice("check", "input")
COMPUTED = "corridor_validation_2026_11"

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        id="published_estimates",
        subject="model",
        title=N_("Published estimates of the same shocks"),
        concept=N_(
            "Results of other authors on tariffs and the remittance tax, as published; areas is one country or a sum "
            "of countries. role input means that our model takes the number from the study, so that agreement proves "
            "nothing. Studies differ in what they hold fixed: caveat says how."
        ),
        keys=("study", "areas", "quantity", "shock"),
        columns={
            "study": code(pattern=r"[a-z0-9_]+"),
            "areas": AREAS,
            "quantity": QUANTITY,
            "shock": SHOCK,
            "unit": UNIT,
            "role": ROLE,
            "low": number(nullable=True),
            "central": number(nullable=True),
            "high": number(nullable=True),
            "caveat": text(),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        country=(),
        translated=("caveat",),
    ),
    TableSpec(
        id="validation_scores",
        subject="model",
        title=N_("How well the model did: scores"),
        concept=N_(
            "Shares from 0 to 1 and mean absolute errors of predictions, over the countries that count. Nothing was "
            "fitted to the outturns."
        ),
        keys=("part", "window", "benchmark", "statistic"),
        columns={
            "part": choice("trade", "remittances", "collected", "collected_world"),
            "window": choice("newest_month", "newest_12_months", "all_months", "2025"),
            "benchmark": choice("all_partners", "own_trend", "none"),
            "statistic": code(pattern=r"[a-z_]+"),
            "value": number(nullable=True),
        },
        country=(),
        default_source=COMPUTED,
        folder="validation",
    ),
    TableSpec(
        id="validation_trade",
        subject="model",
        title=N_("Predicted and realised US imports by country"),
        concept=N_(
            "Change of US general imports over a window against the same months of 2024: predicted from the tariffs "
            "in force, and as it came. Benchmark all_partners: relative to US imports from all partners, on both "
            "sides. Benchmark own_trend: outturn relative to the country's median growth of ordinary years. Countries "
            "under 100 million US dollars of US imports in 2024 and Cuba (embargo) are shown but not scored."
        ),
        keys=("window", "benchmark", "iso3"),
        columns={
            "window": WINDOW,
            "benchmark": choice("all_partners", "own_trend"),
            "iso3": code(),
            "period_start": day(),
            "period_end": day(),
            "imports_before_usd_m": number(0),
            "imports_after_usd_m": number(0),
            "tariff_change_pp": number(),
            "predicted_pct": CHANGE,
            "p05_pct": CHANGE,
            "p95_pct": CHANGE,
            "realised_pct": CHANGE_OR_MISSING,
            "usual_swing_pct": number(0, nullable=True),
            "scored": YES_NO,
            "direction_right": YES_NO,
            "inside": YES_NO,
        },
        period=("period_start", "period_end"),
        default_source=COMPUTED,
        folder="validation",
    ),
    TableSpec(
        id="validation_trade_monthly",
        subject="model",
        title=N_("Predicted and realised US imports by country and month"),
        concept=N_(
            "Change of US general imports of one month against the same month of 2024, relative to imports from all "
            "partners, predicted and realised. tariff_pct is the average rate in the law. Single months are noisy; "
            "scores use longer windows."
        ),
        keys=("iso3", "month"),
        columns={
            "iso3": code(),
            "month": day(),
            "tariff_pct": number(0),
            "predicted_pct": CHANGE,
            "p05_pct": CHANGE,
            "p95_pct": CHANGE,
            "realised_pct": CHANGE_OR_MISSING,
        },
        period=("month",),
        default_source=COMPUTED,
        folder="validation",
    ),
    TableSpec(
        id="validation_remittances",
        subject="model",
        title=N_("Predicted and realised remittances"),
        concept=N_(
            "Change of remittances received against the same months of 2024: predicted from the recorded removals of "
            "2025 and, from 2026, the tax; realised relative to the country's median growth of ordinary years. One "
            "concept per country in both years. A period that is a month stands for the months of that year up to it."
        ),
        keys=("iso3", "period"),
        columns={
            "iso3": code(),
            "period": code(pattern=r"2025|2026-\d{2}"),
            "remittances_before_usd_m": number(0),
            "remittances_after_usd_m": number(0),
            "added_removals_people": number(nullable=True),
            "predicted_pct": CHANGE_OR_MISSING,
            "p05_pct": CHANGE_OR_MISSING,
            "p95_pct": CHANGE_OR_MISSING,
            "growth_pct": CHANGE,
            "trend_pct": CHANGE_OR_MISSING,
            "realised_pct": CHANGE_OR_MISSING,
            "scored": YES_NO,
            "direction_right": YES_NO,
            "inside": YES_NO,
            "source_id": source_id(),
        },
        period=("period",),
        folder="validation",
    ),
    TableSpec(
        id="validation_collected",
        subject="model",
        title=N_("Tariff rates in the law, in the model and collected"),
        concept=N_(
            "Average rate of a month in the law, what the model charges (ordinary duties and Section 232 in full, a "
            "share of the other programmes), and what customs collected, per cent of customs value. The law is "
            "weighted with the trade of 2024, collection with the goods of the month."
        ),
        keys=("iso3", "month"),
        columns={
            "iso3": AREA,
            "month": day(),
            "fixed_pct": number(0),
            "layers_pct": number(0),
            "statutory_pct": number(0),
            "model_pct": number(0),
            "collected_pct": number(0),
        },
        period=("month",),
        default_source=COMPUTED,
        folder="validation",
    ),
    TableSpec(
        id="validation_collected_summary",
        subject="model",
        title=N_("Gap between tariffs in the law and collected, by country and by month"),
        concept=N_(
            "Mean gaps in percentage points; a positive bias means that less was collected. implied_ratio is the "
            "share of the country-wide programmes that would explain what was collected; below zero, not even "
            "Section 232 was collected in full. Months are means over the 33 countries."
        ),
        keys=("dimension", "item"),
        columns={
            "dimension": choice("country", "month"),
            "item": code(pattern=r"[A-Z]{3}|WORLD|\d{4}-\d{2}"),
            "count": whole(1),
            "law_error_pp": number(0),
            "law_bias_pp": number(),
            "error_pp": number(0),
            "bias_pp": number(),
            "implied_ratio": number(nullable=True),
        },
        country=(),
        default_source=COMPUTED,
        folder="validation",
    ),
    TableSpec(
        id="validation_published",
        subject="model",
        title=N_("Published results beside ours"),
        concept=N_(
            "Other authors' results and ours for the same shock. inside: the published number lies in our 5 to 95 per "
            "cent range. Rows with role input are numbers that our model takes from the study."
        ),
        keys=("study", "areas", "quantity", "shock"),
        columns={
            "study": code(pattern=r"[a-z0-9_]+"),
            "areas": AREAS,
            "quantity": QUANTITY,
            "shock": SHOCK,
            "unit": UNIT,
            "role": ROLE,
            "published_low": number(nullable=True),
            "published_central": number(),
            "published_high": number(nullable=True),
            "ours_central": number(),
            "ours_p05": number(nullable=True),
            "ours_p95": number(nullable=True),
            "same_direction": YES_NO_OR_MISSING,
            "inside": YES_NO_OR_MISSING,
            "source_id": source_id(),
            "quality": QUALITY,
        },
        country=(),
        folder="validation",
    ),
)
