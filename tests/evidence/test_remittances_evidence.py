"""Remittances and diaspora: figures against published totals and against sums by hand from the tables."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import aid, diaspora, transfer_costs
from dashboard.evidence import remittances as r


@pytest.fixture(scope="module")
def dep():
    return r.dependence(
        load_table("remittances_received"), load_table("macro_annual"), load_table("remittances_us_share")
    )


# World Bank shares of GDP as reprinted in the World Factbook; IMF GDP differs a little from the World Bank's.
@pytest.mark.parametrize(("iso3", "pct"), [("HND", 25.7), ("SLV", 24.0), ("NIC", 26.6), ("GTM", 19.1), ("MEX", 3.7)])
def test_share_of_gdp_as_published(dep, iso3, pct):
    assert dep.frame.loc[iso3, "remittances_gdp_pct"] == pytest.approx(pct, abs=0.1)


def test_all_33_are_listed_and_what_is_not_published_stays_missing(dep):
    assert tuple(dep.frame.index) == lac33()
    missing = dep.frame.index[dep.frame["remittances_gdp_pct"].isna()]
    assert set(missing) == {"CUB", "VEN"}
    assert dep.frame.loc["VEN", "last_year"] == 2016
    assert dep.frame["last_year"].isna().sum() == 1  # Cuba


def test_total_is_the_sum_of_the_table_and_changes_compare_the_same_countries(dep):
    frame = load_table("remittances_received").frame
    own = frame[frame["iso3"].isin(lac33())]
    now, before = own[own["year"] == 2024], own[own["year"] == 2023]
    assert dep.total_usd_m == pytest.approx(now["remittances_usd_m"].sum())
    both = set(now["iso3"]) & set(before["iso3"])
    ratio = (
        now[now["iso3"].isin(both)]["remittances_usd_m"].sum()
        / before[before["iso3"].isin(both)]["remittances_usd_m"].sum()
    )
    assert dep.total_change_pct == pytest.approx(100 * (ratio - 1))
    assert dep.countries == 31


def test_part_from_the_us_is_flow_times_share(dep):
    mexico = dep.frame.loc["MEX"]
    assert mexico["from_us_usd_m"] == pytest.approx(67_637.914 * 0.97147, rel=1e-4)
    assert mexico["from_us_gdp_pct"] == pytest.approx(mexico["remittances_gdp_pct"] * 0.97147, rel=1e-4)
    assert 75 < dep.us_share_pct < 90


def test_unreliable_and_absent_shares_are_not_multiplied(dep):
    assert not dep.frame.loc[["SUR", "GRD", "BHS", "CUB"], "usable"].any()
    assert dep.frame.loc[["SUR", "GRD", "BHS", "CUB"], "from_us_gdp_pct"].isna().all()
    assert dep.frame["counted"].sum() == 9
    assert not dep.frame.loc["COL", "counted"]


def test_sources_are_those_of_the_rows_used(dep):
    assert set(dep.sources) <= set(sources())
    assert dep.received_sources == ("wdi_remittances_2024",)
    assert "banxico_remittances_2026_07" in dep.share_sources


def test_history_is_one_concept_and_the_largest_receivers_come_first():
    received = load_table("remittances_received")
    assert r.largest_receivers(received) == ("MEX", "GTM", "COL", "DOM", "HND", "SLV")
    history = r.history(received, r.shown_in_history(received, None))
    assert set(history.frame["iso3"]) == set(history.countries)
    assert history.share_pct == pytest.approx(79, abs=1)
    assert history.sources == ("wdi_remittances_2024",)


def test_a_country_without_a_series_gets_the_comparison():
    received = load_table("remittances_received")
    assert r.shown_in_history(received, "CUB") == r.largest_receivers(received)
    assert r.shown_in_history(received, "VEN") == ("VEN",)


def test_newest_compares_full_years_of_one_publisher_only():
    newest = r.newest(load_table("remittances_central_bank"), None).frame.set_index("iso3")
    assert newest.loc["MEX", "change_pct"] == pytest.approx(100 * (62_471.7 / 65_016.8 - 1))
    assert newest.loc["HND", "change_pct"] == pytest.approx(100 * (12_212 / 9_743 - 1))
    assert newest.loc["COL", "concept"] == "idb_estimate"  # its central-bank figure of 2025 is for part of the year
    assert newest.loc["COL", "change_pct"] != newest.loc["COL", "change_pct"]  # no estimate of 2024 to compare with
    assert (newest["figure_type"] != "first_published").all()


def test_newest_of_a_country_shows_every_row_and_falls_back_to_all():
    table = load_table("remittances_central_bank")
    mexico = r.newest(table, "MEX").frame
    assert len(mexico) == (table.frame["iso3"] == "MEX").sum()
    assert mexico.loc[mexico["figure_type"] == "first_published", "change_pct"].isna().all()
    assert len(r.newest(table, "KNA").frame) == len(r.newest(table, None).frame)


def test_mexico_by_month_agrees_with_the_published_year():
    table = load_table("mexico_remittances_monthly")
    monthly = r.mexico_monthly(table)
    assert monthly.latest == date(2026, 5, 1)
    year = monthly.frame[monthly.frame["month"].dt.year == 2025]
    assert year["inflow_usd_m"].sum() == pytest.approx(62_471.7, abs=0.1)  # Bank of Mexico, revised
    december = monthly.frame[monthly.frame["month"] == "2025-12-01"].iloc[0]
    assert december["mean_12_usd_m"] == pytest.approx(62_471.7 / 12, abs=0.1)
    flows = monthly.frame["inflow_usd_m"]
    assert monthly.change_pct == pytest.approx(100 * (flows[-12:].sum() / flows[-24:-12].sum() - 1))


def test_us_states_add_up_to_the_flow_from_the_us():
    states = r.mexico_states(load_table("mexico_remittances_us_state"))
    quarterly = load_table("mexico_remittances_us_quarterly").frame.sort_values("quarter_start").tail(4)
    assert states.total_usd_m == pytest.approx(quarterly["inflow_from_us_usd_m"].sum(), rel=1e-4)
    assert states.frame["inflow_usd_m"].sum() + states.unknown_usd_m == pytest.approx(states.total_usd_m)
    assert "XX" not in set(states.frame["us_state"])
    assert states.frame.iloc[0]["us_state"] == "CA"


def test_status_groups_keep_absent_groups_missing():
    groups = diaspora.status_groups(load_table("migrants_by_status_group"))
    assert set(groups.frame.index) == set(lac33())
    assert groups.frame.loc["MEX", "total"] == 6_979_561 + 440_930 + 3_859_070
    assert groups.frame.loc[["SUR"], "total"].isna().all()
    assert groups.frame["quality"].value_counts()["judgement"] == 24
    assert set(groups.sources) <= set(sources())


def test_counts_are_the_newest_of_each_category_and_never_summed():
    table = load_table("migrants_us_status")
    matrix = diaspora.count_matrix(table)
    assert matrix.as_of["tps_holders"] == date(2025, 3, 31)
    assert matrix.frame.loc["VEN", "tps_holders"] == 605_015
    assert matrix.frame.loc[["MEX"], "tps_holders"].isna().all()
    assert "total" not in matrix.frame
    salvador = diaspora.status_counts(table, "SLV").frame
    assert (salvador["category"] == "tps_holders").sum() == 1
    assert salvador.loc[salvador["category"] == "tps_holders", "people"].item() == 170_125


def test_costs_are_of_one_year_and_list_all_33():
    costs = transfer_costs.costs(load_table("remittance_costs"))
    assert set(costs.frame["iso3"]) == set(lac33())
    known = costs.frame.dropna(subset=["cost_pct"])
    assert set(known["year"]) == {2020}
    assert (known.iloc[0]["iso3"], known.iloc[-1]["iso3"]) == ("SLV", "CUB")


def test_tax_law_ends_with_one_per_cent_since_january_2026():
    last = transfer_costs.tax_steps(load_table("remittance_tax_law")).frame.iloc[-1]
    assert (last["tax_pct"], last["status"], last["applies_from"].date()) == (1, "in_force", date(2026, 1, 1))


def test_aid_measures_stay_apart_and_partial_years_do_not_count_as_complete():
    table = load_table("us_foreign_assistance")
    paid = aid.aid(table, None, "disbursements")
    # ForeignAssistance.gov, copy of December 2025: 3,074 million for the 33 countries in fiscal year 2023.
    assert (paid.complete_year, round(paid.complete_usd_m)) == (2023, 3074)
    assert set(paid.frame.loc[paid.frame["is_partial"] == 1, "fiscal_year"]) == {2024, 2025}
    promised = aid.aid(table, None, "obligations")
    assert promised.complete_usd_m != pytest.approx(paid.complete_usd_m)
    assert aid.aid(table, "KNA", "disbursements").frame["usd_m"].max() < 10


def test_temporary_status_against_the_diaspora_and_the_population():
    groups = diaspora.status_groups(load_table("migrants_by_status_group"))
    found = diaspora.protected(
        load_table("migrants_us_status"), groups, load_table("macro_annual"), load_table("events"),
        load_table("programme_coverage"),
    )  # fmt: skip
    assert list(found.frame.index) == ["VEN", "HTI", "SLV", "CUB", "NIC", "HND"]
    assert found.as_of == {"tps_holders": date(2025, 3, 31), "chnv_parole_arrivals": date(2024, 4, 30)}
    salvador = found.frame.loc["SLV"]
    assert salvador["population_pct"] == pytest.approx(100 * 170_125 / 6_370_000)  # IMF, 2025
    assert salvador["diaspora_pct"] == pytest.approx(100 * 170_125 / groups.frame.loc["SLV", "total"])
    nicaragua = found.frame.loc["NIC"]  # 2,910 holders, 75,700 arrivals: the larger count, never the sum
    assert (nicaragua["people"], nicaragua["counted_as"]) == (75_700, "chnv_parole_arrivals")
    assert found.frame.loc[["CUB"], "population_pct"].isna().all()
    assert (found.newer["as_of"] > "2025-03-31").all()
    assert set(found.sources) <= set(sources())


def test_returned_per_1000_inhabitants():
    found = diaspora.returned(load_table("returns_received"), load_table("macro_annual"))
    rows = found.frame.set_index("iso3")
    assert rows.loc["GTM", "per_1000"] == pytest.approx(1000 * 48_405 / 18_655_000)
    assert (rows.loc["GTM", "returned_from"], rows.loc["GTM", "year"]) == ("USA", 2025)
    # Honduras prints its year 2025 for all origins together only.
    assert (rows.loc["HND", "people"], rows.loc["HND", "returned_from"]) == (42_928, "ALL")
    assert rows.loc[["CUB"], "per_1000"].isna().all()
    assert rows.index.is_unique
    assert set(found.others).isdisjoint(rows.index)
    assert set(found.sources) <= set(sources())
