"""Before and after a step of policy, and months in two releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.domain import N_
from dashboard.views import charts
from dashboard.views.charts import Line, Mark
from dashboard.views.exhibit import Exhibit
from dashboard.views.overview import event_list

if TYPE_CHECKING:
    from dashboard.evidence.windows import Around, Releases, Window
    from dashboard.i18n import Translator
    from dashboard.views.style import Look

SERIES = {
    "southwest_usbp": N_("Southwest border, between ports (Border Patrol)"),
    "southwest_ofo": N_("Southwest border, at ports of entry"),
    "nationwide_total": N_("Whole US, all encounters"),
    "own": N_("Whole US, citizens of the selected country"),
    "darien": N_("Darien crossings"),
    "leaving_detention": N_("People who left detention to be removed"),
}
UNITS = {
    "southwest_usbp": N_("encounters, events per month"),
    "southwest_ofo": N_("encounters, events per month"),
    "nationwide_total": N_("encounters, events per month"),
    "own": N_("encounters, events per month"),
    "darien": N_("people per month"),
    "leaving_detention": N_("people per month"),
}
RELEASED = {
    "southwest_total": N_("Southwest border, Border Patrol and ports"),
    "southwest_usbp": N_("Southwest border, Border Patrol, as printed by an article"),
}


def event_names(choices: pd.DataFrame, t: Translator) -> dict[str, str]:
    """Date and short title of each step, by its id, in the order given."""
    steps = zip(choices["event_id"], event_list(choices, t), choices["short_title"], strict=True)
    return {event_id: f"{event.date}: {t(title)}" for event_id, event, title in steps}


def around_event(
    found: Around, event: pd.DataFrame, series: str, iso3: str | None, t: Translator, look: Look
) -> Exhibit:
    """A monthly count around a step of policy and the same months a year earlier; `event` is its row."""
    step = event_list(event, t)[0]
    length = len(found.before.months)
    subject = t.country(iso3) if series == "own" and iso3 else t(SERIES[series])
    ink, grey = look.channel("removals"), look.muted
    x = [month.isoformat() for month in found.path.months]
    lines = [
        Line("", x, list(found.path_year_ago.counts), grey, width=1.6, dash="dot"),
        Line("", x, list(found.path.counts), ink, width=2.6),
        *(_mean_line(window, ink) for window in (found.before, found.after) if window.mean is not None),
    ]
    mark = Mark(found.day, step.date)
    fig = charts.lines(lines, t, look, write=t.number, marks=[mark], label_room=16, height=340)
    fig.update_yaxes(tickformat=",.0f", nticks=6)
    fig.update_layout(hovermode="closest")
    windows = {
        t("Before"): found.before,
        t("After"): found.after,
        t("Before, a year earlier"): found.before_year_ago,
        t("After, a year earlier"): found.after_year_ago,
    }
    columns = [t("Window"), t("From"), t("To"), t("Months with a figure"), t("Mean per month")]
    table = pd.DataFrame(
        [
            (name, t.month(w.months[0]), t.month(w.months[-1]), f"{w.known}/{length}", w.mean)
            for name, w in windows.items()
        ],
        columns=columns,
    )
    title = _around_title(found, subject, length, t)
    return Exhibit(
        headline=title,
        subtitle=t(
            "{step} Unit: {unit}. {length} months before and after; the month of the step is in neither.",
            step=f"{step.date}: {step.what}",
            unit=t(UNITS[series]),
            length=length,
        ),
        alt=title,
        table=table,
        formats={t("Mean per month"): t.number},
        sources=(*found.sources, *step.sources),
        graphic=fig,
        legend=((ink, t("These months; thick line at the mean")), (grey, t("The same months a year earlier"))),
        notes=(
            t(
                "A description, not an effect: other steps, seasons and events in other countries fall into the same "
                "months. The same months a year earlier stand beside it for the season."
            ),
            *(_incomplete(name, window, t) for name, window in windows.items() if window.mean is None),
        ),
        file_name="around_event",
    )


def _mean_line(window: Window, color: str) -> Line:
    ends = [window.months[0].isoformat(), window.months[-1].isoformat()]
    return Line("", ends, [window.mean, window.mean], color, width=5)


def _around_title(found: Around, subject: str, length: int, t: Translator) -> str:
    if found.before.mean is None or found.after.mean is None:
        return t(
            "{subject}: no comparison of {length} months, because months have no figure", subject=subject, length=length
        )
    if found.change_pct is None:
        return t("{subject}: none in the {length} months before", subject=subject, length=length)
    words = t(
        "{subject}: {before} a month in the {length} months before, {after} after ({change})",
        subject=subject, length=length, before=t.number(found.before.mean), after=t.number(found.after.mean),
        change=t.percent(found.change_pct, 0, signed=True),
    )  # fmt: skip
    if found.change_year_ago_pct is None:
        return words
    return t(
        "{statement}; a year earlier {change}",
        statement=words, change=t.percent(found.change_year_ago_pct, 0, signed=True),
    )  # fmt: skip


def _incomplete(name: str, window: Window, t: Translator) -> str:
    missing = [month for month, count in zip(window.months, window.counts, strict=True) if count is None]
    return t(
        "{window}: {known} of {count} months have a figure, so there is no mean; missing from {first} to {last}.",
        window=name, known=window.known, count=len(window.months), first=t.month(missing[0]), last=t.month(missing[-1]),
    )  # fmt: skip


def releases(found: Releases, sources_of: dict[str, str], t: Translator) -> Exhibit:
    """Months in two releases: the figure of each, and by how much it moved; `sources_of` gives a source's version."""
    frame = found.frame
    moved = frame[frame["change"] != 0]
    largest = max(moved.to_dict("records"), key=lambda row: abs(row["change"]))
    title = t(
        "{stable} of {count} months with two releases did not change; the largest revision is {change} events "
        "({month})",
        stable=t.number(found.stable), count=t.number(len(frame)), change=t.number(largest["change"], signed=True),
        month=t.month(largest["month"]),
    )  # fmt: skip
    first, later, change = t("First of two releases"), t("Later release"), t("Change")
    shown = pd.concat([moved, frame[frame["change"] == 0]])
    table = pd.DataFrame(
        {
            t("Month"): [month.strftime("%Y-%m") for month in shown["month"]],
            t("Count"): [t(RELEASED[series]) for series in shown["series"]],
            first: shown["first"].to_numpy(),
            later: shown["later"].to_numpy(),
            change: shown["change"].to_numpy(),
            t("Versions"): [
                t("{first}, then {later}", first=sources_of[a], later=sources_of[b])
                for a, b in zip(shown["first_source_id"], shown["later_source_id"], strict=True)
            ],
        }
    )
    return Exhibit(
        headline=title,
        subtitle=t("Encounters at the southwest border, events per month, in two releases of the publisher's files"),
        alt=title,
        table=table,
        formats={first: t.number, later: t.number, change: lambda v: t.number(v, signed=True)},
        sources=found.sources,
        notes=(
            t(
                "Two files of different months are compared: the total of the border against the sum of Border Patrol "
                "and ports. Which of them was the very first release is known only for the months that an article "
                "printed."
            ),
            t(
                "Two releases of the same month are not at hand for encounters by citizenship or sector, for removals "
                "(each release adds days), for returns and for the Darien."
            ),
        ),
        file_name="encounters_releases",
    )
