"""The sections of a watch list: what is said, and that it agrees with the numbers."""

from __future__ import annotations

import json

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from detente import load
from detente.brief import to_json, to_markdown
from detente.brief.compose.finding import finding
from detente.brief.compose.indicators import because, lowered, meaning, times
from detente.brief.compose.reading import Titles
from detente.brief.compose.watch import competing, ranked, watch_sections
from detente.brief.compose.watch_record import watch_record
from detente.brief.document import Row, Table, plain
from detente.findings.study import Study
from detente.findings.watch import matrix, watch
from detente.findings.watch.results import Verdict


class Text(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture(scope="module")
def found():
    return watch(Study.of(load("us-iran-2020"), draws=12))


def document(found, **options):
    titles = Titles(found.crisis)
    return finding(
        titles.crisis,
        name="watch",
        sections=watch_sections(titles, found, **options),
        record=watch_record(found, matrices=[matrix(found, name) for name in competing(found)]),
        draws=len(found.chance),
        seed=found.seed,
    )


def tables(made) -> dict[str, tuple[Row, ...]]:
    return {b.caption.split(",")[0]: b.rows for b in made.walk() if isinstance(b, Table)}


def test_a_small_list_reads_as_it_should(snapshot):
    few = watch(Study.of(load("border-raid"), draws=20))
    assert to_markdown(document(few)) == snapshot.use_extension(Text)


def test_the_table_is_in_the_order_that_was_asked_for(found):
    titles = Titles(found.crisis)
    by_value = [found.value[i] for i in ranked(titles, found, "value")]
    assert by_value == sorted(by_value, reverse=True)
    by_date = [found.indicators[i].end for i in ranked(titles, found, "date")]
    assert by_date == sorted(by_date)
    assert {*ranked(titles, found, "new")} == {*ranked(titles, found, "actor")}


def test_silent_seldom_and_following_indicators_are_not_in_the_table(found):
    shown = ranked(Titles(found.crisis), found, "value")
    assert not any(found.silent[i] or found.seldom[i] for i in shown)
    assert not any(found.indicators[i].follows for i in shown)


def test_every_echo_that_is_named_is_one(found):
    echoes = {
        (o.move, question.name)
        for i, o in enumerate(found.indicators)
        for h, question in enumerate(found.questions)
        if found.verdicts[h][i] is Verdict.ECHO
    }
    assert ("tolerate", "F05") in echoes  # Baghdad answers what Washington has done by then
    assert "only repeats what came before" in to_markdown(document(found))


def test_reasons_name_facts_and_types(found):
    titles = Titles(found.crisis)
    by_move = {o.move: i for i, o in enumerate(found.indicators)}
    call, sanctions = by_move["call_on_militias"], by_move["take_it"]
    assert "Tehran has called on the militias" in because(titles, found, call, 1)
    assert "speaks for United States being restrained" in because(titles, found, sanctions, 4)


def test_meaning_tells_what_is_settled(found):
    by_move = {o.move: i for i, o in enumerate(found.indicators)}
    assert meaning(found, by_move["answer_with_grave_step"]).startswith("settles F07 yes")


def test_the_record_holds_everything(found):
    record = json.loads(to_json(document(found)))
    assert record["schema"] == "detente/watch/1"
    assert len(record["indicators"]) == len(found.indicators)
    assert all(len(o["says"]) == len(found.hypotheses) for o in record["indicators"])
    assert [m["about"] for m in record["matrices"]] == ["us", "iran"]
    one = record["indicators"][0]["says"][0]
    assert {"likelihood_ratio", "false_alarm", "miss", "bits", "days_to_end"} <= set(one)


def test_hypotheses_may_be_questions(found):
    made = document(found, hypotheses=("F14",))
    rows = tables(made)["Telling apart F14: yes"]
    assert rows
    assert all(len(row.cells) == 6 for row in rows)
    assert "Telling apart the types of Iran" not in tables(made)
    assert plain(rows[0].cells[0])


@pytest.mark.parametrize(
    ("ratio", "told"),
    [(1e6, "over 1,000"), (1e-6, "under 0.001"), (12.3, "12"), (2.34, "2.3"), (0.123, "0.12")],
)
def test_ratios_are_written_short(ratio, told):
    assert times(ratio) == told


def test_a_title_starts_small_unless_it_is_a_name():
    assert lowered("Call on the allies") == "call on the allies"
    assert lowered("US forces leave") == "US forces leave"
