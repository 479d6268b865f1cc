"""The tree of a crisis: merged and apart, payoffs, guards, records, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.feud import feud
from tests.histories import play_all
from tests.unit.game.test_reading import even_weights, evenly

from detente.errors import GameError
from detente.game.arrays import CHANCE, END
from detente.game.compile import compile_crisis
from detente.model import conditions as c
from detente.model.crisis import Repeat, Stage


def expected_counts(game):
    """How often each stake is collected on average when every edge is equally likely."""
    weights, source = even_weights(game), np.repeat(np.arange(game.size[0]), np.diff(game.first))
    reach = np.zeros(game.size[0])
    reach[0] = 1.0
    total = np.zeros(game.rewards.shape[1])
    for e, (n, w) in enumerate(zip(source, weights, strict=True)):
        reach[game.child[e]] += reach[n] * w
        total += reach[n] * w * game.rewards[game.reward[e]]
    return total + (
        reach[game.mover == END, None] * game.rewards[game.final[game.mover == END]]
    ).sum(0)


@pytest.mark.parametrize("merge", [True, False])
@pytest.mark.parametrize(
    "ends", [None, c.Is("dead", "==", ("yes",)), c.Compare(c.TopRung(), ">=", 8)]
)
def test_payoffs_are_those_of_the_histories(merge, ends):
    crisis = feud(ends=ends)
    wanted = dict.fromkeys((f"{s.actor}.{s.name}" for s in crisis.stakes), 0.0)
    for history, p in play_all(crisis, evenly):
        for stake, times in history.gained.items():
            wanted[stake] += p * times
    found = expected_counts(compile_crisis(crisis, merge=merge).game)
    assert found == pytest.approx(list(wanted.values()), abs=1e-12)


def test_apart_every_history_has_its_own_end():
    game = compile_crisis(feud(), merge=False).game
    assert (game.mover == END).sum() == len(list(play_all(feud(), evenly)))
    assert (np.bincount(game.child, minlength=game.size[0])[1:] == 1).all()


def test_nodes_stand_in_the_order_of_play_and_the_root_reaches_all():
    game = compile_crisis(feud(rounds=3)).game
    source = np.repeat(np.arange(game.size[0]), np.diff(game.first))
    assert (game.child > source).all()
    assert (np.bincount(game.child, minlength=game.size[0])[1:] > 0).all()
    assert set(np.unique(game.mover)) == {END, CHANCE, 0, 1, 2}


def test_evidence_is_the_movers_own_last_choice_on_every_path():
    game = compile_crisis(feud(rounds=3)).game
    source = np.repeat(np.arange(game.size[0]), np.diff(game.first))
    last = [{} for _ in range(game.size[0])]  # player -> edges seen on paths
    for e, n in enumerate(source):
        carried = {p: set(edges) for p, edges in last[n].items()}
        if game.mover[n] >= 0:
            carried[int(game.mover[n])] = {e}
        for p, edges in carried.items():
            last[game.child[e]].setdefault(p, set()).update(edges)
    for n in np.flatnonzero((game.mover == 0) | (game.mover == 1)):
        assert last[n].get(int(game.mover[n]), {-1}) == {game.evidence[n]}


def test_merging_only_merges():
    sizes = [compile_crisis(feud(rounds=3), merge=m).game.size[0] for m in (True, False)]
    assert sizes[0] < sizes[1] / 5


def test_a_stage_nobody_can_act_in_is_skipped_and_named():
    crisis = feud()
    never = Stage("south", ("back",), when=c.Always(value=False))
    compiled = compile_crisis(replace(crisis, course=(*crisis.course, never)))
    assert compiled.game.size == compile_crisis(crisis).game.size
    assert [p.message for p in compiled.never_played] == ["no history reaches this stage"]


def test_nobody_can_ever_move_is_refused():
    crisis = replace(feud(), course=(Stage("south", ("back",), when=c.Always(value=False)),))
    with pytest.raises(GameError, match="nobody can ever move"):
        compile_crisis(crisis)


def test_a_course_without_an_end_is_refused():
    crisis = replace(feud(), course=(Repeat(10**7, 1, (Stage("south", ("back",)),)),))
    with pytest.raises(GameError, match="no end"):
        compile_crisis(crisis)


def test_a_tree_too_large_says_how_large_and_why():
    with pytest.raises(GameError, match=r"too large: .* nodes by stage .* (about|over) .* in all"):
        compile_crisis(feud(rounds=40), most_nodes=3000)
