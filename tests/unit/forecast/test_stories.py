"""Play-outs: stories obey the record and agree with the exact forecast within their error."""

from __future__ import annotations

import numpy as np
import pytest
from tests.feud import feud

from detente import pipeline
from detente.forecast.conclusions import conditional
from detente.forecast.readings import Readings
from detente.forecast.run import method_for, read_draws
from detente.forecast.stories import Teller, play_out
from detente.game.compile import compile_crisis
from detente.model import conditions as c

STORIES = 3000


@pytest.fixture(scope="module", params=[True, False], ids=["tree", "grid"])
def told(request):
    crisis = feud(happened="hit")
    points = pipeline.draw(crisis, draws=2, seed=5).points
    readings = Readings(compile_crisis(crisis, evidence=request.param))
    numbers = readings.compiled.parameters.numbers(points)
    solved = method_for(readings).solve(numbers, threads=1, progress=lambda *_: None)
    teller = Teller(readings, numbers, solved, draw=0)
    random = np.random.default_rng(3)
    return readings, points, [teller.story(random, number=1) for _ in range(STORIES)]


@pytest.mark.parametrize("move", ["back", "raid", "pass_by", "spark"])
def test_the_share_of_stories_is_the_exact_chance_within_its_error(told, move):
    readings, points, stories = told
    number = readings.ask_probability(c.Done(c.Named((move,))))
    exact = conditional(read_draws(readings, points).chances[number])[0]
    share = np.mean([any(line.move == move for line in story.lines) for story in stories])
    assert abs(share - exact) < 4.5 * np.sqrt(exact * (1 - exact) / STORIES) + 1e-3


def test_types_are_drawn_from_what_the_record_says(told):
    readings, points, stories = told
    exact = read_draws(readings, points).types[0, 0]
    share = np.mean([dict(story.types)["north"] == "hard" for story in stories])
    assert abs(share - exact) < 4.5 * np.sqrt(exact * (1 - exact) / STORIES) + 1e-3


def test_every_story_begins_with_the_record_and_runs_forward(told):
    for story in told[2][:50]:
        assert (story.lines[0].move, story.lines[0].recorded) == ("hit", True)
        assert not any(line.recorded for line in story.lines[1:])
        assert [line.end for line in story.lines] == sorted(line.end for line in story.lines)


def test_the_same_seed_tells_the_same_stories():
    compiled = compile_crisis(feud())
    points = pipeline.draw(feud(), draws=3).points
    assert play_out(compiled, points, seed=7) == play_out(compiled, points, seed=7)
    assert play_out(compiled, points, seed=7) != play_out(compiled, points, seed=8)
