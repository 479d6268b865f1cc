"""Draws moved by a claim: the same draws with the claim dropped or reversed, not yet solved.

Only the claim's block is drawn anew, under the premises that bind in the draw; every other number
of the draw stays. So a moved draw differs from its base in what the claim is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from detente.claims import Clash, Polytope, clashes, polytope
from detente.claims.feasibility import Feasibility
from detente.claims.scaled import scaled
from detente.draws import draw
from detente.errors import GameError
from detente.findings.audit.blocks import block, cut, without
from detente.findings.study import Study
from detente.model.crisis import Claim, Crisis, Edit
from detente.model.edits import edited, reversed_claim
from detente.model.relations import Relation
from detente.shapes import Bools, Floats, Longs

SLACK = 1e-9
"""A half-space counts as kept within this, in units of the ranges."""
HAIR = 1e-6
"""A reversed half-space has to hold by this, in units of the ranges: its limit is not enough."""
NAMED = 3
"""How many clashes are named for a claim that cannot be reversed."""


@dataclass(frozen=True, eq=False)
class Moved:
    """Where the draws go (D, U), which of them go anywhere (D), and what was drawn anew (columns).

    `reason` says why it cannot be done, `obstacles` what it would clash with; then nothing moves.
    Where only some of the draws were looked at, `rows` are these and no other moves. `drawn` holds
    the new numbers (rows, columns) of all that were looked at, whether they move or not.
    """

    points: Floats
    affected: Bools
    columns: Longs
    rows: Longs
    drawn: Floats
    obstacles: tuple[Clash, ...] = ()
    reason: str = ""

    @property
    def possible(self) -> bool:
        """Say whether it can be done at all."""
        return not self.reason

    @property
    def share(self) -> float:
        """The share of the draws looked at that move."""
        return float(self.affected.sum() / max(len(self.rows), 1))


def dropped(study: Study, claim: str) -> Moved:
    """Return the draws without a premise: those move in which it binds and its block breaks it."""
    space = polytope(study.crisis)
    columns = block(space, [claim])
    whole, base = cut(space, columns), study.draws
    rows = np.arange(len(base.points))
    drawn = _drawn(
        without(whole, [claim]), study, bound=base.bound, name=f"without {claim}"
    )  # fmt: skip
    number = base.premises.index(claim)
    mine = np.flatnonzero(whole.owner == number)
    size = np.abs(whole.dense()[mine] * (whole.high - whole.low)).max(axis=1, initial=0.0)
    over = drawn @ whole.dense()[mine].T - whole.bound[mine] > SLACK * size
    binds = base.bound[:, number] & over.any(axis=1)
    return _placed(study, drawn, columns=columns, rows=rows, binds=binds)


def reversed_(study: Study, claims: Sequence[str], *, most: int | None = None) -> Moved:
    """Return the draws with some premises reversed: those move in which one of them binds.

    At most `most` of the draws are looked at (default: all), evenly spaced.
    """
    edit = Edit("reversed", "counterfactual", "reversed", reverses=tuple(claims))
    try:
        crisis = edited(study.crisis, edit)
    except GameError as error:
        return replace(_nowhere(study), reason=error.problems[0].message)
    numbers = [study.draws.premises.index(claim) for claim in claims]
    return _turned(study, crisis, tuple(claims), numbers=numbers, most=most)


def reversed_part(study: Study, claim: str, part: int, *, most: int | None = None) -> Moved:
    """Return the draws with one relation of a premise reversed, counted from 1; the others stay."""
    whole = next(one for one in study.crisis.claims if one.name == claim)
    name = f"{claim}.{part}"
    try:
        alone = replace(whole, name=name, means=(relation_reversed(whole, part),))
    except GameError as error:
        return replace(_nowhere(study), reason=error.problems[0].message)
    left = replace(whole, means=tuple(r for i, r in enumerate(whole.means) if i != part - 1))
    kept = tuple(left if one.name == claim else one for one in study.crisis.claims)
    crisis = replace(study.crisis, claims=(*kept, alone))
    numbers = [study.draws.premises.index(claim)]
    return _turned(study, crisis, (name,), numbers=numbers, most=most)


def relation_reversed(claim: Claim, part: int) -> Relation:
    """Return the opposite of one relation of a premise, from 1; `GameError` if it has none."""
    return reversed_claim(replace(claim, means=(claim.means[part - 1],))).means[0]


def _turned(
    study: Study, crisis: Crisis, names: tuple[str, ...], *, numbers: list[int], most: int | None
) -> Moved:
    """Draw the blocks of premises that an edited crisis has turned around."""
    space, base = polytope(crisis), study.draws
    nowhere = _nowhere(study)
    strict = _tightened(space, names)
    if not Feasibility(scaled(strict)).holds(np.ones(strict.half_spaces, dtype=np.bool_)):
        found = clashes(strict, most=NAMED)
        return replace(nowhere, reason="the rest of the argument excludes it", obstacles=found)
    columns = block(space, names)
    if not len(columns):
        return nowhere
    count = len(base.points)
    rows = np.unique(np.linspace(0, count - 1, min(most or count, count)).round().astype(np.int64))
    bound = base.bound[rows]
    if len(space.premises) > len(base.premises):  # a relation on its own, after the others
        bound = np.concatenate([bound, bound[:, numbers]], axis=1)
    drawn = _drawn(cut(space, columns), study, bound=bound, name=f"reversed {' '.join(names)}")
    binds = np.asarray(base.bound[rows][:, numbers].any(axis=1))
    return _placed(study, drawn, columns=columns, rows=rows, binds=binds)


def _nowhere(study: Study) -> Moved:
    count = len(study.draws.points)
    none: Longs = np.zeros(0, dtype=np.int64)
    return Moved(
        study.draws.points, np.zeros(count, np.bool_), none, np.arange(count), np.zeros((count, 0))
    )


def _tightened(space: Polytope, claims: Sequence[str]) -> Polytope:
    """Return the polytope with the half-spaces of some claims held by a hair: limits excluded."""
    mine = [owner.premise and owner.name in claims for owner in space.owners]
    rows = np.array(mine, dtype=np.bool_)[space.owner]
    size = np.abs(space.dense() * (space.high - space.low)).max(axis=1, initial=0.0)
    return replace(space, bound=np.where(rows, space.bound - HAIR * size, space.bound))


def _drawn(space: Polytope, study: Study, *, bound: Bools, name: str) -> Floats:
    """Draw one point for every row of `bound`, under the premises that bind there.

    On one thread: several claims are drawn side by side.
    """
    seed = (study.seed << 32) + crc32(name.encode())
    return draw(space, draws=len(bound), seed=seed, threads=1, bound=bound).points


def _placed(study: Study, drawn: Floats, *, columns: Longs, rows: Longs, binds: Bools) -> Moved:
    points = study.draws.points.copy()
    affected = np.zeros(len(points), dtype=np.bool_)
    affected[rows[binds]] = True
    points[np.ix_(rows[binds], columns)] = drawn[binds]
    return Moved(points, affected, columns, rows, drawn)
