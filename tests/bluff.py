"""The challenge of Lewis and Schultz (2003) as a crisis with private types, and all its equilibria.

West challenges or not, East resists or gives way, West fights or backs down. A steady West would
rather fight than be shamed; a bluffing one loses little by backing down. The likelier East is to
resist, the more of the challengers bluff, which is a reason to resist: so there may be three
equilibria. East's chance `r` of resisting is the one number that play hangs on. With the precision
1, the logistic function `s`, and a West of type t,

    D_t = f_t war_t + (1 - f_t) shame_t        f_t = s(war_t - shame_t)    (it then fights)
    c_t = s(4 (1 - r) + r D_t)                                             (it challenges)
    p   = sum_t c_t f_t / sum_t c_t                                        (a challenger fights)
    r   = s(p war + 4 (1 - p))                                             (East's war, East's 4)
"""

from __future__ import annotations

import math

WAR, SHAME = (-3.0, -9.0), (-7.0, -0.5)
BLUFF = """title: A challenge that may be a bluff
as_of: 2024-05-01
actors: {west: {types: {steady: 0.5, bluffing: rest}, rationality: 1}, east: {rationality: 1}}
moves: {challenge: {by: west}, leave_be: {by: west}, resist: {by: east}, give_way: {by: east},
        fight: {by: west, rung: 8}, back_down: {by: west}}
course: [{on: 2024-05-01, actor: west, choose: [challenge, leave_be]},
         {on: 2024-05-02, actor: east, choose: [resist, give_way], when: challenge},
         {on: 2024-05-03, actor: west, choose: [fight, back_down], when: resist}]
stakes: {west: {prize: {when: give_way, worth: 4},
                war: {when: fight, worth: {steady: -3, bluffing: -9}},
                shame: {when: back_down, worth: {steady: -7, bluffing: -0.5}}},
         east: {war: {when: fight, worth: -10..-2}, standing: {when: back_down, worth: 4}}}
questions: {Q1: {text: "Will West challenge on 1 May 2024?", by: 2024-05-01, asks: challenge,
                 resolves: AP},
            Q2: {text: "Will there be fighting by 3 May 2024?", by: 2024-05-03, asks: fight,
                 resolves: AP}}
"""


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


def play(resist: float, war: float) -> tuple[float, float, float]:
    """Return the chances of a challenge and of a fight, and East's answer, if East's war is known.

    `resist` is the chance of resisting that West expects.
    """
    fights = [logistic(w - s) for w, s in zip(WAR, SHAME, strict=True)]
    worth = [f * w + (1 - f) * s for f, w, s in zip(fights, WAR, SHAME, strict=True)]
    challenges = [logistic(4 * (1 - resist) + resist * d) for d in worth]
    challenge = sum(challenges) / 2
    firm = sum(c * f for c, f in zip(challenges, fights, strict=True)) / sum(challenges)
    return challenge, challenge * resist * firm, logistic(firm * war + 4 * (1 - firm))


def equilibria(war: float, *, cells: int = 400) -> list[float]:
    """Return all chances of resisting in equilibrium, by bisection between changes of sign."""
    found = []
    for cell in range(cells):
        low, high = cell / cells, (cell + 1) / cells
        side = play(low, war)[2] > low
        if side == (play(high, war)[2] > high):
            continue
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if (play(middle, war)[2] > middle) == side else (low, middle)
        found.append(low)
    return found
