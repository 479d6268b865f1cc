"""What must hold of a crisis as a whole; what takes a game to see is checked elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from detente.model.conditions import Condition, Done, EventRef
from detente.model.crisis import Actor, Claim, Crisis, Edit, Fact, Question, Stake
from detente.model.naming import UnknownPath
from detente.model.unknowns import numbers
from detente.scenario.course_checks import check_course
from detente.scenario.number_checks import check_numbers
from detente.scenario.problems import listed
from detente.scenario.reader import Reader
from detente.scenario.scope import Scope, edited, whole
from detente.scenario.walk import parts

_DEEPEST = 40
"""Events that may be defined through one another, one after the other."""


def check(crisis: Crisis, *, reader: Reader) -> None:
    """Note every mistake that shows only when the parts are seen together."""
    scope = whole(crisis, reader)
    _one_namespace(scope)
    _check_part(scope)
    for actor in crisis.actors:
        _check_actor(actor, scope)
    _events(scope)
    if crisis.begins is not None and crisis.begins > crisis.as_of:
        scope.add(
            f"the course begins on {crisis.begins}, after `as_of`", span=scope.place("begins"),
            hint="leave it out: the course starts on `as_of` by itself",
        )  # fmt: skip
    check_course(crisis.course, scope, path="course", clock=crisis.start)
    for claim in crisis.claims:
        _check_claim(claim, scope)
    _paths(scope)
    for question in crisis.questions:
        _check_question(question, scope)
    check_numbers(scope)
    for edit in (*crisis.counterfactuals, *crisis.packages, *crisis.levers):
        _check_edit(edit, scope)
    for name in {name for name, _ in crisis.not_formalised}.intersection(
        c.name for c in crisis.claims
    ):
        scope.add(
            f"`{name}` is a claim and left out as well", span=scope.key(f"not_formalised.{name}")
        )


def _one_namespace(scope: Scope) -> None:
    """Facts, events and moves share their names, and no actor is called as a move."""
    crisis = scope.crisis
    seen: dict[str, str] = {}
    named = (
        *(("facts", "fact", fact.name) for fact in crisis.facts),
        *(("moves", "move", move.name) for move in crisis.moves),
        *(("events", "event", event.name) for event in crisis.events),
    )
    for section, kind, name in named:
        if name in seen:
            scope.add(
                f"`{name}` is {seen[name]} already", span=scope.key(f"{section}.{name}"),
                hint="facts, events and moves share one set of names",
            )  # fmt: skip
        seen.setdefault(name, f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}")
    for actor in crisis.actors:
        if actor.name in scope.reader.names.moves:
            scope.add(f"`{actor.name}` is a move as well", span=scope.key(f"actors.{actor.name}"))


def _check_part(scope: Scope) -> None:
    for fact in scope.facts:
        _check_fact(fact, scope)
    for move in scope.moves:
        _check_move(move.name, scope)
    for stake in scope.stakes:
        _check_stake(stake, scope)


def _check_fact(fact: Fact, scope: Scope) -> None:
    path = f"facts.{fact.name}"
    doubled = [value for value in fact.values if fact.values.count(value) > 1]
    if doubled:
        scope.add(f"the value `{doubled[0]}` stands twice", span=scope.place(f"{path}.values"))
    if fact.values and fact.start not in fact.values:
        _no_value(fact, fact.start, f"{path}.start", scope)


def _no_value(fact: Fact, value: str, path: str, scope: Scope) -> None:
    scope.add(
        f"the fact `{fact.name}` has no value `{value}`",
        span=scope.place(path),
        hint=scope.nearest(value, fact.values),
    )


def _check_move(name: str, scope: Scope) -> None:
    move = next(m for m in scope.moves if m.name == name)
    path = f"moves.{name}"
    if scope.reader.keys.get(f"{scope.prefix}{path}.then") and scope.reader.keys.get(
        f"{scope.prefix}{path}.outcomes"
    ):
        scope.add(
            f"the move `{name}` has both `then` and `outcomes`", span=scope.key(f"{path}.then"),
            hint="write `then` under each outcome",
        )  # fmt: skip
    facts = {fact.name: fact for fact in scope.crisis.facts}
    for outcome in move.outcomes:
        short = f"{path}.then"
        inner = short if scope.key(short) else f"{path}.outcomes.{outcome.name}.then"
        for fact_name, value in outcome.then:
            fact = facts.get(fact_name)
            if fact is not None and fact.values and value and value not in fact.values:
                _no_value(fact, value, f"{inner}.{fact_name}", scope)


def _check_stake(stake: Stake, scope: Scope) -> None:
    path = f"stakes.{stake.actor}.{stake.name}"
    given = [key for key in ("when", "each") if scope.key(f"{path}.{key}")]
    if len(given) != 1 and scope.is_read(path):
        verb = "needs one of `when` and `each`" if not given else "has both `when` and `each`"
        scope.add(f"the stake `{stake.name}` of `{stake.actor}` {verb}", span=scope.key(path))
    actor = next((a for a in scope.crisis.actors if a.name == stake.actor), None)
    by_type = [type_ for type_, _ in stake.worth if type_]
    if actor is None or not by_type:
        return
    _check_same(
        by_type, [t.name for t in actor.types], scope, path=f"{path}.worth",
        what=f"`{actor.name}`", thing="type",
    )  # fmt: skip


def _check_same(
    given: list[str], known: list[str], scope: Scope, *, path: str, what: str, thing: str
) -> None:
    """Check that a set of numbers by name has just the names that there are."""
    for name in given:
        if name not in known:
            hint = scope.nearest(name, known) if known else f"it has no {thing}s"
            scope.add(
                f"{what} has no {thing} `{name}`", span=scope.key(f"{path}.{name}"), hint=hint
            )
    left_out = [name for name in known if name not in given]
    if left_out and set(given) <= set(known):
        scope.add(
            f"the {thing} {listed(left_out)} of {what} is left out here", span=scope.key(path),
            hint=f"give a number for every {thing}",
        )  # fmt: skip


def _check_actor(actor: Actor, scope: Scope) -> None:
    path = f"actors.{actor.name}"
    patrons = {a.name: a.patron for a in scope.crisis.actors}
    trail = [actor.name]
    while (patron := patrons.get(trail[-1], "")) and patron not in trail:
        trail.append(patron)
    if patron == actor.name:
        circle = " is behind ".join(f"`{name}`" for name in (*reversed(trail), trail[-1]))
        scope.add(f"patrons in a circle: {circle}", span=scope.place(f"{path}.patron"))
    types = {a.name: [t.name for t in a.types] for a in scope.crisis.actors}
    moves = scope.reader.names.moves
    groups: dict[str, list[str]] = {}
    for belief in actor.beliefs:
        groups.setdefault(belief.about, []).append(belief.type)
    for chance in actor.chances:
        groups.setdefault(chance.move, []).append(chance.outcome)
    for about, given in groups.items():
        place = f"{path}.beliefs.{about}"
        if about == actor.name:
            scope.add("an actor knows its own type", span=scope.key(place))
        elif about in types:
            _check_same(given, types[about], scope, path=place, what=f"`{about}`", thing="type")
        elif about in moves:
            outcomes = list(moves[about])
            _check_same(given, outcomes, scope, path=place, what=f"`{about}`", thing="outcome")


# --- events --------------------------------------------------------------------------------------
def _events(scope: Scope) -> None:
    means = {event.name: event.means for event in scope.crisis.events}
    for name, message in _circular(means):
        scope.add(f"the event `{name}` is {message}", span=scope.place(f"events.{name}.means"))
    for name, span in scope.reader.pending.events:
        if name in means and not _are_moves(means[name]):
            scope.add(
                f"the event `{name}` is a condition; moves are wanted here", span=span,
                hint="name the moves, or use an event that is just moves",
            )  # fmt: skip


def _are_moves(condition: Condition) -> bool:
    return isinstance(condition, Done)


def _circular(means: dict[str, Condition]) -> Iterator[tuple[str, str]]:
    """Find the events that hang on themselves, and those too many others stand between."""
    needs = {
        name: {part.name for part in parts(condition) if isinstance(part, EventRef)} & set(means)
        for name, condition in means.items()
    }
    depth = 0
    while free := [name for name, others in needs.items() if not others]:
        depth += 1
        for name in free:
            del needs[name]
            if depth > _DEEPEST:
                yield name, f"defined through more than {_DEEPEST} others"
        needs = {name: others.difference(free) for name, others in needs.items()}
    for name in needs:
        if _reaches(name, needs):
            yield name, "defined by itself"


def _reaches(name: str, needs: dict[str, set[str]]) -> bool:
    seen: set[str] = set()
    todo = list(needs[name])
    while todo:
        other = todo.pop()
        if other not in seen:
            seen.add(other)
            todo += needs.get(other, ())
    return name in seen


# --- claims and questions ------------------------------------------------------------------------
def _check_claim(claim: Claim, scope: Scope) -> None:
    path = f"claims.{claim.name}"
    if scope.key(f"{path}.means") and scope.key(f"{path}.expects"):
        scope.add(
            f"the claim `{claim.name}` has both `means` and `expects`",
            span=scope.key(f"{path}.expects"),
            hint="a claim is a premise or a conclusion; write two claims",
        )


def _paths(scope: Scope) -> None:
    if not scope.can_tell("stakes", "moves", "actors"):
        return
    for path, span in scope.reader.pending.paths:
        if scope.reader.problems.full:
            return
        try:
            scope.naming.resolve(path)
        except UnknownPath as error:
            scope.add(_unknown(error, scope.crisis), span=span, hint=_nearest(error, scope))


def _unknown(error: UnknownPath, crisis: Crisis) -> str:
    if error.ambiguous:
        return f"`{error.path}` fits several numbers: {listed(error.candidates)}"
    owner, _, thing = error.path.removeprefix("stakes.").partition(".")
    if thing and "." not in thing and owner in {actor.name for actor in crisis.actors}:
        return f"`{owner}` has no stake and no type called `{thing}`"
    return f"no number is called `{error.path}`"


def _nearest(error: UnknownPath, scope: Scope) -> str:
    if error.ambiguous:
        return "write more of the path"
    if error.candidates:
        return f"did you mean `{error.candidates[0]}`?"
    owner = error.path.split(".", 1)[0]
    own = sorted({f"{s.actor}.{s.name}" for s in scope.crisis.stakes if s.actor == owner})
    return f"there are {listed(own)}" if 1 < len(own) <= 8 else ""


def _check_question(question: Question, scope: Scope) -> None:
    path = f"questions.{question.name}"
    given = [key for key in ("asks", "counts") if scope.key(f"{path}.{key}")]
    if len(given) != 1 and scope.is_read(path):
        verb = "needs one of `asks` and `counts`" if not given else "has both `asks` and `counts`"
        scope.add(f"the question `{question.name}` {verb}", span=scope.key(path))
    if question.by not in (date.min, date.max) and question.by < scope.crisis.start:
        scope.add(
            f"the question is decided on {question.by}, before the course begins",
            span=scope.place(f"{path}.by"),
        )
    if given == ["asks"] and question.said is not None and not 0.0 <= question.said <= 1.0:
        scope.add("a probability lies between 0 and 1", span=scope.place(f"{path}.said"))


# --- edits ---------------------------------------------------------------------------------------
def _check_edit(edit: Edit, main: Scope) -> None:
    scope = edited(main, edit)
    _no_second(scope, "facts", (f.name for f in edit.facts), (f.name for f in main.crisis.facts))
    _no_second(scope, "moves", (m.name for m in edit.moves), (m.name for m in main.crisis.moves))
    taken = {(stake.actor, stake.name) for stake in main.crisis.stakes}
    for stake in edit.stakes:
        if (stake.actor, stake.name) in taken:
            where = scope.key(f"stakes.{stake.actor}.{stake.name}")
            scope.add(f"`{stake.actor}` has a stake `{stake.name}` already", span=where)
    _check_part(scope)
    for number, piece in enumerate(edit.course):
        path = f"course.{number}.stages"
        if piece.on not in (date.min, date.max):
            check_course(piece.stages, scope, path=path, clock=piece.on)
    if edit.moves or edit.stakes:
        check_numbers(scope)
    for path, value in edit.sets:
        _check_setting(path, value, scope)


def _no_second(scope: Scope, section: str, added: Iterable[str], there: Iterable[str]) -> None:
    for name in set(added).intersection(there):
        scope.add(f"`{name}` is there already", span=scope.key(f"{section}.{name}"))


def _check_setting(path: str, value: object, scope: Scope) -> None:
    if path.startswith("facts."):
        name = path.removeprefix("facts.").removesuffix(".start")
        fact = next((f for f in scope.crisis.facts if f.name == name), None)
        if not path.endswith(".start") or fact is None:
            hint = scope.nearest(path, (f"facts.{f.name}.start" for f in scope.crisis.facts))
            scope.add(f"nothing can be set at `{path}`", span=scope.key(f"set.{path}"), hint=hint)
        elif isinstance(value, str) and value not in fact.values:
            _no_value(fact, value, f"set.{path}", scope)
        return
    if not scope.can_tell("stakes", "moves", "actors") or path in numbers(scope.crisis):
        return
    try:
        scope.naming.resolve(path)
    except UnknownPath as error:
        scope.add(
            _unknown(error, scope.crisis), span=scope.key(f"set.{path}"),
            hint=_nearest(error, scope),
        )  # fmt: skip
