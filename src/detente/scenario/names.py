"""What is declared: the names that a crisis gives to its things, for looking references up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from detente.model.crisis import DEFAULT_OUTCOME, NATURE, Crisis
from detente.scenario import nodes
from detente.scenario.document import Document
from detente.scenario.nodes import Mapping, Node, Scalar

RESERVED = frozenset(
    [
        "always",
        "never",
        "is",
        "not",
        "in",
        "and",
        "or",
        "move",
        "count",
        "top",
        "rung",
        "exchanges",
        "day",
        "of",
        "first",
        "last",
        "by",
        "after",
        "on",
        "within",
        "between",
        "becomes",
        "for",
        "where",
        "channel",
        "against",
        "worse",
        "better",
        "than",
        "as",
        "bad",
        "when",
        "nature",
        "analyst",
        "rest",
        "true",
        "false",
        "null",
    ]
)
"""Words that no fact, event, move, actor, type, outcome, stake or theatre may be called."""


@dataclass(frozen=True, slots=True)
class Names:
    """The declared names, by kind. `unread` kinds could not be read: nothing is said of them."""

    actors: dict[str, tuple[str, ...]] = field(default_factory=dict)  # types
    facts: dict[str, tuple[str, ...]] = field(default_factory=dict)  # values
    moves: dict[str, tuple[str, ...]] = field(default_factory=dict)  # outcomes
    events: frozenset[str] = frozenset()
    theatres: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    yardstick: str = "icd203"
    unread: frozenset[str] = frozenset()

    def of(self, kind: str) -> Iterable[str]:
        """Return the names of a kind: actors, movers, moves, facts, claims and so on."""
        if kind == "movers":
            return (*self.actors, NATURE)
        if kind == "actors_or_moves":
            return (*self.actors, *self.moves)
        return tuple(getattr(self, kind))

    def has(self, name: str, kind: str) -> bool:
        """Say whether something of a kind bears a name."""
        if kind == "movers":
            return name == NATURE or name in self.actors
        if kind == "actors_or_moves":
            return name in self.actors or name in self.moves
        return name in getattr(self, kind)

    def can_tell(self, *kinds: str) -> bool:
        """Say whether every section of these kinds could be read."""
        return "*" not in self.unread and not self.unread.intersection(kinds)

    def with_edit(self, node: Node) -> Names:
        """Return the names as they are inside an edit, which may add facts and moves."""
        facts, moves = _child(node, "facts"), _child(node, "moves")
        return replace(
            self,
            facts={**self.facts, **_facts(facts)},
            moves={**self.moves, **_moves(moves)},
        )


def declared(document: Document, *, sections: Sequence[str]) -> Names:
    """Return the names that a document declares, whatever else is wrong with it.

    Nothing is said of a section that seems to be there under a misspelt key.
    """
    root = document.root
    strange = [key.text for key, _ in root.entries if key.text not in sections][:20]
    meant = {near for key in strange for near in get_close_matches(key, sections, n=1)}
    yardstick = root.get("yardstick")
    claims = (*_keys(root.get("claims")), *_keys(root.get("not_formalised")))
    return Names(
        actors={name: _keys(_child(n, "types")) for name, n in _entries(root.get("actors"))},
        facts=_facts(root.get("facts")),
        moves=_moves(root.get("moves")),
        events=frozenset(_keys(root.get("events"))),
        theatres=frozenset(_keys(root.get("theatres"))),
        sources=frozenset(_keys(root.get("sources"))),
        claims=frozenset(claims),
        yardstick=yardstick.text if isinstance(yardstick, Scalar) else "icd203",
        unread=document.broken | meant,
    )


def names_of(crisis: Crisis) -> Names:
    """Return the names that a crisis declares."""
    left_out = (name for name, _ in crisis.not_formalised)
    return Names(
        actors={a.name: tuple(t.name for t in a.types) for a in crisis.actors},
        facts={f.name: f.values for f in crisis.facts},
        moves={m.name: tuple(o.name for o in m.outcomes) for m in crisis.moves},
        events=frozenset(event.name for event in crisis.events),
        theatres=frozenset(theatre.name for theatre in crisis.theatres),
        sources=frozenset(source.name for source in crisis.sources),
        claims=frozenset((*(claim.name for claim in crisis.claims), *left_out)),
        yardstick=crisis.yardstick,
    )


def _facts(node: Node | None) -> dict[str, tuple[str, ...]]:
    found = {}
    for name, fact in _entries(node):
        values = fact if isinstance(fact, nodes.Sequence) else _child(fact, "values")
        items = values.items if isinstance(values, nodes.Sequence) else ()
        found[name] = tuple(item.text for item in items if isinstance(item, Scalar))
    return found


def _moves(node: Node | None) -> dict[str, tuple[str, ...]]:
    return {
        name: _keys(_child(move, "outcomes")) or (DEFAULT_OUTCOME,) for name, move in _entries(node)
    }


def _child(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None


def _entries(node: Node | None) -> tuple[tuple[str, Node], ...]:
    if not isinstance(node, Mapping):
        return ()
    return tuple((key.text, value) for key, value in node.entries)


def _keys(node: Node | None) -> tuple[str, ...]:
    return tuple(name for name, _ in _entries(node))
