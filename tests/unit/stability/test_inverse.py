from __future__ import annotations

from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conflicts import made, random_conflict
from tests.graph_model import Judge

from detente.stability.concepts import CONCEPTS, stability
from detente.stability.conflict import Conflict, ConflictError
from detente.stability.inverse import MOST_COUNTED, inverse


def with_order(conflict: Conflict, maker: int, order) -> Conflict:
    ranks = conflict.ranks.copy()
    ranks[maker, list(order)] = np.arange(len(order))
    return Conflict(
        conflict.title, conflict.options, conflict.makers, conflict.feasible, ranks,
        conflict.barred,
    )  # fmt: skip


def small(seed: int, makers: int) -> Conflict:
    """A conflict with at most six feasible states."""
    conflict = random_conflict(seed, makers=makers, options=3, restricted=True, barred=seed % 2 > 0)
    feasible = conflict.feasible.copy()
    feasible[np.flatnonzero(feasible)[6:]] = False
    return Conflict(
        conflict.title, conflict.options, conflict.makers, feasible, conflict.ranks,
        conflict.barred,
    )  # fmt: skip


@settings(max_examples=4)
@given(st.integers(0, 10**6), st.integers(2, 3), st.sampled_from(CONCEPTS))
def test_the_count_is_that_of_trying_every_order(seed, makers, concept):
    conflict = small(seed, makers)
    states = conflict.states().tolist()
    state, maker = states[seed % len(states)], seed % makers
    found = inverse(conflict, state, maker=maker, concept=concept)
    stable = [
        Judge(with_order(conflict, maker, order)).stable(frozenset({maker}), state, concept)
        for order in permutations(states)
    ]
    assert (found.orders, found.of) == (sum(stable), factorial(len(states)))


@settings(max_examples=50)
@given(st.integers(0, 10**6), st.integers(2, 4), st.sampled_from(CONCEPTS))
def test_the_demands_hold_where_the_state_is_stable(seed, makers, concept):
    conflict = random_conflict(seed, makers=makers, options=5, restricted=True, ties=seed % 2 > 0)
    stable = stability(conflict, (concept,))[concept]
    for state in conflict.states().tolist()[:6]:
        for maker in range(makers):
            found = inverse(conflict, state, maker=maker, concept=concept)
            assert found.holds == stable[maker, state]


def test_with_too_many_states_in_the_demands_there_is_no_count():
    conflict = random_conflict(1, makers=2, options=10)
    found = inverse(conflict, 0, maker=0, concept="GMR")
    named = {state for demand in found.demands for way in demand.sanctions for state in way}
    assert len(named) > MOST_COUNTED
    assert found.orders is found.of is found.share is None


def test_where_nobody_can_move_every_order_will_do():
    conflict = made(np.array([[1, 2]], np.int32), [0], changes=["never"])
    found = inverse(conflict, 0, maker=0, concept="Nash")
    assert (found.demands, found.orders, found.of, found.share) == ((), 2, 2, 1.0)


def test_a_state_that_cannot_be_is_refused():
    conflict = made(np.ones((1, 2), np.int32), [0], feasible=np.array([True, False]))
    with pytest.raises(ConflictError, match="not feasible"):
        inverse(conflict, 1, maker=0, concept="Nash")
