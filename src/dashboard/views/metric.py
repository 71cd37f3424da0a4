"""A single figure with its change, as a page shows it above the exhibits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """Texts of one figure: `change` says against what; `help` gives unit, period and source in words."""

    label: str
    value: str
    change: str | None = None
    help: str | None = None
