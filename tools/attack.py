"""Attack the app: links, messages, files, requests, handshakes and uploads that nobody should be able to use.

Run by hand: .venv/bin/python tools/attack.py [--part links,widgets,...] [--quick]

Starts the app itself, on a free port of this machine, and speaks to no other server. Says for each part how much was
tried and what failed; the exit status is 0 only if nothing did.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import attack_doors
import attack_files
import attack_links
import attack_widgets
from attacking import Tally
from running import Server, server

Part = Callable[[Server, bool], Tally]
PARTS: dict[str, Part] = {
    "links": lambda app, quick: attack_links.run(app.url, quick=quick),
    "widgets": lambda app, quick: attack_widgets.run(app.url, quick=quick),
    "yaml": lambda app, quick: attack_files.run(app.url, quick=quick),
    "tables": lambda app, quick: attack_files.run_tables(app.url, quick=quick),
    "handshakes": lambda app, quick: attack_doors.run_handshakes(app),
    "uploads": lambda app, quick: attack_doors.run_uploads(app.url, app.pid, quick=quick),
    "headers": lambda app, quick: attack_doors.run_headers(app.url, quick=quick),
}


def attack(app: Server, parts: Sequence[str], *, quick: bool) -> list[Tally]:
    """Run the parts one after the other and print each."""
    tallies = []
    for part in parts:
        start = time.monotonic()
        tally = PARTS[part](app, quick)
        print(f"{tally} ({time.monotonic() - start:.0f} s)", *tally.failures, sep="\n  ", flush=True)
        tallies.append(tally)
    return tallies


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that are asked for; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--part", default=",".join(PARTS), help="some of: %(default)s")
    parser.add_argument("--quick", action="store_true", help="a sample of each part")
    options = parser.parse_args(arguments)
    parts = options.part.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "log.txt") as app:
        tallies = attack(app, parts, quick=options.quick)
    tried, failed = sum(t.tried for t in tallies), sum(len(t.failures) for t in tallies)
    print(f"{'total':12} tried {tried:5}, failed {failed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
