"""Travel spending against the figures that the World Bank publishes (indicator ST.INT.XPND.MP.ZS)."""

from __future__ import annotations

import pytest

from dashboard.data.registry import lac33
from dashboard.data.tables import load_table


@pytest.mark.parametrize(
    ("iso3", "year", "percent"),
    [
        ("BRA", 2019, 7.9099),
        ("COL", 2019, 8.6418),
        ("MEX", 2019, 2.4148),
        ("JAM", 2018, 6.4074),
        ("ARG", 2005, 10.2135),
    ],
)
def test_published_shares(iso3: str, year: int, percent: float) -> None:
    rows = load_table("travel_spending").frame
    found = rows[(rows.iso3 == iso3) & (rows.year == year)]
    assert found["travel_spending_imports_pct"].tolist() == [percent]


def test_most_countries_have_a_figure_of_2019() -> None:
    rows = load_table("travel_spending").frame
    assert set(rows["iso3"]) <= set(lac33())
    assert not rows.duplicated(["iso3", "year"]).any()
    assert len(set(rows.loc[rows["year"] == 2019, "iso3"])) >= 20
