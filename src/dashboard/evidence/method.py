"""What the method page shows, read from the registries so that it cannot drift, and checks against figures."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from dashboard.data import registry
from dashboard.data.tables import Table
from dashboard.domain import Assumption, Instrument, Programme
from dashboard.model import channels, partial, remittances, uncertainty

YEAR = 2024  # base year of the remittance channel
MIN_STATUTORY_PCT = 1.0  # below it a ratio of two rates says nothing


@dataclass(frozen=True)
class Assumed:
    """An assumption and the channels that read it; none: kept for models to come."""

    assumption: Assumption
    used_by: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """Levers, assumptions by block, the calendar of tariff programmes and the settings of the draws."""

    instruments: tuple[Instrument, ...]
    assumptions: dict[str, tuple[Assumed, ...]]
    programmes: tuple[Programme, ...]
    channels: tuple[channels.Channel, ...]
    draws: int
    seed: int

    @property
    def assumption_count(self) -> int:
        """How many assumptions there are."""
        return sum(len(block) for block in self.assumptions.values())

    def value(self, assumption_id: str) -> float:
        """The central value of an assumption."""
        return registry.assumptions()[assumption_id].central

    @property
    def used_count(self) -> int:
        """How many of them the models read and draw."""
        return sum(bool(item.used_by) for block in self.assumptions.values() for item in block)

    @property
    def judged_count(self) -> int:
        """How many rest on judgement or could not be verified."""
        items = (item.assumption.quality for block in self.assumptions.values() for item in block)
        return sum(quality in ("judgement", "unverified") for quality in items)


def register() -> Register:
    """Everything the registries say."""
    blocks: dict[str, list[Assumed]] = {}
    for assumption in registry.assumptions().values():
        used = tuple(channel.id for channel in channels.CHANNELS if assumption.id in channel.assumptions)
        blocks.setdefault(assumption.block, []).append(Assumed(assumption, used))
    defaults = uncertainty.draws.__kwdefaults__ or {}
    return Register(
        instruments=tuple(registry.instruments().values()),
        assumptions={block: tuple(items) for block, items in blocks.items()},
        programmes=registry.programmes(),
        channels=channels.CHANNELS,
        draws=int(defaults["count"]),
        seed=int(defaults["seed"]),
    )


def source_names(source_ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(publisher and version, address or empty) of sources, for links in running text."""
    found = (registry.sources()[source] for source in source_ids)
    return tuple((f"{s.publisher} {s.version}".strip(), s.url if s.url.startswith("http") else "") for s in found)


# Checks against figures ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """A comparison by country (index iso3) with the ids of its sources."""

    frame: pd.DataFrame
    low: float
    high: float
    sources: tuple[str, ...]


def amounts_per_sender(received: Table, us_share: Table, groups: Table, year: int = YEAR) -> Check:
    """Yearly amount per sender that the inputs imply at central values, US$: per_sender_usd, plausible.

    Published remittances from the US over the senders that the split of migrants and the central shares of senders
    imply; outside the plausible range, flow and number of migrants do not fit together.
    """
    flows = received.frame[received.frame["year"] == year].set_index("iso3")
    shares = us_share.frame.set_index("iso3")
    people = groups.frame.pivot_table(index="iso3", columns="status_group", values="people", aggfunc="sum")
    central = {name: item.central for name, item in registry.assumptions().items()}
    weights = {
        group: central[f"send_{short}"] * central[f"rel_{short}"]
        for group, short in (("settled", "settled"), ("liminal", "liminal"), ("unauthorised", "unauth"))
    }
    countries = pd.Index(registry.lac33(), name="iso3")
    # The model needs all three groups of a country: an absent one is unknown, not nobody.
    senders = sum((people[group] * weight for group, weight in weights.items()), start=pd.Series(0.0, people.index))
    from_us = flows["remittances_usd_m"].reindex(countries) * shares["us_share_pct"].reindex(countries) / 100.0
    frame = pd.DataFrame({"per_sender_usd": 1e6 * from_us / senders.reindex(countries)})
    low, high = remittances.PLAUSIBLE_PER_SENDER_USD
    frame["plausible"] = frame["per_sender_usd"].between(low, high).where(frame["per_sender_usd"].notna())
    known = frame.index[frame["per_sender_usd"].notna()]
    inputs = [
        source for text in groups.frame.set_index("iso3").loc[known, "input_source_ids"] for source in text.split()
    ]
    sources = (*flows.loc[known, "source_id"], *shares.loc[known, "source_id"], *inputs)
    order = frame["per_sender_usd"].sort_values(ascending=False, na_position="last", kind="stable").index
    return Check(frame.loc[order], low, high, tuple(dict.fromkeys(map(str, sources))))


@dataclass(frozen=True)
class Collected:
    """Statutory and collected US rates in one month: statutory_pct, collected_pct, ratio (index iso3).

    `month` is the newest one that lies within a single period of law for the whole world.
    """

    frame: pd.DataFrame
    month: date
    median_ratio: float
    sources: tuple[str, ...]


def collected_rates(effective: Table, collected: Table) -> Collected:
    """How much of the statutory rate customs collected: a check on the actual-to-statutory ratio."""
    law = effective.frame[effective.frame["authority"] == "total"]
    months = sorted(collected.frame["month"].unique(), reverse=True)
    month = next(m for m in map(pd.Timestamp, months) if _one_law(law, m))
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    in_force = law[(law["date_from"] <= month) & (law["date_to"].isna() | (law["date_to"] >= last))]
    in_force = in_force[in_force["iso3"].isin(registry.lac33())]
    paid = collected.frame[collected.frame["month"] == month].set_index("iso3")["collected_rate_pct"]
    frame = in_force.set_index("iso3")[["rate_pct"]].rename(columns={"rate_pct": "statutory_pct"})
    frame["collected_pct"] = paid.reindex(frame.index)
    frame["ratio"] = (frame["collected_pct"] / frame["statutory_pct"]).where(
        frame["statutory_pct"] >= MIN_STATUTORY_PCT
    )
    frame = frame.reindex(pd.Index(registry.lac33(), name="iso3")).sort_values("statutory_pct", ascending=False)
    sources = dict.fromkeys((*in_force["source_id"].astype(str), *collected.source_ids))
    return Collected(frame, month.date(), float(frame["ratio"].median()), tuple(sources))


def _one_law(law: pd.DataFrame, month: pd.Timestamp) -> bool:
    """Whether no country's rate changes within the month."""
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return not ((law["date_from"] > month) & (law["date_from"] <= last)).any()


@dataclass(frozen=True)
class Example:
    """A worked example of the tariff model at central values: one product, two suppliers."""

    share: float
    tariff: float
    exports_change_pct: float
    rival_change_pct: float
    us_price_change_pct: float
    exporter_price_change_pct: float


def example(share: float = 0.3, tariff: float = 0.25) -> Example:
    """A duty on one supplier with `share` of US imports of a product; the rest comes from rivals without the duty."""
    central = {name: item.central for name, item in registry.assumptions().items()}
    solved = partial.solve(
        np.array([[share, 1.0 - share]]),
        np.log1p(np.array([[tariff, 0.0]])),
        sigma=central["sigma_sup"],
        eta=central["eta_imp"],
        pass_through=central["phi_pt"],
    )
    value = np.expm1(solved.dlog_quantity + solved.dlog_exporter_price)[0]
    return Example(
        share=share,
        tariff=tariff,
        exports_change_pct=100.0 * float(value[0]),
        rival_change_pct=100.0 * float(value[1]),
        us_price_change_pct=100.0 * float(np.expm1(solved.dlog_composite_price)[0]),
        exporter_price_change_pct=100.0 * float(np.expm1(solved.dlog_exporter_price)[0, 0]),
    )
