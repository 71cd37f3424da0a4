"""The channels through which a policy reaches a country, each with the inputs it declares.

A channel's `estimate` sees only the tables and assumptions named here; what is not declared is not there, so the
sources under a result are exactly the sources it rests on. Estimates are vectorised over draws: row 0 is the central
run, the others are draws of the assumptions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dashboard.model import partial, remittances, tariffs
from dashboard.model.remittances import Behaviour, Corridors, Projection, Shock
from dashboard.model.tariffs import Measure, Schedule

FloatArray = NDArray[np.float64]
Layer = Literal["PE", "REM", "SUM"]
QUARTERS = 12


@dataclass(frozen=True)
class Metric:
    """A reported quantity: id, unit and the layer that makes it. Flows are at annual rates."""

    id: str
    unit: str
    layer: Layer


@dataclass(frozen=True)
class Channel:
    """One way a policy reaches a country, with its declared inputs."""

    id: str
    layer: Layer
    settings: tuple[str, ...]
    tables: tuple[str, ...]
    assumptions: tuple[str, ...]
    metrics: tuple[Metric, ...]
    estimate: Callable[[Any, Mapping[str, FloatArray]], Outcome]


@dataclass(frozen=True, eq=False)
class Outcome:
    """Results of one channel.

    `values[metric]` [row, country, quarter] add up over countries; `bases[metric]` [country] is what a percentage of
    the same name without its unit is taken of. `gdp_usd_m` [row, country, quarter] is the effect on GDP at an annual
    rate, the only thing that channels add up. `us_buyers_cost_usd_m` [row] is what US buyers pay more.
    """

    values: dict[str, FloatArray]
    bases: dict[str, FloatArray]
    gdp_usd_m: FloatArray
    us_buyers_cost_usd_m: FloatArray


@dataclass(frozen=True, eq=False)
class TariffInputs:
    """Market, law before and after, and GDP [country]; `columns` says which supplier each country is."""

    market: partial.Market
    before: Schedule
    after: Schedule
    columns: NDArray[np.int64]
    gdp_usd_m: FloatArray


@dataclass(frozen=True, eq=False)
class RemittanceInputs:
    """Corridors and the shock; removals are given as totals [country] and split by the assumption interior_share."""

    corridors: Corridors
    removals_people: FloatArray
    tax_rate: float
    baseline_tax_rate: float
    status_loss_share: FloatArray
    uses_mexican_cash_share: NDArray[np.bool_]


def new_schedule(market: partial.Market, before: Schedule, measure: Measure | None) -> Schedule:
    """The law after the measure; the same object when there is none."""
    if measure is None:
        return before
    return tariffs.apply(before, measure, cell_supplier=market.cell_supplier, cell_product=market.cell_product)


def estimate_tariffs(inputs: TariffInputs, assumed: Mapping[str, FloatArray]) -> Outcome:
    """Exports, duties, value added and GDP under a tariff; partial equilibrium by product at the US border."""
    draws = partial.interpolate_draws(
        inputs.market,
        inputs.before,
        inputs.after,
        rho=assumed["rho_act"],
        sigma=assumed["sigma_sup"],
        eta=assumed["eta_imp"],
        pass_through=assumed["phi_pt"],
    )
    pick = inputs.columns
    change, lost = draws.change[:, pick], draws.lost[:, pick]
    duty = (draws.duty_after - draws.duty_before)[:, pick]
    redirected = 1.0 - np.exp(-np.arange(1, QUARTERS + 1) / 4.0)
    share = assumed["delta_div"][:, None, None] * redirected
    net = partial.net_of_redirection(
        change[..., None], lost[..., None], redirected_share=share, discount=assumed["price_disc"][:, None, None]
    )
    value_added = assumed["dva_default"][:, None, None] * net
    gdp = assumed["mu_x"][:, None, None] * value_added
    return Outcome(
        values={
            "exports_to_us_usd_m": _constant(change),
            "creation_usd_m": _constant(draws.creation[:, pick]),
            "diversion_usd_m": _constant(draws.diversion[:, pick]),
            "exporter_price_usd_m": _constant(draws.price[:, pick]),
            "exports_all_markets_usd_m": net,
            "duty_bill_usd_m": _constant(duty),
            "value_added_usd_m": value_added,
            "tariff_gdp_usd_m": gdp,
        },
        bases={"exports_to_us_usd_m": draws.value_before[pick], "tariff_gdp_usd_m": inputs.gdp_usd_m},
        gdp_usd_m=gdp,
        us_buyers_cost_usd_m=draws.buyers_cost,
    )


def estimate_remittances(inputs: RemittanceInputs, assumed: Mapping[str, FloatArray]) -> Outcome:
    """Remittances, the tax paid on them, and what returning people earn, over the quarters."""
    corridors = inputs.corridors
    count = assumed["theta_repl"].size
    cash = np.where(inputs.uses_mexican_cash_share, assumed["e_cash_mex"][:, None], assumed["e_cash_default"][:, None])
    behaviour = Behaviour.of(assumed, e_cash=cash)
    projection = _project_with_interior_share(inputs, behaviour, assumed["interior_share"], count)
    annual = 4.0
    gdp_money = annual * projection.gdp_effect_usd_m
    # Without removals nobody returns: zero, also where the input that would scale it is missing.
    returning = (inputs.removals_people != 0)[:, None]
    labour = np.where(returning, annual * projection.labour_gain_usd_m, 0.0)
    return Outcome(
        values={
            "remittances_usd_m": annual * projection.change_usd_m,
            "remittances_received_usd_m": annual * projection.received_change_usd_m,
            "remittance_tax_usd_m": annual * projection.tax_paid_change_usd_m,
            "returned_people": annual * projection.returned_people,
            "reintegration_cost_usd_m": annual * projection.reintegration_cost_usd_m,
            "returnee_gdp_usd_m": labour,
            "remittance_gdp_usd_m": gdp_money,
        },
        bases={
            "remittances_usd_m": annual * corridors.quarterly_usd_m,
            "remittance_gdp_usd_m": corridors.gdp_usd_m,
        },
        gdp_usd_m=gdp_money + labour,
        us_buyers_cost_usd_m=np.zeros(count),
    )


def per_sender_implausible(inputs: RemittanceInputs, assumed: Mapping[str, FloatArray]) -> NDArray[np.bool_]:
    """Countries where the yearly amount per sender that the central run implies is out of bounds, [country]."""
    behaviour = Behaviour.of(assumed, e_cash=np.zeros((1, inputs.removals_people.size)))
    found: NDArray[np.bool_] = _project_with_interior_share(
        inputs, behaviour, assumed["interior_share"], 1
    ).per_sender_implausible[0]
    return found


def _project_with_interior_share(
    inputs: RemittanceInputs, behaviour: Behaviour, share: FloatArray, count: int
) -> Projection:
    """Project with removals split into interior and border by draw.

    The shock is the same in all draws, the split is not. Interior and border removals enter the flow of leavers
    linearly, so a draw's interior share can be carried by its sending intensities instead: lambda_dep and chi_vol
    scaled by the share, lambda_border by the rest. What depends on the interior flow itself, the alarm and the people
    who return, uses the central share (row 0) and all removals.
    """
    central = float(share[0])
    scale = np.where(central > 0, share / central, 0.0) if central > 0 else np.ones(count)
    rest = (1.0 - share) / (1.0 - central) if central < 1 else np.ones(count)
    scaled = Behaviour(
        **{
            **{name: getattr(behaviour, name) for name in Behaviour.__dataclass_fields__},
            "lambda_dep": behaviour.lambda_dep * scale,
            "chi_vol": behaviour.chi_vol * scale,
            "lambda_border": behaviour.lambda_border * rest,
        }
    )
    nothing = np.zeros_like(inputs.removals_people)
    shock = Shock(
        interior_removals_people=inputs.removals_people * central,
        border_removals_people=inputs.removals_people * (1.0 - central),
        tax_rate=np.full_like(nothing, inputs.tax_rate),
        status_loss_share=inputs.status_loss_share,
        arrivals_people=nothing,
        third_country_people=nothing,
    )
    return remittances.project(
        inputs.corridors, shock, scaled, baseline_tax_rate=inputs.baseline_tax_rate, quarters=QUARTERS
    )


def _constant(values: FloatArray) -> FloatArray:
    """[row, country] as [row, country, quarter] without copying."""
    return np.broadcast_to(values[..., None], (*values.shape, QUARTERS))


TARIFF = Channel(
    id="tariff",
    layer="PE",
    settings=("tariff_pp", "tariff_mode", "tariff_products", "energy_exempt", "usmca_exempt"),
    tables=("us_imports_hs6", "us_imports_hs6_world", "us_effective_rates", "macro_annual"),
    assumptions=("sigma_sup", "eta_imp", "phi_pt", "rho_act", "delta_div", "price_disc", "dva_default", "mu_x"),
    metrics=(
        Metric("exports_to_us_usd_m", "usd_m", "PE"),
        Metric("creation_usd_m", "usd_m", "PE"),
        Metric("diversion_usd_m", "usd_m", "PE"),
        Metric("exporter_price_usd_m", "usd_m", "PE"),
        Metric("exports_all_markets_usd_m", "usd_m", "PE"),
        Metric("duty_bill_usd_m", "usd_m", "PE"),
        Metric("value_added_usd_m", "usd_m", "PE"),
        Metric("tariff_gdp_usd_m", "usd_m", "PE"),
        Metric("exports_to_us_pct", "percent", "PE"),
        Metric("tariff_gdp_pct", "percent_of_gdp", "PE"),
    ),
    estimate=estimate_tariffs,
)
REMITTANCE = Channel(
    id="remittance",
    layer="REM",
    settings=("remit_tax_pct", "removals_k", "status_loss_pct"),
    tables=(
        "remittances_received",
        "remittances_us_share",
        "migrants_by_status_group",
        "removals_by_citizenship",
        "macro_annual",
        "macro_structure",
    ),
    assumptions=(*remittances.PARAMETERS, "interior_share", "e_cash_mex", "e_cash_default"),
    metrics=(
        Metric("remittances_usd_m", "usd_m", "REM"),
        Metric("remittances_received_usd_m", "usd_m", "REM"),
        Metric("remittance_tax_usd_m", "usd_m", "REM"),
        Metric("returned_people", "people_a_year", "REM"),
        Metric("reintegration_cost_usd_m", "usd_m", "REM"),
        Metric("returnee_gdp_usd_m", "usd_m", "REM"),
        Metric("remittance_gdp_usd_m", "usd_m", "REM"),
        Metric("remittances_pct", "percent", "REM"),
        Metric("remittance_gdp_pct", "percent_of_gdp", "REM"),
    ),
    estimate=estimate_remittances,
)
CHANNELS = (TARIFF, REMITTANCE)
