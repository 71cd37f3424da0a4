"""One country, all subjects: what the other pages know of it, and what only a brief asks.

Figures come from the evidence of the other pages. Made here: which measures of law and which US lists concern the
country, its partners, its blocs, and the countries whose exposure is most like its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.data.registry import lac33
from dashboard.data.scenarios import blocs as bloc_members
from dashboard.data.tables import load_table
from dashboard.evidence import aid, diaspora, encounters, overview, products, routes, trade
from dashboard.evidence.common import Series

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

# Lists of the US: a country without a row is not on the list. For the other indicators no row is no document.
US_LISTS = ("us_entry_ban", "us_immigrant_visa_pause")
ANSWERS = ("us_military_flights", "ice_cooperation_rating", "four_nationality_parole")
MEASURES_SHOWN = ("in_force", "scheduled", "agreed", "not_covered", "struck_down")
COUNTS = ("tps_holders", "chnv_parole_arrivals", "daca_recipients", "final_orders")
PARTNERS = ("USA", "EUN", "CHN", "LAC33")
DARIEN_RELEVANT = 1_000  # people of one nationality in its highest year
ALIKE = 3
MORE_REMOVALS = 0.25
ALIKE_NEEDS = 2  # rankings that two countries must share before they are compared
IN_BLOC = ("member", "signatory")


@dataclass(frozen=True)
class Listed:
    """A country and a list or an answer: `value` is None when it is not on the list."""

    indicator: str
    value: str | None
    as_of: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Partner:
    """A partner's share of the country's goods exports, per cent."""

    id: str
    exports_usd_m: float
    share_pct: float


@dataclass(frozen=True)
class Partners:
    """Where the goods go: the named partners and the rest of the world, largest first."""

    items: tuple[Partner, ...]
    year: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Bloc:
    """A bloc that the country belongs to, with the members among the 33 and their part of US goods imports.

    `beyond` are members outside the 33, which the sum leaves out.
    """

    id: str
    status: str
    as_of: str
    members: tuple[str, ...]
    beyond: tuple[str, ...]
    us_imports_usd_m: float
    us_imports_share_pct: float
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """Countries with the nearest places in the exposure rankings: (iso3, mean distance in places), nearest first."""

    nearest: tuple[tuple[str, float], ...]
    rankings: tuple[str, ...]
    years: tuple[int, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Tourism:
    """Visitors from the US as per cent of all visitors in one period, one concept of counting."""

    share_pct: float
    concept: str
    start: date
    end: date
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """A published count of people in the US in one category."""

    category: str
    people: float
    as_of: date
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Brief:
    """All of one country; a part without figures is None or empty."""

    iso3: str
    profile: routes.Profile
    listed: tuple[Listed, ...]
    measures: pd.DataFrame
    product_tariffs: int
    product_tariffs_source: tuple[str, ...]
    surcharge_struck_down: Mapping[Any, Any]
    tax: Mapping[Any, Any]
    law: trade.TariffPath
    events: overview.Events
    removals: overview.Removals
    removed_before: encounters.Frame
    monthly_span: tuple[date, date]
    monthly_sources: tuple[str, ...]
    reported: Mapping[Any, Any] | None
    reading: encounters.Reading | None
    running: encounters.RunningYear | None
    years: encounters.Years
    rounded: bool
    returns: encounters.Frame
    land: routes.LandShare | None
    darien: encounters.Years | None
    exports: Mapping[Any, Any]
    chapters: products.Products
    both: Mapping[Any, Any]
    transfers: Mapping[Any, Any]
    share_sources: tuple[str, ...]
    people: Mapping[Any, Any]
    people_sources: tuple[str, ...]
    people_year: int | None
    counted: tuple[Counted, ...]
    aid: aid.Aid
    tourism: Tourism | None
    partners: Partners | None
    blocs: tuple[Bloc, ...]
    alike: Alike | None


@cache
def of(iso3: str) -> Brief:
    """The brief of one of the 33 countries from the tables of this release."""
    state = overview.current()
    found = routes.current()
    nationwide = load_table("encounters_nationwide")
    monthly = encounters.of_citizens(nationwide, iso3)
    years = encounters.country_years(nationwide, iso3)
    groups = _groups()
    rows = load_table("migrants_by_status_group").frame
    rows = rows[rows["iso3"] == iso3]
    everyone = _returns()
    home = everyone.frame[everyone.frame["iso3"] == iso3]
    shares = load_table("remittances_us_share").frame
    measures = _measures()
    mine = measures[(measures["iso3"] == iso3) & measures["status"].isin(MEASURES_SHOWN)]
    product = measures[(measures["authority"] == "s232") & (measures["status"] == "in_force")]
    ruled = measures[(measures["authority"] == "ieepa_reciprocal") & (measures["iso3"] == "ALL")]
    return Brief(
        iso3=iso3,
        profile=routes.profile(found, load_table("flights_by_destination"), iso3),
        listed=listed(iso3),
        measures=mine.sort_values(["status", "date_from"]).reset_index(drop=True),
        product_tariffs=len(product),
        product_tariffs_source=_ids(product),
        surcharge_struck_down=ruled[ruled["status"] == "struck_down"].iloc[0].to_dict(),
        tax=remittances_tax(),
        law=trade.tariff_path(load_table("us_effective_rates"), load_table("us_collected_rate_monthly"), iso3),
        events=overview.events(iso3, 4),
        removals=overview.removals_of(iso3),
        removed_before=encounters.removals_of(load_table("removals_by_citizenship"), iso3),
        monthly_span=(found.destinations.start, found.destinations.end),
        monthly_sources=found.destinations.sources[:1],
        reported=_reported(iso3),
        reading=None if monthly is None else encounters.reading(monthly),
        running=None if monthly is None else encounters.running_year(monthly),
        years=years or encounters.between_ports_years(load_table("encounters_usbp_citizenship"), iso3),
        rounded=years is None,
        returns=encounters.Frame(home.reset_index(drop=True), _ids(home)),
        land=found.land if iso3 == "MEX" else None,
        darien=_darien(iso3),
        exports=state.exports.frame.loc[iso3].to_dict(),
        chapters=products.products(products.rated(), iso3),
        both=state.partners.frame.loc[iso3].to_dict(),
        transfers=state.transfers.frame.loc[iso3].to_dict(),
        share_sources=_ids(shares[shares["iso3"] == iso3]),
        people=groups.frame.loc[iso3].to_dict(),
        people_sources=tuple(dict.fromkeys(s for text in rows["input_source_ids"] for s in text.split())),
        people_year=None if rows.empty else int(rows["year"].max()),
        counted=_counted(iso3),
        aid=aid.aid(load_table("us_foreign_assistance"), iso3, "disbursements"),
        tourism=tourism(iso3),
        partners=partners(iso3),
        blocs=blocs(iso3),
        alike=alike(iso3),
    )


@cache
def _groups() -> Series:
    return diaspora.status_groups(load_table("migrants_by_status_group"))


@cache
def _matrix() -> diaspora.CountMatrix:
    return diaspora.count_matrix(load_table("migrants_us_status"), COUNTS)


@cache
def _returns() -> encounters.Frame:
    return encounters.returns(load_table("returns_received"))


@cache
def _southwest() -> encounters.Monthly:
    return encounters.series(load_table("encounters_totals"), "southwest_usbp")


@cache
def _members() -> dict[str, tuple[str, ...]]:
    return bloc_members()


@cache
def _measures() -> pd.DataFrame:
    return load_table("us_tariff_measures").frame


def remittances_tax() -> Mapping[Any, Any]:
    """The step of the remittance tax that is in force."""
    frame = load_table("remittance_tax_law").frame
    row: Mapping[Any, Any] = frame[frame["status"] == "in_force"].iloc[-1].to_dict()
    return row


def listed(iso3: str) -> tuple[Listed, ...]:
    """US lists (on or not on) and dated answers of one country."""
    frame = load_table("country_stance").frame
    found = []
    for indicator in (*US_LISTS, *ANSWERS):
        whole = frame[frame["indicator"] == indicator]
        row = whole[whole["iso3"] == iso3]
        if not row.empty:
            first = row.iloc[0]
            found.append(Listed(indicator, str(first["value"]), str(first["as_of"]), (str(first["source_id"]),)))
        elif indicator in US_LISTS:
            newest = whole.sort_values("as_of").iloc[-1]
            found.append(Listed(indicator, None, str(newest["as_of"]), (str(newest["source_id"]),)))
    return tuple(found)


def _reported(iso3: str) -> Mapping[Any, Any] | None:
    table = load_table("removals_reported_2025")
    rows = table.frame[table.frame["iso3"] == iso3]
    return None if rows.empty else {**rows.iloc[0].to_dict(), "sources": table.source_ids}


def _darien(iso3: str) -> encounters.Years | None:
    """Crossings of this nationality when they were ever many; for the country of the path, all nationalities."""
    southwest = _southwest()
    table = load_table("darien_transits")
    if iso3 == "PAN":
        return encounters.transits(table, southwest)
    if not (table.frame["iso3"] == iso3).any():
        return None
    found = encounters.transits(table, southwest, iso3)
    return found if found.frame["transits_people"].max() >= DARIEN_RELEVANT else None


def _counted(iso3: str) -> tuple[Counted, ...]:
    matrix, table = _matrix(), load_table("migrants_us_status").frame
    found = []
    for category, day in matrix.as_of.items():
        people: Any = matrix.frame.at[iso3, category]
        if pd.notna(people):
            rows = table[(table["iso3"] == iso3) & (table["category"] == category)]
            rows = rows[rows["as_of"] == pd.Timestamp(day)]
            found.append(Counted(category, float(people), day, _ids(rows)))
    return tuple(found)


def tourism(iso3: str) -> Tourism | None:
    """The newest published US share of visitors; figures that nobody could check are left out."""
    frame = load_table("tourism_us_share").frame
    rows = frame[(frame["iso3"] == iso3) & (frame["quality"] != "unverified")]
    if rows.empty:
        return None
    row: Any = rows.sort_values(["period_to", "period_from"]).iloc[-1]
    return Tourism(
        100.0 * float(row["us_share"]), str(row["concept"]), row["period_from"].date(), row["period_to"].date(),
        (str(row["source_id"]),),
    )  # fmt: skip


def partners(iso3: str) -> Partners | None:
    """Shares of the US, the European Union, China, the 33 countries and the rest in the country's goods exports."""
    table = load_table("trade_by_partner")
    rows = table.frame[table.frame["iso3"] == iso3].set_index("partner_iso3")
    if rows.empty or not rows.at["WORLD", "exports_usd_m"]:
        return None
    exports = rows["exports_usd_m"]
    whole = float(exports["WORLD"])
    items = [Partner(code, float(exports[code]), 100.0 * float(exports[code]) / whole) for code in PARTNERS]
    items.sort(key=lambda item: -item.share_pct)
    rest = whole - sum(item.exports_usd_m for item in items)
    items.append(Partner("ROW", rest, 100.0 * rest / whole))
    return Partners(tuple(items), int(rows["year"].max()), table.source_ids)


def blocs(iso3: str) -> tuple[Bloc, ...]:
    """Blocs with the country as member or signatory, smallest first."""
    frame = load_table("bloc_membership").frame
    inside = frame[frame["status"].isin(IN_BLOC)]
    rows = inside[inside["iso3"] == iso3]
    others = inside[~inside["iso3"].isin(lac33())]
    hs6, world = load_table("us_imports_hs6"), load_table("us_imports_hs6_world")
    sold, whole = _sold(), float(world.frame["imports_world_usd_m"].sum())
    found = []
    for row in rows.to_dict("records"):
        members = _members().get(row["bloc"], ())
        if not members:
            continue
        together = float(sold.reindex(list(members)).sum())
        found.append(
            Bloc(
                str(row["bloc"]),
                str(row["status"]),
                str(row["as_of"]),
                members,
                tuple(sorted(others.loc[others["bloc"] == row["bloc"], "iso3"])),
                together,
                100.0 * together / whole,
                tuple(dict.fromkeys((str(row["source_id"]), *hs6.source_ids, *world.source_ids))),
            )  # fmt: skip
        )
    return tuple(sorted(found, key=lambda bloc: (len(bloc.members), bloc.id)))


@cache
def _sold() -> pd.Series:
    sums: pd.Series = load_table("us_imports_hs6").frame.groupby("iso3")["imports_usd_m"].sum()
    return sums


@cache
def _places() -> pd.DataFrame:
    """Place of each country (rows) in each exposure ranking (columns), 1 is the most exposed; missing without value."""
    exposed = overview.current().exposed
    return pd.DataFrame({name: one.values.rank(ascending=False) for name, one in exposed.items()}).reindex(lac33())


def alike(iso3: str) -> Alike | None:
    """The countries nearest in the rankings of exposure by exports, remittances and removals.

    The distance of two countries is the mean difference of their places over the rankings that list both; at least
    two are needed.
    """
    places = _places()
    own = pd.Series(places.loc[iso3])
    if own.notna().sum() < ALIKE_NEEDS:
        return None
    gaps = (places.drop(index=iso3) - own).abs()
    mean = gaps[gaps.notna().sum(axis=1) >= ALIKE_NEEDS].mean(axis=1).sort_values(kind="stable").head(ALIKE)
    exposed = overview.current().exposed
    used = [str(name) for name, place in own.items() if pd.notna(place)]
    sources = tuple(dict.fromkeys(source for name in used for source in exposed[name].sources))
    nearest = tuple((str(code), float(gap)) for code, gap in mean.items())
    return Alike(nearest, tuple(used), tuple(exposed[name].year for name in used), sources)


# What a policy would do -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Threat:
    """A fixed what-if: `settings` are those of the scenario, `target_all` says that one run answers for all 33.

    Transfers and migrants of one country do not touch those of another, so the tax, the end of status and the
    removals can be run for all 33 at once; a tariff moves trade between countries and is run on the country alone.
    `people` gives, for added removals, how many more a year each country of the records gets.
    """

    id: str
    settings: Mapping[str, Any]
    target_all: bool
    people: Mapping[str, float] = field(default_factory=dict)


@cache
def threats() -> tuple[Threat, ...]:
    """Two tariffs, the drafted remittance tax, the end of temporary status, a quarter more removals."""
    frame = load_table("removals_by_citizenship").frame
    events = frame[frame["fiscal_year"] == frame["fiscal_year"].max()].set_index("iso3")["removals_events"]
    # Added removals are shared like those of the records, all citizenships of the world included.
    thousands = round(MORE_REMOVALS * events.sum() / 1000)
    people = 1000.0 * thousands * events / events.sum()
    listed_people = {code: float(people[code]) for code in lac33() if code in people}
    return (
        Threat("tariff_25", {"tariff_pp": 25}, False),
        Threat("tariff_10", {"tariff_pp": 10}, False),
        Threat("remittance_tax", {"remit_tax_pct": 3.5}, True),
        Threat("status_end", {"status_loss_pct": 100}, True),
        Threat("more_removals", {"removals_k": thousands}, True, listed_people),
    )


def _ids(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(source) for source in frame["source_id"]))
