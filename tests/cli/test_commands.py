"""The list of commands: one module each, and the same words in the list and in the command's own help."""

import inspect
from importlib import import_module

import pytest

from svodka.cli import COMMANDS
from tests.cli.calling import svodka


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name: str) -> None:
    own = inspect.getdoc(import_module(f"svodka.cli.{name}").command)

    assert own is not None
    assert own.replace("\n", " ").startswith(COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_its_help(name: str) -> None:
    assert svodka(name, "--help").code == 0
