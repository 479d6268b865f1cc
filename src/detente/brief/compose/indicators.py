"""How an indicator reads: what is seen, by whom and when, and why it moves a question."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.brief.compose.reading import Titled, spaced
from detente.brief.words import listed, sentence, window
from detente.findings.watch import Watch
from detente.findings.watch.indicators import Indicator
from detente.findings.watch.results import Verdict
from detente.forecast.figures import percent
from detente.forecast.results import Spread
from detente.model.crisis import NATURE

LEANS = 0.05
"""A change of belief in a type from which it is named as a reason."""
MOSTLY = 0.5
"""Share of an indicator's information below which it is mostly an echo of what came before."""
NAMED = 3
"""Facts named as a reason, at most."""
LARGE = 1000.0
"""A ratio above this, or below its inverse, is only said to be so."""


def seen(titled: Titled, indicator: Indicator) -> str:
    """Return what is seen: the move and how it turns out."""
    if indicator.follows:
        return "No turn: what came before leaves nothing to do"
    title = titled.move(indicator.move)
    if not indicator.outcome:
        return title
    outcomes = {o.name: o.text for o in titled.crisis.move(indicator.move).outcomes}
    return f"{title}; {outcomes[indicator.outcome] or spaced(indicator.outcome)}"


def who(titled: Titled, indicator: Indicator) -> str:
    """Return who is to be watched."""
    return titled.actor(indicator.actor)


def stage(titled: Titled, indicator: Indicator) -> str:
    """Return the name of the indicator's stage with its actor and round."""
    own = spaced(indicator.stage) if indicator.stage not in {"", indicator.actor} else ""
    turn = f"round {indicator.turn}" if indicator.turn else ""
    return ": ".join(filter(None, (who(titled, indicator), ", ".join(filter(None, (own, turn))))))


def place(titled: Titled, indicator: Indicator) -> str:
    """Return the theatre of the move, if it has one."""
    return titled.theatre(indicator.where) if indicator.where else ""


def when(indicator: Indicator, *, short: bool = True) -> str:
    """Return the day or window in which it can be seen."""
    return window(indicator.start, indicator.end, short=short)


def lowered(text: str) -> str:
    """Start a title small within a sentence, but leave names and abbreviations."""
    first = text.partition(" ")[0]
    return text[0].lower() + text[1:] if first.isalpha() and first[1:].islower() else text


def times(ratio: float) -> str:
    """Write a likelihood ratio."""
    if np.isnan(ratio):
        return "no number"
    if ratio >= LARGE:
        return f"over {LARGE:,.0f}"
    if ratio <= 1.0 / LARGE:
        return f"under {1.0 / LARGE:g}"
    return f"{ratio:.0f}" if ratio >= 10.0 else f"{ratio:.1f}" if ratio >= 1.0 else f"{ratio:.2f}"


def between(ratio: Spread) -> str:
    """Write the range of a likelihood ratio in nine of ten draws."""
    low, high = times(ratio.low90), times(ratio.high90)
    return low if low == high else f"{low} to {high}"


def meaning(watch: Watch, index: int) -> str:
    """Return what an indicator would mean, in short: what it settles, and what it moves most."""
    settled = [
        f"{question.name} {'yes' if Spread.of(watch.posterior[:, h, index]).median > 0.5 else 'no'}"
        for h, question in enumerate(watch.questions)
        if watch.verdicts[h][index] is Verdict.SETTLES
    ]
    told = [f"settles {listed(settled)}"] if settled else []
    if watch.value[index] > 0.0:
        h = int(watch.about[index])
        before = percent(Spread.of(watch.prior[:, h]).median)
        after = percent(Spread.of(watch.posterior[:, h, index]).median)
        told.append(f"{watch.questions[h].name} from {before} to {after}")
    return "; ".join(told) or ("tells nothing" if watch.silent[index] else "")


def because(titled: Titled, watch: Watch, index: int, hypothesis: int) -> str:
    """Return the reasons why an indicator moves a hypothesis, as a clause."""
    reasons = [
        *_facts(titled, watch.indicators[index]),
        *_types(titled, watch, index),
        *_echo(watch, index, hypothesis),
    ]
    return listed(reasons, serial=True) or "it rules out the other things that could be seen here"


def _facts(titled: Titled, indicator: Indicator) -> Iterator[str]:
    """Name the facts that it changes."""
    if indicator.follows:
        return
    move = titled.crisis.move(indicator.move)
    then = [o.then for o in move.outcomes if o.name == indicator.outcome or not indicator.outcome]
    for name, value in then[0][:NAMED]:
        fact = titled.crisis.fact(name)
        told = sentence(fact.text or spaced(name)).removesuffix(".").partition(". ")[0]
        yield f"\u201c{told}\u201d is then {spaced(value)}"


def _types(titled: Titled, watch: Watch, index: int) -> Iterator[str]:
    """Name the type of its actor that it speaks for, if the belief moves."""
    actor = watch.indicators[index].actor
    if actor == NATURE:
        return
    for h, found in enumerate(watch.hypotheses):
        if found.is_type and found.name == actor:
            signal = watch.signal(index, h)
            if signal.shift.median >= LEANS:
                before, after = percent(signal.before.median), percent(signal.after.median)
                yield (
                    f"it speaks for {titled.actor(actor)} being {spaced(found.type)} "
                    f"({before} before, {after} after)"
                )


def _echo(watch: Watch, index: int, hypothesis: int) -> Iterator[str]:
    """Say that most of it could be known from earlier stages."""
    if hypothesis >= len(watch.questions):
        return
    told, new = float(watch.within[hypothesis, index]), float(watch.news[hypothesis, index])
    if told > 0.0 and new < MOSTLY * told:
        yield (
            "it can be seen only if what comes before has gone a certain way "
            f"(whoever has watched until then learns {percent(max(0.0, new / told))} of this)"
        )
