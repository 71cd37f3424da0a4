"""A country without rows in a table is "no data" on every page, never a failure."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

import dashboard.evidence
from dashboard.data import tables
from dashboard.data.registry import lac33
from dashboard.data.tables import Table, specs
from dashboard.domain import InputError
from dashboard.evidence import (
    aid,
    brief,
    changes,
    diaspora,
    encounters,
    overview,
    products,
    remittances,
    removals,
    routes,
    tracker,
    trade,
    transfer_costs,
)

Read = Callable[[str], Table]
LOAD = tables.load_table
MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.iter_modules(dashboard.evidence.__path__, "dashboard.evidence.")
]


def without(table: Table, iso3: str) -> Table | None:
    """The table without the rows of a country; None if it has none, or no others."""
    columns = [name for name in table.spec.country if name in table.frame]
    kept = table.frame
    for name in columns:
        kept = kept[kept[name] != iso3]
    if not 0 < len(kept) < len(table.frame):
        return None
    return replace(table, frame=kept.reset_index(drop=True))


# What the pages compute of a country, by page and function. `read` gives a table as the page would get it.


def _exposure(read: Read, iso3: str) -> None:
    rates = read("us_effective_rates")
    trade.exposure(read("us_goods_trade_annual"), read("macro_annual"), rates, read("us_imports_hs6"))


def _shares(read: Read, iso3: str) -> None:
    dependence = remittances.dependence(
        read("remittances_received"), read("macro_annual"), read("remittances_us_share")
    )
    assert iso3 in dependence.frame.index


def _protected(read: Read, iso3: str) -> None:
    macro = read("macro_annual")
    groups = diaspora.status_groups(read("migrants_by_status_group"))
    diaspora.returned(read("returns_received"), macro)
    diaspora.protected(read("migrants_us_status"), groups, macro, read("events"), read("programme_coverage"))


def _history(read: Read, iso3: str) -> None:
    received = read("remittances_received")
    remittances.history(received, remittances.shown_in_history(received, iso3))


def _encounters(read: Read, iso3: str) -> None:
    nationwide = read("encounters_nationwide")
    own = encounters.of_citizens(nationwide, iso3)
    if own is not None:
        encounters.reading(own)
        encounters.running_year(own)
    for basis in ("fiscal", "calendar"):
        encounters.country_years(nationwide, iso3, basis)
        encounters.between_ports_years(read("encounters_usbp_citizenship"), iso3, basis)
        encounters.components_of(read("encounters_southwest_component"), iso3, basis)
        encounters.largest_shift(encounters.citizenship_years(nationwide, basis))
        if own is not None:
            encounters.breakdown(nationwide, "region", iso3, basis)


def _removals(read: Read, iso3: str) -> None:
    table = read("removals_by_citizenship")
    encounters.removals_of(table, iso3)
    encounters.removals_history(table, encounters.removals_ranking(table), iso3)


def _darien(read: Read, iso3: str) -> None:
    table, southwest = read("darien_transits"), encounters.series(read("encounters_totals"), "southwest_usbp")
    encounters.transits(table, southwest, iso3)
    encounters.transits_monthly(table, iso3)


def _products(read: Read, iso3: str) -> None:
    law = products.rated()
    for level in products.LEVELS:
        products.products(law, iso3, level)
    products.exempt(law, iso3)
    products.rivals(law, iso3)
    products.concentration(law, read("trade_matrix_2023"))


def _overview(read: Read, iso3: str) -> None:
    overview.current()
    overview.events(iso3, 6)
    overview.encounters_of(iso3)
    overview.removals_of(iso3)
    changes.contrasts(overview.current(), iso3)
    changes.changes(iso3)


def _routes(read: Read, iso3: str) -> None:
    routes.profile(routes.current(), read("flights_by_destination"), iso3)


CALLS: dict[str, Callable[[Read, str], object]] = {
    "aid": lambda read, iso3: aid.aid(read("us_foreign_assistance"), iso3, "disbursements"),
    "obligations": lambda read, iso3: aid.aid(read("us_foreign_assistance"), iso3, "obligations"),
    "status": lambda read, iso3: diaspora.status_counts(read("migrants_us_status"), iso3),
    "protected": _protected,
    "encounters": _encounters,
    "removals": _removals,
    "darien": _darien,
    "returns": lambda read, iso3: encounters.returns(read("returns_received"), iso3),
    "destinations": lambda read, iso3: removals.destinations(read("removals_by_destination_2025")),
    "reported": lambda read, iso3: removals.reported(read("removals_reported_2025")),
    "third_country": lambda read, iso3: removals.third_country(read("third_country_transfers_reported")),
    "departures": lambda read, iso3: removals.departures(read("third_country_departure_shares")),
    "by_mexico": lambda read, iso3: removals.returned_by_mexico(read("mexico_expulsions"), iso3),
    "exposure": _exposure,
    "tariff_path": lambda read, iso3: trade.tariff_path(
        read("us_effective_rates"), read("us_collected_rate_monthly"), iso3
    ),
    "not_collected": lambda read, iso3: trade.not_collected(read("statutory_collected_gap"), iso3),
    "flow": lambda read, iso3: trade.flow(read("us_goods_trade_annual"), read("us_goods_trade_monthly"), iso3),
    "partners": lambda read, iso3: trade.partners(read("trade_by_partner")),
    "published": lambda read, iso3: trade.published_shares(read("article_facts")),
    "dependence": _shares,
    "history": _history,
    "newest": lambda read, iso3: remittances.newest(read("remittances_central_bank"), iso3),
    "costs": lambda read, iso3: transfer_costs.costs(read("remittance_costs")),
    "tax_bills": lambda read, iso3: transfer_costs.tax_bills(read("remittance_tax_by_country")),
    "agreements": lambda read, iso3: tracker.agreements(read("third_country_agreements"), iso3),
    "matrix": lambda read, iso3: tracker.matrix(
        read("country_stance"), read("receiving_stance"), read("us_effective_rates")
    ),
    "steps": lambda read, iso3: tracker.steps(read("events"), iso3),
    "products": _products,
    "overview": _overview,
    "routes": _routes,
    "brief": lambda read, iso3: (brief.of(iso3), brief.threats()),
}
HEAVY = ("products", "overview", "routes", "brief")  # they read tables on their own and keep what they computed


def _clear() -> None:
    for module in MODULES:
        for thing in vars(module).values():
            if (
                hasattr(thing, "cache_clear")
                and thing is not LOAD
                and thing.__module__.startswith("dashboard.evidence")
            ):
                thing.cache_clear()


@pytest.fixture
def reading(monkeypatch):
    """A function that runs a call with one table, or all, without a country; it answers which tables were read."""

    def run(name: str, iso3: str, table_id: str | None) -> set[str]:
        seen = set()

        def read(wanted: str) -> Table:
            seen.add(wanted)
            table = LOAD(wanted)
            return (without(table, iso3) or table) if table_id in (wanted, None) else table

        for module in MODULES:
            if hasattr(module, "load_table"):
                monkeypatch.setattr(module, "load_table", read)
        if name in HEAVY:
            _clear()
        CALLS[name](read, iso3)
        return seen

    yield run
    monkeypatch.undo()
    _clear()


def cases(reading: Callable[[str, str, str | None], set[str]]) -> Iterator[tuple[str, str, str]]:
    """Each call with each table of countries that it reads and each country."""
    for name in CALLS:
        for table_id in sorted(reading(name, "KNA", "no table")):
            if any(column in specs()[table_id].columns for column in specs()[table_id].country):
                yield from ((name, table_id, iso3) for iso3 in lac33())


def failures(reading, every: Callable[[int], int]) -> list[str]:
    found = []
    for number, (name, table_id, iso3) in enumerate(list(cases(reading))):
        if number % every(name in HEAVY) or without(LOAD(table_id), iso3) is None:
            continue
        try:
            reading(name, iso3, table_id)
        except InputError:
            pass  # a sentence for the reader
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the test is about
            found.append(f"{name} without {iso3} in {table_id}: {type(error).__name__} {error}"[:200])
    return found


def test_a_country_without_rows_is_no_failure_in_a_sample(reading):
    assert not failures(reading, lambda heavy: 499 if heavy else 41)


@pytest.mark.thorough
def test_a_country_without_rows_is_no_failure(reading):
    # Every second pair of a light call: 33 countries are odd, so that all countries and all tables have their turn.
    assert not failures(reading, lambda heavy: 97 if heavy else 2)


@pytest.mark.parametrize("iso3", ["KNA", "MEX", "VEN"])
def test_a_country_without_any_rows_is_no_failure(reading, iso3):
    for name in CALLS:
        with contextlib.suppress(InputError):
            reading(name, iso3, None)


def test_a_country_without_rates_or_stance_is_one_sentence(reading):
    with pytest.raises(InputError, match=r"^Table us_effective_rates has no data of COL\.$"):
        reading("tariff_path", "COL", "us_effective_rates")
    with pytest.raises(InputError, match=r"^Table receiving_stance has no data of COL\.$"):
        reading("routes", "COL", "receiving_stance")
