"""Threads that share a sweep, and values held in 32 bits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.games import Shape, random_game, random_numbers

from detente.errors import SolveError
from detente.solve import public_tree
from detente.solve.public_tree import solve
from detente.solve.solution import Status
from detente.solve.tree import crew as crews
from detente.solve.tree.crew import Crew, heights
from detente.solve.tree.huge import solve_in_turn
from detente.solve.tree.index import tree_of

SETTINGS = {"tolerance": 1e-9, "max_sweeps": 2000, "scale": 1.0}
SHAPE = Shape(types=(2, 3, 1), depth=7, width=3, facts=20, rewards=3, chance=0.2)


@pytest.fixture
def crisis(monkeypatch):
    monkeypatch.setattr(crews, "PIECE", 16)  # so that small levels are cut too
    game = random_game(4, SHAPE)
    return game, random_numbers(game, 4, draws=3, lam=(0.5, 4))


@pytest.mark.parametrize("precision", ["double", "single"])
def test_any_number_of_threads_gives_the_same_bits(crisis, precision):
    game, numbers = crisis
    one, *more = (
        solve_in_turn(tree_of(game), numbers, threads=n, precision=precision, **SETTINGS)
        for n in (1, 2, 3)
    )
    for other in more:
        for name in ("policy", "residual", "sweeps", "status", "regret", "worth"):
            assert np.array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("seed", range(4))
def test_threads_on_one_tree_find_what_one_thread_a_draw_finds(seed):
    game = random_game(seed, SHAPE)
    numbers = random_numbers(game, seed, draws=2)
    ours = solve_in_turn(tree_of(game), numbers, threads=2, precision="double", **SETTINGS)
    theirs = solve(game, numbers, threads=1)
    assert ours.policy == pytest.approx(theirs.policy, abs=1e-8)
    assert ours.worth == pytest.approx(theirs.worth, abs=1e-8)
    assert ours.regret == pytest.approx(theirs.regret, abs=1e-8)


def test_children_stand_lower_and_so_does_who_chooses_for_others():
    tree = tree_of(random_game(2, SHAPE))
    height = heights(tree.first, tree.child, tree.same, tree.chooser)
    source = np.repeat(np.arange(len(tree.mover)), np.diff(tree.first))
    assert (height[source] > height[tree.child]).all()
    shared = np.flatnonzero(tree.same >= 0)
    followers = shared[tree.chooser[tree.same[shared]] != shared]
    assert (height[followers] > height[tree.chooser[tree.same[followers]]]).all()
    with Crew(tree, 2) as crew:
        for part in ("live", "settled", "head"):
            levels = crew.levels[part]
            whole = np.concatenate([np.zeros(0, np.int32), *levels])
            assert sorted(whole) == sorted(getattr(tree, part))
        clues = [clue for begin, end in crew.runs for clue in range(begin, end)]
        assert clues == list(range(len(tree.clue_last)))
        assert all((tree.clue_last[begin:end] < begin).all() for begin, end in crew.runs)


@pytest.mark.parametrize("seed", range(3))
def test_single_precision_is_near_and_says_how_near(seed):
    game = random_game(seed, SHAPE)
    numbers = random_numbers(game, seed, draws=2)
    exact = solve(game, numbers, threads=1)
    rough = solve_in_turn(tree_of(game), numbers, threads=1, precision="single", **SETTINGS)
    assert rough.policy.dtype == np.float32
    assert (rough.status == Status.CONVERGED).all()
    assert (rough.residual <= 1e-5).all()
    assert np.abs(rough.policy - exact.policy).max() < 1e-4
    assert rough.worth == pytest.approx(exact.worth, abs=1e-4)


def test_payoffs_that_single_precision_cannot_tell_apart_are_refused():
    game = random_game(1, SHAPE)
    numbers = random_numbers(game, 1)
    far = replace(numbers, value=numbers.value + 1e6)
    with pytest.raises(SolveError, match="single precision is too coarse here"):
        solve_in_turn(tree_of(game), far, threads=1, precision="single", **SETTINGS)


def test_a_large_tree_is_solved_by_all_threads_together(monkeypatch):
    monkeypatch.setattr(public_tree, "LARGE", 10)
    game = random_game(4, SHAPE)
    numbers = random_numbers(game, 4)
    together = solve(game, numbers, threads=2)
    monkeypatch.undo()
    assert together.policy == pytest.approx(solve(game, numbers, threads=2).policy, abs=1e-8)


def test_single_precision_is_asked_for_by_name():
    game = random_game(4, SHAPE)
    seen: list[tuple[int, int]] = []
    rough = solve(
        game,
        random_numbers(game, 4, draws=2),
        precision="single",
        progress=lambda done, of: seen.append((done, of)),
    )
    assert rough.policy.dtype == np.float32
    assert seen == [(1, 2), (2, 2)]
