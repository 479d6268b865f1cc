"""Items to the crisis: every section becomes its part of the model, with the defaults.

What could not be read is left at a placeholder, so that the rest can still be checked; a crisis
with placeholders never leaves `scenario.parse`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from detente.model.conditions import Always
from detente.model.crisis import (
    DEFAULT_OUTCOME,
    Actor,
    BeliefAboutChance,
    BeliefAboutType,
    Citation,
    Claim,
    CourseItem,
    Crisis,
    Edit,
    Event,
    Fact,
    Insert,
    Move,
    Outcome,
    Question,
    Repeat,
    Source,
    Stage,
    Stake,
    Theatre,
    Together,
    Turn,
    TypeOf,
    When,
)
from detente.model.numbers import Fixed, Number, Range
from detente.scenario.reader import Item

UNREAD = Fixed(float("nan"))
"""Stands for a number that could not be read."""
DEFAULT_RATIONALITY = Range(0.5, 1.5)
_EDITS: dict[str, Literal["counterfactual", "package", "lever"]] = {
    "counterfactuals": "counterfactual",
    "packages": "package",
    "levers": "lever",
}


def title_of(name: str) -> str:
    """Return the title that a thing has by default: its name with spaces.

    >>> title_of("missile_strike")
    'missile strike'
    """
    return name.replace("_", " ")


def elaborate(root: Item, *, name: str) -> Crisis:
    """Return the crisis that the items of a file describe."""
    moves = [move(key, item) for key, item in root.named("moves")]
    move_names = frozenset(m.name for m in moves)
    edits = {section: _edits(root, section) for section in _EDITS}
    return Crisis(
        name=root.get("name", name),
        title=root.get("title", ""),
        about=root.get("about", ""),
        as_of=root.get("as_of", date.min),
        begins=root.get("begins"),
        yardstick=root.get("yardstick", "icd203"),
        force_from=root.get("force_from", 6),
        parties=root.values("parties"),
        sources=tuple(_source(key, item) for key, item in root.named("sources")),
        theatres=tuple(_theatre(key, item) for key, item in root.named("theatres")),
        facts=tuple(_fact(key, item) for key, item in root.named("facts")),
        actors=tuple(_actor(key, item, move_names) for key, item in root.named("actors")),
        moves=tuple(moves),
        events=tuple(_event(key, item) for key, item in root.named("events")),
        course=tuple(_course_item(item) for item in root.get("course", ())),
        ends=root.get("ends", Always(value=False)),
        stakes=_stakes(root),
        claims=tuple(_claim(key, item) for key, item in root.named("claims")),
        questions=tuple(_question(key, item) for key, item in root.named("questions")),
        **edits,
        not_formalised=tuple((key, item.value or "") for key, item in root.named("not_formalised")),
    )


def _source(name: str, item: Item) -> Source:
    fields = tuple((key, child.value) for key, child in item.value.items() if key != "grade")
    return Source(name, fields, item.get("grade", "F6"))


def _citation(item: Item) -> Citation | None:
    citation = item.value.get("source")
    if citation is None:
        return None
    return Citation(citation.get("id", ""), citation.get("place", ""), citation.get("grade", ""))


def _theatre(name: str, item: Item) -> Theatre:
    at = item.values("at")
    return Theatre(
        name, item.get("title", title_of(name)), (at[0], at[1]) if len(at) == 2 else None
    )


def _fact(name: str, item: Item) -> Fact:
    values = item.values("values")
    return Fact(
        name=name,
        values=values,
        start=item.get("start", values[0] if values else ""),
        text=item.get("text", ""),
        where=item.get("where", ""),
        source=_citation(item),
    )


def _actor(name: str, item: Item, moves: frozenset[str]) -> Actor:
    types = tuple(
        TypeOf(key, _number(child, "prior"), child.get("text", ""))
        for key, child in item.named("types")
    )
    beliefs: list[BeliefAboutType] = []
    chances: list[BeliefAboutChance] = []
    for about, numbers in item.named("beliefs"):
        for key, child in numbers.value.items():
            number = child.value or UNREAD
            if about in moves:
                chances.append(BeliefAboutChance(about, key, number))
            else:
                beliefs.append(BeliefAboutType(about, key, number))
    return Actor(
        name=name,
        title=item.get("title", title_of(name)),
        rationality=item.get("rationality", DEFAULT_RATIONALITY),
        types=types,
        beliefs=tuple(beliefs),
        chances=tuple(chances),
        patron=item.get("patron", ""),
        text=item.get("text", ""),
    )


def move(name: str, item: Item) -> Move:
    """Return the move that an item of `moves:` describes."""
    outcomes = tuple(
        Outcome(key, _number(child, "chance"), _then(child), child.get("text", ""))
        for key, child in item.named("outcomes")
    )
    return Move(
        name=name,
        by=item.get("by", ""),
        title=item.get("title", title_of(name)),
        outcomes=outcomes or (Outcome(DEFAULT_OUTCOME, Fixed(1.0), _then(item)),),
        where=item.get("where", ""),
        channel=item.get("channel", "open"),
        rung=item.get("rung", 0),
        against=item.values("against"),
        when=item.get("when", Always()),
        text=item.get("text", ""),
        source=_citation(item),
    )


def _then(item: Item) -> tuple[tuple[str, str], ...]:
    return tuple((fact, child.value or "") for fact, child in item.named("then"))


def _number(item: Item, key: str) -> Number:
    return item.get(key, UNREAD)  # type: ignore[no-any-return]


def _event(name: str, item: Item) -> Event:
    return Event(name, item.get("means", Always()), item.get("text", ""))


def _course_item(item: Item) -> CourseItem:
    if "repeat" in item.value:
        rounds = item.value["repeat"]
        return Repeat(
            rounds.get("times", 1),
            rounds.get("every", 0),
            tuple(_course_item(child) for child in rounds.get("stages", ())),
            rounds.get("name", ""),
        )
    if "every" in item.value:
        stages = tuple(_stage(child) for child in item.get("stages", ()))
        return Turn(item.get("every"), stages, item.get("first"))
    if "together" in item.value:
        return Together(tuple(_stage(child) for child in item.get("together")))
    return _stage(item)


def _stage(item: Item) -> Stage:
    return Stage(
        actor=item.get("actor", ""),
        choose=item.values("choose"),
        date=_date(item),
        when=item.get("when", Always()),
        happened=item.get("happened", ""),
        name=item.get("name", ""),
    )


def _date(item: Item) -> When:
    if (day := item.get("on")) is not None:
        return When("on", on=day)
    if (days := item.get("within")) is not None:
        return When("within", days=days)
    if (days := item.get("after")) is not None:
        return When("after", days=days)
    return When()


def _stakes(item: Item) -> tuple[Stake, ...]:
    return tuple(
        Stake(
            actor=actor,
            name=name,
            worth=tuple((key, one.value or UNREAD) for key, one in stake.named("worth"))
            or (("", UNREAD),),
            when=stake.get("when"),
            each=stake.get("each"),
            text=stake.get("text", ""),
        )
        for actor, stakes in item.named("stakes")
        for name, stake in stakes.value.items()
    )


def _claim(name: str, item: Item) -> Claim:
    return Claim(
        name=name,
        text=item.get("text", ""),
        kind=item.get("kind", "judgement"),
        source=_citation(item),
        confidence=item.get("confidence", 1.0),
        means=_flat(item.values("means")),
        expects=_flat(item.values("expects")),
        note=item.get("note", ""),
    )


def _flat(groups: tuple[tuple[Any, ...], ...]) -> tuple[Any, ...]:
    return tuple(one for group in groups for one in group)


def _question(name: str, item: Item) -> Question:
    return Question(
        name=name,
        text=item.get("text", ""),
        by=item.get("by", date.max),
        asks=item.get("asks"),
        counts=item.get("counts"),
        resolves=item.get("resolves", ""),
        said=item.get("said"),
        word=item.get("word", ""),
        claims=item.values("claims"),
    )


def _edits(root: Item, section: str) -> Any:
    return tuple(
        Edit(
            name=name,
            kind=_EDITS[section],
            text=item.get("text", ""),
            reason=item.get("reason", ""),
            by=item.values("by"),
            source=_citation(item),
            claims=item.values("claims"),
            sets=tuple((path, c.value or UNREAD) for path, c in item.named("set")),
            never=item.values("never"),
            drops=item.values("drop"),
            reverses=item.values("reverse"),
            facts=tuple(_fact(key, child) for key, child in item.named("facts")),
            moves=tuple(move(key, child) for key, child in item.named("moves")),
            stakes=_stakes(item),
            course=tuple(
                Insert(
                    piece.get("on", date.min),
                    tuple(_course_item(child) for child in piece.get("stages", ())),
                )
                for piece in item.get("course", ())
            ),
        )
        for name, item in root.named(section)
    )
