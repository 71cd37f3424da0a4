"""What the section on trust shows: scores, hits and misses by country, from the tables of `dashboard validate`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

import pandas as pd

from dashboard.data import registry
from dashboard.data.tables import Table
from dashboard.domain import Assumption

PRIMARY = "all_partners"
HEADLINE_WINDOW = "newest_12_months"


@dataclass(frozen=True)
class Outlook:
    """How effect and outlook did over a window; fields as in `workspace.outlook.scores`."""

    count: float
    slope: float
    slope_error: float
    placebo_slope: float
    placebo_slope_spread: float
    inside_50: float
    inside_90: float
    inside_50_placebo: float
    inside_90_placebo: float
    crps: float
    crps_without_model: float
    crps_gain: float
    width_90: float
    width_90_without_model: float
    rank_correlation_if_right: float
    windows: float


def outlook(scores: Table, window: str = HEADLINE_WINDOW) -> Outlook | None:
    """The scores of the outlook in a window; None where there are none."""
    found = _scores(scores, "outlook", window, PRIMARY)
    return Outlook(**{field.name: found[field.name] for field in fields(Outlook)}) if found else None


@dataclass(frozen=True)
class Trade:
    """Predicted and realised US imports of one window (index iso3), largest outturn first; `scored` rows count.

    `scores` are those of the primary benchmark, `other` those of the alternative; `outlook` is None for a window
    that has none.
    """

    frame: pd.DataFrame
    start: date
    end: date
    scores: dict[str, float]
    other: dict[str, float]
    outlook: Outlook | None
    sources: tuple[str, ...]

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The countries that count."""
        return self.frame[self.frame["scored"] == 1]

    @cached_property
    def right(self) -> tuple[str, ...]:
        """Countries whose direction was right."""
        return tuple(map(str, self.counted.index[self.counted["direction_right"] == 1]))

    def misses(self, count: int) -> tuple[str, ...]:
        """The countries with the largest errors, largest first."""
        error = (self.counted["realised_pct"] - self.counted["predicted_pct"]).abs()
        return tuple(map(str, error.sort_values(ascending=False, kind="stable").index[:count]))


def trade(outturns: Table, scores: Table, window: str = HEADLINE_WINDOW) -> Trade:
    """The backtest of US imports over a window."""
    rows = outturns.frame
    rows = rows[(rows["window"] == window) & (rows["benchmark"] == PRIMARY)].set_index("iso3")
    frame = rows.sort_values("realised_pct", ascending=False, na_position="last", kind="stable")
    return Trade(
        frame=frame,
        start=frame["period_start"].iloc[0].date(),
        end=frame["period_end"].iloc[0].date(),
        scores=_scores(scores, "trade", window, PRIMARY),
        other=_scores(scores, "trade", window, "own_trend"),
        outlook=outlook(scores, window),
        sources=outturns.source_ids,
    )


def _scores(table: Table, part: str, window: str, benchmark: str) -> dict[str, float]:
    rows = table.frame
    rows = rows[(rows["part"] == part) & (rows["window"] == window) & (rows["benchmark"] == benchmark)]
    return {str(name): float(value) for name, value in zip(rows["statistic"], rows["value"], strict=True)}


@dataclass(frozen=True)
class Remittances:
    """Predicted and realised remittances, one row per country and period, scored rows first."""

    frame: pd.DataFrame
    scores: dict[str, float]
    sources: tuple[str, ...]

    @property
    def unscored(self) -> tuple[str, ...]:
        """Countries with an outturn and without recorded removals or another input."""
        return tuple(map(str, self.frame.loc[self.frame["scored"] == 0, "iso3"]))


def remittances(outturns: Table, scores: Table) -> Remittances:
    """The backtest of remittances."""
    frame = outturns.frame.sort_values(["scored", "realised_pct"], ascending=False, kind="stable")
    sources = (*scores.source_ids, *outturns.source_ids)
    return Remittances(frame.reset_index(drop=True), _scores(scores, "remittances", "2025", "own_trend"), sources)


@dataclass(frozen=True)
class Rates:
    """Rates in the law, in the model and collected: means over all months by country (index iso3), and the scores.

    `assumed` is the model's ratio of collected to statutory rates.
    """

    frame: pd.DataFrame
    scores: dict[str, float]
    start: date
    end: date
    assumed: Assumption
    sources: tuple[str, ...]


def rates(collected: Table, summary: Table, scores: Table) -> Rates:
    """Mean rates of the months since January 2025 beside what customs collected, largest rate in the law first."""
    rows = collected.frame[collected.frame["iso3"].isin(registry.lac33())]
    means = rows.groupby("iso3")[["statutory_pct", "model_pct", "collected_pct"]].mean()
    own = summary.frame[summary.frame["dimension"] == "country"].set_index("item")
    frame = means.join(own[["count", "error_pp", "bias_pp", "implied_ratio"]])
    return Rates(
        frame=frame.sort_values("statutory_pct", ascending=False, kind="stable"),
        scores=_scores(scores, "collected", "all_months", "none"),
        start=rows["month"].min().date(),
        end=rows["month"].max().date(),
        assumed=registry.assumptions()["rho_act"],
        sources=collected.source_ids,
    )


@dataclass(frozen=True)
class Published:
    """Published results beside ours; checks first, numbers that the model takes from a study last."""

    frame: pd.DataFrame
    ranged: int
    inside: int
    below: int
    sources: tuple[str, ...]


def published(found: Table, estimates: Table) -> Published:
    """Published results beside ours. `below` counts the checks with a range whose published size is above our range.

    The caveats are those of the published estimates; a study with a table of its own has none.
    """
    caveats = estimates.frame.set_index(["study", "areas", "quantity", "shock"])["caveat"]
    frame = found.frame.join(caveats, on=["study", "areas", "quantity", "shock"])
    frame = frame.sort_values("role", kind="stable").reset_index(drop=True)
    ranged = frame[frame["inside"].notna()]
    size = ranged["published_central"].abs()
    larger = size > ranged[["ours_p05", "ours_p95"]].abs().max(axis=1)
    return Published(
        frame=frame,
        ranged=len(ranged),
        inside=int(ranged["inside"].sum()),
        below=int((larger & (ranged["inside"] == 0)).sum()),
        sources=found.source_ids,
    )


@dataclass(frozen=True)
class Verdict:
    """All parts that the verdict speaks of."""

    trade: Trade
    remittances: Remittances
    rates: Rates
    published: Published


VERDICT_TABLES = (
    "validation_trade",
    "validation_scores",
    "validation_remittances",
    "validation_collected",
    "validation_collected_summary",
    "validation_published",
    "published_estimates",
)


def verdict(tables: dict[str, Table]) -> Verdict:
    """How the model did, from the tables named in `VERDICT_TABLES`."""
    scores = tables["validation_scores"]
    return Verdict(
        trade=trade(tables["validation_trade"], scores),
        remittances=remittances(tables["validation_remittances"], scores),
        rates=rates(tables["validation_collected"], tables["validation_collected_summary"], scores),
        published=published(tables["validation_published"], tables["published_estimates"]),
    )
