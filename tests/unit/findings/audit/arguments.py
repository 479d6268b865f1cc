"""Small crises whose answers are known: one mover, one logit, stakes as unknowns."""

from __future__ import annotations

import numpy as np

from detente.findings.study import Study
from detente.scenario import parse
from detente.shapes import Floats

LOGIT = """
title: One choice
as_of: 2024-05-01
actors: {{north: {{title: North, rationality: 1}}, south: {{title: South, rationality: 1}}}}
moves: {{raid: {{by: north, rung: 6}}, hold: {{by: north}}, wait: {{by: south}},
        tea: {{by: south}}}}
course: [{{on: 2024-05-01, actor: north, choose: [raid, hold]}},
         {{within: 14 days, actor: south, choose: [wait, tea]}}]
stakes: {{north: {{loot: {{each: raid, worth: -4..4}}, shame: {{each: hold, worth: -4..4}},
                  idle: {{when: raid and hold, worth: -4..4}}}},
         south: {{leaves: {{each: tea, worth: -2..2}}, time: {{each: wait, worth: -2..2}}}}}}
claims: {{{claims}}}
questions: {{Q1: {{text: "Will North raid by 15 May 2024?", by: 2024-05-15, asks: raid,
                  resolves: AP, said: 0.9}},
            Q2: {{text: "Will South wait by 15 May 2024?", by: 2024-05-15, asks: wait,
                  resolves: AP}}}}
"""
DECIDES = "C1: {text: Loot is worth more than shame., means: north.loot better than north.shame}"
AMPLE = "C1: {text: Loot is dear., means: north.loot >= -2}"
RAIDS = 'C9: {text: North will raid., expects: "P(raid) >= roughly even chance"}'
IDLE = "C5: {text: Nobody asks., means: north.idle >= 0}"
TEA = "C6: {text: South likes tea., means: south.leaves better than south.time}"
PLANTED = (
    "C1: {text: Loot is dear., means: north.loot >= 2}",
    "C2: {text: Loot is cheap., means: north.loot <= 1}",
    "C3: {text: Shame is small., means: north.shame >= 0}",
    "C4: {text: Shame outweighs a good deal., means: north.loot >= 4 + north.shame}",
)


def study(*claims: str, draws: int = 200, seed: int = 1) -> Study:
    """Open a study of the one choice under some claims."""
    return Study.of(crisis(*claims), draws=draws, seed=seed)


def crisis(*claims: str):
    """Read the one choice with some claims."""
    return parse(LOGIT.format(claims=",\n         ".join(claims)))


def chance(points: Floats, paths: tuple[str, ...]) -> Floats:
    """Return P(raid) by hand: a logit of loot less shame."""
    loot, shame = (points[:, paths.index(f"stakes.north.{name}")] for name in ("loot", "shame"))
    return np.asarray(1 / (1 + np.exp(shame - loot)))
