"""The numbers of a game against the crisis's own linear forms."""

from __future__ import annotations

import numpy as np
import pytest
from tests.feud import feud

from detente.game.compile import compile_crisis
from detente.model.unknowns import unknowns


@pytest.fixture(scope="module")
def numbers():
    compiled = compile_crisis(feud())
    found = unknowns(compiled.crisis)
    points = np.array([[u.low for u in found], [u.high for u in found]])
    return compiled, [u.path for u in found], points, compiled.parameters.numbers(points)


def test_rationality_and_priors_follow_the_observers(numbers):
    _, paths, points, given = numbers
    assert given.rationality[:, 0] == pytest.approx(points[:, paths.index("rationality.north")])
    own = points[:, paths.index("beliefs.north.south.proud")]
    north, analyst, proud = 0, 3, 2  # slots: hard, soft, proud, meek, band
    assert given.prior[:, north, proud] == pytest.approx(own)
    assert given.prior[:, north, proud + 1] == pytest.approx(1 - own)
    assert given.prior[:, analyst, proud] == pytest.approx(0.5)
    assert given.prior[:, :, 4] == pytest.approx(1.0)


def test_an_observers_own_chance_stands_beside_the_analysts(numbers):
    _, paths, points, given = numbers
    assert given.chance[:, 0, 1] == pytest.approx(0.6)
    dead = points[:, paths.index("moves.hit.outcomes.dead.chance")]
    assert given.chance[:, 0, 3] == pytest.approx(dead)
    assert given.chance[:, 1, 3] == pytest.approx(1 - dead)


def test_value_is_reward_times_worth_for_the_stakes_owner_only(numbers):
    compiled, paths, points, given = numbers
    fear = next(i for i, s in enumerate(compiled.crisis.stakes) if s.name == "fear")
    row = np.flatnonzero(compiled.game.rewards[:, fear] == 1)[0]
    rest = compiled.game.rewards[row].copy()
    struck = rest[1]
    hard = points[:, paths.index("stakes.north.fear.hard")]
    assert given.value[:, row, 0] == pytest.approx(hard - 2.0 * struck)
    assert given.value[:, row, 1] == pytest.approx(-1.0 - 2.0 * struck)
