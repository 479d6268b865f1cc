"""Some Nash equilibrium of an extensive game, as soon as may be: predictive regret matching.

Every player plays each action in proportion to the regret of not having played it, counted against
what all others did (Zinkevich et al. 2008); regrets below zero are forgotten, and the last one is
expected to come again (Farina, Kroer and Sandholm 2021, section 5). The mean of all rounds, late
ones weighted most, comes to a Nash equilibrium in every game of two players with opposed
interests. Elsewhere it often does, without a guarantee, so what is told is the regret that was
measured. Which of several equilibria it comes to has no meaning; that of the branch has (`limits`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit

from detente.errors import Problem, SolveError
from detente.game.extensive import ExtensiveGame
from detente.game.sequences import SequenceForm, sequence_form
from detente.shapes import Floats, Ints
from detente.solve.extensive.agents import check_memory
from detente.solve.solution import Status

POWER = 4.0
"""Round t counts t to this power in the mean."""
FIRST, HOPE = 4, 5.0
"""Rounds before the regret is measured, and the power of the rounds with which it may fall."""


@dataclass(frozen=True)
class NearNash:
    """A profile of play, and how near to an equilibrium it is.

    `regret[p]` is the most that player p could gain by any other strategy, `worth[p]` what it
    expects, `share` the sum of all regrets as a share of the range of payoffs. `opposed` says that
    two players have opposed interests, so that the rounds have to come to an equilibrium.
    """

    policy: Floats  # A
    regret: Floats  # P
    worth: Floats  # P
    share: float
    rounds: int
    opposed: bool
    status: Status

    @property
    def sentence(self) -> str:
        """Say what has been reached, in a sentence or two."""
        rounds = "one round" if self.rounds == 1 else f"{self.rounds:,} rounds"
        reached = f"After {rounds} the regrets add up to {self.share:.2g} of the range of payoffs."
        if self.status == Status.CONVERGED:
            return reached
        if self.opposed:
            return f"{reached} More rounds would bring them down further."
        return (
            f"{reached} The players' interests are not opposed, so more rounds may not help; "
            "--limit follows the branch instead."
        )


def regret_matching(
    game: ExtensiveGame,
    *,
    share: float = 1e-3,
    max_rounds: int = 100_000,
    progress: Callable[[int, float], None] | None = None,
) -> NearNash:
    """Play on until all regrets together are a share of the payoffs' range, or rounds run out.

    At sets that the mean never reaches, the last round's choices are given: the profile is a Nash
    equilibrium, which need not be sequential.

    Raises `SolveError` for a share that is not positive or a game too large for the memory,
    `GameError` for one in which a player forgets its past.

    >>> from detente.game.efg import read_efg
    >>> pennies = '''EFG 2 R "" { "A" "B" } p "" 1 1 "" { "h" "t" } 0
    ... p "" 2 1 "" { "h" "t" } 0 t "" 1 "" { 3 -3 } t "" 2 "" { -1 1 }
    ... p "" 2 1 "" { "h" "t" } 0 t "" 3 "" { -1 1 } t "" 4 "" { 1 -1 }'''
    >>> regret_matching(read_efg(pennies), share=1e-5).policy.round(3).tolist()
    [0.333, 0.667, 0.333, 0.667]
    """
    if not 0 < share < np.inf:
        raise SolveError(Problem(f"the share has to be a number above zero, and {share:g} is not"))
    check_memory(game)
    ends = game.payoff[np.diff(game.first) == 0]
    spread = float(np.ptp(ends)) or 1.0
    table = _Table(sequence_form(game))
    rounds, reached, status = 0, np.inf, Status.SLOW
    while True:
        upto = min(max_rounds, later(rounds, reached / share) if rounds else FIRST)
        table.play(rounds, upto)
        rounds = upto
        worth, gains = table.measure()
        reached = float(gains.sum()) / spread
        if progress:
            progress(rounds, reached)
        if reached <= share:
            status = Status.CONVERGED
        if status == Status.CONVERGED or rounds >= max_rounds:
            break
    opposed = ends.shape[1] == 2 and float(np.ptp(ends.sum(axis=1))) <= 1e-12 * spread
    return NearNash(table.policy(), gains, worth, reached, rounds, opposed, status)


def later(rounds: int, factor: float) -> int:
    """Return after how many rounds the regret may have fallen by a factor, at most twice as many.

    >>> later(4, 1000.0), later(40, 2.0)
    (8, 45)
    """
    return max(rounds + 1, int(rounds * min(2.0, factor ** (1.0 / HOPE))))


class _Table:
    """What the players have done and regret: S sequences, the empty one first."""

    def __init__(self, form: SequenceForm) -> None:
        """Lay out the room; play is uniform until a round is played."""
        self.form, width = form, np.diff(form.action_first)
        actions = int(form.action_first[-1])
        self.choice = 1.0 / np.repeat(width, width)  # A
        self.kept, self.last = np.zeros(actions), np.zeros(actions)  # A: regrets
        self.weight, self.sum = np.ones(actions + 1), np.zeros(actions + 1)  # S
        self.gain = np.zeros(actions + 1)  # S: what a sequence adds to its player's worth
        for player in range(form.past.shape[1]):
            weigh(*self._sets(player), self.choice, self.weight)
        self.sum += self.weight

    def _sets(self, player: int) -> tuple[Ints, Ints, Ints]:
        own = slice(self.form.start[player], self.form.start[player + 1])
        return self.form.infoset[own], self.form.before[own], self.form.action_first

    def play(self, after: int, upto: int) -> None:
        """Play the rounds after so many; the first starts the mean anew."""
        form = self.form
        if after == 0:
            self.sum[:] = 0.0
        play_rounds(
            form.past, form.payoff, form.infoset, form.before, form.start, form.action_first,
            self.choice, self.kept, self.last, self.weight, self.sum, self.gain, after, upto, POWER,
        )  # fmt: skip

    def measure(self) -> tuple[Floats, Floats]:
        """Return what the mean is worth to each player, and what each could gain over it (P)."""
        form, mean = self.form, self.sum / self.sum[0]
        players = form.past.shape[1]
        worth, gains = np.zeros(players), np.zeros(players)
        for player in range(players):
            collect(player, form.past, form.payoff, mean, self.gain)
            infoset, before, first = self._sets(player)
            worth[player] = expect(infoset, first, mean, self.gain)
            best = answer_best(infoset, before, first, self.gain)
            gains[player] = max(0.0, best - worth[player])
        return worth, gains

    def policy(self) -> Floats:
        """Return the mean as choices at every set (A)."""
        form, policy = self.form, self.choice.copy()
        before = np.repeat(form.before, np.diff(form.action_first)[form.infoset])
        starts = form.action_first[form.infoset]
        width = np.diff(form.action_first)[form.infoset]
        inside = np.arange(len(before)) - np.repeat(np.cumsum(width) - width, width)
        action = np.repeat(starts, width) + inside
        come = self.sum[before] > 0
        policy[action[come]] = self.sum[action[come] + 1] / self.sum[before[come]]
        return policy


@njit(cache=True, nogil=True)
def play_rounds(  # noqa: PLR0917 (compiled: arguments by place)
    past: Ints,
    payoff: Floats,
    infoset: Ints,
    before: Ints,
    start: Ints,
    first: Ints,
    choice: Floats,
    kept: Floats,
    last: Floats,
    weight: Floats,
    total: Floats,
    gain: Floats,
    after: int,
    upto: int,
    power: float,
) -> None:
    """Let the players answer in turn, for the rounds after `after` up to `upto`."""
    for number in range(after + 1, upto + 1):
        for player in range(past.shape[1]):
            a, b = start[player], start[player + 1]
            collect(player, past, payoff, weight, gain)
            learn(infoset[a:b], before[a:b], first, choice, kept, last, gain)
            weigh(infoset[a:b], before[a:b], first, choice, weight)
        share = float(number) ** power
        for sequence in range(len(weight)):
            total[sequence] += share * weight[sequence]


@njit(cache=True, nogil=True)
def collect(  # noqa: PLR0917 (compiled: arguments by place)
    player: int, past: Ints, payoff: Floats, weight: Floats, gain: Floats
) -> None:
    """Write what each sequence of a player that ends the game adds to its worth (S)."""
    gain[:] = 0.0
    if past.shape[1] == 2:  # the common case, at half the time
        for end in range(len(past)):
            share = payoff[end, player] * weight[past[end, 1 - player]]
            gain[past[end, player]] += share
        return
    for end in range(len(past)):
        share = payoff[end, player]
        for other in range(past.shape[1]):
            if other != player:
                share *= weight[past[end, other]]
        gain[past[end, player]] += share


@njit(cache=True, nogil=True)
def learn(  # noqa: PLR0917 (compiled: arguments by place)
    infoset: Ints,
    before: Ints,
    first: Ints,
    choice: Floats,
    kept: Floats,
    last: Floats,
    gain: Floats,
) -> None:
    """Take in what one player regrets, the last sets first, and choose anew."""
    for row in range(len(infoset) - 1, -1, -1):
        a, b = first[infoset[row]], first[infoset[row] + 1]
        worth, total = 0.0, 0.0
        for k in range(a, b):
            worth += choice[k] * gain[k + 1]
        gain[before[row]] += worth
        for k in range(a, b):
            last[k] = gain[k + 1] - worth
            kept[k] = max(kept[k] + last[k], 0.0)
            choice[k] = max(kept[k] + last[k], 0.0)
            total += choice[k]
        for k in range(a, b):
            choice[k] = choice[k] / total if total > 0 else 1.0 / (b - a)


@njit(cache=True, nogil=True)
def weigh(  # noqa: PLR0917 (compiled: arguments by place)
    infoset: Ints, before: Ints, first: Ints, choice: Floats, weight: Floats
) -> None:
    """Write the weights of one player's sequences from its choices (S)."""
    for row in range(len(infoset)):
        for k in range(first[infoset[row]], first[infoset[row] + 1]):
            weight[k + 1] = weight[before[row]] * choice[k]


@njit(cache=True, nogil=True)
def expect(infoset: Ints, first: Ints, weight: Floats, gain: Floats) -> float:
    """Return what a player expects with these weights."""
    worth = gain[0]
    for one in infoset:
        for k in range(first[one], first[one + 1]):
            worth += weight[k + 1] * gain[k + 1]
    return float(worth)


@njit(cache=True, nogil=True)
def answer_best(infoset: Ints, before: Ints, first: Ints, gain: Floats) -> float:
    """Return what a player's best strategy is worth; `gain` is used up."""
    for row in range(len(infoset) - 1, -1, -1):
        a, b = first[infoset[row]], first[infoset[row] + 1]
        gain[before[row]] += gain[a + 1 : b + 1].max()
    return float(gain[0])
