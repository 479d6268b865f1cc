"""The nodes of a large `.efg` text, scanned by a compiled loop over its bytes.

It knows what well-formed files look like and nothing about mistakes: where a byte is not what it
expects, it stops, and the reader that can tell what is wrong takes the text from its start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from detente.game.efg_tokens import LARGEST
from detente.shapes import Floats, Longs

COLUMNS = 11
PLAYER, NUMBER, LABEL, LABEL_END, ACTIONS, ACTIONS_END, WIDTH, LUCK, OUTCOME, PAID, PLACE = range(
    COLUMNS
)
"""What is noted of a node: its player (0 chance, -1 an end), its set's number, where the set's
label and actions stand in the text (-1: not given), how many actions there are, where its chances
and payoffs stand among the numbers (-1: none), and its outcome's number."""
BLOCK = 1 << 16
"""Nodes that are scanned at a time."""
OPEN, CLOSE, QUOTE, BACKSLASH, COMMA, DOT, SLASH = 123, 125, 34, 92, 44, 46, 47
KINDS = (99, 112, 116)
"""`c`, `p` and `t`."""
SIGNED, PLAIN = 1, 0
EXACT_DIGITS, EXACT_POWER = 15, 22
"""Decimal numbers up to these are one rounding away from their digits (Clinger 1990)."""


@dataclass(frozen=True)
class Scanned:
    """The nodes of a text in preorder (N, `COLUMNS`) and all numbers in braces, in order."""

    nodes: Longs
    numbers: Floats


def scan_nodes(
    data: bytes, start: int, *, players: int, report: Callable[[int, int], None] | None = None
) -> Scanned | None:
    """Scan the nodes from a byte on; None if something is not as it should be."""
    text = np.frombuffer(data, np.uint8)
    blocks, numbers, at, found = [], [], start, 0
    powers = np.array([10.0**power for power in range(EXACT_POWER + 1)])
    while True:
        block = np.full((BLOCK, COLUMNS), -1, np.int64)
        room = np.empty(1 << 20)
        odd = np.empty((len(room), 2), np.int64)
        at, nodes, filled, strange, ended = scan_block(
            text, at, players, powers, block, room, odd, found
        )
        if at < 0:
            return None
        for index, stop in odd[:strange].tolist():
            room[index] = float(data[stop >> 8 : (stop >> 8) + (stop & 255)])
        if not (np.abs(room[:filled]) <= LARGEST).all():
            return None
        blocks.append(block[:nodes].copy())
        numbers.append(room[:filled].copy())
        found += filled
        if report:
            report(at, len(data))
        if ended:
            return Scanned(np.concatenate(blocks), np.concatenate(numbers))
        if not nodes:  # one node holds more numbers than there is room for
            return None


@njit(cache=True, nogil=True)
def scan_block(  # noqa: PLR0917 (compiled: arguments by place)
    text: Any,
    at: int,
    players: int,
    powers: Floats,
    nodes: Longs,
    numbers: Floats,
    odd: Longs,
    base: int,
) -> tuple[int, int, int, int, bool]:
    """Scan nodes until the room is full or the text ends.

    Returns where the next node begins (-1: a mistake), how many nodes, numbers and odd numbers
    there are, and whether the text has ended. `odd` has the index of a number that needs more care
    and its place: first byte times 256 plus length.
    """
    count, filled, strange = 0, 0, 0
    while count < len(nodes):
        begin, kept, kept_odd = skip_space(text, at), filled, strange
        if begin == len(text):
            return begin, count, filled, strange, True
        row, kind = nodes[count], text[begin]
        at = begin + 1
        if kind not in KINDS or at == len(text) or is_wordy(text[at]):
            return -1, 0, 0, 0, False
        row[PLACE] = begin
        at = skip_string(text, skip_space(text, at))
        row[PLAYER] = 0 if kind == 99 else -1
        if kind == 112:
            row[PLAYER], at = take_whole(text, at)
            if not 1 <= row[PLAYER] <= players:
                return -1, 0, 0, 0, False
        if kind != 116:
            row[NUMBER], at = take_whole(text, at)
            at = skip_space(text, at)
            row[LABEL] = at
            at = skip_string(text, at)
            row[LABEL_END] = at
            at = skip_space(text, at)
            if 0 <= at < len(text) and text[at] == OPEN:
                row[ACTIONS], row[LUCK], row[WIDTH] = at, base + filled, 0
                at = skip_space(text, at + 1)
                while 0 <= at < len(text) and text[at] == QUOTE:
                    at = skip_space(text, skip_string(text, at))
                    row[WIDTH] += 1
                    if kind == 99:
                        if filled == len(numbers):
                            return begin, count, kept, kept_odd, False
                        at, strange = take_number(text, at, powers, numbers, filled, odd, strange)
                        filled += 1
                        at = skip_space(text, at)
                if not 0 <= at < len(text) or text[at] != CLOSE or row[WIDTH] == 0:
                    return -1, 0, 0, 0, False
                at += 1
                row[ACTIONS_END] = at
        row[OUTCOME], at = take_whole(text, at)
        at = skip_space(text, skip_string(text, skip_space(text, at)))
        if 0 <= at < len(text) and text[at] == OPEN:
            row[PAID] = base + filled
            at = skip_space(text, at + 1)
            for _ in range(players):
                if filled == len(numbers):
                    return begin, count, kept, kept_odd, False
                at, strange = take_number(text, at, powers, numbers, filled, odd, strange)
                filled += 1
                at = skip_space(text, at)
            if not 0 <= at < len(text) or text[at] != CLOSE or row[OUTCOME] == 0:
                return -1, 0, 0, 0, False
            at += 1
        if at < 0 or row[OUTCOME] < 0 or (kind != 116 and row[NUMBER] < 0):
            return -1, 0, 0, 0, False
        count += 1
    return at, count, filled, strange, False


@njit(cache=True, nogil=True)
def skip_space(text: Any, at: int) -> int:
    """Return the first byte from here on that is neither space nor comma."""
    if at < 0:
        return at
    while at < len(text) and (text[at] == 32 or 9 <= text[at] <= 13 or text[at] == COMMA):
        at += 1
    return at


@njit(cache=True, nogil=True)
def skip_string(text: Any, at: int) -> int:
    """Return the byte after a string in quotes, if one begins here; -1 if it is never closed."""
    if at < 0 or at >= len(text) or text[at] != QUOTE:
        return at
    at += 1
    while at < len(text) and text[at] != QUOTE:
        at += 2 if text[at] == BACKSLASH else 1
    return at + 1 if at < len(text) else -1


@njit(cache=True, nogil=True)
def is_wordy(byte: int) -> bool:
    """Say whether a word or a number would go on with a byte."""
    return (
        48 <= byte <= 57
        or 65 <= byte <= 90
        or 97 <= byte <= 122
        or byte in (95, DOT, SLASH)
        or byte >= 128
    )


@njit(cache=True, nogil=True)
def take_whole(text: Any, at: int) -> tuple[int, int]:
    """Return a whole number of at most nine digits and the byte after it; -1 and -1 if none."""
    at = skip_space(text, at)
    value, begin = 0, at
    if at < 0:
        return -1, -1
    while at < len(text) and 48 <= text[at] <= 57:
        value = 10 * value + int(text[at]) - 48
        at += 1
        if at - begin > 9:
            return -1, -1
    if at == begin or (at < len(text) and (is_wordy(text[at]) or text[at] == QUOTE)):
        return -1, -1
    return value, at


@njit(cache=True, nogil=True)
def take_number(  # noqa: PLR0917 (compiled: arguments by place)
    text: Any, at: int, powers: Floats, numbers: Floats, index: int, odd: Longs, strange: int
) -> tuple[int, int]:
    """Write a number; return the byte after it (-1: none) and the count of odd ones."""
    begin, simple = at, True
    if at < 0:
        return -1, strange
    value, at, exact = take_decimal(text, at, powers, SIGNED)
    simple = exact
    if 0 <= at < len(text) and text[at] == SLASH:
        under, at, exact = take_decimal(text, at + 1, powers, PLAIN)
        if not (simple and exact) or under == 0.0:
            return -1, strange  # left to the careful reader
        value /= under
    if at < 0 or (at < len(text) and (is_wordy(text[at]) or text[at] == QUOTE)):
        return -1, strange
    numbers[index] = value
    if not simple:
        if at - begin > 255:
            return -1, strange
        odd[strange, 0], odd[strange, 1] = index, 256 * begin + at - begin
        strange += 1
    return at, strange


@njit(cache=True, nogil=True)
def take_decimal(text: Any, at: int, powers: Floats, signed: int) -> tuple[float, int, bool]:
    """Return a decimal number, the byte after it (-1: none) and whether it is exact."""
    negative = False
    if signed and at < len(text) and (text[at] == 43 or text[at] == 45):
        negative = text[at] == 45
        at += 1
    mantissa, digits, power, seen, after_dot = 0, 0, 0, False, False
    while at < len(text):
        byte = text[at]
        if 48 <= byte <= 57:
            seen = True
            if digits < EXACT_DIGITS:
                mantissa = 10 * mantissa + int(byte) - 48
                power -= 1 if after_dot else 0
            if mantissa > 0:
                digits += 1
        elif byte == DOT and not after_dot:
            after_dot = True
        else:
            break
        at += 1
    if not seen:
        return 0.0, -1, False
    if signed and at < len(text) and (text[at] == 69 or text[at] == 101):
        at += 1
        down, raised, begin = False, 0, at
        if at < len(text) and (text[at] == 43 or text[at] == 45):
            down = text[at] == 45
            at += 1
            begin = at
        while at < len(text) and 48 <= text[at] <= 57 and at - begin < 6:
            raised = 10 * raised + int(text[at]) - 48
            at += 1
        if at == begin:
            return 0.0, -1, False
        power += -raised if down else raised
    value = float(mantissa)
    if power > 0 and power <= EXACT_POWER:
        value *= powers[power]
    elif power < 0 and -power <= EXACT_POWER:
        value /= powers[-power]
    exact = digits <= EXACT_DIGITS and abs(power) <= EXACT_POWER
    return -value if negative else value, at, exact
