"""The loop over draws: the same for any cut into blocks, and one block held at a time."""

from __future__ import annotations

import weakref

import numpy as np
import pytest
from tests.feud import feud

from detente import pipeline
from detente.forecast import run
from detente.forecast.methods import OnTree
from detente.forecast.readings import Readings
from detente.forecast.run import read_draws


@pytest.fixture
def readings():
    return Readings(pipeline.compile(feud()))


def points(draws):
    return pipeline.draw(feud(), draws=draws, seed=3).points


def test_blocks_do_not_show(readings, monkeypatch):
    whole = read_draws(readings, points(20), threads=2)
    monkeypatch.setattr(run, "BLOCK_FLOATS", 1)
    cut = read_draws(readings, points(20), threads=2)
    assert np.array_equal(whole.play, cut.play)
    assert np.array_equal(whole.types, cut.types)


def test_a_block_is_let_go_before_the_next_is_solved(readings, monkeypatch):
    solve, held = OnTree.solve, []

    def watched(self, *arguments, **named):
        assert all(one() is None for one in held)
        block = solve(self, *arguments, **named)
        held.append(weakref.ref(block.solved.policy))
        return block

    monkeypatch.setattr(OnTree, "solve", watched)
    monkeypatch.setattr(run, "BLOCK_FLOATS", 1)
    read_draws(readings, points(6), threads=2)
    assert len(held) == 3


def test_what_a_reader_raises_comes_out(readings):
    class Failing:
        def begin(self, draws):
            pass

        def read(self, row, d, numbers, solved):
            raise ZeroDivisionError(row)

    with pytest.raises(ZeroDivisionError):
        read_draws(readings, points(3), also=[Failing()])
