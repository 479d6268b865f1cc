"""Rows of payoffs: how often each stake is collected, every distinct row numbered once."""

from __future__ import annotations

import numpy as np

from detente.game.distinct import distinct
from detente.game.rules import Reading, Rules
from detente.shapes import Floats, Ints


class Rewards:
    """The reward rows of a game while it grows; row 0 is nothing."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.stakes = rules.per_event.shape[1]
        self.number: dict[bytes, int] = {np.zeros(self.stakes).tobytes(): 0}

    @property
    def table(self) -> Floats:
        """The rows so far (R, S)."""
        joined = np.frombuffer(b"".join(self.number), np.float64)
        return joined.reshape(len(self.number), -1).copy()

    def at_event(self, before: Ints, after: Ints, *, event: int) -> Ints:
        """Return the reward row of an event for each row of variables before and after it (n, V).

        A stake `each:` a change is collected where its fact takes the value that it did not have.
        """
        turned = [
            (self.rules.read(reading, before) == 0) & (self.rules.read(reading, after) == 1)
            for _, reading in self.rules.on_change
        ]
        flags = _columns(turned, rows=len(before))
        return self._rows(self.rules.per_event[event], flags, self.rules.on_change)

    def at_end(self, memory: Ints) -> Ints:
        """Return the reward row collected at the end for each row of variables (n, V)."""
        held = [self.rules.read(reading, memory) for _, reading in self.rules.at_end]
        flags = _columns(held, rows=len(memory))
        return self._rows(np.zeros(self.stakes), flags, self.rules.at_end)

    def _rows(self, sure: Floats, flags: Ints, stakes: tuple[tuple[int, Reading], ...]) -> Ints:
        """Return the row of `sure` (S) plus the flagged stakes, for each row of flags."""
        first, number = distinct(flags)
        rows = np.empty(len(first), np.int32)
        for i, raised in enumerate(flags[first]):
            counts = sure.copy()
            for flag, (stake, _) in zip(raised, stakes, strict=True):
                counts[stake] += flag
            rows[i] = self.number.setdefault(counts.tobytes(), len(self.number))
        return rows[number]


def _columns(columns: list[Ints], *, rows: int) -> Ints:
    """Stand columns side by side; there may be none."""
    return np.array(columns, np.int32).reshape(len(columns), rows).T
