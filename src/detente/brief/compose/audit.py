"""The argument audited: what clashes, what follows, and what each claim excludes."""

from __future__ import annotations

from collections.abc import Iterator

from detente.brief.compose.decides import claims_flipped, fewest_reversals, what_decides
from detente.brief.compose.reading import Titled, anchor
from detente.brief.compose.relations import left_side, unmet, wanted
from detente.brief.compose.unstated import gut_numbers, open_orders, which_unknowns
from detente.brief.document import (
    Block,
    Column,
    Inline,
    Listing,
    Note,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import listed, several
from detente.findings.audit import Audit
from detente.findings.audit.contradictions import MOST, Contradictions
from detente.findings.audit.supports import Supported
from detente.findings.audit.volume import SOFT, Share
from detente.forecast.figures import SPACE, percent, percents

LISTED = 20
"""Clashes and ways out that are listed; the record has all."""
QUARREL = 0.5
"""Lift below which two premises are said to pull against each other."""
TIGHT = 0.5
"""Share under which a premise is said to exclude much."""


def audit_sections(titled: Titled, audit: Audit) -> tuple[Section, ...]:
    """Return the audit as one section with its parts; of clashing premises, only these."""
    if audit.contradictions.any:
        return (Section("audit", "The argument audited", (_clashing(titled, audit),)),)
    parts = (
        what_decides(titled, audit),
        fewest_reversals(titled, audit),
        _conclusions(titled, audit),
        _premises(titled, audit),
        claims_flipped(titled, audit),
        which_unknowns(titled, audit),
        open_orders(titled, audit),
        gut_numbers(titled, audit),
    )
    head = (
        f"{several(audit.draws, 'draw')} of the argument were solved, and {audit.solved:,} more in "
        "which a claim is dropped or reversed. Numbers here are means over the draws, because "
        "those of an edited argument can be put together from parts; the key judgements give "
        "medians. A change is named if it is larger than two standard errors, and a point at "
        "least."
    )
    kept = tuple(part for part in parts if part is not None)
    return (Section("audit", "The argument audited", (Paragraph(inline(head)), *kept)),)


# --- clashes -------------------------------------------------------------------------------------
def _clashing(titled: Titled, audit: Audit) -> Section:
    found = audit.contradictions
    blocks: list[Block] = [Note(inline(_clash_summary(found)), flagged=True)]
    if found.clashes:
        blocks.append(Paragraph(inline("Of each of these, all cannot hold, and any part can:")))
        blocks.append(_sets(titled, found.clashes))
        most = len(found.fewest[0]) if found.fewest else 0
        told = f"The fewest to give up: {several(most, 'claim')}, in one of these ways."
        blocks += [Paragraph(inline(told)), _sets(titled, found.fewest)]
        named = sorted({name for clash in found.clashes for name in clash})
        blocks.append(_texts(titled, named))
    end = "Nothing else can be said of the argument until it allows some numbers."
    return Section("contradictions", "Contradictions", (*blocks, Paragraph(inline(end))))


def _clash_summary(found: Contradictions) -> str:
    if found.hopeless:
        return "The numbers of the crisis clash among themselves, whatever the claims say."
    told = f"The premises clash: {several(len(found.clashes), 'smallest clashing set')}, "
    told += f"and {several(len(found.ways_out), 'way')} to give up some so that the rest holds."
    return told if found.complete else f"{told} The search was stopped at {MOST}; there are more."


def _sets(titled: Titled, sets: tuple[tuple[str, ...], ...]) -> Listing:
    items = [titled.claim_links(one) for one in sets[:LISTED]]
    if len(sets) > LISTED:
        items.append(inline(f"and {len(sets) - LISTED} more"))
    return Listing(tuple(items))


def _texts(titled: Titled, names: list[str]) -> Table:
    texts = {claim.name: claim.text.strip() for claim in titled.crisis.claims}
    rows = tuple(Row((inline(Run(n, "strong")), inline(texts[n])), anchor("claim", n))
                 for n in names)  # fmt: skip
    return Table("The claims that clash", (Column("Claim"), Column("Text", weight=4)), rows)


# --- what follows --------------------------------------------------------------------------------
def _conclusions(titled: Titled, audit: Audit) -> Section | None:
    if not audit.conclusions:
        return None
    told = (
        "Each conclusion is tested in every draw. It follows if it holds in at least "
        f"95{SPACE}% of them, mostly follows from 75{SPACE}%, mostly fails at 25{SPACE}% or less "
        f"and fails at 5{SPACE}% or less. The interval is what endless draws could give (95{SPACE}%"
        " confidence); where it reaches over an edge, the verdict is marked."
    )
    heads = (
        Column("Claim", weight=2.2),
        Column("Verdict"),
        Column("Holds in", numeric=True),
        Column("What the run shows", weight=1.2),
        Column("What the claim wants", weight=1.2),
    )
    rows = tuple(_conclusion(titled, one) for one in audit.conclusions)
    blocks: list[Block] = [Paragraph(inline(told)), Table("Conclusions tested", heads, rows)]
    if audit.quarrels:
        items = tuple(
            inline(
                f"{q.one} and {q.other}: they hold in {percent(q.apart[0])} and "
                f"{percent(q.apart[1])} of the draws, together in {percent(q.together)}."
            )
            for q in audit.quarrels
        )
        head = "Some conclusions hold in one draw or another, but hardly ever in the same:"
        blocks += [Paragraph(inline(head)), Listing(items)]
    return Section("audit-conclusions", "What follows", tuple(blocks))


def _conclusion(titled: Titled, one: Supported) -> Row:
    texts = {claim.name: claim.text.strip() for claim in titled.crisis.claims}
    blank = unmet(one.test)
    shown = left_side(one.test) + (f"; no number in {several(blank, 'draw')}" if blank else "")
    mark = "" if one.sure else " (near the edge)"
    return Row((
        inline(
            titled.claim_links([one.claim]),
            f"{one.name.removeprefix(one.claim)} {texts[one.claim]}",
        ),
        inline(Run(one.verdict, "strong"), mark),
        inline(f"{percent(one.support)} ({percents(one.low, one.high)})"),
        inline(shown),
        inline(wanted(one.test, titled.yardstick)),
    ))  # fmt: skip


# --- what the premises exclude -------------------------------------------------------------------
def _premises(titled: Titled, audit: Audit) -> Section | None:
    if not audit.shares:
        return None
    blocks: list[Block] = [Paragraph(inline(text)) for text in _excluding(audit)]
    blocks.append(_shares(titled, audit))
    if audit.pairs:
        blocks += _pairs(titled, audit)
    return Section("audit-premises", "What the premises exclude", tuple(blocks))


def _excluding(audit: Audit) -> Iterator[str]:
    yield (
        "No premises contradict each other. Each leaves a share of what the others allow: a small "
        "share means that the sentence does much of the excluding, a full one that it adds nothing."
    )
    soft = [one.claims[0] for one in audit.shares if one.soft]
    if soft:
        yield f"Under {percent(SOFT)} is left by {listed(soft)}: a soft clash with the rest."
    idle = [one.claims[0] for one in audit.shares if one.share == 1.0]
    if idle:
        verb = "excludes" if len(idle) == 1 else "exclude"
        yield (
            f"{listed(idle)} {verb} nothing that the ranges and the other claims have not excluded."
        )
    tight = sorted((o for o in audit.shares if o.share < TIGHT), key=lambda o: o.share)[:3]
    if tight:
        told = [f"{one.claims[0]} (leaves {percent(one.share)})" for one in tight]
        yield f"Most excluding is done by {listed(told)}."


def _shares(titled: Titled, audit: Audit) -> Table:
    texts = {claim.name: claim.text.strip() for claim in titled.crisis.claims}
    ordered = sorted(audit.shares, key=lambda one: (one.share, one.claims))
    rows = tuple(
        Row((
            inline(titled.claim_links(one.claims), f" {texts[one.claims[0]]}"),
            inline(_share(one)),
        ))
        for one in ordered
    )  # fmt: skip
    heads = (Column("Premise", weight=4), Column("Leaves", numeric=True))
    return Table("What each premise leaves of what the others allow", heads, rows)


def _share(one: Share) -> str:
    value = one.share
    number = f"{100 * value:.2g}{SPACE}%" if value < SOFT else percent(value)
    low, high = max(0.0, value - 2 * one.error), min(1.0, value + 2 * one.error)
    return number if one.error == 0 else f"{number} ({percents(low, high)})"


def _pairs(titled: Titled, audit: Audit) -> Iterator[Block]:
    soft = [one for one in audit.pairs if one.soft]
    against = sorted((o for o in audit.pairs if o.lift < QUARREL), key=lambda o: o.lift)
    told = (
        f"Of {several(audit.pairs_in_all, 'pair')} about numbers that are tied together, the "
        f"{len(audit.pairs)} with the smallest shares were measured. "
    )
    told += (
        f"{several(len(soft), 'pair')} can hold together in under {percent(SOFT)} of what the "
        "others leave." if soft
        else f"None leaves under {percent(SOFT)} of what the others allow."
    )  # fmt: skip
    if against:
        told += " These hold together less than half as often as if they were strangers:"
    yield Paragraph(inline(told))
    shown = dict.fromkeys([*soft, *against])
    if shown:
        heads = (
            Column("Pair"), Column("Each alone", numeric=True), Column("Together", numeric=True)
        )  # fmt: skip
        rows = tuple(Row((_linked(titled, one), inline(
            f"{percent(one.apart[0])} and {percent(one.apart[1])}"), inline(_share(one))))
            for one in shown)  # fmt: skip
        yield Table("Pairs of premises that pull against each other", heads, rows)


def _linked(titled: Titled, one: Share) -> Inline:
    return titled.claim_links(one.claims)
