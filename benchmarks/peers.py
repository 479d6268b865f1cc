"""Gambit and OpenSpiel, asked in interpreters of their own, so that detente's need not have them.

Figures are processor seconds without start-up, without reading the file, and for OpenSpiel without
asking how large the regret is; what is laid out before the first step counts, as it does for us.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from threading import Timer

VERSIONS = """
import importlib.metadata as m, json
found = {}
for name in ("pygambit", "open_spiel"):
    try:
        found[name] = m.version(name)
    except m.PackageNotFoundError:
        pass
print(json.dumps(found))
"""
LIMITED = """
import json, resource, sys, time
def keep_to(seconds):
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 5))
"""
GAMBIT = (
    LIMITED
    + """
import pygambit
path, lam, limit = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
game = pygambit.read_efg(path)
keep_to(time.process_time() + limit)
begin = time.process_time()
found = pygambit.qre.logit_solve_lambda(game, lam=[lam])[-1]
seconds = time.process_time() - begin
print(json.dumps({"seconds": seconds, "policy": [found[i] for i in range(len(found))]}))
"""
)
SPIEL = (
    LIMITED
    + """
import pyspiel
path, goal, limit, ours = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
game = pyspiel.load_game("efg_game(filename=" + path + ")")

def regret(policy):
    return pyspiel.nash_conv(game, policy, True)

def race(make, step):
    '''Iterate to the goal; asking takes long, so ask when the regret may have fallen so far.'''
    begin = time.process_time()
    solver = make(game)
    seconds, steps, ask_at, told = time.process_time() - begin, 0, 4, float("inf")
    while seconds < limit and told > goal:
        begin = time.process_time()
        step(solver)
        seconds, steps = seconds + time.process_time() - begin, steps + 1
        if steps >= ask_at:
            told = regret(solver.average_policy())
            ask_at = max(steps + 1, int(steps * min(1.5, (told / goal) ** 0.4)))
    if told > goal:
        told = regret(solver.average_policy())
    return {"seconds": seconds, "steps": steps, "regret": told}

for line in open(ours):
    name, table = json.loads(line)
    told = pyspiel.nash_conv(game, {k: list(enumerate(row)) for k, row in table.items()})
    print(json.dumps({"name": name, "regret": told}), flush=True)
sweep = lambda solver: solver.evaluate_and_update_policy()
for name, make, step in (
    ("CFR+", pyspiel.CFRPlusSolver, sweep),
    ("MCCFR", lambda g: pyspiel.ExternalSamplingMCCFRSolver(g, 1), lambda s: s.run_iteration()),
    ("CFR", pyspiel.CFRSolver, sweep),
):
    print(json.dumps({"name": name, **race(make, step)}), flush=True)
"""
)


@dataclass(frozen=True)
class Peer:
    """An interpreter, what it has, the deepest tree that it gets and the seconds for each."""

    python: str
    gambit: str
    spiel: str
    most: int
    limit: float

    @property
    def names(self) -> str:
        """Name what it has, with versions."""
        named = (("Gambit", self.gambit), ("OpenSpiel", self.spiel))
        return " and ".join(f"{name} {version}" for name, version in named if version)


def peers_of(pythons: list[str], most: list[int], limits: list[float]) -> tuple[Peer, ...]:
    """Ask every interpreter what it has; the last of `most` and `limits` serves for the rest."""
    peers = []
    rows = list(zip_longest(pythons, most[: len(pythons)], limits[: len(pythons)]))
    for python, deepest, limit in rows:
        found = list(ask(python, VERSIONS, limit=60))
        if not found:
            sys.exit(f"{python}: no Python that answers")
        if not found[0]:
            sys.exit(f"{python}: neither pygambit nor open_spiel is installed there")
        peers.append(
            Peer(
                python, found[0].get("pygambit", ""), found[0].get("open_spiel", ""),
                most[-1] if deepest is None else deepest, limits[-1] if limit is None else limit,
            )
        )  # fmt: skip
    return tuple(peers)


def ask(python: str, script: str, *arguments: str, limit: float) -> Iterator[dict]:
    """Run a script in another interpreter; yield its lines as they come, for `limit` seconds.

    Those are seconds of the clock, the last resort: scripts keep to their processor time.
    """
    command = [python, "-c", script, *arguments]
    try:
        running = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
    except OSError as error:
        sys.exit(f"{python}: {error.strerror}")
    last = Timer(limit, running.kill)
    last.start()
    try:
        with running:
            for line in running.stdout:
                if line.startswith("{"):
                    yield json.loads(line)
            mistake = running.stderr.read()
    finally:
        last.cancel()
        running.kill()
    if running.returncode > 0:  # less than zero: killed by a limit
        print(mistake.strip(), file=sys.stderr)
