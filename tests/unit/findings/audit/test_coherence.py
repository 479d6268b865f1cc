"""The nearest forecast that the draws allow."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from detente.findings.audit.coherence import coherence, nearest


@pytest.mark.parametrize("seed", range(10))
def test_the_nearest_point_satisfies_the_optimality_conditions(seed):
    random = np.random.default_rng(seed)
    points = random.normal(size=(60, 5)) + random.normal(size=5)
    weights = nearest(points)
    x = weights @ points
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    # no point of the hull lies nearer to the origin along x (Wolfe, theorem 2.1)
    assert (points @ x >= x @ x - 1e-8).all()


def test_the_origin_inside_the_hull_is_reached():
    corners = np.array([[1.0, 0.0], [-1.0, 1.0], [-1.0, -1.0], [5.0, 5.0]])
    assert np.linalg.norm(nearest(corners) @ corners) < 1e-8


def questions(*names):
    return tuple(SimpleNamespace(name=name, asks=object()) for name in names)


def test_a_number_outside_is_named_and_the_rest_fits_without_it():
    random = np.random.default_rng(0)
    values = random.uniform(0.2, 0.6, size=(300, 3))
    said = {"A": 0.4, "B": 0.95, "C": 0.3}
    found = coherence(questions("A", "B", "C"), values, said=said)
    assert found.furthest.question == "B"
    assert not found.furthest.alone
    assert found.furthest.without < 1e-6
    assert found.distance == pytest.approx(0.95 - values[:, 1].max(), abs=0.1)


def test_numbers_that_fit_alone_may_not_fit_together():
    line = np.linspace(0.1, 0.9, 50)
    found = coherence(questions("A", "B"), np.column_stack([line, line]), said={"A": 0.2, "B": 0.8})
    assert not found.coherent
    assert all(number.alone for number in found.numbers)
    assert found.distance == pytest.approx(0.6 / np.sqrt(2))


def test_nobody_said_anything():
    assert coherence(questions("A"), np.ones((3, 1)), said={}) is None
