"""How far to trust the model: the verdict in plain sentences, and predictions beside what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.domain import N_
from dashboard.views import charts
from dashboard.views.cells import number, numbers
from dashboard.views.exhibit import Exhibit
from dashboard.views.style import Look, rgba, styled

if TYPE_CHECKING:
    from dashboard.evidence.validation import Published, Rates, Remittances, Trade, Verdict
    from dashboard.i18n import Translator

VIEWS = {
    "imports": N_("US imports"),
    "countries": N_("Country by country"),
    "remittances": N_("Remittances"),
    "rates": N_("Tariffs collected"),
    "published": N_("Published results"),
}
WINDOWS = {
    "newest_12_months": N_("Newest 12 months"),
    "all_months": N_("Since January 2025"),
    "newest_month": N_("Newest month"),
}
STUDIES = {
    "cgd_2025_07": "Center for Global Development, 2025",
    "cgd_2025_05": "Center for Global Development, 2025",
    "secmca_2025": "SECMCA, 2025",
    "bbva_2025_05": "BBVA Research, 2025",
    "cemla_2025": "CEMLA, 2025",
    "gopinath_neiman_2025": "Gopinath, Neiman, 2025",
    "budget_lab_2026_07": "Budget Lab, 2026-07",
    "budget_lab_2026_08": "Budget Lab, 2026-08",
    "ignatenko_2025": "Ignatenko et al., 2025",
}
QUANTITIES = {
    "remittances_lost": N_("remittances lost"),
    "remittance_tax_paid": N_("tax paid on remittances"),
    "effective_rate": N_("average US tariff"),
    "pass_through": N_("share of duties paid in the US"),
    "collected_share_of_law": N_("share of the tariff in the law that is collected"),
    "real_income": N_("long-run real income"),
}
SHOCKS = {
    "remittance_tax_1": N_("tax of 1%"),
    "remittance_tax_3_5": N_("tax of 3.5%"),
    "remittance_tax_5": N_("tax of 5%"),
    "tariffs_of_2025": N_("tariffs of 2025"),
    "uniform_19": N_("tariff of 19% on all partners"),
}
NAMED = 7
ROOM = 0.08  # of the span, beyond the outermost mark


# The verdict ---------------------------------------------------------------------------------------------------------


def verdict(found: Trade, t: Translator) -> str:
    """One sentence: how often the direction was right, how often the outturn lay inside the outlook's range."""
    given = {
        "start": t.month(found.start),
        "end": t.month(found.end),
        "right": t.number(float(len(found.right))),
        "count": t.number(float(len(found.counted))),
    }
    if found.outlook is None:
        return t("US imports from {start} to {end}: the direction was right for {right} of {count} countries", **given)
    return t(
        "US imports from {start} to {end}: the direction was right for {right} of {count} countries; {inside} of "
        "{count} outturns lay inside the outlook for a year",
        inside=t.number(found.outlook.inside_90 * found.outlook.count),
        **given,
    )


def record(found: Trade, t: Translator) -> str:
    """What stands beside an estimate of tariffs: how the model did where the outcome is known."""
    return t(
        "How the model did with the tariffs of the past. {verdict}. The range of an estimate says what the measure "
        "does, all else equal; what a year may bring is wider and has a view of its own, Next year.",
        verdict=verdict(found, t),
    )


def findings(found: Verdict, t: Translator) -> tuple[str, ...]:
    """What follows for a reader, one plain sentence each, good or bad."""
    imports, transfers, rates, published = found.trade, found.remittances, found.rates, found.published
    return (
        t(
            "**Size of the errors:** {error} on average; saying that nothing changes would have missed by {naive}. In "
            "{share} of the countries the miss is larger than the swing of an ordinary year.",
            error=t.points(imports.scores["error"]),
            naive=t.points(imports.scores["error_no_change"]),
            share=t.percent(100.0 * imports.scores["beyond_usual_swing_share"], 0),
        ),
        *_ranges(imports, t),
        t(
            "**Yardstick:** against each country's own trend instead of imports from all partners the "
            "direction was right for only {share}.",
            share=t.percent(100.0 * imports.other["sign_share"], 0),
        ),
        t(
            "**Remittances:** in 2025 the direction was right for {right} of "
            "{count} countries and {inside} outturns lay inside the range; the mean error is {error}.",
            right=t.number(transfers.scores["sign_share"] * transfers.scores["count"]),
            count=t.number(transfers.scores["count"]),
            inside=t.number(transfers.scores["inside_share"] * transfers.scores["count"]),
            error=t.points(transfers.scores["error"]),
        ),
        t(
            "**Tariffs collected:** the model charges {bias} more than customs collected, on average, because trade "
            "moves to goods that are taxed less, which it reckons apart. Of the goods that came, {ratio} of the "
            "announced tariffs was collected in the median country; at unchanged weights it is {assumed} on average, "
            "with a range from {low} to {high}, and each country has a share of its own.",
            bias=t.points(rates.scores["bias_pp"]),
            ratio=t.number(rates.scores["median_implied_ratio"], 2),
            assumed=t.number(rates.assumed.central, 2),
            low=t.number(rates.assumed.low, 2),
            high=t.number(rates.assumed.high, 2),
        ),
        t(
            "**Published results:** {inside} of {count} lie inside our range; {below} are larger than all of it. Our "
            "effects of the remittance tax are small because we let senders move to accounts.",
            inside=t.number(float(published.inside)),
            count=t.number(float(published.ranged)),
            below=t.number(float(published.below)),
        ),
        t(
            "**Not tested:** effects on GDP and jobs, visas, aid, sanctions, answers of the countries and coalitions. "
            "No outturn exists that could be set beside them; the long run is compared with one published study only."
        ),
    )


# Imports -------------------------------------------------------------------------------------------------------------


def _ranges(found: Trade, t: Translator) -> tuple[str, ...]:
    """What the two ranges are and how each is tested; nothing for a window without an outlook."""
    known = found.outlook
    if known is None:
        return ()
    return (
        t(
            "**Effect:** what a measure does, all else equal. Weighted by each country's ordinary swings, outturns "
            "moved {slope} times as far as predicted (standard error {error}); in {windows} windows without a shock "
            "the same comparison gives {placebo} (spread {spread}). Whether outturns lie inside the range of the "
            "effect says nothing about it: a year brings other things too.",
            slope=t.number(known.slope, 1),
            error=t.number(known.slope_error, 1),
            windows=t.number(known.windows),
            placebo=t.number(known.placebo_slope, 1),
            spread=t.number(known.placebo_slope_spread, 1),
        ),
        t(
            "**Outlook:** effect and ordinary swings together. Its inner half held {half} of the outturns and its "
            "range of nine in ten {most}; in windows without a shock {half_placebo} and {most_placebo}. By the usual "
            "score (CRPS) it is {gain} better than the same swings without the model, at a width of {width} against "
            "{plain} in logs. The swings were never fitted to 2025 and 2026.",
            half=t.percent(100.0 * known.inside_50, 0),
            most=t.percent(100.0 * known.inside_90, 0),
            half_placebo=t.percent(100.0 * known.inside_50_placebo, 0),
            most_placebo=t.percent(100.0 * known.inside_90_placebo, 0),
            gain=t.percent(100.0 * known.crps_gain, 0),
            width=t.number(known.width_90, 2),
            plain=t.number(known.width_90_without_model, 2),
        ),
        t(
            "**Order of the countries:** the rank correlation between predicted and realised is {rank}. With swings of "
            "this size a perfect model would reach about {perfect} on average, so a high value is luck and no goal.",
            rank=t.number(found.scores["rank_correlation"], 2),
            perfect=t.number(known.rank_correlation_if_right, 1),
        ),
    )


def imports_scatter(found: Trade, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Predicted against realised change of US imports, with ranges and the names of the large misses."""
    headline = _imports_headline(found, t)
    rows = found.counted
    named = {*found.misses(NAMED), *({iso3} if iso3 in rows.index else set())}
    return Exhibit(
        headline=headline,
        subtitle=_imports_unit(found, t),
        alt=t("{headline}. Largest misses: {countries}.", headline=headline, countries=_names(found.misses(3), t)),
        table=_imports_table(found, t),
        formats=_imports_formats(t),
        sources=found.sources,
        graphic=_scatter(rows, sorted(map(str, named)), t, look),
        notes=(
            *_imports_notes(found, t),
            t(
                "On the dashed line a prediction would be exact. Whiskers are the 5-95% range of the effect alone; "
                "names mark the largest misses."
            ),
        ),
        legend=((look.channel("tariff"), t("direction right")), (look.muted, t("direction wrong"))),
        file_name="predicted_and_realised_imports",
    )


def imports_by_country(found: Trade, t: Translator) -> Exhibit:
    """Hits and misses by country, the small ones that do not count included."""
    headline = t(
        "Right direction: {right}. Wrong: {wrong}",
        right=_names(found.right, t),
        wrong=_names([str(code) for code in found.counted.index if code not in found.right], t),
    )
    return Exhibit(
        headline=headline,
        subtitle=_imports_unit(found, t),
        alt=headline + ".",
        table=_imports_table(found, t),
        formats=_imports_formats(t),
        sources=found.sources,
        notes=_imports_notes(found, t),
        file_name="hits_and_misses_by_country",
    )


def _imports_headline(found: Trade, t: Translator) -> str:
    return t(
        "Direction right for {right} of {count} countries; mean error {error}",
        right=t.number(float(len(found.right))),
        count=t.number(float(len(found.counted))),
        error=t.points(found.scores["error"]),
    )


def _imports_unit(found: Trade, t: Translator) -> str:
    return t(
        "Change of US imports relative to imports from all partners, {start} to {end} against the same months of "
        "2024, per cent",
        start=t.month(found.start),
        end=t.month(found.end),
    )


def _imports_notes(found: Trade, t: Translator) -> tuple[str, ...]:
    left_out = [str(code) for code in found.frame.index if code not in found.counted.index]
    return (
        t(
            "Predicted from the tariffs in force month by month, at the trade of 2024, with the elasticity of the "
            "first years; nothing is fitted. What moves all US imports, such as demand or hoarding before a tariff, "
            "drops out on both sides. Against each country's own trend of 2015-2019 and 2022-2024 instead, the "
            "direction was right for {share} and the mean error is {error}.",
            share=t.percent(100.0 * found.other["sign_share"], 0),
            error=t.points(found.other["error"]),
        ),
        t(
            "Listed but not scored: countries with US imports under 100 million US dollars in 2024, where one ship "
            "makes the year, and Cuba (embargo): {countries}.",
            countries=_names(left_out, t),
        ),
    )


def _imports_table(found: Trade, t: Translator) -> pd.DataFrame:
    rows = found.frame
    verdicts = [
        t("not scored") if not scored else t("right") if right else t("wrong")
        for scored, right in zip(rows["scored"], rows["direction_right"], strict=True)
    ]
    return pd.DataFrame(
        {
            t("Country"): [t.country(str(code)) for code in rows.index],
            t("Direction"): verdicts,
            t("Predicted, %"): rows["predicted_pct"].to_list(),
            t("Low, %"): rows["p05_pct"].to_list(),
            t("High, %"): rows["p95_pct"].to_list(),
            t("Realised, %"): rows["realised_pct"].to_list(),
            t("Tariff change, percentage points"): rows["tariff_change_pp"].to_list(),
            t("Ordinary year's swing, %"): rows["usual_swing_pct"].to_list(),
            t("Imports before, US$ million"): rows["imports_before_usd_m"].to_list(),
            t("Imports after, US$ million"): rows["imports_after_usd_m"].to_list(),
        }
    )


def _imports_formats(t: Translator) -> dict[str, Any]:
    shares = (t("Predicted, %"), t("Low, %"), t("High, %"), t("Realised, %"), t("Ordinary year's swing, %"))
    amounts = (t("Imports before, US$ million"), t("Imports after, US$ million"))
    return {
        **{name: lambda v: t.percent(number(v)) for name in shares},
        t("Tariff change, percentage points"): lambda v: t.number(number(v), 1),
        **{name: lambda v: t.compact(number(v)) for name in amounts},
    }


def _scatter(rows: pd.DataFrame, named: Sequence[str], t: Translator, look: Look) -> go.Figure:
    """Points with horizontal ranges, the line of exact predictions, and names where asked for."""
    x, y = numbers(rows["predicted_pct"]), numbers(rows["realised_pct"])
    right = rows["direction_right"] == 1
    names = [t.country(str(code)) for code in rows.index]
    fig = go.Figure()
    edges = (float(rows["p05_pct"].min()), float(rows["p95_pct"].max()))
    fig.add_scatter(
        x=list(edges), y=list(edges), mode="lines", line={"color": look.muted, "dash": "dot"}, hoverinfo="skip"
    )
    fig.add_scatter(
        x=x,
        y=y,
        mode="markers+text",
        marker={
            "color": [look.channel("tariff") if hit else look.muted for hit in right],
            "symbol": ["circle" if hit else "x" for hit in right],
            "size": 9,
        },
        error_x={
            "type": "data",
            "array": (rows["p95_pct"] - rows["predicted_pct"]).to_list(),
            "arrayminus": (rows["predicted_pct"] - rows["p05_pct"]).to_list(),
            "symmetric": False,
            "color": rgba(look.ink, 0.35),
            "thickness": 1.2,
            "width": 3,
        },
        customdata=[
            t("predicted {predicted}, realised {realised}", predicted=t.percent(a), realised=t.percent(b))
            for a, b in zip(x, y, strict=True)
        ],
        text=[name if str(code) in named else "" for name, code in zip(names, rows.index, strict=True)],
        textposition=["top center" if (value or 0) >= 0 else "bottom center" for value in y],
        textfont={"size": 13, "color": look.ink},
        cliponaxis=False,
        hovertext=names,
        hovertemplate="%{hovertext}: %{customdata}<extra></extra>",
    )
    low, high = float(rows["realised_pct"].min()), float(rows["realised_pct"].max())
    wide, tall = (edges[1] - edges[0]) * ROOM, (high - low) * ROOM
    return styled(
        fig,
        look,
        t,
        height=460,
        xaxis={
            "title": {"text": t("predicted, %"), "font": {"size": 13, "color": look.muted}},
            "range": [edges[0] - 2 * wide, edges[1] + 2 * wide],
            "zeroline": True,
            "zerolinecolor": look.faint,
        },
        yaxis={
            "title": {"text": t("realised, %"), "font": {"size": 13, "color": look.muted}},
            "range": [min(low, edges[0]) - tall, max(high, edges[1]) + tall],
            "zeroline": True,
            "zerolinecolor": look.muted,
        },
    )


# Remittances ---------------------------------------------------------------------------------------------------------


def remittance_dots(found: Remittances, t: Translator, look: Look) -> Exhibit:
    """Predicted beside realised change of remittances."""
    rows = found.frame[found.frame["scored"] == 1]
    headline = t(
        "Remittances 2025: direction right for {right} of {count} countries, {inside} inside the range",
        right=t.number(found.scores["sign_share"] * found.scores["count"]),
        count=t.number(found.scores["count"]),
        inside=t.number(found.scores["inside_share"] * found.scores["count"]),
    )
    labels = [_period_label(str(row["iso3"]), str(row["period"]), t) for row in rows.to_dict("records")]
    law, paid = look.channel("remittance"), look.ink
    return Exhibit(
        headline=headline,
        subtitle=t(
            "Change of remittances received against the same months of 2024, per cent; realised: relative to the "
            "country's trend"
        ),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Country"): [
                    _period_label(str(row["iso3"]), str(row["period"]), t) for row in found.frame.to_dict("records")
                ],
                t("Predicted, %"): found.frame["predicted_pct"].to_list(),
                t("Low, %"): found.frame["p05_pct"].to_list(),
                t("High, %"): found.frame["p95_pct"].to_list(),
                t("Realised, %"): found.frame["realised_pct"].to_list(),
                t("Growth, %"): found.frame["growth_pct"].to_list(),
                t("Trend, %"): found.frame["trend_pct"].to_list(),
                t("Added removals, people a year"): found.frame["added_removals_people"].to_list(),
            }
        ),
        formats={
            **{
                t(name): lambda v: t.percent(number(v))
                for name in (
                    N_("Predicted, %"),
                    N_("Low, %"),
                    N_("High, %"),
                    N_("Realised, %"),
                    N_("Growth, %"),
                    N_("Trend, %"),
                )
            },
            t("Added removals, people a year"): lambda v: t.number(number(v)),
        },  # fmt: skip
        sources=found.sources,
        graphic=charts.paired_dots(
            list(zip(labels, numbers(rows["predicted_pct"]), numbers(rows["realised_pct"]), strict=True)),
            t,
            look,
            first=(t("predicted"), law),
            second=(t("realised"), paid),
            write=lambda v: t.percent(v),
        ),
        notes=(
            t(
                "Fed into the model: recorded removals of 2025 above those of fiscal year 2024, and the tax from "
                "January 2026. Removals fell for Central America, where fewer people were stopped at the border. Loss "
                "of status and the fear of those who stay are not in it: no series says how much."
            ),
            t(
                "Trend: median yearly growth of 2015-2019 and 2022-2024 in the World Bank series. One concept per "
                "country in both years: the central bank, else the estimate of the IDB. Without recorded removals or "
                "another input, and so not scored: {countries}.",
                countries=_names(found.unscored, t),
            ),
        ),
        legend=((law, t("predicted")), (paid, t("realised"))),
        file_name="predicted_and_realised_remittances",
    )


def _period_label(iso3: str, period: str, t: Translator) -> str:
    if period == "2025":
        return t.country(iso3)
    end = pd.Timestamp(period).date()
    start = end.replace(month=1)
    return t("{country}, {start} to {end}", country=t.country(iso3), start=t.month(start), end=t.month(end))


# Rates ---------------------------------------------------------------------------------------------------------------


def rate_dots(found: Rates, t: Translator, look: Look) -> Exhibit:
    """What the model charges beside what customs collected, means over all months."""
    scores = found.scores
    headline = t(
        "The model charges {bias} more than customs collected; the mean gap by country and month is {error}",
        bias=t.points(scores["bias_pp"]),
        error=t.points(scores["error_pp"]),
    )
    rows, model, paid = found.frame, look.muted, look.channel("tariff")
    names = [t.country(str(code)) for code in rows.index]
    return Exhibit(
        headline=headline,
        subtitle=t(
            "Average US tariff by country, mean of the months {start} to {end}, per cent",
            start=t.month(found.start),
            end=t.month(found.end),
        ),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Country"): names,
                t("In the law, %"): rows["statutory_pct"].to_list(),
                t("In the model, %"): rows["model_pct"].to_list(),
                t("Collected, %"): rows["collected_pct"].to_list(),
                t("Mean gap, percentage points"): rows["error_pp"].to_list(),
                t("Bias, percentage points"): rows["bias_pp"].to_list(),
                t("Ratio that fits"): rows["implied_ratio"].to_list(),
                t("Months"): rows["count"].to_list(),
            }
        ),
        formats={
            t("In the law, %"): lambda v: t.percent(number(v)),
            t("In the model, %"): lambda v: t.percent(number(v)),
            t("Collected, %"): lambda v: t.percent(number(v)),
            t("Mean gap, percentage points"): lambda v: t.number(number(v), 1),
            t("Bias, percentage points"): lambda v: t.number(number(v), 1),
            t("Ratio that fits"): lambda v: t.number(number(v), 2),
        },
        sources=found.sources,
        graphic=charts.paired_dots(
            list(zip(names, numbers(rows["model_pct"]), numbers(rows["collected_pct"]), strict=True)),
            t,
            look,
            first=(t("in the model"), model),
            second=(t("collected"), paid),
            write=lambda v: t.percent(v),
        ),
        notes=(
            t(
                "The model charges ordinary duties in full and a share of all other programmes that is estimated for "
                "each country at unchanged weights, {assumed} on average. The ratio that fits is the share that was "
                "collected of the goods of the month, weighted with imports; its median is {ratio}. The difference is "
                "trade that moved to goods that are taxed less.",
                assumed=t.number(found.assumed.central, 2),
                ratio=t.number(scores["median_implied_ratio"], 2),
            ),
            t(
                "The law is weighted with the trade of 2024, collection with the goods of the month: buyers shift to "
                "what is spared, so a gap is not evasion."
            ),
        ),
        legend=((model, t("in the model")), (paid, t("collected"))),
        file_name="tariffs_in_the_model_and_collected",
    )


# Published results ---------------------------------------------------------------------------------------------------


def published_table(found: Published, t: Translator) -> Exhibit:
    """Published results beside ours, one row each."""
    headline = t(
        "{inside} of {count} published results lie inside our range; {below} are larger than all of it",
        inside=t.number(float(found.inside)),
        count=t.number(float(found.ranged)),
        below=t.number(float(found.below)),
    )
    rows = found.frame.to_dict("records")
    return Exhibit(
        headline=headline,
        subtitle=t("Other authors' results and ours for the same shock; US$ million a year, or per cent"),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Result"): [
                    t("{areas}: {quantity}, {shock}", areas=_areas(str(row["areas"]), t),
                      quantity=t(QUANTITIES[str(row["quantity"])]), shock=_shock(str(row["shock"]), t))
                    for row in rows
                ],
                t("Study"): [STUDIES[str(row["study"])] for row in rows],
                t("Published"): [_published(row, t) for row in rows],
                t("Ours"): [_ours(row, t) for row in rows],
                t("Inside our range"): [_inside(row, t) for row in rows],
                t("What differs"): [t(str(row["caveat"])) if isinstance(row["caveat"], str) else "" for row in rows],
            }
        ),
        sources=found.sources,
        notes=(
            t(
                "Rates in the law are tables and have no range. Where our model takes a number from a study, agreement "
                "proves nothing; such rows say so. Studies differ in what they hold fixed."
            ),
        ),
        file_name="published_results_and_ours",
    )  # fmt: skip


def _published(row: dict[Any, Any], t: Translator) -> str:
    low, high = number(row["published_low"]), number(row["published_high"])
    if low is None or high is None or low == high:
        return _amount(number(row["published_central"]), str(row["unit"]), t)
    unit = str(row["unit"])
    return t("{low} to {high}", low=_amount(low, unit, t), high=_amount(high, unit, t))


def _ours(row: dict[Any, Any], t: Translator) -> str:
    unit, low, high = str(row["unit"]), number(row["ours_p05"]), number(row["ours_p95"])
    central = _amount(number(row["ours_central"]), unit, t)
    if low is None or high is None:
        return central
    return t("{central} ({low} to {high})", central=central, low=_amount(low, unit, t), high=_amount(high, unit, t))


def _amount(value: float | None, unit: str, t: Translator) -> str:
    if unit == "usd_m_a_year":
        return t.compact(value)
    return t.percent(value, 1 if value is None or abs(value) >= 2 else 2)


def _inside(row: dict[Any, Any], t: Translator) -> str:
    if row["role"] == "input":
        return t("taken from the study")
    return t("no range") if pd.isna(row["inside"]) else t("yes") if row["inside"] else t("no")


def _shock(shock: str, t: Translator) -> str:
    if shock.startswith("law_of_"):
        return t("law of {day}", day=t.day(pd.Timestamp(shock.removeprefix("law_of_")).date()))
    return t(SHOCKS[shock])


def _areas(areas: str, t: Translator) -> str:
    return t.listing(t("World") if code == "WORLD" else t.country(code) for code in areas.split())


def _names(codes: Sequence[str], t: Translator) -> str:
    return t.listing(t.country(code) for code in codes) if codes else t("none")
