"""Routes, receiving countries, agreements, policy events and the programmes and costs around them."""

from __future__ import annotations

from dashboard.data.columns import (
    QUALITY,
    area,
    choice,
    code,
    country,
    day,
    moment,
    number,
    source_id,
    state,
    text,
    whole,
)
from dashboard.data.tables import TableSpec
from dashboard.domain import N_

ICAO = r"[A-Z]{4}"
SNAKE = r"[a-z0-9]+(?:_[a-z0-9]+)*"
PERIOD = {"period_start": day(), "period_end": day()}

INDICATORS = (
    "accepts_own_nationals",
    "accepts_third_country_nationals",
    "third_country_nationals_received",
    "us_military_flights",
    "ice_cooperation_rating",
    "us_entry_ban",
    "us_immigrant_visa_pause",
    "visa_for_venezuelans",
    "visa_for_venezuelans_introduced",
    "visa_for_venezuelans_renewed",
    "la_declaration_signatory",
    "quito_process_founder",
    "safe_mobility_office_host",
    "h2b_set_aside",
    "asylum_agreement_2019",
    "asylum_agreement_2019_ended",
    "protected_status_2025",
    "four_nationality_parole",
)
STANCE_VALUES = (
    "yes", "no", "limited", "agreed", "negotiating", "refused", "denied", "accepted", "refused_then_accepted",
    "received", "none_known", "visa_free", "visa_required", "e_visa", "full", "partial", "uncooperative",
    "operated", "not_operated", "ended",
)  # fmt: skip
STANCE_OWN = ("yes", "limited", "no_refusal_found")
STANCE_THIRD = (
    "agreement_in_force", "arrangement_in_use", "one_operation", "signed", "announced", "negotiating", "refused",
    "denied", "no_record",
)  # fmt: skip
INSTRUMENTS = (
    "deportation_flights", "third_country", "tps_parole", "legal_pathway", "border_policy", "detention", "visa",
    "tariff", "remittance_tax", "sanctions", "aid", "trade_agreement", "cooperation", "darien", "diplomacy", "other",
)  # fmt: skip
ACTORS = ("us", "us_court", "country", "bilateral", "regional", "international")
EVENT_STATUS = (
    "in_force", "announced", "scheduled", "pending", "suspended", "struck_down", "withdrawn", "lapsed", "ended", "done",
    "unclear",
)  # fmt: skip
LEGAL_FORMS = (
    "executive_agreement", "bilateral_agreement", "memorandum", "non_binding_memorandum", "government_announcement",
    "temporary_arrangement", "no_signed_agreement", "not_published", "under_negotiation", "request", "press_report",
)  # fmt: skip
AGREEMENT_STATUS = (
    "in_operation", "used", "one_operation", "signed", "announced", "reported", "draft_published", "negotiating",
    "no_arrivals", "denied", "refused", "ended",
)  # fmt: skip
QUALIFIERS = ("exact", "rounded", "about", "nearly", "at_least", "more_than", "up_to", "range")
PERIOD_TYPES = ("week", "month", "part_year", "year", "several_years")
PROGRAMMES = (
    "tps", "chnv_parole", "h2b_set_aside", "safe_mobility", "mpp", "title_42", "final_orders",
    "returns_to_venezuela", "third_country_removals",
)  # fmt: skip
COVERAGE_MEASURES = (
    "holders", "pending_applications", "can_register_again", "lost_status", "affected", "arrived",
    "authorised_to_travel", "visas_set_aside", "applications", "referrals", "sent_back_first_run",
    "sent_back_second_run", "expulsions", "final_orders", "returned_from_us", "returned_from_all_countries",
    "removed_to_third_countries",
)  # fmt: skip

STANCE_TABLES = (
    TableSpec(
        id="country_stance",
        subject="policy",
        title=N_("What each country does and what the US lists it for"),
        concept=N_(
            "Newest documented value for a country and an indicator. In the US lists (entry ban, immigrant visa pause, "
            "H-2B set-aside, Safe Mobility, protected status, parole) a country without a row is not on the list; "
            "for the other indicators no row means that no document was found."
        ),
        keys=("iso3", "indicator"),
        columns={
            "iso3": state(),
            "indicator": choice(*INDICATORS),
            "value": choice(*STANCE_VALUES),
            "as_of": moment(),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("as_of",),
    ),
    TableSpec(
        id="receiving_stance",
        subject="policy",
        title=N_("Receiving countries by stance"),
        concept=N_(
            "One row for each of the 33 states: does it take its own nationals, and nationals of other countries? "
            "No record and no refusal found mean that a search found no document; neither is a refusal."
        ),
        keys=("iso3",),
        columns={
            "iso3": state(),
            "stance_own": choice(*STANCE_OWN),
            "stance_own_as_of": moment(),
            "stance_third": choice(*STANCE_THIRD),
            "stance_third_as_of": moment(),
            "received_people": whole(0, 20_000, nullable=True),
            "received_as_of": moment(nullable=True),
            "received_qualifier": choice(*QUALIFIERS, nullable=True),
            "note_own": text(nullable=True),
            "note_third": text(nullable=True),
            "source_id": source_id(),
            "own_source_id": source_id(),
            "received_source_id": text(nullable=True),
            "quality": QUALITY,
            "own_quality": QUALITY,
        },
        period=("stance_own_as_of", "stance_third_as_of"),
        translated=("note_own", "note_third"),
    ),
    TableSpec(
        id="third_country_arrivals",
        subject="removals",
        title=N_("Nationals of other countries received from the US"),
        concept=N_(
            "Documented counts of people sent by the US to a country that is not their own. Counts of one country at "
            "several dates are running totals: never add them. No row means no documented count."
        ),
        keys=("iso3", "as_of"),
        columns={
            "iso3": state(),
            "as_of": moment(),
            "people": whole(0, 20_000),
            "qualifier": choice(*QUALIFIERS),
            "note": text(nullable=True),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("as_of",),
        translated=("note",),
    ),
    TableSpec(
        id="third_country_agreements",
        subject="policy",
        title=N_("Agreements and requests on nationals of other countries"),
        concept=N_(
            "Agreements, arrangements, talks and requests to take people who are not nationals, in the region and, for "
            "context, elsewhere. Status is what the newest document says; in force is empty where no document says it."
        ),
        keys=("agreement_id",),
        columns={
            "agreement_id": code(SNAKE),
            "iso3": area(),
            "legal_form": choice(*LEGAL_FORMS),
            "status": choice(*AGREEMENT_STATUS),
            "signed_or_announced": moment(nullable=True),
            "date_precision": choice("as_given", "approx", nullable=True),
            "in_force": moment(planned=True, nullable=True),
            "cap_people": whole(0, 1000, nullable=True),
            "cap_period": choice("one_off", "week", "year", "total", nullable=True),
            "nationalities": text(nullable=True),
            "received_people": whole(0, 20_000, nullable=True),
            "received_as_of": moment(nullable=True),
            "us_payment_usd": whole(0, 50_000_000, nullable=True),
            "note": text(nullable=True),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("signed_or_announced", "in_force"),
        translated=("nationalities", "note"),
    ),
)

ROUTE_TABLES = (
    TableSpec(
        id="removals_by_destination_2025",
        subject="routes",
        title=N_("Average removals a month by destination, January to July 2025"),
        concept=N_(
            "People removed a month, rounded by the publisher, 20 January to 28 July 2025. Rows by destination and "
            "rows by citizenship are two views of the same people: never add them. The named destinations add to "
            "21,700 of 23,000."
        ),
        keys=("measure", "place"),
        columns={
            "measure": choice("destination", "citizenship"),
            "place": state(
                "africa", "africans_asians", "all", "asia", "cubans_haitians_nicaraguans", "europe", "venezuelans"
            ),
            "iso3": state(nullable=True),
            "removals_monthly_people": whole(0, 80_000),
            "qualifier": choice(*QUALIFIERS),
            **PERIOD,
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("period_start", "period_end"),
    ),
    TableSpec(
        id="flights_by_destination",
        subject="routes",
        title=N_("Removal flights by destination and period"),
        concept=N_(
            "Flights, not people, counted by observers or governments. Periods overlap: never add rows of one country. "
            "A zero is a counted zero; no row means not published. Commercial seats and land returns are not included; "
            "military flights are part of the removal flights."
        ),
        keys=("place", "period_start", "period_end", "flight_type", "source_id"),
        columns={
            "place": area("africa", "asia", "lac", "lac_other"),
            "iso3": area(nullable=True),
            **PERIOD,
            "period_type": choice(*PERIOD_TYPES),
            "period_precision": choice("exact", "approx"),
            "flight_type": choice("removal", "military"),
            "flights": whole(0, 6000),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("period_start", "period_end"),
    ),
    TableSpec(
        id="flights_totals",
        subject="routes",
        title=N_("Removal, transfer and military flights, all destinations"),
        concept=N_("Published totals of flights, not people. Periods overlap and publishers differ: never add rows."),
        keys=("flight_type", "period_start", "period_end"),
        columns={
            "flight_type": choice(
                "removal",
                "removal_to_lac",
                "domestic_transfer",
                "all_ice_air",
                "all_enforcement",
                "military_removal",
                "military_all",
                "lateral_to_border",
            ),  # fmt: skip
            **PERIOD,
            "period_type": choice(*PERIOD_TYPES),
            "flights": whole(0, 40_000),
            "qualifier": choice(*QUALIFIERS),
            "destination_countries": whole(0, 300, nullable=True),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("period_start", "period_end"),
        country=(),
    ),
    TableSpec(
        id="airports",
        subject="routes",
        title=N_("Airports on the routes"),
        concept=N_("Airports of the historic network and of the receiving countries, WGS84 coordinates."),
        keys=("icao",),
        columns={
            "icao": code(ICAO),
            "iata": code(r"[A-Z]{3}", nullable=True),
            "iso3": area(),
            "city": text(),
            "lat": number(-90, 90),
            "lon": number(-180, 180),
            "role": choice("us_hub", "us_other", "us_base_abroad", "abroad"),
            "source_id": source_id(),
        },
    ),
    TableSpec(
        id="air_network",
        subject="routes",
        title=N_("Historic air network, October 2010 to May 2019"),
        concept=N_(
            "Missions of ICE Air whose last recorded leg joins the two airports; removal legs are shown from the US "
            "base to the last stop abroad. Stops on the way are not counted. Not to be mixed with flights of 2025."
        ),
        keys=("origin_icao", "dest_icao", "route_type"),
        columns={
            "origin_icao": code(ICAO, table="airports.icao"),
            "dest_icao": code(ICAO, table="airports.icao"),
            "route_type": choice("removal", "domestic", "ends_abroad", "between_countries_abroad"),
            "origin_iso3": area(),
            "dest_iso3": area(),
            **PERIOD,
            "missions": whole(1, 5000),
            "source_id": source_id(),
        },
        period=("period_start", "period_end"),
        country=("dest_iso3",),
    ),
    TableSpec(
        id="hubs",
        subject="routes",
        title=N_("Departures, pick-ups and drop-offs by airport"),
        concept=N_(
            "The largest airports of each measure only: an airport or cell that is missing is not zero. The two "
            "periods have different measures and are not comparable."
        ),
        keys=("icao", "period_start", "period_end"),
        columns={
            "icao": code(ICAO, table="airports.icao"),
            **PERIOD,
            "removal_flights": whole(0, 1000, nullable=True),
            "picked_up_people": whole(0, 800_000, nullable=True),
            "pickup_missions": whole(0, 15_000, nullable=True),
            "dropped_off_people": whole(0, 1_500_000, nullable=True),
            "dropoff_missions": whole(0, 10_000, nullable=True),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("period_start", "period_end"),
        country=(),
    ),
    TableSpec(
        id="air_passengers",
        subject="routes",
        title=N_("ICE Air passengers by US fiscal year"),
        concept=N_(
            "Passengers on missions; one person can travel more than once. Named citizenships and the group of others "
            "add to the total; Brazil, Colombia, Cuba and Ecuador are parts of the others. Fiscal year 2019 ends on "
            "4 May 2019."
        ),
        keys=("fiscal_year", "kind", "citizenship"),
        columns={
            "fiscal_year": whole(2011, 2019),
            "kind": choice("removal", "transfer"),
            "citizenship": state("ALL", "OTHER"),
            "level": choice("total", "named", "other", "within_other"),
            "passengers_people": whole(1, 800_000),
            "partial": choice("yes", "no"),
            "source_id": source_id(),
        },
        period=("fiscal_year",),
        country=("citizenship",),
    ),
    TableSpec(
        id="return_points",
        subject="routes",
        title=N_("Places where Mexico receives returning people"),
        concept=N_("Border cities (centre of the city, not the crossing) and airports, WGS84 coordinates."),
        keys=("point_id",),
        columns={
            "point_id": code(SNAKE),
            "iso3": state(),
            "name": text(),
            "state": text(),
            "kind": choice("border_city", "airport"),
            "icao": code(ICAO, table="airports.icao", nullable=True),
            "lat": number(-90, 90),
            "lon": number(-180, 180),
            "source_id": source_id(),
        },
    ),
    TableSpec(
        id="returns_to_mexico",
        subject="removals",
        title=N_("Returns to Mexico by place of entry"),
        concept=N_(
            "Events of return counted by Mexican offices. The three series count different things; places are parts of "
            "the country row of the same period and series. Never add levels or periods. A share was "
            "published, and the count beside it was worked out from it and rounded to hundreds."
        ),
        keys=("series", "area", "mode", "period_start", "period_end", "source_id"),
        columns={
            "series": choice("upm_events", "interior_ministry", "inm_programme"),
            "area": code(SNAKE),
            "level": choice("country", "border_state", "other_states", "border_city", "airport"),
            "mode": choice("all", "land", "air"),
            **PERIOD,
            "returns_events": whole(0, 800_000),
            "share_pct": number(0, 100, nullable=True),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("period_start", "period_end"),
        country=(),
    ),
)

EVENT_TABLES = (
    TableSpec(
        id="events",
        subject="policy",
        title=N_("Policy events since 2018"),
        concept=N_(
            "Dated steps of US policy and of the answers to it. Precision month: only the month is documented and the "
            "day shown is the first; approx: the day is near. Scope lac: the step applies to the whole region, with or "
            "without a list of countries. Court rulings carry the instrument that they rule on. Steps that can be "
            "chosen for a comparison of months have a short title."
        ),
        keys=("event_id",),
        columns={
            "event_id": code(r"ev\d{3}"),
            "date": day(planned=True),
            "date_precision": choice("day", "approx", "month"),
            "scope": choice("listed", "lac", "caricom"),
            "iso3_list": area(several=True, nullable=True),
            "instrument": choice(*INSTRUMENTS),
            "actor": choice(*ACTORS),
            "short_title": text(nullable=True),
            "event": text(),
            "outcome": text(nullable=True),
            "status": choice(*EVENT_STATUS, nullable=True),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("date",),
        country=(),
        translated=("short_title", "event", "outcome"),
    ),
    TableSpec(
        id="programme_coverage",
        subject="policy",
        title=N_("People and visas under US programmes"),
        concept=N_(
            "Counts of one programme, place and day. Measures differ: holders, arrivals and applications are never "
            "added. Place is a country, a group of countries or all. Final orders are listed only to Haiti in "
            "alphabetical order: later countries are missing, not zero."
        ),
        keys=("programme", "place", "measure", "as_of", "source_id"),
        columns={
            "programme": choice(*PROGRAMMES),
            "place": state("all", several=True),
            "iso3": state(nullable=True),
            "measure": choice(*COVERAGE_MEASURES),
            "as_of": moment(),
            "count": whole(0, 10_000_000),
            "unit": choice("people", "visas", "applications", "events"),
            "qualifier": choice(*QUALIFIERS),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("as_of",),
    ),
    TableSpec(
        id="removal_costs",
        subject="removals",
        title=N_("What removals cost"),
        concept=N_(
            "Published costs and payments in US dollars of the year, each with its own base: cost per flight hour, "
            "flight, mission or person, and totals. Not comparable with each other without the base."
        ),
        keys=("cost_id",),
        columns={
            "cost_id": code(SNAKE),
            "kind": choice(
                "military_flight",
                "charter_flight",
                "commercial_seat",
                "payment_to_government",
                "third_country_programme",
            ),  # fmt: skip
            "iso3": area(nullable=True),
            "per": choice("flight_hour", "flight", "mission", "person", "contract", "total"),
            "date": day(),
            "date_precision": choice("day", "month", "year"),
            "low_usd": number(0, 3_000_000_000),
            "high_usd": number(0, 3_000_000_000),
            "qualifier": choice(*QUALIFIERS),
            "note": text(nullable=True),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("date",),
        translated=("note",),
    ),
    TableSpec(
        id="enforcement_totals",
        subject="removals",
        title=N_("Totals of US enforcement named by press in 2026"),
        concept=N_(
            "World totals without a split by country: people sent to third countries, arrangements, arrests and "
            "removal orders of children. Orders are not removals."
        ),
        keys=("metric", "period_start"),
        columns={
            "metric": choice(
                "third_country_removals",
                "third_country_arrangements",
                "immigration_arrests",
                "removal_orders_children",
                "removal_orders_children_total",
            ),  # fmt: skip
            **PERIOD,
            "count": whole(0, 600_000),
            "unit": choice("people", "arrangements", "arrests", "orders"),
            "qualifier": choice(*QUALIFIERS),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("period_start", "period_end"),
        country=(),
    ),
    TableSpec(
        id="article_facts",
        subject="policy",
        title=N_("Facts of five articles, checked against our tables"),
        concept=N_(
            "Statements of five articles in our words. Check says whether a table of ours agrees or differs, rests on "
            "the same article, or does not cover the point; our value has the unit of the article's value."
        ),
        keys=("fact_id",),
        columns={
            "fact_id": code(r"fact_\d{3}"),
            "article_id": choice("article_a", "article_b", "article_c", "article_d", "article_e"),
            "iso3": country(nullable=True),
            "scope": choice("country", "lac", "gtm_hnd_slv"),
            "date": moment(),
            "topic": code(SNAKE),
            "indicator": code(SNAKE),
            "value": number(-150, 30_000_000, nullable=True),
            "unit": choice("people", "events", "countries", "visas", "days", "actions", "pct", "usd_m", nullable=True),
            "statement": text(),
            "check": choice("agrees", "differs", "same_source", "not_covered"),
            "covered_by": code(SNAKE, nullable=True),
            "our_value": number(-200, 30_000_000, nullable=True),
            "difference_note": text(nullable=True),
            "source_id": source_id(),
        },
        period=("date",),
        translated=("statement", "difference_note"),
    ),
)

TABLES: tuple[TableSpec, ...] = (*STANCE_TABLES, *ROUTE_TABLES, *EVENT_TABLES)
