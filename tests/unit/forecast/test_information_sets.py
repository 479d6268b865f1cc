from __future__ import annotations

import numpy as np
import pytest
from tests.feud import feud

from detente import pipeline
from detente.forecast.information_sets import information_sets
from detente.game.compile import compile_crisis
from detente.solve.public_tree import solve


@pytest.fixture(scope="module")
def solved():
    crisis = feud()
    compiled = compile_crisis(crisis)
    numbers = compiled.parameters.numbers(pipeline.draw(crisis, draws=3, seed=5).points)
    return compiled, numbers, solve(compiled.game, numbers)


def test_each_draw_has_its_own_choices(solved):
    compiled, numbers, solutions = solved
    first, last = (tuple(information_sets(compiled, numbers, solutions, draw=d)) for d in (0, 2))
    assert [one.node for one in first] == [one.node for one in last]
    assert first[0].choices != last[0].choices


def test_the_numbers_of_a_draw_do_not_depend_on_its_neighbours(solved):
    compiled, numbers, solutions = solved
    (alone,) = (solve(compiled.game, only(numbers, 2)),)
    wanted = tuple(information_sets(compiled, only(numbers, 2), alone))
    found = tuple(information_sets(compiled, numbers, solutions, draw=2))
    for one, two in zip(found, wanted, strict=True):
        assert (one.node, one.step, one.history) == (two.node, two.step, two.history)
        assert one.reach == pytest.approx(two.reach, abs=1e-12)
        assert one.belief == pytest.approx(two.belief, abs=1e-12)


def only(numbers, draw):
    rows = slice(draw, draw + 1)
    return type(numbers)(*(np.ascontiguousarray(getattr(numbers, name)[rows]) for name in FIELDS))


FIELDS = ("rationality", "value", "chance", "prior")


def test_whoever_is_never_skipped_is_reached_for_sure(solved):
    sets = tuple(information_sets(*solved, draw=1))
    assert sets[0].reach == 1.0
    assert sets[0].history == ()
    assert all(sum(one.belief.values()) == pytest.approx(1.0) for one in sets)
