from __future__ import annotations

import numpy as np
import pytest
from tests.brute_force import BruteForce
from tests.mixed import mixed_case

from detente.solve import others
from detente.solve.lanes.register import WIDTH
from detente.solve.lanes.settle import LOST, MOVING, search_for, seek
from detente.solve.others import OneByOne, SideBySide, keep_apart, looker, starts_at
from detente.solve.public_tree import solve
from detente.solve.tree.index import tree_of

FOLDED, PLAIN = (12, 38, 40), (1, 3)
"""Seeds of random crises where other equilibria are found at precision times range 50, or none."""
FEW_NODES = 200
"""A crisis of fewer is answered history by history."""


@pytest.fixture(scope="module", params=FOLDED)
def folded(request):
    case = mixed_case(request.param)
    return case, solve(case.game, case.numbers, max_sweeps=3000).policy[0]


def looked(how, case, known, *, starts=8, seed=(1, 0)):
    return how.look(case.numbers, 0, known, starts=starts, seed=seed)


def change(case, policy):
    """Answer a policy history by history; return the largest change of a choice."""
    slow = BruteForce(case.game, case.numbers, draw=0)
    for history, kind in slow.choice:
        slow.choice[history, kind] = [policy[edge, kind] for edge in slow.edges(history)]
    return max(
        abs(new - old)
        for key, answer in slow.answer(1.0).items()
        for new, old in zip(answer, slow.choice[key], strict=True)
    )


def test_what_is_found_solves_the_game_and_differs(folded):
    case, known = folded
    found = looked(looker(case.game), case, known, starts=16)
    assert found.policies
    assert len(found.policies) <= found.settled <= 16
    kept = [known, *found.policies]
    for one, policy in enumerate(kept):
        if len(case.game.mover) < FEW_NODES:
            assert change(case, policy) < 1e-8
        for other in kept[:one]:
            assert np.abs(policy - other).max() > others.APART


def test_side_by_side_and_one_by_one_agree_on_what_they_reach(folded):
    """Starts may fall to different ones where that hangs on the last digit; all are equilibria."""
    case, known = folded
    lanes, alone = (
        looked(how, case, known, starts=16)
        for how in (SideBySide(tree_of(case.game), tolerance=1e-9),
                    OneByOne(case.game, tolerance=1e-9))
    )  # fmt: skip
    shared = [
        policy
        for policy in lanes.policies
        if any(np.abs(policy - other).max() < 1e-6 for other in alone.policies)
    ]
    assert shared
    assert abs(lanes.settled - alone.settled) <= 4


@pytest.mark.parametrize("seed", PLAIN)
def test_where_all_starts_lead_back_none_is_found(seed):
    case = mixed_case(seed, reach=10.0)
    known = solve(case.game, case.numbers).policy[0]
    found = looked(looker(case.game), case, known)
    assert (found.policies, found.settled) == ([], 8)


def test_coming_close_counts_as_coming_back(folded, monkeypatch):
    """The short cut finds what settling to the last digit finds."""
    case, known = folded
    quick = looked(looker(case.game), case, known)
    monkeypatch.setattr(others, "CLOSE", 1e-9)
    slow = looked(looker(case.game), case, known)
    assert [p.tobytes() for p in quick.policies] == [p.tobytes() for p in slow.policies]
    assert quick.settled == slow.settled


def test_the_same_seed_starts_at_the_same_and_pairs_are_opposites():
    one, two, other = (starts_at(5, 7, seed=seed) for seed in ((1, 4), (1, 4), (1, 5)))
    assert one.tobytes() == two.tobytes() != other.tobytes()
    assert (one[1::2] == -one[:6:2]).all()


def test_a_looker_can_be_used_again(folded):
    case, known = folded
    how = looker(case.game)
    first = looked(how, case, known)
    looked(how, case, known, starts=11, seed=(9, 9))
    again = looked(how, case, known)
    assert [p.tobytes() for p in first.policies] == [p.tobytes() for p in again.policies]


def test_equal_policies_are_kept_once():
    known = np.zeros((2, 1))
    kept = []
    keep_apart(np.array([known, known + 0.1, known + 0.1 + 1e-8]), known=known, into=kept)
    assert len(kept) == 1


def test_large_trees_and_choices_without_sight_are_looked_at_one_by_one(monkeypatch):
    case = mixed_case(FOLDED[0])
    assert isinstance(looker(case.game), SideBySide)
    monkeypatch.setattr(others, "MOST_CHOICES", 10)
    assert isinstance(looker(case.game), OneByOne)


def test_a_lane_that_is_no_number_or_takes_too_long_is_lost():
    search, swept = search_for(3), np.zeros((3, WIDTH))
    search.doing[:2] = MOVING
    search.known[:] = 5.0
    swept[:, 0], swept[:, 1] = np.nan, 1.0
    assert seek(search, swept, 2, 3, 1e-10, 1e-2)
    assert search.doing[0] == LOST
    assert search.at[1, :3].tolist() == [1.0, 1.0, 1.0]  # a plain sweep
    assert search.at[1, 3:].tolist() == [0.0] * (search.at.shape[1] - 3)
    seek(search, swept, 2, 3, 1e-10, 1e-2)
    assert not seek(search, swept, 2, 3, 1e-10, 1e-2)
    assert search.doing[1] == LOST
