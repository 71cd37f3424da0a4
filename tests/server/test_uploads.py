"""Files that were let in: counted, bounded, and dropped with the session that they belong to."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from dashboard.server import uploads
from dashboard.server.uploads import FILES_PER_SESSION, TOTAL_BYTES, BoundedUploads
from dashboard.ui import upload


@pytest.fixture
def here(monkeypatch):
    """A runtime with some active sessions, and what keeps its files."""
    found = SimpleNamespace(active={"a", "b"}, uploaded_file_mgr=MemoryUploadedFileManager("/upload"))
    found.is_active_session = lambda session: session in found.active
    monkeypatch.setattr(Runtime, "instance", lambda: found)
    return found


def add(bounded: BoundedUploads, here, session: str, file: str, size: int = 10) -> None:
    """A file arrives, as Streamlit stores it, and is counted."""
    here.uploaded_file_mgr.add_file(session, UploadedFileRec(file, "x.yaml", "", b"x" * min(size, 10)))
    bounded._keep(session, file, size)


def held(here) -> dict[str, list[str]]:
    return {session: list(files) for session, files in here.uploaded_file_mgr.file_storage.items() if files}


def test_a_session_holds_its_newest_files_only(here):
    bounded = BoundedUploads(None)
    for number in range(10):
        add(bounded, here, "a", str(number))
    add(bounded, here, "b", "0")
    assert held(here) == {"a": [str(n) for n in range(10)][-FILES_PER_SESSION:], "b": ["0"]}


def test_all_sessions_together_hold_so_many_bytes(here):
    bounded = BoundedUploads(None)
    here.active = {str(n) for n in range(100)}
    for number in range(100):
        add(bounded, here, str(number), "0", 2**20)
    assert sum(bounded.kept.values()) <= TOTAL_BYTES
    assert list(held(here))[-1] == "99"
    assert len(held(here)) == TOTAL_BYTES // 2**20


def test_files_of_ended_sessions_are_dropped(here):
    bounded = BoundedUploads(None)
    add(bounded, here, "a", "0")
    here.active = {"b"}
    add(bounded, here, "b", "0")
    assert held(here) == {"b": ["0"]}
    assert list(bounded.kept) == [("b", "0")]


def test_a_file_that_arrives_after_its_session_ended_is_not_kept(here):
    bounded = BoundedUploads(None)
    here.active = set()
    add(bounded, here, "a", "0")
    assert held(here) == {}
    assert not bounded.kept


def test_only_sessions_that_show_an_uploader_may_send(monkeypatch):
    bounded = BoundedUploads(None)
    monkeypatch.setattr(upload, "_expecting", {"a"})
    assert bounded._refusal("a") is None
    assert bounded._refusal("b")[0] == 403
    bounded.arriving = {"a"}
    assert bounded._refusal("a")[0] == 429
    bounded.arriving = {str(n) for n in range(uploads.AT_ONCE)}
    assert bounded._refusal("a")[0] == 503
