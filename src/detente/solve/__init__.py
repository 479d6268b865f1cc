"""Solvers: one contract (`solution`), then one file an algorithm. They see arrays only."""
