"""A document on its way out: shown on the terminal, or written in the forms that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detente.app import files

if TYPE_CHECKING:
    from detente.brief import Document

STDOUT = Path("-")
PAGES = ("html", "pdf", "md")
Command = TypeVar("Command", bound=Callable[..., Any])


def written(command: Command) -> Command:
    """Add where a finding may go: `--json`, `--html FILE`, `--pdf FILE`, `--md FILE`."""
    options = (
        click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for a program."),
        click.option("--html", metavar="FILE", type=Path, help="Write a page that works offline."),
        click.option("--pdf", metavar="FILE", type=Path, help="Write it for paper."),
        click.option("--md", metavar="FILE", type=Path, help="Write Markdown; - prints it."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def taken(given: dict[str, Any]) -> list[tuple[str, Path]]:
    """Take the forms out of a command's options; refuse early those that cannot be written."""
    targets = [(form, path) for form in PAGES if (path := given.pop(form)) is not None]
    if given.pop("as_json"):
        targets.append(("json", STDOUT))
    refuse_early(targets)
    return targets


def refuse_early(targets: Iterable[tuple[str, Path]]) -> None:
    """Raise `OutputError` before the work for every file that could not be written."""
    files.refuse_early(path for _, path in targets if path != STDOUT)


def deliver(
    document: Document, targets: Iterable[tuple[str, Path]], *, quiet: bool, full: bool = True
) -> None:
    """Write a document in every form asked for, or show it; `full` shows more than a first look."""
    targets = tuple(targets)
    if not targets:
        from rich.console import Console

        from detente.brief import show

        show(document, Console(), full=full)
    for form, path in targets:
        _put(_rendered(document, form=form), path)
        if not quiet and path != STDOUT:
            click.echo(f"wrote {path}", err=True)


def _rendered(document: Document, *, form: str) -> bytes | str:
    from detente.brief import to_html, to_json, to_markdown, to_pdf

    writers: dict[str, Callable[[Document], bytes | str]] = {
        "html": to_html,
        "pdf": to_pdf,
        "md": to_markdown,
        "json": to_json,
    }
    return writers[form](document)


def _put(content: bytes | str, path: Path) -> None:
    if path == STDOUT:
        click.echo(content, nl=False)
    else:
        files.write(path, content)
