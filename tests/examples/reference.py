"""The examples of the reference pages: fenced blocks, and the scenario that they make together."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from detente.model.crisis import Crisis
from detente.scenario import parse

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def blocks(page: str) -> list[tuple[str, str, str]]:
    """Return the heading, the kind and the text of every fenced block of a page."""
    text = (REFERENCE / page).read_text("utf-8")
    found = []
    for match in _FENCE.finditer(text):
        headings = _SECTION.findall(text, 0, match.start())
        found.append((headings[-1] if headings else "", match.group(1), match.group(2)))
    return found


def scenario_text() -> str:
    """Return the scenario that the blocks of the language page make together."""
    return "\n".join(
        text
        for heading, kind, text in blocks("language.md")
        if kind == "yaml" and heading != "Numbers"
    )


@cache
def scenario() -> Crisis:
    """Return the crisis of the language page."""
    return parse(scenario_text(), name="language.md")


def examples(kind: str) -> list[str]:
    """Return the lines of the blocks of a kind on the conditions page, without their comments."""
    lines = (
        line.split("  #")[0].split(" # ")[0].strip()
        for _, of, text in blocks("conditions.md")
        if of == kind
        for line in text.splitlines()
    )
    return [line for line in lines if line]
