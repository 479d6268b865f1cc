from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from detente.claims import polytope
from detente.errors import ScenarioError
from detente.model.crisis import Actor, BeliefAboutChance, Claim, Crisis, Move, Outcome, Stake
from detente.model.numbers import Fixed, Number, Range, Rest, Same, Word
from detente.model.relations import Relation, Sum, Term


def path(name, factor=1.0):
    return Sum((Term(factor, name),))


def stake(name, *worth: Number):
    entries = (("", worth[0]),) if len(worth) == 1 else tuple(zip("xyz", worth, strict=False))
    return Stake("iran", name, entries)


def chances(*numbers: Number):
    return Move("raid", "iran", "Raid", tuple(Outcome(f"o{i}", n) for i, n in enumerate(numbers)))


def crisis(*, stakes=(), claims=(), moves=(), beliefs=()):
    actor = Actor("iran", "Iran", Fixed(1.0), chances=beliefs)
    return Crisis("x", "X", date(2020, 1, 1), (actor,), moves, (), tuple(stakes), claims=claims)


def claim(*relations, name="C1", **fields):
    return Claim(name, "a sentence", means=relations, **fields)


def rows(found):
    """The rows as sets of (weights by path, bound)."""
    dense = found.dense()
    return [
        ({found.paths[u]: w for u, w in enumerate(row) if w}, bound)
        for row, bound in zip(dense.tolist(), found.bound.tolist(), strict=True)
    ]


A, B = "stakes.iran.a", "stakes.iran.b"
TWO = (stake("a", Range(-8, -3)), stake("b", Range(-5, -1)))


def test_unknowns_and_their_ranges_are_columns():
    found = polytope(crisis(stakes=TWO))
    assert found.paths == (A, B)
    assert found.low.tolist() == [-8, -5]
    assert found.high.tolist() == [-3, -1]
    assert found.half_spaces == 4


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        ("<", [({A: 1, B: -1}, 0)]),
        ("<=", [({A: 1, B: -1}, 0)]),
        ("worse than", [({A: 1, B: -1}, 0)]),
        (">", [({A: -1, B: 1}, 0)]),
        (">=", [({A: -1, B: 1}, 0)]),
        ("better than", [({A: -1, B: 1}, 0)]),
        ("==", [({A: 1, B: -1}, 0), ({A: -1, B: 1}, 0)]),
        ("as bad as", [({A: 1, B: -1}, 0), ({A: -1, B: 1}, 0)]),
    ],
)
def test_each_comparison_gives_its_rows(op, expected):
    relation = Relation(path("iran.a"), op, path("iran.b"))
    assert rows(polytope(crisis(stakes=TWO, claims=(claim(relation),)))) == expected


def test_multiples_sums_and_constants():
    left = Sum((Term(2.0, "iran.a"), Term(-1.0, "iran.b")), 1.0)
    relation = Relation(left, "<=", Sum((), 4.0))
    assert rows(polytope(crisis(stakes=TWO, claims=(claim(relation),)))) == [({A: 2, B: -1}, 3)]


def test_known_and_borrowed_numbers_are_read_through():
    stakes = (*TWO, stake("c", Same(A)), stake("d", Fixed(-2)))
    relation = Relation(path("iran.c"), "<=", path("iran.d"))
    assert rows(polytope(crisis(stakes=stakes, claims=(claim(relation),)))) == [({A: 1}, -2)]


def test_a_claim_about_known_numbers_is_a_row_without_unknowns():
    relation = Relation(Sum((), 3.0), "<=", path("iran.d"))
    found = polytope(crisis(stakes=(stake("d", Fixed(-2)),), claims=(claim(relation),)))
    assert rows(found) == [({}, -5)]


def test_types_of_one_actor_go_together():
    stakes = (stake("a", Range(0, 1), Range(0, 2)), stake("b", Range(0, 3), Range(0, 4)))
    relation = Relation(path("iran.a"), "<", path("iran.b"))
    assert rows(polytope(crisis(stakes=stakes, claims=(claim(relation),)))) == [
        ({f"{A}.x": 1, f"{B}.x": -1}, 0),
        ({f"{A}.y": 1, f"{B}.y": -1}, 0),
    ]


def test_types_of_different_counts_are_all_combined():
    stakes = (
        stake("a", Range(0, 1), Range(0, 2)),
        stake("b", Range(0, 3), Range(0, 4), Range(0, 5)),
    )
    relation = Relation(path("iran.a"), "<", path("iran.b"))
    assert len(rows(polytope(crisis(stakes=stakes, claims=(claim(relation),))))) == 6


def test_premises_are_claims_with_means_in_reading_order():
    relation = Relation(path("iran.a"), "<", path("iran.b"))
    claims = (
        claim(relation, name="C9", confidence=0.8),
        Claim("C5", "no relation"),
        claim(relation, relation, name="C1"),
    )
    found = polytope(crisis(stakes=TWO, claims=claims))
    assert found.premises == ("C9", "C1")
    assert found.owner.tolist() == [0, 1, 1]
    assert found.confidence.tolist() == [0.8, 1, 1]


def test_a_claim_of_no_confidence_is_a_premise_without_rows():
    relation = Relation(path("iran.a"), "<", path("iran.b"))
    found = polytope(crisis(stakes=TWO, claims=(claim(relation, confidence=0.0),)))
    assert found.premises == ("C1",)
    assert rows(found) == []


O0, O1 = "moves.raid.outcomes.o0.chance", "moves.raid.outcomes.o1.chance"


def test_rest_that_cannot_be_negative_needs_no_row():
    assert rows(polytope(crisis(moves=(chances(Range(0.1, 0.5), Rest()),)))) == []


def test_rest_is_at_least_zero():
    found = polytope(crisis(moves=(chances(Range(0.1, 0.9), Range(0.1, 0.9), Rest()),)))
    assert rows(found) == [({O0: 1, O1: 1}, 1)]
    assert not found.owners[0].premise


def test_chances_without_a_rest_sum_to_one():
    found = polytope(crisis(moves=(chances(Word("likely"), Range(0.1, 0.9)),)))
    assert rows(found) == [({O0: 1, O1: 1}, 1), ({O0: -1, O1: -1}, -1)]


def test_chances_that_are_known_need_no_row():
    assert rows(polytope(crisis(moves=(chances(Fixed(0.1), Fixed(0.2), Fixed(0.7)),)))) == []


def test_an_observers_chances_are_probabilities_too():
    beliefs = (
        BeliefAboutChance("raid", "o0", Range(0.2, 0.8)),
        BeliefAboutChance("raid", "o1", Range(0.2, 0.8)),
    )
    moves = (chances(Fixed(0.5), Fixed(0.5)),)
    found = polytope(crisis(moves=moves, beliefs=beliefs))
    assert len(rows(found)) == 2


def test_a_path_that_names_nothing_is_a_mistake_with_a_hint():
    relation = Relation(path("iran.aa"), "<", path("iran.b"))
    with pytest.raises(ScenarioError) as caught:
        polytope(crisis(stakes=TWO, claims=(claim(relation),)))
    (problem,) = caught.value.problems
    assert "claim C1" in problem.message
    assert "did you mean" in problem.hint


def test_dense_is_the_sum_of_the_sparse_rows():
    relation = Relation(Sum((Term(1.0, "iran.a"), Term(2.0, "iran.a"))), "<=", path("iran.b"))
    found = polytope(crisis(stakes=TWO, claims=(claim(relation),)))
    assert np.array_equal(found.dense(), [[3, -1]])
