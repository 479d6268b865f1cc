"""How long force goes on: the length of the exchange, its uses, the quiet between, the last use.

Everything is counted in one pass of `detente.game.spells` over a draw's play, on the tree and on
the grid alike; on the tree several draws are read side by side. Days are the last days of the
windows in which force is used. What comes after the course is not known: an exchange that is still
going on at its end is censored, and `Exchange` says how much of it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np

from detente.forecast.force import NOBODY, window
from detente.forecast.methods import Block
from detente.forecast.readings import Readings
from detente.forecast.results import OPEN, Distribution, Exchange
from detente.forecast.spells_abreast import count_abreast
from detente.game.arrays import END, Numbers
from detente.game.course import Step
from detente.game.flow import chance_of_record
from detente.game.play import Play
from detente.game.spell_plan import Counters, Plan, true_after
from detente.game.spells import count, first_and_last
from detente.model.crisis import NATURE
from detente.shapes import Bools, Floats, Ints, Whole
from detente.solve.lanes.order import visits

LEAST = (7, 30, 60, 90, 180)
"""Where spells of quiet are told apart, in days."""
SPELLS = (
    "under 7 days", "7 to 29 days", "30 to 59 days", "60 to 89 days", "90 to 179 days",
    "180 days or more",
)  # fmt: skip
MOST_USES, MOST_EXCHANGES = 30, 20
"""So many or more are counted together."""


@dataclass(frozen=True)
class Uses:
    """The uses of force that a course can hold: K kinds, each a window and a side, in order."""

    readings: Readings
    steps: tuple[Step, ...]  # K: a step with the kind's window
    sides: tuple[str, ...]  # K
    kind: Ints  # X: the kind of each event, -1 if it is no use of force
    recorded: Bools  # K: whether it is on record

    @classmethod
    def of(cls, readings: Readings) -> Uses:
        """Find the kinds; force on record counts."""
        course, side = readings.compiled.course, readings.memory.events.force_side()
        keys: dict[tuple[date, date, str], Step] = {}
        for event, name in zip(course.events, side, strict=True):
            if name:
                step = course.steps[event.step]
                keys.setdefault((step.start, step.end, name), step)
        number = {key: k for k, key in enumerate(keys)}
        places = [(course.steps[e.step].start, course.steps[e.step].end) for e in course.events]
        kind = [number.get((*place, name), -1) for place, name in zip(places, side, strict=True)]
        made = set(readings.recorded.items())
        past = np.zeros(len(keys), bool)
        for event, k in zip(course.events, kind, strict=True):
            if k >= 0 and (event.step, course.crisis.moves[event.move].name) in made:
                past[k] = True
        names = tuple(key[2] for key in keys)
        return cls(readings, tuple(keys.values()), names, np.array(kind, np.int32), past)

    @cached_property
    def days(self) -> Ints:
        """The day of each kind (K), from the course's start."""
        start = self.readings.compiled.crisis.start
        return np.array([(step.end - start).days for step in self.steps], np.int32)

    @property
    def begun(self) -> date | None:
        """The day of the first use of force on record, if there is one."""
        ends = [step.end for step, past in zip(self.steps, self.recorded, strict=True) if past]
        return min(ends, default=None)

    def counters(self) -> tuple[Counters, dict[str, slice]]:
        """Return what is counted, and where each of its answers stands."""
        kinds = len(self.steps)
        broken = np.array([self._length_class >= 1 + i for i in range(len(LEAST))])
        parts = {"last": kinds + 1, "cut": kinds + 1, "uses": min(kinds, MOST_USES) + 1,
                 "exchanges": min(kinds, MOST_EXCHANGES) + 1, "gaps": len(SPELLS),
                 "broken": len(LEAST)}  # fmt: skip
        ends = np.cumsum([0, *parts.values()])
        at = {name: slice(*ends[i : i + 2]) for i, name in enumerate(parts)}
        counters = [self._since_last(at), self._number(at), self._exchanged(at)]
        counters += [
            self._quiet(long, answer)
            for long, answer in zip(
                broken, range(at["broken"].start, at["broken"].stop), strict=True
            )
        ]
        beside = Counters.beside(counters)
        return replace(beside, answers=int(ends[-1])), at

    @cached_property
    def _length_class(self) -> Ints:
        """The class in `SPELLS` of the quiet from one kind (row) to another (K, K)."""
        gaps = self.days[None, :] - self.days[:, None]
        return np.searchsorted(LEAST, gaps, side="right").astype(np.int32)

    def _since_last(self, at: dict[str, slice]) -> Counters:
        """The counter of the last use: state 0 is none, state 1 + k kind k."""
        kinds = len(self.steps)
        rows = np.arange(kinds + 1)
        finds = np.vstack((np.full(kinds, -1), at["gaps"].start + self._length_class))
        step = np.tile(np.arange(1, kinds + 1), (kinds + 1, 1))
        return _counter(step, finds, at["last"].start + rows, cut=at["cut"].start + rows)

    def _number(self, at: dict[str, slice]) -> Counters:
        """The counter of uses."""
        kinds, most = len(self.steps), min(len(self.steps), MOST_USES)
        step = np.repeat(np.minimum(np.arange(most + 1) + 1, most)[:, None], kinds, axis=1)
        return _counter(step, np.full_like(step, -1), at["uses"].start + np.arange(most + 1))

    def _exchanged(self, at: dict[str, slice]) -> Counters:
        """The counter of exchanges: state 1 + s C + c is c of them, the last use by side s."""
        names, most = tuple(dict.fromkeys(self.sides)), min(len(self.sides), MOST_EXCHANGES)
        states = 1 + len(names) * (most + 1)
        last, count = np.divmod(np.arange(states) - 1, most + 1)
        last[0], count[0] = -1, 0
        step = np.zeros((states, len(self.sides)), np.int32)
        for k, side in enumerate(map(names.index, self.sides)):
            turned = np.minimum(count + ((last != side) & (last >= 0)), most)
            step[:, k] = 1 + side * (most + 1) + turned
        return _counter(step, np.full_like(step, -1), at["exchanges"].start + count)

    def _quiet(self, long: Bools, answer: int) -> Counters:
        """The counter that stops at the first use after a long quiet, by the last two kinds."""
        kinds = len(self.steps)
        ended = np.vstack((np.zeros((1, kinds), bool), long))
        step = np.where(ended, -1, np.arange(1, kinds + 1)[None, :])
        return _counter(step, np.where(ended, answer, -1), np.full(kinds + 1, -1))


def _counter(step: Whole, finds: Whole, ends: Whole, *, cut: Whole | None = None) -> Counters:
    return Counters(
        0, np.zeros(1, np.int32), step, finds, ends, np.full(len(ends), -1) if cut is None else cut
    )  # fmt: skip


@dataclass(eq=False)
class Lasting:
    """Reads how long force goes on, draw by draw or several draws side by side."""

    uses: Uses
    plan: Plan
    at: dict[str, slice]
    found: dict[str, Floats] = field(default_factory=dict, repr=False)

    @classmethod
    def ask(cls, readings: Readings) -> Lasting:
        """Prepare the pass."""
        uses, game = Uses.of(readings), readings.compiled.game
        counters, at = uses.counters()
        cuts = (
            (game.mover[game.child] == END)
            & _violent(readings)[game.event]
            & true_after(game, readings.memory.condition(readings.compiled.crisis.ends))
        )
        plan = Plan.lay(
            game, counters, allowed=readings.allowed, cuts=cuts,
            rank=visits(game.first, game.child),
            use=np.where(game.event >= 0, uses.kind[game.event], -1).astype(np.int32),
        )  # fmt: skip
        return cls(uses, plan, at)

    def begin(self, draws: int) -> None:
        """Make room for so many draws."""
        kinds = len(self.uses.steps)
        self.found = {
            name: np.zeros((draws, part.stop - part.start)) for name, part in self.at.items()
        }
        if self.uses.begun is None:
            self.found["joint"] = np.zeros((draws, (kinds + 1) * (kinds + 2)))

    def read(self, row: int, d: int, numbers: Numbers, solved: Block) -> None:
        """Read a solved draw into its row."""
        del numbers
        readings = self.uses.readings
        play = solved.play(d, observer=readings.observer_index(readings.observer))
        met = chance_of_record(self.plan.game, play, allowed=readings.allowed)
        self._keep(row, count(self.plan, play, met), play, met=met[0, 0])

    def read_abreast(self, rows: range, chance: Floats, met: Floats) -> None:
        """Read draws of the tree into rows: chances of edges (E, W) and of the record (N, W)."""
        answers = count_abreast(self.plan, chance, met)
        for lane, row in enumerate(rows):
            play = Play.exact(chance[:, lane])
            self._keep(row, answers[:, lane], play, met=met[0, lane])

    def _keep(self, row: int, answers: Floats, play: Play, *, met: float) -> None:
        """Keep what was counted, given the record."""
        answers = answers / met if met > 0.0 else np.full(len(answers), np.nan)
        for name, part in self.at.items():
            self.found[name][row] = answers[part]
        if self.uses.begun is None:
            joint = first_and_last(self.plan, play, kinds=len(self.uses.steps))
            self.found["joint"][row] = joint.reshape(-1) / met if met > 0.0 else np.nan

    # --- results ---------------------------------------------------------------------------------
    @property
    def last_force(self) -> Distribution:
        """The windows of the last use of force after the record."""
        names = [
            NOBODY if past else window(step)
            for step, past in zip(self.uses.steps, self.uses.recorded, strict=True)
        ]
        return _labelled("last_force", "Last use of force", [NOBODY, *names], self.found["last"])

    @property
    def exchanges(self) -> Distribution:
        """The number of exchanges, the record's use of force counted."""
        found = self.found["exchanges"]
        labels = _counts(found.shape[1], most=MOST_EXCHANGES)
        return _labelled("exchanges", "Number of exchanges", labels, found)

    @property
    def exchange(self) -> Exchange:
        """How long the exchange goes on."""
        uses, found = self.uses, self.found
        crisis, steps = uses.readings.compiled.crisis, uses.readings.compiled.course.steps
        finish = max((step.end for step in steps), default=crisis.start)
        begun = uses.begun or crisis.start
        quiet = found["last"] - found["cut"]
        silence = (finish - crisis.start).days - np.concatenate(([0], uses.days))
        return Exchange(
            begun=uses.begun,
            horizon=(finish - begun).days,
            length=self._length(),
            uses=_labelled(
                "uses",
                "Uses of force",
                _counts(found["uses"].shape[1], most=MOST_USES),
                found["uses"],
            ),
            gaps=Distribution(
                "gaps", "Quiet before the next use of force", SPELLS, _shares(found["gaps"])
            ),
            longest=_longest(np.column_stack((found["uses"][:, 2:].sum(axis=1), found["broken"]))),
            returns=tuple(
                (least, _share(ended, ended + quiet[:, 1:] @ (silence[1:] >= least)))
                for i, least in enumerate(LEAST)
                for ended in [found["gaps"][:, 1 + i :].sum(axis=1)]
            ),
            unended=found["cut"].sum(axis=1) + quiet[:, 1:] @ (silence[1:] < Exchange.QUIET),
        )

    def _length(self) -> Distribution:
        """Return the chances of the days from the first use of force to the last."""
        days, kinds = self.uses.days, len(self.uses.steps)
        if self.uses.begun is None:
            since = [[f"{b - a}" for b in days] for a in days]
            labels = [name for row in since for name in (*row, NOBODY, OPEN)]
            labels += [NOBODY] * (kinds + 1) + [OPEN]
            values = self.found["joint"]
        else:
            first = days[self.uses.recorded].min()
            labels = [NOBODY, *(f"{day - first}" for day in days), OPEN]
            cut = self.found["cut"]
            values = np.hstack((self.found["last"] - cut, cut.sum(axis=1, keepdims=True)))
        return _labelled("length", "Days from the first use of force to the last", labels, values)


def _violent(readings: Readings) -> Bools:
    """Say of each event (X), and of none (the last entry), whether it is of a rung of force.

    Nature's are too: open war that nobody decides on its own.
    """
    crisis, made = readings.compiled.crisis, readings.memory.events.made
    side = readings.memory.events.force_side()
    return np.array(
        [
            bool(name) or (move.by == NATURE and move.rung >= crisis.force_from)
            for move, name in zip(made, side, strict=True)
        ]
        + [False]
    )


def _counts(size: int, *, most: int) -> list[str]:
    """Write the numbers from 0; the last stands for all above it if there may be more."""
    names = [f"{count}" for count in range(size)]
    return [*names[:-1], f"{most} or more"] if size == most + 1 else names


def _labelled(name: str, title: str, labels: list[str], values: Floats) -> Distribution:
    """Return a distribution with equal labels joined and impossible ones left out."""
    distinct = list(dict.fromkeys(labels))
    if name == "length":
        distinct.sort(key=lambda label: (label == OPEN, int(label) if label.isdigit() else -1))
    joined = np.zeros((len(values), len(distinct)))
    np.add.at(joined.T, [distinct.index(label) for label in labels], values.T)
    return Distribution(name, title, tuple(distinct), joined).possible


def _longest(broken_after: Floats) -> Distribution:
    """Return the chances of the longest quiet that force ended, from those of at least so long."""
    below = np.hstack((broken_after[:, 1:], np.zeros((len(broken_after), 1))))
    values = np.hstack((1.0 - broken_after[:, :1], broken_after - below))
    title = "Longest quiet that force ended"
    return Distribution("longest_quiet", title, ("never", *SPELLS), np.clip(values, 0.0, 1.0))


def _share(part: Floats, whole: Floats) -> Floats:
    nothing = np.full(len(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=nothing, where=whole > 0))


def _shares(parts: Floats) -> Floats:
    """Divide each row by its sum; a row of nothing has no shares."""
    return np.column_stack([_share(part, parts.sum(axis=1)) for part in parts.T])
