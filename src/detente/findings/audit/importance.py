"""Which unknowns matter: Shapley effects for dependent inputs, from the base draws alone.

The Shapley effect of a group of unknowns is its mean share of the variance of an answer that is
explained when the group is added, over all orders of the groups (Owen, Sobol' indices and Shapley
value, SIAM/ASA Journal on Uncertainty Quantification 2, 2014; Song, Nelson and Staum, Shapley
effects for global sensitivity analysis, same journal 4, 2016, equation 8). Effects are shares: with
what stays unexplained they sum to one, whatever the dependence.

What a set of groups explains is the variance of the answer's regression on polynomials of their
unknowns, with the adjustment of degrees of freedom (Ezekiel 1930). With many unknowns and a
thousand draws nearest neighbours (Broto, Bachoc and Depecker 2020) are too far apart to tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, permutations
from math import factorial

import numpy as np
from numba import njit

from detente.findings.audit.side_by_side import side_by_side
from detente.model.crisis import ANALYST, Crisis
from detente.shapes import Bools, Floats, Ints, Longs

FEWEST = 200
"""With fewer draws nothing is said of which unknowns matter."""
A_TERM = 4
MOST_TERMS = 300
"""Draws wanted for each term of the regression, and terms at most."""
FEW_UNKNOWNS = 8
"""Up to so many unknowns all polynomials of a degree are terms."""
ORDERS, HALVES, HALF_ORDERS = 48, 60, 12
"""Orders of the groups (each with its reverse); half samples, and their orders."""
TIES = 0.9
"""A rank is given if it is the same in this share of the half samples."""


@dataclass(frozen=True, slots=True)
class Group:
    """Unknowns that belong together, and what they are called."""

    name: str
    title: str
    paths: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Importance:
    """Shares of the variance of every answer, by group; intervals hold 90 %.

    `rank` counts from 1 and is 0 where the draws do not support one; `best` and `worst` are the
    ranks between which it lies. `explained` is the share that all groups together explain.
    """

    groups: tuple[Group, ...]
    share: Floats  # G, Q
    low: Floats  # G, Q
    high: Floats  # G, Q
    rank: Ints  # G, Q
    best: Ints  # G, Q
    worst: Ints  # G, Q
    explained: Floats  # Q


def groups_of(crisis: Crisis, paths: tuple[str, ...]) -> tuple[Group, ...]:
    """Return the groups that an argument itself gives: stakes and beliefs by actor, chances, ...

    >>> import detente
    >>> raid = detente.load("border-raid")
    >>> [group.title for group in groups_of(raid, ("stakes.north.loot.bold", "rationality.south"))]
    ['stakes of North', 'rationality']
    """
    titles = {actor.name: actor.title for actor in crisis.actors}
    found: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        kind, who = path.split(".")[:2]
        own = kind in {"stakes", "beliefs"} and who != ANALYST
        found.setdefault((kind, who if own or kind == "beliefs" else ""), []).append(path)
    named = {"moves": "chances of outcomes", "rationality": "rationality"}
    return tuple(
        Group(
            f"{kind}.{who}" if who else kind,
            "how likely each type is" if who == ANALYST
            else named.get(kind) or f"{kind} of {titles.get(who, who)}",
            tuple(own),
        )
        for (kind, who), own in found.items()
    )  # fmt: skip


def importance(
    groups: tuple[Group, ...],
    paths: tuple[str, ...],
    *,
    points: Floats,
    values: Floats,
    seed: int,
    threads: int | None = None,
) -> Importance:
    """Return the Shapley effects of groups of unknowns on answers (D, Q), from points (D, U)."""
    column = {path: u for u, path in enumerate(paths)}
    member = np.full(len(paths), -1, dtype=np.int64)
    for g, group in enumerate(groups):
        member[[column[path] for path in group.paths]] = g
    random = np.random.default_rng([seed % 2**32, 11])
    known = np.isfinite(values).all(axis=1)
    terms, last = polynomials(points[known], values[known], member=member)
    values = values[known]
    share = _effects(terms, values, last, _orders(len(groups), ORDERS, random))
    few = _orders(len(groups), HALF_ORDERS, random)
    replicas = np.array(side_by_side(
        lambda rows: _effects(terms[rows], values[rows], last, few),
        _halves(len(values), random), threads=threads,
    ))  # fmt: skip
    # the spread of half samples is that of the whole (McCarthy 1969; Shao and Wu 1989)
    replicas = share + (replicas - replicas.mean(axis=0))
    low, high = np.quantile(replicas, [0.05, 0.95], axis=0)
    ranks = 1 + np.argsort(np.argsort(-replicas, axis=1, kind="stable"), axis=1, kind="stable")
    mine = 1 + np.argsort(np.argsort(-share, axis=0, kind="stable"), axis=0, kind="stable")
    supported = (ranks == mine).mean(axis=0) >= TIES
    best, worst = np.quantile(ranks, [0.05, 0.95], axis=0, method="inverted_cdf")
    return Importance(
        groups, share, low, high, np.where(supported, mine, 0).astype(np.int32),
        best.astype(np.int32), worst.astype(np.int32), share.sum(axis=0),
    )  # fmt: skip


# --- terms of the regression ---------------------------------------------------------------------
def polynomials(points: Floats, values: Floats, *, member: Longs) -> tuple[Floats, Bools]:
    """Return terms (D, T), centred, and the groups (T, G) whose unknowns each is made of.

    Few unknowns: products of Legendre polynomials up to the degree that the draws can bear. Many:
    the unknowns, then squares and products of those that matter most.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    width = np.where(high > low, high - low, 1.0)
    z = 2.0 * (points - low) / width - 1.0
    moving = np.flatnonzero((high > low) & (member >= 0))
    most = min(MOST_TERMS, len(points) // A_TERM)
    powers = _powers(z, values, moving, most)
    made = np.ones((len(points), len(powers)))
    groups = np.zeros((len(powers), int(member.max(initial=-1)) + 1), dtype=np.bool_)
    legendre = _legendre(z, max((max(p.count(u) for u in p) for p in powers), default=1))
    for t, power in enumerate(powers):
        for unknown in set(power):
            made[:, t] *= legendre[power.count(unknown)][:, unknown]
            groups[t, member[unknown]] = True
    made -= made.mean(axis=0)
    size = made.std(axis=0)
    kept = size > 1e-12
    return made[:, kept] / size[kept], groups[kept]


def _powers(z: Floats, values: Floats, moving: Longs, most: int) -> list[tuple[int, ...]]:
    """Choose the terms, each the unknowns that it multiplies, with repeats."""
    if len(moving) <= FEW_UNKNOWNS:
        found: list[tuple[int, ...]] = []
        for degree in range(1, 13):
            more = list(combinations_with_replacement(moving.tolist(), degree))
            if found and len(found) + len(more) > most:
                break
            found += more
        return found
    centred = (values - values.mean(axis=0)) / np.maximum(values.std(axis=0), 1e-12)
    weight = ((z[:, moving] - z[:, moving].mean(axis=0)).T @ centred / len(z)) ** 2
    order = moving[np.argsort(-weight.max(axis=1), kind="stable")].tolist()
    found = [(u,) for u in order[:most]]
    room = most - len(found)
    squares = [(u, u) for u in order[: min(20, room)]]
    crossed = list(combinations(order[:10], 2))[: max(0, room - len(squares))]
    return [*found, *squares, *crossed]


def _legendre(z: Floats, degree: int) -> list[Floats]:
    found = [np.ones_like(z), z]
    for n in range(1, degree):
        found.append(((2 * n + 1) * z * found[n] - n * found[n - 1]) / (n + 1))
    return found


# --- Shapley values ------------------------------------------------------------------------------
def _orders(count: int, wanted: int, random: np.random.Generator) -> list[Longs]:
    """Return orders of the groups: all of them if they are few, else random ones and reverses."""
    if factorial(count) <= 2 * wanted:
        return [np.array(order) for order in permutations(range(count))]
    drawn = [random.permutation(count) for _ in range(wanted)]
    return [order for one in drawn for order in (one, one[::-1])]


def _halves(count: int, random: np.random.Generator) -> Iterator[Longs]:
    for _ in range(HALVES):
        yield random.permutation(count)[: count // 2]


def _effects(terms: Floats, values: Floats, made_of: Bools, orders: list[Longs]) -> Floats:
    """Return the Shapley effects (G, Q).

    In one order, a term can be used from the last of its groups on. One Cholesky factor of the
    terms in that order holds the fits of all prefixes.
    """
    centred = values - values.mean(axis=0)
    made = terms - terms.mean(axis=0)
    total = (centred**2).sum(axis=0)
    gram = made.T @ made
    gram[np.diag_indices_from(gram)] += 1e-8 * np.trace(gram) / max(len(gram), 1)
    along = made.T @ centred
    effects = np.zeros((made_of.shape[1], values.shape[1]))
    for order in orders:
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        when = np.where(made_of, place, -1).max(axis=1, initial=-1)
        sequence = np.argsort(when, kind="stable")
        fitted = gram[np.ix_(sequence, sequence)]
        gains = _gains(fitted, along[sequence])
        explained = np.cumsum(gains**2, axis=0)
        used = np.searchsorted(when[sequence], np.arange(len(order)), side="right")
        gained = np.where(used[:, None] > 0, explained[np.maximum(used - 1, 0)], 0.0)
        share = _adjusted(gained, total, used[:, None], len(values))
        effects[order] += np.diff(share, axis=0, prepend=0.0)
    return effects / len(orders)


@njit(cache=True, nogil=True, fastmath=True)
def _gains(gram: Floats, along: Floats) -> Floats:
    # Cholesky factor and forward substitution in one pass over the rows. Compiled, because a linear
    # algebra library hands thousands of such small systems out to threads, which takes longer.
    size = len(gram)
    factor = np.zeros((size, size))
    gains = np.empty(along.shape)
    for i in range(size):
        for j in range(i + 1):
            left = gram[i, j]
            for k in range(j):
                left -= factor[i, k] * factor[j, k]
            factor[i, j] = np.sqrt(max(left, 1e-300)) if i == j else left / factor[j, j]
        for q in range(along.shape[1]):
            right = along[i, q]
            for k in range(i):
                right -= factor[i, k] * gains[k, q]
            gains[i, q] = right / factor[i, i]
    return gains


def _adjusted(gained: Floats, total: Floats, used: Longs, count: int) -> Floats:
    share = np.divide(gained, total, out=np.zeros_like(gained), where=total > 1e-18)
    left = np.maximum(count - used - 1, 1)
    adjusted = 1.0 - (1.0 - share) * (count - 1) / left
    return np.where((used > 0) & (total > 1e-18), adjusted, 0.0)
