"""Three pairs of eyes: the same solutions as each actor reads them, and what a move does in each.

The effect of a move m on a question Q, in an observer's eyes, compares the histories that make it
with those that had it on a menu and made another move instead:

    read:   P(Q | m) - P(Q | instead)
    held:   sum over the mover's types t of w(t) * (P(Q | m, t) - P(Q | instead, t))

The first is what the observer learns from the move, who made it included: a move is a sign of its
maker's type. The second holds the type as it was believed before the choice, w(t) = P(t | the
choice was faced), so that only what the move itself sets off is left; others still read it as a
sign. For a mover without types both are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.errors import GameError, Problem
from detente.findings.study import Study, World
from detente.forecast.conclusions import Measured, quotient
from detente.forecast.readings import Knowing
from detente.game import automata
from detente.game.course import Course
from detente.model import conditions as c
from detente.model.crisis import ANALYST, NATURE, Crisis, Question
from detente.model.unknowns import linear, prior_path
from detente.shapes import Floats


@dataclass(frozen=True)
class Effect:
    """What a move does to every yes-or-no question, draw by draw (D), by observer (O).

    NaN where an observer gives the move, or every alternative, no chance.
    """

    move: str
    instead: tuple[str, ...]  # the other moves on the menus that hold it
    chance: Floats  # D, O: that the move is made where it can be
    made: Floats  # D, O, Q: P(question | move)
    spared: Floats  # D, O, Q: P(question | one of the others instead)
    held: Floats  # D, O, Q: the difference with the mover's type held

    @property
    def read(self) -> Floats:
        """What the observer learns: P(question | move) - P(question | instead) (D, O, Q)."""
        return self.made - self.spared


@dataclass(frozen=True)
class Eyes:
    """Every question as each observer answers it, and the effects of moves."""

    crisis: Crisis
    observers: tuple[str, ...]
    questions: tuple[Question, ...]
    values: Floats  # D, O, questions
    asked: tuple[Question, ...]  # the yes-or-no questions: those of the effects
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class _Parts:
    """The readings of one question for one move: through plain eyes, then by the mover's type."""

    plain: int
    typed: tuple[int, ...]


@dataclass(frozen=True)
class _AskedEffect:
    move: str
    instead: tuple[str, ...]
    parts: tuple[tuple[_Parts, ...], ...]  # by observer, by question


@dataclass(frozen=True)
class EyesInquiry:
    """What the pairs of eyes ask of every draw."""

    world: World
    observers: tuple[str, ...]
    plain: tuple[tuple[Measured, ...], ...]  # by observer
    asked: tuple[Question, ...]
    effects: tuple[_AskedEffect, ...]

    @classmethod
    def ask(
        cls, study: Study, *, observers: tuple[str, ...] = (), moves: tuple[str, ...] = ()
    ) -> EyesInquiry:
        """Add the readings: by default the typed actors, the analyst, and the recorded moves.

        `GameError` for a move that is on no menu with others, `SolveError` for an unknown observer.
        """
        world, crisis = study.base, study.crisis
        who = observers or (*(a.name for a in crisis.actors if a.types), ANALYST)
        asked = tuple(q for q in crisis.questions if q.asks is not None)
        effects = tuple(
            _ask_effect(world, move, asked=asked, observers=who)
            for move in moves or tuple(recorded_choices(world.compiled.course))
            if asked
        )
        return cls(world, who, tuple(world.questions(o) for o in who), asked, effects)

    def found(self) -> Eyes:
        """Read the answers; solves the draws if that has not been done."""
        world = self.world
        by_observer = [[world.values(m) for m in measured] for measured in self.plain]
        return Eyes(
            world.crisis,
            self.observers,
            world.crisis.questions,
            np.array(by_observer, np.float64)
            .reshape(len(self.observers), len(world.crisis.questions), len(world.points))
            .transpose(2, 0, 1),
            self.asked,
            tuple(_effect(world, asked, self.observers) for asked in self.effects),
        )


def eyes(study: Study, *, observers: tuple[str, ...] = (), moves: tuple[str, ...] = ()) -> Eyes:
    """Answer every question through several pairs of eyes, and weigh moves in each.

    >>> from detente import load
    >>> found = eyes(Study.of(load("border-raid"), draws=20), moves=("strike",))
    >>> found.observers[-1], found.effects[0].instead
    ('analyst', ('wait',))
    """
    return EyesInquiry.ask(study, observers=observers, moves=moves).found()


def recorded_choices(course: Course) -> Iterator[str]:
    """Yield the recorded moves that somebody chose among others, in the order of the course."""
    for step in course.steps:
        stage = step.stage
        if stage.happened and stage.actor != NATURE and len(stage.choose) > 1:
            yield stage.happened


def alternatives(course: Course, move: str) -> tuple[str, ...]:
    """Return the other moves on the menus that hold a move; `GameError` if there is none."""
    menus = [step.stage.choose for step in course.steps if move in step.stage.choose]
    others = tuple(dict.fromkeys(name for menu in menus for name in menu if name != move))
    if not others:
        known = any(m.name == move for m in course.crisis.moves)
        raise GameError(Problem(
            f"nobody chooses between `{move}` and something else"
            if known else f"no move is called `{move}`",
            hint="the effect of a move is against the others on the same menu",
        ))  # fmt: skip
    return others


def _ask_effect(
    world: World, move: str, *, asked: tuple[Question, ...], observers: tuple[str, ...]
) -> _AskedEffect:
    others = alternatives(world.compiled.course, move)
    mover = world.crisis.move(move).by
    types = () if mover == NATURE else world.crisis.actor(mover).types
    parts = tuple(
        tuple(
            _Parts(
                _ask_split(world, question, move, others, observer=observer),
                tuple(
                    _ask_split(
                        world, question, move, others,
                        observer=observer, knowing=((mover, t.name),),
                    )
                    for t in types
                ),
            )
            for question in asked
        )
        for observer in observers
    )  # fmt: skip
    return _AskedEffect(move, others, parts)


def _ask_split(
    world: World,
    question: Question,
    move: str,
    others: tuple[str, ...],
    *,
    observer: str,
    knowing: Knowing = (),
) -> int:
    """Read four chances: answer 1 and 2 no and yes after the move, 3 and 4 after another."""
    readings = world.readings
    made, instead = c.Done(c.Named((move,))), c.Done(c.Named(others))
    which = automata.product(
        readings.memory.condition(made),
        readings.memory.condition(instead),
        lambda was_made, was_instead: np.where(was_made > 0, 1, 2 * (was_instead > 0)),
    )
    both = automata.product(
        readings.memory.condition(question.asks or c.Always()),
        which,
        lambda is_so, side: np.where(side > 0, 2 * side - 1 + is_so, 0),
    )
    given = c.Or((made, instead))
    return readings.ask(both, given=given, observer=observer, knowing=knowing)


def _effect(world: World, asked: _AskedEffect, observers: tuple[str, ...]) -> Effect:
    chances = world.read.chances
    made, spared, held, chance = [], [], [], []
    for observer, parts in zip(observers, asked.parts, strict=True):
        plain = [_split(chances[part.plain]) for part in parts]
        made.append([yes for yes, _, _, _ in plain])
        spared.append([yes for _, yes, _, _ in plain])
        _, _, with_it, without = plain[0]
        chance.append(quotient(with_it, with_it + without))
        weights = _type_weights(world, asked, observer, parts[0])
        held.append([_held(chances, part, weights) for part in parts])
    return Effect(
        asked.move,
        asked.instead,
        np.array(chance).T,
        np.array(made).transpose(2, 0, 1),
        np.array(spared).transpose(2, 0, 1),
        np.array(held).transpose(2, 0, 1),
    )


def _split(answers: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return P(Q | made), P(Q | instead), and the chances of made and instead (each D)."""
    full = np.zeros((len(answers), 5))
    full[:, : answers.shape[1]] = answers
    with_it, without = full[:, 1] + full[:, 2], full[:, 3] + full[:, 4]
    return quotient(full[:, 2], with_it), quotient(full[:, 4], without), with_it, without


def _type_weights(world: World, asked: _AskedEffect, observer: str, part: _Parts) -> list[Floats]:
    """Return, per type of the mover, what the observer believed of it before the choice (D)."""
    if not part.typed:
        return []
    actor = world.crisis.actor(world.crisis.move(asked.move).by)
    faced = [sum(_split(world.read.chances[number])[2:]) for number in part.typed]
    priors = [_prior(world, observer, actor.name, t.name) for t in actor.types]
    joint = np.array([p * f for p, f in zip(priors, faced, strict=True)])
    return list(joint / joint.sum(axis=0))


def _prior(world: World, observer: str, actor: str, type_: str) -> Floats:
    """Return an observer's prior of a type at every point (D)."""
    forms = linear(world.crisis)
    own = forms.get(prior_path(observer, actor, type_))
    form = own or forms[prior_path(ANALYST, actor, type_)]
    return form.at(world.points, world.unknowns)


def _held(chances: tuple[Floats, ...], part: _Parts, weights: list[Floats]) -> Floats:
    if not part.typed:
        yes, other, _, _ = _split(chances[part.plain])
        return yes - other
    total = np.zeros(len(chances[part.plain]))
    for number, weight in zip(part.typed, weights, strict=True):
        yes, other, _, _ = _split(chances[number])
        total += np.where(weight > 0, weight * (yes - other), 0.0)
    return total
