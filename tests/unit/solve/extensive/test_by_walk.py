from __future__ import annotations

import numpy as np
import pytest

from detente.game.efg import read_efg
from detente.solve.extensive.agents import solve_extensive
from detente.solve.solution import Status

# One card, red or black, that only A sees; who folds with black loses the ante (Myerson 1991).
POKER = """EFG 2 R "poker" { "A" "B" }
c 1 { "red" 1/2 "black" 1/2 } 0
p 1 1 { "raise" "fold" } 0
p 2 1 { "meet" "pass" } 0 t 1 { 2 -2 } t 2 { 1 -1 }
t 3 { 1 -1 }
p 1 2 { "raise" "fold" } 0
p 2 1 { "meet" "pass" } 0 t 4 { -2 2 } t 5 { 1 -1 }
t 6 { -1 1 }
"""


@pytest.mark.parametrize("lam", [1e3, 1e4, 1e5, 1e6, 1e7])
def test_mixing_is_settled_at_any_precision_that_rounding_allows(lam):
    found = solve_extensive(read_efg(POKER), lam)
    assert found.status == Status.CONVERGED
    assert found.residual <= 1e-9
    assert found.policy == pytest.approx([1, 0, 2 / 3, 1 / 3, 1 / 3, 2 / 3], abs=3 / lam)


def test_what_rounding_does_not_allow_is_told():
    found = solve_extensive(read_efg(POKER), 1e9)
    assert found.status == Status.ROUNDED
    assert "rounding" in found.status.sentence
    assert 1e-9 < found.residual < 1e-3
    assert found.policy == pytest.approx([1, 0, 2 / 3, 1 / 3, 1 / 3, 2 / 3], abs=1e-6)


def test_logs_tell_choices_that_are_too_rare_for_a_number():
    found = solve_extensive(read_efg(POKER), 1e4)
    assert found.policy[1] == 0
    assert found.logs[1] == pytest.approx(-2e4 / 3, rel=1e-3)
    assert np.exp(found.logs) == pytest.approx(found.policy)
