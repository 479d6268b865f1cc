"""SIM: an improvement is undone when the others better themselves at the same moment.

From s, decision maker i improves to x. One or more of the others improve from s as well, each by
one move of its own R+(s); the state in which all have changed their own options is y. If y is
feasible and u(y) <= u(s) for i, the improvement is deterred (Fraser and Hipel 1984, *Conflict
Analysis*). That for more than two any of the others may take part, and that an infeasible y deters
nothing, is our reading. The result needs option form: in a bare graph nobody can say where two
moves end.

Two decision makers have a form of their own (`against_one`); for more, joint improvements are gone
through state by state (`against_several`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.shapes import Bools
from detente.stability.against_one import against_one
from detente.stability.against_several import against_several
from detente.stability.conflict import Conflict
from detente.stability.moves import Moves


def simultaneous(moves: Sequence[Moves]) -> Bools:
    """Say for each decision maker which states are simultaneously stable (M, states)."""
    if len(moves) == 2 and not any(mover.bars for mover in moves):
        take, drop = moves[0].locks
        return np.array(
            [
                against_one(mine.rows, theirs.rows, take=take, drop=drop)
                for mine, theirs in (moves, moves[::-1])
            ]
        )
    return np.array(
        [
            against_several(mover, [other for other in moves if other is not mover])
            for mover in moves
        ]
    )


def joint_improvements(conflict: Conflict, group: tuple[int, ...], state: int) -> list[int]:
    """List the changes that some of the decision makers outside a group may make together.

    Each who takes part improves from the state by its own move; a change is the set of bits.
    """
    joint = [0]
    for maker in range(len(conflict.makers)):
        if maker not in group:
            own = [target ^ state for target in conflict.improvements(maker, state)]
            joint += [change | mine for change in joint for mine in own]
    return joint[1:]
