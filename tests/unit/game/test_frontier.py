"""Situations kept, merged and joined, with the edges that wait for them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.game.frontier import Frontier


@st.composite
def frontiers(draw):
    rows = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 1)), min_size=1, max_size=8))
    to = draw(st.lists(st.integers(0, len(rows) - 1), max_size=10))
    pairs = np.array(rows, np.int32)
    edges, seen = 7 + np.arange(len(to)), np.full(len(rows), -1, np.int64)
    return Frontier(pairs[:, :1], pairs[:, 1:], edges, np.array(to, np.int64), seen)


def waiting(*frontiers):
    """Which situation every waiting edge leads to."""
    return sorted(
        (int(edge), *f.memory[row], *f.evidence[row])
        for f in frontiers
        for edge, row in zip(f.edge, f.to, strict=True)
    )


@given(frontiers())
def test_merging_keeps_every_edge_and_where_it_leads(frontier):
    merged, kept = frontier.merge()
    assert waiting(merged) == waiting(frontier)
    rows = np.column_stack((merged.memory, merged.evidence))
    assert len(np.unique(rows, axis=0)) == len(merged)
    assert (frontier.memory[kept] == merged.memory).all()


@given(frontiers())
def test_rows_that_differ_in_something_else_stay_apart(frontier):
    apart, kept = frontier.merge(np.arange(len(frontier)))
    assert len(apart) == len(frontier)
    assert (kept == np.arange(len(frontier))).all()


@given(frontiers(), st.data())
def test_a_frontier_split_and_joined_loses_nothing(frontier, data):
    size = len(frontier)
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    parts = [frontier.keep(kept), frontier.keep(~kept)]
    assert waiting(*parts) == waiting(Frontier.join(parts)) == waiting(frontier)
    assert [len(part) for part in parts] == [kept.sum(), (~kept).sum()]
