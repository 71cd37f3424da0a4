"""Products, exemptions, concentration and rivals: closed forms on toys, sums by hand from the tables."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import products, trade

LAW = products.rated()
HS6 = load_table("us_imports_hs6").frame
MATRIX = load_table("trade_matrix_2023")
IN_FORCE = (
    "mfn_after_preferences_pct", "s232_2026_06_pct", "s301_forced_labor_2026_pct", "s301_brazil_2026_pct",
)  # fmt: skip


def _toy(rows: list[tuple[str, str, float, float]]) -> products.Rated:
    """Flows (iso3, hs6, value, ordinary duty) under a law without other duties."""
    frame = pd.DataFrame(rows, columns=["iso3", "hs6", "imports_usd_m", "mfn_pct"])
    frame = frame.assign(s232_pct=0.0, s301_pct=0.0, s232_covered_share=0.0, usmca_claim_share=None, is_energy=0)
    frame["rate_pct"] = frame["mfn_pct"]
    day = date(2026, 10, 10)
    return products.Rated(frame, day, day, {"CHN": 30.0, "ROW": 12.0}, ("census_2024",), ())


def test_hhi_of_equal_parts_is_their_reciprocal():
    assert products.hhi([5.0] * 4) == pytest.approx(2_500)
    assert products.equal_parts(products.hhi([5.0] * 4)) == pytest.approx(4)
    assert products.hhi([7.0, 0.0]) == pytest.approx(10_000)
    assert products.hhi([3.0, 1.0]) == pytest.approx(10_000 * (0.75**2 + 0.25**2))
    assert pd.isna(products.hhi([]))


def test_similarity_is_the_common_part():
    own = pd.Series({"a": 3.0, "b": 1.0, "c": 0.0})
    others = pd.DataFrame({"ten times": own * 10, "apart": [0.0, 0.0, 1.0], "half": [1.0, 1.0, 0.0]}, index=own.index)
    # half: min(3/4, 1/2) + min(1/4, 1/2)
    assert products.similarity(own, others).to_dict() == pytest.approx({"ten times": 100, "apart": 0, "half": 75})


def test_rates_are_those_of_the_columns_in_force():
    own = LAW.frame[~LAW.frame["iso3"].isin(["CHN", "ROW"])].set_index(["iso3", "hs6"])["rate_pct"].sort_index()
    by_hand = HS6.set_index(["iso3", "hs6"])[list(IN_FORCE)].sum(axis=1).sort_index()
    assert own.to_numpy() == pytest.approx(by_hand.to_numpy())
    assert LAW.frame.loc[LAW.frame["iso3"] == "CHN", "rate_pct"].isna().all()


@pytest.mark.parametrize("level", list(products.LEVELS))
def test_products_add_up(level):
    sold = products.products(LAW, "MEX", level)
    rows = HS6[HS6["iso3"] == "MEX"]
    assert sold.imports_usd_m == pytest.approx(rows["imports_usd_m"].sum())
    assert sold.frame["share_pct"].sum() == pytest.approx(100)
    parts = sold.frame[["mfn_pct", "s232_pct", "s301_pct"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(sold.frame["rate_pct"].to_numpy())
    assert sold.frame["free_pct"].min() >= 0
    assert sold.frame["free_pct"].max() <= 100 + 1e-9


def test_rate_of_mexican_vehicles_by_hand():
    first = products.products(LAW, "MEX").frame.iloc[0]
    cars = HS6[(HS6["iso3"] == "MEX") & HS6["hs6"].str.startswith("87")]
    by_hand = (cars[list(IN_FORCE)].sum(axis=1) * cars["imports_usd_m"]).sum() / cars["imports_usd_m"].sum()
    assert first["code"] == "87"
    assert first["rate_pct"] == pytest.approx(by_hand)


@pytest.mark.parametrize("iso3", ["MEX", "CHL", "CRI", "DOM", "HND"])
def test_average_agrees_with_the_published_one(iso3):
    # The two are computed apart; only the duty on patented medicines is in one of them alone.
    rates = load_table("us_effective_rates").frame
    published = rates[(rates["iso3"] == iso3) & (rates["authority"] == "total") & rates["date_to"].isna()]
    assert products.products(LAW, iso3).rate_pct == pytest.approx(published["rate_pct"].item(), abs=0.1)


def test_headings_have_short_names_or_their_chapters():
    assert products.named("2709") == "Crude oil"
    assert products.named("2706") == products.named("27") == "Mineral fuels and oils"
    leading = {products.products(LAW, iso3, "hs4").frame.iloc[0]["code"] for iso3 in lac33()}
    assert leading <= set(load_table("hs_heading_names").frame["hs4"])


def test_exempt_shares_by_hand():
    rows = HS6[HS6["iso3"] == "VEN"]
    total = rows["imports_usd_m"].sum()
    parts = products.exempt(LAW, "VEN").parts
    free = rows[rows[list(IN_FORCE)].sum(axis=1) < 0.5]["imports_usd_m"].sum()
    assert parts["free"] == pytest.approx(100 * free / total)
    assert parts["energy"] == pytest.approx(100 * rows[rows["is_energy"] == 1]["imports_usd_m"].sum() / total)
    assert "usmca" not in parts
    claimed = HS6[HS6["iso3"] == "MEX"]
    by_hand = (claimed["usmca_claim_share"] * claimed["imports_usd_m"]).sum() / claimed["imports_usd_m"].sum()
    assert products.exempt(LAW, "MEX").parts["usmca"] == pytest.approx(100 * by_hand)
    assert products.exempt(_toy([("BRA", "010101", 1.0, 0.0)]), "KNA") is None


def test_concentration_lists_all_33_and_leaves_unknown_markets_missing():
    found = products.concentration(LAW, MATRIX)
    assert tuple(found.frame.index) == lac33()
    assert found.frame["markets_hhi"].isna().sum() == 2  # Cuba has no row, most of Suriname's exports have no market
    assert set(found.frame.index[found.frame["markets_hhi"].isna()]) == {"CUB", "SUR"}
    mexico = found.frame.loc["MEX"]
    trade_rows = MATRIX.frame[(MATRIX.frame["exporter_iso3"] == "MEX") & (MATRIX.frame["importer_iso3"] != "MEX")]
    shares = trade_rows.set_index("importer_iso3")["trade_usd_m"] / trade_rows["trade_usd_m"].sum()
    assert mexico["markets_hhi"] == pytest.approx(10_000 * (shares.drop("ROW") ** 2).sum())
    assert mexico["first_market"] == "USA"
    assert found.frame.loc["GUY", "first_name"] == "Crude oil"
    assert found.frame["products_hhi"].between(0, 10_000).all()


def test_rivals_of_a_toy_market():
    toy = _toy([
        ("HND", "610910", 30.0, 10.0), ("NIC", "610910", 10.0, 20.0), ("CHN", "610910", 60.0, float("nan")),
        ("HND", "080310", 10.0, 0.0), ("GTM", "080310", 30.0, 0.0), ("GTM", "090111", 5.0, 0.0),
    ])  # fmt: skip
    found = products.rivals(toy, "HND", count=1)
    # Shares weighted with 3/4 shirts and 1/4 bananas: own 0.75 x 30 % + 0.25 x 25 %, China 0.75 x 60 %.
    assert found.suppliers["share_pct"].to_dict() == pytest.approx(
        {"HND": 28.75, "CHN": 45.0, "GTM": 18.75, "NIC": 7.5}
    )
    assert found.suppliers["similarity_pct"].to_dict() == pytest.approx(
        {"HND": 100.0, "CHN": 75.0, "GTM": 25.0, "NIC": 75.0}
    )
    assert found.suppliers["rate_pct"].to_dict() == pytest.approx({"HND": 7.5, "CHN": 30.0, "GTM": 0.0, "NIC": 20.0})
    assert found.first == "CHN"
    shirts = found.headings.iloc[0]
    assert (shirts["code"], shirts["own"], shirts["region"], shirts["CHN"]) == ("6109", 30, 10, 60)
    assert (shirts["rival"], shirts["rival_share_pct"], shirts["rate_pct"]) == ("CHN", 60, 10)


@pytest.mark.parametrize("iso3", ["MEX", "KNA", "CUB", "VEN"])
def test_suppliers_share_the_whole_market(iso3):
    found = products.rivals(LAW, iso3)
    assert found.suppliers["share_pct"].sum() == pytest.approx(100)
    groups = found.headings[list(products.GROUPS)].sum(axis=1)
    assert groups.to_numpy() == pytest.approx([100.0] * len(found.headings))
    assert found.suppliers.index[0] == iso3
    assert set(found.sources) <= set(sources())


def test_law_by_month_is_the_mean_of_its_days():
    path = trade.tariff_path(load_table("us_effective_rates"), load_table("us_collected_rate_monthly"), "BRA")
    months = path.by_month
    # July 2026: 23 days under Section 122 alone, eight days from the 24th with Section 301.
    assert months.loc["2026-07-01", "law_pct"] == pytest.approx((23 * 11.5543 + 8 * 17.2951) / 31)
    assert months.index[-1] == pd.Timestamp(2026, 7, 1)
    assert months.loc["2026-07-01", "collected_pct"] == pytest.approx(9.758)


def test_estimate_of_what_is_not_collected():
    gap = load_table("statutory_collected_gap")
    assert trade.not_collected(gap, "MEX").share_pct == pytest.approx(37.118)
    assert trade.not_collected(gap, "KNA").partner == "ROW"
