"""The method in words and formulas. Registers are read, never retyped; prose is one short message per paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.domain import ALL_COUNTRIES, N_, Instrument
from dashboard.i18n import Translator
from dashboard.views import charts, deviations, validation
from dashboard.views.catalogue import QUALITIES, SUBJECTS
from dashboard.views.exhibit import Exhibit
from dashboard.views.style import Look
from dashboard.views.words import OPTION_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.domain import Programme
    from dashboard.evidence.catalogue import Catalogue
    from dashboard.evidence.method import Assumed, Check, Collected, Example, Register
    from dashboard.evidence.validation import Verdict

    Sources = Callable[[tuple[str, ...]], tuple[tuple[str, str], ...]]

BLOCKS = {
    "tariff": N_("Assumptions on tariffs"),
    "pe": N_("Assumptions on exports and prices"),
    "rem": N_("Assumptions on remittances and returns"),
    "ge": N_("Assumptions on the long run"),
    "other": N_("Assumptions on other measures"),
}
CHANNELS = {
    "tariff": N_("tariff channel"),
    "remittance": N_("remittance channel"),
    "visas": N_("visa channel"),
    "aid": N_("aid channel"),
    "sanctions": N_("sanctions channel"),
    "response": N_("tourism channel"),
}
DISTRIBUTIONS = {
    "lognormal": N_("drawn, lognormal"),
    "pert": N_("drawn, PERT"),
    "triangular": N_("drawn, triangular"),
    "fixed": N_("not drawn"),
}
UNITS = {
    "elasticity": N_("elasticity"),
    "share": N_("share, 0 to 1"),
    "ratio": N_("ratio"),
    "quarters": N_("quarters"),
    "months": N_("months"),
    "usd": N_("US dollars"),
    "pp_per_year": N_("percentage points a year"),
    "percent": N_("per cent"),
    "percentage points": N_("percentage points"),
    "position": N_("place in the range"),
    "thousand people a year": N_("thousand people a year"),
    "date": N_("date"),
}
KINDS = {
    "mfn": N_("ordinary duty"),
    "s232": N_("product tariff for national security"),
    "layer": N_("country-wide tariff"),
}
OPTIONS = {
    "add": N_("on top of the law"),
    "set": N_("in place of the country-wide tariffs"),
    **OPTION_NAMES,
}
WEAK = ("judgement", "unverified")


@dataclass(frozen=True)
class Part:
    """One block of a section: a text, a formula in LaTeX, a list or a static table."""

    kind: str
    text: str = ""
    frame: pd.DataFrame | None = None


@dataclass(frozen=True)
class Section:
    """A section with its address on the page."""

    anchor: str
    title: str
    parts: tuple[Part, ...]


def title(register: Register, catalogue: Catalogue, t: Translator) -> str:
    """What every estimate is, in one sentence."""
    return t(
        "Every estimate is a what-if from {tables} tables and {assumptions} assumptions with ranges; none is a "
        "forecast",
        tables=t.number(len(catalogue.entries)),
        assumptions=t.number(register.assumption_count),
    )


def sections(
    register: Register, catalogue: Catalogue, example: Example, verdict: Verdict, names: Sources, t: Translator
) -> tuple[Section, ...]:
    """All sections of the page in reading order; `names` gives publishers and addresses of sources."""
    return (
        Section("minute", t("In one minute"), _minute(register, example, t)),
        Section("trust", t("How far to trust this"), _trust(verdict, t)),
        Section("schedule", t("Which tariff does each flow face?"), _schedule(register, names, t)),
        Section("partial", t("What a tariff does to exports and prices"), _partial(example, t)),
        Section("gdp", t("From exports to the economy"), _gdp(t)),
        Section("remittances", t("Remittances, removals and the tax"), _remittances(t)),
        Section("sum", t("Adding up"), _adding(t)),
        Section("ranges", t("Where the ranges come from"), _ranges(register, t)),
        Section("levers", t("The levers"), _levers(register, t)),
        Section("assumptions", t("The assumptions"), _assumptions(register, names, t)),
        Section("checks", t("How it is checked"), _checks(t)),
        Section("deviations", t("Where we deviate from the textbook"), _deviations(t)),
        Section("limits", t("What the model does not say"), _limits(t)),
        Section("data", t("Rules for the data, and all tables"), _data(catalogue, t)),
    )


# Building blocks -----------------------------------------------------------------------------------------------------


def _say(text: str) -> Part:
    return Part("text", text)


def _head(text: str) -> Part:
    return Part("head", text)


def _formula(*lines: str) -> Part:
    """Short lines below one another: a formula does not wrap on a narrow screen."""
    return Part("formula", r"\begin{gathered}" + r" \\[0.4em] ".join(lines) + r"\end{gathered}")


def _list(*items: str) -> Part:
    return Part("list", "\n".join(f"- {item}" for item in items))


def _grid(frame: pd.DataFrame, label: str = "") -> Part:
    return Part("table", label, frame)


# Prose ---------------------------------------------------------------------------------------------------------------


def _minute(register: Register, example: Example, t: Translator) -> tuple[Part, ...]:
    return (
        _say(
            t(
                "You set measures of US policy for some countries. The model compares the world with these measures "
                "to the same world under the law of a day you choose. What it shows is the difference."
            )
        ),
        _list(
            t(
                "**Tariffs.** For each product the model asks how much dearer a country's goods become for US "
                "buyers, how much less they buy, who sells instead, and what of the loss is sold elsewhere."
            ),
            t(
                "**Remittances.** The model starts from the published flow and asks who sends it, who can no longer "
                "send it, how those who stay behave, and what a tax on cash transfers changes."
            ),
            t(
                "**Ranges.** Nobody knows the behaviour of buyers and senders exactly. All {count} assumptions are "
                "drawn together {draws} times; the range shown holds 90% of the results.",
                count=register.assumption_count,
                draws=t.number(register.draws),
            ),
            t(
                "**An example.** A duty of {tariff} on a country that supplies {share} of US imports of a product: "
                "its exports of the product fall by {fall}, its rivals' rise by {rise}, and the product becomes "
                "{price} dearer in the United States.",
                tariff=t.percent(100.0 * example.tariff, 0),
                share=t.percent(100.0 * example.share, 0),
                fall=t.percent(-example.exports_change_pct, 0),
                rise=t.percent(example.rival_change_pct, 0),
                price=t.percent(example.us_price_change_pct, 0),
            ),
            t(
                "**Honesty.** {weak} of the {count} assumptions are our judgement or could not be verified; they are "
                "marked in words below, and every one can be changed in a scenario.",
                weak=register.judged_count,
                count=register.assumption_count,
            ),
        ),
    )


def _trust(verdict: Verdict, t: Translator) -> tuple[Part, ...]:
    return (_head(validation.verdict(verdict.trade, t)), _list(*validation.findings(verdict, t)))


def _schedule(register: Register, names: Sources, t: Translator) -> tuple[Part, ...]:
    return (
        _say(
            t(
                "A flow is one product (six digits of the customs code) from one country. Its rate on a day has "
                "three parts: the ordinary duty after the preferences used, product tariffs for national security "
                "(Section 232), and the country-wide tariffs in force."
            )
        ),
        _formula(r"t_{i,k} = \mathrm{mfn}_{i,k} + \rho_i\, s^{232}_{i,k} + \rho_i \sum_a \mathrm{layer}_{a,i,k}"),
        _say(
            t(
                "Country-wide tariffs never fall on value that a Section 232 tariff covers, on exempt products, or "
                "on goods that enter under the North American trade agreement. What Section 232 covers has a date, as "
                "its rate has: on a day of 2025 it is what was covered then."
            )
        ),
        _say(
            t(
                "Customs collects only a part, ρ, of what tariffs announce beyond ordinary duties: claims, content "
                "made in the US and exclusions spare the rest. It is estimated for each country from the duties "
                "collected since September 2025: the share at which the model, with its own shift of trade to goods "
                "that are taxed less, gives the rate that was collected; for Mexico from a published rate at unchanged "
                "weights. Each country is drawn towards the average by the error of its own months."
            )
        ),
        _say(
            t(
                "A new tariff of x falls on each flow net of the same exemptions. You choose whether it comes on top "
                "of the law or replaces the country-wide tariffs, on all goods or on some chapters, and whether "
                "energy and agreement goods are spared. Below, c is the part of the value under Section 232, u that "
                "of agreement goods, and n marks energy."
            )
        ),
        _formula(
            r"t^{1}_{i,k} = t^{0}_{i,k} + \rho_i\, x\,(1-c_{k})\,(1-u_{i,k})\,(1-n_{k})",
            r"\Delta_{i,k} = \ln\frac{1+t^{1}_{i,k}}{1+t^{0}_{i,k}}",
        ),
        _say(
            t(
                "Two simplifications. China and the rest of the world enter with their average rate, which only "
                "weighs their share. Emergency tariffs on Mexico and Canada are published by country, not by "
                "product: their average is spread over the goods they fell on."
            )
        ),
        _head(t("The calendar of tariff programmes")),
        _grid(_programmes(register.programmes, names, t)),
    )


def _partial(example: Example, t: Translator) -> tuple[Part, ...]:
    return (
        _say(
            t(
                "US buyers choose between the suppliers of a product with elasticity σ, and between its imports and "
                "everything else with a smaller elasticity η. A share φ of a duty reaches the US price; the exporter "
                "bears the rest."
            )
        ),
        _formula(r"p_i = \varphi\,\Delta_i + g\,L", r"g = (\sigma-\eta)\,\frac{1-\varphi}{\sigma}"),
        _formula(
            r"L = \frac{A}{1-g}",
            r"A = \frac{1}{1-\sigma}\,\ln \sum_i s_i\, e^{(1-\sigma)\,\varphi\,\Delta_i}",
        ),
        _formula(r"\ln \hat q_i = -\sigma\,p_i + (\sigma-\eta)\,L", r"\ln \hat p^{x}_i = p_i - \Delta_i"),
        _say(
            t(
                "Here s is the supplier's share of US spending on imports of the product, p the change of its price "
                "at the border with duty, L the change of the price of all imports of the product, q the quantity "
                "and the last one the price that the exporter receives. A hat is the ratio of new to old."
            )
        ),
        _say(
            t(
                "Different from the usual: the price of the product is mostly found by repeated rounds. In this "
                "model the common term leaves the sum, so L has the closed form above: no rounds, no tolerance, and "
                "no tariff change gives exactly no effect."
            )
        ),
        _say(
            t(
                "The change of exports is split without a remainder: what US buyers give up (creation), what they "
                "switch between suppliers (diversion), and what the exporter concedes in price. The duty bill is the "
                "new rate times the new value; US importers pay it first, and it is never called a loss of the "
                "country. Below, w is the logarithmic mean of the values before and after."
            )
        ),
        _formula(
            r"V^1_i = V^0_i\,\hat p^{x}_i\,\hat q_i",
            r"\Delta V_i = w_i\,[\,-\eta\,p_i-(\sigma-\eta)(p_i-L)+\ln \hat p^{x}_i\,]",
        ),
        _say(
            t(
                "In the example of the first section the exporter's price falls by {concede}. The rest of the duty "
                "is paid in the United States.",
                concede=t.percent(-example.exporter_price_change_pct),
            )
        ),
    )


def _gdp(t: Translator) -> tuple[Part, ...]:
    return (
        _say(
            t(
                "A part δ of the lost sales finds buyers elsewhere at a discount d; it builds up over the quarters "
                "h. The loss in the US market and the loss in all markets are shown side by side."
            )
        ),
        _formula(
            r"\Delta V^{\mathrm{net}} = \Delta V + \delta_h\,(1-d)\,\max(-\Delta V, 0)",
            r"\delta_h = \delta\,(1-e^{-h/\tau})",
        ),
        _say(
            t(
                "Of each dollar of exports a part stays at home as wages and profits: a published share for seven "
                "countries, a wide range for the others. A last factor turns this value added into GDP. It starts near "
                "one, higher under a hard peg and lower in open economies, and falls over years to about a half, where "
                "effects by product meet those of the long run: by then workers and capital have found other uses. No "
                "estimate for lost exports by country exists, so these numbers are judgement with wide ranges."
            )
        ),
        _formula(
            r"\Delta \mathrm{GDP}_h = \mu_h \cdot \mathrm{dva} \cdot \Delta V^{\mathrm{net}}",
            r"\mu_h = \mu_{\infty} + (\mu_0-\mu_{\infty})\,e^{-h/\tau_\mu}",
        ),
    )


def _remittances(t: Translator) -> tuple[Part, ...]:
    return (
        _say(
            t(
                "The published flow from the United States is the starting point and is met exactly. People in the "
                "United States are split into three groups: settled, protected for a time, and without "
                "authorisation. Only measures that are added to current law count; without them nothing changes, "
                "whatever the assumptions."
            )
        ),
        _formula(r"R_h = \frac{R_0}{4}\; T \sum_g \omega_g\, B_{g,h}\,\bigl(1-(1-\theta)\,\ell_{g,h}\bigr)"),
        _list(
            t("**ω, weight of a group:** its people times the share who send times the relative amount."),
            t(
                "**ℓ, people gone:** added removals fall on the two groups at risk in proportion to their numbers. A "
                "person removed inside the country counts fully, one stopped at the border hardly, and some leave on "
                "their own."
            ),
            t("**θ, replacement:** relatives who stay make up for a part of what the removed would have sent."),
            t(
                "**B, behaviour of those who stay:** they may send more while they can, which fades by half every H "
                "quarters, and they earn less. Both respond to added risk only. The sign of the sum is "
                "uncertain in the first year: in 2025 remittances fell in Mexico and rose strongly in Central "
                "America."
            ),
            t(
                "**Loss of status:** people move from protected to without authorisation. They send as often as "
                "before, but amounts become those of their new group."
            ),
        ),
        _formula(
            r"B_{g,h} = \bigl(1+\psi\,2^{-(h-1)/H}\,r_g\,a\bigr)\bigl(1-\kappa\,r_g\,a\bigr)",
            r"a = 1-e^{-m/A}, \quad r = (0,\ r_{\mathrm{liminal}},\ 1)",
        ),
        _say(
            t(
                "Here ψ is the extra money sent as a precaution, κ the loss of earnings, r the part of the threat "
                "that each group feels, and a the alarm: m is the added removals and losses of status a year per "
                "person at risk, and A how many of them give an alarm of 63%. H, r and A are our judgement, with "
                "ranges."
            )
        ),
        _say(
            t(
                "The tax makes sending dearer for the part of the flow that is paid in cash or the like and does not "
                "move to an account or card. The payer is the sender; families lose only as much as the sender sends "
                "less, so the tax is not added to their loss."
            )
        ),
        _formula(
            r"T = \left(\frac{1+c+\tau_1\,e\,(1-v)}{1+c+\tau_0\,e\,(1-v)}\right)^{-\varepsilon}",
            r"\mathrm{tax} = \tau_1\,e\,(1-v)\,R",
        ),
        _say(
            t(
                "Here τ is the tax before and after, c the cost of sending today, e the part paid in cash before "
                "anybody switches (a published range for nine countries, a wide one for the others), v the part that "
                "moves to exempt ways, and ε how strongly the amount reacts to its cost. A part of the "
                "measured decline due to the tax still arrives by informal ways."
            )
        ),
        _say(
            t(
                "GDP follows the money that arrives, spread over four quarters. People who return add to output as "
                "they find work, less what others lose: jobs in the same occupations, and capital shared by more "
                "hands. At first that takes about all of the gain, then it fades over years. Receiving people costs "
                "public money, which is shown beside it."
            )
        ),
        _formula(
            r"\Delta \mathrm{GDP}_h = \mu_r \sum_{j=0}^{3} \lambda_j\,\Delta R_{h-j}",
            r"\lambda = \bigl(\lambda_0,\ \tfrac{3}{6}(1-\lambda_0),\ \tfrac{2}{6}(1-\lambda_0),\ "
            r"\tfrac{1}{6}(1-\lambda_0)\bigr)",
        ),
    )


def _adding(t: Translator) -> tuple[Part, ...]:
    return (
        _say(
            t(
                "Tariffs and remittances are different shocks, so their effects on GDP add up, draw by draw. Two "
                "views of the same shock are never added. A country without an input for a channel has no result for "
                "it and none for the total: never zero, never a guess."
            )
        ),
        _say(
            t(
                "Flows are shown at yearly rates for the quarter you choose, in current US dollars of the base year. "
                "Cuba's trade with the United States is cut by the embargo, so the tariff channel says nothing about "
                "it; without a usable GDP there are no percentages for it either."
            )
        ),
        _say(
            t(
                "Effects through the whole world economy in the long run are another view of the same tariff. They "
                "stand beside these results with their own ranges and are never added to them."
            )
        ),
    )


def _ranges(register: Register, t: Translator) -> tuple[Part, ...]:
    return (
        _say(
            t(
                "Low and high of an assumption are its 5th and 95th percentile. One draw is one world: one value of "
                "every assumption for all countries at once. The {draws} draws are a scrambled Sobol sequence with "
                "seed {seed}, so the same scenario gives the same numbers.",
                draws=t.number(register.draws),
                seed=str(register.seed),
            )
        ),
        _list(
            t("**Lognormal** for elasticities: the median is the geometric mean of low and high."),
            t("**PERT and triangular:** the central value is the most likely one; both percentiles are met exactly."),
            t(
                "**Bounds:** a share is never below 0 or above 1; draws beyond are moved to the bound, at most one "
                "in twenty."
            ),
            t("**One link:** suppliers of a product are always closer substitutes than imports and US goods."),
        ),
        _say(
            t(
                "The central result is a run of its own at the central values, not an average of the draws. An "
                "assumption that you set yourself is held in every draw: the range then answers how sure the rest is."
            )
        ),
        _say(
            t(
                "What drives the range: the share of the variance that each assumption explains alone, fitted on the "
                "same draws. Uncertainty about the model itself is not in the range."
            )
        ),
    )


def _checks(t: Translator) -> tuple[Part, ...]:
    return (
        _say(t("These statements are tests that run with every change of the program.")),
        _list(
            t("No measure gives exactly zero, in every channel, for any assumption and any draw."),
            t("The closed form equals the fixed point it replaces, and worked examples by hand come out."),
            t("A higher tariff never helps the country hit and never hurts its rivals in the same product."),
            t("With full pass-through exporters' prices stay exactly; with equal elasticities nothing is diverted."),
            t("Creation, diversion and price add up to the change; products add up to the country."),
            t("Small tariffs act in proportion; large ones do not."),
            t("People are conserved when status is lost, and nobody is removed twice."),
            t("A tax never raises remittances; more removals never do so without precaution of those who stay."),
            t("Draws meet the stated percentiles; doubling their number hardly moves the range."),
            t("A missing input is missing for its country only; the others do not change."),
        ),
        _say(
            t(
                "Two comparisons with figures stand below: what the inputs say about amounts per sender, and how "
                "much of the tariffs in the law customs really collected."
            )
        ),
    )


def _deviations(t: Translator) -> tuple[Part, ...]:
    parts = [
        _say(
            t(
                "The models follow the textbook but for the points below. Equations as they are computed, and the "
                "reason of every difference, stand in docs/model.md of the program."
            )
        )
    ]
    for title, items in deviations.groups(t):
        parts += [_head(title), _list(*items)]
    return tuple(parts)


def _limits(t: Translator) -> tuple[Part, ...]:
    return (
        _list(
            t(
                "It is a what-if calculator, not a forecast: no date of recovery, no exchange rate, inflation, "
                "interest rate, credit or confidence."
            ),
            t(
                "The tariff channel has no effects through incomes, and none of the channels has effects on "
                "investment or of uncertainty itself."
            ),
            t(
                "It does not judge whether a threat will be carried out, whether a coalition would hold, or what is "
                "lawful."
            ),
            t(
                "It does not value rights, safety, family separation or protection from being sent into danger. "
                "Money is not the measure of harm to people."
            ),
            t(
                "Services other than remittances, informal trade, smuggling and its fees are outside, and so is the "
                "price of sending outside the banks."
            ),
            t(
                "Remittances in the first year are uncertain even in sign. Results by town or household are not "
                "supported."
            ),
            t(
                "In small states with few products a single plant can change the answer; the Impact page says when a "
                "result rests on few products."
            ),
            t(
                "Results for the United States are by-products for comparison, not an estimate of what its policy "
                "costs."
            ),
        ),
    )


# Registers -----------------------------------------------------------------------------------------------------------


def _programmes(programmes: tuple[Programme, ...], names: Sources, t: Translator) -> pd.DataFrame:
    """Two columns, which fit a narrow screen."""
    spans = [
        t("since {day}", day=t.day(p.valid_from))
        if p.valid_to is None
        else t("{start} to {end}", start=t.day(p.valid_from), end=t.day(p.valid_to))
        for p in programmes
    ]
    return pd.DataFrame(
        {
            t("Programme"): [f"**{t(p.authority)}** · {t(KINDS[p.kind])}. {t(p.note)}" for p in programmes],
            t("In force, legal status, sources"): [
                f"**{span}** · {t(p.legal_status)} · {_links(names(p.source_ids))}"
                for p, span in zip(programmes, spans, strict=True)
            ],
        }
    )


def _levers(register: Register, t: Translator) -> tuple[Part, ...]:
    frame = pd.DataFrame(
        {
            t("Lever"): [f"**{t(item.label)}.** {t(item.help)}" for item in register.instruments],
            t("Range and baseline"): [
                t("{range} · baseline: {baseline}", range=_range(item, t), baseline=f"**{_baseline(item, t)}**")
                for item in register.instruments
            ],
        }
    )
    return (
        _say(t("With every lever at its baseline the estimate is current law, and every effect is exactly zero.")),
        _grid(frame),
    )


def _range(item: Instrument, t: Translator) -> str:
    if item.kind == "number":
        unit = t(UNITS.get(item.unit, item.unit))
        return t(
            "{low} to {high} {unit}, steps of {step}",
            low=_figure(item.minimum, t),
            high=_figure(item.maximum, t),
            unit=unit,
            step=_figure(item.step, t),
        )
    if item.kind == "switch":
        return t("on or off")
    if item.kind == "choice":
        return "; ".join(_option(option, t) for option in item.options)
    return t("any country or bloc") if item.kind == "targets" else t("all goods or any chapters")


def _baseline(item: Instrument, t: Translator) -> str:
    if item.dated:
        start, value = item.dated[-1]
        return t(
            "{value} {unit} since {day}, before that {earlier}",
            value=_figure(value, t),
            unit=t(UNITS.get(item.unit, item.unit)),
            day=t.day(start),
            earlier=_figure(item.dated[0][1], t),
        )
    if item.kind == "switch":
        return t("on") if item.default else t("off")
    if item.kind == "choice":
        return _option(str(item.default), t)
    if item.kind == "targets":
        return t.country(ALL_COUNTRIES)
    return t("all goods") if item.kind == "products" else _figure(float(str(item.default)), t)


def _option(option: str, t: Translator) -> str:
    if option in OPTIONS:
        return t(OPTIONS[option])
    return t.day(date.fromisoformat(option))


def _assumptions(register: Register, names: Sources, t: Translator) -> tuple[Part, ...]:
    parts = [
        _say(
            t(
                "{used} of {count} assumptions are read by the present models. The figure is the central value, in "
                "brackets the 5th and 95th percentile. Judgement and what could not be verified are said in bold.",
                used=register.used_count,
                count=register.assumption_count,
            )
        )
    ]
    order = [block for block in BLOCKS if block in register.assumptions]
    for block in (*order, *(block for block in register.assumptions if block not in BLOCKS)):
        items = register.assumptions[block]
        parts += [_head(t(BLOCKS.get(block, block))), _grid(_assumed(items, names, t))]
    return tuple(parts)


def _assumed(items: tuple[Assumed, ...], names: Sources, t: Translator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("Assumption"): [f"**{t(i.assumption.description)}.** {t(i.assumption.note)}" for i in items],
            t("Value and range, how sure, sources"): [
                f"{_value(i, t)} · {_sure(i, t)} · {_links(names(i.assumption.source_ids))}" for i in items
            ],
        }
    )


def _value(item: Assumed, t: Translator) -> str:
    a = item.assumption
    return t(
        "{central} ({low} to {high}), {unit}, {distribution}",
        central=f"**{_figure(a.central, t)}**",
        low=_figure(a.low, t),
        high=_figure(a.high, t),
        unit=t(UNITS.get(a.unit, a.unit)),
        distribution=t(DISTRIBUTIONS[a.distribution]),
    )


def _sure(item: Assumed, t: Translator) -> str:
    quality = t(QUALITIES[item.assumption.quality])
    marked = f"**{quality}**" if item.assumption.quality in WEAK else quality
    where = t.listing(t(CHANNELS[channel]) for channel in item.used_by)
    return f"{marked} · {where or t('not used by the present models')}"


def _figure(value: float | None, t: Translator) -> str:
    """A number with as many decimals as it is written with."""
    if value is None:
        return t.number(None)
    return t.number(value, len(f"{value:.10g}".partition(".")[2]))


def _links(sources: tuple[tuple[str, str], ...]) -> str:
    return "; ".join(f"[{name}]({url})" if url else name for name, url in sources)


def _data(catalogue: Catalogue, t: Translator) -> tuple[Part, ...]:
    parts = [
        _list(
            t("**Every figure has a source:** publisher, vintage, licence and quality stand with it and in each file."),
            t(
                "**Concepts are not mixed** in one series or difference: encounters, removals and returns; "
                "statutory, effective and collected tariffs; three ways to count remittances."
            ),
            t("**Missing stays missing:** no zero, nothing filled in between; what is missing is named."),
            t("**What is ours is marked:** figures that we computed say derived, and judgement says judgement."),
            t("**Law has dates:** what is in force is told apart from what was announced, struck down or lapsed."),
        ),
        _say(t("All tables by subject; the Data page has their coverage, sources and files.")),
    ]
    for subject in catalogue.subjects:
        entries = [entry for entry in catalogue.entries if entry.subject == subject]
        frame = pd.DataFrame(
            {
                t("Table"): [f"**{t(entry.title)}**" for entry in entries],
                t("What is counted, and what it must not be mixed with"): [t(entry.concept) for entry in entries],
            }
        )
        parts.append(_grid(frame, t(SUBJECTS[subject])))
    return tuple(parts)


# Comparisons with figures --------------------------------------------------------------------------------------------


def sender_bars(check: Check, iso3: str | None, t: Translator, look: Look) -> Exhibit:
    """Amount per sender that the inputs imply, by country."""
    known = check.frame[check.frame["per_sender_usd"].notna()]
    outside = known[~known["plausible"].astype(bool)]
    headline = t(
        "{inside} of {count} countries: flow and number of migrants fit together; {outside} are outside the range",
        inside=t.number(float(len(known) - len(outside))),
        count=t.number(float(len(known))),
        outside=t.number(float(len(outside))),
    )
    bars, highlight = [], ""
    for code, row in check.frame.iterrows():
        value = None if pd.isna(row["per_sender_usd"]) else float(row["per_sender_usd"])
        fits = value is None or bool(row["plausible"])
        name = t.country(str(code)) if fits else f"{t.country(str(code))} *"
        highlight = name if code == iso3 else highlight
        bars.append(charts.Bar(name, value, color=look.channel("remittance") if fits else look.muted))
    missing = [str(code) for code in check.frame.index if code not in known.index]
    return Exhibit(
        headline=headline,
        subtitle=t("Yearly amount per sender that the inputs imply at central values, US dollars"),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Country"): [t.country(str(code)) for code in check.frame.index],
                t("US dollars a year"): check.frame["per_sender_usd"].to_list(),
                t("Plausible"): ["" if pd.isna(v) else t("yes") if v else t("no") for v in check.frame["plausible"]],
            }
        ),
        formats={t("US dollars a year"): lambda v: t.number(v)},
        sources=check.sources,
        graphic=charts.bar_list(
            bars, t, look, color=look.channel("remittance"), write=lambda v: t.number(v), highlight=highlight
        ),
        notes=(
            t(
                "An asterisk marks amounts outside {low} to {high} dollars, our judgement of what is plausible. "
                "Where more people live in the United States than surveys count, the amount and the estimated loss "
                "through removals are too large; the effect of the tax does not depend on it.",
                low=t.number(check.low),
                high=t.number(check.high),
            ),
            t("No data: {countries}.", countries=t.listing(t.country(code) for code in missing)),
        ),
        file_name="amount_per_sender",
    )


def collected_dots(check: Collected, assumed: float, t: Translator, look: Look) -> Exhibit:
    """Statutory beside collected tariff rates in one month."""
    headline = t(
        "In {month} customs collected {ratio} of the rate in the law in the median country",
        month=t.month(check.month),
        ratio=t.percent(100.0 * check.median_ratio, 0),
    )
    law, paid = look.muted, look.channel("tariff")
    rows = [
        (
            t.country(str(code)),
            None if pd.isna(row["statutory_pct"]) else float(row["statutory_pct"]),
            None if pd.isna(row["collected_pct"]) else float(row["collected_pct"]),
        )
        for code, row in check.frame.iterrows()
    ]
    return Exhibit(
        headline=headline,
        subtitle=t(
            "Average US tariff on each country's goods, per cent: in the law, and collected in {month}",
            month=t.month(check.month),
        ),
        alt=headline + ".",
        table=pd.DataFrame(
            {
                t("Country"): [row[0] for row in rows],
                t("In the law, %"): [row[1] for row in rows],
                t("Collected, %"): [row[2] for row in rows],
                t("Ratio"): check.frame["ratio"].to_list(),
            }
        ),
        formats={
            t("In the law, %"): lambda v: t.percent(v),
            t("Collected, %"): lambda v: t.percent(v),
            t("Ratio"): lambda v: t.number(v, 2),
        },
        sources=check.sources,
        graphic=charts.paired_dots(
            rows, t, look, first=(t("in the law"), law), second=(t("collected"), paid), write=lambda v: t.percent(v)
        ),
        notes=(
            t(
                "The rate in the law is weighted with the trade of 2024, the collected one with the goods of the "
                "month: buyers shift to what is spared. The model's ratio, {assumed} at the centre, applies to "
                "country-wide tariffs only.",
                assumed=t.number(assumed, 2),
            ),
        ),
        legend=((law, t("in the law")), (paid, t("collected"))),
        file_name="statutory_and_collected_tariffs",
    )
