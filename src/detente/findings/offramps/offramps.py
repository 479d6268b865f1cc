"""Ways out: packages and levers solved as worlds on common draws, weighed, and searched.

`OfframpsInquiry.ask` registers what it needs on the study's base before anything is solved, so
that other analyses of the same run share that solution; `found` solves the other worlds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import reduce

import numpy as np

from detente.errors import GameError, Problem
from detente.findings.offramps.conditions import conditions
from detente.findings.offramps.results import Added, Front, Offramps, Tried, WayOut
from detente.findings.offramps.risks import risks as risks_of
from detente.findings.offramps.robustness import Robustness, noise, robustness
from detente.findings.offramps.search import SECOND, Goals, Race, pareto, race
from detente.findings.offramps.trial import Asked, Trial
from detente.findings.offramps.variants import Variant, orders
from detente.findings.study import Study
from detente.model.crisis import Crisis, Edit, Question
from detente.shapes import Floats, Longs

NOT_WHOLE, HARM, COST = "not delivered", "made worse", "cost to those who act"


@dataclass(eq=False)
class OfframpsInquiry:
    """The question what would help, put to a study before its base is solved."""

    study: Study
    risks: tuple[Question, ...]
    packages: tuple[Edit, ...]
    levers: tuple[Edit, ...]
    base: Asked
    search: bool
    most: int | None = None  # draws at which each is solved at the most

    @classmethod
    def ask(
        cls,
        study: Study,
        *,
        risks: tuple[str, ...] = (),
        packages: tuple[str, ...] = (),
        search: bool = True,
        most: int | None = None,
    ) -> OfframpsInquiry:
        """Ask about the named packages (default: all) and every lever; `GameError` as `risks`."""
        crisis = study.crisis
        chosen = _chosen(crisis, packages)
        wanted = risks_of(crisis, risks)
        asked = Asked.ask(study.base, wanted)
        return cls(study, wanted, chosen, crisis.levers, asked, search, most)

    def found(self) -> Offramps:
        """Solve every world that is needed, and weigh them."""
        started = self.study.base.solved
        nothing = self._nothing()
        weighed = Race(self.study, self.risks, {(): nothing})
        goals = self._goals(nothing)
        everything = min(self.most or len(self.study.draws.points), len(self.study.draws.points))
        alone = weighed.some(
            [*(Variant(p) for p in self.packages), *(Variant(None, (v,)) for v in self.levers)],
            draws=everything,
        )
        if self.search:
            race(weighed, self.packages, self.levers, goals)
        full = [t for t in weighed.tried if t.tried == everything and len(t.rows)]
        ordered = list(dict.fromkeys([nothing, *alone, *full]))
        members = pareto(ordered, goals)
        at = {id(t): i for i, t in enumerate(ordered)}
        rows = reduce(np.intersect1d, [t.rows for t in ordered])
        return Offramps(
            self.study.crisis, self.risks, _slots(nothing),
            tuple(self._way(t, nothing, goals) for t in ordered),
            tuple(_robust(ordered, rows, q, self.study.seed) for q in range(len(self.risks))),
            len(rows), goals.names,
            tuple(
                Front(at[id(m.trial)], m.best_on, tuple((g, at[id(o)]) for g, o in m.beaten_by))
                for m in members
            ),
            tuple(self._orders(weighed, nothing, goals)) if self.search else (),
            tuple(self._added(weighed)) if self.search else (),
            tuple(
                self._tried(t, nothing, goals)
                for t in weighed.tried if self.search and t is not nothing and len(t.rows)
            ),
            everything, self.study.seed,
            sum(t.solved for t in weighed.tried if t is not nothing)
            + self.study.base.solved - started,
        )  # fmt: skip

    def _nothing(self) -> Trial:
        base = self.study.base
        trial = Trial(self.study, Variant(None), self.risks, base.crisis, base.compiled)
        trial.asked, trial.tried = self.base, len(self.study.draws.points)
        trial.keep(base)
        return trial

    def _goals(self, nothing: Trial) -> Goals:
        # one line a draw of the study, to find doing nothing beside any row
        names = (*(q.name for q in self.risks), HARM, NOT_WHOLE, COST)
        known: dict[tuple[int, int], Floats] = {}

        def of(trial: Trial) -> Floats:
            key = (id(trial), trial.tried)
            if key not in known:
                before = nothing.risk[trial.rows]
                harm = np.maximum(trial.risk[:, 0] - before[:, 0], 0.0)
                delivery = trial.delivery
                missed = np.zeros(len(harm)) if delivery is None else 1.0 - delivery.whole
                cost = self._cost(trial, nothing)
                known[key] = np.column_stack((trial.risk, harm, missed, cost))
            return known[key]

        return Goals(names, of)

    def _cost(self, trial: Trial, nothing: Trial) -> Floats:
        """Return the most that any of those who have to act loses in each draw, in utils (W)."""
        change = self._by_actor(trial.worths - nothing.worths[trial.rows], trial.rows)
        givers = {name for edit in trial.variant.edits for name in edit.by}
        losses = [np.zeros(len(trial.rows)), *(-change[g] for g in givers if g in change)]
        return np.asarray(np.max(losses, axis=0))

    def _way(self, trial: Trial, nothing: Trial, goals: Goals) -> WayOut:
        before = nothing.risk[trial.rows]
        change = trial.risk - before
        way = WayOut(
            trial.variant, trial.rows, trial.risk, before,
            tuple(noise(change[:, q], seed=self.study.seed) for q in range(len(self.risks))),
            trial.answers, trial.delivery,
            trial.worths - nothing.worths[trial.rows], goals.of(trial)[:, -1],
            sum(part.unsolved for part in trial.parts),
        )  # fmt: skip
        if trial.variant.package is None or trial is nothing:
            return way
        return replace(way, conditions=conditions(
            trial.points, trial.unknowns, before=before[:, 0], after=trial.risk[:, 0],
            seed=self.study.seed,
        ))  # fmt: skip

    def _orders(self, weighed: Race, nothing: Trial, goals: Goals) -> Iterator[tuple[Tried, ...]]:
        """Yield each package's orders at its own date, if it has others than its own."""
        for package in self.packages:
            written = [Variant(p) for p in orders(package)]
            if len(written) > 1:
                upto = min(SECOND, len(self.study.draws.points))
                found = weighed.some(written, draws=upto)
                yield tuple(self._tried(t, nothing, goals, first=upto) for t in found)

    def _added(self, weighed: Race) -> Iterator[Added]:
        """Yield what each lever adds, alone beside a package."""
        for trial in weighed.tried:
            without = weighed.trials.get(Variant(trial.variant.package).edits)
            if len(trial.variant.beside) != 1 or trial.variant.package is None or without is None:
                continue
            (lever,) = trial.variant.beside
            _, i, j = np.intersect1d(trial.rows, without.rows, return_indices=True)
            if len(i):
                change = trial.risk[i] - without.risk[j]
                worth = self._by_actor(trial.worths[i] - without.worths[j], trial.rows[i])
                yield Added(
                    lever, without.variant, len(i), change.mean(axis=0),
                    noise(change[:, 0], seed=self.study.seed),
                    tuple((g, float(-worth[g].mean())) for g in lever.by if g in worth),
                )  # fmt: skip

    def _by_actor(self, change: Floats, rows: Longs) -> dict[str, Floats]:
        """Return the change of each actor's worth, types weighed by the analyst's belief (W)."""
        weights = self.study.base.read.types[rows]
        game = self.study.base.compiled.game
        return {
            name: (change[:, a:b] * weights[:, a:b]).sum(axis=1)
            for name, a, b in zip(
                game.players, game.player_slot[:-1], game.player_slot[1:], strict=True
            )
        }

    def _tried(
        self, trial: Trial, nothing: Trial, goals: Goals, *, first: int | None = None
    ) -> Tried:
        """Sum a trial up, over all of its draws or over those among the study's first ones."""
        kept = trial.rows < (trial.tried if first is None else first)
        change = (trial.risk - nothing.risk[trial.rows])[kept]
        delivery = trial.delivery
        return Tried(
            trial.variant, int(kept.sum()), change.mean(axis=0),
            noise(change[:, 0], seed=self.study.seed),
            float("nan") if delivery is None else float(delivery.whole[kept].mean()),
            float(goals.of(trial)[kept, -1].mean()),
        )  # fmt: skip


def offramps(
    study: Study,
    *,
    risks: tuple[str, ...] = (),
    packages: tuple[str, ...] = (),
    search: bool = True,
) -> Offramps:
    """Weigh the packages and levers of a study's crisis, and search what can be made of them.

    `risks` names the questions to lessen (default: the gravest), `packages` those to weigh
    (default: all). `GameError` for a name that is not there, and where there is no way out.

    >>> import detente
    >>> study = detente.Study.of(detente.load("cuba-1962"), draws=10)
    >>> found = offramps(study)
    >>> found.ways[0].names, len(found.robustness)
    ((), 1)
    """
    return OfframpsInquiry.ask(study, risks=risks, packages=packages, search=search).found()


def _chosen(crisis: Crisis, names: tuple[str, ...]) -> tuple[Edit, ...]:
    known = {package.name: package for package in crisis.packages}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            there = f"there are {', '.join(known)}" if known else "the crisis has none"
            hint = f"did you mean `{near[0]}`?" if near else there
            raise GameError(Problem(f"no package is called `{name}`", hint=hint))
    if not (crisis.packages or crisis.levers):
        raise GameError(Problem(
            "the crisis names no way out", hint="write one under `packages:` or `levers:`"
        ))  # fmt: skip
    return tuple(known[name] for name in names) if names else crisis.packages


def _slots(nothing: Trial) -> tuple[tuple[str, str], ...]:
    game = nothing.compiled.game
    return tuple(
        (game.players[p], game.types[p][t])
        for p, t in zip(game.slot_player, game.slot_type, strict=True)
    )


def _robust(trials: list[Trial], rows: Longs, question: int, seed: int) -> Robustness:
    columns = [t.risk[np.searchsorted(t.rows, rows), question] for t in trials]
    return robustness(np.column_stack(columns), seed=seed)
