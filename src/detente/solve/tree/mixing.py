"""Anderson's acceleration of the log-odds of one draw, in its room."""

from __future__ import annotations

from detente.shapes import Floats
from detente.solve.acceleration import advance, note
from detente.solve.tree.sweep import Room


def learn(room: Room) -> None:
    """Remember how the gap has answered to the last move, in place of the oldest memory."""
    at, gap, old_at, old_gap, moves, turns = flattened(room)
    note(at, gap, old_at, old_gap, moves, turns, room.gram, room.memory)


def mix(room: Room, most: float) -> None:
    """Move `room.at` to the next iterate, no entry by more than `most`."""
    at, gap, old_at, old_gap, moves, turns = flattened(room)
    advance(at, gap, old_at, old_gap, moves, turns, room.gram, int(room.memory[0]), most)


def flattened(room: Room) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """View the arrays over clues and types as vectors: iterate, gap, the last ones, the memory."""
    count = len(room.moves)
    return (
        room.at.reshape(-1), room.gap.reshape(-1), room.old_at.reshape(-1),
        room.old_gap.reshape(-1), room.moves.reshape(count, -1), room.turns.reshape(count, -1),
    )  # fmt: skip
