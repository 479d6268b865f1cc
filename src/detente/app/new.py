"""`detente new`: a commented file to fill in."""

from __future__ import annotations

import re
from pathlib import Path

import click

from detente.errors import OutputError, Problem

NAME = re.compile(r"[a-z][a-z0-9_-]*")


@click.command(short_help="Start a crisis: a commented file.")
@click.argument("name")
def new(name: str) -> None:
    """Write NAME.yaml, a small crisis with a comment beside everything.

    \b
    detente new my-crisis
    detente check my-crisis.yaml
    detente brief my-crisis.yaml

    A file that is there already is left alone.
    """
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        path = path.with_suffix("")
    if not NAME.fullmatch(path.name):
        raise click.BadParameter(
            f"`{path.name}` is no name; use lower-case letters, digits, - and _, a letter first.",
            param_hint="'NAME'",
        )
    from detente.app import files
    from detente.scenario import starter

    target = path.with_name(f"{path.name}.yaml")
    if target.exists():
        raise OutputError(
            Problem(f"`{target}` is there already", hint="choose another name, or move it away")
        )
    files.write(target, starter(path.name))
    click.echo(f"wrote {target}; next: detente check {target}", err=True)
