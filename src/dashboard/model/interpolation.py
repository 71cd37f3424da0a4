"""Evaluate a smooth function at few of many points and fit the rest: a thousand draws for the price of two hundred.

The points are draws of a few parameters. A polynomial of total degree `DEGREE` in them is pinned down by as many well
placed points as it has terms; the function is evaluated there, and the polynomial gives the other points. The nodes
are chosen among the draws themselves, by QR with pivoting of the polynomial basis (approximate Fekete points:
Sommariva, Vianello 2009, Computers and Mathematics with Applications 57): they include the outlying draws, so that
hardly anything is extrapolated. Outlying draws serve the worst case; where percentiles matter, some further nodes from
the bulk of the draws and least squares make the typical error several times smaller.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
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


_known: OrderedDict[tuple[bytes, int, tuple[float, ...], float], Interpolation] = OrderedDict()
_keeping = Lock()


def interpolation(
    points: FloatArray, degree: int = DEGREE, steps: Sequence[float] | None = None, *, surplus: float = 0.0
) -> Interpolation:
    """Nodes and weights for `points` [point, coordinate]; kept, because every step of a slider uses the same draws.

    `steps` [coordinate], at least 1, say how much of the degree one power of a coordinate takes, 1 unless given: with
    degree 5 and a step of 2.5 a coordinate enters with its square at most. `surplus` is the share of nodes beyond one
    per term; they are the first points that are not nodes already, and the polynomial is fitted to all by least
    squares.
    Coordinates that do not vary are ignored. With fewer points than two per term of the polynomial all are nodes.
    """
    taken = tuple(steps) if steps is not None else (1.0,) * points.shape[1]
    key = (np.ascontiguousarray(points).tobytes(), degree, taken, surplus)
    with _keeping:
        found = _known.get(key)
        if found is None:
            found = _known[key] = _fit(points, degree, np.array(taken), surplus)
            while len(_known) > _KEPT:
                _known.popitem(last=False)
    return found


def _fit(points: FloatArray, degree: int, steps: FloatArray, surplus: float) -> Interpolation:
    low, high = points.min(axis=0), points.max(axis=0)
    varies = high > low
    scaled = 2.0 * (points[:, varies] - low[varies]) / (high - low)[varies] - 1.0
    powers = _terms(degree, steps[varies])
    if len(points) < 2 * len(powers):
        return Interpolation(np.arange(len(points)), np.eye(len(points)))
    single = np.polynomial.chebyshev.chebvander(scaled, degree)  # [point, coordinate, power]
    basis = np.ones((len(points), len(powers)))
    for coordinate, power in enumerate(powers.T):
        basis *= single[:, coordinate, power]
    _, triangle, order = qr(basis.T, mode="economic", pivoting=True)
    # Parameters tied to one another leave fewer directions than terms.
    size = np.abs(np.diag(triangle))
    placed = order[: int((size > _RANK_TOLERANCE * size[0]).sum())]
    further = np.setdiff1d(np.arange(len(points)), placed)[: int(surplus * len(placed))]
    nodes = np.sort(np.concatenate((placed, further)))
    return Interpolation(nodes, basis @ np.linalg.pinv(basis[nodes], rcond=_RANK_TOLERANCE))


def _terms(degree: int, steps: FloatArray) -> NDArray[np.int64]:
    """Powers [term, coordinate] that together take no more than the degree."""
    terms = np.zeros((1, 0), dtype=np.int64)
    for coordinate, step in enumerate(steps):
        most = int(degree / step)
        terms = np.column_stack((np.repeat(terms, most + 1, axis=0), np.tile(np.arange(most + 1), len(terms))))
        terms = terms[terms @ steps[: coordinate + 1] <= degree]
    return terms
