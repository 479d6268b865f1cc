from __future__ import annotations

import numpy as np
import pytest
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers
from tests.unit.game.test_order import WHO_IS_FIRST
from tests.unit.game.test_recall import FORGETS

from detente.errors import SolveError
from detente.game.efg import read_efg
from detente.solve.extensive.agents import solve_extensive
from detente.solve.extensive.limits import (
    _Rise,
    backward_induction,
    nash_limit,
    perfect_information,
)

PENNIES = """EFG 2 R "Matching pennies, one of them heavier" { "A" "B" }
p 1 1 { "h" "t" } 0
p 2 1 { "h" "t" } 0 t 1 { 3 -3 } t 2 { -1 1 }
p 2 1 { "h" "t" } 0 t 3 { -1 1 } t 4 { 1 -1 }
"""


def by_hand(game, node):
    """Value and play by recursion."""
    edges = range(game.first[node], game.first[node + 1])
    if not edges:
        return game.payoff[node], {}
    results = [by_hand(game, int(game.child[e])) for e in edges]
    play = {key: value for _, below in results for key, value in below.items()}
    if game.mover[node] < 0:
        odds = game.chance[edges.start : edges.stop]
        return sum(o * r[0] for o, r in zip(odds, results, strict=True)), play
    best = max(range(len(edges)), key=lambda k: results[k][0][game.mover[node]])
    return results[best][0], {**play, int(game.infoset[node]): best}


@pytest.mark.parametrize("seed", range(6))
def test_under_perfect_information_the_limit_is_backward_induction(seed):
    grown = random_game(seed, Shape(types=(1, 1, 1), depth=4, chance=0.3, ends=0))
    game = to_extensive(grown, random_numbers(grown, seed, disagree=False))
    assert perfect_information(game)
    play, ties = backward_induction(game)
    assert not ties[np.diff(game.action_first) > 1].any()
    _, chosen = by_hand(game, 0)
    for infoset, action in chosen.items():
        assert play[game.action_first[infoset] + action] == 1
    limit = nash_limit(game, share=1e-9)
    assert limit.share <= 1e-9
    assert limit.solution.worth == pytest.approx(by_hand(game, 0)[0], abs=1e-6)
    sharp = nash_limit(game, share=1e-12).solution.policy
    reached = np.flatnonzero(np.abs(sharp - play) > 0.01)
    assert len(reached) <= len(play) // 4  # only where a difference is tiny, or far off the path


def test_mixed_play_is_the_limit_where_there_is_no_pure_one():
    game = read_efg(PENNIES)
    found = nash_limit(game, share=1e-4)
    assert found.share <= 1e-4
    # A is indifferent at 3q - (1 - q) = -q + (1 - q), so q = 1/3; B likewise
    assert found.solution.policy == pytest.approx([1 / 3, 2 / 3, 1 / 3, 2 / 3], abs=0.01)
    assert "regrets add up to" in found.sentence


def test_sets_that_wait_for_each_other_have_a_limit_too():
    assert nash_limit(read_efg(WHO_IS_FIRST), share=1e-6).share <= 1e-6


def test_a_player_that_forgets_has_none():
    with pytest.raises(SolveError, match="there is no limit to follow the branch to"):
        nash_limit(read_efg(FORGETS))


def test_ties_are_told_and_shared():
    game = read_efg('EFG 2 R "" { "A" } p 1 1 { "l" "r" "m" } 0 t 1 { 1 } t 2 { 1 } t 3 { 0 }')
    play, ties = backward_induction(game)
    assert play.tolist() == [0.5, 0.5, 0.0]
    assert ties.tolist() == [True]


def test_backward_induction_needs_perfect_information():
    with pytest.raises(SolveError, match="perfect information"):
        backward_induction(read_efg(PENNIES))


def test_the_branch_is_followed_past_a_fold(monkeypatch):
    grown = random_game(24, Shape(types=(2, 2), depth=5, width=2, chance=0.1))
    game = to_extensive(grown, random_numbers(grown, 24, disagree=False))
    found = nash_limit(game, share=1e-4)
    assert found.share <= 1e-4
    again = solve_extensive(game, found.solution.lam)  # walks from uniform play, by its own steps
    assert again.policy == pytest.approx(found.solution.policy, abs=1e-5)
    monkeypatch.setattr(_Rise, "round_fold", lambda *_, **__: False)
    stuck = nash_limit(game, share=1e-4)
    assert stuck.share > 1e-4
    assert stuck.solution.lam < found.solution.lam
    assert "no farther" in stuck.sentence
