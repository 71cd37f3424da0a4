"""Estimate what customs collects of the announced programmes and write data/tables/collection_ratios.csv.

Run by hand after new collected duties, new law or a new release of the rates at fixed weights, from the project root:

    .venv/bin/python tools/compile/collection_ratios.py

Then set `rho_act` in data/assumptions.yaml to the average and range that are printed, write the validation tables
(`dashboard validate --write`) and declare what changed (`dashboard check --renew`).
"""

from __future__ import annotations

from dashboard.data import csv_files, tables
from dashboard.workspace import collection


def main() -> None:
    """Write the table and print what the register needs."""
    frame, whole, by_programme = collection.ratios()
    spec = tables.specs()["collection_ratios"]
    csv_files.write_frame(collection.as_stored(frame), spec.path)
    low, high = collection.range_of(frame, whole)
    print(f"rho_act: low {low:.2f}, central {whole.ratio:.2f}, high {high:.2f}")
    for name, one in {"all": whole, **by_programme}.items():
        print(f"{name:6} {one.ratio:.3f}, standard error {one.standard_error:.3f}, between countries {one.between:.3f}")


if __name__ == "__main__":
    main()
