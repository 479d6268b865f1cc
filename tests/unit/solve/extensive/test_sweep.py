"""The sweeps against Newton's method with the whole Jacobian, which shares nothing with them."""

from __future__ import annotations

import numpy as np
import pytest
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers
from tests.unit.game.test_order import WHO_IS_FIRST
from tests.unit.solve.extensive.test_paths import GAMES

from detente.game.efg import read_efg
from detente.solve.extensive.by_sweeps import swept
from detente.solve.extensive.by_walk import walked
from detente.solve.extensive.sweep import Sweeper
from detente.solve.solution import Status


def public(seed):
    types = (2, 2, 1) if seed % 2 else (2, 2)
    game = random_game(seed, Shape(types=types, depth=4, rewards=2))
    return to_extensive(game, random_numbers(game, seed, disagree=False))


RANDOM = [*GAMES, *(public(seed) for seed in range(40, 46)), read_efg(WHO_IS_FIRST)]


@pytest.mark.parametrize("game", RANDOM)
@pytest.mark.parametrize("lam", [0.0, 0.4, 2.0, 6.0])
def test_sweeps_and_newton_agree(game, lam):
    ours = swept(game, Sweeper(game), lam, tolerance=1e-9, max_sweeps=5000)
    theirs = walked(game, [lam], tolerance=1e-9, max_steps=2000)[0]
    assert ours.status == theirs.status == Status.CONVERGED
    assert ours.policy == pytest.approx(theirs.policy, abs=1e-8)
    assert ours.worth == pytest.approx(theirs.worth, abs=1e-7)
    assert ours.regret == pytest.approx(theirs.regret, abs=1e-7)
    assert ours.residual <= 1e-9


@pytest.mark.parametrize("game", RANDOM)
def test_a_sweep_depends_on_its_unknowns_alone(game):
    sweeper, rng = Sweeper(game), np.random.default_rng(4)
    point = rng.standard_normal(sweeper.form.unknowns)
    first = sweeper.image(point, 1.3)
    sweeper.image(rng.standard_normal(len(point)), 0.2)
    assert np.array_equal(sweeper.image(point, 1.3), first)


def test_the_audit_notes_what_is_off():
    game = read_efg(WHO_IS_FIRST)
    sweeper = Sweeper(game)
    swept(game, sweeper, 2.0, tolerance=1e-9, max_sweeps=500)
    assert sweeper.audit(2.0) < 1e-9
    sweeper.take(sweeper.logs + np.log([1.2, 0.8, 1.0, 1.0]))
    assert sweeper.audit(2.0) > 1e-2
