"""A profile of play as a file holds it, fitted to a game: who chooses what, with which chance.

The form is that of `detente solve GAME --json`: a list `infosets` of records with `player` (a
number from 1, or a name), `infoset` and `actions`, each with `action` or `label` and `prob`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from detente.errors import Problem, SolveError
from detente.game.extensive import ExtensiveGame
from detente.shapes import Floats

SUM_TO_ONE = 1e-6
"""How far the chances at a set may add up from one; they are then made to."""


def read_profile(path: str | Path, game: ExtensiveGame) -> Floats:
    """Read a profile from a JSON file; return the chance of every action (A).

    Raises `SolveError` with every misfit and its place.
    """
    source = str(path)
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or error}"
        raise SolveError(Problem(message, source=source)) from error
    except ValueError as error:
        raise SolveError(Problem(f"this is no JSON: {error}", source=source)) from error
    return profile_of(data, game, source=source)


def profile_of(data: Any, game: ExtensiveGame, *, source: str = "") -> Floats:
    """Fit plain data to a game; return the chance of every action (A)."""
    fit = _Fit(game, source)
    sets = data.get("infosets") if isinstance(data, dict) else data
    if not isinstance(sets, list):
        raise SolveError(fit.problem("a profile is a list `infosets`, as `solve --json` prints it"))
    for number, one in enumerate(sets):
        fit.take(one, f"infosets[{number}]")
    for infoset in np.flatnonzero(~fit.given):
        if game.action_first[infoset + 1] - game.action_first[infoset] > 1:
            fit.note(f"{game.name_of(int(infoset))} is missing")
    if fit.problems:
        raise SolveError(fit.problems)
    return fit.policy


class _Fit:
    """Collects the chances, and everything that does not fit."""

    def __init__(self, game: ExtensiveGame, source: str) -> None:
        self.game, self.source = game, source
        width = np.diff(game.action_first)
        self.policy = np.where(np.repeat(width, width) == 1, 1.0, 0.0)
        self.given = np.zeros(len(width), np.bool_)
        self.problems: list[Problem] = []
        keys = zip(game.infoset_player.tolist(), game.infoset_number.tolist(), strict=True)
        self.row = {key: row for row, key in enumerate(keys)}

    def problem(self, message: str, *, hint: str = "") -> Problem:
        return Problem(message, hint=hint, source=self.source)

    def note(self, message: str, *, hint: str = "") -> None:
        self.problems.append(self.problem(message, hint=hint))

    def take(self, one: Any, place: str) -> None:
        """Take one information set."""
        if not isinstance(one, dict) or not isinstance(one.get("actions"), list):
            self.note(f"{place}: a record with `player`, `infoset` and `actions` is expected")
            return
        player = self.player(one.get("player"))
        row = None if player is None else self.row.get((player, one.get("infoset")))
        if row is None:
            self.note(
                f"{place}: the game has no information set {one.get('infoset')} of player "
                f"{one.get('player')}",
                hint="players and sets are numbered as in the game's file",
            )
            return
        if self.given[row]:
            self.note(f"{place}: {self.game.name_of(row)} was given before")
            return
        self.given[row] = True
        start, stop = int(self.game.action_first[row]), int(self.game.action_first[row + 1])
        odds = np.full(stop - start, np.nan)
        for number, action in enumerate(one["actions"]):
            self.action(action, odds, start, f"{place}.actions[{number}]")
        missing = [k for k in range(len(odds)) if np.isnan(odds[k])]
        if missing:
            named = ", ".join(self.game.action_label[start + k] or str(k + 1) for k in missing)
            self.note(f"{place}: {self.game.name_of(row)} has no chance for {named}")
        elif abs(odds.sum() - 1.0) > SUM_TO_ONE:
            self.note(f"{place}: the chances add up to {odds.sum():.12g}, not 1")
        else:
            self.policy[start:stop] = odds / odds.sum()

    def player(self, said: Any) -> int | None:
        """Return a player by its number or its name."""
        if isinstance(said, int) and 1 <= said <= len(self.game.players):
            return said - 1
        if isinstance(said, str) and self.game.players.count(said) == 1:
            return self.game.players.index(said)
        return None

    def action(self, said: Any, odds: Floats, start: int, place: str) -> None:
        """Take the chance of one action."""
        if not isinstance(said, dict):
            self.note(f"{place}: a record with `action` and `prob` is expected")
            return
        number, chance = said.get("action"), said.get("prob")
        if not isinstance(number, int):
            labels = list(self.game.action_label[start : start + len(odds)])
            label = str(said.get("label", number))
            number = labels.index(label) + 1 if labels.count(label) == 1 else 0
        if not 1 <= number <= len(odds):
            self.note(f"{place}: there is no action {said.get('action', said.get('label'))} here")
        elif (
            isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 <= chance <= 1
        ):
            self.note(f"{place}: `prob` has to be a number from 0 to 1, not {chance!r}")
        else:
            odds[number - 1] = float(chance)
