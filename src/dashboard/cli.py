"""The `dashboard` command: check data, estimate a scenario, sweep many, validate the model.

Bad input: one line on stderr and exit status 2.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import signal
import stat
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, TextIO

from dashboard import workspace
from dashboard.data import csv_files, registry, scenarios, tables
from dashboard.domain import Impact, InputError, Scenario, shown
from dashboard.evidence.products import named
from dashboard.workspace import ImpactResult, design, responses, sweep, validation

SECONDS_BETWEEN_LINES = 5.0
UNITED_STATES = "USA"
LONGEST_ERROR = 240
DRAWS_HELP = f"a power of two from {workspace.MIN_DRAWS}; 0: no intervals"


class _TerminatedError(KeyboardInterrupt):
    """SIGTERM, which stops a command as Ctrl-C does: what is half written is taken back on the way out."""


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """While it lasts SIGTERM raises, once; the next one ends the process at once, as it would have without this."""

    def stop(*_: object) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise _TerminatedError

    if threading.current_thread() is not threading.main_thread():  # only the main thread may set handlers
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        with _terminable():
            return _run(options)
    except KeyboardInterrupt as stopped:
        return _say_stopped(stopped)


def _say_stopped(stopped: KeyboardInterrupt, hint: str = "") -> int:
    """One line for a signal; returns the exit status that shells expect."""
    terminated = isinstance(stopped, _TerminatedError)
    print(f"dashboard: stopped{' by SIGTERM' if terminated else ''}{hint}", file=sys.stderr)
    return 128 + (signal.SIGTERM if terminated else signal.SIGINT)


def _run(options: argparse.Namespace) -> int:
    try:
        if sys.stdout is None:
            raise InputError("Standard output is closed; the results need a file or a screen to go to.")
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except InputError as error:
        print(f"dashboard: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        _give_up_output()
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else "The output cannot be written: "
        print(f"dashboard: {where}{error.strerror}.", file=sys.stderr)
        _give_up_output()
        return 2


def _give_up_output() -> None:
    """Let what is still to be written go nowhere, or Python tries again, and complains, when it ends."""
    with contextlib.suppress(OSError, ValueError):  # a stream that is no file needs nothing
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as all other bad input does; it may quote what it was given at any length."""

    def error(self, message: str) -> NoReturn:
        line = "dashboard: " + " ".join("".join(sign if sign.isprintable() else " " for sign in message).split())
        self.exit(2, (line if len(line) < LONGEST_ERROR else line[: LONGEST_ERROR - 2] + "…") + "\n")


def _whole(text: str) -> int:
    """A whole number of an option; Python itself would also take 1_0 and digits of any script."""
    if not re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"“{shown(text)}” is not a whole number of at most 18 digits, such as 64")
    return int(text)


def _decimal(text: str) -> float:
    """A number of an option, by the rules of settings."""
    number = scenarios.decimal(text)
    if number != number:
        raise argparse.ArgumentTypeError(f"“{shown(text)}” is not a number, such as 25 or 2.5")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="dashboard", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="validate every table and registry; one line per table")
    check.add_argument("--quiet", action="store_true", help="print only what is wrong, and a count")
    check.set_defaults(run=_check)

    estimate = commands.add_parser("estimate", help="estimate a scenario for the 33 countries")
    estimate.add_argument("scenario", help="a preset id or the path of a YAML file")
    estimate.add_argument(
        "--set", action="append", default=[], metavar="ID=VALUE", help="a setting or assumption to change"
    )
    estimate.add_argument("--countries", metavar="ISO3,...", help="only these countries")
    estimate.add_argument("--draws", type=_whole, default=workspace.DEFAULT_DRAWS, help=DRAWS_HELP)
    estimate.add_argument("--seed", type=_whole, default=workspace.DEFAULT_SEED)
    estimate.add_argument("--format", choices=("table", "csv", "json"), default="table")
    estimate.add_argument(
        "--long-run", action="store_true", help="also the long run in general equilibrium: layer GE, horizon LR"
    )
    estimate.set_defaults(run=_estimate)

    coalition = commands.add_parser("coalition", help="cost of a tariff to countries alone and together, and to the US")
    coalition.add_argument("--members", required=True, metavar="ISO3,...|BLOC", help="countries, blocs or ALL")
    coalition.add_argument("--tariff-pp", type=_decimal, required=True, help="percentage points on their goods")
    coalition.add_argument(
        "--retaliation-pp", type=_decimal, default=0.0, help="tariff on US goods in answer (long run)"
    )
    coalition.add_argument(
        "--set", action="append", default=[], metavar="ID=VALUE", help="another setting of the threat"
    )
    coalition.add_argument("--draws", type=_whole, default=responses.DRAWS, help=DRAWS_HELP)
    coalition.add_argument("--seed", type=_whole, default=workspace.DEFAULT_SEED)
    coalition.add_argument("--format", choices=("table", "csv", "json"), default="table")
    coalition.set_defaults(run=_coalition)

    threats = commands.add_parser("threats", help="what would hurt one country most: products or instruments, ranked")
    threats.add_argument("country", metavar="ISO3", help="one country")
    threats.add_argument(
        "--by", choices=responses.RANKINGS, default=responses.RANKINGS[0], help="what is ranked, and by which loss"
    )
    threats.add_argument("--tariff-pp", type=_decimal, default=25.0, help="percentage points on each product alone")
    threats.add_argument("--set", action="append", default=[], metavar="ID=VALUE", help="another setting of the threat")
    threats.add_argument("--draws", type=_whole, default=responses.DRAWS, help=DRAWS_HELP)
    threats.add_argument("--seed", type=_whole, default=workspace.DEFAULT_SEED)
    threats.add_argument("--format", choices=("table", "csv", "json"), default="table")
    threats.set_defaults(run=_threats)

    sweeping = commands.add_parser("sweep", help="compute a grid or random design of scenarios into Parquet files")
    sweeping.add_argument("grid", metavar="GRID.yaml", help="base, layer, and grid or random: which values to combine")
    sweeping.add_argument(
        "--out", required=True, metavar="DIR", help="a folder; the same command resumes what is there"
    )
    sweeping.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask scheduler, tcp://host:port; default: this process"
    )
    sweeping.add_argument(
        "--block-size", type=_whole, default=sweep.DEFAULT_BLOCK, metavar="N", help="scenarios per file"
    )
    sweeping.add_argument("--seed", type=_whole, help="of a random design; goes before the seed in the file")
    sweeping.set_defaults(run=_sweep)

    validate = commands.add_parser("validate", help="compare the model with outturns and with published results")
    validate.add_argument("--format", choices=("table", "csv", "json"), default="table")
    validate.add_argument(
        "--table", choices=validation.TABLE_IDS, default="validation_scores", help="which table --format csv prints"
    )
    validate.add_argument("--write", action="store_true", help="also write the tables to data/validation")
    validate.set_defaults(run=_validate)

    listed = commands.add_parser(
        "settings", help="list what --set and scenario files take: ids, units, ranges, defaults"
    )
    listed.add_argument("--format", choices=("table", "csv", "json"), default="table")
    listed.set_defaults(run=_settings)
    return parser


def _check(options: argparse.Namespace) -> int:
    """Validate tables and registries."""
    errors: list[str] = []
    for load in (
        registry.sources,
        registry.countries,
        registry.assumptions,
        registry.instruments,
        registry.programmes,
        registry.presets,
    ):
        try:
            load()
        except (InputError, OSError) as error:
            errors.append(str(error))
    if not errors:
        errors = _check_presets()
    if errors:
        print(*errors, sep="\n", file=sys.stderr)
        return 2
    counts = {"tables": 0, "rows": 0}

    def report(record: dict[str, Any]) -> None:
        counts["tables"] += 1
        counts["rows"] += record["rows"]
        if not options.quiet:
            quality = " ".join(f"{name}:{count}" for name, count in sorted(record["quality"].items()))
            period = f"{record['period_start']}..{record['period_end']}" if record["period_start"] else "-"
            print(
                f"{record['id']:34} {record['rows']:>7} rows {record['countries']:>3}/33 "
                f"{period:24} vintage {record['vintage'] or '-':10} {quality}"
            )

    errors += tables.check_tables(report)
    errors += _check_citations()
    if errors:
        print(*errors, sep="\n", file=sys.stderr)
        return 2
    print(f"{counts['tables']} tables, {counts['rows']} rows, {len(registry.sources())} sources: all checks passed")
    return 0


def _check_presets() -> list[str]:
    """What is wrong with the settings of presets, one sentence for each."""
    errors = []
    for preset_id in registry.presets():
        try:
            scenarios.of_preset(preset_id)
        except InputError as error:
            errors.append(f"Preset {preset_id}: {error}")
    return errors


def _check_citations() -> list[str]:
    """Source ids that assumptions, programmes or presets cite and nobody registered."""
    cited = [(f"Assumption {a.id}", a.source_ids) for a in registry.assumptions().values()]
    cited += [(f"Programme {p.id}", p.source_ids) for p in registry.programmes()]
    cited += [(f"Preset {p.id}", p.source_ids) for p in registry.presets().values()]
    return [
        f"{owner}: source {source!r} is not in data/sources.yaml."
        for owner, sources in cited
        for source in sources
        if source not in registry.sources()
    ]


def _estimate(options: argparse.Namespace) -> int:
    scenario = scenarios.with_pairs(load_scenario(options.scenario), options.set)
    chosen = _countries(options.countries)
    result = workspace.estimate(scenario, draws=options.draws, seed=options.seed)
    impacts = [impact for impact in result.impacts if impact.iso3 in chosen]
    settled: list[Impact] = []
    if options.long_run:
        long_run = workspace.long_run(scenario, draws=options.draws, seed=options.seed)
        settled = [impact for impact in long_run.impacts if impact.iso3 in (*chosen, UNITED_STATES)]
    if options.format == "json":
        json.dump(as_json(result, [*impacts, *settled]), sys.stdout, indent=1, ensure_ascii=False)
        print()
    elif options.format == "csv":
        write_csv([*impacts, *settled], sys.stdout)
    else:
        _write_table(result, impacts)
        if settled:
            _write_long_run(settled)
    return 0


THREAT_COLUMNS = ("rank", "id", "name", "unit", "central", "p05", "p95")
COALITION_COLUMNS = ("iso3", "measure", "layer", "unit", "together", "central", "p05", "p95")


def _coalition(options: argparse.Namespace) -> int:
    """Quarters and long run of a threat, kept apart; the country of US buyers' cost and US income is USA."""
    targets = [part.strip() for part in options.members.split(",") if part.strip()]
    if not targets:
        raise InputError("The coalition is empty; name at least one country or bloc.")
    settings = {"targets": targets, "tariff_pp": options.tariff_pp, "retaliation_pp": options.retaliation_pp}
    threat = scenarios.with_pairs(scenarios.build(settings), options.set)
    members = scenarios.targets(threat)
    found = responses.coalition(threat, members, draws=options.draws, seed=options.seed)
    long_run = responses.long_run_of(threat, members, options.retaliation_pp, draws=options.draws, seed=options.seed)
    rows = responses.as_rows(found, long_run, responses.leverage(threat, members))
    about = {
        "members": list(members),
        "tariff_pp": options.tariff_pp,
        "retaliation_pp": options.retaliation_pp,
        "baseline_date": found.baseline_date.isoformat(),
        "quarter": found.horizon,
        "sources": list(found.sources),
    }
    if options.format != "table":
        _write_rows(COALITION_COLUMNS, rows, options.format, about)
    else:
        print(f"Law of {found.baseline_date}; quarter {found.horizon}; in brackets the 5-95 % range; '-' is no data")
        for iso3, measure, layer, unit, together, *numbers in rows:
            print(
                f"{iso3:4} {'together' if together else 'alone':9} {layer:3} {measure:16} {_interval(numbers)} {unit}"
            )
    return 0


def _threats(options: argparse.Namespace) -> int:
    """The same rankings as the view "Where it would hurt most" of the Coalition page."""
    settings = {"targets": [options.country], "tariff_pp": options.tariff_pp}
    threat = scenarios.with_pairs(scenarios.build(settings), options.set)
    countries = scenarios.targets(threat)
    if len(countries) != 1:
        raise InputError(f"{options.country} stands for {len(countries)} countries; name one, such as COL.")
    found = responses.threat_rows(threat, countries[0], options.by, draws=options.draws, seed=options.seed)
    names = named if options.by in responses.LOSSES else str
    rows = [(rank, each, names(each), unit, *numbers) for rank, (each, unit, *numbers) in enumerate(found, start=1)]
    if options.format != "table":
        _write_rows(THREAT_COLUMNS, rows, options.format, {"country": countries[0], "by": options.by})
    else:
        print(f"{countries[0]}, by {options.by}; in brackets the 5-95 % range; '-' is no data")
        for rank, threat_id, name, unit, *numbers in rows:
            print(f"{rank:3} {threat_id:16} {name:40} {_interval(numbers)} {unit}")
        if not rows:
            print("no data")
    return 0


def _write_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str, about: dict[str, Any]) -> None:
    """Rows as JSON beside what they are about, or as CSV; an empty cell is no data."""
    if form == "json":
        json.dump(about | {"rows": [dict(zip(columns, row, strict=True)) for row in rows]}, sys.stdout, indent=1)
        print()
        return
    csv_files.write_rows(columns, rows, sys.stdout)


def _interval(numbers: Sequence[Any]) -> str:
    """Central value and, where there is one, its range; "-" is no data."""
    central, low, high = ("-" if number is None else f"{number:,.3f}" for number in numbers)
    return f"{central} ({low} to {high})" if low != "-" else central


def _sweep(options: argparse.Namespace) -> int:
    if not options.out.strip():
        raise InputError("--out is empty; it must name a folder.")
    text = _read(options.grid, "grid file", design.MAX_YAML_BYTES)
    known = {layer.id: tuple(layer.metrics) for layer in sweep.layers().values()}
    plan = sweep.plan(design.read_design(text, known, options.seed), options.block_size)
    progress = _Progress(plan.design.size)
    try:
        sweep.run(plan, Path(options.out), progress, options.scheduler)
    except KeyboardInterrupt as stopped:
        progress.close()
        return _say_stopped(stopped, "; finished blocks are kept, run the same command to go on")
    finally:
        progress.close()
    print(f"{plan.design.size:,} scenarios in {plan.blocks:,} files, {options.out}")
    return 0


class _Progress:
    """How far a sweep is, on stderr: one line that is written over on a terminal, else a line now and then."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.start = self.said = time.monotonic()
        self.before: int | None = None
        self.live = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if self.before is None:
            self.before = done
        elif not self.live and done < self.size and now - self.said < SECONDS_BETWEEN_LINES:
            return
        self.said = now
        speed = (done - self.before) / max(now - self.start, 1e-9)
        text = f"{done:,} of {self.size:,} scenarios"
        if done > self.before:
            text += f", {speed:,.0f} a second, {(self.size - done) / speed:,.0f} s left"
        print(f"\r\x1b[K{text}" if self.live else text, end="" if self.live else "\n", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the line, once."""
        if self.live and self.before is not None:
            print(file=sys.stderr)
        self.live = False


def load_scenario(name: str) -> Scenario:
    """A preset by id, or a scenario file by path."""
    if not name.strip():
        raise InputError("The scenario is empty; it must be a preset, such as current_law, or the path of a YAML file.")
    if name in registry.presets():
        return scenarios.of_preset(name)
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return scenarios.from_yaml(_read(name, "scenario file", scenarios.MAX_YAML_BYTES))
    return scenarios.of_preset(name)


def _read(name: str, what: str, limit: int) -> bytes:
    """The first bytes of a file, enough to see that it is too long; raises InputError if it cannot be read.

    What is no file is not opened: a named pipe would wait for a writer, and a device need not end.
    """
    try:
        if not name.strip():
            raise ValueError
        path = Path(name)
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError(f"The {what} “{shown(name)}” cannot be read: it is not a file.")
        with path.open("rb") as file:
            return file.read(limit + 1)
    except InputError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not the name of a file"
        raise InputError(f"The {what} “{shown(name)}” cannot be read: {reason}.") from error


def _countries(text: str | None) -> tuple[str, ...]:
    if text is None:
        return registry.lac33()
    codes = tuple(code.strip().upper() for code in text.split(",") if code.strip())
    wrong = [code for code in codes if code not in registry.lac33()]
    if wrong:
        raise InputError(f"{shown(wrong[0])} is not one of the 33 countries; use ISO codes such as COL,MEX.")
    if not codes:
        raise InputError("--countries is empty; name countries such as COL,MEX, or leave it out.")
    return codes


def as_json(result: ImpactResult, impacts: Sequence[Impact]) -> dict[str, Any]:
    """The result as plain values, in the form that DESIGN promises to other programs."""
    scenario = result.scenario
    return {
        "scenario": {
            "id": scenario.id,
            "settings": {key: list(v) if isinstance(v, tuple) else v for key, v in scenario.settings},
            "assumptions": dict(scenario.assumptions),
        },
        "baseline_date": result.baseline_date.isoformat(),
        "data_vintage": result.data_vintage,
        "draws": result.draws,
        "seed": result.seed,
        "impacts": [
            {**asdict(impact), "flags": list(impact.flags), "sources": list(impact.sources)} for impact in impacts
        ],
    }


def write_csv(impacts: Sequence[Impact], out: TextIO) -> None:
    """One row per estimate; an empty cell is no data."""
    names = ("iso3", "channel", "metric", "layer", "horizon", "unit", "central", "p05", "p95", "p25", "p50", "p75")
    rows = ([*(getattr(i, name) for name in names), " ".join(i.flags), " ".join(i.sources)] for i in impacts)
    csv_files.write_rows((*names, "flags", "sources"), rows, out)


SETTING_COLUMNS = ("kind", "id", "unit", "range", "default", "name")


def _settings(options: argparse.Namespace) -> int:
    """What a scenario can be made of: settings, assumptions, presets and blocs."""
    rows = []
    for each in registry.instruments().values():
        takes = {"targets": "ISO codes, blocs, ALL", "products": "chapters 01 to 97", "switch": "0 or 1"}.get(each.kind)
        takes = takes or _range(each.minimum, each.maximum) or " ".join(each.options)
        default = scenarios.write(scenarios.value(Scenario(), each.id))
        rows.append(("setting", each.id, each.unit, takes, default, each.label))
    for assumption in registry.assumptions().values():
        low = assumption.low if assumption.minimum is None else assumption.minimum
        high = assumption.high if assumption.maximum is None else assumption.maximum
        default = scenarios.write(assumption.central)
        rows.append(("assumption", assumption.id, assumption.unit, _range(low, high), default, assumption.description))
    rows += [("preset", preset.id, "", "", "", preset.title) for preset in registry.presets().values()]
    rows += [("bloc", bloc, "", "", "", " ".join(members)) for bloc, members in scenarios.blocs().items()]
    if options.format != "table":
        _write_rows(SETTING_COLUMNS, rows, options.format, {})
        return 0
    widths = [max(len(row[place]) for row in (SETTING_COLUMNS, *rows)) for place in range(len(SETTING_COLUMNS) - 1)]
    for row in (SETTING_COLUMNS, *rows):
        cells = [text.ljust(width) for text, width in zip(row[:-1], widths, strict=True)]
        print("  ".join((*cells, row[-1])))
    return 0


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:g} to {high:g}"


def _validate(options: argparse.Namespace) -> int:
    """Compute the validation tables, print them and, on request, write them."""
    found = validation.compute()
    if options.format == "csv":
        csv_files.write_frame(found[options.table], sys.stdout)
    elif options.format == "json":
        plain = {name: json.loads(frame.to_json(orient="records", date_format="iso")) for name, frame in found.items()}
        json.dump(plain, sys.stdout, indent=1, ensure_ascii=False)
        print()
    else:
        print("\n".join(validation.summary(found)))
    if options.write:
        for path in validation.write(found):
            print(f"wrote {path.relative_to(tables.ROOT)}", file=sys.stderr)
    return 0


SUMMARY = (
    ("tariff", "exports_to_us_usd_m"),
    ("tariff", "duty_bill_usd_m"),
    ("remittance", "remittances_usd_m"),
    ("total", "gdp_pct"),
)


def _write_table(result: ImpactResult, impacts: Sequence[Impact]) -> None:
    """A summary for people: central value and range of the main results, one line per country."""
    print(
        f"Scenario {result.scenario.id}; law of {result.baseline_date}; quarter {result.horizon}; "
        f"{result.draws} draws, seed {result.seed}; data to {result.data_vintage}"
    )
    print("Annual rates: US$ million, effect on GDP in per cent; in brackets the 5-95 % range; '-' is no data")
    heads = ("exports to US", "duty bill", "remittances", "GDP %")
    print(f"{'':4}" + "".join(f"{head:>34}" for head in heads))
    by_key = {(i.iso3, i.channel, i.metric): i for i in impacts}
    for iso3 in dict.fromkeys(i.iso3 for i in impacts):
        cells = "".join(f"{_cell(by_key[iso3, channel, metric]):>34}" for channel, metric in SUMMARY)
        print(f"{iso3:4}{cells}")


def _write_long_run(impacts: Sequence[Impact]) -> None:
    """The long run below the quarters: another view of the same shock, never to be added to them."""
    print("\nLong run, general equilibrium, per cent; the United States is a by-product. Do not add to the above.")
    heads = {
        "real_income_pct": "real income",
        "real_wage_pct": "real wage",
        "exports_to_us_pct": "exports to US",
        "import_price_pct": "import prices",
    }
    print(f"{'':4}" + "".join(f"{head:>34}" for head in heads.values()))
    by_key = {(i.iso3, i.metric): i for i in impacts}
    for iso3 in dict.fromkeys(i.iso3 for i in impacts):
        print(f"{iso3:4}" + "".join(f"{_cell(by_key[iso3, metric]):>34}" for metric in heads))


def _cell(impact: Impact) -> str:
    if impact.central is None:
        return "-"
    digits = 3 if impact.unit.startswith("percent") else 1
    text = f"{impact.central:,.{digits}f}"
    return text if impact.p05 is None else f"{text} ({impact.p05:,.{digits}f} to {impact.p95:,.{digits}f})"


if __name__ == "__main__":
    sys.exit(main())
