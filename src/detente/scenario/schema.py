"""The JSON Schema of a scenario file, made from the table that the loader reads by."""

from __future__ import annotations

import json
from typing import Any

from detente.scenario import shapes
from detente.scenario.amounts import NUMBER
from detente.scenario.keys import DEFINED, SCENARIO
from detente.scenario.scalars import GRADE, PATTERNS, VALUE

ADDRESS = "https://detente.dev/schema/scenario-1.json"
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_DURATION = r"^\s*\d{1,6}\s*(days?|weeks?|months?)\s*$"
_SAME = r"=\s*[a-z][A-Za-z0-9_.]*"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a scenario file.

    It refuses unknown keys and wrong forms; names and what must hold of the whole are the
    loader's business.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "A detente scenario",
        **_mapping(SCENARIO),
        "$defs": {name: _defined(shape) for name, shape in _definitions().items()},
    }


def schema_text() -> str:
    """Return the schema as it stands in the package's `schema.json`."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _of(shape: shapes.Shape) -> dict[str, Any]:
    match shape:
        case shapes.Again(name):
            return {"$ref": f"#/$defs/{name}"}
        case shapes.Record(what):
            return {"$ref": f"#/$defs/{what.replace(' ', '_')}"}
        case shapes.Choice(by_key, otherwise):
            return _choice(by_key, otherwise)
        case shapes.Mapped(of, names, refers, or_one):
            key = PATTERNS["name" if refers else names].pattern
            mapping = {
                "type": "object",
                "propertyNames": {"pattern": f"^(?:{key})$"},
                "additionalProperties": _of(of),
            }
            return {"anyOf": [_of(of), mapping]} if or_one else mapping
        case shapes.Listed(of, or_one, least):
            items = {"type": "array", "items": _of(of)} | ({"minItems": least} if least else {})
            return {"anyOf": [_of(of), items]} if or_one else items
        case shapes.Text():
            return {"type": ["string", "number", "boolean"]}
        case shapes.Label():
            return _text_or_number(PATTERNS["label"].pattern)
        case shapes.OneOf(words):
            numbers = [int(word) for word in words if word.isdigit()]
            return {"enum": [*words, *numbers]}
        case shapes.Ref():
            return {"type": "string", "pattern": f"^(?:{PATTERNS['label'].pattern})$"}
        case shapes.Value():
            return _text_or_number(VALUE.pattern)
        case shapes.Day():
            return {"type": "string", "pattern": _DATE}
        case shapes.Length():
            return {"type": "string", "pattern": _DURATION}
        case shapes.Whole(low, high):
            return {"type": "integer", "minimum": low, "maximum": high}
        case shapes.Real(low, high):
            return {"type": "number", "minimum": low, "maximum": high}
        case shapes.Grade():
            return {"type": "string", "pattern": f"^{GRADE.pattern}$"}
        case shapes.Confidence():
            return {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string"}]}
        case shapes.Amount(kind):
            return _amount(kind)
        case shapes.Setting():
            return {"type": ["number", "string"]}
        case shapes.Sentence():
            return {"type": "string", "minLength": 1}


def _definitions() -> dict[str, shapes.Shape]:
    """Find every record of the table, and the shapes that contain themselves, by name."""
    found: dict[str, shapes.Shape] = dict(DEFINED)
    todo: list[shapes.Shape] = [SCENARIO, *DEFINED.values()]
    while todo:
        match todo.pop():
            case shapes.Record(what, record_keys) as record:
                if record is not SCENARIO:
                    found[what.replace(" ", "_")] = record
                todo += [key.shape for key in record_keys]
            case shapes.Mapped(of) | shapes.Listed(of):
                todo.append(of)
            case shapes.Choice(by_key, otherwise):
                todo += [record for _, record in by_key] + [otherwise]
    return dict(sorted(found.items()))


def _defined(shape: shapes.Shape) -> dict[str, Any]:
    if not isinstance(shape, shapes.Record):
        return _of(shape)
    short = shape.key(shape.short) if shape.short else None
    return {"anyOf": [_of(short.shape), _mapping(shape)]} if short else _mapping(shape)


def _mapping(record: shapes.Record) -> dict[str, Any]:
    mapping: dict[str, Any] = {
        "type": "object",
        "properties": {key.name: _of(key.shape) | _described(key) for key in record.keys},
        "additionalProperties": False,
    }
    if needed := [key.name for key in record.keys if key.needed]:
        mapping["required"] = needed
    return mapping


def _described(key: shapes.Key) -> dict[str, str]:
    return {"description": key.help} if key.help else {}


def _choice(
    by_key: tuple[tuple[str, shapes.Record], ...], otherwise: shapes.Record
) -> dict[str, Any]:
    """Tell the record by its key, so that a mistake is reported about the right one."""
    chosen = _of(otherwise)
    for key, record in reversed(by_key):
        chosen = {"if": {"required": [key]}, "then": _of(record), "else": chosen}
    return {"type": "object"} | chosen


def _amount(kind: str) -> dict[str, Any]:
    number: dict[str, Any] = {"type": "number"}
    text = rf"{NUMBER}\s*\.\.\s*{NUMBER}|{_SAME}"
    if kind == "probability":
        number |= {"minimum": 0, "maximum": 1}
        text += r"|[a-z]+( [a-z]+)*"
    return {"anyOf": [number, {"type": "string", "pattern": rf"^\s*(?:{text})\s*$"}]}


def _text_or_number(pattern: str) -> dict[str, Any]:
    return {"anyOf": [{"type": "string", "pattern": f"^(?:{pattern})$"}, {"type": "integer"}]}
