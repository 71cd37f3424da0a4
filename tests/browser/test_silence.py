"""The server speaks when spoken to: it asks nothing of another machine, whatever is asked of it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import running
from running import Visit
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard.ui import frame

FOREIGN = (
    "https://evil.example",
    "http://localhost.evil.example",
    "http://192.0.2.7:8501",
    "http://localhost@evil.example",
    "https://[2001:db8::1]",
    "null",
    "file://",
    "http://",
    "http://[",
    "javascript:alert(1)",
)
PLAIN = Path(__file__).parents[2] / "benchmarks" / "plain_page.py"


def handshake(url: str, origin: str | None) -> int:
    """The server's answer to a websocket from a page of `origin`: 101 if it was let in, else the refusal's status."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    headers = {} if origin is None else {"Origin": origin}
    try:
        with connect(address, additional_headers=headers, proxy=None, open_timeout=60):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_the_guard_sees_what_streamlit_does_by_itself(tmp_path):
    with running.server(tmp_path / "log.txt", str(PLAIN), "/_stcore/health", STREAMLIT_BROWSER_SERVER_ADDRESS="") as it:
        handshake(it.url, FOREIGN[0])
        assert any("8.8.8.8" in line for line in it.outbound)
        assert any("checkip" in line for line in it.outbound)


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_site_is_refused_without_a_session(app, origin):
    assert handshake(app.url, origin) == 403
    assert app.outbound == []


@pytest.mark.parametrize("origin", [None, "http://localhost:{port}", "http://127.0.0.1:9", "https://localhost"])
def test_own_pages_and_programs_are_let_in(app, origin):
    port = app.url.rpartition(":")[2]
    assert handshake(app.url, origin and origin.format(port=port)) == 101


def test_refusals_take_no_turn_from_others(app):
    with ThreadPoolExecutor(20) as visitors:
        refused = list(visitors.map(lambda _: handshake(app.url, FOREIGN[0]), range(100)))
    assert set(refused) == {403}
    assert app.get("/_stcore/health")[0] == 200


@pytest.mark.parametrize("setting", ["STREAMLIT_SERVER_ADDRESS=0.0.0.0", "STREAMLIT_SERVER_ADDRESS=127.0.0.1"])
def test_silent_wherever_it_listens(tmp_path, setting):
    name, _, value = setting.partition("=")
    with running.server(tmp_path / "log.txt", **{name: value}) as server:
        assert handshake(server.url, FOREIGN[0]) == 403
        assert handshake(server.url, None) == 101
        assert server.outbound == []


def test_silent_over_start_pages_and_downloads(chromium, tmp_path):
    with running.server(tmp_path / "log.txt") as server:
        assert handshake(server.url, FOREIGN[0]) == 403
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        try:
            visit = Visit(page, server)
            downloads = sum(_download_all(visit, entry.id) for entry in frame.built())
            assert visit.strangers == []
        finally:
            page.close()
        assert server.outbound == []
        assert downloads >= 20


def _download_all(visit: Visit, page_id: str) -> int:
    """Open a page and drawers of each kind on it, and take every file that they offer; how many."""
    visit.open(page_id, lang="en", country="COL")
    page = visit.page
    for words in ("Table", "Save, share"):  # all tables are handed out by one function
        for drawer in page.locator("summary").filter(has_text=re.compile(words)).all()[:2]:
            drawer.click()
    visit.settle()
    count = 0
    for button in page.get_by_test_id("stDownloadButton").get_by_role("button").all():
        if not button.is_visible():
            continue
        with page.expect_download(timeout=running.LOAD_MS) as taken:
            button.click()
        assert taken.value.path().stat().st_size > 0
        count += 1
    return count
