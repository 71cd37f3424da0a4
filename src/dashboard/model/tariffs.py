"""The US tariff that each flow faces, at a date and after a new measure.

A *cell* is one flow: one product from one supplier. Every array here has one entry per cell, in the same order, and
every rate is an ad valorem fraction of the customs value (0.25 is 25 %). The rate of a cell is

    t = mfn + c s232 + rho k layers

    mfn     most-favoured-nation duty after preferences
    s232    Section 232 duty on the covered value
    layers  country-wide policy programmes (Sections 122, 301, past IEEPA), net of exempt products, of goods claimed
            under the USMCA and of the value under Section 232: the layers never fall on value that Section 232 covers
    rho     actual-to-statutory ratio: the share of the layers that customs collects from an average supplier
    c, k    what it collects of the supplier's Section 232 duty, and of its layers relative to the average supplier

The law changes by the day, so programmes are data with dates (`Programme`); this module holds no rate.
Stacking rule: Budget Lab at Yale, tariff-rate-tracker, methodology. Actual-to-statutory ratio: Gopinath, Neiman 2025.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.domain import InputError, Programme, ProgrammeKind
from dashboard.model.arrays import read_only

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Mode = Literal["add", "set", "product"]

# A rate of 1,000 % or more is a percentage read as a fraction: the highest duty in the US schedule is 350 %.
_HIGHEST_RATE = 10.0


@dataclass(frozen=True, eq=False)
class Schedule:
    """The rates of all cells on one day, fractions, and what decides how a further measure would fall on them.

    `covered_232` and `usmca_claim` are shares of customs value in [0, 1]; `energy` marks energy products.
    `s232_collected` and `layers_relative` are c and k of the module's formula, 1 unless given. Everything but the two
    is what the law says.
    """

    mfn: FloatArray
    s232: FloatArray
    layers: FloatArray
    covered_232: FloatArray
    usmca_claim: FloatArray
    energy: BoolArray
    s232_collected: FloatArray | None = None
    layers_relative: FloatArray | None = None

    def __post_init__(self) -> None:
        rates = {"mfn": self.mfn, "s232": self.s232, "layers": self.layers}
        shares = {"covered_232": self.covered_232, "usmca_claim": self.usmca_claim}
        collected = {"s232_collected": self.s232_collected, "layers_relative": self.layers_relative}
        given = {name: values for name, values in collected.items() if values is not None}
        for name, values in {**rates, **shares, **given, "energy": self.energy}.items():
            if np.ndim(values) != 1 or np.shape(values) != np.shape(self.mfn):
                raise InputError(f"Schedule: {name} must have one entry per cell, the same number as mfn.")
        for name, values in rates.items():
            if not np.all((values >= 0.0) & (values < _HIGHEST_RATE)):
                raise InputError(f"Schedule: {name} must hold fractions (0.25 for 25 %), none missing or negative.")
        for name, values in shares.items():
            if not np.all((values >= 0.0) & (values <= 1.0)):
                raise InputError(f"Schedule: {name} must hold shares between 0 and 1, none missing.")
        for name, values in given.items():
            if not np.all((values >= 0.0) & np.isfinite(values)):
                raise InputError(f"Schedule: {name} must hold ratios from 0, none missing.")
        if np.asarray(self.energy).dtype != np.bool_ and not np.isin(self.energy, (0, 1)).all():
            raise InputError("Schedule: energy must hold true or false.")

    @cached_property
    def fixed(self) -> FloatArray:
        """The part that rho does not scale, mfn + c s232, fraction [cell]; read-only."""
        return read_only(self.mfn + (self.s232 if self.s232_collected is None else self.s232_collected * self.s232))

    @cached_property
    def charged(self) -> FloatArray:
        """What rho scales: the layers as they are collected relative to the average supplier, fraction [cell]."""
        return self.layers if self.layers_relative is None else read_only(self.layers_relative * self.layers)

    @cached_property
    def alike(self) -> tuple[IntArray, IntArray]:
        """The number of every cell's kind [cell], twice, the second time in finer kinds; read-only.

        Cells of one kind have the same rates, the same value outside Section 232 and the same share collected, in the
        finer kinds also the same value outside USMCA claims and energy. So a measure without these two exemptions does
        the same to all cells of a kind that it hits, and one with them to all of a finer kind.
        """
        relative = np.ones_like(self.layers) if self.layers_relative is None else self.layers_relative
        rates = (self.fixed, self.layers, relative, self.covered_232)
        return read_only(same_rows(*rates)[1]), read_only(same_rows(*rates, self.usmca_claim, self.energy)[1])


@dataclass(frozen=True, eq=False)
class Measure:
    """A new country-wide or product tariff, as a fraction of the value it may fall on.

    mode "add": on top of the programmes in force; "set": instead of them; "product": on top, on `products` only.
    `targets` marks the suppliers hit, [supplier]; `products` the products hit, [product], for mode "product".
    """

    added: float
    targets: BoolArray
    mode: Mode = "add"
    products: BoolArray | None = None
    energy_exempt: bool = True
    usmca_exempt: bool = True

    def __post_init__(self) -> None:
        if not 0.0 <= self.added < _HIGHEST_RATE:
            raise InputError(f"Measure: added {self.added} must be a fraction from 0 to below 10 (0.25 for 25 %).")
        if self.mode not in ("add", "set", "product"):
            raise InputError(f'Measure: mode "{self.mode}" must be "add", "set" or "product".')
        if (self.mode == "product") != (self.products is not None):
            raise InputError('Measure: a product mask is needed in mode "product" and in no other.')


def same_rows(*columns: ArrayLike) -> tuple[IntArray, IntArray]:
    """Different rows of some columns [row]: where each first is, [kind], and the number of every row's kind, [row]."""
    # Adding 0.0 makes one of 0.0 and -0.0. Rows as opaque bytes: several times faster to sort than along an axis.
    table = np.stack([np.asarray(column, dtype=np.float64) + 0.0 for column in columns], axis=1)
    rows = table.view(np.dtype((np.void, table.itemsize * len(columns)))).ravel()
    _, first, kind = np.unique(rows, return_index=True, return_inverse=True)
    return first, kind


def in_force(programmes: Iterable[Programme], day: date) -> tuple[Programme, ...]:
    """The programmes that apply on a day, in the order given."""
    return tuple(programme for programme in programmes if programme.in_force(day))


def regime_dates(programmes: Iterable[Programme]) -> tuple[date, ...]:
    """The days on which the law as recorded changes, ascending: a programme starts, or the day after one ends."""
    programmes = tuple(programmes)
    starts = {programme.valid_from for programme in programmes}
    ends = {programme.valid_to + timedelta(days=1) for programme in programmes if programme.valid_to}
    return tuple(sorted(starts | ends))


def schedule_at(
    columns: Mapping[str, FloatArray], programmes: Iterable[Programme], day: date
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Rates in force on a day: (mfn, s232, layers), fractions [cell], from columns of programme rates [cell].

    Raises InputError when no most-favoured-nation duty or more than one of a replacing kind is in force, when a
    column is absent, and when a column in force has missing rates: a missing rate is not a rate of zero.
    """
    active = in_force(programmes, day)
    totals: dict[ProgrammeKind, FloatArray] = {}
    for programme in active:
        if programme.column not in columns:
            raise InputError(f"Programme {programme.id} needs the column {programme.column}, which is not given.")
        rates = np.asarray(columns[programme.column], dtype=np.float64)
        missing = int(np.count_nonzero(~np.isfinite(rates)))
        if missing:
            raise InputError(f"Programme {programme.id}: {programme.column} has no rate for {missing} flows on {day}.")
        if programme.kind in totals and programme.kind != "layer":
            raise InputError(f"Programme {programme.id}: another programme of kind {programme.kind} applies on {day}.")
        totals[programme.kind] = totals.get(programme.kind, 0.0) + rates
    if "mfn" not in totals:
        raise InputError(f"No most-favoured-nation duty is on record for {day}.")
    zero = np.zeros_like(totals["mfn"])
    return totals["mfn"], totals.get("s232", zero), totals.get("layer", zero)


def covered_at(
    shares: Mapping[str, FloatArray], programmes: Iterable[Programme], day: date, s232: FloatArray
) -> FloatArray:
    """Share of the value under Section 232 on a day [cell], from columns of coverage [cell] and the day's rates.

    The lists in force on the day cover a product only where they put a rate on it; without lists nothing is covered.
    Raises InputError when a column is absent or a share is not from 0 to 1.
    """
    covered: FloatArray = np.zeros_like(s232)
    for programme in in_force(programmes, day):
        if programme.kind != "s232":
            continue
        share: ArrayLike = 1.0
        if programme.covered_column is not None:
            if programme.covered_column not in shares:
                raise InputError(f"Programme {programme.id} needs the column {programme.covered_column}, not given.")
            share = np.asarray(shares[programme.covered_column], dtype=np.float64)
            if not np.all((share >= 0.0) & (share <= 1.0)):
                raise InputError(f"Programme {programme.id}: {programme.covered_column} must hold shares from 0 to 1.")
        covered = np.where(s232 > 0.0, share, 0.0)
    return covered


def rate(schedule: Schedule, rho: float | FloatArray) -> FloatArray:
    """Rate that customs collects, fraction: [cell] for one actual-to-statutory ratio rho, [draw, cell] for many."""
    collected: FloatArray = schedule.fixed + np.asarray(rho, dtype=np.float64)[..., None] * schedule.charged
    return collected


def dlog_tariff(before: ArrayLike, after: ArrayLike) -> FloatArray:
    """Log change of the tariff factor, ln((1 + after) / (1 + before)), from rates as fractions; exactly 0 if equal."""
    start = np.asarray(before, dtype=np.float64)
    change: FloatArray = np.log1p((np.asarray(after, dtype=np.float64) - start) / (1.0 + start))
    return change


def layer_on_cells(schedule: Schedule, added: float, *, energy_exempt: bool, usmca_exempt: bool) -> FloatArray:
    """A blanket tariff `added` as it falls on each cell, fraction [cell]: net of Section 232 value and exempt goods."""
    layer = added * (1.0 - schedule.covered_232)
    if usmca_exempt:
        layer = layer * (1.0 - schedule.usmca_claim)
    if energy_exempt:
        layer = np.where(schedule.energy, 0.0, layer)
    return layer


def apply(schedule: Schedule, measure: Measure, *, cell_supplier: IntArray, cell_product: IntArray) -> Schedule:
    """The schedule after a measure: only `layers` changes, and only on the cells hit.

    Measures compose: apply one after the other for different rates by country.
    `cell_supplier` and `cell_product` [cell] index the measure's masks.
    """
    hit: BoolArray = measure.targets[cell_supplier]
    if measure.products is not None:
        hit = hit & measure.products[cell_product]
    new = layer_on_cells(
        schedule, measure.added, energy_exempt=measure.energy_exempt, usmca_exempt=measure.usmca_exempt
    )
    kept = 0.0 if measure.mode == "set" else schedule.layers
    return replace(schedule, layers=np.where(hit, kept + new, schedule.layers))


def country_average(rates: FloatArray, value_usd_m: FloatArray, cell_supplier: IntArray, suppliers: int) -> FloatArray:
    """Trade-weighted average rate by supplier, fraction [supplier]; NaN for a supplier without trade.

    Weights are the customs values before the shock, US$ million [cell].
    """
    weight = np.bincount(cell_supplier, value_usd_m, suppliers)
    duty = np.bincount(cell_supplier, value_usd_m * rates, suppliers)
    average: FloatArray = np.divide(duty, weight, out=np.full(suppliers, np.nan), where=weight > 0.0)
    return average
