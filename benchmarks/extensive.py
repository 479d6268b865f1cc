"""Extensive games side by side: detente, Gambit and OpenSpiel on the same files.

    python benchmarks/extensive.py branch --depth 5          one equilibrium at lambda 1
    python benchmarks/extensive.py regret --depth 10         time to the same total regret
    python benchmarks/extensive.py read --depth 12           a file of a million leaves

The games are the alternating crises of `crises.py`. Gambit and OpenSpiel
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
from crises import crisis

from detente.game.arrays import END
from detente.game.efg import read_efg, write_efg
from detente.game.extensive import ExtensiveGame
from detente.solve.extensive import solve_extensive
from detente.solve.limits import nash_limit

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
        game = read_efg(write_efg(crisis(depth)))
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
        game = crisis(depth, zero_sum=True)
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
    path.write_text(write_efg(crisis(args.depth)))
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
