"""What is kept for everyone: within a budget of bytes, computed once; and nothing else is kept without end."""

import functools
import gc
import importlib
import inspect
import pkgutil
import threading
import time
import tracemalloc
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from streamlit.runtime.caching import cache_data_api, cache_resource_api

import dashboard
from dashboard import workspace
from dashboard.data import scenarios
from dashboard.domain import Scenario
from dashboard.kept import BUDGET_BYTES, STORE, Kept, Lane, Store, kept, size_of
from dashboard.ui import state

MIB = 2**20

# Caches of functools that are asked with something: what it comes from, so that there is an end to it.
CLOSED = {
    "dashboard.data.scenarios._baseline": "instruments, and the baseline days of the register",
    "dashboard.data.tables.load_table": "tables of the register",
    "dashboard.evidence.brief.of": "countries",
    "dashboard.evidence.products._by_heading": "the one law of the evidence",
    "dashboard.evidence.route_layers.departure_airports": "the two counts of the table",
    "dashboard.evidence.route_layers.figure": "colours of the two looks",
    "dashboard.evidence.route_layers.land_returns": "periods of the table",
    "dashboard.evidence.route_layers.northward": "years and nationalities of the table",
    "dashboard.evidence.route_layers.passengers": "years of the table",
    "dashboard.evidence.route_layers.sectors": "years of the table",
    "dashboard.i18n._catalog": "languages",
    "dashboard.i18n.translator": "languages",
    "dashboard.model.uncertainty._fit_gap": "assumptions of the register",
    "dashboard.model.uncertainty._register_draws": "the register, with the few numbers of draws that the pages ask for",
    "dashboard.model.uncertainty._support": "assumptions of the register",
    "dashboard.ui.controls._preset_assumptions": "presets",
    "dashboard.ui.controls._preset_values": "presets",
    "dashboard.workspace.backtest.predict": "the number of draws and the seed of the validation, not of a page",
    "dashboard.workspace.backtest.predict_remittances": "the same",
    "dashboard.workspace.backtest.rates_of_month": "months of the table",
    "dashboard.workspace.equilibrium._averaging": "the three models",
    "dashboard.workspace.equilibrium._goods_shares": "regions of the three models",
    "dashboard.workspace.impacts._untouched": "channels, and the baseline days of the register",
    "dashboard.workspace.impacts._untouched_at": "the same, with the twelve horizons",
    "dashboard.workspace.inputs.baseline": "baseline days of the register",
    "dashboard.workspace.inputs.law": "baseline days of the register",
    "dashboard.workspace.inputs.published_rate": "suppliers, authorities and baseline days of the tables",
    "dashboard.workspace.inputs._section_232": "baseline days and months of the backtest",
    "dashboard.workspace.inputs.shown": "channels",
    "dashboard.workspace.inputs.sources_of": "tables of the channels",
    "dashboard.workspace.other_inputs._before_pandemic": "tables and columns named in the module",
    "dashboard.model.uncertainty._columns": "lists of assumptions",
    "dashboard.workspace.outlook.placebo_changes": "shapes of windows",
    "dashboard.workspace.outlook.swings": "shapes of windows",
    "dashboard.workspace.other_inputs._visas": "tables and columns named in the module",
    "dashboard.workspace.validation._tax_run": "rates of the published studies",
    "dashboard.workspace.validation._uniform_tariff": "rates of the published studies",
}


def modules() -> list[ModuleType]:
    """All modules of the package."""
    names = [found.name for found in pkgutil.walk_packages(dashboard.__path__, "dashboard.")]
    return [importlib.import_module(name) for name in names if name not in ("dashboard.main",)]  # a page script


def things() -> dict[str, object]:
    """All that stands in a module or in a class of a module, under the name where it was made."""
    found = {}
    for module in modules():
        for thing in list(vars(module).values()):
            inside = list(vars(thing).values()) if inspect.isclass(thing) else []
            for each in (thing, *inside):
                if str(getattr(each, "__module__", "")).startswith("dashboard"):
                    found[f"{each.__module__}.{getattr(each, '__qualname__', '')}"] = each
    return found


def test_every_cache_of_functools_that_is_asked_with_something_has_an_end():
    caches = {
        name: thing
        for name, thing in things().items()
        if isinstance(thing, functools._lru_cache_wrapper) and inspect.signature(thing).parameters
    }
    assert set(caches) == set(CLOSED)
    for name, thing in caches.items():
        for parameter in inspect.signature(thing).parameters.values():
            assert "Scenario" not in str(parameter.annotation), name


def test_streamlit_keeps_nothing_that_depends_on_something():
    wrappers = (cache_resource_api.CachedFunc, cache_data_api.CachedFunc)
    caches = {name: thing for name, thing in things().items() if isinstance(thing, wrappers)}
    assert "dashboard.ui.state.chapters" in caches
    assert not {name for name, thing in caches.items() if inspect.signature(thing.__wrapped__).parameters}


def test_all_that_depends_on_a_scenario_shares_one_budget():
    found = {name: thing for name, thing in things().items() if isinstance(thing, Kept)}
    assert {thing.store for thing in found.values()} == {STORE}
    assert STORE.budget == BUDGET_BYTES
    assert {"dashboard.ui.state._finished", "dashboard.workspace.equilibrium.structural"} <= set(found)


# Sizes ---------------------------------------------------------------------------------------------------------------


def test_a_view_counts_the_array_that_it_keeps_alive_and_each_array_counts_once():
    whole = np.zeros((1024, 128))
    assert size_of(whole[0]) == pytest.approx(MIB, rel=0.01)
    assert size_of([whole, whole[1], {"again": whole}]) == pytest.approx(MIB, rel=0.01)
    assert size_of(np.array(["x" * 1000, "y" * 1000], dtype=object)) > 2000


def test_frames_texts_and_slots_count():
    frame = pd.DataFrame({"a": np.zeros(100_000), "b": ["word"] * 100_000})
    assert size_of(frame) >= 100_000 * 8 * 2
    assert size_of(frame) == pytest.approx(frame.memory_usage(deep=True).sum(), rel=0.01)

    class Slotted:
        __slots__ = ("held",)

        def __init__(self, held):
            self.held = held

    assert size_of(Slotted("x" * 5000)) > 5000


def test_the_size_of_a_result_is_what_it_takes():
    """Against the interpreter's own count of allocated memory, within a fifth, shared parts aside."""
    made = [scenarios.build({"tariff_pp": points, "targets": ["COL"]}) for points in range(2, 12)]
    workspace.estimate(made[0], draws=64)
    tracemalloc.start()
    try:
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        results = [workspace.estimate(scenario, draws=64) for scenario in made]
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert size_of(results) >= 0.8 * taken
    assert size_of(results) <= 2.0 * taken


# Keeping -------------------------------------------------------------------------------------------------------------


def test_a_store_stays_within_its_bytes_and_lets_the_longest_unasked_go():
    store = Store(10 * MIB)
    for number in range(30):
        store.put(("n", number), np.zeros(MIB // 8))
        store.get(("n", 0))
        assert store.bytes <= store.budget
    assert len(store) == 9
    assert store.get(("n", 0)) is not store.get(("n", 1))  # asked for all the time, so still there
    assert isinstance(store.get(("n", 0)), np.ndarray)
    assert isinstance(store.get(("n", 29)), np.ndarray)
    store.put(("n", 30), np.zeros(20 * MIB // 8))
    assert len(store) == 1  # larger than the budget: kept alone, else two who ask for it would compute it twice


def test_results_are_kept_by_what_they_depend_on_and_forgotten_on_request():
    calls = []

    @kept(store=Store(MIB))
    def double(number, *, offset=0):
        calls.append(number)
        return 2 * number + offset

    @kept(store=double.store)
    def half(number):
        return number / 2

    assert (double(2), double(2), double(2, offset=1), half(2)) == (4, 4, 5, 1.0)
    assert calls == [2, 2]
    assert (double.known(2), double.known(3), half.known(2)) == (4, None, 1.0)
    double.forget(2, offset=1)
    assert (double.known(2), double.known(2, offset=1)) == (4, None)
    double.cache_clear()
    assert (double.known(2), half.known(2)) == (None, 1.0)
    assert double.store.bytes > 0


@pytest.mark.parametrize("lane", [None, Lane()])
def test_what_several_ask_for_at_once_is_computed_once(lane):
    calls, found = [], []

    @kept(lane, store=Store(MIB))
    def slow(number):
        calls.append(number)
        time.sleep(0.2)
        return [number]

    askers = [threading.Thread(target=lambda: found.append(slow(7))) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert calls == [7]
    assert len(found) == 8
    assert all(each is found[0] for each in found)
    assert not slow._lanes


def test_a_failure_is_not_kept_and_frees_the_turn():
    calls = []

    @kept(Lane(), store=Store(MIB))
    def once_broken(number):
        calls.append(number)
        if len(calls) == 1:
            raise ValueError("broken")
        return number

    with pytest.raises(ValueError, match="broken"):
        once_broken(1)
    assert once_broken(1) == 1


def test_those_of_a_lane_run_one_at_a_time_and_others_do_not_wait_for_them():
    running, most = [], []
    inside, go_on = threading.Event(), threading.Event()

    def large(number):
        running.append(number)
        most.append(len(running))
        inside.set()
        go_on.wait(5)
        running.remove(number)
        return number

    lane = Lane()
    one, other = (kept(lane, store=Store(MIB))(large) for _ in range(2))
    small = kept(store=Store(MIB))(lambda number: -number)
    threads = [threading.Thread(target=function, args=(n,)) for n, function in enumerate((one, one, other))]
    for thread in threads:
        thread.start()
    assert inside.wait(5)
    assert small(3) == -3
    go_on.set()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1]


def test_nobody_in_a_lane_is_overtaken():
    inside, go_on, order = threading.Event(), threading.Event(), []

    @kept(Lane(), store=Store(MIB))
    def one_by_one(number):
        inside.set()
        go_on.wait(5)
        order.append(number)

    threads = []
    for number in range(12):
        threads.append(threading.Thread(target=one_by_one, args=(number,)))
        threads[-1].start()
        assert inside.wait(5)
        deadline = time.monotonic() + 5
        while len(one_by_one._lane._queue) <= number and time.monotonic() < deadline:
            time.sleep(0.001)
    time.sleep(0.2)  # all of those who wait look up more than once
    go_on.set()
    for thread in threads:
        thread.join()
    assert order == list(range(12))


def test_sessions_that_ask_for_the_same_scenario_compute_it_once(monkeypatch):
    made = scenarios.build({"tariff_pp": 37, "targets": ["PRY"], "horizon_q": 7})
    estimate, calls, found = workspace.estimate, [], []

    def counted(scenario, *, draws):
        calls.append(draws)
        return estimate(scenario, draws=draws)

    monkeypatch.setattr(workspace, "estimate", counted)
    monkeypatch.setattr(state, "DRAWS", 64)

    def ask():
        found.append(state.estimate(made))
        found.append(state.finish(made))

    askers = [threading.Thread(target=ask) for _ in range(6)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert sorted(calls) == [0, 64]
    assert len({id(result) for result in found if result.draws}) == 1
    assert state.estimate(made) is state.finish(made)
    assert state._central.known(made) is None, "the central run is not asked for again"


def test_who_waits_may_leave():
    inside, go_on = threading.Event(), threading.Event()

    class LeftError(Exception):
        pass

    def leave():
        raise LeftError

    def large(number):
        inside.set()
        go_on.wait(5)
        return number

    large_one = kept(Lane(), still_wanted=leave, store=Store(MIB))(large)
    thread = threading.Thread(target=large_one, args=(1,))
    thread.start()
    assert inside.wait(5)
    with pytest.raises(LeftError):
        large_one(2)
    go_on.set()
    thread.join()
    assert large_one.known(1) == 1
    assert large_one.known(2) is None


def test_no_setting_of_a_scenario_gets_past_the_key():
    """Equal scenarios have equal keys, different ones different keys."""
    one, same, other = (scenarios.build({"tariff_pp": points, "targets": ["COL"]}) for points in (5, 5, 6))
    counted = kept(store=Store(MIB))(lambda scenario: scenario.get("tariff_pp"))
    assert isinstance(one, Scenario)
    assert (counted(one), counted(same), counted(other)) == (5, 5, 6)
    assert len(counted.store) == 2
