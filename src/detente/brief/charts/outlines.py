"""Outlines of countries within a frame, from the package's own copy of Natural Earth.

The file holds arcs (deltas in hundredths of a degree) that neighbours share, and rings of arcs;
`benchmarks/outlines/derive.py` makes it. Clipping is Sutherland and Hodgman (1974).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Path: TypeAlias = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on the world in degrees; `east` may pass 180."""

    west: float
    south: float
    east: float
    north: float


@lru_cache(maxsize=1)
def _world() -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    text = files("detente.brief.charts").joinpath("outlines.json").read_text("utf-8")
    data = json.loads(text)
    arcs = tuple(_arc(deltas) for deltas in data["arcs"])
    rings = tuple(
        tuple(point for n in ring for point in (arcs[n] if n >= 0 else arcs[~n][::-1]))
        for ring in data["rings"]
    )
    return arcs, rings


def _arc(deltas: list[int]) -> Path:
    x = y = 0
    points = []
    for dx, dy in zip(deltas[::2], deltas[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / 100, y / 100))
    return tuple(points)


def land(frame: Frame) -> tuple[Path, ...]:
    """Return the parts of countries that lie in a frame, as closed rings."""
    clipped = (_clipped(ring, frame) for ring in _near(_world()[1], frame))
    return tuple(ring for ring in clipped if len(ring) >= 3)


def borders(frame: Frame) -> tuple[Path, ...]:
    """Return coasts and borders as far as they lie in a frame, as open lines."""
    return tuple(
        part for arc in _near(_world()[0], frame) for part in _inside(arc, frame) if len(part) > 1
    )


def _near(paths: tuple[Path, ...], frame: Frame) -> Iterator[Path]:
    for path in paths:
        low, high = min(y for _, y in path), max(y for _, y in path)
        if high < frame.south or low > frame.north:
            continue
        west, east = min(x for x, _ in path), max(x for x, _ in path)
        for turn in (-360.0, 0.0, 360.0):
            if west + turn <= frame.east and east + turn >= frame.west:
                yield tuple((x + turn, y) for x, y in path) if turn else path


def _clipped(ring: Path, frame: Frame) -> Path:
    sides: tuple[tuple[int, float, int], ...] = (
        (0, frame.west, 1),
        (0, frame.east, -1),
        (1, frame.south, 1),
        (1, frame.north, -1),
    )
    for axis, limit, sign in sides:
        if ring:
            ring = _half(ring, axis=axis, limit=limit, sign=sign)
    return ring


def _half(ring: Path, *, axis: int, limit: float, sign: int) -> Path:
    kept: list[Point] = []
    for before, point in zip((ring[-1], *ring[:-1]), ring, strict=True):
        came, here = sign * (before[axis] - limit) >= 0, sign * (point[axis] - limit) >= 0
        if came != here:
            kept.append(_crossing(before, point, axis=axis, limit=limit))
        if here:
            kept.append(point)
    return tuple(kept)


def _crossing(a: Point, b: Point, *, axis: int, limit: float) -> Point:
    share = (limit - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + share * (b[1 - axis] - a[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def _inside(arc: Path, frame: Frame) -> Iterator[Path]:
    part: list[Point] = []
    for a, b in pairwise(arc):
        piece = _segment(a, b, frame)
        if piece is None:
            continue
        if part and part[-1] != piece[0]:
            yield tuple(part)
            part = []
        part = [*part, piece[1]] if part else [*piece]
    if part:
        yield tuple(part)


def _segment(a: Point, b: Point, frame: Frame) -> tuple[Point, Point] | None:
    """Clip a segment (Liang and Barsky 1984); None if it lies outside."""
    enter, leave = 0.0, 1.0
    dx, dy = b[0] - a[0], b[1] - a[1]
    for step, room in (
        (-dx, a[0] - frame.west),
        (dx, frame.east - a[0]),
        (-dy, a[1] - frame.south),
        (dy, frame.north - a[1]),
    ):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            enter = max(enter, room / step)
        else:
            leave = min(leave, room / step)
    if enter > leave:
        return None
    at: Callable[[float], Point] = lambda share: (a[0] + share * dx, a[1] + share * dy)  # noqa: E731
    return (a if enter == 0 else at(enter)), (b if leave == 1 else at(leave))
