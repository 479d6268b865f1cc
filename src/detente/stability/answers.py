"""One move at a time: what a decision maker would rather do, and what the others could answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.stability.conflict import Conflict

MOST_FOLLOWED = 1 << 14
"""States looked at in search of an answer; past it the answer is not told, only that it is so."""
Step: TypeAlias = tuple[int, int]
"""Who moves, and the state after it."""
Verdict: TypeAlias = Literal["content", "free", "doubtful", "mendable", "deterred"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision maker stays at a state or leaves it.

    - `content`: it prefers nothing that it can move to;
    - `free`: it prefers `move`, and no answer leaves it no better off than the state;
    - `doubtful`: `answer` to `move` does, but takes a step that its mover does not want; `mend` is
      a state that it could then go on to and that it prefers, if there is one;
    - `deterred`: the others could and would answer every improvement, `move` with `answer`.
    """

    maker: int
    state: int
    verdict: Verdict
    move: int | None = None
    answer: tuple[Step, ...] = ()
    mend: int | None = None


def reason(conflict: Conflict, state: int, *, maker: int) -> Reason:
    """Return why a decision maker stays at a state or leaves it, by its most telling move.

    That is the improvement that it likes best among those that are least deterred.
    """
    rank = conflict.ranks[maker]
    others = [k for k in range(len(conflict.makers)) if k != maker]
    moves = sorted(conflict.improvements(maker, state), key=lambda target: -rank[target])
    if not moves:
        return Reason(maker, state, "content")

    def no_better(target: int) -> bool:
        return bool(rank[target] <= rank[state])

    doubtful: Reason | None = None
    deterred: Reason | None = None
    for move in moves:
        wanted = path(conflict, move, others, until=no_better, improving=True)
        if wanted is not None:
            deterred = deterred or Reason(maker, state, "deterred", move, wanted)
            continue
        answer = path(conflict, move, others, until=no_better)
        if answer is None:
            return Reason(maker, state, "free", move)
        if doubtful is None:
            end = answer[-1][1]
            mends = [t for t in conflict.moves(maker, end) if rank[t] > rank[state]]
            mend = max(mends, key=lambda target: rank[target], default=None)
            doubtful = Reason(maker, state, "doubtful", move, answer, mend)
    return doubtful or deterred or Reason(maker, state, "content")


def path(
    conflict: Conflict,
    state: int,
    makers: Sequence[int],
    *,
    until: Callable[[int], bool],
    improving: bool = False,
) -> tuple[Step, ...] | None:
    """Return a shortest legal sequence of moves to a state that is looked for; None if none is.

    At least one move is made, nobody moves twice in a row, and at most `MOST_FOLLOWED` states are
    looked at for each who moves.
    """
    step = conflict.improvements if improving else conflict.moves
    before: dict[Step, Step | None] = {}
    waiting: deque[Step | None] = deque([None])
    while waiting and len(before) <= MOST_FOLLOWED * max(1, len(makers)):
        here = waiting.popleft()
        at, last = (state, -1) if here is None else (here[1], here[0])
        for maker in makers:
            if maker == last:
                continue
            for target in step(maker, at):
                new = (maker, target)
                if new in before:
                    continue
                before[new] = here
                if until(target):
                    return _back(new, before)
                waiting.append(new)
    return None


def _back(end: Step, before: dict[Step, Step | None]) -> tuple[Step, ...]:
    steps: list[Step] = []
    at: Step | None = end
    while at is not None:
        steps.append(at)
        at = before[at]
    return tuple(reversed(steps))
