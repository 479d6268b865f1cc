"""A watch list as plain data, everything in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detente.brief.compose.plain import plain_number, plain_spread
from detente.findings.watch import Matrix, Watch
from detente.findings.watch.results import Signal


def watch_record(watch: Watch, *, matrices: Iterable[Matrix] = ()) -> Mapping[str, object]:
    """Return every indicator with what it says about every hypothesis, and the matrices."""
    return {
        "observer": watch.observer,
        "questions": [question.name for question in watch.questions],
        "left_out": list(watch.left_out),
        "indicators": [_indicator(watch, i) for i in range(len(watch.indicators))],
        "matrices": [_matrix(matrix) for matrix in matrices],
    }


def _indicator(watch: Watch, i: int) -> dict[str, object]:
    o, about = watch.indicators[i], int(watch.about[i])
    return {
        "name": o.name,
        "step": o.step,
        "stage": o.stage,
        "round": o.turn,
        "actor": o.actor,
        "move": o.move,
        "outcome": o.outcome,
        "theatre": o.where,
        "channel": o.channel,
        "start": o.start.isoformat(),
        "end": o.end.isoformat(),
        "follows_from_what_came_before": o.follows,
        "chance": plain_spread(watch.probability(i)),
        "seldom": bool(watch.seldom[i]),
        "tells_nothing": bool(watch.silent[i]),
        "bits": plain_number(watch.value[i]),
        "bits_about": watch.questions[about].name if watch.questions else None,
        "bits_about_the_draw": plain_number(watch.about_draw[i]),
        "says": [_signal(watch.signal(i, h)) for h in range(len(watch.hypotheses))],
    }


def _signal(signal: Signal) -> dict[str, object]:
    return {
        "hypothesis": signal.hypothesis.name,
        "type": signal.hypothesis.type,
        "verdict": signal.verdict.name.lower(),
        "before": plain_spread(signal.before),
        "after": plain_spread(signal.after),
        "shift": plain_spread(signal.shift),
        "likelihood_ratio": plain_spread(signal.ratio),
        "points_to": "yes" if signal.toward else "no",
        "draws_that_agree": plain_number(signal.agree),
        "hit": plain_spread(signal.hit),
        "false_alarm": plain_spread(signal.false_alarm),
        "miss": plain_spread(signal.miss),
        "bits": plain_number(signal.bits),
        "bits_range": [plain_number(signal.bits_low), plain_number(signal.bits_high)],
        "bits_within_a_draw": plain_number(signal.within),
        "bits_new": None if signal.news is None else plain_number(signal.news),
        "days_to_end": signal.days_to_end,
        "days_to_event": signal.days_to_event,
    }


def _matrix(matrix: Matrix) -> dict[str, object]:
    return {
        "about": matrix.name,
        "kind": "types" if matrix.is_type else "question",
        "hypotheses": [
            {"name": label, "prior": plain_spread(prior)}
            for label, prior in zip(matrix.labels, matrix.prior, strict=True)
        ],
        "lines": [
            {
                "indicator": line.indicator.name,
                "likelihood": [plain_spread(spread) for spread in line.likelihood],
                "marks": [mark.name.lower() for mark in line.marks],
                "diagnosticity": plain_spread(line.diagnosticity),
                "bits": plain_number(line.bits),
            }
            for line in matrix.lines
        ],
    }
