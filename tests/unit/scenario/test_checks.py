"""What must hold of a crisis as a whole, beyond the messages that are snapshots."""

from __future__ import annotations

import pytest
from tests.snapshots.test_scenario_mistakes import GOOD

from detente import scenario
from detente.errors import ScenarioError

EVENT = "  force: move(by north|south, rung >= 6)\n"
LEVER = "levers:\n  push: {text: a push, reason: to see, "


def messages(text: str) -> list[str]:
    try:
        scenario.parse(text)
    except ScenarioError as error:
        return [problem.message for problem in error.problems]
    return []


def test_events_in_a_circle_are_named_and_those_that_lead_to_it_are_not():
    events = "  a: not b\n  b: c or raid\n  c: a and raid\n  to: a or b\n"
    assert messages(GOOD.replace(EVENT, EVENT + events)) == [
        f"the event `{name}` is defined by itself" for name in "abc"
    ]


def test_events_may_be_defined_through_forty_others_and_no_more():
    chain = "".join(f"  e{n}: e{n + 1} or raid\n" for n in range(40)) + "  e40: raid\n"
    assert messages(GOOD.replace(EVENT, EVENT + chain)) == [
        "the event `e0` is defined through more than 40 others"
    ]
    assert messages(GOOD.replace(EVENT, EVENT + chain.replace("  e0: e1 or raid\n", ""))) == []


def test_an_event_that_is_moves_with_dates_may_stand_for_moves():
    events = "  early: raid by 2024-06-01\n  twice: count(early) >= 2\n"
    assert messages(GOOD.replace(EVENT, EVENT + events)) == []


def test_any_event_may_stand_after_after_or_with_dates():
    events = "  shot: shots and raid\n  then: raid after shot\n  soon: shot within 9 days\n"
    assert messages(GOOD.replace(EVENT, EVENT + events)) == []


def test_a_long_chain_of_borrowed_numbers_is_refused():
    chain = "".join(
        f"    n{n}: {{when: raid, worth: = stakes.north.n{n + 1}}}\n" for n in range(150)
    )
    end = "    n150: {when: raid, worth: 1}\n"
    text = GOOD.replace("stakes:\n  north:\n", f"stakes:\n  north:\n{chain}{end}")
    assert messages(text) == ["too many numbers borrow from one another"]


def test_a_circle_through_rest_is_found():
    text = GOOD.replace(
        "{bold: 0.3..0.6, wary: rest}", "{bold: = beliefs.south.north.wary, wary: rest}"
    )
    text = text.replace(
        "{bold: 0.5, wary: 0.5}", "{bold: = beliefs.analyst.north.wary, wary: rest}"
    )
    (message,) = messages(text)
    assert message.startswith("numbers borrow from each other in a circle")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ("set: {stakes.north.war: -3..-1}}", None),
        ("set: {north.war: -3..-1}}", None),
        ("set: {facts.shots.start: yes}}", None),
        ("set: {rationality.north: 1}}", None),
        ("never: raid, drop: C1, reverse: [C2]}", None),
        (
            "facts: {calm: [no, yes]}, moves: {ease: {by: north, when: shots, then: {calm: yes}}}}",
            None,
        ),
        ("set: {north.glory: -3..-1}}", "`north` has no stake and no type called `glory`"),
        ("set: {facts.shots.start: maybe}}", "the fact `shots` has no value `maybe`"),
        ("set: {facts.shots: yes}}", "nothing can be set at `facts.shots`"),
        ("never: [raids]}", "no move is called `raids`"),
        ("drop: [C9]}", "no claim is called `C9`"),
        ("by: [west]}", "no actor is called `west`"),
        ("moves: {raid: {by: north}}}", "`raid` is there already"),
        ("facts: {shots: [no, yes]}}", "`shots` is there already"),
        ("stakes: {north: {war: {when: raid, worth: 1}}}}", "`north` has a stake `war` already"),
        (
            "stakes: {north: {ease: {when: calm, worth: 1}}}}",
            "no fact, event or move is called `calm`",
        ),
        (
            "course: [{on: 2024-06-01, stages: [{actor: north, choose: [wait]}]}]}",
            "none of these is a move of `north`",
        ),
        (
            "moves: {ease: {by: north, outcomes: {a: 0.5, b: 0.4}}}}",
            "the chances of `ease` sum to 0.9, not to 1",
        ),
    ],
)
def test_an_edit(edit, message):
    text = f"{GOOD}{LEVER}{edit}\n"
    assert messages(text) == ([message] if message else [])
    if message is None:
        crisis = scenario.parse(text)
        assert scenario.parse(scenario.write(crisis)) == crisis


def test_what_an_edit_adds_is_not_there_outside():
    text = f"{GOOD}{LEVER}facts: {{calm: [no, yes]}}}}\n".replace("when: wait,", "when: calm,")
    assert messages(text) == ["no fact, event or move is called `calm`"]


def test_patrons_in_a_circle():
    text = GOOD.replace("  south:\n    beliefs", "  south:\n    patron: north\n    beliefs")
    assert messages(text) == []
    text = text.replace("  north:\n    types", "  north:\n    patron: south\n    types")
    assert messages(text) == [
        "patrons in a circle: `south` is behind `north` is behind `south`",
        "patrons in a circle: `north` is behind `south` is behind `north`",
    ]


def test_a_sentence_is_a_claim_or_left_out():
    text = f"{GOOD}not_formalised: {{C1: says nothing}}\n"
    assert messages(text) == ["`C1` is a claim and left out as well"]
