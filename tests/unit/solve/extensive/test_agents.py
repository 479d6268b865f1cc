from __future__ import annotations

import numpy as np
import pytest
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers
from tests.unit.solve.extensive.test_walk import MEETING

from detente.errors import SolveError
from detente.game.efg import read_efg
from detente.solve.extensive import agents as extensive
from detente.solve.extensive.agents import solve_extensive
from detente.solve.solution import Status

ABSENT = 'EFG 2 R "" { "A" } p 1 1 { "go" "exit" } 0 p 1 1 0 t 1 { 1 } t 2 { 4 } t 3 { 0 }'


def test_one_choice_is_the_logit():
    game = read_efg('EFG 2 R "" { "A" } p 1 1 { "a" "b" "c" } 0 t 1 { 1 } t 2 { 0 } t 3 { -2 }')
    raised = np.exp(1.5 * np.array([1, 0, -2]))
    assert solve_extensive(game, 1.5).policy == pytest.approx(raised / raised.sum())


def test_several_precisions_on_one_walk_come_in_the_order_asked():
    game = read_efg(MEETING)
    both = solve_extensive(game, [1.5, 0.5, 1.5])
    assert [one.lam for one in both] == [1.5, 0.5, 1.5]
    for one in both:
        assert one.policy == pytest.approx(solve_extensive(game, one.lam).policy, abs=1e-9)


def test_a_fork_is_told_and_an_arm_taken():
    before, after = solve_extensive(read_efg(MEETING), [1.0, 4.0])
    assert np.isnan(before.fork)
    assert before.policy == pytest.approx(np.full(4, 0.5))
    assert after.fork == pytest.approx(2.0, abs=1e-2)
    assert after.status == Status.CONVERGED
    assert abs(after.policy[0] - 0.5) > 0.4


@pytest.mark.parametrize("seed", range(6))
def test_regret_vanishes_with_precision(seed):
    game = random_game(seed, Shape(types=(1, 1), depth=4, chance=0.3, ends=0))
    file = to_extensive(game, random_numbers(game, seed))
    low, high = solve_extensive(file, [1.0, 300.0])
    assert (low.regret >= 0).all()
    assert (high.regret < 1e-3).all()
    assert (high.regret <= low.regret + 1e-12).all()


def test_absent_minds_are_refused_by_name():
    with pytest.raises(SolveError, match="a path meets information set 1 of A twice"):
        solve_extensive(read_efg(ABSENT), 1.0)


@pytest.mark.parametrize("lam", [-1.0, float("nan"), float("inf"), [1.0, -1.0]])
def test_senseless_precisions_are_refused(lam):
    with pytest.raises(SolveError, match="precision"):
        solve_extensive(read_efg(MEETING), lam)


def test_a_game_too_large_is_refused_with_its_size(monkeypatch):
    monkeypatch.setattr(extensive, "LITTLE", 0.0)  # that any machine is taken to have
    monkeypatch.setattr(extensive, "free_memory", lambda: 1000.0)
    with pytest.raises(SolveError, match=r"solving 7 nodes takes about 0\.0 GB"):
        solve_extensive(read_efg(MEETING), 1.0)


def test_a_game_without_choices_is_solved():
    game = read_efg('EFG 2 R "" { "A" } c 1 { "l" 1/4 "r" 3/4 } 0 t 1 { 4 } t 2 { 0 }')
    solution = solve_extensive(game, 1.0)
    assert solution.policy.shape == (0,)
    assert solution.worth == pytest.approx([1.0])
    assert solution.regret == pytest.approx([0.0])
