"""Evaluate a smooth function at few of many points and fit the rest: a thousand draws for the price of two hundred.

The points are draws of a few parameters. A polynomial of total degree `DEGREE` in them is pinned down by as many well
placed points as it has terms; the function is evaluated there, and the polynomial gives the other points. The nodes
are chosen among the draws themselves, by QR with pivoting of the polynomial basis (approximate Fekete points:
Sommariva, Vianello 2009, Computers and Mathematics with Applications 57): they include the outlying draws, so that
hardly anything is extrapolated.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from itertools import product
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr

FloatArray = NDArray[np.float64]

DEGREE = 6
_RANK_TOLERANCE = 1e-9
_KEPT = 8


@dataclass(frozen=True, eq=False)
class Interpolation:
    """Where to evaluate, `nodes` [node], and how to weigh what was found there, `weights` [point, node]."""

    nodes: NDArray[np.int64]
    weights: FloatArray

    def __call__(self, at_nodes: FloatArray) -> FloatArray:
        """Values of all points [point, outcome] from those of the nodes [node, outcome]; at the nodes they agree."""
        values: FloatArray = self.weights @ at_nodes
        values[self.nodes] = at_nodes
        return values


_known: OrderedDict[tuple[bytes, int], Interpolation] = OrderedDict()
_keeping = Lock()


def interpolation(points: FloatArray, degree: int = DEGREE) -> Interpolation:
    """Nodes and weights for `points` [point, coordinate]; kept, because every step of a slider uses the same draws.

    Coordinates that do not vary are ignored. With fewer points than two per term of the polynomial all are nodes.
    """
    key = (np.ascontiguousarray(points).tobytes(), degree)
    with _keeping:
        found = _known.get(key)
        if found is None:
            found = _known[key] = _fit(points, degree)
            while len(_known) > _KEPT:
                _known.popitem(last=False)
    return found


def _fit(points: FloatArray, degree: int) -> Interpolation:
    low, high = points.min(axis=0), points.max(axis=0)
    varies = high > low
    scaled = 2.0 * (points[:, varies] - low[varies]) / (high - low)[varies] - 1.0
    powers = np.array([term for term in product(range(degree + 1), repeat=scaled.shape[1]) if sum(term) <= degree])
    if len(points) < 2 * len(powers):
        return Interpolation(np.arange(len(points)), np.eye(len(points)))
    single = np.polynomial.chebyshev.chebvander(scaled, degree)  # [point, coordinate, power]
    basis = np.ones((len(points), len(powers)))
    for coordinate, power in enumerate(powers.T):
        basis *= single[:, coordinate, power]
    _, triangle, order = qr(basis.T, mode="economic", pivoting=True)
    # Parameters tied to one another leave fewer directions than terms.
    size = np.abs(np.diag(triangle))
    nodes = np.sort(order[: int((size > _RANK_TOLERANCE * size[0]).sum())])
    return Interpolation(nodes, basis @ np.linalg.pinv(basis[nodes], rcond=_RANK_TOLERANCE))
