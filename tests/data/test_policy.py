"""Published totals of routes, stances, agreements, events and programmes, computed from our own tables."""

from __future__ import annotations

import re

import pandas as pd
import pycountry
import pytest

from dashboard.data.registry import lac33, sources
from dashboard.data.schemas import policy
from dashboard.data.tables import load_table, specs

IDS = [spec.id for spec in policy.TABLES]
KNOWN = {country.alpha_3 for country in pycountry.countries} | {"XKX"}


def frame(table_id: str) -> pd.DataFrame:
    return load_table(table_id).frame


def one(table_id: str, column: str, **where: object) -> float:
    """The single value of `column` where the other columns have the given values."""
    rows = pick(table_id, **where)
    assert len(rows) == 1, f"{table_id} {where}: {len(rows)} rows"
    return float(rows[column].iloc[0])


def pick(table_id: str, **where: object) -> pd.DataFrame:
    rows = frame(table_id)
    for name, value in where.items():
        rows = rows[rows[name].isin(value)] if isinstance(value, list) else rows[rows[name] == value]
    return rows


# Historic air network (UWCHR, ICE ARTS records under FOIA, second instalment)


def test_missions_add_to_the_published_count() -> None:
    assert frame("air_network")["missions"].sum() == 16_967


@pytest.mark.parametrize(
    ("iso3", "missions"),  # UWCHR map notebook: missions with a last leg between the US and the country
    {"GTM": 3_130, "HND": 2_236, "SLV": 1_638, "MEX": 660, "NIC": 204, "DOM": 198, "ECU": 166, "HTI": 103, "JAM": 98,
     "COL": 84, "CUB": 71, "PER": 3}.items(),
)  # fmt: skip
def test_removal_missions_by_country(iso3: str, missions: int) -> None:
    legs = pick("air_network", route_type=["removal", "ends_abroad"], dest_iso3=iso3)
    assert legs["missions"].sum() == missions


def test_last_legs_stay_below_missions_with_a_drop_off() -> None:
    # 3,221 missions with a drop-off at Guatemala City; last legs miss stops on the way
    ends = pick("air_network", route_type=["removal", "ends_abroad"], dest_icao="MGGT")["missions"].sum()
    assert one("hubs", "dropoff_missions", icao="MGGT") == 3_221
    assert 0.95 * 3_221 < ends < 3_221


PASSENGERS = {  # UWCHR, global notebook: removal passengers by fiscal year
    2011: 182_447, 2012: 205_814, 2013: 189_259, 2014: 166_204, 2015: 108_554, 2016: 106_882, 2017: 116_231,
    2018: 133_289,
}  # fmt: skip


@pytest.mark.parametrize(("year", "people"), PASSENGERS.items())
def test_removal_passengers_by_citizenship_add_to_the_year(year: int, people: int) -> None:
    rows = pick("air_passengers", fiscal_year=year, kind="removal")
    parts = rows.loc[rows["level"].isin(["named", "other"]), "passengers_people"].sum()
    assert parts == people == rows.loc[rows["level"] == "total", "passengers_people"].sum()
    within = rows.loc[rows["level"] == "within_other", "passengers_people"].sum()
    assert within < rows.loc[rows["level"] == "other", "passengers_people"].sum()


@pytest.mark.parametrize(("kind", "people"), [("removal", 1_295_653), ("transfer", 530_730)])  # UWCHR record counts
def test_nine_year_passenger_totals(kind: str, people: int) -> None:
    assert pick("air_passengers", kind=kind, level="total")["passengers_people"].sum() == people


def test_network_airports_and_hubs_are_listed() -> None:
    home = frame("airports").set_index("icao")["iso3"]
    net = frame("air_network")
    for end in ("origin", "dest"):
        assert (net[f"{end}_icao"].map(home) == net[f"{end}_iso3"]).all()
    assert set(frame("hubs")["icao"]) <= set(home.index)
    assert set(frame("return_points")["icao"].dropna()) <= set(home.index)
    assert set(lac33()) <= set(home), "each of the 33 has an airport"


# Removals and flights of 2025


def test_monthly_removals_by_destination() -> None:
    # New York Times, 2025-12-22: named destinations 21,700 of 23,000 a month
    rows = pick("removals_by_destination_2025", measure="destination")
    assert rows.loc[rows["place"] != "all", "removals_monthly_people"].sum() == 21_700
    assert one("removals_by_destination_2025", "removals_monthly_people", place="all") == 23_000


def test_flights_january_to_july_2025() -> None:
    # Statista on Witness at the Border: 955 + 57 + 22 + 3 + 1 = 1,038 named, "more than 1,100" in all
    rows = pick(
        "flights_by_destination", period_start="2025-01-01", period_end="2025-07-31", source_id="statista_2025_08"
    )
    flights = rows.set_index("place")["flights"]
    assert flights[["GTM", "HND", "MEX", "SLV", "ECU", "lac_other"]].sum() == flights["lac"] == 955
    assert flights[["lac", "africa", "asia", "ALB", "GRC", "XKX", "MHL"]].sum() == 1_038
    assert (
        one("flights_totals", "flights", flight_type="removal", period_start="2025-01-01", period_end="2025-07-31")
        == 1_100
    )


def test_shares_of_june_2025() -> None:
    # Witness at the Border, June 2025: 116 of 209 are 55.5 %, with Mexico 63.6 % (the article prints 64 % for three)
    june = pick("flights_by_destination", period_start="2025-06-01", period_end="2025-06-30").set_index("place")[
        "flights"
    ]
    total = one("flights_totals", "flights", flight_type="removal", period_start="2025-06-01", period_end="2025-06-30")
    assert total == 209
    assert june[["GTM", "HND", "SLV"]].sum() / total * 100 == pytest.approx(55.5, abs=0.05)
    assert june[["GTM", "HND", "SLV", "MEX"]].sum() / total * 100 == pytest.approx(63.6, abs=0.05)


@pytest.mark.parametrize(("start", "flights"), [("2025-01-20", 1_553), ("2024-01-20", 1_121)])
def test_first_year_by_country(start: str, flights: int) -> None:
    # Human Rights First: five countries; the article prints 1,578 and 1,121
    assert (
        pick("flights_by_destination", period_start=start, period_type="year", flight_type="removal")["flights"].sum()
        == flights
    )


def test_guatemala_2025_equals_its_own_count() -> None:
    # Guatemala counted 532 flights in 2025 (Emisoras Unidas 2026-01-06)
    rows = pick("flights_by_destination", place="GTM", period_start="2025-01-01", period_end="2025-12-31")
    assert list(rows["flights"]) == [532]


@pytest.mark.parametrize(
    ("start", "end", "flights", "countries"),  # Human Rights First, ICE Flight Monitor
    [("2025-01-20", "2025-10-31", 1_701, 77), ("2025-01-20", "2026-01-20", 2_253, 79)],
)
def test_flights_since_january_2025(start: str, end: str, flights: int, countries: int) -> None:
    where = {"flight_type": "removal", "period_start": start, "period_end": end}
    assert one("flights_totals", "flights", **where) == flights
    assert one("flights_totals", "destination_countries", **where) == countries


def test_period_types_follow_the_dates() -> None:
    for table_id in ("flights_by_destination", "flights_totals"):
        rows = frame(table_id)
        days = (rows["period_end"] - rows["period_start"]).dt.days + 1
        for kind, low, high in [("week", 1, 7), ("month", 8, 31), ("part_year", 32, 359), ("year", 360, 369)]:
            assert days[rows["period_type"] == kind].between(low, high).all()


# Returns to Mexico


def test_mexico_border_states_2024() -> None:
    # Unidad de Politica Migratoria, January to November 2024: 172,323 + 18,515 is 347 more than 190,491
    rows = pick("returns_to_mexico", series="upm_events", period_start="2024-01-01", period_end="2024-11-30")
    by_level = rows[rows["level"] != "airport"].groupby("level")["returns_events"].sum()
    assert by_level["border_state"] == 172_323
    assert by_level["border_state"] + by_level["other_states"] - by_level["country"] == 347


def test_mexico_series_are_three_counts() -> None:
    land, air, total = (
        one("returns_to_mexico", "returns_events", series="interior_ministry", mode=mode)
        for mode in ("land", "air", "all")
    )
    assert land + air == total == 145_537
    assert one("returns_to_mexico", "returns_events", series="inm_programme") == 142_706
    full = one("returns_to_mexico", "returns_events", series="upm_events", area="mexico", period_end="2025-12-31")
    assert full == 160_192


# Stances and agreements


def test_receiving_stance_has_each_state_once() -> None:
    assert sorted(frame("receiving_stance")["iso3"]) == list(lac33())
    assert len(frame("receiving_stance")) == 33


def test_receiving_stance_counts() -> None:
    rows = frame("receiving_stance")
    assert rows["stance_own"].value_counts().to_dict() == {"yes": 26, "no_refusal_found": 6, "limited": 1}
    third = rows["stance_third"].value_counts()
    assert third["no_record"] == 15
    assert third[["agreement_in_force", "arrangement_in_use", "one_operation"]].sum() == 6
    assert third[["signed", "announced"]].sum() == 6
    assert (third["negotiating"], third["refused"], third["denied"]) == (4, 1, 1)


def test_missing_documents_are_marked_as_judgement() -> None:
    rows = frame("receiving_stance")
    assert ((rows["stance_third"] == "no_record") == (rows["quality"] == "judgement")).all()
    assert ((rows["stance_own"] == "no_refusal_found") == (rows["own_quality"] == "judgement")).all()
    used = set(rows["own_source_id"]) | set(rows["received_source_id"].dropna())
    assert used <= set(sources())


def test_stance_tables_agree() -> None:
    stance = frame("country_stance").pivot_table(index="iso3", columns="indicator", values="value", aggfunc="first")
    rows = frame("receiving_stance").set_index("iso3")
    own = rows.loc[rows["stance_own"] != "no_refusal_found", "stance_own"]
    assert (stance.loc[own.index, "accepts_own_nationals"] == own).all()
    documented = rows[rows["stance_third"] != "no_record"]
    assert set(stance["accepts_third_country_nationals"].dropna().index) == set(documented.index)
    newest = frame("third_country_arrivals").sort_values("as_of").groupby("iso3").last()["people"]
    received = rows["received_people"].dropna()
    assert (newest.loc[received.index] == received).all()


@pytest.mark.parametrize(
    ("indicator", "value", "countries"),
    [
        ("la_declaration_signatory", "yes", 18),  # signed text of 2022-06-10; with Canada and the US 20
        ("quito_process_founder", "yes", 11),  # Directorio Legislativo 2019-11-08
        ("us_immigrant_visa_pause", "yes", 17),  # US State Department 2026-01-14, BAL
        ("us_entry_ban", "partial", 4),
        ("us_entry_ban", "full", 1),
        ("h2b_set_aside", "yes", 7),  # USCIS, FY2025
        ("safe_mobility_office_host", "ended", 4),
        ("protected_status_2025", "yes", 5),
        ("four_nationality_parole", "ended", 4),
    ],
)
def test_lists_of_countries(indicator: str, value: str, countries: int) -> None:
    assert len(pick("country_stance", indicator=indicator, value=value)) == countries


def test_flags_cover_all_33() -> None:
    for indicator in ("la_declaration_signatory", "quito_process_founder"):
        assert set(pick("country_stance", indicator=indicator)["iso3"]) == set(lac33())


def test_event_lists_match_stances() -> None:
    events = frame("events").set_index("event_id")["iso3_list"]
    for event_id, indicator in [
        ("ev035", "la_declaration_signatory"),
        ("ev003", "quito_process_founder"),
        ("ev132", "us_immigrant_visa_pause"),
    ]:
        named = set(events[event_id].split()) & set(lac33())
        assert named == set(pick("country_stance", indicator=indicator, value="yes")["iso3"])


def test_agreements_dates_and_caps() -> None:
    rows = frame("third_country_agreements")
    both = rows.dropna(subset=["signed_or_announced", "in_force"])
    short = [min(len(a), len(b)) for a, b in zip(both["signed_or_announced"], both["in_force"], strict=True)]
    assert all(a[:n] <= b[:n] for a, b, n in zip(both["signed_or_announced"], both["in_force"], short, strict=True))
    assert (rows["cap_people"].notna() == rows["cap_period"].notna()).all()
    assert one("third_country_agreements", "cap_people", agreement_id="dma_agreement_2026") == 28
    assert one("third_country_agreements", "received_people", agreement_id="gtm_aca_2019") == 939


def test_payments_to_five_governments() -> None:
    # US Senate minority report 2026-02-13: more than USD 32 million; the five add to 32.36 million
    five = ["RWA", "GNQ", "SWZ", "SLV", "PLW"]
    costs = pick("removal_costs", kind="payment_to_government", iso3=five)
    assert costs["low_usd"].sum() == 32_360_000
    paid = pick("third_country_agreements", iso3=five).dropna(subset=["us_payment_usd"])
    assert paid["us_payment_usd"].sum() == 32_360_000


def test_military_flight_cost_per_person() -> None:
    # Reuters 2025-01-30: 28,500 a flight hour, 10.5 hours, 64 people; printed as at least 4,675
    hour = one("removal_costs", "low_usd", cost_id="c17_hour")
    person = one("removal_costs", "low_usd", cost_id="c17_guatemala_person_64")
    assert hour * 10.5 / 64 == pytest.approx(person, abs=1)
    assert (frame("removal_costs")["low_usd"] <= frame("removal_costs")["high_usd"]).all()


# Programmes


TPS_2025 = {"VEN": 605_015, "HTI": 330_735, "SLV": 170_125, "HND": 51_225, "NIC": 2_910, "all": 1_297_635}


@pytest.mark.parametrize(("place", "people"), TPS_2025.items())  # USCIS and CRS, 2025-03-31
def test_protected_status_2025_03_31(place: str, people: int) -> None:
    assert (
        one("programme_coverage", "count", programme="tps", place=place, measure="holders", as_of="2025-03-31")
        == people
    )


def test_parole_by_nationality() -> None:
    # CBP by April 2024: 434,600 arrived (printed 434,800), 473,100 authorised; 531,670 by November 2024
    april = pick("programme_coverage", programme="chnv_parole", as_of="2024-04-30").dropna(subset=["iso3"])
    by_measure = april.groupby("measure")["count"].sum()
    assert by_measure["arrived"] == 434_600
    assert by_measure["authorised_to_travel"] == 473_100
    november = pick("programme_coverage", programme="chnv_parole", as_of="2024-11-30", measure="arrived").set_index(
        "place"
    )
    assert november.loc["CUB", "count"] + november.loc["HTI NIC VEN", "count"] == 531_670
    assert november.loc["CUB HTI NIC VEN", "count"] == 531_670
    assert november.loc["HTI NIC VEN", "quality"] == "derived"


def test_enforcement_totals_2026() -> None:
    # The Guardian, September 2026
    assert one("enforcement_totals", "count", metric="third_country_arrangements") == 35
    orders = pick("enforcement_totals", metric="removal_orders_children").set_index("period_start")["count"]
    assert orders[pd.Timestamp("2026-07-01")] == 16_750


# Events


def test_forced_labour_step_names_each_state_once() -> None:
    named = " ".join(frame("events").set_index("event_id").loc[["ev228", "ev229", "ev230"], "iso3_list"]).split()
    assert sorted(named) == list(lac33())


def test_events_are_complete_and_documented() -> None:
    rows = frame("events")
    assert len(rows) == 193
    assert set(rows["quality"]) == {"primary", "secondary"}
    assert "ev105" not in set(rows["event_id"]), "no document was found for this one"
    assert (rows["scope"] != "listed")[rows["iso3_list"].isna()].all()
    assert rows["date"].is_monotonic_increasing
    assert (rows.loc[rows["date_precision"] == "month", "date"].dt.day == 1).all()
    touched = set(" ".join(rows["iso3_list"].dropna()).split())
    assert set(lac33()) <= touched


def test_status_follows_the_rulings() -> None:
    status = frame("events").set_index("event_id")["status"]
    assert set(status[["ev070", "ev081", "ev089", "ev107"]]) == {
        "struck_down"
    }  # IEEPA tariffs, Supreme Court 2026-02-20
    assert status["ev141"] == status["ev227"] == "lapsed"  # Section 122, 2026-07-24
    assert set(status[["ev226", "ev228", "ev229", "ev125"]]) == {"in_force"}
    assert status["ev240"] == "suspended"  # First Circuit ruling, stayed 2026-09-29
    assert set(status[["ev237", "ev239"]]) == {"unclear"}  # El Salvador TPS
    future = frame("events")["date"] > pd.Timestamp("2026-11-21")
    assert set(frame("events").loc[future, "status"]) == {"scheduled"}


# Facts of the five articles


def test_article_facts_are_complete() -> None:
    rows = frame("article_facts")
    assert len(rows) == 101
    assert rows["article_id"].nunique() == 5
    assert ((rows["check"] == "not_covered") == rows["covered_by"].isna()).all()
    differs = rows[rows["check"] == "differs"]
    assert differs["difference_note"].notna().all()


def test_article_facts_name_registered_tables() -> None:
    assert set(frame("article_facts")["covered_by"].dropna()) - {"trade_by_partner"} <= set(specs())


def test_article_facts_agree_with_our_tables() -> None:
    ours = frame("article_facts").set_index("fact_id")["our_value"]
    border = pick("encounters_totals", series="southwest_usbp").set_index("month")["encounters_events"]
    assert ours["fact_042"] == border[pd.Timestamp("2023-12-01")]
    assert ours["fact_043"] == border[pd.Timestamp("2024-08-01")]
    assert ours["fact_044"] == border[border.index.year == 2022].sum()
    assert ours["fact_045"] == border[border.index.year == 2023].sum()
    change = border[pd.Timestamp("2024-01-01")] / border[pd.Timestamp("2023-12-01")] - 1
    assert ours["fact_046"] == pytest.approx(change * 100, abs=0.05)
    both = pick("encounters_totals", series="southwest_total").set_index("month")["encounters_events"]
    assert ours["fact_075"] == pytest.approx(both["2021-02-01":"2025-01-01"].mean(), abs=0.5)
    arrivals = frame("third_country_arrivals").set_index("iso3")["people"]
    assert (ours["fact_012"], ours["fact_018"]) == (arrivals["PAN"], arrivals["SLV"])
    assert ours["fact_052"] == len(pick("country_stance", indicator="la_declaration_signatory", value="yes"))
    visas = pick("visas_h2", iso3=["GTM", "HND", "SLV"])
    for fact, year in (("fact_064", 2021), ("fact_065", 2023)):
        assert ours[fact] == visas.loc[visas["fiscal_year"] == year, ["h2a_visas", "h2b_visas"]].sum().sum()


# Every table


@pytest.mark.parametrize("table_id", IDS)
def test_no_unverified_row_and_no_unverified_source(table_id: str) -> None:
    table = load_table(table_id)
    assert len(table.frame)
    for column in ("quality", "own_quality"):
        if column in table.frame:
            assert "unverified" not in set(table.frame[column])
    assert all(sources()[source].quality != "unverified" for source in table.source_ids)


@pytest.mark.parametrize("table_id", IDS)
def test_every_country_code_is_known(table_id: str) -> None:
    rows = frame(table_id)
    used: set[str] = set()
    for column in rows.columns:
        if column.endswith("iso3"):
            used |= set(rows[column].dropna())
        if column in ("place", "citizenship", "iso3_list"):
            used |= {code for cell in rows[column].dropna() for code in re.findall(r"\b[A-Z]{3}\b", cell)} - {"ALL"}
    assert used <= KNOWN, used - KNOWN


@pytest.mark.parametrize("table_id", IDS)
def test_periods_run_forward(table_id: str) -> None:
    rows = frame(table_id)
    if "period_start" in rows:
        assert (rows["period_start"] <= rows["period_end"]).all()


@pytest.mark.parametrize("spec", [spec for spec in policy.TABLES if spec.translated], ids=lambda spec: spec.id)
def test_sentences_are_short_plain_and_stand_alone(spec) -> None:  # noqa: ANN001
    rows = frame(spec.id)
    for column in spec.translated:
        for sentence in rows[column].dropna():
            assert len(sentence) <= 170, sentence
            assert sentence == sentence.strip()
            assert not re.search(
                r"illegal|\baliens?\b(?! Enemies)|invasion|invader|deportee|\bseed\b", sentence, re.IGNORECASE
            ), sentence


def test_places_lie_where_they_should() -> None:
    points = frame("return_points")
    assert points["lat"].between(14, 33).all()
    assert points["lon"].between(-118, -92).all()
    hubs = pick("airports", role="us_hub")
    assert hubs["lat"].between(24, 49).all() and hubs["lon"].between(-125, -66).all()
    assert set(hubs["iso3"]) == {"USA"}
