from __future__ import annotations

import numpy as np
import pytest

from detente.solve.elimination import eliminate


@pytest.mark.parametrize("size", [1, 2, 5, 40])
def test_answer_and_sign_are_numpys(size):
    rng = np.random.default_rng(size)
    for _ in range(10):
        matrix, right = rng.standard_normal((size, size)), rng.standard_normal(size)
        answer = right.copy()
        sign = eliminate(matrix.copy(), answer)
        assert answer == pytest.approx(np.linalg.solve(matrix, right), rel=1e-7, abs=1e-9)
        assert sign == np.linalg.slogdet(matrix)[0]


def test_a_singular_matrix_is_seen():
    right = np.ones(2)
    assert eliminate(np.array([[1.0, 2.0], [2.0, 4.0]]), right) == 0
    assert np.isnan(right).all()
