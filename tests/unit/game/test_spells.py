"""Counters of force: what a vector need not hold, and how a walk keeps its vectors."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.arrays import CHANCE, END, Game
from detente.game.flow import chance_of_record
from detente.game.play import Play
from detente.game.spell_plan import Counters, Plan
from detente.game.spells import count

KINDS = 3


def counters() -> Counters:
    """How often force is used, up to two, and whether the second kind ever follows the first."""
    uses = Counters(
        3,
        np.zeros(1, np.int32),
        np.repeat(np.array([[1], [2], [2]], np.int32), KINDS, axis=1),
        np.full((3, KINDS), -1, np.int32),
        np.array([0, 1, 2], np.int32),
        np.full(3, -1, np.int32),
    )
    step, finds = np.array([[1, 0, 0], [1, -1, 0]], np.int32), np.full((2, KINDS), -1, np.int32)
    finds[1, 1] = 3
    none = np.full(2, -1, np.int32)
    follows = Counters(4, np.zeros(1, np.int32), step, finds, none, none)
    return Counters.beside([uses, follows])


def chain(choices: int = KINDS) -> Game:
    """At each node force of the node's kind, or not; both lead to the next node."""
    nodes = choices + 1
    none, edges = np.full(nodes, -1, np.int32), 2 * choices
    return Game(
        ("a",), (("",),), np.zeros(1, np.int32), np.zeros(1, np.int32), np.array([0, 1], np.int32),
        mover=np.array([CHANCE] * choices + [END], np.int32),
        first=np.append(np.arange(0, edges + 1, 2), edges).astype(np.int32),
        stage=none, evidence=none, final=none, state=np.zeros(nodes, np.int64),
        child=np.repeat(np.arange(1, nodes), 2).astype(np.int32),
        event=np.full(edges, -1, np.int32), move=np.zeros(edges, np.int32),
        chance=np.zeros(edges, np.int32), reward=np.zeros(edges, np.int32),
        rewards=np.zeros((1, 1)),
    )  # fmt: skip


@pytest.fixture
def plan() -> Plan:
    game = chain()
    use = np.array([0, -1, 1, -1, 2, -1], np.int32)
    return Plan.lay(
        game,
        counters(),
        allowed=np.ones(6, bool),
        use=use,
        cuts=np.zeros(6, bool),
        rank=np.arange(KINDS, -1, -1),
    )


def test_the_counters_count(plan):
    force = np.array([0.3, 0.5, 0.2])
    play = Play.exact(np.column_stack((force, 1.0 - force)).reshape(-1))
    found = count(plan, play, chance_of_record(plan.game, play, allowed=plan.allowed))
    none = np.prod(1.0 - force)
    one = sum(none * p / (1.0 - p) for p in force)
    assert found == pytest.approx([none, one, 1.0 - none - one, 0.3 * 0.5])


def test_a_vector_holds_only_what_may_still_find_something(plan):
    held = [set(plan.state[a:b]) for a, b in zip(plan.start[:-1], plan.start[1:], strict=True)]
    assert held == [{0, 3}, {0, 1, 4}, {0, 1, 2}, set()]


def test_states_with_the_same_future_share_a_place():
    game, both = chain(1), counters()
    alike = Counters(4, both.starts, both.step, both.finds, np.array([0, 1, 1, -1, -1]), both.cut)
    plan = Plan.lay(
        game,
        alike,
        allowed=np.ones(2, bool),
        use=np.array([-1, -1], np.int32),
        cuts=np.zeros(2, bool),
        rank=np.array([1, 0]),
    )
    assert plan.place[0].tolist() == [0, -1, -1, -1, -1]  # nothing else occurs at the root
    plan = Plan.lay(
        chain(3),
        alike,
        allowed=np.ones(6, bool),
        use=np.array([0, -1, 0, -1, -1, -1], np.int32),
        cuts=np.zeros(6, bool),
        rank=np.arange(3, -1, -1),
    )
    assert plan.place[2].tolist() == [0, 1, 1, -1, -1]


def test_seats_are_used_again(plan):
    assert plan.order.tolist() == [0, 1, 2]
    assert plan.seat[:3].tolist() == [0, 1, 0]
    assert plan.seats == 3
