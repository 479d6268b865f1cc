from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conflicts import random_conflict
from tests.graph_model import Judge

from detente import catalog
from detente.stability.analysis import analyse
from detente.stability.answers import path, reason
from detente.stability.concepts import stability
from detente.stability.narration import about_state, equilibria, stays_or_leaves
from detente.stability.reading import parse, read


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(2, 3), st.booleans())
def test_the_reason_agrees_with_the_concepts(seed, makers, barred):
    conflict = random_conflict(seed, makers=makers, options=5, restricted=True, barred=barred)
    stable = stability(conflict)
    for state in conflict.states().tolist()[:10]:
        for maker in range(makers):
            why = reason(conflict, state, maker=maker)
            nash, gmr, seq = (stable[c][maker, state] for c in ("Nash", "GMR", "SEQ"))
            assert (why.verdict == "content") == nash
            assert (why.verdict == "free") == (not gmr)
            assert (why.verdict == "doubtful") == (gmr and not seq)
            assert (why.verdict == "deterred") == (seq and not nash)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_a_path_is_a_legal_sequence_to_what_is_looked_for(seed, improving, barred):
    conflict = random_conflict(seed, makers=3, options=4, restricted=True, barred=barred)
    start, *rest = conflict.states().tolist()
    judge = Judge(conflict)
    reached = judge.sequences(frozenset({0, 1, 2}), start, improving=improving)
    for target in rest:
        steps = path(conflict, start, range(3), until=target.__eq__, improving=improving)
        assert (steps is not None) == (target in reached)
        at, last = start, -1
        for maker, after in steps or ():
            legal = judge.improvements(maker, at) if improving else judge.reach[maker, at]
            assert maker != last
            assert after in legal
            at, last = after, maker
        assert steps is None or at == target


@pytest.mark.parametrize(
    ("prefers_a", "prefers_b", "told"),
    [
        ("[not a1]", "[b1]", "A: stays; it has no move that it prefers."),
        ("[a1]", "[b1]", "A: leaves; it would rather take `a1`, and no answer of B deters it."),
        (
            "[not b1, a1]", "[b1 iff a1]",
            "A: stays, deterred; it would rather take `a1`, but B can then take `b1`. That is",
        ),
        (
            "[not b1, a1]", "[not b1]",
            "A: leaves, unless a threat deters it; it would rather take `a1`, and B can then take",
        ),
        (
            "[a1 iff b1, a1]", "[a1, not b1]",
            "A: leaves; it would rather take `a1`",
        ),
    ],
)  # fmt: skip
def test_the_sentence_says_why(prefers_a, prefers_b, told):
    conflict = parse(f"""
decision_makers:
  a: {{title: A, options: [a1], prefers: {prefers_a}}}
  b: {{title: B, options: [b1], prefers: {prefers_b}}}
""")
    state = 2 if "iff b1" in prefers_a else 0
    assert told in stays_or_leaves(conflict, reason(conflict, state, maker=0))


def test_the_conflict_of_january_2020_is_told():
    conflict = read(catalog.conflict("january-2020"))
    found = analyse(conflict, together=True)
    told = " ".join(about_state(found, 0, called="the status quo"))
    assert "It is no equilibrium" in told
    assert "Iran: leaves; it would rather take `proxies`" in told
    assert "United States and Iran could leave it together" in told
    by = {taken: marks.split() for _, taken, marks, _ in equilibria(found)}
    assert "SEQ*" in by["proxies + order_out"]
    way = {taken: way for _, taken, _, way in equilibria(found)}
    assert way["proxies + order_out"] == "iran: take proxies; iraq: take order_out"
