"""Walks over conditions, quantities and moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any


def parts(node: Any) -> Iterator[Any]:
    """Yield a condition, quantity or set of moves and everything within it, outermost first."""
    todo = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, tuple):
            todo.extend(part)
        elif is_dataclass(part):
            yield part
            todo.extend(getattr(part, field.name) for field in fields(part))
