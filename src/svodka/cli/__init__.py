"""The command line: one file a command. Only the module of the command that is called is imported.

So `svodka analyze` starts without the bot, and each command imports what it needs at its top.
"""

import io
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Final

import typer

from svodka import __version__

# What `svodka --help` says of each; the commands' own help begins with the same words.
COMMANDS: Final = {
    "analyze": "Say what is in tables: columns, sums, what is odd.",
    "convert": "Write a table as CSV in UTF-8 with commas: cells unchanged, the header first if there is one.",
    "demo": "Try the bot without Telegram: a chat page in the browser, nothing to install or sign up for.",
    "run": "Run the bot against Telegram: everything in this one process.",
    "bot": "Run the bot without the work.",
    "worker": "Analyse the files that `svodka bot` takes in.",
    "web": "Serve the pages: webhook, reports, operator's page, health, metrics.",
    "migrate": "Bring the database up to date.",
    "uploads": "List the uploads that changed last: whose, how far they are, and what went wrong.",
    "retry": "Take an upload that failed up again; its person hears that it goes on.",
    "loadtest": "Let a crowd of simulated people loose on the real parts, and check every report they get.",
    "drill": "Let things fail on a whole installation that is started for it, and count what becomes of people's files.",
    "doctor": "Examine this installation end to end, and say of what is wrong how to mend it.",
    "config": "Print the settings in force and where each comes from; secrets are masked.",
}


def application(named: str | None = None) -> typer.Typer:
    """Put the application together: with the command that is named, else with a list of all of them."""
    app = typer.Typer(
        name="svodka",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    if named is not None:
        app.command(named)(import_module(f"svodka.cli.{named}").command)
        return app
    for name, text in COMMANDS.items():
        app.command(name, help=text)(_only_listed)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that the arguments name."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a letter must not end the command.
            stream.reconfigure(errors="backslashreplace")
    named = words[0] if words and words[0] in COMMANDS else None
    application(named)(args=words, prog_name="svodka")


def _only_listed() -> None:
    """Stand in for a command that is listed but not called."""


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
