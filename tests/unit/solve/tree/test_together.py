"""Choices without sight, against the same game spelled out with its information sets."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.brute_force import BruteForce
from tests.together import ALONE, BLIND, FIRST, SECOND

from detente import pipeline
from detente.errors import GameError
from detente.game.arrays import CHANCE, END
from detente.game.compile import compile_crisis
from detente.game.course import unroll
from detente.game.efg import read_efg, write_efg
from detente.game.spelled_out import precision_of, spell_out
from detente.scenario import parse
from detente.solve.extensive.agents import solve_extensive
from detente.solve.public_tree import solve
from detente.solve.solution import Status


def numbers_of(text, *, draws=3, lam=None):
    crisis = parse(text, name="blind.yaml")
    compiled = pipeline.compile(crisis)
    numbers = compiled.parameters.numbers(pipeline.draw(crisis, draws=draws, seed=4).points)
    if lam is not None:
        numbers = replace(numbers, rationality=np.full_like(numbers.rationality, lam))
    return compiled, numbers


@pytest.mark.parametrize("lam", [None, 0.3, 4.0])
@pytest.mark.parametrize("merge", [True, False], ids=["merged", "apart"])
def test_it_is_the_equilibrium_of_the_game_spelled_out(lam, merge):
    compiled, numbers = numbers_of(BLIND, lam=lam)
    if not merge:
        compiled = compile_crisis(compiled.crisis, merge=False)
    solutions = solve(compiled.game, numbers)
    for draw in range(len(numbers)):
        assert solutions.status[draw] == Status.CONVERGED
        assert solutions.residual[draw] <= 1e-9
        file = read_efg(write_efg(spell_out(compiled, numbers, draw=draw, observer="analyst")))
        theirs = solve_extensive(file, precision_of(numbers, draw=draw))
        weight = np.ones(3) if lam is not None else numbers.rationality[draw]
        worth = [
            solutions.worth[draw, slots] @ numbers.prior[draw, -1, slots]
            for slots in (slice(0, 2), slice(2, 4), slice(4, 5))
        ]
        assert theirs.worth / weight == pytest.approx(worth, abs=1e-7)
        gained = [
            solutions.regret[draw, slots] @ numbers.prior[draw, -1, slots]
            for slots in (slice(0, 2), slice(2, 4), slice(4, 5))
        ]
        assert theirs.regret / weight == pytest.approx(gained, abs=1e-7)
        ours = choices_of(compiled, solutions.policy[draw])
        apart = np.abs(ours[:, None] - theirs.policy[None, :])
        assert apart.min(axis=1).max() < 1e-8
        assert apart.min(axis=0).max() < 1e-8


def choices_of(compiled, policy):
    game = compiled.game
    nodes = game.mover[game.source]
    return np.array([
        policy[e, t]
        for e in np.flatnonzero(nodes >= 0)
        for t in range(len(game.types[nodes[e]]))
    ])  # fmt: skip


def test_nobody_sees_what_others_choose_at_the_same_time():
    compiled, numbers = numbers_of(BLIND)
    game, solved = compiled.game, solve(compiled.game, numbers)
    blind = np.flatnonzero(game.blind >= 0)
    assert {game.players[game.mover[n]] for n in blind} == {"south", "west"}
    groups = {}
    for node in blind:
        edges = slice(game.first[node], game.first[node + 1])
        groups.setdefault((game.blind[node], game.stage[node]), []).append(solved.policy[:, edges])
    assert max(map(len, groups.values())) > 1
    for members in groups.values():
        for one in members[1:]:
            assert np.array_equal(one, members[0])


@pytest.mark.parametrize("seed_lam", [0.5, 2.0])
def test_the_order_in_which_a_block_is_written_does_not_matter(seed_lam):
    """South does not care what North does, so seeing it or not is the same to South."""
    answers = []
    for block in (
        f"together: [{FIRST}, {SECOND}]",
        f"together: [{SECOND}, {FIRST}]",
        f"{FIRST}\n  - {SECOND}",
    ):
        compiled, numbers = numbers_of(ALONE.replace("BLOCK", block), lam=seed_lam)
        solved = solve(compiled.game, numbers)
        answers.append((solved.worth, solved.regret.max()))
    assert answers[0][0] == pytest.approx(answers[1][0], abs=1e-9)
    assert answers[0][0] == pytest.approx(answers[2][0], abs=1e-9)


def chance_of(file, policy, label):
    """Chance that an edge of a label is on the path of play."""
    reach, past = np.ones(len(file.mover)), np.zeros(len(file.mover), bool)
    action = file.action
    for node in range(len(file.mover)):
        for edge in range(file.first[node], file.first[node + 1]):
            child = file.child[edge]
            odds = policy[action[edge]] if action[edge] >= 0 else file.chance[edge]
            reach[child] = reach[node] * odds
            past[child] = past[node] or file.edge_label[edge] == label
    return reach[past & (file.mover == END)].sum()


def test_a_forecast_is_read_off_blind_choices_as_off_the_game_spelled_out():
    crisis = parse(BLIND, name="blind.yaml")
    found = pipeline.run(crisis, draws=6, seed=1)
    compiled = pipeline.compile(crisis)
    numbers = compiled.parameters.numbers(found.points)
    said = found.dataset().answer.sel(question="Q1").to_numpy()
    for draw in range(6):
        file = spell_out(compiled, numbers, draw=draw, observer="analyst")
        policy = solve_extensive(file, precision_of(numbers, draw=draw)).policy
        assert chance_of(file, policy, "strike") == pytest.approx(said[draw], abs=1e-8)


def test_the_grid_refuses_blind_choices_by_their_place():
    with pytest.raises(GameError, match=r"blind\.yaml:.*`together` can be solved on the tree only"):
        pipeline.compile(parse(BLIND, name="blind.yaml"), method="grid")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("actor: west, choose: [warn, keep_out]", "actor: nature, choose: [storm]"), "nature"),
        (("actor: west, choose: [warn, keep_out]", "actor: north, choose: [hold]"), "twice"),
        (("warn: {by: west}", "warn: {by: west, when: arm}"), "depends on what others choose"),
    ],
)
def test_blocks_that_mean_nothing_are_refused(change, message):
    text = BLIND.replace(*change)
    if "storm" in text:
        text = text.replace("  warn:", "  storm: {by: nature}\n  warn:")
    with pytest.raises(GameError, match=message):
        pipeline.compile(parse(text, name="blind.yaml"))


def test_all_stages_of_a_block_begin_together_and_the_last_ends_it():
    steps = unroll(parse(BLIND, name="blind.yaml")).steps
    assert [(step.start.day, step.end.day, step.block) for step in steps] == [
        (2, 2, -1), (2, 9, 0), (2, 5, 0), (2, 7, 0), (9, 19, -1),
    ]  # fmt: skip


class Blindfolded(BruteForce):
    """The slow solver with information sets: histories that a mover cannot tell apart."""

    def answer(self, scale):
        """Logit choices; what is worth what is averaged by how likely the mover holds each."""
        found, answers = self.values(), super().answer(scale)
        groups = {}
        for history, node in self.node.items():
            if self.game.mover[node] >= 0 and self.game.blind[node] >= 0:
                since = next(
                    k for k in range(len(history), -1, -1)
                    if self.node[history[:k]] == self.game.blind[node]
                )  # fmt: skip
                groups.setdefault((history[:since], int(self.game.stage[node])), []).append(history)
        for (begin, _), members in groups.items():
            mover = int(self.game.mover[self.node[members[0]]])
            for kind in self.types(mover):
                slot, lam = self.slot_of[mover, kind], scale * self.lam[mover]
                held = [self.held(mover, begin, history) for history in members]
                moves = range(len(self.edges(members[0])))
                worth = [
                    sum(
                        rho * self.gain(found, history, self.edges(history)[a], slot)
                        for rho, history in zip(held, members, strict=True)
                    )
                    / sum(held)
                    for a in moves
                ]
                raised = [math.exp(lam * (w - max(worth))) for w in worth]
                for history in members:
                    answers[history, kind] = [x / sum(raised) for x in raised]
        return answers

    def held(self, player, begin, history):
        """How likely a player holds a history, given where it began to see nothing."""
        odds = 1.0
        for step in range(len(begin), len(history)):
            before = history[:step]
            odds *= self.weights(player, before)[self.edges(before).index(history[step])]
        return odds


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_equilibrium_found_the_slow_way_where_observers_disagree(seed):
    compiled, numbers = numbers_of(BLIND, draws=1)
    game, rng = compiled.game, np.random.default_rng(seed)
    prior = rng.uniform(0.2, 1.0, numbers.prior.shape)
    for player in range(len(game.players)):
        own = slice(game.player_slot[player], game.player_slot[player + 1])
        prior[..., own] /= prior[..., own].sum(axis=-1, keepdims=True)
    chance = rng.uniform(0.2, 1.0, numbers.chance.shape)
    lucky = np.flatnonzero(game.mover == CHANCE)
    rows = {tuple(game.chance[game.first[n] : game.first[n + 1]]) for n in lucky}
    for row in rows:
        chance[:, list(row)] /= chance[:, list(row)].sum(axis=1, keepdims=True)
    numbers = replace(numbers, prior=prior, chance=chance)
    solved = solve(game, numbers)
    slow = Blindfolded(game, numbers, draw=0)
    assert slow.solve() < 1e-12
    for (history, kind), choice in slow.choice.items():
        node = slow.node[history]
        edges = slice(game.first[node], game.first[node + 1])
        assert solved.policy[0, edges, kind] == pytest.approx(choice, abs=1e-9)


def test_threads_change_nothing():
    compiled, numbers = numbers_of(BLIND, draws=5)
    one, two = (solve(compiled.game, numbers, threads=n) for n in (1, 2))
    assert np.array_equal(one.policy, two.policy)
    assert np.array_equal(one.sweeps, two.sweeps)
