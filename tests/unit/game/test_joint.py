"""Events and answers together, against every history written out in plain Python."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce

import numpy as np
import pytest
from tests.feud import CONDITIONS, QUANTITIES, feud
from tests.histories import amount, play_all, true_of

from detente import pipeline
from detente.forecast.readings import Readings
from detente.forecast.run import method_for
from detente.game.compile import compile_crisis
from detente.game.course import Happening
from detente.game.joint import Watched, Weighed, joint
from detente.game.memory import Memory
from detente.game.play import Play
from detente.game.reading import answers, lift


def uneven(_history, step, what, moves):
    """Chances that differ by stage, the same for every history."""
    odds = np.arange(1, 1 + (len(moves) if moves else len(what.outcomes))) + 0.3 * step
    return (odds / odds.sum()).tolist()


def uneven_play(compiled):
    game, weights = compiled.game, np.zeros(compiled.game.size[1])
    for n in range(game.size[0]):
        edges = slice(game.first[n], game.first[n + 1])
        odds = np.arange(1, 1 + edges.stop - edges.start) + 0.3 * game.stage[n]
        weights[edges] = odds / odds.sum() if len(odds) else odds
    return Play.exact(weights)


@pytest.fixture(scope="module", params=[True, False], ids=["merged", "apart"])
def compiled(request):
    return compile_crisis(feud(), merge=request.param)


@pytest.fixture(scope="module")
def histories():
    return list(play_all(feud(), uneven))


def everything(compiled):
    return np.ones(compiled.game.size[1], bool)


def record_of(compiled):
    """A record late in play: South hits back in the first round, where it can."""
    game, moves = compiled.game, compiled.crisis.moves
    name = np.array([move.name for move in moves], object)[game.move]
    return ~((game.stage[game.source] == 1) & (name == "pass_by"))


def keeps_record(history):
    return all(e.step != 1 or e.move.name == "back" for e in history.events)


def all_events(compiled):
    return Watched.over(compiled.game, np.arange(len(compiled.course.events)))


def weighed(compiled, allowed, conditions=CONDITIONS):
    found = [Memory(compiled.course).condition(condition) for condition in conditions]
    lifts = [lift(compiled.game, automaton, allowed=allowed) for automaton in found]
    return [Weighed(one, np.arange(one.answers, dtype=float)) for one in lifts]


def happened(compiled, x):
    """Say whether event x happens in a history."""
    event = compiled.course.events[x]
    move = compiled.crisis.moves[event.move]
    key = (event.step, move.name, move.outcomes[event.outcome].name)
    return lambda h: any((e.step, e.move.name, e.outcome) == key for e in h.events)


@pytest.mark.parametrize("recorded", [False, True], ids=["open", "recorded"])
def test_chance_of_event_and_answer_is_that_of_the_histories_with_both(
    compiled, histories, recorded
):
    allowed = record_of(compiled) if recorded else everything(compiled)
    kept = [(h, p) for h, p in histories if not recorded or keeps_record(h)]
    total = sum(p for _, p in kept)
    found = joint(
        compiled.game, uneven_play(compiled), all_events(compiled),
        asked=weighed(compiled, allowed), allowed=allowed,
    )  # fmt: skip
    assert found.record == pytest.approx(total, abs=1e-12)
    said = np.array([[1.0, *(true_of(h, c) for c in CONDITIONS)] for h, _ in kept])
    chance = np.array([p for _, p in kept])[:, None] / total
    assert found.whole == pytest.approx((said * chance).sum(axis=0), abs=1e-12)
    for x in range(len(compiled.course.events)):
        here = np.array([happened(compiled, x)(h) for h, _ in kept])
        assert found.parts[x] == pytest.approx((said * chance)[here].sum(axis=0), abs=1e-12)


def test_means_of_quantities_are_weighed_by_their_answers(compiled, histories):
    allowed = everything(compiled)
    asked = []
    for quantity in QUANTITIES:
        counted = Memory(compiled.course).quantity(quantity)
        values = np.unique(counted.output)
        ranked = counted.map(lambda out, values=values: np.searchsorted(values, out))
        asked.append(Weighed(lift(compiled.game, ranked, allowed=allowed), values.astype(float)))
    found = joint(
        compiled.game, uneven_play(compiled), all_events(compiled), asked=asked, allowed=allowed
    )
    for x in range(len(compiled.course.events)):
        for q, quantity in enumerate(QUANTITIES):
            wanted = sum(p * amount(h, quantity) for h, p in histories if happened(compiled, x)(h))
            assert found.parts[x, 1 + q] == pytest.approx(wanted, abs=1e-12)


def test_fewer_events_watched_are_read_the_same(compiled):
    allowed, play = everything(compiled), uneven_play(compiled)
    asked = weighed(compiled, allowed)
    ways = (compiled.game, play)
    full = joint(*ways, all_events(compiled), asked=asked, allowed=allowed)
    number = np.full(len(compiled.course.events), -1)
    early = np.flatnonzero(compiled.course.event_step <= 2)
    number[early] = np.arange(len(early))
    few = Watched.over(compiled.game, number)
    assert few.nodes < all_events(compiled).nodes
    some = joint(*ways, few, asked=asked, allowed=allowed)
    assert some.parts == pytest.approx(full.parts[early], abs=1e-15)
    assert (some.whole == full.whole).all()
    assert (some.settled == full.settled).all()


def test_an_event_after_the_answer_is_settled_leaves_it_as_it_is(compiled):
    """The first condition is settled by the first move, when only `hit` is allowed."""
    allowed = everything(compiled)
    hold = [move.name for move in compiled.crisis.moves].index("hold")
    allowed[(compiled.game.source == 0) & (compiled.game.move == hold)] = False
    (asked,) = weighed(compiled, allowed, CONDITIONS[:1])
    assert asked.lift.settled < 0  # the record still lies ahead
    found = joint(
        compiled.game, uneven_play(compiled), all_events(compiled), asked=[asked], allowed=allowed
    )
    after = (compiled.course.event_step > 0) & (found.parts[:, 0] > 0.0)
    assert after.any()
    assert found.parts[after, 1] == pytest.approx(found.parts[after, 0], abs=1e-15)


def test_settling_adds_up_to_the_answer_by_its_steps(compiled, histories):
    allowed = everything(compiled)
    back = 2  # South hits back by 4 January: settled when it moves
    asked = weighed(compiled, allowed)
    found = joint(
        compiled.game, uneven_play(compiled), all_events(compiled), asked=asked, allowed=allowed
    )
    open_ = [q for q, one in enumerate(asked) if one.lift.settled < 0]
    total = found.settled.sum(axis=0)
    assert total[open_] == pytest.approx(found.whole[1:][open_], abs=1e-12)
    wanted = sum(p for h, p in histories if true_of(h, CONDITIONS[back]))
    assert found.settled[1, back] == pytest.approx(wanted, abs=1e-12)


def test_one_more_pass_agrees_with_the_reading_of_answers(compiled):
    allowed, play = everything(compiled), uneven_play(compiled)
    asked = weighed(compiled, allowed)
    found = joint(compiled.game, play, all_events(compiled), asked=asked, allowed=allowed)
    read = [answers(one.lift, play) @ one.worth for one in asked]
    assert found.whole[1:] == pytest.approx(read, abs=1e-12)


def test_a_record_without_a_chance_gives_no_numbers(compiled):
    play = uneven_play(compiled)
    never = Play(np.where(record_of(compiled)[:, None], 0.0, play.chance), play.to)
    allowed = record_of(compiled)
    found = joint(compiled.game, never, all_events(compiled), allowed=allowed)
    assert found.record == 0.0
    assert np.isnan(found.whole).all()


def entropy(p):
    return -sum(x * np.log2(x) for x in (p, 1.0 - p) if x > 0.0)


@pytest.mark.parametrize("recorded", [False, True], ids=["open", "recorded"])
def test_news_is_what_an_event_adds_to_the_history_before_its_stage(compiled, histories, recorded):
    allowed = record_of(compiled) if recorded else everything(compiled)
    kept = [(h, p) for h, p in histories if not recorded or keeps_record(h)]
    total = sum(p for _, p in kept)
    found = joint(
        compiled.game, uneven_play(compiled), all_events(compiled),
        asked=weighed(compiled, allowed), allowed=allowed,
    )  # fmt: skip
    for q, condition in enumerate(CONDITIONS):
        mass = defaultdict(lambda: np.zeros(2))  # of no and yes after every beginning
        for h, p in kept:
            for depth in range(len(h.events) + 1):
                mass[h.events[:depth]][int(true_of(h, condition))] += p / total
        wanted = np.zeros(len(compiled.course.events))
        for seen, after in mass.items():
            if seen:
                before = mass[seen[:-1]]
                both = np.stack((after / after.sum(), before / before.sum()))[:, after > 0]
                wanted[column_of(compiled, seen[-1])] += after[after > 0] @ np.log2(
                    both[0] / both[1]
                )
        assert found.news[:, q] == pytest.approx(wanted, abs=1e-12), condition


def column_of(compiled, event):
    moves = [move.name for move in compiled.crisis.moves]
    outcome = [o.name for o in event.move.outcomes].index(event.outcome)
    return compiled.course.at[Happening(event.step, moves.index(event.move.name), outcome)]


def test_news_of_all_events_adds_up_to_the_entropy_of_the_answer(compiled):
    allowed = everything(compiled)
    asked = weighed(compiled, allowed)
    found = joint(
        compiled.game, uneven_play(compiled), all_events(compiled), asked=asked, allowed=allowed
    )
    wanted = [entropy(p) for p in found.whole[1:]]
    assert found.news.sum(axis=0) == pytest.approx(wanted, abs=1e-12)


def paths(compiled, play):
    """Every way through the game with its points of evidence: the events on it, and its chance."""
    game, stack = compiled.game, [(0, 0, 1.0, ())]
    while stack:
        node, point, p, seen = stack.pop()
        edges = range(game.first[node], game.first[node + 1])
        if not edges:
            yield seen, p
        for e in edges:
            then = (*seen, int(game.event[e])) if game.event[e] >= 0 else seen
            stack.append((game.child[e], play.to[e, point], p * play.chance[e, point], then))


def test_points_of_evidence_are_followed():
    """On the grid a node holds several points; each path through them is written out."""
    compiled = compile_crisis(feud(rounds=1), evidence=False)
    points = pipeline.draw(compiled.crisis, draws=1, seed=3).points
    readings = Readings(compiled)
    solved = method_for(readings).solve(
        compiled.parameters.numbers(points), threads=1, progress=lambda *_: None
    )
    play = solved.play(0, observer=readings.observer_index("analyst"))
    assert play.points > 1
    found = joint(
        compiled.game, play, all_events(compiled),
        asked=weighed(compiled, readings.allowed), allowed=readings.allowed,
    )  # fmt: skip
    automata = [Memory(compiled.course).condition(condition) for condition in CONDITIONS]
    wanted = np.zeros_like(found.parts)
    for events, p in paths(compiled, play):
        states = [reduce(lambda q, x, a=a: a.table[q, x], events, 0) for a in automata]
        said = [1.0, *(a.output[q] for a, q in zip(automata, states, strict=True))]
        wanted[list(events)] += p * np.array(said)
    assert found.parts == pytest.approx(wanted, abs=1e-12)
