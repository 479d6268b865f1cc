"""What the analyst reads for each kind of mistake: place, line, caret, message, hint."""

from __future__ import annotations

import pytest

from detente import scenario
from detente.errors import ScenarioError

GOOD = """\
title: Two neighbours
as_of: 2024-05-01
sources:
  wire: {title: A wire report, grade: B2}
theatres:
  pass: {title: The pass}
facts:
  us_force_in_iraq: {values: [present, gone], where: pass}
  shots: [no, yes]
actors:
  north:
    types: {bold: 0.3..0.6, wary: rest}
  south:
    beliefs:
      north: {bold: 0.5, wary: 0.5}
moves:
  raid:
    by: north
    rung: 6
    when: us_force_in_iraq is present
    outcomes:
      heard: {chance: 0.4, then: {shots: yes}}
      unheard: 0.6
  hold: {by: north}
  strike: {by: south, rung: 7}
  wait: {by: south}
events:
  force: move(by north|south, rung >= 6)
course:
  - {on: 2024-05-01, actor: north, choose: [raid, hold], happened: raid}
  - {within: 14 days, actor: south, choose: [strike, wait], when: shots}
  - repeat:
      times: 2
      every: 30 days
      stages:
        - {within: 10 days, actor: north, choose: [raid, hold]}
        - {within: 10 days, actor: south, choose: [strike, wait]}
ends: when top rung >= 7
stakes:
  north:
    loot: {each: raid, worth: {bold: 1..4, wary: -2..1}}
    war: {when: raid after strike, worth: -6..-1}
  south:
    shame: {when: wait, worth: -6..-1}
    war: {when: raid after strike, worth: = stakes.north.war}
claims:
  C1:
    text: South fears shame more than war.
    source: {id: wire, place: page 1}
    means: south.shame worse than south.war
  C2:
    text: South will strike.
    expects: P(strike | raid) >= likely
questions:
  Q1: {text: Will South strike by 15 May 2024?, by: 2024-05-15, asks: strike by 2024-05-15}
"""

MISTAKES = {
    "unknown key": ("    rung: 6", "    rugn: 6"),
    "unknown top-level key": ("theatres:", "theaters:"),
    "unknown key of a claim": ("    source: {id: wire", "    sauce: {id: wire"),
    "duplicate key": ("    by: north\n", "    by: north\n    by: south\n"),
    "duplicate name": ("  hold: {by: north}\n", "  hold: {by: north}\n  hold: {by: north}\n"),
    "a name for two things": ("  force: move", "  raid: move"),
    "a reserved name": ("  shots: [no, yes]", "  first: [no, yes]"),
    "a name in capitals": ("  shots: [no, yes]", "  Shots: [no, yes]"),
    "undefined actor": ("    by: north\n", "    by: noth\n"),
    "undefined actor in a condition": ("by north|south", "by north|suoth"),
    "undefined move": ("[strike, wait], when: shots", "[strike, wiat], when: shots"),
    "undefined move in a condition": ("asks: strike by", "asks: stirke by"),
    "undefined fact": ("when: us_force_in_iraq is", "when: us_force_in_irak is"),
    "undefined fact in an outcome": ("then: {shots: yes}", "then: {shot: yes}"),
    "undefined value": ("us_force_in_iraq is present", "us_force_in_iraq is absent"),
    "undefined value in an outcome": ("then: {shots: yes}", "then: {shots: yse}"),
    "undefined unknown in a claim": ("means: south.shame", "means: south.shmae"),
    "a claim about a payoff nobody has": ("means: south.shame", "means: south.glory"),
    "a claim that fits several": ("south.shame worse than south.war", "south.shame worse than war"),
    "undefined source": ("{id: wire,", "{id: wires,"),
    "undefined theatre": ("where: pass}", "where: gulf}"),
    "undefined outcome": ("asks: strike by", "asks: raid.seen by"),
    "range upside down": ("when: wait, worth: -6..-1", "when: wait, worth: -1..-6"),
    "no number": ("when: wait, worth: -6..-1", "when: wait, worth: about -3"),
    "a percentage": ("chance: 0.4,", "chance: 40%,"),
    "a word of the other yardstick": ("chance: 0.4,", "chance: realistic possibility,"),
    "chances that do not sum to one": ("unheard: 0.6", "unheard: 0.5"),
    "chances that cannot reach one": ("unheard: 0.6", "unheard: 0.1..0.5"),
    "chances that must pass one": ("chance: 0.4,", "chance: 0.5..0.7,"),
    "two rests": (
        "{chance: 0.4, then: {shots: yes}}\n      unheard: 0.6",
        "rest\n      unheard: rest",
    ),
    "nothing left for rest": ("unheard: 0.6", "unheard: rest\n      seen: 0.7"),
    "a chance above one": ("unheard: 0.6", "unheard: 1.6"),
    "priors that do not sum to one": ("wary: rest", "wary: 0.2"),
    "two rests among priors": ("bold: 0.3..0.6, wary: rest", "bold: rest, wary: rest"),
    "beliefs that do not sum to one": ("{bold: 0.5, wary: 0.5}", "{bold: 0.5, wary: 0.4}"),
    "beliefs about a type that is not": ("{bold: 0.5, wary: 0.5}", "{bald: 0.5, wary: 0.5}"),
    "beliefs that leave a type out": ("{bold: 0.5, wary: 0.5}", "{bold: 1}"),
    "a worth for a type that is not": ("{bold: 1..4, wary: -2..1}", "{bold: 1..4, weary: -2..1}"),
    "a condition that does not parse": ("P(strike | raid)", "P(strike || raid)"),
    "a word of the language misspelt": (
        "raid after strike, worth: -6",
        "raid aftre strike, worth: -6",
    ),
    "a condition with one equals": ("us_force_in_iraq is present", "us_force_in_iraq = present"),
    "a condition that ends early": (
        "when: raid after strike, worth: -6",
        "when: raid after, worth: -6",
    ),
    "a condition over two lines": (
        "    when: us_force_in_iraq is present\n",
        "    when: >-\n      us_force_in_iraq is present\n      and not shotz\n",
    ),
    "a quoted condition": ("each: raid, worth", 'each: "move(by north, rung > six)", worth'),
    "a day that is not": ("asks: strike by 2024-05-15", "asks: strike by 2024-05-35"),
    "an event defined by itself": ("force: move(by north|south, rung >= 6)", "force: not force"),
    "a condition where moves are wanted": (
        "force: move(by north|south, rung >= 6)\n",
        "force: shots and raid\n  twice: count(force) >= 2\n",
    ),
    "a stage with no move of its actor": (
        "actor: south, choose: [strike, wait], when",
        "actor: south, choose: [raid, hold], when",
    ),
    "a move of another actor at a stage": ("[strike, wait], when", "[strike, hold], when"),
    "a stage of nobody": (
        "actor: south, choose: [strike, wait], when",
        "choose: [strike, wait], when",
    ),
    "nothing to choose": ("[strike, wait], when", "[], when"),
    "a date that runs back": ("  - {within: 14 days, actor", "  - {on: 2024-04-15, actor"),
    "two dates at a stage": ("{within: 14 days, actor", "{within: 14 days, after: 2 days, actor"),
    "a duration without a unit": ("{within: 14 days, actor", "{within: 14, actor"),
    "on in a repeat": ("- {within: 10 days, actor: north", "- {on: 2024-06-01, actor: north"),
    "happened in a repeat": (
        "actor: north, choose: [raid, hold]}",
        "actor: north, choose: [raid, hold], happened: raid}",
    ),
    "every outside a repeat": (
        "  - repeat:\n      times: 2\n",
        (
            "  - {every: 60 days, stages: [{actor: north, choose: [raid, hold]}]}\n"
            "  - repeat:\n      times: 2\n"
        ),
    ),
    "every never": (
        "        - {within: 10 days, actor: south",
        (
            "        - {every: 0 days, stages: [{actor: north, choose: [raid, hold]}]}\n"
            "        - {within: 10 days, actor: south"
        ),
    ),
    "one party": ("as_of: 2024-05-01\n", "as_of: 2024-05-01\nparties: [north]\n"),
    "repeat stages longer than every": ("every: 30 days", "every: 2 weeks"),
    "a move that happened and was no choice": ("happened: raid", "happened: strike"),
    "numbers in a circle": (
        "when: raid after strike, worth: -6..-1",
        "when: raid after strike, worth: = stakes.south.war",
    ),
    "a borrowed number that is not": ("= stakes.north.war", "= stakes.north.wra"),
    "a borrowed number by a short name": ("= stakes.north.war", "= north.war"),
    "a probability for a worth": ("= stakes.north.war", "= beliefs.analyst.north.bold"),
    "a stake without a when": ("shame: {when: wait, worth", "shame: {worth"),
    "a question without a question": (", asks: strike by 2024-05-15}", "}"),
    "a question about the past": ("by: 2024-05-15,", "by: 2024-04-15,"),
    "a claim that is both": ("    expects: P", "    means: south.shame <= -1\n    expects: P"),
    "a list where a mapping belongs": ("  south:\n    shame", "  south: [1]\n  us:\n    shame"),
    "a course missing": (GOOD[GOOD.index("course:") : GOOD.index("ends:")], ""),
    "a later version": ("title: Two", "detente: 2\ntitle: Two"),
    "an anchor": ("moves:\n", "moves: &moves\n"),
    "an alias": ("  south:\n    shame: {when: wait, worth: -6..-1}", "  south:\n    shame: *loot"),
    "a tag": ("title: Two neighbours", "title: !!python/object:os.system Two neighbours"),
    "tabs": ("    by: north\n", "\tby: north\n"),
    "no space after a colon": ("title: Two neighbours", "title:Two neighbours"),
    "a colon in a text": ("text: South will strike.", "text: South will do this: strike."),
    "a comma in a condition": ("each: raid, worth", "each: move(by north, rung >= 6), worth"),
    "a quote that is not closed": ("title: A wire report", 'title: "A wire report'),
    "two documents": ("facts:\n", "---\nfacts:\n"),
    "three mistakes in one file": (
        "    rung: 6\n    when: us_force_in_iraq is present",
        "    rugn: 6\n    when: us_force_in_irak is present\n    where: gulf",
    ),
}


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as error:
        scenario.parse(text, name="neighbours.yaml")
    lines = [problem.span.line for problem in error.value.problems if problem.span]
    assert lines == sorted(lines)
    return f"\n{error.value}\n"


def test_the_text_without_mistakes_is_read():
    assert scenario.parse(GOOD).title == "Two neighbours"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake(mistake, snapshot):
    right, wrong = MISTAKES[mistake]
    assert right in GOOD
    assert refusal(GOOD.replace(right, wrong, 1)) == snapshot


@pytest.mark.parametrize(
    "text",
    ["", "just a sentence", "- a\n- list\n", "{", "a: b: c", "title: x\x00", "\tall: tabs"],
    ids=["empty", "sentence", "list", "bracket", "colons", "binary", "tabs"],
)
def test_what_is_no_scenario(text, snapshot):
    assert refusal(text) == snapshot


def test_syntax_of_one_section_does_not_hide_the_next(snapshot):
    text = GOOD.replace("{by: south, rung: 7}", "{by: south, rung: 7", 1)
    text = text.replace("each: raid, worth: {bold", "each: raid, wroth: {bold", 1)
    text = text.replace("P(strike | raid) >= likely", "P(strike || raid) >= likly", 1)
    assert refusal(text) == snapshot


def test_a_nesting_bomb(snapshot):
    assert refusal(GOOD + "about: " + "[" * 60_000) == snapshot


def test_nested_brackets_in_a_condition(snapshot):
    text = GOOD.replace("when: wait", f"when: {'(' * 41}wait{')' * 41}", 1)
    assert refusal(text) == snapshot


def test_an_alias_bomb(snapshot):
    bomb = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 4)]
    assert refusal("\n".join(bomb)) == snapshot


def test_a_file_of_mistakes_is_cut_short():
    text = GOOD.replace("theatres:\n", "theatres:\n" + "".join(f"  T{n}: x\n" for n in range(500)))
    lines = refusal(text).strip().splitlines()
    assert lines[-1] == "neighbours.yaml: and 400 more mistakes"
