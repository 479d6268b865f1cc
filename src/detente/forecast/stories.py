"""Play-outs: single histories of the solved game, told as dated lines. The way to look inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np

from detente.forecast.force import window
from detente.forecast.methods import Block
from detente.forecast.readings import Readings
from detente.forecast.run import method_for
from detente.game.arrays import CHANCE, END, Numbers
from detente.game.compile import Compiled
from detente.game.flow import chance_of_record
from detente.game.play import Play
from detente.machine import processors
from detente.model.crisis import ANALYST, DEFAULT_OUTCOME, NATURE
from detente.shapes import Floats


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happens in a story, within its stage's window."""

    start: date
    end: date
    actor: str
    move: str
    outcome: str  # empty if the move could turn out in one way only
    recorded: bool

    @property
    def when(self) -> str:
        """The day, or the first and last day of the window."""
        return window(self)


@dataclass(frozen=True, slots=True)
class Story:
    """One history: which draw it plays in, who everybody secretly is, and what happens."""

    number: int
    types: tuple[tuple[str, str], ...]  # actor, type
    lines: tuple[Line, ...]


def play_out(
    compiled: Compiled, points: Floats, *, seed: int = 1, observer: str = ANALYST
) -> tuple[Story, ...]:
    """Play the crisis once at every point (n, U), types and chances as the observer sees them.

    Everything that is on record happens; types are drawn from what the record says about them.
    """
    readings = Readings(compiled, observer)
    numbers = compiled.parameters.numbers(points)
    solved = method_for(readings).solve(numbers, threads=processors(), progress=lambda *_: None)
    random = np.random.default_rng(seed)
    return tuple(
        Teller(readings, numbers, solved, draw=draw).story(random, number=draw + 1)
        for draw in range(len(points))
    )


class Teller:
    """Tells stories of one solved draw."""

    def __init__(self, readings: Readings, numbers: Numbers, solved: Block, *, draw: int) -> None:
        self.readings, self.game = readings, readings.compiled.game
        self.observer = readings.observer_index(readings.observer)
        self.chance = numbers.chance[draw, :, self.observer]
        self.prior = numbers.prior[draw, self.observer]
        self.policy, self.to = solved.policy(draw), solved.to(draw)
        self.profiles = list(product(*(range(len(names)) for names in self.game.types)))
        self.plays = [self._play(profile) for profile in self.profiles]
        self.met = [
            chance_of_record(self.game, play, allowed=readings.allowed) for play in self.plays
        ]
        joint = np.array(
            [self._prior(p) * met[0, 0] for p, met in zip(self.profiles, self.met, strict=True)]
        )
        self.belief = joint / joint.sum()

    def _prior(self, profile: tuple[int, ...]) -> float:
        starts = self.game.player_slot[:-1]
        return float(np.prod(self.prior[starts + np.array(profile)]))

    def _play(self, profile: tuple[int, ...]) -> Play:
        """Return how play goes if everybody is who the profile says."""
        mover = self.game.mover[self.game.source]
        types = np.array([*profile, 0])[mover]  # CHANCE is -1: the last entry
        chosen = self.policy[np.arange(len(mover)), :, types]
        lots = self.chance[self.game.chance][:, None] if len(self.chance) else 1.0
        return Play(np.where((mover == CHANCE)[:, None], lots, chosen), self.to)

    def story(self, random: np.random.Generator, *, number: int) -> Story:
        """Tell one story."""
        which = int(random.choice(len(self.profiles), p=self.belief))
        types = tuple(
            (player, names[t])
            for player, names, t in zip(
                self.game.players, self.game.types, self.profiles[which], strict=True
            )
            if len(names) > 1
        )
        return Story(number, types, tuple(self._lines(random, which)))

    def _lines(self, random: np.random.Generator, which: int) -> Iterator[Line]:
        for edge in self.path(random, which):
            if self.game.event[edge] >= 0:
                yield self._line(int(self.game.event[edge]))

    def path(self, random: np.random.Generator, which: int) -> Iterator[int]:
        """Walk from the root to an end; yield the edges taken."""
        game, play, node, point = self.game, self.plays[which], 0, 0
        while game.mover[node] != END:
            edges = np.arange(game.first[node], game.first[node + 1])
            ahead = self.met[which][game.child[edges], play.to[edges, point]]
            odds = play.chance[edges, point] * ahead * self.readings.allowed[edges]
            drawn = np.searchsorted(np.cumsum(odds), random.random() * odds.sum(), side="right")
            edge = int(edges[min(drawn, len(edges) - 1)])
            yield edge
            node, point = int(game.child[edge]), int(play.to[edge, point])

    def _line(self, event: int) -> Line:
        course = self.readings.compiled.course
        happening = course.events[event]
        step, move = course.steps[happening.step], course.crisis.moves[happening.move]
        outcome = move.outcomes[happening.outcome].name
        actor = step.stage.actor
        return Line(
            step.start,
            step.end,
            "" if actor == NATURE else actor,
            move.name,
            "" if outcome == DEFAULT_OUTCOME else outcome,
            bool(step.stage.happened),
        )
