"""The theatres on a map: a disc each, its area as large as the chance drawn there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from detente.brief.charts.lettering import fit, width_of
from detente.brief.charts.outlines import Frame, borders, land
from detente.brief.charts.svg import Circle, Drawing, Label, Mark, Shape, Stroke, rectangle
from detente.forecast.figures import percent

WIDTH, RATIO, LEAST = 680.0, 0.68, 10.0
"""Width, height over width, and the least span in degrees of latitude."""
MARGIN, LEAST_DISC, LARGEST, INSIDE = 0.28, 4.0, 46.0, 26.0
"""Margin around the places; the least radius, what the largest adds, the least to hold a name."""
POLE = 89.0
"""Latitude at which the sheet ends."""


@dataclass(frozen=True, slots=True)
class Place:
    """A theatre at (longitude, latitude); the chance sizes its disc."""

    title: str
    at: tuple[float, float]
    chance: float


def theatres(places: Sequence[Place], *, title: str) -> Drawing:
    """Draw the theatres that have a place on the map, cropped to where they are."""
    around = _unrolled(places)
    frame = framed([p.at for p in around])
    sheet = Sheet(frame)
    marks: list[Mark] = [rectangle((0, 0), (WIDTH, sheet.height), fill="sea")]
    marks += [Shape(sheet.path(ring), "land", closed=True) for ring in land(frame)]
    marks += [Shape(sheet.path(arc), "none", Stroke("faint", 1)) for arc in borders(frame)]
    marks += _discs(around, sheet)
    desc = "; ".join(f"{p.title}: {percent(p.chance)}" for p in places) + "."
    return Drawing(WIDTH, sheet.height, title, desc, tuple(marks))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A frame projected on the sheet: plate carree, true to scale at the middle latitude."""

    frame: Frame

    @property
    def height(self) -> float:
        """Return the height of the sheet."""
        return WIDTH * RATIO

    def point(self, at: tuple[float, float]) -> tuple[float, float]:
        """Return where a place stands on the sheet, never outside it."""
        f = self.frame
        x = WIDTH * (at[0] - f.west) / (f.east - f.west)
        y = self.height * (f.north - at[1]) / (f.north - f.south)
        return min(max(x, 0.0), WIDTH), min(max(y, 0.0), self.height)

    def path(self, points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
        """Return a path on the sheet."""
        return tuple(self.point(p) for p in points)


def _unrolled(places: Sequence[Place]) -> list[Place]:
    """Turn longitudes so that places on both sides of the date line stand together."""
    spans = [p.at[0] for p in places]
    turned = [x + 360 if x < 0 else x for x in spans]
    if max(turned) - min(turned) < max(spans) - min(spans):
        pairs = zip(places, turned, strict=True)
        return [Place(p.title, (x, p.at[1]), p.chance) for p, x in pairs]
    return list(places)


def framed(points: Sequence[tuple[float, float]]) -> Frame:
    """Return the frame that shows all points with a margin and has the sheet's shape."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    squeeze = max(0.2, math.cos(math.radians(y)))
    tall = max(LEAST, (max(ys) - min(ys)) * (1 + 2 * MARGIN))
    wide = max(tall / RATIO, (max(xs) - min(xs)) * squeeze * (1 + 2 * MARGIN))
    tall = min(wide * RATIO, 2 * POLE)
    wide = min(tall / RATIO / squeeze, 360.0)
    south = min(max(y - tall / 2, -POLE), POLE - tall)
    return Frame(x - wide / 2, south, x + wide / 2, south + tall)


def _discs(places: Sequence[Place], sheet: Sheet) -> list[Mark]:
    most = max((p.chance for p in places if not math.isnan(p.chance)), default=0.0)
    discs: list[Mark] = []
    labels: list[Mark] = []
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in map(sheet.point, (p.at for p in places))]
    for place in sorted(places, key=lambda p: (-_known(p.chance), p.title)):
        x, y = sheet.point(place.at)
        x = min(max(x, LEAST_DISC), WIDTH - LEAST_DISC)
        y = min(max(y, LEAST_DISC), sheet.height - LEAST_DISC)
        grown = math.sqrt(_known(place.chance) / most) if most > 0 else 0.0
        radius = min(LEAST_DISC + LARGEST * grown, x, y, WIDTH - x, sheet.height - y)
        discs.append(Circle(x, y, radius, "accent", opacity=0.35))
        wide = radius > INSIDE
        if wide:
            taken.remove((x - 5, y - 5, x + 5, y + 5))
        else:
            discs.append(Circle(x, y, 3, "accent"))
        labels += _named(place, at=(x, y), wide=wide, taken=taken)
    return [*discs, *labels]


def _known(chance: float) -> float:
    return 0.0 if math.isnan(chance) else chance


def _named(
    place: Place,
    *,
    at: tuple[float, float],
    wide: bool,
    taken: list[tuple[float, float, float, float]],
) -> list[Mark]:
    """Set name and chance inside a wide disc, else under it, or where nothing else stands."""
    text, number = fit(place.title, 180, size=14), percent(place.chance)
    width = max(width_of(text, 14), width_of(number, 13))
    x = min(max(at[0], width / 2 + 4), WIDTH - width / 2 - 4)
    for shift in (-8, 20, -30, 56, -66, 92, -102) if wide else (20, -30, 56, -66, 92, -102):
        y = min(max(at[1] + shift, 18.0), WIDTH * RATIO - 24)
        box = (x - width / 2, y - 14, x + width / 2, y + 20)
        if not any(_touch(box, other) for other in taken):
            break
    taken.append(box)
    return [
        Label(x, y, text, 14, "ink", "middle", bold=True, halo=True),
        Label(x, y + 17, number, 13, "ink", "middle", halo=True),
    ]


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
