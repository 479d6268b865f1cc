"""An analysis as plain data, for `detente stability --json`."""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.shapes import Bools
from detente.stability.analysis import Analysis
from detente.stability.answers import Reason
from detente.stability.conflict import Conflict
from detente.stability.inverse import Inverse

MOST_LISTED = 1 << 16
"""In a larger conflict stable states are counted and only equilibria listed."""


def as_json(found: Analysis) -> dict[str, Any]:
    """Return an analysis as plain data; states are whole numbers, bit `k` for option `k`."""
    conflict = found.conflict
    names = [maker.name for maker in conflict.makers]
    listed = conflict.size <= MOST_LISTED
    return {
        "title": conflict.title,
        "options": [
            {"name": option.name, "title": option.title, "change": option.change, "owner": owner}
            for option, owner in zip(conflict.options, _owners(conflict), strict=True)
        ],
        "decision_makers": names,
        "feasible": int(conflict.feasible.sum()),
        "status_quo": _state(conflict, conflict.status_quo),
        "lost": list(conflict.notes),
        "remarks": list(conflict.remarks),
        "concepts": {
            concept: {
                "stable": {
                    name: _states(row, listed=listed) for name, row in zip(names, rows, strict=True)
                },
                "equilibria": [_state(conflict, s) for s in found.equilibria(concept)],
                "coalitions": {
                    "+".join(names[k] for k in group): _states(answers[concept], listed=listed)
                    for group, answers in found.together.items()
                },
            }
            for concept, rows in found.stable.items()
        },
    }


def reason_as_json(conflict: Conflict, why: Reason) -> dict[str, Any]:
    """Return why a decision maker stays or leaves as plain data."""
    return {
        "decision_maker": conflict.makers[why.maker].name,
        "state": _state(conflict, why.state),
        "verdict": why.verdict,
        "move": _state(conflict, why.move),
        "answer": [
            {"decision_maker": conflict.makers[k].name, "state": _state(conflict, s)}
            for k, s in why.answer
        ],
        "mend": _state(conflict, why.mend),
    }


def inverse_as_json(conflict: Conflict, found: Inverse) -> dict[str, Any]:
    """Return the answer to the inverse question as plain data."""
    return {
        "decision_maker": conflict.makers[found.maker].name,
        "state": _state(conflict, found.state),
        "concept": found.concept,
        "demands": [
            {"not_preferred": demand.move, "or_sanctioned_by": [list(w) for w in demand.sanctions]}
            for demand in found.demands
        ],
        "holds": found.holds,
        "orders": found.orders,
        "of": found.of,
        "share": found.share,
    }


def _owners(conflict: Conflict) -> list[str]:
    owner = {k: maker.name for maker in conflict.makers for k in maker.options}
    return [owner[k] for k in range(len(conflict.options))]


def _state(conflict: Conflict, state: int | None) -> dict[str, Any] | None:
    if state is None:
        return None
    taken = [option.name for k, option in enumerate(conflict.options) if state >> k & 1]
    facts = {"facts": conflict.facts[state]} if state in conflict.facts else {}
    return {"state": state, "written": conflict.written(state), "taken": taken, **facts}


def _states(row: Bools, *, listed: bool) -> list[int] | dict[str, int]:
    return np.flatnonzero(row).tolist() if listed else {"count": int(row.sum())}
