"""Tables about people on the move: encounters, removals, returns, transits, detention.

Counts are events unless the column says people: one person can be encountered or removed several times.
"""

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

REGION = choice("southwest", "northern", "coastal", "other")
COMPONENT = choice("usbp", "ofo")
DEMOGRAPHIC = choice("single_adults", "family_units", "unaccompanied_children", "accompanied_minors", "all")
AUTHORITY = choice("title_8", "title_42")
QUALIFIER = choice("exact", "approx", "at_least", "up_to", "unknown")
SPAN = choice(
    "month", "day_span", "quarter", "half_year", "year", "year_to_date", "since_2025_01_20", "programme_to_date"
)

# The end of every table on encounters by group: who, under which authority, how many events.
ENCOUNTERED = {
    "demographic": DEMOGRAPHIC,
    "authority": AUTHORITY,
    "encounters_events": whole(1, 300_000),
    "source_id": source_id(),
}

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        id="encounters_totals",
        subject="encounters",
        title=N_("Encounters by month, long series"),
        concept=N_(
            "Encounters are events counted by US Customs and Border Protection, not people. Series overlap and "
            "are never added: the southwest total is Border Patrol plus ports of entry, and it is part of the "
            "national total. The national Border Patrol series has no figures from October 2019 to January 2025 "
            "and for May 2025."
        ),
        keys=("series", "month"),
        columns={
            "series": choice(
                "southwest_usbp", "southwest_ofo", "southwest_total", "nationwide_usbp", "nationwide_total"
            ),
            "month": day(),
            "encounters_events": whole(0, 1_500_000),
            "source_id": source_id(),
        },
        period=("month",),
        country=(),
    ),
    TableSpec(
        id="encounters_nationwide",
        subject="encounters",
        title=N_("Encounters by citizenship and month, whole country"),
        concept=N_(
            "Encounters are events, not people. A combination without a row had no encounter in that month. "
            "Twelve of the 33 countries are named by the publisher; the other 21 are inside the group of other "
            "citizenships."
        ),
        keys=("month", "iso3", "region", "demographic", "authority"),
        columns={
            "month": day(),
            "iso3": area("OTHER", "OTHER_THAN_MEX_GTM_HND_SLV"),
            "region": REGION,
            **ENCOUNTERED,
        },
        period=("month",),
    ),
    TableSpec(
        id="encounters_southwest_component",
        subject="encounters",
        title=N_("Encounters at the southwest border, between ports and at ports of entry"),
        concept=N_(
            "Encounters at the southwest land border by the Border Patrol (between ports) and the Office of "
            "Field Operations (at ports). Citizenship is not published before October 2019 and from September "
            "to November 2025, and has five groups from June to August 2025. In fiscal year 2025 it differs "
            "from the national table by at most 9 events a month."
        ),
        keys=("month", "component", "iso3", "demographic", "authority"),
        columns={
            "month": day(),
            "component": COMPONENT,
            "iso3": area("ALL", "OTHER", "OTHER_THAN_MEX_GTM_HND_SLV"),
            **ENCOUNTERED,
        },
        period=("month",),
    ),
    TableSpec(
        id="encounters_sector",
        subject="encounters",
        title=N_("Encounters by border sector and field office"),
        concept=N_(
            "Encounters by Border Patrol sector and southwest field office. Southwest sectors are complete from "
            "October 1999, field offices from October 2019; northern and coastal sectors have no figures from "
            "October 2019 to January 2025 and for May 2025."
        ),
        keys=("month", "area", "authority"),
        columns={
            "month": day(),
            "component": COMPONENT,
            "region": REGION,
            "area": code(r"[a-z_]+", table="border_sectors.area"),
            "authority": AUTHORITY,
            "encounters_events": whole(0, 300_000),
            "source_id": source_id(),
        },
        period=("month",),
        country=(),
    ),
    TableSpec(
        id="border_sectors",
        subject="encounters",
        title=N_("Border sectors and field offices"),
        concept=N_(
            "Names of the areas. The point of a southwest sector is the city that gives it its name or its "
            "headquarters, not a boundary; other areas have no point."
        ),
        keys=("area",),
        columns={
            "area": code(r"[a-z_]+"),
            "component": COMPONENT,
            "region": REGION,
            "name": text(),
            "west_to_east_order": whole(1, 9, nullable=True),
            "lon": number(-125, -97, nullable=True),
            "lat": number(25, 33, nullable=True),
        },
        country=(),
        default_source="geonames_2026_07",
    ),
    TableSpec(
        id="encounters_usbp_citizenship",
        subject="encounters",
        title=N_("Border Patrol encounters by citizenship since 1999"),
        concept=N_(
            "Border Patrol encounters between ports of entry, rounded to 10 by the publisher: a missing country "
            "had fewer than five. OTHER is the rest of the region's total. Ports of entry are not included. "
            "Fiscal year 2000 is 5 percent below the long series; the two are never joined."
        ),
        keys=("month", "iso3", "region"),
        columns={
            "month": day(),
            "iso3": state("OTHER", "UNKNOWN", "STATELESS"),
            "region": REGION,
            "encounters_events": whole(10, 800_000),
        },
        period=("month",),
        default_source="ohss_khsm_usbp_2025_02",
    ),
    TableSpec(
        id="removals_by_citizenship",
        subject="removals",
        title=N_("Removals by citizenship and fiscal year"),
        concept=N_(
            "Removals by US Immigration and Customs Enforcement by citizenship, not by destination; events, "
            "fiscal years from October to September. Complete for 2017 and 2018; in other years a missing "
            "country means a small number that is not listed, not zero. Later revisions are not carried back."
        ),
        keys=("fiscal_year", "iso3"),
        columns={
            "fiscal_year": whole(2010, 2025),
            "iso3": area("UNKNOWN", "OTHER", "STATELESS"),
            "removals_events": whole(1, 600_000),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("fiscal_year",),
    ),
    TableSpec(
        id="removals_totals",
        subject="removals",
        title=N_("Removals by fiscal year"),
        concept=N_(
            "All removals by US Immigration and Customs Enforcement in closed fiscal years with a document; "
            "events. They include people first arrested at the border. Years without a document have no row; "
            "running years are in a table of their own."
        ),
        keys=("fiscal_year",),
        columns={
            "fiscal_year": whole(2015, 2025),
            "removals_events": whole(1, 1_000_000),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("fiscal_year",),
        country=(),
    ),
    TableSpec(
        id="removals_ytd",
        subject="removals",
        title=N_("Removals since the start of the fiscal year"),
        concept=N_(
            "Removals since 1 October by release of the statistics, and people detained on that day. Rows of "
            "one fiscal year are cumulative and never added. The data end up to about a week before the "
            "release."
        ),
        keys=("fiscal_year", "release_date"),
        columns={
            "fiscal_year": whole(2025, 2027),
            "release_date": day(),
            "removals_events": whole(1, 1_000_000),
            "detained_people": whole(1, 300_000),
        },
        period=("release_date",),
        country=(),
        default_source="ice_detention_statistics_2025_12_22",
    ),
    TableSpec(
        id="removals_reported_2025",
        subject="removals",
        title=N_("Removals by citizenship in 2025, as printed by the press"),
        concept=N_(
            "Removals of Latin American citizens from January to October 2025, mostly rounded to thousands: "
            "good for a ranking only. The list is incomplete (El Salvador is not in it) and is not added to "
            "other removals."
        ),
        keys=("iso3", "period_start", "period_end"),
        columns={
            "iso3": state(),
            "period_start": day(),
            "period_end": day(),
            "removals_people": whole(1, 400_000),
            "precision": choice("rounded_thousand", "exact"),
        },
        period=("period_start", "period_end"),
        default_source="prensalibre_ice_records_2025_12_30",
    ),
    TableSpec(
        id="returns_received",
        subject="removals",
        title=N_("Returned nationals counted by the receiving country"),
        concept=N_(
            "People returned, as counted by the receiving country's own offices over the printed dates. Spans "
            "overlap: rows of different kinds or origins are never added and never mixed with US removals. An "
            "empty number means that only flights were given. Nothing is interpolated."
        ),
        keys=("iso3", "period_start", "period_end", "period_kind", "returned_from"),
        columns={
            "iso3": state(),
            "period_start": day(),
            "period_end": day(),
            "period_kind": SPAN,
            "returned_from": choice("USA", "MEX", "GTM", "PRI", "USA_MEX", "OTHER", "ALL"),
            "returned_people": whole(0, 600_000, nullable=True),
            "qualifier": QUALIFIER,
            "arrival_flights": whole(0, 2000, nullable=True),
            "note": text(nullable=True),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("period_start", "period_end"),
        translated=("note",),
    ),
    TableSpec(
        id="returns_guatemala",
        subject="removals",
        title=N_("People returned to Guatemala by month"),
        concept=N_(
            "Guatemalans received from the United States and Mexico, counted by Guatemala. From 2024 the rows "
            "from the United States lost their label in the copy and are marked as derived."
        ),
        keys=("month", "returned_from", "age_group"),
        columns={
            "month": day(),
            "returned_from": choice("USA", "MEX"),
            "age_group": choice("adult", "accompanied_child", "unaccompanied_child"),
            "returned_people": whole(0, 20_000),
            "quality": QUALITY,
        },
        period=("month",),
        country=(),
        default_source="guatemala_igm_returnees_2025_06",
    ),
    TableSpec(
        id="mexico_expulsions",
        subject="removals",
        title=N_("Foreigners returned by Mexico"),
        concept=N_(
            "Foreigners deported from Mexico or returned with assistance, by nationality; counted by Mexico and "
            "never mixed with US removals. A nationality without a row had none in that month."
        ),
        keys=("month", "iso3", "kind"),
        columns={
            "month": day(),
            "iso3": area("OTHER", "UNKNOWN", "STATELESS"),
            "kind": choice("deportation", "assisted_return", "assisted_return_of_children"),
            "expelled_people": whole(1, 30_000),
        },
        period=("month",),
        default_source="mexico_upm_bulletins_2025_06",
    ),
    TableSpec(
        id="darien_transits",
        subject="routes",
        title=N_("Crossings of the Darien Gap"),
        concept=N_(
            "People recorded by Panama on entry from Colombia through the Darien, by nationality: years 2010 to "
            "2019, then months. In 2020 three months have no record; Panama later gave a higher figure for that "
            "year."
        ),
        keys=("period_kind", "period_start", "iso3"),
        columns={
            "period_kind": choice("year", "month"),
            "period_start": day(),
            "iso3": area("OTHER", "UNKNOWN", "STATELESS"),
            "transits_people": whole(1, 200_000),
        },
        period=("period_start",),
        default_source="panama_snm_darien_2025_05",
    ),
    TableSpec(
        id="detention_monthly",
        subject="removals",
        title=N_("People in immigration detention by month"),
        concept=N_(
            "Average number of people detained, people booked in, and people who left detention to be removed "
            "(the nearest monthly figure to removals, but not all of them), by the agency that arrested them. "
            "Months marked partial end with the release of the statistics."
        ),
        keys=("month", "measure"),
        columns={
            "month": day(),
            "measure": choice("average_daily_population", "book_ins", "book_outs_release_to_remove"),
            "total_people": number(0, 300_000),
            "cbp_arrest_people": number(0, 150_000, nullable=True),
            "ice_arrest_people": number(0, 200_000, nullable=True),
            "coverage": choice("full", "partial"),
        },
        period=("month",),
        country=(),
        default_source="ice_detention_statistics_2025_12_22",
    ),
    TableSpec(
        id="third_country_transfers_reported",
        subject="removals",
        title=N_("Third-country removals reported in 2025"),
        concept=N_(
            "People sent by the United States to a country that is not their own, from a list of press reports "
            "to 7 October 2025. The list is incomplete; an empty number or date means that none was printed."
        ),
        keys=("iso3", "transfer"),
        columns={
            "iso3": area(),
            "transfer": whole(1, 6),
            "period_start": moment(nullable=True),
            "period_end": moment(nullable=True),
            "received_people": whole(1, 20_000, nullable=True),
            "qualifier": QUALIFIER,
            "citizenships": area(several=True, nullable=True),
            "note": text(nullable=True),
        },
        period=("period_start", "period_end"),
        translated=("note",),
        default_source="third_country_list_2025_10_07",
    ),
    TableSpec(
        id="third_country_departure_shares",
        subject="removals",
        title=N_("Third-country departures by destination"),
        concept=N_(
            "Among people arrested by US Immigration and Customs Enforcement from September 2023 to June 2025 "
            "whose recorded country of departure is not that of their citizenship: share by country of "
            "departure. Shares only; the numbers behind them are not published with the chart."
        ),
        keys=("iso3", "partner_iso3"),
        columns={"iso3": state(), "partner_iso3": country(), "departures_share": number(0, 1)},
        country=("iso3", "partner_iso3"),
        default_source="ddp_third_country_shares_2025_06",
    ),
)
