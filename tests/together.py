"""Small crises in which choices are made without seeing each other."""
# ruff: noqa: E501  (a line a stake)

from __future__ import annotations

BLIND = """title: Two alerts in one night
as_of: 2024-05-01
facts: {tension: {values: [low, high], start: low}}
actors:
  north: {types: {bold: 0.2..0.6, wary: rest}, rationality: 0.8..1.6}
  south: {types: {hard: 0.3..0.7, soft: rest}, rationality: 0.6..1.4}
  west: {rationality: 1..1.5}
moves:
  arm: {by: north, rung: 5, outcomes: {seen: {chance: 0.3..0.8, then: {tension: high}}, unseen: {chance: rest}}}
  hold: {by: north}
  fly: {by: south, rung: 6, then: {tension: high}}
  stay: {by: south}
  warn: {by: west}
  keep_out: {by: west}
  strike: {by: north, rung: 8, when: tension is high}
  talk: {by: north}
course:
  - {on: 2024-05-02, actor: south, choose: [fly, stay]}
  - together:
    - {within: 7 days, actor: north, choose: [arm, hold]}
    - {within: 3 days, actor: south, choose: [fly, stay]}
    - {within: 5 days, actor: west, choose: [warn, keep_out]}
  - {within: 10 days, actor: north, choose: [strike, talk]}
stakes:
  north: {arms: {each: arm, worth: {bold: 1..2, wary: -2..0}}, met: {when: fly and arm, worth: -5..-1}, struck: {when: strike, worth: {bold: 0..3, wary: -4..-1}}}
  south: {flew: {each: fly, worth: {hard: 0..2, soft: -2..0}}, caught: {when: arm and stay, worth: -4..-1}, war: {when: strike, worth: -6..-2}}
  west: {tense: {when: tension is high, worth: -3..-1}, warned: {when: warn and fly, worth: 1..2}}
questions: {Q1: {text: "Will North strike by 1 June 2024?", by: 2024-06-01, asks: strike, resolves: AP}}
"""

ALONE = """title: Two choices, one of which is nobody's business
as_of: 2024-05-01
actors: {north: {types: {bold: 0.2..0.6, wary: rest}}, south: {}}
moves: {arm: {by: north}, hold: {by: north}, fly: {by: south}, stay: {by: south}}
course:
  - BLOCK
stakes:
  north: {arms: {each: arm, worth: {bold: 1..2, wary: -2..0}}, met: {when: fly and arm, worth: -5..-1}}
  south: {flew: {each: fly, worth: -2..2}}
questions: {Q1: {text: "Will North arm by 1 June 2024?", by: 2024-06-01, asks: arm, resolves: AP}}
"""
FIRST = "{on: 2024-05-02, actor: north, choose: [arm, hold]}"
SECOND = "{on: 2024-05-02, actor: south, choose: [fly, stay]}"
