"""Bad data never stop the server: it says what is wrong, pages that can work do, the others say why."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import running
from talking import FAILED, Run, Visitor, connected

from dashboard.data.tables import ROOT

PAGES = (
    "overview",
    "routes",
    "impact",
    "country_brief",
    "data",
    "method",
)  # of each section


def infinite(data: Path) -> None:
    """A number that is none, in a table of one page."""
    table = data / "tables" / "visas_h2.csv"
    lines = table.read_text().split("\n")
    lines[1] = ",".join("inf" if each.isdigit() and len(each) < 4 else each for each in lines[1].split(","))
    table.write_text("\n".join(lines))


def no_countries(data: Path) -> None:
    """The registry that every page needs is missing."""
    (data / "countries.csv").unlink()


def broken_sources(data: Path) -> None:
    """The registry of sources is no YAML."""
    (data / "sources.yaml").write_text("- id: a\n  publisher: [\n")


def no_assumptions(data: Path) -> None:
    """A registry does not parse: the what-ifs cannot be computed."""
    (data / "assumptions.yaml").write_text("- id: sigma_sup\n  central: high\n")


DAMAGES: tuple[tuple[Callable[[Path], None], str], ...] = (
    (infinite, "visas_h2"),
    (no_countries, "countries.csv"),
    (broken_sources, "sources.yaml"),
    (no_assumptions, "assumptions.yaml"),
)


@pytest.mark.parametrize(("damage", "named"), DAMAGES, ids=[damage.__name__ for damage, _ in DAMAGES])
def test_the_server_starts_and_says_what_is_wrong(tmp_path, damage, named):
    for part in ("src", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "app.py", tmp_path)
    damage(tmp_path / "data")
    here = {"PYTHONPATH": f"{running.GUARD}:{tmp_path / 'src'}"}
    with running.server(tmp_path / "log.txt", "app.py", "/_stcore/health", folder=tmp_path, **here) as server:
        status, _, body = server.get("/readyz")
        errors = json.loads(body)["errors"]
        assert status == 503
        assert any(named in error for error in errors)
        assert not any(str(tmp_path) in error for error in errors)
        with ThreadPoolExecutor(1) as thread:
            pages = thread.submit(asyncio.run, _visit(server.url)).result()
        assert server.outbound == []
    shown, refused = _sorted(pages)
    assert refused or damage is infinite, "no page needs what is broken"
    if damage in (infinite, no_assumptions):
        assert shown, "pages that do not need what is broken are gone with the others"
    assert "Traceback" not in body.decode()


async def _visit(url: str) -> dict[str, Run]:
    pages = {}
    for page in PAGES:
        visitor = Visitor(name="" if page == "overview" else page, address="lang=es")
        async with connected(url) as socket:
            pages[page] = await visitor.run(socket, visitor.ask().SerializeToString())
    return pages


def _sorted(pages: dict[str, Run]) -> tuple[list[str], list[str]]:
    """The pages that are shown, and those that say why not; each has one title, none a traceback."""
    shown, refused = [], []
    for page, run in pages.items():
        assert run.finished != FAILED
        elements = list(run.elements)
        kinds = [each.WhichOneof("type") for each in elements]
        assert "exception" not in kinds, page
        assert [e.heading.tag for e in elements if e.WhichOneof("type") == "heading"].count("h1") == 1, page
        alerts = [e.alert for e in elements if e.WhichOneof("type") == "alert"]
        errors = [alert.body for alert in alerts if alert.format == alert.ERROR]
        if errors:
            assert all(error.startswith("No se puede mostrar esta página") for error in errors), errors
        (refused if errors else shown).append(page)
    return shown, refused
