"""Published totals and rules of the remittance, migrant, visa, aid and macro tables, and of the assumptions."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.data.registry import assumptions, lac33, sources
from dashboard.data.schemas.remittances import TABLES
from dashboard.data.tables import load_table


def frame(table_id: str) -> pd.DataFrame:
    return load_table(table_id).frame


def value(table_id: str, column: str, **where: object) -> float:
    rows = frame(table_id)
    for name, wanted in where.items():
        rows = rows[rows[name] == (pd.Timestamp(wanted) if rows[name].dtype.kind == "M" else wanted)]
    assert len(rows) == 1, f"{table_id}: {len(rows)} rows for {where}"
    return float(rows[column].iloc[0])


@pytest.mark.parametrize("table_id", [spec.id for spec in TABLES])
def test_every_table_reads_and_is_sorted_by_its_key(table_id: str) -> None:
    spec = load_table(table_id).spec
    keys = [k for k in spec.keys if k != "stage"]
    rows = frame(table_id)[keys]
    if keys:
        assert rows.equals(rows.sort_values(keys, kind="stable"))


def test_country_codes_are_known() -> None:
    for spec in TABLES:
        if "iso3" in spec.columns:
            codes = set(frame(spec.id)["iso3"]) - {"ALL", "WORLD", "USA", "CAN", "CHN"}
            assert codes <= set(lac33()), spec.id


# Macro ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("iso3", "year", "gdp_usd_bn"),
    # International Monetary Fund, World Economic Outlook, October 2025
    [
        ("VEN", 2023, 102.4),
        ("VEN", 2024, 119.8),
        ("VEN", 2025, 82.8),
        ("HTI", 2023, 19.6),
        ("HTI", 2024, 25.3),
        ("HTI", 2025, 30.9),
        ("MEX", 2024, 1856.4),
        ("BRA", 2023, 2191.1),
        ("USA", 2024, 29298.0),
    ],
)
def test_gdp_of_the_fund(iso3: str, year: int, gdp_usd_bn: float) -> None:
    assert value("macro_annual", "gdp_usd_m", iso3=iso3, year=year) / 1000 == pytest.approx(gdp_usd_bn, abs=0.06)


def test_every_state_but_cuba_has_gdp() -> None:
    rows = frame("macro_annual")
    for year in (2022, 2023, 2024, 2025):
        have = set(rows[(rows["year"] == year) & rows["gdp_usd_m"].notna()]["iso3"])
        assert set(lac33()) - have == {"CUB"}
    cuba = rows[rows["iso3"] == "CUB"]
    assert cuba["gdp_usd_m"].isna().all()
    assert (cuba["gdp_flag"] == "no_usable_figure").all()
    assert cuba["population_people"].gt(9_000_000).all()


def test_uncertain_gdp_is_flagged_and_projections_are_told_apart() -> None:
    rows = frame("macro_annual").set_index(["iso3", "year"])
    assert rows.loc["VEN"]["gdp_flag"].eq("staff_estimate").all()
    assert rows.loc["HTI"]["gdp_flag"].eq("fiscal_year").all()
    assert rows.loc[("MEX", 2024), "gdp_is_projection"] == 0
    assert rows.loc[("MEX", 2026), "gdp_is_projection"] == 1
    assert rows.loc[("VEN", 2023), "gdp_is_projection"] == 1


def test_gdp_per_head_agrees_with_gdp_and_population() -> None:
    rows = frame("macro_annual").dropna(subset=["gdp_usd_m", "gdp_per_capita_usd", "population_people"])
    rows = rows[rows["population_people"] > 1_000_000]  # island populations are rounded to thousands
    ratio = rows["gdp_usd_m"] * 1e6 / rows["population_people"] / rows["gdp_per_capita_usd"]
    assert ratio.between(0.98, 1.02).all()


def test_structure_has_one_row_per_country_and_leaves_old_figures_out() -> None:
    rows = frame("macro_structure").set_index("iso3")
    assert set(rows.index) == {*lac33(), "USA", "CAN", "CHN"}
    assert pd.isna(rows.loc["VEN", "goods_va_share_pct"])
    assert pd.isna(rows.loc["VEN", "imports_goods_services_usd_m"])
    assert pd.isna(rows.loc["VEN", "exports_goods_services_usd_m"])
    # README: employment missing for these four, household consumption for these seven
    assert set(rows.index[rows["employment_people"].isna()]) == {"ATG", "DMA", "GRD", "KNA"}
    assert set(rows.index[rows["household_consumption_gdp_pct"].isna()]) == {
        "ATG",
        "GRD",
        "GUY",
        "KNA",
        "VCT",
        "SUR",
        "VEN",
    }
    for name in (
        "goods_va_share_pct",
        "household_consumption_gdp_pct",
        "exports_goods_services_usd_m",
        "imports_goods_services_usd_m",
        "reserves_usd_m",
    ):
        year = {
            "goods_va_share_pct": "goods_va_year",
            "household_consumption_gdp_pct": "household_consumption_year",
        }.get(name, name.split("_")[0] + "_year")
        assert (rows[name].isna() == rows[year].isna()).all(), name


def test_employment_is_labour_force_less_unemployment() -> None:
    rows = frame("macro_structure").dropna(subset=["employment_people"])
    built = rows["labour_force_people"] * (1 - rows["unemployment_pct"] / 100)
    assert ((built / rows["employment_people"] - 1).abs() < 0.001).all()


def test_growth_projection_vintages_stay_apart() -> None:
    # ECLAC for Argentina 2025: 5.0 in August, 4.3 in October 2025 (Reuters table)
    assert (
        value("growth_projections", "real_gdp_growth_pct", area="ARG", year=2025, publisher="eclac", vintage="2025-08")
        == 5.0
    )
    assert (
        value("growth_projections", "real_gdp_growth_pct", area="ARG", year=2025, publisher="eclac", vintage="2025-10")
        == 4.3
    )
    # The Fund's October 2025 figure is the same in both tables
    assert value(
        "growth_projections", "real_gdp_growth_pct", area="ARG", year=2026, publisher="imf", vintage="2025-10"
    ) == value("macro_annual", "real_gdp_growth_pct", iso3="ARG", year=2026)


# Remittances ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("iso3", "usd_m"),
    # World Bank, personal remittances received, 2024
    [("MEX", 67637.9), ("GTM", 21649.3), ("SLV", 8488.4), ("HND", 9532.7)],
)
def test_world_bank_remittances_2024(iso3: str, usd_m: float) -> None:
    assert value("remittances_received", "remittances_usd_m", iso3=iso3, year=2024) == pytest.approx(usd_m, abs=0.06)


@pytest.mark.parametrize(("iso3", "pct"), [("HND", 25.7), ("SLV", 24.0)])  # World Bank shares of GDP for 2024
def test_remittances_as_share_of_gdp(iso3: str, pct: float) -> None:
    assert value("remittances_received", "remittances_gdp_pct_published", iso3=iso3, year=2024) == pytest.approx(
        pct, abs=0.15
    )
    usd_m = value("remittances_received", "remittances_usd_m", iso3=iso3, year=2024)
    assert 100 * usd_m / value("macro_annual", "gdp_usd_m", iso3=iso3, year=2024) == pytest.approx(pct, abs=0.15)


def test_world_bank_gaps_are_gaps() -> None:
    rows = frame("remittances_received")
    assert "CUB" not in set(rows["iso3"])
    assert rows[rows["iso3"] == "VEN"]["year"].max() == 2016
    assert rows[rows["iso3"] == "BHS"]["year"].min() == 2020
    assert set(rows[rows["flag"] == "rounded_estimate"][["iso3", "year"]].itertuples(index=False, name=None)) == {
        ("HTI", 2024),
        ("GUY", 2024),
    }


@pytest.mark.parametrize(
    ("iso3", "year", "figure_type", "usd_m"),
    # Banco de México (first published and revised), Banguat, BCR, BCH, as printed
    [
        ("MEX", 2024, "first_published", 64745),
        ("MEX", 2024, "actual", 65016.8),
        ("GTM", 2024, "actual", 21510.2),
        ("SLV", 2024, "actual", 8479.7),
        ("HND", 2024, "actual", 9743),
        ("SLV", 2025, "actual", 9987.9),
    ],
)
def test_central_bank_remittances(iso3: str, year: int, figure_type: str, usd_m: float) -> None:
    found = value(
        "remittances_central_bank",
        "remittances_usd_m",
        iso3=iso3,
        period_start=f"{year}-01-01",
        period_end=f"{year}-12-31",
        concept="central_bank",
        figure_type=figure_type,
    )
    assert found == pytest.approx(usd_m, abs=0.06)


def test_concepts_of_remittances_are_not_mixed() -> None:
    rows = frame("remittances_central_bank")
    assert (rows[rows["figure_type"] == "estimate"]["concept"] == "idb_estimate").all()
    assert (rows[rows["concept"] == "idb_estimate"]["figure_type"] == "estimate").all()
    assert set(frame("remittances_received")["source_id"]) == {"wdi_remittances_2024"}
    # Guyana 2024: World Bank 600, development bank 1,179 million
    assert value("remittances_received", "remittances_usd_m", iso3="GUY", year=2024) == pytest.approx(600, abs=1)
    assert value("remittances_central_bank", "remittances_usd_m", iso3="GUY", period_start="2024-01-01") == 1179


def test_us_share_has_one_row_per_country() -> None:
    rows = frame("remittances_us_share").set_index("iso3")
    assert set(lac33()) - set(rows.index) == {"CUB", "BHS"}
    assert rows.loc["PRY", "us_share_pct"] == 13.8  # central bank, not the 2.4 of the model
    assert rows.loc["ECU", "us_share_pct"] == 73.5
    model = rows[rows["method"] == "model_estimate"]
    assert len(model) == 22
    assert model["flag"].isin(["lower_bound", "unreliable"]).all()
    assert (model["period_start"].dt.year == 2017).all()
    assert (model["quality"] == "derived").all()


def test_mexico_months_are_complete_and_add_up() -> None:
    monthly = frame("mexico_remittances_monthly").set_index("month")["inflow_usd_m"]
    assert list(monthly.index) == list(pd.date_range("1995-01-01", "2026-05-01", freq="MS"))
    assert monthly["2024"].sum() == pytest.approx(65016.8, abs=0.1)  # Banco de México, revised
    quarters = frame("mexico_remittances_us_quarterly").set_index("quarter_start")
    by_quarter = monthly.resample("QS").sum().reindex(quarters.index)
    assert ((quarters["inflow_usd_m"] / by_quarter - 1).abs() < 1e-6).all()  # README: largest gap 2e-7
    year = quarters.loc["2025"]
    assert 100 * year["inflow_from_us_usd_m"].sum() / year["inflow_usd_m"].sum() == pytest.approx(
        value("remittances_us_share", "us_share_pct", iso3="MEX"), abs=0.001
    )


def test_mexico_states_add_up_to_the_united_states() -> None:
    states = frame("mexico_remittances_us_state").groupby("quarter_start")["inflow_usd_m"].sum()
    quarters = (
        frame("mexico_remittances_us_quarterly")
        .set_index("quarter_start")["inflow_from_us_usd_m"]
        .reindex(states.index)
    )
    assert len(states) == 29
    assert ((states / quarters - 1).abs() < 1e-5).all()


def test_costs_and_tax() -> None:
    costs = frame("remittance_costs")
    assert costs["iso3"].nunique() == 19
    assert (costs["year"].min(), costs["year"].max()) == (2011, 2020)
    law = frame("remittance_tax_law").set_index("stage")
    assert law["tax_pct"].to_dict() == {
        "house_committee_draft": 5.0,
        "house_passed": 3.5,
        "senate_finance_draft": 3.5,
        "enacted": 1.0,
    }
    assert list(law.index[law["status"] == "in_force"]) == ["enacted"]
    assert law.loc["enacted", "applies_from"] == pd.Timestamp("2026-01-01")


def test_tax_by_country_adds_up_and_stays_below_one_per_cent() -> None:
    rows = frame("remittance_tax_by_country").set_index("iso3")
    # CEMLA, August 2025: 625 to 702 million for the nine countries together
    assert (rows["tax_low_usd_m"].sum(), rows["tax_high_usd_m"].sum()) == (625, 702)
    received = frame("remittances_received").query("year == 2024").set_index("iso3")["remittances_usd_m"]
    share = frame("remittances_us_share").set_index("iso3")["us_share_pct"]
    measured = rows.index.drop(["CRI", "COL"])  # their US shares are lower bounds
    whole_flow = (0.01 * received * share / 100).reindex(measured)
    assert (rows.loc[measured, "tax_high_usd_m"] <= whole_flow).all()


def test_channels_hold_no_impossible_count() -> None:
    rows = frame("remittance_channels")
    assert rows[rows["unit"] == "count"]["value"].lt(1e9).all()
    assert rows[rows["unit"].str.startswith("pct")]["value"].le(100).all()
    # El Salvador 2025: receipt channels are shares of one total (rounded)
    receipt = rows[(rows["area"] == "SLV") & rows["indicator"].str.startswith("receipt_channel")]
    assert receipt["value"].sum() == pytest.approx(100, abs=0.2)


# Migrants ---------------------------------------------------------------------------------------


def test_migrant_series() -> None:
    rows = frame("migrants_us")
    newest = rows[(rows["series"] == "un_desa_2024") & (rows["year"] == 2024)]
    assert len(newest) == 18
    # United Nations 2024 revision: all origins in the United States 52,375,047
    assert 0.4 * 52_375_047 < newest["people"].sum() < 52_375_047
    assert value("migrants_us", "people", iso3="MEX", year=2024, series="un_desa_2024") == 11_279_561
    assert rows[(rows["series"] == "un_desa_2020") & (rows["year"] == 2020)]["iso3"].nunique() == 33
    both = rows.pivot_table(index=["iso3", "year"], columns="series", values="people").dropna(
        subset=["acs_foreign_born", "acs_noncitizens"]
    )
    assert (both["acs_noncitizens"] < both["acs_foreign_born"]).all()


def test_status_counts() -> None:
    rows = frame("migrants_us_status")
    tps = rows[(rows["category"] == "tps_holders") & (rows["as_of"] == "2025-03-31")].set_index("iso3")["people"]
    assert tps["ALL"] == 1_297_635  # CRS RS20844
    assert tps.drop("ALL").to_dict() == {"VEN": 605_015, "HTI": 330_735, "SLV": 170_125, "HND": 51_225, "NIC": 2_910}
    orders = rows[rows["category"] == "final_orders"].set_index("iso3")["people"]
    assert orders["ALL"] == 1_445_549  # ICE, 24 November 2024
    assert orders.drop("ALL").sum() == 1_239_693
    assert len(orders) == 29
    daca = rows[rows["category"] == "daca_recipients"].set_index("iso3")["people"]
    assert daca["ALL"] == 544_690 > daca.drop("ALL").sum()
    assert (
        value("migrants_us_status", "people", iso3="ALL", category="unauthorised", agency="pew", as_of="2023-07-01")
        == 14_000_000
    )


def test_nothing_from_memory_is_shown() -> None:
    for spec in TABLES:
        if "quality" in spec.columns:
            assert "unverified" not in set(frame(spec.id)["quality"]), spec.id
        assert all(sources()[s].quality != "unverified" for s in load_table(spec.id).source_ids), spec.id
    # the parole arrivals of December 2024 and the DHS table by country were only remembered
    rows = frame("migrants_us_status")
    assert not ((rows["category"] == "chnv_parole_arrivals") & (rows["as_of"] > "2024-04-30")).any()
    assert set(rows[(rows["agency"] == "dhs") & (rows["as_of"] == "2022-01-01")]["iso3"]) == {"ALL"}


def test_status_groups_are_built_as_described() -> None:
    rows = frame("migrants_by_status_group")
    wide = rows.pivot_table(index="iso3", columns="status_group", values="people")
    assert set(lac33()) - set(wide.index) == {"SUR"}
    migrants = frame("migrants_us").set_index(["iso3", "series", "year"])["people"]
    for iso3, groups in wide.iterrows():
        total = migrants.get((iso3, "un_desa_2024", 2024), migrants.get((iso3, "acs_foreign_born", 2022)))
        assert groups.sum() == pytest.approx(total, abs=0.5), iso3
    # Pew Research Center 2023: the protected are inside the published total
    pew = {"MEX": 4_300_000, "GTM": 850_000, "SLV": 850_000, "HND": 775_000, "VEN": 650_000, "CUB": 475_000}
    method = rows.drop_duplicates("iso3").set_index("iso3")["method"]
    assert set(method[method == "pew_2023"].index) == set(pew)
    for iso3, total in pew.items():
        assert wide.loc[iso3, "liminal"] + wide.loc[iso3, "unauthorised"] == total
    assert set(method[method == "mpi_2021"].index) == {"COL", "BRA"}
    assert wide.loc["HTI", "unauthorised"] == 32_363  # final orders, ICE
    judged = rows[rows["method"].isin(["noncitizen_upper_bound_scaled", "final_orders_floor"])]
    assert (judged["quality"] == "judgement").all()
    assert rows[~rows.index.isin(judged.index)]["quality"].eq("derived").all()


def test_scaled_estimates_stay_below_their_upper_bound() -> None:
    rows = frame("migrants_by_status_group")
    scaled = rows[
        (rows["method"] == "noncitizen_upper_bound_scaled") & (rows["status_group"] == "unauthorised")
    ].set_index("iso3")["people"]
    bound = frame("migrants_us").query("series == 'acs_noncitizens' and year == 2021").set_index("iso3")["people"]
    assert (scaled < 0.585 * bound.reindex(scaled.index)).all()  # 58 % of the non-citizens of 2021
    orders = frame("migrants_us_status").query("category == 'final_orders'").set_index("iso3")["people"]
    assert (scaled >= orders.reindex(scaled.index).fillna(0)).all()


def test_inputs_of_the_groups_are_registered() -> None:
    named = {source for cell in frame("migrants_by_status_group")["input_source_ids"] for source in cell.split()}
    assert named <= set(sources())


def test_venezuelans_abroad() -> None:
    # R4V, mid-2024
    assert value("venezuelans_abroad", "people", host_iso3="ALL") == 7_774_494
    hosts = frame("venezuelans_abroad").set_index("host_iso3")["people"]
    assert hosts.drop(["ALL", "LAC"]).sum() <= hosts["LAC"] + 50_000 <= hosts["ALL"]


# Visas and aid ----------------------------------------------------------------------------------


def test_seasonal_visas() -> None:
    # US Department of State, NIV Detail Table: printed grand totals FY2023
    assert value("visas_h2", "h2a_visas", iso3="WORLD", fiscal_year=2023) == 310_676
    assert value("visas_h2", "h2b_visas", iso3="WORLD", fiscal_year=2023) == 131_704
    rows = frame("visas_h2")
    assert rows.groupby("fiscal_year")["iso3"].nunique().eq(34).all()
    region = rows[rows["iso3"] != "WORLD"].groupby("fiscal_year")["h2a_visas"].sum()
    assert (region < rows[rows["iso3"] == "WORLD"].set_index("fiscal_year")["h2a_visas"]).all()
    assert set(rows[rows["months_covered"] < 12]["fiscal_year"]) == {2025}


def test_temporary_visas() -> None:
    assert value("visas_nonimmigrant", "all_visas", iso3="WORLD", fiscal_year=2023) == 10_438_327  # NIV Detail Table
    rows = frame("visas_nonimmigrant")
    parts = rows[["visitor_visas", "f1_visas", "j1_visas", "h1b_visas"]].sum(axis=1)
    assert (parts <= rows["all_visas"]).all()
    assert (rows["border_card_visas"] <= rows["visitor_visas"]).all()
    assert rows[rows["fiscal_year"] >= 2024]["tn_visas"].isna().all()


def test_immigrant_visas() -> None:
    rows = frame("visas_immigrant")
    assert rows.groupby("fiscal_year")["iso3"].nunique().eq(34).all()
    region = rows[rows["iso3"] != "WORLD"].groupby("fiscal_year")["immigrant_visas"].sum()
    assert (region < rows[rows["iso3"] == "WORLD"].set_index("fiscal_year")["immigrant_visas"]).all()
    assert set(rows[rows["months_covered"] < 12]["fiscal_year"]) == {2025}


@pytest.mark.parametrize(("fiscal_year", "usd_m"), [(2022, 2857), (2023, 3074), (2024, 3034), (2025, 1408)])
def test_aid_paid_to_the_33_states(fiscal_year: int, usd_m: float) -> None:
    # ForeignAssistance.gov, copy of December 2025 (FY2024 and FY2025 partly reported)
    rows = frame("us_foreign_assistance")
    rows = rows[
        (rows["area_type"] == "country")
        & (rows["transaction_type"] == "disbursements")
        & (rows["fiscal_year"] == fiscal_year)
    ]
    assert rows["current_usd_m"].sum() == pytest.approx(usd_m, abs=0.6)
    assert rows["is_partial"].eq(int(fiscal_year >= 2024)).all()


def test_aid_copies_are_not_mixed_within_a_year() -> None:
    rows = frame("us_foreign_assistance")
    per_year = rows.groupby("fiscal_year")["source_id"].agg(
        lambda ids: set(ids).pop() if len(set(ids)) == 1 else "mixed"
    )
    assert per_year[per_year.index < 2015].eq("foreign_assistance_2023_09").all()
    assert per_year[per_year.index >= 2015].eq("foreign_assistance_2025_12").all()
    assert set(rows[rows["area_type"] == "country"]["area"]) == set(lac33())


# Assumptions ------------------------------------------------------------------------------------


def test_parameter_register() -> None:
    found = assumptions()
    assert len(found) == 61
    assert {s for a in found.values() for s in a.source_ids} <= set(sources())
    # Model specification, section 11
    for name, expected in {
        "sigma_sup": (1.5, 2.53, 5.0),
        "phi_pt": (0.8, 0.94, 1.0),
        "psi_prec": (-0.05, 0.05, 0.2),
        "mu_r": (0.3, 0.6, 0.9),
    }.items():
        assert (found[name].low, found[name].central, found[name].high) == expected


def test_recalled_and_judged_parameters_say_so() -> None:
    found = assumptions()
    assert {a.id for a in found.values() if a.quality == "unverified"} == {"sigma_sup"}
    judged = [a for a in found.values() if a.quality == "judgement"]
    assert len(judged) > 20
    assert all("corridor_judgement" in a.source_ids for a in judged)


def test_sliders_hold_the_range_of_the_draws() -> None:
    for a in assumptions().values():
        assert (a.minimum is None) == (a.maximum is None) == (a.step is None)
        if a.minimum is not None:
            assert a.minimum <= a.central <= a.maximum, a.id
        assert a.description and a.note and max(len(a.description), len(a.note)) <= 160, a.id
