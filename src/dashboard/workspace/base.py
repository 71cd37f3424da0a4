"""What all inputs share: the base year, the order of the countries, and GDP."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.data import registry, scenarios
from dashboard.data.tables import load_table
from dashboard.domain import Scenario
from dashboard.model.channels import FloatArray

BASE_YEAR = 2024


def by_country(series: pd.Series[Any]) -> FloatArray:
    """Values by ISO code in the order of the 33 countries; NaN where there is none."""
    return series.reindex(list(registry.lac33())).to_numpy(dtype=np.float64, na_value=np.nan)


def aimed_at(scenario: Scenario) -> NDArray[np.bool_]:
    """Which of the 33 countries the scenario's measures are aimed at, [country]."""
    return np.isin(registry.lac33(), scenarios.targets(scenario))


@cache
def gdp_usd_m() -> FloatArray:
    """GDP of the base year [country], US$ million; NaN where no usable figure exists (Cuba)."""
    frame = load_table("macro_annual").frame
    return by_country(frame[frame["year"] == BASE_YEAR].set_index("iso3")["gdp_usd_m"])


@cache
def gdp_flags() -> dict[str, tuple[str, ...]]:
    """What is missing or weak in GDP, by country."""
    frame = load_table("macro_annual").frame
    remark = frame[frame["year"] == BASE_YEAR].set_index("iso3")["gdp_flag"]
    return {
        iso3: ("no_gdp",) if np.isnan(gdp) else ("weak_gdp",) if isinstance(remark.get(iso3), str) else ()
        for iso3, gdp in zip(registry.lac33(), gdp_usd_m(), strict=True)
    }
