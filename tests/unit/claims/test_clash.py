from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.claims import Owner, Polytope, clashes, contradiction
from detente.errors import ContradictionError, Span


def system(matrix, bound, *, low=0.0, high=1.0):
    matrix = np.array(matrix, dtype=float)
    count = matrix.shape[1]
    return Polytope.from_matrix(
        matrix, np.array(bound, dtype=float), low=np.full(count, low), high=np.full(count, high)
    )


CIRCLE = [[1, -1, 0], [0, 1, -1], [-1, 0, 1]]


def test_claims_that_can_hold_do_not_clash():
    assert clashes(system(CIRCLE, [0, 0, 0])) == ()
    assert contradiction(system(CIRCLE, [0, 0, 0])) is None


def test_a_circle_of_orders_clashes_without_any_range():
    (clash,) = clashes(system(CIRCLE, [0, 0, -0.1]))
    assert clash.claims == ("C0", "C1", "C2")
    assert clash.ranges == ()


def test_a_claim_may_clash_with_ranges_alone():
    (clash,) = clashes(system([[1, 1, 0], [0, 1, -1]], [-0.5, 0]))
    assert clash.claims == ("C0",)
    assert clash.ranges == ("x000", "x001")


def test_a_claim_of_numbers_alone_may_be_false():
    (clash,) = clashes(system([[0, 0], [1, -1]], [-1, 0]))
    assert clash.claims == ("C0",)
    assert (clash.structure, clash.ranges) == ((), ())


def test_a_crisis_without_unknowns_may_clash():
    (clash,) = clashes(system(np.zeros((1, 0)), [-1]))
    assert clash.claims == ("C0",)


def test_structure_alone_may_clash():
    polytope = system([[-1, -1]], [-2.5])
    polytope = replace(polytope, owners=(Owner("chances", "chances sum to 1", premise=False),))
    (clash,) = clashes(polytope)
    assert clash.claims == ()
    assert clash.structure == ("chances",)
    error = contradiction(polytope)
    assert isinstance(error, ContradictionError)
    assert "chances sum to 1" in str(error)


def test_every_minimal_set_is_found_smallest_first():
    # C0 contradicts C1, and C0 with C2 and C3 makes a circle
    matrix = [[1, -1, 0], [-1, 1, 0], [0, 1, -1], [-1, 0, 1]]
    found = clashes(system(matrix, [-0.2, 0, 0, 0]))
    assert [clash.claims for clash in found] == [("C0", "C1"), ("C0", "C2", "C3")]


def test_the_list_is_capped_and_says_so():
    matrix = [[1, -1]] * 5 + [[-1, 1]] * 5
    polytope = system(matrix, [-0.1] * 10)
    assert len(clashes(polytope, most=3)) == 3
    error = contradiction(polytope, most=3)
    assert error is not None
    assert len(error.problems) == 4
    assert "may be more" in error.problems[-1].message


def test_a_claim_is_one_member_whatever_it_states():
    # C0 says x = y (rows 0 and 1), C1 says y >= x + 0.1
    polytope = system([[1, -1], [-1, 1], [1, -1]], [0, 0, -0.1])
    polytope = replace(
        polytope, owner=np.array([0, 0, 1], dtype=np.int32), owners=polytope.owners[:2]
    )
    (clash,) = clashes(polytope)
    assert clash.claims == ("C0", "C1")
    assert clash.rows == (1, 2)


def test_the_error_speaks_in_the_analysts_words():
    polytope = system([[1, -1], [0, 1]], [-2, -3], low=-8.0, high=-1.0)
    polytope = replace(
        polytope,
        paths=("stakes.iran.looks_afraid", "stakes.iran.reprisal"),
        owners=(
            Owner("C07", "Iran fears looking afraid more.", premise=True, span=Span(12, 3)),
            Owner("C08", "Reprisals are dreaded.", premise=True, span=Span(15, 3)),
        ),
        source_name="crisis.yaml",
        low=np.array([-4.0, -8.0]),
    )
    error = contradiction(polytope)
    assert error is not None
    assert str(error) == (
        "crisis.yaml:12:3: claims C07 and C08 cannot all hold:\n"
        "    C07: Iran fears looking afraid more. "
        "(stakes.iran.looks_afraid + 2 <= stakes.iran.reprisal)\n"
        "    C08: Reprisals are dreaded. (stakes.iran.reprisal + 3 <= 0)\n"
        "    stakes.iran.looks_afraid is at least -4 (its range is -4..-1)\n"
        "    hint: drop or weaken C07 or C08, or widen the range of stakes.iran.looks_afraid"
    )


@pytest.mark.parametrize("most", [1, 5])
def test_the_same_question_has_the_same_answer(most):
    random = np.random.default_rng(5)
    matrix = random.integers(-1, 2, (30, 6)).astype(float)
    polytope = system(matrix, matrix.sum(axis=1) * 0.5 - 0.2)
    first = clashes(polytope, most=most)
    assert first
    assert first == clashes(polytope, most=most)
