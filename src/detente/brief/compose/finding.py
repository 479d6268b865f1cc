"""A finding as a document of its own: the sections that one analysis gives, and its record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from detente.brief.compose.course import dated
from detente.brief.compose.reading import Titled, Titles, cleaned
from detente.brief.document import Document, Run, Section
from detente.brief.words import several
from detente.forecast.manifest import fingerprint
from detente.model.crisis import ANALYST, Crisis

Part = TypeVar("Part")


Found = TypeVar("Found")


def told(
    crisis: Crisis,
    found: Found,
    *,
    name: str,
    sections: Callable[[Titled, Found], tuple[Section, ...]],
    record: Callable[[Found], Mapping[str, object]],
    draws: int,
    seed: int,
) -> Document:
    """Write what was found about a crisis, with control characters taken out of every text."""
    titles, found = Titles(cleaned(crisis)), cleaned(found)
    return finding(
        titles.crisis, name=name, sections=sections(titles, found), record=record(found),
        draws=draws, seed=seed,
    )  # fmt: skip


def finding(
    crisis: Crisis,
    *,
    name: str,
    sections: tuple[Section, ...],
    record: Mapping[str, object],
    draws: int,
    seed: int,
) -> Document:
    """Put the sections of a finding into a document; `record` gets the crisis and the schema.

    Links to what only the whole brief holds (a judgement, a source) become plain text.
    """
    return Document(
        title=crisis.title,
        about="",
        as_of=crisis.as_of,
        observer=ANALYST,
        byline=(dated(crisis), f"{several(draws, 'draw')}, seed {seed}"),
        sections=_linked(sections, frozenset(_anchors(sections))),
        record={
            "schema": f"detente/{name}/1",
            "crisis": {"name": crisis.name, "title": crisis.title, "sha256": fingerprint(crisis)},
            "as_of": crisis.as_of.isoformat(),
            "draws": draws,
            "seed": seed,
            **record,
        },
    )


def _anchors(part: object) -> Iterator[str]:
    """Yield every anchor of sections and of what they hold."""
    if isinstance(part, tuple):
        for inner in part:
            yield from _anchors(inner)
    elif is_dataclass(part) and not isinstance(part, Run):
        if found := getattr(part, "anchor", ""):
            yield found
        for field in fields(part):
            yield from _anchors(getattr(part, field.name))


def _linked(part: Part, anchors: frozenset[str]) -> Part:
    """Return a part of a document without the links that lead to none of the anchors."""
    if isinstance(part, Run):
        lost = part.target.startswith("#") and part.target[1:] not in anchors
        return cast("Part", replace(part, target="") if lost else part)
    if isinstance(part, tuple):
        return cast("Part", tuple(_linked(inner, anchors) for inner in part))
    if is_dataclass(part) and not isinstance(part, type):
        old = {field.name: getattr(part, field.name) for field in fields(part)}
        new = {name: _linked(value, anchors) for name, value in old.items()}
        changed = {name: value for name, value in new.items() if value is not old[name]}
        return replace(part, **changed) if changed else part
    return part
