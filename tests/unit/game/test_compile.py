from __future__ import annotations

from dataclasses import replace

from tests.cards import harmless
from tests.feud import feud

from detente.game.compile import compile_crisis
from detente.model.conditions import Always
from detente.model.crisis import Stage


def test_a_compiled_game_shows_its_size_and_its_course():
    compiled = compile_crisis(feud())
    card = harmless(compiled._repr_html_())
    nodes, edges = compiled.game.size
    assert f"nodes {nodes:,} · edges {edges:,}" in card.text
    for step in compiled.course.steps:
        assert step.label in card.texts


def test_stages_that_no_history_reaches_are_problems_and_are_counted():
    crisis = feud()
    stage = next(item for item in crisis.course if isinstance(item, Stage))
    never = Stage(stage.actor, stage.choose, when=Always(value=False))
    compiled = compile_crisis(replace(crisis, course=(*crisis.course, never)))
    assert [problem.message for problem in compiled.never_played] == [
        "no history reaches this stage"
    ]
    assert "stages that no history reaches 1" in compiled._repr_html_()
    assert "no history reaches" not in compile_crisis(crisis)._repr_html_()
