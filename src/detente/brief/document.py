"""The brief as data: what every rendering is made from, and nothing about how it looks.

Text is always a tuple of runs, so a renderer escapes in one place and a link can be checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from detente import notebook
from detente.brief.charts.svg import Drawing
from detente.forecast.results import Spread

Style: TypeAlias = Literal["", "strong", "em", "small"]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; `target` is `#anchor` within the document or a web address."""

    text: str
    style: Style = ""
    target: str = ""


Inline: TypeAlias = tuple[Run, ...]


def inline(*parts: str | Run | Inline) -> Inline:
    """Join strings, runs and inlines into one inline.

    >>> inline("A ", Run("b", "strong"))
    (Run(text='A ', style='', target=''), Run(text='b', style='strong', target=''))
    """
    runs: list[Run] = []
    for part in parts:
        if isinstance(part, str):
            runs.append(Run(part))
        elif isinstance(part, Run):
            runs.append(part)
        else:
            runs.extend(part)
    return tuple(run for run in runs if run.text)


def plain(text: Inline) -> str:
    """Return the text without styles and links."""
    return "".join(run.text for run in text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a lead is set larger."""

    text: Inline
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A remark set apart; flagged when the reader must not miss it."""

    text: Inline
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A key judgement: the question, what we judge, how confident we are, and where it comes from.

    `likelihood` and `confidence` are separate sentences by construction. `spread` is None where
    the run gives no number, and `share` says whether it is a probability.
    """

    anchor: str
    label: str
    question: Inline
    likelihood: Inline
    confidence: Inline
    behind: Inline
    spread: Spread | None = None
    share: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column; numbers are set to the right, text by weight where room is short."""

    title: str
    numeric: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, the first of which names it; links may lead to `anchor`."""

    cells: tuple[Inline, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; every row has as many cells as there are columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, how to read it, and the same numbers as a table; `note` belongs to both."""

    anchor: str
    drawing: Drawing
    caption: str
    table: Table
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Items in no order."""

    items: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what is said of it."""

    term: Inline
    text: Inline
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Definitions:
    """A list of terms."""

    items: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part. `first_page` marks what a reader in a hurry reads."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    first_page: bool = False


Block: TypeAlias = Paragraph | Note | Judgement | Table | Figure | Listing | Definitions | Section


@dataclass(frozen=True)
class Document:
    """A brief. `record` is the forecast as plain data, for machines."""

    title: str
    about: str
    as_of: date
    observer: str
    byline: tuple[str, ...]
    sections: tuple[Section, ...]
    record: Mapping[str, object]
    language: str = "en"

    def walk(self) -> Iterator[Block]:
        """Yield every block, sections before what they hold."""
        pending: list[Block] = list(reversed(self.sections))
        while pending:
            block = pending.pop()
            yield block
            if isinstance(block, Section):
                pending.extend(reversed(block.blocks))

    def _repr_html_(self) -> str:
        """Show the first page in a notebook; charts and the rest are in the page itself."""
        first = [section for section in self.sections if section.first_page]
        rest = len(self.sections) - len(first)
        return notebook.card(
            self.title,
            about=self.about,
            facts=[(fact, "") for fact in self.byline],
            body=[
                *(cell for section in first for cell in _glance(section)),
                f"The page that `to_html` makes has the charts, and {rest} more sections.",
            ],
        )


def _glance(section: Section) -> Iterator[notebook.Cell]:
    """Yield a section of the first page as a notebook shows it, its charts left out."""
    yield notebook.heading(section.title)
    for block in section.blocks:
        match block:
            case Paragraph() | Note():
                yield _told(block.text)
            case Judgement():
                yield notebook.heading(plain(block.question))
                yield f"{plain(block.likelihood)} {plain(block.confidence)}"
            case Listing():
                yield notebook.listing(_told(item) for item in block.items)
            case Definitions():
                items = (f"{plain(item.term)}: {plain(item.text)}" for item in block.items)
                yield notebook.listing(items)
            case Table():
                headings = [column.title for column in block.columns]
                rows = [[plain(cell) for cell in row.cells] for row in block.rows]
                yield notebook.table(block.caption, headings, rows)
            case Section():
                yield from _glance(block)
            case Figure():
                pass


def _told(text: Inline) -> str:
    """Return the text without the link at its end: it leads to a place in the page."""
    leads = len(text) > 1 and text[-1].target.startswith("#")
    return plain(text[:-1] if leads else text).strip()
