"""Games as flat arrays: what a crisis compiles to, and what a game file holds."""
