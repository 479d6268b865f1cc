"""Stability by arrays against the definitions in sets, and what must hold of any conflict."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conflicts import made, random_conflict
from tests.graph_model import Judge

from detente.stability.coalitions import coalition_stability, coalitions
from detente.stability.concepts import CONCEPTS, stability
from detente.stability.conflict import Conflict, DecisionMaker

shapes = st.one_of(
    st.tuples(st.just(1), st.integers(1, 4)),
    st.tuples(st.just(2), st.integers(2, 6)),
    st.tuples(st.just(3), st.integers(3, 6)),
    st.tuples(st.just(4), st.integers(4, 5)),
)
conflicts = st.builds(
    lambda seed, shape, restricted, barred, ties: random_conflict(
        seed, makers=shape[0], options=shape[1], restricted=restricted, barred=barred, ties=ties
    ),
    st.integers(0, 10**6),
    shapes,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


def judged(conflict: Conflict, concept: str) -> list[list[int]]:
    judge = Judge(conflict)
    return [
        [s for s in judge.states if judge.stable(frozenset({maker}), s, concept)]
        for maker in range(len(conflict.makers))
    ]


def found(stable) -> list[list[int]]:
    return [np.flatnonzero(row).tolist() for row in stable]


@settings(max_examples=150)
@given(conflicts)
def test_every_concept_is_what_its_definition_says(conflict):
    stable = stability(conflict)
    for concept in CONCEPTS:
        assert found(stable[concept]) == judged(conflict, concept), concept


@settings(max_examples=40)
@given(conflicts)
def test_moves_and_improvements_are_what_the_definitions_say(conflict):
    judge = Judge(conflict)
    for maker in range(len(conflict.makers)):
        for s in judge.states:
            assert conflict.moves(maker, s) == sorted(judge.reach[maker, s])
            assert conflict.improvements(maker, s) == sorted(judge.improvements(maker, s))


@settings(max_examples=40)
@given(conflicts.filter(lambda conflict: conflict.size <= 32))
def test_coalitions_are_what_their_definitions_say(conflict):
    judge = Judge(conflict)
    groups = list(coalitions(conflict, least=1))
    for group, stable in coalition_stability(conflict, groups).items():
        for concept in CONCEPTS:
            expected = [s for s in judge.states if judge.stable(frozenset(group), s, concept)]
            assert np.flatnonzero(stable[concept]).tolist() == expected, (group, concept)


@settings(max_examples=40)
@given(conflicts)
def test_nash_is_the_strongest_and_gmr_the_weakest_but_for_sim(conflict):
    stable = stability(conflict)
    for concept in CONCEPTS:
        assert (stable["Nash"] <= stable[concept]).all()
    assert (stable["SMR"] <= stable["GMR"]).all()
    assert (stable["SEQ"] <= stable["GMR"]).all()


@settings(max_examples=40)
@given(conflicts)
def test_a_coalition_of_one_is_its_member(conflict):
    stable = stability(conflict)
    alone = [(maker,) for maker in range(len(conflict.makers))]
    for (maker,), answers in coalition_stability(conflict, alone).items():
        for concept in CONCEPTS:
            assert (answers[concept] == stable[concept][maker]).all()


@settings(max_examples=40)
@given(conflicts, st.randoms(use_true_random=False))
def test_the_order_of_decision_makers_and_options_does_not_matter(conflict, random):
    options, makers = len(conflict.options), len(conflict.makers)
    new_place = random.sample(range(options), options)  # of each option
    new_maker = random.sample(range(makers), makers)
    states = np.arange(conflict.size)
    moved = sum((states >> k & 1) << new_place[k] for k in range(options))
    owner = {k: m for m, maker in enumerate(conflict.makers) for k in maker.options}
    ranks, feasible = np.empty_like(conflict.ranks), np.empty_like(conflict.feasible)
    for m in range(makers):
        ranks[new_maker[m], moved] = conflict.ranks[m]
    feasible[moved] = conflict.feasible
    owners, changes = [0] * options, ["both"] * options
    for k, place in enumerate(new_place):
        owners[place] = new_maker[owner[k]]
        changes[place] = conflict.options[k].change
    unbarred = made(conflict.ranks, [owner[k] for k in range(options)], feasible=conflict.feasible,
                    changes=[option.change for option in conflict.options])  # fmt: skip
    relabelled = made(ranks, owners, feasible=feasible, changes=changes)
    before, after = stability(unbarred), stability(relabelled)
    for concept in CONCEPTS:
        for m in range(makers):
            assert (after[concept][new_maker[m]][moved] == before[concept][m]).all()


@settings(max_examples=30)
@given(conflicts, st.integers(1, 1000), st.integers(1, 50))
def test_only_the_order_of_ranks_matters(conflict, shift, stretch):
    other = made_again(conflict, ranks=conflict.ranks * stretch - shift)
    before, after = stability(conflict), stability(other)
    assert all((before[concept] == after[concept]).all() for concept in CONCEPTS)


@settings(max_examples=30)
@given(conflicts)
def test_an_idle_bystander_changes_nothing(conflict):
    bystander = DecisionMaker("bystander", ())
    ranks = np.vstack([conflict.ranks, np.arange(conflict.size, dtype=np.int32)])
    other = made_again(conflict, ranks=ranks, makers=(*conflict.makers, bystander))
    before, after = stability(conflict), stability(other)
    for concept in CONCEPTS:
        assert (after[concept][:-1] == before[concept]).all()
        assert (after[concept][-1] == conflict.feasible).all()


def made_again(conflict: Conflict, *, ranks, makers=None) -> Conflict:
    return Conflict(
        conflict.title, conflict.options, makers or conflict.makers, conflict.feasible,
        ranks.astype(np.int32), conflict.barred,
    )  # fmt: skip


def changes_of(conflict: Conflict, maker: int, s: int) -> np.ndarray:
    """What a decision maker changes at a state to better itself, from the definition by masks."""
    bits = [1 << k for k in conflict.makers[maker].options]
    changes = np.zeros(1, int)
    for bit in bits:
        changes = np.concatenate((changes, changes | bit))
    take, drop = conflict.locks()
    targets = s ^ changes
    can = conflict.feasible[targets] & ((changes & ((targets & take) | (s & drop))) == 0)
    return changes[can & (conflict.ranks[maker][targets] > conflict.ranks[maker][s])]


def sim_state_by_state(conflict: Conflict, maker: int) -> list[int]:
    stable, rank = [], conflict.ranks[maker]
    for s in conflict.states().tolist():
        joint = np.zeros(1, int)
        for other in range(len(conflict.makers)):
            if other != maker:
                joint = (joint[:, None] | np.append(0, changes_of(conflict, other, s))).ravel()
        ends = s ^ (changes_of(conflict, maker, s)[:, None] | joint[joint > 0])
        undone = (conflict.feasible[ends] & (rank[ends] <= rank[s])).any(axis=1)
        if undone.all():
            stable.append(s)
    return stable


LARGE = {
    "wide": (2, [0] * 9 + [1] * 2),
    "narrow": (2, [0] * 2 + [1] * 9),
    "three": (3, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1]),
    "three, two of them broad": (3, [0, 1, 0, 1, 0, 2, 1, 0, 1, 0, 1]),
    "four": (4, [0, 1, 2, 3, 3, 2, 1, 0, 0, 1]),
}


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.parametrize("kind", ["random", "ties", "common", "noisy"])
@pytest.mark.parametrize("name", LARGE)
def test_sim_of_larger_conflicts_is_that_of_every_state(name, kind, restricted):
    makers, owners = LARGE[name]
    rng = np.random.default_rng(len(owners))
    size = 1 << len(owners)
    common = np.array([state.bit_count() for state in range(size)])
    ranks = {
        "random": rng.permuted(np.tile(np.arange(size), (makers, 1)), axis=1),
        "ties": rng.integers(0, 5, (makers, size)),
        "common": np.tile(common, (makers, 1)),  # nothing that anybody wants hurts another
        "noisy": 2 * common + rng.integers(0, 4, (makers, size)),
    }[kind]
    changes = [("both", "take", "both", "drop", "both")[k % 5] for k in range(len(owners))]
    conflict = made(
        ranks.astype(np.int32),
        owners,
        changes=changes if restricted else (),
        feasible=rng.random(size) < 0.8 if restricted else None,
    )
    stable = stability(conflict, ("SIM",))["SIM"]
    for maker in range(makers):
        assert np.flatnonzero(stable[maker]).tolist() == sim_state_by_state(conflict, maker)
