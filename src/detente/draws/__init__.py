"""Points of the polytope of unknowns, spread evenly over what the claims allow."""

from __future__ import annotations

from detente.draws.sample import Draws, draw

__all__ = ["Draws", "draw"]
