from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.stability.rows import Rows


def rows_of(seed: int, options: list[int]) -> Rows:
    rng = np.random.default_rng(seed)
    feasible = rng.random(64) < 0.7
    return Rows(tuple(options), feasible, rng.integers(-5, 5, 64).astype(np.int32))


own = st.lists(st.integers(0, 5), unique=True)


@given(st.integers(0, 99), own)
def test_a_table_has_a_row_for_what_the_others_do(seed, options):
    rows, states = rows_of(seed, options), np.arange(64)
    table = rows.table(states)
    assert (table == rows.others[:, None] | rows.own).all()
    assert (rows.flat(table) == states).all()
    assert (table[rows.row_of(states), rows.column_of(states)] == states).all()
    several = np.arange(128).reshape(2, 64)
    assert (rows.flat(rows.table(several)) == several).all()


@given(st.integers(0, 99), own)
def test_a_row_is_sorted_from_its_best_feasible_state_down(seed, options):
    rows = rows_of(seed, options)
    feasible = rows.table(rows.feasible)
    for row, order in enumerate(rows.order):
        count = rows.counts[row]
        assert sorted(order) == list(range(len(rows.own)))
        assert feasible[row, order[:count]].all()
        assert not feasible[row, order[count:]].any()
        assert (np.diff(rows.ranks[row, order[:count]]) <= 0).all()
