"""Small conflicts worked out by hand from the definitions.

`stability.csv` has the three two-by-two games with which the concepts are usually told apart (Fang,
Hipel and Kilgour 1989, *European Journal of Operational Research* 41, 86-100, for the concepts but
SIM), each line with the step that decides it. The three-party conflicts below each turn on one
clause of a definition.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from detente.stability.concepts import stability
from detente.stability.conflict import Conflict
from detente.stability.reading import parse

TABLE = Path(__file__).with_name("stability.csv")
ORDERS = {  # the best first; Y cooperates, swerves or hunts the stag; row first
    "prisoners_dilemma": ("NY, YY, NN, YN", "YN, YY, NN, NY"),
    "chicken": ("NY, YY, YN, NN", "YN, YY, NY, NN"),
    "stag_hunt": ("YY, NY, NN, YN", "YY, YN, NN, NY"),
}
LINES = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def written(conflict: Conflict, states) -> set[str]:
    return {conflict.written(s) for s in np.flatnonzero(states)}


@pytest.mark.parametrize("line", LINES, ids=[f"{x['game']}-{x['concept']}" for x in LINES])
def test_two_by_two_games_come_out_as_worked_by_hand(line):
    row, column = ORDERS[line["game"]]
    game = parse(f"""
decision_makers:
  row: {{options: [row_yes], order: [{row}]}}
  column: {{options: [column_yes], order: [{column}]}}
""")
    concept = line["concept"]
    stable = stability(game, (concept,))[concept]
    assert written(game, stable[0]) == set(line["row"].split())
    assert written(game, stable[1]) == set(line["column"].split())
    assert written(game, stable.all(axis=0)) == set(line["equilibria"].split())


THREE = """
decision_makers:
  a: {options: [go], prefers: [not (b1 and c1), go]}
  b: {options: [b1], prefers: [b1]}
  c: {options: [c1], prefers: [c1]}
"""


def stable_for_a(text: str, state: str) -> set[str]:
    conflict = parse(text)
    place = next(s for s in range(conflict.size) if conflict.written(s) == state)
    return {concept for concept, rows in stability(conflict).items() if rows[0, place]}


def test_several_together_undo_what_none_of_them_undoes_alone():
    """For a, who goes, YYN and YNY are better than NNN; only YYY, where both join, is not."""
    assert stable_for_a(THREE, "NNN") == {"GMR", "SMR", "SEQ", "SIM"}


def test_a_joint_state_that_is_infeasible_undoes_nothing():
    """The same with YYY infeasible: nothing bad can come of going, in turn or at once."""
    assert stable_for_a(THREE + "infeasible: [YYY]\n", "NNN") == set()


def test_who_does_not_want_to_take_part_undoes_nothing():
    """With c content as it is, the others could answer and would not."""
    content = THREE.replace("prefers: [c1]", "prefers: [not c1]")
    assert stable_for_a(content, "NNN") == {"GMR", "SMR"}


TWICE = """
decision_makers:
  a: {options: [go], prefers: [not (go and b1 and b2 and c1), go]}
  b:
    options: [b1, b2]
    ranks: {N---: 0, YNN-: 1, YYNN: 2, YYNY: 3, YYYY: 4, YNYN: 0, YNYY: 0, YYYN: 0}
  c: {options: [c1], ranks: {N---: 0, YY-N: 1, YY-Y: 2, YN--: 0}}
"""


def test_one_of_several_may_answer_twice_but_not_twice_in_a_row():
    """From YNNN b wants b1, then c wants c1, then b wants b2, and only that is bad for a.

    At YYNN b does not want b2 yet, and at YNNN not both: without a second turn nothing deters a.
    """
    assert stable_for_a(TWICE, "NNNN") == {"GMR", "SMR", "SEQ"}
    once = TWICE.replace("YYYY: 4", "YYYY: 2")  # the second turn is no improvement any more
    assert stable_for_a(once, "NNNN") == {"GMR", "SMR"}
