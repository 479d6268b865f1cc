"""The tree and the grid read alike: every question, and how long the exchange lasts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente import catalog, pipeline
from detente.forecast.labels import named_distributions
from detente.model.crisis import Crisis, Repeat
from detente.scenario import read

CLOSE = 2e-3
"""The grid's tolerance is 1e-3 in the chance of a move; sums of moves may be a little further."""


def weeks(crisis: Crisis, count: int) -> Crisis:
    """A crisis with so many rounds only."""
    course = tuple(
        replace(item, times=count) if isinstance(item, Repeat) else item for item in crisis.course
    )
    return replace(crisis, course=course)


CASES = {
    "the short file": (read(catalog.path("us-iran-2020")), 2),
    "three weeks of the year": (weeks(read(catalog.path("us-iran-2020-year")), 3), 1),
}


@pytest.fixture(scope="module", params=CASES)
def both(request):
    crisis, draws = CASES[request.param]
    return [pipeline.run(crisis, draws=draws, seed=1, method=m) for m in ("tree", "grid")]


def test_each_is_solved_its_own_way(both):
    assert [f.manifest.convergence.method for f in both] == ["tree", "grid"]
    assert all(f.manifest.convergence.converged == len(f.points) for f in both)


def test_every_question_has_the_same_answer(both):
    tree, grid = (np.column_stack([answer.values for answer in f.answers]) for f in both)
    assert tree.shape[1] == 20
    assert np.abs(tree - grid).max() < CLOSE


def test_every_distribution_is_the_same(both):
    tree, grid = (dict(named_distributions(f)) for f in both)
    assert set(tree) == set(grid)
    for name, found in tree.items():
        assert found.labels == grid[name].labels, name
        assert np.abs(found.values - grid[name].values).max() < CLOSE, name


def test_the_exchange_lasts_as_long(both):
    tree, grid = (f.exchange for f in both)
    days = range(tree.horizon + 2)
    lasting = [np.column_stack([e.lasting(d) for d in days]) for e in (tree, grid)]
    assert np.abs(lasting[0] - lasting[1]).max() < CLOSE
    assert tree.unended == pytest.approx(grid.unended, abs=CLOSE)
    assert tree.mean == pytest.approx(grid.mean, rel=CLOSE)
    for (least, one), (same, other) in zip(tree.returns, grid.returns, strict=True):
        assert least == same
        assert one == pytest.approx(other, abs=5 * CLOSE, nan_ok=True)  # a share of a rare thing
