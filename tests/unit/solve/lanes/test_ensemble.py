from __future__ import annotations

import numpy as np
import pytest
from tests.games import Shape, random_game, random_numbers

import detente
from detente.game.compile import compile_crisis
from detente.solve import public_tree
from detente.solve.lanes.ensemble import Ensemble, solve_side_by_side
from detente.solve.lanes.layout import lay_out
from detente.solve.lanes.register import WIDTH
from detente.solve.lanes.room import views_of
from detente.solve.public_tree import empty, solve
from detente.solve.solution import Status
from detente.solve.tree.branch import correct, finish, set_precision, solve_draw
from detente.solve.tree.index import numbered, tree_of
from detente.solve.tree.sweep import room_for

SHAPES = [
    Shape(types=(2, 2), depth=5, rewards=3),
    Shape(types=(2, 3, 1), depth=6, width=3, rewards=3),
    Shape(types=(3, 1, 2, 1, 1), depth=7, facts=3, chance=0.3),
    Shape(types=(1, 4), depth=6, width=3, facts=2, rewards=2),
    Shape(types=(1, 1), depth=6, chance=0.3),
    Shape(types=(2,), depth=4),
]


def side_by_side(game, numbers, *, draws=None, lanes=WIDTH, **settings):
    tree = tree_of(game)
    job = Ensemble(
        layout=lay_out(tree), views=(views_of(lay_out(tree), numbers)), numbers=numbers,
        result=empty(tree, draws=len(numbers)),
        **{"tolerance": 1e-9, "max_sweeps": 2000, "scale": 1.0, **settings},
    )  # fmt: skip
    order = range(len(numbers)) if draws is None else draws
    ended = dict(solve_side_by_side(job, iter(order), lanes=lanes))
    return job.result, ended


def one_by_one(game, numbers, draw):
    """Solve a draw on its own, and once more from there: near folds 1e-9 is not enough."""
    tree, one = tree_of(game), numbered(numbers, draw)
    room = room_for(tree, chances=numbers.chance.shape[1])
    _, _, status = solve_draw(tree, one, room)
    set_precision(tree, one, room, 1.0)
    if len(tree.clue_edge):
        correct(tree, one, room, goal=1e-13, most=60)
    return room, finish(tree, one, room), status


def agree(game, numbers):
    solution, ended = side_by_side(game, numbers, tolerance=1e-12)
    assert sorted(ended) == list(range(len(numbers)))
    held = [draw for draw, holds in ended.items() if holds]
    for draw in held:
        room, residual, status = one_by_one(game, numbers, draw)
        assert solution.policy[draw] == pytest.approx(room.policy, abs=1e-9)
        assert solution.worth[draw] == pytest.approx(room.worth[0], abs=1e-8)
        regret = np.maximum(room.best[0] - room.worth[0], 0)
        assert solution.regret[draw] == pytest.approx(regret, abs=1e-8)
        assert solution.residual[draw] == pytest.approx(residual, abs=1e-9)
        assert (solution.status[draw], status) == (Status.CONVERGED, Status.CONVERGED)
    return len(held)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", [1, 2])
def test_draws_side_by_side_have_the_solutions_they_have_alone(shape, seed):
    game = random_game(seed, shape)
    numbers = random_numbers(game, seed, draws=11, lam=(0.3, 1.5))
    assert agree(game, numbers) >= 9


@pytest.mark.parametrize("name", ["border-raid", "cuba-1962"])
def test_so_do_the_crises_of_the_catalog(name):
    crisis = detente.load(name)
    compiled = compile_crisis(crisis)
    points = detente.draw(crisis, draws=10, seed=1).points
    assert agree(compiled.game, compiled.parameters.numbers(points)) >= 7


def test_neither_the_lane_nor_the_neighbours_change_a_bit():
    game = random_game(4, Shape(types=(2, 3, 1), depth=6, width=3, rewards=3))
    numbers = random_numbers(game, 4, draws=21, lam=(0.3, 1.5))
    whole, ended = side_by_side(game, numbers)
    backward, _ = side_by_side(game, numbers, draws=range(20, -1, -1))
    few, _ = side_by_side(game, numbers, lanes=3)
    single, _ = side_by_side(game, numbers, draws=[13])
    held = np.array([draw for draw, holds in ended.items() if holds])
    assert len(held) > WIDTH  # lanes have been refilled
    assert ended[13]
    for name in ("policy", "residual", "sweeps", "regret", "worth"):
        expected = getattr(whole, name)
        assert np.array_equal(getattr(backward, name)[held], expected[held])
        assert np.array_equal(getattr(few, name)[held], expected[held])
        assert np.array_equal(getattr(single, name)[13], expected[13])


def test_a_draw_that_a_lane_cannot_follow_is_solved_on_its_own(monkeypatch):
    game = random_game(2, Shape(types=(2, 2), depth=5, rewards=3))
    numbers = random_numbers(game, 2, draws=9, lam=(8.0, 8.0))
    _, ended = side_by_side(game, numbers)
    lost = sorted(draw for draw, holds in ended.items() if not holds)
    assert 0 < len(lost) < 9
    alone = []

    def spied(tree, draw, room, **settings):
        alone.append(draw.rationality[0])
        return solve_draw(tree, draw, room, **settings)

    monkeypatch.setattr(public_tree, "solve_draw", spied)
    solution = solve(game, numbers, threads=1)
    assert len(alone) == len(lost)
    assert solution.converged.all()
    for draw in range(9):
        room, *_ = one_by_one(game, numbers, draw)
        assert solution.policy[draw] == pytest.approx(room.policy, abs=1e-7)


def test_a_residual_that_is_too_large_is_not_passed_off_as_a_solution():
    game = random_game(4, Shape(types=(2, 3, 1), depth=6, width=3, rewards=3))
    numbers = random_numbers(game, 4, draws=5, lam=(0.3, 1.5))
    solution, ended = side_by_side(game, numbers, tolerance=1e-17)
    assert not all(ended.values())
    for draw, holds in ended.items():
        assert not holds or solution.residual[draw] <= 1e-17


def test_running_out_of_sweeps_loses_the_lane():
    game = random_game(4, Shape(types=(2, 3, 1), depth=6, width=3, rewards=3))
    numbers = random_numbers(game, 4, draws=5, lam=(0.3, 1.5))
    _, ended = side_by_side(game, numbers, max_sweeps=2)
    assert not any(ended.values())


@pytest.mark.parametrize("lanes", [1, 2, 5])
def test_every_draw_ends_once(lanes):
    game = random_game(6, Shape(depth=4))
    numbers = random_numbers(game, 6, draws=9)
    tree = tree_of(game)
    job = Ensemble(
        lay_out(tree), views_of(lay_out(tree), numbers), numbers, empty(tree, draws=9),
        1e-9, 2000, 1.0,
    )  # fmt: skip
    ended = [draw for draw, _ in solve_side_by_side(job, iter(range(9)), lanes=lanes)]
    assert sorted(ended) == list(range(9))
