"""A brief on a terminal, at most 120 columns wide; colours only where rich allows them."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from detente.brief.document import (
    Block,
    Definitions,
    Document,
    Figure,
    Inline,
    Judgement,
    Listing,
    Note,
    Paragraph,
    Section,
    Table,
)
from detente.forecast.results import Spread

WIDEST = 120
GAUGE = 41
"""Cells between 0 and 100 %, where there is room for them."""
AROUND = len("0 || 100 %")
STYLES = {"": "", "strong": "bold", "em": "italic", "small": "dim"}


def show(document: Document, console: Console, *, full: bool = False) -> None:
    """Print what comes first, or all of it; a reader who closes the pipe early is no mistake."""
    width = min(WIDEST, console.width)
    with console.capture() as capture:
        for part in _parts(document, full=full):
            console.print(part, width=width, highlight=False, markup=False, emoji=False)
    try:
        lines = (line.rstrip(" ") for line in capture.get().split("\n"))
        console.file.write("\n".join(lines))
        console.file.flush()
    except BrokenPipeError:
        _hush(console)


def _hush(console: Console) -> None:
    """Let the interpreter flush into nothing when it ends (Python documentation, `signal`)."""
    if console.file is sys.stdout:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parts(document: Document, *, full: bool) -> Iterator[RenderableType]:
    yield Text(document.title, style="bold")
    yield Text(" · ".join(document.byline), style="dim")
    if document.about:
        yield Text("")
        yield Text(document.about)
    shown = document.sections if full else tuple(map(_shortened, _first(document.sections)))
    for section in shown:
        yield from _section(section, level=1)
    if not full:
        rest = [section.title for section in document.sections if not section.first_page]
        yield Text("")
        yield Text(f"Not shown on the terminal: {'; '.join(rest)}.", style="dim")


def _first(sections: Iterable[Section]) -> Iterator[Section]:
    return (section for section in sections if section.first_page)


def _shortened(section: Section) -> Section:
    """Return a section without the parts that are not for the first look."""
    blocks = (b for b in section.blocks if not isinstance(b, Section) or b.first_page)
    return replace(section, blocks=tuple(blocks))


def _section(section: Section, *, level: int) -> Iterator[RenderableType]:
    yield Text("")
    if level == 1:
        yield Rule(Text(section.title, style="bold"), align="left", style="dim")
    else:
        yield Text(section.title, style="bold underline")
    yield Text("")
    for block in section.blocks:
        yield from _block(block, level=level)


def _block(block: Block, *, level: int) -> Iterator[RenderableType]:
    match block:
        case Section():
            yield from _section(block, level=level + 1)
        case Paragraph():
            yield from (_text(block.text), Text(""))
        case Note():
            head = Text("Note. ", style="bold") if block.flagged else Text()
            yield from (Padding(head + _text(block.text), (0, 0, 0, 2)), Text(""))
        case Judgement():
            yield from _judgement(block)
        case Table():
            yield from _table(block)
        case Figure():
            yield from _figure(block)
        case Listing():
            for item in block.items:
                yield _hanging(Text("-"), _text(item))
            yield Text("")
        case Definitions():
            for entry in block.items:
                yield Text(_plain(entry.term), style="bold")
                yield Padding(_text(entry.text), (0, 0, 0, 2))
            yield Text("")


def _plain(text: Inline) -> str:
    return "".join(run.text for run in text).replace("\u00a0", " ")


def _text(text: Inline) -> Text:
    made = Text()
    for run in text:
        if run.style == "small" and run.target:  # leads nowhere on a terminal
            continue
        made.append(run.text.replace("\u00a0", " "), style=STYLES[run.style] or None)
    return made


def _hanging(mark: Text, body: Text) -> Grid:
    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    grid.add_row(mark, body)
    return grid


def _judgement(block: Judgement) -> Iterator[RenderableType]:
    yield _hanging(Text(block.label, style="bold cyan"), Text(_plain(block.question), style="bold"))
    indent = len(block.label) + 1
    if block.spread is not None and block.share:
        yield Padding(_Gauge(block.spread), (0, 0, 0, indent))
    yield Padding(_text(block.likelihood), (0, 0, 0, indent))
    yield Padding(_text(block.confidence), (0, 0, 0, indent))
    behind = Text(_plain(block.behind), style="dim")
    yield Padding(behind, (0, 0, 1, indent))


class _Gauge:
    """A gauge as long as the line that it gets."""

    def __init__(self, spread: Spread) -> None:
        self.spread = spread

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield gauge(self.spread, cells=max(2, min(GAUGE, options.max_width - AROUND)))


def gauge(spread: Spread, *, cells: int = GAUGE) -> Text:
    """Draw a probability on a line from 0 to 100 %: `o` median, `=` half, `-` nine of ten.

    >>> gauge(Spread(0.5, 0.5, 0.4, 0.6, 0.25, 0.75)).plain
    '0 |          ------====o====------          | 100 %'
    """
    line = [" "] * cells
    for char, low, high in (
        ("-", spread.low90, spread.high90),
        ("=", spread.low50, spread.high50),
        ("o", spread.median, spread.median),
    ):
        first, last = round(low * (cells - 1)), round(high * (cells - 1))
        line[first : last + 1] = char * (last - first + 1)
    return Text(f"0 |{''.join(line)}| 100 %", style="cyan")


def _figure(figure: Figure) -> Iterator[RenderableType]:
    yield from _table(figure.table)
    if figure.note:
        yield Text(figure.note.replace("\u00a0", " "), style="dim")
        yield Text("")


def _table(table: Table) -> Iterator[RenderableType]:
    grid = Grid(
        title=Text(table.caption, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for i, column in enumerate(table.columns):
        side: Literal["left", "right"] = "right" if column.numeric else "left"
        grid.add_column(Text(column.title), justify=side, ratio=2 if i == 0 else None)
    for row in table.rows:
        grid.add_row(*(_text(cell) for cell in row.cells))
    yield from (grid, Text(""))
