"""Extensive games side by side: detente, Gambit, plain NumPy and OpenSpiel on the same trees.

    python benchmarks/extensive.py branch --depth 6          one equilibrium at lambda 1
    python benchmarks/extensive.py numpy                     the same by plain NumPy sweeps
    python benchmarks/extensive.py regret --zero-sum         time to the same total regret
    python benchmarks/extensive.py read --depth 12           a file of a million leaves

The games are the alternating crises of `crises.py`. Gambit and OpenSpiel are asked in `--peers
PYTHON`, other interpreters, one for each version; `--most` and `--limit` may be given once for each
of them, in their order. Figures are processor time of one thread, without start-up. With `--json`
the rows go to standard output and the text to standard error.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from crises import actions_in_file, crisis, payoffs, public_tree, with_types
from peers import GAMBIT, Peer, ask, peers_of
from plain_numpy import PlainSweep, TurnedSweep, settle
from race import race
from report import Report, fastest, head, one_line

from detente.game.arrays import END
from detente.game.efg import read_efg, write_efg
from detente.game.extensive import ExtensiveGame
from detente.shapes import Floats
from detente.solve.extensive.agents import solve_extensive
from detente.solve.extensive.sweep import NEVER, Sweeper
from detente.solve.public_tree import solve

LAM, TOLERANCE = 1.0, 1e-9
Solved = tuple[Floats, int]
DEPTHS = {"numpy": [5, 6, 8, 10, 12], "regret": [4, 6, 8, 10]}


def residual(game: ExtensiveGame, policy: Floats, *, lam: float = LAM) -> float:
    """Return how far any probability of a profile is from the logit of its values."""
    sweeper = Sweeper(game)
    sweeper.take(np.log(np.maximum(policy, NEVER)))
    return float(sweeper.audit(lam))


def in_order(game: ExtensiveGame, policy: list[float]) -> Floats:
    """Put Gambit's probabilities, which go player by player, in the order of our actions."""
    order = np.argsort(game.infoset_player, kind="stable")
    width = np.diff(game.action_first)[order]
    within = np.arange(width.sum()) - np.repeat(np.cumsum(width) - width, width)
    mine = np.empty(len(policy))
    mine[np.repeat(game.action_first[order], width) + within] = policy
    return mine


def branch(args: argparse.Namespace, report: Report) -> None:
    """One equilibrium at lambda 1, and the same from every Gambit."""
    for depth in (3, 5):
        solve_extensive(crisis(depth), LAM)  # compile
    asked = [peer for peer in report.peers if peer.gambit]
    for depth in range(1, args.depth + 1):
        path, game = report.file(depth)
        seconds, found = fastest(lambda g=game: solve_extensive(g, LAM), rounds=args.rounds)
        left, leaves = residual(game, found.policy), int((game.mover == END).sum())
        report.say(
            f"depth {depth:2d}, {leaves:9,} leaves, {'detente':16} {seconds:10.5f} s, "
            f"residual {left:.0e}, {found.steps} steps",
            depth=depth, leaves=leaves, solver="detente", seconds=seconds, residual=left,
        )  # fmt: skip
        for peer in [one for one in asked if depth <= one.most]:
            report.now(f"depth {depth}: Gambit {peer.gambit}")
            told = list(ask(
                peer.python, GAMBIT, str(path), repr(LAM), repr(peer.limit),
                limit=10 * peer.limit + 60,
            ))  # fmt: skip
            if told:
                beside(game, found.policy, told[0], seconds=seconds, peer=peer, report=report)
            else:
                name = f"Gambit {peer.gambit}"
                late = f"{name:>40}  not within {peer.limit:.0f} s"
                report.say(late, leaves=leaves, solver=name, seconds=None)
                asked.remove(peer)  # deeper ones take longer
        path.unlink()


def beside(
    game: ExtensiveGame, ours: Floats, told: dict, *, seconds: float, peer: Peer, report: Report
) -> None:
    """Say what a Gambit took beside our seconds, and how far its profile is from ours."""
    name, policy, theirs = f"Gambit {peer.gambit}", in_order(game, told["policy"]), told["seconds"]
    apart, left = float(np.abs(policy - ours).max()), residual(game, policy)
    report.say(
        f"{name:>40} {theirs:10.4f} s, residual {left:.0e}, {apart:.0e} apart, "
        f"{theirs / seconds:,.1f} times",
        leaves=int((game.mover == END).sum()), solver=name, seconds=theirs, residual=left,
        apart=apart, times=theirs / seconds,
    )  # fmt: skip


def yardstick(args: argparse.Namespace, report: Report) -> None:
    """One equilibrium at lambda 1 by NumPy sweeps, and by detente in both of its forms."""
    for depth in (3, 5):
        solve_extensive(crisis(depth), LAM)  # compile
        solve(*with_types(depth, LAM), threads=1)
    for depth in args.depths:
        _, game = report.file(depth)
        tree, leaves = public_tree(depth), int((game.mover == END).sum())
        at, base, plain = actions_in_file(tree, game), np.nan, None
        for name, job in solvers(depth, game):
            report.now(f"depth {depth}: {name}")
            seconds, (policy, sweeps) = fastest(job, rounds=args.rounds)
            if plain is None:
                base, plain = seconds, policy
            whole = np.empty(len(game.action_label))
            whole[at] = policy
            left, apart = residual(game, whole), float(np.abs(policy - plain).max())
            report.say(
                f"depth {depth:2d}, {leaves:9,} leaves, {name:27} {seconds:8.5f} s, "
                f"{sweeps:3d} sweeps, residual {left:.0e}, {apart:.0e} apart, "
                f"{base / seconds:.2f} times as fast",
                depth=depth, leaves=leaves, solver=name, seconds=seconds, sweeps=sweeps,
                residual=left, apart=apart, times=base / seconds,
            )  # fmt: skip


def solvers(depth: int, game: ExtensiveGame) -> list[tuple[str, Callable[[], Solved]]]:
    """Name the solvers; each returns a policy of the public tree (M, T, 4) and its sweeps."""
    tree, typed = public_tree(depth), with_types(depth, LAM)
    worth, at = payoffs(tree), actions_in_file(tree, game)

    def by_types() -> Solved:
        found = solve(*typed, threads=1)
        return found.policy[0].reshape(-1, 4, 2).transpose(0, 2, 1), int(found.sweeps[0])

    def by_file() -> Solved:
        found = solve_extensive(game, LAM)
        return found.policy[at], found.steps

    return [
        ("NumPy, a row a node", lambda: settle(
            PlainSweep(tree, worth, lam=LAM), tolerance=TOLERANCE)),
        ("NumPy, nodes last", lambda: settle(
            TurnedSweep(tree, worth, lam=LAM), tolerance=TOLERANCE)),
        ("detente, public tree", by_types),
        ("detente, read from the file", by_file),
    ]  # fmt: skip


def regret(args: argparse.Namespace, report: Report) -> None:
    """Time to the same sum of regrets: detente, CFR, CFR+ and external-sampling MCCFR."""
    race(
        report, depths=args.depths, zero_sum=args.zero_sum, share=args.share,
        limit=args.own_limit,
    )  # fmt: skip


def reading(args: argparse.Namespace, report: Report) -> None:
    """Read a large file."""
    path, _ = report.file(7)  # compile: large enough for the compiled reader
    report.now(f"writing a crisis of {args.depth} turns")
    path.write_text(write_efg(crisis(args.depth)))
    size, begin = path.stat().st_size, time.process_time()
    game = read_efg(path)
    seconds = time.process_time() - begin
    leaves, memory = int((game.mover == END).sum()), resource.getrusage(resource.RUSAGE_SELF)
    report.say(
        f"{leaves:,} leaves, {size / 1e6:.0f} MB: {seconds:.2f} s, "
        f"peak {memory.ru_maxrss / 1e3:.0f} MB",
        depth=args.depth, leaves=leaves, bytes=size, seconds=seconds,
        peak_megabytes=memory.ru_maxrss / 1e3,
    )  # fmt: skip


def options() -> argparse.ArgumentParser:
    """Say what may be asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=COMMANDS)
    parser.add_argument("--depth", type=int, default=6, help="of `branch`, up to; of `read`")
    parser.add_argument("--depths", type=int, nargs="*", help="of `numpy` and `regret`")
    parser.add_argument("--rounds", type=int, default=5, help="of which the fastest counts")
    parser.add_argument("--share", type=float, default=1e-3, help="the regret to come to")
    parser.add_argument("--zero-sum", action="store_true", help="in `regret`")
    parser.add_argument(
        "--own-limit", type=float, default=120.0, help="seconds of a method of ours"
    )
    parser.add_argument("--peers", action="append", default=[], metavar="PYTHON")
    parser.add_argument("--most", type=int, action="append", help="a peer's deepest tree")
    parser.add_argument("--limit", type=float, action="append", help="a peer's seconds for a tree")
    parser.add_argument("--json", action="store_true")
    return parser


COMMANDS = {"branch": branch, "numpy": yardstick, "regret": regret, "read": reading}


def main() -> None:
    """Run what is asked for; what was done before Ctrl-C is still told."""
    args = options().parse_args()
    args.depths = args.depths or DEPTHS.get(args.what, [])
    peers = peers_of(args.peers, args.most or [6], args.limit or [300.0])
    with tempfile.TemporaryDirectory() as folder:
        report = Report(peers, Path(folder), args.json)
        first = head(peers)
        report.say(one_line(first))
        try:
            COMMANDS[args.what](args, report)
            code = 0
        except KeyboardInterrupt:
            report.say("stopped")
            code = 130
    if args.json:
        print(json.dumps({"machine": first, "rows": report.rows}, indent=1))
    sys.exit(code)


if __name__ == "__main__":
    main()
