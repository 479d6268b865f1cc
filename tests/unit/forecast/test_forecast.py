"""The forecast against brute force over written-out histories with the solved strategies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.feud import CONDITIONS, feud
from tests.histories import play_all, true_of

from detente import pipeline
from detente.errors import GameError
from detente.forecast.conclusions import conditional
from detente.forecast.readings import Readings
from detente.forecast.run import read_draws
from detente.game.compile import compile_crisis
from detente.model import conditions as c
from detente.model.crisis import Claim, Question
from detente.model.relations import Expected, Mixture, Probability, Weighted
from detente.solve.public_tree import solve

HIT = c.Done(c.Named(("hit",)))
BACK = c.Done(c.Named(("back",)))


@pytest.fixture(scope="module")
def solved():
    """One draw of the feud, its policy by (step, own choices so far) and its type profiles."""
    crisis = feud(happened="hit")
    points = pipeline.draw(crisis, draws=3, seed=5).points
    apart = compile_crisis(crisis, merge=False)
    numbers = apart.parameters.numbers(points)
    return crisis, points, apart, numbers, solve(apart.game, numbers).policy[1]


def chances_of(solved, observer):
    """Every complete history with its chance, by matching events down the unmerged tree."""
    crisis, _, apart, numbers, policy = solved
    game, course = apart.game, apart.course
    tables = {"prior": numbers.prior[1, observer], "chance": numbers.chance[1, :, observer]}
    totals = {}
    for hard in (0, 1):
        for proud in (0, 1):
            prior = tables["prior"][hard] * tables["prior"][2 + proud]
            stack = [(0, prior, ())]
            while stack:
                node, p, seen = stack.pop()
                if game.first[node] == game.first[node + 1]:
                    totals[seen] = totals.get(seen, 0.0) + p
                for e in range(game.first[node], game.first[node + 1]):
                    mover = game.mover[node]
                    q = (
                        tables["chance"][game.chance[e]]
                        if mover < 0
                        else policy[e, (hard, proud, 0)[mover]]
                    )
                    event = course.events[game.event[e]] if game.event[e] >= 0 else None
                    here = (event.step, event.move, event.outcome) if event else None
                    stack.append((game.child[e], p * q, (*seen, here) if here else seen))
    histories = {}
    index = {m.name: i for i, m in enumerate(crisis.moves)}
    for h, _ in play_all(crisis, lambda _h, _s, what, moves: [1.0] * len(moves or what.outcomes)):
        key = tuple(
            (e.step, index[e.move.name], [o.name for o in e.move.outcomes].index(e.outcome))
            for e in h.events
        )
        histories[key] = h
    return [(histories[key], p) for key, p in totals.items()]


@pytest.mark.parametrize("observer", ["analyst", "north", "south"])
def test_every_condition_is_the_share_of_its_histories_after_the_record(solved, observer):
    crisis, points = solved[0], solved[1]
    readings = Readings(compile_crisis(crisis), observer)
    asked = [readings.ask_probability(condition) for condition in CONDITIONS]
    free = readings.ask_probability(BACK, given=c.Done(c.Named(("hold",))))
    read = read_draws(readings, points)
    histories = chances_of(solved, readings.observer_index(observer))
    recorded = [(h, p) for h, p in histories if h.events[0].move.name == "hit"]
    mass = sum(p for _, p in recorded)
    for condition, number in zip(CONDITIONS, asked, strict=True):
        wanted = sum(p for h, p in recorded if true_of(h, condition)) / mass
        assert conditional(read.chances[number])[1] == pytest.approx(wanted, abs=1e-8), condition
    held = [(h, p) for h, p in histories if true_of(h, c.Done(c.Named(("hold",))))]
    wanted = sum(p for h, p in held if true_of(h, BACK)) / sum(p for _, p in held)
    assert conditional(read.chances[free])[1] == pytest.approx(wanted, abs=1e-8)


def test_given_that_names_the_recorded_move_releases_the_record(solved):
    readings = Readings(compile_crisis(solved[0]))
    spared = readings.ask_probability(
        c.Compare(c.TopRung(), "<", 7),
        given=c.Not(c.Done(c.Named(("hit",)), c.Timing("by", last=solved[0].as_of))),
    )
    read = read_draws(readings, solved[1])
    assert conditional(read.chances[spared])[1] > 0.0


def test_belief_after_the_record_is_bayes(solved):
    crisis, points, apart, numbers, policy = solved
    read = read_draws(Readings(compile_crisis(crisis)), points)
    hit = next(e for e in range(2) if crisis.moves[apart.game.move[e]].name == "hit")
    prior = numbers.prior[1, 3, :2]
    wanted = prior * policy[hit] / (prior * policy[hit]).sum()
    assert read.types[1, :2] == pytest.approx(wanted, abs=1e-9)


def test_distributions_sum_to_one_and_play_to_stages():
    forecast = pipeline.run(feud(happened="hit"), draws=8, seed=2)
    for d in (
        *forecast.first_force,
        forecast.top_rung,
        forecast.exchanges,
        forecast.last_force,
        *forecast.types,
    ):
        assert d.values.sum(axis=1) == pytest.approx(1.0)
    for stage in forecast.play:
        assert stage.values.sum(axis=1) == pytest.approx(1.0)
    assert forecast.play[0].values[:, 0] == pytest.approx(1.0)
    children = sum(child.chance for child in forecast.tree.children)
    assert children == pytest.approx(forecast.tree.chance) == pytest.approx(1.0)


def test_same_seed_same_numbers_whatever_the_threads():
    one, two = (pipeline.run(feud(), draws=12, seed=3, threads=n) for n in (1, 2))
    assert one.points.tobytes() == two.points.tobytes()
    assert one.first_force[1].values.tobytes() == two.first_force[1].values.tobytes()
    assert repr(one.manifest) == repr(two.manifest)  # R-hat may be NaN
    assert pipeline.run(feud(), draws=12, seed=4).points.tobytes() != one.points.tobytes()


def test_conclusions_are_tested_in_every_draw():
    sure = Expected(
        Mixture((Weighted(1.0, Probability(HIT)),)), ">=", Mixture(word="almost certain")
    )
    lower = Expected(
        Mixture((Weighted(1.0, Probability(BACK)),)),
        "<",
        Mixture((Weighted(1.0, Probability(HIT)),)),
    )
    crisis = replace(
        feud(happened="hit"),
        claims=(Claim("C1", "sure", expects=(sure,)), Claim("C2", "lower", expects=(lower,))),
        questions=(
            Question("Q1", "Hit back?", feud().as_of, asks=BACK),
            Question("Q2", "How often?", feud().as_of, counts=c.Count(c.Named(("back",)))),
        ),
    )
    forecast = pipeline.run(crisis, draws=10)
    assert [t.support for t in forecast.tests] == [1.0, 1.0]
    assert forecast.tests[0].right == pytest.approx(0.95)
    assert forecast.tests[1].left == pytest.approx(forecast.answer("Q1").values)
    assert (forecast.answer("Q2").values >= forecast.answer("Q1").values - 1e-12).all()
    assert np.isfinite(forecast.answer("Q1").spread.median)


def test_tree_and_grid_agree_within_the_stated_error():
    crisis = replace(
        feud(rounds=3, happened="hit"),
        questions=(
            Question("Q1", "Hit back?", feud().as_of, asks=BACK),
            Question(
                "Q2", "Twice?", feud().as_of, asks=c.Compare(c.Count(c.Named(("hit",))), ">=", 2)
            ),
        ),
    )
    tree, grid = (pipeline.run(crisis, draws=6, seed=4, method=m) for m in ("tree", "grid"))
    error = grid.manifest.convergence.error_max
    assert (tree.manifest.convergence.method, tree.manifest.convergence.error_max) == ("tree", 0.0)
    assert grid.manifest.convergence.method == "grid"
    assert grid.manifest.convergence.nodes < tree.manifest.convergence.nodes
    for a, b in zip(tree.answers, grid.answers, strict=True):
        assert a.values == pytest.approx(b.values, abs=max(2 * error, 1e-4))
    for a, b in zip(tree.play, grid.play, strict=True):
        assert a.values == pytest.approx(b.values, abs=max(2 * error, 1e-4))
    for a, b in zip(tree.types, grid.types, strict=True):
        assert a.values == pytest.approx(b.values, abs=max(2 * error, 1e-4))


def test_auto_takes_the_tree_while_it_is_small_and_the_grid_beyond(monkeypatch):
    assert pipeline.compile(feud(), method="auto").evidence
    monkeypatch.setattr(pipeline, "TREE_NODES", 50)
    assert not pipeline.compile(feud(), method="auto").evidence


def test_ever_is_the_chance_that_a_move_is_made_at_all_after_the_record():
    forecast = pipeline.run(
        replace(
            feud(happened="hit"),
            questions=(Question("Q1", "Hit back?", feud().as_of, asks=BACK),),
        ),
        draws=6,
    )
    assert "spark" not in forecast.ever.labels
    back = forecast.ever.values[:, forecast.ever.labels.index("back")]
    assert back == pytest.approx(forecast.answer("Q1").values)


def test_a_record_that_could_not_have_been_made_is_refused():
    crisis = feud(happened="hit")
    never = replace(crisis.move("hit"), when=c.Always(value=False))
    moves = tuple(never if move.name == "hit" else move for move in crisis.moves)
    with pytest.raises(GameError, match="`hit` is on record here, but it can never be made"):
        pipeline.run(replace(crisis, moves=moves), draws=4)
