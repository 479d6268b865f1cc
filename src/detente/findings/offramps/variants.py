"""A package in its other orders and at other dates: edits made of the edit itself.

The first move of a stage's menu delivers; the others refuse. What has to be so for a move to be
possible stands on the move (`when`) and is kept. Who delivers first is the order of the stages,
and it alone changes: in another order every stage after the first opens once the stage before it
has delivered, and what the last to deliver makes of the crisis's own facts is done by whoever is
then last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import permutations

from detente.errors import GameError
from detente.game.course import unroll
from detente.model import conditions as c
from detente.model.crisis import NATURE, Crisis, Edit, Insert, Move, Stage
from detente.model.edits import edited

MOST_DATES = 4
"""Dates that a package is tried at, its own among them."""


@dataclass(frozen=True)
class Variant:
    """A package in one order and at one date, with levers and packages that stand beside it."""

    package: Edit | None
    beside: tuple[Edit, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits, what stands beside the package first: it is there before it."""
        return (*self.beside, *((self.package,) if self.package else ()))

    @property
    def names(self) -> tuple[str, ...]:
        """Who they are: the package, then what stands beside it."""
        return (*((self.package.name,) if self.package else ()), *(e.name for e in self.beside))

    @property
    def order(self) -> tuple[str, ...]:
        """The actors of the package's stages, in the order in which they deliver."""
        return tuple(stage.actor for stage in stages(self.package)) if self.package else ()

    @property
    def on(self) -> date | None:
        """The day that the package starts on, if it has a course."""
        return self.package.course[0].on if self.package and self.package.course else None


def stages(package: Edit) -> tuple[Stage, ...]:
    """Return the stages of a package's course that somebody decides."""
    plain = (item for piece in package.course for item in piece.stages)
    return tuple(s for s in plain if isinstance(s, Stage) and s.actor != NATURE)


def orders(package: Edit) -> Iterator[Edit]:
    """Yield a package as it is written, then in the other orders that its guards allow.

    An order is tried if the package is one piece of course, each stage decided by another actor,
    and no move that delivers needs what is only delivered later.
    """
    yield package
    mine = stages(package)
    one = len(package.course) == 1 and len(mine) == len(package.course[0].stages)
    if not one or len({s.actor for s in mine}) < len(mine) or len(mine) < 2:
        return
    for order in permutations(range(len(mine))):
        if list(order) != sorted(order) and _possible(package, [mine[i] for i in order]):
            yield _ordered(package, [mine[i] for i in order])


def dates(crisis: Crisis, package: Edit, *, most: int = MOST_DATES) -> Iterator[Edit]:
    """Yield a package as it is written, then started right after other days of decision.

    Days are those on which a stage of the crisis ends, evenly chosen, before anybody's last.
    """
    yield package
    if not package.course or not all(
        isinstance(s, Stage) for p in package.course for s in p.stages
    ):
        return
    start = package.course[0].on
    steps = unroll(edited(crisis, package)).steps
    others = [s for s in steps if not s.path.startswith("inserted.")]
    last = max((s.end for s in others if s.stage.actor != NATURE), default=start)
    taken = max((s.end for s in steps if s.path.startswith("inserted.")), default=start) - start
    ends = {s.end for s in others if not s.stage.happened} - {start, crisis.as_of}
    days = sorted(end for end in ends if end + taken <= last)
    for day in _spread(days, most - 1):
        moved = shifted(package, day - start)
        if _playable(crisis, moved):
            yield moved


def shifted(package: Edit, by: timedelta) -> Edit:
    """Return a package that starts so much later; its windows and its own days move along."""
    course = tuple(
        replace(piece, on=piece.on + by, stages=tuple(
            _later(s, by) if isinstance(s, Stage) else s for s in piece.stages
        ))
        for piece in package.course
    )  # fmt: skip
    return replace(package, course=course)


# --- orders --------------------------------------------------------------------------------------
def _ordered(package: Edit, mine: list[Stage]) -> Edit:
    """Return the package with its stages in another order; days and windows keep their places."""
    written = stages(package)
    first = written[0].when
    placed = [replace(stage, date=slot.date, when=_open(first, mine, i))
              for i, (stage, slot) in enumerate(zip(mine, written, strict=True))]  # fmt: skip
    ours = {fact.name for fact in package.facts}
    before, after = written[-1].choose[0], mine[-1].choose[0]
    made = {m.name: m for m in package.moves}
    handed = tuple(a for a in made[before].outcomes[0].then if a[0] not in ours)
    moves = tuple(
        _giving(m, handed, ours, to=after, by=before) if before != after else m
        for m in package.moves
    )
    course = (Insert(package.course[0].on, tuple(placed)),)
    return replace(package, by=tuple(s.actor for s in mine), moves=moves, course=course)


def _open(first: c.Condition, mine: list[Stage], place: int) -> c.Condition:
    if place == 0:
        return first
    return c.Done(c.Named((mine[place - 1].choose[0],)), None)


def _giving(
    move: Move, handed: tuple[tuple[str, str], ...], ours: set[str], *, to: str, by: str
) -> Move:
    """Hand what the last delivery makes of the crisis's facts from one move to another."""
    if move.name == by:
        return replace(move, outcomes=tuple(
            replace(o, then=tuple(a for a in o.then if a[0] in ours)) for o in move.outcomes
        ))  # fmt: skip
    if move.name == to:
        return replace(move, outcomes=tuple(
            replace(o, then=tuple({**dict(o.then), **dict(handed)}.items())) for o in move.outcomes
        ))  # fmt: skip
    return move


def _possible(package: Edit, mine: list[Stage]) -> bool:
    """Say whether every delivery can be made when its turn comes."""
    made = {m.name: m for m in package.moves}
    if any(s.choose[0] not in made or len(made[s.choose[0]].outcomes) != 1 for s in mine):
        return False
    delivered: set[str] = set()
    own = {f.name for f in package.facts} | set(made)
    for stage in mine:
        move = made[stage.choose[0]]
        if (set(names(move.when)) & own) - delivered:
            return False
        delivered |= {move.name} | {fact for fact, _ in move.outcomes[0].then}
    return True


def names(part: object) -> Iterator[str]:
    """Yield every fact and move that a condition names."""
    match part:
        case c.Named(found):
            yield from (name.partition(".")[0] for name in found)
        case c.Is(fact):
            yield fact
        case c.EventRef(name):
            yield name
        case tuple():
            for inner in part:
                yield from names(inner)
        case _ if is_dataclass(part):
            for entry in fields(part):
                yield from names(getattr(part, entry.name))


# --- dates ---------------------------------------------------------------------------------------
def _later(stage: Stage, by: timedelta) -> Stage:
    if stage.date.on is None:
        return stage
    return replace(stage, date=replace(stage.date, on=stage.date.on + by))


def _spread(days: list[date], most: int) -> list[date]:
    """Return so many of the days, the first and the last among them."""
    if len(days) <= most:
        return days
    picks = {round(i * (len(days) - 1) / max(1, most - 1)) for i in range(most)}
    return [days[i] for i in sorted(picks)]


def _playable(crisis: Crisis, package: Edit) -> bool:
    try:
        unroll(edited(crisis, package))
    except GameError:
        return False
    return True
