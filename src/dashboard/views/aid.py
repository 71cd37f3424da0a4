"""US foreign assistance as an exhibit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.domain import N_
from dashboard.views import cells, charts
from dashboard.views.exhibit import Exhibit
from dashboard.views.style import Look, rgba

if TYPE_CHECKING:
    from dashboard.evidence.aid import Aid
    from dashboard.i18n import Translator

MEASURES = {"disbursements": N_("Paid (disbursements)"), "obligations": N_("Promised by contract (obligations)")}


def aid_columns(aid: Aid, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """US foreign assistance by fiscal year; partly reported years are paler and say so."""
    frame = aid.frame
    who = t("All 33 countries") if iso3 is None else t.country(iso3)
    if aid.complete_usd_m is None or aid.complete_year is None:
        headline = t("{country}: no US foreign assistance is on record", country=who)
    else:
        headline = t(
            "{country}: {amount} of US foreign assistance in fiscal year {year}, the newest that is fully reported",
            country=who,
            amount=t.usd_m(aid.complete_usd_m),
            year=aid.complete_year,
        )
    color = look.channel("aid")
    full = [float(v) if not p else None for v, p in zip(frame["usd_m"], frame["is_partial"], strict=True)]
    part = [float(v) if p else None for v, p in zip(frame["usd_m"], frame["is_partial"], strict=True)]
    graphic = charts.stacked_columns(
        [int(year) for year in frame["fiscal_year"]],
        (charts.Stack(t("fully reported"), full, color), charts.Stack(t("partly reported"), part, rgba(color, 0.4))),
        t,
        look,
        write=t.usd_m,
        height=340,
    )
    graphic.update_xaxes(tickformat="d")
    graphic.update_yaxes(separatethousands=True, exponentformat="none")
    return Exhibit(
        headline=headline,
        subtitle=t(
            "{measure}, current US$ million by US fiscal year (October to September)", measure=t(MEASURES[aid.measure])
        ),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Fiscal year"): frame["fiscal_year"].to_list(),
                t("US$ million"): frame["usd_m"].to_list(),
                t("Reporting"): [t("partly reported") if p else t("fully reported") for p in frame["is_partial"]],
                t("Countries"): frame["countries"].to_list(),
            }
        ),
        formats={t("Fiscal year"): str, t("US$ million"): cells.money(t)},
        sources=aid.sources,
        graphic=graphic,
        notes=(
            t(
                "Years in the fainter colour were partly reported in the copy of December 2025: later reports will "
                "raise them. Regional programmes are not included; a negative amount is money taken back."
            ),
        ),
        legend=((color, t("fully reported")), (rgba(color, 0.4), t("partly reported"))),
        file_name="us_foreign_assistance",
    )
