"""The command line: one file a command. Only the module of the command that is called is imported.

So `svodka analyze` starts without the bot, and each command imports what it needs at its top.
"""

import io
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Annotated, Final

import typer

from svodka import __version__

COMMANDS: Final = ("analyze", "convert", "demo", "run", "bot", "worker", "migrate", "config")


def application(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """Put the application together from the modules of these commands."""
    app = typer.Typer(
        name="svodka",
        help="Turns the tables people get sent into something they can read.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for name in names:
        app.command(name)(import_module(f"svodka.cli.{name}").command)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that the arguments name."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a letter must not end the command.
            stream.reconfigure(errors="backslashreplace")
    named = [word for word in words[:1] if word in COMMANDS]
    application(named or COMMANDS)(args=words, prog_name="svodka")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turns the tables people get sent into something they can read."""
