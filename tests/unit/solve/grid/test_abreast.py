"""Eight cells side by side against the same cells one at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from detente.shapes import Floats, Ints
from detente.solve.grid.abreast import DELTA, OTHER, ROWS, VALUE, settle_abreast
from detente.solve.grid.mix import mix_two
from detente.solve.grid.rows import choose_abreast, mix_abreast, mix_odds
from detente.solve.grid.two import CHOICE as CHOSEN
from detente.solve.grid.two import COLUMNS, answer_two, newton_two, place_two
from detente.solve.grid.two import DELTA as ONE
from detente.solve.lanes.register import WIDTH

SPAN = 14.0 / np.sqrt(25.0 + 14.0**2)


@dataclass
class Line:
    """A line of cells, and an action's values on a window of the same axis."""

    cells: int
    low: Ints  # A, 1
    count: Ints  # A, 1
    values: Floats  # A, H, K; a mover's two types are the first two slots
    step: float

    @property
    def ratios(self) -> Floats:
        place = np.linspace(-SPAN, SPAN, self.cells)
        return np.asarray(5.0 * place / np.sqrt(1.0 - place**2))


def line(seed: int, *, cells: int = 13, narrow: bool = False, slots: int = 11) -> Line:
    chance = np.random.default_rng(seed)
    count = np.full((4, 1), cells, np.int32)
    if narrow:
        count[:3, 0] = 1, 2, 3
    values = 0.4 * chance.normal(size=(4, cells, slots)).cumsum(axis=1) / np.sqrt(cells)
    values[np.arange(cells)[None, :] >= count] = np.nan  # what lies beyond a window is never used
    return Line(cells, np.zeros((4, 1), np.int32), count, values, 2.0 * SPAN / (cells - 1))


def padded(of: Line) -> Floats:
    """Lay the mover's values as the solver does: windows of under four points go on."""
    lines = of.values[:, :, :2].copy()
    for a, (wide,) in enumerate(of.count):
        if wide < 4:
            fit = [np.polyfit(range(wide), lines[a, :wide, t], wide - 1) for t in range(2)]
            lines[a, wide:, :] = np.stack([np.polyval(f, range(wide, of.cells)) for f in fit], 1)
    return lines


def settled(of: Line) -> tuple[bool, Floats, Floats, Floats]:
    """Settle a line from `lambda = 0`: whether it did, its room, the windows."""
    pieces = -(-of.cells // WIDTH)
    side = np.append(of.ratios, np.repeat(of.ratios[-1:], WIDTH * pieces - of.cells))
    rows = [np.zeros(pieces * 4 * WIDTH) for _ in range(3)]
    room, zero = np.zeros(pieces * 4 * ROWS * WIDTH), np.full(4, (of.cells - 1) / 2)
    last = of.count[:, 0] - 1.0
    done = settle_abreast(
        of.cells, 4, 0, side, padded(of).ravel(), 2 * of.cells, zero, last, 1.0 / of.step, *rows,
        room,
    )  # fmt: skip
    return done, room, room.reshape(pieces, 4, ROWS, WIDTH), last


@pytest.mark.parametrize("windows", ["wide", "narrow"])
@pytest.mark.parametrize("seed", range(6))
def test_a_line_settles_as_its_cells_do(seed: int, windows: str):
    of = line(seed, narrow=windows == "narrow")
    done, _, rows, _ = settled(of)
    assert done
    two, lines = np.zeros((4, COLUMNS)), padded(of)
    place_two(4, (of.cells - 1) // 2, of.low, of.count, two)
    for g in range(of.cells):
        two[:, ONE] = 0.0
        assert newton_two(4, of.ratios[g], two, lines, 14.0, of.step) == 1
        answer_two(4, of.ratios[g], two, lines, 14.0, of.step)
        found = rows[g // WIDTH, :, :, g % WIDTH]
        np.testing.assert_allclose(found[:, DELTA], two[:, ONE], atol=1e-8)
        np.testing.assert_allclose(found[:, VALUE], two[:, CHOSEN], atol=1e-8)
        more = two[:, CHOSEN + 1] - two[:, CHOSEN]
        np.testing.assert_allclose(found[:, OTHER], more, atol=1e-8)


def test_a_line_that_needs_care_is_left_alone():
    of = line(1)
    of.values *= 40.0
    assert not settled(of)[0]


@pytest.mark.parametrize("windows", ["wide", "narrow"])
@pytest.mark.parametrize("slots", [8, 11, 16, 19])
def test_a_line_is_mixed_as_its_cells_are(slots: int, windows: str):
    of = line(3, narrow=windows == "narrow", slots=slots)
    _, room, rows, last = settled(of)
    chance = np.random.default_rng(slots)
    worth = np.concatenate([of.values.reshape(-1, slots), np.zeros((of.cells, slots))])
    value, reward = chance.normal(size=(3, slots)), np.array([0, 2, 1, 2], np.int32)
    value[:, :2] = 0.0
    believed = np.concatenate([
        np.zeros((of.cells, 1)), np.ones((of.cells, 1)), chance.random((of.cells, slots - 2)),
    ], axis=1)  # fmt: skip
    base, leap = of.cells * np.arange(4), np.ones(4, np.int64)
    plain, begin = worth.copy(), 4 * of.cells
    mix_abreast(
        begin, 1, of.cells, 4, 0, believed.ravel(), 0, base, leap, last, reward, value.ravel(),
        slots, room, worth.reshape(-1),
    )  # fmt: skip
    deltas = rows[:, :, DELTA].transpose(0, 2, 1).reshape(-1, 4, 1)[: of.cells].copy()
    mix_two(
        begin, 1, of.cells, 4, 0, 0, of.ratios[:, None], deltas, 1.0, believed, base, leap, of.low,
        of.count, 14.0, of.step, (of.cells - 1) // 2, np.zeros(4), reward, value,
        np.zeros((4, slots)), np.zeros((4, 2)), plain,
    )  # fmt: skip
    np.testing.assert_allclose(worth[begin:], plain[begin:], atol=1e-7)


@pytest.mark.parametrize("slots", [8, 11])
@pytest.mark.parametrize("run", [1, 7, 13])
def test_runs_are_mixed_by_chances_and_by_choices(slots: int, run: int):
    chance = np.random.default_rng(run)
    worth = chance.normal(size=(4 * run, slots))
    value, odds = chance.normal(size=(2, slots)), chance.random((3, slots))
    reward, row = np.array([0, 1, 1], np.int32), np.array([2, 0, 1], np.int32)
    here, shift = run * np.arange(3), np.tile(np.arange(run), 3)
    begin, flat = 3 * run, worth.reshape(-1)
    after = np.stack([worth[a * run : (a + 1) * run] + value[reward[a]] for a in range(3)])
    mix_odds(begin, run, 3, 0, row, odds.ravel(), here, shift, 0, run, reward, value.ravel(), slots,
             flat)  # fmt: skip
    np.testing.assert_allclose(worth[begin:], (odds[row][:, None] * after).sum(axis=0))
    ahead = np.zeros(3 * run + 2)
    choose_abreast(
        begin, run, 3, 0, 4, 1.7, here, shift, 0, run, reward, value.ravel(), slots,
        np.zeros(3 * WIDTH), flat, ahead, 1,
    )  # fmt: skip
    np.testing.assert_allclose(ahead[1:-1].reshape(run, 3), 1.7 * after[:, :, 4].T)
    likely = np.exp(1.7 * after[:, :, 4])
    wanted = ((likely / likely.sum(axis=0))[:, :, None] * after).sum(axis=0)
    np.testing.assert_allclose(worth[begin:], wanted)
