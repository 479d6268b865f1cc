"""Drawings: marks on a sheet, and how they become SVG.

A colour is a role. On a page the roles are classes, so that the style sheet decides (dark mode,
print); in a PDF they are the literal colours of `PRINT`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal, TypeAlias

from detente.brief.charts.lettering import width_of

Role: TypeAlias = Literal[
    "none", "ink", "muted", "faint", "accent", "soft", "warm", "paper", "land", "sea", "band"
]
Anchor: TypeAlias = Literal["start", "middle", "end"]

PRINT: dict[str, str] = {
    "none": "none",
    "ink": "#1c2530",
    "muted": "#56616d",
    "faint": "#c9ced4",
    "accent": "#1f4e79",
    "soft": "#9db8d2",
    "warm": "#a4490c",
    "paper": "#ffffff",
    "land": "#e6e3da",
    "sea": "#f5f8fa",
    "band": "#f1f3f5",
}
"""Colours on paper; the page's style sheet has its own for light and dark."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn."""

    role: Role = "ink"
    width: float = 1.0
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A polyline or polygon through points, each (x, y)."""

    points: tuple[tuple[float, float], ...]
    fill: Role = "none"
    stroke: Stroke | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc."""

    x: float
    y: float
    radius: float
    fill: Role = "accent"
    stroke: Stroke | None = None
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text; `y` is its baseline. `halo` draws paper behind it."""

    x: float
    y: float
    text: str
    size: float = 13.0
    role: Role = "ink"
    anchor: Anchor = "start"
    bold: bool = False
    halo: bool = False

    @property
    def left(self) -> float:
        """Return the estimated left end of the line."""
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return self.x - shift * width_of(self.text, self.size)


Mark: TypeAlias = Shape | Circle | Label


@dataclass(frozen=True)
class Drawing:
    """Marks on a sheet of `width` by `height`, in the order of painting.

    `title` names it and `desc` says what it shows, for those who cannot see it.
    """

    width: float
    height: float
    title: str
    desc: str
    marks: tuple[Mark, ...]

    def svg(self, prefix: str, *, palette: dict[str, str] | None = None) -> str:
        """Return the SVG; `prefix` makes its ids unique, no `palette` leaves colours to classes.

        >>> Drawing(10, 10, "A", "b", ()).svg("f")[:40]
        '<svg xmlns="http://www.w3.org/2000/svg" '
        """
        paint = Paint(palette)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
            f'viewBox="0 0 {number(self.width)} {number(self.height)}" '
            f'width="{number(self.width)}" height="{number(self.height)}" '
            f'aria-labelledby="{prefix}-title {prefix}-desc">'
            f'<title id="{prefix}-title">{escape(self.title)}</title>'
            f'<desc id="{prefix}-desc">{escape(self.desc)}</desc>'
        )
        return head + "".join(paint.mark(mark) for mark in self.marks) + "</svg>"


@dataclass(frozen=True, slots=True)
class Paint:
    """Marks as SVG elements, in one palette or by classes."""

    palette: dict[str, str] | None

    def mark(self, mark: Mark) -> str:
        """Return the element of a mark."""
        match mark:
            case Shape():
                data = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in mark.points)
                data += "Z" if mark.closed else ""
                return f'<path d="{data}"{self._look(mark.fill, mark.stroke)}/>'
            case Circle():
                fade = f' opacity="{number(mark.opacity)}"' if mark.opacity < 1 else ""
                return (
                    f'<circle cx="{number(mark.x)}" cy="{number(mark.y)}" '
                    f'r="{number(mark.radius)}"{self._look(mark.fill, mark.stroke)}{fade}/>'
                )
            case Label():
                return self._label(mark)

    def _label(self, label: Label) -> str:
        anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
        weight = ' font-weight="600"' if label.bold else ""
        halo = Stroke("paper", 3.0) if label.halo else None
        order = ' paint-order="stroke" stroke-linejoin="round"' if label.halo else ""
        family = ' font-family="Libertinus Serif"' if self.palette else ""
        return (
            f'<text x="{number(label.x)}" y="{number(label.y)}" '
            f'font-size="{number(label.size)}"{family}{anchor}{weight}{order}'
            f"{self._look(label.role, halo)}>{escape(label.text)}</text>"
        )

    def _look(self, fill: Role, stroke: Stroke | None) -> str:
        dash = f' stroke-dasharray="{stroke.dash}"' if stroke and stroke.dash else ""
        width = f' stroke-width="{number(stroke.width)}"' if stroke else ""
        if self.palette is None:
            line = f" s-{stroke.role}" if stroke else ""
            return f' class="f-{fill}{line}"{width}{dash}'
        line = f' stroke="{self.palette[stroke.role]}"' if stroke else ""
        return f' fill="{self.palette[fill]}"{line}{width}{dash}'


def number(value: float) -> str:
    """Write a coordinate with at most two decimals.

    >>> number(3.0), number(2.345), number(-0.001)
    ('3', '2.35', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def line(points: Sequence[tuple[float, float]], stroke: Stroke) -> Shape:
    """Return an open line through points."""
    return Shape(tuple(points), "none", stroke)


def rectangle(
    corner: tuple[float, float],
    size: tuple[float, float],
    *,
    fill: Role,
    stroke: Stroke | None = None,
) -> Shape:
    """Return a rectangle from its upper left corner and its size."""
    (x, y), (width, height) = corner, size
    points = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Shape(points, fill, stroke, closed=True)


def stack(lines: Iterable[str], first: Label, *, leading: float = 1.25) -> tuple[Label, ...]:
    """Set lines under each other, the first where `first` stands and in its style."""
    return tuple(
        Label(
            first.x,
            first.y + i * leading * first.size,
            text,
            first.size,
            first.role,
            first.anchor,
            bold=first.bold,
            halo=first.halo,
        )
        for i, text in enumerate(lines)
    )
