"""Ways out as they are called: package, order, date, and what stands beside it."""

from __future__ import annotations

from detente.brief.compose.reading import Titled, spaced
from detente.brief.words import listed
from detente.findings.offramps import Offramps, Variant, WayOut
from detente.findings.offramps.robustness import TELLING
from detente.forecast.figures import quantity

NOTHING = "Doing nothing"


def title(titled: Titled, variant: Variant) -> str:
    """Name a variant: its package, order and date if it has them, and what stands beside it."""
    if not variant.edits:
        return NOTHING
    head = spaced(variant.package.name) if variant.package else ""
    if variant.package and variant.package.course:
        first = f"{titled.actor(variant.order[0])} first, " if len(set(variant.order)) > 1 else ""
        head = f"{head} ({first}from {variant.on.day} {variant.on:%B %Y})" if variant.on else head
    beside = listed([spaced(edit.name) for edit in variant.beside])
    joined = f"{head} with {beside}" if head and beside else head or beside
    return joined[:1].upper() + joined[1:]


def within(titled: Titled, variant: Variant) -> str:
    """Name a variant within a sentence."""
    text = title(titled, variant)
    return text[:1].lower() + text[1:]


def move_title(titled: Titled, found: Offramps, name: str) -> str:
    """Return the title of a move, of the crisis or of a package."""
    for way in found.ways:
        for edit in way.variant.edits:
            for move in edit.moves:
                if move.name == name:
                    return move.title or spaced(name)
    return titled.move(name)


def helps(way: WayOut) -> bool:
    """Say whether a way out lowers the first risk beyond noise and in most of the draws."""
    return way.noise[0][1] < -TELLING and lowers(way) > 0.5


def lowers(way: WayOut) -> float:
    """Return the share of the draws in which it lowers the first risk by a tenth of a point."""
    return float((way.change[:, 0] < -TELLING).mean())


def best(found: Offramps) -> int | None:
    """Return the way out that is best or tied on most measures; None where none helps."""
    helping = [i for i, way in enumerate(found.ways) if i and helps(way)]
    if not helping:
        return None
    robust = found.robustness[0]
    return max(helping, key=lambda i: (int(robust.tied[i].sum()), -float(robust.values[i, 0])))


def tenths(difference: float) -> str:
    """Write a difference of chances in points with a decimal and its sign."""
    return f"{'+' if round(1000 * difference) > 0 else ''}{quantity(100 * difference)}"
