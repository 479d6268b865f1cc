"""A plain table on the terminal, as wide as the terminal is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def show(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under headings; long cells are folded, never cut."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # as it is: no markup in a crisis's own words
    Console().print(table)
