"""Tables on how far to trust the model: published estimates, and what `dashboard validate --write` computes.

The computed tables are kept in data/validation; a test computes them again and compares.
"""

from __future__ import annotations

from dashboard.data.columns import QUALITY, choice, code, country, day, number, source_id, state, text, whole
from dashboard.data.tables import TableSpec
from dashboard.domain import N_

WINDOW = choice("newest_month", "newest_12_months", "all_months")
QUANTITY = choice(
    "remittances_lost", "remittance_tax_paid", "effective_rate", "pass_through", "collected_share_of_law", "real_income"
)
SHOCK = code(r"remittance_tax_(1|3_5|5)|law_of_\d{4}-\d{2}-\d{2}|tariffs_of_2025|uniform_19")
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
            "study": code(r"[a-z0-9_]+"),
            "areas": country("ROW", "WORLD", several=True),
            "quantity": QUANTITY,
            "shock": SHOCK,
            "unit": UNIT,
            "role": ROLE,
            "low": number(-8000, 8000, nullable=True),
            "central": number(-8000, 8000, nullable=True),
            "high": number(-8000, 8000, nullable=True),
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
            "part": choice("trade", "outlook", "remittances", "collected", "collected_world"),
            "window": choice("newest_month", "newest_12_months", "all_months", "2025"),
            "benchmark": choice("all_partners", "own_trend", "none"),
            "statistic": code(r"[a-z0-9_]+"),
            "value": number(-2000, 2000, nullable=True),
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
            "iso3": state(),
            "period_start": day(),
            "period_end": day(),
            "imports_before_usd_m": number(0, 3_000_000),
            "imports_after_usd_m": number(0, 3_000_000),
            "tariff_change_pp": number(-60, 60),
            "predicted_pct": number(-60, 60),
            "p05_pct": number(-80, 80),
            "p95_pct": number(-100, 150),
            "realised_pct": number(-100, 2000, nullable=True),
            "usual_swing_pct": number(0, 300, nullable=True),
            "scored": whole(0, 1),
            "direction_right": whole(0, 1),
            "inside": whole(0, 1),
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
            "iso3": state(),
            "month": day(),
            "tariff_pct": number(0, 100),
            "predicted_pct": number(-100, 200),
            "p05_pct": number(-80, 80),
            "p95_pct": number(-100, 400),
            "realised_pct": number(-100, 40_000, nullable=True),
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
            "iso3": state(),
            "period": code(r"2025|2026-\d{2}"),
            "remittances_before_usd_m": number(0, 200_000),
            "remittances_after_usd_m": number(0, 200_000),
            "added_removals_people": number(-150_000, 150_000, nullable=True),
            "predicted_pct": number(-10, 10, nullable=True),
            "p05_pct": number(-10, 10, nullable=True),
            "p95_pct": number(-15, 15, nullable=True),
            "growth_pct": number(-100, 100),
            "trend_pct": number(-60, 60, nullable=True),
            "realised_pct": number(-80, 80, nullable=True),
            "scored": whole(0, 1),
            "direction_right": whole(0, 1),
            "inside": whole(0, 1),
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
            "Average rate of a month in the law, what the model charges (ordinary duties in full, the country's "
            "share of the other programmes), and what customs collected, per cent of customs value. The law is "
            "weighted with the trade of 2024, collection with the goods of the month."
        ),
        keys=("iso3", "month"),
        columns={
            "iso3": country("WORLD"),
            "month": day(),
            "mfn_pct": number(0, 40),
            "s232_pct": number(0, 40),
            "layers_pct": number(0, 300),
            "statutory_pct": number(0, 300),
            "model_pct": number(0, 300),
            "collected_pct": number(0, 200),
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
            "share of the announced programmes, Section 232 among them, that was collected of the goods of the "
            "month; what trade moved to goods that are taxed less is in it. Months are means over the 33 countries."
        ),
        keys=("dimension", "item"),
        columns={
            "dimension": choice("country", "month"),
            "item": country("WORLD", pattern=r"\d{4}-\d{2}"),
            "count": whole(1, 100),
            "law_error_pp": number(0, 30),
            "law_bias_pp": number(-30, 30),
            "error_pp": number(0, 30),
            "bias_pp": number(-30, 30),
            "implied_ratio": number(-15, 15, nullable=True),
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
            "study": code(r"[a-z0-9_]+"),
            "areas": country("ROW", "WORLD", several=True),
            "quantity": QUANTITY,
            "shock": SHOCK,
            "unit": UNIT,
            "role": ROLE,
            "published_low": number(-800, 800, nullable=True),
            "published_central": number(-8000, 8000),
            "published_high": number(-1000, 1000, nullable=True),
            "ours_central": number(-3000, 3000),
            "ours_p05": number(-300, 300, nullable=True),
            "ours_p95": number(-5000, 5000, nullable=True),
            "same_direction": whole(0, 1, nullable=True),
            "inside": whole(0, 1, nullable=True),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        country=(),
        folder="validation",
    ),
)
