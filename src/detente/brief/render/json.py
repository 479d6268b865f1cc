"""The record of a brief as JSON."""

from __future__ import annotations

import json

from detente.brief.document import Document


def to_json(document: Document) -> str:
    """Return the record, indented, in the order it was made, ending in a newline."""
    return json.dumps(document.record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
