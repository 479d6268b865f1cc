"""A variant tried on the draws of a study, a few at first and more if it is worth it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from detente import pipeline
from detente.errors import TooLargeError
from detente.findings.offramps.delivery import Answers, AskedDelivery, Delivery
from detente.findings.offramps.variants import Variant
from detente.findings.offramps.worth import Worths
from detente.findings.pairing import paired
from detente.findings.study import Study, World
from detente.forecast.conclusions import Measured
from detente.game.compile import Compiled, compile_crisis
from detente.model.crisis import Crisis, Edit, Question
from detente.model.edits import edited
from detente.model.unknowns import unknowns
from detente.shapes import Floats, Longs

TREE_NODES = 200_000
"""Worlds are solved on the tree up to this size: a package's own stages keep evidence apart."""


@dataclass(frozen=True)
class Asked:
    """What is asked of every world: the risks, the package's own stages, and worths."""

    risks: tuple[Measured, ...]
    delivery: AskedDelivery
    worths: Worths

    @classmethod
    def ask(
        cls, world: World, risks: tuple[Question, ...], *, package: Edit | None = None
    ) -> Asked:
        """Ask before the world is solved; the package's pieces of course are the last."""
        worths = Worths.of(world)
        world.also.append(worths)
        pieces = len(package.course) if package else 0
        measured = tuple(Measured.of_question(world.readings, risk) for risk in risks)
        return cls(measured, AskedDelivery.ask(world, pieces=pieces), worths)


@dataclass(frozen=True)
class Part:
    """What was read off some of the draws."""

    rows: Longs  # W: draws of the study
    points: Floats  # W, U'
    chances: tuple[Floats, ...]
    worths: Floats  # W, K
    unsolved: int


@dataclass(eq=False)
class Trial:
    """A variant's world, solved for the study's first `tried` draws, each of them once."""

    study: Study
    variant: Variant
    risks: tuple[Question, ...]
    crisis: Crisis
    compiled: Compiled
    tried: int = 0
    solved: int = 0
    parts: list[Part] = field(default_factory=list, repr=False)
    asked: Asked | None = field(default=None, repr=False)

    @classmethod
    def of(cls, study: Study, variant: Variant, *, risks: tuple[Question, ...]) -> Trial:
        """Build the world; `GameError` where the edits make no game."""
        crisis = edited(study.crisis, *variant.edits)
        return cls(study, variant, risks, crisis, _compiled(crisis, study.method))

    def extend(self, upto: int) -> Trial:
        """Solve the draws up to a number that have not been solved yet."""
        upto = min(upto, len(self.study.draws.points))
        if upto > self.tried:
            begin, self.tried = self.tried, upto
            self._solve(begin, upto)
        return self

    def _solve(self, begin: int, upto: int) -> None:
        draws = self.study.draws
        some = replace(draws, points=draws.points[begin:upto], bound=draws.bound[begin:upto])
        points, rows = paired(
            self.study.crisis, self.crisis,
            draws=some, edits=self.variant.edits, seed=self.study.seed, begin=begin,
        )  # fmt: skip
        world = World(
            self.crisis, self.compiled, points, rows, self.study.threads, self.study.progress
        )
        self.asked = Asked.ask(world, self.risks, package=self.variant.package)
        self.keep(world, begin=begin)

    def keep(self, world: World, *, begin: int = 0) -> None:
        """Keep what a world says of the draws that it was solved for."""
        if self.asked is None:
            raise RuntimeError(self.variant.names)
        if len(world.points) == 0:
            return
        read = world.read
        self.solved += len(world.points)
        unsolved = int((read.status != 0).sum())
        worths = self.asked.worths.values
        self.parts.append(Part(world.rows + begin, world.points, read.chances, worths, unsolved))
        for name in ("rows", "points", "chances", "risk", "worths"):
            self.__dict__.pop(name, None)

    # --- what was found, over the draws kept (W) -------------------------------------------------
    @cached_property
    def rows(self) -> Longs:
        """The draws of the study that allow the variant (W)."""
        return np.concatenate([p.rows for p in self.parts] or [np.zeros(0, np.int64)])

    @cached_property
    def points(self) -> Floats:
        """The numbers of its world (W, U')."""
        return np.concatenate([p.points for p in self.parts])

    @cached_property
    def chances(self) -> tuple[Floats, ...]:
        """The answers of every reading."""
        many = zip(*(p.chances for p in self.parts), strict=True)
        return tuple(np.concatenate(parts) for parts in many)

    @cached_property
    def risk(self) -> Floats:
        """The risks (W, Q)."""
        if self.asked is None or not self.parts:
            return np.zeros((0, len(self.risks)))
        return np.column_stack([m.over(self.chances.__getitem__) for m in self.asked.risks])

    @cached_property
    def worths(self) -> Floats:
        """What every slot expects after the record, in utils (W, K)."""
        return np.concatenate([p.worths for p in self.parts])

    @property
    def unknowns(self) -> tuple[str, ...]:
        """The paths of the columns of `points`."""
        return tuple(unknown.path for unknown in unknowns(self.crisis))

    @property
    def answers(self) -> tuple[Answers, ...]:
        """What is answered at the package's own stages."""
        return tuple(self.asked.delivery.answers(self.chances)) if self.asked else ()

    @property
    def delivery(self) -> Delivery | None:
        """How far the package gets."""
        return self.asked.delivery.delivery(self.chances) if self.asked else None


def _compiled(crisis: Crisis, method: pipeline.Method) -> Compiled:
    if method != "auto":
        return pipeline.compile(crisis, method=method)
    try:
        return compile_crisis(crisis, most_nodes=TREE_NODES)
    except TooLargeError:
        return pipeline.compile(crisis, method="grid")
