"""A made-up forecast of a small crisis, for tests of whatever reads a forecast.

The numbers are drawn, not solved, but they hang together: rows sum to one, branches multiply, and
`bound` follows the confidence of the premises.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from detente.forecast.lasting import LEAST, SPELLS
from detente.forecast.results import (
    Answer,
    Branch,
    Convergence,
    Distribution,
    Exchange,
    Forecast,
    Manifest,
    Sampling,
    StagePlay,
    Test,
)
from detente.forecast.uniqueness import Shift, Uniqueness
from detente.model.conditions import (
    Compare,
    Done,
    EventRef,
    Exchanges,
    Follows,
    Is,
    Matching,
    Named,
)
from detente.model.crisis import (
    Actor,
    BeliefAboutType,
    Citation,
    Claim,
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
    TypeOf,
    When,
)
from detente.model.numbers import Fixed, Range, Rest, Word
from detente.model.relations import Expected, Mixture, Probability, Relation, Sum, Term, Weighted
from detente.model.unknowns import unknowns
from detente.shapes import Floats

DRAWS = 200
AS_OF = date(2020, 1, 3)


def small_crisis() -> Crisis:
    """A border crisis of two states and a proxy, with every kind of entry the language has."""
    return Crisis(
        name="river_border",
        title="The raid on the river posts",
        as_of=AS_OF,
        about="A commander was killed at the river. Both capitals say they want no war.",
        actors=_actors(),
        moves=_moves(),
        course=_course(),
        stakes=_stakes(),
        sources=_sources(),
        theatres=(
            Theatre("river", "River valley", (44.4, 33.3)),
            Theatre("coast", "Coast", (51.5, 26.8)),
            Theatre("highlands", "Highlands", (44.2, 15.4)),
            Theatre("talks", "Talks"),
        ),
        facts=(
            Fact(
                "posts",
                ("held", "leaving", "gone"),
                "held",
                "Northern posts",
                "river",
                Citation("report", "page 2"),
            ),
            Fact("truce", ("holds", "broken"), "holds", "Truce in the highlands", "highlands"),
        ),
        events=(Event("answer", Done(Matching(on_behalf=("south",), rung=((">=", 6),)))),),
        claims=_claims(),
        questions=_questions(),
        packages=(
            Edit(
                "calm",
                "package",
                "Calm on the river for open markets",
                "both sides asked for it",
                by=("south", "north"),
                claims=("C5",),
            ),
        ),
        levers=(Edit("credit", "lever", "A credit line for the South", by=("league",)),),
        not_formalised=(("C9", "a verdict on the past; nothing that could turn out"),),
        source_name="river_border.yaml",
    )


def _actors() -> tuple[Actor, ...]:
    return (
        Actor(
            "north",
            "North",
            Range(0.5, 1.5),
            types=(
                TypeOf("hawkish", Range(0.3, 0.8), "would rather strike than wait"),
                TypeOf("restrained", Rest()),
            ),
        ),
        Actor(
            "south",
            "South",
            Range(0.4, 1.2),
            types=(
                TypeOf("resolved", Word("likely"), "would rather fight than look afraid"),
                TypeOf("cautious", Rest()),
            ),
            beliefs=(
                BeliefAboutType("north", "hawkish", Range(0.4, 0.9)),
                BeliefAboutType("north", "restrained", Rest()),
            ),
        ),
        Actor("militia", "River militia", Fixed(0.8), patron="south"),
        Actor("league", "The League", Fixed(1.0)),
    )


def _moves() -> tuple[Move, ...]:
    done = (Outcome("done", Fixed(1.0)),)
    return (
        Move(
            "kill",
            "north",
            "Kill the commander",
            done,
            "river",
            "open",
            7,
            ("south",),
            text="A strike killed the commander on the road to the ford",
            source=Citation("report", "paragraph 1", "B2"),
        ),
        Move("spare", "north", "Spare the commander", done),
        Move(
            "missiles",
            "south",
            "Missiles on a northern post",
            (Outcome("deaths", Range(0.1, 0.5)), Outcome("no_deaths", Rest())),
            "river",
            "open",
            8,
            ("north",),
        ),
        Move(
            "boats", "south", "Seize a ship off the coast", done, "coast", "covert", 6, ("north",)
        ),
        Move("hold", "south", "No answer", done),
        Move("rockets", "militia", "Rockets on a post", done, "river", "proxy", 6, ("north",)),
        Move("wait", "militia", "Wait", done),
        Move(
            "strike",
            "north",
            "Strike the southern homeland",
            done,
            "highlands",
            "open",
            9,
            ("south",),
        ),
        Move("sanction", "north", "New sanctions", done, "talks", "words", 2, ("south",)),
        Move("nothing", "north", "Do nothing", done),
    )


def _course() -> tuple[Stage | Repeat, ...]:
    return (
        Stage("north", ("kill", "spare"), When("on", AS_OF), happened="kill"),
        Stage("south", ("missiles", "boats", "hold"), When("within", days=7), name="first_answer"),
        Repeat(
            2,
            30,
            (
                Stage("militia", ("rockets", "wait"), When("within", days=10)),
                Stage("north", ("strike", "sanction", "nothing"), When("within", days=14)),
            ),
        ),
    )


def _stakes() -> tuple[Stake, ...]:
    return (
        Stake(
            "south",
            "looks_afraid",
            (("resolved", Range(-8, -3)), ("cautious", Range(-5, -1))),
            when=EventRef("answer"),
        ),
        Stake("south", "homeland", (("", Range(-9, -5)),), each=Named(("strike",))),
        Stake("north", "deaths", (("", Range(-7, -2)),), when=Is("posts", "==", ("gone",))),
    )


def _sources() -> tuple[Source, ...]:
    return (
        Source(
            "report",
            (
                ("type", "report"),
                ("title", "The killing at the ford"),
                ("publisher", "River Institute"),
                ("issued", "2020-01-03"),
                ("URL", "https://example.org/ford?a=1&b=2"),
            ),
            "A2",
        ),
        Source("rumour", (("title", "Overheard in the market"),), "F6"),
    )


def _claims() -> tuple[Claim, ...]:
    afraid = Sum((Term(1.0, "stakes.south.looks_afraid.resolved"),))
    home = Sum((Term(0.5, "stakes.south.homeland"),))
    answers = Probability(EventRef("answer"), Done(Named(("kill",))))
    spared = Probability(EventRef("answer"), Done(Named(("spare",))))
    said = Citation("report", "paragraph 2")
    return (
        Claim(
            "C1",
            "The South fears looking afraid more than a limited reprisal.",
            "judgement",
            said,
            0.8,
            means=(Relation(afraid, "worse than", home),),
        ),
        Claim(
            "C2",
            "The northern posts are easy to hit.",
            "assumption",
            Citation("rumour", "second hand", "C4"),
            1.0,
            means=(
                Relation(
                    Sum((Term(1.0, "moves.missiles.outcomes.deaths.chance"),)), ">=", Sum((), 0.2)
                ),
            ),
        ),
        Claim(
            "C3",
            "The South will answer.",
            "judgement",
            said,
            expects=(
                Expected(Mixture((Weighted(1.0, answers),)), ">=", Mixture(word="almost certain")),
            ),
        ),
        Claim(
            "C4",
            "The killing made an attack more likely.",
            "judgement",
            said,
            expects=(
                Expected(
                    Mixture((Weighted(1.0, answers),)), ">", Mixture((Weighted(1.0, spared),))
                ),
            ),
        ),
        Claim(
            "C5",
            "The outline of a way out has been plain for months.",
            "judgement",
            said,
            note="weighed with the packages, in a later issue",
        ),
        Claim(
            "C6", "There are no back channels.", "assumption", None, note="nothing to test it by"
        ),
    )


def _questions() -> tuple[Question, ...]:
    answer, struck = EventRef("answer"), Done(Named(("strike",)))
    wording = "two of Reuters, AP, AFP; an intercepted missile counts"
    return (
        Question(
            "Q2",
            "Will the North strike the southern homeland by 1 March 2020?",
            date(2020, 3, 1),
            asks=struck,
            resolves=wording,
            said=0.9,
            word="will avenge it",
            claims=("C3", "C4"),
        ),
        Question(
            "Q1",
            "Will the South or its proxy use force against northern posts by 2 February 2020?",
            date(2020, 2, 2),
            asks=answer,
            resolves=wording,
            said=0.97,
            word="will answer",
            claims=("C1", "C3"),
        ),
        Question(
            "Q3",
            "Will the first answer be at the coast by 10 January 2020?",
            date(2020, 1, 10),
            asks=Follows(Named(("boats",)), Named(("kill",))),
            claims=("C2", "C6"),
        ),
        Question(
            "Q4",
            "Will a third state enter by 1 March 2020?",
            date(2020, 3, 1),
            asks=Compare(Exchanges(), ">=", 9),
            said=0.001,
            word="hardly",
        ),
        Question(
            "Q5",
            "How many exchanges by 1 March 2020?",
            date(2020, 3, 1),
            counts=Exchanges(),
            said=3.0,
            word="a few rounds",
        ),
    )


def small_forecast(
    *, crisis: Crisis | None = None, converged: int = DRAWS, several: bool = False
) -> Forecast:
    """A forecast of the small crisis, or of one with the same names; the same each time.

    `several`: another equilibrium was found in some draws.
    """
    crisis = crisis or small_crisis()
    rng = np.random.default_rng(7)
    play = _play(rng)
    asked = {"Q1": (14, 3), "Q2": (4, 9), "Q3": (3, 8), "Q4": (0.4, 300)}
    values = {name: rng.beta(a, b, DRAWS) for name, (a, b) in asked.items()}
    values["Q5"] = rng.gamma(6, 0.3, DRAWS)
    open_numbers = unknowns(crisis)
    points = np.stack([rng.uniform(u.low, u.high, DRAWS) for u in open_numbers], axis=1)
    bound = np.stack([rng.random(DRAWS) < c.confidence for c in crisis.claims if c.means], axis=1)
    windows = tuple(f"{p.start} to {p.end}" for p in play)
    return Forecast(
        crisis=crisis,
        observer="analyst",
        answers=tuple(Answer(q, values[q.name]) for q in crisis.questions),
        tests=_tests(crisis, rng),
        play=play,
        first_force=(
            _dist(rng, "who", "Who uses force first", ("north", "south", "militia", "none")),
            _dist(rng, "what", "What it is", ("missiles", "boats", "rockets", "strike", "none")),
            _dist(rng, "where", "Where it is", ("river", "coast", "highlands", "none")),
            _dist(rng, "when", "When it is", (*windows, "none")),
            _dist(rng, "channel", "Through which channel", ("open", "proxy", "covert", "none")),
        ),
        ever=Distribution(
            "ever",
            "Moves ever made",
            tuple(m.name for m in crisis.moves[2:]),
            rng.beta(3, 4, (DRAWS, len(crisis.moves) - 2)),
        ),
        top_rung=_dist(rng, "top_rung", "Highest rung reached", ("7", "8", "9")),
        exchanges=_dist(rng, "exchanges", "Number of exchanges", ("0", "1", "2", "3", "4")),
        last_force=_dist(rng, "last_force", "Last use of force", ("none", *windows)),
        exchange=_exchange(np.random.default_rng(8)),
        types=(
            _dist(rng, "north", "North", ("hawkish", "restrained")),
            _dist(rng, "south", "South", ("resolved", "cautious")),
        ),
        tree=_tree(rng),
        points=points,
        unknowns=tuple(u.path for u in open_numbers),
        bound=bound,
        manifest=_manifest(len(open_numbers), converged=converged),
        uniqueness=_uniqueness() if several else Uniqueness(20, 8, 160),
    )


def _uniqueness() -> Uniqueness:
    """Another equilibrium in 3 of 20 draws; in 2 of them it answers Q2 in another word."""
    rows = np.array([4, 4, 16, 30])
    here = np.array([0.3, 0.3, 0.4, 0.35])
    there = here + np.array([0.02, 0.31, 0.42, 0.01])
    return Uniqueness(
        20, 8, 158, 3, (Shift("Q2", rows, here, there), Shift("Q1", rows, here, here))
    )


def _exchange(rng: np.random.Generator) -> Exchange:
    """An exchange that began on 3 January 2020 and is followed for some seventy days."""
    days = ("0", "10", "24", "40", "54", "66", "open")
    shares = rng.dirichlet(np.array([2.0, 3.0, 2.5, 1.5, 1.0, 0.5, 0.2]), DRAWS)
    return Exchange(
        begun=date(2020, 1, 3),
        horizon=68,
        length=Distribution("length", "Days from the first use of force to the last", days, shares),
        uses=_dist(rng, "uses", "Uses of force", ("1", "2", "3", "4")),
        gaps=_dist(rng, "gaps", "Quiet before the next use of force", SPELLS),
        longest=_dist(rng, "longest_quiet", "Longest quiet that force ended", ("never", *SPELLS)),
        returns=tuple(
            (least, rng.beta(3, 4, DRAWS) if least < 68 else np.full(DRAWS, np.nan))
            for least in LEAST
        ),
        unended=shares[:, 4:].sum(axis=1),
    )


def _dist(rng: np.random.Generator, name: str, title: str, labels: tuple[str, ...]) -> Distribution:
    return Distribution(name, title, labels, rng.dirichlet(np.full(len(labels), 2.0), DRAWS))


def _play(rng: np.random.Generator) -> tuple[StagePlay, ...]:
    rows: list[tuple[str, str, int, int, tuple[str, ...]]] = [
        ("first_answer", "south", 0, 7, ("missiles", "boats", "hold"))
    ]
    for turn in range(2):
        start = 7 + 30 * turn
        rows.append(("", "militia", start, start + 10, ("rockets", "wait")))
        rows.append(("", "north", start + 10, start + 24, ("strike", "sanction", "nothing")))
    return tuple(
        StagePlay(
            i + 1,
            name,
            actor,
            AS_OF + timedelta(first),
            AS_OF + timedelta(last),
            moves,
            rng.dirichlet(np.array([2.0] * len(moves) + [0.3]), DRAWS),
        )
        for i, (name, actor, first, last, moves) in enumerate(rows)
    )


def _tree(rng: np.random.Generator) -> Branch:
    """Spells of force by either side, three deep; each time it may be the last."""
    everything: Floats = np.ones(DRAWS)
    following = {"": ("south", "militia", "north"), "north": ("south", "militia")}

    def grown(actor: str, reached: Floats, given: Floats, depth: int) -> Branch:
        label = {"": "after the record", "militia": "River militia"}.get(actor, actor.capitalize())
        children: list[Branch] = []
        if depth < 3:
            nexts = following.get(actor, ("north",))
            shares = rng.dirichlet(np.full(len(nexts) + 1, 2.0), DRAWS).T
            children = [
                grown(n, reached * s, s, depth + 1) for n, s in zip(nexts, shares, strict=False)
            ]
            quiet = Branch(
                "no further force",
                "",
                -1,
                None,
                "",
                "",
                float((reached * shares[-1]).mean()),
                shares[-1],
            )
            children.append(quiet)
        return Branch(label, actor, -1, None, "", "", float(reached.mean()), given, tuple(children))

    return grown("", everything, everything, 0)


def _tests(crisis: Crisis, rng: np.random.Generator) -> tuple[Test, ...]:
    claims = {claim.name: claim for claim in crisis.claims}
    left = rng.beta(14, 3, DRAWS)
    edge = np.full(DRAWS, 0.95)
    spared = rng.beta(3, 9, DRAWS)
    spared[:3] = np.nan
    return (
        Test("C3", claims["C3"].expects[0], left, edge, left >= edge),
        Test("C4", claims["C4"].expects[0], left, spared, left > spared),
    )


def _manifest(count: int, *, converged: int) -> Manifest:
    return Manifest(
        version="0.1.0",
        crisis="river_border",
        source_name="river_border.yaml",
        sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        sampling=Sampling(DRAWS, 7, count, count, 22, 181.4, 1.004),
        convergence=Convergence(
            "tree",
            412,
            611,
            96,
            12.0,
            31,
            converged,
            1e-9,
            8.1e-10 if converged == DRAWS else 3.2e-4,
            0.0,
            (("north", "hawkish", 0.012), ("north", "restrained", 0.009), ("militia", "", 0.0)),
        ),
    )
