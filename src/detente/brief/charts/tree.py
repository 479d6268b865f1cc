"""The exchange as it may unfold: a tree from left to right, branches as wide as their chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from detente.brief.charts.lettering import wrap
from detente.brief.charts.svg import Circle, Drawing, Label, Mark, Stroke, line, stack
from detente.forecast.figures import percent

STEP, LEAF, TOP, SIDE, FORK = 158.0, 46.0, 14.0, 8.0, 26.0
"""TOP leaves room for a name of two lines over a stem of the first row."""
ROOT = 46.0
"""Length of the root's stem; what the root is called stands in the caption."""
WIDEST = 14.0


@dataclass(frozen=True, slots=True)
class Twig:
    """A branch to draw: what happens, its chance given its parent, and its chance over all."""

    label: str
    given: float
    reached: float
    children: tuple[Twig, ...] = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    twig: Twig
    x: float
    y: float
    children: tuple[_Placed, ...]


def trimmed(twig: Twig, *, levels: int, leaves: int) -> Twig:
    """Cut a tree to so many levels, then fold its rarest twigs until so many leaves stand.

    What is folded becomes one twig beside its brothers that carries their joint chance. A tree
    whose every folding has more leaves comes back folded as far as it goes.
    """
    cut = whole = _levels(twig, levels)
    for floor in sorted({t.reached for t in _all(whole)}):
        if _leaves(cut) <= leaves:
            break
        cut = _folded(whole, floor)
    return cut


def _levels(twig: Twig, levels: int) -> Twig:
    kept = tuple(_levels(child, levels - 1) for child in twig.children) if levels > 0 else ()
    return replace(twig, children=kept)


def _folded(twig: Twig, floor: float) -> Twig:
    kept = [_folded(child, floor) for child in twig.children if child.reached > floor]
    rare = [child for child in twig.children if child.reached <= floor]
    if not kept:
        return replace(twig, children=())
    if len(rare) == 1:
        kept.append(replace(rare[0], children=()))
    elif rare:
        given, reached = sum(t.given for t in rare), sum(t.reached for t in rare)
        kept.append(Twig(f"{len(rare)} other ways", given, reached))
    return replace(twig, children=tuple(kept))


def _all(twig: Twig) -> list[Twig]:
    return [twig, *(t for child in twig.children for t in _all(child))]


def _leaves(twig: Twig) -> int:
    return sum(_leaves(child) for child in twig.children) if twig.children else 1


def _depth(twig: Twig) -> int:
    return 1 + max((_depth(child) for child in twig.children), default=0)


def tree(root: Twig, *, title: str) -> Drawing:
    """Draw a tree; the number at a branch is its chance given what came before it."""
    placed = _place(root, depth=0, row=_rows())
    width = 2 * SIDE + ROOT + STEP * (_depth(root) - 1)
    height = 2 * TOP + LEAF * _leaves(root)
    marks = [*_lines(placed), *_texts(placed)]
    return Drawing(width, height, title, _spoken(root.children), tuple(marks))


def _rows() -> Callable[[], float]:
    used = [0]

    def following() -> float:
        used[0] += 1
        return TOP + LEAF * (used[0] - 0.5)

    return following


def _place(twig: Twig, *, depth: int, row: Callable[[], float]) -> _Placed:
    children = tuple(_place(child, depth=depth + 1, row=row) for child in twig.children)
    y = (children[0].y + children[-1].y) / 2 if children else row()
    x = SIDE + (ROOT + STEP * (depth - 1) if depth else 0.0)
    return _Placed(twig, x, y, children)


def _lines(placed: _Placed) -> list[Mark]:
    """Draw the stem under a node's text, then a fork to each child."""
    if not placed.children:
        return []
    fork = placed.children[0].x - FORK
    marks: list[Mark] = [line(((placed.x, placed.y), (fork, placed.y)), _width(placed.twig))]
    for child in placed.children:
        marks.append(line(((fork, placed.y), (child.x, child.y)), _width(child.twig)))
        marks += _lines(child)
    return marks


def _width(twig: Twig) -> Stroke:
    return Stroke("soft", max(1.0, WIDEST * twig.reached))


def _texts(placed: _Placed) -> list[Mark]:
    marks: list[Mark] = [Circle(placed.x, placed.y, 3.5, "accent")]
    for child in placed.children:
        marks += _texts(child)
    return marks if placed.x == SIDE else [*marks, *_named(placed)]


def _named(placed: _Placed) -> list[Mark]:
    """Set the name over the stem and the chance under it; at a leaf both around the line."""
    lines = wrap(placed.twig.label, STEP - FORK - 14, size=12)
    room = 15.0 * (len(lines) - 1)
    first = placed.y - room - 9 if placed.children else placed.y - room / 2 - 3
    under = placed.y + 20 if placed.children else first + room + 15
    chance = percent(placed.twig.given)
    return [
        *stack(lines, Label(placed.x + 8, first, "", 12, halo=True)),
        Label(placed.x + 8, under, chance, 13, "accent", bold=True, halo=True),
    ]


def _spoken(twigs: Sequence[Twig]) -> str:
    parts = []
    for twig in twigs:
        text = f"{twig.label}, {percent(twig.given)}"
        parts.append(f"{text} (then: {_spoken(twig.children)})" if twig.children else text)
    return "; ".join(parts)
