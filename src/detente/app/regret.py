"""`detente regret`: what each player of a game could gain over a profile of play."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.app import game_files, printed
from detente.errors import GameError, Problem

if TYPE_CHECKING:
    from detente.game.extensive import ExtensiveGame
    from detente.shapes import Floats


@click.command(short_help="Say what could be gained over a profile of play.")
@click.argument("game", type=click.Path(exists=True, dir_okay=False))
@click.argument("profile", type=click.Path(exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print every information set as JSON.")
def regret(game: str, profile: str, *, as_json: bool) -> None:
    """Say how far PROFILE is from an equilibrium of GAME.

    \b
    detente solve game.efg --lam 4 --json > play.json
    detente regret game.efg play.json

    GAME is an extensive game in an .efg file, PROFILE the JSON that `detente solve` prints, or the
    same made by somebody else: `infosets`, each with `player`, `infoset` and `actions`. A player's
    regret is what its best strategy would gain over its own, from the start; that of an
    information set is what the best action there would gain, once it is reached.
    """
    from detente.game.efg import read_efg
    from detente.game.recall import absent_minded
    from detente.solve.extensive.profile import read_profile

    read = read_efg(game)
    if flaw := absent_minded(read):
        raise GameError(Problem(f"regret is not defined for this game: {flaw}", source=game))
    game_files.warn_forgetting(read)
    found = _found(read, read_profile(Path(profile), read))
    if as_json:
        printed.as_json(found)
    else:
        _show(found)


def _found(game: ExtensiveGame, policy: Floats) -> dict[str, Any]:
    from detente.solve.extensive.as_json import player_names
    from detente.solve.extensive.regret import expected, regrets, set_regrets

    worth, names = expected(game, policy), player_names(game)
    gains, sets = regrets(game, policy, worth), set_regrets(game, policy)
    return {
        "game": game.title,
        "players": [
            {"player": p + 1, "player_label": name, "worth": float(worth[p]), "regret": float(g)}
            for p, (name, g) in enumerate(zip(names, gains, strict=True))
        ],
        "total": float(gains.sum()),
        "infosets": [
            {
                "player": int(game.infoset_player[one]) + 1,
                "player_label": names[game.infoset_player[one]],
                "infoset": int(game.infoset_number[one]),
                "infoset_label": game.infoset_label[one],
                "reach": float(sets.reach[one]),
                "regret": float(sets.gain[one]),
                "best": game.action_label[game.action_first[one] + sets.best[one]]
                or int(sets.best[one]) + 1,
            }
            for one in range(len(game.infoset_player))
        ],
    }


def _show(found: dict[str, Any]) -> None:
    from detente.app import table

    table.show(
        ("player", "expects", "could gain"),
        [
            (one["player_label"], f"{one['worth']:.6g}", f"{one['regret']:.6g}")
            for one in found["players"]
        ],
    )
    click.echo()
    table.show(
        ("player", "information set", "reached", "could gain there", "by"),
        [
            (
                one["player_label"],
                f"{one['infoset']} {one['infoset_label']}".strip(),
                f"{one['reach']:.4f}",
                f"{one['regret']:.6g}",
                str(one["best"]),
            )
            for one in found["infosets"]
        ],
    )
