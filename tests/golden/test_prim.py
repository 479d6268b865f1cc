"""PRIM on a published case, against the field's own tool.

The reference file has the 882 cases of Bryant and Lempert (2010), Thinking inside the box,
Technological Forecasting and Social Change 77, 34-49, as they come with the EMA Workbench; the nine
inputs are columns 3 to 11, the 89 cases of interest are marked in the last. `prim.csv`: every box
of EMA Workbench 2.5.3 (Kwakkel 2017) on it, with its default settings but for `peel_alpha`.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.aqre import SHARED

from detente.findings.offramps.prim import pruned, quasi_p, trajectory

HERE = Path(__file__).parent
CASES = SHARED / "reference" / "discovery" / "bryant_lempert_2010.csv"
pytestmark = pytest.mark.skipif(
    not CASES.is_file(),
    reason=f"the published cases are not at {CASES}; set DETENTE_SHARED to the folder above",
)


@pytest.fixture(scope="module")
def cases():
    with CASES.open() as file:
        heads, *rows = csv.reader(file)
    table = np.array(rows, float)
    return heads[2:11], table[:, 2:11], table[:, 15] > 0


@pytest.fixture(scope="module")
def published():
    with (HERE / "prim.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("alpha", [0.05, 0.1])
def test_every_box_is_that_of_the_workbench(cases, published, alpha):
    _, x, wanted = cases
    boxes = trajectory(x, wanted, alpha=alpha)
    rows = [row for row in published if float(row["alpha"]) == alpha]
    assert len(boxes) == len(rows)
    for box, row in zip(boxes, rows, strict=True):
        assert box.coverage == pytest.approx(float(row["coverage"]), abs=1e-9)
        assert box.density == pytest.approx(float(row["density"]), abs=1e-9)
        assert box.mass == pytest.approx(float(row["mass"]), abs=1e-9)
        assert box.dimensions == int(row["restricted"])


def test_the_two_boxes_that_are_cited(cases):
    _, x, wanted = cases
    found = {
        (round(b.coverage, 3), round(b.density, 3), b.dimensions) for b in trajectory(x, wanted)
    }
    assert {(1.0, 0.319, 3), (0.528, 0.959, 7)} <= found


def test_quasi_p_values_are_those_of_the_workbench(cases):
    heads, x, wanted = cases
    last = trajectory(x, wanted, alpha=0.1)[-1]
    published = {
        "Cellulosic cost": 0.14731492322805623,
        "Total biomass": 2.3170025284776047e-07,
        "Cellulosic yield": 0.1592962260133916,
        "Demand elasticity": 1.707566113939849e-16,
        "oil supply shift": 0.15331336145583177,
        "Biomass backstop price": 2.842170943040401e-14,
    }
    for name, value in published.items():
        assert quasi_p(x, wanted, last, column=heads.index(name)) == pytest.approx((value,))


def test_pruning_leaves_limits_that_do_something(cases):
    heads, x, wanted = cases
    box = pruned(x, wanted, trajectory(x, wanted)[-1])
    kept = [heads[u] for u in np.flatnonzero(box.restricted.any(axis=1))]
    assert {"Total biomass", "Demand elasticity", "Biomass backstop price"} <= set(kept)
    assert "Cellulosic yield" not in kept
