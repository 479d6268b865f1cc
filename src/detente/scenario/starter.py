"""The file that `detente new` writes: a small crisis that teaches the language."""

from __future__ import annotations

from importlib import resources


def starter(name: str) -> str:
    """Return a commented scenario of two neighbours and a blockade, under a short name."""
    text = (resources.files("detente.scenario") / "starter.yaml").read_text("utf-8")
    return text.replace("NAME", name)
