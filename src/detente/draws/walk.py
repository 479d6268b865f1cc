"""The walk: hit-and-run along a random one of the directions, compiled.

Each move is uniform on the chord through the current point (Smith, Efficient Monte Carlo
procedures for generating points uniformly distributed over bounded regions, Operations Research
32, 1984), so uniform points stay uniform. Each chain has its own stream of random numbers, a
counter hashed with the chain's key (SplitMix64: Steele, Lea and Flood, Fast splittable
pseudorandom number generators, OOPSLA 2014), so chains may run in any order, on any thread.
"""

from __future__ import annotations

import numpy as np
from numba import njit

FAR = 1e300
"""The slack of a half-space that does not bind: no step reaches it, and no zero makes it NaN."""
REFRESH = 4096
"""After this many moves the slacks are computed anew, so that rounding cannot pile up."""


@njit(cache=True, nogil=True)
def _hashed(key, counter):  # type: ignore[no-untyped-def]
    z = key + counter * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def _picked(bits, sparse, dense, threshold):  # type: ignore[no-untyped-def]
    # the low half of the bits says whether the move is dense, the high half which it is
    pick = bits >> np.uint64(32)
    if (bits & np.uint64(0xFFFFFFFF)) < threshold:
        return sparse + np.int64((pick * np.uint64(dense)) >> np.uint64(32))
    return np.int64((pick * np.uint64(sparse)) >> np.uint64(32))


@njit(cache=True, nogil=True)
def _refreshed(slack, y, rows, off):  # type: ignore[no-untyped-def]
    row_start, column, weight, bound = rows
    for m in range(bound.size):
        left = bound[m]
        for i in range(row_start[m], row_start[m + 1]):
            left -= weight[i] * y[column[i]]
        slack[m] = FAR if off[m] else max(left, 0.0)


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"nnan", "nsz"})
def _chord(k, y, slack, moves):  # type: ignore[no-untyped-def]
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
def _moved(k, step, y, slack, moves):  # type: ignore[no-untyped-def]
    at_start, at, by, wall_start, wall, rate, _, _ = moves
    for i in range(at_start[k], at_start[k + 1]):
        y[at[i]] = min(max(y[at[i]] + step * by[i], 0.0), 1.0)
    for i in range(wall_start[k], wall_start[k + 1]):
        slack[wall[i]] = max(slack[wall[i]] - step * rate[i], 0.0)


@njit(cache=True, nogil=True)
def walk(out, starts, keys, off, steps, share, rows, moves):  # type: ignore[no-untyped-def]
    """Walk chains from `starts` (chains, F) and record each every `steps` moves.

    `out` (chains, records, F) is filled; `off` (chains, M) marks half-spaces that do not bind in
    a chain. A move is dense with probability `share`. `rows` is (start, column, weight, bound)
    and `moves` the fields of `Directions` with the inverses of `rate` after it, dense ones last.
    """
    dense = moves[7]
    sparse = moves[0].size - 1 - dense
    threshold = np.uint64(share * 4294967296.0)
    slack = np.empty(rows[3].size)
    for chain in range(out.shape[0]):
        y = starts[chain].copy()
        counter, since = np.uint64(0), 0
        _refreshed(slack, y, rows, off[chain])
        for record in range(out.shape[1]):
            for _ in range(steps):
                k = _picked(_hashed(keys[chain], counter), sparse, dense, threshold)
                bits = _hashed(keys[chain], counter + np.uint64(1)) >> np.uint64(11)
                counter += np.uint64(2)
                least, most = _chord(k, y, slack, moves)
                if most > least:
                    uniform = np.float64(bits) * 1.1102230246251565e-16  # 2 ** -53
                    _moved(k, least + (most - least) * uniform, y, slack, moves)
                since += 1
                if since == REFRESH:
                    since = 0
                    _refreshed(slack, y, rows, off[chain])
            out[chain, record] = y
