"""Claims as half-spaces over the unknowns, and which claims cannot hold together.

Knows of no draws and no games: a crisis comes in, a `Polytope` goes out.
"""

from __future__ import annotations

from detente.claims.clash import Clash, clashes, contradiction
from detente.claims.polytope import Owner, Polytope, polytope

__all__ = ["Clash", "Owner", "Polytope", "clashes", "contradiction", "polytope"]
