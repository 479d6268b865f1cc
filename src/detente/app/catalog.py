"""`detente catalog`: the crises that ship with the package."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="List the crises that ship with detente.")
@click.argument("name", required=False)
def catalog(name: str | None) -> None:
    """List the crises that ship with detente, or print the text of one.

    \b
    detente catalog
    detente catalog border-raid
    detente catalog border-raid > mine.yaml    a copy to change
    """
    if name is None:
        _list()
        return
    click.echo(_known(name).read_text(encoding="utf-8"), nl=False)


def _list() -> None:
    from detente import catalog as shelf
    from detente.scenario import read

    names = list(shelf.names())
    width = max(len(name) for name in names)
    for name in names:
        crisis = read(shelf.path(name))
        click.echo(f"{name:{width}}  {crisis.as_of}  {crisis.title}")


def _known(name: str) -> Path:
    from difflib import get_close_matches

    from detente import catalog as shelf

    names = list(shelf.names())
    if name in names:
        return Path(shelf.path(name))
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(names)}."
    raise click.BadParameter(f"the catalog has no `{name}`; {hint}", param_hint="'NAME'")
