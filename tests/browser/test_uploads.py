"""Files from outside: only where a page asks for one, few and small, and gone when the session ends."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from talking import Visitor, connected

SCENARIO = b"settings:\n  targets: [COL]\n  tariff_pp: 33\n"


def put(app, session: str, file: str, content: bytes) -> int:
    """Send a file to a session, as a browser does or as anybody else can; the status of the answer."""
    edge = uuid.uuid4().hex
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="x.yaml"\r\n\r\n'.encode()
        + content
        + f"\r\n--{edge}--\r\n".encode()
    )
    token = _token(app)
    request = urllib.request.Request(
        f"{app.url}/_stcore/upload_file/{session}/{file}",
        data=body,
        method="PUT",
        headers={
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Cookie": f"_streamlit_xsrf={token}",
            "X-Xsrftoken": token,
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def _token(app) -> str:
    _, headers, _ = app.get("/_stcore/health")
    return headers["set-cookie"].split("_streamlit_xsrf=")[1].split(";")[0]


def resident_mib(pid: int) -> float:
    """Memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no memory in /proc")


def in_session(app, page: str, act, **open_drawer: bool):
    """Open a page in a session without a browser and do something with the session's id."""

    async def visit():
        visitor = Visitor(name=page)
        async with connected(app.url) as socket:
            runs = await visitor.run_whole(socket)
            if open_drawer:
                drawers = [b.expandable.id for b in runs[0].blocks if b.expandable.id.endswith("-share")]
                assert drawers, "the page has no drawer to share a scenario"
                message = visitor.ask()
                message.rerun_script.widget_states.widgets.add(id=drawers[0], bool_value=True)
                runs = await visitor.run_whole(socket, message)
                assert any(e.WhichOneof("type") == "file_uploader" for e in runs[0].elements)
            with ThreadPoolExecutor(1) as elsewhere:
                return await asyncio.get_running_loop().run_in_executor(elsewhere, act, visitor.id)

    with ThreadPoolExecutor(1) as thread:  # Playwright's loop stays in the main thread
        return thread.submit(asyncio.run, visit()).result()


@pytest.mark.parametrize("page", ["overview", "trade", "impact", "data"])  # impact shows one when asked to
def test_no_page_takes_a_file_before_it_shows_an_uploader(app, page):
    assert in_session(app, page, lambda session: put(app, session, "1", SCENARIO)) == 403


def test_nobody_puts_a_file_into_a_session_that_is_none(app):
    assert put(app, str(uuid.uuid4()), "1", SCENARIO) == 403
    assert put(app, "..", "1", SCENARIO) in (400, 403, 404, 405)


def test_many_and_large_files_stay_out(app):
    def act(session):
        put(app, session, "0", SCENARIO)
        before = resident_mib(app.pid)
        answers = {put(app, session, str(number), bytes(1_000_000)) for number in range(60)}
        grown = resident_mib(app.pid) - before
        return answers, grown, put(app, session, "large", bytes(2_500_000))

    answers, grown, large = in_session(app, "impact", act, share=True)
    assert answers == {204}  # a reader may try again and again; the files before are dropped
    assert grown < 20
    assert large == 413


def test_a_file_is_read_in_the_page(visit):
    page = visit("impact")
    page.page.locator("summary").filter(has_text="Save, share").click()
    page.settle()
    page.page.locator('input[type="file"]').set_input_files(
        {"name": "mine.yaml", "mimeType": "application/yaml", "buffer": SCENARIO}
    )
    page.page.wait_for_function("() => location.search.includes('tariff_pp=33')")
    assert "targets=COL" in page.address
