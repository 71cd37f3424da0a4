"""Tables about places: blocs, capitals and the distances between them."""

from __future__ import annotations

from dashboard.data.columns import QUALITY, area, choice, country, moment, number, source_id, whole
from dashboard.data.tables import TableSpec
from dashboard.domain import N_

BLOC = choice(
    "alba", "andean_community", "cacm", "cafta_dr", "caricom", "celac", "la_declaration", "mercosur", "oecs",
    "pacific_alliance", "sica", "usmca",
)  # fmt: skip

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        id="bloc_membership",
        subject="geography",
        title=N_("Membership of regional blocs and agreements"),
        concept=N_(
            "Status of a country in a bloc on the stated date. No row means that no document with a link was found. "
            "Only members take part in a bloc's decisions; the Los Angeles Declaration has signatories."
        ),
        keys=("iso3", "bloc"),
        columns={
            "iso3": country(),
            "bloc": BLOC,
            "status": choice("member", "associate", "observer", "suspended", "pending", "former", "signatory"),
            "as_of": moment(),
            "source_id": source_id(),
            "quality": QUALITY,
        },
        period=("as_of",),
    ),
    TableSpec(
        id="capital_distances",
        subject="geography",
        title=N_("Distances between capitals"),
        concept=N_(
            "Great-circle distance between two capitals, given in both directions. The European Union is Brussels."
        ),
        keys=("iso3", "partner_iso3"),
        columns={"iso3": area(), "partner_iso3": area(), "distance_km": whole(1, 20_038)},
        country=("iso3", "partner_iso3"),
        default_source="cia_factbook_capitals_2026_02",
    ),
    TableSpec(
        id="capital_points",
        subject="geography",
        title=N_("Capitals"),
        concept=N_("Position of the capital in degrees, to the minute. The European Union is Brussels."),
        keys=("iso3",),
        columns={"iso3": area(), "lon": number(-180, 180), "lat": number(-90, 90)},
        default_source="cia_factbook_capitals_2026_02",
    ),
)
