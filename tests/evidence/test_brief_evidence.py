"""What only a brief asks: lists, blocs, partners, likeness and the fixed threats."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.data import scenarios
from dashboard.data.registry import lac33, sources
from dashboard.data.tables import load_table
from dashboard.evidence import brief, overview
from dashboard.workspace import estimate


@pytest.mark.thorough
@pytest.mark.parametrize("iso3", lac33())
def test_every_country_has_a_brief(iso3):
    found = brief.of(iso3)
    assert found.profile.iso3 == iso3
    assert {item.indicator for item in found.listed} >= set(brief.US_LISTS)
    assert not found.measures.empty
    assert found.product_tariffs > 0
    assert all(iso3 in bloc.members for bloc in found.blocs)
    assert {"celac"} <= {bloc.id for bloc in found.blocs}


def test_lists_say_on_and_not_on_with_the_day_of_the_list():
    on = {item.indicator: item for item in brief.listed("HTI")}
    assert (on["us_entry_ban"].value, on["us_entry_ban"].as_of) == ("full", "2025-06-09")
    off = {item.indicator: item for item in brief.listed("MEX")}
    assert off["us_entry_ban"].value is None
    assert off["us_entry_ban"].as_of == "2026-01-01"
    assert off["us_entry_ban"].sources


def test_partners_add_to_all_exports():
    found = brief.partners("MEX")
    assert sum(item.share_pct for item in found.items) == pytest.approx(100)
    assert found.items[0].id == "USA"
    frame = load_table("trade_by_partner").frame
    rows = frame[frame["iso3"] == "MEX"].set_index("partner_iso3")["exports_usd_m"]
    assert found.items[0].share_pct == pytest.approx(100 * rows["USA"] / rows["WORLD"])
    assert brief.partners("CUB") is None


def test_blocs_are_members_only_and_weigh_what_their_members_sell():
    blocs = {bloc.id: bloc for bloc in brief.blocs("CHL")}
    assert "andean_community" not in blocs, "an associate is no member"
    hs6 = load_table("us_imports_hs6").frame
    assert {bloc.id: bloc.beyond for bloc in brief.blocs("HND")}["cafta_dr"] == ("USA",)
    assert blocs["la_declaration"].beyond == ("CAN", "USA")
    alliance = blocs["pacific_alliance"]
    assert alliance.beyond == (), "observers are no members"
    assert alliance.members == ("CHL", "COL", "MEX", "PER")
    assert alliance.us_imports_usd_m == pytest.approx(
        hs6.loc[hs6["iso3"].isin(alliance.members), "imports_usd_m"].sum()
    )
    assert 15 < alliance.us_imports_share_pct < 20


def test_alike_is_the_mean_distance_of_places():
    exposed = overview.current().exposed
    found = brief.alike("GTM")
    first, gap = found.nearest[0]
    by_hand = [abs(one.rank("GTM") - one.rank(first)) for one in exposed.values()]
    assert gap == pytest.approx(sum(by_hand) / 3, abs=0.4)  # ties share a place
    assert [g for _, g in found.nearest] == sorted(g for _, g in found.nearest)
    assert brief.alike("CUB") is None
    assert brief.alike("VEN").rankings == ("trade", "removals")


def test_tourism_leaves_out_what_could_not_be_checked():
    assert brief.tourism("BHS") is None
    assert brief.tourism("MEX").share_pct == pytest.approx(63.6)
    assert brief.tourism("LCA").end.isoformat() == "2024-08-31"


def test_more_removals_are_a_quarter_of_the_records():
    threat = next(threat for threat in brief.threats() if threat.id == "more_removals")
    frame = load_table("removals_by_citizenship").frame
    now = frame[frame["fiscal_year"] == frame["fiscal_year"].max()].set_index("iso3")["removals_events"]
    assert threat.people["MEX"] == pytest.approx(now["MEX"] / 4, rel=0.01)
    assert "URY" not in threat.people


@pytest.mark.parametrize("settings", [{"status_loss_pct": 100}, {"remit_tax_pct": 3.5}])
@pytest.mark.parametrize("iso3", ["GTM", "JAM"])
def test_one_run_for_all_gives_the_country_the_same_as_its_own(settings, iso3):
    everyone = estimate(scenarios.build(settings), draws=256)
    alone = estimate(scenarios.build({**settings, "targets": [iso3]}), draws=256)
    a, b = (result.value("total", "gdp_usd_m", iso3) for result in (everyone, alone))
    assert (a.central, a.p05, a.p95) == pytest.approx((b.central, b.p05, b.p95))


def test_more_removals_for_all_equal_the_same_people_for_one():
    threat = next(threat for threat in brief.threats() if threat.id == "more_removals")
    everyone = estimate(scenarios.build(dict(threat.settings)), draws=0)
    thousands = round(threat.people["GTM"] / 1000)
    alone = estimate(scenarios.build({"targets": ["GTM"], "removals_k": thousands}), draws=0)
    scale = threat.people["GTM"] / (1000 * thousands)
    assert everyone.value("remittance", "returned_people", "GTM").central == pytest.approx(
        scale * alone.value("remittance", "returned_people", "GTM").central, rel=1e-6
    )


def test_all_sources_are_registered():
    known = set(sources())
    for iso3 in lac33():
        found = brief.of(iso3)
        used = [s for item in found.listed for s in item.sources] + [s for bloc in found.blocs for s in bloc.sources]
        used += [*found.share_sources, *found.people_sources, *found.measures["source_id"]]
        assert set(used) <= known
        assert not any(pd.isna(source) for source in used)
