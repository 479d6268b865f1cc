"""Questions read over the merged tree against every history written out in plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from tests.feud import CONDITIONS, QUANTITIES, feud
from tests.histories import amount, play_all, true_of

from detente.game.compile import compile_crisis
from detente.game.flow import edge_chances
from detente.game.memory import Memory
from detente.game.play import Play
from detente.game.reading import answers, lift


def even_weights(game):
    """Every move and every outcome equally likely."""
    degree = np.diff(game.first)
    return np.repeat(1.0 / np.maximum(degree, 1), degree)


def evenly(_history, _step, what, moves):
    options = len(moves) if moves else len(what.outcomes)
    return [1.0 / options] * options


@pytest.fixture(scope="module", params=[True, False], ids=["merged", "apart"])
def compiled(request):
    return compile_crisis(feud(), merge=request.param)


@pytest.fixture(scope="module")
def histories():
    return list(play_all(feud(), evenly))


def everything(game):
    return np.ones(game.size[1], bool)


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_chance_of_a_condition_is_that_of_its_histories(compiled, histories, condition):
    wanted = sum(p for h, p in histories if true_of(h, condition))
    automaton = Memory(compiled.course).condition(condition)
    lifted = lift(compiled.game, automaton, allowed=everything(compiled.game))
    found = answers(lifted, Play.exact(even_weights(compiled.game)))
    assert found[1:].sum() == pytest.approx(wanted, abs=1e-12)
    assert found.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_an_answer_is_not_settled_while_the_record_lies_ahead(compiled, histories, condition):
    """On record is late in play that South hits back in the first round, where it can."""
    game, moves = compiled.game, compiled.crisis.moves
    names = np.array([move.name for move in moves], object)[game.move]
    allowed = ~((game.stage[game.source] == 1) & (names == "pass_by"))
    kept = [(h, p) for h, p in histories if all(
        e.step != 1 or e.move.name == "back" for e in h.events
    )]  # fmt: skip
    automaton = Memory(compiled.course).condition(condition)
    found = answers(lift(game, automaton, allowed=allowed), Play.exact(even_weights(game)))
    assert found.sum() == pytest.approx(sum(p for _, p in kept), abs=1e-12)
    wanted = sum(p for h, p in kept if true_of(h, condition))
    assert found[1:].sum() == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("quantity", QUANTITIES, ids=str)
def test_mean_of_a_quantity_is_that_of_its_histories(compiled, histories, quantity):
    wanted = sum(p * amount(h, quantity) for h, p in histories)
    counted = Memory(compiled.course).quantity(quantity)
    values = np.unique(counted.output)
    ranked = counted.map(lambda out: np.searchsorted(values, out))
    found = answers(
        lift(compiled.game, ranked, allowed=everything(compiled.game)),
        Play.exact(even_weights(compiled.game)),
    )
    assert found @ values[: len(found)] == pytest.approx(wanted, abs=1e-12)


def test_edge_chances_of_the_root_are_its_weights_and_the_record_is_certain(compiled):
    game = compiled.game
    play = Play.exact(even_weights(game))
    assert edge_chances(game, play, allowed=everything(game))[0] == pytest.approx(0.5)
    recorded = everything(game)
    recorded[1] = False
    flow = edge_chances(game, play, allowed=recorded)
    assert (flow[0], flow[1]) == (pytest.approx(1.0), 0.0)
    into_ends = np.flatnonzero(game.mover[game.child] == -2)
    assert flow[into_ends].sum() == pytest.approx(1.0)
