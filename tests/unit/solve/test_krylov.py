from __future__ import annotations

import numpy as np
import pytest

from detente.solve.krylov import gmres, norm


@pytest.mark.parametrize("size", [1, 3, 25])
def test_it_solves_any_regular_system(size):
    rng = np.random.default_rng(size)
    matrix, right = rng.standard_normal((size, size)), rng.standard_normal(size)
    answer, left, calls = gmres(lambda v: matrix @ v, right, tolerance=1e-12, most=size)
    assert matrix @ answer == pytest.approx(right, abs=1e-8)
    assert left < 1e-8
    assert calls <= size


def test_few_different_eigenvalues_take_few_products():
    values = np.repeat([1.0, 5.0, -3.0], 20)
    _, left, calls = gmres(lambda v: values * v, np.ones(60), tolerance=1e-10, most=60)
    assert calls == 3
    assert left < 1e-10


def test_what_is_left_over_is_told():
    matrix = np.diag(np.arange(1.0, 31.0))
    right = np.ones(30)
    answer, left, calls = gmres(lambda v: matrix @ v, right, tolerance=1e-12, most=4)
    assert calls == 4
    assert left == pytest.approx(norm(right - matrix @ answer) / norm(right))
    assert left > 1e-3


def test_nothing_wanted_needs_nothing():
    answer, left, calls = gmres(lambda v: v, np.zeros(3), tolerance=1e-9, most=3)
    assert (answer == 0).all()
    assert (left, calls) == (0.0, 0)
