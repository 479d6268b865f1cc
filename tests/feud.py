"""A small crisis in Python that uses every part of the game, for tests of what stands on it."""

from __future__ import annotations

from datetime import date

from detente.model import conditions as c
from detente.model.crisis import (
    Actor,
    BeliefAboutChance,
    BeliefAboutType,
    Change,
    Crisis,
    Fact,
    Move,
    Outcome,
    Repeat,
    Stage,
    Stake,
    TypeOf,
    When,
)
from detente.model.numbers import Fixed, Range, Rest

SURE = (Outcome("done", Fixed(1.0)),)


def feud(*, rounds: int = 2, happened: str = "", ends: c.Condition | None = None) -> Crisis:
    """Two typed sides, a proxy and nature; `happened` records the first stage."""
    hit = c.Named(("hit",))
    return Crisis(
        "feud",
        "A feud",
        date(2020, 1, 1),
        actors=(
            Actor(
                "north",
                "North",
                Range(0.5, 1.5),
                types=(TypeOf("hard", Range(0.3, 0.6)), TypeOf("soft", Rest())),
                beliefs=(
                    BeliefAboutType("south", "proud", Range(0.1, 0.3)),
                    BeliefAboutType("south", "meek", Rest()),
                ),
            ),
            Actor(
                "south",
                "South",
                Fixed(1.0),
                types=(TypeOf("proud", Fixed(0.5)), TypeOf("meek", Rest())),
                chances=(
                    BeliefAboutChance("hit", "dead", Fixed(0.6)),
                    BeliefAboutChance("hit", "none", Rest()),
                ),
            ),
            Actor("band", "The band", Fixed(0.7), patron="south"),
        ),
        facts=(Fact("dead", ("no", "yes"), "no"), Fact("alert", ("low", "mid", "high"), "low")),
        moves=(
            Move(
                "hit",
                "north",
                "Hit",
                (Outcome("dead", Range(0.2, 0.4), (("dead", "yes"),)), Outcome("none", Rest())),
                rung=7,
                against=("south",),
                where="hills",
            ),
            Move("hold", "north", "Hold", SURE),
            Move(
                "back",
                "south",
                "Hit back",
                (Outcome("done", Fixed(1.0), (("alert", "high"),)),),
                rung=8,
            ),
            Move("pass_by", "south", "Let it pass", SURE, channel="words"),
            Move(
                "raid",
                "band",
                "Raid",
                SURE,
                rung=6,
                channel="proxy",
                when=c.Is("alert", "<", ("high",)),
            ),
            Move("rest_up", "band", "Rest", SURE),
            Move(
                "spark",
                "nature",
                "A spark",
                (Outcome("fire", Fixed(0.1), (("dead", "yes"),)), Outcome("calm", Rest())),
                rung=5,
                when=c.Is("alert", "==", ("high",)),
            ),
            Move("still", "nature", "Stillness", SURE),
        ),
        course=(
            Stage("north", ("hit", "hold"), happened=happened),
            Repeat(
                rounds,
                10,
                (
                    Stage("south", ("back", "pass_by"), When("within", days=3), when=c.Done(hit)),
                    Stage("band", ("raid", "rest_up"), When("after", days=1)),
                    Stage("nature", ("spark", "still")),
                    Stage("north", ("hit", "hold"), When("within", days=4)),
                ),
            ),
        ),
        ends=ends or c.Always(value=False),
        stakes=(
            Stake(
                "north",
                "fear",
                (("hard", Range(-5, -1)), ("soft", Fixed(-1.0))),
                when=c.Not(c.Done(hit)),
            ),
            Stake("north", "struck", (("", Fixed(-2.0)),), each=c.Named(("back", "raid"))),
            Stake("south", "dead", (("", Range(-4, -2)),), each=Change("dead", "yes")),
            Stake(
                "south",
                "cost",
                (("proud", Fixed(1.0)), ("meek", Fixed(-1.0))),
                each=c.Named(("back",)),
            ),
            Stake(
                "band",
                "loot",
                (("", Fixed(1.0)),),
                each=c.Matching(by=("band",), rung=((">=", 6),)),
            ),
        ),
    )


CONDITIONS: tuple[c.Condition, ...] = (
    c.Done(c.Named(("hit",))),
    c.Done(c.Named(("hit.dead",))),
    c.Done(c.Named(("back",)), c.Timing("by", last=date(2020, 1, 4))),
    c.Done(c.Matching(on_behalf=("south",), rung=((">=", 6),)), c.Timing("within", days=5)),
    c.Done(c.Matching(against=("south",)), c.Timing("after", first=date(2020, 1, 8))),
    c.Done(
        c.Matching(where=("hills",)), c.Timing("on", first=date(2020, 1, 8), last=date(2020, 1, 8))
    ),
    c.Follows(c.Named(("raid",)), c.Named(("hit",)), 4),
    c.Follows(c.Named(("hit",)), c.Named(("hit",))),
    c.FirstIs(c.Union((c.Named(("back",)), c.Named(("raid",)))), c.Named(("raid",))),
    c.Compare(c.Count(c.Named(("hit",))), ">=", 2),
    c.Compare(c.TopRung(), "==", 7),
    c.Compare(c.TopRung(c.Timing("by", last=date(2020, 1, 4))), "<", 8),
    c.Compare(c.Exchanges(), ">=", 2),
    c.Is("alert", ">=", ("mid",)),
    c.Is("dead", "!=", ("yes",)),
    c.And((c.Done(c.Named(("back",))), c.Not(c.Done(c.Named(("raid",)))))),
    c.Or((c.Is("dead", "==", ("yes",)), c.Done(c.Named(("raid",))))),
    c.Always(value=False),
)
QUANTITIES: tuple[c.Quantity, ...] = (
    c.Count(c.Named(("raid", "back"))),
    c.TopRung(),
    c.Exchanges(),
    c.DayOf("first", c.Named(("raid",))),
    c.DayOf("last", c.Matching(rung=((">=", 6),))),
)
