"""What if: the crisis with a cause removed or a number changed, on the same draws.

A counterfactual has three steps (Pearl 2009, theorem 7.1.7). What has been observed says which
types the actors have, draw by draw; then the crisis is edited; then it is solved and read with the
types as they were learnt:

    P(Q, had it been otherwise) = sum over type profiles t of  P(t | record) * P_edited(Q | t)

With p1 and p0 the chances of a question with the cause and without it, at one draw and profile,
the probability of necessity (that Q would not have come about without the cause, given that it
does with it) and of sufficiency (that the cause would bring Q about, given that without it Q does
not come about) lie within the bounds of Tian and Pearl (2000, equations 12 and 13), here summed
over draws and profiles, which both worlds share:

    max(0, p1 - p0) / p1  <=  PN  <=  min(p1, 1 - p0) / p1
    max(0, p1 - p0) / (1 - p0)  <=  PS  <=  min(p1, 1 - p0) / (1 - p0)

The lower bound is the value itself if the cause never prevents what it is said to cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from detente.errors import GameError, Problem
from detente.findings.study import Study, World
from detente.forecast.conclusions import Measured
from detente.forecast.readings import Knowing
from detente.model.crisis import Crisis, Edit, Question
from detente.model.settings import canonical
from detente.shapes import Floats, Longs

MOST_PROFILES = 64
"""More combinations of types than this are not read one by one."""


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a probability can be."""

    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """A question before the edit and after it.

    In a paired comparison row w of both is the same draw; otherwise they are two sets of draws.
    """

    question: Question
    before: Floats  # W
    after: Floats  # W, or the draws of the other argument
    necessity: Bounds | None = None
    sufficiency: Bounds | None = None

    @property
    def change(self) -> Floats:
        """After less before, draw by draw; only where the draws are common."""
        return self.after - self.before


@dataclass(frozen=True)
class WhatIf:
    """What an edit changes."""

    edit: Edit
    crisis: Crisis  # as edited
    paired: bool
    rows: Longs  # the study's draws that are compared
    learnt: bool  # the types are those that the record tells, not their priors
    differences: tuple[Difference, ...]
    unplayed: tuple[str, ...]  # stages that no history reaches any more


@dataclass(frozen=True)
class WhatIfInquiry:
    """What one edit asks of the base and of its own world."""

    study: Study
    edit: Edit
    world: World
    paired: bool
    before: tuple[Measured, ...]
    after: tuple[Measured, ...]
    base_by_type: tuple[tuple[Measured, ...], ...]  # by profile, by question
    by_type: tuple[tuple[Measured, ...], ...]
    profiles: tuple[Knowing, ...]

    @classmethod
    def ask(cls, study: Study, edit: Edit) -> WhatIfInquiry:
        """Add the readings; `GameError` or `ContradictionError` where the edit leaves no game."""
        paired = not _changes_the_argument_alone(edit)
        world = study.world(edit) if paired else study.elsewhere(edit)
        profiles = _profiles(study.crisis) if paired and not _sets_priors(world, edit) else ()
        return cls(
            study, edit, world, paired,
            study.base.questions(), _same_questions(world, study.crisis),
            _by_type(study.base, profiles), _by_type(world, profiles), profiles,
        )  # fmt: skip

    def found(self) -> WhatIf:
        """Read the differences; solves base and world if that has not been done."""
        rows = self.world.rows if self.paired else np.arange(len(self.study.draws.points))
        weights = _weights(self.study.base, self.profiles, rows) if self.profiles else None
        differences = tuple(
            self._difference(number, question, rows=rows, weights=weights)
            for number, question in enumerate(self.study.crisis.questions)
        )
        return WhatIf(
            self.edit, self.world.crisis, self.paired, rows, bool(self.profiles), differences,
            tuple(_unplayed(self.study.base, self.world)),
        )  # fmt: skip

    def _difference(
        self, number: int, question: Question, *, rows: Longs, weights: Floats | None
    ) -> Difference:
        before = self.study.base.values(self.before[number])[rows]
        if weights is None:
            return Difference(question, before, self.world.values(self.after[number]))
        with_it = np.array(
            [self.study.base.values(asked[number])[rows] for asked in self.base_by_type]
        )
        without = np.array([self.world.values(asked[number]) for asked in self.by_type])
        after = _mixed(weights, without)
        if question.asks is None:
            return Difference(question, before, after)
        return Difference(question, before, after, *_causes(weights, with_it, without))


def what_if(study: Study, *edits: Edit) -> tuple[WhatIf, ...]:
    """Compare the crisis with each edit on its own, on the study's draws.

    >>> from detente import load
    >>> study = Study.of(load("border-raid"), draws=20)
    >>> (calm,) = what_if(study, Edit("calm", "counterfactual", "no strike", never=("strike",)))
    >>> float(calm.differences[0].after.max())
    0.0
    """
    inquiries = [WhatIfInquiry.ask(study, edit) for edit in edits]
    return tuple(inquiry.found() for inquiry in inquiries)


def named(crisis: Crisis, name: str) -> Edit:
    """Return the counterfactual, package or lever of that name; `GameError` if there is none."""
    known = {e.name: e for e in (*crisis.counterfactuals, *crisis.packages, *crisis.levers)}
    if name not in known:
        listed = ", ".join(known) if known else "the file names none"
        raise GameError(Problem(f"no edit is called `{name}`", hint=f"there are: {listed}"))
    return known[name]


def _changes_the_argument_alone(edit: Edit) -> bool:
    """Say whether an edit is about what is believed, not about what is: then draws are its own."""
    about_the_world = (edit.sets, edit.never, edit.facts, edit.moves, edit.stakes, edit.course)
    return bool(edit.reverses) or (bool(edit.drops) and not any(about_the_world))


def _sets_priors(world: World, edit: Edit) -> bool:
    """Say whether an edit sets what the analyst believes of types: then nothing is learnt."""
    paths = (p for p, value in edit.sets if not isinstance(value, str))
    full = (f for path in paths for f in canonical(world.crisis, path))
    typed = {a.name for a in world.crisis.actors if a.types}
    return any(
        f.split(".")[:2] == ["beliefs", "analyst"] and f.split(".")[2] in typed for f in full
    )


def _profiles(crisis: Crisis) -> tuple[Knowing, ...]:
    typed = [[(a.name, t.name) for t in a.types] for a in crisis.actors if a.types]
    count = int(np.prod([len(types) for types in typed]))
    return tuple(product(*typed)) if typed and count <= MOST_PROFILES else ()


def _by_type(world: World, profiles: tuple[Knowing, ...]) -> tuple[tuple[Measured, ...], ...]:
    return tuple(
        tuple(
            Measured.of_question(world.readings, q, knowing=profile) for q in world.crisis.questions
        )
        for profile in profiles
    )


def _same_questions(world: World, base: Crisis) -> tuple[Measured, ...]:
    return tuple(Measured.of_question(world.readings, q) for q in base.questions)


def _weights(base: World, profiles: tuple[Knowing, ...], rows: Longs) -> Floats:
    """Return what the record says of every type profile (profiles, W): types are independent."""
    game, types = base.compiled.game, base.read.types[rows]
    slot = {
        (game.players[p], game.types[p][t]): k
        for k, (p, t) in enumerate(zip(game.slot_player, game.slot_type, strict=True))
    }
    return np.array([np.prod([types[:, slot[one]] for one in p], axis=0) for p in profiles])


def _mixed(weights: Floats, values: Floats) -> Floats:
    """Return the mean over profiles (W); a profile without weight may have no number."""
    return np.asarray(np.where(weights > 0, weights * values, 0.0).sum(axis=0))


def _causes(weights: Floats, with_it: Floats, without: Floats) -> tuple[Bounds, Bounds]:
    """Return the bounds of necessity and sufficiency, over all draws and profiles."""
    counted = weights * ~np.isnan(with_it) * ~np.isnan(without)
    p1, p0 = np.nan_to_num(with_it), np.nan_to_num(without)
    least = float((counted * np.maximum(0.0, p1 - p0)).sum())
    most = float((counted * np.minimum(p1, 1.0 - p0)).sum())
    happens, fails = float((counted * p1).sum()), float((counted * (1.0 - p0)).sum())

    def bounds(whole: float) -> Bounds:
        none = float("nan")
        return Bounds(least / whole, most / whole) if whole > 0 else Bounds(none, none)

    return bounds(happens), bounds(fails)


def _unplayed(base: World, world: World) -> list[str]:
    """Name the stages that could be played before the edit and cannot be any more."""
    before = {problem.span for problem in base.compiled.never_played}
    names = {step.path: step.label for step in world.compiled.course.steps}
    places = {world.crisis.places.get(path): label for path, label in names.items()}
    return [
        places[p.span]
        for p in world.compiled.never_played
        if p.span not in before and p.span in places
    ]
