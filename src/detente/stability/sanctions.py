"""What a group of opponents can bring about by moving one after the other.

A legal sequence starts with any of them; one may move more than once but never twice in a row
(Fang, Hipel and Kilgour 1993). Where nobody's moves are barred, two moves in
a row by the same decision maker are one move, and two improvements one improvement; then the rule
leaves nothing out and one array is enough. Otherwise there is one array for each last mover.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.stability.moves import Moves, Values


def least_after(values: Values, movers: Sequence[Moves], *, improving: bool = False) -> Values:
    """Return the smallest value over s and what the movers reach from s by legal sequences.

    With `improving` each step has to improve its mover's lot. Where s itself counts as reached the
    concepts are none the worse: an improvement that nothing follows is not deterred by itself.
    """
    if not all(mover.transitive for mover in movers):
        return _least_in_turns(values, movers, improving=improving)
    step = [mover.least_better if improving else mover.least for mover in movers]
    reached, turn, idle = values, 0, 0
    while idle < len(movers):
        further = np.minimum(reached, step[turn](reached))
        # after its own step a mover has nothing to add until another has moved
        idle = idle + 1 if np.array_equal(further, reached) else 1
        reached, turn = further, (turn + 1) % len(movers)
    return reached


def _least_in_turns(values: Values, movers: Sequence[Moves], *, improving: bool) -> Values:
    """Return the same where a mover may not move twice in a row and it makes a difference."""
    step = [mover.least_better if improving else mover.least_elsewhere for mover in movers]
    after = [values] * len(movers)  # where it is not this mover's turn again
    while True:
        through = [spread(of) for spread, of in zip(step, after, strict=True)]
        again = [
            np.minimum.reduce([values, *(t for k, t in enumerate(through) if k != last)])
            for last in range(len(movers))
        ]
        if all(np.array_equal(new, old) for new, old in zip(again, after, strict=True)):
            return np.asarray(np.minimum.reduce([values, *through]))
        after = again
