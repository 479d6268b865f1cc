"""Shapley effects against closed forms."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest

from detente.findings.audit.importance import Group, importance


def effects(points, values, groups=None):
    count = points.shape[1]
    paths = tuple(f"x{i}" for i in range(count))
    members = groups or [(i,) for i in range(count)]
    named = tuple(
        Group(f"g{i}", f"g{i}", tuple(paths[u] for u in member)) for i, member in enumerate(members)
    )
    return importance(named, paths, points=points, values=values[:, None], seed=1)


def test_ishigami():
    """Ishigami and Homma 1990 with a = 7, b = 0.1; Shapley effects by halving interactions."""
    x = np.random.default_rng(0).uniform(-np.pi, np.pi, (2000, 3))
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = effects(x, y)
    np.testing.assert_allclose(found.share[:, 0], [0.4357, 0.4424, 0.1218], atol=0.03)
    assert found.explained[0] > 0.98


def test_sobol_g():
    """The g-function of Saltelli and Sobol 1995: D_u is the product of the V_i in u."""
    a = np.array([0.0, 1.0, 4.5, 9.0])
    x = np.random.default_rng(1).random((2000, 4))
    y = np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=1)
    single = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + single) - 1
    wanted = np.zeros(4)
    for size in range(1, 5):
        for u in combinations(range(4), size):
            wanted[list(u)] += np.prod(single[list(u)]) / size / whole
    found = effects(x, y)
    np.testing.assert_allclose(found.share[:, 0], wanted, atol=0.03)
    assert found.rank[:2, 0].tolist() == [1, 2]


def test_a_linear_function_of_dependent_normals():
    """Owen and Prieur 2017: what is left of the variance given a set is a Schur complement."""
    covariance = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.3], [0.0, 0.3, 1.0]])
    slope = np.array([1.0, 0.5, 2.0])

    def explained(u):
        v = [i for i in range(3) if i not in u]
        inner = covariance[np.ix_(v, v)]
        if u:
            cross = covariance[np.ix_(v, list(u))]
            inner = inner - cross @ np.linalg.solve(covariance[np.ix_(list(u), list(u))], cross.T)
        return 1 - slope[v] @ inner @ slope[v] / (slope @ covariance @ slope)

    wanted = np.zeros(3)
    for order in permutations(range(3)):
        for i, j in enumerate(order):
            wanted[j] += (explained(order[: i + 1]) - explained(order[:i])) / 6
    x = np.random.default_rng(2).multivariate_normal(np.zeros(3), covariance, 2000)
    found = effects(x, x @ slope)
    np.testing.assert_allclose(found.share[:, 0], wanted, atol=0.03)
    assert (found.low[:, 0] <= wanted).all()
    assert (wanted <= found.high[:, 0]).all()


def test_many_unknowns_in_groups_sum_to_what_is_explained_and_noise_gets_no_rank():
    random = np.random.default_rng(3)
    x = random.random((400, 40))
    y = x[:, :5].sum(axis=1) + 0.3 * random.normal(size=400)
    found = effects(x, y, groups=[tuple(range(10 * g, 10 * g + 10)) for g in range(4)])
    assert found.share.sum(axis=0) == pytest.approx(found.explained)
    assert found.explained[0] == pytest.approx(0.82, abs=0.06)
    assert found.rank[0, 0] == 1
    assert (found.rank[1:, 0] == 0).all()
    assert np.abs(found.share[1:, 0]).max() < 0.05
