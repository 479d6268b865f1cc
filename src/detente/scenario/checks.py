"""What must hold of a crisis as a whole."""

from __future__ import annotations

from detente.model.crisis import Crisis
from detente.scenario.reader import Reader


def check(crisis: Crisis, *, reader: Reader) -> None:
    """Note every mistake that shows only when the parts are seen together."""
