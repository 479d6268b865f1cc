"""A crisis as a notebook shows it: who is in it, how large it is, and what it takes as given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente import notebook

if TYPE_CHECKING:
    from detente.model.crisis import Actor, Crisis


def as_card(crisis: Crisis) -> str:
    """Return the card of a crisis: title, date, actors with their types, counts, premises."""
    premises = [f"{claim.name}: {claim.text}" for claim in crisis.claims if claim.means]
    tested = sum(bool(claim.expects) for claim in crisis.claims)
    headings = ("actor", "types", "acts for")
    rows = [_row(crisis, actor) for actor in crisis.actors]
    return notebook.card(
        crisis.title,
        about=f"As of {crisis.as_of}. {crisis.about}".strip(),
        facts=[
            ("moves", len(crisis.moves)),
            ("facts", len(crisis.facts)),
            ("stakes", len(crisis.stakes)),
            ("claims", len(crisis.claims)),
            ("premises", len(premises)),
            ("conclusions to test", tested),
            ("questions", len(crisis.questions)),
        ],
        body=[
            notebook.table("Actors", headings, rows),
            *([notebook.folded("Premises", notebook.listing(premises))] if premises else []),
        ],
    )


def _row(crisis: Crisis, actor: Actor) -> tuple[str, str, str]:
    types = ", ".join(type_.name for type_ in actor.types)
    titles = {other.name: other.title for other in crisis.actors}
    return actor.title or actor.name, types, titles.get(actor.patron, actor.patron)
