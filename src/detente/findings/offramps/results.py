"""What is found about ways out, as data."""

from __future__ import annotations

from dataclasses import dataclass

from detente.findings.offramps.conditions import Conditions
from detente.findings.offramps.delivery import Answers, Delivery
from detente.findings.offramps.robustness import Robustness
from detente.findings.offramps.variants import Variant
from detente.model.crisis import Crisis, Edit, Question
from detente.shapes import Floats, Longs


@dataclass(frozen=True, eq=False)
class WayOut:
    """A package, a lever, or several together, weighed against doing nothing on common draws.

    Arrays have one row a draw kept (W): those of the study that allow the edits.
    """

    variant: Variant
    rows: Longs  # W
    risk: Floats  # W, Q: with it
    before: Floats  # W, Q: without
    noise: tuple[tuple[float, float], ...]  # per risk: where nine of ten resampled mean changes lie
    answers: tuple[Answers, ...]
    delivery: Delivery | None
    worth: Floats  # W, K: change of what each slot expects, in utils
    cost: Floats  # W: the most that any of those who have to act loses
    unsolved: int
    conditions: Conditions | None = None

    @property
    def change(self) -> Floats:
        """The change in each risk, draw by draw (W, Q)."""
        return self.risk - self.before

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its package and levers."""
        return self.variant.names


@dataclass(frozen=True, eq=False)
class Front:
    """A member of the Pareto set, with what nobody in it does better and who beats it on what."""

    way: int  # index into `Offramps.ways`
    best_on: tuple[str, ...]
    beaten_by: tuple[tuple[str, int], ...]  # goal, index into `Offramps.ways`


@dataclass(frozen=True)
class Tried:
    """A variant that the search has tried, and on how many draws."""

    variant: Variant
    draws: int
    change: Floats  # Q: mean change in each risk
    noise: tuple[float, float]  # of the first risk
    whole: float  # mean chance of whole delivery; NaN without stages
    cost: float


@dataclass(frozen=True)
class Added:
    """What a lever adds beside a package, on the draws that both worlds were solved for."""

    lever: Edit
    package: Variant  # without it
    draws: int
    change: Floats  # Q: mean further change in each risk
    noise: tuple[float, float]  # of the first risk
    cost: tuple[tuple[str, float], ...]  # per giver that is an actor: mean loss, in utils


@dataclass(frozen=True, eq=False)
class Offramps:
    """What the ways out of a crisis do. `ways[0]` is doing nothing.

    `robustness` has one entry a risk, over the draws `common` that all of `ways` allow, with rows
    in their order. Without a search `orders`, `added` and `tried` are empty. `orders` holds each
    package's orders at its own date, on the same draws; the first of each is as it is written.
    """

    crisis: Crisis
    risks: tuple[Question, ...]
    slots: tuple[tuple[str, str], ...]  # K: actor and type
    ways: tuple[WayOut, ...]
    robustness: tuple[Robustness, ...]
    common: int
    goals: tuple[str, ...]
    front: tuple[Front, ...]
    orders: tuple[tuple[Tried, ...], ...]
    added: tuple[Added, ...]
    tried: tuple[Tried, ...]
    draws: int
    seed: int
    solved: int  # draws solved, in all worlds

    def way(self, *names: str) -> WayOut:
        """Return the way out of just those names; `KeyError` if it was not weighed."""
        for way in self.ways:
            if set(way.names) == set(names):
                return way
        raise KeyError(names)
