"""Other equilibria of a crisis at one draw: the iteration started far from the principal branch.

Few starts and no guarantee: it is a check that costs some sweeps, not a search. Starts are log-odds
that make every past choice a strong or a weak sign of the types, at random, in pairs that are each
other's opposites. Where draws are solved side by side, so are the starts of one.
"""

from __future__ import annotations

from dataclasses import fields
from typing import NamedTuple, Protocol

import numpy as np

from detente.game.arrays import Game, Numbers
from detente.shapes import Floats, Longs
from detente.solve.homotopy import Image, Mixer
from detente.solve.lanes.layout import lay_out, spread_policy
from detente.solve.lanes.register import WIDTH
from detente.solve.lanes.room import deal, desk_for, hands_for, views_of
from detente.solve.lanes.settle import IDLE, KNOWN, MOVING, SETTLED, Search, search_for, seek
from detente.solve.lanes.sweep import audit_lanes, sweep_lanes
from detente.solve.public_tree import MOST_CHOICES
from detente.solve.tree.arc import DrawArc
from detente.solve.tree.branch import finish
from detente.solve.tree.index import Tree, numbered, tree_of
from detente.solve.tree.sweep import log_odds, room_for, settle_in
from detente.solve.tree.together import Sweeper

SIZES = (30.0, 30.0, 8.0, 3.0)
"""Log-odds of the starts, pair by pair."""
WARM_SWEEPS = 10
"""Plain sweeps first: they lead to what everybody's answers lead to."""
MOST_SWEEPS, GOAL = 150, 1e-10
CLOSE = 1e-2
"""Log-odds within which a start has come back to the solution that is known."""
APART = 1e-6
"""Solutions that differ by no more in any choice probability are one."""


class Looked(NamedTuple):
    """What the starts of one draw have led to."""

    policies: list[Floats]  # E, T each: equilibria apart from the known one and from each other
    settled: int  # starts that led to an equilibrium, the known one counted


class Looker(Protocol):
    """One thread's room to look for other equilibria."""

    def look(
        self, numbers: Numbers, draw: int, known: Floats, *, starts: int, seed: tuple[int, ...]
    ) -> Looked:
        """Look from some starts for policies that solve a draw and differ from the known (E, T)."""


def looker(game: Game, *, tolerance: float = 1e-9) -> Looker:
    """Make room for a game: starts side by side where its draws are solved so, one by one else."""
    if side_by_side(game):
        return SideBySide(tree_of(game), tolerance=tolerance)
    return OneByOne(game, tolerance=tolerance)


def side_by_side(game: Game) -> bool:
    """Say whether all choices are seen, and few enough to be held for several starts."""
    return game.blind is None and choices(game) <= MOST_CHOICES


def choices(game: Game) -> int:
    """Return how many choice probabilities one solution has."""
    return len(game.child) * int(np.diff(game.player_slot).max(initial=1))


def starts_at(size: int, starts: int, *, seed: tuple[int, ...]) -> Floats:
    """Draw starts (starts, size), the same for the same seed.

    >>> pair = starts_at(3, 2, seed=(1, 0))
    >>> bool((pair[0] == -pair[1]).all())
    True
    """
    rng = np.random.default_rng(seed)
    found = np.empty((starts, size))
    for start in range(starts):
        if start % 2:
            found[start] = -found[start - 1]
        else:
            found[start] = SIZES[(start // 2) % len(SIZES)] * rng.standard_normal(size)
    return found


class SideBySide:
    """Looks from up to `WIDTH` starts of a draw in the lanes of one sweep."""

    def __init__(self, tree: Tree, *, tolerance: float) -> None:
        self.tree, self.tolerance, self.layout = tree, tolerance, lay_out(tree)
        self.size = int(self.layout.unknown[-1])
        self.search, self.desk = search_for(self.size), desk_for(self.layout)

    def look(
        self, numbers: Numbers, draw: int, known: Floats, *, starts: int, seed: tuple[int, ...]
    ) -> Looked:
        """Look from some starts for policies that solve a draw and differ from the known (E, T)."""
        if not self.size:
            return Looked([], starts)
        layout, one = self.layout, single(numbers, draw)
        views, hands = views_of(layout, one), hands_for(layout, one)
        for lane in range(WIDTH):
            deal(layout, one, 0, hands, lane=lane)
        hands.scale[:] = 1.0
        points = starts_at(self.size, starts, seed=seed)
        self.search.known[:, : self.size] = self._odds(known)
        found, settled = list[Floats](), 0
        for begin in range(0, starts, WIDTH):
            set_out(self.search, points[begin : begin + WIDTH])
            moving = True
            while moving:
                self.desk.at[:] = self.search.at[:, : self.size].T
                sweep_lanes(layout, views, hands, self.desk)
                moving = seek(
                    self.search, self.desk.gap, WARM_SWEEPS, WARM_SWEEPS + MOST_SWEEPS, GOAL, CLOSE
                )
            settled += int((self.search.doing == KNOWN).sum())
            lanes = np.flatnonzero(self.search.doing == SETTLED)
            if len(lanes):
                audit_lanes(layout, views, hands, self.desk)
                lanes = lanes[self.desk.residual[0, lanes] <= self.tolerance]
                settled += len(lanes)
                keep_apart(self._policies(lanes), known=known, into=found)
        return Looked(found, settled)

    def _policies(self, lanes: Longs) -> Floats:
        """Return the policies of some lanes (lanes, E, T)."""
        types = int(np.diff(self.tree.player_slot).max(initial=1))
        into = np.zeros((len(lanes), len(self.tree.child), types))
        held = np.ascontiguousarray(self.desk.policy[:, lanes])
        spread_policy(self.layout, held, into, np.arange(len(lanes)))
        return into

    def _odds(self, policy: Floats) -> Floats:
        """Return the log-odds (X) at the clues of a policy (E, T)."""
        tree, kinds = self.tree, np.arange(policy.shape[1])
        odds = np.zeros((len(tree.clue_edge), len(kinds)))
        log_odds(tree.clue_types, tree.clue_edge, policy, odds)
        free = (kinds > 0) & (kinds < tree.clue_types[:, None])
        return odds[free]


def set_out(search: Search, points: Floats) -> None:
    """Let the first lanes start at points (lanes, X)."""
    for record in (search.used, search.held, search.turn, search.at):
        record[:] = 0
    search.doing[:] = IDLE
    search.doing[: len(points)] = MOVING
    search.at[: len(points), : points.shape[1]] = points


class OneByOne:
    """Looks from one start after the other: choices without sight, trees too large for lanes."""

    def __init__(self, game: Game, *, tolerance: float) -> None:
        self.game, self.tolerance, self.tree = game, tolerance, tree_of(game)
        self.blind: Sweeper | None = None

    def look(
        self, numbers: Numbers, draw: int, known: Floats, *, starts: int, seed: tuple[int, ...]
    ) -> Looked:
        """Look from some starts for policies that solve a draw and differ from the known (E, T)."""
        chances = numbers.chance.shape[1]
        if self.game.blind is not None and self.blind is None:
            self.blind = Sweeper(self.game, chances=chances)
        blind, one = self.blind, numbered(numbers, draw)
        room = blind.room if blind else room_for(self.tree, chances=chances)
        settle_in(self.tree, one, room)
        arc = DrawArc(self.tree, one, room)
        size = blind.size if blind else len(arc.free)
        if not size:
            return Looked([], starts)

        def image(point: Floats, share: float) -> Floats:
            if blind:
                return blind.image(point, one, share)
            return arc.image(np.append(point, share))

        found, settled_there = list[Floats](), 0
        for point in starts_at(size, starts, seed=seed):
            end = settled(image, point)
            if end is None:
                continue
            image(end, 1.0)
            gap = blind.audit(one, 1.0) if blind else finish(self.tree, one, room)
            if gap <= self.tolerance:
                settled_there += 1
                keep_apart(np.array(room.policy)[None], known=known, into=found)
        return Looked(found, settled_there)


def single(numbers: Numbers, draw: int) -> Numbers:
    """Return the numbers of one draw, as those of an ensemble of one."""
    return Numbers(*(getattr(numbers, entry.name)[draw : draw + 1] for entry in fields(numbers)))


def keep_apart(policies: Floats, *, known: Floats, into: list[Floats]) -> None:
    """Keep the policies (n, E, T) that are neither the known one nor kept already."""
    for policy in policies:
        if all(np.abs(policy - other).max() > APART for other in (known, *into)):
            into.append(policy)


def settled(image: Image, point: Floats) -> Floats | None:
    """Iterate with acceleration from a point; None if it does not settle."""
    mixer = Mixer(len(point))
    for _ in range(WARM_SWEEPS):
        point = image(point, 1.0)
    mixer.at[:] = point
    for used in range(MOST_SWEEPS):
        mixer.gap[:] = image(mixer.at, 1.0) - mixer.at
        size = float(np.abs(mixer.gap).max())
        if size <= GOAL:
            return mixer.at.copy()
        if not np.isfinite(size):
            return None
        if used:
            mixer.learn()
        mixer.mix()
    return None
