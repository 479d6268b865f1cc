"""All clashes and all ways out, against a search of every subset."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from tests.unit.findings.audit.arguments import PLANTED, crisis

from detente.claims import Owner, Polytope, polytope
from detente.claims.feasibility import Feasibility
from detente.claims.scaled import scaled
from detente.findings.audit.contradictions import contradictions


def subsets(items):
    return chain.from_iterable(combinations(items, n) for n in range(len(items) + 1))


def by_brute_force(space: Polytope):
    """Return smallest clashes and smallest ways out of premises that have one row each."""
    test, count = Feasibility(scaled(space)), len(space.bound)

    def holds(members):
        rows = np.isin(np.arange(count), list(members))
        return test.holds(np.concatenate([rows, np.ones(2 * len(space.paths), np.bool_)]))

    everything = [set(s) for s in subsets(range(count))]
    clash = [s for s in everything if not holds(s)]
    clash = [s for s in clash if not any(t < s for t in clash)]
    out = [s for s in everything if holds(set(range(count)) - s)]
    out = [s for s in out if not any(t < s for t in out)]
    return {frozenset(f"C{i}" for i in s) for s in clash}, {
        frozenset(f"C{i}" for i in s) for s in out
    }


@pytest.mark.parametrize("seed", range(12))
def test_every_clash_and_every_way_out_is_found(seed):
    random = np.random.default_rng(seed)
    matrix = random.integers(-1, 2, size=(7, 3)).astype(float)
    bound = random.uniform(-0.8, 0.4, size=7)
    space = Polytope.from_matrix(matrix, bound, low=np.zeros(3), high=np.ones(3))
    clashes, out = by_brute_force(space)
    found = contradictions(space)
    assert found.complete
    if not clashes:
        assert not found.any
        return
    assert set(map(frozenset, found.clashes)) == clashes
    assert set(map(frozenset, found.ways_out)) == out
    assert set(map(frozenset, found.fewest)) == {s for s in out if len(s) == min(map(len, out))}


def test_planted_clashes_are_named_and_one_claim_is_the_way_out():
    found = contradictions(polytope(crisis(*PLANTED)))
    assert found.clashes == (("C1", "C2"), ("C2", "C3", "C4"))
    assert found.fewest == (("C2",),)


def test_the_list_is_capped_and_says_so():
    found = contradictions(polytope(crisis(*PLANTED)), most=1)
    assert not found.complete
    assert found.any


def test_numbers_that_clash_without_any_premise_are_hopeless():
    space = Polytope.from_matrix(
        np.ones((1, 2)), np.array([-1.0]), low=np.zeros(2), high=np.ones(2)
    )
    owner = Owner("sum", "a sum", premise=False)
    assert contradictions(replace(space, owners=(owner,))).hopeless
