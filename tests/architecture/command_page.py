"""Writes docs/reference/cli.md from the commands themselves: `python command_page.py`."""

from __future__ import annotations

from pathlib import Path

import click

from detente.app.cli import cli

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
HEAD = """# The command line

This page is written by the commands themselves (`just command-page`), and a test keeps it so.

SCENARIO is a file, or the name of a crisis from `detente catalog`; a file wins. What is asked for
goes to standard output; remarks, mistakes and the progress bar go to standard error, so that output
can be piped. The bar is drawn on a terminal only. `NO_COLOR` is respected.

| exit code | meaning |
|---|---|
| 0 | all is well |
| 1 | the crisis has mistakes, or a result could not be written; each is named |
| 2 | the command was misused |
| 130 | stopped by Ctrl-C; nothing is left half-written |
| 141 | whoever read the output has stopped reading |
"""


def page() -> str:
    """Return the page as it should be."""
    root = click.Context(cli, info_name="detente", terminal_width=80, **cli.context_settings)
    sections = [HEAD, _section(root)]
    for name in cli.list_commands(root):
        command = cli.commands[name]
        sections.append(
            _section(click.Context(command, parent=root, info_name=name, terminal_width=80))
        )
    return "\n".join(sections)


def _section(context: click.Context) -> str:
    lines = (line.rstrip() for line in context.get_help().split("\n"))
    return f"## {context.command_path}\n\n```text\n{chr(10).join(lines)}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page())
