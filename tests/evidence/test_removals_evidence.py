"""Removals by destination, releases of the running year, third countries and returns by Mexico."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.data.registry import sources
from dashboard.data.tables import load_table
from dashboard.evidence import removals


def test_destinations_leave_what_is_not_named():
    found = removals.destinations(load_table("removals_by_destination_2025"))
    assert (found.total, found.elsewhere) == (23_000, 1_300)
    assert found.rows.frame["place"].iloc[0] == "MEX"
    assert found.rows.frame["share_pct"].iloc[0] == pytest.approx(10_000 / 23_000 * 100)
    assert (found.rows.start, found.rows.end) == (date(2025, 1, 20), date(2025, 7, 28))


def test_reported_list_adds_to_the_printed_sum():
    found = removals.reported(load_table("removals_reported_2025"))
    assert found.frame["removals_people"].sum() == 209_336
    assert "SLV" not in set(found.frame["iso3"])


def test_pace_between_two_releases_of_one_fiscal_year():
    frame = removals.running(load_table("removals_ytd")).frame
    last = frame.iloc[-1]
    assert last["per_day"] == pytest.approx((92_181 - 72_958) / 19)
    first_of_year = frame.groupby("fiscal_year").head(1)
    assert first_of_year["per_day"].isna().all()


def test_third_country_sums_keep_their_bounds():
    frame = removals.third_country(load_table("third_country_transfers_reported")).frame.set_index("iso3")
    assert (frame.loc["MEX", "received_people"], frame.loc["MEX", "qualifier"]) == (6500, "at_least")
    assert (frame.loc["SWZ", "received_people"], frame.loc["SWZ", "qualifier"]) == (16, "up_to")  # 5 and up to 11
    assert frame.loc["PAN", "qualifier"] == "approx"
    assert frame.loc["SLV", "qualifier"] == "exact"
    assert pd.isna(frame.loc["HND", "received_people"])


def test_departure_shares_add_to_the_whole():
    shares = removals.departures(load_table("third_country_departure_shares"))
    assert len(shares) == 7
    assert shares.sum(axis=1).between(99.9, 100.1).all()
    assert pd.isna(shares.loc["MEX", "MEX"])
    assert shares.loc["VEN", "MEX"] == pytest.approx(46.4)


def test_returned_by_mexico():
    table = load_table("mexico_expulsions")
    years = removals.returned_by_mexico(table)
    assert years.partial == {2025: date(2025, 4, 1)}
    assert years.whole[2019] == table.frame.loc[table.frame["month"].dt.year == 2019, "expelled_people"].sum()
    assert (years.frame.sum(axis=1) == pd.Series(years.whole)).all()
    assert not removals.returned_by_mexico(table, "KNA").frame["KNA"].any()
    assert set(years.sources) <= set(sources())
