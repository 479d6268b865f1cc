"""The starter is a crisis that teaches."""

from __future__ import annotations

from detente import scenario


def test_the_starter_is_a_crisis_under_its_name():
    crisis = scenario.parse(scenario.starter("my-crisis"))
    assert crisis.name == "my-crisis"
    assert len(crisis.claims) == len(crisis.questions) == 2
    assert any(actor.types for actor in crisis.actors)


def test_the_starter_explains_each_of_its_sections():
    lines = scenario.starter("x").splitlines()
    sections = [
        line for line in lines if line[:1].isalpha() and line.split("#")[0].strip().endswith(":")
    ]
    assert len(sections) == 10
    assert all("#" in line for line in sections)
