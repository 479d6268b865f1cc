"""Strategies of small valid crises, conditions, relations and texts, for any room's properties.

`crises()` draws whole crises on one ground: the same three actors, facts, moves and outcomes by
name, and all else drawn: types and beliefs, numbers, what moves do, guards, the course with or
without a repeat, stakes, claims, questions and an edit. `conditions(crisis)` and its neighbours
draw what can be said about a crisis.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

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


@cache
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
@cache
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
    return simple | st.lists(simple, min_size=1, max_size=3).map(lambda p: c.Union(tuple(p)))


@cache
def timings() -> st.SearchStrategy[c.Timing]:
    """Every kind of limit on dates."""
    return st.one_of(
        DATES.map(lambda d: c.Timing("by", last=d)),
        DATES.map(lambda d: c.Timing("after", first=d)),
        DATES.map(lambda d: c.Timing("on", first=d, last=d)),
        DAYS.map(lambda n: c.Timing("within", days=n)),
        st.tuples(DATES, DATES).map(lambda p: c.Timing("between", first=min(p), last=max(p))),
    )


@cache
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


@cache
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
        st.builds(c.Compare, quantities(crisis, events=events), OPERATORS, st.integers(-1, 20)),
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


@cache
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
_FACTS = (
    m.Fact("alarm", ("no", "yes"), "no"),
    m.Fact("level", ("low", "mid", "high"), "low"),
    m.Fact("count_of", ("0", "1", "on"), "0"),
)
_NAMES = ("a0", "a1", "a2")
_OUTCOMES = {"m0_a0": ("o0", "o1"), "m1_a1": ("o0", "o1")}
GROUND = m.Crisis(
    name="drawn", title="drawn", as_of=AS_OF, course=(), stakes=(), facts=_FACTS,
    actors=tuple(m.Actor(name, name, Fixed(1.0)) for name in _NAMES),
    moves=tuple(
        m.Move(
            f"m{n}_{by}", by, "a move",
            tuple(m.Outcome(o, Fixed(1.0)) for o in _OUTCOMES.get(f"m{n}_{by}", ("done",))),
        )
        for by in _NAMES
        for n in range(2)
    ),
    events=(
        m.Event("force", c.Done(c.Matching(rung=((">=", 6),)))),
        m.Event("alarmed", c.Is("alarm", "==", ("yes",))),
    ),
)  # fmt: skip
"""What every drawn crisis has in common; its conditions can be said of each of them."""
_GUARDS = st.just(c.Always()) | conditions(GROUND)
_MAYBE = st.just("") | PROSE


@st.composite
def crises(draw: st.DrawFn) -> m.Crisis:
    """Small valid crises with something of everything."""
    facts = tuple(replace(fact, start=draw(st.sampled_from(fact.values))) for fact in _FACTS)
    moves_ = tuple(draw(_move(move)) for move in GROUND.moves)
    actors = draw(_actors())
    stakes = draw(_stakes(actors))
    return replace(
        GROUND,
        title=draw(PROSE),
        about=draw(_MAYBE),
        facts=facts,
        moves=moves_,
        actors=actors,
        stakes=stakes,
        course=draw(_course()),
        ends=draw(st.just(c.Always(value=False)) | conditions(GROUND)),
        claims=draw(_claims(stakes)),
        questions=draw(_questions()),
        levers=draw(_levers(stakes)),
        force_from=draw(st.integers(0, 10)),
        parties=draw(st.sampled_from([(), ("a0", "a1")])),
        not_formalised=draw(st.sampled_from([(), (("N1", "no number in it"),)])),
    )


@st.composite
def _move(draw: st.DrawFn, move: m.Move) -> m.Move:
    size = len(move.outcomes)
    numbers = (Fixed(1.0),) if size == 1 else draw(probabilities(size))
    return replace(
        move,
        title=draw(st.just("a move") | PROSE),
        channel=draw(st.sampled_from(["open", "proxy", "covert", "words"])),
        rung=draw(st.integers(0, 10)),
        against=draw(st.sampled_from([(), ("a0",), ("a0", "a1")])),
        outcomes=tuple(
            replace(outcome, chance=number, then=draw(_THEN))
            for outcome, number in zip(move.outcomes, numbers, strict=True)
        ),
    )


_THEN = st.fixed_dictionaries(
    {}, optional={fact.name: st.sampled_from(fact.values) for fact in _FACTS}
).map(lambda then: tuple(then.items()))


@st.composite
def _actors(draw: st.DrawFn) -> tuple[m.Actor, ...]:
    typed = [name for name in _NAMES if draw(st.booleans())]
    return tuple(
        m.Actor(
            name,
            draw(PROSE),
            draw(st.sampled_from([Range(0.5, 1.5), Fixed(1.0), Range(0.2, 2.0)])),
            types=draw(_types()) if name in typed else (),
            beliefs=tuple(
                m.BeliefAboutType(other, f"t{i}", number)
                for other in typed
                if other != name and draw(st.booleans())
                for i, number in enumerate(draw(probabilities(2)))
            ),
            chances=tuple(
                m.BeliefAboutChance(move, f"o{i}", number)
                for move in _OUTCOMES
                if draw(st.booleans())
                for i, number in enumerate(draw(probabilities(2)))
            ),
            patron="a0" if name == "a2" and draw(st.booleans()) else "",
        )
        for name in _NAMES
    )


@st.composite
def _types(draw: st.DrawFn) -> tuple[m.TypeOf, ...]:
    return tuple(
        m.TypeOf(f"t{i}", number, draw(_MAYBE)) for i, number in enumerate(draw(probabilities(2)))
    )


@st.composite
def _course(draw: st.DrawFn) -> tuple[m.CourseItem, ...]:
    dates = st.sampled_from([m.When(), m.When("within", days=7), m.When("after", days=1)])
    stages = [
        m.Stage(name, (f"m0_{name}", f"m1_{name}"), draw(dates), draw(_GUARDS)) for name in _NAMES
    ]
    if draw(st.booleans()):
        stages[0] = replace(stages[0], date=m.When("on", on=AS_OF), happened="m0_a0", name="first")
    if draw(st.booleans()):
        rare = m.Turn(60, (stages[-1],), draw(st.sampled_from([None, AS_OF])))
        inner = draw(st.sampled_from([tuple(stages[1:]), (*stages[1:-1], rare)]))
        name = draw(st.sampled_from(["", "week"]))
        return (stages[0], m.Repeat(draw(st.integers(1, 3)), 30, inner, name))
    return tuple(stages)


@st.composite
def _stakes(draw: st.DrawFn, actors: tuple[m.Actor, ...]) -> tuple[m.Stake, ...]:
    found = []
    for actor in actors:
        for n in range(draw(st.integers(1, 2))):
            by_type = actor.types and draw(st.booleans())
            names = [type_.name for type_ in actor.types] if by_type else [""]
            worth = tuple((name, draw(worths())) for name in names)
            when, each = draw(_COUNTED)
            found.append(m.Stake(actor.name, f"s{n}", worth, when, each, draw(_MAYBE)))
    return tuple(found)


_CHANGES = [m.Change(fact.name, value) for fact in _FACTS for value in fact.values]
_COUNTED = conditions(GROUND).map(lambda one: (one, None)) | (
    moves(GROUND) | st.sampled_from(_CHANGES)
).map(lambda one: (None, one))


@st.composite
def _claims(draw: st.DrawFn, stakes: tuple[m.Stake, ...]) -> tuple[m.Claim, ...]:
    paths = [f"stakes.{stake.actor}.{stake.name}" for stake in stakes]
    premise = m.Claim(
        "C1", draw(PROSE), kind=draw(st.sampled_from(["information", "assumption", "judgement"])),
        confidence=draw(st.sampled_from([1.0, 0.8, 0.25])),
        means=tuple(draw(st.lists(relations(paths), min_size=1, max_size=2))),
    )  # fmt: skip
    conclusion = m.Claim("C2", draw(PROSE), expects=(draw(expected(GROUND)),))
    return (premise, conclusion, m.Claim("C3", draw(PROSE), note=draw(PROSE)))


@st.composite
def _questions(draw: st.DrawFn) -> tuple[m.Question, ...]:
    asked = m.Question(
        "Q1", draw(PROSE), draw(DATES), asks=draw(conditions(GROUND)), said=0.9, claims=("C1",)
    )
    return (asked, m.Question("Q2", draw(PROSE), draw(DATES), counts=draw(quantities(GROUND))))


@st.composite
def _levers(draw: st.DrawFn, stakes: tuple[m.Stake, ...]) -> tuple[m.Edit, ...]:
    path = f"stakes.{stakes[0].actor}.{stakes[0].name}"
    edit = m.Edit(
        "lever", "lever", draw(PROSE), sets=((path, draw(worths())),), by=("a0",), drops=("C1",),
        never=("m0_a0",), stakes=(m.Stake("a0", "extra", (("", Fixed(-1.0)),), c.Always()),),
    )  # fmt: skip
    return draw(st.sampled_from([(), (edit,)]))
