"""A tree of keys and texts to YAML that is pleasant to read: one line where it fits."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TypeAlias

WIDTH = 100
_DEEP = 2
"""Levels that are never written on one line: the file and its sections."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text for the reader, to be read back as a text even where it looks like a number."""

    text: str


Tree: TypeAlias = "dict[str, Tree] | list[Tree] | Prose | str"

_ODD = re.compile(
    r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_PLAIN_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[^\s])")
_NOT_TEXT = re.compile(
    r"[-+]?(\d[\d_]*(\.\d*)?|\.\d+)([eE][-+]?\d+)?|0[ox][0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)"
    r"|\.(nan|NaN|NAN)|true|True|TRUE|false|False|FALSE|null|Null|NULL|~"
)
_WORDS = re.compile(r"\S+(?: \S+)*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def lay_out(tree: dict[str, Tree]) -> str:
    """Return the YAML of a tree; the same tree gives the same text."""
    return "\n".join(_block_mapping(tree, indent=0, level=0)) + "\n"


def _block_mapping(tree: dict[str, Tree], *, indent: int, level: int) -> list[str]:
    lines: list[str] = []
    for key, value in tree.items():
        lines += _entry(
            f"{' ' * indent}{_scalar(key, flow=False)}:", value, indent=indent, level=level
        )
    return lines


def _block_list(items: list[Tree], *, indent: int, level: int) -> list[str]:
    lines: list[str] = []
    for item in items:
        start = f"{' ' * indent}-"
        if isinstance(item, dict) and _one_line(start, item, level=level) is None:
            first, *others = _block_mapping(item, indent=indent + 2, level=level + 1)
            lines += [f"{start} {first.lstrip()}", *others]
        else:
            lines += _entry(start, item, indent=indent, level=level)
    return lines


def _entry(start: str, value: Tree, *, indent: int, level: int) -> list[str]:
    """Lay out what stands after a key or a dash: on its line if it fits, else below it."""
    line = _one_line(start, value, level=level)
    if line is not None:
        return [line]
    if isinstance(value, dict):
        return [start, *_block_mapping(value, indent=indent + 2, level=level + 1)]
    if isinstance(value, list):
        return [start, *_block_list(value, indent=indent + 2, level=level + 1)]
    text = value.text if isinstance(value, Prose) else value
    return [f"{start} >-", *_folded(text, indent=indent + 2)]


def _one_line(start: str, value: Tree, *, level: int) -> str | None:
    if isinstance(value, dict | list):
        if value and level < _DEEP - 1:
            return None
        text = _flow(value)
    else:
        text = _scalar(value, flow=False)
    line = f"{start} {text}"
    if len(line) <= WIDTH:
        return line
    if isinstance(value, dict | list):
        return line if not value else None
    plain = value.text if isinstance(value, Prose) else value
    return None if _can_fold(plain) else line


def _flow(value: Tree) -> str:
    if isinstance(value, dict):
        inner = (f"{_scalar(key, flow=True)}: {_flow(child)}" for key, child in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(child) for child in value)}]"
    return _scalar(value, flow=True)


def _scalar(value: Prose | str, *, flow: bool) -> str:
    text = value.text if isinstance(value, Prose) else value
    looks_else = isinstance(value, Prose) and _NOT_TEXT.fullmatch(text)
    return text if _is_plain(text, flow=flow) and not looks_else else _quoted(text)


def _is_plain(text: str, *, flow: bool) -> bool:
    if not text or text != text.strip() or _ODD.search(text) or not _PLAIN_START.match(text):
        return False
    if text.startswith(("---", "...")) or text.endswith(":") or ": " in text or " #" in text:
        return False
    return not (flow and re.search(r"[,?\[\]{}]|:(?=\S)", text))


def _quoted(text: str) -> str:
    pieces = []
    for character in text:
        if character in _ESCAPES:
            pieces.append(_ESCAPES[character])
        elif _ODD.match(character):
            code = ord(character)
            pieces.append(f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
        else:
            pieces.append(character)
    return f'"{"".join(pieces)}"'


def _can_fold(text: str) -> bool:
    return bool(_WORDS.fullmatch(text)) and not _ODD.search(text)


def _folded(text: str, *, indent: int) -> list[str]:
    margin = " " * indent
    return textwrap.wrap(
        text, width=max(WIDTH - indent, 40), break_long_words=False, break_on_hyphens=False,
        initial_indent=margin, subsequent_indent=margin, expand_tabs=False,
        replace_whitespace=False,
    )  # fmt: skip
