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
from detente.solve.extensive import solve_extensive
from detente.solve.limits import nash_limit

PRIOR = (0.4, 0.6)
GAMBIT = """
import json, sys, time, pygambit as g
game = g.read_efg(sys.argv[1])
begin = time.process_time()
found = g.qre.logit_solve_lambda(game, lam=[float(sys.argv[2])])[-1]
seconds = time.process_time() - begin
print(json.dumps({"seconds": seconds, "version": g.__version__,
    "probs": [found[i] for i in range(len(found))]}))
"""
SPIEL = """
import json, sys, time, importlib.metadata as m, pyspiel
game = pyspiel.load_game("efg_game(filename=" + sys.argv[1] + ")")
goal, most, found = float(sys.argv[2]), float(sys.argv[3]), {}
for name, make in (("CFR", pyspiel.CFRSolver), ("CFR+", pyspiel.CFRPlusSolver)):
    solver, seconds, steps, told = make(game), 0.0, 0, float("inf")
    while seconds < most and told > goal:
        begin = time.process_time()
        solver.evaluate_and_update_policy()
        seconds, steps = seconds + time.process_time() - begin, steps + 1
        if steps & (steps - 1) == 0 or steps % 8 == 0:
            told = pyspiel.nash_conv(game, solver.average_policy())
    found[name] = {"seconds": seconds, "steps": steps, "regret": told}
print(json.dumps({"found": found, "version": m.version("open_spiel")}))
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
    numbers = np.where(who == 0, np.cumsum(who == 0), np.cumsum(who == 1))
    return ExtensiveGame(
        title=f"crisis of {depth} turns", comment="", players=("A", "B"), mover=movers,
        infoset=infoset, first=first, payoff=payoff, child=child.astype(np.int32), chance=chance,
        edge_label=("AA", "AB", "BA", "BB", *(("a", "b", "c", "d") * (4 * len(inner)))),
        infoset_player=who, infoset_number=numbers.astype(np.int32),
        infoset_label=("",) * sets, action_first=np.arange(0, 4 * sets + 1, 4, dtype=np.int32),
        action_label=("a", "b", "c", "d") * sets,
    )  # fmt: skip


def ask(peers: str, script: str, *arguments: str, limit: float) -> dict[str, object] | None:
    """Run a script in the peers' interpreter; None if it is not there or takes too long."""
    try:
        ran = subprocess.run(
            [peers, "-c", script, *arguments],
            capture_output=True, text=True, timeout=limit, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    if ran.returncode:
        print(ran.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return None
    return json.loads(ran.stdout.strip().splitlines()[-1])


def by_number(game: ExtensiveGame, policy: np.ndarray) -> np.ndarray:
    """Order the chances of actions by player and first node of the set, as Gambit does."""
    order = np.argsort(game.infoset_player, kind="stable")
    return np.concatenate([
        policy[game.action_first[s] : game.action_first[s + 1]] for s in order
    ])  # fmt: skip


def branch(args: argparse.Namespace) -> None:
    """One equilibrium at lambda 1, and the same from Gambit."""
    solve_extensive(crisis(3), 1.0)  # compile
    for depth in range(1, args.depth + 1):
        game = read_efg(write_efg(crisis(depth, going_on=args.going_on)))
        best = np.inf
        for _ in range(5 if depth < 9 else 1):
            begin = time.process_time()
            found = solve_extensive(game, 1.0)
            best = min(best, time.process_time() - begin)
        line = (
            f"depth {depth:2d}, {int((game.mover == END).sum()):9,} leaves: {best:9.5f} s, "
            f"{found.steps} sweeps, residual {found.residual:.0e}"
        )
        if args.peers and depth <= args.most:
            path = Path(tempfile.gettempdir()) / f"crisis-{os.getpid()}.efg"
            path.write_text(write_efg(game))
            theirs = ask(args.peers, GAMBIT, str(path), "1.0", limit=args.limit)
            path.unlink()
            if theirs is None:
                line += f"; Gambit took more than {args.limit:.0f} s"
            else:
                apart = np.abs(by_number(game, found.policy) - theirs["probs"]).max()
                line += (
                    f"; Gambit {theirs['version']}: {theirs['seconds']:.3f} s, {apart:.0e} apart, "
                    f"{theirs['seconds'] / best:,.0f} times"
                )
        print(line, flush=True)


def regret(args: argparse.Namespace) -> None:
    """Time to the same sum of regrets: our branch, CFR and CFR+."""
    nash_limit(crisis(3), share=0.1)
    for depth in args.depths:
        game = crisis(depth, going_on=args.going_on, zero_sum=True)
        spread = float(np.ptp(game.payoff[game.mover == END]))
        begin = time.process_time()
        found = nash_limit(game, share=args.share)
        ours = time.process_time() - begin
        print(
            f"depth {depth}, {int((game.mover == END).sum()):,} leaves: {ours:.3f} s to "
            f"{found.share:.1e} of the range at lambda {found.solution.lam:.3g}, "
            f"{found.solution.steps} sweeps",
            flush=True,
        )
        if args.peers:
            path = Path(tempfile.gettempdir()) / f"crisis-{os.getpid()}.efg"
            path.write_text(write_efg(game))
            theirs = ask(
                args.peers, SPIEL, str(path), repr(args.share * spread), repr(args.limit),
                limit=10 * args.limit + 120,
            )  # fmt: skip
            path.unlink()
            for name, one in (theirs or {"found": {}})["found"].items():
                print(
                    f"    OpenSpiel {theirs['version']}, {name}: {one['seconds']:.3f} s, "
                    f"{one['steps']} iterations to {one['regret'] / spread:.1e}",
                    flush=True,
                )


def reading(args: argparse.Namespace) -> None:
    """Read a large file."""
    path = Path(tempfile.gettempdir()) / f"crisis-{os.getpid()}.efg"
    path.write_text(write_efg(crisis(3)) + " " * 200_000)
    read_efg(path)  # compile
    path.write_text(write_efg(crisis(args.depth, going_on=4)))
    size, begin = path.stat().st_size, time.process_time()
    game = read_efg(path)
    seconds = time.process_time() - begin
    path.unlink()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(
        f"{int((game.mover == END).sum()):,} leaves, {size / 1e6:.0f} MB: {seconds:.2f} s, "
        f"peak {memory:.0f} MB"
    )


def main() -> None:
    """Run what is asked for, with the machine's load beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["branch", "regret", "read"])
    parser.add_argument("--depth", type=int, default=6)
    parser.add_argument("--depths", type=int, nargs="*", default=[4, 6, 8, 10])
    parser.add_argument("--going-on", type=int, default=2)
    parser.add_argument("--share", type=float, default=1e-3)
    parser.add_argument("--peers", default="", help="a Python that has pygambit or open_spiel")
    parser.add_argument("--most", type=int, default=4, help="the deepest tree that Gambit gets")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds that a peer gets")
    args = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    {"branch": branch, "regret": regret, "read": reading}[args.what](args)


if __name__ == "__main__":
    main()
