"""Claims dropped and reversed, against logits by hand and against full re-runs."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.findings.audit.arguments import AMPLE, DECIDES, IDLE, RAIDS, TEA, chance, study

from detente.findings.audit.estimates import estimated
from detente.findings.audit.flips import Flipper, flip
from detente.findings.audit.targets import Targets
from detente.findings.study import Study
from detente.model.crisis import Edit
from detente.model.edits import edited
from detente.pipeline import draw


def rerun(base: Study, *, claim: str, way: str) -> float:
    """Draw the edited crisis afresh and answer by hand."""
    drops, reverses = ((claim,), ()) if way == "dropped" else ((), (claim,))
    crisis = edited(base.crisis, Edit("e", "counterfactual", "", drops=drops, reverses=reverses))
    points = draw(crisis, draws=4000, seed=77)
    return float(chance(points.points, points.paths).mean())


@pytest.mark.parametrize("claim", [DECIDES, AMPLE, AMPLE.replace("text", "confidence: 0.6, text")])
@pytest.mark.parametrize("way", ["dropped", "reversed"])
def test_a_flip_is_what_a_full_run_of_the_edited_crisis_gives(claim, way):
    base = study(claim, draws=400)
    found = flip(base, "C1", way=way)
    noise = np.hypot(found.error[0], 0.4 / np.sqrt(400))
    assert abs(found.after[0] - rerun(base, claim="C1", way=way)) < 4 * noise
    assert found.solved <= 64


def test_a_reversed_premise_moves_its_conclusion_the_right_way():
    found = flip(study(DECIDES, RAIDS), "C1")
    assert found.support_before[0] > 0.95
    assert found.support_after[0] < 0.1
    assert found.after[0] < 0.5 < found.before[0]
    assert found.clear[0]


def test_a_claim_that_decides_one_choice_does_not_touch_the_other():
    found = flip(study(DECIDES, TEA), "C1")
    assert found.after[1] == pytest.approx(found.before[1], abs=1e-9)
    assert not found.clear[1]


@pytest.mark.parametrize("way", ["dropped", "reversed"])
def test_a_claim_about_what_never_enters_the_game_moves_nothing_and_solves_nothing(way):
    base = study(IDLE, DECIDES)
    found = flip(base, "C5", way=way)
    assert found.still
    assert found.solved == 0
    np.testing.assert_array_equal(found.after, found.before)


def test_dropping_is_the_mixture_of_what_holds_and_what_fails():
    flipper = Flipper(Targets.ask(study(AMPLE, draws=400)))
    dropped, turned = flipper.flip(("C1",), "dropped"), flipper.flip(("C1",), "reversed")
    outside = dropped.affected
    assert outside == pytest.approx(0.25, abs=0.08)
    mixed = (1 - outside) * turned.before + outside * turned.after
    np.testing.assert_allclose(dropped.after, mixed, atol=0.03)


def test_one_half_space_is_solved_once_for_both():
    flipper = Flipper(Targets.ask(study(DECIDES)), first=32, most=32)
    flipper.flip(("C1",), "reversed")
    solved = flipper.solved
    flipper.flip(("C1",), "dropped")
    assert solved == 32
    assert flipper.solved < 2 * 32
    assert flipper.study.base.solved == 200


def test_a_claim_that_cannot_be_reversed_names_what_excludes_it():
    implied = "C2: {text: Loot beats shame., means: north.loot >= north.shame - 1}"
    found = flip(study(DECIDES, implied), "C2")
    assert found.reason
    assert found.clashes[0].claims == ("C1", "C2")
    assert flip(study(DECIDES, implied), "C2", way="dropped").affected == 0.0


def test_an_equality_can_be_dropped_and_has_no_opposite():
    same = "C1: {text: Loot is as shame., means: north.loot as bad as north.shame}"
    base = study(same)
    assert "no opposite" in flip(base, "C1").reason
    found = flip(base, "C1", way="dropped")
    assert found.affected == 1.0
    assert found.before[0] == pytest.approx(0.5, abs=1e-6)


def test_a_claim_of_small_confidence_moves_few_draws():
    found = flip(study(DECIDES.replace("text", "confidence: 0.1, text")), "C1")
    assert found.affected == pytest.approx(0.1, abs=0.08)


def test_the_same_study_gives_the_same_flip():
    first, second = (flip(study(DECIDES), "C1") for _ in range(2))
    np.testing.assert_array_equal(first.after, second.after)
    np.testing.assert_array_equal(first.error, second.error)


def test_the_estimate_has_no_bias_and_its_error_is_honest_even_with_a_wrong_surrogate():
    random = np.random.default_rng(5)
    away = []
    for _ in range(400):
        every = random.normal(size=500)
        truth = 0.3 + every + 0.5 * random.normal(size=500)
        wrong = 2.0 * every + 1.0
        rows = random.permutation(500)[:40]
        effect, error = estimated(truth[rows, None], wrong[rows, None], wrong[:, None], draws=1000)
        away.append(((effect[0] - 0.15), error[0]))
    gaps = np.array(away)
    assert abs(gaps[:, 0].mean()) < 4 * gaps[:, 0].std() / 20
    assert gaps[:, 0].std() == pytest.approx(gaps[:, 1].mean(), rel=0.25)
