from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.games import Shape, handmade, random_game, random_numbers

from detente.errors import SolveError
from detente.game.arrays import END, Game, Numbers
from detente.solve.public_tree import solve
from detente.solve.solution import Status
from detente.solve.tree.reading import beliefs


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def one_choice(worth, *, lam):
    """One player with two types, one choice; worth[action][type]."""
    actions = len(worth)
    game = handmade(types=(2,), tree=[(0, [(n + 1, 0) for n in range(actions)])] + [()] * actions)
    value = np.vstack([np.zeros(2), worth])[None]
    prior = np.tile([0.3, 0.7], (1, 2, 1))
    return game, Numbers(np.full((1, 1), lam), value, np.zeros((1, 0, 2)), prior)


def test_one_choice_is_the_logit_of_its_payoffs():
    worth = np.array([[1.0, -2.0], [0.5, 3.0], [0.0, 0.0]])
    game, numbers = one_choice(worth, lam=1.7)
    solution = solve(game, numbers)
    raised = np.exp(1.7 * worth)
    assert solution.policy[0] == pytest.approx(raised / raised.sum(axis=0), abs=1e-15)
    expected = (solution.policy[0] * worth).sum(axis=0)
    assert solution.worth[0] == pytest.approx(expected)
    assert solution.regret[0] == pytest.approx(worth.max(axis=0) - expected)
    assert solution.residual[0] < 1e-15


def test_without_precision_play_is_uniform():
    game, numbers = one_choice(np.array([[1.0, -2.0], [0.5, 3.0]]), lam=5.0)
    assert (solve(game, numbers, scale=0.0).policy[0] == 0.5).all()


def standoff(*, cost, out=0.3, lam=(1.2, 0.9), prior=0.4):
    """A sender of two types sends one of two messages, a receiver stays or goes, the sender fights.

    Fighting is worth 2 to type 0 and -1 to type 1, and -3 to the receiver; yielding 0 and 1. Going
    is worth `out` to the receiver, 0 to the sender. The first message costs type t `cost[t]`.
    """
    tree = [(0, [(1, 1), (2, 0)])]  # the message, with its cost
    tree += [(1, [(3 + message, 0), (9, 0)]) for message in (0, 1)]  # stay or go
    tree += [(0, [(5 + 2 * m, 0), (6 + 2 * m, 0)]) for m in (0, 1)]  # fight or yield
    tree += [()] * 5
    game = handmade(types=(2, 1), tree=tree)
    fights, yields, gone = [2.0, -1.0, -3.0], [0.0, 0.0, 1.0], [0.0, 0.0, out]
    rows = [[0.0] * 3, [-cost[0], -cost[1], 0.0], fights, yields, fights, yields, gone]
    value = np.array(rows)[None]
    priors = np.tile([prior, 1 - prior, 1.0], (1, 3, 1))
    return game, Numbers(np.array([lam]), value, np.zeros((1, 0, 3)), priors)


def test_costless_messages_say_nothing():
    lam = (1.2, 0.9)
    game, numbers = standoff(cost=(0.0, 0.0), lam=lam)
    solution = solve(game, numbers)
    assert solution.policy[0, :2] == pytest.approx(np.full((2, 2), 0.5), abs=1e-9)
    fight = [logistic(lam[0] * 2), logistic(-lam[0])]
    force = 0.4 * fight[0] + 0.6 * fight[1]
    stay = logistic(lam[1] * (force * -3 + (1 - force) - 0.3))
    assert solution.policy[0, [2, 4], 0] == pytest.approx([stay, stay], abs=1e-9)


def test_a_costly_message_as_solved_on_paper():
    lam, cost, prior = (1.2, 0.9), (0.2, 1.5), 0.4
    game, numbers = standoff(cost=cost, lam=lam, prior=prior)
    solution = solve(game, numbers)
    fight = [logistic(lam[0] * 2), logistic(-lam[0])]
    later = [fight[0] * 2, fight[1] * -1]  # what the sender's types make of being stayed for

    def stays(chances):  # of the message, by type
        joint = [prior * chances[0], (1 - prior) * chances[1]]
        mu = joint[0] / sum(joint)
        force = mu * fight[0] + (1 - mu) * fight[1]
        return logistic(lam[1] * (force * -3 + (1 - force) - 0.3))

    first = [0.5, 0.5]  # chance of the first message, by type: iterate the two equations
    for _ in range(2000):
        ahead = stays(first) - stays([1 - first[0], 1 - first[1]])
        first = [logistic(lam[0] * (later[t] * ahead - cost[t])) for t in (0, 1)]
    assert solution.policy[0, 0] == pytest.approx(first, abs=1e-9)
    assert solution.policy[0, 2, 0] == pytest.approx(stays(first), abs=1e-9)
    joint = np.array([prior, 1 - prior]) * first
    seen = beliefs(game, numbers, solution.policy[0], observer=2, nodes=np.array([3]))
    assert seen[0] == pytest.approx(joint / joint.sum(), abs=1e-9)


def test_threads_do_not_change_a_bit():
    game = random_game(4, Shape(types=(2, 3, 1), depth=6, width=3, rewards=3))
    numbers = random_numbers(game, 4, draws=12, lam=(0.5, 4))
    one, two, three = (solve(game, numbers, threads=n) for n in (1, 2, 3))
    for name in ("policy", "residual", "sweeps", "status", "regret", "worth"):
        assert np.array_equal(getattr(one, name), getattr(two, name))
        assert np.array_equal(getattr(one, name), getattr(three, name))


def test_draws_do_not_see_each_other():
    game = random_game(5, Shape(depth=5))
    numbers = random_numbers(game, 5, draws=4)
    whole = solve(game, numbers)
    last = Numbers(
        numbers.rationality[3:], numbers.value[3:], numbers.chance[3:], numbers.prior[3:]
    )
    assert np.array_equal(solve(game, last).policy[0], whole.policy[3])


def test_progress_counts_every_draw():
    game = random_game(6, Shape(depth=3))
    seen: list[tuple[int, int]] = []
    numbers = random_numbers(game, 6, draws=9)
    solve(game, numbers, threads=2, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(n, 9) for n in range(1, 10)]


def test_running_out_of_sweeps_is_said():
    game = random_game(0, Shape(types=(4, 4), depth=7, width=3, chance=0.15, ends=0.05))
    numbers = random_numbers(game, 2, draws=3, lam=(4, 4))
    solution = solve(game, numbers, max_sweeps=3)
    assert (solution.status == Status.SLOW).all()
    assert (solution.residual > 1e-9).all()
    assert not solution.converged.any()


@pytest.mark.parametrize("lam", [1.0, 4.0])
def test_hard_crises_converge(lam):
    game = random_game(0, Shape(types=(4, 4), depth=7, width=3, chance=0.15, ends=0.05))
    solution = solve(game, random_numbers(game, 2, draws=10, lam=(lam, lam)))
    assert solution.converged.all()
    assert solution.residual.max() < 1e-9


def test_chance_edges_hold_ones_and_missing_types_zeros():
    game = random_game(7, Shape(types=(2, 1), depth=6, chance=0.4))
    policy = solve(game, random_numbers(game, 7)).policy[0]
    mover = np.repeat(game.mover, np.diff(game.first))
    assert (policy[mover == -1] == 1).all()
    assert (policy[mover == 1, 1] == 0).all()
    assert (mover == -1).any()
    assert (mover == 1).any()


def broken(numbers: Numbers, name: str) -> Numbers:
    array = getattr(numbers, name).copy()
    array.flat[-1] = np.nan
    return replace(numbers, **{name: array})


@pytest.mark.parametrize("name", ["rationality", "value", "chance", "prior"])
def test_numbers_that_are_none_are_refused(name):
    game = random_game(7, Shape(types=(2, 1), depth=6, chance=0.4))
    with pytest.raises(SolveError, match=f"`{name}` holds something that is not a finite number"):
        solve(game, broken(random_numbers(game, 7), name))


def test_numbers_of_another_game_are_refused():
    game = random_game(7, Shape(types=(2, 1), depth=6))
    other = random_game(7, Shape(types=(2, 2), depth=6))
    with pytest.raises(SolveError, match="this game needs"):
        solve(game, random_numbers(other, 7))


@pytest.mark.parametrize("wrong", [{"scale": -1.0}, {"tolerance": 0.0}, {"max_sweeps": 0}])
def test_senseless_settings_are_refused(wrong):
    game = random_game(7, Shape(types=(2, 1), depth=3))
    with pytest.raises(SolveError):
        solve(game, random_numbers(game, 7), **wrong)


def test_a_negative_precision_is_refused():
    game = random_game(7, Shape(types=(2, 1), depth=3))
    with pytest.raises(SolveError, match="precision"):
        solve(game, random_numbers(game, 7, lam=(-2, -1)))


def test_a_game_that_is_over_is_solved():
    game: Game = handmade(types=(2,), tree=[()])
    assert game.mover[0] == END
    numbers = Numbers(
        np.ones((1, 1)), np.array([[[0.0, 0.0], [3.0, 4.0]]]), np.zeros((1, 0, 2)),
        np.full((1, 2, 2), 0.5),
    )  # fmt: skip
    solution = solve(game, numbers)
    assert solution.worth[0].tolist() == [3.0, 4.0]
    assert solution.status[0] == Status.CONVERGED
