"""Every named thing and every number has its place in the text."""

from __future__ import annotations

from tests.examples.reference import scenario, scenario_text

from detente.model.unknowns import numbers

LINES = scenario_text().splitlines()


def text_at(path: str) -> str:
    span = scenario().places[path]
    return LINES[span.line - 1][span.column - 1 : span.column - 1 + span.length]


def test_every_number_has_a_place():
    assert set(numbers(scenario())) <= set(scenario().places)


def test_named_things_stand_at_their_names():
    crisis = scenario()
    paths = [
        *(f"facts.{fact.name}" for fact in crisis.facts),
        *(f"actors.{actor.name}" for actor in crisis.actors),
        *(f"moves.{move.name}" for move in crisis.moves),
        *(
            f"moves.{m.name}.outcomes.{o.name}"
            for m in crisis.moves
            for o in m.outcomes
            if o.name != "done"
        ),
        *(f"events.{event.name}" for event in crisis.events),
        *(f"stakes.{stake.actor}.{stake.name}" for stake in crisis.stakes),
        *(f"claims.{claim.name}" for claim in crisis.claims),
        *(f"questions.{question.name}" for question in crisis.questions),
    ]
    assert [text_at(path) for path in paths] == [path.rsplit(".", 1)[1] for path in paths]


def test_numbers_stand_at_their_numbers():
    assert text_at("moves.missile_strike.outcomes.deaths.chance") == "0.1..0.5"
    assert text_at("beliefs.analyst.iran.resolved") == "0.5..0.9"
    assert text_at("beliefs.iran.us.hawkish") == "0.3..0.8"
    assert text_at("beliefs.iran.missile_strike.deaths") == "0.1..0.3"
    assert text_at("stakes.iran.looks_afraid.cautious") == "-5..-1"
    assert text_at("rationality.iran") == "0.4..1.2"


def test_stages_are_counted_from_nought_and_those_within_too():
    assert "actor: us, choose: [kill_commander" in LINES[scenario().places["course.0"].line - 1]
    assert "actor: militias" in LINES[scenario().places["course.2.stages.1"].line - 1]
    assert "choose: [offer_compliance" in LINES[scenario().places["course.3.stages.1"].line - 1]
