"""From a forecast to a brief: one document model, rendered for terminal, web, paper and machines.

Renderers are imported when they are called, so that a terminal brief needs no PDF library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.brief.compose import compose
from detente.brief.document import Document

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "Document",
    "compose",
    "show",
    "to_html",
    "to_json",
    "to_markdown",
    "to_pdf",
    "to_typst",
]


def to_html(document: Document) -> str:
    """Return the brief as one HTML page that needs nothing else."""
    from detente.brief.render.html import to_html as render

    return render(document)


def to_markdown(document: Document) -> str:
    """Return the brief as Markdown; charts become their tables."""
    from detente.brief.render.markdown import to_markdown as render

    return render(document)


def to_json(document: Document) -> str:
    """Return the forecast behind the brief as JSON, with a `schema` key."""
    from detente.brief.render.json import to_json as render

    return render(document)


def to_typst(document: Document) -> str:
    """Return the brief as a Typst source that compiles without any other file."""
    from detente.brief.render.typst import to_typst as render

    return render(document)


def to_pdf(document: Document) -> bytes:
    """Return the brief as a tagged PDF, dated by the crisis and not by the clock."""
    from detente.brief.render.typst import to_pdf as render

    return render(document)


def show(document: Document, console: Console, *, full: bool = False) -> None:
    """Print the first look at the brief on a terminal, or with `full` all of it."""
    from detente.brief.render.terminal import show as render

    render(document, console, full=full)
