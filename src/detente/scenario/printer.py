"""A crisis back to the text of a scenario file: sections in order, short forms where possible."""

from __future__ import annotations

from collections.abc import Sequence

from detente.model.conditions import Always, Condition
from detente.model.crisis import (
    DEFAULT_OUTCOME,
    Actor,
    Citation,
    Claim,
    CourseItem,
    Crisis,
    Edit,
    Event,
    Fact,
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
)
from detente.model.numbers import Fixed, Number
from detente.scenario import keys
from detente.scenario.amounts import plain, write_duration, write_number
from detente.scenario.elaboration import DEFAULT_RATIONALITY, title_of
from detente.scenario.layout import Prose, Tree, lay_out
from detente.scenario.phrase_printer import (
    write_condition,
    write_each,
    write_expected,
    write_quantity,
    write_relation,
)
from detente.scenario.shapes import Record


def write(crisis: Crisis) -> str:
    """Return the scenario file of a crisis; `parse` of it gives the same crisis."""
    return lay_out(_ordered(keys.SCENARIO, _crisis(crisis)))


def _crisis(crisis: Crisis) -> dict[str, Tree]:
    actors: dict[str, Tree] = {
        a.name: _actor(a) or {"title": Prose(a.title)} for a in crisis.actors
    }
    tree: dict[str, Tree] = {
        "detente": keys.VERSION,
        "name": Prose(crisis.name),
        "title": Prose(crisis.title),
        **_texts(about=crisis.about),
        "as_of": crisis.as_of.isoformat(),
        **({} if crisis.begins is None else {"begins": crisis.begins.isoformat()}),
        **({"yardstick": crisis.yardstick} if crisis.yardstick != "icd203" else {}),
        **({"force_from": str(crisis.force_from)} if crisis.force_from != 6 else {}),
        **_names(parties=crisis.parties),
        "sources": {source.name: _source(source) for source in crisis.sources},
        "theatres": {theatre.name: _theatre(theatre) for theatre in crisis.theatres},
        "facts": {fact.name: _fact(fact) for fact in crisis.facts},
        "actors": actors,
        "moves": {move.name: _move(move) for move in crisis.moves},
        "events": {event.name: _event(event) for event in crisis.events},
        "course": [_item(item) for item in crisis.course],
        "stakes": _stakes(crisis.stakes),
        "claims": {claim.name: _claim(claim) for claim in crisis.claims},
        "questions": {question.name: _question(question) for question in crisis.questions},
        "counterfactuals": {edit.name: _edit(edit) for edit in crisis.counterfactuals},
        "packages": {edit.name: _edit(edit) for edit in crisis.packages},
        "levers": {edit.name: _edit(edit) for edit in crisis.levers},
        "not_formalised": {name: Prose(reason) for name, reason in crisis.not_formalised},
    }
    if crisis.ends != Always(value=False):
        tree["ends"] = f"when {write_condition(crisis.ends)}"
    needed = {key.name for key in keys.SCENARIO.keys if key.needed}
    return {key: value for key, value in tree.items() if value or key in needed}


def _ordered(record: Record, tree: dict[str, Tree]) -> dict[str, Tree]:
    """Put keys into the order of the language."""
    return {key.name: tree[key.name] for key in record.keys if key.name in tree}


def _short(record: Record, tree: dict[str, Tree]) -> Tree:
    """Put keys into order; one that is alone and may stand for its record does."""
    if record.short and set(tree) == {record.short}:
        return tree[record.short]
    return _ordered(record, tree)


def _texts(**texts: str) -> dict[str, Tree]:
    return {key: Prose(text) for key, text in texts.items() if text}


def _names(**names: Sequence[str]) -> dict[str, Tree]:
    return {
        key: value if isinstance(value, str) else list(value)
        for key, value in names.items()
        if value
    }


def _title(name: str, title: str) -> dict[str, Tree]:
    return {"title": Prose(title)} if title != title_of(name) else {}


# --- where things were read, and the world --------------------------------------------------------
def _source(source: Source) -> Tree:
    fields: dict[str, Tree] = {key: Prose(text) for key, text in source.fields}
    return {**fields, **({"grade": source.grade} if source.grade != "F6" else {})}


def _citation(citation: Citation | None) -> dict[str, Tree]:
    if citation is None:
        return {}
    tree = {"id": citation.source, **_texts(place=citation.place), **_names(grade=citation.grade)}
    return {"source": _short(keys.CITATION, tree)}


def _theatre(theatre: Theatre) -> Tree:
    tree: dict[str, Tree] = {"title": Prose(theatre.title)}
    if theatre.at is not None:
        tree = {**_title(theatre.name, theatre.title), "at": [plain(x) for x in theatre.at]}
    return _short(keys.THEATRE, tree)


def _fact(fact: Fact) -> Tree:
    tree: dict[str, Tree] = {
        "values": list(fact.values),
        **_names(where=fact.where),
        **_texts(text=fact.text),
        **_citation(fact.source),
    }
    if fact.start != fact.values[0]:
        tree["start"] = fact.start
    return _short(keys.FACT, tree)


def _actor(actor: Actor) -> dict[str, Tree]:
    types: dict[str, Tree] = {
        t.name: _short(keys.TYPE, {"prior": write_number(t.prior), **_texts(text=t.text)})
        for t in actor.types
    }
    beliefs: dict[str, dict[str, Tree]] = {}
    for belief in actor.beliefs:
        beliefs.setdefault(belief.about, {})[belief.type] = write_number(belief.prior)
    for chance in actor.chances:
        beliefs.setdefault(chance.move, {})[chance.outcome] = write_number(chance.chance)
    tree: dict[str, Tree] = {
        **_title(actor.name, actor.title),
        **_texts(text=actor.text),
        **_names(patron=actor.patron),
        **({"types": types} if types else {}),
        **({"beliefs": {**beliefs}} if beliefs else {}),
    }
    if actor.rationality != DEFAULT_RATIONALITY:
        tree["rationality"] = write_number(actor.rationality)
    return _ordered(keys.ACTOR, tree)


# --- moves and their order ------------------------------------------------------------------------
def _move(move: Move) -> Tree:
    tree: dict[str, Tree] = {
        "by": move.by,
        **_title(move.name, move.title),
        **_texts(text=move.text),
        **_names(against=move.against[0] if len(move.against) == 1 else move.against),
        **_names(where=move.where),
        **({"channel": move.channel} if move.channel != "open" else {}),
        **({"rung": str(move.rung)} if move.rung else {}),
        **_when(move.when),
        **_outcomes(move.outcomes),
        **_citation(move.source),
    }
    return _ordered(keys.MOVE, tree)


def _when(condition: Condition) -> dict[str, Tree]:
    return {} if condition == Always() else {"when": write_condition(condition)}


def _outcomes(outcomes: tuple[Outcome, ...]) -> dict[str, Tree]:
    first = outcomes[0]
    if outcomes == (Outcome(DEFAULT_OUTCOME, Fixed(1.0), first.then),):
        return _then(first)
    return {
        "outcomes": {
            o.name: _short(
                keys.OUTCOME,
                {"chance": write_number(o.chance), **_then(o), **_texts(text=o.text)},
            )
            for o in outcomes
        }
    }


def _then(outcome: Outcome) -> dict[str, Tree]:
    return {"then": dict(outcome.then)} if outcome.then else {}


def _event(event: Event) -> Tree:
    return _short(keys.EVENT, {"means": write_condition(event.means), **_texts(text=event.text)})


def _item(item: CourseItem) -> Tree:
    if isinstance(item, Repeat):
        return {
            "repeat": {
                **({"name": Prose(item.name)} if item.name else {}),
                "times": str(item.times),
                "every": write_duration(item.every),
                "stages": [_item(inner) for inner in item.stages],
            }
        }
    if isinstance(item, Turn):
        return {
            "every": write_duration(item.every),
            **({"first": item.first.isoformat()} if item.first else {}),
            "stages": [_item(stage) for stage in item.stages],
        }
    if isinstance(item, Together):
        return {"together": [_item(stage) for stage in item.stages]}
    return _stage(item)


def _stage(stage: Stage) -> Tree:
    tree: dict[str, Tree] = {
        **({"name": Prose(stage.name)} if stage.name else {}),
        "actor": stage.actor,
        "choose": list(stage.choose),
        **_when(stage.when),
        **_names(happened=stage.happened),
    }
    when = stage.date
    if when.kind == "on" and when.on is not None:
        tree["on"] = when.on.isoformat()
    elif when.kind in ("within", "after"):
        tree[when.kind] = write_duration(when.days)
    return _ordered(keys.STAGE, tree)


# --- what is wanted, said and asked ---------------------------------------------------------------
def _stakes(stakes: tuple[Stake, ...]) -> dict[str, Tree]:
    by_actor: dict[str, dict[str, Tree]] = {}
    for stake in stakes:
        by_actor.setdefault(stake.actor, {})[stake.name] = _stake(stake)
    return {**by_actor}


def _stake(stake: Stake) -> Tree:
    tree: dict[str, Tree] = {"worth": _worth(stake.worth), **_texts(text=stake.text)}
    if stake.when is not None:
        tree["when"] = write_condition(stake.when)
    if stake.each is not None:
        tree["each"] = write_each(stake.each)
    return _ordered(keys.STAKE, tree)


def _worth(worth: tuple[tuple[str, Number], ...]) -> Tree:
    if len(worth) == 1 and not worth[0][0]:
        return write_number(worth[0][1])
    return {type_: write_number(number) for type_, number in worth}


def _claim(claim: Claim) -> Tree:
    tree: dict[str, Tree] = {
        "text": Prose(claim.text),
        **_citation(claim.source),
        **({"kind": claim.kind} if claim.kind != "judgement" else {}),
        **({"confidence": plain(claim.confidence)} if claim.confidence != 1.0 else {}),
        **_names(means=_one_or_all([write_relation(relation) for relation in claim.means])),
        **_names(expects=_one_or_all([write_expected(expected) for expected in claim.expects])),
        **_texts(note=claim.note),
    }
    return _ordered(keys.CLAIM, tree)


def _one_or_all(texts: list[str]) -> list[str] | str:
    return texts[0] if len(texts) == 1 else texts


def _question(question: Question) -> Tree:
    tree: dict[str, Tree] = {
        "text": Prose(question.text),
        "by": question.by.isoformat(),
        **_texts(resolves=question.resolves, word=question.word),
        **_names(claims=question.claims),
    }
    if question.asks is not None:
        tree["asks"] = write_condition(question.asks)
    if question.counts is not None:
        tree["counts"] = write_quantity(question.counts)
    if question.said is not None:
        tree["said"] = plain(question.said)
    return _ordered(keys.QUESTION, tree)


def _edit(edit: Edit) -> Tree:
    sets: dict[str, Tree] = {
        path: value if isinstance(value, str) else write_number(value) for path, value in edit.sets
    }
    tree: dict[str, Tree] = {
        "text": Prose(edit.text),
        **_texts(reason=edit.reason),
        **_names(by=edit.by, claims=edit.claims, never=edit.never),
        **_names(drop=edit.drops, reverse=edit.reverses),
        **_citation(edit.source),
        "set": sets,
        "facts": {fact.name: _fact(fact) for fact in edit.facts},
        "moves": {move.name: _move(move) for move in edit.moves},
        "stakes": _stakes(edit.stakes),
        "course": [
            {"on": piece.on.isoformat(), "stages": [_item(item) for item in piece.stages]}
            for piece in edit.course
        ],
    }
    return _ordered(
        keys.EDIT, {key: value for key, value in tree.items() if value or key == "text"}
    )
