"""Where the reference equilibria are, and how they are read."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared"))
FOLDER = SHARED / "reference" / "aqre"

needs_reference = pytest.mark.skipif(
    not (FOLDER / "golden.csv").is_file(),
    reason=f"the reference games are not at {FOLDER}; set DETENTE_SHARED to the folder above them",
)
Rows = dict[float, dict[tuple[int, int, int], float]]


def golden() -> dict[str, Rows]:
    """Return game -> precision -> (player, information set, action), from 1 -> probability."""
    games: dict[str, Rows] = defaultdict(lambda: defaultdict(dict))
    if (FOLDER / "golden.csv").is_file():
        with (FOLDER / "golden.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                key = (int(row["player"]), int(row["infoset"]), int(row["action"]))
                games[row["game"]][float(row["lam"])][key] = float(row["prob"])
    return games
