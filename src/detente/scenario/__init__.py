"""The language: text to crisis and back, the schema of the file, and what is wrong with it."""

from __future__ import annotations

from detente.scenario.amounts import write_number
from detente.scenario.files import parse, read
from detente.scenario.linter import warnings
from detente.scenario.phrase_printer import (
    write_condition,
    write_each,
    write_expected,
    write_moves,
    write_quantity,
    write_relation,
)
from detente.scenario.phrases import (
    parse_condition,
    parse_each,
    parse_expected,
    parse_moves,
    parse_quantity,
    parse_relation,
    parse_relations,
)
from detente.scenario.printer import write
from detente.scenario.schema import schema
from detente.scenario.starter import starter

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
    "schema",
    "starter",
    "warnings",
    "write",
    "write_condition",
    "write_each",
    "write_expected",
    "write_moves",
    "write_number",
    "write_quantity",
    "write_relation",
]
