"""Composes data and model: what pages, the command line and scenario files call, so that all show the same numbers."""

from dashboard.workspace.combination import Step, Waterfall, swings, waterfall
from dashboard.workspace.comparison import Comparison, compare
from dashboard.workspace.equilibrium import LongRun, Partner, Variant, assumptions_read, long_run, structural
from dashboard.workspace.impacts import (
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    METRICS,
    MIN_DRAWS,
    TOTAL,
    Band,
    ImpactResult,
    estimate,
)
from dashboard.workspace.inputs import ProductHit, data_vintage, products_hit
from dashboard.workspace.outlook import NextYear, YearAhead, next_year

__all__ = [
    "DEFAULT_DRAWS",
    "DEFAULT_SEED",
    "METRICS",
    "MIN_DRAWS",
    "TOTAL",
    "Band",
    "Comparison",
    "ImpactResult",
    "LongRun",
    "NextYear",
    "Partner",
    "ProductHit",
    "Step",
    "Variant",
    "Waterfall",
    "YearAhead",
    "assumptions_read",
    "compare",
    "data_vintage",
    "estimate",
    "long_run",
    "next_year",
    "products_hit",
    "structural",
    "swings",
    "waterfall",
]
