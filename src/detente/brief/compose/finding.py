"""A finding as a document of its own: the sections that one analysis gives, and its record."""

from __future__ import annotations

from collections.abc import Mapping

from detente.brief.document import Document, Section
from detente.brief.words import day, several
from detente.forecast.manifest import fingerprint
from detente.model.crisis import ANALYST, Crisis


def finding(
    crisis: Crisis,
    *,
    name: str,
    sections: tuple[Section, ...],
    record: Mapping[str, object],
    draws: int,
    seed: int,
) -> Document:
    """Put the sections of a finding into a document; `record` gets the crisis and the schema."""
    return Document(
        title=crisis.title,
        about="",
        as_of=crisis.as_of,
        observer=ANALYST,
        byline=(f"As of {day(crisis.as_of)}", f"{several(draws, 'draw')}, seed {seed}"),
        sections=sections,
        record={
            "schema": f"detente/{name}/1",
            "crisis": {"name": crisis.name, "title": crisis.title, "sha256": fingerprint(crisis)},
            "as_of": crisis.as_of.isoformat(),
            "draws": draws,
            "seed": seed,
            **record,
        },
    )
