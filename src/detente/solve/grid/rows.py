"""Rows of values, one for each slot, mixed in lanes: what a choice or nature makes of a cell.

A row is shorter than a multiple of eight as a rule: its last eight begin so far from its end, and
what two of them share is worked out twice. So a row needs eight values at the least (`backward`
gives it so many).
"""

from __future__ import annotations

from numba import njit

from detente.shapes import Floats, Ints, Longs
from detente.solve.grid.abreast import FIRST, OTHER, ROWS, VALUE, WEIGHT
from detente.solve.lanes.functions import exp
from detente.solve.lanes.places import load, store
from detente.solve.lanes.register import WIDTH, add_product, larger, spread


@njit(cache=True, nogil=True, error_model="numpy")
def mix_abreast(  # noqa: PLR0917 (compiled: arguments by place)
    begin: int, apart: int, line: int, edges: int, a0: int, believed: Floats, seen: int,
    base: Longs, leap: Longs, last: Floats, reward: Ints, value: Floats, slots: int, room: Floats,
    worth: Floats,
) -> None:  # fmt: skip
    """Fill a line of cells of a mover of two types, as `mix_two`, from what `settle_abreast` found.

    `believed` is flat; the weights that the slots give to the second type at the line's first cell
    begin at `seen`. `value` (rows, K) and `worth` (cells, K) are flat too.
    """
    for g in range(line):
        top, cell = (g // WIDTH) * edges * ROWS * WIDTH + g % WIDTH, (begin + g * apart) * slots
        for part in range((slots + WIDTH - 1) // WIDTH):
            k = min(part * WIDTH, slots - WIDTH)
            belief, total = load(believed, seen + g * slots + k), spread(0.0)
            for a in range(edges):
                at = top + a * ROWS * WIDTH
                near = (base[a] + int(room[at + FIRST * WIDTH]) * leap[a]) * slots + k
                wide, most = leap[a] * slots, int(last[a])
                after = load(value, reward[a0 + a] * slots + k)
                after = add_product(after, spread(room[at + WEIGHT * WIDTH]), load(worth, near))
                after = add_product(
                    after, spread(room[at + (WEIGHT + 1) * WIDTH]),
                    load(worth, near + min(1, most) * wide),
                )  # fmt: skip
                rest = spread(room[at + (WEIGHT + 2) * WIDTH]) * load(
                    worth, near + min(2, most) * wide
                )
                rest = add_product(
                    rest, spread(room[at + (WEIGHT + 3) * WIDTH]),
                    load(worth, near + min(3, most) * wide),
                )  # fmt: skip
                mine, more = spread(room[at + VALUE * WIDTH]), spread(room[at + OTHER * WIDTH])
                total = add_product(total, add_product(mine, belief, more), after + rest)
            store(worth, cell + k, total)


@njit(cache=True, nogil=True, error_model="numpy")
def choose_abreast(  # noqa: PLR0917
    begin: int, run: int, edges: int, a0: int, slot: int, precision: float, here: Longs,
    shift: Longs, origin: int, far: int, reward: Ints, value: Floats, slots: int, room: Floats,
    worth: Floats, ahead: Floats, asked: int,
) -> None:  # fmt: skip
    """Fill a run of cells of a mover whose choice says nothing about its type; its slot is `slot`.

    In cell r action a leads to cell `here[a] + shift[origin + a * far + r]`; arrays are flat. What
    the actions are worth, lambda taken in, is written from `ahead[asked]` on (cells, A).
    """
    for r0 in range(0, run, WIDTH):
        wide, top = min(WIDTH, run - r0), spread(-1e300)
        for a in range(edges):
            pay, at = value[reward[a0 + a] * slots + slot], origin + a * far + r0
            for lane in range(WIDTH):
                there = here[a] + shift[at + min(lane, wide - 1)]
                utility = precision * (worth[there * slots + slot] + pay)
                room[a * WIDTH + lane] = utility
                if lane < wide:
                    ahead[asked + (r0 + lane) * edges + a] = utility
            top = larger(top, load(room, a * WIDTH))
        total = spread(0.0)
        for a in range(edges):
            likely = exp(load(room, a * WIDTH) - top)
            store(room, a * WIDTH, likely)
            total = total + likely
        share = spread(1.0) / total
        for a in range(edges):
            store(room, a * WIDTH, load(room, a * WIDTH) * share)
        for part in range((slots + WIDTH - 1) // WIDTH):
            k = min(part * WIDTH, slots - WIDTH)
            for lane in range(wide):
                mixed = spread(0.0)
                for a in range(edges):
                    there = here[a] + shift[origin + a * far + r0 + lane]
                    after = load(worth, there * slots + k)
                    after = after + load(value, reward[a0 + a] * slots + k)
                    mixed = add_product(mixed, spread(room[a * WIDTH + lane]), after)
                store(worth, (begin + r0 + lane) * slots + k, mixed)


@njit(cache=True, nogil=True, error_model="numpy")
def mix_odds(  # noqa: PLR0917
    begin: int, run: int, edges: int, a0: int, chance: Ints, odds: Floats, here: Longs,
    shift: Longs, origin: int, far: int, reward: Ints, value: Floats, slots: int, worth: Floats,
) -> None:  # fmt: skip
    """Fill a run of cells of nature's: every slot weighs the children by its own chances."""
    for part in range((slots + WIDTH - 1) // WIDTH):
        k, fixed = min(part * WIDTH, slots - WIDTH), spread(0.0)
        for a in range(edges):
            mine = load(odds, chance[a0 + a] * slots + k)
            fixed = add_product(fixed, mine, load(value, reward[a0 + a] * slots + k))
        for r in range(run):
            total = fixed
            for a in range(edges):
                there = here[a] + shift[origin + a * far + r]
                mine = load(odds, chance[a0 + a] * slots + k)
                total = add_product(total, mine, load(worth, there * slots + k))
            store(worth, (begin + r) * slots + k, total)
