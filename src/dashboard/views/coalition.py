"""Exhibits of the coalition page: alone or together, leverage, break-even, the long run, other markets, weak points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboard.domain import N_
from dashboard.i18n import MISSING, Translator
from dashboard.model.bargaining import expected_cost
from dashboard.views.charts import GLYPHS, Bar, Ranged, SplitBar, range_dots, ranked_bars, split_bars
from dashboard.views.exhibit import Exhibit
from dashboard.views.impact import FLAGS, flag_notes
from dashboard.views.metric import Metric
from dashboard.views.style import Look
from dashboard.views.words import lower, partial_date

if TYPE_CHECKING:
    from dashboard.model.tariffs import FloatArray
    from dashboard.workspace import Band
    from dashboard.workspace.responses import (
        Coalition,
        InstrumentThreat,
        Leverage,
        LongRunOf,
        Membership,
        Plan,
        Pool,
        ProductThreats,
        Return,
        Travel,
    )

VIEWS = {
    "together": N_("Alone or together"),
    "leverage": N_("Leverage"),
    "break_even": N_("When joining pays"),
    "long_run": N_("Long run"),
    "diversify": N_("Sell elsewhere"),
    "threats": N_("Where it would hurt most"),
    "answers": N_("Other answers"),
}
OF_TRADE = ("together", "leverage", "break_even", "long_run")  # say nothing of members without trade to threaten
WEIGHTS = {
    "gdp": N_("By size of the economy"),
    "population": N_("By population"),
    "equal": N_("In equal parts"),
    "shapley": N_("By leverage (Shapley values)"),
}
LEVELS = {
    "value_added": N_("By product"),
    "jobs": N_("By product, in jobs"),
    "instruments": N_("By instrument"),
}
INSTRUMENTS = {
    "tariff_10": N_("Tariff of 10 percentage points on all goods"),
    "remittance_tax_5": N_("Remittance tax of 5%"),
    "removals_added_1m": N_("One million more removals a year from the region"),
    "status_loss_all": N_("End of all temporary protection"),
    "work_visas_year": N_("No work visas (H-2) for a year"),
    "aid_all": N_("End of all aid"),
    "sanctions_broad": N_("Broad sanctions"),
}
DIGITS = 2
NOTICED = 0.05  # a joint loss that is lower by less is called no lower
SEEN_PCT = 10.0**-DIGITS  # the smallest difference that the printed numbers show, per cent of GDP


@dataclass(frozen=True)
class Chances:
    """What the reader believes, in per cent: that a threat is carried out on one country, and on all together."""

    alone: int
    joint: int


# The answer ----------------------------------------------------------------------------------------------------------


def headline(result: Coalition, group: str, country: str | None, t: Translator) -> str:
    """The page's answer in one sentence; `group` is the coalition's name."""
    place = result.members.index(country) if country in result.members else None
    if place is None and not result.counted.any():
        return t("{group}: no member has trade to threaten", group=group)
    if country and place is not None and np.isnan(result.cost_joint[0, place]):
        return t(
            "{country}: the embargo leaves no trade to threaten, so a tariff does not apply", country=t.country(country)
        )
    if country and place is not None:
        alone, joint = result.cost_alone[0, place], result.cost_joint[0, place]
        percent = not np.isnan(result.gdp_usd_m[place])
        costs = [_share(result, place, cost, t) if percent else t.usd_m(cost) for cost in (alone, joint)]
        if len(set(costs)) == 1:
            return t(
                "{country}: refusing costs it {cost}, alone or with the whole group",
                country=t.country(country),
                cost=costs[0],
            )
        return t(
            "{country}: refusing alone costs it {alone}, with the whole group {joint}",
            country=t.country(country),
            alone=costs[0],
            joint=costs[1],
        )
    return t(
        "{group}: refusing one by one costs the members {alone} a year, all together {joint}",
        group=group,
        alone=_money(result.band(result.total(result.cost_alone)), t),
        joint=_money(result.band(result.total(result.cost_joint)), t),
    )


def _share(result: Coalition, place: int, cost: float, t: Translator) -> str:
    return t("{percent} of GDP", percent=t.percent(100.0 * cost / result.gdp_usd_m[place], DIGITS))


def explanation(result: Coalition, joined: Coalition | None, country: str | None, t: Translator) -> str:
    """Second paragraph: what is compared, by whom it is borne, who is left out.

    `joined` is the coalition with the selected country where that is not a member.
    """
    buyers, alone = result.band(result.buyers_joint), result.total(result.cost_alone)
    parts = [
        t(
            "GDP lost in quarter {quarter} after the start, at annual rates, against the law of {day}: central values, "
            "with ranges below that hold nine in ten of the outcomes that the assumptions allow. What US buyers bear "
            "is before duty returns to their treasury. How likely the threat is, is not estimated.",
            quarter=result.horizon,
            day=t.day(result.baseline_date, "long"),
        )
    ]
    if buyers.central > 0 and result.counted.any():
        parts.insert(
            0,
            t(
                "If all refuse, US buyers bear {buyers} a year; {net} of it is left when the duty has come back to "
                "their treasury.",
                buyers=_money(buyers, t),
                net=_money(result.band(result.us_net_joint), t),
            ),
        )
        if len(result.members) > 1 and result.total(result.cost_joint)[0] > (1.0 - NOTICED) * alone[0]:
            parts.insert(1, t("Acting together does not lower what the members lose; it raises what the US bears."))
    if country and joined:
        place = joined.members.index(country)
        if joined.counted[place] and not np.isnan(joined.gdp_usd_m[place]):
            parts.append(
                t(
                    "{country} is not a member: alone it would cost {alone}, together with the group {joint}.",
                    country=t.country(country),
                    alone=_share(joined, place, joined.cost_alone[0, place], t),
                    joint=_share(joined, place, joined.cost_joint[0, place], t),
                )
            )
    if country in result.members:
        parts += [f"{t(FLAGS[flag])}." for flag in result.flags[str(country)]]
    left_out = [iso3 for iso3, counted in zip(result.members, result.counted, strict=True) if not counted]
    embargoed = [t.country(iso3) for iso3 in left_out if "embargo" in result.flags[iso3]]
    unknown = [t.country(iso3) for iso3 in left_out if "embargo" not in result.flags[iso3]]
    if embargoed:
        parts.append(t("Not applicable (embargo) and in no sum: {countries}.", countries=t.listing(embargoed)))
    if unknown:
        parts.append(t("Not in the sum, for lack of data: {countries}.", countries=t.listing(unknown)))
    return " ".join(parts)


def membership_note(found: Membership, t: Translator) -> str:
    """Who the members of a bloc are, as of when and how well that is known."""
    return t(
        "Members as recorded: {countries}. As of {days}; quality of the record: {quality}.",
        countries=t.listing(map(t.country, found.members)),
        days=t.listing(partial_date(t, day) for day in found.as_of),
        quality=t.listing(map(t, found.qualities)),
    )


def metrics(result: Coalition, country: str | None, t: Translator) -> tuple[Metric, ...]:
    """Cost and US buyers' cost, alone and together, each with its range."""
    if country in result.members:
        place = result.members.index(country)
        alone, joint, buyers = (rows[:, place] for rows in (result.cost_alone, result.cost_joint, result.buyers_alone))
        buyers = np.where(np.isnan(alone), np.nan, buyers)
    else:
        alone, joint = result.total(result.cost_alone), result.total(result.cost_joint)
        buyers = result.buyers_alone.sum(axis=1)
    together_buyers = result.buyers_joint
    if not result.counted.any():
        alone, joint, buyers, together_buyers = (np.full_like(each, np.nan) for each in (alone, joint, buyers, buyers))
    gdp = t(
        "GDP lost, US$ million a year, when the measure falls on one country only; for a group the sum over members."
    )
    together = t("GDP lost, US$ million a year, when the measure falls on all members at once.")
    pays = t("What US buyers pay more for what they bought before, US$ million a year, before any duty is returned.")
    return (
        _metric(t("Cost alone, US$ million"), result.band(alone), gdp, t),
        _metric(t("Cost together, US$ million"), result.band(joint), together, t),
        _metric(t("US buyers if alone, US$ million"), result.band(buyers), pays, t),
        _metric(t("US buyers if together, US$ million"), result.band(together_buyers), pays, t),
    )


def _metric(label: str, band: Band, words: str, t: Translator) -> Metric:
    if np.isnan(band.central):
        return Metric(label, MISSING, t("not applicable (embargo)"), words)
    return Metric(label, _central(band, t), _range(band, t) or None, words)


def _central(band: Band, t: Translator) -> str:
    """The central value to the digits that its range supports."""
    return t.compact(float(band.central), within=_bounds(band))


def _money(band: Band, t: Translator) -> str:
    """The same, as an amount."""
    return t.usd_m(float(band.central), within=_bounds(band))


def _range(band: Band, t: Translator) -> str:
    bounds = low, high = _bounds(band)
    if low is None or high is None:
        return ""
    return t("{low} to {high}", low=t.compact(low, within=bounds), high=t.compact(high, within=bounds))


# Alone or together ---------------------------------------------------------------------------------------------------


def together(result: Coalition, country: str | None, t: Translator, look: Look) -> Exhibit:
    """Cost of each member alone and together, per cent of GDP."""
    alone, joint = (result.band(result.per_cent(cost)) for cost in (result.cost_alone, result.cost_joint))
    order = _by_size(alone.central)
    rows = [(t.country(result.members[i]), (_ranged(alone, i), _ranged(joint, i))) for i in order]
    saved = alone.central - joint.central
    cheaper, dearer = int((saved >= SEEN_PCT).sum()), int((saved <= -SEEN_PCT).sum())
    title = _who_gains(cheaper, dearer, t)
    figure = range_dots(
        rows,
        _series(t, look),
        t,
        look,
        write=lambda v: t.percent(v, DIGITS),
        highlight=t.country(country) if country else "",
        suffix="%",
        missing=t("not applicable (embargo)"),
    )
    money = [result.band(cost) for cost in (result.cost_alone, result.cost_joint, result.buyers_alone)]
    table = pd.DataFrame({t("Country"): [t.country(result.members[i]) for i in order]})
    formats: dict[str, Any] = {}
    for label, band, digits in (
        (t("Alone, % of GDP"), alone, 3),
        (t("Together, % of GDP"), joint, 3),
        (t("Alone, US$ million"), money[0], 1),
        (t("Together, US$ million"), money[1], 1),
        (t("US buyers if alone, US$ million"), money[2], 1),
    ):
        _columns(table, formats, label, band, order, digits, t)
    table[t("Missing or weak")] = ["; ".join(t(FLAGS[f]) for f in result.flags[result.members[i]]) for i in order]
    return Exhibit(
        headline=title,
        subtitle=t(
            "GDP lost, % at annual rates, when the measure falls on the country alone and on all members together"
        ),
        alt=title,
        table=table,
        sources=result.sources,
        graphic=figure,
        formats=formats,
        file_name="corridor-coalition",
        legend=_pair(t, look),
        notes=(
            t("Lines: 5 to 95% of the outcomes that the assumptions allow; the same draw for both marks."),
            t("Counted as cheaper or dearer: from {threshold} of GDP on.", threshold=t.percent(SEEN_PCT, DIGITS)),
            t(
                "Together is cheaper where members sell the same products: then US buyers have fewer suppliers to "
                "switch to. Effects of the first quarters and years; the long run is a view of its own."
            ),
        ),
    )


def _series(t: Translator, look: Look) -> tuple[tuple[str, str], tuple[str, str]]:
    return (t("Alone"), look.channel("tariff")), (t("Together"), look.channel("response"))


def _pair(t: Translator, look: Look) -> tuple[tuple[str, str], ...]:
    """The legend of `_series`."""
    return tuple((color, f"{mark} {name}") for (name, color), mark in zip(_series(t, look), GLYPHS, strict=False))


def _who_gains(cheaper: int, dearer: int, t: Translator) -> str:
    if not cheaper and not dearer:
        return t("Together costs each member about the same as alone")
    words = t.plural(
        "Together is cheaper than alone for {count} member",
        "Together is cheaper than alone for {count} members",
        cheaper,
    )
    if not dearer:
        return words
    return t("{finding}, dearer for {number}", finding=words, number=t.number(dearer))


def _by_size(values: FloatArray) -> list[int]:
    """Places from the largest value down; missing ones last."""
    return [int(i) for i in np.argsort(np.where(np.isnan(values), np.inf, -values), kind="stable")]


def _ranged(band: Band, i: int) -> Ranged:
    if np.isnan(band.central[i]):
        return Ranged(None)
    low, high = (None if part is None else float(part[i]) for part in (band.p05, band.p95))
    return Ranged(float(band.central[i]), low, high)


def _ranged_bar(label: str, mark: Ranged, t: Translator, *, color: str | None = None, signed: bool = False) -> Bar:
    """A bar whose number has the digits that its range supports."""
    text = "" if mark.value is None else t.compact(mark.value, signed=signed, within=(mark.low, mark.high))
    return Bar(label, mark.value, mark.low, mark.high, color=color, text=text)


def _with_range(label: str, marks: Sequence[Ranged | Bar], t: Translator) -> dict[str, list[float | None]]:
    """Central values and bounds as three columns of a table."""
    return {
        label: [mark.value for mark in marks],
        t("{name}, 5%", name=label): [mark.low for mark in marks],
        t("{name}, 95%", name=label): [mark.high for mark in marks],
    }


def _columns(
    table: pd.DataFrame,
    formats: dict[str, Any],
    label: str,
    band: Band,
    order: list[int],
    digits: int,
    t: Translator,
) -> None:
    """Central value and bounds of a band as three columns of a table."""
    names = (label, t("{name}, 5%", name=label), t("{name}, 95%", name=label))
    for name, part in zip(names, (band.central, band.p05, band.p95), strict=True):
        if part is not None:
            table[name] = [float(part[i]) for i in order]
            formats[name] = lambda v, digits=digits: t.number(v, digits)


# Leverage ------------------------------------------------------------------------------------------------------------


def joining(shares: Leverage, result: Coalition, country: str | None, t: Translator, look: Look) -> Exhibit:
    """What US buyers bear as members join, the largest first."""
    total, first = float(shares.cumulative[-1]), float(shares.cumulative[0])
    band = result.band(result.buyers_joint)
    bounds = _bounds(band)
    rows = [
        SplitBar(
            t.country(iso3),
            (float(after - added), float(added)),
            t.compact(float(after), within=bounds),
            hover=t("{country}: adds {added}", country=t.country(iso3), added=t.usd_m(float(added))),
        )
        for iso3, added, after in zip(shares.order, shares.added, shares.cumulative, strict=True)
    ]
    title = (
        t(
            "{country}: its refusal alone costs US buyers {first}; with all members it is {total} a year",
            country=t.country(shares.order[0]),
            first=t.usd_m(first, within=bounds),
            total=t.usd_m(total, within=bounds),
        )
        if len(rows) > 1
        else t(
            "{country}: its refusal costs US buyers {total} a year",
            country=t.country(shares.order[0]),
            total=t.usd_m(total, within=bounds),
        )
    )
    table = pd.DataFrame(
        {
            t("Joins"): [row.label for row in rows],
            t("Adds, US$ million"): shares.added,
            t("US buyers then bear, US$ million"): shares.cumulative,
        }
    )
    return Exhibit(
        headline=title,
        subtitle=t("What US buyers pay more, US$ million a year, as members join from the largest down; central run"),
        alt=title,
        table=table,
        sources=result.sources,
        graphic=split_bars(
            rows,
            (look.faint, look.channel("united_states")),
            t,
            look,
            room=0.16,
            highlight=t.country(country) if country in shares.members else "",
        ),
        formats={name: lambda v: t.number(v, 1) for name in table.columns[1:]},
        file_name="corridor-coalition-joining",
        legend=((look.channel("united_states"), t("Added by the member")), (look.faint, t("Already borne"))),
        notes=(
            t("With all members: range {range}, US$ million.", range=_range(band, t)),
            t("It never falls when a member joins: every tariff makes some imports dearer and none cheaper."),
        ),
    )


def shapley(shares: Leverage, result: Coalition, country: str | None, t: Translator, look: Look) -> Exhibit:
    """Shapley values of US buyers' cost: each member's part of the common leverage."""
    order = _by_size(shares.shapley)
    total = shares.shapley.sum()
    percent = 100.0 * shares.shapley / total if total else np.zeros_like(shares.shapley)
    error = 100.0 * shares.standard_errors / total if total else percent
    bars = [
        Bar(
            t.country(shares.members[i]),
            float(percent[i]),
            None if shares.exact else float(percent[i] - 1.96 * error[i]),
            None if shares.exact else float(percent[i] + 1.96 * error[i]),
        )
        for i in order
    ]
    alone = result.band(result.buyers_alone).central
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = alone / result.cost_alone[0]
    title = t(
        "{country}: the largest part of the leverage, {share}",
        country=bars[0].label,
        share=t.percent(bars[0].value),
    )
    table = pd.DataFrame(
        {
            t("Country"): [bar.label for bar in bars],
            t("Part of the leverage, %"): [bar.value for bar in bars],
            t("Shapley value, US$ million"): [shares.shapley[i] for i in order],
            t("Standard error, US$ million"): [shares.standard_errors[i] for i in order],
            t("US buyers' cost per dollar of own loss, alone"): [ratio[i] for i in order],
        }
    )
    way = (
        t("Exact: all orders in which the members could join are counted.")
        if shares.exact
        else t("From 512 random orders of joining; whiskers: 95% range of the sampling, not of the assumptions.")
    )
    return Exhibit(
        headline=title,
        subtitle=t(
            "Shapley value: what a member adds on average over all orders of joining, % of the whole; central run"
        ),
        alt=title,
        table=table,
        sources=result.sources,
        graphic=ranked_bars(
            bars,
            t,
            look,
            color=look.channel("response"),
            write=lambda v: t.percent(v),
            highlight=t.country(country) if country in shares.members else "",
        ),
        formats={name: lambda v: t.number(v, 2) for name in table.columns[1:]},
        file_name="corridor-coalition-leverage",
        notes=(way,),
    )


# When joining pays ---------------------------------------------------------------------------------------------------


def break_even(result: Coalition, chances: Chances, country: str | None, t: Translator, look: Look) -> Exhibit:
    """The ratio of probabilities up to which joining costs less, and the reader's own ratio."""
    band = result.band(result.break_even)
    order = _by_size(band.central)
    own = chances.joint / chances.alone if chances.alone else None
    marks = [_ranged(band, i) for i in order]
    names = [t.country(result.members[i]) for i in order]
    figure = range_dots(
        [(name, (mark,)) for name, mark in zip(names, marks, strict=True)],
        ((t("Break-even ratio"), look.channel("response")),),
        t,
        look,
        write=lambda v: t.number(v, 2),
        highlight=t.country(country) if country in result.members else "",
        missing=t("not applicable (embargo)"),
    )
    if own is not None:
        figure.add_vline(x=own, line={"color": look.ink, "width": 1.4, "dash": "dot"})
    alone, joint = (
        expected_cost(chance / 100.0, rows[0])
        for chance, rows in ((chances.alone, result.cost_alone), (chances.joint, result.cost_joint))
    )
    better = int((joint < alone).sum())
    title = t(
        "With your chances, joining costs less for {count} of the {all} members with data",
        count=t.number(better),
        all=t.number(int(result.counted.sum())),
    )
    table = pd.DataFrame(
        {
            t("Country"): names,
            **_with_range(t("Break-even ratio"), marks, t),
            t("Expected cost alone, US$ million"): [alone[i] for i in order],
            t("Expected cost together, US$ million"): [joint[i] for i in order],
        }
    )
    return Exhibit(
        headline=title,
        subtitle=t(
            "Break-even: how many times as likely the threat on all may be as the threat on one before joining "
            "costs more"
        ),
        alt=title,
        table=table,
        sources=result.sources,
        graphic=figure,
        formats={name: lambda v: t.number(v, 2) for name in table.columns[1:]},
        file_name="corridor-coalition-break-even",
        notes=(
            t(
                "Dotted line: your ratio, {joint} together over {alone} alone. The chances are your entry; nothing "
                "here estimates them. Whiskers: 5 to 95%.",
                joint=t.percent(chances.joint, 0),
                alone=t.percent(chances.alone, 0),
            ),
            t("A ratio of 1 means that joining pays only if it makes the threat less likely."),
        ),
    )


def pool_bars(result: Coalition, found: Pool, weight: str, country: str | None, t: Translator, look: Look) -> Exhibit:
    """Who pays into and who receives from a pool that spreads the joint cost."""
    band = result.band(found.paid)
    order = _by_size(band.central)
    bars = [_ranged_bar(t.country(found.payers[i]), _ranged(band, i), t, signed=True) for i in order]
    moved = result.band(np.maximum(found.paid, 0.0).sum(axis=1))
    title = (
        t(
            "Spreading the joint cost moves {amount} a year among the members ({range})",
            amount=_money(moved, t),
            range=_range(moved, t),
        )
        if len(bars) > 1
        else t("One member has nobody to share with")
    )
    table = pd.DataFrame(
        {
            t("Country"): [bar.label for bar in bars],
            t("Weight, %"): [100.0 * found.weight[i] for i in order],
            **_with_range(t("Pays, US$ million"), bars, t),
        }
    )
    notes = [t("Positive: pays in; negative: receives. Payments sum to zero in every draw. Whiskers: 5 to 95%.")]
    embargoed = [iso3 for iso3 in found.left_out if "embargo" in result.flags[iso3]]
    unknown = [iso3 for iso3 in found.left_out if iso3 not in embargoed]
    if embargoed:
        notes.append(t("Not in the pool (embargo): {countries}.", countries=t.listing(map(t.country, embargoed))))
    if unknown:
        notes.append(t("Not in the pool, for lack of data: {countries}.", countries=t.listing(map(t.country, unknown))))
    return Exhibit(
        headline=title,
        subtitle=t(
            "Payments so that each bears its part of the joint cost, US$ million a year; weights: {weights}",
            weights=lower(t(WEIGHTS[weight])),
        ),
        alt=title,
        table=table,
        sources=result.sources,
        graphic=ranked_bars(
            bars,
            t,
            look,
            color=look.channel("response"),
            write=lambda v: t.compact(v, signed=True),
            highlight=t.country(country) if country in found.payers else "",
        ),
        formats={name: lambda v: t.number(v, 1) for name in table.columns[1:]},
        file_name="corridor-coalition-pool",
        notes=tuple(notes),
    )


# Long run ------------------------------------------------------------------------------------------------------------


def long_run(found: LongRunOf, country: str | None, t: Translator, look: Look) -> Exhibit:
    """Real income of the members and of the US when all has adjusted, alone and together."""
    order = _by_size(-found.alone.central)
    rows = [(t.country(found.members[i]), (_ranged(found.alone, i), _ranged(found.joint, i))) for i in order]
    focus = found.members.index(country) if country in found.members else None
    if focus is not None and np.isnan(found.alone.central[focus]):
        focus = None
    # Hit alone is one case per member: without a selected one there is no such number for the United States.
    us_alone = Ranged(None) if focus is None else _ranged(found.us_alone, focus)
    rows.insert(0, (t.country("USA"), (us_alone, Ranged(float(found.us_joint.central), *_bounds(found.us_joint)))))
    us = _tiny(float(found.us_joint.central), t)
    title = (
        t(
            "{country}: {alone} of real income alone, {joint} together; the United States then {us}",
            country=t.country(found.members[focus]),
            alone=_tiny(float(found.alone.central[focus]), t),
            joint=_tiny(float(found.joint.central[focus]), t),
            us=us,
        )
        if focus is not None
        else t("United States: {us} of real income when all members are hit together", us=us)
    )
    table = pd.DataFrame(
        {
            t("Country"): [name for name, _ in rows],
            **_with_range(t("Alone, %"), [alone for _, (alone, _) in rows], t),
            **_with_range(t("Together, %"), [joint for _, (_, joint) in rows], t),
        }
    )
    formats = {name: lambda v: t.number(v, 4) for name in table.columns[1:]}
    subtitle = (
        t(
            "Change of real income in the long run, %, with a tariff of {rate} on US goods in answer",
            rate=t.points(found.retaliation_pp, 0),
        )
        if found.retaliation_pp
        else t("Change of real income in the long run, %, without an answer by the members")
    )
    notes = [
        t(
            "Two long-run equilibria compared: real income counts prices, wages and duty revenue. It is another view "
            "of the same shock than the first quarters and is never added to them."
        ),
        t(
            "A plus for the United States is terms of trade and duty revenue: the model has no cost of uncertainty, "
            "enforcement or standing. The same holds for a member that gains by answering."
        ),
        t("Lines: 5 to 95% of the outcomes that the assumptions allow; the same draw for both marks."),
    ]
    missing = [iso3 for iso3, value in zip(found.members, found.joint.central, strict=True) if np.isnan(value)]
    if missing:
        names = t.listing(map(t.country, missing))
        notes.append(t("Not in the trade matrix of the long run: {countries}.", countries=names))
    return Exhibit(
        headline=title,
        subtitle=subtitle,
        alt=title,
        table=table,
        sources=found.sources,
        graphic=range_dots(
            rows,
            _series(t, look),
            t,
            look,
            write=lambda v: _tiny(v, t),
            highlight=t.country("USA" if focus is None else found.members[focus]),
            suffix="%",
        ),
        formats=formats,
        file_name="corridor-coalition-long-run",
        legend=_pair(t, look),
        notes=tuple(notes),
    )


def _tiny(value: float, t: Translator) -> str:
    """A signed percentage with enough digits to show the sign of what is small."""
    size = abs(value)
    return t.percent(value, DIGITS if size >= 0.1 else 3 if size >= 0.01 else 4, signed=True)


def _bounds(band: Band) -> tuple[float | None, float | None]:
    low, high = (None if part is None or np.isnan(part) else float(part) for part in (band.p05, band.p95))
    return low, high


# Sell elsewhere ------------------------------------------------------------------------------------------------------


def plan_bars(found: Plan, t: Translator, look: Look) -> Exhibit:
    """Partners that would take the freed sales, and whether the plan pays under the threat."""
    bars = [
        Bar(
            t.country(place.iso3),
            place.added_usd_m,
            hover=t(
                "{partner}: {now} today, {added} more, limit {limit}",
                partner=t.country(place.iso3),
                now=t.usd_m(place.sales_usd_m),
                added=t.usd_m(place.added_usd_m),
                limit=t.usd_m(place.limit_usd_m),
            ),
        )
        for place in found.destinations[:12]
    ]
    before, after = found.us_share_pct
    saved = t.usd_m(float(found.cost_before.central - found.cost_after.central))
    title = t(
        "{country}: moving {share} of its US sales costs {discount} a year and would save {saved} under the threat",
        country=t.country(found.iso3),
        share=t.percent(found.cut_pct, 0),
        discount=_money(found.discount, t),
        saved=saved,
    )
    notes = [
        t(
            "The US share of its goods exports falls from {before} to {after}. The cost is the lower price of sales "
            "moved ({cost_range}, US$ million a year, once complete). Carried out, the threat would cost {cost_after} "
            "({after_range}) a year instead of {cost_before} ({before_range}), US$ million.",
            before=t.percent(before),
            after=t.percent(after),
            cost_range=_range(found.discount, t),
            cost_after=_central(found.cost_after, t),
            after_range=_range(found.cost_after, t),
            cost_before=_central(found.cost_before, t),
            before_range=_range(found.cost_before, t),
        ),
        t(
            "A rule, not an optimum: freed sales go to partners in proportion to all they import over the distance, "
            "and none takes more than 10% growth a year of what it buys from the country today. Partners' imports by "
            "product and their tariffs are not in our tables; the rule works on totals of 2023 and takes access as "
            "equal."
        ),
    ]
    if found.freed_usd_m - found.placed_usd_m > 0.5:
        notes.insert(
            1,
            t(
                "{amount} of the freed sales find no partner within the limit and stay exposed.",
                amount=t.usd_m(found.freed_usd_m - found.placed_usd_m),
            ),
        )
    table = pd.DataFrame(
        {
            t("Partner"): [t.country(place.iso3) for place in found.destinations],
            t("Sales today, US$ million"): [place.sales_usd_m for place in found.destinations],
            t("Added, US$ million"): [place.added_usd_m for place in found.destinations],
            t("Limit, US$ million"): [place.limit_usd_m for place in found.destinations],
        }
    )
    return Exhibit(
        headline=title,
        subtitle=t(
            "Sales moved from the United States, US$ million a year after {years} years, goods, 2023; the twelve "
            "largest",
            years=t.number(found.years),
        ),
        alt=title,
        table=table,
        sources=found.sources,
        graphic=ranked_bars(bars, t, look, color=look.channel("response"), write=t.compact) if bars else None,
        formats={name: lambda v: t.number(v, 1) for name in table.columns[1:]},
        file_name=f"corridor-diversify-{found.iso3}",
        notes=tuple(notes),
    )


# Where it would hurt most --------------------------------------------------------------------------------------------


def product_bars(found: ProductThreats, names: Mapping[str, str], t: Translator, look: Look) -> Exhibit:
    """The headings on which a tariff of their own would cost most, in value added or in jobs.

    `names` are message ids of short names by heading.
    """
    in_jobs = found.by == "jobs"
    labels = [f"{item.heading} · {t(names[item.heading])}" for item in found.items]
    losses = [item.jobs if in_jobs else item.loss for item in found.items]
    bars = [
        Bar(
            label,
            float(loss.central),
            *_bounds(loss),
            text=_central(loss, t),
            hover=t(
                "{product}: {loss} of value added; US buyers bear {buyers}; among the three worst in {share} of the "
                "draws",
                product=label,
                loss=_money(item.loss, t),
                buyers=t.usd_m(item.buyers_cost_usd_m),
                share=t.percent(100.0 * item.top_share, 0),
            ),
        )
        for label, loss, item in zip(labels, losses, found.items, strict=True)
    ]
    lost = [Ranged(float(item.loss.central), *_bounds(item.loss)) for item in found.items]
    jobs = [Ranged(float(item.jobs.central), *_bounds(item.jobs)) for item in found.items]
    in_people = _with_range(t("Jobs supported by it"), jobs, t)
    table = pd.DataFrame(
        {
            t("Heading"): [item.heading for item in found.items],
            t("Product"): [t(names[item.heading]) for item in found.items],
            t("Sales to the US, US$ million"): [item.exports_usd_m for item in found.items],
            **_with_range(t("Value added lost, US$ million"), lost, t),
            **in_people,
            t("% of GDP"): [float(item.loss_pct.central) for item in found.items],
            t("Loss per dollar that US buyers bear"): [item.loss_per_buyers_usd for item in found.items],
            t("Among the three worst, % of draws"): [100.0 * item.top_share for item in found.items],
        }
    )
    title = _worst_product(found, names, t)
    notes = [t("The table gives the loss per dollar that US buyers bear: above 1 the threat costs its target more.")]
    if in_jobs:
        notes = [
            t("Direct jobs by sector averages: exports of this size support them; nobody's job is counted."),
            t("No figure for jobs: {countries}.", countries=t.listing(map(t.country, found.without_jobs))),
            *(f"{t(FLAGS[flag])}." for flag in found.flags if flag != "no_jobs"),
        ]
    return Exhibit(
        headline=title,
        subtitle=t("Jobs supported by the value added lost if the tariff fell on this heading only, with 5 to 95%")
        if in_jobs
        else t("Value added lost if the tariff fell on this heading only, US$ million a year, with 5 to 95%"),
        alt=title,
        table=table,
        sources=found.sources,
        graphic=ranked_bars(bars, t, look, color=look.channel("tariff"), write=t.compact) if bars else None,
        formats={name: lambda v: t.number(v, 2) for name in table.columns[2:]}
        | {name: lambda v: t.number(v, 0) for name in in_people},
        file_name=f"corridor-threats-{found.iso3}",
        notes=tuple(notes),
    )


def _worst_product(found: ProductThreats, names: Mapping[str, str], t: Translator) -> str:
    country = t.country(found.iso3)
    if not found.items:
        if found.by == "jobs" and "no_jobs" in found.flags:
            return t("{country}: no figure for jobs, so no ranking by them", country=country)
        return t("{country}: no product that this tariff would reach", country=country)
    worst = found.items[0]
    if found.by == "jobs":
        return t(
            "{country}: the one heading on which a tariff would touch most jobs: {product}, {jobs} of them",
            country=country,
            product=t(names[worst.heading]),
            jobs=_central(worst.jobs, t),
        )
    return t(
        "{country}: the one heading on which a tariff would hurt most: {product}, {loss} of value added a year",
        country=country,
        product=t(names[worst.heading]),
        loss=_money(worst.loss, t),
    )


def instrument_bars(found: tuple[InstrumentThreat, ...], iso3: str, t: Translator, look: Look) -> Exhibit:
    """Levers of the United States at a stated size, side by side."""
    bars = [_bar(t(INSTRUMENTS[item.id]), item.gdp_pct, look.channel(item.channel)) for item in found]
    worst = bars[0]
    title = (
        t(
            "{country}: at these sizes the largest loss comes from this: {instrument}",
            country=t.country(iso3),
            instrument=lower(worst.label),
        )
        if worst.value is not None and worst.value < 0
        else t("{country}: no lever at these sizes has a loss", country=t.country(iso3))
    )
    table = pd.DataFrame(
        {
            t("Instrument"): [bar.label for bar in bars],
            **_with_range(t("Effect on GDP, %"), bars, t),
            t("Missing or weak"): ["; ".join(t(FLAGS[flag]) for flag in item.flags if flag in FLAGS) for item in found],
        }
    )
    return Exhibit(
        headline=title,
        subtitle=t("Effect on GDP in quarter 4, % at annual rates, each lever alone at the size named"),
        alt=title,
        table=table,
        sources=tuple(dict.fromkeys(source for item in found for source in item.sources)),
        graphic=ranked_bars(
            bars, t, look, color=look.channel("total"), write=lambda v: t.percent(v, DIGITS, signed=True)
        ),
        formats={name: lambda v: t.number(v, 3) for name in table.columns[1:4]},
        file_name=f"corridor-levers-{iso3}",
        notes=(
            t("The sizes are reference points, not forecasts: another size gives another order. Whiskers: 5 to 95%."),
            t("Removals: the country gets its share of the region's by the last full year of records."),
        ),
    )


# Receive returnees ---------------------------------------------------------------------------------------------------


def returnees(found: Return, t: Translator, look: Look) -> Exhibit:
    """What a number of returnees costs the public purse and what their work adds, a year."""
    bars = [
        # A cost points to the left, as a loss does.
        _ranged_bar(
            t("Public cost of reintegration"), _turned(found.cost), t, color=look.channel("removals"), signed=True
        ),
        _ranged_bar(
            t("Effect on GDP through returning workers"),
            _mark(found.work),
            t,
            color=look.channel("response"),
            signed=True,
        ),
        _ranged_bar(
            t("Effect on GDP through remittances"),
            _mark(found.remittances),
            t,
            color=look.channel("remittance"),
            signed=True,
        ),
    ]
    places = {
        "country": t.country(found.iso3),
        "people": t.number(found.people),
        "cost": _money(found.cost, t),
    }
    title = (
        t("{country}: {people} people a year cost {cost} to receive; what their work adds is not known", **places)
        if np.isnan(found.work.central)
        else t(
            "{country}: {people} people a year cost {cost} to receive and add {work} by their work",
            **places,
            work=_money(found.work, t),
        )
    )
    table = pd.DataFrame(
        {
            t("Result"): [bar.label for bar in bars],
            t("Central"): [bar.value for bar in bars],
            t("5%"): [bar.low for bar in bars],
            t("95%"): [bar.high for bar in bars],
        }
    )
    return Exhibit(
        headline=title,
        subtitle=t("US$ million a year, three years after the start; with 5 to 95%"),
        alt=title,
        table=table,
        sources=found.sources,
        graphic=ranked_bars(
            bars, t, look, color=look.channel("response"), write=lambda v: t.compact(v, signed=True), room=0.25
        ),
        formats={name: lambda v: t.number(v, 1) for name in table.columns[1:]},
        file_name=f"corridor-returnees-{found.iso3}",
        notes=(
            t(
                "Money is not the measure of what removal does to people and families. Cost per person, employment and "
                "earnings of those who return are judgements with wide ranges; see Method."
            ),
            *flag_notes([flag for flag in found.flags if flag in FLAGS], t),
        ),
    )


def _bar(label: str, band: Band, color: str) -> Bar:
    mark = _mark(band)
    return Bar(label, mark.value, mark.low, mark.high, color=color)


def _mark(band: Band) -> Ranged:
    return Ranged(None if np.isnan(band.central) else float(band.central), *_bounds(band))


def _turned(band: Band) -> Ranged:
    """Central value and bounds of a band with their sign turned."""
    low, high = _bounds(band)
    central = None if np.isnan(band.central) else -float(band.central)
    return Ranged(central, None if high is None else -high, None if low is None else -low)


def travel(found: Travel, t: Translator, look: Look) -> Exhibit:
    """Who takes in the travel spending that moves from the United States to the region."""
    order = [i for i in _by_size(found.receipts.central) if found.receipts.central[i] > 0.0]
    bars = [_ranged_bar(t.country(found.countries[i]), _ranged(found.receipts, i), t) for i in order]
    left = _turned(found.leaves_us)
    title = t(
        "{share} of the members' travel spending in the United States moved: {amount} a year leaves it",
        share=t.percent(found.share_pct, 0),
        amount=t.usd_m(left.value, within=(left.low, left.high)),
    )
    table = pd.DataFrame({t("Country"): [bar.label for bar in bars]})
    formats: dict[str, Any] = {}
    _columns(table, formats, t("Taken in, US$ million"), found.receipts, order, 1, t)
    _columns(table, formats, t("Added to GDP, US$ million"), found.gdp, order, 1, t)
    return Exhibit(
        headline=title,
        subtitle=t("Travel spending taken in by country, US$ million a year, with 5 to 95%; the twelve largest"),
        alt=title,
        table=table,
        sources=found.sources,
        graphic=ranked_bars(bars[:12], t, look, color=look.channel("response"), write=t.compact) if bars else None,
        formats=formats,
        file_name="corridor-travel",
        notes=(t("Spending goes where visitors go today, less to far places; part of it leaks abroad."),),
    )
