"""The tracker's counts against the tables, and that nothing lacks a date or a source."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.schemas.policy import EVENT_STATUS, INSTRUMENTS
from dashboard.data.tables import load_table
from dashboard.evidence import tracker


@pytest.fixture(scope="module")
def found():
    return tracker.steps(load_table("events"))


@pytest.fixture(scope="module")
def matrix():
    return tracker.matrix(
        load_table("country_stance"), load_table("receiving_stance"), load_table("us_effective_rates")
    )


def test_every_instrument_and_status_has_its_place():
    assert set(tracker.FAMILIES) == set(INSTRUMENTS)
    assert sorted(status for group in tracker.GROUPS.values() for status in group) == sorted(EVENT_STATUS)


def test_steps_are_complete_and_dated(found):
    assert len(found.frame) == len(load_table("events").frame)
    assert found.newest == date(2026, 10, 2)
    assert sum(found.count(group) for group in tracker.GROUPS) == len(found.frame)
    assert found.frame["date"].notna().all()
    assert set(found.sources) <= set(sources())


def test_steps_without_a_status_are_unclear(found):
    raw = load_table("events").frame["status"]
    assert found.count("unclear") == int(raw.isna().sum() + (raw == "unclear").sum())


def test_last_90_days_leave_out_what_lies_ahead(found):
    recent = found.recent()
    assert recent.frame["date"].max().date() == found.newest
    assert recent.frame["date"].min().date() > date(2026, 7, 4)
    assert len(recent.frame) == 22
    assert "ev246" not in set(recent.frame["event_id"])
    assert not set(recent.frame["event_id"]) & set(found.recent(before=90).frame["event_id"])


def test_steps_for_the_region_belong_to_every_country():
    events = load_table("events")
    wide = set(events.frame.loc[events.frame["scope"] == "lac", "event_id"])
    for iso3 in lac33():
        assert wide <= set(tracker.steps(events, iso3).frame["event_id"])
    caricom = set(events.frame.loc[events.frame["scope"] == "caricom", "event_id"])
    assert caricom <= set(tracker.steps(events, "KNA").frame["event_id"])
    assert not caricom & set(tracker.steps(events, "MEX").frame["event_id"])


def test_choices_narrow_down(found):
    courts = found.chosen("tariff", "us_court", None)
    assert set(courts.frame["event_id"]) == {"ev140", "ev215", "ev236"}
    assert found.chosen(None, None, None).frame.equals(found.frame)
    assert found.within("last_year").frame["date"].min().date() >= date(2025, 10, 2)
    assert len(found.within("all").frame) == len(found.frame)


def test_entries_name_every_instrument_of_the_articles_with_date_and_source():
    entries = tracker.entries(load_table("instrument_entries"))
    named = set(entries.frame["instrument_id"])
    assert {
        "charter_flights", "military_flights", "remain_in_mexico", "asylum_agreements", "third_country",
        "emergency_tariffs", "tariff_threats", "sanctions", "visa_pressure", "aid_cuts", "tps_end", "parole_end",
        "remittance_tax", "darien_cooperation", "la_declaration", "quito_process", "safe_mobility", "labor_neighbors",
        "h2_visas", "regularisation_colombia", "interiorisation_brazil", "mexico_asylum", "eu_mercosur",
        "coalition_proposals",
    } <= named  # fmt: skip
    assert entries.frame[["what", "stands", "as_of", "source_id", "what_source_id", "group"]].notna().all().all()
    assert set(entries.sources) <= set(sources())
    assert list(entries.frame["order"]) == list(range(1, len(named) + 1))
    assert sum(entries.count(group) for group in tracker.GROUPS) == len(named)


def test_numbers_in_entries_agree_with_the_tables():
    entries = load_table("instrument_entries").frame.set_index("instrument_id")
    aid = load_table("us_foreign_assistance").frame
    paid = aid[aid["area"].isin(lac33()) & (aid["transaction_type"] == "disbursements")]
    for year in (2024, 2025):
        total = paid.loc[paid["fiscal_year"] == year, "current_usd_m"].sum()
        assert f"USD {total:,.0f} million" in entries.at["aid_cuts", "stands"]
    holders = load_table("programme_coverage").frame
    held = holders[(holders["programme"] == "tps") & (holders["as_of"] == "2025-03-31") & holders["iso3"].notna()]
    assert len(held) == 5
    assert f"{held['count'].sum() / 1e6:.2f} million" in entries.at["tps_end", "what"]
    visas = load_table("visas_h2").frame
    visas = visas[visas["iso3"].isin(["GTM", "HND", "SLV"]) & (visas["fiscal_year"] == 2024)]
    assert round(int(visas["h2a_visas"].sum() + visas["h2b_visas"].sum()), -2) == 31_100
    measures = load_table("us_tariff_measures").frame
    duty = measures[(measures["authority"] == "s301_forced_labor") & measures["iso3"].isin(lac33())]
    assert (duty["status"] == "in_force").sum() == 18
    assert (duty["status"] == "not_covered").sum() == 15
    matrix = load_table("country_stance").frame
    assert (matrix["indicator"] == "us_immigrant_visa_pause").sum() == 17


def test_agreements_of_the_region_come_first_and_carry_a_date():
    found = tracker.agreements(load_table("third_country_agreements"))
    assert len(found.frame) == len(load_table("third_country_agreements").frame)
    assert found.frame["as_of"].notna().all()
    assert found.frame["in_region"].is_monotonic_decreasing
    assert sum(found.count(group) for group in tracker.AGREEMENT_GROUPS) == found.in_region == 23
    own = tracker.agreements(load_table("third_country_agreements"), "BLZ")
    assert own.frame.iloc[0]["iso3"] == "BLZ"


def test_matrix_has_every_state_in_every_column(matrix):
    assert len(matrix.frame) == 33 * len(tracker.COLUMNS)
    assert not matrix.frame.duplicated(["iso3", "column"]).any()
    assert (matrix.count("us_immigrant_visa_pause", "yes"), matrix.count("us_entry_ban", "yes", "part")) == (17, 5)
    assert matrix.count("la_declaration_signatory", "yes") == 18
    assert matrix.count("third_nationals", "yes") == 6


def test_only_no_record_may_lack_date_and_source(matrix):
    known = matrix.frame[matrix.frame["sign"] != "none"]
    assert known[["as_of", "source_id"]].notna().all().all()
    silent = matrix.frame[matrix.frame["as_of"].isna()]
    assert (silent["value"] == "no_record").all()
    assert set(matrix.sources) <= set(sources())


def test_rates_are_the_newest_in_law(matrix):
    rates = load_table("us_effective_rates").frame
    newest = rates[(rates["authority"] == "total") & rates["date_to"].isna()].set_index("iso3")["rate_pct"]
    shown = matrix.frame[matrix.frame["column"] == "tariff_rate"].set_index("iso3")["rate_pct"].astype(float)
    pd.testing.assert_series_equal(shown, newest.reindex(shown.index), check_names=False)


def test_an_undated_document_has_no_date():
    assert tracker.document_date("liskow_2025") is None
    assert tracker.document_date("guardian_2026_09_21") == "2026-09-21"
