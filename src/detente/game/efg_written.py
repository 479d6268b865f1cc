"""Extensive games written in Gambit's format `EFG 2 R`, in the form that Gambit itself takes.

The format says little about labels, but Gambit refuses a file in which a player has two information
sets of one name, or a name with control characters or with spaces at an end or side by side. It
also wants the chances of a node to add up to exactly one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal, localcontext

from detente.game.arrays import CHANCE, END
from detente.game.extensive import ExtensiveGame


def write_efg(game: ExtensiveGame) -> str:
    r"""Write a game in the format `EFG 2 R`; reading it again gives the same game.

    Outcomes stand at the ends, with all that was collected on the path. Chances add up to exactly
    one, as other programs ask; where they did not, a last bit gives way. White space in labels
    becomes single spaces, and the second set of a name that a player has twice is numbered.

    >>> from detente.game.efg import read_efg
    >>> text = write_efg(read_efg('EFG 2 R "One" { "A" } p 1 1 { "l" "r" } 0 t 1 { 1 } t 2 { .5 }'))
    >>> print(text)
    EFG 2 R "One" { "A" }
    ""
    <BLANKLINE>
    p "" 1 1 "" { "l" "r" } 0
    t "" 1 "" { 1.0 }
    t "" 2 "" { 0.5 }
    <BLANKLINE>
    """
    lines = [
        f"EFG 2 R {_quoted(game.title)} {_braces(_quoted(label(name)) for name in game.players)}",
        _quoted(game.comment),
        "",
    ]
    names = [_quoted(name) for name in set_labels(game)]
    chances, outcomes, waiting = 0, 0, [0]
    while waiting:
        node = waiting.pop()
        edges = range(game.first[node], game.first[node + 1])
        waiting += [int(game.child[edge]) for edge in reversed(edges)]
        labels = [_quoted(label(game.edge_label[edge])) for edge in edges]
        if game.mover[node] == END:
            outcomes += 1
            payoffs = ", ".join(number(float(x)) for x in game.payoff[node])
            lines.append(f't "" {outcomes} "" {{ {payoffs} }}')
        elif game.mover[node] == CHANCE:
            chances += 1
            chances_here = exact_chances(game.chance[edges.start : edges.stop].tolist())
            pairs = zip(labels, chances_here, strict=True)
            odds = _braces(f"{name} {chance}" for name, chance in pairs)
            lines.append(f'c "" {chances} "" {odds} 0')
        else:
            infoset = game.infoset[node]
            place = f"{game.mover[node] + 1} {game.infoset_number[infoset]} {names[infoset]}"
            lines.append(f'p "" {place} {_braces(labels)} 0')
    return "\n".join(lines) + "\n"


def label(text: str) -> str:
    r"""Return a label as Gambit takes it: no control characters, single spaces, none at the ends.

    >>> label(" strike\tor  wait ")
    'strike or wait'
    """
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def set_labels(game: ExtensiveGame) -> list[str]:
    """Return the labels of the information sets, each its player's only one of that name (I).

    The second set called `answer` becomes `answer (2)`; sets without a name stay without.
    """
    taken: set[tuple[int, str]] = set()
    last: dict[tuple[int, str], int] = {}
    found = []
    for player, given in zip(game.infoset_player.tolist(), game.infoset_label, strict=True):
        unique = name = label(given)
        while name and (player, unique) in taken:
            last[player, name] = last.get((player, name), 1) + 1
            unique = f"{name} ({last[player, name]})"
        taken.add((player, unique))
        found.append(unique)
    return found


def number(value: float) -> str:
    """Write a payoff so that it is read as the same number; Gambit 16 takes no `e+22`.

    >>> number(0.1), number(1e22), number(-1e-7)
    ('0.1', '1e22', '-1e-07')
    """
    return repr(value).replace("e+", "e")


def exact_chances(chances: list[float]) -> list[str]:
    """Write chances as decimals that add up to exactly one and are read as the same numbers.

    Other programs want the sum to be exact, which it seldom is in binary: what is missing is shared
    out in places that reading rounds away.

    >>> exact_chances([0.25, 0.75])
    ['0.25', '0.75']
    >>> exact_chances([1 / 3, 2 / 3])
    ['0.33333333333333333333', '0.66666666666666666667']
    """
    written = [repr(chance) for chance in chances]
    with localcontext(prec=400):
        if sum(map(Decimal, written)) == 1:
            return written
        exact = [Decimal(chance) for chance in chances]
        missing = 1 - sum(exact, Decimal(0))
        rooms = [Decimal(math.ulp(chance)) if chance > 0 else Decimal(0) for chance in chances]
        parts = [
            _cut(one + missing * room / sum(rooms), room) if room else one
            for one, room in zip(exact, rooms, strict=True)
        ]
        largest = max(range(len(parts)), key=lambda k: parts[k])
        parts[largest] = 1 - sum((p for k, p in enumerate(parts) if k != largest), Decimal(0))
        return [format(part, "f") if part else "0" for part in parts]


def _cut(chance: Decimal, room: Decimal) -> Decimal:
    """Cut the digits that reading rounds away, three places below the last that counts."""
    return chance.quantize(Decimal(1).scaleb(room.adjusted() - 3))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _braces(parts: Iterable[str]) -> str:
    return "{ " + " ".join(parts) + " }"
