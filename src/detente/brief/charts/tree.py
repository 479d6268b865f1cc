"""The exchange as it may unfold: a tree from left to right, branches as wide as their chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from detente.brief.charts.lettering import wrap
from detente.brief.charts.svg import Circle, Drawing, Label, Mark, Stroke, line, stack
from detente.brief.words import percent

STEP, LEAF, TOP, SIDE = 176.0, 46.0, 34.0, 14.0


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
    """Cut a tree to so many levels, then fold its least likely twigs until so many leaves stand.

    What is folded becomes one twig beside its brothers that carries their joint chance.
    """
    twig = _levels(twig, levels)
    floor = 0.0
    reached = sorted({t.reached for t in _all(twig)})
    for floor in [0.0, *reached]:
        cut = _folded(twig, floor)
        if _leaves(cut) <= leaves:
            return cut
    return _folded(twig, floor)


def _levels(twig: Twig, levels: int) -> Twig:
    kept = tuple(_levels(child, levels - 1) for child in twig.children) if levels > 0 else ()
    return replace(twig, children=kept)


def _folded(twig: Twig, floor: float) -> Twig:
    kept = [_folded(child, floor) for child in twig.children if child.reached >= floor]
    lost = [child for child in twig.children if child.reached < floor]
    if len(kept) + len(lost) > 0 and not kept:
        return replace(twig, children=())
    if len(lost) == 1:
        kept.append(replace(lost[0], children=()))
    elif lost:
        given, reached = sum(t.given for t in lost), sum(t.reached for t in lost)
        kept.append(Twig(f"{len(lost)} other ways", given, reached))
    return replace(twig, children=tuple(kept))


def _all(twig: Twig) -> list[Twig]:
    return [twig, *(t for child in twig.children for t in _all(child))]


def _leaves(twig: Twig) -> int:
    return sum(_leaves(child) for child in twig.children) if twig.children else 1


def _depth(twig: Twig) -> int:
    return 1 + max((_depth(child) for child in twig.children), default=0)


def tree(root: Twig, *, title: str) -> Drawing:
    """Draw a tree; the number on a branch is its chance given what came before it."""
    rows = _counter()
    placed = _place(root, depth=0, row=rows)
    width = 2 * SIDE + STEP * _depth(root)
    height = TOP + LEAF * _leaves(root) + 8
    marks = [*_lines(placed), *_texts(placed)]
    return Drawing(width, height, title, _describe(root), tuple(marks))


def _counter() -> Callable[[], float]:
    used = [0]

    def following() -> float:
        used[0] += 1
        return TOP + LEAF * (used[0] - 0.5)

    return following


def _place(twig: Twig, *, depth: int, row: Callable[[], float]) -> _Placed:
    children = tuple(_place(child, depth=depth + 1, row=row) for child in twig.children)
    y = (children[0].y + children[-1].y) / 2 if children else row()
    return _Placed(twig, SIDE + STEP * depth, y, children)


def _lines(placed: _Placed) -> list[Mark]:
    marks: list[Mark] = []
    for child in placed.children:
        stroke = Stroke("soft", max(1.0, 12 * child.twig.reached))
        bend = child.x - 22
        points = ((placed.x + 4, placed.y), (bend - 132, child.y), (child.x, child.y))
        marks.append(line(points, stroke))
        marks += _lines(child)
    return marks


def _texts(placed: _Placed) -> list[Mark]:
    room = STEP - 46
    marks: list[Mark] = [Circle(placed.x, placed.y, 3.5, "accent")]
    if not placed.children or placed.x > SIDE:
        pass
    for child in placed.children:
        marks += _texts(child)
    lines = wrap(placed.twig.label, room, size=12)
    rise = 7 + 15 * (len(lines) - 1)
    marks += stack(lines, Label(placed.x + 6, placed.y - rise, "", 12, halo=True))
    if placed.x > SIDE:
        chance = percent(placed.twig.given)
        marks.append(Label(placed.x + 6, placed.y + 16, chance, 12, "accent", bold=True, halo=True))
    return marks


def _describe(root: Twig) -> str:
    return _spoken(root.children)


def _spoken(twigs: Sequence[Twig]) -> str:
    parts = []
    for twig in twigs:
        text = f"{twig.label}, {percent(twig.given)}"
        parts.append(f"{text} (then: {_spoken(twig.children)})" if twig.children else text)
    return "; ".join(parts)
