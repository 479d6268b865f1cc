from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.games import Shape, random_game, random_numbers

from detente.game.arrays import Game, Numbers
from detente.solve.grid.solver import GridSolutions, solve_grid
from detente.solve.public_tree import solve


def public(game: Game) -> Game:
    """The same tree without its clues: every node is a public state of its own."""
    return replace(game, evidence=np.full(len(game.mover), -1, np.int32))


def crisis(types: tuple[int, ...], seed: int) -> tuple[Game, Numbers]:
    game = random_game(seed, Shape(types=types, depth=5, width=3, rewards=3))
    return game, random_numbers(game, seed)


def on_grid(game: Game, numbers: Numbers, **options: float) -> GridSolutions:
    return solve_grid(public(game), numbers, threads=1, **{"points": 1, "cells": 33, **options})


@pytest.mark.parametrize("types", [(2,), (2, 1), (2, 2), (3, 1), (3, 2), (2, 2, 2), (4, 1)])
@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_random_trees_have_the_same_equilibrium_on_the_grid(types: tuple[int, ...], seed: int):
    game, numbers = crisis(types, seed)
    exact = solve(game, numbers, threads=1)
    found = on_grid(game, numbers, cells=17 if sum(types) - len(types) > 2 else 33, tolerance=1e-5)
    assert np.abs(found.policy[0, :, 0] - exact.policy[0]).max() < 3e-3
    assert np.abs(found.worth - exact.worth).max() < 1e-2


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), shift=st.floats(-5.0, 5.0))
def test_shifting_a_slots_payoffs_changes_no_choice(seed: int, shift: float):
    game, numbers = crisis((2, 2), seed)
    value = numbers.value.copy()
    value[:, np.unique(game.final[game.mover == -2])] += shift
    moved = on_grid(game, replace(numbers, value=value), tolerance=0.0)
    np.testing.assert_allclose(
        moved.policy, on_grid(game, numbers, tolerance=0.0).policy, atol=1e-6
    )


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), factor=st.floats(0.3, 3.0))
def test_payoffs_scale_as_precision_does(seed: int, factor: float):
    game, numbers = crisis((2, 2), seed)
    sharper = on_grid(game, replace(numbers, rationality=numbers.rationality * factor))
    larger = on_grid(game, replace(numbers, value=numbers.value * factor))
    np.testing.assert_allclose(sharper.policy, larger.policy, atol=1e-6)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_indifferent_types_say_nothing(seed: int):
    game, numbers = crisis((2, 2), seed)
    value = numbers.value.copy()
    value[:, :, 1::2] = value[:, :, ::2]
    found = on_grid(game, replace(numbers, value=value))
    assert np.abs(found.ratios).max(initial=0.0) < 1e-6
