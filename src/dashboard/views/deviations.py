"""Where the models differ from the textbook, in plain words; docs/model.md gives equations and reasons in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.i18n import Translator


def groups(t: Translator) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Heading and statements of each part of the model."""
    return (
        (t("Tariffs and exports"), _tariffs(t)),
        (t("Remittances"), _remittances(t)),
        (t("The long run"), _long_run(t)),
        (t("Ranges and what drives them"), _ranges(t)),
    )


def _tariffs(t: Translator) -> tuple[str, ...]:
    return (
        t(
            "**No repeated rounds.** The price of a product has a closed form, because the feedback is common to all "
            "its suppliers."
        ),
        t(
            "**Creation and diversion sum exactly.** The change of exports is split by its three logarithmic parts, so "
            "that nothing is left over."
        ),
        t(
            "**Product detail is not scaled up.** It is imports for consumption without special provisions, mostly "
            "returned goods; where it covers less than 90% of a country's trade, the result is marked."
        ),
        t(
            "**Section 232 before April 2026** has no rates by product: the later lists stand for it, scaled down to "
            "the published average of each country."
        ),
        t(
            "**Emergency tariffs on Mexico and Canada** are published as averages: they are spread over the goods that "
            "claimed no trade preference and were not under Section 232."
        ),
        t("**China and the rest of the world** enter with their average rate, which only weights their shares."),
    )


def _remittances(t: Translator) -> tuple[str, ...]:
    return (
        t(
            "**Removals are an addition** to the recorded pace, which the published flow already contains; without an "
            "addition the effect is exactly zero."
        ),
        t(
            "**Relatives replace what the removed would have sent** under the same conditions, so that they never "
            "replace more than was lost."
        ),
        t(
            "**Precaution and lost earnings respond to added risk only,** not to the risk that people have lived with "
            "for years."
        ),
        t("**GDP follows the money that arrives,** that which comes by informal ways included."),
    )


def _long_run(t: Translator) -> tuple[str, ...]:
    return (
        t(
            "**All markets are solved at once** by Newton's method with the level of wages fixed; the textbook drops "
            "one market instead."
        ),
        t(
            "**Prices and wages are solved together,** not in two loops: fewer steps, and no step that only looks "
            "converged."
        ),
        t(
            "**A large shock is applied in pieces** where a region can barely pay what it owes abroad; a solve that "
            "does not arrive gives an error, never a number."
        ),
    )


def _ranges(t: Translator) -> tuple[str, ...]:
    return (
        t(
            "**Drivers are fitted together** with a cubic in every assumption. The usual 32 rank bins name assumptions "
            "on which the result does not depend at all."
        ),
        t("**Doubling the draws** moves most ends of the ranges by less than 3% of their width, but not every one."),
        t(
            "**Impossible draws are moved to the bound:** a share is never below zero, and both percentiles are still "
            "met."
        ),
    )
