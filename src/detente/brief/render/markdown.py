"""A brief as Markdown (CommonMark with tables); charts become their tables.

Everything that Markdown or HTML could read as markup is escaped with a backslash or an entity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

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

MARKUP = re.compile(r"([\\`*_\[\]|~$])")
OPENING = re.compile(r"^(\s*)([#+\-=])(?=[\s#=-]|$)|^(\s*\d+)([.)])(?=\s|$)")
"""What would open a heading, a list or a rule at the start of a line."""
STYLES = {"": "", "small": "", "strong": "**", "em": "*"}


def to_markdown(document: Document) -> str:
    """Return the brief as Markdown."""
    lines = [f"# {escaped(document.title)}", "", escaped(" · ".join(document.byline)), ""]
    if document.about:
        lines += [escaped(document.about), ""]
    for section in document.sections:
        lines += _section(section, level=2)
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    r"""Escape a text so that it reads as it stands, wherever in a line it is put.

    >>> escaped("<b> a_b *c*")
    '&lt;b&gt; a\\_b \\*c\\*'
    >>> escaped("# no heading"), escaped("1. no list")
    ('\\# no heading', '1\\. no list')
    """
    text = text.replace("\u00a0", " ").replace("&", "&amp;").replace("<", "&lt;")
    text = MARKUP.sub(r"\\\1", text.replace(">", "&gt;"))
    return OPENING.sub(lambda m: f"{m[1] or m[3] or ''}\\{m[2] or m[4]}", text)


def _inline(text: Inline) -> str:
    return "".join(_run(run) for run in text)


def _run(run: Run) -> str:
    body, mark = escaped(run.text), STYLES[run.style]
    if mark and body.strip():
        lead, core = body[: len(body) - len(body.lstrip())], body.strip()
        body = f"{lead}{mark}{core}{mark}{body[len(lead) + len(core) :]}"
    return f"[{body}]({_address(run.target)})" if run.target else body


def _address(target: str) -> str:
    return target.replace("(", "%28").replace(")", "%29")


def _section(section: Section, *, level: int) -> list[str]:
    marks = "#" * min(level, 6)
    lines = [f'<a id="{section.anchor}"></a>', "", f"{marks} {escaped(section.title)}", ""]
    for block in section.blocks:
        lines += _block(block, level=level)
    return lines


def _block(block: Block, *, level: int) -> list[str]:
    match block:
        case Section():
            return _section(block, level=level + 1)
        case Paragraph():
            return [_inline(block.text), ""]
        case Note():
            head = "**Note.** " if block.flagged else ""
            return [f"> {head}{_inline(block.text)}", ""]
        case Judgement():
            return _judgement(block)
        case Table():
            return _table(block)
        case Figure():
            note = [f"*{escaped(block.note)}*", ""] if block.note else []
            target = f'<a id="{block.anchor}"></a>'
            return [target, "", *_table(block.table), *note]
        case Listing():
            return [*(f"- {_inline(item)}" for item in block.items), ""]
        case Definitions():
            return _definitions(block.items)


def _judgement(block: Judgement) -> list[str]:
    head = f'<a id="{block.anchor}"></a>**{escaped(block.label)}. {_inline(block.question)}**'
    body = f"{_inline(block.likelihood)} {_inline(block.confidence)}"
    return [head, "", body, "", f"<sub>{_inline(block.behind)}</sub>", ""]


def _definitions(items: Iterable[Definition]) -> list[str]:
    lines = []
    for item in items:
        mark = f'<a id="{item.anchor}"></a>' if item.anchor else ""
        lines.append(f"- {mark}**{_inline(item.term)}**: {_inline(item.text)}")
    return [*lines, ""]


def _table(table: Table) -> list[str]:
    heads = " | ".join(escaped(column.title) for column in table.columns)
    rule = " | ".join("---:" if column.numeric else "---" for column in table.columns)
    lines = [f"**{escaped(table.caption)}**", "", f"| {heads} |", f"| {rule} |"]
    for row in table.rows:
        mark = f'<a id="{row.anchor}"></a>' if row.anchor else ""
        lines.append(f"| {mark}{' | '.join(_inline(cell) for cell in row.cells)} |")
    return [*lines, ""]
