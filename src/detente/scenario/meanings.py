"""Parse trees to relations: premises between numbers, conclusions between outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from lark import Token, Tree

from detente.model.relations import (
    Comparison,
    Expectation,
    Expected,
    Mixture,
    Probability,
    Relation,
    Sum,
    Term,
    Weighted,
)
from detente.model.words import YARDSTICKS
from detente.scenario.conditions import Conditions
from detente.scenario.lookups import Slip
from detente.scenario.problems import did_you_mean

_COMPARED = {"worse_than": "worse than", "better_than": "better than", "as_bad_as": "as bad as"}


class Meanings(Conditions):
    """Reads every rule of the grammar: what `Conditions` reads, and relations."""

    def relations(self, parts: list[Any]) -> tuple[Relation, ...]:
        """Read chains joined by `and`."""
        return tuple(relation for chain in parts for relation in self.of(chain))

    def expected(self, parts: list[Any]) -> tuple[Expected, ...]:
        """Read comparisons joined by `and`."""
        return tuple(one for comparison in parts for one in self.of(comparison))

    # --- relations between unknowns --------------------------------------------------------------
    def chain(self, parts: list[Any]) -> list[Relation]:
        """Read `a worse than b <= c` as a relation a pair."""
        sums = [self.of(part) for part in parts[::2]]
        ops = [_COMPARED[op.data] if isinstance(op, Tree) else str(op) for op in parts[1::2]]
        for op in parts[1::2]:
            if isinstance(op, Token) and op == "!=":
                self._slip(op, "`!=` says nothing that a range of numbers could keep to")
        return [
            Relation(left, cast("Comparison", op), right)
            for left, op, right in zip(sums, ops, sums[1:], strict=False)
        ]

    def sum(self, parts: list[Any]) -> Sum:
        """Read `2 * a - b + 1`; multiples of sums are multiplied out."""
        terms: list[Term] = []
        constant = 0.0
        for sign, part in _signed(parts):
            if part.data == "constant":
                constant += sign * float(part.children[0])
            elif part.data == "term":
                terms.append(self._term(part.children, sign))
            else:
                factor, inner = part.children
                scale = sign * (1.0 if factor is None else float(factor))
                nested = self.of(inner)
                terms += [Term(scale * term.factor, term.path) for term in nested.terms]
                constant += scale * nested.constant
        return Sum(tuple(terms), constant)

    def _term(self, parts: list[Any], sign: float) -> Term:
        number, path = parts if isinstance(parts[1], Tree) else parts[::-1]
        token = path.children[0]
        self.paths.append((str(token), token.start_pos, token.end_pos))
        return Term(sign * (1.0 if number is None else float(number)), str(token))

    # --- relations between outcomes --------------------------------------------------------------
    def comparison(self, parts: list[Any]) -> list[Expected]:
        """Read `P(a) >= likely` and chains of it."""
        sides = [self.of(part) for part in parts[::2]]
        ops = ["==" if op == "is" else str(op) for op in parts[1::2]]
        for op in parts[1::2]:
            if op == "!=":
                self._slip(op, "`!=` cannot be tested on a range of outcomes")
        for part in parts[2:-1:2]:
            if part.data == "word":
                self._slip(part.children[0], "a word of probability can only stand last")
        return [
            Expected(left, cast("Comparison", op), right)
            for left, op, right in zip(sides, ops, sides[1:], strict=False)
        ]

    def mixture(self, parts: list[Any]) -> Mixture:
        """Read a sum of probabilities and means."""
        terms: list[Weighted] = []
        constant = 0.0
        for sign, part in _signed(parts):
            if part.data == "constant":
                constant += sign * float(part.children[0])
                continue
            factor, inner = part.children
            scale = sign * (1.0 if factor is None else float(factor))
            nested = self.of(inner)
            if isinstance(nested, Mixture):
                terms += [Weighted(scale * term.factor, term.of) for term in nested.terms]
                constant += scale * nested.constant
            else:
                terms.append(Weighted(scale, nested))
        return Mixture(tuple(terms), constant)

    def word(self, parts: list[Any]) -> Mixture:
        """Read a probability word of the yardstick."""
        text = " ".join(map(str, parts))
        yardstick = YARDSTICKS.get(self.names.yardstick)
        if yardstick is not None and yardstick.band(text) is None:
            known = [word for band in yardstick.bands for word in (band.word, *band.synonyms)]
            start, end = parts[0].start_pos, parts[-1].end_pos
            message = f"`{text}` is no word of the yardstick {yardstick.name}"
            self.slips.append(Slip(message, start, end, did_you_mean(text, known)))
        return Mixture(word=text)

    def probability(self, parts: list[Any]) -> Probability:
        """Read `P[us](a | b)`."""
        observer, given = parts
        event, *rest = (self.of(part) for part in given.children)
        return Probability(event, rest[0] if rest else None, self._observer(observer))

    def expectation(self, parts: list[Any]) -> Expectation:
        """Read `E(quantity | b)`."""
        observer, given = parts
        quantity, *rest = (self.of(part) for part in given.children)
        return Expectation(quantity, rest[0] if rest else None, self._observer(observer))

    def _observer(self, tree: Any) -> str:
        if tree is None:
            return ""
        token = tree.children[0]
        if str(token) == "analyst":
            return "analyst"
        self._check_known([token], kind="actors")
        return str(token)


def _signed(parts: list[Any]) -> Iterable[tuple[float, Any]]:
    """Pair every part of a sum with the sign before it."""
    for sign, part in zip(parts[::2], parts[1::2], strict=True):
        yield (-1.0 if sign == "-" else 1.0), part
