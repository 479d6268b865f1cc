"""Cards for notebooks: how a crisis, a game, a forecast and a brief show themselves.

A card is HTML that stands alone. Every text is escaped, nothing is loaded or run, and the ink is
the reader's own (`currentColor`), so that it reads on light and on dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

MOST_ROWS = 30
"""Rows that a table shows; the rest are counted."""
SHORT = 12
"""Letters up to which a cell is kept on one line: a name, a date."""
WIDTH, HEIGHT = 140, 14
"""Size of a bar in pixels."""


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML made by this module, the only thing that is not escaped."""

    html: str


Cell: TypeAlias = str | Markup


def card(
    title: str,
    *,
    about: str = "",
    facts: Iterable[tuple[str, object]] = (),
    body: Iterable[Cell] = (),
) -> str:
    """Return a title, a sentence, facts on one line, and whatever follows; strings are paragraphs.

    >>> card("A < B", facts=[("moves", 3)])
    '<div class="detente"><p><strong>A &lt; B</strong></p><p><small>moves 3</small></p></div>'
    """
    line = " · ".join(escape(f"{name} {value}".rstrip()) for name, value in facts)
    parts = [
        f"<p><strong>{escape(title)}</strong></p>",
        f"<p>{escape(about)}</p>" if about else "",
        f"<p><small>{line}</small></p>" if line else "",
        *(part.html if isinstance(part, Markup) else f"<p>{escape(part)}</p>" for part in body),
    ]
    return f'<div class="detente">{"".join(parts)}</div>'


def table(
    caption: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, most: int = MOST_ROWS
) -> Markup:
    """Return a table of at most so many rows; it says how many are left out.

    >>> table("Moves", ["name"], [["raid"], ["hold"]], most=1).html.count("<tr>")
    3
    """
    every = list(rows)
    lines = ["".join(_cell("td", cell) for cell in row) for row in every[:most]]
    if len(every) > most:
        rest = f"and {len(every) - most:,} more"
        lines.append(f'<td colspan="{len(headings)}"><small>{rest}</small></td>')
    head = "".join(_cell('th scope="col"', heading) for heading in headings)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return Markup(
        f'<table><caption style="text-align:left">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def listing(items: Iterable[str], *, most: int = MOST_ROWS) -> Markup:
    """Return a list of at most so many items.

    >>> listing(["a & b"]).html
    '<ul><li>a &amp; b</li></ul>'
    """
    every = list(items)
    rest = [f"and {len(every) - most:,} more"] if len(every) > most else []
    lines = "".join(f"<li>{escape(item)}</li>" for item in (*every[:most], *rest))
    return Markup(f"<ul>{lines}</ul>")


def heading(text: str) -> Markup:
    """Return a paragraph that stands out."""
    return Markup(f"<p><strong>{escape(text)}</strong></p>")


def folded(summary: str, inside: Markup) -> Markup:
    """Return something that opens when it is asked for."""
    return Markup(f"<details><summary>{escape(summary)}</summary>{inside.html}</details>")


def bar(
    *,
    most: tuple[float, float],
    half: tuple[float, float],
    middle: float,
    limits: tuple[float, float],
    says: str,
) -> Markup:
    """Draw two nested ranges and a middle between limits; `says` is the same in words.

    >>> drawn = bar(most=(0.1, 0.9), half=(0.4, 0.6), middle=0.5, limits=(0, 1), says="about half")
    >>> 'x1="70.0"' in drawn.html, 'aria-label="about half"' in drawn.html
    (True, True)
    """
    low, high = limits
    scale = WIDTH / (high - low) if high > low else 0.0

    def at(value: float) -> float:
        return round((min(max(value, low), high) - low) * scale, 1)

    y = HEIGHT / 2
    inner = max(at(half[1]) - at(half[0]), 1.0)
    return Markup(
        f'<svg role="img" aria-label="{escape(says)}" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" stroke="currentColor" fill="currentColor">'
        f'<line x1="0" x2="{WIDTH}" y1="{y}" y2="{y}" stroke-opacity="0.2"/>'
        f'<line x1="{at(most[0])}" x2="{at(most[1])}" y1="{y}" y2="{y}" stroke-opacity="0.7"/>'
        f'<rect x="{at(half[0])}" width="{inner:.1f}" y="4" height="6" stroke="none" '
        'fill-opacity="0.5"/>'
        f'<line x1="{at(middle)}" x2="{at(middle)}" y1="1" y2="{HEIGHT - 1}" stroke-width="2"/>'
        "</svg>"
    )


def _cell(tag: str, cell: Cell) -> str:
    inside = cell.html if isinstance(cell, Markup) else escape(cell)
    kept = ";white-space:nowrap" if isinstance(cell, str) and len(cell) <= SHORT else ""
    return f'<{tag} style="text-align:left{kept}">{inside}</{tag.partition(" ")[0]}>'
