"""Strategies of small valid crises, conditions, relations and texts, for any room's properties.

`crises()` draws whole crises: two or three actors, some with types and beliefs, facts, moves with
outcomes, a course with a repeat, stakes, claims, questions and an edit. `conditions(crisis)` and
its neighbours draw what can be said about one.
"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from detente.model import conditions as c
from detente.model import crisis as m
from detente.model import relations as r
from detente.model.numbers import Fixed, Number, Range, Rest, Word
from detente.model.words import ICD203

AS_OF = date(2024, 5, 1)
WORDS = st.sampled_from([band.word for band in ICD203.bands])
DAYS = st.integers(0, 60)
DATES = DAYS.map(lambda days: AS_OF + timedelta(days=days))
TENTHS = st.integers(-100, 100).map(lambda n: n / 10)
PROSE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Cc"], include_characters="\n\t"),
    min_size=1,
    max_size=40,
) | st.sampled_from(["no", "2020", "a: b # c", "- x", "~", "= y", "  two  spaces ", "word " * 40])
OPERATORS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


def worths() -> st.SearchStrategy[Number]:
    """Known worths and ranges, within -10..10."""
    ranges = st.tuples(TENTHS, TENTHS).map(lambda pair: Range(min(pair), max(pair)))
    return TENTHS.map(Fixed) | ranges


@st.composite
def probabilities(draw: st.DrawFn, size: int) -> tuple[Number, ...]:
    """Numbers that can sum to one: fixed ones, or open ones and `rest`."""
    if draw(st.booleans()):
        parts = draw(st.lists(st.integers(1, 4), min_size=size, max_size=size))
        shares = [part / 16 for part in parts]
        return (*map(Fixed, shares[:-1]), Fixed(1 - sum(shares[:-1])))
    low = st.integers(0, 4).map(lambda n: n / 20)
    numbers: list[Number] = [
        draw(low.map(lambda n: Range(n, n + 0.1)) | low.map(Fixed)) for _ in range(size - 1)
    ]
    if size == 2 and draw(st.booleans()):
        numbers = [Word(draw(WORDS))]
    return (*numbers, Rest())


# --- what can be said about a crisis -------------------------------------------------------------
def moves(crisis: m.Crisis, *, events: bool = True) -> st.SearchStrategy[c.Moves]:
    """Sets of moves: named, with an outcome, by their properties, events, unions."""
    names = [move.name for move in crisis.moves]
    outcomes = [f"{move.name}.{o.name}" for move in crisis.moves for o in move.outcomes]
    simple: st.SearchStrategy[c.Moves] = st.lists(
        st.sampled_from(names + outcomes), min_size=1, max_size=3
    ).map(lambda chosen: c.Named(tuple(chosen)))
    actors = [actor.name for actor in crisis.actors]
    some = st.lists(st.sampled_from(actors), unique=True, max_size=2).map(tuple)
    simple |= st.builds(
        c.Matching,
        by=some,
        on_behalf=some,
        against=some,
        channel=st.lists(st.sampled_from(["open", "words"]), unique=True, max_size=2).map(tuple),
        rung=st.lists(st.tuples(OPERATORS, st.integers(0, 10)), max_size=2).map(tuple),
    )
    movelike = [event.name for event in crisis.events if isinstance(event.means, c.Done)]
    if events and movelike:
        simple |= st.sampled_from(movelike).map(c.EventRef)
    return simple | st.lists(simple, min_size=1, max_size=3).map(lambda p: _union(tuple(p)))


def _union(parts: tuple[c.Moves, ...]) -> c.Moves:
    return c.Union(parts)


def timings() -> st.SearchStrategy[c.Timing]:
    """Every kind of limit on dates."""
    return st.one_of(
        DATES.map(lambda d: c.Timing("by", last=d)),
        DATES.map(lambda d: c.Timing("after", first=d)),
        DATES.map(lambda d: c.Timing("on", first=d, last=d)),
        DAYS.map(lambda n: c.Timing("within", days=n)),
        st.tuples(DATES, DATES).map(lambda p: c.Timing("between", first=min(p), last=max(p))),
    )


def quantities(crisis: m.Crisis, *, events: bool = True) -> st.SearchStrategy[c.Quantity]:
    """Every kind of quantity."""
    of, maybe = moves(crisis, events=events), st.none() | timings()
    return st.one_of(
        st.builds(c.Count, of, maybe),
        st.builds(c.TopRung, maybe),
        st.builds(c.Exchanges, maybe),
        st.builds(c.DayOf, st.sampled_from(["first", "last"]), of),
    )


@st.composite
def _fact_is(draw: st.DrawFn, facts: tuple[m.Fact, ...]) -> c.Condition:
    fact = draw(st.sampled_from(facts))
    op = draw(OPERATORS)
    most = 3 if op in ("==", "!=") else 1
    values = st.lists(st.sampled_from(fact.values), min_size=1, max_size=most, unique=True)
    return c.Is(fact.name, op, tuple(draw(values)))


def conditions(crisis: m.Crisis, *, events: bool = True) -> st.SearchStrategy[c.Condition]:
    """Conditions of every kind, as the parser makes them: no brackets without need."""
    of = moves(crisis, events=events)
    maybe = st.none() | timings()
    leaves: list[st.SearchStrategy[c.Condition]] = [
        st.builds(c.Always, st.booleans()),
        st.builds(c.Done, of.filter(lambda one: not isinstance(one, c.EventRef)), maybe),
        st.builds(c.Done, of, timings()),
        st.builds(c.Follows, of, of, st.none() | DAYS),
        st.builds(c.FirstIs, of, of, maybe),
        st.builds(
            c.Compare, quantities(crisis, events=events), OPERATORS, st.integers(-1, 20)
        ),
    ]
    if crisis.facts:
        leaves.append(_fact_is(crisis.facts))
    if events and crisis.events:
        leaves.append(st.sampled_from([event.name for event in crisis.events]).map(c.EventRef))
    return st.recursive(
        st.one_of(leaves),
        lambda inner: st.one_of(
            st.builds(c.Not, inner),
            st.lists(inner, min_size=2, max_size=3).map(lambda p: c.And(tuple(p))),
            st.lists(inner, min_size=2, max_size=3).map(lambda p: c.Or(tuple(p))),
        ),
        max_leaves=4,
    )


def relations(paths: list[str]) -> st.SearchStrategy[r.Relation]:
    """Relations between sums of the numbers at some paths."""
    term = st.builds(r.Term, TENTHS.filter(bool), st.sampled_from(paths))
    total = st.builds(r.Sum, st.lists(term, max_size=3).map(tuple), TENTHS.map(lambda x: x + 0.0))
    compared = ["<", "<=", ">", ">=", "==", "worse than", "better than", "as bad as"]
    return st.builds(r.Relation, total, st.sampled_from(compared), total)


def expected(crisis: m.Crisis) -> st.SearchStrategy[r.Expected]:
    """Relations between outcomes, through any observer's eyes."""
    observer = st.sampled_from(["", *(actor.name for actor in crisis.actors)])
    given_ = st.none() | conditions(crisis)
    of = st.builds(r.Probability, conditions(crisis), given_, observer) | st.builds(
        r.Expectation, quantities(crisis), given_, observer
    )
    weighted = st.builds(r.Weighted, TENTHS.filter(bool), of)
    mixture = st.builds(
        r.Mixture, st.lists(weighted, max_size=2).map(tuple), TENTHS.map(lambda x: x + 0.0)
    )
    right = mixture | WORDS.map(lambda word: r.Mixture(word=word))
    return st.builds(r.Expected, mixture, st.sampled_from(["<", "<=", ">", ">=", "=="]), right)


# --- whole crises --------------------------------------------------------------------------------
@st.composite
def crises(draw: st.DrawFn) -> m.Crisis:
    """Small valid crises with something of everything."""
    facts = draw(_facts())
    actors = draw(_actors())
    played = draw(_moves(actors, facts))
    crisis = m.Crisis(
        name="drawn", title=draw(PROSE), as_of=AS_OF, actors=draw(_beliefs(actors, played)),
        moves=played, course=(), stakes=(), facts=facts,
    )  # fmt: skip
    events = draw(_events(crisis))
    crisis = _with(crisis, events=events, course=draw(_course(crisis)))
    crisis = _with(crisis, stakes=draw(_stakes(crisis)))
    return _with(
        crisis,
        ends=draw(st.just(c.Always(value=False)) | conditions(crisis)),
        claims=draw(_claims(crisis)),
        questions=draw(_questions(crisis)),
        levers=draw(_levers(crisis)),
        about=draw(st.just("") | PROSE),
        force_from=draw(st.integers(0, 10)),
        not_formalised=draw(st.sampled_from([(), (("N1", "no number in it"),)])),
    )


def _with(crisis: m.Crisis, **changes: object) -> m.Crisis:
    from dataclasses import replace

    return replace(crisis, **changes)  # type: ignore[arg-type]


@st.composite
def _facts(draw: st.DrawFn) -> tuple[m.Fact, ...]:
    facts = []
    for n in range(draw(st.integers(0, 2))):
        values = draw(st.sampled_from([("no", "yes"), ("low", "mid", "high"), ("0", "1", "on")]))
        facts.append(m.Fact(f"fact_{n}", values, draw(st.sampled_from(values))))
    return tuple(facts)


@st.composite
def _actors(draw: st.DrawFn) -> tuple[m.Actor, ...]:
    actors = []
    for n in range(draw(st.integers(2, 3))):
        types: tuple[m.TypeOf, ...] = ()
        if draw(st.booleans()):
            numbers = draw(probabilities(2))
            types = tuple(m.TypeOf(f"t{i}", number) for i, number in enumerate(numbers))
        rationality = draw(st.sampled_from([Range(0.5, 1.5), Fixed(1.0), Range(0.2, 2.0)]))
        patron = "a0" if n == 2 and draw(st.booleans()) else ""
        actors.append(m.Actor(f"a{n}", draw(PROSE), rationality, types, patron=patron))
    return tuple(actors)


@st.composite
def _moves(
    draw: st.DrawFn, actors: tuple[m.Actor, ...], facts: tuple[m.Fact, ...]
) -> tuple[m.Move, ...]:
    found = []
    for actor in actors:
        for n in range(2):
            size = draw(st.sampled_from([1, 1, 2]))
            numbers = (Fixed(1.0),) if size == 1 else draw(probabilities(2))
            names = ("done",) if size == 1 else ("o0", "o1")
            outcomes = tuple(
                m.Outcome(name, number, draw(_then(facts)))
                for name, number in zip(names, numbers, strict=True)
            )
            against = draw(st.sampled_from([(), ("a0",), ("a0", "a1")]))
            found.append(
                m.Move(
                    f"m{n}_{actor.name}", actor.name, draw(st.just("a move") | PROSE), outcomes,
                    channel=draw(st.sampled_from(["open", "proxy", "covert", "words"])),
                    rung=draw(st.integers(0, 10)), against=against,
                )  # fmt: skip
            )
    return tuple(found)


@st.composite
def _then(draw: st.DrawFn, facts: tuple[m.Fact, ...]) -> tuple[tuple[str, str], ...]:
    chosen = [fact for fact in facts if draw(st.booleans())]
    return tuple((fact.name, draw(st.sampled_from(fact.values))) for fact in chosen)


@st.composite
def _beliefs(
    draw: st.DrawFn, actors: tuple[m.Actor, ...], played: tuple[m.Move, ...]
) -> tuple[m.Actor, ...]:
    from dataclasses import replace

    typed = [actor for actor in actors if actor.types]
    risky = [move for move in played if len(move.outcomes) > 1]
    told = []
    for actor in actors:
        about = [other for other in typed if other is not actor and draw(st.booleans())]
        beliefs = tuple(
            m.BeliefAboutType(other.name, type_.name, number)
            for other in about
            for type_, number in zip(other.types, draw(probabilities(2)), strict=True)
        )
        chances = tuple(
            m.BeliefAboutChance(move.name, outcome.name, number)
            for move in risky[:1]
            if draw(st.booleans())
            for outcome, number in zip(move.outcomes, draw(probabilities(2)), strict=True)
        )
        told.append(replace(actor, beliefs=beliefs, chances=chances))
    return tuple(told)


@st.composite
def _events(draw: st.DrawFn, crisis: m.Crisis) -> tuple[m.Event, ...]:
    means: list[c.Condition] = [c.Done(draw(moves(crisis, events=False)))]
    if draw(st.booleans()):
        means.append(draw(conditions(crisis, events=False)))
    return tuple(m.Event(f"e{n}", condition) for n, condition in enumerate(means))


@st.composite
def _course(draw: st.DrawFn, crisis: m.Crisis) -> tuple[m.CourseItem, ...]:
    items: list[m.CourseItem] = []
    for actor in crisis.actors:
        own = tuple(move.name for move in crisis.moves if move.by == actor.name)
        date_ = draw(
            st.sampled_from([m.When(), m.When("within", days=7), m.When("after", days=1)])
        )
        guard = draw(st.just(c.Always()) | conditions(crisis, events=False))
        items.append(m.Stage(actor.name, own, date_, guard))
    first = items[0]
    if draw(st.booleans()) and isinstance(first, m.Stage):
        recorded = m.Stage(first.actor, first.choose, m.When("on", on=AS_OF), happened=first.choose[0])
        items[0] = recorded
    if draw(st.booleans()):
        items[1:] = [m.Repeat(draw(st.integers(1, 3)), 30, tuple(items[1:]))]
    return tuple(items)


@st.composite
def _stakes(draw: st.DrawFn, crisis: m.Crisis) -> tuple[m.Stake, ...]:
    found = []
    for actor in crisis.actors:
        for n in range(draw(st.integers(1, 2))):
            by_type = actor.types and draw(st.booleans())
            names = [type_.name for type_ in actor.types] if by_type else [""]
            worth = tuple((name, draw(worths())) for name in names)
            when, each = draw(
                conditions(crisis).map(lambda one: (one, None))
                | _each(crisis).map(lambda one: (None, one))
            )
            found.append(m.Stake(actor.name, f"s{n}", worth, when, each, draw(st.just("") | PROSE)))
    return tuple(found)


def _each(crisis: m.Crisis) -> st.SearchStrategy[c.Moves | m.Change]:
    changes = [m.Change(fact.name, value) for fact in crisis.facts for value in fact.values]
    return moves(crisis) | st.sampled_from(changes) if changes else moves(crisis)


@st.composite
def _claims(draw: st.DrawFn, crisis: m.Crisis) -> tuple[m.Claim, ...]:
    paths = [f"stakes.{stake.actor}.{stake.name}" for stake in crisis.stakes]
    premise = m.Claim(
        "C1", draw(PROSE), kind=draw(st.sampled_from(["information", "assumption", "judgement"])),
        confidence=draw(st.sampled_from([1.0, 0.8, 0.25])),
        means=tuple(draw(st.lists(relations(paths), min_size=1, max_size=2))),
    )  # fmt: skip
    conclusion = m.Claim("C2", draw(PROSE), expects=(draw(expected(crisis)),))
    return (premise, conclusion, m.Claim("C3", draw(PROSE), note=draw(PROSE)))


@st.composite
def _questions(draw: st.DrawFn, crisis: m.Crisis) -> tuple[m.Question, ...]:
    asked = m.Question(
        "Q1", draw(PROSE), draw(DATES), asks=draw(conditions(crisis)), said=0.9, claims=("C1",)
    )
    return (asked, m.Question("Q2", draw(PROSE), draw(DATES), counts=draw(quantities(crisis))))


@st.composite
def _levers(draw: st.DrawFn, crisis: m.Crisis) -> tuple[m.Edit, ...]:
    stake = crisis.stakes[0]
    path = f"stakes.{stake.actor}.{stake.name}"
    edit = m.Edit(
        "lever", "lever", draw(PROSE), sets=((path, draw(worths())),), by=("a0",), drops=("C1",),
        never=(crisis.moves[0].name,),
        stakes=(m.Stake("a0", "extra", (("", Fixed(-1.0)),), c.Always()),),
    )  # fmt: skip
    return draw(st.sampled_from([(), (edit,)]))
