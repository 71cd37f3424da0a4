"""Results that are computed once and kept for everyone, within a budget of bytes that all of them share.

What depends on a scenario or on another choice of a reader has no end: a number of entries says nothing about the
memory they hold, so such results are kept by `kept` and not by `functools.cache`. That one is for what depends on
nothing, or on the ids of a register.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from functools import update_wrapper
from threading import Lock, RLock
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Final, Generic, ParamSpec, TypeVar
from weakref import WeakValueDictionary

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")
Key = tuple[Hashable, ...]

BUDGET_BYTES: Final = 24 * 2**20
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

    def forget(self, name: Hashable) -> None:
        """Let go of all values whose key begins with `name`."""
        with self._lock:
            for key in [key for key in self._values if key[0] == name]:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        if key in self._values:
            self.bytes -= self._values.pop(key)[1]


STORE: Final = Store(BUDGET_BYTES)


class _Turn:
    """The right to compute, held by one thread at a time."""

    def __init__(self) -> None:
        self.lock = RLock()


# One at a time: a run with draws needs up to 80 MiB while it lasts, and two at once on two cores are hardly faster.
_ALONE: Final = _Turn()


class Kept(Generic[P, R]):
    """A function whose results are kept; see `kept`."""

    def __init__(
        self, function: Callable[P, R], store: Store, *, alone: bool, still_wanted: Callable[[], object] | None
    ) -> None:
        update_wrapper(self, function)
        self.store = store
        self._function = function
        self._name = f"{function.__module__}.{function.__qualname__}"
        self._alone = alone
        self._still_wanted = still_wanted
        self._turns: WeakValueDictionary[Key, _Turn] = WeakValueDictionary()
        self._guard = Lock()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        key = self._key(args, kwargs)
        if (value := self.store.get(key)) is not MISSING:
            return value  # type: ignore[return-value]
        turn = self._turn(key)
        while not turn.lock.acquire(timeout=LOOK_UP_S):
            if (value := self.store.get(key)) is not MISSING:
                return value  # type: ignore[return-value]
            if self._still_wanted:
                self._still_wanted()
        try:
            if (value := self.store.get(key)) is MISSING:
                value = self._function(*args, **kwargs)
                self.store.put(key, value)
        finally:
            turn.lock.release()
        return value  # type: ignore[return-value]

    def known(self, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """The result if it is kept, without computing it."""
        value = self.store.get(self._key(args, kwargs))
        return None if value is MISSING else value  # type: ignore[return-value]

    def cache_clear(self) -> None:
        """Forget all results of this function, as those of `functools` do."""
        self.store.forget(self._name)

    def _key(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Key:
        return (self._name, args, tuple(sorted(kwargs.items())))

    def _turn(self, key: Key) -> _Turn:
        """What one must hold to compute the value: whoever asks for the same one meanwhile waits, and then finds it."""
        if self._alone:
            return _ALONE
        with self._guard:
            return self._turns.setdefault(key, _Turn())


def kept(
    *, alone: bool = False, still_wanted: Callable[[], object] | None = None, store: Store = STORE
) -> Callable[[Callable[P, R]], Kept[P, R]]:
    """Keep a function's results for everyone, and compute what several ask for at once only once.

    `alone` is for what needs much memory while it is computed: one such computation runs at a time in the process, and
    one that is not `alone` must not ask for one that is. While one waits, `still_wanted` is called again and again; it
    raises when nobody wants the answer any more.
    """
    return lambda function: Kept(function, store, alone=alone, still_wanted=still_wanted)
