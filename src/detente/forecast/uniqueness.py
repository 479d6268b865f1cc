"""Whether a forecast hangs on which equilibrium is meant, as data and in sentences.

A forecast reads the principal equilibrium of every draw. Some of the draws are solved again from
starts far off; where that leads to another equilibrium, the questions are read off it as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from detente.forecast.figures import SPACE, percent, percents
from detente.model.words import YARDSTICKS, Yardstick
from detente.shapes import Bools, Floats, Longs

LEAST_MOVE = 0.05
"""A probability that moves by less is not told, even where it crosses from word to word."""
FOLLOWED = (
    "The forecast follows the equilibrium that leads on from indifference; that it is the one "
    "played is not in the argument."
)
NORMAL = 1.959964
"""Half of the width of a 95 % interval, in standard deviations."""


@dataclass(frozen=True)
class Shift:
    """How other equilibria answer a question: one row (S) for each that was found."""

    question: str
    draw: Longs  # S: the forecast's draw
    here: Floats  # S: the answer at the equilibrium that the forecast follows
    there: Floats  # S: at the other one

    def far(self, yardstick: Yardstick) -> Bools:
        """Return where it comes out in another word, and `LEAST_MOVE` or more away (S)."""
        pairs = zip(self.here.tolist(), self.there.tolist(), strict=True)
        words = np.array([_word(h, yardstick) != _word(t, yardstick) for h, t in pairs], bool)
        return np.asarray(words & (np.abs(self.there - self.here) >= LEAST_MOVE))


@dataclass(frozen=True)
class Moved:
    """A question that another equilibrium answers in another word."""

    question: str
    draws: int  # how many of the draws looked at
    median: float  # over them, how far the farthest equilibrium is
    most: float


@dataclass(frozen=True)
class Uniqueness:
    """What a sample of draws says about other equilibria; `reason` where none was looked at."""

    looked: int = 0  # draws
    starts: int = 0  # in each
    settled: int = 0  # starts, over all draws, that led to an equilibrium
    several: int = 0  # draws in which another equilibrium was found
    shifts: tuple[Shift, ...] = ()  # of every question that turns out yes or no
    reason: str = ""

    def touched(self, yardstick: str) -> int:
        """Count the draws in which another equilibrium answers some question in another word."""
        found = [one.draw[one.far(YARDSTICKS[yardstick])] for one in self.shifts]
        return len(np.unique(np.concatenate(found))) if found else 0

    def moved(self, yardstick: str) -> tuple[Moved, ...]:
        """Return the questions that come out in another word, with how often and how far."""
        found = ((one, one.far(YARDSTICKS[yardstick])) for one in self.shifts)
        return tuple(_moved(one, far) for one, far in found if far.any())

    def share(self, yardstick: str) -> tuple[float, float, float]:
        """Return the share of draws touched, and its 95 % interval; NaN if none was looked at."""
        touched = self.touched(yardstick)
        return touched / self.looked if self.looked else math.nan, *wilson(touched, self.looked)

    def sentence(self, yardstick: str) -> str:
        """Say how many draws were looked at and what was found."""
        if self.reason:
            return f"not looked for: {self.reason}"
        draws = _count(self.looked, "draw")
        told = f"looked for in {draws} from {_count(self.starts, 'far-off start')} in each: "
        if lost := self.looked * self.starts - self.settled:
            told += f"{_count(lost, 'start')} led nowhere; "
        if not self.several:
            between = percents(*wilson(0, self.looked))
            return (
                f"{told}none found, so the share of draws with one that such starts find is "
                f"{between} (95{SPACE}% interval); that is no proof that there is none"
            )
        told += f"another one found in {self._of(self.several)}"
        if touched := self.touched(yardstick):
            return f"{told}; in {touched:,} of these it answers a question in another word"
        return f"{told}; it answers no question in another word"

    def warning(self, yardstick: str) -> str:
        """Say in a sentence what another equilibrium would change; empty if nothing."""
        moved = self.moved(yardstick)
        if not moved:
            return ""
        names = "; ".join(
            f"{one.question} in {one.draws:,} (by {_points(one.median)} in the median, "
            f"{round(100 * one.most)} at most)"
            for one in moved
        )
        return (
            f"In {self._of(self.touched(yardstick))} another equilibrium answers a question in "
            f"another word: {names}."
        )

    def _of(self, count: int) -> str:
        share, between = percent(count / self.looked), percents(*wilson(count, self.looked))
        looked = f"{count:,} of the {_count(self.looked, 'draw')} looked at"
        return f"{looked} ({share}; 95{SPACE}% interval {between})"


NOT_ASKED = Uniqueness(reason="the run was asked not to")


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of which a sample is known (Wilson 1927).

    It lies within 0 and 1 and is honest where no hit, or nothing else, was seen. NaN for nothing.

    >>> tuple(round(edge, 3) for edge in wilson(0, 100))
    (0.0, 0.037)
    >>> tuple(round(edge, 3) for edge in wilson(41, 100))
    (0.319, 0.508)
    """
    if not of:
        return math.nan, math.nan
    share, weight = hits / of, NORMAL * NORMAL / of
    middle = (share + 0.5 * weight) / (1.0 + weight)
    half = math.sqrt(weight * share * (1.0 - share) + 0.25 * weight * weight) / (1.0 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def _moved(shift: Shift, far: Bools) -> Moved:
    """Summarise where a question comes out in another word, one number a draw."""
    farthest: dict[int, float] = {}
    moves = np.abs(shift.there - shift.here)[far].tolist()
    for draw, move in zip(shift.draw[far].tolist(), moves, strict=True):
        farthest[draw] = max(move, farthest.get(draw, 0.0))
    sizes = list(farthest.values())
    return Moved(shift.question, len(sizes), float(np.median(sizes)), max(sizes))


def _word(probability: float, yardstick: Yardstick) -> tuple[str, bool]:
    """Name a probability; below 1 % and above 99 % there is no word, and the side tells."""
    return yardstick.word(probability), probability > 0.5


def _points(move: float) -> str:
    return _count(round(100 * move), "point")


def _count(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"
