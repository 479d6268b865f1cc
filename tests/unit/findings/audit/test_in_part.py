"""A claim that cannot be reversed whole, turned around in part."""

from __future__ import annotations

import numpy as np
from tests.unit.findings.audit.arguments import DECIDES, TEA, chance, crisis, study

from detente.findings.audit import audit
from detente.findings.audit.moved import reversed_part
from detente.pipeline import draw

MIXED = (
    "C2: {text: Shame is small and loot not cheap., "
    "means: [north.loot >= north.shame - 1, north.shame >= 0, north.idle >= 0]}"
)
TURNED = "C2: {text: Shame is no shame., means: [north.shame <= 0, north.idle >= 0]}"


def test_the_relation_that_moves_most_is_reversed_alone():
    found = audit(study(DECIDES, MIXED, TEA, draws=400))
    assert found.flip("C2", "reversed").reason
    (part,) = found.in_part
    assert (part.claims, part.part, part.way) == (("C2",), 2, "reversed")
    other = crisis(DECIDES, TURNED, TEA)
    by_hand = draw(other, draws=4000, seed=9)
    expected = chance(by_hand.points, by_hand.paths).mean()
    noise = np.hypot(part.error[0], 0.4 / np.sqrt(400))
    assert abs(part.after[0] - expected) < 4 * noise
    assert found.turned("C2") is part
    assert found.turned("C1") is None


def test_the_other_relations_of_the_claim_still_hold():
    base = study(DECIDES, MIXED)
    moved = reversed_part(base, "C2", 2)
    at = {path: u for u, path in enumerate(base.draws.paths)}
    loot, shame, idle = (
        moved.points[:, at[f"stakes.north.{name}"]] for name in ("loot", "shame", "idle")
    )
    assert (shame <= 0).all()
    assert (loot >= shame).all()
    assert (idle >= 0).all()
    assert moved.share == 1.0


def test_a_part_that_the_rest_excludes_is_not_possible():
    assert reversed_part(study(DECIDES, MIXED), "C2", 1).reason


def test_a_look_at_some_of_the_draws_leaves_the_others_where_they_are():
    base = study(DECIDES, MIXED)
    moved = reversed_part(base, "C2", 2, most=50)
    assert len(moved.rows) == moved.affected.sum() == 50
    away = np.flatnonzero(~moved.affected)
    np.testing.assert_array_equal(moved.points[away], base.draws.points[away])
