"""Arrivals told apart: each alone while there are points enough, and the same ones together."""

from __future__ import annotations

import numpy as np
import pytest

from detente.shapes import Bools, Floats
from detente.solve.grid.merge import group


def groups_of(place: Floats, *, points: int, kept: Bools | None = None) -> list[set[int]]:
    count = len(place)
    label, order = np.zeros(count, np.int32), np.zeros(count, np.int64)
    opens, closes, where = (np.zeros(points, np.int64) for _ in range(3))
    number = group(
        count, place, np.full(count, 1.0 / count),
        np.ones(count, np.bool_) if kept is None else kept, np.arange(place.shape[1]), label,
        points, np.zeros(count), order, opens, closes, np.zeros(points), where, np.zeros(points),
    )  # fmt: skip
    found = [set(np.flatnonzero(label == g)) for g in range(number)]
    for g in range(number):
        assert set(order[opens[g] : closes[g]]) == found[g]
    return found


@pytest.mark.parametrize("points", [5, 8])
def test_while_there_are_points_enough_all_evidence_is_told_apart(points: int):
    place = np.random.default_rng(1).random((5, 2))
    assert sorted(map(min, groups_of(place, points=points))) == [0, 1, 2, 3, 4]


def test_the_same_evidence_is_one_point_on_the_record_and_one_off_it():
    place = np.array([[0.1, 0.2], [0.3, 0.2], [0.1, 0.2], [0.3, 0.2]])
    kept = np.array([True, True, True, False])
    assert sorted(groups_of(place, points=8, kept=kept), key=min) == [{0, 2}, {1}, {3}]


def test_with_fewer_points_those_nearest_share_one():
    place = np.array([[0.0], [0.9], [0.05], [1.0]])
    assert sorted(groups_of(place, points=2), key=min) == [{0, 2}, {1, 3}]
