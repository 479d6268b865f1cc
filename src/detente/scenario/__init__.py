"""The language: text to crisis and back, the schema of the file, and what is wrong with it."""

from __future__ import annotations

from detente.scenario.files import parse, read
from detente.scenario.phrases import (
    parse_condition,
    parse_each,
    parse_expected,
    parse_moves,
    parse_quantity,
    parse_relation,
    parse_relations,
)

__all__ = [
    "parse",
    "parse_condition",
    "parse_each",
    "parse_expected",
    "parse_moves",
    "parse_quantity",
    "parse_relation",
    "parse_relations",
    "read",
]
