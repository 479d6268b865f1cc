"""Games with symmetries and with several equilibria, small and blown up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.game.efg import read_efg
from detente.game.extensive import ExtensiveGame

Pair = tuple[np.ndarray, np.ndarray]
SHAPLEY: Pair = (
    np.array([[0.0, 3, 0], [2, 2, 0], [3, 0, 1]]),
    np.array([[0.0, 2, 3], [3, 2, 0], [0, 0, 1]]),
)


def meeting(size: int) -> Pair:
    """Two players who only want to do the same of so many things."""
    return np.eye(size), np.eye(size)


def matrix_game(pair: Pair) -> ExtensiveGame:
    """A game of two players who choose once, at the same time."""
    return side_by_side([pair])


def side_by_side(pairs: Sequence[Pair]) -> ExtensiveGame:
    """Chance picks one of the games, both see which."""
    text = ['EFG 2 R "games" { "A" "B" }']
    if len(pairs) > 1:
        odds = " ".join(f'"{n}" 1/{len(pairs)}' for n in range(len(pairs)))
        text.append(f'c "" 1 {{ {odds} }} 0')
    number = 0
    for game, pair in enumerate(pairs, 1):
        lines, number = rows_of(pair, game, game, number)
        text += lines
    return read_efg("\n".join(text))


def with_useless_types(pair: Pair, types: int) -> ExtensiveGame:
    """A is dealt one of many types, which change nothing: the same game as one large part."""
    odds = " ".join(f'"{n}" 1/{types}' for n in range(types))
    text, number = ['EFG 2 R "types" { "A" "B" }', f'c "" 1 {{ {odds} }} 0'], 0
    for mine in range(1, types + 1):
        lines, number = rows_of(pair, mine, 1, number)
        text += lines
    return read_efg("\n".join(text))


def rows_of(pair: Pair, mine: int, theirs: int, number: int) -> tuple[list[str], int]:
    """Lines of one matrix game between two information sets."""
    left, right = pair
    mark = [" ".join(f'"{x}"' for x in range(size)) for size in left.shape]
    text = [f"p 1 {mine} {{ {mark[0]} }} 0"]
    for row in range(left.shape[0]):
        text.append(f"p 2 {theirs} {{ {mark[1]} }} 0")
        for column in range(left.shape[1]):
            number += 1
            paid = f"{float(left[row, column])} {float(right[row, column])}"
            text.append(f't {number} "" {{ {paid} }}')
    return text, number


def shocks(count: int, top: float = 2.6) -> tuple[np.ndarray, np.ndarray]:
    """A few values of a standard normal shock, and their chances."""
    values = np.linspace(-top, top, count)
    weights = np.exp(-0.5 * values**2)
    return values, weights / weights.sum()


def crisis_signalling(war: float, *, mine: int, theirs: int) -> tuple[ExtensiveGame, np.ndarray]:
    """The game of Lewis and Schultz with few values of each shock, numbers as in its module.

    Also returns the chances of B's types.
    """
    values, weights = shocks(mine)
    other, odds = shocks(theirs)
    deals = [
        (one, two, b, weights[one] * weights[two] * odds[b])
        for one in range(mine)
        for two in range(mine)
        for b in range(theirs)
    ]
    dealt = " ".join(f'"" {float(chance)!r}' for *_, chance in deals)
    text = ['EFG 2 R "Crisis" { "A" "B" }', f'c "" 1 {{ {dealt} }} 0']
    for number, (one, two, b, _) in enumerate(deals):
        kind, end = 1 + one * mine + two, 1 + 4 * number
        text += [
            f'p 1 {kind} {{ "challenge" "not" }} 0',
            f'p 2 {b + 1} {{ "resist" "yield" }} 0',
            f'p 1 {10_000 + kind} {{ "stand firm" "back down" }} 0',
            f't {end} "" {{ {-1.9 + float(values[one])} {war + float(other[b])} }}',
            f't {end + 1} "" {{ {-1.2 + float(values[two])} 1 }}',
            f't {end + 2} "" {{ 1 0 }}',
            f't {end + 3} "" {{ 0 0 }}',
        ]
    return read_efg("\n".join(text)), odds
