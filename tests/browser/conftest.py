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
_ran: set[str] = set()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: they are slow, and Playwright's event loop stays in the main thread once started."""
    items.sort(key=lambda item: item.path.is_relative_to(HERE))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Count the browser tests that ran to an end."""
    report = yield
    if item.path.is_relative_to(HERE) and report.when == "call" and report.outcome in ("passed", "failed"):
        _ran.add(item.nodeid)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many ran: a suite that silently left them out must not pass for complete."""
    terminalreporter.write_line(f"browser tests run: {len(_ran)}")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, served for all browser tests."""
    with running.server(tmp_path_factory.mktemp("server") / "log.txt") as server:
        yield server


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
