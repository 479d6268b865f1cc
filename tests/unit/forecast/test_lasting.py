"""How long force goes on, against every history of a small crisis told one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import inf

import numpy as np
import pytest
from tests.feud import feud

from detente import load, pipeline
from detente.forecast.lasting import LEAST, SPELLS, Lasting
from detente.forecast.readings import Readings
from detente.forecast.run import method_for, read_draws
from detente.game.arrays import END
from detente.model import conditions as c
from detente.model.crisis import Repeat, Stage

DRAWS = 2
STRUCK = c.Done(c.Named(("back",)))


def slow(crisis, *, days):
    """The same crisis with rounds so many days long."""
    course = tuple(
        replace(item, every=days) if isinstance(item, Repeat) else item for item in crisis.course
    )
    return replace(crisis, course=course)


CRISES = {
    "free": feud(rounds=2),
    "after a hit": feud(rounds=2, happened="hit"),
    "long rounds": slow(feud(rounds=3, happened="hit"), days=40),
    "after holding": slow(feud(rounds=2, happened="hold"), days=100),
    "ends in force": feud(rounds=2, ends=STRUCK),
    "parties": replace(feud(rounds=2), parties=("north", "south"), moves=tuple(
        replace(m, against=("south",)) if m.name == "raid" else m for m in feud().moves
    )),
}  # fmt: skip


def histories(readings, play):
    """Yield every history of the game: its chance, its uses of force, whether force ended it."""
    game, course = readings.compiled.game, readings.compiled.course
    crisis, side = course.crisis, readings.memory.events.force_side()

    def follow(node, point, chance, uses, ended, made=()):
        if game.mover[node] == END:
            yield chance, uses, ended and crisis.ends == STRUCK and "back" in made
            return
        for e in range(game.first[node], game.first[node + 1]):
            p = play.chance[e, point]
            if not readings.allowed[e] or p == 0.0:
                continue
            x, then = game.event[e], uses
            if x >= 0 and side[x]:
                then = (*uses, (course.steps[course.events[x].step].end, side[x]))
            forceful = x >= 0 and crisis.moves[course.events[x].move].rung >= crisis.force_from
            names = (*made, crisis.moves[course.events[x].move].name) if x >= 0 else made
            yield from follow(game.child[e], play.to[e, point], chance * p, then, forceful, names)

    yield from follow(0, 0, 1.0, (), False)


@pytest.fixture(scope="module", params=["tree", "grid"])
def method(request):
    return request.param


@pytest.fixture(scope="module", params=CRISES)
def told(request, method):
    """A crisis, what was read of its draws, and every history of each draw."""
    crisis = CRISES[request.param]
    readings = Readings(pipeline.compile(crisis, method=method))
    lasting = Lasting.ask(readings)
    points = pipeline.draw(crisis, draws=DRAWS, seed=3).points
    read_draws(readings, points, also=[lasting], threads=1)
    solved = method_for(readings).solve(
        readings.numbers(points), threads=1, progress=lambda *_: None
    )
    me = len(readings.compiled.game.players)
    plays = [list(histories(readings, solved.play(d, observer=me))) for d in range(DRAWS)]
    return crisis, lasting, plays


def mean(history, of):
    """The mean of a function of (uses, ended), given the record."""
    total = sum(chance for chance, _, _ in history)
    return sum(chance * of(uses, ended) for chance, uses, ended in history) / total


def length_of(uses, ended):
    """Days from the first use to the last; open where force ended the course."""
    if ended:
        return inf
    return (uses[-1][0] - uses[0][0]).days if uses else 0


def quiets(uses):
    return [(b - a).days for (a, _), (b, _) in pairwise(uses)]


def test_the_length_is_that_of_the_histories(told):
    _, lasting, plays = told
    exchange = lasting.exchange
    assert exchange.length.values.sum(axis=1) == pytest.approx(1.0)
    for d, history in enumerate(plays):
        for days in (0, 3, 10, 30, 90, 365):
            chance = mean(history, lambda uses, ended, days=days: length_of(uses, ended) > days)
            assert exchange.lasting(days)[d] == pytest.approx(chance, abs=1e-12)
        seen = min(length_of(uses, ended) for _, uses, ended in history if uses)
        assert seen <= exchange.quantile(0.9)[d]
        cut = mean(history, lambda uses, ended: min(length_of(uses, ended), exchange.horizon))
        assert exchange.mean[d] == pytest.approx(cut)


def test_a_quantile_splits_the_histories(told):
    _, lasting, plays = told
    for share in (0.25, 0.5, 0.9, 0.95):
        for d, at in enumerate(lasting.exchange.quantile(share)):
            reached = mean(plays[d], lambda uses, ended, at=at: length_of(uses, ended) <= at)
            before = mean(plays[d], lambda uses, ended, at=at: length_of(uses, ended) < at)
            assert before < share + 1e-9
            assert reached >= share - 1e-9


def test_uses_and_exchanges_are_counted(told):
    _, lasting, plays = told
    for d, history in enumerate(plays):
        uses, exchanges = defaultdict(float), defaultdict(float)
        total = sum(chance for chance, _, _ in history)
        for chance, made, _ in history:
            uses[f"{len(made)}"] += chance / total
            turns = sum(a != b for (_, a), (_, b) in pairwise(made))
            exchanges[f"{turns}"] += chance / total
        for found, by_hand in ((lasting.exchange.uses, uses), (lasting.exchanges, exchanges)):
            assert dict(zip(found.labels, found.values[d], strict=True)) == pytest.approx(
                {label: by_hand[label] for label in found.labels}
            )
            assert sum(by_hand[label] for label in found.labels) == pytest.approx(1.0)


def bin_of(days):
    return SPELLS[sum(days >= least for least in LEAST)]


def test_the_quiet_between_uses_is_that_of_the_histories(told):
    crisis, lasting, plays = told
    exchange = lasting.exchange
    finish = max(step.end for step in lasting.uses.readings.compiled.course.steps)
    for d, history in enumerate(plays):
        ended_by_length, longest, unbroken = Counter(), Counter(), Counter()
        for chance, uses, ended in history:
            for days in quiets(uses):
                ended_by_length[bin_of(days)] += chance
            longest[bin_of(max(quiets(uses))) if quiets(uses) else "never"] += chance
            if uses and not ended:
                silence = (finish - uses[-1][0]).days
                unbroken.update({least: chance for least in LEAST if silence >= least})
        whole = sum(ended_by_length.values())
        assert exchange.gaps.values[d] == pytest.approx(
            [ended_by_length[s] / whole for s in SPELLS]
        )
        total = sum(chance for chance, _, _ in history)
        assert exchange.longest.values[d] == pytest.approx(
            [longest[label] / total for label in exchange.longest.labels]
        )
        for i, (least, share) in enumerate(exchange.returns):
            returned = sum(ended_by_length[s] for s in SPELLS[1 + i :])
            both = returned + unbroken[least]
            assert share[d] == pytest.approx(returned / both if both else np.nan, nan_ok=True)
    assert crisis.as_of == date(2020, 1, 1)


def test_what_is_not_seen_to_end_is_told(told):
    _, lasting, plays = told
    finish = max(step.end for step in lasting.uses.readings.compiled.course.steps)
    for d, history in enumerate(plays):
        recent = mean(
            history,
            lambda uses, ended: ended or (bool(uses) and (finish - uses[-1][0]).days < 30),
        )
        assert lasting.exchange.unended[d] == pytest.approx(recent)


def test_the_last_use_of_force_after_the_record(told):
    _, lasting, plays = told
    found, past = lasting.last_force, lasting.uses.begun
    for d, history in enumerate(plays):
        recorded = 1 if past else 0
        quiet = mean(history, lambda uses, _, n=recorded: len(uses) <= n)
        assert found.values[d, 0] == pytest.approx(quiet)
        for label, chance in zip(found.labels[1:], found.values[d, 1:], strict=True):
            day = date.fromisoformat(label[-10:])
            by_hand = mean(
                history,
                lambda uses, _, n=recorded, day=day: len(uses) > n and uses[-1][0] == day,
            )
            same_day = [
                v
                for x, v in zip(found.labels, found.values[d], strict=True)
                if x[-10:] == label[-10:]
            ]
            assert chance <= by_hand + 1e-12
            assert sum(same_day) == pytest.approx(by_hand)


def test_the_exchange_begins_on_record_or_not_at_all():
    assert pipeline.run(CRISES["after a hit"], draws=1).exchange.begun == date(2020, 1, 1)
    assert pipeline.run(CRISES["after holding"], draws=1).exchange.begun is None


def test_where_nobody_can_use_force_there_is_no_exchange():
    calm = replace(feud(), moves=tuple(replace(move, rung=0) for move in feud().moves))
    forecast = pipeline.run(calm, draws=2)
    assert forecast.exchange.length.labels == ("none",)
    assert forecast.exchange.uses.labels == ("0",)
    assert forecast.exchanges.labels == ("0",)
    assert forecast.last_force.labels == ("none",)
    assert forecast.exchange.unended == pytest.approx(0.0)
    assert forecast.exchange.longest.values[:, 0] == pytest.approx(1.0)


def test_many_uses_are_counted_together():
    strikes = Stage("north", ("hit",))
    waits = Stage("south", ("back",))
    long = replace(feud(), course=(Repeat(40, 1, (strikes, waits)),))
    exchange = pipeline.run(long, draws=1)
    assert exchange.exchange.uses.labels == ("30 or more",)
    assert exchange.exchanges.labels == ("20 or more",)


@pytest.mark.parametrize("name", ["free", "after a hit", "ends in force", "us-iran-2020"])
def test_draws_abreast_are_read_as_one_by_one(name):
    crisis = CRISES.get(name) or load(name)
    readings = Readings(pipeline.compile(crisis, method="tree"))
    abreast, single = Lasting.ask(readings), Lasting.ask(readings)
    points = pipeline.draw(crisis, draws=11, seed=4).points
    read_draws(readings, points, also=[abreast], threads=2)
    numbers = readings.numbers(points)
    solved = method_for(readings).solve(numbers, threads=1, progress=lambda *_: None)
    single.begin(11)
    for d in range(11):
        single.read(d, d, numbers, solved)
    assert set(abreast.found) == set(single.found)
    for part, values in abreast.found.items():
        assert values == pytest.approx(single.found[part], abs=1e-12), part
