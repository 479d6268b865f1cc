"""A brief as Typst, and the PDF that Typst makes of it.

Text goes in as string literals, never as markup, so nothing in a crisis can be read as code. Only
the fonts that come with Typst are used, and the document is dated by the crisis: same brief, same
bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files

from detente.brief.charts.svg import PRINT
from detente.brief.document import (
    Block,
    Definition,
    Definitions,
    Document,
    Figure,
    Inline,
    Judgement,
    Listing,
    Note,
    Paragraph,
    Run,
    Section,
    Table,
)

SHEET_WIDTH, SHEET_HEIGHT = 162.0, 205.0
"""Room for a chart on the page, in millimetres."""
STYLES = {"strong": "strong", "em": "emph", "small": "small"}


def to_pdf(document: Document) -> bytes:
    """Return the PDF, tagged for screen readers."""
    import typst

    stamp = datetime(document.as_of.year, document.as_of.month, document.as_of.day, tzinfo=UTC)
    made = typst.compile(
        to_typst(document).encode(), format="pdf", ignore_system_fonts=True, timestamp=stamp
    )
    return bytes(made)


def to_typst(document: Document) -> str:
    """Return the Typst source of a brief."""
    sheet = files("detente.brief.render").joinpath("sheet.typ").read_text("utf-8")
    day = document.as_of
    head = (
        f"#set document(title: {literal(document.title)}, "
        f"date: datetime(year: {day.year}, month: {day.month}, day: {day.day}))\n"
        f"#set text(lang: {literal(document.language)})\n"
        f"#show: sheet.with(title: {literal(document.title)}, about: {literal(document.about)}, "
        f"byline: ({''.join(literal(fact) + ', ' for fact in document.byline)}))\n"
    )
    body = "\n".join(_section(section, level=1) for section in document.sections)
    return f"{sheet}\n{head}\n{body}\n"


def literal(text: str) -> str:
    r"""Write a string literal; Typst knows the escapes for quotes, backslashes and code points.

    >>> literal('a "b" #c')
    '"a \\"b\\" #c"'
    """
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " else f"\\u{{{ord(c):x}}}" for c in quoted) + '"'


def _inline(text: Inline) -> str:
    return "[" + "".join(_run(run) for run in text) + "]"


def _run(run: Run) -> str:
    body = f"#{literal(run.text)}"
    if run.style:
        body = f"#{STYLES[run.style]}[{body}]"
    if not run.target:
        return body
    if run.target.startswith("#"):
        return f"#link(label({literal(run.target[1:])}))[{body}]"
    return f"#link({literal(run.target)})[{body}]"


def _mark(anchor: str) -> str:
    return f"#mark({literal(anchor)})" if anchor else ""


def _section(section: Section, *, level: int) -> str:
    title = f"#heading(level: {level})[#{literal(section.title)}]#label({literal(section.anchor)})"
    return "\n".join((title, *(_block(block, level=level) for block in section.blocks), ""))


def _block(block: Block, *, level: int) -> str:
    match block:
        case Section():
            return _section(block, level=level + 1)
        case Paragraph():
            return f"#par{_inline(block.text)}"
        case Note():
            return f"#{'flagged' if block.flagged else 'remark'}{_inline(block.text)}"
        case Judgement():
            return _judgement(block)
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case Listing():
            return f"#list({''.join(_inline(item) + ', ' for item in block.items)})"
        case Definitions():
            return "\n".join(_definition(item) for item in block.items)


def _judgement(block: Judgement) -> str:
    told = f"{_inline(block.likelihood)[:-1]} {_inline(block.confidence)[1:]}"
    return (
        f"{_mark(block.anchor)}#judgement({literal(block.label)}, {_inline(block.question)}, "
        f"{told}, {_inline(block.behind)})"
    )


def _definition(item: Definition) -> str:
    return f"{_mark(item.anchor)}#definition({_inline(item.term)}, {_inline(item.text)})"


def _figure(figure: Figure) -> str:
    drawing = figure.drawing
    width = min(SHEET_WIDTH, SHEET_HEIGHT * drawing.width / drawing.height)
    picture = drawing.svg(figure.anchor, palette=PRINT)
    return (
        f"#chart({literal(picture)}, alt: {literal(f'{drawing.title}. {drawing.desc}')}, "
        f"width: {width:.1f}mm, title: [#{literal(drawing.title)}], "
        f"caption: [#{literal(figure.caption)}], "
        f"note: [#{literal(figure.note)}])#label({literal(figure.anchor)})"
    )


def _table(table: Table) -> str:
    columns = ", ".join(
        "auto" if column.numeric else f"{column.weight:g}fr" for column in table.columns
    )
    align = ", ".join("right" if column.numeric else "left" for column in table.columns)
    heads = ", ".join(f"[#{literal(column.title)}]" for column in table.columns)
    rows = "\n".join(
        "  "
        + ", ".join(
            (f"[{_mark(row.anchor)}{_inline(cell)[1:]}" if i == 0 else _inline(cell))
            for i, cell in enumerate(row.cells)
        )
        + ","
        for row in table.rows
    )
    return (
        f"#rows({literal(table.caption)}, columns: ({columns},), align: ({align},), "
        f"heads: ({heads},), (\n{rows}\n))"
    )
