"""Trade figures against published totals and hand sums."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import trade

ANNUAL, MONTHLY = load_table("us_goods_trade_annual"), load_table("us_goods_trade_monthly")
RATES, HS6 = load_table("us_effective_rates"), load_table("us_imports_hs6")
COLLECTED = load_table("us_collected_rate_monthly")


@pytest.fixture(scope="module")
def exposure():
    return trade.exposure(ANNUAL, load_table("macro_annual"), RATES, HS6)


def test_published_imports(exposure):
    imports = exposure.frame["us_imports_usd_m"]
    assert imports["MEX"] == pytest.approx(505_851, abs=1)
    assert imports["BRA"] == pytest.approx(42_316, abs=1)
    assert imports["COL"] == pytest.approx(17_690, abs=1)
    assert exposure.newest_year == 2025  # 2026 has seven months only
    assert exposure.largest == "MEX"


def test_share_of_gdp(exposure):
    shares = exposure.frame["gdp_share_pct"]
    assert shares["MEX"] == pytest.approx(505_850.599 / 1_856_366 * 100)
    assert list(exposure.ranked.index[:3]) == ["MEX", "NIC", "GUY"]
    assert pd.isna(shares["CUB"])
    assert exposure.ranked.index[-1] == "CUB"
    assert len(exposure.frame) == 33
    assert exposure.at_least(10) == 7


def test_region_rate_is_an_average(exposure):
    rates = exposure.frame["rate_pct"]
    assert rates.min() < exposure.region_rate_pct < rates.max()
    assert exposure.region_rate_before_pct == pytest.approx(0.39, abs=0.01)
    assert exposure.since == date(2026, 9, 29)


def test_partner_shares():
    partners = trade.partners(load_table("trade_by_partner"))
    assert partners.us_share_pct == pytest.approx(38.8, abs=0.05)
    assert partners.china_share_pct == pytest.approx(16.7, abs=0.05)
    assert partners.us_usd_m == pytest.approx(1_062_910, abs=1)
    assert partners.china_usd_m == pytest.approx(458_071, abs=1)
    assert partners.frame.loc["MEX", "us_share_pct"] > 60
    assert pd.isna(partners.frame.loc["CUB", "us_share_pct"])
    assert partners.china_ahead == 8
    published = trade.published_shares(load_table("article_facts"))
    assert (published.us_pct, published.china_pct) == (37, 17)


def test_tariff_path_of_brazil():
    path = trade.tariff_path(RATES, COLLECTED, "BRA")
    parts = path.frame.drop(columns="total").sum(axis=1)
    assert parts.to_numpy() == pytest.approx(path.frame["total"].to_numpy(), abs=0.001)
    assert path.starts["ieepa"] == date(2025, 4, 5)
    assert path.ended["ieepa"] == date(2026, 2, 20)
    assert path.ended["s122"] == date(2026, 7, 24)
    assert "s301" not in path.ended
    assert path.frame["total"].max() == pytest.approx(29.28, abs=0.01)
    assert path.newest_collected == (date(2026, 7, 1), pytest.approx(9.758))


def test_a_part_year_is_never_a_year():
    flow = trade.flow(ANNUAL, MONTHLY, "BRA")
    assert flow.annual.index.max() == 2025
    assert flow.newest == date(2026, 7, 1)
    months = MONTHLY.frame[MONTHLY.frame["iso3"] == "BRA"].set_index("month")["us_imports_usd_m"]
    assert flow.year_to_date_usd_m == pytest.approx(months["2026-01":"2026-07"].sum())
    assert flow.same_months_before_usd_m == pytest.approx(months["2025-01":"2025-07"].sum())


def test_the_33_together():
    flow = trade.flow(ANNUAL, MONTHLY, None)
    rows = ANNUAL.frame[(ANNUAL.frame["year"] == 2024) & ANNUAL.frame["iso3"].isin(lac33())]
    assert flow.annual.loc[2024, "us_imports_usd_m"] == pytest.approx(rows["us_imports_usd_m"].sum())


def test_sources_are_registered(exposure):
    path = trade.tariff_path(RATES, COLLECTED, "CUB")
    for found in (exposure.sources, path.sources, path.collected_sources):
        assert found
        assert set(found) <= set(sources())
