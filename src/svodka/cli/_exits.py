"""How a command ends when it cannot do its work: a line on stderr and an exit code."""

from typing import Final, Never

import typer

# Something of ours or of the machine's failed: a disk is full, a directory may not be written to.
FAILED: Final = 1
# What we were given is at fault: the file is no table, an option or a setting is wrong.
REFUSED: Final = 2


def complain(text: str) -> None:
    """Say something on stderr."""
    typer.echo(text, err=True)


def refuse(message: str) -> Never:
    """End the command because of what it was given."""
    for line in message.splitlines():
        complain(line)
    raise typer.Exit(REFUSED)
