"""Derive the map's outlines: `python derive.py countries-50m.json outlines.json`.

The input is `countries-50m.json` of the npm package world-atlas 2.0.2 (`npm pack world-atlas`),
which is Natural Earth 1:50m Admin 0, public domain, as TopoJSON. Arcs are thinned one by one
(Douglas and Peucker 1973), so neighbours keep a common border; islets are dropped.

Output: `arcs`, each a flat list of deltas in hundredths of a degree (longitude, latitude, ...),
and `rings`, each a list of arc numbers (negative: `~n` reversed), outer rings only.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

TOLERANCE = 0.045
"""Largest departure of a thinned line, in degrees."""
SMALLEST = 0.012
"""Rings below this area, in square degrees, are dropped."""


def thin(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Keep the points that matter: the ends, and whatever is farther off than the tolerance."""
    keep, pending = {0, len(points) - 1}, [(0, len(points) - 1)]
    while pending:
        first, last = pending.pop()
        if last - first < 2:
            continue
        distance, at = max(
            (_distance(points[i], points[first], points[last]), i) for i in range(first + 1, last)
        )
        if distance > TOLERANCE:
            keep.add(at)
            pending += [(first, at), (at, last)]
    return [points[i] for i in sorted(keep)]


def _distance(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    (x, y), (ax, ay), (bx, by) = p, a, b
    length2 = (bx - ax) ** 2 + (by - ay) ** 2
    if length2 == 0:
        return float(((x - ax) ** 2 + (y - ay) ** 2) ** 0.5)
    along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2))
    return float(((x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2) ** 0.5)


def decoded(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Undo the delta coding and the scaling of the arcs."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def area(ring: list[tuple[float, float]]) -> float:
    """Return the area of a ring in square degrees."""
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]))) / 2


def main(source: str, target: str) -> None:
    """Write the outlines."""
    topology = json.loads(Path(source).read_text())
    raw = decoded(topology)
    rings = []
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for polygon in polygons:
            points = [p for n in polygon[0] for p in (raw[n] if n >= 0 else raw[~n][::-1])]
            if area(points) >= SMALLEST:
                rings.append(polygon[0])
    used = sorted({n if n >= 0 else ~n for ring in rings for n in ring})
    place = {old: new for new, old in enumerate(used)}
    arcs = []
    for old in used:
        whole = [(round(x * 100), round(y * 100)) for x, y in thin(raw[old])]
        flat: list[int] = []
        before = (0, 0)
        for point in whole:
            if point != before or not flat:
                flat += [point[0] - before[0], point[1] - before[1]]
                before = point
        arcs.append(flat)
    rings = [[place[n] if n >= 0 else ~place[~n] for n in ring] for ring in rings]
    origin = "Natural Earth 1:50m Admin 0 countries, public domain, by way of world-atlas 2.0.2"
    data = {"origin": origin, "unit": "0.01 degree", "arcs": arcs, "rings": rings}
    Path(target).write_text(json.dumps(data, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
