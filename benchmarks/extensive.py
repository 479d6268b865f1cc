"""Extensive games side by side: detente, Gambit and OpenSpiel on the same files.

    python benchmarks/extensive.py branch --depth 5          one equilibrium at lambda 1
    python benchmarks/extensive.py regret --depth 10         time to the same total regret
    python benchmarks/extensive.py read --depth 18           a file of a million leaves

The games are alternating crises: two players of two types each, four actions at every turn, two of
which end the game; at the last turn all do. `--going-on 3` lets three go on. Gambit and OpenSpiel
are asked when they are installed in `--peers PYTHON`, another interpreter, so that they need not be
in the project's environment; figures are processor time of one thread, without start-up.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from detente.game.arrays import CHANCE, END
from detente.game.efg import read_efg, write_efg
from detente.game.extensive import ExtensiveGame

PRIOR = (0.4, 0.6)
GAMBIT = """
import json, sys, time, pygambit as g
game = g.read_efg(sys.argv[1]) if hasattr(g, "read_efg") else g.Game.read_game(sys.argv[1])
begin = time.process_time()
found = g.qre.logit_solve_lambda(game, lam=[1.0]) if hasattr(g.qre, "logit_solve_lambda") else \\
    g.qre.logit_solve_branch(game, maxregret=1e-9)
seconds = time.process_time() - begin
one = found[-1]
print(json.dumps({"seconds": seconds, "version": g.__version__, "lam": one.lam,
    "probs": [one.profile[a] for p in game.players for s in p.infosets for a in s.actions]}))
"""
SPIEL = """
import json, sys, time, pyspiel
game = pyspiel.load_game("efg_game(filename=" + sys.argv[1] + ")")
goal, out = float(sys.argv[2]), {}
for name, make in (("CFR", pyspiel.CFRSolver), ("CFR+", pyspiel.CFRPlusSolver)):
    solver, seconds, steps, told = make(game), 0.0, 0, None
    while seconds < float(sys.argv[3]):
        begin = time.process_time()
        solver.evaluate_and_update_policy()
        seconds, steps = seconds + time.process_time() - begin, steps + 1
        if steps & (steps - 1) == 0 or steps % 16 == 0:
            told = pyspiel.nash_conv(game, solver.tabular_average_policy())
            if told <= goal:
                break
    out[name] = {"seconds": seconds, "iterations": steps, "regret": told}
import importlib.metadata as m
print(json.dumps({"found": out, "version": m.version("open_spiel")}))
"""


def crisis(
    depth: int, *, going_on: int = 2, seed: int = 1, zero_sum: bool = False
) -> ExtensiveGame:
    """Make an alternating crisis of two players with two types each."""
    rng = np.random.default_rng(seed)
    level, mover, first_child = [np.zeros(1, np.int64)], [], []
    count = 1
    for turn in range(depth):
        last = turn == depth - 1
        here = level[-1]
        mover.append(np.full(len(here), turn % 2))
        first_child.append(count + 4 * np.arange(len(here)))
        children = count + np.arange(4 * len(here))
        count += len(children)
        goes = (np.arange(len(children)) % 4 < going_on) & (not last)
        level.append(children[goes])
        if not last:
            continue
    public = np.full(count, END)
    begin = np.zeros(count, np.int64)
    for nodes, who, child in zip(level, mover, first_child, strict=False):
        public[nodes], begin[nodes] = who, child
    profiles = [(a, b) for a in range(2) for b in range(2)]
    worth = rng.standard_normal((count, 2, 2))
    if zero_sum:
        worth[:, 1, :] = 0.0
    total = 1 + 4 * count
    movers, infoset = np.full(total, END, np.int32), np.full(total, -1, np.int32)
    payoff, degree = np.zeros((total, 2)), np.zeros(total, np.int64)
    movers[0], degree[0] = CHANCE, 4
    inner = np.flatnonzero(public >= 0)
    rank = np.full(count, -1)
    rank[inner] = np.arange(len(inner))
    starts = np.zeros(total, np.int64)
    for q, types in enumerate(profiles):
        at = 1 + q * count
        block = slice(at, at + count)
        movers[block] = public
        degree[block] = np.where(public >= 0, 4, 0)
        starts[block] = at + begin
        mine = np.array(types)[np.maximum(public, 0)]
        infoset[block] = np.where(public >= 0, 2 * rank + mine, -1)
        ends = np.flatnonzero(public == END)
        one, two = worth[ends, 0, types[0]], worth[ends, 1, types[1]]
        payoff[at + ends] = np.column_stack((one, -one if zero_sum else two))
    first = np.concatenate([[0], np.cumsum(degree)]).astype(np.int32)
    child = np.repeat(starts - first[:-1], degree) + np.arange(first[-1])
    child[:4] = 1 + count * np.arange(4)
    chance = np.ones(len(child))
    chance[:4] = [PRIOR[a] * PRIOR[b] for a, b in profiles]
    sets = 2 * len(inner)
    who = np.repeat(public[inner], 2).astype(np.int32)
    return ExtensiveGame(
        title=f"crisis of {depth} turns", comment="", players=("A", "B"), mover=movers,
        infoset=infoset, first=first, payoff=payoff, child=child.astype(np.int32), chance=chance,
        edge_label=("", "", "", "", *(("a", "b", "c", "d") * (4 * len(inner)))),
        infoset_player=who, infoset_number=np.arange(1, sets + 1, dtype=np.int32),
        infoset_label=("",) * sets, action_first=np.arange(0, 4 * sets + 1, 4, dtype=np.int32),
        action_label=("a", "b", "c", "d") * sets,
    )  # fmt: skip
