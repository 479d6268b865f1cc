from __future__ import annotations

import json


def test_stories_are_dated_lines_and_begin_with_the_record(detente):
    out = detente("play-out", "border-raid", "--n", "3").out
    stories = [story.splitlines() for story in out.strip().split("\n\n")]
    assert len(stories) == 3
    assert all(story[0].startswith(f"Story {n} (North ") for n, story in enumerate(stories, 1))
    assert all(
        story[1].split() == ["2024-05-01", "North:", "raid", "(on", "record)"] for story in stories
    )


def test_the_same_seed_tells_the_same_and_json_says_as_much(detente):
    ran = [detente("play-out", "border-raid", "--seed", "4", "--json").out for _ in range(2)]
    assert ran[0] == ran[1]
    first = json.loads(ran[0])[0]
    assert first["lines"][0] | {"recorded": True, "move": "raid"} == first["lines"][0]
    assert first["types"].keys() == {"north"}


def test_an_unknown_observer_is_a_usage_error(detente):
    ran = detente("play-out", "border-raid", "--as", "sout")
    assert ran.code == 2
    assert "did you mean `south`?" in ran.err
