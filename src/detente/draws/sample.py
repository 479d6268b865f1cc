"""Uniform draws from the polytope that the claims allow."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from detente.claims import Polytope, contradiction
from detente.claims.scaled import Scaled, scaled
from detente.draws.frame import Frame, frame
from detente.draws.mixing import effective_size, largest_rhat
from detente.draws.pilot import CHAINS, Pilot, pilot
from detente.errors import ContradictionError, DetenteError, Problem
from detente.machine import processors
from detente.shapes import Bools, Floats, Ints, Longs

BLOCK = 16
"""Draws that one task of a thread makes."""
BINDING, KEYS, STARTS, PILOT = range(4)
"""What random numbers are for: each purpose has a stream of its own."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of the unknowns, one a row, in the analyst's units.

    `effective` is the smallest effective sample size over the unknowns and `rhat` the largest
    split R-hat, of the draws in their order; a quarter of them started from each pilot chain.
    `rhat` is NaN for fewer than 16 draws. `steps` is how many moves made a draw and `tau` the
    autocorrelation time, in moves, that the pilot found; `mixed` is false if the pilot was stopped
    before it could tell. `dimension` is that of the polytope in which all claims bind.
    """

    points: Floats  # D, U
    bound: Bools  # D, premises: whether the claim binds in the draw
    paths: tuple[str, ...]  # U
    premises: tuple[str, ...]
    effective: float
    rhat: float
    steps: int
    tau: float
    mixed: bool
    dimension: int
    half_spaces: int


def draw(
    polytope: Polytope,
    *,
    draws: int = 1000,
    seed: int = 1,
    threads: int | None = None,
    bound: Bools | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Draws:
    """Return independent draws, uniform on the polytope of the claims that bind in each.

    A claim held with confidence c binds in each draw with chance c; `bound` (D, premises) says
    instead which claims bind where, for draws that go with others. Every draw is a chain of its
    own with its own random numbers, so the same seed gives the same bytes on any number of
    `threads` (default: one a core). `progress` is called with draws done and draws wanted.

    `ContradictionError` if nothing satisfies all claims together, even those that seldom bind;
    `DetenteError` if `draws` is not positive.
    """
    if draws < 1:
        message = f"{draws} draws were asked for, and there is nothing to say about none"
        raise DetenteError(Problem(message, hint="ask for at least 1; 1000 is the default"))
    order = np.argsort(np.array(polytope.paths, dtype=np.str_), kind="stable")
    space = scaled(_reordered(polytope, order))
    whole = frame(space, np.ones(len(space.bound), dtype=np.bool_))
    if whole is None:
        raise contradiction(polytope) or ContradictionError(
            Problem("no set of numbers satisfies every premise, by less than rounding can tell")
        )
    premise = _premise_of_rows(polytope)
    if bound is None:
        bound = _binding(polytope, draws=draws, seed=seed)
    points = np.empty((draws, len(order)))
    pilots: list[Pilot] = []
    with _pool(threads) as pool:
        plan = _Plan(space, premise, bound, seed, pool, _counted(progress, draws))
        for members in _alike(bound, premise[whole.flat]):
            found, learnt = plan.drawn(whole, members)
            points[np.ix_(members, order)] = found
            pilots += learnt
    points = np.clip(points, polytope.low, np.maximum(polytope.low, polytope.high))
    return Draws(
        points=points,
        bound=bound,
        paths=polytope.paths,
        premises=polytope.premises,
        effective=effective_size(points),
        rhat=largest_rhat(points),
        steps=max((p.steps for p in pilots), default=0),
        tau=max((p.tau for p in pilots), default=0.0),
        mixed=all(p.enough for p in pilots),
        dimension=whole.dimension,
        half_spaces=polytope.half_spaces,
    )


@dataclass(frozen=True, eq=False)
class _Plan:
    """What all groups of draws share. Draws of a group lie in the same affine hull."""

    space: Scaled
    premise: Ints  # rows of `space`: the premise, -1 for structure and ranges
    bound: Bools  # D, premises
    seed: int
    pool: Executor
    report: Callable[[int], None]  # told of draws as they are made

    def drawn(self, whole: Frame, members: Longs) -> tuple[Floats, list[Pilot]]:
        """Return the points (members, U) of a group of draws, and its pilot if it needed one."""
        flat_premises = np.unique(self.premise[whole.flat])
        missing = [p for p in flat_premises if p >= 0 and not self.bound[members[0], p]]
        fitted = whole
        if missing:
            active = ~np.isin(self.premise, missing)
            fitted = frame(self.space, active) or whole
        if fitted.dimension == 0:
            self.report(len(members))
            return np.tile(self.space.unknowns(fitted.offset), (len(members), 1)), []
        random = _random(self.seed, PILOT)
        learnt = pilot(fitted, random=random, pool=self.pool)
        inner = self._walked(learnt, fitted, members)
        return self.space.unknowns(fitted.offset + inner @ fitted.lift.T), [learnt]

    def _walked(self, learnt: Pilot, fitted: Frame, members: Longs) -> Floats:
        """Walk each draw of a group from a point of the pilot, in blocks over the threads."""
        draws = len(self.bound)
        keys = _random(self.seed, KEYS).integers(0, 2**64, size=draws, dtype=np.uint64)
        record = _random(self.seed, STARTS).integers(0, learnt.points.shape[1], size=draws)
        chain = np.arange(draws) * CHAINS // draws
        premise = self.premise[fitted.row]
        off = np.zeros((len(members), len(premise)), dtype=np.bool_)
        off[:, premise >= 0] = ~self.bound[np.ix_(members, premise[premise >= 0])]
        starts = learnt.points[chain[members], record[members]]
        futures = [
            self.pool.submit(
                learnt.walker.walked,
                starts[first : first + BLOCK],
                keys=keys[members[first : first + BLOCK]],
                off=off[first : first + BLOCK],
                steps=learnt.steps,
            )
            for first in range(0, len(members), BLOCK)
        ]
        found = []
        for future in futures:
            found.append(future.result()[:, 0])
            self.report(len(found[-1]))
        return np.concatenate(found)


def _reordered(polytope: Polytope, order: Longs) -> Polytope:
    """Put the unknowns in another order: by name, so that theirs in the file is no matter."""
    return replace(
        polytope,
        paths=tuple(polytope.paths[u] for u in order),
        low=polytope.low[order],
        high=polytope.high[order],
        indices=np.argsort(order)[polytope.indices].astype(np.int32),
    )


def _premise_of_rows(polytope: Polytope) -> Ints:
    """Return the premise of every row of the scaled polytope, -1 for structure and ranges."""
    owner = np.where(polytope.owner < len(polytope.premises), polytope.owner, -1)
    return np.concatenate([owner, np.full(2 * len(polytope.paths), -1)]).astype(np.int32)


def _binding(polytope: Polytope, *, draws: int, seed: int) -> Bools:
    """Return which claims bind in which draws (D, premises): each with its confidence."""
    confidence = np.array([o.confidence for o in polytope.owners if o.premise])
    chance = _random(seed, BINDING).random((draws, len(confidence)))
    return np.asarray(chance < confidence)


def _alike(bound: Bools, flat: Ints) -> Iterator[Longs]:
    """Yield groups of draws in which the same of the claims bind that make the polytope flat.

    The affine hull of a draw depends on these alone: what makes a half-space an implicit equality
    is a positive combination of half-spaces that are implicit equalities themselves (Farkas).
    """
    premises = np.unique(flat[flat >= 0])
    _, group = np.unique(bound[:, premises], axis=0, return_inverse=True)
    group = group.reshape(-1)
    for which in range(int(group.max()) + 1):
        yield np.flatnonzero(group == which)


def _counted(progress: Callable[[int, int], None] | None, draws: int) -> Callable[[int], None]:
    """Return what adds up the draws made and passes the sum on."""
    done = 0

    def report(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(done, draws)

    return report


def _random(seed: int, purpose: int) -> np.random.Generator:
    key = np.array([seed % 2**64, purpose], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key))


@contextmanager
def _pool(threads: int | None) -> Generator[Executor, None, None]:
    """Open a pool whose waiting tasks are dropped when something interrupts."""
    pool = ThreadPoolExecutor(max_workers=threads or processors())
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
