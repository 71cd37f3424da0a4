"""Sweeps: designs that can be cut anywhere, rows equal to single scenarios, and folders that survive anything."""

from __future__ import annotations

import importlib.util
import math
import multiprocessing
import pickle
import resource
import signal
import sys
import types
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from unittest.mock import MagicMock

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from scipy.stats import qmc

from dashboard import workspace
from dashboard.data import registry, scenarios
from dashboard.domain import InputError
from dashboard.model.general import NoEquilibriumError
from dashboard.workspace import design, equilibrium, sweep

LAYERS = {layer.id: tuple(layer.metrics) for layer in sweep.layers().values()}
PE = """
layer: PE
metrics: [exports_to_us_usd_m, tariff_gdp_pct]
countries: [COL, CUB, MEX]
grid:
  tariff_pp: [0, 10, 25]
  targets: [[COL], caricom]
  sigma_sup: [2.2, 2.53]
"""
RANDOM = """
layer: GE-1S
metrics: real_income_pct
countries: [COL, BRA]
random: {count: 50, ranges: {tariff_pp: [0, 60], eps_ge: [2.5, 8]}}
"""


def read(text: str, seed: int | None = None) -> design.Design:
    return design.read_design(text, LAYERS, seed)


def nothing(done: int) -> None:
    pass


def content(folder) -> pd.DataFrame:
    return pq.read_table(folder).to_pandas()


# Designs -------------------------------------------------------------------------------------------------------------


def test_grid_counts_with_the_last_value_fastest():
    made = read(PE)
    points = made.points(0, 12)
    assert made.size == 12
    assert points["tariff_pp"] == [0.0] * 4 + [10.0] * 4 + [25.0] * 4
    assert points["targets"][:4] == [("COL",), ("COL",), ("caricom",), ("caricom",)]
    assert points["sigma_sup"][:3] == [2.2, 2.53, 2.2]


@pytest.mark.parametrize("text", [PE, RANDOM])
@pytest.mark.parametrize("cuts", [(0, 1, 12), (0, 5, 6, 12), (0, 12)])
def test_slices_make_up_the_whole(text, cuts):
    made = read(text)
    whole = made.points(0, 12)
    for name, values in whole.items():
        assert [v for a, b in zip(cuts, cuts[1:], strict=False) for v in made.points(a, b)[name]] == values


def test_random_design_is_a_sobol_sequence_in_whole_steps():
    made = read("layer: PE\nrandom: {count: 64, ranges: {tariff_pp: [10, 13], sigma_sup: [2.5, 4.5]}}", seed=7)
    points = made.points(0, 64)
    expected = qmc.Sobol(2, scramble=True, rng=7, bits=30).random(64)
    assert points["sigma_sup"] == pytest.approx(2.5 + 2.0 * expected[:, 1], abs=1e-15)
    values, counts = np.unique(points["tariff_pp"], return_counts=True)
    assert values.tolist() == [10, 11, 12, 13]
    assert counts.tolist() == [16] * 4  # 64 points of the sequence fall evenly on quarters
    assert made.points(0, 64) != replace(made, seed=8).points(0, 64)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("grid: [", "not valid YAML"),
        ("- 1", "must hold keys and values"),
        ("layer: PE\ngrid: {}", "grid is empty"),
        ("layer: PE\ngrid: {tariff_pp: []}", "at least one value"),
        ("layer: PE\ngrid: {tariff_pp: 10}", "must be a list"),
        ("layer: PE\ngrid: {tariff_pp: [10, 10.0]}", "lists a value twice"),
        ("layer: PE\ngrid: {tariff_pp: [-5]}", "tariff_pp is -5; it must be a number from 0 to 100"),
        ("layer: PE\ngrid: {tariff_pp: [1e9]}", "tariff_pp is 1000000000.0; it must be a number from 0 to 100"),
        ("layer: PE\ngrid: {tarif: [1]}", "tarif is neither a setting nor an assumption"),
        ("layer: PE\ngrid: {targets: [XXX]}", "XXX is not a country or bloc"),
        ("layer: PE\nrandom: {count: 9, ranges: {sigma_sup: [0.5, 3]}}", "sigma_sup is 0.5; it must be a number from"),
        ("layer: PE\nrandom: {count: 9, ranges: {sigma_sup: [1.2, 3]}}", "sigma_sup"),  # below eta_imp + 0.1
        ("layer: GE-1S\nrandom: {count: 9, ranges: {eps_ge: [0.5, 3]}}", "eps_ge is 0.5; it must be a number from"),
        ("layer: PE\nrandom: {count: 0, ranges: {tariff_pp: [0, 9]}}", "count is 0"),
        ("layer: PE\nrandom: {count: 9, ranges: {tariff_pp: [9, 9]}}", "from a lower to a higher"),
        ("layer: PE\nrandom: {count: 9, ranges: {targets: [COL, MEX]}}", "not a number"),
        ("layer: PE\nrandom: {count: 9, ranges: {}}", "ranges is empty"),
        ("layer: PE\nrandom: {ranges: {tariff_pp: [0, 9]}}", "count and ranges"),
        ("layer: PE", "must hold either grid"),
        ("layer: PE\ngrid: {tariff_pp: [1]}\nrandom: {}", "must hold either grid"),
        ("grid: {tariff_pp: [1]}", "must name a layer"),
        ("layer: XX\ngrid: {tariff_pp: [1]}", "XX is not known"),
        ("layer: PE\nmetrics: [remittances_usd_m]\ngrid: {tariff_pp: [1]}", "remittances_usd_m is not known"),
        ("layer: PE\ncountries: [USA]\ngrid: {tariff_pp: [1]}", "USA is not known"),
        ("layer: PE\nbase: nonsense\ngrid: {tariff_pp: [1]}", "nonsense is not a preset"),
        ("layer: PE\nseed: -1\ngrid: {tariff_pp: [1]}", "seed is -1"),
        ("layer: PE\nhello: 1\ngrid: {tariff_pp: [1]}", "unknown key hello"),
        ("layer: PE\ngrid: {tariff_mode: [add, set], tariff_products: [['09']]}", "tariff_products goes with"),
        ("layer: PE\ngrid: {" + ", ".join(f"{i}: {list(range(101))}" for i in ("tariff_pp", "removals_k")) +
         ", sigma_sup: [2.5], remit_tax_pct: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], theta_repl: ["
         + ", ".join(str(i / 100) for i in range(100)) + "]}", "at most 10,000,000"),
    ],
)  # fmt: skip
def test_bad_grids_are_refused_in_one_sentence(text, words):
    with pytest.raises(InputError) as refused:
        read(text)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


# Rows ----------------------------------------------------------------------------------------------------------------


def test_rows_equal_single_estimates():
    text = """
    base: removals_1m
    layer: [PE, REM]
    grid:
      targets: [ALL, [COL, HND]]
      tariff_pp: [0, 30]
      horizon_q: [2, 12]
      remit_tax_pct: [1, 5]
      phi_pt: [0.85]
      interior_share: [0.3, 0.6]
    """
    made = read(text)
    rows = sweep.solve_block(sweep.plan(made), 0).to_pandas()
    points = made.points(0, made.size)
    known = registry.instruments()
    for number in (0, 7, 13, 21, made.size - 1):
        at = {name: values[number] for name, values in points.items()}
        settings = {**dict(scenarios.of_preset("removals_1m").settings), **{k: v for k, v in at.items() if k in known}}
        single = workspace.estimate(scenarios.build(settings, {k: v for k, v in at.items() if k not in known}), draws=0)
        own = rows[rows["scenario"] == number]
        assert own["iso3"].tolist() == list(registry.lac33())
        for (channel, metric), band in single.bands.items():
            layer = workspace.METRICS[channel, metric].layer
            if layer in made.layers:
                np.testing.assert_allclose(own[f"{layer.lower()}_{metric}"], band.central[:33], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("layer", "model"), [("GE-1S", "one_sector"), ("GE-2S", "two_sector")])
def test_rows_equal_single_long_runs(layer, model):
    text = f"""
    layer: {layer}
    grid:
      tariff_pp: [0, 25]
      targets: [[COL], ALL]
      retaliation_pp: [0, 10]
      tariff_mode: [add, set]
      remit_tax_pct: [1, 5]
      sanction_level: ["0", "2"]
      eps_ge: [3, 4]
    """
    made = read(text)
    rows = sweep.solve_block(sweep.plan(made), 0).to_pandas()
    points = made.points(0, made.size)
    for number in (0, 2, 17, 39, 86, 101, made.size - 1):
        at = {name: values[number] for name, values in points.items()}
        scenario = scenarios.build({k: v for k, v in at.items() if k != "eps_ge"}, {"eps_ge": at["eps_ge"]})
        single = equilibrium.long_run(scenario, model=model)
        own = rows[rows["scenario"] == number]
        assert single.touched == (number != 0)
        for metric, band in single.bands.items():
            column = own[f"{layer.lower().replace('-', '')}_{metric}"]
            np.testing.assert_allclose(column, band.central[:33], rtol=1e-8, atol=1e-9)


def test_a_scenario_without_equilibrium_has_no_numbers_and_the_others_keep_theirs(monkeypatch):
    whole = sweep.solve_block(sweep.plan(read(RANDOM)), 0).to_pandas()
    solve = equilibrium.solve_world

    def sometimes(around, **shock):
        lost = np.flatnonzero(shock["elasticity"] > 7.0)
        if lost.size:
            raise NoEquilibriumError("none", tuple(int(i) for i in lost))
        return solve(around, **shock)

    monkeypatch.setattr(equilibrium, "solve_world", sometimes)
    rows = sweep.solve_block(sweep.plan(read(RANDOM)), 0).to_pandas()
    lost = rows["eps_ge"] > 7.0
    assert 0 < lost.sum() < len(rows)
    assert rows["ge1s_real_income_pct"].isna().tolist() == lost.tolist()
    kept = ~lost
    np.testing.assert_allclose(rows[kept]["ge1s_real_income_pct"], whole[kept]["ge1s_real_income_pct"], atol=1e-9)


def test_no_data_is_empty_and_columns_name_layer_and_unit():
    table = sweep.solve_block(sweep.plan(read(PE)), 0)
    rows = table.to_pandas()
    assert rows.groupby("iso3", observed=True)["pe_exports_to_us_usd_m"].count().to_dict() == {
        "COL": 12, "CUB": 0, "MEX": 12,
    }  # fmt: skip
    assert table.schema.field("pe_tariff_gdp_pct").metadata == {b"unit": b"percent_of_gdp", b"layer": b"PE"}
    zero = rows[(rows["tariff_pp"] == 0) & (rows["iso3"] != "CUB")]
    assert (zero["pe_exports_to_us_usd_m"] == 0.0).all()


# Folders -------------------------------------------------------------------------------------------------------------


def test_blocks_make_up_the_sweep_and_say_what_they_are(tmp_path):
    plan = sweep.plan(read(PE), 5)
    said: list[int] = []
    sweep.run(plan, tmp_path, said.append)
    assert said == [0, 5, 10, 12]
    assert sorted(path.name for path in tmp_path.glob("block*")) == [f"block-{i:06d}.parquet" for i in range(3)]
    pd.testing.assert_frame_equal(content(tmp_path), sweep.solve_block(sweep.plan(read(PE)), 0).to_pandas())
    kept = sweep.manifest(plan)
    assert kept["seed"] == design.DEFAULT_SEED
    assert kept["made_with"]["data_vintage"] == workspace.data_vintage()
    assert set(kept["sources"]["PE"]) <= registry.sources().keys()
    assert kept["columns"] == {
        "pe_exports_to_us_usd_m": {"layer": "PE", "unit": "usd_m"},
        "pe_tariff_gdp_pct": {"layer": "PE", "unit": "percent_of_gdp"},
    }


def test_a_second_run_computes_only_what_is_missing_or_broken(tmp_path, monkeypatch):
    plan = sweep.plan(read(PE), 3)
    sweep.run(plan, tmp_path, nothing)
    before = content(tmp_path)
    sweep.block_path(tmp_path, 1).unlink()
    broken = sweep.block_path(tmp_path, 2)
    broken.write_bytes(broken.read_bytes()[:-100])
    (tmp_path / ".block-000003.parquet.part").write_bytes(b"left by a kill")
    computed = []
    solve = sweep.solve_block
    monkeypatch.setattr(sweep, "solve_block", lambda plan, number: computed.append(number) or solve(plan, number))
    said: list[int] = []
    sweep.run(plan, tmp_path, said.append)
    assert (computed, said) == ([1, 2], [6, 9, 12])
    pd.testing.assert_frame_equal(content(tmp_path), before)
    assert not list(tmp_path.glob(".*.part"))


def test_blocks_under_each_others_names_are_computed_again(tmp_path):
    plan = sweep.plan(read(PE), 3)
    sweep.run(plan, tmp_path, nothing)
    before = content(tmp_path)
    first, second = sweep.block_path(tmp_path, 0), sweep.block_path(tmp_path, 2)
    parked = tmp_path / "parked"
    first.rename(parked)
    second.rename(first)
    parked.rename(second)
    assert sweep.missing_blocks(plan, tmp_path) == [0, 2]
    sweep.run(plan, tmp_path, nothing)
    pd.testing.assert_frame_equal(content(tmp_path), before)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (lambda: sweep.plan(read(PE.replace("25", "24")), 3), "design"),
        (lambda: sweep.plan(read(PE, seed=1), 3), "design"),
        (lambda: sweep.plan(read(PE), 4), "block_size"),
    ],
)
def test_another_sweep_is_kept_out(tmp_path, other, words):
    sweep.run(sweep.plan(read(PE), 3), tmp_path, nothing)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputError, match=f"holds another sweep, its {words}"):
        sweep.run(other(), tmp_path, nothing)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_other_data_and_blocks_without_a_manifest_are_kept_out(tmp_path):
    plan = sweep.plan(read(PE), 3)
    other = replace(plan, made_with=(("data_sha256", "0"),))
    with pytest.raises(InputError, match="another version of the program or of its data"):
        sweep.solve_block(other, 0)
    sweep.run(plan, tmp_path, nothing)
    with pytest.raises(InputError, match="its made_with differs"):
        sweep.run(other, tmp_path, nothing)
    (tmp_path / sweep.MANIFEST).unlink()
    with pytest.raises(InputError, match="blocks of an unknown sweep"):
        sweep.run(plan, tmp_path, nothing)


def test_two_sweeps_do_not_share_a_folder(tmp_path):
    plan = sweep.plan(read(PE), 6)

    def meanwhile(done: int) -> None:
        with pytest.raises(InputError, match="in use by another sweep"):
            sweep.run(plan, tmp_path, nothing)

    sweep.run(plan, tmp_path, meanwhile)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written to"):
        sweep.run(sweep.plan(read(PE), 6), tmp_path / "file", nothing)


def test_a_full_disk_leaves_whole_blocks_only(tmp_path):
    """The limit on the size of files stands for the disk: the system refuses the write half-way."""
    plan = sweep.plan(read(PE.replace("countries: [COL, CUB, MEX]", "")), 6)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    said: list[int] = []

    def fill(done: int) -> None:
        said.append(done)
        if done:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))

    try:
        with pytest.raises(InputError, match="cannot be written to: File too large; finished blocks are kept"):
            sweep.run(plan, tmp_path, fill)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert said == [0, 6]
    assert sweep.missing_blocks(plan, tmp_path) == [1]
    assert not list(tmp_path.glob(".*.part"))
    sweep.run(plan, tmp_path, nothing)
    assert len(content(tmp_path)) == 12 * 33


@pytest.mark.parametrize("size", [0, -3, 10**6])
def test_block_sizes_have_bounds(size):
    with pytest.raises(InputError, match="Block size"):
        sweep.plan(read(PE), size)


# Workers -------------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_worker_processes_give_the_same_rows(monkeypatch):
    # A page test may have left a page as the main module, which every worker would run first.
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
    plan = sweep.plan(read(RANDOM, seed=11), 16)
    here = [sweep.solve_block(plan, number) for number in range(plan.blocks)]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = list(pool.map(sweep.solve_block, [plan] * plan.blocks, reversed(range(plan.blocks))))
    assert all(one.equals(other) for one, other in zip(here, reversed(there), strict=True))
    assert sum(table.num_rows for table in here) == 50 * 2


def test_the_cut_does_not_change_the_numbers():
    """Which scenarios are solved together matters to rounding only."""
    made = read(RANDOM)
    rows = [
        np.concatenate([sweep.solve_block(plan, n)["ge1s_real_income_pct"].to_numpy() for n in range(plan.blocks)])
        for plan in (sweep.plan(made, 50), sweep.plan(made, 7))
    ]
    np.testing.assert_allclose(rows[0], rows[1], rtol=0, atol=1e-10)
    assert math.isclose(float(np.abs(rows[0]).max()), float(np.abs(rows[1]).max()), rel_tol=1e-9)


class KilledWorkerError(Exception):
    pass


class Future:
    def __init__(self, key, work):
        self.key, self.result = key, work


class Completed:
    """Futures in the order opposite to that in which they came, as a cluster may finish them."""

    def __init__(self, futures, loop):
        self.futures = list(futures)

    def add(self, future):
        self.futures.append(future)

    def __iter__(self):
        while self.futures:
            yield self.futures.pop()


def cluster(lost: tuple[int, ...] = ()) -> types.SimpleNamespace:
    """The part of dask.distributed that a sweep uses, in this process; blocks `lost` kill every worker they meet."""

    def submit(function, plan, number, *, key):
        def work():
            if number in lost:
                raise KilledWorkerError(key)
            return function(pickle.loads(pickle.dumps(plan)), number)

        return Future(key, work)

    client = MagicMock(submit=submit, loop=None, nthreads=lambda: {"tcp://a": 1, "tcp://b": 1})
    client.__enter__.return_value = client
    client.__exit__.return_value = False
    return types.SimpleNamespace(
        Client=lambda *_, **__: client,
        as_completed=Completed,
        KilledWorker=KilledWorkerError,
        CancelledError=KeyError,
    )


def test_a_cluster_gives_the_same_folder(tmp_path, monkeypatch):
    plan = sweep.plan(read(PE), 1)
    monkeypatch.setitem(sys.modules, "distributed", cluster())
    sweep.run(plan, tmp_path / "there", nothing, "tcp://127.0.0.1:8786")
    sweep.run(plan, tmp_path / "here", nothing)
    assert sweep.missing_blocks(plan, tmp_path / "there") == []
    pd.testing.assert_frame_equal(content(tmp_path / "there"), content(tmp_path / "here"))


def test_a_block_that_kills_its_workers_is_one_sentence_and_the_others_are_kept(tmp_path, monkeypatch):
    plan = sweep.plan(read(PE), 1)
    monkeypatch.setitem(sys.modules, "distributed", cluster(lost=(7,)))
    with pytest.raises(InputError, match="were lost .KilledWorkerError.; finished blocks are kept"):
        sweep.run(plan, tmp_path, nothing, "tcp://127.0.0.1:8786")
    monkeypatch.setitem(sys.modules, "distributed", cluster())
    sweep.run(plan, tmp_path, nothing, "tcp://127.0.0.1:8786")
    assert content(tmp_path)["scenario"].tolist() == [number for number in range(12) for _ in range(3)]


def test_a_cluster_needs_the_extra_and_an_answer(tmp_path, monkeypatch):
    plan = sweep.plan(read(PE), 6)
    monkeypatch.setattr(sweep, "_ANSWER_S", 1)
    installed = importlib.util.find_spec("distributed") is not None
    words = "No Dask scheduler answers at tcp://127.0.0.1:9" if installed else "needs the package distributed"
    with pytest.raises(InputError, match=words):
        sweep.run(plan, tmp_path, nothing, "tcp://127.0.0.1:9")
    assert not list(tmp_path.glob("block*"))
