"""How a conflict file writes states: a statement, a pattern such as `Y-N`, or options taken."""

from __future__ import annotations

import numpy as np

from detente.scenario.nodes import Mapping, Node, Scalar, Sequence, within
from detente.scenario.problems import did_you_mean
from detente.shapes import Bools
from detente.stability.forms import Form
from detente.stability.statements import SlipError, holds, pattern_of, state_in


def states(node: Node, bits: dict[str, int], *, form: Form) -> Bools:
    """Return the states that a statement or a pattern speaks of; none after a mistake."""
    text = form.text(node)
    none = np.zeros(1 << len(bits), bool)
    if not isinstance(node, Scalar):
        return none
    pattern = pattern_of(text, len(bits)) if text not in bits else None
    if pattern is not None:
        return np.asarray(np.arange(1 << len(bits)) & pattern[0] == pattern[1])
    try:
        return holds(text, bits)
    except SlipError as slip:
        if _letters(text):
            if not form.sure:
                return none
            message = f"the pattern `{text}` has {len(text)} letters for {len(bits)} options"
            form.problems.add(message, span=node.span)
        else:
            hint = did_you_mean(slip.unknown, bits) if slip.unknown else ""
            span = within(node, slip.start, slip.end)
            form.problems.add(slip.message, span=span, hint=hint)
        return none


def state(node: Node, bits: dict[str, int], *, form: Form) -> int | None:
    """Return one state: a list of the options taken, or its text; None after a mistake."""
    if isinstance(node, Sequence):
        taken = [item for item in node.items if isinstance(item, Scalar)]
        for item in taken:
            if item.text not in bits:
                hint = did_you_mean(item.text, bits)
                form.problems.add(f"no option is called `{item.text}`", span=item.span, hint=hint)
        if len(taken) < len(node.items):
            form.problems.add("the options taken are names", span=node.span)
        return sum({1 << bits[item.text] for item in taken if item.text in bits})
    if isinstance(node, Mapping):
        form.problems.add("a state is wanted here", span=node.span, hint=_HINT)
        return None
    found = state_in(node.text, bits)
    if found is None and (form.sure or not _letters(node.text)):
        form.problems.add(f"`{node.text}` is no state", span=node.span, hint=_HINT)
    return found


def _letters(text: str) -> bool:
    return bool(text) and set(text) <= {"Y", "N", "-"}


_HINT = "write the options that are taken, `[a, b]`, or a Y or N for each option in their order"
