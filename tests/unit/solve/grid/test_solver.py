from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from tests.feud import CONDITIONS, feud
from tests.games import Shape, random_game, random_numbers
from tests.grid_reading import grid_answers

from detente import catalog, pipeline
from detente.errors import SolveError
from detente.forecast.readings import Readings
from detente.game.arrays import END, Game, Numbers
from detente.game.compile import Compiled, compile_crisis
from detente.model.crisis import Crisis
from detente.scenario import read
from detente.shapes import Floats
from detente.solve.grid.solver import GridSolutions, observer_chances, solve_grid
from detente.solve.public_tree import solve
from detente.solve.solution import Solutions, Status
from detente.solve.tree.reading import observer_weights


@dataclass(frozen=True)
class Both:
    """One crisis solved both ways, on the same draws."""

    crisis: Crisis
    points: Floats
    whole: Compiled
    exact: Solutions

    def on_grid(self, **options: float) -> tuple[Compiled, GridSolutions]:
        public = compile_crisis(self.crisis, evidence=False)
        numbers = public.parameters.numbers(self.points)
        record = Readings(public).allowed
        return public, solve_grid(public.game, numbers, record=record, threads=1, **options)

    def root_error(self, **options: float) -> float:
        public, found = self.on_grid(**options)
        edges = public.game.first[1]
        return float(np.abs(found.policy[:, :edges, 0] - self.exact.policy[:, :edges]).max())

    def question_errors(self, *, observer: str = "analyst", **options: float) -> Floats:
        public, found = self.on_grid(**options)
        exact, grid = [], []
        for compiled, chances in ((self.whole, exact), (public, grid)):
            readings, numbers = Readings(compiled), compiled.parameters.numbers(self.points)
            for asked in self._asked:
                readings.ask_probability(asked)
            who, game = readings.observer_index(observer), compiled.game
            for d in range(len(self.points)):
                if chances is exact:
                    weights = observer_weights(
                        game, numbers, self.exact.policy[d], observer=who, draw=d
                    )
                    one = weights[:, None]  # the tree is an unfolding of one point a node
                    rows = [
                        grid_answers(a.lift, one, np.zeros_like(one, np.int32))
                        for a in readings.asked
                    ]
                else:
                    weights = observer_chances(game, numbers, found, observer=who, draw=d)
                    rows = [grid_answers(a.lift, weights, found.to[d]) for a in readings.asked]
                chances.append([row[2:].sum() / row[1:].sum() for row in rows])
        return np.abs(np.array(exact) - np.array(grid)).max(axis=1)

    @property
    def _asked(self):
        return [q.asks for q in self.crisis.questions if q.asks is not None] or CONDITIONS


def both_ways(crisis: Crisis, *, draws: int = 2) -> Both:
    points = pipeline.draw(crisis, draws=draws, seed=1).points
    whole = compile_crisis(crisis)
    return Both(
        crisis, points, whole, solve(whole.game, whole.parameters.numbers(points), threads=1)
    )


def of_catalog(name: str) -> Both:
    return both_ways(read(catalog.path(name)))


@pytest.mark.parametrize("rounds", [1, 2, 3, 4])
def test_feuds_read_alike_on_the_grid_and_on_the_tree(rounds: int):
    solved = both_ways(feud(rounds=rounds))
    assert solved.root_error() < 1e-4
    assert solved.root_error(tolerance=1e-4) < 1e-6
    assert solved.question_errors(tolerance=1e-4).max() < 1e-6


@pytest.mark.parametrize("name", ["border-raid", "cuba-1962", "us-iran-2020"])
def test_crises_of_the_catalog_read_alike_on_the_grid_and_on_the_tree(name: str):
    solved = of_catalog(name)
    assert solved.root_error() < 1e-3
    assert solved.question_errors().max() < 1e-3


def test_another_observer_reads_alike():
    solved = both_ways(feud(rounds=2))
    assert solved.question_errors(observer="south", tolerance=1e-4).max() < 1e-6


def test_a_record_is_read_alike():
    solved = both_ways(feud(rounds=3, happened="hit"))
    assert solved.question_errors(tolerance=1e-4).max() < 1e-6


def test_the_error_falls_as_the_cells_grow():
    solved = of_catalog("cuba-1962")
    coarse, fine = (solved.root_error(cells=c, tolerance=0.0) for c in (17, 65))
    assert coarse > 10.0 * fine


def test_the_error_falls_as_the_points_grow():
    solved = both_ways(feud(rounds=4), draws=1)
    one, two, many = (
        solved.question_errors(points=m, cells=33, tolerance=0.0).max() for m in (1, 2, 16)
    )
    assert one > two > 10.0 * many


def test_half_the_cells_tell_how_far_the_grid_is_off():
    solved = of_catalog("cuba-1962")
    _, found = solved.on_grid(tolerance=1e-3)
    assert (found.status == Status.CONVERGED).all()
    assert (found.error <= 1e-3).all()
    assert solved.question_errors(tolerance=1e-3).max() <= found.error.max()


def test_what_is_not_refined_enough_says_so():
    _, found = of_catalog("cuba-1962").on_grid(cells=17, tolerance=1e-9)
    assert (found.status == Status.SLOW).all()
    assert (found.cells == 17).all()


def test_without_types_the_grid_is_the_tree():
    game = random_game(3, Shape(types=(1, 1), depth=5, rewards=4))
    numbers = random_numbers(game, seed=1, draws=2)
    found = solve_grid(game, numbers, cells=17, points=1, threads=1)
    exact = solve(game, numbers, threads=1)
    np.testing.assert_allclose(found.policy[:, :, 0], exact.policy, atol=1e-12)
    np.testing.assert_allclose(found.worth, exact.worth, atol=1e-12)
    np.testing.assert_allclose(found.regret, exact.regret, atol=1e-12)


def test_worth_and_regret_are_the_trees():
    solved = both_ways(feud(rounds=3))
    _, found = solved.on_grid()
    np.testing.assert_allclose(found.worth, solved.exact.worth, atol=1e-4)
    np.testing.assert_allclose(found.regret, solved.exact.regret, atol=1e-4)


def test_the_same_bytes_whatever_the_threads():
    public = compile_crisis(feud(rounds=3), evidence=False)
    points = pipeline.draw(feud(rounds=3), draws=5, seed=2).points
    numbers = public.parameters.numbers(points)
    one = solve_grid(public.game, numbers, threads=1)
    two = solve_grid(public.game, numbers, threads=2)
    for name in ("policy", "to", "ratios", "used", "worth", "regret", "error", "merging"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()


def test_chances_at_a_point_sum_to_one():
    public, found = both_ways(feud(rounds=3)).on_grid(points=4)
    game = public.game
    numbers = public.parameters.numbers(pipeline.draw(feud(rounds=3), draws=2, seed=1).points)
    chances = observer_chances(game, numbers, found, observer=1, draw=1)
    sums = np.add.reduceat(chances, game.first[:-1][np.diff(game.first) > 0])
    used = found.used[1][np.diff(game.first) > 0]
    np.testing.assert_allclose(sums, np.arange(4)[None, :] < used[:, None], atol=1e-12)


def test_points_lead_to_points_that_are_used():
    public, found = both_ways(feud(rounds=4)).on_grid(points=4)
    game = public.game
    source = np.repeat(np.arange(len(game.mover)), np.diff(game.first))
    taken = np.arange(4)[None, :] < found.used[0][source][:, None]
    assert (found.to[0] < found.used[0][game.child][:, None])[taken].all()
    assert (found.used[0][game.mover == END] == 1).all()
    assert found.used[0].max() == 4


# --- closed forms --------------------------------------------------------------------------------
def signalling(*, gain: float, loss: float) -> tuple[Game, Numbers]:
    """A sender of two types raises or not, a receiver who sees it fights or yields.

    Node 0: sender (edge 0 raise, 1 stay out); nodes 1 and 2: receiver (fight, yield); 3 to 6 ends.
    """
    ints = {"dtype": np.int32}
    game = Game(
        players=("sender", "receiver"), types=(("strong", "weak"), ("",)),
        slot_player=np.array([0, 0, 1], **ints), slot_type=np.array([0, 1, 0], **ints),
        player_slot=np.array([0, 2, 3], **ints),
        mover=np.array([0, 1, 1, END, END, END, END], **ints),
        first=np.array([0, 2, 4, 6, 6, 6, 6, 6], **ints),
        stage=np.array([0, 1, 1, -1, -1, -1, -1], **ints), evidence=np.full(7, -1, np.int32),
        final=np.array([0, 0, 0, 1, 2, 3, 4], **ints), state=np.zeros(7, np.int64),
        child=np.arange(1, 7, **ints), event=np.full(6, -1, np.int32), move=np.zeros(6, np.int32),
        chance=np.full(6, -1, np.int32), reward=np.zeros(6, np.int32), rewards=np.eye(5),
    )  # fmt: skip
    value = np.zeros((1, 5, 3))
    value[0, 1] = (gain, -loss, -0.5)  # raise, fight
    value[0, 2] = (1.0, 1.0, -1.0)  # raise, yield
    prior = np.array([[[0.5, 0.5, 1.0], [0.3, 0.7, 1.0], [0.4, 0.6, 1.0]]])
    return game, Numbers(np.array([[1.5, 2.0]]), value, np.zeros((1, 0, 3)), prior)


def test_a_one_shot_signal_is_a_logit_choice_by_type():
    game, numbers = signalling(gain=0.5, loss=2.0)
    found = solve_grid(game, numbers, cells=17, points=2, threads=1)
    fight = 1.0 / (1.0 + np.exp(-2.0 * 0.5))  # the receiver has no types: -0.5 against -1
    strong = 1.0 / (1.0 + np.exp(-1.5 * (fight * 0.5 + (1 - fight) * 1.0)))
    weak = 1.0 / (1.0 + np.exp(-1.5 * (fight * -2.0 + (1 - fight) * 1.0)))
    np.testing.assert_allclose(found.policy[0, 0, 0], [strong, weak], atol=1e-12)
    chances = observer_chances(game, numbers, found, observer=1)
    assert chances[0, 0] == pytest.approx(0.3 * strong + 0.7 * weak)
    assert found.error[0] < 1e-12


def attrition(rounds: int, *, hazard: float) -> tuple[Game, Numbers]:
    """A typed side stays or quits every round; nature ends the contest with the known hazard.

    Round r: node 2r the side (0 stay, 1 quit), node 2r + 1 nature (0 over, 1 on). Then one end.
    Staying costs the stubborn 0.1 and the tired 1 a round; a contest that is over pays both 2.
    """
    ends = 2 * rounds
    mover, first, child, chance, reward = [], [0], [], [], []
    for r in range(rounds):
        mover += [0, -1]
        child += [2 * r + 1, ends, ends, 2 * r + 2]
        chance += [-1, -1, 0, 1]
        reward += [1, 0, 2, 0]
        first += [first[-1] + 2, first[-1] + 4]
    mover.append(END)
    first.append(first[-1])
    ints = {"dtype": np.int32}
    game = Game(
        players=("side", "other"), types=(("stubborn", "tired"), ("",)),
        slot_player=np.array([0, 0, 1], **ints), slot_type=np.array([0, 1, 0], **ints),
        player_slot=np.array([0, 2, 3], **ints), mover=np.array(mover, **ints),
        first=np.array(first, **ints), stage=np.zeros(ends + 1, np.int32),
        evidence=np.full(ends + 1, -1, np.int32), final=np.zeros(ends + 1, np.int32),
        state=np.zeros(ends + 1, np.int64), child=np.array(child, **ints),
        event=np.full(4 * rounds, -1, np.int32), move=np.zeros(4 * rounds, np.int32),
        chance=np.array(chance, **ints), reward=np.array(reward, **ints), rewards=np.eye(3),
    )  # fmt: skip
    value = np.zeros((1, 3, 3))
    value[0, 1, :2] = (-0.1, -1.0)
    value[0, 2, :2] = 2.0
    odds = np.full((1, 2, 3), hazard)
    odds[:, 1] = 1.0 - hazard
    prior = np.full((1, 3, 3), 0.5)
    prior[:, :, 2] = 1.0
    return game, Numbers(np.array([[1.0, 1.0]]), value, odds, prior)


@pytest.mark.parametrize("rounds", [3, 60])
def test_attrition_with_a_known_hazard_is_one_recursion_a_type(rounds: int):
    game, numbers = attrition(rounds, hazard=0.2)
    found = solve_grid(game, numbers, cells=17, points=4, threads=1)
    for t, cost in enumerate((0.1, 1.0)):
        after, stays = 0.0, []
        for _ in range(rounds):
            stay = -cost + 0.2 * 2.0 + 0.8 * after
            stays.append(1.0 / (1.0 + np.exp(-stay)))
            after = stays[-1] * stay
        np.testing.assert_allclose(found.policy[0, ::4, 0, t], stays[::-1], atol=1e-9)
    # the evidence is the running product of the choices
    stayed = found.policy[0, ::4, 0]
    ratio = np.cumsum(np.log(stayed[:, 1] / stayed[:, 0]))[:-1]
    kept = np.abs(ratio) < 13.0
    np.testing.assert_allclose(found.ratios[0, 2 : 2 * rounds : 2, 0, 0][kept], ratio[kept])


# --- refusals ------------------------------------------------------------------------------------
def test_a_tree_with_evidence_in_its_nodes_is_refused():
    whole = compile_crisis(feud(rounds=2))
    numbers = whole.parameters.numbers(pipeline.draw(feud(rounds=2), draws=1, seed=1).points)
    with pytest.raises(SolveError, match="public states"):
        solve_grid(whole.game, numbers)


def test_too_many_types_are_refused():
    game = random_game(1, Shape(types=(4, 3, 2), depth=6, chance=0.0, ends=0.0))
    flat = Game(**{**game.__dict__, "evidence": np.full(len(game.mover), -1, np.int32)})
    with pytest.raises(SolveError, match="6 axes"):
        solve_grid(flat, random_numbers(game, seed=1, draws=1))


@pytest.mark.parametrize(("option", "value"), [("cells", 9), ("points", 0), ("tolerance", -1.0)])
def test_options_that_make_no_grid_are_refused(option: str, value: float):
    game, numbers = signalling(gain=0.5, loss=2.0)
    with pytest.raises(SolveError, match="cells an axis or more"):
        solve_grid(game, numbers, **{option: value})
