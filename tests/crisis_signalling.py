"""The crisis-signalling game of Lewis and Schultz (2003) with private war and back-down shocks.

A challenges or not, B resists or not, A stands firm or backs down. Each side's value of war, and
A's of backing down, has a standard normal shock that it alone sees. With `x = log-odds of B
resisting` an equilibrium is a fixed point of one number (Jo 2011; Crisman-Cox and Gibilisco 2021):

    c   = (S_A - (1 - p_R) V_A) / p_R
    p_C = 1 - Phi(c - W_A) Phi(c - a)
    p_F = Phi2((W_A - a) / sqrt 2, W_A - c; 1 / sqrt 2) / p_C
    p_R = Phi((p_F W_B + (1 - p_F) V_B - C_B) / p_F)
"""

from __future__ import annotations

import math

import numpy as np

S_A, V_A, C_B, V_B, W_A, BACK_DOWN = 0.0, 1.0, 0.0, 1.0, -1.9, -1.2
NODES, WEIGHTS = np.polynomial.legendre.leggauss(200)


def below(x: float) -> float:
    """Return the standard normal distribution function."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def both_below(h: float, k: float, correlation: float) -> float:
    """Return the bivariate normal distribution function, by Gauss's rule over the first shock."""
    low, left = -10.0, math.sqrt(1.0 - correlation**2)
    x = 0.5 * (h - low) * NODES + 0.5 * (h + low)
    inner = np.array([below((k - correlation * one) / left) for one in x])
    density = np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)
    return float(0.5 * (h - low) * (WEIGHTS @ (density * inner)))


def play(resist: float, war: float) -> tuple[float, float, float]:
    """Return p_C, p_F and B's answer to them, if B is expected to resist with a chance."""
    c = (S_A - (1.0 - resist) * V_A) / resist
    challenge = 1.0 - below(c - W_A) * below(c - BACK_DOWN)
    firm = both_below((W_A - BACK_DOWN) / math.sqrt(2.0), W_A - c, math.sqrt(0.5)) / challenge
    return challenge, firm, below((firm * war + (1.0 - firm) * V_B - C_B) / firm)


def answer(odds: float, war: float) -> float:
    """Return the log-odds of B's answer to its own reputation for resisting."""
    resist = play(1.0 / (1.0 + math.exp(-odds)), war)[2]
    return math.log(max(resist, 1e-300) / max(1.0 - resist, 1e-300))


def equilibria(war: float, *, cells: int = 240) -> list[float]:
    """Return all chances of resisting in equilibrium, by bisection between changes of sign."""
    grid = np.linspace(-6.0, 8.0, cells + 1)
    gaps = [answer(x, war) - x for x in grid]
    found = []
    for left, right, start, end in zip(grid, grid[1:], gaps, gaps[1:], strict=False):
        if (start > 0) != (end > 0):
            low, high, side = float(left), float(right), start > 0
            for _ in range(60):
                middle = 0.5 * (low + high)
                inside = (answer(middle, war) - middle > 0) == side
                low, high = (middle, high) if inside else (low, middle)
            found.append(1.0 / (1.0 + math.exp(-low)))
    return found
