"""Single values of a scenario file: names, dates, numbers, phrases, each by its shape."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from detente.errors import Span
from detente.model.numbers import Fixed, Word
from detente.model.words import YARDSTICKS
from detente.scenario import shapes
from detente.scenario.amounts import Misread, read_amount, read_date, read_duration
from detente.scenario.names import Names
from detente.scenario.nodes import Scalar, within
from detente.scenario.phrases import read_phrase
from detente.scenario.problems import Problems

PATTERNS = {
    "name": re.compile(r"[a-z][a-z0-9_]*"),
    "sentence": re.compile(r"[A-Za-z][A-Za-z0-9_]*"),
    "label": re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*"),
    "field": re.compile(r"[A-Za-z][A-Za-z0-9_.-]*"),
}
RULES = {
    "name": "a name is lower-case letters, digits and `_`, starting with a letter",
    "sentence": "a name is letters, digits and `_`, starting with a letter",
    "label": "a name is letters, digits, `_` and `-`",
    "field": "a path is names joined by dots",
}
VALUE = re.compile(r"[a-z][a-z0-9_]*|\d+")
GRADE = re.compile(r"[A-F][1-6]")
_SINGULAR = {
    "actors": "actor", "movers": "actor", "moves": "move", "facts": "fact", "claims": "claim",
    "theatres": "theatre", "sources": "source", "actors_or_moves": "actor or move",
}  # fmt: skip


@dataclass(slots=True)
class Pending:
    """What can be checked only when the crisis is whole, with the place of each."""

    paths: list[tuple[str, Span]] = field(default_factory=list)
    events: list[tuple[str, Span]] = field(default_factory=list)


class Scalars:
    """Reads single values; a mistake is noted and the value is None."""

    def __init__(self, names: Names, problems: Problems) -> None:
        self.names = names
        self.problems = problems
        self.pending = Pending()
        self.keys: dict[str, Span] = {}
        self.places: dict[str, Span] = {}
        self.unread: set[str] = set()

    # --- single values ---------------------------------------------------------------------------
    def scalar(self, node: Scalar, shape: shapes.Shape, *, path: str) -> Any:
        """Return the value that a scalar of some shape writes."""
        text, span = node.text, node.span
        match shape:
            case shapes.Text():
                return text
            case shapes.Sentence(rule):
                return self._sentence(node, rule)
            case shapes.Ref(kind):
                return text if self.refer(text, kind, span=span) else None
            case shapes.OneOf(words):
                return self._one_of(text, words, span=span, path=path)
            case shapes.Amount(kind):
                amount = read_amount(text, kind=kind, yardstick=self.names.yardstick)
                return self._checked(amount, span)
            case shapes.Setting():
                return self._setting(text, path=path, span=span)
            case shapes.Day():
                return self._checked(read_date(text), span)
            case shapes.Length():
                return self._checked(read_duration(text), span)
            case shapes.Whole(low, high):
                return self._whole(text, low, high, span=span)
            case shapes.Real(low, high):
                return self._real(text, low, high, span=span)
            case shapes.Confidence():
                return self._confidence(text, span=span)
            case shapes.Value():
                return self._matching(text, VALUE, "a value is a name or a whole number", span)
            case shapes.Label():
                return self._matching(text, PATTERNS["label"], RULES["label"], span)
            case shapes.Grade():
                hint = "a letter A-F for the source and a digit 1-6 for what it says"
                return self._matching(text, GRADE, hint, span)
        raise AssertionError(shape)

    def _sentence(self, node: Scalar, rule: Any) -> Any:
        phrase = read_phrase(node.text, rule=rule, names=self.names, hints=not self.problems.full)
        cut = node.plain and node.text.count("(") != node.text.count(")")
        for slip in phrase.slips:
            hint = "inside { } of YAML, a text with a comma needs quotes" if cut else slip.hint
            self.problems.add(slip.message, span=within(node, slip.start, slip.end), hint=hint)
        for name, start, end in phrase.paths:
            self.pending.paths.append((name, within(node, start, end)))
        for name, start, end in phrase.events:
            self.pending.events.append((name, within(node, start, end)))
        return phrase.value

    def refer(self, name: str, kind: str, *, span: Span) -> bool:
        """Say whether something of a kind bears a name, and note it if nothing does."""
        kinds = {"movers": ("actors",), "actors_or_moves": ("actors", "moves")}.get(kind, (kind,))
        if kind == "claims":
            kinds = ("claims", "not_formalised")
        if self.names.has(name, kind) or not self.names.can_tell(*kinds):
            return True
        hint = self.problems.nearest(name, self.names.of(kind))
        if name == "nature":
            hint = "nature is no actor: it has no types, stakes or patron"
        self.problems.add(f"no {_SINGULAR[kind]} is called `{name}`", span=span, hint=hint)
        return False

    def _one_of(self, text: str, words: tuple[str, ...], *, span: Span, path: str) -> str | None:
        if text in words:
            return text
        hint = self.problems.nearest(text, words) or f"it is {' or '.join(f'`{w}`' for w in words)}"
        self.problems.add(f"{last_of(path)} cannot be `{text}`", span=span, hint=hint)
        return None

    def _setting(self, text: str, *, path: str, span: Span) -> Any:
        target = path.split(".set.", 1)[-1]
        if target.startswith("facts."):
            return self._matching(text, VALUE, "a value is a name or a whole number", span)
        kind = "probability" if target.startswith(("moves.", "beliefs.")) else "worth"
        if target.startswith("rationality."):
            kind = "precision"
        amount = read_amount(text, kind=kind, yardstick=self.names.yardstick)  # type: ignore[arg-type]
        return self._checked(amount, span)

    def _checked(self, value: Any, span: Span) -> Any:
        if isinstance(value, Misread):
            self.problems.add(value.message, span=span, hint=value.hint)
            return None
        return value

    def _whole(self, text: str, low: int, high: int, *, span: Span) -> int | None:
        if re.fullmatch(r"\d{1,9}", text) and low <= int(text) <= high:
            return int(text)
        self.problems.add(f"`{text}` is no whole number from {low} to {high}", span=span)
        return None

    def _real(self, text: str, low: float, high: float, *, span: Span) -> float | None:
        amount = read_amount(text, kind="worth")
        if isinstance(amount, Fixed) and low <= amount.value <= high:
            return amount.value
        self.problems.add(f"`{text}` is no number from {low:g} to {high:g}", span=span)
        return None

    def _confidence(self, text: str, *, span: Span) -> float | None:
        amount = self._checked(
            read_amount(text, kind="probability", yardstick=self.names.yardstick), span
        )
        if isinstance(amount, Fixed):
            return amount.value
        scale = YARDSTICKS.get(self.names.yardstick)
        if isinstance(amount, Word) and scale and (band := scale.band(amount.text)):
            return round((band.low + band.high) / 2.0, 6)
        if amount is not None and scale:
            self.problems.add("a confidence is one number, or a word of probability", span=span)
        return None

    def _matching(self, text: str, pattern: re.Pattern[str], rule: str, span: Span) -> str | None:
        if pattern.fullmatch(text):
            return text
        self.problems.add(f"`{text}` cannot stand here", span=span, hint=rule)
        return None


def last_of(path: str) -> str:
    """Say which part of the file a path ends at.

    >>> last_of("moves.raid.rung"), last_of("course.0")
    ('`rung`', 'entry 1 of `course`')
    """
    parts = path.split(".")
    if parts[-1].isdigit() and len(parts) > 1:
        return f"entry {int(parts[-1]) + 1} of `{parts[-2]}`"
    return f"`{parts[-1] or 'the file'}`"
