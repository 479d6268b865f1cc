from __future__ import annotations

import numpy as np
import pytest

import detente
from detente.forecast.abreast import batches
from detente.forecast.assemble import Inquiry
from detente.forecast.readings import Readings
from detente.forecast.run import _Reader, method_for, read_draws
from detente.game.compile import compile_crisis


@pytest.mark.parametrize("name", ["border-raid", "cuba-1962"])
def test_abreast_draws_are_read_as_one_by_one(name):
    crisis = detente.load(name)
    readings = Readings(compile_crisis(crisis))
    Inquiry.ask(readings)
    points = detente.draw(crisis, draws=11, seed=2).points
    abreast = read_draws(readings, points, threads=2)
    method, numbers = method_for(readings), readings.numbers(points)
    one_by_one = _Reader(readings, method, draws=11)
    solved = method.solve(numbers, threads=1, progress=lambda _, __: None)
    for d in range(11):
        one_by_one.read(d, d, numbers, solved)
    for ours, theirs in zip(abreast.chances, one_by_one.result.chances, strict=True):
        assert ours == pytest.approx(theirs, abs=1e-12, nan_ok=True)
    assert abreast.play == pytest.approx(one_by_one.result.play, abs=1e-12)
    assert abreast.types == pytest.approx(one_by_one.result.types, abs=1e-12)


def test_threads_do_not_change_a_bit():
    crisis = detente.load("border-raid")
    readings = Readings(compile_crisis(crisis))
    Inquiry.ask(readings)
    points = detente.draw(crisis, draws=19, seed=2).points
    one, two = (read_draws(readings, points, threads=n) for n in (1, 2))
    for ours, theirs in zip(one.chances, two.chances, strict=True):
        assert np.array_equal(ours, theirs, equal_nan=True)
    assert np.array_equal(one.play, two.play)
    assert np.array_equal(one.types, two.types)


def test_batches_hold_every_draw_once():
    assert [d for batch in batches(19) for d in batch] == list(range(19))
    assert batches(0) == []
