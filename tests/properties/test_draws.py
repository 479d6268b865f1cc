"""Draws keep to what binds, whatever the polytope, the seed, the threads and the labels."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.claims import Polytope
from detente.draws import draw

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # a dependency announces its refactoring
    import hopsy


def sparse_claims(random, unknowns, claims):
    """Claims on up to three unknowns each that a point in the middle satisfies."""
    matrix = np.zeros((claims, unknowns))
    for row in matrix:
        size = random.integers(1, min(3, unknowns) + 1)
        row[random.choice(unknowns, size, replace=False)] = random.choice([-2, -1, 1], size)
    return matrix


@st.composite
def polytopes(draw):
    """Polytopes that hold a point, some of their rows equalities at that point."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    unknowns, claims = draw(st.integers(1, 8)), draw(st.integers(0, 10))
    matrix = sparse_claims(random, unknowns, claims)
    low = random.uniform(-10, 0, unknowns)
    width = random.uniform(0.1, 10, unknowns) * (random.random(unknowns) < 0.9)
    middle = low + width * random.uniform(0.2, 0.8, unknowns)
    equal = random.random(claims) < draw(st.sampled_from([0.0, 0.3]))
    slack = np.where(equal, 0.0, random.exponential(2.0, claims))
    bound = matrix @ middle + slack
    both = np.concatenate([matrix, -matrix[equal]])
    bounds = np.concatenate([bound, -bound[equal]])
    owner = np.concatenate([np.arange(claims), np.flatnonzero(equal)]).astype(np.int32)
    confidence = random.choice([0.3, 0.8, 1.0], claims)
    found = Polytope.from_matrix(both, bounds, low=low, high=low + width)
    owners = tuple(replace(found.owners[c], confidence=float(confidence[c])) for c in range(claims))
    return replace(found, owner=owner, owners=owners)


@given(polytopes(), st.integers(0, 2**40))
@settings(max_examples=40)
def test_every_draw_satisfies_every_row_that_binds(polytope, seed):
    found = draw(polytope, draws=40, seed=seed, threads=1)
    over = found.points @ polytope.dense().T - polytope.bound
    binds = found.bound[:, polytope.owner]
    # both rows of an equality bind, so this holds equalities to the same precision
    assert np.all(over[binds] <= 1e-9)
    assert np.all((found.points >= polytope.low) & (found.points <= polytope.high))


@given(polytopes(), st.integers(0, 100))
@settings(max_examples=15)
def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads(polytope, seed):
    one = draw(polytope, draws=70, seed=seed, threads=1)
    two = draw(polytope, draws=70, seed=seed, threads=2)
    assert one.points.tobytes() == two.points.tobytes()
    assert one.bound.tobytes() == two.bound.tobytes()


@given(polytopes(), st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_the_order_of_the_unknowns_is_no_matter(polytope, random):
    count = len(polytope.paths)
    order = np.array(random.sample(range(count), count))
    place = np.argsort(order)
    shuffled = replace(
        polytope,
        paths=tuple(polytope.paths[u] for u in order),
        low=polytope.low[order],
        high=polytope.high[order],
        indices=place[polytope.indices].astype(np.int32),
    )
    first = draw(polytope, draws=30, threads=1).points
    second = draw(shuffled, draws=30, threads=1).points
    assert np.array_equal(second, first[:, order])


@pytest.mark.parametrize(("unknowns", "claims", "seed"), [(6, 8, 0), (12, 15, 1), (20, 12, 2)])
def test_moments_and_quantiles_agree_with_hopsy(unknowns, claims, seed):
    random = np.random.default_rng(seed)
    matrix = sparse_claims(random, unknowns, claims)
    bound = matrix @ random.uniform(0.3, 0.7, unknowns) + random.uniform(0.05, 0.3, claims)
    polytope = Polytope.from_matrix(matrix, bound, low=np.zeros(unknowns), high=np.ones(unknowns))
    ours = draw(polytope, draws=4000, seed=seed).points
    problem = hopsy.add_box_constraints(
        hopsy.Problem(matrix, bound), np.zeros(unknowns), np.ones(unknowns), simplify=False
    )
    middle = hopsy.compute_chebyshev_center(problem)
    chain = hopsy.MarkovChain(
        problem, hopsy.UniformCoordinateHitAndRunProposal, starting_point=middle
    )
    rng = hopsy.RandomNumberGenerator(seed)
    theirs = hopsy.sample(chain, rng, n_samples=4000, thinning=20 * unknowns)[1][0]
    spread = theirs.std(axis=0)
    # five standard errors of a difference; hopsy's own draws are worth at least half their number
    error = 5 * np.sqrt(1 / 4000 + 1 / 2000)
    assert np.all(np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) < error * spread)
    for share in (0.1, 0.5, 0.9):
        below = (ours < np.quantile(theirs, share, axis=0)).mean(axis=0)
        assert np.all(np.abs(below - share) < error * np.sqrt(share * (1 - share)))
    pairs = np.corrcoef(ours.T) - np.corrcoef(theirs.T)
    assert np.abs(pairs).max() < 0.15
