"""Composes data and model: what pages, the command line and scenario files call, so that all show the same numbers."""

from dashboard.workspace.impacts import (
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    METRICS,
    TOTAL,
    Band,
    ImpactResult,
    estimate,
)
from dashboard.workspace.inputs import ProductHit, data_vintage, products_hit

__all__ = [
    "DEFAULT_DRAWS",
    "DEFAULT_SEED",
    "METRICS",
    "TOTAL",
    "Band",
    "ImpactResult",
    "ProductHit",
    "data_vintage",
    "estimate",
    "products_hit",
]
