"""A matrix where there are few log-odds, products where there are many: the same derivative."""

from __future__ import annotations

import numpy as np
import pytest

from detente.solve import linearised as module
from detente.solve.linearised import Matrix, Products, linearised

TURN = np.random.default_rng(1).standard_normal((6, 7))


def image_of(point):
    """A map of six numbers and a scale to six numbers, with a known derivative."""
    return np.tanh(TURN @ point)


def derivative(point):
    return (1 - np.tanh(TURN @ point) ** 2)[:, None] * TURN - np.eye(6, 7)


POINT = np.linspace(-0.3, 0.4, 7)
ACROSS = np.arange(1.0, 8.0)
RIGHT = np.linspace(1.0, -1.0, 7)


@pytest.mark.parametrize("few", [0, 100])
def test_both_solve_the_linearised_equations(few, monkeypatch):
    monkeypatch.setattr(module, "FEW", few)
    local = linearised(image_of, POINT, image_of(POINT))
    assert isinstance(local, Matrix if few else Products)
    answer, left, _ = local.solve(ACROSS, RIGHT, tolerance=1e-8)
    whole = np.vstack([derivative(POINT), ACROSS])
    assert left < 1e-7
    assert answer == pytest.approx(np.linalg.solve(whole, RIGHT), abs=1e-5)


def test_the_matrix_tells_the_sign_of_its_determinant():
    local = Matrix.taken(image_of, POINT, image_of(POINT))
    for across in (ACROSS, -ACROSS):
        sign = np.linalg.slogdet(np.vstack([derivative(POINT), across]))[0]
        assert local.solve(across, RIGHT, tolerance=1.0)[2] == sign
    assert Products(image_of, POINT, image_of(POINT)).solve(ACROSS, RIGHT, tolerance=0.1)[2] == 0


def test_a_step_is_explained_and_nothing_across_it_changes():
    local = Matrix.taken(image_of, POINT, image_of(POINT))
    step = np.linspace(0.0, 0.2, 7)
    there = image_of(POINT + step)
    turn = there - image_of(POINT) - step[:-1]
    moved = local.moved(step, turn, POINT + step, there)
    assert moved.rows @ step == pytest.approx(turn)
    aside = np.array([0.2, 0, 0, 0, 0, 0, 0])
    assert moved.rows @ aside == pytest.approx(local.rows @ aside, abs=1e-12)


def test_a_singular_matrix_leaves_everything_over():
    local = Matrix(np.zeros((2, 3)))
    _, left, sign = local.solve(np.array([0.0, 0.0, 1.0]), np.ones(3), tolerance=0.1)
    assert (left, sign) == (1.0, 0.0)
