"""A sample of the attacks, over the real server; `tools/attack.py` by hand tries all of them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import attack
import attack_links
import pytest
import running

from dashboard.data.tables import ROOT

SOURCES = [*(ROOT / "pages").rglob("*.py"), *(ROOT / "src/dashboard/ui").glob("*.py")]
READS = r'(?:link\.arrive|choice\.\w+|_slider|_toggle|_country|_pick)\(\s*"(\w+)"'


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    with running.server(tmp_path_factory.mktemp("attack") / "log.txt") as app:
        yield app


@pytest.mark.parametrize("part", attack.PARTS)
def test_nothing_gives_way(attacked, part):
    with ThreadPoolExecutor(1) as thread:  # Playwright's event loop stays in the main thread
        (tally,) = thread.submit(attack.attack, attacked, [part], quick=True).result()
    assert tally.tried > 20
    assert not tally.failures, "\n".join(tally.failures)


def test_every_part_of_an_address_is_attacked():
    read = {key for path in SOURCES for key in re.findall(READS, path.read_text())}
    assert len(read) > 40
    known = {*attack_links.EVERYWHERE, *(key for keys in attack_links.KEYS.values() for key in keys)}
    assert read <= known, read - known


def test_there_are_enough_links():
    assert len(list(attack_links.links())) >= 875
