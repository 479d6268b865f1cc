"""Conflicts of the literature: every state, decision maker and concept of the reference file."""

from __future__ import annotations

import json
from math import factorial

import numpy as np
import pytest
from tests.aqre import SHARED
from tests.graph_model import Judge

from detente.stability.analysis import analyse
from detente.stability.coalitions import coalition_improvements, coalition_stability
from detente.stability.concepts import stability
from detente.stability.conflict import Conflict
from detente.stability.inverse import inverse
from detente.stability.reading import read

FILE = SHARED / "reference" / "stability" / "conflicts.json"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(),
    reason=f"the reference conflicts are not at {FILE}; set DETENTE_SHARED to the folder above",
)
DATA = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
NAMES = [name for name, entry in DATA.items() if isinstance(entry, dict) and "options" in entry]


def conflict(name: str) -> Conflict:
    return read(FILE, conflict=name)


@pytest.mark.parametrize("name", NAMES)
def test_the_feasible_states_are_those_of_the_reference(name):
    found, entry = conflict(name), DATA[name]
    assert found.states().tolist() == entry["states_decimal"]
    assert {str(s): found.written(s) for s in found.states().tolist()} == entry["states_yn"]


@pytest.mark.parametrize("concept", ["Nash", "GMR", "SMR", "SEQ"])
@pytest.mark.parametrize("name", NAMES)
def test_every_state_is_stable_for_whom_the_reference_says(name, concept):
    found, entry = conflict(name), DATA[name]
    rows = stability(found, (concept,))[concept]
    stable = {
        maker.name: np.flatnonzero(row).tolist()
        for maker, row in zip(found.makers, rows, strict=True)
    }
    assert stable == entry["stability"][concept]
    assert analyse(found).equilibria(concept) == entry["equilibria_decimal"][concept]


@pytest.mark.parametrize("name", NAMES)
def test_sim_is_what_the_definition_says(name):
    found = conflict(name)
    judge, rows = Judge(found), stability(found, ("SIM",))["SIM"]
    for maker, row in enumerate(rows):
        expected = [s for s in judge.states if judge.stable(frozenset({maker}), s, "SIM")]
        assert np.flatnonzero(row).tolist() == expected


def test_the_inverse_of_syria_and_iraq_counts_as_the_handout_does():
    found = inverse(conflict("gmcr_syria_iraq_1975"), 1, maker=0, concept="Nash")
    wanted = DATA["inverse_gmcr_syria_iraq_state2"]["counts"]["Nash"]
    assert (found.orders, found.of) == (wanted, factorial(6))


def test_the_coalition_of_elmira_has_the_improvement_of_the_handout():
    elmira = conflict("gmcr_elmira")
    ordered = elmira.states().tolist()  # the handout numbers the feasible states from 1
    wanted = DATA["elmira_coalition"]["joint_improvements_from_state7"]
    improvements = coalition_improvements(elmira, (0, 1), ordered[6])
    assert [ordered.index(s) + 1 for s in improvements] == wanted
    stable = coalition_stability(elmira, [(0, 1)], concepts=("Nash",))[0, 1]["Nash"]
    assert not stable[ordered[6]]
    assert analyse(elmira).stable["Nash"][:, ordered[6]].all()
