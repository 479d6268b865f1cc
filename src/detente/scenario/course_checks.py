"""The order of play: whose moves stand at a stage, and whether its dates run forward."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from detente.model.crisis import CourseItem, Repeat, Stage, Together, Turn
from detente.scenario.scope import Scope

_DATES = ("on", "within", "after")


def check_course(items: Sequence[CourseItem], scope: Scope, *, path: str, clock: date) -> None:
    """Note what is wrong with the stages under a path, played from a date on."""
    for place, _, stage, in_repeat in _stages(items, path):
        _check_stage(stage, scope, path=place, in_repeat=in_repeat)
    _check_turns(items, scope, path=path, in_repeat=False)
    try:
        _run(items, scope, path=path, clock=clock)
    except OverflowError:
        scope.add("the course runs past the end of the calendar", span=scope.key(path))


def _stages(
    items: Sequence[CourseItem], path: str, *, in_repeat: bool = False
) -> list[tuple[str, int, Stage, bool]]:
    found: list[tuple[str, int, Stage, bool]] = []
    for number, item in enumerate(items):
        place = f"{path}.{number}"
        if isinstance(item, Repeat):
            found += _stages(item.stages, f"{place}.repeat.stages", in_repeat=True)
        elif isinstance(item, Turn):
            found += _stages(item.stages, f"{place}.stages", in_repeat=True)
        elif isinstance(item, Together):
            found += _stages(item.stages, f"{place}.together", in_repeat=in_repeat)
        else:
            found.append((place, number, item, in_repeat))
    return found


def _check_turns(items: Sequence[CourseItem], scope: Scope, *, path: str, in_repeat: bool) -> None:
    for number, item in enumerate(items):
        place = f"{path}.{number}"
        if isinstance(item, Repeat):
            _check_turns(item.stages, scope, path=f"{place}.repeat.stages", in_repeat=True)
        elif isinstance(item, Turn) and not in_repeat:
            scope.add(
                "stages with `every` stand outside a `repeat`", span=scope.key(f"{place}.every"),
                hint="put them into the `repeat` in whose rounds they come",
            )  # fmt: skip
        elif isinstance(item, Turn) and item.every == 0:
            scope.add("a turn comes every day or less often", span=scope.place(f"{place}.every"))


# --- one stage -----------------------------------------------------------------------------------
def _check_stage(stage: Stage, scope: Scope, *, path: str, in_repeat: bool) -> None:
    given = [key for key in _DATES if scope.key(f"{path}.{key}")]
    if len(given) > 1:
        first, second = given[:2]
        scope.add(
            f"a stage has one date, and this has both `{first}` and `{second}`",
            span=scope.key(f"{path}.{second}"),
        )
    if in_repeat and "on" in given:
        scope.add(
            "`on` cannot stand in a `repeat`: a day comes only once",
            span=scope.key(f"{path}.on"),
            hint="write `within` or `after`",
        )
    if in_repeat and stage.happened:
        scope.add(
            "`happened` cannot stand in a `repeat`: which round is meant?",
            span=scope.key(f"{path}.happened"),
            hint="write what is on record as a stage before the `repeat`",
        )
    _check_moves(stage, scope, path=path)
    if stage.happened and stage.choose and stage.happened not in stage.choose:
        scope.add(
            f"`{stage.happened}` happened, but is not among the moves to choose from",
            span=scope.place(f"{path}.happened"),
            hint=scope.nearest(stage.happened, stage.choose),
        )


def _check_moves(stage: Stage, scope: Scope, *, path: str) -> None:
    by = {move.name: move.by for move in scope.crisis.moves}
    for number, name in enumerate(stage.choose):
        if name in stage.choose[:number]:
            scope.add(f"`{name}` stands twice", span=scope.place(f"{path}.choose.{number}"))
    known = [name for name in stage.choose if by.get(name)]
    all_read = len(known) == len(stage.choose) and not scope.place(
        f"{path}.choose.{len(stage.choose)}"
    )
    if not stage.actor or not all_read:
        return
    if known and not any(by[name] == stage.actor for name in known):
        own = [move.name for move in scope.crisis.moves if move.by == stage.actor]
        hint = scope.nearest("", own) if own else f"`{stage.actor}` has no moves"
        scope.add(
            f"none of these is a move of `{stage.actor}`", span=scope.key(f"{path}.choose"),
            hint=hint,
        )  # fmt: skip
        return
    for number, name in enumerate(stage.choose):
        if by[name] != stage.actor:
            scope.add(
                f"`{name}` is a move of `{by[name]}`, not of `{stage.actor}`",
                span=scope.place(f"{path}.choose.{number}"),
            )


# --- dates ---------------------------------------------------------------------------------------
def _run(items: Sequence[CourseItem], scope: Scope, *, path: str, clock: date) -> date:
    """Walk the clock over the items and return where it ends."""
    for number, item in enumerate(items):
        place = f"{path}.{number}"
        if isinstance(item, Repeat):
            clock = _rounds(item, scope, path=place, clock=clock)
        elif isinstance(item, Turn):
            continue
        elif isinstance(item, Together):
            clock = _run(item.stages, scope, path=f"{place}.together", clock=clock)
        elif item.date.kind == "on" and item.date.on is not None:
            clock = _on(item.date.on, scope, path=place, clock=clock)
        else:
            clock += timedelta(days=item.date.days)
    return clock


def _on(day: date, scope: Scope, *, path: str, clock: date) -> date:
    if day >= clock:
        return day
    hint = "put the stages in the order of their dates"
    if clock == scope.crisis.start:
        hint = "what came before belongs into the starting values of facts, or give `begins:`"
    scope.add(
        f"the date runs back: {day} comes after {clock}", span=scope.place(f"{path}.on"), hint=hint
    )
    return clock


def _rounds(item: Repeat, scope: Scope, *, path: str, clock: date) -> date:
    length = _length(item.stages)
    if 0 < item.every < length:
        scope.add(
            f"the stages of a round take {length} days, longer than `every`",
            span=scope.place(f"{path}.repeat.every"),
            hint=f"write `every: {length} days`, or shorten the stages",
        )
    for number, inner in enumerate(item.stages):
        if isinstance(inner, Repeat):
            _rounds(inner, scope, path=f"{path}.repeat.stages.{number}", clock=clock)
    return clock + timedelta(days=item.times * item.every)


def _length(items: Sequence[CourseItem]) -> int:
    days = 0
    for item in items:
        if isinstance(item, Repeat):
            days += item.times * item.every
        elif isinstance(item, Together | Turn):
            days += _length(item.stages)
        else:
            days += item.date.days
    return days
