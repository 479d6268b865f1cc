"""Every key of a scenario file, once: the loader reads by this table, the schema is made from it.

The order of the keys is the order in which the printer writes them.
"""

from __future__ import annotations

from typing import get_args

from detente.model.crisis import Channel, Kind
from detente.model.words import YARDSTICKS
from detente.scenario.shapes import (
    Again,
    Amount,
    Choice,
    Confidence,
    Day,
    Grade,
    Key,
    Label,
    Length,
    Listed,
    Mapped,
    OneOf,
    Real,
    Record,
    Ref,
    Sentence,
    Setting,
    Shape,
    Text,
    Value,
    Whole,
)

VERSION = "1"
CSL_FIELDS = (
    "type", "title", "author", "editor", "publisher", "publisher-place", "container-title",
    "collection-title", "issued", "accessed", "page", "volume", "issue", "number", "edition",
    "genre", "medium", "language", "archive", "archive_location", "call-number", "event-title",
    "URL", "DOI", "ISBN", "ISSN", "note",
)  # fmt: skip
"""The fields of CSL-JSON that a source may have, each as a text."""

CONDITION = Sentence("condition")
CITATION = Record(
    "citation",
    (
        Key("id", Ref("sources"), "a name under `sources`", needed=True),
        Key("place", Text(), "the place in it, such as `paragraph 2`"),
        Key("grade", Grade(), "Admiralty grade; default: the source's"),
    ),
    short="id",
)
SOURCE = Record(
    "source",
    (
        *(Key(name, Text(), f"CSL-JSON `{name}`") for name in CSL_FIELDS),
        Key("grade", Grade(), "Admiralty grade, such as `B2`; default F6"),
    ),
)
THEATRE = Record(
    "theatre",
    (
        Key("title", Text(), "for the reader; default: the name"),
        Key("at", Listed(Real(-180.0, 180.0), least=2), "longitude and latitude, in degrees"),
    ),
    short="title",
)
FACT = Record(
    "fact",
    (
        Key("values", Listed(Value(), least=1), "its values, in order", needed=True),
        Key("start", Value(), "its value at the start; default: the first"),
        Key("where", Ref("theatres"), "its theatre"),
        Key("text", Text(), "for the reader"),
        Key("source", CITATION, "where it was read"),
    ),
    short="values",
)
TYPE = Record(
    "type",
    (
        Key("prior", Amount("probability"), "the analyst's probability", needed=True),
        Key("text", Text(), "for the reader"),
    ),
    short="prior",
)
ACTOR = Record(
    "actor",
    (
        Key("title", Text(), "for the reader; default: the name"),
        Key("text", Text(), "for the reader"),
        Key("patron", Ref("actors"), "the actor that stands behind this proxy"),
        Key("types", Mapped(TYPE), "what it may be, known to itself alone"),
        Key(
            "beliefs",
            Mapped(Mapped(Amount("probability")), refers="actors_or_moves"),
            "its own probabilities of another's types or of a move's outcomes",
        ),
        Key("rationality", Amount("precision"), "lambda, in 1/utils; default 0.5..1.5"),
    ),
)
THEN = Mapped(Value(), refers="facts")
OUTCOME = Record(
    "outcome",
    (
        Key("chance", Amount("probability"), "how probable it is", needed=True),
        Key("then", THEN, "what it makes of the facts"),
        Key("text", Text(), "for the reader"),
    ),
    short="chance",
)
MOVE = Record(
    "move",
    (
        Key("by", Ref("movers"), "an actor, or `nature`", needed=True),
        Key("title", Text(), "for the reader; default: the name"),
        Key("text", Text(), "for the reader"),
        Key("against", Listed(Ref("actors"), or_one=True), "whom it is aimed at"),
        Key("where", Ref("theatres"), "its theatre"),
        Key("channel", OneOf(get_args(Channel)), "default: open"),
        Key("rung", Whole(0, 10), "of the ladder; default 0"),
        Key("when", CONDITION, "when it can be made; default: always"),
        Key("then", THEN, "what it makes of the facts, if it has one sure outcome"),
        Key("outcomes", Mapped(OUTCOME), "the ways it can turn out"),
        Key("source", CITATION, "where it was read"),
    ),
)
EVENT = Record(
    "event",
    (
        Key("means", CONDITION, "the condition", needed=True),
        Key("text", Text(), "for the reader"),
    ),
    short="means",
)
STAGE = Record(
    "stage",
    (
        Key("name", Label(), "for the reader"),
        Key("on", Day(), "the day it is on"),
        Key("within", Length(), "the days of its window, from the clock on"),
        Key("after", Length(), "the days from the clock to it"),
        Key("actor", Ref("movers"), "who chooses", needed=True),
        Key("choose", Listed(Ref("moves"), or_one=True, least=1), "from what", needed=True),
        Key("when", CONDITION, "when it is played; default: always"),
        Key("happened", Ref("moves"), "the move on record, if the stage is past"),
    ),
)
ROUNDS = Record(
    "repeat",
    (
        Key("name", Label(), "what a round is called; default: round"),
        Key("times", Whole(1, 1000), "how many rounds", needed=True),
        Key("every", Length(), "how long a round is", needed=True),
        Key("stages", Listed(Again("course_item"), least=1), "what is played", needed=True),
    ),
)
REPEAT = Record(
    "course entry", (Key("repeat", ROUNDS, "stages played several times", needed=True),)
)
TURN = Record(
    "turn",
    (
        Key("every", Length(), "how long it is from one turn to the next", needed=True),
        Key("first", Day(), "a day of the first turn; default: the start of the repeat"),
        Key("stages", Listed(STAGE, least=1), "what is played in its rounds", needed=True),
    ),
)
TOGETHER = Record(
    "together",
    (
        Key(
            "together",
            Listed(STAGE, least=1),
            "choices made without seeing each other",
            needed=True,
        ),
    ),
)
COURSE_ITEM = Choice((("repeat", REPEAT), ("every", TURN), ("together", TOGETHER)), otherwise=STAGE)
STAKE = Record(
    "stake",
    (
        Key("when", CONDITION, "what it is worth something for, judged at the end"),
        Key("each", Sentence("each"), "what it is worth something for, each time"),
        Key("worth", Mapped(Amount("worth"), or_one=True), "utils, one or per type", needed=True),
        Key("text", Text(), "for the reader"),
    ),
)
STAKES = Mapped(Mapped(STAKE), refers="actors")
CLAIM = Record(
    "claim",
    (
        Key("text", Text(), "the sentence", needed=True),
        Key("source", CITATION, "where it was read"),
        Key("kind", OneOf(get_args(Kind)), "default: judgement"),
        Key("confidence", Confidence(), "share of draws in which it binds; default 1"),
        Key("means", Listed(Sentence("relations"), or_one=True), "a premise"),
        Key("expects", Listed(Sentence("expected"), or_one=True), "a conclusion, tested"),
        Key("note", Text(), "why it is neither, or a remark"),
    ),
)
QUESTION = Record(
    "question",
    (
        Key("text", Text(), "the question", needed=True),
        Key("by", Day(), "when it is decided", needed=True),
        Key("asks", CONDITION, "a condition: yes or no"),
        Key("counts", Sentence("quantity"), "a quantity"),
        Key("resolves", Text(), "by which source, and the edge cases"),
        Key("said", Real(-1e6, 1e6), "the statement's own words, as a number"),
        Key("word", Text(), "the statement's own words"),
        Key("claims", Listed(Ref("claims"), or_one=True), "claims that bear on it"),
    ),
)
INSERT = Record(
    "insert",
    (
        Key("on", Day(), "when the stages start", needed=True),
        Key("stages", Listed(Again("course_item"), least=1), "what is played", needed=True),
    ),
)
EDIT = Record(
    "edit",
    (
        Key("text", Text(), "what it is", needed=True),
        Key("reason", Text(), "why it is weighed"),
        Key("by", Listed(Ref("actors"), or_one=True), "who delivers, in order"),
        Key("source", CITATION, "where it was read"),
        Key("claims", Listed(Ref("claims"), or_one=True), "claims that speak of it"),
        Key("set", Mapped(Setting(), names="field"), "numbers or starting values, by path"),
        Key("never", Listed(Ref("moves"), or_one=True), "moves taken away"),
        Key("drop", Listed(Ref("claims"), or_one=True), "claims left out"),
        Key("reverse", Listed(Ref("claims"), or_one=True), "claims turned round"),
        Key("facts", Mapped(FACT), "facts added"),
        Key("moves", Mapped(MOVE), "moves added"),
        Key("stakes", STAKES, "stakes added"),
        Key("course", Listed(INSERT), "stages added"),
    ),
    adds_names=True,
)
SCENARIO = Record(
    "scenario",
    (
        Key("detente", OneOf((VERSION,)), "version of the language"),
        Key("name", Label(), "a short name; default: the file's"),
        Key("title", Text(), "for the reader", needed=True),
        Key("about", Text(), "for the reader"),
        Key("as_of", Day(), "the date the argument is made", needed=True),
        Key("begins", Day(), "where the course starts, if that is before `as_of`"),
        Key("yardstick", OneOf(tuple(YARDSTICKS)), "what words of probability mean"),
        Key("force_from", Whole(0, 10), "the rung from which a move is a use of force"),
        Key(
            "parties", Listed(Ref("actors"), least=2), "whose exchange it is; default: everybody's"
        ),
        Key("sources", Mapped(SOURCE, names="label"), "where things were read"),
        Key("theatres", Mapped(THEATRE), "the places of the crisis"),
        Key("facts", Mapped(FACT), "public variables"),
        Key("actors", Mapped(ACTOR), "who decides", needed=True),
        Key("moves", Mapped(MOVE), "what they can do", needed=True),
        Key("events", Mapped(EVENT), "conditions with a name"),
        Key("course", Listed(COURSE_ITEM, least=1), "the order of play", needed=True),
        Key("ends", Sentence("ends"), "the condition that ends it"),
        Key("stakes", STAKES, "what each cares about", needed=True),
        Key("claims", Mapped(CLAIM, names="sentence"), "the argument"),
        Key("questions", Mapped(QUESTION, names="sentence"), "what is asked"),
        Key("counterfactuals", Mapped(EDIT), "edits: what if it had not been so"),
        Key("packages", Mapped(EDIT), "edits: ways out"),
        Key("levers", Mapped(EDIT), "edits: what others can do"),
        Key(
            "not_formalised",
            Mapped(Text(), names="sentence"),
            "sentences left out, each with the reason",
        ),
    ),
)
DEFINED: dict[str, Shape] = {"course_item": COURSE_ITEM}
"""Shapes that contain themselves, by the name that `Again` uses."""
