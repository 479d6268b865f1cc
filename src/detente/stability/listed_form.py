"""Option-form conflicts as lists: options with a direction, decision makers, a rank for each state.

`options` is a list of `[name, direction]`, `decision_makers` a list of mappings with `name`,
`options` (numbers from 0) and `ordinal_payoff_by_state`, `infeasible` a list of patterns, each a
list of `[option, Y or N]`. States are decimal: the sum of `2^k` over the options taken.
"""

from __future__ import annotations

import numpy as np

from detente.scenario.nodes import Mapping, Node, Scalar, Sequence
from detente.scenario.problems import Problems, did_you_mean, listed
from detente.shapes import Bools, Ints
from detente.stability.conflict import MOST_OPTIONS, Change, Conflict, DecisionMaker, Option, dense
from detente.stability.forms import Form

_DIRECTIONS: dict[str, Change] = {"both": "both", "fwd": "take", "back": "drop", "none": "never"}
_MAKER = ("name", "options", "ordinal_payoff_by_state")


def fits(root: Mapping) -> bool:
    """Say whether a conflict is written in lists."""
    return isinstance(root.get("options"), Sequence)


def chosen(root: Mapping, name: str, *, problems: Problems) -> Mapping:
    """Return the conflict of a text, or the one of that name if the text holds several."""
    if root.get("decision_makers") is not None or not root.entries:
        if name:
            message = f"the file holds one conflict, not several with one called `{name}`"
            problems.add(message, span=None, hint="leave out --conflict")
        return root
    within = {
        key.text: node
        for key, node in root.entries
        if isinstance(node, Mapping) and node.get("decision_makers") is not None
    }
    if not within:
        return root
    if name in within:
        return within[name]
    hint = did_you_mean(name, within) if name else ""
    message = f"no conflict is called `{name}`" if name else "the file holds several conflicts"
    hint = hint or f"choose with --conflict: there are {listed(within)}"
    if len(within) > 1 or name:
        problems.add(message, span=None, hint=hint)
    return next(iter(within.values()))


def elaborate(root: Mapping, *, problems: Problems) -> Conflict | None:
    """Return the conflict, or None after a mistake."""
    form = Form(problems)
    options = tuple(_option(item, form=form) for item in form.items(root.get("options"), "options"))
    if len(options) > MOST_OPTIONS:
        message = f"{len(options)} options are too many: the most is {MOST_OPTIONS}"
        problems.add(message, span=form.place(root, "options"))
        return None
    feasible = _feasible(root.get("infeasible"), len(options), form=form)
    makers: list[DecisionMaker] = []
    ranks: list[Ints] = []
    for item in form.items(root.get("decision_makers"), "`decision_makers`"):
        record = form.record(item, "a decision maker", known=_MAKER, needed=_MAKER)
        own = [_whole(k, len(options), form=form) for k in
               form.items(record.get("options"), "`options`")]  # fmt: skip
        makers.append(DecisionMaker(form.text(record.get("name")), tuple(own)))
        payoffs = record.get("ordinal_payoff_by_state")
        ranks.append(_ranks(payoffs, item, feasible, form=form))
    if problems:
        return None
    if sorted(k for maker in makers for k in maker.options) != list(range(len(options))):
        span = form.place(root, "decision_makers")
        problems.add("each option has to belong to one decision maker", span=span)
        return None
    title = form.text(root.get("title")) or problems.source
    return Conflict(title, options, tuple(makers), feasible, np.array(ranks, np.int32))


def _option(item: Node, *, form: Form) -> Option:
    parts = [form.text(part) for part in form.items(item, "an option")]
    if len(parts) != 2:
        form.problems.add("an option is a name and a direction", span=item.span)
        return Option("")
    if parts[1] not in _DIRECTIONS:
        hint = did_you_mean(parts[1], _DIRECTIONS)
        form.problems.add(f"`{parts[1]}` is no direction", span=item.span, hint=hint)
    return Option(parts[0], change=_DIRECTIONS.get(parts[1], "both"))


def _feasible(node: Node | None, count: int, *, form: Form) -> Bools:
    states = np.arange(1 << count)
    feasible = np.ones(1 << count, bool)
    for pattern in form.items(node, "`infeasible`"):
        matches = np.ones(1 << count, bool)
        for part in form.items(pattern, "a pattern"):
            pair = form.items(part, "a part of a pattern")
            if len(pair) != 2 or form.text(pair[1]) not in {"Y", "N"}:
                form.problems.add("a part is an option's number and Y or N", span=part.span)
                continue
            k = _whole(pair[0], count, form=form)
            matches &= (states >> k & 1) == (form.text(pair[1]) == "Y")
        feasible &= ~matches
    if not feasible.any():
        form.problems.add("no state is feasible", span=node.span if node else None)
    return feasible


def _ranks(node: Node | None, maker: Node, feasible: Bools, *, form: Form) -> Ints:
    scores = np.zeros(len(feasible))
    ranked = ~feasible
    for key, value in form.mapping(node, "`ordinal_payoff_by_state`"):
        state = _whole(key, len(feasible), form=form)
        number = form.number(value)
        scores[state] = 0.0 if number is None else number
        ranked[state] = True
    missing = np.flatnonzero(~ranked)
    if missing.size and isinstance(node, Mapping):
        shown = ", ".join(map(str, missing[:3].tolist()))
        more = ", ..." if missing.size > 3 else ""
        form.problems.add(f"feasible states without a payoff: {shown}{more}", span=maker.span)
    return np.asarray(dense([scores])[0])


def _whole(node: Node, below: int, *, form: Form) -> int:
    text = node.text if isinstance(node, Scalar) else ""
    if text.isascii() and text.isdigit() and len(text) < 9 and int(text) < below:
        return int(text)
    message = f"a whole number below {below:,} is wanted here"
    form.problems.add(message, span=node.span)
    return 0
