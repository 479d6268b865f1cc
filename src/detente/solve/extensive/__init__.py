"""Any finite extensive game: its branch, other equilibria, limits, regrets, Nash play."""
