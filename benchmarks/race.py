"""The race to small regret of `extensive.py`: detente's methods against OpenSpiel's."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
from crises import crisis
from peers import SPIEL, Peer, ask
from report import Report

from detente.game.arrays import END
from detente.game.extensive import ExtensiveGame
from detente.shapes import Floats
from detente.solve.extensive import limits, matching
from detente.solve.extensive.regret import expected, regrets


@dataclass(frozen=True)
class Raced:
    """A profile (A) and what it took to come to it, the time for its regrets left out."""

    policy: Floats
    seconds: float
    steps: int
    note: str = ""


class Watch:
    """Processor seconds since it was made, less those inside the functions it leaves out."""

    def __init__(self) -> None:
        """Begin to count."""
        self.begin, self.outside = time.process_time(), 0.0

    @property
    def seconds(self) -> float:
        """What has gone by."""
        return time.process_time() - self.begin - self.outside

    def leaving_out(self, function: Callable) -> Callable:
        """Return the function, its time not counted."""

        def unseen(*args: object, **options: object) -> object:
            begin = time.process_time()
            try:
                return function(*args, **options)
            finally:
                self.outside += time.process_time() - begin

        return unseen


class TooLongError(Exception):
    """A method of ours has used up its time."""


def along_the_branch(game: ExtensiveGame, *, share: float, limit: float) -> Raced:
    """Follow the principal branch until the regrets are small."""
    watch = Watch()

    def progress(lam: float, reached: float) -> None:
        if watch.seconds > limit:
            raise TooLongError(f"at lambda {lam:.3g} with {reached:.1e} of the range")

    with mock.patch.object(limits, "regrets", watch.leaving_out(limits.regrets)):
        found = limits.nash_limit(game, share=share, progress=progress).solution
    return Raced(found.policy, watch.seconds, found.steps, f"lambda {found.lam:.3g}")


def by_matching(game: ExtensiveGame, *, share: float, limit: float) -> Raced:
    """Play rounds of regret matching until the regrets are small."""
    watch = Watch()

    def progress(rounds: int, reached: float) -> None:
        if watch.seconds > limit:
            raise TooLongError(f"after {rounds:,} rounds with {reached:.1e} of the range")

    measured = watch.leaving_out(matching._Table.measure)  # noqa: SLF001 (its time apart)
    with mock.patch.object(matching._Table, "measure", measured):  # noqa: SLF001
        found = matching.regret_matching(game, share=share, progress=progress)
    return Raced(found.policy, watch.seconds, found.rounds)


OURS: tuple[tuple[str, Callable[..., Raced]], ...] = (
    ("regret matching", by_matching),
    ("the branch", along_the_branch),
)
"""Ways of detente to small regret: a name, and a function of the game, `share=` and `limit=`."""


@dataclass(frozen=True)
class Race:
    """One crisis that everybody gets, and the goal: a share of the range of payoffs."""

    path: Path
    game: ExtensiveGame
    share: float
    report: Report
    about: dict[str, object]

    @property
    def spread(self) -> float:
        """The range of payoffs."""
        return float(np.ptp(self.game.payoff[self.game.mover == END]))

    @property
    def profiles(self) -> Path:
        """Where our profiles are written for OpenSpiel to judge."""
        return self.path.with_suffix(".json")

    def ours(self, name: str, method: Callable[..., Raced], *, limit: float) -> None:
        """Let one of our methods run; measure its regret apart, and keep its profile."""
        self.report.now(f"{self.about['leaves']:,} leaves: {name}")
        try:
            raced = method(self.game, share=self.share, limit=limit)
        except TooLongError as late:
            self.tell(f"detente, {name}", limit, note=f"stopped, {late}")
            return
        worth = expected(self.game, raced.policy)
        left = float(regrets(self.game, raced.policy, worth).sum())
        self.tell(f"detente, {name}", raced.seconds, raced.steps, left, note=raced.note)
        with self.profiles.open("a") as out:
            out.write(json.dumps((f"detente, {name}", as_spiel(self.game, raced.policy))) + "\n")

    def theirs(self, peer: Peer) -> None:
        """Let OpenSpiel judge our profiles and run its own methods."""
        self.report.now(f"{self.about['leaves']:,} leaves: {peer.names}")
        goal = (repr(self.share * self.spread), repr(peer.limit))
        for told in ask(
            peer.python,
            SPIEL,
            str(self.path),
            *goal,
            str(self.profiles),
            limit=1800 + 10 * peer.limit,
        ):
            name = f"OpenSpiel {peer.spiel}, {told['name']}"
            if "seconds" in told:
                self.tell(name, told["seconds"], told["steps"], told["regret"])
            else:
                self.tell(f"{told['name']}, judged by OpenSpiel", regret=told["regret"])

    def tell(
        self, name: str, seconds: float | None = None, steps: int | None = None,
        regret: float | None = None, *, note: str = "",
    ) -> None:  # fmt: skip
        """Report one competitor."""
        share = None if regret is None else regret / self.spread
        parts = [
            "" if seconds is None else f"{seconds:.4f} s",
            "" if steps is None else f"{steps:,} steps",
            "" if share is None else f"regret {share:.2e} of the range",
            "" if share is None or share <= self.share * (1 + 1e-9) else "not there",
            note,
        ]
        self.report.say(
            f"    {name}: " + ", ".join(part for part in parts if part),
            **self.about, solver=name, seconds=seconds, steps=steps, share=share, note=note,
        )  # fmt: skip


def as_spiel(game: ExtensiveGame, policy: Floats) -> dict[str, list[float]]:
    """Write a profile as OpenSpiel names its information states: player twice, number, label."""
    return {
        f"{p}-{p}-{number}-{label}": policy[begin:end].tolist()
        for p, number, label, begin, end in zip(
            game.infoset_player, game.infoset_number, game.infoset_label,
            game.action_first, game.action_first[1:], strict=False,
        )
    }  # fmt: skip


def race(report: Report, *, depths: list[int], zero_sum: bool, share: float, limit: float) -> None:
    """Time to the same sum of regrets on crises of several depths."""
    for _, method in OURS:
        method(crisis(3, zero_sum=zero_sum), share=0.1, limit=60.0)  # compile
    for depth in depths:
        path, game = report.file(depth, zero_sum=zero_sum)
        leaves = int((game.mover == END).sum())
        kind = "zero sum" if zero_sum else "general sum"
        report.say(f"depth {depth}, {leaves:,} leaves, {kind}")
        about = {"depth": depth, "leaves": leaves, "zero_sum": zero_sum}
        one = Race(path, game, share, report, about)
        one.profiles.write_text("")
        for name, method in OURS:
            one.ours(name, method, limit=limit)
        for peer in report.peers:
            if peer.spiel and depth <= peer.most:
                one.theirs(peer)
        path.unlink()
