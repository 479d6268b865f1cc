"""Branches that sweeps cannot follow: folds, and maps that throw the log-odds far."""

from __future__ import annotations

import pytest
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers

from detente.solve import public_tree
from detente.solve.arc import Arc
from detente.solve.extensive.agents import solve_extensive
from detente.solve.public_tree import solve
from detente.solve.solution import Status
from detente.solve.tree import branch


def hard(seed, lam):
    game = random_game(seed, Shape(types=(2, 2), depth=6, width=2, chance=0, ends=0.05))
    return game, random_numbers(game, seed, lam=(lam, lam), disagree=False)


@pytest.fixture
def scales(monkeypatch):
    """The scale before and after every step along the branch."""
    seen: list[tuple[float, float]] = []
    stride = Arc.stride

    def watched(self, here, predicted, length):
        there, astray = stride(self, here, predicted, length)
        if there is not None:
            seen.append((here.point[-1] / self.unit, there.point[-1] / self.unit))
        return there, astray

    monkeypatch.setattr(Arc, "stride", watched)
    monkeypatch.setattr(public_tree, "MOST_CHOICES", 0)  # every draw on its own
    return seen


@pytest.mark.parametrize(("seed", "lam"), [(14, 15.0), (44, 15.0), (7, 30.0)])
def test_it_ends_where_the_other_solver_ends(seed, lam, scales):
    game, numbers = hard(seed, lam)
    ours = solve(game, numbers, threads=1)
    theirs = solve_extensive(to_extensive(game, numbers), lam)
    assert scales  # the arc was needed
    assert ours.status[0] == theirs.status == Status.CONVERGED
    prior = numbers.prior[0, 0]
    for player in range(2):
        own = slice(game.player_slot[player], game.player_slot[player + 1])
        worth = (ours.worth[0] * prior)[own].sum()
        assert worth == pytest.approx(theirs.worth[player], abs=1e-8)


def test_a_fold_is_passed(scales):
    assert solve(*hard(14, 15.0), threads=1).status[0] == Status.CONVERGED
    assert min(after - before for before, after in scales) < -0.01


def test_a_branch_that_cannot_be_followed_is_lost(monkeypatch):
    monkeypatch.setattr(Arc, "stride", lambda *_: (None, 0.0))
    game, numbers = hard(14, 15.0)
    solution = solve(game, numbers, threads=1)
    assert solution.status[0] == Status.LOST
    assert solution.residual[0] > 1e-9


def test_running_out_of_sweeps_on_the_arc_is_slow():
    game, numbers = hard(14, 15.0)
    solution = solve(game, numbers, threads=1, max_sweeps=400)
    assert solution.status[0] == Status.SLOW
    assert solution.residual[0] > 1e-9


def test_easy_crises_never_need_it(monkeypatch):
    monkeypatch.setattr(branch, "follow_arc", lambda *_, **__: pytest.fail("the arc was used"))
    game = random_game(1, Shape(types=(2, 2, 1), depth=6, chance=0.3))
    solution = solve(game, random_numbers(game, 1, draws=20, lam=(0.5, 1.5)), threads=1)
    assert solution.converged.all()
    assert solution.sweeps.max() <= 40
