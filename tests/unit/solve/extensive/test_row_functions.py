from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from detente.solve.extensive import row_functions


@njit
def rows(x, powers, logs):
    for k in range(len(x)):
        powers[k] = row_functions.exp(x[k])
        logs[k] = row_functions.log(abs(x[k]))


def test_they_are_the_library_s_to_the_last_bits():
    x = np.concatenate([np.linspace(-700, 700, 4001), np.logspace(-300, 2, 500), [1.0, 0.999999]])
    x = x[x != 0]
    powers, logs = np.empty_like(x), np.empty_like(x)
    rows(x, powers, logs)
    assert powers == pytest.approx(np.exp(x), rel=5e-16, abs=0)
    assert logs == pytest.approx(np.log(np.abs(x)), rel=5e-16, abs=1e-18)


def test_what_is_out_of_range_is_small_and_what_is_no_number_stays_that():
    x = np.array([-1e9, -np.inf, np.nan])
    powers, logs = np.empty_like(x), np.empty_like(x)
    rows(x, powers, logs)
    assert (powers[:2] > 0).all()
    assert (powers[:2] < 1e-300).all()
    assert np.isnan(powers[2])
