"""Boxes of known shape are found; the published case is in tests/golden."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.findings.offramps.prim import inside, pruned, quasi_p, trajectory


def test_a_planted_box_is_found():
    x = np.random.Generator(np.random.Philox(key=3)).random((1000, 4))
    wanted = (x[:, 0] > 0.6) & (x[:, 2] < 0.4)
    box = pruned(x, wanted, max(trajectory(x, wanted), key=lambda b: b.coverage * b.density))
    assert np.flatnonzero(box.restricted.any(axis=1)).tolist() == [0, 2]
    assert abs(box.low[0] - 0.6) < 0.05
    assert abs(box.high[2] - 0.4) < 0.05
    assert box.coverage > 0.9
    assert box.density > 0.9


def test_an_input_that_decides_nothing_has_a_large_quasi_p_value():
    x = np.random.Generator(np.random.Philox(key=4)).random((500, 2))
    wanted = x[:, 0] > 0.5
    boxes = [b for b in trajectory(x, wanted) if b.restricted[1].any()]
    box = max(trajectory(x, wanted), key=lambda b: b.coverage * b.density)
    assert min(quasi_p(x, wanted, box, column=0)) < 1e-6
    for other in boxes:
        assert max(quasi_p(x, wanted, other, column=1)) > 0.01


@settings(max_examples=30, deadline=None)
@given(
    arrays(np.float64, (40, 3), elements=st.floats(0, 1, width=16)),
    arrays(np.bool_, 40),
)
def test_a_box_says_what_it_holds(x, wanted):
    for box in trajectory(x, wanted, alpha=0.2):
        held = inside(x, box)
        assert (held == box.inside).all()
        assert box.mass == held.mean()
        if wanted.any():
            assert abs(box.coverage - (wanted & held).sum() / wanted.sum()) < 1e-12
