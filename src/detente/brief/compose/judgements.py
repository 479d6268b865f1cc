"""The key judgements: one a question, each with its number, its ground and how it resolves."""

from __future__ import annotations

from detente.brief.charts.intervals import Bar, intervals
from detente.brief.compose.reading import SPREAD_COLUMNS, Reading, anchor, spread_row
from detente.brief.confidence import suggest
from detente.brief.document import (
    Block,
    Column,
    Definition,
    Definitions,
    Figure,
    Inline,
    Judgement,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    inline,
)
from detente.brief.words import counted, day, judged, sentence
from detente.forecast.figures import percent, percents, quantities, quantity, word
from detente.forecast.results import Answer

SAID = "the argument's own number"


def ordered(reading: Reading) -> tuple[Answer, ...]:
    """Return the answers by date, and as the argument orders them within a date."""
    return tuple(sorted(reading.forecast.answers, key=lambda answer: answer.question.by))


def key_judgements(reading: Reading) -> Section:
    """Judge every question in the order of the dates by which they resolve."""
    answers = ordered(reading)
    if not answers:
        text = "The crisis asks no question, so there is nothing to judge by a date."
        return Section("judgements", "Key judgements", (Paragraph(inline(text)),))
    intro = (
        "Each judgement resolves by its question. The number is the median over the draws. "
        f"The words are those of {reading.yardstick.title}, chosen for the number as printed."
    )
    blocks: list[Block] = [Paragraph(inline(intro, " ", Run("Scale", "small", "#words")))]
    blocks += [_judgement(reading, answer) for answer in answers]
    return Section("judgements", "Key judgements", tuple(blocks), first_page=True)


def _judgement(reading: Reading, answer: Answer) -> Judgement:
    question, spread = answer.question, answer.spread
    share = question.asks is not None
    likelihood = judged(spread, reading.yardstick) if share else counted(spread)
    return Judgement(
        anchor=anchor("question", question.name),
        label=question.name,
        question=inline(question.text.strip()),
        likelihood=inline(likelihood),
        confidence=inline(suggest(reading.forecast, answer).sentence),
        behind=_behind(reading, answer),
        spread=spread if spread.median == spread.median else None,
        share=share,
    )


def _behind(reading: Reading, answer: Answer) -> Inline:
    question = answer.question
    told = inline(f"By {day(question.by)}.")
    if question.said is not None:
        number = (percent if question.asks is not None else quantity)(question.said)
        words = f", \u201c{question.word}\u201d," if question.word else ""
        told = inline(told, f" The argument's own words{words} say {number}.")
    if question.claims:
        told = inline(told, " Argued in ", reading.claim_links(question.claims), ".")
    target = f"#{anchor('resolves', question.name)}"
    return inline(told, " ", Run("How it resolves", "small", target))


def beside(reading: Reading) -> Section:
    """Set our numbers beside the argument's own words, in a chart and in tables."""
    answers = ordered(reading)
    chances = [answer for answer in answers if answer.question.asks is not None]
    amounts = [answer for answer in answers if answer.question.asks is None]
    blocks: list[Block] = []
    if any(answer.question.said is not None for answer in answers):
        intro = (
            "The argument's own words say a number, where the analyst has put one to them. It "
            "stands beside what follows from the argument once it is solved."
        )
        blocks.append(Paragraph(inline(intro)))
    if chances:
        blocks += [_figure(reading, chances), _words(reading, chances)]
    if amounts:
        blocks.append(_amounts(reading, amounts))
    return Section("numbers", "The numbers beside the argument's words", tuple(blocks))


def how_they_resolve(reading: Reading) -> Section | None:
    """Say for every question what settles it; None if nothing is asked."""
    items = tuple(
        Definition(
            inline(reading.question_link(question.name)),
            inline(
                f"{sentence(question.text)} Settled by {day(question.by)}. ",
                sentence(question.resolves) or "The crisis does not say how it resolves.",
            ),
            anchor("resolves", question.name),
        )
        for question in (answer.question for answer in ordered(reading))
    )
    if not items:
        return None
    return Section("resolution", "How the questions resolve", (Definitions(items),))


def _figure(reading: Reading, answers: list[Answer]) -> Figure:
    bars = [
        Bar(f"{a.question.name}  {a.question.text}", a.spread, a.question.said) for a in answers
    ]
    title = "Every question's probability with its range"
    rows = tuple(
        spread_row((inline(f"{a.question.name} {a.question.text}"),), a.spread) for a in answers
    )
    table = Table(title, (Column("Question"), *SPREAD_COLUMNS), rows)
    caption = (
        "The dot is the median, the thick bar holds half of the draws, the thin one nine of ten. "
        "Diamonds mark the number that the argument's own words say. Shades mark every second "
        f"band of {reading.yardstick.title}."
    )
    drawing = intervals(bars, title=title, yardstick=reading.yardstick, said=SAID)
    return Figure("probabilities", drawing, caption, table)


def _words(reading: Reading, answers: list[Answer]) -> Table:
    heads = (
        Column("Question", weight=2.4),
        Column("By", weight=0.9),
        Column("Our word"),
        Column("Our number", numeric=True),
        Column("The argument's words", weight=1.3),
        Column("Its number", numeric=True),
    )
    rows = tuple(_row(reading, answer) for answer in answers)
    return Table("Our words and numbers beside those of the argument", heads, rows)


def _row(reading: Reading, answer: Answer) -> Row:
    question, spread = answer.question, answer.spread
    said = "" if question.said is None else percent(question.said)
    number = inline(
        Run(percent(spread.median), "strong"), f" ({percents(spread.low90, spread.high90)})"
    )
    return Row(
        (
            inline(reading.question_link(question.name), f" {question.text}"),
            inline(day(question.by)),
            inline(word(spread.median, reading.yardstick) or "number alone"),
            number,
            inline(question.word),
            inline(said),
        )
    )


def _amounts(reading: Reading, answers: list[Answer]) -> Table:
    rows = []
    for answer in answers:
        question, spread = answer.question, answer.spread
        said = "" if question.said is None else quantity(question.said)
        cells = (
            inline(reading.question_link(question.name), f" {sentence(question.text)}"),
            inline(day(question.by)),
            inline(Run(quantity(spread.median), "strong")),
            inline(quantities(spread.low50, spread.high50)),
            inline(quantities(spread.low90, spread.high90)),
            inline(said),
        )
        rows.append(Row(cells))
    said_column = Column("The argument's number", numeric=True)
    heads = (Column("Question"), Column("By"), *SPREAD_COLUMNS, said_column)
    return Table("Questions that ask for a number: the mean in each draw", heads, tuple(rows))
