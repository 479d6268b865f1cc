"""A crisis to its game: the course unrolled, the tree as arrays, the numbers as linear forms."""

from __future__ import annotations

from dataclasses import dataclass

from detente import notebook
from detente.errors import Problem
from detente.game.arrays import Game
from detente.game.course import Course, refusal, unroll
from detente.game.limit import MOST_NODES
from detente.game.parameters import Parameters, parameters
from detente.game.rules import rules
from detente.game.tree import Progress, Tree
from detente.model.crisis import Crisis


@dataclass(frozen=True)
class Compiled:
    """Everything about a crisis that all draws share.

    `evidence` says whether the nodes keep apart what choices tell about types. `never_played` are
    stages that no history reaches, as problems for the analyst to look at.
    """

    crisis: Crisis
    course: Course
    game: Game
    parameters: Parameters
    public_states: int
    evidence: bool
    never_played: tuple[Problem, ...]

    def _repr_html_(self) -> str:
        nodes, edges = self.game.size
        stages = [
            (step.label, step.start.isoformat(), step.end.isoformat(), ", ".join(step.stage.choose))
            for step in self.course.steps
        ]
        unplayed = len(self.never_played)
        return notebook.card(
            self.crisis.title,
            about="A game, built and not yet solved",
            facts=[
                ("nodes", f"{nodes:,}"),
                ("edges", f"{edges:,}"),
                ("public states", f"{self.public_states:,}"),
                ("unknowns", self.parameters.weights.shape[1]),
                *([("stages that no history reaches", unplayed)] if unplayed else []),
            ],
            body=[notebook.table("The course", ("stage", "from", "to", "moves"), stages)],
        )


def compile_crisis(
    crisis: Crisis,
    *,
    merge: bool = True,
    evidence: bool = True,
    most_nodes: int = MOST_NODES,
    progress: Progress | None = None,
) -> Compiled:
    """Build the game of a crisis; `GameError` says what makes it no game, or too large.

    `merge=False` keeps every history apart: the plain tree, for checks on small crises.
    `evidence=False` also merges histories that say different things about types: the public states
    alone, for solvers that carry beliefs as a state of their own.
    """
    course = unroll(crisis)
    if not evidence:
        _refuse_blocks(course)
    tree = Tree(rules(course), merge=merge, evidence=evidence, most_nodes=most_nodes)
    game = tree.grow(progress)
    return Compiled(
        crisis,
        course,
        game,
        parameters(crisis, game),
        tree.public_states,
        evidence,
        _never_played(course, tree.played),
    )


def _refuse_blocks(course: Course) -> None:
    """Refuse choices without sight of each other where beliefs are carried on a grid."""
    for step in course.steps:
        if step.block >= 0:
            raise refusal(
                course.crisis, step.path,
                "`together` can be solved on the tree only, and the grid of beliefs is needed here",
                hint="use `--method tree`, or play fewer rounds so that the tree is small enough",
            )  # fmt: skip


def _never_played(course: Course, played: list[int]) -> tuple[Problem, ...]:
    reached: dict[str, bool] = {}
    for step, count in zip(course.steps, played, strict=True):
        reached[step.path] = reached.get(step.path, False) or count > 0
    return tuple(
        Problem(
            "no history reaches this stage",
            course.crisis.places.get(path),
            "its `when`, or the `when` of all its moves, can never hold here",
            course.crisis.source_name,
        )
        for path, was_reached in reached.items()
        if not was_reached
    )
