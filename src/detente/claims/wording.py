"""A clash in the analyst's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.claims.polytope import Polytope
from detente.errors import Problem


def problem(polytope: Polytope, rows: Sequence[int]) -> Problem:
    """Return the mistake that some half-spaces, numbered as in `claims.scaled`, make together."""
    count = len(polytope.bound)
    owners = sorted({int(polytope.owner[row]) for row in rows if row < count})
    claims = [polytope.owners[o] for o in owners if polytope.owners[o].premise]
    lines = [_owner_line(polytope, owner, rows) for owner in owners]
    ends = sorted({(row - count) // 2 for row in rows if row >= count})
    lines += [_range_line(polytope, u, rows) for u in ends]
    names = [claim.name for claim in claims]
    return Problem(
        "\n".join([_opening(names), *(f"    {line}" for line in lines)]),
        span=next((claim.span for claim in claims if claim.span is not None), None),
        hint=_hint(names, [polytope.paths[u] for u in ends]),
        source=polytope.source_name,
    )


def row_text(polytope: Polytope, row: int) -> str:
    """Write a row as an inequality with positive weights, as in `a + 2 b <= c + 3`."""
    span = slice(polytope.indptr[row], polytope.indptr[row + 1])
    terms = list(zip(polytope.indices[span].tolist(), polytope.data[span].tolist(), strict=True))
    bound = round(float(polytope.bound[row]), 12)
    left = [_term(w, polytope.paths[u]) for u, w in terms if w > 0]
    right = [_term(-w, polytope.paths[u]) for u, w in terms if w < 0]
    if bound < 0:
        left.append(f"{-bound:g}")
    elif bound > 0:
        right.append(f"{bound:g}")
    return f"{' + '.join(left) or '0'} <= {' + '.join(right) or '0'}"


def _term(weight: float, path: str) -> str:
    number = f"{weight:g}"
    return path if number == "1" else f"{number} {path}"


def _opening(names: list[str]) -> str:
    if not names:
        return "the numbers of the crisis cannot hold together:"
    if len(names) == 1:
        return f"claim {names[0]} cannot hold:"
    return f"claims {listed(names)} cannot all hold:"


def _owner_line(polytope: Polytope, owner: int, rows: Iterable[int]) -> str:
    """Say who states the half-spaces of one owner, and what they are in numbers."""
    who = polytope.owners[owner]
    if not who.premise:
        return who.text
    own = [r for r in rows if r < len(polytope.bound) and polytope.owner[r] == owner]
    means = " and ".join(row_text(polytope, row) for row in own)
    return f"{who.name}: {who.text} ({means})" if who.text else f"{who.name}: {means}"


def _range_line(polytope: Polytope, unknown: int, rows: Sequence[int]) -> str:
    """Say what an unknown's range holds, and which end of it matters."""
    low, high = float(polytope.low[unknown]), float(polytope.high[unknown])
    row = len(polytope.bound) + 2 * unknown
    which = {(True, False): "at least ", (False, True): "at most "}
    side = which.get((row in rows, row + 1 in rows), "within ")
    number = {"at least ": f"{low:g}", "at most ": f"{high:g}"}.get(side, f"{low:g}..{high:g}")
    tail = "" if side == "within " else f" (its range is {low:g}..{high:g})"
    return f"{polytope.paths[unknown]} is {side}{number}{tail}"


def _hint(names: list[str], paths: list[str]) -> str:
    drop = f"drop or weaken {listed(names, last='or')}" if names else ""
    widen = f"widen the range of {listed(paths, last='or')}" if paths else ""
    return ", or ".join(part for part in (drop, widen) if part)


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """Join words as a sentence does.

    >>> listed(["C1", "C2", "C3"])
    'C1, C2 and C3'
    """
    return f" {last} ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
