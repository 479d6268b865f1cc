"""`detente audit`: what in the argument clashes, follows, decides, and is never said."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.app import documents, options

if TYPE_CHECKING:
    from detente.findings.audit import Audit
    from detente.model.crisis import Crisis

CLASHING = 1


@click.command(short_help="Find what an argument hangs on, and where it quarrels with itself.")
@options.scenario
@click.option(
    "--question",
    "questions",
    multiple=True,
    metavar="NAME",
    help="A question to look at; may be given again.  [default: all]",
)
@click.option(
    "--line",
    type=click.FloatRange(0, 1),
    metavar="P",
    default=0.5,
    show_default=True,
    help="The probability that reversals are to carry a question over.",
)
@click.option(
    "--gut",
    "guts",
    multiple=True,
    metavar="NAME=P|FILE",
    help="Your own probability of a question, or a file of lines `NAME: P`; may be given again."
    "  [default: what the file itself puts to the argument's words]",
)
@documents.written
@options.drawing
def audit(
    scenario: str,
    *,
    questions: tuple[str, ...],
    line: float,
    guts: tuple[str, ...],
    quiet: bool,
    **given: Any,
) -> int:
    """Audit the argument of SCENARIO.

    \b
    detente audit border-raid
    detente audit us-iran-2020 --question F05          what would the US reply hang on?
    detente audit us-iran-2020 --line 0.8 --json | jq .fewest_reversals
    detente audit mine.yaml --gut Q1=0.6 --gut Q2=0.2  do these numbers fit the argument?
    detente audit mine.yaml --gut mine-by-heart.yaml

    Each premise is dropped and reversed, and only the draws that this moves are solved again. If
    the premises contradict each other, all smallest clashes are listed with the fewest claims to
    give up, and the exit code is 1.
    """
    targets = documents.taken(given)
    from detente.app.crises import load

    crisis = load(scenario)
    gut = _gut(crisis, guts) if guts else None
    clash = _clash(crisis)
    if clash is not None:
        _deliver(clash, targets, quiet=quiet, seed=given["seed"])
        return CLASHING
    from detente.app import studying
    from detente.findings.audit import AuditInquiry

    with studying.study(crisis, quiet=quiet, **given) as study:
        found = AuditInquiry.ask(study, line=line, questions=questions, gut=gut).found()
    _deliver(found, targets, quiet=quiet, seed=study.seed)
    return 0


def _clash(crisis: Crisis) -> Audit | None:
    """Return an audit of the contradictions alone, if there are any."""
    from detente.claims import polytope
    from detente.findings.audit import Audit
    from detente.findings.audit.contradictions import contradictions

    found = contradictions(polytope(crisis))
    return Audit(crisis, found) if found.any else None


def _deliver(found: Audit, targets: Iterable[tuple[str, Path]], *, quiet: bool, seed: int) -> None:
    from detente.brief.compose.audit import audit_sections
    from detente.brief.compose.audit_record import audit_record
    from detente.brief.compose.finding import told

    document = told(
        found.crisis,
        found,
        name="audit",
        sections=audit_sections,
        record=audit_record,
        draws=found.draws,
        seed=seed,
    )
    documents.deliver(document, targets, quiet=quiet)


def _gut(crisis: Crisis, guts: tuple[str, ...]) -> dict[str, float]:
    """Read somebody's own numbers: `NAME=P`, or files of them."""
    found: dict[str, float] = {}
    known = {question.name: question for question in crisis.questions}
    for text in guts:
        name, equals, value = text.partition("=")
        if equals and name in known:
            found[name] = _probability(value, where=text)
        elif Path(text).is_file():
            found |= _read(Path(text))
        elif equals:
            hint = f"it asks {', '.join(known)}" if known else "it asks none"
            raise click.BadParameter(
                f"no question is called `{name}`; {hint}", param_hint="'--gut'"
            )
        else:
            raise click.BadParameter(f"`{text}` is neither NAME=P nor a file", param_hint="'--gut'")
    return found


def _read(path: Path) -> dict[str, float]:
    """Read lines `NAME: P`; blank lines and what follows a # do not count."""
    from detente.errors import DetenteError, Problem, Span

    found: dict[str, float] = {}
    problems = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DetenteError(Problem(f"cannot read `{path}`: {error}")) from None
    for number, raw in enumerate(lines, start=1):
        line = raw.partition("#")[0].strip()
        name, colon, value = (part.strip() for part in line.partition(":"))
        try:
            if line:
                found[name] = _probability(value if colon else "", where=line)
        except click.BadParameter as error:
            span = Span(number, 1, max(1, len(raw)))
            problems.append(Problem(error.message, span, source=str(path), excerpt=raw))
    if problems:
        raise DetenteError(problems)
    return found


def _probability(value: str, *, where: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= 1.0:
        raise click.BadParameter(
            f"`{where}` gives no probability between 0 and 1", param_hint="'--gut'"
        )
    return number
