"""From a scenario to estimates: composes tables and model, and carries sources and missing inputs along.

`estimate(scenario)` is what the page, the command line and scenario files all call, so they show the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.data import registry, scenarios
from dashboard.data.tables import Table, load_table
from dashboard.domain import ALL_COUNTRIES, Assumption, Impact, InputError, Scenario
from dashboard.model import channels, partial, tariffs, uncertainty
from dashboard.model.channels import QUARTERS, Channel, FloatArray, Outcome
from dashboard.model.remittances import GROUPS, Corridors
from dashboard.model.tariffs import Measure, Schedule

BASE_YEAR = 2024
DEFAULT_DRAWS = 1024
DEFAULT_SEED = 2026
MAX_DRAWS = 2**14
# Fewer cannot tell the drivers apart: two draws per coefficient of the fit.
MIN_DRIVER_DRAWS = 256
TOTAL = "total"
# Cuba's trade with the US is cut by the embargo; a tariff on what is left says nothing.
EMBARGO = ("CUB",)
DETAIL_COVERAGE = 0.9
FEW_PRODUCTS = 20
SECTION_232_BY_PRODUCT = date(2026, 4, 6)


@dataclass(frozen=True, eq=False)
class Band:
    """Central run with its 5 % and 95 % bounds, arrays of one shape; NaN is no data, None is not yet drawn."""

    central: FloatArray
    p05: FloatArray | None = None
    p95: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class ImpactResult:
    """Everything one scenario yields, for the 33 countries and, last, their sum ("ALL").

    `bands[channel, metric]` [area] are results at the horizon, `paths[channel, metric]` [area, quarter] those over
    all quarters. `flags[channel][iso3]` say what is missing or weak; `sources[channel]` what the channel rests on;
    `active` which channels the scenario touches. `driver_shares` [assumption, area] is the share of the variance of
    the total effect on GDP that each assumption explains alone.
    """

    scenario: Scenario
    baseline_date: date
    data_vintage: str
    horizon: int
    draws: int
    seed: int
    areas: tuple[str, ...]
    targets: tuple[str, ...]
    active: tuple[str, ...]
    bands: dict[tuple[str, str], Band]
    paths: dict[tuple[str, str], Band]
    flags: dict[str, dict[str, tuple[str, ...]]]
    sources: dict[str, tuple[str, ...]]
    us_buyers_cost: Band
    driver_ids: tuple[str, ...] = ()
    driver_shares: FloatArray | None = None

    def value(self, channel: str, metric: str, area: str) -> Impact:
        """One estimate at the horizon, for a country or for "ALL"."""
        band, row, spec = self.bands[channel, metric], self.areas.index(area), METRICS[channel, metric]

        def at(values: FloatArray | None) -> float | None:
            return None if values is None or np.isnan(values[row]) else float(values[row])

        return Impact(
            iso3=area,
            channel=channel,
            metric=metric,
            layer=spec.layer,
            horizon=f"Q{self.horizon}",
            unit=spec.unit,
            central=at(band.central),
            p05=at(band.p05),
            p95=at(band.p95),
            flags=self.flags[channel].get(area, ()),
            sources=self.sources[channel],
        )

    @property
    def impacts(self) -> tuple[Impact, ...]:
        """All estimates for the 33 countries at the horizon."""
        return tuple(self.value(channel, metric, iso3) for channel, metric in self.bands for iso3 in registry.lac33())


METRICS: dict[tuple[str, str], channels.Metric] = {
    (channel.id, metric.id): metric for channel in channels.CHANNELS for metric in channel.metrics
}
# Channels carry different shocks, so their effects on GDP add up; two views of one shock never do.
METRICS[TOTAL, "gdp_usd_m"] = channels.Metric("gdp_usd_m", "usd_m", "SUM")
METRICS[TOTAL, "gdp_pct"] = channels.Metric("gdp_pct", "percent_of_gdp", "SUM")
PATHS = (
    (TOTAL, "gdp_pct"),
    (channels.TARIFF.id, "tariff_gdp_pct"),
    (channels.REMITTANCE.id, "remittance_gdp_pct"),
    (channels.REMITTANCE.id, "remittances_usd_m"),
)


def estimate(scenario: Scenario, *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> ImpactResult:
    """Estimate a scenario for all 33 countries.

    `draws` is a power of two, or 0 for the central run alone; the same seed gives the same numbers.
    Raises InputError for an unusable number of draws or values that the model cannot combine.
    """
    assumed, ids = _assumed(scenario, draws, seed)
    day = scenarios.baseline_day(scenario)
    horizon = int(float(scenarios.value(scenario, "horizon_q")))  # type: ignore[arg-type]
    active = tuple(channel.id for channel in channels.CHANNELS if _touches(scenario, channel))
    inputs = {
        channels.TARIFF.id: tariff_inputs(scenario, day),
        channels.REMITTANCE.id: remittance_inputs(scenario, day),
    }
    outcomes = {}
    for channel in channels.CHANNELS:
        # No shock is no effect, whatever the assumptions: then the central row says it all.
        rows = slice(None) if channel.id in active else slice(1)
        outcomes[channel.id] = channel.estimate(
            inputs[channel.id], {name: assumed[name][rows] for name in channel.assumptions}
        )

    series: dict[tuple[str, str], FloatArray] = {}
    for channel_id, outcome in outcomes.items():
        shown = _shown(channel_id)
        for metric, values in outcome.values.items():
            series[channel_id, metric] = _with_sum(values, shown)
        for metric, base in outcome.bases.items():
            name = metric.replace("_usd_m", "_pct")
            series[channel_id, name] = _percent(outcome.values[metric], base, shown)
    total, shown = _total(outcomes, active)
    series[TOTAL, "gdp_usd_m"] = _with_sum(total, shown)
    series[TOTAL, "gdp_pct"] = _percent(total, gdp_usd_m(), shown)

    flags = {channel: dict(found) for channel, found in _flags().items()}
    flags[TOTAL] = {
        iso3: tuple(dict.fromkeys(flag for channel in active or _flags() for flag in flags[channel].get(iso3, ())))
        for iso3 in registry.lac33()
    }
    sources = {channel.id: _sources(channel.tables) for channel in channels.CHANNELS}
    sources[TOTAL] = tuple(dict.fromkeys(source for channel in (active or sources) for source in sources[channel]))
    return ImpactResult(
        scenario=scenario,
        baseline_date=day,
        data_vintage=data_vintage(),
        horizon=horizon,
        draws=draws,
        seed=seed,
        areas=(*registry.lac33(), ALL_COUNTRIES),
        targets=scenarios.targets(scenario),
        active=active,
        bands={key: _band(values[..., horizon - 1], draws) for key, values in series.items()},
        paths={key: _band(series[key], draws) for key in PATHS},
        flags=flags,
        sources=sources,
        us_buyers_cost=_band(outcomes[channels.TARIFF.id].us_buyers_cost_usd_m, draws),
        driver_ids=ids if draws else (),
        driver_shares=_drivers(assumed, ids, series[TOTAL, "gdp_usd_m"][1:, :, horizon - 1])
        if active and draws >= MIN_DRIVER_DRAWS
        else None,
    )


def _assumed(scenario: Scenario, draws: int, seed: int) -> tuple[dict[str, FloatArray], tuple[str, ...]]:
    """Values of all assumptions the channels read, [row]: row 0 is the central run, the rest are draws."""
    if draws > MAX_DRAWS:
        raise InputError(f"Number of draws: {draws} must be at most {MAX_DRAWS}.")
    if seed < 0:
        raise InputError(f"Seed: {seed} must be a whole number from 0.")
    register = used_assumptions()
    overrides = dict(scenario.assumptions)
    central = uncertainty.central_values(register, overrides)
    if not draws:
        return {name: np.array([value]) for name, value in central.items()}, tuple(central)
    drawn = uncertainty.draws(register, count=draws, seed=seed, overrides=overrides)
    return {name: np.concatenate(([central[name]], drawn[name])) for name in drawn.ids}, drawn.ids


@cache
def used_assumptions() -> tuple[Assumption, ...]:
    """The assumptions that some channel declares, in registry order."""
    declared = {name for channel in channels.CHANNELS for name in channel.assumptions}
    return tuple(assumption for assumption in registry.assumptions().values() if assumption.id in declared)


def _touches(scenario: Scenario, channel: Channel) -> bool:
    """Whether the scenario moves a lever of the channel; how a tariff would fall does not matter without one."""
    if channel is channels.TARIFF:
        return scenario.get("tariff_pp") is not None or scenario.get("tariff_mode") is not None
    return any(scenario.get(setting) is not None for setting in channel.settings)


def _with_sum(values: FloatArray, shown: NDArray[np.bool_]) -> FloatArray:
    """[row, country, quarter] with the sum over the countries that have data as a last area; the others become NaN."""
    if _steady(values):  # keep it one number per country
        summed = _with_sum(values[..., :1], shown)
        return np.broadcast_to(summed, (*summed.shape[:2], values.shape[-1]))
    hidden = np.where(shown[:, None], values, np.nan)
    return np.concatenate([hidden, np.nansum(hidden, axis=1, keepdims=True)], axis=1)


def _steady(values: FloatArray) -> bool:
    """Whether the values are one number repeated over the quarters (a broadcast axis), which is cheap to know."""
    return values.shape[-1] > 1 and values.strides[-1] == 0


def _percent(values: FloatArray, base: FloatArray, shown: NDArray[np.bool_]) -> FloatArray:
    """Per cent of `base` [country]; for the sum, of the bases of the countries that have data on both."""
    both = shown & ~np.isnan(base) & (base > 0) & ~np.isnan(values[0, :, 0])
    whole = np.append(np.where(both, base, np.nan), base[both].sum() if both.any() else np.nan)
    percent: FloatArray = 100.0 * _with_sum(values, both) / whole[:, None]
    return percent


def _band(values: FloatArray, draws: int) -> Band:
    """Central run (row 0) and percentiles of the draws; a single row has no spread."""
    central = values[0].copy()  # a view would keep all draws alive in the cache
    if not draws:
        return Band(central)
    if len(values) == 1:
        return Band(central, central, central)
    if values.ndim > 2 and _steady(values):
        flat = _band(values[..., 0], draws)
        low, high = (np.broadcast_to(part[..., None], central.shape) for part in (flat.p05, flat.p95))  # type: ignore[index]
        return Band(central, low, high)
    low, high = np.quantile(values[1:], (0.05, 0.95), axis=0)
    return Band(central, low, high)


def _total(outcomes: Mapping[str, Outcome], active: tuple[str, ...]) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Effect on GDP of the active channels [row, country, quarter], and which countries have data for all of them."""
    shown = ~np.isnan(gdp_usd_m())
    rows = max((outcomes[channel].gdp_usd_m.shape[0] for channel in active), default=1)
    total = np.zeros((rows, len(shown), QUARTERS))
    for channel in active:
        total += outcomes[channel].gdp_usd_m
        shown = shown & _shown(channel)
    return total, shown & ~np.isnan(total[0, :, 0])


def _drivers(assumed: Mapping[str, FloatArray], ids: tuple[str, ...], total: FloatArray) -> FloatArray:
    """Share of the variance of the total [draw, area] due to each assumption alone, [assumption, area]."""
    return uncertainty.first_order_shares(np.stack([assumed[name][1:] for name in ids], axis=1), total)


# Tariff inputs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Detail:
    """US imports by product and supplier with the rates of each programme, one entry per cell."""

    market: partial.Market
    rates: dict[str, FloatArray]
    covered_232: FloatArray
    usmca_claim: FloatArray
    energy: NDArray[np.bool_]
    chapter: NDArray[np.str_]


REST = "ROW"


@cache
def _detail() -> _Detail:
    """Cells: the 33 states and Canada from their own rows, China from the world table, the rest as a residual."""
    own = load_table("us_imports_hs6").frame
    world = load_table("us_imports_hs6_world").frame
    named = own.groupby("hs6")["imports_usd_m"].sum().reindex(world["hs6"], fill_value=0.0).to_numpy()
    china = world["imports_china_usd_m"].to_numpy()
    rest = np.maximum(world["imports_world_usd_m"].to_numpy() - named - china, 0.0)
    others = pd.concat(
        [
            pd.DataFrame({"iso3": "CHN", "hs6": world["hs6"], "imports_usd_m": china}),
            pd.DataFrame({"iso3": REST, "hs6": world["hs6"], "imports_usd_m": rest}),
        ]
    )
    cells = pd.concat([own, others[others["imports_usd_m"] > 0]], ignore_index=True)
    suppliers = (*registry.lac33(), "CAN", "CHN", REST)
    products = tuple(sorted(cells["hs6"].unique()))
    cells["product"] = cells["hs6"].map({code: i for i, code in enumerate(products)})
    cells["supplier"] = cells["iso3"].map({code: i for i, code in enumerate(suppliers)})
    cells = cells.sort_values(["product", "supplier"], kind="stable")
    market = partial.Market(
        products=products,
        suppliers=suppliers,
        cell_product=cells["product"].to_numpy(np.int64),
        cell_supplier=cells["supplier"].to_numpy(np.int64),
        value_usd_m=cells["imports_usd_m"].to_numpy(np.float64),
    )
    columns = {programme.column for programme in registry.programmes()}
    return _Detail(
        market=market,
        rates={column: cells[f"{column}_pct"].to_numpy(np.float64) / 100.0 for column in columns},
        covered_232=cells["s232_covered_share"].fillna(0.0).to_numpy(np.float64),
        usmca_claim=cells["usmca_claim_share"].fillna(0.0).to_numpy(np.float64),
        energy=cells["is_energy"].fillna(0).to_numpy(np.float64) > 0.5,
        chapter=cells["hs6"].str[:2].to_numpy(str),
    )


@lru_cache(maxsize=16)
def law(day: date) -> Schedule:
    """The rates of all cells on a day.

    China and the rest of the world enter with their average rate, which only weights the shares. Emergency tariffs on
    Mexico and Canada are published by country, not by product: their average is spread over the goods it fell on,
    those not claimed under the trade agreement and not under Section 232.
    """
    detail = _detail()
    market = detail.market
    supplier = np.array(market.suppliers)[market.cell_supplier]
    average = np.isin(supplier, ("CHN", REST))
    rates = {}
    for column, values in detail.rates.items():
        filled = np.where(average, 0.0, values)
        for iso3 in ("MEX", "CAN"):
            missing = (supplier == iso3) & np.isnan(filled)
            if missing.any():
                filled[missing] = _spread_average(detail, iso3, day)[missing]
        rates[column] = filled
    mfn, s232, layers = tariffs.schedule_at(rates, registry.programmes(), day)
    mfn = np.array(mfn)
    if day < SECTION_232_BY_PRODUCT:
        s232 = s232 * _scale_to_published(detail, s232, "s232", day)
    mfn[supplier == "CHN"] = _published_rate("CHN", "total", day)
    mfn[supplier == REST] = _published_rate("WORLD", "total", day)
    return Schedule(mfn, s232, layers, detail.covered_232, detail.usmca_claim, detail.energy)


def _spread_average(detail: _Detail, iso3: str, day: date) -> FloatArray:
    exposed = (1.0 - detail.usmca_claim) * (1.0 - detail.covered_232)
    own = detail.market.cell_supplier == detail.market.suppliers.index(iso3)
    value = detail.market.value_usd_m
    base = float((value * exposed)[own].sum())
    level = _published_rate(iso3, "ieepa_fentanyl", day) * float(value[own].sum()) / base
    spread: FloatArray = level * exposed
    return spread


def _scale_to_published(detail: _Detail, rates: FloatArray, authority: str, day: date) -> FloatArray:
    """Factor per cell, at most 1, that brings each country's average of `rates` down to the published one."""
    market = detail.market
    size = len(market.suppliers)
    average = tariffs.country_average(rates, market.value_usd_m, market.cell_supplier, size)
    published = np.array([_published_rate(supplier, authority, day) for supplier in market.suppliers])
    factor = np.divide(published, average, out=np.ones(size), where=average > 0.0)
    scale: FloatArray = np.minimum(factor, 1.0)[market.cell_supplier]
    return scale


def _published_rate(iso3: str, authority: str, day: date) -> float:
    """Average rate of a supplier on a day as a fraction; 0 when the table has no row, which there means none."""
    frame = load_table("us_effective_rates").frame
    stamp = pd.Timestamp(day)
    row = frame[
        (frame["iso3"] == iso3)
        & (frame["authority"] == authority)
        & (frame["date_from"] <= stamp)
        & (frame["date_to"].isna() | (frame["date_to"] >= stamp))
    ]
    return float(row["rate_pct"].iloc[0]) / 100.0 if len(row) else 0.0


def measure(scenario: Scenario) -> Measure | None:
    """The tariff measure of a scenario, None when it has none."""
    rate = float(scenarios.value(scenario, "tariff_pp")) / 100.0  # type: ignore[arg-type]
    mode = str(scenarios.value(scenario, "tariff_mode"))
    if rate == 0.0 and mode == "add":
        return None
    market, chosen = _detail().market, scenarios.value(scenario, "tariff_products")
    products = np.array([code[:2] in chosen for code in market.products]) if chosen else None  # type: ignore[operator]
    return Measure(
        added=rate,
        targets=np.isin(market.suppliers, scenarios.targets(scenario)),
        mode="product" if chosen else mode,  # type: ignore[arg-type]
        products=products,
        energy_exempt=scenarios.value(scenario, "energy_exempt") == 1,
        usmca_exempt=scenarios.value(scenario, "usmca_exempt") == 1,
    )


def tariff_inputs(scenario: Scenario, day: date) -> channels.TariffInputs:
    """Market and law before and after the scenario's measure."""
    market, before = _detail().market, law(day)
    return channels.TariffInputs(
        market=market,
        before=before,
        after=channels.new_schedule(market, before, measure(scenario)),
        columns=np.array([market.suppliers.index(iso3) for iso3 in registry.lac33()]),
        gdp_usd_m=gdp_usd_m(),
    )


@dataclass(frozen=True)
class ProductHit:
    """A four-digit product heading of one country in the central run.

    Values are US$ million a year, rates are per cent of customs value; `us_share_pct` is the country's share of US
    imports of the heading.
    """

    heading: str
    exports_before_usd_m: float
    change_usd_m: float
    tariff_before_pct: float
    tariff_after_pct: float
    us_share_pct: float


def products_hit(scenario: Scenario, iso3: str, count: int = 12) -> tuple[ProductHit, ...]:
    """The product headings of a country that change most in the central run, largest change first."""
    inputs = tariff_inputs(scenario, scenarios.baseline_day(scenario))
    market, values = inputs.market, uncertainty.central_values(used_assumptions(), dict(scenario.assumptions))
    result = partial.solve_cells(
        market,
        inputs.before,
        inputs.after,
        rho=values["rho_act"],
        sigma=values["sigma_sup"],
        eta=values["eta_imp"],
        pass_through=values["phi_pt"],
    )
    headings = sorted({code[:4] for code in market.products})
    place = {heading: i for i, heading in enumerate(headings)}
    index = np.array([place[code[:4]] for code in market.products])[market.cell_product]
    own = market.cell_supplier == market.suppliers.index(iso3)

    def total(values_usd_m: FloatArray, cells: NDArray[np.bool_] | slice = own) -> FloatArray:
        summed: FloatArray = np.bincount(index[cells], values_usd_m[cells], len(headings)).astype(np.float64)
        return summed

    value = market.value_usd_m
    before, change = total(value), total(result.change)
    duty_before, duty_after = total(value * result.tariff_before), total(value * result.tariff_after)
    everyone = total(value, slice(None))
    largest = [i for i in np.argsort(-np.abs(change), kind="stable")[:count] if change[i] != 0.0]
    return tuple(
        ProductHit(
            headings[i],
            float(before[i]),
            float(change[i]),
            float(100 * duty_before[i] / before[i]),
            float(100 * duty_after[i] / before[i]),
            float(100 * before[i] / everyone[i]),
        )
        for i in largest
    )


# Remittance inputs ---------------------------------------------------------------------------------------------------


def remittance_inputs(scenario: Scenario, day: date) -> channels.RemittanceInputs:
    """Corridors and the scenario's shock; only the countries aimed at are hit."""
    countries = registry.lac33()
    aimed = np.isin(countries, scenarios.targets(scenario))
    added = 1000.0 * float(scenarios.value(scenario, "removals_k"))  # type: ignore[arg-type]
    baseline_tax = float(registry.instruments()["remit_tax_pct"].baseline(day)) / 100.0  # type: ignore[arg-type]
    tax = float(scenarios.value(scenario, "remit_tax_pct")) / 100.0  # type: ignore[arg-type]
    status = float(scenarios.value(scenario, "status_loss_pct")) / 100.0  # type: ignore[arg-type]
    return channels.RemittanceInputs(
        corridors=corridors(),
        removals_people=added * _removal_shares(tuple(code for code, hit in zip(countries, aimed, strict=True) if hit)),
        tax_rate=tax,
        baseline_tax_rate=baseline_tax,
        status_loss_share=np.where(aimed, status, 0.0),
        uses_mexican_cash_share=np.array([iso3 == "MEX" for iso3 in countries]),
    )


@cache
def corridors() -> Corridors:
    """Remittances, migrants and macro inputs of the 33 countries; NaN where there is no figure."""
    received = load_table("remittances_received").frame
    shares = load_table("remittances_us_share").frame
    # Two model shares contradict all else that is known of the country; such a share is no share.
    share = shares[shares["flag"] != "unreliable"].set_index("iso3")["us_share_pct"]
    migrants = load_table("migrants_by_status_group").frame
    people = [migrants[migrants["status_group"] == group].set_index("iso3")["people"] for group in GROUPS]
    structure = load_table("macro_structure").frame.set_index("iso3")
    gdp = gdp_usd_m()
    return Corridors(
        annual_received_usd_m=_by_country(
            received[received["year"] == BASE_YEAR].set_index("iso3")["remittances_usd_m"]
        ),
        us_share=_by_country(share) / 100.0,
        people=np.stack([_by_country(group) for group in people], axis=1),
        gdp_usd_m=gdp,
        consumption_usd_m=gdp * _by_country(structure["household_consumption_gdp_pct"]) / 100.0,
        goods_imports_usd_m=_by_country(structure["imports_goods_services_usd_m"]),
        employment_people=_by_country(structure["employment_people"]),
    )


@lru_cache(maxsize=64)
def _removal_shares(aimed: tuple[str, ...]) -> FloatArray:
    """How added removals are shared among the countries aimed at: as ICE removals by citizenship in the last full year.

    The largest countries are listed in every year; one that is not listed had few removals and gets none.
    """
    frame = load_table("removals_by_citizenship").frame
    last = frame[frame["fiscal_year"] == frame["fiscal_year"].max()].set_index("iso3")["removals_events"]
    events = np.array([float(last.get(iso3, 0)) if iso3 in aimed else 0.0 for iso3 in registry.lac33()])
    if aimed and len(aimed) == 1 and events.sum() == 0:
        return np.array([1.0 if iso3 in aimed else 0.0 for iso3 in registry.lac33()])
    # Aimed at all: citizens of other parts of the world take their share too.
    everyone = float(last.sum()) if set(aimed) >= set(registry.lac33()) else events.sum()
    return events / everyone if everyone else events


@cache
def gdp_usd_m() -> FloatArray:
    """GDP of the base year [country], US$ million; NaN where no usable figure exists (Cuba)."""
    frame = load_table("macro_annual").frame
    return _by_country(frame[frame["year"] == BASE_YEAR].set_index("iso3")["gdp_usd_m"])


def _by_country(series: pd.Series[Any]) -> FloatArray:
    return series.reindex(list(registry.lac33())).to_numpy(dtype=np.float64, na_value=np.nan)


# What is missing or weak ---------------------------------------------------------------------------------------------


def _shown(channel_id: str) -> NDArray[np.bool_]:
    """Countries for which the channel means anything, [country]."""
    return np.array([not (channel_id == channels.TARIFF.id and iso3 in EMBARGO) for iso3 in registry.lac33()])


@cache
def _flags() -> dict[str, dict[str, tuple[str, ...]]]:
    """Ids of what is missing ("no_...") or weak in the inputs, by channel and country."""
    known = corridors()
    share = load_table("remittances_us_share").frame.set_index("iso3")
    method = load_table("migrants_by_status_group").frame.drop_duplicates("iso3").set_index("iso3")["method"]
    gdp_flag = load_table("macro_annual").frame.query("year == @BASE_YEAR").set_index("iso3")["gdp_flag"]
    detail = _detail().market
    counts = np.bincount(detail.cell_supplier, minlength=len(detail.suppliers))
    covered = _coverage_of_detail()
    central = uncertainty.central_values(used_assumptions())
    nothing = channels.RemittanceInputs(
        corridors=known,
        removals_people=np.zeros(len(registry.lac33())),
        tax_rate=0.0,
        baseline_tax_rate=0.0,
        status_loss_share=np.zeros(len(registry.lac33())),
        uses_mexican_cash_share=np.zeros(len(registry.lac33()), dtype=np.bool_),
    )
    implausible = channels.per_sender_implausible(nothing, {name: np.array([v]) for name, v in central.items()})
    tariff: dict[str, tuple[str, ...]] = {}
    remittance: dict[str, tuple[str, ...]] = {}
    for i, iso3 in enumerate(registry.lac33()):
        weak_gdp = isinstance(gdp_flag.get(iso3), str)
        of_gdp = ("no_gdp",) if np.isnan(known.gdp_usd_m[i]) else ("weak_gdp",) if weak_gdp else ()
        found = list(of_gdp)
        if iso3 in EMBARGO:
            found.insert(0, "embargo")
        if counts[detail.suppliers.index(iso3)] < FEW_PRODUCTS:
            found.append("few_products")
        if covered.get(iso3, 1.0) < DETAIL_COVERAGE:
            found.append("detail_below_total")
        tariff[iso3] = tuple(found)
        found = list(of_gdp)
        if np.isnan(known.annual_received_usd_m[i]):
            found.append("no_remittances")
        if np.isnan(known.us_share[i]):
            found.append("no_us_share")
        elif share.loc[iso3, "method"] == "model_estimate":
            found.append("us_share_lower_bound")
        if np.isnan(known.people[i]).any():
            found.append("no_migrants")
        elif str(method.get(iso3, "")) in ("noncitizen_upper_bound_scaled", "final_orders_floor"):
            found.append("migrants_judged")
        if implausible[i]:
            found.append("per_sender_implausible")
        if np.isnan(known.employment_people[i]):
            found.append("no_employment")
        remittance[iso3] = tuple(found)
    return {channels.TARIFF.id: tariff, channels.REMITTANCE.id: remittance}


@cache
def _coverage_of_detail() -> dict[str, float]:
    """Product detail (imports for consumption) as a share of the general imports that Census reports, by country."""
    detail = load_table("us_imports_hs6").frame.groupby("iso3")["imports_usd_m"].sum()
    annual = load_table("us_goods_trade_annual").frame
    general = annual[annual["year"] == BASE_YEAR].set_index("iso3")["us_imports_usd_m"]
    return {iso3: float(detail[iso3] / general[iso3]) for iso3 in registry.lac33() if general.get(iso3, 0.0) > 0}


@cache
def _sources(table_ids: tuple[str, ...]) -> tuple[str, ...]:
    tables: list[Table] = [load_table(table_id) for table_id in table_ids]
    return tuple(dict.fromkeys(source for table in tables for source in _used(table)))


def _used(table: Table) -> tuple[str, ...]:
    """Sources of the rows that the model reads: the base year where a table has years."""
    frame = table.frame
    if "source_id" not in frame:
        return table.source_ids
    if table.spec.id in ("macro_annual", "remittances_received"):
        frame = frame[frame["year"] == BASE_YEAR]
    if table.spec.id == "removals_by_citizenship":
        frame = frame[frame["fiscal_year"] == frame["fiscal_year"].max()]
    return tuple(dict.fromkeys(frame["source_id"]))


@cache
def data_vintage() -> str:
    """The newest vintage among the sources that the channels rest on."""
    ids = {source for channel in channels.CHANNELS for source in _sources(channel.tables)}
    return max(registry.sources()[source].version for source in ids)
