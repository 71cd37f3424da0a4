"""Open any page through the frame, as a visitor with a link does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from reading import LONGEST_S
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from dashboard.ui import frame

ROOT = Path(__file__).resolve().parents[2]
# Streamlit reads the metadata of every installed package each time a test opens a page: two thirds of its time.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def _open_page(page_id: str, *, lang: str = "en", country: str | None = None, **query: str) -> AppTest:
    entry = next(entry for entry in frame.PAGES if entry.id == page_id)
    app = AppTest.from_file(str(ROOT / "src/dashboard/main.py"), default_timeout=LONGEST_S)
    app.query_params["lang"] = lang
    if country:
        app.query_params["country"] = country
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    if page_id != "overview":
        app.switch_page(str(frame.path(entry)))
        app.run()
    if page_id == "impact":
        app.run()  # the central result comes first; its ranges come with the run that follows
    return app


QUICK = ("test_frame.py", "test_every_page.py", "test_impact_page.py")
WALKS = ("test_every_country", "test_language_and_country")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make check` opens every page once and tries the Impact page; all else that opens pages is for `make test`."""
    for item in items:
        if getattr(item, "originalname", "") in WALKS or (
            item.path.parent == Path(__file__).parent and item.path.name not in QUICK
        ):
            item.add_marker(pytest.mark.thorough)


@pytest.fixture(scope="session")
def open_page() -> Callable[..., AppTest]:
    """A function that opens a page by its id and returns the finished run."""
    return _open_page
