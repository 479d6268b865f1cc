"""Blocks: the unknowns that hang together with a claim, and the polytope cut down to them.

Half-spaces tie unknowns together; unknowns in different components of that graph are independent
under the even distribution on the polytope. What a claim does can only reach its own block, so the
other numbers of a draw are kept as they are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from detente.claims import Polytope
from detente.shapes import Longs


def block(polytope: Polytope, claims: Collection[str]) -> Longs:
    """Return the unknowns (columns) that any chain of half-spaces ties to those of some claims.

    >>> order = np.array([[1.0, -1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> space = Polytope.from_matrix(order, np.ones(2), low=np.zeros(3), high=np.ones(3))
    >>> block(space, ["C0"]).tolist(), block(space, ["C1"]).tolist()
    ([0, 1], [2])
    """
    used = polytope.dense() != 0.0
    wanted = [owner.premise and owner.name in claims for owner in polytope.owners]
    mine = np.array(wanted, dtype=np.bool_)[polytope.owner]
    reached = used[mine].any(axis=0)
    while True:
        tied = used[:, reached].any(axis=1)
        wider = reached | used[tied].any(axis=0)
        if (wider == reached).all():
            return np.flatnonzero(reached)
        reached = wider


def cut(polytope: Polytope, columns: Longs) -> Polytope:
    """Return the polytope of some unknowns, under the half-spaces that are about them alone."""
    used = polytope.dense() != 0.0
    inside = np.zeros(len(polytope.paths), dtype=np.bool_)
    inside[columns] = True
    rows = np.flatnonzero(used.any(axis=1) & ~used[:, ~inside].any(axis=1))
    dense = polytope.dense()[np.ix_(rows, columns)]
    row, column = np.nonzero(dense)
    return replace(
        polytope,
        paths=tuple(polytope.paths[u] for u in columns),
        low=polytope.low[columns],
        high=polytope.high[columns],
        indptr=np.searchsorted(row, np.arange(len(rows) + 1)).astype(np.int32),
        indices=column.astype(np.int32),
        data=dense[row, column],
        bound=polytope.bound[rows],
        owner=polytope.owner[rows],
    )


def without(polytope: Polytope, claims: Collection[str]) -> Polytope:
    """Return the polytope without the half-spaces of some claims; they stay owners, of nothing."""
    dropped = [owner.premise and owner.name in claims for owner in polytope.owners]
    return kept(polytope, np.flatnonzero(~np.array(dropped, dtype=np.bool_)[polytope.owner]))


def kept(polytope: Polytope, rows: Longs) -> Polytope:
    """Return the polytope of some of the half-spaces, in their order."""
    counts = np.diff(polytope.indptr)[rows]
    entries = [np.arange(polytope.indptr[r], polytope.indptr[r + 1]) for r in rows]
    at = np.concatenate(entries) if entries else np.zeros(0, dtype=np.int64)
    return replace(
        polytope,
        indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        indices=polytope.indices[at],
        data=polytope.data[at],
        bound=polytope.bound[rows],
        owner=polytope.owner[rows],
    )
