"""Every command and every option is documented, in the words of its own help."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click
import pytest

from detente.app.cli import cli

_SPEC = importlib.util.spec_from_file_location(
    "command_page", Path(__file__).with_name("command_page.py")
)
command_page = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(command_page)

COMMANDS = sorted(cli.commands.values(), key=lambda command: command.name)


def test_the_page_is_what_the_commands_say():
    assert command_page.PAGE.read_text() == command_page.page(), "run `just command-page`"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_option_stands_on_the_page_with_its_help(command):
    section = command_page.PAGE.read_text().partition(f"## detente {command.name}\n")[2]
    section = section.partition("\n## ")[0]
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert all(option.help for option in options)
    assert all(name in section for option in options for name in option.opts)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_teaches_by_example(command):
    assert f"detente {command.name} " in command.help


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_readme_names_every_command(command):
    readme = Path(__file__).parents[2] / "README.md"
    assert f"| `detente {command.name}" in readme.read_text()
