"""What the next year may bring: US imports from each country, the measure and the ordinary swings told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.views.bar_list import BarList, BarRow
from dashboard.views.exhibit import Exhibit
from dashboard.views.style import Look

if TYPE_CHECKING:
    from dashboard.evidence.validation import Outlook
    from dashboard.i18n import Translator
    from dashboard.workspace import NextYear, YearAhead


TENTHS_BELOW_PCT = 10.0


def next_year(year: YearAhead, record: Outlook | None, country: str | None, t: Translator, look: Look) -> Exhibit:
    """Effect and outlook of every country that sells enough to the US; `record` is how such ranges did since 2025."""
    found = year.countries
    chosen = next((one for one in found if one.iso3 == country), None)
    bars = tuple(
        BarRow(
            t.country(one.iso3),
            one.effect[0],
            _percent(one.effect[0], t),
            _sentence(one, t),
            low=one.outlook[1],
            high=one.outlook[4],
            inner=(one.effect[1], one.effect[4]),
            strong=one.iso3 == country,
        )
        for one in found
    )
    headline = _sentence(chosen, t) if chosen else _overall(found, t)
    notes = [
        t(
            "Bar and thick line: what the measure does, all else equal, and what the assumptions allow. Thin line: "
            "what a year may bring, nine in ten, with harvests, prices, plants and ships."
        ),
        t(
            "The swings are those of {count} windows since 2010 without a shock to the trade of all; each country's "
            "own are drawn towards the median country. Relative to US imports from all partners: what moves all of "
            "them comes on top.",
            count=t.number(year.windows),
        ),
    ]
    if record is not None:
        notes.append(
            t(
                "Tested: the range of nine in ten held {placebo} of the outturns of windows without a shock, and {now} "
                "of those since January 2025, for which nothing was fitted.",
                placebo=t.percent(100.0 * year.inside_90, 0),
                now=t.percent(100.0 * record.inside_90, 0),
            )
        )
    if country and chosen is None:
        notes.insert(
            0,
            t(
                "{country} sells less than 100 million US dollars a year to the US: one ship makes its year.",
                country=t.country(country),
            ),
        )
    return Exhibit(
        headline=headline,
        subtitle=t("US imports a year after the start against the year before, by country, per cent"),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Country"): [t.country(one.iso3) for one in found],
                t("Measure alone, %"): [one.effect[0] for one in found],
                t("Measure alone, 5%"): [one.effect[1] for one in found],
                t("Measure alone, 95%"): [one.effect[4] for one in found],
                t("The year, 5%"): [one.outlook[1] for one in found],
                t("The year, 95%"): [one.outlook[4] for one in found],
                t("Swing of an ordinary year, ± %"): [one.swing_pct for one in found],
            }
        ),
        sources=year.sources,
        graphic=BarList(bars, look.bar("tariff"), look.ink, look.muted),
        file_name="corridor-next-year",
        notes=tuple(notes),
    )


def _percent(value: float, t: Translator) -> str:
    return t.percent(value, 0 if abs(value) >= TENTHS_BELOW_PCT else 1, signed=True)


def _sentence(one: NextYear, t: Translator) -> str:
    return t(
        "US imports from {country}: the measure alone {effect} ({small} to {large}); the year may bring {low} to "
        "{high}",
        country=t.country(one.iso3),
        effect=_percent(one.effect[0], t),
        small=_percent(one.effect[1], t),
        large=_percent(one.effect[4], t),
        low=_percent(one.outlook[1], t),
        high=_percent(one.outlook[4], t),
    )


def _overall(found: Sequence[NextYear], t: Translator) -> str:
    """For how many countries the measure stands out from the swings of an ordinary year."""
    beyond = sum(1 for one in found if one.outlook[1] > 0.0 or one.outlook[4] < 0.0)
    return t(
        "The direction of the year is clear for {count} of {all} countries; elsewhere ordinary swings may outweigh the "
        "measure",
        count=t.number(beyond),
        all=t.number(len(found)),
    )
