"""Arrays of numbers from outside: lists, integers and read-only arrays are as good as arrays of floats."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.domain import InputError

_T = TypeVar("_T", bound=np.generic)


def read(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """`values` as an array of floats, NaN where a number is missing; raises InputError that names it otherwise."""
    try:
        array = np.asarray(values)
        if np.iscomplexobj(array):
            raise TypeError
        return np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be an array of numbers.") from None


def read_only(array: NDArray[_T]) -> NDArray[_T]:
    """The same array, which nobody can write to any more: what is made once is shared by runs and threads."""
    array.setflags(write=False)
    return array


def is_whole(value: object) -> bool:
    """Whether this is a whole number of Python or numpy; True and False are none."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def read_finite(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """As `read`; raises InputError also where a number is missing or infinite."""
    array = read(name, values)
    if not np.isfinite(array).all():
        raise InputError(f"{name} must be finite numbers.")
    return array
