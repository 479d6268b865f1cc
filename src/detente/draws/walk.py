"""The walk: hit-and-run along a random one of the directions, compiled.

Each move is uniform on the chord through the current point (Smith, Efficient Monte Carlo
procedures for generating points uniformly distributed over bounded regions, Operations Research
32, 1984), so uniform points stay uniform. Each chain has its own stream of random numbers, a
counter hashed with the chain's key (SplitMix64: Steele, Lea and Flood, Fast splittable
pseudorandom number generators, OOPSLA 2014), so chains may run in any order, on any thread.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from numba import njit

from detente.shapes import Bools, Floats, Ints

FAR = 1e300
"""The slack of a half-space that does not bind: no step reaches it, and no zero makes it NaN."""
REFRESH = 4096
"""After this many moves the slacks are computed anew, so that rounding cannot pile up."""

Keys: TypeAlias = npt.NDArray[np.uint64]
Rows: TypeAlias = tuple[Ints, Ints, Floats, Floats]
"""Half-spaces in sparse rows: start, column, weight, bound."""
Moves: TypeAlias = tuple[Ints, Ints, Floats, Ints, Ints, Floats, Floats, int]
"""The fields of `Directions`, the inverses of `rate` after it, and how many are dense (last)."""


@njit(cache=True, nogil=True)
def _hashed(key: np.uint64, counter: np.uint64) -> np.uint64:
    z = key + counter * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def _picked(bits: np.uint64, moves: Moves, threshold: np.uint64) -> np.int64:
    # the low half of the bits says whether the move is dense, the high half which it is
    sparse, dense = moves[0].size - 1 - moves[7], moves[7]
    pick = bits >> np.uint64(32)
    if (bits & np.uint64(0xFFFFFFFF)) < threshold:
        return sparse + np.int64((pick * np.uint64(dense)) >> np.uint64(32))
    return np.int64((pick * np.uint64(sparse)) >> np.uint64(32))


@njit(cache=True, nogil=True)
def _refreshed(slack: Floats, y: Floats, rows: Rows, off: Bools) -> None:
    row_start, column, weight, bound = rows
    for m in range(bound.size):
        left = bound[m]
        for i in range(row_start[m], row_start[m + 1]):
            left -= weight[i] * y[column[i]]
        slack[m] = FAR if off[m] else max(left, 0.0)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"nnan", "nsz"})
def _chord(k: np.int64, y: Floats, slack: Floats, moves: Moves) -> tuple[float, float]:
    # arithmetic, not branches: which way a wall lies cannot be predicted (a third of the time)
    at_start, at, by, wall_start, wall, _, inverse, _ = moves
    least, most = -FAR, FAR
    for i in range(at_start[k], at_start[k + 1]):
        here, over = y[at[i]], 1.0 / by[i]
        below, above = -here * over, (1.0 - here) * over
        least = max(least, min(below, above))
        most = min(most, max(below, above))
    for i in range(wall_start[k], wall_start[k + 1]):
        left, over = slack[wall[i]], inverse[i]
        most = min(most, left * max(over, 0.0) + (FAR if over < 0.0 else 0.0))
        least = max(least, left * min(over, 0.0) - (FAR if over > 0.0 else 0.0))
    return least, most


@njit(cache=True, nogil=True)
def _moved(move: tuple[np.int64, float], y: Floats, slack: Floats, moves: Moves) -> None:
    k, step = move
    at_start, at, by, wall_start, wall, rate, _, _ = moves
    for i in range(at_start[k], at_start[k + 1]):
        y[at[i]] = min(max(y[at[i]] + step * by[i], 0.0), 1.0)
    for i in range(wall_start[k], wall_start[k + 1]):
        slack[wall[i]] = max(slack[wall[i]] - step * rate[i], 0.0)


@njit(cache=True, nogil=True)
def walk(
    out: Floats,
    streams: tuple[Floats, Keys, Bools],
    pace: tuple[int, float],
    system: tuple[Rows, Moves],
) -> None:
    """Walk chains and record each into `out` (chains, records, F).

    `streams` is where the chains start (chains, F), their keys (chains) and the half-spaces that
    do not bind in each (chains, M); `pace` is the moves between records and the chance that one is
    dense.
    """
    starts, keys, off = streams
    steps, share = pace
    rows, moves = system
    threshold = np.uint64(share * 4294967296.0)
    slack = np.empty(rows[3].size)
    for chain in range(out.shape[0]):
        y = starts[chain].copy()
        counter, since = np.uint64(0), 0
        _refreshed(slack, y, rows, off[chain])
        for record in range(out.shape[1]):
            for _ in range(steps):
                k = _picked(_hashed(keys[chain], counter), moves, threshold)
                bits = _hashed(keys[chain], counter + np.uint64(1)) >> np.uint64(11)
                counter += np.uint64(2)
                least, most = _chord(k, y, slack, moves)
                if most > least:
                    uniform = np.float64(bits) * 1.1102230246251565e-16  # 2 ** -53
                    _moved((k, least + (most - least) * uniform), y, slack, moves)
                since += 1
                if since == REFRESH:
                    since = 0
                    _refreshed(slack, y, rows, off[chain])
            out[chain, record] = y
