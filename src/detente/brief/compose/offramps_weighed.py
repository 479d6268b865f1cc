"""Ways out weighed: how robust, under what conditions, against each other, against the argument."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.brief.compose.offramps_names import helps, lowers, title, within
from detente.brief.compose.reading import Titled
from detente.brief.compose.unknowns import limit_in_words
from detente.brief.document import (
    Block,
    Column,
    Inline,
    Listing,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import listed, several
from detente.findings.offramps import Offramps, WayOut
from detente.findings.offramps.robustness import TELLING
from detente.forecast.figures import percent
from detente.model.crisis import Edit

MEASURED = (
    "Mean risk",
    "Mean of the worst tenth",
    "Better than nothing in",
    "Regret, nine of ten below",
    "Largest regret",
)


def robust(titled: Titled, found: Offramps) -> Section:
    """Set the measures side by side for the first risk, ties shown as ties."""
    weighed, risk = found.robustness[0], found.risks[0]
    rows = tuple(
        Row((
            inline(title(titled, way.variant)),
            *(
                inline(Run(percent(float(v)), "strong"), Run(" best", "small"))
                if tied else inline(percent(float(v)))
                for v, tied in zip(weighed.values[i], weighed.tied[i], strict=True)
            ),
        ))
        for i, way in enumerate(found.ways)
    )  # fmt: skip
    heads = (Column("Way out", weight=2), *(Column(m, numeric=True) for m in MEASURED))
    told = (
        f"For {risk.name}, on the {several(weighed.draws, 'draw')} that all allow. A regret is the "
        "risk less the least that any of them has in the same draw. The measures need not agree; "
        "marked as best are all that the draws cannot tell from the best."
    )
    table = Table("Measures side by side", heads, rows)
    blocks = (Paragraph(inline(told)), *_disagree(titled, found), table)
    return Section("help-robust", "How robust", blocks)


def _disagree(titled: Titled, found: Offramps) -> Iterator[Block]:
    tied = found.robustness[0].tied
    everywhere = np.flatnonzero(tied.all(axis=1))
    if len(everywhere):
        first = listed([within(titled, found.ways[i].variant) for i in everywhere])
        yield Paragraph(
            inline(f"Best, or not to be told from the best, on every measure: {first}.")
        )
        return
    told = []
    for m, name in enumerate(MEASURED):
        names = [within(titled, found.ways[i].variant) for i in np.flatnonzero(tied[:, m])]
        told.append(
            inline(f"{name}: {listed(names[:4])}{' and others' if len(names) > 4 else ''}.")
        )
    yield Paragraph(inline("The measures disagree on what is best:"))
    yield Listing(tuple(told))


def what_must_be_true(titled: Titled, found: Offramps) -> Section | None:
    """Tell under which limits each package works, and which limits recur."""
    items = [_conditions(titled, way) for way in found.ways if way.conditions is not None]
    if not items:
        return None
    told = (
        f"A way out works in a draw if it takes away a quarter of {found.risks[0].name} or more. "
        "The limits are those of a box found by peeling away draws in which it does not (PRIM). In "
        "brackets: in how many of twenty resamples of the draws the limit comes back; what "
        "comes back seldom is not to be relied on."
    )
    return Section(
        "help-true", "What must be true for it to work",
        (Paragraph(inline(told)), Listing(tuple(items))),
    )  # fmt: skip


def _conditions(titled: Titled, way: WayOut) -> Inline:
    about = way.conditions
    head = Run(f"{title(titled, way.variant)}. ", "strong")
    if about is None:
        return inline(head)
    told = inline(head, f"It works in {percent(about.share)} of {several(about.draws, 'draw')}. ")
    if not about.limits:
        why = "too few" if about.share < 0.5 else "too many"
        return inline(told, f"That is {why} to say what decides it." if about.tree is None else
                      "No limit sets those draws apart from the others.")  # fmt: skip
    limits = [
        f"{limit_in_words(titled, x.path, x.value, low=x.side == 'low', edits=way.variant.edits)} "
        f"({percent(x.recurs)})"
        for x in about.limits
    ]
    return inline(
        told,
        f"It works in {percent(about.density)} of the draws in which "
        f"{listed(limits, serial=True)}; they hold {percent(about.coverage)} of all draws in which "
        "it works.",
        _tree_words(titled, way),
    )


def _tree_words(titled: Titled, way: WayOut) -> str:
    about = way.conditions
    grown = None if about is None else about.tree
    if about is None or grown is None or grown.below is None or grown.above is None:
        return ""
    one = limit_in_words(
        titled, about.paths[grown.column], grown.limit, low=True, edits=way.variant.edits
    )
    return (
        f" The question that tells most: if {one}, it works in {percent(grown.above.share)}, "
        f"otherwise in {percent(grown.below.share)}."
    )


def pareto_set(titled: Titled, found: Offramps) -> Section:
    """List what nothing else beats, each with its reason and what beats it on something."""
    heads = (
        Column("Way out", weight=1.8), Column("Why it is here", weight=1.6),
        Column("What beats it", weight=2.2),
    )  # fmt: skip
    rows = tuple(
        Row((
            inline(title(titled, found.ways[member.way].variant)),
            inline(
                f"no other does better on {listed(member.best_on)}" if member.best_on
                else "a middle way: none is as good on everything"
            ),
            inline("; ".join(
                f"on {goal}: {within(titled, found.ways[other].variant)}"
                for goal, other in member.beaten_by
            ) or "nothing"),
        ))
        for member in found.front
    )  # fmt: skip
    told = (
        f"Judged by {listed(found.goals)}. In the set is what nothing else matches on everything, "
        "beyond what chance in the draws explains; of those that cannot be told apart, the one "
        "with the fewest parts stands for all. "
    )
    tried = f"The search tried {several(len(found.tried), 'variant')}" if found.tried else ""
    solved = f"{several(found.solved, 'draw was', many='draws were')} solved in all."
    told += f"{tried}; {solved}" if tried else solved.capitalize()
    return Section(
        "help-set", "What nothing else beats",
        (Paragraph(inline(told)), Table("The Pareto set", heads, rows)),
    )  # fmt: skip


def argued(titled: Titled, found: Offramps) -> Section | None:
    """Set the sentences that argue for each beside what the solved game says."""
    items = [
        _argued(titled, way, edit, risk=found.risks[0].name)
        for way in found.ways[1:]
        if len(way.variant.edits) == 1
        for edit in way.variant.edits
        if edit.claims
    ]
    if not items:
        return None
    told = "The sentences that argue for each, beside what the solved game says of it."
    return Section(
        "help-claims",
        "Where the argument says so",
        (Paragraph(inline(told)), Listing(tuple(items))),
    )


def _argued(titled: Titled, way: WayOut, edit: Edit, *, risk: str) -> Inline:
    share = percent(lowers(way))
    if helps(way):
        says = f"The solved game bears them out: {risk} falls in {share} of the draws."
    elif way.noise[0][0] > TELLING:
        says = f"The solved game contradicts them: {risk} rises beyond noise."
    else:
        says = f"The solved game does not bear them out: {risk} does not fall in most draws."
    if way.delivery is not None and float(way.delivery.whole.mean()) < 0.5:
        says += " More often than not it is not delivered whole."
    head = Run(f"{title(titled, way.variant)}: ", "strong")
    return inline(head, "argued in ", titled.claim_links(edit.claims), f". {says}")
