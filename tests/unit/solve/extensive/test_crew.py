from __future__ import annotations

import numpy as np
import pytest
from tests.unit.solve.extensive.test_layout import LAID_OUT

from detente.solve.extensive import crew as set_crew
from detente.solve.extensive.sweep import Sweeper


@pytest.mark.parametrize("game", LAID_OUT)
def test_threads_change_nothing(game, monkeypatch):
    monkeypatch.setattr(set_crew, "PIECE", 4)
    monkeypatch.setattr("detente.solve.extensive.layout.ROOM", 8)
    logs = np.random.default_rng(3).standard_normal(len(game.action_label))
    found = []
    for threads in (1, 3):
        sweeper = Sweeper(game, threads=threads)
        after = sweeper.image(sweeper.take(logs), 0.7)
        gap = sweeper.audit(0.7)
        found.append((after, sweeper.choice, sweeper.worth, np.array(gap)))
    assert all(np.array_equal(one, other) for one, other in zip(*found, strict=True))


def test_stages_are_all_blocks_in_their_order(monkeypatch):
    monkeypatch.setattr(set_crew, "PIECE", 4)
    monkeypatch.setattr("detente.solve.extensive.layout.ROOM", 8)
    crew = Sweeper(LAID_OUT[-2], threads=3)._crew
    bounds = [stage[0] for stage in crew.stages] + [crew.stages[-1][-1]]
    assert bounds == sorted(set(bounds))
    assert all(a[-1] == b[0] for a, b in zip(crew.stages, crew.stages[1:], strict=False))
    assert any(len(stage) > 2 for stage in crew.stages)
    assert crew.pool is not None
