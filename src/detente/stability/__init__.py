"""Stability of conflicts in option form: the graph model for conflict resolution.

Fang, Hipel and Kilgour 1993, *Interactive Decision Making*. A conflict is read (`reading`) or made
from a crisis (`from_crisis`), its moves are array operations on the grid of states (`moves`,
`sanctions`), and each solution concept is a formula in them (`concepts`, `simultaneous`,
`coalitions`). `inverse` asks which preferences would make a state stable.
"""

from __future__ import annotations
