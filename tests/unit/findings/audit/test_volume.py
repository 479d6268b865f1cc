"""Shares of volume against closed forms, down to far under one per cent."""

from __future__ import annotations

from dataclasses import replace
from math import factorial

import numpy as np
import pytest

from detente.claims import Polytope
from detente.findings.audit.volume import pairs, share


def cube(matrix, bound) -> Polytope:
    count = len(matrix[0])
    return Polytope.from_matrix(
        np.array(matrix, float), np.array(bound, float), low=np.zeros(count), high=np.ones(count)
    )


@pytest.mark.parametrize("limit", [0.5, 0.05, 0.002, 0.00004])
def test_the_share_of_a_slab_is_its_width(limit):
    found = share(cube([[1.0, 0.0]], [limit]), ["C0"])
    assert abs(found.share - limit) < 5 * found.error
    assert found.error < 0.2 * limit
    assert found.soft == (limit < 0.01)


def test_a_claim_of_several_half_spaces_counts_as_one():
    rows = np.eye(5)[:-1] - np.eye(5)[1:]
    space = cube(rows, np.zeros(4))
    chain = replace(space, owners=space.owners[:1], owner=np.zeros(4, np.int32))
    found = share(chain, ["C0"])
    assert abs(found.share - 1 / factorial(5)) < 5 * found.error


def test_what_the_ranges_say_already_excludes_nothing():
    found = share(cube([[1.0, 0.0]], [2.0]), ["C0"])
    assert (found.share, found.error) == (1.0, 0.0)


def test_a_pair_that_pulls_apart_has_little_lift_and_strangers_are_not_compared():
    # 0.45 <= x <= 0.5: each alone leaves about half, together a twentieth
    space = cube([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0]], [0.5, -0.45, 0.5])
    singles = {name: share(space, [name]) for name in space.premises}
    found, tied = pairs(space, singles, most=5)
    assert tied == 1
    (pair,) = found
    assert pair.claims == ("C0", "C1")
    assert pair.share == pytest.approx(0.05, rel=0.3)
    assert pair.apart == pytest.approx((0.5, 0.55), rel=0.25)
    assert pair.lift < 0.3
