"""The long-run views of the what-if page."""

from __future__ import annotations

from dashboard import workspace
from dashboard.domain import Scenario
from dashboard.ui import exhibit, state
from dashboard.views import impact
from dashboard.views import long_run as views
from dashboard.views.metric import Metric
from dashboard.workspace import ImpactResult

VIEWS = impact.LONG_RUN_VIEWS
BOTH_KNOW = ("tariff", "remittance")  # channels by quarter that the long run has too


def answer(result: ImpactResult) -> tuple[str, str, tuple[Metric, ...]]:
    """Headline, explanation and figures of a scenario by quarter, or in the long run where only that knows it."""
    t, country = state.t(), state.country()
    run = state.long_run(result.scenario) if impact.in_long_run_only(result) else None
    if run:
        return views.headline(run, country, t), views.explanation(run, country, t), views.metrics(run, country, t)
    by_quarter = result, country, t
    return impact.headline(*by_quarter), impact.explanation(*by_quarter), impact.metrics(*by_quarter)


def beside(result: ImpactResult) -> str:
    """One sentence on how the long run differs from an effect by quarter; empty where it says nothing."""
    comparable = result.active and set(result.active) <= set(BOTH_KNOW)
    run = state.long_run(result.scenario) if comparable else None
    return views.beside(run, result, state.country(), state.t()) if run else ""


def show(scenario: Scenario, view: str) -> None:
    """Draw one of `VIEWS`; a sentence says so where the scenario has no equilibrium."""
    t, look, country = state.t(), state.look(), state.country()
    run = state.long_run(scenario)
    if run is None:
        return
    if view == "models":
        exhibit.show(views.models(workspace.structural(scenario), run, country, t, look), "models")
        return
    if country is None:
        exhibit.show(views.income_map(run, t, look), "income_map")
    exhibit.show(views.detail(run, country, t), "income_detail")
    if run.touched:
        exhibit.show(views.partners(run, country or views.hit_most(run), t, look), "destinations")
    exhibit.show(views.ranking(run, country, t, look), "income_ranking")
