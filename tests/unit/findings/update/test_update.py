"""Evidence: weights are likelihoods, types are Bayes, and moved particles have the right law."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from detente.claims import polytope
from detente.errors import GameError
from detente.findings.study import Study
from detente.findings.update import update
from detente.findings.update.walk import Walk
from detente.scenario import parse
from detente.scenario.observed import Observed

ONE = """
title: One choice, one unknown
as_of: 2024-05-01
actors: {south: {title: South, rationality: 1}}
moves: {strike: {by: south, rung: 7}, wait: {by: south},
        storm: {by: south, rung: 8}, rest_up: {by: south}}
course: [{on: 2024-05-01, actor: south, choose: [strike, wait]},
         {within: 14 days, actor: south, choose: [storm, rest_up]}]
stakes: {south: {taste: {each: "{strike, storm}", worth: WORTH}}}
questions: {Q1: {text: "Will South storm by 1 June 2024?", by: 2024-06-01, asks: storm,
            resolves: AP}}
"""
TYPED = """
title: Two types
as_of: 2024-05-01
actors: {south: {title: South, types: {hawk: 0.3, dove: rest}, rationality: 1}}
moves: {strike: {by: south}, wait: {by: south},
        storm: {by: south, rung: 7}, rest_up: {by: south}}
course: [{on: 2024-05-01, actor: south, choose: [strike, wait]},
         {within: 14 days, actor: south, choose: [storm, rest_up]}]
stakes: {south: {taste: {each: "{strike, storm}", worth: {hawk: 2, dove: -1}}}}
questions: {Q1: {text: "Will South storm by 1 June 2024?", by: 2024-06-01, asks: storm,
            resolves: AP}}
"""
STRIKE = Observed(date(2024, 5, 1), "strike")


def logit(x):
    return 1 / (1 + np.exp(-x))


def test_types_by_hand():
    found = update(Study.of(parse(TYPED), draws=2), (STRIKE,))
    hawk = 0.3 * logit(2) / (0.3 * logit(2) + 0.7 * logit(-1))
    np.testing.assert_allclose(found.types[0][1].values[:, 0], hawk)
    expected = hawk * logit(2) + (1 - hawk) * logit(-1)
    np.testing.assert_allclose(found.moved[0].after, expected)
    np.testing.assert_allclose(found.expected[0], 0.3 * logit(2) + 0.7 * logit(-1))


def test_weights_are_likelihoods():
    study = Study.of(parse(ONE.replace("WORTH", "-4..4")), draws=200)
    found = update(study, (STRIKE,), move=False)
    taste = study.draws.points[:, 0]
    np.testing.assert_allclose(found.weights, logit(taste) / logit(taste).sum())
    assert found.effective == pytest.approx(logit(taste).sum() ** 2 / (logit(taste) ** 2).sum())


def test_moved_particles_have_the_law_of_the_evidence():
    """The posterior of one unknown over a wide range, by quadrature."""
    study = Study.of(parse(ONE.replace("WORTH", "-10..1")), draws=400)
    found = update(study, (STRIKE, Observed(date(2024, 5, 9), "storm")))
    assert found.effective < 200
    assert found.rounds
    grid = np.linspace(-10, 1, 20_001)
    density = logit(grid) ** 2
    mean = (grid * density).sum() / density.sum()
    deviation = np.sqrt(((grid - mean) ** 2 * density).sum() / density.sum())
    assert found.points.mean() == pytest.approx(mean, abs=4 * deviation / np.sqrt(150))
    assert found.points.std() == pytest.approx(deviation, rel=0.25)


def test_the_expected_posterior_is_the_prior():
    study = Study.of(parse(TYPED), draws=1)
    both = [update(study, (Observed(date(2024, 5, 1), move),)) for move in ("strike", "wait")]
    weight = [float(u.expected[0, 0]) for u in both]
    assert sum(weight) == pytest.approx(1.0)
    for value in (lambda u: u.types[0][1].values[0, 0], lambda u: u.moved[0].after[0]):
        mean = sum(w * value(u) for w, u in zip(weight, both, strict=True))
        before = 0.3 if value(both[0]) == both[0].types[0][1].values[0, 0] else None
        assert mean == pytest.approx(before if before is not None else both[0].moved[0].before[0])


def test_what_is_seen_is_settled():
    study = Study.of(parse(ONE.replace("WORTH", "-1..1")), draws=10)
    found = update(study, (Observed(date(2024, 5, 9), "storm"),))
    np.testing.assert_allclose(found.moved[0].after, 1.0)


@pytest.mark.parametrize(
    ("observed", "message"),
    [
        (Observed(date(2024, 5, 1), "stryke"), "no move is called `stryke`"),
        (Observed(date(2024, 7, 1), "strike"), "no stage offers `strike` on 2024-07-01"),
        (Observed(date(2024, 5, 1), "strike", outcome="dud"), "has no outcome `dud`"),
        (Observed(date(2024, 5, 1), "strike", stage="later"), "no stage `later` is left"),
    ],
)
def test_what_fits_nowhere_is_refused(observed, message):
    study = Study.of(parse(TYPED), draws=1)
    with pytest.raises(GameError, match=message):
        update(study, (observed,))


def test_the_walk_keeps_to_the_claims_and_stays_uniform():
    text = (
        ONE.replace(
            '{taste: {each: "{strike, storm}", worth: WORTH}}',
            """
      {taste: {each: strike, worth: 0..4}, other: {each: storm, worth: 0..4}}""",
        )
        + """
claims: {C1: {text: more than the other, kind: assumption, means: south.taste >= south.other}}
"""
    )
    crisis = parse(text)
    study = Study.of(crisis, draws=600)
    space = polytope(crisis)
    walk = Walk(space)
    binding = np.ones((600, len(space.bound)), dtype=bool)
    points = np.tile(study.draws.points[:1], (600, 1)) + 0.0
    points[:300] = study.draws.points[:300]
    random = np.random.default_rng(1)
    for _ in range(30):
        points = walk.moved(points, binding=binding, steps=5, random=random)
    assert (points @ space.dense().T <= space.bound + 1e-9).all()
    np.testing.assert_allclose(points.mean(0), study.draws.points.mean(0), atol=0.25)
    np.testing.assert_allclose(np.cov(points.T), np.cov(study.draws.points.T), atol=0.35)
