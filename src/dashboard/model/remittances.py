"""Money sent home from the United States: who sends, what stops them, what it does to the receiving economy.

A stock-flow model of senders by legal status over a few quarters. It answers one question: how do remittances differ
from the published flow when a policy is ADDED to what that flow already contains? Removals and the remittance tax of
current law are inside the published figure, so `Shock` holds additions (the tax: its new level, compared with the
baseline level) and no addition means no effect, exactly and whatever the behavioural parameters are.

With R0 the yearly flow from the US and omega the share of a status group in it, quarter h is

    R[h] = R0/4 * T * sum_g omega_g * B_g * (1 - (1 - theta) * loss[h])

    loss   share of the people at risk who are gone, half-way through the quarter
    theta  share of what they would have sent that is replaced by relatives who stay
    B      behaviour of those who stay: they may send more while they can, and they earn less
    T      what dearer sending does to the amount sent

The change is reported in five parts, each the step from the one before it: loss of status, removals, arrivals,
behaviour, tax. They sum to the change by construction.

Choices that are ours, for want of evidence:

- Removals fall on liminal and unauthorised people in proportion to their numbers; agencies do not publish status.
  Both groups then lose the same share of people, and equal yearly flows have the closed form (h - 1/2) * flow / stock.
- People who lose their status keep sending as often as before, since that follows from family ties, but the amount
  becomes that of unauthorised senders, since that follows from the right to work.
- Behaviour responds to added risk, not to the level of risk people live with: see `alarm`.
- Relatives replace a share of what the removed would have sent under the same conditions, behaviour included. So they
  never replace more than was lost, and more removals never raise the flow unless those who stay choose to send more.
- GDP follows the money that arrives, by formal and by informal ways.

Units: US$ million per quarter and persons unless a name says otherwise; rates and shares are fractions.
Axes: [draw, country, quarter]. NaN means "not known" and makes NaN of that country's results that rest on it, no
other. The model does not cover exchange rates, credit, or what families do without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, fields
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from dashboard.domain import InputError
from dashboard.model.arrays import is_whole, read

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

GROUPS: Final = ("settled", "liminal", "unauthorised")
"""Order of the group axis. Liminal: a status that protects for now (TPS, DACA, parole, asylum pending)."""

PLAUSIBLE_PER_SENDER_USD: Final = (1_000.0, 12_000.0)
"""Yearly amount per sender outside which flow and number of migrants do not fit together."""

CHUNK: Final = 64
"""Draws projected at a time: the arrays of a chunk stay in the processor's cache."""

_QUARTERS_PER_YEAR: Final = 4
_LIMINAL, _UNAUTHORISED = 1, 2


# What goes in --------------------------------------------------------------------------------------------------------


class _Arrays:
    """Turns the fields of a dataclass into float arrays and checks that they lie within bounds."""

    def _settle(self, **bounds: tuple[float, float]) -> None:
        for name, (lowest, highest) in bounds.items():
            values = read(f"Remittances: {name}", getattr(self, name))
            object.__setattr__(self, name, values)
            if np.isinf(values).any():
                raise InputError(f"Remittances: {name} must not be infinite.")
            if (values < lowest).any() or (values > highest).any():  # false for NaN, which is "not known"
                raise InputError(f"Remittances: {name} must lie between {lowest:g} and {highest:g}.")

    def _require(self, shape: tuple[int, ...], *names: str) -> None:
        for name in names:
            found = getattr(self, name).shape
            if found != shape:
                raise InputError(f"Remittances: {name} has shape {found} and must have {shape}.")


_ANY = (-np.inf, np.inf)
_POSITIVE = (0.0, np.inf)
_ABOVE_ZERO = (1e-9, np.inf)
_SHARE = (0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Corridors(_Arrays):
    """The published state of each country's corridor to the US: [country], and people [country, group].

    Yearly amounts in US$ million: remittances received from all countries, GDP, private consumption, goods imports.
    Raises InputError for a negative amount, a share outside 0 to 1, or arrays that do not match.
    """

    annual_received_usd_m: FloatArray
    us_share: FloatArray
    people: FloatArray
    gdp_usd_m: FloatArray
    consumption_usd_m: FloatArray
    goods_imports_usd_m: FloatArray
    employment_people: FloatArray

    def __post_init__(self) -> None:
        amounts = tuple(field.name for field in fields(self) if field.name not in ("us_share", "people"))
        self._settle(us_share=_SHARE, people=_POSITIVE, **dict.fromkeys(amounts, _POSITIVE))
        self._require((self.annual_received_usd_m.size,), "us_share", *amounts)
        self._require((self.annual_received_usd_m.size, len(GROUPS)), "people")

    @property
    def quarterly_usd_m(self) -> FloatArray:
        """Remittances from the US per quarter without any shock, [country]."""
        return self.annual_received_usd_m * self.us_share / _QUARTERS_PER_YEAR

    @property
    def at_risk_people(self) -> FloatArray:
        """People who can be removed, [country]."""
        return self.people[:, _LIMINAL] + self.people[:, _UNAUTHORISED]


@dataclass(frozen=True, eq=False)
class Shock(_Arrays):
    """What is added to current law, [country]; all from the first quarter on.

    Removals, third-country nationals and arrivals: persons per year. Removals may be negative: fewer than in the
    baseline. `tax_rate` is the level of the tax on physical instruments, not an addition. `status_loss_share` is the
    share of liminal people who become unauthorised at the start. `arrivals_people`: net new migrants.
    Raises InputError for a share or tax outside 0 to 1, or arrays that do not match.
    """

    interior_removals_people: FloatArray
    border_removals_people: FloatArray
    tax_rate: FloatArray
    status_loss_share: FloatArray
    arrivals_people: FloatArray
    third_country_people: FloatArray

    def __post_init__(self) -> None:
        flows = ("interior_removals_people", "border_removals_people", "arrivals_people", "third_country_people")
        self._settle(tax_rate=_SHARE, status_loss_share=_SHARE, **dict.fromkeys(flows, _ANY))
        self._require((self.interior_removals_people.size,), *flows, "tax_rate", "status_loss_share")

    @classmethod
    def none(cls, countries: int, *, tax_rate: float) -> Self:
        """Current law for this many countries, under the tax now in force."""
        nothing = np.zeros(countries)
        return cls(nothing, nothing, np.full(countries, tax_rate), nothing, nothing, nothing)


@dataclass(frozen=True, eq=False)
class Behaviour(_Arrays):
    """Behavioural parameters [draw]; send and rel [draw, group]; e_cash [draw, country]. Names as in the register.

    send, rel         share of a group who send; amount per sender relative to a reference
    lambda_dep        amount sent by a person removed from the interior, relative to the mean of the group
    lambda_border     the same for a person stopped at the border
    chi_vol           people who leave by themselves per person removed from the interior
    theta_repl        share of the loss from removals replaced by relatives who stay
    psi_prec          added sending of those at risk in the first quarter, at full alarm
    prec_half_life    quarters in which that halves
    earn_hit          earnings lost by those at risk, at full alarm
    risk_liminal      how far liminal people feel a threat of removal, unauthorised people being 1
    alarm_scale       added removals per person at risk and year that raise alarm to 63 %, see `alarm`
    eps_fee           elasticity of the amount sent to one plus the cost of sending
    c0, e_cash        cost of sending without the tax; share of the flow paid in by taxed instruments
    a_avoid, xi_inf   share of that base which moves to exempt ones; share of the decline that arrives informally
    mu_r              GDP per US$ of remittances, over four quarters
    gdp_first         share of that felt in the quarter in which the money arrives, see `gdp_lags`
    emp_ret, prod_rel employment rate of people who return; their product relative to GDP per worker
    phase_in          quarters until people who return work as much as they will
    displ_ret         output that others lose per output of people who return, at first: jobs taken, capital shared
    displ_fade        quarters in which that falls to 37 %
    cost_reint        public cost of reintegration, US$ per person

    Raises InputError for a value outside its bounds or arrays that do not match.
    """

    send: FloatArray
    rel: FloatArray
    lambda_dep: FloatArray
    lambda_border: FloatArray
    chi_vol: FloatArray
    theta_repl: FloatArray
    psi_prec: FloatArray
    prec_half_life: FloatArray
    earn_hit: FloatArray
    risk_liminal: FloatArray
    alarm_scale: FloatArray
    eps_fee: FloatArray
    c0: FloatArray
    e_cash: FloatArray
    a_avoid: FloatArray
    xi_inf: FloatArray
    mu_r: FloatArray
    gdp_first: FloatArray
    emp_ret: FloatArray
    prod_rel: FloatArray
    phase_in: FloatArray
    displ_ret: FloatArray
    displ_fade: FloatArray
    cost_reint: FloatArray

    def __post_init__(self) -> None:
        shares = dict.fromkeys(("send", "theta_repl", "earn_hit", "e_cash", "a_avoid", "xi_inf", "emp_ret"), _SHARE)
        shares |= dict.fromkeys(("risk_liminal", "gdp_first"), _SHARE)
        times = dict.fromkeys(("prec_half_life", "alarm_scale", "phase_in", "displ_fade"), _ABOVE_ZERO)
        others = dict.fromkeys((field.name for field in fields(self) if field.name not in shares), _POSITIVE)
        self._settle(**shares, **(others | times | {"psi_prec": (-1.0, np.inf)}))
        matrices = ("send", "rel", "e_cash")
        self._require((self.count,), *(field.name for field in fields(self) if field.name not in matrices))
        self._require((self.count, len(GROUPS)), "send", "rel")

    @classmethod
    def of(cls, values: Mapping[str, FloatArray | float], *, e_cash: FloatArray) -> Self:
        """From the values of `PARAMETERS` by id, each [draw] or one number, and e_cash [draw, country]."""

        def column(name: str) -> FloatArray:
            return np.atleast_1d(read(f"Remittances: {name}", values[name]))

        groups = {
            name: np.stack([column(f"{name}_{group}") for group in ("settled", "liminal", "unauth")], axis=1)
            for name in ("send", "rel")
        }
        same = {field.name: column(field.name) for field in fields(cls) if field.name in PARAMETERS}
        return cls(**groups, **same, c0=column("c0_cost"), cost_reint=column("cost_reint_usd"), e_cash=e_cash)

    @property
    def count(self) -> int:
        """Number of draws."""
        return self.theta_repl.size

    def rows(self, draws: slice) -> Self:
        """Some of the draws; they are within the bounds because all are, so nothing is checked again."""
        some = copy(self)
        vars(some).update({field.name: getattr(self, field.name)[draws] for field in fields(self)})
        return some


PARAMETERS: Final = (
    *("send_settled", "send_liminal", "send_unauth", "rel_settled", "rel_liminal", "rel_unauth"),
    *("lambda_dep", "lambda_border", "chi_vol", "theta_repl", "psi_prec", "prec_half_life", "earn_hit"),
    *("risk_liminal", "alarm_scale", "eps_fee", "c0_cost", "a_avoid", "xi_inf", "mu_r", "gdp_first"),
    *("emp_ret", "prod_rel", "phase_in", "displ_ret", "displ_fade", "cost_reint_usd"),
)
"""Ids of the assumptions `Behaviour.of` reads; e_cash comes apart, since it differs by country."""


# What comes out ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Projection:
    """Results [draw, country, quarter], US$ million per quarter, unless said otherwise.

    remittances, change     formal flow from the US; its difference from the baseline
    *_part                  steps that sum to the change, in the order of the fields
    received_change         change of what arrives when part of the tax-driven change goes by informal ways
    tax_paid, *_change      paid by senders in the US: level, and difference from the baseline tax
    gdp_effect              effect of received_change on GDP
    labour_gain             GDP made by people who return, less what others lose by it
    reintegration_cost      public cost of receiving people who return and third-country nationals
    returned_people         people who return, in the quarter; voluntary departures and the border included
    group_people            [draw, country, group, quarter]: migrants at the end of the quarter, those removed counted
                            by how much they send (`lambda_dep`); arrivals are not included
    per_sender_usd          [draw, country]: yearly amount per sender implied by the baseline
    per_sender_implausible  [draw, country]: True where that amount is outside `PLAUSIBLE_PER_SENDER_USD`
    """

    remittances_usd_m: FloatArray
    change_usd_m: FloatArray
    status_loss_part_usd_m: FloatArray
    removals_part_usd_m: FloatArray
    arrivals_part_usd_m: FloatArray
    behaviour_part_usd_m: FloatArray
    tax_part_usd_m: FloatArray
    received_change_usd_m: FloatArray
    tax_paid_usd_m: FloatArray
    tax_paid_change_usd_m: FloatArray
    gdp_effect_usd_m: FloatArray
    labour_gain_usd_m: FloatArray
    reintegration_cost_usd_m: FloatArray
    returned_people: FloatArray
    group_people: FloatArray
    per_sender_usd: FloatArray
    per_sender_implausible: BoolArray

    @property
    def parts_usd_m(self) -> dict[str, FloatArray]:
        """The steps that sum to the change, by name, in their order."""
        return {
            "status_loss": self.status_loss_part_usd_m,
            "removals": self.removals_part_usd_m,
            "arrivals": self.arrivals_part_usd_m,
            "behaviour": self.behaviour_part_usd_m,
            "tax": self.tax_part_usd_m,
        }


def percent_of_year(quarterly_usd_m: FloatArray, annual_usd_m: FloatArray) -> FloatArray:
    """Amounts per quarter [..., country, quarter] in percent of a quarter of yearly amounts [country].

    NaN where the yearly amount is unknown or zero. For GDP, private consumption, goods imports.
    """
    return 100.0 * _QUARTERS_PER_YEAR * quarterly_usd_m / np.where(annual_usd_m > 0, annual_usd_m, np.nan)[:, None]


def gdp_lags(first: FloatArray, quarters: int) -> FloatArray:
    """Matrices [..., quarter of arrival, quarter] by which money that arrives is felt in GDP, times its multiplier.

    The share `first` [...] is felt at once, the rest in the next three quarters, in parts of 3, 2 and 1.
    """
    lags = np.zeros((*first.shape, max(quarters, _QUARTERS_PER_YEAR)))
    lags[..., 0] = first
    lags[..., 1:_QUARTERS_PER_YEAR] = (1.0 - first)[..., None] * np.array((3.0, 2.0, 1.0)) / 6.0
    return _spread(lags[..., :quarters])


# The model -----------------------------------------------------------------------------------------------------------


def project(
    corridors: Corridors, shock: Shock, behaviour: Behaviour, *, baseline_tax_rate: float, quarters: int = 12
) -> Projection:
    """Project remittances, and what follows from them, over `quarters` quarters, for all draws; as `project_chunks`."""
    chunks = [
        chunk
        for _, chunk in project_chunks(
            corridors, shock, behaviour, baseline_tax_rate=baseline_tax_rate, quarters=quarters
        )
    ]
    if len(chunks) == 1:
        return chunks[0]
    names = [field.name for field in fields(Projection)]
    return Projection(**{name: np.concatenate([getattr(chunk, name) for chunk in chunks]) for name in names})


def project_chunks(
    corridors: Corridors, shock: Shock, behaviour: Behaviour, *, baseline_tax_rate: float, quarters: int = 12
) -> Iterator[tuple[slice, Projection]]:
    """Project some draws at a time: which, and their projection; who needs few of its results keeps only those.

    `baseline_tax_rate` is the tax rate of current law, which the published flow is taken to contain.
    Raises InputError when the arrays disagree on countries, or for a tax rate or number of quarters out of range.
    """
    countries = corridors.annual_received_usd_m.size
    if shock.tax_rate.size != countries or behaviour.e_cash.shape != (behaviour.count, countries):
        raise InputError(
            f"Remittances: shocks for {shock.tax_rate.size} countries and cash shares of shape {behaviour.e_cash.shape}"
            f" must match {countries} countries and {behaviour.count} draws."
        )
    tax = read("Remittances: baseline tax rate", baseline_tax_rate)
    if tax.ndim or not 0 <= tax <= 1:
        raise InputError(f"Remittances: baseline tax rate {baseline_tax_rate} must lie between 0 and 1.")
    if not is_whole(quarters) or quarters < 1:
        raise InputError(f"Remittances: number of quarters {quarters} must be a whole number from 1.")
    for start in range(0, behaviour.count, CHUNK):
        draws = slice(start, start + CHUNK)
        yield draws, _project(corridors, shock, behaviour.rows(draws), baseline_tax_rate, quarters)


def alarm(corridors: Corridors, shock: Shock, scale: FloatArray) -> FloatArray:
    """How far the shock is felt by those at risk, from 0 (nothing added) to 1, [draw, country] for a scale [draw].

    1 - exp(-r / scale), where r is the number of people added per year to those removed from the interior, plus
    those who lose their status, per person at risk. The parameters psi_prec and earn_hit describe a population that
    is fully alarmed; without this factor they would also move the baseline, where nothing has changed. A smooth rise
    from zero keeps small shocks small; saturation says that fear has a ceiling. The border is left out: it does not
    touch people who live in the US. Fewer removals than in the baseline give 0: no evidence says that relief mirrors
    fear. The scale is judgement: one added removal a year per hundred people at risk, the order of 2025, gives 63 %.
    """
    affected = np.maximum(shock.interior_removals_people, 0.0) + _losing_status(corridors, shock)
    return -np.expm1(-_per_person_at_risk(affected, corridors) / scale[:, None])


def _losing_status(corridors: Corridors, shock: Shock) -> FloatArray:
    """People who move from liminal to unauthorised, [country]."""
    return shock.status_loss_share * corridors.people[:, _LIMINAL]


def _per_person_at_risk(people: FloatArray, corridors: Corridors) -> FloatArray:
    """People [..., country] per person at risk; 0 where nobody is, NaN where that is unknown."""
    at_risk = corridors.at_risk_people
    return np.where(at_risk == 0, 0.0, people / np.where(at_risk == 0, 1.0, at_risk))


def _project(
    corridors: Corridors, shock: Shock, behaviour: Behaviour, baseline_tax_rate: float, quarters: int
) -> Projection:
    """`project` for one chunk of draws. Arrays are [draw, country], or [draw, country, quarter] once time matters."""
    quarter = np.arange(1, quarters + 1)

    def per_draw(values: FloatArray) -> FloatArray:
        return values[:, None]

    # Who sends what: money weights of the groups; the amount per sender reproduces the published flow.
    senders = corridors.people * per_draw(behaviour.send * behaviour.rel)
    all_senders = senders.sum(axis=-1)
    all_senders = np.where(all_senders > 0, all_senders, np.nan)  # a flow that nobody sends cannot be explained
    weight = senders / all_senders[..., None]
    per_sender_usd = 1e6 * _QUARTERS_PER_YEAR * corridors.quarterly_usd_m / all_senders
    low, high = PLAUSIBLE_PER_SENDER_USD

    # Loss of status: the same people, exposed as the unauthorised and paid like them.
    losing = _losing_status(corridors, shock)
    weight_before = losing * per_draw(behaviour.send[:, _LIMINAL] * behaviour.rel[:, _LIMINAL]) / all_senders
    weight_after = losing * per_draw(behaviour.send[:, _LIMINAL] * behaviour.rel[:, _UNAUTHORISED]) / all_senders
    liminal = weight[..., _LIMINAL] - weight_before
    unauthorised = weight[..., _UNAUTHORISED] + weight_after
    status_loss = np.broadcast_to((weight_after - weight_before)[..., None], (*liminal.shape, quarters))

    # Removals: equal flows, so the share gone rises in a straight line until nobody is left.
    leaving = (
        shock.interior_removals_people * per_draw(behaviour.lambda_dep + behaviour.chi_vol)
        + shock.border_removals_people * per_draw(behaviour.lambda_border)
    ) / _QUARTERS_PER_YEAR
    pace = _per_person_at_risk(leaving, corridors)[..., None]
    gone_at_start = np.minimum((quarter - 1) * pace, 1.0)
    gone_at_end = np.minimum(quarter * pace, 1.0)
    not_replaced = (1.0 - behaviour.theta_repl)[:, None, None] * (gone_at_start + gone_at_end) / 2
    removals = 0.0 - (liminal + unauthorised)[..., None] * not_replaced  # "0.0 -" because -(0.0) is shown as -0

    # Arrivals send half of what others do in their first year; they arrive throughout each quarter.
    arrived = np.cumsum(_ramp(quarters)) / _QUARTERS_PER_YEAR
    intensity = per_draw(behaviour.send[:, _UNAUTHORISED] * behaviour.rel[:, _UNAUTHORISED]) / all_senders
    arrivals = (shock.arrivals_people * intensity)[..., None] * arrived

    # Behaviour of those who stay, and of the relatives who replace.
    fading = per_draw(behaviour.psi_prec) * np.exp2(-(quarter - 1) / per_draw(behaviour.prec_half_life))
    felt = alarm(corridors, shock, behaviour.alarm_scale)
    feeling = {_LIMINAL: per_draw(behaviour.risk_liminal), _UNAUTHORISED: np.ones(1)}

    def response(group: int) -> FloatArray:
        risk = (feeling[group] * felt)[..., None]
        return (1.0 + fading[:, None, :] * risk) * (1.0 - behaviour.earn_hit[:, None, None] * risk) - 1.0

    behaviour_step = liminal[..., None] * (1.0 - not_replaced) * response(_LIMINAL)
    behaviour_step += (unauthorised[..., None] * (1.0 - not_replaced) + arrivals) * response(_UNAUTHORISED)

    # The tax makes sending dearer, for the base that is exposed and does not move.
    exposed = behaviour.e_cash * per_draw(1.0 - behaviour.a_avoid)
    cost = 1.0 + per_draw(behaviour.c0)
    dearer = (cost + shock.tax_rate * exposed) / (cost + baseline_tax_rate * exposed)
    tax_hat = dearer ** -per_draw(behaviour.eps_fee)
    tax = (tax_hat - 1.0)[..., None] * (1.0 + status_loss + removals + arrivals + behaviour_step)

    # From shares of the baseline to money.
    baseline = corridors.quarterly_usd_m[:, None]
    steps = (status_loss, removals, arrivals, behaviour_step, tax)
    status_part, removals_part, arrivals_part, behaviour_part, tax_part = (baseline * step for step in steps)
    change = status_part + removals_part + arrivals_part + behaviour_part + tax_part
    remittances = baseline + change
    received_change = change - behaviour.xi_inf[:, None, None] * tax_part
    tax_paid = (shock.tax_rate * exposed)[..., None] * remittances
    tax_paid_before = (baseline_tax_rate * exposed)[..., None] * baseline

    # People who return work at home and are received at public cost.
    interior = shock.interior_removals_people * per_draw(1.0 + behaviour.chi_vol) / _QUARTERS_PER_YEAR
    so_far = np.minimum(interior[..., None] * np.arange(quarters + 1), corridors.at_risk_people[:, None])
    returned = np.diff(so_far, axis=-1) + (shock.border_removals_people / _QUARTERS_PER_YEAR)[:, None]
    received = returned + (shock.third_country_people / _QUARTERS_PER_YEAR)[:, None]
    workers = np.where(corridors.employment_people > 0, corridors.employment_people, np.nan)
    product = corridors.gdp_usd_m / workers / _QUARTERS_PER_YEAR * per_draw(behaviour.emp_ret * behaviour.prod_rel)
    age = quarter - 0.5
    phase = np.minimum(age / per_draw(behaviour.phase_in), 1.0)
    phase *= 1.0 - per_draw(behaviour.displ_ret) * np.exp(-age / per_draw(behaviour.displ_fade))
    group_people = np.repeat(corridors.people[:, :, None], quarters, axis=2)
    group_people[:, _LIMINAL] -= losing[:, None]
    group_people[:, _UNAUTHORISED] += losing[:, None]
    staying = 1.0 - gone_at_end[:, :, None, :] * np.array((False, True, True))[:, None]

    return Projection(
        remittances_usd_m=remittances,
        change_usd_m=change,
        status_loss_part_usd_m=status_part,
        removals_part_usd_m=removals_part,
        arrivals_part_usd_m=arrivals_part,
        behaviour_part_usd_m=behaviour_part,
        tax_part_usd_m=tax_part,
        received_change_usd_m=received_change,
        tax_paid_usd_m=tax_paid,
        tax_paid_change_usd_m=tax_paid - tax_paid_before,
        gdp_effect_usd_m=behaviour.mu_r[:, None, None] * (received_change @ gdp_lags(behaviour.gdp_first, quarters)),
        labour_gain_usd_m=product[..., None] * (returned @ _spread(phase)),
        reintegration_cost_usd_m=behaviour.cost_reint[:, None, None] * received / 1e6,
        returned_people=returned,
        group_people=group_people * staying,
        per_sender_usd=per_sender_usd,
        per_sender_implausible=(per_sender_usd < low) | (per_sender_usd > high),
    )


def _spread(profile: FloatArray) -> FloatArray:
    """Matrices [..., from quarter, to quarter] that spread each quarter over itself and later ones by profile [age]."""
    quarters = np.arange(profile.shape[-1])
    age = quarters[None, :] - quarters[:, None]
    return np.where(age >= 0, profile[..., np.maximum(age, 0)], 0.0)


def _ramp(quarters: int) -> FloatArray:
    """Sending of a cohort by quarters since its own, relative to others: half of it for a year, then all of it.

    Arrivals are spread over their quarter: on average they are there for half of it, and half of their fifth quarter
    belongs to the first year.
    """
    return np.array((0.25, 0.5, 0.5, 0.5, 0.75) + (1.0,) * quarters)[:quarters]
