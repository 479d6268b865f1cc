"""Plain tables on the terminal, as wide as the terminal is; no cell is ever cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NoReturn

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

GAP = 2
"""Columns are this far apart."""
MANY = 2000
"""Rows from which on cells are not folded, which would take longer than most solutions."""


class _Screen(Console):
    def on_broken_pipe(self) -> NoReturn:
        """Leave it to the command line what becomes of a closed pipe."""
        raise BrokenPipeError


def show(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under headings; long cells are folded, unless there are very many rows."""
    listed, screen = list(rows), _Screen()
    if len(listed) < MANY:
        screen.print(_table(headings, listed))
        return
    widths = [max(map(cell_len, column)) for column in zip(headings, *listed, strict=True)]
    screen.print(Text(_row(headings, widths), style="bold"), soft_wrap=True)
    screen.file.writelines(f"{_row(row, widths)}\n" for row in listed)


def show_entries(headings: Sequence[str], entries: Sequence[Sequence[str]]) -> None:
    """Print entries of a name, a sentence and figures, in the form that the screen has room for.

    A table if every sentence fits on its line; else each sentence on lines of its own, with its
    figures side by side under it, or, on a narrow screen, one under the other.
    """
    screen = _Screen()
    widths = [max(map(cell_len, column)) for column in zip(headings, *entries, strict=True)]
    if _across(widths) <= screen.width:
        screen.print(_table(headings, entries))
        return
    indent, figures = widths[0] + GAP, widths[2:]
    under = (0, 0, 0, indent)
    beside = indent + _across(figures) <= screen.width
    if beside:
        screen.print(Padding(Text(_row(headings[2:], figures), style="bold"), under, expand=False))
    for name, sentence, *cells in entries:
        screen.print(_hanging(name, sentence, indent=indent))
        lines = [_row(cells, figures)] if beside else map(_named, headings[2:], cells)
        screen.print(Padding(Text("\n".join(lines)), under, expand=False))


def _across(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)
    )
    return (" " * GAP).join(padded).rstrip()


def _named(heading: str, cell: str) -> str:
    return f"{heading}: {cell}"


def _hanging(name: str, sentence: str, *, indent: int) -> RenderableType:
    grid = Table.grid()
    grid.add_column(width=indent)
    grid.add_column()
    grid.add_row(Text(name), Text(sentence))
    return grid


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # as it is: no markup in a crisis's own words
    return table
