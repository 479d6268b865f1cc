"""What must be true: a planted condition is found, and silence where there is nothing to find."""

from __future__ import annotations

import numpy as np

from detente.findings.offramps.conditions import conditions


def test_a_planted_condition_is_found_and_recurs():
    points = np.random.Generator(np.random.Philox(key=5)).random((400, 30))
    before = np.full(400, 0.4)
    after = np.where(points[:, 7] < 0.5, 0.1, 0.4)
    paths = tuple(f"stakes.a.s{u}" for u in range(30))
    found = conditions(points, paths, before=before, after=after)
    first = found.limits[0]
    assert (first.path, first.side) == ("stakes.a.s7", "high")
    assert abs(first.value - 0.5) < 0.05
    assert first.recurs > 0.9
    assert found.paths[found.tree.column] == "stakes.a.s7"
    assert abs(found.tree.limit - 0.5) < 0.05


def test_where_it_works_everywhere_or_nowhere_nothing_is_looked_for():
    points = np.random.Generator(np.random.Philox(key=6)).random((50, 2))
    for after in (np.zeros(50), np.ones(50)):
        found = conditions(points, ("a", "b"), before=np.ones(50), after=after)
        assert found.limits == ()
        assert found.tree is None


def test_a_quarter_of_the_risk_has_to_go():
    points = np.arange(10.0)[:, None]
    found = conditions(points, ("a",), before=np.full(10, 0.4), after=np.full(10, 0.31))
    assert found.share == 0.0
