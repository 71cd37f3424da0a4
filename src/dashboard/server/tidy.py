"""Memory that comes back: what readers leave behind is let go, and what the allocator holds on to is returned.

Streamlit keeps the state of a reader who has left for `server.disconnectedSessionTTL`, and then until the next one
leaves: after the last one of a day, all night. The C library keeps freed memory in heaps, one for each of many threads,
and every page runs in a thread of its own: without a limit each heap grows to the largest run that it ever saw.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
from collections.abc import Callable

from streamlit import runtime

EVERY_S = 30.0
LARGE_BYTES = 2**20
# From malloc.h of the GNU C library: parameters of mallopt.
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8


def share_one_heap() -> bool:
    """Let all threads from now on take memory from one heap, and large arrays from none; False where that is unknown.

    The interpreter's own lock lets one thread at a time ask for memory, bar a few large arrays. Those go back to the
    system as soon as they are freed: in a heap, a small thing made after them would hold their place.
    """
    mallopt = _of_c_library("mallopt")
    return mallopt is not None and mallopt(M_ARENA_MAX, 1) == 1 and mallopt(M_MMAP_THRESHOLD, LARGE_BYTES) == 1


def give_back() -> bool:
    """Return freed memory to the system; False where the C library cannot, or has none to return."""
    trim = _of_c_library("malloc_trim")
    return trim is not None and trim(ctypes.c_size_t(0)) == 1


def _of_c_library(name: str) -> Callable[..., int] | None:
    """A function of the C library that runs without the interpreter's lock, None where there is none of that name."""
    try:
        return getattr(ctypes.CDLL(None), name, None)
    except (OSError, TypeError):  # TypeError is what Windows says to None
        return None


def forget_the_gone() -> None:
    """Let go of the sessions whose time to come back is over; to be called in the server's event loop.

    Streamlit itself looks for them when the next session ends, and offers no way to ask for it.
    """
    if runtime.exists():
        runtime.get_instance()._session_mgr._session_storage._cache.expire()  # type: ignore[attr-defined]


async def keep_tidy() -> None:
    """Tidy up from time to time, until cancelled."""
    while True:
        await asyncio.sleep(EVERY_S)
        forget_the_gone()
        gc.collect()  # what lives as long as the process is frozen: the rest is quickly walked
        await asyncio.to_thread(give_back)
