"""`detente play-out`: stories of a crisis, told as dated lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from detente.app import options, printed

if TYPE_CHECKING:
    from detente.forecast.stories import Line, Story
    from detente.model.crisis import Crisis


@click.command("play-out", short_help="Tell how a crisis may go, story by story.")
@options.scenario
@click.option(
    "--n",
    "stories",
    type=click.IntRange(min=1),
    metavar="N",
    default=5,
    show_default=True,
    help="How many stories.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="N",
    default=1,
    show_default=True,
    help="The same seed tells the same stories.",
)
@click.option(
    "--as",
    "observer",
    metavar="OBSERVER",
    default="analyst",
    show_default=True,
    help="Draw types and chances as an actor sees them.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the stories as JSON.")
def play_out(scenario: str, *, stories: int, seed: int, observer: str, as_json: bool) -> None:
    """Play SCENARIO out and tell what happened: the way to look inside a forecast.

    \b
    detente play-out border-raid
    detente play-out us-iran-2020 --n 5 --seed 1
    detente play-out us-iran-2020 --as us      as Washington would imagine it

    Every story takes its own numbers from what the argument allows, gives everybody a type, and
    follows the solved choices and the chances. A story is one way it can go, not the likeliest one.
    """
    from detente import pipeline
    from detente.app.crises import load

    crisis = load(scenario)
    options.known_observer(crisis, observer)
    from detente.app.progress import progress

    with progress(quiet=as_json) as report:
        told = pipeline.play_out(
            crisis, stories=stories, seed=seed, observer=observer, progress=report
        )
    if as_json:
        printed.as_json([_as_json(story) for story in told])
        return
    for story in told:
        _tell(crisis, story)


def _tell(crisis: Crisis, story: Story) -> None:
    titles = {actor.name: actor.title for actor in crisis.actors}
    who = ", ".join(f"{titles[actor]} {type_.replace('_', ' ')}" for actor, type_ in story.types)
    click.echo(f"Story {story.number}" + (f" ({who})" if who else ""))
    for line in story.lines:
        click.echo(f"  {line.when:26}{_what(crisis, titles, line)}")
    click.echo()


def _what(crisis: Crisis, titles: dict[str, str], line: Line) -> str:
    move = crisis.move(line.move)
    outcome = next((o for o in move.outcomes if o.name == line.outcome), None)
    turned_out = (outcome.text or outcome.name.replace("_", " ")) if outcome else ""
    who = f"{titles[line.actor]}: " if line.actor else ""
    record = " (on record)" if line.recorded else ""
    return f"{who}{move.title}" + (f"; {turned_out}" if turned_out else "") + record


def _as_json(story: Story) -> dict[str, Any]:
    return {
        "story": story.number,
        "types": dict(story.types),
        "lines": [
            {
                "start": line.start.isoformat(),
                "end": line.end.isoformat(),
                "actor": line.actor or "nature",
                "move": line.move,
                "outcome": line.outcome,
                "recorded": line.recorded,
            }
            for line in story.lines
        ],
    }
