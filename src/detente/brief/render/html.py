"""A brief as one HTML page: no script, no request, usable by keyboard, readable on a phone.

The page forbids itself everything but its own style sheet by a content security policy.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from importlib.resources import files

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
    Row,
    Run,
    Section,
    Table,
    inline,
)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
TAGS = {"strong": "strong", "em": "em", "small": "small"}


def to_html(document: Document) -> str:
    """Return the brief as a page."""
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{escape(document.language)}">',
            _head(document),
            "<body>",
            '<a class="skip" href="#main">Skip to the brief</a>',
            '<div class="sheet">',
            _banner(document),
            '<div class="columns">',
            _contents(document),
            '<main id="main">',
            *(_section(section, level=2) for section in document.sections),
            "</main>",
            "</div>",
            f"<footer>{escape(' · '.join(document.byline))}</footer>",
            "</div>",
            "</body>",
            "</html>",
            "",
        )
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return files("detente.brief.render").joinpath("style.css").read_text("utf-8")


def _head(document: Document) -> str:
    return (
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(document.title)}</title>\n<style>\n{_style()}</style>\n</head>"
    )


def _banner(document: Document) -> str:
    about = f'<p class="about">{escape(document.about)}</p>' if document.about else ""
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in document.byline)
    return (
        f'<header class="head"><h1>{escape(document.title)}</h1>{about}'
        f'<ul class="byline">{facts}</ul></header>'
    )


def _contents(document: Document) -> str:
    items = "".join(
        f'<li><a href="#{escape(s.anchor)}">{escape(s.title)}</a></li>' for s in document.sections
    )
    return (
        '<nav class="contents" aria-labelledby="contents"><h2 id="contents">Contents</h2>'
        f"<ol>{items}</ol></nav>"
    )


def _inline(text: Inline) -> str:
    return "".join(_run(run) for run in text)


def _run(run: Run) -> str:
    body = escape(run.text)
    if run.style:
        body = f"<{TAGS[run.style]}>{body}</{TAGS[run.style]}>"
    if not run.target:
        return body
    away = "" if run.target.startswith("#") else ' rel="noopener noreferrer"'
    return f'<a href="{escape(run.target)}"{away}>{body}</a>'


def _section(section: Section, *, level: int) -> str:
    name = f"h{min(level, 6)}"
    title = f'<{name} id="{section.anchor}-title">{escape(section.title)}</{name}>'
    blocks = "\n".join(_block(block, level=level) for block in section.blocks)
    return (
        f'<section id="{section.anchor}" aria-labelledby="{section.anchor}-title">\n{title}\n'
        f"{blocks}\n</section>"
    )


def _block(block: Block, *, level: int) -> str:
    match block:
        case Section():
            return _section(block, level=level + 1)
        case Paragraph():
            kind = ' class="lead"' if block.lead else ""
            return f"<p{kind}>{_inline(block.text)}</p>"
        case Note():
            head = "<strong>Note.</strong> " if block.flagged else ""
            kind = "note flagged" if block.flagged else "note"
            return f'<p class="{kind}" role="note">{head}{_inline(block.text)}</p>'
        case Judgement():
            return _judgement(block)
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case Listing():
            items = "".join(f"<li>{_inline(item)}</li>\n" for item in block.items)
            return f"<ul>\n{items}</ul>"
        case Definitions():
            return f"<dl>\n{''.join(_definition(item) for item in block.items)}</dl>"


def _judgement(block: Judgement) -> str:
    return (
        f'<div class="judgement" id="{block.anchor}">'
        f'<p class="question"><span class="id">{escape(block.label)}</span>'
        f"{_inline(block.question)}</p>"
        f"<p>{_inline(block.likelihood)} {_inline(block.confidence)}</p>"
        f'<p class="behind">{_inline(block.behind)}</p></div>'
    )


def _definition(item: Definition) -> str:
    mark = f' id="{item.anchor}"' if item.anchor else ""
    return f"<dt{mark}>{_inline(item.term)}</dt><dd>{_inline(item.text)}</dd>\n"


def _figure(figure: Figure) -> str:
    note = f'<span class="fine">{escape(figure.note)}</span>' if figure.note else ""
    name = escape(f"{figure.table.caption}, chart")
    return (
        f'<figure id="{figure.anchor}">\n'
        f"<figcaption><strong>{escape(figure.drawing.title)}</strong> "
        f"{escape(figure.caption)}{note}</figcaption>\n"
        f'<div class="canvas" tabindex="0" role="region" aria-label="{name}">'
        f"{figure.drawing.svg(figure.anchor)}</div>\n"
        f"<details><summary>The numbers as a table</summary>{_table(figure.table)}</details>\n"
        "</figure>"
    )


def _table(table: Table) -> str:
    heads = "".join(
        f'<th scope="col" role="columnheader"{_numeric(column.numeric)}>{escape(column.title)}</th>'
        for column in table.columns
    )
    rows = "\n".join(_row(table, row) for row in table.rows)
    name = escape(table.caption)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}, table">'
        f'<table role="table"><caption>{name}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _row(table: Table, row: Row) -> str:
    mark = f' id="{row.anchor}"' if row.anchor else ""
    first = f'<th scope="row" role="rowheader">{_inline(row.cells[0] or inline(" "))}</th>'
    cells = "".join(
        f'<td role="cell" data-label="{escape(column.title)}"{_numeric(column.numeric)}>'
        f"{_inline(cell)}</td>"
        for column, cell in zip(table.columns[1:], row.cells[1:], strict=True)
    )
    return f'<tr role="row"{mark}>{first}{cells}</tr>'


def _numeric(numeric: bool) -> str:  # noqa: FBT001
    return ' class="n"' if numeric else ""
