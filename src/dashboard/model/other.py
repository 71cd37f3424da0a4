"""Instruments besides tariffs and remittances: visas, aid, sanctions, and travel switched to the region.

Each is one product of a published figure and a few assumptions, in the unit US$ million at annual rates. Axes are
[draw, country, quarter]; assumptions come as [draw], published figures as [country]. NaN means "not known" and makes
NaN of that country's results, no other.

- Visas for temporary workers: visas a year x months of stay x earnings a month x share sent home x share suspended.
  The money acts on GDP as other remittances do. Visas of visitors act on no GDP at home; they are only counted.
- Aid: GDP falls by the part that was spent inside the country, times a multiplier.
- Sanctions on products are the limit of a tariff on them that nothing can pay: the sales blocked are lost, and the
  suppliers that remain gain what US buyers move to them. Broad sanctions slow growth by what past ones did; that
  average contains the lost trade, so it replaces the tariff result of the country and is never added to it.
- Travel: what residents no longer spend in the United States arrives in the region, but for a leakage, where visitors
  already go, more to near countries than to far ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.model.remittances import gdp_lags

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_MONTHS_PER_QUARTER = 3
_QUARTERS_PER_YEAR = 4
_USD_PER_USD_M = 1e6
_LOWEST_SIGMA = 1.5
"""Below it (its 5th percentile) a supplier that is gone could not be replaced at any price."""


# Visas ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class VisaEffect:
    """Effects of a suspension: visas not issued [country, quarter], the rest [draw, country, quarter]."""

    work_visas: FloatArray
    visitor_visas: FloatArray
    sent_home_usd_m: FloatArray
    gdp_usd_m: FloatArray


def suspended_share(months: float, quarters: int) -> FloatArray:
    """Part of each quarter, from 0 to 1, that a suspension of so many months from the start covers, [quarter]."""
    covered: FloatArray = np.clip(months / _MONTHS_PER_QUARTER - np.arange(quarters), 0.0, 1.0)
    return covered


def suspend_visas(
    work_visas: FloatArray,
    visitor_visas: FloatArray,
    *,
    share: float,
    months: float,
    stay_months: FloatArray,
    net_earnings_usd: FloatArray,
    remitted_share: FloatArray,
    multiplier: FloatArray,
    felt_at_once: FloatArray,
    quarters: int,
) -> VisaEffect:
    """Suspend a share of the work visas issued a year [country] for some months.

    Visitor visas are counted as if all of them were suspended for as long; they feed nothing else. Workers who are
    already in the United States are not covered: their visas were issued before.
    """
    when = suspended_share(months, quarters)
    per_visa = stay_months * net_earnings_usd * remitted_share / _USD_PER_USD_M
    sent = -(per_visa[:, None] * (share * work_visas))[:, :, None] * when
    return VisaEffect(
        work_visas=-(share * work_visas)[:, None] * when,
        visitor_visas=-visitor_visas[:, None] * when,
        sent_home_usd_m=sent,
        gdp_usd_m=multiplier[:, None, None] * (sent @ gdp_lags(felt_at_once, quarters)),
    )


# Aid -----------------------------------------------------------------------------------------------------------------


def cut_aid(aid_usd_m: FloatArray, *, share: FloatArray, offshore: FloatArray, multiplier: FloatArray) -> FloatArray:
    """Effect on GDP [draw, country] of ending a share [country] of the aid a year; `offshore` was never spent there."""
    effect: FloatArray = -(multiplier * (1.0 - offshore))[:, None] * (share * aid_usd_m)
    return effect


# Sanctions -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class BlockedTrade:
    """Change of the value of exports to the US [draw, supplier]; `lost` is the part that was blocked, positive."""

    change_usd_m: FloatArray
    lost_usd_m: FloatArray


def block_exports(
    value_usd_m: FloatArray,
    weight_usd_m: FloatArray,
    blocked: FloatArray,
    *,
    product: NDArray[np.int64],
    supplier: NDArray[np.int64],
    suppliers: int,
    sigma: FloatArray,
    eta: FloatArray,
    pass_through: FloatArray,
) -> BlockedTrade:
    """Block a share of some flows [cell], from 0 to 1, and let the other suppliers of the same product respond.

    The limit of the product model for a prohibitive tariff. With X the blocked share of what US buyers pay for
    imports of a product (`weight_usd_m`, duty included), the price of the composite moves by

        LP = ln(1 - X) / ((1 - sigma) (1 - g)),   g = (sigma - eta) phi (1/phi - 1) / sigma

    and the value of what still enters by exp((g (1 - sigma) + sigma - eta) LP): US buyers switch to it, and its price
    rises. Where all imports of a product are blocked, nothing is left to gain. Elasticities are [draw]; sigma counts
    as at least `_LOWEST_SIGMA`.
    """
    sigma = np.maximum(sigma, _LOWEST_SIGMA)
    count = int(product.max()) + 1 if product.size else 0
    paid = np.bincount(product, weight_usd_m, count)
    missing = np.divide(np.bincount(product, weight_usd_m * blocked, count), paid, out=np.zeros(count), where=paid > 0)
    g = (sigma - eta) * (1.0 - pass_through) / sigma
    power = (g * (1.0 - sigma) + sigma - eta) / ((1.0 - sigma) * (1.0 - g))
    hit = (missing > 0.0) & (missing < 1.0 - 1e-12)
    gain = np.zeros((sigma.size, count))
    gain[:, hit] = np.expm1(power[:, None] * np.log1p(-missing[hit]))
    left = np.zeros((count, suppliers))
    np.add.at(left, (product, supplier), value_usd_m * (1.0 - blocked))
    lost = np.bincount(supplier, value_usd_m * blocked, suppliers)
    return BlockedTrade(
        change_usd_m=gain @ left - lost,
        lost_usd_m=np.broadcast_to(lost, (sigma.size, suppliers)),
    )


def slower_growth(
    gdp_usd_m: FloatArray, hit: BoolArray, growth_pp_per_year: FloatArray, *, quarters: int
) -> FloatArray:
    """GDP lost [draw, country, quarter] where growth is lower by so many points a year from the start.

    A loss of growth g compounds: after t years GDP is lower by 1 - (1 - g)**t.
    """
    years = np.arange(1, quarters + 1) / _QUARTERS_PER_YEAR
    lower = np.where(hit, gdp_usd_m, np.where(np.isnan(gdp_usd_m), np.nan, 0.0))
    effect: FloatArray = np.expm1(np.log1p(growth_pp_per_year / 100.0)[:, None, None] * years) * lower[:, None]
    return effect


# Travel --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class TravelEffect:
    """Yearly amounts [draw, country], and the leakage [draw]: what is neither spent in the US nor in the region."""

    spent_in_us_usd_m: FloatArray
    received_usd_m: FloatArray
    leakage_usd_m: FloatArray


def switch_travel(
    spending_abroad_usd_m: FloatArray,
    arrivals_people: FloatArray,
    distance_km: FloatArray,
    *,
    share: FloatArray,
    us_share: FloatArray,
    leakage: FloatArray,
) -> TravelEffect:
    """Redirect a share [country] of the residents' travel spending in the US to the other countries of the region.

    Money goes by arrivals, less the more distant the country: weight = arrivals x (1 - distance / largest distance).
    `distance_km` is [origin, destination]. A country whose spending is unknown redirects nothing that is known; one
    whose arrivals are unknown receives an unknown amount and is left out of the sharing. In every draw the money that
    leaves the United States is the money received plus the leakage.
    """
    known = np.where(np.isnan(arrivals_people), 0.0, arrivals_people)
    weights = known * (1.0 - distance_km / distance_km.max())
    np.fill_diagonal(weights, 0.0)
    shares = weights / weights.sum(axis=1, keepdims=True)
    moved = us_share[:, None] * (share * spending_abroad_usd_m)
    certain = np.where(np.isnan(moved), 0.0, moved)
    received = (1.0 - leakage)[:, None] * (certain @ shares)
    received[:, np.isnan(arrivals_people)] = np.nan
    return TravelEffect(
        spent_in_us_usd_m=-moved,
        received_usd_m=received,
        leakage_usd_m=leakage * certain.sum(axis=1),
    )
