"""How long force goes on: the length of the exchange, its uses, the quiet between, the last use.

Everything is read in the one pass a counter that `detente.game.spells` makes over a draw's play, on
the tree and on the grid alike. Days are the last days of the windows in which force is used. What
comes after the course is not known: an exchange that is still going on at its end is censored, and
`Exchange` says how much of it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from detente.forecast.force import NOBODY, window
from detente.forecast.methods import Block
from detente.forecast.readings import Readings
from detente.forecast.results import OPEN, Distribution, Exchange
from detente.game.arrays import END, Numbers
from detente.game.course import Step
from detente.game.flow import chance_of_record
from detente.game.spells import Plan, broken, first_and_last, tally, true_after
from detente.model.crisis import NATURE
from detente.shapes import Bools, Floats, Ints

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

    @cached_property
    def since_last(self) -> Ints:
        """The counter of the last use: state 0 is none, state 1 + k kind k (K + 1, K)."""
        kinds = len(self.steps)
        return np.tile(np.arange(1, kinds + 1, dtype=np.int32), (kinds + 1, 1))

    @cached_property
    def number(self) -> Ints:
        """The counter of uses (U, K)."""
        most = min(len(self.steps), MOST_USES)
        after = np.minimum(np.arange(most + 1) + 1, most).astype(np.int32)
        return np.repeat(after[:, None], len(self.steps), axis=1)

    @cached_property
    def exchanged(self) -> Ints:
        """The counter of exchanges: state 1 + c * S + s is c of them, the last use by side s."""
        names = tuple(dict.fromkeys(self.sides))
        most = min(len(self.steps), MOST_EXCHANGES)
        table = np.zeros((1 + (most + 1) * len(names), len(self.steps)), np.int32)
        for k, side in enumerate(map(names.index, self.sides)):
            table[0, k] = 1 + side
            for q in range(1, len(table)):
                count, last = divmod(q - 1, len(names))
                table[q, k] = 1 + min(count + (last != side), most) * len(names) + side
        return table


@dataclass(eq=False)
class Lasting:
    """Reads how long force goes on, draw by draw."""

    uses: Uses
    plan: Plan
    cuts: Bools  # E: force with which the course ends
    on: Ints  # N: the day of a node's choice
    most: tuple[Ints, Ints, Ints]
    found: dict[str, Floats] = field(default_factory=dict, repr=False)

    @classmethod
    def ask(cls, readings: Readings) -> Lasting:
        """Prepare the passes."""
        uses, game, course = Uses.of(readings), readings.compiled.game, readings.compiled.course
        crisis = readings.compiled.crisis
        edge_kind = np.where(game.event >= 0, uses.kind[game.event], -1).astype(np.int32)
        plan = Plan.lay(game, allowed=readings.allowed, use=edge_kind)
        ends = np.array([(s.end - crisis.start).days for s in course.steps] + [0], np.int32)
        return cls(
            uses,
            plan,
            cuts=(game.mover[game.child] == END)
            & _violent(readings)[game.event]
            & true_after(game, readings.memory.condition(crisis.ends)),
            on=np.maximum.accumulate(ends[game.stage]),
            most=(
                plan.reach(uses.since_last), plan.reach(uses.number), plan.reach(uses.exchanged),
            ),
        )  # fmt: skip

    def begin(self, draws: int) -> None:
        """Make room for so many draws."""
        kinds, uses = len(self.uses.steps), self.uses
        widths = {
            "last": kinds + 1, "cut": kinds + 1, "uses": len(uses.number),
            "exchanges": len(uses.exchanged), "gaps": len(SPELLS), "broken": len(LEAST),
        }  # fmt: skip
        self.found = {name: np.zeros((draws, width)) for name, width in widths.items()}
        if uses.begun is None:
            self.found["joint"] = np.zeros((draws, (kinds + 1) * (kinds + 2)))

    def read(self, row: int, d: int, numbers: Numbers, solved: Block) -> None:
        """Read a solved draw into its row."""
        del numbers
        uses, plan, readings = self.uses, self.plan, self.uses.readings
        play = solved.play(d, observer=readings.observer_index(readings.observer))
        met = chance_of_record(plan.game, play, allowed=readings.allowed)
        tables = (uses.since_last, uses.number, uses.exchanged)
        last, number, exchanges = (
            tally(plan, play, met, step=step, most=most, cuts=self.cuts)
            for step, most in zip(tables, self.most, strict=True)
        )
        quiet = [
            broken(plan, play, met, day=uses.days, on=self.on, most=self.most[0], least=least)
            for least in LEAST
        ]
        read = {
            "last": last.last, "cut": last.cut, "uses": number.last, "exchanges": exchanges.last,
            "gaps": self._by_length(last.moved), "broken": np.array(quiet),
        }  # fmt: skip
        if uses.begun is None:
            joint = first_and_last(plan, play, kinds=len(uses.steps), cuts=self.cuts)
            read["joint"] = joint.reshape(-1)
        for name, values in read.items():
            self.found[name][row] = values / met[0, 0] if met[0, 0] > 0.0 else np.nan

    def _by_length(self, moved: Floats) -> Floats:
        """Return the expected number of spells of quiet that force ended, by their length."""
        gaps = self.uses.days[None, :] - self.uses.days[:, None]
        of = np.searchsorted(LEAST, gaps, side="right")
        found = np.zeros(len(SPELLS))
        np.add.at(found, of.reshape(-1), moved[1:].reshape(-1))
        return found

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
        sides = len(set(self.uses.sides))
        names = ["0", *_counts(len(self.uses.exchanged) // max(1, sides), most=MOST_EXCHANGES)]
        labels = [names[0], *(names[1 + q // sides] for q in range(len(self.uses.exchanged) - 1))]
        return _labelled("exchanges", "Number of exchanges", labels, self.found["exchanges"])

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
                "uses", "Uses of force", _counts(len(uses.number), most=MOST_USES), found["uses"]
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
