"""How large a tree may be: nodes, memory, and what the refusal says to do instead."""

from __future__ import annotations

import pytest
from tests.feud import feud
from tests.together import BLIND

from detente.errors import TooLargeError
from detente.game import limit
from detente.game.compile import compile_crisis
from detente.scenario import parse


def refusal(crisis, **wanted):
    with pytest.raises(TooLargeError) as refused:
        compile_crisis(crisis, **wanted)
    (problem,) = refused.value.problems
    return problem


def test_too_many_nodes():
    problem = refusal(feud(rounds=40), most_nodes=3000)
    assert problem.message.endswith("the limit is 3,000")


def test_more_memory_than_is_free(monkeypatch):
    monkeypatch.setattr(limit, "free_memory", lambda: 2e8)
    problem = refusal(feud(rounds=40))
    assert "that takes about 0." in problem.message
    assert problem.message.endswith("GB, and 0.2 GB are free")
    assert compile_crisis(feud(rounds=3)).game.size[0] == 644


def test_the_memory_that_is_said_is_that_of_the_arrays_at_least():
    game = compile_crisis(feud(rounds=4)).game
    held = sum(array.nbytes for array in vars(game).values() if hasattr(array, "nbytes"))
    assert held < limit.BYTES_A_NODE * game.size[0]


def test_what_does_without_the_tree_is_named():
    assert "`detente forecast`" in refusal(feud(rounds=40), most_nodes=3000).hint


def test_the_grid_itself_names_nothing_else():
    assert "detente" not in refusal(feud(rounds=4), most_nodes=30, evidence=False).hint


def test_choices_without_sight_need_the_tree():
    assert "detente" not in refusal(parse(BLIND, name="blind.yaml"), most_nodes=10).hint
