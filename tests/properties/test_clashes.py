"""Every clash is infeasible and every part of it feasible, by another solver and another way."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from detente.claims import Polytope, clashes
from detente.claims.scaled import scaled


def feasible(matrix, bound):
    if len(bound) == 0:
        return True
    result = linprog(
        np.zeros(matrix.shape[1]), A_ub=matrix, b_ub=bound, bounds=(None, None), method="highs-ipm"
    )
    assert result.status in {0, 2}
    return bool(result.status == 0)


def quick_explain(members, holds):
    """Junker, QuickXplain: preferred explanations for over-constrained problems, AAAI 2004."""

    def explain(background, changed, rest):
        if changed and not holds(background):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        second = explain(background + rest[:half], True, rest[half:])
        first = explain(background + second, bool(second), rest[:half])
        return first + second

    return [] if holds(members) else explain([], False, members)


@st.composite
def systems(draw):
    unknowns = draw(st.integers(1, 5))
    claims = draw(st.integers(1, 12))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    matrix = np.zeros((claims, unknowns))
    for row in matrix:
        size = random.integers(1, min(3, unknowns) + 1)
        row[random.choice(unknowns, size, replace=False)] = random.choice([-2, -1, 1], size)
    # multiples of a quarter: nothing is within rounding of being feasible
    bound = np.round(4 * (matrix @ random.random(unknowns) - draw(st.floats(0, 0.8)))) / 4
    return Polytope.from_matrix(matrix, bound, low=np.zeros(unknowns), high=np.ones(unknowns))


@given(systems())
@settings(max_examples=40)
def test_each_clash_is_irreducible(polytope):
    space = scaled(polytope)
    found = clashes(polytope, most=50)
    assert bool(found) != feasible(space.matrix, space.bound)
    for clash in found:
        rows = list(clash.rows)
        assert not feasible(space.matrix[rows], space.bound[rows])
        for row in rows:
            rest = [other for other in rows if other != row]
            assert feasible(space.matrix[rest], space.bound[rest])


@given(systems())
@settings(max_examples=40)
def test_quickxplain_finds_one_of_the_same_sets_of_claims(polytope):
    space = scaled(polytope)
    count = len(polytope.bound)
    ends = list(range(count, len(space.bound)))

    def holds(claims):
        rows = list(claims) + ends
        return feasible(space.matrix[rows], space.bound[rows])

    explained = quick_explain(list(range(count)), holds)
    found = {clash.claims for clash in clashes(polytope, most=100)}
    assert (tuple(f"C{claim}" for claim in explained) in found) == bool(explained)
    # each set is minimal among the sets of claims
    assert not any(set(a) < set(b) for a in found for b in found)
