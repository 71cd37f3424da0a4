"""Results that are computed once and kept for everyone, within a budget of bytes that all of them share.

What depends on a scenario or on another choice of a reader has no end: a number of entries says nothing about the
memory they hold, so such results are kept by `kept` and not by `functools.cache`. That one is for what depends on
nothing, or on the ids of a register.
"""

from __future__ import annotations

import sys
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Mapping
from functools import update_wrapper
from threading import Condition, Lock
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Final, Generic, ParamSpec, TypeVar
from weakref import WeakValueDictionary

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")
Key = tuple[Hashable, ...]

BUDGET_BYTES: Final = 16 * 2**20  # about a hundred results with ranges
LOOK_UP_S: Final = 0.05  # how often one who waits looks whether the answer is still wanted
MISSING: Final = object()
SHARED: Final = (type, FunctionType, BuiltinFunctionType, MethodType, ModuleType)


def size_of(value: object) -> int:
    """Bytes that a value keeps alive: its objects down to their parts, each once; a view counts the whole array.

    Parts that others hold as well, such as the ids of sources, are counted too: the sum is a bound.
    """
    seen: set[int] = set()
    waiting = [value]
    size = 0
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, SHARED):
            continue
        seen.add(id(item))
        size += sys.getsizeof(item)
        if isinstance(item, np.ndarray):
            waiting.append(item.base)
            if item.dtype.hasobject:
                waiting.extend(item.ravel().tolist())
        elif isinstance(item, Mapping):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, tuple | list | set | frozenset):
            waiting.extend(item)
        elif not hasattr(item, "memory_usage"):  # frames of pandas say their whole size themselves
            waiting.extend(getattr(item, "__dict__", {}).values())
            waiting.extend(getattr(item, name, None) for name in getattr(type(item), "__slots__", ()))
    return size


class Store:
    """Values by key, least recently used first, within a number of bytes; the newest one is kept whatever its size."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.bytes = 0
        self._values: OrderedDict[Key, tuple[object, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Key) -> object:
        """The value, or MISSING."""
        with self._lock:
            if key not in self._values:
                return MISSING
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Key, value: object) -> None:
        """Keep a value, and let go of others for it."""
        size = size_of((key, value))
        with self._lock:
            self._drop(key)
            self._values[key] = value, size
            self.bytes += size
            while self.bytes > self.budget and len(self._values) > 1:
                self._drop(next(iter(self._values)))

    def forget(self, *beginning: Hashable) -> None:
        """Let go of all values whose key begins so."""
        with self._lock:
            for key in [key for key in self._values if key[: len(beginning)] == beginning]:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        if key in self._values:
            self.bytes -= self._values.pop(key)[1]


STORE: Final = Store(BUDGET_BYTES)


class Lane:
    """The right to compute, for one thread at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._queue: deque[object] = deque()
        self._moved = Condition()

    def line_up(self) -> object:
        """A place at the end, to be left in any case."""
        place = object()
        with self._moved:
            self._queue.append(place)
        return place

    def wait(self, place: object, seconds: float) -> bool:
        """Wait for the place to be the first; False if it is not by then."""
        with self._moved:
            return self._moved.wait_for(lambda: self._queue[0] is place, seconds)

    def leave(self, place: object) -> None:
        """Give the place up, wherever it is."""
        with self._moved:
            self._queue.remove(place)
            self._moved.notify_all()


# Thirty readers at once would need thirty times the memory, and be no faster: the interpreter runs one thread at once.
LARGE: Final = Lane()
"""Runs with draws: seconds, and up to 130 MiB while they last."""
SMALL: Final = Lane()
"""What the first answer to a reader waits for: less than a quarter of a second, and up to 25 MiB."""


class Kept(Generic[P, R]):
    """A function whose results are kept; see `kept`."""

    def __init__(
        self, function: Callable[P, R], lane: Lane | None, still_wanted: Callable[[], object] | None, store: Store
    ) -> None:
        update_wrapper(self, function)
        self.store = store
        self._function = function
        self._name = f"{function.__module__}.{function.__qualname__}"
        self._lane = lane
        self._still_wanted = still_wanted
        self._lanes: WeakValueDictionary[Key, Lane] = WeakValueDictionary()
        self._guard = Lock()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        key = self._key(args, kwargs)
        if (value := self.store.get(key)) is not MISSING:
            return value  # type: ignore[return-value]
        lane = self._lane or self._lane_of(key)
        place = lane.line_up()
        try:
            while not lane.wait(place, LOOK_UP_S):
                if (value := self.store.get(key)) is not MISSING:
                    return value  # type: ignore[return-value]
                if self._still_wanted:
                    self._still_wanted()
            if (value := self.store.get(key)) is MISSING:
                value = self._function(*args, **kwargs)
                self.store.put(key, value)
            return value  # type: ignore[return-value]
        finally:
            lane.leave(place)

    def known(self, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """The result if it is kept, without computing it."""
        value = self.store.get(self._key(args, kwargs))
        return None if value is MISSING else value  # type: ignore[return-value]

    def forget(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Let go of the result, because nobody will ask for it again."""
        self.store.forget(*self._key(args, kwargs))

    def cache_clear(self) -> None:
        """Forget all results of this function, as those of `functools` do."""
        self.store.forget(self._name)

    def _key(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Key:
        return (self._name, args, tuple(sorted(kwargs.items())))

    def _lane_of(self, key: Key) -> Lane:
        """Whoever asks for the same value at the same time lines up, and then finds it."""
        with self._guard:
            return self._lanes.setdefault(key, Lane())


def kept(
    lane: Lane | None = None, *, still_wanted: Callable[[], object] | None = None, store: Store = STORE
) -> Callable[[Callable[P, R]], Kept[P, R]]:
    """Keep a function's results for everyone, and compute what several ask for at once only once.

    In a `lane` all functions of that lane compute one after another; they must not ask for one another. While one
    waits, `still_wanted` is called again and again; it raises when nobody wants the answer any more.
    """
    return lambda function: Kept(function, lane, still_wanted, store)
