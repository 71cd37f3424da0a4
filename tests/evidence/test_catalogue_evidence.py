"""The catalogue: coverage, freshness, downloads, and the facts of the articles recomputed from our tables."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pandas as pd
import pytest

from dashboard.data import registry, tables
from dashboard.evidence import catalogue as c


@pytest.fixture(scope="module")
def catalogue():
    return c.catalogue()


def test_every_table_is_listed_once(catalogue):
    assert [entry.id for entry in catalogue.entries] == list(tables.specs())
    assert catalogue.source_count == len(registry.sources())
    assert catalogue.rows == sum(len(tables.load_table(i).frame) for i in tables.specs())


def test_missing_countries_are_named(catalogue):
    entry = catalogue.entry("remittances_received")
    assert entry.missing == ("CUB",)
    assert entry.countries == 32
    assert not catalogue.entry("remittance_tax_law").by_country


@pytest.mark.parametrize(
    ("value", "column", "day"),
    [
        (2024, "year", date(2024, 12, 31)),
        (2024, "fiscal_year", date(2024, 9, 30)),
        ("2026-02", "as_of", date(2026, 2, 28)),
        ("2026-02-03", "as_of", date(2026, 2, 3)),
        (pd.Timestamp("2026-05-01"), "month", date(2026, 5, 31)),
        (pd.Timestamp("2026-01-01"), "quarter_start", date(2026, 3, 31)),
        (pd.Timestamp("2026-05-01"), "date_from", date(2026, 5, 1)),
        ("IMF", "vintage", None),
    ],
)
def test_last_day(value, column, day):
    assert c.last_day(value, column) == day


def test_projections_do_not_count_as_fresh(catalogue):
    assert catalogue.entry("macro_annual").period_end == "2030"
    assert catalogue.entry("macro_annual").newest == date(2025, 12, 31)
    assert all(entry.newest is None or entry.newest <= catalogue.compiled for entry in catalogue.entries)


def test_quality_shares_are_shares(catalogue):
    assert sum(catalogue.quality_shares_pct.values()) == pytest.approx(100)


def test_archive_holds_every_table_and_the_registries():
    with zipfile.ZipFile(io.BytesIO(c.archive())) as pack:
        names = set(pack.namelist())
    assert {f"tables/{table_id}.csv" for table_id in tables.specs()} <= names
    assert {*c.REGISTRIES, "README.txt"} <= names


def test_source_registry_lists_all():
    frame = c.source_registry()
    assert set(frame["id"]) == set(registry.sources())
    assert frame.set_index("id").loc["wdi_remittances_2024", "tables"] == 1


def test_facts_are_counted_by_result():
    facts = c.facts(tables.load_table(c.FACTS_TABLE))
    assert len(facts.frame) == 101
    assert sum(facts.counts.values()) == 101
    assert facts.articles == 5
    differing = facts.frame[facts.frame["check"] == "differs"]
    assert differing["difference_note"].notna().all()


def _stated(fact_id: str) -> float:
    frame = tables.load_table(c.FACTS_TABLE).frame.set_index("fact_id")
    return float(frame.loc[fact_id, "our_value"])


def _border(series: str) -> pd.Series:
    frame = tables.load_table("encounters_totals").frame
    return frame[frame["series"] == series].set_index("month")["encounters_events"].sort_index()


def test_border_facts_are_what_our_series_say():
    patrol = _border("southwest_usbp")
    assert _stated("fact_042") == patrol["2023-12-01"] == 249_740  # first release: 249,741
    assert _stated("fact_043") == patrol["2024-08-01"] == 58_009  # first release: 58,038
    assert _stated("fact_044") == patrol["2022-01":"2022-12"].sum() == 2_344_538
    assert _stated("fact_045") == patrol["2023-01":"2023-12"].sum() == 2_040_601
    assert _stated("fact_075") == pytest.approx(_border("southwest_total")["2021-02":"2025-01"].mean(), abs=1)


def test_trade_facts_are_what_our_table_says():
    frame = tables.load_table("trade_by_partner").frame
    own = frame[frame["iso3"].isin(registry.lac33())].assign(both=lambda f: f["exports_usd_m"] + f["imports_usd_m"])
    total = own.groupby("partner_iso3")["both"].sum()
    assert _stated("fact_086") == pytest.approx(100 * total["USA"] / total["WORLD"], abs=0.05)
    assert _stated("fact_087") == pytest.approx(total["USA"], rel=1e-3)
    assert _stated("fact_088") == pytest.approx(100 * total["CHN"] / total["WORLD"], abs=0.05)
    assert _stated("fact_089") == pytest.approx(total["CHN"], rel=1e-3)


def test_visa_facts_are_what_our_table_says():
    frame = tables.load_table("visas_h2").frame
    three = frame[frame["iso3"].isin(("GTM", "HND", "SLV"))].assign(h2=lambda f: f["h2a_visas"] + f["h2b_visas"])
    by_year = three.groupby("fiscal_year")["h2"].sum()
    assert (_stated("fact_064"), _stated("fact_065")) == (by_year[2021], by_year[2023])
