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
from detente.draws import Draws, draw
from detente.errors import GameError
from detente.findings.audit.blocks import block, cut, without
from detente.findings.study import Study
from detente.model.crisis import Edit
from detente.model.edits import edited
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
    """

    points: Floats
    affected: Bools
    columns: Longs
    obstacles: tuple[Clash, ...] = ()
    reason: str = ""

    @property
    def possible(self) -> bool:
        """Say whether it can be done at all."""
        return not self.reason


def dropped(study: Study, claim: str) -> Moved:
    """Return the draws without a premise: those move in which it binds and its block breaks it."""
    space = polytope(study.crisis)
    columns = block(space, [claim])
    whole = cut(space, columns)
    draws = _drawn(without(whole, [claim]), study, name=f"without {claim}")
    number = study.draws.premises.index(claim)
    mine = np.flatnonzero(whole.owner == number)
    size = np.abs(whole.dense()[mine] * (whole.high - whole.low)).max(axis=1, initial=0.0)
    over = draws.points @ whole.dense()[mine].T - whole.bound[mine] > SLACK * size
    affected = np.asarray(study.draws.bound[:, number] & over.any(axis=1))
    return Moved(_placed(study, draws, columns, affected), affected, columns)


def reversed_(study: Study, claims: Sequence[str]) -> Moved:
    """Return the draws with some premises reversed: those move in which one of them binds."""
    nowhere = Moved(study.draws.points, np.zeros(len(study.draws.points), np.bool_), _NONE)
    edit = Edit("reversed", "counterfactual", "reversed", reverses=tuple(claims))
    try:
        space = polytope(edited(study.crisis, edit))
    except GameError as error:
        return replace(nowhere, reason=error.problems[0].message)
    strict = _tightened(space, claims)
    if not Feasibility(scaled(strict)).holds(np.ones(strict.half_spaces, dtype=np.bool_)):
        found = clashes(strict, most=NAMED)
        return replace(nowhere, reason="the rest of the argument excludes it", obstacles=found)
    columns = block(space, claims)
    if not len(columns):
        return nowhere
    draws = _drawn(cut(space, columns), study, name=f"reversed {' '.join(claims)}")
    numbers = [study.draws.premises.index(claim) for claim in claims]
    affected = np.asarray(study.draws.bound[:, numbers].any(axis=1))
    return Moved(_placed(study, draws, columns, affected), affected, columns)


def _tightened(space: Polytope, claims: Sequence[str]) -> Polytope:
    """Return the polytope with the half-spaces of some claims held by a hair: limits excluded."""
    mine = [owner.premise and owner.name in claims for owner in space.owners]
    rows = np.array(mine, dtype=np.bool_)[space.owner]
    size = np.abs(space.dense() * (space.high - space.low)).max(axis=1, initial=0.0)
    return replace(space, bound=np.where(rows, space.bound - HAIR * size, space.bound))


_NONE: Longs = np.zeros(0, dtype=np.int64)


def _drawn(space: Polytope, study: Study, *, name: str) -> Draws:
    """Draw one point for every draw of the study, under the premises that bind in it."""
    count = len(study.draws.points)
    seed = (study.seed << 32) + crc32(name.encode())
    return draw(space, draws=count, seed=seed, threads=study.threads, bound=study.draws.bound)


def _placed(study: Study, draws: Draws, columns: Longs, affected: Bools) -> Floats:
    points = study.draws.points.copy()
    rows = np.flatnonzero(affected)
    points[np.ix_(rows, columns)] = draws.points[rows]
    return points
