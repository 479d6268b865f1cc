"""In which order a sweep visits nodes, and where it keeps what it has yet to read.

Depth first: a node's values are read soon after they are written, and then their seat is given to
another node's. The values that wait at any time are then few, however large the tree, and stay in
the processor's cache.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.shapes import Bools, Ints, Longs


@njit(cache=True, nogil=True)
def visits(first: Ints, child: Ints) -> Longs:
    """Return the number under which each node is left by a walk that goes deep first (N).

    >>> visits(np.array([0, 2, 2, 3, 3]), np.array([1, 2, 3])).tolist()
    [3, 0, 2, 1]
    """
    nodes = len(first) - 1
    rank, following = np.full(nodes, -1), first[:-1].astype(np.int64)
    path, depth, left = np.empty(nodes, np.int64), 0, 0
    seen = np.zeros(nodes, np.bool_)
    path[0], seen[0] = 0, True
    while depth >= 0:
        node = path[depth]
        if following[node] == first[node + 1]:
            rank[node] = left
            left += 1
            depth -= 1
            continue
        after = child[following[node]]
        following[node] += 1
        if not seen[after]:
            seen[after] = True
            depth += 1
            path[depth] = after
    return rank


@njit(cache=True, nogil=True)
def seats(needed: Bools, last: Longs) -> Longs:
    """Give a seat to every step that needs one, from then until step `last` is over.

    A step's own seat is none that is given back by it. The latest one given back goes first.

    >>> seats(np.array([True, True, False, True]), np.array([1, 3, 2, 3])).tolist()
    [0, 1, 0, 0]
    """
    steps, number, held = len(last), 0, 0
    seat, after = np.zeros(steps, np.int64), np.full(steps, -1)
    until, free = np.full(steps, -1), np.empty(steps, np.int64)
    for step in range(steps):
        if needed[step]:
            if held > 0:
                held -= 1
                seat[step] = free[held]
            else:
                seat[step] = number
                number += 1
            after[step], until[last[step]] = until[last[step]], step
        ended = until[step]
        while ended >= 0:
            free[held] = seat[ended]
            held += 1
            ended = after[ended]
    return seat


def earliest(same: Ints, rank: Longs) -> Longs:
    """Return, for each node, the one that is visited first among those facing the same choice.

    >>> earliest(np.array([-1, 0, 0]), np.array([2, 1, 0])).tolist()
    [0, 2, 2]
    """
    alike = np.flatnonzero(same >= 0)
    when = np.full(int(same.max(initial=-1)) + 1, len(same), np.int64)
    np.minimum.at(when, same[alike], rank[alike])
    node_at = np.argsort(rank)
    leads = np.arange(len(same))
    leads[alike] = node_at[when[same[alike]]]
    return leads


def edges_of(first: Ints, nodes: Longs) -> Longs:
    """Return the edges of some nodes, in the order of the nodes.

    >>> edges_of(np.array([0, 2, 2, 3]), np.array([2, 0])).tolist()
    [2, 0, 1]
    """
    degree = np.diff(first)[nodes]
    start = np.repeat(first[nodes] - np.cumsum(degree) + degree, degree)
    return np.asarray(start + np.arange(len(start)), np.int64)
