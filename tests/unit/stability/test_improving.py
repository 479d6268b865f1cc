from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conflicts import random_conflict

from detente.stability.moves import all_moves


@settings(max_examples=60)
@given(
    st.integers(0, 10**6), st.integers(1, 3), st.integers(3, 7), st.booleans(),
    st.sampled_from([np.int8, np.int32]),
)  # fmt: skip
def test_the_least_over_improvements_is_that_of_their_list(seed, makers, options, barred, kind):
    conflict = random_conflict(
        seed, makers=makers, options=options, restricted=True, barred=barred, ties=seed % 2 > 0
    )
    values = np.random.default_rng(seed).integers(-9, 9, (2, conflict.size)).astype(kind)
    nothing = np.iinfo(kind).max
    for maker, moves in enumerate(all_moves(conflict)):
        found = moves.least_better(values)
        for s in conflict.states().tolist():
            improvements = conflict.improvements(maker, s)
            expected = values[:, improvements].min(axis=1) if improvements else [nothing, nothing]
            assert (found[:, s] == expected).all()
