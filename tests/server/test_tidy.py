"""Memory that comes back: of the C library, and of sessions that have ended."""

import asyncio
import ctypes
import subprocess
import sys
import time
import tomllib
from types import SimpleNamespace

import pytest
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionInfo

from dashboard.data.tables import ROOT
from dashboard.server import tidy

GLIBC = hasattr(ctypes.CDLL(None), "malloc_trim")
# Threads that make and free arrays, each array followed by something small that stays: what a page's run does.
BUSY = """
import sys, threading
import numpy as np
from dashboard.server import tidy

def mib():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024

def run():
    for _ in range(2):
        arrays = []
        for _ in range(20):
            arrays.append(np.ones(400_000))
            stays.append(bytearray(700))
        arrays.clear()

stays = []
if "shared" in sys.argv:
    assert tidy.share_one_heap()
threads = [threading.Thread(target=run) for _ in range(4)]
before = mib()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
after = mib()
if "trimmed" in sys.argv:
    tidy.give_back()
print(after - before, mib() - before)
"""


def left(*arguments):
    """MiB that the busy threads leave resident, before and after freed memory was given back."""
    done = subprocess.run([sys.executable, "-c", BUSY, *arguments], capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


@pytest.mark.skipif(not GLIBC, reason="another C library")
def test_large_arrays_go_back_to_the_system_from_all_threads():
    as_it_is, shared, trimmed = left()[0], left("shared")[0], left("trimmed")
    assert as_it_is > 40, "the C library gives it back by itself: the setting is not needed any more"
    assert shared < 10
    assert trimmed[1] < trimmed[0] - 30


def test_a_c_library_without_these_functions_is_left_alone(monkeypatch):
    monkeypatch.setattr(tidy, "_of_c_library", lambda name: None)
    assert not tidy.share_one_heap()
    assert not tidy.give_back()


@pytest.fixture
def storage():
    """The session storage of a real runtime, whose sessions last for a moment."""
    kept = MemorySessionStorage(ttl_seconds=0.1)
    configured = RuntimeConfig(
        script_path=str(ROOT / "src" / "dashboard" / "main.py"),
        component_registry=SimpleNamespace(),
        media_file_storage=MemoryMediaFileStorage("/media"),
        uploaded_file_manager=MemoryUploadedFileManager("/upload"),
        session_storage=kept,
    )
    Runtime(configured)
    yield kept
    Runtime._instance = None


def test_sessions_whose_time_is_over_are_forgotten_although_nobody_comes(storage):
    for name in ("one", "other"):
        storage.save(SessionInfo(client=None, session=SimpleNamespace(id=name)))
    tidy.forget_the_gone()
    assert len(storage._cache._data) == 2
    time.sleep(0.15)
    storage.list()
    assert len(storage._cache._data) == 2, "Streamlit forgets them by itself: this is not needed any more"
    tidy.forget_the_gone()
    assert not storage._cache._data


def test_without_a_server_there_is_nobody_to_forget():
    tidy.forget_the_gone()


def test_it_goes_on_until_it_is_cancelled(monkeypatch):
    calls = []
    monkeypatch.setattr(tidy, "EVERY_S", 0.01)
    monkeypatch.setattr(tidy, "forget_the_gone", lambda: calls.append("sessions"))
    monkeypatch.setattr(tidy.gc, "collect", lambda: calls.append("cycles"))
    monkeypatch.setattr(tidy, "give_back", lambda: calls.append("heap"))

    async def for_a_while():
        tidying = asyncio.create_task(tidy.keep_tidy())
        while calls.count("heap") < 3:
            await asyncio.sleep(0.01)
        tidying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await tidying

    asyncio.run(asyncio.wait_for(for_a_while(), 20))
    assert calls[:6] == ["sessions", "cycles", "heap"] * 2


def test_a_session_is_gone_two_minutes_after_its_reader():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["disconnectedSessionTTL"] + 2 * tidy.EVERY_S <= 120
