"""What is read off every solution for a watch list: events together with answers, and by type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.forecast.methods import Block
from detente.forecast.readings import Asked, Readings
from detente.game.arrays import Numbers
from detente.game.joint import Watched, Weighed, joint
from detente.game.play import Play
from detente.shapes import Floats, Ints

YES = 2
"""The answer of a probability's reading that says yes; 1 says no."""


@dataclass(eq=False)
class Together:
    """Reads, in every draw, each watched event together with each answer, and under each type.

    After the solutions are read: `parts[d, o, 0]` is P(o) and `parts[d, o, 1 + q]` P(o and yes to
    q), `whole` the same for all histories, `settled[d, s, q]` the part of P(yes) that is settled at
    step s, `news[d, o, q]` what o tells beyond what came before its stage, `given[d, k, o]` is
    P(o | type k), and `weight[d, k]` the observer's prior of the type times the chance of the
    record if the actor has it.
    """

    readings: Readings
    asked: tuple[Asked, ...]  # yes-or-no questions
    types: tuple[tuple[str, str], ...]  # actor, type
    observer: str
    number: Ints  # X: column of each event, -1 if it is not watched
    parts: Floats = field(init=False)  # D, O, 1 + Q
    whole: Floats = field(init=False)  # D, 1 + Q
    settled: Floats = field(init=False)  # D, S, Q
    news: Floats = field(init=False)  # D, O, Q
    given: Floats = field(init=False)  # D, K, O
    weight: Floats = field(init=False)  # D, K

    def __post_init__(self) -> None:
        """Prepare what is the same for all draws."""
        self.game = self.readings.compiled.game
        self.who = self.readings.observer_index(self.observer)
        self.watched = Watched.over(self.game, self.number)
        self.weighed = [Weighed(a.lift, _yes(a.lift.answers)) for a in self.asked]
        self.mover = self.game.mover[self.game.source]
        self.players = [self.game.players.index(actor) for actor, _ in self.types]
        self.kinds = [
            self.game.types[p].index(name)
            for p, (_, name) in zip(self.players, self.types, strict=True)
        ]

    def begin(self, draws: int) -> None:
        """Make room for so many draws."""
        events, questions = self.watched.columns, len(self.asked)
        steps = int(self.game.stage.max(initial=-1)) + 1
        self.parts = np.zeros((draws, events, 1 + questions))
        self.whole = np.zeros((draws, 1 + questions))
        self.settled = np.zeros((draws, steps, questions))
        self.news = np.zeros((draws, events, questions))
        self.given = np.zeros((draws, len(self.types), events))
        self.weight = np.zeros((draws, len(self.types)))

    def read(self, row: int, d: int, numbers: Numbers, solved: Block) -> None:
        """Read one draw."""
        allowed = self.readings.allowed
        play = solved.play(d, observer=self.who)
        found = joint(self.game, play, self.watched, asked=self.weighed, allowed=allowed)
        self.parts[row], self.whole[row] = found.parts, found.whole
        self.settled[row], self.news[row] = found.settled, found.news
        policy, prior = solved.policy(d), numbers.prior[d, self.who]
        for k, (player, kind) in enumerate(zip(self.players, self.kinds, strict=True)):
            own = np.where((self.mover == player)[:, None], policy[:, :, kind], play.chance)
            known = joint(self.game, Play(own, play.to), self.watched, allowed=allowed)
            self.given[row, k] = known.parts[:, 0]
            self.weight[row, k] = prior[self.game.player_slot[player] + kind] * known.record


def _yes(answers: int) -> Floats:
    worth = np.zeros(answers)
    worth[YES:] = 1.0
    return worth


def typed(readings: Readings) -> tuple[tuple[str, str], ...]:
    """Return every type of every actor that has several."""
    game = readings.compiled.game
    pairs: Sequence[tuple[str, tuple[str, ...]]] = list(zip(game.players, game.types, strict=True))
    return tuple((actor, name) for actor, names in pairs if len(names) > 1 for name in names)
