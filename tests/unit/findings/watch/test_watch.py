"""The watch list of the feud against every history written out, and the laws that it keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest
from tests.feud import feud
from tests.histories import play_all, true_of

from detente import load
from detente.errors import GameError, SolveError
from detente.findings.study import Study
from detente.findings.watch import WatchInquiry, matrix, watch
from detente.findings.watch.matrix import Mark
from detente.findings.watch.results import FLAT, Verdict
from detente.game.compile import compile_crisis
from detente.model import conditions as c
from detente.model.crisis import Question
from detente.solve.public_tree import solve

BACK, RAID, FIRE = (c.Done(c.Named((name,))) for name in ("back", "raid", "spark.fire"))
ASKED = {
    "back_soon": c.Done(c.Named(("back",)), c.Timing("by", last=date(2020, 1, 4))),
    "raid": RAID,
    "fire": FIRE,
    "calm": c.Not(c.Or((BACK, RAID))),
    "twice": c.Compare(c.Count(c.Named(("hit",))), ">=", 2),
}
DRAWS = 3


def asked_feud():
    questions = tuple(
        Question(name, name, date(2020, 3, 1), asks=asks) for name, asks in ASKED.items()
    )
    number = Question("raids", "raids", date(2020, 3, 1), counts=c.Count(c.Named(("raid",))))
    return replace(feud(happened="hit"), questions=(*questions, number))


@pytest.fixture(scope="module")
def study():
    return Study.of(asked_feud(), draws=DRAWS, seed=5)


@pytest.fixture(scope="module", params=["analyst", "south"])
def seen(request, study):
    """A watch list over everything, and the chance of each history by draw and types."""
    found = WatchInquiry.ask(study, everything=True, observer=request.param).found()
    return found, list(written_out(study, observer=request.param))


def written_out(study, *, observer):
    """Yield every history after the record with its chance (D, types of north and of south)."""
    apart = compile_crisis(study.crisis, merge=False)
    numbers = apart.parameters.numbers(study.draws.points)
    policy = solve(apart.game, numbers).policy
    game, who = apart.game, [*apart.game.players, "analyst"].index(observer)
    prior, chance = numbers.prior[:, who], numbers.chance[:, :, who]
    start = np.einsum("dn,ds->dns", prior[:, :2], prior[:, 2:4])
    totals, stack = {}, [(0, start, ())]
    while stack:
        node, p, events = stack.pop()
        if game.first[node] == game.first[node + 1]:
            totals[events] = p
        for e in range(game.first[node], game.first[node + 1]):
            mover = game.mover[node]
            if mover < 0:
                step = chance[:, game.chance[e], None, None]
            elif mover == 0:
                step = policy[:, e, :, None]
            elif mover == 1:
                step = policy[:, e, None, :]
            else:
                step = policy[:, e, :1, None]
            then = (*events, int(game.event[e])) if game.event[e] >= 0 else events
            stack.append((game.child[e], p * step, then))
    at = {
        (event.step, apart.crisis.moves[event.move].name, event.outcome): x
        for x, event in enumerate(apart.course.events)
    }
    kept = [
        (h, totals[key])
        for h, _ in play_all(study.crisis, lambda _h, _s, what, m: [1.0] * len(m or what.outcomes))
        if h.events[0].move.name == "hit"
        for key in [tuple(at[e.step, e.move.name, outcome(e)] for e in h.events)]
    ]
    mass = sum(p.sum(axis=(1, 2)) for _, p in kept)[:, None, None]
    for history, p in kept:
        yield history, p / mass


def outcome(event):
    return [o.name for o in event.move.outcomes].index(event.outcome)


def is_seen(history, indicator):
    here = [e for e in history.events if e.step == indicator.step]
    if indicator.follows:
        return not here
    return (
        bool(here)
        and here[0].move.name == indicator.move
        and (here[0].outcome == (indicator.outcome or "done"))
    )


def test_every_chance_is_that_of_its_histories(seen):
    found, histories = seen
    for i, indicator in enumerate(found.indicators):
        wanted = sum(p.sum(axis=(1, 2)) for h, p in histories if is_seen(h, indicator))
        assert found.chance[:, i] == pytest.approx(wanted, abs=1e-8), indicator.name


def test_every_question_together_with_every_indicator(seen):
    found, histories = seen
    for (h, question), (i, indicator) in product(
        enumerate(found.questions), enumerate(found.indicators)
    ):
        asks = ASKED[question.name]
        both = sum(
            (
                p.sum(axis=(1, 2))
                for x, p in histories
                if true_of(x, asks) and is_seen(x, indicator)
            ),
            start=np.zeros(DRAWS),
        )
        assert found.joint[:, h, i] == pytest.approx(both, abs=1e-8)
        before = sum(p.sum(axis=(1, 2)) for x, p in histories if true_of(x, asks))
        assert found.prior[:, h] == pytest.approx(before, abs=1e-8)


def test_every_type_together_with_every_indicator(seen):
    found, histories = seen
    rows = [h for h, hypothesis in enumerate(found.hypotheses) if hypothesis.is_type]
    assert [found.hypotheses[h].type for h in rows] == ["hard", "soft", "proud", "meek"]
    for i, indicator in enumerate(found.indicators):
        both = sum(p for x, p in histories if is_seen(x, indicator))
        wanted = np.concatenate((both.sum(axis=2), both.sum(axis=1)), axis=1)
        assert found.joint[:, rows, i] == pytest.approx(wanted, abs=1e-8)


# --- laws ----------------------------------------------------------------------------------------
def test_the_expected_posterior_is_the_prior(seen):
    found, _ = seen
    after = np.nan_to_num(found.posterior)
    for step in {indicator.step for indicator in found.indicators}:
        own = [i for i, indicator in enumerate(found.indicators) if indicator.step == step]
        assert found.chance[:, own].sum(axis=1) == pytest.approx(1.0, abs=1e-9)
        mean = (after[:, :, own] * found.chance[:, None, own]).sum(axis=2)
        assert mean == pytest.approx(found.prior, abs=1e-9)


def test_a_likelihood_ratio_of_one_tells_nothing(seen):
    found, _ = seen
    flat = np.isclose(found.ratio, 1.0, atol=1e-9).all(axis=0)
    assert flat.any()
    assert found.within[flat] == pytest.approx(0.0, abs=1e-12)
    for h, i in zip(*np.nonzero(flat), strict=True):
        assert found.verdicts[h][i] in {Verdict.FLAT, Verdict.LATE, Verdict.SETTLES}


def test_what_is_seen_first_is_news_in_full_and_nothing_is_less_than_no_news(seen):
    assert (seen[0].news >= 0.0).all()
    open_ = replace(feud(), questions=asked_feud().questions)
    found = WatchInquiry.ask(Study.of(open_, draws=DRAWS, seed=5), within=0).found()
    assert {o.step for o in found.indicators} == {0}
    told = found.within[: len(found.questions)]
    assert found.news == pytest.approx(told, abs=1e-9)


def test_what_comes_after_a_question_is_settled_leaves_it_alone(seen):
    """`back_soon` is settled by the second stage: of what comes later, nothing is news of it."""
    found, _ = seen
    soon = [question.name for question in found.questions].index("back_soon")
    later = [i for i, indicator in enumerate(found.indicators) if indicator.step > 1]
    assert found.news[soon, later] == pytest.approx(0.0, abs=1e-12)
    assert found.settled[1, soon] == pytest.approx(found.prior[:, soon].mean(), abs=1e-9)


def test_an_observer_with_the_analysts_beliefs_sees_the_analysts_list(study):
    mine = WatchInquiry.ask(study, everything=True).found()
    same = WatchInquiry.ask(study, everything=True, observer="band").found()
    assert same.indicators == mine.indicators
    assert same.joint == pytest.approx(mine.joint, abs=1e-12)


def test_bits_between_draws_and_within_them_bound_what_is_told(seen):
    """The mixture tells at most what a draw tells and what the outcome tells about the draw."""
    found, _ = seen
    for step in {indicator.step for indicator in found.indicators}:
        own = [i for i, indicator in enumerate(found.indicators) if indicator.step == step]
        told, within = found.bits[:, own].sum(axis=1), found.within[:, own].sum(axis=1)
        assert (told <= within + found.about_draw[own].sum() + 1e-12).all()


# --- one solution, and what is asked -------------------------------------------------------------
def test_a_forecast_and_a_watch_list_share_one_solution():
    study = Study.of(asked_feud(), draws=DRAWS, seed=5)
    _ = study.base.inquiry
    ask = WatchInquiry.ask(study)
    found, forecast = ask.found(), study.forecast
    assert study.base.solved == DRAWS
    for h, question in enumerate(found.questions):
        assert found.prior[:, h] == pytest.approx(forecast.answer(question.name).values, abs=1e-12)


def test_by_default_each_actor_has_its_first_stage(study):
    found = WatchInquiry.ask(study).found()
    assert {(o.step, o.actor) for o in found.indicators} == {
        (1, "south"), (2, "band"), (3, "nature"), (4, "north"),
    }  # fmt: skip
    assert found.left_out == ("raids",)


def test_a_window_keeps_the_stages_that_end_in_it(study):
    found = WatchInquiry.ask(study, within=4).found()
    assert {o.end for o in found.indicators} == {date(2020, 1, 4), date(2020, 1, 5)}
    same = WatchInquiry.ask(study, until=date(2020, 1, 5)).found()
    assert same.indicators == found.indicators
    few = WatchInquiry.ask(study, within=4, questions=("fire",)).found()
    assert [question.name for question in few.questions] == ["fire"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"questions": ("fires",)}, "did you mean `fire`"),
        ({"questions": ("raids",)}, "asks for a number"),
        ({"within": 0}, "nothing can be observed by 2020-01-01"),
    ],
)
def test_what_cannot_be_watched_is_refused(study, asked, told):
    with pytest.raises(GameError, match=told):
        WatchInquiry.ask(study, **asked)


def test_an_unknown_observer_is_refused(study):
    with pytest.raises(SolveError, match="nobody called"):
        WatchInquiry.ask(study, observer="east")


def test_the_grid_of_beliefs_gives_the_same_list():
    exact, grid = (
        watch(Study.of(load("border-raid"), draws=4, method=method)) for method in ("tree", "grid")
    )
    assert grid.indicators == exact.indicators
    assert grid.joint == pytest.approx(exact.joint, abs=1e-3)
    assert grid.news == pytest.approx(exact.news, abs=1e-3)


# --- signals and the matrix ----------------------------------------------------------------------
def test_a_signal_says_what_its_numbers_say(seen):
    found, _ = seen
    for i, h in product(range(len(found.indicators)), range(len(found.hypotheses))):
        signal = found.signal(i, h)
        if signal.verdict is Verdict.TELLS:
            assert (signal.ratio.median > 1.0) == signal.toward
            assert (signal.shift.median > 0.0) == signal.toward
            assert signal.hit.median > signal.false_alarm.median
            assert signal.miss.median == pytest.approx(1.0 - signal.hit.median)
        assert signal.bits_low <= signal.bits_high


def test_lead_is_to_the_median_day_of_what_is_settled_later():
    found = watch(Study.of(load("border-raid"), draws=20))
    raid = next(i for i, o in enumerate(found.indicators) if o.move == "raid")
    assert found.signal(raid, 0).verdict is Verdict.LATE  # the question closes before
    strike = next(i for i, o in enumerate(found.indicators) if o.move == "strike")
    assert found.signal(strike, 0).verdict is Verdict.SETTLES
    assert found.signal(strike, 0).days_to_end == 0


@pytest.mark.parametrize("name", ["south", "raid"])
def test_marks_and_diagnosticity_follow_from_the_likelihoods(seen, name):
    found, _ = seen
    made = matrix(found, name)
    last = float("inf")
    for line in made.lines:
        likelihood = np.array([spread.median for spread in line.likelihood])
        assert line.diagnosticity.median <= last
        last = line.diagnosticity.median
        h = next(h for h, x in enumerate(found.hypotheses) if x.name == name)
        ratio = np.median(found.ratio[:, h, line.index])
        if line.marks[0] in {Mark.FITS, Mark.FITS_WELL}:
            assert ratio > FLAT[1]
            assert likelihood[0] > likelihood[1]
        if line.marks[0] is Mark.NEUTRAL:
            assert FLAT[0] <= ratio <= FLAT[1]
    assert any(line.tells for line in made.lines)


def test_a_matrix_is_of_an_actor_or_a_question(seen):
    with pytest.raises(KeyError):
        matrix(seen[0], "band")
