"""A conflict file to a conflict: every mistake at once, each with its place.

The form is ours (`docs/how-to/stability.md`); the layout of option-form conflicts in JSON, with
lists of options and decision makers, is read by `listed_form`. JSON is YAML, so one reader of text
serves both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from detente.errors import ScenarioError, Span
from detente.scenario.document import read_document
from detente.scenario.files import text_of
from detente.scenario.nodes import Mapping, Node, Scalar, Sequence
from detente.scenario.problems import Problems, did_you_mean
from detente.shapes import Bools, Ints
from detente.stability import listed_form, states_form
from detente.stability.conflict import (
    MOST_OPTIONS,
    Barred,
    Change,
    Conflict,
    ConflictError,
    DecisionMaker,
    Option,
)
from detente.stability.forms import Form, refuse
from detente.stability.preferences import ranks_of
from detente.stability.statements import WORDS

_TOP = ("title", "about", "decision_makers", "infeasible", "barred", "status_quo")
_MAKER = ("title", "text", "options", "prefers", "order", "ranks")
_OPTION = ("title", "text", "change")
_BARRED = ("by", "from", "to")
_KEY = re.compile(r"""decision_makers["']?[ \t]*:""")
CHANGES: tuple[Change, ...] = ("both", "take", "drop", "never")


def read(path: str | Path, *, conflict: str = "") -> Conflict:
    """Return the conflict of a file; `conflict` names one of several in it.

    Raises `ConflictError` with every mistake, in the order of the text.
    """
    try:
        text = text_of(path, what="conflict")
    except ScenarioError as error:
        raise ConflictError(error.problems) from None
    return parse(text, name=str(path), conflict=conflict)


def is_conflict(text: str) -> bool:
    """Say whether a text is meant as a conflict: it has a key for decision makers.

    >>> is_conflict("decision_makers: {}"), is_conflict("title: On decision_makers")
    (True, False)
    """
    return _KEY.search(text) is not None


def parse(text: str, *, name: str = "<text>", conflict: str = "") -> Conflict:
    """Return the conflict that a text describes; `name` is what its mistakes call it.

    Raises `ConflictError` with every mistake, in the order of the text.

    >>> dilemma = parse('''
    ... title: Two prisoners
    ... decision_makers:
    ...   ann: {options: [ann_talks], prefers: [not ben_talks, ann_talks]}
    ...   ben: {options: [ben_talks], prefers: [not ann_talks, ben_talks]}
    ... ''')
    >>> dilemma.ranks.tolist()
    [[3, 4, 1, 2], [3, 1, 4, 2]]
    """
    text = text.removeprefix("\ufeff")
    problems = Problems(text, source=name, what="conflict")
    document = read_document(text, problems=problems)
    refuse(problems)
    root = listed_form.chosen(document.root, conflict, problems=problems)
    refuse(problems)
    read_root = listed_form.elaborate if listed_form.fits(root) else _elaborate
    found = read_root(root, problems=problems)
    refuse(problems)
    if found is None:  # never without a mistake, which has been refused
        raise ConflictError(f"{name} holds no conflict")
    return found


@dataclass
class _Names:
    """What the text has declared: options with their owners, in the order of the text."""

    options: list[Option] = field(default_factory=list)
    owned: dict[str, list[int]] = field(default_factory=dict)  # decision maker -> its options
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def bits(self) -> dict[str, int]:
        return {option.name: k for k, option in enumerate(self.options)}


def _elaborate(root: Mapping, *, problems: Problems) -> Conflict | None:
    form = Form(problems)
    top = form.record(root, "a conflict", known=_TOP, needed=("decision_makers",))
    makers = form.mapping(top.get("decision_makers"), "`decision_makers`")
    names = _declared(makers, form=form)
    form.sure = not problems
    if not 0 < len(names.options) <= MOST_OPTIONS:
        if names.options:
            message = f"{len(names.options)} options are too many: the most is {MOST_OPTIONS}"
            problems.add(message, span=root.entries[0][0].span, hint="leave some out")
        elif not problems:
            problems.add("nobody has an option", span=root.entries[0][0].span)
        return None
    feasible = _feasible(top.get("infeasible"), names.bits, form=form)
    barred = _bars(top.get("barred"), names, form=form)
    if not feasible.any():
        problems.add("no state is feasible", span=form.place(root, "infeasible"))
        return None
    ranks = [_ranks(key, node, names.bits, feasible, form=form) for key, node in makers]
    status_quo = _status_quo(top.get("status_quo"), names, feasible, form=form)
    if problems:
        return None
    return Conflict(
        form.text(top.get("title")) or Path(problems.source).stem,
        tuple(names.options),
        tuple(DecisionMaker(n, tuple(own), names.titles[n]) for n, own in names.owned.items()),
        feasible,
        np.array(ranks, np.int32),
        barred,
        status_quo,
        remarks=tuple(form.remarks),
    )


def _declared(makers: list[tuple[Scalar, Node]], *, form: Form) -> _Names:
    names = _Names()
    for key, node in makers:
        form.name(key, "decision maker", taken=names.owned)
        record = form.record(node, f"`{key.text}`", known=_MAKER, needed=("options",))
        names.titles[key.text] = form.text(record.get("title"))
        own = names.owned.setdefault(key.text, [])
        for option, value in form.named(record.get("options"), "`options`"):
            form.name(option, "option", taken=names.bits, reserved=WORDS)
            own.append(len(names.options))
            names.options.append(_option(option, value, form=form))
    return names


def _option(key: Scalar, node: Node | None, *, form: Form) -> Option:
    if node is None or isinstance(node, Scalar):
        return Option(key.text, form.text(node))
    record = form.record(node, f"`{key.text}`", known=_OPTION)
    change = form.one_of(record.get("change"), CHANGES, "both")
    return Option(key.text, form.text(record.get("title")), change)


def _feasible(node: Node | None, bits: dict[str, int], *, form: Form) -> Bools:
    feasible = np.ones(1 << len(bits), bool)
    for item in form.items(node, "`infeasible`"):
        feasible &= ~states_form.states(item, bits, form=form)
    return feasible


def _bars(node: Node | None, names: _Names, *, form: Form) -> tuple[Barred, ...]:
    bars = []
    for item in form.items(node, "`barred`"):
        record = form.record(item, "a barred move", known=_BARRED, needed=("by",))
        by = form.text(record.get("by"))
        if by not in names.owned and "by" in record:
            hint = did_you_mean(by, names.owned)
            form.problems.add(
                f"no decision maker is called `{by}`", span=record["by"].span, hint=hint
            )
            continue
        ends = [
            states_form.states(record[end], names.bits, form=form)
            if end in record
            else np.ones(1 << len(names.options), bool)
            for end in ("from", "to")
        ]
        bars.append(Barred(list(names.owned).index(by) if by in names.owned else 0, *ends))
    return tuple(bars)


def _ranks(
    key: Scalar, node: Node, bits: dict[str, int], feasible: Bools, *, form: Form
) -> Ints:  # fmt: skip
    ways = {k.text: v for k, v in node.entries} if isinstance(node, Mapping) else {}
    given = [(way, ways[way]) for way in ("prefers", "order", "ranks") if way in ways]
    if len(given) == 1:
        return ranks_of(*given[0], bits=bits, feasible=feasible, form=form)
    if given or (ways and all(way in _MAKER for way in ways)):
        said = f"says in {len(given)} ways what it prefers" if given else "prefers nothing"
        hint = "give one of `prefers`, `order` and `ranks`"
        form.problems.add(f"`{key.text}` {said}", span=key.span, hint=hint)
    return np.zeros(len(feasible), np.int32)


def _status_quo(
    node: Node | None, names: _Names, feasible: Bools, *, form: Form
) -> int | None:  # fmt: skip
    if node is None:
        return None
    state = states_form.state(node, names.bits, form=form)
    if state is not None and not feasible[state]:
        form.problems.add("the status quo is not feasible", span=_at(node))
    return state


def _at(node: Node) -> Span:
    return node.span if not isinstance(node, Sequence) or not node.items else node.items[0].span
