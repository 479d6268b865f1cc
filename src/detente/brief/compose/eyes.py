"""Three pairs of eyes: the same questions as each sees them, and what a move did in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from detente.brief.compose.differences import chance, direction, points
from detente.brief.compose.plain import plain_spread
from detente.brief.compose.reading import Titled
from detente.brief.document import (
    Block,
    Column,
    Paragraph,
    Row,
    Section,
    Table,
    inline,
)
from detente.brief.words import listed, sentence
from detente.findings.eyes import Effect, Eyes
from detente.forecast.figures import SPACE, percent
from detente.forecast.results import Spread
from detente.model.crisis import ANALYST
from detente.shapes import Floats

APART = 0.05
"""Median difference between two observers from which they are said to see a question apart."""


def eyes_sections(titled: Titled, eyes: Eyes) -> tuple[Section, ...]:
    """Return the sections: the questions through every pair of eyes, then each move's effect."""
    if not eyes.questions:
        return ()
    parts: list[Section] = [_questions(titled, eyes)]
    parts += [_effect(titled, eyes, effect) for effect in eyes.effects]
    return tuple(parts)


def eyes_record(eyes: Eyes) -> Mapping[str, object]:
    """Return everything as plain data: spreads by question and observer, and the effects."""
    return {
        "observers": list(eyes.observers),
        "questions": [
            {"name": q.name, "by_observer": _by_observer(eyes, eyes.values[:, :, i])}
            for i, q in enumerate(eyes.questions)
        ],
        "effects": [
            {
                "move": effect.move,
                "instead": list(effect.instead),
                "questions": [
                    {
                        "name": q.name,
                        "after_it": _by_observer(eyes, effect.made[:, :, i]),
                        "after_another": _by_observer(eyes, effect.spared[:, :, i]),
                        "read": _by_observer(eyes, effect.read[:, :, i]),
                        "type_held": _by_observer(eyes, effect.held[:, :, i]),
                    }
                    for i, q in enumerate(eyes.asked)
                ],
            }
            for effect in eyes.effects
        ],
    }


def _by_observer(eyes: Eyes, values: Floats) -> dict[str, object]:
    return {who: plain_spread(Spread.of(values[:, o])) for o, who in enumerate(eyes.observers)}


# --- the questions -------------------------------------------------------------------------------
def _questions(titled: Titled, eyes: Eyes) -> Section:
    told = (
        "One set of solutions, read with each one's own beliefs about the others' types and about "
        "chances. The analyst's column is the forecast of this brief."
    )
    heads = (Column("Question", weight=2.4), *(Column(_who(titled, o)) for o in eyes.observers))
    rows = tuple(
        Row((
            inline(titled.question_link(q.name), f" {q.text}"),
            *(chance(q, eyes.values[:, o, i]) for o in range(len(eyes.observers))),
        ))
        for i, q in enumerate(eyes.questions)
    )  # fmt: skip
    table = Table("The questions through each pair of eyes: median, nine of ten draws", heads, rows)
    return Section("eyes", "Whose eyes", (Paragraph(inline(told)), *_apart(titled, eyes), table))


def _who(titled: Titled, observer: str) -> str:
    return "The analyst" if observer == ANALYST else titled.actor(observer)


def _apart(titled: Titled, eyes: Eyes) -> Iterator[Block]:
    """Name the yes-or-no questions that two observers see most differently."""
    found = []
    for i, question in enumerate(eyes.questions):
        medians = [Spread.of(eyes.values[:, o, i]).median for o in range(len(eyes.observers))]
        if question.asks is None or np.isnan(medians).all():
            continue
        low, high = int(np.nanargmin(medians)), int(np.nanargmax(medians))
        if medians[high] - medians[low] >= APART:
            found.append((medians[high] - medians[low], question, low, high, medians))
    if not found:
        bound = percent(APART)
        yield Paragraph(inline(f"No two of them differ by {bound} or more on any question."))
        return
    found.sort(key=lambda entry: -entry[0])
    for _, question, low, high, medians in found[:3]:
        yield Paragraph(inline(
            f"{_who(titled, eyes.observers[high])} puts {percent(medians[high])} on ",
            titled.question_link(question.name),
            f", {_mid(_who(titled, eyes.observers[low]))} {percent(medians[low])}: "
            f"{sentence(question.text)}",
        ))  # fmt: skip


def _mid(name: str) -> str:
    return name[0].lower() + name[1:] if name.startswith("The ") else name


# --- the effect of a move ------------------------------------------------------------------------
def _effect(titled: Titled, eyes: Eyes, effect: Effect) -> Section:
    instead = listed([titled.move(name) for name in effect.instead])
    told = (
        f"What the move did is the difference to histories in which the same actor, at the same "
        f"turn, made another choice ({instead}). As read, the choice also tells who made it. "
        "With the type held, it does not: only what the move sets off is counted."
    )
    heads = (
        Column("Question", weight=2.2),
        Column("After it", numeric=True),
        Column("After another choice", numeric=True),
        Column(f"As read by {_mid(_who(titled, eyes.observers[-1]))}"),
        *(Column(f"Type held: {_mid(_who(titled, observer))}") for observer in eyes.observers),
    )
    rows = tuple(_effect_row(titled, eyes, effect, i) for i in range(len(eyes.asked)))
    title = f"What it does: {titled.move(effect.move)}"
    caption = (
        "Medians over the draws, nine of ten in brackets; chances as "
        f"{_mid(_who(titled, eyes.observers[-1]))} reads them, differences in percentage points"
    )
    verdicts = tuple(_verdict(titled, eyes, effect))
    return Section(
        f"effect-{effect.move}", title,
        (Paragraph(inline(told)), *verdicts, Table(caption, heads, rows)),
    )  # fmt: skip


def _effect_row(titled: Titled, eyes: Eyes, effect: Effect, question: int) -> Row:
    mine = len(eyes.observers) - 1
    asked = eyes.asked[question]
    return Row((
        inline(titled.question_link(asked.name), f" {asked.text}"),
        inline(percent(Spread.of(effect.made[:, mine, question]).median)),
        inline(percent(Spread.of(effect.spared[:, mine, question]).median)),
        points(effect.read[:, mine, question]),
        *(points(effect.held[:, o, question]) for o in range(len(eyes.observers))),
    ))  # fmt: skip


def _verdict(titled: Titled, eyes: Eyes, effect: Effect) -> Iterator[Block]:
    """Say of the questions that the move shifts most which way and how far, in each one's eyes."""
    mine = len(eyes.observers) - 1
    sizes = [abs(Spread.of(effect.held[:, mine, i]).median) for i in range(len(eyes.asked))]
    if not sizes or np.isnan(sizes).all():
        return
    for i in np.argsort(-np.nan_to_num(sizes))[:3]:
        parts = []
        for o, observer in enumerate(eyes.observers):
            values = effect.held[:, o, i]
            way = {1: "raises it", -1: "lowers it", 0: ""}[direction(values)]
            far = abs(round(100 * Spread.of(values).median))
            told = f"{way} by {far}{SPACE}points" if way else "may raise or lower it"
            parts.append(f"in the eyes of {_mid(_who(titled, observer))} the move {told}")
        yield Paragraph(inline(
            titled.question_link(eyes.asked[i].name), f" {sentence(eyes.asked[i].text)} ",
            sentence(_upper(listed(parts, serial=True))),
        ))  # fmt: skip


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
