"""The small tree against scikit-learn 1.9.1 on the published case of `test_prim`."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from tests.aqre import SHARED

from detente.findings.offramps.cart import Branching, tree

CASES = SHARED / "reference" / "discovery" / "bryant_lempert_2010.csv"
pytestmark = pytest.mark.skipif(
    not CASES.is_file(),
    reason=f"the published cases are not at {CASES}; set DETENTE_SHARED to the folder above",
)
SCIKIT = [
    (5, -0.31650, 882, 89), (5, -0.43900, 709, 25), (3, 81.05000, 528, 1), (-1, 0.0, 30, 1),
    (-1, 0.0, 498, 0), (8, 170.75, 181, 24), (-1, 0.0, 135, 4), (-1, 0.0, 46, 20),
    (8, 148.30000, 173, 64), (3, 85.20000, 89, 10), (-1, 0.0, 22, 8), (-1, 0.0, 67, 2),
    (1, 775.60001, 84, 54), (-1, 0.0, 60, 51), (-1, 0.0, 24, 3),
]  # fmt: skip
"""DecisionTreeClassifier(max_depth=3, min_samples_leaf=20): column, limit, cases, wanted."""


def test_the_tree_is_that_of_scikit_learn():
    with CASES.open() as file:
        table = np.array(list(csv.reader(file))[1:], float)
    grown = tree(table[:, 2:11], table[:, 15] > 0, depth=3, least=20)
    for node, (column, limit, cases, wanted) in zip(_walk(grown), SCIKIT, strict=True):
        assert (node.column, node.cases, node.wanted) == (column, cases, wanted)
        if column >= 0:
            assert node.limit == pytest.approx(limit, abs=1e-4)


def _walk(node: Branching):
    yield node
    if node.below is not None:
        yield from _walk(node.below)
        yield from _walk(node.above)
