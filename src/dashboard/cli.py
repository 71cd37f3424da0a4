"""The `dashboard` command: check the data, estimate a scenario. Bad input: one line on stderr and exit status 2."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, TextIO

from dashboard import workspace
from dashboard.data import registry, scenarios, tables
from dashboard.domain import Impact, InputError, Scenario
from dashboard.workspace import ImpactResult


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except InputError as error:
        print(f"dashboard: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as all other bad input does."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"dashboard: {message}\n")


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
    estimate.add_argument("--countries", default="", metavar="ISO3,...", help="only these countries")
    estimate.add_argument("--draws", type=int, default=workspace.DEFAULT_DRAWS, help="a power of two; 0: no intervals")
    estimate.add_argument("--seed", type=int, default=workspace.DEFAULT_SEED)
    estimate.add_argument("--format", choices=("table", "csv", "json"), default="table")
    estimate.set_defaults(run=_estimate)
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
    if options.format == "json":
        json.dump(as_json(result, impacts), sys.stdout, indent=1, ensure_ascii=False)
        print()
    elif options.format == "csv":
        write_csv(impacts, sys.stdout)
    else:
        _write_table(result, impacts)
    return 0


def load_scenario(name: str) -> Scenario:
    """A preset by id, or a scenario file by path."""
    if name in registry.presets():
        return scenarios.of_preset(name)
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        if not path.is_file():
            raise InputError(f"The scenario file {name} does not exist.")
        return scenarios.from_yaml(path.read_bytes())
    return scenarios.of_preset(name)


def _countries(text: str) -> tuple[str, ...]:
    codes = tuple(code.strip().upper() for code in text.split(",") if code.strip())
    wrong = [code for code in codes if code not in registry.lac33()]
    if wrong:
        raise InputError(f"{wrong[0][:40]} is not one of the 33 countries; use ISO codes such as COL,MEX.")
    return codes or registry.lac33()


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
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["iso3", "channel", "metric", "layer", "horizon", "unit", "central", "p05", "p95", "flags", "sources"]
    )
    for i in impacts:
        numbers = ["" if v is None else repr(v) for v in (i.central, i.p05, i.p95)]
        writer.writerow(
            [i.iso3, i.channel, i.metric, i.layer, i.horizon, i.unit, *numbers, " ".join(i.flags), " ".join(i.sources)]
        )


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


def _cell(impact: Impact) -> str:
    if impact.central is None:
        return "-"
    digits = 3 if impact.unit == "percent_of_gdp" else 1
    text = f"{impact.central:,.{digits}f}"
    return text if impact.p05 is None else f"{text} ({impact.p05:,.{digits}f} to {impact.p95:,.{digits}f})"


if __name__ == "__main__":
    sys.exit(main())
