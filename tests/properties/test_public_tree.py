"""What must hold of every solved crisis, and the same by brute force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.brute_force import BruteForce
from tests.conversions import to_extensive
from tests.games import Shape, random_game, random_numbers

from detente.game.arrays import CHANCE, END, Game, Numbers
from detente.solve.extensive.agents import solve_extensive
from detente.solve.public_tree import solve
from detente.solve.solution import Solutions


def shapes(**fields):
    """Shapes of small crises; a field not given keeps what `Shape` says."""
    return st.fixed_dictionaries(fields).map(lambda chosen: Shape(**chosen))


SHAPES = shapes(
    types=st.sampled_from([(2, 2), (2, 3, 1), (1, 2), (3, 1, 1), (1, 1)]),
    depth=st.integers(1, 5),
    width=st.integers(2, 3),
    facts=st.sampled_from([0, 2, 3]),
    chance=st.sampled_from([0.0, 0.3]),
    rewards=st.sampled_from([0, 3]),
)
SEEDS = st.integers(0, 10_000)
few = settings(max_examples=30)


def solved(game: Game, numbers: Numbers) -> Solutions:
    solution = solve(game, numbers, threads=1)
    assert solution.converged.all()
    return solution


@settings(max_examples=80)
@given(shapes(
    types=st.sampled_from([(2, 2), (2, 3, 1), (1, 2)]),
    depth=st.integers(2, 5),
    facts=st.sampled_from([0, 2, 3]),
    chance=st.just(0.25),
    rewards=st.sampled_from([0, 2]),
), SEEDS)  # fmt: skip
def test_it_is_the_equilibrium_found_by_brute_force(shape, seed):
    game = random_game(seed, shape)
    numbers = random_numbers(game, seed, lam=(0.2, 1.2))
    solution = solved(game, numbers)
    slow = BruteForce(game, numbers, draw=0)
    assert slow.solve() < 1e-11
    for (history, kind), chances in slow.choice.items():
        ours = solution.policy[0, slow.edges(history), kind]
        assert ours == pytest.approx(chances, abs=1e-8)
    values = slow.values()
    worth = [values[(), slot] for slot in range(len(game.slot_player))]
    assert solution.worth[0] == pytest.approx(worth, abs=1e-8)


@few
@given(SHAPES, SEEDS)
def test_probabilities_sum_to_one_and_nothing_is_lost_by_playing_on(shape, seed):
    game = random_game(seed, shape)
    solution = solved(game, random_numbers(game, seed, draws=2))
    for node in np.flatnonzero(game.mover >= 0):
        edges = slice(game.first[node], game.first[node + 1])
        types = len(game.types[game.mover[node]])
        assert solution.policy[:, edges, :types].sum(axis=1) == pytest.approx(
            np.ones((2, types)), abs=1e-12
        )
        assert (solution.policy[:, edges, types:] == 0).all()
    assert (solution.regret >= 0).all()
    assert (solution.residual <= 1e-9).all()


@few
@given(SHAPES, SEEDS, st.floats(-50, 50))
def test_a_constant_added_to_a_players_payoffs_changes_no_choice(shape, seed, constant):
    game = random_game(seed, shape)
    numbers = random_numbers(game, seed)
    value = numbers.value.copy()
    ends = np.unique(game.final[game.mover == END])
    value[:, ends, 0] += constant
    before, after = solved(game, numbers), solved(game, replace(numbers, value=value))
    assert after.policy == pytest.approx(before.policy, abs=1e-8)
    assert after.worth[0, 0] == pytest.approx(before.worth[0, 0] + constant, abs=1e-8)
    assert after.regret == pytest.approx(before.regret, abs=1e-8)


@few
@given(SHAPES, SEEDS, st.floats(0.2, 5))
def test_payoffs_times_a_number_are_precision_times_it(shape, seed, factor):
    game = random_game(seed, shape)
    numbers = random_numbers(game, seed, lam=(0.2, 0.6))
    larger = replace(numbers, value=factor * numbers.value)
    keener = replace(numbers, rationality=factor * numbers.rationality)
    one, two = solved(game, larger), solved(game, keener)
    assert one.policy == pytest.approx(two.policy, abs=1e-8)
    assert one.worth == pytest.approx(factor * two.worth, abs=1e-7)
    three = solve(game, numbers, scale=factor, threads=1)
    assert three.policy == pytest.approx(two.policy, abs=1e-8)


def relabelled(game: Game, numbers: Numbers) -> tuple[Game, Numbers, np.ndarray]:
    """Reverse the order of the players; return where each slot went as well."""
    players = len(game.players)
    swap = np.arange(players)[::-1]
    sizes = np.diff(game.player_slot)[swap]
    slots = np.concatenate([np.arange(game.player_slot[p], game.player_slot[p + 1]) for p in swap])
    observers = [*swap, players]
    mover = np.where(game.mover >= 0, players - 1 - game.mover, game.mover).astype(np.int32)
    new = replace(
        game,
        players=game.players[::-1], types=game.types[::-1], mover=mover,
        slot_player=np.repeat(np.arange(players), sizes).astype(np.int32),
        slot_type=game.slot_type[slots],
        player_slot=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
    )  # fmt: skip
    told = Numbers(
        numbers.rationality[:, swap], numbers.value[..., slots],
        numbers.chance[..., observers], numbers.prior[:, observers][..., slots],
    )  # fmt: skip
    return new, told, slots


@few
@given(SHAPES, SEEDS)
def test_the_order_of_the_players_does_not_matter(shape, seed):
    game = random_game(seed, shape)
    numbers = random_numbers(game, seed)
    other, told, slots = relabelled(game, numbers)
    before, after = solved(game, numbers), solved(other, told)
    assert after.policy == pytest.approx(before.policy, abs=1e-8)
    assert after.worth == pytest.approx(before.worth[:, slots], abs=1e-8)


def split(game: Game, numbers: Numbers) -> tuple[Game, Numbers, np.ndarray] | None:
    """Put a second chance node behind the last edge of the first chance node; None without one.

    The last edge leads to the new node, which leads on as it did, by two edges of half its chance.
    """
    nature = np.flatnonzero(game.mover == CHANCE)
    if not len(nature):
        return None
    node = int(nature[0])
    edge = int(game.first[node + 1]) - 1
    new = node + 1  # stands right behind, so children still come later
    at = int(game.first[node + 1])
    moved = game.child + (game.child >= new)
    after = int(moved[edge])
    child = np.insert(moved, at, [after, after]).astype(np.int32)
    child[edge] = new

    def shifted(edges):
        return np.where(edges >= at, edges + 2, edges).astype(np.int32)

    rows = numbers.chance.shape[1]
    larger = replace(
        game,
        mover=np.insert(game.mover, new, CHANCE).astype(np.int32),
        first=np.concatenate([
            game.first[: new + 1], [at + 2], game.first[new + 1 :] + 2
        ]).astype(np.int32),
        stage=np.insert(game.stage, new, 0), final=np.insert(game.final, new, 0),
        evidence=np.insert(shifted(game.evidence), new, -1), state=np.insert(game.state, new, 0),
        child=child, event=np.insert(game.event, at, [-1, -1]),
        move=np.insert(game.move, at, [0, 0]), reward=np.insert(game.reward, at, [0, 0]),
        chance=np.insert(game.chance, at, [rows, rows]).astype(np.int32),
    )  # fmt: skip
    half = np.full((len(numbers), 1, numbers.chance.shape[2]), 0.5)
    told = replace(numbers, chance=np.concatenate([numbers.chance, half], axis=1))
    kept = np.delete(np.arange(len(child)), [at, at + 1])
    return larger, told, kept


@few
@given(shapes(types=st.just((2, 2)), depth=st.integers(2, 5), chance=st.just(0.5)), SEEDS)
def test_a_chance_node_split_in_two_changes_nothing(shape, seed):
    game = random_game(seed, shape)
    numbers = random_numbers(game, seed)
    halves = split(game, numbers)
    if halves is None:
        return
    larger, told, kept = halves
    before, after = solved(game, numbers), solved(larger, told)
    assert after.policy[:, kept] == pytest.approx(before.policy, abs=1e-8)
    assert after.worth == pytest.approx(before.worth, abs=1e-8)


@few
@given(SHAPES, SEEDS)
def test_an_observer_whom_nobody_listens_to_changes_nothing(shape, seed):
    game = random_game(seed, shape)
    numbers = random_numbers(game, seed)
    other = random_numbers(game, seed + 1)
    prior, chance = numbers.prior.copy(), numbers.chance.copy()
    prior[:, -1], chance[..., -1] = other.prior[:, -1], other.chance[..., -1]  # the analyst
    idle = [p for p in range(len(game.players)) if not (game.mover == p).any()]
    for player in idle:
        prior[:, player] = other.prior[:, player]
        chance[..., player] = other.chance[..., player]
    before, after = (
        solved(game, numbers),
        solved(game, replace(numbers, prior=prior, chance=chance)),
    )
    assert np.array_equal(before.policy, after.policy)


@few
@given(st.sampled_from([(2, 2), (2, 1)]), SEEDS)
def test_spelled_out_as_a_file_it_has_the_same_equilibrium(types, seed):
    game = random_game(seed, Shape(types=types, depth=4, chance=0.3, rewards=2, facts=2))
    numbers = random_numbers(game, seed, lam=(0.9, 0.9), disagree=False)
    numbers.rationality[:] = 0.9
    ours = solved(game, numbers)
    file = to_extensive(game, numbers)
    theirs = solve_extensive(file, 0.9)
    prior = numbers.prior[0, -1]
    for player in range(len(types)):
        own = slice(game.player_slot[player], game.player_slot[player + 1])
        assert (ours.worth[0] * prior)[own].sum() == pytest.approx(theirs.worth[player], abs=1e-8)
        assert (ours.regret[0] * prior)[own].sum() == pytest.approx(theirs.regret[player], abs=1e-8)
    for infoset, label in enumerate(file.infoset_label):
        slot, _, path = label.partition(":")
        node = 0
        for edge in filter(None, path.split(",")):
            node = int(game.child[int(edge)])
        edges = slice(game.first[node], game.first[node + 1])
        actions = slice(file.action_first[infoset], file.action_first[infoset + 1])
        mine = ours.policy[0, edges, game.slot_type[int(slot)]]
        assert mine == pytest.approx(theirs.policy[actions], abs=1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_regret_vanishes_with_precision_under_perfect_information(seed):
    game = random_game(seed, Shape(types=(1, 1, 1), depth=5, chance=0.2))
    numbers = random_numbers(game, seed)
    regrets = [solve(game, numbers, scale=scale).regret.max() for scale in (1.0, 10.0, 1e3, 1e6)]
    assert regrets == sorted(regrets, reverse=True)
    assert regrets[0] > 1e-3
    assert regrets[-1] < 1e-4
