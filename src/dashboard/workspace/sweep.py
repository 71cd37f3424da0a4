"""Many scenarios at once, into a folder of Parquet files: in this process, or on a Dask cluster.

The design is cut into blocks of consecutive scenarios, one file each. A block depends on the design and its own number
alone, so it does not matter who computes it, in which order, or for the how-manieth time. A file appears under its
final name only when it is complete (written beside it, then renamed); a sweep that was stopped, however hard, goes on
with the blocks that are not there. `_manifest.json` says what the folder holds, and keeps any other sweep out of it;
readers of Parquet folders pass over it.

Rows are scenario by country: the number of the scenario, its swept values, the country, and one column for each
metric, named <layer>_<metric>, with its unit in the field's metadata. An empty cell is no data. Views of one shock by
different layers stand side by side and are never added up.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import importlib
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache, partial
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dashboard.data import registry, scenarios
from dashboard.data.tables import DATA
from dashboard.domain import InputError, Scenario, SettingValue, shown
from dashboard.model import channels
from dashboard.model.channels import FloatArray
from dashboard.model.general import Equilibrium, NoEquilibriumError
from dashboard.workspace import equilibrium, impacts, inputs
from dashboard.workspace.design import Design

DEFAULT_BLOCK = 2048
MAX_BLOCK = 65_536
MANIFEST = "_manifest.json"
# So few rows that the channels solve each of them; with more they interpolate between some of them.
_ROWS_SOLVED_EXACTLY = 256
# The arrays of so many equilibria stay in the processor's cache.
_SOLVED_AT_ONCE = 32
# Settings that all channels read, beside those they declare.
_EVERY_CHANNEL = ("targets", "baseline_date")
# Assumptions whose first row the channels take as central: scenarios that differ in one are run apart.
_CENTRAL_IN_ROW_0 = ("interior_share",)
# Assumptions that change the world before the shock.
_OF_WORLD = ("beta_goods", "beta_serv", "rho_act")
_LINEAR = ("tariff_pp", "retaliation_pp")
_ANSWER_S = 20

Progress = Callable[[int], None]


# What is computed of a scenario ---------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Block:
    """A slice of a design: values of each swept id, one per scenario."""

    base: Scenario
    points: Mapping[str, Sequence[SettingValue]]
    size: int

    def groups(self, ids: Iterable[str]) -> Iterator[tuple[Scenario, NDArray[np.int64]]]:
        """The scenarios that agree in these settings and assumptions, with their positions in the block.

        The scenario given has the settings named, swept or not, and the baseline's values of all others.
        """
        known = registry.instruments()
        names = [name for name in self.points if name in set(ids)]
        found: dict[tuple[SettingValue, ...], list[int]] = {}
        for place in range(self.size):
            found.setdefault(tuple(self.points[name][place] for name in names), []).append(place)
        held = {name: value for name, value in self.base.settings if name in set(ids)}
        for key, places in found.items():
            settings = {name: value for name, value in zip(names, key, strict=True) if name in known}
            yield scenarios.build({**held, **settings}), np.array(places)

    def column(self, name: str, places: NDArray[np.int64] | slice = slice(None)) -> FloatArray:
        """Values of a number, setting or assumption, swept or not, at positions of the block."""
        if name in self.points:
            values: FloatArray = np.asarray(self.points[name], dtype=np.float64)[places]
            return values
        if name in registry.instruments():
            central = float(scenarios.value(self.base, name))  # type: ignore[arg-type]
        else:
            central = dict(self.base.assumptions).get(name, registry.assumptions()[name].central)
        return np.full(self.size, central)[places]


@dataclass(frozen=True)
class Layer:
    """A way to compute scenarios; `solve` returns every metric as [scenario, country], NaN for no data."""

    id: str
    metrics: Mapping[str, str]
    sources: Callable[[], tuple[str, ...]]
    solve: Callable[[Block], dict[str, FloatArray]]

    @property
    def prefix(self) -> str:
        """How the layer's columns begin."""
        return self.id.lower().replace("-", "") + "_"


_WORLDS: Final[dict[str, equilibrium.Model]] = {"GE-1S": "one_sector", "GE-2S": "two_sector"}


@cache
def layers() -> dict[str, Layer]:
    """The layers a sweep can compute, by id."""
    found = {}
    for layer in dict.fromkeys(channel.layer for channel in channels.CHANNELS):
        members = tuple(channel for channel in channels.CHANNELS if channel.layer == layer)
        tables = tuple(table for channel in members for table in channel.tables)
        found[str(layer)] = Layer(
            id=str(layer),
            metrics={metric.id: metric.unit for channel in members for metric in channel.metrics},
            sources=partial(inputs.sources_of, tables),
            solve=partial(_channels, members),
        )
    for layer_id, model in _WORLDS.items():
        found[layer_id] = Layer(
            id=layer_id,
            metrics={metric.id: metric.unit for metric in equilibrium.METRICS},
            sources=partial(inputs.sources_of, equilibrium.TABLES[model]),
            solve=partial(_long_runs, model),
        )
    return found


def _channels(members: tuple[channels.Channel, ...], block: Block) -> dict[str, FloatArray]:
    """Metrics of channels at the horizon, as `workspace.estimate`: like settings are rows of one run."""
    countries = len(registry.lac33())
    quarter = block.column("horizon_q").astype(np.int64) - 1
    found: dict[str, FloatArray] = {}
    for channel in members:
        for metric in channel.metrics:
            found[metric.id] = np.full((block.size, countries), np.nan)
        for scenario, group in block.groups((*channel.settings, *_EVERY_CHANNEL, *_CENTRAL_IN_ROW_0)):
            given = inputs.BUILDERS[channel.id](scenario, scenarios.baseline_day(scenario))
            for places in _chunks(group, _ROWS_SOLVED_EXACTLY):
                outcome = channel.estimate(given, {name: block.column(name, places) for name in channel.assumptions})
                for metric_id, values in impacts.series_of(channel.id, outcome).items():
                    rows = np.broadcast_to(values, (len(places), *values.shape[1:]))
                    found[metric_id][places] = rows[np.arange(len(places)), :countries, quarter[places]]
    return found


def _long_runs(model: equilibrium.Model, block: Block) -> dict[str, FloatArray]:
    """Metrics of the long run, as `equilibrium.long_run`, for many scenarios in one solve.

    The tariff after a measure is linear in its rate, and so is a retaliation: both are built once for all rates. A
    scenario without an equilibrium has no numbers.
    """
    countries = len(registry.lac33())
    found = {metric.id: np.full((block.size, countries), np.nan) for metric in equilibrium.METRICS}
    rate, answer = (block.column(name) / registry.instruments()[name].maximum for name in _LINEAR)  # type: ignore[operator]
    shocking = (channels.TARIFF, channels.REMITTANCE, channels.SANCTIONS)
    settings = {name for channel in shocking for name in channel.settings} - set(_LINEAR)
    for scenario, group in block.groups((*settings, *_EVERY_CHANNEL, *_CENTRAL_IN_ROW_0, *_OF_WORLD)):
        around = equilibrium.world(model, *(float(block.column(name, group[:1])[0]) for name in _OF_WORLD[:2]))
        rho = float(block.column("rho_act", group[:1])[0])
        full = {name: registry.instruments()[name].maximum for name in _LINEAR}
        most = scenarios.build({**dict(scenario.settings), **full})
        none, law = equilibrium.us_tariffs(around, scenario), equilibrium.us_tariffs(around, most)
        retaliation = equilibrium.retaliation_by_region(around, most)
        cut = equilibrium.blocked_by_region(around, scenario)
        for places in _chunks(group, _SOLVED_AT_ONCE):
            added = none.added + rate[places, None, None] * (law.added - none.added)
            eps = block.column("eps_ge", places)
            assumed = {name: block.column(name, places) for name in channels.REMITTANCE.assumptions}
            transfer, missing = equilibrium.transfers(around, scenario, assumed)
            shock = {
                "us_tariff_after": law.before(rho) + rho * added,
                "elasticity": eps if around.value_added_share is None else np.tile(eps[:, None], len(around.sectors)),
                "retaliation": answer[places, None] * retaliation,
                "transfer": np.zeros((len(places), len(around.regions))) if transfer is None else transfer,
            }
            if cut is not None:
                shock["cut"] = np.broadcast_to(cut, (len(places), *cut.shape))
            solved, after = _solve(around, law.before(rho), shock)
            hit = added[solved].any(axis=(1, 2)) | (answer[places][solved] * retaliation.any() > 0.0)
            hit = hit | shock["transfer"][solved].any(axis=1) | (cut is not None and bool(cut.any()))
            for metric_id, values in (equilibrium.measured(around, after) if after else {}).items():
                # Without a shock zero to the last bit, not to rounding.
                shown = np.where(hit[:, None], values[:, :countries], 0.0 * values[:, :countries])
                found[metric_id][places[solved]] = np.where(missing, np.nan, shown)
    return found


def _solve(
    around: equilibrium.World, before: FloatArray, shock: Mapping[str, FloatArray]
) -> tuple[NDArray[np.int64], Equilibrium | None]:
    """The scenarios that have an equilibrium, by position, and these equilibria."""
    left = np.arange(len(shock["elasticity"]))
    while left.size:
        try:
            part: dict[str, Any] = {name: values[left] for name, values in shock.items()}
            return left, equilibrium.solve_world(around, us_tariff_before=before, **part)
        except NoEquilibriumError as error:
            left = np.delete(left, error.draws)
    return left, None


def _chunks(places: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    return (places[start : start + size] for start in range(0, len(places), size))


# One block ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """A design, how it is cut, and with what it is computed: all that a worker needs."""

    design: Design
    block_size: int
    made_with: tuple[tuple[str, str], ...]

    @property
    def blocks(self) -> int:
        """Number of blocks; the last one may be smaller."""
        return -(-self.design.size // self.block_size)

    def length(self, number: int) -> int:
        """Number of scenarios of a block."""
        return min(self.block_size, self.design.size - number * self.block_size)


def plan(design: Design, block_size: int = DEFAULT_BLOCK) -> Plan:
    """The plan of a sweep with this version of program and data."""
    if not 1 <= block_size <= MAX_BLOCK:
        raise InputError(f"Block size: {block_size} must be from 1 to {MAX_BLOCK:,} scenarios.")
    return Plan(design, block_size, tuple(_made_with().items()))


@cache
def _made_with() -> dict[str, str]:
    """Versions of the program and of the libraries that compute, and a fingerprint of all data files."""
    content = hashlib.sha256()
    for path in sorted(path for kind in ("*.yaml", "*.csv") for path in DATA.rglob(kind)):
        content.update(path.relative_to(DATA).as_posix().encode() + b"\0" + path.read_bytes())
    versions = {name: metadata.version(name) for name in ("corridor-dashboard", "numpy", "scipy", "pyarrow")}
    return {**versions, "data_vintage": inputs.data_vintage(), "data_sha256": content.hexdigest()}


def solve_block(plan: Plan, number: int) -> pa.Table:
    """The rows of one block, wherever it is called.

    Raises InputError where the program or its data are others than those the plan was made with.
    """
    if plan.made_with != tuple(_made_with().items()):
        raise InputError("A worker has another version of the program or of its data: install the same on all.")
    design = plan.design
    start = number * plan.block_size
    points = design.points(start, start + plan.length(number))
    block = Block(design.base, points, plan.length(number))
    countries = design.countries or registry.lac33()
    columns = np.array([registry.lac33().index(iso3) for iso3 in countries])

    table = {"scenario": pa.array(np.repeat(np.arange(start, start + block.size), len(countries)))}
    for name, values in points.items():
        plain = [scenarios.write(value) if isinstance(value, tuple) else value for value in values]
        table[name] = pa.array(plain).take(pa.array(np.repeat(np.arange(block.size), len(countries))))
    table["iso3"] = pa.DictionaryArray.from_arrays(
        np.tile(np.arange(len(countries), dtype=np.int8), block.size), list(countries)
    )
    units = {}
    for layer_id in design.layers:
        layer = layers()[layer_id]
        found = layer.solve(block)
        for metric, unit in _kept(layer, design).items():
            name = layer.prefix + metric
            table[name] = pa.array(found[metric][:, columns].ravel(), from_pandas=True)
            units[name] = {"unit": unit, "layer": layer.id}
    made = pa.table(table)
    fields = [field.with_metadata(units[field.name]) if field.name in units else field for field in made.schema]
    return made.cast(pa.schema(fields))


def _kept(layer: Layer, design: Design) -> dict[str, str]:
    return {metric: unit for metric, unit in layer.metrics.items() if not design.metrics or metric in design.metrics}


# The folder -----------------------------------------------------------------------------------------------------------


def block_path(folder: Path, number: int) -> Path:
    """Where a block is kept."""
    return folder / f"block-{number:06d}.parquet"


def missing_blocks(plan: Plan, folder: Path) -> list[int]:
    """The blocks that are not there, not whole (a machine that lost power may leave such a file) or not themselves.

    What a file says of itself is enough: its rows and its scenarios' numbers, the first and the last.
    """
    rows = len(plan.design.countries or registry.lac33())

    def whole(number: int) -> bool:
        try:
            found = pq.read_metadata(block_path(folder, number))
        except (OSError, pa.ArrowException):
            return False
        start = number * plan.block_size
        last = start + plan.length(number) - 1
        return found.num_rows == plan.length(number) * rows and _scenarios_of(found) == (start, last)

    return [number for number in range(plan.blocks) if not whole(number)]


def _scenarios_of(found: pq.FileMetaData) -> tuple[int, int] | None:
    """The lowest and the highest scenario of a file; None where it does not say."""
    parts = [found.row_group(place) for place in range(found.num_row_groups)]
    columns = [part.column(place) for part in parts for place in range(part.num_columns)]
    said = [column.statistics for column in columns if column.path_in_schema == "scenario"]
    if not said or not all(each is not None and each.has_min_max for each in said):
        return None
    return min(each.min for each in said), max(each.max for each in said)


def run(plan: Plan, folder: Path, progress: Progress, scheduler: str | None = None) -> None:
    """Compute the blocks that are missing in the folder; `progress` is told the number of scenarios done so far.

    Raises InputError, in one sentence, if the folder or the scheduler cannot be used, before anything is written, and
    when workers are lost. Nothing that was computed is lost: the same call goes on where it stopped.
    """
    with ExitStack() as held:
        _check(plan, folder)
        cluster = None if scheduler is None else held.enter_context(_cluster(scheduler))
        held.enter_context(_claimed(plan, folder))
        missing = missing_blocks(plan, folder)
        done = plan.design.size - sum(plan.length(number) for number in missing)
        progress(done)
        blocks = _here(plan, missing) if cluster is None else _on_cluster(cluster, plan, missing)
        for number, table in blocks:
            with _writing(folder, kept=done > 0):
                _replace(block_path(folder, number), lambda path, table=table: _write_table(table, path))  # type: ignore[misc]
            done += plan.length(number)
            progress(done)
        if done < plan.design.size:
            raise InputError("Some blocks did not come back from the workers: run the same command again.")


def _here(plan: Plan, numbers: Sequence[int]) -> Iterator[tuple[int, pa.Table]]:
    return ((number, solve_block(plan, number)) for number in numbers)


@contextmanager
def _claimed(plan: Plan, folder: Path) -> Iterator[None]:
    """The folder with this plan's manifest, for this process alone while it lasts (a killed one lets go of it)."""
    with _writing(folder):
        _make(folder)
        lock = (folder / ".lock").open("a")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            said = "is in use by another sweep: wait for it, or choose another folder."
            raise InputError(f"{_named(folder)} {said}") from None
        held = _check(plan, folder)  # again: another sweep may have come in between
        for left in folder.glob(".*.part"):
            left.unlink()
        if not held:
            text = json.dumps(manifest(plan), indent=1, ensure_ascii=False) + "\n"
            with _writing(folder):
                _replace(folder / MANIFEST, lambda path: _write_text(text, path))
        yield


def _check(plan: Plan, folder: Path) -> bool:
    """Whether the folder holds this plan's manifest; raises InputError if it holds something else. Writes nothing."""
    path = folder / MANIFEST
    try:
        if path.exists() and not path.is_file():  # a named pipe would wait for a writer
            raise IsADirectoryError
        held = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        if any(folder.glob("block-*.parquet")):
            raise InputError(f"{_named(folder)} holds blocks of an unknown sweep: choose another folder.") from None
        return False
    except (OSError, ValueError, RecursionError):
        raise InputError(f"{_named(path)} cannot be read: choose another folder.") from None
    wanted = manifest(plan)
    differing = [key for key in wanted if not isinstance(held, dict) or held.get(key) != wanted[key]]
    if differing:
        raise InputError(f"{_named(folder)} holds another sweep, its {differing[0]} differs: choose another folder.")
    return True


def _make(folder: Path) -> None:
    """Make a folder and those above it; where that fails, none of them stays."""
    above = [each for each in folder.parents if not os.path.lexists(each)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        for each in above:
            with suppress(OSError, ValueError):
                each.rmdir()
        if isinstance(error, OSError):
            raise
        raise OSError(errno.EINVAL, "") from error  # a name with NUL


def _named(path: Path) -> str:
    """A path as a message names it, on one line."""
    return shown(path, 120)


def manifest(plan: Plan) -> dict[str, Any]:
    """What a folder holds: design and its hash, seed, cut, columns, versions, vintage and sources."""
    design = json.loads(json.dumps(asdict(plan.design)))
    chosen = [layers()[name] for name in plan.design.layers]
    return {
        "design_sha256": hashlib.sha256(json.dumps(design, sort_keys=True).encode()).hexdigest(),
        "design": design,
        "seed": plan.design.seed,
        "scenarios": plan.design.size,
        "block_size": plan.block_size,
        "blocks": plan.blocks,
        "made_with": dict(plan.made_with),
        "columns": {
            layer.prefix + metric: {"layer": layer.id, "unit": unit}
            for layer in chosen
            for metric, unit in _kept(layer, plan.design).items()
        },
        "sources": {layer.id: list(layer.sources()) for layer in chosen},
    }


@contextmanager
def _writing(folder: Path, kept: bool = False) -> Iterator[None]:
    """Turns what the file system refuses into one sentence."""
    try:
        yield
    except OSError as error:
        code = error.errno
        reason = os.strerror(code) if code else str(error)
        said = "; finished blocks are kept" if kept else ""
        again = " Free some space and run the same command again." if code == errno.ENOSPC else ""
        raise InputError(f"{_named(folder)} cannot be written to: {reason}{said}.{again}") from error


def _replace(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside `path`, then put it in its place: at no moment is there half a file under that name."""
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _write_table(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


# Workers --------------------------------------------------------------------------------------------------------------


class _Cluster(NamedTuple):
    """A Dask scheduler that has answered and has workers."""

    dask: Any
    client: Any
    address: str


@contextmanager
def _cluster(address: str) -> Iterator[_Cluster]:
    """A connection to a scheduler; raises InputError, in one sentence, where there is none."""
    if not address.strip():
        raise InputError("--scheduler is empty; it must be the address of a Dask scheduler, tcp://host:port.")
    try:
        dask = importlib.import_module("distributed")
    except ImportError:
        raise InputError(
            "--scheduler needs the package distributed, which the extra sweep of this package installs."
        ) from None
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what is lost is said in one sentence, below
    try:
        client = dask.Client(address, timeout=_ANSWER_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError):
        raise InputError(f"No Dask scheduler answers at {shown(address, 80)}.") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_ANSWER_S)
        except TimeoutError:
            raise InputError(f"The Dask scheduler at {shown(address, 80)} has no workers.") from None
        yield _Cluster(dask, client, address)


def _on_cluster(cluster: _Cluster, plan: Plan, numbers: Sequence[int]) -> Iterator[tuple[int, pa.Table]]:
    """The blocks as workers of a Dask cluster finish them; a block whose worker dies is given to another.

    The results come back here, so workers need no common file system; only a few blocks are on their way at a time.
    """
    dask, client, address = cluster
    threads = sum(client.nthreads().values())
    sweep = manifest(plan)["design_sha256"][:12]
    waiting = iter(numbers)

    def send(count: int) -> list[Any]:
        return [
            client.submit(solve_block, plan, number, key=f"corridor-{sweep}-{number}")
            for number in islice(waiting, count)
        ]

    sent = send(2 * threads)
    finished = dask.as_completed(sent, loop=client.loop)
    for future in finished:
        try:
            yield int(future.key.rsplit("-", 1)[1]), future.result()
        except (dask.KilledWorker, dask.CancelledError, ImportError, OSError) as error:
            raise InputError(
                f"The workers or the scheduler of {shown(address, 80)} were lost ({type(error).__name__}); "
                "finished blocks are kept: run the same command again."
            ) from error
        for future in send(1):
            finished.add(future)
