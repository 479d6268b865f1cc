"""The audit as plain data, for machines: everything in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from detente.brief.compose.plain import plain_number, plain_spread
from detente.brief.compose.relations import premise
from detente.findings.audit import Audit, Flip
from detente.findings.audit.crossing import Crossings
from detente.findings.audit.importance import Importance
from detente.findings.audit.moved import relation_reversed
from detente.findings.audit.volume import Share
from detente.forecast.results import Spread
from detente.forecast.verdicts import verdict


def audit_record(audit: Audit) -> Mapping[str, object]:
    """Return the audit as dictionaries, lists, strings and numbers."""
    names = [question.name for question in audit.questions]
    found: dict[str, object] = {
        "contradictions": asdict(audit.contradictions),
        "line": audit.line,
        "solved_beside_the_base": audit.solved,
        "conclusions": [
            {
                "claim": one.claim,
                "part": one.part,
                "support": plain_number(one.support),
                "interval": [plain_number(one.low), plain_number(one.high)],
                "verdict": one.verdict,
                "sure": one.sure,
                "left": plain_spread(Spread.of(one.test.left)),
            }
            for one in audit.conclusions
        ],
        "conclusions_that_quarrel": [asdict(one) for one in audit.quarrels],
        "premises": [_share(one) for one in audit.shares],
        "pairs_of_premises": [_share(one) for one in audit.pairs],
        "pairs_in_all": audit.pairs_in_all,
        "flips": [_flip(audit, flip, names) for flip in audit.flips],
        "turned_in_part": [_turned(audit, flip, names) for flip in audit.in_part],
    }
    if audit.crossings is not None:
        found["fewest_reversals"] = _crossings(audit.crossings, names)
    if audit.importance is not None:
        found["unknowns"] = _importance(audit.importance, names)
    if audit.gaps is not None:
        found["gaps"] = [_finite(asdict(gap)) for gap in audit.gaps.found]
        found["orders_compared"] = audit.gaps.compared
    if audit.coherence is not None:
        found["coherence"] = {
            "distance": plain_number(audit.coherence.distance),
            "furthest": getattr(audit.coherence.furthest, "question", None),
            "numbers": [_finite(asdict(one)) for one in audit.coherence.numbers],
        }
    return found


def _flip(audit: Audit, flip: Flip, names: list[str]) -> dict[str, object]:
    found: dict[str, object] = {"claims": list(flip.claims), "way": flip.way}
    if flip.reason:
        clashes = [{"claims": list(c.claims), "ranges": list(c.ranges)} for c in flip.clashes]
        return found | {"impossible": flip.reason, "clashes": clashes}
    columns = zip(names, flip.before, flip.after, flip.error, strict=True)
    tested = zip(
        audit.conclusions,
        flip.support_before,
        flip.support_after,
        flip.support_error,
        strict=True,
    )
    return found | {
        "share_of_draws_that_move": plain_number(flip.affected),
        "solved": flip.solved,
        "moves_nothing": flip.still,
        "questions": {
            name: {"before": plain_number(b), "after": plain_number(a), "error": plain_number(e)}
            for name, b, a, e in columns
        },
        "conclusions": {
            one.name: {
                "before": plain_number(b), "after": plain_number(a), "error": plain_number(e),
                "verdict_after": verdict(float(a)),
            }
            for one, b, a, e in tested
        },
    }  # fmt: skip


def _turned(audit: Audit, flip: Flip, names: list[str]) -> dict[str, object]:
    claim = next(one for one in audit.crisis.claims if one.name in flip.claims)
    found = _flip(audit, flip, names)
    return found | {"part": flip.part, "relation": premise(relation_reversed(claim, flip.part))}


def _share(one: Share) -> dict[str, object]:
    found: dict[str, object] = {
        "claims": list(one.claims), "share": one.share, "error": one.error, "soft": one.soft,
    }  # fmt: skip
    if one.apart:
        found |= {
            "apart": [plain_number(part) for part in one.apart],
            "lift": plain_number(one.lift),
        }
    return found


def _crossings(found: Crossings, names: list[str]) -> dict[str, object]:
    return {
        "sets_solved_by_size": list(found.solved),
        "sets_there_are_by_size": list(found.there),
        "questions": [
            {
                "question": one.question,
                "what": one.what,
                "lines": list(one.lines),
                "claims": list(one.flip.claims) if one.flip else None,
                "after": plain_number(one.flip.after[names.index(one.question)])
                if one.flip
                else None,
                "error": plain_number(one.flip.error[names.index(one.question)])
                if one.flip
                else None,
                "sure": one.sure,
            }
            for one in found.found
        ],
    }


def _importance(found: Importance, names: list[str]) -> dict[str, object]:
    return {
        "explained": {name: plain_number(found.explained[i]) for i, name in enumerate(names)},
        "groups": [
            {
                "name": group.name,
                "title": group.title,
                "unknowns": list(group.paths),
                "by_question": {
                    name: {
                        "share": plain_number(found.share[g, i]),
                        "interval": [plain_number(found.low[g, i]), plain_number(found.high[g, i])],
                        "rank": int(found.rank[g, i]) or None,
                        "ranks": [int(found.best[g, i]), int(found.worst[g, i])],
                    }
                    for i, name in enumerate(names)
                },
            }
            for g, group in enumerate(found.groups)
        ],
    }


def _finite(entries: Mapping[str, object]) -> dict[str, object]:
    return {
        name: plain_number(value) if isinstance(value, float) else _listed(value)
        for name, value in entries.items()
    }


def _listed(value: object) -> object:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else value
