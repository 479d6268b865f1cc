"""A crisis as a conflict in option form: moves are options, and facts are what states come to.

A state is a set of moves that have been made. The moves are played in the order of the course,
each at the first stage at which it can be made; where a stage could take two of them, the one
that stands first there is made there. What cannot be played so is not feasible. The facts at
the end, and everything that a stake looks at, follow, so each actor's stakes at one point of the
ranges rank the states.

What is lost is said in the conflict's notes: order, time and what is seen when; chance, because a
move turns out in its likeliest way and nature does nothing; private types, because each actor is of
one type; how much better a state is; and repetition, because a move is made once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.errors import Problem
from detente.game.course import Course, Happening, Step, unroll
from detente.game.rules import Rules, rules
from detente.model.crisis import ANALYST, NATURE, Crisis, Stage
from detente.model.unknowns import chance_path, linear, prior_path, stake_path, unknowns
from detente.shapes import Floats, Ints, Longs
from detente.stability.conflict import Conflict, ConflictError, DecisionMaker, Option, dense

MOST_MOVES = 16
"""Moves that may be options of one conflict."""
MOST_HISTORIES = 1 << 19
_DIGITS = 9


@dataclass(frozen=True, eq=False)
class _Histories:
    """Plays of the course, one a row: the moves made, what is remembered, what is collected."""

    made: Longs  # H: a bit for each option
    memory: Ints  # H, V
    counts: Floats  # H, S: how often each stake is collected
    facts: Ints  # H, F: the number of each fact's value

    def of(self, rows: Longs) -> _Histories:
        return _Histories(self.made[rows], self.memory[rows], self.counts[rows], self.facts[rows])


def conflict_of(
    crisis: Crisis,
    point: Floats,
    *,
    actors: Collection[str] = (),
    moves: Collection[str] = (),
) -> Conflict:
    """Return the conflict of a crisis at a point (U) of its ranges.

    Only the moves named, or those of the actors named, are options; all of them if none is.
    What happened by the record has happened in every state. Raises `ConflictError` if there are no
    such moves, or too many.
    """
    course = unroll(crisis)
    names = options_of(course, actors=actors, moves=moves)
    numbers = _numbers(crisis, point)
    played = _play(course, names, numbers)
    makers = tuple(
        DecisionMaker(a.name, tuple(k for k, n in enumerate(names) if crisis.move(n).by == a.name),
                      a.title)
        for a in crisis.actors
        if any(crisis.move(name).by == a.name for name in names)
    )  # fmt: skip
    types = {maker.name: _likeliest_type(crisis, maker.name, numbers) for maker in makers}
    worth = [_worth(crisis, maker.name, types[maker.name], numbers) for maker in makers]
    feasible = np.zeros(1 << len(names), bool)
    feasible[played.made] = True
    scores = np.zeros((len(makers), feasible.size))
    scores[:, played.made] = np.round(np.array(worth) @ played.counts.T, _DIGITS)
    return Conflict(
        crisis.title,
        tuple(Option(name, crisis.move(name).title) for name in names),
        makers,
        feasible,
        dense(list(scores)),
        status_quo=0 if feasible[0] else None,
        notes=tuple(_lost(crisis, names, types)),
        facts=_facts(course, played),
    )


# --- which moves ---------------------------------------------------------------------------------
def options_of(
    course: Course, *, actors: Collection[str] = (), moves: Collection[str] = ()
) -> list[str]:
    """Return the names of the moves that become options; `ConflictError` for none or too many."""
    crisis = course.crisis
    open_ = {name for step in course.steps if _is_choice(step) for name in step.stage.choose}
    known = [move for move in crisis.moves if move.name in open_ and move.by != NATURE]
    _refuse_unknown(actors, [actor.name for actor in crisis.actors], "actor")
    _refuse_unknown(moves, [move.name for move in known], "move that is still open")
    chosen = [
        move.name
        for move in known
        if (not moves or move.name in moves) and (not actors or move.by in actors)
    ]
    if not chosen:
        raise ConflictError(Problem("there is no move to make an option of", hint="name others"))
    if len(chosen) > MOST_MOVES:
        message = f"{len(chosen)} moves are too many for one conflict: the most is {MOST_MOVES}"
        hint = "choose some with --moves a,b,c or --actors a,b"
        raise ConflictError(Problem(message, hint=hint, source=crisis.source_name))
    return chosen


def _refuse_unknown(names: Collection[str], known: Sequence[str], what: str) -> None:
    from detente.scenario.problems import did_you_mean, listed

    problems = [
        Problem(
            f"there is no {what} called `{name}`",
            hint=did_you_mean(name, known) or f"there are {listed(known)}",
        )
        for name in names
        if name not in known
    ]
    if problems:
        raise ConflictError(problems)


def _is_choice(step: Step) -> bool:
    return step.stage.actor != NATURE and not step.stage.happened


# --- numbers at the point ------------------------------------------------------------------------
def _numbers(crisis: Crisis, point: Floats) -> dict[str, float]:
    at = dict(zip((unknown.path for unknown in unknowns(crisis)), point.tolist(), strict=True))
    return {
        path: form.constant + sum(weight * at[other] for other, weight in form.weights.items())
        for path, form in linear(crisis).items()
    }


def _likeliest_type(crisis: Crisis, actor: str, numbers: dict[str, float]) -> str:
    types = [type_.name for type_ in crisis.actor(actor).types]
    return max(types, key=lambda t: numbers[prior_path(ANALYST, actor, t)], default="")


def _worth(crisis: Crisis, actor: str, type_: str, numbers: dict[str, float]) -> list[float]:
    """Return what each stake is worth to an actor (S); nothing if it is another's."""
    return [
        numbers[stake_path(actor, stake.name, "" if "" in dict(stake.worth) else type_)]
        if stake.actor == actor
        else 0.0
        for stake in crisis.stakes
    ]


def _likeliest_outcome(crisis: Crisis, move: int, numbers: dict[str, float]) -> int:
    of = crisis.moves[move]
    chances = [numbers[chance_path(ANALYST, of.name, outcome.name)] for outcome in of.outcomes]
    return int(np.argmax(chances))


# --- playing -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Choice:
    """A move at a stage: its place in the stage's list, its event, its option (-1: on record)."""

    place: int
    event: int
    option: int


def _play(course: Course, names: list[str], numbers: dict[str, float]) -> _Histories:
    """Play every set of the moves that can be played; one row for each."""
    compiled, crisis = rules(course), course.crisis
    here = _Histories(
        np.zeros(1, np.int64),
        np.zeros((1, len(compiled.variables)), np.int32),
        np.zeros((1, len(crisis.stakes))),
        np.array([[fact.values.index(fact.start) for fact in crisis.facts]], np.int32),
    )
    for step in course.steps:
        choices = _choices(course, step, names, numbers=numbers)
        if step.stage.happened:
            here = _moved(compiled, here, step, event=choices[0].event)
        else:
            here = _branched(compiled, here, step, choices)
    for stake, reading in compiled.at_end:
        here.counts[:, stake] += compiled.read(reading, here.memory)
    return here


def _choices(
    course: Course, step: Step, names: list[str], *, numbers: dict[str, float]
) -> list[_Choice]:
    """List the options that a stage can take up; the move on record if it is past."""
    crisis, stage = course.crisis, step.stage
    if stage.actor == NATURE and not stage.happened:
        return []
    taken = [stage.happened] if stage.happened else [n for n in stage.choose if n in names]
    index = {move.name: m for m, move in enumerate(crisis.moves)}
    return [
        _Choice(
            stage.choose.index(name),
            course.at[
                Happening(step.index, m, _likeliest_outcome(crisis, m, numbers))
            ],
            -1 if stage.happened else names.index(name),
        )
        for name in taken
        for m in (index[name],)
    ]  # fmt: skip


def _branched(
    compiled: Rules, here: _Histories, step: Step, choices: list[_Choice]
) -> _Histories:  # fmt: skip
    """Play one stage: pass it by, or make one of its moves where that can be made."""
    over = compiled.read(compiled.ends, here.memory) == 1
    open_ = ~over & (compiled.read(compiled.stage_open[step.index], here.memory) == 1)
    parts: list[_Histories] = []
    for choice in choices:
        guard = compiled.move_open[step.index][choice.place]
        can = open_ & (compiled.read(guard, here.memory) == 1)
        rows = np.flatnonzero(can & (here.made >> choice.option & 1 == 0))
        moved = _moved(compiled, here.of(rows), step, event=choice.event)
        parts.append(replace(moved, made=moved.made | 1 << choice.option))
    # rows that made a set before come first, so a move is made as early as it can be
    joined = _joined([replace(here, memory=_still_read(compiled, here.memory, step)), *parts])
    if len(joined.made) > MOST_HISTORIES:
        message = f"the moves chosen make more than {MOST_HISTORIES:,} plays of the course"
        raise ConflictError(Problem(message, hint="choose fewer with --moves a,b,c"))
    return joined.of(np.sort(np.unique(joined.made, return_index=True)[1]))


def _moved(compiled: Rules, here: _Histories, step: Step, *, event: int) -> _Histories:
    after = compiled.step(here.memory, event, compiled.live[step.index + 1])
    counts = here.counts + compiled.per_event[event]
    for stake, reading in compiled.on_change:
        before = compiled.read(reading, here.memory) == 0
        counts[:, stake] += before & (compiled.read(reading, after) == 1)
    crisis, happening = compiled.course.crisis, compiled.course.events[event]
    facts = here.facts.copy()
    place = {fact.name: f for f, fact in enumerate(crisis.facts)}
    for name, value in crisis.moves[happening.move].outcomes[happening.outcome].then:
        facts[:, place[name]] = crisis.facts[place[name]].values.index(value)
    return _Histories(here.made, after, counts, facts)


def _still_read(compiled: Rules, memory: Ints, step: Step) -> Ints:
    """Return the variables with those at zero that nothing reads any more."""
    return np.asarray(np.where(compiled.live[step.index + 1], memory, 0), np.int32)


def _joined(parts: list[_Histories]) -> _Histories:
    return _Histories(
        np.concatenate([part.made for part in parts]),
        np.concatenate([part.memory for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.facts for part in parts]),
    )


# --- in words ------------------------------------------------------------------------------------
def _facts(course: Course, played: _Histories) -> dict[int, str]:
    """Say for each state which facts are other than at the start."""
    facts = course.crisis.facts
    start = [fact.values.index(fact.start) for fact in facts]
    return {
        int(state): ", ".join(
            f"{fact.name} {fact.values[value]}"
            for fact, value, before in zip(facts, row, start, strict=True)
            if value != before
        )
        or "as at the start"
        for state, row in zip(played.made, played.facts, strict=True)
    }


def _lost(crisis: Crisis, names: list[str], types: dict[str, str]) -> Iterator[str]:
    """Say what the conflict leaves out of the crisis."""
    typed = [f"{actor} is {type_}" for actor, type_ in types.items() if type_]
    risky = [name for name in names if len(crisis.move(name).outcomes) > 1]
    yield (
        "Order and time: a state says which moves are made, each at the first stage of the course "
        "that allows it, and not who saw what before choosing."
    )
    yield (
        "Having to choose: an actor may also make none of its moves, so a menu whose quiet move "
        "costs something can be left alone at no cost."
    )
    if typed:
        said = "; ".join(typed)
        yield f"Private types: everybody is of the likeliest type, and known to be: {said}."
    if risky:
        yield f"Chance: moves turn out in their likeliest way ({', '.join(risky)})."
    if any(isinstance(item, Stage) and item.actor == NATURE for item in crisis.course):
        yield "Chance: what nobody decides does not happen."
    left = sorted({m.name for m in crisis.moves if m.by != NATURE} - set(names))
    if left:
        yield f"{len(left)} of the actors' moves are no options here and are not made."
    yield (
        "Size: only the order of what the states are worth is left, at one point of the ranges; "
        "how much better a state is, and how precisely an actor chooses, is not."
    )
