from __future__ import annotations

import numpy as np
from tests.cards import harmless

from detente.solve.solution import Solutions, Status


def solutions(*status: Status) -> Solutions:
    draws = len(status)
    return Solutions(
        policy=np.full((draws, 3, 2), 0.5),
        residual=np.geomspace(1e-12, 1e-3, draws),
        sweeps=np.arange(1, draws + 1, dtype=np.int32),
        status=np.array(status, np.int32),
        regret=np.linspace(0.0, 0.25, 2 * draws).reshape(draws, 2),
        worth=np.zeros((draws, 2)),
    )


def test_every_status_has_a_sentence_of_its_own():
    sentences = {status.sentence for status in Status}
    assert len(sentences) == len(Status)
    assert all(sentence.endswith(".") for sentence in sentences)


def test_converged_is_said_draw_by_draw():
    found = solutions(Status.CONVERGED, Status.SLOW, Status.LOST)
    assert found.converged.tolist() == [True, False, False]


def test_a_notebook_shows_the_worst_of_the_draws():
    card = harmless(solutions(Status.CONVERGED, Status.CONVERGED, Status.SLOW)._repr_html_())
    line = card.texts[-1]
    for part in (
        "draws 3",
        "edges 3",
        "converged 2",
        "residual 1.0e-03",
        "most sweeps 3",
        "largest regret 0.25 utils",
    ):
        assert part in line


def test_no_draws_at_all_can_still_be_shown():
    assert "draws 0" in solutions()._repr_html_()
