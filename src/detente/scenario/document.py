"""Text to nodes: YAML without anchors, tags or types, every node with its place.

Knows nothing of crises. Scalars stay text, so `no` and `on` are words; what they mean is decided
where they stand. A mistake of syntax in one top-level section does not hide the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

import yaml

from detente.errors import Span
from detente.scenario.nodes import BREAK, Mapping, Node, Scalar, Sequence
from detente.scenario.problems import Problems

DEEPEST = 40
MOST_NODES = 100_000
_MOST_SECTIONS = 100
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile(
    "[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_SECTION = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)[ ]*:(?=\s|$)", re.MULTILINE)
_TIGHT = re.compile(r"^([a-z_]+):(?=\w)", re.MULTILINE)
_TABBED = re.compile(r"^[ ]*\t+(?=[^\s])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """The whole text; `broken` names the top-level keys whose syntax could not be read."""

    root: Mapping
    broken: frozenset[str] = frozenset()


class _RefusedError(Exception):
    """The text asks for more than the language allows; the reason is already noted."""


def read_document(text: str, *, problems: Problems) -> Document:
    """Return the nodes of a text; what is wrong with its syntax is added to `problems`."""
    _refuse_unprintable(text, problems)
    _refuse_tabs(text, problems)
    if problems and _UNPRINTABLE.search(text):
        return Document(Mapping((), Span(1, 1)), frozenset({"*"}))
    try:
        return Document(_root(_Builder(text, problems).build(), problems))
    except _RefusedError:
        return Document(Mapping((), Span(1, 1)), frozenset({"*"}))
    except yaml.YAMLError as error:
        return _by_section(text, error, problems)


def _by_section(text: str, error: yaml.YAMLError, problems: Problems) -> Document:
    """Read every top-level section on its own, so that each tells its own mistakes."""
    starts = [(match.group(1), match.start()) for match in _SECTION.finditer(text)]
    entries: list[tuple[Scalar, Node]] = []
    broken: set[str] = set()
    if len(starts) > _MOST_SECTIONS:
        starts = []
    ends = [start for _, start in starts[1:]] + [len(text)]
    for (key, start), end in zip(starts, ends, strict=False):
        builder = _Builder(text[start:end], problems, before=text[:start])
        try:
            section = builder.build()
        except (_RefusedError, yaml.YAMLError) as own:
            broken.add(key)
            _syntax(own, problems, first_line=builder.first_line)
            continue
        if isinstance(section, Mapping):
            entries.extend(section.entries)
    for match in islice(_TIGHT.finditer(text), _MOST_SECTIONS):
        problems.add(
            f"`{match.group(1)}:` needs a space after the colon",
            span=_span_at(text, match.start(), match.end() - match.start()),
        )
        broken.add("*")
    if not broken:
        broken.add("*")
        _syntax(error, problems, first_line=0)
    return Document(Mapping(tuple(entries), Span(1, 1)), frozenset(broken))


def _root(node: Node | None, problems: Problems) -> Mapping:
    if isinstance(node, Mapping):
        return node
    if node is None:
        problems.add("the file is empty", span=None, hint=_starter(problems))
    else:
        problems.add(
            f"this is no {problems.what}: it is not a mapping of keys such as `title:`",
            span=node.span,
            hint=_starter(problems),
        )
    raise _RefusedError


def _starter(problems: Problems) -> str:
    if problems.line(Span(1, 1)).startswith("EFG "):
        return "this is a game file: `detente solve` and `detente regret` take those"
    return "`detente new NAME` writes a starter" if problems.what == "scenario" else ""


# --- events to nodes -----------------------------------------------------------------------------
class _Builder:
    """Builds nodes from parser events with a stack of its own, so depth is bounded."""

    def __init__(self, text: str, problems: Problems, *, before: str = "") -> None:
        self.text = text
        self.problems = problems
        self.first_line = len(BREAK.findall(before))

    def build(self) -> Node | None:
        """Return the root node, None for an empty text."""
        open_: list[tuple[list[Node], Any]] = []
        root: Node | None = None
        documents = nodes = 0
        for event in yaml.parse(self.text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = (
                        f"a file holds one {self.problems.what}; this starts a second document"
                    )
                    self._refuse(message, event)
                continue
            if isinstance(event, yaml.CollectionStartEvent):
                self._no_extras(event)
                if len(open_) >= DEEPEST:
                    self._refuse(f"the text is nested deeper than {DEEPEST} levels", event)
                open_.append(([], event))
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                children, start = open_.pop()
                node = self._collection(children, start, event)
            elif isinstance(event, yaml.NodeEvent):
                node = self._scalar(event)
            else:
                continue
            nodes += 1
            if nodes > MOST_NODES:
                self._refuse(f"the file has more than {MOST_NODES:,} entries", event)
            if open_:
                open_[-1][0].append(node)
            else:
                root = node
        return root

    def _collection(self, children: list[Node], start: Any, end: Any) -> Node:
        span = self._span(start.start_mark, end.end_mark)
        if isinstance(start, yaml.SequenceStartEvent):
            return Sequence(tuple(children), span)
        entries = []
        for key, value in zip(children[::2], children[1::2], strict=True):
            if isinstance(key, Scalar):
                entries.append((key, value))
            else:
                self.problems.add("a key must be a word, not a list or a mapping", span=key.span)
        return Mapping(tuple(entries), span)

    def _scalar(self, event: Any) -> Scalar:
        span = self._span(event.start_mark, event.end_mark)
        if isinstance(event, yaml.AliasEvent):
            self.problems.add(
                f"aliases such as `*{event.anchor}` are no part of the language",
                span=span,
                hint="write the value out, or use `= path` for a number",
            )
            return Scalar("", span, "", plain=False)
        self._no_extras(event)
        raw = self.text[event.start_mark.index : event.end_mark.index]
        return Scalar(event.value, span, raw, plain=not event.style)

    def _no_extras(self, event: Any) -> None:
        span = self._span(event.start_mark, event.start_mark)
        if event.anchor:
            self.problems.add(
                f"anchors such as `&{event.anchor}` are no part of the language", span=span
            )
        if event.tag:
            self.problems.add("tags such as `!name` are no part of the language", span=span)

    def _span(self, start: Any, end: Any) -> Span:
        length = end.column - start.column if end.line == start.line else 1
        return Span(self.first_line + start.line + 1, start.column + 1, max(1, length))

    def _refuse(self, message: str, event: Any) -> None:
        self.problems.add(message, span=self._span(event.start_mark, event.start_mark))
        raise _RefusedError


# --- what is wrong with the syntax ---------------------------------------------------------------
_HINTS = (
    ("mapping values are not allowed", "a text with `: ` in it needs quotes"),
    ("expected ',' or", "inside { } or [ ], a text with a comma or a bracket needs quotes"),
    ("expected key", "check the indentation of this line and the one before"),
    ("expected <block end>", "check the indentation of this line and the one before"),
    ("end of stream", "a quote or a bracket is opened and not closed"),
    ("while scanning a quoted scalar", "a quote is opened and not closed"),
    ("cannot start any token", "a text that starts with this character needs quotes"),
    ("could not find expected ':'", "a key needs a `:` and a space after it"),
)


def _syntax(error: Exception, problems: Problems, *, first_line: int) -> None:
    if not isinstance(error, yaml.MarkedYAMLError):
        if isinstance(error, yaml.YAMLError):
            problems.add(f"this is not YAML: {error}", span=None)
        return
    mark = error.problem_mark or error.context_mark
    said = " ".join(part for part in (error.context, error.problem) if part)
    hint = next((hint for sign, hint in _HINTS if sign in said), "")
    if "end of stream" in said or "quoted scalar" in said:
        mark = error.context_mark or mark
    span = None if mark is None else Span(first_line + mark.line + 1, mark.column + 1)
    if span is None or not problems.on_line(span.line):
        problems.add(f"this is not YAML: {error.problem or error.context}", span=span, hint=hint)


def _refuse_unprintable(text: str, problems: Problems) -> None:
    if match := _UNPRINTABLE.search(text):
        problems.add(
            f"the character U+{ord(match.group()):04X} cannot stand in a text file",
            span=_span_at(text, match.start(), 1),
        )


def _refuse_tabs(text: str, problems: Problems) -> None:
    matches = list(_TABBED.finditer(text))
    if matches:
        more = f" (and {len(matches) - 1} more lines)" if len(matches) > 1 else ""
        problems.add(
            f"a tab cannot indent a line{more}",
            span=_span_at(text, matches[0].end() - 1, 1),
            hint="indent with spaces",
        )


def _span_at(text: str, index: int, length: int) -> Span:
    breaks = list(BREAK.finditer(text, 0, index))
    return Span(len(breaks) + 1, index - (breaks[-1].end() if breaks else 0) + 1, length)
