"""What if: what each edit changes, question by question, and what it would have taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from detente.brief.compose.differences import chance, direction, points, signed
from detente.brief.compose.plain import plain_spread
from detente.brief.compose.reading import Titled, spaced
from detente.brief.document import Block, Column, Note, Paragraph, Row, Run, Section, Table, inline
from detente.brief.words import listed, sentence, several
from detente.findings.whatif import Bounds, Difference, WhatIf
from detente.forecast.figures import SPACE, percent, percents
from detente.forecast.results import Spread

WORTH_SAYING = 0.02
"""Median change of a chance from which it is told in a sentence."""
LED = 4
"""How many changes are told in sentences."""


def whatif_sections(titled: Titled, found: tuple[WhatIf, ...]) -> tuple[Section, ...]:
    """Return one section an edit, under a common heading."""
    if not found:
        return ()
    told = (
        "Each is compared with the argument as it stands. Where both are solved on the same draws, "
        "the ranges are those of the difference, draw by draw. What the record says of the "
        "actors' types is learnt first and kept; then the crisis is changed and solved anew."
    )
    parts = tuple(_section(titled, one) for one in found)
    return (Section("what-if", "What if", (Paragraph(inline(told)), *parts)),)


def whatif_record(found: tuple[WhatIf, ...]) -> Mapping[str, object]:
    """Return everything as plain data."""
    return {
        "edits": [
            {
                "name": one.edit.name,
                "kind": one.edit.kind,
                "text": one.edit.text,
                "paired": one.paired,
                "draws": len(one.rows),
                "types_learnt_from_the_record": one.learnt,
                "stages_never_played": list(one.unplayed),
                "questions": [_plain(one, difference) for difference in one.differences],
            }
            for one in found
        ]
    }


def _plain(one: WhatIf, difference: Difference) -> dict[str, object]:
    found: dict[str, object] = {
        "name": difference.question.name,
        "before": plain_spread(Spread.of(difference.before)),
        "after": plain_spread(Spread.of(difference.after)),
    }
    if one.paired:
        found["change"] = plain_spread(Spread.of(difference.change))
    for name in ("necessity", "sufficiency"):
        bounds = getattr(difference, name)
        if bounds is not None and not np.isnan(bounds.low):
            found[name] = [round(bounds.low, 6), round(bounds.high, 6)]
    return found


def _section(titled: Titled, one: WhatIf) -> Section:
    edit = one.edit
    head = inline(Run(sentence(edit.text or spaced(edit.name)), "strong"))
    if edit.reason:
        head = inline(head, f" Asked because: {sentence(edit.reason)}")
    if edit.claims:
        head = inline(head, " Argued in ", titled.claim_links(edit.claims), ".")
    blocks: list[Block] = [Paragraph(head), *_led(titled, one), _table(titled, one)]
    blocks += [Note(inline(text)) for text in _remarks(one)]
    return Section(f"what-if-{edit.name}", spaced(edit.name).capitalize(), tuple(blocks))


def _led(titled: Titled, one: WhatIf) -> Iterator[Block]:
    """Tell what the edit is asked for and the largest changes, and what they say of the cause."""
    asked = [d for d in one.differences if d.question.asks is not None]
    moved = sorted(asked, key=lambda d: -1.0 if _argued(one, d) else -_size(d))
    moved = [d for d in moved if _size(d) >= WORTH_SAYING]
    if not moved:
        bound = percent(WORTH_SAYING)
        yield Paragraph(inline(f"No question moves by {bound} or more in the median."))
        return
    for difference in moved[:LED]:
        before, after = Spread.of(difference.before).median, Spread.of(difference.after).median
        yield Paragraph(inline(
            titled.question_link(difference.question.name),
            f" {sentence(difference.question.text)} "
            f"From {percent(before)} to {percent(after)}{_sure(one, difference)}.",
            _said(one, difference), _necessity(difference),
        ))  # fmt: skip


def _argued(one: WhatIf, difference: Difference) -> bool:
    """Say whether a claim that the edit names argues the question."""
    return bool(set(one.edit.claims) & set(difference.question.claims))


def _said(one: WhatIf, difference: Difference) -> str:
    """Set the argument's own number beside the answer to what the edit is asked for."""
    question = difference.question
    if question.said is None or not _argued(one, difference):
        return ""
    words = f", \u201c{question.word}\u201d," if question.word else ""
    return f" The argument's own words{words} say {percent(question.said)} as things stand."


def _size(difference: Difference) -> float:
    change = Spread.of(difference.after).median - Spread.of(difference.before).median
    return 0.0 if np.isnan(change) else abs(change)


def _sure(one: WhatIf, difference: Difference) -> str:
    if not one.paired:
        return " (each on draws of its own)"
    change = Spread.of(difference.change)
    ends = f"{signed(change.low90)} to {signed(change.high90)}{SPACE}points in nine of ten draws"
    return f" ({ends}; the draws do not agree on the direction)" if not direction(
        difference.change
    ) else f" ({ends})"  # fmt: skip


def _necessity(difference: Difference) -> str:
    bounds, change = difference.necessity, difference.change
    if bounds is None or np.isnan(bounds.low) or Spread.of(change).median > 0:
        return ""
    return (
        " If it comes about as things stand, the chance that it would not have otherwise is "
        f"{_between(bounds)}.{_sufficiency(difference)}"
    )


def _sufficiency(difference: Difference) -> str:
    bounds = difference.sufficiency
    if bounds is None or np.isnan(bounds.low):
        return ""
    return (
        " If it would not come about otherwise, the chance that it does as things stand is "
        f"{_between(bounds)}."
    )


def _between(bounds: Bounds) -> str:
    return percents(bounds.low, bounds.high)


def _table(titled: Titled, one: WhatIf) -> Table:
    asked = [d for d in one.differences if d.question.asks is not None]
    causes = any(d.necessity is not None for d in asked)
    heads = [Column("Question", weight=2.2), Column("As it stands"), Column("What if")]
    heads += [Column("Change, points")] if one.paired else []
    heads += [Column("Needed"), Column("Enough")] if causes and one.paired else []
    rows = []
    for difference in one.differences:
        question = difference.question
        cells = [
            inline(titled.question_link(question.name), f" {question.text}"),
            chance(question, difference.before),
            chance(question, difference.after),
        ]
        if one.paired:
            yes_or_no = question.asks is not None
            cells.append(points(difference.change) if yes_or_no else inline(""))
        if causes and one.paired:
            cells += [_bounds_cell(difference.necessity), _bounds_cell(difference.sufficiency)]
        rows.append(Row(tuple(cells)))
    caption = "Medians, nine of ten draws in brackets"
    if causes and one.paired:
        caption += (
            "; needed: the chance that it would not have come about otherwise, given that it does "
            "as things stand; enough: the chance that it comes about as things stand, given that "
            "otherwise it does not"
        )
    return Table(caption, tuple(heads), tuple(rows))


def _bounds_cell(bounds: Bounds | None) -> tuple[Run, ...]:
    nothing = bounds is None or np.isnan(bounds.low)
    return inline("" if nothing or bounds is None else _between(bounds))


def _remarks(one: WhatIf) -> Iterator[str]:
    if not one.paired:
        yield (
            "Dropping or reversing a claim changes which numbers are allowed, so this world has "
            "draws of its own; only the middle and the ranges can be compared."
        )
    elif not one.learnt:
        yield "Types are read as the changed crisis has them, not as the record tells them."
    if one.unplayed:
        count = several(len(one.unplayed), "stage")
        yield f"No history reaches {count} any more: {listed(one.unplayed[:6])}" + (
            " and others." if len(one.unplayed) > 6 else "."
        )
