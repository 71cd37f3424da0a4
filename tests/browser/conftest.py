"""One server and one browser for all browser tests, and the rules that hold for every page they open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import running
from playwright.sync_api import Browser, BrowserContext
from running import Server, Visit

HERE = Path(__file__).parent
DESKTOP, PHONE = 1440, 390


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: they are slow, and Playwright's event loop stays in the main thread once started."""
    items.sort(key=lambda item: item.path.is_relative_to(HERE))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many ran to an end: a suite that silently left them out must not pass for complete.

    Counted from the reports, which come together here whichever process ran the tests.
    """
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    here = HERE.relative_to(terminalreporter.config.rootpath).as_posix()
    ran = {each.nodeid for each in reports if each.when == "call" and each.nodeid.startswith(f"{here}/")}
    terminalreporter.write_line(f"browser tests run: {len(ran)}")
    for report in terminalreporter.stats.get("skipped", []):
        if report.nodeid.startswith(f"{here}/"):
            terminalreporter.write_line(f"browser test not run: {report.nodeid}: {report.longrepr[2]}")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, served for all browser tests; whatever they do, the server asks nothing of another machine."""
    with running.server(tmp_path_factory.mktemp("server") / "log.txt") as server:
        yield server
        assert server.outbound == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with running.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> Iterator[dict[bool, BrowserContext]]:
    """A light and a dark browser profile, kept so that scripts and fonts are loaded once."""
    made = {dark: chromium.new_context(color_scheme="dark" if dark else "light") for dark in (False, True)}
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def visit(app: Server, contexts: dict[bool, BrowserContext]) -> Iterator[Callable[..., Visit]]:
    """A function that opens a page and returns it drawn; afterwards, no page may have asked another host or erred."""
    visits: list[Visit] = []

    def go(path: str, lang: str = "en", width: int = DESKTOP, *, dark: bool = False, **query: Any) -> Visit:
        page = contexts[dark].new_page()
        page.set_viewport_size({"width": width, "height": 900})
        made = Visit(page, app)
        visits.append(made)
        made.open(path, lang=lang, **query)
        return made

    yield go
    for made in visits:
        made.page.close()
    assert not [url for made in visits for url in made.strangers], "a page asked another host"
    assert not [text for made in visits for text in made.complaints], "a page logged errors"
