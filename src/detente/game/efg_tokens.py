"""The tokens of Gambit's `.efg` files, with the place of each for what has to be said about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.errors import GameError, Problem, Span

PATTERN = re.compile(
    r"""(?P<space>[\s,]+) | (?P<string>"(?:[^"\\]|\\.)*") | (?P<brace>[{}])
      | (?P<number>[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?:/\d+(?:\.\d*)?)?(?![\w."/]))
      | (?P<word>[A-Za-z_]\w*) | (?P<bad>"|[^\s,{}"]+)""",
    re.VERBOSE | re.DOTALL,
)
LARGEST = 1e150
"""The largest number: sums of many such, and squares, can still be computed with."""
LONGEST_EXCERPT = 200
"""A longer line is not shown with the error that is on it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind, the text itself and where it starts."""

    kind: str
    text: str
    at: int


class Tokens:
    """A text as a stream of tokens with one looked at ahead."""

    def __init__(self, text: str, *, source: str) -> None:
        """Start at the first token; `source` names the text in errors."""
        self.text, self.source = text, source
        self._stream = self._scan()
        self.ahead = next(self._stream)

    def _scan(self) -> Iterator[Token]:
        for match in PATTERN.finditer(self.text):
            if match.lastgroup != "space":
                yield Token(str(match.lastgroup), match.group(), match.start())
        while True:
            yield Token("end", "", len(self.text.rstrip()))

    def refuse(self, message: str, token: Token, *, hint: str = "") -> GameError:
        """Make the error about a token."""
        line = self.text.count("\n", 0, token.at) + 1
        start = self.text.rfind("\n", 0, token.at) + 1
        stop = self.text.find("\n", start)
        excerpt = self.text[start : stop if stop >= 0 else len(self.text)]
        span = Span(line, token.at - start + 1, max(1, len(token.text.split("\n")[0])))
        shown = excerpt if len(excerpt) <= LONGEST_EXCERPT else ""
        return GameError(Problem(message, span, hint, self.source, shown))

    def take(self, kind: str, what: str, *, hint: str = "") -> Token:
        """Take the next token, which has to be of a kind; `what` says what it is for."""
        token = self.ahead
        if token.kind != kind:
            if token.text == '"':
                raise self.refuse("this quotation mark is never closed", token)
            found = "the file ends here" if token.kind == "end" else f"found `{token.text[:40]}`"
            raise self.refuse(f"expected {what}, {found}", token, hint=hint)
        self.ahead = next(self._stream)
        return token

    def brace(self, which: str, what: str) -> Token:
        """Take an opening or closing brace."""
        if self.ahead.kind == "brace" and self.ahead.text != which:
            raise self.refuse(f"expected `{which}` {what}, found `{self.ahead.text}`", self.ahead)
        return self.take("brace", f"`{which}` {what}")

    def at_brace(self, which: str) -> bool:
        """Say whether the next token is this brace."""
        return self.ahead.kind == "brace" and self.ahead.text == which

    def string(self, what: str) -> str:
        """Take a string in quotes."""
        return re.sub(r"\\(.)", r"\1", self.take("string", what).text[1:-1], flags=re.DOTALL)

    def label(self, what: str) -> str:
        """Take a string in quotes that may be left out."""
        return self.string(what) if self.ahead.kind == "string" or self.ahead.text == '"' else ""

    def whole(self, what: str) -> tuple[int, Token]:
        """Take a whole number of at most nine digits, zero or more."""
        token = self.take("number", what)
        if not re.fullmatch(r"\d{1,9}", token.text):
            raise self.refuse(f"expected {what}, a whole number, found `{token.text[:40]}`", token)
        return int(token.text), token

    def number(self, what: str) -> float:
        """Take a number: decimal, with an exponent, or a fraction."""
        token = self.take("number", what)
        over, _, under = token.text.partition("/")
        if under and float(under) == 0.0:
            raise self.refuse(f"`{token.text[:40]}` divides by zero", token)
        value = float(over) / (float(under) if under else 1.0)
        if not abs(value) <= LARGEST:
            hint = f"at most {LARGEST:g}; payoffs can be measured in larger units"
            raise self.refuse(
                f"`{token.text[:40]}` is too large to be computed with", token, hint=hint
            )
        return value
