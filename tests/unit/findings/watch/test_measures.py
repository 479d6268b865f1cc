"""The measures against sums over joint tables written out in plain Python."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.findings.watch.measures import (
    FAR,
    about_the_draw,
    cleared,
    divided,
    information,
    likelihood_ratio,
)

TABLES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=6).filter(
    lambda rows: sum(y for y, _ in rows) > 0 and sum(n for _, n in rows) > 0
)
"""Counts of yes and no for each thing that may be seen at a stage."""


def table(rows):
    total = sum(y + n for y, n in rows)
    yes, no = (np.array([row[side] for row in rows]) / total for side in (0, 1))
    return yes + no, yes, np.array(yes.sum())


def mutual_information(rows):
    """The double sum of Cover and Thomas, cell by cell."""
    total = sum(y + n for y, n in rows)
    sides = [sum(row[side] for row in rows) / total for side in (0, 1)]
    return sum(
        (row[side] / total) * log2((row[side] / total) / (sum(row) / total * sides[side]))
        for row in rows
        for side in (0, 1)
        if row[side]
    )


@given(TABLES)
def test_shares_add_up_to_the_mutual_information(rows):
    assert information(*table(rows)).sum() == pytest.approx(mutual_information(rows), abs=1e-12)


@given(TABLES)
def test_no_share_is_negative(rows):
    assert (information(*table(rows)) >= -1e-12).all()


@given(TABLES)
def test_the_ratio_is_that_of_the_counts(rows):
    found = likelihood_ratio(*table(rows))
    yes, no = (sum(row[side] for row in rows) for side in (0, 1))
    for (y, n), ratio in zip(rows, found, strict=True):
        if y + n == 0:
            assert np.isnan(ratio)
        else:
            wanted = FAR if n == 0 else min(FAR, max(1 / FAR, (y / yes) / (n / no)))
            assert ratio == pytest.approx(wanted)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(2, 5))
def test_a_ratio_of_one_has_no_value(yes, no, times):
    chance, joint, prior = table([(yes, no), (times * yes, times * no)])
    assert likelihood_ratio(chance, joint, prior) == pytest.approx(1.0)
    assert information(chance, joint, prior) == pytest.approx(0.0, abs=1e-15)


def test_what_is_left_over_from_a_subtraction_makes_no_ratio():
    chance = np.array([0.1 + 0.2, 0.7])
    found = likelihood_ratio(chance, np.array([0.3, 0.2]), np.array(0.5))
    assert found[0] == FAR


def test_the_draws_are_told_apart_by_what_differs_between_them():
    chance = np.array([[0.2, 0.8], [0.6, 0.4], [0.1, 0.9]])
    wanted = sum(
        p / 3 * log2(p / mean)
        for column in chance.T.tolist()
        for mean in [sum(column) / 3]
        for p in column
    )
    assert about_the_draw(chance).sum() == pytest.approx(wanted, abs=1e-12)
    assert about_the_draw(np.full((4, 3), 1 / 3)) == pytest.approx(0.0, abs=1e-15)


def test_nothing_divided_by_nothing_is_no_number():
    assert np.isnan(divided(np.zeros(1), np.zeros(1))).all()
    assert np.isnan(cleared(np.array([np.nan]))).all()
