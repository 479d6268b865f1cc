"""Equal rows found by hash against NumPy's sort."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.game.distinct import distinct


@given(
    arrays(np.int64, st.tuples(st.integers(0, 40), st.integers(1, 4)), elements=st.integers(-2, 2))
)
def test_rows_are_grouped_as_by_sorting_and_numbered_as_they_come(rows):
    first, number = distinct(rows)
    assert (rows[first][number] == rows).all()
    assert len(first) == len(np.unique(rows, axis=0))
    assert (np.diff(first) > 0).all()


def test_no_columns_means_all_rows_are_equal():
    first, number = distinct(np.zeros((3, 0), np.int64))
    assert list(first) == [0]
    assert list(number) == [0, 0, 0]
